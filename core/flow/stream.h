/* An output that is one stream: built under tmp/ and put in place whole, or written to standard
 * output as it comes. */
#ifndef GALLEY_FLOW_STREAM_H
#define GALLEY_FLOW_STREAM_H

#include "base/buf.h"
#include "base/err.h"
#include "flow/memo.h"
#include "flow/setup.h"
#include "flow/sums.h"

/* The stream that is in place, which this run may take records from. */
struct old_stream {
    bool there; /* it is as the last run left it */
    struct stamp stamp;
    uint64_t records;
    char sum[CRC_HEX];
};

/* Owns its descriptors (unless it is standard output) and buffer. As long as all records are
 * those of the old stream, in their order, nothing is written: `kept` bytes of it stand for them.
 * Records that lie one behind the other in memory are written from there, in one go; others are
 * left to workers to write. */
struct stream {
    const struct output_facts *facts;
    int state, fd, old_fd;
    bool same;                   /* after stream_end: there is nothing to put in place */
    bool open, is_stdout, whole; /* whole: nothing but old records so far */
    struct old_stream old;
    uint64_t kept, records, size;
    struct buf pending; /* to be written, */
    struct str run;     /* and behind it, borrowed until the next stream_flush */
    uint64_t left;      /* and behind that, bytes that were left to others since then */
    struct sums sums;
    char name[32]; /* of the temporary below the state directory */
};

/* Opens number `number` of the run's streams. state -1: standard output. `old_fd`, which the
 * stream owns from now on, is the one in place, or -1. */
bool stream_open(struct stream *s, size_t number, int state, const struct output_facts *facts,
                 int old_fd, const struct old_stream *old, struct err *err);

/* Adds one record, which must stay where it is until the next stream_flush; *place is where it
 * begins. */
bool stream_add(struct stream *s, struct str record, uint64_t *place, struct err *err);

/* The same with the `size` bytes of a file. */
bool stream_add_file(struct stream *s, int fd, uint64_t size, uint64_t *place, struct err *err);

/* Whether the records can be left to others to write: nothing goes between them, and they go into
 * a file. */
bool stream_may_leave(const struct stream *s);

/* Adds a record of n bytes that others write at *place. All that are left between two calls of
 * stream_flush are one part, whose sum they tell. */
bool stream_leave(struct stream *s, uint64_t n, uint64_t *place, struct err *err);

/* The n bytes at `place` that were left to others are written, and have this sum. false: there
 * was no such part. */
bool stream_told(struct stream *s, uint64_t place, uint64_t n, uint64_t sum);

/* Adds the record of `size` bytes at *place in the old stream; *place is where it begins now. */
bool stream_carry(struct stream *s, uint64_t *place, uint64_t size, struct err *err);

/* Writes out what is pending. */
bool stream_flush(struct stream *s, struct err *err);

/* Writes the tail; `sum` gets the CRC-64 of the whole, in hexadecimal ("" of standard output).
 * *same: the old stream is the new one, and there is nothing to put in place. The file stays where
 * it is. */
bool stream_end(struct stream *s, char sum[CRC_HEX], bool *same, struct err *err);

void stream_close(struct stream *s);

#endif
