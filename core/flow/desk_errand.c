#include "flow/desk.h"
#include "flow/left.h"

static struct hand *find_hand(struct desk *d, unsigned number)
{
    for (unsigned i = 0; i < d->job->jobs; i++) {
        struct hand *h = &d->hands[i];
        if (h->pid > 0 && h->number == number && !h->hung_up)
            return h;
    }
    return NULL;
}

/* Passes on the files of the streams that it writes into for the first time. What is not taken
 * means that the worker is gone, or it answers that it could not write: the desk will then. */
static void tell_streams(struct desk *d, struct hand *h, const struct errand *e)
{
    for (size_t i = 0; i < e->n; i++) {
        uint64_t number = e->pieces[i].stream, bit = UINT64_C(1) << number;
        struct buf body = {0};
        if (h->streams & bit)
            continue;
        h->streams |= bit;
        wire_put(&body, number);
        wire_send(h->wire.fd, FRAME_STREAM, buf_str(&body), d->commit.streams[number].fd, NULL);
        buf_free(&body);
    }
}

bool desk_leave(void *context, unsigned worker, struct errand *e)
{
    struct desk *d = context;
    struct hand *h = find_hand(d, worker);
    struct buf body = {0};
    if (!h || d->finished)
        return false;
    tell_streams(d, h, e);
    wire_put(&body, e->place.number);
    errand_put(e, &body);
    wire_send(h->wire.fd, FRAME_WRITE, buf_str(&body), -1, NULL);
    buf_free(&body);
    hand_add_errand(h, e);
    d->errands++;
    return true;
}

void desk_written(struct desk *d, struct hand *h, struct str body)
{
    struct errand *e = hand_take_errand(h);
    bool done;
    if (!e || !errand_get_end(&body, e, &done)) {
        errand_free(e);
        err_set(&d->err, "a worker sent an answer that cannot be read");
        return;
    }
    d->errands--;
    if (done)
        left_told(&d->commit, e, &d->err);
    else
        left_do(&d->commit, e, &d->err);
}

void desk_take_over(struct desk *d, struct hand *h)
{
    for (struct errand *e; (e = hand_take_errand(h));) {
        d->errands--;
        if (d->err.set)
            errand_free(e);
        else
            left_do(&d->commit, e, &d->err);
    }
}
