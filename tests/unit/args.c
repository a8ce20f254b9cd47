#include "cmd/command.h"

#include <stdio.h>

#include "tap.h"

/* What came of a command line, whose words lie in `text`. */
struct reading {
    struct args args;
    const char *operands[ARGS_MAX + 2];
    char text[512];
    struct err err;
    bool good;
};

/* Reads words, written with a '|' between two. */
static void read_words(struct reading *r, const char *command, const char *words)
{
    char *argv[ARGS_MAX + 2], *next;
    int n = 0;
    *r = (struct reading){.args = {.command = command_find(command)}};
    snprintf(r->text, sizeof r->text, "%s", words);
    r->args.operands = r->operands;
    for (char *word = r->text; word; word = next) {
        next = strchr(word, '|');
        if (next)
            *next++ = '\0';
        argv[n++] = word;
    }
    r->good = args_read(&r->args, n, argv, &r->err);
}

static void value_is(const struct reading *r, const char *name, const char *want)
{
    const char *value = args_value(&r->args, name);
    IS(str_of(value ? value : "(none)"), want, "--%s", name);
}

static void test_forms(void)
{
    struct reading r;
    read_words(&r, "run", "--output|a|--jobs=3|-n|p.yaml|in");
    OK(r.good && r.args.operand_n == 2, "long options, a letter, operands");
    value_is(&r, "output", "a");
    value_is(&r, "jobs", "3");
    OK(args_flag(&r.args, "dry-run") && !args_flag(&r.args, "quiet"), "flags");
    read_words(&r, "run", "-nqj4|-oout");
    OK(r.good && args_flag(&r.args, "dry-run") && args_flag(&r.args, "quiet"), "letters in one");
    value_is(&r, "jobs", "4");
    value_is(&r, "output", "out");
    read_words(&r, "run", "-j|5|-o|-x");
    value_is(&r, "jobs", "5");
    value_is(&r, "output", "-x");
    read_words(&r, "run", "--set=A=b=c|--output=");
    value_is(&r, "set", "A=b=c");
    value_is(&r, "output", "");
    value_is(&r, "state", "(none)");
}

static void test_operands(void)
{
    struct reading r;
    read_words(&r, "run", "p|-|--|-n|--output|--");
    OK(r.good && r.args.operand_n == 5 && r.args.option_n == 0, "behind -- all are operands");
    IS(str_of(r.operands[1]), "-", "a lone - is one too");
    IS(str_of(r.operands[4]), "--", "and a second --");
    read_words(&r, "run", "");
    OK(r.good && r.args.operand_n == 1, "an empty word is an operand");
    read_words(&r, "run", "in|-n|more");
    OK(r.good && r.args.operand_n == 2 && args_flag(&r.args, "dry-run"), "options between them");
}

static void test_repeated(void)
{
    struct reading r;
    read_words(&r, "run", "-j2|--jobs|7|--set|A=1|--set|B=2");
    value_is(&r, "jobs", "7");
    OK(r.good && r.args.option_n == 4, "the last one counts, but all are kept");
    struct buf many = {0};
    for (size_t i = 0; i < ARGS_MAX; i++)
        buf_addz(&many, i ? "|-n" : "-n");
    read_words(&r, "run", many.p);
    OK(r.good, "as many options as there is room for");
    buf_addz(&many, "|-n");
    read_words(&r, "run", many.p);
    OK(!r.good && r.err.set, "and no more");
    buf_free(&many);
}

static void fails(const char *command, const char *words, const char *says)
{
    struct reading r;
    read_words(&r, command, words);
    OK(!r.good && strstr(r.err.text, says), "`%s`: %s", words, r.err.text);
}

static void test_errors(void)
{
    fails("run", "--ouput|x", "did you mean `--output`?");
    fails("run", "--ouput=x", "unknown option `--ouput` of `galley run`");
    fails("run", "--zzzzzzzz", "unknown option");
    fails("run", "--=x", "unknown option");
    fails("run", "-z", "unknown option `-z`");
    fails("run", "-nz", "unknown option `-z`");
    fails("run", "--output", "needs a value: --output DIR");
    fails("run", "-o", "needs a value");
    fails("run", "-no", "needs a value");
    fails("run", "--dry-run=yes", "takes no value");
    fails("check", "--output|x", "unknown option `--output` of `galley check`");
    fails("check", "-j4", "unknown option `-j`");
    struct reading r;
    read_words(&r, "run", "--dry");
    OK(!r.good, "no abbreviations: they would break when options are added");
}

