/* Loading and opening stages, limits, `when`, tables. */
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "rig.h"

#define STAGE "api = 1, summary = 'A test.', process = function() end,"

/* ---- declarations -------------------------------------------------------------------------- */

static void refuses(struct rig *r, const char *text, int line, const char *part)
{
    OK(!rig_load(r, text) && rig_says(r, part), "refused: %s", part);
    OK(r->err.line == line && r->err.file[0] == 't', "at line %d", line);
    if (r->err.line != line)
        printf("# line %d\n", r->err.line);
}

static void test_refused(struct rig *r)
{
    refuses(r, "return 5", 1, "must return a table, not a number");
    refuses(r, "", 1, "must return a table, not the value nil");
    refuses(r, "return {\napi = }", 2, "unexpected symbol near '}'");
    refuses(r, "\nlocal x = y", 2, "there is no global `y`");
    refuses(r, "\x1bLua", 1, "binary");
    refuses(r, "return { summary = 'x' }", 1, "api = 1");
    refuses(r, "return {\n  api = 2, fresh = 1 }", 2, "for API 2; this galley has API 1");
    refuses(r, "return { " STAGE "\n\n  sumary = 'x' }", 3, "did you mean `summary`?");
    refuses(r, "return { " STAGE " [1] = 2 }", 1, "a key that is no string");
    refuses(r, "return { api = 1, process = print }", 1, "must have a `summary`");
    refuses(r, "return { api = 1, summary = 'x' }", 1, "no function `process`");
    refuses(r, "return { api = 1, summary = 'x',\nprocess = 1 }", 2, "must be a function");
    refuses(r, "return { " STAGE "\nopen = {} }", 2, "`open` must be a function");
    refuses(r, "return { " STAGE "\nredacts = 1 }", 2, "`redacts` must be true or false");
    refuses(r, "return { " STAGE "\nlabels = { 'email' } }", 2, "`labels` must be a table");
    refuses(r, "return { " STAGE "\nlabels = {\nemail = 'privat' } }", 3, "\"personal\" or");
    refuses(r, "return { " STAGE "\nlabels = {\n['a b'] = 'personal' } }", 3, "name of a label");
    refuses(r, "return { " STAGE "\nfields = { a = 1 } }", 2, "`fields` must be a list");
    refuses(r, "return { " STAGE "\nfields = { 'a/b' } }", 2, "cannot be the name of a field");
    refuses(r, "return { " STAGE "\nuses = { 'net' } }", 2, "`uses` must be");
    refuses(r, "return { " STAGE "\nextension = '.md' }", 2, "without its dot");
    refuses(r, "return { " STAGE "\nhead = 'x' }", 2, "for format stages");
    refuses(r, "return { " STAGE "extension = 'x',\ntail = 5 }", 2, "a string or a function");
    refuses(r, "error('at load')", 1, "at load");
    refuses(r, "while true do end", 1, "over the limit of CPU time");
}

