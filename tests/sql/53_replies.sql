-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Small worlds computed by hand: first and substantive replies, sources that list open cases alone, help of
-- which only an interval is known.

begin;
select plan(25);
\ir reference/inquire.sql

create function pg_temp.id(number int)
returns uuid
language sql
return ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid;

create temporary view figure as
select * from metrics.response_rolling
where scope = 'own' and opener = 'all' and population = 'needed' and clock = 'calendar' and window_days = 28
    and channel <> 'all';

-- Ten questions to unit 1 on Tuesday 10 June 2025 at 08:00 WIB, watched until Friday 20 June 11:00.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null}');
select pg_temp.inquire(1, pg_temp.id(n), 1, 1, 'comment', 'citizen', '2025-06-10 08:00+07', '2025-06-10 08:00+07',
    state, start.at + make_interval(secs => wait), 'post ' || n, null, null, false, 'exact', false, kind,
    case state when 'answered' then start.at + make_interval(secs => wait) end,
    start.at + make_interval(secs => full_s))
from (
    values
        (1, 'answered', 600, 'substantive', 600),
        (2, 'answered', 600, 'stock', 7200),      -- the substantive one came later
        (3, 'answered', 1200, 'stock', null),     -- never
        (4, 'answered', 1800, 'redirect', null),
        (5, 'answered', 3600, null, null),        -- no rule knows
        (6, 'answered', 3600, 'substantive', 3600),
        (7, 'withdrawn', 3600, null, null),
        (8, 'helped', 5000, null, null),
        (9, 'answered', 10800, 'substantive', 10800),
        (10, 'waiting', null, null, null)
) as world (n, state, wait, kind, full_s)
cross join (values ('2025-06-10 08:00+07'::timestamptz)) as start (at);
select pg_temp.watch(1, 1, 'comments', 'post ' || post, '2025-06-20 11:00+07') from generate_series(1, 10) as post;
select is((select error from metrics.refresh_round('2025-06-20 12:00+07', 'dirty')), null, 'a dirty round runs');
-- answers:  600 s: 10 at risk, 2: 8/10; 1200: 7/10; 1800: 6/10; 3600: 6 at risk, 2: 4/10
select results_eq($$select n, n_answered, median_s, n_first_reply, first_reply_median_s from figure where unit_id = 1$$,
    $$values (10::bigint, 7::bigint, 3600::bigint, 7::bigint, 3600::bigint)$$,
    'of messages the first reply is the answer');
-- substantive:  600: 10 at risk, 1: 9/10; 3600: 9 at risk (all but 1), 1: 8/10, then 5 leaves (nobody knows what it
--   was) and 7; 5000: 8 leaves; 7200: 5 at risk (2, 3, 4, 9, 10), 1: 64/100; 10800: 4 at risk, 1: 48/100
select results_eq($$select n_substantive, substantive_median_s from figure where unit_id = 1$$,
    $$values (4::bigint, 10800::bigint)$$, 'after a stock answer the wait for a substantive one goes on');
select results_eq(
    $$select n_classified, round(stock_share::numeric, 9), round(redirect_share::numeric, 9) from figure where unit_id = 1$$,
    $$values (6::bigint, round(2 / 6.0, 9), round(1 / 6.0, 9))$$, 'shares are of the answers whose class is known');
select results_eq($$select n_answered, n_first_reply, n_substantive, substantive_median_s from figure where unit_id = 0$$,
    $$values (8::bigint, 8::bigint, 4::bigint, 10800::bigint)$$,
    'for the government help is a reply; of what kind nobody knows');
select results_eq(
    $$select first_reply_median_s, n_first_reply, substantive_median_s, n_substantive, n_classified, working_first_reply_median_s,
          working_substantive_median_s, round(stock_share::numeric, 9)
      from metrics.response where unit_id = 1 and channel = 'facebook' and window_days = 28$$,
    $$values (3600::bigint, 7::bigint, 10800::bigint, 4::bigint, 6::bigint, 3600::bigint, 10800::bigint, round(2 / 6.0, 9))$$,
    'the headline view shows them on both clocks');
select results_eq(
    $$select state, reply_class, substantive_at from metrics.inquiry_detail
      where inquiry_id = pg_temp.id(2) and population = 'needed' and clock = 'calendar'$$,
    $$values ('answered', 'stock', '2025-06-10 10:00+07'::timestamptz)$$, 'the detail names both');
