/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Deriving governments again, for commands that changed what derivation reads.
 */

#ifndef DAEMON_CTL_RECOMPUTE_H
#define DAEMON_CTL_RECOMPUTE_H

#include "ctl.h"
#include "json/jout.h"

/*
 * Recomputes governments (rows of government_id, code), with ctl->reason, and brings the figures up
 * to date. *ret_runs: what came of it, to be PQclear()ed; it may be there on CTL_TIMEOUT, too.
 */
enum ctl_exit ctl_recompute_these(struct ctl *ctl, const PGresult *governments,
                                  PGresult **ret_runs) MUST_CHECK;
void ctl_recompute_show(const struct ctl *ctl, const PGresult *runs);
void ctl_recompute_json(struct jout *out, const char *name, const PGresult *runs);

#endif
