/* Rules that find people, places and organisations among the words with a capital. */
#include "text/names_block.h"

enum { NAME_MOST = 5 /* words in the name of a person */ };

/* ---- one word ------------------------------------------------------------------------------ */

/* Whether the word is in capitals, and not because all of its line is. */
static bool is_abbreviation(const struct names *n, ptrdiff_t k)
{
    return (names_shape(n, k) & (CAPITAL_UPPER | CAPITAL_HEADLINE)) == CAPITAL_UPPER;
}

/* Whether word k can be part of a name of a person, inside a chain. */
static bool is_name(const struct names *n, ptrdiff_t k)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k), s = names_shape(n, k);
    if (s & CAPITAL_INITIAL)
        return !(f & (m->country | m->org));
    if ((f & (m->org | m->demonym | m->day | m->area)) && !(f & m->first_common))
        return false;
    if ((!(f & m->person) && (f & (m->thing | m->common))) || (f & m->suffix))
        return false;
    if ((f & (m->org_end | m->place_end | m->event | m->org_head)) &&
        !(f & (m->first_common | m->last_common)))
        return false;
    if ((s & CAPITAL_UPPER) && !(f & m->first_common)) {
        bool behind =
            k > 0 && n->w[k].link == LINK_SPACE && (names_shape(n, k - 1) & CAPITAL_UPPER);
        return (s & CAPITAL_HEADLINE) || (behind && (names_flags(n, k - 1) & m->first));
    }
    return true;
}

/* ---- people -------------------------------------------------------------------------------- */

/* Whether word k, behind a first name or initials, can be a surname although it is a word or a
 * place: Elon Musk, George Washington. */
static bool is_surname(const struct names *n, ptrdiff_t k)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k), s = names_shape(n, k - 1), first = names_flags(n, k - 1);
    bool named = (s & CAPITAL_INITIAL) || (first & m->first_common) ||
                 ((first & m->first) && !(first & m->common));
    return named && !(s & (CAPITAL_POSSESSIVE | CAPITAL_HEADLINE)) &&
           !(names_shape(n, k) & CAPITAL_UPPER) && !(f & m->any_thing) &&
           (!(f & m->area) || (f & m->last));
}

/* The last word of the name that begins at k, in the chain that ends at j. */
static ptrdiff_t name_end(const struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    ptrdiff_t last = k;
    while (last < j && last - k + 1 < NAME_MOST && !(names_shape(n, last) & CAPITAL_POSSESSIVE) &&
           is_name(n, last + 1))
        last++;
    if (last < j && (last == k || (names_shape(n, last) & CAPITAL_INITIAL)) &&
        is_surname(n, last + 1))
        last++;
    while (last > k && (names_shape(n, last) & CAPITAL_INITIAL))
        last--;
    if (last > k && last < j && (names_flags(n, last + 1) & n->masks.suffix) &&
        !(names_shape(n, last) & CAPITAL_POSSESSIVE))
        last++;
    return last;
}

/* What stands around the words k to e and says that they are a person. */
static enum name_why context(const struct names *n, ptrdiff_t k, ptrdiff_t e)
{
    const struct name_masks *m = &n->masks;
    uint32_t before = n->w[k].before, after = n->w[e].after;
    if (before & (m->role | m->kin | m->title))
        return before & m->kin ? WHY_KIN : WHY_ROLE;
    if (after & m->speech)
        return after & m->say ? WHY_SPEECH : WHY_LIFE;
    return (before & m->say) && (before & m->common) ? WHY_SPEECH : WHY_NONE;
}

/* What a rule says of the words that it looked at. */
struct verdict {
    bool is;
    enum name_rule rule;
    double score;
    enum name_why why;
};

static const struct verdict nothing = {false, RULE_TITLE, 0, WHY_NONE};

static struct verdict says(enum name_rule rule, double score, enum name_why why)
{
    return (struct verdict){true, rule, score, why};
}

/* A name of several words, k to e, whose first is known as a first name; `last`: what is known of
 * the last. */
