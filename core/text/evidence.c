#include "text/evidence.h"

#include "base/json.h"

enum { SCORE_UNIT = 10000 };

static bool is_plain(struct str s, const char *more, size_t longest)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool mark = c == ' ' || c == '_' || c == '-' || c == '.' || c == '+';
        if (!letter && !mark && !(c >= '0' && c <= '9') && (!c || !strchr(more, c)))
            return false;
    }
    return s.n <= longest;
}

bool evidence_check(const struct evidence *e, struct err *err)
{
    const struct attr_check {
        const char *name;
        struct str value;
    } all[] = {{"label", e->label}, {"why", e->why},
               {"operator", e->operator}, {"line", e->line}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!is_plain(all[i].value, "", EVIDENCE_LONGEST))
            return err_set(err,
                           "the evidence `%s` is to be up to %d letters, digits, spaces, `_`, "
                           "`-`, `.` and `+`",
                           all[i].name, EVIDENCE_LONGEST);
    return true;
}

bool evidence_check_rule(struct str rule, struct err *err)
{
    return is_plain(rule, ":/", EVIDENCE_RULE) ||
           err_set(err,
                   "the rule is to be up to %d letters, digits, spaces, `_`, `-`, `.`, `+`, `:` "
                   "and `/`",
                   EVIDENCE_RULE);
}

static bool is_same(const struct evidence *a, const struct evidence *b)
{
    return a->scored == b->scored && a->score == b->score && a->entity == b->entity &&
           a->review == b->review && str_eq(a->label, b->label) && str_eq(a->why, b->why) &&
           str_eq(a->operator, b->operator) && str_eq(a->line, b->line);
}

static struct str keep(struct arena *a, struct str last, struct str s)
{
    if (s.n == 0)
        return (struct str){"", 0};
    return last.n > 0 && str_eq(last, s) ? last : arena_str(a, s);
}

const struct evidence *evidence_keep(struct arena *a, const struct evidence *last,
                                     const struct evidence *e)
{
    static const struct evidence none;
    if (last && is_same(last, e))
        return last;
    struct evidence *to = arena_get(a, sizeof *to);
    last = last ? last : &none;
    *to = *e;
    to->label = keep(a, last->label, e->label);
    to->why = keep(a, last->why, e->why);
    to->operator= keep(a, last->operator, e->operator);
    to->line = keep(a, last->line, e->line);
    return to;
}

static void put_text(struct buf *out, const char *key, struct str s)
{
    if (s.n == 0)
        return;
    json_key(out, key);
    json_str(out, s);
}

/* In whole numbers: the same digits under every locale, and quicker than a format. */
static void put_score(struct buf *out, double score)
{
    uint64_t n = (uint64_t)(score * SCORE_UNIT + 0.5);
    json_key(out, "score");
    buf_addu(out, n / SCORE_UNIT);
    n %= SCORE_UNIT;
    if (n > 0)
        buf_addc(out, '.');
    for (uint64_t unit = SCORE_UNIT / 10; n > 0; unit /= 10) {
        buf_addc(out, (char)('0' + n / unit));
        n %= unit;
    }
}

void evidence_put(const struct evidence *e, struct buf *out)
{
    put_text(out, "label", e->label);
    if (e->scored)
        put_score(out, e->score);
    put_text(out, "why", e->why);
    put_text(out, "operator", e->operator);
    put_text(out, "line", e->line);
    if (e->entity > 0) {
        json_key(out, "entity");
        buf_addu(out, e->entity);
    }
}
