/* Digests and hashes. The one door to OpenSSL's libcrypto and to xxHash. */
#ifndef GALLEY_BASE_HASH_H
#define GALLEY_BASE_HASH_H

#include "base/str.h"

enum { HASH_BYTES = 32, HASH_HEX = 65 };

/* SHA-256 (FIPS 180-4) of s. */
void hash_sha256(struct str s, uint8_t out[HASH_BYTES]);

/* HMAC-SHA-256 (RFC 2104) of s under key. */
void hash_hmac(struct str key, struct str s, uint8_t out[HASH_BYTES]);

/* The SHA-256 of bytes that come in parts. Owned by whoever began it, until hash_end. */
struct hasher;
struct hasher *hash_begin(void);
/* The same for HMAC-SHA-256 under key. */
struct hasher *hash_begin_hmac(struct str key);
void hash_more(struct hasher *h, struct str s);
/* Gives the digest and frees h. */
void hash_end(struct hasher *h, uint8_t out[HASH_BYTES]);

/* A sum over bytes that come in parts, at a tenth of what SHA-256 costs: XXH3 of 128 bits
 * (https://xxhash.com), in lower-case hexadecimal, with a NUL. It shows that bytes were changed by
 * accident or in good faith, never that nobody forged them. Owned by whoever began it, until
 * hash_sum_end. */
enum { HASH_SUM_HEX = 33 };
struct hash_sum;
struct hash_sum *hash_sum_begin(void);
void hash_sum_more(struct hash_sum *h, struct str s);
void hash_sum_end(struct hash_sum *h, char out[HASH_SUM_HEX]);

/* Lower-case hexadecimal, with a NUL. */
void hash_hex(const uint8_t digest[HASH_BYTES], char out[HASH_HEX]);

/* Which key it is, without telling it: 16 hex digits, with a NUL. */
enum { HASH_KEY = 17 };
void hash_key_name(struct str key, char out[HASH_KEY]);

/* A 64-bit hash of s (XXH3, https://xxhash.com): the same on every machine. For tables, shards,
 * seeds and against torn or flipped bytes, never for secrets. */
uint64_t hash_fast(struct str s);

#endif
