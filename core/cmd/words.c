
#include <fcntl.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/mapped.h"
#include "base/mem.h"
#include "cmd/common.h"
#include "cmd/subcommands.h"
#include "text/lexicon.h"
#include "text/words.h"

static const size_t list_limit = (size_t)1 << 30;

/* The lines of all lists, which borrow the files' bytes. */
struct lines {
    struct buf *files;
    struct str *v;
    size_t file_n, n, cap;
};

static bool add_lines(struct lines *l, const char *path, struct err *err)
{
    struct stat st;
    struct buf *b = &l->files[l->file_n++];
    if (file_read(AT_FDCWD, path, list_limit, b, &st, err) != FILE_OK)
        return err_set(err, "%s: there is no such file", path);
    if (str_starts(buf_str(b), MAPPED_MAGIC))
        return err_at(err, path, 0, 0, "it is a compiled list already");
    struct words_text text = words_text_begin(buf_str(b));
    struct str entry;
    while (words_text_next(&text, &entry)) {
        l->v = mem_grow(l->v, &l->cap, l->n + 1, sizeof *l->v);
        l->v[l->n++] = entry;
    }
    return text.wrong == 0 ||
           err_at(err, path, (int)text.line, (int)text.wrong, "it is not UTF-8");
}

static void compile_words(const struct args *args, const struct lines *l, const char *out,
                          struct err *err)
{
    struct words_flags flags = {args_flag(args, "fold"), args_flag(args, "whole")};
    struct words *w = words_new(l->v, l->n, flags);
    if (!words_count(w))
        err_set(err, "the lists are empty, so the compiled one would find nothing");
    else
        file_replace(AT_FDCWD, out, words_block(w), err);
    words_free(w);
}

static void compile_lexicon(const struct args *args, const struct lines *l, const char *out,
                            struct err *err)
{
    struct lexicon *lex = lexicon_new(buf_str(&l->files[0]), args->operands[0], err);
    if (lex)
        file_replace(AT_FDCWD, out, lexicon_block(lex), err);
    lexicon_free(lex);
}

static int compile(const struct args *args, struct lines *l)
{
    struct err err = {0};
    const char *out = args_value(args, "compiled");
    bool lexicon = args_flag(args, "flags");
    if (!args->operand_n || !out) {
        err_set(&err, "say which lists, and with -o FILE where the compiled one goes");
        return usage_error(args, &err);
    }
    if (lexicon && (args->operand_n > 1 || args_flag(args, "fold") || args_flag(args, "whole"))) {
        err_set(&err, "--flags takes one list, and neither --fold nor --whole");
        return usage_error(args, &err);
    }
    for (size_t i = 0; i < args->operand_n; i++)
        if (!add_lines(l, args->operands[i], &err))
            return usage_error(args, &err);
    (lexicon ? compile_lexicon : compile_words)(args, l, out, &err);
    return err.set ? usage_error(args, &err) : EXIT_GOOD;
}

int words_command(const struct args *args)
{
    struct lines l = {.files = mem_get((args->operand_n + 1) * sizeof *l.files)};
    int code = compile(args, &l);
    for (size_t i = 0; i < l.file_n; i++)
        buf_free(&l.files[i]);
    free(l.files);
    free(l.v);
    return code;
}
