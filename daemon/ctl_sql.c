/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A stream is late when it went without success for longer than coverage allows (twice its
 * interval), plus the minute in which successes without changes are written.
 */

#include "ctl_sql.h"

#define STATE                                                           \
    "case when s.failing_since is not null then 'failing'\n"            \
    "  when s.last_success_at is null then 'never'\n"                   \
    "  when s.last_success_at < clock_timestamp()\n"                    \
    "    - (2 * s.interval_s + 60) * interval '1 second' then 'late'\n" \
    "  else 'working' end"

#define ACCOUNT "coalesce(a.handle, a.name, a.external_id)"

#define UNIT                                                                         \
    "left join core.account_owner as o\n"                                            \
    "  on o.government_id = a.government_id and o.account_id = a.account_id\n"       \
    "  and current_date between o.valid_from and coalesce(o.valid_to, 'infinity')\n" \
    "left join core.unit as u\n"                                                     \
    "  on u.government_id = o.government_id and u.unit_id = o.unit_id\n"

#define JOIN_ACCOUNT(rows)                                                                   \
    "join core.account as a\n"                                                               \
    "  on a.government_id = " rows ".government_id and a.account_id = " rows ".account_id\n" \
    "join core.government as g on g.government_id = a.government_id\n"

/*
 * A budget is used to its end; of what a platform tells the last part is left alone, as
 * QUOTA_STOP_SHARE of sched/quota.h says.
 */
#define WAITS_UNTIL                                                        \
    "case when q.not_before > clock_timestamp() then q.not_before\n"       \
    "    when q.name <> 'budget' and 100 * q.used >= 85 * q.limit_units\n" \
    "      and q.resets_at > clock_timestamp() then q.resets_at end"

#define ALIVE "d.stopped_at is null and d.seen_at >= clock_timestamp() - interval '1 minute'"

#define LONGEST "order by y.until desc nulls last, y.name)"

/*
 * What makes a stream wait: its own failures, what its platform told of an allowance, or what its
 * daemon holds with others (ops.hold); of several what lasts longest. A hold whose time is over is
 * being tried; those of a daemon that is gone say nothing.
 */
#define WAIT                                                                                   \
    "left join lateral (\n"                                                                    \
    "  select max(y.until) filter (where y.until > clock_timestamp()) as until,\n"             \
    "    (array_agg(y.cause " LONGEST ")[1] as cause,\n"                                       \
    "    (array_agg(y.name " LONGEST " filter (where y.name is not null))[1] as name,\n"       \
    "    (array_agg(y.since " LONGEST " filter (where y.name is not null))[1] as since,\n"     \
    "    (array_agg(y.hint " LONGEST " filter (where y.name is not null))[1] as hint\n"        \
    "  from (\n"                                                                               \
    "    select s.not_before as until, s.cause, null::text as name,\n"                         \
    "      null::timestamptz as since, null::text as hint\n"                                   \
    "    where s.not_before > clock_timestamp()\n"                                             \
    "    union all\n"                                                                          \
    "    select v.until, 'quota', 'allowance of ' || q.credential, null, null\n"               \
    "    from ops.quota as q\n"                                                                \
    "    cross join lateral (select " WAITS_UNTIL " as until) as v\n"                          \
    "    where q.name <> 'budget' and v.until > clock_timestamp()\n"                           \
    "      and q.credential in (a.channel, a.channel || ':' || a.external_id, a.credential)\n" \
    "    union all\n"                                                                          \
    "    select h.held_until, h.cause, h.scope || ' ' || h.name, h.held_from, h.hint\n"        \
    "    from ops.hold as h\n"                                                                 \
    "    join ops.daemon as d on d.instance = h.instance and " ALIVE "\n"                      \
    "    where h.instance = s.lease_owner and h.name = case h.scope\n"                         \
    "      when 'platform' then a.channel\n"                                                   \
    "      when 'account' then a.channel || ':' || a.external_id\n"                            \
    "      else a.credential end\n"                                                            \
    "  ) as y\n"                                                                               \
    ") as w on true\n"

const char ctl_sql_daemons[] =
    "select d.instance,\n"
    "  case when d.stopped_at is not null and d.unfinished then 'cut short'\n"
    "    when d.stopped_at is not null then 'stopped'\n"
    "    when d.seen_at < clock_timestamp() - interval '1 minute' then 'away'\n"
    "    else 'running' end as state,\n"
    "  d.version, d.pid, d.started_at, d.seen_at, d.config_digest\n"
    "from ops.daemon as d\n"
    "order by d.instance";

