#include "flow/wire.h"

#include <endian.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A frame is: length of the body (u64), kind (u8), whether a descriptor comes with it (u8). */
enum { HEADER = 10, CHUNK = 65536 };

static ssize_t send_some(int socket, struct str head, struct str body, int fd)
{
    struct iovec iov[] = {{(void *)(uintptr_t)head.p, head.n},
                          {(void *)(uintptr_t)body.p, body.n}};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr m = {.msg_iov = iov, .msg_iovlen = 2};
    if (fd >= 0) {
        m.msg_control = control.room;
        m.msg_controllen = sizeof control.room;
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    return sendmsg(socket, &m, MSG_NOSIGNAL);
}

/* Whether a send that failed is to be done again, waiting for room where there was none: the
 * desk's end does not block, because its loop reads from it. */
static bool send_again(int socket)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN)
        return false;
    struct pollfd p = {.fd = socket, .events = POLLOUT};
    return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

bool wire_send(int socket, enum frame_kind kind, struct str body, int fd, struct err *err)
{
    char header[HEADER];
    uint64_t little = htole64(body.n);
    memcpy(header, &little, sizeof little);
    header[HEADER - 2] = (char)kind;
    header[HEADER - 1] = fd >= 0;
    struct str head = {header, sizeof header};
    while (head.n + body.n > 0) {
        ssize_t n = send_some(socket, head, body, fd);
        if (n < 0 && send_again(socket))
            continue;
        if (n < 0)
            return err_sys(err, "the worker does not answer");
        size_t of_head = (size_t)n < head.n ? (size_t)n : head.n;
        head = str_cut(head, of_head, head.n);
        body = str_cut(body, (size_t)n - of_head, body.n);
        fd = -1;
    }
    return true;
}

static void keep_fd(struct wire *w, int fd)
{
    if (w->fd_n < sizeof w->fds / sizeof *w->fds)
        w->fds[w->fd_n++] = fd;
    else if (fd >= 0)
        close(fd);
}

/* A descriptor that this process had no room for leaves -1 in its place, so that those behind it
 * stay with their own frames. */
static void keep_fds(struct wire *w, struct msghdr *m)
{
    size_t before = w->fd_n;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
            continue;
        int fd;
        memcpy(&fd, CMSG_DATA(c), sizeof fd);
        keep_fd(w, fd);
    }
    if ((m->msg_flags & MSG_CTRUNC) && w->fd_n == before)
        keep_fd(w, -1);
}

int wire_receive(struct wire *w, bool wait)
{
    if (w->taken > 0 && w->taken == w->in.n) {
        buf_rest(&w->in);
        w->taken = 0;
    } else if (w->taken > 0) {
        memmove(w->in.p, w->in.p + w->taken, w->in.n - w->taken);
        w->in.n -= w->taken;
        w->taken = 0;
    }
    struct iovec iov = {buf_room(&w->in, CHUNK), CHUNK};
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = control.room,
                       .msg_controllen = sizeof control.room};
    ssize_t n;
    do
        n = recvmsg(w->fd, &m, (wait ? 0 : MSG_DONTWAIT) | MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return errno == EAGAIN ? 0 : -1;
    if (n == 0)
        return -1;
    keep_fds(w, &m);
    w->in.n += (size_t)n;
    return 1;
}

bool wire_take(struct wire *w, struct frame *f)
{
    struct str all = str_cut(buf_str(&w->in), w->taken, w->in.n);
    if (all.n < HEADER)
        return false;
    struct str rest = all;
    uint64_t n = wire_get(&rest);
    if (all.n - HEADER < n)
        return false;
    *f = (struct frame){(enum frame_kind)all.p[8], str_cut(all, HEADER, HEADER + n), -1};
    if (all.p[9] && w->fd_n > 0) {
        f->fd = w->fds[0];
        memmove(w->fds, w->fds + 1, --w->fd_n * sizeof *w->fds);
    }
    w->taken += HEADER + n;
    return true;
}

void wire_close(struct wire *w)
{
    if (w->fd >= 0)
        close(w->fd);
    for (size_t i = 0; i < w->fd_n; i++)
        if (w->fds[i] >= 0)
            close(w->fds[i]);
    buf_free(&w->in);
    *w = (struct wire){.fd = -1};
}

void wire_put(struct buf *b, uint64_t n)
{
    uint64_t little = htole64(n);
    buf_add(b, (struct str){(const char *)&little, sizeof little});
}

void wire_put_at(struct buf *b, size_t at, uint64_t n)
{
    uint64_t little = htole64(n);
    memcpy(b->p + at, &little, sizeof little);
}

void wire_put_str(struct buf *b, struct str s)
{
    wire_put(b, s.n);
    buf_add(b, s);
}

size_t wire_begin(struct buf *b)
{
    wire_put(b, 0);
    return b->n;
}

void wire_end(struct buf *b, size_t from)
{
    wire_put_at(b, from - sizeof(uint64_t), b->n - from);
}

uint64_t wire_get(struct str *rest)
{
    if (rest->n < 8) {
        *rest = (struct str){0};
        return 0;
    }
    uint64_t little;
    memcpy(&little, rest->p, sizeof little);
    *rest = str_cut(*rest, 8, rest->n);
    return le64toh(little);
}

size_t wire_get_count(struct str *rest, size_t least)
{
    uint64_t n = wire_get(rest);
    if (n <= rest->n / least)
        return (size_t)n;
    *rest = (struct str){0};
    return 0;
}

struct str wire_get_str(struct str *rest)
{
    uint64_t n = wire_get(rest);
    if (n > rest->n) {
        *rest = (struct str){0};
        return (struct str){0};
    }
    struct str s = str_cut(*rest, 0, n);
    *rest = str_cut(*rest, n, rest->n);
    return s;
}
