/* The methods of `doc`, and the `galley` table. */
#include "rig.h"
#include "text/evidence.h"

#define TEXT "One fine day.\nJane wrote to jane@example.com\r\nand bob@example.org.\n"
#define MORE                                                                                     \
    "labels = { email = 'personal', word = 'structure' }, fields = { 'f', 'g' }, redacts = "     \
    "true,"

/* The expression must be true in a stage over TEXT. */
static void holds(struct rig *r, const char *expression)
{
    struct buf b = {0};
    buf_addf(&b, "if not (%s) then error('it does not hold', 0) end", expression);
    rig_doc(r, TEXT);
    bool good = rig_body(r, MORE, b.p);
    OK(good, "%s", expression);
    if (!good)
        printf("# %s\n", r->err.text);
    buf_free(&b);
}

static void fails(struct rig *r, const char *body, const char *part)
{
    rig_doc(r, TEXT);
    bool good = !rig_body(r, MORE, body);
    OK(good && rig_says(r, part), "refused: %s", body);
}

/* The body must work, and leave this text proper. */
static void gives(struct rig *r, const char *body, const char *want)
{
    rig_doc(r, TEXT);
    bool good = rig_body(r, MORE, body);
    if (!good)
        printf("# %s\n", r->err.text);
    OK(good, "works: %s", body);
    IS(str_cut(r->doc.text, 0, r->doc.len), want, "and gives the text");
}

static void test_reading(struct rig *r)
{
    holds(r, "doc:len() == 67 and #doc:text() == 67 and doc:text() == doc:text()");
    holds(r, "doc:path() == 'dir/a.txt'");
    holds(r, "doc:text(1, 3) == 'One' and doc:sub(1, 3) == 'One'");
    holds(r, "doc:sub(-2, -1) == '.\\n' and doc:sub(-2) == '.\\n' and doc:sub(60, 999) == "
             "'le.org.\\n'");
    holds(r, "doc:sub(5, 4) == '' and doc:sub(999) == '' and doc:text(70, 80) == ''");
    holds(r, "doc:find('fine') == 5 and select(2, doc:find('fine')) == 8");
    holds(r, "doc:find('fine', 6) == nil and doc:find('.', 14) == 41 and doc:find('') == 1");
    holds(r, "doc:find('', 68) == 68 and doc:find('zzz') == nil");
    fails(r, "doc:find('x', 69)", "byte 69 is no place");
    fails(r, "doc:find(5)", "pattern or string expected");
    fails(r, "doc.text()", "write doc:NAME");
    fails(r, "doc:nothing()", "attempt to call a nil value (method 'nothing')");
    holds(r, "(function() local s = '' for a, b in doc:lines() do s = s .. a .. '-' .. b .. ' ' "
             "end return s end)() == '1-13 15-44 47-66 '");
    holds(r, "(function() local s = '' for a, b in doc:lines(5, 20) do s = s .. a .. '-' .. b "
             ".. ' ' end return s end)() == '5-13 15-20 '");
    rig_doc(r, "");
    OK(rig_body(r, "",
                "for a in doc:lines() do error('a line') end\n"
                "if doc:len() > 0 or doc:text() ~= '' or doc:sub(1, 5) ~= '' then error() end"),
       "an empty text");
    rig_doc(r, "a\n\nb");
    OK(rig_body(r, "",
                "local s = '' for a, b in doc:lines() do s = s .. a .. b .. ' ' end\n"
                "if s ~= '11 32 44 ' then error(s) end"),
       "blank lines, and no line end at the end");
}

static const char *const patterns =
    MORE "open = function() return { mail = galley.re[[(?<user>\\w+)@(?<host>[\\w.]+\\w)]], "
         "word = galley.re[[\\w+]], empty = galley.re[[x*]], cut = galley.re[[o(?= )]], "
         "list = galley.words({ 'jane', 'bob' }, { fold = true, whole = true }), "
         "slow = galley.re[[^(a|aa)+$]], many = galley.patterns { galley.re[[(?<user>\\w+)@]], "
         "galley.re[[zzz]], galley.words({ 'jane' }), galley.re[[x*]] } } end,";

static void runs(struct rig *r, const char *text, const char *body, const char *what)
{
    rig_doc(r, text);
    bool good = rig_body(r, patterns, body);
    OK(good, "%s", what);
    if (!good)
        printf("# %s\n", r->err.text);
}

