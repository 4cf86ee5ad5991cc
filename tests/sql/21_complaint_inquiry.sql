-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- From complaints and their events to inquiries: dispositions, hand-overs, returns, closings, replies that
-- are not substantive, intervals that only polling saw. Expected values written by hand; May 2025 as in
-- 20_message_inquiry.sql.

begin;
\ir helper/world.psql
\ir helper/complaint.psql
select plan(35);

-- Disposed, acknowledged, answered, closed by the timer.
select pg_temp.complaint('100', 'closed_by_system');
select pg_temp.event('100', 'e1', 'received', '2025-05-20 08:00');
select pg_temp.event('100', 'e2', 'disposed', '2025-05-23 15:00', 'Dinas Jalan');
select pg_temp.event('100', 'e3', 'acknowledged', '2025-05-23 16:00', confidence => 0.9);
select pg_temp.event('100', 'e4', 'answered', '2025-05-26 08:00', confidence => 0.85);
select pg_temp.event('100', 'e5', 'closed', '2025-06-12 08:00', actor => 'timer');
select is(core.derive_complaint(1, 9, '{100}'), 1, 'one inquiry is written');
select results_eq($$select pg_temp.inquiries('100')$$,
    $$values ('e2 u1 citizen citizen 1 answered 23 15:00:00 23 15:00:00 26 08:00:00 e4')$$,
    'the substantive answer ends it; closing later changes nothing');
select results_eq(
    $$select kind, channel, first_reply_wait_s, first_reply_working_s, opened_working_s,
          substantive_working_s, deadline_at, deadline_rule_id
      from core.inquiry where source_id = '100'$$,
    $$values ('complaint', 'lapor', 3600::bigint, 3600::bigint, 7200::bigint, 7200::bigint,
        '2025-06-04 00:00+07'::timestamptz, 2)$$,
    'first reply by its own clock; five working days after the 23rd end with the 3rd of June');
select results_eq(
    $$select unit_id, first_reply_at, substantive_reply_at from core.complaint where external_id = '100'$$,
    $$values (1, '2025-05-23 16:00+07'::timestamptz, '2025-05-26 08:00+07'::timestamptz)$$,
    'the case knows its holder and its first replies');
select is(core.derive_complaint(1, 9, '{100}'), 0, 'nothing is written twice');

-- A doubtful answer is only a reply.
select pg_temp.complaint('101', 'closed_by_system');
select pg_temp.event('101', 'e1', 'disposed', '2025-05-23 15:00', 'Dinas Jalan');
select pg_temp.event('101', 'e2', 'answered', '2025-05-23 16:00', confidence => 0.7);
select pg_temp.event('101', 'e3', 'closed', '2025-05-28 08:00', actor => 'timer');
select pg_temp.event('101', 'e4', 'answered', '2025-05-28 09:00', confidence => 0.9);
select core.derive_complaint(1, 9, '{101}') \g /dev/null
select results_eq($$select pg_temp.inquiries('101')$$,
    $$values ('e1 u1 citizen citizen 1 closed_unanswered 23 15:00:00 23 15:00:00 28 08:00:00 - late 28 09:00:00')$$,
    'below 0.8 nothing is answered; an answer after the closing is late');

