/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Keeps the figures current: dirty keys every few seconds, ageing ones every quarter of an hour,
 * then the views that became stale, in the order the database gives. A connection of its own, so
 * that a slow refresh never holds up a write, and longer pauses while the writer is busy, for it
 * needs the processors more. What is computed and how is SQL's business.
 */

#ifndef DAEMON_REFRESH_H
#define DAEMON_REFRESH_H

#include "config/config.h"
#include "counter.h"
#include "log.h"
#include "pgconn.h"
#include "writer.h"

struct refresh;

/* The writer must outlive it. */
struct refresh *refresh_new(struct loop *loop, struct log *log, struct counters *counters,
                            const struct writer *writer, const struct pgconn_settings *connection,
                            const struct config_refresh *settings);
void refresh_free(struct refresh *refresh);
DEFINE_FREEP(refresh);
/* Connects and goes on by itself. False only for a DSN that can never work. */
bool refresh_start(struct refresh *refresh, struct error *err) MUST_CHECK;
void refresh_configure(struct refresh *refresh, const struct config_refresh *settings);
/* One whole round now (dirty, ageing, views); done(ok) from the loop when it is over: for --once.
 */
void refresh_now(struct refresh *refresh, void (*done)(void *ctx, bool ok), void *ctx);

#endif
