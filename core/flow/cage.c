#include "flow/cage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem.h"

enum {
    ROOM = 1 << 20,
    READING = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITING = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE |
              LANDLOCK_ACCESS_FS_MAKE_REG,
    HANDLED = READING | WRITING | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
              LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
              LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
              LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM
};

static bool allow(int ruleset, int fd, uint64_t access, struct err *err)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0 ||
           err_sys(err, "cannot make the cage");
}

static bool allow_source(int ruleset, const struct source *source, struct err *err)
{
    for (size_t i = 0; i < source->n; i++) {
        const struct root *r = &source->roots[i];
        if (r->is_stdin)
            continue;
        bool good = r->file >= 0 ? allow(ruleset, r->file, LANDLOCK_ACCESS_FS_READ_FILE, err)
                                 : allow(ruleset, r->dir, READING, err);
        if (!good)
            return false;
    }
    return true;
}

static bool allow_encodings_of(int ruleset, int lib, const char *name, struct err *err)
{
    struct buf path = {0};
    buf_addf(&path, "%s/gconv", name);
    int fd = openat(lib, path.p, O_PATH | O_DIRECTORY | O_CLOEXEC);
    buf_free(&path);
    bool good = fd < 0 || allow(ruleset, fd, READING, err);
    if (fd >= 0)
        close(fd);
    return good;
}

/* iconv loads the module of an encoding when a document first needs it, from a directory as
 * /usr/lib/TRIPLET/gconv or /usr/lib64/gconv. Not found by glob, which frees twice when there is
 * no memory. */
static bool allow_encodings(int ruleset, struct err *err)
{
    static const char *const others[] = {".", "../lib32", "../lib64", "../libx32"};
    DIR *d = opendir("/usr/lib");
    if (!d && errno == ENOMEM)
        mem_fail();
    bool good = true;
    for (size_t i = 0; d && good && i < sizeof others / sizeof *others; i++)
        good = allow_encodings_of(ruleset, dirfd(d), others[i], err);
    for (struct dirent *e; d && good && (e = readdir(d));)
        good = e->d_name[0] == '.' || allow_encodings_of(ruleset, dirfd(d), e->d_name, err);
    if (d)
        closedir(d);
    return good;
}

static bool lock_files(const struct source *source, int staging, struct buf *missing,
                       struct err *err)
{
    struct landlock_ruleset_attr attr = {.handled_access_fs = HANDLED};
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (ruleset < 0) {
        buf_addz(missing, "Landlock");
        return true;
    }
    bool good = allow_source(ruleset, source, err) && allow_encodings(ruleset, err) &&
                (staging < 0 || allow(ruleset, staging, WRITING, err)) &&
                (syscall(SYS_landlock_restrict_self, ruleset, 0) == 0 ||
                 err_sys(err, "cannot enter the cage"));
    close(ruleset);
    return good;
}

/* What no stage has any business with. A worker makes no processes, sockets or executable files;
 * all of these fail with EPERM. */
static const int refused[] = {
    SCMP_SYS(socket),
    SCMP_SYS(connect),
    SCMP_SYS(bind),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(clone),
    SCMP_SYS(clone3),
    SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(mount),
    SCMP_SYS(unshare),
    SCMP_SYS(setns),
    SCMP_SYS(bpf),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(userfaultfd),
    SCMP_SYS(keyctl),
    SCMP_SYS(add_key),
    SCMP_SYS(io_uring_setup),
};

static bool lock_calls(struct buf *missing, struct err *err)
{
    mem_room(ROOM); /* seccomp_load crashes without */
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int code = filter ? 0 : -ENOMEM;
    for (size_t i = 0; code == 0 && i < sizeof refused / sizeof *refused; i++)
        code = seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), refused[i], 0);
    if (code == 0 && seccomp_load(filter) < 0)
        buf_addz(missing, missing->n ? " and seccomp" : "seccomp");
    seccomp_release(filter);
    return code == 0 || err_set(err, "cannot make the filter of system calls");
}

#ifdef __SANITIZE_ADDRESS__
/* The leak check at exit traces the process and reads /proc: neither works in the cage. */
enum { CAGED = false };
#else
enum { CAGED = true };
#endif

bool cage_enter(const struct source *source, int staging, struct buf *missing, struct err *err)
{
    if (!CAGED)
        return true;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) {
        buf_addz(missing, "Landlock and seccomp");
        return true;
    }
    return lock_files(source, staging, missing, err) && lock_calls(missing, err);
}
