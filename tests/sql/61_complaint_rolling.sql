-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Figures of complaints of a ten-row world, computed by hand. All ten came on Monday 2 June 2025 at 8 (half an hour
-- into the working day); nine were given to unit 1 on Tuesday at 8. Free are 6 and 9 June. Watched until Friday
-- 20 June 11:00; as of 12:00.

begin;
\ir helper/world.psql
\ir helper/complaint.psql
select plan(36);

select pg_temp.complaint(number::text, status, received => '2025-06-02 08:00')
from (
    values (1, 'closed_by_reporter'), (2, 'closed_by_system'), (3, 'closed_by_system'), (4, 'closed_by_admin'),
        (5, 'closed_by_system'), (6, 'in_process'), (7, 'disposed'), (8, 'in_process'), (9, 'archived_by_admin'),
        (10, 'unverified')
) as world (number, status);
select pg_temp.event(number::text, 'd', 'disposed', '2025-06-03 08:00', 'Dinas Jalan') from generate_series(1, 9) as number;
select pg_temp.event(id, key, kind, at_local, ref, actor, confidence)
from (
    values
        ('1', 'k', 'acknowledged', '2025-06-03 09:00', null, null, 0.9),
        ('1', 'a', 'answered', '2025-06-04 08:00', null, null, 1.0),
        ('1', 'c', 'closed', '2025-06-05 08:00', null, 'reporter', 1.0),
        ('2', 'a', 'answered', '2025-06-05 08:00', null, null, 1.0),
        ('2', 'c', 'closed', '2025-06-20 08:00', null, 'timer', 1.0),
        ('3', 'a', 'answered', '2025-06-05 08:00', null, null, 1.0),
        ('3', 'c', 'closed', '2025-06-20 08:00', null, 'timer', 1.0),
        ('4', 'a', 'answered', '2025-06-10 08:00', null, null, 1.0),
        ('4', 'c', 'closed', '2025-06-11 08:00', null, 'admin', 1.0),
        ('5', 'c', 'closed', '2025-06-18 08:00', null, 'timer', 1.0),
        ('6', 'e', 'disposed', '2025-06-04 08:00', 'Dinas Air', null, 1.0),
        ('6', 'a', 'answered', '2025-06-05 08:00', null, null, 1.0),
        ('8', 'k', 'acknowledged', '2025-06-03 10:00', null, null, 0.9),
        ('9', 'c', 'archived', '2025-06-04 08:00', null, 'admin', 1.0)
) as said (id, key, kind, at_local, ref, actor, confidence);
update core.complaint set rating = case external_id when '1' then 4 when '4' then 5 end;
select core.derive_complaint(1, 9, '{1,2,3,4,5,6,7,8,9,10}') \g /dev/null
insert into ops.stream (government_id, account_id, stream, interval_s, active, fence, fail_count, last_complete_at)
values (1, 9, 'complaints', 900, true, 0, 0, '2025-06-20 11:00+07');

select is((select error from metrics.refresh_round('2025-06-20 12:00+07', 'ageing')), null, 'a round runs');
select is_empty(
    $$select due.view from ops.refresh_due('2025-06-20 12:00+07') with ordinality as due (view, place)
      where due.view like 'metrics.complaint%' and metrics.refresh_view(due.view, '2025-06-20 12:00+07') is null$$,
    'all stores are made, in their order');

create temporary view took as
select unit_id, step, clock, n, n_ended, median_s, median_low_s, p90_s, median_days
from metrics.complaint_duration where government_id = 1 and feed = 'lapor' and window_days = 28;

--   first reply, unit 1      at risk  replied  S
--   1 h   (1)                9        1        8/9
--   2 h   (8)                8        1        7/9
--   1 day (6 handed over)
--   2 days (2, 3)            6        2        14/27
--   7 days (4)               4        1        7/18     5, 7, 9 wait until they were last watched
select results_eq($$select n, n_ended, median_s, p90_s, median_days from took where unit_id = 1 and step = 'first_reply' and clock = 'calendar'$$,
    $$values (9::bigint, 5::bigint, 604800::bigint, null::bigint, null::bigint)$$, 'first reply of any kind');
