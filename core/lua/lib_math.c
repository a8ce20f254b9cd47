/* math.random: xoshiro256** (Blackman and Vigna), seeded from the document's path, so that a
 * stage that draws lots does it the same way in each run. */
#include "lua/sandbox.h"

static uint64_t random_turn(uint64_t x, int n)
{
    return (x << n) | (x >> (64 - n));
}

static uint64_t random_next(uint64_t s[4])
{
    uint64_t result = random_turn(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = random_turn(s[3], 45);
    return result;
}

/* The state comes from splitmix64, as the authors advise. */
void random_seed(struct host *h, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += UINT64_C(0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
        h->random[i] = z ^ (z >> 31);
    }
}

/* A number from 0 to most, each as likely as the others. */
static uint64_t random_below(uint64_t s[4], uint64_t most)
{
    uint64_t mask = most, x;
    for (int n = 1; n < 64; n *= 2)
        mask |= mask >> n;
    do
        x = random_next(s) & mask;
    while (x > most);
    return x;
}

static int math_random(lua_State *L)
{
    uint64_t *s = host_of(L)->random;
    lua_Integer low = 1, high;
    int n = lua_gettop(L);
    luaL_argcheck(L, n <= 2, 3, "too many arguments");
    if (n == 0) {
        lua_pushnumber(L, (lua_Number)(random_next(s) >> 11) * 0x1p-53);
        return 1;
    }
    if (n == 2)
        low = luaL_checkinteger(L, 1);
    high = luaL_checkinteger(L, n);
    if (n == 1 && high == 0) {
        lua_pushinteger(L, (lua_Integer)random_next(s));
        return 1;
    }
    luaL_argcheck(L, low <= high, n, "interval is empty");
    uint64_t x = (uint64_t)low + random_below(s, (uint64_t)high - (uint64_t)low);
    lua_pushinteger(L, (lua_Integer)x);
    return 1;
}

void math_wrap(lua_State *L)
{
    lua_pushnil(L);
    lua_setfield(L, -2, "randomseed");
    lua_pushcfunction(L, math_random);
    lua_setfield(L, -2, "random");
}
