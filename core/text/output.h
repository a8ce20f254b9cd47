/* What a format stage writes: literals and escaped stretches of the document, so that the way
 * back from the output to the text is kept. */
#ifndef GALLEY_TEXT_OUTPUT_H
#define GALLEY_TEXT_OUTPUT_H

#include "base/arena.h"
#include "base/buf.h"
#include "text/span.h"

/* How text is written so that a format reads it back as text.
 * JSON: for the inside of a string. HTML: & < > " ' as entities. MARKDOWN: a backslash before
 * what CommonMark 0.30 would read as markup at this place, an entity for white space that would
 * be; both ends of the stretch are taken for line ends and for anything else. CSV: one field of
 * RFC 4180, quotes included where needed. YAML: the inside of a double-quoted scalar. */
enum escape {
    ESCAPE_NONE,
    ESCAPE_JSON,
    ESCAPE_HTML,
    ESCAPE_MARKDOWN,
    ESCAPE_CSV,
    ESCAPE_YAML,
    ESCAPE_COUNT
};

/* One stretch of the output that came from the text. */
struct out_piece {
    struct span out, text;
    struct span within; /* the stretch that was escaped in one go: what is around matters */
    enum escape escape;
};

/* Lives in the document's arena. {0} is "no format stage wrote anything". */
struct output {
    bool used;
    char *p;
    size_t n, cap;
    struct out_piece *pieces;
    size_t piece_n, piece_cap;
    bool mixed;       /* the pieces are not in the order of the text */
    unsigned escapes; /* bit set of 1 << enum escape that were used */
};

/* The escape called `name` ("json"); false when there is none. */
bool escape_find(struct str name, enum escape *out);

/* The escapes that have a byte of s to look at, as a set of 1 << enum escape: in any other s is
 * written as it is, but for the quotes of CSV. */
unsigned escape_concerns(struct str s);

/* Adds s to out, escaped. */
void escape_add(struct buf *out, struct str s, enum escape how);

/* Adds bytes that the stage made itself: they have no origin. */
void output_literal(struct output *o, struct arena *a, struct str s);

/* Adds the stretch `span` of `text`, escaped. */
void output_span(struct output *o, struct arena *a, struct str text, struct span span,
                 enum escape how);

/* Where the stretch s of the text first came to stand in the output; false when none of it did. A
 * piece of which s is only a part is searched by escaping what lies before it; what of s goes on
 * in the next pieces is taken in. */
bool output_place(const struct output *o, struct str text, struct span s, struct span *out);

#endif
