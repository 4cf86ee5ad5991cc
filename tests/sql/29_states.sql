-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Between which two exports a case changed its state, in whatever order they are read.

begin;
select plan(9);
insert into core.government (government_id, code, name, kind, timezone, calendar)
values (1, '1', 'x', 'city', 'Asia/Jakarta', 'id-asn');
insert into core.account (government_id, account_id, channel, external_id, access, feed_kind, active, active_from)
values (1, 1, 'lapor', 'lapor', 'feed', 'lapor', true, '2025-01-01');

-- A case that came on the first of May, and the events that an export of such a state gives.
create function pg_temp.complaint(id text) returns void language sql as $$
    insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, status, status_raw,
        received_at, status_observed_at, truncated, first_observed_at, changed_observed_at)
    values (1, 1, id, 'lapor', core.natural_id('complaint', 1, 1, id), 'verified', 'x', '2025-05-01', '2025-05-01',
        false, '2025-05-01', '2025-05-01')
$$;
create function pg_temp.event(id text, state text, by timestamptz) returns void language sql as $$
    insert into core.complaint_event (government_id, account_id, complaint_external_id, event_key, complaint_id,
        at_earliest, at_latest, kind, text, rule, confidence, first_observed_at, changed_observed_at)
    values (1, 1, id, state, core.natural_id('complaint', 1, 1, id), '2025-05-01', by, 'closed', state, 'status.1', 1,
        by, by)
$$;
create function pg_temp.seen(id text, state text, upto timestamptz, by timestamptz) returns text[] language sql as $$
    select array(select core.complaint_states(1, 1, jsonb_build_object(id, state), upto, by))
$$;
create function pg_temp.span(id text, state text) returns text language sql as $$
    select to_char(at_earliest, 'DD HH24') || ' to ' || to_char(at_latest, 'DD HH24') from core.complaint_event
    where complaint_external_id = id and event_key = state
$$;
set timezone to 'UTC';

-- Open on the 3rd and the 6th, closed on the 9th.
select pg_temp.complaint('a') \g /dev/null
select is(pg_temp.seen('a', 'Proses', '2025-05-03', '2025-05-04'), '{}', 'a state without an event');
select is(pg_temp.seen('a', 'Proses', '2025-05-06', '2025-05-07'), '{}', 'the same again');
select pg_temp.event('a', 'Selesai', '2025-05-10') \g /dev/null
select is(pg_temp.seen('a', 'Selesai', '2025-05-09', '2025-05-10'), '{a}', 'another: its event is narrower');
select is(pg_temp.span('a', 'Selesai'), '06 00 to 10 00', 'from the last export that shows it open to the first that does not');
select is(pg_temp.seen('a', 'Selesai', '2025-05-09', '2025-05-10'), '{}', 'told again, nothing changes');

-- The one of the 6th is read last.
select pg_temp.complaint('b') \g /dev/null
select pg_temp.event('b', 'Selesai', '2025-05-10') \g /dev/null
select pg_temp.seen('b', 'Selesai', '2025-05-09', '2025-05-10') \g /dev/null
select pg_temp.seen('b', 'Proses', '2025-05-03', '2025-05-04') \g /dev/null
select pg_temp.seen('b', 'Proses', '2025-05-06', '2025-05-07') \g /dev/null
select is(pg_temp.span('b', 'Selesai'), '06 00 to 10 00', 'in another order the same');

-- Opened again: what was seen of it later says nothing of the first closing.
select pg_temp.complaint('c') \g /dev/null
select pg_temp.event('c', 'Selesai', '2025-05-10') \g /dev/null
select pg_temp.seen('c', 'Proses', '2025-05-03', '2025-05-04') \g /dev/null
select pg_temp.seen('c', 'Selesai', '2025-05-09', '2025-05-10') \g /dev/null
select pg_temp.seen('c', 'Proses', '2025-05-20', '2025-05-21') \g /dev/null
select is(pg_temp.span('c', 'Selesai'), '01 00 to 10 00', 'a state that came again bounds nothing');

-- Two exports of one day: which was first is not known.
select pg_temp.complaint('d') \g /dev/null
select pg_temp.event('d', 'Selesai', '2025-05-10') \g /dev/null
select pg_temp.seen('d', 'Selesai', '2025-05-09', '2025-05-10') \g /dev/null
select pg_temp.seen('d', 'Proses', '2025-05-09', '2025-05-10') \g /dev/null
select is(pg_temp.span('d', 'Selesai'), '01 00 to 10 00', 'an export of the same day bounds nothing');

-- A poll saw it sooner than any export.
select pg_temp.complaint('e') \g /dev/null
select pg_temp.event('e', 'Selesai', '2025-05-08 05:00') \g /dev/null
select pg_temp.seen('e', 'Proses', '2025-05-06', '2025-05-07') \g /dev/null
select pg_temp.seen('e', 'Selesai', '2025-05-09', '2025-05-10') \g /dev/null
select is(pg_temp.span('e', 'Selesai'), '01 00 to 08 05', 'what a poll saw stays');
select * from finish();
rollback;
