-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a platform's terms demand: all that is kept is named for confirmation, each once in a round, posts
-- first; and the text of what is gone goes, with what was derived from it left as it was.

begin;
select plan(56);
\ir helper/world.psql

insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, removed_at,
    first_observed_at, changed_observed_at)
select 1, 1, id, md5(id)::uuid, '2025-05-01', 'text', 'Kata ' || id, removed, '2025-06-01', '2025-06-01'
from (values ('p1', null), ('p2', '2025-05-03'::timestamptz), ('p3', null), ('p4', null)) as post (id, removed);
select pg_temp.say(1, id, '2025-05-02 08:00', id, 'somebody', 'Kapan jalan diperbaiki?', kind => kind, hash => 'aa')
from (values ('m1', 'comment'), ('m2', 'comment'), ('m3', 'direct_message'), ('m4', 'mention')) as m (id, kind) \g /dev/null
update core.message set gone_from = '2025-05-04', gone_by = '2025-05-05', removed_by = 'author' where external_id = 'm2';
update core.message set first_observed_at = '2025-06-01', changed_observed_at = '2025-06-01' where account_id = 1;

-- A day's term, two items a question; what was named last is settled, or not.
create function pg_temp.named(at_utc text, settled boolean)
returns text
language sql
as $$
    select coalesce(string_agg((case when n.is_post then '+' else '-' end) || n.external_id, ' ' order by n.external_id), '')
    from ops.sweep_next(1, 1, at_utc::timestamptz, 86400, 2,
        case when settled then (select s.batch from ops.sweep as s where s.account_id = 1) end, '{}', '{}') as n
$$;
select is(pg_temp.named('2025-06-01 00:00Z', false), '', 'what was just collected is not asked for');
select is(pg_temp.named('2025-06-01 23:59Z', true), '', 'nor within the day');
select is(pg_temp.named('2025-06-02 00:00Z', true), '+p1 +p3', 'then posts that stand, in their order');
select is(pg_temp.named('2025-06-02 00:01Z', false), '+p1 +p3', 'again, where they were not confirmed');
select is(pg_temp.named('2025-06-02 00:02Z', true), '+p4', 'and on from there');
select is(pg_temp.named('2025-06-02 00:03Z', true), '-m1 -m4', 'then messages that stand, but direct ones');
select is(pg_temp.named('2025-06-02 00:04Z', false), '-m1 -m4', 'again, where they were not confirmed');
select is(pg_temp.named('2025-06-02 00:05Z', true), '', 'until none is left');
select is(finished_at, '2025-06-02 00:05Z'::timestamptz, 'which ends the round') from ops.sweep;
select is(pg_temp.named('2025-06-02 23:59Z', true), '', 'the next begins a day after the beginning of this one');
select is(pg_temp.named('2025-06-03 00:00Z', true), '+p1 +p3', 'from the beginning');

-- A daemon that stood still while another one was named the same, and the questions that are asked twice: only the number of
-- what was named last settles it.
create function pg_temp.batch(at_utc text, settled bigint, posts text[] default '{}')
returns text
language sql
as $$
    select coalesce(string_agg(n.batch || n.external_id, ' ' order by n.external_id), '')
    from ops.sweep_next(1, 1, at_utc::timestamptz, 86400, 2, settled, posts, '{}') as n