const char ctl_sql_streams[] =
    "select x.channel, x.stream, count(*),\n"
    "  count(*) filter (where x.state = 'working'), count(*) filter (where x.state = 'late'),\n"
    "  count(*) filter (where x.state = 'failing'), count(*) filter (where x.state = 'never'),\n"
    "  min(x.last_success_at)\n"
    "from (\n"
    "  select a.channel, s.stream, s.last_success_at, " STATE " as state\n"
    "  from ops.stream as s\n" JOIN_ACCOUNT("s") "  where s.active\n"
                                                 ") as x\n"
                                                 "group by x.channel, x.stream\n"
                                                 "order by x.channel, x.stream";

const char ctl_sql_trouble[] =
    "select a.channel, " ACCOUNT ", max(u.code), string_agg(s.stream, ', ' order by s.stream),\n"
    "  min(s.failing_since), s.cause, max(coalesce(s.hint, s.error))\n"
    "from ops.stream as s\n" JOIN_ACCOUNT("s") UNIT
    "where s.active and s.failing_since is not null\n"
    "group by a.government_id, a.account_id, a.channel, " ACCOUNT ", s.cause\n"
    "order by min(s.failing_since)\n"
    "limit 50";

#define QUOTA                                                           \
    "select q.credential, q.name, q.used, q.limit_units, q.window_s,\n" \
    "  " WAITS_UNTIL ", q.noted_at, q.resets_at\n"                      \
    "from ops.quota as q\n"
#define BY_USE                                                              \
    "order by q.used::float8 / nullif(q.limit_units, 0) desc nulls last,\n" \
    "  q.credential, q.name"

const char ctl_sql_all_quotas[] = QUOTA BY_USE;

const char ctl_sql_quotas[] =
    QUOTA "where q.name = 'budget' or q.not_before > clock_timestamp()\n"
          "  or 2 * q.used >= q.limit_units\n"
          "    and q.noted_at > clock_timestamp() - interval '1 hour'\n" BY_USE "\nlimit 50";

const char ctl_sql_unmapped[] =
    "select a.channel, r.ref, r.first_seen_at, r.complaint_external_id\n"
    "from ops.unknown_unit_ref as r\n" JOIN_ACCOUNT("r") "order by r.first_seen_at, r.ref\n"
                                                         "limit 50";

const char ctl_sql_calendars[] =
    "select c.calendar, c.decided_to, string_agg(distinct g.code, ', ' order by g.code)\n"
    "from core.calendar as c\n"
    "join (\n"
    "  select own.calendar, own.government_id from core.government as own\n"
    "  union\n"
    "  select special.calendar, special.government_id from core.unit_calendar as special\n"
    ") as used on used.calendar = c.calendar\n"
    "join core.government as g\n"
    "  on g.government_id = used.government_id and g.active_to is null\n"
    "where c.decided_to < current_date + 90\n"
    "group by c.calendar, c.decided_to\n"
    "order by c.decided_to, c.calendar";

const char ctl_sql_holds[] =
    "select h.scope, h.name, h.held_from,\n"
    "  case when h.held_until > clock_timestamp() then h.held_until end, h.cause,\n"
    "  (\n"
    "    select count(*)\n"
    "    from ops.stream as s\n" JOIN_ACCOUNT(
        "s") "    where s.active and s.lease_owner = h.instance\n"
             "      and h.name = case h.scope\n"
             "        when 'platform' then a.channel\n"
             "        when 'account' then a.channel || ':' || a.external_id\n"
             "        else a.credential end\n"
             "  ), h.hint\n"
             "from ops.hold as h\n"
             "join ops.daemon as d on d.instance = h.instance and " ALIVE "\n"
             "order by h.held_from nulls last, h.scope, h.name\n"
             "limit 50";

