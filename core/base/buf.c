#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}

char *buf_room(struct buf *b, size_t more)
{
    if (more > SIZE_MAX - b->n)
        mem_fail();
    if (b->n + more >= b->cap)
        b->p = mem_grow(b->p, &b->cap, b->n + more, 1);
    return b->p + b->n;
}

void buf_add(struct buf *b, struct str s)
{
    char *to = buf_room(b, s.n);
    if (s.n)
        memcpy(to, s.p, s.n);
    to[s.n] = '\0';
    b->n += s.n;
}

void buf_addz(struct buf *b, const char *z)
{
    buf_add(b, str_of(z));
}

void buf_addc(struct buf *b, char c)
{
    char *to = buf_room(b, 1);
    to[0] = c;
    to[1] = '\0';
    b->n++;
}

void buf_addf(struct buf *b, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    buf_addv(b, format, ap);
    va_end(ap);
}

/* Most additions fit into the room there is: only the others are formatted twice. */
void buf_addv(struct buf *b, const char *format, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    char *to = buf_room(b, 0);
    int n = vsnprintf(to, b->cap - b->n, format, ap);
    if (n >= 0 && (size_t)n >= b->cap - b->n) {
        to = buf_room(b, (size_t)n);
        n = vsnprintf(to, b->cap - b->n, format, again);
    }
    va_end(again);
    if (n > 0)
        b->n += (size_t)n;
    b->p[b->n] = '\0';
}

void buf_clear(struct buf *b)
{
    b->n = 0;
    if (b->p)
        b->p[0] = '\0';
}
