-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Durations of complaints by unit, feed and window: how long until they are verified, disposed, replied to, answered,
-- closed. Cases that still wait are at risk until they were last watched (Kaplan-Meier); of closings, which end in
-- several ways, each has its cumulative incidence (Aalen-Johansen). Conventions are those of 30_metrics_response.sql: events
-- before censorings of the same second, quantiles without interpolation, late entry where a feed lists open cases alone
-- (core.account.shows_ended): what began before its first success is at risk from its age then on.

-- Days that a decision took out of figures.
create or replace function metrics.complaint_excluded(government_id int, unit_id int, feed text, day date)
returns boolean
language sql
stable
begin atomic
    select exists (
        select
        from core.exclusion as e
        where e.government_id = complaint_excluded.government_id
            and (e.unit_id is null or e.unit_id = complaint_excluded.unit_id)
            and (e.channel is null or e.channel = complaint_excluded.feed)
            and e.revoked_at is null
            and complaint_excluded.day between e.first_on and e.last_on
    );
end;
comment on function metrics.complaint_excluded(int, int, text, date) is
    'Whether an exclusion takes a local day of a unit and feed out of figures; unit 0: only those for all units.';

-- One row per wait: a case for what happens before the first disposition, a disposition for replies, a case and
-- unit for the closing.
create or replace function metrics.complaint_spans()
returns table (
    government_id int, unit_id int, feed text, account_id int, calendar text, timezone text, step text,
    start_at timestamptz, end_at timestamptz, cause text, complaint_id uuid, asked_unit_id int
)
language sql
stable
begin atomic
with
disposition as (
    select
        i.government_id, i.unit_id, i.channel as feed, i.source_account_id as account_id, i.source_id as external_id,
        i.calendar, i.opened_at, i.opened_on, i.first_reply_at, i.answered_at, i.ended_at, i.state, a.shows_answers
    from core.inquiry as i
    join core.account as a on a.government_id = i.government_id and a.account_id = i.source_account_id
    where i.source_kind = 'complaint'
),
-- A unit may hold a case twice: from the first time on it is its own, until it left for good.
stay as (
    select
        d.government_id, d.complaint_id, d.to_unit_id as unit_id, min(d.disposed_at) as start_at,
        case when bool_and(d.left_at is not null) then max(d.left_at) end as left_at
    from core.complaint_disposition as d
    group by d.government_id, d.complaint_id, d.to_unit_id
)
-- end_at: of the event, upper end; else of leaving otherwise; null while at risk. cause: of the event; null without one.
select
    c.government_id, 0 as unit_id, c.feed, c.account_id, c.calendar, c.timezone, step.step, c.received_at as start_at,
    coalesce(step.event_at, c.closed_earliest_at) as end_at,
    case when step.event_at is not null then step.step end as cause, c.complaint_id, 0 as asked_unit_id
from metrics.complaint_case_1 as c
cross join lateral (values ('verified', c.verified_at), ('disposed', c.disposed_at)) as step (step, event_at)
where c.received_at is not null
union all
select
    d.government_id, place.unit_id, d.feed, d.account_id, d.calendar, g.timezone, step.step, d.opened_at,
    case
        when step.event_at is not null then step.event_at
        -- Closed without an answer, it stays at risk: a late answer would count.
        when d.state in ('handed_over', 'withdrawn') or d.state = 'helped' and place.unit_id <> 0 then d.ended_at
    end,
    case when step.event_at is not null then step.step end,
    core.natural_id('complaint', d.government_id, d.account_id, d.external_id), d.unit_id
from disposition as d
join core.government as g on g.government_id = d.government_id
-- What was given to no known unit is in the whole alone.
cross join lateral (select d.unit_id where d.unit_id <> 0 union all select 0) as place
cross join lateral (
    values
        -- Help is an answer of the government: its time is the first reply too, where no earlier one is.
        ('first_reply', case
            when place.unit_id = 0 and d.state = 'helped' then least(d.first_reply_at, d.answered_at)
            else d.first_reply_at
        end),
        ('substantive', case
            when d.state = 'answered' or d.state = 'helped' and place.unit_id = 0 then d.answered_at
        end)
) as step (step, event_at)
where d.shows_answers
union all
select
    c.government_id, 0, c.feed, c.account_id, c.calendar, c.timezone, 'closed', c.received_at, c.closed_at, c.closed_by,
    c.complaint_id, 0
from metrics.complaint_case_1 as c
where c.received_at is not null
union all
select
    c.government_id, s.unit_id, c.feed, c.account_id,
    coalesce(
        (
            select own.calendar
            from core.unit_calendar as own
            where own.government_id = s.government_id and own.unit_id = s.unit_id
                and own.valid_from <= (s.start_at at time zone c.timezone)::date
            order by own.valid_from desc
            limit 1
        ),
        c.calendar
    ),
    c.timezone, 'closed', s.start_at, coalesce(s.left_at, c.closed_at), case when s.left_at is null then c.closed_by end,
    c.complaint_id, s.unit_id
