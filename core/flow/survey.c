#include "flow/survey.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/glob.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/unpack.h"

enum { SORT_MEMORY = 8 << 20 };

/* One survey being made. Borrows all but `sample`, `globs` and `record`. */
struct surveying {
    struct survey *survey;
    const struct survey_rules *rules;
    const struct input *input;
    const struct survey_look *look; /* who only looks; NULL: items are kept */
    struct sort *sample;            /* records behind their hashes, when a sample is asked for */
    struct glob **globs;            /* of the pipeline */
    struct buf record;
};

/* The place of `suffix` among the kinds; the number of kinds when it is new. */
static size_t find_kind(const struct survey *s, struct str suffix)
{
    size_t i = 0;
    while (i < s->unselected_n && !str_is(suffix, s->unselected[i].suffix))
        i++;
    return i;
}

static void count_unselected(struct survey *s, struct str name)
{
    struct str ext = file_ext(name);
    size_t i = find_kind(s, ext);
    bool last = i >= UNSELECTED_KINDS - 1;
    if (i == s->unselected_n && (last || ext.n >= sizeof s->unselected->suffix)) {
        ext = str_of("other");
        i = find_kind(s, ext);
    }
    if (i == s->unselected_n)
        snprintf(s->unselected[s->unselected_n++].suffix, sizeof s->unselected->suffix, "%.*s",
                 (int)ext.n, ext.n ? ext.p : "");
    s->unselected[i].n++;
}

/* Most frequent first; the order of a walk is the file system's. */
static int by_count(const void *a, const void *b)
{
    const struct unselected *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return strcmp(x->suffix, y->suffix);
}

static bool selected(const struct surveying *g, struct str name)
{
    if (g->input->is_file)
        return true;
    struct str below = str_cut(name, g->input->prefix.n, name.n);
    for (size_t i = 0; i < g->rules->pipeline->glob_n; i++)
        if (glob_match(g->globs[i], below))
            return true;
    return false;
}

/* With a sample the sorter orders by a hash of the name first: the same choice on every machine.
 */
static bool keep(struct surveying *g, const struct item *item, struct err *err)
{
    if (g->look)
        return g->look->fn(g->look->context, item, err);
    buf_clear(&g->record);
    if (g->sample) {
        uint64_t h = hash_fast(item->name);
        for (int i = 56; i >= 0; i -= 8)
            buf_addc(&g->record, (char)(h >> i));
    }
    item_put(item, &g->record);
    g->survey->n++;
    g->survey->unlisted += item->kind == ITEM_UNLISTED;
    g->survey->any = g->survey->any || item->kind != ITEM_EMPTY;
    bool packs = g->rules->pipeline->decompress && pack_of(item->name) != PACK_NONE;
    g->survey->packed = g->survey->packed || packs;
    return sort_add(g->sample ? g->sample : g->survey->items, buf_str(&g->record), err);
}

static bool take(void *context, const struct item *item, struct err *err)
{
    struct surveying *g = context;
    if (item->kind == ITEM_UNLISTED || selected(g, item->name)) {
        return keep(g, item, err);
    }
    if (item->kind != ITEM_EMPTY)
        count_unselected(g->survey, item->name);
    return true;
}

/* Whether some glob spells out a name with a leading dot. */
static bool wants_hidden(const struct pipeline *p)
{
    for (size_t i = 0; i < p->glob_n; i++)
        if (str_starts(p->globs[i], ".") ||
            str_find(p->globs[i], str_of("/."), 0) < p->globs[i].n)
            return true;
    return false;
}

static bool take_file(struct surveying *g, uint32_t root, struct err *err)
{
    struct str path = g->input->path;
    struct stat st = {.st_mode = S_IFREG};
    bool is_stdin = str_is(path, "-");
    if (!is_stdin && stat(path.p, &st) < 0)
        return err_sys(err, "cannot read `%s`", path.p);
    struct buf name = {0};
    buf_add(&name, g->input->prefix);
    buf_add(&name, is_stdin ? str_of("stdin") : file_name(path));
    struct item item = {buf_str(&name), root, S_ISREG(st.st_mode) ? ITEM_FILE : ITEM_SPECIAL,
                        stamp_of(&st)};
    bool good = keep(g, &item, err);
    buf_free(&name);
    return good;
}

static struct walk_skip skip_of(int dir)
{
    struct stat st = {0};
    if (dir >= 0)
        fstat(dir, &st);
    return (struct walk_skip){st.st_dev, st.st_ino};
}