-- 3 June 8 to 12, 13 to 16; two whole days; 10 June half an hour: 25200 + 2 * 27000 + 1800
select is(median_s, 81000::bigint, 'in working seconds') from took where unit_id = 1 and step = 'first_reply' and clock = 'working';
-- 4, 5 and 10 June
select results_eq($$select median_s, median_days from took where unit_id = 1 and step = 'first_reply' and clock = 'working_days'$$,
    $$values (null::bigint, 3::bigint)$$, 'in working days after the day of the start');
--   substantive: 1 day 8/9 (the hand-over of the same second comes after); 2 days 8/9 * 5/7; 7 days * 4/5 = 32/63
select results_eq($$select n, n_ended, median_s from took where unit_id = 1 and step = 'substantive' and clock = 'calendar'$$,
    $$values (9::bigint, 4::bigint, null::bigint)$$, 'first substantive reply: S stays above one half');
--   the whole: 1 day (1, and 6 by unit 2, of its own disposition) 8/10 * 6/8 (2, 3 of 8 left: 6 went) …
--   1 day r 10 d 2, 6 of unit 1 leaves; 2 days r 7 d 2: 4/5 * 5/7 = 4/7; 7 days r 5: 4/7 * 4/5 = 16/35
select results_eq($$select n, n_ended, median_s from took where unit_id = 0 and step = 'substantive' and clock = 'calendar'$$,
    $$values (10::bigint, 5::bigint, 604800::bigint)$$, 'the whole government has the dispositions of all');
select results_eq($$select step, n, n_ended, median_s from took where unit_id = 0 and step in ('verified', 'disposed') and clock = 'calendar' order by 1$$,
    $$values ('disposed', 10::bigint, 9::bigint, 86400::bigint), ('verified', 10, 9, 86400)$$,
    'what was given to a unit had been verified; the tenth waits');
select is_empty($$select 1 from took where unit_id = 1 and step in ('verified', 'disposed')$$, 'which is no unit''s matter');
select results_eq($$select median_s from took where unit_id = 0 and step = 'disposed' and clock = 'working'$$,
    'values (27000::bigint)', 'a working day later');

--   closing, unit 1          at risk  ended            S before
--   1 day  (9)               9        archive 1        1        1/9 = 7/63     6 left
--   2 days (1)               7        reporter 1       8/9      8/63
--   8 days (4)               6        admin 1          48/63    8/63
--   15 days (5)              5        timer 1          40/63    8/63
--   17 days (2, 3)           4        timer 2          32/63    16/63          7, 8 open
create temporary view curve as
select closed_by, mark_days, round(closed_share::numeric * 63, 9) as of_63 from metrics.complaint_closing_curve
where government_id = 1 and unit_id = 1 and feed = 'lapor' and window_days = 28 and clock = 'calendar';
select results_eq($$select closed_by, of_63 from curve where mark_days = 14 order by 1$$,
    $$values ('admin', 8.0), ('archive', 7.0), ('reporter', 8.0), ('timer', 0.0), ('unknown', 0.0)$$,
    'how they had ended after 14 days');
select results_eq($$select mark_days, of_63 from curve where closed_by = 'reporter' order by 1$$,
    $$values (1, 0.0), (3, 8.0), (7, 8.0), (14, 8.0), (30, null), (60, null), (90, null), (180, null)$$,
    'beyond 17 days nobody was followed');
