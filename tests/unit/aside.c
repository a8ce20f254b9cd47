/* A file beside the outputs: whole or not there, readable by its owner only. */
#include "flow/aside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "tap.h"

static bool no_tmpfile;

/* In place of libc's: as on a file system that has no files without a name. */
int openat(int dir, const char *path, int flags, ...)
{
    va_list ap;
    va_start(ap, flags);
    unsigned mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(ap, unsigned) : 0;
    va_end(ap);
    if (no_tmpfile && (flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return (int)syscall(SYS_openat, dir, path, flags, mode);
}

static bool has(const char *path, const char *want)
{
    struct buf b = {0};
    struct stat st;
    struct err err = {0};
    bool good = file_read(AT_FDCWD, path, 1 << 20, &b, &st, &err) == FILE_OK &&
                str_is(buf_str(&b), want) && (st.st_mode & 0777) == 0600;
    buf_free(&b);
    return good;
}

static void test_whole(const char *how)
{
    struct aside a;
    struct err err = {0};
    OK(aside_open(&a, "r.jsonl", &err) && access("r.jsonl", F_OK) < 0, "%s: no name at first",
       how);
    OK(aside_add(&a, str_of("one\ntwo\n"), &err) && aside_add(&a, str_of(""), &err) &&
           aside_add(&a, str_of("three\n"), &err) && a.lines == 3,
       "%s: lines are counted", how);
    OK(aside_publish(&a, &err) && has("r.jsonl", "one\ntwo\nthree\n"), "%s: whole at the end",
       how);
    aside_close(&a);
    OK(!aside_open(&a, "r.jsonl", &err) && strstr(err.text, "is there already"),
       "%s: not over one that is there", how);
    aside_close(&a);
    unlink("r.jsonl");
}

static void test_meanwhile(const char *how)
{
    struct aside a;
    struct err err = {0};
    aside_open(&a, "r.jsonl", &err);
    aside_add(&a, str_of("mine\n"), &err);
    file_create(AT_FDCWD, "r.jsonl", str_of("theirs\n"), &err);
    OK(!aside_publish(&a, &err) && strstr(err.text, "cannot put `r.jsonl` in place"),
       "%s: nor over one that came meanwhile", how);
    aside_close(&a);
    struct buf b = {0};
    struct stat st;
    file_read(AT_FDCWD, "r.jsonl", 100, &b, &st, &err);
    IS(buf_str(&b), "theirs\n", "%s: which stays", how);
    buf_free(&b);
    unlink("r.jsonl");
    OK(access(".r.jsonl.galley-part", F_OK) < 0, "%s: and nothing of ours", how);
}

static void test_left(void)
{
    struct aside a;
    struct err err = {0};
    file_create(AT_FDCWD, ".r.jsonl.galley-part", str_of("of a run that was killed"), &err);
    OK(aside_open(&a, "r.jsonl", &err) && aside_publish(&a, &err) && has("r.jsonl", ""),
       "what a killed run left is used up");
    aside_close(&a);
    unlink("r.jsonl");
    OK(access(".r.jsonl.galley-part", F_OK) < 0, "and gone");
}

/* More than is kept back, and more than a file may have. */
static void test_full(void)
{
    struct aside a;
    struct err err = {0};
    char *lines = malloc(100001);
    memset(lines, 'x', 100000);
    lines[99999] = '\n';
    lines[100000] = '\0';
    aside_open(&a, "r.jsonl", &err);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit old;
    getrlimit(RLIMIT_FSIZE, &old);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){50000, old.rlim_max});
    bool good = aside_add(&a, str_of(lines), &err);
    setrlimit(RLIMIT_FSIZE, &old);
    OK(!good && strstr(err.text, "cannot write `r.jsonl`"), "a disk that is full is told of");
    aside_close(&a);
    OK(access("r.jsonl", F_OK) < 0, "and nothing is left");
    aside_open(&a, "r.jsonl", &err);
    OK(aside_add(&a, str_of(lines), &err) && aside_publish(&a, &err) && has("r.jsonl", lines),
       "a long one is written in parts");
    aside_close(&a);
    unlink("r.jsonl");
    free(lines);
}

int main(void)
{
    char dir[] = "/tmp/galley-unit-XXXXXX";
    if (!mkdtemp(dir) || chdir(dir) < 0)
        return 2;
    for (int named = 0; named < 2; named++) {
        no_tmpfile = named;
        test_whole(named ? "with a name of its own" : "without one");
        test_meanwhile(named ? "with a name of its own" : "without one");
    }
    test_left();
    test_full();
    OK(rmdir(dir) == 0, "the directory is empty in the end");
    return tap_done();
}
