#include "flow/prior.h"

#include "past.h"

/* --- what is known of it --- */

/* Adds "NAME=EDITION@CONFIG ", with a '+' behind what is from the index, or "NAME~ " for what a
 * stopped run was at. Where memo and line do not belong together it adds what is wrong. */
static void tell(struct buf *out, const struct prior_entry *e)
{
    struct buf line = {0};
    buf_add(out, e->name);
    if (e->unfinished) {
        buf_addz(out, e->memo.status > 2 ? "~ " : "~(a status!) ");
        return;
    }
    buf_addf(out, "=%u@", (unsigned)e->memo.input.size);
    buf_add(out, e->config);
    buf_addz(out, e->from_index ? "+ " : " ");
    char *name = strndup(e->name.p, e->name.n);
    past_exchange(name, ' ', '_');
    past_put_line(name, (unsigned)e->memo.input.size, &line);
    buf_addc(&line, '\n');
    if (!str_eq(e->line, buf_str(&line)))
        buf_addz(out, "(another line!) ");
    if (e->memo.output_n != 1 || e->memo.outputs[0].file.size != e->memo.input.size)
        buf_addz(out, "(another output!) ");
    if (e->started != (e->from_index ? 1000 : 2000))
        buf_addz(out, "(another start!) ");
    free(name);
    buf_free(&line);
}

static void gone(void *context, const struct prior_entry *e)
{
    buf_addc(context, '-');
    tell(context, e);
}

/* Looks for names, between which spaces stand ('_' is a space), and then passes over the rest:
 * "a=1@c b? -c=1@c ". The caller frees it. */
static struct buf ask_all(struct prior *p, const char *names)
{
    struct buf out = {0};
    struct err err = {0};
    struct str rest = str_of(names), name;
    buf_addz(&out, "");
    while (str_split(&rest, ' ', &name)) {
        char *text = strndup(name.p, name.n);
        past_exchange(text, '_', ' ');
        const struct prior_entry *e = prior_find(p, str_of(text), gone, &out, &err);
        if (e)
            tell(&out, e);
        else
            buf_addf(&out, "%s? ", text);
        free(text);
    }
    if (prior_find(p, (struct str){0}, gone, &out, &err) || err.set)
        buf_addf(&out, "(error: %s)", err.text);
    return out;
}

static struct buf recall(const struct scratch *s, const char *names, char salt[SALT_HEX])
{
    struct prior *p;
    struct buf out = {0};
    struct err err = {0};
    if (prior_open(&p, s->fd, false, salt, &err))
        out = ask_all(p, names);
    else
        buf_addf(&out, "(not opened: %s)", err.text);
    prior_close(p);
    return out;
}

static void knows(const struct scratch *s, const char *names, const char *want, const char *what)
{
    char salt[SALT_HEX];
    struct buf got = recall(s, names, salt);
    IS(buf_str(&got), want, "%s", what);
    buf_free(&got);
}

/* --- tests --- */

static void test_none(void)
{
    struct scratch s;
    char salt[2][SALT_HEX];
    past_open(&s);
    for (int i = 0; i < 2; i++) {
        struct buf got = recall(&s, "a b", salt[i]);
        IS(buf_str(&got), "a? b? ", "where nothing was run before nothing is known");
        buf_free(&got);
    }
    OK(strlen(salt[0]) == SALT_HEX - 1 && strcmp(salt[0], salt[1]) != 0,
       "a salt is new each time");
    scratch_close(&s);
}

static void test_finished(void)
{
    struct scratch s;
    char salt[SALT_HEX];
    past_open(&s);
    past_finish(&s, "c1", "a=1 b_c=2 d=3");
    knows(&s, "a b_c d", "a=1@c1+ b c=2@c1+ d=3@c1+ ", "what a run that ended has done is known");
    knows(&s, "0 aa d e", "0? -a=1@c1+ aa? -b c=2@c1+ d=3@c1+ e? ",
          "names that are gone are told");
    knows(&s, "", "-a=1@c1+ -b c=2@c1+ -d=3@c1+ ", "all of them, where none is left");
    knows(&s, "a a d", "a=1@c1+ a=1@c1+ -b c=2@c1+ d=3@c1+ ", "a name may be looked for again");
    struct buf got = recall(&s, "", salt);
    OK(strcmp(salt, past_salt) == 0, "its salt is that of the earlier run");
    buf_free(&got);
    scratch_close(&s);
}

