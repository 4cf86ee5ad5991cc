/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Measures the texts that wait for it (ops.text_next()): posts, and what officials said. A
 * connection of its own, small portions and pauses, so that neither polling nor figures wait; what
 * was not kept waits on, so it may end at any moment. Which rules: lib/text/measure.h.
 */

#ifndef DAEMON_TEXTS_H
#define DAEMON_TEXTS_H

#include "log.h"
#include "pgconn.h"
#include "writer.h"

struct texts;

/* The writer must outlive it. */
struct texts *texts_new(struct loop *loop, struct log *log, const struct writer *writer,
                        const struct pgconn_settings *connection);
void texts_free(struct texts *texts);
/* Connects and goes on by itself. False only for a DSN that can never work. */
bool texts_start(struct texts *texts, struct error *err) MUST_CHECK;
/* All that is there when it is called, without pauses; done() from the loop when nothing is left,
 * or when for a minute there was no connection or nothing could be kept: for --once. */
void texts_now(struct texts *texts, void (*done)(void *ctx), void *ctx);

#endif
