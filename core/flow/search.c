#include "flow/search.h"

#include "flow/wire.h"

void search_put(const struct search *s, struct buf *out)
{
    wire_put_str(out, s->name);
    wire_put_str(out, s->path);
    wire_put(out, s->output);
    wire_put(out, s->place);
    wire_put(out, s->size);
    wire_put(out, s->known_n);
    for (size_t i = 0; i < s->known_n; i++) {
        wire_put(out, s->known[i].start);
        wire_put(out, s->known[i].end);
    }
}

void search_get(struct str body, struct arena *arena, struct search *s)
{
    s->name = wire_get_str(&body);
    s->path = arena_str(arena, wire_get_str(&body));
    s->output = wire_get(&body);
    s->place = wire_get(&body);
    s->size = wire_get(&body);
    s->known_n = wire_get_count(&body, 2 * sizeof(uint64_t));
    s->known = arena_get(arena, s->known_n * sizeof *s->known);
    for (size_t i = 0; i < s->known_n; i++) {
        s->known[i].start = wire_get(&body);
        s->known[i].end = wire_get(&body);
    }
}

void search_put_found(struct buf *out, size_t number, struct str what)
{
    wire_put(out, number);
    wire_put_str(out, what);
}

bool search_get_found(struct str *rest, struct found *f)
{
    if (rest->n == 0)
        return false;
    f->number = wire_get(rest);
    f->what = wire_get_str(rest);
    return rest->p != NULL || f->what.n > 0;
}
