#include "flow/survey.h"

#include "scratch.h"

/* A survey of a scratch directory by a pipeline of this text. Owns all. */
struct rig {
    struct scratch dir;
    struct arena arena;
    struct diags diags;
    struct pipeline *pipeline;
    struct input inputs[2];
    struct buf path[2];
    struct survey_rules rules;
    struct survey survey;
    struct err err;
};

static void open_rig(struct rig *r, const char *pipeline)
{
    *r = (struct rig){0};
    scratch_open(&r->dir);
    r->pipeline = pipeline_read(&r->arena, "p.yaml", str_of(pipeline), NULL, 0, &r->diags);
    if (!r->pipeline) {
        printf("Bail out! pipeline\n");
        exit(2);
    }
    for (size_t i = 0; i < r->pipeline->output_n; i++) {
        struct output_entry *o = &r->pipeline->outputs[i];
        if (!o->path && o->stream.n == 0)
            o->path = template_default(&r->arena, str_of("md"));
    }
    buf_addf(&r->path[0], "%s", r->dir.path);
    r->inputs[0].path = buf_str(&r->path[0]);
    r->inputs[0].prefix = r->inputs[1].prefix = str_of("");
    r->rules = (struct survey_rules){
        .inputs = r->inputs, .input_n = 1, .pipeline = r->pipeline, .out = -1, .state = -1};
    r->rules.scratch = r->dir.fd;
}

static void close_rig(struct rig *r)
{
    survey_free(&r->survey);
    diag_free(&r->diags);
    arena_free(&r->arena);
    buf_free(&r->path[0]);
    buf_free(&r->path[1]);
    scratch_close(&r->dir);
}

/* Makes files, their names separated by a '|', of one byte each. */
static void make(const struct rig *r, const char *names)
{
    struct str rest = str_of(names), name;
    while (str_split(&rest, '|', &name)) {
        char *z = strndup(name.p, name.n);
        scratch_write(&r->dir, z, str_of("x"));
        free(z);
    }
}

/* The names of the survey, joined by '|'. */
static struct buf names_of(struct rig *r)
{
    struct buf b = {0};
    struct item item;
    buf_addz(&b, "");
    for (uint64_t i = 0; i < r->survey.n && survey_next(&r->survey, &item, &r->err); i++) {
        buf_addz(&b, b.n ? "|" : "");
        buf_add(&b, item.name);
    }
    return b;
}

static void gives(struct rig *r, const char *want, const char *what)
{
    OK(survey_make(&r->survey, &r->rules, &r->err), "%s%s", what, r->err.text);
    struct buf b = names_of(r);
    IS(buf_str(&b), want, "its items, in order");
    buf_free(&b);
}

static uint64_t unselected(const struct rig *r, const char *suffix)
{
    for (size_t i = 0; i < r->survey.unselected_n; i++)
        if (strcmp(r->survey.unselected[i].suffix, suffix) == 0)
            return r->survey.unselected[i].n;
    return 0;
}

static const char text_files[] = "galley: 1\ninput: {files: [\"**/*.txt\"]}\nstages: []\n";

static void test_select(void)
{
    struct rig r;
    open_rig(&r, text_files);
    make(&r, "b.txt|a/z.txt|a.txt|a/b.pdf|c.pdf|noext|.hidden.txt|.h/x.txt|Z.txt");
    gives(&r, "Z.txt|a.txt|a/z.txt|b.txt", "files that globs select");
    OK(r.survey.n == 4, "are counted");
    OK(unselected(&r, ".pdf") == 2 && unselected(&r, "") == 1 && unselected(&r, ".txt") == 1,
       "the others too, by suffix");
    OK(strcmp(r.survey.unselected[0].suffix, ".pdf") == 0, "the most frequent first");
    OK(survey_rewind(&r.survey, &r.err), "rewound");
    struct buf b = names_of(&r);
    IS(buf_str(&b), "Z.txt|a.txt|a/z.txt|b.txt", "it gives the same");
    buf_free(&b);
    close_rig(&r);
}

static void test_hidden(void)
{
    struct rig r;
    open_rig(&r, "galley: 1\ninput: {files: [\"**/.*/*.txt\", \"*.txt\"]}\nstages: []\n");
    make(&r, "a.txt|.h/x.txt|d/.i/y.txt|d/z.txt");
    gives(&r, ".h/x.txt|a.txt|d/.i/y.txt",
          "a glob that spells a dot goes into hidden directories");
    close_rig(&r);
}

