-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Decrees and regional calendars that are brought in: what is refused, what they change, what an upgrade leaves alone.

begin;
select plan(27);
\ir helper/world.psql

create function pg_temp.refused(rows text) returns setof text language sql as $$
    select c.line || ': ' || c.problem from core.calendar_check(rows::jsonb) as c
$$;
select results_eq(
    $$select * from pg_temp.refused('[
        {"line": 2, "calendar": "id-asn", "kind": "holiday", "day": "19/03/2027", "decree": "SKB"},
        {"line": 3, "calendar": "id-asn", "kind": "holiday", "day": "2027-02-30", "decree": "SKB"},
        {"line": 4, "calendar": "kota", "kind": "holiday", "day": "2027-03-19", "decree": "SKB"},
        {"line": 5, "calendar": "id-asn", "kind": "party", "day": "2027-03-19", "decree": "SKB"},
        {"line": 6, "calendar": "id-asn", "kind": "holiday", "day": "2027-03-19"},
        {"line": 7, "calendar": "id-asn", "kind": "holiday", "day": "2027-03-19", "to": "2027-03-18", "decree": "SKB"},
        {"line": 8, "calendar": "id-asn", "kind": "holiday", "day": "2027-01-19", "to": "2027-05-18", "decree": "SKB"}]')$$,
    $$values ('2: "19/03/2027" is no day like 2027-03-19'), ('3: "2027-02-30" is no day like 2027-03-19'),
        ('4: there is no calendar "kota"'),
        ('5: kind "party" is none of holiday, joint_leave, regional, working, decided, season, hours, calendar'),
        ('6: which decree says so?'), ('7: 2027-03-18 comes before 2027-03-19'),
        ('8: 2027-01-19 to 2027-05-18 are more than 60 days')$$,
    'what is no day, no calendar, no kind, no decree');
select results_eq(
    $$select * from pg_temp.refused('[
        {"line": 2, "calendar": "id-asn", "kind": "holiday", "day": "2027-03-10", "to": "2027-03-11", "decree": "SKB"},
        {"line": 3, "calendar": "id-asn", "kind": "joint_leave", "day": "2027-03-11", "decree": "SKB"},
        {"line": 4, "calendar": "id-asn", "kind": "joint_leave", "day": "2025-08-18", "decree": "x", "decided_on": "2025-08-06"},
        {"line": 5, "calendar": "id-asn", "kind": "working", "day": "2027-03-16", "decree": "SKB"},
        {"line": 6, "kind": "season", "season": "ramadan", "day": "2026-03-10", "to": "2026-04-10", "decree": "x"},
        {"line": 7, "calendar": "id-asn", "kind": "hours", "weekday": "6", "starts": "8:00", "ends": "12:00"},
        {"line": 8, "calendar": "id-asn", "kind": "hours", "weekday": "1-5", "starts": "08:00", "ends": "12:00"},
        {"line": 9, "calendar": "id-asn", "kind": "hours", "weekday": "2", "starts": "11:00", "ends": "13:00"},
        {"line": 10, "calendar": "id-service", "kind": "calendar", "base": "id-asn-6"},
        {"line": 11, "calendar": "kota", "kind": "calendar", "base": "nothing"}]')$$,
    $$values ('3: 2027-03-11 of "id-asn" is said otherwise in line 2'),
        ('4: 2025-08-18 of "id-asn" is decided by a later decree: SKB 933/2025, 1/2025, 3/2025 of 2025-08-07'),
        ('5: 2027-03-16 is no free day of "id-asn", nor of what it derives from'),
        ('6: season "ramadan" has days from 2026-02-19 to 2026-03-20 already'),
        ('7: hours have a weekday from 1 to 7 (or 1-5), and times like 07:30'),
        ('9: the hours overlap with those of line 8'),
        ('10: "id-service" comes with Pantau: a calendar of your own has another name'),
        ('11: there is no calendar "nothing" to derive from')$$,
    'what is said twice, what a later decree says otherwise, what makes no sense');
