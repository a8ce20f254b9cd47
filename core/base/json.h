/* JSON (RFC 8259): written by us, because order and bytes are part of the contract; read by
 * jansson, to which this is the one door. */
#ifndef GALLEY_BASE_JSON_H
#define GALLEY_BASE_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* Adds s as a JSON string with its quotes. Bytes that are not well-formed UTF-8 are written as
 * the lone surrogates U+DC80..U+DCFF (Python's surrogateescape), which json_name reads back: a
 * name of any bytes is reversible. */
void json_str(struct buf *out, struct str s);

/* Adds `"key":`, preceded by a comma unless the last byte is '{' or '['. key is plain ASCII. */
void json_member(struct buf *out, struct str key);
static inline void json_key(struct buf *out, const char *key)
{
    json_member(out, str_of(key));
}

/* Adds s escaped for the inside of a JSON string, without quotes. */
void json_escape(struct buf *out, struct str s);

/* A JSON value as read. Owned by its root. */
typedef struct json_t json_value;

/* Parses all of s, which must be one value; depth is limited to 512, a key that comes twice is an
 * error. NULL and an error with line and column (in code points; 0 when not known) when it is
 * not. The caller frees the root with json_free. */
json_value *json_read(struct str s, struct err *err);
void json_free(json_value *root);

/* Members and items, borrowed from v; NULL when absent or of another type. */
json_value *json_get(const json_value *v, const char *key);
json_value *json_at(const json_value *v, size_t index);
size_t json_count(const json_value *v);

/* The text of a string value, borrowed; {NULL, 0} when v is not a string. A lone surrogate
 * U+DC80..U+DCFF is three bytes of ill-formed UTF-8 in it. */
struct str json_text(const json_value *v);
/* The number of an integer value, 1 for `true` and 0 for `false`; `otherwise` for others. */
int64_t json_int(const json_value *v, int64_t otherwise);

/* The number of any numeric value; `otherwise` when v is not one. */
double json_double(const json_value *v, double otherwise);

/* Adds the bytes of a string value that json_str wrote, lone surrogates turned back into bytes;
 * false when v is not a string. */
bool json_name(const json_value *v, struct buf *out);

/* The same in the arena; {NULL, 0} when v is not a string. */
struct str json_bytes(const json_value *v, struct arena *arena);

#endif
