/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Requests of a tool that waits for all their answers: over a loop of its own, with the network,
 * the credentials and the bounds of a configuration, some of them at a time. For pantaud
 * check-config --online and for pantauctl; nothing of it runs inside the daemon. It reads no answer
 * and prints nothing, and what was received is wiped when its reader returned: it may hold tokens.
 */

#ifndef DAEMON_PROBE_H
#define DAEMON_PROBE_H

#include "generation.h"

struct probe;

struct probe_settings {
    size_t at_once;   /* requests under way at the same time, at least 1 */
    int64_t limit_us; /* of one probe_run(): what has no answer then ends in ERROR_TIMEOUT */
};

/*
 * A request that is made when its turn comes, and who reads its answer. Both are called from
 * probe_run() alone, each once. The arena is the request's own and goes when done returned.
 */
struct probe_order {
    struct str base_url;         /* configured: the request goes to its origin or nowhere */
    const struct secret *secret; /* NULL: none; of the generation, or another store */
    /* As source_stream.plan: ret_request's views live in the arena. False, *err: done is told. */
    bool (*plan)(void *ctx, struct arena *arena, struct http_request *ret_request,
                 struct error *err);
    /* May ask for more. Copies what it wants to keep, and wipes what of that was a secret. */
    void (*done)(void *ctx, struct arena *arena, const struct fetch_result *result);
    void *ctx;
};

/* The generation must outlive it. NULL and *err as fetch_new(). */
struct probe *probe_new(const struct generation *generation, const struct probe_settings *settings,
                        struct error *err) MUST_CHECK;
void probe_free(struct probe *probe);
DEFINE_FREEP(probe);
/* Asks for it with the next probe_run(), or the one that runs. The order is copied, not its ctx. */
void probe_ask(struct probe *probe, const struct probe_order *order);
/* Until all that was asked for is answered. May be called again, after more was asked for. */
void probe_run(struct probe *probe);

#endif
