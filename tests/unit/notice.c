#include "flow/notice.h"

#include <sys/stat.h>

#include "scratch.h"

/* A directory that is watched, and below it `d`, now and then. Owns both. */
struct watched {
    struct scratch dir;
    struct notice notice;
    struct log log;
};

static void look(struct watched *w, bool below)
{
    char path[80];
    snprintf(path, sizeof path, "%s/d", w->dir.path);
    notice_begin(&w->notice);
    notice_path(&w->notice, w->dir.path);
    if (below)
        notice_path(&w->notice, path);
    notice_end(&w->notice, true);
}

static bool open_watched(struct watched *w)
{
    *w = (struct watched){.log.fd = STDERR_FILENO};
    scratch_open(&w->dir);
    notice_open(&w->notice, &w->log);
    mkdirat(w->dir.fd, "d", 0777);
    look(w, true);
    return w->notice.fd >= 0 && !w->notice.warned;
}

static void test_changes(struct watched *w)
{
    OK(!notice_take(&w->notice), "nothing has happened");
    scratch_write(&w->dir, "a", str_of("1"));
    OK(notice_take(&w->notice), "a new file is noticed");
    OK(!notice_take(&w->notice), "once");
    scratch_write(&w->dir, "d/a", str_of("1"));
    OK(notice_take(&w->notice), "one below too");
    renameat(w->dir.fd, "a", w->dir.fd, "b");
    OK(notice_take(&w->notice), "a file that is renamed");
    unlinkat(w->dir.fd, "b", 0);
    OK(notice_take(&w->notice), "and one that goes");
    int fd = openat(w->dir.fd, "d/a", O_RDONLY);
    char c;
    OK(fd >= 0 && read(fd, &c, 1) == 1 && close(fd) == 0 && !notice_take(&w->notice),
       "that a file was read is nothing");
    fd = openat(w->dir.fd, "d/a", O_WRONLY | O_APPEND);
    OK(fd >= 0 && write(fd, "2", 1) == 1 && !notice_take(&w->notice), "nor is a write by itself");
    close(fd);
    OK(notice_take(&w->notice), "but that its writer is done");
}

static void test_given_up(struct watched *w)
{
    look(w, false);
    scratch_write(&w->dir, "d/b", str_of("1"));
    OK(!notice_take(&w->notice), "what is not looked at any more is given up");
    look(w, true);
    notice_begin(&w->notice);
    notice_end(&w->notice, false);
    scratch_write(&w->dir, "d/c", str_of("1"));
    OK(notice_take(&w->notice), "unless the look was not whole");
    look(w, true);
    file_remove_tree(w->dir.fd, "d", NULL);
    OK(notice_take(&w->notice), "a directory that goes");
    look(w, false);
    notice_take(&w->notice);
    mkdirat(w->dir.fd, "d", 0777);
    notice_take(&w->notice);
    look(w, true);
    OK(!notice_take(&w->notice), "looking is no news");
    scratch_write(&w->dir, "d/a", str_of("1"));
    OK(notice_take(&w->notice), "and comes again");
}

/* Nothing is noticed, one warning is given, and nothing breaks. */
static void test_none(struct watched *w)
{
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    notice_close(&w->notice);
    w->log.fd = null;
    look(w, true);
    OK(!notice_take(&w->notice), "without inotify nothing is noticed");
    notice_open(&w->notice, &w->log);
    notice_begin(&w->notice);
    notice_path(&w->notice, "/no/such/directory");
    notice_end(&w->notice, true);
    OK(w->notice.warned, "what cannot be watched is told of");
    close(null);
}

int main(void)
{
    struct watched w;
    if (open_watched(&w)) {
        test_changes(&w);
        test_given_up(&w);
        test_none(&w);
    } else {
        tap_skip("this machine has no inotify");
    }
    notice_close(&w.notice);
    scratch_close(&w.dir);
    return tap_done();
}
