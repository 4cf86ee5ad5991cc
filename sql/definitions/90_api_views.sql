-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What readers may depend on. Plain views with names beside ids, the as_of of the figures and the share
-- of the window that was watched. Columns are only ever appended; whatever takes one away raises
-- metrics.version. What each column means: the comment of the column, or metrics.catalogue.

create or replace view metrics.as_of as
select
    r.as_of,
    r.kind as round_kind,
    r.finished_at,
    (
        select max(full_round.as_of)
        from ops.refresh_round as full_round
        where full_round.kind <> 'dirty'
    ) as aged_as_of
from ops.refresh_round as r
where r.finished_at is not null
order by r.round_id desc
limit 1;
comment on view metrics.as_of is 'The moment the figures are for: one row, none before the first round.';

create or replace view metrics.unit as
select
    u.government_id,
    g.code as government_code,
    g.name as government,
    u.unit_id,
    u.code as unit_code,
    u.name as unit,
    u.kind as unit_kind,
    u.parent_unit_id,
    parent.name as parent_unit,
    g.timezone
from core.unit as u
join core.government as g on g.government_id = u.government_id
left join core.unit as parent
    on parent.government_id = u.government_id and parent.unit_id = u.parent_unit_id
union all
select g.government_id, g.code, g.name, 0, '', g.name, g.kind, null, null, g.timezone
from core.government as g;
comment on view metrics.unit is
    'Names of the units; unit 0 stands for the whole government.';

create or replace view metrics.poll_coverage as
select
    c.government_id,
    u.government,
    c.unit_id,
    u.unit,
    c.scope,
    c.channel,
    c.window_days,
    c.poll_coverage,
    c.n_streams,
    state.as_of,
    u.unit_code
from metrics.poll_coverage_1 as c
join metrics.unit as u on u.government_id = c.government_id and u.unit_id = c.unit_id
left join ops.refresh_state as state on state.view = 'metrics.poll_coverage_1';
comment on view metrics.poll_coverage is
    'Share of a window in which the least watched stream of a unit was looked at often enough; below 0.95 '
    'a unit should not be ranked.';

create or replace view metrics.coverage_gap as
select
    g.government_id,
    u.government,
    g.unit_id,
    u.unit_code,
    u.unit,
    g.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    a.channel,
    g.stream,
    g.active,
    g.gap_from,
    g.gap_to,
    extract(epoch from coalesce(g.gap_to, g.as_of) - g.gap_from)::bigint as length_s,
    g.allowed_s,
    g.smallest_window_days is not null as counts,
    g.smallest_window_days,
    g.as_of
from (
    select
        watching.government_id,
        watching.unit_id,
        watching.account_id,
        gap.stream,
        s.active,
        gap.gap_from,
        case when gap.gap_to <= state.as_of then gap.gap_to end as gap_to,
        gap.allowed_s,
        case when s.active then (
            select min(w.window_days)
            from (values (7), (28), (91), (364)) as w (window_days)
            where extract(epoch from least(gap.gap_to, state.as_of) - greatest(gap.gap_from,
                ((state.as_of at time zone place.timezone)::date - w.window_days + 1)::timestamp
                    at time zone place.timezone)) > gap.allowed_s
        ) end as smallest_window_days,
        state.as_of
    from ops.refresh_state as state
    cross join metrics.unit_account as watching
    join core.government as place on place.government_id = watching.government_id
    join metrics.stream_gap as gap
        on gap.government_id = watching.government_id and gap.account_id = watching.account_id
    join ops.stream as s
        on s.government_id = gap.government_id and s.account_id = gap.account_id and s.stream = gap.stream
    where state.view = 'metrics.poll_coverage_1'
        and coalesce(gap.gap_from < state.as_of, state.as_of is not null)
        -- Of a stream that nobody asks any more only what ended between two successes.
        and (s.active or gap.gap_from is not null and gap.gap_to is not null)
        and coalesce(extract(epoch from least(gap.gap_to, state.as_of) - gap.gap_from) > gap.allowed_s, true)
) as g
join metrics.unit as u on u.government_id = g.government_id and u.unit_id = g.unit_id
join core.account as a on a.government_id = g.government_id and a.account_id = g.account_id;
comment on view metrics.coverage_gap is
    'Gaps of polling, those that ended and those that are open: one row per unit (0 = whole government), '
    'stream that watches for it, and time without a success longer than the schedule allows. Of the rows '
    'with counts metrics.poll_coverage is made: 1 - sum of what they exceed allowed_s by inside the window, '
    'divided by it, for the worst stream.';

create or replace view metrics.response_rolling as
select
    s.government_id,
    u.government,
    s.unit_id,
    u.unit,
    s.scope,
    s.channel,
    s.opener,
    s.population,
    s.clock,
    s.window_days,
    s.n,
    s.n_answered,
    s.n_helped,
    s.n_waiting,
    s.n_withdrawn,
    s.n_handed_over,
    s.n_closed_unanswered,
    s.n_removed,
    s.n_interval_timed,
    s.n_late_out,
    s.n_undecided,
    s.n_corrected,
    s.n_provisional,
    s.n_excluded,
    s.n_posts,
    s.n_rate,
    s.n_deadline,
    s.n_no_rule,
    s.median_s,
    s.median_low_s,
    s.median_high_s,
    s.p90_s,
    s.mark_1_s,
    s.mark_2_s,
    s.mark_3_s,
    s.mark_4_s,
    s.answered_within_1,
    s.answered_within_2,
    s.answered_within_3,
    s.answered_within_4,
    s.mean_wait_s,
    s.horizon_s,
    s.median_worst_s,
    s.answered_within_1_worst,
    s.answered_within_2_worst,
    s.answered_within_3_worst,
    s.answered_within_4_worst,
    s.response_rate,
    s.rate_within_s,
    s.ever_answered_rate,
    s.within_sla,
    s.answered_median_s,
    s.answered_mean_s,
    s.first_reply_median_s,
    s.substantive_median_s,
    s.stock_share,
    s.redirect_share,
    s.enough,
    s.oldest_waiting_at,
    round(s.median_s / 3600.0, 2)::float8 as median_hours,
    metrics.median_text('en', s.median_s, s.n, s.n_excluded, s.n_waiting + s.n_closed_unanswered, true)
        as median_text,
    coverage.poll_coverage,
    moment.as_of,
    s.next_change_at,
    u.unit_code,
    s.n_first_reply,
    s.n_substantive,
    s.n_classified
