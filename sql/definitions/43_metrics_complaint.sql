-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Complaints as the figures take them: what happened to each case and when, and its legal clocks. Facts alone, so
-- that a refresh changes only rows whose facts changed: what depends on as_of stands in the views of 95_api_complaint.sql.
-- A change here goes into a view of the next number.

-- How a legal clock stands. Only what was watched past its end has missed it.
create or replace function metrics.deadline_state(
    due_at timestamptz,
    to_at timestamptz,
    to_earliest_at timestamptz,
    stopped_at timestamptz,
    given_up boolean,
    watched_at timestamptz,
    as_of timestamptz
)
returns text
language sql
immutable
begin atomic
    select case
        when due_at is null and to_at is not null then 'uncertain'
        when to_at <= due_at then 'met'
        when to_earliest_at > due_at then 'late'
        when to_at is not null then 'uncertain'
        when stopped_at > due_at then 'missed'
        when stopped_at is not null then 'stopped'
        when due_at <= least(as_of, coalesce(watched_at, '-infinity'))
            then case when given_up then 'missed' else 'overdue' end
        when due_at <= as_of then 'unwatched'
        else 'open'
    end;
end;
comment on function
    metrics.deadline_state(timestamptz, timestamptz, timestamptz, timestamptz, boolean, timestamptz, timestamptz) is
    'State of a legal clock: met, late, uncertain, missed, stopped, overdue, unwatched or open, as '
    'metrics.complaint_deadline.state has them.';

create materialized view if not exists metrics.complaint_case_1 as
with
hop as (
    select
        d.government_id, d.complaint_id, min(d.disposed_at) as disposed_at, max(d.disposed_at) as last_disposed_at,
        count(*) as n_hops, count(distinct d.to_unit_id) as n_units,
        (array_agg(d.to_unit_id order by d.disposed_at, d.hop))[1] as first_unit_id
    from core.complaint_disposition as d
    group by d.government_id, d.complaint_id
),
event as (
    select
        e.government_id, e.account_id, e.complaint_external_id as external_id,
        min(e.at_latest) filter (where e.kind = 'received') as received_at,
        min(e.at_latest) filter (where e.kind = 'verified') as verified_at,
        min(e.at_earliest) filter (where e.kind = 'verified') as verified_earliest_at,
        min(e.at_earliest) filter (where e.kind = 'disposed') as disposed_earliest_at,
        -- The confidence from which a follow-up answers: METRICS 1, as in core.complaint_stint().
        max(e.at_latest) filter (where e.kind = 'answered' and coalesce(e.confidence, 1) >= 0.8) as last_answer_at,
        max(e.at_latest) filter (where e.kind = 'reporter_reply') as last_reporter_reply_at,
        count(*) filter (where e.kind = 'returned') as n_returned
    from core.complaint_event as e
    group by e.government_id, e.account_id, e.complaint_external_id
),
closing as (
    select
        e.government_id, e.account_id, e.complaint_external_id as external_id, e.kind, e.actor, e.at_earliest,
        e.at_latest, e.event_key, e.complaint_id, hop.last_disposed_at
    from core.complaint_event as e
    left join hop on hop.government_id = e.government_id and hop.complaint_id = e.complaint_id
    where e.kind in ('closed', 'archived')
),
-- A case that is given to a unit again is open again: its end is the first closing since.
ended as (
    select distinct on (c.government_id, c.account_id, c.external_id)
        c.government_id, c.account_id, c.external_id, c.kind, c.actor, c.at_earliest, c.at_latest
    from closing as c
    where c.at_latest >= coalesce(c.last_disposed_at, '-infinity')
    order by c.government_id, c.account_id, c.external_id, c.at_latest, c.at_earliest desc, c.event_key collate "C"
),
reopened as (
    select c.government_id, c.account_id, c.external_id, count(distinct again.disposed_at) as n_reopened
    from closing as c
    cross join lateral (
        select min(d.disposed_at) as disposed_at
        from core.complaint_disposition as d
        where d.government_id = c.government_id and d.complaint_id = c.complaint_id and d.disposed_at > c.at_latest
    ) as again
    where c.at_latest < c.last_disposed_at
    group by c.government_id, c.account_id, c.external_id
),
item as (
    select
        c.government_id, c.complaint_id, c.account_id, c.external_id, c.feed, a.feed_kind, c.unit_id,
        hop.first_unit_id, c.class, c.visibility, c.topic, c.district_code, c.village_code, c.lat, c.long, c.status,
        c.permalink, c.rating, g.timezone, g.calendar,
        coalesce(c.received_at, event.received_at) as received_at,
        coalesce(c.verified_at, event.verified_at) as told_verified_at,
        case
            when c.verified_at is not null then coalesce(c.verified_earliest_at, c.verified_at)
            else event.verified_earliest_at
        end as told_verified_earliest_at,
        hop.disposed_at,
        least(coalesce(c.disposed_earliest_at, event.disposed_earliest_at, hop.disposed_at), hop.disposed_at)
            as disposed_earliest_at,
        c.first_reply_at, c.first_reply_earliest_at, c.substantive_reply_at as substantive_at,
        event.last_answer_at, event.last_reporter_reply_at,
        c.status ~ '^(closed|archived)_by_' or c.status in ('blocked', 'deleted') as says_ended,
        ended.kind as end_kind, ended.actor as end_actor, ended.at_earliest as end_earliest_at,
        ended.at_latest as end_latest_at, c.closed_at as told_closed_at,
        c.closed_earliest_at as told_closed_earliest_at, c.closed_by as told_closed_by, c.status_observed_at,
        c.first_observed_at,
        coalesce(reopened.n_reopened, 0) as n_reopened, coalesce(hop.n_hops, 0) as n_hops,
        coalesce(hop.n_units, 0) as n_units, coalesce(event.n_returned, 0) as n_returned, hop.last_disposed_at
    from core.complaint as c
    join core.government as g on g.government_id = c.government_id
    join core.account as a on a.government_id = c.government_id and a.account_id = c.account_id
    left join hop on hop.government_id = c.government_id and hop.complaint_id = c.complaint_id
    left join event
        on event.government_id = c.government_id and event.account_id = c.account_id
        and event.external_id = c.external_id
    left join ended
        on ended.government_id = c.government_id and ended.account_id = c.account_id
        and ended.external_id = c.external_id
    left join reopened
        on reopened.government_id = c.government_id and reopened.account_id = c.account_id
        and reopened.external_id = c.external_id
)
select
    i.government_id, i.complaint_id, i.account_id, i.external_id, i.feed, i.feed_kind, i.unit_id, i.first_unit_id,
    i.class, i.visibility, i.topic, i.district_code, i.village_code, i.lat, i.long, i.status, i.permalink,
    i.rating, i.timezone, i.calendar, i.received_at,
    -- Most feeds give no time of it: what a unit was given had been verified.
    least(i.told_verified_at, i.disposed_at) as verified_at,
    case
        when i.told_verified_at <= i.disposed_at or i.disposed_at is null then i.told_verified_earliest_at
        else coalesce(i.received_at, i.disposed_earliest_at)
    end as verified_earliest_at,
    i.disposed_at, i.disposed_earliest_at, i.last_disposed_at, i.first_reply_at,
    coalesce(i.first_reply_earliest_at, i.first_reply_at) as first_reply_earliest_at,
    i.substantive_at, i.last_answer_at, i.last_reporter_reply_at, ending.closed_at,
    least(ending.closed_earliest_at, ending.closed_at) as closed_earliest_at,
    case
        when ending.closed_at is null then null
        when i.end_kind = 'archived' or i.end_kind is null and i.status !~ '^closed_by_' and i.says_ended then 'archive'
        when who.closed_by in ('reporter', 'admin') then who.closed_by
        when who.closed_by in ('timer', 'system') then 'timer'
        else 'unknown'
    end as closed_by,
    i.n_reopened, i.n_hops, i.n_units, i.n_returned
