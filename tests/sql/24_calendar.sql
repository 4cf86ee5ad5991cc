-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Working time: figures of the decrees counted by hand, against counting every minute, in the three zones.

begin;
select plan(27);

-- The year as published (SKB): working days, holidays and joint leave.
select results_eq(
    $$select extract(year from day)::int, count(*) filter (where workday),
          count(*) filter (where kind = 'holiday'), count(*) filter (where kind = 'joint_leave')
      from core.calendar_day where calendar = 'id-asn' and day between '2024-01-01' and '2026-12-31'
      group by 1 order by 1$$,
    $$values (2024, 238::bigint, 19::bigint, 10::bigint), (2025, 237, 17, 11), (2026, 240, 17, 8)$$,
    'working days, holidays and joint leave of the decrees');
select is_empty($$select day from core.calendar_day where kind in ('holiday', 'joint_leave') and decree is null$$,
    'every free day names its decree');
select is(decided_at, '2025-08-07 00:00Z'::timestamptz, 'the late addition of 2025 has its own date')
from core.calendar_day where calendar = 'id-asn' and day = '2025-08-18';
select results_eq(
    $$select min(day), max(day) from core.calendar_day where calendar = 'id-asn' and not provisional$$,
    $$values ('2024-01-01'::date, '2026-12-31'::date)$$, 'other years are provisional');

-- Hours.
create function pg_temp.hours(calendar text, from_local text, to_local text, zone text default 'Asia/Jakarta')
returns numeric
language sql
as $$
    select core.working_seconds(calendar, zone, from_local::timestamp at time zone zone,
        to_local::timestamp at time zone zone) / 3600.0
$$;
select is(pg_temp.hours('id-asn', '2025-05-05', '2025-05-12'), 37.5, 'an ordinary week');
select is(pg_temp.hours('id-asn', '2025-03-03', '2025-03-10'), 32.5, 'a week of the fasting month');
select is(pg_temp.hours('id-asn', '2025-05-29', '2025-06-02'), 0.0, 'a holiday, joint leave and a weekend');
select is(pg_temp.hours('id-asn', '2025-05-05 11:00', '2025-05-05 14:00'), 2.0, 'lunch is no work');
select is(pg_temp.hours('id-asn', '2025-05-09 11:00', '2025-05-09 14:00'), 1.5, 'Friday''s is longer');
select is(pg_temp.hours('id-asn-6', '2025-05-05', '2025-05-12'), 5 * 6.5 + 5, 'six days make 37.5 hours too');
select is(pg_temp.hours('id-service', '2025-05-29', '2025-05-30'), 8.5, 'staffed on a holiday');
select is(pg_temp.hours('always', '2025-05-29', '2025-05-30'), 24.0, 'always is always');
select is(core.working_seconds('id-asn', 'Asia/Jakarta', '2025-05-05 12:00+07', '2025-05-05 08:00+07'), -14400::bigint,
    'backwards it is negative');
select is(core.working_seconds('id-asn', 'Asia/Jakarta', null, now()), null, 'null stays null');

-- Zones: 07:30 in Jayapura is 05:30 in Jakarta.
select is(core.working_seconds('id-asn', zone, '2025-05-05 00:00Z', '2025-05-05 01:00Z'), seconds, zone)
from (values ('Asia/Jakarta', 1800::bigint), ('Asia/Makassar', 3600), ('Asia/Jayapura', 3600)) as z (zone, seconds);

-- Deadlines: the k-th working day after the local day.
select is(core.working_deadline('id-asn', 'Asia/Jakarta', '2025-05-23 15:00+07', 5), '2025-06-04 00:00+07'::timestamptz,
    'five working days over a holiday and joint leave');
select is(core.working_deadline('id-asn', 'Asia/Jakarta', '2025-05-24 15:00+07', 1), '2025-05-27 00:00+07'::timestamptz,
    'from a Saturday the first is Monday');
select is(core.working_deadline('id-asn', 'Asia/Jayapura', '2025-05-25 22:00+07', 1), '2025-05-28 00:00+09'::timestamptz,
    'the local day is the zone''s');

-- Beyond the calendar.
select throws_ok($$select core.working_seconds('id-asn', 'Asia/Jakarta', '2025-05-05', '2028-05-05')$$, 'PT002', null,
    'beyond the last day it raises');
select throws_ok($$select core.working_seconds('id-asn', 'Asia/Jakarta', '1999-05-05', '2025-05-05')$$, 'PT002', null,
    'before the first day it raises');
select throws_ok($$select core.working_deadline('id-asn', 'Asia/Jakarta', '2027-12-20', 60)$$, 'PT002', null,
    'and so does a deadline there');
select throws_ok($$select core.working_seconds('no-such', 'Asia/Jakarta', '2025-05-05', '2025-05-06')$$, 'PT002', null,
    'an unknown calendar has no days');

-- Against counting: hours are whole minutes, so each minute is in or out.
select setseed(0.42);
create temporary table pair as
select zone, '2024-01-01'::timestamptz + floor(random() * 1000) * interval '1 day' + floor(random() * 86400) * interval '1 second' as a,
    floor(random() * 500000) * interval '1 second' as length
from unnest('{Asia/Jakarta,Asia/Makassar,Asia/Jayapura}'::text[]) as zone, generate_series(1, 20);
select is_empty(
    $$select p.zone, p.a, p.length,
          core.working_seconds('id-asn', p.zone, p.a, p.a + p.length) as got, counted.seconds
      from pair as p
      cross join lateral (
          select count(*) as seconds
          from generate_series(p.a, p.a + p.length - interval '1 second', '1 second') as at
          cross join lateral (select at at time zone p.zone as local) as l
          where not exists (
                  select from core.calendar_free_day as f where f.calendar = 'id-asn' and f.free_on = l.local::date)
              and exists (
                  select from core.calendar_hours as h
                  where h.calendar = 'id-asn' and h.isodow = extract(isodow from l.local)
                      and h.season = case when exists (
                          select from core.calendar_season as s where l.local::date between s.first_on and s.last_on)
                          then 'ramadan' else 'normal' end
                      and l.local::time >= h.starts and l.local::time < h.ends)
      ) as counted
      where core.working_seconds('id-asn', p.zone, p.a, p.a + p.length) <> counted.seconds
          and extract(epoch from p.length) < 100000$$,
    'equal to counting every second');
select is_empty(
    $$select * from pair
      where core.working_seconds('id-asn', zone, a, a + length)
          <> core.working_seconds('id-asn', zone, a, a + length / 3)
          + core.working_seconds('id-asn', zone, a + length / 3, a + length)
          and extract(epoch from length)::int % 3 = 0$$,
    'additive');

-- A decree is amended: the days after it shift, nothing else is written.
insert into core.calendar_free_day values ('id-asn', '2026-11-27', 'holiday', 'test', '2026-11-01');
select is(core.calendar_build('id-asn'), (date '2027-12-31' - date '2026-11-27' + 1),
    'an amended day rewrites itself and the days after it');

select * from finish();
rollback;