const char ctl_sql_notices[] =
    "select x.notice, x.words, x.n, x.since, x.see\n"
    "from (\n"
    "  select 1, 'officials', 'answer like officials and are not registered', count(*),\n"
    "    min(o.first_at), 'pantauctl officials'\n"
    "  from ops.official as o\n"
    "  union all\n"
    "  select 2, 'gaps', 'platforms announce more than they give', count(*), min(p.found_at),\n"
    "    'pantauctl gaps'\n"
    "  from ops.gap as p\n"
    "  where p.lasting_at is not null and p.closed_at is null\n"
    "  union all\n"
    "  select case b.state when 'failed' then 4 else 3 end,\n"
    "    case b.state when 'failed' then 'failed_backfills' else 'backfills' end,\n"
    "    case b.state when 'failed' then 'parts of the history could not be read'\n"
    "      else 'parts of the history are still to be read' end,\n"
    "    count(*), min(b.requested_at), 'pantauctl backfill'\n"
    "  from ops.backfill as b\n"
    "  where b.state in ('waiting', 'running', 'failed')\n"
    "  group by 1, 2, 3\n"
    "  union all\n"
    "  select case when s.failing_since is null then 5 else 6 end,\n"
    "    case when s.failing_since is null then 'stale_threads' else 'failed_threads' end,\n"
    "    case when s.failing_since is null then 'threads wait to be derived again'\n"
    "      else 'threads cannot be derived' end,\n"
    "    count(distinct (s.government_id, s.account_id, s.thread_key)),\n"
    "    min(coalesce(s.failing_since, s.marked_at)),\n"
    "    case when s.failing_since is null then 'pg_stat_activity' else 'ops.stale_thread' end\n"
    "  from ops.stale_thread as s\n"
    "  where s.failing_since is not null\n"
    "    or s.marked_at < clock_timestamp() - interval '10 minutes'\n"
    "  group by 1, 2, 3, 6\n"
    "  union all\n"
    "  select 7, 'unconfirmed', 'kept items that their platform neither shows nor calls gone',\n"
    "    count(*), min(c.confirmed_at), 'ops.unconfirmed'\n"
    "  from ops.unconfirmed as c\n" JOIN_ACCOUNT(
        "c") "  where a.active\n"
             "  union all\n"
             "  select 8, 'recompute', 'governments derived by older rules or calendars', count(*),\n"
             "    min(r.derived_at), 'pantauctl recompute'\n"
             "  from metrics.recompute_due() as r\n"
             ") as x (place, notice, words, n, since, see)\n"
             "where x.n > 0\n"
             "order by x.place";

const char ctl_sql_state[] =
    "select (select max(r.as_of) from ops.refresh_round as r where r.finished_at is not null),\n"
    "  (select count(*) from ops.request as q where q.taken_at is null),\n"
    "  (select count(*) from ops.unknown_unit_ref)";

const char ctl_sql_sources[] =
    "select * from (\n"
    "  select g.code as government, a.channel, " ACCOUNT " as account, a.external_id,\n"
    "    u.code as unit, s.stream, " STATE " as state, s.last_success_at, s.interval_s,\n"
    "    s.failing_since, s.fail_count, w.until, coalesce(s.cause, w.cause), w.name, w.since,\n"
    "    s.error, coalesce(s.hint, w.hint)\n"
    "  from ops.stream as s\n" JOIN_ACCOUNT("s") UNIT WAIT
    "  where s.active and ($1::text is null or g.code = $1)\n"
    "    and ($2::text is null or a.channel = $2)\n"
    ") as x\n"
    "where not $3::bool or x.state <> 'working'\n"
    "order by x.government, x.channel, x.account, x.stream";

const char ctl_sql_officials[] =
    "select o.government_code, o.unit_code, o.channel_name, o.author, o.replies, o.threads,\n"
    "  o.worded, o.first_at, o.last_at, array_to_string(o.examples, ' ')\n"
    "from ops.unregistered_officials(clock_timestamp(), 91, $1, $2) as o";

/* Of unit 0, which has each account once, whoever it belongs to today. */
const char ctl_sql_gaps[] =
    "select g.code, u.code, a.channel, " ACCOUNT ", a.external_id, x.stream, x.post_external_id,\n"
    "  x.n_announced, x.n_held, x.n_gone, x.n_missing, x.found_at, x.reason, x.permalink, x.detail,\n"
    "  x.reason_en, $3::jsonb ->> x.reason, greatest(count(*) over () - $4::int8, 0)\n"
    "from metrics.completeness_gap as x\n" JOIN_ACCOUNT("x") UNIT
    "where x.unit_id = 0 and x.closed_at is null and ($2::text is null or a.channel = $2)\n"
    "  and ($1::jsonb is null or jsonb_build_array(x.government_id, x.account_id) in (\n"
    "    select k from jsonb_array_elements($1::jsonb) as k))\n"
    "order by x.n_missing desc, g.code, a.channel, a.external_id, x.stream, x.post_external_id\n"
    "limit $4::int8";

