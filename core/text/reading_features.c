/* The features of a token: hashes of what it is, and of what stands around it. */
#include "base/utf8.h"
#include "text/fold.h"
#include "text/reading.h"
#include "text/tagger_block.h"

enum { AFFIX = 4, NEAR = 2 };

/* A number for each kind of feature, so that "word = x" and "word before = x" differ. */
enum kind {
    F_WORD = 1,
    F_CASED,
    F_AT, /* the word at -2, -1, 1, 2 */
    F_PAIR = F_AT + 4,
    F_PAIR_CLASS = F_PAIR + 3,
    F_CLASS = F_PAIR_CLASS + 3, /* at -2 ... 2 */
    F_FORM = F_CLASS + 5,
    F_FORMS,
    F_PREFIX = F_FORMS + 3,
    F_SUFFIX = F_PREFIX + AFFIX,
    F_SHAPE = F_SUFFIX + AFFIX,
    F_FLAG, /* at -1, 0, 1 */
    F_FLAGS = F_FLAG + 3,
    F_FLAGS_FORM = F_FLAGS + 3,
    F_FLAGS_PAIR,
    F_ROW = F_FLAGS_PAIR + 2,
    F_ROW_BEFORE,
    F_ROW_AFTER,
    F_ROW_BEFORE_CLASS,
    F_ROW_AFTER_CLASS,
    F_ROW_BOTH,
    F_ROW_LAST,
    F_ROW_FIRST,
    F_ROW_FLAGS,
    F_START,
    F_LOWER,
    F_FAMILY, /* at -2 ... 2 */
    F_PAIR_FAMILY = F_FAMILY + 5,
    F_ROW_FAMILY = F_PAIR_FAMILY + 4,
    F_HEARD = F_ROW_FAMILY + 2,
    F_HEARD_FORM,
    F_HEARD_AT,
    F_HEARD_PAIR = F_HEARD_AT + 2,
    F_HEARD_NAME = F_HEARD_PAIR + 2,
    F_HEARD_ALWAYS,
};

static inline void put(struct features *f, unsigned kind, uint64_t a, uint64_t b)
{
    uint64_t x = (a ^ kind * UINT64_C(0xD6E8FEB86659FD93)) * UINT64_C(0xA0761D6478BD642F);
    f->v[f->n++] = token_mix(x ^ b * UINT64_C(0xE7037ED1A0B428DB));
}

/* ---- what is around ------------------------------------------------------------------------ */

/* The token and its word at i + by; NULL beyond the sentence. */
static const struct token *near(const struct reading *r, size_t i, int by)
{
    const struct token *v = r->tokens.v;
    for (int k = 0; k > by; k--, i--)
        if (i == 0 || v[i].place & TOKEN_BREAK)
            return NULL;
    for (int k = 0; k < by; k++, i++)
        if (i + 1 >= r->tokens.n || v[i + 1].place & TOKEN_BREAK)
            return NULL;
    return &v[i];
}

static const struct word *word_of(const struct reading *r, const struct token *t)
{
    return &r->words[t - r->tokens.v];
}

/* What is used of the five tokens around one. */
struct window {
    uint64_t low[2 * NEAR + 1];
    uint32_t flags[2 * NEAR + 1];
    uint16_t class[2 * NEAR + 1];
    uint8_t form[2 * NEAR + 1];
};

static void window_make(struct window *w, const struct reading *r, size_t i)
{
    for (int k = -NEAR; k <= NEAR; k++) {
        const struct token *t = near(r, i, k);
        const struct word *word = t ? word_of(r, t) : NULL;
        w->low[k + NEAR] = t ? t->low : 1;
        w->form[k + NEAR] = t ? t->form : 15;
        w->flags[k + NEAR] = t ? word->flags : 0;
        /* Marks and numbers are classes of their own. */
        w->class[k + NEAR] =
            t && word->class ? word->class : (uint16_t)(0x8000 | w->form[k + NEAR]);
    }
}

/* The family of a class; what has no class keeps what it has. */
static unsigned family(uint16_t class)
{
    return class & 0x8000 ? class : (unsigned)(class - 1) / CLASS_FAMILY;
}

