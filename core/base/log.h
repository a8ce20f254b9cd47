/* Messages for people, on standard error; as text or, with --log-format json, as JSON lines. No
 * control byte of a name or a message ever reaches a terminal. */
#ifndef GALLEY_BASE_LOG_H
#define GALLEY_BASE_LOG_H

#include "base/buf.h"
#include "base/err.h"

enum log_level { LOG_INFO, LOG_WARN, LOG_ERROR };

/* Where messages go. Owns nothing. */
struct log {
    int fd;
    bool json;
    bool colour;  /* fd is a terminal and NO_COLOR is not set */
    bool on_line; /* a progress bar stands on the line: clear it before a message */
};

/* Prints "galley: LEVEL: message" (info without the level) on one line. */
void log_say(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints "file:line:col: error: text", or "galley: error: text" without a place. The text may
 * have more lines than one. */
void log_err(struct log *log, const struct err *e);

/* What log_escape leaves as it is. */
enum { LOG_TABS = 1, LOG_LINES = 2 };

/* Says on one line what there is to say of the document `name`. */
void log_about(struct log *log, enum log_level level, struct str name, struct str text);

/* Adds s to out with every byte that could act on a terminal (C0, DEL, C1, ill-formed UTF-8) as
 * \xHH, but for what `keep` names. */
void log_escape(struct buf *out, struct str s, unsigned keep);

/* The same for JSON, which lets DEL and C1 stand in strings: they become \u00XX. */
void log_escape_json(struct buf *out, struct str s);

#endif
