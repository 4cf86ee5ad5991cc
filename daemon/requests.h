/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What operators ask of the running daemon: rows of ops.request, announced by NOTIFY. Takes them,
 * passes them on, and writes down what came of them. Whoever may insert a row may ask: the
 * database's roles decide.
 */

#ifndef DAEMON_REQUESTS_H
#define DAEMON_REQUESTS_H

#include "collector.h"

struct requests;

struct requests *requests_new(struct log *log, struct writer *writer, struct collector *collector,
                              const char *instance);
void requests_free(struct requests *requests);
DEFINE_FREEP(requests);
/* After each connect: listens, and takes what was asked meanwhile. */
void requests_listen(struct requests *requests);
/* A notification came. */
void requests_take(struct requests *requests);
/* Asks again where the last question was refused: nobody notifies twice. */
void requests_retry(struct requests *requests);
/* A new roster: what was under way is asked for again, or refused where it is gone. */
void requests_repeat(struct requests *requests);
/* The program ends: whoever waits is told. */
void requests_end(struct requests *requests);
/* A visit ended: it may be what was asked for. A request is answered when all of it was visited. */
void requests_visit_over(struct requests *requests, const struct account *account,
                         const char *stream, const struct job_report *report);

#endif
