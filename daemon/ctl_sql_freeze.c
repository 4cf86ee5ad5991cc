/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_sql_freeze.h"

#define THE_ONE                      \
    "where p.frozen_id = $2::int8\n" \
    "  and (p.government_code = $1::text or $1::text is null)\n"

const char ctl_sql_freeze[] =
    "select f.frozen_id, f.frozen_period, f.first_on, f.last_on,\n"
    "  to_char(f.as_of at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), f.rows_count, f.digest\n"
    "from ops.freeze_period($1::text, $2::text, $3::date, $4::date, $5::text, $6::text) as f";

const char ctl_sql_freeze_revoke[] =
    "select $2::int8, ops.freeze_revoke($1::text, $2::int8, $3::text, $4::text)";

const char ctl_sql_frozen[] =
    "select p.frozen_id, p.government_code, p.period, p.from_on, p.to_on,\n"
    "  to_char(p.as_of at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), p.n_rows,\n"
    "  case when p.stands then 'stands' else 'revoked' end, p.frozen_by,\n"
    "  to_char(p.frozen_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), p.digest,\n"
    "  p.frozen_reason\n"
    "from metrics.frozen_period as p\n"
    "where p.government_code = $1::text or $1::text is null\n"
    "order by p.frozen_at desc, p.frozen_id desc\n"
    "limit $2::int8";

const char ctl_sql_frozen_known[] = "select 1 from metrics.frozen_period as p\n" THE_ONE;

const char ctl_sql_frozen_figures[] =
    "select coalesce(nullif(p.unit_code, ''), 'all'), p.channel, p.clock, p.n, p.n_answered,\n"
    "  p.n_waiting, p.median_s, p.median_text, p.enough\n"
    "from metrics.frozen_response as p\n" THE_ONE "order by p.unit_id, p.channel, p.clock";

const char ctl_sql_frozen_compare[] =
    "select coalesce(nullif(c.unit_code, ''), 'all'), c.channel, c.clock, c.figure,\n"
    "  c.value_frozen, c.value_now\n"
    "from metrics.frozen_period as p\n"
    "cross join lateral metrics.frozen_compare(p.government_id, p.frozen_id) as c\n" THE_ONE
    "order by c.unit_id, c.channel, c.clock, c.figure";

const char ctl_sql_frozen_check[] =
    "select p.frozen_id, p.period, c.what, c.expected, c.found, c.fits\n"
    "from metrics.frozen_period as p\n"
    "cross join lateral metrics.frozen_check(p.government_id, p.frozen_id) as c\n"
    "where case when $2::int8 is null then p.stands else p.frozen_id = $2::int8 end\n"
    "  and (p.government_code = $1::text or $1::text is null)\n"
    "order by p.frozen_id";
