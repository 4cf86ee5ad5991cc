-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Rounds and refreshes: what they take, what they put off, what a failure leaves, in which order views
-- are refreshed, what readers may see.

begin;
select plan(56);
\ir reference/inquire.sql

create function pg_temp.id(number int)
returns uuid
language sql
return ('00000000-0000-0000-0000-' || lpad(number::text, 12, '0'))::uuid;

create function pg_temp.changed(as_of timestamptz, kind text)
returns bigint
language sql
as $$ select rows_changed from metrics.refresh_round(as_of, kind) $$;

create temporary view counts as
select unit_id, n from metrics.response_rolling
where scope = 'own' and channel = 'all' and opener = 'all' and population = 'needed'
    and clock = 'calendar' and window_days = 28;

-- Before the first round.
select is_empty('select * from metrics.response', 'before the first round there is nothing to say');
select is((select count(*) from metrics.as_of), 0::bigint, 'and no as_of');
select is(metrics.current_as_of(), null, 'nor a current one');
select is(pg_temp.changed('2025-06-20 12:00+07', 'dirty'), 0::bigint, 'a round over nothing changes nothing');

-- Dirty marks.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, 1}');
select pg_temp.inquire(1, pg_temp.id(n), 1 + n % 2, 1 + n % 2, 'comment', 'citizen', '2025-06-19 08:00+07',
    '2025-06-19 08:00+07', 'waiting', null, 'post') from generate_series(1, 4) as n;
select is((select count(distinct unit_id) from core.dirty), 2::bigint, 'two units have dirty days');
select cmp_ok(pg_temp.changed('2025-06-20 12:00+07', 'dirty'), '>', 0::bigint, 'a dirty round writes figures');
select is((select count(*) from core.dirty), 0::bigint, 'and takes the marks');
select results_eq('select * from counts order by 1', 'values (0, 4::bigint), (1, 2), (2, 2)', 'units and government');

-- Keys that rest on the same inquiries share their rows.
select results_eq(
    'select distinct unit_id, scope, same_scope, same_channel, same_opener from metrics.response_key order by 1, 2',
    $$values (0, 'own', 'own', 'facebook', 'citizen'), (0, 'tree', 'own', 'facebook', 'citizen'),
        (1, 'own', 'own', 'facebook', 'citizen'), (1, 'tree', 'tree', 'facebook', 'citizen'),
        (2, 'own', 'own', 'facebook', 'citizen'), (2, 'tree', 'own', 'facebook', 'citizen')$$,
    'each under the narrowest name that holds as much');
select results_eq(
    'select (select count(*) from metrics.response_rolling), (select count(*) from metrics.response_rolling_store)',
    'values (3 * 2 * 2 * 2 * 2 * 8::bigint, 4 * 2 * 8::bigint)', 'readers see every key');
select is(pg_temp.changed('2025-06-20 12:00:05+07', 'dirty'), 0::bigint, 'the next one has nothing to do');
select is((select as_of from metrics.as_of), '2025-06-20 12:00:05+07'::timestamptz, 'yet as_of moves on');
select pg_temp.changed('2025-06-20 12:00:10+07', 'dirty');
select is((select count(*) from ops.refresh_round where rows_changed = 0), 2::bigint,
    'idle rounds in a row share one row');
select is(pg_temp.changed('2025-06-20 12:00:10+07', 'full'), 0::bigint, 'a rebuild finds everything as it is');
select is((select kind from ops.refresh_round order by round_id desc limit 1), 'full', 'and is noted');
select is(metrics.rebuild('2025-06-20 12:00:10+07'), 0::bigint, 'metrics.rebuild() is that round');

-- A withheld author makes all openers more than the citizens, for as long as the inquiry is there.
select pg_temp.inquire(1, pg_temp.id(8), 2, 2, 'comment', 'unknown', '2025-06-19 08:00+07', '2025-06-19 08:00+07',
    'waiting', null, 'post');
