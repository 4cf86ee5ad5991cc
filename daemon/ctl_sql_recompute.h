/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The SQL of recompute, refresh and calendar, beside that of the other commands (ctl_sql.h).
 * Parameters and columns stand beside each.
 */

#ifndef DAEMON_CTL_SQL_RECOMPUTE_H
#define DAEMON_CTL_SQL_RECOMPUTE_H

/* (government code, or null: all that are active) → government_id, code */
extern const char ctl_sql_governments[];
/* (government_id, reason) → run, accounts, of these done, taken up */
extern const char ctl_sql_recompute_begin[];
/* (government_id, run, accounts) → accounts, inquiries changed; no row: all are done */
extern const char ctl_sql_recompute_step[];
/* (government_id, run) → figures moved */
extern const char ctl_sql_recompute_finish[];
/* (runs int8[]) → government, run, accounts, inquiries, figures, started, finished, reason */
extern const char ctl_sql_recompute_runs[];
/* () → the moment */
extern const char ctl_sql_now[];
/* (government_id, as of) → rows changed */
extern const char ctl_sql_rebuild[];
/* (as of) → rows changed, error; no row: another program is at it */
extern const char ctl_sql_round[];
/* (as of) → view */
extern const char ctl_sql_refresh_views[];
/* (view, as of) → milliseconds, or null; the error before, or null */
extern const char ctl_sql_refresh_view[];
/* () → view, refreshed at, as of, milliseconds, error */
extern const char ctl_sql_refresh_states[];

/* (rows jsonb) → line, what is wrong */
extern const char ctl_sql_calendar_check[];
/* (rows jsonb) → calendar, days amended, from, to, governments, units, inquiries touched */
extern const char ctl_sql_calendar_import[];
/* (calendars text[]) → government_id, code of those who use one */
extern const char ctl_sql_calendar_users[];
/* () → calendar, base, name, decided to, last day, uses, imported at, source */
extern const char ctl_sql_calendar_list[];
/*
 * (calendar, from, to) → kind, first and last day, season, weekdays, hours, decree, decided on,
 * whose day it is, imported at, provisional
 */
extern const char ctl_sql_calendar_show[];
/* (calendar) → a row where there is such a one */
extern const char ctl_sql_calendar_is[];

#endif
