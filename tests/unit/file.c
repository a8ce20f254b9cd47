#include "base/file.h"
#include "base/file_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tap.h"

/* All happens in a fresh directory, which is the working directory too. */
static int enter_fresh(char path[100])
{
    const char *tmp = getenv("TMPDIR");
    snprintf(path, 100, "%.60s/galley-file.XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(path) || chdir(path))
        return -1;
    return open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void make(const char *path, const char *text)
{
    struct err err = {0};
    if (!file_create(AT_FDCWD, path, str_of(text), &err))
        OK(false, "%s", err.text);
}

static void is_file(const char *path, const char *want, const char *what)
{
    struct buf b = {0};
    struct stat st;
    file_read(AT_FDCWD, path, 1 << 20, &b, &st, NULL);
    IS(buf_str(&b), want, "%s", what);
    buf_free(&b);
}

static bool there(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0;
}

/* Starts a process that does act(fd) and ends. */
static pid_t start(void (*act)(int), int fd)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        act(fd);
        _exit(0);
    }
    return pid;
}

static void is_fault(int dir, const char *path, size_t limit, enum file_fault want,
                     const char *what)
{
    struct buf b = {0};
    struct stat st;
    struct err err = {0};
    OK(file_read(dir, path, limit, &b, &st, &err) == want && err.set == (want != FILE_OK),
       "%s (%s)", what, err.text);
    buf_free(&b);
}

static void test_read(int dir)
{
    struct buf b = {0};
    struct stat st = {0};
    struct err err = {0};
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "socket"};
    make("five", "12345");
    make("empty", "");
    buf_addz(&b, "what was there before");
    OK(file_read(dir, "five", 5, &b, &st, &err) == FILE_OK && !err.set, "a file at the limit");
    IS(buf_str(&b), "12345", "its bytes alone");
    OK(b.p[5] == '\0' && st.st_size == 5 && S_ISREG(st.st_mode), "NUL behind, and its state");
    OK(file_read(dir, "empty", 0, &b, &st, &err) == FILE_OK && b.n == 0, "an empty file");
    buf_free(&b);
    is_fault(dir, "five", 4, FILE_TOO_LARGE, "over the limit");
    is_fault(dir, "none", 9, FILE_GONE, "a missing file");
    is_fault(dir, "five/x", 9, FILE_GONE, "a file for a directory");
    is_fault(dir, ".", 9, FILE_SPECIAL, "a directory");
    is_fault(dir, "/dev/null", 9, FILE_SPECIAL, "a device");
    OK(mkfifo("fifo", 0600) == 0, "a FIFO");
    is_fault(dir, "fifo", 9, FILE_SPECIAL, "does not block");
    int s = socket(AF_UNIX, SOCK_STREAM, 0);
    OK(bind(s, (struct sockaddr *)&name, sizeof name) == 0, "a socket");
    is_fault(dir, "socket", 9, FILE_SPECIAL, "is special too");
    close(s);
    OK(symlink("loop", "loop") == 0, "a loop of links");
    is_fault(dir, "loop", 9, FILE_SPECIAL, "is special");
    OK(symlink("five", "link") == 0 && symlink(".", "here") == 0, "links");
    is_fault(dir, "link", 9, FILE_SPECIAL, "none is followed below a directory");
    is_fault(dir, "here/five", 9, FILE_SPECIAL, "nor on the way");
    is_fault(AT_FDCWD, "link", 9, FILE_OK, "but it is where it was named");
}

static void append_for_ever(int fd)
{
    while (write(fd, "x", 1) == 1)
        ;
}

static void overwrite_for_ever(int fd)
{
    while (pwrite(fd, "x", 1, 0) == 1)
        ;
}

static void test_changed(int dir, void (*change)(int), int flags, const char *what)
{
    int fd = open("moving", O_WRONLY | O_CREAT | O_TRUNC | flags, 0600);
    struct buf b = {0};
    struct stat st;
    enum file_fault fault = FILE_OK;
    if (ftruncate(fd, 1 << 20))
        perror("ftruncate");
    pid_t pid = start(change, fd);
    for (int i = 0; i < 10000 && fault == FILE_OK; i++)
        fault = file_read(dir, "moving", SIZE_MAX - 1, &b, &st, NULL);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    close(fd);
    OK(fault == FILE_CHANGED, "%s", what);
    buf_free(&b);
}