from metrics.response_rolling_all as s
join metrics.unit as u on u.government_id = s.government_id and u.unit_id = s.unit_id
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = s.government_id and coverage.unit_id = s.unit_id
    and coverage.scope = s.scope and coverage.channel = s.channel
    and coverage.window_days = s.window_days
left join metrics.as_of as moment on true;
comment on view metrics.response_rolling is
    'How fast and how often inquiries are answered: one row per unit (0 = whole government), scope, '
    'channel (or all), opener, population, clock and window of 7, 28, 91 or 364 local days that end with '
    'the day of as_of. A key with no inquiry in 364 days has no row.';
create or replace view metrics.response as
select
    place.government_id,
    u.government,
    place.unit_id,
    u.unit_code,
    u.unit,
    place.channel,
    w.window_days,
    coalesce(calendar.n, 0) as n,
    coalesce(calendar.n_answered, 0) as n_answered,
    coalesce(calendar.n_helped, 0) as n_helped,
    coalesce(calendar.n_waiting, 0) as n_waiting,
    coalesce(calendar.n_withdrawn, 0) as n_withdrawn,
    coalesce(calendar.n_handed_over, 0) as n_handed_over,
    coalesce(calendar.n_closed_unanswered, 0) as n_closed_unanswered,
    coalesce(calendar.n_removed, 0) as n_removed,
    coalesce(calendar.n_interval_timed, 0) as n_interval_timed,
    coalesce(calendar.n_undecided, 0) as n_undecided,
    coalesce(calendar.n_corrected, 0) as n_corrected,
    coalesce(calendar.n_provisional, 0) as n_provisional,
    coalesce(calendar.n_excluded, 0) as n_excluded,
    coalesce(calendar.n_posts, 0) as n_posts,
    coalesce(calendar.n_rate, 0) as n_rate,
    coalesce(calendar.n_deadline, 0) as n_deadline,
    coalesce(calendar.n_no_rule, 0) as n_no_rule,
    calendar.median_s,
    calendar.median_low_s,
    calendar.median_high_s,
    calendar.p90_s,
    case when feed.channel is null then 3600 else 259200 end::bigint as mark_1_s,
    case when feed.channel is null then 14400 else 432000 end::bigint as mark_2_s,
    case when feed.channel is null then 86400 else 864000 end::bigint as mark_3_s,
    case when feed.channel is null then 259200 else 1209600 end::bigint as mark_4_s,
    calendar.answered_within_1,
    calendar.answered_within_2,
    calendar.answered_within_3,
    calendar.answered_within_4,
    calendar.mean_wait_s,
    case when feed.channel is null then 259200 else 1209600 end::bigint as horizon_s,
    calendar.median_worst_s,
    calendar.answered_within_1_worst,
    calendar.answered_within_2_worst,
    calendar.answered_within_3_worst,
    calendar.answered_within_4_worst,
    calendar.response_rate,
    259200::bigint as rate_within_s,
    calendar.ever_answered_rate,
    calendar.within_sla,
    calendar.answered_median_s,
    calendar.answered_mean_s,
    coalesce(calendar.enough, false) as enough,
    calendar.oldest_waiting_at,
    round(calendar.median_s / 3600.0, 2)::float8 as median_hours,
    metrics.median_text('en', calendar.median_s, calendar.n, calendar.n_excluded,
        calendar.n_waiting + calendar.n_closed_unanswered, place.watched) as median_text,
    coalesce(working.n, 0) as working_n,
    working.median_s as working_median_s,
    working.median_low_s as working_median_low_s,
    working.median_high_s as working_median_high_s,
    working.p90_s as working_p90_s,
    case when feed.channel is null then 3600 else 81000 end::bigint as working_mark_1_s,
    case when feed.channel is null then 14400 else 135000 end::bigint as working_mark_2_s,
    case when feed.channel is null then 27000 else 270000 end::bigint as working_mark_3_s,
    case when feed.channel is null then 81000 else 378000 end::bigint as working_mark_4_s,
    working.answered_within_1 as working_answered_within_1,
    working.answered_within_2 as working_answered_within_2,
    working.answered_within_3 as working_answered_within_3,
    working.answered_within_4 as working_answered_within_4,
    working.mean_wait_s as working_mean_wait_s,
    case when feed.channel is null then 81000 else 378000 end::bigint as working_horizon_s,
    working.median_worst_s as working_median_worst_s,
    working.answered_within_1_worst as working_answered_within_1_worst,
    working.answered_within_2_worst as working_answered_within_2_worst,
    working.answered_within_3_worst as working_answered_within_3_worst,
    working.answered_within_4_worst as working_answered_within_4_worst,
    working.response_rate as working_response_rate,
    81000::bigint as working_rate_within_s,
    coalesce(working.n_rate, 0) as working_n_rate,
    working.answered_median_s as working_answered_median_s,
    working.answered_mean_s as working_answered_mean_s,
    coverage.poll_coverage,
    coalesce(coverage.poll_coverage >= 0.95 and calendar.enough, false) as may_be_ranked,
    moment.as_of,
    least(calendar.next_change_at, working.next_change_at) as next_change_at,
    metrics.median_text('id', calendar.median_s, calendar.n, calendar.n_excluded,
        calendar.n_waiting + calendar.n_closed_unanswered, place.watched) as median_text_id,
    case when previous_state.as_of is not null then coalesce(previous.n, 0) end as previous_n,
    case when previous_state.as_of is not null then coalesce(previous.n_answered, 0) end as previous_n_answered,
    case when previous_state.as_of is not null then coalesce(previous.n_rate, 0) end as previous_n_rate,
    previous.median_s as previous_median_s,
    previous.median_low_s as previous_median_low_s,
    previous.median_high_s as previous_median_high_s,
    previous.response_rate as previous_response_rate,
    calendar.median_s - previous.median_s as change_median_s,
    calendar.response_rate - previous.response_rate as change_response_rate,
    metrics.change_significant(calendar.median_low_s, calendar.median_high_s, previous.median_low_s,
        previous.median_high_s) as change_significant,
    metrics.change_text('en', calendar.median_s, previous.median_s, calendar.n,
        case when previous_state.as_of is not null then coalesce(previous.n, 0) end,
        metrics.change_significant(calendar.median_low_s, calendar.median_high_s, previous.median_low_s,
            previous.median_high_s)) as change_text,
    metrics.change_text('id', calendar.median_s, previous.median_s, calendar.n,
        case when previous_state.as_of is not null then coalesce(previous.n, 0) end,
        metrics.change_significant(calendar.median_low_s, calendar.median_high_s, previous.median_low_s,
            previous.median_high_s)) as change_text_id,
    case when previous_state.as_of is not null then coalesce(working_previous.n, 0) end as working_previous_n,
    working_previous.median_s as working_previous_median_s,
    working_previous.median_low_s as working_previous_median_low_s,
    working_previous.median_high_s as working_previous_median_high_s,
    working_previous.response_rate as working_previous_response_rate,
    working.median_s - working_previous.median_s as working_change_median_s,
    working.response_rate - working_previous.response_rate as working_change_response_rate,
    metrics.change_significant(working.median_low_s, working.median_high_s, working_previous.median_low_s,
        working_previous.median_high_s) as working_change_significant,
    previous_state.as_of as previous_as_of,
    coalesce(calendar.n_late_out, 0) as n_late_out,
    calendar.first_reply_median_s,
    coalesce(calendar.n_first_reply, 0) as n_first_reply,
    calendar.substantive_median_s,
    coalesce(calendar.n_substantive, 0) as n_substantive,
    calendar.stock_share,
    calendar.redirect_share,
    coalesce(calendar.n_classified, 0) as n_classified,
    working.first_reply_median_s as working_first_reply_median_s,
    working.substantive_median_s as working_substantive_median_s,
    case when place.unit_id = 0 then 0 else coalesce((
        select sum(c.n_helped)
        from metrics.collaboration_1 as c
        where c.government_id = place.government_id and c.helper_unit_id = place.unit_id
            and c.channel = place.channel and c.window_days = w.window_days
    ), 0) end::bigint as n_helped_others,
    served.residents,
    10000.0::float8 * coalesce(calendar.n, 0) / served.residents as n_per_10000
