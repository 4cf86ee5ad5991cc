-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What people decide: corrections in the derivation of messages and complaints, what carries them along, what is refused,
-- exclusions, and the audit rows. Expected values written by hand; Tuesday is 20 May 2025, units work 07:30 to 16:00 less
-- 12:00 to 13:00.

begin;
\ir helper/world.psql
select plan(73);

create function pg_temp.id(source text, opening text, unit int default 1) returns uuid language sql as $$
    select inquiry_id from core.inquiry where source_id = source and opening_id = opening and unit_id = unit
$$;
create function pg_temp.correct(id uuid, changes jsonb) returns setof text language sql as $$
    select concat_ws(' ', kind, case when kind = 'correction' then after else name end,
        case when kind in ('inquiry', 'figures') then coalesce(before, '-') || ' ' || coalesce(after, '-') end)
    from ops.correct(id, null, changes, 'Ani', 'told by phone', null)
    where kind <> 'also'
$$;
create function pg_temp.last() returns bigint language sql as 'select max(correction_id) from core.correction';

-- Answered by phone, and asked again before the unit wrote: two waits.
select pg_temp.say(1, 'm1', '2025-05-20 08:00', 'm1', 'ani', 'Kapan?');
select pg_temp.say(1, 'm3', '2025-05-22 08:00', 'm1', 'ani', 'Kapan lagi?');
select pg_temp.say(1, 'm4', '2025-05-23 08:00', 'm1', '1', 'Besok.');
select core.derive_message(1, 1, '{m1}') \g /dev/null
create temporary table before_m1 as select i::text as line from core.inquiry as i where source_id = 'm1';
select results_eq($$select pg_temp.inquiries('m1')$$,
    $$values ('m1 u1 citizen citizen 1 answered 20 08:00:00 20 08:00:00 23 08:00:00 m4')$$, 'what is seen there');
select results_eq(
    $$select pg_temp.correct(pg_temp.id('m1', 'm1'), '{"state": "answered", "ended_at": "2025-05-20 10:00+07"}')$$,
    $$values ('correction state'), ('inquiry wait_s 259200 7200'),
        ('inquiry ended_at 2025-05-23T01:00:00Z 2025-05-20T03:00:00Z'),
        ('inquiry working_wait_s 81000 7200'),
        ('figures 2025-05-20 roads facebook'), ('figures 2025-05-22 roads facebook')$$,
    'what an answer by phone changes');
select results_eq($$select pg_temp.inquiries('m1')$$,
    $$values ('m1 u1 citizen citizen 1 answered 20 08:00:00 20 08:00:00 20 10:00:00 -'),
        ('m3 u1 citizen citizen 2 answered 22 08:00:00 22 08:00:00 23 08:00:00 m4')$$,
    'it ends by phone; what is written after it is the next turn');
select results_eq(
    $$select opening_id, correction_id = pg_temp.last(), needed_wait_s, needed_working_s, substantive_wait_s
      from core.inquiry where source_id = 'm1' order by 1$$,
    $$values ('m1', true, 7200::bigint, 7200::bigint, 7200::bigint), ('m3', null, 86400, 27000, 86400)$$,
    'on both clocks, the corrected one alone is named so');
select results_eq(
    $$select action, person, database_user = session_user, subject = 'correction ' || pg_temp.last(), reason,
          before ->> 'state', before ->> 'wait_s', after ->> 'wait_s' from ops.audit$$,
    $$values ('correct', 'Ani', true, true, 'told by phone', 'answered', '259200', '7200')$$, 'the audit row');
select bag_eq(
    $$select distinct unit_id, channel, day from core.dirty where unit_id = 1$$,
    $$values (1, 'facebook', date '2025-05-20'), (1, 'facebook', '2025-05-22')$$, 'days are marked');
select is(core.rebuild_inquiries(1), 0, 'a rebuild changes nothing');

