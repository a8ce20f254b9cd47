#include "base/log.h"
#include "conf/node.h"

#include "tap.h"

static const char *lookup(void *context, const char *name)
{
    (void)context;
    if (strcmp(name, "DIR") == 0)
        return "/data/in";
    if (strcmp(name, "TIME") == 0)
        return "5s";
    if (strcmp(name, "BYTES") == 0)
        return "\xff";
    return strcmp(name, "NONE") == 0 ? "" : NULL;
}

/* Compares what is said about `text`; "" is nothing. */
static void says(const char *text, const char *want)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf out = {0}, name = {0};
    struct node *n = node_read(&arena, "f", str_of(text), lookup, NULL, &diags);
    diag_print(&diags, &out);
    log_escape(&name, str_cut(str_of(text), 0, 60), true);
    IS(buf_str(&out), want, "said about %s", name.p);
    buf_free(&name);
    OK((n != NULL) == (want[0] == '\0'), "a tree is given only without errors");
    buf_free(&out);
    diag_free(&diags);
    arena_free(&arena);
}

static void test_errors(void)
{
    says("a: 1\na: 2\n", "f:2:1: error: `a` is here twice; it was given in line 1\n");
    says("x:\n  \"b\": 1\n  c: 2\n  b: 3\n  b: 4\n",
         "f:4:3: error: `b` is here twice; it was given in line 2\n"
         "f:5:3: error: `b` is here twice; it was given in line 4\n");
    says("a: 1\n---\nb: 2\n",
         "f:2:1: error: a second document begins here; one file holds one\n");
    says("a: !x 1\n",
         "f:1:7: error: tags are not used here; quote a value that begins with `!`\n");
    says("files: **/*.txt\n",
         "f:1:8: error: `**/*.txt` is an alias of nothing; quote a text that begins with a star: "
         "\"**/*.txt\"\n");
    says("a: &x [*x]\n", "f:1:8: error: `*x` would hold itself\n");
    says("{a: b}: c\n",
         "f:1:1: error: a key must be a plain word; quote a text that begins with a brace\n");
    says("a: \xff\n", "f:1:4: error: a byte that is not UTF-8\n");
    says("%YAML 3.0\n---\na: 1\n", "f:1:1: error: this is not YAML\n");
}

static void test_hints(void)
{
    says("path: {dir}/x\n",
         "f:1:12: error: invalid value after mapping; quote a value that begins "
         "with a brace: \"{dir}/{stem}.html\"\n");
    says("o: {a: [b], path: {path}.md}\n",
         "f:1:25: error: missing comma in flow mapping; quote a value that begins with a brace: "
         "\"{dir}/{stem}.html\"\n");
    says("a:\n\tb: 1\n",
         "f:2:1: error: tab character may not be used as indentation; indent with "
         "spaces; YAML takes no tab there\n");
    says("a: {p: ${DIR}/x}\n", "f:1:9: error: missing comma in flow mapping; quote a value with "
                               "`${...}` in it inside `{...}` or `[...]`\n");
    says(
        "a:\n- b\n  c: d\n",
        "f:2:3: error: invalid multiline plain key; is a `:` missing at the end of this line, or "
        "the next line indented too far?\n");
    says("when: a: b\n", "f:1:8: error: invalid nested block mapping on the same line; quote a "
                         "value that has `: ` in it\n");
    says("when: \"x\" == \"y\"\n", "f:1:11: error: invalid trailing content after double-quoted "
                                   "scalar; quote the whole value: 'fields.lang == \"en\"'\n");
    says("a: @x\n", "f:1:4: error: plain scalar cannot start with '@'; quote a value that begins "
                    "with this character\n");
}

