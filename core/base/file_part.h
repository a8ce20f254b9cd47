/* Files that are read in parts. */
#ifndef GALLEY_BASE_FILE_PART_H
#define GALLEY_BASE_FILE_PART_H

#include "base/file.h"

/* Opens a regular file as file_read does; *fd is the caller's. It waits until the file's times are
 * old enough for a later change to show in them. */
enum file_fault file_open_part(int dirfd, const char *path, int *fd, struct stat *st,
                               struct err *err);

/* Reads from fd until b has `want` bytes or the file ends; false with errno set. */
bool file_fill(int fd, size_t want, struct buf *b);

/* Whether the file is still as st says. */
bool file_stands(int fd, const struct stat *st);

#endif