from metrics.as_of as moment
cross join metrics.response_place as place
cross join (values (7), (28), (91), (364)) as w (window_days)
join metrics.unit as u on u.government_id = place.government_id and u.unit_id = place.unit_id
left join (
    select distinct a.government_id, a.channel
    from core.account as a
    where a.access = 'feed'
) as feed on feed.government_id = place.government_id and feed.channel = place.channel
left join metrics.response_rolling_all as calendar
    on calendar.government_id = place.government_id and calendar.unit_id = place.unit_id
    and calendar.scope = 'own' and calendar.channel = place.channel and calendar.opener = 'all'
    and calendar.population = 'needed' and calendar.clock = 'calendar'
    and calendar.window_days = w.window_days
left join metrics.response_rolling_all as working
    on working.government_id = place.government_id and working.unit_id = place.unit_id
    and working.scope = 'own' and working.channel = place.channel and working.opener = 'all'
    and working.population = 'needed' and working.clock = 'working'
    and working.window_days = w.window_days
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = place.government_id and coverage.unit_id = place.unit_id
    and coverage.scope = 'own' and coverage.channel = place.channel
    and coverage.window_days = w.window_days
cross join lateral (
    select 'before_' || w.window_days as period_kind,
        (moment.as_of at time zone u.timezone)::date - 2 * w.window_days + 1 as from_on
) as span
left join metrics.response_period_state as previous_state
    on previous_state.government_id = place.government_id and previous_state.period_kind = span.period_kind
    and previous_state.from_on = span.from_on
left join metrics.response_period_store as previous
    on previous.government_id = place.government_id and previous.unit_id = place.unit_id
    and previous.channel = place.channel and previous.clock = 'calendar'
    and previous.period_kind = span.period_kind and previous.from_on = span.from_on
left join metrics.response_period_store as working_previous
    on working_previous.government_id = place.government_id and working_previous.unit_id = place.unit_id
    and working_previous.channel = place.channel and working_previous.clock = 'working'
    and working_previous.period_kind = span.period_kind and working_previous.from_on = span.from_on
left join lateral (
    select p.residents
    from core.population as p
    where p.government_id = place.government_id and p.unit_id = place.unit_id
        and p.valid_from <= (moment.as_of at time zone u.timezone)::date
    order by p.valid_from desc
    limit 1
) as served on true;
drop materialized view if exists metrics.response_previous_1;
drop function if exists metrics.response_every();
comment on view metrics.response is
    'The view most people need: one row per unit (0 = whole government), channel (or all) and window of 7, '
    '28, 91 or 364 local days; inquiries of citizens that need an answer; figures by the calendar, and '
    'with the prefix working_ in working time. A unit that was asked nothing has zeros, and median_text '
    'tells whether anything of it is watched.';
create or replace view metrics.response_daily as
select
    d.government_id,
    u.government,
    d.unit_id,
    u.unit,
    d.channel,
    d.opener,
    d.population,
    d.clock,
    d.day,
    d.n,
    d.n_answered,
    d.n_helped,
    d.n_waiting,
    d.n_withdrawn,
    d.n_handed_over,
    d.n_closed_unanswered,
    d.n_removed,
    d.n_interval_timed,
    d.n_late_out,
    d.n_undecided,
    d.n_corrected,
    d.n_provisional,
    d.n_excluded,
    d.n_posts,
    d.n_rate,
    d.n_deadline,
    d.n_no_rule,
    d.median_s,
    d.median_low_s,
    d.median_high_s,
    d.p90_s,
    d.mark_1_s,
    d.mark_2_s,
    d.mark_3_s,
    d.mark_4_s,
    d.answered_within_1,
    d.answered_within_2,
    d.answered_within_3,
    d.answered_within_4,
    d.mean_wait_s,
    d.horizon_s,
    d.median_worst_s,
    d.answered_within_1_worst,
    d.answered_within_2_worst,
    d.answered_within_3_worst,
    d.answered_within_4_worst,
    d.response_rate,
    d.rate_within_s,
    d.ever_answered_rate,
    d.within_sla,
    d.answered_median_s,
    d.answered_mean_s,
    d.enough,
    round(d.median_s / 3600.0, 2)::float8 as median_hours,
    state.as_of,
    d.poll_coverage,
    u.unit_code
