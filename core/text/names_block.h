/* What the files of text/names.h share. */
#ifndef GALLEY_TEXT_NAMES_BLOCK_H
#define GALLEY_TEXT_NAMES_BLOCK_H

#include "text/names.h"

/* Flags of the lexicon, and what the rules ask of several at once. */
struct name_masks {
    uint32_t first, first_common, last, last_common, place, city, country, region, demonym,
        common, basic, title, role, kin, say, life, particle, suffix, month, day, storm, function,
        org, org_end, org_head, place_end, place_head, event, article, locative;
    uint32_t person, thing, any_thing, area, time, speech, known, ahead;
};

/* The same word, however it is written, in a document. */
struct name_word {
    uint64_t word;   /* as in struct capital */
    int32_t votes;   /* how much more often the tagger has it in people than in other things */
    bool storm;      /* it is the name of one */
    uint32_t latest; /* the person that it meant last, from 1 */
    uint32_t meant;  /* the last of the persons that it can mean: in struct names, from 1 */
};

/* One of the persons that a word can mean. */
struct name_meaning {
    uint32_t person;
    uint32_t before; /* the one before it, from 1 */
};

struct name_person {
    uint32_t first, last; /* numbers of its words, from 1; 0: not known */
    uint32_t number;      /* by its first mention, from 1 */
    bool particle;
};

/* A list of names that grows. Owns v. */
struct name_list {
    struct name *v;
    size_t n, cap;
};

struct names {
    struct str text;
    const struct lexicon *lexicon;
    struct tagger *tagger;
    struct name_masks masks;
    struct capital *w; /* the words with a capital, and behind them one that is {0} */
    uint32_t *ids;     /* of each word: the number of its struct name_word, from 0 */
    uint32_t *taken;   /* of each word: the name that it is in, from 1 */
    bool *other;       /* of each word: it is in the name of something else than a person */
    struct name_word *words;
    uint32_t *slots; /* numbers of words by their hash, from 1; slot_n is a power of two */
    struct name_person *persons;
    struct name_meaning *meanings;
    uint32_t *open; /* persons of whom is not known yet who they are */
    struct name_list rules, tags, both, more, all;
    ptrdiff_t n; /* of w */
    size_t w_cap, id_cap, taken_cap, other_cap, word_n, word_cap, slot_n;
    size_t person_n, person_cap, meaning_n, meaning_cap, open_n, open_cap;
};

/* Adds room for one to a list, and gives it. */
struct name *name_list_add(struct name_list *l);

static inline struct name_word *names_word(const struct names *n, ptrdiff_t k)
{
    return &n->words[n->ids[k]];
}

static inline uint32_t names_flags(const struct names *n, ptrdiff_t k)
{
    return n->w[k].flags;
}

static inline uint32_t names_shape(const struct names *n, ptrdiff_t k)
{
    return n->w[k].shape;
}

/* Adds to n->rules all that the rules find, in order of place. */
void names_by_rules(struct names *n);

/* Puts into n->tags what the tagger finds, and into the words their votes. */
void names_by_tagger(struct names *n, struct str text, const struct span *parts, size_t part_n,
                     int recall);

/* Puts into n->both what stands of n->rules and n->tags, in order of place. */
void names_join(struct names *n, int recall);

/* Puts into n->all what is in `list`, without what is no person and what stands around names;
 * notes in n->other which words something else is called by. */
void names_trim(struct names *n, const struct name_list *list);

/* Puts the mentions of people that no rule found into n->all too; each person has its entity. */
void names_resolve(struct names *n);

#endif
