-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- metrics.response_history: what was seen at the end of a day is kept once and stays, whatever comes later.

begin;
select plan(24);
\ir reference/inquire.sql

-- WIB and WIT. Unit 1 of both: asked on 10 June 2025 at 08:00 UTC, waiting.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, 1}');
select pg_temp.govern(2, 'Asia/Jayapura', 'id-asn', '{null}');
select pg_temp.inquire(g, md5('first ' || g)::uuid, 1, 1, 'comment', 'citizen', '2025-06-10 08:00+00', '2025-06-10 08:00+00',
    'waiting', null, 'post 1') from generate_series(1, 2) as g;
select pg_temp.watch(g, 1, 'comments', 'post 1', '2025-06-10 15:00+00') from generate_series(1, 2) as g;
select pg_temp.watch(g, 1, 'comments', null, '2025-06-01 00:00+00') from generate_series(1, 2) as g;
update ops.stream set last_success_at = '2025-06-10 15:00+00' where stream = 'comments';

-- A round and what is due after it, as the daemon does.
create function pg_temp.look(moment timestamptz) returns text language plpgsql as $$
declare
    told text;
begin
    select coalesce(r.error, '') into told from metrics.refresh_round(moment, 'ageing') as r;
    perform metrics.refresh_view('metrics.response_history_store', moment);
    return told || (select coalesce(s.error, '') from ops.refresh_state as s where s.view = 'metrics.response_history_store');
end
$$;
create temporary view kept as
select government_id as g, day, n, n_answered, n_waiting, median_s, as_of at time zone 'UTC' as as_of, seen_after_s
from metrics.response_history where unit_id = 1 and channel = 'facebook' and window_days = 7;

-- 15:01 UTC on the 10th is 00:01 on the 11th in WIT and 22:01 in WIB.
select is(pg_temp.look('2025-06-10 15:01+00'), '', 'a minute after midnight in WIT');
select results_eq($$select g, day, n, n_answered, n_waiting, median_s, as_of, seen_after_s from kept order by 1, 2$$,
    $$values (1, '2025-06-09'::date, 0::bigint, 0::bigint, 0::bigint, null::bigint, '2025-06-10 15:01'::timestamp, 79260::bigint),
        (2, '2025-06-10', 1, 0, 1, null, '2025-06-10 15:01', 60)$$,
    'the 10th is over there and is kept; of WIB there is the day before');
select results_eq(
    $$select government_id, unit_id, channel, window_days, n, median_text, median_text_id from metrics.response_history
      where government_id = 1 and unit_id = 2 order by channel, window_days$$,
    $$select 1, 2, c.channel, w.days, 0::bigint, 'no account or feed is watched', 'tidak ada akun atau sumber yang dipantau'
      from (values ('all'), ('facebook')) as c (channel) cross join (values (7), (28), (91), (364)) as w (days) order by 3, 4$$,
    'a silent unit has its zeros, in each window');
-- The same facts a minute later: nothing is written twice.
select is(pg_temp.look('2025-06-10 15:02+00'), '', 'a minute later');
select is((select count(*) from metrics.response_history_day), 2::bigint, 'no day is kept twice');

select pg_temp.watch(g, 1, 'comments', 'post 1', '2025-06-10 17:00+00') from generate_series(1, 2) as g;
select is(pg_temp.look('2025-06-10 17:05+00'), '', 'midnight in WIB');
select results_eq('select g, day, n_waiting, as_of from kept where day = ''2025-06-10'' order by 1',
    $$values (1, '2025-06-10'::date, 1::bigint, '2025-06-10 17:05'::timestamp), (2, '2025-06-10', 1, '2025-06-10 15:01')$$,
    'each zone at its own midnight');
-- It is answered at 17:30 UTC: 00:30 on the 11th in WIB, after 34,200 s.
select pg_temp.inquire(g, md5('first ' || g)::uuid, 1, 1, 'comment', 'citizen', '2025-06-10 08:00+00', '2025-06-10 08:00+00',
    'answered', '2025-06-10 17:30+00', 'post 1') from generate_series(1, 2) as g;
select pg_temp.watch(g, 1, 'comments', 'post 1', '2025-06-11 17:00+00') from generate_series(1, 2) as g;
select is(pg_temp.look('2025-06-11 17:05+00'), '', 'a day later');
select results_eq($$select g, day, n, n_answered, n_waiting, median_s from kept where day > '2025-06-09' order by 1, 2$$,
    $$values (1, '2025-06-10'::date, 1::bigint, 0::bigint, 1::bigint, null::bigint), (1, '2025-06-11', 1, 1, 0, 34200),
        (2, '2025-06-10', 1, 0, 1, null), (2, '2025-06-11', 1, 1, 0, 34200)$$,
    'the 11th has the answer; the 10th stays as it was seen');
select is((select median_s from metrics.response_between('2025-06-04', '2025-06-10', 1, 1, 'facebook', in_clock => 'calendar')),
    34200::bigint, 'where response_between() tells what is known of it now');

