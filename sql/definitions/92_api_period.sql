-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The response figures of periods, for readers: any local days by a function, calendar weeks, months, quarters
-- and years as a view. The columns are those of metrics.response_rolling, and at their end the days.

-- What is refused, and why, before anything is computed.
create or replace function metrics.response_between_check(
    in_from_on date,
    in_to_on date,
    in_government_id int,
    in_unit_id int,
    in_channel text,
    in_scope text,
    in_opener text,
    in_population text,
    in_clock text
)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    moment timestamptz := metrics.current_as_of();
    word record;
begin
    if in_from_on is null or in_to_on is null or not isfinite(in_from_on) or not isfinite(in_to_on) then
        raise exception 'a period needs its first and its last local day' using errcode = '22023',
            hint = 'For example: metrics.response_between(''2026-01-01'', ''2026-03-31'')';
    elsif in_from_on > in_to_on then
        raise exception 'the period ends on %, before it begins on %', in_to_on, in_from_on using errcode = '22023',
            hint = 'The first day comes first, then the last day, which belongs to the period.';
    elsif in_from_on < '2000-01-01' then
        raise exception 'the period begins on %', in_from_on using errcode = '22023',
            hint = 'Days from 2000-01-01 on can be asked for: nothing that is watched is older.';
    elsif moment is null then
        raise exception 'there are no figures yet' using errcode = '55000',
            hint = 'The first round of the daemon makes them.';
    end if;
    if not exists (
        select
        from core.government as g
        where g.government_id = coalesce(in_government_id, g.government_id)
    ) then
        raise exception 'there is no government %', in_government_id using errcode = '22023',
            hint = 'metrics.unit has the numbers of governments and units.';
    elsif not exists (
        select
        from core.government as g
        where g.government_id = coalesce(in_government_id, g.government_id)
            and in_from_on <= (moment at time zone g.timezone)::date
    ) then
        raise exception 'the period begins on %, after the last round of figures', in_from_on using errcode = '22023',
            hint = format('They are as of %s.', moment);
    elsif in_unit_id <> 0 and not exists (
        select
        from core.unit as u
        where u.government_id = coalesce(in_government_id, u.government_id) and u.unit_id = in_unit_id
    ) then
        raise exception 'there is no unit %', in_unit_id using errcode = '22023',
            hint = 'metrics.unit has the numbers of governments and units; 0 is the whole government.';
    elsif in_channel <> 'all' and not exists (
        select
        from core.account as a
        where a.government_id = coalesce(in_government_id, a.government_id) and a.channel = in_channel
    ) then
        raise exception 'there is no channel "%"', in_channel using errcode = '22023',
            hint = format('Channels are: all, %s.', (
                select string_agg(distinct a.channel, ', ' order by a.channel)
                from core.account as a
                where a.government_id = coalesce(in_government_id, a.government_id)
            ));
    end if;
    for word in
        select w.name, w.given, w.allowed
        from (
            values
                ('scope', in_scope, array['own', 'tree']),
                ('opener', in_opener, array['all', 'citizen', 'unknown', 'leader']),
                ('population', in_population, array['needed', 'all']),
                ('clock', in_clock, array['calendar', 'working'])
        ) as w (name, given, allowed)
        where w.given <> all (w.allowed)
    loop
        raise exception '% cannot be "%"', word.name, word.given using errcode = '22023',
            hint = format('It is one of: %s; or null for each of them.', array_to_string(word.allowed, ', '));
    end loop;
end
$$;
comment on function metrics.response_between_check(date, date, int, int, text, text, text, text, text) is
    'Refuses what metrics.response_between() cannot answer, and says what it can.';

