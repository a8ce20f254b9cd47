#include "flow/place.h"

#include <sys/stat.h>

#include "base/hash.h"
#include "flow/result.h"
#include "scratch.h"

/* An OUT with its state directory, and the directory cached last. */
struct out {
    struct scratch dir;
    struct store store;
    struct books *books;
    int cached;
    struct buf cached_name;
};

static void open_store(struct out *o)
{
    struct err err = {0};
    struct buf path = {0};
    buf_addf(&path, "%s/out", o->dir.path);
    if (!store_open(&o->store, path.p, "", &err))
        OK(false, "%s", err.text);
    buf_free(&path);
}

static void open_out(struct out *o)
{
    *o = (struct out){.cached = -1};
    scratch_open(&o->dir);
    open_store(o);
}

static void close_out(struct out *o)
{
    books_free(o->books);
    store_close(&o->store);
    buf_free(&o->cached_name);
    if (o->cached >= 0)
        close(o->cached);
    scratch_close(&o->dir);
}

/* Closes the run and begins the next one, whose books know these files with their content: pairs
 * of path and text. */
static void next_run(struct out *o, const char *const *files, size_t n)
{
    struct buf ledger = {0};
    struct err err = {0};
    for (size_t i = 0; i < n; i += 2) {
        struct product p = {.path = str_of(files[i])};
        struct result r = {.name = str_of(files[i]), .products = &p, .product_n = 1};
        uint8_t raw[HASH_BYTES];
        hash_sha256(str_of(files[i + 1]), raw);
        hash_hex(raw, p.digest);
        ledger_line(&r, &ledger);
    }
    scratch_write(&o->dir, "out/.galley/ledger.jsonl", buf_str(&ledger));
    buf_free(&ledger);
    books_free(o->books);
    store_close(&o->store);
    open_store(o);
    OK(books_open(&o->books, o->store.state, &err), "the next run%s", err.text);
}

static bool put(struct out *o, const char *path, const char *text, struct err *err)
{
    struct place_cache cache = {&o->cached, &o->cached_name};
    char from[64];
    place_staged(1, 7, from, sizeof from);
    struct buf staged = {0};
    buf_addf(&staged, "out/.galley/%s", from);
    scratch_write(&o->dir, staged.p, str_of(text));
    buf_free(&staged);
    *err = (struct err){0};
    struct stamp stamp;
    return place_file(&o->store, &cache, from, str_of(path), &stamp, err);
}

static bool is_free(struct out *o, const char *path, bool force, const char *says)
{
    struct buf why = {0};
    buf_addz(&why, "");
    bool is = place_free(&o->store, o->books, str_of(path), force, &why);
    OK(is ? why.n == 0 : strstr(why.p, says) != NULL, "reason for `%s`: `%s`", path, why.p);
    buf_free(&why);
    return is;
}

static void test_put(void)
{
    struct out o;
    struct err err;
    open_out(&o);
    OK(o.store.was_empty, "OUT is new");
    OK(put(&o, "a.md", "1", &err) && put(&o, "x/y/b.md", "2", &err) &&
           put(&o, "x/y/c.md", "3", &err) && put(&o, "x/d.md", "4", &err),
       "files at all depths");
    scratch_is(&o.dir, "out/a.md", "1");
    scratch_is(&o.dir, "out/x/y/b.md", "2");
    scratch_is(&o.dir, "out/x/y/c.md", "3");
    scratch_is(&o.dir, "out/x/d.md", "4");
    OK(!scratch_has(&o.dir, "out/.galley/tmp/1/7"), "are moved, not copied");
    OK(!put(&o, "a.md", "9", &err) && strstr(err.text, "has its name"),
       "in an OUT that was empty nothing is replaced");
    scratch_is(&o.dir, "out/a.md", "1");
    OK(put(&o, "odd\xff\n\\", "5", &err), "a name of odd bytes");
    OK(scratch_has(&o.dir, "out/odd\xff\n\\"), "is what is there");
    OK(!put(&o, "a.md/b", "6", &err), "below a file there is no place");
    OK(!put(&o, "x", "6", &err), "nor in place of a directory");
    struct stamp stamp;
    OK(!place_file(&o.store, &(struct place_cache){&o.cached, &o.cached_name}, "tmp/1/nothing",
                   str_of("z"), &stamp, &err),
       "a staged file that is not there is an error");
    close_out(&o);
}

