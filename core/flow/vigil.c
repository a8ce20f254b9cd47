#include "flow/vigil.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "flow/notice.h"

static const uint64_t millisecond = 1000000, second = 1000000000;

enum {
    LOOK_SECONDS = 10,   /* between two looks, at the most */
    RETRY_SECONDS = 600, /* between two runs over documents that fail again and again */
    PAUSE_MS = 100,      /* between two looks, at the least, */
    PAUSE_MAX_MS = 2000  /* and when looks find nothing, though something was noticed */
};

struct vigil {
    struct log *log;
    int signals;
    struct settle settle;
    struct notice notice;
    bool ran;               /* there has been a run, and it was not refused */
    int code;               /* of the last */
    uint64_t sum;           /* of what the last run was over: see `see` */
    uint64_t differs;       /* since when there has been something else; 0: there is not */
    bool waiting;           /* files have not settled */
    uint64_t begun, looked; /* when the last round began and ended: nanoseconds, monotonic */
    uint64_t pause;         /* nanoseconds, before what was noticed is looked at */
    bool retry;             /* the last run was refused, or documents may yet be done */
    uint64_t retry_after, retry_at;
    struct buf said; /* why there was no run, as it was told */
};

/* One look at the INPUTs. */
struct look {
    struct vigil *v;
    uint64_t n, sum;
    bool waiting;
};

/* Blocks what ends a run, but for what is ignored (nohup). For good: a second signal must not kill
 * who is about to end. */
static void block_signals(struct vigil *v)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction now;
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
            sigaddset(&set, signals[i]);
    sigprocmask(SIG_BLOCK, &set, NULL);
    v->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

struct vigil *vigil_open(struct log *log, uint64_t settle, struct err *err)
{
    struct vigil *v = mem_get(sizeof *v);
    v->log = log;
    v->settle.time = settle * second;
    v->pause = PAUSE_MS * millisecond;
    block_signals(v);
    if (v->signals < 0)
        err_sys(err, "cannot wait for signals");
    notice_open(&v->notice, log);
    return v;
}

void vigil_close(struct vigil *v)
{
    if (!v)
        return;
    if (v->signals >= 0)
        close(v->signals);
    notice_close(&v->notice);
    settle_free(&v->settle);
    buf_free(&v->said);
    free(v);
}

int vigil_code(const struct vigil *v)
{
    return v->code;
}

bool vigil_news(struct vigil *v, struct str text)
{
    bool news = !str_eq(buf_str(&v->said), text);
    buf_clear(&v->said);
    buf_add(&v->said, text);
    return news;
}

/* --- looking --- */

/* What a run is over is known by the sum of hashes of names and stamps. A file that has not
 * settled counts by its name: that it is written to again and again is no change. */
static bool see(void *context, const struct item *item, struct err *err)
{
    struct look *l = context;
    struct buf record = {0};
    struct item one = *item;
    (void)err;
    l->n += item->kind != ITEM_EMPTY;
    one.stamp.inode = 0; /* see settle.c */
    if (!settle_see(&l->v->settle, item)) {
        one.stamp = (struct stamp){0};
        l->waiting = true;
    }
    item_put(&one, &record);
    l->sum += hash_fast(buf_str(&record));
    buf_free(&record);
    return true;
}

/* By its descriptor: a path could be too long, or lead elsewhere by now. */
static void enter(void *context, int dir)
{
    struct look *l = context;
    char path[40];
    snprintf(path, sizeof path, "/proc/self/fd/%d", dir);
    notice_path(&l->v->notice, path);
}

