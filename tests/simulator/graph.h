/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The Facebook Graph API under /fb/vNN.N: who may see what, errors in the platform's own form, and
 * the usage headers.
 */

#ifndef SIMULATOR_GRAPH_H
#define SIMULATOR_GRAPH_H

#include "answer.h"
#include "world.h"

/* Always fills the answer. The accounts' call counters move. */
void graph_answer(struct channel *channel, const struct request *request,
                  struct answer *ret_answer);
/* An error in the platform's form; subcode 0: none. */
void graph_error(struct answer *ret_answer, int status, int code, int subcode, const char *message);

#endif
