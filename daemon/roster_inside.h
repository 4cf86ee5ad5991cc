/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of the roster share. Nobody else includes it. */

#ifndef DAEMON_ROSTER_INSIDE_H
#define DAEMON_ROSTER_INSIDE_H

#include "roster.h"

/* The order of roster->accounts: channel, external id, and government where both say which. */
int roster_compare(const void *account, const void *other);

#endif
