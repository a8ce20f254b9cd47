/* Directories, and what is below them. */
#ifndef GALLEY_BASE_FILE_TREE_H
#define GALLEY_BASE_FILE_TREE_H

#include "base/err.h"

/* Makes every missing directory of `path` below dirfd. With `beneath`, symbolic links, ".." and
 * absolute paths are refused. */
bool file_mkdirs(int dirfd, const char *path, bool beneath, struct err *err);

/* Opens the directory `path` below dirfd without leaving it or following links (openat2
 * RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS); "" is dirfd itself. -1 with errno set. */
int file_open_beneath(int dirfd, const char *path);

/* Removes `path` below dirfd with all that is in it, following no link; a missing one is no
 * error. Two descriptors whatever the depth. */
bool file_remove_tree(int dirfd, const char *path, struct err *err);

#endif
