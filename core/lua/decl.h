/* What a stage file declares, from the table that it returns. */
#ifndef GALLEY_LUA_DECL_H
#define GALLEY_LUA_DECL_H

#include <lua.h>

#include "lua/state.h"

/* The table being read, and where its parts are written. Borrows everything. */
struct decl_reader {
    lua_State *L;
    struct arena *arena;
    const struct source *source;
    struct err *err;
};

/* Fills d from the table on top of the stack; name, file and digest are the caller's. false and
 * an error at the line that is wrong. */
bool decl_read(struct decl_reader *r, struct decl *d);

/* Reads the options in the table on top: by name, sorted. `outer` is the option that they belong
 * to, NULL for those of the stage. */
bool decl_read_options(struct decl_reader *r, struct option_spec **specs, size_t *n,
                       const char *outer, int depth);

/* Sets the error at the line where `key` is written (NULL: it is missing), behind where `outer`
 * is (NULL: anywhere). */
bool decl_fail(struct decl_reader *r, const char *outer, const char *key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The type of the member `key` of the table on top, which is pushed; raw. */
int decl_get(struct decl_reader *r, const char *key);

/* Whether all keys of the table on top are among `known`; `what` is what they are keys of. */
bool decl_check_keys(struct decl_reader *r, const char *outer, const char *what,
                     const char *const *known, size_t n);

/* The list of strings on top, in the arena; false when it is something else. */
bool decl_strings(struct decl_reader *r, struct str **list, size_t *n);

#endif
