-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Response figures of small worlds, computed by hand: the curve and its conventions, both clocks, scopes,
-- marks, windows, what is null and why.

begin;
select plan(75);
\ir reference/inquire.sql

create function pg_temp.id(number int)
returns uuid
language sql
return ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid;

-- The ten-row world. Government 1 in WIB; unit 2 is under unit 1. All ten asked unit 2 on Tuesday
-- 10 June 2025 at 08:00 WIB (half an hour into the working day), five posts, two inquiries each.
-- Watched until Friday 20 June 11:00; as of Friday 20 June 12:00.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, 1, null}');
select pg_temp.inquire(1, pg_temp.id(n), 2, 2, 'comment', opener, '2025-06-10 08:00+07', '2025-06-10 08:00+07',
    state, '2025-06-10 08:00+07'::timestamptz + make_interval(secs => wait), 'post ' || n % 5)
from (
    values
        (1, 'answered', 0, 'citizen'),
        (2, 'answered', 600, 'citizen'),
        (3, 'answered', 600, 'citizen'),
        (4, 'answered', 3600, 'unknown'),
        (5, 'withdrawn', 3600, 'citizen'),
        (6, 'handed_over', 7200, 'citizen'),
        (7, 'answered', 14400, 'citizen'),
        (8, 'helped', 20000, 'citizen'),
        (9, 'waiting', null, 'unknown'),
        (10, 'closed_unanswered', 30000, 'citizen')
) as world (n, state, wait, opener);
select pg_temp.watch(1, 2, 'comments', 'post ' || post, '2025-06-20 11:00+07') from generate_series(0, 4) as post;
select is((select error from metrics.refresh_round('2025-06-20 12:00+07', 'dirty')), null, 'a dirty round runs');

create temporary view own as
select * from metrics.response_rolling
where government_id = 1 and unit_id = 2 and scope = 'own' and channel = 'facebook' and opener = 'all'
    and population = 'needed' and clock = 'calendar' and window_days = 28;

select results_eq(
    $$select n, n_answered, n_helped, n_waiting, n_withdrawn, n_handed_over, n_closed_unanswered, n_posts
      from own$$,
    $$values (10::bigint, 5::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint, 5::bigint)$$,
    'counts of the ten');
--   t      at risk  answered  S
--   0      10       1         9/10
--   600    9        2         7/10
--   3600   7        1         6/10   the withdrawal of the same second comes after the answer
--   14400  4        1         9/20   5 withdrew, 6 was handed over at 7200
--   helped at 20000 leaves; 9 and 10 stay until they were last watched
select is(median_s, 14400::bigint, 'median: first answered wait with S <= 1/2') from own;
select is(p90_s, null, 'S never falls to 1/10') from own;
select is(round(answered_within_1::numeric, 9), 0.4, 'within 1 h: the answer at 3600 s counts') from own;
select is(round(answered_within_2::numeric, 9), 0.55, 'within 4 h') from own;
select is(round(answered_within_4::numeric, 9), 0.55, 'within 72 h: two were watched that long') from own;
-- 0.9 * 600 + 0.7 * 3000 + 0.6 * 10800 + 0.45 * 244800
select is(round(mean_wait_s::numeric, 6), 119280::numeric, 'restricted mean up to 72 h') from own;
-- Greenwood at 0: 1/90; S = 0.9; 0.9 ^ exp(1.959964 * sqrt(1/90) / 0.1053605) = 0.473
select is(median_low_s, 0::bigint, 'the lower band is below one half from the first answer on') from own;
-- at 14400: 1/90 + 2/63 + 1/42 + 1/12 = 0.15; 0.45 ^ exp(-1.959964 * sqrt(0.15) / 0.7985077) = 0.734
select is(median_high_s, null, 'the upper band never falls to one half') from own;
-- worst: at 14400 still 6 at risk (5, 6, 7, 8, 9, 10): 6/10 * 5/6 = 1/2, met only with the tolerance
select is(median_worst_s, 14400::bigint, 'worst case: withdrawn and handed over stay at risk') from own;
select is(round(answered_within_2_worst::numeric, 9), 0.5, 'worst case within 4 h') from own;
-- all ten were watched for 72 h; three left unanswered before; five were answered
select is(n_rate, 7::bigint, 'the rate leaves out who left unanswered within 72 h') from own;
select is(round(response_rate::numeric, 9), round(5 / 7.0, 9), 'response rate') from own;
select is(ever_answered_rate, 0.5::float8, 'ever answered: 5 of 10') from own;
select is(answered_median_s, 600::bigint, 'median among the answered: the third of five') from own;
select is(answered_mean_s, 3840::float8, 'mean among the answered: 19200 / 5') from own;
select is(enough, false, '10 inquiries are not enough') from own;
select is(oldest_waiting_at, '2025-06-10 08:00+07'::timestamptz, 'the oldest one that waits') from own;
select is(median_text, '4 h 0 min', 'the median in words') from own;
select is(as_of, '2025-06-20 12:00+07'::timestamptz, 'as_of of the round') from own;