static void test_refused_options(struct rig *r)
{
    static const char *const cases[][2] = {
        {"{ help = 'x' }", "must have a type"},
        {"{ type = 'text', help = 'x' }", "must have a type"},
        {"{ type = 'string' }", "must have `help`"},
        {"{ type = 'string', help = 'x', defualt = 'y' }", "did you mean `default`?"},
        {"{ type = 'string', help = 'x', default = 5 }", "is not of its type"},
        {"{ type = 'string', help = 'x', default = 'c', choices = { 'a' } }",
         "one of its choices"},
        {"{ type = 'string', help = 'x', choices = 'a' }", "a list of strings"},
        {"{ type = 'number', help = 'x', choices = { 'a' } }", "for strings and lists"},
        {"{ type = 'number', help = 'x', default = 5, max = 4 }", "between min and max"},
        {"{ type = 'number', help = 'x', min = 'a' }", "must be a number"},
        {"{ type = 'boolean', help = 'x', min = 1 }", "for numbers and sizes"},
        {"{ type = 'string', help = 'x', default = 'a', optional = true }", "cannot be absent"},
        {"{ type = 'string', help = 'x', optional = 1 }", "must be true or false"},
        {"{ type = 'string', help = 'x', keys = {} }", "and the option a map"},
        {"{ type = 'string', help = 'x', each = {} }", "a list or a map"},
        {"{ type = 'list', help = 'x', file = true }", "`file` is for maps"},
        {"{ type = 'list', help = 'x', shorthand = 'a' }", "a key of a map"},
        {"{ type = 'number', help = 'x', labels = true }", "named by strings"},
        {"{ type = 'list', help = 'x', labels = { 5 } }", "must be true, or a list of labels"},
        {"{ type = 'list', help = 'x', labels = {} }", "must be true, or a list of labels"},
        {"{ type = 'list', help = 'x', labels = 'a' }", "must be true or false"},
        {"{ type = 'list', help = 'x', default = { 1 } }", "is not of its type"},
        {"{ type = 'map', help = 'x', default = { a = 1 }, keys = {} }", "not among its keys"},
        {"{ type = 'map', help = 'x', default = {}, keys = { a = { type = 'string', help = 'x' } "
         "} }",
         "a key that is required"},
        {"{ type = 'list', help = 'x', each = { type = 'string', default = 'a' } }",
         "an item has no default"},
        {"5", "must be a table"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[400];
        snprintf(text, sizeof text, "return { " STAGE "options = {\nmine = %s } }", cases[i][0]);
        refuses(r, text, 2, cases[i][1]);
    }
    refuses(r,
            "local o = { type = 'list', help = 'x' }\no.each = o\nreturn { " STAGE
            "options = { o = o } }",
            2, "nested too deeply");
}

static const char full[] =
    "return { api = 1, summary = 'All there is.', redacts = true, uses = { 'clock' },\n"
    "labels = { b = 'structure', a = 'personal' }, fields = { 'f', '*' }, extension = 'md',\n"
    "options = {\n"
    "  text = { type = 'string', default = 'x', choices = { 'x', 'y' }, help = 'h' },\n"
    "  number = { type = 'number', min = 1, max = 9, default = 2.5, help = 'h' },\n"
    "  flag = { type = 'boolean', default = false, help = 'h' },\n"
    "  list = { type = 'list', default = { 'a', 'b' }, labels = true, help = 'h' },\n"
    "  map = { type = 'map', default = { one = '1' }, file = true, shorthand = 'one', help = "
    "'h',\n"
    "    keys = { one = { type = 'string', default = 'o', help = 'h' },\n"
    "             two = { type = 'number', default = 7, help = 'h' } } },\n"
    "  open = { type = 'map', optional = true, each = { type = 'list', each = { type = 'number' "
    "} },\n"
    "    help = 'h' },\n"
    "  file = { type = 'file', optional = true, help = 'h' },\n"
    "}, head = 'HEAD', between = function(opt) return opt.text end,\n"
    "process = function() end }";

static void test_declared(struct rig *r)
{
    const struct decl *d = rig_load(r, full);
    OK(d, "a stage that declares all there is");
    if (!d) {
        printf("# %s\n", r->err.text);
        return;
    }
    OK(d->redacts && d->clock && d->formats && str_is(d->extension, "md"), "flags");
    OK(d->label_n == 2 && str_is(d->labels[0].name, "a") && d->labels[0].personal, "labels");
    OK(d->field_n == 2 && str_is(d->fields[1].name, "*"), "fields");
    OK(d->option_n == 7 && str_is(d->options[0].name, "file"), "options, by name");
    const struct option_spec *map = &d->options[3], *open = &d->options[5];
    OK(map->from_file && str_is(map->shorthand, "one") && map->key_n == 2, "a map");
    OK(map->fallback.n == 2 && str_is(map->fallback.items[0].text, "1") &&
           map->fallback.items[1].number > 6,
       "whose default is made whole");
    OK(open->optional && open->each->type == VALUE_LIST && open->each->each->type == VALUE_NUMBER,
       "what is nested");
    OK(strlen(d->digest) == 64 && str_ends(d->file, ".lua"), "digest and file");
    OK(host_load(r->host, d->name, &r->err) == d, "it is loaded once");
    struct stage *s = host_open(r->host, d, NULL, &r->err);
    struct buf b = {0};
    OK(!s || stage_frame(s, "head", &b, &r->err), "head");
    IS(buf_str(&b), "HEAD", "is a string");
    OK(!stage_frame(s, "between", &b, &r->err), "`between` needs its option");
    OK(stage_frame(s, "tail", &b, &r->err) && b.n == 4, "no tail");
    buf_free(&b);
}

/* ---- names, require ------------------------------------------------------------------------ */

static void test_names(struct rig *r)
{
    struct err err = {0};
    struct buf b = {0};
    rig_write(r, "lib/shared.lua", "return { n = 42 }");
    rig_write(r, "lib/loop.lua", "return require 'lib.loop'");
    rig_write(r, "detect/beside.lua", "return 'beside'");
    rig_write(r, "detect/mail.lua",
              "local s, g = require 'lib.shared', require 'galley'\n"
              "assert(require 'lib.shared' == s and g == galley)\n"
              "return { api = 1, summary = require 'beside' .. s.n, process = function() end }");
    rig_write(r, "detect/mail.test.lua", "return {}");
    const struct decl *d = host_load(r->host, str_of("detect.mail"), &err);
    OK(d && str_is(d->summary, "beside42"), "a shipped stage with what it requires");
    OK(d && str_is(d->file, "plugins/detect/mail.lua"), "its name in messages");
    OK(!host_load(r->host, str_of("detect.none"), &err) && err.line == 0, "an unknown stage");
    err = (struct err){0};
    OK(!host_load(r->host, str_of("lib.shared"), &err) && err.line == 0, "a library is no stage");
    err = (struct err){0};
    OK(!host_load(r->host, str_of("detect..mail"), &err) && err.line == 0, "a bad name");
    err = (struct err){0};
    OK(!host_load(r->host, str_of("../x"), &err) && err.line == 0, "a name that leaves");
    OK(!rig_load(r, "require 'lib.loop'") && rig_says(r, "requires itself"), "a circle");
    OK(r->err.line == 1 && str_is(str_of(r->err.file), "plugins/lib/loop.lua"), "and its place");
    refuses(r, "require 'none'", 1, "there is no `none`");
    refuses(r, "require 'os'", 1, "there is no `os`");
    refuses(r, "require '../x'", 1, "there is no");
    OK(host_list(r->host, &b, &err) && strstr(b.p, "detect.beside\ndetect.mail\n"), "the list");
    OK(!strstr(b.p, "lib.") && !strstr(b.p, "test"), "has stages only");
    buf_free(&b);
}

/* ---- options ------------------------------------------------------------------------------- */

static struct value text_value(const char *text)
{
    return (struct value){.type = VALUE_STRING, .text = str_of(text)};
}

static void test_state(struct rig *r)
{
    OK(!rig_stage(r,
                  "return { api = 1, summary = 'x', process = print, open = function()\n"
                  "local t = {} for i = 1, 1e5 do t = { t } end return t end }",
                  NULL) &&
           rig_says(r, "nested too deeply"),
       "a state that is too deep");
    rig_doc(r, "x");
    OK(rig_run(r, rig_stage(r,
                            "return { api = 1, summary = 'x', open = function()\n"
                            "local t = { n = 1 } t.me, t.list = t, { t } return t end,\n"
                            "process = function(_, _, s) assert(s.me == s and s.me.list[1] == s "
                            "and s.list[1].n == 1) end }",
                            NULL)),
       "a state that holds itself");
}

static void test_options(struct rig *r)
{
    struct value list[] = {text_value("x"), text_value("y")};
    struct str keys[] = {str_of("z"), str_of("a")};
    struct str names[] = {str_of("s"), str_of("n"), str_of("f"),   str_of("b"),
                          str_of("l"), str_of("m"), str_of("file")};
    struct value all[] = {
        text_value("text"),
        {.type = VALUE_NUMBER, .number = 3},
        {.type = VALUE_NUMBER, .number = 2.5},
        {.type = VALUE_BOOLEAN, .boolean = true},
        {.type = VALUE_LIST, .items = list, .n = 2},
        {.type = VALUE_MAP, .items = list, .keys = keys, .n = 2},
        {.type = VALUE_FILE,
         .text = str_of("data.csv"),
         .content = str_of("\xEF\xBB\xBF"
                           "a,\"b \"\"q\"\"\nc\",\r\n\n# x\n\"last\"")},
    };
    struct value map = {.type = VALUE_MAP, .items = all, .keys = names, .n = 7};
    struct stage *s = rig_stage(
        r,
        "return { api = 1, summary = 'x', open = function(opt)\n"
        "assert(opt.s == 'text' and opt.b == true and opt.f == 2.5 and opt.none == nil)\n"
        "assert(math.type(opt.n) == 'integer' and #opt.l == 2 and table.concat(opt.l) == 'xy')\n"
        "assert(opt.m.z == 'x' and table.concat(galley.keys(opt.m)) == 'za')\n"
        "local k = '' for key, value in pairs(opt.m) do k = k .. key .. value end\n"
        "assert(k == 'ayzx', k) for i, v in ipairs(opt.l) do assert(opt.l[i] == v) end\n"
        "assert(opt.file.path == 'data.csv' and #opt.file:text() == 30, #opt.file:text())\n"
        "local t = {} for line in opt.file:lines() do t[#t + 1] = line end\n"
        "assert(table.concat(t, '|') == 'a,\"b \"\"q\"\"|c\",||# x|\"last\"', table.concat(t, "
        "'|'))\n"
        "t = {} for row in opt.file:csv() do t[#t + 1] = table.concat(row, ';') end\n"
        "assert(table.concat(t, '|') == 'a;b \"q\"\\nc;||# x|last', table.concat(t, '|'))\n"
        "return { n = 1, deep = { list = { 1, 2 } }, f = function() end }\n"
        "end, process = function(doc, opt, state)\n"
        "for _, f in ipairs({ function() opt.s = 1 end, function() opt.l[1] = 1 end,\n"
        "  function() opt.l[3] = 1 end, function() opt.file.path = 1 end,\n"
        "  function() state.n = 2 end, function() state.deep.list[1] = 2 end,\n"
        "  function() rawset(state, 'n', 2) end, function() table.sort(state.deep.list) end,\n"
        "  function() setmetatable(opt, {}) end }) do\n"
        "local ok, e = pcall(f) assert(not ok and (e:find('read-only', 1, true) or\n"
        "e:find('protected', 1, true)), e) end\n"
        "assert(state.n == 1 and #state.deep.list == 2 and state.deep.list[2] == 2)\n"
        "state.f()\nend }",
        &map);
    rig_doc(r, "x");
    OK(s, "a stage with options of all types");
    OK(rig_run(r, s), "which it cannot change, nor its state");
    if (r->err.set)
        printf("# %s\n", r->err.text);
    all[6].content = str_of("a,\"b\n");
    OK(!rig_stage(r,
                  "return { api = 1, summary = 'x', process = print, open = function(opt)\n"
                  "for row in opt.file:csv() do end end }",
                  &map) &&
           rig_says(r, "data.csv:1: the quote is not closed"),
       "CSV that is broken");
    OK(r->err.line == 2 && str_starts(str_of(r->err.text), "t"), "with the plugin's place");
}

/* ---- limits -------------------------------------------------------------------------------- */

static void overruns(struct rig *fast, const char *body, const char *what)
{
    rig_doc(fast, "x");
    OK(!rig_body(fast, "", body) && rig_says(fast, "over the limit of CPU time"), "stopped: %s",
       what);
    OK(fast->watch.cause == WATCH_TIME, "the desk is told");
    rig_doc(fast, "x");
    OK(rig_body(fast, "", "local n = 0 for i = 1, 1000 do n = n + i end"),
       "and the next document runs");
    OK(fast->watch.cause == WATCH_NONE && fast->watch.stage[0] == '\0', "undisturbed");
}

static void test_time(void)
{
    struct rig fast;
    rig_open(&fast);
    fast.rules.time = 50000000;
    rig_start(&fast);
    overruns(&fast, "while true do end", "a loop");
    OK(fast.err.line == 0, "no error is left");
    overruns(&fast, "while true do pcall(function() while true do end end) end", "a pcall loop");
    overruns(&fast,
             "coroutine.wrap(function() while true do coroutine.wrap(function() "
             "for i = 1, 1e9 do end end)() end end)()",
             "loops in coroutines");
    overruns(&fast,
             "local co = coroutine.create(function() while true do end end) "
             "while true do coroutine.resume(co) end",
             "a coroutine that is resumed for ever");
    overruns(&fast, "xpcall(function() while true do end end, function() while true do end end)",
             "a handler that loops");
    overruns(&fast, "repeat local ok = pcall(string.rep, 'x', 10) until not ok",
             "a loop of C functions");
    overruns(&fast,
             "local s <close> = setmetatable({}, { __close = function() while true do end end }) "
             "while true do end",
             "a variable that loops when closed");
    rig_doc(&fast, "x");
    OK(!rig_body(&fast, "", "\npcall(function()\nwhile true do end end)"), "the line");
    OK(fast.err.line >= 4 && fast.err.line <= 5, "is told");
    rig_close(&fast);
}

/* Runs body in a child that shares the page, as the desk's workers do; how it ended. */
static int in_child(struct watch *watch, uint64_t memory, uint64_t time, const char *body,
                    bool loops)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        struct rig r;
        struct err err = {0};
        rig_open(&r);
        r.rules.memory = memory;
        r.rules.time = time;
        r.host = host_new(&r.rules, watch, &err);
        if (!r.host)
            _exit(1);
        rig_doc(&r, "x");
        rig_body(&r, "", body);
        _exit(0);
    }
    for (int i = 0; loops && i < 1000 && watch->place[0] == '\0'; i++)
        usleep(5000);
    if (loops)
        kill(pid, SIGKILL);
    int status = 0;
    waitpid(pid, &status, 0);
    return status;
}

