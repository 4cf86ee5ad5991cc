-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Durations of complaints by unit, feed and window: how long until they are verified, disposed, replied to, answered,
-- closed. Cases that still wait are at risk until they were last watched (Kaplan-Meier); of closings, which end in
-- several ways, each has its cumulative incidence (Aalen-Johansen). Conventions are those of 30_metrics_response.sql: events
-- before censorings of the same second, quantiles without interpolation.

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

-- The same in each window, feed and clock, with its exit; those that exclusions take out are marked.
create or replace function metrics.complaint_exits()
returns table (
    government_id int, unit_id int, feed text, window_days int, step text, clock text, exit bigint, cause text,
    gone boolean, complaint_id uuid, excluded boolean
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
        case when s.last_complete_at > moment.as_of then moment.as_of else s.last_complete_at end as seen_at
    from moment
    cross join ops.stream as s
    where s.stream = 'complaints'
),
-- All feeds together: cases that are one wait once, from the earlier opening to the earlier answer, with units that the
-- case was given to that was disposed first.
told as materialized (
    select s.*, coalesce(same.lead_complaint_id, s.complaint_id) as lead_complaint_id, same.complaint_id is not null as linked
    from metrics.complaint_spans() as s
    left join metrics.complaint_same_1 as same
        on same.government_id = s.government_id and same.complaint_id = s.complaint_id
),
lead as materialized (
    select distinct on (t.government_id, t.complaint_id, t.unit_id, t.step)
        t.government_id, t.complaint_id, t.unit_id, t.step, t.feed, t.account_id, t.calendar, t.asked_unit_id
    from told as t
    where t.linked and t.complaint_id = t.lead_complaint_id
    order by t.government_id, t.complaint_id, t.unit_id, t.step, t.start_at, t.asked_unit_id
),
each as (
    select t.government_id, t.unit_id, t.feed, t.feed as in_feed, t.account_id, t.calendar, t.timezone, t.step, t.start_at,
        t.end_at, t.cause, t.complaint_id, t.asked_unit_id
    from told as t
    union all
    select t.government_id, t.unit_id, t.feed, 'all', t.account_id, t.calendar, t.timezone, t.step, t.start_at, t.end_at,
        t.cause, t.complaint_id, t.asked_unit_id
    from told as t
    where not t.linked
    union all
    select
        t.government_id, t.unit_id, lead.feed, 'all', lead.account_id, lead.calendar, t.timezone, t.step, min(t.start_at),
        case
            when count(t.cause) > 0 then min(t.end_at) filter (where t.cause is not null)
            when count(*) = count(t.end_at) then max(t.end_at)
        end,
        (array_agg(t.cause order by t.end_at, t.cause) filter (where t.cause is not null))[1], t.lead_complaint_id,
        lead.asked_unit_id
    from told as t
    join lead
        on lead.government_id = t.government_id and lead.complaint_id = t.lead_complaint_id
        and lead.unit_id = t.unit_id and lead.step = t.step
    where t.linked
    group by t.government_id, t.unit_id, lead.feed, lead.account_id, lead.calendar, t.timezone, t.step, t.lead_complaint_id,
        lead.asked_unit_id
),
span as (
    select
        s.government_id, s.unit_id, s.feed, s.in_feed, s.calendar, s.step, s.cause, s.complaint_id, s.asked_unit_id,
        s.cause is null and s.end_at is not null as gone,
        s.start_at at time zone s.timezone as start_local,
        (s.start_at at time zone s.timezone)::date as start_on,
        moment.as_of at time zone s.timezone as now_local,
        greatest(s.start_at, coalesce(s.end_at, seen.seen_at, s.start_at)) at time zone s.timezone as exit_local,
        floor(extract(epoch from
            greatest(s.start_at, coalesce(s.end_at, seen.seen_at, s.start_at)) - s.start_at))::bigint as exit_s
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
        e.before_days + e.workday::int - o.before_days - o.workday::int as exit_days,
        metrics.complaint_excluded(s.government_id, s.asked_unit_id, s.feed, s.start_on) as excluded
    from span as s
    left join core.calendar_day as o on o.calendar = s.calendar and o.day = s.start_on
    left join core.calendar_day as e on e.calendar = s.calendar and e.day = s.exit_local::date
    left join core.calendar_day as n on n.calendar = s.calendar and n.day = s.now_local::date
)
select
    p.government_id, p.unit_id, p.in_feed, w.window_days, p.step, c.clock, c.exit, p.cause, p.gone, p.complaint_id,
    p.excluded
