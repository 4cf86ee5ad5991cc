/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Whether a database is for this program: the ledger of migrations, and the functions that are
 * called, against what the statements need.
 */

#ifndef DAEMON_HANDSHAKE_H
#define DAEMON_HANDSHAKE_H

#include "pgconn.h"

/* The newest of sql/migrations that this program was made for; tests/lint/frozen.sh compares. */
#define HANDSHAKE_MIGRATION 38

/* Row of STATEMENT_HANDSHAKE; version is this program's. False and *err with what to do. */
bool handshake_check(const struct pgconn_result *result, const char *version, struct error *err);
/* The database's migration where it fits and is newer than the program, else 0. */
int64_t handshake_newer(const struct pgconn_result *result);

#endif
