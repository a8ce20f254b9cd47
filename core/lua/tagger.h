/* What opt.FILE:tagger(lexicon) makes, and doc:tags. */
#ifndef GALLEY_LUA_TAGGER_H
#define GALLEY_LUA_TAGGER_H

#include <lua.h>

#include "conf/option.h"

/* Makes the metatable of taggers. */
void taggers_open(lua_State *L);

/* Pushes the tagger of the model that the `file` option v holds and of the lexicon at index. v
 * must outlive it. */
int taggers_push_file(lua_State *L, int index, const struct value *v);

/* The method doc:tags(tagger [, recall]): an iterator over what the tagger finds in the document
 * and, where `each` does too, in its string fields: a, b, label, score. */
int taggers_method_tags(lua_State *L);

#endif
