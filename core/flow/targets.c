#include "flow/targets.h"

static bool by_content(const struct pipeline *p, const struct output_entry *o)
{
    return o->path && (o->path->by_content || p->names == NAMES_PSEUDONYM);
}

bool targets_by_content(const struct pipeline *p)
{
    for (size_t i = 0; i < p->output_n; i++)
        if (by_content(p, &p->outputs[i]))
            return true;
    return false;
}

static void put_text(struct buf *out, const char *key, struct str text)
{
    json_key(out, key);
    json_str(out, text);
}

void targets_put(const struct pipeline *p, const struct facts *f, struct buf *out)
{
    buf_addc(out, '[');
    for (size_t i = 0; i < p->output_n; i++) {
        const struct output_entry *o = &p->outputs[i];
        buf_addz(out, i ? ",{" : "{");
        put_text(out, "name", o->name);
        if (o->stream.n > 0) {
            put_text(out, "stream", o->stream);
            put_text(out, "head", f->outputs[i].head);
            put_text(out, "between", f->outputs[i].between);
            put_text(out, "tail", f->outputs[i].tail);
        } else {
            json_key(out, "by_content");
            buf_addz(out, by_content(p, o) ? "true" : "false");
        }
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

static bool get_target(const json_value *v, struct arena *arena, struct output_entry *o,
                       struct output_facts *f)
{
    o->name = json_bytes(json_get(v, "name"), arena);
    o->stream = json_bytes(json_get(v, "stream"), arena);
    if (!o->stream.p) {
        o->path = arena_get(arena, sizeof *o->path);
        o->path->by_content = (json_int(json_get(v, "by_content"), 0) != 0);
        return o->name.p && json_get(v, "by_content");
    }
    f->head = json_bytes(json_get(v, "head"), arena);
    f->between = json_bytes(json_get(v, "between"), arena);
    f->tail = json_bytes(json_get(v, "tail"), arena);
    return o->name.p && o->stream.n > 0 && f->head.p && f->between.p && f->tail.p;
}

bool targets_get(const json_value *list, struct arena *arena, struct pipeline *p, struct facts *f)
{
    size_t n = json_count(list);
    p->outputs = arena_get(arena, n * sizeof *p->outputs);
    f->outputs = arena_get(arena, n * sizeof *f->outputs);
    for (size_t i = 0; i < n; i++)
        if (!get_target(json_at(list, i), arena, &p->outputs[i], &f->outputs[i]))
            return false;
    p->output_n = f->output_n = n;
    return n > 0;
}