-- The whole government: help is an answer, S(20000) = 9/20 * 2/3 = 3/10.
select results_eq(
    $$select scope, n, n_answered, n_helped, median_s, round(answered_within_4::numeric, 9), n_rate
      from metrics.response_rolling
      where unit_id = 0 and channel = 'all' and opener = 'all' and population = 'needed'
          and clock = 'calendar' and window_days = 28
      order by scope$$,
    $$values ('own', 10::bigint, 6::bigint, 0::bigint, 14400::bigint, 0.7::numeric, 8::bigint),
             ('tree', 10, 6, 0, 14400, 0.7, 8)$$,
    'unit 0: help by another unit is an answer');
select results_eq(
    $$select distinct unit_id, scope from metrics.response_rolling order by 1, 2$$,
    $$values (0, 'own'), (0, 'tree'), (1, 'tree'), (2, 'own'), (2, 'tree')$$,
    'the unit above has the inquiries in its tree, not as its own; unit 3 has none');
select results_eq(
    $$select t.n, t.median_s, t.n_helped from metrics.response_rolling as t
      where unit_id = 1 and channel = 'all' and opener = 'all' and population = 'needed'
          and clock = 'calendar' and window_days = 28$$,
    $$values (10::bigint, 14400::bigint, 1::bigint)$$,
    'a tree counts each inquiry once, and help ends it as for the unit');
select results_eq(
    $$select opener, n from metrics.response_rolling
      where unit_id = 2 and scope = 'own' and channel = 'all' and population = 'all'
          and clock = 'working' and window_days = 28
      order by 1$$,
    $$values ('all', 10::bigint), ('citizen', 8), ('unknown', 2)$$,
    'all is citizen and unknown');
select results_eq(
    $$select window_days, n from metrics.response_rolling
      where unit_id = 2 and scope = 'own' and channel = 'all' and population = 'needed'
          and opener = 'all' and clock = 'calendar'
      order by 1$$,
    $$values (7, 0::bigint), (28, 10), (91, 10), (364, 10)$$,
    'seven local days reach back to 14 June; the window without inquiries has a row of zeros');
select is(median_text, 'no inquiry in this window', 'and says so')
from metrics.response_rolling
where unit_id = 2 and scope = 'own' and channel = 'all' and population = 'needed' and opener = 'all'
    and clock = 'calendar' and window_days = 7;

-- Working time: 08:00 to 12:00 is 14400 s; the helped one ended at 13:33:20, after lunch: 14400 + 2000.
-- Watched: 25200 on the 10th, seven days of 27000, 12600 on Friday the 20th until 11:00 = 226800.
select results_eq(
    $$select n, median_s, mark_3_s, mark_4_s, horizon_s, round(answered_within_4::numeric, 9)
      from metrics.response_rolling
      where unit_id = 2 and scope = 'own' and channel = 'facebook' and population = 'needed'
          and opener = 'all' and clock = 'working' and window_days = 28$$,
    $$values (10::bigint, 14400::bigint, 27000::bigint, 81000::bigint, 81000::bigint, 0.55::numeric)$$,
    'working clock');
select results_eq(
    $$select exit_s, event, event_government from metrics.inquiry_detail
      where population = 'needed' and clock = 'working' and state in ('helped', 'waiting')
      order by state$$,
    $$values (16400::bigint, false, true), (226800, false, false)$$,
    'working exits leave out the lunch and the nights');

