/* Runs a command and prints what it took: wall and processor time in microseconds, the latter of
 * all its processes, the peak of resident memory of its largest process in KiB, and how much of
 * the processor time was in the kernel.
 * usage: clock CORE CHILD_CORE COMMAND...
 * The command is pinned to CORE, and the processes that it starts in its first 300 ms to
 * CHILD_CORE; - pins nothing. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void pin(pid_t pid, const char *core)
{
    cpu_set_t set;
    if (strcmp(core, "-") == 0)
        return;
    CPU_ZERO(&set);
    CPU_SET((unsigned)strtoul(core, NULL, 10), &set);
    sched_setaffinity(pid, sizeof set, &set);
}

static long microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Pins those that have come since the last look. */
static void pin_children(pid_t parent, const char *core)
{
    char path[64];
    int child;
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)parent, (int)parent);
    FILE *f = fopen(path, "r");
    if (!f)
        return;
    while (fscanf(f, "%d", &child) == 1) /* NOLINT(cert-err34-c): what the kernel writes */
        pin(child, core);
    fclose(f);
}

static int wait_for(pid_t pid, const char *core, const char *child_core, struct rusage *used)
{
    int status = 1;
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int i = 0; i < 300 && strcmp(core, child_core) != 0; i++) {
        if (wait4(pid, &status, WNOHANG, used) == pid)
            return status;
        pin_children(pid, child_core);
        nanosleep(&pause, NULL);
    }
    wait4(pid, &status, 0, used);
    return status;
}

int main(int argc, char **argv)
{
    struct rusage used = {0};
    if (argc < 4)
        return 2;
    long begin = microseconds();
    pid_t pid = fork();
    if (pid == 0) {
        pin(0, argv[1]);
        execvp(argv[3], argv + 3);
        perror(argv[3]);
        _exit(127);
    }
    int status = pid < 0 ? 1 : wait_for(pid, argv[1], argv[2], &used);
    long wall = microseconds() - begin;
    long cpu = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec +
               used.ru_stime.tv_usec;
    long system = used.ru_stime.tv_sec * 1000000 + used.ru_stime.tv_usec;
    printf("%ld %ld %ld %ld\n", wall, cpu, used.ru_maxrss, system);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
