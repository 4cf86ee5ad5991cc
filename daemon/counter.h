/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the daemon counts about itself, as one table: name, unit, one sentence. Values only grow
 * (COUNTER_RISING) or tell a state (COUNTER_LEVEL). Shown in STATUS and in ops.daemon.status.
 */

#ifndef DAEMON_COUNTER_H
#define DAEMON_COUNTER_H

#include "base/base.h"
#include "json/jout.h"

enum counter_id {
    COUNTER_REQUESTS,
    COUNTER_REQUESTS_FAILED,
    COUNTER_BYTES_RECEIVED,
    COUNTER_CONNECTIONS_NEW,
    COUNTER_VISITS,
    COUNTER_ITEMS,
    COUNTER_ITEMS_REJECTED,
    COUNTER_TRANSACTIONS,
    COUNTER_TRANSACTIONS_FAILED,
    COUNTER_DATABASE_LOST,
    COUNTER_REFRESHES,
    COUNTER_RELOADS,
    COUNTER_RELOADS_REFUSED,
    COUNTER_REQUESTS_IN_FLIGHT,
    COUNTER_BATCHES_QUEUED,
    COUNTER_STREAMS,
    COUNTER_STREAMS_FAILING,
    COUNTER_LONGEST_TURN,
};
#define COUNTER_COUNT (COUNTER_LONGEST_TURN + 1)

enum counter_kind { COUNTER_RISING, COUNTER_LEVEL };

struct counter_info {
    const char *name, *unit, *doc;
    enum counter_kind kind;
};

struct counters {
    int64_t values[COUNTER_COUNT];
};

const struct counter_info *counter_info(enum counter_id id);
/* Asserts a rising counter and a step that is not negative. */
void counter_add(struct counters *counters, enum counter_id id, int64_t step);
/* Asserts a level. */
void counter_set(struct counters *counters, enum counter_id id, int64_t value);
int64_t counter_get(const struct counters *counters, enum counter_id id);
/* Writes every one as a member of the open object. */
void counter_print(const struct counters *counters, struct jout *out);

#endif
