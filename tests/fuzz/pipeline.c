/* A pipeline's YAML: read and checked as far as that goes without plugins. */
#include "conf/pipeline.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf text = {0}, said = {0};
    const char *set = "NAME=value";
    buf_add(&text, fuzz_str(data, size));
    struct pipeline *p = pipeline_read(&arena, "p.yaml", buf_str(&text), &set, 1, &diags);
    diag_print(&diags, &said);
    HOLDS(p ? diags.errors == 0 : diags.errors > 0 && said.n > 0);
    HOLDS(!p || (p->output_n > 0 && p->glob_n > 0 && p->limits.ratio > 0 && p->limits.time > 0));
    buf_free(&said);
    buf_free(&text);
    diag_free(&diags);
    arena_free(&arena);
    return 0;
}