static void put_window(struct features *f, const struct window *w)
{
    put(f, F_WORD, w->low[2], 0);
    put(f, F_CASED, w->low[2], w->form[2]);
    put(f, F_AT + 0, w->low[0], 0);
    put(f, F_AT + 1, w->low[1], 0);
    put(f, F_AT + 2, w->low[3], 0);
    put(f, F_AT + 3, w->low[4], 0);
    put(f, F_PAIR + 0, w->low[1], w->low[2]);
    put(f, F_PAIR + 1, w->low[2], w->low[3]);
    put(f, F_PAIR + 2, w->low[1], w->low[3]);
    put(f, F_PAIR_CLASS + 0, w->class[1], w -> class[2]);
    put(f, F_PAIR_CLASS + 1, w->class[2], w -> class[3]);
    put(f, F_PAIR_CLASS + 2, w->class[1], w -> class[3]);
    for (unsigned k = 0; k < 5; k++)
        put(f, F_CLASS + k, w->class[k], k == 2 ? w->form[2] : 0);
    for (unsigned k = 0; k < 5; k++)
        put(f, F_FAMILY + k, family(w->class[k]), k == 2 ? w->form[2] : 0);
    put(f, F_PAIR_FAMILY + 0, family(w->class[1]), family(w->class[2]));
    put(f, F_PAIR_FAMILY + 1, family(w->class[2]), family(w->class[3]));
    put(f, F_PAIR_FAMILY + 2, family(w->class[1]), family(w->class[3]) + w->form[2] * 4096u);
    put(f, F_PAIR_FAMILY + 3, w->low[2], family(w->class[1]));
    put(f, F_FORM, w->form[2], 0);
    put(f, F_FORMS + 0, w->form[1], w->form[2]);
    put(f, F_FORMS + 1, w->form[2], w->form[3]);
    put(f, F_FORMS + 2, w->form[1] * 16u + w->form[2], w->form[3]);
}

static void put_flags(struct features *f, const struct window *w)
{
    for (unsigned k = 0; k < 3; k++) {
        for (uint32_t rest = w->flags[k + 1]; rest; rest &= rest - 1)
            put(f, F_FLAG + k, rest & -rest, 0);
        put(f, F_FLAGS + k, w->flags[k + 1], 0);
    }
    put(f, F_FLAGS_FORM, w->flags[2], w->form[2]);
    put(f, F_FLAGS_PAIR + 0, w->flags[1], w->flags[2]);
    put(f, F_FLAGS_PAIR + 1, w->flags[2], w->flags[3]);
}

/* ---- the word itself ----------------------------------------------------------------------- */

/* The first and last letters of the word without their case, and how it is written: Xx9-. */
static void put_letters(struct features *f, struct str s)
{
    uint64_t prefix = 0, suffix = 0, shape = 0;
    uint32_t cps[AFFIX] = {0}, cp, last = 0;
    size_t n = 0, k;
    for (size_t i = 0; i < s.n && (k = utf8_decode(str_cut(s, i, s.n), &cp)); i += k, n++) {
        uint32_t low = cp < 0x80 ? (cp - 'A' < 26 ? cp | 0x20 : cp) : fold_char(cp);
        uint32_t as = cp - '0' < 10 ? '9' : low != cp ? 'X' : low - 'a' < 26 ? 'x' : cp;
        if (n < AFFIX) {
            prefix = prefix * 0x100000001B3 + low;
            put(f, F_PREFIX + (unsigned)n, prefix, 0);
        }
        if (as != last && n < 32)
            shape = shape * 0x100000001B3 + as;
        last = as;
        cps[n % AFFIX] = low;
    }
    for (size_t i = 0; i < AFFIX && i < n; i++) {
        suffix = suffix * 0x100000001B3 + cps[(n - 1 - i) % AFFIX];
        put(f, F_SUFFIX + (unsigned)i, suffix, 0);
    }
    put(f, F_SHAPE, shape, n < 4 ? n : 4);
}

/* ---- the row of capitalised words that it is in -------------------------------------------- */

