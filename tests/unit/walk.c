#include "flow/walk.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/sort.h"
#include "scratch.h"

/* What a walk gave, sorted: "a.txt:f d/l:l ". */
struct seen {
    struct sort *names;
    bool right;  /* root and size of each item were as they should be */
    bool looked; /* some file has a stamp */
    size_t n, stop_after;
};

static bool note(void *context, const struct item *item, struct err *err)
{
    static const char kinds[] = "flsune"; /* file, link, special, unlisted, nowhere, empty */
    struct seen *s = context;
    struct buf b = {0};
    buf_add(&b, item->name);
    buf_addc(&b, ':');
    buf_addc(&b, kinds[item->kind]);
    bool good = sort_add(s->names, buf_str(&b), err);
    buf_free(&b);
    s->right = s->right && item->root == 9 && (item->kind != ITEM_FILE || item->stamp.size == 3);
    s->looked = s->looked || (item->kind == ITEM_FILE && stamp_known(&item->stamp));
    if (++s->n == s->stop_after)
        return err_set(err, "stopped");
    return good;
}

static void run(struct seen *s, const struct scratch *dir, struct walk w, struct err *err)
{
    *s = (struct seen){.names = sort_new(dir->fd, 0), .right = true};
    w.root = 9;
    w.stamps = true;
    w.fn = note;
    w.context = s;
    OK(walk_tree(&w, dir->path, err), "a walk%s", err->text);
}

static void gives(const struct scratch *dir, struct walk w, const char *want, const char *what)
{
    struct seen s;
    struct err err = {0};
    struct buf all = {0};
    struct str record;
    buf_addz(&all, "");
    run(&s, dir, w, &err);
    if (sort_finish(s.names, &err))
        while (sort_next(s.names, &record, &err)) {
            buf_add(&all, record);
            buf_addc(&all, ' ');
        }
    OK(str_is(buf_str(&all), want), "%s", what);
    if (!str_is(buf_str(&all), want))
        printf("# got: %s\n", all.p);
    OK(s.right, "root and size");
    buf_free(&all);
    sort_free(s.names);
}

static void test_kinds(void)
{
    struct scratch dir;
    scratch_open(&dir);
    gives(&dir, (struct walk){0}, "", "an empty directory");
    scratch_write(&dir, "b.txt", str_of("123"));
    scratch_write(&dir, "d/e/f/deep", str_of("123"));
    scratch_write(&dir, "d/odd\xff\n\x1b", str_of("123"));
    mkdirat(dir.fd, "empty", 0777);
    mkdirat(dir.fd, "empty.txt", 0777);
    OK(symlinkat("self", dir.fd, "self") == 0 && symlinkat("b.txt", dir.fd, "link") == 0 &&
           symlinkat("nowhere", dir.fd, "dangling") == 0 &&
           symlinkat("..", dir.fd, "d/up") == 0 && mkfifoat(dir.fd, "fifo", 0666) == 0,
       "links and a FIFO");
    gives(&dir, (struct walk){0},
          "b.txt:f d/e/f/deep:f d/odd\xff\n\x1b:f d/up:l dangling:n empty.txt:e fifo:s "
          "link:l self:n ",
          "every entry once; links are not followed");
    gives(
        &dir, (struct walk){.prefix = str_of("in/")},
        "in/b.txt:f in/d/e/f/deep:f in/d/odd\xff\n\x1b:f in/d/up:l in/dangling:n in/empty.txt:e "
        "in/fifo:s "
        "in/link:l in/self:n ",
        "names behind a prefix");
    scratch_close(&dir);
}

/* Whether readdir(3) tells of `name` that it is a file: not every file system says so. */
static bool is_told(const struct scratch *dir, const char *name)
{
    DIR *d = opendir(dir->path);
    bool told = false;
    for (struct dirent *e; d && (e = readdir(d));)
        told = told || (strcmp(e->d_name, name) == 0 && e->d_type == DT_REG);
    if (d)
        closedir(d);
    return told;
}

/* Without stamps, what readdir(3) tells to be a file is taken as one. */
static void test_not_looked(void)
{
    struct scratch dir;
    struct err err = {0};
    struct str record;
    struct buf all = {0};
    scratch_open(&dir);
    scratch_write(&dir, "b.txt", str_of("123"));
    scratch_write(&dir, "d/c.txt", str_of("123"));
    mkdirat(dir.fd, "empty.txt", 0777);
    OK(symlinkat("b.txt", dir.fd, "link") == 0 && symlinkat("nowhere", dir.fd, "dangling") == 0 &&
           mkfifoat(dir.fd, "fifo", 0666) == 0,
       "links and a FIFO");
    struct seen s = {.names = sort_new(dir.fd, 0)};
    struct walk w = {.fn = note, .context = &s};
    OK(walk_tree(&w, dir.path, &err) && sort_finish(s.names, &err), "a walk without stamps");
    while (sort_next(s.names, &record, &err)) {
        buf_add(&all, record);
        buf_addc(&all, ' ');
    }
    IS(buf_str(&all), "b.txt:f d/c.txt:f dangling:n empty.txt:e fifo:s link:l ",
       "gives the same items");
    OK(s.looked == !is_told(&dir, "b.txt"), "and looks at no file, unless it has to");
    buf_free(&all);
    sort_free(s.names);
    scratch_close(&dir);
}

