-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The same case in two feeds: found by markers, counted once where all feeds are counted together. Expected values by
-- hand; as of Sunday 29 June 2025 at 12.

begin;
\ir helper/world.psql
\ir helper/complaint.psql
select plan(34);

insert into core.account (government_id, account_id, channel, external_id, access, feed_kind)
values (1, 10, 'kota', 'kota', 'feed', 'mapped');
insert into core.feed_unit (government_id, account_id, ref, unit_id) values (1, 10, 'Dinas Jalan', 1), (1, 10, 'Dinas Air', 2);
insert into core.link_marker (link_marker_id, government_id, channel, pattern, source) values (2001, 1, 'kota', 'kota-([0-9]+)', 'x');

-- What was stored for feed 9 is moved to the city's own.
create function pg_temp.to_city(ids text[]) returns void
language sql
as $$
    update core.complaint set account_id = 10, feed = 'kota', complaint_id = core.natural_id('complaint', 1, 10, external_id)
    where external_id = any (ids);
    update core.complaint_event set account_id = 10, complaint_id = core.natural_id('complaint', 1, 10, complaint_external_id)
    where complaint_external_id = any (ids);
$$;

-- 1 and 7000001: the city's log names the other one, which is answered earlier and closed.
select pg_temp.complaint('1', 'in_process', received => '2025-06-02 08:00', topic => 'Jalan', words => 'Jalan rusak');
select pg_temp.event('1', 'e1', 'disposed', '2025-06-02 10:00', 'Dinas Jalan');
select pg_temp.event('1', 'e2', 'status_seen', '2025-06-02 11:00', words => 'Diteruskan ke SP4N-LAPOR! nomor 7000001.');
select pg_temp.event('1', 'e3', 'answered', '2025-06-05 10:00');
select pg_temp.complaint('7000001', 'closed_by_system', received => '2025-06-03 08:00', topic => 'Jalan');
select pg_temp.event('7000001', 'e1', 'disposed', '2025-06-03 10:00', 'Dinas Jalan');
select pg_temp.event('7000001', 'e2', 'answered', '2025-06-04 10:00');
select pg_temp.event('7000001', 'e3', 'closed', '2025-06-20 10:00', actor => 'timer');
-- 2 names a number without a marker, 3 an old one with it.
select pg_temp.complaint('2', 'disposed', received => '2025-06-02 08:00', words => 'Lihat nomor 7000002');
select pg_temp.event('2', 'e1', 'disposed', '2025-06-02 10:00', 'Dinas Air');
select pg_temp.complaint('3', 'disposed', received => '2025-01-02 08:00', words => 'SP4N 7000002');
select pg_temp.complaint('7000002', 'unverified', received => '2025-06-03 08:00');
-- 4 and 7000003: named by a marker of the office's own; given to two units.
select pg_temp.complaint('4', 'in_process', received => '2025-06-02 08:00');
select pg_temp.event('4', 'e1', 'disposed', '2025-06-02 10:00', 'Dinas Jalan');
select pg_temp.complaint('7000003', 'in_process', received => '2025-06-02 09:00', words => 'Dari aplikasi KOTA-4, bukan kota-99');
select pg_temp.event('7000003', 'e1', 'disposed', '2025-06-04 10:00', 'Dinas Air');
select pg_temp.to_city('{1,2,3,4}');
select core.derive_complaint(1, 9, '{7000001,7000002,7000003}'), core.derive_complaint(1, 10, '{1,2,3,4}') \g /dev/null
insert into ops.stream (government_id, account_id, stream, interval_s, active, fence, fail_count, last_complete_at)
select 1, id, 'complaints', 900, true, 0, 0, '2025-06-29 11:00+07' from unnest('{9,10}'::int[]) as id;
select is((select error from metrics.refresh_round('2025-06-29 12:00+07', 'ageing')), null, 'a round runs');
select is_empty(
    $$select due.view from ops.refresh_due('2025-06-29 12:00+07') with ordinality as due (view, place)
      where due.view like 'metrics.complaint%' and metrics.refresh_view(due.view, '2025-06-29 12:00+07') is null$$,
    'all stores are made');

select results_eq('select feed, external_id, lead_feed, lead_external_id, leads from metrics.complaint_same order by 4, 1',
    $$values ('kota', '1', 'kota', '1', true), ('lapor', '7000001', 'kota', '1', false),
        ('kota', '4', 'kota', '4', true), ('lapor', '7000003', 'kota', '4', false)$$,
    'found by markers, near in time; the one disposed first leads');
