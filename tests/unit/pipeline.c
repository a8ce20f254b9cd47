#include "conf/pipeline.h"

#include "base/log.h"

#include "tap.h"

#define NAME(text)                                                                               \
    {                                                                                            \
        text, sizeof(text) - 1                                                                   \
    }

static struct option_spec contact_options[] = {
    {.name = NAME("types"), .type = VALUE_LIST, .optional = true},
};
static struct str known_labels[] = {NAME("person"), NAME("passport")};
static struct option_spec any_value = {.type = VALUE_STRING};
static struct option_spec apply_options[] = {
    {.name = NAME("labels"),
     .type = VALUE_MAP,
     .each = &any_value,
     .labels = true,
     .optional = true},
    {.name = NAME("within"), .type = VALUE_STRING, .labels = true, .optional = true},
    {.name = NAME("columns"), .type = VALUE_LIST, .fields = true, .optional = true},
    {.name = NAME("policy"),
     .type = VALUE_LIST,
     .labels = true,
     .known = known_labels,
     .known_n = 2,
     .optional = true},
};
static struct value title_item = {.type = VALUE_STRING, .text = NAME("title")};
static struct option_spec record_options[] = {
    {.name = NAME("fields"),
     .type = VALUE_LIST,
     .fields = true,
     .has_default = true,
     .fallback = {.type = VALUE_LIST, .items = &title_item, .n = 1}},
};
static struct supply contact_labels[] = {{NAME("email"), true}, {NAME("phone"), true}};
static struct supply article_fields[] = {{NAME("section"), false}, {NAME("lang"), false}};
static struct supply any_supply[] = {{NAME("*"), false}};

static const struct decl decls[] = {
    {.name = NAME("clean.whitespace")},
    {.name = NAME("detect.contact"),
     .options = contact_options,
     .option_n = 1,
     .labels = contact_labels,
     .label_n = 2},
    {.name = NAME("detect.words"), .labels = any_supply, .label_n = 1},
    {.name = NAME("extract.article"), .fields = article_fields, .field_n = 2},
    {.name = NAME("redact.apply"), .redacts = true, .options = apply_options, .option_n = 4},
    {.name = NAME("format.markdown"), .formats = true, .extension = NAME("md")},
    {.name = NAME("format.record"),
     .formats = true,
     .extension = NAME("json"),
     .options = record_options,
     .option_n = 1},
};

static const struct decl *load(void *context, const struct stage_entry *e, struct diags *diags)
{
    (void)context;
    for (size_t i = 0; i < sizeof decls / sizeof decls[0]; i++) {
        if (str_eq(decls[i].name, e->name))
            return &decls[i];
    }
    diag_error(diags, e->at, "no stage `%.*s`", (int)e->name.n, e->name.p);
    return NULL;
}

/* A pipeline read and resolved, and what was said about it. */
struct result {
    struct arena arena;
    struct diags diags;
    struct pipeline *p;
    bool resolved;
    struct buf said;
};

static struct result read(const char *text)
{
    static const char *const set[] = {"SET=a=b", "SE=no"};
    struct result r = {0};
    r.p = pipeline_read(&r.arena, "p", str_of(text), set, 2, &r.diags);
    r.resolved = r.p && pipeline_resolve(&r.arena, r.p, load, NULL, &r.diags);
    diag_print(&r.diags, &r.said);
    return r;
}

static void drop(struct result *r)
{
    buf_free(&r->said);
    diag_free(&r->diags);
    arena_free(&r->arena);
}

/* Compares what is said about "galley: 1" and `text` behind it, from line 2 on. */
static void says(const char *text, const char *want)
{
    struct buf all = {0}, name = {0};
    buf_addf(&all, "galley: 1\n%s\n", text);
    log_escape(&name, str_of(text), true);
    struct result r = read(all.p);
    IS(buf_str(&r.said), want, "said about %s", name.p ? name.p : "");
    OK(r.resolved == (want[0] == '\0'), "it can run only without errors");
    drop(&r);
    buf_free(&all);
    buf_free(&name);
}

static void says_whole(const char *text, const char *want)
{
    struct result r = read(text);
    IS(buf_str(&r.said), want, "said about a whole file");
    OK(!r.p, "no pipeline");
    drop(&r);
}