static void test_memory(void)
{
    struct watch *w =
        mmap(NULL, sizeof *w, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    /* Filling the memory must not run into the limit of time, under a sanitizer neither. */
    const uint64_t ample = 60000000000;
    int status =
        in_child(w, 8 << 20, ample, "local t = {}\nfor i = 1, 1e9 do t[i] = { i } end", false);
    OK(WIFEXITED(status) && WEXITSTATUS(status) == HOST_MEMORY_EXIT, "over the memory limit");
    OK(w->cause == WATCH_MEMORY, "the desk is told why");
    IS(str_of(w->place), "t1.lua:4", "and where");
    OK(str_is(str_of(w->stage), "t1.lua"), "and in which stage");
    *w = (struct watch){0};
    status =
        in_child(w, 1 << 20, ample, "while true do pcall(string.rep, 'x', 1 << 20) end", false);
    OK(WIFEXITED(status) && WEXITSTATUS(status) == HOST_MEMORY_EXIT, "at once, in one piece");
    status = in_child(w, 32 << 20, ample,
                      "local t = {}\nfor i = 1, 100000 do t[i] = { i } end\n"
                      "for i = 1, 1000000 do local x = { i } end",
                      false);
    OK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
       "a third of the limit may be kept while garbage comes and goes");
    *w = (struct watch){0};
    in_child(w, 0, 50000000, "\nlocal s = ('a'):rep(1 << 20)\ns:find(('.-'):rep(8) .. 'b')",
             true);
    OK(w->cause == WATCH_TIME, "a C function that hangs is known to be over its time");
    IS(str_of(w->place), "t1.lua:5", "and where it was called");
    munmap(w, sizeof *w);
}