create temporary view headline as
select unit_id, feed, n, n_disposed, n_open, n_closed_timer, n_laju, laju_tindak_lanjut_days
from metrics.complaint_rolling where window_days = 28 and unit_id < 3;
select results_eq($$select unit_id, n, n_disposed, n_open, n_closed_timer, n_laju, laju_tindak_lanjut_days from headline where feed = 'kota' order by 1$$,
    $$values (0, 3::bigint, 3::bigint, 3::bigint, 0::bigint, 1::bigint, 3::float8), (1, 2, 2, 2, 0, 1, 3), (2, 1, 1, 1, 0, 0, null)$$,
    'in the city''s feed');
select results_eq($$select unit_id, n, n_disposed, n_open, n_closed_timer, n_laju, laju_tindak_lanjut_days from headline where feed = 'lapor' order by 1$$,
    $$values (0, 3::bigint, 2::bigint, 2::bigint, 1::bigint, 1::bigint, 1::float8), (1, 1, 1, 0, 1, 1, 1), (2, 1, 1, 1, 0, 0, null)$$,
    'in the national one');
select results_eq($$select unit_id, n, n_disposed, n_open, n_closed_timer, n_laju, laju_tindak_lanjut_days from headline where feed = 'all' order by 1$$,
    $$values (0, 4::bigint, 3::bigint, 3::bigint, 1::bigint, 1::bigint, 2::float8), (1, 2, 2, 1, 1, 1, 2), (2, 1, 1, 1, 0, 0, null)$$,
    'together each once: earlier opening, earlier answer, units of the one that leads');
select results_eq(
    $$select unit_id, step, n, n_ended, median_s from metrics.complaint_duration
      where feed = 'all' and window_days = 28 and clock = 'calendar' and (unit_id, step) in ((0, 'disposed'), (1, 'substantive'), (1, 'closed'))
      order by 1, 2$$,
    $$values (0, 'disposed', 4::bigint, 3::bigint, 7200::bigint), -- 8:00 to 10:00, also of those that are one
        (1, 'closed', 2, 1, 1555200),                              -- 18 days; the other one is watched for longer
        (1, 'substantive', 2, 1, 172800)$$, 'durations likewise');
select results_eq($$select topic, n from metrics.complaint_topic where feed = 'all' and window_days = 28 and unit_id = 0 order by 1$$,
    $$values ('', 3::bigint), ('roads', 1)$$, 'topics');
select results_eq($$select n from metrics.complaint_place where feed = 'all' and window_days = 28 and unit_id = 0$$,
    'values (4::bigint)', 'places');
select is((select sum(n) from metrics.complaint_topic where window_days = 28 and unit_id = 0 and feed <> 'all'), 6::numeric,
    'each feed has all of its own');

-- The same in the figures of all channels: marked by what was found, counted by the next round.
select results_eq('select external_id, lead_complaint_id = complaint_id from metrics.complaint_joined order by 1',
    $$values ('1', true), ('4', true), ('7000001', false), ('7000003', false)$$, 'in one pass, after what it rests on');
create temporary view asked as
select unit_id, channel, n, n_answered, n_helped, n_waiting, median_s from metrics.response_rolling
where scope = 'own' and opener = 'all' and population = 'needed' and clock = 'calendar' and window_days = 28 and unit_id < 3;
select results_eq('select unit_id, n from asked where channel = ''all'' order by 1',
    $$values (0, 5::bigint), (1, 3), (2, 2)$$, 'before that round both count');
select is((select error from metrics.refresh_round('2025-06-29 12:00+07', 'dirty')), null, 'it runs');
-- 1 and 7000001: 2 June 10:00 to 4 June 10:00, of unit 1; 4 and 7000003: since 2 June, of unit 1; 2: of unit 2.
select results_eq('select unit_id, n, n_answered, n_waiting, median_s from asked where channel = ''all'' order by 1',
    $$values (0, 3::bigint, 1::bigint, 2::bigint, null::bigint), (1, 2, 1, 1, 172800), (2, 1, 0, 1, null)$$,
    'each case once: earlier opening, earlier answer, unit first disposed to');
