-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Poll coverage and freshness by hand: gaps between successes beyond what the schedule allows, edges of
-- the window included, the least watched stream of a unit.

begin;
select plan(28);
\ir reference/inquire.sql

-- Unit 2 is under unit 1. As of Friday 20 June 2025 12:00 WIB the window of 7 days began on the 14th at
-- 00:00: 561600 s. Intervals are 900 s: a gap may last 1800 s.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, 1, null}');
insert into core.feed_unit (government_id, account_id, ref, unit_id) values (1, 1000, 'Dinas 2', 2);
select pg_temp.watch(1, account, stream, null, '2025-06-20 11:55+07')
from (values (1, 'comments'), (1, 'mentions'), (2, 'comments'), (1000, 'complaints')) as s (account, stream);
update ops.stream set first_success_at = '2025-01-01 00:00+07';
insert into ops.coverage_gap (government_id, account_id, stream, gap_from, gap_to, allowed_s)
values
    (1, 1, 'comments', '2025-06-15 00:00+07', '2025-06-15 01:00+07', 1800), -- 3600 - 1800
    (1, 1, 'comments', '2025-06-13 20:00+07', '2025-06-14 01:00+07', 1800), -- 3600 of it inside: 1800
    (1, 1, 'comments', '2025-06-10 00:00+07', '2025-06-13 12:00+07', 1800), -- before the window
    (1, 1, 'mentions', '2025-06-16 00:00+07', '2025-06-16 02:00+07', 1800); -- 5400
-- Account 2 was first seen on the 19th at 12:00: 475200 - 1800 missed; silent since 10:00: 7200 - 1800.
update ops.stream set first_success_at = '2025-06-19 12:00+07', last_success_at = '2025-06-20 10:00+07'
where account_id = 2;

-- Somebody asks at noon of each of these days.
select pg_temp.inquire(1, md5(unit_id || '/' || day)::uuid, unit_id, unit_id, 'comment', 'citizen', noon, noon,
    'waiting', null, 'post')
from (values (1, 10), (1, 15), (1, 16), (1, 17), (2, 18), (2, 19), (2, 20), (3, 20)) as asked (unit_id, day)
cross join lateral (select make_timestamptz(2025, 6, day, 11, 0, 0, 'Asia/Jakarta') as noon) as noon;

select is((select count(*) from metrics.poll_coverage), 0::bigint, 'before the first round there is none');
select * from metrics.refresh_round('2025-06-20 12:00+07', 'dirty') \g /dev/null
select * from metrics.refresh_view('metrics.poll_coverage_1', '2025-06-20 12:00+07') \g /dev/null
create temporary view week as
select unit_id, scope, channel, round(poll_coverage::numeric, 9) as share, n_streams
from metrics.poll_coverage where window_days = 7;

select is((select share from week where unit_id = 1 and scope = 'own' and channel = 'facebook'),
    round(1 - 5400 / 561600.0, 9), 'the least watched stream counts, gaps beyond the allowed time alone');
select is((select n_streams from week where unit_id = 1 and scope = 'own' and channel = 'facebook'), 2::bigint,
    'of two streams');
select is((select share from week where unit_id = 2 and scope = 'own' and channel = 'facebook'),
    round(1 - (473400 + 5400) / 561600.0, 9), 'both edges of the window count');
select is((select share from week where unit_id = 2 and scope = 'own' and channel = 'lapor'), 1::numeric,
    'a feed watches for the units it names');
select is((select share from week where unit_id = 2 and scope = 'own' and channel = 'all'),
    round(1 - 478800 / 561600.0, 9), 'all channels: the least of them');
select is((select share from week where unit_id = 1 and scope = 'tree' and channel = 'all'),
    round(1 - 478800 / 561600.0, 9), 'a tree is watched as well as its least watched unit');
select is((select share from week where unit_id = 0 and scope = 'own' and channel = 'lapor'), 1::numeric,
    'the whole government by channel');
select is((select count(*) from week where unit_id = 3), 0::bigint, 'a unit nobody watches for has no coverage');
select results_eq(
    $$select unit_id, round(poll_coverage::numeric, 9), may_be_ranked from metrics.response
      where channel = 'facebook' and window_days = 7 and unit_id > 0 order by 1$$,
    $$values (1, round(1 - 5400 / 561600.0, 9), false), (2, round(1 - 478800 / 561600.0, 9), false),
        (3, null, false)$$, 'metrics.response shows it beside the figures');

