/* What stages can and cannot do with Lua. */
#include "rig.h"

/* The expression must be true in a stage. */
static void holds(struct rig *r, const char *expression)
{
    struct buf b = {0};
    buf_addf(&b, "if not (%s) then error('it does not hold', 0) end", expression);
    rig_doc(r, "text");
    bool good = rig_body(r, "", b.p);
    OK(good, "%s", expression);
    if (!good)
        printf("# %s\n", r->err.text);
    buf_free(&b);
}

/* The statements must fail with this in the message. */
static void fails(struct rig *r, const char *body, const char *part)
{
    rig_doc(r, "text");
    bool good = !rig_body(r, "", body);
    OK(good && rig_says(r, part), "refused: %s", body);
}

static void test_globals(struct rig *r)
{
    static const char *const gone[] = {
        "io", "os",   "package",        "debug",   "dofile", "loadfile", "next",
        "_G", "warn", "collectgarbage", "loadlib", "module", "rawequals"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        char body[64], part[64];
        snprintf(body, sizeof body, "local x = %s", gone[i]);
        snprintf(part, sizeof part, "there is no global `%s`", gone[i]);
        fails(r, body, part);
    }
    fails(r, "counter = 1", "there is no global `counter` to set: declare it with local");
    fails(r, "rawset(_ENV, 'x', 1)", "cannot change a protected table");
    fails(r, "setmetatable(_ENV, {})", "cannot change a protected metatable");
    holds(r, "getmetatable(_ENV) == false");
    holds(r, "string.dump == nil and coroutine.close == nil and math.randomseed == nil");
    holds(r, "rawget({ 5 }, 1) == 5 and rawlen({ 1, 2 }) == 2 and rawequal(1, 1)");
    holds(r, "#rawset({}, 1, 2) == 1");
}

static void test_load(struct rig *r)
{
    fails(r, "assert(load('\\27Lua'))", "attempt to load a binary chunk");
    fails(r, "load('return x')()", "there is no global `x`");
    holds(r, "load('return 1 + 1')() == 2");
    holds(r, "load('return x', 'n', 't', { x = 3 })() == 3");
    holds(r, "select('#', load('return =')) == 2");
    fails(r, "load(function() end)", "string expected");
}

static void test_metatables(struct rig *r)
{
    holds(r, "getmetatable('') == false");
    fails(r, "getmetatable('').__index = nil", "attempt to index a boolean value");
    fails(r, "setmetatable({}, { __gc = true })", "cannot have __gc");
    fails(r, "setmetatable({}, { __mode = 'k' })", "cannot have __mode");
    holds(r, "getmetatable(doc) == false");
    fails(r, "doc.x = 1", "attempt to index a doc value");
    fails(r, "setmetatable(setmetatable({}, { __metatable = 1 }), {})", "protected metatable");
    holds(r, "setmetatable({}, { __index = { a = 1 } }).a == 1");
    fails(r, "string.rep = nil; local x = ('x'):rep(2); error(x, 0)", "xx");
}

static void test_addresses(struct rig *r)
{
    holds(r, "tostring({}) == 'table' and tostring(print) == 'function'");
    holds(r, "tostring(doc) == 'doc' and tostring(coroutine.create(print)) == 'thread'");
    holds(r, "('%s|%5s|%%|%d'):format({}, nil, 3) == 'table|  nil|%|3'");
    holds(r,
          "tostring(setmetatable({}, { __tostring = function() return 'mine' end })) == 'mine'");
    fails(r, "return ('%p'):format({})", "no addresses");
    fails(r, "return ('%5.1p'):format({})", "no addresses");
    holds(r, "('%5.1f|%q'):format(1.25, 'a') == '  1.2|\"a\"'");
}