$$;
savepoint named;
update ops.sweep set batch = 10 where account_id = 1;
select is(pg_temp.batch('2025-06-03 00:01Z', null), '11p1 11p3', 'one is named a batch');
select is(pg_temp.batch('2025-06-03 00:02Z', null), '12p1 12p3', 'another one the same, with another number');
select is(pg_temp.batch('2025-06-03 00:03Z', 11, '{p3}'), '13p1 13p3', 'which the first does not settle');
select is_empty('select from ops.unconfirmed', 'nor tells of it what was passed over');
select is(pg_temp.batch('2025-06-03 00:04Z', 13), '14p4', 'what was named last is settled');
select is(pg_temp.batch('2025-06-03 00:05Z', 13), '15p4', 'once, however often it is said');
select is(pg_temp.batch('2025-06-03 00:06Z', 15), '16m1 16m4', 'the round goes on');
select is(pg_temp.batch('2025-06-03 00:07Z', 16), '', 'to its end');
select is(pg_temp.batch('2025-06-04 00:00Z', 17), '18p1 18p3', 'and the next round');
select is(pg_temp.batch('2025-06-04 00:01Z', 11), '19p1 19p3', 'is not settled by who stood still a round long');
rollback to named;

-- What the platform passed over: neither confirmed nor gone, so each round asks again.
create function pg_temp.passed(at_utc text, settled boolean, posts text[], messages text[])
returns text
language sql
as $$
    select coalesce(string_agg(coalesce(n.external_id, n.unconfirmed || ' since ' || to_char(n.since at time zone 'UTC', 'DD HH24:MI')),
        ' ' order by n.external_id), '')
    from ops.sweep_next(1, 1, at_utc::timestamptz, 86400, 2,
        case when settled then (select s.batch from ops.sweep as s where s.account_id = 1) end, posts, messages) as n
$$;
create function pg_temp.unconfirmed()
returns setof text
language sql
as $$
    select (case when n.is_post then '+' else '-' end) || n.external_id || ' ' || n.rounds
        || to_char(n.confirmed_at at time zone 'UTC', ' DD HH24:MI') || to_char(n.first_at at time zone 'UTC', ' DD HH24:MI')
        || to_char(n.last_at at time zone 'UTC', ' DD HH24:MI')
    from ops.unconfirmed as n
    where n.account_id = 1
    order by n.is_post, n.external_id
$$;
select is(pg_temp.passed('2025-06-03 00:01Z', true, '{p3,p2,none}', '{}'), 'p4', 'of what was named one was passed over');
select is(pg_temp.passed('2025-06-03 00:02Z', false, '{p4}', '{}'), 'p4', 'what is named again has not been asked for');
select results_eq($$select pg_temp.unconfirmed()$$, $$values ('+p3 1 02 00:00 03 00:01 03 00:01')$$,
    'it was confirmed by the round before; what is gone or unknown was not passed over');
select is(pg_temp.passed('2025-06-03 00:03Z', true, '{}', '{}'), 'm1 m4', 'messages follow');
select is(pg_temp.passed('2025-06-03 00:04Z', true, '{}', '{m4,m2}'), '2 since 02 00:00', 'the end tells how many, and since when');
select results_eq($$select pg_temp.unconfirmed()$$,
    $$values ('-m4 1 02 00:00 03 00:04 03 00:04'), ('+p3 1 02 00:00 03 00:01 03 00:01')$$, 'and which');
select is(pg_temp.passed('2025-06-03 23:59Z', true, '{}', '{}'), '', 'it tells once');
select is(pg_temp.passed('2025-06-04 00:00Z', true, '{}', '{}'), 'p1 p3', 'the next round names them, too');
select is(pg_temp.passed('2025-06-04 00:01Z', true, '{p3}', '{}'), 'p4', 'one is passed over again');
select is(pg_temp.passed('2025-06-04 00:02Z', true, '{}', '{}'), 'm1 m4', 'and so on');
update core.message set gone_from = '2025-06-04', gone_by = '2025-06-04', removed_by = 'author' where external_id = 'm1' and account_id = 1;
select is(pg_temp.passed('2025-06-04 00:03Z', true, '{}', '{}'), '1 since 02 00:00', 'the other was confirmed');
select results_eq($$select pg_temp.unconfirmed()$$, $$values ('+p3 2 02 00:00 03 00:01 04 00:01')$$, 'it stays what it was before');
update core.message set gone_from = null, gone_by = null, removed_by = null where external_id = 'm1' and account_id = 1;