/* ---- when ---------------------------------------------------------------------------------- */

static void test_when(struct rig *r)
{
    static const struct {
        const char *text, *says;
        bool yes;
    } cases[] = {
        {"len > 3", NULL, true},
        {"len > 4", NULL, false},
        {"fields.a == 'x' and fields.none == nil", NULL, true},
        {"fields['a']:upper() == 'X'", NULL, true},
        {"path:find('^dir/') ~= nil -- or so", NULL, true},
        {"tonumber(fields.n) > 40", NULL, true},
        {"len", "it is number", false},
        {"fields.none", "it is nil", false},
        {"true, false", "more than one value", false},
        {"-- nothing", "no value", false},
        {"marks == nil", "there is no `marks` here, only fields, path and len", false},
        {"len > 'a'", "attempt to compare", false},
        {"(function() x = 1 return true end)()", "nothing can be set", false},
        {"(function() string.rep = nil return true end)()", "string is read-only", false},
        {"string.rep('x', 2) == 'xx' and math.type(len) == 'integer'", NULL, true},
        {"(function() fields.a = 1 return true end)()", "nothing can be set", false},
    };
    rig_doc(r, "text");
    doc_set_string(&r->doc, str_of("a"), str_of("x"));
    doc_set_string(&r->doc, str_of("n"), str_of("42"));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool yes = false;
        r->err = (struct err){0};
        struct when *w =
            host_when(r->host, str_of(cases[i].text), (struct place){"p.yaml", 7, 3}, &r->err);
        bool good = w && when_test(w, &r->doc, &yes, &r->err);
        OK(cases[i].says ? !good && rig_says(r, cases[i].says) : good && yes == cases[i].yes,
           "when: %s", cases[i].text);
        OK(good || (r->err.line == 7 && str_is(str_of(r->err.file), "p.yaml")), "its place");
    }
    static const char *const wrong[] = {"", "  ", "len >", "x = 1", "true; x = 1", "return true"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        r->err = (struct err){0};
        OK(!host_when(r->host, str_of(wrong[i]), (struct place){"p.yaml", 7, 3}, &r->err),
           "no expression: \"%s\"", wrong[i]);
        OK(r->err.line == 7 && !strstr(r->err.text, "when:1"), "its place is the pipeline's");
    }
}

