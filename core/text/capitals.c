#include "text/capitals.h"

#include "base/utf8.h"
#include "text/fold.h"

enum kind { KIND_OTHER, KIND_LOWER, KIND_UPPER, KIND_DIGIT, KIND_SPACE, KIND_WIDE };

/* What is between two words; GAP_OTHER is anything that is none of the others. */
enum {
    GAP_SPACE = 1,
    GAP_STOP = 2,      /* one full stop, the first thing behind the word */
    GAP_COMMA = 4,     /* one comma, likewise */
    GAP_AND = 8,       /* & */
    GAP_SENTENCE = 16, /* . ! ? and the like with white space behind it */
    GAP_LINE = 32,     /* a line ends that is no wrapped one */
    GAP_QUOTE = 64,    /* an opening quotation mark, or a colon */
    GAP_OTHER = 128,
};

enum {
    WRAP_LEAST = 50, /* bytes in a line that may be wrapped */
    WRAP_MOST = 100,
    HEADLINE_MOST = 200, /* bytes in a line that is looked at as a headline */
    ENTRY_WORDS = 6,     /* in an entry, at most */
};

/* ---- characters ---------------------------------------------------------------------------- */

static enum kind wide_kind(struct str s, size_t *n)
{
    uint32_t cp;
    *n = utf8_decode(s, &cp);
    if (!*n) {
        *n = 1;
        return KIND_OTHER;
    }
    if (fold_is_word(cp))
        return fold_char(cp) == cp ? KIND_LOWER : KIND_UPPER;
    return fold_is_space(cp) ? KIND_SPACE : KIND_OTHER;
}

/* Of a byte, as a digit for each kind. */
static const char byte_kinds[257] =
    "0000000004444400000000000000000040000000000000003333333333000000"
    "0222222222222222222222222220000001111111111111111111111111100000"
    "5555555555555555555555555555555555555555555555555555555555555555"
    "5555555555555555555555555555555555555555555555555555555555555555";

static inline enum kind byte_kind(char c)
{
    return (enum kind)(byte_kinds[(unsigned char)c] - '0');
}

/* The kind of the character at `at` < s.n, and its length. */
static inline enum kind kind_at(struct str s, size_t at, size_t *n)
{
    enum kind k = byte_kind(s.p[at]);
    *n = 1;
    return k != KIND_WIDE ? k : wide_kind(str_cut(s, at, at + 4), n);
}

static inline bool is_word(enum kind k)
{
    return k >= KIND_LOWER && k <= KIND_DIGIT;
}

/* The length of the apostrophe at `at`, 0 when there is none. */
static size_t apostrophe(struct str s, size_t at)
{
    if (at >= s.n)
        return 0;
    if (s.p[at] == '\'')
        return 1;
    return s.n - at >= 3 && memcmp(s.p + at, "\xE2\x80\x99", 3) == 0 ? 3 : 0;
}

static enum kind kind_of(struct str s, size_t at)
{
    size_t n;
    return at < s.n ? kind_at(s, at, &n) : KIND_OTHER;
}

/* ---- words --------------------------------------------------------------------------------- */

/* How the letters of a word are, while it is read. */
struct letters {
    size_t upper, lower, digit, all;
    bool mixed, dotted;
};

static size_t read_letters(struct str s, size_t at, struct letters *l)
{
    size_t n, small = at;
    while (at < s.n && byte_kind(s.p[at]) == KIND_LOWER)
        at++;
    l->lower += at - small;
    l->all += at - small;
    for (; at < s.n; at += n) {
        enum kind k = kind_at(s, at, &n);
        if (!is_word(k))
            break;
        l->mixed |= k == KIND_UPPER && l->lower > 0;
        l->upper += k == KIND_UPPER;
        l->lower += k == KIND_LOWER;
        l->digit += k == KIND_DIGIT;
        l->all++;
    }
    return at;
}

/* Whether the apostrophe before `at` begins an "'s" that ends the word. */
static bool is_genitive(struct str s, size_t at)
{
    return at < s.n && (s.p[at] | 0x20) == 's' && !is_word(kind_of(s, at + 1));
}

