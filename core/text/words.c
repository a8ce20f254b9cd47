#include "text/words.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "text/fold.h"

/* A node of the trie; its edges are words.bytes and .to [edge, edge + n), by byte. */
struct node {
    uint32_t edge;
    uint16_t n;
    bool end; /* an entry ends here */
};

/* Entries are in the trie folded, a run of white space as one blank. */
struct words {
    struct words_flags flags;
    struct node *nodes;
    size_t node_n, node_cap;
    unsigned char *bytes;
    uint32_t *to;
    size_t edge_n, bytes_cap, to_cap;
    bool first[256]; /* bytes that a match can start with */
};

/* A character of a text as the trie has it. */
struct step {
    char bytes[4];
    size_t n;    /* bytes to match */
    size_t used; /* bytes read */
};

/* The character at `at` < s.n, or the run of white space that starts there. */
static struct step step_at(struct str s, size_t at, bool fold)
{
    struct step st = {.used = 1};
    uint32_t cp = (unsigned char)s.p[at];
    if (cp >= 0x80)
        st.used = utf8_decode(str_cut(s, at, at + 4), &cp);
    if (!st.used)
        st.used = 1;
    if (!fold_is_space(cp)) {
        st.n = utf8_encode(fold ? fold_char(cp) : cp, st.bytes);
        return st;
    }
    st.bytes[0] = ' ';
    st.n = 1;
    while (at + st.used < s.n) {
        size_t n = utf8_decode(str_cut(s, at + st.used, at + st.used + 4), &cp);
        if (!n || !fold_is_space(cp))
            break;
        st.used += n;
    }
    return st;
}

/* Adds the entry to b as the trie has it, without white space at the ends. */
static void normalise(struct buf *b, struct str entry, bool fold)
{
    size_t start = b->n;
    for (size_t i = 0; i < entry.n;) {
        struct step st = step_at(entry, i, fold);
        if (st.bytes[0] != ' ' || b->n > start)
            buf_add(b, (struct str){st.bytes, st.n});
        i += st.used;
    }
    if (b->n > start && b->p[b->n - 1] == ' ')
        b->n--;
}

