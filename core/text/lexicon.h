/* Lexicons: what is known of a word, as a set of flags such as "first name" or "place".
 *
 * A word is looked up by its key: case, accents and the kind of its apostrophes and hyphens make
 * no difference ("Ángel", "ANGEL"), and a run of white space is one blank. A word that was not
 * entered has no flags: the bytes of each key are kept and compared, so that a list of what may
 * stay in a text lets nothing else through. */
#ifndef GALLEY_TEXT_LEXICON_H
#define GALLEY_TEXT_LEXICON_H

#include "base/err.h"
#include "base/str.h"

enum {
    LEXICON_FLAGS = 32, /* the most there are */
    LEXICON_KEY = 63,   /* the longest key, in bytes */
};

/* A lexicon ready to be asked: a few numbers, and a block that holds the entries. The block is
 * flat, has no pointers and is never written to, so that a file with its bytes can be mapped by
 * many processes. Nothing changes once it is made but what it remembers of the words it was asked
 * for: it is for one thread. */
struct lexicon;

/* An entry: bit k of `flags` is the flag number k. `more`: the word and a blank begin the key of
 * another entry, as "new" does that of "new york". A word without an entry has neither. */
struct lexicon_entry {
    uint32_t flags;
    bool more;
};

/* A lexicon of lines "word TAB flag flag ...", which owns its block. Lines that are empty or begin
 * with # are left out, lines with the same key are one entry with the flags of both. The same
 * lines, in any order, give the same block. NULL with an error at the line that is wrong. */
struct lexicon *lexicon_new(struct str lines, const char *path, struct err *err);

/* The lexicon in a block that lexicon_block gave, which must stay. NULL with an error when the
 * bytes are no whole block, or one of another version. Whatever the bytes are, also if they change
 * later, nothing outside of them is read. */
struct lexicon *lexicon_open(struct str block, struct err *err);

void lexicon_free(struct lexicon *lex);

/* Whether s begins as a block does. */
bool lexicon_is_block(struct str s);

/* The block: what to write to a file. Borrowed from lex. */
struct str lexicon_block(const struct lexicon *lex);

/* How many entries it has. */
size_t lexicon_count(const struct lexicon *lex);

/* The flag of that name as a mask of one bit; 0 when the lexicon does not know it. The flags are
 * numbered in the order of their names. */
uint32_t lexicon_flag(const struct lexicon *lex, struct str name);

/* What is known of `word`, which may be any bytes. Allocates nothing; a short word that was
 * not asked for lately takes two cache misses, and reads a bucket of some sixty bytes. */
struct lexicon_entry lexicon_get(const struct lexicon *lex, struct str word);

/* The same, and the hash of the word's key: the same number for "Ann" and "ANN". */
struct lexicon_entry lexicon_look(const struct lexicon *lex, struct str word, uint64_t *hash);

/* The key of `word`, written to key; its length. 0 when it has none, or a longer one. */
size_t lexicon_key(struct str word, char key[LEXICON_KEY + 1]);

#endif
