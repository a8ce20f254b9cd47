#include "text/regex.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/mem.h"
#include "text/syntax.h"

/* Nanoseconds a byte from which on a pass is told of: half of what reading a file takes. */
static const double SLOW = 0.3;

enum {
    MATCH_LIMIT = 1000000,
    HEAP_LIMIT = 64 * 1024, /* KiB */
    STACK_START = 32 * 1024,
    STACK_MOST = 1024 * 1024
};

struct regex_engine {
    pcre2_compile_context *compile;
    pcre2_match_context *match;
    pcre2_jit_stack *stack;
};

struct regex {
    struct regex_engine *engine;
    pcre2_code *code;
    pcre2_match_data *data;
    char *pattern;
    size_t pattern_n;
    size_t group_n;
    const char *names[REGEX_GROUPS]; /* in the code's name table */
    struct syntax_flags syntax;
    bool compiled; /* to machine code */
    bool unread;   /* what follows is not known yet: see know() */
    bool anchored, slow;
    struct anchor anchor; /* when anchored */
    struct spots *spots;  /* NULL: not to be scanned for */
    struct anchor known;  /* by places of the spots, */
    double gain;          /* and what that saves */
};

struct regex_engine *regex_engine_new(struct err *err)
{
    uint32_t jit = 0;
    pcre2_config(PCRE2_CONFIG_JIT, &jit);
    if (!jit) {
        err_set(err, "this PCRE2 library has no JIT compiler");
        return NULL;
    }
    struct regex_engine *e = mem_get(sizeof *e);
    e->compile = pcre2_compile_context_create(NULL);
    e->match = pcre2_match_context_create(NULL);
    e->stack = pcre2_jit_stack_create(STACK_START, STACK_MOST, NULL);
    if (!e->compile || !e->match || !e->stack) {
        err_set(err, "PCRE2 cannot be set up: no memory for its JIT stack");
        regex_engine_free(e);
        return NULL;
    }
    pcre2_set_newline(e->compile, PCRE2_NEWLINE_LF);
    pcre2_set_match_limit(e->match, MATCH_LIMIT);
    pcre2_set_heap_limit(e->match, HEAP_LIMIT);
    pcre2_jit_stack_assign(e->match, NULL, e->stack);
    return e;
}

void regex_engine_free(struct regex_engine *e)
{
    if (!e)
        return;
    pcre2_jit_stack_free(e->stack);
    pcre2_match_context_free(e->match);
    pcre2_compile_context_free(e->compile);
    free(e);
}

static bool fail_code(struct err *err, int code, size_t at)
{
    PCRE2_UCHAR text[160];
    pcre2_get_error_message(code, text, sizeof text);
    return err_at(err, "", 0, (int)at + 1, "pattern: %s", (const char *)text);
}

static int has_callout(pcre2_callout_enumerate_block *block, void *data)
{
    *(size_t *)data = block->pattern_position;
    return 1;
}

static bool is_in(const char *set, char c)
{
    return c && strchr(set, c);
}

/* Behind the class at p; a ] that comes first, and those of [:alpha:], do not end it. */
static const char *skip_class(const char *p, const char *end)
{
    p++;
    if (p < end && *p == '^')
        p++;
    if (p < end && *p == ']')
        p++;
    while (p < end && *p != ']') {
        const char *close = NULL;
        if (*p == '[' && p + 1 < end && p[1] == ':')
            close = memmem(p + 2, (size_t)(end - p - 2), ":]", 2);
        if (close)
            p = close + 2;
        else
            p += *p == '\\' && p + 1 < end ? 2 : 1;
    }
    return p < end ? p + 1 : end;
}

/* Behind an escape: \w, \x{..}, \p{..}, \pL, \x41. */
static const char *skip_escape(const char *p, const char *end)
{
    const char *q = p + 2 < end ? p + 2 : end;
    if (q < end && *q == '{' && is_in("pPxoN", p[1])) {
        const char *close = memchr(q, '}', (size_t)(end - q));
        return close ? close + 1 : end;
    }
    if (q < end && (p[1] == 'p' || p[1] == 'P'))
        return q + 1;
    return q;
}

/* Behind the opening of the group at p, or behind (?i) and its like; NULL when what p opens is
 * not matched where it stands: a lookaround, a comment, a verb. */
