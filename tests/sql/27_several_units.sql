-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A complaint that is disposed to several units at once: which names a sentence holds, a wait of each unit,
-- and how each of them ends. Expected values written by hand; the world is that of 21_complaint_inquiry.sql,
-- with a village under its district, and names that look like lists.

begin;
\ir helper/world.psql
select plan(34);

insert into core.unit (government_id, unit_id, code, name, kind, parent_unit_id)
values (1, 5, 'east', 'Kecamatan Timur', 'kecamatan', null), (1, 4, 'new', 'Kelurahan Baru', 'kelurahan', 5);
insert into core.feed_unit (government_id, account_id, ref, unit_id)
values (1, 9, 'Dinas Taman', 3), (1, 9, 'Dinas Air dan Taman Kota', 3), (1, 9, 'Kelurahan Baru', 4),
    (1, 9, 'Kecamatan Timur', 5), (1, 9, 'Pasar', 1), (1, 9, 'Timur dan Barat', 2), (1, 9, 'Pasar dan Timur', 3),
    (1, 9, 'Barat', 2), (1, 9, 'Timur', 5);

select is(core.feed_units(1, 9, said.ref), said.units, coalesce('"' || said.ref || '": ' || said.why, said.why))
from (
    values
        ('Dinas Jalan', '{1}'::int[], 'a name of the map'),
        ('Dinas Air dan Taman Kota', '{3}', 'a name of the map that looks like a list'),
        ('Dinas Jalan, Dinas Air dan Dinas Taman', '{1,2,3}', 'three names, in their order'),
        ('Dinas Jalan dan Dinas Air dan Taman Kota', '{1,3}', 'the only way to read it'),
        ('Dinas Jalan; Dinas Air;', '{1,2}', 'semicolons'),
        ('1. Dinas Jalan 2. Dinas Air', '{1,2}', 'numbers'),
        ('14637/Dinas Air', '{3,2}', 'an id beside a name'),
        ('Dinas Jalan, serta kepada Dinas Air', '{1,2}', 'words between'),
        ('Dinas Jalan, Dinas Jalan', '{1}', 'the same twice'),
        ('Kelurahan Baru, Kecamatan Timur', '{4}', 'behind a comma, where it lies'),
        ('Kelurahan Baru dan Kecamatan Timur', '{4,5}', 'both'),
        ('Kecamatan Timur, Kelurahan Baru', '{5,4}', 'what lies in it is no place of it'),
        ('Dinas Jalan, Dinas Langit', null, 'of a list with an unknown name nothing is guessed'),
        ('Dinas Jalanan dan Dinas Air', null, 'a name is whole'),
        ('Dinas Jalan Dinas Air', null, 'nothing stands between them'),
        ('Pasar dan Timur dan Barat', null, 'two ways to read it'),
        ('Pasar dan Timur, Barat', '{3,2}', 'the way with the fewest names'),
        ('Dinas Jalan DAN Dinas Air', '{1,2}', 'words between, in capitals'),
        (' ,; ', null, 'marks alone'),
        (null, null, 'no name')
) as said (ref, units, why);

create function pg_temp.complaint(id text) returns void language sql as $$
    insert into core.complaint
        (government_id, account_id, external_id, feed, complaint_id, status, status_observed_at, received_at,
        first_observed_at, changed_observed_at)
    values (1, 9, id, 'lapor', core.natural_id('complaint', 1, 9, id), 'in_process', '2025-06-30',
        '2025-05-18 08:00+07', '2025-06-30', '2025-06-30')
$$;
create function pg_temp.event(id text, key text, kind text, at_local text, ref text default null, actor text default null)
returns void language sql as $$
    insert into core.complaint_event
        (government_id, account_id, complaint_external_id, event_key, complaint_id, at_earliest, at_latest,
        precision_s, kind, unit_ref, actor, confidence, first_observed_at, changed_observed_at)
    values (1, 9, id, key, core.natural_id('complaint', 1, 9, id), at_local::timestamp at time zone 'Asia/Jakarta',
        at_local::timestamp at time zone 'Asia/Jakarta', 60, kind, ref, actor, 1, '2025-06-30', '2025-06-30')
$$;