static void test_defaults(void)
{
    struct result r = read("galley: 1\n");
    struct pipeline *p = r.p;
    OK(p && r.resolved && r.diags.n == 0, "`galley: 1` is a pipeline");
    if (!p)
        return;
    OK(p->glob_n == 1 && str_is(p->globs[0], "**/*"), "it reads all files");
    OK(strcmp(p->encoding, "utf-8") == 0 && !p->invalid_replace && p->binary == BINARY_SKIP,
       "they must be UTF-8");
    OK(p->stages.n == 0 && p->output_n == 1 && str_is(p->outputs[0].name, "output") &&
           !p->outputs[0].stream.p && p->outputs[0].path->standard,
       "one output of files");
    OK(p->on_error == ON_ERROR_QUARANTINE && p->names == NAMES_KEEP && !p->redacts,
       "failed documents are set aside");
    OK(p->limits.time == 5000000000 && p->limits.memory == 256 << 20 &&
           p->limits.document == 64 << 20 && p->limits.ratio == 200 && p->decompress,
       "the limits");
    OK(strlen(p->digest) == 64, "a digest");
    drop(&r);
}

static void test_all(void)
{
    struct result r = read(
        "galley: 1\nsummary: Do it.\ninput:\n  files: [\"**/*.txt\", '${SET}']\n"
        "  encoding: Latin1\n  invalid: replace\n  binary: fail\n"
        "  decompress: false\n"
        "stages:\n  - clean.whitespace\n  - extract.article:\n  - detect.contact: {types: [x]}\n"
        "  - redact.apply:\n      labels: {email: x, default: y}\n"
        "    when: fields.lang == \"en\"\n    otherwise: drop\n"
        "outputs:\n  public: {stages: [format.markdown], path: \"{fields.section}/{stem}\"}\n"
        "  records: {stages: [format.record], stream: \"a/${SET}.jsonl\"}\n  plain:\n"
        "on_error: stop\nnames: pseudonym\nlimits: {time: 2m, memory: 1GiB, document: 5, ratio: "
        "3}\n");
    struct pipeline *p = r.p;
    IS(buf_str(&r.said), "", "every key is known");
    if (!p || !r.resolved)
        return;
    IS(p->summary, "Do it.", "the summary");
    OK(p->glob_n == 2 && str_is(p->globs[1], "${SET}"), "the globs");
    OK(strcmp(p->encoding, "Latin1") == 0 && p->invalid_replace && p->binary == BINARY_FAIL &&
           !p->decompress,
       "the input");
    struct stage_entry *e = &p->stages.v[3];
    OK(p->stages.n == 4 && e->at.line == 13 && e->at.col == 5 && !p->stages.v[1].given,
       "the stages and their places");
    IS(e->when, "fields.lang == \"en\"", "`when`");
    OK(e->when_at.line == 15 && e->when_at.col == 11 && e->otherwise == OTHERWISE_DROP,
       "its place");
    OK(p->redacts && e->decl && value_get(e->options, "labels")->n == 2, "options are checked");
    OK(p->output_n == 3 && str_is(p->outputs[1].stream, "a/a=b.jsonl"), "variables of --set");
    OK(p->outputs[0].path->by_content && !p->outputs[1].path && p->outputs[2].path->standard,
       "paths");
    OK(p->on_error == ON_ERROR_STOP && p->names == NAMES_PSEUDONYM, "rules");
    OK(p->limits.time == 120000000000 && p->limits.memory == 1 << 30 && p->limits.document == 5 &&
           p->limits.ratio == 3,
       "limits");
    drop(&r);
}

static void test_digest(void)
{
    static const char text[] = "galley: 1\nsummary: ${GALLEY_TEST}\n";
    const char *one = "GALLEY_TEST=one", *two = "GALLEY_TEST=two";
    struct arena arena = {0};
    struct diags diags = {0};
    struct pipeline *a = pipeline_read(&arena, "p", str_of(text), &one, 1, &diags);
    struct pipeline *b = pipeline_read(&arena, "q", str_of(text), &one, 1, &diags);
    struct pipeline *c = pipeline_read(&arena, "p", str_of(text), &two, 1, &diags);
    OK(a && b && c && strcmp(a->digest, b->digest) == 0, "the digest is of text and variables");
    OK(a && c && strcmp(a->digest, c->digest) != 0, "another value is another pipeline");
    OK(!pipeline_read(&arena, "p", str_of(text), NULL, 0, &diags),
       "an undefined one is an error");
    diag_free(&diags);
    arena_free(&arena);
}