static void test_patterns(struct rig *r)
{
    runs(r, TEXT,
         "local s = '' for a, b, cap in doc:each(state.mail) do s = s .. doc:sub(a, b) .. "
         "cap.user .. cap.host .. ' ' end assert(s == "
         "'jane@example.comjaneexample.com bob@example.orgbobexample.org ', s)",
         "each gives spans and groups");
    runs(r, TEXT,
         "local n = 0 for a, b, cap in doc:each(state.word, 15, 18) do n = n + 1 "
         "assert(a == 15 and b == 18 and cap == nil) end assert(n == 1)",
         "each in a span");
    runs(r, TEXT, "for a in doc:each(state.word, 15, 16) do error('cut') end",
         "a match that does not lie in the span is none");
    runs(r, "a b c",
         "local one = doc:each(state.word) while one() do end "
         "local two = doc:each(state.word) assert(two() == 1) assert(one() == nil) "
         "local three = doc:each(state.word) assert(two() == 3 and three() == 1) "
         "assert(two() == 5 and two() == nil and one() == nil and three() == 3)",
         "an iterator that is done takes nothing from another");
    runs(r, "a b c",
         "for i = 1, 200 do assert(doc:each(state.word)() == 1) end local n = 0 "
         "for a in doc:each(state.word) do for b in doc:each(state.word) do n = n + 1 end end "
         "assert(n == 9)",
         "any number may be broken off, and one be in another");
    runs(r, "no one",
         "local n = 0 for a, b in doc:each(state.cut) do n = n + 1 assert(a == 2) end "
         "assert(n == 1) for a in doc:each(state.cut, 2, 2) do n = n + 1 end "
         "assert(n == 2)",
         "lookahead sees behind the span");
    runs(r, "\xC3\xA4x\xC3\xA4",
         "local s = '' for a, b in doc:each(state.empty) do s = s .. a .. "
         "'-' .. b .. ' ' end assert(s == '1-0 3-3 4-3 6-5 ', s)",
         "empty matches step over characters");
    runs(r, "Jane, BOB and bobby",
         "local n = 0 for a, b in doc:each(state.list) do n = n + 1 end "
         "assert(n == 2) assert(doc:find(state.list, 2) == 7)",
         "word lists");
    runs(r, "x",
         "assert(state.word:find('a bc', 2) == 3 and state.word:test('a')) "
         "assert(state.word:find('..') == nil and not state.word:test('')) "
         "local a, b, cap = state.mail:find('to x@y.z') assert(cap.user == 'x' and b == 8)",
         "patterns on strings");
    runs(r, "x",
         "assert(not pcall(state.word.find, 'x', 'y')) "
         "assert(not pcall(state.word.find, state.word, '\\xff')) "
         "assert(not pcall(state.word.find, state.word, 'x', 3))",
         "and wrong arguments");
    rig_doc(r, "x");
    OK(!rig_body(r, patterns, "state.word:find(('\\u{e4}'):rep(3), 2)") &&
           rig_says(r, "no place in the string"),
       "not inside a character");
}

static void test_many(struct rig *r)
{
    runs(r, "bob@a jane x jane@b",
         "local s = '' for a, b, n, cap in doc:each(state.many, 1, 19) do if n < 4 then "
         "s = s .. n .. ':' .. a .. '-' .. b .. (cap and cap.user or '') .. ' ' end end "
         "assert(s == '1:1-4bob 1:14-18jane 3:7-10 3:14-17 ', s)",
         "several patterns one after the other, with their numbers");
    runs(r, "x\nx",
         "local s = '' for a, b, n in doc:each(state.many) do s = s .. n .. a .. b end "
         "assert(s == '411421433443', s)",
         "each from the beginning, empty matches too");
    runs(r, "abc",
         "doc:set('f', 'jane@') local s = '' for a, b, n in doc:each(state.many) do "
         "if n < 4 then s = s .. n .. doc:sub(a, b) .. ' ' end end "
         "assert(s == '1jane@ 3jane ', s)",
         "over string fields too");
    runs(r, "jane",
         "assert(not pcall(doc.find, doc, state.many)) "
         "assert(not pcall(state.many.find, state.many, 'jane')) "
         "local it = doc:each(state.many, 1, 0) assert(it() == 1) while it() do end "
         "assert(it() == nil)",
         "for each only");
}

