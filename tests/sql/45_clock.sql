-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A program whose clock is ahead: what it brings, and what it found gone, was seen by now at the latest, and so are its
-- visits and its rounds. What the terms' limits, gaps and the next rounds count from does not lie in the future.

\ir helper/statements.psql
\if :missing
\quit
\endif
begin;
\ir helper/world.psql
\i :statements
execute handshake \g /dev/null
select plan(33);
update core.account set channel = 'x' where account_id = 1;
insert into ops.stream (government_id, account_id, stream, interval_s, fence, last_success_at)
select 1, 1, s, 60, 7, now() - interval '1 hour' from unnest('{comments,posts,mentions}'::text[]) as s;

create function pg_temp.message(at timestamptz, id text, words text) returns setof text language plpgsql as $$
declare
    written record;
begin
    for written in execute format(
        'execute message_write(1, ''{1}'', array[%L]::timestamptz[], array[%L], ''{2025-05-20 08:00+07}'', ''{p1}'', array[%L], '
        '''{null}'', ''{comment}'', ''{null}'', ''{f}'', ''{null}'', array[%L], ''{f}'', ''{null}'', ''{null}'', ''{1}'', ''{f}'', '
        '''{null}'', ''{f}'', ''{null}'')', at, id, id, words)
    loop
        return next written.thread_key;
    end loop;
end
$$;
create function pg_temp.gone(missed timestamptz, id text) returns setof text language plpgsql as $$
begin
    return query execute format('execute message_gone_write(1, 1, %L, array[%L], array[%L]::timestamptz[], array[%L]::timestamptz[], '
        '''{unknown}'')', missed, id, missed - interval '1 minute', missed);
end
$$;
create function pg_temp.post(at timestamptz, id text, words text) returns setof text language plpgsql as $$
begin
    return query execute format('execute post_write(1, 1, %L, array[%L], ''{null}'', ''{2025-05-20}'', ''{null}'', ''{photo}'', '
        'array[%L], ''{null}'', ''{null}'', ''{3}'', ''{f}'', ''{null}'', ''{null}'')', at, id, words);
end
$$;
create function pg_temp.sample(at timestamptz, followers int) returns void language plpgsql as $$
begin
    execute format('execute account_sample_write(1, 1, %L, ''{Dinas}'', ''{h}'', array[%s], ''{null}'', ''{null}'', ''{null}'', '
        '''{null}'')', at, followers);
end
$$;
-- In years, in hours; and when it is right, which is some time ago once it is written.
create view pg_temp.clock as
select now() + interval '5 years' as years, now() + interval '26 hours' as hours, now() - interval '1 minute' as earlier;
create function pg_temp.is_now(seen timestamptz, of text) returns text language sql as $$
    select is(seen, now(), of)
$$;

-- Posts.
select is(count(*), 1::bigint, 'a post comes') from pg_temp.clock, pg_temp.post(hours, 'p1', 'Satu');
select pg_temp.is_now(first_observed_at, 'it was seen now') from core.post where external_id = 'p1';
select pg_temp.is_now(changed_observed_at, 'for the first time') from core.post where external_id = 'p1';
select is(count(*), 0::bigint, 'and is the same years later') from pg_temp.clock, pg_temp.post(years, 'p1', 'Satu');
select is(count(*), 1::bigint, 'one of a right clock') from pg_temp.clock, pg_temp.post(earlier, 'p2', 'Dua');
select is(changed_observed_at, earlier, 'was seen when it says') from core.post, pg_temp.clock where external_id = 'p2';
select is(count(*), 1::bigint, 'it changes') from pg_temp.clock, pg_temp.post(years, 'p2', 'Tiga');
select is(text, 'Tiga', 'what is told stands') from core.post where external_id = 'p2';
select pg_temp.is_now(changed_observed_at, 'since now') from core.post where external_id = 'p2';
execute post_gone(1, 1, 'p2', '2099-01-01', false) \g /dev/null
select pg_temp.is_now(removed_at, 'it is gone since now') from core.post where external_id = 'p2';
select pg_temp.post(now(), 'p2', 'Tiga') \g /dev/null
select is(removed_at, null, 'and there again, as a right clock tells') from core.post where external_id = 'p2';

