#include "base/glob.h"

#include <stdlib.h>

#include "base/mem.h"

/* A pattern is run as an automaton whose states are places in the pattern, all that are possible
 * at once: no pattern can make it try one way after another. */

/* What a place in a pattern stands for. */
enum glob_kind {
    GLOB_BYTE,  /* itself */
    GLOB_ANY,   /* '?' */
    GLOB_STAR,  /* '*' within a component */
    GLOB_DEEP,  /* the first star of a double star: before a directory's name, */
    GLOB_INNER, /* and the second: in it */
    GLOB_SET,   /* '[' of a pair */
    GLOB_OPEN,  /* '{' of a pair */
    GLOB_CLOSE, /* ',' or '}' that ends an alternative */
    GLOB_END,   /* the end of the pattern */
};

/* A pattern with its brackets and braces paired. */
struct glob {
    struct str p;
    struct str tail;     /* of a pattern that is a double star, "/" and "*" before plain bytes: */
    bool ends;           /* then these are all that a name must end with */
    unsigned char *kind; /* of each place, one more than there are bytes */
    unsigned short *past; /* of '[': behind its ']'; of '{' ',' '}': behind the '}'; else 0 */
    unsigned short *next; /* of '{' ',': the next ',' of the group, or its '}' */
};

/* A set of places. */
struct glob_set {
    size_t n;
    unsigned short places[GLOB_LONGEST + 1];
    bool has[GLOB_LONGEST + 1];
};

/* The place behind the ']' for the '[' at i; 0 when its component has none. */
static size_t glob_bracket_end(struct str p, size_t i)
{
    i += i + 1 < p.n && p.p[i + 1] == '!' ? 2 : 1;
    /* A ']' that comes first is one of the characters. */
    for (size_t first = i; i < p.n && p.p[i] != '/'; i++) {
        if (p.p[i] == ']' && i > first)
            return i + 1;
    }
    return 0;
}

/* Ends the group of the '{' at `open`, whose last comma (or itself) is `last`, with the '}' at i.
 */
static void glob_close(struct glob *g, size_t open, size_t last, size_t i)
{
    g->next[last] = (unsigned short)i;
    for (size_t j = open; j < i; j = g->next[j])
        g->past[j] = (unsigned short)(i + 1);
    g->past[i] = (unsigned short)(i + 1);
}

/* Pairs what is paired in the pattern; returns what is wrong with it, or NULL. */
static const char *glob_pair(struct glob *g)
{
    unsigned short open[GLOB_LONGEST], last[GLOB_LONGEST];
    size_t depth = 0, end;
    const char *wrong = NULL;
    struct str p = g->p;
    for (size_t i = 0; i < p.n; i++) {
        char c = p.p[i];
        if (c == '[' && (end = glob_bracket_end(p, i))) {
            g->past[i] = (unsigned short)end;
            i = end - 1;
        } else if (c == '[') {
            wrong = "a '[' is not closed";
        } else if (c == '{') {
            open[depth] = last[depth] = (unsigned short)i;
            depth++;
        } else if (c == ',' && depth) {
            g->next[last[depth - 1]] = (unsigned short)i;
            last[depth - 1] = (unsigned short)i;
        } else if (c == '}' && depth) {
            depth--;
            glob_close(g, open[depth], last[depth], i);
        }
        if (depth && (c == '/' || i + 1 == p.n)) {
            wrong = "a '{' is not closed in its component";
            depth = 0;
        }
    }
    return wrong;
}

/* Whether a double star that is a whole component starts at i. */
static bool glob_deep(struct str p, size_t i)
{
    return i + 1 < p.n && p.p[i] == '*' && p.p[i + 1] == '*' && (i == 0 || p.p[i - 1] == '/') &&
           (i + 2 == p.n || p.p[i + 2] == '/');
}

static enum glob_kind glob_kind_at(const struct glob *g, size_t i)
{
    char c = g->p.p[i];
    if (glob_deep(g->p, i))
        return GLOB_DEEP;
    if (i > 0 && glob_deep(g->p, i - 1))
        return GLOB_INNER;
    if (c == '*')
        return GLOB_STAR;
    if (c == '?')
        return GLOB_ANY;
    if (!g->past[i])
        return GLOB_BYTE;
    return c == '[' ? GLOB_SET : c == '{' ? GLOB_OPEN : GLOB_CLOSE;
}

/* Finds out whether all that matters of a name is how it ends. */
static void glob_find_tail(struct glob *g)
{
    if (!str_starts(g->p, "**/*") || g->kind[3] != GLOB_STAR)
        return;
    g->tail = str_cut(g->p, 4, g->p.n);
    g->ends = str_byte(g->tail, '/', 0) == g->tail.n;
    for (size_t i = 4; i < g->p.n; i++)
        g->ends = g->ends && g->kind[i] == GLOB_BYTE;
}

/* Makes a pattern of at most GLOB_LONGEST bytes; *wrong is what is wrong with its pairs, or NULL.
 */
static struct glob *glob_make(struct str pattern, const char **wrong)
{
    size_t n = pattern.n;
    struct glob *g = mem_get(sizeof *g + 2 * n * sizeof *g->past + n + 1);
    g->p = pattern;
    g->past = (unsigned short *)(g + 1);
    g->next = g->past + n;
    g->kind = (unsigned char *)(g->next + n);
    *wrong = glob_pair(g);
    for (size_t i = 0; i < n; i++)
        g->kind[i] = (unsigned char)glob_kind_at(g, i);
    g->kind[n] = GLOB_END;
    glob_find_tail(g);
    return g;
}

struct glob *glob_new(struct str pattern)
{
    const char *wrong;
    return glob_make(pattern, &wrong);
}

