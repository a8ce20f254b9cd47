#include "flow/totals.h"

#include <stdio.h>

#include "flow/wire.h"
#include "tap.h"

static void count(struct totals *t, const char *name, const char *sum)
{
    struct buf b = {0};
    wire_put_str(&b, str_of(name));
    wire_put_str(&b, str_of(sum));
    totals_add(t, &(struct result){.status = STATUS_DONE, .counts = buf_str(&b)});
    buf_free(&b);
}

static double sum_of(const struct tallies *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_is(l->v[i].name, name))
            return l->v[i].n;
    return -1;
}

static void test_sums(void)
{
    struct totals t = {0};
    totals_add(&t, &(struct result){.status = STATUS_DONE,
                                    .size = 10,
                                    .product_n = 2,
                                    .products = (struct product[2]){{0}, {0}},
                                    .replaced = 1});
    totals_add(&t, &(struct result){.status = STATUS_FAILED, .size = 5, .reason = str_of("no")});
    totals_add(&t, &(struct result){.status = STATUS_SKIPPED, .reason = str_of("no")});
    OK(t.documents[STATUS_DONE] == 1 && t.documents[STATUS_FAILED] == 1 &&
           t.documents[STATUS_SKIPPED] == 1,
       "documents by how they ended");
    OK(t.bytes == 15 && t.outputs == 2 && t.replaced == 1, "bytes, outputs, replaced");
    OK(t.reasons.n == 1 && sum_of(&t.reasons, "no") == 2, "reasons are told once, with a number");
    totals_free(&t);
}

static void test_counts(void)
{
    struct totals t = {0};
    count(&t, "b.n", "1");
    count(&t, "a.n", "0.5");
    count(&t, "b.n", "1e3");
    OK(t.counts.n == 2 && sum_of(&t.counts, "b.n") == 1001, "what stages counted is added up");
    IS(t.counts.v[0].name, "a.n", "in order of name");
    OK(sum_of(&t.counts, "a.n") == 0.5, "fractions too");
    count(&t, "c", "123456789012345678901234567890123456789012345678901234567890");
    OK(sum_of(&t.counts, "c") > 1e38, "a number of many digits is read as far as there is room");
    totals_add(&t, &(struct result){.counts = str_of("torn")});
    OK(t.counts.n <= 4, "counts that cannot be read do no harm");
    totals_free(&t);
}

static void test_kinds(void)
{
    struct totals t = {0};
    char name[16];
    for (int i = 0; i < TALLY_KINDS + 50; i++) {
        snprintf(name, sizeof name, "n%04d", i);
        count(&t, name, "1");
    }
    OK(t.counts.n == TALLY_KINDS + 1, "kinds without end are not kept apart");
    OK(sum_of(&t.counts, "(other)") == 50, "the rest is one sum");
    count(&t, "n0007", "1");
    OK(sum_of(&t.counts, "n0007") == 2, "a name that is known goes on being counted");
    double all = 0;
    for (size_t i = 0; i < t.counts.n; i++)
        all += t.counts.v[i].n;
    OK(all == TALLY_KINDS + 51, "nothing is lost");
    totals_free(&t);
}

int main(void)
{
    test_sums();
    test_counts();
    test_kinds();
    return tap_done();
}
