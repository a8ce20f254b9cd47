/* What became of one document: travels from worker to desk, ends as a line of the ledger. */
#ifndef GALLEY_FLOW_RESULT_H
#define GALLEY_FLOW_RESULT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/hash.h"
#include "flow/memo.h"

enum status { STATUS_DONE, STATUS_SKIPPED, STATUS_FAILED };

/* One output of a document: a staged file, or a record of a stream. */
struct product {
    size_t output; /* number in the pipeline */
    bool stream;
    bool staged;     /* a stream's bytes that lie in a staged file, as large ones do */
    struct str path; /* of the file, or of the stream, below OUT */
    uint64_t place;  /* number of the staged file, or offset in the batch's stream bytes */
    uint64_t size;
    char digest[HASH_HEX];
    struct stamp file;  /* of a staged file */
    struct str edits;   /* JSON array of the secret edits on the way to it, or ""; for the ledger
                          line, with which it travels */
    struct str not_run; /* JSON array of stages that a condition kept from running, or "" */
    struct str kept;    /* the same of what stages decided to keep */
};

/* Borrows everything. */
struct result {
    struct str name; /* of the item */
    enum status status;
    struct str reason; /* of a skip or failure, safe to be published */
    struct str report; /* of a failure: text for failed/, or "" */
    uint64_t size;
    bool keyed;            /* digest is an HMAC under the run's key */
    char digest[HASH_HEX]; /* of the input; "" when it is not told */
    char seal[HASH_HEX];   /* the same for the index, salted where there is no key */
    struct stamp input;    /* as it was read */
    bool by_content;       /* a failure that the same bytes will always meet */
    bool unchanged;        /* the bytes are those of the seal that came with the item */
    struct str compressed; /* "gzip", "xz", or "" */
    struct str encoding;   /* "" when plain UTF-8 */
    uint64_t replaced;     /* ill-formed sequences that became U+FFFD */
    struct product *products;
    size_t product_n;
    struct str counts; /* a sequence of: name (string), sum as decimal text (string) */
    struct str pairs;  /* of: label, what stands for a secret, the secret: for the mapping only */
    struct str review; /* lines of what is doubtful: for the review file only */
    struct str found;  /* JSON object of what stages found, or ""; for the ledger line only */
    struct str line;   /* its ledger line, newline included, or "": not formatted yet */
};

void result_put(const struct result *r, struct buf *out);
/* Reads one result off the front of *rest, borrowing from it. */
void result_get(struct str *rest, struct arena *arena, struct result *r);

/* The size of the input in what result_put made, without reading all of it. */
uint64_t result_size(struct str record);

/* What is to be remembered of r; in the arena. */
struct memo result_memo(const struct result *r, struct arena *arena);

/* "done", "skipped" or "failed". */
const char *status_name(enum status s);

/* Adds the ledger line of r, its newline included. */
void ledger_line(const struct result *r, struct buf *out);

/* Reads such a line back, as far as it tells of the document; `edits` stay in r->line. r borrows
 * from line and arena. false when it is none. */
bool ledger_read(struct str line, struct arena *arena, struct result *r);

#endif
