#include "flow/notice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/mem.h"

/* Not each write: a file is taken up when it is closed, or has settled when it is looked at. */
enum {
    CHANGES = IN_CLOSE_WRITE | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
              IN_DELETE_SELF | IN_MOVE_SELF,
    EVENTS = 16 << 10 /* bytes of them read at once */
};

static void warn(struct notice *n)
{
    if (!n->warned)
        log_say(n->log, LOG_WARN,
                "not all changes can be noticed as they happen (%s%s): some take longer",
                strerror(errno), errno == ENOSPC ? "; see fs.inotify.max_user_watches" : "");
    n->warned = true;
}

void notice_open(struct notice *n, struct log *log)
{
    *n = (struct notice){.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), .log = log};
    if (n->fd < 0)
        warn(n);
}

void notice_close(struct notice *n)
{
    if (n->fd >= 0)
        close(n->fd);
    free(n->v);
    free(n->before);
    *n = (struct notice){.fd = -1};
}

void notice_begin(struct notice *n)
{
    n->n = 0;
}

void notice_path(struct notice *n, const char *path)
{
    int number = n->fd < 0 ? -1 : inotify_add_watch(n->fd, path, CHANGES);
    if (number >= 0) {
        n->v = mem_grow(n->v, &n->cap, n->n + 1, sizeof *n->v);
        n->v[n->n++] = number;
    } else if (n->fd >= 0 && errno != ENOTDIR) {
        warn(n);
    }
}

static int by_number(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* A directory that was moved away is watched until it is given up; one that was removed is not,
 * and there is no harm in giving it up. */
void notice_end(struct notice *n, bool whole)
{
    if (!whole)
        return;
    if (n->n > 0)
        qsort(n->v, n->n, sizeof *n->v, by_number);
    for (size_t i = 0; i < n->before_n; i++)
        if (n->n == 0 || !bsearch(&n->before[i], n->v, n->n, sizeof *n->v, by_number))
            inotify_rm_watch(n->fd, n->before[i]);
    struct notice old = *n;
    n->before = old.v;
    n->before_n = old.n;
    n->before_cap = old.cap;
    n->v = old.before;
    n->cap = old.before_cap;
    n->n = 0;
}

/* That a watch has ended is no news: what ended it is told too. */
static bool any_news(const char *p, size_t n)
{
    struct inotify_event e;
    bool any = false;
    for (size_t at = 0; at + sizeof e <= n; at += sizeof e + e.len) {
        memcpy(&e, p + at, sizeof e);
        any = any || !(e.mask & IN_IGNORED);
    }
    return any;
}

bool notice_take(struct notice *n)
{
    char events[EVENTS];
    bool any = false;
    ssize_t got;
    while (n->fd >= 0 && (got = read(n->fd, events, sizeof events)) > 0)
        any = any_news(events, (size_t)got) || any;
    return any;
}
