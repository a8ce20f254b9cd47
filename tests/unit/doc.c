/* Documents: proposals, what doc_apply makes of them, string fields, forks and children. */
#include "text/doc.h"

#include <stdio.h>

#include "tap.h"
#include "text/evidence.h"

struct fix {
    struct arena arena;
    struct doc d;
    struct err err;
};

static void start(struct fix *f, const char *text)
{
    f->err = (struct err){0};
    doc_start(&f->d, &f->arena, str_of("a.txt"), str_of(text));
    f->d.text = f->d.source;
    f->d.len = f->d.text.n;
}

static void stop(struct fix *f)
{
    arena_free(&f->arena);
}

static struct str proper(const struct doc *d)
{
    return str_cut(d->text, 0, d->len);
}

static struct str field_text(const struct doc *d, const char *name)
{
    const struct field *f = doc_field(d, str_of(name));
    return f ? str_cut(d->text, f->span.start, f->span.end) : str_of("(none)");
}

static bool edit(struct fix *f, size_t a, size_t b, const char *with, bool secret)
{
    struct edit e = {{a, b}, str_of(with), str_of("rule"), str_of("stage"),
                     secret, NULL,         {NULL, 0}};
    return doc_edit(&f->d, &e, &f->err);
}

static bool mark(struct fix *f, size_t a, size_t b, const char *label)
{
    struct mark m = {.span = {a, b}, .label = str_of(label), .score = 1};
    return doc_mark(&f->d, &m, &f->err);
}

static bool is(struct span s, size_t a, size_t b)
{
    return s.start == a && s.end == b;
}

static struct str mark_text(const struct doc *d, size_t k)
{
    return k < d->mark_n ? str_cut(d->text, d->marks[k].span.start, d->marks[k].span.end)
                         : str_of("(none)");
}

static void test_edits(void)
{
    struct fix f = {0};
    start(&f, "one two three");
    size_t used = f.arena.used;
    OK(doc_apply(&f.d, &f.err) && f.arena.used == used, "nothing proposed costs nothing");
    edit(&f, 8, 13, "3", false);
    edit(&f, 0, 3, "1", false);
    edit(&f, 0, 3, "1", true);
    edit(&f, 4, 7, "two", false);
    OK(doc_apply(&f.d, &f.err), "edits in any order, one twice, one idle");
    IS(proper(&f.d), "1 two 3", "applied");
    OK(f.d.map.n == 2, "the idle edit left no piece in the map");
    OK(f.d.secret_n == 1 && is(f.d.secrets[0].origin, 0, 3),
       "a repeated edit is secret if either was");
    IS(f.d.secrets[0].value, "one", "its value is booked");
    edit(&f, 1, 1, "<", false);
    edit(&f, 1, 1, ">", false);
    edit(&f, 0, 1, "X", false);
    edit(&f, 1, 2, "_", false);
    edit(&f, 1, 1, "!", false);
    OK(doc_apply(&f.d, &f.err), "inserts between neighbouring edits");
    IS(proper(&f.d), "X<>!_two 3", "inserts stand in the order proposed");
    OK(is(f.d.secrets[0].now, 0, 1), "a secret's place follows");
    edit(&f, 0, f.d.len, "", true);
    OK(doc_apply(&f.d, &f.err) && f.d.len == 0, "all text can go");
    OK(is(f.d.secrets[1].origin, 0, 13), "its origin is all of the original");
    edit(&f, 0, 0, "new", false);
    OK(doc_apply(&f.d, &f.err), "and come");
    IS(proper(&f.d), "new", "into an empty text");
    OK(is(map_back(&f.d.map, (struct span){0, 1}), 0, 13), "it stands for what went out there");
    stop(&f);
}

