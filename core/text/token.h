/* Words and marks of a text, as the tagger sees them. */
#ifndef GALLEY_TEXT_TOKEN_H
#define GALLEY_TEXT_TOKEN_H

#include "text/span.h"

/* How a token is written. From TOKEN_TITLE on it has a capital. */
enum token_form {
    TOKEN_MARK,   /* one character that is no letter and no digit */
    TOKEN_NUMBER, /* digits */
    TOKEN_LOWER,  /* letters, with or without digits; "'s" too */
    TOKEN_TITLE,  /* Word */
    TOKEN_UPPER,  /* WORD */
    TOKEN_MIXED,  /* McWord, iWord, WORDs */
    TOKEN_LETTER, /* X */
    TOKEN_DOTTED, /* X. */
    TOKEN_POINTS, /* X.Y. */
};

/* Where it stands. */
enum {
    TOKEN_BREAK = 1,  /* a paragraph, a line of its own or a sentence begins here */
    TOKEN_FIRST = 2,  /* the first word of a sentence */
    TOKEN_QUOTED = 4, /* the first word behind an opening quotation mark */
    TOKEN_GLUED = 8,  /* no white space before it */
};

struct token {
    size_t start;
    uint64_t low; /* a hash of it without its case: the same on every machine */
    uint32_t n;   /* bytes */
    uint8_t form, place;
};

/* Owns v; {0} is empty. */
struct tokens {
    struct token *v;
    size_t n, cap;
};

/* Adds the tokens of the stretch s of text (well-formed UTF-8). A word is a run of letters, digits
 * and marks on them, with apostrophes inside ("O'Hara"); "'s" and the like, hyphens and other
 * signs are tokens of their own, initials have their full stop ("J.", "U.S."). The end of a line
 * of 50 to 100 bytes without punctuation, with another such line or the last one of the paragraph
 * behind it, separates nothing: the text is wrapped. */
void tokens_add(struct tokens *t, struct str text, struct span s);

void tokens_free(struct tokens *t);

static inline bool token_is_word(const struct token *t)
{
    return t->form >= TOKEN_LOWER;
}

static inline bool token_has_capital(const struct token *t)
{
    return t->form >= TOKEN_TITLE;
}

static inline size_t token_end(const struct token *t)
{
    return t->start + t->n;
}

/* Mixes x so that every bit of it counts in the upper half. */
static inline uint64_t token_mix(uint64_t x)
{
    x ^= x >> 32;
    x *= UINT64_C(0x9E3779B97F4A7C15);
    return x ^ x >> 29;
}

#endif
