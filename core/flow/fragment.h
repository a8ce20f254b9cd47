/* The OUT of a run that came to its end, as `galley merge` and `galley verify` read it. Nothing in
 * it is changed. */
#ifndef GALLEY_FLOW_FRAGMENT_H
#define GALLEY_FLOW_FRAGMENT_H

#include "base/json.h"
#include "flow/prior.h"
#include "flow/result.h"
#include "flow/shard.h"

/* Owns its descriptors and books; borrows path. */
struct fragment {
    const char *path;
    int out, state; /* directories */
    struct shard shard;
    json_value *run;   /* run.json */
    struct str config; /* record_header of its run */
    int64_t started;
    uint64_t inputs;  /* of this shard, */
    uint64_t all;     /* of all shards, as this one has seen them, */
    struct str names; /* and a digest of their names */
    int *streams;     /* one for each output; -1 for one of files */
    size_t stream_n;
    char salt[SALT_HEX];
    struct prior *prior;
    const struct prior_entry *entry; /* the document that comes next, or NULL; see rewind */
};

/* Opens the OUT of a shard whose run came to its end; what says that it did not, or that it is no
 * shard, or that a stream is not as its run left it, is an error. */
bool fragment_open(struct fragment *f, const char *path, struct err *err);

/* The same with the OUT of any run, its books in `state` ("": OUT/.galley); streams are opened and
 * not looked at. */
bool fragment_open_run(struct fragment *f, const char *path, const char *state, struct err *err);
void fragment_close(struct fragment *f);

/* Goes to its first document, in order of name, and from there to the next one. */
bool fragment_rewind(struct fragment *f, struct err *err);
bool fragment_step(struct fragment *f, struct err *err);

/* What became of the present document; r borrows from fragment and arena until the next step. An
 * error when ledger and index do not fit each other. */
bool fragment_result(const struct fragment *f, struct arena *arena, struct result *r,
                     struct err *err);

/* Whether an output of the present document is in the shard as its run left it: by its stamp, else
 * by its digest. */
bool fragment_holds(const struct fragment *f, const struct product *p, struct err *err);

/* Makes `name` in `dir` the file of this output: a link where that can be, else a copy whose
 * digest is looked at. *stamp is its state then. */
bool fragment_stage(const struct fragment *f, const struct product *p, int dir, const char *name,
                    struct stamp *stamp, struct err *err);

/* The whole bytes of an output that is a file, whose digest is looked at whatever its stamp. */
bool fragment_file(const struct fragment *f, const struct product *p, struct buf *bytes,
                   struct err *err);

/* Adds the bytes of this record of a stream, once its digest was looked at. */
bool fragment_record(const struct fragment *f, const struct product *p, struct buf *out,
                     struct err *err);

#endif
