/* Outputs against originals: what the ledger says was redacted is read again and looked for. */
#include <stdio.h>

#include "base/json.h"
#include "base/unpack.h"
#include "flow/audit_part.h"
#include "text/decode.h"
#include "text/guard.h"

/* No input of a run was larger: its limit is at most this. */
static const size_t largest = (size_t)1 << 40;

/* The INPUT below which the document was found. */
static bool find_item(const struct auditing *g, struct str name, struct item *item)
{
    for (size_t i = 0; i < g->source.n; i++) {
        const struct root *r = &g->source.roots[i];
        struct str whole = r->is_stdin ? str_of("stdin") : file_name(r->path);
        *item = (struct item){.name = name, .root = (uint32_t)i};
        if (r->file >= 0 || r->is_stdin ? str_eq(whole, name) : str_starts(name, r->prefix.p))
            return true;
    }
    return false;
}

/* The ledger's digest of an input is keyed in a pipeline that redacts, or not told. */
static bool digest_fits(struct auditing *g, const struct result *r)
{
    struct str key = g->rules->setup->key;
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    g->audit->keyed = g->audit->keyed || r->keyed;
    if (r->digest[0] == '\0' || (r->keyed && key.n == 0))
        return g->original.n == r->size;
    if (r->keyed)
        hash_hmac(key, buf_str(&g->original), digest);
    else
        hash_sha256(buf_str(&g->original), digest);
    hash_hex(digest, hex);
    g->audit->sealed++;
    return strcmp(hex, r->digest) == 0;
}

/* Turns the bytes as read into those that spans of the ledger are places in. */
static bool decompress(struct auditing *g, const struct result *r, struct err *err)
{
    enum pack kind = r->compressed.n > 0 ? pack_of(r->name) : PACK_NONE;
    struct unpack_limits limits = {largest, SIZE_MAX};
    if (kind == PACK_NONE)
        return true;
    buf_clear(&g->plain);
    if (!unpack(kind, buf_str(&g->original), &limits, &g->plain, err))
        return false;
    struct buf packed = g->original;
    g->original = g->plain;
    g->plain = packed;
    return true;
}

void audit_original(struct auditing *g, const struct result *r)
{
    struct err err = {0};
    struct item item;
    struct stamp stamp;
    if (!find_item(g, r->name, &item) ||
        source_read(&g->source, &item, largest, &g->original, &stamp, &err) != FILE_OK) {
        audit_wrong(g->audit, r->name, "its input cannot be read again");
        buf_clear(&g->original);
        return;
    }
    if (!digest_fits(g, r)) {
        audit_wrong(g->audit, r->name,
                    "its input is not what the run read, or the key is another");
        buf_clear(&g->original);
        return;
    }
    g->audit->originals++;
    if (decompress(g, r, &err))
        return;
    audit_wrong(g->audit, r->name, "its input cannot be decompressed");
    buf_clear(&g->original);
}

/* --- values --- */

bool audit_span(const json_value *v, size_t most, struct span *s)
{
    int64_t start = json_int(json_at(v, 0), -1), end = json_int(json_at(v, 1), -1);
    *s = (struct span){(size_t)start, (size_t)end};
    return start >= 0 && end >= start && (uint64_t)end <= most;
}

/* Whether the value fits its keyed hash; what was edited before it was redacted does not. */
static bool is_proved(const struct auditing *g, const json_value *edit, struct str value)
{
    struct str key = g->rules->setup->key, said = json_text(json_get(edit, "hmac"));
    uint8_t digest[HASH_BYTES];
    char hex[HASH_HEX];
    if (key.n == 0 || said.n == 0)
        return false;
    hash_hmac(key, value, digest);
    hash_hex(digest, hex);
    return str_is(said, hex);
}

/* One decision as the ledger tells of it, with the value that stands in the original there; false
 * when there is none. */
static bool read_decision(const struct auditing *g, const struct doc *d, const json_value *v,
                          struct secret *s)
{
    struct span at, out;
    *s = (struct secret){.rule = json_text(json_get(v, "rule")),
                         .stage = json_text(json_get(v, "stage")),
                         .away = true};
    if (!audit_span(json_get(v, "at"), d->source.n, &at) || at.start == at.end)
        return false;
    struct span now = map_forward(&d->map, at);
    s->value = str_cut(d->text, now.start, now.end);
    if (audit_span(json_get(v, "out"), g->bytes.n, &out))
        s->with = str_cut(buf_str(&g->bytes), out.start, out.end);
    return true;
}

static void add_secret(struct auditing *g, struct doc *d, const json_value *edit)
{
    struct secret s;
    bool there = read_decision(g, d, edit, &s);
    bool proved = there && is_proved(g, edit, s.value);
    bool keyed = g->rules->setup->key.n > 0 && json_get(edit, "hmac");
    if (!there || (keyed && !proved)) {
        g->audit->rewritten++;
        return;
    }
    g->audit->values++;
    g->audit->proved += proved;
    d->secrets =
        arena_grow(d->arena, d->secrets, &d->secret_cap, d->secret_n + 1, sizeof *d->secrets);
    d->secrets[d->secret_n++] = s;
}

/* What was kept may hold what was redacted elsewhere. */
static void add_kept(struct auditing *g, struct doc *d, const json_value *kept)
{
    struct secret s;
    if (!read_decision(g, d, kept, &s))
        return;
    s.with = (struct str){"", 0};
    d->kept = arena_grow(d->arena, d->kept, &d->kept_cap, d->kept_n + 1, sizeof *d->kept);
    d->kept[d->kept_n++] = s;
}

static bool decode(struct auditing *g, const struct result *r, struct doc *d)
{
    struct decoded found;
    struct err err = {0};
    struct decode_rules rules = {.encoding = "utf-8", .invalid = DECODE_REPLACE};
    if (r->encoding.n > 0)
        rules.encoding = arena_str(&g->arena, r->encoding).p;
    doc_start(d, &g->arena, r->name, buf_str(&g->original));
    if (decode_doc(d, &rules, &found, &err) == DECODE_OK)
        return true;
    audit_wrong(g->audit, r->name, "its input is no text any more");
    return false;
}

void audit_values(struct auditing *g, const struct result *r, size_t number)
{
    const struct product *p = &r->products[number];
    const json_value *output = json_at(json_get(g->line, "outputs"), number);
    const json_value *edits = json_get(output, "edits"), *kept = json_get(output, "kept");
    struct guard_look how = {.escapes = (1u << ESCAPE_COUNT) - 1};
    struct err err = {0};
    struct doc d;
    if (json_count(edits) == 0 || !decode(g, r, &d))
        return;
    for (size_t i = 0; i < json_count(edits); i++)
        add_secret(g, &d, json_at(edits, i));
    for (size_t i = 0; i < json_count(kept); i++)
        add_kept(g, &d, json_at(kept, i));
    if (guard_finds(&d, buf_str(&g->bytes), how, &err))
        audit_wrong(g->audit, p->stream ? r->name : p->path, err.text);
}