select results_eq('select unit_id, channel, n, n_answered, median_s from asked where channel <> ''all'' order by 2, 1',
    $$values (0, 'kota', 3::bigint, 1::bigint, null::bigint), (1, 'kota', 2, 1, 259200), (2, 'kota', 1, 0, null),
        (0, 'lapor', 2, 1, 86400), (1, 'lapor', 1, 1, 86400), (2, 'lapor', 1, 0, null)$$, 'each feed has all of its own');
select results_eq(
    $$select unit_id, clock, median_s from metrics.response_rolling where scope = 'own' and opener = 'all' and population = 'all'
          and window_days = 28 and channel = 'all' and unit_id in (1, 2) order by 1, 2$$,
    $$select unit_id, clock, median_s from metrics.complaint_duration where feed = 'all' and step = 'substantive'
          and clock <> 'working_days' and window_days = 28 and unit_id in (1, 2) order by 1, 2$$,
    'as metrics.complaint_duration has it');
select is((select rows_changed from metrics.refresh_round('2025-06-29 12:00+07', 'full')), 0::bigint, 'a rebuild changes nothing');
select results_eq(
    $$select external_id, unit_id, n_cases, exit_s, event, state from metrics.inquiry_joined
      where population = 'needed' and clock = 'calendar' order by 1$$,
    $$values ('1', 1, 2, 172800::bigint, true, 'answered'), ('4', 1, 1, 2336400, false, 'waiting')$$,
    'where the figures lead'); -- 27 days and an hour until watched
select results_eq(
    $$select source_id, in_all from metrics.inquiry_detail where population = 'needed' and clock = 'calendar' order by 1$$,
    $$values ('1', false), ('2', true), ('4', false), ('7000001', false), ('7000003', false)$$, 'and what they leave out');
select results_eq(
    $$select feed, n_linked from metrics.complaint_rolling where unit_id = 0 and window_days = 28 order by 1$$,
    $$values ('all', 2::bigint), ('kota', 2), ('lapor', 2)$$, 'how many stand in both');
select is(metrics.refresh_view('metrics.inquiry_hour_2', '2025-06-29 12:00+07') is not null, true, 'hours');
select results_eq(
    $$select channel, sum(n_asked), sum(n_answered) from metrics.inquiry_hour where unit_id = 0 and window_days = 28
          and channel in ('all', 'kota', 'lapor') group by 1 order by 1$$,
    $$values ('all', 3::numeric, 1::numeric), ('kota', 3, 1), ('lapor', 2, 1)$$, 'and the hours');
-- Unit 2 answers the case that unit 1 has in the other feed.
select pg_temp.event('7000003', 'e2', 'answered', '2025-06-10 10:00');
select core.derive_complaint(1, 9, '{7000003}') \g /dev/null
select metrics.refresh_round('2025-06-29 12:00+07', 'dirty') \g /dev/null
select results_eq('select unit_id, n, n_answered, n_helped, n_waiting, median_s from asked where channel = ''all'' order by 1',
    $$values (0, 3::bigint, 2::bigint, 0::bigint, 1::bigint, 691200::bigint), (1, 2, 1, 1, 0, 172800), (2, 1, 0, 0, 1, null)$$,
    'it helped unit 1, and the citizen is answered');
-- The entry is edited away again, and the national case goes to unit 1 as well, a day before the city's.
delete from core.complaint_event where complaint_external_id = '7000003' and event_key = 'e2';
select pg_temp.event('7000003', 'e0', 'disposed', '2025-06-01 10:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{7000003}') \g /dev/null
select metrics.refresh_round('2025-06-29 12:00+07', 'dirty') \g /dev/null
select results_eq(
    $$select external_id, n_cases, start_on from metrics.inquiry_joined where population = 'needed' and clock = 'calendar' order by 1$$,
    $$values ('1', 2, '2025-06-02'::date), ('4', 2, '2025-06-01')$$, 'it opens with the earlier one');
select is((select rows_changed from metrics.refresh_round('2025-06-29 12:00+07', 'full')), 0::bigint,
    'a rebuild changes nothing');

