-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The ways of complaints, their topics and places. Expected values by hand; as of Monday 30 June 2025 at 12.

begin;
\ir helper/world.psql
\ir helper/complaint.psql
select plan(18);

-- a: roads, passed on to water after a day, sent back after two hours, to roads again, answered.
select pg_temp.complaint('a', 'in_process', topic => 'Jalan', received => '2025-06-10 08:00');
select pg_temp.event('a', 'e1', 'disposed', '2025-06-10 09:00', 'Dinas Jalan');
select pg_temp.event('a', 'e2', 'disposed', '2025-06-11 09:00', 'Dinas Air');
select pg_temp.event('a', 'e3', 'returned', '2025-06-11 11:00', 'Dinas Air');
select pg_temp.event('a', 'e4', 'disposed', '2025-06-12 08:00', 'Dinas Jalan');
select pg_temp.event('a', 'e5', 'answered', '2025-06-12 09:00');
-- b: closed at roads without an answer; c: waits at parks; d: answered by water, then given to roads.
select pg_temp.complaint('b', 'closed_by_system', topic => ' Jalan', received => '2025-06-10 08:00');
select pg_temp.event('b', 'e1', 'disposed', '2025-06-10 09:00', 'Dinas Jalan');
select pg_temp.event('b', 'e2', 'closed', '2025-06-20 09:00', actor => 'timer');
select pg_temp.complaint('c', 'disposed', received => '2025-06-29 08:00');
select pg_temp.event('c', 'e1', 'disposed', '2025-06-29 09:00', '14637');
select pg_temp.complaint('d', 'in_process', topic => 'Air', received => '2025-06-10 08:00');
select pg_temp.event('d', 'e1', 'disposed', '2025-06-10 09:00', 'Dinas Air');
select pg_temp.event('d', 'e2', 'answered', '2025-06-10 10:00');
select pg_temp.event('d', 'e3', 'disposed', '2025-06-10 11:00', 'Dinas Jalan');
-- Of the window before: one of each topic; and one that lies further back.
select pg_temp.complaint('e', 'unverified', topic => 'Jalan', received => '2025-05-20 08:00');
select pg_temp.complaint('f', 'unverified', topic => 'Air', received => '2025-05-20 08:00');
select pg_temp.complaint('g', 'unverified', topic => 'Air', received => '2025-04-20 08:00');
update core.complaint set district_code = '32.75.01', village_code = '32.75.01.1001', lat = -6.2, long = 106.8 where external_id = 'a';
update core.complaint set district_code = '32.75.01', village_code = '32.75.01.1001', lat = -6.4, long = 107.0 where external_id = 'b';
update core.complaint set district_code = '32.75.01', village_code = '32.75.01.1001', lat = -6.4 where external_id = 'd';
-- Two of three say the one, one the other; of the village one each. Without a code there is the name alone.
update core.complaint as c set district_name = v.district, village_name = v.village
from (values ('a', 'Rawalumbu', 'Pengasinan'), ('b', 'Kec. Rawalumbu', 'Bojong'), ('d', 'Rawalumbu', null),
    ('c', null, ' Jatiasih ')) as v (id, district, village)
where c.external_id = v.id;
update core.complaint set mapped_topic = 'water' where topic = 'Air';
update core.complaint set topic = ' Lain Sekali ' where external_id = 'e';
select core.derive_complaint(1, 9, '{a,b,c,d,e,f,g}') \g /dev/null
select is((select error from metrics.refresh_round('2025-06-30 12:00+07', 'ageing')), null, 'a round runs');
select is_empty(
    $$select due.view from ops.refresh_due('2025-06-30 12:00+07') with ordinality as due (view, place)
      where due.view like 'metrics.complaint%' and metrics.refresh_view(due.view, '2025-06-30 12:00+07') is null$$,
    'all stores are made');

select results_eq(
    $$select external_id, hop, from_unit, unit, outcome, held_s, lost_s from metrics.complaint_path order by external_id, hop$$,
    $$values
        ('a', 1, null, 'Dinas Jalan', 'passed_on', 86400::bigint, 86400::bigint),
        ('a', 2, 'Dinas Jalan', 'Dinas Air', 'returned', 7200, 7200),
        ('a', 3, null, 'Dinas Jalan', 'answered', 1569600, null),  -- until 30 June 12:00: 18 days 4 h
        ('b', 1, null, 'Dinas Jalan', 'closed', 864000, null),
        ('c', 1, null, 'Dinas Taman', 'waiting', 97200, null),
        ('d', 1, null, 'Dinas Air', 'answered', 7200, null),
        ('d', 2, 'Dinas Air', 'Dinas Jalan', 'waiting', 1731600, null)
    $$, 'hop by hop');

create temporary view flow as
select * from metrics.complaint_flow where feed = 'lapor' and window_days = 28;
select results_eq(
    $$select unit_id, n_hops, n_cases, n_first, n_held, n_returned, n_passed_on, n_lost, lost_mean_s, lost_total_s
      from flow order by unit_id$$,
    $$values
        (0, 7::bigint, 4::bigint, 4::bigint, 3::bigint, 1::bigint, 2::bigint, 2::bigint, 46800::float8, 93600::float8),
        (1, 4, 3, 2, 2, 0, 1, 1, 86400, 86400),
        (2, 2, 2, 1, 0, 1, 1, 1, 7200, 7200),
        (3, 1, 1, 1, 1, 0, 0, 0, null, null)$$, 'returns and hours lost; what was answered before it went was not lost');
