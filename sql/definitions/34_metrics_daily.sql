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
day as (
    select
        g.government_id, b.back as window_days,
        (local.today - b.back)::timestamp at time zone g.timezone as from_at,
        least(moment.as_of, (local.today - b.back + 1)::timestamp at time zone g.timezone) as to_at
    from moment
    cross join core.government as g
    cross join lateral (select (moment.as_of at time zone g.timezone)::date as today) as local
    cross join generate_series(0, 363) as b (back)
),
-- As in metrics.poll_coverage, with the day as the window.
covered as (
    select asked.government_id, asked.unit_id, asked.channel, asked.window_days, min(stream.share) as share
    from (select distinct f.government_id, f.unit_id, f.channel, f.window_days from figure as f) as asked
    join day on day.government_id = asked.government_id and day.window_days = asked.window_days
    join metrics.unit_account as account
        on account.government_id = asked.government_id and account.unit_id = asked.unit_id
        and asked.channel in ('all', account.channel)
    cross join lateral (
        select
            case
                when s.first_success_at is null then 0
                else 1 - coalesce(sum(greatest(0, extract(epoch from
                    least(gap.gap_to, day.to_at) - greatest(gap.gap_from, day.from_at)) - gap.allowed_s)), 0)
                    / extract(epoch from day.to_at - day.from_at)
            end::float8 as share
        from ops.stream as s
        left join lateral (
            select c.gap_from, c.gap_to, c.allowed_s
            from ops.coverage_gap as c
            where c.government_id = s.government_id and c.account_id = s.account_id and c.stream = s.stream
            union all
            select s.last_success_at, 'infinity', 2 * s.interval_s
            union all
            select '-infinity', s.first_success_at, 2 * s.interval_s
        ) as gap on gap.gap_to > day.from_at and gap.gap_from < day.to_at
        where s.government_id = account.government_id and s.account_id = account.account_id and s.active
            and day.to_at > day.from_at
        group by s.government_id, s.account_id, s.stream
    ) as stream
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