static void test_variables(void)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct node *n =
        node_read(&arena, "f",
                  str_of("a: ${DIR}/x\nb: '${DIR}'\nc: \"$$${TIME}\"\nd: ${NO:-x}-$\n"
                         "e: ${NONE:-y}\nf: ${NONE}\ng: ${TIME}\nh: [ \"${NO:-}\" ]\n"
                         "${TIME}: k\n"),
                  lookup, NULL, &diags);
    uint64_t time = 0;
    OK(n != NULL, "variables are known");
    IS(node_get(n, "a")->text, "/data/in/x", "a plain text takes a variable");
    IS(node_get(n, "b")->text, "${DIR}", "single quotes keep it");
    IS(node_get(n, "c")->text, "$5s", "double quotes take it; $$ is a dollar sign");
    IS(node_get(n, "d")->text, "x-$", "the default; a lone dollar sign stays");
    IS(node_get(n, "e")->text, "y", "the default of one that is empty");
    OK(node_get(n, "f")->kind == NODE_SCALAR && node_get(n, "f")->text.n == 0,
       "an empty value is a text, not nothing");
    OK(node_duration(node_get(n, "g"), &time) && time == 5000000000,
       "its type follows its value");
    OK(node_get(n, "h")->items[0]->text.n == 0, "a default may be empty");
    OK(node_get(n, "5s") != NULL, "keys take variables");
    n = node_read(&arena, "f", str_of("a: ${NO}\n"), NULL, NULL, &diags);
    IS(node_get(n, "a")->text, "${NO}", "with no lookup texts stay as they are");
    diag_free(&diags);
    arena_free(&arena);
    says("a: ${NO}\nb: ${NO2}\n",
         "f:1:4: error: the variable NO is not set; set it, or give a default: ${NO:-...}\n"
         "f:2:4: error: the variable NO2 is not set; set it, or give a default: ${NO2:-...}\n");
    says("a: ${A B}\n", "f:1:4: error: `${A B}` is not a variable: write ${NAME} or "
                        "${NAME:-default}, and $$ for a dollar sign\n");
    says("a: \"${DIR\"\n", "f:1:4: error: `${` without its `}`; write $$ for a dollar sign\n");
    says("a: ${BYTES}\n", "f:1:4: error: the value of the variable BYTES is not UTF-8\n");
}

static bool at(const struct node *n, int line, int col)
{
    return n->at.line == line && n->at.col == col && strcmp(n->at.file, "f") == 0;
}

static void test_tree(void)
{
    static const char text[] = "\xef\xbb\xbf# head\r\na: 1\r\nlist:\r\n  - x: {y: [1, \"2\"]}\r\n"
                               "    when: #foo\r\n  -\r\n\"\xc3\xa9\": \xc3\xa4 # note\r\n"
                               "block: |\r\n  l1\r\n  l2\r\nnull2: ~\nsame: &s [p]\nalso: *s\n";
    struct arena arena = {0};
    struct diags diags = {0};
    struct node *n = node_read(&arena, "f", str_of(text), lookup, NULL, &diags);
    OK(n && n->kind == NODE_MAP && n->n == 7, "the map has its members");
    if (!n)
        return;
    struct node *list = node_get(n, "list"), *x = list->items[0];
    OK(at(n->keys[0], 2, 1) && at(node_get(n, "a"), 2, 4), "places of a key and its value");
    OK(list->kind == NODE_LIST && list->n == 2 && at(list, 4, 3), "a list and its place");
    OK(at(x, 4, 5) && at(node_get(x, "x"), 4, 8), "places of maps of both forms");
    struct node *y = node_get(node_get(x, "x"), "y");
    OK(at(y, 4, 12) && !y->items[0]->quoted && y->items[1]->quoted, "what is quoted is known");
    OK(at(y->items[1], 4, 16), "the place of a quoted text is its quote");
    OK(node_get(x, "when")->kind == NODE_NULL && at(node_get(x, "when"), 5, 5),
       "what is not there has its key's place");
    OK(list->items[1]->kind == NODE_NULL, "an empty item is nothing");
    IS(node_get(n, "\xc3\xa9")->text, "\xc3\xa4", "a comment is not part of a text");
    OK(at(node_get(n, "\xc3\xa9"), 7, 6), "columns count characters");
    IS(node_get(n, "block")->text, "l1\nl2\n", "a block");
    OK(node_get(n, "block")->quoted, "a block is a string");
    OK(node_get(n, "also")->n == 1, "an alias is a copy");
    OK(!node_get(n, "nothing") && !node_get(list, "a"), "what is absent is NULL");
    n = node_read(&arena, "f", str_of("# only\n"), NULL, NULL, &diags);
    OK(n && n->kind == NODE_NULL && diags.n == 0, "an empty file is nothing");
    diag_free(&diags);
    arena_free(&arena);
}