select pg_temp.changed('2025-06-20 12:00:11+07', 'dirty');
select results_eq(
    $$select r.n, k.same_opener from metrics.response_rolling as r
    join metrics.response_key as k using (government_id, unit_id, scope, channel, opener, population)
    where r.unit_id = 2 and r.scope = 'tree' and r.channel = 'all' and r.population = 'needed'
        and r.clock = 'calendar' and r.window_days = 28 order by r.opener$$,
    $$values (3::bigint, 'all'), (2, 'citizen'), (1, 'unknown')$$, 'then they have rows of their own');
select pg_temp.forget(1, pg_temp.id(8));
select pg_temp.changed('2025-06-20 12:00:12+07', 'dirty');
select is((select count(*) from metrics.response_rolling_store), 64::bigint, 'and again none afterwards');

-- A message from a clock that runs ahead: its day has not begun.
select pg_temp.inquire(1, pg_temp.id(9), 1, 1, 'comment', 'citizen', '2025-06-21 00:30+07', '2025-06-21 00:30+07',
    'waiting', null, 'post');
select is(pg_temp.changed('2025-06-20 23:59+07', 'dirty'), 0::bigint, 'tomorrow''s message changes nothing today');
select isnt_empty('select from core.dirty', 'its mark waits');
select pg_temp.changed('2025-06-21 00:31+07', 'dirty');
select is((select n from counts where unit_id = 1), 3::bigint, 'and is taken when the day has come');

-- Large keys are put off.
update metrics.refresh_setting set value = 0 where setting = 'heavy_n';
select pg_temp.inquire(1, pg_temp.id(5), 2, 2, 'comment', 'citizen', '2025-06-20 08:00+07', '2025-06-20 08:00+07',
    'waiting', null, 'post');
select pg_temp.changed('2025-06-21 00:32+07', 'dirty');
select results_eq('select * from counts order by 1', 'values (0, 5::bigint), (1, 3), (2, 3)',
    'a unit is current at once, the large government waits');
select is((select count(*) from metrics.response_pending), 1::bigint, 'and is remembered');
select pg_temp.changed('2025-06-21 00:32:59+07', 'dirty');
select is((select n from counts where unit_id = 0), 5::bigint, 'until its pause of a minute');
select pg_temp.changed('2025-06-21 00:33+07', 'dirty');
select is((select n from counts where unit_id = 0), 6::bigint, 'has passed');
select is((select count(*) from metrics.response_pending), 0::bigint, 'then nothing is pending');
select pg_temp.inquire(1, pg_temp.id(6), 2, 2, 'comment', 'citizen', '2025-06-20 08:00+07', '2025-06-20 08:00+07',
    'waiting', null, 'post');
select pg_temp.changed('2025-06-21 00:34+07', 'dirty');
select pg_temp.changed('2025-06-21 00:34:01+07', 'ageing');
select is((select n from counts where unit_id = 0), 7::bigint, 'an ageing round waits for no pause');
update metrics.refresh_setting set value = 2000 where setting = 'heavy_n';

-- What figures rest on besides inquiries.
update core.unit set parent_unit_id = null where unit_id = 2;
select pg_temp.changed('2025-06-21 00:35+07', 'ageing');
select is((select n from metrics.response_rolling
    where unit_id = 1 and scope = 'tree' and channel = 'all' and opener = 'all' and population = 'needed'
        and clock = 'calendar' and window_days = 28), 3::bigint, 'a changed tree of units is seen by the ageing round');
select pg_temp.changed('2026-01-05 12:00+07', 'ageing');
select is((select n from counts where unit_id = 0), 0::bigint, 'windows slide past the inquiries');
select pg_temp.changed('2026-07-05 12:00+07', 'ageing');
select is((select count(*) from metrics.response_rolling), 0::bigint, 'after 364 days the keys are gone');
select is((select count(*) from metrics.response_day), 8::bigint, 'the lists stay');