-- by working days: 9 on the 1st, 1 on the 2nd, 4 on the 4th (11 June), 5 on the 9th (18th), 2 and 3 on the 11th (20th)
select results_eq(
    $$select mark_days, round(closed_share::numeric * 63, 9) from metrics.complaint_closing_curve
      where government_id = 1 and unit_id = 1 and feed = 'lapor' and window_days = 28 and clock = 'working_days'
          and closed_by = 'timer' order by 1 limit 5$$,
    $$values (1, 0.0), (3, 0.0), (5, 0.0), (10, 8.0), (14, null)$$, 'and in working days');
select is(median_s, 1468800::bigint, 'closed: 32/63 is above one half, 16/63 is not')
from took where unit_id = 1 and step = 'closed' and clock = 'calendar';

create temporary view headline as
select * from metrics.complaint_rolling where government_id = 1 and feed = 'lapor' and window_days = 28;
select results_eq(
    $$select unit_id, n, n_disposed, n_open, n_closed_reporter, n_closed_admin, n_closed_timer, n_archived, n_left,
          n_due, n_met, n_overdue, n_overdue_answer
      from headline order by unit_id$$,
    $$values
        (0, 10::bigint, 10::bigint, 4::bigint, 1::bigint, 1::bigint, 3::bigint, 1::bigint, 0::bigint,
            23::bigint, 18::bigint, 3::bigint, 2::bigint),
        (1, 9, 9, 2, 1, 1, 3, 1, 1, 20, 16, 2, 2),
        (2, 1, 1, 1, 0, 0, 0, 0, 0, 2, 2, 0, 0),
        (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)$$,
    'counts; a unit without a case has its row');
select is(completion_rate, 0.625::float8, 'five of the eight that stayed') from headline where unit_id = 1;
select is(completion_rate, null, 'nothing of nothing') from headline where unit_id = 3;
-- (1 h + 2 h + 2 + 2 + 7 days) / 5; the whole has unit 2's answer after two days, too
select results_eq($$select round(laju_tindak_lanjut_days::numeric, 9), n_laju, n_laju_waiting from headline where unit_id < 2 order by unit_id$$,
    $$values (2.1875, 6::bigint, 3::bigint), (2.225, 5, 4)$$, 'laju tindak lanjut, with those that it leaves out');
select is(met_rate, 0.8::float8, 'limits kept') from headline where unit_id = 1;
-- disposed to answered, 5 working days, due at the end of 12 June: 1 to 4 in time, 5 closed without one, 7, 8 and 9 without
-- one; 6 was handed over, and answered in time by unit 2. Verification and closing are others' work.
select results_eq(
    $$select unit_id, n_due_answer, n_met_answer, answer_met_rate from headline order by unit_id$$,
    $$values (0, 9::bigint, 5::bigint, 5 / 9::float8), (1, 8, 4, 0.5), (2, 1, 1, 1.0), (3, 0, 0, null)$$,
    'answers that a unit owed');
select results_eq('select rating_mean, n_rated from headline where unit_id = 1', 'values (4.5::float8, 2::bigint)', 'rating');
select results_eq(
    $$select first_reply_median_s, working_first_reply_median_s, first_reply_median_days, first_reply_n, verified_n
      from headline where unit_id = 1$$,
    'values (604800::bigint, 81000::bigint, 3::bigint, 9::bigint, 0::bigint)', 'the medians stand beside');
select is(n, 0::bigint, 'nothing began in the last seven days') from metrics.complaint_rolling
where unit_id = 1 and feed = 'all' and window_days = 7;

-- The curve of answers is the one of the response figures, computed by other means.
select results_eq(
    $$select d.unit_id, d.clock, d.median_s from metrics.complaint_duration as d
      where d.step = 'substantive' and d.clock <> 'working_days' and d.window_days = 28 and d.feed = 'lapor' order by 1, 2$$,
    $$select r.unit_id, r.clock, r.median_s from metrics.response_rolling as r
      where r.scope = 'own' and r.opener = 'all' and r.population = 'all' and r.window_days = 28 and r.channel = 'lapor'
          and r.n > 0 order by 1, 2$$, 'as metrics.response_rolling has it');