static void enter(void *context, int dir)
{
    const struct surveying *g = context;
    g->look->enter(g->look->context, dir);
}

static bool walk_each(struct surveying *g, struct err *err)
{
    for (size_t i = 0; i < g->rules->input_n; i++) {
        g->input = &g->rules->inputs[i];
        struct walk w = {.prefix = g->input->prefix,
                         .root = (uint32_t)i,
                         .hidden = wants_hidden(g->rules->pipeline),
                         .stamps = g->rules->stamps,
                         .out = skip_of(g->rules->out),
                         .state = skip_of(g->rules->state),
                         .left_out = &g->survey->left_out,
                         .fn = take,
                         .enter = g->look ? enter : NULL,
                         .context = g};
        bool good = g->input->is_file ? take_file(g, (uint32_t)i, err)
                                      : walk_tree(&w, g->input->path.p, err);
        if (!good)
            return false;
    }
    return true;
}

static bool walk_inputs(struct surveying *g, struct err *err)
{
    const struct pipeline *p = g->rules->pipeline;
    g->globs = mem_get(p->glob_n * sizeof *g->globs);
    for (size_t i = 0; i < p->glob_n; i++)
        g->globs[i] = glob_new(p->globs[i]);
    bool good = walk_each(g, err);
    for (size_t i = 0; i < p->glob_n; i++)
        glob_free(g->globs[i]);
    free(g->globs);
    return good;
}

/* Moves the first `sample` records, by hash, into the survey's own sorter. */
static bool draw_sample(struct surveying *g, struct err *err)
{
    struct str record;
    struct survey *s = g->survey;
    s->n = 0;
    if (!sort_finish(g->sample, err))
        return false;
    while (s->n < g->rules->sample && sort_next(g->sample, &record, err)) {
        s->n++;
        if (!sort_add(s->items, str_cut(record, 8, record.n), err))
            return false;
    }
    return !err->set;
}

bool survey_make(struct survey *s, const struct survey_rules *rules, struct err *err)
{
    *s = (struct survey){.items = sort_new(rules->scratch, SORT_MEMORY)};
    struct surveying g = {.survey = s, .rules = rules};
    if (rules->sample > 0)
        g.sample = sort_new(rules->scratch, SORT_MEMORY);
    bool good =
        walk_inputs(&g, err) && (!g.sample || draw_sample(&g, err)) && sort_finish(s->items, err);
    if (rules->limit > 0 && s->n > rules->limit)
        s->n = rules->limit;
    qsort(s->unselected, s->unselected_n, sizeof *s->unselected, by_count);
    sort_free(g.sample);
    buf_free(&g.record);
    return good;
}

bool survey_next(struct survey *s, struct item *item, struct err *err)
{
    struct str record;
    do {
        if (!sort_next(s->items, &record, err))
            return false;
        item_get(record, item);
    } while (!shard_has(&s->shard, item->name));
    return true;
}

bool survey_narrow(struct survey *s, const struct shard *shard, struct err *err)
{
    static const char nul = '\0';
    struct hasher *names = hash_begin(NULL);
    uint8_t digest[HASH_BYTES];
    struct item item;
    s->all = s->n;
    s->n = 0;
    while (survey_next(s, &item, err)) {
        hash_more(names, item.name);
        hash_more(names, (struct str){&nul, 1});
        s->n += shard_has(shard, item.name);
    }
    hash_end(names, digest);
    hash_hex(digest, s->names);
    s->shard = *shard;
    return !err->set && survey_rewind(s, err);
}

bool survey_rewind(struct survey *s, struct err *err)
{
    return sort_rewind(s->items, err);
}

bool survey_look(const struct survey_rules *rules, const struct survey_look *look,
                 struct err *err)
{
    struct survey unused = {0};
    return walk_inputs(&(struct surveying){.survey = &unused, .rules = rules, .look = look}, err);
}

struct stamp survey_stamp(const struct input *inputs, const struct item *item)
{
    const struct input *in = &inputs[item->root];
    struct stamp stamp = {0};
    int root = in->is_file ? -1 : open(in->path.p, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (root >= 0) {
        stamp = stamp_at(root, item->name.p + in->prefix.n);
        close(root);
    }
    return stamp;
}

void survey_free(struct survey *s)
{
    sort_free(s->items);
    s->items = NULL;
}
