#include "flow/books.h"

#include "base/buf.h"
#include "flow/journal.h"
#include "flow/result.h"
#include "scratch.h"

/* Ledger lines being put together. */
static void line(struct buf *out, const char *input, const char *path, const char *digest)
{
    struct product p = {.path = str_of(path ? path : "")};
    struct result r = {
        .name = str_of(input), .products = &p, .product_n = path ? 1 : 0, .keyed = true};
    snprintf(p.digest, sizeof p.digest, "%s", digest);
    ledger_line(&r, out);
}

static void open_state(struct scratch *s)
{
    struct err err = {0};
    scratch_open(s);
    file_mkdirs(s->fd, "tmp", true, &err);
}

static struct books *open_books(const struct scratch *s)
{
    struct books *b = NULL;
    struct err err = {0};
    OK(books_open(&b, s->fd, &err), "the books are opened%s", err.text);
    return b;
}

static void add_book(void *context, const struct book *book)
{
    struct buf *out = context;
    buf_addf(out, "%.*s=%.*s ", (int)book->path.n, book->path.p, (int)book->digest.n,
             book->digest.p);
}

static void has(const struct books *b, const char *input, const char *want)
{
    struct buf out = {0};
    buf_addz(&out, "");
    books_of_input(b, str_of(input), add_book, &out);
    IS(buf_str(&out), want, "the outputs of an input");
    buf_free(&out);
}

static bool wrote(const struct books *b, const char *path, const char *digest)
{
    bool known;
    return books_wrote(b, str_of(path), digest, &known) && known;
}

static bool knows(const struct books *b, const char *path)
{
    bool known;
    books_wrote(b, str_of(path), "no digest", &known);
    return known;
}

static void test_none(void)
{
    struct scratch s;
    struct book book;
    open_state(&s);
    struct books *b = open_books(&s);
    OK(!b, "no earlier run, no books");
    OK(!knows(b, "a") && !books_at(b, 0, &book), "which know nothing");
    has(b, "a", "");
    scratch_write(&s, "ledger.jsonl", str_of(""));
    b = open_books(&s);
    OK(!b, "nor has an empty ledger");
    books_free(b);
    scratch_close(&s);
}

static void test_ledger(void)
{
    struct scratch s;
    struct buf text = {0};
    open_state(&s);
    line(&text, "b.txt", "b.md", "d2");
    line(&text, "a.txt", "a.md", "d1");
    line(&text, "a", "a.html", "d3");
    line(&text, "skipped.txt", NULL, "");
    line(&text, "odd\xff\n", "odd\xff\n.md", "d4");
    buf_addz(&text, "{\"path\":\"two\",\"outputs\":[{\"path\":\"x/1\",\"sha256\":\"e1\"},"
                    "{\"stream\":\"all\",\"sha256\":\"e2\"},{\"path\":\"x/2\",\"sha256\":\"e3\"}]"
                    "}\n"
                    "not JSON\n"
                    "{\"path\":7}\n"
                    "{\"path\":\"torn\",\"outputs\":[{\"path\":\"t\"");
    scratch_write(&s, "ledger.jsonl", buf_str(&text));
    buf_free(&text);
    struct books *b = open_books(&s);
    has(b, "a.txt", "a.md=d1 ");
    has(b, "a", "a.html=d3 ");
    has(b, "b.txt", "b.md=d2 ");
    has(b, "skipped.txt", "");
    has(b, "odd\xff\n", "odd\xff\n.md=d4 ");
    has(b, "two", "x/1=e1 x/2=e3 ");
    has(b, "", "");
    has(b, "torn", "");
    OK(wrote(b, "a.md", "d1") && wrote(b, "odd\xff\n.md", "d4"), "known by output too");
    OK(knows(b, "a.md") && !wrote(b, "a.md", "d2"), "another digest is another file");
    OK(!wrote(b, "a.md", "d") && !wrote(b, "a.md", ""), "a part of a digest is none");
    OK(!knows(b, "a") && !knows(b, "a.m") && !knows(b, "a.md.x") && !knows(b, ""),
       "a part of a name is none");
    OK(!knows(b, "all"), "a record of a stream is no file of its input");
    struct book book;
    struct buf all = {0};
    for (size_t i = 0; books_at(b, i, &book); i++)
        add_book(&all, &book);
    IS(buf_str(&all), "a.html=d3 a.md=d1 b.md=d2 odd\xff\n.md=d4 x/1=e1 x/2=e3 ",
       "all outputs, by input");
    buf_free(&all);
    books_free(b);
    scratch_close(&s);
}

