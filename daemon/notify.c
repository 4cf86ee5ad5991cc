/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/parse.h"

#define MESSAGE_MAX 512

struct notify {
    int fd; /* -1: nobody listens */
    bool is_ready;
    int64_t watchdog_us;
};

/* A connected datagram socket, or -1. */
static int
connect_to(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    size_t length = strlen(path);
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    int fd;

    if ((path[0] != '/' && path[0] != '@') || length >= sizeof(address.sun_path))
        return -1;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, size) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

/* systemd's sd_watchdog_enabled(): the interval counts only for the process it names. */
static int64_t
watchdog_interval(const char *usec, const char *for_pid, int64_t pid)
{
    int64_t interval_us;
    int64_t wanted_pid;

    if (usec == NULL || !parse_int(str_from(usec), &interval_us) || interval_us <= 0)
        return 0;
    if (for_pid != NULL && (!parse_int(str_from(for_pid), &wanted_pid) || wanted_pid != pid))
        return 0;
    return interval_us / 2;
}

static void
send_text(const struct notify *notify, const char *text)
{
    if (notify->fd >= 0)
        (void)send(notify->fd, text, strlen(text), MSG_DONTWAIT | MSG_NOSIGNAL);
}

struct notify *
notify_new(const char *socket_path, const char *watchdog_usec, const char *watchdog_pid,
           int64_t pid)
{
    struct notify *notify = xcalloc(1, sizeof(*notify));

    notify->fd = socket_path != NULL ? connect_to(socket_path) : -1;
    notify->watchdog_us = watchdog_interval(watchdog_usec, watchdog_pid, pid);
    return notify;
}

void
notify_free(struct notify *notify)
{
    if (notify == NULL)
        return;
    if (notify->fd >= 0)
        (void)close(notify->fd);
    free(notify);
}

int64_t
notify_watchdog_interval_us(const struct notify *notify)
{
    return notify->watchdog_us;
}

void
notify_ready(struct notify *notify)
{
    notify->is_ready = true;
    send_text(notify, "READY=1");
}

void
notify_reloaded(struct notify *notify)
{
    if (notify->is_ready)
        notify_ready(notify);
}

void
notify_reloading(struct notify *notify, int64_t now_us)
{
    char text[MESSAGE_MAX];

    if (!notify->is_ready)
        return;
    (void)snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRId64, now_us);
    send_text(notify, text);
}

void
notify_stopping(struct notify *notify)
{
    send_text(notify, "STOPPING=1");
}

void
notify_watchdog(struct notify *notify)
{
    send_text(notify, "WATCHDOG=1");
}

void
notify_status(struct notify *notify, const char *format, ...)
{
    char text[MESSAGE_MAX] = "STATUS=";
    size_t used = strlen(text);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text + used, sizeof(text) - used, format, args);
    va_end(args);
    /* A line end would begin a second assignment. */
    for (char *p = text + used; *p != '\0'; p++)
        if (*p == '\n')
            *p = ' ';
    send_text(notify, text);
}
