/* TAP for the unit tests: run under prove. */
#ifndef GALLEY_TESTS_TAP_H
#define GALLEY_TESTS_TAP_H

#include "base/str.h"

/* One test point; returns good. */
#define OK(good, ...)      tap_ok((good), __FILE__, __LINE__, __VA_ARGS__)
#define IS(got, want, ...) tap_is((got), (want), __FILE__, __LINE__, __VA_ARGS__)

bool tap_ok(bool good, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Whether got equals the C string want; shows both when not. */
bool tap_is(struct str got, const char *want, const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A point that was not run, with the reason. */
void tap_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints the plan; the value to return from main: 0 when all was well. */
int tap_done(void);

#endif
