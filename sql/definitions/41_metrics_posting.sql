-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- How often, how regularly and in which forms units and accounts post, over working days of the unit's calendar: a
-- post on a free day counts for the next working day, and holidays are no silence. What the columns mean stands in
-- 41_metrics_posting_words.sql.

-- Kim and Jo 2016 ("Measuring burstiness for finite event sequences"): the burstiness of n gaps with ratio r of
-- standard deviation to mean, corrected for small n; -1 is one post every k days, 1 all at once.
create or replace function metrics.burstiness(n_gaps bigint, sum_gap bigint, sum_gap_squared bigint)
returns float8
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when n_gaps >= 5 and sum_gap > 0 then (
        select
            (sqrt(n_gaps + 1.0::float8) * r.r - sqrt(n_gaps - 1.0::float8))
                / ((sqrt(n_gaps + 1.0::float8) - 2) * r.r + sqrt(n_gaps - 1.0::float8))
        -- sd/mean of whole numbers, without a rounded mean: r^2 = n * sum of squares / sum^2 - 1.
        from (
            select sqrt(
                (n_gaps * sum_gap_squared - sum_gap * sum_gap) / (sum_gap * sum_gap)::float8
            ) as r
        ) as r
    )
end;
comment on function metrics.burstiness(bigint, bigint, bigint) is
    'Burstiness of gaps, corrected for their number (Kim and Jo 2016): -1 regular, 0 random, 1 bursty; null below '
    'five gaps.';

-- Which calendar a unit goes by and since when, as one text, so that units with the same share their days.
create or replace view metrics.unit_schedule as
select
    u.government_id,
    u.unit_id,
    jsonb_agg(jsonb_build_object('calendar', u.calendar, 'valid_from', u.valid_from) order by u.valid_from)::text
        as schedule
from (
    select c.government_id, c.unit_id, c.valid_from, c.calendar
    from core.unit_calendar as c
    union all
    select g.government_id, place.unit_id, '-infinity', g.calendar
    from core.government as g
    cross join lateral (
        select unit.unit_id
        from core.unit as unit
        where unit.government_id = g.government_id
        union all
        values (0)
    ) as place
    where not exists (
        select
        from core.unit_calendar as c
        where c.government_id = g.government_id and c.unit_id = place.unit_id and c.valid_from = '-infinity'
    )
) as u
group by u.government_id, u.unit_id;
comment on view metrics.unit_schedule is 'Working calendars of each unit (0 = whole government) with their first days.';

