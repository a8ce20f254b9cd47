/* Taggers in stages: opt.FILE:tagger(lexicon) and doc:tags. */
#include "model.h"
#include "rig.h"

/* A stage that runs `body` with the tagger t, of opt.model and opt.names. */
static struct stage *stage(struct rig *r, const struct model *m, struct str block,
                           const char *open, const char *body)
{
    struct str keys[] = {str_of("model"), str_of("names")};
    struct value files[] = {
        {.type = VALUE_FILE, .text = str_of("m.model"), .content = block},
        {.type = VALUE_FILE, .text = str_of("names"), .content = lexicon_block(m->lexicon)}};
    struct value map = {.type = VALUE_MAP, .items = files, .keys = keys, .n = 2};
    struct buf b = {0};
    buf_addf(&b,
             "return { api = 1, summary = 'x', labels = { name = 'personal' },\n"
             "open = function(opt) return %s end,\n"
             "process = function(doc, opt, t)\n%s end }",
             open, body);
    struct stage *s = rig_stage(r, b.p, &map);
    buf_free(&b);
    return s;
}

#define OPEN "opt.model:tagger(opt.names:lexicon())"

static void gives(struct rig *r, const struct model *m, const char *text, const char *arguments,
                  const char *want)
{
    struct buf b = {0}, got = {0};
    buf_addf(&b,
             "for a, b, label, score in doc:tags(%s) do\n"
             "doc:mark(a, b, 'name', { score = score, rule = label }) end",
             arguments);
    struct stage *s = stage(r, m, buf_str(&m->block), OPEN, b.p);
    rig_doc(r, text);
    doc_set_string(&r->doc, str_of("by"), str_of("by Ann"));
    OK(s && rig_run(r, s), "%s: %s", arguments, r->err.text);
    for (size_t i = 0; i < r->doc.mark_n; i++) {
        const struct mark *k = &r->doc.marks[i];
        struct str name = str_cut(r->doc.text, k->span.start, k->span.end);
        buf_addf(&got, "%s%.*s %.*s %.2f", i ? "; " : "", (int)k->rule.n, k->rule.p, (int)name.n,
                 name.p, k->score);
    }
    IS(buf_str(&got), want, "%s: %s", text, arguments);
    buf_free(&b);
    buf_free(&got);
}

static void fails_to_open(struct rig *r, const struct model *m, struct str block,
                          const char *open, const char *error)
{
    OK(!stage(r, m, block, open, "") && rig_says(r, error), "%s", error);
    OK(r->err.line == 2, "with the plugin's place");
}

static void fails(struct rig *r, const struct model *m, const char *body, const char *error)
{
    struct stage *s = stage(r, m, buf_str(&m->block), OPEN, body);
    rig_doc(r, "Ann");
    OK(s && !rig_run(r, s) && rig_says(r, error), "%s", error);
}

int main(void)
{
    struct rig r;
    struct model m = {0};
    model_make(&m);
    rig_open(&r);
    rig_start(&r);
    struct str block = buf_str(&m.block);
    gives(&r, &m, "So Ann Lee saw Rome", "t",
          "person Ann Lee 0.39; place Rome 0.35; person Ann 0.39");
    gives(&r, &m, "saw Moss", "t, 3", "person Moss 0.03; person Ann 0.39");
    gives(&r, &m, "", "t, 10", "person Ann 0.39");
    fails_to_open(&r, &m, str_cut(block, 0, 50), OPEN, "m.model: it is no model of a tagger");
    fails_to_open(&r, &m, str_cut(block, 0, block.n - 1), OPEN, "m.model: the model is damaged");
    fails_to_open(&r, &m, block, "opt.model:tagger()", "lexicon expected");
    fails_to_open(&r, &m, block, "opt.model:tagger(opt.names)", "lexicon expected");
    fails(&r, &m, "doc:tags(opt)", "tagger expected");
    fails(&r, &m, "doc:tags(t, 11)", "recall goes from 0 to 10");
    fails(&r, &m, "doc:tags(t, -1)", "recall goes from 0 to 10");
    fails(&r, &m, "opt.model:tagger(opt.names)", "while a stage is loaded and in `open` only");
    struct stage *s =
        stage(&r, &m, block, "(function() local t = " OPEN " return { t = t, kept = {} } end)()",
              "for _ in doc:tags(t.t) do end");
    rig_doc(&r, "Ann");
    OK(s && rig_run(&r, s), "a tagger in a table");
    rig_close(&r);
    model_free(&m);
    return tap_done();
}
