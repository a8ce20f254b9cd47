#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "conf/option.h"

static const char *type_name(enum value_type type)
{
    static const char *const names[] = {
        [VALUE_NONE] = "any",        [VALUE_STRING] = "string", [VALUE_NUMBER] = "number",
        [VALUE_BOOLEAN] = "boolean", [VALUE_LIST] = "list",     [VALUE_MAP] = "map",
        [VALUE_FILE] = "file",
    };
    return names[type];
}

/* The shortest of the forms that read back as the same number. */
static void add_number(struct buf *out, double number)
{
    char text[32];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, number);
        if (strtod(text, NULL) >= number && strtod(text, NULL) <= number)
            break;
    }
    buf_addz(out, text);
}

static void value_members(struct buf *out, const struct value *v)
{
    buf_addc(out, v->type == VALUE_MAP ? '{' : '[');
    for (size_t i = 0; i < v->n; i++) {
        if (i > 0)
            buf_addc(out, ',');
        if (v->type == VALUE_MAP) {
            json_str(out, v->keys[i]);
            buf_addc(out, ':');
        }
        value_json(out, &v->items[i]);
    }
    buf_addc(out, v->type == VALUE_MAP ? '}' : ']');
}

void value_json(struct buf *out, const struct value *v)
{
    switch (v->type) {
    case VALUE_STRING:
    case VALUE_FILE:
        json_str(out, v->text);
        break;
    case VALUE_NUMBER:
        add_number(out, v->number);
        break;
    case VALUE_BOOLEAN:
        buf_addz(out, v->boolean ? "true" : "false");
        break;
    case VALUE_LIST:
    case VALUE_MAP:
        value_members(out, v);
        break;
    default:
        buf_addz(out, "null");
    }
}

/* "types: list of email|phone|url = ["email"]", or "keep: file (optional)". */
static void help_signature(struct buf *out, const struct option_spec *o)
{
    buf_add(out, o->name);
    buf_addf(out, ": %s", type_name(o->type));
    for (size_t i = 0; i < o->choice_n; i++) {
        buf_addz(out, i > 0 ? "|" : o->type == VALUE_LIST ? " of " : " ");
        buf_add(out, o->choices[i]);
    }
    if (o->has_min)
        buf_addf(out, " >= %.15g", o->min);
    if (o->has_max)
        buf_addf(out, " <= %.15g", o->max);
    if (o->from_file)
        buf_addz(out, " or file");
    if (o->has_default) {
        buf_addz(out, " = ");
        value_json(out, &o->fallback);
    } else {
        buf_addz(out, o->optional ? " (optional)" : " (required)");
    }
}

/* How deep maps in maps are shown, and the column from which the help stands. */
enum { HELP_DEPTH = 8, HELP_COLUMN = 32 };

static void help_options(struct buf *out, const struct option_spec *options, size_t n, int depth)
{
    for (size_t i = 0; i < n; i++) {
        const struct option_spec *o = &options[i];
        size_t start = out->n;
        buf_addf(out, "%*s", 2 * depth, "");
        help_signature(out, o);
        if (o->help.n > 0) {
            size_t width = out->n - start;
            int gap = width + 2 < HELP_COLUMN ? (int)(HELP_COLUMN - width) : 2;
            buf_addf(out, "%*s", gap, "");
            buf_add(out, o->help);
        }
        buf_addc(out, '\n');
        if (depth == HELP_DEPTH)
            continue;
        help_options(out, o->keys, o->key_n, depth + 1);
        if (o->each && o->each->key_n > 0) {
            buf_addf(out, "%*seach:\n", 2 * depth + 2, "");
            help_options(out, o->each->keys, o->each->key_n, depth + 2);
        }
    }
}

static void help_supplies(struct buf *out, const char *title, const struct supply *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_addz(out, i > 0 ? ", " : title);
        if (str_is(s[i].name, "*"))
            buf_addz(out, "as the options say");
        else
            buf_add(out, s[i].name);
        if (s[i].personal)
            buf_addz(out, " (personal)");
    }
    if (n > 0)
        buf_addc(out, '\n');
}

