#include "base/log.h"

#include <unistd.h>

#include "tap.h"

static void is_escaped(struct str s, unsigned keep, const char *want, const char *what)
{
    struct buf out = {0};
    log_escape(&out, s, keep);
    IS(buf_str(&out), want, "%s", what);
    buf_free(&out);
}

static void test_escape(void)
{
    is_escaped((struct str){0}, 0, "", "nothing");
    is_escaped(str_of("caf\xc3\xa9\t\xe2\x82\xac"), LOG_TABS, "caf\xc3\xa9\t\xe2\x82\xac",
               "text stays, and tabs where they may");
    is_escaped(str_of("a\x1b[31mb\rc"), 0, "a\\x1B[31mb\\x0Dc", "ESC and CR");
    is_escaped((struct str){"\0\x7f", 2}, 0, "\\x00\\x7F", "NUL and DEL");
    is_escaped(str_of("\xc2\x9b"
                      "31m\xc2\xa0"),
               true, "\\xC2\\x9B31m\xc2\xa0", "C1, but not U+00A0");
    is_escaped(str_of("\x9b\xe2\x82x"), 0, "\\x9B\\xE2\\x82x", "ill-formed bytes");
    is_escaped(str_of("a\nb"), 0, "a\\x0Ab", "a newline on one line");
    is_escaped(str_of("a\n\tb\x1b"), LOG_LINES, "a\n\\x09b\\x1B", "a newline among several");
}

/* What was printed since the last call; the pipe holds more than any message here. */
static struct str printed(int fd, char text[1000])
{
    ssize_t n = read(fd, text, 1000);
    return (struct str){text, n > 0 ? (size_t)n : 0};
}

static void test_text(int in, struct log *log)
{
    char text[1000];
    log_say(log, LOG_INFO, "read %d", 3);
    IS(printed(in, text), "galley: read 3\n", "info has no level");
    log_say(log, LOG_WARN, "%s", "a\nb\x1b");
    IS(printed(in, text), "galley: warning: a\\x0Ab\\x1B\n", "a warning, on one line");
    log->on_line = true;
    log_say(log, LOG_ERROR, "x");
    IS(printed(in, text), "\r\033[Kgalley: error: x\n", "the progress bar is cleared");
    log_say(log, LOG_ERROR, "x");
    IS(printed(in, text), "galley: error: x\n", "once");
    log->colour = true;
    log_say(log, LOG_ERROR, "x");
    IS(printed(in, text), "galley: \033[31merror:\033[0m x\n", "in colour");
    log->colour = false;
}

static void test_err(int in, struct log *log)
{
    char text[1000];
    struct err e = {0};
    err_at(&e, "a\n.yaml", 3, 7, "bad\x1b\n  key: x\n  ^");
    log_err(log, &e);
    IS(printed(in, text), "a\\x0A.yaml:3:7: error: bad\\x1B\n  key: x\n  ^\n", "a place");
    e = (struct err){0};
    err_at(&e, "a.lua", 3, 0, "bad");
    log_err(log, &e);
    IS(printed(in, text), "a.lua:3: error: bad\n", "a line only");
    e = (struct err){0};
    err_set(&e, "bad");
    log_err(log, &e);
    IS(printed(in, text), "galley: error: bad\n", "no place");
}

static void test_json(int in, struct log *log)
{
    char text[1000];
    struct err e = {0};
    log->json = true;
    log_say(log, LOG_WARN, "a \"b\"\n\x1b\x7f\xc2\x9b\xff");
    IS(printed(in, text),
       "{\"level\":\"warning\",\"message\":\"a \\\"b\\\"\\n\\u001b\\u007f\\u009b\\udcff\"}\n",
       "a warning as JSON");
    err_at(&e, "a.yaml", 3, 7, "bad");
    log_err(log, &e);
    IS(printed(in, text),
       "{\"level\":\"error\",\"file\":\"a.yaml\",\"line\":3,\"col\":7,\"message\":\"bad\"}\n",
       "an error as JSON");
}

int main(void)
{
    int ends[2];
    test_escape();
    if (pipe(ends) == 0) {
        struct log log = {.fd = ends[1]};
        test_text(ends[0], &log);
        test_err(ends[0], &log);
        test_json(ends[0], &log);
        log.fd = -1;
        log_say(&log, LOG_ERROR, "nobody hears this");
        OK(true, "a closed standard error is no reason to end");
    }
    return tap_done();
}
