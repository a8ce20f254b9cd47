#include "lua/pattern.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "lua/load.h"

struct pattern *pattern_at(lua_State *L, int index, bool many)
{
    struct pattern *p = box_at(L, index, &host_of(L)->patterns_box);
    return p && (many || !p->members) ? p : NULL;
}

/* A declared anchor is believed, and one that is wrong loses matches: in trials each search is
 * done without it too. */
static void pattern_verify(lua_State *L, const struct pattern *p, struct str subject, size_t from,
                           const struct regex_match *m)
{
    struct regex_match plain;
    struct err *err = &host_of(L)->scratch;
    int found = regex_find_plain(p->re, subject, from, &plain, err);
    if (found < 0)
        fault_raise(L, "%s", err->text);
    if (!found || (m && m->groups[0].start == plain.groups[0].start))
        return;
    struct str text = regex_pattern(p->re);
    fault_raise(
        L,
        "the anchor that is declared for the pattern %.*s is wrong: a match of %zu bytes, "
        "at byte %zu of what is searched, does not have it",
        text.n < 200 ? (int)text.n : 200, text.p, plain.groups[0].end - plain.groups[0].start,
        plain.groups[0].start + 1);
}

bool pattern_find(lua_State *L, const struct pattern *p, struct str subject, size_t from,
                  const struct anchor_places *places, struct regex_match *m)
{
    if (p->words) {
        m->n = 1;
        return words_find(p->words, subject, from, &m->groups[0]);
    }
    struct err *err = &host_of(L)->scratch;
    err->set = false;
    int found = regex_find(p->re, subject, from, places, m, err);
    if (found < 0)
        fault_raise(L, "%s", err->text);
    if (p->declared && host_of(L)->rules->trial)
        pattern_verify(L, p, subject, from, found ? m : NULL);
    return found > 0;
}

int pattern_push_groups(lua_State *L, const struct pattern *p, struct str subject,
                        const struct regex_match *m)
{
    if (!p->named)
        return 0;
    lua_newtable(L);
    for (size_t k = 1; k < m->n; k++) {
        const char *name = regex_group_name(p->re, k);
        if (!name || m->groups[k].start == SIZE_MAX)
            continue;
        struct str text = str_cut(subject, m->groups[k].start, m->groups[k].end);
        lua_pushlstring(L, text.n ? text.p : "", text.n);
        lua_setfield(L, -2, name);
    }
    return 1;
}

/* ---- making them --------------------------------------------------------------------------- */

static void pattern_check_phase(lua_State *L, const char *what)
{
    enum phase phase = host_of(L)->phase;
    if (phase == PHASE_TABLE)
        fault_raise(L, "%s: there are no patterns in this file", what);
    if (phase != PHASE_LOAD && phase != PHASE_OPEN)
        fault_raise(L,
                    "%s works while a stage is loaded and in `open` only: make the pattern there",
                    what);
}

/* An empty one on top of the stack, which owns what it will be given. */
static struct pattern *pattern_push(lua_State *L)
{
    struct host *h = host_of(L);
    struct pattern *p = lua_newuserdatauv(L, sizeof *p, 1);
    *p = (struct pattern){.number = PATTERN_ALONE, .next = h->patterns};
    h->patterns = p;
    box_wrap(L, &h->patterns_box);
    return p;
}

/* Reads the booleans `names` of the table at index into values; other keys are errors. */
static void pattern_flags(lua_State *L, int index, const char *const names[2], bool values[2])
{
    if (lua_isnoneornil(L, index))
        return;
    luaL_checktype(L, index, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
        int i = strcmp(key, names[0]) == 0 ? 0 : strcmp(key, names[1]) == 0 ? 1 : 2;
        if (i == 2 || !lua_isboolean(L, -1))
            fault_raise(L, "the options here are %s and %s, true or false", names[0], names[1]);
        values[i] = lua_toboolean(L, -1);
    }
}

static void pattern_note(lua_State *L, struct str text, const char *warning)
{
    struct host *h = host_of(L);
    int line = 0;
    const char *file = limit_where(L, &line);
    for (struct lint *l = h->lints; l; l = l->next)
        if (l->line == line && str_is(l->file, file ? file : "") && str_eq(l->pattern, text))
            return;
    struct lint *l = arena_get(&h->arena, sizeof *l);
    *l = (struct lint){.next = h->lints, .warning = warning, .line = line};
    l->pattern = arena_str(&h->arena, text);
    l->file = arena_str(&h->arena, str_of(file ? file : ""));
    h->lints = l;
}

/* Whether the file that makes a pattern ships with galley. */
static bool pattern_ships(lua_State *L)
{
    int line;
    const char *file = limit_where(L, &line);
    return file && load_ships(host_of(L), str_of(file));
}

