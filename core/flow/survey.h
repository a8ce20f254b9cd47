/* The survey: all inputs of a run, listed and sorted before anything is done, in bounded memory.
 */
#ifndef GALLEY_FLOW_SURVEY_H
#define GALLEY_FLOW_SURVEY_H

#include "base/hash.h"
#include "base/sort.h"
#include "conf/pipeline.h"
#include "flow/item.h"
#include "flow/shard.h"
#include "flow/walk.h"

/* One INPUT of the command line. Borrows. */
struct input {
    struct str path;   /* absolute; "-" is standard input */
    struct str prefix; /* "" or "name/" */
    bool is_file;      /* taken whatever the globs say */
};

/* How many files ended in `suffix` and were selected by no glob. */
struct unselected {
    char suffix[24];
    uint64_t n;
};

enum { UNSELECTED_KINDS = 32 };

/* What is asked of a survey. Borrows everything. */
struct survey_rules {
    const struct input *inputs;
    size_t input_n;
    const struct pipeline *pipeline;
    int out, state;         /* OUT and its state directory, not walked when met; -1: none */
    int scratch;            /* directory for temporary files */
    uint64_t limit, sample; /* 0: all */
    bool stamps;            /* who asks needs to know of each file whether it has changed */
};

/* Owns its sorter. */
struct survey {
    struct sort *items;
    uint64_t n;  /* of the items */
    bool any;    /* some INPUT has more than empty directories */
    bool packed; /* some item is to be decompressed */
    struct unselected unselected[UNSELECTED_KINDS]; /* the last one is all the rest */
    size_t unselected_n;
    uint64_t unlisted;    /* directories that could not be listed: what is in them is not known */
    uint64_t left_out;    /* directories that hold a `.galley`, which are not walked */
    struct shard shard;   /* after survey_narrow: whose items come */
    uint64_t all;         /* items of all shards, */
    char names[HASH_HEX]; /* and the SHA-256 of their names, in order, each ended by a NUL */
};

/* Walks the INPUTs. Items come out in the order of their names (bytes). A directory that cannot
 * be listed becomes an item of its own; one with a `.galley` in it is not walked. */
bool survey_make(struct survey *s, const struct survey_rules *rules, struct err *err);

/* The next item, borrowed until the next call; false at the end or after an error. */
bool survey_next(struct survey *s, struct item *item, struct err *err);
bool survey_rewind(struct survey *s, struct err *err);

/* From now on only the items of this shard come; n counts them. What stands for all shards
 * together is kept, for galley merge. Before the first item was taken. */
bool survey_narrow(struct survey *s, const struct shard *shard, struct err *err);

/* Refuses names of outputs that would collide, as far as they are known from the tree: two of one
 * name, or (fold) of names that the file system of OUT takes for one. All clashes, at most ten,
 * are named in err. */
bool survey_collide(struct survey *s, const struct survey_rules *rules, bool fold,
                    struct err *err);

/* How an item that was listed without its stamp is now. */
struct stamp survey_stamp(const struct input *inputs, const struct item *item);

void survey_free(struct survey *s);

/* Who only looks. Borrows. */
struct survey_look {
    walk_fn *fn;                           /* gets each item that a survey would have */
    void (*enter)(void *context, int dir); /* hears of each directory, before it is listed */
    void *context;
};

/* Walks the INPUTs, and keeps nothing. Items come in no order. */
bool survey_look(const struct survey_rules *rules, const struct survey_look *look,
                 struct err *err);

#endif