static void write_slowly(int fd)
{
    for (int i = 0; i < 20; i++) {
        usleep(2000);
        if (write(fd, "0123456789", 10) != 10)
            return;
    }
}

static void read_slowly(int fd)
{
    static char text[10000];
    size_t n = 0;
    for (ssize_t k; (k = read(fd, text, sizeof text)) > 0; n += (size_t)k)
        usleep(200);
    _exit(n == 1 << 20 ? 0 : 1);
}

static void on_alarm(int number)
{
    (void)number;
}

static void test_pipes(void)
{
    int ends[2], status;
    struct buf b = {0};
    struct err err = {0};
    struct sigaction act = {.sa_handler = on_alarm};
    struct itimerval often = {{0, 500}, {0, 500}}, never = {{0, 0}, {0, 0}};
    sigaction(SIGALRM, &act, NULL);
    for (int round = 0; round < 2; round++) {
        if (pipe2(ends, round ? O_NONBLOCK : 0))
            return;
        pid_t pid = start(write_slowly, ends[1]);
        close(ends[1]);
        setitimer(ITIMER_REAL, &often, NULL);
        buf_clear(&b);
        buf_addz(&b, "<");
        bool good = file_read_fd(ends[0], 200, &b, &err);
        setitimer(ITIMER_REAL, &never, NULL);
        OK(good && b.n == 201 && b.p[0] == '<', "a %s pipe, with signals",
           round ? "non-blocking" : "blocking");
        close(ends[0]);
        waitpid(pid, NULL, 0);
    }
    if (pipe2(ends, O_NONBLOCK))
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        fcntl(ends[0], F_SETFL, 0);
        read_slowly(ends[0]);
    }
    close(ends[0]);
    buf_clear(&b);
    memset(buf_room(&b, 1 << 20), 'x', 1 << 20);
    setitimer(ITIMER_REAL, &often, NULL);
    bool good = file_write_fd(ends[1], (struct str){b.p, 1 << 20});
    setitimer(ITIMER_REAL, &never, NULL);
    close(ends[1]);
    waitpid(pid, &status, 0);
    OK(good && status == 0, "a MiB into a full pipe, with signals");
    buf_free(&b);
}

static void test_fd(void)
{
    struct buf b = {0};
    struct err err = {0};
    int fd = open("five", O_RDONLY);
    OK(!file_read_fd(fd, 4, &b, &err) && err.set, "over the limit: %s", err.text);
    lseek(fd, 2, SEEK_SET);
    buf_clear(&b);
    OK(file_read_fd(fd, 3, &b, NULL) && str_is(buf_str(&b), "345"), "from the present position");
    close(fd);
    OK(!file_read_fd(-1, 4, &b, NULL), "a closed descriptor");
    OK(!file_write_fd(-1, str_of("x")) && errno == EBADF, "writing to a closed one");
    OK(file_write_fd(-1, (struct str){0}), "writing nothing");
    fd = open("/dev/full", O_WRONLY);
    OK(!file_write_fd(fd, str_of("x")) && errno == ENOSPC, "a full device");
    close(fd);
    buf_free(&b);
}

static void test_create(int dir)
{
    struct err err = {0};
    struct rlimit small = {10, RLIM_INFINITY}, all = {RLIM_INFINITY, RLIM_INFINITY};
    OK(file_create(dir, "new", str_of("text"), &err), "a new file");
    is_file("new", "text", "holds the text");
    OK(!file_create(dir, "new", str_of("other"), &err) && err.set, "not over another: %s",
       err.text);
    is_file("new", "text", "which stays");
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    bool good = file_create(dir, "cut", str_of("more than ten bytes"), NULL);
    bool replaced = file_replace(dir, "new", str_of("more than ten bytes"), NULL);
    setrlimit(RLIMIT_FSIZE, &all);
    OK(!good && !there("cut"), "nothing stays of a file that was not written whole");
    OK(!replaced, "nor is another replaced by it");
    is_file("new", "text", "but stays as it was");
}

