#include "flow/judge.h"

#include "scratch.h"

static const int64_t second = 1000000000;

/* A run with an output of files and one stream, over an OUT where one document has a file. */
struct court {
    struct scratch out;
    struct store store;
    struct output_entry outputs[2];
    struct pipeline pipeline;
    struct stream streams[2];
    struct commit commit;
    struct judge judge;
    struct memo_output output[2];
    struct item item;
    struct prior_entry known; /* as that run has it: its input is unchanged, its outputs stand */
};

static void open_court(struct court *c)
{
    struct stat st;
    *c = (struct court){.pipeline = {.outputs = c->outputs, .output_n = 2}};
    scratch_open(&c->out);
    scratch_write(&c->out, "dir/a.md", str_of("text"));
    c->store.out = c->out.fd;
    c->streams[1] = (struct stream){.open = true, .old.there = true};
    c->commit = (struct commit){.rules = {.pipeline = &c->pipeline, .store = &c->store},
                                .streams = c->streams};
    c->judge = (struct judge){&c->commit, str_of("{\"galley\":\"1\"}"), false};
    fstatat(c->out.fd, "dir/a.md", &st, 0);
    c->output[0] = (struct memo_output){.path = str_of("dir/a.md"), .file = stamp_of(&st)};
    c->output[0].file.changed = 0;
    c->output[1] = (struct memo_output){.stream = true, .output = 1, .place = 10, .size = 5};
    c->item = (struct item){.name = str_of("a"), .stamp = {7, 8, 50 * second, 60 * second}};
    c->known = (struct prior_entry){.name = str_of("a"),
                                    .memo = {.status = STATUS_DONE,
                                             .input = c->item.stamp,
                                             .outputs = c->output,
                                             .output_n = 2},
                                    .config = c->judge.header,
                                    .started = 100 * second,
                                    .from_index = true};
    memset(c->known.memo.seal, 'a', HASH_HEX - 1);
}

static void close_court(struct court *c)
{
    scratch_close(&c->out);
}

/* "carry", "doubt" or "do", and the reason where there is one. */
static void judges(struct court *c, const char *want, const char *what)
{
    static const char *const verdicts[] = {"do", "carry", "doubt"};
    const char *why = "not set";
    struct buf got = {0};
    enum verdict v = judge_item(&c->judge, &c->item, &c->known, &why);
    buf_addf(&got, "%s%s%s", verdicts[v], why ? ": " : "", why ? why : "");
    IS(buf_str(&got), want, "%s", what);
    buf_free(&got);
}

static void test_known(void)
{
    struct court c;
    const char *why;
    open_court(&c);
    judges(&c, "carry", "what is unchanged is carried");
    OK(judge_item(&c.judge, &c.item, NULL, &why) == VERDICT_DO && strcmp(why, "new") == 0,
       "what is not known is new");
    c.known.memo.output_n = 0;
    c.known.memo.status = STATUS_SKIPPED;
    judges(&c, "carry", "a skipped one without outputs is carried");
    c.judge.header = str_of("{\"galley\":\"2\"}");
    judges(&c, "do: the pipeline changed", "not under another header");
    close_court(&c);
}

static void test_failed(void)
{
    struct court c;
    open_court(&c);
    c.known.memo.status = STATUS_FAILED;
    c.known.memo.output_n = 0;
    judges(&c, "do: failed", "a failure that may not come again is tried");
    c.known.memo.by_content = true;
    judges(&c, "carry", "one of its content is not");
    c.judge.retry = true;
    judges(&c, "do: failed, and is tried again", "but when that is asked for");
    c.known.memo.status = STATUS_DONE;
    judges(&c, "carry", "which does not concern what is done");
    c.known.memo.status = STATUS_FAILED + 1;
    judges(&c, "do: its record cannot be read", "no status that there is");
    c.known.memo.status = UINT32_MAX;
    judges(&c, "do: its record cannot be read", "nor one where there was no memo");
    close_court(&c);
}

static void test_input(void)
{
    struct court c;
    struct stamp *now;
    open_court(&c);
    now = &c.item.stamp;
    now->size++;
    judges(&c, "do: changed", "an input of another size has changed");
    now->size--;
    now->inode++;
    judges(&c, "doubt: changed", "of another inode it may have");
    now->inode--;
    now->modified--;
    judges(&c, "doubt: changed", "or of another time, earlier ones too");
    now->modified++;
    now->changed++;
    judges(&c, "doubt: changed", "or with another change time alone");
    c.known.memo.seal[0] = '\0';
    judges(&c, "do: changed", "where there is no seal to compare it has to be done");
    now->changed--;
    judges(&c, "carry", "unchanged, it needs none");
    close_court(&c);
}

/* A link does not change when its target goes. */
static void test_link(void)
{
    struct court c;
    open_court(&c);
    c.known.memo.status = STATUS_SKIPPED;
    c.known.memo.output_n = 0;
    c.item.kind = ITEM_LINK;
    judges(&c, "carry", "a link that was skipped is skipped");
    c.item.kind = ITEM_NOWHERE;
    judges(&c, "do: changed", "unless it leads nowhere now");
    close_court(&c);
}