static void test_everywhere(struct rig *r)
{
    runs(r, "abc",
         "doc:set('f', 'def ghi') local s = '' for a, b in doc:each(state.word) do "
         "s = s .. doc:sub(a, b) .. ' ' if #s < 30 then doc:set('g', 'jkl') end end "
         "assert(s == 'abc def ghi ', s)",
         "each runs over string fields, but not over those set on the way");
    runs(r, "abc",
         "doc:set('f', 'def') local it = doc:each(state.word) it() doc:set('f', 'xyz') "
         "assert(it() == nil) assert(it() == nil)",
         "a field that is set again is not searched by an older iterator");
    rig_doc(r, "abc");
    OK(rig_body(r,
                "fields = { 'f' }, labels = { l = 'structure' }, open = function() return "
                "re[[\\w+]] end,",
                "doc:set('f', 'def') local n = 0 for a in doc:each(state) do n = n + 1 end "
                "assert(n == 1)"),
       "a stage of structure sees the text only");
}

static void test_making_patterns(struct rig *r)
{
    struct buf b = {0};
    buf_addz(&b, "x");
    for (int i = 0; i < 40; i++)
        buf_addc(&b, 'a');
    buf_addz(&b, "!");
    rig_doc(r, b.p);
    OK(!rig_body(r, "open = function() return re[[^x(a|aa)+$]] end,",
                 "\nfor a in doc:each(state) do end") &&
           rig_says(r, "lua:4: pattern"),
       "a pattern over its match limit fails the document: it is not \"no match\"");
    buf_free(&b);
    fails(r, "galley.re('x')", "in `open` only");
    fails(r, "galley.words({})", "in `open` only");
    fails(r, "galley.patterns({})", "in `open` only");
    rig_doc(r, "x");
    OK(!rig_body(r, "open = function() return galley.patterns {} end,", "") &&
           rig_says(r, "1 to 10000 patterns"),
       "no patterns are an error");
    OK(!rig_body(r, "open = function() return galley.patterns { re'x', 'y' } end,", "") &&
           rig_says(r, "item 2 is no pattern"),
       "as is what is none");
    fails(r, "doc:each('x')", "pattern expected");
    fails(r, "doc:each(doc)", "pattern expected");
    OK(!rig_stage(r,
                  "return { api = 1, summary = 'x', process = function() end,\nopen = function() "
                  "galley.re('(') end }",
                  NULL) &&
           rig_says(r, "pattern: "),
       "a pattern that is wrong");
    OK(r->err.line == 2, "with its line");
    OK(!rig_load(r, "galley.re('x', { caseles = true })") && rig_says(r, "caseless and ucp"),
       "an option that is wrong");
    OK(!rig_load(r, "galley.words({ 'x', 5 })") && rig_says(r, "item 2 is a number"),
       "and a word");
    OK(!rig_load(r, "galley.words({})") && rig_says(r, "the list is empty"),
       "and no word at all");
}

static void test_edits(struct rig *r)
{
    gives(r, "doc:replace(1, 3, 'A') doc:redact(29, 44, '[EMAIL]', 'email')",
          "A fine day.\nJane wrote to [EMAIL]\r\nand bob@example.org.\n");
    OK(r->doc.secret_n == 1 && str_is(r->doc.secrets[0].rule, "email"), "one is secret");
    gives(r, "doc:insert(1, '> ') doc:insert(doc:len() + 1, 'end')",
          "> One fine day.\nJane wrote to jane@example.com\r\nand bob@example.org.\nend");
    gives(r, "doc:replace(14, 13, '', 'none') doc:replace(1, 13, '')",
          "\nJane wrote to jane@example.com\r\nand bob@example.org.\n");
    fails(r, "doc:replace(1, 3, 'A') doc:replace(2, 4, 'B')", "two edits overlap");
    fails(r, "doc:replace(0, 3, 'A')", "bytes 0 to 3 are no span");
    fails(r, "doc:replace(3, 1, 'A')", "are no span");
    fails(r, "doc:replace(60, 99, 'A')", "are no span");
    fails(r, "doc:replace(1, 1, '\\xff')", "not UTF-8");
    fails(r, "doc:replace(1.5, 2, 'A')", "number has no integer representation");
    fails(r, "doc:insert(69, 'x')", "no place in a text");
    fails(r, "doc:replace(1, 1)", "string expected");
    rig_doc(r, "\xC3\xA4");
    OK(!rig_body(r, "", "doc:replace(1, 1, 'x')") && rig_says(r, "splits a"),
       "character borders");
    rig_doc(r, "x");
    OK(!rig_body(r, "", "doc:redact(1, 1, 'x')") && rig_says(r, "redacts = true"),
       "only a stage that says so redacts");
}

