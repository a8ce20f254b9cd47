#include "augment.h"

#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

struct names names_read(struct arena *a, struct str text)
{
    struct names names = {0};
    size_t cap = 0;
    struct str line;
    while (str_split(&text, '\n', &line)) {
        struct str name = str_cut(line, 0, str_byte(line, '\t', 0));
        names.v = arena_grow(a, names.n ? names.v : NULL, &cap, names.n + 1, sizeof *names.v);
        names.v[names.n++] = name;
    }
    return names;
}

/* One of the names: half of the time a frequent one, by the logarithm of its rank. */
static struct str pick(const struct names *names, struct draw *d)
{
    size_t top = names->n;
    if (draw_below(d, 2))
        while (top > 64 && draw_below(d, 3))
            top /= 2;
    return names->v[draw_below(d, top)];
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Adds the name with its capital: "McDonald", "Van". */
static void add_title(struct buf *out, struct str name)
{
    bool start = true;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        buf_addc(out, start && is_lower(c) ? (char)(c - 32) : c);
        start = c == ' ' || c == '-' || (i == 1 && name.n > 4 && str_starts(name, "mc"));
    }
}

/* ---- words of one document and what they become -------------------------------------------- */

struct swap {
    struct str from, to;
};

/* Lives in the corpus's arena. */
struct swaps {
    struct corpus *c;
    const struct stock *stock;
    struct draw *d;
    struct swap *v;
    size_t n, cap;
};

static const struct str *swap_of(const struct swaps *s, struct str from)
{
    for (size_t i = 0; i < s->n; i++)
        if (str_eq(s->v[i].from, from))
            return &s->v[i].to;
    return NULL;
}

static void add_last(struct swaps *s, struct buf *b)
{
    static const char *const before[] = {
        "bin ", "al-", "van ", "van der ", "de ",    "von ", "El-", "Al-",  "ibn ", "dos ",
        "del ", "Mac", "O'",   "Abu ",     "de la ", "di ",  "D'",  "ter ", "Ben ", "St. "};
    size_t kind = draw_below(s->d, 100);
    if (kind < 12)
        buf_addz(b, before[draw_below(s->d, sizeof before / sizeof *before)]);
    add_title(b, pick(&s->stock->last, s->d));
    if (kind >= 96) {
        buf_addc(b, '-');
        add_title(b, pick(&s->stock->last, s->d));
    }
}

static void add_first(struct swaps *s, struct buf *b)
{
    static const char *const ends[] = {"-un", "-hyun", "-wook", "-ming", "-hwan", "-tai", "-kit",
                                       "-ho", "-jin",  "-sook", "-kai",  "-lam",  "-yee", "-wah"};
    size_t kind = draw_below(s->d, 100);
    add_title(b, pick(kind < 8 ? &s->stock->last : &s->stock->first, s->d));
    if (kind >= 97)
        buf_addz(b, ends[draw_below(s->d, sizeof ends / sizeof *ends)]);
}

static struct str swap_new(struct swaps *s, struct str from, bool last)
{
    struct buf b = {0};
    if (last)
        add_last(s, &b);
    else
        add_first(s, &b);
    s->v = arena_grow(&s->c->arena, s->n ? s->v : NULL, &s->cap, s->n + 1, sizeof *s->v);
    s->v[s->n] = (struct swap){from, arena_str(&s->c->arena, buf_str(&b))};
    buf_free(&b);
    return s->v[s->n++].to;
}

/* Initials, particles and what is no word stay. */
static bool stays(struct str word)
{
    unsigned char c = (unsigned char)word.p[0];
    return word.n < 3 || c < 'A' || is_lower((char)c) || word.p[word.n - 1] == '.';
}

static bool is_first_name(const struct swaps *s, struct str word)
{
    struct buf b = {0};
    for (size_t i = 0; i < word.n; i++)
        buf_addc(&b, word.p[i] >= 'A' && word.p[i] <= 'Z' ? (char)(word.p[i] | 32) : word.p[i]);
    bool is = false;
    for (size_t i = 0; i < 2000 && i < s->stock->first.n; i++)
        is = is || str_eq(s->stock->first.v[i], buf_str(&b));
    buf_free(&b);
    return is;
}