from stay as s
join metrics.complaint_case_1 as c on c.government_id = s.government_id and c.complaint_id = s.complaint_id
where s.unit_id <> 0;
end;
comment on function metrics.complaint_spans() is
    'The waits that durations of complaints are made of, one row each; end_at without cause is a censoring.';

-- Trees of units: those with others under them.
create or replace view metrics.unit_tree as
select p.government_id, p.unit_id, p.part_unit_id
from metrics.unit_part as p
where p.scope = 'tree' and p.unit_id > 0
    and exists (
        select
        from core.unit as below
        where below.government_id = p.government_id and below.parent_unit_id = p.unit_id
    );
comment on view metrics.unit_tree is
    'Units with others under them, each with itself and those; serves views of trees.';

-- The same in each scope, window, feed and clock, with its entry and exit; those that exclusions take out are marked, and
-- those that began before a feed that lists open cases alone was first read.
create or replace function metrics.complaint_exit()
returns table (
    government_id int, unit_id int, scope text, feed text, window_days int, step text, clock text, entry bigint, exit bigint,
    cause text, gone boolean, complaint_id uuid, excluded boolean, late boolean, late_out boolean
)
language sql
stable
begin atomic
with
moment as (
    select metrics.current_as_of() as as_of
),
seen as (
    select
        s.government_id, s.account_id,
        case when s.last_complete_at > moment.as_of then moment.as_of else s.last_complete_at end as seen_at,
        case when not a.shows_ended and s.first_success_at <= moment.as_of then s.first_success_at end as entry_at
    from moment
    cross join ops.stream as s
    join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id
    where s.stream = 'complaints'
),
waited as materialized (
    select s.*, coalesce(same.lead_complaint_id, s.complaint_id) as lead_complaint_id, same.complaint_id is not null as linked
    from metrics.complaint_spans() as s
    left join metrics.complaint_same_1 as same
        on same.government_id = s.government_id and same.complaint_id = s.complaint_id
),
told as materialized (
    select 'own' as scope, w.*
    from waited as w
    union all
    -- A tree waits for each disposition to one of its units, and holds a case from the first time on until all have left it.
    select
        'tree', w.government_id, tree.unit_id, w.feed, w.account_id, w.calendar, w.timezone, w.step, w.start_at, w.end_at,
        w.cause, w.complaint_id, w.asked_unit_id, w.lead_complaint_id, w.linked
    from waited as w
    join metrics.unit_tree as tree on tree.government_id = w.government_id and tree.part_unit_id = w.unit_id
    where w.step <> 'closed'
    union all
    select
        'tree', w.government_id, tree.unit_id, w.feed, w.account_id, (array_agg(w.calendar order by w.start_at, w.unit_id))[1],
        w.timezone, w.step, min(w.start_at),
        case
            when count(w.cause) > 0 then min(w.end_at) filter (where w.cause is not null)
            when count(*) = count(w.end_at) then max(w.end_at)
        end,
        min(w.cause), w.complaint_id, (array_agg(w.asked_unit_id order by w.start_at, w.unit_id))[1], w.lead_complaint_id,
        w.linked
    from waited as w
    join metrics.unit_tree as tree on tree.government_id = w.government_id and tree.part_unit_id = w.unit_id
    where w.step = 'closed'
    group by w.government_id, tree.unit_id, w.feed, w.account_id, w.timezone, w.step, w.complaint_id, w.lead_complaint_id,
        w.linked
),
-- All feeds together: cases that are one wait once, from the earlier opening to the earlier answer, with units that the
-- case was given to that was disposed first.
lead as materialized (
    select distinct on (t.government_id, t.complaint_id, t.scope, t.unit_id, t.step)
        t.government_id, t.complaint_id, t.scope, t.unit_id, t.step, t.feed, t.account_id, t.calendar, t.asked_unit_id
    from told as t
    where t.linked and t.complaint_id = t.lead_complaint_id
    order by t.government_id, t.complaint_id, t.scope, t.unit_id, t.step, t.start_at, t.asked_unit_id
),
each as (
    select t.government_id, t.scope, t.unit_id, t.feed, t.feed as in_feed, t.account_id, t.calendar, t.timezone, t.step,
        t.start_at, t.end_at, t.cause, t.complaint_id, t.asked_unit_id
    from told as t
    union all
    select t.government_id, t.scope, t.unit_id, t.feed, 'all', t.account_id, t.calendar, t.timezone, t.step, t.start_at,
        t.end_at, t.cause, t.complaint_id, t.asked_unit_id
    from told as t
    where not t.linked
    union all
    select
        t.government_id, t.scope, t.unit_id, lead.feed, 'all', lead.account_id, lead.calendar, t.timezone, t.step,
        min(t.start_at),
        case
            when count(t.cause) > 0 then min(t.end_at) filter (where t.cause is not null)
            when count(*) = count(t.end_at) then max(t.end_at)
        end,
        (array_agg(t.cause order by t.end_at, t.cause) filter (where t.cause is not null))[1], t.lead_complaint_id,
        lead.asked_unit_id
    from told as t
    join lead
        on lead.government_id = t.government_id and lead.complaint_id = t.lead_complaint_id and lead.scope = t.scope
        and lead.unit_id = t.unit_id and lead.step = t.step
    where t.linked
    group by t.government_id, t.scope, t.unit_id, lead.feed, lead.account_id, lead.calendar, t.timezone, t.step,
        t.lead_complaint_id, lead.asked_unit_id
),
span as (
    select
        s.government_id, s.scope, s.unit_id, s.feed, s.in_feed, s.calendar, s.step, s.cause, s.complaint_id, s.asked_unit_id,
        s.cause is null and s.end_at is not null as gone,
        coalesce(s.start_at < seen.entry_at, false) as late,
        coalesce(s.start_at < seen.entry_at and s.end_at <= seen.entry_at, false) as late_out,
        s.start_at at time zone s.timezone as start_local,
        (s.start_at at time zone s.timezone)::date as start_on,
        moment.as_of at time zone s.timezone as now_local,
        greatest(s.start_at, coalesce(s.end_at, seen.seen_at, s.start_at)) at time zone s.timezone as exit_local,
        case when s.start_at < seen.entry_at then seen.entry_at at time zone s.timezone end as entry_local,
        floor(extract(epoch from
            greatest(s.start_at, coalesce(s.end_at, seen.seen_at, s.start_at)) - s.start_at))::bigint as exit_s,
        case when s.start_at < seen.entry_at then floor(extract(epoch from seen.entry_at - s.start_at))::bigint end as entry_s
    from moment
    join each as s on s.start_at <= moment.as_of
    left join seen on seen.government_id = s.government_id and seen.account_id = s.account_id
),
placed as materialized (
    select
        s.*, s.now_local::date - s.start_on as days_back,
        core.working_clip(o.before_s, o.starts_s, o.ends_s, floor(extract(epoch from s.start_local::time))::int) as from_s,
        core.working_clip(e.before_s, e.starts_s, e.ends_s, floor(extract(epoch from s.exit_local::time))::int) as upto_s,
        core.working_clip(n.before_s, n.starts_s, n.ends_s, floor(extract(epoch from s.now_local::time))::int) as now_s,
        core.working_clip(b.before_s, b.starts_s, b.ends_s, floor(extract(epoch from s.entry_local::time))::int) as begun_s,
        e.before_days + e.workday::int - o.before_days - o.workday::int as exit_days,
        b.before_days + b.workday::int - o.before_days - o.workday::int as entry_days,
        metrics.complaint_excluded(s.government_id, s.asked_unit_id, s.feed, s.start_on) as excluded
    from span as s
    left join core.calendar_day as o on o.calendar = s.calendar and o.day = s.start_on
    left join core.calendar_day as e on e.calendar = s.calendar and e.day = s.exit_local::date
    left join core.calendar_day as n on n.calendar = s.calendar and n.day = s.now_local::date
    left join core.calendar_day as b on b.calendar = s.calendar and b.day = s.entry_local::date
)
select
    p.government_id, p.unit_id, p.scope, p.in_feed, w.window_days, p.step, c.clock, c.entry, c.exit, p.cause, p.gone,
    p.complaint_id, p.excluded, p.late, p.late_out
