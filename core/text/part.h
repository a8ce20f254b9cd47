/* What is known of a part of a pattern: how long its matches are and which bytes stand where in
 * them. All of it errs on one side: a set may hold bytes that never stand there, lengths may be
 * wider than they need be, and what cannot be said is left unsaid. */
#ifndef GALLEY_TEXT_PART_H
#define GALLEY_TEXT_PART_H

#include "text/spot.h"

/* Each match has min to max bytes (SIZE_MAX: no limit), all out of `bytes`; it starts with `head`
 * and ends with `tail`. When `whole`, head and tail are all there is of it. One that is not empty
 * starts with a byte of `first` and ends with one of `last`. */
struct part {
    size_t min, max;
    bool whole;
    struct seq head, tail;
    struct byteset first, last;
    struct byteset bytes;
    struct spot best;  /* the cheapest to look for */
    struct spots many; /* the cheapest in a scan for many patterns */
};

/* The part that matches the empty string. */
struct part part_empty(void);

/* Nanoseconds a byte of text that a plain pass is thought to take. */
double part_cost(const struct part *p);

/* One byte of a set. */
struct part part_byte(const struct byteset *b);

/* One character out of a set. */
struct part part_char(const struct byteset *set);

/* Makes *a: a and b one after the other; either of them; a, `low` to `high` times (SIZE_MAX: no
 * limit). */
void part_cat(struct part *a, const struct part *b);
void part_or(struct part *a, const struct part *b);
void part_repeat(struct part *a, size_t low, size_t high);

/* Notes in *a that b stands behind it each time, of which it has no bytes itself. */
void part_ahead(struct part *a, const struct part *b);

#endif