const char ctl_sql_errors[] =
    "select r.finished_at, g.code, a.channel, " ACCOUNT ", r.stream, r.target, r.verdict,\n"
    "  r.cause, r.http_status, coalesce(r.error, 'HTTP ' || r.http_status), r.hint\n"
    "from ops.run as r\n" JOIN_ACCOUNT(
        "r") "where (r.error is not null or r.cause <> 'none') and ($1::text is null or g.code = $1)\n"
             "  and ($2::text is null or a.channel = $2)\n"
             "  and r.finished_at >= clock_timestamp() - $3::int8 * interval '1 second'\n"
             "order by r.finished_at desc, r.run_id desc\n"
             "limit $4::int8";

const char ctl_sql_accounts[] =
    "select a.government_id, a.account_id, g.code, a.channel, " ACCOUNT ",\n"
    "  (select string_agg(s.stream, ', ' order by s.stream) from ops.stream as s\n"
    "   where s.government_id = a.government_id and s.account_id = a.account_id and s.active)\n"
    "from core.account as a\n"
    "join core.government as g on g.government_id = a.government_id\n"
    "where a.active and ($2::text is null or g.code = $2)\n"
    "  and (a.external_id = $1 or lower(a.handle) = lower(ltrim($1, '@'))\n"
    "    or a.channel || ':' || a.external_id = $1\n"
    "    or lower(a.channel || ':' || a.handle) = lower($1))\n"
    "order by g.code, a.channel, a.external_id\n"
    "limit 20";

const char ctl_sql_request[] =
    "select ops.request_add($1::text, $2::int4, $3::int4, $4::text, null::jsonb)";

const char ctl_sql_answer[] = "select r.done_at is not null, r.taken_at is not null, r.result\n"
                              "from ops.request as r where r.request_id = $1::int8";

const char ctl_sql_daemon_age[] =
    "select extract(epoch from clock_timestamp() - max(d.seen_at))::int8,\n"
    "  bool_and(d.stopped_at is not null)\n"
    "from ops.daemon as d";

const char ctl_sql_feeds[] =
    "select a.government_id, a.account_id, g.code, a.external_id\n"
    "from core.account as a\n"
    "join core.government as g on g.government_id = a.government_id\n"
    "where a.active and a.access = 'feed' and ($1::text is null or a.external_id = $1)\n"
    "  and ($1::text is not null or a.feed_kind = 'lapor')\n"
    "  and ($2::text is null or g.code = $2)\n"
    "order by g.code, a.external_id\n"
    "limit 20";

const char ctl_sql_feed_units[] = "select f.ref from core.feed_unit as f\n"
                                  "where f.government_id = $1::int4 and f.account_id = $2::int4";

const char ctl_sql_is_mapped[] = "select core.feed_units($1::int4, $2::int4, $3::text) is not null";

const char ctl_sql_known_complaints[] =
    "select c.external_id from core.complaint as c\n"
    "where c.government_id = $1::int4 and c.account_id = $2::int4\n"
    "  and c.external_id in (select k from unnest($3::text[]) as k)";

const char ctl_sql_states[] = "select s from core.complaint_states(\n"
                              "  $1::int4, $2::int4, $3::jsonb, $4::timestamptz, $5::timestamptz\n"
                              ") as s";

const char ctl_sql_import[] =
    "select to_char(i.first_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), i.made_earliest, i.made_latest,\n"
    "  i.row_count, i.refused_count\n"
    "from ops.import as i\n"
    "where i.government_id = $1::int4 and i.account_id = $2::int4 and i.digest = $3::text";

const char ctl_sql_import_save[] =
    "select ops.import_save($1::int4, $2::int4, $3::text, $4::text, $5::jsonb)";

#define IMPORT                                                                                \
    "select a.channel, i.name, i.last_at, i.imported_by, i.made_earliest, i.row_count,\n"     \
    "  i.new_count, i.changed_count, i.unchanged_count, i.refused_count, i.digest, g.code,\n" \
    "  nullif(array_to_string(i.unknown_units, ', '), ''),\n"                                 \
    "  nullif(array_to_string(i.refusals[1:3], '; ')\n"                                       \
    "    || case when cardinality(i.refusals) > 3 then '; …' else '' end, '')\n"            \
    "from ops.import as i\n" JOIN_ACCOUNT("i")
#define BY_TIME "order by i.last_at desc, i.digest\n"

const char ctl_sql_imports[] =
    IMPORT "where $1::text is null or g.code = $1\n" BY_TIME "limit $2::int8";

const char ctl_sql_new_imports[] =
    IMPORT "where i.last_at > clock_timestamp() - interval '7 days'\n" BY_TIME "limit 20";