-- The stock answers were followed for ten days, until a visit sees more.
select pg_temp.inquire(1, pg_temp.id(3), 1, 1, 'comment', 'citizen', '2025-06-10 08:00+07', '2025-06-10 08:00+07',
    'answered', '2025-06-10 08:20+07', 'post 3', null, null, false, 'exact', false, null, '2025-06-10 08:20+07');
select * from metrics.refresh_round('2025-06-20 12:00+07', 'dirty') \g /dev/null
-- without 3 from 1200 s on: 9/10; 3600: 8 at risk: 63/80; 7200: 4 at risk: 189/320; 10800: 3 at risk: 63/160
select results_eq($$select n_classified, substantive_median_s from figure where unit_id = 1$$,
    $$values (5::bigint, 10800::bigint)$$, 'a class that is taken back moves shares');

-- Two stock answers and one substantive one: who got a stock answer still waits for more. 600: 3 at risk: 2/3.
select pg_temp.govern(6, 'Asia/Jakarta', 'id-asn', '{null}');
select pg_temp.inquire(6, pg_temp.id(600 + n), 1, 1, 'comment', 'citizen', start.at, start.at, 'answered',
    start.at + make_interval(secs => wait), 'post', null, null, false, 'exact', false, kind,
    start.at + make_interval(secs => wait), case kind when 'substantive' then start.at + make_interval(secs => wait) end)
from (values (1, 300, 'stock'), (2, 600, 'substantive'), (3, 400, 'stock')) as world (n, wait, kind)
cross join (values ('2025-06-10 08:00+07'::timestamptz)) as start (at);
select pg_temp.watch(6, 1, 'comments', 'post', '2025-06-20 11:00+07');
select * from metrics.refresh_round('2025-06-20 12:00+07', 'dirty') \g /dev/null
select results_eq(
    $$select first_reply_median_s, n_substantive, substantive_median_s from figure where government_id = 6 and unit_id = 1$$,
    $$values (400::bigint, 1::bigint, null::bigint)$$, 'more than half got nothing substantive');
select results_eq(
    $$select first_reply_exit_s, first_reply_event, substantive_exit_s, substantive_event from metrics.inquiry_detail
      where government_id = 6 and population = 'needed' and clock = 'calendar' order by 1$$,
    -- watched for ten days and three hours
    $$values (300::bigint, true, 874800::bigint, false), (400, true, 874800, false), (600, true, 600, true)$$,
    'the detail follows them as long as somebody looked');

-- Complaints, 2 June 2025 08:00 WITA, watched for ten days.
select pg_temp.govern(2, 'Asia/Makassar', 'id-asn', '{null}');
select pg_temp.inquire(2, pg_temp.id(20 + n), 1, 1000, 'complaint', 'citizen', start.at, start.at, state,
    start.at + make_interval(days => days), null, 'case ' || n, null, false, 'exact', false, null,
    start.at + make_interval(days => reply), case state when 'answered' then start.at + make_interval(days => days) end)
from (
    values
        (1, 'answered', 3, 1),
        (2, 'waiting', null, 2),
        (3, 'waiting', null, null),
        (4, 'closed_unanswered', 1, 4), -- after its closing
        (5, 'handed_over', 2, 3)        -- it was no longer theirs
) as world (n, state, days, reply)
cross join (values ('2025-06-02 08:00+08'::timestamptz)) as start (at);
select pg_temp.watch(2, 1000, 'complaints', null, '2025-06-12 08:00+08');
select * from metrics.refresh_round('2025-06-12 12:00+08', 'dirty') \g /dev/null
-- 1 d: 5 at risk: 4/5; 2 d: 4 at risk: 3/5; then 5 leaves; 4 d: 2 at risk (3, 4): 3/10
select results_eq(
    $$select n_first_reply, first_reply_median_s, median_s, n_substantive, substantive_median_s, n_classified, stock_share
      from figure where government_id = 2 and unit_id = 1$$,
    $$values (3::bigint, 4 * 86400::bigint, null::bigint, 1::bigint, null::bigint, 0::bigint, null::float8)$$,
    'complaints: a reply that answers nothing is a first reply, also after the closing, not after a hand-over');

