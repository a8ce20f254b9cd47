#include "conf/hint.h"

struct str hint_line(struct str text, int line)
{
    struct str rest = text;
    struct str part = {0};
    for (int i = 0; i < line; i++) {
        if (!str_split(&rest, '\n', &part))
            return (struct str){0};
    }
    return part;
}

static bool hint_has(struct str s, const char *needle)
{
    return str_find(s, str_of(needle), 0) < s.n;
}

static bool hint_tab(struct str line)
{
    for (size_t i = 0; i < line.n && (line.p[i] == ' ' || line.p[i] == '\t'); i++) {
        if (line.p[i] == '\t')
            return true;
    }
    return false;
}

/* Whether an unquoted value of the line begins with a brace and goes on behind it: "{dir}/x". */
static bool hint_brace(struct str line)
{
    for (size_t at = str_byte(line, '{', 0); at < line.n; at = str_byte(line, '{', at + 1)) {
        size_t end = str_byte(line, '}', at);
        bool value = at > 0 && (line.p[at - 1] == ' ' || line.p[at - 1] == '-');
        char next = end + 1 < line.n ? line.p[end + 1] : ' ';
        if (value && end < line.n && !strchr(" ,]}\t\r#", next))
            return true;
    }
    return false;
}

const char *hint_syntax(struct str text, int line, int col, const char *message)
{
    struct str at = hint_line(text, line);
    struct str said = str_of(message);
    if (hint_tab(at))
        return "indent with spaces; YAML takes no tab there";
    if (hint_has(at, "${") && !hint_has(at, "\""))
        return "quote a value with `${...}` in it inside `{...}` or `[...]`";
    if (hint_brace(at))
        return "quote a value that begins with a brace: \"{dir}/{stem}.html\"";
    if (hint_has(said, "multiline plain key"))
        return "is a `:` missing at the end of this line, or the next line indented too far?";
    if (hint_has(said, "extra closing"))
        return "is a `:` missing before the bracket that opens, or a quote around the text?";
    if (hint_has(said, "nested block mapping"))
        return "quote a value that has `: ` in it";
    if (hint_has(said, "trailing content after"))
        return "quote the whole value: 'fields.lang == \"en\"'";
    char c = col > 0 && (size_t)col <= at.n ? at.p[col - 1] : '\0';
    if (c == '@' || c == '`' || c == '%')
        return "quote a value that begins with this character";
    return NULL;
}
