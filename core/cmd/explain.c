#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/lines.h"
#include "cmd/common.h"
#include "cmd/subcommands.h"

/* A document being explained. */
struct explaining {
    const struct args *args;
    struct str name;
    struct buf out;
    uint64_t found, decisions;
};

/* Names may be of any bytes: people are shown these, not how the ledger writes them. */
static void add_text(struct buf *out, const char *before, const json_value *v)
{
    struct buf bytes = {0};
    if (json_name(v, &bytes) && bytes.n > 0) {
        buf_addz(out, before);
        log_escape(out, buf_str(&bytes), 0);
    }
    buf_free(&bytes);
}

static void add_span(struct buf *out, const json_value *v)
{
    if (json_count(v) == 2)
        buf_addf(out, "%lld-%lld", (long long)json_int(json_at(v, 0), 0),
                 (long long)json_int(json_at(v, 1), 0));
    else
        buf_addc(out, '-');
}

/* One decision on a line; what the ledger does not tell is left out. */
static void add_decision(struct buf *out, const json_value *d, const char *what)
{
    char score[32];
    buf_addf(out, "  %s ", what);
    add_span(out, json_get(d, "at"));
    buf_addz(out, " -> ");
    add_span(out, json_get(d, "out"));
    add_text(out, "  ", json_get(d, "label"));
    add_text(out, "  rule ", json_get(d, "rule"));
    if (json_get(d, "score")) {
        snprintf(score, sizeof score, "  score %.2f", json_double(json_get(d, "score"), 0));
        buf_addz(out, score);
    }
    add_text(out, "  because of ", json_get(d, "why"));
    add_text(out, "  policy ", json_get(d, "line"));
    add_text(out, "  ", json_get(d, "operator"));
    if (json_int(json_get(d, "entity"), 0) > 0)
        buf_addf(out, "  entity %lld", (long long)json_int(json_get(d, "entity"), 0));
    add_text(out, "  by ", json_get(d, "stage"));
    buf_addc(out, '\n');
}

static void add_decisions(struct explaining *x, const json_value *list, const char *what)
{
    size_t n = json_count(list);
    for (size_t i = 0; i < n; i++)
        add_decision(&x->out, json_at(list, i), what);
    x->decisions += n;
}

/* What was not asked has found nothing, and that says nothing. */
static void add_not_run(struct buf *out, const json_value *list)
{
    for (size_t i = 0; i < json_count(list); i++) {
        add_text(out, "  not run, by its `when`: ", json_at(list, i));
        buf_addc(out, '\n');
    }
}

static void explain(struct explaining *x, const json_value *line)
{
    const json_value *outputs = json_get(line, "outputs");
    log_escape(&x->out, x->name, 0);
    add_text(&x->out, ": ", json_get(line, "status"));
    add_text(&x->out, ": ", json_get(line, "reason"));
    buf_addc(&x->out, '\n');
    for (size_t i = 0; i < json_count(outputs); i++) {
        const json_value *o = json_at(outputs, i);
        bool stream = json_get(o, "stream") != NULL;
        buf_addz(&x->out, stream ? "stream" : "output");
        add_text(&x->out, " ", json_get(o, stream ? "stream" : "path"));
        buf_addc(&x->out, '\n');
        add_not_run(&x->out, json_get(o, "not_run"));
        uint64_t before = x->decisions;
        add_decisions(x, json_get(o, "edits"), "redacted");
        add_decisions(x, json_get(o, "kept"), "kept");
        if (x->decisions == before)
            buf_addz(&x->out, "  nothing was redacted, and nothing marked was kept\n");
    }
}

/* Whether the line is the document's; then it is explained. */
static bool take_line(struct explaining *x, struct str line, struct err *err)
{
    struct buf name = {0};
    json_value *v = json_read(line, err);
    bool ours = v && json_name(json_get(v, "path"), &name) && str_eq(buf_str(&name), x->name);
    if (ours && args_flag(x->args, "json"))
        buf_add(&x->out, line);
    else if (ours)
        explain(x, v);
    x->found += ours;
    json_free(v);
    buf_free(&name);
    return ours;
}

static bool read_ledger(struct explaining *x, struct err *err)
{
    struct buf path = {0};
    struct lines lines;
    struct str line;
    const char *state = args_value(x->args, "state");
    if (state)
        buf_addz(&path, state);
    else
        file_join(&path, str_of(x->args->operands[0]), str_of(".galley"));
    buf_addz(&path, "/ledger.jsonl");
    bool good = access(path.p, R_OK) == 0 || err_sys(err, "cannot read `%s`", path.p);
    if (good && lines_open(&lines, AT_FDCWD, path.p, err)) {
        while (!x->found && !err->set && lines_next(&lines, &line, err))
            take_line(x, line, err);
        lines_close(&lines);
    }
    buf_free(&path);
    return !err->set;
}

int explain_command(const struct args *args)
{
    struct explaining x = {.args = args};
    struct err err = {0};
    int code = EXIT_USAGE;
    if (args->operand_n != 2)
        err_set(&err, "what is to be explained? galley explain OUT FILE");
    else
        x.name = str_of(args->operands[1]);
    if (!err.set && read_ledger(&x, &err) && !x.found)
        err_set(&err, "the ledger knows no document `%s`", args->operands[1]);
    if (err.set)
        usage_error(args, &err);
    else
        code = file_write_fd(STDOUT_FILENO, buf_str(&x.out)) ? EXIT_GOOD : EXIT_FAILED;
    buf_free(&x.out);
    return code;
}
