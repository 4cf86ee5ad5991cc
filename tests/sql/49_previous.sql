-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The window before each window in metrics.response: hand-made bands of two weeks, words in both languages, midnight.

begin;
select plan(21);
\ir reference/inquire.sql

-- Seven days that end on Friday 20 June 2025, and the seven before, 7 to 13 June. Waits of units:
--   1: four after 2 h, now four after 10 min; 2: the same in both; 3: 1 h before, now 1 min and 100 min; 4: four that wait
--   now; 5: nothing before; 6: nothing now; 7: waits before and now; 8: as 4, the other way round. All by day, watched.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, null, null, null, null, null, null, null}');
select pg_temp.inquire(1, md5(concat_ws(' ', unit, start, n))::uuid, unit, unit, 'comment', 'citizen', start::timestamptz,
    start::timestamptz, case when wait is null then 'waiting' else 'answered' end,
    start::timestamptz + make_interval(secs => wait), 'post 1')
from (
    values
        (1, '2025-06-12 08:00+07', '{7200, 7200, 7200, 7200}'::int[]), (1, '2025-06-17 08:00+07', '{600, 600, 600, 600}'),
        (2, '2025-06-12 08:00+07', '{7200, 7200}'), (2, '2025-06-17 08:00+07', '{7200, 7200}'),
        -- at their edges
        (3, '2025-06-07 00:00+07', '{3600}'), (3, '2025-06-13 23:59:59+07', '{3600}'), (3, '2025-06-14 00:00+07', '{60, 6000}'),
        (3, '2025-06-06 23:59:59+07', '{1}'),
        (4, '2025-06-12 08:00+07', '{7200, 7200}'), (4, '2025-06-17 08:00+07', '{null, null, null, null}'),
        (5, '2025-06-17 08:00+07', '{600}'),
        (6, '2025-06-12 08:00+07', '{600}'),
        (7, '2025-06-12 08:00+07', '{null}'), (7, '2025-06-17 08:00+07', '{null}'),
        (8, '2025-06-12 08:00+07', '{null}'), (8, '2025-06-17 08:00+07', '{600}')
) as world (unit, start, waits)
cross join unnest(waits) with ordinality as u (wait, n);
select pg_temp.watch(1, unit, 'comments', 'post 1', '2025-06-20 11:00+07') from generate_series(1, 8) as unit;
select pg_temp.watch(1, unit, 'comments', null, '2025-06-20 11:00+07') from generate_series(1, 8) as unit;

create temporary view week as
select * from metrics.response where channel = 'facebook' and window_days = 7 and unit_id > 0;
select is((select error from metrics.refresh_round('2025-06-20 12:00+07', 'dirty')), null, 'a round runs');
select results_eq(
    $$select distinct previous_n, previous_median_s, change_text, change_significant, previous_as_of from week where unit_id < 3$$,
    $$values (null::bigint, null::bigint, null::text, null::boolean, null::timestamptz)$$,
    'before its first refresh nothing is known of the window before');
select ok(metrics.refresh_view('metrics.response_period_store', '2025-06-20 12:00+07') is not null, 'its refresh');

select results_eq(
    $$select unit_id, n, previous_n, previous_n_answered, median_s, previous_median_s, change_median_s, change_significant
      from week order by 1$$,
    $$values
        -- all at once: the curve falls from 1 to 0, and so do both bands
        (1, 4::bigint, 4::bigint, 4::bigint, 600::bigint, 7200::bigint, -6600::bigint, true),
        (2, 2, 2, 2, 7200, 7200, 0, false),
        -- now S is 1/2 at 60 s: the lower band is 1/2 ^ 7.4 there, the upper one 1/2 ^ 0.14; at 6000 s both are 0
        (3, 2, 2, 2, 60, 3600, -3540, false),
        (4, 4, 2, 2, null, 7200, null, null),
        (5, 1, 0, 0, 600, null, null, null),
        (6, 0, 1, 1, null, 600, null, null),
        (7, 1, 1, 0, null, null, null, null),
        (8, 1, 1, 0, 600, null, null, null)$$,
    'medians of both weeks; from the first second of the first day to the last one of the last');
select results_eq(
    $$select previous_median_low_s, previous_median_high_s, median_low_s, median_high_s from week where unit_id = 3$$,
    $$values (3600::bigint, 3600::bigint, 60::bigint, 6000::bigint)$$, 'with the ends of their bands');
select results_eq(
    $$select change_text, change_text_id, median_text_id from week order by unit_id$$,
    $$values
        ('faster by 1 h 50 min', 'lebih cepat 1 jam 50 menit', '10 menit'),
        ('the same', 'sama', '2 jam 0 menit'),
        ('faster by 59 min (may be chance)', 'lebih cepat 59 menit (mungkin kebetulan)', '1 menit'),
        ('no median now, 2 h 0 min before', 'kini tidak ada median, sebelumnya 2 jam 0 menit', 'lebih dari setengah belum dijawab'),
        ('no inquiry in the window before', 'tidak ada pertanyaan dalam jendela sebelumnya', '10 menit'),
        ('no inquiry in this window', 'tidak ada pertanyaan dalam jendela ini', 'tidak ada pertanyaan dalam jendela ini'),
        ('no median in either window', 'tidak ada median di kedua jendela', 'lebih dari setengah belum dijawab'),
        ('median of 10 min now, none before', 'kini median 10 menit, sebelumnya tidak ada', '10 menit')$$,
    'in words');
