/* The name of a decision about a stretch of text, by which a person's answer finds its place again
 * in a later run: it holds only while the same text stands there. */
#ifndef GALLEY_TEXT_REVIEW_H
#define GALLEY_TEXT_REVIEW_H

#include "text/doc.h"

enum { REVIEW_ID = 33 }; /* bytes of an id, its NUL included */

/* What is decided about. Borrows everything. */
struct review {
    struct str path;    /* of the document, below INPUT */
    struct span origin; /* in the original */
    struct str label, rule;
    struct str value; /* the text that stands there */
};

/* Its id: 32 hex digits of an HMAC-SHA-256 under key, or of a SHA-256 when key is empty. */
void review_id(const struct review *r, struct str key, char id[REVIEW_ID]);

/* Where in d the stretch r->origin stands now; r->value is not looked at. false when it is not in
 * d, or when the text there is not that which the id was made of. */
bool review_find(const struct doc *d, const struct review *r, struct str id, struct str key,
                 struct span *now);

#endif
