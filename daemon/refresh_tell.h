/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What of the refresher is told: what failed, once, and that it is over. It keeps nothing and calls
 * nobody but the log.
 */

#ifndef DAEMON_REFRESH_TELL_H
#define DAEMON_REFRESH_TELL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "log.h"

/* The connection; NULL: it is back. */
void refresh_tell_lost(struct log *log, const struct error *err);
/* No connection for as long as somebody waited. */
void refresh_tell_gave_up(struct log *log);
/* Another daemon was at the figures for as long. */
void refresh_tell_busy(struct log *log);
/* A round, or what is due; STR_NONE: it was made. */
void refresh_tell_round(struct log *log, struct str reason);
/* STR_NONE: it was refreshed. */
void refresh_tell_view(struct log *log, struct str view, struct str reason);
/* Threads that were marked to be derived again could not be. */
void refresh_tell_stale(struct log *log, const struct error *err);
/* They were, but for one, if any, and those that fail not so long; STR_NONE: all, which is true. */
bool refresh_tell_derived(struct log *log, struct str failure);
/* So many marks stay at the end of --once: its figures lack what they stand for. */
void refresh_tell_left(struct log *log, int64_t marks);

#endif
