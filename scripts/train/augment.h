/* More text to learn from: the same documents, with other people and places in them. */
#ifndef GALLEY_TRAIN_AUGMENT_H
#define GALLEY_TRAIN_AUGMENT_H

#include "corpus.h"
#include "draw.h"

/* Names to draw from, one in each, in lower case, frequent ones first. Borrows them. */
struct names {
    struct str *v;
    size_t n;
};

struct stock {
    struct names first, last, place;
};

/* The first columns of the lines of `text`, in an array of the arena. */
struct names names_read(struct arena *a, struct str text);

/* Adds a copy of each of the first n documents that is not held out and names a person, with all
 * people and half of the places called otherwise: the same word by the same other word throughout
 * a document. Some get particles ("bin", "van der"), double names, or names as in "Chung-tai". */
void augment_names(struct corpus *c, size_t n, const struct stock *stock, double weight,
                   struct draw *d);

/* Adds copies in capitals of one in `every` of the first n documents that are not held out. */
void augment_capitals(struct corpus *c, size_t n, size_t every, double weight, struct draw *d);

#endif
