#include "text/chars.h"

#include "base/utf8.h"

enum { KELVIN = 0x212A, LONG_S = 0x17F };

/* Of 100,000 bytes of English and other European news text, counted and rounded: ASCII. */
static const uint16_t ascii_often[128] = {
    5,    1,    1,     1,    1,    1,    1,    1,    1,    40,   1000, 1,    1,    40,   1,
    1,    1,    1,     1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,    1,
    1,    1,    15000, 10,   300,  15,   15,   10,   10,   150,  70,   70,   20,   10,   950,
    250,  1200, 50,    450,  350,  300,  200,  180,  200,  150,  150,  180,  220,  60,   20,
    15,   20,   15,    20,   10,   240,  150,  170,  130,  130,  100,  90,   110,  230,  60,
    50,   90,   190,   130,  90,   130,  10,   120,  240,  350,  50,   40,   100,  5,    40,
    10,   20,   5,     20,   5,    30,   5,    6200, 1100, 2200, 2900, 8900, 1400, 1400, 3600,
    5200, 100,  600,   3000, 1700, 5000, 5300, 1400, 70,   4600, 4700, 6300, 2100, 750,  1300,
    150,  1200, 70,    10,   20,   10,   5,    1,
};

/* How many times as often a byte of the second kind stands behind one of the first as anywhere:
 * where one digit stands the next is likely. Counted in the same text, but for small letters
 * among themselves: what patterns spell out are words, which stand more often than chance. */
static const double beside[KINDS][KINDS] = {
    {3, 0.01, 0.01, 1.08, 0.95, 0.1}, {1.12, 2.2, 0.2, 0.27, 1.1, 0.25},
    {0.02, 0.05, 26, 1, 5.3, 3.5},    {2, 5, 1.6, 0.27, 0.4, 0.6},
    {0.27, 2.4, 3.2, 3.4, 3.2, 0.5},  {0.1, 0.7, 0.3, 0.8, 0.4, 50},
};

/* The same for one letter behind another, a behind a, b behind a and so on, in the same text: the
 * digit says the power of two, 6 for as often as anywhere. */
static const char letters_beside[26][27] = {
    "07760673577878067777675488", "76528200781820744751824394", "71617228758601805636700167",
    "60247451731444606550643165", "64684552335677368874376956", "61206830730600823715701253",
    "62047057633525603652703253", "73228000720243707425602152", "56875670058778667677280619",
    "72316221563120826300935526", "51027045846346635462534375", "73477520755840632154663194",
    "88318100721071783050610267", "53786590675454626067462065", "36641953356788471855887647",
    "72317046634730883865702213", "63520332574231139131943637", "65667472717565742566663373",
    "53646306636440676067723056", "61307109710340751654615075", "57665571547778173887020427",
    "70009010841100604030210334", "81017418830206704460001244", "65725534864121597118833667",
    "44426220532453654452323646", "83228336764444739110433679",
};

static inline unsigned byte_kind(unsigned c)
{
    if (c >= 'a' && c <= 'z')
        return 0;
    if (c >= 0x80)
        return 5;
    if (c >= 'A' && c <= 'Z')
        return 1;
    if (c >= '0' && c <= '9')
        return 2;
    return c == ' ' || (c >= '\t' && c <= '\r') ? 3 : 4;
}

static inline double byte_often(unsigned c)
{
    if (c < 0x80)
        return ascii_often[c] / 1e5;
    return c < 0xC0 ? 20 / 1e5 : c == 0xC3 || c == 0xE2 ? 300 / 1e5 : 5 / 1e5;
}

static inline void add_byte(struct byteset *b, unsigned c)
{
    b->bits[c / 64] |= UINT64_C(1) << (c % 64);
    b->often[byte_kind(c)] += (float)byte_often(c);
}

bool byteset_has(const struct byteset *b, unsigned char c)
{
    return b->bits[c / 64] >> (c % 64) & 1;
}