static void test_evidence(struct rig *r)
{
    gives(r,
          "doc:redact(29, 44, '[E]', 'email', { label = 'email', score = 0.5, why = 'at', "
          "operator = 'replace', line = 'email', entity = '2' })\n"
          "doc:keep(1, 3, 'word', { line = 'allow' }) doc:keep(5, 8)",
          "One fine day.\nJane wrote to [E]\r\nand bob@example.org.\n");
    const struct evidence *e = r->doc.secrets[0].evidence;
    OK(e && str_is(e->label, "email") && e->scored && e->score == 0.5 && str_is(e->why, "at") &&
           str_is(e->operator, "replace") && str_is(e->line, "email") && e->entity == 2,
       "evidence of an edit");
    OK(r->doc.kept_n == 2 && str_is(r->doc.kept[0].rule, "word") &&
           str_is(r->doc.kept[0].evidence->line, "allow") && !r->doc.kept[0].evidence->scored,
       "and of what is kept");
    OK(!r->doc.kept[1].evidence && str_ends(r->doc.kept[1].rule, ".lua"),
       "which may have none; its rule is the stage then");
    gives(r, "doc:redact(29, 44, '[E]', 'email', { why = nil }) doc:redact(1, 3, '1', 'w', nil)",
          "1 fine day.\nJane wrote to [E]\r\nand bob@example.org.\n");
    fails(r, "doc:redact(1, 3, '', 'w', 'why')", "table expected");
    fails(r, "doc:redact(1, 3, '', 'w', { 'x' })", "a member of evidence has a name");
    fails(r, "doc:redact(1, 3, '', 'w', { text = 'x' })", "unknown evidence `text`");
    fails(r, "doc:redact(1, 3, '', 'w', { why = 5 })", "`why` must be a string");
    fails(r, "doc:redact(1, 3, '', 'w', { why = 'bob@example.org' })", "the evidence `why` is");
    fails(r, "doc:redact(1, 3, '', 'w', { why = 'One' })", "is the text itself");
    fails(r, "doc:keep(1, 3, 'w', { why = ('x'):rep(65) })", "up to 64 letters");
    fails(r, "doc:keep(1, 3, 'w', { score = 1.5 })", "from 0 to 1");
    fails(r, "doc:keep(1, 3, 'w', { score = '1' })", "from 0 to 1");
    fails(r, "doc:keep(1, 3, 'w', { entity = 0 })", "a whole number from 1");
    fails(r, "doc:keep(1, 3, 'w', { entity = 'x' })", "a whole number from 1");
    fails(r, "doc:keep(1, 99, 'w')", "are no span");
    rig_doc(r, "x");
    OK(!rig_body(r, "", "doc:keep(1, 1)") && rig_says(r, "redacts = true"),
       "only a stage that redacts decides what is kept");
}