-- Its columns are part of its type: with new ones it is made anew.
drop function if exists metrics.response_between(date, date, int, int, text, text, text, text, text);
create function metrics.response_between(
    in_from_on date,
    in_to_on date,
    in_government_id int default null,
    in_unit_id int default null,
    in_channel text default null,
    in_scope text default 'own',
    in_opener text default 'all',
    in_population text default 'needed',
    in_clock text default null
)
returns table (
    government_id int, government text, unit_id int, unit text, scope text, channel text, opener text,
    population text, clock text, window_days int, n bigint, n_answered bigint, n_helped bigint,
    n_waiting bigint, n_withdrawn bigint, n_handed_over bigint, n_closed_unanswered bigint, n_removed bigint,
    n_interval_timed bigint, n_late_out bigint, n_undecided bigint, n_corrected bigint, n_provisional bigint,
    n_excluded bigint, n_posts bigint, n_rate bigint, n_deadline bigint, n_no_rule bigint, median_s bigint,
    median_low_s bigint, median_high_s bigint, p90_s bigint, mark_1_s bigint, mark_2_s bigint, mark_3_s bigint,
    mark_4_s bigint, answered_within_1 float8, answered_within_2 float8, answered_within_3 float8,
    answered_within_4 float8, mean_wait_s float8, horizon_s bigint, median_worst_s bigint,
    answered_within_1_worst float8, answered_within_2_worst float8, answered_within_3_worst float8,
    answered_within_4_worst float8, response_rate float8, rate_within_s bigint, ever_answered_rate float8,
    within_sla float8, answered_median_s bigint, answered_mean_s float8, first_reply_median_s bigint,
    substantive_median_s bigint, stock_share float8, redirect_share float8, enough boolean,
    oldest_waiting_at timestamptz, median_hours float8, median_text text, poll_coverage float8,
    as_of timestamptz, next_change_at timestamptz, unit_code text, from_on date, to_on date,
    is_complete boolean, median_text_id text, n_first_reply bigint, n_substantive bigint, n_classified bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
rows 1000
as $$
#variable_conflict use_column
declare
    moment timestamptz := metrics.current_as_of();
    key record;
begin
    perform metrics.response_between_check(
        in_from_on, in_to_on, in_government_id, in_unit_id, in_channel, in_scope, in_opener, in_population,
        in_clock);
    -- Whatever a unit may have been asked through: which channels it was, the figures tell.
    select
        array_agg(x.government_id) as government_id, array_agg(x.unit_id) as unit_id,
        array_agg(x.scope) as scope, array_agg(x.channel) as channel
    into key
    from (
        select unit.government_id, unit.unit_id, s.scope, channel.channel
        from metrics.unit as unit
        join (
            select a.government_id, a.channel from core.account as a
            union
            select g.government_id, 'all' from core.government as g
        ) as channel on channel.government_id = unit.government_id
        cross join (values ('own'), ('tree')) as s (scope)
        where unit.government_id = coalesce(in_government_id, unit.government_id)
            and unit.unit_id = coalesce(in_unit_id, unit.unit_id)
            and channel.channel = coalesce(in_channel, channel.channel)
            and s.scope = coalesce(in_scope, s.scope)
    ) as x;

    return query
    with computed as materialized (
        select
            w.government_id, w.unit_id, w.scope, w.channel, w.opener, w.population, w.clock, w.figure
        from metrics.response_whole(
            key.government_id, key.unit_id, key.scope, key.channel,
            case when in_opener is null then '{all, citizen, unknown, leader}' else array[in_opener] end,
            case when in_population is null then '{needed, all}' else array[in_population] end,
            '{0}', array[in_from_on], array[in_to_on], moment) as w
        where w.clock = coalesce(in_clock, w.clock)
    ),
    covered as materialized (
        select c.government_id, c.unit_id, c.scope, c.channel, c.poll_coverage
        from metrics.coverage_span(
            key.government_id, key.unit_id, key.scope, key.channel,
            '{0}', array[in_from_on], array[in_to_on], moment) as c
    ),
    place as materialized (
        select p.government_id, p.unit_id, s.scope, p.channel
        from metrics.response_place as p
        cross join (values ('own'), ('tree')) as s (scope)
        union
        select k.government_id, k.unit_id, k.scope, k.channel from metrics.response_key as k
    )
    select
        w.government_id, u.government, w.unit_id, u.unit, w.scope, w.channel, w.opener, w.population,
        w.clock, in_to_on - in_from_on + 1, f.n, f.n_answered, f.n_helped, f.n_waiting, f.n_withdrawn,
        f.n_handed_over, f.n_closed_unanswered, f.n_removed, f.n_interval_timed, f.n_late_out,
        f.n_undecided, f.n_corrected, f.n_provisional, f.n_excluded, f.n_posts, f.n_rate, f.n_deadline,
        f.n_no_rule, f.median_s, f.median_low_s, f.median_high_s, f.p90_s, f.mark_1_s, f.mark_2_s,
        f.mark_3_s, f.mark_4_s, f.answered_within_1, f.answered_within_2, f.answered_within_3,
        f.answered_within_4, f.mean_wait_s, f.horizon_s, f.median_worst_s, f.answered_within_1_worst,
        f.answered_within_2_worst, f.answered_within_3_worst, f.answered_within_4_worst, f.response_rate,
        f.rate_within_s, f.ever_answered_rate, f.within_sla, f.answered_median_s, f.answered_mean_s,
        f.first_reply_median_s, f.substantive_median_s, f.stock_share, f.redirect_share, f.enough,
        f.oldest_waiting_at,
        round(f.median_s / 3600.0, 2)::float8,
        metrics.median_text('en', f.median_s, f.n, f.n_excluded, f.n_waiting + f.n_closed_unanswered,
            covered.poll_coverage is not null),
        covered.poll_coverage, moment,
        case when f.n + f.n_excluded > 0 then f.next_change_at end,
        u.unit_code, in_from_on, in_to_on,
        in_to_on < (moment at time zone u.timezone)::date,
        metrics.median_text('id', f.median_s, f.n, f.n_excluded, f.n_waiting + f.n_closed_unanswered,
            covered.poll_coverage is not null),
        f.n_first_reply, f.n_substantive, f.n_classified
    from computed as w
    cross join lateral (select (w.figure).*) as f
    join metrics.unit as u on u.government_id = w.government_id and u.unit_id = w.unit_id
    left join covered
        on covered.government_id = w.government_id and covered.unit_id = w.unit_id
        and covered.scope = w.scope and covered.channel = w.channel
    left join place
        on place.government_id = w.government_id and place.unit_id = w.unit_id and place.scope = w.scope
        and place.channel = w.channel
    where place.unit_id is not null or covered.poll_coverage is not null or f.n + f.n_excluded > 0
        or in_unit_id is not null and in_channel is not null
    order by
        w.government_id, w.unit_id, w.scope, w.channel, w.opener, w.population, w.clock;
end
$$;
comment on function metrics.response_between(date, date, int, int, text, text, text, text, text) is
    'The response figures of any local days, the last one included, as of the newest round: from, to, and then, each '
    'null for all of them: government, unit (0 = whole government), channel (or all), scope (own unless said '
    'otherwise), opener (all), population (needed), clock. Columns as in metrics.response_rolling, with window_days as the '
    'length of the period, and behind them from_on, to_on, is_complete (its last day is over) and median_text_id. '
    'A unit in use that was asked nothing has zeros.';

create or replace view metrics.response_period as
select
    p.government_id, u.government, p.unit_id, u.unit_code, u.unit, 'own' as scope, p.channel, 'all' as opener,
    'needed' as population, p.clock, p.period_kind, state.period, p.from_on, state.to_on,
    state.to_on < (state.as_of at time zone u.timezone)::date as is_complete,
    state.to_on - p.from_on + 1 as window_days,
    p.n, p.n_answered, p.n_helped, p.n_waiting, p.n_withdrawn, p.n_handed_over, p.n_closed_unanswered,
    p.n_removed, p.n_interval_timed, p.n_late_out, p.n_undecided, p.n_corrected, p.n_provisional,
    p.n_excluded, p.n_posts, p.n_rate, p.n_deadline, p.n_no_rule, p.median_s, p.median_low_s,
    p.median_high_s, p.p90_s, p.mark_1_s, p.mark_2_s, p.mark_3_s, p.mark_4_s, p.answered_within_1,
    p.answered_within_2, p.answered_within_3, p.answered_within_4, p.mean_wait_s, p.horizon_s,
    p.median_worst_s, p.answered_within_1_worst, p.answered_within_2_worst, p.answered_within_3_worst,
    p.answered_within_4_worst, p.response_rate, p.rate_within_s, p.ever_answered_rate, p.within_sla,
    p.answered_median_s, p.answered_mean_s, p.first_reply_median_s, p.substantive_median_s, p.stock_share,
    p.redirect_share, p.enough, p.oldest_waiting_at,
    round(p.median_s / 3600.0, 2)::float8 as median_hours,
    metrics.median_text('en', p.median_s, p.n, p.n_excluded, p.n_waiting + p.n_closed_unanswered,
        p.poll_coverage is not null) as median_text,
    metrics.median_text('id', p.median_s, p.n, p.n_excluded, p.n_waiting + p.n_closed_unanswered,
        p.poll_coverage is not null) as median_text_id,
    p.poll_coverage, state.as_of, p.n_first_reply, p.n_substantive, p.n_classified
from metrics.response_period_store as p
join metrics.response_period_state as state
    on state.government_id = p.government_id and state.period_kind = p.period_kind and state.from_on = p.from_on
join metrics.unit as u on u.government_id = p.government_id and u.unit_id = p.unit_id
where p.period_kind in ('week', 'month', 'quarter', 'year');
comment on view metrics.response_period is
    'The headline figures by calendar period since the year before last: one row per unit (0 = whole government), '
    'channel (or all), clock and ISO week, month, quarter or year, as far as anything watched for the unit or somebody '
    'asked. Periods that run or ended in the last 35 days are computed again each hour, the others each day: as_of. Other '
    'days, openers or scopes: metrics.response_between().';

create or replace view metrics.response_history as
select
    h.government_id, u.government, h.unit_id, u.unit_code, u.unit, h.channel, h.window_days, h.day,
    h.n, h.n_answered, h.n_helped, h.n_waiting, h.n_withdrawn, h.n_handed_over, h.n_closed_unanswered,
    h.n_excluded, h.n_posts, h.n_rate, h.n_deadline, h.n_first_reply, h.n_substantive, h.n_classified,
    h.median_s, h.median_low_s, h.median_high_s, h.p90_s, h.mark_1_s::bigint as mark_1_s,
    h.mark_2_s::bigint as mark_2_s, h.mark_3_s::bigint as mark_3_s, h.mark_4_s::bigint as mark_4_s,
    h.answered_within_1, h.answered_within_2, h.answered_within_3, h.answered_within_4, h.mean_wait_s,
    h.median_worst_s, h.response_rate, h.within_sla, h.first_reply_median_s, h.substantive_median_s,
    h.stock_share, h.redirect_share, h.enough, h.working_n, h.working_n_rate, h.working_median_s,
    h.working_median_low_s, h.working_median_high_s, h.working_p90_s,
    h.working_mark_1_s::bigint as working_mark_1_s, h.working_mark_2_s::bigint as working_mark_2_s,
    h.working_mark_3_s::bigint as working_mark_3_s, h.working_mark_4_s::bigint as working_mark_4_s,
    h.working_answered_within_1, h.working_answered_within_2, h.working_answered_within_3,
    h.working_answered_within_4, h.working_mean_wait_s, h.working_response_rate,
    h.working_first_reply_median_s, h.working_substantive_median_s,
    round(h.median_s / 3600.0, 2)::float8 as median_hours,
    metrics.median_text('en', h.median_s, h.n, h.n_excluded, h.n_waiting + h.n_closed_unanswered,
        h.poll_coverage is not null) as median_text,
    metrics.median_text('id', h.median_s, h.n, h.n_excluded, h.n_waiting + h.n_closed_unanswered,
        h.poll_coverage is not null) as median_text_id,
    h.poll_coverage, kept.as_of,
    extract(epoch from kept.as_of - (h.day + 1)::timestamp at time zone u.timezone)::bigint as seen_after_s
from metrics.response_history_store as h
join metrics.response_history_day as kept on kept.government_id = h.government_id and kept.day = h.day
join metrics.unit as u on u.government_id = h.government_id and u.unit_id = h.unit_id;
comment on view metrics.response_history is
    'The figures of metrics.response as they were seen at the end of each past local day, for lines over time: one row per '
    'unit (0 = whole government), channel (or all), window and day. A row is never changed: what became known after as_of '
    'is not in it (metrics.response_between() computes the same days from what is known now). Of months longer ago than '
    'history_days of metrics.refresh_setting (two years) the last day stays.';

create or replace view metrics.inquiry_hour as
select
    place.government_id,
    u.government,
    place.unit_id,
    u.unit_code,
    u.unit,
    place.channel,
    w.window_days,
    day.weekday,
    day.weekday_text,
    day.weekday_text_id,
    hour.hour_of_day,
    coalesce(h.n_asked, 0) as n_asked,
    coalesce(h.n_answered, 0) as n_answered,
    coverage.poll_coverage,
    state.as_of
from metrics.response_place as place
join metrics.unit as u on u.government_id = place.government_id and u.unit_id = place.unit_id
cross join (values (7), (28), (91), (364)) as w (window_days)
cross join (
    values
        (1, 'Monday', 'Senin'), (2, 'Tuesday', 'Selasa'), (3, 'Wednesday', 'Rabu'), (4, 'Thursday', 'Kamis'),
        (5, 'Friday', 'Jumat'), (6, 'Saturday', 'Sabtu'), (7, 'Sunday', 'Minggu')
) as day (weekday, weekday_text, weekday_text_id)
cross join generate_series(0, 23) as hour (hour_of_day)
left join metrics.inquiry_hour_2 as h
    on h.government_id = place.government_id and h.unit_id = place.unit_id and h.channel = place.channel
    and h.window_days = w.window_days and h.weekday = day.weekday and h.hour_of_day = hour.hour_of_day
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = place.government_id and coverage.unit_id = place.unit_id
    and coverage.scope = 'own' and coverage.channel = place.channel and coverage.window_days = w.window_days
left join ops.refresh_state as state on state.view = 'metrics.inquiry_hour_2';
comment on view metrics.inquiry_hour is
    'When people ask and when they are answered: one row per unit (0 = whole government), channel (or all), window, local '
    'weekday and hour, zeros included; inquiries of citizens that need an answer, each counted in the hour in which it was '
    'asked and in that of its answer.';

select metrics.apply_column_doc();
