/* The path of an output: the template, and what is put into it. */
#include "conf/template.h"

#include "fuzz.h"

static bool field(void *context, struct str name, struct str *value)
{
    *value = *(struct str *)context;
    return name.n % 2 > 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf path = {0};
    struct err err = {0};
    struct str rest = fuzz_str(data, size);
    struct str value = fuzz_part(&rest), name = fuzz_part(&rest), plain = fuzz_part(&rest);
    size_t part = fuzz_byte(&rest) % 3;
    struct node n = {.kind = NODE_SCALAR, .text = arena_str(&arena, rest), .at = {"p", 1, 1}};
    struct template_values v = {
        arena_str(&arena, name), arena_str(&arena, plain), str_of("id"), part, field, &value};
    struct template *t =
        part == 2 ? template_default(&arena, str_of("md")) : template_read(&arena, &n, &diags);
    HOLDS(t || diags.errors > 0);
    if (t && template_fill(t, &v, &path, &err))
        HOLDS(!template_fault(buf_str(&path)));
    else
        HOLDS(!t || err.set);
    buf_free(&path);
    diag_free(&diags);
    arena_free(&arena);
    return 0;
}
