-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- From working seconds back to the clock, by the second: metrics.working_instant() and
-- core.working_seconds() against a count of every second, in the three zones.

begin;
select plan(6);

-- Every second counted one by one: 11:00 to 18:00 in three zones and calendars; the second day
-- is a Friday.
create temporary table tick as
select
    w.calendar, w.zone, w.begin_at, s.at,
    count(*) filter (where exists (
        select
        from core.calendar_day as d
        cross join lateral unnest(d.starts_s, d.ends_s) as u (starts, ends)
        where d.calendar = w.calendar and d.day = (s.at at time zone w.zone)::date
            and extract(epoch from (s.at at time zone w.zone)::time) >= u.starts
            and extract(epoch from (s.at at time zone w.zone)::time) < u.ends
    )) over (partition by w.calendar order by s.at rows between unbounded preceding and 1 preceding) as worked
from (
    values
        ('id-asn', 'Asia/Jakarta', '2025-06-11 11:00+07'::timestamptz),
        ('id-asn-6', 'Asia/Makassar', '2025-06-13 11:00+08'),
        ('id-service', 'Asia/Jayapura', '2025-12-31 11:00+09')
) as w (calendar, zone, begin_at)
cross join lateral generate_series(w.begin_at, w.begin_at + interval '7 hours', '1 s') as s (at);

select is(
    (select count(*) from tick as t
    where extract(epoch from t.at)::bigint % 61 = 0
        and core.working_seconds(t.calendar, t.zone, t.begin_at, t.at) <> t.worked),
    0::bigint, 'working seconds are those counted one by one');
-- 11:00 to 12:00 and 13:00 to 16:00; 11:00 to 11:30 and 13:00 to 14:00; 11:00 to 16:00
select results_eq('select calendar, max(worked) from tick group by 1 order by 1',
    $$values ('id-asn', 14400::bigint), ('id-asn-6', 5400), ('id-service', 18000)$$,
    'as many as the hours say');

create temporary table moment as
select t.calendar, t.zone, t.at, core.working_since(t.calendar, t.zone, t.at) as position_s
from tick as t
where extract(epoch from t.at)::bigint % 61 = 0;
select is(
    (select count(*) from moment as m
    where core.working_since(m.calendar, m.zone, metrics.working_instant(m.calendar, m.zone, m.position_s + 1))
        <> m.position_s + 1),
    0::bigint, 'at the instant of the next working second it has passed');
select is(
    (select count(*) from moment as m
    where core.working_since(m.calendar, m.zone,
            metrics.working_instant(m.calendar, m.zone, m.position_s + 1) - interval '1 s')
        <> m.position_s),
    0::bigint, 'and a second earlier it has not');
select results_eq(
    $$select metrics.working_instant('id-asn', 'Asia/Jakarta', core.working_since('id-asn', 'Asia/Jakarta', at) + more)
      from (values
          ('2025-06-05 15:59:59+07'::timestamptz, 1),    -- Thursday, the last second
          ('2025-06-05 16:00+07', 1),                    -- 6 and 9 June are free, 7 and 8 a weekend
          ('2025-06-13 11:30+07', 1),                    -- Friday noon, until 13:00
          ('2025-06-13 11:30+07', 12600),                -- the rest of that Friday
          ('2025-06-13 11:30+07', 12601)                 -- the first second of Monday
      ) as v (at, more)$$,
    $$values ('2025-06-05 16:00+07'::timestamptz), ('2025-06-10 07:30:01+07'), ('2025-06-13 13:00:01+07'),
        ('2025-06-13 16:30+07'), ('2025-06-16 07:30:01+07')$$,
    'over nights, lunches, holidays');
select is(metrics.working_instant('id-asn', 'Asia/Jakarta', 1000000000000), null, 'beyond the calendar there is none');

select * from finish();
rollback;