const char ctl_sql_filters[] =
    "select $1::text is null or exists (select from core.government as g where g.code = $1::text),\n"
    "  $2::text is null or exists (select from core.account as a where a.channel = $2::text)";

const char ctl_sql_plan_accounts[] =
    "select jsonb_agg(distinct jsonb_build_array(a.government_id, a.account_id))\n"
    "from core.account as a\n"
    "join core.government as g on g.government_id = a.government_id\n" UNIT
    "where a.active and ($2::text is null or g.code = $2)\n"
    "  and ($1::text is null or u.code = $1 or a.external_id = $1\n"
    "    or lower(a.handle) = lower(ltrim($1, '@')) or a.channel || ':' || a.external_id = $1\n"
    "    or lower(a.channel || ':' || a.handle) = lower($1))";

const char ctl_sql_plan_ask[] =
    "select ops.request_add('plan', null, null, null, jsonb_strip_nulls(jsonb_build_object(\n"
    "  'instance', d.instance, 'limit', $1::int8, 'within_s', $2::int8, 'accounts', $3::jsonb)))\n"
    "from ops.daemon as d\n"
    "where " ALIVE;

const char ctl_sql_plan_left[] =
    "select count(*) filter (where r.done_at is null),\n"
    "  max(case when r.done_at is not null then r.result::jsonb ->> 'error' end)\n"
    "from ops.request as r\n"
    "where r.request_id = any($1::int8[])";

const char ctl_sql_plan[] =
    "select v.at, g.code, a.channel, " ACCOUNT ", a.external_id, u.code, v.stream, v.target,\n"
    "  v.requests, v.cost, v.reason, v.why,\n"
    "  max(r.rest) over () + greatest(count(*) over () - $2::int8, 0)\n"
    "from (\n"
    "  select q.result::jsonb as result, sum((q.result::jsonb ->> 'left')::int8) over () as rest\n"
    "  from ops.request as q\n"
    "  where q.request_id = any($1::int8[])\n"
    ") as r\n"
    "cross join lateral jsonb_to_recordset(r.result -> 'visits') as v (\n"
    "  government int4, account int4, stream text, target text, at timestamptz, reason text,\n"
    "  why text, requests int8, cost int8\n"
    ")\n"
    "join core.account as a on a.government_id = v.government and a.account_id = v.account\n"
    "join core.government as g on g.government_id = a.government_id\n" UNIT
    "order by v.at nulls last, a.channel, a.external_id, v.stream, v.target\n"
    "limit $2::int8";

/* Of comments it is known when any post's were read, not when the next one's are due. */
#define KNOWN_DUE                            \
    "greatest(w.until, clock_timestamp(),\n" \
    "    coalesce(s.last_success_at + s.interval_s * interval '1 second', '-infinity'))"

const char ctl_sql_plan_known[] =
    "select y.at, y.code, y.channel, y.account, y.external_id, y.unit, y.stream, null, null, null,\n"
    "  y.reason, y.why, greatest(count(*) over () - $3::int8, 0)\n"
    "from (\n"
    "  select " KNOWN_DUE " as at, g.code, a.channel, " ACCOUNT " as account, a.external_id,\n"
    "    u.code as unit, s.stream,\n"
    "    case when w.until is not null then 'waits' when s.failing_since is not null then 'retry'\n"
    "      when s.last_success_at is null then 'first' else 'interval' end as reason,\n"
    "    case when w.until is not null\n"
    "        then 'waits' || coalesce(' with ' || w.name, '') || coalesce(' (' || w.cause || ')', '')\n"
    "      when s.failing_since is not null\n"
    "        then format('try %s, after %s that failed (%s)', s.fail_count + 1, s.fail_count, s.cause)\n"
    "      when s.last_success_at is null then 'it was never read to the end'\n"
    "      else 'a daemon would ask every ' || case\n"
    "        when s.interval_s % 86400 = 0 then s.interval_s / 86400 || 'd'\n"
    "        when s.interval_s % 3600 = 0 then s.interval_s / 3600 || 'h'\n"
    "        when s.interval_s % 60 = 0 then s.interval_s / 60 || 'm' else s.interval_s || 's' end\n"
    "        || case when s.stream = 'comments' then ', or at the pace of each post' else '' end end as why\n"
    "  from ops.stream as s\n" JOIN_ACCOUNT("s") UNIT WAIT
    "  where s.active and ($1::jsonb is null or jsonb_build_array(s.government_id, s.account_id) in (\n"
    "    select k from jsonb_array_elements($1::jsonb) as k))\n"
    ") as y\n"
    "where $2::int8 is null or y.at <= clock_timestamp() + $2::int8 * interval '1 second'\n"
    "order by y.at, y.channel, y.external_id, y.stream\n"
    "limit $3::int8";

