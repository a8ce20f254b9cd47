#include "flow/ledger.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "flow/prior.h"

enum { LEDGER, INDEX, FILES, CHUNK = 1 << 18 };

static const char *const staged[] = {"tmp/ledger", "tmp/index"};
static const char *const published[] = {"ledger.jsonl", "index"};

bool ledger_open(struct ledger *l, int state, int64_t started, const char *salt,
                 struct str config, struct err *err)
{
    *l = (struct ledger){.state = state, .file = {-1, -1}};
    for (int i = 0; i < FILES; i++) {
        l->file[i] = openat(state, staged[i], O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (l->file[i] < 0)
            return err_sys(err, "cannot write `%s`", published[i]);
    }
    index_head(started, salt, config, &l->text[INDEX]);
    return true;
}

static bool flush(struct ledger *l, size_t over, struct err *err)
{
    for (int i = 0; i < FILES; i++) {
        if (l->text[i].n <= over)
            continue;
        if (!file_write_fd(l->file[i], buf_str(&l->text[i])))
            return err_sys(err, "cannot write `%s`", published[i]);
        buf_rest(&l->text[i]);
    }
    return true;
}

bool ledger_add(struct ledger *l, struct str name, const struct memo *memo, struct str line,
                struct err *err)
{
    buf_add(&l->text[LEDGER], line);
    index_line(name, memo, line, &l->text[INDEX]);
    return flush(l, CHUNK, err);
}

bool ledger_finish(struct ledger *l, struct err *err)
{
    return flush(l, 0, err);
}

bool ledger_publish(struct ledger *l, struct err *err)
{
    for (int i = 0; i < FILES; i++)
        if (renameat(l->state, staged[i], l->state, published[i]) < 0)
            return err_sys(err, "cannot publish `%s`", published[i]);
    return true;
}

void ledger_close(struct ledger *l)
{
    for (int i = 0; i < FILES; i++) {
        if (l->file[i] >= 0)
            close(l->file[i]);
        l->file[i] = -1;
        buf_free(&l->text[i]);
    }
}
