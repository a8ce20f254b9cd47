#include "flow/targets.h"

#include <stdio.h>

#include "tap.h"

/* Reads back what was put; shows the error when it cannot be. */
static bool round_trip(const struct pipeline *p, const struct facts *f, struct arena *arena,
                       struct pipeline *got, struct facts *got_facts)
{
    struct buf b = {0};
    struct err err = {0};
    targets_put(p, f, &b);
    json_value *v = json_read(buf_str(&b), &err);
    bool good = v && targets_get(v, arena, got, got_facts);
    if (!good)
        printf("# %s %s\n", b.p, err.text);
    json_free(v);
    buf_free(&b);
    return good;
}

static void test_round_trip(void)
{
    struct template plain = {0}, fields = {.by_content = true};
    struct output_entry outputs[] = {{.name = str_of("a"), .path = &plain},
                                     {.name = str_of("b"), .path = &fields},
                                     {.name = str_of("c"), .stream = str_of("d/\x80.csv")}};
    struct output_facts of[3] = {{.extension = str_of("txt")}};
    of[2] = (struct output_facts){str_of("csv"), str_of("a,b\n"), str_of(""), {"\0\xff\"", 3}};
    struct pipeline p = {.outputs = outputs, .output_n = 3}, got = {0};
    struct facts f = {.outputs = of, .output_n = 3}, got_facts = {0};
    struct arena arena = {0};
    OK(round_trip(&p, &f, &arena, &got, &got_facts) && got.output_n == 3, "three outputs");
    OK(got.outputs[0].path && !got.outputs[0].path->by_content, "files named by their paths");
    OK(got.outputs[1].path && got.outputs[1].path->by_content, "files named by their content");
    OK(!got.outputs[2].path && str_eq(got.outputs[2].stream, outputs[2].stream),
       "a stream, any name");
    OK(str_eq(got_facts.outputs[2].head, of[2].head) && got_facts.outputs[2].between.n == 0 &&
           str_eq(got_facts.outputs[2].tail, of[2].tail),
       "what stands around its records, any bytes");
    OK(targets_by_content(&p) && targets_by_content(&got), "some names come from content");
    p.output_n = f.output_n = 1;
    OK(!targets_by_content(&p), "or none");
    p.names = NAMES_PSEUDONYM;
    OK(targets_by_content(&p), "a pseudonym comes from content");
    OK(round_trip(&p, &f, &arena, &got, &got_facts) && got.outputs[0].path->by_content,
       "which is said of its files");
    arena_free(&arena);
}

static void test_wrong(void)
{
    static const char *const wrong[] = {
        "[]",
        "{}",
        "[{}]",
        "[{\"name\":\"a\"}]",
        "[{\"name\":\"a\",\"stream\":\"b\"}]",
        "[{\"name\":\"a\",\"stream\":\"\",\"head\":\"\",\"between\":\"\",\"tail\":\"\"}]",
        "[{\"by_content\":false}]",
        "[7]",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct err err = {0};
        struct arena arena = {0};
        struct pipeline p = {0};
        struct facts f = {0};
        json_value *v = json_read(str_of(wrong[i]), &err);
        OK(v && !targets_get(v, &arena, &p, &f), "not %s", wrong[i]);
        json_free(v);
        arena_free(&arena);
    }
}

int main(void)
{
    test_round_trip();
    test_wrong();
    return tap_done();
}
