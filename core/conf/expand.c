#include "conf/expand.h"

#include "base/utf8.h"

static bool expand_is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || c < '0' || c > '9'))
            return false;
    }
    return s.n > 0;
}

/* Adds the value of `inside`, what stands between the braces. As in a shell, ":-" stands in for
 * an empty value too. */
static bool expand_one(struct buf *out, struct str inside, struct place at, node_lookup *lookup,
                       void *context, struct diags *diags)
{
    size_t colon = str_find(inside, str_of(":-"), 0);
    struct str name = str_cut(inside, 0, colon);
    char z[256];
    if (!expand_is_name(name) || name.n >= sizeof z)
        return diag_error(diags, at,
                          "`${%.*s}` is not a variable: write ${NAME} or ${NAME:-default}, and "
                          "$$ for a dollar sign",
                          (int)inside.n, inside.p);
    memcpy(z, name.p, name.n);
    z[name.n] = '\0';
    const char *value = lookup(context, z);
    if (colon < inside.n && (!value || value[0] == '\0')) {
        buf_add(out, str_cut(inside, colon + 2, inside.n));
        return true;
    }
    if (!value)
        return diag_error(
            diags, at, "the variable %s is not set; set it, or give a default: ${%s:-...}", z, z);
    if (utf8_valid(str_of(value)) < strlen(value))
        return diag_error(diags, at, "the value of the variable %s is not UTF-8", z);
    buf_addz(out, value);
    return true;
}

static bool expand_all(struct buf *out, struct str text, struct place at, node_lookup *lookup,
                       void *context, struct diags *diags)
{
    for (size_t i = 0; i < text.n; i++) {
        char next = i + 1 < text.n ? text.p[i + 1] : '\0';
        if (text.p[i] != '$' || (next != '$' && next != '{')) {
            buf_addc(out, text.p[i]);
        } else if (next == '$') {
            buf_addc(out, '$');
            i++;
        } else {
            size_t end = str_byte(text, '}', i);
            if (end == text.n)
                return diag_error(diags, at, "`${` without its `}`; write $$ for a dollar sign");
            if (!expand_one(out, str_cut(text, i + 2, end), at, lookup, context, diags))
                return false;
            i = end;
        }
    }
    return true;
}

bool expand_text(struct arena *arena, struct str text, struct place at, node_lookup *lookup,
                 void *context, struct diags *diags, struct str *out)
{
    *out = text;
    if (str_byte(text, '$', 0) == text.n)
        return true;
    struct buf buf = {0};
    bool ok = expand_all(&buf, text, at, lookup, context, diags);
    if (ok)
        *out = arena_str(arena, buf_str(&buf));
    buf_free(&buf);
    return ok;
}
