/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One database transaction over a group of pages, on a connection that stands. It retries nothing
 * and logs nothing: the writer decides what becomes of a group that failed.
 */

#ifndef DAEMON_TRANSACTION_H
#define DAEMON_TRANSACTION_H

#include "page.h"
#include "pgconn.h"

#define TRANSACTION_PAGES_MAX 64u

struct transaction;

enum transaction_end {
    TRANSACTION_RUNS,      /* not over: another sync follows */
    TRANSACTION_COMMITTED, /* everything is in */
    TRANSACTION_FAILED,    /* nothing is in; transaction_error() says why */
};

/* wait_us: the longest wait for a lock that another session holds, 0: the statement timeout. */
struct transaction *transaction_new(struct pgconn *conn, int64_t wait_us);
void transaction_free(struct transaction *transaction);
DEFINE_FREEP(transaction);
/* Sends the first half. All pages are of one government. The pages must live until the end. */
void transaction_start(struct transaction *transaction, struct page *const *pages, size_t count);
/* For each PGCONN_RESULT while it runs. */
void transaction_on_result(struct transaction *transaction, const struct pgconn_result *result);
/* For each PGCONN_SYNCED while it runs. Sends the second half behind the first. */
enum transaction_end transaction_on_synced(struct transaction *transaction);
/* The first error of a failed one, and its SQLSTATE. */
const struct error *transaction_error(const struct transaction *transaction);
const char *transaction_sqlstate(const struct transaction *transaction);
/* It failed while it waited for its accounts' locks. */
bool transaction_was_locked_out(const struct transaction *transaction);

#endif
