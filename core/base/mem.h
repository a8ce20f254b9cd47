/* Memory that is there, or the process ends. Every galley process can be killed at any moment
 * without loss (a worker is replaced, a run is resumed), so running out of memory is handled as
 * one more such moment: docs/decisions/0002-out-of-memory.md. */
#ifndef GALLEY_BASE_MEM_H
#define GALLEY_BASE_MEM_H

#include <stddef.h>

/* The exit status of a process that ran out of memory: 3, "stopped, can be resumed". */
enum { MEM_EXIT = 3 };

/* Returns n bytes (n may be 0), set to zero; the caller frees them with free(). Never NULL. */
void *mem_get(size_t n);

/* malloc, calloc and realloc that never fail, for libraries that take an allocator: what they make
 * of NULL is not always what they should. */
void *mem_malloc(size_t n);
void *mem_calloc(size_t count, size_t size);
void *mem_realloc(void *p, size_t n);

/* realloc that never fails: p (or NULL) is resized to hold count items of `size` bytes. */
void *mem_resize(void *p, size_t count, size_t size);

/* Doubles *cap until it exceeds `need` and resizes p to that many items of `size` bytes. */
void *mem_grow(void *p, size_t *cap, size_t need, size_t size);

/* Makes sure that there are n bytes: before a library is called that crashes where there are none.
 */
void mem_room(size_t n);

/* Ends the process so: for libraries whose own allocation failed. */
_Noreturn void mem_fail(void);

#endif
