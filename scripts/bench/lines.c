/* usage: lines FROM TO: a tree as JSON Lines, {"path":...,"text":...}, in one file. */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char bytes[1 << 20];
static FILE *out;
static size_t from_n;

static void put_string(const char *s, const char *end)
{
    static const char special[256] = {['"'] = '"', ['\\'] = '\\', ['\n'] = 'n', ['\t'] = 't'};
    putc_unlocked('"', out);
    for (const char *run = s;; run = s) {
        while (s < end && !special[(unsigned char)*s])
            s++;
        fwrite_unlocked(run, 1, (size_t)(s - run), out);
        if (s == end)
            break;
        putc_unlocked('\\', out);
        putc_unlocked(special[(unsigned char)*s++], out);
    }
    putc_unlocked('"', out);
}

static int put_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    int in = type == FTW_F ? open(path, O_RDONLY) : -1;
    ssize_t n = in < 0 ? 0 : read(in, bytes, sizeof bytes);
    (void)st, (void)ftw;
    if (in < 0)
        return type == FTW_F;
    fputs("{\"path\":", out);
    put_string(path + from_n + 1, path + strlen(path));
    fputs(",\"text\":", out);
    put_string(bytes, bytes + (n > 0 ? n : 0));
    fputs("}\n", out);
    return close(in) != 0 || n < 0;
}

int main(int argc, char **argv)
{
    if (argc != 3 || !(out = fopen(argv[2], "w")))
        return 2;
    from_n = strlen(argv[1]);
    return nftw(argv[1], put_file, 16, FTW_PHYS) != 0 || fclose(out) != 0;
}
