/* The leak guard: parts of values, and what it leaves to a person. */
#include <stdio.h>

#include "tap.h"
#include "text/evidence.h"
#include "text/guard.h"

struct fix {
    struct arena arena;
    struct doc d;
};

static void start(struct fix *f, const char *text)
{
    doc_start(&f->d, &f->arena, str_of("a.txt"), str_of(text));
    f->d.text = f->d.source;
    f->d.len = f->d.text.n;
}

static struct span place(const struct fix *f, const char *what)
{
    size_t at = str_find(f->d.text, str_of(what), 0);
    return (struct span){at, at + strlen(what)};
}

/* Redacts the first `value`, of which `sure` and `doubtful` (or NULL) are parts. */
static void redact(struct fix *f, const char *value, const char *with, const char *sure,
                   const char *doubtful)
{
    struct clue *v = arena_get(&f->arena, 2 * sizeof *v);
    size_t n = 0;
    if (sure)
        v[n++] = (struct clue){str_of(sure), false};
    if (doubtful)
        v[n++] = (struct clue){str_of(doubtful), true};
    struct edit e = {.span = place(f, value),
                     .with = str_of(with),
                     .rule = str_of("name"),
                     .stage = str_of("redact"),
                     .secret = true,
                     .clues = {v, n}};
    doc_edit(&f->d, &e, NULL);
}

static void keep(struct fix *f, const char *value, const char *line)
{
    struct evidence why = {.line = str_of(line)};
    struct edit e = {.span = place(f, value),
                     .rule = str_of("name"),
                     .stage = str_of("redact"),
                     .evidence = &why};
    doc_keep(&f->d, &e, NULL);
}

static void settle(struct fix *f)
{
    doc_apply(&f->d, NULL);
    guard_mask(&f->d);
    doc_apply(&f->d, NULL);
}

/* What is left of `text`, and how many doubts there are. */
static void masks(const char *text, const char *value, const char *sure, const char *doubtful,
                  const char *want, size_t doubts)
{
    struct fix f = {0};
    size_t n;
    start(&f, text);
    redact(&f, value, "[X]", sure, doubtful);
    settle(&f);
    IS(str_cut(f.d.text, 0, f.d.len), want, "%.*s", (int)strcspn(text, "\n"), text);
    guard_doubts(&f.d, &n);
    OK(n == doubts, "%zu doubts, %zu expected", n, doubts);
    arena_free(&f.arena);
}

static void test_parts(void)
{
    masks("Sergey Lavrov; Lavrov's, LAVROV lavrov Lavrovs", "Sergey Lavrov", "Lavrov", NULL,
          "[X]; [X]'s, [X] lavrov Lavrovs", 0);
    masks("Gordon Brown; a brown bear, Brown said", "Gordon Brown", NULL, "Brown",
          "[X]; a brown bear, Brown said", 1);
    masks("Gordon Brown, Gordon Brown, Brown", "Gordon Brown", "Gordon", "Brown",
          "[X], [X], Brown", 1);
    masks("Brown; a brown bear; Brown", "Brown", NULL, "Brown", "[X]; a brown bear; [X]", 0);
    masks("Brown; a brown bear; Brown", "Brown", NULL, NULL, "[X]; a [X] bear; [X]", 0);
    masks("Tim Wu; Wu and Tim", "Tim Wu", "Wu", "Tim", "[X]; Wu and Tim", 0);
    masks("\xC3\x89ric Blanc; \xC3\x89ric, \xC3\xA9ric", "\xC3\x89ric Blanc", "\xC3\x89ric",
          "Blanc", "[X]; [X], \xC3\xA9ric", 0);
    masks("j.roe@x.org or j.roe on chat, not J.Roe", "j.roe@x.org", "j.roe", NULL,
          "[X] or [X] on chat, not J.Roe", 0);
    masks("Al de la Cruz; De la Cruz, de la\nCruz, de la cruz", "Al de la Cruz", "de la Cruz",
          NULL, "[X]; [X], [X], de la cruz", 0);
}

/* Two values with parts of the same letters, and a part that is a whole value elsewhere. */
static void test_same(void)
{
    struct fix f = {0};
    size_t n;
    start(&f, "Marco Rubio, rubio@x.org; Rubio, rubio; RUBIO");
    redact(&f, "Marco Rubio", "[P]", "Rubio", NULL);
    redact(&f, "rubio@x.org", "[E]", "rubio", NULL);
    settle(&f);
    IS(str_cut(f.d.text, 0, f.d.len), "[P], [E]; [P], [E]; [P]", "each by its own capitals");
    start(&f, "Marco Rubio, Rubio: example.org/rubio, Rubio");
    redact(&f, "Marco Rubio", "[P]", "Rubio", NULL);
    settle(&f);
    IS(str_cut(f.d.text, 0, f.d.len), "[P], [P]: example.org/rubio, [P]",
       "a part that was masked is no whole value from then on");
    OK(!guard_finds(&f.d, f.d.text, (struct guard_look){0}, NULL), "and none is found");
    OK(str_is(f.d.secrets[1].rule, "guard.part:name"), "the rule says that it was a part");
    guard_doubts(&f.d, &n);
    OK(n == 0, "what it put in is no doubt");
    arena_free(&f.arena);
}

