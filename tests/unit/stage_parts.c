/* What a stage says of the parts of a value that it redacts. */
#include "rig.h"
#include "text/evidence.h"

static const char more[] = "redacts = true,";

static void fails(struct rig *r, const char *told, const char *part)
{
    char body[200];
    rig_doc(r, "Ann Lee");
    snprintf(body, sizeof body, "doc:redact(1, 7, 'X', 'r', %s)", told);
    OK(!rig_body(r, more, body) && rig_says(r, part), "%s: %s", told, part);
}

static void test_refused(struct rig *r)
{
    fails(r, "{ parts = 'Lee' }", "table expected");
    fails(r, "{ parts = { 5 } }", "a string of UTF-8");
    fails(r, "{ doubtful = { 'Lee', '\\xff' } }", "a string of UTF-8");
    fails(r, "{ doubtful = { {} } }", "a string of UTF-8");
    fails(r, "{ part = {} }", "unknown evidence `part`");
    rig_doc(r, "Ann Lee");
    OK(!rig_body(r, more, "doc:keep(1, 7, 'r', { parts = { 'Lee' } })") &&
           rig_says(r, "unknown evidence `parts`"),
       "what is kept has none");
    rig_doc(r, "Ann Lee");
    OK(!rig_body(r, more,
                 "local t = {} for i = 1, 65 do t[i] = 'x' .. i end "
                 "doc:redact(1, 7, 'X', 'r', { parts = t })") &&
           rig_says(r, "up to 64 parts, not 65"),
       "there is a limit");
}

static void test_taken(struct rig *r)
{
    rig_doc(r, "Ann Lee");
    OK(rig_body(r, more,
                "doc:redact(1, 7, 'X', 'r', { parts = { 'Ann', 'A' }, doubtful = { 'Lee' }, "
                "label = 'person' })"),
       "parts stand beside evidence");
    const struct secret *s = r->doc.secrets;
    size_t sure = 0, doubtful = 0;
    for (size_t i = 0; i < s->clues.n; i++) {
        sure += !s->clues.v[i].doubtful;
        doubtful += s->clues.v[i].doubtful && str_is(s->clues.v[i].text, "Lee");
    }
    OK(r->doc.secret_n == 1 && sure == 2 && doubtful == 1, "and come to the secret");
    OK(s->evidence && str_is(s->evidence->label, "person"), "as the evidence does");
    rig_doc(r, "Ann Lee");
    OK(rig_body(r, more, "doc:redact(1, 7, 'X', 'r', { parts = {} })") &&
           r->doc.secrets->clues.n == 0,
       "an empty list is none");
}

/* A rule comes into the ledger and into messages: it is no text of the document. */
static void test_rules(struct rig *r)
{
    const char *same[] = {"doc:redact(1, 7, 'X', doc:text(1, 7))",
                          "doc:keep(1, 7, doc:text(1, 7))"};
    for (size_t i = 0; i < 2; i++) {
        rig_doc(r, "Ann Lee");
        OK(!rig_body(r, more, same[i]) && rig_says(r, "the rule is the text itself"), "%s",
           same[i]);
    }
    const char *odd[] = {"doc:redact(1, 7, 'X', 'a@b')", "doc:replace(1, 7, 'X', '(202)')",
                         "doc:insert(1, 'X', 'a\\nb')", "doc:redact(1, 7, 'X', ('x'):rep(513))"};
    for (size_t i = 0; i < 4; i++) {
        rig_doc(r, "Ann Lee");
        OK(!rig_body(r, more, odd[i]) && rig_says(r, "the rule is to be up to"), "%s", odd[i]);
    }
    rig_doc(r, "Ann Lee");
    OK(rig_body(r, more, "doc:redact(1, 3, 'X', 'a.b:c/d + e-f_1') doc:redact(5, 7, 'X')"),
       "names of rules");
}

int main(void)
{
    struct rig r;
    rig_open(&r);
    rig_start(&r);
    test_refused(&r);
    test_taken(&r);
    test_rules(&r);
    rig_close(&r);
    return tap_done();
}
