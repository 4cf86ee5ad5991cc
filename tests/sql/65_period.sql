-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Response figures of any local days: a world computed by hand, edges of days in two zones, what is refused,
-- and agreement with the rolling windows where both have the same days.

begin;
select plan(51);
\ir reference/inquire.sql

create function pg_temp.id(number int)
returns uuid
language sql
return ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid;

-- Government 1 in WIB, unit 2 under unit 1, unit 3 asked nothing. Unit 2, Tuesday 10 June 2025, 08:00:
--   answered at once; after 10 min; after 1 h; waiting. The day before at 23:59:59: one answered after 60 s, the
--   day after at 00:00:00: one that waits. A year and a half before: one, answered after two hours.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, 1, null}');
select pg_temp.inquire(1, pg_temp.id(n), 2, account, kind, opener, start::timestamptz, start::timestamptz,
    state, start::timestamptz + make_interval(secs => wait), post)
from (
    values
        (1, 2, 'comment', '2025-06-10 08:00+07', 'answered', 0, 'citizen', 'post 1'),
        (2, 2, 'comment', '2025-06-10 08:00+07', 'answered', 600, 'citizen', 'post 1'),
        (3, 2, 'comment', '2025-06-10 08:00+07', 'answered', 3600, 'unknown', 'post 2'),
        (4, 2, 'comment', '2025-06-10 08:00+07', 'waiting', null, 'citizen', 'post 2'),
        (5, 2, 'comment', '2025-06-09 23:59:59+07', 'answered', 60, 'citizen', 'post 3'),
        (6, 2, 'comment', '2025-06-11 00:00:00+07', 'waiting', null, 'citizen', 'post 3'),
        (7, 2, 'comment', '2023-12-15 09:00+07', 'answered', 7200, 'citizen', 'post 4'),
        (8, 2, 'comment', '2025-06-10 10:00+07', 'answered', 30, 'leader', 'post 1'),
        (9, 1000, 'complaint', '2025-06-10 09:00+07', 'waiting', null, 'citizen', null)
) as world (n, account, kind, start, state, wait, opener, post);
select pg_temp.watch(1, 2, 'comments', 'post ' || post, '2025-06-20 11:00+07') from generate_series(1, 4) as post;
-- Government 2 in WIT, two hours ahead.
select pg_temp.govern(2, 'Asia/Jayapura', 'id-asn', '{null}');
select pg_temp.inquire(2, pg_temp.id(20 + n::int), 1, 1, 'comment', 'citizen', start::timestamptz, start::timestamptz,
    'answered', start::timestamptz + interval '1 minute', 'post 1')
from unnest('{2025-06-10 23:59:59+09, 2025-06-11 00:00:00+09, 2025-06-11 23:59:59+09, 2025-06-12 00:00:00+09}'::text[])
    with ordinality as u (start, n);
-- Streams: unit 2's page was seen first on 1 June, and not from the 10th 06:00 to 16:00.
insert into ops.stream (government_id, account_id, stream, interval_s, first_success_at,
    last_success_at, last_complete_at)
values
    (1, 2, 'comments', 900, '2025-06-01 00:00+07', '2025-06-20 12:00+07', '2025-06-20 12:00+07'),
    (1, 1000, 'complaints', 3600, '2025-06-10 12:00+07', '2025-06-20 12:00+07', '2025-06-20 12:00+07');
insert into ops.coverage_gap (government_id, account_id, stream, gap_from, gap_to, allowed_s)
values (1, 2, 'comments', '2025-06-10 06:00+07', '2025-06-10 16:00+07', 1800);
select throws_like($$select metrics.response_between('2025-06-01', '2025-06-02')$$, 'there are no figures yet',
    'before the first round it says so');
-- 22:30 on the 20th in WIB is 00:30 on the 21st in WIT.
select is((select error from metrics.refresh_round('2025-06-20 22:30+07', 'dirty')), null, 'a round runs');
select ok(metrics.refresh_view('metrics.poll_coverage_1', '2025-06-20 22:30+07') is not null, 'coverage of the windows');