-- An older message comes to light: the wait has another id, and the correction goes with it.
select pg_temp.say(1, 'm0', '2025-05-19 08:00', 'm1', 'budi', 'Kapan?');
select core.derive_message(1, 1, '{m1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('m1')$$,
    $$values ('m0 u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 10:00:00 -'),
        ('m3 u1 citizen citizen 2 answered 22 08:00:00 22 08:00:00 23 08:00:00 m4')$$,
    'the stretch that holds what was corrected');
-- The thread moves, too.
update core.message set thread_key = 'm0' where thread_key = 'm1';
select core.derive_message(1, 1, '{m0, m1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('m0')$$,
    $$values ('m0 u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 10:00:00 -'),
        ('m3 u1 citizen citizen 2 answered 22 08:00:00 22 08:00:00 23 08:00:00 m4')$$, 'under another name');
-- An answer from before the telephone rang comes to light: the earliest ends it.
select pg_temp.say(1, 'm2', '2025-05-20 09:00', 'm0', '1', 'Besok.');
select core.derive_message(1, 1, '{m0}') \g /dev/null
select results_eq(
    $$select pg_temp.inquiries('m0') union all
      select coalesce(correction_id::text, 'none') from core.inquiry where source_id = 'm0' and opening_id = 'm0'$$,
    $$values ('m0 u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 09:00:00 m2'),
        ('m3 u1 citizen citizen 2 answered 22 08:00:00 22 08:00:00 23 08:00:00 m4'), ('none')$$,
    'an earlier answer ends it, and nothing is corrected any more');
delete from core.message where external_id in ('m0', 'm2');
update core.message set thread_key = 'm1' where thread_key = 'm0';
select core.derive_message(1, 1, '{m0, m1}') \g /dev/null
select is(core.inquiry_now(1, core.inquiry_id(1, 'message', 1, 'm1', 1, 'm1', 'citizen')), pg_temp.id('m1', 'm1'),
    'the inquiry of before');
select results_eq(
    $$select kind, name, before, after from ops.correction_revoke(null, pg_temp.last(), 'Budi', 'wrong number')
      where kind in ('correction', 'also', 'inquiry') and name not in ('ended_at', 'reply_class') and name not like '%wait_s'$$,
    $$select 'correction', pg_temp.last()::text, 'state', null union all
      select 'also', core.inquiry_id(1, 'message', 1, 'm1', 1, 'm3', 'citizen')::text, 'answered', null$$,
    'taken back: the second wait was none');
select results_eq($$select i::text from core.inquiry as i where source_id = 'm1'$$, 'select line from before_m1',
    'each column is what it was');
select throws_ok($$select * from ops.correction_revoke(null, pg_temp.last(), 'Budi', 'again')$$, 'PT007',
    'correction ' || pg_temp.last() || ' was revoked already', 'once');
select results_eq($$select action, person, reason from ops.audit order by audit_id desc limit 1$$,
    $$values ('revoke_correction', 'Budi', 'wrong number')$$, 'with its audit row');

-- A thread of one message has a short way; a correction leads it off.
select pg_temp.say(1, 's1', '2025-05-20 08:00', 's1', 'ani', 'Jalan rusak di depan rumah kami.');
update core.message set needs_answer = false, undecided = false, intent = null, topic = null where external_id = 's1';
select core.derive_message(1, 1, '{s1}') \g /dev/null
select results_eq(
    $$select pg_temp.correct(pg_temp.id('s1', 's1'), '{"needs_answer": true, "intent": "complaint", "topic": "roads"}')$$,
    $$values ('correction intent'), ('correction needs_answer'), ('correction topic'), ('inquiry topic - roads'),
        ('inquiry intent - complaint'), ('inquiry needs_answer false true'), ('figures 2025-05-20 roads facebook')$$,
    'three corrections at once');
