#include "flow/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

enum { BAR = 24 };

static double now(void)
{
    return (double)clock_nanos(CLOCK_MONOTONIC) / 1e9;
}

void progress_start(struct progress *p, struct log *log, bool quiet, uint64_t documents)
{
    *p = (struct progress){.log = log, .quiet = quiet, .documents = documents};
    p->terminal = !log->json && isatty(log->fd);
    p->started = p->told = now();
}

double progress_seconds(const struct progress *p)
{
    return now() - p->started;
}

static uint64_t done(const struct totals *t)
{
    return t->documents[STATUS_DONE] + t->documents[STATUS_SKIPPED] + t->documents[STATUS_FAILED];
}

static void add_rate(struct buf *b, const struct progress *p, const struct totals *t)
{
    double seconds = progress_seconds(p), share = (double)done(t) / (double)p->documents;
    buf_addf(b, "%llu/%llu  %.0f/s", (unsigned long long)done(t),
             (unsigned long long)p->documents, (double)done(t) / seconds);
    if (t->bytes > 0)
        buf_addf(b, "  %.1f MB/s", (double)t->bytes / seconds / 1e6);
    if (t->documents[STATUS_FAILED] > 0)
        buf_addf(b, "  %llu failed", (unsigned long long)t->documents[STATUS_FAILED]);
    if (share > 0)
        buf_addf(b, "  %.0fs left", seconds / share - seconds);
}

static void draw_bar(struct progress *p, const struct totals *t)
{
    struct buf b = {0};
    size_t filled = (size_t)(BAR * done(t) / p->documents);
    buf_addz(&b, "\r[");
    for (size_t i = 0; i < BAR; i++)
        buf_addc(&b, i < filled ? '#' : '.');
    buf_addz(&b, "] ");
    add_rate(&b, p, t);
    buf_addz(&b, "\033[K");
    file_write_fd(p->log->fd, buf_str(&b));
    p->log->on_line = true;
    buf_free(&b);
}

void progress_tick(struct progress *p, const struct totals *t)
{
    double every = p->terminal ? 0.2 : 5.0, at = now();
    if (p->quiet || p->documents == 0 || at - p->told < every)
        return;
    p->told = at;
    if (p->terminal) {
        draw_bar(p, t);
        return;
    }
    struct buf b = {0};
    add_rate(&b, p, t);
    log_say(p->log, LOG_INFO, "%s", b.p);
    buf_free(&b);
}

void progress_end(struct progress *p)
{
    if (p->log->on_line)
        file_write_fd(p->log->fd, str_of("\r\033[K"));
    p->log->on_line = false;
}
