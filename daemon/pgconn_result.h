/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The answer to one statement of a pgconn: what became of it, and its values.
 */

#ifndef DAEMON_PGCONN_RESULT_H
#define DAEMON_PGCONN_RESULT_H

#include "base/error.h"
#include "base/str.h"

struct pgconn_result;

/* Index into statements. */
unsigned pgconn_result_statement(const struct pgconn_result *result);
/*
 * NULL when it succeeded. Kind DATABASE; text is the server's primary message after the statement's
 * name.
 */
const struct error *pgconn_result_error(const struct pgconn_result *result);
/*
 * True when it was not run because an earlier one of its group failed (pgconn_result_error() is set
 * too).
 */
bool pgconn_result_skipped(const struct pgconn_result *result);
/* Five characters; "00000" on success. */
const char *pgconn_result_sqlstate(const struct pgconn_result *result);
/* SQLSTATE, past statement_timeout or cancelled by somebody, and past lock_timeout. */
#define PGCONN_TOO_LONG      "57014"
#define PGCONN_LOCK_TOO_LONG "55P03"
/*
 * After a refusal: may the very same well be taken later? So it is when the connection or a right
 * was taken away, or the database ran out of something.
 */
bool pgconn_sqlstate_may_pass(const char *sqlstate);
size_t pgconn_result_rows(const struct pgconn_result *result);
/* Rows an insert, update or delete touched. */
int64_t pgconn_result_affected(const struct pgconn_result *result);

/*
 * Values by row and column number; both must exist. Views live as long as the result. STR_NONE for
 * null.
 */
struct str pgconn_get_str(const struct pgconn_result *result, size_t row, size_t column);
/* fallback for null. A value of another type is a programming mistake (asserted). */
int64_t pgconn_get_int(const struct pgconn_result *result, size_t row, size_t column,
                       int64_t fallback);
bool pgconn_get_bool(const struct pgconn_result *result, size_t row, size_t column, bool fallback);
/* timestamptz; WHEN_NONE for null and for ±infinity. */
int64_t pgconn_get_time(const struct pgconn_result *result, size_t row, size_t column);
/*
 * bytea into buffer; returns its length, 0 for null; at most size bytes are written, a longer value
 * gives SIZE_MAX.
 */
size_t pgconn_get_bytes(const struct pgconn_result *result, size_t row, size_t column, void *buffer,
                        size_t size);

#endif
