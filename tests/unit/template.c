#include "conf/template.h"

#include "tap.h"

static bool field(void *context, struct str name, struct str *value)
{
    (void)context;
    if (str_is(name, "section"))
        *value = str_of("World / News\n");
    else if (str_is(name, "up"))
        *value = str_of("../../etc");
    else if (str_is(name, "high"))
        *value = str_of("a\xc2\x9b\x7f\xc3\xa4");
    else if (str_is(name, "empty"))
        *value = (struct str){0};
    else
        return false;
    return true;
}

static struct node scalar(const char *text)
{
    return (struct node){.kind = NODE_SCALAR, .text = str_of(text), .at = {"p", 3, 9}};
}

/* What `pattern` makes of a document; the error's text when it fails. */
static void fills(const char *pattern, const char *path, size_t part, const char *want)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct buf out = {0};
    struct err err = {0};
    struct node n = scalar(pattern);
    struct template_values v = {
        .path = str_of(path), .id = str_of("ab12"), .part = part, .field = field};
    struct template *t = template_read(&arena, &n, &diags);
    buf_addz(&out, "//");
    if (OK(t != NULL, "%s is a template", pattern)) {
        bool good = template_fill(t, &v, &out, &err);
        OK(good != err.set && (good || out.n == 2), "an error leaves nothing");
        IS(good ? str_cut(buf_str(&out), 2, out.n) : str_of(err.text), want, "%s of %s", pattern,
           path);
    }
    buf_free(&out);
    diag_free(&diags);
    arena_free(&arena);
}

static void test_fill(void)
{
    fills("{path}.md", "a/b.txt", 0, "a/b.txt.md");
    fills("{dir}/{stem}.html", "a/b/c.txt", 0, "a/b/c.html");
    fills("{dir}/{stem}.html", "c.txt", 0, "c.html");
    fills("{dir:-top}/{stem}{ext}", "c.txt", 0, "top/c.txt");
    fills("{stem}{ext}", "d/.profile", 0, ".profile");
    fills("x/{stem}{ext:-.none}", "d/README", 0, "x/README.none");
    fills("{id}/{stem}-{part}.md", "a.txt", 12, "ab12/a-12.md");
    fills("{stem}-{part:-all}.md", "a.txt", 0, "a-all.md");
    fills("{stem}{part}.md", "a.txt", 0, "a.md");
    fills("{fields.section}/{stem}", "a.txt", 0, "World _ News_/a");
    fills("{fields.up}/{stem}", "a.txt", 0, "_._.._etc/a");
    fills("{fields.high}", "a.txt", 0, "a__\xc3\xa4");
    fills("{fields.none:-misc}/{stem}", "a.txt", 0, "misc/a");
    fills("{fields.empty:-}/{stem}", "a.txt", 0, "a");
    fills("x/{fields.empty:-}/{stem}", "a.txt", 0, "x/a");
}