static struct verdict named(const struct names *n, ptrdiff_t k, uint32_t last, enum name_why why)
{
    const struct name_masks *m = &n->masks;
    uint32_t first = names_flags(n, k);
    bool headline = names_shape(n, k) & CAPITAL_HEADLINE;
    bool start = names_shape(n, k) & CAPITAL_START;
    bool usual = first & m->first_common, word = first & m->common;
    bool risky = (word && (!usual || start)) || headline;
    if ((last & m->common) && !(last & m->person) && risky)
        return nothing;
    if (word && (last & m->common))
        return (usual && !headline) || why ? says(RULE_FIRST_LAST, 0.7, why) : nothing;
    if (word && !usual && (start || headline) && !(last & m->person))
        return nothing;
    return says(RULE_FIRST_LAST, 0.9, why ? why : WHY_FIRST);
}

/* Words up to e, of which the first is an initial; `last`: what is known of the last. */
static struct verdict with_initial(const struct names *n, ptrdiff_t e, uint32_t last)
{
    const struct name_masks *m = &n->masks;
    bool word = (last & (m->common | m->function)) && !(last & m->last_common);
    if (word || is_abbreviation(n, e))
        return nothing; /* D.C. Circuit, P.M. EDT */
    return says(RULE_INITIAL, 0.8, WHY_INITIAL);
}

/* A name of several words, k to e. */
static struct verdict several(const struct names *n, ptrdiff_t k, ptrdiff_t e)
{
    const struct name_masks *m = &n->masks;
    uint32_t first = names_flags(n, k), last = names_flags(n, e), before = n->w[k].before;
    if ((last & m->suffix) && e > k + 1)
        last = names_flags(n, e - 1);
    bool headline = names_shape(n, k) & CAPITAL_HEADLINE;
    enum name_why why = context(n, k, e);
    if (before & m->storm)
        return nothing;
    if (first & m->first)
        return named(n, k, last, why);
    if (names_shape(n, k) & CAPITAL_INITIAL)
        return with_initial(n, e, last);
    if ((before & m->locative) || (n->w[e].after & m->place_end))
        return nothing;
    if ((last & m->last) && !(last & (m->common | m->place)) && !(first & m->known))
        return says(RULE_FIRST_LAST, 0.75, why ? why : WHY_LAST);
    if ((last & m->last_common) && !(first & m->known) && !headline && !(before & m->article))
        return says(RULE_FIRST_LAST, 0.6, why ? why : WHY_LAST);
    if (why)
        return says(RULE_CONTEXT, 0.7, why);
    if (headline || (before & m->article))
        return nothing;
    for (ptrdiff_t i = k; i <= e; i++)
        if (names_flags(n, i) & (m->common | m->place))
            return nothing;
    return says(RULE_UNKNOWN_WORDS, 0.5, WHY_NONE);
}

/* A name of one word. */
static struct verdict single(const struct names *n, ptrdiff_t k)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k), s = names_shape(n, k);
    if ((s & (CAPITAL_INITIAL | CAPITAL_GLUED)) || is_abbreviation(n, k) ||
        names_word(n, k)->storm)
        return nothing;
    enum name_why why = context(n, k, k);
    bool plain = !(f & (m->common | m->area | m->city | m->time | m->demonym)) ||
                 ((f & m->city) && (f & m->first_common) && !(f & m->common));
    if (f & (m->time | m->area))
        return nothing;
    if (why && plain)
        return says(RULE_CONTEXT, 0.7, why);
    if ((s & CAPITAL_HEADLINE) || (n->w[k].before & (m->article | m->locative)))
        return nothing;
    bool place = f & (m->place | m->city);
    if ((f & m->first_common) && plain && !place)
        return says(RULE_FIRST_ALONE, 0.4, WHY_FIRST);
    if ((f & m->last_common) && plain && !place && !(s & CAPITAL_START))
        return says(RULE_LAST_ALONE, 0.4, WHY_LAST);
    return nothing;
}

/* ---- finding them in a chain --------------------------------------------------------------- */

/* What rules give back for nothing; else the word behind what they found. */
enum { NOTHING = -1 };

