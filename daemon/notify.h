/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * systemd's notification protocol (sd_notify(3)): one datagram each, without libsystemd. Outside
 * systemd every call does nothing. A datagram that cannot be sent is lost: nothing waits for it.
 */

#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

#include "base/base.h"

struct notify;

/*
 * Values of $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID, or NULL; pid: this process. A path
 * or, with "@", an abstract socket.
 */
struct notify *notify_new(const char *socket_path, const char *watchdog_usec,
                          const char *watchdog_pid, int64_t pid);
void notify_free(struct notify *notify);
DEFINE_FREEP(notify);
/* Half of what systemd asks for, so that one late turn costs nothing; 0: no watchdog is wanted. */
int64_t notify_watchdog_interval_us(const struct notify *notify);

void notify_ready(struct notify *notify);
/* now_us: loop_now_us(). notify_reloaded() must follow. Before the first READY it is a part of the
 * start and nothing is said. */
void notify_reloading(struct notify *notify, int64_t now_us);
/* READY again where it was said before: a reload that came during the start does not end that. */
void notify_reloaded(struct notify *notify);
void notify_stopping(struct notify *notify);
void notify_watchdog(struct notify *notify);
/* One line shown by systemctl status. */
void notify_status(struct notify *notify, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
