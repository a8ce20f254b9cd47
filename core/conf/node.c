#include "conf/node.h"

#include <math.h>
#include <stdlib.h>

struct node *node_get(const struct node *n, const char *key)
{
    if (!n || n->kind != NODE_MAP)
        return NULL;
    for (size_t i = 0; i < n->n; i++) {
        if (str_is(n->keys[i]->text, key))
            return n->items[i];
    }
    return NULL;
}

bool node_string(const struct node *n, struct str *out)
{
    if (!n || n->kind != NODE_SCALAR)
        return false;
    *out = n->text;
    return true;
}

bool node_boolean(const struct node *n, bool *out)
{
    if (!n || n->kind != NODE_SCALAR || n->quoted)
        return false;
    *out = str_is(n->text, "true");
    return *out || str_is(n->text, "false");
}

static size_t node_digits(struct str s, size_t at)
{
    while (at < s.n && s.p[at] >= '0' && s.p[at] <= '9')
        at++;
    return at;
}

/* Whether s is [-+]digits[.digits][e[-+]digits]: what JSON has, and what people add to it. */
static bool node_decimal(struct str s)
{
    size_t at = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
    size_t end = node_digits(s, at);
    bool digits = end > at;
    if (end < s.n && s.p[end] == '.') {
        at = end + 1;
        end = node_digits(s, at);
        digits = digits || end > at;
    }
    if (digits && end < s.n && (s.p[end] == 'e' || s.p[end] == 'E')) {
        at = end + 1;
        at += at < s.n && (s.p[at] == '-' || s.p[at] == '+');
        end = node_digits(s, at);
        digits = end > at;
    }
    return digits && end == s.n;
}

bool node_number(const struct node *n, double *out)
{
    char text[64];
    if (!n || n->kind != NODE_SCALAR || n->quoted || n->text.n >= sizeof text ||
        !node_decimal(n->text))
        return false;
    memcpy(text, n->text.p, n->text.n);
    text[n->text.n] = '\0';
    *out = strtod(text, NULL);
    return isfinite(*out);
}

struct unit {
    const char *name;
    uint64_t factor;
};

/* Reads "256MiB": digits and one of the units, which end with an empty name. */
static bool node_measure(const struct node *n, const struct unit *units, uint64_t *out)
{
    struct str text;
    uint64_t number;
    if (!node_string(n, &text))
        return false;
    size_t digits = node_digits(text, 0);
    if (!str_uint(str_cut(text, 0, digits), &number))
        return false;
    struct str name = str_cut(text, digits, text.n);
    for (; units->name; units++) {
        if (str_is(name, units->name))
            return !__builtin_mul_overflow(number, units->factor, out);
    }
    return false;
}

bool node_size(const struct node *n, uint64_t *out)
{
    static const struct unit units[] = {{"", 1},
                                        {"B", 1},
                                        {"KiB", UINT64_C(1) << 10},
                                        {"MiB", UINT64_C(1) << 20},
                                        {"GiB", UINT64_C(1) << 30},
                                        {"TiB", UINT64_C(1) << 40},
                                        {NULL, 0}};
    return node_measure(n, units, out);
}

bool node_duration(const struct node *n, uint64_t *out)
{
    static const struct unit units[] = {
        {"us", UINT64_C(1000)},       {"ms", UINT64_C(1000000)},      {"s", UINT64_C(1000000000)},
        {"m", UINT64_C(60000000000)}, {"h", UINT64_C(3600000000000)}, {NULL, 0}};
    return node_measure(n, units, out);
}