static void repeat(struct buf *b, const char *z, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_addz(b, z);
}

static void test_bombs(void)
{
    struct buf b = {0};
    buf_addz(&b, "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 12; i++)
        buf_addf(&b, "a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d,*a%d]\n", i, i, i - 1, i - 1,
                 i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    says(b.p, "f:6:14: error: more than 100000 values; aliases count as copies\n");
    buf_clear(&b);
    repeat(&b, "[", 100);
    repeat(&b, "]", 100);
    says(b.p, "");
    buf_clear(&b);
    repeat(&b, "[", 100000);
    says(b.p, "f:1:101: error: more than 100 levels\n");
    buf_clear(&b);
    buf_addz(&b, "a: &a ");
    repeat(&b, "[", 60);
    repeat(&b, "]", 60);
    buf_addz(&b, "\nb: [[*a]]\nc: ");
    repeat(&b, "[", 50);
    buf_addz(&b, "*a");
    repeat(&b, "]", 50);
    says(b.p, "f:3:54: error: more than 100 levels\n");
    buf_free(&b);
}

static struct node scalar(const char *text)
{
    return (struct node){.kind = NODE_SCALAR, .text = str_of(text)};
}

static void test_numbers(void)
{
    static const char *const bad[] = {"",  "0x10", "1e999", "nan",   "inf", "1.2.3", "1e",
                                      "-", ".",    "5 ",    "1_000", "--1", "1e+"};
    double d = 0;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct node n = scalar(bad[i]);
        OK(!node_number(&n, &d), "`%s` is no number", bad[i]);
    }
    struct node n = scalar("-1.5e2");
    OK(node_number(&n, &d) && d > -150.1 && d < -149.9, "a decimal number");
    n = scalar(".5");
    OK(node_number(&n, &d) && d > 0.49 && d < 0.51, "no digit before the point");
    n.quoted = true;
    OK(!node_number(&n, &d), "a number in quotes is a string");
}

static void test_measures(void)
{
    uint64_t u = 0;
    struct node n = scalar("256MiB");
    OK(node_size(&n, &u) && u == 268435456, "a size");
    n = scalar("123");
    OK(node_size(&n, &u) && u == 123, "bytes");
    n = scalar("16777216TiB");
    OK(!node_size(&n, &u), "a size that does not fit");
    n = scalar("5MB");
    OK(!node_size(&n, &u), "a unit that is not known");
    n = scalar("MiB");
    OK(!node_size(&n, &u), "a unit alone");
    n = scalar("200ms");
    OK(node_duration(&n, &u) && u == 200000000, "milliseconds");
    n = scalar("2m");
    OK(node_duration(&n, &u) && u == 120000000000, "minutes");
    n = scalar("5");
    OK(!node_duration(&n, &u), "a duration needs its unit");
    n = scalar("-5s");
    OK(!node_duration(&n, &u), "a duration is not negative");
    bool b = true;
    n = scalar("false");
    OK(node_boolean(&n, &b) && !b, "false");
    n = scalar("yes");
    OK(!node_boolean(&n, &b), "yes is no boolean");
    n = scalar("true");
    n.quoted = true;
    OK(!node_boolean(&n, &b), "true in quotes is a string");
    n.kind = NODE_NULL;
    struct str s;
    OK(!node_string(&n, &s) && !node_string(NULL, &s), "nothing is no string");
}

int main(void)
{
    test_errors();
    test_hints();
    test_variables();
    test_tree();
    test_bombs();
    test_numbers();
    test_measures();
    return tap_done();
}