/* Written to so shortly before the run that it may have been written to again, unseen. */
static void test_recent(void)
{
    struct court c;
    open_court(&c);
    c.known.started = 62 * second + 1;
    judges(&c, "carry", "an input that was old when the run began is carried");
    c.known.started = 62 * second;
    judges(&c, "doubt: changed", "one changed two seconds before is in doubt");
    c.known.memo.seal[0] = '\0';
    judges(&c, "do: changed", "and without a seal it is done");
    c.item.stamp.modified = c.known.memo.input.modified = 500 * second;
    c.known.started = 100 * second;
    judges(&c, "do: changed", "a time in the future says nothing");
    close_court(&c);
}

static const char gone[] = "do: its output is gone, edited, or not in its stream";

static void test_file(void)
{
    struct court c;
    open_court(&c);
    c.output[0].file.size++;
    judges(&c, gone, "an output of another size does not stand");
    c.output[0].file.size--;
    c.output[0].file.inode++;
    judges(&c, gone, "nor another file of its name");
    c.output[0].file.inode--;
    c.output[0].file.modified++;
    judges(&c, gone, "nor one with another time");
    c.output[0].file.modified--;
    c.output[0].path = str_of("a.md");
    judges(&c, gone, "nor does one of another name");
    c.output[0].path = str_of("dir");
    judges(&c, gone, "nor a directory");
    c.output[0].path = str_of("dir/a.md");
    judges(&c, "carry", "the very file does");
    c.output[0].output = 2;
    judges(&c, gone, "but not of an output that the pipeline has not");
    c.output[0].output = 0;
    OK(renameat(c.out.fd, "dir/a.md", c.out.fd, "real") == 0 &&
           symlinkat("../real", c.out.fd, "dir/a.md") == 0,
       "a link to the file in its place");
    judges(&c, gone, "is not the file");
    unlinkat(c.out.fd, "dir/a.md", 0);
    judges(&c, gone, "and neither is nothing");
    close_court(&c);
}

static void test_stream(void)
{
    struct court c;
    open_court(&c);
    c.known.from_index = false;
    judges(&c, gone, "a record of a run that was stopped is in no stream");
    c.known.from_index = true;
    c.streams[1].old.there = false;
    judges(&c, gone, "nor one whose stream was edited");
    c.streams[1].old.there = true;
    c.streams[1].open = false;
    judges(&c, gone, "nor one whose output is of files now");
    c.known.memo.output_n = 1;
    c.known.from_index = false;
    judges(&c, "carry", "files stand by themselves");
    close_court(&c);
}

static void keeps(const struct court *c, bool want, const char *what)
{
    OK(judge_keeps(&c->judge, &c->known) == want, "%s", what);
}

/* What was made of a document stands while its input is being written to. */
static void test_keeps(void)
{
    struct court c;
    open_court(&c);
    c.item.stamp.size++;
    keeps(&c, true, "what was made of an input that changes may stand");
    c.known.memo.status = STATUS_FAILED;
    keeps(&c, true, "and that it failed");
    c.known.memo.status = UINT32_MAX;
    keeps(&c, false, "not what cannot be read");
    c.known.memo.status = STATUS_DONE;
    c.judge.header = str_of("{\"galley\":\"2\"}");
    keeps(&c, false, "nor what was made by another pipeline");
    c.judge.header = c.known.config;
    unlinkat(c.out.fd, "dir/a.md", 0);
    keeps(&c, false, "nor what is not there");
    close_court(&c);
}

/* --- what differs --- */

static void differs(const char *before, const char *now, const char *want)
{
    struct buf got = {0};
    judge_difference(str_of(before), str_of(now), &got);
    IS(buf_str(&got), want, "between %s and %s", before, now);
    buf_free(&got);
}

static void test_difference(void)
{
    const char *other = "the way the run is set up";
    differs("{}", "{}", other);
    differs("{\"galley\":\"1\"}", "{\"galley\":\"2\"}", "galley itself");
    differs("{\"pipeline_sha256\":\"a\"}", "{\"pipeline_sha256\":\"b\"}", "the pipeline");
    differs("{\"key\":\"a\"}", "{}", "the key");
    differs("{}", "{\"key\":\"a\"}", "the key");
    differs(
        "{\"stages\":[{\"stage\":\"a.b\",\"sha256\":\"1\"},{\"stage\":\"c\",\"sha256\":\"2\"}]}",
        "{\"stages\":[{\"stage\":\"a.b\",\"sha256\":\"9\"},{\"stage\":\"c\",\"sha256\":\"2\"}]}",
        "stage a.b");
    differs("{\"stages\":[]}", "{\"stages\":[{\"stage\":\"new\",\"sha256\":\"1\"}]}",
            "stage new");
    differs("{\"files\":[{\"path\":\"names.txt\",\"sha256\":\"1\"}]}",
            "{\"files\":[{\"path\":\"names.txt\",\"sha256\":\"2\"}]}", "file names.txt");
    differs("{\"galley\":\"1\",\"pipeline_sha256\":\"a\",\"key\":\"k\"}",
            "{\"galley\":\"2\",\"pipeline_sha256\":\"b\",\"key\":\"l\","
            "\"stages\":[{\"stage\":\"s\",\"sha256\":\"1\"}]}",
            "galley itself, the pipeline, stage s, the key");
    differs("{\"stages\":[{\"stage\":\"gone\",\"sha256\":\"1\"}]}", "{\"stages\":[]}", other);
    differs("", "{}", other);
    differs("{\"galley\":", "{\"galley\":\"1\"}", "galley itself");
}

int main(void)
{
    test_known();
    test_failed();
    test_input();
    test_link();
    test_recent();
    test_file();
    test_stream();
    test_keeps();
    test_difference();
    return tap_done();
}
