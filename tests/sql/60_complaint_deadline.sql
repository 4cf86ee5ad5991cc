-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Cases as the figures take them, and their legal clocks. Expected values counted by hand on the calendar of 2025:
-- free besides weekends are 29 and 30 May, 6 and 9 June. As of Tuesday 10 June 2025 at 12.

begin;
\ir helper/world.psql
\ir helper/complaint.psql
select plan(24);

insert into core.deadline_rule
    (deadline_rule_id, government_id, feed_kind, class, unit_kind, topic, from_event, to_event, limit_days, counted_in,
    valid_from, valid_to, source, escalate_to)
values
    (2001, 1, 'lapor', 'aspiration', null, null, 'disposed', 'answered', 4, 'days', '2025-01-01', null, 'by class', null),
    (2002, 1, 'lapor', null, null, 'Jalan Rusak', 'disposed', 'answered', 3, 'days', '2025-01-01', null, 'by topic', 'asisten'),
    (2003, 1, 'lapor', null, 'kelurahan', null, 'disposed', 'answered', 2, 'days', '2025-01-01', '2025-05-25', 'by kind', null),
    (2004, 1, 'lapor', null, 'dinas', null, 'received', 'disposed', 1, 'days', '2025-05-21', null, 'too new', null);

-- In time, but answered late; closed by the timer.
select pg_temp.complaint('201', 'closed_by_system', class => 'no_oversight');
select pg_temp.event('201', 'e1', 'verified', '2025-05-22 09:00');
select pg_temp.event('201', 'e2', 'disposed', '2025-05-23 15:00', 'Dinas Jalan');
select pg_temp.event('201', 'e3', 'acknowledged', '2025-05-23 16:00', confidence => 0.9);
select pg_temp.event('201', 'e4', 'answered', '2025-06-04 08:00');
select pg_temp.event('201', 'e5', 'closed', '2025-06-10 08:00', actor => 'timer');
-- Only polling saw the disposition; nobody answers.
select pg_temp.complaint('202', 'disposed', class => 'aspiration', topic => 'Air');
select pg_temp.event('202', 'e1', 'disposed', '2025-05-23 15:00', 'Dinas Air', until_local => '2025-05-26 09:00');
-- Handed over, answered there; the reporter asks back, so no timer runs.
select pg_temp.complaint('203', 'in_process', topic => 'jalan rusak');
select pg_temp.event('203', 'e1', 'disposed', '2025-05-20 09:00', 'Dinas Jalan');
select pg_temp.event('203', 'e2', 'disposed', '2025-05-21 08:00', 'Dinas Air');
select pg_temp.event('203', 'e3', 'answered', '2025-05-21 15:00');
select pg_temp.event('203', 'e4', 'reporter_reply', '2025-05-22 15:00');
-- Closed without an answer.
select pg_temp.complaint('204', 'closed_by_system', class => 'information');
select pg_temp.event('204', 'e1', 'disposed', '2025-05-20 10:00', '14637');
select pg_temp.event('204', 'e2', 'closed', '2025-05-28 08:00', actor => 'timer');
-- Closed, given to a unit again, open.
select pg_temp.complaint('205', 'in_process');
select pg_temp.event('205', 'e1', 'disposed', '2025-05-20 10:00', 'Dinas Jalan');
select pg_temp.event('205', 'e2', 'answered', '2025-05-20 11:00');
select pg_temp.event('205', 'e3', 'closed', '2025-05-21 08:00', actor => 'reporter');
select pg_temp.event('205', 'e4', 'disposed', '2025-06-05 08:00', 'Dinas Air');
-- Never disposed; filed away by a state alone.
select pg_temp.complaint('206', 'archived_by_admin');
select core.derive_complaint(1, 9, '{201,202,203,204,205,206}') \g /dev/null
insert into ops.stream (government_id, account_id, stream, interval_s, active, fence, fail_count, last_complete_at)
values (1, 9, 'complaints', 900, true, 0, 0, '2025-06-10 11:00+07');

create function pg_temp.refresh() returns bigint
language sql
as $$
    select count(*) from (values ('metrics.complaint_case_1'), ('metrics.complaint_deadline_2')) as v (view)
    cross join lateral metrics.refresh_view(v.view, '2025-06-10 12:00+07') as took
    where took is not null
$$;
select is((select error from metrics.refresh_round('2025-06-10 12:00+07', 'ageing')), null, 'a round runs');
select is(pg_temp.refresh(), 2::bigint, 'both stores are made');

create function pg_temp.at(at timestamptz) returns text language sql as
$$select to_char(at at time zone 'Asia/Jakarta', 'MM-DD HH24:MI')$$;
create temporary view clocks as
select external_id as id, concat_ws(' ', unit_code, hop, from_event, to_event, deadline_rule_id, pg_temp.at(due_at), state)
    as clock
