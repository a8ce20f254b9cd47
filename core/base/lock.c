#include "base/lock.h"

#include <errno.h>
#include <sys/file.h>
#include <time.h>

enum { TRIES = 50, PAUSE_NANOS = 10 * 1000 * 1000 };

bool lock_take(int fd, bool shared)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NANOS};
    for (int i = 1; flock(fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) < 0; i++) {
        if (errno != EWOULDBLOCK || i == TRIES)
            return false;
        nanosleep(&pause, NULL);
    }
    return true;
}