static void test_refused(void)
{
    struct fix f = {0};
    start(&f, "caf\xC3\xA9 bar");
    OK(!edit(&f, 4, 5, "e", false) && strstr(f.err.text, "splits"), "no edit splits a character");
    f.err = (struct err){0};
    OK(!edit(&f, 0, 10, "", false) && strstr(f.err.text, "not inside"), "none leaves the text");
    f.err = (struct err){0};
    OK(!edit(&f, 2, 1, "", false) && f.err.set, "none runs backwards");
    f.err = (struct err){0};
    OK(!edit(&f, 0, 1, "\xC3", false) && strstr(f.err.text, "UTF-8"),
       "none brings in ill-formed text");
    OK(!mark(&f, 4, 6, "x") && !mark(&f, 8, 99, "x"), "marks neither");
    OK(mark(&f, 3, 3, "x") && f.d.new_mark_n == 0, "a mark on nothing is none");
    OK(!doc_set_string(&f.d, str_of("s"), str_of("\xFF")), "a string field is UTF-8");
    f.err = (struct err){0};
    struct edit a = {{0, 5}, str_of("x"), str_of("first"), str_of("s.one"),
                     false,  NULL,        {NULL, 0}};
    struct edit b = {{3, 6}, str_of("y"), str_of("second"), str_of("s.two"),
                     false,  NULL,        {NULL, 0}};
    doc_edit(&f.d, &b, NULL);
    doc_edit(&f.d, &a, NULL);
    OK(!doc_apply(&f.d, &f.err), "an overlap fails");
    OK(strstr(f.err.text, "\"first\" of stage s.one at bytes 0 to 5") &&
           strstr(f.err.text, "\"second\" of stage s.two at bytes 3 to 6"),
       "both rules, stages and places are named");
    OK(!strstr(f.err.text, "caf"), "the text is not");
    start(&f, "abc");
    edit(&f, 0, 3, "x", false);
    edit(&f, 0, 3, "y", false);
    OK(!doc_apply(&f.d, &f.err), "two texts for one span are an overlap");
    start(&f, "abc");
    edit(&f, 0, 3, "x", false);
    edit(&f, 1, 1, "y", false);
    OK(!doc_apply(&f.d, &f.err), "an insert inside a replaced span too");
    stop(&f);
}

static void test_marks(void)
{
    struct fix f = {0};
    start(&f, "Call Jane Roe now");
    mark(&f, 10, 13, "last");
    mark(&f, 5, 9, "first");
    mark(&f, 5, 13, "name");
    OK(doc_apply(&f.d, &f.err) && f.d.mark_n == 3, "marks are there after doc_apply");
    IS(f.d.marks[0].label, "name", "by start, the longer first");
    IS(f.d.marks[1].label, "first", "then the shorter");
    mark(&f, 5, 13, "again");
    edit(&f, 0, 7, "Ring Ja", false);
    OK(doc_apply(&f.d, &f.err) && f.d.mark_n == 4, "new marks are merged");
    IS(f.d.marks[1].label, "again", "behind equal ones that were there");
    OK(is(f.d.marks[0].span, 0, 13), "a mark grows to hold what an edit put in");
    edit(&f, 7, 9, "", false);
    edit(&f, 10, 13, "", false);
    edit(&f, 13, 13, "!", false);
    edit(&f, 0, 0, ">", false);
    OK(doc_apply(&f.d, &f.err) && f.d.mark_n == 3, "a mark whose text is gone is taken out");
    IS(mark_text(&f.d, 0), "Ring Ja ", "others shrink; inserts at their ends stay out");
    start(&f, "abcdef");
    mark(&f, 0, 3, "short");
    mark(&f, 1, 6, "long");
    doc_apply(&f.d, &f.err);
    edit(&f, 0, 2, "X", false);
    doc_apply(&f.d, &f.err);
    IS(f.d.marks[0].label, "long", "order is kept when starts fall together");
    stop(&f);
}

