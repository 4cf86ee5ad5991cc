-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Recomputation: what a decree or a rule moves is told, figure by figure, as of one moment; what came meanwhile
-- is not; a run that was cut short goes on. All values by hand.

begin;
select plan(41);
\ir helper/world.psql

-- Tuesday 10 June 2025, 07:30 to 12:00 and 13:00 to 16:00: three questions to the roads unit.
select pg_temp.say(1, 'q1', '2025-06-10 09:00', 't1', 'ani', 'Kapan diperbaiki?');
select pg_temp.say(1, 'q2', '2025-06-10 10:00', 't2', 'budi', 'Kapan diperbaiki?');
select pg_temp.say(1, 'q3', '2025-06-10 11:00', 't3', 'citra', 'Kapan diperbaiki?');
select pg_temp.say(1, 'a1', '2025-06-11 09:00', 't1', '1', 'Minggu depan.');
select pg_temp.say(1, 'a2', '2025-06-12 10:00', 't2', '1', 'Minggu depan.');
select pg_temp.say(1, 'a3', '2025-06-10 14:00', 't3', '1', 'Minggu depan.');
select core.derive_message(1, 1, '{t1,t2,t3}') \g /dev/null
-- And one to the water unit that nobody answered; its thread was last looked at on 13 June at 16:00.
select pg_temp.say(2, 'q4', '2025-06-10 09:00', 't4', 'dewi', 'Kapan mengalir?');
select core.derive_message(1, 2, '{t4}') \g /dev/null
insert into ops.target (government_id, account_id, stream, external_id, last_success_at)
values (1, 2, 'comments', 'pt4', '2025-06-13 16:00+07');
select rows_changed > 0 from metrics.refresh_round('2025-06-20 12:00+07', 'ageing') \g /dev/null

create temporary view median as
select window_days, clock, median_s
from metrics.response_rolling
where unit_id = 1 and scope = 'own' and channel = 'facebook' and opener = 'all' and population = 'needed';
-- 3 h, 24 h and 48 h; on the working clock 2 h, 7.5 h and 15 h.
select results_eq('select clock, median_s from median where window_days = 28 order by 1',
    $$values ('calendar', 86400::bigint), ('working', 27000)$$, 'a median as it was');

-- What is derived by the rules of now is not due.
select metrics.recompute_note() \g /dev/null
select is_empty('select * from metrics.recompute_due()', 'nothing is due');
-- The first run has nothing to move, and notes by what it derived.
create function pg_temp.recompute(why text, as_of timestamptz default '2025-06-20 12:00+07')
returns bigint
language plpgsql
as $$
declare
    run bigint;
begin
    select b.run_id into strict run from metrics.recompute_begin(1, why) as b;
    loop
        perform from metrics.recompute_step(1, run, 2, as_of);
        exit when not found;
    end loop;
    return metrics.recompute_finish(1, run, as_of);
end
$$;
select is(pg_temp.recompute('to begin with'), 0::bigint, 'where nothing changed nothing moves');
select results_eq(
    'select n_accounts, n_inquiries_changed, n_figures_moved, basis_before = basis, revised_by = session_user
     from metrics.revision_run',
    'values (5::bigint, 0::bigint, 0::bigint, true, true)', 'the run is kept');
select is((select count(*) from metrics.recompute_day), 0::bigint, 'and nothing of its work');

-- The week is frozen before, for an award.
select frozen_id as frozen from ops.freeze_period('32.75', '2025-W24', null, null, 'Ani', 'award') \gset

-- Wednesday 11 June turns out to be free: 2 h, 6 h and 7.5 h.
insert into core.calendar_free_day values ('id-asn', '2025-06-11', 'holiday', 'late decree', '2025-06-15');
select core.calendar_build('id-asn') \g /dev/null
select is((select count(*) from core.calendar_change where calendar = 'id-asn'), (date '2027-12-31' - date '2025-06-10')::bigint,
    'days are kept as they were, from the amended one on');
select is((select (was ->> 'workday')::boolean from core.calendar_change where day = '2025-06-11'), true,
    'the amended one was a working day');
