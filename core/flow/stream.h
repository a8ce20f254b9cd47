/* An output that is one stream: built under tmp/ and put in place whole, or written to standard
 * output as it comes. */
#ifndef GALLEY_FLOW_STREAM_H
#define GALLEY_FLOW_STREAM_H

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "flow/setup.h"

/* Owns its descriptor (unless it is standard output) and buffer. */
struct stream {
    const struct output_facts *facts;
    int fd;
    bool is_stdout;
    uint64_t records, size;
    struct buf pending;
    struct hasher *hasher;
    char name[32]; /* of the temporary below the state directory */
};

/* Opens number `number` of the run's streams; state -1: standard output. */
bool stream_open(struct stream *s, size_t number, int state, const struct output_facts *facts,
                 struct err *err);

/* Adds one record. */
bool stream_add(struct stream *s, struct str record, struct err *err);

/* Writes out what is pending. */
bool stream_flush(struct stream *s, struct err *err);

/* Writes the tail; digest gets the SHA-256 of the whole. The file stays where it is. */
bool stream_end(struct stream *s, char digest[HASH_HEX], struct err *err);

void stream_close(struct stream *s);

#endif
