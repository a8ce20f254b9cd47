#include "flow/seal.h"

static void set(struct seal *s)
{
    hash_hex(s->input.digest, s->hex);
    s->taken = true;
}

const char *seal_take(struct seal *s)
{
    if (!s->taken) {
        hash_one(&s->input);
        set(s);
    }
    return s->hex;
}

void seal_output(struct seal *s, struct str output, char digest[HASH_HEX])
{
    struct hash_task task = {.text = output};
    if (!s->input.key && s->input.text.n > 0 && str_eq(s->input.text, output)) {
        memcpy(digest, seal_take(s), HASH_HEX);
        return;
    }
    if (s->taken) {
        hash_one(&task);
    } else {
        hash_both(&task, &s->input);
        set(s);
    }
    hash_hex(task.digest, digest);
}

void seal_forget(struct seal *s)
{
    seal_take(s);
    s->input.text = (struct str){0};
}