-- The headline view.
select results_eq(
    $$select unit, n, median_s, working_median_s, round(response_rate::numeric, 4), median_hours
      from metrics.response where unit_id = 2 and channel = 'facebook' and window_days = 28$$,
    $$values ('Dinas 2', 10::bigint, 14400::bigint, 14400::bigint, 0.7143, 4::float8)$$,
    'metrics.response shows both clocks');
select results_eq(
    $$select n, median_s, median_text, enough from metrics.response
      where unit_id = 3 and channel = 'facebook' and window_days = 28$$,
    $$values (0::bigint, null::bigint, 'no inquiry in this window', false)$$,
    'a unit that was asked nothing has a row of zeros');
insert into core.unit (government_id, unit_id, code, name, kind, active_to)
select u.government_id, 90 + n, 'unwatched' || n, 'Dinas', 'dinas', case when n = 2 then now() end
from core.unit as u cross join generate_series(1, 2) as n
where u.unit_id = 3;
select results_eq(
    $$select unit_id, channel, n, median_s, median_text from metrics.response where unit_id > 90 and window_days = 28$$,
    $$values (91, 'all', 0::bigint, null::bigint, 'no account or feed is watched')$$,
    'one that nobody watches is there and says so, one that left is not');
delete from core.unit where unit_id > 90;

-- Watched until 874800 s of age: every wait and mark lies behind, but for 14 days on 24 June.
select is((select next_change_at from own), '2025-06-21 00:00+07'::timestamptz,
    'the row stays true until the windows slide');

-- Working time passes only when somebody works.
select pg_temp.govern(2, 'Asia/Jakarta', 'id-asn', '{null}');
create temporary view quiet as
select * from metrics.response_rolling
where government_id = 2 and unit_id = 1 and scope = 'own' and channel = 'facebook' and opener = 'all'
    and population = 'all' and window_days = 7;
-- Saturday 14 June 10:00; answered on Saturday at 10:10.
select pg_temp.inquire(2, pg_temp.id(21), 1, 1, 'comment', 'citizen', '2025-06-14 10:00+07', null, 'answered',
    '2025-06-14 10:10+07', 'post 1');
select pg_temp.watch(2, 1, 'comments', 'post 1', '2025-06-14 12:00+07');
select * from metrics.refresh_round('2025-06-14 13:00+07', 'dirty') \g /dev/null
select results_eq($$select clock, n, median_s from quiet order by clock$$,
    $$values ('calendar', 1::bigint, 600::bigint), ('working', 0, null)$$,
    'answered on Saturday: 600 s by the calendar, not yet counted in working time');
select is((select next_change_at from quiet where clock = 'working'), '2025-06-15 00:00+07'::timestamptz,
    'next comes midnight');
select * from metrics.refresh_round('2025-06-16 07:30+07', 'ageing') \g /dev/null
select is((select n from quiet where clock = 'working'), 0::bigint, 'at Monday 07:30:00 no working second has passed');
select is((select next_change_at from quiet where clock = 'working'), '2025-06-16 07:30:01+07'::timestamptz,
    'the row knows when the first one will have');
select * from metrics.refresh_round('2025-06-16 07:30:01+07', 'ageing') \g /dev/null
select results_eq($$select n, median_s from quiet where clock = 'working'$$,
    $$values (1::bigint, 0::bigint)$$, 'a second later it counts, with a wait of 0 s');
select is((select count(*) from metrics.response_rolling where government_id = 2 and population = 'needed'),
    0::bigint, 'a message that needs no answer is in population all alone');
select is((select response_rate from quiet where clock = 'calendar'), null, 'watched for 2 h: the rate is still unknown');

-- Nobody followed that far. One waits since Monday 09:00, watched until 11:00: 7200 s.
select pg_temp.inquire(2, pg_temp.id(22), 1, 1, 'comment', 'citizen', '2025-06-16 09:00+07', '2025-06-16 09:00+07',
    'waiting', null, 'post 2');
