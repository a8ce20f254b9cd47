/* Characters and chunks of a text as the trie has them. */
#include "base/utf8.h"
#include "text/fold.h"
#include "text/words_block.h"

struct step words_step(struct str s, size_t at, bool fold)
{
    struct step st = {.used = 1};
    uint32_t cp = (unsigned char)s.p[at];
    if (cp >= 0x80)
        st.used = utf8_decode(str_cut(s, at, at + 4), &cp);
    if (!st.used)
        st.used = 1;
    st.space = fold_is_space(cp);
    cp = st.space ? ' ' : fold ? fold_char(cp) : cp;
    st.n = utf8_encode(cp, st.bytes);
    return st;
}

size_t words_skip_space(struct str s, size_t at)
{
    while (at < s.n) {
        struct step st = words_step(s, at, false);
        if (!st.space)
            break;
        at += st.used;
    }
    return at;
}

/* The leads of three and four bytes behind which all white space is and, where case is ignored,
 * all characters that folding changes. */
static bool is_odd_lead(unsigned c, bool fold)
{
    return (c >= 0xE1 && c <= 0xE3) || (fold && (c == 0xEA || c == 0xEF || c >= 0xF0));
}

static void set_two(struct words_tables *t, uint32_t cp)
{
    char bytes[4] = {0};
    uint32_t plain = t->flags.fold ? fold_char(cp) : cp;
    t->two_word[cp] = fold_is_word(cp);
    if (fold_is_space(cp) || plain < 0x80 || plain >= 0x800)
        return;
    utf8_encode(plain, bytes);
    t->two[cp] = (uint16_t)((unsigned char)bytes[0] | (unsigned)(unsigned char)bytes[1] << 8);
}

static unsigned bit(bool set, unsigned kind)
{
    return set ? 1u << kind : 0;
}

void words_tables_set(struct words_tables *t, struct words_flags flags)
{
    t->flags = flags;
    for (unsigned c = 0; c < 256; c++) {
        bool high = c >= 0x80, space = !high && fold_is_space(c), word = !high && fold_is_word(c);
        bool two = c >= 0xC2 && c < 0xE0, odd = is_odd_lead(c, flags.fold);
        t->plain[c] = (unsigned char)(space ? ' ' : c);
        if (flags.fold && c >= 'A' && c <= 'Z')
            t->plain[c] = (unsigned char)(c | 32);
        t->kinds[c] =
            (unsigned char)(bit(word, KIND_WORD) | bit(space, KIND_SPACE) | bit(high, KIND_HIGH) |
                            bit(two, KIND_TWO) | bit(odd, KIND_ODD));
    }
    for (uint32_t cp = 0x80; cp < 0x800; cp++)
        set_two(t, cp);
}

/* Quotes and dashes, from U+2010 to U+2027, which are common and as they are. */
static bool is_quote(const char *p)
{
    unsigned char last = (unsigned char)p[2];
    return memcmp(p, "\xE2\x80", 2) == 0 && last >= 0x90 && last < 0xA8;
}

size_t words_plain_char(const struct words_tables *t, struct str s, size_t at, char bytes[4])
{
    unsigned char c = (unsigned char)s.p[at], kind = t->kinds[c];
    size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    if (n > s.n - at)
        return 0;
    if (kind >> KIND_TWO & 1) {
        uint16_t two = t->two[words_two(s.p + at)];
        bytes[0] = (char)two;
        bytes[1] = (char)(two >> 8);
        return two ? 2 : 0;
    }
    memcpy(bytes, s.p + at, n);
    if (!(kind >> KIND_ODD & 1) || (c == 0xE3 && bytes[1] != '\x80') || is_quote(bytes))
        return n;
    struct step st = words_step(s, at, t->flags.fold);
    memcpy(bytes, st.bytes, 4);
    return st.n == st.used && !st.space ? st.n : 0;
}