/* Notes the words k to e as found; returns the word behind them. */
static ptrdiff_t found(struct names *n, ptrdiff_t k, ptrdiff_t e, enum name_label label,
                       enum name_rule rule, double score, enum name_why why)
{
    const struct capital *w = n->w;
    struct span s = {w[k].span.start, w[e].span.end};
    if ((w[e].flags & n->masks.suffix) && (w[e].shape & CAPITAL_STOP))
        s.end++; /* Jr. */
    if (rule == RULE_TITLE && w[k].link == LINK_PARTICLE)
        s.start = w[k].from;
    *name_list_add(&n->rules) = (struct name){s, k, e, label, rule, why, false, score, 0};
    return e + 1;
}

/* The word of an organisation's end, such as "University", that is the last in k to j. */
static ptrdiff_t organisation_end(const struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    const struct name_masks *m = &n->masks;
    ptrdiff_t last = NOTHING;
    for (ptrdiff_t i = k; i <= j; i++) {
        uint32_t f = names_flags(n, i);
        if (i > k && (f & m->org_end))
            last = i;
        if ((names_shape(n, i) & CAPITAL_POSSESSIVE) || ((f & m->title) && !(f & m->org_end)))
            break;
    }
    return last;
}

/* Goes on over "of the" and "&": the last word of the chain behind e that belongs to it. */
static ptrdiff_t joined_end(const struct names *n, ptrdiff_t e)
{
    while (e + 1 < n->n && !(names_shape(n, e) & CAPITAL_POSSESSIVE)) {
        enum capital_link l = n->w[e + 1].link;
        if ((l != LINK_JOINT && l != LINK_AND && l != LINK_SPACE) ||
            (names_flags(n, e + 1) & (n->masks.title | n->masks.day)))
            break;
        e++;
    }
    return e;
}

/* An entry of several words at k: an organisation or a place. */
static ptrdiff_t entry(struct names *n, ptrdiff_t k)
{
    const struct name_masks *m = &n->masks;
    size_t end = n->w[k].entry.end;
    uint32_t f = n->w[k].entry_flags;
    ptrdiff_t e = k;
    while (e + 1 < n->n && n->w[e].span.end < end)
        e++;
    if (!end || n->w[e].span.end != end)
        return NOTHING;
    if (f & m->org)
        return found(n, k, e, NAME_ORGANISATION, RULE_KNOWN, 0.9, WHY_LIST);
    if ((f & (m->area | m->city)) || ((f & m->place) && !(names_flags(n, k) & m->first)))
        return found(n, k, e, NAME_PLACE, RULE_KNOWN, 0.9, WHY_LIST);
    return f & m->demonym ? e + 1 : NOTHING;
}

/* Whether k and e are a first name and a surname that only happens to be such a word. */
static bool is_person_pair(const struct names *n, ptrdiff_t k, ptrdiff_t e)
{
    const struct name_masks *m = &n->masks;
    return e == k + 1 && (names_flags(n, k) & m->first_common) &&
           (names_flags(n, e) & m->last_common) && !(n->w[k].before & (m->article | m->locative));
}

static ptrdiff_t organisation(struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    uint32_t f = names_flags(n, k);
    ptrdiff_t e = organisation_end(n, k, j);
    if (e >= 0 && !is_person_pair(n, k, e))
        return found(n, k, e, NAME_ORGANISATION, RULE_ORGANISATION_END, 0.7, WHY_END);
    if ((f & n->masks.org_head) && j == k && n->w[k + 1].link == LINK_JOINT)
        return found(n, k, joined_end(n, k + 1), NAME_ORGANISATION, RULE_ORGANISATION_HEAD, 0.7,
                     WHY_HEAD);
    if (f & n->masks.org)
        return found(n, k, k, NAME_ORGANISATION, RULE_KNOWN, 0.9, WHY_LIST);
    return NOTHING;
}