select pg_temp.watch(2, 1, 'comments', 'post 2', '2025-06-16 11:00+07');
select * from metrics.refresh_round('2025-06-16 15:00+07', 'dirty') \g /dev/null
create temporary view needed as
select * from metrics.response_rolling
where government_id = 2 and unit_id = 1 and scope = 'own' and channel = 'facebook' and opener = 'all'
    and population = 'needed' and clock = 'calendar' and window_days = 7;
select results_eq($$select n, answered_within_1, answered_within_2, median_s, median_text, mean_wait_s from needed$$,
    $$values (1::bigint, 0::float8, null::float8, null::bigint, 'more than half unanswered', null::float8)$$,
    'watched 2 h: 0 answered within 1 h, nothing known of 4 h');
-- Six hours without a visit are not six hours of silence: next threshold is 4 h of age, at 13:00.
select is((select next_change_at from needed), '2025-06-16 12:00+07'::timestamptz,
    'the curve has a mark at 3 h, reached at 12:00 whether watched or not');
select pg_temp.watch(2, 1, 'comments', 'post 2', '2025-06-16 14:00+07');
select * from metrics.refresh_round('2025-06-16 15:00+07', 'dirty') \g /dev/null
select is((select answered_within_2 from needed), null, 'a dirty round leaves it: no fact changed');
select * from metrics.refresh_round('2025-06-16 15:00+07', 'ageing') \g /dev/null
select is((select answered_within_2 from needed), 0::float8, 'an ageing round sees that it was watched 5 h');
-- It turns out to have been answered at 14:30: S reaches 0, everything is known.
select pg_temp.inquire(2, pg_temp.id(22), 1, 1, 'comment', 'citizen', '2025-06-16 09:00+07', '2025-06-16 09:00+07',
    'answered', '2025-06-16 14:30+07', 'post 2');
select * from metrics.refresh_round('2025-06-16 15:00+07', 'dirty') \g /dev/null
select results_eq($$select median_s, p90_s, median_low_s, answered_within_2, answered_within_4, mean_wait_s from needed$$,
    $$values (19800::bigint, 19800::bigint, 19800::bigint, 0::float8, 1::float8, 19800::float8)$$,
    'S = 0: the marks after it are known though nobody was followed that far');

-- Population needed starts later: 40 min after the first message, on the next local day.
select pg_temp.govern(3, 'Asia/Jayapura', 'id-asn', '{null}');
select pg_temp.inquire(3, pg_temp.id(31), 1, 1, 'comment', 'citizen', '2025-06-16 14:50+00', '2025-06-16 15:30+00',
    'answered', '2025-06-16 16:30+00', 'post 1');
select pg_temp.watch(3, 1, 'comments', 'post 1', '2025-06-17 00:00+00');
select * from metrics.refresh_round('2025-06-22 16:00+00', 'dirty') \g /dev/null
select results_eq(
    $$select population, n, median_s from metrics.response_rolling
      where government_id = 3 and unit_id = 1 and scope = 'own' and channel = 'all' and opener = 'all'
          and clock = 'calendar' and window_days = 7
      order by 1$$,
    $$values ('all', 0::bigint, null::bigint), ('needed', 1, 3600)$$,
    'WIT: 23:50 and 00:30 lie on two days; on 23 June seven days reach back to the 17th');
select results_eq(
    $$select population, start_on from metrics.inquiry_detail where government_id = 3 and clock = 'calendar' order by 1$$,
    $$values ('all', '2025-06-16'::date), ('needed', '2025-06-17')$$, 'the detail says on which day it counts');

-- Complaints: marks of days, deadline, time on the feed.
select pg_temp.govern(4, 'Asia/Makassar', 'id-asn', '{null, null}');
select pg_temp.inquire(4, pg_temp.id(40 + n), unit, 1000, 'complaint', 'citizen', '2025-06-02 08:00+08',
    '2025-06-02 08:00+08', state, '2025-06-02 08:00+08'::timestamptz + make_interval(days => days), null, 'case ' || n,
    due::timestamptz)
