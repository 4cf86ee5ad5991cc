-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Frozen periods: what the headline figures of a period were made of, kept as it stood when something was decided by
-- them. Everything here reads those rows alone, and computes the figures a second time: counts, and the product-limit
-- estimate over entry, exit and event, item by item, where metrics.response_figures() works on lists of days. A period is
-- frozen only where both agree (28_ops_freeze.sql). Views and words for readers: 97_api_frozen.sql.

-- Calendar periods by their names, other days by their first and last.
create or replace function metrics.frozen_span(in_period text, in_from_on date, in_to_on date)
returns table (period text, from_on date, to_on date)
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
begin atomic
    select known.period, known.from_on, known.to_on
    from metrics.calendar_period(
        make_date(substring(in_period from '^(20[0-9]{2})(?:$|-)')::int, 1, 1),
        make_date(substring(in_period from '^(20[0-9]{2})(?:$|-)')::int, 12, 31)) as known
    where known.period = in_period
    union all
    select to_char(in_from_on, 'YYYY-MM-DD..') || to_char(in_to_on, 'YYYY-MM-DD'), in_from_on, in_to_on
    where in_period is null and in_from_on <= in_to_on;
end;
comment on function metrics.frozen_span(text, date, date) is
    'Name, first and last day of a period to freeze: a year, quarter, month or ISO week by its name, or two days; no row '
    'where that is none.';

-- No "set" in what is called for each field: so it is inlined.
create or replace function metrics.frozen_time(moment timestamptz)
returns text
language sql
stable
parallel safe
return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
comment on function metrics.frozen_time(timestamptz) is 'A moment as it stands in metrics.frozen_line.';

-- The digest is over these lines, whatever else the tables may get: a new column is not in them.
create or replace view metrics.frozen_line as
select p.government_id, g.name as government, g.code as government_code, p.frozen_id, p.period, kept.line
from metrics.frozen_period_store as p
join core.government as g on g.government_id = p.government_id
cross join lateral (
    select
        array_to_string(array[
            'period', p.government_id::text, p.period, to_char(p.from_on, 'YYYY-MM-DD'),
            to_char(p.to_on, 'YYYY-MM-DD'), metrics.frozen_time(p.as_of), p.timezone,
            array_to_string(p.feeds, ','), p.version, p.basis::text
        ], '|', '') as line
    union all
    select
        array_to_string(array[
            'day', d.calendar, to_char(d.day, 'YYYY-MM-DD'), d.before_s::text,
            array_to_string(d.starts_s, ','), array_to_string(d.ends_s, ','), d.provisional::text
        ], '|', '')
    from metrics.frozen_day_store as d
    where d.government_id = p.government_id and d.frozen_id = p.frozen_id
    union all
    select
        array_to_string(array[
            'inquiry', f.inquiry_id::text, f.population, f.clock, f.unit_id::text, f.account_id::text, f.channel,
            f.counted_in, f.kind, f.opened_by, f.post_no::text, to_char(f.start_on, 'YYYY-MM-DD'),
            metrics.frozen_time(f.start_at), metrics.frozen_time(f.opened_at), metrics.frozen_time(f.needed_at),
            metrics.frozen_time(f.first_reply_at), metrics.frozen_time(f.substantive_at),
            metrics.frozen_time(f.answered_at), metrics.frozen_time(f.ended_at),
            metrics.frozen_time(f.ended_earliest_at), metrics.frozen_time(f.ended_latest_at),
            metrics.frozen_time(f.observed_to), metrics.frozen_time(f.deadline_at), f.state, f.reply_class,
            f.timing, f.counts::text, f.excluded::text, f.late_out::text, f.removed::text, f.undecided::text,
            f.provisional::text, f.entry_s::text, f.exit_s::text, f.exit_government_s::text, f.event::text,
            f.event_government::text, f.first_reply_exit_s::text, f.first_reply_event::text,
            f.substantive_exit_s::text, f.substantive_event::text, f.watched_s::text, f.calendar,
            f.helped_by_unit_id::text, f.correction_id::text, f.needed_rule, f.answer_rule, f.deadline_rule
        ], '|', '')
    from metrics.frozen_inquiry_store as f
    where f.government_id = p.government_id and f.frozen_id = p.frozen_id
) as kept;
comment on view metrics.frozen_line is
    'What the digest of a frozen period is made of: its lines in the order of their bytes, each ended by a line feed, through '
    'SHA-256. psql -XAtc "select line from metrics.frozen_line where frozen_id = 1" | LC_ALL=C sort | sha256sum gives it, '
    'too. Fields stand between bars, in the order of the columns of metrics.frozen_inquiry_store; null is empty.';

