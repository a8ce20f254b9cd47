/* The journal: append-only lines, each with a checksum, that say what is about to be renamed and
 * then that it was. From it the ledger is made, and after a crash the books.
 *
 * A line is: 16 hex digits of hash_fast over the rest, a space, a letter, a space, text.
 *   R {...}   a run begins
 *   I {...}   a ledger line: these outputs are about to be put in place
 *   X N {...} line N of this group did not come about; this ledger line stands in its place
 *   C N       the group of the last N documents is committed
 *   S {...}   a stream is about to be put in place */
#ifndef GALLEY_FLOW_JOURNAL_H
#define GALLEY_FLOW_JOURNAL_H

#include "base/buf.h"
#include "base/err.h"

/* Owns its descriptor and buffer. */
struct journal {
    int fd;
    struct buf pending; /* lines not written yet */
};

/* Opens state/journal for appending, behind what earlier runs left. */
bool journal_open(struct journal *j, int state, struct err *err);

/* Adds a line (text without its newline). */
void journal_add(struct journal *j, char kind, struct str text);

/* Writes what was added. */
bool journal_write(struct journal *j, struct err *err);

/* Reads the journal of a state directory: fn(context, kind, text) for each line. One that a crash
 * has torn, or whose checksum is wrong, is passed over. A missing journal has no lines. */
bool journal_read(int state, bool (*fn)(void *context, char kind, struct str text), void *context,
                  struct err *err);

/* Makes ledger.jsonl of the committed groups of the last run and publishes it by a rename; fails
 * when a line of them is missing or wrong. */
bool journal_publish(struct journal *j, int state, struct err *err);

/* Removes the journal, once ledger and run.json are in place. */
bool journal_end(struct journal *j, int state, struct err *err);

void journal_close(struct journal *j);

#endif