static void test_fields(void)
{
    struct fix f = {0};
    struct span seg;
    start(&f, "Title\nBody");
    doc_set_span(&f.d, str_of("title"), (struct span){0, 5}, &f.err);
    doc_set_string(&f.d, str_of("a"), str_of("alpha"));
    doc_set_string(&f.d, str_of("empty"), str_of(""));
    doc_set_string(&f.d, str_of("b"), str_of("beta"));
    IS(field_text(&f.d, "b"), "beta", "a string field is there at once");
    OK(doc_segment(&f.d, 0, &seg) && is(seg, 0, 10), "segment 0 is the text");
    size_t at = doc_field(&f.d, str_of("a"))->span.start;
    OK(doc_segment(&f.d, 1, &seg) && is(seg, at, at + 5) && at > 10, "then the string fields");
    OK(!doc_segment(&f.d, 4, &seg), "and no more");
    OK(!edit(&f, 9, at + 1, "x", false), "no edit crosses from text to field");
    OK(edit(&f, at, at + 5, "A", true) && edit(&f, at, at, "^", false) &&
           edit(&f, at + 5, at + 5, "$", false) && edit(&f, 10, 10, ".", false) &&
           edit(&f, at + 6, at + 6, "(e)", false) && edit(&f, 0, 5, "", false),
       "edits at borders");
    OK(doc_apply(&f.d, &f.err), "are applied");
    IS(proper(&f.d), "\nBody.", "the text takes the insert at its end");
    IS(field_text(&f.d, "a"), "^A$", "a string field those at both ends");
    IS(field_text(&f.d, "empty"), "(e)", "an empty one too");
    IS(field_text(&f.d, "b"), "beta", "the next is as it was");
    IS(field_text(&f.d, "title"), "", "a field whose text is gone is empty");
    OK(f.d.secret_n == 1 && f.d.secrets[0].no_origin && is(f.d.secrets[0].origin, 10, 10),
       "a secret in a field has no origin");
    edit(&f, 0, 0, "Lead", false);
    doc_apply(&f.d, &f.err);
    IS(field_text(&f.d, "title"), "", "an empty field stays empty");
    doc_set_span(&f.d, str_of("body"), (struct span){5, 9}, &f.err);
    edit(&f, 5, 9, "[BODY]", false);
    doc_apply(&f.d, &f.err);
    IS(field_text(&f.d, "body"), "[BODY]", "a field replaced whole spans the replacement");
    at = doc_field(&f.d, str_of("b"))->span.start;
    mark(&f, at, at + 4, "m");
    doc_apply(&f.d, &f.err);
    OK(f.d.mark_n == 1, "fields can be marked");
    doc_set_string(&f.d, str_of("b"), str_of("gamma"));
    OK(doc_apply(&f.d, &f.err) && f.d.mark_n == 0, "the mark goes when the field is set again");
    IS(field_text(&f.d, "b"), "gamma", "to its new value");
    OK(!edit(&f, at, at + 4, "x", false), "the old value is in no segment");
    OK(doc_set_span(&f.d, str_of("a"), (struct span){0, 4}, &f.err),
       "a string can become a span");
    IS(field_text(&f.d, "a"), "Lead", "of the text");
    OK(doc_segment(&f.d, 2, &seg) && !doc_segment(&f.d, 3, &seg), "and is no segment then");
    OK(!doc_set_span(&f.d, str_of("z"), seg, &f.err),
       "a span field is a span of the text proper");
    stop(&f);
}

static void test_many_fields(void)
{
    struct fix f = {0};
    char name[32];
    bool good = true;
    start(&f, "x");
    for (int i = 0; i < 2000; i++) {
        snprintf(name, sizeof name, "field-%d", i % 100);
        doc_set_string(&f.d, str_of(name), str_of("0123456789"));
    }
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "field-%d", i);
        good = good && str_is(field_text(&f.d, name), "0123456789");
    }
    OK(good && f.d.own_n == 100 && f.d.field_n == 100, "fields set over and over");
    OK(f.arena.used < 400000, "cost amortised space (%zu)", f.arena.used);
    stop(&f);
}