/* Whether the white space at `at` is more than one character. */
static bool is_long_space(const struct words_tables *t, struct str s, size_t at)
{
    if (at + 1 >= s.n)
        return false;
    unsigned char next = (unsigned char)s.p[at + 1];
    return t->kinds[next] >> KIND_SPACE & 1 ||
           (next >= 0x80 && words_step(s, at + 1, false).space);
}

/* Of each of the bytes from `from` to `to`, all ASCII, the highest bit. */
static inline uint64_t between(uint64_t x, unsigned char from, unsigned char to)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    return (x + ones * (0x80u - from)) & ~(x + ones * (0x7Fu - to)) & ones << 7;
}

/* The chunk that eight bytes of ASCII begin with, which is no white space, of a list that is
 * `whole`. */
static struct chunk ascii_chunk(const struct words_tables *t, uint64_t x)
{
    uint64_t upper = between(x, 'A', 'Z');
    uint64_t word = between(x, 'a', 'z') | upper | between(x, '0', '9');
    uint64_t other = ~word & UINT64_C(0x8080808080808000);
    size_t n = other ? (size_t)__builtin_ctzll(other) / 8 : 8;
    if (t->flags.fold)
        x |= upper >> 2;
    return (struct chunk){words_cut(x, n), n};
}

struct chunk words_word_chunk(const struct words_tables *t, struct str s, size_t at)
{
    char bytes[WORDS_CHUNK] = {0}, one[4];
    size_t n = 0, i = at;
    if (s.n - at >= 8 && words_is_ascii(words_load(s.p + at))) {
        struct chunk c = ascii_chunk(t, words_load(s.p + at));
        if (!(t->kinds[c.bytes & 0xFF] >> KIND_SPACE & 1))
            return c;
        c.bytes = (c.bytes & ~UINT64_C(0xFF)) | ' ';
        if (!(t->kinds[(unsigned char)s.p[at + 1]] >> KIND_SPACE & 1))
            return c;
        return (struct chunk){0, 0};
    }
    while (i < s.n && n < WORDS_CHUNK) {
        unsigned char c = (unsigned char)s.p[i], kind = t->kinds[c];
        if (c < 0x80) {
            if (n && !(kind >> KIND_WORD & 1))
                break;
            if (kind >> KIND_SPACE & 1 && is_long_space(t, s, i))
                return (struct chunk){0, 0};
            bytes[n++] = (char)t->plain[c];
            i++;
            continue;
        }
        size_t k = words_plain_char(t, s, i, one);
        if (k != 2 && (!k || !n))
            return (struct chunk){0, 0};
        if (k != 2 || n + 2 > WORDS_CHUNK || (n && !t->two_word[words_two(s.p + i)]))
            break;
        memcpy(bytes + n, one, 2);
        n += 2;
        i += 2;
    }
    return (struct chunk){words_load(bytes), n};
}

struct chunk words_byte_chunk(const struct words_tables *t, struct str s, size_t at, size_t n)
{
    char all[3 + WORDS_CHUNK + 4] = {0};
    size_t i = at;
    bool space = at && t->kinds[(unsigned char)s.p[at - 1]] >> KIND_SPACE & 1;
    while (i && i < s.n && at - i < 3 && ((unsigned char)s.p[i] & 0xC0) == 0x80)
        i--;
    size_t before = at - i;
    for (size_t k, end = 0; end < before + n; i += k, end += k) {
        if (i >= s.n)
            return (struct chunk){0, 0};
        unsigned char c = (unsigned char)s.p[i];
        bool blank = c < 0x80 && t->kinds[c] >> KIND_SPACE & 1;
        all[end] = (char)t->plain[c];
        k = c < 0x80 ? 1 : words_plain_char(t, s, i, all + end);
        if (!k || (blank && space))
            return (struct chunk){0, 0};
        space = blank;
    }
    return (struct chunk){words_cut(words_load(all + before), n), n};
}