create or replace function metrics.frozen_digest(in_government_id int, in_frozen_id bigint)
returns text
language sql
stable
begin atomic
    select encode(sha256(convert_to(string_agg(l.line || e'\n', '' order by l.line collate "C"), 'UTF8')), 'hex')
    from metrics.frozen_line as l
    where l.government_id = in_government_id and l.frozen_id = in_frozen_id;
end;
comment on function metrics.frozen_digest(int, bigint) is 'SHA-256 of the lines of a frozen period, hexadecimal.';

create or replace function metrics.frozen_compute(
    in_government_id int,
    in_frozen_id bigint,
    in_opener text default 'all',
    in_population text default 'needed'
)
returns table (unit_id int, channel text, clock text, figures jsonb)
language sql
stable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set enable_nestloop = off -- sets whose sizes nobody can know, met by equality
set jit = off
set work_mem = '64MB'
begin atomic
with mark as (
    select m.clock, m.complaints, m.at_s, m.rate_s
    from (
        values
            ('calendar', false, array[3600, 14400, 86400, 259200], 259200),
            ('calendar', true, array[259200, 432000, 864000, 1209600], 259200),
            ('working', false, array[3600, 14400, 27000, 81000], 81000),
            ('working', true, array[81000, 135000, 270000, 378000], 81000)
    ) as m (clock, complaints, at_s, rate_s)
),
-- Each inquiry counts once for its unit and once for the government, in its channel and in all of them: rows of these are
-- numbered, since numbers are sorted faster than words.
key as materialized (
    select x.unit_id, x.channel, x.clock, m.at_s, m.rate_s, row_number() over () as k
    from (
        select distinct place.unit_id, channel.channel, d.clock
        from (
            select distinct f.unit_id, f.channel, f.clock
            from metrics.frozen_inquiry_store as f
            where f.government_id = in_government_id and f.frozen_id = in_frozen_id
        ) as d
        cross join lateral (values (d.unit_id), (0)) as place (unit_id)
        cross join lateral (values (d.channel), ('all')) as channel (channel)
    ) as x
    join metrics.frozen_period_store as p on p.government_id = in_government_id and p.frozen_id = in_frozen_id
    join mark as m on m.clock = x.clock and m.complaints = (x.channel = any (p.feeds))
),
-- Help by another unit is an answer of the government.
item as materialized (
    select
        key.k, f.place_id = 0 as whole, f.start_at, f.state, f.kind,
        f.reply_class, f.post_no, f.excluded, not f.excluded and f.late_out as late_out,
        not f.excluded and not f.late_out as inside, f.removed, f.undecided and f.population = 'needed' as undecided,
        f.provisional, f.timing, f.correction_id, f.deadline_at, f.ended_at, f.observed_to, f.watched_s, f.entry_s,
        case when f.place_id = 0 then f.exit_government_s else f.exit_s end as exit_s,
        case when f.place_id = 0 then f.event_government else f.event end as event,
        case
            when f.place_id = 0 and f.state = 'helped' and not f.first_reply_event then f.exit_government_s
            else f.first_reply_exit_s
        end as reply_exit_s,
        f.first_reply_event or f.place_id = 0 and f.state = 'helped' as reply_event,
        case
            when f.place_id = 0 and f.state = 'helped' and not f.substantive_event
                and (f.kind = 'complaint' or f.reply_class = 'substantive') then f.exit_government_s
            else f.substantive_exit_s
        end as substantive_exit_s,
        f.substantive_event or f.place_id = 0 and f.state = 'helped'
            and (f.kind = 'complaint' or coalesce(f.reply_class = 'substantive', false)) as substantive_event,
        key.rate_s
    from (
        select x.*, place.unit_id as place_id, channel.channel as place_channel
        from metrics.frozen_inquiry_store as x
        cross join lateral (
            select x.unit_id
            union all
            select 0
            where x.unit_id <> 0
        ) as place (unit_id)
        cross join lateral (
            select x.channel
            where x.counted_in <> 'all'
            union all
            select 'all'
            where x.counted_in <> 'channel'
        ) as channel (channel)
        where x.government_id = in_government_id and x.frozen_id = in_frozen_id and x.population = in_population
            and x.counts and case in_opener when 'all' then x.opened_by <> 'leader' else x.opened_by = in_opener end
        offset 0
    ) as f
    join key on key.unit_id = f.place_id and key.channel = f.place_channel and key.clock = f.clock
),
counted as (
    select
        i.k,
        count(*) filter (where i.inside) as n,
        count(*) filter (where i.inside and i.event) as n_answered,
        count(*) filter (where i.inside and i.state = 'helped' and not i.whole) as n_helped,
        count(*) filter (where i.inside and i.state = 'waiting') as n_waiting,
        count(*) filter (where i.inside and i.state = 'withdrawn') as n_withdrawn,
        count(*) filter (where i.inside and i.state = 'handed_over') as n_handed_over,
        count(*) filter (where i.inside and i.state = 'closed_unanswered') as n_closed_unanswered,
        count(*) filter (where i.inside and i.removed) as n_removed,
        count(*) filter (where i.inside and i.timing = 'interval') as n_interval_timed,
        count(*) filter (where i.late_out) as n_late_out,
        count(*) filter (where i.inside and i.undecided) as n_undecided,
        count(*) filter (where i.inside and i.correction_id is not null) as n_corrected,
        count(*) filter (where i.inside and i.provisional) as n_provisional,
        count(*) filter (where i.excluded) as n_excluded,
        count(distinct i.post_no) filter (where i.inside) as n_posts,
        count(*) filter (where i.inside and i.deadline_at is null) as n_no_rule,
        -- Who entered late was seen only because he waited: no share rests on him.
        count(*) filter (where i.inside and i.entry_s < 0 and i.deadline_at <= i.observed_to) as n_deadline,
        count(*) filter (
            where i.inside and i.entry_s < 0 and i.deadline_at <= i.observed_to
                and i.state <> 'closed_unanswered' and i.ended_at <= i.deadline_at) as n_in_time,
        count(*) filter (
            where i.inside and i.entry_s < 0 and i.watched_s >= i.rate_s
                and (i.event or i.state in ('waiting', 'closed_unanswered') or i.exit_s > i.rate_s)) as n_rate,
        count(*) filter (
            where i.inside and i.entry_s < 0 and i.watched_s >= i.rate_s and i.event and i.exit_s <= i.rate_s)
            as n_quick,
        count(*) filter (where i.inside and i.reply_event) as n_first_reply,
        count(*) filter (where i.inside and i.substantive_event) as n_substantive,
        count(*) filter (where i.inside and i.state = 'answered' and i.reply_class is not null) as n_classified,
        count(*) filter (where i.inside and i.state = 'answered' and i.reply_class = 'stock') as n_stock,
        count(*) filter (where i.inside and i.state = 'answered' and i.reply_class = 'redirect') as n_redirect,
        percentile_disc(0.5) within group (order by i.exit_s) filter (where i.inside and i.event)
            as answered_median_s,
        avg(i.exit_s) filter (where i.inside and i.event) as answered_mean_s,
        min(i.start_at) filter (where i.inside and i.state = 'waiting') as oldest_waiting_at
    from item as i
    group by i.k
),
-- Four curves of each row: 0 the answer, 1 the worst case, 2 the first reply, 3 the first substantive one. At risk at t are
-- those with entry < t <= exit. In the worst case who withdrew, was handed over or closed never leaves.
leaving as (
    select i.k * 4 + curve.no as curve, i.entry_s, curve.exit_s, curve.died::int as died
    from item as i
    cross join lateral (
        values
            (0, i.exit_s, i.event),
            (1, case when i.event or i.state in ('waiting', 'helped') then i.exit_s else 1000000000000 end,
                i.event),
            (2, i.reply_exit_s, i.reply_event),
            (3, i.substantive_exit_s, i.substantive_event)
    ) as curve (no, exit_s, died)
    where i.inside and i.entry_s < curve.exit_s
),
followed as (
    select
        l.curve, max(l.exit_s) as last_s,
        max(l.entry_s) filter (where l.entry_s >= 0) as last_entry_s
    from leaving as l
    group by l.curve
),
moved as (
    select
        x.curve, x.t, sum(x.died)::int as died,
        -- Up to, and without, this moment.
        sum(sum(x.enters)::int) over (
            partition by x.curve order by x.t rows between unbounded preceding and 1 preceding) as risk
    from (
        select l.curve, l.entry_s as t, 1 as enters, 0 as died from leaving as l
        union all
        select l.curve, l.exit_s, -1, l.died from leaving as l
    ) as x
    group by x.curve, x.t
),
-- Once nobody is left the curve stays at 0, whoever enters later.
step as materialized (
    select
        e.curve, e.t, e.risk, lead(e.t) over upto as next_t,
        case
            when bool_or(e.died = e.risk) over upto then 0
            else exp(sum(case when e.died < e.risk then ln((e.risk - e.died)::float8 / e.risk::float8) end) over upto)
        end as s,
        sum(case when e.died < e.risk
            then e.died::float8 / (e.risk::float8 * (e.risk - e.died)::float8) end) over upto as spread
    from moved as e
    where e.died > 0
    window upto as (partition by e.curve order by e.t rows unbounded preceding)
),
banded as (
    select
        s.curve, s.t, s.next_t, s.risk, s.s, key.at_s,
        case when s.s > 0 and s.s < 1
            then s.s ^ exp(1.959963984540054 * sqrt(s.spread) / ln(s.s)) else s.s end as one_s,
        case when s.s > 0 and s.s < 1
            then s.s ^ exp(-1.959963984540054 * sqrt(s.spread) / ln(s.s)) else s.s end as two_s
    from step as s
    join key on key.k = s.curve / 4
),
curve as materialized (
    select
        f.curve, f.last_s,
        min(b.t) filter (where b.risk < 5 and b.t <= f.last_entry_s) as thin_s,
        min(b.s) as s_end,
        min(b.t) filter (where b.s <= 0.5 + 1e-9) as median_s,
        min(b.t) filter (where b.s <= 0.1 + 1e-9) as p90_s,
        min(b.t) filter (where least(b.one_s, b.two_s) <= 0.5 + 1e-9) as median_low_s,
        min(b.t) filter (where greatest(b.one_s, b.two_s) <= 0.5 + 1e-9) as median_high_s,
        coalesce(min(b.s) filter (where b.t <= b.at_s[1]), 1) as s_1,
        coalesce(min(b.s) filter (where b.t <= b.at_s[2]), 1) as s_2,
        coalesce(min(b.s) filter (where b.t <= b.at_s[3]), 1) as s_3,
        coalesce(min(b.s) filter (where b.t <= b.at_s[4]), 1) as s_4,
        -- Until the first event nobody has left.
        least(min(b.t), min(b.at_s[4])) + coalesce(
            sum(b.s * (least(coalesce(b.next_t, b.at_s[4]), b.at_s[4]) - b.t) order by b.t)
                filter (where b.t < b.at_s[4]), 0) as area
    from followed as f
    left join banded as b on b.curve = f.curve
    group by f.curve, f.last_s
),
-- A share at a mark is known where somebody was followed that far, and the curve does not rest on too few.
known as (
    select
        c.k, c.unit_id, c.channel, c.clock, c.at_s, c.rate_s, answer.thin_s is null as sound, answer.median_s, answer.p90_s,
        answer.median_low_s, answer.median_high_s, answer.s_1, answer.s_2, answer.s_3, answer.s_4,
        coalesce(answer.area, c.at_s[4]) as area, worst.median_s as median_worst_s, worst.s_1 as worst_1,
        worst.s_2 as worst_2, worst.s_3 as worst_3, worst.s_4 as worst_4,
        case when reply.thin_s is null then reply.median_s end as first_reply_median_s,
        case when substantive.thin_s is null then substantive.median_s end as substantive_median_s,
        array(
            select (answer.last_s >= at.s or answer.s_end = 0) and coalesce(at.s < answer.thin_s, true)
            from unnest(c.at_s) with ordinality as at (s, place)
            order by at.place
        ) as at_mark,
        array(
            select (worst.last_s >= at.s or worst.s_end = 0) and coalesce(at.s < answer.thin_s, true)
            from unnest(c.at_s) with ordinality as at (s, place)
            order by at.place
        ) as worst_at_mark
    from key as c
    left join curve as answer on answer.curve = c.k * 4
    left join curve as worst on worst.curve = c.k * 4 + 1
    left join curve as reply on reply.curve = c.k * 4 + 2
    left join curve as substantive on substantive.curve = c.k * 4 + 3
)
select f.unit_id, f.channel, f.clock, to_jsonb(f) - '{unit_id,channel,clock}'::text[]
from (
    select
        k.unit_id, k.channel, k.clock, c.n, c.n_answered, c.n_helped, c.n_waiting, c.n_withdrawn, c.n_handed_over,
        c.n_closed_unanswered, c.n_removed, c.n_interval_timed, c.n_late_out, c.n_undecided, c.n_corrected,
        c.n_provisional, c.n_excluded, c.n_posts, c.n_rate, c.n_deadline, c.n_no_rule,
        case when k.sound then k.median_s end as median_s,
        case when k.sound then k.median_low_s end as median_low_s,
        case when k.sound then k.median_high_s end as median_high_s,
        case when k.sound then k.p90_s end as p90_s,
        k.at_s[1] as mark_1_s, k.at_s[2] as mark_2_s, k.at_s[3] as mark_3_s, k.at_s[4] as mark_4_s,
        case when k.at_mark[1] then 1 - k.s_1 end as answered_within_1,
        case when k.at_mark[2] then 1 - k.s_2 end as answered_within_2,
        case when k.at_mark[3] then 1 - k.s_3 end as answered_within_3,
        case when k.at_mark[4] then 1 - k.s_4 end as answered_within_4,
        case when k.at_mark[4] then k.area end as mean_wait_s,
        k.at_s[4] as horizon_s,
        case when k.sound then k.median_worst_s end as median_worst_s,
        case when k.worst_at_mark[1] then 1 - k.worst_1 end as answered_within_1_worst,
        case when k.worst_at_mark[2] then 1 - k.worst_2 end as answered_within_2_worst,
        case when k.worst_at_mark[3] then 1 - k.worst_3 end as answered_within_3_worst,
        case when k.worst_at_mark[4] then 1 - k.worst_4 end as answered_within_4_worst,
        c.n_quick::float8 / nullif(c.n_rate, 0) as response_rate,
        k.rate_s as rate_within_s,
        c.n_answered::float8 / nullif(c.n, 0) as ever_answered_rate,
        c.n_in_time::float8 / nullif(c.n_deadline, 0) as within_sla,
        c.answered_median_s,
        c.answered_mean_s::float8 as answered_mean_s,
        k.first_reply_median_s,
        k.substantive_median_s,
        c.n_stock::float8 / nullif(c.n_classified, 0) as stock_share,
        c.n_redirect::float8 / nullif(c.n_classified, 0) as redirect_share,
        c.n >= 20 and c.n_answered >= 10 and c.n_posts >= 8 as enough,
        c.oldest_waiting_at,
        c.n_first_reply, c.n_substantive, c.n_classified
    from counted as c
    join known as k on k.k = c.k
) as f;
end;
comment on function metrics.frozen_compute(int, bigint, text, text) is
    'The figures of a frozen period from its rows alone: of units that were asked, and unit 0, by channel and for all; by '
    'opener (all, citizen, unknown, leader) and population (needed, all).';

