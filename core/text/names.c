#include <stdlib.h>

#include "base/mem.h"
#include "text/names_block.h"

/* ---- flags --------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    size_t at;
} flags[] = {
    {"first", offsetof(struct name_masks, first)},
    {"first_common", offsetof(struct name_masks, first_common)},
    {"last", offsetof(struct name_masks, last)},
    {"last_common", offsetof(struct name_masks, last_common)},
    {"place", offsetof(struct name_masks, place)},
    {"city", offsetof(struct name_masks, city)},
    {"country", offsetof(struct name_masks, country)},
    {"region", offsetof(struct name_masks, region)},
    {"demonym", offsetof(struct name_masks, demonym)},
    {"common", offsetof(struct name_masks, common)},
    {"basic", offsetof(struct name_masks, basic)},
    {"title", offsetof(struct name_masks, title)},
    {"role", offsetof(struct name_masks, role)},
    {"kin", offsetof(struct name_masks, kin)},
    {"say", offsetof(struct name_masks, say)},
    {"life", offsetof(struct name_masks, life)},
    {"particle", offsetof(struct name_masks, particle)},
    {"suffix", offsetof(struct name_masks, suffix)},
    {"month", offsetof(struct name_masks, month)},
    {"day", offsetof(struct name_masks, day)},
    {"storm", offsetof(struct name_masks, storm)},
    {"function", offsetof(struct name_masks, function)},
    {"org", offsetof(struct name_masks, org)},
    {"org_end", offsetof(struct name_masks, org_end)},
    {"org_head", offsetof(struct name_masks, org_head)},
    {"place_end", offsetof(struct name_masks, place_end)},
    {"place_head", offsetof(struct name_masks, place_head)},
    {"event", offsetof(struct name_masks, event)},
    {"article", offsetof(struct name_masks, article)},
    {"locative", offsetof(struct name_masks, locative)},
};

static bool read_masks(const struct lexicon *lexicon, struct name_masks *m, struct err *err)
{
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        uint32_t mask = lexicon_flag(lexicon, str_of(flags[i].name));
        if (!mask)
            return err_set(err, "the lexicon has no flag `%s`", flags[i].name);
        memcpy((char *)m + flags[i].at, &mask, sizeof mask);
    }
    m->person = m->first | m->last;
    m->thing = m->org | m->org_end | m->org_head | m->place_end | m->event | m->country |
               m->region | m->demonym | m->day | m->month | m->title | m->role | m->basic |
               m->city;
    m->any_thing = m->org | m->org_end | m->org_head | m->place_end | m->event | m->demonym |
                   m->day | m->month | m->title | m->role | m->function;
    m->area = m->country | m->region;
    m->ahead =
        m->title | m->role | m->function | m->common | m->area | m->city | m->demonym | m->org;
    m->time = m->month | m->day;
    m->speech = m->say | m->life;
    m->known = m->common | m->person | m->place | m->thing | m->place_head;
    return true;
}

/* ---- the words ----------------------------------------------------------------------------- */

struct name *name_list_add(struct name_list *l)
{
    if (l->n == l->cap)
        l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
    return &l->v[l->n++];
}

static void read_part(struct names *n, struct str text, struct span part)
{
    struct capitals c = capitals_begin(n->lexicon, text, part);
    do {
        if ((size_t)n->n + 1 >= n->w_cap)
            n->w = mem_grow(n->w, &n->w_cap, (size_t)n->n + 2, sizeof *n->w);
    } while (capitals_next(&c, &n->w[n->n]) && ++n->n);
}

static uint32_t number_of(struct names *n, uint64_t word)
{
    for (size_t at = (size_t)(word >> 32);; at++) {
        uint32_t *slot = &n->slots[at & (n->slot_n - 1)];
        if (!*slot) {
            n->words[n->word_n++] = (struct name_word){.word = word};
            *slot = (uint32_t)n->word_n;
        }
        if (n->words[*slot - 1].word == word)
            return *slot - 1;
    }
}

