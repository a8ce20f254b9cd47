#include "flow/finds.h"

/* Before a label, the line of a policy for it. */
#define POLICY_LINE "policy:"

/* ---- what is looked for --------------------------------------------------------------------- */

static struct str quoted(struct arena *arena, struct str s)
{
    struct buf b = {0};
    json_str(&b, s);
    struct str key = arena_str(arena, buf_str(&b));
    buf_free(&b);
    return key;
}

/* Stages come in the order of the pipeline, as where `called` of a step is set (program.c). */
static void expect_stage(struct finds *f, struct str name)
{
    size_t uses = 1;
    struct buf called = {0};
    for (size_t i = 0; i < f->idle_n; i++)
        uses += str_eq(f->idle[i].name, name);
    buf_add(&called, name);
    if (uses > 1)
        buf_addf(&called, "#%zu", uses);
    f->idle = arena_grow(f->arena, f->idle, &f->idle_cap, f->idle_n + 1, sizeof *f->idle);
    f->idle[f->idle_n++] = (struct idle){.name = arena_str(f->arena, name),
                                         .called = arena_str(f->arena, buf_str(&called)),
                                         .key = quoted(f->arena, buf_str(&called))};
    buf_free(&called);
}

/* Behind the others of its stage, which may stand in the pipeline twice. */
static void expect(struct finds *f, struct str stage, struct str what, uint64_t of)
{
    size_t at = f->n;
    for (size_t i = 0; i < f->n; i++) {
        if (!str_eq(f->v[i].stage, stage))
            continue;
        if (str_eq(f->v[i].what, what))
            return;
        at = i + 1;
    }
    f->v = arena_grow(f->arena, f->v, &f->cap, f->n + 1, sizeof *f->v);
    memmove(f->v + at + 1, f->v + at, (f->n - at) * sizeof *f->v);
    bool more = at > 0 && str_eq(f->v[at - 1].stage, stage);
    f->v[at] = (struct find){.stage = arena_str(f->arena, stage),
                             .what = arena_str(f->arena, what),
                             .key = more ? f->v[at - 1].key : quoted(f->arena, stage),
                             .what_key = quoted(f->arena, what),
                             .of = of};
    f->n++;
}

void finds_begin(struct finds *f, struct arena *arena, const struct facts *facts)
{
    *f = (struct finds){.arena = arena, .conditions = facts->conditions};
    for (size_t i = 0; i < facts->stage_n; i++)
        expect_stage(f, facts->stages[i].name);
    for (size_t i = 0; i < facts->looked_n; i++)
        expect(f, facts->looked[i].stage, facts->looked[i].what, facts->looked[i].of);
}

void finds_begin_read(struct finds *f, struct arena *arena, const json_value *run)
{
    const json_value *stages = json_get(run, "stages"), *found = json_get(run, "found");
    *f = (struct finds){.arena = arena, .conditions = true};
    for (size_t i = 0; i < json_count(stages); i++)
        expect_stage(f, json_text(json_get(json_at(stages, i), "stage")));
    for (size_t i = 0; i < json_count(found); i++) {
        const json_value *one = json_at(found, i);
        expect(f, json_text(json_get(one, "stage")), json_text(json_get(one, "what")),
               (uint64_t)json_int(json_get(one, "of"), 0));
    }
}

/* ---- reading it off a ledger line ----------------------------------------------------------- */

/* Moves *rest on by n bytes. */
static void skip(struct str *rest, size_t n)
{
    rest->p += n;
    rest->n -= n;
}

/* Takes a JSON string off the front of *rest, its quotes included; "" when there is none. */
static struct str take_text(struct str *rest)
{
    size_t n = 1;
    if (rest->n == 0 || rest->p[0] != '"')
        return (struct str){"", 0};
    const char *end = memchr(rest->p + 1, '"', rest->n - 1);
    if (end && !memchr(rest->p, '\\', (size_t)(end - rest->p)))
        n = (size_t)(end - rest->p);
    while (n < rest->n && rest->p[n] != '"')
        n += rest->p[n] == '\\' ? 2 : 1;
    struct str text = {rest->p, n < rest->n ? n + 1 : rest->n};
    skip(rest, text.n);
    return text;
}

static bool take(struct str *rest, char c)
{
    if (rest->n == 0 || rest->p[0] != c)
        return false;
    skip(rest, 1);
    return true;
}

static uint64_t take_number(struct str *rest)
{
    uint64_t n = 0;
    while (rest->n > 0 && rest->p[0] >= '0' && rest->p[0] <= '9') {
        n = n * 10 + (uint64_t)(rest->p[0] - '0');
        skip(rest, 1);
    }
    return n;
}