-- A day that a decision took out.
insert into core.exclusion (government_id, unit_id, channel, first_on, last_on, decided_by, decided_at, reason)
values (1, 1, null, '2025-06-03', '2025-06-03', 'x', '2025-06-20', 'x');
select metrics.refresh_view(v, '2025-06-20 12:00+07')
from unnest('{metrics.complaint_duration_2,metrics.complaint_rolling_2}'::text[]) as v \g /dev/null
select results_eq($$select unit_id, n, n_disposed, n_laju, n_excluded, first_reply_n from headline where unit_id < 3 order by 1$$,
    $$values (0, 10::bigint, 1::bigint, 6::bigint, 0::bigint, 1::bigint), (1, 0, 0, 0, 9, 0), (2, 1, 1, 1, 0, 1)$$,
    'a decision takes a unit''s day out, of the whole, too');

update core.exclusion set revoked_at = '2025-06-20';

-- Unit 1 under unit 3: a tree with the cases of both. 6 left unit 1, and so the tree.
update core.unit set parent_unit_id = 3 where unit_id = 1;
create temporary view tree as
select * from metrics.complaint_rolling_tree where government_id = 1 and feed = 'lapor' and window_days = 28;
select metrics.refresh_view(v, '2025-06-20 12:00+07')
from unnest('{metrics.complaint_duration_2,metrics.complaint_rolling_2}'::text[]) as v \g /dev/null
select results_eq(
    $$select unit_id, n, n_disposed, n_left, n_laju, round(laju_tindak_lanjut_days::numeric, 9), n_due_answer, first_reply_median_s
      from tree$$,
    $$values (3, 9::bigint, 9::bigint, 1::bigint, 5::bigint, 2.225, 8::bigint, 604800::bigint)$$,
    'a tree of one unit has its figures; no other unit has a tree');
select is(n, 0::bigint, 'the unit itself has none') from headline where unit_id = 3;
-- Unit 2 too: two dispositions of 6, held by the tree all the time.
update core.unit set parent_unit_id = 3 where unit_id = 2;
select metrics.refresh_view(v, '2025-06-20 12:00+07')
from unnest('{metrics.complaint_duration_2,metrics.complaint_rolling_2}'::text[]) as v \g /dev/null
-- laju of 6: from 3 June 8:00 to 5 June 8:00, two days: (1 h + 2 h + 2 + 2 + 7 + 2 days) / 6
select results_eq(
    $$select unit_id, n, n_disposed, n_open, n_left, n_laju, round(laju_tindak_lanjut_days::numeric, 9), n_due_answer,
          n_met_answer from tree$$,
    $$values (3, 9::bigint, 10::bigint, 3::bigint, 0::bigint, 6::bigint, 2.1875, 9::bigint, 5::bigint)$$,
    'a tree holds what one of its units gives to another one');
select is_empty($$select 1 from metrics.complaint_duration where unit_id = 3$$, 'trees stand in their view alone');

-- A feed that lists open cases alone, first read on Thursday 5 June at 7: 9 was archived by then and 6 handed over.
--   closed, unit 1           at risk  ended
--   2 days (1)               7        reporter 1   S 6/7
--   8 days (4), 15 (5)       6, 5     1, 1         S 5/7, 4/7
--   17 days (2, 3)           4        2            S 2/7
update core.account set shows_ended = false where account_id = 9;
update ops.stream set first_success_at = '2025-06-05 07:00+07';
select metrics.refresh_view(v, '2025-06-20 12:00+07')
from unnest('{metrics.complaint_duration_2,metrics.complaint_rolling_2}'::text[]) as v \g /dev/null
select results_eq($$select n, n_ended, median_s from took where unit_id = 1 and step = 'closed' and clock = 'calendar'$$,
    $$values (7::bigint, 5::bigint, 1468800::bigint)$$, 'late ones enter at their age, what had ended is outside');