static void test_marks(struct rig *r)
{
    rig_doc(r, TEXT);
    OK(rig_body(r, MORE,
                "doc:mark(1, 3, 'word', { score = 0.5, rule = 'r', b = true, a = 1, "
                "c = 'x' }) doc:mark(29, 44, 'email') doc:mark(1, 8, 'word') "
                "for m in doc:marks() do error('not yet') end"),
       "marks");
    OK(r->doc.mark_n == 3 && r->doc.marks[1].attr_n == 3, "are there for later stages");
    OK(rig_body(r, MORE,
                "local s = '' for m in doc:marks() do s = s .. m.a .. '-' .. m.b .. m.label .. "
                "tostring(m.personal) .. m.score .. tostring(m.rule) .. ' ' end\n"
                "assert(s == '1-8wordfalse1.0nil 1-3wordfalse0.5r 29-44emailtrue1.0nil ', s)\n"
                "local m = doc:marks('word') m() m = m() s = ''\n"
                "for k, v in pairs(m.attrs) do s = s .. k .. v end assert(s == 'a1btruecx', s)\n"
                "assert(doc:within(2, 3, 'word').b == 8 and doc:within(2, 9, 'word') == nil)\n"
                "assert(doc:within(2, 3, 'email') == nil and doc:marks('none')() == nil)"),
       "as they were marked");
    rig_doc(r, TEXT);
    OK(rig_body(r, MORE,
                "doc:mark(1, 3, 'word', { a = 0, b = -120, c = math.mininteger, d = 1.5, e = 7 "
                "// 1 })"),
       "numbers are attributes");
    OK(rig_body(r, MORE,
                "local m = doc:marks('word')().attrs\n"
                "local s = m.a .. ' ' .. m.b .. ' ' .. m.c .. ' ' .. m.d .. ' ' .. m.e\n"
                "assert(s == '0 -120 -9223372036854775808 1.5 7', s)"),
       "as Lua writes them: %s", r->err.text);
    if (r->err.set)
        printf("# %s\n", r->err.text);
    fails(r, "doc:mark(1, 2, 'other')", "does not declare the label `other`");
    fails(r, "doc:mark(1, 2, 'word', { score = 2 })", "score must be");
    fails(r, "doc:mark(1, 2, 'word', { x = {} })", "the attribute `x` is a table");
    fails(r, "doc:mark(1, 2, 'word', { 'x' })", "must be a string");
    fails(r, "doc:mark(1, 2, 'word', { x = '\\xff' })", "not UTF-8");
    rig_doc(r, "x");
    OK(rig_body(r, "labels = { ['*'] = 'structure' },", "doc:mark(1, 1, 'any')") &&
           !r->doc.marks[0].personal,
       "any label, if declared so");
}

static void test_fields(struct rig *r)
{
    holds(r, "doc:get('f') == nil and doc:fields()() == nil");
    holds(r, "(function() doc:set('f', 'value') doc:set('g', 1, 3) local v, a, b = doc:get('f') "
             "local w, c, d = doc:get('g') return v == 'value' and a > doc:len() and "
             "b - a == 4 and doc:sub(a, b) == 'value' and w == 'One' and c == 1 and d == 3 "
             "end)()");
    holds(r, "(function() doc:set('g', 5) doc:set('f', true) local s = '' "
             "for n, v in doc:fields() do s = s .. n .. v end return s end)() == 'g5ftrue'");
    holds(r, "(function() doc:set('f', 'ab') local _, a = doc:get('f') return doc:sub(a) == 'ab' "
             "and doc:sub(a + 1, 999) == 'b' and doc:sub(a - 1, a) == '' and doc:text(a) == '' "
             "end)()");
    fails(r, "doc:set('h', 1)", "does not declare the field `h`");
    fails(r, "doc:set('f', {})", "the field `f` is a table");
    fails(r, "doc:set('f', nil)", "the field `f` is a nil");
    fails(r, "doc:set('f', '\\xff')", "not UTF-8");
    fails(r, "doc:set('f', 1, nil)", "number expected");
    rig_doc(r, "x");
    OK(rig_body(r, MORE,
                "doc:set('f', 'a@b') local _, a, b = doc:get('f') doc:redact(a, b, '[X]')"),
       "a string field is redacted like text");
    const struct field *f = doc_field(&r->doc, str_of("f"));
    IS(str_cut(r->doc.text, f->span.start, f->span.end), "[X]", "and holds the replacement");
}

static void test_children(struct rig *r)
{
    rig_doc(r, TEXT);
    OK(rig_body(r, MORE, "doc:emit(1, 13, { fields = { g = 2, f = 'one' } }) doc:emit(15, 44)"),
       "children");
    struct doc *c = r->doc.children;
    OK(c && c->next && !c->next->next, "two of them");
    IS(str_cut(c->text, 0, c->len), "One fine day.", "the first");
    OK(c->field_n == 2 && str_is(c->fields[0].name, "f"), "its fields, in order of name");
    fails(r, "doc:emit(1, 2, { field = {} })", "the only option is `fields`");
    fails(r, "doc:emit(1, 2, { fields = { z = 1 } })", "does not declare the field `z`");
    fails(r, "doc:emit(1, 2, { fields = 1 })", "fields must be a table");
    fails(r, "doc:emit(1, 999)", "are no span");
}

