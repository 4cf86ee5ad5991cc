/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How a configuration that the database has (delivery.h) becomes what is polled: streams are
 * leased, their cursors and targets come back. A chain of queries over the writer; used at the
 * start, by a reload and when leases come or go.
 */

#ifndef DAEMON_SETUP_H
#define DAEMON_SETUP_H

#include "roster.h"
#include "sync.h"
#include "writer.h"

struct setup_order {
    struct writer *writer;
    struct roster *roster; /* given back through done() */
    const char *instance;
    int32_t lease_s;
    /* polled: streams with a lease; err: why not. From the loop. */
    void (*done)(void *ctx, struct roster *roster, size_t polled, const struct error *err);
    void *ctx;
};

#define SETUP_INSTANCE_MAX 256
/*
 * Who this daemon is, the same after a restart: host and configuration file. Two daemons on one
 * host have two files.
 */
void setup_name_instance(const char *config_path, char instance[SETUP_INSTANCE_MAX]);
/* Everything named must live until done(). */
void setup_start(const struct setup_order *order);
/* Takes what is free and renews the leases: a row of STATEMENT_LEASE_TAKE, for sync_lease(). */
void setup_renew(struct writer *writer, const char *instance, int32_t lease_s,
                 writer_answer_fn answered, void *ctx);
/* Asks who holds most of an instance's streams: one row, or none. */
void setup_ask_other(struct writer *writer, const char *instance, writer_answer_fn answered,
                     void *ctx);
/* Gives them back: at the end. */
void setup_release(struct writer *writer, const char *instance);

#endif
