/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The configuration on its way into core, and what the database gives back: the document for
 * ops.sync_config(), and the rows of streams and targets that fill a roster. It sends nothing
 * itself.
 */

#ifndef DAEMON_SYNC_H
#define DAEMON_SYNC_H

#include "base/buf.h"
#include "pgconn.h"
#include "pseudonym.h"
#include "roster.h"

/* JSON: governments, units, accounts (with their author keys), feeds, streams. False past the buf's
 * maximum. */
bool sync_document(const struct config *config, const struct roster *roster,
                   const struct pseudonym *pseudonym, struct buf *out) MUST_CHECK;
/* Rows of STATEMENT_STREAM_LIST: ids of accounts, and one stream each. Returns how many are polled.
 */
size_t sync_streams(struct roster *roster, const struct pgconn_result *result);
/*
 * The same rows again, later. False when a stream was lost to another daemon or came from one: then
 * the roster must be made anew, because its cursors and targets moved without us.
 */
bool sync_fences(const struct roster *roster, const struct pgconn_result *result);
/* Rows of STATEMENT_TARGET_LIST. */
size_t sync_targets(struct roster *roster, const struct pgconn_result *result);

#endif