-- A correction, an exclusion, a full rebuild: the past stays as it was seen.
create temporary table before_that as select * from metrics.response_history;
select pg_temp.forget(1, md5('first 1')::uuid);
insert into core.exclusion (government_id, first_on, last_on, decided_by, decided_at, reason)
values (2, '2025-06-01', '2025-06-30', 'x', '2025-06-11', 'x');
select lives_ok($$select metrics.rebuild('2025-06-11 17:10+00')$$, 'facts change and all is made again');
select is(pg_temp.look('2025-06-11 17:15+00'), '', 'and refreshed');
select bag_eq('select * from metrics.response_history', 'select * from before_that', 'no row of the past has changed');

-- No daemon for nine days: the days between are made up, the oldest first, and say when they were seen.
select is(pg_temp.look('2025-06-20 17:05+00'), '', 'nine days later');
select is((select max(day) from kept where g = 1), '2025-06-18'::date, 'seven days are made up in one call');
select is(pg_temp.look('2025-06-20 17:20+00'), '', 'the next call');
select results_eq($$select day, as_of, seen_after_s from kept where g = 1 and day > '2025-06-11' order by day$$,
    $$values ('2025-06-12'::date, '2025-06-20 17:05'::timestamp, 691500::bigint), ('2025-06-13', '2025-06-20 17:05', 605100),
        ('2025-06-14', '2025-06-20 17:05', 518700), ('2025-06-15', '2025-06-20 17:05', 432300),
        ('2025-06-16', '2025-06-20 17:05', 345900), ('2025-06-17', '2025-06-20 17:05', 259500),
        ('2025-06-18', '2025-06-20 17:05', 173100), ('2025-06-19', '2025-06-20 17:20', 87600), ('2025-06-20', '2025-06-20 17:20', 1200)$$,
    'brings the rest; each tells when it was seen');
select results_eq($$select n, n_answered, median_s from kept where g = 2 and day in ('2025-06-16', '2025-06-17') order by day$$,
    $$values (0::bigint, 0::bigint, null::bigint), (0, 0, null)$$, 'what is excluded by then is not in them');

-- The headline of a day is what metrics.response shows: the same moment, the same windows, read a day later.
select pg_temp.inquire(1, md5('late ' || n)::uuid, 2 - n % 2, 1 + n % 2, 'comment', 'citizen', '2025-06-10 08:00+00'::timestamptz + n * interval '7 hours',
    '2025-06-10 08:00+00'::timestamptz + n * interval '7 hours', 'answered', '2025-06-10 09:00+00'::timestamptz + n * interval '8 hours', 'post ' || n)
from generate_series(1, 20) as n;
select is((select r.error from metrics.refresh_round('2025-06-21 16:59:59+00', 'ageing') as r), null, 'the last second of the 21st');
create temporary table seen as
select unit_id, channel, window_days, n, n_answered, n_posts, n_rate, median_s, median_low_s, median_high_s, p90_s, mark_3_s, answered_within_3, mean_wait_s,
    median_worst_s, response_rate, within_sla, working_n, working_median_s, working_p90_s, working_mark_3_s, working_answered_within_3, working_n_rate,
    working_response_rate, enough
from metrics.response where government_id = 1;
select is(pg_temp.look('2025-06-21 17:00:00+00'), '', 'a second later');
select bag_eq(
    $$select unit_id, channel, window_days, n, n_answered, n_posts, n_rate, median_s, median_low_s, median_high_s, p90_s, mark_3_s, answered_within_3, mean_wait_s,
          median_worst_s, response_rate, within_sla, working_n, working_median_s, working_p90_s, working_mark_3_s, working_answered_within_3, working_n_rate,
          working_response_rate, enough
      from metrics.response_history where government_id = 1 and day = '2025-06-21'$$,
    'select * from seen', 'the history has what metrics.response showed in the last second of the day');

-- Long past, the last day of a month stays.
insert into metrics.response_history_day
select 1, day, '2025-06-01' from (values (date '2025-05-30'), ('2025-05-31')) as past (day);
insert into metrics.response_history_store
select (jsonb_populate_record(h, jsonb_build_object('day', past.day))).*
from metrics.response_history_store as h
cross join (values (date '2025-05-30'), ('2025-05-31')) as past (day)
where h.government_id = 1 and h.day = '2025-06-21';
update metrics.refresh_setting set value = 5 where setting = 'history_days';
select is(pg_temp.look('2025-06-22 17:00+00'), '', 'with five days to be kept');
select bag_eq('select distinct day from metrics.response_history where government_id = 1',
    $$values (date '2025-05-31'), ('2025-06-18'), ('2025-06-19'), ('2025-06-20'), ('2025-06-21'), ('2025-06-22')$$,
    'of what is older the last day of a month stays');
select is_empty($$select day from metrics.response_history_store where day < '2025-06-18' and day <> '2025-05-31'$$,
    'and the others are gone');

select * from finish();
rollback;
