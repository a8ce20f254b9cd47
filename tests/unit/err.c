#include "base/err.h"

#include <errno.h>
#include <stdio.h>

#include "tap.h"

static void test_set(void)
{
    struct err e = {0};
    OK(!err_set(&e, "first %d", 1), "returns false");
    OK(e.set && e.line == 0 && e.file[0] == '\0', "is set, without a place");
    err_set(&e, "second");
    err_at(&e, "f", 1, 2, "third");
    errno = ENOENT;
    err_sys(&e, "fourth");
    IS(str_of(e.text), "first 1", "the first wins");
    OK(e.line == 0, "and keeps its place");
    OK(!err_set(NULL, "x") && !err_at(NULL, "f", 1, 1, "x") && !err_sys(NULL, "x"),
       "NULL is allowed");
}

static void test_at(void)
{
    struct err e = {0};
    char path[400], want[sizeof e.file];
    err_at(&e, "a.yaml", 3, 7, "unknown key \"%s\"", "x");
    IS(str_of(e.file), "a.yaml", "the file");
    OK(e.line == 3 && e.col == 7, "line and column");
    e = (struct err){0};
    err_at(&e, NULL, 0, 0, "x");
    OK(e.set && e.file[0] == '\0', "no file");
    memset(path, 'd', sizeof path);
    snprintf(path + 390, 10, "/end.yaml");
    e = (struct err){0};
    err_at(&e, path, 1, 1, "x");
    snprintf(want, sizeof want, "...%s", path + 399 - 252);
    IS(str_of(e.file), want, "of a long path the end is kept");
}

static void test_sys(void)
{
    struct err e = {0};
    char name[3000];
    errno = ENOSPC;
    OK(!err_sys(&e, "cannot write %s", "x"), "returns false");
    IS(str_of(e.text), "cannot write x: No space left on device", "the reason follows");
    OK(errno == ENOSPC, "errno stays");
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    e = (struct err){0};
    errno = ENOSPC;
    err_sys(&e, "cannot write %s", name);
    OK(str_ends(str_of(e.text), "nnn: No space left on device"),
       "a long name is cut, not the reason");
    e = (struct err){0};
    err_set(&e, "%s", name);
    OK(strlen(e.text) == sizeof e.text - 1, "a long message is cut");
}

int main(void)
{
    test_set();
    test_at();
    test_sys();
    return tap_done();
}