create temporary view day as
select * from metrics.response_between('2025-06-10', '2025-06-10', 1, 2, 'facebook') where clock = 'calendar';
-- Four, of whom three are answered: S is 3/4 at 0 s, 1/2 at 600 s, 1/4 at 3600 s; one waits, watched until the 20th.
select results_eq(
    $$select n, n_answered, n_waiting, n_posts, median_s, p90_s, round(answered_within_1::numeric, 9), from_on, to_on,
        window_days, is_complete from day$$,
    $$values (4::bigint, 3::bigint, 1::bigint, 2::bigint, 600::bigint, null::bigint, 0.75, '2025-06-10'::date,
        '2025-06-10'::date, 1, true)$$,
    'one day: neither the second before it nor the midnight after it');
select results_eq($$select unit, unit_code, scope, opener, population, median_text, median_text_id, median_hours from day$$,
    $$values ('Dinas 2', 'u2', 'own', 'all', 'needed', '10 min', '10 menit', 0.17::float8)$$, 'with its names and words');
-- Not looked at for 36,000 s of which 1,800 are allowed: 1 - 34200/86400.
select is(round(poll_coverage::numeric, 9), round(1 - 34200 / 86400.0, 9), 'watched but for ten hours, half an hour of which is allowed')
from day;
-- All channels: the feed's first success was at noon, 43,200 s missed of which 7,200 are allowed: 1 - 36000/86400.
select results_eq(
    $$select n, n_waiting, median_s, round(poll_coverage::numeric, 9) from metrics.response_between('2025-06-10', '2025-06-10', 1, 2, 'all')
      where clock = 'calendar'$$,
    $$values (5::bigint, 2::bigint, 3600::bigint, round(1 - 34200 / 86400.0, 9))$$,
    'all channels: the unit has no case of the feed yet of which it would know, so that its page alone is watched');
select results_eq(
    $$select channel, n, round(poll_coverage::numeric, 9)
      from metrics.response_between('2025-06-10', '2025-06-10', 1, 0, null, in_clock => 'calendar')$$,
    $$values ('all', 5::bigint, round(1 - 36000 / 86400.0, 9)), ('facebook', 4, round(1 - 34200 / 86400.0, 9)),
        ('lapor', 1, round(1 - 36000 / 86400.0, 9))$$,
    'unit 0 has the least watched stream of all');
select results_eq(
    $$select unit_id, channel, n, median_text from metrics.response_between('2025-06-10', '2025-06-10', 1, in_scope => 'tree',
        in_clock => 'calendar') where unit_id = 1$$,
    $$values (1, 'all', 5::bigint, '1 h 0 min'), (1, 'facebook', 4, '10 min'), (1, 'lapor', 1, 'more than half unanswered')$$,
    'a tree has what was asked under it');
select results_eq(
    $$select opener, n, median_s from metrics.response_between('2025-06-09', '2025-06-11', 1, 2, 'facebook', 'own', null, 'needed', 'calendar')$$,
    $$values ('all', 6::bigint, 600::bigint), ('citizen', 5, 600), ('leader', 1, 30), ('unknown', 1, 3600)$$,
    'three days, each opener');
-- The working clock: 23:59:59 on Monday to 00:00:59 on Tuesday is no working second.
select results_eq(
    $$select clock, n, median_s from metrics.response_between('2025-06-09', '2025-06-09', 1, 2, 'facebook')$$,
    $$values ('calendar', 1::bigint, 60::bigint), ('working', 1, 0)$$, 'both clocks');
select results_eq(
    $$select n, median_s, is_complete from metrics.response_between('2023-12-01', '2023-12-31', 1, 2, 'facebook', in_clock => 'calendar')$$,
    $$values (1::bigint, 7200::bigint, true)$$, 'what lies before the windows is there');
select results_eq(
    $$select unit_id, channel, n, n_waiting, median_s, median_text, answered_within_1, mark_1_s, curve is null
      from (select b.*, null::float8[] as curve from metrics.response_between('2024-02-01', '2024-02-29', 1, in_clock => 'calendar') as b) as b
      where unit_id in (2, 3)$$,
    $$values (2, 'all', 0::bigint, 0::bigint, null::bigint, 'no inquiry in this window', null::float8, 3600::bigint, true),
        (2, 'facebook', 0, 0, null, 'no inquiry in this window', null, 3600, true),
        (2, 'lapor', 0, 0, null, 'no account or feed is watched', null, 259200, true),
        (3, 'all', 0, 0, null, 'no account or feed is watched', null, 3600, true),
        (3, 'facebook', 0, 0, null, 'no account or feed is watched', null, 3600, true)$$,
    'a month in which nothing was asked has zeros for each unit and channel in use, at the marks of the channel');
