/* What the tagger makes of a document before it weighs anything: tokens, what is known of them,
 * the rows of tokens that may hold names, and their features. Training makes its features here
 * too. */
#ifndef GALLEY_TEXT_READING_H
#define GALLEY_TEXT_READING_H

#include "text/lexicon.h"
#include "text/token.h"

enum {
    READING_FLAGS = 24,     /* flags of a lexicon that a model uses, at most */
    READING_LABELS = 3,     /* labels of a model, at most */
    READING_FEATURES = 140, /* of a token, at most */
    READING_NEAR = 2,       /* tokens before and behind one that its features are about */
    READING_PARTS = 2 * READING_NEAR + 1,
};

/* What is looked up for a word. Borrows everything. */
struct reading_sources {
    const struct lexicon *lexicon;
    uint32_t masks[READING_FLAGS]; /* the lexicon's bit for each flag of the model; 0: unused */
    struct str classes;            /* the table of word classes (text/tagger_block.h) */
};

/* What is known of a token. */
struct word {
    uint32_t flags;     /* bit k: the lexicon has flag k of the model for it */
    uint32_t vote;      /* its number in the votes, from 1; 0: it has no capital */
    uint32_t from, to;  /* the row of capitalised words that it is in; from = to: in none */
    uint16_t class;     /* its word class from 1; 0: none */
    bool active;        /* it may be part of a name */
    uint8_t label;      /* of the first pass: 0 none, else its number from 1 */
    bool opens, closes; /* the first pass has it as first, last of a name of several words */
};

/* What the document says of a word, in whatever case: how often it stands there in lower case and
 * with a capital, and what the first pass took the latter for. */
struct vote {
    uint64_t low;
    uint32_t lower, n, opens, closes;
    uint32_t by[1 + READING_LABELS];
};

/* A stretch of active tokens [from, to) without a break in it. */
struct run {
    size_t from, to;
};

/* Owns its arrays and keeps them for the next document; {0} is empty. */
struct reading {
    struct tokens tokens;
    struct word *words; /* one for each token */
    struct vote *votes;
    struct run *runs;
    uint32_t *slots; /* numbers of votes by hash, from 1; slot_n is a power of two */
    size_t word_cap, vote_n, vote_cap, run_n, run_cap, slot_n;
};

struct features {
    uint64_t v[READING_FEATURES];
    size_t n;
};

/* What the features of a token are made of: of itself, in the middle, and of those around it. */
struct scene {
    struct str text; /* of the token */
    uint64_t low[READING_PARTS];
    uint32_t flags[READING_PARTS];
    uint16_t class[READING_PARTS];
    uint8_t form[READING_PARTS];
    uint8_t start, loud, lower; /* how its sentence begins, its neighbours shout, it stands */
    bool word, row;             /* it is no mark and no number; it is in a row of capitals */
    uint8_t place;              /* in that row: how long that is, and where the token is in it */
    uint32_t row_flags;         /* of all of the row */
    uint64_t low_before, low_after, low_first, low_last; /* of what is around the row, its ends */
    uint16_t class_before, class_after;
    uint8_t here, before, after, name; /* what the other places of it and its neighbours have */
    uint8_t first;                     /* it is the first word of a sentence */
};

/* Features that depend on the same few things, so that their weights can be summed once for all
 * tokens that have these in common. */
enum reading_group {
    GROUP_OWN, /* the token alone */
    GROUP_AT,  /* one token near it: four groups */
    GROUP_FORMS = GROUP_AT + 2 * READING_NEAR,
    GROUP_FLAGS_BEFORE,
    GROUP_FLAGS_AFTER,
    GROUP_START,
    GROUP_ROW,
    GROUP_ROW_BEFORE,
    GROUP_ROW_AFTER,
    GROUP_HEARD,
    GROUP_ALL, /* how many there are */
};

/* All that the features of a group are made of, and in the highest byte of c which group that is,
 * from 1. {0} is the key of none. */
struct reading_key {
    uint64_t a, b, c;
};

struct reading_keys {
    struct reading_key v[GROUP_ALL];
    size_t n;
};

static inline unsigned reading_group_of(const struct reading_key *key)
{
    return (unsigned)(key->c >> 56) - 1;
}

/* Reads the stretches of text, the parts of one document. */
void reading_make(struct reading *r, const struct reading_sources *from, struct str text,
                  const struct span *parts, size_t n);

void reading_free(struct reading *r);

/* Notes that the first pass gave token i this tag, and the one behind it `next`; 0: none. */
void reading_note(struct reading *r, size_t i, unsigned tag, unsigned next);

/* Counts what was noted, once it is for all active tokens. */
void reading_count(struct reading *r);

/* What is seen around the active token i, and, once it was counted, heard of it elsewhere. */
void reading_look(const struct reading *r, struct str text, size_t i, struct scene *s);
void reading_listen(const struct reading *r, size_t i, struct scene *s);

/* The keys of the groups of what is seen in a scene; features that are in no group, of two tokens
 * or of a long word, are added to `rest`. Scenes with the same key have the same features of its
 * group. The other is for what is heard. */
void reading_keys_seen(const struct scene *s, struct reading_keys *keys, struct features *rest);
void reading_keys_heard(const struct scene *s, struct reading_keys *keys);

/* Adds the features of a group. */
void reading_put(const struct scene *s, unsigned group, struct features *f);

/* All features of the active token i: what is seen in the text, and what the document's other
 * places say. */
void reading_seen(const struct reading *r, struct str text, size_t i, struct features *f);
void reading_heard(const struct reading *r, size_t i, struct features *f);

#endif
