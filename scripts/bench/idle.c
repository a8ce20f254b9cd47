/* galley with workers that do nothing: what is left is the desk. They look how large a document
 * is, answer it with as many bytes, the same ones each time, read none of it, and write those
 * bytes where they are told to. When the desk is done, its own processor time in microseconds, in
 * user space and in the kernel, without that of its workers, goes to the file $IDLE_TIME. Built
 * with core/main.c, whose `main` and `worker_main` are called galley_main and idle_worker then. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/mem.h"
#include "flow/batch.h"
#include "flow/porter.h"
#include "flow/setup.h"
#include "flow/sink.h"
#include "flow/source.h"
#include "flow/wire.h"
#include "flow/worker.h"
#include "lua/watch.h"

int galley_main(int argc, char **argv);
int idle_worker(void);

/* Everything an idle worker has. */
struct idle {
    struct wire wire;
    struct arena arena, document;
    struct setup setup;
    struct pipeline *pipeline;
    struct source source;
    struct sink sink;
    struct porter porter;
    struct buf out, line, bytes;
};

static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static bool next_frame(struct idle *w, struct frame *f)
{
    while (!wire_take(&w->wire, f))
        if (wire_receive(&w->wire, true) < 0)
            return false;
    return true;
}

static void tell_facts(struct idle *w)
{
    struct buf body = {0};
    struct facts f = {.good = true, .output_n = w->pipeline->output_n};
    f.outputs = arena_get(&w->arena, f.output_n * sizeof *f.outputs);
    facts_put(&f, &body);
    wire_send(w->wire.fd, FRAME_READY, buf_str(&body), -1, NULL);
    buf_free(&body);
}

static bool put_product(struct idle *w, const struct result *r, size_t output, struct product *p)
{
    struct err err = {0};
    struct str stream = w->pipeline->outputs[output].stream;
    *p = (struct product){.output = output, .stream = stream.n > 0, .path = stream};
    if (!p->stream)
        p->path = r->name;
    while (w->bytes.n < r->size)
        buf_addc(&w->bytes, 'x');
    struct seal seal = {.input.text = {w->bytes.p, r->size},
                        .taken = true}; /* nothing is hashed */
    memcpy(seal.hex, digest, sizeof digest);
    w->sink.seal = &seal;
    return sink_put(&w->sink, (struct str){0}, seal.input.text, p, &err);
}

static bool do_item(struct idle *w, struct str *rest, uint64_t *bytes)
{
    struct item item;
    wire_put(&w->out, wire_get(rest));
    item_get(wire_get_str(rest), &item);
    wire_get_str(rest);
    arena_reset(&w->document);
    struct stamp input = source_look(&w->source, &item);
    struct result r = {.name = item.name, .size = input.size, .input = input};
    *bytes += r.size;
    memcpy(r.digest, digest, sizeof digest);
    memcpy(r.seal, digest, sizeof digest);
    r.product_n = w->pipeline->output_n;
    r.products = arena_get(&w->document, r.product_n * sizeof *r.products);
    for (size_t i = 0; i < r.product_n; i++)
        if (!put_product(w, &r, i, &r.products[i]))
            return false;
    buf_clear(&w->line);
    ledger_line(&r, &w->line);
    r.line = buf_str(&w->line);
    size_t record = wire_begin(&w->out);
    result_put(&r, &w->out);
    wire_end(&w->out, record);
    return true;
}

static bool do_batch(struct idle *w, struct str rest)
{
    struct err err = {0};
    buf_clear(&w->out);
    uint64_t shelved;
    sink_start(&w->sink, wire_get(&rest));
    wire_put(&w->out, wire_get(&rest));
    size_t at = w->out.n;
    wire_put(&w->out, 0);
    uint64_t n = wire_get(&rest), done = 0;
    size_t counted = w->out.n;
    wire_put(&w->out, 0);
    for (uint64_t bytes = 0; done < n && bytes < BATCH_BYTES; done++)
        if (!do_item(w, &rest, &bytes))
            return false;
    wire_put_at(&w->out, counted, done);
    int fd;
    if (!sink_pass(&w->sink, &shelved, &fd, &err))
        return false;
    wire_put_at(&w->out, at, shelved);
    bool good = wire_send(w->wire.fd, FRAME_RESULT, buf_str(&w->out), fd, NULL);
    if (fd >= 0)
        close(fd);
    return good;
}

static bool serve(struct idle *w, const struct frame *f)
{
    return f->kind == FRAME_BATCH ? do_batch(w, f->body)
                                  : porter_serve(&w->porter, f, w->wire.fd);
}

int idle_worker(void)
{
    struct idle w = {.wire.fd = WORKER_SOCKET, .sink = {SINK_NONE}};
    struct diags diags = {0};
    struct err err = {0};
    struct frame f;
    struct watch *watch =
        mmap(NULL, sizeof *watch, PROT_READ | PROT_WRITE, MAP_SHARED, WORKER_WATCH, 0);
    watch->item = WATCH_IDLE;
    if (!next_frame(&w, &f) || f.kind != FRAME_SETUP)
        return EXIT_FAILURE;
    setup_get(f.body, &w.arena, &w.setup);
    w.pipeline = pipeline_read(&w.arena, w.setup.file.p, w.setup.text, NULL, 0, &diags);
    if (!w.pipeline || !source_open(&w.source, &w.arena, &w.setup, &err))
        return EXIT_FAILURE;
    tell_facts(&w);
    if (!next_frame(&w, &f) || f.kind != FRAME_START)
        return EXIT_FAILURE;
    struct start start;
    start_get(f.body, &w.arena, &start);
    w.sink.shelf = f.fd >= 0 ? shelf_map(f.fd) : NULL;
    porter_open(&w.porter, w.sink.shelf);
    if (start.staging.n > 0)
        w.sink.staging = open(start.staging.p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (next_frame(&w, &f) && serve(&w, &f)) {
    }
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct rusage used;
    int code = galley_main(argc, argv);
    const char *path = getenv("IDLE_TIME");
    FILE *f =
        path && strcmp(argc > 1 ? argv[1] : "", WORKER_ARGUMENT) != 0 ? fopen(path, "w") : NULL;
    if (f && getrusage(RUSAGE_SELF, &used) == 0) {
        fprintf(f, "%ld %ld\n", used.ru_utime.tv_sec * 1000000 + used.ru_utime.tv_usec,
                used.ru_stime.tv_sec * 1000000 + used.ru_stime.tv_usec);
        fclose(f);
    }
    return code;
}
