/* What stands for bytes in a JSON string (RFC 8259, section 7), written where there is room. */
#ifndef GALLEY_BASE_JSON_PUT_H
#define GALLEY_BASE_JSON_PUT_H

#include "base/str.h"

/* Writes s escaped to `out`, which has room for JSON_GROWTH bytes for each of s and JSON_SLACK
 * more. Bytes that are not UTF-8 stay. Returns how many it wrote; what lies behind them means
 * nothing. */
enum { JSON_GROWTH = 6, JSON_SLACK = 32 };
size_t json_put(struct str s, char *out);

/* Writes a backslash and a letter, if there is such an escape for c. Returns 2, else 0. */
size_t json_put_short(char c, char *out);

#endif
