/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A configuration on its way to the database, over a connection that stands for that time alone: it
 * may wait for as long as another session holds a government, and work for minutes, while leases
 * are renewed and everything else goes on over the writer's. It waits for locks a while at a time,
 * with pauses in between, for who writes pages waits behind it.
 */

#ifndef DAEMON_DELIVERY_H
#define DAEMON_DELIVERY_H

#include "generation.h"
#include "pgconn.h"

struct delivery;

struct delivery_parts {
    struct loop *loop;
    struct pgconn_settings connection;
    const char *instance;
    int64_t retry_min_us, retry_max_us; /* of the connection */
    int64_t patience_us; /* with what another session holds, and with nothing else; 0: for ever,
                            with all that may pass */
    /* From the loop. It could not be delivered yet and is tried again, err: why; the next one may
     * be started in its place. */
    void (*waits)(void *ctx, const struct error *err);
    /*
     * From the loop. changed: rows, more than 0 too where a try was never answered: that one may
     * have changed them, of this generation or of one that this one took the place of. err: why not
     * (CONFIG: it does not pass by itself), or NULL.
     */
    void (*done)(void *ctx, int64_t changed, const struct error *err);
    void *ctx;
};

struct delivery *delivery_new(const struct delivery_parts *parts);
void delivery_free(struct delivery *delivery);
DEFINE_FREEP(delivery);
/* The generation must live until done(), or until another one is started: not while one is on its
 * way. */
void delivery_start(struct delivery *delivery, const struct generation *generation);
/*
 * At once, without a word: neither waits() nor done() is called any more for what was on its way.
 * The server lets go of it within a second (STATEMENT_CONFIG_PART).
 */
void delivery_stop(struct delivery *delivery);
/* Nothing is on its way: there is none to deliver, or the next try is awaited. */
bool delivery_rests(const struct delivery *delivery);

#endif
