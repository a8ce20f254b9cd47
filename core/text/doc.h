/* A document: bytes as read, plus proposals: edits, marks, fields. A stage proposes; doc_apply
 * makes it so between stages. */
#ifndef GALLEY_TEXT_DOC_H
#define GALLEY_TEXT_DOC_H

#include "base/arena.h"
#include "base/err.h"
#include "text/map.h"
#include "text/output.h"
#include "text/span.h"

struct guard;
struct scan;

/* A stage that a condition kept from running on the way here, as its output tells of it, and those
 * before it. */
struct passed {
    struct str stage;
    const struct passed *before;
};

enum doc_state { DOC_GOING, DOC_DROPPED, DOC_FAILED };

/* Everything but `source` lives in the arena, which the caller owns and resets after the
 * document and all its forks and children are done with.
 *
 * `text` is one run of bytes: the text proper [0, len), and behind it the annex: the values of
 * the fields that are strings of their own. Spans beyond len are spans of such fields; so marks,
 * edits and secrets treat text and fields alike. No edit may cross a segment's border; a byte
 * that belongs to no segment stands before each, so a place is in one segment at most. What a
 * string field held before it was set again stays in the annex, in no segment.
 *
 * The text is well-formed UTF-8 at all times, and stages can only propose what leaves it so:
 * patterns are matched without another look. */
struct doc {
    struct arena *arena;
    struct str path;   /* below INPUT, '/' between components, any bytes */
    struct str source; /* bytes as read; borrowed */
    struct str text;
    size_t text_cap; /* bytes there is room for at text.p; 0 when others look at them too */
    bool text_own;   /* no other document looks at this text: it may be given back */
    size_t len;
    bool bom;           /* the source began with a UTF-8 BOM that is not part of the text */
    struct map map;     /* of the text proper */
    struct mark *marks; /* by start, longer first; as of the last doc_apply */
    size_t mark_n, mark_cap;
    struct mark *new_marks; /* proposed since */
    size_t new_mark_n, new_mark_cap;
    struct edit *edits; /* proposed since the last doc_apply */
    size_t edit_n, edit_cap;
    struct edit *keeps; /* what is to stay, proposed since */
    size_t keep_n, keep_cap;
    struct field *fields; /* in the order they were first set */
    size_t field_n, field_cap;
    size_t *own; /* which of the fields are strings of their own, by place */
    size_t own_n, own_cap;
    bool stale;             /* a string field was set again: marks on its old value are to go */
    struct secret *secrets; /* in the order they were applied, by place within one stage */
    size_t secret_n, secret_cap;
    struct secret *kept; /* the same of what stages decided to keep */
    size_t kept_n, kept_cap;
    struct doc *children; /* a list by `next`, once doc_emit was called: they replace this one */
    struct doc *last_child, *next;
    size_t part;    /* 0, or the number of this child from 1 */
    struct span of; /* of a child: the stretch of the parent's text that it was made from */
    struct output output;
    const struct passed *passed; /* the last stage that was not run; NULL: none */
    struct guard *guard;         /* that was last made of the secrets (text/guard.c), or NULL */
    const struct guard *clean;   /* that found nothing in the text as it is; NULL: not known */
    struct scan *scan; /* what is known of the text, to be told of edits; NULL: nothing */
    enum doc_state state;
    struct str reason; /* why dropped or failed */
};

/* Makes d the document of `source`, its text not yet set (text/decode.h sets it). */
void doc_start(struct doc *d, struct arena *a, struct str path, struct str source);

/* A copy for another branch: later proposals to one do not show in the other. It looks at d's
 * text, so d must not be changed before the copy is done with. */
struct doc doc_fork(const struct doc *d);

/* Proposes a mark. Strings are copied. Fails when the span is not inside one segment or splits a
 * character; a mark on nothing is taken for none. */
bool doc_mark(struct doc *d, const struct mark *m, struct err *err);

/* Proposes an edit. Strings are copied. Fails when the span is not inside one segment or splits a
 * character, and when the new text is not UTF-8. Overlaps are seen by doc_apply. */
bool doc_edit(struct doc *d, const struct edit *e, struct err *err);

/* Notes that e->span stays as it is, and why: for the books. Fails as doc_edit does. */
bool doc_keep(struct doc *d, const struct edit *e, struct err *err);

/* Sets the field `name` to a span of the text proper, or to a string of its own; seen at once by
 * doc_field, part of the text (annex) from then on. doc_set_string is false when value is not
 * UTF-8. */
bool doc_set_span(struct doc *d, struct str name, struct span s, struct err *err);
bool doc_set_string(struct doc *d, struct str name, struct str value);

/* The field, borrowed until the next call that changes d; NULL when there is none. */
const struct field *doc_field(const struct doc *d, struct str name);

/* Adds a child whose text is the span s of the text proper, with its marks and without fields
 * (the caller sets them on the child); origins and secrets are those of the parent. Proposals of
 * the same stage to d reach the child too: doc_apply(d) deals them out and applies d's children.
 */
struct doc *doc_emit(struct doc *d, struct span s, struct err *err);

/* Makes `text`, with room for `cap` bytes, in the arena and nobody else's, the text of d; the one
 * before is given back if it was d's own. */
void doc_put_text(struct doc *d, struct str text, size_t cap);

/* Applies the proposals of one stage. Two edits that overlap and differ fail, both rules and
 * stages named; equal ones count once. Marks, fields, secrets and map follow the edits: a span
 * that an edit touches grows to hold all of the replacement; one whose text is all gone is empty
 * and stays so (an empty mark is taken out). Inserts at one place stand in the order proposed; an
 * edit that changes nothing leaves no trace. */
bool doc_apply(struct doc *d, struct err *err);

/* What doc_apply does first for each child: gives it d's proposals that lie in its stretch, and
 * the values of the secret edits that do not. */
void doc_deal(const struct doc *d);

/* Whether s lies in one segment. */
bool doc_inside(const struct doc *d, struct span s);

/* The bounds of the segment number k: 0 the text proper, then the fields that are strings of
 * their own, by place. false when there is no such segment. */
bool doc_segment(const struct doc *d, size_t k, struct span *bounds);

#endif