from metrics.response_daily_1 as d
join metrics.unit as u on u.government_id = d.government_id and u.unit_id = d.unit_id
left join ops.refresh_state as state on state.view = 'metrics.response_daily_1';
comment on view metrics.response_daily is
    'The response figures by local day of the start, for the last 364 days: one row per unit (0 = whole '
    'government), channel (or all), opener, population, clock and day with an inquiry.';

create or replace view metrics.response_curve as
select
    s.government_id,
    u.government,
    s.unit_id,
    u.unit,
    s.scope,
    s.channel,
    s.opener,
    s.population,
    s.clock,
    s.window_days,
    m.mark_s,
    m.share_answered,
    s.n,
    s.n_answered,
    moment.as_of,
    coverage.poll_coverage,
    u.unit_code
from metrics.response_rolling_all as s
join metrics.unit as u on u.government_id = s.government_id and u.unit_id = s.unit_id
cross join lateral unnest(metrics.curve_mark(s.clock), s.curve) as m (mark_s, share_answered)
left join metrics.as_of as moment on true
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = s.government_id and coverage.unit_id = s.unit_id
    and coverage.scope = s.scope and coverage.channel = s.channel
    and coverage.window_days = s.window_days
where s.n > 0;
comment on view metrics.response_curve is
    'Share of inquiries answered by a mark, those still waiting allowed for: the keys of '
    'metrics.response_rolling and mark_s.';

-- Views may not call functions that read tables: those would read them as whoever asks.
create or replace function metrics.day_position(
    before_s bigint,
    starts_s int[],
    ends_s int[],
    at_local timestamp
)
returns bigint
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return before_s + (
    select coalesce(
        sum(greatest(0, least(u.ends_s, floor(extract(epoch from at_local::time))::int) - u.starts_s)), 0)
    from unnest(starts_s, ends_s) as u (starts_s, ends_s)
)::bigint;
comment on function metrics.day_position(bigint, int[], int[], timestamp) is
    'Working seconds from the first day of a calendar to a local time, given the row of its day.';

-- Which standing correction of one thing applies to an inquiry: as ops.correct() finds what stands. Of one inquiry that
-- somebody looks at, so that it may follow ids that ceased.
create or replace function metrics.correction_of(government_id int, inquiry_id uuid, field text)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select c.correction_id
    from core.correction as c
    where c.government_id = correction_of.government_id
        and c.field = correction_of.field
        and c.revoked_at is null
        and core.inquiry_now(c.government_id, c.inquiry_id) = correction_of.inquiry_id
    order by c.decided_at desc, c.correction_id desc
    limit 1;
end;
comment on function metrics.correction_of(int, uuid, text) is
    'Number of the newest standing correction (metrics.correction) of one field of an inquiry; null where there is none.';

create or replace function metrics.post_needs_rule(government_id int, post_id uuid)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select v.rule
    from core.post as p
    cross join lateral core.needs_answer(p.text) as v
    where p.government_id = post_needs_rule.government_id
        and p.post_id = post_needs_rule.post_id
        and p.text is not null;
end;
comment on function metrics.post_needs_rule(int, uuid) is
    'Rule by which a leader''s post needs an answer of the accounts that it names; null where its text is not held.';