static void put_row(struct features *f, const struct reading *r, size_t i)
{
    const struct word *w = &r->words[i];
    if (w->from == w->to)
        return;
    size_t n = w->to - w->from, at = i - w->from, last = w->to - 1;
    const struct token *before = near(r, w->from, -1), *after = near(r, last, 1);
    uint64_t place = (n < 5 ? n : 5) * 8 + (at < 3 ? at : at + 1 == n ? 4 : 3);
    uint64_t low_before = before ? before->low : 1, low_after = after ? after->low : 1;
    uint16_t class_before = before ? word_of(r, before)->class : 0;
    uint16_t class_after = after ? word_of(r, after)->class : 0;
    uint32_t flags = 0;
    for (size_t k = w->from; k < w->to && k < w->from + 8; k++)
        flags |= r->words[k].flags;
    put(f, F_ROW, place, 0);
    put(f, F_ROW_BEFORE, low_before, place);
    put(f, F_ROW_AFTER, low_after, place);
    put(f, F_ROW_BEFORE_CLASS, class_before, at == 0);
    put(f, F_ROW_AFTER_CLASS, class_after, at + 1 == n);
    put(f, F_ROW_BOTH, low_before, low_after);
    if (i != last)
        put(f, F_ROW_LAST, r->tokens.v[last].low, 0);
    if (at)
        put(f, F_ROW_FIRST, r->tokens.v[w->from].low, 0);
    put(f, F_ROW_FLAGS, flags, place);
}

/* Whether the words around it are in capitals too: then these say little. */
static unsigned loud(const struct window *w)
{
    unsigned n = 0;
    for (int k = 0; k < 5; k++)
        n += k != 2 && w->form[k] == TOKEN_UPPER;
    return n > 2 ? 2 : n;
}

void reading_seen(const struct reading *r, struct str text, size_t i, struct features *f)
{
    const struct token *t = &r->tokens.v[i];
    const struct word *word = &r->words[i];
    struct window w;
    window_make(&w, r, i);
    f->n = 0;
    put_window(f, &w);
    if (t->form == TOKEN_MARK || t->form == TOKEN_NUMBER)
        return;
    put_flags(f, &w);
    put_letters(f, str_cut(text, t->start, token_end(t)));
    put_row(f, r, i);
    unsigned start = (t->place & TOKEN_FIRST ? 1 : 0) + (t->place & TOKEN_QUOTED ? 2 : 0);
    unsigned lower = word->vote && r->votes[word->vote - 1].lower > 0;
    put(f, F_START, start, w.form[2] + 16 * loud(&w));
    put(f, F_START, 4 + start, w.class[2]);
    put(f, F_START, 8 + start, w.flags[2]);
    put(f, F_LOWER, lower, start);
}

/* ---- what the rest of the document says ---------------------------------------------------- */

/* What other places of the word have: the label that most of them have, how many of them, and how
 * many there are. 0: there is no other place. */
static unsigned heard(const struct reading *r, const struct token *t)
{
    const struct word *w = t ? word_of(r, t) : NULL;
    if (!w || !w->vote)
        return 255;
    const struct vote *v = &r->votes[w->vote - 1];
    uint32_t n = v->n - 1, most = 0, count = 0;
    for (uint32_t k = 0; k <= READING_LABELS; k++) {
        uint32_t by = v->by[k] - (k == w->label);
        if (by > count) {
            count = by;
            most = k;
        }
    }
    if (!n)
        return 0;
    unsigned share = count == n ? 3 : count * 3 > n * 2 ? 2 : count * 2 > n ? 1 : 0;
    return 1 + (most * 4 + share) * 3 + (n > 3 ? 2 : n > 1 ? 1 : 0);
}

void reading_heard(const struct reading *r, size_t i, struct features *f)
{
    const struct token *t = &r->tokens.v[i];
    const struct word *w = &r->words[i];
    unsigned here = heard(r, t), before = heard(r, near(r, i, -1)),
             after = heard(r, near(r, i, 1));
    unsigned name = 0, start = t->place & TOKEN_FIRST;
    f->n = 0;
    if (w->vote) {
        const struct vote *v = &r->votes[w->vote - 1];
        name = (v->opens > w->opens) + 2u * (v->closes > w->closes) + 4u * (v->lower > 0);
    }
    put(f, F_HEARD, here, 0);
    put(f, F_HEARD_FORM, here, t->form + 16 * start);
    put(f, F_HEARD_AT + 0, before, 0);
    put(f, F_HEARD_AT + 1, after, 0);
    put(f, F_HEARD_PAIR + 0, before, here);
    put(f, F_HEARD_PAIR + 1, here, after);
    put(f, F_HEARD_NAME, name, here);
    put(f, F_HEARD_ALWAYS, t->form, start);
}
