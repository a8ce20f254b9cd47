#include "conf/when.h"

static char when_char(struct str s, size_t at)
{
    return at < s.n ? s.p[at] : '\0';
}

static bool when_is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t when_word_end(struct str s, size_t at)
{
    while (when_is_word(when_char(s, at)))
        at++;
    return at;
}

static size_t when_space_end(struct str s, size_t at)
{
    while (at < s.n && strchr(" \t\r\n", s.p[at]))
        at++;
    return at;
}

/* Behind the long bracket ([[...]], [=[...]=]) that begins at `at`; `at` when none does. */
static size_t when_long_end(struct str s, size_t at)
{
    size_t level = 0;
    if (when_char(s, at) != '[')
        return at;
    while (when_char(s, at + 1 + level) == '=')
        level++;
    if (when_char(s, at + 1 + level) != '[')
        return at;
    for (size_t i = at + 2 + level; i < s.n; i++) {
        size_t n = 0;
        while (s.p[i] == ']' && n < level && when_char(s, i + 1 + n) == '=')
            n++;
        if (s.p[i] == ']' && n == level && when_char(s, i + 1 + n) == ']')
            return i + 2 + n;
    }
    return s.n;
}

static size_t when_string_end(struct str s, size_t at)
{
    char quote = s.p[at++];
    while (at < s.n && s.p[at] != quote)
        at += s.p[at] == '\\' ? 2 : 1;
    return at < s.n ? at + 1 : s.n;
}

/* Behind the string, comment, word or single byte at `at`. */
static size_t when_token_end(struct str s, size_t at)
{
    char c = s.p[at];
    if (c == '"' || c == '\'')
        return when_string_end(s, at);
    if (c == '-' && when_char(s, at + 1) == '-') {
        size_t end = when_long_end(s, at + 2);
        return end > at + 2 ? end : str_byte(s, '\n', at);
    }
    size_t end = when_is_word(c) ? when_word_end(s, at) : when_long_end(s, at);
    return end > at ? end : at + 1;
}

/* The name behind the word `fields`, which ends at `at`. */
static bool when_name(struct str s, size_t at, struct str *name)
{
    at = when_space_end(s, at);
    char c = when_char(s, at);
    size_t start = when_space_end(s, at + 1);
    if (c == '.' && when_char(s, at + 1) != '.') {
        *name = str_cut(s, start, when_word_end(s, start));
        return name->n > 0;
    }
    char quote = when_char(s, start);
    if (c != '[' || (quote != '"' && quote != '\''))
        return false;
    *name = str_cut(s, start + 1, when_string_end(s, start) - 1);
    return str_byte(*name, '\\', 0) == name->n;
}

bool when_field(struct str expression, size_t *at, struct str *name)
{
    struct str s = expression;
    while (*at < s.n) {
        size_t start = *at;
        *at = when_token_end(s, start);
        bool member = start > 0 && (s.p[start - 1] == '.' || s.p[start - 1] == ':') &&
                      !(start > 1 && s.p[start - 2] == '.');
        if (!member && str_is(str_cut(s, start, *at), "fields") && when_name(s, *at, name))
            return true;
    }
    return false;
}