static const char *enter_group(const char *p, const char *end)
{
    const char *q = p + 1;
    if (q < end && *q == '*')
        return NULL;
    if (q == end || *q != '?')
        return q;
    q++;
    if (q < end && (*q == '>' || *q == '|' || *q == ':'))
        return q + 1;
    if (q < end && *q == 'P')
        q++;
    if (q + 1 < end && (*q == '\'' || (*q == '<' && q[1] != '=' && q[1] != '!'))) {
        char close = *q == '<' ? '>' : '\'';
        const char *found = memchr(q + 1, close, (size_t)(end - q - 1));
        return found ? found + 1 : NULL;
    }
    while (q < end && is_in("imsxnJU^-", *q))
        q++;
    return q < end && (*q == ':' || *q == ')') ? q + 1 : NULL;
}

/* Whether p is an atom that can match long runs at any place: a class, a dot, a plain byte. Sets
 * *after behind it. */
static bool is_run_atom(const char *p, const char *end, const char **after)
{
    *after = p + 1;
    if (*p == '[') {
        *after = skip_class(p, end);
        return true;
    }
    if (*p == '\\') {
        *after = skip_escape(p, end);
        return p + 1 < end && !is_in("bBAzZGQEK", p[1]);
    }
    return !is_in("^$()|*+?{", *p);
}

/* Behind an unbounded quantifier at p, NULL when there is none. */
static const char *skip_unbounded(const char *p, const char *end)
{
    if (p < end && *p == '{') {
        const char *q = p + 1;
        while (q < end && *q >= '0' && *q <= '9')
            q++;
        if (q == p + 1 || q + 1 >= end || *q != ',' || q[1] != '}')
            return NULL;
        p = q + 2;
    } else if (p < end && (*p == '*' || *p == '+')) {
        p++;
    } else {
        return NULL;
    }
    return p < end && (*p == '+' || *p == '?') ? p + 1 : p;
}

/* Whether the rest of a pattern asks for nothing more, so that its beginning alone is a match.
 * Tried behind a word that ends. */
static bool is_optional(const char *p, const char *end)
{
    int code, rc = PCRE2_ERROR_NOMATCH;
    size_t at;
    uint32_t options = PCRE2_UTF | PCRE2_ANCHORED;
    pcre2_code *rest = pcre2_compile((PCRE2_SPTR)p, (size_t)(end - p), options, &code, &at, NULL);
    pcre2_match_data *data = rest ? pcre2_match_data_create(1, NULL) : NULL;
    if (data)
        rc = pcre2_match(rest, (PCRE2_SPTR) "a\1b", 3, 1, 0, data, NULL);
    pcre2_match_data_free(data);
    pcre2_code_free(rest);
    return rc >= 0;
}

bool regex_quadratic(const struct regex *r)
{
    const char *p = r->pattern, *end = p + r->pattern_n, *after;
    size_t depth = 0;
    while (p < end && *p == '(') {
        p = enter_group(p, end);
        if (!p)
            return false;
        depth += p[-1] != ')';
    }
    if (p == end || !is_run_atom(p, end, &after))
        return false;
    p = skip_unbounded(after, end);
    if (!p)
        return false;
    for (; depth && p < end && *p == ')'; depth--)
        p++;
    return depth || !is_optional(p, end);
}

/* Behind the lookaround, comment or verb at p, brackets within it counted. */
static const char *skip_group(const char *p, const char *end)
{
    size_t depth = 0;
    while (p < end) {
        if (*p == '\\') {
            p = p + 2 < end ? p + 2 : end;
        } else if (*p == '[') {
            p = skip_class(p, end);
        } else {
            depth += *p == '(';
            depth -= *p == ')';
            p++;
            if (!depth)
                break;
        }
    }
    return p;
}

/* Whether the pattern holds nothing but assertions: \b, ^, lookarounds, and groups of them. */
static bool is_only_empty(const char *p, const char *end)
{
    while (p < end) {
        if (is_in("^$)|*+?", *p)) {
            p++;
        } else if (*p == '\\' && p + 1 < end && is_in("bBAzZGEQK", p[1])) {
            p += 2;
        } else if (*p == '(') {
            const char *in = enter_group(p, end);
            p = in ? in : skip_group(p, end);
        } else {
            return false;
        }
    }
    return true;
}

