#include "base/glob.h"

/* A pattern is run as an automaton whose states are places in the pattern, all that are possible
 * at once: no pattern can make it try one way after another. */

/* A pattern with its brackets and braces paired. A bracket, brace or comma that is part of no
 * pair has past 0 and stands for itself. */
struct glob {
    struct str p;
    unsigned short
        past[GLOB_LONGEST]; /* of '[': behind its ']'; of '{' ',' '}': behind the '}' */
    unsigned short next[GLOB_LONGEST]; /* of '{' ',': the next ',' of the group, or its '}' */
};

/* A set of places; p.n is the end of the pattern. */
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

/* Pairs what is paired in p; returns what is wrong with it, or NULL. */
static const char *glob_pair(struct glob *g, struct str p)
{
    unsigned short open[GLOB_LONGEST], last[GLOB_LONGEST];
    size_t depth = 0, end;
    const char *wrong = NULL;
    g->p = p;
    memset(g->past, 0, p.n * sizeof g->past[0]);
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

/* The first star of a double star is the place before a directory's name, the second the place
 * in it. */
static bool glob_deep_inside(struct str p, size_t i)
{
    return i > 0 && glob_deep(p, i - 1);
}

/* Adds place i, and those that are reached from it without a byte of the path. `dot`: the next
 * byte is a leading dot, before which a star is not empty either. */
static void glob_reach(const struct glob *g, struct glob_set *set, size_t i, bool dot)
{
    struct str p = g->p;
    if (set->has[i])
        return;
    set->has[i] = true;
    set->places[set->n++] = (unsigned short)i;
    if (i == p.n)
        return;
    if (glob_deep(p, i)) {
        if (i + 2 < p.n)
            glob_reach(g, set, i + 3, dot);
    } else if (glob_deep_inside(p, i)) {
        if (i + 1 == p.n)
            glob_reach(g, set, i + 1, dot);
    } else if (p.p[i] == '*') {
        if (!dot)
            glob_reach(g, set, i + 1, dot);
    } else if (p.p[i] == '{' && g->past[i]) {
        for (size_t j = i; p.p[j] != '}' || j + 1 != g->past[i]; j = g->next[j])
            glob_reach(g, set, j + 1, dot);
    } else if (p.p[i] != '[' && g->past[i]) {
        glob_reach(g, set, g->past[i], dot);
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
    struct str p = g->p;
    bool wild = c != '/' && !dot;
    if (i == p.n)
        return SIZE_MAX;
    if (glob_deep(p, i))
        return wild ? i + 1 : SIZE_MAX;
    if (glob_deep_inside(p, i))
        return c == '/' ? i - 1 : i;
    if (p.p[i] == '*')
        return wild ? i : SIZE_MAX;
    if (p.p[i] == '?')
        return wild ? i + 1 : SIZE_MAX;
    if (p.p[i] == '[' && g->past[i])
        return wild && glob_bracket_has(g, i, (unsigned char)c) ? g->past[i] : SIZE_MAX;
    return g->past[i] == 0 && p.p[i] == c ? i + 1 : SIZE_MAX;
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

bool glob_match(struct str pattern, struct str path)
{
    struct glob g;
    struct glob_set sets[2], *now = &sets[0], *then = &sets[1];
    if (pattern.n > GLOB_LONGEST)
        return false;
    glob_pair(&g, pattern);
    glob_empty(now, pattern.n);
    glob_empty(then, pattern.n);
    glob_reach(&g, now, 0, glob_hidden(path, 0));
    for (size_t k = 0; k < path.n && now->n; k++) {
        glob_clear(then);
        for (size_t j = 0; j < now->n; j++) {
            size_t i = glob_take(&g, now->places[j], path.p[k], glob_hidden(path, k));
            if (i != SIZE_MAX)
                glob_reach(&g, then, i, glob_hidden(path, k + 1));
        }
        struct glob_set *spare = now;
        now = then;
        then = spare;
    }
    return now->has[pattern.n];
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
    struct glob g;
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
        wrong = glob_pair(&g, pattern);
    while (!wrong && str_split(&rest, '/', &part))
        wrong = glob_component(part);
    if (wrong)
        err_set(err, "pattern \"%.*s\": %s", (int)(pattern.n > 200 ? 200 : pattern.n),
                pattern.n ? pattern.p : "", wrong);
    return !wrong;
}
