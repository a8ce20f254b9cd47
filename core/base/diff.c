/* Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), the greedy form: of each
 * round d the furthest places are kept, and the way is read back from them. */
#include "base/diff.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"

enum { DIFF_MOST = 2000, DIFF_CONTEXT = 3 };

/* The lines of a text, each with its newline, and which of them are changed. Owns both arrays. */
struct diff_side {
    struct str *lines;
    bool *changed;
    size_t n;
};

/* Part of both sides: lines [a, a_end) of one against [b, b_end) of the other. */
struct diff_range {
    size_t a, a_end, b, b_end;
};

static struct diff_side diff_side_of(struct str text)
{
    struct diff_side side = {0};
    size_t cap = 0;
    while (text.n) {
        size_t end = str_byte(text, '\n', 0) + 1;
        if (side.n >= cap)
            side.lines = mem_grow(side.lines, &cap, side.n, sizeof *side.lines);
        side.lines[side.n++] = str_cut(text, 0, end);
        text = str_cut(text, end, text.n);
    }
    side.changed = mem_get(side.n * sizeof *side.changed);
    return side;
}

static void diff_side_free(struct diff_side *side)
{
    free(side->lines);
    free(side->changed);
}

static bool diff_same(const struct diff_side *a, size_t i, const struct diff_side *b, size_t j)
{
    return str_eq(a->lines[i], b->lines[j]);
}

/* What is left without the lines that are equal at both ends. */
static struct diff_range diff_middle(const struct diff_side *a, const struct diff_side *b)
{
    struct diff_range r = {0, a->n, 0, b->n};
    while (r.a < r.a_end && r.b < r.b_end && diff_same(a, r.a, b, r.b)) {
        r.a++;
        r.b++;
    }
    while (r.a < r.a_end && r.b < r.b_end && diff_same(a, r.a_end - 1, b, r.b_end - 1)) {
        r.a_end--;
        r.b_end--;
    }
    return r;
}

/* The furthest line of a that d changes reach on each diagonal: x[i] is for the diagonal a - b =
 * 2 * i - d. Lines are counted from the start of the range. Ways may leave the range; none that
 * does comes back in. */
struct diff_round {
    ptrdiff_t *x;
};

/* Whether the best way to diagonal i of round d comes by a line added to b, and not by one taken
 * from a. */
static bool diff_adds(const struct diff_round *before, size_t d, size_t i)
{
    return i == 0 || (i < d && before->x[i - 1] < before->x[i]);
}

/* Works out round d from the one before; true when a way reached the end of the range. */
static bool diff_go(const struct diff_side *a, const struct diff_side *b, struct diff_range r,
                    struct diff_round *rounds, size_t d)
{
    ptrdiff_t a_n = (ptrdiff_t)(r.a_end - r.a), b_n = (ptrdiff_t)(r.b_end - r.b);
    rounds[d].x = mem_get((d + 1) * sizeof *rounds[d].x);
    for (size_t i = 0; i <= d; i++) {
        ptrdiff_t x = 0;
        if (d)
            x = diff_adds(&rounds[d - 1], d, i) ? rounds[d - 1].x[i] : rounds[d - 1].x[i - 1] + 1;
        ptrdiff_t y = x - (2 * (ptrdiff_t)i - (ptrdiff_t)d);
        while (x < a_n && y < b_n && diff_same(a, r.a + (size_t)x, b, r.b + (size_t)y)) {
            x++;
            y++;
        }
        rounds[d].x[i] = x;
        if (x >= a_n && y >= b_n)
            return true;
    }
    return false;
}

/* Reads the way back from the end, which round d reached, and marks the lines that it changed. */
static void diff_back(struct diff_side *a, struct diff_side *b, struct diff_range r,
                      const struct diff_round *rounds, size_t d)
{
    ptrdiff_t diagonal = (ptrdiff_t)(r.a_end - r.a) - (ptrdiff_t)(r.b_end - r.b);
    for (; d; d--) {
        size_t i = (size_t)(diagonal + (ptrdiff_t)d) / 2;
        if (diff_adds(&rounds[d - 1], d, i)) {
            diagonal++;
            b->changed[r.b + (size_t)(rounds[d - 1].x[i] - diagonal)] = true;
        } else {
            diagonal--;
            a->changed[r.a + (size_t)rounds[d - 1].x[i - 1]] = true;
        }
    }
}

