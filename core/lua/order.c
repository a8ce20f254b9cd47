#include "lua/order.h"

#include <lauxlib.h>
#include <stdlib.h>

#include "base/str.h"
#include "lua/fault.h"

/* ---- pairs --------------------------------------------------------------------------------- */

/* A key, and where it stands in the list of keys as they came. Text is borrowed from that list.
 */
struct key {
    lua_Integer at;
    bool is_text, is_integer;
    lua_Integer integer;
    lua_Number number;
    struct str text;
};

static int key_order(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->is_text != b->is_text)
        return a->is_text ? 1 : -1;
    if (a->is_text)
        return str_cmp(a->text, b->text);
    if (a->is_integer && b->is_integer)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->number > b->number) - (a->number < b->number);
}

static struct key order_key(lua_State *L, int index, lua_Integer at)
{
    struct key k = {.at = at};
    if (lua_type(L, index) == LUA_TSTRING) {
        k.is_text = true;
        k.text.p = lua_tolstring(L, index, &k.text.n);
    } else if (lua_type(L, index) == LUA_TNUMBER) {
        k.is_integer = lua_isinteger(L, index);
        k.integer = lua_tointeger(L, index);
        k.number = lua_tonumber(L, index);
    } else {
        luaL_error(L, "a key of the table is a %s: only numbers and strings have an order",
                   luaL_typename(L, index));
    }
    return k;
}

/* Puts the keys in the list at `list` in order. */
static void order_list(lua_State *L, int list, lua_Integer n)
{
    struct key *keys = lua_newuserdatauv(L, (size_t)n * sizeof *keys, 0);
    for (lua_Integer i = 0; i < n; i++) {
        lua_rawgeti(L, list, i + 1);
        keys[i] = order_key(L, -1, i + 1);
        lua_pop(L, 1);
    }
    qsort(keys, (size_t)n, sizeof *keys, key_order);
    lua_createtable(L, (int)n, 0);
    for (lua_Integer i = 0; i < n; i++) {
        lua_rawgeti(L, list, keys[i].at);
        lua_rawseti(L, -2, i + 1);
    }
    lua_replace(L, list);
    lua_pop(L, 1);
}

lua_Integer order_keys(lua_State *L, int index)
{
    lua_Integer n = 0;
    bool sorted = true; /* as the keys of a list are */
    index = lua_absindex(L, index);
    luaL_checkstack(L, 6, NULL);
    lua_newtable(L);
    int list = lua_gettop(L);
    lua_pushnil(L);
    while (lua_next(L, index)) {
        lua_pop(L, 1);
        sorted = sorted && lua_isinteger(L, -1) && lua_tointeger(L, -1) == n + 1;
        lua_pushvalue(L, -1);
        lua_rawseti(L, list, ++n);
    }
    if (!sorted)
        order_list(L, list, n);
    return n;
}

/* Upvalues: the table, its keys, the number of the last one. Keys whose value was set to nil on
 * the way are passed over. */
static int order_next(lua_State *L)
{
    lua_Integer i = lua_tointeger(L, lua_upvalueindex(3));
    while (lua_rawgeti(L, lua_upvalueindex(2), ++i) != LUA_TNIL) {
        lua_pushvalue(L, -1);
        if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) {
            lua_pushinteger(L, i);
            lua_replace(L, lua_upvalueindex(3));
            return 2;
        }
        lua_pop(L, 2);
    }
    return 1;
}

int order_pairs(lua_State *L)
{
    luaL_checkany(L, 1);
    if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
        lua_pushvalue(L, 1);
        lua_call(L, 1, 3);
        return 3;
    }
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushvalue(L, 1);
    order_keys(L, 1);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, order_next, 3);
    return 1;
}

/* ---- sort ---------------------------------------------------------------------------------- */

enum { ARG_LIST = 1, ARG_LESS = 2, FROM = 3, TO = 4, SORT_MOST = 10000000 };

/* Whether item b of the list FROM must stand before item a. */
static bool sort_before(lua_State *L, lua_Integer b, lua_Integer a)
{
    bool before;
    if (lua_isnil(L, ARG_LESS)) {
        lua_rawgeti(L, FROM, b);
        lua_rawgeti(L, FROM, a);
        before = lua_compare(L, -2, -1, LUA_OPLT);
        lua_pop(L, 2);
        return before;
    }
    lua_pushvalue(L, ARG_LESS);
    lua_rawgeti(L, FROM, b);
    lua_rawgeti(L, FROM, a);
    lua_call(L, 2, 1);
    before = lua_toboolean(L, -1);
    lua_pop(L, 1);
    return before;
}

static void sort_copy(lua_State *L, lua_Integer from, lua_Integer to)
{
    lua_rawgeti(L, FROM, from);
    lua_rawseti(L, TO, to);
}

/* Merges [low, mid) and [mid, high) of FROM into TO. */
static void sort_merge(lua_State *L, lua_Integer low, lua_Integer mid, lua_Integer high)
{
    lua_Integer a = low, b = mid, to = low;
    if (mid < high && !sort_before(L, mid, mid - 1))
        b = high; /* in order already */
    while (a < mid && b < high)
        sort_copy(L, sort_before(L, b, a) ? b++ : a++, to++);
    if (to == low) {
        for (; a < high; a++)
            sort_copy(L, a, to++);
        return;
    }
    while (a < mid)
        sort_copy(L, a++, to++);
    while (b < high)
        sort_copy(L, b++, to++);
}

/* A stable merge sort from below. The list is written only at the end: a comparison that fails
 * leaves it as it was, and none can confuse the sort. */
int order_sort(lua_State *L)
{
    luaL_checktype(L, ARG_LIST, LUA_TTABLE);
    lua_Integer n = luaL_len(L, ARG_LIST);
    luaL_argcheck(L, n < SORT_MOST, ARG_LIST, "the list is too long");
    if (!lua_isnoneornil(L, ARG_LESS))
        luaL_checktype(L, ARG_LESS, LUA_TFUNCTION);
    lua_settop(L, 2);
    lua_createtable(L, n > 0 ? (int)n : 0, 0);
    lua_createtable(L, n > 0 ? (int)n : 0, 0);
    for (lua_Integer i = 1; i <= n; i++) {
        lua_geti(L, ARG_LIST, i);
        lua_rawseti(L, FROM, i);
    }
    for (lua_Integer width = 1; width < n; width *= 2) {
        for (lua_Integer low = 1; low <= n; low += 2 * width) {
            lua_Integer mid = low + width <= n ? low + width : n + 1;
            sort_merge(L, low, mid, mid + width <= n ? mid + width : n + 1);
        }
        lua_pushvalue(L, FROM);
        lua_copy(L, TO, FROM);
        lua_replace(L, TO);
    }
    for (lua_Integer i = 1; i <= n; i++) {
        lua_rawgeti(L, FROM, i);
        lua_seti(L, ARG_LIST, i);
    }
    return 0;
}
