/* How a word list lies in memory and in a file: one flat block, of little-endian numbers.
 *
 *   head     struct words_head
 *   gate     bits: hashes of the first eight bytes, or four     (lists that are not `whole`)
 *   pairs    65,536 bits: the first two bytes of shorter ones   (lists that are not `whole`)
 *   sieve    64-bit words, a power of two of them: a Bloom filter of keys
 *   jumps    a hash table: from the first chunk of entries to their place in the trie
 *   units    the double-array trie; unit 0 is the root
 *   tails    the ends of entries that no other entry shares
 *
 * Entries are in it folded, a run of white space as one blank. They are cut in chunks, up to eight
 * bytes each. The key of a chunk is a hash of it and of those before it, and the sieve says for a
 * key whether an entry may end, or go on, behind it. In lists that are `whole` a chunk is a
 * character and the rest of its word; in others it is eight bytes, and then four each. A place
 * that the gate and the sieve let pass is nearly always a match; the trie decides. */
#ifndef GALLEY_TEXT_WORDS_BLOCK_H
#define GALLEY_TEXT_WORDS_BLOCK_H

#include <endian.h>

#include "base/buf.h"
#include "base/mapped.h"
#include "text/words.h"

#define WORDS_MAGIC MAPPED_MAGIC "\xFF"

enum {
    WORDS_VERSION = 2,
    WORDS_FOLD = 1,
    WORDS_WHOLE = 2,
    WORDS_PAIRS = 65536 / 64, /* words of 64 bits */
    WORDS_ROOT = 0,
    WORDS_GATE_MAX = 1 << 15, /* words of 64 bits */
    WORDS_CHUNK = 8,          /* the longest chunk */
    WORDS_CHUNKS = 4,         /* chunks of an entry that have keys */
};

struct words_head {
    char magic[8]; /* WORDS_MAGIC, without its NUL */
    uint64_t sum;  /* hash_fast of all that follows */
    uint32_t version;
    uint32_t flags;   /* WORDS_FOLD, WORDS_WHOLE */
    char unicode[16]; /* whose folding and white space it is: "15.0.0" */
    uint64_t entry_n;
    uint32_t keys;    /* of lists that are not `whole`; bit k: there are first keys of k bytes */
    uint32_t gate_n;  /* words of 64 bits; a power of two, at least 2 */
    uint32_t sieve_n; /* the same */
    uint32_t jump_n;  /* a power of two, at least 2; a quarter of them is free at least */
    uint32_t unit_n;  /* a multiple of 256 */
    uint32_t tail_n;  /* bytes */
};