static void test_ends(struct rig *r)
{
    rig_doc(r, "x");
    OK(rig_body(r, "", "doc:drop('too short') error('not reached')"), "drop is no failure");
    OK(r->doc.state == DOC_DROPPED && str_is(r->doc.reason, "too short"), "and has a reason");
    rig_doc(r, "x");
    OK(!rig_body(r, "", "\ndoc:fail('no good')") && rig_says(r, ".lua:4: no good"), "fail is");
    OK(r->doc.state == DOC_FAILED && r->err.line == 4, "with its line");
    rig_doc(r, "x");
    OK(rig_body(r, "", "pcall(doc.drop, doc, 'caught')") && r->doc.state == DOC_DROPPED,
       "a drop that is caught stays one");
    rig_doc(r, "x");
    OK(!rig_body(r, "", "pcall(doc.fail, doc, 'caught')") && rig_says(r, "caught"),
       "a failure too");
    rig_doc(r, "x");
    OK(rig_body(r, "", "pcall(doc.drop, doc, 'caught') doc:len()") && r->doc.state == DOC_DROPPED,
       "there is no going on after it");
    fails(r, "doc:drop()", "string expected");
}

static void test_death(struct rig *r)
{
    const char *text =
        "local kept, it\nreturn { api = 1, summary = 'x', process = function(doc)\n"
        "if kept then kept() else kept = function() return it() end "
        "it = doc:lines() end\nend }";
    struct stage *s = rig_stage(r, text, NULL);
    rig_doc(r, "x");
    OK(rig_run(r, s), "an iterator is kept");
    rig_doc(r, "y");
    OK(!rig_run(r, s) && rig_says(r, "doc is used after its stage has returned"), "and is dead");
    text = "local it, word = nil, galley.re[[\\w]]\nreturn { api = 1, summary = 'x', "
           "process = function(doc) if it then it() end it = doc:each(word) it() end }";
    s = rig_stage(r, text, NULL);
    rig_doc(r, "x");
    OK(rig_run(r, s), "one of each is kept");
    rig_doc(r, "y");
    OK(!rig_run(r, s) && rig_says(r, "doc is used after its stage has returned"), "and is dead");
    rig_doc(r, "y");
    s = rig_stage(r,
                  "local kept\nreturn { api = 1, summary = 'x', extension = 'x',\n"
                  "head = function() return kept and kept:text() or '' end,\n"
                  "process = function(doc) kept = doc end }",
                  NULL);
    struct buf b = {0};
    struct err err = {0};
    OK(stage_frame(s, "head", &b, &err) && rig_run(r, s), "doc is kept");
    OK(!stage_frame(s, "head", &b, &err) && strstr(err.text, "doc is used after"), "and is dead");
    OK(err.line == 3, "with the line");
    buf_free(&b);
}

static void test_output(struct rig *r)
{
    const char *more = "extension = 'txt', labels = { x = 'structure' },";
    rig_doc(r, "a<b>");
    OK(rig_body(r, more, "doc:output('<p>', '') doc:output(1, 2, 'html') doc:output(3, 4)"),
       "output");
    IS(((struct str){r->doc.output.p, r->doc.output.n}), "<p>a&lt;b>", "literals and spans");
    rig_doc(r, "x");
    OK(!rig_body(r, more, "doc:output(1, 1, 'xml')") && rig_says(r, "no escaping `xml`"),
       "escapes");
    OK(!rig_body(r, more, "doc:output(true)") && rig_says(r, "string expected"), "types");
    OK(!rig_body(r, more, "doc:output('\\xff')") && rig_says(r, "not UTF-8"), "UTF-8");
    OK(!rig_body(r, more, "doc:replace(1, 1, 'y')") && rig_says(r, "a format stage"), "no edits");
    OK(!rig_body(r, more, "doc:mark(1, 1, 'x')") && rig_says(r, "a format stage"), "no marks");
    fails(r, "doc:output('x')", "for format stages");
    rig_doc(r, "\xC3\xA4");
    OK(!rig_body(r, more, "doc:output(1, 1)") && rig_says(r, "splits a character"), "borders");
}

static void test_counts(struct rig *r)
{
    rig_doc(r, "x");
    OK(rig_body(r, "", "doc:count('a') doc:count('b', 2.5) doc:count('a', 3)"), "counts");
    struct told t = host_told(r->host);
    const struct count *c = t.counts;
    OK(t.count_n == 2 && str_is(c[0].name, "a") && str_is(c[1].name, "b"), "in order");
    OK(t.count_n == 2 && c[0].n > 3.9 && c[0].n < 4.1 && c[1].n > 2.4, "added up");
    rig_doc(r, "x");
    rig_body(r, "", "");
    OK(host_told(r->host).count_n == 0, "for one document");
    fails(r, "doc:count('a', 0/0)", "must be finite");
    fails(r, "doc:count('a b')", "a name is of");
}

