/* The record of a run: run.json and the summary for people. */
#ifndef GALLEY_FLOW_RECORD_H
#define GALLEY_FLOW_RECORD_H

#include "flow/commit.h"
#include "flow/job.h"

/* The JSON object that begins a run in the journal and that run.json contains: versions,
 * pipeline, stages and files with their digests. */
void record_header(const struct job *job, const struct facts *facts, struct buf *out);

/* Everything that is told of a finished run. Borrows. */
struct record {
    const struct job *job;
    const struct facts *facts;
    const struct survey *survey;
    const struct commit *commit;
    struct str header;
    double seconds;
    bool complete;                   /* every input was dealt with */
    struct str difference;           /* of an earlier run's pipeline, for people; "" */
    bool over;                       /* an earlier run knew of documents */
    bool stopped_by_rule;            /* on_error: stop */
    const struct aside *review;      /* NULL: nobody asked for it */
    uint64_t shards;                 /* how many were merged; 0: it was a run */
    uint64_t gone;                   /* outputs of inputs that are gone */
    uint64_t desk_peak, worker_peak; /* bytes of memory at the most */
};

/* Adds a stream that is in place, as run.json tells of it; and reads it back from there: false
 * when the last run that ended has left none of this name. */
void record_put_stream(struct str name, const struct old_stream *s, struct buf *out);
bool record_stream(int state, struct str name, struct old_stream *s);

/* Calls fn for each stream that is in run.json, or that the text of an `S` line of the journal
 * tells of, until it returns false; false if it did, or if run.json is there and cannot be
 * read. */
typedef bool record_stream_fn(void *context, struct str name, const struct old_stream *s);
bool record_each_stream(int state, record_stream_fn *fn, void *context, struct err *err);
bool record_stream_line(struct str text, record_stream_fn *fn, void *context);

/* Writes run.json into the state directory. */
bool record_write(const struct record *r, int state, struct err *err);

/* Says how the run went, on standard error. */
void record_summary(const struct record *r);

#endif