static void test_kept(void)
{
    struct fix f = {0};
    struct err err = {0};
    size_t n;
    start(&f, "Jane Roe. JANE ROE! jane roe");
    redact(&f, "Jane Roe", "[P]", NULL, NULL);
    keep(&f, "JANE ROE", "person");
    settle(&f);
    IS(f.d.text, "[P]. JANE ROE! [P]", "what was kept stays, but nothing else");
    struct finding *found = guard_doubts(&f.d, &n);
    OK(n == 1 && found[0].why == DOUBT_KEPT && found[0].now.start == 5, "and is told");
    OK(!guard_refuse(&found[0], &err) && strstr(err.text, "kept holds a value"), "%s", err.text);
    OK(!guard_finds(&f.d, f.d.text, (struct guard_look){0}, NULL), "the output may have it");
    f.d.guard = NULL;
    OK(guard_finds(&f.d, f.d.text, (struct guard_look){.strict = true}, &err),
       "unless it is strict");
    start(&f, "Jane Roe. JANE ROE!");
    redact(&f, "Jane Roe", "[P]", NULL, NULL);
    keep(&f, "JANE ROE", EVIDENCE_DECISION);
    settle(&f);
    guard_doubts(&f.d, &n);
    OK(n == 0, "what a person decided is not asked again");
    OK(!guard_finds(&f.d, f.d.text, (struct guard_look){.strict = true}, NULL),
       "nor found in the output");
    arena_free(&f.arena);
}

static void test_put_in(void)
{
    struct fix f = {0};
    size_t n;
    start(&f, "Ann Person, and a Person");
    redact(&f, "Ann Person", "[PERSON]", "Person", NULL);
    settle(&f);
    IS(f.d.text, "[PERSON], and a [PERSON]", "what was put in is not masked");
    struct finding *found = guard_doubts(&f.d, &n);
    OK(n == 2 && found[0].why == DOUBT_PUT_IN, "but told");
    OK(!guard_finds(&f.d, f.d.text, (struct guard_look){0}, NULL), "the output may have it");
    arena_free(&f.arena);
}

static void finds(const char *value, const char *sure, const char *doubtful,
                  struct guard_look how, const char *output, bool want)
{
    struct fix f = {0};
    struct err err = {0};
    start(&f, value);
    redact(&f, value, "[X]", sure, doubtful);
    doc_apply(&f.d, NULL);
    bool found = guard_finds(&f.d, str_of(output), how, &err);
    OK(found == want && err.set == want, "%s", output);
    if (found)
        OK(!strstr(err.text, sure ? sure : doubtful), "%s", err.text);
    arena_free(&f.arena);
}

static void test_escapes(void)
{
    struct guard_look html = {.escapes = 1u << ESCAPE_HTML},
                      json = {.escapes = 1u << ESCAPE_JSON},
                      mark = {.escapes = 1u << ESCAPE_MARKDOWN},
                      csv = {.escapes = 1u << ESCAPE_CSV}, yaml = {.escapes = 1u << ESCAPE_YAML};
    finds("Ann O'Brien", "O'Brien", NULL, html, "<b>O&#39;Brien</b>", true);
    finds("Ann O'Brien", "O'Brien", NULL, html, "<b>o&#39;brien</b>", false);
    finds("j_roe@x.org", "j_roe", NULL, mark, "by j\\_roe!", true);
    finds("Ann Lovelace", "Lovelace", NULL, json, "{\"by\":\"x\\nLovelace\"}", true);
    finds("Ann \"Lovy\" Lee", "\"Lovy\"", NULL, csv, "a,\"x \"\"Lovy\"\" y\"", true);
    finds("Ann \"Lovy\" Lee", "\"Lovy\"", NULL, yaml, "by: \"the \\\"Lovy\\\"\"", true);
    finds("Ann Brown", NULL, "Brown", json, "{\"by\":\"Brown\"}", false);
    json.strict = true;
    finds("Ann Brown", NULL, "Brown", json, "{\"by\":\"Brown\"}", true);
}

static void test_names(void)
{
    struct guard_look name = {.name = true};
    finds("Sergey Lavrov", "Lavrov", NULL, name, "letters/lavrov-2024.txt", true);
    finds("Sergey Lavrov", "Lavrov", NULL, name, "letters/to_LAVROV.txt", true);
    finds("Sergey Lavrov", "Lavrov", NULL, name, "letters/lavrovs.txt", false);
    finds("Gordon Brown", NULL, "Brown", name, "brown.txt", false);
    name.strict = true;
    finds("Gordon Brown", NULL, "Brown", name, "brown.txt", true);
}

int main(void)
{
    test_parts();
    test_same();
    test_kept();
    test_put_in();
    test_escapes();
    test_names();
    return tap_done();
}
