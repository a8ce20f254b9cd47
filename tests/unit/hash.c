#include "base/hash.h"

#include "tap.h"

static void is_sha256(struct str s, const char *want, const char *what)
{
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    hash_sha256(s, digest);
    hash_hex(digest, hex);
    IS(str_of(hex), want, "SHA-256 of %s", what);
}

static void is_hmac(struct str key, struct str s, const char *want, const char *what)
{
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    hash_hmac(key, s, digest);
    hash_hex(digest, hex);
    IS(str_of(hex), want, "HMAC of %s", what);
    struct hasher *h = hash_begin(&key);
    hash_more(h, str_cut(s, 0, s.n / 2));
    hash_more(h, str_cut(s, s.n / 2, s.n));
    hash_end(h, digest);
    hash_hex(digest, hex);
    IS(str_of(hex), want, "HMAC of %s in parts", what);
}

/* FIPS 180-4's examples. */
static void test_sha256(void)
{
    static char million[1000000];
    memset(million, 'a', sizeof million);
    is_sha256((struct str){0}, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
              "nothing");
    is_sha256(str_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
              "abc");
    is_sha256(str_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1", "56 bytes");
    is_sha256((struct str){million, sizeof million},
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
              "a million a's");
}

/* Parts of all lengths give what the whole gives. */
static void test_parts(void)
{
    uint8_t whole[HASH_BYTES], parts[HASH_BYTES];
    char text[500];
    struct str rest = {text, sizeof text};
    memset(text, 'p', sizeof text);
    hash_sha256(rest, whole);
    struct hasher *h = hash_begin(NULL);
    for (size_t n = 0; rest.n; n++) {
        hash_more(h, str_cut(rest, 0, n));
        rest = str_cut(rest, n, rest.n);
    }
    hash_end(h, parts);
    OK(memcmp(whole, parts, sizeof whole) == 0, "the digest of parts is that of the whole");
    h = hash_begin(NULL);
    hash_end(h, parts);
    hash_sha256((struct str){0}, whole);
    OK(memcmp(whole, parts, sizeof whole) == 0, "of no parts that of nothing");
}

/* RFC 4231, cases 1, 2, 6 and 7. */
static void test_hmac(void)
{
    char key[131];
    memset(key, 0x0b, 20);
    is_hmac((struct str){key, 20}, str_of("Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7", "case 1");
    is_hmac(str_of("Jefe"), str_of("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", "case 2");
    memset(key, 0xaa, sizeof key);
    is_hmac((struct str){key, sizeof key},
            str_of("Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54", "case 6");
    is_hmac((struct str){key, sizeof key},
            str_of("This is a test using a larger than block-size key and a larger than "
                   "block-size data. The key needs to be hashed before being used by the HMAC "
                   "algorithm."),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2", "case 7");
    is_hmac((struct str){0}, (struct str){0},
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad", "nothing");
}

static void one_by_one(const struct hash_task *t, uint8_t digest[HASH_BYTES])
{
    if (t->key)
        hash_hmac(*t->key, t->text, digest);
    else
        hash_sha256(t->text, digest);
}

static bool is_right(const struct hash_task *t)
{
    uint8_t want[HASH_BYTES];
    struct hash_task again = *t;
    one_by_one(t, want);
    hash_one(&again);
    return memcmp(t->digest, want, HASH_BYTES) == 0 &&
           memcmp(again.digest, want, HASH_BYTES) == 0;
}

/* All lengths around blocks against all, plain and keyed, at places that are not aligned. */
static void test_both(void)
{
    static char text[1000];
    static const size_t lengths[] = {0,   1,   55,  56,  63,  64,  65,  119, 127,
                                     128, 129, 191, 192, 193, 320, 500, 700};
    enum { N = sizeof lengths / sizeof *lengths };
    struct str key = str_of("a key"), none = {0};
    const struct str *keys[] = {NULL, &key, &none};
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            for (size_t k = 0; k < 9; k++) {
                struct hash_task a = {.text = {text + k, lengths[i]}, .key = keys[k % 3]};
                struct hash_task b = {.text = {text + 300 - k, lengths[j]}, .key = keys[k / 3]};
                hash_both(&a, &b);
                wrong += !(is_right(&a) && is_right(&b));
            }
    OK(wrong == 0, "two digests at once are those of one after the other");
}

static void test_fast(void)
{
    /* What shards and samples are made by must not change. */
    OK(hash_fast((struct str){0}) == UINT64_C(0x2d06800538d394c2), "of nothing");
    OK(hash_fast(str_of("a")) == UINT64_C(0xe6c632b61e964e1f), "of one byte");
    OK(hash_fast(str_of("\xff")) != hash_fast(str_of("\x7f")), "bytes are unsigned");
    OK(hash_fast((struct str){"\0", 1}) != hash_fast((struct str){0}), "NUL counts");
}

int main(void)
{
    test_sha256();
    test_parts();
    test_hmac();
    test_both();
    test_fast();
    return tap_done();
}
