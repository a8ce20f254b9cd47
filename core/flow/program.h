/* A pipeline made ready to run: every stage opened, every expression compiled. */
#ifndef GALLEY_FLOW_PROGRAM_H
#define GALLEY_FLOW_PROGRAM_H

#include "conf/pipeline.h"
#include "flow/setup.h"
#include "lua/host.h"

/* One step of a branch. */
struct step {
    const struct stage_entry *entry;
    struct stage *stage;
    struct when *when; /* NULL: always */
    struct str called; /* the entry's name; from the second stage of that name on, "NAME#2" */
    size_t number;     /* among all stages of the pipeline, for times */
};

struct branch {
    struct step *steps;
    size_t n;
};

/* Lives in the arena it was made with, the host apart, which it owns. */
struct program {
    struct host *host;
    struct pipeline *pipeline;
    struct branch common;
    struct branch *outputs; /* one for each output of the pipeline */
    uint64_t *nanos;        /* time spent in each stage so far */
    size_t stage_n;
};

/* Reads, resolves and opens the pipeline that `setup` gives. NULL after errors. */
struct program *program_new(struct arena *arena, const struct setup *setup,
                            const struct host_rules *rules, struct watch *watch,
                            struct diags *diags);
void program_free(struct program *p);

/* The shipped stage whose name is nearest to `name`, or NULL; in `names`, which the caller frees.
 */
const char *program_nearest(struct host *h, struct str name, struct buf *names);

/* What the format of the output number `output` says of streams; nothing when it has none. */
bool program_frames(const struct program *p, size_t output, struct arena *arena,
                    struct output_facts *f, struct err *err);

/* What the desk must know of it, the files of options apart; false and an error when a format's
 * head cannot be made. */
bool program_facts(struct program *p, struct arena *arena, struct facts *f, struct err *err);

/* Adds those, for a run's record. Their digests take longer than all else that a small pipeline
 * needs to begin. */
void program_file_facts(const struct program *p, struct arena *arena, struct facts *f);

#endif
