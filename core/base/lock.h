/* Locks of files and directories, which go with the process that has them (flock). */
#ifndef GALLEY_BASE_LOCK_H
#define GALLEY_BASE_LOCK_H

#include <stdbool.h>

/* Takes that of fd, for this process alone or shared with others who want it so. One that is held
 * is waited for, half a second: who is killed while starting a process leaves its locks to that,
 * until it is another program. On false errno tells why; EWOULDBLOCK: somebody has it. */
bool lock_take(int fd, bool shared);

#endif
