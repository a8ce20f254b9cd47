/* The offset map: which bytes of the original a place of the edited text came from, through any
 * number of rounds of edits. */
#ifndef GALLEY_TEXT_MAP_H
#define GALLEY_TEXT_MAP_H

#include "base/arena.h"
#include "text/span.h"

/* One changed stretch: `from` in the original became `to` in the text. */
struct piece {
    struct span from, to;
};

/* The changed stretches in order; between them text and original are equal byte for byte. {0} is
 * the identity. The pieces live in the document's arena and belong to one map only. */
struct map {
    struct piece *pieces;
    size_t n, cap;
    size_t
        base; /* where in the original the text begins: behind a BOM, or a child's first byte */
};

/* Past MAP_FINE pieces a decoder's neighbouring pieces are joined to stretches of MAP_COARSE
 * bytes: places get coarser, never wrong, and the map of a huge UTF-16 file stays small. */
enum { MAP_FINE = 1 << 20, MAP_COARSE = 256 };

/* Adds a piece behind the last one: how a decoder that reads from front to end builds the map. */
void map_add(struct map *m, struct arena *a, struct piece p);

/* Composes m with a round of edits on the text: sorted, not overlapping, given as pieces from
 * the text before to the text after. */
void map_edit(struct map *m, struct arena *a, const struct piece *edits, size_t n);

/* The smallest stretch of the original that covers the stretch s of the text. A place inside a
 * changed stretch stands for the whole of it. An empty s stands for what was taken out there. */
struct span map_back(const struct map *m, struct span s);

/* The reverse: where the stretch s of the original is in the text. */
struct span map_forward(const struct map *m, struct span s);

/* The same for a non-empty s, one of many that come by start: *near, 0 before the first,
 * remembers where to look, so that a sweep costs no more than its spans and the pieces. */
struct span map_sweep(const struct map *m, struct span s, size_t *near);

/* Like map_forward, with what was inserted at either end of s. s.start and s.end must not be
 * inside a changed stretch. */
struct span map_around(const struct map *m, struct span s);

/* A copy with pieces of its own. */
struct map map_copy(const struct map *m, struct arena *a);

/* The map of the part [s.start, s.end) of the text, moved to start at 0: for a child document,
 * whose text is that part. Origins stay places in the whole original. */
struct map map_part(const struct map *m, struct arena *a, struct span s);

#endif
