/* Word lists from bytes that are no list of ours, with a check sum that fits; and lists of lines,
 * which must find the same once they are opened from their block. */
#include "text/words.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "fuzz.h"

enum { SUM_AT = 8, SUMMED_AT = 16, LINES = 64 };

static void search(const struct words *w, struct str text, const struct words *same)
{
    struct span m, n;
    for (size_t at = 0; at < text.n && words_find(w, text, at, &m); at = m.end) {
        HOLDS(m.start >= at && m.end > m.start && m.end <= text.n);
        HOLDS(!same || (words_find(same, text, at, &n) && n.start == m.start && n.end == m.end));
    }
}

static void hostile(struct str s, struct str text)
{
    char *p = malloc(s.n + 1);
    memcpy(p, s.p, s.n);
    if (s.n > SUMMED_AT) {
        uint64_t sum = hash_fast((struct str){p + SUMMED_AT, s.n - SUMMED_AT});
        memcpy(p + SUM_AT, &sum, sizeof sum);
    }
    struct words *w = words_open((struct str){p, s.n}, NULL);
    if (w)
        search(w, text, NULL);
    words_free(w);
    free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = fuzz_str(data, size), line, lines[LINES];
    unsigned flags = fuzz_byte(&s);
    struct str text = fuzz_part(&s);
    size_t n = 0;
    if (utf8_valid(text) < text.n)
        return 0;
    hostile(s, text);
    if (utf8_valid(s) < s.n)
        return 0;
    while (n < LINES && str_split(&s, '\n', &line))
        lines[n++] = line;
    struct words *w = words_new(lines, n, (struct words_flags){flags & 1, flags & 2});
    struct words *same = words_open(words_block(w), NULL);
    HOLDS(same && words_count(same) == words_count(w));
    search(w, text, same);
    struct buf copy = {0};
    buf_add(&copy, words_block(w));
    if (size && copy.n)
        copy.p[data[size - 1] * copy.n / 256] = (char)data[size / 2];
    hostile(buf_str(&copy), text);
    buf_free(&copy);
    words_free(same);
    words_free(w);
    return 0;
}