from (
    values
        (1, 1, 'answered', 3, '2025-06-11 00:00+08'),   -- in time
        (2, 1, 'answered', 12, '2025-06-11 00:00+08'),  -- late
        (3, 1, 'waiting', null, '2025-06-11 00:00+08'), -- late
        (4, 1, 'handed_over', 4, '2025-06-11 00:00+08'),-- ended in time
        (5, 1, 'closed_unanswered', 1, '2025-06-11 00:00+08'), -- closing is not ending in time
        (6, 1, 'waiting', null, '2025-06-30 00:00+08'), -- still has time
        (7, 1, 'waiting', null, null),                  -- no rule
        (8, 0, 'waiting', null, null)                   -- not disposed yet: the government's
) as world (n, unit, state, days, due);
select pg_temp.watch(4, 1000, 'complaints', null, '2025-06-20 12:00+08');
select * from metrics.refresh_round('2025-06-20 12:00+08', 'dirty') \g /dev/null
create temporary view cases as
select * from metrics.response_rolling
where government_id = 4 and scope = 'own' and opener = 'all' and population = 'needed'
    and clock = 'calendar' and window_days = 28;
select results_eq(
    $$select n, n_deadline, n_no_rule, within_sla, mark_1_s, mark_4_s, horizon_s from cases
      where unit_id = 1 and channel = 'lapor'$$,
    $$values (7::bigint, 5::bigint, 1::bigint, 0.4::float8, 259200::bigint, 1209600::bigint, 1209600::bigint)$$,
    'complaints: marks of 3 to 14 days; 2 of 5 ended by the deadline');
-- 3 d: 7 at risk, S = 6/7. 4 d: handed over. 12 d: 5 at risk (2, 3, 5, 6, 7), S = 6/7 * 4/5 = 24/35
select results_eq(
    $$select round(answered_within_1::numeric, 9), round(answered_within_3::numeric, 9),
          round(answered_within_4::numeric, 9) from cases where unit_id = 1 and channel = 'lapor'$$,
    $$values (round(1 / 7.0, 9), round(1 / 7.0, 9), round(11 / 35.0, 9))$$,
    'shares at 3, 10 and 14 days; closed unanswered stays at risk');
select results_eq(
    $$select mark_1_s, n, round(response_rate::numeric, 9) from cases where unit_id = 1 and channel = 'all'$$,
    $$values (3600::bigint, 7::bigint, round(1 / 7.0, 9))$$,
    'all channels together are read at the marks of platforms');
select is((select n from cases where unit_id = 0 and channel = 'lapor'), 8::bigint,
    'until disposed a complaint counts for the whole government');
select is((select count(*) from cases where unit_id = 2), 0::bigint, 'and for no unit');
select is((select count(*) from metrics.inquiry_open where government_id = 4), 4::bigint, 'four wait');
select results_eq($$select overdue, waiting_s, waiting_working_s from metrics.inquiry_open
    where government_id = 4 and inquiry_id = pg_temp.id(43)$$,
    -- 18 days and 4 h; 2 June 25200 (from 08:00), 3 to 5 June 3 x 27000, 6 and 9 June free,
    -- 10 to 13 and 16 to 19 June 8 x 27000, Friday 20 June 14400 until 11:30
    $$values (true, 18 * 86400 + 14400::bigint, 25200 + 11 * 27000 + 14400::bigint)$$,
    'age of a waiting one on both clocks');
update core.inquiry set deadline_at = '2025-06-20 12:00+08' where government_id = 4 and inquiry_id = pg_temp.id(46);
select is(overdue, true, 'at its deadline it is overdue, the moment from which within_sla counts it')
from metrics.inquiry_open where government_id = 4 and inquiry_id = pg_temp.id(46);
update core.inquiry set deadline_at = '2025-06-30 00:00+08' where government_id = 4 and inquiry_id = pg_temp.id(46);
-- From a day the calendar does not hold there is no working time, not 0 of it.
update core.inquiry set needed_working_from_s = null, opened_working_from_s = null
where government_id = 4 and inquiry_id = pg_temp.id(43);
select results_eq($$select waiting_s, waiting_working_s from metrics.inquiry_open
    where government_id = 4 and inquiry_id = pg_temp.id(43)$$,
    $$values (18 * 86400 + 14400::bigint, null::bigint)$$, 'an unknown working time is null');
