/* The features of a token: hashes of what it is, and of what stands around it. */
#include "base/utf8.h"
#include "text/fold.h"
#include "text/reading.h"
#include "text/tagger_block.h"

enum { AFFIX = 4, NEAR = READING_NEAR };

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

static void look_around(struct scene *s, const struct reading *r, size_t i)
{
    for (int k = -NEAR; k <= NEAR; k++) {
        const struct token *t = near(r, i, k);
        const struct word *word = t ? word_of(r, t) : NULL;
        s->low[k + NEAR] = t ? t->low : 1;
        s->form[k + NEAR] = t ? t->form : 15;
        s->flags[k + NEAR] = t ? word->flags : 0;
        /* Marks and numbers are classes of their own. */
        s->class[k + NEAR] =
            t && word->class ? word->class : (uint16_t)(0x8000 | s->form[k + NEAR]);
    }
}

/* Notes where in its row of capitalised words the token is, and what is around the row. */
static void look_along(struct scene *s, const struct reading *r, size_t i)
{
    const struct word *w = &r->words[i];
    size_t n = w->to - w->from, at = i - w->from, last = w->to - 1;
    const struct token *before = near(r, w->from, -1), *after = near(r, last, 1);
    s->place = (uint8_t)((n < 5 ? n : 5) * 8 + (at < 3 ? at : at + 1 == n ? 4 : 3));
    s->low_before = before ? before->low : 1;
    s->low_after = after ? after->low : 1;
    s->class_before = before ? word_of(r, before)->class : 0;
    s->class_after = after ? word_of(r, after)->class : 0;
    s->low_first = at ? r->tokens.v[w->from].low : 0;
    s->low_last = i != last ? r->tokens.v[last].low : 0;
    s->row_flags = 0;
    for (size_t k = w->from; k < w->to && k < w->from + 8; k++)
        s->row_flags |= r->words[k].flags;
}

/* Whether the words around it are in capitals too: then these say little. */
static uint8_t loud(const struct scene *s)
{
    unsigned n = 0;
    for (int k = 0; k < READING_PARTS; k++)
        n += k != NEAR && s->form[k] == TOKEN_UPPER;
    return n > 2 ? 2 : (uint8_t)n;
}

void reading_look(const struct reading *r, struct str text, size_t i, struct scene *s)
{
    const struct token *t = &r->tokens.v[i];
    const struct word *word = &r->words[i];
    s->text = str_cut(text, t->start, token_end(t));
    look_around(s, r, i);
    s->word = t->form != TOKEN_MARK && t->form != TOKEN_NUMBER;
    s->row = word->from != word->to;
    if (!s->word)
        return;
    s->start = (t->place & TOKEN_FIRST ? 1 : 0) + (t->place & TOKEN_QUOTED ? 2 : 0);
    s->loud = loud(s);
    s->lower = word->vote && r->votes[word->vote - 1].lower > 0;
    if (s->row)
        look_along(s, r, i);
}

/* ---- what is seen -------------------------------------------------------------------------- */

/* The family of a class; what has no class keeps what it has. */
static unsigned family(uint16_t class)
{
    return class & 0x8000 ? class : (unsigned)(class - 1) / CLASS_FAMILY;
}

static void put_near(struct features *f, const struct scene *s, unsigned k)
{
    put(f, F_CLASS + k, s->class[k], 0);
    put(f, F_FAMILY + k, family(s->class[k]), 0);
    put(f, F_AT + (k < NEAR ? k : k - 1), s->low[k], 0);
}

static void put_forms(struct features *f, const struct scene *s)
{
    put(f, F_FORM, s->form[2], 0);
    put(f, F_FORMS + 0, s->form[1], s->form[2]);
    put(f, F_FORMS + 1, s->form[2], s->form[3]);
    put(f, F_FORMS + 2, s->form[1] * 16u + s->form[2], s->form[3]);
}

