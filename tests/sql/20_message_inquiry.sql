-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- From messages to inquiries: one small world per rule, expected values written by hand. May
-- 2025: the 23rd is a Friday, the 26th a Monday, the 29th a holiday, the 30th joint leave.

begin;
\ir helper/world.psql
select plan(59);

-- Asked and answered over a weekend.
select pg_temp.say(1, 'a1', '2025-05-23 15:00:00', 'a1', 'ani', 'Kapan jalan diperbaiki?');
select pg_temp.say(1, 'a2', '2025-05-26 08:00:00', 'a1', '1', 'Besok pagi.', 'a1');
select is(core.derive_message(1, 1, '{a1}'), 1, 'one inquiry is written');
select results_eq($$select pg_temp.inquiries('a1')$$,
    $$values ('a1 u1 citizen citizen 1 answered 23 15:00:00 23 15:00:00 26 08:00:00 a2')$$,
    'a question and the answer of the unit');
select results_eq(
    $$select opened_wait_s, needed_wait_s, opened_working_s, needed_working_s, first_reply_wait_s
      from core.inquiry where source_id = 'a1'$$,
    $$values (234000::bigint, 234000::bigint, 7200::bigint, 7200::bigint, 234000::bigint)$$,
    'waits: 65 hours by the calendar; Friday to 16:30 and Monday from 07:30 are two working hours');
select is(role, 'official', 'the account''s own message is official')
from core.message where external_id = 'a2';
select is(core.derive_message(1, 1, '{a1}'), 0, 'nothing is written twice');
select results_eq(
    $$select unit_id, channel, day from core.dirty order by dirty_id$$,
    $$values (1, 'facebook', '2025-05-23'::date)$$, 'the day of the start is marked');

-- Thanks open a stretch that needs nothing, until somebody asks again.
select pg_temp.say(1, 'a3', '2025-05-26 09:00:00', 'a1', 'ani', 'Terima kasih banyak min');
select pg_temp.say(1, 'a4', '2025-05-26 10:00:00', 'a1', 'budi', 'bagaimana dengan jalan sebelah');
select pg_temp.say(1, 'a5', '2025-05-26 10:30:00', 'a1', 'ani', null);
select core.derive_message(1, 1, '{a1}') \g /dev/null
select results_eq(
    $$select opening_id, turn, state, messages, to_char(needed_at at time zone 'Asia/Jakarta', 'HH24:MI'),
          undecided
      from core.inquiry where source_id = 'a1' order by turn$$,
    $$values ('a1', 1, 'answered', 1, '15:00', false), ('a3', 2, 'waiting', 3, '10:00', false)$$,
    'the next turn starts with the thanks and is needed from the question on');

-- Another unit comes first: helped; the unit's own reply is late.
select pg_temp.say(1, 'b1', '2025-05-26 08:00:00', 'b1', 'ani', 'Air mati, kenapa?');
select pg_temp.say(1, 'b2', '2025-05-26 09:00:00', 'b1', '2', 'Sedang diperbaiki.');
select pg_temp.say(1, 'b3', '2025-05-26 09:30:00', 'b1', '1', 'Sudah dijawab Dinas Air.');
select core.derive_message(1, 1, '{b1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('b1')$$,
    $$values ('b1 u1 citizen citizen 1 helped 26 08:00:00 26 08:00:00 26 09:00:00 b2 helped by 2 late 26 09:30:00')$$,
    'another unit''s answer helps; one''s own comes late');

-- Official messages of other units open nothing.
select pg_temp.say(1, 'b9', '2025-05-26 08:00:00', 'b9', '3', 'Kapan rapat?');
select is(core.derive_message(1, 1, '{b9}'), 0, 'an official account of another unit opens nothing');

-- Equal seconds: the opener comes before the answer.
select pg_temp.say(1, 'c9', '2025-05-26 08:00:00', 'c9', 'ani', 'Kapan?');
select pg_temp.say(1, 'c1', '2025-05-26 08:00:00', 'c9', '1', 'Besok.');
select core.derive_message(1, 1, '{c9}') \g /dev/null
select results_eq($$select pg_temp.inquiries('c9')$$,
    $$values ('c9 u1 citizen citizen 1 answered 26 08:00:00 26 08:00:00 26 08:00:00 c1')$$,
    'in one second the opener comes before the answer, whatever the ids');

-- A delegate answers for the unit, from the first of its days to the last.
insert into core.account_delegate (government_id, account_id, unit_id, valid_from, valid_to)
values (1, 2, 1, '2025-05-26', '2025-05-27');
select pg_temp.say(1, 'da1', '2025-05-23 10:00:00', 'da1', 'ani', 'Kapan?');
select pg_temp.say(1, 'da2', '2025-05-25 23:59:59', 'da1', '2', 'Besok.');
select pg_temp.say(1, 'db1', '2025-05-23 10:00:00', 'db1', 'ani', 'Kapan?');
select pg_temp.say(1, 'db2', '2025-05-26 00:00:00', 'db1', '2', 'Besok.');
select pg_temp.say(1, 'dc1', '2025-05-23 10:00:00', 'dc1', 'ani', 'Kapan?');
select pg_temp.say(1, 'dc2', '2025-05-27 23:59:59', 'dc1', '2', 'Besok.');
select pg_temp.say(1, 'dd1', '2025-05-23 10:00:00', 'dd1', 'ani', 'Kapan?');
select pg_temp.say(1, 'dd2', '2025-05-28 00:00:00', 'dd1', '2', 'Besok.');
select core.derive_message(1, 1, '{da1,db1,dc1,dd1}') \g /dev/null
select results_eq(
    $$select source_id, state, helped_by_unit_id from core.inquiry where source_id in ('da1', 'db1', 'dc1', 'dd1')
      order by 1$$,
    $$values ('da1', 'helped', 2), ('db1', 'answered', null::int), ('dc1', 'answered', null), ('dd1', 'helped', 2)$$,
    'a delegate answers for the unit on its days');
