/* What earlier runs over the same OUT know of each document, in order of name: the index and
 * ledger of the last run that ended, and over them the committed groups of a journal that a
 * stopped run left. */
#ifndef GALLEY_FLOW_PRIOR_H
#define GALLEY_FLOW_PRIOR_H

#include "base/err.h"
#include "flow/memo.h"

enum { SALT_HEX = 33 };

/* One document as it was dealt with last. Borrowed until the next call. */
struct prior_entry {
    struct str name;
    struct memo memo;
    struct str line;   /* of the ledger, its newline included */
    struct str config; /* record_header of the run that dealt with it */
    int64_t started;   /* when that run began, nanoseconds since 1970 */
    bool unfinished;   /* a stopped run was at it: what came of it is not known */
    bool found;        /* prior_find has given it out */
    bool from_index;   /* its records are in the streams that are in place */
};

/* Owns its files and sorter. */
struct prior;

/* Opens what there is; with `fresh` nothing is remembered. `salt` gets that of the earlier runs,
 * or a new one: text that digests of inputs are made with where there is no key. */
bool prior_open(struct prior **p, int state, bool fresh, char salt[SALT_HEX], struct err *err);
void prior_close(struct prior *p);

/* Whether they know of any document. Of NULL: no. Before the first is asked for. */
bool prior_any(const struct prior *p);

/* The entry of `name`, or NULL. Names must come in ascending order; entries that are passed over,
 * of inputs that are gone, go to `gone` first. A name of {NULL, 0} passes over all that are left.
 */
const struct prior_entry *prior_find(struct prior *p, struct str name,
                                     void (*gone)(void *context, const struct prior_entry *e),
                                     void *context, struct err *err);

/* The next entry in order of name, or NULL at the end: for who wants them all. */
const struct prior_entry *prior_next(struct prior *p, struct err *err);

/* record_header of the last run that ended, and when it began; {NULL, 0} when there is none. */
struct str prior_config(const struct prior *p, int64_t *started);

/* --- writing the next index --- */

/* Adds the head of an index, then index_line for each document in order. A document's ledger line
 * is the next one of the ledger. */
void index_head(int64_t started, const char *salt, struct str config, struct buf *out);
void index_line(struct str name, const struct memo *memo, struct str ledger_line,
                struct buf *out);

#endif
