/* OpenSSL 3 calls the SHA256_* functions deprecated, but they cost what the CPU's instructions
 * cost and nothing else. SHA256() and HMAC() look the algorithm up and allocate a context in each
 * call: 0.3 and 1.0 us more, on every digest of a document and every redacted value. A context
 * kept from call to call would be a global. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/hash.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/hash_blocks.h"
#include "base/hex.h"
#include "base/mem.h"

/* One digest under way. These functions can only succeed. */
struct hasher {
    SHA256_CTX c;
    bool keyed;
    uint8_t outer[HASH_BLOCK]; /* of an HMAC: what its second digest begins with */
};

/* The key as HMAC has it: a block, hashed when it is longer. */
static void key_block(struct str key, uint8_t block[HASH_BLOCK])
{
    memset(block, 0, HASH_BLOCK);
    if (key.n > HASH_BLOCK)
        hash_sha256(key, block);
    else if (key.n)
        memcpy(block, key.p, key.n);
}

static void turn_block(uint8_t block[HASH_BLOCK], uint8_t by)
{
    for (size_t i = 0; i < HASH_BLOCK; i++)
        block[i] ^= by;
}

static void start(struct hasher *h, const struct str *key)
{
    SHA256_Init(&h->c);
    h->keyed = key != NULL;
    if (!key)
        return;
    key_block(*key, h->outer);
    turn_block(h->outer, 0x36);
    SHA256_Update(&h->c, h->outer, HASH_BLOCK);
    turn_block(h->outer, 0x36 ^ 0x5c);
}

static void finish(struct hasher *h, uint8_t out[HASH_BYTES])
{
    SHA256_Final(out, &h->c);
    if (h->keyed) {
        SHA256_Init(&h->c);
        SHA256_Update(&h->c, h->outer, HASH_BLOCK);
        SHA256_Update(&h->c, out, HASH_BYTES);
        SHA256_Final(out, &h->c);
    }
    explicit_bzero(h, sizeof *h);
}

static void digest(const struct str *key, struct str s, uint8_t out[HASH_BYTES])
{
    struct hasher h;
    start(&h, key);
    hash_more(&h, s);
    finish(&h, out);
}

void hash_sha256(struct str s, uint8_t out[HASH_BYTES])
{
    digest(NULL, s, out);
}

void hash_hmac(struct str key, struct str s, uint8_t out[HASH_BYTES])
{
    digest(&key, s, out);
}

void hash_one(struct hash_task *t)
{
    digest(t->key, t->text, t->digest);
}

/* Tells c that its state was taken on by n blocks. It must be between two. */
static void count_blocks(SHA256_CTX *c, uint64_t n)
{
    uint64_t bits = ((uint64_t)c->Nh << 32 | c->Nl) + n * HASH_BLOCK * 8;
    c->Nl = (SHA_LONG)bits;
    c->Nh = (SHA_LONG)(bits >> 32);
}

void hash_both(struct hash_task *a, struct hash_task *b)
{
    struct hasher ha, hb;
    size_t n = (a->text.n < b->text.n ? a->text.n : b->text.n) / HASH_BLOCK;
    start(&ha, a->key);
    start(&hb, b->key);
    if (n > 0 && hash_blocks_works()) {
        hash_blocks(ha.c.h, a->text.p, hb.c.h, b->text.p, n);
        count_blocks(&ha.c, n);
        count_blocks(&hb.c, n);
    } else {
        n = 0;
    }
    hash_more(&ha, str_cut(a->text, n * HASH_BLOCK, a->text.n));
    hash_more(&hb, str_cut(b->text, n * HASH_BLOCK, b->text.n));
    finish(&ha, a->digest);
    finish(&hb, b->digest);
}

struct hasher *hash_begin(const struct str *key)
{
    struct hasher *h = mem_get(sizeof *h);
    start(h, key);
    return h;
}

void hash_more(struct hasher *h, struct str s)
{
    SHA256_Update(&h->c, s.p, s.n);
}

void hash_end(struct hasher *h, uint8_t out[HASH_BYTES])
{
    finish(h, out);
    free(h);
}

void hash_hex(const uint8_t digest[HASH_BYTES], char out[HASH_HEX])
{
    hex_put_bytes(out, digest, HASH_BYTES);
    out[HASH_HEX - 1] = '\0';
}

uint64_t hash_fast(struct str s)
{
    return XXH3_64bits(s.p, s.n);
}

void hash_key_name(struct str key, char out[HASH_KEY])
{
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    hash_hmac(key, str_of("galley: which key this is"), digest);
    hash_hex(digest, hex);
    memcpy(out, hex, HASH_KEY - 1);
    out[HASH_KEY - 1] = '\0';
}