delete from core.account_delegate;

-- A leader beside a citizen: two waits, and the leader ends nothing.
select pg_temp.say(1, 'd1', '2025-05-26 08:00:00', 'd1', 'ani', 'Kapan?');
select pg_temp.say(1, 'd2', '2025-05-26 09:00:00', 'd1', '4', 'Tolong dijawab. Kapan selesai?');
select pg_temp.say(1, 'd3', '2025-05-26 10:00:00', 'd1', 'ani', 'Halo?');
select pg_temp.say(1, 'd4', '2025-05-26 11:00:00', 'd1', '1', 'Minggu depan.');
select core.derive_message(1, 1, '{d1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('d1')$$,
    $$values ('d1 u1 citizen citizen 1 answered 26 08:00:00 26 08:00:00 26 11:00:00 d4'),
        ('d2 u1 leader leader 1 answered 26 09:00:00 26 09:00:00 26 11:00:00 d4')$$,
    'classes run side by side; a leader''s message ends nothing');
select is(role, 'leader', 'the mayor is a leader') from core.message where external_id = 'd2';

-- Withheld authors.
select pg_temp.say(1, 'e1', '2025-05-26 08:00:00', 'e1', null, 'Kapan?');
select core.derive_message(1, 1, '{e1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('e1')$$,
    $$values ('e1 u1 citizen unknown 1 waiting 26 08:00:00 26 08:00:00 - -')$$,
    'a withheld author asks as unknown, in the class of citizens');

-- Removed by the author before an answer, and vanished for no known reason.
select pg_temp.say(1, 'f1', '2025-05-26 08:00:00', 'f1', 'ani', 'Kapan?');
select pg_temp.say(1, 'f2', '2025-05-26 12:00:00', 'f1', '1', 'Ke mana pertanyaannya?');
update core.message
set gone_from = '2025-05-26 09:00+07', gone_by = '2025-05-26 09:15+07', removed_by = 'author'
where external_id = 'f1';
select core.derive_message(1, 1, '{f1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('f1')$$,
    $$values ('f1 u1 citizen citizen 1 withdrawn 26 08:00:00 26 08:00:00 26 09:00:00 - late 26 12:00:00')$$,
    'withdrawn at the lower end of what is known; a reply after it is late');
select results_eq(
    $$select timing, ended_earliest_at, ended_latest_at from core.inquiry where source_id = 'f1'$$,
    $$values ('interval', '2025-05-26 09:00+07'::timestamptz, '2025-05-26 09:15+07'::timestamptz)$$,
    'the interval of the withdrawal is kept');
select pg_temp.say(1, 'g1', '2025-05-26 08:00:00', 'g1', 'ani', 'Kapan?');
update core.message
set gone_from = '2025-05-26 09:00+07', gone_by = '2025-05-26 09:15+07', removed_by = 'unknown'
where external_id = 'g1';
select core.derive_message(1, 1, '{g1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('g1')$$,
    $$values ('g1 u1 citizen citizen 1 waiting 26 08:00:00 26 08:00:00 - - removed')$$,
    'what merely vanished still waits, flagged');

-- Withdrawn is what its author took away as a whole, and before the answer.
select pg_temp.say(1, 'wa1', '2025-05-26 08:00:00', 'wa1', 'ani', 'Kapan?');
select pg_temp.say(1, 'wa2', '2025-05-26 08:30:00', 'wa1', 'budi', 'Iya, kapan?');
select pg_temp.say(1, 'wb1', '2025-05-26 08:00:00', 'wb1', 'ani', 'Kapan?');
select pg_temp.say(1, 'wb2', '2025-05-26 09:00:00', 'wb1', '1', 'Besok.');
update core.message
set gone_from = '2025-05-26 10:00+07', gone_by = '2025-05-26 10:15+07', removed_by = 'author'
where external_id in ('wa1', 'wb1');
update core.message set hidden = true where external_id = 'wa2';
select core.derive_message(1, 1, '{wa1,wb1}') \g /dev/null
select results_eq(
    $$select source_id, state, removed, hidden from core.inquiry where source_id in ('wa1', 'wb1') order by 1$$,
    $$values ('wa1', 'waiting', false, true), ('wb1', 'answered', false, false)$$,
    'a second citizen still waits, hidden as he is; an answer stays one when the question goes afterwards');

-- Removed by the unit or by the platform: it waits, flagged, like what merely vanished.
select pg_temp.say(1, 'wc1', '2025-05-26 08:00:00', 'wc1', 'ani', 'Kapan?');
select pg_temp.say(1, 'wd1', '2025-05-26 08:00:00', 'wd1', 'ani', 'Kapan?');
update core.message
set gone_from = '2025-05-26 09:00+07', gone_by = '2025-05-26 09:15+07',
    removed_by = case external_id when 'wc1' then 'unit' else 'platform' end
