#include "text/token.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"

enum { WRAP_MIN = 50, WRAP_MAX = 100 }; /* bytes of a line that may go on in the next one */

/* What a byte is. */
enum kind {
    KIND_MARK = 0,
    KIND_SPACE = 1,
    KIND_LINE = 2,
    KIND_SMALL = 3,
    KIND_CAPITAL = 4,
    KIND_DIGIT = 5,
    KIND_HIGH = 6,
};

/* What is read: the text up to the end of the stretch, and where its line begins. */
struct reader {
    struct tokens *t;
    struct str s;
    size_t at, line, first; /* first: of the tokens of this stretch */
    uint8_t place;          /* what the next token has */
    bool start;             /* the next word is the first of a sentence */
    bool opened;            /* a quotation mark opened before it */
};

/* A character. */
struct letter {
    size_t n;
    uint32_t low;
    enum kind kind;
};

/* A word on its way. */
struct word {
    uint64_t hash;
    size_t capitals, smalls, digits;
    bool title; /* its first letter is its only capital */
};

/* The kind of each byte. */
static const uint8_t kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
    0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
    4, 4, 4, 4, 0, 0, 0, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
    6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6, 6,
};

static struct letter letter_high(const struct reader *r, size_t at)
{
    uint32_t cp = 0;
    struct letter c = {.n = utf8_decode(str_cut(r->s, at, r->s.n), &cp), .kind = KIND_MARK};
    c.low = cp;
    if (fold_is_space(cp)) {
        c.kind = cp == 0x2028 || cp == 0x2029 || cp == 0x85 ? KIND_LINE : KIND_SPACE;
    } else if (fold_is_word(cp)) {
        c.low = fold_char(cp);
        c.kind = c.low == cp ? KIND_SMALL : KIND_CAPITAL;
    }
    return c;
}

static inline struct letter letter_at(const struct reader *r, size_t at)
{
    unsigned char c = at < r->s.n ? (unsigned char)r->s.p[at] : '\0';
    enum kind kind = kinds[c];
    if (kind == KIND_HIGH)
        return letter_high(r, at);
    return (struct letter){1, kind == KIND_CAPITAL ? c | 0x20u : c, kind};
}

static bool is_word(enum kind kind)
{
    return kind >= KIND_SMALL;
}