/* Those of one stage are v[first] and on. */
static void add_found(struct finds *f, size_t first, struct str what, uint64_t n)
{
    for (size_t i = first; i < f->n && f->v[i].key.p == f->v[first].key.p; i++)
        if (str_eq(f->v[i].what_key, what)) {
            f->v[i].n += n;
            return;
        }
}

static size_t first_of(const struct finds *f, struct str key)
{
    size_t i = 0;
    while (i < f->n && !str_eq(f->v[i].key, key))
        i++;
    return i;
}

/* {"stage":{"what":3,...},...} */
static void read_found(struct finds *f, struct str rest)
{
    while (take(&rest, '{') || take(&rest, ',')) {
        size_t first = first_of(f, take_text(&rest));
        if (!take(&rest, ':'))
            return;
        while (take(&rest, '{') || take(&rest, ',')) {
            struct str what = take_text(&rest);
            if (!take(&rest, ':'))
                return;
            add_found(f, first, what, take_number(&rest));
        }
        take(&rest, '}');
    }
}

/* ["stage",...] */
static void read_idle(struct finds *f, struct str rest)
{
    while (take(&rest, '[') || take(&rest, ',')) {
        struct str key = take_text(&rest);
        for (size_t i = 0; i < f->idle_n; i++)
            f->idle[i].outputs += str_eq(f->idle[i].key, key);
    }
}

/* The value behind the next `,"name":` in *rest, which moves there. In a string of JSON its quotes
 * would be escaped, so it is a member. By its comma: `found` has three or four before it. */
static bool member(struct str *rest, const char *name)
{
    size_t n = strlen(name);
    const char *at;
    while (rest->n > 0 && (at = memchr(rest->p, ',', rest->n))) {
        skip(rest, (size_t)(at - rest->p));
        if (rest->n >= n && memcmp(rest->p, name, n) == 0) {
            skip(rest, n);
            return true;
        }
        skip(rest, 1);
    }
    return false;
}

void finds_add(struct finds *f, struct str line)
{
    struct str rest = line;
    if (f->n > 0 && member(&rest, ",\"found\":"))
        read_found(f, rest);
    for (rest = line; f->conditions && member(&rest, ",\"not_run\":");)
        read_idle(f, rest);
}

/* ---- telling it ----------------------------------------------------------------------------- */

static bool same_stage(const struct finds *f, size_t i)
{
    return i > 0 && str_eq(f->v[i - 1].stage, f->v[i].stage);
}

