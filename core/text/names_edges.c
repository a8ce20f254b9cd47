/* Where the name of a person begins and ends: takes off what stands before it, parts what is no
 * one name, and takes out what is called after a person. */
#include "text/names_block.h"

static struct str text_of(const struct names *n, ptrdiff_t k)
{
    return str_cut(n->text, n->w[k].span.start, n->w[k].span.end);
}

/* The byte behind word k; '\0' at the end. */
static char behind(const struct names *n, ptrdiff_t k)
{
    size_t at = n->w[k].span.end;
    return at < n->text.n ? n->text.p[at] : '\0';
}

static bool is_in(struct str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(word, list[i]))
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether the word ends like titles that are joined from two: Vice-President,
 * Secretary-General. */
static bool is_double(struct str word)
{
    static const char *const ends[] = {
        "president", "minister", "general", "admiral",    "governor", "secretary", "chairman",
        "elect",     "designee", "chief",   "chancellor", "mayor",    "colonel",   "marshal"};
    char low[16];
    size_t from = word.n, n = 0;
    while (from > 0 && is_letter(word.p[from - 1]))
        from--;
    if (from == 0 || word.p[from - 1] != '-' || word.n - from > sizeof low)
        return false;
    for (size_t i = from; i < word.n; i++)
        low[n++] = (char)(word.p[i] | 0x20);
    return is_in((struct str){low, n}, ends, sizeof ends / sizeof *ends);
}

/* ---- before it ----------------------------------------------------------------------------- */

/* Whether word k, with `next` behind it, stands before a name and is none: a title, a role, the
 * first word of a sentence, a place that somebody is mayor of. */
static bool is_before(const struct names *n, ptrdiff_t k, ptrdiff_t e)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k), s = names_shape(n, k), next = names_flags(n, k + 1);
    if ((s & CAPITAL_INITIAL) || (!(f & m->ahead) && !(s & CAPITAL_HYPHEN)))
        return false;
    if (f & (m->title | m->role))
        return !(f & m->first_common) || (k > 0 && (n->w[k].before & (m->title | m->role)));
    if (f & m->function)
        return !(f & m->first_common);
    if ((s & CAPITAL_HYPHEN) && !(f & m->person) && is_double(text_of(n, k)))
        return true;
    if ((next & (m->first | m->particle)) != m->first &&
        !(names_shape(n, k + 1) & CAPITAL_INITIAL))
        return false;
    if ((f & m->common) && !(f & m->person))
        return true;
    return k + 1 < e && !(f & m->first_common) && !(next & m->common) &&
           (f & (m->area | m->city | m->demonym | m->org));
}

/* The word behind the place in the words k to e that a name is told after: "of the United States".
 */
static ptrdiff_t after_place(const struct names *n, ptrdiff_t k, ptrdiff_t e)
{
    uint32_t place = n->masks.area | n->masks.city;
    size_t to = n->w[k].entry_flags & place ? n->w[k].entry.end : 0;
    ptrdiff_t i = k;
    while (i < e && n->w[i].span.end <= to)
        i++;
    if (i == k && k < e && n->w[k].link == LINK_JOINT && (names_flags(n, k) & place))
        i = k + 1;
    return i;
}

/* The first word of the name in the words k to e: behind the last title in them. */
static ptrdiff_t first_word(const struct names *n, ptrdiff_t k, ptrdiff_t e)
{
    const struct name_masks *m = &n->masks;
    k = after_place(n, k, e);
    for (ptrdiff_t i = e - 1; i > k; i--) {
        uint32_t f = names_flags(n, i);
        if ((f & (m->title | m->role)) && n->w[i].link == LINK_SPACE &&
            !(f & (m->first_common | m->last_common)))
            return i + 1;
    }
    while (k < e && is_before(n, k, e))
        k++;
    return k;
}

/* ---- behind it ----------------------------------------------------------------------------- */

/* Whether the name that begins with k ends before word i though more of it seems to follow: only
 * blanks and particles, and a "the", are inside of one, and the end of a line if the name is not
 * told before it. */
