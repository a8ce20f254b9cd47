#include "conf/option.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_tree.h"
#include "base/mapped.h"

#include "tap.h"

#define NAME(text)                                                                               \
    {                                                                                            \
        text, sizeof(text) - 1                                                                   \
    }

static struct str kinds[] = {NAME("email"), NAME("phone"), NAME("url")};

static struct option_spec rule_keys[] = {
    {.name = NAME("operator"), .type = VALUE_STRING, .choices = kinds, .choice_n = 3},
    {.name = NAME("min"),
     .type = VALUE_NUMBER,
     .has_default = true,
     .fallback = {.type = VALUE_NUMBER, .number = 0.5},
     .has_max = true,
     .max = 1},
};
static struct option_spec rule = {
    .type = VALUE_MAP, .keys = rule_keys, .key_n = 2, .shorthand = NAME("operator")};
static struct option_spec policy_keys[] = {
    {.name = NAME("labels"),
     .type = VALUE_MAP,
     .each = &rule,
     .labels = true,
     .help = NAME("what becomes of each")},
};
static struct value one_kind = {.type = VALUE_STRING, .text = NAME("email")};
static struct option_spec options[] = {
    {.name = NAME("with"),
     .type = VALUE_STRING,
     .has_default = true,
     .fallback = {.type = VALUE_STRING, .text = NAME("[EMAIL]")},
     .help = NAME("what stands in place of an address"),
     .has_max = true,
     .max = 8},
    {.name = NAME("keep"),
     .type = VALUE_FILE,
     .optional = true,
     .help = NAME("domains left as they are, one a line")},
    {.name = NAME("types"),
     .type = VALUE_LIST,
     .choices = kinds,
     .choice_n = 3,
     .has_default = true,
     .fallback = {.type = VALUE_LIST, .items = &one_kind, .n = 1},
     .has_min = true,
     .min = 1},
    {.name = NAME("count"), .type = VALUE_NUMBER, .optional = true, .has_min = true, .min = 1},
    {.name = NAME("strict"),
     .type = VALUE_BOOLEAN,
     .has_default = true,
     .fallback = {.type = VALUE_BOOLEAN}},
    {.name = NAME("names"), .type = VALUE_MAP, .optional = true},
    {.name = NAME("policy"),
     .type = VALUE_MAP,
     .keys = policy_keys,
     .key_n = 1,
     .from_file = true,
     .optional = true},
};
static struct supply labels[] = {{NAME("email"), true}};
static struct supply fields[] = {{NAME("headline"), false}, {NAME("byline"), false}};
static const struct decl decl = {.name = NAME("redact.email"),
                                 .summary = NAME("Replace e-mail addresses."),
                                 .redacts = true,
                                 .options = options,
                                 .option_n = 7,
                                 .labels = labels,
                                 .label_n = 1,
                                 .fields = fields,
                                 .field_n = 2};

/* Checks the options `text`; puts what is said, or the values as JSON, into out. */
static bool check(const struct decl *d, const char *text, const char *base, struct buf *out)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct option_file *files = NULL;
    struct node *n = node_read(&arena, "p", str_of(text), NULL, NULL, &diags);
    struct value *v = option_check(&arena, d, n, (struct place){"p", 7, 5}, base, &files, &diags);
    buf_clear(out);
    diag_print(&diags, out);
    bool good = (v != NULL) == (diags.errors == 0);
    if (v)
        value_json(out, v);
    diag_free(&diags);
    arena_free(&arena);
    return good;
}

static void gives(const char *text, const char *want)
{
    struct buf out = {0};
    OK(check(&decl, text, "", &out), "values only without errors");
    IS(buf_str(&out), want, "options %s", text);
    buf_free(&out);
}