static void test_sizes(struct rig *r)
{
    fails(r, "local x = ('x'):rep(1 << 31)", "document limit of 1048576 bytes");
    fails(r, "local x = ('x'):rep(1 << 62, 'yy')", "document limit");
    holds(r, "#('x'):rep(1 << 20) == 1 << 20 and ('x'):rep(0) == '' and ('x'):rep(-1) == ''");
    fails(r, "local t = {}; for i = 1, 100 do t[i] = ('x'):rep(20000) end; table.concat(t)",
          "document limit");
    fails(r, "table.move({}, 1, 1e9, 2)", "too many items");
    fails(r, "local s = ('a'):rep(1 << 20) .. 'b'; return s:find('b')", "use galley.re");
    fails(r, "local s = ('a'):rep(1 << 20) .. 'b'; return s:gsub('b', '')", "use galley.re");
    holds(r, "(('a'):rep(1 << 20) .. 'b'):find('b', 1, true) == (1 << 20) + 1");
    holds(r, "table.concat({ 1, 'b', 2.5 }, ',') == '1,b,2.5' and table.concat({}) == ''");
    holds(r, "table.concat({ 'a', 'b', 'c' }, '', 2, 3) == 'bc'");
    fails(r, "table.concat({ 1, {} })", "item 2 is a table");
    holds(r, "table.move({ 1, 2 }, 1, 2, 2)[3] == 2");
    fails(r, "local x = string.format('%99999d', 1)", "invalid conversion");
}

static void test_order(struct rig *r)
{
    holds(r, "(function() local s = '' for k in pairs({ b = 1, a = 1, [3] = 1, [1] = 1, "
             "[-1] = 1, [1.5] = 1, c = 1 }) do s = s .. k .. ' ' end return s end)() == "
             "'-1 1 1.5 3 a b c '");
    holds(r, "(function() local s = 0 for i, v in pairs({ 5, 6, 7 }) do s = s + i * v end "
             "return s end)() == 38");
    fails(r, "pairs({ [{}] = 1 })", "a key of the table is a table");
    fails(r, "pairs({ [true] = 1, x = 1 })", "a key of the table is a boolean");
    holds(r, "(function() local t, n = { a = 1, b = 2, c = 3 }, 0 for k in pairs(t) do "
             "t.b, t.c, n = nil, nil, n + 1 end return n end)() == 1");
    holds(r, "(function() for k, v in pairs(setmetatable({}, { __pairs = function() "
             "return function(_, k) if not k then return 1, 2 end end end })) do return v end "
             "end)() == 2");
    holds(r, "(function() local t = {} for i = 1, 100 do t[i] = { i % 3, i } end "
             "table.sort(t, function(a, b) return a[1] < b[1] end) "
             "for i = 2, 100 do if t[i][1] == t[i - 1][1] and t[i][2] < t[i - 1][2] then "
             "return false end if t[i][1] < t[i - 1][1] then return false end end "
             "return true end)()");
    holds(r, "(function() local t = { 3, 1, 2, 1 } table.sort(t) return table.concat(t) end)() "
             "== '1123'");
    fails(r, "table.sort({ 1, 'x', 2 })", "attempt to compare");
    holds(r, "(function() local t = { 3, 1, 2, 5, 4 } table.sort(t, function() return true end) "
             "return #t end)() == 5");
}

static void test_random(struct rig *r)
{
    const char *text = "return { api = 1, summary = 'x', fields = { 'n' }, process = "
                       "function(doc) doc:set('n', math.random(1, 1000000)) end }";
    struct stage *s = rig_stage(r, text, NULL);
    struct str first, second;
    rig_doc(r, "x");
    rig_run(r, s);
    char kept[32];
    first = str_cut(r->doc.text, 2, 99);
    snprintf(kept, sizeof kept, "%.*s", (int)first.n, first.p);
    rig_doc(r, "y");
    rig_run(r, s);
    second = str_cut(r->doc.text, 2, 99);
    IS(second, kept, "the same path draws the same numbers");
    rig_doc(r, "y");
    r->doc.path = str_of("other.txt");
    rig_run(r, s);
    OK(!str_is(str_cut(r->doc.text, 2, 99), kept), "another path draws others");
    holds(r, "(function() for i = 1, 1000 do local x = math.random() "
             "if x < 0 or x >= 1 then return false end x = math.random(3) "
             "if x < 1 or x > 3 then return false end x = math.random(-2, 2) "
             "if x < -2 or x > 2 then return false end end return true end)()");
    holds(r, "math.type(math.random(math.mininteger, math.maxinteger)) == 'integer'");
    fails(r, "math.random(2, 1)", "interval is empty");
}