-- A feed that lists open cases alone, first seen on Tuesday 10 June 08:00. Late: opened a day before.
create function pg_temp.late(in_government_id int, most int)
returns void
language sql
as $$
    select pg_temp.govern(in_government_id, 'Asia/Jakarta', 'always', '{null}');
    update core.account set shows_ended = false where government_id = in_government_id and access = 'feed';
    select pg_temp.watch(in_government_id, 1000, 'complaints', null, '2025-06-10 08:00+07');
    select pg_temp.inquire(in_government_id, pg_temp.id(in_government_id * 100 + n), 1, 1000, 'complaint', 'citizen',
        start.at, start.at, state, start.at + make_interval(secs => wait), null, 'case ' || n,
        '2025-06-15 08:00+07')
    from (
        values
            (1, true, 'answered', 90000),
            (2, true, 'waiting', null),
            (3, true, 'waiting', null),
            (4, true, 'answered', 43200), -- before anybody looked
            (5, true, 'answered', 86400), -- just then
            (6, true, 'withdrawn', 100000),
            (7, false, 'answered', 3600),
            (8, false, 'answered', 3600),
            (9, false, 'answered', 90000),
            (10, false, 'waiting', null),
            (11, false, 'waiting', null),
            (12, false, 'answered', 200000)
    ) as world (n, late, state, wait)
    cross join lateral (values ('2025-06-10 08:00+07'::timestamptz - make_interval(days => late::int))) as start (at)
    where n <= most;
    select pg_temp.watch(in_government_id, 1000, 'complaints', null, '2025-06-20 08:00+07');
$$;
select pg_temp.late(3, 12) \g /dev/null
select pg_temp.late(4, 10) \g /dev/null
select * from metrics.refresh_round('2025-06-20 12:00+07', 'dirty') \g /dev/null
select results_eq(
    $$select n, n_late_out, n_answered, n_waiting, n_withdrawn from figure where government_id = 3 and unit_id = 1$$,
    $$values (10::bigint, 2::bigint, 5::bigint, 4::bigint, 1::bigint)$$, 'what ended before stands outside n');
-- 3600: 6 at risk (the late ones enter at 86400), 2: 4/6; 90000: 8 at risk (1, 2, 3, 6, 9, 10, 11, 12), 2: 1/2;
-- 200000: 5 at risk (2, 3, 10, 11, 12), 1: 4/10
select results_eq($$select median_s, p90_s, round(answered_within_1::numeric, 9), median_worst_s
    from figure where government_id = 3 and unit_id = 1$$,
    $$values (90000::bigint, null::bigint, 0.6, 90000::bigint)$$,
    'late ones are at risk from their entry on; taken from the start the median would be 200000');
select results_eq($$select n_rate, round(response_rate::numeric, 9), n_deadline, round(within_sla::numeric, 9)
    from figure where government_id = 3 and unit_id = 1$$,
    $$values (6::bigint, round(4 / 6.0, 9), 6::bigint, round(4 / 6.0, 9))$$,
    'rates rest on those that were followed from their start');
select results_eq($$select entry_s, exit_s, late_out, count(*) from metrics.inquiry_detail
    where government_id = 3 and population = 'needed' and clock = 'calendar' and state in ('answered', 'withdrawn')
    group by 1, 2, 3 order by 1, 2$$,
    $$values (-1, 3600::bigint, false, 2::bigint), (-1, 90000, false, 1), (-1, 200000, false, 1),
        (86400, 43200, true, 1), (86400, 86400, true, 1), (86400, 90000, false, 1), (86400, 100000, false, 1)$$,
    'the detail shows entries');
-- Of 7 to 10 four are at risk at 3600 while others are still to enter.
select results_eq(
    $$select n, n_late_out, median_s, median_low_s, median_worst_s, first_reply_median_s, answered_within_1, answered_within_4,
          mean_wait_s
      from figure where government_id = 4 and unit_id = 1$$,
    $$values (8::bigint, 2::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::float8, null::float8,
        null::float8)$$,
    'fewer than five at risk while entries are to come: nothing is read off that curve from there on');
select results_eq(
    $$select mark_s, share_answered from metrics.response_curve
      where government_id = 4 and unit_id = 1 and scope = 'own' and channel = 'lapor' and opener = 'all'
          and population = 'needed' and clock = 'calendar' and window_days = 28 and mark_s in (1800, 3600)
      order by 1$$,
    $$values (1800, 0::float8), (3600, null)$$, 'before it the curve stands');