static void test_values(void)
{
    gives("", "{\"with\":\"[EMAIL]\",\"types\":[\"email\"],\"strict\":false}");
    gives("{strict: true, with: 5, count: 3}",
          "{\"strict\":true,\"with\":\"5\",\"count\":3,\"types\":[\"email\"]}");
    gives("{with: \"\", types: [url, email], strict: false, count: 1.5}",
          "{\"with\":\"\",\"types\":[\"url\",\"email\"],\"strict\":false,\"count\":1.5}");
    gives("{with: x, types: [url], strict: false, names: {b: x, a: y}}",
          "{\"with\":\"x\",\"types\":[\"url\"],\"strict\":false,\"names\":{\"b\":\"x\",\"a\":"
          "\"y\"}}");
    gives("{policy: {labels: {a: url, b: {operator: phone, min: 0}}}, with: \"\", types: [url], "
          "strict: true}",
          "{\"policy\":{\"labels\":{\"a\":{\"operator\":\"url\",\"min\":0.5},"
          "\"b\":{\"operator\":\"phone\",\"min\":0}}},\"with\":\"\",\"types\":[\"url\"],"
          "\"strict\":true}");
    gives(
        "{with: \xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4, types: [url], "
        "strict: true}",
        "{\"with\":\"\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\","
        "\"types\":[\"url\"],\"strict\":true}");
}

static void test_errors(void)
{
    gives("typ: [email]",
          "p:1:1: error: unknown option `typ` of `redact.email`; did you mean `types`?\n");
    gives("when: x", "p:1:1: error: `when` is no option: it stands beside `redact.email`, not "
                     "among its options\n");
    gives("types: email",
          "p:1:8: error: `types` of `redact.email` must be a list: write [email]\n");
    gives("types: [url, emial]",
          "p:1:14: error: `types` of `redact.email` cannot be `emial`; did "
          "you mean `email`?\n");
    gives("types: []", "p:1:8: error: `types` of `redact.email` must have at least 1 item\n");
    gives("types: [[a]]",
          "p:1:9: error: `types` of `redact.email` must be a string, not a list\n");
    gives("with: [x]", "p:1:7: error: `with` of `redact.email` must be a string, not a list\n");
    gives("with:",
          "p:1:1: error: `with` of `redact.email` is empty; it must be a string (\"\" is "
          "the empty one)\n");
    gives("with: 123456789",
          "p:1:7: error: `with` of `redact.email` must have at most 8 characters\n");
    gives("count: \"3\"",
          "p:1:8: error: `count` of `redact.email` must be a number, not `3` in quotes\n");
    gives("count: 0", "p:1:8: error: `count` of `redact.email` must be at least 1\n");
    gives("count: 1e999",
          "p:1:8: error: `count` of `redact.email` must be a number, not `1e999`\n");
    gives("strict: yes",
          "p:1:9: error: `strict` of `redact.email` must be true or false, not `yes`\n");
    gives("names: x", "p:1:8: error: `names` of `redact.email` must be a map, not `x`\n");
    gives("[with]", "p:1:1: error: the options of `redact.email` must be a map, not a list\n");
    gives("policy: {labels: {a: {oprator: url}}}",
          "p:1:22: error: `policy.labels.a` of `redact.email` needs `operator`\n"
          "p:1:23: error: unknown key `oprator` in `policy.labels.a` of `redact.email`; did you "
          "mean `operator`?\n");
    gives("policy: {labels: {a: {operator: url, min: 2}}}",
          "p:1:43: error: `policy.labels.a.min` of `redact.email` must be at most 1\n");
    gives("policy: {}", "p:1:9: error: `policy` of `redact.email` needs `labels`\n");
    gives("keep: none.txt",
          "p:1:7: error: `keep` of `redact.email`: there is no file `none.txt`\n");
    gives("keep: /",
          "p:1:7: error: `keep` of `redact.email`: cannot read /: it is not a regular file\n");
}

static void test_required(void)
{
    static struct option_spec need[] = {{.name = NAME("list"), .type = VALUE_FILE}};
    struct decl d = {.name = NAME("x.y"), .options = need, .option_n = 1};
    struct buf out = {0};
    check(&d, "", "", &out);
    IS(buf_str(&out), "p:7:5: error: `x.y` needs the option `list`\n", "at the stage");
    check(&d, "lst: a", "", &out);
    IS(buf_str(&out),
       "p:1:1: error: unknown option `lst` of `x.y`; did you mean `list`?\n"
       "p:7:5: error: `x.y` needs the option `list`\n",
       "all errors are told");
    d.option_n = 0;
    check(&d, "a: b", "", &out);
    IS(buf_str(&out), "p:1:1: error: unknown option `a` of `x.y`, which takes none\n",
       "a stage without options");
    buf_free(&out);
}

