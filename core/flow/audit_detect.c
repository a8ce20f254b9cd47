/* The detectors of the run's pipeline, once more over its outputs: in workers, in the cage. */
#include "base/mem.h"
#include "flow/audit_part.h"
#include "flow/search.h"
#include "flow/wire.h"

/* Outputs that one worker gets. */
enum { AT_ONCE = 4096 };

/* For one output, whatever the pipeline's own limit is. */
static const uint64_t most_time = 600000000000;

static void add_known(const json_value *list, struct search *s)
{
    size_t n = json_count(list);
    for (size_t i = 0; i < n; i++)
        if (audit_span(json_get(json_at(list, i), "out"), s->size, &s->known[s->known_n]))
            s->known_n++;
}

bool audit_search(struct auditing *g, const struct result *r, size_t number, struct err *err)
{
    const struct product *p = &r->products[number];
    const json_value *output = json_at(json_get(g->line, "outputs"), number);
    const json_value *edits = json_get(output, "edits"), *kept = json_get(output, "kept");
    struct search s = {
        p->stream ? r->name : p->path,
        p->path,
        p->output,
        p->stream ? p->place : 0,
        p->size,
        NULL,
        0,
    };
    struct buf body = {0};
    if (g->rules->setup->file.n == 0)
        return true;
    s.known = arena_get(&g->arena, (json_count(edits) + json_count(kept)) * sizeof *s.known);
    add_known(edits, &s);
    add_known(kept, &s);
    search_put(&s, &body);
    g->searches = mem_grow(g->searches, &g->search_cap, g->search_n + 1, sizeof *g->searches);
    g->searches[g->search_n++] = arena_str(&g->waiting, buf_str(&body));
    buf_free(&body);
    return g->search_n < AT_ONCE || audit_detect(g, err);
}

static void take_findings(struct auditing *g, struct str rest)
{
    struct found f;
    g->audit->stages = wire_get(&rest);
    while (search_get_found(&rest, &f)) {
        struct str body = g->searches[f.number < g->search_n ? f.number : 0];
        audit_wrong(g->audit, wire_get_str(&body), arena_str(&g->waiting, f.what).p);
    }
}

bool audit_detect(struct auditing *g, struct err *err)
{
    struct setup setup = *g->rules->setup;
    struct str root, prefix = str_of("");
    struct answer answer = {0};
    if (g->search_n == 0)
        return true;
    root = str_of(g->rules->out);
    setup.mode = JOB_DETECT;
    setup.roots = (struct str_list){&root, 1};
    setup.prefixes = (struct str_list){&prefix, 1};
    setup.args = (struct str_list){g->searches, g->search_n};
    bool good = ask_worker(g->rules->program, &setup, -1, most_time, &answer, err);
    if (good && !answer.good)
        good = err_set(err, "the detectors could not be run: %s",
                       answer.text.n ? answer.text.p : "");
    if (good)
        take_findings(g, buf_str(&answer.text));
    g->audit->searched += good ? g->search_n : 0;
    g->search_n = 0;
    arena_reset(&g->waiting);
    buf_free(&answer.text);
    return good;
}