from item as i
cross join lateral (
    select
        case
            when i.end_kind is not null then i.end_latest_at
            when i.says_ended then coalesce(i.told_closed_at, i.status_observed_at)
        end as closed_at,
        case
            when i.end_kind is not null then i.end_earliest_at
            when i.says_ended and i.told_closed_at is not null
                then coalesce(i.told_closed_earliest_at, i.told_closed_at)
            when i.says_ended then coalesce(i.last_disposed_at, i.received_at, i.first_observed_at)
        end as closed_earliest_at
) as ending
cross join lateral (
    select coalesce(i.end_actor, i.told_closed_by, substring(i.status from '_by_(.*)$')) as closed_by
) as who
with data;
create unique index if not exists complaint_case_1_key
    on metrics.complaint_case_1 (government_id, complaint_id);
create index if not exists complaint_case_1_unit_id_idx
    on metrics.complaint_case_1 (government_id, unit_id, received_at);
comment on materialized view metrics.complaint_case_1 is
    'What happened to each complaint and when, from which all figures of complaints are made. Store of '
    'metrics.complaint_case, which readers use.';

-- One row per legal clock that runs or ran: of the case (hop 0), and of each hop for clocks from the disposition.
-- A clock starts with the local day on which its event was known at the latest.
create materialized view if not exists metrics.complaint_deadline_2 as
with
clock as (
    select
        c.government_id, c.complaint_id, 0 as hop, c.unit_id, c.feed, c.feed_kind, c.class, c.topic, c.timezone,
        span.from_event, span.to_event, span.from_at, span.to_at, span.to_earliest_at, span.stopped_at,
        span.to_event = 'answered' and c.closed_at is not null as given_up
    from metrics.complaint_case_1 as c
    cross join lateral (
        values
            ('received', 'verified', c.received_at, c.verified_at, c.verified_earliest_at, c.closed_at),
            ('received', 'disposed', c.received_at, c.disposed_at, c.disposed_earliest_at, c.closed_at),
            ('verified', 'disposed', c.verified_at, c.disposed_at, c.disposed_earliest_at, c.closed_at),
            ('received', 'answered', c.received_at, c.substantive_at, c.substantive_at,
                case when c.closed_by = 'reporter' or c.status = 'archived_by_reporter' then c.closed_at end),
            ('verified', 'answered', c.verified_at, c.substantive_at, c.substantive_at,
                case when c.closed_by = 'reporter' or c.status = 'archived_by_reporter' then c.closed_at end),
            ('received', 'closed', c.received_at, c.closed_at, c.closed_earliest_at, null),
            ('verified', 'closed', c.verified_at, c.closed_at, c.closed_earliest_at, null),
            -- The timer runs from the last answer, and not while it is the office's turn again.
            ('answered', 'closed', case when c.last_answer_at >= c.last_disposed_at then c.last_answer_at end,
                c.closed_at, c.closed_earliest_at,
                case when c.last_reporter_reply_at >= c.last_answer_at then c.last_reporter_reply_at end)
    ) as span (from_event, to_event, from_at, to_at, to_earliest_at, stopped_at)
    union all
    select
        c.government_id, c.complaint_id, d.hop, d.to_unit_id, c.feed, c.feed_kind, c.class, c.topic, c.timezone,
        'disposed', span.to_event, d.disposed_at, span.to_at, span.to_earliest_at, span.stopped_at, span.given_up
    from metrics.complaint_case_1 as c
    join core.complaint_disposition as d
        on d.government_id = c.government_id and d.complaint_id = c.complaint_id
    left join core.inquiry as i
        on i.government_id = d.government_id and i.opened_at = d.disposed_at and i.unit_id = d.to_unit_id
        and i.source_kind = 'complaint' and i.source_account_id = d.account_id and i.source_id = c.external_id
        and hashtextextended(i.source_id, (i.government_id::bigint << 32) + i.source_account_id)
            = hashtextextended(c.external_id, (c.government_id::bigint << 32) + c.account_id)
    cross join lateral (
        values
            ('answered', i.answered_at, coalesce(i.ended_earliest_at, i.answered_at),
                case when i.state in ('withdrawn', 'handed_over') then i.ended_at end,
                coalesce(i.state = 'closed_unanswered', false)),
            ('closed', case when d.left_at is null then c.closed_at end,
                case when d.left_at is null then c.closed_earliest_at end, d.left_at, false)
    ) as span (to_event, to_at, to_earliest_at, stopped_at, given_up)
),
begun as (
    select
        clock.*, (clock.from_at at time zone clock.timezone)::date as from_on, u.kind as unit_kind,
        array[lower(clock.topic), said.mapped_topic] as topics
    from clock
    join core.complaint as said on said.government_id = clock.government_id and said.complaint_id = clock.complaint_id
    left join core.unit as u on u.government_id = clock.government_id and u.unit_id = clock.unit_id
    where clock.from_at is not null
),
ruled as (
    select distinct on (b.government_id, b.complaint_id, b.hop, b.from_event, b.to_event)
        b.*, r.deadline_rule_id, r.limit_days, r.counted_in
    from begun as b
    join core.deadline_rule as r
        on r.from_event = b.from_event and r.to_event = b.to_event
        and core.deadline_fits(r, b.government_id, b.feed, b.feed_kind, b.class, b.topics, b.unit_kind, b.from_on)
    order by b.government_id, b.complaint_id, b.hop, b.from_event, b.to_event, core.deadline_width(r),
        r.valid_from desc, r.deadline_rule_id
),
-- Days and limits are few beside cases.
last_day as materialized (
    select
        d.government_id, d.unit_id, d.from_on, d.limit_days, d.counted_in, own.calendar,
        case d.counted_in
            when 'days' then d.from_on + d.limit_days
            else core.working_day_after(own.calendar, d.from_on, d.limit_days)
        end as last_on
    from (
        select distinct r.government_id, r.unit_id, r.from_on, r.limit_days, r.counted_in from ruled as r
    ) as d
    cross join lateral (
        select core.calendar_of(d.government_id, d.unit_id, d.from_on) as calendar offset 0
    ) as own
)
select
    r.government_id, r.complaint_id, r.hop, r.deadline_rule_id, r.unit_id, r.from_at, r.from_on,
    (d.last_on + 1)::timestamp at time zone r.timezone as due_at,
    r.to_at, r.to_earliest_at, r.stopped_at, r.given_up, d.calendar, d.last_on
from ruled as r
join last_day as d
    on d.government_id = r.government_id and d.unit_id = r.unit_id and d.from_on = r.from_on
    and d.limit_days = r.limit_days and d.counted_in = r.counted_in
with data;
create unique index if not exists complaint_deadline_2_key
    on metrics.complaint_deadline_2 (government_id, complaint_id, hop, deadline_rule_id);
create index if not exists complaint_deadline_2_unit_id_idx
    on metrics.complaint_deadline_2 (government_id, unit_id);
comment on materialized view metrics.complaint_deadline_2 is
    'Store of metrics.complaint_deadline, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values
    ('metrics.complaint_case_1', 'matview', '15 minutes', '15 minutes'),
    ('metrics.complaint_deadline_2', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;