static size_t count_entries(const char *path)
{
    char command[100];
    size_t n = 0;
    snprintf(command, sizeof command, "ls -A %s", path);
    FILE *f = popen(command, "r");
    for (int c; f && (c = getc(f)) != EOF;)
        n += c == '\n';
    if (f)
        pclose(f);
    return n;
}

static void test_replace(int dir)
{
    struct err err = {0};
    char name[256];
    OK(file_mkdirs(dir, "books/full/x", false, &err), "directories");
    OK(file_replace(dir, "books/a", str_of("one"), &err), "a file that is not there yet");
    OK(file_replace(dir, "books/a", str_of("two"), &err), "and that is: %s", err.text);
    is_file("books/a", "two", "holds the new text");
    OK(!file_replace(dir, "books/full", str_of("x"), &err), "a directory: %s", err.text);
    memset(name, 'n', 255);
    name[255] = '\0';
    OK(file_replace(dir, name, str_of("x"), NULL), "a name as long as can be");
    unlink(name);
    OK(count_entries("books") == 2, "no temporary is left");
    OK(!file_replace(dir, "none/a", str_of("x"), NULL), "a directory that is missing");
}

static void test_mkdirs(int dir)
{
    struct err err = {0};
    OK(file_mkdirs(dir, "m/a//b/c/", true, &err) && there("m/a/b/c"), "made: %s", err.text);
    OK(file_mkdirs(dir, "m/a/b/c", true, NULL), "are there already");
    OK(file_mkdirs(dir, "", true, NULL), "nothing to make");
    OK(symlink("a", "m/link") == 0 && symlink("..", "m/up") == 0, "links");
    OK(!file_mkdirs(dir, "m/link/d", true, &err) && !there("m/a/d"), "refused: %s", err.text);
    OK(file_mkdirs(dir, "m/link/d", false, NULL) && there("m/a/d"), "or followed");
    OK(!file_mkdirs(dir, "m/../x", true, NULL) && !there("x"), "\"..\" is refused");
    OK(!file_mkdirs(dir, "/tmp", true, NULL), "an absolute path is refused");
    OK(!file_mkdirs(dir, "five/x", false, NULL), "a file in the way");
}

/* Whether `path` below dir can be opened and has `entry` in it. */
static bool opens(int dir, const char *path, const char *entry)
{
    int fd = file_open_beneath(dir, path);
    bool good = fd >= 0 && faccessat(fd, entry, F_OK, 0) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* The number of the first thing that is wrong with opening below dir, 0 when all is well. */
static int beneath_fault(int dir)
{
    const bool good[] = {
        opens(dir, "m/a/b", "c"),
        opens(dir, "", "five"),
        opens(dir, "m//a/", "b"),
        !opens(dir, "m/link", "b"),
        !opens(dir, "m/link/b", "c"),
        !opens(dir, "m/up/m", "a"),
        !opens(dir, "..", "."),
        !opens(dir, "/", "."),
        file_open_beneath(dir, "five") < 0,
        file_open_beneath(dir, "none") < 0,
    };
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        if (!good[i])
            return (int)i + 1;
    }
    return 0;
}

/* The same on a kernel that does not know openat2. */
static void beneath_old_kernel(int dir)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {sizeof code / sizeof code[0], code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter))
        _exit(99);
    _exit(beneath_fault(dir));
}

static void test_beneath(int dir)
{
    int status = 0, fault = beneath_fault(dir);
    OK(fault == 0, "opened below a directory, or refused: %d", fault);
    waitpid(start(beneath_old_kernel, dir), &status, 0);
    fault = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (fault == 99)
        tap_skip("no filter for system calls");
    else
        OK(fault == 0, "and on an old kernel: %d", fault);
}

