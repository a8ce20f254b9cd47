/* How a lexicon lies in memory and in a file: one flat block, of little-endian numbers.
 *
 *   head     struct lexicon_head
 *   sets     the different sets of flags: flags, and LEXICON_MORE or 0; 32 bits each
 *   starts   where each bucket begins in the entries, and where the last one ends; 32 bits each
 *   names    of the flags, in order, a NUL behind each
 *   entries  by bucket: length of the key, number of the set in 16 bits, key
 *
 * The bucket of a key is the low bits of its XXH3. */
#ifndef GALLEY_TEXT_LEXICON_BLOCK_H
#define GALLEY_TEXT_LEXICON_BLOCK_H

#include <endian.h>

#include "base/buf.h"
#include "base/mapped.h"
#include "text/lexicon.h"

#define LEXICON_MAGIC MAPPED_MAGIC "\xFE"

enum {
    LEXICON_VERSION = 1,
    LEXICON_MORE = 1,
    LEXICON_BUCKET = 6,      /* entries in one, about */
    LEXICON_ENTRY = 3,       /* bytes before a key */
    LEXICON_SETS = 1 << 16,  /* the most there are */
    LEXICON_MEMOS = 1 << 13, /* words that are remembered; a power of two */
};

struct lexicon_head {
    char magic[8]; /* LEXICON_MAGIC, without its NUL */
    uint64_t sum;  /* hash_fast of all that follows */
    uint32_t version;
    uint32_t entry_n;
    uint32_t set_n;
    uint32_t bucket_n; /* a power of two */
    uint32_t name_n;   /* bytes */
    uint32_t byte_n;   /* of the entries */
};

/* A word that was looked up, and what came of it; n is 0 where there is none. */
struct lexicon_memo {
    uint64_t word[2];
    uint64_t hash;
    uint32_t flags;
    uint8_t n;
    bool more;
};

struct lexicon {
    struct str block;
    struct lexicon_memo *memos;
    struct buf own; /* the block, if the lexicon owns it */
    const char *sets, *starts;
    struct str names, entries;
    uint32_t entry_n, set_n, bucket_mask;
};

/* The numbers at p, which need not be aligned. */
static inline uint32_t lexicon_u32(const char *p)
{
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return le32toh(x);
}

static inline uint16_t lexicon_u16(const char *p)
{
    uint16_t x;
    memcpy(&x, p, sizeof x);
    return le16toh(x);
}

/* The check sum of a block. */
uint64_t lexicon_sum(struct str block);

#endif
