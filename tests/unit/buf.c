#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "tap.h"

static void test_add(void)
{
    struct buf b = {0};
    buf_clear(&b);
    OK(b.p == NULL && buf_str(&b).n == 0, "an empty buffer can be emptied");
    buf_add(&b, (struct str){0});
    OK(b.n == 0 && b.p && b.p[0] == '\0', "adding nothing gives a C string");
    buf_addz(&b, "one");
    buf_addc(&b, ' ');
    buf_add(&b, (struct str){"t\0o", 3});
    OK(b.n == 7 && memcmp(b.p, "one t\0o", 8) == 0, "NULs inside and one behind");
    char *kept = b.p;
    buf_clear(&b);
    OK(b.n == 0 && b.p == kept && b.p[0] == '\0', "buf_clear keeps the memory");
    buf_free(&b);
    OK(b.p == NULL && b.n == 0 && b.cap == 0, "buf_free leaves {0}");
}

static void test_number(void)
{
    static const uint64_t numbers[] = {
        0, 9, 10, 0x89ABCDEF, 4294967296, 0x1234567890ABCDEF, UINT64_MAX - 1, UINT64_MAX};
    bool good = true;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char want[32];
        struct buf b = {0};
        snprintf(want, sizeof want, "x%llu", (unsigned long long)numbers[i]);
        buf_addc(&b, 'x');
        buf_addu(&b, numbers[i]);
        good = good && strcmp(b.p, want) == 0 && b.n == strlen(want);
        snprintf(want, sizeof want, "%llx", (unsigned long long)numbers[i]);
        buf_clear(&b);
        buf_addx(&b, numbers[i]);
        good = good && strcmp(b.p, want) == 0 && b.n == strlen(want);
        buf_free(&b);
    }
    OK(good, "numbers in both bases, the largest included");
}

static void test_room(void)
{
    struct buf b = {0};
    char *to = buf_room(&b, 100);
    OK(b.n == 0 && b.cap > 100, "room for 100 bytes and a NUL");
    memset(to, 'x', 100);
    b.n += 100;
    buf_addc(&b, 'y');
    OK(b.n == 101 && b.p[99] == 'x' && b.p[100] == 'y' && b.p[101] == '\0', "room is used");
    size_t cap = b.cap;
    while (b.n < 100000)
        buf_addc(&b, 'z');
    OK(b.cap > cap && b.cap <= 200000 + 1, "grows by doubling");
    buf_free(&b);
}

/* Lengths around the room that is left: the case that formats twice. */
static void test_format(void)
{
    bool good = true;
    for (int n = 0; n < 100; n++) {
        struct buf b = {0};
        buf_addc(&b, '<');
        buf_addf(&b, "%*d>", n, 7);
        size_t want = (n ? (size_t)n : 1) + 2;
        good = good && b.n == want && strlen(b.p) == want && b.p[want - 1] == '>';
        buf_free(&b);
    }
    OK(good, "formatted text of all lengths");
    struct buf b = {0};
    buf_addf(&b, "%s", "");
    OK(b.n == 0 && b.p[0] == '\0', "empty formatted text");
    buf_addf(&b, "%s-%d", "a", 12);
    IS(buf_str(&b), "a-12", "a format");
    buf_free(&b);
}

static void test_mem(void)
{
    size_t cap = 0;
    int *p = mem_grow(NULL, &cap, 0, sizeof *p);
    OK(p && cap > 0, "grows from nothing");
    size_t old = cap;
    p = mem_grow(p, &cap, cap, sizeof *p);
    OK(cap == 2 * old, "doubles when need is the capacity");
    p = mem_resize(p, 0, sizeof *p);
    OK(p != NULL, "no items are still a pointer");
    free(p);
    char *z = mem_get(64);
    OK(z[0] == 0 && memcmp(z, z + 1, 63) == 0, "mem_get is zero");
    free(z);
}

/* Runs `act` in a process of its own whose standard error is `out`; returns its exit status. */
static int exit_of(void (*act)(void), int out)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(out, STDERR_FILENO);
        act();
        _exit(0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_overflow(void)
{
    free(mem_resize(NULL, SIZE_MAX / 2, 4));
}

static void ask_room(void)
{
    struct buf b = {0};
    buf_addc(&b, 'x');
    buf_room(&b, SIZE_MAX);
}

static void test_end(void)
{
    int ends[2];
    char line[100] = "";
    if (pipe(ends)) {
        tap_skip("no pipe");
        return;
    }
    OK(exit_of(ask_overflow, ends[1]) == MEM_EXIT, "a product that overflows ends the process");
    ssize_t n = read(ends[0], line, sizeof line - 1);
    IS(((struct str){line, n > 0 ? (size_t)n : 0}), "galley: error: out of memory\n", "one line");
    OK(exit_of(ask_room, ends[1]) == MEM_EXIT, "and so does a sum");
    close(ends[0]);
    close(ends[1]);
}

int main(void)
{
    test_add();
    test_number();
    test_room();
    test_format();
    test_mem();
    test_end();
    return tap_done();
}