where external_id in ('wc1', 'wd1');
select core.derive_message(1, 1, '{wc1,wd1}') \g /dev/null
select results_eq(
    $$select source_id, state, removed from core.inquiry where source_id in ('wc1', 'wd1') order by 1$$,
    $$values ('wc1', 'waiting', true), ('wd1', 'waiting', true)$$, 'who removes a question does not end it');

-- The unit's own reply in the second in which another helped is late, not lost.
select pg_temp.say(1, 'we1', '2025-05-26 08:00:00', 'we1', 'ani', 'Kapan?');
select pg_temp.say(1, 'we2', '2025-05-26 09:00:00', 'we1', '2', 'Besok.');
select pg_temp.say(1, 'we3', '2025-05-26 09:00:00', 'we1', '1', 'Benar, besok.');
select core.derive_message(1, 1, '{we1}') \g /dev/null
select results_eq($$select state, late_reply_at from core.inquiry where source_id = 'we1'$$,
    $$values ('helped', '2025-05-26 09:00+07'::timestamptz)$$, 'a reply in the same second is late');

-- A reply after the next question answers that one, and is no late reply to the one before.
select pg_temp.say(1, 'wf1', '2025-05-26 08:00:00', 'wf1', 'ani', 'Kapan?');
select pg_temp.say(1, 'wf2', '2025-05-26 09:00:00', 'wf1', '2', 'Besok.');
select pg_temp.say(1, 'wf3', '2025-05-26 10:00:00', 'wf1', 'ani', 'Jam berapa?');
select pg_temp.say(1, 'wf4', '2025-05-26 11:00:00', 'wf1', '1', 'Pukul tujuh.');
select core.derive_message(1, 1, '{wf1}') \g /dev/null
select results_eq($$select turn, state, late_reply_at from core.inquiry where source_id = 'wf1' order by 1$$,
    $$values (1, 'helped', null::timestamptz), (2, 'answered', null)$$, 'each reply belongs to one wait');

-- After a stock answer the first substantive one, whatever was asked between: 8 to 16 less lunch and 7:30 to 8.
select pg_temp.say(1, 'wh1', '2025-05-26 08:00:00', 'wh1', 'ani', 'Kapan jalan diperbaiki?');
select pg_temp.say(1, 'wh2', '2025-05-26 09:00:00', 'wh1', '1', 'Terima kasih atas laporannya.');
select pg_temp.say(1, 'wh3', '2025-05-26 10:00:00', 'wh1', 'ani', 'Jadi kapan?');
select pg_temp.say(1, 'wh4', '2025-05-26 10:30:00', 'wh1', '2', 'Perbaikan dimulai 3 Juni di Jalan Merdeka.');
select pg_temp.say(1, 'wh5', '2025-05-27 08:00:00', 'wh1', '1', 'Perbaikan dimulai 3 Juni di Jalan Merdeka.');
update core.message set reply_class = case external_id when 'wh2' then 'stock' else 'substantive' end
where external_id in ('wh2', 'wh4', 'wh5');
select core.derive_message(1, 1, '{wh1}') \g /dev/null
select results_eq($$select turn, state, reply_class, substantive_at, substantive_wait_s, substantive_working_s
    from core.inquiry where source_id = 'wh1' order by 1$$,
    $$values (1, 'answered', 'stock', '2025-05-27 08:00+07'::timestamptz, 86400::bigint, 27000::bigint),
        (2, 'helped', null, null, null, null)$$, 'the first substantive reply of the unit, not of the helper');

-- Two questions of one wait, both taken away: it ends with the second.
select pg_temp.say(1, 'wg1', '2025-05-26 08:00:00', 'wg1', 'ani', 'Kapan?');
select pg_temp.say(1, 'wg2', '2025-05-26 08:30:00', 'wg1', 'ani', 'Kapan ya?');
update core.message
set gone_from = case external_id when 'wg1' then '2025-05-26 09:00+07' else '2025-05-26 10:00+07' end::timestamptz,
    gone_by = '2025-05-26 10:15+07', removed_by = 'author'
where external_id in ('wg1', 'wg2');
select core.derive_message(1, 1, '{wg1}') \g /dev/null
select results_eq($$select state, ended_at from core.inquiry where source_id = 'wg1'$$,
    $$values ('withdrawn', '2025-05-26 10:00+07'::timestamptz)$$, 'withdrawn when the last of it was taken away');

-- An official message that is gone is no answer.
select pg_temp.say(1, 'h1', '2025-05-26 08:00:00', 'h1', 'ani', 'Kapan?');
select pg_temp.say(1, 'h2', '2025-05-26 09:00:00', 'h1', '1', 'Besok.');
select core.derive_message(1, 1, '{h1}') \g /dev/null
update core.message
set gone_from = '2025-05-26 10:00+07', gone_by = '2025-05-26 11:00+07', removed_by = 'unknown'
where external_id = 'h2';
select core.derive_message(1, 1, '{h1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('h1')$$,
    $$values ('h1 u1 citizen citizen 1 waiting 26 08:00:00 26 08:00:00 - -')$$,
    'an answer that is gone answers no more');

