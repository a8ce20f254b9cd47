#include <string.h>

#include "cmd/command.h"
#include "conf/diag.h"

static const struct option_def *find_long(const struct command *c, struct str name)
{
    for (size_t i = 0; c->options[i]; i++)
        for (const struct option_def *o = option_table; o->name; o++)
            if (strcmp(o->name, c->options[i]) == 0 && str_is(name, o->name))
                return o;
    return NULL;
}

static const struct option_def *find_letter(const struct command *c, char letter)
{
    for (size_t i = 0; c->options[i]; i++) {
        const struct option_def *o = find_long(c, str_of(c->options[i]));
        if (o->letter == letter)
            return o;
    }
    return NULL;
}

static bool unknown(const struct command *c, struct str name, struct err *err)
{
    size_t n = 0;
    while (c->options[n])
        n++;
    const char *near = diag_nearest(name, c->options, n);
    return err_set(err, "unknown option `--%.*s` of `galley %s`%s%s%s", (int)name.n, name.p,
                   c->name, near ? "; did you mean `--" : "", near ? near : "", near ? "`?" : "");
}

static bool add(struct args *a, const struct option_def *o, const char *value, struct err *err)
{
    if (a->option_n == ARGS_MAX)
        return err_set(err, "too many options");
    if (o->value && !value)
        return err_set(err, "option `--%s` needs a value: --%s %s", o->name, o->name, o->value);
    if (!o->value && value)
        return err_set(err, "option `--%s` takes no value", o->name);
    a->options[a->option_n].def = o;
    a->options[a->option_n++].value = value;
    return true;
}

/* --name, --name=value or --name value. */
static bool read_long(struct args *a, int argc, char **argv, int *i, struct err *err)
{
    const char *word = argv[*i] + 2, *equals = strchr(word, '=');
    struct str name = equals ? (struct str){word, (size_t)(equals - word)} : str_of(word);
    const struct option_def *o = find_long(a->command, name);
    if (!o)
        return unknown(a->command, name, err);
    const char *value = equals ? equals + 1 : NULL;
    if (o->value && !value && *i + 1 < argc)
        value = argv[++*i];
    return add(a, o, value, err);
}

/* -n, -j4, -j 4, -nq. */
static bool read_letters(struct args *a, int argc, char **argv, int *i, struct err *err)
{
    for (const char *p = argv[*i] + 1; *p; p++) {
        const struct option_def *o = find_letter(a->command, *p);
        if (!o)
            return err_set(err, "unknown option `-%c` of `galley %s`", *p, a->command->name);
        const char *value = NULL;
        if (o->value && p[1])
            value = p + 1;
        else if (o->value && *i + 1 < argc)
            value = argv[++*i];
        if (!add(a, o, value, err))
            return false;
        if (o->value)
            break;
    }
    return true;
}

bool args_read(struct args *a, int argc, char **argv, struct err *err)
{
    bool options = true;
    for (int i = 0; i < argc; i++) {
        const char *w = argv[i];
        bool good = true;
        if (options && strcmp(w, "--") == 0)
            options = false;
        else if (options && strncmp(w, "--", 2) == 0)
            good = read_long(a, argc, argv, &i, err);
        else if (options && w[0] == '-' && w[1])
            good = read_letters(a, argc, argv, &i, err);
        else
            a->operands[a->operand_n++] = w;
        if (!good)
            return false;
    }
    return true;
}

const char *args_value(const struct args *a, const char *name)
{
    for (size_t i = a->option_n; i-- > 0;)
        if (strcmp(a->options[i].def->name, name) == 0)
            return a->options[i].value ? a->options[i].value : "";
    return NULL;
}

bool args_flag(const struct args *a, const char *name)
{
    return args_value(a, name) != NULL;
}

bool args_number(const struct args *a, const char *name, uint64_t min, uint64_t max,
                 uint64_t otherwise, uint64_t *out, struct err *err)
{
    const char *value = args_value(a, name);
    *out = otherwise;
    if (!value)
        return true;
    if (str_uint(str_of(value), out) && *out >= min && *out <= max)
        return true;
    return err_set(err, "option `--%s` takes a whole number from %llu to %llu, not `%s`", name,
                   (unsigned long long)min, (unsigned long long)max, value);
}