static int entry_order(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static uint32_t add_node(struct words *w)
{
    w->nodes = mem_grow(w->nodes, &w->node_cap, w->node_n + 1, sizeof *w->nodes);
    w->nodes[w->node_n] = (struct node){0};
    return (uint32_t)w->node_n++;
}

static void add_edge(struct words *w, unsigned char byte, uint32_t to)
{
    w->bytes = mem_grow(w->bytes, &w->bytes_cap, w->edge_n + 1, sizeof *w->bytes);
    w->to = mem_grow(w->to, &w->to_cap, w->edge_n + 1, sizeof *w->to);
    w->bytes[w->edge_n] = byte;
    w->to[w->edge_n++] = to;
}

/* The sorted entries [from, to) share their first `depth` bytes and belong to `node`. */
struct task {
    uint32_t node;
    size_t from, to, depth;
};

/* Gives the task's node its edges and makes a task of each child. Equal entries come together,
 * the one that ends here before those that go on. */
static void grow_node(struct words *w, const struct str *entries, struct task t,
                      struct task **tasks, size_t *n, size_t *cap)
{
    size_t i = t.from;
    for (; i < t.to && entries[i].n == t.depth; i++)
        w->nodes[t.node].end = true;
    w->nodes[t.node].edge = (uint32_t)w->edge_n;
    while (i < t.to) {
        size_t from = i;
        unsigned char byte = (unsigned char)entries[i].p[t.depth];
        while (i < t.to && (unsigned char)entries[i].p[t.depth] == byte)
            i++;
        uint32_t child = add_node(w);
        add_edge(w, byte, child);
        w->nodes[t.node].n++;
        *tasks = mem_grow(*tasks, cap, *n + 1, sizeof **tasks);
        (*tasks)[(*n)++] = (struct task){child, from, i, t.depth + 1};
    }
}

static void grow(struct words *w, const struct str *entries, size_t n)
{
    struct task *tasks = mem_get(sizeof *tasks);
    size_t task_n = 1, cap = 1;
    tasks[0] = (struct task){add_node(w), 0, n, 0};
    while (task_n) {
        struct task t = tasks[--task_n];
        grow_node(w, entries, t, &tasks, &task_n, &cap);
    }
    free(tasks);
}

/* What folding makes of another byte can only be told by looking: then all of them may start. */
static void set_first(struct words *w)
{
    const struct node *root = &w->nodes[0];
    for (size_t i = root->edge; i < (size_t)root->edge + root->n; i++) {
        unsigned char c = w->bytes[i];
        w->first[c] = true;
        if (w->flags.fold && c >= 'a' && c <= 'z')
            w->first[c & 0xDF] = true;
    }
    if (w->flags.fold && root->n)
        memset(w->first + 0x80, true, 0x80);
}

struct words *words_new(const struct str *entries, size_t n, struct words_flags flags)
{
    struct words *w = mem_get(sizeof *w);
    struct str *sorted = mem_get((n + 1) * sizeof *sorted);
    size_t *ends = mem_get((n + 1) * sizeof *ends), kept = 0;
    struct buf b = {0};
    w->flags = flags;
    for (size_t i = 0; i < n; i++) {
        normalise(&b, entries[i], flags.fold);
        ends[i] = b.n;
    }
    for (size_t i = 0; i < n; i++) {
        size_t start = i ? ends[i - 1] : 0;
        if (ends[i] > start)
            sorted[kept++] = str_cut(buf_str(&b), start, ends[i]);
    }
    qsort(sorted, kept, sizeof *sorted, entry_order);
    grow(w, sorted, kept);
    set_first(w);
    buf_free(&b);
    free(ends);
    free(sorted);
    return w;
}

void words_free(struct words *w)
{
    if (!w)
        return;
    free(w->nodes);
    free(w->bytes);
    free(w->to);
    free(w);
}

/* The node that `byte` leads to from node k; 0, the root, when it leads nowhere. */
static uint32_t follow(const struct words *w, uint32_t k, unsigned char byte)
{
    size_t low = w->nodes[k].edge, high = low + w->nodes[k].n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (w->bytes[mid] == byte)
            return w->to[mid];
        if (w->bytes[mid] < byte)
            low = mid + 1;
        else
            high = mid;
    }
    return 0;
}

/* The end of the longest match that starts at `at`; `at` itself when there is none. */
static size_t longest(const struct words *w, struct str s, size_t at)
{
    size_t end = at, i = at;
    uint32_t k = 0;
    while (i < s.n) {
        struct step st = step_at(s, i, w->flags.fold);
        for (size_t b = 0; b < st.n; b++) {
            k = follow(w, k, (unsigned char)st.bytes[b]);
            if (!k)
                return end;
        }
        i += st.used;
        if (w->nodes[k].end && !(w->flags.whole && fold_word_behind(s, i)))
            end = i;
    }
    return end;
}

static bool is_ascii_word(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/* Whether a match may start at i, as far as the byte there and the one before it tell: one guess
 * for the branch predictor instead of two. */
static inline bool may_start(const struct words *w, const unsigned char *p, size_t i)
{
    bool inside = i && w->flags.whole && is_ascii_word(p[i - 1]);
    return w->first[p[i]] & !inside;
}

bool words_find(const struct words *w, struct str subject, size_t from, struct span *match)
{
    const unsigned char *p = (const unsigned char *)subject.p;
    for (size_t i = from; i < subject.n; i++) {
        if (!may_start(w, p, i) || (p[i] & 0xC0) == 0x80)
            continue;
        if (w->flags.whole && fold_word_before(subject, i))
            continue;
        size_t end = longest(w, subject, i);
        if (end > i) {
            *match = (struct span){i, end};
            return true;
        }
    }
    return false;
}