select results_eq(
    $$select state, needed_at, needed_on, needed_working_from_s = opened_working_from_s, intent, topic, undecided
      from core.inquiry where source_id = 's1'$$,
    $$values ('waiting', '2025-05-20 08:00+07'::timestamptz, date '2025-05-20', true, 'complaint', 'roads', false)$$,
    'it needs an answer from its first message on');
select pg_temp.say(1, 's2', '2025-05-20 09:00', 's1', '1', 'Besok.');
select core.derive_message(1, 1, '{s1}') \g /dev/null
select is(needed_wait_s, 3600::bigint, 'its clock runs from there') from core.inquiry where source_id = 's1';
select results_eq(
    $$select pg_temp.correct(pg_temp.id('s1', 's1'), '{"reply_class": "stock"}')$$,
    $$values ('correction reply_class'), ('inquiry reply_class substantive stock'), ('figures 2025-05-20 roads facebook')$$,
    'the class of its reply');
-- What a person calls stock is not the substantive reply that is waited for behind it, neither is the next turn's.
create temporary view s1 as
select opening_id, state, reply_class, substantive_at at time zone 'Asia/Jakarta' as substantive_at, substantive_wait_s
from core.inquiry where source_id = 's1';
select results_eq('select reply_class, substantive_at, substantive_wait_s from s1',
    $$values ('stock', null::timestamp, null::bigint)$$, 'a stock reply leaves the wait for more');
select pg_temp.say(1, 's3', '2025-05-26 08:00', 's1', 'ani', 'Kapan?');
select pg_temp.say(1, 's4', '2025-05-26 09:00', 's1', '1', 'Jalan sudah diperbaiki.');
select core.derive_message(1, 1, '{s1}') \g /dev/null
select results_eq('select * from s1 order by 1',
    $$values ('s1', 'answered', 'stock', '2025-05-26 09:00'::timestamp, 522000::bigint),
        ('s3', 'answered', 'substantive', '2025-05-26 09:00', 3600)$$,
    'which the next substantive one ends, six days and an hour after');
select pg_temp.correct(pg_temp.id('s1', 's3'), '{"reply_class": "redirect"}') \g /dev/null
select results_eq('select * from s1 order by 1',
    $$values ('s1', 'answered', 'stock', null::timestamp, null::bigint), ('s3', 'answered', 'redirect', null, null)$$,
    'unless a person says that it is none');
select throws_ok($$select pg_temp.correct(pg_temp.id('s1', 's1'), '{"topic": "floods"}')$$, 'PT007',
    'correction ' || (select correction_id from core.correction where field = 'topic') || ' of its topic stands',
    'what is corrected is not corrected again');
-- Spam is never in what needs an answer, unless a person says that it does.
select pg_temp.say(1, 'z1', '2025-05-20 08:00', 'z1', 'ani', 'Kapan?');
select core.derive_message(1, 1, '{z1}') \g /dev/null
select pg_temp.correct(pg_temp.id('z1', 'z1'), '{"intent": "spam"}') \g /dev/null
select results_eq($$select intent, needed_at from core.inquiry where source_id = 'z1'$$,
    $$values ('spam', null::timestamptz)$$, 'a person calls it spam');

-- The wrong unit: clocks, deadline and outcome are the right one's, the id stays.
insert into core.unit_calendar (government_id, unit_id, valid_from, calendar) values (1, 2, '-infinity', 'always');
select pg_temp.say(1, 'u1', '2025-05-20 15:00', 'u1', 'ani', 'Kapan?');
select pg_temp.say(1, 'u2', '2025-05-21 08:30', 'u1', '2', 'Besok.');
select core.derive_message(1, 1, '{u1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('u1')$$,
    $$values ('u1 u1 citizen citizen 1 helped 20 15:00:00 20 15:00:00 21 08:30:00 u2 helped by 2')$$, 'asked of unit 1');
create temporary table asked as select inquiry_id from core.inquiry where source_id = 'u1';
delete from core.dirty;
select pg_temp.correct(inquiry_id, '{"unit": "water"}') from asked \g /dev/null
select results_eq($$select pg_temp.inquiries('u1')$$,
    $$values ('u1 u2 citizen citizen 1 answered 20 15:00:00 20 15:00:00 21 08:30:00 u2')$$, 'meant was unit 2, which answered');