/* What `galley check` says of the pattern. Of those that ship with galley it is known. */
static void pattern_lint(lua_State *L, struct regex *r)
{
    if (regex_quadratic(r))
        pattern_note(L, regex_pattern(r),
                     "begins with a repeat that nothing bounds: on long runs of such characters "
                     "it takes time that grows with their square; put \\b or a lookbehind before "
                     "it, or a bound such as {1,64}");
    else if (host_of(L)->rules->trial && !pattern_ships(L) && regex_slow(r))
        pattern_note(
            L, regex_pattern(r),
            "takes a pass of its own over each text that it looks through: galley finds "
            "no bytes that all its matches have; where there are some, declare them with "
            "{anchor =, back =}");
}

/* Reads one option of galley.re, the key at -2 and the value at -1. */
static void pattern_option(lua_State *L, struct regex_flags *flags, bool *back)
{
    const char *key = lua_type(L, -2) == LUA_TSTRING ? lua_tostring(L, -2) : "";
    bool is_anchor = strcmp(key, "anchor") == 0;
    if (strcmp(key, "caseless") == 0 && lua_isboolean(L, -1)) {
        flags->caseless = lua_toboolean(L, -1);
    } else if (strcmp(key, "ucp") == 0 && lua_isboolean(L, -1)) {
        flags->ucp = lua_toboolean(L, -1);
    } else if (is_anchor && lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1) > 0) {
        flags->anchor.p = lua_tolstring(L, -1, &flags->anchor.n);
    } else if (strcmp(key, "back") == 0 && lua_isinteger(L, -1) && lua_tointeger(L, -1) >= 0) {
        flags->back = (size_t)lua_tointeger(L, -1);
        *back = true;
    } else {
        fault_raise(L, "the options of galley.re are caseless and ucp, true or false; anchor, a "
                       "pattern of one to four characters; and back, a number of bytes");
    }
}

/* The options of galley.re at index; the anchor stays the table's. */
static struct regex_flags pattern_options(lua_State *L, int index)
{
    struct regex_flags flags = {0};
    bool back = false;
    if (lua_isnoneornil(L, index))
        return flags;
    luaL_checktype(L, index, LUA_TTABLE);
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1))
        pattern_option(L, &flags, &back);
    if (back != (flags.anchor.n > 0))
        fault_raise(L, "galley.re: anchor and back go together: back is the most bytes there may "
                       "be between the start of a match and the anchor");
    return flags;
}

int pattern_new_re(lua_State *L)
{
    struct host *h = host_of(L);
    struct str text;
    pattern_check_phase(L, "galley.re");
    text.p = luaL_checklstring(L, 1, &text.n);
    struct regex_flags flags = pattern_options(L, 2);
    flags.later = pattern_ships(L);
    struct pattern *p = pattern_push(L);
    h->scratch.set = false;
    h->scratch.col = 0;
    p->re = regex_new(h->engine, text, flags, &h->scratch);
    if (!p->re && h->scratch.col > 0)
        return fault_raise(L, "%s, at byte %d", h->scratch.text, h->scratch.col);
    if (!p->re)
        return fault_raise(L, "%s", h->scratch.text);
    for (size_t k = 1; k <= regex_group_n(p->re); k++)
        p->named = p->named || regex_group_name(p->re, k);
    p->declared = flags.anchor.n > 0;
    pattern_lint(L, p->re);
    return 1;
}

int pattern_new_words(lua_State *L)
{
    static const char *const names[] = {"fold", "whole"};
    bool values[2] = {false, false};
    pattern_check_phase(L, "galley.words");
    luaL_checktype(L, 1, LUA_TTABLE);
    pattern_flags(L, 2, names, values);
    struct words_flags flags = {.fold = values[0], .whole = values[1]};
    lua_Integer n = luaL_len(L, 1);
    luaL_argcheck(L, n >= 0 && n < 100000000, 1, "the list is too long");
    /* One of what is to be redacted, emptied by accident, must not pass for "no match". */
    if (n == 0)
        return fault_raise(L, "galley.words: the list is empty, so it would find nothing");
    lua_createtable(L, (int)n, 0); /* keeps the strings while they are borrowed */
    int kept = lua_gettop(L);
    struct str *list = lua_newuserdatauv(L, (size_t)n * sizeof *list + 1, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        if (lua_geti(L, 1, i) != LUA_TSTRING)
            return fault_raise(L, "galley.words: item %lld is a %s, not a string", (long long)i,
                               luaL_typename(L, -1));
        list[i - 1].p = lua_tolstring(L, -1, &list[i - 1].n);
        if (utf8_valid(list[i - 1]) < list[i - 1].n)
            return fault_raise(L, "galley.words: item %lld is not UTF-8", (long long)i);
        lua_rawseti(L, kept, i);
    }
    struct pattern *p = pattern_push(L);
    p->words = words_new(list, (size_t)n, flags);
    return 1;
}