-- Final inquiries.
select pg_temp.changed('2025-06-21 01:00+07', 'full');
insert into ops.retention_horizon (government_id, class, horizon, decided_by, decided_at)
values (1, 'inquiry', '2025-06-20 00:00+07', 'someone', '2025-06-21');
select pg_temp.forget(1, pg_temp.id(n)) from generate_series(1, 9) as n;
select pg_temp.changed('2025-06-21 01:00+07', 'full');
select results_eq('select * from counts order by 1', 'values (0, 4::bigint), (1, 2), (2, 2)',
    'lists before the horizon stand though their inquiries are gone');
delete from ops.retention_horizon;

-- A failure: a day the calendar does not hold.
delete from core.calendar_day where calendar = 'id-asn' and day > '2025-06-21';
select pg_temp.inquire(1, pg_temp.id(7), 1, 1, 'comment', 'citizen', '2025-06-20 08:00+07', '2025-06-20 08:00+07',
    'waiting', null, 'post');
select matches((select error from metrics.refresh_round('2025-06-22 02:00+07', 'dirty')), 'id-asn',
    'beyond the last day of the calendar a round fails and says which calendar');
select results_eq('select * from counts order by 1', 'values (0, 4::bigint), (1, 2), (2, 2)', 'the last good figures stand');
select is((select as_of from metrics.as_of), '2025-06-21 01:00+07'::timestamptz, 'with their as_of');
select isnt_empty($$select from core.dirty where day = '2025-06-20'$$, 'the mark is still there');
select matches((select error from ops.refresh_state where view = 'metrics.response_rolling_store'), 'id-asn',
    'ops.refresh_state says so');
select pg_temp.changed('2025-06-21 02:00+07', 'dirty');
select is((select error from ops.refresh_state where view = 'metrics.response_rolling_store'), null,
    'until a round succeeds');
select matches((select error from metrics.refresh_round('2025-06-21 02:00+07', 'weekly')), 'unknown kind',
    'an unknown kind of round is refused');

-- Materialized views: order from the catalogue, through plain views and functions.
set local role pantau_owner;
create materialized view metrics.a_second as select count(*) as n from metrics.response_daily;
create function metrics.between_the_two() returns bigint language sql stable begin atomic select n from metrics.a_second; end;
create materialized view metrics.a_first as
select metrics.between_the_two() as n, current_setting('enable_nestloop') as loops;
create materialized view metrics.posting_rolling_999 as select current_setting('enable_nestloop') as loops;
create unique index on metrics.posting_rolling_999 (loops);
insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.a_first', 'matview', '1 day', '1 min'), ('metrics.a_second', 'matview', '1 day', '1 min');
-- Some are enough to show the order.
delete from ops.refresh_policy where view not in ('metrics.poll_coverage_1', 'metrics.response_daily_1', 'ops.gap',
    'ops.official', 'metrics.a_second', 'metrics.a_first', 'metrics.response_rolling_store');
reset role;
select results_eq($$select view from ops.refresh_due('2025-06-21 02:00+07')$$,
    $$values ('metrics.poll_coverage_1'), ('metrics.response_daily_1'), ('ops.gap'), ('ops.official'), ('metrics.a_second'),
        ('metrics.a_first')$$,
    'what rests on another view comes after it');
create unique index on metrics.a_second (n);
create unique index on metrics.a_first (n);
select lives_ok($$select metrics.refresh_view(view, '2025-06-21 02:00+07') from ops.refresh_due('2025-06-21 02:00+07')$$,
    'all are refreshed');
insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.posting_rolling_999', 'matview', '1 day', '1 min');
select metrics.refresh_view('metrics.posting_rolling_999', '2025-06-21 02:00+07') \g /dev/null
select is((select loops from metrics.posting_rolling_999) || (select loops from metrics.a_first)
    || current_setting('enable_nestloop'), 'offonon', 'where lists would run through each other there are no such loops');
