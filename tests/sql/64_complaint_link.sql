-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The same case in two feeds: found by markers, counted once where all feeds are counted together. Expected values by
-- hand; as of Sunday 29 June 2025 at 12.

begin;
\ir helper/world.psql
\ir helper/complaint.psql
select plan(15);

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

select * from finish();
rollback;
