/* What the files of this folder share: the host as it is. */
#ifndef GALLEY_LUA_STATE_H
#define GALLEY_LUA_STATE_H

#include <lua.h>

#include "base/arena.h"
#include "lua/box.h"
#include "lua/fault.h"
#include "lua/host.h"
#include "lua/limit.h"
#include "text/capitals.h"
#include "text/regex.h"

enum phase {
    PHASE_NONE,
    PHASE_TABLE, /* a file that is data: no patterns */
    PHASE_LOAD,  /* a plugin's file runs */
    PHASE_OPEN,  /* its `open`, `head` and so on */
    PHASE_RUN,   /* its `process` */
};

/* A Lua file as read: opening a stage again needs no file, and finds what was checked. */
struct source {
    struct source *next;
    struct str path;
    struct str shown; /* in messages; its chunk is "@" and this */
    struct str text;
};

/* A stage file. */
struct plugin {
    struct plugin *next;
    struct source *source;
    bool loading;    /* decl is being made: what it requires is noted in `used` */
    int table;       /* what the file returned then, a reference for the first use; 0: used up */
    struct buf used; /* digests of the files that it requires */
    struct decl decl;
};

struct stage {
    struct host *host;
    const struct decl *decl;
    char name[sizeof((struct watch *)NULL)->stage];
    bool everywhere;       /* `each` runs over string fields too */
    struct sought *sought; /* what its `open` told it looks for */
    size_t sought_n, sought_cap;
    bool rules;                         /* it told of rules, which its marks carry */
    int table, process, options, state; /* references in the registry */
};

struct when {
    struct host *host;
    int function; /* a reference in the registry */
    struct place at;
};

/* A pattern that `galley check` warns of. */
struct lint {
    struct lint *next;
    const char *warning; /* what is said behind the pattern */
    struct str pattern, file;
    int line;
};

/* Owns everything. `arena` lives as long as the host: declarations, sources, stages. */
struct host {
    lua_State *L;
    const struct host_rules *rules;
    struct arena arena;
    struct limit limit;
    struct regex_engine *engine;
    struct source *sources;
    struct plugin *plugins;
    struct lint *lints;
    struct pattern *patterns; /* all there are, owned by Lua */
    struct scan_set *scan_set;
    struct scan *scan; /* of the document; NULL: patterns are better searched for alone */
    bool scan_tried;   /* the two are made, or not, for good */

    enum phase phase;
    bool alone; /* the phase is no part of a document, and has a time limit of its own */
    struct plugin *plugin; /* that loads or opens */
    struct stage *opening; /* whose `open` runs */
    struct stage *stage;   /* that runs */
    struct doc *doc;       /* that it runs over; NULL: `doc` is dead */
    uint64_t generation;   /* counts calls of process: iterators of an earlier one are dead */
    struct each *idle;     /* states of iterators of this one that are done (api_iterate.c), */
    size_t each_n;         /* and how many it has had made */

    void *handle;      /* the userdata `doc`, a new one for each call of process */
    int doc_meta;      /* references in the registry: its metatable, */
    int base, strings; /* what each environment is a copy of, the methods of strings, */
    int when_env;      /* and the environment of `when` */
    struct box patterns_box, lexicons_box, taggers_box, finders_box; /* kinds of values */

    uint64_t name_searches;   /* counts calls of doc:names: what an earlier one found is gone */
    uint64_t text_generation; /* the call that `doc` keeps the text of */
    uint64_t random[4];
    const struct doc *judged; /* by `when` */

    struct count *counts;
    size_t count_n, count_cap;
    struct count *found; /* names last as long as the host, or are in told_arena */
    size_t found_n, found_cap;
    struct pair *pairs;
    size_t pair_n, pair_cap, pair_bytes;
    struct ruling *rulings;
    size_t ruling_n, ruling_cap, ruling_at;
    struct arena told_arena; /* of counts, pairs and rulings */

    struct capital *capitals; /* of the last call of doc:capitals, for the next one again */
    size_t capital_n, capital_cap;
    struct buf escaped; /* by galley.escape, for the next call again */
    struct fault fault;
    struct err why;     /* how the last call of a stage failed */
    struct err scratch; /* for calls inside Lua functions; too large for each stack frame */
};

/* Lua gives each coroutine a copy of the main thread's word. */
static inline struct host *host_of(lua_State *L)
{
    return *(struct host **)lua_getextraspace(L);
}

/* Counts one that the stage that runs has found. `name` lasts as long as the host. */
void host_found(struct host *h, struct str name);

/* Counts one that `stage` has found, under any name. */
void host_found_by(struct host *h, struct str stage, struct str name);

/* Begins a phase other than PHASE_RUN, and ends it. */
void host_enter(struct host *h, enum phase phase, struct plugin *p);
void host_leave(struct host *h);

/* The name of the stage whose code runs; "" for none. */
static inline struct str host_stage_name(const struct host *h)
{
    if (h->stage)
        return h->stage->decl->name;
    return h->plugin ? h->plugin->decl.name : (struct str){"", 0};
}

#endif
