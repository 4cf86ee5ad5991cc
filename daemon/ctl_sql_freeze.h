/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What freeze asks of the database. Parameters and columns stand beside each.
 */

#ifndef DAEMON_CTL_SQL_FREEZE_H
#define DAEMON_CTL_SQL_FREEZE_H

/*
 * (government, period, from, to, by, reason) → number, period, from, to, as of, rows of inquiries,
 * digest
 */
extern const char ctl_sql_freeze[];
/* (government, number, by, reason) → number, period */
extern const char ctl_sql_freeze_revoke[];
/*
 * (government, limit int8) → number, government, period, from, to, as of, rows of inquiries,
 * standing, frozen by, frozen at, digest, reason
 */
extern const char ctl_sql_frozen[];
/* (government, number) → 1, where there is one */
extern const char ctl_sql_frozen_known[];
/*
 * (government, number) → unit, channel, clock, inquiries, answered, waiting, median in seconds and
 * in words, enough to judge
 */
extern const char ctl_sql_frozen_figures[];
/* (government, number) → unit, channel, clock, figure, frozen, now */
extern const char ctl_sql_frozen_compare[];
/* (government, number; null: those that stand) → number, period, what, kept, found, it fits */
extern const char ctl_sql_frozen_check[];

#endif
