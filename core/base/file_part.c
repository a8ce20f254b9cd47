#include "base/file_part.h"

#include <errno.h>
#include <unistd.h>

ssize_t file_read_at(int fd, char *to, size_t n, uint64_t at)
{
    size_t done = 0;
    while (done < n) {
        ssize_t k = pread(fd, to + done, n - done, (off_t)(at + done));
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            return -1;
        if (k == 0)
            break;
        done += (size_t)k;
    }
    return (ssize_t)done;
}

bool file_write_at(int fd, struct str s, uint64_t at)
{
    while (s.n > 0) {
        ssize_t k = pwrite(fd, s.p, s.n, (off_t)at);
        if (k < 0 && errno == EINTR)
            continue;
        if (k == 0)
            errno = EIO; /* as in file_write_fd */
        if (k <= 0)
            return false;
        at += (uint64_t)k;
        s = str_cut(s, (size_t)k, s.n);
    }
    return true;
}
