/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * pantauctl's connection: synchronous, one statement at a time, results as rows of text. What fails
 * is told on stderr here, once.
 */

#ifndef DAEMON_CTL_DB_H
#define DAEMON_CTL_DB_H

#include <libpq-fe.h>

#include "base/str.h"

struct ctl_db;
struct rowset;

/* NULL when it cannot be reached. conninfo: a string or URI of libpq's, a name, or NULL. */
struct ctl_db *ctl_db_open(const char *conninfo);
void ctl_db_close(struct ctl_db *db);
/* Rows, to be PQclear()ed; NULL when the server said no. Parameters are text; NULL is null. */
PGresult *ctl_db_query(struct ctl_db *db, const char *sql, const char *const *values,
                       size_t count) MUST_CHECK;
/* One of the daemon's own statements (store/statement.h), prepared when first used. */
PGresult *ctl_db_run(struct ctl_db *db, const struct rowset *rowset) MUST_CHECK;
/* Without parameters and rows ("begin"). */
bool ctl_db_do(struct ctl_db *db, const char *sql) MUST_CHECK;
/*
 * A COPY … TO STDOUT, line by line, each with its line end. False when the server said no, or when
 * put() did, which is told as an output that cannot be written.
 */
bool ctl_db_copy(struct ctl_db *db, const char *sql, bool (*put)(void *ctx, struct str line),
                 void *ctx) MUST_CHECK;
/* Waits for a NOTIFY of a channel listened to, at most so long. False when the connection broke. */
bool ctl_db_wait(struct ctl_db *db, int64_t timeout_us) MUST_CHECK;

/* True when what was refused last was a decision that makes no sense: nothing was done. */
bool ctl_db_is_senseless(const struct ctl_db *db);

/* STR_NONE for null. */
struct str ctl_db_value(const PGresult *rows, int row, int column);
int64_t ctl_db_int(const PGresult *rows, int row, int column);

#endif