static void test_streams(void)
{
    struct scratch s;
    struct book book;
    open_state(&s);
    scratch_write(&s, "run.json",
                  str_of("{\"streams\":[{\"stream\":\"all.jsonl\",\"crc64\":\"d1\"},"
                         "{\"stream\":\"old.jsonl\",\"sha256\":\"d2\"}]}\n"));
    struct books *b = open_books(&s);
    OK(wrote(b, "all.jsonl", "d1"), "streams are known from run.json");
    OK(!knows(b, "old.jsonl"), "by their sums, as they are written now");
    OK(!books_at(b, 0, &book), "and belong to no input");
    books_free(b);
    scratch_write(&s, "run.json", str_of("{\"streams\":"));
    b = open_books(&s);
    OK(!b, "a run.json that cannot be read says nothing");
    books_free(b);
    scratch_close(&s);
}

static void add_to_journal(const struct scratch *s, char kind, const char *before,
                           const struct buf *text)
{
    struct journal j;
    struct err err = {0};
    struct buf whole = {0};
    buf_addz(&whole, before);
    buf_addz(&whole, kind == 'S' ? "" : "name memo ");
    buf_add(&whole, str_cut(buf_str(text), 0, text->n - (text->p[text->n - 1] == '\n')));
    journal_open(&j, s->fd, &err);
    journal_add(&j, kind, buf_str(&whole));
    OK(journal_write(&j, &err), "a journal line");
    journal_close(&j);
    buf_free(&whole);
}

/* A run that was stopped: what it meant to write counts beside what the one before wrote. */
static void test_journal(void)
{
    struct scratch s;
    struct buf text = {0};
    open_state(&s);
    line(&text, "a.txt", "a.md", "old");
    scratch_write(&s, "ledger.jsonl", buf_str(&text));
    buf_clear(&text);
    line(&text, "gone.txt", "gone.md", "g");
    scratch_write(&s, BOOKS_GONE, buf_str(&text));
    buf_clear(&text);
    line(&text, "a.txt", "a.md", "new");
    add_to_journal(&s, 'I', "7 ", &text);
    buf_clear(&text);
    line(&text, "b.txt", "b.md", "x");
    add_to_journal(&s, 'X', "7 3 ", &text);
    buf_clear(&text);
    buf_addz(&text, "{\"stream\":\"s\",\"crc64\":\"sd\"}");
    add_to_journal(&s, 'S', "", &text);
    buf_free(&text);
    struct books *b = open_books(&s);
    OK(wrote(b, "a.md", "old") && wrote(b, "a.md", "new"), "both editions are galley's");
    has(b, "a.txt", "a.md=new a.md=old ");
    has(b, "b.txt", "b.md=x ");
    has(b, "gone.txt", "gone.md=g ");
    OK(wrote(b, "s", "sd"), "a stream that was put in place");
    books_free(b);
    scratch_close(&s);
}

static void test_many(void)
{
    struct scratch s;
    struct buf text = {0};
    char input[32], path[32], digest[32];
    open_state(&s);
    for (int i = 0; i < 20000; i++) {
        snprintf(input, sizeof input, "d%d/%d", i % 7, i);
        snprintf(path, sizeof path, "d%d/%d.md", i % 7, i);
        snprintf(digest, sizeof digest, "%x", i * 31);
        line(&text, input, path, digest);
    }
    scratch_write(&s, "ledger.jsonl", buf_str(&text));
    buf_free(&text);
    struct books *b = open_books(&s);
    bool good = true;
    for (int i = 0; i < 20000; i += 13) {
        snprintf(path, sizeof path, "d%d/%d.md", i % 7, i);
        snprintf(digest, sizeof digest, "%x", i * 31);
        good = good && wrote(b, path, digest) && !wrote(b, path, "zz");
    }
    OK(good, "each of many is found");
    struct book book;
    OK(books_at(b, 19999, &book) && !books_at(b, 20000, &book), "all are there once");
    books_free(b);
    OK(unlinkat(s.fd, "tmp", AT_REMOVEDIR) == 0, "nothing is left in tmp");
    scratch_close(&s);
}

static void test_errors(void)
{
    struct scratch s;
    struct books *b = NULL;
    struct err err = {0};
    open_state(&s);
    OK(symlinkat("/dev/null", s.fd, "ledger.jsonl") == 0 && !books_open(&b, s.fd, &err) &&
           err.set,
       "a link in place of the ledger is refused");
    books_free(b);
    unlinkat(s.fd, "ledger.jsonl", 0);
    OK(mkdirat(s.fd, "ledger.jsonl", 0777) == 0, "a directory in its place");
    err = (struct err){0};
    OK(!books_open(&b, s.fd, &err) && err.set, "is an error, not an empty ledger");
    books_free(b);
    scratch_close(&s);
}

int main(void)
{
    test_none();
    test_ledger();
    test_streams();
    test_journal();
    test_many();
    test_errors();
    return tap_done();
}