create or replace view metrics.inquiry_detail as
with started as (
    select
        i.government_id, i.inquiry_id, i.unit_id, i.account_id, i.channel, i.kind, i.opened_by, i.turn,
        i.state, i.opened_at, i.needed_at, i.answered_at, i.ended_at, i.ended_earliest_at,
        i.ended_latest_at, i.removed, i.undecided, i.timing, i.correction_id, i.provisional, i.calendar,
        i.helped_by_unit_id, i.deadline_at, i.deadline_rule_id, i.source_kind, i.source_account_id, i.source_id,
        i.opening_id, i.answer_id, i.answer_account_id, i.answer_source_id, i.post_external_id, i.permalink,
        g.timezone, moment.as_of, i.reply_class, i.first_reply_at, i.substantive_at, i.intent, i.topic, i.language,
        coalesce(i.needed_working_from_s, i.opened_working_from_s) + i.first_reply_working_s
            as working_reply_at_s,
        coalesce(i.needed_working_from_s, i.opened_working_from_s) + i.substantive_working_s
            as working_substantive_at_s,
        case when i.opened_at < entry.entry_at and entry.entry_at <= moment.as_of then entry.entry_at end
            as entry_at,
        -- least() would take a null for as_of.
        case
            when seen.seen_at > moment.as_of then moment.as_of
            else seen.seen_at
        end as observed_to,
        start.population, start.start_at, start.working_from_s, start.wait_s, start.working_wait_s
    from core.inquiry as i
    join core.government as g on g.government_id = i.government_id
    cross join metrics.as_of as moment
    cross join lateral (
        values
            ('needed', i.needed_at, i.needed_working_from_s, i.needed_wait_s, i.needed_working_s),
            ('all', i.opened_at, i.opened_working_from_s, i.opened_wait_s, i.opened_working_s)
    ) as start (population, start_at, working_from_s, wait_s, working_wait_s)
    left join ops.target as target
        on target.government_id = i.government_id and target.account_id = i.source_account_id
        and target.stream = 'comments' and target.external_id = i.post_external_id
    left join ops.stream as stream
        on stream.government_id = i.government_id and stream.account_id = i.source_account_id
        and stream.stream = case i.kind
            when 'complaint' then 'complaints'
            when 'direct_message' then 'direct_messages'
            else 'mentions'
        end
    cross join lateral (
        select case
            when i.kind = 'complaint' or i.post_external_id is null then stream.last_complete_at
            else target.last_success_at
        end as seen_at
    ) as seen
    left join core.account as lists_open
        on lists_open.government_id = i.government_id and lists_open.account_id = i.source_account_id
        and not lists_open.shows_ended
    cross join lateral (
        select case when lists_open.account_id is not null and (i.kind = 'complaint' or i.post_external_id is null)
            then stream.first_success_at
        end as entry_at
    ) as entry
    where start.start_at is not null
),
item as (
    select
        s.government_id, s.inquiry_id, s.unit_id, s.account_id, s.channel, s.kind, s.opened_by, s.turn,
        s.state, s.opened_at, s.needed_at, s.answered_at, s.ended_at, s.ended_earliest_at,
        s.ended_latest_at, s.removed, s.undecided, s.timing, s.correction_id, s.provisional, s.calendar,
        s.helped_by_unit_id, s.deadline_at, s.deadline_rule_id, s.source_kind, s.source_account_id, s.source_id,
        s.opening_id, s.answer_id, s.answer_account_id, s.answer_source_id, s.post_external_id, s.permalink,
        s.timezone, s.as_of, s.observed_to, s.population, s.start_at, c.clock, s.reply_class, s.first_reply_at,
        s.substantive_at, s.intent, s.topic, s.language,
        case c.clock when 'calendar' then s.wait_s else s.working_wait_s end as wait_s,
        s.wait_s as calendar_wait_s,
        case when metrics.reply_counts(s.first_reply_at, s.state, s.ended_at, s.ended_earliest_at) then
            greatest(0, case c.clock
                when 'calendar' then extract(epoch from s.first_reply_at - s.start_at)
                else s.working_reply_at_s - s.working_from_s
            end)::bigint
        end as reply_s,
        case when metrics.substantive_counts(
            s.substantive_at, s.state, s.ended_at, s.ended_earliest_at, s.kind, s.reply_class
        ) then
            greatest(0, case c.clock
                when 'calendar' then extract(epoch from s.substantive_at - s.start_at)
                else s.working_substantive_at_s - s.working_from_s
            end)::bigint
        end as substantive_s,
        case when s.start_at < s.entry_at then floor(extract(epoch from s.entry_at - s.start_at)) end
            as calendar_entry_s,
        case when s.start_at < s.entry_at then case c.clock
            when 'calendar' then floor(extract(epoch from s.entry_at - s.start_at))
            else greatest(0, metrics.day_position(entered.before_s, entered.starts_s, entered.ends_s,
                s.entry_at at time zone s.timezone) - s.working_from_s)
        end end as entry_s,
        case when s.state = 'helped' and s.ended_earliest_at < s.ended_at then case c.clock
            when 'calendar' then greatest(0, extract(epoch from s.ended_earliest_at - s.start_at))
            else greatest(0, metrics.day_position(early.before_s, early.starts_s, early.ends_s,
                s.ended_earliest_at at time zone s.timezone) - s.working_from_s)
        end end as left_s,
        coalesce(greatest(0, case c.clock
            when 'calendar' then floor(extract(epoch from s.observed_to - s.start_at))
            else metrics.day_position(seen.before_s, seen.starts_s, seen.ends_s,
                s.observed_to at time zone s.timezone) - s.working_from_s
        end), 0)::bigint as watched_s,
        case c.clock
            when 'calendar' then s.start_at <= s.as_of
            else metrics.day_position(today.before_s, today.starts_s, today.ends_s,
                s.as_of at time zone s.timezone) > s.working_from_s
        end as counts,
        -- The message needed_at rests on: here once, looked up only for who asks for a column of it.
        case when s.source_kind = 'message' then (
            select m
            from core.message as m
            where hashtextextended(m.thread_key, (m.government_id::bigint << 32) + m.account_id)
                    = hashtextextended(s.source_id, (s.government_id::bigint << 32) + s.source_account_id)
                and m.government_id = s.government_id and m.account_id = s.source_account_id
                and m.thread_key = s.source_id and m.sent_at = s.needed_at and m.needs_answer
                and case s.opened_by when 'leader' then m.role = 'leader' else m.role in ('citizen', 'unknown') end
            order by m.external_id collate "C"
            limit 1
        ) end as needed
    from started as s
    cross join (values ('calendar'), ('working')) as c (clock)
    left join core.calendar_day as seen
        on seen.calendar = s.calendar and seen.day = (s.observed_to at time zone s.timezone)::date
    left join core.calendar_day as today
        on today.calendar = s.calendar and today.day = (s.as_of at time zone s.timezone)::date
    left join core.calendar_day as entered
        on entered.calendar = s.calendar and entered.day = (s.entry_at at time zone s.timezone)::date
    left join core.calendar_day as early
        on early.calendar = s.calendar and early.day = (s.ended_earliest_at at time zone s.timezone)::date
        and s.state = 'helped'
)
select
    i.government_id,
    u.government,
    i.unit_id,
    u.unit,
    i.inquiry_id,
    i.channel,
    i.kind,
    i.opened_by,
    i.population,
    i.clock,
    i.start_at,
    (i.start_at at time zone i.timezone)::date as start_on,
    (i.as_of at time zone i.timezone)::date - (i.start_at at time zone i.timezone)::date as days_back,
    i.counts,
    not source.shows_answers or exists (
        select
        from core.exclusion as e
        where e.government_id = i.government_id
            and coalesce(e.unit_id, i.unit_id) = i.unit_id
            and coalesce(e.channel, i.channel) = i.channel
            and (i.start_at at time zone i.timezone)::date between e.first_on and e.last_on
            and e.revoked_at is null
    ) as excluded,
    coalesce(i.entry_s, -1)::int as entry_s,
    case
        when i.state in ('waiting', 'closed_unanswered') then i.watched_s
        else coalesce(i.left_s::bigint, i.wait_s)
    end as exit_s,
    i.state = 'answered' as event,
    i.state in ('answered', 'helped') as event_government,
    case
        when i.state in ('answered', 'helped') then coalesce(i.left_s::bigint, i.wait_s)
        when i.state = 'waiting' then i.watched_s
    end as exit_worst_s,
    i.watched_s,
    i.state,
    case i.state
        when 'waiting' then case
            when i.observed_to is null then 'waiting; its target was never visited completely'
            when i.observed_to < i.as_of then 'waiting; watched until the last complete visit'
            else 'waiting at as_of'
        end
        when 'closed_unanswered' then 'closed without an answer; stays at risk'
        when 'withdrawn' then 'its author removed it before an answer'
        when 'handed_over' then 'disposed to another unit'
        when 'helped' then 'another official account of the government answered first'
    end as censored_because,
    i.opened_at,
    i.needed_at,
    i.answered_at,
    i.ended_at,
    i.ended_earliest_at,
    i.ended_latest_at,
    i.observed_to,
    i.deadline_at,
    i.turn,
    i.removed,
    i.undecided,
    i.timing,
    i.correction_id,
    i.provisional,
    i.calendar,
    i.helped_by_unit_id,
    i.account_id,
    i.source_kind,
    i.source_account_id,
    i.source_id,
    i.opening_id,
    i.answer_id,
    i.post_external_id,
    coalesce(i.permalink, below.permalink) as permalink,
    case
        when i.source_kind = 'complaint' then i.permalink
        else coalesce(
            (
                select coalesce(m.permalink, p.permalink)
                from core.message as m
                left join core.post as p
                    on p.government_id = m.government_id and p.account_id = m.account_id
                    and p.external_id = m.post_external_id
                where m.government_id = i.government_id
                    and m.account_id = coalesce(i.answer_account_id, i.source_account_id)
                    and m.external_id = i.answer_id and m.sent_at = i.answered_at
            ),
            (
                select c.permalink
                from core.complaint as c
                where c.government_id = i.government_id and c.account_id = i.answer_account_id
                    and c.external_id = i.answer_source_id
            )
        )
    end as answer_permalink,
    i.as_of,
    coalesce((i.needed).permalink, case when (i.needed).external_id is not null then below.permalink end)
        as needed_permalink,
    coalesce(
        case when i.correction_id is not null then 'correction.' || coalesce(
            metrics.correction_of(i.government_id, i.inquiry_id, 'needs_answer'),
            case
                when i.needed_at is null and i.intent = 'spam'
                    then metrics.correction_of(i.government_id, i.inquiry_id, 'intent')
            end
        ) end,
        (i.needed).rule,
        case when i.opened_by = 'leader' and i.needed_at is not null then posted.rule end
    ) as needed_rule,
    coalesce(
        case when i.correction_id is not null and i.state in ('answered', 'helped') then 'correction.' || coalesce(
            metrics.correction_of(i.government_id, i.inquiry_id, 'reply_class'),
            case
                -- Also of those who were helped by an answer that a person told of.
                when i.answer_id is null
                    then coalesce(metrics.correction_of(i.government_id, i.inquiry_id, 'state'), i.correction_id)
            end
        ) end,
        case
            when i.source_kind = 'complaint' or i.answer_source_id is not null then (
                select e.rule
                from core.complaint_event as e
                where e.government_id = i.government_id
                    and e.account_id = coalesce(i.answer_account_id, i.source_account_id)
                    and e.complaint_external_id = coalesce(i.answer_source_id, i.source_id)
                    and e.event_key = i.answer_id
            )
            else (
                select m.reply_rule
                from core.message as m
                where m.government_id = i.government_id
                    and m.account_id = coalesce(i.answer_account_id, i.source_account_id)
                    and m.external_id = i.answer_id and m.sent_at = i.answered_at
            )
        end
    ) as answer_rule,
    'deadline.' || i.deadline_rule_id as deadline_rule,
    u.unit_code,
    coalesce(asked.name, asked.handle, asked.external_id) as account,
    helper.name as helped_by_unit,
    i.answer_account_id,
    i.answer_source_id,
    case when i.state in ('waiting', 'closed_unanswered') then i.watched_s else i.wait_s end
        as exit_government_s,
    i.state in ('answered', 'helped', 'withdrawn', 'handed_over')
        and coalesce(i.calendar_wait_s <= i.calendar_entry_s, false) as late_out,
    i.first_reply_at,
    i.substantive_at,
    case when i.kind <> 'complaint' then i.reply_class end as reply_class,
    coalesce(i.reply_s, case
        when i.state in ('waiting', 'closed_unanswered') then i.watched_s
        else coalesce(i.left_s::bigint, i.wait_s)
    end) as first_reply_exit_s,
    i.reply_s is not null or i.state = 'answered' as first_reply_event,
    coalesce(i.substantive_s, case
        when i.state in ('waiting', 'closed_unanswered') then i.watched_s
        when i.state = 'answered' and i.kind <> 'complaint' and i.reply_class in ('stock', 'redirect')
            then greatest(i.watched_s, i.wait_s)
        else coalesce(i.left_s::bigint, i.wait_s)
    end) as substantive_exit_s,
    i.substantive_s is not null
        or i.state = 'answered' and (i.kind = 'complaint' or coalesce(i.reply_class = 'substantive', false))
        as substantive_event,
    not exists (
        select
        from metrics.complaint_joined as j
        where i.source_kind = 'complaint' and j.government_id = i.government_id
            and j.account_id = i.source_account_id and j.external_id = i.source_id
    ) as in_all,
    i.intent,
    i.topic,
    coalesce(
        case
            when i.correction_id is not null
                then 'correction.' || metrics.correction_of(i.government_id, i.inquiry_id, 'topic')
        end,
        case
            when i.topic is null then null
            when i.source_kind = 'complaint' then (
                select c.topic_rule
                from core.complaint as c
                where c.government_id = i.government_id and c.account_id = i.source_account_id
                    and c.external_id = i.source_id
            )
            else coalesce(
                (
                    -- The message that tells it: of those of the stretch that need an answer first.
                    select m.topic_rule
                    from core.message as m
                    where hashtextextended(m.thread_key, (m.government_id::bigint << 32) + m.account_id)
                            = hashtextextended(i.source_id, (i.government_id::bigint << 32) + i.source_account_id)
                        and m.government_id = i.government_id and m.account_id = i.source_account_id
                        and m.thread_key = i.source_id and m.topic = i.topic
                        and m.sent_at >= i.opened_at and m.sent_at <= coalesce(i.ended_at, 'infinity')
                        and case i.opened_by
                            when 'leader' then m.role = 'leader'
                            else m.role in ('citizen', 'unknown')
                        end
                    order by m.needs_answer desc, m.sent_at, m.external_id collate "C"
                    limit 1
                ),
                posted.topic_rule
            )
        end
    ) as topic_rule,
    i.language,
    case i.state
        when 'waiting' then case
            when i.observed_to is null then 'menunggu; objeknya belum pernah terpantau lengkap'
            when i.observed_to < i.as_of then 'menunggu; terpantau sampai kunjungan lengkap terakhir'
            else 'menunggu pada as_of'
        end
        when 'closed_unanswered' then 'ditutup tanpa jawaban; tetap dihitung dalam kurva'
        when 'withdrawn' then 'dihapus penulisnya sebelum dijawab'
        when 'handed_over' then 'didisposisikan ke unit lain'
        when 'helped' then 'akun resmi lain dari pemerintah daerah menjawab lebih dulu'
    end as censored_because_id
