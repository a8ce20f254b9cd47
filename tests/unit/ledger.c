#include "flow/ledger.h"

#include "flow/prior.h"
#include "scratch.h"

static const char salt[SALT_HEX] = "0123456789abcdef0123456789abcdef";

static void open_state(struct scratch *s)
{
    struct err err = {0};
    scratch_open(s);
    OK(file_mkdirs(s->fd, "tmp", true, &err), "a state directory");
}

static bool begin(struct ledger *l, const struct scratch *s, struct err *err)
{
    *err = (struct err){0};
    return ledger_open(l, s->fd, 255, salt, str_of("{config}"), err);
}

static bool add(struct ledger *l, const char *name, const char *line, struct err *err)
{
    struct memo memo = {.status = 1};
    return ledger_add(l, str_of(name), &memo, str_of(line), err);
}

static void test_published(void)
{
    struct scratch s;
    struct ledger l;
    struct err err;
    struct buf want = {0};
    open_state(&s);
    OK(begin(&l, &s, &err) && add(&l, "a", "{1}\n", &err) && add(&l, "b c", "{2}\n", &err),
       "two documents");
    OK(ledger_finish(&l, &err), "are written");
    OK(!scratch_has(&s, "ledger.jsonl") && !scratch_has(&s, "index"), "but cannot be seen yet");
    scratch_is(&s, "tmp/ledger", "{1}\n{2}\n");
    OK(ledger_publish(&l, &err) && !err.set, "they are published");
    scratch_is(&s, "ledger.jsonl", "{1}\n{2}\n");
    OK(!scratch_has(&s, "tmp/ledger") && !scratch_has(&s, "tmp/index"), "nothing stays in tmp");
    index_head(255, salt, str_of("{config}"), &want);
    index_line(str_of("a"), &(struct memo){.status = 1}, str_of("{1}\n"), &want);
    index_line(str_of("b c"), &(struct memo){.status = 1}, str_of("{2}\n"), &want);
    scratch_is(&s, "index", want.p);
    buf_free(&want);
    ledger_close(&l);
    ledger_close(&l);
    OK(l.file[0] < 0 && l.file[1] < 0, "closing twice does no harm");
    scratch_close(&s);
}

static void test_no_documents(void)
{
    struct scratch s;
    struct ledger l;
    struct err err;
    open_state(&s);
    OK(begin(&l, &s, &err) && ledger_finish(&l, &err) && ledger_publish(&l, &err),
       "a run without documents");
    scratch_is(&s, "ledger.jsonl", "");
    ledger_close(&l);
    scratch_close(&s);
}

/* More than is held in memory, and a line that is longer than that. */
static void test_many(void)
{
    struct scratch s;
    struct ledger l;
    struct err err;
    struct buf want = {0}, line = {0};
    size_t held = 0;
    open_state(&s);
    bool good = begin(&l, &s, &err);
    for (int i = 0; i < 3000; i++) {
        buf_clear(&line);
        buf_addf(&line, "{%d%*s}\n", i, i == 1500 ? 600000 : i % 300, "");
        buf_add(&want, buf_str(&line));
        good = good && add(&l, "name", line.p, &err);
        held = l.text[0].n > held ? l.text[0].n : held;
    }
    OK(good && held <= 1 << 18, "a long ledger is not gathered in memory");
    OK(ledger_finish(&l, &err) && ledger_publish(&l, &err), "it is published");
    struct buf got = scratch_read(&s, "ledger.jsonl");
    OK(str_eq(buf_str(&got), buf_str(&want)), "whole");
    buf_free(&got);
    buf_free(&want);
    buf_free(&line);
    ledger_close(&l);
    scratch_close(&s);
}

/* A new index beside an old ledger would be wrong; an old one beside a new ledger is of no use. */
static void test_order(void)
{
    struct scratch s;
    struct ledger l;
    struct err err;
    open_state(&s);
    scratch_write(&s, "ledger.jsonl", str_of("old ledger"));
    scratch_write(&s, "index/in-the-way", str_of(""));
    OK(begin(&l, &s, &err) && add(&l, "a", "{1}\n", &err) && ledger_finish(&l, &err), "a run");
    OK(!ledger_publish(&l, &err) && err.set, "whose index cannot be renamed");
    scratch_is(&s, "ledger.jsonl", "{1}\n");
    ledger_close(&l);
    scratch_close(&s);

    open_state(&s);
    scratch_write(&s, "index", str_of("old index"));
    scratch_write(&s, "ledger.jsonl/in-the-way", str_of(""));
    OK(begin(&l, &s, &err) && add(&l, "a", "{1}\n", &err) && ledger_finish(&l, &err), "a run");
    OK(!ledger_publish(&l, &err) && err.set, "whose ledger cannot be renamed");
    scratch_is(&s, "index", "old index");
    ledger_close(&l);
    scratch_close(&s);
}

static void test_errors(void)
{
    struct scratch s;
    struct ledger l;
    struct err err;
    open_state(&s);
    scratch_write(&s, "tmp/ledger", str_of("of another run"));
    OK(!begin(&l, &s, &err) && err.set, "a ledger that is being written is not taken");
    ledger_close(&l);
    scratch_is(&s, "tmp/ledger", "of another run");
    unlinkat(s.fd, "tmp/ledger", 0);
    unlinkat(s.fd, "tmp/index", 0);
    OK(symlinkat("../outside", s.fd, "tmp/index") == 0 && !begin(&l, &s, &err) && err.set &&
           !scratch_has(&s, "outside"),
       "nor is a link followed");
    ledger_close(&l);
    unlinkat(s.fd, "tmp/ledger", 0);
    unlinkat(s.fd, "tmp/index", 0);
    for (int i = 0; i < 2; i++) {
        OK(begin(&l, &s, &err), "a run over a disk that is full for its %s",
           i ? "index" : "ledger");
        close(l.file[i]);
        l.file[i] = open("/dev/full", O_WRONLY | O_CLOEXEC);
        OK(add(&l, "a", "{1}\n", &err) && !ledger_finish(&l, &err) && err.set, "says so");
        ledger_close(&l);
        OK(!scratch_has(&s, "ledger.jsonl"), "and publishes nothing");
        unlinkat(s.fd, "tmp/ledger", 0);
        unlinkat(s.fd, "tmp/index", 0);
    }
    scratch_close(&s);
}

int main(void)
{
    test_published();
    test_no_documents();
    test_many();
    test_order();
    test_errors();
    return tap_done();
}
