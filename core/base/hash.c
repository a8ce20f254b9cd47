/* OpenSSL 3 calls the SHA256_* functions deprecated, but they cost what the CPU's instructions
 * cost and nothing else. SHA256() and HMAC() look the algorithm up and allocate a context in each
 * call: 0.3 and 1.0 us more, on every digest of a document and every redacted value. A context
 * kept from call to call would be a global. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include "base/hash.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/hex.h"
#include "base/mem.h"

enum { HASH_BLOCK = SHA256_CBLOCK };

/* The digest of a block (when there is one) and s. These functions can only succeed. */
static void hash_two(const uint8_t *block, struct str s, uint8_t out[HASH_BYTES])
{
    SHA256_CTX c;
    SHA256_Init(&c);
    if (block)
        SHA256_Update(&c, block, HASH_BLOCK);
    SHA256_Update(&c, s.p, s.n);
    SHA256_Final(out, &c);
}

void hash_sha256(struct str s, uint8_t out[HASH_BYTES])
{
    hash_two(NULL, s, out);
}

/* The key as HMAC has it: a block, hashed when it is longer, each byte turned by `pad`. */
static void key_block(struct str key, uint8_t pad, uint8_t block[HASH_BLOCK])
{
    memset(block, 0, HASH_BLOCK);
    if (key.n > HASH_BLOCK)
        hash_sha256(key, block);
    else if (key.n)
        memcpy(block, key.p, key.n);
    for (size_t i = 0; i < HASH_BLOCK; i++)
        block[i] ^= pad;
}

void hash_hmac(struct str key, struct str s, uint8_t out[HASH_BYTES])
{
    uint8_t block[HASH_BLOCK];
    key_block(key, 0x36, block);
    hash_two(block, s, out);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36 ^ 0x5c;
    hash_two(block, (struct str){(const char *)out, HASH_BYTES}, out);
    explicit_bzero(block, sizeof block);
}

struct hasher {
    SHA256_CTX c;
    bool keyed;
    uint8_t outer[HASH_BLOCK]; /* of an HMAC: what its second digest begins with */
};

struct hasher *hash_begin(void)
{
    struct hasher *h = mem_get(sizeof *h);
    SHA256_Init(&h->c);
    return h;
}

struct hasher *hash_begin_hmac(struct str key)
{
    struct hasher *h = hash_begin();
    key_block(key, 0x36, h->outer);
    SHA256_Update(&h->c, h->outer, HASH_BLOCK);
    key_block(key, 0x5c, h->outer);
    h->keyed = true;
    return h;
}

void hash_more(struct hasher *h, struct str s)
{
    SHA256_Update(&h->c, s.p, s.n);
}

void hash_end(struct hasher *h, uint8_t out[HASH_BYTES])
{
    SHA256_Final(out, &h->c);
    if (h->keyed)
        hash_two(h->outer, (struct str){(const char *)out, HASH_BYTES}, out);
    explicit_bzero(h, sizeof *h);
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