/* A name of a place that ends in a word for it: "London Bridge"; no person of two usual names. */
static ptrdiff_t place_with_end(struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    ptrdiff_t last = NOTHING;
    for (ptrdiff_t i = k + 1; i <= j; i++) {
        if (names_flags(n, i) & n->masks.place_end)
            last = i;
        if ((names_shape(n, i - 1) & CAPITAL_POSSESSIVE) || (names_flags(n, i) & n->masks.title))
            break;
    }
    if (last < 0 || is_person_pair(n, k, last))
        return NOTHING;
    return found(n, k, last, NAME_PLACE, RULE_PLACE_END, 0.6, WHY_END);
}

static ptrdiff_t person(struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    uint32_t f = names_flags(n, k);
    if (!is_name(n, k) || ((f & n->masks.place_head) && !(f & n->masks.first_common)))
        return NOTHING;
    ptrdiff_t e = name_end(n, k, j);
    struct verdict v = e > k ? several(n, k, e) : single(n, k);
    return v.is ? found(n, k, e, NAME_PERSON, v.rule, v.score, v.why) : NOTHING;
}

/* Behind a title any word that is none of a few is a name: "Mr. Brown". */
static ptrdiff_t titled(struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    const struct name_masks *m = &n->masks;
    ptrdiff_t next = k + 1;
    while (next < j && (names_flags(n, next) & m->title))
        next++;
    if (next > j || (names_shape(n, next - 1) & CAPITAL_POSSESSIVE))
        return NOTHING;
    uint32_t f = names_flags(n, next);
    bool brief = names_shape(n, next - 1) & CAPITAL_STOP;
    if (!(f & m->person) && ((f & m->thing) || ((f & m->common) && !brief)))
        return NOTHING;
    if (next == j && (f & (m->title | m->role)) && !(f & (m->first_common | m->last_common)))
        return NOTHING; /* Mr. President */
    if (!brief && (f & (m->title | m->basic | m->org_end | m->place_end | m->event)) &&
        !(f & m->first_common))
        return NOTHING;
    ptrdiff_t e = name_end(n, next, j);
    if (e == next && (f & m->first) && e < j &&
        !(names_shape(n, e) & (CAPITAL_POSSESSIVE | CAPITAL_HEADLINE)) &&
        !(names_flags(n, e + 1) & m->thing))
        e++; /* a surname that is a word: Emmanuel Macron */
    return found(n, next, e, NAME_PERSON, RULE_TITLE, 0.95, WHY_TITLE);
}

static ptrdiff_t place(struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k);
    bool locative = n->w[k].before & m->locative;
    if (f & m->area)
        return found(n, k, k, NAME_PLACE, RULE_KNOWN, 0.9, WHY_LIST);
    if (k < j && (f & m->place_head) && !(names_flags(n, k + 1) & m->common))
        return found(n, k, k + 1, NAME_PLACE, RULE_PLACE_HEAD, 0.6, WHY_HEAD);
    if ((f & m->city) && (!(f & m->common) || locative))
        return found(n, k, k, NAME_PLACE, RULE_CITY, 0.8, WHY_LIST);
    if ((f & m->place) && locative && !(names_shape(n, k) & CAPITAL_HEADLINE))
        return found(n, k, k, NAME_PLACE, RULE_PLACE, 0.7, WHY_LOCATIVE);
    return NOTHING;
}

/* A word that begins a sentence, or a headline's, and may be any word of the dictionary. */
static bool is_plain(const struct names *n, ptrdiff_t k)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k), s = names_shape(n, k);
    if ((!(s & (CAPITAL_START | CAPITAL_HEADLINE)) && !(f & m->basic)) || !(f & m->common))
        return false;
    if ((s & (CAPITAL_INITIAL | CAPITAL_STOP | CAPITAL_START)) ==
        (CAPITAL_INITIAL | CAPITAL_STOP))
        return false;
    return !(f & m->first) || ((f & m->basic) && !(f & m->first_common));
}