void option_help(struct buf *out, const struct decl *decl)
{
    buf_add(out, decl->name);
    buf_addz(out, ": ");
    buf_add(out, decl->summary);
    if (decl->redacts)
        buf_addz(out, " (redacts)");
    if (decl->clock)
        buf_addz(out, " (uses the clock)");
    buf_addz(out, decl->option_n > 0 ? "\nOptions:\n" : "\nNo options.\n");
    help_options(out, decl->options, decl->option_n, 1);
    help_supplies(out, "Marks: ", decl->labels, decl->label_n);
    help_supplies(out, "Sets: ", decl->fields, decl->field_n);
    if (decl->formats) {
        buf_addz(out, "Writes: .");
        buf_add(out, decl->extension);
        buf_addc(out, '\n');
    }
}

static void json_text_member(struct buf *out, const char *key, struct str text)
{
    json_key(out, key);
    json_str(out, text);
}

static void json_flag(struct buf *out, const char *key, bool flag)
{
    json_key(out, key);
    buf_addz(out, flag ? "true" : "false");
}

static void json_options(struct buf *out, const struct option_spec *options, size_t n, int depth);

static void json_option(struct buf *out, const struct option_spec *o, int depth)
{
    buf_addc(out, '{');
    if (o->name.n > 0)
        json_text_member(out, "name", o->name);
    json_text_member(out, "type", str_of(type_name(o->type)));
    if (o->help.n > 0)
        json_text_member(out, "help", o->help);
    json_flag(out, "required", !o->optional && !o->has_default);
    if (o->has_default) {
        json_key(out, "default");
        value_json(out, &o->fallback);
    }
    for (size_t i = 0; i < o->choice_n; i++) {
        if (i == 0)
            json_key(out, "choices");
        buf_addc(out, i == 0 ? '[' : ',');
        json_str(out, o->choices[i]);
    }
    if (o->choice_n > 0)
        buf_addc(out, ']');
    if (o->has_min) {
        json_key(out, "min");
        add_number(out, o->min);
    }
    if (o->has_max) {
        json_key(out, "max");
        add_number(out, o->max);
    }
    if (o->shorthand.n > 0)
        json_text_member(out, "shorthand", o->shorthand);
    if (o->from_file)
        json_flag(out, "from_file", true);
    if (o->key_n > 0 && depth < HELP_DEPTH) {
        json_key(out, "keys");
        json_options(out, o->keys, o->key_n, depth + 1);
    }
    if (o->each && depth < HELP_DEPTH) {
        json_key(out, "each");
        json_option(out, o->each, depth + 1);
    }
    buf_addc(out, '}');
}

static void json_options(struct buf *out, const struct option_spec *options, size_t n, int depth)
{
    buf_addc(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_addc(out, ',');
        json_option(out, &options[i], depth);
    }
    buf_addc(out, ']');
}

static void json_supplies(struct buf *out, const char *key, const struct supply *s, size_t n)
{
    json_key(out, key);
    buf_addc(out, '[');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_addc(out, ',');
        buf_addc(out, '{');
        json_text_member(out, "name", s[i].name);
        if (s[i].personal)
            json_flag(out, "personal", true);
        buf_addc(out, '}');
    }
    buf_addc(out, ']');
}

void option_json(struct buf *out, const struct decl *decl)
{
    buf_addc(out, '{');
    json_text_member(out, "name", decl->name);
    json_text_member(out, "summary", decl->summary);
    json_flag(out, "redacts", decl->redacts);
    json_flag(out, "clock", decl->clock);
    json_key(out, "options");
    json_options(out, decl->options, decl->option_n, 0);
    json_supplies(out, "labels", decl->labels, decl->label_n);
    json_supplies(out, "fields", decl->fields, decl->field_n);
    if (decl->formats)
        json_text_member(out, "extension", decl->extension);
    buf_addc(out, '}');
}
