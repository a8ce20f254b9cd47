/* Digests and hashes. The one door to OpenSSL's libcrypto and to xxHash. */
#ifndef GALLEY_BASE_HASH_H
#define GALLEY_BASE_HASH_H

#include "base/str.h"

enum { HASH_BYTES = 32, HASH_HEX = 65 };

/* SHA-256 (FIPS 180-4) of s. */
void hash_sha256(struct str s, uint8_t out[HASH_BYTES]);

/* HMAC-SHA-256 (RFC 2104) of s under key. */
void hash_hmac(struct str key, struct str s, uint8_t out[HASH_BYTES]);

/* A digest to be taken: the HMAC-SHA-256 of the text under *key, or, without a key, its SHA-256.
 * Borrows text and key. */
struct hash_task {
    struct str text;
    const struct str *key;
    uint8_t digest[HASH_BYTES];
};
void hash_one(struct hash_task *t);
/* Both at once: as fast as the longer one where the processor has instructions for SHA-256. */
void hash_both(struct hash_task *a, struct hash_task *b);

/* The digest of bytes that come in parts, under a key or NULL as of a hash_task. Owned by whoever
 * began it, until hash_end. */
struct hasher;
struct hasher *hash_begin(const struct str *key);
void hash_more(struct hasher *h, struct str s);
/* Gives the digest and frees h. */
void hash_end(struct hasher *h, uint8_t out[HASH_BYTES]);

/* Lower-case hexadecimal, with a NUL. */
void hash_hex(const uint8_t digest[HASH_BYTES], char out[HASH_HEX]);

/* Which key it is, without telling it: 16 hex digits, with a NUL. */
enum { HASH_KEY = 17 };
void hash_key_name(struct str key, char out[HASH_KEY]);

/* A 64-bit hash of s (XXH3, https://xxhash.com): the same on every machine. For tables, shards,
 * seeds and against torn or flipped bytes, never for secrets. */
uint64_t hash_fast(struct str s);

#endif