/* A tree deeper than there are descriptors, with a file at each level and wide at its end, and
 * with the names that its removal would use itself. */
static void test_remove(int dir)
{
    struct rlimit old, few;
    struct err err = {0};
    struct buf path = {0};
    for (int i = 0; i < 100; i++) {
        buf_addz(&path, i ? "/d" : "deep");
        file_mkdirs(dir, path.p, true, &err);
        size_t n = path.n;
        buf_addz(&path, "/.galley-9");
        make(path.p, "x");
        path.n = n;
    }
    for (int i = 0; i < 200; i++) {
        size_t n = path.n;
        buf_addf(&path, "/w%d/y", i);
        file_mkdirs(dir, path.p, true, &err);
        path.n = n;
    }
    for (int i = 0; i < 9; i++) {
        buf_clear(&path);
        buf_addf(&path, "deep/.galley-%d/d/d/d", i);
        file_mkdirs(dir, path.p, true, &err);
    }
    OK(!err.set, "a deep tree");
    OK(symlink("../five", "deep/file") == 0 && symlink("../m", "deep/dir") == 0,
       "links out of it");
    getrlimit(RLIMIT_NOFILE, &old);
    few = old;
    few.rlim_cur = 12;
    setrlimit(RLIMIT_NOFILE, &few);
    OK(file_remove_tree(dir, "deep", &err) && !there("deep"),
       "is removed with few descriptors %s", err.text);
    setrlimit(RLIMIT_NOFILE, &old);
    OK(there("five") && there("m/a/b/c"), "what the links lead to stays");
    OK(file_remove_tree(dir, "deep", NULL), "a missing one is no error");
    OK(file_remove_tree(dir, "none/deep", NULL), "nor is a missing parent");
    OK(file_remove_tree(dir, "m/link", NULL) && !there("m/link") && there("m/a/b"),
       "of a link the link");
    OK(file_remove_tree(dir, "new", NULL) && !there("new"), "of a file the file");
    buf_free(&path);
}

static void is_joined(const char *a, const char *b, const char *want)
{
    struct buf out = {0};
    file_join(&out, str_of(a), str_of(b));
    IS(buf_str(&out), want, "join %s and %s", a, b);
    buf_free(&out);
}

static void test_paths(void)
{
    static const struct {
        const char *path, *dir, *name, *ext;
    } cases[] = {
        {"a/b.txt", "a", "b.txt", ".txt"},
        {"/b", "/", "b", ""},
        {"b.tar.gz", "", "b.tar.gz", ".gz"},
        {"a.d/b", "a.d", "b", ""},
        {".profile", "", ".profile", ""},
        {"a/.x.y", "a", ".x.y", ".y"},
        {"..x", "", "..x", ""},
        {"a.", "", "a.", ""},
        {"a/", "a", "", ""},
        {"", "", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str path = str_of(cases[i].path);
        OK(str_is(file_dir(path), cases[i].dir) && str_is(file_name(path), cases[i].name) &&
               str_is(file_ext(path), cases[i].ext),
           "parts of \"%s\"", cases[i].path);
    }
    is_joined("a", "b", "a/b");
    is_joined("a/", "b", "a/b");
    is_joined("", "b", "b");
    is_joined("a", "/b", "/b");
    is_joined("a", "", "a");
    OK(file_ext((struct str){0}).n == 0, "parts of NULL");
}

int main(void)
{
    char path[100];
    int dir = enter_fresh(path);
    if (dir < 0) {
        tap_skip("no place for temporary files");
        return tap_done();
    }
    test_read(dir);
    test_changed(dir, append_for_ever, O_APPEND, "a file that grows");
    test_changed(dir, overwrite_for_ever, 0, "a file that is written over");
    test_pipes();
    test_fd();
    test_create(dir);
    test_replace(dir);
    test_mkdirs(dir);
    test_beneath(dir);
    test_remove(dir);
    test_paths();
    close(dir);
    OK(file_remove_tree(AT_FDCWD, path, NULL) && !there(path), "the test cleans up");
    return tap_done();
}
