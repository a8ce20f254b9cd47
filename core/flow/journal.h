/* The journal: append-only lines, each with a checksum, that say what is about to be renamed and
 * then that it was. It is the checkpoint: after a crash, what is committed in it stands.
 *
 * A line is: 16 hex digits of hash_fast over the rest, a space, a letter, a space, text.
 *   R START SALT {...}   a run begins: nanoseconds since 1970 in hexadecimal, its salt and header
 *   I G NAME MEMO {...}  of group G: these outputs are about to be put in place: name and memo
 *                        (flow/memo.h) of a document, and its ledger line. Not of one that
 *                        a killed run can leave nothing of: see commit.c
 *   X G N NAME MEMO {...}  document N of group G did not come about; this stands in its place
 *   C G N                group G and its N documents are committed: written once its renames are
 *                        durable, when the next group may be intended already
 *   S {...}              a stream is about to be put in place */
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
/* The same with a text in two parts. */
void journal_add_two(struct journal *j, char kind, struct str text, struct str more);

/* Writes what was added. */
bool journal_write(struct journal *j, struct err *err);

/* The kind of a line whose checksum is wrong; it has no text. */
enum { JOURNAL_DAMAGED = '?' };

/* Reads the journal of a state directory: fn(context, kind, text) for each line. A last one that a
 * crash has torn is passed over. A missing journal has no lines. */
bool journal_read(int state, bool (*fn)(void *context, char kind, struct str text), void *context,
                  struct err *err);

/* Removes the journal, once ledger and run.json are in place. */
bool journal_end(struct journal *j, int state, struct err *err);

void journal_close(struct journal *j);

#endif