/* Marks the changed lines of both sides. */
static void diff_mark(struct diff_side *a, struct diff_side *b)
{
    struct diff_range r = diff_middle(a, b);
    struct diff_round *rounds = mem_get((DIFF_MOST + 1) * sizeof *rounds);
    size_t d = 0;
    bool found = false;
    while (!found && d <= DIFF_MOST)
        found = diff_go(a, b, r, rounds, d++);
    if (found)
        diff_back(a, b, r, rounds, d - 1);
    for (size_t i = r.a; i < r.a_end && !found; i++)
        a->changed[i] = true;
    for (size_t j = r.b; j < r.b_end && !found; j++)
        b->changed[j] = true;
    for (size_t i = 0; i < d; i++)
        free(rounds[i].x);
    free(rounds);
}

static bool diff_changed(const struct diff_side *side, size_t i)
{
    return i < side->n && side->changed[i];
}

/* The number of equal lines from i and j on. */
static size_t diff_run(const struct diff_side *a, size_t i, const struct diff_side *b, size_t j)
{
    size_t n = 0;
    while (i + n < a->n && !a->changed[i + n] && !diff_changed(b, j + n))
        n++;
    return n;
}

/* Grows h, which ends before a change, to the end of its hunk: changes whose contexts would touch
 * are one hunk. */
static void diff_grow(const struct diff_side *a, const struct diff_side *b, struct diff_range *h)
{
    for (;;) {
        while (diff_changed(a, h->a_end))
            h->a_end++;
        while (diff_changed(b, h->b_end))
            h->b_end++;
        size_t run = diff_run(a, h->a_end, b, h->b_end);
        bool end = h->a_end + run == a->n && h->b_end + run == b->n;
        bool last = end || run > 2 * DIFF_CONTEXT;
        if (last && run > DIFF_CONTEXT)
            run = DIFF_CONTEXT;
        h->a_end += run;
        h->b_end += run;
        if (last)
            return;
    }
}

/* One side of a hunk's head: the first line's number and the count, which is left out when 1. Of
 * no lines, it is the number of the line before. */
static void diff_head(struct buf *out, char sign, size_t start, size_t end)
{
    buf_addf(out, "%c%zu", sign, start + (end > start));
    if (end - start != 1)
        buf_addf(out, ",%zu", end - start);
}

static void diff_line(struct buf *out, char sign, struct str line, bool colour)
{
    bool whole = str_ends(line, "\n");
    const char *on = sign == '-' ? "\033[31m" : "\033[32m";
    colour = colour && sign != ' ';
    buf_addz(out, colour ? on : "");
    buf_addc(out, sign);
    log_escape(out, str_cut(line, 0, line.n - whole), LOG_TABS);
    buf_addz(out, colour ? "\033[0m\n" : "\n");
    if (!whole)
        buf_addz(out, "\\ No newline at end of file\n");
}

static void diff_hunk(struct buf *out, const struct diff_side *a, const struct diff_side *b,
                      struct diff_range h, bool colour)
{
    buf_addz(out, "@@ ");
    diff_head(out, '-', h.a, h.a_end);
    buf_addc(out, ' ');
    diff_head(out, '+', h.b, h.b_end);
    buf_addz(out, " @@\n");
    while (h.a < h.a_end || h.b < h.b_end) {
        if (diff_changed(a, h.a)) {
            diff_line(out, '-', a->lines[h.a++], colour);
        } else if (diff_changed(b, h.b)) {
            diff_line(out, '+', b->lines[h.b++], colour);
        } else {
            diff_line(out, ' ', a->lines[h.a++], colour);
            h.b++;
        }
    }
}

void diff_lines(struct buf *out, struct str before, struct str after, bool colour)
{
    struct diff_side a = diff_side_of(before), b = diff_side_of(after);
    diff_mark(&a, &b);
    for (size_t i = 0, j = 0; i < a.n || j < b.n;) {
        size_t run = diff_run(&a, i, &b, j);
        i += run;
        j += run;
        if (i == a.n && j == b.n)
            break;
        size_t lead = run < DIFF_CONTEXT ? run : DIFF_CONTEXT;
        struct diff_range h = {i - lead, i, j - lead, j};
        diff_grow(&a, &b, &h);
        diff_hunk(out, &a, &b, h, colour);
        i = h.a_end;
        j = h.b_end;
    }
    diff_side_free(&a);
    diff_side_free(&b);
}
