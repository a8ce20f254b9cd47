/* What stages looked for in a run, and how much of it they found: by it one sees of a rule that it
 * matched nothing, and of a stage that it was not run. A worker counts for each document, the
 * ledger line of the document has the numbers, and the desk adds them up from there, also those of
 * documents that an earlier run did. */
#ifndef GALLEY_FLOW_FINDS_H
#define GALLEY_FLOW_FINDS_H

#include "base/json.h"
#include "flow/setup.h"
#include "lua/host.h"

/* Something that a stage looks for: a personal label that it marks, HOST_REDACTIONS, or what it
 * tells by galley.looks_for. `key` is the stage's name as JSON has it, the same bytes for all of
 * one stage; `what_key` that of `what`. */
struct find {
    struct str stage, what;
    struct str key, what_key;
    uint64_t n;
    uint64_t of; /* how many there are; 0: that is not known */
};

/* A stage of the pipeline, and the number of outputs on whose way it was not run (`when`). From
 * the second of a name on it is called NAME#2. */
struct idle {
    struct str name, called;
    struct str key; /* `called` as JSON has it */
    uint64_t outputs;
};

/* Lives in an arena. */
struct finds {
    struct arena *arena;
    struct find *v; /* those of one stage stand together */
    size_t n, cap;
    bool conditions;   /* some stage has a `when`: lines may tell of stages that were not run */
    struct idle *idle; /* all stages, in order */
    size_t idle_n, idle_cap;
};

/* Begins with what facts tell is looked for, none of it found yet. */
void finds_begin(struct finds *f, struct arena *arena, const struct facts *facts);

/* The same from the run.json of a run. */
void finds_begin_read(struct finds *f, struct arena *arena, const json_value *run);

/* Adds what the ledger line of one document tells. Nothing is added that was not expected. */
void finds_add(struct finds *f, struct str line);

/* Adds members `found` and `not_run` to the object of run.json. */
void finds_put(const struct finds *f, struct buf *out);

/* Adds, for people, what was looked for and not found, and the stages that look for something and
 * were not run for all outputs; nothing when there are none. Of a label that was found the first
 * tells how many rules found nothing, and in a stage beside the pipeline which. */
void finds_missing(const struct finds *f, struct buf *out);
void finds_idle(const struct finds *f, struct buf *out);

/* Adds, for people, what became of a file of decisions; nothing when there are none. */
void finds_decisions(const struct finds *f, struct buf *out);

/* Adds the counts of one document as the member `found` of its ledger line has them. */
void finds_put_told(const struct told *t, struct buf *out);

#endif