select results_eq($$select inquiry_id, calendar, needed_working_s, needed_wait_s from core.inquiry where source_id = 'u1'$$,
    $$select inquiry_id, 'always', 63000::bigint, 63000::bigint from asked$$, 'by its own calendar, with the same id');
select bag_eq('select unit_id, day from core.dirty', $$values (1, date '2025-05-20'), (2, '2025-05-20')$$,
    'days of both units are marked');
select pg_temp.correct(inquiry_id, '{"state": "answered", "ended_at": "2025-05-20 15:30+07"}') from asked \g /dev/null
select results_eq($$select pg_temp.inquiries('u1')$$,
    $$values ('u1 u2 citizen citizen 1 answered 20 15:00:00 20 15:00:00 20 15:30:00 -')$$,
    'answered elsewhere, by the unit that was meant');
select throws_ok($$select pg_temp.correct(inquiry_id, '{"unit": "parks"}') from asked$$, 'PT007',
    'correction ' || (select correction_id from core.correction where field = 'unit') || ' of its unit stands', 'one unit');

-- A reply that is none: who waited waits on, for all units asked.
select pg_temp.say(1, 'n1', '2025-05-20 08:00', 'n1', 'ani', 'Kapan?');
select pg_temp.say(1, 'n2', '2025-05-20 09:00', 'n1', '1', 'Halo.');
select pg_temp.say(1, 'n3', '2025-05-21 08:00', 'n1', 'ani', 'Kapan?');
insert into core.message_mention values (1, 1, 'n1', 2, '2025-05-20 08:00+07', '2025-12-01');
select core.derive_message(1, 1, '{n1}') \g /dev/null
select pg_temp.correct(pg_temp.id('n1', 'n1'), '{"state": "waiting"}') \g /dev/null
select results_eq($$select pg_temp.inquiries('n1')$$,
    $$values ('n1 u1 citizen citizen 1 waiting 20 08:00:00 20 08:00:00 - -'),
        ('n1 u2 citizen citizen 1 waiting 20 08:00:00 20 08:00:00 - -')$$, 'one wait each, as if it had not been written');
select is(array_agg(correction_id order by unit_id), array[pg_temp.last(), null], 'the one that was corrected is named so')
from core.inquiry where source_id = 'n1';

-- Whom an inquiry belongs to when an account sees the message itself.
select pg_temp.say(1, 'v1', '2025-05-20 08:00', 'v1', 'ani', 'Kapan?');
insert into core.message_mention values (1, 1, 'v1', 2, '2025-05-20 08:00+07', '2025-12-01');
select core.derive_message(1, 1, '{v1}') \g /dev/null
select pg_temp.correct(pg_temp.id('v1', 'v1', 2), '{"state": "answered", "ended_at": "2025-05-20 12:00+07"}') \g /dev/null
select pg_temp.say(2, 'v0', '2025-05-20 07:00', 'w', 'ani', 'Kapan?', kind => 'mention');
select pg_temp.say(2, 'v1', '2025-05-20 08:00', 'w', 'ani', 'Kapan?', kind => 'mention');
select core.derive_message(1, 2, '{w}') \g /dev/null
select results_eq($$select pg_temp.inquiries('v1') union all select pg_temp.inquiries('w')$$,
    $$values ('v1 u1 citizen citizen 1 waiting 20 08:00:00 20 08:00:00 - -'),
        ('v0 u2 citizen citizen 1 answered 20 07:00:00 20 07:00:00 20 12:00:00 -')$$,
    'the wait moves to the account that was named, and its answer with it');