/* Where entries with this first chunk go on. A free one has n = 0. */
struct jump {
    uint64_t bytes; /* the chunk as words_load gives it, behind its end zeros */
    uint32_t unit;  /* the deepest one on the way through the chunk */
    uint8_t n;      /* bytes in the chunk */
    uint8_t depth;  /* of the unit; less than n when its tail holds the rest */
    uint8_t end;    /* not `whole`: the longest entry that ends before `depth`; 0: none */
    uint8_t zero;
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

/* What bytes and characters are and how the trie has them; depends on the flags only. */
struct words_tables {
    struct words_flags flags;
    unsigned char kinds[256]; /* of each byte: bits, KIND_* */
    unsigned char plain[256]; /* an ASCII character as the trie has it; others as they are */
    uint16_t two[2048];       /* the same for characters of two bytes, the first one lowest;
                                 0: it is there with more or less than two */
    unsigned char two_word[2048];
};

enum {
    KIND_WORD = 0,  /* an ASCII letter or digit */
    KIND_SPACE = 1, /* ASCII white space */
    KIND_HIGH = 2,  /* no ASCII */
    KIND_TWO = 3,   /* it leads a character of two bytes */
    KIND_ODD = 4,   /* it leads one of three or four that the trie may have otherwise */
    KIND_START = 5, /* a match can start with it; set by words_open */
};

struct words {
    struct words_tables t;
    struct str block;
    struct buf own; /* the block, if the list owns it */
    size_t entry_n;
    const uint64_t *gate, *pairs, *sieve;
    const struct jump *jumps;
    const struct unit *units;
    const unsigned char *tails;
    uint32_t keys, gate_shift, sieve_shift, jump_mask, unit_n, tail_n;
};

/* The unit that byte c leads to from u; WORDS_ROOT when it leads nowhere. */
static inline uint32_t words_follow(const struct words *w, uint32_t u, unsigned char c)
{
    uint32_t to = le32toh(w->units[u].to) ^ c;
    return to < w->unit_n && le16toh(w->units[to].label) == (UNIT_USED | c) ? to : WORDS_ROOT;
}

/* A chunk of a text. */
struct chunk {
    uint64_t bytes; /* as the trie has them, behind the end zeros */
    size_t n;       /* 0: what stands there has no key */
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

void words_tables_set(struct words_tables *t, struct words_flags flags);

/* The bytes of the character at `at`, which is no ASCII, as the trie has them, if they are as many
 * as it has itself; else 0. */
size_t words_plain_char(const struct words_tables *t, struct str s, size_t at, char bytes[4]);

/* The chunk at `at`, which begins a character, of a list that is `whole`; and of one that is not,
 * with exactly n bytes. */
struct chunk words_word_chunk(const struct words_tables *t, struct str s, size_t at);
struct chunk words_byte_chunk(const struct words_tables *t, struct str s, size_t at, size_t n);

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

/* The character of two bytes at p. */
static inline unsigned words_two(const char *p)
{
    return ((unsigned)(unsigned char)p[0] & 31) << 6 | ((unsigned)(unsigned char)p[1] & 63);
}

/* The first k bytes of x. */
static inline uint64_t words_cut(uint64_t x, size_t k)
{
    return k < 8 ? x & ((UINT64_C(1) << 8 * k) - 1) : x;
}

/* Whether all eight bytes are ASCII. */
static inline bool words_is_ascii(uint64_t x)
{
    return !(x & UINT64_C(0x8080808080808080));
}

/* The key of a first chunk, and of one behind the chunk with the key `last`. */
static inline uint64_t words_first_key(uint64_t bytes, size_t n)
{
    return bytes ^ n * UINT64_C(0xD6E8FEB86659FD93);
}

static inline uint64_t words_next_key(uint64_t last, uint64_t bytes, size_t n)
{
    return (last ^ last >> 31) * (UINT64_C(0xD6E8FEB86659FD93) + 2 * n) ^ bytes;
}

static inline uint64_t words_hash(uint64_t key)
{
    return (key ^ key >> 29) * UINT64_C(0x9E3779B97F4A7C15);
}

/* What the word of the sieve at hash >> shift has set when an entry may end, may go on. */
static inline uint64_t words_end_bits(uint64_t hash)
{
    return UINT64_C(1) << (hash >> 20 & 63) | UINT64_C(1) << (hash >> 26 & 63);
}

static inline uint64_t words_on_bits(uint64_t hash)
{
    return UINT64_C(1) << (hash >> 32 & 63) | UINT64_C(1) << (hash >> 38 & 63);
}

/* Where the search for a first chunk begins in the jumps; it goes on behind that. */
static inline uint32_t words_jump(uint64_t hash)
{
    return (uint32_t)(hash >> 24);
}

/* The bits of the gate for an entry that starts with the eight bytes x, and for one of four to
 * seven that starts with its first four. */
static inline uint32_t words_gate_long(uint64_t x, uint32_t shift)
{
    return (uint32_t)(x * UINT64_C(0x9E3779B97F4A7C15) >> 32) >> shift;
}

static inline uint32_t words_gate_short(uint64_t x, uint32_t shift)
{
    return (uint32_t)x * UINT32_C(0x9E3779B1) >> shift;
}

#endif