static void add_person(struct swaps *s, struct str name, struct buf *out)
{
    for (size_t at = 0; at < name.n;) {
        size_t end = str_byte(name, ' ', at);
        struct str word = str_cut(name, at, end);
        bool single = at == 0 && end == name.n, last = end == name.n;
        const struct str *old = swap_of(s, word);
        if (!word.n || stays(word))
            buf_add(out, word);
        else if (old)
            buf_add(out, *old);
        else
            buf_add(out, swap_new(s, word, single ? !is_first_name(s, word) : last));
        if (end < name.n)
            buf_addc(out, ' ');
        at = end + 1;
    }
}

static void add_place(struct swaps *s, struct str name, struct buf *out)
{
    const struct str *old = swap_of(s, name);
    if (!old) {
        struct str to = draw_below(s->d, 2) ? pick(&s->stock->place, s->d) : name;
        s->v = arena_grow(&s->c->arena, s->n ? s->v : NULL, &s->cap, s->n + 1, sizeof *s->v);
        s->v[s->n++] = (struct swap){name, to};
        old = &s->v[s->n - 1].to;
    }
    buf_add(out, *old);
}

/* ---- copies -------------------------------------------------------------------------------- */

static bool names_people(const struct sample *s)
{
    for (size_t i = 0; i < s->gold_n; i++)
        if (s->gold[i].label == 0)
            return true;
    return false;
}

static struct sample *copy_of(struct corpus *c, size_t i, double weight)
{
    struct sample *s = corpus_new(c), *old = &c->v[i];
    *s = *old;
    s->gold = NULL;
    s->gold_n = s->gold_cap = 0;
    s->weight = weight * old->weight;
    s->set = "copy";
    return s;
}

static void rename_all(struct corpus *c, size_t i, const struct stock *stock, double weight,
                       struct draw *d)
{
    struct swaps swaps = {.c = c, .stock = stock, .d = d};
    struct sample *s = copy_of(c, i, weight);
    const struct sample *old = &c->v[i];
    struct buf b = {0};
    size_t at = 0;
    for (size_t k = 0; k < old->gold_n; k++) {
        const struct gold *g = &old->gold[k];
        struct str name = str_cut(old->text, g->span.start, g->span.end);
        buf_add(&b, str_cut(old->text, at, g->span.start));
        size_t start = b.n;
        if (g->label == 0)
            add_person(&swaps, name, &b);
        else if (g->label == 1)
            add_place(&swaps, name, &b);
        else
            buf_add(&b, name);
        sample_gold(c, s, (struct span){start, b.n}, g->label);
        at = g->span.end;
    }
    buf_add(&b, str_cut(old->text, at, old->text.n));
    s->text = arena_str(&c->arena, buf_str(&b));
    buf_free(&b);
}

void augment_names(struct corpus *c, size_t n, const struct stock *stock, double weight,
                   struct draw *d)
{
    for (size_t i = 0; i < n; i++)
        if (!c->v[i].held && names_people(&c->v[i]))
            rename_all(c, i, stock, weight, d);
}

void augment_capitals(struct corpus *c, size_t n, size_t every, double weight, struct draw *d)
{
    for (size_t i = 0; i < n; i++) {
        if (c->v[i].held || draw_below(d, every))
            continue;
        struct sample *s = copy_of(c, i, weight);
        s->text = arena_str(&c->arena, c->v[i].text);
        for (char *p = (char *)(uintptr_t)s->text.p; *p; p++)
            *p = is_lower(*p) ? (char)(*p - 32) : *p;
        for (size_t k = 0; k < c->v[i].gold_n; k++)
            sample_gold(c, s, c->v[i].gold[k].span, c->v[i].gold[k].label);
    }
}
