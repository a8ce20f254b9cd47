/* What galley.re, galley.words and galley.patterns make. */
#ifndef GALLEY_LUA_PATTERN_H
#define GALLEY_LUA_PATTERN_H

#include <lua.h>

#include "conf/option.h"
#include "lua/state.h"
#include "text/words.h"

#define PATTERN_ALONE SIZE_MAX

/* A userdata; owns re, words or members, the others are NULL. Members are the patterns that one
 * of galley.patterns goes through; its user value keeps them. */
struct pattern {
    struct regex *re;
    struct words *words;
    const struct pattern **members;
    size_t member_n;
    bool named;           /* re has named groups */
    bool declared;        /* the anchor of re is the author's */
    size_t number;        /* in the scan for all patterns (lua/places.h), or PATTERN_ALONE */
    struct pattern *next; /* of the host's, the newest first */
};

/* Makes the metatable of patterns. */
void pattern_open(lua_State *L);

/* The pattern at index, or NULL when it is something else; of galley.patterns only with `many`. */
struct pattern *pattern_at(lua_State *L, int index, bool many);

/* The first match in subject at or after `from`, by known places when there are any (not NULL).
 * An error of PCRE2 is a Lua error, never "none". */
bool pattern_find(lua_State *L, const struct pattern *p, struct str subject, size_t from,
                  const struct anchor_places *places, struct regex_match *m);

/* Pushes the table of the named groups that took part; nothing, and 0, when p has none. */
int pattern_push_groups(lua_State *L, const struct pattern *p, struct str subject,
                        const struct regex_match *m);

/* The Lua functions galley.re, galley.words and galley.patterns. */
int pattern_new_re(lua_State *L);
int pattern_new_words(lua_State *L);
int pattern_new_patterns(lua_State *L);

/* Pushes the word list that the `file` option v holds, compiled or by lines; the table of flags is
 * at index. v must outlive it. */
int pattern_push_file(lua_State *L, int index, const struct value *v);

#endif