from item as i
join metrics.unit as u on u.government_id = i.government_id and u.unit_id = i.unit_id
join core.account as source
    on source.government_id = i.government_id and source.account_id = i.source_account_id
left join core.account as asked
    on asked.government_id = i.government_id and asked.account_id = i.account_id
-- Some platforms give comments no address: the post's leads there.
left join core.post as below
    on below.government_id = i.government_id and below.account_id = i.source_account_id
    and below.external_id = i.post_external_id
left join core.unit as helper
    on helper.government_id = i.government_id and helper.unit_id = i.helped_by_unit_id
-- A leader's post that opened it is no message; of a text that went no rule is known any more.
left join lateral (
    select p.topic_rule, metrics.post_needs_rule(p.government_id, p.post_id) as rule
    from core.post as p
    where i.opened_by = 'leader' and i.source_id = i.opening_id
        and p.government_id = i.government_id and p.account_id = i.source_account_id
        and p.external_id = i.source_id
) as posted on true;
comment on view metrics.inquiry_detail is
    'What every response figure is made of: one row per inquiry, population and clock, with entry, exit '
    'and event as the curve takes them, and where to see it. Counted are rows with counts, not excluded and '
    'not late_out, days_back < window_days; at risk at t are those with entry_s < t <= exit_s. Unit 0 takes all '
    'units, event_government and exit_government_s. The curves of first and substantive replies have exits and events of '
    'their own; for unit 0 help without one takes event_government and exit_government_s, on the substantive curve '
    'in complaints alone.';

