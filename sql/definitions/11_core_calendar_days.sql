-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The calendars that come with Pantau, as rows. Hours: Perpres 21/2023 and, in the fasting month, the
-- practice of SE Menpan 6/2023. Free days: the joint decrees (SKB) of each year, 2024 to 2026; other
-- years hold weekends and holidays of fixed date only and are marked provisional. When a decree is
-- amended: change the rows here, and this file runs again. What an operator imported stands above what ships.

insert into core.calendar as old
    (calendar, base, name, source, first_on, last_on, decided_from, decided_to)
values
    ('id-asn', null, 'civil service, five days', 'Perpres 21/2023',
        '2010-01-01', '2027-12-31', '2024-01-01', '2026-12-31'),
    ('id-asn-6', 'id-asn', 'civil service, six days', 'assumed: 37.5 h over six days',
        '2010-01-01', '2027-12-31', '2024-01-01', '2026-12-31'),
    ('id-service', null, 'staffed every day, 07:30 to 16:00', 'assumed',
        '2010-01-01', '2027-12-31', '2010-01-01', '2027-12-31'),
    ('always', null, 'every hour of every day', 'by definition',
        '2010-01-01', '2027-12-31', '2010-01-01', '2027-12-31')
on conflict (calendar) do update set
    base = excluded.base,
    name = excluded.name,
    source = excluded.source,
    first_on = excluded.first_on,
    -- An imported decree may reach further than what ships.
    last_on = greatest(old.last_on, excluded.last_on),
    decided_from = excluded.decided_from,
    decided_to = greatest(old.decided_to, excluded.decided_to);

-- Rows of these four calendars are this file's, but for what an operator brought in: a day that left it must leave
-- the table.
delete from core.calendar_hours
where calendar in ('id-asn', 'id-asn-6', 'id-service', 'always') and imported_at is null;
delete from core.calendar_free_day
where calendar in ('id-asn', 'id-asn-6', 'id-service', 'always') and imported_at is null;

insert into core.calendar_hours (calendar, season, isodow, starts, ends)
select hours.calendar, hours.season, day, hours.starts, hours.ends
from (
    values
        ('id-asn', 'normal', 1, 4, '07:30'::time, '12:00'::time),
        ('id-asn', 'normal', 1, 4, '13:00', '16:00'),
        ('id-asn', 'normal', 5, 5, '07:30', '11:30'),
        ('id-asn', 'normal', 5, 5, '13:00', '16:30'),
        ('id-asn', 'ramadan', 1, 4, '08:00', '12:00'),
        ('id-asn', 'ramadan', 1, 4, '12:30', '15:00'),
        ('id-asn', 'ramadan', 5, 5, '08:00', '11:30'),
        ('id-asn', 'ramadan', 5, 5, '12:30', '15:30'),
        ('id-asn-6', 'normal', 1, 4, '07:30', '12:00'),
        ('id-asn-6', 'normal', 1, 4, '13:00', '15:00'),
        ('id-asn-6', 'normal', 5, 5, '07:30', '11:30'),
        ('id-asn-6', 'normal', 5, 5, '13:00', '14:00'),
        ('id-asn-6', 'normal', 6, 6, '07:30', '12:00'),
        ('id-asn-6', 'normal', 6, 6, '13:00', '15:00'),
        ('id-asn-6', 'ramadan', 1, 4, '08:00', '12:00'),
        ('id-asn-6', 'ramadan', 1, 4, '12:30', '14:00'),
        ('id-asn-6', 'ramadan', 5, 5, '08:00', '11:30'),
        ('id-asn-6', 'ramadan', 5, 5, '12:30', '14:00'),
        ('id-asn-6', 'ramadan', 6, 6, '08:00', '12:00'),
        ('id-asn-6', 'ramadan', 6, 6, '12:30', '14:00'),
        ('id-service', 'normal', 1, 7, '07:30', '16:00'),
        ('always', 'normal', 1, 7, '00:00', '24:00')
) as hours (calendar, season, first_isodow, last_isodow, starts, ends)
cross join lateral generate_series(hours.first_isodow, hours.last_isodow) as day
where not exists (
    select
    from core.calendar_hours as own
    where own.calendar = hours.calendar and own.season = hours.season and own.isodow = day
        and own.imported_at is not null
);

