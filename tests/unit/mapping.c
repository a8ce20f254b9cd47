/* Mappings: pairs once each, and their file. */
#include "flow/mapping.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/wire.h"
#include "scratch.h"
#include "tap.h"

static void add(struct mapping *m, const char *label, const char *with, const char *value)
{
    struct buf b = {0};
    wire_put_str(&b, str_of(label));
    wire_put_str(&b, str_of(with));
    wire_put_str(&b, str_of(value));
    mapping_add(m, buf_str(&b));
    buf_free(&b);
}

static void test_pairs(void)
{
    struct mapping *m = mapping_new();
    bool good = true;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 3000; i++) {
            char with[16], value[16];
            snprintf(with, sizeof with, "P_%04d", i % 1500);
            snprintf(value, sizeof value, "v%d", i);
            add(m, "person", with, value);
        }
    OK(mapping_count(m) == 3000, "each pair once");
    const struct pair *v = mapping_pairs(m);
    for (size_t i = 1; i < 3000; i++)
        good = good && str_cmp(v[i - 1].with, v[i].with) <= 0;
    OK(good, "sorted by what stands in outputs");
    OK(str_is(v[0].with, "P_0000") && str_is(v[0].value, "v0") && str_is(v[1].value, "v1500"),
       "then by value");
    add(m, "person", "P_0000", "v0");
    add(m, "person", "P_0000", "another");
    OK(mapping_count(m) == 3001, "sorting forgets none");
    add(m, "person", "", "nothing");
    mapping_add(m, str_of("torn"));
    OK(mapping_count(m) == 3001, "what is no pair is none");
    mapping_free(m);
}

static bool refuses(const char *text, struct str key, int line, const char *part)
{
    struct mapping *m = mapping_new();
    struct err err = {0};
    file_replace(AT_FDCWD, "bad", str_of(text), NULL);
    bool good =
        !mapping_read(m, "bad", key, true, &err) && err.line == line && strstr(err.text, part);
    if (!good)
        printf("# %s\n", err.text);
    mapping_free(m);
    return good;
}

static void test_file(void)
{
    struct mapping *m = mapping_new(), *again = mapping_new();
    struct str key = str_of("key"), none = {"", 0};
    struct err err = {0};
    struct stat st;
    OK(mapping_read(m, "map", key, false, &err) && mapping_count(m) == 0, "none is there yet");
    OK(!mapping_read(m, "map", key, true, &err) && strstr(err.text, "no file `map`"),
       "which may be an error");
    add(m, "person", "P_1", "Zo\xC3\xAB \"Z\"\nRay");
    add(m, "email", "x@example.org", "a@example.org");
    err = (struct err){0};
    OK(mapping_write(m, "map", key, &err), "written");
    OK(stat("map", &st) == 0 && (st.st_mode & 0777) == 0600, "for its owner only");
    OK(mapping_read(again, "map", key, true, &err) && mapping_count(again) == 2, "read back");
    OK(str_eq(mapping_pairs(again)[0].value, mapping_pairs(m)[0].value), "any text");
    OK(mapping_write(again, "map", key, &err) && access("map.galley-new", F_OK) != 0,
       "written over, and nothing is left beside it");
    OK(mapping_read(again, "map", none, true, &err) && mapping_count(again) == 2,
       "nobody needs the key to read it");
    OK(!mapping_write(m, "no/such/dir/map", key, &err) && err.set, "a place that is not there");
    OK(!mapping_read(m, ".", key, false, &(struct err){0}), "a directory is none");
    OK(refuses("", none, 1, "it is no mapping"), "nor an empty file");
    OK(refuses("{\"galley_mapping\":2,\"key\":\"0\"}\n", none, 1, "no mapping"),
       "or another version");
    OK(refuses("{\"galley_mapping\":1,\"key\":\"0\"}\n", key, 1, "another key"),
       "or another key");
    OK(refuses("{\"galley_mapping\":1,\"key\":\"0\"}\n{\"galley_mapping\":1,\"key\":\"1\"}\n",
               none, 2, "no pair"),
       "or one that another key's was joined to");
    OK(refuses("{\"galley_mapping\":1,\"key\":\"0\"}\n{\"with\":\"x\"}\n", none, 2, "no pair"),
       "a line that is no pair has its place");
    mapping_free(m);
    mapping_free(again);
}