-- Verdicts on texts.
select pg_temp.say(1, 'i1', '2025-05-26 08:00:00', 'i1', 'ani', null);
select pg_temp.say(1, 'i2', '2025-05-26 08:00:00', 'i2', 'ani', 'Slot gacor, kapan lagi menang?');
select pg_temp.say(1, 'i3', '2025-05-26 08:00:00', 'i3', 'ani', '@budi lihat ini');
select core.derive_message(1, 1, '{i1,i2,i3}') \g /dev/null
select results_eq(
    $$select opening_id, needed_at is not null, undecided from core.inquiry
      where source_id in ('i1', 'i2', 'i3') order by 1$$,
    $$values ('i1', true, true), ('i2', false, false), ('i3', false, false)$$,
    'a picture counts and is counted apart; spam and plain statements are in population all only');

-- A text that comes by machine: known by its hash once it came within ten seconds in three threads.
select pg_temp.say(1, 'j' || n, '2025-05-26 08:00:00', 'j' || n, 'ani', 'Kapan?') from generate_series(1, 4) as n;
select pg_temp.say(1, 'k' || n, '2025-05-26 08:00:10', 'j' || n, '1', 'Terima kasih, pesan diterima.', null,
    'comment', 'bot') from generate_series(1, 2) as n;
select pg_temp.say(1, 'k3', '2025-05-26 08:00:11', 'j3', '1', 'Terima kasih, pesan diterima.', null, 'comment',
    'bot');
select core.derive_message(1, 1, '{j1,j2,j3,j4}') \g /dev/null
select is((select count(*)::int from core.inquiry where source_id like 'j_' and state = 'answered'), 3,
    'two quick threads and one of eleven seconds: nothing is learnt');
select pg_temp.say(1, 'k4', '2025-05-26 08:00:05', 'j4', '1', 'Terima kasih, pesan diterima.', null, 'comment',
    'bot');
select core.derive_message(1, 1, '{j4}') \g /dev/null
select is((select count(*)::int from core.automatic_text where source = 'learnt'), 1, 'the third teaches it');
select results_eq(
    $$select source_id, state from core.inquiry where source_id like 'j_' order by 1$$,
    $$values ('j1', 'waiting'), ('j2', 'waiting'), ('j3', 'answered'), ('j4', 'waiting')$$,
    'every thread that holds it is derived again; eleven seconds stay an answer');
select is(role, 'automatic', 'its messages are automatic') from core.message where external_id = 'k1';
-- Answered by another thread's deletion: below three it is forgotten.
delete from core.message where external_id = 'k4';
select core.derive_message(1, 1, '{j4}') \g /dev/null
select is((select count(*)::int from core.inquiry where source_id in ('j1', 'j2') and state = 'answered'), 2,
    'below three threads it is forgotten again');

-- Quick is measured from what a citizen said, not from another answer: the same text sent by hand, five seconds
-- after the answer that it names.
select pg_temp.say(1, 'ka1', '2025-05-26 08:00:00', 'ka1', 'ani', 'Kapan?');
select pg_temp.say(1, 'ka2', '2025-05-26 09:00:00', 'ka1', '2', 'Besok.');
select pg_temp.say(1, 'ka3', '2025-05-26 09:00:05', 'ka1', '1', 'Terima kasih.', parent => 'ka2', hash => 'by hand');
insert into core.automatic_text (government_id, text_hash, source) values (1, decode(md5('by hand'), 'hex'), 'entered');
select core.derive_message(1, 1, '{ka1}') \g /dev/null
select is(role, 'official', 'a reply to an answer is not quick') from core.message where external_id = 'ka3';

-- Marked by the platform.
select pg_temp.say(1, 'l1', '2025-05-26 08:00:00', 'l1', 'ani', 'Kapan?');
select pg_temp.say(1, 'l2', '2025-05-26 09:00:00', 'l1', '1', 'Di luar jam kerja.', automatic => true);
select core.derive_message(1, 1, '{l1}') \g /dev/null
select is(state, 'waiting', 'what the platform marks as automatic is no answer')
from core.inquiry where source_id = 'l1';

-- Another unit named under a post: two waits.
select pg_temp.say(1, 'm1', '2025-05-26 08:00:00', 'm1', 'ani', '@water kapan air mengalir?');
insert into core.message_mention values (1, 1, 'm1', 2, '2025-05-26 08:00+07', '2025-12-01');
select pg_temp.say(1, 'm2', '2025-05-26 09:00:00', 'm1', '2', 'Siang ini.');
select pg_temp.say(1, 'm3', '2025-05-26 10:00:00', 'm1', 'ani', 'Yakin?');
select core.derive_message(1, 1, '{m1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('m1')$$,
    $$values ('m1 u1 citizen citizen 1 helped 26 08:00:00 26 08:00:00 26 09:00:00 m2 helped by 2'),
        ('m1 u2 citizen citizen 1 answered 26 08:00:00 26 08:00:00 26 09:00:00 m2'),
        ('m3 u1 citizen citizen 2 waiting 26 10:00:00 26 10:00:00 - -'),
        ('m3 u2 citizen citizen 2 waiting 26 10:00:00 26 10:00:00 - -')$$,
    'the unit named is asked from there on, beside the owner of the page');