void glob_free(struct glob *g)
{
    free(g);
}

/* Adds place i, and those that are reached from it without a byte of the path. `dot`: the next
 * byte is a leading dot, before which a star is not empty either. */
static void glob_reach(const struct glob *g, struct glob_set *set, size_t i, bool dot)
{
    if (set->has[i])
        return;
    set->has[i] = true;
    set->places[set->n++] = (unsigned short)i;
    switch ((enum glob_kind)g->kind[i]) {
    case GLOB_DEEP:
        if (i + 2 < g->p.n)
            glob_reach(g, set, i + 3, dot);
        break;
    case GLOB_INNER:
        if (i + 1 == g->p.n)
            glob_reach(g, set, i + 1, dot);
        break;
    case GLOB_STAR:
        if (!dot)
            glob_reach(g, set, i + 1, dot);
        break;
    case GLOB_OPEN:
        for (size_t j = i; j + 1 != g->past[i]; j = g->next[j])
            glob_reach(g, set, j + 1, dot);
        break;
    case GLOB_CLOSE:
        glob_reach(g, set, g->past[i], dot);
        break;
    default:
        break;
    }
}

/* Whether c is one of the characters of the bracket at i. */
static bool glob_bracket_has(const struct glob *g, size_t i, unsigned char c)
{
    const unsigned char *p = (const unsigned char *)g->p.p;
    size_t end = g->past[i] - 1U;
    bool not = p[i + 1] == '!', found = false;
    for (i += not ? 2 : 1; i < end; i++) {
        bool range = i + 2 < end && p[i + 1] == '-';
        found = found || (c >= p[i] && c <= p[range ? i + 2 : i]);
        i += range ? 2 : 0;
    }
    return found != not ;
}

/* The place behind place i when the byte c of the path is taken there; SIZE_MAX when it cannot
 * be. `dot`: c is the dot in front of a component. */
static size_t glob_take(const struct glob *g, size_t i, char c, bool dot)
{
    bool wild = c != '/' && !dot;
    switch ((enum glob_kind)g->kind[i]) {
    case GLOB_BYTE:
        return g->p.p[i] == c ? i + 1 : SIZE_MAX;
    case GLOB_ANY:
    case GLOB_DEEP:
        return wild ? i + 1 : SIZE_MAX;
    case GLOB_INNER:
        return c == '/' ? i - 1 : i;
    case GLOB_STAR:
        return wild ? i : SIZE_MAX;
    case GLOB_SET:
        return wild && glob_bracket_has(g, i, (unsigned char)c) ? g->past[i] : SIZE_MAX;
    default:
        return SIZE_MAX;
    }
}

/* Whether the byte at i is a dot in front of a component. */
static bool glob_hidden(struct str path, size_t i)
{
    return i < path.n && path.p[i] == '.' && (i == 0 || path.p[i - 1] == '/');
}

/* Makes a new set for the places 0 to `end` empty. */
static void glob_empty(struct glob_set *set, size_t end)
{
    set->n = 0;
    memset(set->has, 0, end + 1);
}

static void glob_clear(struct glob_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        set->has[set->places[i]] = false;
    set->n = 0;
}

static bool glob_any_hidden(struct str path)
{
    for (size_t i = 0; (i = str_byte(path, '.', i)) < path.n; i++)
        if (glob_hidden(path, i))
            return true;
    return false;
}

static bool glob_run(const struct glob *g, struct str path)
{
    struct glob_set sets[2], *now = &sets[0], *then = &sets[1];
    glob_empty(now, g->p.n);
    glob_empty(then, g->p.n);
    glob_reach(g, now, 0, glob_hidden(path, 0));
    for (size_t k = 0; k < path.n && now->n; k++) {
        glob_clear(then);
        for (size_t j = 0; j < now->n; j++) {
            size_t i = glob_take(g, now->places[j], path.p[k], glob_hidden(path, k));
            if (i != SIZE_MAX)
                glob_reach(g, then, i, glob_hidden(path, k + 1));
        }
        struct glob_set *spare = now;
        now = then;
        then = spare;
    }
    return now->has[g->p.n];
}

bool glob_match(const struct glob *g, struct str path)
{
    if (!g->ends)
        return glob_run(g, path);
    return path.n >= g->tail.n && str_eq(str_cut(path, path.n - g->tail.n, path.n), g->tail) &&
           !glob_any_hidden(path);
}

/* What is wrong with one component of a pattern, or NULL. */
static const char *glob_component(struct str part)
{
    if (part.n == 0)
        return "a component is empty";
    if (str_is(part, ".") || str_is(part, ".."))
        return "a component is \".\" or \"..\", which no path has";
    if (str_find(part, str_of("**"), 0) < part.n && part.n != 2)
        return "\"**\" stands for whole directories: put it between slashes";
    return NULL;
}

bool glob_check(struct str pattern, struct err *err)
{
    struct str rest = pattern, part;
    const char *wrong = NULL;
    if (pattern.n == 0)
        wrong = "it is empty";
    else if (pattern.n > GLOB_LONGEST)
        wrong = "it is too long";
    else if (pattern.p[0] == '/')
        wrong = "it is absolute: patterns are below each input";
    else if (pattern.p[pattern.n - 1] == '/')
        wrong = "it ends with a slash: add \"**\" for all that is below";
    else
        glob_free(glob_make(pattern, &wrong));
    while (!wrong && str_split(&rest, '/', &part))
        wrong = glob_component(part);
    if (wrong)
        err_set(err, "pattern \"%.*s\": %s", (int)(pattern.n > 200 ? 200 : pattern.n),
                pattern.n ? pattern.p : "", wrong);
    return !wrong;
}