select results_eq('select government_code, rules, calendars from metrics.recompute_due()',
    $$values ('32.75', '{}'::text[], '{id-asn}'::text[])$$, 'a decree makes a recomputation due');
select ok(pg_temp.recompute('the decree of 15 June', '2025-06-20 14:00+07') > 0, 'a decree moves figures');

create temporary view moved as
select r.unit_id, r.channel, r.window_days, r.clock, r.figure, r.value_before, r.value_after
from metrics.revision as r
where r.run_id = (select max(newest.run_id) from metrics.revision as newest);
select results_eq(
    $$select figure, round(value_before::numeric, 6), value_after, revision_reason, unit from metrics.revision
      where unit_id = 1 and channel = 'facebook' and window_days = 28
          and figure in ('median_s', 'p90_s', 'answered_mean_s', 'answered_within_3')
      order by figure collate "C"$$,
    $$values ('answered_mean_s', 29400.0, 18600::float8, 'the decree of 15 June', 'Dinas Jalan'),
        ('answered_within_3', 0.666667, 1, 'the decree of 15 June', 'Dinas Jalan'),
        ('median_s', 27000, 21600, 'the decree of 15 June', 'Dinas Jalan'),
        ('p90_s', 54000, 27000, 'the decree of 15 June', 'Dinas Jalan')$$,
    'what it moved, before and after');
select results_eq(
    $$select period, window_days, value_before, value_after from metrics.revision
      where unit_id = 1 and channel = 'facebook' and clock = 'working' and figure = 'median_s' and window_days in (0, 28)
      order by window_days$$,
    $$values ('2025-W24', 0, 27000::float8, 21600::float8), ('', 28, 27000, 21600)$$,
    'and so of the frozen week');
select is((select median_s from metrics.frozen_response where unit_id = 1 and channel = 'facebook' and clock = 'working'),
    27000::bigint, 'which itself stands');
select is_empty(format('select * from metrics.frozen_check(1, %s) where not fits', :frozen), 'as does what it rests on');
select is_empty($$select * from moved where clock = 'calendar' or window_days = 7$$,
    'the calendar''s clock does not know of it, nor does a window without those days');
select set_eq($$select distinct unit_id, channel from moved$$,
    $$values (0, 'all'), (0, 'facebook'), (1, 'all'), (1, 'facebook'), (2, 'all'), (2, 'facebook')$$,
    'told of units, of the government, of channels and of all; of nobody else');
-- Watched 6 + 7.5 + 7.5 + 7.5 h of Tuesday to Friday, without Wednesday 21 h: below 81,000 s nobody can tell of it.
select results_eq(
    $$select figure, value_before, value_after from moved
      where unit_id = 2 and channel = 'facebook' and window_days = 28 and figure <> 'mean_wait_s'
      order by figure collate "C"$$,
    $$values ('answered_within_4', 0::float8, null::float8), ('answered_within_4_worst', 0, null), ('n_rate', 1, 0),
        ('response_rate', 0, null)$$,
    'who waits was watched for less working time');
select is((select count(*) from core.calendar_day where day = '2025-06-11' and not workday and calendar = 'id-asn'), 1::bigint,
    'calendars stand as they are now');
select rows_changed > 0 from metrics.refresh_round('2025-06-20 14:00+07', 'ageing') \g /dev/null
select results_eq('select clock, median_s from median where window_days = 28 order by 1',
    $$values ('calendar', 86400::bigint), ('working', 21600)$$, 'the next round has the new figures');
select is(metrics.rebuild('2025-06-20 14:00+07'), 0::bigint, 'which are those of a whole rebuild');
select is(pg_temp.recompute('again', '2025-06-20 15:00+07'), 0::bigint, 'once more, and nothing moves');
select is((select count(*) from metrics.revision_run where basis_before = basis), 2::bigint, 'for nothing changed');
select is_empty('select * from metrics.recompute_due()', 'and none is due');