select is(kind || account_id, 'mention2', 'its wait is a mention of its account')
from core.inquiry where source_id = 'm1' and unit_id = 2 and turn = 1;
-- The account named saw the message itself: there it is counted, not here.
select pg_temp.say(2, 'm1', '2025-05-26 08:00:00', 'm1', 'ani', '@water kapan air mengalir?', null, 'mention');
select core.derive_message(1, 2, '{m1}') \g /dev/null
select results_eq(
    $$select source_account_id, unit_id, count(*) from core.inquiry where source_id = 'm1'
      group by 1, 2 order by 1, 2$$,
    $$values (1, 1, 2::bigint), (2, 2, 1::bigint)$$, 'a message that two streams show is asked once');
select is((select count(*)::int from ops.inquiry_retired), 2, 'the ids that ceased are kept');

-- Hand-over of the account: whoever owned it at the start.
update core.account_owner set valid_to = '2025-05-27' where account_id = 3;
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 3, '2025-05-28', 2);
select pg_temp.say(3, 'n1', '2025-05-27 23:59:59', 'n1', 'ani', 'Kapan?');
select pg_temp.say(3, 'n2', '2025-05-28 00:00:00', 'n2', 'ani', 'Kapan?');
select pg_temp.say(3, 'n3', '2025-05-28 09:00:00', 'n1', '3', 'Besok.');
select core.derive_message(1, 3, '{n1,n2}') \g /dev/null
select results_eq(
    $$select opening_id, unit_id, state, helped_by_unit_id from core.inquiry
      where source_id in ('n1', 'n2') order by 1$$,
    $$values ('n1', 3, 'helped', 2), ('n2', 2, 'waiting', null::int)$$,
    'the owner at the start, in the government''s zone, is asked; the new owner helps the old one');

-- An older message comes to light.
select pg_temp.say(1, 'o2', '2025-05-26 09:00:00', 'o2', 'ani', 'Kapan?');
select core.derive_message(1, 1, '{o2}') \g /dev/null
create temporary table old_id as select inquiry_id from core.inquiry where source_id = 'o2';
select pg_temp.say(1, 'o1', '2025-05-26 08:00:00', 'o2', 'ani', 'Halo?');
select core.derive_message(1, 1, '{o2}') \g /dev/null
select results_eq(
    $$select r.successor_id from ops.inquiry_retired as r join old_id using (inquiry_id)$$,
    $$select inquiry_id from core.inquiry where source_id = 'o2'$$,
    'the old id is retired with its successor');
select is(opening_id, 'o1', 'the older message opens now') from core.inquiry where source_id = 'o2';
select is(inquiry_id, core.inquiry_id(1, 'message', 1, 'o2', 1, 'o1', 'citizen'),
    'the id is made from what opened it') from core.inquiry where source_id = 'o2';

-- Final inquiries are not touched.
insert into ops.retention_horizon values (1, 'inquiry', '2025-05-26 08:30+07', 'test', now());
select pg_temp.say(1, 'e2', '2025-05-26 12:00:00', 'e1', '1', 'Besok.');
select is(core.derive_message(1, 1, '{e1}'), 0, 'what began before the horizon is final');
delete from ops.retention_horizon;

-- Other zones: the local day is the government's.
update core.government set timezone = 'Asia/Jayapura';
select pg_temp.say(1, 'q1', '2025-05-26 22:30:00', 'q1', 'ani', 'Kapan?');
select core.derive_message(1, 1, '{q1}') \g /dev/null
select is(opened_on, '2025-05-27'::date, '22:30 in the west is the next day in Jayapura')
from core.inquiry where source_id = 'q1';
update core.government set timezone = 'Asia/Jakarta';

-- Beyond the calendar nothing is invented.
select pg_temp.say(1, 'r1', '2031-05-26 08:00:00', 'r1', 'ani', 'Kapan?');
select core.derive_message(1, 1, '{r1}') \g /dev/null
select results_eq(
    $$select opened_working_from_s, provisional from core.inquiry where source_id = 'r1'$$,
    $$values (null::bigint, true)$$, 'beyond the calendar working time is absent, and the row is marked');

-- Everything again from the facts.
select is(core.rebuild_inquiries(1) > 0, true, 'a rebuild finds what the horizon and the zone had kept back');
select is(core.rebuild_inquiries(1), 0, 'a second rebuild changes nothing');
select is_empty(
    $$select i.inquiry_id from core.inquiry as i
      except
      select made.inquiry_id
      from (
          select array_agg(m.account_id) as account_ids, array_agg(m.thread_key) as threads
          from (select distinct account_id, thread_key from core.message) as m
      ) as all_threads
      cross join lateral core.message_inquiry(1, all_threads.account_ids, all_threads.threads) as made$$,
    'incremental and full derivation agree, all accounts at once');