/* Kinds without end: the table is of fixed size. */
static void test_kinds(void)
{
    struct rig r;
    char name[64];
    open_rig(&r, text_files);
    make(&r, "a.txt");
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "f%d.s%d", i, i);
        make(&r, name);
    }
    gives(&r, "a.txt", "many suffixes");
    uint64_t all = 0;
    for (size_t i = 0; i < r.survey.unselected_n; i++)
        all += r.survey.unselected[i].n;
    OK(r.survey.unselected_n <= UNSELECTED_KINDS, "are not all kept apart");
    OK(all == 100 && unselected(&r, "other") >= 100 - UNSELECTED_KINDS, "but all counted");
    close_rig(&r);
    open_rig(&r, text_files);
    make(&r, "a.txt|b.a-suffix-that-is-longer-than-there-is-room-for|c.pdf");
    gives(&r, "a.txt", "a long suffix");
    OK(unselected(&r, "other") == 1 && unselected(&r, ".pdf") == 1, "is not kept apart either");
    close_rig(&r);
}

static void test_outputs(void)
{
    struct rig r;
    open_rig(&r, text_files);
    make(&r, "a.txt|old/b.txt|old/.galley/lock|out/c.txt");
    r.rules.out = openat(r.dir.fd, "out", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gives(&r, "a.txt", "neither OUT nor older ones are inputs");
    close(r.rules.out);
    close_rig(&r);
}

static void test_several(void)
{
    struct rig r;
    open_rig(&r, text_files);
    make(&r, "one/a.txt|two/a.txt|two/b.pdf|c.pdf");
    buf_addz(&r.path[0], "/one");
    buf_addf(&r.path[1], "%s/two", r.dir.path);
    r.inputs[0] = (struct input){buf_str(&r.path[0]), str_of("one/"), false};
    r.inputs[1] = (struct input){buf_str(&r.path[1]), str_of("two/"), false};
    r.rules.input_n = 2;
    gives(&r, "one/a.txt|two/a.txt", "two INPUTs are told apart; globs are below each");
    close_rig(&r);

    open_rig(&r, text_files);
    make(&r, "d/a.txt|c.pdf");
    buf_addf(&r.path[1], "%s/c.pdf", r.dir.path);
    buf_addz(&r.path[0], "/d");
    r.inputs[0] = (struct input){buf_str(&r.path[0]), str_of("d/"), false};
    r.inputs[1] = (struct input){buf_str(&r.path[1]), str_of(""), true};
    r.rules.input_n = 2;
    gives(&r, "c.pdf|d/a.txt", "a file is taken whatever the globs say");
    struct item item;
    OK(survey_rewind(&r.survey, &r.err) && survey_next(&r.survey, &item, &r.err) &&
           item.root == 1 && item.kind == ITEM_FILE && item.stamp.size == 1,
       "an item knows its INPUT");
    close_rig(&r);

    open_rig(&r, text_files);
    r.inputs[0] = (struct input){str_of("-"), str_of(""), true};
    gives(&r, "stdin", "standard input has a name too");
    close_rig(&r);
}

static void make_many(const struct rig *r, int n)
{
    char name[24];
    for (int i = 0; i < n; i++) {
        snprintf(name, sizeof name, "%03d.txt", i);
        make(r, name);
    }
}

static void test_limit(void)
{
    struct rig r;
    open_rig(&r, text_files);
    make_many(&r, 20);
    r.rules.limit = 3;
    gives(&r, "000.txt|001.txt|002.txt", "the first three");
    OK(r.survey.n == 3, "are counted");
    close_rig(&r);
    open_rig(&r, text_files);
    make_many(&r, 2);
    r.rules.limit = 3;
    gives(&r, "000.txt|001.txt", "a limit that is not reached");
    close_rig(&r);
}

static struct buf sample(const char *more, uint64_t n, uint64_t limit)
{
    struct rig r;
    open_rig(&r, text_files);
    make_many(&r, 50);
    if (*more)
        make(&r, more);
    r.rules.sample = n;
    r.rules.limit = limit;
    OK(survey_make(&r.survey, &r.rules, &r.err) && r.survey.n <= n, "a sample%s", r.err.text);
    struct buf b = names_of(&r);
    close_rig(&r);
    return b;
}

static size_t count_lost(struct str before, struct str after)
{
    struct str name;
    size_t lost = 0;
    while (str_split(&before, '|', &name))
        lost += str_find(after, name, 0) == after.n;
    return lost;
}

static void test_sample(void)
{
    struct buf a = sample("", 10, 0), b = sample("", 10, 0), c = sample("one-more.txt", 10, 0),
               all = sample("", 1000, 0), few = sample("", 10, 4);
    OK(a.n == 10 * 8 - 1, "ten of fifty");
    OK(str_eq(buf_str(&a), buf_str(&b)), "the same ones each time");
    OK(count_lost(buf_str(&a), buf_str(&c)) <= 1, "one more file moves one at the most");
    OK(all.n == 50 * 8 - 1, "a sample of more than there are is all");
    OK(strncmp(few.p, a.p, few.n) == 0 && few.n == 4 * 8 - 1, "a limit counts in the sample");
    bool spread = strcmp(a.p, "000.txt|001.txt|002.txt|003.txt|004.txt|005.txt|006.txt|007.txt|"
                              "008.txt|009.txt") != 0;
    OK(spread, "it is not just the first ten");
    buf_free(&a);
    buf_free(&b);
    buf_free(&c);
    buf_free(&all);
    buf_free(&few);
}

/* Whether the outputs of these files would collide; `says` must be in the error. */
static bool collides(const char *outputs, const char *files, bool fold, const char *says)
{
    struct rig r;
    struct buf text = {0};
    buf_addf(&text, "galley: 1\nstages: []\n%s", outputs);
    open_rig(&r, text.p);
    make(&r, files);
    if (!survey_make(&r.survey, &r.rules, &r.err))
        OK(false, "%s", r.err.text);
    bool free = survey_collide(&r.survey, &r.rules, fold, &r.err);
    if (!free)
        OK(strstr(r.err.text, says), "the error names both");
    else
        OK(!r.err.set && r.survey.n > 0, "no collision, no error");
    struct item item;
    if (free)
        OK(survey_next(&r.survey, &item, &r.err), "the survey can be read from its start");
    buf_free(&text);
    close_rig(&r);
    return !free;
}

static void test_collisions(void)
{
    OK(!collides("", "a.txt|b/a.txt|a", false, ""), "default names");
    OK(collides("", "a|a.md", false, "`a` and `a.md` would both be written to `a.md`"),
       "an extension that is there already");
    OK(collides("output: {path: \"{stem}.md\"}\n", "x/a.txt|y/a.txt", false,
                "`x/a.txt` and `y/a.txt`"),
       "one stem in two directories");
    OK(!collides("output: {path: \"{stem}.md\"}\n", "x/a.txt|y/b.txt", false, ""), "two stems");
    OK(!collides("output: {path: \"x-{path}\"}\n", "a|b", false, ""), "whole paths");
    OK(!collides("output: {path: \"{id}\"}\n", "x/a|y/a", false, ""), "ids");
    OK(!collides("output: {path: \"{fields.a}\"}\n", "a|b", false, ""), "content is not known");
    OK(collides("outputs:\n  p: {path: \"{path}\"}\n  q: {path: \"{dir}/{stem}.txt\"}\n",
                "d/a.txt", false, "would both be written to `d/a.txt`"),
       "two outputs of one document");
    OK(collides("output: {path: same}\n", "a|b|c|d|e|f|g|h|i|j|k|l|m|n", false, "(13)"),
       "many are counted");
}

static void test_folding(void)
{
    OK(!collides("output: {path: \"{path}\"}\n", "A.txt|a.txt", false, ""), "case matters");
    OK(collides("output: {path: \"{path}\"}\n", "A.txt|a.txt", true, "`A.txt` and `a.txt`"),
       "unless the file system folds it");
    OK(collides("output: {path: \"{path}\"}\n", "caf\xc3\xa9|cafe\xcc\x81", true, "both"),
       "and composed letters");
    OK(!collides("output: {path: \"{path}\"}\n", "a.txt|b.txt|\xff|\xfe", true, ""),
       "others stay apart");
}

static void test_errors(void)
{
    struct rig r;
    open_rig(&r, text_files);
    buf_addz(&r.path[0], "/nothing");
    r.inputs[0].path = buf_str(&r.path[0]);
    OK(!survey_make(&r.survey, &r.rules, &r.err) && r.err.set, "an INPUT that is not there");
    close_rig(&r);
    open_rig(&r, text_files);
    buf_addz(&r.path[0], "/nothing");
    r.inputs[0] = (struct input){buf_str(&r.path[0]), str_of(""), true};
    OK(!survey_make(&r.survey, &r.rules, &r.err) && r.err.set, "nor such a file");
    close_rig(&r);
}

static void test_shards(void)
{
    struct rig r;
    struct item item;
    struct shard one = {1, 2}, two = {2, 2};
    char names[HASH_HEX];
    uint64_t n = 0;
    open_rig(&r, text_files);
    make(&r, "a.txt|b.txt|c.txt|d.txt|e.txt|f.pdf");
    OK(survey_make(&r.survey, &r.rules, &r.err) && survey_narrow(&r.survey, &one, &r.err),
       "the first of two shards");
    OK(r.survey.all == 5 && r.survey.n < 5, "counts both");
    memcpy(names, r.survey.names, sizeof names);
    bool own = true;
    for (; survey_next(&r.survey, &item, &r.err); n++)
        own = own && shard_has(&one, item.name);
    OK(own && n == r.survey.n, "gives its own items, to the end");
    survey_free(&r.survey);
    OK(survey_make(&r.survey, &r.rules, &r.err) && survey_narrow(&r.survey, &two, &r.err),
       "the second");
    OK(r.survey.n + n == 5 && strcmp(names, r.survey.names) == 0,
       "has the others, and the same digest of all names");
    survey_free(&r.survey);
    make(&r, "g.txt");
    OK(survey_make(&r.survey, &r.rules, &r.err) && survey_narrow(&r.survey, &two, &r.err) &&
           strcmp(names, r.survey.names) != 0,
       "another input makes another digest");
    close_rig(&r);
}

/* What is not looked at in the survey can be later. */
static void test_stamps(void)
{
    struct rig r;
    struct item item;
    open_rig(&r, text_files);
    make(&r, "one/a.txt|two/a.txt");
    buf_addz(&r.path[0], "/one");
    buf_addf(&r.path[1], "%s/two", r.dir.path);
    r.inputs[0] = (struct input){buf_str(&r.path[0]), str_of("one/"), false};
    r.inputs[1] = (struct input){buf_str(&r.path[1]), str_of("two/"), false};
    r.rules.input_n = 2;
    r.rules.stamps = true;
    OK(survey_make(&r.survey, &r.rules, &r.err) && survey_next(&r.survey, &item, &r.err) &&
           survey_next(&r.survey, &item, &r.err) && item.root == 1 && item.stamp.size == 1,
       "a survey with stamps");
    struct stamp now = survey_stamp(r.inputs, &item);
    OK(stamp_same(&now, &item.stamp), "a stamp that is asked for is the same");
    item.name = str_of("two/gone.txt");
    now = survey_stamp(r.inputs, &item);
    OK(!stamp_known(&now), "that of a file which is gone is not known");
    r.inputs[1].is_file = true;
    now = survey_stamp(r.inputs, &item);
    OK(!stamp_known(&now), "nor that of an INPUT which is no directory");
    close_rig(&r);
}

/* What a look is given: names, sorted, and how many directories. */
struct seen {
    struct sort *names;
    int dirs;
};

static bool see(void *context, const struct item *item, struct err *err)
{
    struct seen *s = context;
    return sort_add(s->names, item->name, err);
}

static void enter(void *context, int dir)
{
    struct seen *s = context;
    struct stat st;
    s->dirs += fstat(dir, &st) == 0 && S_ISDIR(st.st_mode);
}

static void test_look(void)
{
    struct rig r;
    struct buf b = {0};
    struct str name;
    struct err err = {0};
    open_rig(&r, text_files);
    make(&r, "b.txt|a/z.txt|a.pdf|a/c/d.txt|out/x.txt|.h/x.txt");
    struct seen s = {.names = sort_new(r.dir.fd, 0)};
    r.rules.out = openat(r.dir.fd, "out", O_PATH | O_CLOEXEC);
    OK(survey_look(&r.rules, &(struct survey_look){see, enter, &s}, &err) &&
           sort_finish(s.names, &err),
       "a look%s", err.text);
    while (sort_next(s.names, &name, &err))
        buf_addf(&b, "%.*s ", (int)name.n, name.p);
    IS(buf_str(&b), "a/c/d.txt a/z.txt b.txt ", "sees what a survey has");
    OK(s.dirs == 3, "and each directory that is walked: %d", s.dirs);
    close(r.rules.out);
    sort_free(s.names);
    buf_free(&b);
    close_rig(&r);
}

int main(void)
{
    test_select();
    test_hidden();
    test_kinds();
    test_outputs();
    test_several();
    test_limit();
    test_sample();
    test_collisions();
    test_folding();
    test_shards();
    test_errors();
    test_stamps();
    test_look();
    return tap_done();
}
