#include "flow/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

/* Directories still to be listed, as names below the root. Owns all. */
struct walking {
    const struct walk *walk;
    int root;
    char **pending;
    size_t pending_n, pending_cap;
    bool empty;            /* the directory that was listed last has no entry at all */
    struct buf name, full; /* of an entry, below the root and with the prefix before it */
};

static void push_dir(struct walking *g, const char *name)
{
    g->pending = mem_grow(g->pending, &g->pending_cap, g->pending_n + 1, sizeof *g->pending);
    size_t n = strlen(name) + 1;
    g->pending[g->pending_n++] = memcpy(mem_get(n), name, n);
}

static bool is_skip(const struct walk_skip *skip, const struct stat *st)
{
    return st->st_ino != 0 && st->st_dev == skip->dev && st->st_ino == skip->ino;
}

static void set_name(struct walking *g, const char *dir, const char *entry)
{
    buf_clear(&g->name);
    buf_addz(&g->name, dir);
    if (*dir)
        buf_addc(&g->name, '/');
    buf_addz(&g->name, entry);
}

/* Links are not followed, but one whose target is missing is an input that is missing. What may
 * not be looked at is no such thing. */
static enum item_kind kind_of(int fd, const char *entry, mode_t mode)
{
    struct stat st;
    if (S_ISREG(mode))
        return ITEM_FILE;
    if (!S_ISLNK(mode))
        return ITEM_SPECIAL;
    bool nowhere = fstatat(fd, entry, &st, AT_NO_AUTOMOUNT) < 0 &&
                   (errno == ENOENT || errno == ENOTDIR || errno == ELOOP);
    return nowhere ? ITEM_NOWHERE : ITEM_LINK;
}

static bool give(struct walking *g, struct str name, enum item_kind kind,
                 const struct stamp *stamp, struct err *err)
{
    buf_clear(&g->full);
    buf_add(&g->full, g->walk->prefix);
    buf_add(&g->full, name);
    struct item item = {buf_str(&g->full), g->walk->root, kind, *stamp};
    return g->walk->fn(g->walk->context, &item, err);
}

/* Takes one entry: a directory is put off, anything else is given. */
static bool take_entry(struct walking *g, int fd, const char *dir, const struct dirent *e,
                       struct err *err)
{
    const char *entry = e->d_name;
    struct stat st;
    set_name(g, dir, entry);
    /* To look at it is most of what it costs to list it, and who reads it looks at it anyway. */
    if (e->d_type == DT_REG && !g->walk->stamps)
        return give(g, buf_str(&g->name), ITEM_FILE, &(struct stamp){0}, err);
    /* It fails, with its reason, when it is read or listed. */
    if (fstatat(fd, entry, &st, AT_SYMLINK_NOFOLLOW) < 0)
        st = (struct stat){.st_mode = e->d_type == DT_DIR ? S_IFDIR : S_IFREG};
    struct stamp stamp = stamp_of(&st);
    if (!S_ISDIR(st.st_mode))
        return give(g, buf_str(&g->name), kind_of(fd, entry, st.st_mode), &stamp, err);
    bool ours = is_skip(&g->walk->out, &st) || is_skip(&g->walk->state, &st);
    if (!ours && (*entry != '.' || g->walk->hidden))
        push_dir(g, g->name.p);
    return true;
}

/* What is in a directory that holds a state directory, but for the one that is skipped, is some
 * run's OUT. */
static bool is_other_out(const struct walking *g, int fd)
{
    struct stat st;
    return fstatat(fd, ".galley", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode) &&
           !is_skip(&g->walk->state, &st);
}

/* Gives the entries one by one, so that memory does not grow with their number. false when it
 * failed, with errno; or with err. */
static bool list_dir(struct walking *g, int fd, const char *dir, struct err *err)
{
    DIR *d = fdopendir(fd);
    if (!d) {
        close(fd);
        return false;
    }
    bool good = true;
    g->empty = true;
    struct dirent *e;
    for (errno = 0; good && (e = readdir(d)); errno = 0) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        g->empty = false;
        good = take_entry(g, fd, dir, e, err);
    }
    int code = errno;
    closedir(d);
    errno = code;
    return good && code == 0;
}

/* A listing that failed is not an empty one: the directory itself becomes an item, beside the
 * entries that were seen. */
static bool walk_dir(struct walking *g, const char *dir, struct err *err)
{
    int fd = openat(g->root, *dir ? dir : ".", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOMEM))
        return err_sys(err, "cannot list `%s`", *dir ? dir : ".");
    if (fd >= 0 && g->walk->enter)
        g->walk->enter(g->walk->context, fd);
    if (fd >= 0 && is_other_out(g, fd)) {
        close(fd);
        if (g->walk->left_out)
            ++*g->walk->left_out;
        return true;
    }
    bool listed = fd >= 0 && list_dir(g, fd, dir, err);
    if (err->set)
        return false;
    if (!listed)
        return give(g, str_of(*dir ? dir : "."), ITEM_UNLISTED, &(struct stamp){0}, err);
    /* A name with a suffix was meant to be a document; other directories may be empty. */
    return !g->empty || file_ext(str_of(dir)).n == 0 ||
           give(g, str_of(dir), ITEM_EMPTY, &(struct stamp){0}, err);
}

bool walk_tree(const struct walk *w, const char *path, struct err *err)
{
    struct walking g = {.walk = w, .root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (g.root < 0)
        return err_sys(err, "cannot read `%s`", path);
    push_dir(&g, "");
    bool good = true;
    while (g.pending_n > 0) {
        char *dir = g.pending[--g.pending_n];
        good = good && walk_dir(&g, dir, err);
        free(dir);
    }
    free(g.pending);
    buf_free(&g.name);
    buf_free(&g.full);
    close(g.root);
    return good;
}