static void test_outside(void)
{
    struct out o;
    struct err err;
    open_out(&o);
    OK(!put(&o, "../evil", "1", &err) && !put(&o, "a/../../evil", "1", &err), "never by ..");
    OK(!scratch_has(&o.dir, "evil"), "nothing is outside");
    struct buf path = {0};
    buf_addf(&path, "%s/evil", o.dir.path);
    OK(!put(&o, path.p, "1", &err) && !scratch_has(&o.dir, "evil"), "never by an absolute path");
    buf_free(&path);
    OK(mkdirat(o.dir.fd, "other", 0777) == 0 && symlinkat("../other", o.dir.fd, "out/l") == 0,
       "a link to a directory outside");
    OK(!put(&o, "l/f", "1", &err) && !put(&o, "l/m/f", "1", &err), "is not gone through");
    OK(!scratch_has(&o.dir, "other/f") && !scratch_has(&o.dir, "other/m"), "nor is its target");
    OK(mkdirat(o.dir.fd, "out/in", 0777) == 0 && symlinkat("in", o.dir.fd, "out/k") == 0 &&
           !put(&o, "k/f", "1", &err),
       "a link within OUT is not either");
    scratch_write(&o.dir, "other/f", str_of("theirs"));
    OK(place_remove(&o.store, NULL, str_of("l/f"), false) != PLACE_ERROR,
       "removing through a link");
    place_undo(&o.store, str_of("l/f"));
    scratch_is(&o.dir, "other/f", "theirs");
    close_out(&o);
}

static void test_free(void)
{
    struct out o;
    open_out(&o);
    scratch_write(&o.dir, "out/ours", str_of("1"));
    scratch_write(&o.dir, "out/edited", str_of("2, and more"));
    scratch_write(&o.dir, "out/theirs", str_of("3"));
    scratch_write(&o.dir, "out/d/f", str_of("4"));
    OK(symlinkat("theirs", o.dir.fd, "out/link") == 0, "a link");
    next_run(&o, (const char *const[]){"ours", "1", "edited", "2", "gone", "5"}, 6);
    OK(!o.store.was_empty, "OUT is not empty any more");
    OK(is_free(&o, "new", false, "") && is_free(&o, "new/dir/f", false, ""), "what is not there");
    OK(is_free(&o, "ours", false, ""), "what galley wrote");
    OK(is_free(&o, "gone", false, ""), "what it wrote and somebody removed");
    OK(!is_free(&o, "edited", false, "edited"), "what was edited is not free");
    OK(!is_free(&o, "theirs", false, "not written by galley"), "what others wrote is not");
    OK(is_free(&o, "edited", true, "") && is_free(&o, "theirs", true, ""), "but by force");
    OK(!is_free(&o, "d", false, "else than a file") && !is_free(&o, "d", true, "else than"),
       "a directory never is");
    OK(!is_free(&o, "link", false, "else than a file") && !is_free(&o, "link", true, "else"),
       "nor is a link");
    OK(place_ours(&o.store, o.books, str_of("ours")), "ours is ours");
    OK(!place_ours(&o.store, o.books, str_of("edited")) &&
           !place_ours(&o.store, o.books, str_of("theirs")) &&
           !place_ours(&o.store, o.books, str_of("gone")) &&
           !place_ours(&o.store, o.books, str_of("link")) &&
           !place_ours(&o.store, o.books, str_of("d")),
       "nothing else is");
    struct err err;
    OK(put(&o, "ours", "new", &err), "a later run replaces");
    scratch_is(&o.dir, "out/ours", "new");
    close_out(&o);
}

static void test_remove(void)
{
    struct out o;
    open_out(&o);
    scratch_write(&o.dir, "out/a/b/c/f", str_of("1"));
    scratch_write(&o.dir, "out/a/g", str_of("2"));
    scratch_write(&o.dir, "out/a/edited", str_of("x"));
    OK(symlinkat("g", o.dir.fd, "out/a/link") == 0, "a link to what galley wrote");
    next_run(
        &o, (const char *const[]){"a/b/c/f", "1", "a/g", "2", "a/edited", "3", "a/link", "2"}, 8);
    OK(place_remove(&o.store, o.books, str_of("a/b/c/f"), false) == PLACE_DONE &&
           !scratch_has(&o.dir, "out/a/b"),
       "directories that become empty go too");
    OK(scratch_has(&o.dir, "out/a/g"), "others do not");
    OK(place_remove(&o.store, o.books, str_of("a/b/c/f"), false) == PLACE_DONE, "again is well");
    OK(place_remove(&o.store, o.books, str_of("a/edited"), false) == PLACE_EDITED &&
           scratch_has(&o.dir, "out/a/edited"),
       "an edited file stays");
    OK(place_remove(&o.store, o.books, str_of("a/link"), false) == PLACE_EDITED &&
           scratch_has(&o.dir, "out/a/link"),
       "a link stays");
    OK(place_remove(&o.store, o.books, str_of("unknown/f"), false) == PLACE_DONE,
       "what is not there");
    unlinkat(o.dir.fd, "out/a/edited", 0);
    unlinkat(o.dir.fd, "out/a/link", 0);
    OK(place_remove(&o.store, o.books, str_of("a/g"), false) == PLACE_DONE &&
           !scratch_has(&o.dir, "out/a"),
       "the last file of a directory");
    OK(scratch_has(&o.dir, "out"), "OUT itself stays");
    close_out(&o);
}