static void test_pairs(struct rig *r)
{
    const char *body = "doc:pair('P1', 'Ann', 'person') doc:pair('P1', 'Ann', 'person') "
                       "doc:pair('P2', 'Bo', 'person')";
    rig_doc(r, "x");
    OK(rig_body(r, MORE, body) && host_told(r->host).pair_n == 0,
       "pairs are dropped where there is no mapping");
    r->rules.mapping = true;
    rig_doc(r, "x");
    OK(rig_body(r, MORE, body), "else they are told");
    struct told t = host_told(r->host);
    OK(t.pair_n == 2 && str_is(t.pairs[0].with, "P1") && str_is(t.pairs[0].value, "Ann") &&
           str_is(t.pairs[1].label, "person"),
       "not twice in a row");
    fails(r, "doc:pair('', 'Ann', 'person')", "is no pair");
    fails(r, "doc:pair('P1', '\xff', 'person')", "not UTF-8");
    fails(r, "for i = 1, 20 do doc:pair('P' .. i, ('x'):rep(99999), 'p') end",
          "the limit of a document");
    rig_doc(r, "x");
    OK(!rig_body(r, "", "doc:pair('P1', 'Ann', 'p')") && rig_says(r, "redacts = true"),
       "only a stage that redacts has any");
    OK(host_told(r->host).pair_n == 0, "and only for its document");
    r->rules.mapping = false;
}

static void test_galley(struct rig *r)
{
    holds(r, "galley.fold('A-Z @[`{ \\0 az') == 'a-z @[`{ \\0 az' and galley.fold('') == ''");
    holds(r, "galley.fold('Straße É') == galley.fold('STRASSE é')");
    holds(r, "galley.escape('a\"b', 'json') == 'a\\\\\"b'");
    fails(r, "galley.escape('x', 'xml')", "no escaping `xml`");
    holds(r, "table.concat(galley.keys({ b = 1, a = 2, [1] = 3 }), ' ') == '1 a b'");
    fails(r, "galley.now()", "uses = {\"clock\"}");
    fails(r, "galley.expr('1')", "in `open` only");
    fails(r, "require 'x'", "while a file is loaded");
    holds(r, "#galley.hmac('x') == 64 and galley.hmac('x') ~= galley.hmac('y')");
    rig_doc(r, "x");
    OK(rig_body(r, "uses = { 'clock' },", "assert(galley.now() > 1e9)"), "the clock");
    OK(rig_body(r, "open = function() return galley.expr('a + (b or 1)') end,",
                "assert(state({ a = 1 }) == 2 and state({ a = 1, b = 5 }) == 6)"),
       "expressions");
    OK(!rig_body(r, "open = function() return galley.expr('a + 1') end,", "\nstate({})") &&
           rig_says(r, "lua:4: attempt to perform arithmetic on a nil value (global 'a')"),
       "an expression that fails");
    OK(!rig_body(r, "open = function() galley.expr('a = 1') end,", "") &&
           rig_says(r, "the expression `a = 1`: "),
       "an expression that is none");
    OK(!rig_body(r, "open = function() return galley.expr('1, 2') end,", "state({})") &&
           rig_says(r, "2 values"),
       "or more than one");
    fails(r, "galley.looks_for('x')", "in `open` only");
    OK(rig_body(r, "open = function() galley.looks_for('rows', 7) galley.looks_for('x') end,",
                ""),
       "what a stage looks for is told in `open`");
    OK(!rig_body(r, "open = function() galley.looks_for('') end,", "") &&
           rig_says(r, "a name of up to 512 bytes"),
       "by a name");
    OK(!rig_body(r, "open = function() galley.looks_for('x', -1) end,", "") &&
           rig_says(r, "a number from 0"),
       "and a number");
}

int main(void)
{
    struct rig r;
    rig_open(&r);
    r.rules.key = str_of("a key");
    rig_start(&r);
    test_reading(&r);
    test_patterns(&r);
    test_many(&r);
    test_everywhere(&r);
    test_making_patterns(&r);
    test_edits(&r);
    test_evidence(&r);
    test_marks(&r);
    test_fields(&r);
    test_children(&r);
    test_ends(&r);
    test_death(&r);
    test_output(&r);
    test_counts(&r);
    test_pairs(&r);
    test_galley(&r);
    rig_close(&r);
    return tap_done();
}