/* The run of letters at `at` with the apostrophes inside it, and the full stops of initials. */
static size_t read_part(struct str s, size_t at, struct letters *l)
{
    size_t start = at;
    at = read_letters(s, at, l);
    for (;;) {
        size_t n = apostrophe(s, at), one = l->all;
        if (n && is_word(kind_of(s, at + n)) && !is_genitive(s, at + n)) {
            struct letters more = *l;
            more.lower = 0; /* O'Hara is not mixed */
            at = read_letters(s, at + n, &more);
            more.lower += l->lower;
            *l = more;
        } else if (at < s.n && s.p[at] == '.' && l->upper == l->all &&
                   (l->dotted || at - start <= 4) && one <= 6 && (l->dotted || one == 1) &&
                   kind_of(s, at + 1) == KIND_UPPER) {
            struct letters more = {0};
            size_t end = read_letters(s, at + 1, &more);
            if (more.all != 1)
                return at;
            l->dotted = true;
            l->upper++;
            l->all++;
            at = end;
        } else {
            return at;
        }
    }
}

static uint32_t letters_shape(const struct letters *l)
{
    uint32_t shape = 0;
    bool initial = l->dotted || (l->all == 1 && l->upper == 1);
    shape |= initial ? CAPITAL_INITIAL : 0;
    shape |= l->upper > 1 && !l->lower ? CAPITAL_UPPER : 0;
    shape |= l->digit ? CAPITAL_DIGIT : 0;
    return shape | (l->mixed ? CAPITAL_MIXED : 0);
}

static struct lexicon_entry known(const struct capitals *c, struct span s)
{
    return lexicon_get(c->lex, str_cut(c->text, s.start, s.end));
}

static bool is_particle(const struct capitals *c, struct span s)
{
    return known(c, s).flags & c->particle;
}

/* Whether the part behind the hyphen before `at` belongs to the word: it has a capital, or it and
 * those behind it end in one that has, or that is no word of the dictionary. */
static bool joins(const struct capitals *c, size_t at)
{
    for (;;) {
        struct letters l = {0};
        if (kind_of(c->text, at) != KIND_LOWER)
            return kind_of(c->text, at) == KIND_UPPER;
        size_t end = read_part(c->text, at, &l);
        if (end + 1 >= c->text.n || c->text.p[end] != '-' || !is_word(kind_of(c->text, end + 1)))
            return c->common && !(known(c, (struct span){at, end}).flags & c->common);
        at = end + 1;
    }
}

/* Reads the word at `at` into w. */
static void read_word(struct capitals *c, size_t at, struct capital_word *w)
{
    struct str s = c->text;
    struct letters l = {0};
    enum kind first = kind_of(s, at);
    size_t end = read_part(s, at, &l);
    w->span = (struct span){at, end};
    if (!l.upper && end < s.n && byte_kind(s.p[end]) == KIND_SPACE) {
        c->at = end;
        return;
    }
    if (first == KIND_LOWER && !l.upper && end < s.n && s.p[end] == '-' &&
        kind_of(s, end + 1) == KIND_UPPER && is_particle(c, (struct span){at, end}))
        first = KIND_UPPER; /* al-Assad */
    w->shape = letters_shape(&l);
    w->capital = first == KIND_UPPER || l.upper;
    while (w->capital && end < s.n && s.p[end] == '-' && joins(c, end + 1)) {
        struct letters more = {0};
        end = read_part(s, end + 1, &more);
        uint32_t both = CAPITAL_UPPER | CAPITAL_INITIAL;
        uint32_t shape = letters_shape(&more);
        w->shape = (w->shape & shape & both) | ((w->shape | shape) & ~both) | CAPITAL_HYPHEN;
    }
    w->span.end = end;
    size_t n = apostrophe(s, end);
    if (n && (is_genitive(s, end + n) || (s.p[end - 1] | 0x20) == 's'))
        w->shape |= CAPITAL_POSSESSIVE;
    if (n && is_genitive(s, end + n))
        end += n + 1;
    w->shape |= end < s.n && s.p[end] == '.' ? CAPITAL_STOP : 0;
    w->shape |= end < s.n && s.p[end] == ',' ? CAPITAL_COMMA : 0;
    c->at = end;
}

/* ---- gaps ---------------------------------------------------------------------------------- */