-- What a text said stays when the text has to go, not when it says something else.
select is(metrics.complaint_link_keep('2025-06-29 12:00+07'), 0::bigint, 'nothing new');
update core.complaint set text = null where external_id = '7000003';
select is(metrics.complaint_link_keep('2025-06-29 12:00+07'), 0::bigint, 'a text that had to go');
update core.complaint_event set text = 'Diteruskan' where complaint_external_id = '1' and event_key = 'e2';
select is(metrics.complaint_link_keep('2025-06-29 12:00+07'), 1::bigint, 'a text that says it no more');
delete from core.link_marker where link_marker_id = 2001;
select is(metrics.complaint_link_keep('2025-06-29 12:00+07'), 1::bigint, 'a marker that was taken back');
update core.complaint set text = 'https://www.lapor.go.id/id/7000002' where external_id = '2';
select metrics.complaint_link_keep('2025-06-29 12:00+07') \g /dev/null
select results_eq('select complaint_id, other_complaint_id from metrics.complaint_link',
    $$select core.natural_id('complaint', 1, 10, '2'), core.natural_id('complaint', 1, 9, '7000002')$$, 'by its address');
-- 1, 7000001, 4 and 7000003 are cases by themselves again; what began on 1 June is outside the window.
select metrics.refresh_view(v, '2025-06-29 12:00+07')
from unnest('{metrics.complaint_same_1,metrics.complaint_joined}'::text[]) as v \g /dev/null
select metrics.refresh_round('2025-06-29 12:00+07', 'dirty') \g /dev/null
select results_eq('select unit_id, n from asked where channel = ''all'' order by 1',
    $$values (0, 5::bigint), (1, 3), (2, 2)$$, 'what is one no more counts by itself');

-- What is no link, and who leads. 5 names an old case of the other feed, 7000006 one of its own; 6 came at a time that
-- nobody knows, 7 says it in its title, was received first and disposed last.
select pg_temp.complaint('5', 'disposed', received => '2025-06-02 08:00', words => 'SP4N 7000004');
select pg_temp.complaint('7000004', 'disposed', received => '2025-01-02 08:00');
select pg_temp.complaint('6', 'disposed', received => null, words => 'SP4N 7000005');
select pg_temp.event('6', 'e1', 'disposed', '2025-06-03 10:00', 'Dinas Jalan');
select pg_temp.complaint('7000005', 'disposed', received => '2025-06-03 08:00');
select pg_temp.event('7000005', 'e1', 'disposed', '2025-06-04 10:00', 'Dinas Jalan');
select pg_temp.complaint('7', 'disposed', received => '2025-06-02 08:00');
select pg_temp.event('7', 'e1', 'disposed', '2025-06-05 10:00', 'Dinas Jalan');
update core.complaint set title = 'SP4N-LAPOR! 7000006' where external_id = '7';
select pg_temp.complaint('7000006', 'disposed', received => '2025-06-03 08:00', words => 'sama dengan SP4N 7000005');
select pg_temp.event('7000006', 'e1', 'disposed', '2025-06-04 10:00', 'Dinas Jalan');
select pg_temp.to_city('{5,6,7}');
select core.derive_complaint(1, 9, '{7000004,7000005,7000006}'), core.derive_complaint(1, 10, '{5,6,7}') \g /dev/null
create function pg_temp.leaders() returns table (external_id text, lead text) language sql as $$
    select metrics.refresh_view(v, '2025-06-29 12:00+07')
    from unnest('{metrics.complaint_case_1,metrics.complaint_same_1}'::text[]) as v;
    select c.external_id, l.external_id
    from metrics.complaint_same_1 as s
    join core.complaint as c on c.government_id = s.government_id and c.complaint_id = s.complaint_id
    join core.complaint as l on l.government_id = s.government_id and l.complaint_id = s.lead_complaint_id
    where c.external_id in ('5', '6', '7')
$$;
select metrics.complaint_link_keep('2025-06-29 12:00+07') \g /dev/null
select set_eq(
    $$select c.external_id, o.external_id as other
      from metrics.complaint_link as l
      join core.complaint as c on c.government_id = l.government_id and c.complaint_id = l.complaint_id
      join core.complaint as o on o.government_id = l.government_id and o.complaint_id = l.other_complaint_id$$,
    $$values ('2', '7000002'), ('6', '7000005'), ('7', '7000006')$$, 'near in time or of unknown time, of another feed, by the title too');
select set_eq('select * from pg_temp.leaders()', $$values ('6', '6'), ('7', '7000006')$$, 'disposed first, not received first');
update core.account set shows_answers = false where account_id = 10;
select set_eq('select * from pg_temp.leaders()', $$values ('6', '7000005'), ('7', '7000006')$$,
    'a feed that shows no answers does not lead');

select * from finish();
rollback;
