/* What earlier runs left: index, ledger and journal, with check sums that fit where the first byte
 * says so. */
#include "flow/prior.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/hash.h"
#include "flow/books.h"
#include "flow/journal.h"
#include "fuzz.h"

static void put(int dir, const char *name, struct str s)
{
    unlinkat(dir, name, 0);
    HOLDS(file_create(dir, name, s, NULL));
}

static void put_journal(int dir, struct str text, bool fit)
{
    struct journal j = {.fd = -1};
    struct str line;
    while (fit && str_split(&text, '\n', &line))
        if (line.n > 1)
            journal_add(&j, line.p[0], str_cut(line, 2, line.n));
    put(dir, "journal", fit ? buf_str(&j.pending) : text);
    buf_free(&j.pending);
}

/* A line of the index is: the hash of its ledger line, a space, the rest. */
static void put_index(int dir, struct str index, struct str ledger, bool fit)
{
    struct buf out = {0}, line = {0};
    struct str text, of;
    bool first = true;
    put(dir, "ledger.jsonl", ledger);
    while (fit && str_split(&index, '\n', &text)) {
        if (first)
            buf_add(&out, text);
        else if (str_split(&ledger, '\n', &of)) {
            buf_clear(&line);
            buf_add(&line, of);
            buf_addc(&line, '\n');
            buf_addf(&out, "%016llx ", (unsigned long long)hash_fast(buf_str(&line)));
            buf_add(&out, text);
        }
        buf_addc(&out, '\n');
        first = false;
    }
    put(dir, "index", fit ? buf_str(&out) : index);
    buf_free(&out);
    buf_free(&line);
}

static void gone(void *context, const struct prior_entry *e)
{
    struct buf *last = context;
    HOLDS(last->n == 0 || str_cmp(buf_str(last), e->name) <= 0);
    buf_clear(last);
    buf_add(last, e->name);
}

static void recall(int dir)
{
    struct prior *p = NULL;
    struct err err = {0};
    struct buf last = {0};
    char salt[SALT_HEX];
    if (prior_open(&p, dir, false, salt, &err)) {
        prior_find(p, str_of("b"), gone, &last, &err);
        buf_clear(&last);
        prior_find(p, (struct str){0}, gone, &last, &err);
    }
    prior_close(p);
    buf_free(&last);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int dir = -1;
    static char path[] = "/dev/shm/galley-fuzz-XXXXXX";
    if (dir < 0) {
        HOLDS(mkdtemp(path));
        dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    struct str rest = fuzz_str(data, size);
    bool fit = fuzz_byte(&rest) & 1;
    struct str index = fuzz_part(&rest), ledger = fuzz_part(&rest);
    put_index(dir, index, ledger, fit);
    put_journal(dir, rest, fit);
    recall(dir);
    struct err err = {0};
    struct books *books = NULL;
    if (books_open(&books, dir, &err))
        books_wrote(books, str_of("a"), "0", &fit);
    books_free(books);
    return 0;
}
