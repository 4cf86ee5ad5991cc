-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which units a place of the organisation holds, which accounts watch for it, and in which share of a
-- window they were looked at often enough. Every figure is read beside this.

-- The units whose inquiries count for a unit: itself (own) or also those under it (tree).
create or replace view metrics.unit_part as
with recursive down as (
    select u.government_id, u.unit_id, u.unit_id as part_unit_id
    from core.unit as u
    union
    select down.government_id, down.unit_id, u.unit_id
    from down
    join core.unit as u
        on u.government_id = down.government_id and u.parent_unit_id = down.part_unit_id
)
select down.government_id, down.unit_id, 'tree' as scope, down.part_unit_id
from down
union all
select u.government_id, u.unit_id, 'own', u.unit_id
from core.unit as u
union all
select u.government_id, 0, scope.scope, u.unit_id
from core.unit as u
cross join (values ('own'), ('tree')) as scope (scope)
union all
select g.government_id, 0, scope.scope, 0
from core.government as g
cross join (values ('own'), ('tree')) as scope (scope);
comment on view metrics.unit_part is
    'The units whose inquiries count for a unit: own is the unit itself, tree also all under it, unit 0 '
    'the whole government.';

-- Accounts and feeds that watch for a unit on the local day of as_of.
create or replace view metrics.unit_account as
select o.government_id, o.unit_id, a.account_id, a.channel
from core.account_owner as o
join core.government as g on g.government_id = o.government_id
join core.account as a on a.government_id = o.government_id and a.account_id = o.account_id
where a.active
    and (metrics.current_as_of() at time zone g.timezone)::date
        between o.valid_from and coalesce(o.valid_to, 'infinity')
union
select f.government_id, f.unit_id, a.account_id, a.channel
from core.feed_unit as f
join core.account as a on a.government_id = f.government_id and a.account_id = f.account_id
where a.active
union
select a.government_id, 0, a.account_id, a.channel
from core.account as a
where a.active;
comment on view metrics.unit_account is
    'Active accounts of a unit and feeds that hold complaints for it, on the local day of as_of; unit 0 '
    'has all of the government.';

-- What is between successes: gaps that ended, the time since the last success, the time before the first.
-- Of a stream that never had one nothing is allowed for. The casts, and the condition that stands outside, let
-- the planner look into each part by its index.
create or replace view metrics.stream_gap as
select gap.government_id, gap.account_id, gap.stream, gap.gap_from, gap.gap_to, gap.allowed_s
from (
    select c.government_id, c.account_id, c.stream, c.gap_from, c.gap_to, c.allowed_s, true as is_one
    from ops.coverage_gap as c
    union all
    select
        s.government_id, s.account_id, s.stream, s.last_success_at, null::timestamptz, 2 * s.interval_s,
        s.last_success_at is not null
    from ops.stream as s
    union all
    select
        s.government_id, s.account_id, s.stream, null::timestamptz, s.first_success_at,
        case when s.first_success_at is null then 0 else 2 * s.interval_s end, true
    from ops.stream as s
) as gap
where gap.is_one;
comment on view metrics.stream_gap is
    'Times without a success of each stream, of which metrics.poll_coverage is made; short ones of the present '
    'too. Readers use metrics.coverage_gap.';

create materialized view if not exists metrics.poll_coverage_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
span as (
    select
        g.government_id, w.window_days, moment.as_of,
        ((moment.as_of at time zone g.timezone)::date - w.window_days + 1)::timestamp
            at time zone g.timezone as from_at
    from core.government as g
    cross join moment
    cross join (values (7), (28), (91), (364)) as w (window_days)
    where moment.as_of is not null
),
missed as (
    select
        gap.government_id, gap.account_id, gap.stream, span.window_days,
        sum(greatest(0, extract(epoch from
            least(gap.gap_to, span.as_of) - greatest(gap.gap_from, span.from_at)) - gap.allowed_s)) as s
    from metrics.stream_gap as gap
    join span on span.government_id = gap.government_id
    where coalesce(gap.gap_to > span.from_at, true) and coalesce(gap.gap_from < span.as_of, true)
    group by gap.government_id, gap.account_id, gap.stream, span.window_days
),
covered as (
    select
        s.government_id, s.account_id, s.stream, span.window_days,
        (1 - coalesce(missed.s, 0) / extract(epoch from span.as_of - span.from_at))::float8 as share
    from ops.stream as s
    join span on span.government_id = s.government_id
    left join missed
        on missed.government_id = s.government_id and missed.account_id = s.account_id
        and missed.stream = s.stream and missed.window_days = span.window_days
    where s.active and span.as_of > span.from_at
)
select
    part.government_id,
    part.unit_id,
    part.scope,
    channel.channel,
    covered.window_days,
    min(covered.share) as poll_coverage,
    count(distinct (covered.account_id, covered.stream)) as n_streams
from metrics.unit_part as part
join metrics.unit_account as account
    on account.government_id = part.government_id and account.unit_id = part.part_unit_id
join covered
    on covered.government_id = account.government_id and covered.account_id = account.account_id
cross join lateral (values (account.channel), ('all')) as channel (channel)
group by part.government_id, part.unit_id, part.scope, channel.channel, covered.window_days
with data;
create unique index if not exists poll_coverage_1_key
    on metrics.poll_coverage_1 (government_id, unit_id, scope, channel, window_days);
comment on materialized view metrics.poll_coverage_1 is
    'Store of metrics.poll_coverage, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.poll_coverage_1', 'matview', '5 minutes', '15 minutes')
on conflict (view) do nothing;
