#include <string.h>

#include "flow/hand.h"
#include "flow/job.h"

/* A worker that has answered ends by itself; one that does not is killed. */
enum { TICK_MS = 50, TICKS_TO_END = 20 };

/* One question on its way. Borrows all but the hand. */
struct asking {
    struct loop *loop;
    struct hand hand;
    enum job_mode mode;
    struct answer *answer;
    bool answered;
    int waited;     /* ticks since then, for the worker to end */
    struct buf end; /* how the worker ended without an answer */
};

static void on_ready(struct asking *a, struct str body)
{
    struct facts facts;
    struct arena arena = {0};
    facts_get(body, &arena, &facts);
    a->hand.ready = true;
    a->answer->good = facts.good;
    buf_add(&a->answer->text, facts.findings);
    a->answered = a->mode == JOB_CHECK || !facts.good;
    arena_free(&arena);
}

static void on_frame(void *context, struct hand *h, const struct frame *f)
{
    struct asking *a = context;
    (void)h;
    struct str rest = f->body;
    if (f->kind == FRAME_READY)
        on_ready(a, rest);
    if (f->kind == FRAME_REPLY) {
        a->answer->good = wire_get(&rest) != 0;
        buf_add(&a->answer->text, wire_get_str(&rest));
        a->answered = true;
    }
    if (a->answered)
        hand_dismiss(&a->hand);
}

static void on_gone(void *context, struct hand *h, enum hand_end why)
{
    struct asking *a = context;
    hand_describe(h, why, &a->end);
    loop_stop(a->loop);
}

static void on_tick(void *context)
{
    struct asking *a = context;
    hand_check(&a->hand);
    if (a->answered && ++a->waited > TICKS_TO_END)
        loop_stop(a->loop);
}

bool ask_worker(const char *program, const struct setup *setup, int stdin_fd, uint64_t time,
                struct answer *answer, struct err *err)
{
    struct asking a = {.mode = setup->mode, .answer = answer};
    struct hand_events events = {on_frame, on_gone, &a};
    struct buf body = {0};
    a.loop = loop_new(err);
    if (!a.loop)
        return false;
    struct hand_rules rules = {a.loop, program, stdin_fd, time, &events};
    setup_put(setup, &body);
    if (loop_every(a.loop, TICK_MS, on_tick, &a, err) &&
        hand_start(&a.hand, &rules, 0, buf_str(&body), err))
        loop_run(a.loop);
    if (!a.answered && !err->set)
        err_set(err, "the worker gave no answer: %s", a.end.n ? a.end.p : "it is gone");
    hand_kill(&a.hand);
    loop_free(a.loop);
    buf_free(&body);
    buf_free(&a.end);
    return a.answered;
}
