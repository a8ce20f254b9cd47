#include "conf/diag.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

static void diag_add(struct diags *d, struct place at, bool warning, const char *format,
                     va_list ap) __attribute__((format(printf, 4, 0)));

static void diag_add(struct diags *d, struct place at, bool warning, const char *format,
                     va_list ap)
{
    struct buf text = {0};
    buf_addv(&text, format, ap);
    if (d->n == d->cap)
        d->list = mem_grow(d->list, &d->cap, d->n, sizeof *d->list);
    /* The buffer's memory passes to the finding. */
    d->list[d->n++] = (struct diag){.place = at, .warning = warning, .text = text.p};
    d->errors += !warning;
}

bool diag_error(struct diags *d, struct place at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    diag_add(d, at, false, format, ap);
    va_end(ap);
    return false;
}

void diag_warn(struct diags *d, struct place at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    diag_add(d, at, true, format, ap);
    va_end(ap);
}

/* By place; findings of one place stay in the order they were made, which is that of the list. */
static int diag_order(const void *left, const void *right)
{
    const struct diag *a = *(const struct diag *const *)left;
    const struct diag *b = *(const struct diag *const *)right;
    const char *file_a = a->place.file ? a->place.file : "";
    const char *file_b = b->place.file ? b->place.file : "";
    int c = strcmp(file_a, file_b);
    if (c == 0)
        c = (a->place.line > b->place.line) - (a->place.line < b->place.line);
    if (c == 0)
        c = (a->place.col > b->place.col) - (a->place.col < b->place.col);
    return c != 0 ? c : (a > b) - (a < b);
}

static void diag_line(const struct diag *d, struct buf *out)
{
    log_escape(out, str_of(d->place.file ? d->place.file : "galley"), 0);
    if (d->place.line > 0)
        buf_addf(out, ":%d", d->place.line);
    if (d->place.line > 0 && d->place.col > 0)
        buf_addf(out, ":%d", d->place.col);
    buf_addz(out, d->warning ? ": warning: " : ": error: ");
    log_escape(out, str_of(d->text), 0);
    buf_addc(out, '\n');
}

void diag_print(const struct diags *d, struct buf *out)
{
    const struct diag **order = mem_get(d->n * sizeof *order);
    for (size_t i = 0; i < d->n; i++)
        order[i] = &d->list[i];
    if (d->n > 1)
        qsort(order, d->n, sizeof *order, diag_order);
    for (size_t i = 0; i < d->n; i++)
        diag_line(order[i], out);
    free(order);
}

void diag_free(struct diags *d)
{
    for (size_t i = 0; i < d->n; i++)
        free(d->list[i].text);
    free(d->list);
    *d = (struct diags){0};
}

const char *diag_nearest(struct str name, const char *const *candidates, size_t n)
{
    const char *best = NULL;
    size_t best_distance = SIZE_MAX;
    for (size_t i = 0; i < n; i++) {
        struct str candidate = str_of(candidates[i]);
        size_t longer = name.n > candidate.n ? name.n : candidate.n;
        size_t limit = longer < 3 ? 1 : (longer + 1) / 3;
        size_t distance = str_distance(name, candidate, limit);
        if (distance <= limit && distance < best_distance) {
            best = candidates[i];
            best_distance = distance;
        }
    }
    return best;
}

/* What there is, for people: at most this many names. */
enum { DIAG_LISTED = 12 };

bool diag_unknown(struct diags *d, struct place at, struct str name,
                  const char *const *candidates, size_t n, const char *format, ...)
{
    struct buf text = {0};
    va_list ap;
    va_start(ap, format);
    buf_addv(&text, format, ap);
    va_end(ap);
    const char *near = diag_nearest(name, candidates, n);
    if (near)
        buf_addf(&text, "; did you mean `%s`?", near);
    for (size_t i = 0; !near && n <= DIAG_LISTED && i < n; i++)
        buf_addf(&text, "%s`%s`",
                 i == 0       ? "; there is "
                 : i + 1 == n ? " and "
                              : ", ",
                 candidates[i]);
    diag_error(d, at, "%s", text.p);
    buf_free(&text);
    return false;
}
