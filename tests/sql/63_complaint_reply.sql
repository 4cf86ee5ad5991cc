-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What units reply to complaints: stock, identical texts, overlap with the report. Expected values by hand; as of
-- Monday 30 June 2025 at 12.

begin;
\ir helper/world.psql
\ir helper/complaint.psql
select plan(18);

-- Words, whatever marks and capitals; without stop words.
select is(metrics.text_words(E'Jalan BERLUBANG,di  depan\n"Pasar-Baru"… (2 m)!'),
    '{jalan,berlubang,di,depan,pasar,baru,2,m}', 'words of a text');
select is(metrics.text_words(E'Désa—kaé: ''teu acan''?'), '{désa,kaé,teu,acan}', 'letters of other languages are letters');
select is(metrics.text_words(' ... !'), '{}', 'nothing said');

-- a: report of 5 words (jalan, berlubang, depan, pasar, baru); the answer has 4 (jalan, depan, pasar, ditambal), 3 shared.
select pg_temp.complaint('a', 'in_process', received => '2025-06-10 08:00', words => 'Jalan berlubang di depan Pasar Baru.');
select pg_temp.event('a', 'e1', 'disposed', '2025-06-10 09:00', 'Dinas Jalan');
select pg_temp.event('a', 'e2', 'acknowledged', '2025-06-10 10:00', confidence => 0.9, words => 'Terima kasih, akan kami teruskan.');
select pg_temp.event('a', 'e3', 'answered', '2025-06-12 10:00', words => 'Yth. Bapak, JALAN di depan pasar sudah ditambal');
-- b: the same receipt in other capitals, the answer of another unit that the log names; c: the receipt by another unit.
select pg_temp.complaint('b', 'in_process', received => '2025-06-10 08:00', words => 'Lampu mati');
select pg_temp.event('b', 'e1', 'disposed', '2025-06-10 09:00', 'Dinas Jalan');
select pg_temp.event('b', 'e2', 'acknowledged', '2025-06-10 10:00', confidence => 0.9, words => 'TERIMA KASIH akan kami teruskan');
select pg_temp.event('b', 'e3', 'answered', '2025-06-12 10:00', 'Dinas Air', words => 'lampu, lampu, mati');
select pg_temp.complaint('c', 'in_process', received => '2025-06-10 08:00');
select pg_temp.event('c', 'e1', 'disposed', '2025-06-10 09:00', 'Dinas Air');
select pg_temp.event('c', 'e2', 'answered', '2025-06-10 10:00', confidence => 0.5, words => 'Terima kasih akan kami teruskan!');
select pg_temp.event('c', 'e3', 'answered', '2025-06-11 10:00');
select pg_temp.event('c', 'e4', 'reporter_reply', '2025-06-11 11:00', words => 'Lampu');
-- One with a photograph, one that is said to have none; of the last polling alone knows.
update core.complaint_event as e
set has_attachment = v.attached, precision_s = case when v.attached is not null then e.precision_s end
from (values ('a', true), ('b', false), ('c', null)) as v (id, attached)
where e.event_key = 'e3' and e.complaint_external_id = v.id;
select core.derive_complaint(1, 9, '{a,b,c}') \g /dev/null
select is((select error from metrics.refresh_round('2025-06-30 12:00+07', 'ageing')), null, 'a round runs');
select is_empty(
    $$select due.view from ops.refresh_due('2025-06-30 12:00+07') with ordinality as due (view, place)
      where due.view like 'metrics.complaint%' and metrics.refresh_view(due.view, '2025-06-30 12:00+07') is null$$,
    'all stores are made');

select results_eq(
    $$select external_id, event_key, unit, is_stock, n_words, overlap, n_same_text from metrics.complaint_reply order by 1, 2$$,
    $$values
        ('a', 'e2', 'Dinas Jalan', true, 1, 0::float8, 2::bigint),  -- teruskan
        ('a', 'e3', 'Dinas Jalan', false, 4, 0.5, 1),               -- 3 of 6
        ('b', 'e2', 'Dinas Jalan', true, 1, 0, 2),
        ('b', 'e3', 'Dinas Air', false, 2, 1, 1),
        ('c', 'e2', 'Dinas Air', true, 1, null, 1),
        ('c', 'e3', 'Dinas Air', false, null, null, null)$$, 'each follow-up');
create temporary view headline as
select * from metrics.complaint_rolling where feed = 'lapor' and window_days = 28;
select results_eq(
    $$select unit_id, n_replies, stock_reply_share, n_reply_texts, identical_reply_share, reply_overlap, n_overlap
      from headline order by unit_id$$,
    $$values
        (0, 6::bigint, 0.5::float8, 5::bigint, 0.6::float8, 0.75::float8, 2::bigint), -- three of five are the same
        (1, 3, 2 / 3::float8, 3, 2 / 3::float8, 0.5, 1),
        (2, 3, 1 / 3::float8, 2, 0, 1, 1),
        (3, 0, null, 0, null, null, 0)$$, 'shares by unit, and of the whole');
select results_eq(
    $$select external_id, event_key, has_attachment from metrics.complaint_reply order by 1, 2$$,
    $$values ('a', 'e2', false), ('a', 'e3', true), ('b', 'e2', false), ('b', 'e3', false), ('c', 'e2', false), ('c', 'e3', null)$$,
    'a feed that tells of attachments has none where it says nothing; what has no entry has no place for them');
select results_eq('select unit_id, evidence_share, n_evidence_told from headline order by unit_id',
    $$values (0, 0.2::float8, 5::bigint), (1, 1 / 3::float8, 3), (2, 0, 2), (3, null, 0)$$, 'evidence by unit');
select is(n_replies, 0::bigint, 'nothing in the last week') from metrics.complaint_rolling
where unit_id = 1 and feed = 'all' and window_days = 7;

-- Measured once; again when a text changes; kept when it has to go; gone with its entry.
select is(metrics.complaint_reply_text_keep('2025-06-30 12:00+07'), 0::bigint, 'what was measured is not measured again');
update core.complaint_event set text = 'Lampu sudah menyala', changed_observed_at = '2025-07-01'
where complaint_external_id = 'b' and event_key = 'e3';
select is(metrics.complaint_reply_text_keep('2025-07-01 12:00+07'), 1::bigint, 'an edited text is');
select results_eq(
    $$select words, report_words, shared_words from metrics.complaint_reply_text
      where event_key = 'e3' and complaint_id = core.natural_id('complaint', 1, 9, 'b')$$,
    'values (2, 2, 1)', 'lampu, menyala against lampu, mati');
update core.complaint set text = null, changed_observed_at = '2025-07-02';
update core.complaint_event set text = null, changed_observed_at = '2025-07-02' where event_key = 'e2';
select is(metrics.complaint_reply_text_keep('2025-07-02 12:00+07'), 0::bigint, 'what had to go keeps its measure');
delete from core.complaint_event where complaint_external_id = 'b' and event_key = 'e3';
select is(metrics.complaint_reply_text_keep('2025-07-02 12:00+07'), 1::bigint, 'an entry that is gone has none');
select is((select count(*) from metrics.complaint_reply_text), 4::bigint, 'the others stay');

update core.complaint_event set has_attachment = null;
select is((select count(has_attachment) from metrics.follow_up), 0::bigint, 'of a feed that never tells nothing is known');

-- Of unit 0 as of each.
select is((select count(*) from headline where n_overlap > n_reply_texts or n_reply_texts > n_replies), 0::bigint,
    'parts are no more than the whole');

select * from finish();
rollback;
