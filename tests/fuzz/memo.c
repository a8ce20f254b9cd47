/* What is remembered of a document, as text; and names in it. */
#include "flow/memo.h"

#include "fuzz.h"

static void name(struct str s)
{
    struct buf text = {0}, back = {0};
    memo_get_name(s, &back);
    buf_clear(&back);
    memo_put_name(s, &text);
    for (size_t i = 0; i < text.n; i++)
        HOLDS((unsigned char)text.p[i] > ' ' && text.p[i] != ',' && text.p[i] != 0x7f);
    memo_get_name(buf_str(&text), &back);
    HOLDS(str_eq(buf_str(&back), s));
    buf_free(&text);
    buf_free(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct buf text = {0}, again = {0};
    struct memo m = {0}, same = {0};
    struct str s = fuzz_str(data, size);
    name(s);
    if (memo_get(s, &arena, &m)) {
        memo_put(&m, &text);
        HOLDS(memo_get(buf_str(&text), &arena, &same));
        memo_put(&same, &again);
        HOLDS(str_eq(buf_str(&text), buf_str(&again)));
    }
    buf_free(&text);
    buf_free(&again);
    arena_free(&arena);
    return 0;
}