static bool is_parted(const struct names *n, ptrdiff_t k, ptrdiff_t i)
{
    const struct name_masks *m = &n->masks;
    enum capital_link l = n->w[i].link;
    struct str gap = str_cut(n->text, n->w[i - 1].span.end, n->w[i].span.start);
    uint32_t f = names_flags(n, i);
    if (l == LINK_JOINT && !str_is(gap, " the "))
        return true;
    if (l == LINK_PARTICLE && (str_is(gap, " as ") || str_is(gap, " at ")))
        return true; /* words that are particles of names elsewhere */
    return i > k + 1 && (names_shape(n, i) & CAPITAL_BEGIN) && !(f & m->last) && (f & m->known);
}

/* The last word of the name that begins with k; *more: what is behind it is another name. */
static ptrdiff_t last_word(const struct names *n, ptrdiff_t k, ptrdiff_t e, bool *more)
{
    *more = false;
    for (ptrdiff_t i = k + 1; i <= e; i++) {
        enum capital_link l = n->w[i].link;
        if (is_parted(n, k, i))
            return i - 1;
        *more = l != LINK_SPACE && l != LINK_PARTICLE && l != LINK_JOINT;
        if (*more)
            return i - 1;
    }
    return e;
}

/* Whether word k is the label of what stands behind it, as in forms: "Name: Ann Quell Title: CEO".
 */
static bool is_label(const struct names *n, ptrdiff_t k)
{
    uint32_t f = names_flags(n, k);
    return (f & n->masks.common) && !(f & n->masks.last_common) && behind(n, k) == ':';
}

/* ---- what is no person --------------------------------------------------------------------- */

/* Whether the words k to e, which may name a person, are or begin the name of something else: of a
 * telescope, a mosque, a prize. */
static bool is_other(const struct names *n, ptrdiff_t k, ptrdiff_t e)
{
    const struct name_masks *m = &n->masks;
    uint32_t thing = m->org_end | m->place_end | m->event, last = names_flags(n, e);
    if (e > k && (last & thing) && !(last & m->person))
        return true;
    if (e + 1 >= n->n || n->w[e + 1].link != LINK_SPACE ||
        (names_shape(n, e) & (CAPITAL_POSSESSIVE | CAPITAL_HEADLINE)) ||
        (names_shape(n, e + 1) &
         (CAPITAL_START | CAPITAL_UPPER | CAPITAL_INITIAL | CAPITAL_HEADLINE)))
        return false;
    uint32_t f = names_flags(n, e + 1);
    if ((f & thing) && !(f & m->title))
        return true;
    return (f & m->common) &&
           !(f & (m->person | m->title | m->role | m->function | m->demonym)) &&
           behind(n, e + 1) != ':';
}

/* Peoples and followers, in the plural: Samoans, Parisians. */
static bool is_people(struct str word)
{
    bool ans = word.n > 3 && str_ends(word, "ans") && word.p[word.n - 4] != 'l';
    return ans || str_ends(word, "ists") || str_ends(word, "ism") || str_ends(word, "isms");
}

/* Whether one word that no title stands before is no person, of which a guess says that it is. */
static bool is_none(const struct names *n, ptrdiff_t k, bool guess)
{
    const struct name_masks *m = &n->masks;
    uint32_t f = names_flags(n, k);
    if (!(f & m->person) && is_people(text_of(n, k)))
        return true;
    return guess &&
           (names_word(n, k)->storm ||
            (!(f & m->first_common) && (f & (m->demonym | m->title | m->role | m->function))));
}

/* Ships have the names of people: USS Ronald Reagan. */
static bool is_ship(const struct names *n, ptrdiff_t k)
{
    static const char *const ships[] = {"USS", "USNS", "HMS", "HMAS", "HMCS",
                                        "RMS", "SS",   "MV",  "INS"};
    return k > 0 && n->w[k].link == LINK_SPACE && (names_shape(n, k - 1) & CAPITAL_UPPER) &&
           is_in(text_of(n, k - 1), ships, sizeof ships / sizeof *ships);
}

/* ---- numbers ------------------------------------------------------------------------------- */

/* Takes a word such as "no" off the front of *s, in lower case or with a capital, with a blank
 * before it. */
