-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The response figures, computed from metrics.response_day. One function does it
-- for any keys and any spans of local days; refresh rounds, rebuilds, daily figures and readers who
-- want one unit live all call it. Nothing here reads a clock: as_of is an argument.
--
-- Kaplan-Meier: at risk at t are those with entry < t <= exit, entry is -1, so waits of 0 s count;
-- events come before censorings of the same second. A waiting inquiry is censored at the earlier of
-- as_of and the last complete visit of what would show its answer. Where a source cannot show what ended,
-- those that opened before its first success enter at their age then (entry, a row of its own in slot).
--
-- A set of lists has up to six curves, numbered by kind: 0 and 1 the answer, 2 and 3 the first reply of any
-- class, 4 and 5 the first substantive one; even by the calendar, odd on the working clock. Those of replies
-- are computed only where they differ from the answer's.

create or replace function metrics.curve_mark(clock text)
returns int[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return case clock
    when 'calendar' then array[
        900, 1800, 3600, 7200, 10800, 14400, 21600, 28800, 43200, 64800, 86400, 129600, 172800, 259200,
        432000, 604800, 864000, 1209600, 1814400, 2419200, 5184000]
    when 'working' then array[
        900, 1800, 3600, 7200, 10800, 14400, 20700, 27000, 54000, 81000, 108000, 135000, 189000, 270000,
        378000, 540000, 1620000]
end;
comment on function metrics.curve_mark(text) is
    'Marks of metrics.response_curve in seconds of the clock (calendar or working), ascending.';

-- First instant at which the working seconds of a calendar reach a position; null beyond its end.
create or replace function metrics.working_instant(calendar text, zone text, position_s bigint)
returns timestamptz
language sql
stable
begin atomic
    select
        (day.day + make_interval(secs => interval_.starts_s + $3 - day.before_s - interval_.before_s))
            at time zone $2
    from (
        select d.day, d.before_s, d.starts_s, d.ends_s
        from core.calendar_day as d
        where d.calendar = $1 and d.before_s < $3
        order by d.before_s desc, d.day desc
        limit 1
    ) as day
    cross join lateral (
        select
            u.starts_s,
            u.ends_s - u.starts_s as length_s,
            sum(u.ends_s - u.starts_s) over (order by u.starts_s) - (u.ends_s - u.starts_s) as before_s
        from unnest(day.starts_s, day.ends_s) as u (starts_s, ends_s)
    ) as interval_
    where $3 - day.before_s <= interval_.before_s + interval_.length_s
    order by interval_.starts_s
    limit 1;
end;
comment on function metrics.working_instant(text, text, bigint) is
    'First instant at which so many working seconds of the calendar have passed; null beyond its end.';

-- The units whose inquiries count for keys: the unit itself, with tree those under it, for unit 0 all.
create or replace function metrics.response_part(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[]
)
returns table (key_no bigint, government_id int, unit_id int)
language sql
stable
begin atomic
    with recursive key as (
        select k.key_no, k.government_id, k.unit_id, k.scope
        from unnest(in_government_id, in_unit_id, in_scope) with ordinality
            as k (government_id, unit_id, scope, key_no)
    ),
    down as (
        select key.key_no, key.government_id, key.unit_id, key.scope = 'tree' and key.unit_id > 0 as deeper
        from key
        union
        select down.key_no, down.government_id, u.unit_id, true
        from down
        join core.unit as u
            on u.government_id = down.government_id and u.parent_unit_id = down.unit_id
        where down.deeper
    )
    select distinct down.key_no, down.government_id, down.unit_id
    from down
    union all
    select key.key_no, key.government_id, u.unit_id
    from key
    join core.unit as u on u.government_id = key.government_id
    where key.unit_id = 0;
end;
comment on function metrics.response_part(int[], int[], text[]) is
    'The units whose inquiries count for keys (government, unit or 0, scope own or tree), with the number '
    'of the key.';

create or replace function metrics.response_figures(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_opener text[],
    in_population text[],
    in_label int[],
    in_first int[],
    in_last int[],
    in_as_of timestamptz,
    in_empty boolean
)
returns setof metrics.response_rolling_store
language sql
stable
set search_path = pg_catalog, pg_temp
-- Every join below is an equality between sets whose sizes the planner cannot know: a nested loop over
-- two lists is never right, and the few look-ups by index are lateral, which this leaves alone.
set enable_nestloop = off
set jit = off
set work_mem = '64MB'
begin atomic
with
-- What is asked for.
span as (
    select s.ord, s.label, s.first_back, s.last_back
    from unnest(in_label, in_first, in_last) with ordinality as s (label, first_back, last_back, ord)
),
place as (
    select g.government_id, g.timezone, (in_as_of at time zone g.timezone)::date as today
    from core.government as g
    where g.government_id = any (in_government_id)
),
feed as (
    select distinct a.government_id, a.channel
    from core.account as a
    where a.government_id = any (in_government_id) and a.access = 'feed'
),
key as materialized (
    select
        k.key_no, k.government_id, k.unit_id, k.scope, k.channel, k.unit_id = 0 as whole,
        feed.channel is not null as complaints
    from unnest(in_government_id, in_unit_id, in_scope, in_channel) with ordinality
        as k (government_id, unit_id, scope, channel, key_no)
    left join feed on feed.government_id = k.government_id and feed.channel = k.channel
),
-- An opener and the roles of first messages that it holds.
opener as materialized (
    select o.opener, o.role
    from (
        values ('all', 'citizen'), ('all', 'unknown'), ('citizen', 'citizen'), ('unknown', 'unknown'),
            ('leader', 'leader')
    ) as o (opener, role)
    where o.opener = any (in_opener)
),
part as materialized (
    select p.key_no, p.government_id, p.unit_id
    from metrics.response_part(in_government_id, in_unit_id, in_scope) as p
),
-- Days seen from the local day of as_of backwards; days that lie in the same spans share a sig.
back_span as (
    select b.back, array_agg(span.ord order by span.ord) as spans
    from generate_series(0, (select max(f) from unnest(in_first) as f)) as b (back)
    join span on b.back between span.last_back and span.first_back
    group by b.back
),
sig as materialized (
    select x.spans, row_number() over () as sig
    from (select distinct back_span.spans from back_span) as x
),
back_sig as materialized (
    select back_span.back, sig.sig
    from back_span
    join sig on sig.spans = back_span.spans
),
sig_span as materialized (select sig.sig, unnest(sig.spans) as ord from sig),
-- The lists of all days asked for, and their inquiries.
day as materialized (
    select
        place.today - r.day as back, r.government_id, r.unit_id, r.channel, r.opener, r.population,
        r.calendar, r.outcome, r.starts, r.working_from_s, r.wait_s, r.working_wait_s, r.target_key,
        r.post_key, r.deadlines, r.flag, r.reply_s, r.working_reply_s, r.substantive_s,
        r.working_substantive_s, r.left_s, r.working_left_s, r.linked
    from (select distinct part.government_id, part.unit_id from part) as wanted
    join place on place.government_id = wanted.government_id
    cross join lateral (
        select d.*
        from metrics.response_day as d
        where d.government_id = wanted.government_id
            and d.unit_id = wanted.unit_id
            and d.day between place.today - (select max(f) from unnest(in_first) as f)
                and place.today - (select min(l) from unnest(in_last) as l)
            and d.opener = any (array(select opener.role from opener))
            and d.population = any (in_population)
        offset 0
    ) as r
),
base as materialized (
    select
        x.government_id, x.unit_id, x.channel, x.opener, x.population, x.linked, row_number() over () as base
    from (
        select distinct day.government_id, day.unit_id, day.channel, day.opener, day.population, day.linked
        from day
    ) as x
),
item as materialized (
    select
        base.base, day.government_id, back_sig.sig, day.calendar,
        unnest(day.outcome) as outcome, unnest(day.starts) as start_at,
        unnest(day.working_from_s) as working_from_s, unnest(day.wait_s) as wait_s,
        unnest(day.working_wait_s) as working_wait_s, unnest(day.target_key) as target_key,
        unnest(day.post_key) as post_key, unnest(day.deadlines) as deadline_at,
        unnest(day.flag) as flag,
        -- Shorter ones, null here, are filled up with nulls.
        unnest(day.reply_s) as reply_s, unnest(day.working_reply_s) as working_reply_s,
        unnest(day.substantive_s) as substantive_s,
        unnest(day.working_substantive_s) as working_substantive_s,
        unnest(day.left_s) as left_s, unnest(day.working_left_s) as working_left_s
    from day
    join base
        on base.government_id = day.government_id and base.unit_id = day.unit_id
        and base.channel = day.channel and base.opener = day.opener
        and base.population = day.population and base.linked = day.linked
    join back_sig on back_sig.back = day.back
),
-- Until when each target was watched, as an instant and as a position in the calendar.
stream_seen as materialized (
    select
        s.government_id, metrics.target_key(s.account_id, s.stream, null) as target_key,
        s.last_complete_at as seen_at,
        -- What ended before was never shown.
        case when not a.shows_ended then s.first_success_at end as entry_at
    from ops.stream as s
    join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id
    where s.government_id = any (in_government_id)
),
looked_up as materialized (
    select wanted.government_id, wanted.target_key, wanted.calendar, t.last_success_at
    from (select distinct item.government_id, item.target_key, item.calendar from item) as wanted
    left join lateral (
        select target.last_success_at
        from ops.target as target
        where target.government_id = wanted.government_id
            and metrics.target_key(target.account_id, target.stream, target.external_id)
                = wanted.target_key
        limit 1
    ) as t on true
),
seen_at as materialized (
    select
        l.government_id, l.target_key, l.calendar, place.timezone,
        -- least() would take a null for as_of.
        case when coalesce(l.last_success_at, s.seen_at) < in_as_of
            then coalesce(l.last_success_at, s.seen_at)
            when coalesce(l.last_success_at, s.seen_at) is not null then in_as_of
        end as seen_at,
        case when s.entry_at <= in_as_of then s.entry_at end as entry_at
    from looked_up as l
    join place on place.government_id = l.government_id
    left join stream_seen as s on s.government_id = l.government_id and s.target_key = l.target_key
),
now_position as materialized (
    select
        x.government_id, x.calendar, place.timezone, row_number() over () as calendar_no,
        core.working_since(x.calendar, place.timezone, in_as_of) as as_of_working_s,
        (place.today + 1)::timestamp at time zone place.timezone as midnight_at
    from (select distinct item.government_id, item.calendar from item) as x
    join place on place.government_id = x.government_id
),
-- With where the calendar stands now, so that items meet one short list.
seen as materialized (
    select
        s.government_id, s.target_key, s.calendar, n.calendar_no, n.as_of_working_s, s.seen_at, s.entry_at,
        case when s.entry_at is not null then core.working_since(s.calendar, s.timezone, s.entry_at) end
            as entry_working_s,
        -- core.working_upto(), spelt out: a call for each target would cost more than all the rest, and
        -- so would a subquery where a day has no more than two intervals.
        d.before_s + case
            when cardinality(d.starts_s) <= 2
                then greatest(0, least(d.ends_s[1], s.second) - d.starts_s[1])
                    + greatest(0, least(d.ends_s[2], s.second) - d.starts_s[2])
            else (
                select sum(greatest(0, least(u.ends_s, s.second) - u.starts_s))
                from unnest(d.starts_s, d.ends_s) as u (starts_s, ends_s)
            )
        end as seen_working_s
    from (
        select
            x.government_id, x.target_key, x.calendar, x.timezone, x.seen_at, x.entry_at,
            x.seen_local::date as day,
            floor(date_part('epoch', x.seen_local::time))::int as second
        from (
            select
                l.government_id, l.target_key, l.calendar, l.timezone, l.seen_at, l.entry_at,
                l.seen_at at time zone l.timezone as seen_local
            from seen_at as l
        ) as x
    ) as s
    join now_position as n on n.government_id = s.government_id and n.calendar = s.calendar
    left join core.calendar_day as d on d.calendar = s.calendar and d.day = s.day
),
-- Each inquiry with its watched age and whether it counts yet, on both clocks.
clocked as materialized (
    select
        x.base, x.sig, x.calendar_no,
        -- What ended before it could be seen stands outside (l), like what is excluded (x).
        case when x.outcome in ('a', 'h', 'w', 'o') and x.wait_s <= x.entry_s then 'l' else x.outcome end
            as outcome,
        x.start_at, date_part('epoch', x.start_at)::bigint as start_s, x.working_from_s, x.wait_s,
        x.working_wait_s, x.age_s, x.working_age_s, x.counts, x.working_counts, x.post_key, x.flag,
        x.deadline_at, x.ripe and x.entry_s is null as ripe, x.entry_s, x.working_entry_s, x.reply_s,
        x.working_reply_s, x.substantive_s, x.working_substantive_s, x.left_s, x.working_left_s
    from (
        select
            item.base, item.sig, seen.calendar_no, item.outcome, item.start_at,
            item.working_from_s, item.wait_s, item.working_wait_s,
            coalesce(greatest(0, floor(date_part('epoch', seen.seen_at - item.start_at))), 0)::int as age_s,
            coalesce(greatest(0, seen.seen_working_s - item.working_from_s), 0)::int as working_age_s,
            item.start_at <= in_as_of as counts,
            -- No inquiry counts on the working clock that does not count by the calendar.
            item.working_from_s < seen.as_of_working_s as working_counts,
            item.post_key, item.flag, item.deadline_at,
            item.deadline_at is not null and coalesce(item.deadline_at <= seen.seen_at, false) as ripe,
            case when item.start_at < seen.entry_at
                then floor(date_part('epoch', seen.entry_at - item.start_at))::int
            end as entry_s,
            case when item.start_at < seen.entry_at
                then greatest(0, seen.entry_working_s - item.working_from_s)::int
            end as working_entry_s,
            item.reply_s, item.working_reply_s, item.substantive_s, item.working_substantive_s,
            item.left_s, item.working_left_s
        from item
        join seen
            on seen.government_id = item.government_id and seen.target_key = item.target_key
            and seen.calendar = item.calendar
    ) as x
),
-- Keys that rest on the same lists are computed once.
key_set as materialized (
    select
        key.key_no, o.opener, base.population, key.whole, key.complaints,
        array_agg(base.base order by base.base) as bases
    from key
    join part on part.key_no = key.key_no
    join base on base.government_id = part.government_id and base.unit_id = part.unit_id
    join opener as o on o.role = base.opener
    -- Complaints of several feeds count in each of their channels; in all the waits that they have together do.
    where key.channel = base.channel or key.channel = 'all' and not base.linked
    group by key.key_no, o.opener, base.population, key.whole, key.complaints
),
computed as materialized (
    select x.whole, x.complaints, x.bases, row_number() over () as set_no
    from (select distinct key_set.whole, key_set.complaints, key_set.bases from key_set) as x
),
set_base as materialized (
    select computed.set_no, computed.whole, unnest(computed.bases) as base from computed
),
mark as materialized (
    select
        c.set_no * 6 + m.clock as curve_no, c.set_no, m.clock,
        case when c.complaints then m.complaint else m.social end as at_s,
        metrics.curve_mark(case m.clock when 0 then 'calendar' else 'working' end) as curve_s
    from computed as c
    cross join (
        values
            (0, array[3600, 14400, 86400, 259200], array[259200, 432000, 864000, 1209600]),
            (1, array[3600, 14400, 27000, 81000], array[81000, 135000, 270000, 378000])
    ) as m (clock, social, complaint)
),
-- Counts. What counts on the working clock is a part of what counts by the calendar.
tally as materialized (
    select
        c.base, c.sig, c.working_counts,
        count(*) filter (where c.inside) as n,
        count(*) filter (where c.outcome = 'a') as n_answered,
        count(*) filter (where c.outcome = 'h') as n_helped,
        count(*) filter (where c.outcome = '-') as n_waiting,
        count(*) filter (where c.outcome = 'w') as n_withdrawn,
        count(*) filter (where c.outcome = 'o') as n_handed_over,
        count(*) filter (where c.outcome = 'c') as n_closed,
        count(*) filter (where c.outcome = 'x') as n_excluded,
        count(*) filter (where c.outcome = 'l') as n_late_out,
        count(*) filter (where c.inside and c.flag & 1 > 0) as n_removed,
        count(*) filter (where c.inside and c.flag & 2 > 0) as n_interval,
        count(*) filter (where c.inside and c.flag & 4 > 0) as n_undecided,
        count(*) filter (where c.inside and c.flag & 8 > 0) as n_corrected,
        count(*) filter (where c.inside and c.flag & 16 > 0) as n_provisional,
        count(*) filter (where c.inside and c.deadline_at is null) as n_no_rule,
        count(*) filter (where c.inside and c.ripe) as n_deadline,
        count(*) filter (where c.inside and c.ripe and c.flag & 32 > 0) as n_in_time,
        count(*) filter (where c.on_time and c.age_s >= 259200) as n_ripe,
        count(*) filter (
            where c.on_time and c.outcome = 'a' and c.age_s >= 259200 and c.wait_s <= 259200) as n_quick,
        count(*) filter (
            where c.on_time and c.outcome = 'h' and c.age_s >= 259200 and c.wait_s <= 259200)
            as n_quick_help,
        -- Whom another unit helped has left at the lower end of what is known, is answered at the upper.
        count(*) filter (
            where c.on_time and c.outcome in ('w', 'o', 'h') and c.age_s >= 259200
                and coalesce(c.left_s, c.wait_s) <= 259200)
            as n_quick_left,
        count(*) filter (
            where c.on_time and c.outcome = 'h' and c.age_s >= 259200
                and coalesce(c.left_s, c.wait_s) <= 259200)
            as n_quick_left_help,
        count(*) filter (where c.on_time and c.working_age_s >= 81000)
            as working_n_ripe,
        count(*) filter (
            where c.on_time and c.outcome = 'a' and c.working_age_s >= 81000
                and c.working_wait_s <= 81000)
            as working_n_quick,
        count(*) filter (
            where c.on_time and c.outcome = 'h' and c.working_age_s >= 81000
                and c.working_wait_s <= 81000)
            as working_n_quick_help,
        count(*) filter (
            where c.on_time and c.outcome in ('w', 'o', 'h') and c.working_age_s >= 81000
                and coalesce(c.working_left_s, c.working_wait_s) <= 81000)
            as working_n_quick_left,
        count(*) filter (
            where c.on_time and c.outcome = 'h' and c.working_age_s >= 81000
                and coalesce(c.working_left_s, c.working_wait_s) <= 81000)
            as working_n_quick_left_help,
        -- Replies: 64 substantive, 128 stock, 256 redirect, 512 substantive because only such an answer ends a
        -- complaint. Where a list of replies has a time it is another than the answer's.
        count(*) filter (where c.outcome = 'a' and c.flag & 448 > 0) as n_classified,
        count(*) filter (where c.outcome = 'a' and c.flag & 128 > 0) as n_stock,
        count(*) filter (where c.outcome = 'a' and c.flag & 256 > 0) as n_redirect,
        count(*) filter (where c.inside and c.reply_s is not null) as n_reply_apart,
        count(*) filter (where c.outcome = 'h' and c.reply_s is not null) as n_reply_helped,
        count(*) filter (where c.outcome in ('-', 'c', 'w', 'o') and c.reply_s is not null) as n_reply_else,
        count(*) filter (
            where c.inside and (c.substantive_s is not null or c.outcome = 'a' and c.flag & 576 > 0))
            as n_substantive,
        count(*) filter (where c.outcome = 'h' and c.substantive_s is null and c.flag & 576 > 0)
            as n_substantive_help,
        count(*) filter (
            where c.inside and (c.substantive_s is not null or c.outcome = 'a' and c.flag & 576 = 0))
            as n_substantive_apart,
        count(*) filter (where c.outcome = 'h' and c.flag & 576 = 0) as n_substantive_apart_help,
        coalesce(sum(c.wait_s) filter (where c.outcome = 'a'), 0) as wait_sum,
        coalesce(sum(c.wait_s) filter (where c.outcome = 'h'), 0) as help_sum,
        coalesce(sum(c.working_wait_s) filter (where c.outcome = 'a'), 0) as working_wait_sum,
        coalesce(sum(c.working_wait_s) filter (where c.outcome = 'h'), 0) as working_help_sum,
        min(c.start_at) filter (where c.outcome = '-') as oldest_waiting_at
    from (
        select
            x.*, x.outcome not in ('x', 'l') as inside,
            -- Of those who entered late only the ones that waited were seen: no share may rest on them.
            x.outcome not in ('x', 'l') and x.entry_s is null as on_time
        from clocked as x
    ) as c
    where c.counts
    group by c.base, c.sig, c.working_counts
),
-- Spans that hold the same inquiries of a set have the same figures: only the first is computed.
set_ord as materialized (
    select x.set_no, x.ord, x.sigs, min(x.ord) over (partition by x.set_no, x.sigs) as same_ord
    from (
        select f.set_no, sig_span.ord, array_agg(f.sig order by f.sig) as sigs
        from (
            select distinct sb.set_no, t.sig from tally as t join set_base as sb on sb.base = t.base
        ) as f
        join sig_span on sig_span.sig = f.sig
        group by f.set_no, sig_span.ord
    ) as x
),
set_span as materialized (
    select o.set_no, o.ord, unnest(o.sigs) as sig
    from set_ord as o
    where o.ord = o.same_ord
),
-- Which curves of replies a set has of its own.
set_kind as materialized (
    select
        sb.set_no, sb.whole,
        sum(t.n_reply_apart) > 0 as reply,
        sum(t.n_substantive + case when sb.whole then t.n_substantive_help else 0 end) > 0 as known,
        sum(t.n_substantive + case when sb.whole then t.n_substantive_help else 0 end) > 0
            and sum(t.n_substantive_apart
                + case when sb.whole then t.n_substantive_apart_help else 0 end) > 0 as substantive
    from tally as t
    join set_base as sb on sb.base = t.base
    group by sb.set_no, sb.whole
),
kind_base as materialized (
    select sb.base, bool_or(sk.reply) as reply, bool_or(sk.substantive) as substantive
    from set_kind as sk
    join set_base as sb on sb.set_no = sk.set_no
    where sk.reply or sk.substantive
    group by sb.base
),
-- From here k numbers set, kind of curve and span together; at most 999 spans.
counted as materialized (
    select
        (sb.set_no * 6 + c.clock) * 1000 + ss.ord as k, sb.set_no * 6 + c.clock as curve_no, sb.set_no,
        sum(t.n)::bigint as n,
        sum(t.n_answered + case when sb.whole then t.n_helped else 0 end)::bigint as n_answered,
        sum(case when sb.whole then 0 else t.n_helped end)::bigint as n_helped,
        sum(t.n_waiting)::bigint as n_waiting,
        sum(t.n_withdrawn)::bigint as n_withdrawn,
        sum(t.n_handed_over)::bigint as n_handed_over,
        sum(t.n_closed)::bigint as n_closed_unanswered,
        -- In the worst case who withdrew, was handed over or closed never leaves.
        sum(t.n_withdrawn + t.n_handed_over + t.n_closed)::bigint as n_for_ever,
        sum(t.n_excluded)::bigint as n_excluded,
        sum(t.n_late_out)::bigint as n_late_out,
        sum(t.n_removed)::bigint as n_removed,
        sum(t.n_interval)::bigint as n_interval_timed,
        sum(t.n_undecided)::bigint as n_undecided,
        sum(t.n_corrected)::bigint as n_corrected,
        sum(t.n_provisional)::bigint as n_provisional,
        sum(t.n_no_rule)::bigint as n_no_rule,
        sum(t.n_deadline)::bigint as n_deadline,
        sum(t.n_in_time)::bigint as n_in_time,
        sum(case c.clock
            when 0 then t.n_ripe - t.n_quick_left + case when sb.whole then t.n_quick_left_help else 0 end
            else t.working_n_ripe - t.working_n_quick_left
                + case when sb.whole then t.working_n_quick_left_help else 0 end
        end)::bigint as n_rate,
        sum(case c.clock
            when 0 then t.n_quick + case when sb.whole then t.n_quick_help else 0 end
            else t.working_n_quick + case when sb.whole then t.working_n_quick_help else 0 end
        end)::bigint as n_quick,
        sum(case c.clock
            when 0 then t.wait_sum + case when sb.whole then t.help_sum else 0 end
            else t.working_wait_sum + case when sb.whole then t.working_help_sum else 0 end
        end) as wait_sum,
        sum(t.n_answered + t.n_reply_else + case when sb.whole then t.n_helped else t.n_reply_helped end)::bigint
            as n_first_reply,
        sum(t.n_substantive + case when sb.whole then t.n_substantive_help else 0 end)::bigint
            as n_substantive,
        sum(t.n_classified)::bigint as n_classified,
        sum(t.n_stock)::bigint as n_stock,
        sum(t.n_redirect)::bigint as n_redirect,
        min(t.oldest_waiting_at) as oldest_waiting_at
    from tally as t
    join set_base as sb on sb.base = t.base
    join set_span as ss on ss.set_no = sb.set_no and ss.sig = t.sig
    join (values (0), (1)) as c (clock) on c.clock = 0 or t.working_counts
    group by sb.set_no, c.clock, ss.ord
),
posts as materialized (
    select (x.set_no * 6 + c.clock) * 1000 + x.ord as k, count(*) as n_posts
    from (
        select sb.set_no, ss.ord, p.post_key, bool_or(p.working_counts) as working_counts
        from (
            select c.base, c.sig, c.post_key, bool_or(c.working_counts) as working_counts
            from clocked as c
            where c.counts and c.outcome not in ('x', 'l')
            group by c.base, c.sig, c.post_key
        ) as p
        join set_base as sb on sb.base = p.base
        join set_span as ss on ss.set_no = sb.set_no and ss.sig = p.sig
        group by sb.set_no, ss.ord, p.post_key
    ) as x
    join (values (0), (1)) as c (clock) on c.clock = 0 or x.working_counts
    group by x.set_no, c.clock, x.ord
),
-- Who leaves when, on each curve: answered (died), helped, which is an answer of the whole government
-- alone and for the unit an end at t_unit, or neither. Those at_age leave when last watched.
leaving as (
    select
        c.base, 0 as kind, c.sig, c.calendar_no, c.start_s, c.entry_s,
        case when c.outcome in ('-', 'c') then c.age_s else c.wait_s end as t, c.left_s as t_unit,
        c.outcome = 'a' as died, c.outcome = 'h' as helped, c.outcome in ('-', 'c') as at_age,
        (c.outcome in ('a', 'h', '-'))::int as worst
    from clocked as c
    where c.counts and c.outcome not in ('x', 'l')
    union all
    select
        c.base, 1, c.sig, c.calendar_no, c.working_from_s, c.working_entry_s,
        case when c.outcome in ('-', 'c') then c.working_age_s else c.working_wait_s end,
        c.working_left_s,
        c.outcome = 'a', c.outcome = 'h', c.outcome in ('-', 'c'),
        (c.outcome in ('a', 'h', '-'))::int
    from clocked as c
    where c.working_counts and c.outcome not in ('x', 'l')
    union all
    select
        c.base, r.kind, c.sig, c.calendar_no,
        case r.clock when 0 then c.start_s else c.working_from_s end,
        case r.clock when 0 then c.entry_s else c.working_entry_s end,
        case
            when said.at_s is not null then said.at_s
            when until.at_age
                then greatest(case r.clock when 0 then c.age_s else c.working_age_s end, until.wait_s)
            when until.event then until.wait_s
            else coalesce(until.left_s, until.wait_s)
        end,
        case when said.at_s is null then until.left_s end,
        said.at_s is not null or c.outcome = 'a' and until.event,
        said.at_s is null and c.outcome = 'h' and until.event,
        said.at_s is null and until.at_age,
        0
    from clocked as c
    join kind_base as b on b.base = c.base
    cross join (values (2, 0, false), (3, 1, false), (4, 0, true), (5, 1, true))
        as r (kind, clock, substantive)
    cross join lateral (
        select case r.kind
            when 2 then c.reply_s
            when 3 then c.working_reply_s
            when 4 then c.substantive_s
            else c.working_substantive_s
        end as at_s
    ) as said
    cross join lateral (
        select
            case r.clock when 0 then c.wait_s else c.working_wait_s end as wait_s,
            case r.clock when 0 then c.left_s else c.working_left_s end as left_s,
            not r.substantive or c.flag & 576 > 0 as event,
            -- A stock answer leaves the wait for a substantive one open; of an unknown one nobody can tell.
            c.outcome in ('-', 'c') or r.substantive and c.outcome = 'a' and c.flag & 576 = 0
                and c.flag & 384 > 0 as at_age
    ) as until
    where c.counts and (r.clock = 0 or c.working_counts) and c.outcome not in ('x', 'l')
        and case when r.substantive then b.substantive else b.reply end
),
gone as materialized (
    select
        sb.set_no * 6 + l.kind as curve_no, l.sig, l.calendar_no, l.entry_s,
        case when sb.whole then l.t else coalesce(l.t_unit, l.t) end as t,
        l.died or l.helped and sb.whole as died, l.worst,
        case when l.at_age then l.start_s end as waits_from_s
    from leaving as l
    join set_base as sb on sb.base = l.base
    join set_kind as sk on sk.set_no = sb.set_no
    where l.kind < 2 or case when l.kind < 4 then sk.reply else sk.substantive end
),
-- Who leaves is not sorted, as most wait: the times of a curve's answers are, and each falls into the slot of the
-- last of them up to which it was at risk (0: left before the first). At risk at an answer are those of its slot
-- and of later ones.
answer_time as materialized (
    select x.curve_no, array_agg(x.t order by x.t) as t
    from (select distinct g.curve_no, g.t from gone as g where g.died and g.t is not null) as x
    group by x.curve_no
),
slot as materialized (
    select
        x.curve_no, x.sig, x.calendar_no, x.slot, (count(*) filter (where x.died))::int as died,
        sum(x.risks)::int as risk, sum(x.leaves_worst)::int as risk_worst,
        max(x.t) filter (where x.risks = 1) as last_s, max(x.t) filter (where x.risks < 0) as last_entry_s,
        min(x.waits_from_s) as waits_from_s, min(x.enters_s) as enters_s
    from (
        select
            g.curve_no, g.sig, g.calendar_no, g.t, coalesce(width_bucket(g.t, a.t), 0) as slot, g.died, g.risks,
            g.leaves_worst, g.waits_from_s, g.enters_s
        from (
            select
                g.curve_no, g.sig, g.calendar_no, g.t, g.died, 1 as risks, g.worst as leaves_worst, g.waits_from_s,
                null::bigint as enters_s
            from gone as g
            where g.entry_s is null or g.entry_s < g.t
            union all
            -- One that was not watched past its entry is at risk once it is.
            select
                g.curve_no, g.sig, g.calendar_no, g.t, false, 0, 0, g.waits_from_s,
                g.waits_from_s + g.entry_s + 1
            from gone as g
            where g.entry_s >= g.t and g.waits_from_s is not null
            union all
            -- Who entered late is taken away again at the entry: not at risk up to there. In the worst case who
            -- withdrew, was handed over or closed never leaves, so is taken away here, too.
            select
                g.curve_no, g.sig, g.calendar_no, g.entry_s, false, case when g.entry_s < g.t then -1 else 0 end,
                case when g.entry_s < g.t or g.worst = 0 then -1 else 0 end, null, null
            from gone as g
            where g.entry_s is not null
        ) as g
        left join answer_time as a on a.curve_no = g.curve_no
        offset 0 -- keeps the slot from being looked for in each place that names it
    ) as x
    group by x.curve_no, x.sig, x.calendar_no, x.slot
),
stayed as materialized (
    select
        x.k, x.slot, x.died, sum(x.risk) over later as risk, sum(x.risk_worst) over later as risk_worst,
        x.last_s, x.last_entry_s
    from (
        select
            s.curve_no * 1000 + ss.ord as k, s.slot, sum(s.died)::int as died, sum(s.risk)::int as risk,
            sum(s.risk_worst)::int as risk_worst, max(s.last_s) as last_s, max(s.last_entry_s) as last_entry_s
        from slot as s
        join set_span as ss on ss.set_no = s.curve_no / 6 and ss.sig = s.sig
        group by s.curve_no * 1000 + ss.ord, s.slot
    ) as x
    window later as (partition by x.k order by x.slot desc rows unbounded preceding)
),
followed as materialized (
    select s.k, max(s.last_s) as last_s, max(s.last_entry_s) as last_entry_s from stayed as s group by s.k
),
event as materialized (
    select
        s.k, a.t[s.slot] as t, s.died, s.risk, s.risk_worst + counted.n_for_ever as risk_worst,
        counted.n_answered as deaths
    from stayed as s
    join answer_time as a on a.curve_no = s.k / 1000
    left join counted on counted.k = s.k -- none for curves of replies
    where s.died > 0
),
-- The first answer with fewer than five at risk while entries are still to come: from there on the curve
-- rests on too few.
thin as materialized (
    select event.k, min(event.t) as thin_s
    from event
    join followed on followed.k = event.k
    where event.risk < 5 and event.t <= followed.last_entry_s
    group by event.k
),
-- Where all at risk are answered at once nobody is left, and no row follows.
curve as materialized (
    select
        a.k, a.t, a.deaths, sum(a.died) over upto as deaths_upto,
        case when a.died = a.risk then 0
            else exp(sum(case when a.died < a.risk then ln((a.risk - a.died)::float8 / a.risk::float8) end)
                over upto)
        end as s,
        sum(case when a.died < a.risk
            then a.died::float8 / (a.risk::float8 * (a.risk - a.died)::float8) end) over upto as v,
        case when a.died = a.risk_worst then 0
            else exp(sum(case when a.died < a.risk_worst
                then ln((a.risk_worst - a.died)::float8 / a.risk_worst::float8) end) over upto)
        end as s_worst,
        lead(a.t) over upto as next_t
    from event as a
    window upto as (partition by a.k order by a.t rows unbounded preceding)
),
banded as materialized (
    select
        c.k, c.t, c.deaths_upto, c.deaths, c.s, c.s_worst, c.next_t, m.at_s,
        case when c.s <= 0 or c.s >= 1 then c.s
            else c.s ^ exp(1.959963984540054 * sqrt(c.v) / ln(c.s)) end as high_s,
        case when c.s <= 0 or c.s >= 1 then c.s
            else c.s ^ exp(-1.959963984540054 * sqrt(c.v) / ln(c.s)) end as low_s,
        width_bucket(c.t - 1, m.curve_s) as step -- marks before this wait
    from curve as c
    join mark as m on m.curve_no = c.k / 1000
),
read as materialized (
    select
        b.k,
        min(b.t) filter (where b.s <= 0.5 + 1e-9) as median_s,
        min(b.t) filter (where b.s <= 0.1 + 1e-9) as p90_s,
        min(b.t) filter (where least(b.high_s, b.low_s) <= 0.5 + 1e-9) as median_low_s,
        min(b.t) filter (where greatest(b.high_s, b.low_s) <= 0.5 + 1e-9) as median_high_s,
        min(b.t) filter (where b.s_worst <= 0.5 + 1e-9) as median_worst_s,
        min(b.s) filter (where b.t <= b.at_s[1]) as s_1,
        min(b.s) filter (where b.t <= b.at_s[2]) as s_2,
        min(b.s) filter (where b.t <= b.at_s[3]) as s_3,
        min(b.s) filter (where b.t <= b.at_s[4]) as s_4,
        min(b.s_worst) filter (where b.t <= b.at_s[1]) as w_1,
        min(b.s_worst) filter (where b.t <= b.at_s[2]) as w_2,
        min(b.s_worst) filter (where b.t <= b.at_s[3]) as w_3,
        min(b.s_worst) filter (where b.t <= b.at_s[4]) as w_4,
        min(b.s) as s_end,
        min(b.s_worst) as w_end,
        -- The median among the answered: the first wait that half of them do not exceed.
        min(b.t) filter (where 2 * b.deaths_upto >= b.deaths) as answered_median_s,
        least(min(b.t), min(b.at_s[4])) + coalesce(
            -- In order, so that the same inquiries give the same bits whatever the plan.
            sum(b.s * (least(coalesce(b.next_t, b.at_s[4]), b.at_s[4]) - b.t) order by b.t)
                filter (where b.t < b.at_s[4]), 0) as area
    from banded as b
    group by b.k
),
-- Who was answered in the working second of the entry is never at risk, yet among the answered.
answered as materialized (
    select g.curve_no * 1000 + ss.ord as k, percentile_disc(0.5) within group (order by g.t) as median_s
    from gone as g
    join set_span as ss on ss.set_no = g.curve_no / 6 and ss.sig = g.sig
    where g.died
        and g.curve_no in (select late.curve_no from gone as late where late.died and late.entry_s >= late.t)
    group by g.curve_no * 1000 + ss.ord
),
-- Medians of the first replies, of any class and substantive.
replied as materialized (
    select c.k, min(c.t) filter (where c.s <= 0.5 + 1e-9) as median_s
    from curve as c
    where (c.k / 1000) % 6 >= 2
    group by c.k
),
stepped as materialized (
    select x.k, array_agg(x.s_min order by x.step) as s_min, array_agg(x.step order by x.step) as step
    from (select b.k, b.step, min(b.s) as s_min from banded as b group by b.k, b.step) as x
    group by x.k
),
-- Until when the figures stay as they are if no fact changes: the first crossing of a watched age with
-- a wait of the answered, a mark (each mark of a figure is one of the curve's too) or the age at which
-- the rate counts; a deadline; the local midnight.
coming as (
    select
        c.base, 0 as clock, c.calendar_no,
        min(case
            when not c.counts then c.start_s
            when c.outcome in ('x', 'l') then null
            when c.outcome in ('-', 'c') then c.start_s + (metrics.curve_mark('calendar'))[
                width_bucket(c.age_s, metrics.curve_mark('calendar')) + 1]
            when c.age_s < 259200 then c.start_s + 259200
        end) as position_s,
        min(case when not c.ripe and c.outcome not in ('x', 'l') then c.deadline_at end) as deadline_at
    from clocked as c
    group by c.base, c.calendar_no
    union all
    select
        c.base, 1, c.calendar_no,
        min(case
            when not c.working_counts then c.working_from_s + 1
            when c.outcome in ('x', 'l') then null
            when c.outcome in ('-', 'c') then c.working_from_s + (metrics.curve_mark('working'))[
                width_bucket(c.working_age_s, metrics.curve_mark('working')) + 1]
            when c.working_age_s < 81000 then c.working_from_s + 81000
        end),
        min(case when not c.ripe and c.outcome not in ('x', 'l') then c.deadline_at end)
    from clocked as c
    group by c.base, c.calendar_no
),
crossing as materialized (
    select
        x.curve_no, x.calendar_no, min(x.position_s) as position_s, min(x.deadline_at) as deadline_at
    from (
        select sb.set_no * 6 + c.clock as curve_no, c.calendar_no, c.position_s, c.deadline_at
        from coming as c
        join set_base as sb on sb.base = c.base
        union all
        -- The next answer of a curve is the next time at which an age will meet one.
        select
            s.curve_no / 6 * 6 + s.curve_no % 2, s.calendar_no, least(s.waits_from_s + a.t[s.slot + 1], s.enters_s),
            null
        from slot as s
        left join answer_time as a on a.curve_no = s.curve_no
    ) as x
    group by x.curve_no, x.calendar_no
),
change as materialized (
    select
        c.curve_no,
        min(least(
            case c.curve_no % 2
                when 0 then to_timestamp(c.position_s)
                else metrics.working_instant(p.calendar, p.timezone, c.position_s)
            end,
            c.deadline_at,
            p.midnight_at
        )) as next_change_at
    from crossing as c
    join now_position as p on p.calendar_no = c.calendar_no
    group by c.curve_no
),
figure as materialized (
    select
        counted.k, counted.n, counted.n_answered, counted.n_helped, counted.n_waiting,
        counted.n_withdrawn, counted.n_handed_over, counted.n_closed_unanswered, counted.n_removed,
        counted.n_interval_timed, counted.n_undecided, counted.n_corrected, counted.n_provisional,
        counted.n_excluded, coalesce(posts.n_posts, 0) as n_posts, counted.n_rate, counted.n_deadline,
        counted.n_no_rule, counted.n_quick, counted.n_in_time, counted.wait_sum,
        counted.oldest_waiting_at, counted.n_late_out, counted.n_first_reply, counted.n_substantive,
        counted.n_classified, counted.n_stock, counted.n_redirect,
        case when thin.k is null then read.median_s end as median_s,
        case when thin.k is null then read.median_low_s end as median_low_s,
        case when thin.k is null then read.median_high_s end as median_high_s,
        case when thin.k is null then read.p90_s end as p90_s,
        case when thin.k is null then read.median_worst_s end as median_worst_s,
        case
            when not set_kind.reply and thin.k is null then read.median_s
            when first_thin.k is null then first.median_s
        end as first_reply_median_s,
        case
            when not set_kind.known then null
            when not set_kind.substantive and thin.k is null then read.median_s
            when substantive_thin.k is null then substantive.median_s
        end as substantive_median_s,
        -- Null where nobody was followed that far and the curve has not reached 0 either.
        (followed.last_s >= m.at_s[1] or read.s_end = 0) and coalesce(m.at_s[1] < thin.thin_s, true)
            as known_1,
        (followed.last_s >= m.at_s[2] or read.s_end = 0) and coalesce(m.at_s[2] < thin.thin_s, true)
            as known_2,
        (followed.last_s >= m.at_s[3] or read.s_end = 0) and coalesce(m.at_s[3] < thin.thin_s, true)
            as known_3,
        (followed.last_s >= m.at_s[4] or read.s_end = 0) and coalesce(m.at_s[4] < thin.thin_s, true)
            as known_4,
        (counted.n_for_ever > 0 or followed.last_s >= m.at_s[1] or read.w_end = 0)
            and coalesce(m.at_s[1] < thin.thin_s, true) as worst_known_1,
        (counted.n_for_ever > 0 or followed.last_s >= m.at_s[2] or read.w_end = 0)
            and coalesce(m.at_s[2] < thin.thin_s, true) as worst_known_2,
        (counted.n_for_ever > 0 or followed.last_s >= m.at_s[3] or read.w_end = 0)
            and coalesce(m.at_s[3] < thin.thin_s, true) as worst_known_3,
        (counted.n_for_ever > 0 or followed.last_s >= m.at_s[4] or read.w_end = 0)
            and coalesce(m.at_s[4] < thin.thin_s, true) as worst_known_4,
        read.s_1, read.s_2, read.s_3, read.s_4, read.w_1, read.w_2, read.w_3, read.w_4, read.area,
        coalesce(answered.median_s, read.answered_median_s) as answered_median_s,
        case
            when counted.n = 0 then null
            when stepped.k is null then
                array_fill(0::float8, array[width_bucket(coalesce(followed.last_s, -1), m.curve_s)])
                || array_fill(null::float8,
                    array[cardinality(m.curve_s)
                        - width_bucket(coalesce(followed.last_s, -1), m.curve_s)])
            else array(
                select case
                    when coalesce(c.at_s >= thin.thin_s, false) then null
                    when followed.last_s >= c.at_s or read.s_end = 0 then 1 - coalesce(
                    stepped.s_min[width_bucket(c.ord::int - 1, stepped.step)], 1) end
                from unnest(m.curve_s) with ordinality as c (at_s, ord)
            )
        end as curve
    from counted
    join mark as m on m.curve_no = counted.curve_no
    left join posts on posts.k = counted.k
    left join read on read.k = counted.k
    left join answered on answered.k = counted.k
    left join followed on followed.k = counted.k
    left join stepped on stepped.k = counted.k
    join set_kind on set_kind.set_no = counted.set_no
    left join thin on thin.k = counted.k
    left join replied as first on first.k = counted.k + 2000
    left join thin as first_thin on first_thin.k = counted.k + 2000
    left join replied as substantive on substantive.k = counted.k + 4000
    left join thin as substantive_thin on substantive_thin.k = counted.k + 4000
),
cell as materialized (
    select
        m.set_no, m.clock, m.at_s, span.label, f.n, f.n_answered, f.n_helped,
        f.n_waiting, f.n_withdrawn, f.n_handed_over, f.n_closed_unanswered, f.n_removed,
        f.n_interval_timed, f.n_undecided, f.n_corrected, f.n_provisional, f.n_excluded, f.n_posts,
        f.n_rate, f.n_deadline, f.n_no_rule, f.n_quick, f.n_in_time, f.wait_sum, f.oldest_waiting_at,
        f.median_s, f.median_low_s, f.median_high_s, f.p90_s, f.median_worst_s, f.known_1, f.known_2,
        f.known_3, f.known_4, f.worst_known_1, f.worst_known_2, f.worst_known_3, f.worst_known_4, f.s_1,
        f.s_2, f.s_3, f.s_4, f.w_1, f.w_2, f.w_3, f.w_4, f.area, f.answered_median_s, f.curve,
        f.n_late_out, f.n_first_reply, f.n_substantive, f.n_classified, f.n_stock, f.n_redirect,
        f.first_reply_median_s, f.substantive_median_s,
        change.next_change_at
    from mark as m
    cross join span
    left join set_ord on set_ord.set_no = m.set_no and set_ord.ord = span.ord
    left join figure as f on f.k = m.curve_no * 1000 + set_ord.same_ord
    left join change on change.curve_no = m.curve_no
    where in_empty or f.k is not null
)
select
    key.government_id, key.unit_id, key.scope, key.channel, key_set.opener, key_set.population,
    case f.clock when 0 then 'calendar' else 'working' end, f.label,
    coalesce(f.n, 0), coalesce(f.n_answered, 0), coalesce(f.n_helped, 0), coalesce(f.n_waiting, 0),
    coalesce(f.n_withdrawn, 0), coalesce(f.n_handed_over, 0), coalesce(f.n_closed_unanswered, 0),
    coalesce(f.n_removed, 0), coalesce(f.n_interval_timed, 0), coalesce(f.n_late_out, 0),
    coalesce(f.n_undecided, 0),
    coalesce(f.n_corrected, 0), coalesce(f.n_provisional, 0), coalesce(f.n_excluded, 0),
    coalesce(f.n_posts, 0), coalesce(f.n_rate, 0), coalesce(f.n_deadline, 0), coalesce(f.n_no_rule, 0),
    f.median_s::bigint, f.median_low_s::bigint, f.median_high_s::bigint, f.p90_s::bigint,
    f.at_s[1]::bigint, f.at_s[2]::bigint, f.at_s[3]::bigint, f.at_s[4]::bigint,
    case when f.known_1 then 1 - coalesce(f.s_1, 1) end,
    case when f.known_2 then 1 - coalesce(f.s_2, 1) end,
    case when f.known_3 then 1 - coalesce(f.s_3, 1) end,
    case when f.known_4 then 1 - coalesce(f.s_4, 1) end,
    case when f.known_4 then coalesce(f.area, f.at_s[4]) end,
    f.at_s[4]::bigint,
    f.median_worst_s::bigint,
    case when f.worst_known_1 then 1 - coalesce(f.w_1, 1) end,
    case when f.worst_known_2 then 1 - coalesce(f.w_2, 1) end,
    case when f.worst_known_3 then 1 - coalesce(f.w_3, 1) end,
    case when f.worst_known_4 then 1 - coalesce(f.w_4, 1) end,
    f.n_quick::float8 / nullif(f.n_rate, 0), case f.clock when 0 then 259200 else 81000 end::bigint,
    f.n_answered::float8 / nullif(f.n, 0),
    f.n_in_time::float8 / nullif(f.n_deadline, 0),
    f.answered_median_s::bigint, f.wait_sum::float8 / nullif(f.n_answered, 0),
    f.first_reply_median_s::bigint, f.substantive_median_s::bigint,
    f.n_stock::float8 / nullif(f.n_classified, 0), f.n_redirect::float8 / nullif(f.n_classified, 0),
    coalesce(f.n >= 20 and f.n_answered >= 10 and f.n_posts >= 8, false),
    f.oldest_waiting_at, coalesce(f.curve, '{}'), f.next_change_at,
    coalesce(f.n_first_reply, 0), coalesce(f.n_substantive, 0), coalesce(f.n_classified, 0)
from key
join key_set on key_set.key_no = key.key_no
join computed
    on computed.whole = key_set.whole and computed.complaints = key_set.complaints
    and computed.bases = key_set.bases
join cell as f on f.set_no = computed.set_no;
end;
comment on function metrics.response_figures(
    int[], int[], text[], text[], text[], text[], int[], int[], int[], timestamptz, boolean
) is
    'Response figures of keys (government, unit or 0, scope own or tree, channel or all) of the openers and '
    'populations asked for at an as_of, over spans of local days: label, first and last day counted back from the '
    'local day of as_of (0). window_days of the answer is the label. At most 999 spans. Spans without inquiries '
    'have rows only with in_empty.';

-- No "set": it is inlined.
create or replace function metrics.response_compute(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_label int[],
    in_first int[],
    in_last int[],
    in_as_of timestamptz,
    in_empty boolean default true
)
returns setof metrics.response_rolling_store
language sql
stable
begin atomic
    select f.*
    from metrics.response_figures(
        in_government_id, in_unit_id, in_scope, in_channel, '{all, citizen, unknown, leader}', '{needed, all}',
        in_label, in_first, in_last, in_as_of, in_empty) as f;
end;
comment on function metrics.response_compute(
    int[], int[], text[], text[], int[], int[], int[], timestamptz, boolean
) is
    'metrics.response_figures() of all openers and both populations.';
