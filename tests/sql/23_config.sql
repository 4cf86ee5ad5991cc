-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The configuration brought into core and ops: numbers stay, what leaves becomes inactive, accounts change
-- hands, and what was derived follows. Then leases, fences, successes, gaps, targets and requests.

begin;
select plan(128);
set local timezone = 'Asia/Jakarta';

create function pg_temp.document(
    accounts jsonb, units text default 'roads,water', feed_units jsonb default '{"Dinas Jalan": "roads"}'
)
returns jsonb
language sql
as $$
    select jsonb_build_object(
        'governments', '[{"code": "32.75", "name": "Kota Contoh", "kind": "city", "timezone": "Asia/Jakarta",
            "calendar": "id-asn"}]'::jsonb,
        'units', (select jsonb_agg(jsonb_build_object('code', u, 'government', '32.75', 'name', 'Dinas ' || u,
            'kind', 'dinas', 'parent', case when u = 'water' then 'roads' end, 'calendar', null))
            from unnest(string_to_array(units, ',')) as u),
        'accounts', accounts,
        'feeds', jsonb_build_array(jsonb_build_object('government', '32.75', 'name', 'lapor', 'kind', 'lapor',
            'author_key', null, 'units', feed_units, 'streams', '{"complaints": 600}'::jsonb)))
$$;
create function pg_temp.account(id text, unit text, from_on text default null, to_on text default null,
    handle text default null)
returns jsonb
language sql
as $$
    select jsonb_build_object('government', '32.75', 'channel', 'facebook', 'external_id', id,
        'handle', coalesce(handle, 'h' || id), 'former_handles', '[]'::jsonb, 'access', 'owned', 'unit', unit,
        'leader_position', null, 'answered_by', null, 'valid_from', from_on, 'valid_to', to_on,
        'author_key', md5('account ' || id), 'streams', '{"comments": 60}'::jsonb)
$$;
create function pg_temp.owners(id text)
returns setof text
language sql
as $$
    select concat_ws(' ', o.valid_from, coalesce(o.valid_to::text, '-'), u.code)
    from core.account_owner as o
    join core.account as a using (government_id, account_id)
    join core.unit as u using (government_id, unit_id)
    where a.external_id = id
    order by o.valid_from
$$;

-- The first time, and again.
select cmp_ok(ops.sync_config(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'roads'),
    pg_temp.account('200', 'water'))), 'd1', 'one'), '>', 8, 'a first synchronisation writes');
select is(ops.sync_config(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'roads'),
    pg_temp.account('200', 'water'))), 'd1', 'one'), 0, 'the same again writes nothing');
select results_eq('select unit_id, code, parent_unit_id from core.unit order by 1',
    $$values (1, 'roads', null::int), (2, 'water', 1)$$, 'units with numbers and a tree');
select results_eq('select shows_answers, count(*) from core.account group by 1', $$values (true, 3::bigint)$$,
    'what says nothing of it shows answers');
select is(ops.sync_config(jsonb_set(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'roads'),
    pg_temp.account('200', 'water'))), '{feeds,0,shows_answers}', 'false'), 'd1a', 'one'), 1,
    'a feed that shows none says so');
select results_eq('select channel from core.account where not shows_answers', $$values ('lapor')$$, 'that feed alone');
select is(ops.sync_config(jsonb_set(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'roads'),
    pg_temp.account('200', 'water'))), '{feeds,0,shows_ended}', 'false'), 'd1b', 'one'), 1,
    'a feed that lists open cases alone says so');
select results_eq('select channel, shows_answers from core.account where not shows_ended', $$values ('lapor', true)$$,
    'and not the other any more');
select is(ops.sync_config(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'roads'),
    pg_temp.account('200', 'water'))), 'd1', 'one'), 1, 'and the old file takes it back');
select results_eq('select account_id, channel, external_id, access, feed_kind from core.account order by 1',
    $$values (1, 'facebook', '100', 'owned', null), (2, 'facebook', '200', 'owned', null),
        (3, 'lapor', 'lapor', 'feed', 'lapor')$$, 'accounts and the feed');
select results_eq($$select pg_temp.owners('100')$$, $$values ('-infinity - roads')$$, 'owned from always');
select results_eq('select ref, unit_id from core.feed_unit', $$values ('Dinas Jalan', 1)$$, 'names of the feed');

-- The key of the pseudonyms: the first one is the government's, another one is refused as a whole.
create function pg_temp.keyed(key text)
returns jsonb
language sql
as $$
    select pg_temp.document(jsonb_build_array(pg_temp.account('100', 'roads'), pg_temp.account('200', 'water')))
        || jsonb_build_object('key_check', md5(key))
$$;
select is(ops.sync_config(pg_temp.keyed('first'), 'd1', 'one'), 0, 'a key comes');
select is(ops.sync_config(pg_temp.keyed('first'), 'd1', 'one'), 0, 'and comes again');
select throws_ok($$select ops.sync_config(pg_temp.keyed('second'), 'd1', 'one')$$, 'PT005', format(
    'the pseudonym key is not the one of the stored rows of government 32.75 (since %s): put that key back '
    '(pantaud(8), CREDENTIALS)', (now() at time zone 'Asia/Jakarta')::date), 'another one is refused');
select throws_ok($$select ops.sync_config(pg_temp.keyed('second'), 'd1', 'two')$$, 'PT005', null,
    'from whatever instance');
select lives_ok($$select ops.sync_config(jsonb_set(jsonb_set(pg_temp.keyed('second'), '{governments,0,code}', '"32.76"'),
    '{units}', '[]'), 'd9', 'nine')$$, 'another government may have another key');