insert into core.calendar_season as old (season, first_on, last_on, source)
select shipped.season, shipped.first_on, shipped.last_on, shipped.source
from (
    values
    ('ramadan', '2024-03-12'::date, '2024-04-09'::date, 'press; first day not verified'),
    ('ramadan', '2025-03-01', '2025-03-30', 'press'),
    ('ramadan', '2026-02-19', '2026-03-20', 'last day before Idulfitri of the joint decree')
) as shipped (season, first_on, last_on, source)
where not exists (
    select
    from core.calendar_season as own
    where own.season = shipped.season and own.imported_at is not null
        and own.first_on <= shipped.last_on and own.last_on >= shipped.first_on
)
on conflict (season, first_on) do update set
    last_on = excluded.last_on,
    source = excluded.source;

insert into core.calendar_free_day (calendar, free_on, kind, decree, decided_on)
select 'id-asn', free_on, decree.kind, decree.name, decree.decided_on
from (
    values
        ('holiday', 'SKB 855/2023, 3/2023, 4/2023', '2023-09-12'::date, '{
            2024-01-01, 2024-02-08, 2024-02-10, 2024-03-11, 2024-03-29, 2024-03-31, 2024-04-10,
            2024-04-11, 2024-05-01, 2024-05-09, 2024-05-23, 2024-06-01, 2024-06-17, 2024-07-07,
            2024-08-17, 2024-09-16, 2024-12-25}'::date[]),
        ('holiday', 'Keppres 10/2024', null, '{2024-02-14}'),
        ('holiday', 'Keppres 33/2024', null, '{2024-11-27}'),
        ('joint_leave', 'SKB 855/2023, 3/2023, 4/2023', '2023-09-12', '{
            2024-02-09, 2024-03-12, 2024-04-08, 2024-04-09, 2024-04-12, 2024-04-15, 2024-05-10,
            2024-05-24, 2024-06-18, 2024-12-26}'),
        ('holiday', 'SKB 1017/2024, 2/2024, 2/2024', '2024-10-14', '{
            2025-01-01, 2025-01-27, 2025-01-29, 2025-03-29, 2025-03-31, 2025-04-01, 2025-04-18,
            2025-04-20, 2025-05-01, 2025-05-12, 2025-05-29, 2025-06-01, 2025-06-06, 2025-06-27,
            2025-08-17, 2025-09-05, 2025-12-25}'),
        ('joint_leave', 'SKB 1017/2024, 2/2024, 2/2024', '2024-10-14', '{
            2025-01-28, 2025-03-28, 2025-04-02, 2025-04-03, 2025-04-04, 2025-04-07, 2025-05-13,
            2025-05-30, 2025-06-09, 2025-12-26}'),
        ('joint_leave', 'SKB 933/2025, 1/2025, 3/2025', '2025-08-07', '{2025-08-18}'),
        ('holiday', 'SKB 1497/2025, 2/2025, 5/2025', '2025-09-19', '{
            2026-01-01, 2026-01-16, 2026-02-17, 2026-03-19, 2026-03-21, 2026-03-22, 2026-04-03,
            2026-04-05, 2026-05-01, 2026-05-14, 2026-05-27, 2026-05-31, 2026-06-01, 2026-06-16,
            2026-08-17, 2026-08-25, 2026-12-25}'),
        ('joint_leave', 'SKB 1497/2025, 2/2025, 5/2025', '2025-09-19', '{
            2026-02-16, 2026-03-18, 2026-03-20, 2026-03-23, 2026-03-24, 2026-05-15, 2026-05-28,
            2026-12-24}')
) as decree (kind, name, decided_on, days)
cross join lateral unnest(decree.days) as free_on
on conflict (calendar, free_on) do nothing;

insert into core.calendar_free_day (calendar, free_on, kind, decree, decided_on)
select 'id-asn', (year || '-' || fixed)::date, 'holiday', 'fixed date; no decree entered', null
from generate_series(2010, 2040) as year -- an imported decree makes a calendar longer
cross join unnest('{01-01, 05-01, 06-01, 08-17, 12-25}'::text[]) as fixed
where year not between 2024 and 2026
    and (fixed <> '05-01' or year >= 2014) -- Keppres 24/2013
    and (fixed <> '06-01' or year >= 2017) -- Keppres 24/2016
on conflict (calendar, free_on) do nothing;

select core.calendar_build(calendar) as days_changed
from core.calendar
order by calendar
\g /dev/null