select results_eq(
    $$select n, answered_within_4, mark_1_s, mark_4_s, horizon_s, rate_within_s, enough, next_change_at
      from metrics.response_between('2024-02-01', '2024-02-29', 1, 1, 'lapor', in_clock => 'working')$$,
    $$values (0::bigint, null::float8, 81000::bigint, 378000::bigint, 378000::bigint, 81000::bigint, false, null::timestamptz)$$,
    'one unit and channel that is asked for by name has its row');
-- The same call in two zones, whose todays differ.
select results_eq(
    $$select government_id, n, is_complete from metrics.response_between('2025-06-11', '2025-06-11', null, null, 'facebook', in_clock => 'calendar')
      where unit_id = 0$$,
    $$values (1, 1::bigint, true), (2, 2, true)$$, 'local days of each government');
select results_eq(
    $$select government_id, n, is_complete from metrics.response_between('2025-06-11', '2025-06-20', null, 0, 'all', in_clock => 'calendar')$$,
    $$values (1, 1::bigint, false), (2, 3, true)$$, 'the 20th is over in WIT, not in WIB');
select results_eq(
    $$select n, is_complete, window_days from metrics.response_between('2025-01-01', '2025-12-31', 1, 2, 'facebook', in_clock => 'calendar')$$,
    $$values (6::bigint, false, 365)$$, 'a year that is not over has what is known of it');
select results_eq(
    $$select government_id from metrics.response_between('2025-06-21', '2025-06-21', null, 0, 'all', in_clock => 'calendar')
      where poll_coverage is null order by 1$$,
    $$values (1), (2)$$, 'a day that has begun in one zone alone: nothing was watched');

-- The same days, the same figures: every key of the windows, every column.
create temporary view windowed as
select b.* from unnest('{7, 28, 91, 364}'::int[]) as w (days)
cross join metrics.response_between('2025-06-20'::date - w.days + 1, '2025-06-20', 1, null, null, null, null, null) as b
union all
select b.* from unnest('{7, 28, 91, 364}'::int[]) as w (days)
cross join metrics.response_between('2025-06-21'::date - w.days + 1, '2025-06-21', 2, null, null, null, null, null) as b;
select cmp_ok((select count(*) from metrics.response_rolling where n > 0), '>', 200::bigint, 'there is something to compare');
select is_empty(
    $$select r.* from metrics.response_rolling as r
      where not exists (
          select from windowed as b
          where (to_jsonb(b) - array['from_on', 'to_on', 'is_complete', 'median_text_id', 'next_change_at', 'median_text'])
              = to_jsonb(r) - array['next_change_at', 'median_text'])$$,
    'each row of response_rolling is one of response_between()');
select is_empty(
    $$select b.* from windowed as b
      where b.n + b.n_excluded > 0 and not exists (
          select from metrics.response_rolling as r
          where (r.government_id, r.unit_id, r.scope, r.channel, r.opener, r.population, r.clock, r.window_days, r.n, r.median_text, r.next_change_at)
              = (b.government_id, b.unit_id, b.scope, b.channel, b.opener, b.population, b.clock, b.window_days, b.n, b.median_text, b.next_change_at))$$,
    'and the other way round');
select is_empty(
    $$select a.attname::text from pg_attribute as a where a.attrelid = 'metrics.response_rolling'::regclass and a.attnum > 0
      except
      select unnest(p.proargnames) from pg_proc as p where p.oid = (select 'metrics.response_between'::regproc)$$,
    'no column of response_rolling is missing');

-- Calendar periods. 31 December 2026 is a Thursday: its week is the 53rd and ends on 3 January.
select results_eq(
    $$select period_kind, period, from_on, to_on from metrics.calendar_period('2026-12-31', '2027-01-01') order by 1, 3$$,
    $$values ('month', '2026-12', '2026-12-01'::date, '2026-12-31'::date), ('month', '2027-01', '2027-01-01', '2027-01-31'),
        ('quarter', '2026-Q4', '2026-10-01', '2026-12-31'), ('quarter', '2027-Q1', '2027-01-01', '2027-03-31'),
        ('week', '2026-W53', '2026-12-28', '2027-01-03'),
        ('year', '2026', '2026-01-01', '2026-12-31'), ('year', '2027', '2027-01-01', '2027-12-31')$$,
    'weeks, months, quarters and years around a new year');