select results_eq(
    $$select * from pg_temp.refused('[
        {"line": 2, "kind": "season", "season": "banjir", "day": "2026-02-02", "to": "2026-02-19", "decree": "x"},
        {"line": 3, "kind": "season", "season": "banjir", "day": "2026-02-10", "to": "2026-03-01", "decree": "x"},
        {"line": 4, "kind": "season", "season": "pilkada", "day": "2026-02-02", "to": "2026-03-25", "decree": "x"},
        {"line": 5, "kind": "season", "season": "ramadan", "day": "2026-02-19", "to": "2026-03-22", "decree": "x"},
        {"line": 6, "kind": "season", "season": "ramadan", "day": "2026-03-22", "to": "2026-03-29", "decree": "x"},
        {"line": 7, "calendar": "id-asn", "kind": "hours", "season": "banjir", "weekday": "1-5", "starts": "09:00", "ends": "12:00"}]')$$,
    $$values ('3: season "banjir" has days from 2026-02-02 to 2026-02-19 already, in line 2'),
        ('6: season "ramadan" has days from 2026-02-19 to 2026-03-22 already, in line 5'),
        ('7: seasons "banjir" and "ramadan" have days in common from 2026-02-19 on, and "id-asn" has hours in both')$$,
    'seasons of one name overlap in no line, of two where a calendar has hours in both');
select throws_ok($$select core.calendar_import('[{"line": 2, "calendar": "x", "kind": "holiday", "day": "2027-03-19", "decree": "d"}]')$$,
    'P0001', 'line 2: there is no calendar "x"', 'of such a file nothing is taken');

-- A regional calendar: the district's day, the hours and free days of the one it derives from.
create temporary table file (rows jsonb);
insert into file values ('[
    {"line": 2, "calendar": "kota-contoh", "kind": "calendar", "base": "id-asn", "name": "Kota Contoh"},
    {"line": 3, "calendar": "kota-contoh", "kind": "regional", "day": "2025-06-11", "decree": "Perwal 1/2025", "decided_on": "2025-01-02"},
    {"line": 4, "calendar": "kota-contoh", "kind": "working", "day": "2025-05-30", "decree": "Perwal 2/2025", "decided_on": "2025-05-01"}]');
select results_eq('select calendar, days_amended, governments, inquiries from file, core.calendar_import(file.rows)',
    $$values ('kota-contoh', 0, null, 0::bigint)$$, 'a new calendar');
create function pg_temp.hours(calendar text, from_local text, to_local text)
returns numeric
language sql
as $$
    select core.working_seconds(calendar, 'Asia/Jakarta', from_local::timestamp at time zone 'Asia/Jakarta',
        to_local::timestamp at time zone 'Asia/Jakarta') / 3600.0
$$;
select is(pg_temp.hours('kota-contoh', '2025-05-05', '2025-05-12'), 37.5, 'the hours it derives');
select is(pg_temp.hours('kota-contoh', '2025-03-03', '2025-03-10'), 32.5, 'of the fasting month, too');
select is(pg_temp.hours('kota-contoh', '2025-06-09', '2025-06-16'), 22.5, 'its own free day, and joint leave on the ninth');
select is(pg_temp.hours('kota-contoh', '2025-05-29', '2025-06-02'), 7.5, 'joint leave that it takes back');
select is(pg_temp.hours('id-asn', '2025-06-09', '2025-06-16') + pg_temp.hours('id-asn', '2025-05-29', '2025-06-02'), 30.0,
    'the other calendar is as it was');
select is(kind || ' ' || decree, 'regional Perwal 1/2025', 'with kind and decree') from core.calendar_day
where calendar = 'kota-contoh' and day = '2025-06-11';
select is_empty('select calendar from file, core.calendar_import(file.rows)', 'the same again changes nothing');

select lives_ok($$select core.calendar_import('[{"line": 2, "calendar": "desa", "kind": "calendar", "base": "kota-contoh"}]')$$,
    'and one may derive from it');
select results_eq($$select * from pg_temp.refused('[{"line": 2, "calendar": "kota-contoh", "kind": "calendar", "base": "desa"}]')$$,
    $$values ('2: "desa" derives from "kota-contoh" itself')$$, 'but not in a ring');

-- The decree of a year that is provisional: the days, the fasting month, and that all of it is decided.
select is(core.working_seconds('id-asn', 'Asia/Jakarta', '2027-03-08 00:00+07', '2027-03-15 00:00+07') / 3600.0, 37.5,
    'before the decree a week is like any other');
