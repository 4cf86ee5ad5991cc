-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Threads that were marked to be derived again: what fails keeps its mark and holds up nobody, and what moved is followed.
-- What two sessions make of marks: test_race.py, test_sessions.py.

begin;
\ir helper/world.psql
select plan(24);

-- Marks of nobody who could still miss a link.
create function pg_temp.mark(account int, thread text)
returns void
language sql
as $$
    insert into ops.stale_thread (government_id, account_id, thread_key, behind) values (1, account, thread, '0')
$$;
-- What a mark is for: threads that are not derived as their messages say.
create function pg_temp.waits()
returns setof text
language sql
as $$
    select source_account_id || ' ' || source_id from core.inquiry order by 1
$$;
select pg_temp.say(account, 'm' || thread, '2025-05-05 08:00:00', thread, 'ani', 'Kapan?')
from (values (1, 'a'), (1, 'bad'), (1, 'c'), (2, 'd')) as t (account, thread) \g /dev/null
select pg_temp.mark(account, thread)
from (values (1, 'a'), (1, 'bad'), (1, 'c'), (1, 'c'), (2, 'd')) as t (account, thread) \g /dev/null

-- Something that the derivation of one thread cannot get past.
alter table core.inquiry add constraint inquiry_test_check check (source_id <> 'bad') not valid;
select results_eq('select derived, remaining from core.derive_stale(10)', $$values (3, 0)$$,
    'one thread fails: the others of its account are derived, and those of the next');
select results_eq('select pg_temp.waits()', $$values ('1 a'), ('1 c'), ('2 d')$$, 'all of them');
select results_eq('select account_id, thread_key, failing_since = now(), failed_at = now() from ops.stale_thread',
    $$values (1, 'bad', true, true)$$, 'its mark stays, with since when');
select matches(failure, '^23514 .*inquiry_test_check', 'and why') from ops.stale_thread;
update ops.stale_thread set failing_since = '2025-05-05 09:00+07';
select matches(failure, '^thread bad of facebook account x1, since 2025-05-05T02:00Z: 23514 ', 'it is told, with its name')
from core.derive_stale(10);
select pg_temp.mark(1, 'a') \g /dev/null
select results_eq('select derived, remaining from core.derive_stale(10)', $$values (1, 0)$$,
    'it is not tried again at once, nor counted among those that wait');
update ops.stale_thread set failed_at = now() - interval '61 s';
select is(derived, 0, 'a minute later it is tried and fails again') from core.derive_stale(10);
select results_eq('select failing_since, failed_at from ops.stale_thread', $$values ('2025-05-05 09:00+07'::timestamptz, now())$$,
    'it fails since it did first');
select pg_temp.mark(1, 'bad') \g /dev/null
alter table core.inquiry drop constraint inquiry_test_check;
select results_eq('select derived, remaining, failure is null from core.derive_stale(10)', $$values (1, 0, false)$$,
    'a new mark is tried at once');
update ops.stale_thread set failed_at = now() - interval '61 s';
select results_eq('select derived, remaining, failure from core.derive_stale(10)', $$values (1, 0, null::text)$$,
    'with the old one it is over');
select results_eq('select pg_temp.waits()', $$values ('1 a'), ('1 bad'), ('1 c'), ('2 d')$$, 'and the thread has what it should');
select is((select count(*) from ops.stale_thread), 0::bigint, 'no mark is left');

-- What says nothing about a thread is no failure of one: the whole call is tried again by the refresher.
create function pg_temp.give_up() returns trigger language plpgsql as $$
begin
    raise exception 'no room' using errcode = '53100';
end
$$;
create trigger inquiry_test before insert on core.inquiry for each row execute function pg_temp.give_up();
select pg_temp.say(1, 'me', '2025-05-05 08:00:00', 'e', 'ani', 'Kapan?'), pg_temp.mark(1, 'e') \g /dev/null
select throws_ok('select core.derive_stale(10)', '53100', 'no room', 'a full disk is told as such');
drop trigger inquiry_test on core.inquiry;
select is((select count(*) from ops.stale_thread where failing_since is null), 1::bigint, 'and marks stay as they were');

-- A reply whose thread was guessed, and marked by that name; then its parent comes, which is itself a reply.
select pg_temp.say(1, 'reply', '2025-05-05 08:02:00', 'parent', '1', 'Segera.', 'parent') \g /dev/null
select pg_temp.mark(1, 'parent') \g /dev/null
select pg_temp.say(1, 'parent', '2025-05-05 08:01:00', 'e', 'budi', 'Kapan?', 'me') \g /dev/null
select results_eq($$select core.thread_settle(1, 1, '{parent}') order by 1$$, $$values ('e'), ('parent')$$, 'its thread is found');
delete from ops.stale_thread where thread_key = 'e';
select is(derived, 1, 'the mark is worked off') from core.derive_stale(10);
select results_eq($$select distinct source_id, state, answer_id from core.inquiry where opening_id = 'me'$$,
    $$values ('e', 'answered', 'reply')$$, 'where the thread is now');

-- About so many at a time, of each account.
select pg_temp.mark(account, 't' || n), pg_temp.mark(account, 't' || n)
from (values (1), (2)) as a (account), generate_series(1, 5) as n \g /dev/null
select results_eq('select derived, remaining from core.derive_stale(3)', $$values (3, 14)$$, 'threads that were derived, marks that are left');
select results_eq('select derived, remaining from core.derive_stale(20)', $$values (7, 0)$$, 'until none is left');

-- What it costs: rows of marks that are read, to find them and to take them away.
create function pg_temp.read()
returns bigint
language sql
as $$
    select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relid = 'ops.stale_thread'::regclass
$$;
select pg_temp.mark(1, 'many' || thread) from generate_series(1, 100) as n, generate_series(1, 50) as thread \g /dev/null
select pg_temp.say(1, 'many7', '2025-05-05 08:00:00', 'many7', 'ani', 'Kapan?') \g /dev/null
alter table core.inquiry add constraint inquiry_test_check check (source_id <> 'many7') not valid;
analyze ops.stale_thread;
select pg_temp.read() as before \gset
select results_eq('select derived, remaining from core.derive_stale(50)', $$values (49, 0)$$, 'one of fifty threads fails, each has a hundred marks');
-- Seven whole looks, together, each for itself, to say why and what is left: with all marks for each thread it was above fifty.
select cmp_ok(pg_temp.read() - :before, '<', 10 * 5000::bigint, 'each thread is tried with its own marks');
select is((select count(*) from ops.stale_thread where failure ~ '^23514 '), 100::bigint, 'all marks of the one say why');
delete from ops.stale_thread;

select pg_temp.mark(1, 'long' || thread) from generate_series(1, 5000) as thread \g /dev/null
analyze ops.stale_thread;
select pg_temp.read() as before \gset
select results_eq($$select government_id, account_id, cardinality(mark_ids) from core.stale_ready(2, '{-1,0}', '{}', '{}')$$,
    $$values (1, 1, 2)$$, 'of many marks the first');
select cmp_ok(pg_temp.read() - :before, '<=', 200::bigint, 'are found without reading all');
select * from finish();
rollback;