static bool take_word(struct str *s, const char *word)
{
    size_t at = s->n && s->p[0] == ' ', n = strlen(word);
    if (at + n > s->n || (s->p[at] | 0x20) != word[0] ||
        memcmp(s->p + at + 1, word + 1, n - 1) != 0 || (at + n < s->n && is_letter(s->p[at + n])))
        return false;
    *s = str_cut(*s, at + n, s->n);
    return true;
}

static size_t pass(struct str s, size_t at, const char *set)
{
    while (at < s.n && s.p[at] && strchr(set, s.p[at]))
        at++;
    return at;
}

/* Whether there are three digits in a row, from `at` on, in what has only digits, blanks and
 * hyphens. */
static bool has_digits(struct str s, size_t at)
{
    size_t row = 0;
    for (size_t end = pass(s, at, "0123456789 -"); at < end && row < 3; at++)
        row = s.p[at] >= '0' && s.p[at] <= '9' ? row + 1 : 0;
    return row == 3;
}

/* Whether the one word k says what number, or what stands for one, is behind it: SSN 078-05-1120,
 * VAT no. GB999, IBAN [REDACTED]. */
static bool is_of_number(const struct names *n, ptrdiff_t k)
{
    enum { LOOK = 20 /* bytes */ };
    size_t end = n->w[k].span.end;
    struct str rest = str_cut(n->text, end, end + LOOK);
    if (!(names_shape(n, k) & CAPITAL_UPPER) || (names_flags(n, k) & n->masks.org))
        return false;
    if (take_word(&rest, "no") && rest.n && rest.p[0] == '.')
        rest = str_cut(rest, 1, rest.n);
    take_word(&rest, "number");
    size_t at = pass(rest, 0, " :#.");
    if (at == 0)
        return false;
    at = pass(rest, at, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    size_t digits = pass(rest, at, "0123456789");
    if (digits > at && digits + 1 < rest.n && rest.p[digits] == '-' &&
        rest.p[digits + 1] >= '0' && rest.p[digits + 1] <= '9')
        return true;
    return has_digits(rest, at) || pass(rest, at, "_[*") > at;
}

/* ---- the whole ----------------------------------------------------------------------------- */

/* Takes off what is no name at the edges of `one`. True: *rest is another name, behind it. */
static bool trim(const struct names *n, struct name *one, struct name *rest)
{
    const struct capital *w = n->w;
    bool more;
    ptrdiff_t last = one->last, k = first_word(n, one->first, last);
    ptrdiff_t e = last_word(n, k, last, &more);
    while (e > k && is_label(n, e))
        e--;
    bool particle = w[k].link == LINK_PARTICLE;
    if (k > one->first ||
        (one->span.start < w[k].span.start && (!particle || one->span.start < w[k].from))) {
        one->span.start = particle && k == one->first ? w[k].from : w[k].span.start;
        one->first = k;
    }
    if (more) {
        *rest = *one;
        rest->first = e + 1;
        rest->last = last;
        rest->span.start = w[e + 1].span.start;
        rest->both = false;
    }
    if (e < last) {
        one->last = e;
        one->span.end = w[e].span.end;
    }
    return more;
}

/* Adds `one` to n->all, or notes that its words are no person's. `first` is the first word that it
 * had before its edges were taken off. */
static void add(struct names *n, const struct name *one, ptrdiff_t first)
{
    const struct name_masks *m = &n->masks;
    ptrdiff_t k = one->first, e = one->last;
    bool person = one->label == NAME_PERSON && e >= k;
    bool title = person && k == e && k > first && (names_flags(n, k) & (m->title | m->role));
    if ((k == e && one->label != NAME_PLACE && is_of_number(n, k)) ||
        (person && (is_other(n, k, e) || is_ship(n, k))) || title /* Chief Justice */) {
        for (ptrdiff_t i = k; i <= e; i++)
            n->other[i] = true;
        return;
    }
    if (!person || k < e || one->rule == RULE_TITLE || !is_none(n, k, one->rule == RULE_TAGGER))
        *name_list_add(&n->all) = *one;
}

void names_trim(struct names *n, const struct name_list *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct name one = list->v[i], rest;
        for (bool more = true; more; one = rest) {
            ptrdiff_t first = one.first;
            more = one.label == NAME_PERSON && one.last >= one.first && trim(n, &one, &rest);
            add(n, &one, first);
        }
    }
}
