/* What lexicon:names(...) makes, and doc:names. */
#ifndef GALLEY_LUA_NAMES_H
#define GALLEY_LUA_NAMES_H

#include <lua.h>

/* Makes the metatable of finders of names. */
void finders_open(lua_State *L);

/* The method lexicon:names([tagger]): a finder of names by the lexicon, and by the tagger. */
int finders_method_new(lua_State *L);

/* The method doc:names(finder [, recall [, words]]): an iterator over the names of the document
 * and, where `each` does too, in its string fields: a, b, label, score, rule, why, entity, first,
 * last; the last two are numbers of words in doc:capitals. `words` is what that gave: names that
 * go on in the next line are linked in it then, and `other` says which words are no person's. */
int finders_method_names(lua_State *L);

#endif
