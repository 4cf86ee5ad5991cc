-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Frozen periods, for readers: which there are, their figures, the inquiries these were made of. A unit that lost gets the
-- list of its inquiries from metrics.frozen_inquiry, and metrics.frozen_check() tells whether all is what it was.

create or replace view metrics.frozen_period as
select
    p.government_id,
    g.name as government,
    g.code as government_code,
    p.frozen_id,
    p.period,
    p.from_on,
    p.to_on,
    p.as_of,
    p.timezone,
    p.feeds,
    p.version as pantau_version,
    p.basis,
    p.frozen_at,
    p.frozen_by,
    p.reason as frozen_reason,
    p.rows_count as n_rows,
    p.digest,
    p.revoked_at is null as stands,
    p.revoked_at
from metrics.frozen_period_store as p
join core.government as g on g.government_id = p.government_id;
comment on view metrics.frozen_period is
    'Periods whose figures somebody froze (pantauctl freeze), to decide by: when, as of when, why, by which rules and '
    'calendars, and the digest of all they were made of.';

create or replace view metrics.frozen_response as
select
    p.government_id,
    u.government,
    u.government_code,
    p.frozen_id,
    p.period,
    p.from_on,
    p.to_on,
    p.to_on - p.from_on + 1 as window_days,
    s.unit_id,
    u.unit_code,
    u.unit,
    'own' as scope,
    s.channel,
    'all' as opener,
    'needed' as population,
    s.clock,
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
    f.n_first_reply,
    f.n_substantive,
    f.n_classified,
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
    f.first_reply_median_s,
    f.substantive_median_s,
    f.stock_share,
    f.redirect_share,
    f.enough,
    f.oldest_waiting_at,
    round(f.median_s / 3600.0, 2)::float8 as median_hours,
    metrics.median_text('en', f.median_s, f.n, f.n_excluded, f.n_waiting + f.n_closed_unanswered,
        s.poll_coverage is not null) as median_text,
    metrics.median_text('id', f.median_s, f.n, f.n_excluded, f.n_waiting + f.n_closed_unanswered,
        s.poll_coverage is not null) as median_text_id,
    s.poll_coverage,
    p.as_of,
    p.revoked_at is null as stands
from metrics.frozen_period_store as p
join metrics.frozen_figure_store as s on s.government_id = p.government_id and s.frozen_id = p.frozen_id
join metrics.unit as u on u.government_id = s.government_id and u.unit_id = s.unit_id
cross join lateral jsonb_populate_record(null::metrics.response_rolling_store, s.figures) as f;
comment on view metrics.frozen_response is
    'Figures of frozen periods as they were: one row per freeze, unit (0 = whole government), channel (or all) and clock; '
    'inquiries of citizens that need an answer. They follow from metrics.frozen_inquiry alone (metrics.frozen_check()); what '
    'they would be today tells metrics.frozen_compare().';

create or replace view metrics.frozen_inquiry as
select
    f.government_id,
    u.government,
    u.government_code,
    f.frozen_id,
    p.period,
    f.unit_id,
    u.unit_code,
    u.unit,
    f.inquiry_id,
    f.channel,
    f.counted_in,
    f.account_id,
    coalesce(asked.name, asked.handle, asked.external_id) as account,
    f.kind,
    f.opened_by,
    f.post_no,
    f.population,
    f.clock,
    f.start_at,
    f.start_on,
    f.counts and not f.excluded and not f.late_out as counted,
    f.counts,
    f.excluded,
    f.late_out,
    f.entry_s,
    f.exit_s,
    f.event,
    f.exit_government_s,
    f.event_government,
    f.first_reply_exit_s,
    f.first_reply_event,
    f.substantive_exit_s,
    f.substantive_event,
    f.watched_s,
    f.state,
    f.opened_at,
    f.needed_at,
    f.first_reply_at,
    f.substantive_at,
    f.answered_at,
    f.ended_at,
    f.ended_earliest_at,
    f.ended_latest_at,
    f.observed_to,
    f.deadline_at,
    f.reply_class,
    f.timing,
    f.removed,
    f.undecided,
    f.provisional,
    f.calendar,
    f.helped_by_unit_id,
    helper.name as helped_by_unit,
    f.correction_id,
    f.needed_rule,
    f.answer_rule,
    f.deadline_rule,
    p.as_of,
    p.revoked_at is null as stands,
    today.state as state_now,
    today.permalink
from metrics.frozen_inquiry_store as f
join metrics.frozen_period_store as p on p.government_id = f.government_id and p.frozen_id = f.frozen_id
join metrics.unit as u on u.government_id = f.government_id and u.unit_id = f.unit_id
left join core.account as asked on asked.government_id = f.government_id and asked.account_id = f.account_id
left join core.unit as helper on helper.government_id = f.government_id and helper.unit_id = f.helped_by_unit_id
left join core.inquiry as today
    on today.government_id = f.government_id and today.inquiry_id = f.inquiry_id and today.opened_at = f.opened_at;