-- days taken out
insert into core.exclusion (government_id, unit_id, first_on, last_on, decided_by, decided_at, reason)
values (4, 1, '2025-06-02', '2025-06-02', 'someone', '2025-06-20', 'our own outage');
select * from metrics.refresh_round('2025-06-20 12:00+08', 'ageing') \g /dev/null
select results_eq($$select unit_id, n, n_excluded, median_s from cases where channel = 'lapor' order by 1$$,
    $$values (0, 1::bigint, 7::bigint, null::bigint), (1, 0, 7, null)$$, 'an excluded day is counted apart');
-- A feed that does not tell whether a case was answered: nobody is blamed for silence nobody could hear.
delete from core.exclusion where government_id = 4;
update core.account set shows_answers = false where government_id = 4 and access = 'feed';
select * from metrics.refresh_round('2025-06-20 12:00+08', 'ageing') \g /dev/null
select results_eq($$select unit_id, channel, n, n_excluded, n_waiting, response_rate, within_sla from cases order by 1, 2$$,
    $$values (0, 'all', 0::bigint, 8::bigint, 0::bigint, null::float8, null::float8), (0, 'lapor', 0, 8, 0, null, null),
        (1, 'all', 0, 7, 0, null, null), (1, 'lapor', 0, 7, 0, null, null)$$,
    'complaints of a feed that shows no answers are counted apart');
select results_eq($$select distinct median_text from cases$$, $$values ('all excluded: see n_excluded')$$,
    'and the words say so');
select results_eq($$select distinct excluded from metrics.inquiry_detail where government_id = 4$$, $$values (true)$$,
    'each of them is marked where figures are drilled');
select results_eq($$select shows_answers, count(*) from metrics.inquiry_open where government_id = 4 group by 1$$,
    $$values (false, 4::bigint)$$, 'they still stand among what is open, with a mark');
update core.account set shows_answers = true where government_id = 4 and access = 'feed';
select * from metrics.refresh_round('2025-06-20 12:00+08', 'ageing') \g /dev/null
select is((select n from cases where unit_id = 0 and channel = 'lapor'), 8::bigint, 'and back');
-- A feed of open cases alone, first read on Wednesday 4 June at 20:00: 60 h after both came. One is answered at
-- 23:00, before the next working second: by the calendar it enters and leaves, on the working clock (25200 + 2 x
-- 27000 s) it never was at risk, but among the answered it is. The other follows on Thursday at 09:30.
select pg_temp.inquire(4, pg_temp.id(490 + n), 2, 1000, 'complaint', 'citizen', '2025-06-02 08:00+08',
    '2025-06-02 08:00+08', 'answered', ended::timestamptz, null, 'case ' || 490 + n, null)
from (values (1, '2025-06-04 23:00+08'), (2, '2025-06-05 09:30+08')) as world (n, ended);
update core.account set shows_ended = false where government_id = 4 and access = 'feed';
update ops.stream set first_success_at = '2025-06-04 20:00+08' where government_id = 4 and account_id = 1000;
select * from metrics.refresh_round('2025-06-20 12:00+08', 'ageing') \g /dev/null
select results_eq(
    $$select clock, n_answered, median_s, answered_median_s from metrics.response_rolling
      where government_id = 4 and unit_id = 2 and scope = 'own' and channel = 'lapor' and opener = 'all'
          and population = 'needed' and window_days = 28 order by 1$$,
    $$values ('calendar', 2::bigint, 226800::bigint, 226800::bigint), ('working', 2, 86400, 79200)$$,
    'the median of the answered holds those too that no curve saw');
update core.account set shows_ended = true where government_id = 4 and access = 'feed';
select pg_temp.forget(4, pg_temp.id(490 + n)) from generate_series(1, 2) as n;
select * from metrics.refresh_round('2025-06-20 12:00+08', 'ageing') \g /dev/null

-- Leaders stand beside, never in all.
select pg_temp.inquire(2, pg_temp.id(23), 1, 1, 'mention', 'leader', '2025-06-16 09:00+07', '2025-06-16 09:00+07',
    'answered', '2025-06-16 09:00:30+07');
select * from metrics.refresh_round('2025-06-16 15:00+07', 'dirty') \g /dev/null
select results_eq(
    $$select opener, n, median_s from metrics.response_rolling
      where government_id = 2 and unit_id = 1 and scope = 'own' and channel = 'all' and population = 'needed'
          and clock = 'calendar' and window_days = 7 order by 1$$,
    $$values ('all', 1::bigint, 19800::bigint), ('citizen', 1, 19800), ('leader', 1, 30)$$,
    'a leader is never inside all');
