#include "flow/setup.h"

#include "flow/wire.h"

static void put_list(struct buf *out, const struct str_list *l)
{
    wire_put(out, l->n);
    for (size_t i = 0; i < l->n; i++)
        wire_put_str(out, l->v[i]);
}

static struct str_list get_list(struct str *rest, struct arena *arena)
{
    struct str_list l = {NULL, wire_get(rest)};
    l.v = arena_get(arena, l.n * sizeof *l.v);
    for (size_t i = 0; i < l.n; i++)
        l.v[i] = arena_str(arena, wire_get_str(rest));
    return l;
}

void setup_put(const struct setup *s, struct buf *out)
{
    wire_put(out, s->mode);
    wire_put_str(out, s->file);
    wire_put_str(out, s->text);
    put_list(out, &s->set);
    wire_put_str(out, s->plugins);
    wire_put_str(out, s->base);
    put_list(out, &s->roots);
    put_list(out, &s->prefixes);
    put_list(out, &s->args);
    wire_put_str(out, s->key);
    wire_put(out, s->to_stdout);
    wire_put(out, s->colour);
    wire_put(out, s->json);
    wire_put(out, s->mapping);
    wire_put(out, s->review);
    wire_put(out, s->below);
    wire_put(out, s->trial);
}

void setup_get(struct str body, struct arena *arena, struct setup *s)
{
    s->mode = (enum job_mode)wire_get(&body);
    s->file = arena_str(arena, wire_get_str(&body));
    s->text = arena_str(arena, wire_get_str(&body));
    s->set = get_list(&body, arena);
    s->plugins = arena_str(arena, wire_get_str(&body));
    s->base = arena_str(arena, wire_get_str(&body));
    s->roots = get_list(&body, arena);
    s->prefixes = get_list(&body, arena);
    s->args = get_list(&body, arena);
    s->key = arena_str(arena, wire_get_str(&body));
    s->to_stdout = wire_get(&body) != 0;
    s->colour = wire_get(&body) != 0;
    s->json = wire_get(&body) != 0;
    s->mapping = wire_get(&body) != 0;
    s->review = wire_get(&body) != 0;
    s->below = wire_get(&body);
    s->trial = wire_get(&body) != 0;
}

void start_put(const struct start *s, struct buf *out)
{
    wire_put_str(out, s->staging);
    wire_put_str(out, s->salt);
}

void start_get(struct str body, struct arena *arena, struct start *s)
{
    s->staging = arena_str(arena, wire_get_str(&body));
    s->salt = arena_str(arena, wire_get_str(&body));
}

static void put_stages(struct buf *out, const struct stage_facts *v, size_t n)
{
    wire_put(out, n);
    for (size_t i = 0; i < n; i++) {
        wire_put_str(out, v[i].name);
        wire_put_str(out, v[i].digest);
    }
}

static struct stage_facts *get_stages(struct str *rest, struct arena *arena, size_t *n)
{
    *n = wire_get_count(rest, 2 * sizeof(uint64_t));
    struct stage_facts *v = arena_get(arena, *n * sizeof *v);
    for (size_t i = 0; i < *n; i++) {
        v[i].name = arena_str(arena, wire_get_str(rest));
        v[i].digest = arena_str(arena, wire_get_str(rest));
    }
    return v;
}

void facts_put(const struct facts *f, struct buf *out)
{
    wire_put(out, f->good);
    wire_put_str(out, f->findings);
    wire_put(out, f->redacts);
    wire_put(out, f->conditions);
    wire_put(out, f->output_n);
    for (size_t i = 0; i < f->output_n; i++) {
        wire_put_str(out, f->outputs[i].extension);
        wire_put_str(out, f->outputs[i].head);
        wire_put_str(out, f->outputs[i].between);
        wire_put_str(out, f->outputs[i].tail);
    }
    put_stages(out, f->stages, f->stage_n);
    put_stages(out, f->files, f->file_n);
    wire_put(out, f->looked_n);
    for (size_t i = 0; i < f->looked_n; i++) {
        wire_put_str(out, f->looked[i].stage);
        wire_put_str(out, f->looked[i].what);
        wire_put(out, f->looked[i].of);
    }
}

void facts_get(struct str body, struct arena *arena, struct facts *f)
{
    f->good = wire_get(&body) != 0;
    f->findings = arena_str(arena, wire_get_str(&body));
    f->redacts = wire_get(&body) != 0;
    f->conditions = wire_get(&body) != 0;
    f->output_n = wire_get_count(&body, 4 * sizeof(uint64_t));
    f->outputs = arena_get(arena, f->output_n * sizeof *f->outputs);
    for (size_t i = 0; i < f->output_n; i++) {
        f->outputs[i].extension = arena_str(arena, wire_get_str(&body));
        f->outputs[i].head = arena_str(arena, wire_get_str(&body));
        f->outputs[i].between = arena_str(arena, wire_get_str(&body));
        f->outputs[i].tail = arena_str(arena, wire_get_str(&body));
    }
    f->stages = get_stages(&body, arena, &f->stage_n);
    f->files = get_stages(&body, arena, &f->file_n);
    f->looked_n = wire_get_count(&body, 3 * sizeof(uint64_t));
    f->looked = arena_get(arena, f->looked_n * sizeof *f->looked);
    for (size_t i = 0; i < f->looked_n; i++) {
        f->looked[i].stage = arena_str(arena, wire_get_str(&body));
        f->looked[i].what = arena_str(arena, wire_get_str(&body));
        f->looked[i].of = wire_get(&body);
    }
}
