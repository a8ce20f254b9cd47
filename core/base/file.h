/* Files: whole reads and writes that go on after EINTR and short counts. */
#ifndef GALLEY_BASE_FILE_H
#define GALLEY_BASE_FILE_H

#include <sys/stat.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* Why a regular file could not be read as a document. */
enum file_fault { FILE_OK, FILE_GONE, FILE_SPECIAL, FILE_TOO_LARGE, FILE_CHANGED, FILE_ERROR };

/* Opens `path`, never blocking on a FIFO: from the working directory (AT_FDCWD) as usual, below
 * any other dirfd without going through a symbolic link, which is FILE_SPECIAL. Reads the whole
 * regular file into b (emptied first) when it is at most `limit` bytes. Fails with FILE_CHANGED
 * when size or times moved while it was read. *st is its state before. */
enum file_fault file_read(int dirfd, const char *path, size_t limit, struct buf *b,
                          struct stat *st, struct err *err);

/* Adds all of fd from its present position to b; fails over `limit` bytes. */
bool file_read_fd(int fd, size_t limit, struct buf *b, struct err *err);

/* Writes all of s. false with errno set. */
bool file_write_fd(int fd, struct str s);

/* Creates `path` below dirfd, which must not exist, with s in it; nothing stays when it fails. */
bool file_create(int dirfd, const char *path, struct str s, struct err *err);

/* The same with `head` and `body` one after the other, and *st is the state of the file once it is
 * written. */
bool file_create_stat(int dirfd, const char *path, struct str head, struct str body,
                      struct stat *st, struct err *err);

/* Writes s to a temporary beside `path`, syncs it, renames it into place and syncs the directory.
 * The temporary's name depends on path only: one that a crash left over is used up by the next
 * call. */
bool file_replace(int dirfd, const char *path, struct str s, struct err *err);

/* The same with the bytes of the file `from` below fromfd, of any size; *st is the state of the
 * copy. */
bool file_copy(int fromfd, const char *from, int dirfd, const char *path, struct stat *st,
               struct err *err);

/* Makes the names in the directory `dir` below dirfd durable; "" is dirfd itself. false with
 * errno set. */
bool file_sync_dir(int dirfd, struct str dir);

/* Adds a and b joined with a slash; b alone when it is absolute or a is "". */
void file_join(struct buf *out, struct str a, struct str b);

/* The directory part of path ("" when it has none, "/" for the root) and the last component. */
struct str file_dir(struct str path);
struct str file_name(struct str path);
/* The suffix of the last component with its dot, "" when it has none (".profile" and "a." have
 * none). */
struct str file_ext(struct str path);

#endif
