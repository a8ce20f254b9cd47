/* Finders of names in stages: lexicon:names(tagger) and doc:names. */
#include "names.h"

#include "rig.h"
#include "text/lexicon.h"

/* A stage that runs `body` with the finder n, of opt.names. */
static struct stage *stage(struct rig *r, const char *lines, const char *open, const char *body)
{
    struct str keys[] = {str_of("names")};
    struct value file = {
        .type = VALUE_FILE, .text = str_of("names.tsv"), .content = str_of(lines)};
    struct value map = {.type = VALUE_MAP, .items = &file, .keys = keys, .n = 1};
    struct buf b = {0};
    buf_addf(&b,
             "return { api = 1, summary = 'x', labels = { name = 'personal' },\n"
             "open = function(opt) return %s end,\n"
             "process = function(doc, opt, n)\n%s end }",
             open, body);
    struct stage *s = rig_stage(r, b.p, &map);
    buf_free(&b);
    return s;
}

#define OPEN "opt.names:lexicon():names()"

static void gives(struct rig *r, const char *text, const char *want)
{
    struct buf got = {0};
    struct stage *s =
        stage(r, names_lines, OPEN,
              "for a, b, label, score, rule, why, entity, first, last in doc:names(n) do\n"
              "doc:mark(a, b, 'name', { score = score, rule = label .. ' ' .. rule .. ' ' .. why "
              ".. ' '\n"
              ".. tostring(entity) .. ' ' .. first .. ' ' .. last }) end");
    rig_doc(r, text);
    doc_set_string(&r->doc, str_of("by"), str_of("by Ann Lee"));
    OK(s && rig_run(r, s), "it runs: %s", r->err.text);
    for (size_t i = 0; i < r->doc.mark_n; i++) {
        const struct mark *k = &r->doc.marks[i];
        struct str name = str_cut(r->doc.text, k->span.start, k->span.end);
        buf_addf(&got, "%s%.*s: %.*s %.1f", i ? "; " : "", (int)name.n, name.p, (int)k->rule.n,
                 k->rule.p, k->score);
    }
    IS(buf_str(&got), want, "%s", text);
    buf_free(&got);
}

/* What doc:names sets in the words: the link in a name over two lines, and what is no person's. */
static void knows_words(struct rig *r)
{
    struct stage *s = stage(
        r, names_lines, "{ n = " OPEN ", l = opt.names:lexicon() }",
        "local t = doc:capitals(n.l)\n"
        "doc:names(n.n, 0, t)\n"
        "for k = 1, t.n do\n"
        "doc:mark(t.a[k], t.b[k], 'name', { rule = t.link[k] .. ' ' .. tostring(t.other[k]) })\n"
        "end");
    struct buf got = {0};
    rig_doc(r, "It was said by Ann\nZorb of NATO, on USS Bo Lee.");
    OK(s && rig_run(r, s), "it runs: %s", r->err.text);
    for (size_t i = 0; i < r->doc.mark_n; i++)
        buf_addf(&got, "%s%.*s", i ? "; " : "", (int)r->doc.marks[i].rule.n,
                 r->doc.marks[i].rule.p);
    IS(buf_str(&got), "0 false; 0 false; 1 false; 3 false; 0 false; 1 true; 1 true",
       "links and others");
    buf_free(&got);
}

static void fails_to_open(struct rig *r, const char *lines, const char *open, const char *error)
{
    OK(!stage(r, lines, open, "") && rig_says(r, error), "%s", error);
}

static void fails(struct rig *r, const char *body, const char *error)
{
    struct stage *s = stage(r, names_lines, OPEN, body);
    rig_doc(r, "Ann Lee");
    OK(s && !rig_run(r, s) && rig_says(r, error), "%s", error);
}

int main(void)
{
    struct rig r;
    rig_open(&r);
    rig_start(&r);
    gives(&r, "He met Bo Lee in Rome.",
          "Bo Lee: person first_last first 1 2 3 0.9; Rome: place city list nil 4 4 0.8; "
          "Ann Lee: person first_last first 2 5 6 0.9");
    knows_words(&r);
    fails_to_open(&r, "ann\tfirst\n", OPEN, "the lexicon has no flag `first_common`");
    fails_to_open(&r, names_lines, "opt.names:lexicon():names(opt)", "tagger expected");
    fails(&r, "doc:names(opt)", "finder of names expected");
    fails(&r, "doc:names(n, 11)", "recall goes from 0 to 10");
    fails(&r, "local next = doc:names(n) doc:names(n) next()",
          "doc:names was called again before its names were read");
    fails(&r, "local l = getmetatable(n) return l.x", "attempt to index");
    rig_close(&r);
    return tap_done();
}