-- The gaps behind it; one row for each unit whose coverage it is.
create temporary view gap as
select unit_id, unit_code, account_id, channel, stream, gap_from, gap_to, length_s, counts, smallest_window_days as w
from metrics.coverage_gap;
select results_eq(
    $$select unit_id, account_id, stream, gap_from, gap_to, length_s, counts, w from gap where unit_id > 0
      order by unit_id, account_id, stream, gap_from nulls first$$,
    $$values
        (1, 1, 'comments', null::timestamptz, '2025-01-01 00:00+07'::timestamptz, null::bigint, true, 364),
        (1, 1, 'comments', '2025-06-10 00:00+07', '2025-06-13 12:00+07', 302400, true, 28),
        (1, 1, 'comments', '2025-06-13 20:00+07', '2025-06-14 01:00+07', 18000, true, 7),
        (1, 1, 'comments', '2025-06-15 00:00+07', '2025-06-15 01:00+07', 3600, true, 7),
        (1, 1, 'mentions', null, '2025-01-01 00:00+07', null, true, 364),
        (1, 1, 'mentions', '2025-06-16 00:00+07', '2025-06-16 02:00+07', 7200, true, 7),
        (2, 2, 'comments', null, '2025-06-19 12:00+07', null, true, 7),
        (2, 2, 'comments', '2025-06-20 10:00+07', null, 7200, true, 7),
        (2, 1000, 'complaints', null, '2025-01-01 00:00+07', null, true, 364)$$,
    'metrics.coverage_gap: gaps that ended, that are open, and what was before the first success');
select results_eq('select account_id, stream, gap_from, gap_to from gap where unit_id = 0 order by 1, 2, 3',
    'select account_id, stream, gap_from, gap_to from gap where unit_id > 0 order by 1, 2, 3',
    'the whole government has each once');
select results_eq('select distinct unit_code from gap order by 1', $$values (''), ('u1'), ('u2')$$,
    'each under the code of its unit');
-- Each figure again, from these rows alone.
create temporary view redone as
select p.unit_id, p.channel, p.window_days, p.poll_coverage, 1 - coalesce(max(stream.missed), 0) as share
from metrics.poll_coverage as p
left join lateral (
    select
        c.account_id, c.stream,
        sum(greatest(0, extract(epoch from coalesce(c.gap_to, c.as_of) - greatest(c.gap_from, w.from_at)) - c.allowed_s))
            / extract(epoch from c.as_of - w.from_at) as missed
    from metrics.coverage_gap as c
    cross join lateral (
        select make_timestamptz(2025, 6, 21, 0, 0, 0, 'Asia/Jakarta') - make_interval(days => p.window_days) as from_at
    ) as w
    where c.unit_id = p.unit_id and p.channel in (c.channel, 'all') and c.smallest_window_days <= p.window_days
    group by c.account_id, c.stream, w.from_at, c.as_of
) as stream on true
where p.scope = 'own'
group by p.unit_id, p.channel, p.window_days, p.poll_coverage;
select is_empty('select * from redone where abs(poll_coverage - share) > 1e-9', 'and poll_coverage is made of them');
-- A success after as_of ends nothing yet; one a year and more ago counts for nothing, nor does what is asked no more.
savepoint before;
insert into ops.coverage_gap (government_id, account_id, stream, gap_from, gap_to, allowed_s)
values
    (1, 2, 'comments', '2025-06-20 10:00+07', '2025-06-20 12:05+07', 1800),
    (1, 1, 'mentions', '2024-06-01 00:00+07', '2024-06-02 00:00+07', 1800);
update ops.stream set last_success_at = '2025-06-20 12:05+07' where account_id = 2;
update ops.stream set active = false where account_id = 1 and stream = 'comments';
select results_eq(
    $$select account_id, stream, gap_from, gap_to, counts, w from gap
      where unit_id = 0 and account_id < 1000 and (not counts or gap_to is null) order by 1, 2, 3$$,
    $$values
        (1, 'comments', '2025-06-10 00:00+07'::timestamptz, '2025-06-13 12:00+07'::timestamptz, false, null::int),
        (1, 'comments', '2025-06-13 20:00+07', '2025-06-14 01:00+07', false, null),
        (1, 'comments', '2025-06-15 00:00+07', '2025-06-15 01:00+07', false, null),
        (1, 'mentions', '2024-06-01 00:00+07', '2024-06-02 00:00+07', false, null),
        (2, 'comments', '2025-06-20 10:00+07', null, true, 7)$$,
    'gaps are told as of the figures, with those that count no more');
rollback to before;