static void test_fresh(void)
{
    struct scratch s;
    struct prior *p;
    struct err err = {0};
    char salt[SALT_HEX];
    past_open(&s);
    past_finish(&s, "c1", "a=1");
    past_stop(&s, "R c2|I 0 b=1|C 0 1");
    OK(prior_open(&p, s.fd, true, salt, &err), "a fresh start");
    struct buf got = ask_all(p, "a b");
    IS(buf_str(&got), "a? b? ", "remembers nothing");
    OK(strlen(salt) == SALT_HEX - 1 && strcmp(salt, past_salt) != 0 &&
           strcmp(salt, past_young_salt) != 0,
       "not even the salt");
    buf_free(&got);
    prior_close(p);
    scratch_close(&s);
}

/* Whether the earlier runs in s know of any document. */
static bool any(const struct scratch *s, bool fresh)
{
    struct prior *p;
    struct err err = {0};
    char salt[SALT_HEX];
    bool known = prior_open(&p, s->fd, fresh, salt, &err) && prior_any(p);
    prior_close(p);
    return known;
}

static void test_any(void)
{
    struct scratch s;
    OK(!prior_any(NULL), "who asks nobody knows of nothing");
    past_open(&s);
    OK(!any(&s, false), "nor does who has done nothing");
    past_stop(&s, "R c2|I 0 b=1|C 0 1");
    OK(any(&s, false), "a stopped run knows of something,");
    scratch_close(&s);
    past_open(&s);
    past_finish(&s, "c1", "a=1");
    OK(any(&s, false), "one that ended too,");
    OK(!any(&s, true), "unless it is not to be remembered");
    scratch_close(&s);
}

/* An index or a ledger of which the end is missing: what is known is a beginning of it all. */
static void test_torn(void)
{
    static const char *const files[] = {"index", "ledger.jsonl"};
    struct scratch s;
    char salt[SALT_HEX];
    past_open(&s);
    past_finish(&s, "c1", "a=1 b_c=2 d=3");
    struct buf all = recall(&s, "", salt);
    for (int i = 0; i < 2; i++) {
        struct buf whole = scratch_read(&s, files[i]);
        size_t wrong = 0, found = 0;
        for (size_t cut = 0; cut < whole.n; cut++) {
            scratch_write(&s, files[i], (struct str){whole.p, cut});
            struct buf got = recall(&s, "", salt);
            wrong += got.n >= all.n || strncmp(all.p, got.p, got.n) != 0;
            wrong += got.n > 0 && got.p[got.n - 1] != ' ';
            found += got.n > 0;
            buf_free(&got);
        }
        OK(wrong == 0 && found > 0, "of a torn %s what is whole is known", files[i]);
        scratch_write(&s, files[i], buf_str(&whole));
        buf_free(&whole);
    }
    knows(&s, "a b_c d", "a=1@c1+ b c=2@c1+ d=3@c1+ ", "both whole again, all is known");
    unlinkat(s.fd, "ledger.jsonl", 0);
    knows(&s, "a b_c d", "a? b c? d? ", "an index without its ledger is of no use");
    buf_free(&all);
    scratch_close(&s);
}

/* Any byte of ledger or index changed: its document is not known, nor are those behind it. */
static void test_edited(void)
{
    static const char *const files[] = {"index", "ledger.jsonl"};
    struct scratch s;
    char salt[SALT_HEX];
    past_open(&s);
    past_finish(&s, "c1", "a=1 b_c=2 d=3");
    struct buf all = recall(&s, "", salt);
    for (int f = 0; f < 2; f++) {
        struct buf whole = scratch_read(&s, files[f]);
        size_t wrong = 0;
        for (size_t i = 0; i < 4 * whole.n; i++) {
            char bit = (char)(1 << i % 4);
            whole.p[i / 4] ^= bit;
            scratch_write(&s, files[f], buf_str(&whole));
            struct buf got = recall(&s, "", salt);
            wrong += got.n >= all.n || strncmp(all.p, got.p, got.n) != 0;
            buf_free(&got);
            whole.p[i / 4] ^= bit;
        }
        OK(wrong == 0, "nothing is believed of an edited %s from there on", files[f]);
        scratch_write(&s, files[f], buf_str(&whole));
        buf_free(&whole);
    }
    struct buf other = {0};
    past_put_line("b_c", 2, &other);
    buf_addc(&other, '\n');
    scratch_write(&s, "ledger.jsonl", buf_str(&other));
    knows(&s, "a b_c d", "a? b c? d? ", "nor of a ledger without its first line");
    scratch_write(&s, "ledger.jsonl", str_of("\n\n\n"));
    knows(&s, "a b_c d", "a? b c? d? ", "nor of one of empty lines");
    buf_free(&other);
    buf_free(&all);
    scratch_close(&s);
}