select results_eq('select code, key_check from core_private.pseudonym_key join core.government using (government_id) order by 1',
    $$values ('32.75', decode(md5('first'), 'hex')), ('32.76', decode(md5('second'), 'hex'))$$, 'each keeps its own');
delete from ops.configuration where instance = 'nine';
delete from ops.stream where government_id > 1;
delete from core.account where government_id > 1;
delete from core_private.pseudonym_key where government_id > 1;
delete from core.government where government_id > 1;

-- Messages and a complaint, to see derivation follow.
insert into core.message
    (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, text, needs_answer,
    first_observed_at, changed_observed_at)
values
    (1, 1, 'q', now() - interval '3 days', 'q', 'comment', decode(md5('ani'), 'hex'), 'Kapan?', true, now(), now()),
    (1, 1, 'r', now() - interval '2 days', 'q', 'comment', decode(md5('account 300'), 'hex'), 'Besok.', false, now(), now());
select core.derive_message(1, 1, '{q}') \g /dev/null
select is(state, 'waiting', 'nobody answered yet') from core.inquiry;

-- A new account turns out to be the one that answered; one leaves; a handle changes.
select cmp_ok(ops.sync_config(pg_temp.document(jsonb_build_array(
    pg_temp.account('100', 'roads', handle => 'new'), pg_temp.account('300', 'roads'))), 'd2', 'one'), '>', 3,
    'a changed file writes');
select is(state, 'answered', 'a new account''s old messages are official now') from core.inquiry;
select results_eq('select active, active_to is not null from core.account where external_id = ''200''',
    'values (false, true)', 'what left is inactive, with a date');
select results_eq('select handle, former_handles from core.account where external_id = ''100''',
    $$values ('new', '{h100}'::text[])$$, 'an old handle is kept');
select is(account_id, 4, 'numbers are never used twice') from core.account where external_id = '300';
select results_eq('select s.active from ops.stream as s join core.account using (government_id, account_id)
    where external_id = ''200''', 'values (false)', 'its stream is inactive too');

-- Back again: the same number.
select ops.sync_config(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'roads', handle => 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 'd3', 'one') \g /dev/null
select results_eq('select account_id, active from core.account where external_id = ''200''',
    'values (2, true)', 'what comes back has its number');

-- Hands: without a date from today, with dates as listed.
select ops.sync_config(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'water', handle => 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 'd4', 'one') \g /dev/null
select results_eq($$select pg_temp.owners('100')$$,
    $$values (concat('-infinity ', current_date - 1, ' roads')), (concat(current_date, ' - water'))$$,
    'another unit without a date: from today');
select ops.sync_config(pg_temp.document(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'), pg_temp.account('100', 'water', '2025-04-01', null, 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 'd5', 'one') \g /dev/null
select results_eq($$select pg_temp.owners('100')$$,
    $$values ('-infinity 2023-12-31 roads'), ('2024-01-01 2025-03-31 roads'), ('2025-04-01 - water')$$,
    'listed twice with dates: as listed');
select is(ops.sync_config(pg_temp.document(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'), pg_temp.account('100', 'water', '2025-04-01', null, 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 'd5', 'one'), 0, 'the same again writes nothing');
select is(unit_id, 2, 'the inquiry follows the owner at its start') from core.inquiry;

-- A second instance with another file does not switch the first one's cities off.
select ops.sync_config('{"governments": [{"code": "11.01", "name": "Kabupaten Lain", "kind": "regency",
    "timezone": "Asia/Jayapura", "calendar": null}], "units": [], "accounts": [], "feeds": []}',
    'e1', 'two') \g /dev/null
select is((select count(*)::int from core.account where active), 4, 'another instance''s file leaves these alone');
select is(calendar, 'id-asn', 'a government without a calendar has the civil service''s')
from core.government where code = '11.01';
select ops.sync_config('{"governments": [], "units": [], "accounts": [], "feeds": []}',
    'e2', 'two') \g /dev/null
select results_eq('select code, active_to is null from core.government order by 1',
    $$values ('11.01', false), ('32.75', true)$$, 'a government that left its file becomes inactive');
select throws_ok($$select ops.sync_config('{"governments": [{"code": "1", "name": "x", "kind": "city",
    "timezone": "Asia/Jakarta", "calendar": "lunar"}]}', 'x', 'two')$$, 'PT003', 'unknown calendar: lunar',
    'an unknown calendar is refused');

-- A large file comes in parts, which say together what one document says.
create function pg_temp.in_parts(accounts jsonb, parts int default null) returns int language plpgsql as $$
declare
    each record;
    said int := coalesce(parts, jsonb_array_length(accounts));
begin
    for each in select value, place from jsonb_array_elements(accounts) with ordinality as a (value, place) loop
        perform ops.config_part('one', each.place::int, jsonb_build_array(each.value));
    end loop;
    return ops.sync_config(
        pg_temp.document('[]') || jsonb_build_object('parts', said), 'd5', 'one');
