/* What the command line asks for: one run, or one question to a worker. */
#ifndef GALLEY_FLOW_JOB_H
#define GALLEY_FLOW_JOB_H

#include "base/log.h"
#include "conf/pipeline.h"
#include "flow/settle.h"
#include "flow/setup.h"
#include "flow/survey.h"
#include "flow/totals.h"

/* Exit codes of galley, as the manual has them. */
enum exit_code { EXIT_GOOD = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_STOPPED = 3 };

/* A run that is one of many over the same OUT, with --watch. */
struct pass {
    const struct settle *settle; /* tells which files are still being written to */
    int signals;                 /* a signalfd: they are blocked */
    bool tell;                   /* say how it went also if there was nothing to do */
    /* What came of it: */
    bool complete;
    bool retry; /* documents failed that are to be tried again */
    bool late;  /* documents were put off */
};

/* Borrows everything. */
struct job {
    struct log *log;
    const char *program; /* the executable */
    struct setup setup;  /* as the workers get it, but for staging and mode */
    struct pipeline *pipeline;
    const struct input *inputs;
    size_t input_n;
    const char *out, *state; /* out NULL: standard output; state "": OUT/.galley */
    int stdin_fd;            /* a copy of standard input, or -1 */
    unsigned jobs;
    uint64_t limit, sample;
    struct shard shard;
    const char *review;  /* the file that what is doubtful is written to; NULL: nowhere */
    const char *mapping; /* the file for what stands for secrets; NULL: none is asked for */
    bool dry, force, prune, quiet;
    bool fresh;        /* as if no earlier run had been */
    bool retry;        /* also do again what failed by its content */
    bool no_sync;      /* do not wait for the disk */
    bool why;          /* say for each document why it is done */
    struct pass *pass; /* NULL: a run by itself */
};

/* Runs the job and returns an enum exit_code; all that there is to say has been said. */
int desk_run(const struct job *job);

/* The answer of one worker to one question. Owned by the caller: buf_free. */
struct answer {
    bool good;
    struct buf text;
};

/* Starts a worker, asks what `setup` says and waits for the answer. For JOB_CHECK and JOB_TRY the
 * findings come first. false when the worker did not answer. */
bool ask_worker(const char *program, const struct setup *setup, int stdin_fd, uint64_t time,
                struct answer *answer, struct err *err);

#endif