-- Three units, an answer of nobody's name: it is that of those to whom the case was given.
select pg_temp.complaint('200');
select pg_temp.event('200', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan, Dinas Air dan Dinas Taman');
select pg_temp.event('200', 'e2', 'acknowledged', '2025-05-19 09:00');
select pg_temp.event('200', 'e3', 'answered', '2025-05-20 08:00');
select is(core.derive_complaint(1, 9, '{200}'), 3, 'three waits are written');
select results_eq($$select pg_temp.inquiries('200')$$,
    $$values ('e1 u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 08:00:00 e3'),
        ('e1 u2 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 08:00:00 e3'),
        ('e1 u3 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 08:00:00 e3')$$,
    'a wait of each unit; where the log names nobody the answer is theirs');
select results_eq(
    $$select hop, from_unit_id, to_unit_id, first_reply_at, answered_at, left_at
      from core.complaint_disposition where complaint_id = core.natural_id('complaint', 1, 9, '200') order by hop$$,
    $$select n, null::int, n, '2025-05-19 09:00+07'::timestamptz, '2025-05-20 08:00+07'::timestamptz,
          null::timestamptz from generate_series(1, 3) as n$$,
    'three hops at once, in the order of the names');
select is(unit_id, 1, 'the case is held by the one named first') from core.complaint where external_id = '200';
select is(core.derive_complaint(1, 9, '{200}'), 0, 'nothing is written twice');

-- One returns it, the other answers; then another joins the one that holds it, and the timer closes.
select pg_temp.complaint('201');
select pg_temp.event('201', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('201', 'e2', 'returned', '2025-05-20 08:00', 'Dinas Air');
select pg_temp.event('201', 'e3', 'answered', '2025-05-21 08:00');
select pg_temp.event('201', 'e4', 'disposed', '2025-05-22 08:00', 'Dinas Taman dan Dinas Jalan');
select pg_temp.event('201', 'e5', 'closed', '2025-05-23 08:00', actor => 'timer');
select core.derive_complaint(1, 9, '{201}') \g /dev/null
select results_eq($$select pg_temp.inquiries('201')$$,
    $$values ('e1 u1 citizen citizen 1 answered 19 08:00:00 19 08:00:00 21 08:00:00 e3'),
        ('e1 u2 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 20 08:00:00 -'),
        ('e4 u3 citizen citizen 1 closed_unanswered 22 08:00:00 22 08:00:00 23 08:00:00 -')$$,
    'who returns it leaves alone; who holds it is not asked again; who joins waits from then');
select results_eq(
    $$select hop, from_unit_id, to_unit_id, left_at from core.complaint_disposition
      where complaint_id = core.natural_id('complaint', 1, 9, '201') order by hop$$,
    $$values (1, null::int, 1, null::timestamptz), (2, null, 2, '2025-05-20 08:00+07'), (3, 1, 3, null)$$,
    'the hops of the case');

-- Disposed to one alone: the others hand it over. A reply of a unit that is named helps the others.
select pg_temp.complaint('202');
select pg_temp.event('202', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('202', 'e2', 'disposed', '2025-05-19 09:00', 'Dinas Air; Dinas Jalan');
select pg_temp.event('202', 'e3', 'disposed', '2025-05-20 08:00', 'Dinas Taman');
select pg_temp.complaint('203');
select pg_temp.event('203', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('203', 'e2', 'answered', '2025-05-20 08:00', 'Dinas Air');
select core.derive_complaint(1, 9, '{202,203}') \g /dev/null
select results_eq($$select pg_temp.inquiries('202')$$,
    $$values ('e1 u1 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 20 08:00:00 -'),
        ('e1 u2 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 20 08:00:00 -'),
        ('e3 u3 citizen citizen 1 waiting 20 08:00:00 20 08:00:00 - -')$$,
    'the same units again: nothing; another one: both hand it over');
select results_eq($$select pg_temp.inquiries('203')$$,
    $$values ('e1 u1 citizen citizen 1 helped 19 08:00:00 19 08:00:00 20 08:00:00 e2 helped by 2'),
        ('e1 u2 citizen citizen 1 answered 19 08:00:00 19 08:00:00 20 08:00:00 e2')$$,
    'the answer of one that is named is its own');

-- Returned by nobody's name, closed by the reporter: all of them.
select pg_temp.complaint('204');
select pg_temp.event('204', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('204', 'e2', 'returned', '2025-05-20 08:00');
select pg_temp.complaint('205');
select pg_temp.event('205', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('205', 'e2', 'closed', '2025-05-20 08:00', actor => 'reporter');
select core.derive_complaint(1, 9, '{204,205}') \g /dev/null
select results_eq(
    $$select source_id, unit_id, state from core.inquiry where source_id in ('204', '205') order by 1, 2$$,
    $$values ('204', 1, 'handed_over'), ('204', 2, 'handed_over'), ('205', 1, 'withdrawn'), ('205', 2, 'withdrawn')$$,
    'a return without a name and a withdrawal end all their waits');
select results_eq(
    $$select external_id, unit_id from core.complaint where external_id in ('204', '205') order by 1$$,
    $$values ('204', 0), ('205', 1)$$, 'returned, nobody holds it');

-- Returned by one who does not hold it: by all. Once one has left, the other is still known by its own name.
select pg_temp.complaint('207');
select pg_temp.event('207', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('207', 'e2', 'returned', '2025-05-20 08:00', 'Dinas Taman');
select pg_temp.complaint('208');
select pg_temp.event('208', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Air');
select pg_temp.event('208', 'e2', 'returned', '2025-05-20 08:00', 'Dinas Jalan');
select pg_temp.event('208', 'e3', 'disposed', '2025-05-21 08:00', 'Dinas Taman');
select core.derive_complaint(1, 9, '{207,208}') \g /dev/null
select results_eq($$select pg_temp.inquiries('207')$$,
    $$values ('e1 u1 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 20 08:00:00 -'),
        ('e1 u2 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 20 08:00:00 -')$$,
    'returned by a unit that does not hold it');
select results_eq($$select pg_temp.inquiries('208')$$,
    $$values ('e1 u1 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 20 08:00:00 -'),
        ('e1 u2 citizen citizen 1 handed_over 19 08:00:00 19 08:00:00 21 08:00:00 -'),
        ('e3 u3 citizen citizen 1 waiting 21 08:00:00 21 08:00:00 - -')$$,
    'the first returned it, the second hands it over');

-- A list with an unknown name is one unknown name, until the map knows all of it; nor is it that of the unit
-- that the case itself names.
select pg_temp.complaint('206');
update core.complaint set unit_ref = 'Dinas Jalan' where external_id = '206';
select pg_temp.event('206', 'e1', 'disposed', '2025-05-19 08:00', 'Dinas Jalan dan Dinas Langit');
select core.derive_complaint(1, 9, '{206}') \g /dev/null
select results_eq(
    $$select i.unit_id, r.ref from core.inquiry as i, ops.unknown_unit_ref as r where i.source_id = '206'$$,
    $$values (0, 'Dinas Jalan dan Dinas Langit')$$, 'nobody''s, and reported as it stands');

select * from finish();
rollback;