/* ---- tables, patterns ---------------------------------------------------------------------- */

static void test_table(struct rig *r)
{
    struct arena a = {0};
    struct buf path = {0};
    struct err err = {0};
    rig_write(r, "x.test.lua",
              "return { 'a', 5, 2.5, true, {}, { k = { 'v' }, j = 1 },\n"
              "{ 'label', 'text', rule = 'r' } }");
    buf_addf(&path, "%s/x.test.lua", r->dir);
    struct node *n = host_table(r->host, &a, path.p, &err);
    OK(n && n->kind == NODE_LIST && n->n == 7, "a list");
    OK(n && n->items[0]->quoted && str_is(n->items[1]->text, "5") && !n->items[1]->quoted,
       "scalars");
    OK(n && str_is(n->items[2]->text, "2.5") && str_is(n->items[3]->text, "true"),
       "of all kinds");
    OK(n && n->items[4]->kind == NODE_LIST && n->items[4]->n == 0, "an empty table");
    OK(n && n->items[5]->kind == NODE_MAP && str_is(n->items[5]->keys[0]->text, "j"), "a map");
    OK(n && str_is(node_get(n->items[6], "2")->text, "text") && node_get(n->items[6], "rule"),
       "a list with keys");
    rig_write(r, "y.test.lua", "return { f = print }");
    path.n = 0;
    buf_addf(&path, "%s/y.test.lua", r->dir);
    OK(!host_table(r->host, &a, path.p, &err) && strstr(err.text, "no data"),
       "functions are none");
    OK(err.line == 1, "with a place");
    rig_write(r, "z.test.lua", "return { galley.re'x' }");
    path.n = 0;
    err = (struct err){0};
    buf_addf(&path, "%s/z.test.lua", r->dir);
    OK(!host_table(r->host, &a, path.p, &err) && strstr(err.text, "no patterns"), "no patterns");
    err = (struct err){0};
    OK(!host_table(r->host, &a, "none.test.lua", &err) && err.set, "no file");
    buf_free(&path);
    arena_free(&a);
}

static void test_lint(struct rig *r)
{
    struct diags d = {0};
    rig_stage(r,
              "local a = galley.re[[\\b\\w{1,9}@]]\nlocal b = galley.re[[[\\w.]+@]]\n"
              "return { " STAGE " }",
              NULL);
    host_lint(r->host, &d);
    OK(d.n == 1 && d.errors == 0 && d.list[0].place.line == 2, "one warning, once, at its line");
    diag_free(&d);
}

int main(void)
{
    struct rig r;
    rig_open(&r);
    r.rules.time = 300000000;
    rig_start(&r);
    test_lint(&r);
    test_refused(&r);
    test_refused_options(&r);
    test_declared(&r);
    test_names(&r);
    test_options(&r);
    test_state(&r);
    test_time();
    test_memory();
    test_when(&r);
    test_table(&r);
    rig_close(&r);
    return tap_done();
}
