#include "flow/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/hex.h"
#include "base/lines.h"

enum { CHECKSUM = HEX_NUMBER };

bool journal_open(struct journal *j, int state, struct err *err)
{
    *j = (struct journal){.fd = openat(state, "journal",
                                       O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW,
                                       0666)};
    /* A tail torn by a crash must not swallow the first line of this run. */
    if (j->fd >= 0 && lseek(j->fd, 0, SEEK_END) > 0)
        buf_addc(&j->pending, '\n');
    return j->fd >= 0 || err_sys(err, "cannot open the journal");
}

void journal_add(struct journal *j, char kind, struct str text)
{
    journal_add_two(j, kind, text, (struct str){0});
}

void journal_add_two(struct journal *j, char kind, struct str text, struct str more)
{
    size_t from = j->pending.n;
    size_t n = text.n + more.n;
    char *room = buf_room(&j->pending, CHECKSUM + 4 + n);
    room[CHECKSUM] = ' ';
    room[CHECKSUM + 1] = kind;
    room[CHECKSUM + 2] = ' ';
    if (text.n > 0)
        memcpy(room + CHECKSUM + 3, text.p, text.n);
    if (more.n > 0)
        memcpy(room + CHECKSUM + 3 + text.n, more.p, more.n);
    room[CHECKSUM + 3 + n] = '\n';
    uint64_t h = hash_fast((struct str){room + CHECKSUM + 1, n + 2});
    hex_put(room, h);
    j->pending.n = from + CHECKSUM + 4 + n;
}

bool journal_write(struct journal *j, struct err *err)
{
    bool good = file_write_fd(j->fd, buf_str(&j->pending));
    buf_rest(&j->pending);
    return good || err_sys(err, "cannot write the journal");
}

static bool line_good(struct str line)
{
    char hex[CHECKSUM];
    if (line.n < CHECKSUM + 3 || line.p[CHECKSUM] != ' ')
        return false;
    struct str rest = str_cut(line, CHECKSUM + 1, line.n);
    hex_put(hex, hash_fast(rest));
    return memcmp(hex, line.p, CHECKSUM) == 0;
}

bool journal_read(int state, bool (*fn)(void *context, char kind, struct str text), void *context,
                  struct err *err)
{
    struct lines lines;
    struct str s;
    bool good = lines_open(&lines, state, "journal", err);
    while (good && lines_next(&lines, &s, err)) {
        if (!str_ends(s, "\n"))
            break;
        s.n--;
        if (s.n > 0)
            good = line_good(s) ? fn(context, s.p[CHECKSUM + 1], str_cut(s, CHECKSUM + 3, s.n))
                                : fn(context, JOURNAL_DAMAGED, (struct str){0});
    }
    lines_close(&lines);
    return good && !err->set;
}

bool journal_end(struct journal *j, int state, struct err *err)
{
    journal_close(j);
    return unlinkat(state, "journal", 0) == 0 || err_sys(err, "cannot remove the journal");
}

void journal_close(struct journal *j)
{
    if (j->fd >= 0)
        close(j->fd);
    buf_free(&j->pending);
    *j = (struct journal){.fd = -1};
}