static void test_whole(void)
{
    says_whole("", "p:1:1: error: the pipeline is empty; it begins with `galley: 1`\n");
    says_whole("- a\n",
               "p:1:1: error: a pipeline is a map that begins with `galley: 1`, not a list\n");
    says_whole("stages: []\n", "p:1:1: error: `galley: 1` is missing: it says that this is a "
                               "pipeline, and for which version of the format\n");
    says_whole("galley: 2\nnew: x\n",
               "p:1:9: error: this galley reads pipelines with `galley: 1`, "
               "not of another version\n");
}

static void test_keys(void)
{
    says("stage: []",
         "p:2:1: error: unknown key `stage` in a pipeline; did you mean `stages`?\n");
    says("input:\n  - files: [a]",
         "p:3:3: error: `input` must be a map, not a list: leave out the "
         "`- `\n");
    says("input: {file: [a]}",
         "p:2:9: error: unknown key `file` in `input`; did you mean `files`?\n");
    says("input: {files: a}", "p:2:16: error: `files` must be a list: write [a]\n");
    says("input: {files: []}", "p:2:16: error: `files` is empty: no file would be read\n");
    says("input: {encoding: nonsense}", "p:2:19: error: `nonsense` is not an encoding that iconv "
                                        "knows; utf-8 and auto are others\n");
    says("input: {encoding: latin1//TRANSLIT}",
         "p:2:19: error: `latin1//TRANSLIT` is not an encoding that iconv knows; utf-8 and auto "
         "are others\n");
    says("input: {encoding: AUTO}", "");
    says("input: {invalid: repalce}",
         "p:2:18: error: `invalid` cannot be `repalce`; did you mean `replace`?\n");
    says("on_error: continue", "p:2:11: error: `on_error` must be `quarantine` (the document is "
                               "set aside, the others go "
                               "on) or `stop`; passing a failed document on is not a choice\n");
    says("names: hide",
         "p:2:8: error: `names` cannot be `hide`; there is `keep`, `pseudonym` and `fail`\n");
    says("limits: {time: 5, memory: 256MB, document: 0, ratio: 0}",
         "p:2:16: error: `time` must be a duration with its unit, such as 200ms, 5s or 2m\n"
         "p:2:27: error: `memory` must be a size, such as 256MiB or 1GiB\n"
         "p:2:44: error: `document` must be a size, such as 512KiB or 64MiB\n"
         "p:2:54: error: `ratio` must be a number from 1 up, such as 200\n");
    says("input: {decompress: maybe}", "p:2:21: error: `decompress` must be true or false\n");
}

static void test_outputs(void)
{
    says("output: \"{stem}\"", "p:2:9: error: an output must be a map: {path: \"{stem}\"}\n");
    says("output: {path: {path}}",
         "p:2:16: error: quote the path: YAML reads {...} without quotes as a map\n");
    says("output: {path: a/x, stream: b}\nstages: [format.record]",
         "p:2:21: error: an output has a `path` of files or a `stream`, not both\n");
    says("output: {}\noutputs: {a: {}}",
         "p:3:1: error: a pipeline has one `output` or several `outputs`, not both\n");
    says("outputs:\n  - a",
         "p:3:3: error: `outputs` must be a map of names: `public: {path: ...}`, "
         "without `- `\n");
    says("outputs: {}", "p:2:10: error: `outputs` is empty\n");
    says("output: {stream: ../x}",
         "p:2:18: error: `stream` cannot be `../x`: it has a component `.` or `..`\n");
    says("output: {stream: .galley/x}", "p:2:18: error: `stream` cannot be `.galley/x`: "
                                        "`.galley` is the state directory's name\n");
    says("output: {stream: \"{stem}.x\"}",
         "p:2:18: error: a stream is one file: its name has no placeholders\n");
    says("stages: [format.record]\noutputs: {a: {stream: x}, b: {stream: x}}",
         "p:3:39: error: the output `a` writes this stream already\n");
    says("output: {stream: x}", "p:2:1: error: the stream `x` needs a format stage, such as "
                                "format.record, to say how documents follow each other\n");
    says("outputs: {a: , b: }", "p:2:16: error: the outputs `a` and `b` would write the same "
                                "files; give each a `path` of its own\n");
    says("outputs: {a: {stages: [format.markdown]}, b: {stages: [format.record]}}", "");
    says("outputs: {a: {path: \"x/{path}\"}, b: {path: \"x/{path}\"}}",
         "p:2:44: error: the outputs `a` and `b` would write the same files; give each a `path` "
         "of "
         "its own\n");
    says("output: {pathe: x}",
         "p:2:10: error: unknown key `pathe` in an output; did you mean `path`?\n");
}

