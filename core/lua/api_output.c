/* doc:output, for format stages. */
#include "lua/api.h"
#include "text/output.h"

static int output_stretch(lua_State *L, struct doc *d)
{
    struct span s = api_span(L, d, 2);
    struct str name = {"none", 4};
    enum escape how;
    if (!lua_isnoneornil(L, 4))
        name.p = luaL_checklstring(L, 4, &name.n);
    if (!escape_find(name, &how))
        return fault_raise(L,
                           "doc:output: there is no escaping `%s` (json, html, markdown, csv, "
                           "yaml, none)",
                           name.p);
    if (!doc_inside(d, s))
        return fault_raise(L, "doc:output: the span is not inside the text or one field");
    for (int i = 0; i < 2; i++) {
        size_t at = i ? s.end : s.start;
        if (at < d->text.n && ((unsigned char)d->text.p[at] & 0xC0) == 0x80)
            return fault_raise(L, "doc:output: the span splits a character at byte %zu", at + 1);
    }
    output_span(&d->output, d->arena, d->text, s, how);
    return 0;
}

static int method_output(lua_State *L)
{
    struct doc *d = api_doc(L);
    int n = lua_gettop(L);
    if (!host_of(L)->stage->decl->formats)
        return fault_raise(L, "doc:output is for format stages: declare `extension`");
    if (lua_type(L, 2) == LUA_TNUMBER)
        return output_stretch(L, d);
    for (int i = 2; i <= n; i++) {
        luaL_argexpected(L, lua_type(L, i) == LUA_TSTRING, i, "string");
        output_literal(&d->output, d->arena, api_text(L, i));
    }
    return 0;
}

const luaL_Reg api_output[] = {{"output", method_output}, {NULL, NULL}};