static void test_errors(struct rig *r)
{
    fails(r, "error(nil)", "the error object is a nil value");
    OK(r->err.line == 3 && str_starts(str_of(r->err.text), "t"), "with its line");
    fails(r, "error({})", "the error object is a table value");
    fails(r, "error('mine')", ".lua:3: mine");
    fails(r, "error('mine', 0)", ".lua:3: mine");
    fails(r, "local function f() error('deep') end f()", "in `f`");
    fails(r, "return 5", "process returned a number");
    OK(r->err.line == 2, "with the line of the function");
    OK(rig_body(r, "", "return nil"), "nil is nothing");
    fails(r, "local x = nil; x()", "attempt to call a nil value (local 'x')");
    fails(r, "local function f() return f() + 1 end; f()", "stack overflow");
    fails(r, "coroutine.wrap(function() error('inner') end)()", ".lua:3: inner");
    OK(!strstr(r->err.text, "lua:3: t"), "the place is told once");
    holds(r, "select(2, pcall(error, 'x')) == 'x'");
    holds(r,
          "select(2, xpcall(function(a) error(a, 0) end, function(m) return m .. '!' end, 'x')) "
          "== 'x!'");
    holds(r, "select('#', xpcall(function(...) return ... end, print, 1, 2)) == 3");
    OK(!strchr(r->err.text, '\x1b'), "no bytes of our own");
}

static void test_coroutines(struct rig *r)
{
    holds(r, "(function() local co = coroutine.wrap(function(a) local b = coroutine.yield(a + 1) "
             "return b * 2 end) return co(1) + co(5) end)() == 12");
    holds(r, "(function() local co = coroutine.create(function() error('x', 0) end) "
             "local ok, e = coroutine.resume(co) return not ok and e == 'x' and "
             "coroutine.status(co) == 'dead' end)()");
    holds(r, "select(2, coroutine.resume(coroutine.create(function(...) return select('#', ...) "
             "end), 1, nil, nil)) == 3");
    holds(r, "(function() local co = coroutine.create(print) coroutine.resume(co) "
             "return select(2, coroutine.resume(co)) end)() == 'cannot resume dead coroutine'");
    holds(r,
          "(function() local co = coroutine.wrap(function() return pcall(function() "
          "coroutine.yield(1) error('x', 0) end) end) co() return select(2, co()) end)() == 'x'");
    holds(r, "(function() local co = coroutine.wrap(function() return xpcall(function() "
             "coroutine.yield(1) error('x', 0) end, function(m) return m .. 2 end) end) co() "
             "return select(2, co()) end)() == 'x2'");
    fails(r, "coroutine.yield(1)", "outside a coroutine");
}

static void test_copies(struct rig *r)
{
    struct stage *a, *b;
    a = rig_stage(r,
                  "string.mine = 1\nlocal n = 0\n"
                  "return { api = 1, summary = 'x', process = function() n = n + 1\n"
                  "print(n) end }",
                  NULL);
    b = host_open(r->host,
                  rig_load(r, "return { api = 1, summary = 'x', process = function()\n"
                              "print(string.mine, ('').mine) end }"),
                  NULL, &r->err);
    buf_clear(&r->printed);
    rig_doc(r, "x");
    OK(rig_run(r, a) && rig_run(r, b), "both run");
    OK(r->printed.p && strstr(r->printed.p, ": nil\tnil\n"),
       "stages have libraries of their own");
}

int main(void)
{
    struct rig r;
    rig_open(&r);
    rig_start(&r);
    test_globals(&r);
    test_load(&r);
    test_metatables(&r);
    test_addresses(&r);
    test_sizes(&r);
    test_order(&r);
    test_random(&r);
    test_errors(&r);
    test_coroutines(&r);
    test_copies(&r);
    rig_close(&r);
    return tap_done();
}
