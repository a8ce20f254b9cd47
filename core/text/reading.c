#include "text/reading.h"

#include <stdlib.h>

#include "base/mem.h"
#include "text/tagger_block.h"

enum { GAP_TOKENS = 3, GAP_BYTES = 3, SLOTS_MIN = 256, LONG_ENTRY = 3 };

/* ---- votes --------------------------------------------------------------------------------- */

static uint32_t *slot_of(const struct reading *r, uint64_t low)
{
    for (size_t at = (size_t)(low >> 32);; at++) {
        uint32_t *slot = &r->slots[at & (r->slot_n - 1)];
        if (!*slot || r->votes[*slot - 1].low == low)
            return slot;
    }
}

static void slots_make(struct reading *r, size_t n)
{
    free(r->slots);
    r->slots = mem_get(n * sizeof *r->slots);
    r->slot_n = n;
    for (size_t i = 0; i < r->vote_n; i++)
        *slot_of(r, r->votes[i].low) = (uint32_t)i + 1;
}

static uint32_t vote_of(struct reading *r, uint64_t low)
{
    uint32_t *slot = slot_of(r, low);
    if (*slot)
        return *slot;
    if (r->vote_n == r->vote_cap)
        r->votes = mem_grow(r->votes, &r->vote_cap, r->vote_n + 1, sizeof *r->votes);
    r->votes[r->vote_n++] = (struct vote){.low = low};
    uint32_t number = *slot = (uint32_t)r->vote_n;
    if (r->vote_n * 2 > r->slot_n)
        slots_make(r, r->slot_n * 2);
    return number;
}

static void votes_clear(struct reading *r)
{
    if (r->vote_n)
        memset(r->slots, 0, r->slot_n * sizeof *r->slots);
    r->vote_n = 0;
    if (!r->slot_n)
        slots_make(r, SLOTS_MIN);
}

/* Only words that have a capital somewhere are asked for. */
static void votes_lower(struct reading *r)
{
    for (size_t i = 0; i < r->tokens.n; i++) {
        if (r->tokens.v[i].form != TOKEN_LOWER)
            continue;
        uint32_t vote = *slot_of(r, r->tokens.v[i].low);
        if (vote)
            r->votes[vote - 1].lower++;
    }
}

void reading_note(struct reading *r, size_t i, unsigned tag, unsigned next)
{
    struct word *w = &r->words[i];
    bool goes_on = next && next % 2 == 0;
    w->label = (uint8_t)((tag + 1) / 2);
    w->opens = tag % 2 == 1 && goes_on;
    w->closes = tag && tag % 2 == 0 && !goes_on;
}