int pattern_new_patterns(lua_State *L)
{
    pattern_check_phase(L, "galley.patterns");
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer n = luaL_len(L, 1);
    luaL_argcheck(L, n > 0 && n <= 10000, 1, "the list must have 1 to 10000 patterns");
    struct pattern *all = pattern_push(L);
    lua_createtable(L, (int)n, 0);
    all->members = mem_get((size_t)n * sizeof *all->members);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_geti(L, 1, i);
        const struct pattern *p = pattern_at(L, -1, false);
        if (!p)
            return fault_raise(L, "galley.patterns: item %lld is no pattern", (long long)i);
        all->members[all->member_n++] = p;
        lua_rawseti(L, -2, i);
    }
    lua_setiuservalue(L, -2, 1);
    return 1;
}

/* A flag that is given must be that of the compiled list. */
static void pattern_open_words(lua_State *L, const struct value *v, const bool off[2],
                               const bool on[2])
{
    struct err *err = &host_of(L)->scratch;
    struct pattern *p = pattern_push(L);
    err->set = false;
    p->words = words_open(v->content, err);
    if (!p->words)
        fault_raise(L, "%s: %s", v->text.p, err->text);
    if (!words_count(p->words))
        fault_raise(L, "%s: the list is empty, so it would find nothing", v->text.p);
    struct words_flags f = words_flags(p->words);
    if ((off[0] == on[0] && f.fold != on[0]) || (off[1] == on[1] && f.whole != on[1]))
        fault_raise(L, "%s was compiled with fold = %s, whole = %s", v->text.p,
                    f.fold ? "true" : "false", f.whole ? "true" : "false");
}

/* The lines of the file as entries, in a userdata on top of the stack. */
static struct str *pattern_lines(lua_State *L, const struct value *v, size_t *n)
{
    struct words_text text = words_text_begin(v->content);
    struct str line, *list;
    size_t lines = 1, some = 0;
    for (size_t i = 0; i < text.rest.n; i++)
        lines += text.rest.p[i] == '\n';
    list = lua_newuserdatauv(L, lines * sizeof *list, 0);
    for (*n = 0; words_text_next(&text, &line); list[(*n)++] = line)
        some += str_trim(line).n > 0;
    if (text.wrong)
        fault_raise(L, "%s:%zu: the line is not UTF-8", v->text.p, text.line);
    if (!some)
        fault_raise(L, "%s: the list is empty, so it would find nothing", v->text.p);
    return list;
}

int pattern_push_file(lua_State *L, int index, const struct value *v)
{
    static const char *const names[] = {"fold", "whole"};
    bool off[2] = {false, false}, on[2] = {true, true};
    size_t n;
    pattern_check_phase(L, "words");
    pattern_flags(L, index, names, off);
    pattern_flags(L, index, names, on);
    if (words_is_block(v->content)) {
        pattern_open_words(L, v, off, on);
        return 1;
    }
    struct str *list = pattern_lines(L, v, &n);
    struct pattern *p = pattern_push(L);
    p->words = words_new(list, n, (struct words_flags){off[0], off[1]});
    return 1;
}

/* ---- their methods ------------------------------------------------------------------------- */

static struct pattern *pattern_check(lua_State *L)
{
    struct pattern *p = pattern_at(L, 1, false);
    luaL_argexpected(L, p, 1, "pattern");
    return p;
}

/* Matching relies on well-formed text; a Lua string can be anything. */
static struct str pattern_subject(lua_State *L)
{
    struct str s;
    s.p = luaL_checklstring(L, 2, &s.n);
    if (utf8_valid(s) < s.n)
        fault_raise(L, "the string is not UTF-8 at byte %zu", utf8_valid(s) + 1);
    return s;
}

static bool pattern_is_border(struct str s, size_t at)
{
    return at >= s.n || ((unsigned char)s.p[at] & 0xC0) != 0x80;
}

static int pattern_method_find(lua_State *L)
{
    struct pattern *p = pattern_check(L);
    struct str s = pattern_subject(L);
    struct regex_match m;
    lua_Integer from = luaL_optinteger(L, 3, 1);
    if (from < 1 || (lua_Unsigned)from > s.n + 1 || !pattern_is_border(s, (size_t)from - 1))
        return fault_raise(L, "find: %lld is no place in the string", (long long)from);
    if (!pattern_find(L, p, s, (size_t)from - 1, NULL, &m)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushinteger(L, (lua_Integer)m.groups[0].start + 1);
    lua_pushinteger(L, (lua_Integer)m.groups[0].end);
    return 2 + pattern_push_groups(L, p, s, &m);
}

static int pattern_method_test(lua_State *L)
{
    struct regex_match m;
    struct pattern *p = pattern_check(L);
    lua_pushboolean(L, pattern_find(L, p, pattern_subject(L), 0, NULL, &m));
    return 1;
}

static int pattern_collect(lua_State *L)
{
    struct pattern *p = lua_touserdata(L, 1), **at = &host_of(L)->patterns;
    while (*at != p)
        at = &(*at)->next;
    *at = p->next;
    regex_free(p->re);
    words_free(p->words);
    free(p->members);
    return 0;
}

void pattern_open(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"find", pattern_method_find}, {"test", pattern_method_test}, {NULL, NULL}};
    box_open(L, &host_of(L)->patterns_box, "pattern", methods, pattern_collect);
}
