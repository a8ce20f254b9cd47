#include "flow/setup.h"

#include "tap.h"

static bool same_list(const struct str_list *a, const struct str_list *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = str_eq(a->v[i], b->v[i]);
    return same;
}

static void test_setup(void)
{
    struct str two[] = {str_of("A=1"), {"B=\xff\0", 4}}, one[] = {str_of("")};
    struct setup s = {.mode = JOB_TRY,
                      .file = str_of("p.yaml"),
                      .text = {"galley: 1\0\n", 11},
                      .set = {two, 2},
                      .plugins = str_of("/plugins"),
                      .base = str_of("/base"),
                      .roots = {one, 1},
                      .args = {two, 1},
                      .key = {"k\0y", 3},
                      .colour = true,
                      .review = true,
                      .below = 1234};
    struct setup got = {.to_stdout = true, .json = true};
    struct arena arena = {0};
    struct buf b = {0};
    setup_put(&s, &b);
    setup_get(buf_str(&b), &arena, &got);
    buf_free(&b);
    OK(got.mode == JOB_TRY && got.colour && !got.to_stdout && !got.json, "mode and flags");
    OK(str_eq(got.file, s.file) && str_eq(got.text, s.text), "the pipeline, any bytes");
    OK(str_eq(got.plugins, s.plugins) && str_eq(got.base, s.base), "directories");
    OK(str_eq(got.key, s.key), "the key, any bytes");
    OK(got.review && got.below == 1234, "what is asked for review");
    OK(same_list(&got.set, &s.set) && same_list(&got.roots, &s.roots) &&
           same_list(&got.args, &s.args) && got.prefixes.n == 0,
       "lists, also empty ones and of empty strings");
    OK(got.plugins.p[got.plugins.n] == '\0' && got.set.v[0].p[3] == '\0',
       "strings are C strings too, and outlive the message");
    arena_free(&arena);
}

static void test_start(void)
{
    struct start s = {str_of("/out/.galley/tmp/1"), str_of("0123")}, got, none;
    struct arena arena = {0};
    struct buf b = {0};
    start_put(&s, &b);
    start_get(buf_str(&b), &arena, &got);
    buf_clear(&b);
    start_put(&(struct start){0}, &b);
    start_get(buf_str(&b), &arena, &none);
    buf_free(&b);
    OK(str_eq(got.staging, s.staging) && got.staging.p[s.staging.n] == '\0', "where to write to");
    IS(got.salt, "0123", "the salt");
    OK(none.staging.n == 0 && none.salt.n == 0, "nowhere, without one");
    arena_free(&arena);
}

static void test_facts(void)
{
    struct output_facts outputs[] = {{str_of("md"), str_of(""), str_of(""), str_of("")},
                                     {str_of("csv"), str_of("a,b\r\n"), str_of(""), str_of("")}};
    struct stage_facts stages[] = {{str_of("x.y"), str_of("d1")}};
    struct facts f = {.good = true,
                      .findings = str_of("w\n"),
                      .redacts = true,
                      .outputs = outputs,
                      .output_n = 2,
                      .stages = stages,
                      .stage_n = 1};
    struct facts got, bad;
    struct arena arena = {0};
    struct buf b = {0};
    facts_put(&f, &b);
    facts_get(buf_str(&b), &arena, &got);
    buf_clear(&b);
    facts_put(&(struct facts){.findings = str_of("e\n")}, &b);
    facts_get(buf_str(&b), &arena, &bad);
    buf_free(&b);
    OK(got.good && got.redacts && got.output_n == 2 && got.stage_n == 1 && got.file_n == 0,
       "numbers and flags");
    IS(got.findings, "w\n", "findings");
    IS(got.outputs[1].head, "a,b\r\n", "the head of a stream");
    IS(got.outputs[0].extension, "md", "an extension");
    IS(got.stages[0].digest, "d1", "the digest of a stage");
    OK(!bad.good && bad.output_n == 0, "the facts of a pipeline that is wrong");
    arena_free(&arena);
}

int main(void)
{
    test_setup();
    test_start();
    test_facts();
    return tap_done();
}
