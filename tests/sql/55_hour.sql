-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- metrics.inquiry_hour: hours of two zones by hand, help, what is left out, and the sums of metrics.response.

begin;
select plan(9);
\ir reference/inquire.sql

-- 2025-06-10 is a Tuesday, the 13th a Friday, the 15th a Sunday; times in UTC: 17:00 is midnight in WIB, 02:00 in WIT.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, null}');
select pg_temp.govern(2, 'Asia/Jayapura', 'id-asn', '{null}');
select pg_temp.inquire(g, md5(concat_ws(' ', g, n))::uuid, 1, account, kind, opener, (start || '+00')::timestamptz,
    case when needed then (start || '+00')::timestamptz end, state, (start || '+00')::timestamptz + make_interval(secs => wait), post)
from (
    values
        -- the last second of Tuesday in WIB, answered in the first of Wednesday; in WIT Wednesday 01:59:59 and 02:00:00
        (1, 1, '2025-06-10 16:59:59', 'answered', 1, 'citizen', 'comment', 'post 1', true),
        -- Friday 13:00:00 WIB, 15:00:00 WIT, answered after 90 min
        (2, 1, '2025-06-13 06:00:00', 'answered', 5400, 'unknown', 'comment', 'post 1', true),
        (3, 1, '2025-06-13 06:59:59', 'waiting', null, 'citizen', 'comment', 'post 1', true),
        -- helped on Sunday at 10:00 WIB, asked at 09:00
        (4, 1, '2025-06-15 02:00:00', 'helped', 3600, 'citizen', 'comment', 'post 2', true),
        -- left out: a leader's, one that needs no answer, one that is older than any window
        (5, 1, '2025-06-13 06:00:00', 'answered', 60, 'leader', 'comment', 'post 2', true),
        (6, 1, '2025-06-13 06:00:00', 'answered', 60, 'citizen', 'comment', 'post 2', false),
        (7, 1, '2024-06-13 06:00:00', 'answered', 60, 'citizen', 'comment', 'post 2', true),
        -- a case of a feed, on a Friday of April, 13:30 WIB
        (8, 1000, '2025-04-11 06:30:00', 'waiting', null, 'citizen', 'complaint', null, true)
) as world (n, account, start, state, wait, opener, kind, post, needed)
cross join generate_series(1, 2) as g
where g = 1 or n < 3;
select pg_temp.watch(g, 1, 'comments', 'post ' || n, '2025-06-19 00:00+00') from generate_series(1, 2) as g, generate_series(1, 2) as n;
select is((select error from metrics.refresh_round('2025-06-19 05:00+00', 'dirty')), null, 'a round runs');
select ok(metrics.refresh_view('metrics.inquiry_hour_2', '2025-06-19 05:00+00') is not null, 'and the refresh');
-- A window of 7 days begins on Friday 13 June.
select results_eq(
    $$select window_days, weekday, weekday_text_id, hour_of_day, n_asked, n_answered from metrics.inquiry_hour
      where government_id = 1 and unit_id = 1 and channel = 'facebook' and n_asked + n_answered > 0 and window_days in (7, 28)
      order by 1, 2, 4$$,
    $$values (7, 5, 'Jumat', 13, 2::bigint, 0::bigint), (7, 5, 'Jumat', 14, 0, 1), (7, 7, 'Minggu', 9, 1, 0),
        (28, 2, 'Selasa', 23, 1, 0), (28, 3, 'Rabu', 0, 0, 1), (28, 5, 'Jumat', 13, 2, 0), (28, 5, 'Jumat', 14, 0, 1),
        (28, 7, 'Minggu', 9, 1, 0)$$,
    'hours of WIB: 23:59:59 and 00:00:00, and help is no answer of the unit');
select results_eq(
    $$select weekday, weekday_text, hour_of_day, n_asked, n_answered from metrics.inquiry_hour
      where government_id = 2 and unit_id = 1 and channel = 'all' and n_asked + n_answered > 0 and window_days = 28 order by 1, 3$$,
    $$values (3, 'Wednesday', 1, 1::bigint, 0::bigint), (3, 'Wednesday', 2, 0, 1), (5, 'Friday', 15, 1, 0), (5, 'Friday', 16, 0, 1)$$,
    'the same in WIT, two hours on');
select results_eq(
    $$select channel, weekday, hour_of_day, n_asked, n_answered from metrics.inquiry_hour
      where government_id = 1 and unit_id = 0 and n_asked + n_answered > 0 and window_days = 91
          and (weekday = 7 or weekday = 5 and hour_of_day = 13) order by 1, 2, 3$$,
    $$values ('all', 5, 13, 3::bigint, 0::bigint), ('all', 7, 9, 1, 0), ('all', 7, 10, 0, 1), ('facebook', 5, 13, 2, 0),
        ('facebook', 7, 9, 1, 0), ('facebook', 7, 10, 0, 1), ('lapor', 5, 13, 1, 0)$$,
    'the whole government: help at 10:00 is its answer; the feed''s case beside');
select is_empty(
    $$select r.unit_id, r.channel, r.window_days, r.n, r.n_answered, sum(h.n_asked), sum(h.n_answered), count(h.n_asked)
      from metrics.response as r
      left join metrics.inquiry_hour as h using (government_id, unit_id, channel, window_days)
      group by r.government_id, r.unit_id, r.channel, r.window_days, r.n, r.n_answered
      having (count(h.n_asked), sum(h.n_asked), sum(h.n_answered)) is distinct from (168::bigint, r.n::numeric, r.n_answered::numeric)$$,
    'each row of metrics.response has its 168 hours, and they sum up to it');
select cmp_ok((select count(*) from metrics.response where n > 0), '>=', 20::bigint, 'of which some hold something');
-- A feed that shows open cases alone, read first in May: what ended before is outside, as in metrics.response.
update core.account set shows_ended = false where government_id = 1 and account_id = 1000;
insert into ops.stream (government_id, account_id, stream, interval_s, first_success_at, last_success_at, last_complete_at)
values (1, 1000, 'complaints', 900, '2025-05-01', '2025-06-19', '2025-06-19');
select pg_temp.inquire(1, md5('case ' || n)::uuid, 1, 1000, 'complaint', 'citizen', '2025-04-29', '2025-04-29', 'answered',
    '2025-05-01'::timestamptz + make_interval(secs => n), null, 'case ' || n)
from generate_series(0, 1) as n;
select metrics.rebuild('2025-06-19 05:00+00') \g /dev/null
select metrics.refresh_view('metrics.inquiry_hour_2', '2025-06-19 05:00+00') \g /dev/null
select results_eq(
    $$select r.n, r.n_answered, sum(h.n_asked), sum(h.n_answered) from metrics.response as r
      join metrics.inquiry_hour as h using (government_id, unit_id, channel, window_days)
      where government_id = 1 and unit_id = 1 and channel = 'lapor' and window_days = 91 group by r.n, r.n_answered$$,
    $$values (2::bigint, 1::bigint, 2::numeric, 1::numeric)$$, 'one ended in the second of the first look, one after it');
grant usage on schema tap to pantau_reader;
set local role pantau_reader;
select lives_ok('select n_asked from metrics.inquiry_hour', 'a reader reads it');
reset role;

select * from finish();
rollback;
