/* Compressed bytes. */
#include "base/unpack.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = fuzz_str(data, size);
    struct unpack_limits limits = {4 << 20, 200};
    struct buf out = {0};
    struct err err = {0};
    bool good = unpack(fuzz_byte(&s) & 1 ? PACK_XZ : PACK_GZIP, s, &limits, &out, &err);
    HOLDS(good != err.set && (!good || out.n <= limits.most));
    HOLDS(out.n < limits.most + (1 << 20));
    buf_free(&out);
    return 0;
}