select is(metrics.change_text('en', 7200, 3600, 1, 1, true), 'slower by 1 h 0 min', 'slower');
-- 12 June was watched for eight days: 72 h; the four of 17 June for three days and three hours.
select results_eq(
    $$select unit_id, response_rate, previous_response_rate, previous_n_rate, change_response_rate from week
      where unit_id in (1, 4, 5) order by 1$$,
    $$values (1, 1::float8, 1::float8, 4::bigint, 0::float8), (4, 0, 1, 2, -1), (5, 1, null, 0, null)$$, 'the rate of both');
-- 00:00 on Saturday to 00:00:60 or 01:40 is no working second; 13 June 23:59:59 neither, 7 June is a Saturday, too.
select results_eq(
    $$select unit_id, working_median_s, working_previous_median_s, working_change_median_s, working_change_significant
      from week where unit_id in (1, 3) order by 1$$,
    $$values (1, 600::bigint, 7200::bigint, -6600::bigint, true), (3, 0, 0, 0, false)$$, 'in working time');

-- Every window, unit 0, both clocks: what response_between() says of the days before.
prepare apart as
select r.unit_id, r.channel, r.window_days, r.as_of
from metrics.response as r
cross join lateral (select (r.as_of at time zone 'Asia/Jakarta')::date as today) as t
cross join lateral metrics.response_between(t.today - 2 * r.window_days + 1, t.today - r.window_days, 1, r.unit_id,
    r.channel, 'own', 'all', 'needed', 'calendar') as c
cross join lateral metrics.response_between(t.today - 2 * r.window_days + 1, t.today - r.window_days, 1, r.unit_id,
    r.channel, 'own', 'all', 'needed', 'working') as w
where r.unit_id in (0, 3, 4)
    and (r.previous_n, r.previous_n_answered, r.previous_n_rate, r.previous_median_s, r.previous_median_low_s,
        r.previous_median_high_s, r.previous_response_rate, r.working_previous_n, r.working_previous_median_s,
        r.working_previous_median_low_s, r.working_previous_median_high_s, r.working_previous_response_rate)
    is distinct from
        (c.n, c.n_answered, c.n_rate, c.median_s, c.median_low_s, c.median_high_s, c.response_rate, w.n, w.median_s,
        w.median_low_s, w.median_high_s, w.response_rate);
select is_empty('apart', 'each window before is the same as response_between() says');
select results_eq(
    $$select window_days, n, previous_n from metrics.response where unit_id = 0 and channel = 'all' order by 1$$,
    $$values (7, 15::bigint, 13::bigint), (28, 29, 0), (91, 29, 0), (364, 29, 0)$$, 'windows of the whole government');

-- Past midnight the store is that of the day before, and fits.
select is((select error from metrics.refresh_round('2025-06-21 00:01+07', 'ageing')), null, 'a minute after midnight');
select results_eq($$select n, previous_n, previous_median_s, previous_as_of from week where unit_id = 3$$,
    $$values (0::bigint, 3::bigint, 3600::bigint, '2025-06-20 12:00+07'::timestamptz)$$,
    'the weeks have moved by a day: the 14th is before');
select is_empty('apart', 'all windows have');
select is((select error from metrics.refresh_round('2025-06-22 00:01+07', 'ageing')), null, 'a day later');
select results_eq(
    $$select distinct previous_n, previous_median_s, change_median_s, change_significant, change_text, previous_as_of from week$$,
    $$values (null::bigint, null::bigint, null::bigint, null::boolean, null::text, null::timestamptz)$$,
    'without a refresh in between nothing is said of the window before, and nothing wrong');
select ok(metrics.refresh_view('metrics.response_period_store', '2025-06-22 00:02+07') is not null, 'after one');
select is_empty('apart', 'all is said again');
select results_eq($$select previous_n, previous_as_of from week where unit_id = 1$$,
    $$values (4::bigint, '2025-06-22 00:02+07'::timestamptz)$$, '9 to 15 June hold what was asked on the 12th');
-- Bands that are open at one end.
select results_eq(
    $$select metrics.change_significant(100, null, 10, 50), metrics.change_significant(100, null, 10, null),
        metrics.change_significant(10, 50, 50, 60), metrics.change_significant(null, null, 10, 50),
        metrics.change_significant(10, 49, 50, null)$$,
    $$values (true, false, false, null::boolean, true)$$, 'an upper end that is not known lies beyond everything, a lower one anywhere');
grant usage on schema tap to pantau_reader;
set local role pantau_reader;
select lives_ok('select change_text, median_text_id from metrics.response', 'a reader reads it');
reset role;

select * from finish();
rollback;