/* -1 where there is none yet. */
static int open_dir(const char *path)
{
    return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static bool look(struct vigil *v, const struct job *job, struct look *l, struct err *err)
{
    struct survey_look looking = {see, enter, l};
    struct survey_rules rules = {.inputs = job->inputs,
                                 .input_n = job->input_n,
                                 .pipeline = job->pipeline,
                                 .out = open_dir(job->out),
                                 .state = open_dir(job->state),
                                 .stamps = true};
    settle_begin(&v->settle, (int64_t)clock_nanos(CLOCK_REALTIME), v->begun);
    notice_begin(&v->notice);
    for (size_t i = 0; i < job->input_n; i++)
        if (job->inputs[i].is_file)
            notice_path(&v->notice, job->inputs[i].path.p);
    bool good = survey_look(&rules, &looking, err);
    notice_end(&v->notice, good);
    settle_end(&v->settle);
    if (rules.out >= 0)
        close(rules.out);
    if (rules.state >= 0)
        close(rules.state);
    return good;
}

/* --- running --- */

static void tell(struct vigil *v, enum log_level level, const char *text)
{
    if (vigil_news(v, str_of(text)))
        log_say(v->log, level, "%s", text);
}

/* That nothing at all is left is more likely a disk that went than what somebody wants: as in any
 * run, nothing is done then. */
static void tell_empty(struct vigil *v, const struct job *job)
{
    if (v->ran)
        tell(v, LOG_WARN, "no input is selected any more: what there is in OUT stays");
    else if (!job->quiet)
        tell(v, LOG_INFO, "no input is selected by input.files yet: waiting");
}

/* When documents are to be tried again: the more often that failed, the later. */
static void plan_retry(struct vigil *v, bool retry, bool changed)
{
    uint64_t after = changed || !v->retry ? LOOK_SECONDS * second : 2 * v->retry_after;
    uint64_t most = RETRY_SECONDS * second;
    v->retry = retry;
    v->retry_after = after > most ? most : after;
    v->retry_at = clock_nanos(CLOCK_MONOTONIC) + v->retry_after;
}

static bool run(struct vigil *v, struct job *job, const struct look *l)
{
    struct pass pass = {.settle = &v->settle, .signals = v->signals, .tell = !v->ran};
    bool first = !v->ran, changed = l->sum != v->sum;
    job->pass = &pass;
    job->fresh = job->fresh && first;
    job->retry = job->retry && first;
    v->sum = l->sum;
    v->code = desk_run(job);
    v->ran = v->ran || v->code != EXIT_USAGE;
    v->waiting = v->waiting || pass.late;
    v->differs = 0;
    plan_retry(v, v->code == EXIT_USAGE || pass.retry, changed);
    if (!v->ran || (v->code != EXIT_USAGE && !pass.complete))
        return false;
    if (first && !job->quiet)
        log_say(v->log, LOG_INFO, "watching: files are taken up as they settle");
    return true;
}

/* Looks that find nothing, though something was noticed, come more and more seldom. */
static void plan_pause(struct vigil *v, bool found)
{
    uint64_t most = PAUSE_MAX_MS * millisecond, pause = 2 * v->pause;
    v->pause = found ? PAUSE_MS * millisecond : pause > most ? most : pause;
}

/* Whether to run now. Where files have yet to settle, one run later does for them too; but who is
 * written to for ever holds up the others no longer than a file takes to settle. */
static bool ready(struct vigil *v, const struct look *l)
{
    if (v->retry && v->begun >= v->retry_at)
        return true;
    if (v->ran && l->sum == v->sum) {
        v->differs = 0;
        return false;
    }
    if (v->differs == 0)
        v->differs = v->begun;
    return !v->ran || !l->waiting || v->begun - v->differs >= v->settle.time;
}

bool vigil_round(struct vigil *v, struct job *job)
{
    struct look l = {.v = v};
    struct err err = {0};
    bool more = true;
    uint64_t sum = v->sum;
    v->begun = clock_nanos(CLOCK_MONOTONIC);
    bool good = look(v, job, &l, &err);
    v->waiting = l.waiting;
    if (!good) {
        tell(v, LOG_ERROR, err.text);
    } else if (l.n == 0) {
        tell_empty(v, job);
    } else {
        buf_clear(&v->said);
        more = !ready(v, &l) || run(v, job, &l);
    }
    plan_pause(v, good && l.n > 0 && l.sum != sum);
    return more;
}

/* --- waiting --- */

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* When the next look is due, if something was noticed or nothing. However large the tree, at least
 * half of the time is left to others. */
static uint64_t due(const struct vigil *v, bool noticed)
{
    uint64_t after = LOOK_SECONDS * second, pause = larger(v->pause, v->looked - v->begun);
    if (noticed)
        after = 0;
    else if (v->waiting && v->settle.time < after)
        after = v->settle.time;
    return v->looked + larger(after, pause);
}

bool vigil_wait(struct vigil *v)
{
    struct pollfd on[] = {{.fd = v->signals, .events = POLLIN},
                          {.fd = v->notice.fd, .events = POLLIN}};
    uint64_t now = v->looked = clock_nanos(CLOCK_MONOTONIC);
    bool noticed = false;
    while (now < due(v, noticed)) {
        uint64_t left = (due(v, noticed) - now) / millisecond + 1;
        poll(on, noticed ? 1 : 2, (int)left);
        if (on[0].revents)
            return false;
        noticed = noticed || notice_take(&v->notice);
        now = clock_nanos(CLOCK_MONOTONIC);
    }
    poll(on, 1, 0);
    return !on[0].revents;
}