-- Threads of one name at two accounts are two threads, in one call too.
select pg_temp.say(1, 'u1', '2025-05-26 08:00:00', 'u1', 'ani', 'Kapan?') \g /dev/null
select pg_temp.say(1, 'u2', '2025-05-26 08:10:00', 'u1', '1', 'Besok.') \g /dev/null
select pg_temp.say(1, 'u3', '2025-05-26 08:40:00', 'u1', 'ani', 'Jam berapa?') \g /dev/null
select pg_temp.say(2, 'u1', '2025-05-26 08:30:00', 'u1', 'budi', 'Kapan?') \g /dev/null
select pg_temp.say(2, 'u4', '2025-05-26 09:00:00', 'u1', '2', 'Lusa.') \g /dev/null
select pg_temp.say(1, 'u5', '2025-05-26 09:30:00', 'u1', 'ani', 'Jam 10?') \g /dev/null
select pg_temp.say(1, 'v1', '2025-05-26 08:00:00', 'v1', 'ani', 'Kapan?') \g /dev/null
select pg_temp.say(2, 'v1', '2025-05-26 08:30:00', 'v1', 'budi', 'Kapan?') \g /dev/null
select core.derive_message(1, array[1, 2, 1, 2, 1, 2], '{u1,u1,v1,v1,u1,nothing}') \g /dev/null
select results_eq(
    $$select source_account_id, source_id, opening_id, turn, state, answer_id, messages, unit_id, account_id
      from core.inquiry where source_id in ('u1', 'v1') order by 2, 1, opened_at$$,
    $$values (1, 'u1', 'u1', 1, 'answered', 'u2', 1, 1, 1), (1, 'u1', 'u3', 2, 'waiting', null, 2, 1, 1),
        (2, 'u1', 'u1', 1, 'answered', 'u4', 1, 2, 2), (1, 'v1', 'v1', 1, 'waiting', null, 1, 1, 1),
        (2, 'v1', 'v1', 1, 'waiting', null, 1, 2, 2)$$,
    'threads of one name at two accounts are derived apart');

-- Waiting targets.
select ops.target_save(1, '{1}', '{comments}', '{pb1}', '{2025-05-26 12:00+07}', '{3}');
select pg_temp.say(1, 'b4', '2025-05-26 11:00:00', 'b1', 'ani', 'Sampai kapan?');
select core.derive_message(1, 1, '{b1}') \g /dev/null
select is(waiting, true, 'a target under which somebody waits says so') from ops.target where external_id = 'pb1';

-- One thread costs what it holds, not what the account or the government holds.
insert into core.account (government_id, account_id, channel, external_id, access, author_key)
select 1, n, 'facebook', 'many ' || n, 'owned', decode(md5('many ' || n), 'hex') from generate_series(1001, 3000) as n;
insert into core.account_owner (government_id, account_id, valid_from, unit_id)
select 1, n, '-infinity', 1 from generate_series(1001, 3000) as n;
insert into core.message_mention
select 1, n % 2 + 1, 'named ' || n, 1001, now(), now() from generate_series(1, 2000) as n;
insert into core.automatic_evidence
select 1, decode(md5('many'), 'hex'), n % 2 + 1, 'taught ' || n from generate_series(1, 2000) as n;
select pg_temp.say(1, 's' || n, '2025-05-26 08:00:00', 's' || n, 'ani', 'Kapan?') from generate_series(1, 2000) as n \g /dev/null
select core.derive_message(1, 1, array_agg('s' || n)) from generate_series(1, 2000) as n \g /dev/null
create function pg_temp.entries_read()
returns bigint
language sql
as $$
    select sum(pg_stat_get_xact_tuples_returned(i.indexrelid))::bigint
    from (
        select part.inhrelid as read
        from pg_inherits as part
        where part.inhparent in ('core.message'::regclass, 'core.inquiry'::regclass)
        union all
        select unnest('{core.account, core.account_owner, core.message_mention, core.automatic_evidence}'::regclass[])
    ) as t
    join pg_index as i on i.indrelid = t.read
$$;
create temporary table read_before as select pg_temp.entries_read() as entries;
select pg_temp.say(1, 't1', '2025-05-26 09:00:00', 's1', '1', 'Besok.') \g /dev/null
select core.derive_message(1, 1, '{s1}') \g /dev/null
select ok(pg_temp.entries_read() - entries between 1 and 49,
    'deriving one thread of two thousand reads a handful of index entries') from read_before;

-- core.text_judge() is made of the rules' rows: it says what they say, and follows them.
create temporary table listed as
select w.word, split_part(w.word, ' ', 1) as first_word, r.mark, r.topic, r.weight, t.rank
from core.word_rule as r
cross join unnest(r.words) as w (word)
left join core.topic as t on t.topic = r.topic;
create index on listed (word);
create index on listed (first_word);
create function pg_temp.met(low text) returns setof listed language sql as $$
    select l.*
    from (
        select w.word, lead(w.word) over (order by w.place) as next_word
        from unnest(string_to_array(regexp_replace(left(low, 1000), '[,.!?/():"' || E'\n-]', ' ', 'g'), ' '))
            with ordinality as w (word, place)
    ) as pair
    join listed as l on l.word = coalesce(
        (select k.word from listed as k where k.word = pair.word || ' ' || pair.next_word limit 1),
        (select pair.word from listed as k where k.first_word = pair.word limit 1),
        regexp_replace(pair.word, '(?:.ya|.ah|na|ne)$', ''))