-- The feed shows its history after all.
update core.account set shows_ended = true where government_id = 3 and access = 'feed';
select * from metrics.refresh_round('2025-06-20 12:00+07', 'ageing') \g /dev/null
-- 12 from the start: 3600: 2 of 12; 43200: 1 of 10; 86400: 1 of 9; 90000: 2 of 8 -> 5/6 * 9/10 * 8/9 * 3/4 = 1/2
select results_eq($$select n, n_late_out, median_s, n_rate from figure where government_id = 3 and unit_id = 1$$,
    $$values (12::bigint, 0::bigint, 90000::bigint, 11::bigint)$$,
    'a source that shows what ended: all from the start (one left unanswered within 72 h)');

-- Helped some time between 600 s and 7200 s; one answered at 3600 s, one waits.
select pg_temp.govern(5, 'Asia/Jakarta', 'id-asn', '{null}');
select pg_temp.inquire(5, pg_temp.id(500 + n), 1, 1, 'comment', 'citizen', start.at, start.at, state,
    start.at + make_interval(secs => wait), 'post', null, null, false, timing, false, null, null, null,
    start.at + make_interval(secs => early))
from (
    values
        (1, 'helped', 7200, 'interval', 600), (2, 'answered', 3600, 'exact', null),
        (3, 'waiting', null, 'exact', null)
) as world (n, state, wait, timing, early)
cross join (values ('2025-06-10 08:00+07'::timestamptz)) as start (at);
select pg_temp.watch(5, 1, 'comments', 'post', '2025-06-20 11:00+07');
select * from metrics.refresh_round('2025-06-20 12:00+07', 'dirty') \g /dev/null
-- unit: leaves at 600; 3600: 2 at risk: 1/2. government: 3600: 3 at risk: 2/3; 7200: 2 at risk: 1/3
select results_eq($$select unit_id, n_interval_timed, median_s from figure where government_id = 5 order by 1$$,
    $$values (0, 1::bigint, 7200::bigint), (1, 1, 3600)$$,
    'for the unit help ends the wait at the lower end, for the government it answers at the upper one');
select results_eq(
    $$select clock, exit_s, exit_government_s, event, event_government from metrics.inquiry_detail
      where government_id = 5 and population = 'needed' and state = 'helped' order by 1$$,
    $$values ('calendar', 600::bigint, 7200::bigint, false, true), ('working', 600, 7200, false, true)$$,
    'the detail has both exits');
-- 72 h bound of the rate: helped some time between 71 h and 73 h of a question that was watched for ten days.
select pg_temp.inquire(5, pg_temp.id(501), 1, 1, 'comment', 'citizen', '2025-06-10 08:00+07', '2025-06-10 08:00+07',
    'helped', '2025-06-13 09:00+07', 'post', null, null, false, 'interval', false, null, null, null,
    '2025-06-13 07:00+07');
select * from metrics.refresh_round('2025-06-20 12:00+07', 'dirty') \g /dev/null
select results_eq($$select unit_id, n_rate, response_rate from figure where government_id = 5 order by 1$$,
    $$values (0, 3::bigint, 1 / 3::float8), (1, 2, 0.5)$$,
    'the unit was out of it within 72 h, the government answered later');
select is((select count(*) from metrics.response_rolling as v
    join lateral (select live.* from metrics.response_live(v.government_id, v.unit_id) as live) as live
        on live.scope = v.scope and live.channel = v.channel and live.opener = v.opener
        and live.population = v.population and live.clock = v.clock and live.window_days = v.window_days
    where v.government_id = 1 and v.unit_id = 1 and live.substantive_median_s is not distinct from v.substantive_median_s
        and live.n_classified = v.n_classified),
    (select count(*) from metrics.response_rolling where government_id = 1 and unit_id = 1),
    'one unit read live has the same');

-- Nothing is known of class: null, not 0.
update core.inquiry set reply_class = null, substantive_at = null, substantive_wait_s = null,
    substantive_working_s = null where government_id = 1;
select is((select error from metrics.refresh_round('2025-06-20 12:00+07', 'full')), null, 'made anew');
select results_eq(
    $$select n_classified, stock_share, redirect_share, n_substantive, substantive_median_s, first_reply_median_s
      from figure where government_id = 1 and unit_id = 1$$,
    $$values (0::bigint, null::float8, null::float8, 0::bigint, null::bigint, 3600::bigint)$$,
    'no class known: null');
select is(metrics.rebuild('2025-06-20 12:00+07'), 0::bigint, 'a rebuild changes nothing');

select * from finish();
rollback;
