#include "flow/worker.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "flow/answer.h"
#include "flow/batch.h"
#include "flow/cage.h"
#include "flow/porter.h"
#include "flow/process.h"
#include "flow/shelf.h"
#include "flow/wire.h"
#include "lua/places.h"

enum { LARGE = 1 << 20 };

/* Everything a worker has. Owns it. */
struct worker {
    struct wire wire;
    struct watch *watch;
    struct arena arena; /* of setup and pipeline: lives as long as the worker */
    struct setup setup;
    struct program *program;
    struct source source;
    struct sink sink;
    struct process process;
    struct porter porter;
    struct diags diags;
    struct buf printed;   /* by stages */
    struct buf out, line; /* of a batch, of the ledger for a result */
};

/* The next frame, waited for; false when the desk hung up. */
static bool next_frame(struct worker *w, struct frame *f)
{
    while (!wire_take(&w->wire, f))
        if (wire_receive(&w->wire, true) < 0)
            return false;
    return true;
}

static bool reply(struct worker *w, enum frame_kind kind, struct buf *body)
{
    bool good = wire_send(w->wire.fd, kind, buf_str(body), -1, NULL);
    buf_free(body);
    return good;
}

/* --- being set up --- */

static bool open_places(struct worker *w, struct str staging, struct err *err)
{
    w->sink.discard = w->setup.mode == JOB_DRY;
    if (!source_open(&w->source, &w->arena, &w->setup, err))
        return false;
    if (staging.n == 0)
        return true;
    w->sink.staging = open(staging.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return w->sink.staging >= 0 || err_sys(err, "cannot open the staging directory");
}

/* Opens what the stages' work needs, and shuts the worker off from all else. What the kernel lacks
 * for that is added to `missing`. */
static bool shut_in(struct worker *w, const struct start *start, struct buf *missing,
                    struct err *err)
{
    w->process.salt = start->salt;
    return open_places(w, start->staging, err) &&
           cage_enter(&w->source, w->sink.staging, missing, err);
}

/* Whether it is to answer a question about documents, alone. */
static bool is_asked(const struct worker *w)
{
    return w->setup.mode == JOB_TRY || w->setup.mode == JOB_DETECT;
}

static bool prepare_alone(struct worker *w)
{
    struct buf missing = {0};
    struct err err = {0};
    bool good = shut_in(w, &(struct start){0}, &missing, &err) ||
                diag_error(&w->diags, (struct place){0}, "%s", err.text);
    buf_free(&missing);
    return good;
}

static bool prepare(struct worker *w)
{
    struct host_rules rules = {.plugins = w->setup.plugins.p,
                               .base = w->setup.base.p,
                               .key = w->setup.key,
                               .mapping = w->setup.mapping,
                               .trial = w->setup.trial,
                               .print = w->setup.mode == JOB_TRY ? answer_printed : NULL,
                               .context = &w->printed};
    w->program = program_new(&w->arena, &w->setup, &rules, w->watch, &w->diags);
    if (!w->program)
        return false;
    w->process = (struct process){.program = w->program,
                                  .source = &w->source,
                                  .sink = &w->sink,
                                  .key = w->setup.key,
                                  .doubts = {w->setup.review, w->setup.below},
                                  .to_stdout = w->setup.to_stdout,
                                  .printed = &w->printed};
    return !is_asked(w) || prepare_alone(w);
}

static bool send_facts(struct worker *w, bool good)
{
    struct facts f = {0};
    struct err err = {0};
    if (good && !program_facts(w->program, &w->arena, &f, &err))
        f.good = diag_error(&w->diags, (struct place){w->setup.file.p, 0, 0}, "%s", err.text);
    if (f.good && (w->setup.mode == JOB_RUN || w->setup.mode == JOB_DRY))
        program_file_facts(w->program, &w->arena, &f);
    struct buf findings = {0}, body = {0};
    diag_print(&w->diags, &findings);
    f.findings = buf_str(&findings);
    facts_put(&f, &body);
    buf_free(&findings);
    return reply(w, FRAME_READY, &body) && f.good;
}

/* Maps the shelf that came with the word; where that fails it is done without. */
static void take_shelf(struct worker *w, int fd)
{
    if (fd < 0)
        return;
    w->sink.shelf = shelf_map(fd);
    close(fd);
}

/* Waits for the desk's word; false when it hung up instead, or there is no cage. */
static bool start(struct worker *w)
{
    struct frame f;
    struct start s;
    struct buf missing = {0}, body = {0};
    struct err err = {0};
    if (!next_frame(w, &f) || f.kind != FRAME_START)
        return false;
    start_get(f.body, &w->arena, &s);
    take_shelf(w, f.fd);
    bool good = shut_in(w, &s, &missing, &err);
    wire_put(&body, good);
    wire_put_str(&body, good ? buf_str(&missing) : str_of(err.text));
    buf_free(&missing);
    return reply(w, FRAME_STARTED, &body) && good;
}

/* --- batches --- */

/* A batch is: the place on the shelf for its stream bytes, its number, how many documents, then
 * for each its place in the batch, its item and a seal. The result is: the batch's number, how
 * many bytes are on the shelf, the number of documents, then for each its place and result, and
 * the nanoseconds of each stage since the last one. It is of as many documents, from the first on,
 * as make up the bytes of a batch, if the desk does not know how large they are: the others it
 * deals again. */
static uint64_t do_item(struct worker *w, struct str *rest)
{
    uint64_t place = wire_get(rest);
    struct item item;
    struct result r;
    item_get(wire_get_str(rest), &item);
    struct str seal = wire_get_str(rest);
    w->watch->item = (uint32_t)place;
    process_item(&w->process, &item, seal, &r);
    wire_put(&w->out, place);
    buf_clear(&w->line);
    if (!r.unchanged)
        ledger_line(&r, &w->line);
    process_forget(&w->process);
    r.line = buf_str(&w->line);
    size_t record = wire_begin(&w->out);
    result_put(&r, &w->out);
    wire_end(&w->out, record);
    return stamp_known(&item.stamp) ? 0 : r.size;
}

/* Sends w->out, in which the number at `shelved` is yet to be set. */
static bool send_results(struct worker *w, size_t shelved)
{
    struct err err = {0};
    uint64_t n;
    int fd;
    if (!sink_pass(&w->sink, &n, &fd, &err)) {
        /* Its desk only learns that it ended. */
        dprintf(STDERR_FILENO, "galley: error: %s\n", err.text);
        return false;
    }
    wire_put_at(&w->out, shelved, n);
    bool good = wire_send(w->wire.fd, FRAME_RESULT, buf_str(&w->out), fd, NULL);
    if (fd >= 0)
        close(fd);
    return good;
}

static bool do_batch(struct worker *w, struct str rest)
{
    buf_clear(&w->out);
    sink_start(&w->sink, wire_get(&rest));
    wire_put(&w->out, wire_get(&rest));
    size_t shelved = w->out.n;
    wire_put(&w->out, 0);
    uint64_t n = wire_get(&rest), done = 0;
    size_t counted = w->out.n;
    wire_put(&w->out, 0);
    for (uint64_t bytes = 0; done < n && bytes < BATCH_BYTES; done++)
        bytes += do_item(w, &rest);
    wire_put_at(&w->out, counted, done);
    for (size_t i = 0; i < w->program->stage_n; i++) {
        wire_put(&w->out, w->program->nanos[i]);
        w->program->nanos[i] = 0;
    }
    w->watch->item = WATCH_IDLE;
    return send_results(w, shelved);
}

static bool serve_frame(struct worker *w, const struct frame *f)
{
    return f->kind == FRAME_BATCH ? do_batch(w, f->body)
                                  : porter_serve(&w->porter, f, w->wire.fd);
}

static void serve_batches(struct worker *w)
{
    struct frame f;
    porter_open(&w->porter, w->sink.shelf);
    while (next_frame(w, &f) && serve_frame(w, &f)) {
    }
    porter_close(&w->porter);
}

/* --- questions --- */

static void answer(struct worker *w)
{
    struct buf text = {0}, body = {0};
    bool good = false;
    w->watch->item = 0; /* from here on it is CPU time that counts */
    if (w->setup.mode == JOB_STAGES)
        good = answer_stages(&w->arena, &w->setup, w->watch, &text);
    else if (w->setup.mode == JOB_TEST)
        good = answer_tests(&w->arena, &w->setup, w->watch, &text);
    wire_put(&body, good);
    wire_put_str(&body, buf_str(&text));
    buf_free(&text);
    reply(w, FRAME_REPLY, &body);
}

static void show(struct worker *w)
{
    struct buf text = {0}, body = {0};
    w->watch->item = 0;
    wire_put(&body, w->setup.mode == JOB_TRY
                        ? answer_try(&w->process, &w->setup, &text)
                        : answer_detect(&w->process, &w->setup, w->watch, &text));
    wire_put_str(&body, buf_str(&text));
    buf_free(&text);
    reply(w, FRAME_REPLY, &body);
}

static void serve(struct worker *w)
{
    if (w->setup.mode == JOB_STAGES || w->setup.mode == JOB_TEST) {
        answer(w);
        return;
    }
    bool good = prepare(w);
    if (!send_facts(w, good) || w->setup.mode == JOB_CHECK)
        return;
    places_ready(w->program->host); /* while the desk opens what a run needs */
    if (is_asked(w))
        show(w);
    else if (start(w))
        serve_batches(w);
}

static void release(struct worker *w)
{
    process_free(&w->process);
    program_free(w->program);
    source_close(&w->source);
    sink_free(&w->sink);
    buf_free(&w->printed);
    buf_free(&w->out);
    buf_free(&w->line);
    diag_free(&w->diags);
    wire_close(&w->wire);
    arena_free(&w->arena);
    munmap(w->watch, sizeof *w->watch);
}

int worker_main(void)
{
    /* A worker dies with its desk; one whose desk died before this line has lost its socket. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* A core file would hold documents as they were read. One byte, not none: so the kernel makes
     * none for a program that it would be piped to either. */
    setrlimit(RLIMIT_CORE, &(struct rlimit){1, 1});
    /* Signals to the whole group are the desk's to act on. */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    /* A file that may not grow fails its document. */
    signal(SIGXFSZ, SIG_IGN);
    /* What is large is mapped by itself, so that it goes back to the system as soon as it is free,
     * and grows without a copy. By default that ends at 32 MiB once such a piece was freed. */
    mallopt(M_MMAP_THRESHOLD, LARGE);
    struct worker w = {.wire.fd = WORKER_SOCKET, .sink = {SINK_NONE}};
    w.watch = mmap(NULL, sizeof *w.watch, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_WATCH, 0);
    if (w.watch == MAP_FAILED)
        return EXIT_FAILURE;
    w.watch->item = WATCH_IDLE;
    struct frame f;
    if (next_frame(&w, &f) && f.kind == FRAME_SETUP) {
        setup_get(f.body, &w.arena, &w.setup);
        serve(&w);
    }
    release(&w);
    return EXIT_SUCCESS;
}
