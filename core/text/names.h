/* Names of people, places and organisations, in English texts: by rules over the words with a
 * capital (text/capitals.h) and what a lexicon knows of each and of its neighbours, and by what a
 * tagger says beside them. Why it is in C: docs/decisions/0032-names-in-c.md. */
#ifndef GALLEY_TEXT_NAMES_H
#define GALLEY_TEXT_NAMES_H

#include "text/capitals.h"
#include "text/tagger.h"

enum name_label {
    NAME_PERSON,
    NAME_PLACE,
    NAME_ORGANISATION,
    NAME_OTHER, /* a label of the tagger that is none of these */
};

/* What saw it. */
enum name_rule {
    RULE_TITLE,
    RULE_FIRST_LAST,
    RULE_INITIAL,
    RULE_CONTEXT,
    RULE_UNKNOWN_WORDS,
    RULE_FIRST_ALONE,
    RULE_LAST_ALONE,
    RULE_KNOWN,
    RULE_ORGANISATION_END,
    RULE_ORGANISATION_HEAD,
    RULE_PLACE_END,
    RULE_PLACE_HEAD,
    RULE_CITY,
    RULE_PLACE,
    RULE_TAGGER,
    RULE_SAME_NAME,
};

/* What tells it. */
enum name_why {
    WHY_NONE,
    WHY_TITLE,
    WHY_KIN,
    WHY_ROLE,
    WHY_SPEECH,
    WHY_LIFE,
    WHY_FIRST,
    WHY_LAST,
    WHY_INITIAL,
    WHY_LIST,
    WHY_END,
    WHY_HEAD,
    WHY_LOCATIVE,
    WHY_DOCUMENT,
};

struct name {
    struct span span;
    ptrdiff_t first, last; /* of its words; last is first - 1 when it has none with a capital */
    enum name_label label;
    enum name_rule rule;
    enum name_why why;
    bool both;       /* rules and tagger see it */
    double score;    /* how sure it is, 0 to 1 */
    uint32_t entity; /* of a person: its number in the document, from 1; those of one person have
                        the same */
};

/* What finds names, and room to work in: one for each that does so at the same time. */
struct names;

/* By a lexicon, and a tagger unless NULL; both must stay. NULL with an error when the lexicon
 * lacks a flag that the rules ask for. */
struct names *names_new(const struct lexicon *lexicon, struct tagger *tagger, struct err *err);

void names_free(struct names *n);

/* What is found in the stretches of text, the parts of one document, in order of place; *found of
 * it, borrowed until the next call. `recall`, 0 to TAGGER_RECALL: how ready it is to see a name
 * where a tagger looks on. */
const struct name *names_find(struct names *n, struct str text, const struct span *parts,
                              size_t part_n, int recall, size_t *found);

/* The words with a capital of the last document, *n of them. Where a name goes on in the next line
 * they are linked, which capitals_next does not do. */
const struct capital *names_words(const struct names *n, size_t *word_n);

/* Whether word k of them is known to be no person's: in the name of something else, or a storm's.
 */
bool names_is_other(const struct names *n, size_t k);

const char *name_label_name(enum name_label label);
const char *name_rule_name(enum name_rule rule);
/* NULL for WHY_NONE. */
const char *name_why_name(enum name_why why);

#endif