$$;
create function pg_temp.by_rows(message text) returns setof text language sql as $$
    with t as materialized (
        select case when octet_length(btrim(message, E' \t\r\n')) = length(btrim(message, E' \t\r\n'))
            then lower(nullif(btrim(message, E' \t\r\n'), '') collate "C")
            else regexp_replace(lower(normalize(btrim(message, E' \t\r\n'), nfkc)), E'[^\x01-\x7f]+', ' ', 'g') collate "C"
        end as low
    ),
    met as materialized (select m.* from t, pg_temp.met(t.low) as m),
    mark as materialized (
        select met.mark from met
        union all
        select 'word_known' from met
        union all
        select 'topic_any' from met where met.topic is not null
        union all
        select 'topic_named' from met where met.weight >= 3
        union all
        select 'question_sign' from t where t.low like '%?%'
    )
    select concat_ws(' ', r.needs, r.undecided, r.rule, r.intent,
        (select met.topic from met where r.intent <> 'spam' and met.topic is not null
         order by met.weight desc, met.rank desc limit 1))
    from t
    join core.needs_rule as r
        on t.low is null and r.rank = 1000
        or t.low is not null
        and (r.bytes_max is null or octet_length(t.low) <= r.bytes_max)
        and (r.hint is null or t.low like any (r.hint))
        and (r.pattern is null or t.low ~ r.pattern)
        and not exists (
            select from unnest(r.marks_all) as m (mark) group by m.mark
            having (select count(*) from mark where mark.mark = m.mark) < count(*))
        and (r.marks_any is null or r.marks_any && array(select mark.mark from mark))
        and (r.marks_none && array(select mark.mark from mark)) is not true
    order by r.rank
    limit 1
$$;
create function pg_temp.unlike() returns setof text language sql as $$
    select words
    from unnest(array[null, '', E' \n\t', 'Kapan jalan diperbaiki', 'SLOT gacor', 'Jackpot, jp slot', 'depo', '@a @b', '#a',
        'Jalan rusak', 'rusak?', 'lampu jalannya mati', 'Lampu merah mati, macet', 'jl', 'mohon info jadwal', 'mohon maaf',
        'makasih infonya', 'cek bio, promo!', 'followers murah cek bio', 'gac0r', 'pak guru', 'ktp/kk-nya kok blm', 'lapor kemana',
        'terima kasih jalan sudah mulus', 'banjirnya kapan surut', '𝓰𝓪𝓬𝓸𝓻 🎰', E'saran:\nlampu', 'ga bisa', 'kebersihan? ra', 'APA kabar', 'bapak', '🙏🙏', '👍?', 'Terima kasih pak', repeat('makasih ', 20),
        repeat('makasih ', 30), repeat('@a ', 200), repeat('! ', 300), 'it''s %s 100%', E'a\\b']) as words
    where (select concat_ws(' ', v.needs, v.undecided, v.rule, v.intent, v.topic) from core.text_judge(words) as v)
        is distinct from (select pg_temp.by_rows(words))
$$;
select is_empty('select pg_temp.unlike()', 'verdicts are those of the rows');
-- Two deadlines alike: the older row holds, in the short way and in the general one.
insert into core.deadline_rule (deadline_rule_id, from_event, to_event, limit_days, counted_in, valid_from, source)
values (1002, 'opened', 'answered', 3, 'days', '2025-01-01', 'x'), (1001, 'opened', 'answered', 2, 'days', '2025-01-01', 'x');
select pg_temp.say(1, 'tie', '2025-05-20 08:00:00', 'tie', 'ani', 'Kapan?');
select core.derive_message(1, 1, '{tie}') \g /dev/null
select results_eq(
    $$select i.deadline_rule_id, m.deadline_rule_id
      from core.inquiry as i, core.message_inquiry(1, '{1}', '{tie}') as m where i.source_id = 'tie'$$,
    'values (1001, 1001)', 'of two deadlines alike the one with the smaller number');
-- A word that no text can hold would never be met; nor one whose letters are not small.
select is_empty(
    $$select r.rule, word from core.word_rule as r, unnest(r.words) as word
      where word <> lower(word) or word !~ '^[^ ,.!?/():"-]+( [^ ,.!?/():"-]+)?$'$$,
    'words are one or two, of small letters');
select is_empty(
    $$select mark from core.needs_rule as r, unnest(r.marks_all || r.marks_any || r.marks_none) as mark
      where mark not in (select w.mark from core.word_rule as w)
          and mark not in ('topic_any', 'topic_named', 'question_sign', 'word_known')$$,
    'each mark that a rule asks for is of some words');
select results_eq(
    $$select array_agg(v.rule) from unnest(array['main judol yuk', 'situs togel', 'dmn kantornya', 'Slot online terpercaya?',
        'main slot88', 'SLOT gacor', 'Masih ada slot vaksin?', 'Slot antrian hari ini berapa', 'Slotnya penuh']) as words,
        core.needs_answer(words) as v$$,
    $$values ('{spam.3,spam.3,question_word.2,spam.3,spam.3,spam.3,question_mark.2,amount.1,statement.2}'::text[])$$,
    'words that have a rule meet it');
