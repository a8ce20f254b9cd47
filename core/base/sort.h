/* Sorts any number of records in bounded memory: runs of a few MiB are sorted in place, spilled
 * to one unnamed temporary file and merged when read back. */
#ifndef GALLEY_BASE_SORT_H
#define GALLEY_BASE_SORT_H

#include "base/err.h"
#include "base/str.h"

/* Owns its memory and its temporary file. Records are byte strings, ordered by str_cmp; equal
 * ones are kept. */
struct sort;

/* A sorter that holds at most `memory` bytes (64 KiB at least; more where a few records alone are
 * longer) and spills into an unnamed file in the directory dirfd, which must stay open. */
struct sort *sort_new(int dirfd, size_t memory);
void sort_free(struct sort *s);

/* Adds a record (at most 1 MiB). */
bool sort_add(struct sort *s, struct str record, struct err *err);

/* Ends adding, once; sort_next may be called from now on. sort_rewind starts reading over. */
bool sort_finish(struct sort *s, struct err *err);
bool sort_rewind(struct sort *s, struct err *err);

/* The next record in order, borrowed until the next call; false at the end or on an error, which
 * err tells apart. */
bool sort_next(struct sort *s, struct str *record, struct err *err);

/* The number of records added. */
uint64_t sort_count(const struct sort *s);

#endif
