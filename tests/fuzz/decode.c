/* Bytes to text, in all forms of decoding; and back, through the map. */
#include "text/decode.h"

#include "base/utf8.h"
#include "fuzz.h"

static const char *const encodings[] = {"utf-8",    "auto",      "utf-16",       "utf-16be",
                                        "utf-32le", "shift_jis", "windows-1252", "iso-2022-jp",
                                        "utf-7",    "gb18030",   "big5",         "euc-kr"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct doc d;
    struct decoded found;
    struct err err = {0};
    struct str s = fuzz_str(data, size);
    unsigned how = fuzz_byte(&s);
    struct decode_rules rules = {
        .encoding = encodings[how % (sizeof encodings / sizeof *encodings)],
        .invalid = how & 128 ? DECODE_REPLACE : DECODE_FAIL,
    };
    doc_start(&d, &arena, str_of("a"), s);
    enum decode_result r = decode_doc(&d, &rules, &found, &err);
    HOLDS((r == DECODE_ERROR) == err.set);
    HOLDS(r != DECODE_ERROR || rules.invalid == DECODE_FAIL || d.len == 0);
    if (r == DECODE_OK) {
        HOLDS(d.len <= d.text.n && utf8_valid(d.text) == d.text.n);
        HOLDS(rules.invalid == DECODE_REPLACE || found.replaced == 0);
        for (size_t i = 0; i < d.len; i += 1 + d.len / 64) {
            struct span at = map_back(&d.map, (struct span){i, i + 1});
            HOLDS(at.start <= at.end && at.end <= s.n);
        }
    }
    arena_free(&arena);
    return 0;
}