void byteset_add(struct byteset *b, unsigned char from, unsigned char to)
{
    for (unsigned c = from; c <= to; c++)
        if (!byteset_has(b, (unsigned char)c))
            add_byte(b, c);
}

void byteset_join(struct byteset *b, const struct byteset *other)
{
    if (!(b->bits[0] | b->bits[1] | b->bits[2] | b->bits[3])) {
        *b = *other;
        return;
    }
    for (unsigned k = 0; k < 4; k++) {
        uint64_t more = other->bits[k] & ~b->bits[k];
        for (; more; more &= more - 1)
            add_byte(b, 64 * k + (unsigned)__builtin_ctzll(more));
    }
}

bool byteset_meet(struct byteset *b, const struct byteset *a, const struct byteset *other)
{
    *b = (struct byteset){{0}, {0}};
    for (unsigned k = 0; k < 4; k++)
        for (uint64_t in = a->bits[k] & other->bits[k]; in; in &= in - 1)
            add_byte(b, 64 * k + (unsigned)__builtin_ctzll(in));
    return b->bits[0] | b->bits[1] | b->bits[2] | b->bits[3];
}

double byteset_often(const struct byteset *b)
{
    double all = 0;
    for (size_t k = 0; k < KINDS; k++)
        all += b->often[k];
    return all;
}

/* Which letter of the alphabet the set has, in one case or both; -1 for none, and for several. */
static int only_letter(const struct byteset *b)
{
    uint64_t letters = (b->bits[1] >> 1 | b->bits[1] >> 33) & 0x3FFFFFF;
    return letters && !(letters & (letters - 1)) ? __builtin_ctzll(letters) : -1;
}

/* How many times as often as anywhere small letters of `then` stand behind those of `now`. */
static double small_beside(const struct byteset *now, const struct byteset *then)
{
    static const double times[] = {1 / 64., 1 / 32., 1 / 16., 1 / 8., 1 / 4., 1 / 2., 1, 2, 4, 8};
    const double in_words = 2; /* where one pair of a word stands, so does the next */
    int a = only_letter(now), b = only_letter(then);
    return a < 0 || b < 0 ? beside[0][0] : in_words * times[letters_beside[a][b] - '0'];
}

/* As if what stands behind a byte depended on the kind of that byte only, and behind a letter on
 * that letter. */
double byteset_row_often(const struct byteset *row, size_t n)
{
    double now[KINDS], all = 0;
    for (size_t k = 0; k < KINDS; k++)
        now[k] = row[0].often[k];
    for (size_t i = 1; i < n; i++) {
        double then[KINDS] = {0};
        for (size_t k = 0; k < KINDS; k++)
            for (size_t j = 0; now[k] > 0 && j < KINDS; j++)
                then[j] += now[k] * beside[k][j] * row[i].often[j];
        if (now[0] > 0 && row[i].often[0] > 0)
            then[0] +=
                now[0] * row[i].often[0] * (small_beside(&row[i - 1], &row[i]) - beside[0][0]);
        memcpy(now, then, sizeof now);
    }
    for (size_t k = 0; k < KINDS; k++)
        all += now[k];
    return all < 1 ? all : 1;
}

void chars_add_wide(struct byteset *b)
{
    byteset_add(b, 0xC2, 0xF4);
}

void chars_add_all(struct byteset *b)
{
    byteset_add(b, 0, 0x7F);
    chars_add_wide(b);
}

struct byteset chars_not(const struct byteset *b)
{
    struct byteset rest = {{0}, {0}};
    for (unsigned char c = 0; c < 0x80; c++)
        if (!byteset_has(b, c))
            byteset_add(&rest, c, c);
    chars_add_wide(&rest);
    return rest;
}

/* ---- classes of ASCII, no locale asked ------------------------------------------------------
 */