static void note(struct mapping *m, const char *with, const char *value)
{
    struct err err = {0};
    add(m, "person", with, value);
    OK(mapping_note(m, &err) && mapping_sync(m, &err), "%s is noted", with);
}

/* A run that is killed: it has no end. */
static void killed(void)
{
    pid_t pid = fork();
    if (pid == 0) {
        struct mapping *m = mapping_new();
        struct err err = {0};
        bool good = mapping_begin(m, "k", str_of("key"), &err);
        add(m, "person", "P_1", "a");
        add(m, "person", "P_2", "b\n");
        good = good && mapping_note(m, &err);
        add(m, "person", "P_3", "not noted");
        _exit(good ? 0 : 1);
    }
    int status;
    OK(waitpid(pid, &status, 0) == pid && status == 0, "killed");
}

static size_t begun(const char *key)
{
    struct mapping *m = mapping_new();
    struct err err = {0};
    size_t n = mapping_begin(m, "k", str_of(key), &err) ? mapping_count(m) : 99;
    mapping_free(m);
    return n;
}

static void cut(off_t n, const char *more)
{
    int fd = open("k.galley-part", O_WRONLY | O_APPEND);
    OK(fd >= 0 && ftruncate(fd, n) == 0 && file_write_fd(fd, str_of(more)) && close(fd) == 0,
       "cut after %ld bytes", (long)n);
}

static void test_trail(void)
{
    struct mapping *m = mapping_new(), *other = mapping_new();
    struct err err = {0};
    struct stat st;
    OK(mapping_begin(m, "k", str_of("key"), &err) && !mapping_behind(m), "nothing is noted yet");
    OK(!mapping_begin(other, "k", str_of("key"), &err) && strstr(err.text, "another run"),
       "one run at a time");
    mapping_free(other);
    mapping_free(m);
    OK(stat("k.galley-part", &st) < 0, "what holds nothing does not stay");
    killed();
    OK(stat("k.galley-part", &st) == 0 && (st.st_mode & 0777) == 0600 &&
           stat("k", &(struct stat){0}) < 0,
       "what was noted stays, for its owner only");
    OK(begun("key") == 2, "and is taken up, as often as need be");
    OK(begun("key") == 2 && begun("other") == 99 && begun("key") == 2, "under the same key");
    cut(st.st_size - 1, "");
    OK(begun("key") == 1, "a line without an end is none");
    cut(st.st_size, "\n{\"with\":\"P_4\",\"value\":\"d\",\"label\":\"x\"}\n");
    OK(begun("key") == 1, "nor is what stands behind a hole");
    m = mapping_new();
    err = (struct err){0};
    OK(mapping_begin(m, "k", str_of("key"), &err) && mapping_behind(m), "a run goes on");
    note(m, "P_1", "a");
    note(m, "P_5", "e");
    OK(mapping_write(m, "k", str_of("key"), &err) && !mapping_behind(m), "and ends");
    note(m, "P_6", "too late for the file");
    mapping_free(m);
    OK(stat("k.galley-part", &st) < 0, "then the trail is gone");
    m = mapping_new();
    OK(mapping_read(m, "k", str_of("key"), true, &err) && mapping_count(m) == 2,
       "with all in it");
    mapping_free(m);
}

int main(void)
{
    struct scratch s;
    scratch_open(&s);
    if (chdir(s.path) < 0)
        return 2;
    test_pairs();
    test_file();
    test_trail();
    scratch_close(&s);
    return tap_done();
}