-- Of a day 86400 s are looked at, of today 43200: what an hour of silence hides weighs more.
select * from metrics.refresh_view('metrics.response_daily_1', '2025-06-20 12:00+07') \g /dev/null
select results_eq(
    $$select distinct unit_id, extract(day from day)::int, round(poll_coverage::numeric, 9)
      from metrics.response_daily where channel = 'facebook' and unit_id > 0 order by 1, 2$$,
    $$values
        (1, 10, round(1800 / 86400.0, 9)), -- a gap over the whole day
        (1, 15, round(1 - 1800 / 86400.0, 9)),
        (1, 16, round(1 - 5400 / 86400.0, 9)), -- the other stream
        (1, 17, 1.000000000),
        (2, 18, round(1800 / 86400.0, 9)), -- before the first success
        (2, 19, round(1 - 41400 / 86400.0, 9)), -- first seen at noon
        (2, 20, round(1 - 5400 / 43200.0, 9)), -- silent since 10:00
        (3, 20, null)$$, 'metrics.response_daily: how well each day was watched');
select results_eq(
    $$select distinct extract(day from c.day)::int, round(c.poll_coverage::numeric, 9)
      from metrics.response_daily as c where c.unit_id = 0 and c.channel = 'all' order by 1$$,
    $$values (10, round(1800 / 86400.0, 9)), (15, round(1800 / 86400.0, 9)), (16, round(1800 / 86400.0, 9)),
        (17, round(1800 / 86400.0, 9)), (18, round(1800 / 86400.0, 9)), (19, round(1 - 41400 / 86400.0, 9)),
        (20, round(1 - 5400 / 43200.0, 9))$$, 'the whole government: the least watched of its streams');
select is((select count(*) from metrics.response_curve as c
    join metrics.poll_coverage as p using (government_id, unit_id, scope, channel, window_days)
    where c.poll_coverage = p.poll_coverage), (select count(*) from metrics.response_curve where unit_id <> 3),
    'metrics.response_curve has that of its window');

update ops.stream set first_success_at = null, last_success_at = null, last_complete_at = null where account_id = 2;
select * from metrics.refresh_view('metrics.poll_coverage_1', '2025-06-20 12:00+07') \g /dev/null
select is((select share from week where unit_id = 2 and scope = 'own' and channel = 'facebook'), 0::numeric,
    'a stream without any success covers nothing');
select results_eq('select gap_from, gap_to, length_s, counts, w from gap where unit_id = 2 and account_id = 2',
    'values (null::timestamptz, null::timestamptz, null::bigint, true, 7)', 'its gap has no end on either side');
select is_empty('select * from redone where abs(poll_coverage - share) > 1e-9', 'and is all of the window');

update ops.stream set last_success_at = '2025-06-20 11:28:59+07', failing_since = '2025-06-20 11:40+07',
    fail_count = 2, cause = 'token', hint = 'Renew it.' where account_id = 1 and stream = 'comments';
select results_eq(
    $$select account_id, stream, unit, expected_at, lag_s, late, n_failures, hint from metrics.freshness
      where account_id < 1000 order by 1, 2$$,
    $$values
        (1, 'comments', 'Dinas 1', '2025-06-20 11:43:59+07'::timestamptz, 1861::bigint, true, 2::bigint, 'Renew it.'),
        (1, 'mentions', 'Dinas 1', '2025-06-20 12:10+07', 300, false, 0, null),
        (2, 'comments', 'Dinas 2', null, null, true, 0, null)$$,
    'freshness: late after two intervals and a minute, or when never seen');
select results_eq($$select unit_id, lag_s from metrics.freshness where channel = 'lapor'$$,
    $$values (null::int, 300::bigint)$$, 'a feed belongs to no unit');

update ops.stream set last_success_at = '2025-06-20 11:29:00+07' where account_id = 1 and stream = 'comments';
select results_eq($$select lag_s, late from metrics.freshness where account_id = 1 and stream = 'comments'$$,
    $$values (1860::bigint, false)$$, 'two intervals and the minute in which successes are written are not late yet');

update ops.stream set last_success_at = '2025-06-20 11:59:58.4+07' where account_id = 1 and stream = 'comments';
select is(lag_s, 1::bigint, 'a lag is cut to whole seconds like every age, not rounded up')
from metrics.freshness where account_id = 1 and stream = 'comments';

-- Whose account or feed left the configuration is watched by the others alone.
update core.account set active = false where account_id in (2, 1000);
select results_eq('select distinct unit_id, channel from metrics.unit_account order by 1, 2',
    $$values (0, 'facebook'), (1, 'facebook'), (3, 'facebook')$$, 'what left watches for nobody');
update core.account set active = true where account_id in (2, 1000);
select is((select count(*)::int from metrics.unit_account where unit_id = 2), 2, 'until it is back');

update ops.stream set active = false where account_id = 1;
select results_eq($$select distinct late, expected_at from metrics.freshness where account_id = 1$$,
    $$values (false, null::timestamptz)$$, 'what left the configuration is neither late nor expected');

select * from finish();
rollback;
