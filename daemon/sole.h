/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One daemon at a time. Two with one configuration are one instance to the database: they would
 * share the leases, poll everything twice, and the first to end would give back what the other
 * still polls. The lock is on the state directory, which nobody but the daemon's user can open,
 * leaves no file, and ends with the process however that ends.
 */

#ifndef DAEMON_SOLE_H
#define DAEMON_SOLE_H

#include "base/error.h"

/*
 * False and *err where another process has the directory. One that is not there or cannot be opened
 * is no reason to refuse: *ret_fd is -1 then. Else it holds the lock until it is closed.
 */
bool sole_take(const char *directory, int *ret_fd, struct error *err) MUST_CHECK;

#endif
