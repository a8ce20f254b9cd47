/* What opt.FILE:tagger(lexicon) makes, and doc:tags. */
#ifndef GALLEY_LUA_TAGGER_H
#define GALLEY_LUA_TAGGER_H

#include <lua.h>

#include "conf/option.h"
#include "text/doc.h"
#include "text/tagger.h"

/* Makes the metatable of taggers. */
void taggers_open(lua_State *L);

/* Pushes the tagger of the model that the `file` option v holds and of the lexicon at index. v
 * must outlive it. */
int taggers_push_file(lua_State *L, int index, const struct value *v);

/* The tagger at index, owned by Lua; a Lua error when it is something else. */
struct tagger *taggers_check(lua_State *L, int index);

/* The parts of the document that are looked at together, *n of them, in a userdata on top of the
 * stack: its text and, where `each` goes over them too, its string fields. */
const struct span *taggers_parts(lua_State *L, const struct doc *d, size_t *n);

/* The argument `recall`, the third of `method`, whose document must not be too large for a tagger:
 * Lua errors. */
int taggers_recall(lua_State *L, const struct doc *d, const char *method);

/* The method doc:tags(tagger [, recall]): an iterator over what the tagger finds in the document
 * and, where `each` does too, in its string fields: a, b, label, score. */
int taggers_method_tags(lua_State *L);

#endif