-- Closed, opened again and given to the same unit: a new turn; without a disposition nobody is asked.
select pg_temp.complaint('1190', 'in_process');
select pg_temp.event('1190', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('1190', 'e2', 'answered', '2025-05-19 09:00');
select pg_temp.event('1190', 'e3', 'closed', '2025-05-20 08:00', actor => 'timer');
select pg_temp.event('1190', 'e4', 'answered', '2025-05-20 09:00');
select pg_temp.event('1190', 'e5', 'disposed', '2025-05-21 08:00', 'Dinas Jalan');
select pg_temp.event('1190', 'e6', 'disposed', '2025-05-21 09:00', 'Dinas Jalan');
select pg_temp.event('1190', 'e7', 'answered', '2025-05-22 08:00');
select pg_temp.event('1190', 'e8', 'archived', '2025-05-23 08:00', actor => 'admin');
select core.derive_complaint(1, 9, '{1190}') \g /dev/null
select results_eq($$select pg_temp.inquiries('1190')$$,
    $$values ('e1 u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 19 09:00:00 e2'),
        ('e5 u1 citizen citizen 2 answered 21 08:00:00 21 08:00:00 22 08:00:00 e7')$$,
    'a case that was closed and is disposed again asks again');
select results_eq(
    $$select hop, to_unit_id, left_at from core.complaint_disposition
      where complaint_id = core.natural_id('complaint', 1, 9, '1190') order by hop$$,
    $$values (1, 1, '2025-05-21 08:00+07'::timestamptz), (2, 1, null)$$, 'and lies with one hop at a time');

-- Hand-over, return, and back to the first unit: a new turn.
select pg_temp.complaint('102', 'in_process');
select pg_temp.event('102', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('102', 'e2', 'disposed', '2025-05-19 09:00', 'Dinas Jalan');
select pg_temp.event('102', 'e3', 'disposed', '2025-05-20 08:00', 'Dinas Air');
select pg_temp.event('102', 'e4', 'returned', '2025-05-21 08:00', 'Dinas Air');
select pg_temp.event('102', 'e5', 'answered', '2025-05-21 09:00');
select pg_temp.event('102', 'e6', 'disposed', '2025-05-22 08:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{102}') \g /dev/null
select results_eq($$select pg_temp.inquiries('102')$$,
    $$values ('e1 u1 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 20 08:00:00 -'),
        ('e3 u2 citizen citizen 1 handed_over 20 08:00:00 20 08:00:00 21 08:00:00 -'),
        ('e6 u1 citizen citizen 2 waiting 22 08:00:00 22 08:00:00 - -')$$,
    'disposed to the holder again: nothing; elsewhere: handed over; back: a new turn');
select results_eq(
    $$select hop, from_unit_id, to_unit_id, left_at from core.complaint_disposition
      where complaint_id = core.natural_id('complaint', 1, 9, '102') order by hop$$,
    $$values (1, null::int, 1, '2025-05-20 08:00+07'::timestamptz),
        (2, 1, 2, '2025-05-21 08:00+07'::timestamptz), (3, null, 1, null)$$,
    'the hops of the case');

-- Closed by the reporter, filed away.
select pg_temp.complaint('103', 'closed_by_reporter');
select pg_temp.event('103', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('103', 'e2', 'closed', '2025-05-20 08:00', actor => 'reporter');
select pg_temp.complaint('104', 'archived_by_admin');
select pg_temp.event('104', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('104', 'e2', 'archived', '2025-05-20 08:00', actor => 'admin');
select core.derive_complaint(1, 9, '{103,104}') \g /dev/null
select results_eq(
    $$select source_id, state from core.inquiry where source_id in ('103', '104') order by 1$$,
    $$values ('103', 'withdrawn'), ('104', 'closed_unanswered')$$,
    'the reporter withdraws; filing away leaves it unanswered');

-- Several events in one minute, in the feed's order.
select pg_temp.complaint('105', 'in_process');
select pg_temp.event('105', 'z', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('105', 'a', 'answered', '2025-05-19 08:00');
update core.complaint_event set ordinal = case event_key when 'z' then 1 else 2 end
where complaint_external_id = '105';
select core.derive_complaint(1, 9, '{105}') \g /dev/null
select results_eq($$select pg_temp.inquiries('105')$$,
    $$values ('z u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 19 08:00:00 a')$$,
    'within a minute the feed''s own order counts');

-- What only polling saw: answers by the upper end, other endings by the lower.
select pg_temp.complaint('106', 'in_process');
select pg_temp.event('106', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('106', 'e2', 'answered', '2025-05-20 08:00', until_local => '2025-05-20 08:10');
select pg_temp.complaint('107', 'closed_by_admin');
select pg_temp.event('107', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('107', 'e2', 'closed', '2025-05-20 08:00', actor => 'admin', until_local => '2025-05-20 08:10');
select core.derive_complaint(1, 9, '{106,107}') \g /dev/null
select results_eq(
    $$select source_id, state, timing, to_char(ended_at at time zone 'Asia/Jakarta', 'HH24:MI'),
          to_char(ended_earliest_at at time zone 'Asia/Jakarta', 'HH24:MI'),
          to_char(ended_latest_at at time zone 'Asia/Jakarta', 'HH24:MI')
      from core.inquiry where source_id in ('106', '107') order by 1$$,
    $$values ('106', 'answered', 'interval', '08:10', '08:00', '08:10'),
        ('107', 'closed_unanswered', 'interval', '08:00', '08:00', '08:10')$$,
    'intervals: the answer counts when it was seen, the closing when it was last not there');

-- A disposition that only polling saw: the wait begins when it was there for certain.
select pg_temp.complaint('113', 'in_process');
select pg_temp.event('113', 'e1', 'disposed', '2025-05-20 08:00', 'Dinas Jalan', until_local => '2025-05-20 08:10');
select core.derive_complaint(1, 9, '{113}') \g /dev/null
select results_eq($$select opened_at, timing from core.inquiry where source_id = '113'$$,
    $$values ('2025-05-20 08:10+07'::timestamptz, 'interval')$$, 'a wait begins at the upper end');

-- What another unit writes is no reply of the unit asked.
select pg_temp.complaint('114', 'in_process');
select pg_temp.event('114', 'e1', 'disposed', '2025-05-20 08:00', 'Dinas Jalan');
select pg_temp.event('114', 'e2', 'acknowledged', '2025-05-20 09:00', 'Dinas Air');
select pg_temp.event('114', 'e3', 'acknowledged', '2025-05-20 10:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{114}') \g /dev/null
select results_eq($$select first_reply_at, state from core.inquiry where source_id = '114'$$,
    $$values ('2025-05-20 10:00+07'::timestamptz, 'waiting')$$, 'the first reply is the unit''s own');

-- No entry tells of the closing: the state does, and by whom.
select pg_temp.complaint('115', 'closed_by_reporter');
select pg_temp.event('115', 'e1', 'disposed', '2025-05-20 08:00', 'Dinas Jalan');
select pg_temp.complaint('116', 'archived_by_system');
select pg_temp.event('116', 'e1', 'disposed', '2025-05-20 08:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{115,116}') \g /dev/null
select results_eq($$select source_id, state from core.inquiry where source_id in ('115', '116') order by 1$$,
    $$values ('115', 'withdrawn'), ('116', 'closed_unanswered')$$, 'a state says who closed');

-- Names nobody mapped are kept, reported, and derived once they are mapped.
select pg_temp.complaint('108', 'in_process');
select pg_temp.event('108', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Langit');
select core.derive_complaint(1, 9, '{108}') \g /dev/null
select is(unit_id, 0, 'a name nobody mapped belongs to the whole government')
from core.inquiry where source_id = '108';
select results_eq($$select ref, complaint_external_id from ops.unknown_unit_ref$$,
    $$values ('Dinas Langit', '108')$$, 'and is reported');
insert into core.feed_unit values (1, 9, 'Dinas Langit', 3);
select core.derive_complaint(1, 9, '{108}') \g /dev/null
select is(unit_id, 3, 'once it is mapped it has its unit') from core.inquiry where source_id = '108';
select is((select count(*)::int from ops.inquiry_retired), 1, 'and the old id a successor');

-- The four stage times alone, and a case that is not disposed.
select pg_temp.complaint('109', 'disposed', '14637');
update core.complaint set disposed_at = '2025-05-19 08:00+07' where external_id = '109';
select pg_temp.complaint('110', 'verified', 'Dinas Air');
select core.derive_complaint(1, 9, '{109,110}') \g /dev/null
select results_eq(
    $$select opening_id, unit_id, state from core.inquiry where source_id in ('109', '110')$$,
    $$values ('@disposed', 3, 'waiting')$$, 'a disposition known only as a time opens; no disposition, no wait');
select is(unit_id, 2, 'the holder that is named without a time is known all the same')
from core.complaint where external_id = '110';

-- A log that is edited: at its third place stands another sentence since the second visit. A visit that
-- saw less of the log takes nothing away, and an older one brings nothing back.
create function pg_temp.entry(key text, kind text, at_local text, place int, seen timestamptz, ref text default null)
returns void
language sql
as $$
    insert into core.complaint_event
        (government_id, account_id, complaint_external_id, event_key, complaint_id, at_earliest,
        at_latest, precision_s, kind, unit_ref, confidence, ordinal, first_observed_at, changed_observed_at)
    values (1, 9, '111', key, core.natural_id('complaint', 1, 9, '111'),
        at_local::timestamp at time zone 'Asia/Jakarta', at_local::timestamp at time zone 'Asia/Jakarta',
        60, kind, ref, 1, place, seen, seen)
$$;
select pg_temp.complaint('111', 'in_process');
select pg_temp.entry('a', 'disposed', '2025-05-20 09:00', 0, '2025-06-01', 'Dinas Jalan');
select pg_temp.entry('b', 'answered', '2025-05-20 09:00', 1, '2025-06-01');
select pg_temp.entry('c', 'answered', '2025-05-22 09:00', 2, '2025-06-01');
select core.derive_complaint(1, 9, '{111}') \g /dev/null
select results_eq($$select answer_id from core.inquiry where source_id = '111'$$, $$values ('b')$$,
    'each place of the log has its entry');
select pg_temp.entry('d', 'acknowledged', '2025-05-20 09:00', 1, '2025-06-02');
select core.derive_complaint(1, 9, '{111}') \g /dev/null
select results_eq(
    $$select string_agg(event_key, '' order by event_key), (select answer_id from core.inquiry where source_id = '111')
      from core.complaint_event where complaint_external_id = '111'$$,
    $$values ('acd', 'c')$$, 'an entry that was edited away is gone, and what followed from it');
select pg_temp.entry('e', 'answered', '2025-05-20 10:00', 1, '2025-05-31');
select core.derive_complaint(1, 9, '{111}') \g /dev/null
select is(string_agg(event_key, '' order by event_key), 'acd', 'an older visit brings nothing back')
from core.complaint_event where complaint_external_id = '111';

-- The time of a disposition was corrected: the inquiry moves with its id, and is no second one.
select pg_temp.complaint('112', 'in_process');
select pg_temp.event('112', 'e1', 'disposed', '2025-05-20 09:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{112}') \g /dev/null
delete from core.dirty;
update core.complaint_event set at_earliest = at_earliest + interval '1 day', at_latest = at_latest + interval '1 day'
where complaint_external_id = '112';
select core.derive_complaint(1, 9, '{112}') \g /dev/null
select results_eq($$select pg_temp.inquiries('112')$$,
    $$values ('e1 u1 citizen citizen 1 waiting 21 09:00:00 21 09:00:00 - -')$$, 'one inquiry, from the later day');
select results_eq($$select day from core.dirty order by day$$, $$values ('2025-05-20'::date), ('2025-05-21'::date)$$,
    'both days are marked');
select is_empty($$select inquiry_id from core.inquiry join ops.inquiry_retired using (inquiry_id)$$,
    'an id that lives on is not retired');

-- What the reporter heard first: an answer of a unit that did not hold the case, a receipt that only polling saw.
select pg_temp.complaint('130', 'in_process');
select pg_temp.event('130', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('130', 'e2', 'answered', '2025-05-20 08:00', 'Dinas Air');
select pg_temp.complaint('131', 'in_process');
select pg_temp.event('131', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('131', 'e2', 'acknowledged', '2025-05-20 08:00', until_local => '2025-05-20 08:10');
select pg_temp.event('131', 'e3', 'answered', '2025-05-21 08:00');
select core.derive_complaint(1, 9, '{130,131}') \g /dev/null
select results_eq(
    $$select external_id, first_reply_earliest_at, first_reply_at, substantive_reply_at from core.complaint
      where external_id in ('130', '131') order by 1$$,
    $$values
        ('130', null, '2025-05-20 08:00+07'::timestamptz, '2025-05-20 08:00+07'::timestamptz),
        ('131', '2025-05-20 08:00+07'::timestamptz, '2025-05-20 08:10+07', '2025-05-21 08:00+07')$$,
    'the first reply of a case, with its lower end where only polling saw it');
select is(core.derive_complaint(1, 9, '{130,131}'), 0, 'and nothing is written twice');

select core.rebuild_account(1, 9) \g /dev/null
select is(core.rebuild_account(1, 9), 0, 'a rebuild changes nothing');

-- Of several deadlines the narrower one holds: the feed's kind before any feed's, the government's before all.
insert into core.deadline_rule
    (government_id, feed_kind, from_event, to_event, limit_days, counted_in, valid_from, source)
values (null, null, 'disposed', 'answered', 1, 'days', '2025-01-01', 'any feed');
select core.rebuild_account(1, 9) \g /dev/null
select results_eq($$select deadline_rule_id from core.inquiry where source_id = '100'$$, 'values (2)',
    'a rule for every feed is wider than that of its kind, however new');
select throws_ok($$insert into core.deadline_rule (from_event, to_event, limit_days, counted_in, valid_from, source)
    values ('open', 'answered', 1, 'days', '2025-01-01', 'x')$$, '23514', null, 'a rule of no event is none');
select throws_ok($$insert into core.deadline_rule (from_event, to_event, limit_days, counted_in, valid_from, source)
    values ('opened', 'answer', 1, 'days', '2025-01-01', 'x')$$, '23514', null, 'at either end');
select is_empty(
    $$select source_id from core.inquiry where ended_at < opened_at or opened_wait_s < 0$$,
    'no wait is negative');

select * from finish();
rollback;