static bool check(const struct regex *r, struct err *err)
{
    size_t at = SIZE_MAX;
    uint32_t groups = 0;
    pcre2_callout_enumerate(r->code, has_callout, &at);
    pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    if (at != SIZE_MAX)
        return err_at(err, "", 0, (int)at + 1, "pattern: callouts are not allowed");
    if (groups >= REGEX_GROUPS)
        return err_at(err, "", 0, 1, "pattern: %u groups, more than %d", groups,
                      REGEX_GROUPS - 1);
    if (is_only_empty(r->pattern, r->pattern + r->pattern_n))
        return err_at(err, "", 0, 1, "pattern: it can match nothing but the empty string");
    return true;
}

/* To machine code, which takes twice as long as all before. */
static int compile(struct regex *r)
{
    int code = r->compiled ? 0 : pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);
    r->compiled = code == 0;
    return code;
}

static bool compile_now(struct regex *r, struct err *err)
{
    size_t jit = 0;
    int code = compile(r);
    if (code < 0 && code != PCRE2_ERROR_NOMEMORY)
        return fail_code(err, code, 0);
    pcre2_pattern_info(r->code, PCRE2_INFO_JITSIZE, &jit);
    return jit || err_at(err, "", 0, 1, "pattern: the JIT compiler cannot take it");
}

static void read_names(struct regex *r)
{
    uint32_t groups = 0, n = 0, size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(r->code, PCRE2_INFO_CAPTURECOUNT, &groups);
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMECOUNT, &n);
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(r->code, PCRE2_INFO_NAMETABLE, &table);
    r->group_n = groups;
    for (; n; n--, table += size)
        r->names[table[0] << 8 | table[1]] = (const char *)table + 2;
}

/* A part that holds the declared anchor, and of which nothing else is known. */
static bool declare(struct regex_flags flags, struct part *p, struct err *err)
{
    struct part row = {0};
    struct syntax_flags syntax = {flags.caseless, flags.ucp};
    if (!syntax_read(flags.anchor, syntax, &row) || !row.whole || !row.min)
        return err_set(err, "anchor: it must be one to four characters, or classes of ASCII "
                            "characters, each of which stands in every match");
    struct spot spot = {.seq = row.head, .max = flags.back};
    byteset_add(&spot.before, 0, 0xFF);
    *p = (struct part){0};
    chars_add_all(&p->first);
    seq_weigh(&spot.seq);
    spot_offer(&spot, &p->best, &p->many);
    return true;
}

static void derive(struct regex *r, const struct part *p)
{
    r->anchored = anchor_derive(&r->anchor, p);
    r->slow = !r->anchored && p->min > 1 && part_cost(p) > SLOW;
    if (!anchor_many(&r->known, p, &r->gain))
        return;
    r->slow = false;
    r->spots = mem_get(sizeof *r->spots);
    *r->spots = p->many;
}

static void read_anchors(struct regex *r)
{
    struct part p;
    if (syntax_read(regex_pattern(r), r->syntax, &p))
        derive(r, &p);
    else
        r->slow = true;
}

/* Reads the pattern for its anchors, once they are asked for: this takes longer than to compile
 * it, and nothing of it can fail. */
static void know(struct regex *r)
{
    if (r->unread) {
        r->unread = false;
        read_anchors(r);
    }
}

/* A pattern that is tried at one place only has no need of an anchor. */
static bool set_anchors(struct regex *r, struct regex_flags flags, struct err *err)
{
    struct part p = {0};
    uint32_t options = 0;
    pcre2_pattern_info(r->code, PCRE2_INFO_ALLOPTIONS, &options);
    bool wanted = !flags.plain && !(options & PCRE2_ANCHORED);
    r->syntax = (struct syntax_flags){flags.caseless, flags.ucp};
    r->unread = wanted && !flags.anchor.n;
    if (!flags.anchor.n)
        return true;
    if (!declare(flags, &p, err))
        return false;
    if (wanted)
        derive(r, &p);
    return true;
}

