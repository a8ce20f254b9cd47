/* Files in memory that processes share. */
#ifndef GALLEY_BASE_MAPPED_H
#define GALLEY_BASE_MAPPED_H

#include "base/str.h"

/* What our flat blocks (word lists, lexicons, models) begin with, and behind it a byte of their
 * own that is no UTF-8: a block that is damaged does not pass for text. */
#define MAPPED_MAGIC "\x89galley"

/* The bytes of the file `path`, mapped: at an address that is a multiple of the page size, and for
 * as long as the process lasts. n = 0 when it is no regular file of `least` (at least 1) to `most`
 * bytes that begins with MAPPED_MAGIC, or cannot be mapped. Who then writes into the file changes
 * what is read here, and who cuts it off ends the process: such files are replaced by a rename. */
struct str mapped_file(const char *path, size_t least, size_t most);

#endif