select is((select observed_to from metrics.inquiry_detail
    where inquiry_id = pg_temp.id(23) and population = 'all' and clock = 'calendar'), null,
    'a stream that was never visited completely watched nothing');

-- An id that ceases takes its figures with it.
select pg_temp.forget(2, pg_temp.id(23));
select * from metrics.refresh_round('2025-06-16 15:00+07', 'dirty') \g /dev/null
select is((select count(*) from metrics.response_rolling where government_id = 2 and opener = 'leader'),
    0::bigint, 'keys without inquiries vanish');

-- The curve is the same everywhere.
select results_eq(
    $$select mark_s, round(share_answered::numeric, 9) from metrics.response_curve
      where government_id = 1 and unit_id = 2 and scope = 'own' and channel = 'facebook' and opener = 'all'
          and population = 'needed' and clock = 'calendar' and window_days = 28
          and mark_s in (900, 3600, 7200, 14400, 604800, 1209600)
      order by 1$$,
    $$values (900, 0.3), (3600, 0.4), (7200, 0.4), (14400, 0.55), (604800, 0.55), (1209600, null)$$,
    'metrics.response_curve: at 7 days as at 4 h, at 14 days nobody knows');
select is((select count(*) from metrics.response_rolling as v
    join lateral (select live.* from metrics.response_live(v.government_id, v.unit_id) as live) as live
        on live.scope = v.scope and live.channel = v.channel and live.opener = v.opener
        and live.population = v.population and live.clock = v.clock and live.window_days = v.window_days
    where v.government_id = 2 and v.unit_id = 1 and live.n = v.n
        and live.median_s is not distinct from v.median_s),
    (select count(*) from metrics.response_rolling where government_id = 2 and unit_id = 1),
    'one unit read live has the rows the rounds keep');

-- The daily figures, as of the newest round.
select ok(metrics.refresh_view('metrics.response_daily_1', '2025-06-20 12:00+07') is not null,
    'the daily figures are refreshed');
select results_eq(
    $$select day, n, n_answered, median_s from metrics.response_daily
      where government_id = 1 and unit_id = 2 and channel = 'all' and opener = 'all'
          and population = 'needed' and clock = 'calendar'$$,
    $$values ('2025-06-10'::date, 10::bigint, 5::bigint, 14400::bigint)$$,
    'one day of the ten-row world');

-- What is said about it.
select is_empty(
    $$select name from metrics.column_doc
      where '' in (label_en, label_id, definition_en, definition_id)$$,
    'everything is explained in both languages');
select matches(col_description('metrics.response'::regclass, attnum), 'On the working clock',
    'columns of the headline say which clock they are on')
from pg_attribute where attrelid = 'metrics.response'::regclass and attname = 'working_median_s';
select is((select count(*) from metrics.catalogue where metric = 'median_s' and 'response' = any (shown_in)),
    1::bigint, 'the catalogue says where a figure is shown');

-- A visit after as_of tells nothing of it: as of 16 June 15:00, six days and seven hours after the question.
update ops.target set last_success_at = '2025-06-20 13:00+07' where government_id = 1 and external_id like 'post %';
select results_eq(
    $$select distinct observed_to, exit_s, censored_because from metrics.inquiry_detail
      where government_id = 1 and inquiry_id = pg_temp.id(9) and population = 'needed' and clock = 'calendar'$$,
    $$values ('2025-06-16 15:00+07'::timestamptz, 543600::bigint, 'waiting at as_of')$$,
    'nothing is known beyond as_of');

-- Words for a duration: nothing is rounded up.
select results_eq(
    $$select metrics.duration_text(s) from unnest('{null,0,59,60,3599,3600,12000,172799,172800,356400}'::float8[]) as s$$,
    $$values (null), ('0 s'), ('59 s'), ('1 min'), ('59 min'), ('1 h 0 min'), ('3 h 20 min'), ('47 h 59 min'),
        ('2 d 0 h'), ('4 d 3 h')$$, 'a duration in words');

select * from finish();
rollback;
