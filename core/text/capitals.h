/* Words with a capital, and what stands around them: what stages that look for names go over.
 *
 * A word is a run of letters, digits and marks, with apostrophes, and full stops between and
 * behind single letters ("O'Hara", "U.S."). What follows a hyphen belongs to it if it has a
 * capital ("Jean-Luc") or has not the flag `common` ("Man-kei", not "London-based"), and what is
 * before it if that is a particle ("al-Assad"). The "'s" behind it does not. */
#ifndef GALLEY_TEXT_CAPITALS_H
#define GALLEY_TEXT_CAPITALS_H

#include "text/lexicon.h"
#include "text/span.h"

/* How a word is written, and where; bits. */
enum {
    CAPITAL_START = 1,   /* the first of a sentence, of a line that is no wrapped one, or behind
                               an opening quotation mark */
    CAPITAL_UPPER = 2,   /* all of two letters or more are capitals */
    CAPITAL_INITIAL = 4, /* a letter alone, or letters with full stops */
    CAPITAL_POSSESSIVE = 8, /* "'s" follows, or "'" behind an s */
    CAPITAL_HYPHEN = 16,    /* there is one in it */
    CAPITAL_DIGIT = 32,
    CAPITAL_MIXED = 64, /* capitals behind small letters: McCoy, iPhone */
    CAPITAL_STOP = 128, /* a full stop follows */
    CAPITAL_COMMA = 256,
    CAPITAL_HEADLINE = 512, /* nearly all longer words of its line have a capital, of three at
                               least; or all of it is in capitals */
    CAPITAL_BEGIN = 1024,   /* the first of its line */
    CAPITAL_GLUED = 2048,   /* an underscore, slash, @ or % is right before or behind it */
};

/* What is between the word and the one with a capital before it. */
enum capital_link {
    LINK_NONE,     /* something else, or the end of a sentence */
    LINK_SPACE,    /* white space; a full stop too, if the word before is an abbreviation */
    LINK_PARTICLE, /* words with the flag `particle`: "van der" */
    LINK_JOINT,    /* words with the flag `joint`: "of the" */
    LINK_AND,      /* "&" */
    LINK_COMMA,
};

struct capital {
    struct span span;
    size_t from;    /* where the particles right before it begin; its start when there are none */
    uint32_t flags; /* what the lexicon knows of it, */
    uint32_t before; /* of the word before it, and of the one behind it, in the same sentence, */
    uint32_t after;  /* when no more than white space or a comma is between; else 0 */
    uint32_t shape;
    enum capital_link link;
    uint64_t word;     /* a number, the same for words that differ in case or accents only */
    struct span entry; /* the longest entry of several words that begins with it, or empty */
    uint32_t entry_flags;
};

/* The most small words between two capitals that are linked. */
enum { CAPITAL_SMALL = 4 };

/* A word of the text and what is before it. */
struct capital_word {
    struct span span;
    size_t line;   /* where its line begins */
    uint64_t hash; /* of its key; this and the next when `known` */
    uint32_t flags;
    uint32_t shape;
    uint8_t gap; /* bits, what is between it and the one before */
    bool capital, known, more;
};

/* Goes over the words of one stretch of a text. Owns nothing; what it is made of must stay. */
struct capitals {
    const struct lexicon *lex;
    uint32_t particle, joint, abbreviation, common; /* flags */
    struct str text;                                /* up to the end of the stretch */
    size_t at, line;
    struct capital_word before, now, next;
    struct span small[CAPITAL_SMALL]; /* the words since the last capital, one blank apart */
    size_t small_n;                   /* over CAPITAL_SMALL: too many, or something between */
    bool headline;
};

/* Begins with the stretch s of text, which must be well-formed UTF-8. Words with the flag
 * `abbreviation` end no sentence by their full stop. The lexicon need not know the flags. */
struct capitals capitals_begin(const struct lexicon *lex, struct str text, struct span s);

/* The next word with a capital; false when there is none. */
bool capitals_next(struct capitals *c, struct capital *out);

#endif