create or replace view metrics.inquiry_open as
select
    i.government_id,
    u.government,
    i.unit_id,
    u.unit_code,
    u.unit,
    i.channel,
    i.inquiry_id,
    i.kind,
    i.opened_by,
    coalesce(i.needed_at, i.opened_at) as start_at,
    i.needed_at is not null as needs_answer,
    greatest(0, floor(extract(epoch from moment.as_of - coalesce(i.needed_at, i.opened_at))))::bigint
        as waiting_s,
    -- greatest() would take 0 for a null.
    case
        when today.day is not null and coalesce(i.needed_working_from_s, i.opened_working_from_s) is not null
            then greatest(0,
                metrics.day_position(today.before_s, today.starts_s, today.ends_s,
                    moment.as_of at time zone g.timezone)
                - coalesce(i.needed_working_from_s, i.opened_working_from_s))
    end as waiting_working_s,
    i.deadline_at,
    i.deadline_at <= moment.as_of as overdue,
    i.turn,
    i.messages as n_messages,
    i.removed,
    i.hidden,
    i.topic,
    i.intent,
    i.language,
    i.account_id,
    i.source_id,
    i.post_external_id,
    coalesce(i.permalink, below.permalink) as permalink,
    moment.as_of,
    source.shows_answers,
    coalesce(asked.name, asked.handle, asked.external_id) as account
from core.inquiry as i
join core.account as source
    on source.government_id = i.government_id and source.account_id = i.source_account_id
left join core.account as asked
    on asked.government_id = i.government_id and asked.account_id = i.account_id
-- Some platforms give comments no address: the post's leads there.
left join core.post as below
    on below.government_id = i.government_id and below.account_id = i.source_account_id
    and below.external_id = i.post_external_id
join core.government as g on g.government_id = i.government_id
join metrics.unit as u on u.government_id = i.government_id and u.unit_id = i.unit_id
cross join metrics.as_of as moment
left join core.calendar_day as today
    on today.calendar = i.calendar and today.day = (moment.as_of at time zone g.timezone)::date
where i.state = 'waiting'
order by coalesce(i.needed_at, i.opened_at), i.inquiry_id;
comment on view metrics.inquiry_open is
    'Every inquiry that still waits, oldest first: whose it is, for how long, until when it must be '
    'answered, and where to answer it. n_waiting of metrics.response counts those with needs_answer and '
    'shows_answers, not opened_by leader, that started in its window.';

create or replace view metrics.freshness as
select
    s.government_id,
    g.name as government,
    s.account_id,
    a.channel,
    coalesce(a.name, a.handle, a.external_id) as account,
    owner.unit_id,
    u.unit,
    s.stream,
    s.active,
    s.first_success_at,
    s.last_success_at,
    s.last_complete_at,
    case when s.active then s.last_success_at + make_interval(secs => s.interval_s) end as expected_at,
    s.interval_s,
    -- greatest() would take 0 for a null.
    case
        when s.last_success_at is not null
            then greatest(0, floor(extract(epoch from moment.as_of - s.last_success_at)))
    end::bigint as lag_s,
    case
        when not s.active then false -- nobody asks it any more
        when s.last_success_at is null then true
        else moment.as_of - s.last_success_at > make_interval(secs => 2 * s.interval_s + 60)
    end as late,
    s.failing_since,
    s.fail_count as n_failures,
    s.cause,
    s.error,
    s.hint,
    moment.as_of,
    u.unit_code
from ops.stream as s
join core.government as g on g.government_id = s.government_id
join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id
left join metrics.as_of as moment on true
left join core.account_owner as owner
    on owner.government_id = s.government_id and owner.account_id = s.account_id
    and coalesce((moment.as_of at time zone g.timezone)::date, 'infinity')
        between owner.valid_from and coalesce(owner.valid_to, 'infinity')
left join metrics.unit as u on u.government_id = owner.government_id and u.unit_id = owner.unit_id;
comment on view metrics.freshness is
    'When each stream of each account was last looked at, when it should be next, and what stands in the '
    'way.';

