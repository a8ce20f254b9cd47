/* One error, with the place it is about. */
#ifndef GALLEY_BASE_ERR_H
#define GALLEY_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

/* Owns nothing. {0} means "no error". The first error set wins: later ones are dropped, so a
 * caller may go on to clean up. line and col count from 1; 0 means not known. */
struct err {
    bool set;
    int line, col;
    char file[256];
    char text[1536];
};

/* Sets the error, unless one is set already. Returns false, so that a function can
 * `return err_set(err, ...)`. err may be NULL. */
bool err_set(struct err *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with a place. */
bool err_at(struct err *e, const char *file, int line, int col, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The same with ": " and the message of errno behind it. */
bool err_sys(struct err *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
