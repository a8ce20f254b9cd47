#include "flow/answer.h"

#include "base/log.h"

static const uint64_t second = 1000000000;

struct host_rules answer_rules(const struct setup *setup)
{
    return (struct host_rules){.time = 5 * second,
                               .memory = 256u << 20,
                               .document = 64u << 20,
                               .plugins = setup->plugins.p,
                               .base = setup->base.p,
                               .key = setup->key,
                               .trial = true};
}

void answer_printed(void *out, struct str stage, struct str line)
{
    buf_addf(out, "print from %.*s: ", (int)stage.n, stage.p);
    log_escape(out, line, LOG_TABS);
    buf_addc(out, '\n');
}

static void list_line(const struct decl *d, struct buf *out)
{
    buf_addf(out, "%-22.*s %.*s\n", (int)d->name.n, d->name.p, (int)d->summary.n, d->summary.p);
}

static void add_nearest(struct host *h, struct str name, struct buf *out)
{
    struct buf names = {0};
    const char *near = program_nearest(h, name, &names);
    if (near)
        buf_addf(out, "; did you mean `%s`?", near);
    buf_addc(out, '\n');
    buf_free(&names);
}

/* Describes one stage; with `list`, in a line. */
static bool describe(struct host *h, struct str name, const struct setup *setup, bool list,
                     struct buf *out)
{
    struct err err = {0};
    const struct decl *d = host_load(h, name, &err);
    if (!d) {
        buf_addf(out, "galley: stage `%.*s`: %s", (int)name.n, name.p, err.text);
        add_nearest(h, name, out);
        return false;
    }
    if (setup->json)
        option_json(out, d);
    else if (list)
        list_line(d, out);
    else
        option_help(out, d);
    if (setup->json)
        buf_addc(out, '\n');
    return true;
}

static bool describe_all(struct host *h, const struct setup *setup, struct buf *out)
{
    struct buf names = {0};
    struct err err = {0};
    bool good = host_list(h, &names, &err);
    struct str rest = buf_str(&names), name;
    if (!good)
        buf_addf(out, "galley: %s\n", err.text);
    while (str_split(&rest, '\n', &name))
        if (name.n > 0 && !describe(h, name, setup, true, out))
            good = false;
    buf_free(&names);
    return good;
}

bool answer_stages(struct arena *arena, const struct setup *setup, struct watch *watch,
                   struct buf *out)
{
    (void)arena;
    struct err err = {0};
    struct host_rules rules = answer_rules(setup);
    struct host *h = host_new(&rules, watch, &err);
    bool good = h != NULL;
    if (!h)
        buf_addf(out, "galley: %s\n", err.text);
    else if (setup->args.n == 0)
        good = describe_all(h, setup, out);
    for (size_t i = 0; h && i < setup->args.n; i++) {
        if (i > 0 && !setup->json)
            buf_addc(out, '\n');
        good = describe(h, setup->args.v[i], setup, false, out) && good;
    }
    host_free(h);
    return good;
}
