#include "flow/finds.h"

#include <stdio.h>

#include "tap.h"

static struct looked looked[] = {
    {{"detect.a", 8}, {"email", 5}, 0},    {{"redact.b", 8}, {HOST_REDACTIONS, 10}, 0},
    {{"detect.a", 8}, {"ip", 2}, 0},       {{"detect.a", 8}, {"email", 5}, 0},
    {{"my \"own\".lua", 12}, {"x", 1}, 0},
};
static struct stage_facts stages[] = {
    {.name = {"detect.a", 8}}, {.name = {"redact.b", 8}}, {.name = {"detect.a", 8}}};

static void begin(struct finds *f, struct arena *a)
{
    struct facts facts = {
        .stages = stages, .stage_n = 3, .looked = looked, .looked_n = 5, .conditions = true};
    finds_begin(f, a, &facts);
}

static void is_missing(const struct finds *f, const char *want, const char *what)
{
    struct buf b = {0};
    finds_missing(f, &b);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

static void is_idle(const struct finds *f, const char *want, const char *what)
{
    struct buf b = {0};
    finds_idle(f, &b);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

static void test_sums(void)
{
    struct arena a = {0};
    struct finds f;
    begin(&f, &a);
    OK(f.n == 4, "what two uses of a stage look for is looked for once");
    is_missing(&f, "detect.a: email, ip; redact.b: redactions; my \"own\".lua: x",
               "by stage, and nothing is found yet");
    finds_add(&f, str_of("{\"path\":\"a\",\"found\":{\"detect.a\":{\"email\":2},\"redact.b\":"
                         "{\"redactions\":11}},\"outputs\":[]}\n"));
    finds_add(&f, str_of("{\"path\":\"b\",\"found\":{\"my \\\"own\\\".lua\":{\"x\":1},"
                         "\"detect.a\":{\"other\":1,\"email\":1}},\"outputs\":[]}\n"));
    is_missing(&f, "detect.a: ip", "what was found is not missing");
    OK(f.v[0].n == 3 && f.v[2].n == 11, "numbers are added up, of any number of digits");
    OK(f.n == 4, "what nobody looked for is not added");
    arena_free(&a);
}

static void test_names(void)
{
    struct arena a = {0};
    struct finds f;
    begin(&f, &a);
    finds_add(&f, str_of("{\"path\":\"x,\\\"found\\\":{\\\"detect.a\\\":{\\\"ip\\\":1}}\","
                         "\"status\":\"done\",\"outputs\":[{\"path\":\",\\\"not_run\\\":"
                         "[\\\"detect.a\\\"]\"}]}\n"));
    is_missing(&f, "detect.a: email, ip; redact.b: redactions; my \"own\".lua: x",
               "a name that looks like what was found is a name");
    is_idle(&f, "", "and one that looks like what was not run too");
    arena_free(&a);
}

static void test_idle(void)
{
    struct arena a = {0};
    struct finds f;
    begin(&f, &a);
    finds_add(&f,
              str_of("{\"path\":\"a\",\"outputs\":[{\"path\":\"a\",\"not_run\":[\"redact.b\"]},"
                     "{\"path\":\"b\",\"not_run\":[\"detect.a#2\",\"redact.b\",\"c\"]}]}\n"));
    is_idle(&f, "redact.b (2 outputs), detect.a#2 (1 outputs)",
            "outputs are counted by stage, and each use of a stage for itself");
    arena_free(&a);
}

/* Lines of other versions, or damaged ones, are passed over as far as they cannot be read. */
static void test_torn(void)
{
    static const char whole[] = "{\"path\":\"a\",\"found\":{\"detect.a\":{\"email\":2,\"ip\":3}},"
                                "\"outputs\":[{\"path\":\"b\",\"not_run\":[\"detect.a\"]}]}";
    struct arena a = {0};
    struct finds f;
    bool good = true;
    begin(&f, &a);
    for (size_t n = 0; n < sizeof whole; n++) {
        char *torn = arena_get(&a, n + 1);
        memcpy(torn, whole, n);
        uint64_t before = f.v[0].n;
        finds_add(&f, (struct str){torn, n});
        good = good && f.v[0].n - before <= 2;
    }
    OK(good && f.v[0].n > 0, "a line that ends anywhere adds no more than it has");
    arena_free(&a);
}

static void test_run_json(void)
{
    struct arena a = {0};
    struct finds f, again;
    struct buf b = {0};
    struct err err = {0};
    begin(&f, &a);
    finds_add(&f, str_of("{\"path\":\"a\",\"found\":{\"detect.a\":{\"email\":2}},\"outputs\":"
                         "[{\"path\":\"a\",\"not_run\":[\"redact.b\"]}]}"));
    buf_addz(&b, "{\"stages\":[{\"stage\":\"detect.a\"},{\"stage\":\"redact.b\"}]");
    finds_put(&f, &b);
    buf_addc(&b, '}');
    json_value *run = json_read(buf_str(&b), &err);
    OK(run != NULL, "run.json can be read: %s", err.text);
    OK(json_int(json_get(json_at(json_get(run, "found"), 0), "n"), 0) == 2 &&
           json_int(json_get(json_at(json_get(run, "found"), 1), "n"), 9) == 0,
       "with what was found, and what was not");
    OK(json_int(json_get(json_get(run, "not_run"), "redact.b"), 0) == 1 &&
           json_count(json_get(run, "not_run")) == 1,
       "and what was not run");
    finds_begin_read(&again, &a, run);
    is_missing(&again, "detect.a: email, ip; redact.b: redactions; my \"own\".lua: x",
               "a merge begins with the same, none of it found");
    OK(again.idle_n == 2, "and with the same stages");
    json_free(run);
    buf_free(&b);
    arena_free(&a);
}

/* Of a label that was found rules are told: by number, or by name in a stage of one's own. */
static void test_rules(void)
{
    struct looked all[] = {{str_of("detect.a"), str_of("email"), 0},
                           {str_of("detect.a"), str_of("ip"), 0},
                           {str_of("detect.a"), str_of("rule:email.x"), 0},
                           {str_of("detect.a"), str_of("rule:email.y"), 0},
                           {str_of("detect.a"), str_of("rule:ip.z"), 0},
                           {str_of("own.lua"), str_of("email"), 0},
                           {str_of("own.lua"), str_of("rule:email.x"), 0},
                           {str_of("own.lua"), str_of("rule:other.y"), 0},
                           {str_of("redact.b"), str_of("policy:ip"), 0},
                           {str_of("redact.b"), str_of("policy:email"), 0},
                           {str_of("redact.b"), str_of("deny:person"), 0}};
    struct facts facts = {.looked = all, .looked_n = sizeof all / sizeof *all};
    struct arena a = {0};
    struct finds f;
    finds_begin(&f, &a, &facts);
    is_missing(&f, "detect.a: email, ip; own.lua: email, rule:other.y; redact.b: deny:person",
               "a label that was not found stands for its rules and its line of the policy");
    finds_add(&f, str_of("{\"path\":\"a\",\"found\":{\"detect.a\":{\"email\":2,"
                         "\"rule:email.x\":2},\"own.lua\":{\"email\":1}},\"outputs\":[]}"));
    is_missing(&f,
               "detect.a: ip, 1 of 2 rules; own.lua: rule:email.x, rule:other.y; "
               "redact.b: policy:email, deny:person",
               "rules of a label that was found are told");
    finds_add(&f, str_of("{\"path\":\"b\",\"found\":{\"detect.a\":{\"rule:email.y\":1},"
                         "\"own.lua\":{\"rule:email.x\":1,\"rule:other.y\":1},\"redact.b\":"
                         "{\"policy:email\":1,\"deny:person\":1}},\"outputs\":[]}"));
    is_missing(&f, "detect.a: ip", "and those that found something are not");
    arena_free(&a);
}

static void is_decided(const struct finds *f, const char *want, const char *what)
{
    struct buf b = {0};
    finds_decisions(f, &b);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

static void test_decisions(void)
{
    struct looked two[] = {{str_of("redact.b"), str_of(HOST_DECISIONS "d.jsonl"), 5},
                           {str_of("redact.b"), str_of(HOST_STALE "d.jsonl"), 0},
                           {str_of("redact.b"), str_of(HOST_DECISIONS "none"), 0}};
    struct facts facts = {.looked = two, .looked_n = 3};
    struct arena a = {0};
    struct finds f, again;
    struct buf b = {0};
    struct err err = {0};
    finds_begin(&f, &a, &facts);
    is_missing(&f, "", "decisions are not among what was not found");
    is_decided(&f,
               "d.jsonl: 0 of 5 carried out, 5 about documents that are not in this run, or were "
               "not redacted in it",
               "all are about other documents");
    finds_add(&f, str_of("{\"path\":\"a\",\"found\":{\"redact.b\":{\"" HOST_DECISIONS
                         "d.jsonl\":2,\"" HOST_STALE "d.jsonl\":1}},\"outputs\":[]}"));
    is_decided(&f,
               "d.jsonl: 2 of 5 carried out, 1 to keep fit nothing any more, 2 about documents "
               "that are not in this run, or were not redacted in it",
               "of each kind");
    finds_add(&f, str_of("{\"path\":\"b\",\"found\":{\"redact.b\":{\"" HOST_DECISIONS
                         "d.jsonl\":2}},\"outputs\":[]}"));
    is_decided(&f, "d.jsonl: 4 of 5 carried out, 1 to keep fit nothing any more", "and no more");
    buf_addz(&b, "{\"stages\":[]");
    finds_put(&f, &b);
    buf_addc(&b, '}');
    json_value *run = json_read(buf_str(&b), &err);
    finds_begin_read(&again, &a, run);
    OK(again.n == 3 && again.v[0].of == 5 && again.v[1].of == 0,
       "run.json has how many there are");
    json_free(run);
    buf_free(&b);
    arena_free(&a);
}

static void test_told(void)
{
    struct buf b = {0};
    const struct count found[] = {{str_of("detect.a"), str_of("email"), 2},
                                  {str_of("redact.b"), str_of(HOST_REDACTIONS), 3},
                                  {str_of("detect.a"), str_of("ip"), 1}};
    finds_put_told(&(struct told){.found = found, .found_n = 3}, &b);
    IS(buf_str(&b), "{\"detect.a\":{\"email\":2,\"ip\":1},\"redact.b\":{\"redactions\":3}}",
       "a document's counts stand by stage, each once");
    buf_free(&b);
}

int main(void)
{
    test_sums();
    test_names();
    test_idle();
    test_torn();
    test_run_json();
    test_rules();
    test_decisions();
    test_told();
    return tap_done();
}
