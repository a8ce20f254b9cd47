/* All patterns as galley looks for them (one scan, where that pays, and searches by anchors)
 * against a plain pass of PCRE2 with its JIT for each, over the files of
 * a tree in memory. The matches must be the same, or it fails.
 * usage: patterns FROM ROUNDS N... <PATTERNS
 * PATTERNS: lines NAME<tab>PATTERN, of which the first N are taken, for each N. Prints for each:
 * N, bytes, microseconds of the scan and of the plain passes (medians), matches. */
#include "text/regex.h"
#include "text/scan.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_PATTERNS = 64, MAX_ROUNDS = 99 };

/* The texts one behind the other; text i ends at ends[i]. */
static struct {
    char *bytes;
    size_t n, room;
    size_t *ends;
    size_t end_n, end_room;
} corpus;

/* What a way of matching found: how many, and a sum of where, in order. */
struct found {
    size_t n;
    uint64_t sum;
};

struct pattern {
    struct regex *quick, *plain;
    size_t number; /* in the scan, or SIZE_MAX */
};

/* A scan for the first patterns; NULL when it does not pay. */
struct scanning {
    struct scan_set *set;
    struct scan *scan;
};

static int read_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)ftw;
    if (type != FTW_F)
        return 0;
    size_t size = (size_t)st->st_size;
    if (corpus.n + size > corpus.room) {
        corpus.room = 2 * (corpus.n + size);
        corpus.bytes = realloc(corpus.bytes, corpus.room);
    }
    if (corpus.end_n == corpus.end_room) {
        corpus.end_room = 2 * corpus.end_room + 1024;
        corpus.ends = realloc(corpus.ends, corpus.end_room * sizeof *corpus.ends);
    }
    FILE *f = fopen(path, "rb");
    if (!f || !corpus.bytes || !corpus.ends)
        return 1;
    corpus.n += fread(corpus.bytes + corpus.n, 1, size, f);
    corpus.ends[corpus.end_n++] = corpus.n;
    return fclose(f);
}

static size_t read_patterns(struct regex_engine *engine, struct pattern *patterns)
{
    char line[4096];
    size_t n = 0;
    while (n < MAX_PATTERNS && fgets(line, sizeof line, stdin)) {
        struct err err = {0};
        char *text = strchr(line, '\t');
        if (!text)
            continue;
        text++;
        struct str s = {.p = text, .n = strcspn(text, "\n")};
        patterns[n].quick = regex_new(engine, s, (struct regex_flags){0}, &err);
        patterns[n].plain = regex_new(engine, s, (struct regex_flags){.plain = true}, &err);
        if (!patterns[n].quick || !patterns[n].plain) {
            fprintf(stderr, "patterns: cannot compile: %s", line);
            exit(1);
        }
        n++;
    }
    return n;
}

static struct scanning scan_open(struct pattern *patterns, size_t n)
{
    struct scanning s = {NULL, NULL};
    const struct spots *spots[MAX_PATTERNS];
    double gain = 0, here;
    size_t count = 0;
    for (size_t k = 0; k < n; k++) {
        const struct spots *of = regex_spots(patterns[k].quick, &here);
        patterns[k].number = of ? count : SIZE_MAX;
        if (of) {
            spots[count++] = of;
            gain += here;
        }
    }
    if (scan_pays(gain)) {
        s.set = scan_set_new(spots, count, false);
        s.scan = scan_new(s.set);
    }
    return s;
}

static void scan_close(struct scanning *s)
{
    scan_free(s->scan);
    scan_set_free(s->set);
}

/* Every match of one pattern in one text, as doc:each goes through them. */
static void match_all(struct regex *r, struct str text, const struct anchor_places *places,
                      struct found *found)
{
    struct regex_match m;
    struct err err = {0};
    size_t at = 0;
    int got = 0;
    while (at <= text.n && (got = regex_find(r, text, at, places, &m, &err)) == 1) {
        struct span s = m.groups[0];
        found->n++;
        found->sum = (found->sum ^ s.start) * 0x100000001b3u + s.end;
        at = s.end > s.start ? s.end : s.end + 1;
    }
    if (got < 0) {
        fprintf(stderr, "patterns: PCRE2 fails\n");
        exit(1);
    }
}

static struct found match_corpus(const struct pattern *patterns, size_t n, struct scan *scan,
                                 bool plain)
{
    struct found found = {0};
    size_t begin = 0;
    for (size_t i = 0; i < corpus.end_n; i++) {
        struct str text = {.p = corpus.bytes + begin, .n = corpus.ends[i] - begin};
        bool scanned = scan && !plain && scan_text(scan, text);
        for (size_t k = 0; k < n; k++) {
            struct anchor_places places;
            bool known = scanned && scan_places(scan, patterns[k].number, &places);
            match_all(plain ? patterns[k].plain : patterns[k].quick, text, known ? &places : NULL,
                      &found);
        }
        begin = corpus.ends[i];
    }
    return found;
}

/* Of this process, so that others on the core do not count. */
static long microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int by_size(const void *a, const void *b)
{
    long x = *(const long *)a, y = *(const long *)b;
    return (x > y) - (x < y);
}

/* Both ways in turn; false when they do not find the same. */
static bool measure(struct pattern *patterns, size_t n, size_t rounds)
{
    long times[2][MAX_ROUNDS];
    struct found found[2];
    struct scanning s = scan_open(patterns, n);
    for (size_t i = 0; i < rounds; i++) {
        for (int plain = 0; plain < 2; plain++) {
            long begin = microseconds();
            found[plain] = match_corpus(patterns, n, s.scan, plain);
            times[plain][i] = microseconds() - begin;
        }
    }
    scan_close(&s);
    for (int plain = 0; plain < 2; plain++)
        qsort(times[plain], rounds, sizeof times[plain][0], by_size);
    printf("%zu %zu %ld %ld %zu\n", n, corpus.n, times[0][rounds / 2], times[1][rounds / 2],
           found[0].n);
    return found[0].n == found[1].n && found[0].sum == found[1].sum;
}

int main(int argc, char **argv)
{
    struct pattern patterns[MAX_PATTERNS];
    struct err err = {0};
    struct regex_engine *engine = argc > 3 ? regex_engine_new(&err) : NULL;
    size_t rounds = argc > 3 ? strtoul(argv[2], NULL, 10) : 0;
    bool same = true;
    if (!engine || rounds < 1 || rounds > MAX_ROUNDS ||
        nftw(argv[1], read_file, 16, FTW_PHYS) != 0)
        return 2;
    size_t have = read_patterns(engine, patterns);
    for (int i = 3; i < argc; i++) {
        size_t n = strtoul(argv[i], NULL, 10);
        same = same && n <= have && measure(patterns, n, rounds);
    }
    for (size_t k = 0; k < have; k++) {
        regex_free(patterns[k].quick);
        regex_free(patterns[k].plain);
    }
    regex_engine_free(engine);
    free(corpus.bytes);
    free(corpus.ends);
    if (!same)
        fprintf(stderr, "patterns: the two ways do not find the same\n");
    return !same;
}