delete from ops.refresh_policy where view = 'metrics.posting_rolling_999';
select is_empty($$select view from ops.refresh_due('2025-06-21 02:01+07')$$, 'then nothing is due');
select results_eq($$select view from ops.refresh_due('2025-06-21 02:16+07')$$,
    $$values ('metrics.poll_coverage_1'), ('metrics.response_daily_1'), ('metrics.a_second'), ('metrics.a_first')$$,
    'a view is due when one it rests on is');
-- Concurrently needs a unique index: the failure is kept, the rows stay.
drop index metrics.a_second_n_idx;
select matches(coalesce(metrics.refresh_view('metrics.a_second', '2025-06-22')::text, 'failed'), 'failed',
    'a view that cannot be refreshed concurrently fails');
select matches((select error from ops.refresh_state where view = 'metrics.a_second'), 'concurrently', 'and says why');
select throws_like($$select metrics.refresh_view('metrics.response', '2025-06-22')$$, '%no materialized view%',
    'only what the policy names is refreshed');

-- Readers.
set local role pantau_reader;
select cmp_ok((select count(*) from pg_class as c where c.relnamespace = 'metrics'::regnamespace
    and c.relkind in ('r', 'v') and has_table_privilege(c.oid, 'select')), '>', 18::bigint, 'a reader may read many views');
-- Each column is computed: a view may call what its reader may not execute.
select lives_ok($test$do $do$
    declare
        shown text;
    begin
        for shown in
            select c.oid::regclass from pg_class as c where c.relnamespace = 'metrics'::regnamespace
                and c.relkind in ('r', 'v') and has_table_privilege(c.oid, 'select')
        loop
            execute format('select count(x::text) from %s as x', shown);
        end loop;
    end
    $do$$test$, 'a reader reads every view');
select lives_ok('select count(waiting_working_s) from metrics.inquiry_open', 'working ages too');
select lives_ok('select count(watched_s), count(counts), count(answer_permalink) from metrics.inquiry_detail',
    'and all of the detail');
select throws_ok('select * from metrics.response_day', '42501', null, 'but not the tables beneath');
select throws_ok($$select * from metrics.refresh_round(now(), 'dirty')$$, '42501', null, 'and refreshes nothing');
reset role;

-- A round is planned for whole lists, whatever the daemon's session is set to for its look-ups.
select is(
    (
        select string_agg(p.proname, ' ' order by p.proname)
        from pg_proc as p
        where p.pronamespace = 'metrics'::regnamespace
            and p.proconfig @> '{plan_cache_mode=auto,enable_hashjoin=on,enable_mergejoin=on,'
                'enable_material=on,enable_memoize=on,enable_seqscan=on}'
    ),
    'rebuild_government recompute_finish recompute_step refresh_round refresh_view',
    'what the daemon calls for figures has the planner''s own settings');

-- One that takes too long is stopped by the session's limit, leaves what was there and is noted.
create materialized view metrics.slow as select pg_sleep(600)::text as waited with no data;
alter materialized view metrics.slow owner to pantau_owner;
insert into ops.refresh_policy (view, mode, max_age, timeout) values ('metrics.slow', 'matview', '1 s', '1 s');
insert into ops.refresh_state (view, refreshed_at, as_of, took_ms)
values ('metrics.slow', '2025-06-01 00:00+07', '2025-06-01 00:00+07', 5);
set local statement_timeout = '3s';
select is(metrics.refresh_view('metrics.slow', '2025-06-20 12:00+07'), null, 'a refresh beyond the time limit ends');
set local statement_timeout = 0;
select results_eq($$select as_of, took_ms, error from ops.refresh_state where view = 'metrics.slow'$$,
    $$values ('2025-06-01 00:00+07'::timestamptz, 5::float8, 'it took longer than 3s (statement_timeout)')$$,
    'the last good state stands, and why there is no newer one');

select * from finish();
rollback;
