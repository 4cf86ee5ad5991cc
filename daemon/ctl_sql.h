/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The SQL of pantauctl, beside the daemon's own statements (store/statement.h): what it reads, and
 * the one function it calls. Parameters and columns stand beside each.
 */

#ifndef DAEMON_CTL_SQL_H
#define DAEMON_CTL_SQL_H

/* () → instance, state, version, pid, started_at, seen_at, config_digest */
extern const char ctl_sql_daemons[];
/* () → channel, stream, streams, working, late, failing, never, oldest_success_at */
extern const char ctl_sql_streams[];
/* () → channel, account, unit, streams, since, cause, advice */
extern const char ctl_sql_trouble[];
/* () → scope, name, since, until, cause, sources, advice: what makes many of them wait */
extern const char ctl_sql_holds[];
/*
 * () → credential, quota, used, limit, period in seconds, waits until, noted at, resets at: budgets
 * and what is half used up or must wait; and all there are.
 */
extern const char ctl_sql_quotas[];
extern const char ctl_sql_all_quotas[];
/* () → channel, institution, since, complaint: what a feed names and its units: map does not */
extern const char ctl_sql_unmapped[];
/* () → calendar, decided_to, governments: those in use whose last decree ends within 90 days */
extern const char ctl_sql_calendars[];
/* (who answers like officials, too: bool) → notice, words, count, since, see */
extern const char ctl_sql_notices[];
/* () → figures_as_of, requests_waiting, unknown_unit_refs */
extern const char ctl_sql_state[];
/*
 * (government, channel text, failing only bool) → government, channel, account, external_id, unit,
 * stream, state, last_success_at, interval_s, failing_since, fail_count, not_before, cause,
 * waits_with, waits_since, error, hint
 */
extern const char ctl_sql_sources[];
/*
 * (government, channel text, seconds, limit int8) → at, government, channel, account, stream,
 * target, verdict, cause, http_status, error, hint
 */
extern const char ctl_sql_officials[];
/*
 * (accounts jsonb, channel text, advice of reasons jsonb, limit int8) → government, unit, channel,
 * account, external_id, stream, post, announced, held, gone, missing, since, reason, permalink,
 * detail, what the reason means, advice, how many more
 */
extern const char ctl_sql_gaps[];
extern const char ctl_sql_errors[];
/* (words, government text) → government_id, account_id, government, channel, account, streams */
extern const char ctl_sql_accounts[];
/* (kind text, government_id, account_id int4, stream text) → request_id */
extern const char ctl_sql_request[];
/* (request_id) → done, taken, result */
extern const char ctl_sql_answer[];
/* () → age of the newest sign of life in seconds, or null */
extern const char ctl_sql_daemon_age[];
/* (name, government text) → government_id, account_id, government, name */
extern const char ctl_sql_feeds[];
/* (government_id, account_id) → ref */
extern const char ctl_sql_feed_units[];
extern const char ctl_sql_is_mapped[];
/* (government_id, account_id, states jsonb, seen upto, seen by) → external_id */
extern const char ctl_sql_states[];
/* (government_id, account_id, digest) → first_at, made earliest, made latest, rows, refused */
extern const char ctl_sql_import[];
/* (government_id, account_id, digest, name, report jsonb) */
extern const char ctl_sql_import_save[];
/*
 * (government text, limit int8) → feed, file, at, by, made, rows, new, changed, unchanged, refused,
 * digest, government, unknown units, refusals; and () → those of a week
 */
extern const char ctl_sql_imports[];
extern const char ctl_sql_new_imports[];
/* (government_id, account_id, external ids text[]) → external_id */
extern const char ctl_sql_known_complaints[];
/* (government text, channel text) → is there such a government, an account of such a channel */
extern const char ctl_sql_filters[];
/* (account or unit text, government text) → [[government_id, account_id] …] as JSON; null: none */
extern const char ctl_sql_plan_accounts[];
/* (limit int8, within_s int8, accounts jsonb) → the numbers of requests, one for each daemon */
extern const char ctl_sql_plan_ask[];
/* (request ids int8[]) → how many are not answered, and what one of the others refused for */
extern const char ctl_sql_plan_left[];
/*
 * (request ids int8[], limit int8), and what is known without an answer (accounts jsonb, within_s
 * int8, limit int8) → at, government, channel, account, external_id, unit, stream, target,
 * requests, cost, reason, why, how many more
 */
extern const char ctl_sql_plan[];
extern const char ctl_sql_plan_known[];

/*
 * (government_id, account_id, from, to, government text; each may be null: any) → government,
 * channel, account, external_id, stream, from, to, state, percent, reached_at, requests, items,
 * changed, posts_left, seconds left, seen_at, requested_by, cause, error, hint
 */
extern const char ctl_sql_backfills[];
/* (government_id, a day's midnight in UTC) → that day's midnight where the government is */
extern const char ctl_sql_midnight[];
/* (government_id, account_id, from, to, again) and (government_id, account_id) → how many */
extern const char ctl_sql_backfill_add[];
extern const char ctl_sql_backfill_cancel[];

/*
 * (kind, government text, rows jsonb, by, reason text, is a trial bool) → line, outcome, subject,
 * problem
 */
extern const char ctl_sql_register[];
/* () → view, description: those of metrics that the login may read */
extern const char ctl_sql_views[];
/*
 * (view, government text) → the query of its rows in the order of its keys, null where it knows no
 * government and one is named; whether there is that government; no row where there is no such view
 */
extern const char ctl_sql_export[];

#endif
