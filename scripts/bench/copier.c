/* usage: copier FROM TO: copies a tree as plainly as C can. What galley is measured against. */
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char bytes[1 << 20];
static const char *to;
static size_t from_n;

static int copy_file(const char *from, const char *target)
{
    int in = open(from, O_RDONLY), out = open(target, O_WRONLY | O_CREAT | O_EXCL, 0666);
    ssize_t n;
    while ((n = read(in, bytes, sizeof bytes)) > 0 && write(out, bytes, (size_t)n) == n)
        ;
    close(in);
    return close(out) != 0 || n != 0;
}

static int copy(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    char target[PATH_MAX];
    (void)st, (void)ftw;
    snprintf(target, sizeof target, "%s%s", to, path + from_n);
    return type == FTW_D ? mkdir(target, 0777) : copy_file(path, target);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    to = argv[2];
    from_n = strlen(argv[1]);
    return nftw(argv[1], copy, 16, FTW_PHYS) != 0;
}