--   2 days (2, 3)            6        2            S 2/3     also 9, closed without one, and 5, 7
--   7 days (4)               4        1            S 1/2
select results_eq($$select n, n_ended, median_s from took where unit_id = 1 and step = 'first_reply' and clock = 'calendar'$$,
    $$values (6::bigint, 3::bigint, 604800::bigint)$$, 'and of replies');
-- Clocks that began since: of the timer in 2, 3 and 4, of 6 it runs still.
select results_eq(
    $$select unit_id, n, n_late, n_late_out, completion_rate, n_laju, n_laju_waiting, laju_tindak_lanjut_days, n_due, n_met,
          n_due_answer from headline where unit_id < 2 order by 1$$,
    $$values (0, 9::bigint, 9::bigint, 1::bigint, null::float8, 0::bigint, 0::bigint, null::float8, 3::bigint, 3::bigint, 0::bigint),
        (1, 7, 7, 2, null, 0, 0, null, 3, 3, 0)$$,
    'no share rests on late ones');
select metrics.refresh_round('2025-06-20 12:00+07', 'ageing') \g /dev/null
select results_eq(
    $$select d.unit_id, d.n, d.median_s from metrics.complaint_duration as d
      where d.step = 'substantive' and d.clock = 'calendar' and d.window_days = 28 and d.feed = 'lapor' order by 1$$,
    $$select r.unit_id, r.n, r.median_s from metrics.response_rolling as r
      where r.scope = 'own' and r.opener = 'all' and r.population = 'all' and r.window_days = 28 and r.channel = 'lapor'
          and r.clock = 'calendar' and r.n > 0 order by 1$$, 'as metrics.response_rolling has it');
-- Read first on 19 June: the timers of 2 and 3, a day later, met fewer than five at risk, but nobody was to come.
update ops.stream set first_success_at = '2025-06-19 07:00+07';
select metrics.refresh_view('metrics.complaint_duration_2', '2025-06-20 12:00+07') \g /dev/null
select results_eq($$select n, n_ended, median_s from took where unit_id = 1 and step = 'closed' and clock = 'calendar'$$,
    $$values (4::bigint, 2::bigint, 1468800::bigint)$$, 'no entry is to come');
-- One more was given to unit 1 on 30 May: it enters at 20 days, after the timers at 17.
select pg_temp.complaint('11', 'in_process', received => '2025-05-30 08:00');
select pg_temp.event('11', 'd', 'disposed', '2025-05-30 08:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{11}') \g /dev/null
select metrics.refresh_view(v, '2025-06-20 12:00+07')
from unnest('{metrics.complaint_case_1,metrics.complaint_duration_2}'::text[]) as v \g /dev/null
select results_eq($$select n, n_ended, median_s from took where unit_id = 1 and step = 'closed' and clock = 'calendar'$$,
    $$values (5::bigint, 2::bigint, null::bigint)$$, 'fewer than five at risk while one is to come');

-- 1, which its reporter had closed, is given to unit 1 again.
update core.account set shows_ended = true where account_id = 9;
select pg_temp.event('1', 'z', 'disposed', '2025-06-10 08:00', 'Dinas Jalan');
update core.complaint set status = 'in_process' where external_id = '1';
select core.derive_complaint(1, 9, '{1}') \g /dev/null
select metrics.refresh_view(v, '2025-06-20 12:00+07')
from unnest('{metrics.complaint_case_1,metrics.complaint_deadline_2,metrics.complaint_rolling_2}'::text[]) as v \g /dev/null
select results_eq('select unit_id, n_reopened, n_closed_reporter, n_open from headline where unit_id < 3 order by 1',
    $$values (0, 1::bigint, 0::bigint, 6::bigint), (1, 1, 0, 4), (2, 0, 0, 1)$$, 'opened again, and so open');

select * from finish();
rollback;
