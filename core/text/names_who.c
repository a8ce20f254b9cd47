/* Who is who: joins the mentions of a person in a document, and finds those that no rule found. */
#include "base/mem.h"
#include "text/names_block.h"

/* ---- people -------------------------------------------------------------------------------- */

/* The words of a name that tell who it is, no initials and no suffixes: numbers of the first and
 * the last of them, from 1, and how many there are. */
struct telling {
    uint32_t first, last;
    size_t n;
};

static struct telling telling_of(const struct names *n, const struct name *one)
{
    struct telling t = {0, 0, 0};
    for (ptrdiff_t k = one->first; k <= one->last; k++) {
        if ((names_shape(n, k) & CAPITAL_INITIAL) || (names_flags(n, k) & n->masks.suffix))
            continue;
        t.last = n->ids[k] + 1;
        t.first = t.first ? t.first : t.last;
        t.n++;
    }
    return t;
}

static uint32_t add_person(struct names *n, uint32_t last)
{
    if (n->person_n == n->person_cap)
        n->persons = mem_grow(n->persons, &n->person_cap, n->person_n + 1, sizeof *n->persons);
    n->persons[n->person_n++] = (struct name_person){.last = last};
    return (uint32_t)n->person_n;
}

/* The person that a name of these words means: the last one named before it that fits. Two names
 * with one surname can be one person's if one of them has no first name, or they have the same. */
static uint32_t resolve(const struct names *n, const struct telling *t)
{
    for (uint32_t i = n->words[t->last - 1].meant; i; i = n->meanings[i - 1].before) {
        const struct name_person *p = &n->persons[n->meanings[i - 1].person - 1];
        if (!p->first || t->n < 2 || p->first == t->first)
            return n->meanings[i - 1].person;
    }
    return 0;
}

/* Puts the person last among those of the word: the next that has it alone means this one. */
static void put_last(struct names *n, uint32_t word, uint32_t person)
{
    uint32_t *at = &n->words[word - 1].meant;
    uint32_t newest = *at, own = 0;
    for (; *at; at = &n->meanings[*at - 1].before) {
        if (n->meanings[*at - 1].person != person)
            continue;
        own = *at;
        *at = n->meanings[own - 1].before;
        break;
    }
    if (own == newest)
        newest = own ? n->meanings[own - 1].before : 0;
    if (!own) {
        if (n->meaning_n == n->meaning_cap)
            n->meanings =
                mem_grow(n->meanings, &n->meaning_cap, n->meaning_n + 1, sizeof *n->meanings);
        own = (uint32_t)++n->meaning_n;
    }
    n->meanings[own - 1] = (struct name_meaning){person, newest};
    n->words[word - 1].meant = own;
}

/* A first name alone tells a person if it is not also a place, a month or a word. */
static bool is_telling(const struct name_masks *m, uint32_t flags)
{
    return (flags & m->first) && !(flags & (m->area | m->city | m->time | m->common));
}

static uint32_t learn(struct names *n, const struct telling *t, const struct name *one)
{
    uint32_t person = resolve(n, t);
    if (!person)
        person = add_person(n, t->last);
    struct name_person *p = &n->persons[person - 1];
    if (!p->first && t->n > 1)
        p->first = t->first;
    p->particle = p->particle || n->w[one->last].from < n->w[one->last].span.start;
    put_last(n, t->last, person);
    if (t->n > 1 && is_telling(&n->masks, names_flags(n, one->first)))
        put_last(n, t->first, person);
    return person;
}

/* Whether it is told by nothing but its own words. */
static bool is_weak(enum name_why why)
{
    return why == WHY_FIRST || why == WHY_LAST;
}

/* Whether what was found tells more of the document: a surname that stands alone elsewhere. Of one
 * word it must be told by what stands beside it, and nothing may speak against it; a last word of
 * the dictionary by both, rules and tagger. */
static bool is_sure(const struct names *n, const struct name *one)
{
    uint32_t last = names_flags(n, one->last);
    if (one->last > one->first)
        return one->score >= 0.7 && (!(last & n->masks.common) || (last & n->masks.person) ||
                                     one->both || !is_weak(one->why));
    if (one->rule == RULE_TITLE)
        return true;
    return one->rule == RULE_CONTEXT && one->why != WHY_LIFE &&
           names_word(n, one->first)->votes >= 0;
}

/* Gives each name of a person its entity. A surname alone means the last person before it that has
 * it, or the last of all. */
static void join(struct names *n)
{
    n->open_n = 0;
    for (size_t i = 0; i < n->all.n; i++) {
        struct name *one = &n->all.v[i];
        if (one->label != NAME_PERSON)
            continue;
        struct telling t = telling_of(n, one);
        if (!t.n)
            continue;
        one->entity = is_sure(n, one) ? learn(n, &t, one) : resolve(n, &t);
        if (one->entity)
            continue;
        if (n->open_n == n->open_cap)
            n->open = mem_grow(n->open, &n->open_cap, n->open_n + 1, sizeof *n->open);
        n->open[n->open_n++] = (uint32_t)i;
    }
    for (size_t i = 0; i < n->open_n; i++) {
        struct name *one = &n->all.v[n->open[i]];
        struct telling t = telling_of(n, one);
        one->entity = resolve(n, &t);
    }
}