create or replace view metrics.catalogue as
with shown as (
    -- What readers see: the other views only serve these.
    select c.relname::text as view, a.attname::text as name
    from pg_class as c
    join pg_attribute as a on a.attrelid = c.oid
    where c.relnamespace = 'metrics'::regnamespace and c.relkind = 'v'
        and metrics.is_shown(c.relname)
        and not a.attisdropped
),
working as (
    select 'working_' || d.name as name, d.kind, d.label_en || ', working clock' as label_en,
        d.label_id || ', jam kerja' as label_id, d.definition_en || ' On the working clock.' as definition_en,
        d.definition_id || ' Pada jam kerja.' as definition_id, d.unit, d.null_when, d.version, d.changed_on
    from metrics.column_doc as d
    where exists (select from shown where shown.name = 'working_' || d.name)
        and not exists (select from metrics.column_doc as own where own.name = 'working_' || d.name)
),
told as (
    select d.name, d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
        d.version, d.changed_on
    from metrics.column_doc as d
    where exists (select from shown as s where d.name in (s.name, s.view || '.' || s.name))
    union all
    select w.name, w.kind, w.label_en, w.label_id, w.definition_en, w.definition_id, w.unit, w.null_when,
        w.version, w.changed_on
    from working as w
    union all
    select r.rule, 'rule', 'whether a message needs an answer', 'apakah pesan perlu jawaban', r.doc, w.definition_id,
        '', '', split_part(r.rule, '.', 2)::int, null
    from core.needs_rule as r
    left join metrics.rule_words as w on w.rule = r.rule
    union all
    select r.rule, 'rule',
        case when r.topic is null then 'words of a text: ' || r.mark else 'topic: ' || t.label_en end,
        case when r.topic is null then 'kata dalam teks: ' || r.mark else 'topik: ' || t.label_id end,
        concat(r.doc, ' Weight ', r.weight, '. Words: ', array_to_string(r.words, ', '), '.'),
        w.definition_id || concat(' Bobot ', r.weight, '. Kata: ', array_to_string(r.words, ', '), '.'),
        '', '', split_part(r.rule, '.', 2)::int, null
    from core.word_rule as r
    left join metrics.rule_words as w on w.rule = r.rule
    left join core.topic as t on t.topic = r.topic
    union all
    select r.rule, 'rule',
        case r.criterion when 'purpose' then 'what a post is for' else 'what a reply is worth' end,
        case r.criterion when 'purpose' then 'tujuan kiriman' else 'bobot balasan' end,
        concat(r.verdict, ': ', r.doc), r.verdict || ': ' || w.definition_id, '', '',
        split_part(r.rule, '.', 2)::int, null
    from core.text_rule as r
    left join metrics.rule_words as w on w.rule = r.rule
    union all
    select r.rule, 'rule', 'what an entry of a complaint''s log is', 'arti entri log pengaduan',
        r.definition_en, r.definition_id, '', '', split_part(r.rule, '.', 2)::int, null
    from metrics.rule_doc as r
    union all
    select 'deadline.' || r.deadline_rule_id, 'rule', 'deadline', 'tenggat',
        concat_ws(' ', 'From', r.from_event, 'to', r.to_event, 'at most', r.limit_days,
            replace(r.counted_in, '_', ' '),
            case r.from_event when 'opened' then 'for inquiries by message' else 'for complaints' end,
            'of class ' || r.class, 'of topic ' || r.topic, 'of units of kind ' || r.unit_kind,
            'in feeds of kind ' || r.feed_kind, 'in channel ' || r.channel, 'since', r.valid_from,
            'until ' || r.valid_to) || coalesce('; then to ' || r.escalate_to
                || case when r.deadline_rule_id < 1000 then ' (a proposal of Pantau)' else '' end, '') || '. Source: ' || r.source || '.',
        concat_ws(' ', 'Dari', r.from_event, 'sampai', r.to_event, 'paling lama', r.limit_days,
            case r.counted_in when 'working_days' then 'hari kerja' else 'hari' end,
            case r.from_event when 'opened' then 'untuk pertanyaan lewat pesan' else 'untuk pengaduan' end,
            'kelas ' || r.class, 'topik ' || r.topic, 'unit jenis ' || r.unit_kind,
            'pada sumber jenis ' || r.feed_kind, 'pada kanal ' || r.channel, 'sejak', r.valid_from,
            'sampai dengan ' || r.valid_to) || coalesce('; lalu kepada ' || r.escalate_to
                || case when r.deadline_rule_id < 1000 then ' (usulan Pantau)' else '' end, '') || '. Sumber: ' || r.source
            || '.',
        '', '', 1, r.valid_from
    from core.deadline_rule as r
)
select
    t.name as metric,
    t.kind as metric_kind,
    t.label_en,
    t.label_id,
    t.definition_en,
    t.definition_id,
    t.unit as unit_of_measure,
    t.null_when,
    t.version,
    t.changed_on,
    case
        when t.kind = 'rule' and t.name like 'deadline.%' then '{complaint_deadline,inquiry_detail}'
        when t.kind = 'rule' and exists (select from core.text_rule as r where r.rule = t.name and r.criterion = 'purpose')
            then '{post_detail,posting_mix}'
        when t.kind = 'rule' and exists (select from core.word_rule as r where r.rule = t.name and r.topic is not null)
            then '{inquiry_detail,inquiry_open}'
        when t.kind = 'rule' then '{inquiry_detail}'
        else array(
            select distinct s.view
            from shown as s
            where t.name = s.view || '.' || s.name
                or t.name = s.name
                and not exists (
                    select from metrics.column_doc as own where own.name = s.view || '.' || s.name
                )
            order by s.view
        )
    end as shown_in,
    -- The words of those begin so, that whoever reads them alone knows it, too.
    t.definition_en like 'Relative: %' as relative
from told as t;
comment on view metrics.catalogue is
    'What every column of the views of metrics means, in English and Indonesian, with the version of its '
    'definition; and every rule that decides something about an inquiry, a complaint or a post (metric_kind rule).';

-- One unit live, for those who cannot wait for a round; from the daily lists, as of the newest round.
create or replace function metrics.response_live(government_id int, unit_id int)
returns setof metrics.response_rolling_store
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select f.*
    from (
        select array_agg(distinct c.channel) as channel
        from (
            select a.channel from core.account as a where a.government_id = response_live.government_id
            union
            values ('all')
        ) as c
    ) as known
    cross join lateral metrics.response_compute(
        array_fill(response_live.government_id, array[2 * cardinality(known.channel)]),
        array_fill(response_live.unit_id, array[2 * cardinality(known.channel)]),
        array_fill('own'::text, array[cardinality(known.channel)])
            || array_fill('tree'::text, array[cardinality(known.channel)]),
        known.channel || known.channel,
        '{7, 28, 91, 364}', '{6, 27, 90, 363}', '{0, 0, 0, 0}', metrics.current_as_of()) as f;
end;
comment on function metrics.response_live(int, int) is
    'The rows of metrics.response_rolling of one unit, computed now from the daily lists as of the newest '
    'round; the same rows as the view once its rounds are done.';

select metrics.apply_column_doc();