select lives_ok($$select * from ops.correction_revoke('32.75', pg_temp.last(), 'Ani', 'wrong number')$$, 'taken back there');
select results_eq($$select pg_temp.inquiries('w')$$,
    $$values ('v0 u2 citizen citizen 1 waiting 20 07:00:00 20 07:00:00 - -')$$, 'it waits');
-- A message of the same id on another platform is another one.
insert into core.account (government_id, account_id, channel, external_id, access, author_key)
values (1, 5, 'youtube', 'y5', 'owned', decode(md5('account 5'), 'hex'));
insert into core.account_owner values (1, 5, '-infinity', null, 1);
select pg_temp.say(5, 'z1', '2025-05-20 08:00', 'z1', 'ani', 'Kapan?');
select core.derive_message(1, 5, '{z1}') \g /dev/null
select is(array_agg(coalesce(intent, '-') order by source_account_id), '{spam,question}', 'ids of another platform are others')
from core.inquiry where source_id = 'z1';

-- Complaints.
create function pg_temp.complaint(id text) returns void language sql as $$
    insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, status, status_observed_at,
        received_at, first_observed_at, changed_observed_at)
    values (1, 9, id, 'lapor', core.natural_id('complaint', 1, 9, id), 'in_process', '2025-06-30', '2025-05-18 08:00+07',
        '2025-06-30', '2025-06-30')
$$;
create function pg_temp.event(id text, key text, kind text, at_local text, ref text default null)
returns void language sql as $$
    insert into core.complaint_event (government_id, account_id, complaint_external_id, event_key, complaint_id,
        at_earliest, at_latest, precision_s, kind, unit_ref, confidence, first_observed_at, changed_observed_at)
    values (1, 9, id, key, core.natural_id('complaint', 1, 9, id), at_local::timestamp at time zone 'Asia/Jakarta',
        at_local::timestamp at time zone 'Asia/Jakarta', 60, kind, ref, 1, '2025-06-30', '2025-06-30')