from metrics.complaint_deadline;

-- The case itself.
select results_eq(
    $$select external_id, unit, first_unit, pg_temp.at(verified_at), pg_temp.at(disposed_at), pg_temp.at(first_reply_at),
          pg_temp.at(substantive_at), pg_temp.at(closed_at), closed_by, n_reopened, n_hops
      from metrics.complaint_case order by external_id$$,
    $$values
        ('201', 'Dinas Jalan', 'Dinas Jalan', '05-22 09:00', '05-23 15:00', '05-23 16:00', '06-04 08:00',
            '06-10 08:00', 'timer', 0::bigint, 1::bigint),
        ('202', 'Dinas Air', 'Dinas Air', '05-26 09:00', '05-26 09:00', null, null, null, null, 0, 1),
        ('203', 'Dinas Air', 'Dinas Jalan', '05-20 09:00', '05-20 09:00', '05-21 15:00', '05-21 15:00', null, null,
            0, 2),
        ('204', 'Dinas Taman', 'Dinas Taman', '05-20 10:00', '05-20 10:00', null, null, '05-28 08:00', 'timer', 0, 1),
        ('205', 'Dinas Air', 'Dinas Jalan', '05-20 10:00', '05-20 10:00', '05-20 11:00', '05-20 11:00', null, null,
            1, 2),
        ('206', 'Kota Contoh', null, null, null, null, null, '06-30 07:00', 'archive', 0, 0)$$,
    'what happened to each case');
select results_eq(
    $$select pg_temp.at(verified_earliest_at), pg_temp.at(disposed_earliest_at) from metrics.complaint_case
      where external_id = '202'$$,
    $$values ('05-20 08:00', '05-23 15:00')$$, 'verified by then: between its arrival and the disposition');
select is(pg_temp.at(closed_earliest_at), '05-20 08:00', 'filed away between its arrival and the look')
from metrics.complaint_case where external_id = '206';

-- Its clocks.
select results_eq($$select clock from clocks where id = '201' order by 1$$,
    $$values
        ('roads 0 answered closed 3 06-21 00:00 met'),     -- 5, 10 to 13, 16 to 20 June
        ('roads 0 received closed 4 06-14 00:00 met'),     -- 21 to 23, 26 to 28 May, 2 to 5, 10 to 13 June
        ('roads 0 received verified 1 05-24 00:00 met'),   -- 21 to 23 May
        ('roads 1 disposed answered 2 06-04 00:00 late')   -- 26 to 28 May, 2 and 3 June
    $$, 'met and late');
select results_eq($$select clock from clocks where id = '202' order by 1$$,
    $$values
        ('water 0 received closed 7 05-28 00:00 overdue'),
        ('water 0 received verified 1 05-24 00:00 uncertain'),
        ('water 1 disposed answered 2001 05-31 00:00 overdue') -- four days after the 26th
    $$, 'a rule for the class is narrower; what only polling saw may have been in time');
select results_eq(
    $$select met, pg_temp.at(overdue_since), overdue_days, escalate_to, rule_source, counted_in, limit_days
      from metrics.complaint_deadline where external_id = '202' and hop = 0 and to_event = 'closed'$$,
    $$values (false, '05-28 00:00', 14, 'sekretaris daerah', 'Permenpan RB 62/2018', 'working_days', 5)$$,
    'since when, and who takes it on');
select is(met, null, 'uncertain is neither') from metrics.complaint_deadline where external_id = '202' and to_event = 'verified';
select results_eq($$select clock from clocks where id = '203' order by 1$$,
    $$values
        ('roads 1 disposed answered 2002 05-24 00:00 stopped'),
        ('water 0 answered closed 3 06-11 00:00 stopped'), -- 22, 23, 26 to 28 May, 2 to 5, 10 June
        ('water 0 received verified 1 05-24 00:00 met'),
        ('water 2 disposed answered 2002 05-25 00:00 met')
    $$, 'handed over: a clock for each; a rule for the topic, whatever its capitals');
select results_eq($$select clock from clocks where id = '204' order by 1$$,
    $$values
        ('parks 0 received closed 6 05-28 00:00 late'),
        ('parks 0 received verified 1 05-24 00:00 met'),
        ('parks 1 disposed answered 2 05-28 00:00 missed')
    $$, 'closed without an answer: missed once the limit has passed');
select results_eq($$select clock from clocks where id = '205' order by 1$$,
    $$values
        ('roads 1 disposed answered 2 05-28 00:00 met'),
        ('water 0 received verified 1 05-24 00:00 met'),
        ('water 2 disposed answered 2 06-17 00:00 open')
    $$, 'opened again: it is not closed, no timer runs, and it asks anew');
select results_eq($$select clock from clocks where id = '206' order by 1$$,
    $$values (' 0 received verified 1 05-24 00:00 missed')$$, 'filed away unverified');

