/* Errors of Lua code, with the line of the plugin that they are about. */
#ifndef GALLEY_LUA_FAULT_H
#define GALLEY_LUA_FAULT_H

#include <lua.h>

#include "lua/host.h"

/* What the message handler found; it may not be shown at all, so it is kept apart from Lua. Owns
 * trace. */
struct fault {
    struct err err;   /* the message without its place, and the place */
    struct buf trace; /* "\n  plugins/a.lua:12: in `name`", a line for each frame of a plugin */
};

/* The message handler: first on the stack of the main thread, always. */
int fault_handler(lua_State *L);

/* Calls the function below n arguments, keeping `results` of them. After an error the stack is
 * empty but for the handler. With `told`, the place is part of the text, and the frames follow
 * it. */
bool fault_call(struct host *h, int n, int results, bool told, struct err *err);

/* The same for a C function that gets `argument` as light userdata. */
bool fault_run(struct host *h, lua_CFunction f, void *argument, bool told, struct err *err);

/* Raises a Lua error at the line that called the running C function. The type is for
 * `return fault_raise(...)`, as Lua has it. */
int fault_raise(lua_State *L, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

/* If text is "file:line: rest", as Lua writes it: sets file and line and returns where rest
 * begins; else 0. */
size_t fault_split(struct str text, struct str *file, int *line);

#endif
