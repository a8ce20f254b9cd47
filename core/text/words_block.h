/* How a word list lies in memory and in a file: one flat block, of little-endian numbers.
 *
 *   head     struct words_head
 *   pairs    65,536 bits: which two bytes a short entry starts with (lists that are not `whole`)
 *   sieve    64-bit words, a power of two of them: a Bloom filter of keys
 *   units    the double-array trie; unit 0 is the root
 *   tails    the ends of entries that no other entry shares
 *
 * Entries are in it folded, a run of white space as one blank. A key is up to eight bytes from the
 * start of an entry; a place of a text whose key is not in the sieve starts no match, and nearly
 * all are told so by one look into some ten kilobytes. The trie decides about the others. */
#ifndef GALLEY_TEXT_WORDS_BLOCK_H
#define GALLEY_TEXT_WORDS_BLOCK_H

#include <endian.h>

#include "base/buf.h"
#include "text/words.h"

/* Its ends are no UTF-8: a list that is damaged here does not pass for lines. */
#define WORDS_MAGIC                                                                              \
    "\x89"                                                                                       \
    "galley"                                                                                     \
    "\xFF"

enum {
    WORDS_VERSION = 1,
    WORDS_FOLD = 1,
    WORDS_WHOLE = 2,
    WORDS_PAIRS = 65536 / 64, /* words of 64 bits */
    WORDS_ROOT = 0,
};

struct words_head {
    char magic[8]; /* WORDS_MAGIC, without its NUL */
    uint64_t sum;  /* hash_fast of all that follows */
    uint32_t version;
    uint32_t flags;   /* WORDS_FOLD, WORDS_WHOLE */
    char unicode[16]; /* whose folding and white space it is: "15.0.0" */
    uint64_t entry_n;
    uint32_t keys;    /* of lists that are not `whole`; bit k: there are keys of k bytes; bit 0:
                         entries with less than three bytes before one that is no ASCII */
    uint32_t sieve_n; /* words of 64 bits; a power of two, at least 2 */
    uint32_t unit_n;  /* a multiple of 256 */
    uint32_t tail_n;  /* bytes */
};

/* A node of the trie. The one that byte c leads to from u is (u.to ^ c), if that has the label. No
 * two nodes have the same `to`, so that the label tells whose child a unit is. */
struct unit {
    uint32_t to;    /* with UNIT_TAIL: where in the tails the rest of the only entry is */
    uint16_t label; /* UNIT_USED | the byte that leads here; 0: not used */
    uint16_t end;   /* UNIT_* flags, and the length of the tail from bit UNIT_LENGTH on */
};

enum {
    UNIT_USED = 0x100,
    UNIT_END = 1,  /* an entry ends here */
    UNIT_TAIL = 2, /* no units below: a tail, of length 0 when nothing goes on */
    UNIT_LENGTH = 2,
    UNIT_LENGTH_MAX = 0x3FFF,
};

struct words {
    struct words_flags flags;
    struct str block;
    struct buf own; /* the block, if the list owns it */
    size_t entry_n;
    const uint64_t *pairs, *sieve;
    const struct unit *units;
    const unsigned char *tails;
    uint32_t keys, sieve_shift, unit_n, tail_n;
    bool quotes;              /* an entry starts with one of U+2000 to U+203F */
    unsigned char kinds[256]; /* of each byte: KIND_* in words.c */
    unsigned char plain[256]; /* an ASCII character as the trie has it; others as they are */
};

/* A character of a text as the trie has it: white space is a blank. */
struct step {
    char bytes[4];
    size_t n;    /* bytes to match */
    size_t used; /* bytes read */
    bool space;
};

/* The character at `at` < s.n. */
struct step words_step(struct str s, size_t at, bool fold);

/* The end of the run of white space at `at`. */
size_t words_skip_space(struct str s, size_t at);

/* The check sum of a block. */
uint64_t words_sum(struct str block);

/* Eight bytes as a number, the first one lowest. */
static inline uint64_t words_load(const void *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return le64toh(x);
}

/* The first k bytes of x. */
static inline uint64_t words_cut(uint64_t x, size_t k)
{
    return k < 8 ? x & ((UINT64_C(1) << 8 * k) - 1) : x;
}

/* A key of k bytes of a list that is not `whole`, and one of a list that is. Ignoring case, the
 * latter takes some bytes for the same that are not: it only ever has to let pass. */
static inline uint64_t words_key(uint64_t x, size_t k)
{
    return words_cut(x, k) ^ k * UINT64_C(0xD6E8FEB86659FD93);
}

static inline uint64_t words_whole_key(uint64_t x, size_t k, bool fold)
{
    return words_cut(fold ? x | UINT64_C(0x2020202020202020) : x, k);
}

/* Of an entry that goes on behind the first word's key: with the next `rest` bytes, 8 or 4; 0 when
 * there are fewer, or not ASCII. */
static inline uint64_t words_more_key(uint64_t key, uint64_t more, size_t rest, bool fold)
{
    more = fold ? more | UINT64_C(0x2020202020202020) : more;
    return (key ^ key >> 31) * (UINT64_C(0xD6E8FEB86659FD93) + 2 * rest) ^ words_cut(more, rest);
}

/* Whether all eight bytes are ASCII. */
static inline bool words_is_ascii(uint64_t x)
{
    return !(x & UINT64_C(0x8080808080808080));
}

/* Where a key has its two bits in the sieve: `*at` of the words, and which bits of it. */
static inline uint64_t words_bits(uint64_t key, uint32_t shift, size_t *at)
{
    uint64_t h = (key ^ key >> 29) * UINT64_C(0x9E3779B97F4A7C15);
    *at = (size_t)(h >> shift);
    return UINT64_C(1) << (h >> 20 & 63) | UINT64_C(1) << (h >> 30 & 63);
}

#endif