comment on view metrics.frozen_inquiry is
    'What the figures of frozen periods were made of: one row per freeze, inquiry, population and clock, as '
    'metrics.inquiry_detail had it. n of a unit are its rows of one population and clock with counted, not opened_by leader; '
    'at risk at t are those with entry_s < t <= exit_s. Behind them, as they are today, state_now and permalink.';

-- A day has at most four intervals. No "set": it is inlined.
create or replace function metrics.frozen_position(before_s bigint, starts_s int[], ends_s int[], at_local timestamp)
returns bigint
language sql
immutable
parallel safe
return before_s
    + greatest(0, least(ends_s[1], floor(extract(epoch from at_local::time))::int) - starts_s[1])
    + greatest(0, least(ends_s[2], floor(extract(epoch from at_local::time))::int) - starts_s[2])
    + greatest(0, least(ends_s[3], floor(extract(epoch from at_local::time))::int) - starts_s[3])
    + greatest(0, least(ends_s[4], floor(extract(epoch from at_local::time))::int) - starts_s[4]);
comment on function metrics.frozen_position(bigint, int[], int[], timestamp) is
    'Working seconds from the first day of a calendar to a local time, given its day: metrics.day_position() for many rows.';

-- Exits once more, from the times and the working days that were kept.
create or replace function metrics.frozen_waits(in_government_id int, in_frozen_id bigint)
returns table (inquiry_id uuid, population text, clock text)
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off -- each inquiry meets six days by equality, of one calendar most of them
set enable_mergejoin = off
set jit = off
set work_mem = '64MB'
begin atomic
    with day as materialized (
        select d.calendar, d.day, d.before_s, d.starts_s, d.ends_s
        from metrics.frozen_day_store as d
        where d.government_id = in_government_id and d.frozen_id = in_frozen_id
    ),
    item as (
        select
            f.inquiry_id, f.population, f.clock, f.state, f.kind, f.reply_class, f.calendar, f.start_at, f.start_on,
            f.observed_to, f.ended_at, f.ended_earliest_at, f.first_reply_at, f.substantive_at, f.watched_s, f.exit_s,
            f.exit_government_s, f.first_reply_exit_s, f.substantive_exit_s, f.clock = 'working' as works,
            f.start_at at time zone p.timezone as start_local, f.observed_to at time zone p.timezone as seen_local,
            f.ended_at at time zone p.timezone as ended_local,
            f.ended_earliest_at at time zone p.timezone as left_local,
            f.first_reply_at at time zone p.timezone as replied_local,
            f.substantive_at at time zone p.timezone as explained_local
        from metrics.frozen_inquiry_store as f
        join metrics.frozen_period_store as p on p.government_id = f.government_id and p.frozen_id = f.frozen_id
        where f.government_id = in_government_id and f.frozen_id = in_frozen_id
    ),
    -- On either clock the seconds from the start to each moment.
    timed as (
        select
            i.*,
            case when i.works
                then metrics.frozen_position(seen.before_s, seen.starts_s, seen.ends_s, i.seen_local) - began.at_s
                else floor(extract(epoch from i.observed_to - i.start_at))
            end as seen_s,
            case when i.works
                then metrics.frozen_position(ended.before_s, ended.starts_s, ended.ends_s, i.ended_local) - began.at_s
                else floor(extract(epoch from i.ended_at - i.start_at))
            end as ended_s,
            case when i.works
                then metrics.frozen_position(early.before_s, early.starts_s, early.ends_s, i.left_local) - began.at_s
                else floor(extract(epoch from i.ended_earliest_at - i.start_at))
            end as left_s,
            case when i.works
                then metrics.frozen_position(reply.before_s, reply.starts_s, reply.ends_s, i.replied_local) - began.at_s
                else floor(extract(epoch from i.first_reply_at - i.start_at))
            end as replied_s,
            case when i.works
                then metrics.frozen_position(full_.before_s, full_.starts_s, full_.ends_s, i.explained_local)
                    - began.at_s
                else floor(extract(epoch from i.substantive_at - i.start_at))
            end as explained_s
        from item as i
        left join day as start on start.calendar = i.calendar and start.day = i.start_on
        left join day as seen on seen.calendar = i.calendar and seen.day = i.seen_local::date
        left join day as ended on ended.calendar = i.calendar and ended.day = i.ended_local::date
        left join day as early on early.calendar = i.calendar and early.day = i.left_local::date
        left join day as reply on reply.calendar = i.calendar and reply.day = i.replied_local::date
        left join day as full_ on full_.calendar = i.calendar and full_.day = i.explained_local::date
        cross join lateral (
            select metrics.frozen_position(start.before_s, start.starts_s, start.ends_s, i.start_local) as at_s
        ) as began
    ),
    waited as (
        select
            t.inquiry_id, t.population, t.clock, t.state, t.kind, t.reply_class, t.watched_s, t.exit_s,
            t.exit_government_s, t.first_reply_exit_s, t.substantive_exit_s,
            coalesce(greatest(0, t.seen_s), 0) as watched,
            case when t.ended_s is not null then greatest(0, t.ended_s) end as ended,
            case when t.state = 'helped' and t.ended_earliest_at < t.ended_at then greatest(0, t.left_s) end as left_,
            case when metrics.reply_counts(t.first_reply_at, t.state, t.ended_at, t.ended_earliest_at)
                then greatest(0, t.replied_s) end as replied,
            case when metrics.substantive_counts(
                    t.substantive_at, t.state, t.ended_at, t.ended_earliest_at, t.kind, t.reply_class)
                then greatest(0, t.explained_s) end as explained
        from timed as t
    )
    select w.inquiry_id, w.population, w.clock
    from waited as w
    cross join lateral (
        select
            case when w.state in ('waiting', 'closed_unanswered') then w.watched else w.ended end as whole,
            case when w.state in ('waiting', 'closed_unanswered') then w.watched else coalesce(w.left_, w.ended) end
                as own
    ) as ends
    where w.watched_s is distinct from w.watched
        or w.exit_government_s is distinct from ends.whole
        or w.exit_s is distinct from ends.own
        or w.first_reply_exit_s is distinct from coalesce(w.replied, ends.own)
        or w.substantive_exit_s is distinct from coalesce(w.explained, case
            when w.state = 'answered' and w.kind <> 'complaint' and w.reply_class in ('stock', 'redirect')
                then greatest(w.watched, w.ended)
            else ends.own
        end);
