/* Texts tagged by models whose every number is the fuzzer's: what is found lies in the text, in
 * order, and is the same again. */
#include "text/tagger.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "text/tagger_block.h"

enum {
    CLASSES = 2,
    WEIGHTS = 4,
    SIZE = sizeof(struct tagger_head) + BUCKET * (CLASSES + WEIGHTS)
};

/* A block of the bytes, over and over, with a head that opens. */
static void make(char block[SIZE], struct str bytes, unsigned labels)
{
    struct tagger_head h;
    for (size_t i = 0; i < SIZE; i++)
        block[i] = bytes.n ? bytes.p[i % bytes.n] : '\0';
    memcpy(&h, block, sizeof h);
    memcpy(h.magic, TAGGER_MAGIC, sizeof h.magic);
    h.version = htole32(TAGGER_VERSION);
    h.label_n = htole32(1 + labels % READING_LABELS);
    h.class_n = htole32(CLASSES);
    h.weight_n = htole32(WEIGHTS);
    h.dial = (int16_t)htole16((uint16_t)h.dial & 0x7FFF);
    h.margin = (int16_t)htole16(((uint16_t)h.margin & 0x7FFF) | 1);
    memset(h.labels, 0, sizeof h.labels);
    memset(h.flags, 0, sizeof h.flags);
    memcpy(h.flags[0], "first", 5);
    memcpy(block, &h, sizeof h);
    size_t from = offsetof(struct tagger_head, version);
    uint64_t sum = htole64(hash_fast((struct str){block + from, SIZE - from}));
    memcpy(block + offsetof(struct tagger_head, sum), &sum, sizeof sum);
}

static bool is_border(struct str s, size_t at)
{
    return at == s.n || ((unsigned char)s.p[at] & 0xC0) != 0x80;
}

static void check(const struct tag *tags, size_t n, struct str text)
{
    size_t at = 0;
    for (size_t i = 0; i < n; i++) {
        HOLDS(tags[i].span.start >= at && tags[i].span.end > tags[i].span.start);
        HOLDS(tags[i].span.end <= text.n && is_border(text, tags[i].span.start));
        HOLDS(is_border(text, tags[i].span.end) && tags[i].score >= 0 && tags[i].score <= 1);
        at = tags[i].span.end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = fuzz_str(data, size);
    unsigned flags = fuzz_byte(&s);
    struct str text = fuzz_part(&s);
    char block[SIZE];
    size_t n, again;
    if (utf8_valid(text) < text.n)
        return 0;
    make(block, s, flags);
    struct lexicon *lex = lexicon_new(str_of("ann\tfirst\nann lee\tfirst\n"), "lines", NULL);
    struct tagger *t = tagger_open((struct str){block, SIZE}, lex, NULL);
    HOLDS(t);
    size_t cut = text.n / 2;
    while (!is_border(text, cut))
        cut++;
    const struct span parts[] = {{0, cut}, {cut, text.n}};
    int recall = (int)(flags / 8 % (TAGGER_RECALL + 1));
    check(tagger_run(t, text, parts, 2, recall, &n), n, text);
    check(tagger_run(t, text, parts, 2, recall, &again), again, text);
    HOLDS(n == again);
    tagger_free(t);
    lexicon_free(lex);
    return 0;
}
