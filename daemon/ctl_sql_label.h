/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What label asks of the database. Parameters and columns stand beside each.
 */

#ifndef DAEMON_CTL_SQL_LABEL_H
#define DAEMON_CTL_SQL_LABEL_H

/* (government, criterion, from, to, count, seed, by, reason) → task, verdict, texts, drawn */
extern const char ctl_sql_label_draw[];
/*
 * (government, limit) → task, government, criterion, from, to, texts, first, second, differ,
 * decided, gone, labellers, drawn_by, drawn_at, reason
 */
extern const char ctl_sql_label_tasks[];
/* (task, by) → item, text, permalink, choices text[] */
extern const char ctl_sql_label_open[];
/* (task, item, by, verdict) */
extern const char ctl_sql_label_give[];
/* (task, by) → line of CSV */
extern const char ctl_sql_label_sheet[];
/* (task, rows as JSON, by) → taken, empty */
extern const char ctl_sql_label_take[];

#endif