struct regex *regex_new(struct regex_engine *e, struct str pattern, struct regex_flags flags,
                        struct err *err)
{
    int code;
    size_t at;
    uint32_t options = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT;
    options |= (flags.caseless ? PCRE2_CASELESS : 0) | (flags.ucp ? PCRE2_UCP : 0);
    struct regex *r = mem_get(sizeof *r);
    r->engine = e;
    r->pattern = mem_get(pattern.n + 1);
    r->pattern_n = pattern.n;
    if (pattern.n)
        memcpy(r->pattern, pattern.p, pattern.n);
    r->code = pcre2_compile((PCRE2_SPTR)r->pattern, pattern.n, options, &code, &at, e->compile);
    if (!r->code) {
        fail_code(err, code, at);
        goto out;
    }
    if (!check(r, err) || (!flags.later && !compile_now(r, err)))
        goto out;
    read_names(r);
    if (!set_anchors(r, flags, err))
        goto out;
    r->data = pcre2_match_data_create_from_pattern(r->code, NULL);
    if (r->data)
        return r;
    err_set(err, "pattern: no memory");
out:
    regex_free(r);
    return NULL;
}

void regex_free(struct regex *r)
{
    if (!r)
        return;
    pcre2_match_data_free(r->data);
    pcre2_code_free(r->code);
    free(r->pattern);
    free(r->spots);
    free(r);
}

/* The first match that starts from `from` to `last`; PCRE2_UNSET: anywhere behind it. */
static int match(struct regex *r, struct str subject, size_t from, size_t last)
{
    int code = compile(r);
    if (code < 0)
        return code;
    pcre2_set_offset_limit(r->engine->match, last);
    return pcre2_jit_match(r->code, (PCRE2_SPTR)subject.p, subject.n, from, PCRE2_NO_UTF_CHECK,
                           r->data, r->engine->match);
}

static int match_by_anchor(struct regex *r, const struct anchor *a, struct str subject,
                           struct anchor_search *search)
{
    struct span window;
    int rc = PCRE2_ERROR_NOMATCH;
    while (rc == PCRE2_ERROR_NOMATCH && anchor_next(a, subject, search, &window))
        rc = match(r, subject, window.start, window.end);
    return rc;
}

static int fail_match(const struct regex *r, int rc, size_t from, struct err *err)
{
    PCRE2_UCHAR text[160];
    pcre2_get_error_message(rc, text, sizeof text);
    err_set(err, "pattern %.*s: %s, looking from byte %zu on (PCRE2 error %d)",
            (int)(r->pattern_n < 200 ? r->pattern_n : 200), r->pattern, (const char *)text, from,
            rc);
    return -1;
}

/* What a call of PCRE2 gave: 1 and the match, 0 or -1. */
static int take_match(const struct regex *r, int rc, size_t from, struct regex_match *m,
                      struct err *err)
{
    if (rc == PCRE2_ERROR_NOMATCH)
        return 0;
    if (rc < 0)
        return fail_match(r, rc, from, err);
    const size_t *ovector = pcre2_get_ovector_pointer(r->data);
    m->n = r->group_n + 1;
    for (size_t k = 0; k < m->n; k++)
        m->groups[k] = (struct span){ovector[2 * k], ovector[2 * k + 1]};
    return 1;
}

int regex_find(struct regex *r, struct str subject, size_t from,
               const struct anchor_places *places, struct regex_match *m, struct err *err)
{
    struct str s = subject.n ? subject : (struct str){"", 0};
    know(r);
    const struct anchor *a = places ? &r->known : &r->anchor;
    struct anchor_search search = anchor_search(a, from, places);
    if (from > s.n || (!places && !r->anchored))
        return regex_find_plain(r, s, from, m, err);
    return take_match(r, match_by_anchor(r, a, s, &search), from, m, err);
}

int regex_find_plain(struct regex *r, struct str subject, size_t from, struct regex_match *m,
                     struct err *err)
{
    struct str s = subject.n ? subject : (struct str){"", 0};
    int rc = from > s.n ? PCRE2_ERROR_BADOFFSET : match(r, s, from, PCRE2_UNSET);
    return take_match(r, rc, from, m, err);
}

const struct spots *regex_spots(struct regex *r, double *gain)
{
    know(r);
    *gain = r->gain;
    return r->spots;
}

bool regex_slow(struct regex *r)
{
    know(r);
    return r->slow;
}

bool regex_anchor(struct regex *r, struct buf *out)
{
    know(r);
    if (r->anchored)
        anchor_print(&r->anchor, out);
    return r->anchored;
}

struct str regex_pattern(const struct regex *r)
{
    return (struct str){r->pattern, r->pattern_n};
}

size_t regex_group_n(const struct regex *r)
{
    return r->group_n;
}

const char *regex_group_name(const struct regex *r, size_t k)
{
    return k < REGEX_GROUPS ? r->names[k] : NULL;
}