$$;
select pg_temp.complaint('300');
select pg_temp.event('300', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('300', 'e2', 'answered', '2025-05-22 08:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{300}') \g /dev/null
select pg_temp.correct(pg_temp.id('300', 'e1'), '{"state": "answered", "ended_at": "2025-05-20 08:00+07"}') \g /dev/null
select results_eq($$select pg_temp.inquiries('300')$$,
    $$values ('e1 u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 08:00:00 -'),
        ('e1 u2 citizen citizen 1 helped 19 08:00:00 19 08:00:00 20 08:00:00 - helped by 1')$$,
    'a letter of the one unit answers, and helps the other');
select results_eq($$select first_reply_at, substantive_reply_at from core.complaint where external_id = '300'$$,
    $$values ('2025-05-20 08:00+07'::timestamptz, '2025-05-20 08:00+07'::timestamptz)$$, 'the case knows of it');
select results_eq(
    $$select unit_id, correction_id = pg_temp.last() from core.inquiry where source_id = '300' order by 1$$,
    $$values (1, true), (2, true)$$, 'both ended by it');

select pg_temp.complaint('301');
select pg_temp.event('301', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('301', 'e2', 'answered', '2025-05-20 08:00');
select core.derive_complaint(1, 9, '{301}') \g /dev/null
select pg_temp.correct(pg_temp.id('301', 'e1'), '{"state": "waiting"}') \g /dev/null
select results_eq($$select pg_temp.inquiries('301'), first_reply_at from core.inquiry where source_id = '301'$$,
    $$values ('e1 u1 citizen citizen 1 waiting 19 08:00:00 19 08:00:00 - -', '2025-05-20 08:00+07'::timestamptz)$$,
    'a follow-up that is no answer is a reply all the same');
select pg_temp.event('301', 'e3', 'answered', '2025-05-21 08:00');
select core.derive_complaint(1, 9, '{301}') \g /dev/null
select is(answer_id, 'e3', 'the next one answers') from core.inquiry where source_id = '301';

select pg_temp.complaint('302');
select pg_temp.event('302', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan');
select pg_temp.event('302', 'e2', 'disposed', '2025-05-21 08:00', 'Dinas Air');
select pg_temp.event('302', 'e3', 'disposed', '2025-05-22 08:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{302}') \g /dev/null
create temporary table case_302 as select inquiry_id, opening_id from core.inquiry where source_id = '302';
select pg_temp.correct(inquiry_id, '{"needs_answer": false, "topic": "roads"}') from case_302 where opening_id = 'e1' \g /dev/null
select pg_temp.correct(inquiry_id, '{"unit": "parks", "intent": "request", "topic": "parks"}') from case_302
where opening_id = 'e3' \g /dev/null
select results_eq(
    $$select opening_id, unit_id, state, needed_at is null, needed_wait_s, opened_wait_s, topic, intent,
          correction_id is not null, inquiry_id = (select c.inquiry_id from case_302 as c where c.opening_id = i.opening_id)
      from core.inquiry as i where source_id = '302' order by 1$$,
    $$values ('e1', 1, 'handed_over', true, null::bigint, 172800::bigint, 'roads', 'complaint', true, true),
        ('e2', 2, 'handed_over', false, 86400, 86400, null, 'complaint', false, true),
        ('e3', 3, 'waiting', false, null, null, 'parks', 'request', true, true)$$,
    'each wait of a case by itself');
-- The disposition turns out to have been another entry of the log, an hour earlier.
update core.complaint_event set event_key = 'e9', at_earliest = at_earliest - interval '1 hour', at_latest = at_latest - interval '1 hour'
where event_key = 'e3' and complaint_external_id = '302';
select core.derive_complaint(1, 9, '{302}') \g /dev/null
select results_eq($$select opening_id, unit_id, topic from core.inquiry where source_id = '302' order by 1$$,
    $$values ('e1', 1, 'roads'), ('e2', 2, null), ('e9', 3, 'parks')$$, 'found again by unit and time');
select is(core.rebuild_inquiries(1), 0, 'all of it is what a rebuild makes');

-- What makes no sense.
select throws_ok(format($$select pg_temp.correct(%L, '%s')$$, pg_temp.id('n1', 'n1', 2), changes), 'PT007', said, said)
from (
    values
        ('{"state": "answered", "ended_at": "2025-05-20 07:59:59+07"}',
            'that answer lies before the question, which was asked at 2025-05-20T01:00:00Z'),
        ('{"state": "answered", "ended_at": "2999-01-01"}', 'that answer lies in the future'),
        ('{"state": "answered"}', 'it must be said when it was answered'),
        ('{"state": "waiting"}', 'nothing answered it: it is waiting'),
        ('{"unit": "sea"}', 'there is no unit sea in the government of this inquiry'),
        ('{"unit": "water"}', 'it is of unit water already'),
        ('{"unit": "roads"}', 'unit roads was asked there, too, and has an inquiry of its own'),
        ('{"needs_answer": true}', 'it needs an answer already'),
        ('{"intent": "rage"}', 'rage is no intent: question, complaint, request, suggestion, praise, spam or other'),
        ('{"intent": "question"}', 'its intent is question already'),
        ('{"reply_class": "stock"}', 'nothing answered it: it is waiting'),
        ('{"colour": "red"}', 'colour cannot be corrected'),
        ('{}', 'it must be said what is to be corrected')
) as wrong (changes, said);
select throws_ok($$select pg_temp.correct('00000000-0000-0000-0000-000000000000', '{"topic": "roads"}')$$, 'PT007',
    'there is no inquiry 00000000-0000-0000-0000-000000000000', 'an unknown inquiry');
select throws_ok(format($$select ops.correct(%L, '99.99', '{"topic": "roads"}', 'Ani', 'x', null)$$, pg_temp.id('n1', 'n1')),
    'PT007', null, 'an inquiry of another government');
select throws_ok(format($$select ops.correct(%L, null, '{"topic": "roads"}', ' ', 'x', null)$$, pg_temp.id('n1', 'n1')),
    'PT007', 'it must be said who decides', 'nobody');
insert into ops.retention_horizon values (1, 'inquiry', '2025-05-20 12:00+07', 'Ani', now());
select throws_like(format($$select pg_temp.correct(%L, '{"topic": "roads"}')$$, pg_temp.id('n1', 'n1')), '%is final%',
    'what is final stays');
delete from ops.retention_horizon;

-- Days taken out.
select metrics.response_rebuild(1, '2025-06-01 00:00+07') \g /dev/null
delete from core.dirty;
select results_eq($$select days, inquiries from ops.exclude('32.75', 'roads', null, '2025-05-19', '2025-05-20', 'Ani', 'hacked')$$,
    $$values (3::bigint, 9::bigint)$$, 'how much is taken out');
select bag_eq('select unit_id, channel, day from core.dirty',
    $$values (1, 'facebook', date '2025-05-20'), (1, 'youtube', '2025-05-20'), (1, 'lapor', '2025-05-19')$$, 'its days are marked');
select metrics.response_rebuild(1, '2025-06-01 00:00+07') \g /dev/null
select is(n_excluded::int, 5, 'counted, and no figure has them') from metrics.response_rolling_all
where unit_id = 1 and scope = 'own' and channel = 'facebook' and opener = 'all' and population = 'all' and clock = 'calendar' and window_days = 28;
select throws_like(format($$select ops.exclude(%s, 'Ani', 'hacked')$$, call), said, said)
from (
    values
        ($$'32.75', 'roads', 'facebook', '2025-05-20', '2025-05-20'$$, 'exclusion % takes these days out already'),
        ($$'32.75', 'sea', null, '2025-05-20', '2025-05-20'$$, 'government 32.75 has no unit sea'),
        ($$'99.99', null, null, '2025-05-20', '2025-05-20'$$, 'there is no government 99.99'),
        ($$null, null, 'fax', '2025-05-20', '2025-05-20'$$, 'government 32.75 has no account of channel fax'),
        ($$null, null, null, '2025-05-21', '2025-05-20'$$, 'the last day lies before the first'),
        ($$null, null, null, '2025-05-21', '2999-01-01'$$, 'the last day lies in the future%')
) as wrong (call, said);
select lives_ok($$select ops.exclusion_revoke(null, (select max(exclusion_id) from core.exclusion), 'Ani', 'was ours')$$, 'put back');
select metrics.response_rebuild(1, '2025-06-01 00:00+07') \g /dev/null
select is(sum(n_excluded)::int, 0, 'and counted again') from metrics.response_rolling_all;

-- Which decision made it so is told beside what rules decided.
select * from metrics.refresh_round('2025-06-01 00:00+07', 'full') \g /dev/null
create function pg_temp.ruled(source text, of_field text, opening text default null) returns text language sql as $$
    select 'correction.' || correction_id from core.correction
    where source_id = source and field = of_field and opening_id = coalesce(opening, source) and revoked_at is null
$$;
select results_eq(
    $$select source_id, unit_id, needed_rule, topic_rule, answer_rule from metrics.inquiry_detail
      where clock = 'calendar' and population = 'all' and source_id in ('s1', 'z1', 'u1', '300') and account_id <> 5
          and turn = 1
      order by 1, 2$$,
    $$values ('300', 1, null, null, pg_temp.ruled('300', 'state', 'e1')),
        ('300', 2, null, null, pg_temp.ruled('300', 'state', 'e1')),
        ('s1', 1, pg_temp.ruled('s1', 'needs_answer'), pg_temp.ruled('s1', 'topic'), pg_temp.ruled('s1', 'reply_class')),
        ('u1', 2, 'question_word.2', null, pg_temp.ruled('u1', 'state')),
        ('z1', 1, pg_temp.ruled('z1', 'intent'), null, null)$$,
    'metrics.inquiry_detail names the correction that decided each');

select * from finish();
rollback;
