/* Spots: rows of bytes that each match of a pattern holds, and what it costs to look for them. */
#ifndef GALLEY_TEXT_SPOT_H
#define GALLEY_TEXT_SPOT_H

#include "text/chars.h"

enum { SEQ_MOST = 4, SPOTS_MOST = 16 };

/* Bytes one after the other, each out of a set. */
struct seq {
    size_t n;
    struct byteset at[SEQ_MOST];
};

/* A sequence that each match of a part holds, `min` to `max` bytes from its start; between the
 * start and it stand bytes of `before` only. No sequence when seq.n is 0. */
struct spot {
    struct seq seq;
    size_t min, max; /* max: SIZE_MAX for no limit */
    struct byteset before;
};

/* The same with several sequences, one of which each match holds: of said|told|asked all three. */
struct spots {
    struct seq seq[SPOTS_MOST];
    size_t n, min, max;
    struct byteset before;
};

/* Adds b at the end, when there is room; or drops what is too much at the start. */
void seq_add(struct seq *s, const struct byteset *b);
void seq_push(struct seq *s, const struct byteset *b);

/* The place in s (not empty) of its rarest two neighbours, and how often they stand in news text;
 * of its only byte when it has one. */
size_t seq_pair(const struct seq *s, double *often);

/* Nanoseconds a byte of text that a search by them is thought to take: a search of its own for
 * the spot; the share of these spots in a scan for those of many patterns. */
double spot_cost(const struct spot *s);
double spots_cost(const struct spots *s);

/* Keeps the cheaper one in *best. */
void spot_offer(struct spot *best, const struct spot *other);
void spots_offer(struct spots *best, const struct spots *other);

/* The same spot as a set of one. */
struct spots spots_of(const struct spot *s);

/* Those of one in some matches, those of the other in the rest; none when they are too many. */
struct spots spots_or(const struct spots *a, const struct spots *b);

#endif
