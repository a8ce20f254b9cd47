#include "tap.h"

#include <stdarg.h>
#include <stdio.h>

static int tap_count, tap_failed;

static bool tap_point(bool good, const char *file, int line, const char *format, va_list ap)
    __attribute__((format(printf, 4, 0)));

static bool tap_point(bool good, const char *file, int line, const char *format, va_list ap)
{
    printf("%sok %d - ", good ? "" : "not ", ++tap_count);
    vprintf(format, ap);
    putchar('\n');
    if (!good) {
        tap_failed++;
        printf("#   at %s:%d\n", file, line);
    }
    fflush(stdout);
    return good;
}

bool tap_ok(bool good, const char *file, int line, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    tap_point(good, file, line, format, ap);
    va_end(ap);
    return good;
}

bool tap_is(struct str got, const char *want, const char *file, int line, const char *format, ...)
{
    bool good = str_is(got, want);
    va_list ap;
    va_start(ap, format);
    tap_point(good, file, line, format, ap);
    va_end(ap);
    if (!good)
        printf("#   got:  %.*s\n#   want: %s\n", (int)got.n, got.n ? got.p : "", want);
    return good;
}

void tap_skip(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    printf("ok %d # SKIP ", ++tap_count);
    vprintf(format, ap);
    putchar('\n');
    va_end(ap);
}

int tap_done(void)
{
    printf("1..%d\n", tap_count);
    return tap_failed > 0;
}