-- A clock that is set back; and what a list found gone meanwhile.
select is(pg_temp.passed('2025-06-05 00:00Z', true, '{}', '{}'), 'p1 p3', 'a round by a clock that runs ahead');
select is(pg_temp.passed('2025-06-04 12:00Z', true, '{p1}', '{}'), 'p4', 'which is set back');
select is(pg_temp.passed('2025-06-04 12:01Z', true, '{}', '{}'), 'm1 m4', 'goes on');
select is(pg_temp.passed('2025-06-04 12:02Z', true, '{}', '{}'), '1 since 04 00:00', 'and keeps what was passed over');
update core.post set removed_at = '2025-06-06' where external_id = 'p1' and account_id = 1;
select is(pg_temp.passed('2025-06-06 00:00Z', true, '{}', '{}'), 'p3 p4', 'what is gone is not named');
select is(pg_temp.passed('2025-06-06 00:01Z', true, '{}', '{}'), 'm1 m4', 'nothing is passed over');
select is(pg_temp.passed('2025-06-06 00:02Z', true, '{}', '{}'), '', 'so nothing is told');
select is_empty($$select pg_temp.unconfirmed()$$, 'and nothing kept');
update core.post set removed_at = null where external_id = 'p1' and account_id = 1;

-- A host that started in another year, until its clock was set.
select is(pg_temp.passed('2031-01-01 00:00Z', true, '{}', '{}'), 'p1 p3', 'a round by a clock that is years ahead');
select is(pg_temp.passed('2031-01-01 00:01Z', true, '{}', '{}'), 'p4', 'goes on');
select is(pg_temp.passed('2031-01-01 00:02Z', true, '{}', '{}'), 'm1 m4', 'and on');
select is(pg_temp.passed('2031-01-01 00:03Z', true, '{}', '{}'), '', 'and ends');
select results_eq('select started_at, finished_at, oldest_at from ops.sweep where account_id = 1',
    'select now(), now(), now()', 'by the server''s clock');
update ops.sweep set started_at = now() + interval '12 h', finished_at = now() + interval '12 h' where account_id = 1;
select is(pg_temp.passed('2031-01-01 00:04Z', true, '{}', '{}'), '', 'of one that lies hours ahead it waits for the day');
update ops.sweep set started_at = '2031-01-01', finished_at = '2031-01-01', oldest_at = '2031-01-01' where account_id = 1;
select is(pg_temp.passed('2025-06-08 00:00Z', true, '{}', '{}'), 'p1 p3', 'of one that lies years ahead it begins another one');
select is(oldest_at, '2025-06-08 00:00Z'::timestamptz, 'and what is kept was not confirmed in the future')
from ops.sweep where account_id = 1;

-- The first round of an account of which much is held begins at once: nobody reads it all while others wait.
select is(ops.sweep_first(1, 1, '2025-07-01', 8), '2025-06-01'::timestamptz, 'the first that was seen');
select is(ops.sweep_first(1, 1, '2025-07-01', 7), '-infinity'::timestamptz, 'among too many is not looked for');
select is(ops.sweep_first(1, 2, '2025-07-01', 7), '2025-07-01'::timestamptz, 'of an account without any it is now');

select results_eq($$select core.text_erase(1, 1, '{m1,m2,p1,p2}') order by 1$$, $$values ('m2'), ('p2')$$,
    'the texts of what is gone go');
select results_eq(
    $$select external_id, text is null, needs_answer from core.message where account_id = 1 and external_id in ('m1', 'm2') order by 1$$,
    $$values ('m1', false, true), ('m2', true, true)$$, 'and nothing else of it');
select is(core.rebuild_verdicts(1, '{1}'), 0, 'no rule is asked about a text that went');
select results_eq($$select core.text_erase(1, 1, '{m1,m2,p1,p2}')$$, 'select null::text where false', 'once is enough');

select * from finish();
rollback;
