/* Books that earlier runs left, for tests: editions of documents, whose number is in the memo and
 * in the ledger line. */
#ifndef GALLEY_TESTS_PAST_H
#define GALLEY_TESTS_PAST_H

#include "flow/journal.h"
#include "flow/prior.h"
#include "scratch.h"

static const char past_salt[] = "00000000000000000000000000000000";
static const char past_young_salt[] = "11111111111111111111111111111111";

static inline void past_open(struct scratch *s)
{
    struct err err = {0};
    scratch_open(s);
    file_mkdirs(s->fd, "tmp", true, &err);
}

/* A document of edition `edition`: its number is in the memo and in the ledger line. */
static inline struct memo past_memo_of(unsigned edition, struct memo_output *output)
{
    *output = (struct memo_output){.path = str_of("out put"), .file.size = edition};
    return (struct memo){.input.size = edition, .outputs = output, .output_n = 1};
}

static inline void past_put_line(const char *name, unsigned edition, struct buf *out)
{
    buf_addf(out, "{\"path\":\"%s\",\"edition\":%u}", name, edition);
}

static inline void past_exchange(char *text, char old, char new)
{
    for (; *text; text++)
        *text = *text == old ? new : *text;
}

/* Takes "NAME=EDITION" off the front of *rest, where words stand; false at the end. */
static inline bool past_next_document(struct str *rest, char name[32], unsigned *edition)
{
    struct str word;
    if (!str_split(rest, ' ', &word))
        return false;
    size_t equals = str_byte(word, '=', 0);
    memcpy(name, word.p, equals);
    name[equals] = '\0';
    *edition = (unsigned)atoi(word.p + equals + 1);
    return true;
}

/* The books of a run that ended, whose config is `config`. '_' stands for a space in names. */
static inline void past_finish(const struct scratch *s, const char *config, const char *documents)
{
    struct buf index = {0}, ledger = {0}, line = {0};
    struct str rest = str_of(documents);
    struct memo_output output;
    char name[32];
    unsigned edition;
    index_head(1000, past_salt, str_of(config), &index);
    buf_addz(&ledger, "");
    while (past_next_document(&rest, name, &edition)) {
        struct memo memo = past_memo_of(edition, &output);
        buf_clear(&line);
        past_put_line(name, edition, &line);
        buf_addc(&line, '\n');
        buf_add(&ledger, buf_str(&line));
        past_exchange(name, '_', ' ');
        index_line(str_of(name), &memo, buf_str(&line), &index);
    }
    scratch_write(s, "index", buf_str(&index));
    scratch_write(s, "ledger.jsonl", buf_str(&ledger));
    buf_free(&index);
    buf_free(&ledger);
    buf_free(&line);
}

/* One line of the journal, as text: "R CONFIG", "I GROUP NAME=EDITION", "X GROUP NUMBER
 * NAME=EDITION" or "C GROUP COUNT". */
static inline void past_add_line(struct journal *j, struct str text)
{
    struct buf b = {0};
    struct str rest = str_cut(text, 2, text.n), word;
    struct memo_output output;
    char name[32];
    unsigned edition;
    buf_addz(&b, "");
    if (text.p[0] == 'R')
        buf_addf(&b, "7d0 %s ", past_young_salt);
    for (int n = text.p[0] == 'I' ? 1 : text.p[0] == 'X' ? 2 : 0; n > 0; n--) {
        str_split(&rest, ' ', &word);
        buf_add(&b, word);
        buf_addc(&b, ' ');
    }
    if (text.p[0] == 'R' || text.p[0] == 'C') {
        buf_add(&b, rest);
    } else if (past_next_document(&rest, name, &edition)) {
        struct memo memo = past_memo_of(edition, &output);
        memo_put_name(str_of(name), &b);
        buf_addc(&b, ' ');
        memo_put(&memo, &b);
        buf_addc(&b, ' ');
        past_put_line(name, edition, &b);
    }
    journal_add(j, text.p[0], buf_str(&b));
    buf_free(&b);
}

/* Adds lines, between which '|' stands, to the journal. */
static inline void past_stop(const struct scratch *s, const char *lines)
{
    struct journal j;
    struct err err = {0};
    struct str rest = str_of(lines), line;
    bool good = journal_open(&j, s->fd, &err);
    while (good && str_split(&rest, '|', &line))
        past_add_line(&j, line);
    if (!good || !journal_write(&j, &err))
        OK(false, "%s", err.text);
    journal_close(&j);
}

#endif
