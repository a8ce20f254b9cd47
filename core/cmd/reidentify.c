#include "cmd/subcommands.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "cmd/common.h"
#include "flow/mapping.h"
#include "text/fold.h"
#include "text/words.h"

static const size_t text_limit = (size_t)1 << 30;

/* A text being put back. Owns everything but the arguments. */
struct putting_back {
    const struct args *args;
    struct mapping *mapping;
    const struct pair *pairs;
    size_t n;
    struct words *words;
    struct buf text, name, out;
    uint64_t left; /* names in the text that stand for several values */
};

static bool same_but_case(struct str a, struct str b)
{
    struct buf x = {0}, y = {0};
    fold_name(a, &x);
    fold_name(b, &y);
    bool same = str_eq(buf_str(&x), buf_str(&y));
    buf_free(&x);
    buf_free(&y);
    return same;
}

/* The first pair with this name, by halves; p->n when there is none. */
static size_t find(const struct putting_back *p, struct str name)
{
    size_t low = 0, high = p->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(p->pairs[mid].with, name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < p->n && str_eq(p->pairs[low].with, name) ? low : p->n;
}

/* What the name stands for: of values that differ by case only the last, which has the fewest
 * capitals. NULL when they are several. */
static const struct str *value_of(const struct putting_back *p, size_t at)
{
    size_t last = at;
    while (last + 1 < p->n && str_eq(p->pairs[last + 1].with, p->pairs[at].with)) {
        last++;
        if (!same_but_case(p->pairs[last].value, p->pairs[at].value))
            return NULL;
    }
    return &p->pairs[last].value;
}

/* The name as the mapping has it: a line may have ended in it. */
static struct str plain_name(struct putting_back *p, struct str found)
{
    buf_clear(&p->name);
    for (size_t i = 0; i < found.n; i++) {
        bool space = found.p[i] == '\n' || found.p[i] == '\r' || found.p[i] == '\t';
        char c = space ? ' ' : found.p[i];
        if (c != ' ' || p->name.n == 0 || p->name.p[p->name.n - 1] != ' ')
            buf_addc(&p->name, c);
    }
    return buf_str(&p->name);
}

static void put_back(struct putting_back *p)
{
    struct str text = buf_str(&p->text);
    struct span s;
    size_t from = 0;
    while (from < text.n && words_find(p->words, text, from, &s)) {
        struct str found = str_cut(text, s.start, s.end);
        size_t at = find(p, plain_name(p, found));
        const struct str *value = at < p->n ? value_of(p, at) : NULL;
        buf_add(&p->out, str_cut(text, from, s.start));
        buf_add(&p->out, value ? *value : found);
        p->left += !value;
        from = s.end;
    }
    buf_add(&p->out, str_cut(text, from, text.n));
}

static void make_words(struct putting_back *p)
{
    struct str *names = mem_get((p->n + 1) * sizeof *names);
    for (size_t i = 0; i < p->n; i++)
        names[i] = p->pairs[i].with;
    p->words = words_new(names, p->n, (struct words_flags){.whole = true});
    free(names);
}

static bool read_text(struct putting_back *p, const char *name, struct err *err)
{
    struct stat st;
    struct err own = {0};
    enum file_fault fault = FILE_OK;
    if (str_is(str_of(name), "-"))
        return file_read_fd(STDIN_FILENO, text_limit, &p->text, err);
    fault = file_read(AT_FDCWD, name, text_limit, &p->text, &st, &own);
    if (fault == FILE_OK || own.set)
        return fault == FILE_OK || err_set(err, "%s", own.text);
    return err_set(err, "`%s` cannot be read: it is no regular file of at most 1 GiB", name);
}

static bool read_all(struct putting_back *p, struct err *err)
{
    const struct args *a = p->args;
    if (a->operand_n != 2)
        return err_set(err, "which? galley reidentify MAPPING FILE (or - for standard input)");
    p->mapping = mapping_new();
    if (!mapping_read(p->mapping, a->operands[0], (struct str){0}, true, err) ||
        !read_text(p, a->operands[1], err))
        return false;
    if (utf8_valid(buf_str(&p->text)) < p->text.n)
        return err_set(err, "`%s` is not UTF-8", a->operands[1]);
    p->n = mapping_count(p->mapping);
    p->pairs = mapping_pairs(p->mapping);
    make_words(p);
    return true;
}

static int answer(struct putting_back *p)
{
    put_back(p);
    if (!file_write_fd(STDOUT_FILENO, buf_str(&p->out)))
        return EXIT_FAILED;
    if (p->left > 0)
        log_say(p->args->log, LOG_WARN, "%llu names stand for several values, and were left",
                (unsigned long long)p->left);
    return p->left > 0 ? EXIT_FAILED : EXIT_GOOD;
}

int reidentify_command(const struct args *args)
{
    struct putting_back p = {.args = args};
    struct err err = {0};
    int code = read_all(&p, &err) ? answer(&p) : usage_error(args, &err);
    words_free(p.words);
    mapping_free(p.mapping);
    buf_free(&p.text);
    buf_free(&p.name);
    buf_free(&p.out);
    return code;
}
