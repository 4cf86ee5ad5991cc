-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The response figures of calendar periods, and of the window before each window, kept in metrics.response_period_store.
-- They are made again a part at a time: all at once, 500 units on four channels with two years of inquiries would hold up
-- the rounds of the other figures for minutes.

-- Figures of a government over spans of days, those of one key, opener all, population needed, with zeros since anything
-- watches a place; where nothing does, for the days that run.
create or replace function metrics.response_period_compute(
    in_government_id int,
    in_label int[],
    in_from date[],
    in_to date[],
    in_as_of timestamptz
)
returns table (
    government_id int, unit_id int, channel text, clock text, label int, poll_coverage float8,
    figure metrics.response_rolling_store
)
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off -- long lists that meet by equality
set jit = off
begin atomic
    with key as (
        select k.government_id, k.unit_id, k.scope, k.channel from metrics.response_every(in_government_id) as k
    ),
    place as materialized (
        select
            p.government_id, p.unit_id, p.channel, (in_as_of at time zone g.timezone)::date as today,
            coalesce(
                (min(s.first_success_at) at time zone g.timezone)::date, (in_as_of at time zone g.timezone)::date
            ) as since
        from metrics.response_place as p
        join core.government as g on g.government_id = p.government_id
        left join metrics.unit_account as account
            on account.government_id = p.government_id and account.unit_id = p.unit_id
            and p.channel in ('all', account.channel)
        left join ops.stream as s
            on s.government_id = account.government_id and s.account_id = account.account_id and s.active
        where p.government_id = in_government_id
        group by p.government_id, p.unit_id, p.channel, g.timezone
    ),
    feed as materialized (
        select distinct a.channel
        from core.account as a
        where a.government_id = in_government_id and a.access = 'feed'
    ),
    wanted as (
        select place.government_id, place.unit_id, place.channel, zero.clock, span.label, zero.figure
        from place
        left join feed on feed.channel = place.channel
        join metrics.response_zero() as zero on zero.complaints = (feed.channel is not null)
        join unnest(in_label, in_from, in_to) as span (label, from_on, to_on)
            on span.from_on <= place.today and span.to_on >= place.since
    ),
    known as (
        select s as figure, s.government_id, s.unit_id, s.channel, s.clock, s.window_days as label
        from key
        cross join lateral metrics.response_span(
            key.government_id, key.unit_id, key.scope, key.channel, '{all}', '{needed}', in_label, in_from, in_to,
            in_as_of) as s
        where s.n + s.n_excluded > 0
    ),
    whole as (
        select
            coalesce(w.government_id, k.government_id) as government_id, coalesce(w.unit_id, k.unit_id) as unit_id,
            coalesce(w.channel, k.channel) as channel, coalesce(w.clock, k.clock) as clock,
            coalesce(w.label, k.label) as label,
            case when k.government_id is null then w.figure else k.figure end as figure
        from wanted as w
        full join known as k
            on k.government_id = w.government_id and k.unit_id = w.unit_id and k.channel = w.channel
            and k.clock = w.clock and k.label = w.label
    ),
    covered as (
        select c.unit_id, c.channel, c.label, c.poll_coverage
        from key
        cross join lateral metrics.coverage_span(
            key.government_id, key.unit_id, key.scope, key.channel, in_label, in_from, in_to, in_as_of) as c
    )
    select
        whole.government_id, whole.unit_id, whole.channel, whole.clock, whole.label, covered.poll_coverage, whole.figure
    from whole
    left join covered
        on covered.unit_id = whole.unit_id and covered.channel = whole.channel and covered.label = whole.label;
end;
comment on function metrics.response_period_compute(int, int[], date[], date[], timestamptz) is
    'Response figures of the units and channels of a government over labelled spans of local days, opener all, population '
    'needed, with zeros.';

