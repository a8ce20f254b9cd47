/* usage: words TEXT LIST...
 * How fast word lists are made and searched for: for each file of entries, one a line, and each
 * of the flags. Text and lists are files. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file.h"
#include "base/mem.h"
#include "text/words.h"

enum { ROUNDS = 5, FILE_LIMIT = 1 << 30 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t search(const struct words *w, struct str text)
{
    struct span m;
    size_t n = 0;
    for (size_t at = 0; words_find(w, text, at, &m); at = m.end)
        n++;
    return n;
}

/* The best of some rounds: what disturbs a measurement only ever makes it slower. */
static void measure(const char *name, struct str list, struct words_flags flags, struct str text)
{
    struct str line, *entries = NULL;
    size_t n = 0, cap = 0, found = 0;
    double build = 1e9, find = 1e9;
    while (str_split(&list, '\n', &line)) {
        entries = mem_grow(entries, &cap, n + 1, sizeof *entries);
        entries[n++] = line;
    }
    struct words *w = NULL;
    for (int i = 0; i < ROUNDS; i++) {
        words_free(w);
        double start = now();
        w = words_new(entries, n, flags);
        build = now() - start < build ? now() - start : build;
    }
    for (int i = 0; i < ROUNDS; i++) {
        double start = now();
        found = search(w, text);
        find = now() - start < find ? now() - start : find;
    }
    printf("%-24s %-4s %-5s %9zu %8.3f %9zu %9zu %8.0f\n", name, flags.fold ? "fold" : "-",
           flags.whole ? "whole" : "-", words_count(w), build, words_block(w).n / 1024, found,
           (double)text.n / find / 1e6);
    words_free(w);
    free(entries);
}

int main(int argc, char **argv)
{
    struct buf text = {0};
    struct stat st;
    struct err err = {0};
    if (argc < 3 || file_read(AT_FDCWD, argv[1], FILE_LIMIT, &text, &st, &err) != FILE_OK) {
        fprintf(stderr, "usage: words TEXT LIST... %s\n", err.text);
        return 2;
    }
    printf("%-24s %-4s %-5s %9s %8s %9s %9s %8s\n", "list", "", "", "entries", "build s",
           "block KiB", "matches", "MB/s");
    for (int i = 2; i < argc; i++) {
        struct buf list = {0};
        if (file_read(AT_FDCWD, argv[i], FILE_LIMIT, &list, &st, &err) != FILE_OK) {
            fprintf(stderr, "words: %s: %s\n", argv[i], err.text);
            return 1;
        }
        struct str name = file_name(str_of(argv[i]));
        for (unsigned k = 0; k < 4; k++)
            measure(name.p, buf_str(&list), (struct words_flags){k & 1, k & 2}, buf_str(&text));
        buf_free(&list);
    }
    buf_free(&text);
    return 0;
}
