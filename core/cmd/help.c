#include <string.h>

#include "cmd/command.h"
#include "version.h"

enum { WIDTH = 78, INDENT = 26 };

static const struct option_def *option_of(const char *name)
{
    const struct option_def *o = option_table;
    while (strcmp(o->name, name) != 0)
        o++;
    return o;
}

/* Adds text in lines of at most WIDTH, each after the first behind `indent` spaces. */
static void add_wrapped(struct buf *out, struct str text, size_t column, size_t indent)
{
    struct str word;
    size_t at = column;
    bool first = true;
    while (str_split(&text, ' ', &word)) {
        if (!first && at + 1 + word.n > WIDTH) {
            buf_addf(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!first) {
            buf_addc(out, ' ');
            at++;
        }
        buf_add(out, word);
        at += word.n;
        first = false;
    }
    buf_addc(out, '\n');
}

static void add_option(struct buf *out, const struct option_def *o)
{
    size_t from = out->n;
    buf_addz(out, "  ");
    if (o->letter)
        buf_addf(out, "-%c, ", o->letter);
    buf_addf(out, "--%s", o->name);
    if (o->value)
        buf_addf(out, " %s", o->value);
    if (out->n - from + 2 > INDENT)
        buf_addf(out, "\n%*s", INDENT, "");
    else
        buf_addf(out, "%*s", (int)(INDENT - (out->n - from)), "");
    add_wrapped(out, str_of(o->help), INDENT, INDENT);
}

static void help_of(const struct command *c, struct buf *out)
{
    buf_addf(out, "usage: galley %s [OPTION...] %s\n\n", c->name, c->operands);
    struct str text = str_of(c->text), paragraph;
    while (str_split(&text, '\n', &paragraph))
        add_wrapped(out, paragraph, 0, 0);
    buf_addz(out, "\n");
    for (size_t i = 0; c->options[i]; i++)
        add_option(out, option_of(c->options[i]));
}

void help_print(const struct command *c, struct buf *out)
{
    if (c) {
        help_of(c, out);
        return;
    }
    buf_addz(out, "usage: galley COMMAND [OPTION...] [OPERAND...]\n\n"
                  "Runs documents through pipelines of stages, and accounts for every one.\n\n");
    for (c = command_table; c->name; c++)
        buf_addf(out, "  galley %-12s%-20s%s\n", c->name, c->operands, c->summary);
    buf_addz(out, "\n`galley COMMAND --help` tells of one command; `galley --version` of this "
                  "one.\n");
}

/* Text for roff: a backslash and a leading dot or quote would be markup, a hyphen is one. */
static void add_roff(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\\' || s.p[i] == '-')
            buf_addc(out, '\\');
        else if ((s.p[i] == '.' || s.p[i] == '\'') && (i == 0 || s.p[i - 1] == '\n'))
            buf_addz(out, "\\&");
        buf_addc(out, s.p[i]);
    }
}

static void man_option(struct buf *out, const struct option_def *o)
{
    buf_addz(out, ".TP\n");
    if (o->letter)
        buf_addf(out, "\\fB\\-%c\\fR, ", o->letter);
    buf_addz(out, "\\fB\\-\\-");
    add_roff(out, str_of(o->name));
    buf_addz(out, "\\fR");
    if (o->value)
        buf_addf(out, " \\fI%s\\fR", o->value);
    buf_addc(out, '\n');
    add_roff(out, str_of(o->help));
    buf_addc(out, '\n');
}

static void man_command(struct buf *out, const struct command *c)
{
    buf_addf(out, ".SS galley %s [\\fIOPTION\\fR...] %s\n", c->name, c->operands);
    struct str text = str_of(c->text), paragraph;
    for (int i = 0; str_split(&text, '\n', &paragraph); i++) {
        buf_addz(out, i ? ".PP\n" : "");
        add_roff(out, paragraph);
        buf_addc(out, '\n');
    }
    for (size_t i = 0; c->options[i]; i++)
        man_option(out, option_of(c->options[i]));
}

void help_man(struct buf *out)
{
    buf_addf(
        out,
        ".TH GALLEY 1 \"\" \"galley %s\" \"User Commands\"\n"
        ".SH NAME\ngalley \\- run documents through pipelines of stages\n"
        ".SH SYNOPSIS\n.B galley\n\\fICOMMAND\\fR [\\fIOPTION\\fR...] "
        "[\\fIOPERAND\\fR...]\n"
        ".SH DESCRIPTION\nA small core moves documents; every step that knows anything about "
        "text is a Lua stage; a YAML file says which stages, in which order, from where, to "
        "where. Every input ends exactly once as done, skipped or failed; no output is ever "
        "partial; the same inputs give the same bytes with any number of workers.\n"
        ".SH COMMANDS\n",
        GALLEY_VERSION);
    for (const struct command *c = command_table; c->name; c++)
        man_command(out, c);
    buf_addz(out,
             ".SH EXIT STATUS\n"
             ".TP\n0\nevery document is done, or skipped by rule\n"
             ".TP\n1\nsome failed, or a check or test found something wrong\n"
             ".TP\n2\nusage or configuration; nothing was read\n"
             ".TP\n3\nstopped; the same command does all that there is to do\n"
             ".SH ENVIRONMENT\n"
             ".TP\nGALLEY_KEY\nthe key for keyed hashes, when there is no \\-\\-key\\-file\n"
             ".TP\nNO_COLOR\nno colours when it is set\n"
             ".SH FILES\n"
             ".TP\nOUT/.galley/ledger.jsonl\none line per document: status, reason, digests, "
             "every secret edit\n"
             ".TP\nOUT/.galley/run.json\nversions, hashes, counts, times per stage\n"
             ".TP\nOUT/.galley/failed/\na report per failed document\n");
}

void help_completion(struct buf *out)
{
    buf_addz(out, "_galley() {\n"
                  "    local word=${COMP_WORDS[COMP_CWORD]} words\n"
                  "    case ${COMP_WORDS[1]} in\n");
    for (const struct command *c = command_table; c->name; c++) {
        buf_addf(out, "    %s) words='", c->name);
        for (size_t i = 0; c->options[i]; i++)
            buf_addf(out, "%s--%s", i ? " " : "", c->options[i]);
        buf_addz(out, "' ;;\n");
    }
    buf_addz(out, "    *) words='");
    for (const struct command *c = command_table; c->name; c++)
        buf_addf(out, "%s ", c->name);
    buf_addz(out, "--help --version' ;;\n"
                  "    esac\n"
                  "    if [[ $word == -* || $COMP_CWORD == 1 ]]; then\n"
                  "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                  "    else\n"
                  "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
                  "    fi\n"
                  "}\n"
                  "complete -o filenames -F _galley galley\n");
}