static void test_files(void)
{
    char dir[] = "/tmp/galley-option-XXXXXX";
    struct err err = {0};
    struct buf path = {0}, out = {0}, want = {0};
    struct arena arena = {0};
    struct diags diags = {0};
    struct option_file *files = NULL;
    OK(mkdtemp(dir) != NULL, "a directory to work in");
    file_join(&path, str_of(dir), str_of("p.yaml"));
    file_create(AT_FDCWD, path.p, str_of("labels:\n  email: url\n  phone: telephone\n"), &err);
    check(&decl, "policy: p.yaml", dir, &out);
    buf_addf(&want,
             "%s:3:10: error: `policy.labels.phone.operator` of `redact.email` cannot be "
             "`telephone`; there is `email`, `phone` and `url`\n",
             path.p);
    IS(buf_str(&out), want.p, "errors of a file have its own places");
    struct node *n = node_read(&arena, "p", str_of("keep: p.yaml"), NULL, NULL, &diags);
    struct value *v =
        option_check(&arena, &decl, n, (struct place){"p", 1, 1}, dir, &files, &diags);
    const struct value *keep = value_get(v, "keep");
    bool noted = keep && files && !files->next;
    OK(noted, "a file is noted once");
    if (noted) {
        IS(keep->content, "labels:\n  email: url\n  phone: telephone\n", "its bytes");
        IS(keep->text, path.p, "its path is joined to the directory");
        OK(files->content.p == keep->content.p && files->content.n == keep->content.n,
           "with the same bytes");
        OK(keep->at.line == 1 && keep->at.col == 1, "its place is its key's");
    }
    const struct value *with = value_get(v, "with");
    OK(with && !with->at.file, "a default has no place");
    OK(!value_get(v, "none") && !value_get(keep, "x"), "what is not there is NULL");
    file_remove_tree(AT_FDCWD, dir, &err);
    OK(!err.set, "the directory is gone");
    buf_free(&path);
    buf_free(&out);
    buf_free(&want);
    diag_free(&diags);
    arena_free(&arena);
}

/* A file that a default names: beside the plugin, or among the data of the shipped ones. */
static void test_shipped(void)
{
    char dir[] = "/tmp/galley-option-XXXXXX";
    struct err err = {0};
    struct buf path = {0};
    struct arena arena = {0};
    struct diags diags = {0};
    struct option_file *files = NULL;
    struct option_spec specs[] = {
        {.name = NAME("list"), .type = VALUE_FILE, .has_default = true},
        {.name = NAME("model"), .type = VALUE_FILE, .has_default = true},
    };
    OK(mkdtemp(dir) != NULL, "a directory to work in");
    buf_addf(&path, "%s/data", dir);
    file_mkdirs(AT_FDCWD, path.p, false, &err);
    buf_addz(&path, "/m");
    file_create(AT_FDCWD, path.p, str_of("model"), &err);
    buf_clear(&path);
    buf_addf(&path, "%s/l.txt", dir);
    file_create(AT_FDCWD, path.p, str_of("list"), &err);
    specs[0].fallback = (struct value){.type = VALUE_FILE, .text = NAME("l.txt")};
    specs[1].fallback = (struct value){.type = VALUE_FILE, .text = NAME("data/m")};
    struct decl d = {.name = NAME("mine/x.lua"), .file = NAME("mine/x.lua"), .options = specs};
    d.dir = d.plugins = str_of(dir);
    d.option_n = 2;
    struct place at = {"p", 1, 1};
    struct value *v = option_check(&arena, &d, NULL, at, "/nowhere", &files, &diags);
    const struct value *list = value_get(v, "list"), *model = value_get(v, "model");
    OK(list && model, "both are read");
    IS(list ? list->content : str_of(""), "list", "beside the plugin");
    IS(list ? list->text : str_of(""), "mine/l.txt", "called so");
    IS(model ? model->content : str_of(""), "model", "among the shipped data");
    IS(model ? model->text : str_of(""), "plugins/data/m", "called so");
    OK(files && files->next && !files->next->next, "both are noted");
    specs[1].fallback.text = str_of("data/n");
    OK(!option_check(&arena, &d, NULL, at, "/nowhere", &files, &diags), "one that is missing");
    struct buf out = {0};
    diag_print(&diags, &out);
    IS(buf_str(&out),
       "p:1:1: error: `model` of `mine/x.lua`: there is no file `plugins/data/n`\n", "is told");
    file_remove_tree(AT_FDCWD, dir, &err);
    OK(!err.set, "the directory is gone");
    buf_free(&path);
    buf_free(&out);
    diag_free(&diags);
    arena_free(&arena);
}

