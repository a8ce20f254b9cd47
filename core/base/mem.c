#include "base/mem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

/* write and _exit, because stdio and atexit handlers may want memory themselves. */
_Noreturn void mem_fail(void)
{
    static const char text[] = "galley: error: out of memory\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    _exit(MEM_EXIT);
}

void *mem_get(size_t n)
{
    void *p = calloc(1, n ? n : 1);
    if (!p)
        mem_fail();
    return p;
}

void *mem_malloc(size_t n)
{
    void *p = malloc(n ? n : 1);
    if (!p)
        mem_fail();
    return p;
}

void *mem_calloc(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        mem_fail();
    return p;
}

void *mem_realloc(void *p, size_t n)
{
    p = realloc(p, n ? n : 1);
    if (!p)
        mem_fail();
    return p;
}

void mem_room(size_t n)
{
    free(mem_malloc(n));
}

/* realloc to 0 bytes would free p: one byte is kept instead. */
void *mem_resize(void *p, size_t count, size_t size)
{
    bool some = count && size;
    p = reallocarray(p, some ? count : 1, some ? size : 1);
    if (!p)
        mem_fail();
    return p;
}

void *mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
    size_t n = *cap ? *cap : 16;
    while (n <= need) {
        if (n > SIZE_MAX / 2)
            mem_fail();
        n *= 2;
    }
    *cap = n;
    return mem_resize(p, n, size);
}