select results_eq(
    $$select calendar, days_amended, first_on, last_on from core.calendar_import('[
        {"line": 2, "calendar": "id-asn", "kind": "holiday", "day": "2027-03-10", "to": "2027-03-11", "decree": "SKB 2027"},
        {"line": 3, "kind": "season", "season": "ramadan", "day": "2027-02-08", "to": "2027-03-09", "decree": "SKB 2027"},
        {"line": 4, "calendar": "id-asn", "kind": "decided", "to": "2027-12-31"}]')$$,
    -- 22 working days of the fasting month (8 February to 9 March 2027: Monday to Tuesday), and two holidays.
    $$values ('desa', 24, date '2027-02-08', date '2027-03-11'), ('id-asn', 24, '2027-02-08', '2027-03-11'),
        ('id-asn-6', 28, '2027-02-08', '2027-03-11'), ('kota-contoh', 24, '2027-02-08', '2027-03-11')$$,
    'a decree changes all calendars that derive from it');
select is(pg_temp.hours('kota-contoh', '2027-03-08', '2027-03-15'), 6.5 + 6.5 + 7.5, 'two days of the fasting month and a Friday');
select results_eq($$select calendar, decided_to, last_on from core.calendar where decided_to = '2027-12-31' and base is not null
    or calendar = 'id-asn' order by 1$$,
    $$values ('desa', date '2027-12-31', date '2028-12-31'), ('id-asn', '2027-12-31', '2028-12-31'), ('id-asn-6', '2027-12-31', '2028-12-31'),
        ('kota-contoh', '2027-12-31', '2028-12-31')$$, 'which are decided for that year, and go on for another');
select is_empty($$select from core.calendar_day where calendar = 'kota-contoh' and day between '2024-01-01' and '2027-12-31' and provisional$$,
    'and not provisional any more');
select is(count(*), 1::bigint, 'with fixed dates after it') from core.calendar_day
where calendar = 'id-asn' and day = '2028-08-17' and provisional and kind = 'holiday';

-- What an inquiry is touched by.
select pg_temp.say(1, 'q1', '2025-06-10 09:00', 't1', 'ani', 'Kapan?');
select pg_temp.say(1, 'a1', '2025-06-12 09:00', 't1', '1', 'Besok.');
select pg_temp.say(1, 'q2', '2025-06-10 09:00', 't2', 'ani', 'Kapan?');
select pg_temp.say(1, 'a2', '2025-06-10 09:30', 't2', '1', 'Besok.');
select core.derive_message(1, 1, '{t1,t2}') \g /dev/null
select results_eq(
    $$select calendar, days_amended, governments, units, inquiries from core.calendar_import('[
        {"line": 2, "calendar": "id-asn", "kind": "holiday", "day": "2025-06-12", "decree": "late"}]') where governments is not null$$,
    $$values ('id-asn', 1, '32.75', 1::bigint, 1::bigint)$$, 'who uses it, and how many waits the day may touch');

-- The configuration may name it: its government's waits follow, and what nobody brought in is refused.
create function pg_temp.configured(calendar text) returns int language sql as $$
    select ops.sync_config(jsonb_build_object('governments', jsonb_build_array(jsonb_build_object('code', '32.75',
        'name', 'Kota Contoh', 'kind', 'city', 'timezone', 'Asia/Jakarta', 'calendar', calendar)), 'units', (
        select jsonb_agg(jsonb_build_object('government', '32.75', 'code', u.code, 'name', u.name, 'kind', u.kind))
        from core.unit as u)), calendar, 'one')
$$;
select pg_temp.configured('kota-contoh') \g /dev/null
-- Tuesday 10 June 09:00 to Thursday 12 June: 6 hours of Tuesday; Wednesday the 11th is the city's, Thursday the decree's.
select results_eq($$select calendar, needed_working_s / 3600 from core.inquiry where source_id = 't1'$$,
    $$values ('kota-contoh', 6::bigint)$$, 'a calendar of the region, named in the configuration');
-- An upgrade brings what ships again.
\set dir `echo "$PANTAU_SQL"`
\i :dir/definitions/11_core_calendar_days.sql
select is(pg_temp.hours('id-asn', '2025-06-12', '2025-06-13'), 0.0, 'an upgrade leaves imported days');
select is(pg_temp.hours('id-asn', '2027-03-08', '2027-03-15'), 6.5 + 6.5 + 7.5, 'seasons');
select is(decided_to, date '2027-12-31', 'and how far decrees are in') from core.calendar where calendar = 'id-asn';

set local role pantau_operator;
select lives_ok($$select * from core.calendar_import('[]')$$, 'an operator may');
set local role pantau_analyst;
select throws_ok($$select * from core.calendar_import('[]')$$, '42501', null, 'an analyst may not');
reset role;
select * from finish();
rollback;
