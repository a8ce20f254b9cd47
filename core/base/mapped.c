#include "base/mapped.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct str mapped_file(const char *path, size_t least, size_t most)
{
    struct str s = {NULL, 0};
    struct stat st;
    void *p = MAP_FAILED;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return s;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uint64_t)st.st_size >= least &&
        (uint64_t)st.st_size <= most)
        p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return s;
    s = (struct str){p, (size_t)st.st_size};
    if (str_starts(s, MAPPED_MAGIC))
        return s;
    munmap(p, s.n);
    return (struct str){NULL, 0};
}