static void test_other_index(void)
{
    struct scratch s;
    past_open(&s);
    past_finish(&s, "c1", "a=1");
    scratch_write(&s, "index", str_of("galley-index 1 3e8 x\nc1\n"));
    knows(&s, "a", "a? ", "an index of another form is passed over");
    scratch_write(&s, "index", (struct str){"\0\0\0\n\0\0\n", 7});
    knows(&s, "a", "a? ", "and so is one of zeros");
    unlinkat(s.fd, "index", 0);
    knows(&s, "a", "a? ", "and a missing one");
    struct prior *p = NULL;
    struct err err = {0};
    char salt[SALT_HEX];
    OK(symlinkat("ledger.jsonl", s.fd, "index") == 0 &&
           !prior_open(&p, s.fd, false, salt, &err) && err.set,
       "a link in its place is an error");
    prior_close(p);
    scratch_close(&s);
}

/* The journal of a run that was stopped, over the books of one that ended. */
static void test_journal(void)
{
    struct scratch s;
    past_open(&s);
    past_finish(&s, "c1", "b=1 d=1 f=1");
    past_stop(&s, "R c2|I 0 a=2|I 0 b=2");
    knows(&s, "a b d f", "a~ b~ d=1@c1+ f=1@c1+ ", "a group that is not committed is nothing");
    past_stop(&s, "C 0 2");
    knows(&s, "a b d f", "a=2@c2 b=2@c2 d=1@c1+ f=1@c1+ ", "one that is wins over the index");
    past_stop(&s, "I 1 f=3|I 1 g=3|I 2 h=4|C 1 2");
    knows(&s, "a b d f g h", "a=2@c2 b=2@c2 d=1@c1+ f=3@c2 g=3@c2 h~ ",
          "the next group may be intended before one is committed");
    knows(&s, "c g", "-a=2@c2 -b=2@c2 c? -d=1@c1+ -f=3@c2 g=3@c2 -h~ ",
          "names gone since then are told");
    past_stop(&s, "I 3 f=5|C 3 1");
    knows(&s, "f", "-a=2@c2 -b=2@c2 -d=1@c1+ f=5@c2 -g=3@c2 -h~ ", "the last edition wins");
    char salt[SALT_HEX];
    struct buf got = recall(&s, "", salt);
    OK(strcmp(salt, past_young_salt) == 0, "its salt is that of the run that was stopped");
    buf_free(&got);
    unlinkat(s.fd, "index", 0);
    knows(&s, "a f", "a=2@c2 -b=2@c2 f=5@c2 -g=3@c2 -h~ ", "a journal alone is enough");
    scratch_close(&s);
}

static void test_replaced(void)
{
    struct scratch s;
    past_open(&s);
    past_stop(&s, "R c1|I 7 a=1|I 7 b=1|I 8 c=1|X 7 1 b=9");
    knows(&s, "a b c", "a~ b~ c~ ",
          "a document that did not come about is not committed by that");
    past_stop(&s, "C 7 2");
    knows(&s, "a b c", "a=1@c1 b=9@c1 c~ ", "what came about stands in its place");
    past_stop(&s, "X 8 0 c=9|X 8 1 d=9|X 9 0 e=9|C 8 1|C 9 1");
    knows(&s, "a b c d e", "a=1@c1 b=9@c1 c=9@c1 d? e? ",
          "one for what was not intended is nothing");
    scratch_close(&s);
}

/* A count that does not fit: a line is missing, and nothing of the group is known to be in place.
 */
static void test_counted(void)
{
    struct scratch s;
    past_open(&s);
    past_stop(&s, "R c1|I 0 a=1|I 0 b=1|C 0 3|I 1 c=1|C 1 0|I 2 d=1|C 2 x|C 2|C|I 3 e=1|C 3 1");
    knows(&s, "a b c d e", "a~ b~ c~ d~ e=1@c1 ", "a group of another count does not count");
    past_stop(&s, "C 0 2|C 3 1");
    knows(&s, "a b e", "a~ b~ -c~ -d~ e=1@c1 ", "nor when it is committed again");
    scratch_close(&s);
}

