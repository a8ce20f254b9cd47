/* What stages read from files: word lists and lexicons. */
#include "rig.h"
#include "text/lexicon.h"
#include "text/words.h"

/* A stage that redacts by opt.names:words(flags), the list being this. */
static struct stage *names_stage(struct rig *r, struct str content, const char *flags)
{
    struct str key = str_of("names");
    struct value file = {.type = VALUE_FILE, .text = str_of("names.txt"), .content = content};
    struct value map = {.type = VALUE_MAP, .items = &file, .keys = &key, .n = 1};
    struct buf b = {0};
    buf_addf(&b,
             "return { api = 1, summary = 'x', redacts = true,\n"
             "open = function(opt) return opt.names:words(%s) end,\n"
             "process = function(doc, opt, names)\n"
             "for a, b in doc:each(names) do doc:redact(a, b, '[N]', 'name') end end }",
             flags);
    struct stage *s = rig_stage(r, b.p, &map);
    buf_free(&b);
    return s;
}

static void names_give(struct rig *r, struct stage *s, const char *want, const char *what)
{
    rig_doc(r, "Ann  Lee, ANN LEE, Leeds and Bob");
    OK(rig_run(r, s), "%s", what);
    IS(r->doc.text, want, "%s", what);
}

static void names_fail(struct rig *r, struct str content, const char *flags, const char *error)
{
    OK(!names_stage(r, content, flags) && rig_says(r, error), "%s", error);
    OK(r->err.line == 2, "with the plugin's place");
}

static void test_word_files(struct rig *r)
{
    struct str lines = str_of("\xEF\xBB\xBF"
                              "Ann Lee\r\n\n Lee \n");
    struct str entries[] = {str_of("Lee"), str_of("Ann Lee")};
    struct words *w = words_new(entries, 2, (struct words_flags){.fold = true, .whole = true});
    struct words *none = words_new(NULL, 0, (struct words_flags){0});
    struct str block = words_block(w);
    names_give(r, names_stage(r, lines, ""), "[N], ANN LEE, [N]ds and Bob",
               "the lines of a file");
    names_give(r, names_stage(r, lines, "{ fold = true, whole = true }"),
               "[N], [N], Leeds and Bob", "with flags");
    names_give(r, names_stage(r, block, ""), "[N], [N], Leeds and Bob", "a compiled list");
    names_give(r, names_stage(r, block, "{ fold = true }"), "[N], [N], Leeds and Bob",
               "a compiled list with a flag that it has");
    names_fail(r, block, "{ whole = false }",
               "names.txt was compiled with fold = true, whole = true");
    names_fail(r, str_cut(block, 0, block.n - 1), "", "names.txt: it is damaged");
    names_fail(r, words_block(none), "", "names.txt: the list is empty");
    names_fail(r, str_of(" \n\n"), "", "names.txt: the list is empty");
    names_fail(r, str_of("Lee\n\xFF\n"), "", "names.txt:2: the line is not UTF-8");
    names_fail(r, lines, "{ folds = true }", "fold and whole");
    words_free(none);
    words_free(w);
}

/* A stage that replaces what opt.names:lexicon() says of "Ann Lee". */
static struct stage *lexicon_stage(struct rig *r, struct str content, const char *what)
{
    struct str key = str_of("names");
    struct value file = {.type = VALUE_FILE, .text = str_of("names.txt"), .content = content};
    struct value map = {.type = VALUE_MAP, .items = &file, .keys = &key, .n = 1};
    struct buf b = {0};
    buf_addf(&b,
             "return { api = 1, summary = 'x',\n"
             "open = function(opt) local lex = opt.names:lexicon()\n"
             "return { lex = lex, said = tostring(%s) } end,\n"
             "process = function(doc, opt, s)\n"
             "doc:replace(1, doc:len(), s.said .. s.lex:flags('ANN')) end }",
             what);
    struct stage *s = rig_stage(r, b.p, &map);
    buf_free(&b);
    return s;
}

static void lexicon_gives(struct rig *r, struct str content, const char *what, const char *want)
{
    struct stage *s = lexicon_stage(r, content, what);
    rig_doc(r, "x");
    OK(s && rig_run(r, s), "%s", what);
    IS(r->doc.text, want, "%s", what);
}

static void lexicon_fails(struct rig *r, struct str content, const char *what, const char *error)
{
    OK(!lexicon_stage(r, content, what) && rig_says(r, error), "%s", error);
    OK(r->err.line == 2 || r->err.line == 3, "with the plugin's place");
}

static void test_lexicon_files(struct rig *r)
{
    struct str lines = str_of("Ann\tfirst\nAnn Lee\tfirst last\n");
    struct lexicon *lex = lexicon_new(lines, "lines", NULL);
    struct str block = lexicon_block(lex);
    lexicon_gives(r, lines, "lex:flags('ann lee')", "31");
    lexicon_gives(r, block, "lex:flags('ann lee')", "31");
    lexicon_gives(r, block, "lex:mask('last', 'first')", "31");
    lexicon_gives(r, block, "lex:mask()", "01");
    lexicon_gives(r, block, "lex:has('ann', 'first')", "true1");
    lexicon_gives(r, block, "lex:has('ann', 'last')", "false1");
    lexicon_fails(r, block, "lex:has('ann', 'fist')", "the lexicon has no flag `fist`");
    lexicon_fails(r, block, "lex:mask('first', 'fist')", "the lexicon has no flag `fist`");
    lexicon_fails(r, block, "lex.flags(opt, 'x')", "lexicon expected");
    lexicon_fails(r, str_cut(block, 0, block.n - 1), "1", "names.txt: it is damaged");
    lexicon_fails(r, str_of(""), "1", "names.txt: the lexicon is empty");
    lexicon_fails(r, str_of("Ann\tfirst\nLee\n"), "1", "names.txt:2: a line is a word");
    lexicon_free(lex);
}

int main(void)
{
    struct rig r;
    rig_open(&r);
    rig_start(&r);
    test_word_files(&r);
    test_lexicon_files(&r);
    rig_close(&r);
    return tap_done();
}
