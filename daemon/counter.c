/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "counter.h"

#include <assert.h>

static const struct counter_info table[COUNTER_COUNT] = {
    [COUNTER_REQUESTS] = { "requests", "requests", "Requests sent to platforms and feeds.",
                           COUNTER_RISING },
    [COUNTER_REQUESTS_FAILED] = { "requests_failed", "requests",
                                  "Requests that brought no whole answer.", COUNTER_RISING },
    [COUNTER_BYTES_RECEIVED] = { "bytes_received", "bytes",
                                 "Bytes of answers as received, before decoding.", COUNTER_RISING },
    [COUNTER_CONNECTIONS_NEW] = { "connections_new", "connections",
                                  "Requests that had to open a connection of their own.",
                                  COUNTER_RISING },
    [COUNTER_VISITS] = { "visits", "visits", "Visits of a stream that came to their end.",
                         COUNTER_RISING },
    [COUNTER_ITEMS] = { "items", "items", "Records read out of answers.", COUNTER_RISING },
    [COUNTER_ITEMS_REJECTED] = { "items_rejected", "items",
                                 "Items that could not be read; the rest of their page was kept.",
                                 COUNTER_RISING },
    [COUNTER_TRANSACTIONS] = { "transactions", "transactions", "Transactions committed.",
                               COUNTER_RISING },
    [COUNTER_TRANSACTIONS_FAILED] = { "transactions_failed", "transactions",
                                      "Transactions that failed; what they held is fetched again.",
                                      COUNTER_RISING },
    [COUNTER_DATABASE_LOST] = { "database_lost", "times",
                                "Times a database connection was lost or could not be made.",
                                COUNTER_RISING },
    [COUNTER_REFRESHES] = { "refreshes", "refreshes", "Rounds of refreshing the metrics.",
                            COUNTER_RISING },
    [COUNTER_RELOADS] = { "reloads", "times", "Configurations taken over while running.",
                          COUNTER_RISING },
    [COUNTER_RELOADS_REFUSED] = { "reloads_refused", "times", "Configurations refused at a reload.",
                                  COUNTER_RISING },
    [COUNTER_REQUESTS_IN_FLIGHT] = { "requests_in_flight", "requests",
                                     "Requests that wait for their answer.", COUNTER_LEVEL },
    [COUNTER_BATCHES_QUEUED] = { "batches_queued", "batches", "Answers that wait to be written.",
                                 COUNTER_LEVEL },
    [COUNTER_STREAMS] = { "streams", "streams", "Streams this daemon polls.", COUNTER_LEVEL },
    [COUNTER_STREAMS_FAILING] = { "streams_failing", "streams", "Streams whose last visit failed.",
                                  COUNTER_LEVEL },
    [COUNTER_LONGEST_TURN] = { "longest_turn", "microseconds",
                               "Longest turn of the event loop since the last report.",
                               COUNTER_LEVEL },
};

const struct counter_info *
counter_info(enum counter_id id)
{
    assert((unsigned)id < COUNTER_COUNT);
    return &table[id];
}

void
counter_add(struct counters *counters, enum counter_id id, int64_t step)
{
    assert(counter_info(id)->kind == COUNTER_RISING && step >= 0);
    counters->values[id] += step;
}

void
counter_set(struct counters *counters, enum counter_id id, int64_t value)
{
    assert(counter_info(id)->kind == COUNTER_LEVEL);
    counters->values[id] = value;
}

int64_t
counter_get(const struct counters *counters, enum counter_id id)
{
    assert((unsigned)id < COUNTER_COUNT);
    return counters->values[id];
}

void
counter_print(const struct counters *counters, struct jout *out)
{
    for (int id = 0; id < COUNTER_COUNT; id++)
        jout_int(out, table[id].name, counters->values[id]);
}
