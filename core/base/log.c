#include "base/log.h"

#include <stdio.h>

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"

/* Whether the character cp could act on a terminal: C0; DEL; C1, where U+009B starts a control
 * sequence as ESC [ does. */
static bool log_acts(uint32_t cp, unsigned keep)
{
    if ((cp == '\t' && (keep & LOG_TABS)) || (cp == '\n' && (keep & LOG_LINES)))
        return false;
    return cp < 0x20 || (cp >= 0x7f && cp < 0xa0);
}

void log_escape(struct buf *out, struct str s, unsigned keep)
{
    while (s.n) {
        uint32_t cp = 0;
        size_t n = utf8_decode(s, &cp);
        bool shown = n && !log_acts(cp, keep);
        n = n ? n : 1;
        for (size_t i = 0; i < n && !shown; i++)
            buf_addf(out, "\\x%02X", (unsigned char)s.p[i]);
        if (shown)
            buf_add(out, str_cut(s, 0, n));
        s = str_cut(s, n, s.n);
    }
}

/* JSON lets DEL and C1 stand as they are, but these lines are read on terminals too. */
void log_escape_json(struct buf *out, struct str s)
{
    while (s.n) {
        uint32_t cp = 0;
        size_t n = utf8_decode(s, &cp);
        if (n && cp >= 0x7f && cp < 0xa0)
            buf_addf(out, "\\u%04x", (unsigned)cp);
        else
            buf_add(out, str_cut(s, 0, n ? n : 1));
        s = str_cut(s, n ? n : 1, s.n);
    }
}

static const char *log_word(enum log_level level)
{
    return level == LOG_INFO ? "info" : level == LOG_WARN ? "warning" : "error";
}

/* "warning: ", in colour where that is wanted; nothing for info. */
static void log_label(const struct log *log, struct buf *out, enum log_level level)
{
    if (level == LOG_INFO)
        return;
    const char *on = level == LOG_WARN ? "\033[33m" : "\033[31m";
    buf_addf(out, "%s%s:%s ", log->colour ? on : "", log_word(level),
             log->colour ? "\033[0m" : "");
}

/* One write for each message, so that those of several processes do not mix. Where messages
 * cannot be written, nobody can be told. */
static void log_put(struct log *log, struct buf *line)
{
    struct buf out = {0};
    if (log->on_line)
        buf_addz(&out, "\r\033[K");
    log->on_line = false;
    if (log->json)
        log_escape_json(&out, buf_str(line));
    else
        buf_add(&out, buf_str(line));
    buf_addc(&out, '\n');
    file_write_fd(log->fd, buf_str(&out));
    buf_free(&out);
    buf_free(line);
}

static void log_json_start(struct buf *out, enum log_level level)
{
    buf_addc(out, '{');
    json_key(out, "level");
    json_str(out, str_of(log_word(level)));
}

static void log_json_end(struct buf *out, struct str message)
{
    json_key(out, "message");
    json_str(out, message);
    buf_addc(out, '}');
}

void log_say(struct log *log, enum log_level level, const char *format, ...)
{
    struct buf line = {0}, message = {0};
    va_list ap;
    va_start(ap, format);
    buf_addv(&message, format, ap);
    va_end(ap);
    if (log->json) {
        log_json_start(&line, level);
        log_json_end(&line, buf_str(&message));
    } else {
        buf_addz(&line, "galley: ");
        log_label(log, &line, level);
        log_escape(&line, buf_str(&message), 0);
    }
    log_put(log, &line);
    buf_free(&message);
}

static void log_err_json(struct buf *out, const struct err *e)
{
    log_json_start(out, LOG_ERROR);
    if (e->file[0]) {
        json_key(out, "file");
        json_str(out, str_of(e->file));
    }
    if (e->line) {
        json_key(out, "line");
        buf_addf(out, "%d", e->line);
    }
    if (e->col) {
        json_key(out, "col");
        buf_addf(out, "%d", e->col);
    }
    log_json_end(out, str_of(e->text));
}

static void log_err_text(const struct log *log, struct buf *out, const struct err *e)
{
    log_escape(out, str_of(e->file[0] ? e->file : "galley"), 0);
    if (e->line)
        buf_addf(out, ":%d", e->line);
    if (e->line && e->col)
        buf_addf(out, ":%d", e->col);
    buf_addz(out, ": ");
    log_label(log, out, LOG_ERROR);
    log_escape(out, str_of(e->text), LOG_LINES);
}

void log_err(struct log *log, const struct err *e)
{
    struct buf line = {0};
    if (log->json)
        log_err_json(&line, e);
    else
        log_err_text(log, &line, e);
    log_put(log, &line);
}

void log_about(struct log *log, enum log_level level, struct str name, struct str text)
{
    struct buf b = {0};
    log_escape(&b, name, 0);
    buf_addz(&b, ": ");
    log_escape(&b, text, 0);
    log_say(log, level, "%s", b.p);
    buf_free(&b);
}
