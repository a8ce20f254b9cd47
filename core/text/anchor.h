/* Anchors: where in a text a pattern is worth trying.
 *
 * An anchor is a sequence of one to four byte classes that every match of a pattern holds, `min`
 * to `max` bytes from its start, with nothing between the two but bytes that may stand there: of
 * \b[\w.+-]{1,64}@[\w-]+ it is [\w.+-]@[\w-], 0 to 63 bytes from the start. It is rare where the
 * pattern's first byte is not, and a scan for it runs at many bytes a nanosecond.
 *
 * Why no match is lost. Let a match start at q. It holds the anchor at some p with
 * q + min <= p <= q + max, and all bytes of [q, p) may stand before it. So q is in the window of
 * p: from where such bytes begin, max bytes back at most, to p - min. All p are visited from left
 * to right, and starts that no window holds are no starts. Windows move to the right with p, both
 * ends of them, so that the first match of the first window that has one is the leftmost match;
 * starts before the end of a window that had none are never looked at again. What is wrong in an
 * anchor can only be that it is too narrow, and syntax.c and part.c only ever widen. */
#ifndef GALLEY_TEXT_ANCHOR_H
#define GALLEY_TEXT_ANCHOR_H

#include "base/buf.h"
#include "text/part.h"
#include "text/span.h"

/* Sixteen bytes that are worked on at once. */
typedef unsigned char anchor_lanes __attribute__((vector_size(16)));

enum { ANCHOR_RANGES = 3 };

/* Bytes of some ranges: from low, `more` further ones. All lanes are the same. */
struct anchor_ranges {
    anchor_lanes low[ANCHOR_RANGES], more[ANCHOR_RANGES];
};

/* An anchor and what the scan for it needs. The key is its rarest byte when only one can stand
 * there, and then `single`; else it is the first of its rarest two neighbours. */
struct anchor {
    struct anchor_ranges first, second; /* of these neighbours */
    size_t n, min, max, key;            /* max: SIZE_MAX for no limit */
    bool single;
    unsigned char byte;     /* the key when single */
    unsigned char may[256]; /* bit k: the byte may be its k-th; bit 7: it may stand before it */
};

/* Derives the anchor of a pattern (syntax_read) that a search of its own is to go by; false when
 * there is none that is rare enough. */
bool anchor_derive(struct anchor *a, const struct part *p);

/* The same of p->many, whose places a scan for many patterns finds: an anchor to search by known
 * places only, and what that is thought to save, in nanoseconds a byte of text. False when it
 * saves nothing. */
bool anchor_many(struct anchor *a, const struct part *p, double *gain);

/* Places of an anchor, from left to right, in a text of which another is the part behind its first
 * `base` bytes. Borrowed. */
struct anchor_places {
    const uint32_t *at;
    size_t n, base;
};

/* A search from left to right: starts before `from` are decided, anchors before `at` used up. */
struct anchor_search {
    size_t from, at, reach;
    const struct anchor_places *known;
    size_t next; /* of the known ones */
};

/* A search for matches that start at or behind `from`: by the places that are known already, or,
 * for NULL, by those that the anchor is found at. */
struct anchor_search anchor_search(const struct anchor *a, size_t from,
                                   const struct anchor_places *known);

/* The next window: a match may start at the characters from window->start to window->end, that
 * one too, and at none before them. False when there are no more. */
bool anchor_next(const struct anchor *a, struct str text, struct anchor_search *search,
                 struct span *window);

/* Adds the anchor as text for people: "[0-9][\-.][0-9] 4 to 11 bytes from the start". */
void anchor_print(const struct anchor *a, struct buf *out);

#endif