select results_eq('select round(load_share::numeric * 7, 9), returned_share from flow where unit_id in (1, 2) order by unit_id',
    'values (4.0, 0::float8), (2.0, 0.5)', 'load, share sent back');
-- (4^2 + 2^2 + 1^2) / 7^2
select results_eq('select n_units, round(concentration::numeric * 49, 9) from flow where unit_id = 0',
    'values (3::bigint, 21.0)', 'concentration of the load');
select is(concentration, null, 'of one unit there is none') from flow where unit_id = 1;
select is_empty($$select 1 from metrics.complaint_flow where window_days = 7 and unit_id = 1$$, 'nothing came in the last week');

create temporary view topic as
select * from metrics.complaint_topic where feed = 'lapor' and window_days = 28;
select results_eq(
    $$select topic, n, n_open, n_previous, topic_share, previous_share, share_change, n_units, concentration
      from topic where unit_id = 0 order by topic collate "C"$$,
    $$values
        ('', 1::bigint, 1::bigint, 0::bigint, 0.25::float8, 0::float8, 0.25::float8, 1::bigint, 1::float8),
        ('lain sekali', 0, 0, 1, 0, 0.5, -0.5, 0, null),
        ('roads', 2, 1, 0, 0.5, 0, 0.5, 1, 1),
        ('water', 1, 1, 1, 0.25, 0.5, -0.25, 1, 1)$$, 'topics, in shared words where there is one, with the 28 days before');
select results_eq($$select distinct topic_label_id from topic order by 1$$, $$select label_id from core.topic
    where topic in ('roads', 'water') union all select null order by 1$$, 'and their names');
select results_eq($$select unit_id, topic, n, n_open from topic where unit_id <> 0 order by 1, 2$$,
    $$values (1, 'roads', 2::bigint, 1::bigint), (1, 'water', 1, 1), (2, 'roads', 1, 0), (2, 'water', 1, 0), (3, '', 1, 1)$$,
    'by unit: each to which it was given');
select results_eq($$select n, n_previous from metrics.complaint_topic
      where unit_id = 0 and feed = 'all' and window_days = 91 and topic = 'water'$$, 'values (3::bigint, 0::bigint)',
    'in 91 days all three');

select results_eq(
    $$select district_code, district, village_code, village, n, n_open, n_points, round(mean_lat::numeric, 9),
          round(mean_long::numeric, 9)
      from metrics.complaint_place where feed = 'all' and window_days = 28 and unit_id = 0 order by 1$$,
    $$values ('', '', '', 'Jatiasih', 1::bigint, 1::bigint, 0::bigint, null, null),
        ('32.75.01', 'Rawalumbu', '32.75.01.1001', 'Bojong', 3, 2, 2, -6.3, 106.9)$$, 'places; half a point is none');

-- A decision to take days out, and its revocation.
insert into core.exclusion (government_id, unit_id, channel, first_on, last_on, decided_by, decided_at, reason)
values (1, null, 'lapor', '2025-06-29', '2025-06-29', 'x', '2025-06-30', 'x');
select metrics.refresh_view(v, '2025-06-30 12:00+07')
from unnest('{metrics.complaint_topic_2,metrics.complaint_place_2}'::text[]) as v \g /dev/null
select is_empty($$select 1 from topic where topic = ''$$, 'days that are taken out have no topics');
update core.exclusion set revoked_at = '2025-06-30';
select metrics.refresh_view('metrics.complaint_topic_2', '2025-06-30 12:00+07') \g /dev/null
select is((select n from topic where topic = '' and unit_id = 0), 1::bigint, 'until that is taken back');


-- Published totals beside what is held, and which units the feed knows.
insert into core.official_total (government_id, channel, unit_id, first_on, last_on, figure, total, source)
values (1, 'lapor', 0, '2025-06-01', '2025-06-30', 'received', 8, 'x'), (1, 'lapor', 0, '2025-06-01', '2025-06-30', 'answered', 2, 'x'),
    (1, 'lapor', 1, '2025-06-10', '2025-06-10', 'received', 4, 'x'), (1, 'lapor', 0, '2025-06-20', '2025-06-20', 'closed', 0, 'x');
select results_eq('select unit_id, figure, official_total, n_held, held_share from metrics.complaint_official order by 1, 2',
    $$values (0, 'answered', 2::bigint, 2::bigint, 1::float8), (0, 'closed', 0, 1, null), (0, 'received', 8, 4, 0.5),
        (1, 'received', 4, 2, 0.5)$$, 'how much of the truth is held');
insert into core.unit (government_id, unit_id, code, name, kind) values (1, 4, 'x', 'x', 'dinas');
insert into core.unit (government_id, unit_id, code, name, kind, active_to) values (1, 5, 'y', 'y', 'dinas', '2025-01-01');
select results_eq(
    'select feed, n_units, n_connected, connection_share, n_asked, n_active, active_share from metrics.complaint_connection',
    $$values ('lapor', 4::bigint, 3::bigint, 0.75::float8, 3::bigint, 2::bigint, 2 / 3::float8)$$,
    'four units, three that the feed knows, two that replied');
select is((select n_held from metrics.complaint_official where figure = 'received' and unit_id = 0), 4::bigint,
    'cases of May are not of June');

select * from finish();
rollback;