-- Working days as numbers: how many come before a day, of each different schedule once. Units share theirs.
create or replace function metrics.schedule_days(in_from date, in_to date)
returns table (schedule text, day date, workday boolean, provisional boolean, before_days bigint, provisional_before bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with segment as (
        select distinct
            s.schedule,
            each.calendar,
            each.valid_from,
            coalesce(lead(each.valid_from) over own - 1, 'infinity') as valid_to
        from (select distinct u.schedule from metrics.unit_schedule as u) as s
        cross join lateral jsonb_to_recordset(s.schedule::jsonb) as each (calendar text, valid_from date)
        window own as (partition by s.schedule order by each.valid_from)
    )
    select
        segment.schedule, c.day, c.workday, c.provisional,
        count(*) filter (where c.workday) over earlier,
        count(*) filter (where c.provisional) over earlier
    from segment
    join core.calendar_day as c
        on c.calendar = segment.calendar
        and c.day between greatest(segment.valid_from, in_from) and least(segment.valid_to, in_to)
    window earlier as (
        partition by segment.schedule order by c.day rows between unbounded preceding and 1 preceding
    )
$$;
comment on function metrics.schedule_days(date, date) is
    'Days of each schedule of metrics.unit_schedule between two days, with the working days (and those whose decree is '
    'not out) that come before them, counted from the first one.';

-- Since when and until when an account was a unit's, or a channel one in which the unit had an account.
create or replace view metrics.post_tenure as
select
    o.government_id, o.unit_id, key.grain, key.account_id, key.channel, min(o.valid_from) as from_on,
    max(least(coalesce(o.valid_to, 'infinity'), coalesce((a.active_to at time zone g.timezone)::date, 'infinity'))) as to_on
from core.account_owner as o
join core.account as a on a.government_id = o.government_id and a.account_id = o.account_id
join core.government as g on g.government_id = o.government_id
cross join lateral (
    values ('account', a.account_id, a.channel), ('unit', 0, a.channel), ('unit', 0, 'all')
) as key (grain, account_id, channel)
where a.access in ('owned', 'public') and (key.grain = 'account' or a.leader_position is null)
group by o.government_id, o.unit_id, key.grain, key.account_id, key.channel
union all
select p.government_id, p.unit_id, p.grain, p.account_id, p.channel, '-infinity', 'infinity'
from metrics.post_place as p
where p.unit_id = 0;
comment on view metrics.post_tenure is
    'From which local day to which an account was a unit''s, or a unit had an account in a channel; what lies between two '
    'tenures counts as one.';

create materialized view if not exists metrics.posting_rolling_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
span as (
    select
        g.government_id, g.timezone, w.window_days,
        (moment.as_of at time zone g.timezone)::date - w.window_days + 1 as first_on,
        (moment.as_of at time zone g.timezone)::date as last_on
    from core.government as g
    cross join moment
    cross join (values (7), (28), (91), (364)) as w (window_days)
    where moment.as_of is not null
),
-- A month before the window: a post of the free days before its first working day counts for that.
edge as (
    select min(span.first_on) - 31 as from_on, max(span.last_on) + 1 as to_on
    from span
),
schedule_day as materialized (
    select d.schedule, d.day, d.workday, d.before_days, d.provisional_before
    from edge
    cross join lateral metrics.schedule_days(edge.from_on, edge.to_on) as d
),
place as (
    select
        p.government_id, p.unit_id, p.grain, p.account_id, p.channel, count(p.part_account_id) as n_accounts
    from metrics.post_place as p
    group by p.government_id, p.unit_id, p.grain, p.account_id, p.channel
),
key as materialized (
    select
        government_id, unit_id, grain, account_id, channel, coalesce(place.n_accounts, 0) as n_accounts,
        tenure.from_on, tenure.to_on
    from place
    full join metrics.post_tenure as tenure using (government_id, unit_id, grain, account_id, channel)
    where place.n_accounts is not null or tenure.to_on >= (select edge.from_on from edge)
),
out_of_channel as (
    select distinct
        key.government_id, key.unit_id, key.grain, key.account_id, key.channel, each.day::date as day
    from key
    join core.exclusion as e
        on e.government_id = key.government_id and coalesce(e.unit_id, key.unit_id) = key.unit_id
        and coalesce(e.channel, key.channel) = key.channel and e.revoked_at is null
    cross join edge
    cross join lateral generate_series(
        greatest(e.first_on, edge.from_on)::timestamp, least(e.last_on, edge.to_on)::timestamp, '1 day'
    ) as each (day)
),
-- Of all channels together a day is out when each of them is.
excluded as materialized (
    select o.government_id, o.unit_id, o.grain, o.account_id, o.channel, o.day
    from out_of_channel as o
    union
    select o.government_id, o.unit_id, 'unit', 0, 'all', o.day
    from out_of_channel as o
    where o.grain = 'unit' and o.channel <> 'all'
    group by o.government_id, o.unit_id, o.day
    having count(*) = (
        select count(*)
        from key
        where key.government_id = o.government_id and key.unit_id = o.unit_id and key.grain = 'unit'
            and key.channel <> 'all'
    )
),
-- The part of the window in which there was an account, and its working days as numbers: base + 1 is the first one.
frame as materialized (
    select
        key.government_id, key.unit_id, key.grain, key.account_id, key.channel, key.n_accounts,
        span.window_days, span.last_on as today, clip.first_on, clip.last_on, unit.schedule,
        case when key.from_on is null then 0 else greatest(0, clip.last_on - clip.first_on + 1) end as days,
        first_day.before_days as base,
        case
            when key.from_on is null or clip.last_on < clip.first_on then 0
            else behind.before_days - first_day.before_days
        end as working_days,
        case
            when key.from_on is null or clip.last_on < clip.first_on then 0
            else behind.provisional_before - first_day.provisional_before
        end as provisional_days
    from key
    join span on span.government_id = key.government_id
    join metrics.unit_schedule as unit
        on unit.government_id = key.government_id and unit.unit_id = key.unit_id
    cross join lateral (
        select greatest(span.first_on, key.from_on) as first_on, least(span.last_on, key.to_on) as last_on
    ) as clip
    left join schedule_day as first_day on first_day.schedule = unit.schedule and first_day.day = clip.first_on
    left join schedule_day as behind on behind.schedule = unit.schedule and behind.day = clip.last_on + 1
),
missing as (
    select
        f.government_id, f.unit_id, f.grain, f.account_id, f.channel, f.window_days,
        array_agg(x.day) as days,
        array_agg(d.before_days + 1) filter (where d.workday) as numbers
    from frame as f
    join excluded as x
        on x.government_id = f.government_id and x.unit_id = f.unit_id and x.grain = f.grain
        and x.account_id = f.account_id and x.channel = f.channel and x.day between f.first_on and f.last_on
    join schedule_day as d on d.schedule = f.schedule and d.day = x.day
    where f.days > 0
    group by f.government_id, f.unit_id, f.grain, f.account_id, f.channel, f.window_days
),
counted as materialized (
    select
        f.government_id, f.unit_id, f.grain, f.account_id, f.channel, f.n_accounts, f.window_days, f.today,
        f.first_on, f.last_on, f.schedule, f.base, f.working_days, f.provisional_days,
        (f.days - coalesce(cardinality(missing.days), 0))::bigint as n_days,
        f.working_days - coalesce(cardinality(missing.numbers), 0) as n_working_days,
        missing.days as missing_days, missing.numbers as missing_numbers
    from frame as f
    left join missing
        on missing.government_id = f.government_id and missing.unit_id = f.unit_id
        and missing.grain = f.grain and missing.account_id = f.account_id
        and missing.channel = f.channel and missing.window_days = f.window_days
),
post as materialized (
    select
        p.government_id, p.unit_id, key.grain, key.account_id, key.channel, p.day,
        extract(hour from p.published_at at time zone g.timezone)::int as hour, p.format,
        count(*) as posts, max(p.published_at) as last_at
    from metrics.post_figure as p
    join core.government as g on g.government_id = p.government_id
    cross join lateral (
        values ('account', p.account_id, p.channel), ('unit', 0, p.channel), ('unit', 0, 'all')
    ) as key (grain, account_id, channel)
    where p.is_posted and (key.grain = 'account' or p.unit_id > 0 and not p.is_leader)
    group by p.government_id, p.unit_id, key.grain, key.account_id, key.channel, p.day,
        extract(hour from p.published_at at time zone g.timezone), p.format
),
cell as materialized (
    select
        c.government_id, c.unit_id, c.grain, c.account_id, c.channel, c.window_days, post.hour, post.format,
        sum(post.posts) as posts
    from counted as c
    join post
        on post.government_id = c.government_id and post.unit_id = c.unit_id and post.grain = c.grain
        and post.account_id = c.account_id and post.channel = c.channel
        and post.day between c.first_on and c.last_on
    group by c.government_id, c.unit_id, c.grain, c.account_id, c.channel, c.window_days, post.hour, post.format
),
form as (
    select
        x.government_id, x.unit_id, x.grain, x.account_id, x.channel, x.window_days,
        sum(x.posts) as posts,
        sum(x.posts) filter (where x.format = 'text') as text_posts,
        sum(x.posts) filter (where x.format = 'photo') as photo_posts,
        sum(x.posts) filter (where x.format = 'video') as video_posts,
        sum(x.posts) filter (where x.format = 'reel') as reel_posts,
        sum(x.posts) filter (where x.format = 'link') as link_posts,
        sum(x.posts) filter (where x.format = 'event') as event_posts,
        sum(x.posts) filter (where x.format = 'other') as other_posts,
        -- Entropy of shares p = c / n: ln n - sum(c * ln c) / n; numeric, so that no order matters.
        sum(x.posts * ln(x.posts)) as spread
    from (
        select
            cell.government_id, cell.unit_id, cell.grain, cell.account_id, cell.channel, cell.window_days,
            cell.format, sum(cell.posts) as posts
        from cell
        group by cell.government_id, cell.unit_id, cell.grain, cell.account_id, cell.channel,
            cell.window_days, cell.format
    ) as x
    group by x.government_id, x.unit_id, x.grain, x.account_id, x.channel, x.window_days
),
hours as (
    select
        x.government_id, x.unit_id, x.grain, x.account_id, x.channel, x.window_days,
        sum(x.posts * ln(x.posts)) as spread
    from (
        select
            cell.government_id, cell.unit_id, cell.grain, cell.account_id, cell.channel, cell.window_days,
            cell.hour, sum(cell.posts) as posts
        from cell
        group by cell.government_id, cell.unit_id, cell.grain, cell.account_id, cell.channel,
            cell.window_days, cell.hour
    ) as x
    group by x.government_id, x.unit_id, x.grain, x.account_id, x.channel, x.window_days
),
-- Which of its working days a window has posts on: the number of the working day, or of the next one behind a free
-- day, less those before it that are taken out.
active as (
    select distinct
        c.government_id, c.unit_id, c.grain, c.account_id, c.channel, c.window_days, c.n_working_days,
        place.number
    from counted as c
    join (
        select distinct
            post.government_id, post.unit_id, post.grain, post.account_id, post.channel, post.day
        from post
    ) as post
        on post.government_id = c.government_id and post.unit_id = c.unit_id and post.grain = c.grain
        and post.account_id = c.account_id and post.channel = c.channel
        and post.day between c.first_on - 31 and c.last_on
    join schedule_day as d on d.schedule = c.schedule and d.day = post.day
    cross join lateral (
        select
            d.before_days + 1 - c.base - (
                select count(*)
                from unnest(c.missing_numbers) as missing (number)
                where missing.number <= d.before_days
            ) as number
    ) as place
    where place.number between 1 and c.n_working_days
),
gap as (
    select
        a.government_id, a.unit_id, a.grain, a.account_id, a.channel, a.window_days, a.n_working_days, a.number,
        a.number - coalesce(lag(a.number) over (
            partition by a.government_id, a.unit_id, a.grain, a.account_id, a.channel, a.window_days
            order by a.number
        ), 0) as gap
    from active as a
),
-- With the edges: before the first active day, and from the last one to the end.
rhythm as (
    select
        g.government_id, g.unit_id, g.grain, g.account_id, g.channel, g.window_days,
        count(*) as n_active_days,
        greatest(max(g.gap) - 1, g.n_working_days - max(g.number)) as longest_silence_days,
        sum(g.gap * g.gap)::bigint
            + (g.n_working_days + 1 - max(g.number)) * (g.n_working_days + 1 - max(g.number)) as squares
    from gap as g
    group by g.government_id, g.unit_id, g.grain, g.account_id, g.channel, g.window_days, g.n_working_days
),
demand as (
    select
        c.government_id, c.unit_id, c.channel, c.window_days, part.first_on, part.last_on,
        t.posts_per_week::numeric * (
            part.last_on - part.first_on + 1 - (
                select count(*)
                from unnest(c.missing_days) as missing (day)
                where missing.day between part.first_on and part.last_on
            )
        ) / 7 as target_posts
    from counted as c
    join core.posting_target as t
        on t.government_id = c.government_id and t.unit_id = c.unit_id and t.channel = c.channel
    cross join lateral (
        select
            greatest(t.valid_from, c.first_on) as first_on,
            least(coalesce(t.valid_to, 'infinity'), c.last_on) as last_on
    ) as part
    where c.grain = 'unit' and part.first_on <= part.last_on and c.n_days > 0
),
target as (
    select
        x.government_id, x.unit_id, x.channel, x.window_days,
        sum(x.target_posts)::float8 as target_posts, sum(x.posts) as posts
    from (
        select
            d.government_id, d.unit_id, d.channel, d.window_days, d.target_posts, sum(post.posts) as posts
        from demand as d
        left join post
            on post.government_id = d.government_id and post.unit_id = d.unit_id
            and post.grain = 'unit' and post.channel = d.channel
            and post.day between d.first_on and d.last_on
        group by d.government_id, d.unit_id, d.channel, d.window_days, d.first_on, d.last_on, d.target_posts
    ) as x
    group by x.government_id, x.unit_id, x.channel, x.window_days
),
last as (
    select
        post.government_id, post.unit_id, post.grain, post.account_id, post.channel,
        max(post.day) as last_on, max(post.last_at) as last_at
    from post
    group by post.government_id, post.unit_id, post.grain, post.account_id, post.channel
)
select
    c.government_id,
    c.unit_id,
    c.grain,
    c.account_id,
    c.channel,
    c.window_days,
    coalesce(form.posts, 0)::bigint as posts,
    c.n_days,
    case when c.n_days > 0 then coalesce(form.posts, 0)::float8 * 7 / c.n_days end as posts_per_week,
    c.n_working_days,
    c.provisional_days as n_provisional_days,
    coalesce(rhythm.n_active_days, 0) as n_active_days,
    case when c.n_working_days > 0 then coalesce(rhythm.n_active_days, 0)::float8 / c.n_working_days end
        as active_day_share,
    case when c.n_working_days > 0 then coalesce(rhythm.longest_silence_days, c.n_working_days) end
        as longest_silence_days,
    case when c.n_working_days > 0 then coalesce(rhythm.n_active_days, 0) + 1 else 0 end as n_post_gaps,
    -metrics.burstiness(rhythm.n_active_days + 1, c.n_working_days + 1, rhythm.squares) as regularity,
    ((ln(form.posts) - hours.spread / form.posts) / ln(24.0))::float8 as hour_entropy,
    (coalesce(form.text_posts, 0) / form.posts)::float8 as text_share,
    (coalesce(form.photo_posts, 0) / form.posts)::float8 as photo_share,
    (coalesce(form.video_posts, 0) / form.posts)::float8 as video_share,
    (coalesce(form.reel_posts, 0) / form.posts)::float8 as reel_share,
    (coalesce(form.link_posts, 0) / form.posts)::float8 as link_share,
    (coalesce(form.event_posts, 0) / form.posts)::float8 as event_share,
    (coalesce(form.other_posts, 0) / form.posts)::float8 as other_share,
    ((ln(form.posts) - form.spread / form.posts) / ln(7.0))::float8 as format_entropy,
    target.target_posts,
    case when target.target_posts > 0 then coalesce(target.posts, 0)::float8 / target.target_posts end
        as target_reached_share,
    last.last_at as last_post_at,
    c.today - last.last_on as days_since_last_post,
    c.n_accounts
from counted as c
left join form
    on form.government_id = c.government_id and form.unit_id = c.unit_id and form.grain = c.grain
    and form.account_id = c.account_id and form.channel = c.channel and form.window_days = c.window_days
left join hours
    on hours.government_id = c.government_id and hours.unit_id = c.unit_id and hours.grain = c.grain
    and hours.account_id = c.account_id and hours.channel = c.channel and hours.window_days = c.window_days
left join rhythm
    on rhythm.government_id = c.government_id and rhythm.unit_id = c.unit_id and rhythm.grain = c.grain
    and rhythm.account_id = c.account_id and rhythm.channel = c.channel and rhythm.window_days = c.window_days
left join target
    on target.government_id = c.government_id and target.unit_id = c.unit_id and c.grain = 'unit'
    and target.channel = c.channel and target.window_days = c.window_days
left join last
    on last.government_id = c.government_id and last.unit_id = c.unit_id and last.grain = c.grain
    and last.account_id = c.account_id and last.channel = c.channel
with data;
create unique index if not exists posting_rolling_1_key
    on metrics.posting_rolling_1 (government_id, unit_id, grain, account_id, channel, window_days);
comment on materialized view metrics.posting_rolling_1 is
    'Store of metrics.posting_rolling, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.posting_rolling_1', 'matview', '1 hour', '15 minutes')
on conflict (view) do nothing;
