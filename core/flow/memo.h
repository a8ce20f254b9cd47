/* What a run remembers of a document, so that the next one can see whether it has changed. */
#ifndef GALLEY_FLOW_MEMO_H
#define GALLEY_FLOW_MEMO_H

#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"

/* A file as stat(2) sees it. Times are nanoseconds since 1970. {0} is that of a file which nobody
 * has looked at, or could. */
struct stamp {
    uint64_t size, inode;
    int64_t modified, changed;
};

struct stamp stamp_of(const struct stat *st);

/* The same without `changed`, which a rename or a link alters: of a file that is put in place. */
struct stamp stamp_placed(const struct stat *st);

/* The stamp of dir/name; of a link itself. */
struct stamp stamp_at(int dir, const char *name);

bool stamp_known(const struct stamp *s);
bool stamp_same(const struct stamp *a, const struct stamp *b);

/* Whether a file that has this stamp may have been written to after `when` without a new stamp:
 * file systems count time in steps of up to 2 s. */
bool stamp_recent(const struct stamp *s, int64_t when);

/* One output of a document. */
struct memo_output {
    bool stream;
    size_t output;        /* number in the pipeline */
    struct str path;      /* of a file, below OUT */
    struct stamp file;    /* of a file; its `changed` is 0: a rename alters it */
    uint64_t place, size; /* of a record: its bytes in the stream */
};

/* Lives in an arena. */
struct memo {
    unsigned status; /* enum status */
    bool by_content; /* a failure that the same bytes will always meet */
    struct stamp input;
    char seal[HASH_HEX]; /* keyed or salted digest of the input; "" when it was not read */
    struct memo_output *outputs;
    size_t output_n;
};

/* Adds m as text without spaces or line ends, and reads it back; false when it is none. */
void memo_put(const struct memo *m, struct buf *out);
bool memo_get(struct str text, struct arena *arena, struct memo *m);

/* A copy in the arena. */
struct memo memo_copy(const struct memo *m, struct arena *arena);

/* Adds a name without control bytes, spaces, ',' and '%' (they become %XX), and reads it back. */
void memo_put_name(struct str name, struct buf *out);
void memo_get_name(struct str text, struct buf *out);

#endif
