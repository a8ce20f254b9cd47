#include "flow/judge.h"

#include "base/json.h"

static bool outputs_stand(const struct judge *j, const struct prior_entry *known)
{
    for (size_t i = 0; i < known->memo.output_n; i++)
        if (!commit_stands(j->commit, &known->memo.outputs[i], known->from_index))
            return false;
    return true;
}

enum verdict judge_item(const struct judge *j, const struct item *item,
                        const struct prior_entry *known, const char **why)
{
    *why = NULL;
    if (!known)
        *why = "new";
    else if (known->unfinished)
        *why = "a stopped run was at it";
    else if (!str_eq(known->config, j->header))
        *why = "the pipeline changed";
    else if (known->memo.status > STATUS_FAILED)
        *why = "its record cannot be read";
    else if (known->memo.status == STATUS_FAILED && !known->memo.by_content)
        *why = "failed";
    else if (known->memo.status == STATUS_FAILED && j->retry)
        *why = "failed, and is tried again";
    else if (item->stamp.size != known->memo.input.size)
        *why = "changed";
    else if (item->kind == ITEM_NOWHERE) /* it led somewhere; the link itself is the same */
        *why = "changed";
    else if (!outputs_stand(j, known))
        *why = "its output is gone, edited, or not in its stream";
    if (*why)
        return VERDICT_DO;
    if (stamp_same(&item->stamp, &known->memo.input) &&
        !stamp_recent(&item->stamp, known->started))
        return VERDICT_CARRY;
    *why = "changed";
    return known->memo.seal[0] ? VERDICT_DOUBT : VERDICT_DO;
}

bool judge_keeps(const struct judge *j, const struct prior_entry *known)
{
    return str_eq(known->config, j->header) && known->memo.status <= STATUS_FAILED &&
           outputs_stand(j, known);
}

/* The text of a member, or of all members of a list, by name. */
static struct str digest_of(const json_value *list, const char *key, struct str name)
{
    for (size_t i = 0; i < json_count(list); i++)
        if (str_eq(json_text(json_get(json_at(list, i), key)), name))
            return json_text(json_get(json_at(list, i), "sha256"));
    return (struct str){0};
}

static void add_word(struct buf *out, const char *what, struct str name)
{
    buf_addz(out, out->n ? ", " : "");
    buf_addz(out, what);
    buf_add(out, name);
}

/* Members of a list that the other has not, or has with another digest. */
static void compare_lists(const json_value *before, const json_value *now, const char *key,
                          const char *what, struct buf *out)
{
    for (size_t i = 0; i < json_count(now); i++) {
        const json_value *v = json_at(now, i);
        struct str name = json_text(json_get(v, key));
        struct str old = digest_of(before, key, name);
        if (!str_eq(old, json_text(json_get(v, "sha256"))))
            add_word(out, what, name);
    }
}

static bool differs(const json_value *before, const json_value *now, const char *key)
{
    return !str_eq(json_text(json_get(before, key)), json_text(json_get(now, key)));
}

void judge_difference(struct str before, struct str now, struct buf *out)
{
    struct err ignored = {0};
    json_value *b = json_read(before, &ignored), *n = json_read(now, &ignored);
    if (differs(b, n, "galley"))
        add_word(out, "galley itself", str_of(""));
    if (differs(b, n, "pipeline_sha256"))
        add_word(out, "the pipeline", str_of(""));
    compare_lists(json_get(b, "stages"), json_get(n, "stages"), "stage", "stage ", out);
    compare_lists(json_get(b, "files"), json_get(n, "files"), "path", "file ", out);
    if (differs(b, n, "key"))
        add_word(out, "the key", str_of(""));
    if (out->n == 0)
        buf_addz(out, "the way the run is set up");
    json_free(b);
    json_free(n);
}