static void test_fork(void)
{
    struct fix f = {0};
    start(&f, "one two");
    mark(&f, 0, 3, "m");
    doc_set_string(&f.d, str_of("s"), str_of("value"));
    edit(&f, 4, 7, "2", true);
    doc_apply(&f.d, &f.err);
    struct doc b = doc_fork(&f.d);
    edit(&f, 0, 3, "first", true);
    doc_set_string(&f.d, str_of("t"), str_of("A"));
    doc_apply(&f.d, &f.err);
    doc_set_string(&b, str_of("t"), str_of("B"));
    doc_set_string(&f.d, str_of("u"), str_of("CCCC"));
    struct edit e = {{0, 3}, str_of("1"), str_of("r"), str_of("s"), true, NULL, {NULL, 0}};
    doc_edit(&b, &e, &f.err);
    doc_apply(&b, &f.err);
    IS(proper(&f.d), "first 2", "the fork's edits do not show in the first");
    IS(proper(&b), "1 2", "nor the other way");
    IS(field_text(&b, "t"), "B", "nor fields");
    IS(field_text(&f.d, "t"), "A", "of the same name");
    IS(field_text(&b, "u"), "(none)", "of another");
    OK(is(b.marks[0].span, 0, 1) && is(f.d.marks[0].span, 0, 5), "nor marks");
    OK(is(map_back(&b.map, (struct span){2, 3}), 4, 7) && b.secret_n == 2,
       "map and secrets follow");
    stop(&f);
}

static void test_children(void)
{
    struct fix f = {0};
    start(&f, "head: Ann Lee.\nnext: Bob Ray.\n");
    edit(&f, 0, 4, "HEAD", true);
    mark(&f, 6, 13, "name");
    mark(&f, 21, 28, "name");
    doc_apply(&f.d, &f.err);
    struct doc *a = doc_emit(&f.d, (struct span){0, 15}, &f.err);
    edit(&f, 6, 13, "[A]", true);
    edit(&f, 21, 28, "[B]", true);
    mark(&f, 15, 19, "next");
    struct doc *b = doc_emit(&f.d, (struct span){15, 30}, &f.err);
    OK(doc_set_string(b, str_of("kind"), str_of("second")), "a child has fields of its own");
    OK(a && b && a->part == 1 && b->part == 2 && f.d.children == a && a->next == b,
       "two children");
    OK(doc_apply(&f.d, &f.err), "their parent is applied");
    IS(proper(a), "HEAD: [A].\n", "edits of the stage that emitted reach the first");
    IS(proper(b), "next: [B].\n", "and the second");
    IS(field_text(b, "kind"), "second", "whose field is not harmed");
    OK(b->mark_n == 2 && is(b->marks[0].span, 0, 4) && is(b->marks[1].span, 6, 9), "marks too");
    OK(is(map_back(&b->map, (struct span){6, 9}), 21, 28),
       "origins are places in the whole source");
    OK(a->secret_n == 3 && b->secret_n == 3, "each knows all values that were taken out");
    size_t away = 0, here = 0;
    for (size_t i = 0; i < b->secret_n; i++) {
        away += b->secrets[i].away;
        here += !b->secrets[i].away && str_is(b->secrets[i].value, "Bob Ray");
    }
    OK(away == 2 && here == 1, "and which stood in it");
    OK(!doc_emit(&f.d, (struct span){0, 99}, &f.err), "a child outside of the text is refused");
    stop(&f);
}

static bool keep(struct fix *f, size_t a, size_t b, const struct evidence *why)
{
    struct edit e = {
        .span = {a, b}, .rule = str_of("rule"), .stage = str_of("s"), .evidence = why};
    return doc_keep(&f->d, &e, &f->err);
}

static void test_evidence(void)
{
    struct fix f = {0};
    struct evidence why = {.label = str_of("name"), .why = str_of("list"), .entity = 1};
    struct edit e = {{4, 7}, str_of("[N]"), str_of("r"), str_of("s"), true, &why, {NULL, 0}};
    start(&f, "one Ann two Bob");
    OK(doc_edit(&f.d, &e, &f.err) && keep(&f, 12, 15, &why), "evidence of an edit, and of none");
    why.label = str_of("gone");
    OK(doc_apply(&f.d, &f.err) && f.d.secret_n == 1 && f.d.kept_n == 1, "both are booked");
    IS(proper(&f.d), "one [N] two Bob", "only one is an edit");
    IS(f.d.secrets[0].evidence->label, "name", "with their evidence, which was copied");
    IS(f.d.kept[0].value, "Bob", "what was kept");
    OK(is(f.d.kept[0].origin, 12, 15) && is(f.d.kept[0].now, 12, 15), "and where");
    edit(&f, 0, 4, "", false);
    OK(doc_apply(&f.d, &f.err) && is(f.d.kept[0].now, 8, 11) && is(f.d.kept[0].origin, 12, 15),
       "its place follows later edits");
    struct doc b = doc_fork(&f.d);
    keep(&f, 0, 3, NULL);
    OK(doc_apply(&f.d, &f.err) && f.d.kept_n == 2 && !f.d.kept[1].evidence && b.kept_n == 1,
       "a fork does not see what is kept later");
    OK(!keep(&f, 0, 99, NULL), "nothing outside of the text is kept");
    f.err = (struct err){0};
    why = (struct evidence){.why = str_of("Bob")};
    OK(!keep(&f, 8, 11, &why) && !strstr(f.err.text, "Bob"),
       "evidence is not the text it is about");
    f.err = (struct err){0};
    why.why = str_of("b@b");
    OK(!keep(&f, 8, 11, &why) && strstr(f.err.text, "`why`"), "nor anything but plain words");
    stop(&f);
}

