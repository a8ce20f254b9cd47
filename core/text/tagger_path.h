/* The best way through a row of tokens: which tags have the most weight together, by the Viterbi
 * algorithm, and by how much. */
#ifndef GALLEY_TEXT_TAGGER_PATH_H
#define GALLEY_TEXT_TAGGER_PATH_H

#include "text/tagger_block.h"

/* The weights of each tag of a token; that of tag 0 is 0. */
struct scores {
    int32_t v[TAGGER_TAGS];
};

/* What is known of a token on the way. */
struct path_step {
    struct scores best;   /* of the best way that ends here, by tag */
    struct scores behind; /* of the best way on from here */
    uint8_t from[TAGGER_TAGS];
    uint8_t tag;    /* the tag it got */
    int32_t margin; /* by how much its label is better than the best other */
};

/* Sets tag and margin of n > 0 steps. Tags that go on with a name stand behind one of its label
 * only. `follow` is for two tags that stand together, tag 0 at both ends; `less` is taken from tag
 * 0. Margins are set with `margins`, and where a tag is not 0. */
void path_find(struct path_step *steps, const struct scores *scores, size_t n,
               const int16_t follow[TAGGER_TAGS][TAGGER_TAGS], int32_t less, bool margins);

#endif