-- Messages.
select is(count(*), 1::bigint, 'a message comes') from pg_temp.clock, pg_temp.message(hours, 'm1', 'Kapan?');
select pg_temp.is_now(first_observed_at, 'it was seen now') from core.message where external_id = 'm1';
select pg_temp.is_now(changed_observed_at, 'for the first time') from core.message where external_id = 'm1';
select pg_temp.message(earlier, 'm2', 'Kapan?') from pg_temp.clock \g /dev/null
select is(first_observed_at, earlier, 'one of a right clock when it says') from core.message, pg_temp.clock where external_id = 'm2';
select pg_temp.message(now(), 'm1', 'Di mana?') \g /dev/null
select is(text, 'Di mana?', 'what a right clock tells later stands') from core.message where external_id = 'm1';
select is(count(*), 1::bigint, 'it goes') from pg_temp.clock, pg_temp.gone(years, 'm1');
select pg_temp.is_now(gone_by, 'by now') from core.message where external_id = 'm1';
select ok(gone_from <= gone_by, 'an interval that begins before it ends') from core.message where external_id = 'm1';
update core.message set gone_from = gone_from - interval '1 minute', gone_by = gone_by - interval '1 minute' where external_id = 'm1';
select pg_temp.message(now(), 'm1', 'Di mana?') \g /dev/null
select is(gone_by, null, 'and it is there again, as a right clock tells') from core.message where external_id = 'm1';

-- Samples of accounts.
select pg_temp.sample(years, 5) from pg_temp.clock \g /dev/null
select pg_temp.is_now(observed_at, 'a sample is of now') from core.account_sample where account_id = 1;

-- Visits: an hour without any is a gap, however far ahead the next one says that it was.
select ops.stream_save(1, '{1}', '{comments}', '{7}', '{null}', array[years], '{t}') from pg_temp.clock \g /dev/null
select ops.progress_flush('{1,1}', '{1,1}', '{posts,comments}', '{null,p1}', array[hours, hours], '{t,t}') from pg_temp.clock \g /dev/null
select ops.stream_fail(1, 1, 'mentions', 7, years, 'busy', 'peer', 'HTTP 503', null, 503, null) from pg_temp.clock \g /dev/null
select results_eq(
    $$select stream, last_success_at = now(), last_complete_at = now(), failing_since = now() from ops.stream where account_id = 1 order by 1$$,
    $$values ('comments', true, true, null::bool), ('mentions', false, null, true), ('posts', true, true, null)$$,
    'a visit was by now, and a failure is since now');
select results_eq($$select stream, gap_to from ops.coverage_gap where account_id = 1 order by 1$$,
    $$values ('comments', now()), ('posts', now())$$, 'the hour before it is a gap');
select pg_temp.is_now(last_success_at, 'that of a post, too') from ops.target where external_id = 'p1';
select ops.progress_flush('{1}', '{1}', '{comments}', '{p1}', array[years], '{t}') from pg_temp.clock \g /dev/null
select pg_temp.is_now(last_success_at, 'however often') from ops.target where external_id = 'p1';
select ops.target_save(1, '{1}', '{comments}', '{p2}', array[years], '{3}') from pg_temp.clock \g /dev/null
select results_eq($$select first_success_at, last_success_at from ops.target where external_id = 'p2'$$, 'select now(), now()',
    'and where it brought something');
select ops.stream_save(1, '{1}', '{mentions}', '{7}', '{null}', array[earlier], '{f}') from pg_temp.clock \g /dev/null
select is(last_success_at, earlier, 'a right clock is believed') from ops.stream, pg_temp.clock where stream = 'mentions';

-- Rounds, and the limit of the terms: two days.
create function pg_temp.round(at timestamptz, posts text[] default '{}') returns text language sql as $$
    select string_agg(coalesce(n.external_id, n.unconfirmed::text), ' ' order by n.external_id)
    from ops.sweep_next(1, 1, at, 86400, 9, (select s.batch from ops.sweep as s where s.account_id = 1), posts, '{}') as n
$$;
update core.post set first_observed_at = now() - interval '3 days', changed_observed_at = now() - interval '3 days';
update core.message set first_observed_at = now() - interval '3 days', changed_observed_at = now() - interval '3 days';
select is(pg_temp.round(years), 'p1 p2', 'a round names') from pg_temp.clock;
select is(pg_temp.round(years, '{p2}'), 'm1 m2', 'one is passed over') from pg_temp.clock;
select is(pg_temp.round(years), '1', 'it ends') from pg_temp.clock;
select results_eq($$select started_at, finished_at, oldest_at from ops.sweep where account_id = 1$$,
    $$values (now(), now(), now())$$, 'it confirmed what it named by now');
select results_eq($$select external_id, first_at, last_at, confirmed_at from ops.unconfirmed$$,
    $$values ('p2', now(), now(), now() - interval '3 days')$$, 'and passed one over, which has its time from before');
select is(e.texts, 1, 'whose text goes') from ops.text_expire('here', '{x}', '{172800}', now(), 100) as e;

select * from finish();
rollback;
