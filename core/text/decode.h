/* From bytes as read to the text of a document: BOMs, UTF-16, legacy encodings. The one door to
 * uchardet; conversion is iconv's. */
#ifndef GALLEY_TEXT_DECODE_H
#define GALLEY_TEXT_DECODE_H

#include "text/doc.h"

/* What to do with bytes that are not text in the encoding. */
enum decode_invalid { DECODE_FAIL, DECODE_REPLACE };

/* `encoding` is "utf-8" (also takes a UTF-8 BOM, and UTF-16 and UTF-32 when they have a BOM),
 * "auto" (BOM, then UTF-16 by its NULs, then valid UTF-8, then uchardet's guess), or a name iconv
 * knows. */
struct decode_rules {
    const char *encoding;
    enum decode_invalid invalid;
    size_t at; /* where in the original the source lies; behind its front there is no BOM */
};

enum decode_result { DECODE_OK, DECODE_BINARY, DECODE_ERROR };

/* What was found; `encoding` is static or in the document's arena. */
struct decoded {
    const char *encoding;
    size_t replaced; /* U+FFFD put in */
};

/* Whether `encoding` can be decoded from. */
bool decode_knows(const char *encoding, struct err *err);

/* Sets text, len, bom and map of d from its source. DECODE_ERROR, with the byte offset in err,
 * when it is not text in the encoding and the rules say fail. A character that the encoding does
 * not have is replaced by one U+FFFD; in UTF-8, each maximal subpart of an ill-formed sequence
 * (Unicode 15, section 3.9).
 *
 * DECODE_BINARY when the source is not text at all. That takes a NUL byte in its first 8 KiB, no
 * UTF-16 or UTF-32, and one of two things: more than a tenth of those 8 KiB are control bytes
 * (below 0x20, but not tab, line feed, form feed, carriage return, escape), or they are not text
 * in the encoding. So a stray NUL in a text stays, and an empty file is text. UTF-16 without a
 * BOM, in "auto", is a source of an even number of bytes with NULs in at least a tenth of its
 * first pairs of bytes, always on the same side, no pair half of a surrogate. */
enum decode_result decode_doc(struct doc *d, const struct decode_rules *rules,
                              struct decoded *found, struct err *err);

#endif
