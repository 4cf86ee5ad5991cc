/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The states of one (account, stream), as a table of allowed steps, each with the sentence that
 * says why. One function changes a state; a test walks the table; `pantaud print-states` draws it.
 */

#ifndef DAEMON_JOB_STATE_H
#define DAEMON_JOB_STATE_H

#include "base/base.h"

enum job_state {
    JOB_IDLE,     /* nothing to do until it is due */
    JOB_FETCHING, /* a request is on its way */
    JOB_DIGESTED, /* the answer was read */
    JOB_WRITING,  /* its records wait for, or are in, a transaction */
    JOB_WAITING,  /* for a quota, after a failure, or for the database */
    JOB_DISABLED, /* refused: an operator must act */
};
#define JOB_STATE_COUNT (JOB_DISABLED + 1)

struct job_edge {
    enum job_state from, to;
    const char *why;
};
extern const struct job_edge job_edges[];
extern const size_t job_edge_count;

const char *job_state_name(enum job_state state);
/* What bounds the stay in it: "the request's deadline" …; NULL where none is needed (IDLE). */
const char *job_state_deadline(enum job_state state);
/* NULL when there is no such step. */
const struct job_edge *job_edge_find(enum job_state from, enum job_state to);

#endif