void finds_put(const struct finds *f, struct buf *out)
{
    json_key(out, "found");
    buf_addc(out, '[');
    for (size_t i = 0; i < f->n; i++) {
        buf_addf(out, "%s{\"stage\":%s,\"what\":%s,\"n\":%llu", i > 0 ? "," : "", f->v[i].key.p,
                 f->v[i].what_key.p, (unsigned long long)f->v[i].n);
        if (f->v[i].of > 0)
            buf_addf(out, ",\"of\":%llu", (unsigned long long)f->v[i].of);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
    json_key(out, "not_run");
    buf_addc(out, '{');
    for (size_t i = 0, k = 0; i < f->idle_n; i++)
        if (f->idle[i].outputs > 0)
            buf_addf(out, "%s%s:%llu", k++ > 0 ? "," : "", f->idle[i].key.p,
                     (unsigned long long)f->idle[i].outputs);
    buf_addc(out, '}');
}

static bool is_of_decisions(const struct find *one)
{
    return str_starts(one->what, HOST_DECISIONS) || str_starts(one->what, HOST_STALE);
}

static bool is_rule(const struct find *one)
{
    return str_starts(one->what, HOST_RULE);
}

/* A line of a policy for a label that no stage found: that was said of the label. */
static bool is_known(const struct finds *f, const struct find *one)
{
    size_t skip = strlen(POLICY_LINE);
    struct str label = str_cut(one->what, skip, one->what.n);
    for (size_t i = 0; str_starts(one->what, POLICY_LINE) && i < f->n; i++)
        if (f->v[i].n == 0 && str_eq(f->v[i].what, label))
            return true;
    return false;
}

/* Whether it is a rule of a label that was found: of the others the label is told. The finds of
 * its stage are v[from] to v[to]. */
static bool counts(const struct finds *f, size_t from, size_t to, const struct find *one)
{
    struct str rule = str_cut(one->what, strlen(HOST_RULE), one->what.n);
    struct str label = str_cut(rule, 0, str_byte(rule, '.', 0));
    for (size_t i = from; is_rule(one) && i < to; i++)
        if (str_eq(f->v[i].what, label))
            return f->v[i].n > 0;
    return is_rule(one);
}

/* Begins what is told of the stage, or goes on with it. */
static struct buf *more(struct str stage, size_t *told, struct buf *out)
{
    if ((*told)++ > 0) {
        buf_addz(out, ", ");
        return out;
    }
    buf_addz(out, out->n > 0 ? "; " : "");
    buf_add(out, stage);
    buf_addz(out, ": ");
    return out;
}

/* Authors want to know each rule of their own; those that are shipped are many, and not theirs to
 * change. */
static bool is_own(struct str stage)
{
    return str_ends(stage, ".lua");
}

static void stage_missing(const struct finds *f, size_t from, size_t to, struct buf *out)
{
    struct str stage = f->v[from].stage;
    size_t told = 0, rules = 0, missing = 0;
    for (size_t i = from; i < to; i++) {
        const struct find *one = &f->v[i];
        bool rule = counts(f, from, to, one);
        rules += rule;
        if (one->n > 0 || (is_rule(one) && !rule) || is_of_decisions(one) || is_known(f, one))
            continue;
        missing += rule;
        if (!rule || is_own(stage))
            buf_add(more(stage, &told, out), one->what);
    }
    if (missing > 0 && !is_own(stage))
        buf_addf(more(stage, &told, out), "%zu of %zu rules", missing, rules);
}

void finds_missing(const struct finds *f, struct buf *out)
{
    for (size_t from = 0, to; from < f->n; from = to) {
        to = from + 1;
        while (to < f->n && same_stage(f, to))
            to++;
        stage_missing(f, from, to, out);
    }
}

static bool looks(const struct finds *f, struct str stage)
{
    for (size_t i = 0; i < f->n; i++)
        if (str_eq(f->v[i].stage, stage))
            return true;
    return false;
}

void finds_idle(const struct finds *f, struct buf *out)
{
    for (size_t i = 0; i < f->idle_n; i++) {
        if (f->idle[i].outputs == 0 || !looks(f, f->idle[i].name))
            continue;
        buf_addz(out, out->n > 0 ? ", " : "");
        buf_add(out, f->idle[i].called);
        buf_addf(out, " (%llu outputs)", (unsigned long long)f->idle[i].outputs);
    }
}

static uint64_t stale_of(const struct finds *f, const struct find *done, struct str file)
{
    for (size_t i = 0; i < f->n; i++) {
        struct str what = f->v[i].what;
        if (f->v[i].key.p == done->key.p && str_starts(what, HOST_STALE) &&
            str_eq(str_cut(what, strlen(HOST_STALE), what.n), file))
            return f->v[i].n;
    }
    return 0;
}

void finds_decisions(const struct finds *f, struct buf *out)
{
    for (size_t i = 0; i < f->n; i++) {
        const struct find *one = &f->v[i];
        if (!str_starts(one->what, HOST_DECISIONS) || one->of == 0)
            continue;
        struct str file = str_cut(one->what, strlen(HOST_DECISIONS), one->what.n);
        uint64_t stale = stale_of(f, one, file), met = one->n + stale;
        buf_addz(out, out->n > 0 ? "; " : "");
        buf_add(out, file);
        buf_addf(out, ": %llu of %llu carried out", (unsigned long long)one->n,
                 (unsigned long long)one->of);
        if (stale > 0)
            buf_addf(out, ", %llu to keep fit nothing any more", (unsigned long long)stale);
        if (met < one->of)
            buf_addf(
                out,
                ", %llu about documents that are not in this run, or were not redacted in it",
                (unsigned long long)(one->of - met));
    }
}

/* Whether a count before number i is of the same stage. */
static bool told_before(const struct told *t, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(t->found[k].stage, t->found[i].stage))
            return true;
    return false;
}

void finds_put_told(const struct told *t, struct buf *out)
{
    buf_addc(out, '{');
    for (size_t i = 0; i < t->found_n; i++) {
        if (told_before(t, i))
            continue;
        buf_addz(out, out->p[out->n - 1] == '{' ? "" : ",");
        json_str(out, t->found[i].stage);
        buf_addz(out, ":{");
        for (size_t k = i; k < t->found_n; k++) {
            if (!str_eq(t->found[k].stage, t->found[i].stage))
                continue;
            buf_addz(out, k > i ? "," : "");
            json_str(out, t->found[k].name);
            buf_addc(out, ':');
            buf_addu(out, (uint64_t)t->found[k].n);
        }
        buf_addc(out, '}');
    }
    buf_addc(out, '}');
}