static void test_two_runs(void)
{
    struct scratch s;
    past_open(&s);
    past_finish(&s, "c1", "a=1 z=1");
    past_stop(&s, "R c2|I 0 a=2|I 0 b=2|C 0 2|I 1 c=2");
    past_stop(&s, "R c3|I 0 b=3|C 0 1|I 1 d=3|C 1 1|I 2 e=3");
    knows(&s, "a b c d e z", "a=2@c2 b=3@c3 c~ d=3@c3 e~ z=1@c1+ ",
          "each document is of the run that did it last");
    past_stop(&s, "R c1|C 2 1|C 1 1");
    knows(&s, "c e", "-a=2@c2 -b=3@c3 c~ -d=3@c3 e~ -z=1@c1+ ",
          "no run commits what another one intended");
    scratch_close(&s);
}

/* --- damage: all that is told has to be what was true at some time --- */

static const char two_runs[] = "R c2|I 0 a=2|I 0 b=2|I 1 d=2|X 0 1 b=3|C 0 2|C 1 1|"
                               "R c3|I 0 a=4|C 0 1|I 1 e=4|I 1 f=4|X 1 0 e=5|C 1 2";
static const char two_runs_end[] = "-a=4@c3 -b=3@c2 -d=2@c2 -e=5@c3 -f=4@c3 -z=1@c1+ ";
static const char two_runs_truth[] = " -a=1@c1+ -a=2@c2 -a=4@c3 -b=3@c2 -d=2@c2 -e=5@c3 -f=4@c3 "
                                     "-z=1@c1+ ";

static void open_two_runs(struct scratch *s)
{
    past_open(s);
    past_finish(s, "c1", "a=1 z=1");
    past_stop(s, two_runs);
    knows(s, "", two_runs_end, "two runs that were stopped, over one that ended");
}

/* Whether what is told is true, and each name comes once, in order. */
static bool is_true(struct str told)
{
    struct str word, last = {0};
    while (str_split(&told, ' ', &word)) {
        struct buf b = {0};
        struct str name = str_cut(word, 0, str_byte(word, '=', 0));
        buf_addc(&b, ' ');
        buf_add(&b, word);
        bool open = str_ends(word, "~") && strstr("-a~-b~-d~-e~-f~", b.p + 1);
        buf_addc(&b, ' ');
        /* That it is not known what came of one is no untruth, of those that were begun. */
        name = open ? str_cut(word, 0, word.n - 1) : name;
        bool good = (open || strstr(two_runs_truth, b.p)) && str_cmp(last, name) < 0;
        buf_free(&b);
        if (!good)
            return false;
        last = name;
    }
    return true;
}

/* The journal at present; shows the first of what is wrong. */
static size_t untrue(const struct scratch *s, size_t wrong, size_t at)
{
    char salt[SALT_HEX];
    struct buf got = recall(s, "", salt);
    bool good = is_true(buf_str(&got));
    if (!good && wrong == 0)
        printf("# at byte %zu: %s\n", at, got.p);
    buf_free(&got);
    return !good;
}

static void test_torn_journal(void)
{
    struct scratch s;
    open_two_runs(&s);
    struct buf whole = scratch_read(&s, "journal");
    size_t wrong = 0;
    for (size_t cut = 0; cut < whole.n; cut++) {
        scratch_write(&s, "journal", (struct str){whole.p, cut});
        wrong += untrue(&s, wrong, cut);
    }
    OK(wrong == 0, "a journal torn at any byte tells nothing that is wrong");
    scratch_write(&s, "journal", (struct str){whole.p, whole.n - 5});
    past_stop(&s, "R c4|I 0 y=1|C 0 1");
    knows(&s, "", "-a=4@c3 -b=3@c2 -d=2@c2 -e~ -f~ -y=1@c4 -z=1@c1+ ",
          "a later run stands behind the torn line");
    buf_free(&whole);
    scratch_close(&s);
}

/* Puts `with` in place of each byte, or flips its lowest bit. */
static void damage(struct scratch *s, int with, const char *what)
{
    struct buf whole = scratch_read(s, "journal");
    size_t wrong = 0;
    for (size_t i = 0; i < whole.n; i++) {
        char before = whole.p[i];
        whole.p[i] = with < 0 ? (char)(before ^ 1) : (char)with;
        scratch_write(s, "journal", buf_str(&whole));
        wrong += untrue(s, wrong, i);
        whole.p[i] = before;
    }
    OK(wrong == 0, "%s tells nothing that is wrong", what);
    scratch_write(s, "journal", buf_str(&whole));
    buf_free(&whole);
}