void reading_count(struct reading *r)
{
    for (size_t i = 0; i < r->tokens.n; i++) {
        const struct word *w = &r->words[i];
        if (!w->vote)
            continue;
        struct vote *v = &r->votes[w->vote - 1];
        v->by[w->label]++;
        v->opens += w->opens;
        v->closes += w->closes;
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* Whether the token may stand inside a name, between two that have a capital. */
static bool is_gap(struct str text, const struct token *t)
{
    if (t->form != TOKEN_MARK)
        return t->n <= GAP_BYTES;
    return t->n > 1 ? memcmp(text.p + t->start, "\xE2\x80\x99", 3 < t->n ? 3 : t->n) == 0
                    : memchr("-'&./", text.p[t->start], 5) != NULL;
}

/* The token behind i that has a capital and may be part of the same name; i when there is none. */
static size_t next_capital(const struct reading *r, struct str text, size_t i)
{
    for (size_t k = i + 1; k < r->tokens.n && k <= i + 1 + GAP_TOKENS; k++) {
        const struct token *t = &r->tokens.v[k];
        if (t->place & TOKEN_BREAK)
            return i;
        if (token_has_capital(t))
            return k;
        if (!is_gap(text, t))
            return i;
    }
    return i;
}

static void add_run(struct reading *r, size_t from, size_t to)
{
    if (r->run_n == r->run_cap)
        r->runs = mem_grow(r->runs, &r->run_cap, r->run_n + 1, sizeof *r->runs);
    r->runs[r->run_n++] = (struct run){from, to};
    for (size_t i = from; i < to; i++)
        r->words[i].active = true;
}

static bool is_joint(struct str text, const struct token *t)
{
    return t->form == TOKEN_MARK && t->n == 1 && text.p[t->start] == '-';
}

/* Notes for the tokens of the row that starts at `from` where it starts and ends; returns the end.
 */
static size_t note_row(struct reading *r, struct str text, size_t from, size_t end)
{
    size_t to = from + 1;
    while (to < end && (token_has_capital(&r->tokens.v[to]) ||
                        (is_joint(text, &r->tokens.v[to]) && to + 1 < end &&
                         token_has_capital(&r->tokens.v[to + 1]))))
        to++;
    for (size_t i = from; i < to; i++) {
        r->words[i].from = (uint32_t)from;
        r->words[i].to = (uint32_t)to;
    }
    return to;
}

/* The end of a run whose last capital is at `last`: behind "-tai", as in "Chung-tai". */
static size_t run_end(const struct reading *r, struct str text, size_t last)
{
    const struct token *t = r->tokens.v + last;
    bool goes_on = last + 2 < r->tokens.n && is_joint(text, &t[1]) && t[2].form == TOKEN_LOWER &&
                   t[1].place & t[2].place & TOKEN_GLUED;
    return goes_on ? last + 3 : last + 1;
}

static void find_runs(struct reading *r, struct str text)
{
    for (size_t i = 0; i < r->tokens.n; i++) {
        size_t last = i, next;
        if (!token_has_capital(&r->tokens.v[i]))
            continue;
        while ((next = next_capital(r, text, last)) > last)
            last = next;
        size_t end = run_end(r, text, last);
        add_run(r, i, end);
        for (size_t k = i; k < end;)
            k = token_has_capital(&r->tokens.v[k]) ? note_row(r, text, k, end) : k + 1;
        i = end - 1;
    }
}

/* ---- making it ----------------------------------------------------------------------------- */

/* The flags of the model in those of the lexicon. */
static uint32_t flags_of(const struct reading_sources *from, uint32_t all)
{
    uint32_t flags = 0;
    for (int k = 0; all && k < READING_FLAGS; k++)
        flags |= (uint32_t)((all & from->masks[k]) != 0) << k;
    return flags;
}

/* Adds the flags of the longest entry that begins with token i and goes on in the next ones, to
 * all of its tokens. */
static void look_on(struct reading *r, const struct reading_sources *from, struct str text,
                    size_t i)
{
    const struct token *v = r->tokens.v;
    struct lexicon_entry e = {0, true};
    for (size_t k = i + 1; e.more && k < r->tokens.n && k <= i + LONG_ENTRY; k++) {
        if (v[k].place & (TOKEN_BREAK | TOKEN_GLUED) || !token_is_word(&v[k]))
            return;
        e = lexicon_get(from->lexicon, str_cut(text, v[i].start, token_end(&v[k])));
        uint32_t flags = flags_of(from, e.flags);
        for (size_t t = i; flags && t <= k; t++)
            r->words[t].flags |= flags;
    }
}

static void look_up(struct reading *r, const struct reading_sources *from, struct str text)
{
    memset(r->words, 0, r->tokens.n * sizeof *r->words);
    for (size_t i = 0; i < r->tokens.n; i++) {
        const struct token *t = &r->tokens.v[i];
        struct word *w = &r->words[i];
        if (!token_has_capital(t))
            continue;
        w->vote = vote_of(r, t->low);
        r->votes[w->vote - 1].n++;
        struct lexicon_entry e =
            lexicon_get(from->lexicon, str_cut(text, t->start, token_end(t)));
        w->flags |= flags_of(from, e.flags);
        if (e.more)
            look_on(r, from, text, i);
    }
}

/* Looks up the classes of words in runs and near them: no others are asked for. */
static void find_classes(struct reading *r, struct str classes)
{
    size_t done = 0;
    for (size_t k = 0; k < r->run_n; k++) {
        size_t i = r->runs[k].from, end = r->runs[k].to + READING_NEAR;
        i = i < done + READING_NEAR ? done : i - READING_NEAR;
        for (; i < end && i < r->tokens.n; i++)
            if (token_is_word(&r->tokens.v[i]))
                r->words[i].class = class_get(classes, r->tokens.v[i].low);
        done = i;
    }
}

void reading_make(struct reading *r, const struct reading_sources *from, struct str text,
                  const struct span *parts, size_t n)
{
    r->tokens.n = r->run_n = 0;
    votes_clear(r);
    for (size_t i = 0; i < n; i++)
        tokens_add(&r->tokens, text, parts[i]);
    if (r->tokens.n > r->word_cap)
        r->words = mem_grow(r->words, &r->word_cap, r->tokens.n, sizeof *r->words);
    if (r->tokens.n)
        look_up(r, from, text);
    votes_lower(r);
    find_runs(r, text);
    find_classes(r, from->classes);
}

void reading_free(struct reading *r)
{
    tokens_free(&r->tokens);
    free(r->words);
    free(r->votes);
    free(r->runs);
    free(r->slots);
    *r = (struct reading){0};
}
