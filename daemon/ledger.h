/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The ledger of allowances on its way to and from the database: what platforms told of theirs
 * (ops.quota), and what was spent of the configuration's budgets (ops.quota_spent), by this daemon
 * and by others. It sends nothing itself.
 */

#ifndef DAEMON_LEDGER_H
#define DAEMON_LEDGER_H

#include "pgconn.h"
#include "roster.h"
#include "store/rowset.h"

#define LEDGER_PERCENT 100 /* notes of platforms are stored as so many of a hundred */

/* STATEMENT_QUOTA_SPEND for all budgets, with what is unsaved of each. False: there are none. */
bool ledger_encode_budgets(const struct roster *roster, struct arena *arena,
                           struct rowset *ret_rowset);
/* Its rows: what all daemons spent in the periods that run. */
void ledger_load_budgets(const struct roster *roster, const struct pgconn_result *result);
/* Rows of STATEMENT_QUOTA_LIST: what was told before the program started. */
void ledger_load_quotas(const struct roster *roster, const struct pgconn_result *result);

#endif
