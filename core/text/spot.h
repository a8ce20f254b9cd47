/* Spots: rows of bytes that each match of a pattern holds, and what it costs to look for them. */
#ifndef GALLEY_TEXT_SPOT_H
#define GALLEY_TEXT_SPOT_H

#include "text/chars.h"

enum { SEQ_MOST = 4, SPOTS_MOST = 16 };

/* Bytes one after the other, each out of a set. Once it is weighed: how often its rarest two
 * neighbours stand in news text, and all of it. */
struct seq {
    size_t n;
    double pair_often, often;
    struct byteset at[SEQ_MOST];
};

/* A sequence that each match of a part holds, `min` to `max` bytes from its start; between the
 * start and it stand bytes of `before` only. No sequence when seq.n is 0. */
struct spot {
    struct seq seq;
    size_t min, max; /* max: SIZE_MAX for no limit */
    struct byteset before;
    double cost; /* as of spot_weigh */
};

/* The same with several sequences, one of which each match holds: of said|told|asked all three. */
struct spots {
    size_t n, min, max;
    struct byteset before;
    double cost;
    struct seq seq[SPOTS_MOST];
};

/* Adds b at the end, when there is room. */
void seq_add(struct seq *s, const struct byteset *b);

/* The place in s (not empty) of its rarest two neighbours, and how often they stand in news text;
 * of its only byte when it has one. */
size_t seq_pair(const struct seq *s, double *often);

/* Weighs s; nothing to do when it is empty. */
void seq_weigh(struct seq *s);

/* Sets `cost`, nanoseconds a byte of text that a search by them is thought to take: a search of
 * its own for the spot, for the spots their share in a scan for those of many patterns. Their
 * sequences are weighed. */
void spot_weigh(struct spot *s);
void spots_weigh(struct spots *s);

/* Copies what is there of them: most of the sequences are not. */
void spots_copy(struct spots *to, const struct spots *from);

/* Keeps the cheaper ones in *best; all are weighed. */
void spots_offer(struct spots *best, const struct spots *other);

/* Whether a spot whose rarest two neighbours stand so often can be cheaper than those there are.
 */
bool spot_may_pay(double pair_often, const struct spot *best, const struct spots *many);

/* Sets the cost of a spot whose sequence is weighed and keeps it where it is cheaper: in *best,
 * and in *many as a set of one. One without a sequence is no offer. */
void spot_offer(struct spot *spot, struct spot *best, struct spots *many);

/* Makes *a: those of a in some matches, those of b in the rest; none when they are too many. */
void spots_join(struct spots *a, const struct spots *b);

#endif