end
$$;
select is(pg_temp.in_parts(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'), pg_temp.account('100', 'water', '2025-04-01', null, 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 0, 'the same in parts writes nothing');
select is_empty('select * from ops.configuration_part', 'parts are gone afterwards');
select throws_ok($$select pg_temp.in_parts(jsonb_build_array(pg_temp.account('100', 'roads')), 2)$$, 'PT004',
    'the configuration came in 1 parts, not 2', 'a part that is missing is not an account that left');
select ops.config_part('one', 1, jsonb_build_array(pg_temp.account('999', 'roads'))) \g /dev/null
select ops.config_part('one', 2, jsonb_build_array(pg_temp.account('998', 'roads'))) \g /dev/null
select is(pg_temp.in_parts(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'), pg_temp.account('100', 'water', '2025-04-01', null, 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 0, 'what an earlier attempt left is not taken');
select ops.config_part('one', 1, jsonb_build_array(pg_temp.account('999', 'roads'))) \g /dev/null
select is(ops.sync_config(pg_temp.document(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'), pg_temp.account('100', 'water', '2025-04-01', null, 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 'd5', 'one'), 0, 'a document without parts stands alone');

-- Several changes of hands at once are entered account by account, listing by listing.
select ops.sync_config(pg_temp.document(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2024-06-30', 'new'), pg_temp.account('100', 'water', '2024-07-01', '2024-12-31', 'new'),
    pg_temp.account('100', 'roads', '2025-01-01', null, 'new'), pg_temp.account('200', 'roads'),
    pg_temp.account('300', 'water', '2025-01-01'))), 'd5', 'one') \g /dev/null
select results_eq($$select pg_temp.owners('100')$$,
    $$values ('-infinity 2023-12-31 roads'), ('2024-01-01 2024-06-30 roads'), ('2024-07-01 2024-12-31 water'),
        ('2025-01-01 - roads')$$, 'three hands in turn');
select results_eq($$select pg_temp.owners('200')$$,
    $$values (concat('-infinity ', current_date - 1, ' water')), (concat(current_date, ' - roads'))$$, 'another account beside it');
select results_eq($$select pg_temp.owners('300')$$,
    $$values ('-infinity 2024-12-31 roads'), ('2025-01-01 - water')$$, 'and one with a date');
select ops.sync_config(pg_temp.document(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'), pg_temp.account('100', 'water', '2025-04-01', null, 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 'd5', 'one') \g /dev/null

-- Asked on Monday 19 May 2025 at 08:30 WIB, answered at 12:30: three and a half hours of work, since 12:00
-- is noon. An hour farther east it was asked at 09:30 and answered at 13:30: three hours. A unit that works round
-- the clock took four.
insert into core.message
    (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, text, needs_answer,
    first_observed_at, changed_observed_at)
values
    (1, 1, 'y', '2025-05-19 08:30+07', 'y', 'comment', decode(md5('ani'), 'hex'), 'Kapan?', true, now(), now()),
    (1, 1, 'z', '2025-05-19 12:30+07', 'y', 'comment', decode(md5('account 100'), 'hex'), 'Besok.', false, now(), now());
select core.derive_message(1, 1, '{y}') \g /dev/null
create function pg_temp.worked(more jsonb) returns int language plpgsql as $$
begin
    perform ops.sync_config(pg_temp.document(jsonb_build_array(
        pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'),
        pg_temp.account('100', 'water', '2025-04-01', null, 'new'), pg_temp.account('200', 'water'),
        pg_temp.account('300', 'roads'))) || more, 'd5', 'one');
    return (select needed_working_s from core.inquiry where source_id = 'y');
end
$$;
create function pg_temp.placed(timezone text, calendar text) returns jsonb language sql as $$
    select jsonb_set(jsonb_set(d, '{governments,0,timezone}', to_jsonb(timezone)), '{units,1,calendar}',
        coalesce(to_jsonb(calendar), 'null'))
    from pg_temp.document('[]') as d
$$;
insert into core.calendar (calendar, name, source, first_on, last_on, decided_from, decided_to)
values ('round', 'Round the clock', 'a test', '2025-01-01', '2025-12-31', '2025-01-01', '2025-12-31');
insert into core.calendar_hours (calendar, season, isodow, starts, ends)
select 'round', 'normal', day, '00:00', '24:00' from generate_series(1, 7) as day;
select core.calendar_build('round') \g /dev/null
select is(pg_temp.worked('{}'), 12600, 'a wait in the working time of the zone');
select is(pg_temp.worked(pg_temp.placed('Asia/Makassar', null) - 'accounts'), 10800, 'follows a zone that is corrected');
select is(pg_temp.worked(pg_temp.placed('Asia/Jakarta', 'round') - 'accounts'), 14400,
    'and a calendar that its unit is given');
select is(pg_temp.worked('{}'), 14400, 'one that is taken away ends today');
delete from core.message where thread_key = 'y';
delete from core.inquiry where source_id = 'y';
delete from core.unit_calendar;

-- The mayor's account was listed as a unit's: what it wrote is no answer then, though owner and key are the same.
insert into core.message
    (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, text, needs_answer,
    first_observed_at, changed_observed_at)
values
    (1, 1, 'y', '2025-05-19 08:30+07', 'y', 'comment', decode(md5('ani'), 'hex'), 'Kapan?', true, now(), now()),
    (1, 1, 'z', '2025-05-19 12:30+07', 'y', 'comment', decode(md5('account 300'), 'hex'), 'Besok.', false, now(), now());
select core.derive_message(1, 1, '{y}') \g /dev/null
create function pg_temp.stated(more jsonb) returns text language plpgsql as $$
begin
    perform ops.sync_config(pg_temp.document(jsonb_build_array(
        pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'),
        pg_temp.account('100', 'water', '2025-04-01', null, 'new'), pg_temp.account('200', 'water'),
        pg_temp.account('300', 'roads') || more)), 'd5', 'one');
    return (select concat_ws(' ', i.state, m.role) from core.inquiry as i join core.message as m on m.external_id = 'z'
        where i.source_id = 'y' and i.class = 'citizen');
end
$$;
select is(pg_temp.stated('{}'), 'answered official', 'the unit''s other account answers');
select is(pg_temp.stated('{"unit": null, "leader_position": "walikota", "answered_by": "roads"}'), 'waiting leader',
    'one that is the mayor''s does not');
select is(pg_temp.stated('{}'), 'answered official', 'and back');
-- Both its account and the clock: one account with messages is derived once.
set local track_functions = 'all';
select ops.sync_config(jsonb_set(pg_temp.document(jsonb_build_array(
    pg_temp.account('100', 'roads', '2024-01-01', '2025-03-31', 'new'),
    pg_temp.account('100', 'water', '2025-04-01', null, 'new'), pg_temp.account('200', 'water'),
    pg_temp.account('300', 'roads') || '{"author_key": null}')), '{governments,0,timezone}', '"Asia/Makassar"'), 'd5', 'one')
\g /dev/null
select is(pg_stat_get_xact_function_calls('core.derive_message(int,int[],text[])'::regprocedure), 1::bigint,
    'what two changes touch is derived once');
set local track_functions = 'none';
select is(pg_temp.stated('{}'), 'answered official', 'and back again');
delete from core.message where thread_key = 'y';
delete from core.inquiry where source_id = 'y';

-- Leases and fences.
create function pg_temp.take(instance text) returns setof bigint language sql as $$
    select held from ops.lease_take(instance, 60)
$$;
create function pg_temp.held(instance text) returns setof text language sql as $$
    select concat_ws(' ', external_id, stream, fence) from ops.stream_list(instance, 0, 0, '', 100)
$$;
select is(held, 0::bigint, 'an instance whose file has no such government takes none of its streams')
from ops.lease_take('two', 60);
select results_eq('select taken, held from ops.lease_take(''one'', 60)', 'values (4::bigint, 4::bigint)',
    'an instance takes its streams');
select results_eq('select channel, external_id, stream, fence from ops.stream_list(''one'', 0, 0, '''', 100)',
    $$values ('facebook', '100', 'comments', 1::bigint), ('facebook', '200', 'comments', 1),
        ('lapor', 'lapor', 'complaints', 1), ('facebook', '300', 'comments', 1)$$, 'and is told them in order');
select results_eq('select external_id from ops.stream_list(''one'', 1, 1, ''comments'', 2)',
    $$values ('200'), ('lapor')$$, 'a page at a time');
select results_eq('select taken, held from ops.lease_take(''one'', 60)', 'values (4::bigint, 4::bigint)',
    'renewing takes nothing more');
select is((select max(fence)::int from ops.stream_list('one', 0, 0, '', 100)), 1, 'and keeps the fence');
update ops.stream set cursor = '\x31203020370a61661f1f5c78' /* "1 0 7", newline, a place */,
    last_success_at = now() - interval '1 day 1 second'
where account_id = (select account_id from core.account where external_id = '200');
select is((select convert_from(cursor, 'utf8') from ops.stream_list('one', 1, 1, 'comments', 1)), '1 0 7',
    'a place in a list is forgotten after a day, the watermark is not');
update ops.stream set last_success_at = now() - interval '23 hours' where last_success_at is not null;
select is((select encode(cursor, 'hex') from ops.stream_list('one', 1, 1, 'comments', 1)), '31203020370a61661f1f5c78',
    'before that it is kept');
update ops.stream set cursor = null, last_success_at = null;
select ops.sync_config(pg_temp.document(jsonb_build_array(pg_temp.account('100', 'water', '2025-04-01', null, 'new'),
    pg_temp.account('200', 'water'), pg_temp.account('300', 'roads'))), 'd6', 'two') \g /dev/null
select is(pg_temp.take('two'), 0::bigint, 'nobody takes what another one holds');
select is_empty('select pg_temp.held(''two'')', 'and is told nothing of it');
select lives_ok('select ops.fence_check(1, ''{1,1}'', ''{comments,comments}'', ''{1,1}'')', 'the holder''s fence is good');
update ops.lease set lease_until = clock_timestamp() - interval '1 second' where instance = 'one';
select is(pg_temp.take('two'), 4::bigint, 'when a lease ends, the other takes over');
select results_eq('select taken, held from ops.lease_take(''one'', 60)', 'values (4::bigint, 0::bigint)',
    'the first one sees that they are gone');
select throws_ok('select ops.fence_check(1, ''{1,1}'', ''{comments,comments}'', ''{1,1}'')', 'PT001',
    'stream "comments" was taken over by another daemon', 'and the old fence is refused');
select throws_ok('select ops.stream_save(1, ''{1}'', ''{comments}'', ''{1}'', ''{null}'', ''{now}'', ''{t}'')', 'PT001', null,
    'also at the end of a transaction');
select throws_ok('select ops.stream_fail(1, 1, ''comments'', 1, now(), ''busy'', null, null, null, null, null)', 'PT001', null,
    'and with a failure');
select ops.lease_release('two') \g /dev/null
select results_eq('select taken, held from ops.lease_take(''one'', 60)', 'values (8::bigint, 4::bigint)',
    'what is given back is free at once, and counts as taken again');

-- Successes, failures, gaps.
select ops.stream_save(1, '{1,2}', '{comments,comments}', '{3,3}', array['\x01', '\xff']::bytea[],
    '{2026-01-01 00:00+07,2026-01-01 00:01+07}', '{t,f}') \g /dev/null
select ops.stream_save(1, '{1}', '{comments}', '{3}', array['\x02']::bytea[], '{2026-01-01 00:02+07}', '{f}') \g /dev/null
select is_empty('select * from ops.coverage_gap', 'two minutes at an interval of one are allowed');
select ops.stream_fail(1, 1, 'comments', 3, '2026-01-01 00:03+07', 'busy', 'peer', 'HTTP 503', null, 503, null) \g /dev/null
select ops.stream_fail(1, 1, 'comments', 3, '2026-01-01 00:04+07', 'busy', 'peer', 'HTTP 503', null, 503, null) \g /dev/null
select results_eq('select failing_since, fail_count, http_status, last_success_at from ops.stream where account_id = 1',
    $$values ('2026-01-01 00:03+07'::timestamptz, 2::bigint, 503, '2026-01-01 00:02+07'::timestamptz)$$, 'failures are counted');
select is(ops.progress_flush('{1,1}', '{1,1}', '{comments,comments}', array[null, 'post1'],
    '{2026-01-01 00:10+07,2026-01-01 00:10+07}', '{t,t}'), 2, 'successes of quiet polls');
select is(ops.progress_flush('{1,1,1}', '{2,2,2}', '{comments,comments,comments}', '{null,null,null}',
    '{2026-01-01 00:09+07,2026-01-01 00:02+07,2026-01-01 00:04+07}', '{f,t,f}'), 3, 'three of one stream, in any order');
select results_eq('select gap_from, gap_to from ops.coverage_gap where account_id = 2',
    $$values ('2026-01-01 00:04+07'::timestamptz, '2026-01-01 00:09+07'::timestamptz)$$, 'leave a gap between each other');
select results_eq('select cursor, last_success_at, last_complete_at from ops.stream where account_id = 2',
    $$values ('\xff'::bytea, '2026-01-01 00:09+07'::timestamptz, '2026-01-01 00:02+07'::timestamptz)$$, 'and end with the newest');
delete from ops.coverage_gap where account_id = 2;
select results_eq('select gap_from, gap_to, allowed_s from ops.coverage_gap',
    $$values ('2026-01-01 00:02+07'::timestamptz, '2026-01-01 00:10+07'::timestamptz, 120)$$, 'a longer silence is a gap');
select results_eq('select cursor, failing_since, fail_count, last_complete_at from ops.stream where account_id = 1',
    $$values ('\x02'::bytea, null::timestamptz, 0::bigint, '2026-01-01 00:10+07'::timestamptz)$$, 'a success ends the failing');
select ops.stream_fail(1, 1, 'comments', 3, '2026-01-01 00:09+07', 'busy', 'peer', 'HTTP 503', null, 503, null) \g /dev/null
select is((select fail_count from ops.stream where account_id = 1 and stream = 'comments'), 0::bigint,
    'a failure of before it that is told late does not begin it again');
select results_eq('select external_id, last_success_at from ops.target',
    $$values ('post1', '2026-01-01 00:10+07'::timestamptz)$$, 'a target that was visited has its row');

-- In the order of their keys, whatever the order they are named in: two sessions never wait for each other.
create temporary table written (place serial, row text);
grant insert on written to public;
grant usage on sequence written_place_seq to public;
create function pg_temp.note() returns trigger language plpgsql as $$
begin
    insert into pg_temp.written (row) values (concat_ws(' ', new.account_id, new.stream, to_jsonb(new) ->> 'external_id'));
    return new;
end $$;
create trigger note before update on ops.stream for each row execute function pg_temp.note();
create trigger note before insert or update on ops.target for each row execute function pg_temp.note();
create function pg_temp.order_of_writing() returns text language sql as $$
    with taken as (delete from pg_temp.written returning place, row) select string_agg(row, ',' order by place) from taken
$$;
select ops.stream_save(1, '{4,1,2}', '{comments,comments,comments}', '{3,3,3}', array[null, '\x02', '\xff']::bytea[],
    array_fill('2026-01-01 00:11+07'::timestamptz, '{3}'), '{f,f,f}') \g /dev/null
select is(pg_temp.order_of_writing(), '1 comments,2 comments,4 comments,1 comments,2 comments,4 comments',
    'streams of a transaction, their cursors and their successes');
select ops.target_save(1, '{2,1,1}', '{comments,comments,comments}', '{a,c,b}',
    array_fill('2026-01-01 00:11+07'::timestamptz, '{3}'), '{1,1,1}') \g /dev/null
select is(pg_temp.order_of_writing(), '1 comments b,1 comments c,2 comments a', 'targets of a transaction');
select ops.progress_flush('{1,1,1,1,1,1}', '{4,1,2,2,1,1}', '{comments,comments,comments,comments,comments,comments}',
    array[null, null, null, 'a', 'c', 'b'], array_fill('2026-01-01 00:12+07'::timestamptz, '{6}'), '{f,f,f,t,t,t}') \g /dev/null
select is(pg_temp.order_of_writing(), '1 comments b,1 comments c,2 comments a,1 comments,2 comments,4 comments',
    'gathered successes, those of targets first');
select is(ops.progress_flush('{1,1,1}', '{2,1,1}', '{comments,comments,comments}', '{a,c,b}',
    array_fill('2026-01-01 00:12+07'::timestamptz, '{3}'), '{t,t,t}'), 3, 'once more, none is held');
select is(pg_temp.order_of_writing(), null, 'and what was noted is not written again');
drop trigger note on ops.stream;
drop trigger note on ops.target;
delete from ops.target where external_id in ('a', 'b', 'c');

-- Targets worth polling. Each post that was visited has one message, answered or not.
create function pg_temp.visited(id text, age interval, newest interval, visited interval, waits boolean default false)
returns void
language sql
as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, first_observed_at, changed_observed_at)
    values (1, 1, id, core.natural_id('post', 1, 1, id), now() - age, 'text', now(), now());
    insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key, kind,
        first_observed_at, changed_observed_at)
    select 1, 1, 'm' || id, now() - newest, id, 'm' || id, 'comment', now(), now() where newest is not null;
    select ops.target_save(1, array[1], '{comments}', array[id], array[now() - visited], '{5}') where visited is not null;
    update ops.target set waiting = waits where external_id = id;
$$;
create function pg_temp.listed() returns setof text language sql as $$
    select external_id || case when waiting then ' waiting' else '' end
    from ops.target_list('{1}', '{1}') order by 1
$$;
select pg_temp.visited('new', '1 day', null, null), pg_temp.visited('old', '40 days', null, '1 hour'),
    pg_temp.visited('never', '400 days', null, null), pg_temp.visited('waits', '100 days', '90 days', '1 hour', true),
    pg_temp.visited('waits long', '363 days', '360 days', '1 hour', true),
    pg_temp.visited('waits too long', '365 days', '360 days', '1 hour', true)
    \g /dev/null
select results_eq('select pg_temp.listed()', $$values ('never'), ('new'), ('waits long waiting'), ('waits waiting')$$,
    'young posts, for a year those under which somebody waits, and those never visited');

-- All is answered, but not yet watched for 21 days after the newest message: one more visit is due then.
select pg_temp.visited('unripe', '30 days', '3 days', '1 day'), pg_temp.visited('ripe', '40 days', '30 days', '5 days'),
    pg_temp.visited('seen too early', '60 days', '40 days', '30 days'), pg_temp.visited('too old', '365 days', '3 days', '1 day'),
    pg_temp.visited('young', '20 days', '18 days', '1 day'), pg_temp.visited('young, late', '20 days', '10 days', '1 day')
    \g /dev/null
select results_eq('select pg_temp.listed()',
    $$values ('never'), ('new'), ('seen too early waiting'), ('unripe waiting'), ('waits long waiting'),
        ('waits waiting'), ('young'),
        ('young, late waiting')$$,
    'what is answered is watched until its figures are ripe, and no longer');
insert into core.deadline_rule (government_id, from_event, to_event, limit_days, counted_in, valid_from, source)
values (1, 'opened', 'answered', 30, 'days', '2020-01-01', 'x');
select ok('ripe waiting' in (select pg_temp.listed()), 'or its deadline has passed');
delete from core.deadline_rule where source = 'x';
insert into core.deadline_rule (government_id, from_event, to_event, limit_days, counted_in, valid_from, source)
values (1, 'opened', 'answered', 10, 'working_days', '2020-01-01', 'x');
select ok('ripe waiting' in (select pg_temp.listed()), 'ten working days are more than three weeks');
delete from core.deadline_rule where source = 'x';
update core.post set announced_comments = 7 where external_id = 'young';
select is(announced, 7::bigint, 'what the post says now goes before what a visit noted')
from ops.target_list('{1}', '{1}') where external_id = 'young';
update core.post set announced_comments = null where external_id = 'young';
select pg_temp.visited('taken down', '10 days', null, null) \g /dev/null
update core.post set removed_at = now() where external_id = 'taken down';
select ok(not 'taken down' in (select pg_temp.listed()), 'what is gone is not visited');
select pg_temp.visited('for a day', '1 hour', null, null) \g /dev/null
update core.post set format = 'story' where external_id = 'for a day';
select ok(not 'for a day' in (select pg_temp.listed()), 'a story takes no comments');

-- Swept: old ones that nothing speaks for, of each account so many as make all of them in one sweep.
create function pg_temp.swept(sweep interval) returns setof text language sql as $$
    select external_id from ops.target_review('{1}', '{1}', extract(epoch from sweep)::bigint) where swept order by 1
$$;
select is_empty($$select pg_temp.swept('30 days')$$, 'nothing was last seen 30 days ago');
select pg_temp.visited('quiet', '50 days', '45 days', '20 days'), pg_temp.visited('quieter', '50 days', null, '22 days'),
    pg_temp.visited('gone', '50 days', null, '40 days'), pg_temp.visited('asked', '50 days', '45 days', '41 days', true)
    \g /dev/null
update core.post set removed_at = now() where external_id = 'gone';
select pg_temp.visited('ancient', '365 days', null, '300 days') \g /dev/null
select results_eq($$select pg_temp.swept('5 days')$$, $$values ('quieter'), ('seen too early')$$,
    'two of six in a day, the longest unseen first, and neither what is gone nor where somebody waits');
select results_eq($$select pg_temp.swept('1 day')$$, $$values ('quiet'), ('quieter'), ('ripe'), ('seen too early')$$,
    'not what was seen within the sweep');
select is((select count(*) from ops.target_review('{1}', '{1}', 86400) where not swept),
    (select count(*) from ops.target_list('{1}', '{1}')), 'and all that is listed anyway');

-- What a visit notes: the messages that stand, and the newest of all.
select pg_temp.visited('noted', '5 days', '4 days', '1 day') \g /dev/null
insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key, kind,
    gone_from, gone_by, removed_by, first_observed_at, changed_observed_at)
values (1, 1, 'later', now() - interval '2 days', 'noted', 'later', 'comment', now(), now(), 'unknown', now(), now());
select ops.target_save(1, '{1}', '{comments}', '{noted}', array[now()], '{null}') \g /dev/null
select results_eq(
    $$select announced, held, now() - newest_at, now() - last_success_at from ops.target where external_id = 'noted'$$,
    $$values (5::bigint, 1::bigint, interval '2 days', interval '0')$$,
    'a visit notes what stands and the newest message; what it was not told stays');

-- What is told late or out of order takes nothing back; two intervals are no gap, a second more is one.
update ops.stream
set interval_s = 60, first_success_at = '2026-02-01 00:10+07', last_success_at = '2026-02-01 00:10+07',
    last_complete_at = '2026-02-01 00:10+07'
where account_id = 1 and stream = 'comments';
create function pg_temp.success(at_local text) returns void language sql as $$
    select ops.stream_success('{1}', '{1}', '{comments}', array[at_local::timestamptz], '{t}')
$$;
select pg_temp.success('2026-02-01 00:05+07') \g /dev/null
select results_eq($$select first_success_at, last_success_at, last_complete_at from ops.stream
    where account_id = 1 and stream = 'comments'$$,
    $$values ('2026-02-01 00:05+07'::timestamptz, '2026-02-01 00:10+07'::timestamptz, '2026-02-01 00:10+07'::timestamptz)$$,
    'an older success is the first, not the last');
select pg_temp.success('2026-02-01 00:12+07'), pg_temp.success('2026-02-01 00:14:01+07') \g /dev/null
select results_eq($$select gap_from, gap_to from ops.coverage_gap where account_id = 1 and gap_to > '2026-02-01'$$,
    $$values ('2026-02-01 00:12+07'::timestamptz, '2026-02-01 00:14:01+07'::timestamptz)$$, 'the gap that a success ends');

-- What one holds is not taken again, and what is polled no more is taken by nobody.
select is((select taken from ops.lease_take('one', 60)), (select taken from ops.lease_take('one', 60)),
    'renewed, not taken');
update ops.stream set active = false, lease_owner = null where account_id = 1 and stream = 'comments';
select ops.lease_take('one', 60) \g /dev/null
select is(lease_owner, null, 'an inactive stream is nobody''s') from ops.stream where account_id = 1 and stream = 'comments';
update ops.stream set active = true where account_id = 1 and stream = 'comments';
select ops.lease_take('one', 60) \g /dev/null

-- Requests.
select is(ops.request_add('poll', 1, 1, 'comments', null), 1::bigint, 'an operator asks');
select is_empty('select * from ops.request_take(''two'')', 'another daemon''s account is not taken');
select results_eq('select request_id, kind, stream from ops.request_take(''one'')',
    $$values (1::bigint, 'poll', 'comments')$$, 'the holder takes it');
select is_empty('select * from ops.request_take(''one'')', 'once');
select ops.request_done(1, 'done') \g /dev/null
select isnt(done_at, null, 'and says how it ended') from ops.request;

-- Quotas and signs of life.
select ops.quota_save('key', 'day', 10, 100, 86400, null, null, '2026-01-02') \g /dev/null
select ops.quota_save('key', 'day', 5, 100, 86400, null, null, '2026-01-01') \g /dev/null
select is(used, 10::bigint, 'an older note of a quota changes nothing') from ops.quota where name = 'day';
-- Budgets: a platform's day begins in its own zone, a period that slides counts by sixtieths of it.
select results_eq(
    $$select from_at, until_at from ops.quota_period('2026-01-02 07:30+00', '1 day', '00:00 America/Los_Angeles')$$,
    $$values ('2026-01-01 08:00+00'::timestamptz, '2026-01-02 08:00+00'::timestamptz)$$, 'a day in Los Angeles');
select results_eq(
    $$select from_at, until_at from ops.quota_period('2026-03-08 20:00+00', '1 day', '00:00 America/Los_Angeles')$$,
    $$values ('2026-03-08 08:00+00'::timestamptz, '2026-03-09 07:00+00'::timestamptz)$$, 'one of 23 hours');
prepare spend(text, timestamptz) as select slot_at, units from ops.quota_spend($1::jsonb, $2);
select results_eq($$execute spend('[{"credential": "b", "units": 10, "per": "hour", "spent":
    [{"at": "2026-01-02 00:00+00", "units": 3}, {"at": "2026-01-02 00:01+00", "units": 4}]}]', '2026-01-02 00:01:30+00')$$,
    $$values ('2026-01-02 00:00+00'::timestamptz, 3::bigint), ('2026-01-02 00:01+00', 4)$$, 'what was spent is kept');
select results_eq($$execute spend('[{"credential": "b", "units": 10, "per": "hour", "spent":
    [{"at": "2026-01-02 00:01+00", "units": 2}]}]', '2026-01-02 00:30+00')$$,
    $$values ('2026-01-02 00:00+00'::timestamptz, 3::bigint), ('2026-01-02 00:01+00', 6)$$, 'and what another daemon adds');
select is(used, 9::bigint, 'the sum stands where people look') from ops.quota where credential = 'b' and name = 'budget';
select results_eq($$execute spend('[{"credential": "b", "units": 10, "per": "hour", "spent": []}]', '2026-01-02 01:01:30+00')$$,
    $$values ('2026-01-02 00:01+00'::timestamptz, 6::bigint)$$, 'until it is a period old');
select is(used, 6::bigint, 'and the sum is of that period') from ops.quota where credential = 'b' and name = 'budget';
select results_eq($$execute spend('[{"credential": "c", "units": 10, "per": "day", "resets": "00:00 UTC", "spent": []}]',
    '2026-01-02 05:00+00')$$, $$values (null::timestamptz, null::bigint)$$, 'a budget of which nothing is spent is told too');
select ops.daemon_beat('one', 1, '0.1', now(), now(), 'd6', '{"polls": 1}') \g /dev/null
select cmp_ok((select lease_until from ops.lease where instance = 'one'), '>', now() + interval '50 seconds',
    'a sign of life renews the lease');

-- Partitions.
insert into core.account_sample (government_id, account_id, observed_at) values (1, 1, '2028-08-05'), (1, 1, '2031-01-01');
select is(ops.ensure_partitions('2029-02-01'), 8, 'two years for four tables');
select results_eq('select tableoid::regclass::text from core.account_sample order by observed_at',
    $$values ('core.account_sample_2028'), ('core.account_sample_after')$$, 'rows move into their year, none is lost');
insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, first_observed_at, changed_observed_at)
values (1, 1, 'p28', '2028-02-29', 'p28', 'comment', now(), now()), (1, 1, 'p99', '2099-01-01', 'p99', 'comment', now(), now()),
    (1, 1, 'p0', '1999-12-31', 'p0', 'comment', now(), now());
select results_eq($$select year, external_id from core.message_part where external_id ~ '^p' order by 1$$,
    $$values (0, 'p0'), (2028, 'p28'), (9999, 'p99')$$, 'new years are looked into');
select is(array(select year from unnest(core.message_years()) as year where year in (0, 2028, 2029, 9999) order by 1),
    '{0,2028,9999}', 'and years that hold nothing are left out');
select results_eq($$select years, date '2001-02-03' >= core.part_from(years) and date '2001-02-03' < core.part_upto(years),
        date '2099-01-01' >= core.part_from(years) and date '2099-01-01' < core.part_upto(years)
    from (values ('{0}'::int[]), ('{9999}'), ('{0,2028}'), ('{2028,9999}'), ('{2028}')) as t (years)$$,
    $$values ('{0}'::int[], true, true), ('{9999}', true, true), ('{0,2028}', true, false),
        ('{2028,9999}', false, true), ('{2028}', false, false)$$, 'rows before and after all years are found, alone too');

-- An end with work left: said, and free at once; what that process still had on its way changes nothing.
select ops.daemon_beat('four', 4, '0.1', '2026-01-01', now(), 'd6', '{}') \g /dev/null
select ops.lease_take('four', 60) \g /dev/null
select ops.daemon_end('four') \g /dev/null
select ok(stopped_at is not null and unfinished, 'it ended before it had finished') from ops.daemon where instance = 'four';
select is_empty($$select 1 from ops.lease where instance = 'four'$$, 'its lease is over');
select ops.daemon_beat('four', 4, '0.1', '2026-01-01', now(), 'd6', '{}') \g /dev/null
select ok(stopped_at is not null and unfinished, 'a late sign of life is no life') from ops.daemon where instance = 'four';
select ops.daemon_beat('four', 4, '0.1', '2026-01-02', now(), 'd6', '{}') \g /dev/null
select ok(stopped_at is null and not unfinished, 'the next process runs') from ops.daemon where instance = 'four';

-- A list of institutions follows each name that it holds.
create function pg_temp.list_means() returns setof text language sql as $$
    select 'unit ' || i.unit_id from core.inquiry as i where i.source_id = 'listed'
    union all
    select 'unknown ' || r.ref from ops.unknown_unit_ref as r
    order by 1
$$;
insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, status, status_observed_at,
    received_at, first_observed_at, changed_observed_at)
select 1, a.account_id, 'listed', 'lapor', core.natural_id('complaint', 1, a.account_id, 'listed'), 'in_process', now(),
    now(), now(), now()
from core.account as a where a.channel = 'lapor' and a.government_id = 1;
insert into core.complaint_event (government_id, account_id, complaint_external_id, event_key, complaint_id, at_earliest,
    at_latest, kind, unit_ref, confidence, first_observed_at, changed_observed_at)
select 1, c.account_id, 'listed', 'e', c.complaint_id, now(), now(), 'disposed', 'Dinas Jalan dan Dinas Air', 1, now(), now()
from core.complaint as c where c.external_id = 'listed';
select core.derive_complaint(1, c.account_id, '{listed}') from core.complaint as c where c.external_id = 'listed' \g /dev/null
select results_eq('select pg_temp.list_means()', $$values ('unit 0'), ('unknown Dinas Jalan dan Dinas Air')$$,
    'a list with a name that is not mapped is nobody''s');
select ops.sync_config(pg_temp.document('[]', feed_units => '{"Dinas Jalan": "roads", "Dinas Air": "water"}'), 'l1', 'one')
\g /dev/null
select results_eq('select pg_temp.list_means()', $$values ('unit 1'), ('unit 2')$$, 'mapped, it is a wait of each');
select ops.sync_config(pg_temp.document('[]', feed_units => '{"Dinas Air": "water"}'), 'l2', 'one') \g /dev/null
select results_eq('select pg_temp.list_means()', $$values ('unit 0'), ('unknown Dinas Jalan dan Dinas Air')$$,
    'and so it follows a name that leaves the map');

-- What makes many streams wait is told whole; what stays as it was costs no row version.
select ops.hold_save('h', '[{"scope": "account", "name": "a", "cause": "gone", "hint": ""},
    {"scope": "account", "name": "b", "cause": "gone"}, {"scope": "account", "name": "b", "cause": "gone"},
    {"scope": "account", "name": "c", "cause": "gone"}]') \g /dev/null
create temporary table hold_before as select ctid as place, name from ops.hold where instance = 'h';
select ops.hold_save('h', '[{"scope": "account", "name": "a", "cause": "gone", "hint": ""},
    {"scope": "account", "name": "c", "cause": "permission"}, {"scope": "budget", "name": "a", "cause": "quota"}]')
\g /dev/null
select results_eq($$select scope, name, cause, hint from ops.hold where instance = 'h' order by scope, name$$,
    $$values ('account', 'a', 'gone', null::text), ('account', 'c', 'permission', null), ('budget', 'a', 'quota', null)$$,
    'the holds are those that were told last');
select results_eq($$select b.name from hold_before as b join ops.hold as h on h.ctid = b.place and h.instance = 'h'$$,
    $$values ('a')$$, 'and what did not change was not written again');

select * from finish();
rollback;