/* Gives each word its number: the same for those that differ in case or accents only. */
static void number_words(struct names *n)
{
    size_t all = (size_t)n->n;
    if (all > n->id_cap)
        n->ids = mem_grow(n->ids, &n->id_cap, all, sizeof *n->ids);
    if (all > n->word_cap)
        n->words = mem_grow(n->words, &n->word_cap, all, sizeof *n->words);
    if (all * 2 > n->slot_n) {
        free(n->slots);
        for (n->slot_n = n->slot_n ? n->slot_n : 64; n->slot_n < all * 2;)
            n->slot_n *= 2;
        n->slots = mem_malloc(n->slot_n * sizeof *n->slots);
    }
    if (all)
        memset(n->slots, 0, n->slot_n * sizeof *n->slots);
    if (all > n->other_cap)
        n->other = mem_grow(n->other, &n->other_cap, all, sizeof *n->other);
    if (all)
        memset(n->other, 0, all * sizeof *n->other);
    n->word_n = 0;
    for (size_t k = 0; k < all; k++)
        n->ids[k] = number_of(n, n->w[k].word >> 1);
}

/* ---- the whole ----------------------------------------------------------------------------- */

struct names *names_new(const struct lexicon *lexicon, struct tagger *tagger, struct err *err)
{
    struct names *n = mem_get(sizeof *n);
    n->lexicon = lexicon;
    n->tagger = tagger;
    if (read_masks(lexicon, &n->masks, err))
        return n;
    free(n);
    return NULL;
}

void names_free(struct names *n)
{
    if (!n)
        return;
    free(n->w);
    free(n->ids);
    free(n->taken);
    free(n->other);
    free(n->words);
    free(n->slots);
    free(n->persons);
    free(n->meanings);
    free(n->open);
    free(n->rules.v);
    free(n->tags.v);
    free(n->both.v);
    free(n->more.v);
    free(n->all.v);
    free(n);
}

const struct name *names_find(struct names *n, struct str text, const struct span *parts,
                              size_t part_n, int recall, size_t *found)
{
    n->n = 0;
    n->text = text;
    for (size_t i = 0; i < part_n; i++)
        read_part(n, text, parts[i]);
    if (part_n)
        n->w[n->n] = (struct capital){.link = LINK_NONE};
    number_words(n);
    n->rules.n = n->tags.n = n->both.n = n->more.n = n->all.n = 0;
    names_by_rules(n);
    if (n->tagger) {
        names_by_tagger(n, text, parts, part_n, recall);
        names_join(n, recall);
    }
    names_trim(n, n->tagger ? &n->both : &n->rules);
    names_resolve(n);
    *found = n->all.n;
    return n->all.v;
}

const struct capital *names_words(const struct names *n, size_t *word_n)
{
    *word_n = (size_t)n->n;
    return n->w;
}

bool names_is_other(const struct names *n, size_t k)
{
    return n->other[k] || names_word(n, (ptrdiff_t)k)->storm;
}

const char *name_label_name(enum name_label label)
{
    static const char *const list[] = {"person", "place", "organisation", "other"};
    return list[label];
}

const char *name_rule_name(enum name_rule rule)
{
    static const char *const list[] = {"title",
                                       "first_last",
                                       "initial",
                                       "context",
                                       "unknown_words",
                                       "first_alone",
                                       "last_alone",
                                       "known",
                                       "organisation_end",
                                       "organisation_head",
                                       "place_end",
                                       "place_head",
                                       "city",
                                       "place",
                                       "tagger",
                                       "same_name"};
    return list[rule];
}

const char *name_why_name(enum name_why why)
{
    static const char *const list[] = {NULL,   "title", "kin",      "role",    "speech",
                                       "life", "first", "last",     "initial", "list",
                                       "end",  "head",  "locative", "document"};
    return list[why];
}
