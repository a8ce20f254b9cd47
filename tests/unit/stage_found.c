/* What stages tell that they look for, and decisions of people: how they are counted. */
#include "rig.h"

static double found_of(struct rig *r, const char *what)
{
    struct told t = host_told(r->host);
    for (size_t i = 0; i < t.found_n; i++)
        if (str_is(t.found[i].name, what))
            return t.found[i].n;
    return 0;
}

static void test_found(struct rig *r)
{
    static const char more[] = "labels = { a = 'personal', b = 'structure' }, open = function() "
                               "galley.looks_for('rule:a.x') galley.looks_for('rule:b.x') "
                               "galley.looks_for('list') end,";
    rig_doc(r, "abc");
    OK(rig_body(r, more,
                "doc:mark(1, 1, 'a', { rule = 'x' }) doc:mark(2, 2, 'a', { rule = 'x' })"
                "doc:mark(1, 1, 'a') doc:found('list')"),
       "what was told may be found");
    OK(found_of(r, "rule:a.x") == 2 && found_of(r, "rule:b.x") == 0 && found_of(r, "list") == 1,
       "and is counted, rules by label");
    rig_doc(r, "abc");
    OK(rig_body(r, more,
                "doc:mark(1, 1, 'a', { rule = 'y' }) doc:mark(1, 1, 'b', { rule = 'x' })"),
       "a run goes on with a rule that was not told");
    OK(found_of(r, "rule:a.y") == 0 && found_of(r, "rule:b.x") == 1, "and does not count it");
    r->rules.trial = true;
    OK(!rig_body(r, more, "doc:mark(1, 1, 'a', { rule = 'y' })") && rig_says(r, "`rule:a.y`"),
       "where authors look on, it is an error");
    OK(rig_body(r, "labels = { a = 'personal' },", "doc:mark(1, 1, 'a', { rule = 'y' })"),
       "but not in a stage that tells of none");
    r->rules.trial = false;
    OK(!rig_body(r, more, "doc:found('lis')") && rig_says(r, "has not told of `lis`"),
       "nothing else is found");
}

static const char decision[] =
    "doc:reviewed({ id = 'x', start = 0, stop = 1, label = 'l', rule = 'r', line = 1, "
    "file = 'f.jsonl', decision = '%s' })";

/* Calls doc:reviewed with that decision; `loop` goes before it. */
static bool reviewed(struct rig *r, const char *what, const char *loop)
{
    char body[400];
    int n = snprintf(body, sizeof body, "%s ", loop);
    n += snprintf(body + n, sizeof body - (size_t)n, decision, what);
    snprintf(body + n, sizeof body - (size_t)n, " end");
    return rig_body(r, "redacts = true,", body);
}

static void test_reviewed(struct rig *r)
{
    const struct ruling *first = NULL;
    rig_doc(r, "abc");
    OK(!rig_body(r, "", "doc:reviewed({})") && rig_says(r, "redacts = true"), "not redacting");
    OK(!rig_body(r, "redacts = true,", "doc:reviewed({})") &&
           rig_says(r, "`id` must be a string"),
       "a decision has an id");
    OK(!rig_body(r, "redacts = true,",
                 "doc:reviewed({ id = '', decision = '', label = '', rule = '',"
                 " file = '', line = -1 })") &&
           rig_says(r, "`line` must be a whole number"),
       "and a line");
    OK(!reviewed(r, "hide", "do") && rig_says(r, "redact or keep"), "and is one of two");
    rig_doc(r, "abc");
    OK(reviewed(r, "keep", "do") && host_rulings(r->host, &first) == 0 && !first,
       "one to keep that does not fit is not missed");
    OK(host_told(r->host).found_n == 1 &&
           str_is(host_told(r->host).found[0].name, HOST_STALE "f.jsonl"),
       "but counted");
    rig_doc(r, "abc");
    OK(reviewed(r, "redact", "for _ = 1, 2 do") && host_rulings(r->host, &first) == 1 && first &&
           first->line == 1,
       "one to redact is missed, once");
}

int main(void)
{
    struct rig r;
    rig_open(&r);
    rig_start(&r);
    test_found(&r);
    test_reviewed(&r);
    rig_close(&r);
    return tap_done();
}
