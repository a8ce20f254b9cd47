/* Copies a tree as plainly as C can: open, read, create, write. What galley is measured against.
 * usage: copier FROM TO */
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char bytes[1 << 20];
static const char *to;
static size_t from_n;

static int copy_file(const char *from, const char *target)
{
    int in = open(from, O_RDONLY);
    int out = open(target, O_WRONLY | O_CREAT | O_EXCL, 0666);
    ssize_t n = -1;
    if (in >= 0 && out >= 0) {
        while ((n = read(in, bytes, sizeof bytes)) > 0) {
            if (write(out, bytes, (size_t)n) != n) {
                n = -1;
                break;
            }
        }
    }
    if (n < 0)
        perror(target);
    if (in >= 0)
        close(in);
    if (out >= 0 && close(out) != 0)
        n = -1;
    return n < 0;
}

static int copy(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    char target[PATH_MAX];
    (void)st, (void)ftw;
    if (snprintf(target, sizeof target, "%s%s", to, path + from_n) >= (int)sizeof target)
        return 1;
    if (type == FTW_D)
        return mkdir(target, 0777);
    return type == FTW_F ? copy_file(path, target) : 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    to = argv[2];
    while (argv[1][from_n])
        from_n++;
    return nftw(argv[1], copy, 16, FTW_PHYS) != 0;
}