-- Their names, as metrics.frozen_compute() gives them.
create or replace function metrics.frozen_names()
returns text[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return '{
    n, n_answered, n_helped, n_waiting, n_withdrawn, n_handed_over, n_closed_unanswered, n_removed, n_interval_timed,
    n_late_out, n_undecided, n_corrected, n_provisional, n_excluded, n_posts, n_rate, n_deadline, n_no_rule, median_s,
    median_low_s, median_high_s, p90_s, mark_1_s, mark_2_s, mark_3_s, mark_4_s, answered_within_1, answered_within_2,
    answered_within_3, answered_within_4, mean_wait_s, horizon_s, median_worst_s, answered_within_1_worst,
    answered_within_2_worst, answered_within_3_worst, answered_within_4_worst, response_rate, rate_within_s,
    ever_answered_rate, within_sla, answered_median_s, answered_mean_s, first_reply_median_s, substantive_median_s,
    stock_share, redirect_share, enough, oldest_waiting_at, n_first_reply, n_substantive, n_classified
}'::text[];
comment on function metrics.frozen_names() is 'Names of the figures that are frozen, all that follow from the inquiries.';

-- Shares and means to nine digits: the last ones depend on the order of additions.
create or replace function metrics.frozen_same(one jsonb, two jsonb)
returns boolean
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case
    when jsonb_typeof(one) = 'number' and jsonb_typeof(two) = 'number'
        then abs(one::float8 - two::float8) <= 1e-9 * greatest(1, abs(two::float8))
    when jsonb_typeof(one) = 'string' and jsonb_typeof(two) = 'string'
        then (one #>> '{}')::timestamptz = (two #>> '{}')::timestamptz
    else coalesce(one, 'null') = coalesce(two, 'null')
end;
comment on function metrics.frozen_same(jsonb, jsonb) is
    'Whether two values of a figure are the same: numbers, moments, booleans, null.';

-- A key that nobody asked has zeros, and no row that they could come from.
create or replace function metrics.frozen_differ(in_government_id int, in_frozen_id bigint)
returns table (unit_id int, channel text, clock text, figure text, kept text, computed text)
language sql
stable
begin atomic
    select
        coalesce(s.unit_id, c.unit_id), coalesce(s.channel, c.channel), coalesce(s.clock, c.clock), name.name,
        s.figures ->> name.name, c.figures ->> name.name
    from (
        select x.unit_id, x.channel, x.clock, x.figures
        from metrics.frozen_figure_store as x
        where x.government_id = in_government_id and x.frozen_id = in_frozen_id
    ) as s
    full join metrics.frozen_compute(in_government_id, in_frozen_id) as c
        on c.unit_id = s.unit_id and c.channel = s.channel and c.clock = s.clock
    cross join lateral jsonb_object_keys(coalesce(c.figures, s.figures)) as name (name)
    where case
        when c.unit_id is null
            then name.name in ('n', 'n_excluded', 'n_late_out') and s.figures -> name.name <> '0'
        when s.unit_id is null then name.name in ('n', 'n_excluded') and c.figures -> name.name <> '0'
        else not metrics.frozen_same(s.figures -> name.name, c.figures -> name.name)
    end;
end;
comment on function metrics.frozen_differ(int, bigint) is
    'Figures of a frozen period that do not follow from its rows; none, or something is wrong.';
