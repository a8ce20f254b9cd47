/* The ids by which decisions find their place again. */
#include "text/review.h"

#include <stdio.h>

#include "tap.h"

static void start(struct doc *d, struct arena *a, const char *text)
{
    doc_start(d, a, str_of("a.txt"), str_of(text));
    d->text = d->source;
    d->len = d->text.n;
}

static void replace(struct doc *d, size_t from, size_t to, const char *with)
{
    struct edit e = {.span = {from, to}, .with = str_of(with), .rule = str_of("r")};
    struct err err = {0};
    if (!doc_edit(d, &e, &err) || !doc_apply(d, &err))
        printf("# %s\n", err.text);
}

static const struct review jane = {
    {"a.txt", 5}, {4, 8}, {"person", 6}, {"names", 5}, {"Jane", 4}};

static void test_id(void)
{
    char id[REVIEW_ID], other[REVIEW_ID];
    struct str none = {"", 0}, key = str_of("key");
    review_id(&jane, none, id);
    OK(strlen(id) == REVIEW_ID - 1, "an id has 32 digits");
    review_id(&jane, none, other);
    OK(strcmp(id, other) == 0, "the same for the same");
    review_id(&jane, key, other);
    OK(strcmp(id, other) != 0, "another one under a key");
    struct review all[] = {jane, jane, jane, jane, jane, jane};
    all[0].path = str_of("b.txt");
    all[1].origin.end = 9;
    all[2].label = str_of("place");
    all[3].rule = str_of("rules");
    all[4].value = str_of("Jone");
    all[5].label = str_of("personn"); /* the bytes of both together are the same */
    all[5].rule = str_of("ames");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        review_id(&all[i], none, other);
        OK(strcmp(id, other) != 0, "and for another path, place, label, rule, text: %zu", i);
    }
}

static void test_find(void)
{
    struct arena arena = {0};
    struct doc d;
    struct span now;
    struct str key = str_of("key");
    char id[REVIEW_ID];
    review_id(&jane, key, id);
    start(&d, &arena, "Ask Jane now. Ask Jane then.");
    OK(review_find(&d, &jane, str_of(id), key, &now) && now.start == 4 && now.end == 8,
       "it finds its place");
    replace(&d, 0, 3, "Please ask");
    OK(review_find(&d, &jane, str_of(id), key, &now) && now.start == 11 && now.end == 15,
       "where edits moved it");
    OK(!review_find(&d, &jane, str_of(id), str_of("other"), &now), "not under another key");
    OK(!review_find(&d, &jane, str_of("0"), key, &now), "not with another id");
    struct err err = {0};
    struct doc *first = doc_emit(&d, (struct span){0, 20}, &err);
    struct doc *second = doc_emit(&d, (struct span){20, d.len}, &err);
    OK(first && review_find(first, &jane, str_of(id), key, &now), "in the child that has it");
    OK(second && !review_find(second, &jane, str_of(id), key, &now), "and in no other");
    replace(&d, 11, 15, "Bob");
    OK(!review_find(&d, &jane, str_of(id), key, &now), "not when another text stands there");
    start(&d, &arena, "Ask Bob");
    OK(!review_find(&d, &jane, str_of(id), key, &now), "not in a text that has become shorter");
    start(&d, &arena, "");
    OK(!review_find(&d, &jane, str_of(id), key, &now), "or empty");
    arena_free(&arena);
}

int main(void)
{
    test_id();
    test_find();
    return tap_done();
}
