#include "lua/limit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lua/host.h"

enum {
    SECOND = 1000000000,
    TICK_LEAST = 10000000, /* nanoseconds between two looks at the clock, */
    TICKS = 16,            /* or such a part of the limit */
    FRAMES = 200,          /* looked through for the line of a plugin */
    SMALL = 4 << 20,       /* bytes in use, up to which a state is small, */
    SHARE = 16,            /* if that is no more than so little of what it may have */
    PAUSE_SMALL = 400,     /* garbage is collected when so many percent are in use of what was */
    PAUSE = 200,           /* left the last time */
};

const char limit_text[] = "over the limit of CPU time";

static uint64_t limit_cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * SECOND + (uint64_t)t.tv_nsec;
}

static void limit_tick_each(struct limit *l, uint64_t nanos)
{
    struct itimerspec t;
    t.it_value.tv_sec = (time_t)(nanos / SECOND);
    t.it_value.tv_nsec = (long)(nanos % SECOND);
    t.it_interval = t.it_value;
    timer_settime(l->timer, 0, &t, NULL);
}

static uint64_t limit_interval(const struct limit *l)
{
    return l->time / TICKS > TICK_LEAST ? l->time / TICKS : TICK_LEAST;
}

const char *limit_where(lua_State *L, int *line)
{
    lua_Debug at;
    for (int level = 0; level < FRAMES && lua_getstack(L, level, &at); level++) {
        lua_getinfo(L, "Sl", &at);
        if (at.source[0] == '@' && at.currentline > 0) {
            *line = at.currentline;
            return at.source + 1;
        }
    }
    return NULL;
}

/* Writes "file:line" by hand: no printf in a signal handler. */
static void limit_place(struct limit *l)
{
    char digits[12], *place = l->watch->place;
    int line = 0, n = 0;
    const char *file = l->running ? limit_where(l->running, &line) : NULL;
    if (!file || place[0])
        return;
    size_t length = strlen(file), room = sizeof l->watch->place - sizeof digits - 1;
    size_t skip = length > room ? length - room : 0;
    memmove(place, file + skip, length - skip);
    place += length - skip;
    *place++ = ':';
    for (; line > 0; line /= 10)
        digits[n++] = (char)('0' + line % 10);
    while (n > 0)
        *place++ = digits[--n];
    *place = '\0';
}

int limit_raise(lua_State *L)
{
    lua_pushstring(L, limit_text);
    return lua_error(L);
}

/* Sticky: it stays armed until limit_end, so that no pcall outlives it. A coroutine kept since an
 * earlier document may still be armed. */
static void limit_stop(lua_State *L, lua_Debug *at)
{
    void *l;
    (void)at;
    lua_getallocf(L, &l);
    if (((struct limit *)l)->stopped)
        limit_raise(L);
    else
        lua_sethook(L, NULL, 0, 0);
}

/* Whether the stage is over its time. What it took is counted from the first look at it: to ask
 * for the CPU time in front of each document is a system call, for what one in a million needs. */
static bool limit_over(struct limit *l)
{
    uint64_t now = limit_cpu(), turn = l->watch->turn;
    if (l->seen != turn) {
        l->seen = turn;
        l->start = now;
    }
    return now - l->start > l->time;
}

/* lua_sethook is made to be called from a signal. A tick that finds the stage stopped already
 * means that it hangs in a C function: the desk will end this process, and wants to know where.
 */
static void limit_tick(int number, siginfo_t *info, void *context)
{
    struct limit *l = info->si_value.sival_ptr;
    int saved = errno;
    (void)number;
    (void)context;
    if (l->active && limit_over(l)) {
        if (l->stopped)
            limit_place(l);
        else
            limit_tick_each(l, TICK_LEAST);
        l->stopped = 1;
        atomic_store(&l->watch->cause, WATCH_TIME);
        lua_sethook(l->running, limit_stop,
                    LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
    }
    errno = saved;
}

static _Noreturn void limit_exit(struct limit *l)
{
    l->watch->place[0] = '\0';
    limit_place(l);
    atomic_store(&l->watch->cause, WATCH_MEMORY);
    _exit(HOST_MEMORY_EXIT);
}

/* A pass of the collector over all that a state keeps costs more than what a small document leaves
 * behind: as long as there is little in use, it waits until there is four times as much. From here
 * on it is twice, as is Lua's way, so that what a stage keeps has the room that it had. This sets
 * a number in the state, no more, which may be done while Lua allocates. */
static void limit_grown(struct limit *l)
{
    if (l->running && lua_gc(l->running, LUA_GCINC, PAUSE, 0, 0) >= 0)
        l->small = UINT64_MAX;
}

/* Never NULL: Lua 5.4.4 does not survive an allocation that fails at some of its places. */
static void *limit_alloc(void *context, void *p, size_t old, size_t n)
{
    struct limit *l = context;
    if (!p)
        old = 0; /* Lua passes the kind of object here */
    l->used = l->used - old + n;
    if (n == 0) {
        if (p)
            pool_put(&l->pool, p, old);
        return NULL;
    }
    if (n > old && l->memory && l->used > l->memory)
        limit_exit(l);
    if (n > old && l->used > l->small)
        limit_grown(l);
    void *moved = p ? pool_resize(&l->pool, p, old, n) : pool_get(&l->pool, n);
    if (!moved && n > old)
        limit_exit(l);
    return moved ? moved : p;
}

static int limit_panic(lua_State *L)
{
    const char *message = lua_tostring(L, -1);
    static const char text[] = "galley: an error outside of any stage: ";
    if (write(STDERR_FILENO, text, sizeof text - 1) > 0 && message &&
        write(STDERR_FILENO, message, strlen(message)) > 0)
        (void)!write(STDERR_FILENO, "\n", 1);
    return 0; /* Lua aborts */
}

/* SIGVTALRM is for virtual time, which this is. The handler gets the limit with the signal. */
static bool limit_timer(struct limit *l, struct err *err)
{
    struct sigaction action = {.sa_sigaction = limit_tick, .sa_flags = SA_SIGINFO | SA_RESTART};
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGVTALRM};
    event.sigev_value.sival_ptr = l;
    if (l->time == 0)
        return true;
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGVTALRM, &action, NULL) < 0 ||
        timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &l->timer) < 0)
        return err_sys(err, "cannot make a timer");
    l->timed = true;
    limit_tick_each(l, limit_interval(l));
    return true;
}

lua_State *limit_open(struct limit *l, struct err *err)
{
    l->running = NULL;
    l->small = l->memory && l->memory / SHARE < SMALL ? l->memory / SHARE : SMALL;
    if (!limit_timer(l, err))
        return NULL;
    lua_State *L = lua_newstate(limit_alloc, l);
    l->running = L;
    lua_atpanic(L, limit_panic);
    lua_gc(L, LUA_GCINC, PAUSE_SMALL, 0, 0);
    return L;
}

void limit_close(struct limit *l)
{
    if (l->timed)
        timer_delete(l->timer);
    l->timed = false;
}

void limit_begin(struct limit *l)
{
    l->watch->place[0] = '\0';
    atomic_fetch_add(&l->watch->turn, 1);
    atomic_store(&l->watch->cause, WATCH_NONE);
    l->active = 1;
}

void limit_end(struct limit *l, lua_State *L)
{
    l->active = 0;
    if (!l->stopped)
        return;
    l->stopped = 0;
    lua_sethook(L, NULL, 0, 0);
    limit_tick_each(l, limit_interval(l));
}