-- Each rule by a text of its own, and the texts beside it that another decides: by what core.needs_rule.doc says, by hand.
select is_empty(
    $$select t.words, t.rule, v.rule
      from (values
          ('Judi online meresahkan warga', 'gambling_reported.1'), ('Judi online cuan meresahkan', 'spam.3'),
          ('ayo kumpul di s l o t bareng kami', 'spam_disguised.1'),
          ('Jasa joki tersedia', 'promotion.1'), ('Followers murah, cek bio', 'promotion_many.1'),
          ('@budi_santoso_jakarta @ani_lestari_bandung', 'tags_only.2'), ('@budi buka?', 'question_mark.2'),
          ('🙏🙏', 'no_words.2'), ('🙏?', 'question_mark.2'),
          ('Terima kasih min', 'thanks_only.2'),
          ('Mantap kerjanya, terima kasih', 'praise.1'), ('Terima kasih kerjanya ya?', 'question_mark.2'),
          ('Lampu yang mati sekarang nyala lagi, mantap', 'praise_of_done.1'),
          ('Sebaiknya lampu rusak diganti', 'suggestion.1'),
          ('Mau tanya soal ktp', 'asks.1'),
          ('Lapor kemana kalau lampu mati', 'report_where.1'), ('Sudah lapor kemana mana, tolong', 'asked_politely.1'),
          ('Berapa biaya bikin paspor', 'amount.1'), ('Berapa kali minta tolong baru datang', 'asked_politely.1'),
          ('Mohon info jadwal', 'fact_wanted.1'),
          ('Hari ini buka gak', 'asked_whether.1'), ('Lampu mati, diperbaiki tidak', 'request.1'),
          ('Info kapan jatuh tempo', 'complaint_asked.1'),
          ('Jalan rusak parah', 'complaint.1'), ('Wkwk jalan rusak', 'complaint_among_chat.1'),
          ('Sudah lapor seminggu', 'report.1'),
          ('Tolong kapan buka', 'asked_politely.1'), ('Tolong kapan lampu rusak diganti', 'request.1'),
          ('Puskesmas tidak buka', 'complaint_denied.1'), ('Puskesmas Melati', 'topic_named.1'),
          ('Kapan buka', 'question_word.2'), ('Buka?', 'question_mark.2'),
          ('Sejak Senin kemarin kok begini terus', 'question_particle.1'),
          ('Itu dekat rumah', 'statement.2'), (null, 'unread.1'),
          -- words with what hangs on to them
          ('Rusaklah semua', 'complaint.1'), ('Puskesmasne', 'topic_named.1'), ('Puskesmasna', 'topic_named.1'),
          ('Puskesmasnya', 'topic_named.1'),
          -- a thousand letters are read
          (repeat('ini itu ', 124) || 'rusak', 'complaint.1'), (repeat('ini itu ', 125) || 'rusak', 'statement.2')
      ) as t (words, rule)
      cross join lateral core.needs_answer(t.words) as v
      where v.rule <> t.rule$$,
    'each rule decides what its words say, and leaves what is beside it to the others');
insert into core.needs_rule (rule, rank, bytes_max, hint, pattern, needs, intent, doc)
values ('o''clock.1', 150, 30, '{%''%,"%, b%"}', E'\\mit''s\\M', true, 'question', 'x');
select core.needs_build() \g /dev/null
select results_eq($$select array(select pg_temp.unlike()), rule, intent from core.needs_answer('It''s late')$$,
    $$values ('{}'::text[], 'o''clock.1', 'question')$$, 'a rule more is one more row');

-- Deadlines of messages: of rules that begin together the first number; in force on the day of the question.
insert into core.deadline_rule
    (deadline_rule_id, government_id, from_event, to_event, limit_days, counted_in, valid_from, source)
values (5002, 1, 'opened', 'answered', 2, 'days', '2025-05-01', 'x'), (5001, 1, 'opened', 'answered', 1, 'days', '2025-05-01', 'x'),
    (5003, 1, 'opened', 'answered', 5, 'days', '2025-05-20', 'x');
select pg_temp.say(1, 'dl1', '2025-05-19 09:00', 'dl1', 'ani', 'Kapan?');
select pg_temp.say(1, 'dl2', '2025-05-19 10:00', 'dl2', 'ani', 'Halo.');
select pg_temp.say(1, 'dl3', '2025-05-20 10:00', 'dl2', 'ani', 'Kapan?', 'dl2');
select core.derive_message(1, 1, '{dl1,dl2}') \g /dev/null
select results_eq($$select opening_id, deadline_rule_id, deadline_at from core.inquiry where opening_id ~ '^dl' order by 1$$,
    $$values ('dl1', 5001, '2025-05-21 00:00+07'::timestamptz), ('dl2', 5003, '2025-05-26 00:00+07')$$,
    'a deadline follows the rule in force when an answer was first needed');
delete from core.deadline_rule where deadline_rule_id > 5000;

-- A conversation of direct messages, of which no text is known: a turn for each answer, and what cannot be read
-- counts as a question.
select pg_temp.say(1, 'm_1', '2025-05-26 08:00:00', 't_9', 'ani', null, null, 'direct_message');
select pg_temp.say(1, 'm_2', '2025-05-26 08:05:00', 't_9', 'ani', null, null, 'direct_message');
select pg_temp.say(1, 'm_3', '2025-05-26 09:00:00', 't_9', '1', null, null, 'direct_message');
select pg_temp.say(1, 'm_4', '2025-05-26 10:00:00', 't_9', 'ani', null, null, 'direct_message');
select core.derive_message(1, 1, '{t_9}') \g /dev/null
select results_eq(
    $$select opening_id, turn, kind, state, answer_id, needed_wait_s, messages, undecided
      from core.inquiry where source_id = 't_9' order by turn$$,
    $$values ('m_1', 1, 'direct_message', 'answered', 'm_3', 3600::bigint, 2, true),
        ('m_4', 2, 'direct_message', 'waiting', null, null, 1, true)$$,
    'direct messages: asked twice, answered once; what comes after the answer waits anew');
select results_eq(
    $$select distinct role from core.message where thread_key = 't_9' order by 1$$,
    $$values ('citizen'), ('official')$$,
    'the account''s side of a conversation is official');

select * from finish();
rollback;
