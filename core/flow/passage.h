/* One document under way: what the files that take it through the pipeline share. */
#ifndef GALLEY_FLOW_PASSAGE_H
#define GALLEY_FLOW_PASSAGE_H

#include "flow/join.h"
#include "flow/process.h"
#include "flow/window.h"

/* One run of process_bytes. Borrows everything. */
struct passage {
    struct process *p;
    struct result *r;
    struct str id;
    size_t product_cap;
    const struct step *at; /* the stage that runs; NULL before and after all */
    bool from_stage;       /* err or dropped is text that a stage wrote */
    struct err err;
    struct join *joins;          /* of a document in windows, one for each output; else NULL */
    const struct window *window; /* the one that runs, or NULL */
    bool not_stored;             /* an output could not be written: no fault of the document's */
    bool kept;                   /* some branch neither dropped nor failed */
    bool in_child;               /* what runs is a child, or a child's child */
    bool shared; /* more documents than the one that runs may look at the bytes as read */
    struct str
        dropped; /* the first reason of a drop, who gave it, and whether a stage wrote it */
    struct doubts doubts;
    const struct step *dropped_at;
    bool dropped_by_stage;
};

/* Puts the output number `number` of d, all stages of which have run, into the sink, and notes it
 * in the result. */
bool passage_finish(struct passage *w, struct doc *d, size_t number);

/* Before a format stage may write d->path: one that holds a redacted value, or a part of it, gives
 * way to what the output's own name would be, or fails the document, as `names` says. */
bool passage_name(struct passage *w, struct doc *d);

/* Decodes the source of d and takes it through the pipeline; w->err tells what failed. */
void passage_run(struct passage *w, struct doc *d);

/* All of the document has run: a decision to redact that fits nothing in it fails it. Call
 * once, before passage_end. */
void passage_decided(struct passage *w);

/* Notes in the result what became of the document. */
void passage_end(struct passage *w);

/* An empty buffer, of one function at a time: for text that goes into an arena when whole. */
struct buf *passage_scratch(struct passage *w);

/* The doubts of a document that begins. */
struct doubts passage_doubts(struct process *p, struct str name);

/* The key of the digest of an input, or NULL: it is plain. The index is no place for a plain
 * digest of a text with secrets either. */
const struct str *passage_key(const struct process *p);

/* Tells the digest of the input that is r->seal, if it may be told. */
void passage_tell_digest(const struct process *p, struct result *r);

/* The id of a document, for `{id}`. */
struct str passage_id(struct process *p, struct str name);

/* Opens a file that is read in windows (window.h) and takes it through the pipeline, unless it has
 * the digest `seal`. r is set when FILE_OK is returned. */
enum file_fault passage_windows(struct process *p, const struct item *item, struct str seal,
                                struct result *r, struct stamp *stamp, struct err *err);

#endif