static void test_hidden(void)
{
    struct scratch dir;
    scratch_open(&dir);
    scratch_write(&dir, ".profile", str_of("123"));
    scratch_write(&dir, ".git/config", str_of("123"));
    scratch_write(&dir, "a/.b/c", str_of("123"));
    gives(&dir, (struct walk){0}, ".profile:f ", "hidden directories are not gone into");
    gives(&dir, (struct walk){.hidden = true}, ".git/config:f .profile:f a/.b/c:f ",
          "unless it is asked for");
    scratch_close(&dir);
}

static void test_outputs(void)
{
    struct scratch dir;
    struct stat st;
    scratch_open(&dir);
    scratch_write(&dir, "a", str_of("123"));
    scratch_write(&dir, "old/f", str_of("123"));
    scratch_write(&dir, "old/d/g", str_of("123"));
    scratch_write(&dir, "old/.galley/ledger.jsonl", str_of("123"));
    scratch_write(&dir, "out/h", str_of("123"));
    gives(&dir, (struct walk){.hidden = true}, "a:f out/h:f ", "somebody's OUT is not walked");
    fstatat(dir.fd, "out", &st, 0);
    gives(&dir, (struct walk){.out = {st.st_dev, st.st_ino}}, "a:f ",
          "nor is one's own, which has no mark yet");
    gives(&dir, (struct walk){.state = {st.st_dev, st.st_ino}}, "a:f ",
          "nor is its state directory, if that is elsewhere");
    scratch_write(&dir, "file/.galley", str_of("123"));
    scratch_write(&dir, "file/f", str_of("123"));
    gives(&dir, (struct walk){.out = {st.st_dev, st.st_ino}}, "a:f file/.galley:f file/f:f ",
          "a file called .galley hides nothing");
    scratch_close(&dir);
}

/* Longer than the kernel takes a path to be: the directory cannot be opened by its name. */
static void test_too_deep(void)
{
    struct scratch dir;
    struct seen s;
    struct err err = {0};
    char name[201];
    struct str record, last = {0};
    scratch_open(&dir);
    memset(name, 'n', 200);
    name[200] = '\0';
    int fd = dup(dir.fd);
    for (int i = 0; i < 25; i++) {
        mkdirat(fd, name, 0777);
        int next = openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(fd);
        fd = next;
    }
    close(fd);
    scratch_write(&dir, "a", str_of("123"));
    run(&s, &dir, (struct walk){0}, &err);
    OK(s.n == 2 && sort_finish(s.names, &err), "two items");
    while (sort_next(s.names, &record, &err))
        last = record;
    OK(str_ends(last, "n:u") && last.n > 4000, "a tree that is too deep is told, not left out");
    sort_free(s.names);
    scratch_close(&dir);
}

/* As somebody who may not read everything. */
static void test_unlisted(void)
{
    struct scratch dir;
    scratch_open(&dir);
    scratch_write(&dir, "a", str_of("123"));
    scratch_write(&dir, "closed/b", str_of("123"));
    scratch_write(&dir, "names/c", str_of(""));
    scratch_write(&dir, "names/d/e", str_of(""));
    OK(chmod(dir.path, 0755) == 0 && fchmodat(dir.fd, "closed", 0, 0) == 0 &&
           fchmodat(dir.fd, "names", 0444, 0) == 0,
       "directories that are closed to others");
    bool root = geteuid() == 0;
    if (root && seteuid(65534) < 0) {
        tap_skip("cannot be somebody else");
    } else {
        struct seen s;
        struct err err = {0};
        struct str record;
        struct buf all = {0};
        run(&s, &dir, (struct walk){0}, &err);
        if (root && seteuid(0) < 0)
            exit(2);
        sort_finish(s.names, &err);
        while (sort_next(s.names, &record, &err)) {
            buf_add(&all, record);
            buf_addc(&all, ' ');
        }
        IS(buf_str(&all), "a:f closed:u names/c:f names/d:u ",
           "what cannot be listed is told; a directory whose state is unknown is one still");
        buf_free(&all);
        sort_free(s.names);
    }
    if (fchmodat(dir.fd, "closed", 0755, 0) == 0 && fchmodat(dir.fd, "names", 0755, 0) == 0)
        scratch_close(&dir);
}

static void test_errors(void)
{
    struct scratch dir;
    struct err err = {0};
    struct walk w = {.fn = note};
    scratch_open(&dir);
    struct seen s = {.names = sort_new(dir.fd, 0), .stop_after = 2};
    w.context = &s;
    struct buf path = {0};
    buf_addf(&path, "%s/nothing", dir.path);
    OK(!walk_tree(&w, path.p, &err) && err.set, "no such directory");
    for (int i = 0; i < 5; i++) {
        char name[] = {(char)('a' + i), '/', 'f', '\0'};
        scratch_write(&dir, name, str_of("123"));
    }
    err = (struct err){0};
    OK(!walk_tree(&w, dir.path, &err) && s.n == 2, "a walk can be stopped");
    buf_free(&path);
    sort_free(s.names);
    scratch_close(&dir);
}

int main(void)
{
    test_kinds();
    test_not_looked();
    test_hidden();
    test_outputs();
    test_too_deep();
    test_unlisted();
    test_errors();
    return tap_done();
}
