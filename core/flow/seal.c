#include "flow/seal.h"

struct seal seal_of(struct str input, const struct str *key)
{
    return (struct seal){
        .input = input, .key = key ? *key : (struct str){0}, .keyed = key != NULL};
}

static struct hash_task task_of(const struct seal *s)
{
    return (struct hash_task){.text = s->input, .key = s->keyed ? &s->key : NULL};
}

static void set(struct seal *s, const struct hash_task *t)
{
    hash_hex(t->digest, s->hex);
    s->taken = true;
}

const char *seal_take(struct seal *s)
{
    struct hash_task task = task_of(s);
    if (!s->taken) {
        hash_one(&task);
        set(s, &task);
    }
    return s->hex;
}

void seal_output(struct seal *s, struct str output, char digest[HASH_HEX])
{
    if (!s->keyed && s->input.n > 0 && str_eq(s->input, output)) {
        memcpy(digest, seal_take(s), HASH_HEX);
        return;
    }
    struct hash_task tasks[2] = {{.text = output}, task_of(s)};
    if (s->taken) {
        hash_one(&tasks[0]);
    } else {
        hash_both(&tasks[0], &tasks[1]);
        set(s, &tasks[1]);
    }
    hash_hex(tasks[0].digest, digest);
}

void seal_forget(struct seal *s)
{
    seal_take(s);
    s->input = (struct str){0};
}
