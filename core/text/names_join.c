/* What the tagger says beside what the rules say: one list of both. */
#include "text/names_block.h"
#include "text/reading.h"

/* What a person that only a rule, or only the tagger sees must score, by `recall` from 0 on; 0
 * beyond. */
static const double rules_least[] = {0.8, 0.75, 0.7, 0.65, 0.6, 0.5, 0.4};
static const double tags_least[] = {0.75, 0.7, 0.55, 0.45, 0.35};
/* A tag with this or more is believed against a rule that says otherwise of the same words. */
static const double tag_sure = 0.7;

/* With this `recall` a person that a rule sees stays one beside a tag that says otherwise. */
enum { RECALL_BOTH = 5 };

/* ---- the tagger ---------------------------------------------------------------------------- */

static enum name_label label_of(const struct names *n, size_t label)
{
    for (enum name_label l = NAME_PERSON; l < NAME_OTHER; l++)
        if (str_is(tagger_label(n->tagger, label), name_label_name(l)))
            return l;
    return NAME_OTHER;
}

void names_by_tagger(struct names *n, struct str text, const struct span *parts, size_t part_n,
                     int recall)
{
    size_t tag_n;
    const struct tag *tags = tagger_run(n->tagger, text, parts, part_n, recall, &tag_n);
    enum name_label labels[READING_LABELS] = {NAME_OTHER, NAME_OTHER, NAME_OTHER};
    ptrdiff_t k = 0;
    for (size_t i = 0; i < tagger_label_n(n->tagger) && i < READING_LABELS; i++)
        labels[i] = label_of(n, i);
    for (size_t i = 0; i < tag_n; i++) {
        struct span s = tags[i].span;
        enum name_label label = labels[tags[i].label];
        while (k < n->n && n->w[k].span.end <= s.start)
            k++;
        ptrdiff_t e = k;
        for (; e < n->n && n->w[e].span.start < s.end; e++)
            names_word(n, e)->votes += label == NAME_PERSON ? 1 : -1;
        *name_list_add(&n->tags) =
            (struct name){s, k, e - 1, label, RULE_TAGGER, WHY_NONE, false, tags[i].score, 0};
    }
}

/* ---- both ---------------------------------------------------------------------------------- */

static double best(double a, double b)
{
    return a > b ? a : b;
}

/* Two that say person: the words of both, but no title before them. */
static struct name *unite(const struct names *n, const struct name *rule, struct name *tag)
{
    if (rule->span.start < tag->span.start ||
        (tag->first < rule->first && (names_flags(n, tag->first) & n->masks.title))) {
        tag->span.start = rule->span.start;
        tag->first = rule->first;
    }
    tag->span.end = rule->span.end > tag->span.end ? rule->span.end : tag->span.end;
    tag->last = rule->last > tag->last ? rule->last : tag->last;
    tag->rule = rule->rule;
    tag->why = rule->why;
    tag->score = best(rule->score, tag->score);
    tag->both = true;
    return tag;
}

/* Whether a rule is believed against the tagger: it has more to go by than two words, or both are
 * mostly names. */
static bool is_firm(const struct names *n, const struct name *rule, bool tagged)
{
    const struct name_masks *m = &n->masks;
    if (rule->first == rule->last ||
        (rule->why && rule->why != WHY_FIRST && rule->why != WHY_LAST))
        return true;
    uint32_t f = names_flags(n, rule->first), l = names_flags(n, rule->last);
    if (!(l & m->person))
        return !tagged && (f & m->first_common) && !(f & m->common) && !(l & m->known);
    if (!(l & m->last_common) && (f & (m->area | m->city)))
        return false;
    if (l & m->last_common)
        return (f & m->first_common) || ((f & m->first) && !(l & m->basic));
    return (f & m->first) && (l & m->last) && !(l & (m->common | m->place));
}

/* What becomes of a rule's find and a tag that overlap: both, or one of them. */
static struct name *settle(const struct names *n, struct name *rule, struct name *tag)
{
    if (rule->label == tag->label && rule->label == NAME_PERSON)
        return unite(n, rule, tag);
    if (rule->label == tag->label) {
        rule->score = best(rule->score, tag->score);
        bool same = rule->span.start == tag->span.start && rule->span.end == tag->span.end;
        return same ? rule : tag;
    }
    if (rule->label != NAME_PERSON || rule->rule == RULE_TITLE)
        return rule->label == NAME_PERSON ? rule : tag;
    if (tag->last - tag->first > rule->last - rule->first || tag->score >= tag_sure ||
        !is_firm(n, rule, true))
        return tag;
    return rule;
}

static double least(const double *list, size_t n, int recall)
{
    return (size_t)recall < n ? list[recall] : 0;
}

/* Whether the find of a rule, which no tag is about, is kept. */
static bool stands(const struct names *n, const struct name *rule, int recall)
{
    bool doubt = rule->first == rule->last && rule->rule != RULE_TITLE &&
                 names_word(n, rule->first)->votes < 0;
    if (rule->label != NAME_PERSON)
        return true;
    if (recall < RECALL_BOTH && (doubt || !is_firm(n, rule, false)))
        return false;
    return rule->score >= least(rules_least, sizeof rules_least / sizeof *rules_least, recall);
}

/* Whether a tag is kept, which no rule is about or which won over one. */
static bool holds(const struct name *tag, int recall)
{
    return tag->rule != RULE_TAGGER || tag->label != NAME_PERSON ||
           tag->score >= least(tags_least, sizeof tags_least / sizeof *tags_least, recall);
}

static void keep(struct names *n, const struct name *one)
{
    *name_list_add(&n->both) = *one;
}

/* Adds a tag, but for one in a name that another has been made longer to. */
static void keep_tag(struct names *n, const struct name *tag)
{
    const struct name *last = n->both.n ? &n->both.v[n->both.n - 1] : NULL;
    if (!last || last->span.end < tag->span.end || last->label != tag->label)
        keep(n, tag);
}

/* In order of place; of those that begin at one place, as they came. */
static void sort_places(struct name_list *l)
{
    for (size_t i = 1; i < l->n; i++) {
        struct name one = l->v[i];
        size_t k = i;
        for (; k > 0 && l->v[k - 1].span.start > one.span.start; k--)
            l->v[k] = l->v[k - 1];
        l->v[k] = one;
    }
}

void names_join(struct names *n, int recall)
{
    struct name *rule = n->rules.v, *rules_end = rule + n->rules.n;
    struct name *tag = n->tags.v, *tags_end = tag + n->tags.n;
    while (rule < rules_end || tag < tags_end) {
        if (tag == tags_end || (rule < rules_end && rule->span.end <= tag->span.start)) {
            if (stands(n, rule, recall))
                keep(n, rule);
            rule++;
        } else if (rule == rules_end || tag->span.end <= rule->span.start) {
            if (holds(tag, recall))
                keep_tag(n, tag);
            tag++;
        } else if (rule + 1 < rules_end && rule[1].span.start < tag->span.end &&
                   rule->label == NAME_PERSON && rule[1].label == NAME_PERSON) {
            tag++; /* it took two people for one */
        } else if (settle(n, rule, tag) == rule) {
            tag++;
        } else {
            if (recall >= RECALL_BOTH && rule->label == NAME_PERSON && tag->label != NAME_PERSON)
                keep(n, rule);
            rule++;
        }
    }
    if (recall >= RECALL_BOTH)
        sort_places(&n->both);
}
