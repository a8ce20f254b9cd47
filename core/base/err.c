#include "base/err.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The end of a long path says more than its beginning. */
static void err_place(struct err *e, const char *file, int line, int col)
{
    size_t n = file ? strlen(file) : 0, room = sizeof e->file - 1;
    if (n > room)
        snprintf(e->file, sizeof e->file, "...%s", file + (n - room + 3));
    else
        snprintf(e->file, sizeof e->file, "%s", n ? file : "");
    e->line = line;
    e->col = col;
}

bool err_set(struct err *e, const char *format, ...)
{
    if (!e || e->set)
        return false;
    va_list ap;
    va_start(ap, format);
    vsnprintf(e->text, sizeof e->text, format, ap);
    va_end(ap);
    e->set = true;
    return false;
}

bool err_at(struct err *e, const char *file, int line, int col, const char *format, ...)
{
    if (!e || e->set)
        return false;
    va_list ap;
    va_start(ap, format);
    vsnprintf(e->text, sizeof e->text, format, ap);
    va_end(ap);
    err_place(e, file, line, col);
    e->set = true;
    return false;
}

/* A message that is too long is cut before the reason, not the reason. */
bool err_sys(struct err *e, const char *format, ...)
{
    int number = errno;
    if (!e || e->set)
        return false;
    char spare[64];
    const char *reason = strerror_r(number, spare, sizeof spare);
    size_t room = sizeof e->text - strlen(reason) - strlen(": ");
    va_list ap;
    va_start(ap, format);
    vsnprintf(e->text, room, format, ap);
    va_end(ap);
    size_t n = strlen(e->text);
    snprintf(e->text + n, sizeof e->text - n, ": %s", reason);
    e->set = true;
    errno = number;
    return false;
}
