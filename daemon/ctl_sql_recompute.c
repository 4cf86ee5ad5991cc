/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What recompute and refresh ask. Moments come from the server, lest a wrong clock of this host
 * make figures of tomorrow.
 */

#include "ctl_sql_recompute.h"

const char ctl_sql_governments[] = "select g.government_id, g.code\n"
                                   "from core.government as g\n"
                                   "where g.code = $1 or $1::text is null and g.active_to is null\n"
                                   "order by g.code";

const char ctl_sql_recompute_begin[] = "select b.run_id, b.accounts, b.accounts_done, b.taken_up\n"
                                       "from metrics.recompute_begin($1::int4, $2::text) as b";

const char ctl_sql_recompute_step[] =
    "select s.accounts, s.inquiries\n"
    "from metrics.recompute_step($1::int4, $2::int8, $3::int4, clock_timestamp()) as s";

const char ctl_sql_recompute_finish[] =
    "select metrics.recompute_finish($1::int4, $2::int8, clock_timestamp())";

const char ctl_sql_recompute_runs[] =
    "select r.government_code, r.run_id, r.n_accounts, r.n_inquiries_changed, r.n_figures_moved,\n"
    "  r.started_at, r.finished_at, r.revision_reason\n"
    "from metrics.revision_run as r\n"
    "where r.run_id = any ($1::int8[])\n"
    "order by r.government_code, r.run_id";

const char ctl_sql_now[] = "select clock_timestamp()";

const char ctl_sql_rebuild[] = "select metrics.rebuild_government($1::int4, $2::timestamptz)";

const char ctl_sql_round[] = "select r.rows_changed, r.error\n"
                             "from metrics.refresh_round($1::timestamptz, 'ageing') as r";

/* Once as of long after any: all there are, in the order of dependence. */
const char ctl_sql_refresh_views[] =
    "select d.view\n"
    "from ops.refresh_due($1::timestamptz + interval '1000 years') as d";

const char ctl_sql_refresh_view[] =
    "select metrics.refresh_view($1::text, $2::timestamptz), s.error\n"
    "from ops.refresh_policy as p\n"
    "left join ops.refresh_state as s on s.view = p.view\n"
    "where p.view = $1";

const char ctl_sql_refresh_states[] =
    "select p.view, s.refreshed_at, s.as_of, round(s.took_ms)::int8, s.error\n"
    "from ops.refresh_policy as p\n"
    "left join ops.refresh_state as s on s.view = p.view\n"
    "order by p.view";