/* Notes what begins with word k of the chain that ends at j; returns the word behind it. */
static ptrdiff_t at(struct names *n, ptrdiff_t k, ptrdiff_t j)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k);
    ptrdiff_t on = NOTHING;
    if ((f & m->title) && k < j && !(f & m->place_head))
        on = titled(n, k, j);
    if (on < 0)
        on = entry(n, k);
    bool plain = on < 0 && is_plain(n, k);
    if (on < 0 && !(plain && (k < j || !(f & m->org_head))))
        on = organisation(n, k, j);
    if (on < 0 && !(plain && (k < j || !(f & m->org_head))) && k < j)
        on = place_with_end(n, k, j);
    if (on < 0 && !plain)
        on = person(n, k, j);
    if (on < 0 && !plain)
        on = place(n, k, j);
    return on < 0 ? k + 1 : on;
}

/* ---- names over two lines ------------------------------------------------------------------ */

/* Whether what is known of word k and of those before it allows that it is a surname which goes on
 * in a line of its own; `middle`: an initial behind a first name, or behind a title, is before it.
 */
static bool may_go_on(const struct names *n, ptrdiff_t k, bool middle, uint32_t behind)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k), first = names_flags(n, k - 1), before = names_shape(n, k - 1);
    if (!middle && (!(first & (m->first | m->title)) || (before & CAPITAL_INITIAL)))
        return false;
    if ((!(f & m->last) && (f & m->known)) || (f & m->thing) ||
        ((f & m->common) && !(f & m->last_common)))
        return false;
    if ((names_shape(n, k) & (CAPITAL_UPPER | CAPITAL_HEADLINE)) ||
        (before & (CAPITAL_POSSESSIVE | CAPITAL_BEGIN | CAPITAL_HEADLINE)))
        return false;
    if (n->w[k - 1].link == LINK_SPACE && !middle && !(behind & m->title))
        return false;
    return !((f & m->first_common) && n->w[k + 1].link == LINK_SPACE);
}

/* Whether s is the end of a line: a full stop, a blank and a carriage return may be before it. */
static bool is_line_end(struct str s)
{
    size_t at = s.n && s.p[0] == '.';
    at += at < s.n && (s.p[at] == ' ' || s.p[at] == '\t');
    at += at < s.n && s.p[at] == '\r';
    return at + 1 == s.n && s.p[at] == '\n';
}

/* Whether word k, the first of its line, is the surname of who is named at the end of the line
 * before: that has other words in it, and this one goes on. Names one below the other are lists.
 */
static bool is_split(const struct names *n, ptrdiff_t k)
{
    const struct name_masks *m = &n->masks;
    const struct capital *w = n->w;
    uint32_t behind = w[k - 1].link == LINK_SPACE ? names_flags(n, k - 2) : 0;
    bool middle = (w[k - 1].shape & CAPITAL_INITIAL) && (behind & (m->first | m->title));
    if (!may_go_on(n, k, middle, behind))
        return false;
    struct str gap = str_cut(n->text, w[k - 1].span.end, w[k].span.start);
    struct str next = str_cut(n->text, w[k].span.end, w[k].span.end + 1);
    if (!is_line_end(gap) || !next.n || !memchr(" .,;:')\xE2", next.p[0], 8))
        return false;
    return gap.p[0] != '.' || middle || (w[k - 1].flags & m->title);
}

/* Notes which words are the names of storms, and where a name goes on in the next line. */
static void prepare(struct names *n)
{
    for (ptrdiff_t k = 0; k < n->n; k++) {
        if ((names_shape(n, k) & CAPITAL_BEGIN) && k > 0 && is_split(n, k)) {
            n->w[k].link = LINK_SPACE;
            n->w[k].shape &= ~(uint32_t)CAPITAL_START;
        }
        if (n->w[k].before & n->masks.storm)
            names_word(n, k)->storm = true;
    }
}

/* ---- the whole ----------------------------------------------------------------------------- */

void names_by_rules(struct names *n)
{
    prepare(n);
    for (ptrdiff_t i = 0; i < n->n;) {
        ptrdiff_t j = i;
        while (j + 1 < n->n &&
               (n->w[j + 1].link == LINK_SPACE || n->w[j + 1].link == LINK_PARTICLE))
            j++;
        while (i <= j)
            i = at(n, i, j);
    }
}