/* ---- mentions that were missed ------------------------------------------------------------- */

/* Whether word k, a surname that is also a word such as "young", is told by what is behind it:
 * "Young said", "Young's". */
static bool is_told(const struct names *n, ptrdiff_t k)
{
    return (names_shape(n, k) & CAPITAL_POSSESSIVE) || (n->w[k].after & n->masks.say);
}

/* Whether word k, which is that of a known person, may be another one here: a word where a
 * sentence begins, a month, a place after "in", a storm. */
static bool is_doubtful(const struct names *n, ptrdiff_t k, bool surname)
{
    const struct name_masks *m = &n->masks;
    const struct name_word *word = names_word(n, k);
    uint32_t f = names_flags(n, k), s = names_shape(n, k);
    if (n->other[k] || word->votes < 0)
        return true;
    if ((s & (CAPITAL_START | CAPITAL_HEADLINE)) &&
        (((f & m->function) && !is_told(n, k)) ||
         ((f & m->common) && (!surname || (s & CAPITAL_HEADLINE)))))
        return true;
    return ((f & m->time) && (!surname || !(f & m->common))) ||
           ((f & (m->area | m->city)) && (n->w[k].before & m->locative)) || word->storm;
}

/* The first of the persons that a word can mean; 0: none. */
static uint32_t first_meant(const struct names *n, const struct name_word *word)
{
    uint32_t i = word->meant;
    while (i && n->meanings[i - 1].before)
        i = n->meanings[i - 1].before;
    return i ? n->meanings[i - 1].person : 0;
}

/* Notes for each word of the name of a person which person it means from there on. */
static void remember(struct names *n, uint32_t person)
{
    const struct name_person *p = &n->persons[person - 1];
    n->words[p->last - 1].latest = person;
    if (p->first)
        n->words[p->first - 1].latest = person;
}

/* Adds the mention of a person by word k, if it is one: of the last person before it that has the
 * name, or of the first behind it. */
static void mention(struct names *n, ptrdiff_t k)
{
    const struct name_word *word = names_word(n, k);
    uint32_t person = word->latest ? word->latest : first_meant(n, word);
    const struct name_person *p = &n->persons[person - 1];
    bool surname = p->last == n->ids[k] + 1;
    if (is_doubtful(n, k, surname))
        return;
    struct span s = n->w[k].span;
    if (surname && p->particle)
        s.start = n->w[k].from;
    *name_list_add(&n->more) =
        (struct name){s, k, k, NAME_PERSON, RULE_SAME_NAME, WHY_DOCUMENT, false, 0.8, person};
}

static void take_words(struct names *n)
{
    if ((size_t)n->n > n->taken_cap)
        n->taken = mem_grow(n->taken, &n->taken_cap, (size_t)n->n, sizeof *n->taken);
    if (n->n)
        memset(n->taken, 0, (size_t)n->n * sizeof *n->taken);
    for (size_t i = 0; i < n->all.n; i++) {
        const struct name *one = &n->all.v[i];
        bool takes = one->label == NAME_PERSON || one->last > one->first;
        for (ptrdiff_t k = one->first; k <= one->last; k++)
            n->taken[k] = takes ? (uint32_t)i + 1 : 0;
    }
}

/* Puts words that are a known person's, where no rule saw anything, into n->more. */
static void spread(struct names *n)
{
    take_words(n);
    for (ptrdiff_t k = 0; k < n->n; k++) {
        if (n->taken[k]) {
            uint32_t person = n->all.v[n->taken[k] - 1].entity;
            if (person)
                remember(n, person);
        } else if (!(names_shape(n, k) & CAPITAL_INITIAL) && names_word(n, k)->meant) {
            mention(n, k);
        }
    }
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* Puts n->more among n->all: each is in order of place. */
static void merge(struct names *n)
{
    size_t i = n->all.n, k = n->more.n;
    for (size_t j = 0; j < k; j++)
        name_list_add(&n->all);
    for (size_t to = n->all.n; k > 0; to--) {
        bool behind = i > 0 && n->all.v[i - 1].span.start > n->more.v[k - 1].span.start;
        n->all.v[to - 1] = behind ? n->all.v[--i] : n->more.v[--k];
    }
}

/* Numbers persons by their first mention; a name of which is not known whose it is has a person of
 * its own. */
static void number(struct names *n)
{
    uint32_t last = 0;
    for (size_t i = 0; i < n->all.n; i++) {
        struct name *one = &n->all.v[i];
        if (one->label != NAME_PERSON)
            continue;
        uint32_t person = one->entity ? one->entity : add_person(n, 0);
        struct name_person *p = &n->persons[person - 1];
        if (!p->number)
            p->number = ++last;
        one->entity = p->number;
    }
}

void names_resolve(struct names *n)
{
    n->person_n = n->meaning_n = 0;
    join(n);
    spread(n);
    merge(n);
    number(n);
}