static void test_entries(void)
{
    says("stages:\n  clean.whitespace:\n",
         "p:3:3: error: `stages` must be a list, not a map: put `- ` before each\n");
    says("stages:", "p:2:1: error: `stages` is empty; it must be a list\n");
    says("stages:\n  - detect.contact:\n    types: [email]",
         "p:4:5: error: options of `detect.contact` must be indented below it\n");
    says("stages:\n  - detect.contact: {}\n    whn: x",
         "p:4:5: error: unknown key `whn` beside the "
         "stage `detect.contact`; did you mean "
         "`when`?\n");
    says("stages:\n  - clean.whitespace:\n    detect.contact:",
         "p:4:5: error: `detect.contact` needs a `- ` of its own to be a stage\n");
    says("stages:\n  - detect.contact {types: [email]}",
         "p:3:35: error: flow mapping with invalid extra closing brace; is a `:` missing before "
         "the bracket that opens, or a quote around the text?\n");
    says("stages:\n  - detect.contact types",
         "p:3:5: error: `detect.contact types` is not the name of a stage; options are written "
         "after a colon: `- redact.apply: {policy: x.yaml}`\n");
    says("stages: [redact/apply]",
         "p:2:10: error: `redact/apply` is not the name of a stage; a shipped stage is written "
         "redact.apply, and the name of a file ends in .lua\n");
    says("stages: [\"\"]", "p:2:10: error: `` is not the name of a stage\n");
    says("stages: [[a]]",
         "p:2:10: error: a stage is a name, or `name: {option: value}`, not a list\n");
    says("stages:\n  -\n", "p:3:3: error: a stage is a name, or `name: {option: value}`, not "
                           "nothing\n");
    says("stages: [{when: x}]", "p:2:10: error: this entry names no stage\n");
    says("stages:\n  - detect.contact:\n    when: #marks > 3",
         "p:4:5: error: `when` is empty: `#` begins a comment in YAML; quote the expression: "
         "\"#... \"\n");
    says("stages:\n  - detect.contact:\n    when:",
         "p:4:5: error: `when` is empty; leave it out to run the stage always\n");
    says("stages:\n  - detect.contact:\n    when: \" \"",
         "p:4:11: error: `when` is empty; leave it out to run the stage always\n");
    says("stages:\n  - when: len > 3\n    detect.contact: {types: [a]}", "");
    says("stages:\n  - detect.contact: [a]",
         "p:3:21: error: the options of `detect.contact` must be a map, not a list\n");
    says("stages:\n  - redact.apply:\n    when: len > 3\n    otherwise: skip",
         "p:5:16: error: `otherwise` cannot be `skip`; there is `pass`, `drop` and `fail`\n");
    says("stages:\n  - redact.apply:\n    otherwise: pass",
         "p:3:5: error: `otherwise` says what follows when `when` is false: it needs a `when`\n");
}

