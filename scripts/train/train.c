/* Trains the model of names: scripts/train/README.md. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "augment.h"
#include "base/file.h"
#include "base/mem.h"
#include "classes.h"
#include "course.h"
#include "measure.h"

enum { FILE_MOST = 1 << 28 };

/* What stays the same from the model that is measured to the one that is shipped. */
struct train {
    struct plan plan;
    const char *data, *news, *lexicon_path, *vectors, *gum;
    struct corpus corpus;
    struct classes classes;
    struct buf class_table, lists[3], lexicon_block;
    struct lexicon *lexicon;
    struct reading_sources from;
};

static bool slurp(const char *path, struct buf *b, struct err *err)
{
    struct stat st;
    return file_read(AT_FDCWD, path, FILE_MOST, b, &st, err) == FILE_OK ||
           err_set(err, "cannot read %s", path);
}

static bool read_lexicon(struct train *t, struct err *err)
{
    struct str rest = str_of(t->plan.flags), flag;
    if (!slurp(t->lexicon_path, &t->lexicon_block, err))
        return false;
    t->lexicon = lexicon_open(buf_str(&t->lexicon_block), err);
    t->from.lexicon = t->lexicon;
    for (int i = 0; t->lexicon && str_split(&rest, ' ', &flag); i++) {
        t->from.masks[i] = lexicon_flag(t->lexicon, flag);
        if (!t->from.masks[i])
            return err_set(err, "%s has no flag %.*s", t->lexicon_path, (int)flag.n, flag.p);
    }
    return t->lexicon;
}

static bool read_classes(struct train *t, struct err *err)
{
    if (!classes_make(&t->classes, t->vectors, t->plan.class_words, t->plan.families, err))
        return false;
    classes_table(&t->classes, t->plan.class_buckets, &t->class_table);
    t->from.classes = buf_str(&t->class_table);
    return true;
}

/* The sets that are learnt from; those of news, and one of the web, are held out. */
static bool read_sets(struct train *t, struct err *err)
{
    static const char *const sets[] = {"wikigold", "wnut17-train", "btc-train", "sec-filings",
                                       "gum-derived"};
    struct buf rows = {0};
    bool good = true;
    for (size_t i = 0; good && i < sizeof sets / sizeof *sets; i++)
        good = corpus_add(&t->corpus, t->data, sets[i], HELD_NONE, err);
    good = good && slurp(t->gum, &rows, err) &&
           corpus_replace(&t->corpus, buf_str(&rows), "gum-news", err) &&
           corpus_add(&t->corpus, t->news, "train", HELD_NONE, err) &&
           corpus_add(&t->corpus, t->news, "test", HELD_OUT, err) &&
           corpus_add(&t->corpus, t->data, "uner-ewt-dev", HELD_ALWAYS, err);
    buf_free(&rows);
    return good;
}

/* News is what the model is for; posts are another language, and gum-derived's names are guessed.
 */
static void weigh_sets(struct train *t)
{
    for (size_t i = 0; i < t->corpus.n; i++)
        for (size_t k = 0; k < PLAN_SETS; k++)
            if (strcmp(t->corpus.v[i].set, t->plan.weights[k].set) == 0)
                t->corpus.v[i].weight = t->plan.weights[k].weight;
}

static bool read_stock(struct train *t, struct stock *stock, struct err *err)
{
    static const char *const files[] = {"first", "last", "city"};
    struct names *const names[] = {&stock->first, &stock->last, &stock->place};
    struct buf path = {0};
    bool good = true;
    for (int i = 0; good && i < 3; i++) {
        buf_clear(&path);
        buf_addf(&path, "%s/gazetteers/%s.tsv", t->data, files[i]);
        good = slurp(path.p, &t->lists[i], err);
        *names[i] = names_read(&t->corpus.arena, buf_str(&t->lists[i]));
    }
    buf_free(&path);
    return good;
}

static bool read_all(struct train *t, struct err *err)
{
    struct stock stock;
    struct draw d = {11};
    if (!read_lexicon(t, err) || !read_classes(t, err) || !read_sets(t, err) ||
        !read_stock(t, &stock, err))
        return false;
    size_t n = t->corpus.n;
    weigh_sets(t);
    for (size_t i = 0; i < t->plan.copies; i++)
        augment_names(&t->corpus, n, &stock, t->plan.copy_weight, &d);
    augment_capitals(&t->corpus, n, t->plan.capitals, t->plan.copy_weight, &d);
    return true;
}

static void learn_model(struct train *t, bool all, const struct sureness *s, struct buf *block)
{
    struct course c = {.plan = &t->plan, .corpus = &t->corpus, .from = t->from, .all = all};
    course_learn(&c);
    course_write(&c, s, block);
    course_free(&c);
}

/* Writes the model, with what is known of how sure its names are. */
static bool write_block(struct buf *block, const struct sureness *s, const char *path,
                        struct err *err)
{
    memcpy(block->p + offsetof(struct tagger_head, scores), s->v, sizeof s->v);
    model_seal(block);
    return file_replace(AT_FDCWD, path, buf_str(block), err);
}

/* Learns without what is held out, and says how good that is. *s: how sure its names are. The
 * model is written to `held`, unless that is "-". */
static bool try_model(struct train *t, struct sureness *s, const char *held, struct err *err)
{
    bool errors = strcmp(held, "-") == 0, good = true;
    static const char *const sets[] = {"test", "gum-news", "uner-ewt-dev"};
    struct buf block = {0};
    struct sureness steps = measure_steps();
    learn_model(t, false, &steps, &block);
    struct tagger *tagger = tagger_open(buf_str(&block), t->lexicon, err);
    if (!tagger)
        return false;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        measure_table(&t->corpus, tagger, sets[i]);
    *s = measure_sureness(&t->corpus, tagger);
    if (errors)
        measure_errors(&t->corpus, tagger, "test");
    else
        good = write_block(&block, s, held, err);
    tagger_free(tagger);
    buf_free(&block);
    return good;
}

/* Learns from all. */
static bool write_model(struct train *t, const struct sureness *s, const char *path,
                        struct err *err)
{
    struct buf block = {0};
    learn_model(t, true, s, &block);
    bool good = write_block(&block, s, path, err);
    buf_free(&block);
    return good;
}

int main(int argc, char **argv)
{
    struct train t = {.plan = plan_make()};
    struct sureness s;
    struct err err = {0};
    if (argc != 8) {
        fprintf(stderr,
                "usage: train DATA NEWS GUM VECTORS LEXICON MODEL HELD; for MODEL and HELD "
                "\"-\" it is measured only, and its errors are listed\n");
        return 2;
    }
    t.data = argv[1];
    t.news = argv[2];
    t.gum = argv[3];
    t.vectors = argv[4];
    t.lexicon_path = argv[5];
    bool only = strcmp(argv[6], "-") == 0;
    if (!read_all(&t, &err) || !try_model(&t, &s, argv[7], &err) ||
        (!only && !write_model(&t, &s, argv[6], &err))) {
        fprintf(stderr, "train: %s%s%s\n", err.file, err.line ? ": " : "", err.text);
        return 1;
    }
    lexicon_free(t.lexicon);
    classes_free(&t.classes);
    corpus_free(&t.corpus);
    return 0;
}