static void put_pairs(struct features *f, const struct scene *s)
{
    const uint16_t *c = s->class;
    put(f, F_PAIR + 0, s->low[1], s->low[2]);
    put(f, F_PAIR + 1, s->low[2], s->low[3]);
    put(f, F_PAIR + 2, s->low[1], s->low[3]);
    put(f, F_PAIR_CLASS + 0, c[1], c[2]);
    put(f, F_PAIR_CLASS + 1, c[2], c[3]);
    put(f, F_PAIR_CLASS + 2, c[1], c[3]);
    put(f, F_PAIR_FAMILY + 0, family(c[1]), family(c[2]));
    put(f, F_PAIR_FAMILY + 1, family(c[2]), family(c[3]));
    put(f, F_PAIR_FAMILY + 2, family(c[1]), family(c[3]) + s->form[2] * 4096u);
    put(f, F_PAIR_FAMILY + 3, s->low[2], family(c[1]));
}

static void put_flags(struct features *f, uint32_t flags, unsigned k)
{
    for (uint32_t rest = flags; rest; rest &= rest - 1)
        put(f, F_FLAG + k, rest & -rest, 0);
    put(f, F_FLAGS + k, flags, 0);
}

static void put_start(struct features *f, const struct scene *s)
{
    put(f, F_START, s->start, s->form[2] + 16u * s->loud);
    put(f, F_START, 4u + s->start, s->class[2]);
    put(f, F_START, 8u + s->start, s->flags[2]);
    put(f, F_LOWER, s->lower, s->start);
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

static void put_own(struct features *f, const struct scene *s)
{
    put(f, F_WORD, s->low[2], 0);
    put(f, F_CASED, s->low[2], s->form[2]);
    put(f, F_CLASS + 2, s->class[2], s -> form[2]);
    put(f, F_FAMILY + 2, family(s->class[2]), s->form[2]);
    if (!s->word)
        return;
    put_flags(f, s->flags[2], 1);
    put(f, F_FLAGS_FORM, s->flags[2], s->form[2]);
    put_letters(f, s->text);
}

/* ---- the row of capitalised words that it is in -------------------------------------------- */

static void put_row_ends(struct features *f, const struct scene *s)
{
    put(f, F_ROW_BOTH, s->low_before, s->low_after);
    if (s->low_last)
        put(f, F_ROW_LAST, s->low_last, 0);
    if (s->low_first)
        put(f, F_ROW_FIRST, s->low_first, 0);
}

/* Whether the place in a row is its last. */
static bool is_last(uint8_t place)
{
    return place % 8 == 4 || place % 8 + 1 == place / 8;
}

/* ---- what the rest of the document says ---------------------------------------------------- */

/* What other places of the word have: the label that most of them have, how many of them, and how
 * many there are. 0: there is no other place. */
static uint8_t heard(const struct reading *r, const struct token *t)
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
    return (uint8_t)(1 + (most * 4 + share) * 3 + (n > 3 ? 2 : n > 1 ? 1 : 0));
}

void reading_listen(const struct reading *r, size_t i, struct scene *s)
{
    const struct token *t = &r->tokens.v[i];
    const struct word *w = &r->words[i];
    s->here = heard(r, t);
    s->before = heard(r, near(r, i, -1));
    s->after = heard(r, near(r, i, 1));
    s->first = t->place & TOKEN_FIRST;
    s->form[NEAR] = t->form;
    s->name = 0;
    if (w->vote) {
        const struct vote *v = &r->votes[w->vote - 1];
        s->name =
            (uint8_t)((v->opens > w->opens) + 2 * (v->closes > w->closes) + 4 * (v->lower > 0));
    }
}

static void put_heard(struct features *f, const struct scene *s)
{
    put(f, F_HEARD, s->here, 0);
    put(f, F_HEARD_FORM, s->here, s->form[NEAR] + 16u * s->first);
    put(f, F_HEARD_AT + 0, s->before, 0);
    put(f, F_HEARD_AT + 1, s->after, 0);
    put(f, F_HEARD_PAIR + 0, s->before, s->here);
    put(f, F_HEARD_PAIR + 1, s->here, s->after);
    put(f, F_HEARD_NAME, s->name, s->here);
    put(f, F_HEARD_ALWAYS, s->form[NEAR], s->first);
}

/* ---- groups -------------------------------------------------------------------------------- */

