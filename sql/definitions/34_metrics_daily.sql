-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The figures by local day of the start, for the last 364 days, as a materialized view: charts read many
-- days at once, and nobody needs yesterday's curve within seconds. A change here goes into a view of the
-- next number (response_daily_2), to which metrics.response_daily is then switched.

create materialized view if not exists metrics.response_daily_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
key as (
    select
        array_agg(k.government_id) as government_id, array_agg(k.unit_id) as unit_id,
        array_agg(k.scope) as scope, array_agg(k.channel) as channel
    from (
        select distinct s.government_id, s.unit_id, s.scope, s.channel
        from metrics.response_key as s
        where s.scope = 'own'
    ) as k
),
back as (
    select array_agg(b.back order by b.back) as back
    from generate_series(0, 363) as b (back)
),
figure as materialized (
    select computed.*
    from moment
    cross join key
    cross join back
    cross join lateral metrics.response_compute(
        key.government_id, key.unit_id, key.scope, key.channel, back.back, back.back, back.back,
        moment.as_of, false) as computed
    where computed.n + computed.n_excluded > 0
),
-- As in metrics.poll_coverage, with the day as the window. Streams are many and days too, so the two meet only
-- where something was missed; the days before a stream's first success are told by that day alone.
place as (
    select
        g.government_id, g.timezone, moment.as_of, (moment.as_of at time zone g.timezone)::date as today
    from moment
    cross join core.government as g
),
stream as (
    select
        s.government_id, s.account_id, s.stream, s.first_success_at, s.last_success_at,
        2 * s.interval_s as allowed_s,
        (s.first_success_at at time zone place.timezone)::date as first_on
    from ops.stream as s
    join place on place.government_id = s.government_id
    where s.active
),
gap as (
    select c.government_id, c.account_id, c.stream, c.gap_from, c.gap_to, c.allowed_s
    from ops.coverage_gap as c
    union all
    select s.government_id, s.account_id, s.stream, s.last_success_at, 'infinity', s.allowed_s
    from stream as s
    where s.last_success_at is not null
    union all
    select
        s.government_id, s.account_id, s.stream, s.first_on::timestamp at time zone place.timezone,
        s.first_success_at, s.allowed_s
    from stream as s
    join place on place.government_id = s.government_id
    where s.first_success_at is not null
),
missed as (
    select
        gap.government_id, gap.account_id, gap.stream, place.today - day.day_on as window_days,
        sum(span.s - gap.allowed_s) / extract(epoch from day.to_at - day.from_at) as share
    from gap
    join place on place.government_id = gap.government_id
    cross join lateral (
        select
            each.day::date as day_on,
            each.day at time zone place.timezone as from_at,
            least(place.as_of, (each.day + interval '1 day') at time zone place.timezone) as to_at
        from generate_series(
            greatest((gap.gap_from at time zone place.timezone)::date, place.today - 363)::timestamp,
            least((gap.gap_to at time zone place.timezone)::date, place.today)::timestamp,
            '1 day') as each (day)
    ) as day
    cross join lateral (
        select extract(epoch from least(gap.gap_to, day.to_at) - greatest(gap.gap_from, day.from_at)) as s
    ) as span
    where day.to_at > day.from_at and span.s > gap.allowed_s
    group by gap.government_id, gap.account_id, gap.stream, place.today - day.day_on, day.from_at, day.to_at
),
watching as (
    select
        account.government_id, account.unit_id, channel.channel, s.account_id, s.stream, s.first_on, s.allowed_s
    from metrics.unit_account as account
    join stream as s on s.government_id = account.government_id and s.account_id = account.account_id
    cross join lateral (values (account.channel), ('all')) as channel (channel)
),
worst as (
    select w.government_id, w.unit_id, w.channel, m.window_days, max(m.share) as missed
    from watching as w
    join missed as m
        on m.government_id = w.government_id and m.account_id = w.account_id and m.stream = w.stream
    group by w.government_id, w.unit_id, w.channel, m.window_days
),
-- Days back to the day of the first success, of streams that allow as much; none: never yet.
begun as (
    select
        w.government_id, w.unit_id, w.channel, coalesce(place.today - w.first_on, -1) as first_back,
        min(case when w.first_on is null then 0 else w.allowed_s end) as allowed_s
    from watching as w
    join place on place.government_id = w.government_id
    group by w.government_id, w.unit_id, w.channel, coalesce(place.today - w.first_on, -1)
),
covered as (
    select
        asked.government_id, asked.unit_id, asked.channel, asked.window_days,
        least(
            1 - coalesce(max(worst.missed), 0),
            min(case
                when begun.first_back < asked.window_days then least(1, begun.allowed_s / 86400.0)
                else 1
            end)
        )::float8 as share
    from (select distinct f.government_id, f.unit_id, f.channel, f.window_days from figure as f) as asked
    join begun
        on begun.government_id = asked.government_id and begun.unit_id = asked.unit_id
        and begun.channel = asked.channel
    left join worst
        on worst.government_id = asked.government_id and worst.unit_id = asked.unit_id
        and worst.channel = asked.channel and worst.window_days = asked.window_days
    group by asked.government_id, asked.unit_id, asked.channel, asked.window_days
)
select
    f.government_id,
    f.unit_id,
    f.channel,
    f.opener,
    f.population,
    f.clock,
    (moment.as_of at time zone g.timezone)::date - f.window_days as day,
    f.n,
    f.n_answered,
    f.n_helped,
    f.n_waiting,
    f.n_withdrawn,
    f.n_handed_over,
    f.n_closed_unanswered,
    f.n_removed,
    f.n_interval_timed,
    f.n_late_out,
    f.n_undecided,
    f.n_corrected,
    f.n_provisional,
    f.n_excluded,
    f.n_posts,
    f.n_rate,
    f.n_deadline,
    f.n_no_rule,
    f.median_s,
    f.median_low_s,
    f.median_high_s,
    f.p90_s,
    f.mark_1_s,
    f.mark_2_s,
    f.mark_3_s,
    f.mark_4_s,
    f.answered_within_1,
    f.answered_within_2,
    f.answered_within_3,
    f.answered_within_4,
    f.mean_wait_s,
    f.horizon_s,
    f.median_worst_s,
    f.answered_within_1_worst,
    f.answered_within_2_worst,
    f.answered_within_3_worst,
    f.answered_within_4_worst,
    f.response_rate,
    f.rate_within_s,
    f.ever_answered_rate,
    f.within_sla,
    f.answered_median_s,
    f.answered_mean_s,
    f.enough,
    covered.share as poll_coverage
from moment
cross join figure as f
join core.government as g on g.government_id = f.government_id
left join covered
    on covered.government_id = f.government_id and covered.unit_id = f.unit_id
    and covered.channel = f.channel and covered.window_days = f.window_days
with data;
create unique index if not exists response_daily_1_key
    on metrics.response_daily_1 (government_id, unit_id, day, channel, opener, population, clock);
comment on materialized view metrics.response_daily_1 is
    'Store of metrics.response_daily, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.response_daily_1', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;