static void test_rules(void)
{
    says("stages: [clean.whitspace, detect.contact: {typ: [a]}]",
         "p:2:10: error: no stage `clean.whitspace`\n"
         "p:2:44: error: unknown option `typ` of `detect.contact`; did you mean `types`?\n");
    says(
        "stages:\n  - redact.apply:\n    when: len > 3",
        "p:4:11: error: `redact.apply` redacts: beside `when`, choose what becomes of a document "
        "for which it is false: `otherwise: fail`, `drop` or `pass` (unredacted)\n");
    says("stages:\n  - detect.contact:\n    when: len > 3\n    otherwise: drop",
         "p:3:5: error: `otherwise` is for stages that redact; when `when` is false, "
         "`detect.contact` is left out\n");
    says("stages:\n  - format.markdown:\n    when: len > 3",
         "p:4:11: error: `format.markdown` writes the output, so it takes no `when`; "
         "`filter.where` before it keeps documents out\n");
    says("stages: [format.markdown, clean.whitespace]",
         "p:2:27: error: `clean.whitespace` stands after the format stage `format.markdown`, "
         "which "
         "must be the last\n");
    says("stages: [format.markdown]\noutput: {stages: [format.record]}",
         "p:3:19: error: a second format stage: `format.markdown` writes this output already; "
         "`outputs` gives each its own\n");
    says("stages: [format.record]\noutput: {stream: a.jsonl}", "");
}

static void test_supplies(void)
{
    says("stages: [detect.contact, redact.apply: {labels: {emial: x, default: x}}]",
         "p:2:50: error: no stage before `redact.apply` marks `emial`; did you mean `email`?\n");
    says("stages: [detect.contact, {redact.apply: {policy: [person, email]}}]", "");
    says("stages: [detect.contact, {redact.apply: {policy: [persn, emial]}}]",
         "p:2:51: error: there is no label `persn`: neither a stage before `redact.apply` marks "
         "it, nor any that is shipped; did you mean `person`?\n"
         "p:2:58: error: there is no label `emial`: neither a stage before `redact.apply` marks "
         "it, nor any that is shipped; did you mean `email`?\n");
    says("stages: [detect.words, {redact.apply: {policy: [persn]}}]", "");
    says(
        "stages: [redact.apply: {within: email}, detect.contact]",
        "p:2:25: error: no stage before `redact.apply` marks `email`; `detect.contact` does, but "
        "stands after it\n");
    says("stages: [detect.words, redact.apply: {labels: {anything: x}}]", "");
    says("stages: [no.stage, redact.apply: {labels: {x: x}}]",
         "p:2:10: error: no stage `no.stage`\n");
    says("stages: [extract.article, redact.apply: {columns: [lang, \n  sction]}]",
         "p:3:3: error: no stage before `redact.apply` sets the field `sction`; did you mean "
         "`section`?\n");
    says("stages:\n  - extract.article:\n    when: fields.lang == 'en'",
         "p:4:11: error: no stage before `extract.article` sets the field `lang`; it does so "
         "itself, later\n");
    says("stages:\n  - extract.article\n  - clean.whitespace:\n"
         "    when: fields [ 'section' ] == 'fields.x' and fields.lng -- fields.y",
         "p:5:11: error: no stage before `clean.whitespace` sets the field `lng`; did you mean "
         "`lang`?\n");
    says(
        "stages:\n  - clean.whitespace:\n    when: >-\n      x.fields.a or [==[ fields.b ]] ]==] "
        "or --[[ fields.c ]]\n      myfields.d or \"\\\"fields.e\" or fields[x]",
        "");
    says("stages:\n  - clean.whitespace:\n    when: path..fields.a == 'x'",
         "p:4:11: error: no stage before `clean.whitespace` sets the field `a`\n");
    says("output: {path: \"{fields.lang}/{stem}\"}",
         "p:2:16: error: `path` needs the field `lang`, which no stage before it sets\n");
    says("output: {path: \"{fields.lang:-en}/{stem}\"}", "");
    says("outputs:\n  a: {stages: [extract.article], path: \"{fields.lang}/{stem}\"}\n"
         "  b: {path: \"{fields.lang}/{path}\"}",
         "p:4:13: error: `path` needs the field `lang`, which no stage before it sets\n");
}

int main(void)
{
    test_defaults();
    test_all();
    test_digest();
    test_whole();
    test_keys();
    test_outputs();
    test_entries();
    test_rules();
    test_supplies();
    return tap_done();
}