/* The share of the time that was walked back, or of the posts whose comments were read. */
#define SHARE                                                                                   \
    "case when b.state = 'done' then 1\n"                                                       \
    "    when b.stream = 'comments' then 1 - b.left_count::float8 / nullif(b.total_count, 0)\n" \
    "    else extract(epoch from b.to_at - b.reached_at)\n"                                     \
    "      / extract(epoch from b.to_at - b.from_at) end"

const char ctl_sql_backfills[] =
    "select g.code, a.channel, " ACCOUNT ", a.external_id, b.stream,\n"
    "  to_char(b.from_at at time zone g.timezone, 'YYYY-MM-DD HH24:MI'),\n"
    "  to_char(b.to_at at time zone g.timezone, 'YYYY-MM-DD HH24:MI'), b.state,\n"
    "  floor(100 * w.share)::int8, b.reached_at, b.request_count, b.item_count, b.changed_count,\n"
    "  b.left_count,\n"
    "  case when b.state = 'running' and w.share > 0 then ceil((1 - w.share) / w.share\n"
    "    * extract(epoch from b.seen_at - b.started_at))::int8 end,\n"
    "  b.seen_at, b.requested_by, b.cause, b.error, b.hint\n"
    "from ops.backfill as b\n" JOIN_ACCOUNT(
        "b") "cross join lateral (\n"
             "  select least(greatest(coalesce(" SHARE ", 0), 0), 1) as share\n"
             ") as w\n"
             "where ($1::int4 is null or b.government_id = $1) and ($2::int4 is null or b.account_id = $2)\n"
             "  and ($3::timestamptz is null or b.from_at = $3)\n"
             "  and ($4::timestamptz is null or b.to_at = $4) and ($5::text is null or g.code = $5)\n"
             "order by b.requested_at desc, a.channel, a.external_id, b.from_at, b.to_at, b.stream";

const char ctl_sql_midnight[] =
    "select to_char(($2::timestamptz at time zone 'UTC') at time zone g.timezone at time zone 'UTC',\n"
    "  'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')\n"
    "from core.government as g\n"
    "where g.government_id = $1::int4";

const char ctl_sql_backfill_add[] =
    "select ops.backfill_add($1::int4, $2::int4, $3::timestamptz, $4::timestamptz, $5::bool)";

const char ctl_sql_backfill_cancel[] = "select ops.backfill_cancel($1::int4, $2::int4)";

const char ctl_sql_views[] =
    "select c.relname, obj_description(c.oid, 'pg_class')\n"
    "from pg_class as c\n"
    "where c.relnamespace = 'metrics'::regnamespace and c.relkind in ('r', 'v')\n"
    "  and has_table_privilege('pantau_reader', c.oid, 'select')\n"
    "  and has_table_privilege(c.oid, 'select')\n"
    "order by c.relname";

/* A key that has words of its own for this view goes before the same name for all. */
const char ctl_sql_export[] =
    "select case when $2::text is null or bool_or(a.attname = 'government_id') then\n"
    "  format('select x.* from %s as x%s%s', c.oid::regclass,\n"
    "    ' where x.government_id in (select u.government_id from metrics.unit as u\n"
    "      where u.government_code = ' || quote_literal($2) || ')',\n"
    "    ' order by ' || string_agg(format('x.%I', a.attname), ', ' order by a.attnum)\n"
    "      filter (where coalesce(own.metric_kind, shared.metric_kind) = 'key')) end,\n"
    "  $2 is null or $2 in (select u.government_code from metrics.unit as u)\n"
    "from pg_class as c\n"
    "join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped\n"
    "left join metrics.catalogue as own on own.metric = c.relname || '.' || a.attname\n"
    "left join metrics.catalogue as shared on shared.metric = a.attname\n"
    "where c.relnamespace = 'metrics'::regnamespace and c.relkind in ('r', 'v') and c.relname = $1\n"
    "  and has_table_privilege('pantau_reader', c.oid, 'select')\n"
    "  and has_table_privilege(c.oid, 'select')\n"
    "group by c.oid";

const char ctl_sql_register[] =
    "select r.line, r.outcome, r.subject, r.detail\n"
    "from ops.register($1, $2, $3::jsonb, coalesce($4, session_user), $5, $6::bool) as r";
