/* The digest of a document's input, by which the next run knows its bytes again. It is taken
 * together with that of the first output: two cost little more than one (hash_both). */
#ifndef GALLEY_FLOW_SEAL_H
#define GALLEY_FLOW_SEAL_H

#include "base/hash.h"

/* Borrows the input, and its key where it has one, until it is taken. */
struct seal {
    struct hash_task input;
    bool taken;
    char hex[HASH_HEX];
};

/* Takes it, unless that has been done. Returns its hexadecimal digits. */
const char *seal_take(struct seal *s);

/* The SHA-256 of an output, and the seal, unless it is taken. An output that is its input again
 * has its digest too, where that is plain: to compare them is thirty times as fast. */
void seal_output(struct seal *s, struct str output, char digest[HASH_HEX]);

/* Takes it, since the input is about to go. */
void seal_forget(struct seal *s);

#endif