-- News that came in the meantime is no doing of a run: a fourth question, an hour's wait, the same day.
select pg_temp.say(1, 'q5', '2025-06-10 09:00', 't5', 'eka', 'Kapan lagi?');
select pg_temp.say(1, 'a5', '2025-06-10 10:00', 't5', '1', 'Besok.');
select core.derive_message(1, 1, '{t5}') \g /dev/null
select is(pg_temp.recompute('beside news', '2025-06-20 15:00+07'), 0::bigint, 'news moves no figure of a run');
select rows_changed > 0 from metrics.refresh_round('2025-06-20 15:00+07', 'dirty') \g /dev/null
select results_eq('select clock, median_s from median where window_days = 28 order by 1',
    $$values ('calendar', 10800::bigint), ('working', 7200)$$, 'though the next round has it');

-- Another rule: nothing needs an answer.
insert into core.government (government_id, code, name, kind, timezone, calendar)
values (2, '32.76', 'Kota Lain', 'city', 'Asia/Jakarta', 'id-asn');
insert into core.deadline_rule (government_id, from_event, to_event, limit_days, counted_in, valid_from, source)
values (2, 'disposed', 'answered', 3, 'working_days', '2025-01-01', 'Perwal 2');
select is_empty('select * from metrics.recompute_due()', 'a rule of another government is nothing to this one');
update core.needs_rule set needs = false, undecided = false;
select core.needs_build() \g /dev/null
select results_eq('select government_code, rules, calendars from metrics.recompute_due()',
    $$values ('32.75', '{needs_rule}'::text[], '{}'::text[])$$, 'another rule makes one due');
select ok(pg_temp.recompute('another rule', '2025-06-20 16:00+07') > 0, 'a rule moves figures');
select results_eq(
    $$select clock, figure, value_before, value_after from moved
      where unit_id = 1 and channel = 'facebook' and window_days = 28 and figure in ('n', 'median_s')
      order by 1, 2$$,
    $$values ('calendar', 'median_s', 10800::float8, null::float8), ('calendar', 'n', 4, null),
        ('working', 'median_s', 7200, null), ('working', 'n', 4, null)$$,
    'to nothing, where nothing is left');
select isnt(basis -> 'rules' -> 'needs_rule', basis_before -> 'rules' -> 'needs_rule', 'the run says which rules changed')
from metrics.revision_run order by run_id desc limit 1;
select is(basis -> 'rules' -> 'deadline_rule', basis_before -> 'rules' -> 'deadline_rule', 'and which did not')
from metrics.revision_run order by run_id desc limit 1;

-- Cut short, and taken up.
select run_id as run from metrics.recompute_begin(1, 'cut short') \gset
select is(accounts, 2, 'a portion') from metrics.recompute_step(1, :run, 2, '2025-06-20 16:00+07');
select results_eq($$select accounts, accounts_done, taken_up from metrics.recompute_begin(1, 'other words')$$,
    'values (5::bigint, 2::bigint, true)', 'the next one takes it up');
select is((select revision_reason from metrics.revision_run where finished_at is null), 'cut short', 'with its reason');
update core.needs_rule set undecided = true where rank = (select min(rank) from core.needs_rule);
select is(accounts_done, 0::bigint, 'from the beginning, where rules changed since')
from metrics.recompute_begin(1, 'other words');
select is(pg_temp.recompute('other words', '2025-06-20 16:00+07') is not null, true, 'and it comes to its end');
select is_empty(format('select * from metrics.recompute_step(1, %s, 2, now())', :run), 'after which it has no portions');
select is(metrics.recompute_finish(1, :run, now()), (select figure_count from metrics.recompute_run where run_id = :run),
    'and its end is the same');
select throws_ok($$select metrics.recompute_begin(7, 'x')$$, 'P0001', 'there is no government 7', 'no other government');

-- Who may.
set local role pantau_operator;
select lives_ok($$select metrics.recompute_begin(1, 'by an operator')$$, 'an operator may');
set local role pantau_reader;
select throws_ok($$select metrics.recompute_begin(1, 'x')$$, '42501', null, 'a reader may not');
select ok((select count(*) from metrics.revision) > 0, 'and sees what moved');
reset role;
select * from finish();
rollback;
