/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What correct and exclude ask of the database. Parameters and columns stand beside each.
 */

#ifndef DAEMON_CTL_SQL_DECIDE_H
#define DAEMON_CTL_SQL_DECIDE_H

/*
 * (inquiry, government, state, answered at, unit, needs answer, intent, topic, reply class, by,
 * reason, evidence) → kind, name, before, after
 */
extern const char ctl_sql_correct[];
/* (government, number, by, reason) → the same */
extern const char ctl_sql_correction_revoke[];
/*
 * (government, limit int8) → correction, government, inquiry, channel, unit, field, value,
 * answered_at, standing, decided_by, decided_at, reason, evidence, permalink
 */
extern const char ctl_sql_corrections[];
/* (government, unit, channel, from, to, by, reason) → exclusion, days, inquiries */
extern const char ctl_sql_exclude[];
/* (government, number, by, reason) → the same */
extern const char ctl_sql_exclusion_revoke[];
/*
 * (government, limit int8) → exclusion, government, unit, channel, from, to, standing, decided_by,
 * decided_at, reason
 */
extern const char ctl_sql_exclusions[];
/* (government, rows as JSON, by, reason, is a trial bool) → line, outcome, subject, problem */
extern const char ctl_sql_assess[];
/*
 * (government, limit int8) → assessment, government, kind, account, item, criterion, verdict,
 * score, assessor, standing, decided_at, entered_by, reason
 */
extern const char ctl_sql_assessments[];
/*
 * (government, unit, channel, from, posts a week or null, by, reason) → unit, channel, from, posts
 * a week
 */
extern const char ctl_sql_target[];
/*
 * (government, limit int8) → government, unit, channel, from, to, posts a week, decided_by,
 * decided_at, reason
 */
extern const char ctl_sql_targets[];

#endif
