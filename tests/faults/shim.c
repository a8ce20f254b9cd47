/* Preloaded into galley by the fault suite: the k-th call of one function, counted over all
 * threads of a process, kills the process or fails. With -DALLOC the calls are those of the
 * allocator.
 *
 *   FAULT_CALL    the function, as `syncfs`; with -DALLOC not used
 *   FAULT_AT      k, from 1
 *   FAULT_ON      if set, all calls from the k-th on
 *   FAULT_DO      `kill`, or the number of an error
 *   FAULT_IN      `desk` or `worker`; if not set, both
 *   FAULT_TOKEN   a file of 4096 bytes: the fault happens once in all processes, and says so by
 *                 making its first byte 1
 *   FAULT_SHORT   instead of all that: each read or write does so many bytes at most
 *   FAULT_CLOCK   the clock on the wall, and no other, is so many seconds off
 *   FAULT_SWING   ... and so many the other way each other 5 ms
 *   FAULT_COUNT   if set, standard error is told at the end how many calls there were
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FRAMES = 12 };

static const char *wanted;
static long at, count;
static size_t few;
static int on, code, active, counting;
static unsigned char *token;

/* Both processes are of one program; the worker has one argument. */
static int is_worker(void)
{
    char line[4096] = "";
    int fd = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, line, sizeof line - 1);
    if (fd >= 0)
        close(fd);
    line[n > 0 ? n : 0] = '\0';
    return n > 8 && strcmp(line + strlen(line) + 1, "--galley-worker") == 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *k = getenv("FAULT_AT"), *what = getenv("FAULT_DO"), *in = getenv("FAULT_IN");
    const char *path = getenv("FAULT_TOKEN"), *call = getenv("FAULT_CALL");
    counting = getenv("FAULT_COUNT") != NULL;
    on = getenv("FAULT_ON") != NULL;
    code = what && strcmp(what, "kill") != 0 ? atoi(what) : 0;
    at = k ? atol(k) : 0;
    few = getenv("FAULT_SHORT") ? (size_t)atol(getenv("FAULT_SHORT")) : 0;
    wanted = call ? call : "";
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *page =
        fd < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    token = page == MAP_FAILED ? NULL : page;
    if (fd >= 0)
        close(fd);
    void *frames[FRAMES];
    backtrace(frames, FRAMES); /* loads what it needs */
    count = 0;
    active = !in || is_worker() == (strcmp(in, "worker") == 0);
}

__attribute__((destructor)) static void end(void)
{
    char text[64];
    int n = counting && active ? snprintf(text, sizeof text, "FAULT_COUNT %ld\n", count) : 0;
    if (n > 0 && write(STDERR_FILENO, text, (size_t)n) < 0)
        return;
}

/* Whether this call is the one. */
static int strikes(const char *name)
{
    if (!active || (*name && strcmp(name, wanted) != 0))
        return 0;
    long n = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    if (at == 0 || !(n == at || (on && n > at)))
        return 0;
    if (token && __atomic_exchange_n(token, 1, __ATOMIC_SEQ_CST))
        return 0;
    if (code == 0)
        kill(getpid(), SIGKILL);
    errno = code;
    return 1;
}

#ifdef ALLOC

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);

/* libfyaml and libseccomp do not survive an allocator that fails, and take no other: that there is
 * memory is made sure of before they are called (mem_room), and here their calls are let through,
 * also those that they make through the C library. */
static int in_fragile(void)
{
    static __thread int inside;
    void *frames[FRAMES];
    Dl_info info;
    int found = inside;
    if (inside)
        return 1;
    inside = 1;
    for (int i = 0, n = backtrace(frames, FRAMES); i < n && !found; i++)
        found = dladdr(frames[i], &info) && info.dli_fname &&
                (strstr(info.dli_fname, "libfyaml") || strstr(info.dli_fname, "libseccomp"));
    inside = 0;
    return found;
}

static int fails(void)
{
    return strikes("") && !in_fragile();
}

void *malloc(size_t n)
{
    return fails() ? NULL : __libc_malloc(n);
}

void *calloc(size_t n, size_t size)
{
    return fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t n)
{
    return fails() ? NULL : __libc_realloc(p, n);
}

/* glibc's own calls its realloc without the detour through here. */
void *reallocarray(void *p, size_t n, size_t size)
{
    size_t all;
    if (__builtin_mul_overflow(n, size, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    return fails() ? NULL : __libc_realloc(p, all);
}

#else

/* Of files only: on a pipe a short write is whole or nothing, and libuv counts on that. */
static size_t cut(const char *name, int fd, size_t n)
{
    struct stat st;
    bool cuts = few && active && n > few && strcmp(name, wanted) == 0;
    return cuts && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? few : n;
}

/* The next definition of a function: the library's own. A type takes no parentheses. */
/* NOLINTBEGIN(bugprone-macro-parentheses) */
#define HOOK(type, name, params, args)                                                           \
    type name params                                                                             \
    {                                                                                            \
        static type(*real) params;                                                               \
        if (!real)                                                                               \
            *(void **)&real = dlsym(RTLD_NEXT, #name);                                           \
        if (strikes(#name))                                                                      \
            return (type)-1;                                                                     \
        return real args;                                                                        \
    }
/* NOLINTEND(bugprone-macro-parentheses) */

HOOK(int, syncfs, (int fd), (fd))
HOOK(int, fsync, (int fd), (fd))
HOOK(int, close, (int fd), (fd))
HOOK(int, fstat, (int fd, struct stat *st), (fd, st))
HOOK(int, fstatat, (int fd, const char *path, struct stat *st, int flags), (fd, path, st, flags))
HOOK(int, mkdirat, (int fd, const char *path, mode_t mode), (fd, path, mode))
HOOK(int, unlinkat, (int fd, const char *path, int flags), (fd, path, flags))
HOOK(ssize_t, read, (int fd, void *p, size_t n), (fd, p, cut("read", fd, n)))
HOOK(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, cut("write", fd, n)))
HOOK(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t to), (fd, p, n, to))
HOOK(int, memfd_create, (const char *name, unsigned flags), (name, flags))
HOOK(ssize_t, recvmsg, (int fd, struct msghdr *m, int flags), (fd, m, flags))
HOOK(ssize_t, sendmsg, (int fd, const struct msghdr *m, int flags), (fd, m, flags))
HOOK(void *, mmap, (void *p, size_t n, int prot, int flags, int fd, off_t at_),
     (p, n, prot, flags, fd, at_))

int clock_gettime(clockid_t clock, struct timespec *t)
{
    static int (*real)(clockid_t, struct timespec *);
    const char *off = getenv("FAULT_CLOCK");
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(clock, t);
    if (code == 0 && off && clock == CLOCK_REALTIME) {
        bool back = getenv("FAULT_SWING") && t->tv_nsec / 5000000 % 2;
        t->tv_sec += back ? -atol(off) : atol(off);
    }
    return code;
}

int openat(int dir, const char *path, int flags, ...)
{
    static int (*real)(int, const char *, int, ...);
    va_list list;
    va_start(list, flags);
    mode_t mode = flags & O_CREAT ? va_arg(list, mode_t) : 0;
    va_end(list);
    if (!real)
        *(void **)&real = dlsym(RTLD_NEXT, "openat");
    return strikes("openat") ? -1 : real(dir, path, flags, mode);
}

#endif
