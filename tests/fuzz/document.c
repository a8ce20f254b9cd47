/* A document's whole way through shipped stages, in one process: front matter, HTML, Markdown,
 * redaction and all formats. What was redacted is in no output. */
#include "base/utf8.h"
#include "flow/process.h"
#include "fuzz.h"

static const char pipeline[] =
    "galley: 1\n"
    "input: {encoding: auto, invalid: replace, binary: fail}\n"
    "stages: [clean.boilerplate, extract.article, extract.quotes, detect.contact, redact.apply]\n"
    "outputs:\n"
    "  text: {path: 'text/{fields.title:-none}'}\n"
    "  md: {stages: [format.markdown], path: '{path}.md'}\n"
    "  html: {stages: [format.html], path: '{path}.html'}\n"
    "  json: {stages: [format.record], stream: all.jsonl}\n"
    "  csv: {stages: [{format.csv: {label: email}}], stream: all.csv}\n"
    "limits: {time: 20s, document: 1MiB}\n";

static const char *const names[] = {"a.txt", "a.md", "a.html", "a.txt.gz", "d/a.txt.xz"};

static struct process process;
static struct sink sink = {.staging = -1, .fd = -1, .discard = true};

static void output(void *context, const struct output_entry *o, const struct doc *d,
                   struct str bytes)
{
    HOLDS(context == &process && o->name.n > 0 && utf8_valid(bytes) == bytes.n);
    for (size_t i = 0; i < d->secret_n; i++)
        HOLDS(d->secrets[i].origin.start <= d->secrets[i].origin.end);
}

static void start(void)
{
    static struct arena arena;
    static struct watch watch;
    static struct diags diags;
    static struct setup setup;
    static struct trace trace = {.output = output, .context = &process};
    static struct host_rules rules = {.plugins = "plugins", .base = "."};
    setup.mode = JOB_DRY;
    setup.file = str_of("p.yaml");
    setup.text = str_of(pipeline);
    setup.plugins = str_of("plugins");
    setup.base = str_of(".");
    process.program = program_new(&arena, &setup, &rules, &watch, &diags);
    HOLDS(process.program);
    process.sink = &sink;
    process.trace = &trace;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str s = fuzz_str(data, size);
    struct result r;
    if (!process.program)
        start();
    const char *name = names[fuzz_byte(&s) % (sizeof names / sizeof *names)];
    process_bytes(&process, str_of(name), s, NULL, NULL, &r);
    HOLDS(r.status != STATUS_FAILED || (r.reason.n > 0 && r.product_n == 0));
    HOLDS(r.status != STATUS_DONE || r.product_n == 5);
    buf_clear(&sink.bytes);
    return 0;
}