/* Whether the line that ends at `end` goes on in the next one. */
static bool is_wrapped(const struct capitals *c, size_t end)
{
    size_t n = end - c->line, next = end + 1;
    if (n < WRAP_LEAST || n > WRAP_MOST || next >= c->text.n)
        return false;
    char last = c->text.p[end - 1 - (c->text.p[end - 1] == '\r')];
    return !strchr(".!?:;\"", last) && is_word(kind_of(c->text, next));
}

static unsigned gap_line(struct capitals *c, size_t end)
{
    bool wrapped = is_wrapped(c, end);
    c->line = end + 1;
    return wrapped ? GAP_SPACE : GAP_LINE;
}

/* Whether behind `at`, and closing quotation marks and brackets, there is white space. */
static bool ends_there(const struct capitals *c, size_t at)
{
    enum kind kind = KIND_OTHER;
    for (size_t n; at < c->text.n && (kind = kind_at(c->text, at, &n)) == KIND_OTHER;)
        at += n;
    return at >= c->text.n || kind == KIND_SPACE;
}

static unsigned gap_wide(const struct capitals *c, size_t at, size_t n)
{
    static const char *const opening[] = {"\xE2\x80\x9C", "\xC2\xAB", "\xE2\x80\x98",
                                          "\xE2\x80\xA2"};
    struct str mark = str_cut(c->text, at, at + n);
    for (size_t i = 0; i < sizeof opening / sizeof *opening; i++)
        if (str_is(mark, opening[i]))
            return GAP_QUOTE | GAP_OTHER;
    bool ends = str_is(mark, "\xE2\x80\xA6") && ends_there(c, at + n);
    return ends ? GAP_SENTENCE | GAP_OTHER : GAP_OTHER;
}

/* What the mark at `at` says; `start` is the end of the word before. A straight quotation mark is
 * an opening one if no word is right before it. */
static unsigned gap_mark(const struct capitals *c, size_t start, size_t at, size_t n)
{
    if (n > 1)
        return gap_wide(c, at, n);
    switch (c->text.p[at]) {
    case '&':
        return GAP_AND;
    case ',':
        return at == start ? GAP_COMMA : GAP_OTHER;
    case '.':
        return (at == start ? GAP_STOP : GAP_OTHER) |
               (ends_there(c, at + 1) ? (unsigned)GAP_SENTENCE : 0u);
    case '!':
    case '?':
        return ends_there(c, at + 1) ? GAP_SENTENCE | GAP_OTHER : GAP_OTHER;
    case '"':
        return at == start ? GAP_OTHER : GAP_QUOTE | GAP_OTHER;
    case ':':
    case '*':
    case '#':
        return GAP_QUOTE | GAP_OTHER;
    default:
        return GAP_OTHER;
    }
}

/* Goes to the next word's start, and says what was between. */
static unsigned read_gap(struct capitals *c, size_t start)
{
    unsigned gap = 0;
    size_t n = c->at + 1;
    if (n < c->text.n && c->text.p[n - 1] == ' ' && is_word(byte_kind(c->text.p[n]))) {
        c->at = n;
        return GAP_SPACE;
    }
    for (; c->at < c->text.n; c->at += n) {
        enum kind k = kind_at(c->text, c->at, &n);
        if (is_word(k))
            break;
        if (c->text.p[c->at] == '\n')
            gap |= gap_line(c, c->at);
        else if (k == KIND_SPACE)
            gap |= GAP_SPACE;
        else
            gap |= gap_mark(c, start, c->at, n);
    }
    return gap;
}

/* Reads the next word where it is one of small letters of ASCII with a blank before and behind it,
 * as most are. */
static inline bool next_small(struct capitals *c)
{
    struct str s = c->text;
    size_t start = c->at + 1, end = start;
    if (end >= s.n || s.p[c->at] != ' ')
        return false;
    while (end < s.n && byte_kind(s.p[end]) == KIND_LOWER)
        end++;
    if (end == start || end == s.n || s.p[end] != ' ')
        return false;
    c->next = (struct capital_word){.span = {start, end}, .line = c->line, .gap = GAP_SPACE};
    c->at = end;
    return true;
}

