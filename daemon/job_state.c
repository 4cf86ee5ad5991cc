/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "job_state.h"

#include <assert.h>

const struct job_edge job_edges[] = {
    { JOB_IDLE, JOB_FETCHING, "it is due, its quota allows it and the writer has room" },
    { JOB_IDLE, JOB_WAITING, "it is due, but its quota is used up" },
    { JOB_IDLE, JOB_DISABLED, "its account or credential was refused" },
    { JOB_WAITING, JOB_FETCHING, "the wait is over" },
    { JOB_WAITING, JOB_DISABLED, "its account or credential was refused meanwhile" },
    { JOB_WAITING, JOB_IDLE, "a reload or an operator ended the wait" },
    { JOB_FETCHING, JOB_DIGESTED, "an answer came and was read" },
    { JOB_FETCHING, JOB_WAITING, "no answer came" },
    { JOB_FETCHING, JOB_DISABLED, "no request can be made of what is configured" },
    { JOB_FETCHING, JOB_IDLE, "a reload or the end of the program cancelled it" },
    { JOB_DIGESTED, JOB_WRITING, "it holds records" },
    { JOB_DIGESTED, JOB_FETCHING, "nothing to write, and another page waits" },
    { JOB_DIGESTED, JOB_IDLE, "nothing to write, and the visit is over" },
    { JOB_DIGESTED, JOB_WAITING, "the platform told to wait, has trouble, or answered wrongly" },
    { JOB_DIGESTED, JOB_DISABLED, "the platform refused: an operator must act" },
    { JOB_WRITING, JOB_DIGESTED, "committed, and the answer holds more than one batch" },
    { JOB_WRITING, JOB_FETCHING, "committed, and another page waits" },
    { JOB_WRITING, JOB_IDLE, "committed, and the visit is over" },
    { JOB_WRITING, JOB_WAITING, "the database refused the page" },
    { JOB_WRITING, JOB_DISABLED, "another daemon took the stream over" },
    { JOB_DISABLED, JOB_IDLE, "a reload, an operator or the daily second look" },
};
const size_t job_edge_count = ARRAY_SIZE(job_edges);

static const struct {
    const char *name, *deadline;
} states[JOB_STATE_COUNT] = {
    [JOB_IDLE] = { "idle", NULL },
    [JOB_FETCHING] = { "fetching", "the request's own deadline" },
    [JOB_DIGESTED] = { "digested", "none: it ends within the call, or in the loop's next turn" },
    [JOB_WRITING] = { "writing",
                      "the statement timeout; the writer repeats until the database takes it" },
    [JOB_WAITING] = { "waiting", "its due time" },
    [JOB_DISABLED] = { "disabled", "the daily second look" },
};

const char *
job_state_name(enum job_state state)
{
    assert((unsigned)state < JOB_STATE_COUNT);
    return states[state].name;
}

const char *
job_state_deadline(enum job_state state)
{
    assert((unsigned)state < JOB_STATE_COUNT);
    return states[state].deadline;
}

const struct job_edge *
job_edge_find(enum job_state from, enum job_state to)
{
    for (size_t i = 0; i < job_edge_count; i++) {
        if (job_edges[i].from == from && job_edges[i].to == to)
            return &job_edges[i];
    }
    return NULL;
}
