#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "base/mem.h"

enum { BUF_KEEP = 1 << 20 };

void buf_free(struct buf *b)
{
    free(b->p);
    *b = (struct buf){0};
}

void buf_rest(struct buf *b)
{
    if (b->cap > BUF_KEEP)
        buf_free(b);
    buf_clear(b);
}

char *buf_grow(struct buf *b, size_t more)
{
    if (more > SIZE_MAX - b->n)
        mem_fail();
    b->p = mem_grow(b->p, &b->cap, b->n + more, 1);
    return b->p + b->n;
}

void buf_addu(struct buf *b, uint64_t n)
{
    char digits[20];
    size_t i = sizeof digits;
    do
        digits[--i] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    buf_add(b, (struct str){digits + i, sizeof digits - i});
}

void buf_addx(struct buf *b, uint64_t n)
{
    char all[HEX_NUMBER];
    size_t digits = (67 - (size_t)__builtin_clzll(n | 1)) / 4;
    if (digits > HEX_WORD)
        hex_put_word(all, (uint32_t)(n >> 32));
    hex_put_word(all + HEX_WORD, (uint32_t)n);
    buf_add(b, (struct str){all + sizeof all - digits, digits});
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