/* Overwrites each line with zeros, as a power cut may leave it. */
static void lose_lines(struct scratch *s)
{
    struct buf whole = scratch_read(s, "journal"), less = {0};
    size_t wrong = 0, lines = 0;
    for (size_t at = 0, end; at < whole.n; at = end, lines++) {
        end = str_byte(buf_str(&whole), '\n', at) + 1;
        buf_clear(&less);
        buf_add(&less, buf_str(&whole));
        memset(less.p + at, 0, end - at);
        scratch_write(s, "journal", buf_str(&less));
        wrong += untrue(s, wrong, at);
    }
    OK(wrong == 0 && lines == 14, "a journal with any line lost tells nothing that is wrong");
    scratch_write(s, "journal", buf_str(&whole));
    buf_free(&whole);
    buf_free(&less);
}

static void test_damaged_journal(void)
{
    struct scratch s;
    open_two_runs(&s);
    damage(&s, -1, "a journal with any byte flipped");
    damage(&s, '\n', "a journal with a line end anywhere");
    lose_lines(&s);
    knows(&s, "", two_runs_end, "the whole journal is as before");
    scratch_close(&s);
}

/* Documents with ledger lines of each length up to 1,000 bytes, and one of 5 MiB. */
static void add_long_lines(const struct scratch *s)
{
    struct journal j;
    struct err err = {0};
    struct buf line = {0};
    struct memo memo = {0};
    bool good = journal_open(&j, s->fd, &err);
    journal_add(&j, 'R', str_of("7d0 11111111111111111111111111111111 c"));
    for (int i = 0; i <= 1000; i++) {
        buf_clear(&line);
        buf_addf(&line, "0 %04d ", i);
        memo_put(&memo, &line);
        buf_addf(&line, " {%*s}", i == 1000 ? 5 << 20 : i, "");
        journal_add(&j, 'I', buf_str(&line));
    }
    journal_add(&j, 'C', str_of("0 1001"));
    OK(good && journal_write(&j, &err), "documents with long ledger lines");
    journal_close(&j);
    buf_free(&line);
}

static void test_long_lines(void)
{
    struct scratch s;
    struct err err = {0};
    struct prior *p;
    const struct prior_entry *e;
    char salt[SALT_HEX], name[16];
    past_open(&s);
    add_long_lines(&s);
    OK(prior_open(&p, s.fd, false, salt, &err), "are no hindrance to the next run");
    size_t wrong = 0;
    for (size_t i = 0; i < 1000; i++) {
        snprintf(name, sizeof name, "%04zu", i);
        e = prior_find(p, str_of(name), gone, NULL, &err);
        wrong += !e || e->line.n != i + 3 || !str_starts(e->line, "{") ||
                 !str_ends(e->line, "}\n") || !str_is(e->config, "c") || e->started != 2000;
    }
    OK(wrong == 0, "and are known whole");
    e = prior_find(p, str_of("1000"), gone, NULL, &err);
    OK(!err.set && (!e || e->line.n == (5 << 20) + 3 || e->memo.status > 2),
       "one of 5 MiB is known whole, or not at all");
    prior_close(p);
    scratch_close(&s);
}

/* Lines whose check sum is right, but that say too little. */
static void test_short_lines(void)
{
    struct scratch s;
    struct journal j = {.fd = -1};
    past_open(&s);
    journal_add(&j, 'R', str_of("5"));
    journal_add(&j, 'I', str_of("1 "));
    journal_add(&j, 'X', str_of("1 0 "));
    journal_add(&j, 'C', str_of("1 1"));
    journal_add(&j, 'R', str_of(""));
    journal_add(&j, 'C', str_of(""));
    scratch_write(&s, "journal", buf_str(&j.pending));
    char salt[SALT_HEX];
    struct buf got = recall(&s, "a", salt);
    OK(strlen(salt) == SALT_HEX - 1 && strstr(got.p, "a? "), "a journal that says little");
    buf_free(&got);
    buf_free(&j.pending);
    scratch_close(&s);
}

int main(void)
{
    test_short_lines();
    test_none();
    test_finished();
    test_fresh();
    test_any();
    test_torn();
    test_edited();
    test_other_index();
    test_journal();
    test_replaced();
    test_counted();
    test_two_runs();
    test_torn_journal();
    test_damaged_journal();
    test_long_lines();
    return tap_done();
}