static bool is_upper(unsigned c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(unsigned c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(unsigned c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(unsigned c)
{
    return is_upper(c) || is_lower(c);
}

static bool is_alnum(unsigned c)
{
    return is_letter(c) || is_digit(c);
}

static bool is_word(unsigned c)
{
    return is_alnum(c) || c == '_';
}

static bool is_space(unsigned c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_blank(unsigned c)
{
    return c == ' ' || c == '\t';
}

static bool is_vertical(unsigned c)
{
    return c >= '\n' && c <= '\r';
}

static bool is_ascii(unsigned c)
{
    return c < 0x80;
}

static bool is_cntrl(unsigned c)
{
    return c < 0x20 || c == 0x7F;
}

static bool is_graph(unsigned c)
{
    return c > 0x20 && c < 0x7F;
}

static bool is_print(unsigned c)
{
    return c >= 0x20 && c < 0x7F;
}

static bool is_punct(unsigned c)
{
    return is_graph(c) && !is_alnum(c);
}

static bool is_xdigit(unsigned c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static void add_where(struct byteset *b, bool (*has)(unsigned c), bool negated)
{
    for (unsigned c = 0; c < 0x80; c++)
        if (has(c) != negated)
            byteset_add(b, (unsigned char)c, (unsigned char)c);
}

bool chars_add_escape(struct byteset *b, char c, bool ucp)
{
    static const struct {
        char name;
        bool (*has)(unsigned c);
        bool wide; /* there are more of them beyond ASCII, whatever the options */
    } sets[] = {{'d', is_digit, false},
                {'w', is_word, false},
                {'s', is_space, false},
                {'h', is_blank, true},
                {'v', is_vertical, true}};
    bool negated = is_upper((unsigned char)c);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        if (sets[i].name != (negated ? c | 0x20 : c))
            continue;
        add_where(b, sets[i].has, negated);
        if (negated || ucp || sets[i].wide)
            chars_add_wide(b);
        return true;
    }
    return false;
}

bool chars_add_posix(struct byteset *b, struct str name, bool negated, bool ucp)
{
    static const struct {
        const char *name;
        bool (*has)(unsigned c);
    } sets[] = {{"alnum", is_alnum}, {"alpha", is_letter}, {"ascii", is_ascii},
                {"blank", is_blank}, {"cntrl", is_cntrl},  {"digit", is_digit},
                {"graph", is_graph}, {"lower", is_lower},  {"print", is_print},
                {"punct", is_punct}, {"space", is_space},  {"upper", is_upper},
                {"word", is_word},   {"xdigit", is_xdigit}};
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        if (!str_is(name, sets[i].name))
            continue;
        add_where(b, sets[i].has, negated);
        if (negated || ucp)
            chars_add_wide(b);
        return true;
    }
    return false;
}

/* ---- ranges and their other case ------------------------------------------------------------
 */

static unsigned char first_byte(uint32_t cp)
{
    char bytes[4];
    utf8_encode(cp, bytes);
    return (unsigned char)bytes[0];
}

/* Adds the other forms of the ASCII letters of [from, to]; k and s have one beyond ASCII. */
static void add_other_case(struct byteset *b, uint32_t from, uint32_t to)
{
    for (uint32_t c = from; c <= to && c < 0x80; c++) {
        if (!is_letter(c))
            continue;
        byteset_add(b, (unsigned char)(c ^ 0x20), (unsigned char)(c ^ 0x20));
        if ((c | 0x20) == 'k')
            byteset_add(b, first_byte(KELVIN), first_byte(KELVIN));
        if ((c | 0x20) == 's')
            byteset_add(b, first_byte(LONG_S), first_byte(LONG_S));
    }
}

void chars_add(struct byteset *b, uint32_t from, uint32_t to, bool caseless)
{
    if (from < 0x80)
        byteset_add(b, (unsigned char)from, (unsigned char)(to < 0x80 ? to : 0x7F));
    if (caseless)
        add_other_case(b, from, to);
    if (to < 0x80)
        return;
    if (caseless)
        chars_add_wide(b);
    else
        byteset_add(b, first_byte(from < 0x80 ? 0x80 : from), first_byte(to));
}

bool chars_fold_in(uint32_t from, uint32_t to)
{
    return (from <= KELVIN && KELVIN <= to) || (from <= LONG_S && LONG_S <= to);
}