/* A large file of our own blocks is mapped, and is not told from one that is copied. */
static void test_mapped(void)
{
    char path[] = "/tmp/galley-option-XXXXXX";
    struct buf block = {0};
    size_t least = 4096;
    int fd = mkstemp(path);
    buf_addz(&block, MAPPED_MAGIC);
    while (block.n < least)
        buf_addc(&block, 'x');
    OK(fd >= 0 && file_write_fd(fd, buf_str(&block)), "a block");
    struct str s = mapped_file(path, least, least);
    IS(s, block.p, "is mapped");
    OK((uintptr_t)s.p % 4096 == 0, "at the start of a page");
    OK(!mapped_file(path, least + 1, 2 * least).n, "not when it is small");
    OK(!mapped_file(path, 1, least - 1).n, "nor when it is too large");
    OK(!mapped_file("/tmp", 1, least).n && !mapped_file("/nowhere/at/all", 1, least).n,
       "nor when it is no file");
    OK(pwrite(fd, "y", 1, 0) == 1 && !mapped_file(path, 1, least).n, "nor when it is no block");
    close(fd);
    unlink(path);
    buf_free(&block);
}

static void test_help(void)
{
    struct buf out = {0};
    option_help(&out, &decl);
    IS(buf_str(&out),
       "redact.email: Replace e-mail addresses. (redacts)\n"
       "Options:\n"
       "  with: string <= 8 = \"[EMAIL]\"  what stands in place of an address\n"
       "  keep: file (optional)         domains left as they are, one a line\n"
       "  types: list of email|phone|url >= 1 = [\"email\"]\n"
       "  count: number >= 1 (optional)\n"
       "  strict: boolean = false\n"
       "  names: map (optional)\n"
       "  policy: map or file (optional)\n"
       "    labels: map (required)      what becomes of each\n"
       "      each:\n"
       "        operator: string email|phone|url (required)\n"
       "        min: number <= 1 = 0.5\n"
       "Marks: email (personal)\n"
       "Sets: headline, byline\n",
       "help for people");
    buf_clear(&out);
    struct supply any = {NAME("*"), false};
    struct decl d = {.name = NAME("format.x"),
                     .summary = NAME("X."),
                     .labels = &any,
                     .label_n = 1,
                     .formats = true,
                     .extension = NAME("md")};
    option_help(&out, &d);
    IS(buf_str(&out), "format.x: X.\nNo options.\nMarks: as the options say\nWrites: .md\n",
       "help of a format stage");
    buf_clear(&out);
    d.options = options + 1;
    d.option_n = 2;
    option_json(&out, &d);
    IS(buf_str(&out),
       "{\"name\":\"format.x\",\"summary\":\"X.\",\"redacts\":false,\"clock\":false,\"options\":["
       "{\"name\":\"keep\",\"type\":\"file\",\"help\":\"domains left as they are, one a line\","
       "\"required\":false},"
       "{\"name\":\"types\",\"type\":\"list\",\"required\":false,\"default\":[\"email\"],"
       "\"choices\":[\"email\",\"phone\",\"url\"],\"min\":1}],"
       "\"labels\":[{\"name\":\"*\"}],\"fields\":[],\"extension\":\"md\"}",
       "the same as JSON");
    buf_free(&out);
}

static void test_numbers(void)
{
    static const double numbers[] = {0, 1, -3, 0.1, 1e15, 1e300, 1.0 / 3};
    static const char *const want[] = {
        "0", "1", "-3", "0.1", "1e+15", "1e+300", "0.3333333333333333"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct buf out = {0};
        struct value v = {.type = VALUE_NUMBER, .number = numbers[i]};
        value_json(&out, &v);
        IS(buf_str(&out), want[i], "a number as JSON");
        buf_free(&out);
    }
}

int main(void)
{
    test_values();
    test_errors();
    test_required();
    test_files();
    test_shipped();
    test_mapped();
    test_help();
    test_numbers();
    return tap_done();
}