create or replace function metrics.response_period_fill(
    in_government_id int,
    in_kind text[],
    in_period text[],
    in_from date[],
    in_to date[],
    in_as_of timestamptz
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    changed bigint;
begin
    with span as materialized (
        select s.period_kind, s.from_on, s.label::int as label
        from unnest(in_kind, in_from) with ordinality as s (period_kind, from_on, label)
    ),
    fresh as materialized (
        select c.unit_id, c.channel, c.clock, span.period_kind, span.from_on, c.poll_coverage, c.figure
        from metrics.response_period_compute(
            in_government_id, array(select g from generate_series(1, cardinality(in_from)) as g), in_from, in_to,
            in_as_of) as c
        join span on span.label = c.label
    ),
    gone as (
        delete from metrics.response_period_store as old
        using span
        where old.government_id = in_government_id and old.period_kind = span.period_kind
            and old.from_on = span.from_on
            and (old.unit_id, old.channel, old.clock, old.period_kind, old.from_on) not in (
                select f.unit_id, f.channel, f.clock, f.period_kind, f.from_on from fresh as f
            )
        returning 1
    ),
    put as (
        insert into metrics.response_period_store as old (
            government_id, unit_id, channel, clock, period_kind, from_on,
            n, n_answered, n_helped, n_waiting, n_withdrawn, n_handed_over, n_closed_unanswered, n_removed,
            n_interval_timed, n_late_out, n_undecided, n_corrected, n_provisional, n_excluded, n_posts,
            n_rate, n_deadline, n_no_rule, median_s, median_low_s, median_high_s, p90_s, mark_1_s, mark_2_s,
            mark_3_s, mark_4_s, answered_within_1, answered_within_2, answered_within_3, answered_within_4,
            mean_wait_s, horizon_s, median_worst_s, answered_within_1_worst, answered_within_2_worst,
            answered_within_3_worst, answered_within_4_worst, response_rate, rate_within_s,
            ever_answered_rate, within_sla, answered_median_s, answered_mean_s, first_reply_median_s,
            substantive_median_s, stock_share, redirect_share, enough, oldest_waiting_at, n_first_reply,
            n_substantive, n_classified,
            poll_coverage
        )
        select
            in_government_id, f.unit_id, f.channel, f.clock, f.period_kind, f.from_on,
            (f.figure).n, (f.figure).n_answered, (f.figure).n_helped, (f.figure).n_waiting,
            (f.figure).n_withdrawn, (f.figure).n_handed_over, (f.figure).n_closed_unanswered,
            (f.figure).n_removed, (f.figure).n_interval_timed, (f.figure).n_late_out,
            (f.figure).n_undecided, (f.figure).n_corrected, (f.figure).n_provisional, (f.figure).n_excluded,
            (f.figure).n_posts, (f.figure).n_rate, (f.figure).n_deadline, (f.figure).n_no_rule,
            (f.figure).median_s, (f.figure).median_low_s, (f.figure).median_high_s, (f.figure).p90_s,
            (f.figure).mark_1_s, (f.figure).mark_2_s, (f.figure).mark_3_s, (f.figure).mark_4_s,
            (f.figure).answered_within_1, (f.figure).answered_within_2, (f.figure).answered_within_3,
            (f.figure).answered_within_4, (f.figure).mean_wait_s, (f.figure).horizon_s,
            (f.figure).median_worst_s, (f.figure).answered_within_1_worst,
            (f.figure).answered_within_2_worst, (f.figure).answered_within_3_worst,
            (f.figure).answered_within_4_worst, (f.figure).response_rate, (f.figure).rate_within_s,
            (f.figure).ever_answered_rate, (f.figure).within_sla, (f.figure).answered_median_s,
            (f.figure).answered_mean_s, (f.figure).first_reply_median_s, (f.figure).substantive_median_s,
            (f.figure).stock_share, (f.figure).redirect_share, (f.figure).enough,
            (f.figure).oldest_waiting_at, (f.figure).n_first_reply, (f.figure).n_substantive,
            (f.figure).n_classified,
            f.poll_coverage
        from fresh as f
        on conflict (government_id, unit_id, channel, clock, period_kind, from_on) do update set
            (
                n, n_answered, n_helped, n_waiting, n_withdrawn, n_handed_over, n_closed_unanswered,
                n_removed, n_interval_timed, n_late_out, n_undecided, n_corrected, n_provisional,
                n_excluded, n_posts, n_rate, n_deadline, n_no_rule, median_s, median_low_s, median_high_s,
                p90_s, mark_1_s, mark_2_s, mark_3_s, mark_4_s, answered_within_1, answered_within_2,
                answered_within_3, answered_within_4, mean_wait_s, horizon_s, median_worst_s,
                answered_within_1_worst, answered_within_2_worst, answered_within_3_worst,
                answered_within_4_worst, response_rate, rate_within_s, ever_answered_rate, within_sla,
                answered_median_s, answered_mean_s, first_reply_median_s, substantive_median_s, stock_share,
                redirect_share, enough, oldest_waiting_at, n_first_reply, n_substantive, n_classified,
                poll_coverage
            ) = row (
                excluded.n, excluded.n_answered, excluded.n_helped, excluded.n_waiting,
                excluded.n_withdrawn, excluded.n_handed_over, excluded.n_closed_unanswered,
                excluded.n_removed, excluded.n_interval_timed, excluded.n_late_out, excluded.n_undecided,
                excluded.n_corrected, excluded.n_provisional, excluded.n_excluded, excluded.n_posts,
                excluded.n_rate, excluded.n_deadline, excluded.n_no_rule, excluded.median_s,
                excluded.median_low_s, excluded.median_high_s, excluded.p90_s, excluded.mark_1_s,
                excluded.mark_2_s, excluded.mark_3_s, excluded.mark_4_s, excluded.answered_within_1,
                excluded.answered_within_2, excluded.answered_within_3, excluded.answered_within_4,
                excluded.mean_wait_s, excluded.horizon_s, excluded.median_worst_s,
                excluded.answered_within_1_worst, excluded.answered_within_2_worst,
                excluded.answered_within_3_worst, excluded.answered_within_4_worst, excluded.response_rate,
                excluded.rate_within_s, excluded.ever_answered_rate, excluded.within_sla,
                excluded.answered_median_s, excluded.answered_mean_s, excluded.first_reply_median_s,
                excluded.substantive_median_s, excluded.stock_share, excluded.redirect_share,
                excluded.enough, excluded.oldest_waiting_at, excluded.n_first_reply, excluded.n_substantive,
                excluded.n_classified,
                excluded.poll_coverage
            )
        where old is distinct from excluded
        returning 1
    )
    select (select count(*) from gone) + (select count(*) from put) into changed;

    insert into metrics.response_period_state as old (government_id, period_kind, from_on, to_on, period, as_of)
    select in_government_id, s.period_kind, s.from_on, s.to_on, s.period, in_as_of
    from unnest(in_kind, in_from, in_to, in_period) as s (period_kind, from_on, to_on, period)
    on conflict (government_id, period_kind, from_on) do update set as_of = excluded.as_of;
    return changed;
end
$$;
comment on function metrics.response_period_fill(int, text[], text[], date[], date[], timestamptz) is
    'Computes periods of a government again and writes the rows that differ; returns how many.';

-- Periods of this year and the two before it, and for each window the one before it: as it stands today and as it will
-- stand tomorrow, so that none is missing past midnight.
create or replace function metrics.response_period_due(in_as_of timestamptz)
returns table (
    government_id int, period_kind text, period text, from_on date, to_on date, as_of timestamptz, is_due boolean
)
language sql
stable
begin atomic
    select
        span.government_id, span.period_kind, span.period, span.from_on, span.to_on, state.as_of,
        coalesce(
            in_as_of - state.as_of >= case
                -- What ended long ago changes rarely; what it takes to compute all of it does not grow less.
                when span.is_before then interval '12 hours'
                when span.to_on >= span.today - 35 then interval '1 hour'
                else interval '1 day'
            end,
            true
        )
    from (
        select g.government_id, today.today, p.period_kind, p.period, p.from_on, p.to_on, false as is_before
        from core.government as g
        cross join lateral (select (in_as_of at time zone g.timezone)::date as today) as today
        cross join lateral metrics.calendar_period(
            (date_trunc('year', today.today::timestamp) - interval '2 years')::date, today.today) as p
        union all
        select
            g.government_id, today.today, 'before_' || w.days, '', today.today + ahead.days - 2 * w.days + 1,
            today.today + ahead.days - w.days, true
        from core.government as g
        cross join lateral (select (in_as_of at time zone g.timezone)::date as today) as today
        cross join (values (7), (28), (91), (364)) as w (days)
        cross join (values (0), (1)) as ahead (days)
    ) as span
    left join metrics.response_period_state as state
        on state.government_id = span.government_id and state.period_kind = span.period_kind
        and state.from_on = span.from_on;
end;
comment on function metrics.response_period_due(timestamptz) is
    'The periods that are kept, of each government, with as_of of their figures and whether they are to be computed again.';

-- A part at a time: what is oldest first, until ten seconds are over, so that the rounds of the figures that follow
-- within seconds do not wait for years of history. A part has some 40,000 units times days: each reads the lists of all
-- days since its first period, so many small ones read them many times, and a large one holds up the rounds.
create or replace function metrics.response_period_store_keep(in_as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    started timestamptz := clock_timestamp(); -- how long it takes, nothing else
    part record;
    changed bigint := 0;
begin
    delete from metrics.response_period_state as old
    where not exists (
        select
        from metrics.response_period_due(in_as_of) as d
        where d.government_id = old.government_id and d.period_kind = old.period_kind and d.from_on = old.from_on
    );
    delete from metrics.response_period_store as old
    where (old.government_id, old.period_kind, old.from_on) not in (
        select s.government_id, s.period_kind, s.from_on from metrics.response_period_state as s
    );
    for part in
        select
            x.government_id, array_agg(x.period_kind) as period_kind, array_agg(x.period) as period,
            array_agg(x.from_on) as from_on, array_agg(x.to_on) as to_on
        from (
            select
                d.government_id, d.period_kind, d.period, d.from_on, d.to_on, d.as_of,
                (sum(d.to_on - d.from_on + 1) over (
                    partition by d.government_id
                    order by d.as_of nulls first, d.period = '' desc, d.to_on desc, d.from_on desc, d.period_kind
                ) - 1) / greatest(1, 40000 / (1 + units.n)) as part
            from metrics.response_period_due(in_as_of) as d
            join (
                select g.government_id, count(u.unit_id) as n
                from core.government as g
                left join core.unit as u on u.government_id = g.government_id
                group by g.government_id
            ) as units on units.government_id = d.government_id
            where d.is_due
        ) as x
        group by x.government_id, x.part
        order by min(coalesce(x.as_of, '-infinity')), x.part, x.government_id
    loop
        changed := changed + metrics.response_period_fill(
            part.government_id, part.period_kind, part.period, part.from_on, part.to_on, in_as_of);
        exit when clock_timestamp() - started > interval '10 seconds';
    end loop;
    return changed;
end
$$;
comment on function metrics.response_period_store_keep(timestamptz) is
    'Computes the periods again that are due, the oldest figures first, for some ten seconds; returns the rows that changed.';

-- The form without openers and populations, which nothing above asks any more.
drop function if exists metrics.response_span(int[], int[], text[], text[], int[], date[], date[], timestamptz);

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.response_period_store', 'table', '5 minutes', '15 minutes')
on conflict (view) do nothing;

select metrics.apply_column_doc();