select ok(metrics.refresh_view('metrics.response_period_store', '2025-06-20 22:30+07') is not null, 'their refresh');
select is((select count(*) from metrics.response_period_due('2025-06-20 22:30+07') as d where d.is_due), 0::bigint,
    'few units: all is done in one call');
select results_eq(
    $$select period_kind, period, n, n_answered, median_s, median_text_id, is_complete from metrics.response_period
      where government_id = 1 and unit_id = 2 and channel = 'facebook' and clock = 'calendar' and n > 0 order by from_on, period_kind$$,
    $$values ('year', '2023', 1::bigint, 1::bigint, 7200::bigint, '2 jam 0 menit', true),
        ('quarter', '2023-Q4', 1, 1, 7200, '2 jam 0 menit', true), ('month', '2023-12', 1, 1, 7200, '2 jam 0 menit', true),
        ('week', '2023-W50', 1, 1, 7200, '2 jam 0 menit', true),
        -- 0, 60, 600 and 3600 s of six: S is 5/6, 4/6, 3/6, 2/6
        ('year', '2025', 6, 4, 600, '10 menit', false), ('quarter', '2025-Q2', 6, 4, 600, '10 menit', false),
        ('month', '2025-06', 6, 4, 600, '10 menit', false), ('week', '2025-W24', 6, 4, 600, '10 menit', true)$$,
    'periods of a unit that hold something');
select results_eq(
    $$select period_kind, count(*), min(period), max(period) from metrics.response_period
      where government_id = 1 and unit_id = 2 and channel = 'facebook' and clock = 'working' and n = 0 group by 1 order by 1$$,
    $$values ('week', 3::bigint, '2025-W22', '2025-W25')$$,
    'zeros since its page was first seen, on Sunday 1 June');
select results_eq(
    $$select period, n, median_text from metrics.response_period
      where government_id = 1 and unit_id = 3 and clock = 'calendar' and channel = 'all' order by 1$$,
    $$values ('2025', 0::bigint, 'no account or feed is watched'), ('2025-06', 0, 'no account or feed is watched'),
        ('2025-Q2', 0, 'no account or feed is watched'), ('2025-W25', 0, 'no account or feed is watched')$$,
    'a unit that nobody watches has the periods that run');
select is_empty(
    $$select p.* from metrics.response_period as p
      cross join lateral metrics.response_between(p.from_on, p.to_on, p.government_id, p.unit_id, p.channel, 'own', 'all', 'needed', p.clock) as b
      where p.government_id = 1 and p.unit_id in (0, 2) and to_jsonb(p) - array['period', 'period_kind'] <> to_jsonb(b) - array['next_change_at']$$,
    'each row is one of response_between(), in every column');
select cmp_ok((select count(*) from metrics.response_period), '>', 60::bigint, 'of which there are some');
select results_eq(
    $$select government_id, is_complete from metrics.response_period
      where unit_id = 0 and channel = 'all' and clock = 'calendar' and period = '2025-06'$$,
    $$values (1, false), (2, false)$$, 'June is not over');
-- On the 30th at 22:30 WIB July has begun in WIT.
select ok(metrics.refresh_view('metrics.response_period_store', '2025-06-30 22:30+07') is not null, 'ten days later');
select results_eq(
    $$select government_id, period, is_complete from metrics.response_period
      where unit_id = 0 and channel = 'all' and clock = 'calendar' and period_kind = 'month' and from_on >= '2025-06-01'
      order by 1, 2$$,
    $$values (1, '2025-06', false), (2, '2025-06', true), (2, '2025-07', false)$$, 'a month that has begun in one zone alone');
-- What is due when: what runs or ended lately each hour, the rest each day, windows before twice a day.
create function pg_temp.kept(moment timestamptz) returns text language sql as $$
    select metrics.refresh_view('metrics.response_period_store', moment);
    select string_agg(distinct case when s.as_of < moment then '' when s.period = '' then 'window' when s.to_on < '2025-05-26' then 'old'
        else 'late' end, ' ')
    from metrics.response_period_state as s
