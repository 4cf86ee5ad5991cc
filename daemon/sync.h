/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The configuration on its way into core, and what the database gives back: the document for
 * ops.sync_config() and its parts, and the rows of streams and targets that fill a roster. It sends
 * nothing itself. A configuration may have 100,000 accounts, so everything comes in pieces: neither
 * side ever holds all of it as text.
 */

#ifndef DAEMON_SYNC_H
#define DAEMON_SYNC_H

#include "base/buf.h"
#include "pgconn.h"
#include "pseudonym.h"
#include "roster.h"

#define SYNC_PART_ACCOUNTS 1000u /* some 250 kB of JSON */
#define SYNC_STREAM_MAX    64u

/* How far the accounts of a configuration were written; begins as { config }. */
struct sync_walk {
    const struct config *config;
    size_t owner, account; /* units first, then leaders */
};

struct sync_key { /* a stream in the database; { 0 } is before all */
    int32_t government_id, account_id;
    char stream[SYNC_STREAM_MAX];
};

/* How many parts the accounts make: one at least. */
int32_t sync_parts(const struct config *config);
/*
 * The next part as JSON: accounts with their author keys, and the streams of those that are polled.
 * False past the buf's maximum.
 */
bool sync_part(struct sync_walk *walk, const struct roster *roster,
               const struct pseudonym *pseudonym, struct buf *out) MUST_CHECK;
/* JSON: how many parts went before it, by which key pseudonyms are made (a hash that does not tell
 * it), governments, units, feeds. */
bool sync_document(const struct config *config, const struct pseudonym *pseudonym,
                   struct buf *out) MUST_CHECK;
/* Rows of STATEMENT_STREAM_LIST: ids of accounts, and one stream each. Returns how many are polled;
 * after becomes the last row's key. */
size_t sync_streams(struct roster *roster, const struct pgconn_result *result,
                    struct sync_key *after);
/* The row of STATEMENT_LEASE_TAKE. */
struct roster_lease sync_lease(const struct pgconn_result *result);
/* Rows of STATEMENT_TARGET_LIST. */
size_t sync_targets(struct roster *roster, const struct pgconn_result *result);
/* One row of STATEMENT_TARGET_REVIEW (ret_known: its id is a view, due_us is left to the caller):
 * its account, or NULL where it is not polled here. */
struct account *sync_review(const struct roster *roster, const struct pgconn_result *result,
                            size_t row, struct target_known *ret_known);

#endif