static void next_word(struct capitals *c)
{
    size_t start = c->at;
    c->before = c->now;
    c->now = c->next;
    if (next_small(c))
        return;
    c->next = (struct capital_word){.span = {c->text.n, c->text.n}};
    unsigned gap = read_gap(c, start);
    c->next.gap = (uint8_t)gap;
    c->next.line = c->line;
    if (c->at < c->text.n)
        read_word(c, c->at, &c->next);
}

/* ---- what is known ------------------------------------------------------------------------- */

static void learn(const struct capitals *c, struct capital_word *w)
{
    if (w->known || span_len(w->span) == 0)
        return;
    struct str word = str_cut(c->text, w->span.start, w->span.end);
    struct lexicon_entry e = lexicon_look(c->lex, word, &w->hash);
    w->known = true;
    w->flags = e.flags;
    w->more = e.more;
}

/* Whether w begins a sentence; `before` is the word before it. */
static bool is_start(const struct capitals *c, struct capital_word *before,
                     const struct capital_word *w)
{
    if (!span_len(before->span) || (w->gap & (GAP_LINE | GAP_QUOTE)))
        return true;
    if (!(w->gap & GAP_SENTENCE))
        return false;
    if (w->gap != (GAP_SENTENCE | GAP_STOP | GAP_SPACE))
        return true;
    learn(c, before);
    return !(before->flags & c->abbreviation) && !(before->shape & CAPITAL_INITIAL);
}

/* How w is linked to the word right before it. */
static enum capital_link link_of(const struct capitals *c, struct capital_word *before,
                                 const struct capital_word *w)
{
    if (is_start(c, before, w) || (before->shape & CAPITAL_POSSESSIVE))
        return LINK_NONE;
    switch (w->gap & ~(GAP_SENTENCE | GAP_SPACE)) {
    case 0:
        return LINK_SPACE;
    case GAP_STOP: /* "J.Smith" too */
        return (w->gap & GAP_SPACE) || (before->shape & CAPITAL_INITIAL) ? LINK_SPACE : LINK_NONE;
    case GAP_AND:
        return LINK_AND;
    case GAP_COMMA:
        return LINK_COMMA;
    default:
        return LINK_NONE;
    }
}

/* Keeps the small words behind a capital, as long as only they are between it and the next. */
static void pass_small(struct capitals *c)
{
    if (c->small_n > CAPITAL_SMALL)
        return;
    if (c->small_n == CAPITAL_SMALL || link_of(c, &c->before, &c->now) != LINK_SPACE)
        c->small_n = CAPITAL_SMALL + 1;
    else
        c->small[c->small_n++] = c->now.span;
}

/* The longest entry of several words that begins with the word now. */
static void longest(const struct capitals *c, struct capital *out)
{
    struct letters l;
    size_t end = c->now.span.end, n;
    bool more = c->now.more;
    for (int words = 1; more && words < ENTRY_WORDS; words++) {
        size_t at = end;
        while (at < c->text.n && kind_at(c->text, at, &n) == KIND_SPACE && at - end < 8)
            at += n;
        l = (struct letters){0};
        if (at == end || !is_word(kind_of(c->text, at)))
            return;
        end = read_part(c->text, at, &l);
        while (end + 1 < c->text.n && c->text.p[end] == '-' && is_word(kind_of(c->text, end + 1)))
            end = read_part(c->text, end + 1, &l);
        struct lexicon_entry e = known(c, (struct span){c->now.span.start, end});
        more = e.more;
        if (e.flags) {
            out->entry = (struct span){c->now.span.start, end};
            out->entry_flags = e.flags;
        }
    }
}

/* Whether the line at `at` is written as headlines are. */
static bool is_headline(const struct capitals *c, size_t at)
{
    size_t long_n = 0, capital_n = 0, word_n = 0, lower_n = 0, end = str_byte(c->text, '\n', at);
    if (end - at > HEADLINE_MOST || (end > at && c->text.p[end - 1] == '.'))
        return false;
    while (at < end) {
        struct letters l = {0};
        size_t n;
        enum kind first = kind_at(c->text, at, &n);
        if (is_word(first)) {
            at = read_letters(str_cut(c->text, 0, end), at, &l);
            word_n++;
            lower_n += l.lower;
            long_n += l.all > 3;
            capital_n += l.all > 3 && first != KIND_LOWER;
        } else {
            at += n;
        }
    }
    return (word_n > 1 && !lower_n) || (long_n >= 3 && capital_n * 10 >= long_n * 8);
}