from placed as p
join (values (7), (28), (91), (364)) as w (window_days) on p.days_back between 0 and w.window_days - 1
cross join lateral (
    values
        ('calendar', p.exit_s),
        -- Counts once the first working second after its start has passed.
        ('working', case when p.now_s > p.from_s then p.upto_s - p.from_s end),
        ('working_days', p.exit_days::bigint)
) as c (clock, exit)
where c.exit is not null;
end;
comment on function metrics.complaint_exits() is
    'Exit of each wait of metrics.complaint_spans() by window, feed (and all of them) and clock, in seconds or working '
    'days; gone: it left otherwise; excluded: an exclusion takes it out.';

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

create materialized view if not exists metrics.complaint_duration_1 as
with
tally as (
    select
        x.government_id, x.unit_id, x.feed, x.window_days, x.step, x.clock, x.exit, count(*) as n_left,
        count(x.cause) as n_died,
        case
            when x.step = 'closed' and x.clock <> 'working' then array[
                count(*) filter (where x.cause = 'reporter'),
                count(*) filter (where x.cause = 'admin'),
                count(*) filter (where x.cause = 'timer'),
                count(*) filter (where x.cause = 'archive'),
                count(*) filter (where x.cause = 'unknown')]
        end as n_by_cause
    from metrics.complaint_exits() as x
    where not x.excluded
    group by x.government_id, x.unit_id, x.feed, x.window_days, x.step, x.clock, x.exit
),
risk as (
    select t.*, sum(t.n_left) over later as n_risk
    from tally as t
    window later as (
        partition by t.government_id, t.unit_id, t.feed, t.window_days, t.step, t.clock order by t.exit desc
    )
),
curve as (
    select
        r.*,
        -- A logarithm of 0 there is none: from where all at risk have gone the curve is 0.
        case
            when bool_or(r.n_died = r.n_risk) over upto then 0
            else exp(sum(case when r.n_died < r.n_risk then ln((r.n_risk - r.n_died)::float8 / r.n_risk::float8) end)
                over upto)
        end as s,
        sum(case
            when r.n_died < r.n_risk then r.n_died::float8 / (r.n_risk::float8 * (r.n_risk - r.n_died)::float8)
        end) over upto as v
    from risk as r
    window upto as (
        partition by r.government_id, r.unit_id, r.feed, r.window_days, r.step, r.clock order by r.exit
    )
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
        partition by c.government_id, c.unit_id, c.feed, c.window_days, c.step, c.clock order by c.exit
    )
),
figure as (
    select
        b.government_id, b.unit_id, b.feed, b.window_days, b.step, b.clock,
        sum(b.n_left)::bigint as n, sum(b.n_died)::bigint as n_ended,
        min(b.exit) filter (where b.n_died > 0 and b.s <= 0.5 + 1e-9) as median,
        min(b.exit) filter (where b.n_died > 0 and b.s <= 0.1 + 1e-9) as p90,
        min(b.exit) filter (where b.n_died > 0 and least(b.one, b.other) <= 0.5 + 1e-9) as median_low,
        min(b.exit) filter (where b.n_died > 0 and greatest(b.one, b.other) <= 0.5 + 1e-9) as median_high,
        max(b.exit) as followed, min(b.s) as s_last
    from band as b
    group by b.government_id, b.unit_id, b.feed, b.window_days, b.step, b.clock
),
-- Share that ended in each way by each mark: the chance to have got so far, times the chance to end so then.
ended as (
    select
        b.government_id, b.unit_id, b.feed, b.window_days, b.clock, mark.ordinal, cause.ordinal as cause_no,
        coalesce(sum(b.s_before * b.n_by_cause[cause.ordinal]::float8 / b.n_risk::float8)
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
    group by b.government_id, b.unit_id, b.feed, b.window_days, b.clock, mark.ordinal, cause.ordinal
),
closing as (
    select
        e.government_id, e.unit_id, e.feed, e.window_days, e.clock,
        array_agg(e.share order by e.cause_no, e.ordinal) as shares
    from ended as e
    group by e.government_id, e.unit_id, e.feed, e.window_days, e.clock
)
select
    f.government_id, f.unit_id, f.feed, f.window_days, f.step, f.clock, f.n, f.n_ended,
    case when f.clock <> 'working_days' then f.median end as median_s,
    case when f.clock <> 'working_days' then f.median_low end as median_low_s,
    case when f.clock <> 'working_days' then f.median_high end as median_high_s,
    case when f.clock <> 'working_days' then f.p90 end as p90_s,
    case when f.clock = 'working_days' then f.median end as median_days,
    case when f.clock = 'working_days' then f.p90 end as p90_days,
    -- Every cause has its part of the array, one share for each mark.
    c.shares,
    case
        when f.s_last = 0 then null
        when f.clock = 'calendar' then f.followed / 86400
        else f.followed
    end as followed_days
from figure as f
left join closing as c
    on f.step = 'closed' and c.government_id = f.government_id and c.unit_id = f.unit_id and c.feed = f.feed
    and c.window_days = f.window_days and c.clock = f.clock
with data;
create unique index if not exists complaint_duration_1_key
    on metrics.complaint_duration_1 (government_id, unit_id, feed, window_days, step, clock);
comment on materialized view metrics.complaint_duration_1 is
    'Store of metrics.complaint_duration and metrics.complaint_closing_curve, which readers use.';

-- Counts of each unit, feed and window, of all that are watched: silence is seen. Unit 0 starts with the arrival of a
-- case, a unit with the first time that it was given to it.
create materialized view if not exists metrics.complaint_rolling_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
wait as materialized (
    select x.government_id, x.unit_id, x.feed, x.window_days, x.step, x.cause, x.gone, x.complaint_id, x.excluded
    from metrics.complaint_exits() as x
    where x.clock = 'calendar' and x.step in ('closed', 'first_reply')
),
place as (
    select w.government_id, w.unit_id, feed.feed, span.window_days
    from metrics.unit_account as w
    join core.account as a
        on a.government_id = w.government_id and a.account_id = w.account_id and a.feed_kind is not null
    cross join lateral (values (w.channel), ('all')) as feed (feed)
    cross join (values (7), (28), (91), (364)) as span (window_days)
    union
    select wait.government_id, wait.unit_id, wait.feed, wait.window_days from wait
),
closing as (
    select
        w.government_id, w.unit_id, w.feed, w.window_days,
        count(*) filter (where not w.excluded) as n,
        count(*) filter (where w.excluded) as n_excluded,
        count(*) filter (where not w.excluded and w.cause = 'reporter') as n_closed_reporter,
        count(*) filter (where not w.excluded and w.cause = 'admin') as n_closed_admin,
        count(*) filter (where not w.excluded and w.cause = 'timer') as n_closed_timer,
        count(*) filter (where not w.excluded and w.cause = 'archive') as n_archived,
        count(*) filter (where not w.excluded and w.cause = 'unknown') as n_closed_unknown,
        count(*) filter (where not w.excluded and w.gone) as n_left,
        count(*) filter (where not w.excluded and w.cause is null and not w.gone) as n_open,
        count(*) filter (where not w.excluded and c.n_reopened > 0) as n_reopened,
        count(c.rating) filter (where not w.excluded) as n_rated,
        -- Each feed has a scale of its own.
        case
            when count(distinct c.feed) filter (where not w.excluded and c.rating is not null) = 1
                then avg(c.rating) filter (where not w.excluded)
        end as rating_mean
    from wait as w
    join metrics.complaint_case_1 as c on c.government_id = w.government_id and c.complaint_id = w.complaint_id
    where w.step = 'closed'
    group by w.government_id, w.unit_id, w.feed, w.window_days
),
disposed as (
    select w.government_id, w.unit_id, w.feed, w.window_days, count(*) as n_disposed
    from wait as w
    where w.step = 'first_reply' and not w.excluded
    group by w.government_id, w.unit_id, w.feed, w.window_days
),
-- The ministry's figure: from when a unit was first given the case to its first follow-up of any kind.
follow as (
    select d.government_id, d.complaint_id, d.to_unit_id as unit_id, min(d.disposed_at) as start_at,
        min(d.first_reply_at) as reply_at
    from core.complaint_disposition as d
    where d.to_unit_id <> 0
    group by d.government_id, d.complaint_id, d.to_unit_id
    union all
    select c.government_id, c.complaint_id, 0, c.disposed_at, c.first_reply_at
    from metrics.complaint_case_1 as c
    where c.disposed_at is not null
),
followed as (
    select
        f.government_id, f.unit_id, f.complaint_id, f.start_at, f.reply_at, c.feed, c.timezone,
        coalesce(same.lead_complaint_id, f.complaint_id) as lead_complaint_id
    from moment
    join follow as f on f.start_at <= moment.as_of
    join metrics.complaint_case_1 as c on c.government_id = f.government_id and c.complaint_id = f.complaint_id
    join core.account as a
        on a.government_id = c.government_id and a.account_id = c.account_id and a.shows_answers
    left join metrics.complaint_same_1 as same
        on same.government_id = f.government_id and same.complaint_id = f.complaint_id
),
-- All feeds together: cases that are one, of the units of the one that leads.
asked as (
    select f.government_id, f.unit_id, f.feed as in_feed, f.feed, f.timezone, f.start_at, f.reply_at
    from followed as f
    union all
    select
        f.government_id, f.unit_id, 'all', min(f.feed) filter (where f.complaint_id = f.lead_complaint_id), f.timezone,
        min(f.start_at), min(f.reply_at)
    from followed as f
    group by f.government_id, f.unit_id, f.timezone, f.lead_complaint_id
    having bool_or(f.complaint_id = f.lead_complaint_id)
),
laju as (
    select
        f.government_id, f.unit_id, f.in_feed as feed, span.window_days,
        count(f.reply_at) as n_laju, count(*) - count(f.reply_at) as n_laju_waiting,
        -- greatest() would take 0 for a null.
        avg(greatest(0, extract(epoch from f.reply_at - f.start_at))::float8 / 86400)
            filter (where f.reply_at is not null) as laju_tindak_lanjut_days
    from moment
    cross join asked as f
    join (values (7), (28), (91), (364)) as span (window_days)
        on (moment.as_of at time zone f.timezone)::date - (f.start_at at time zone f.timezone)::date
            between 0 and span.window_days - 1
    where not metrics.complaint_excluded(
        f.government_id, f.unit_id, f.feed, (f.start_at at time zone f.timezone)::date)
    group by f.government_id, f.unit_id, f.in_feed, span.window_days
),
clock as (
    select
        d.government_id, place.unit_id, feed.feed, span.window_days,
        count(*) filter (where state.state in ('met', 'late', 'missed', 'overdue')) as n_due,
        count(*) filter (where state.state = 'met') as n_met,
        count(*) filter (where state.state = 'overdue') as n_overdue,
        count(*) filter (where state.state = 'overdue' and r.to_event = 'answered') as n_overdue_answer,
        count(*) filter (where state.state = 'overdue' and r.to_event = 'closed') as n_overdue_closing
    from moment
    cross join metrics.complaint_deadline_1 as d
    join metrics.complaint_case_1 as c on c.government_id = d.government_id and c.complaint_id = d.complaint_id
    join core.deadline_rule as r on r.deadline_rule_id = d.deadline_rule_id
    left join ops.stream as stream
        on stream.government_id = c.government_id and stream.account_id = c.account_id and stream.stream = 'complaints'
    cross join lateral (
        select metrics.deadline_state(
            d.due_at, d.to_at, d.to_earliest_at, d.stopped_at, d.given_up, stream.last_complete_at, moment.as_of) as state
    ) as state
    cross join lateral (select d.unit_id where d.unit_id <> 0 union all select 0) as place
    cross join lateral (values (c.feed), ('all')) as feed (feed)
    join (values (7), (28), (91), (364)) as span (window_days)
        on (moment.as_of at time zone c.timezone)::date - d.from_on between 0 and span.window_days - 1
    group by d.government_id, place.unit_id, feed.feed, span.window_days
)
select
    p.government_id, p.unit_id, p.feed, p.window_days,
    coalesce(closing.n, 0) as n, coalesce(disposed.n_disposed, 0) as n_disposed,
    coalesce(closing.n_open, 0) as n_open, coalesce(closing.n_closed_reporter, 0) as n_closed_reporter,
    coalesce(closing.n_closed_admin, 0) as n_closed_admin, coalesce(closing.n_closed_timer, 0) as n_closed_timer,
    coalesce(closing.n_closed_unknown, 0) as n_closed_unknown, coalesce(closing.n_archived, 0) as n_archived,
    coalesce(closing.n_left, 0) as n_left, coalesce(closing.n_reopened, 0) as n_reopened,
    coalesce(closing.n_excluded, 0) as n_excluded,
    (closing.n_closed_reporter + closing.n_closed_admin + closing.n_closed_timer + closing.n_closed_unknown)::float8
        / nullif(closing.n - closing.n_left, 0) as completion_rate,
    laju.laju_tindak_lanjut_days, coalesce(laju.n_laju, 0) as n_laju,
    coalesce(laju.n_laju_waiting, 0) as n_laju_waiting,
    coalesce(clock.n_due, 0) as n_due, coalesce(clock.n_met, 0) as n_met,
    clock.n_met::float8 / nullif(clock.n_due, 0) as met_rate, coalesce(clock.n_overdue, 0) as n_overdue,
    coalesce(clock.n_overdue_answer, 0) as n_overdue_answer, coalesce(clock.n_overdue_closing, 0) as n_overdue_closing,
    closing.rating_mean, coalesce(closing.n_rated, 0) as n_rated
from place as p
left join closing
    on closing.government_id = p.government_id and closing.unit_id = p.unit_id and closing.feed = p.feed
    and closing.window_days = p.window_days
left join disposed
    on disposed.government_id = p.government_id and disposed.unit_id = p.unit_id and disposed.feed = p.feed
    and disposed.window_days = p.window_days
left join laju
    on laju.government_id = p.government_id and laju.unit_id = p.unit_id and laju.feed = p.feed
    and laju.window_days = p.window_days
left join clock
    on clock.government_id = p.government_id and clock.unit_id = p.unit_id and clock.feed = p.feed
    and clock.window_days = p.window_days
with data;
create unique index if not exists complaint_rolling_1_key
    on metrics.complaint_rolling_1 (government_id, unit_id, feed, window_days);
comment on materialized view metrics.complaint_rolling_1 is
    'Store of metrics.complaint_rolling, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values
    ('metrics.complaint_duration_1', 'matview', '15 minutes', '15 minutes'),
    ('metrics.complaint_rolling_1', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;

select metrics.apply_column_doc();