-- What nobody watched is not missed.
update ops.stream set last_complete_at = '2025-05-30 12:00+07';
select results_eq($$select clock from clocks where id = '202' order by 1$$,
    $$values
        ('water 0 received closed 7 05-28 00:00 overdue'),
        ('water 0 received verified 1 05-24 00:00 uncertain'),
        ('water 1 disposed answered 2001 05-31 00:00 unwatched')
    $$, 'a limit that passed while nobody looked');
delete from ops.stream;
select is_empty($$select 1 from metrics.complaint_deadline where state = 'overdue'$$, 'never visited: nothing is overdue');

-- Inquiries follow the same rules.
select results_eq(
    $$select source_id, turn, deadline_rule_id from core.inquiry where source_id in ('202', '203', '205')
      order by source_id, opened_at$$,
    $$values ('202', 1, 2001), ('203', 1, 2002), ('203', 1, 2002), ('205', 1, 2), ('205', 1, 2)$$,
    'the deadline of an inquiry is that of its clock');
select is_empty(
    $$select external_id from metrics.complaint_deadline as d
      join core.inquiry as i
          on i.source_id = d.external_id and i.unit_id = d.unit_id and i.opened_at = d.from_at
      where d.from_event = 'disposed' and d.to_event = 'answered'
          and (i.deadline_rule_id, i.deadline_at) is distinct from (d.deadline_rule_id, d.due_at)$$,
    'and at the same moment');
update core.unit set kind = 'kelurahan' where unit_id = 1;
select core.rebuild_account(1, 9) \g /dev/null
select pg_temp.refresh() \g /dev/null
select results_eq(
    $$select id, clock from clocks where clock like 'roads % disposed answered %' order by 1$$,
    $$values ('201', 'roads 1 disposed answered 2003 05-26 00:00 late'),
        ('203', 'roads 1 disposed answered 2003 05-23 00:00 stopped'),
        ('205', 'roads 1 disposed answered 2003 05-23 00:00 met')$$,
    'a kind of unit is narrower than a topic');
select results_eq(
    $$select deadline_rule_id, pg_temp.at(deadline_at) from core.inquiry where source_id = '203' and unit_id = 1$$,
    $$values (2003, '05-23 00:00')$$, 'for its inquiry, too');
-- Whom sources do not name Pantau proposes, and says so.
select results_eq(
    $$select metric, definition_en like '%(a proposal of Pantau)%', definition_id like '%(usulan Pantau)%' from metrics.catalogue
      where metric in ('deadline.2', 'deadline.3', 'deadline.2002') order by 1$$,
    $$values ('deadline.2', true, true), ('deadline.2002', false, false), ('deadline.3', false, false)$$,
    'a proposal is called one');
-- A topic as Pantau names it: feeds call it otherwise, or tell none.
insert into core.deadline_rule
    (deadline_rule_id, government_id, topic, from_event, to_event, limit_days, counted_in, valid_from, source)
values (2005, 1, 'roads', 'disposed', 'answered', 1, 'days', '2025-01-01', 'by mapped topic');
select pg_temp.complaint('207', 'disposed', topic => 'Jalan');
select pg_temp.event('207', 'e1', 'disposed', '2025-05-22 10:00', '14637');
select pg_temp.complaint('208', 'disposed', topic => 'Sampah');
select pg_temp.event('208', 'e1', 'disposed', '2025-05-22 10:00', '14637');
select core.derive_complaint(1, 9, '{207,208}') \g /dev/null
select pg_temp.refresh() \g /dev/null
select results_eq($$select id, clock from clocks where id in ('207', '208') and clock like '%disposed answered%' order by 1$$,
    $$values ('207', 'parks 1 disposed answered 2005 05-24 00:00 unwatched'),
        ('208', 'parks 1 disposed answered 2 06-03 00:00 unwatched')$$, 'a rule for what it is about, whatever the feed calls it');
select results_eq(
    $$select source_id, deadline_rule_id, pg_temp.at(deadline_at) from core.inquiry where source_id in ('207', '208') order by 1$$,
    $$values ('207', 2005, '05-24 00:00'), ('208', 2, '06-03 00:00')$$, 'of its inquiry, too');
select throws_ok($$insert into core.deadline_rule (from_event, to_event, limit_days, counted_in, valid_from, source, topic)
    values ('opened', 'answered', 1, 'days', '2025-01-01', 'x', 'y')$$, '23514', null, 'messages know no topic rules');
select throws_ok($$insert into core.deadline_rule (from_event, to_event, limit_days, counted_in, valid_from, source)
    values ('answered', 'disposed', 1, 'days', '2025-01-01', 'x')$$, '23514', null, 'no clock runs backwards');

select * from finish();
rollback;