$$;
select is(pg_temp.kept('2025-06-30 23:29:59+07'), '', 'within the hour nothing is');
select is(pg_temp.kept('2025-06-30 23:30+07'), ' late', 'then what runs or ended in the last 35 days');
select is(pg_temp.kept('2025-07-01 10:31+07'), ' late window', 'half a day later also the windows before');
select is(pg_temp.kept('2025-07-01 22:31+07'), 'late old window', 'a day later all the rest');
select results_eq(
    $$select s.period_kind, s.from_on, s.to_on from metrics.response_period_state as s where s.government_id = 1 and s.period = ''
      and s.period_kind in ('before_7', 'before_364') order by 1, 2$$,
    $$values ('before_364', '2023-07-05'::date, '2024-07-02'::date), ('before_364', '2023-07-06', '2024-07-03'),
        ('before_7', '2025-06-18', '2025-06-24'), ('before_7', '2025-06-19', '2025-06-25')$$,
    'windows before are kept for the 1st and the 2nd of July, none for days that are over');
-- An inquiry less, one more: rows go and come, nothing else is written.
select pg_temp.forget(1, pg_temp.id(7));
select pg_temp.inquire(1, pg_temp.id(70), 3, 3, 'comment', 'citizen', '2023-12-25 09:00+07', '2023-12-25 09:00+07', 'answered',
    '2023-12-25 10:00+07', 'post 1');
select metrics.rebuild('2025-07-03 00:00+07') \g /dev/null
select metrics.refresh_view('metrics.response_period_store', '2025-07-03 00:00+07') \g /dev/null
select results_eq(
    $$select period, unit_id, n, median_s from metrics.response_period where government_id = 1 and channel = 'facebook'
      and clock = 'calendar' and from_on between '2023-12-01' and '2024-01-31' and n > 0 order by 1, 2$$,
    $$values ('2023-12', 0, 1::bigint, 3600::bigint), ('2023-12', 3, 1, 3600), ('2023-W52', 0, 1, 3600), ('2023-W52', 3, 1, 3600)$$,
    'what is no more leaves its row, what came has one');
select is((select count(*) from metrics.response_period_store as s where true
    and s.from_on < '2023-01-01' and s.period_kind in ('month', 'quarter', 'year')), 0::bigint, 'nothing is kept of what is older than the year before last');

-- What cannot be answered.
prepare asked(text, text) as select count(*) from metrics.response_between($1::date, $2::date);
select throws_ok($$execute asked(null, '2025-06-01')$$, '22023', 'a period needs its first and its last local day', 'no first day');
select throws_ok($$execute asked('2025-06-01', 'infinity')$$, '22023', 'a period needs its first and its last local day', 'no last day');
select throws_ok($$execute asked('2025-06-02', '2025-06-01')$$, '22023', 'the period ends on 2025-06-01, before it begins on 2025-06-02', 'backwards');
select throws_ok($$execute asked('2025-07-22', '2025-07-30')$$, '22023', 'the period begins on 2025-07-22, after the last round of figures', 'not yet');
select throws_ok($$execute asked('1999-12-31', '2025-06-30')$$, '22023', 'the period begins on 1999-12-31', 'before everything');
prepare named(int, int, text, text) as select count(*) from metrics.response_between('2025-06-01', '2025-06-02', $1, $2, $3, $4);
select throws_ok('execute named(9, null, null, null)', '22023', 'there is no government 9', 'an unknown government');
select throws_ok('execute named(1, 9, null, null)', '22023', 'there is no unit 9', 'an unknown unit');
select throws_ok($$execute named(1, 1, 'fax', null)$$, '22023', 'there is no channel "fax"', 'an unknown channel');
select throws_ok($$execute named(1, 1, 'all', 'whole')$$, '22023', 'scope cannot be "whole"', 'an unknown word');
create temporary table owner_sees as select count(*) as n from metrics.response_between('2025-06-01', '2025-06-20');
grant select on owner_sees to pantau_reader;
grant usage on schema tap to pantau_reader;
set local role pantau_reader;
select is((select count(*) from metrics.response_between('2025-06-01', '2025-06-20')), (select n from owner_sees), 'a reader may ask');
select throws_ok($$select metrics.response_whole(null, null, null, null, null, null, null, null, null, null)$$, '42501', null,
    'and for nothing beneath');
reset role;

select * from finish();
rollback;
