/* Owned buffers of bytes. */
#ifndef GALLEY_BASE_BUF_H
#define GALLEY_BASE_BUF_H

#include <stdarg.h>

#include "base/str.h"

/* Owns p; buf_free gives it back. {0} is an empty buffer. p[n] is always there and NUL once
 * anything was added, so p can be passed as a C string. */
struct buf {
    char *p;
    size_t n, cap;
};

void buf_free(struct buf *b);

/* Empties it, and gives back its memory if that is over 1 MiB. */
void buf_rest(struct buf *b);

/* What buf_room does where there is no room yet. */
char *buf_grow(struct buf *b, size_t more);

/* Makes room for `more` bytes behind the n that are there and returns where they go. Who writes
 * there adds to n, and sets p[n] when the C string is wanted. */
static inline char *buf_room(struct buf *b, size_t more)
{
    return more < b->cap - b->n ? b->p + b->n : buf_grow(b, more);
}

static inline void buf_add(struct buf *b, struct str s)
{
    char *to = buf_room(b, s.n);
    if (s.n)
        memcpy(to, s.p, s.n);
    to[s.n] = '\0';
    b->n += s.n;
}

static inline void buf_addc(struct buf *b, char c)
{
    char *to = buf_room(b, 1);
    to[0] = c;
    to[1] = '\0';
    b->n++;
}

/* Here, so that the length of a literal is known. */
static inline void buf_addz(struct buf *b, const char *z)
{
    buf_add(b, str_of(z));
}

/* Decimal and lower-case hexadecimal digits. */
void buf_addu(struct buf *b, uint64_t n);
void buf_addx(struct buf *b, uint64_t n);
void buf_addf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_addv(struct buf *b, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* Empties b and keeps its memory. */
void buf_clear(struct buf *b);

/* The contents, borrowed until the next change. */
static inline struct str buf_str(const struct buf *b)
{
    return (struct str){b->p, b->n};
}

#endif