static bool number(const char *word, uint64_t *out)
{
    struct reading r;
    read_words(&r, "run", word);
    bool good = args_number(&r.args, "jobs", 1, 256, 8, out, &r.err);
    OK(good == !r.err.set, "`%s`: %s", word, r.err.set ? r.err.text : "read");
    return good;
}

static void test_numbers(void)
{
    uint64_t n;
    OK(number("-n", &n) && n == 8, "not given");
    OK(number("-j1", &n) && n == 1, "the least");
    OK(number("-j256", &n) && n == 256, "the most");
    OK(!number("-j0", &n) && !number("-j257", &n), "out of range");
    OK(!number("--jobs=", &n) && !number("--jobs=4x", &n) && !number("--jobs=-1", &n) &&
           !number("--jobs= 4", &n) && !number("--jobs=0x4", &n),
       "no number");
    OK(!number("--jobs=99999999999999999999999", &n), "a number that fits nowhere");
}

static char letter_of(const char *name)
{
    const struct option_def *o = option_table;
    while (o->name && strcmp(o->name, name) != 0)
        o++;
    return o->letter;
}

/* One definition feeds parser, help, manual and completion: none may name what is not there. */
static void test_tables(void)
{
    bool found = true, helped = true, once = true;
    for (const struct command *c = command_table; c->name; c++)
        for (size_t i = 0; c->options[i]; i++) {
            const struct option_def *o = option_table;
            while (o->name && strcmp(o->name, c->options[i]) != 0)
                o++;
            found = found && o->name;
            for (size_t k = 0; k < i; k++)
                once = once && strcmp(c->options[k], c->options[i]) != 0 &&
                       (!o->letter || o->letter != letter_of(c->options[k]));
        }
    for (const struct option_def *o = option_table; o->name; o++)
        for (const struct option_def *p = option_table; p != o; p++)
            once = once && strcmp(o->name, p->name) != 0;
    for (const struct command *c = command_table; c->name; c++) {
        struct buf help = {0};
        help_print(c, &help);
        for (size_t i = 0; c->options[i]; i++)
            helped = helped && str_find(buf_str(&help), str_of(c->options[i]), 0) < help.n;
        buf_free(&help);
    }
    OK(found, "each option of a command is defined");
    OK(once, "none twice, and no letter of a command");
    OK(helped, "the help of a command names all its options");
    OK(command_find("run") && !command_find("") && !command_find("ru"), "commands by name");
}

static void test_help(void)
{
    struct buf b = {0};
    help_print(NULL, &b);
    bool all = true, narrow = true;
    for (const struct command *c = command_table; c->name; c++)
        all = all && str_find(buf_str(&b), str_of(c->name), 0) < b.n;
    OK(all, "the help of galley names all commands");
    buf_clear(&b);
    for (const struct command *c = command_table; c->name; c++)
        help_print(c, &b);
    struct str rest = buf_str(&b), line;
    while (str_split(&rest, '\n', &line))
        narrow = narrow && line.n <= 80;
    OK(narrow, "lines of help fit on a terminal");
    buf_clear(&b);
    help_man(&b);
    OK(str_starts(buf_str(&b), ".TH GALLEY 1") && strstr(b.p, "\\-\\-output"), "a manual page");
    OK(!strstr(b.p, "\n\n"), "without empty lines, which roff would show");
    buf_clear(&b);
    help_completion(&b);
    OK(strstr(b.p, "run) words='--output ") && strstr(b.p, "complete "), "a completion");
    buf_free(&b);
}

int main(void)
{
    test_forms();
    test_operands();
    test_repeated();
    test_errors();
    test_numbers();
    test_tables();
    test_help();
    return tap_done();
}
