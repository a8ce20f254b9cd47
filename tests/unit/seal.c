#include "flow/seal.h"

#include "tap.h"

static bool is_plain(const char *hex, struct str s)
{
    uint8_t digest[HASH_BYTES];
    char want[HASH_HEX];
    hash_sha256(s, digest);
    hash_hex(digest, want);
    return strcmp(hex, want) == 0;
}

static bool is_keyed(const char *hex, struct str key, struct str s)
{
    uint8_t digest[HASH_BYTES];
    char want[HASH_HEX];
    hash_hmac(key, s, digest);
    hash_hex(digest, want);
    return strcmp(hex, want) == 0;
}

static void test_plain(void)
{
    char digest[HASH_HEX];
    struct str in = str_of("as it was read"), out = str_of("as it is now");
    struct seal s = {.input = {.text = in}};
    seal_output(&s, out, digest);
    OK(is_plain(digest, out) && s.taken && is_plain(s.hex, in), "taken with the first output's");
    seal_output(&s, str_of("another"), digest);
    OK(is_plain(digest, str_of("another")) && is_plain(s.hex, in), "a second output has its own");
    seal_output(&s, in, digest);
    OK(is_plain(digest, in), "and one that is the input again");
    s = (struct seal){.input = {.text = in}};
    seal_output(&s, str_of("as it was read"), digest);
    OK(is_plain(digest, in) && is_plain(seal_take(&s), in), "also when it is the first");
}

static void test_keyed(void)
{
    char digest[HASH_HEX];
    struct str in = str_of("as it was read"), key = str_of("a key");
    struct seal s = {.input = {.text = in, .key = &key}};
    seal_output(&s, in, digest);
    OK(is_plain(digest, in), "under a key, an output that is the input has a digest of its own");
    OK(is_keyed(s.hex, key, in), "the input's is an HMAC");
    struct str none = {0};
    s = (struct seal){.input = {.text = in, .key = &none}};
    OK(is_keyed(seal_take(&s), none, in), "also under an empty key");
}

static void test_alone(void)
{
    char digest[HASH_HEX], text[] = "as it was read";
    struct seal s = {.input = {.text = {text, strlen(text)}}};
    seal_forget(&s);
    text[0] = 'A';
    OK(is_plain(seal_take(&s), str_of("as it was read")), "what is forgotten has its seal");
    seal_output(&s, str_of(text), digest);
    OK(is_plain(digest, str_of(text)), "and an output its digest");
    s = (struct seal){0};
    seal_output(&s, str_of(""), digest);
    OK(is_plain(digest, str_of("")) && is_plain(seal_take(&s), str_of("")), "of nothing");
}

int main(void)
{
    test_plain();
    test_keyed();
    test_alone();
    return tap_done();
}
