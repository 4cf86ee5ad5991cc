/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A connection string as libpq may have it: with an address beside every host name, because libpq
 * resolves names while everything waits. It asks no name server itself. For pgconn.c, and for
 * generation.c, which looks over a configuration.
 */

#ifndef DAEMON_PGCONN_DSN_H
#define DAEMON_PGCONN_DSN_H

#include "base/error.h"
#include "resolve.h"

#define PGCONN_DSN_OPTIONS_MAX 64

struct pgconn_dsn;

/* NULL and *err (ERROR_CONFIG; nothing of the string is repeated: it may hold a password). */
struct pgconn_dsn *pgconn_dsn_new(const char *text, const char *application_name,
                                  struct error *err) MUST_CHECK;
void pgconn_dsn_free(struct pgconn_dsn *dsn);
/* The next host name that needs addresses; NULL when all have theirs. */
const char *pgconn_dsn_unresolved(const struct pgconn_dsn *dsn);
/* The answer for it; count 0: that host is left out. */
void pgconn_dsn_resolve(struct pgconn_dsn *dsn, const char (*addresses)[RESOLVE_ADDRESS_SIZE],
                        size_t count);
/*
 * For PQconnectStartParams(), ended by NULL; they live as long as dsn. False when no host is left.
 */
bool pgconn_dsn_finish(struct pgconn_dsn *dsn, const char *const **ret_keywords,
                       const char *const **ret_values) MUST_CHECK;

#endif