/* ---- the iterator -------------------------------------------------------------------------- */

struct capitals capitals_begin(const struct lexicon *lex, struct str text, struct span s)
{
    struct capitals c = {.lex = lex, .text = str_cut(text, 0, s.end), .at = s.start};
    c.line = s.start;
    c.particle = lexicon_flag(lex, str_of("particle"));
    c.joint = lexicon_flag(lex, str_of("joint"));
    c.common = lexicon_flag(lex, str_of("common"));
    c.abbreviation = lexicon_flag(lex, str_of("abbreviation"));
    next_word(&c);
    return c;
}

static bool is_near(const struct capitals *c, struct capital_word *before,
                    const struct capital_word *w)
{
    bool apart = w->gap & ~(GAP_SPACE | GAP_STOP | GAP_SENTENCE | GAP_COMMA);
    return !apart && !is_start(c, before, w);
}

static bool is_glued(const struct capitals *c, struct span s)
{
    struct str before = str_cut(c->text, s.start - (s.start > 0), s.start);
    struct str behind = str_cut(c->text, s.end, s.end + 1);
    return (before.n && strchr("_/@%", before.p[0])) || (behind.n && strchr("_/@%", behind.p[0]));
}

/* How the word now, before which small words stand, is linked to the last capital. The particles
 * right before it begin at *from. */
static enum capital_link link_small(struct capitals *c, size_t *from)
{
    struct span *last = &c->before.span;
    bool particles = true, all = c->small_n <= CAPITAL_SMALL;
    size_t n = all ? c->small_n : 1;
    for (size_t i = n; i-- > 0;) {
        struct span s = i == n - 1 ? *last : c->small[i];
        uint32_t flags = i == n - 1 ? c->before.flags : known(c, s).flags;
        particles = particles && (flags & c->particle);
        if (particles)
            *from = s.start;
        else if (!(flags & c->joint) || !all)
            return LINK_NONE;
    }
    return !all ? LINK_NONE : particles ? LINK_PARTICLE : LINK_JOINT;
}

static void describe(struct capitals *c, struct capital *out)
{
    struct capital_word *w = &c->now;
    bool start = is_start(c, &c->before, w);
    bool begin = !span_len(c->before.span) || (w->gap & GAP_LINE);
    enum capital_link here = link_of(c, &c->before, w);
    if (begin)
        c->headline = is_headline(c, w->line);
    learn(c, w);
    bool near = is_near(c, &c->before, w), near_next = is_near(c, w, &c->next);
    if (near)
        learn(c, &c->before);
    if (near_next)
        learn(c, &c->next);
    *out = (struct capital){.span = w->span, .flags = w->flags, .shape = w->shape, .link = here};
    out->word = w->hash;
    out->shape |= (start ? CAPITAL_START : 0u) | (begin ? CAPITAL_BEGIN : 0u) |
                  (c->headline ? CAPITAL_HEADLINE : 0u) |
                  (is_glued(c, w->span) ? CAPITAL_GLUED : 0u);
    out->before = near ? c->before.flags : 0;
    out->after = near_next ? c->next.flags : 0;
    out->from = w->span.start;
    if (!c->before.capital)
        out->link = here == LINK_SPACE ? link_small(c, &out->from) : LINK_NONE;
    if ((w->shape & CAPITAL_INITIAL) && (w->shape & CAPITAL_STOP) && span_len(w->span) > 1)
        out->span.end++;
    if (w->more)
        longest(c, out);
}

bool capitals_next(struct capitals *c, struct capital *out)
{
    while (span_len(c->next.span)) {
        next_word(c);
        if (c->now.capital) {
            describe(c, out);
            c->small_n = 0;
            return true;
        }
        if (c->now.span.start == c->now.span.end)
            return false;
        if (!span_len(c->before.span) || (c->now.gap & GAP_LINE))
            c->headline = is_headline(c, c->now.line);
        pass_small(c);
    }
    return false;
}