static void test_undo(void)
{
    struct out o;
    struct err err;
    open_out(&o);
    OK(put(&o, "a/b/f", "1", &err) && put(&o, "a/g", "2", &err), "two files in place");
    place_undo(&o.store, str_of("a/b/f"));
    OK(!scratch_has(&o.dir, "out/a/b") && scratch_has(&o.dir, "out/a/g"),
       "one is taken back, with its directory");
    place_undo(&o.store, str_of("a/b/f"));
    OK(put(&o, "a/g2", "3", &err), "and the run goes on");
    close_out(&o);
}

/* A stream of any length is compared without being held in memory. */
static void test_large(void)
{
    struct out o;
    struct buf text = {0};
    open_out(&o);
    for (int i = 0; i < 200000; i++)
        buf_addf(&text, "%d\n", i);
    scratch_write(&o.dir, "out/large", buf_str(&text));
    next_run(&o, (const char *const[]){"large", text.p}, 2);
    OK(place_ours(&o.store, o.books, str_of("large")), "a large file is known by its digest");
    text.p[text.n / 2] ^= 1;
    scratch_write(&o.dir, "out/large", buf_str(&text));
    OK(!place_ours(&o.store, o.books, str_of("large")), "one byte makes it another");
    buf_free(&text);
    close_out(&o);
}

static void test_other_fs(void)
{
    struct out o = {.cached = -1};
    struct err err = {0};
    struct stat a, b;
    char state[] = "/dev/shm/galley-unit-XXXXXX";
    scratch_open(&o.dir);
    if (!mkdtemp(state) || stat(state, &a) < 0 || fstat(o.dir.fd, &b) < 0 ||
        a.st_dev == b.st_dev) {
        tap_skip("no second file system");
        scratch_close(&o.dir);
        return;
    }
    struct buf path = {0};
    struct place_cache cache = {&o.cached, &o.cached_name};
    buf_addf(&path, "%s/out", o.dir.path);
    OK(store_open(&o.store, path.p, state, &err), "a state directory elsewhere");
    file_mkdirs(o.store.state, "tmp/1", true, &err);
    file_create(o.store.state, "tmp/1/7", str_of("x"), &err);
    struct stamp stamp = {0};
    OK(place_file(&o.store, &cache, "tmp/1/7", str_of("d/f"), &stamp, &err), "a file is copied");
    scratch_is(&o.dir, "out/d/f", "x");
    OK(fstatat(o.store.out, "d/f", &a, 0) == 0 && stamp.inode == a.st_ino && stamp.size == 1 &&
           stamp.changed == 0,
       "and known by the stamp of the copy");
    OK(faccessat(o.store.state, "tmp/1/7", F_OK, 0) < 0, "and the staged one removed");
    file_create(o.store.state, "tmp/1/7", str_of("y"), &err);
    OK(!place_file(&o.store, &cache, "tmp/1/7", str_of("d/f"), &stamp, &err),
       "there too nothing is replaced in an OUT that was empty");
    scratch_is(&o.dir, "out/d/f", "x");
    buf_free(&path);
    close_out(&o);
    file_remove_tree(AT_FDCWD, state, NULL);
}

/* A second run must not disturb the first. */
static void test_lock(void)
{
    struct out o;
    struct store second;
    struct err err = {0};
    struct buf path = {0};
    open_out(&o);
    scratch_write(&o.dir, "out/.galley/tmp/1/0", str_of("staged"));
    buf_addf(&path, "%s/out", o.dir.path);
    OK(!store_open(&second, path.p, "", &err) && strstr(err.text, "another galley"),
       "a second run over the same OUT is refused");
    store_close(&second);
    OK(scratch_has(&o.dir, "out/.galley/tmp/1/0"), "what the first has staged is still there");
    err = (struct err){0};
    OK(!store_open(&second, path.p, "", &err), "and so is its lock");
    store_close(&second);
    store_close(&o.store);
    err = (struct err){0};
    OK(store_open(&o.store, path.p, "", &err), "when it has ended the next may come");
    buf_free(&path);
    close_out(&o);
}

int main(void)
{
    test_put();
    test_outside();
    test_free();
    test_remove();
    test_undo();
    test_large();
    test_other_fs();
    test_lock();
    return tap_done();
}