static void test_evidence_of_children(void)
{
    struct fix f = {0};
    struct evidence why = {.line = str_of("default")};
    start(&f, "Ann.\nBob.\n");
    keep(&f, 0, 3, &why);
    doc_apply(&f.d, &f.err);
    struct doc *a = doc_emit(&f.d, (struct span){0, 5}, &f.err);
    struct doc *b = doc_emit(&f.d, (struct span){5, 10}, &f.err);
    struct edit e = {{0, 3}, str_of("[N]"), str_of("r"), str_of("s"), true, &why, {NULL, 0}};
    doc_edit(&f.d, &e, &f.err);
    keep(&f, 5, 8, &why);
    OK(doc_apply(&f.d, &f.err), "a stage that emits may redact and keep");
    OK(a->kept_n == 1 && is(a->kept[0].now, 0, 3), "a child has what was kept in it");
    OK(b->kept_n == 1 && is(b->kept[0].now, 0, 3) && is(b->kept[0].origin, 5, 8),
       "and the other one what was kept there by the stage itself");
    OK(a->secret_n == 1 && b->secret_n == 1 && b->secrets[0].away, "secrets reach both");
    IS(a->secrets[0].evidence->line, "default", "with their evidence");
    IS(b->secrets[0].evidence->line, "default", "away or not");
    stop(&f);
}

static uint64_t state = 2463534242u;

static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (size_t)(state % n);
}

/* Every byte that is left must be the byte of the original that the map says it is. */
static bool kept_bytes_agree(const struct doc *d)
{
    for (size_t i = 0; i < d->len; i++) {
        struct span o = map_back(&d->map, (struct span){i, i + 1});
        char c = d->text.p[i];
        if (c >= 'a' && (span_len(o) != 1 || d->source.p[o.start] != c))
            return false;
    }
    return true;
}

/* New text is in capitals, what is left of the original in small letters. */
static void test_random(void)
{
    struct arena arena = {0};
    bool good = true;
    for (int run = 0; run < 500 && good; run++) {
        char source[64];
        for (size_t i = 0; i < sizeof source; i++)
            source[i] = (char)('a' + below(26));
        struct doc d;
        doc_start(&d, &arena, str_of("r"), (struct str){source, sizeof source});
        d.text = d.source;
        d.len = d.text.n;
        for (int round = 0; round < 5 && good; round++) {
            for (size_t at = below(9); at < d.len; at += 1 + below(12)) {
                size_t len = below(4) < d.len - at ? below(4) : 0;
                len = len < d.len - at ? len : 0;
                struct edit e = {{at, at + len}, str_cut(str_of("XYZ"), 0, below(4)),
                                 str_of("r"),    str_of("s"),
                                 below(2),       NULL,
                                 {NULL, 0}};
                doc_edit(&d, &e, NULL);
                at += len;
            }
            good = doc_apply(&d, NULL) && kept_bytes_agree(&d);
        }
        arena_reset(&arena);
    }
    OK(good, "random edits: what is left of the original is where the map says");
    arena_free(&arena);
}

int main(void)
{
    test_edits();
    test_refused();
    test_marks();
    test_fields();
    test_many_fields();
    test_fork();
    test_children();
    test_evidence();
    test_evidence_of_children();
    test_random();
    return tap_done();
}