end;
comment on function metrics.frozen_waits(int, bigint) is
    'Inquiries of a frozen period whose exits do not follow from their times and the working days kept with them.';

create or replace function metrics.frozen_check(in_government_id int, in_frozen_id bigint)
returns table (what text, expected text, found text, fits boolean)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
begin atomic
    select c.what, c.expected, c.found, c.expected = c.found
    from metrics.frozen_period_store as p
    cross join lateral (
        values
            ('rows', p.rows_count::text, (
                select count(*)::text
                from metrics.frozen_inquiry_store as f
                where f.government_id = p.government_id and f.frozen_id = p.frozen_id
            )),
            ('digest', p.digest, metrics.frozen_digest(p.government_id, p.frozen_id)),
            ('waits that differ', '0', (
                select count(*)::text from metrics.frozen_waits(p.government_id, p.frozen_id)
            )),
            ('figures that differ', '0', (
                select count(*)::text from metrics.frozen_differ(p.government_id, p.frozen_id)
            ))
    ) as c (what, expected, found)
    where p.government_id = in_government_id and p.frozen_id = in_frozen_id;
end;
comment on function metrics.frozen_check(int, bigint) is
    'Whether a frozen period is what it was: number of rows, digest, waits from times and working days, figures from rows; '
    'what was kept, what is found now, and whether it fits. No row: there is no such period.';

-- Whatever moved: an answer that came later, a correction, another rule.
create or replace function metrics.frozen_compare(in_government_id int, in_frozen_id bigint)
returns table (
    unit_id int, unit_code text, unit text, channel text, clock text, figure text, value_frozen float8,
    value_now float8, value_change float8
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
    frozen metrics.frozen_period_store;
begin
    select p.* into frozen
    from metrics.frozen_period_store as p
    where p.government_id = in_government_id and p.frozen_id = in_frozen_id;
    if frozen.frozen_id is null then
        return;
    end if;
    return query
    select
        coalesce(was.unit_id, now_.unit_id), u.unit_code, u.unit, coalesce(was.channel, now_.channel),
        coalesce(was.clock, now_.clock), name.name, (was.figures ->> name.name)::float8,
        (now_.figures ->> name.name)::float8,
        (now_.figures ->> name.name)::float8 - (was.figures ->> name.name)::float8
    from (
        select x.unit_id, x.channel, x.clock, x.figures
        from metrics.frozen_figure_store as x
        where x.government_id = frozen.government_id and x.frozen_id = frozen.frozen_id
    ) as was
    full join (
        select b.unit_id, b.channel, b.clock, to_jsonb(b) as figures
        from metrics.response_between(frozen.from_on, frozen.to_on, frozen.government_id) as b
    ) as now_ on now_.unit_id = was.unit_id and now_.channel = was.channel and now_.clock = was.clock
    join metrics.unit as u
        on u.government_id = frozen.government_id and u.unit_id = coalesce(was.unit_id, now_.unit_id)
    cross join lateral (
        select known.name
        from metrics.column_doc as known
        where known.kind in ('figure', 'count')
            and coalesce(was.figures, now_.figures) ? known.name
            and 'number' in (jsonb_typeof(was.figures -> known.name), jsonb_typeof(now_.figures -> known.name))
            and not metrics.frozen_same(was.figures -> known.name, now_.figures -> known.name)
            -- A channel that is watched since has nothing to compare but what was asked there.
            and (was.unit_id is not null or (now_.figures ->> known.name)::float8 <> 0)
    ) as name
    order by 1, 4, 5, 6;
end
$$;
comment on function metrics.frozen_compare(int, bigint) is
    'Figures of a frozen period that are others today, as of the newest round: frozen, now and their difference. Which of '
    'its inquiries are behind that shows state_now of metrics.frozen_inquiry; what a recomputation moved is in '
    'metrics.revision.';

select metrics.apply_column_doc();