from placed as p
join (values (7), (28), (91), (364)) as w (window_days) on p.days_back between 0 and w.window_days - 1
cross join lateral (
    values
        ('calendar', p.entry_s, p.exit_s),
        -- Counts once the first working second after its start has passed.
        ('working', p.begun_s - p.from_s, case when p.now_s > p.from_s then p.upto_s - p.from_s end),
        ('working_days', p.entry_days::bigint, p.exit_days::bigint)
) as c (clock, entry, exit)
where c.exit is not null;
end;
comment on function metrics.complaint_exit() is
    'Entry (null: from the start) and exit of each wait of metrics.complaint_spans() by scope, window, feed (and all of them) '
    'and clock, in seconds or working days; gone: it left otherwise; excluded: an exclusion takes it out; late: it began '
    'before the feed was first read, which lists open cases alone; late_out: it had ended by then.';

-- Ways in which a case ends, in the order of the arrays of shares.
create or replace function metrics.closing_causes()
returns text[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return '{reporter, admin, timer, archive, unknown}'::text[];
comment on function metrics.closing_causes() is 'Ways in which a complaint ends: closed_by of metrics.complaint_case.';

-- Where the curves of closings are read: around the limits of METRICS 5 and the medians of published regencies.
create or replace function metrics.closing_marks(clock text)
returns int[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case clock
    when 'calendar' then '{1, 3, 7, 14, 30, 60, 90, 180}'::int[]
    when 'working_days' then '{1, 3, 5, 10, 14, 20, 30, 60}'::int[]
end;
comment on function metrics.closing_marks(text) is
    'Days at which metrics.complaint_closing_curve is read: calendar days, or working days.';

create materialized view if not exists metrics.complaint_duration_2 as
with
wait as (
    select
        x.*, x.entry is null or x.entry < x.exit as at_risk
    from metrics.complaint_exit() as x
    where not x.excluded and not x.late_out
),
-- Who entered late is taken away again at the entry: not at risk up to there. Late ones that were not watched past
-- their entry are never at risk.
moved as (
    select
        w.government_id, w.unit_id, w.scope, w.feed, w.window_days, w.step, w.clock, w.exit, w.cause, w.at_risk, 1 as waits,
        w.at_risk::int as risks
    from wait as w
    union all
    select w.government_id, w.unit_id, w.scope, w.feed, w.window_days, w.step, w.clock, w.entry, null, false, 0, -1
    from wait as w
    where w.at_risk and w.entry is not null
),
tally as (
    select
        x.government_id, x.unit_id, x.scope, x.feed, x.window_days, x.step, x.clock, x.exit, sum(x.waits) as n_left,
        count(x.cause) as n_caused, count(x.cause) filter (where x.at_risk) as n_died, sum(x.risks) as risks,
        bool_or(x.at_risk) as is_exit, bool_or(x.risks < 0) as is_entry,
        case
            when x.step = 'closed' and x.clock <> 'working' then array[
                count(*) filter (where x.at_risk and x.cause = 'reporter'),
                count(*) filter (where x.at_risk and x.cause = 'admin'),
                count(*) filter (where x.at_risk and x.cause = 'timer'),
                count(*) filter (where x.at_risk and x.cause = 'archive'),
                count(*) filter (where x.at_risk and x.cause = 'unknown')]
        end as n_by_cause
    from moved as x
    group by x.government_id, x.unit_id, x.scope, x.feed, x.window_days, x.step, x.clock, x.exit
),
risk as (
    select
        t.*, sum(t.risks) over later as n_risk,
        max(t.exit) filter (where t.is_entry) over whole as last_entry
    from tally as t
    window
        later as (
            partition by t.government_id, t.unit_id, t.scope, t.feed, t.window_days, t.step, t.clock order by t.exit desc
        ),
        whole as (partition by t.government_id, t.unit_id, t.scope, t.feed, t.window_days, t.step, t.clock)
),
curve as (
    select
        r.*,
        -- A logarithm of 0 there is none: from where all at risk have gone the curve is 0.
        case
            when bool_or(r.n_died > 0 and r.n_died = r.n_risk) over upto then 0
            else exp(sum(case when r.n_died < r.n_risk then ln((r.n_risk - r.n_died)::float8 / r.n_risk::float8) end)
                over upto)
        end as s,
        sum(case
            when r.n_died < r.n_risk then r.n_died::float8 / (r.n_risk::float8 * (r.n_risk - r.n_died)::float8)
        end) over upto as v,
        -- From the first event with fewer than five at risk while entries are to come the curve rests on too few.
        min(case when r.n_died > 0 and r.n_risk < 5 and r.exit <= r.last_entry then r.exit end) over whole as thin_at
    from risk as r
    window
        upto as (
            partition by r.government_id, r.unit_id, r.scope, r.feed, r.window_days, r.step, r.clock order by r.exit
        ),
        whole as (partition by r.government_id, r.unit_id, r.scope, r.feed, r.window_days, r.step, r.clock)
),
band as (
    select
        c.*,
        coalesce(lag(c.s) over upto, 1) as s_before,
        case
            when c.s in (0, 1) then c.s
            else c.s ^ exp(1.959963984540054 * sqrt(c.v) / ln(c.s))
        end as one,
        case
            when c.s in (0, 1) then c.s
            else c.s ^ exp(-1.959963984540054 * sqrt(c.v) / ln(c.s))
        end as other
    from curve as c
    window upto as (
        partition by c.government_id, c.unit_id, c.scope, c.feed, c.window_days, c.step, c.clock order by c.exit
    )
),
figure as (
    select
        b.government_id, b.unit_id, b.scope, b.feed, b.window_days, b.step, b.clock,
        sum(b.n_left)::bigint as n, sum(b.n_caused)::bigint as n_ended,
        min(b.exit) filter (where b.n_died > 0 and b.s <= 0.5 + 1e-9 and b.thin_at is null) as median,
        min(b.exit) filter (where b.n_died > 0 and b.s <= 0.1 + 1e-9 and b.thin_at is null) as p90,
        min(b.exit) filter (where b.n_died > 0 and least(b.one, b.other) <= 0.5 + 1e-9 and b.thin_at is null) as median_low,
        min(b.exit) filter (where b.n_died > 0 and greatest(b.one, b.other) <= 0.5 + 1e-9 and b.thin_at is null)
            as median_high,
        max(b.exit) filter (where b.is_exit) as followed, min(b.s) as s_last, min(b.thin_at) as thin_at
    from band as b
    group by b.government_id, b.unit_id, b.scope, b.feed, b.window_days, b.step, b.clock
),
-- Share that ended in each way by each mark: the chance to have got so far, times the chance to end so then.
ended as (
    select
        b.government_id, b.unit_id, b.scope, b.feed, b.window_days, b.clock, mark.ordinal, cause.ordinal as cause_no,
        coalesce(sum(b.s_before * b.n_by_cause[cause.ordinal]::float8 / nullif(b.n_risk, 0)::float8)
            filter (where b.exit <= mark.mark), 0) as share
    from (
        select
            x.*, case x.clock when 'calendar' then 86400 else 1 end as unit_of_mark
        from band as x
        where x.n_by_cause is not null
    ) as b
    cross join lateral (
        select m.mark::bigint * b.unit_of_mark as mark, m.ordinal
        from unnest(metrics.closing_marks(b.clock)) with ordinality as m (mark, ordinal)
    ) as mark
    cross join generate_series(1, cardinality(metrics.closing_causes())) as cause (ordinal)
    group by b.government_id, b.unit_id, b.scope, b.feed, b.window_days, b.clock, mark.ordinal, cause.ordinal
),
closing as (
    select
        e.government_id, e.unit_id, e.scope, e.feed, e.window_days, e.clock,
        array_agg(e.share order by e.cause_no, e.ordinal) as shares
    from ended as e
    group by e.government_id, e.unit_id, e.scope, e.feed, e.window_days, e.clock
)
select
    f.government_id, f.unit_id, f.scope, f.feed, f.window_days, f.step, f.clock, f.n, f.n_ended,
    case when f.clock <> 'working_days' then f.median end as median_s,
    case when f.clock <> 'working_days' then f.median_low end as median_low_s,
    case when f.clock <> 'working_days' then f.median_high end as median_high_s,
    case when f.clock <> 'working_days' then f.p90 end as p90_s,
    case when f.clock = 'working_days' then f.median end as median_days,
    case when f.clock = 'working_days' then f.p90 end as p90_days,
    -- Every cause has its part of the array, one share for each mark.
    c.shares,
    case
        -- The last day before the curve rests on too few.
        when f.thin_at is not null then greatest(0, case f.clock when 'calendar' then (f.thin_at - 1) / 86400 else f.thin_at - 1 end)
        when f.s_last = 0 then null
        when f.clock = 'calendar' then f.followed / 86400
        else f.followed
    end as followed_days
from figure as f
left join closing as c
    on f.step = 'closed' and c.government_id = f.government_id and c.unit_id = f.unit_id and c.scope = f.scope
    and c.feed = f.feed and c.window_days = f.window_days and c.clock = f.clock
with data;
create unique index if not exists complaint_duration_2_key
    on metrics.complaint_duration_2 (government_id, unit_id, scope, feed, window_days, step, clock);
comment on materialized view metrics.complaint_duration_2 is
    'Store of metrics.complaint_duration and metrics.complaint_closing_curve, which readers use.';

-- Counts of each unit, feed and window, of all that are watched: silence is seen. Unit 0 starts with the arrival of a
-- case, a unit with the first time that it was given to it.
create materialized view if not exists metrics.complaint_rolling_2 as
with
moment as (
    select metrics.current_as_of() as as_of
),
wait as materialized (
    select x.government_id, x.unit_id, x.scope, x.feed, x.window_days, x.step, x.cause, x.gone, x.complaint_id, x.excluded,
        x.late, x.late_out
    from metrics.complaint_exit() as x
    where x.clock = 'calendar' and x.step in ('closed', 'first_reply')
),
-- When a feed that lists open cases alone was first read.
entry as materialized (
    select s.government_id, s.account_id, s.first_success_at as entry_at
    from moment
    join ops.stream as s on s.stream = 'complaints' and s.first_success_at <= moment.as_of
    join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id and not a.shows_ended
),
-- Where what is of a unit counts: there, in the whole, and in the trees above it.
counted_at as materialized (
    select u.government_id, u.unit_id as part_unit_id, 'own' as scope, u.unit_id
    from core.unit as u
    union all
    select u.government_id, u.unit_id, 'own', 0
    from core.unit as u
    union all
    select g.government_id, 0, 'own', 0
    from core.government as g
    union all
    select tree.government_id, tree.part_unit_id, 'tree', tree.unit_id
    from metrics.unit_tree as tree
),
place as (
    select part.government_id, part.unit_id, part.scope, feed.feed, span.window_days
    from metrics.unit_account as w
    join core.account as a
        on a.government_id = w.government_id and a.account_id = w.account_id and a.feed_kind is not null
    join counted_at as part
        on part.government_id = w.government_id and part.part_unit_id = w.unit_id
        and (part.scope = 'tree' or part.unit_id = w.unit_id)
    cross join lateral (values (w.channel), ('all')) as feed (feed)
    cross join (values (7), (28), (91), (364)) as span (window_days)
    union
    select wait.government_id, wait.unit_id, wait.scope, wait.feed, wait.window_days from wait
),
closing as (
    select
        w.government_id, w.unit_id, w.scope, w.feed, w.window_days,
        count(*) filter (where w.counts) as n,
        count(*) filter (where w.excluded) as n_excluded,
        count(*) filter (where w.late_out and not w.excluded) as n_late_out,
        count(*) filter (where w.counts and w.late) as n_late,
        count(*) filter (where w.counts and same.complaint_id is not null) as n_linked,
        count(*) filter (where w.counts and w.cause = 'reporter') as n_closed_reporter,
        count(*) filter (where w.counts and w.cause = 'admin') as n_closed_admin,
        count(*) filter (where w.counts and w.cause = 'timer') as n_closed_timer,
        count(*) filter (where w.counts and w.cause = 'archive') as n_archived,
        count(*) filter (where w.counts and w.cause = 'unknown') as n_closed_unknown,
        -- Of those that came before the feed was read only the ones that were open then are seen: no share rests on them.
        count(*) filter (where w.counts and not w.late and w.cause <> 'archive') as n_completed,
        count(*) filter (where w.counts and not w.late and not w.gone) as n_to_complete,
        count(*) filter (where w.counts and w.gone) as n_left,
        count(*) filter (where w.counts and w.cause is null and not w.gone) as n_open,
        count(*) filter (where w.counts and c.n_reopened > 0) as n_reopened,
        count(c.rating) filter (where w.counts) as n_rated,
        -- Each feed has a scale of its own.
        case
            when count(distinct c.feed) filter (where w.counts and c.rating is not null) = 1
                then avg(c.rating) filter (where w.counts)
        end as rating_mean
    from (select wait.*, not wait.excluded and not wait.late_out as counts from wait where wait.step = 'closed') as w
    join metrics.complaint_case_1 as c on c.government_id = w.government_id and c.complaint_id = w.complaint_id
    left join metrics.complaint_same_1 as same
        on same.government_id = w.government_id and same.complaint_id = w.complaint_id
    group by w.government_id, w.unit_id, w.scope, w.feed, w.window_days
),
disposed as (
    select w.government_id, w.unit_id, w.scope, w.feed, w.window_days, count(*) as n_disposed
    from wait as w
    where w.step = 'first_reply' and not w.excluded and not w.late_out
    group by w.government_id, w.unit_id, w.scope, w.feed, w.window_days
),
-- The ministry's figure: from when a unit was first given the case to its first follow-up of any kind.
own_follow as (
    select d.government_id, d.complaint_id, d.to_unit_id as unit_id, min(d.disposed_at) as start_at,
        min(d.first_reply_at) as reply_at
    from core.complaint_disposition as d
    where d.to_unit_id <> 0
    group by d.government_id, d.complaint_id, d.to_unit_id
),
follow as (
    select f.government_id, f.complaint_id, 'own' as scope, f.unit_id, f.start_at, f.reply_at
    from own_follow as f
    union all
    select f.government_id, f.complaint_id, 'tree', tree.unit_id, min(f.start_at), min(f.reply_at)
    from own_follow as f
    join metrics.unit_tree as tree on tree.government_id = f.government_id and tree.part_unit_id = f.unit_id
    group by f.government_id, f.complaint_id, tree.unit_id
    union all
    select c.government_id, c.complaint_id, 'own', 0, c.disposed_at, c.first_reply_at
    from metrics.complaint_case_1 as c
    where c.disposed_at is not null
),
followed as (
    select
        f.government_id, f.scope, f.unit_id, f.complaint_id, f.start_at, f.reply_at, c.feed, c.timezone,
        coalesce(f.start_at < entry.entry_at, false) as late,
        coalesce(same.lead_complaint_id, f.complaint_id) as lead_complaint_id
    from moment
    join follow as f on f.start_at <= moment.as_of
    join metrics.complaint_case_1 as c on c.government_id = f.government_id and c.complaint_id = f.complaint_id
    join core.account as a
        on a.government_id = c.government_id and a.account_id = c.account_id and a.shows_answers
    left join entry on entry.government_id = c.government_id and entry.account_id = c.account_id
    left join metrics.complaint_same_1 as same
        on same.government_id = f.government_id and same.complaint_id = f.complaint_id
),
-- All feeds together: cases that are one, of the units of the one that leads.
asked as (
    select f.government_id, f.scope, f.unit_id, f.feed as in_feed, f.feed, f.timezone, f.start_at, f.reply_at, f.late
    from followed as f
    union all
    select
        f.government_id, f.scope, f.unit_id, 'all', min(f.feed) filter (where f.complaint_id = f.lead_complaint_id), f.timezone,
        min(f.start_at), min(f.reply_at), bool_or(f.late and f.complaint_id = f.lead_complaint_id)
    from followed as f
    group by f.government_id, f.scope, f.unit_id, f.timezone, f.lead_complaint_id
    having bool_or(f.complaint_id = f.lead_complaint_id)
),
laju as (
    select
        f.government_id, f.scope, f.unit_id, f.in_feed as feed, span.window_days,
        count(f.reply_at) as n_laju, count(*) - count(f.reply_at) as n_laju_waiting,
        -- greatest() would take 0 for a null.
        avg(greatest(0, extract(epoch from f.reply_at - f.start_at))::float8 / 86400)
            filter (where f.reply_at is not null) as laju_tindak_lanjut_days
    from moment
    cross join asked as f
    join (values (7), (28), (91), (364)) as span (window_days)
        on (moment.as_of at time zone f.timezone)::date - (f.start_at at time zone f.timezone)::date
            between 0 and span.window_days - 1
    where not f.late
        and not metrics.complaint_excluded(
            f.government_id, f.unit_id, f.feed, (f.start_at at time zone f.timezone)::date)
    group by f.government_id, f.scope, f.unit_id, f.in_feed, span.window_days
),
clock as (
    select
        d.government_id, place.scope, place.unit_id, feed.feed, span.window_days,
        count(*) filter (where state.decided) as n_due,
        count(*) filter (where state.state = 'met') as n_met,
        -- What the unit itself has to do: verification and closing are the administrator's and the reporter's.
        count(*) filter (where state.decided and r.to_event = 'answered') as n_due_answer,
        count(*) filter (where state.state = 'met' and r.to_event = 'answered') as n_met_answer,
        count(*) filter (where state.state = 'overdue') as n_overdue,
        count(*) filter (where state.state = 'overdue' and r.to_event = 'answered') as n_overdue_answer,
        count(*) filter (where state.state = 'overdue' and r.to_event = 'closed') as n_overdue_closing
    from moment
    cross join metrics.complaint_deadline_2 as d
    join metrics.complaint_case_1 as c on c.government_id = d.government_id and c.complaint_id = d.complaint_id
    join core.deadline_rule as r on r.deadline_rule_id = d.deadline_rule_id
    left join ops.stream as stream
        on stream.government_id = c.government_id and stream.account_id = c.account_id and stream.stream = 'complaints'
    left join entry on entry.government_id = c.government_id and entry.account_id = c.account_id
    cross join lateral (
        select x.state, x.state in ('met', 'late', 'missed', 'overdue') as decided
        from (
            select metrics.deadline_state(
                d.due_at, d.to_at, d.to_earliest_at, d.stopped_at, d.given_up, stream.last_complete_at, moment.as_of)
                as state
        ) as x
    ) as state
    join counted_at as place on place.government_id = d.government_id and place.part_unit_id = d.unit_id
    cross join lateral (values (c.feed), ('all')) as feed (feed)
    join (values (7), (28), (91), (364)) as span (window_days)
        on (moment.as_of at time zone c.timezone)::date - d.from_on between 0 and span.window_days - 1
    where coalesce(d.from_at >= entry.entry_at, true)
    group by d.government_id, place.scope, place.unit_id, feed.feed, span.window_days
)
select
    p.government_id, p.unit_id, p.scope, p.feed, p.window_days,
    coalesce(closing.n, 0) as n, coalesce(disposed.n_disposed, 0) as n_disposed,
    coalesce(closing.n_open, 0) as n_open, coalesce(closing.n_closed_reporter, 0) as n_closed_reporter,
    coalesce(closing.n_closed_admin, 0) as n_closed_admin, coalesce(closing.n_closed_timer, 0) as n_closed_timer,
    coalesce(closing.n_closed_unknown, 0) as n_closed_unknown, coalesce(closing.n_archived, 0) as n_archived,
    coalesce(closing.n_left, 0) as n_left, coalesce(closing.n_reopened, 0) as n_reopened,
    coalesce(closing.n_excluded, 0) as n_excluded, coalesce(closing.n_late, 0) as n_late,
    coalesce(closing.n_late_out, 0) as n_late_out, coalesce(closing.n_linked, 0) as n_linked,
    closing.n_completed::float8 / nullif(closing.n_to_complete, 0) as completion_rate,
    laju.laju_tindak_lanjut_days, coalesce(laju.n_laju, 0) as n_laju,
    coalesce(laju.n_laju_waiting, 0) as n_laju_waiting,
    coalesce(clock.n_due, 0) as n_due, coalesce(clock.n_met, 0) as n_met,
    clock.n_met::float8 / nullif(clock.n_due, 0) as met_rate,
    coalesce(clock.n_due_answer, 0) as n_due_answer, coalesce(clock.n_met_answer, 0) as n_met_answer,
    clock.n_met_answer::float8 / nullif(clock.n_due_answer, 0) as answer_met_rate,
    coalesce(clock.n_overdue, 0) as n_overdue,
    coalesce(clock.n_overdue_answer, 0) as n_overdue_answer, coalesce(clock.n_overdue_closing, 0) as n_overdue_closing,
    closing.rating_mean, coalesce(closing.n_rated, 0) as n_rated
from place as p
left join closing
    on closing.government_id = p.government_id and closing.unit_id = p.unit_id and closing.scope = p.scope
    and closing.feed = p.feed and closing.window_days = p.window_days
left join disposed
    on disposed.government_id = p.government_id and disposed.unit_id = p.unit_id and disposed.scope = p.scope
    and disposed.feed = p.feed and disposed.window_days = p.window_days
left join laju
    on laju.government_id = p.government_id and laju.unit_id = p.unit_id and laju.scope = p.scope
    and laju.feed = p.feed and laju.window_days = p.window_days
left join clock
    on clock.government_id = p.government_id and clock.unit_id = p.unit_id and clock.scope = p.scope
    and clock.feed = p.feed and clock.window_days = p.window_days
with data;
create unique index if not exists complaint_rolling_2_key
    on metrics.complaint_rolling_2 (government_id, unit_id, scope, feed, window_days);
comment on materialized view metrics.complaint_rolling_2 is
    'Store of metrics.complaint_rolling and metrics.complaint_rolling_tree, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values
    ('metrics.complaint_duration_2', 'matview', '15 minutes', '15 minutes'),
    ('metrics.complaint_rolling_2', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;

delete from metrics.column_doc where subject = 'complaint_rolling';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select each.name, 'complaint_rolling', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit,
    d.null_when, d.version, '2026-11-24'
from (
    values
        ('n_due_answer', 'count', 'answers decided', 'jawaban diputuskan',
            'Of n_due, those that end with an answer: what the unit itself has to do, verification and closing lie with others.',
            'Dari n_due, yang berakhir dengan jawaban: kewajiban unit sendiri, verifikasi dan penutupan ada pada pihak lain.',
            'clocks', '', 1),
        ('n_met_answer', 'count', 'answers in time', 'jawaban tepat waktu',
            'Of n_due_answer, those that were kept.', 'Dari n_due_answer, yang dipenuhi.', 'clocks', '', 1),
        ('answer_met_rate', 'figure', 'share of answers in time', 'bagian jawaban tepat waktu',
            'n_met_answer divided by n_due_answer: the figure by which to compare units.',
            'n_met_answer dibagi n_due_answer: angka untuk membandingkan unit.', 'share 0 to 1', 'none is decided', 1),
        ('n_linked', 'count', 'in several feeds', 'di beberapa sumber',
            'Of n, cases that stand in another feed too (metrics.complaint_same); with feed all each is counted once.',
            'Dari n, pengaduan yang juga ada di sumber lain (metrics.complaint_same); pada feed all masing-masing dihitung '
            'sekali.', 'cases', '', 1),
        ('complaint_rolling.n_late complaint_rolling_tree.n_late complaint_rolling_2.n_late', 'count',
            'began before the feed was read', 'mulai sebelum sumber dibaca',
            'Of n, cases of feeds that list open ones alone which came before the first complete reading: outside '
            'completion_rate; likewise laju_tindak_lanjut_days and the limits take only what began since.',
            'Dari n, pengaduan dari sumber yang hanya menampilkan yang terbuka dan masuk sebelum pembacaan pertama: di luar '
            'completion_rate; laju_tindak_lanjut_days dan batas juga hanya menghitung yang mulai sesudahnya.',
            'cases', '', 1),
        ('complaint_rolling.n_late_out complaint_rolling_tree.n_late_out complaint_rolling_2.n_late_out', 'count',
            'outside, ended before', 'di luar, selesai sebelumnya',
            'Cases of such feeds that had ended before they were first read: outside n and every figure.',
            'Pengaduan dari sumber tersebut yang sudah selesai sebelum pembacaan pertama: di luar n dan semua angka.',
            'cases', '', 1),
        ('complaint_duration_2.scope complaint_rolling_2.scope', 'key', 'scope', 'cakupan',
            'own: the unit itself, or for unit 0 the whole government; tree: a unit with all under it.',
            'own: unit itu sendiri, atau untuk unit 0 seluruh pemerintah daerah; tree: unit beserta semua di bawahnya.',
            '', '', 1),
        ('unit_tree.part_unit_id', 'key', 'unit in the tree', 'unit dalam pohon',
            'The unit itself, or one under it.', 'Unit itu sendiri, atau salah satu di bawahnya.', '', '', 1)
) as d (names, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version)
cross join lateral regexp_split_to_table(d.names, '\s+') as each (name);

-- Of trees the columns mean what they mean of units.
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select 'complaint_rolling_tree.' || split_part(d.name, '.', 2), 'complaint_rolling', d.kind, d.label_en, d.label_id,
    d.definition_en, d.definition_id, d.unit, d.null_when, d.version, d.changed_on
from metrics.column_doc as d
where d.name like 'complaint_rolling.%' and d.subject = 'complaint';

select metrics.apply_column_doc();