void reading_put(const struct scene *s, unsigned group, struct features *f)
{
    switch (group) {
    case GROUP_OWN:
        put_own(f, s);
        break;
    case GROUP_FORMS:
        put_forms(f, s);
        break;
    case GROUP_FLAGS_BEFORE:
        put_flags(f, s->flags[1], 0);
        put(f, F_FLAGS_PAIR + 0, s->flags[1], s->flags[2]);
        break;
    case GROUP_FLAGS_AFTER:
        put_flags(f, s->flags[3], 2);
        put(f, F_FLAGS_PAIR + 1, s->flags[2], s->flags[3]);
        break;
    case GROUP_START:
        put_start(f, s);
        break;
    case GROUP_ROW:
        put(f, F_ROW, s->place, 0);
        put(f, F_ROW_FLAGS, s->row_flags, s->place);
        break;
    case GROUP_ROW_BEFORE:
        put(f, F_ROW_BEFORE, s->low_before, s->place);
        put(f, F_ROW_BEFORE_CLASS, s->class_before, s->place % 8 == 0);
        break;
    case GROUP_ROW_AFTER:
        put(f, F_ROW_AFTER, s->low_after, s->place);
        put(f, F_ROW_AFTER_CLASS, s->class_after, is_last(s->place));
        break;
    case GROUP_HEARD:
        put_heard(f, s);
        break;
    default:
        put_near(f, s, group - GROUP_AT + (group - GROUP_AT >= NEAR));
    }
}

static void add_key(struct reading_keys *keys, unsigned group, uint64_t a, uint64_t b, uint64_t c)
{
    keys->v[keys->n++] = (struct reading_key){a, b, c | (uint64_t)(group + 1) << 56};
}

/* A key holds short words only, and these are most. */
static void keys_own(const struct scene *s, struct reading_keys *keys, struct features *rest)
{
    uint64_t x[2];
    if (s->text.n > STR_PAIR) {
        put_own(rest, s);
        return;
    }
    str_pair(s->text, x);
    add_key(keys, GROUP_OWN, x[0], x[1],
            s->flags[2] | (uint64_t)s->text.n << 32 | (uint64_t)s->form[2] << 40);
}

static void keys_row(const struct scene *s, struct reading_keys *keys, struct features *rest)
{
    uint64_t place = (uint64_t)s->place << 16;
    add_key(keys, GROUP_ROW, s->row_flags, 0, place);
    add_key(keys, GROUP_ROW_BEFORE, s->low_before, 0, s->class_before | place);
    add_key(keys, GROUP_ROW_AFTER, s->low_after, 0, s->class_after | place);
    put_row_ends(rest, s);
}

void reading_keys_seen(const struct scene *s, struct reading_keys *keys, struct features *rest)
{
    keys->n = 0;
    put_pairs(rest, s);
    keys_own(s, keys, rest);
    for (unsigned k = 0; k < 2 * NEAR; k++)
        add_key(keys, GROUP_AT + k, s->low[k + (k >= NEAR)], 0, s->class[k + (k >= NEAR)]);
    add_key(keys, GROUP_FORMS, s->form[1], s->form[2], s->form[3]);
    if (!s->word)
        return;
    add_key(keys, GROUP_FLAGS_BEFORE, s->flags[1], s->flags[2], 0);
    add_key(keys, GROUP_FLAGS_AFTER, s->flags[2], s->flags[3], 0);
    add_key(keys, GROUP_START, s->flags[2], s->class[2],
            s -> start | (uint64_t)s -> form[2] << 8 |
                                            (uint64_t)s -> loud << 16 | (uint64_t)s -> lower
                                                                                           << 24);
    if (s->row)
        keys_row(s, keys, rest);
}

void reading_keys_heard(const struct scene *s, struct reading_keys *keys)
{
    uint64_t heard = s->here | (uint64_t)s->before << 8 | (uint64_t)s->after << 16;
    keys->n = 0;
    add_key(keys, GROUP_HEARD, heard, s->name, s->form[NEAR] | (uint64_t)s->first << 8);
}

void reading_seen(const struct reading *r, struct str text, size_t i, struct features *f)
{
    struct scene s;
    struct reading_keys keys;
    struct features rest;
    reading_look(r, text, i, &s);
    f->n = rest.n = 0;
    reading_keys_seen(&s, &keys, &rest);
    for (size_t k = 0; k < keys.n; k++)
        reading_put(&s, reading_group_of(&keys.v[k]), f);
    memcpy(f->v + f->n, rest.v, rest.n * sizeof *rest.v);
    f->n += rest.n;
}

void reading_heard(const struct reading *r, size_t i, struct features *f)
{
    struct scene s;
    reading_listen(r, i, &s);
    f->n = 0;
    reading_put(&s, GROUP_HEARD, f);
}