/* The length of the apostrophe at `at`, straight or typographic; 0 when there is none. */
static size_t apostrophe(const struct reader *r, size_t at)
{
    if (at < r->s.n && r->s.p[at] == '\'')
        return 1;
    return at + 3 <= r->s.n && memcmp(r->s.p + at, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

/* The length of an ending such as "'s" at `at`, which is an apostrophe of k bytes; 0: none. */
static size_t ending(const struct reader *r, size_t at, size_t k)
{
    static const char ends[][3] = {"s", "t", "d", "m", "re", "ve", "ll"};
    char word[3] = "";
    size_t n = 0;
    while (n < 3 && at + k + n < r->s.n && is_word(kinds[(unsigned char)r->s.p[at + k + n]])) {
        word[n] = (char)(r->s.p[at + k + n] | 0x20);
        n++;
    }
    for (size_t i = 0; n < 3 && i < sizeof ends / sizeof *ends; i++)
        if (strncmp(word, ends[i], sizeof word) == 0)
            return k + n;
    return 0;
}

/* ---- words --------------------------------------------------------------------------------- */

static void word_letter(struct word *w, const struct letter *c)
{
    w->hash = (w->hash ^ c->low) * UINT64_C(0x100000001B3);
    if (c->kind == KIND_CAPITAL)
        w->capitals++;
    else if (c->kind == KIND_SMALL)
        w->smalls++;
    else
        w->digits++;
}

/* Reads small letters, of which words mostly are; returns where they end. */
static inline size_t word_smalls(const struct reader *r, struct word *w, size_t at)
{
    size_t from = at;
    uint64_t hash = w->hash;
    for (; at < r->s.n && kinds[(unsigned char)r->s.p[at]] == KIND_SMALL; at++)
        hash = (hash ^ (unsigned char)r->s.p[at]) * UINT64_C(0x100000001B3);
    w->hash = hash;
    w->smalls += at - from;
    return at;
}

/* Reads the word at r->at; returns its end. */
static size_t word_read(const struct reader *r, struct word *w)
{
    size_t at = r->at, k;
    for (;;) {
        at = word_smalls(r, w, at);
        struct letter c = letter_at(r, at);
        if (is_word(c.kind)) {
            if (at > r->at || c.kind != KIND_CAPITAL)
                w->title = w->title && c.kind != KIND_CAPITAL;
            word_letter(w, &c);
            at += c.n;
        } else if ((k = apostrophe(r, at)) && is_word(letter_at(r, at + k).kind) &&
                   !ending(r, at, k)) {
            w->hash = (w->hash ^ '\'') * UINT64_C(0x100000001B3);
            at += k;
        } else {
            return at;
        }
    }
}

static uint8_t word_form(const struct word *w, bool capital_first)
{
    if (!w->capitals)
        return w->smalls ? TOKEN_LOWER : TOKEN_NUMBER;
    if (w->capitals == 1 && !w->smalls && !w->digits)
        return TOKEN_LETTER;
    if (w->title && capital_first && w->smalls)
        return TOKEN_TITLE;
    return w->smalls ? TOKEN_MIXED : TOKEN_UPPER;
}

/* The end of a row of capitals with a full stop behind each, the first of which ends at `at`; `at`
 * when there is no full stop. *n: how many. */
static size_t points_end(const struct reader *r, size_t at, size_t *n, uint64_t *hash)
{
    size_t end = at;
    *n = 1;
    while (at < r->s.n && r->s.p[at] == '.') {
        end = ++at;
        struct letter c = letter_at(r, at), next = letter_at(r, at + c.n);
        if (c.kind != KIND_CAPITAL || is_word(next.kind))
            break;
        *hash = (*hash ^ c.low) * UINT64_C(0x100000001B3);
        ++*n;
        end = at += c.n;
    }
    return end;
}

/* ---- tokens -------------------------------------------------------------------------------- */

static inline struct token *reader_put(struct reader *r, size_t end, uint64_t low, uint8_t form)
{
    struct tokens *t = r->t;
    if (t->n == t->cap)
        t->v = mem_grow(t->v, &t->cap, t->n + 1, sizeof *t->v);
    struct token *k = &t->v[t->n++];
    *k = (struct token){r->at, token_mix(low), (uint32_t)(end - r->at), form, r->place};
    r->at = end;
    r->place = TOKEN_GLUED;
    return k;
}

/* Puts a word, which may be the first of a sentence. */
static void put_word(struct reader *r, size_t end, uint64_t low, uint8_t form)
{
    struct token *k = reader_put(r, end, low, form);
    if (r->start)
        k->place |= TOKEN_FIRST;
    if (r->opened)
        k->place |= TOKEN_QUOTED;
    r->start = r->opened = false;
}

/* Takes a word of small letters of ASCII, as most are; false, and nothing is done, when it has
 * something else in it, or an apostrophe behind it. */
static inline bool take_small(struct reader *r)
{
    struct word w = {.hash = UINT64_C(0xCBF29CE484222325)};
    size_t end = word_smalls(r, &w, r->at);
    if (end < r->s.n && (is_word(kinds[(unsigned char)r->s.p[end]]) || r->s.p[end] == '\''))
        return false;
    put_word(r, end, w.hash, TOKEN_LOWER);
    return true;
}

static void take_word(struct reader *r)
{
    struct word w = {.hash = UINT64_C(0xCBF29CE484222325), .title = true};
    struct letter c = letter_at(r, r->at);
    size_t end = word_read(r, &w), n = 0;
    uint8_t form = word_form(&w, c.kind == KIND_CAPITAL);
    if (form == TOKEN_LETTER) {
        size_t points = points_end(r, end, &n, &w.hash);
        form = points == end ? TOKEN_LETTER : n > 1 ? TOKEN_POINTS : TOKEN_DOTTED;
        end = points;
    }
    put_word(r, end, w.hash, form);
}

/* Words that a full stop belongs to: the sentence goes on. */
static bool is_short(struct str word)
{
    static const char list[] =
        " mr mrs ms dr prof gen sen rep gov lt col capt cmdr adm maj sgt st "
        "jr sr rev hon sec supt det insp cpl pvt messrs mt ft vs no "
        "jan feb aug sept oct nov dec brig cllr ";
    char key[10] = " ";
    if (word.n > sizeof key - 3)
        return false;
    for (size_t i = 0; i < word.n; i++)
        key[i + 1] = (char)(word.p[i] | 0x20);
    key[word.n + 1] = ' ';
    return strstr(list, key);
}

/* Whether the full stop that was just put ends a sentence. */
static bool is_end(const struct reader *r)
{
    const struct token *stop = &r->t->v[r->t->n - 1];
    if (r->t->n - r->first < 2 || !(stop->place & TOKEN_GLUED))
        return true;
    const struct token *word = stop - 1;
    return !token_has_capital(word) || !is_short((struct str){r->s.p + word->start, word->n});
}

static void take_mark(struct reader *r, const struct letter *c)
{
    size_t k = apostrophe(r, r->at);
    size_t n = k && (r->place & TOKEN_GLUED) ? ending(r, r->at, k) : 0;
    bool glued = r->place & TOKEN_GLUED;
    uint32_t low = k ? '\'' : c->low;
    if (n) {
        uint64_t hash = UINT64_C(0xCBF29CE484222325) ^ '\'';
        for (size_t i = k; i < n; i++)
            hash = (hash ^ (unsigned char)(r->s.p[r->at + i] | 0x20)) * UINT64_C(0x100000001B3);
        reader_put(r, r->at + n, hash, TOKEN_LOWER);
        return;
    }
    reader_put(r, r->at + c->n, low, TOKEN_MARK);
    if (low == '.' || low == '!' || low == '?')
        r->start = r->start || is_end(r);
    if ((low == '"' && !glued) || low == 0x201C || (low == 0x2018 && !glued))
        r->opened = true;
}

/* Whether the line that ends at `end` goes on in the next one, which then is about as long, or the
 * last one of a paragraph. */
static bool is_wrapped(const struct reader *r, size_t end)
{
    size_t n = end - r->line, next = str_byte(r->s, '\n', end + 1), behind = next - end - 1;
    if (n < WRAP_MIN || n > WRAP_MAX || r->start || r->t->n == r->first)
        return false;
    bool last = next + 1 >= r->s.n || r->s.p[next + 1] == '\n';
    if (behind > WRAP_MAX || (behind < WRAP_MIN && !last))
        return false;
    const struct token *k = &r->t->v[r->t->n - 1];
    return token_is_word(k) || k->form == TOKEN_NUMBER || memchr(",-/&(", r->s.p[k->start], 5);
}

static void take_space(struct reader *r, const struct letter *c)
{
    r->place &= (uint8_t)~TOKEN_GLUED;
    if (c->kind == KIND_LINE) {
        bool blank = r->line == r->at || r->s.p[r->at] != '\n';
        if (blank || !is_wrapped(r, r->at)) {
            r->place |= TOKEN_BREAK;
            r->start = true;
        }
        r->line = r->at + c->n;
    }
    r->at += c->n;
}

void tokens_add(struct tokens *t, struct str text, struct span s)
{
    struct reader r = {.t = t, .s = str_cut(text, 0, s.end), .at = s.start, .line = s.start};
    r.first = t->n;
    r.place = TOKEN_BREAK;
    r.start = true;
    while (r.at < r.s.n) {
        enum kind kind = kinds[(unsigned char)r.s.p[r.at]];
        if (r.s.p[r.at] == ' ') {
            r.place &= (uint8_t)~TOKEN_GLUED;
            r.at++;
            continue;
        }
        if (kind == KIND_SMALL && !r.start && take_small(&r))
            continue;
        struct letter c = letter_at(&r, r.at);
        if (c.kind == KIND_SPACE || c.kind == KIND_LINE) {
            take_space(&r, &c);
            continue;
        }
        if (is_word(c.kind)) {
            if (r.start)
                r.place |= TOKEN_BREAK;
            take_word(&r);
        } else {
            take_mark(&r, &c);
        }
    }
}

void tokens_free(struct tokens *t)
{
    free(t->v);
    *t = (struct tokens){0};
}
