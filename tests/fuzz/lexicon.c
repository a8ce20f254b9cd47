/* Lexicons from bytes that are no lexicon of ours, with a check sum that fits; and those of lines,
 * in which each word of the lines is found. */
#include "text/lexicon.h"

#include "base/hash.h"
#include "fuzz.h"

enum { SUM_AT = 8, SUMMED_AT = 16 };

static void look(const struct lexicon *lex, struct str words, bool known)
{
    struct str word, line;
    while (str_split(&words, '\n', &line)) {
        if (!str_trim(line).n || line.p[0] == '#' || !str_split(&line, '\t', &word))
            continue;
        struct lexicon_entry e = lexicon_get(lex, word);
        HOLDS(!known || e.flags);
    }
}

static void hostile(struct str s, struct str words)
{
    char *p = malloc(s.n + 1);
    memcpy(p, s.p, s.n);
    if (s.n > SUMMED_AT) {
        uint64_t sum = hash_fast((struct str){p + SUMMED_AT, s.n - SUMMED_AT});
        memcpy(p + SUM_AT, &sum, sizeof sum);
    }
    struct lexicon *lex = lexicon_open((struct str){p, s.n}, NULL);
    if (lex) {
        look(lex, words, false);
        lexicon_flag(lex, words);
    }
    lexicon_free(lex);
    free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = fuzz_str(data, size);
    struct str words = fuzz_part(&s);
    hostile(s, words);
    struct lexicon *lex = lexicon_new(words, "lines", NULL);
    if (!lex)
        return 0;
    bool bom = str_starts(words, "\xEF\xBB\xBF");
    look(lex, str_cut(words, bom ? 3 : 0, words.n), true);
    struct buf copy = {0};
    buf_add(&copy, lexicon_block(lex));
    copy.p[data[size - 1] * copy.n / 256] = (char)data[size / 2];
    hostile(buf_str(&copy), words);
    buf_free(&copy);
    lexicon_free(lex);
    return 0;
}
