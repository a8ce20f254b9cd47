/* Files that are read and written in parts. */
#ifndef GALLEY_BASE_FILE_PART_H
#define GALLEY_BASE_FILE_PART_H

#include "base/file.h"

/* Opens a regular file as file_read does; *fd is the caller's. It waits until the file's times are
 * old enough for a later change to show in them. */
enum file_fault file_open_part(int dirfd, const char *path, int *fd, struct stat *st,
                               struct err *err);

/* Reads from fd until b has `want` bytes or the file ends; false with errno set. */
bool file_fill(int fd, size_t want, struct buf *b);

/* Reads n bytes from byte `at` on, fewer only where the file ends: how many, or -1 with errno. */
ssize_t file_read_at(int fd, char *to, size_t n, uint64_t at);

/* Writes all of s at byte `at`. false with errno set. */
bool file_write_at(int fd, struct str s, uint64_t at);

/* Whether the file is still as st says. */
bool file_stands(int fd, const struct stat *st);

#endif