static void test_fill_errors(void)
{
    char long_name[300];
    memset(long_name, 'n', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    fills("{fields.none}", "a.txt", 0,
          "the output's path needs the field `none`, which is not set or empty; "
          "{fields.none:-...} gives a default");
    fills("{fields.empty}/x", "a.txt", 0,
          "the output's path needs the field `empty`, which is not set or empty; "
          "{fields.empty:-...} gives a default");
    fills("{dir}", "a.txt", 0, "the output's path cannot be used: it is empty");
    fills("{path}", ".galley/x", 0,
          "the output's path cannot be used: `.galley` is the state directory's name");
    fills("{path}", "a/../b", 0,
          "the output's path cannot be used: it has a component `.` or `..`");
    fills("{stem}/{part}", "a.txt", 0,
          "the output's path cannot be used: it ends in a slash, so it names no file");
    fills("{path}", long_name, 0,
          "the output's path cannot be used: a component is longer than 255 bytes");
}

static void standard(const char *ext, const char *path, size_t part, const char *want)
{
    struct arena arena = {0};
    struct buf out = {0};
    struct err err = {0};
    struct template_values v = {.path = str_of(path), .part = part};
    struct template *t = template_default(&arena, str_of(ext));
    OK(template_fill(t, &v, &out, &err) && !t->by_content, "%s can be filled in", path);
    IS(buf_str(&out), want, "%s with .%s", path, ext);
    buf_free(&out);
    arena_free(&arena);
}

static void test_default(void)
{
    standard("md", "a/b.txt", 0, "a/b.txt.md");
    standard("md", "a/b.txt", 3, "a/b.txt.3.md");
    standard("md", "a/b.md", 0, "a/b.md");
    standard("md", "a/b.md", 3, "a/b.3.md");
    standard("", "a/b.txt", 0, "a/b.txt");
    standard("", "a/b.txt", 3, "a/b.3.txt");
    standard("", "a.d/b", 3, "a.d/b.3");
    standard("gz", "a/b.tar.gz", 0, "a/b.tar.gz");
    standard("tar.gz", "a/b.tar.gz", 1, "a/b.1.tar.gz");
    standard("md", "md", 0, "md.md");
}

static void refuses(struct node n, const char *want)
{
    struct arena arena = {0};
    struct diags diags = {0};
    OK(!template_read(&arena, &n, &diags) && diags.n == 1, "is refused once");
    if (diags.n == 1)
        IS(str_of(diags.list[0].text), want, "why");
    OK(diags.n == 1 && diags.list[0].place.line == 3, "where");
    diag_free(&diags);
    arena_free(&arena);
}

static void test_refused(void)
{
    struct node map = {.kind = NODE_MAP, .at = {"p", 3, 9}};
    struct node list = {.kind = NODE_LIST, .at = {"p", 3, 9}};
    refuses(map, "quote the path: YAML reads {...} without quotes as a map");
    refuses(list, "`path` must be a text, not a list");
    refuses(scalar("{pth}.md"), "unknown placeholder `{pth}`; did you mean `path`?");
    refuses(scalar("{field.x}"), "unknown placeholder `{field.x}`; did you mean `{fields.x}`?");
    refuses(
        scalar("{section}/x"),
        "unknown placeholder `{section}`; there is `path`, `dir`, `stem`, `ext`, `id`, `part` "
        "and `fields.NAME`");
    refuses(scalar("a/{stem"), "a `{` without its `}`");
    refuses(scalar("a/stem}"), "a `}` without its `{`");
    refuses(scalar("{stem}.{ext}"), "`{ext}` has its dot: leave out the one before it");
    refuses(scalar(""), "`path` cannot be ``: it is empty");
    refuses(scalar("/out/{stem}"), "`path` cannot be `/out/{stem}`: it is absolute; it must be "
                                   "relative to the output directory");
    refuses(scalar("{dir}/../{stem}"),
            "`path` cannot be `{dir}/../{stem}`: it has a component `.` or `..`");
    refuses(scalar(".galley/{stem}"),
            "`path` cannot be `.galley/{stem}`: `.galley` is the state directory's name");
    refuses(scalar("{dir}/"),
            "`path` cannot be `{dir}/`: it ends in a slash, so it names no file");
    refuses(scalar("a//{stem}"), "`path` cannot be `a//{stem}`: it has an empty component");
}

static void test_same(void)
{
    struct arena arena = {0};
    struct diags diags = {0};
    struct node a = scalar("{stem}/{fields.x:-y}"), b = scalar("{stem}/{fields.x:-z}");
    struct template *ta = template_read(&arena, &a, &diags);
    struct template *tb = template_read(&arena, &b, &diags);
    OK(template_same(ta, template_read(&arena, &a, &diags)), "the same text is the same");
    OK(!template_same(ta, tb), "another default is another template");
    OK(ta->by_content, "a field is known from the content only");
    struct template *md = template_default(&arena, str_of("md"));
    OK(template_same(md, template_default(&arena, str_of("md"))), "the same extension");
    OK(!template_same(md, template_default(&arena, str_of("txt"))), "another extension");
    arena_free(&arena);
}

int main(void)
{
    test_fill();
    test_fill_errors();
    test_default();
    test_refused();
    test_same();
    return tap_done();
}
