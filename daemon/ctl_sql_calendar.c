/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_sql_recompute.h"

const char ctl_sql_calendar_check[] =
    "select c.line, c.problem from core.calendar_check($1::jsonb) as c";

const char ctl_sql_calendar_import[] =
    "select c.calendar, c.days_amended, c.first_on, c.last_on, c.governments, c.units, c.inquiries\n"
    "from core.calendar_import($1::jsonb) as c";

const char ctl_sql_calendar_users[] =
    "select g.government_id, g.code\n"
    "from core.government as g\n"
    "where g.active_to is null and (\n"
    "  g.calendar = any ($1::text[])\n"
    "  or exists (\n"
    "    select from core.unit_calendar as u\n"
    "    where u.government_id = g.government_id and u.calendar = any ($1::text[])))\n"
    "order by g.code";

const char ctl_sql_calendar_list[] =
    "select c.calendar, c.base, c.name, c.decided_to, c.last_on,\n"
    "  (select count(*) from core.unit_calendar as u where u.calendar = c.calendar)\n"
    "    + (select count(*) from core.government as g where g.calendar = c.calendar),\n"
    "  c.imported_at, c.source\n"
    "from core.calendar as c\n"
    "order by c.calendar";

/*
 * Free days as they are, whoever they come from, and days that a decree took back; then hours and
 * seasons: of a calendar without hours those of the one it derives from.
 */
const char ctl_sql_calendar_show[] =
    "with recursive line as (\n"
    "  select c.calendar, c.base, 0 as distance from core.calendar as c where c.calendar = $1\n"
    "  union all\n"
    "  select c.calendar, c.base, line.distance + 1\n"
    "  from line join core.calendar as c on c.calendar = line.base\n"
    "), free as (\n"
    "  select distinct on (f.free_on) f.*\n"
    "  from line join core.calendar_free_day as f on f.calendar = line.calendar\n"
    "  order by f.free_on, line.distance\n"
    "), hours as (\n"
    "  select h.season, h.isodow,\n"
    "    string_agg(to_char(h.starts, 'HH24:MI') || '-' || to_char(h.ends, 'HH24:MI'), ' '\n"
    "      order by h.starts) as words\n"
    "  from core.calendar_hours as h\n"
    "  where h.calendar = (\n"
    "    select line.calendar from line\n"
    "    where exists (select from core.calendar_hours as o where o.calendar = line.calendar)\n"
    "    order by line.distance limit 1)\n"
    "  group by h.season, h.isodow\n"
    ")\n"
    "select x.kind, x.first_on, x.last_on, x.season, x.weekdays, x.hours, x.decree, x.decided_on,\n"
    "  x.calendar, x.imported_at, x.provisional\n"
    "from (\n"
    "  select 1 as place, 'hours' as kind, null::date as first_on, null::date as last_on, h.season,\n"
    "    string_agg(h.isodow::text, ',' order by h.isodow) as weekdays, h.words as hours,\n"
    "    null::text as decree, null::date as decided_on, null::text as calendar,\n"
    "    null::timestamptz as imported_at, null::boolean as provisional\n"
    "  from hours as h\n"
    "  group by h.season, h.words\n"
    "  union all\n"
    "  select 2, 'season', s.first_on, s.last_on, s.season, null, null, s.source, null, null,\n"
    "    s.imported_at, null\n"
    "  from core.calendar_season as s\n"
    "  where s.season in (select h.season from hours as h)\n"
    "    and s.first_on <= coalesce($3::date, 'infinity')\n"
    "    and s.last_on >= coalesce($2::date, date_trunc('year', current_date)::date)\n"
    "  union all\n"
    "  select 3, f.kind, f.free_on, f.free_on, null, null, null, f.decree, f.decided_on,\n"
    "    f.calendar, f.imported_at, c.provisional\n"
    "  from free as f\n"
    "  join core.calendar_day as c on c.calendar = $1 and c.day = f.free_on\n"
    "  where f.free_on between coalesce($2::date, date_trunc('year', current_date)::date)\n"
    "    and coalesce($3::date, 'infinity')\n"
    ") as x\n"
    "order by x.place, x.season, x.first_on, x.weekdays";

const char ctl_sql_calendar_is[] = "select from core.calendar as c where c.calendar = $1";
