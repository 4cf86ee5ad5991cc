-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Texts that were not confirmed at their platform for as long as its terms allow go, whoever could not confirm them;
-- nothing else of them does, and what was confirmed in time stays. Account 1 is Facebook's, whose terms ask for
-- nothing; 4 is a leader's.

begin;
select plan(57);
\ir helper/world.psql

update core.account set channel = 'x' where account_id in (2, 3, 4);
create function pg_temp.post(account int, id text, seen text, words text)
returns void language sql as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text,
        first_observed_at, changed_observed_at)
    values (1, account, id, md5(account || id)::uuid, '2025-05-02', 'text', words, seen::timestamptz, seen::timestamptz)
$$;
create function pg_temp.seen(account int, id text, seen text)
returns void language sql as $$
    update core.message set first_observed_at = seen::timestamptz, changed_observed_at = seen::timestamptz
    where account_id = account and external_id = id
$$;
-- All that there is to do, as the daemon does it.
create function pg_temp.expire(at_utc text, items int default 100, instance text default 'here')
returns table (account text, texts int, since text) language plpgsql as $$
begin
    loop
        select e.external_id, e.texts, to_char(e.confirmed_at at time zone 'UTC', 'DD HH24:MI')
        into account, texts, since
        from ops.text_expire(instance, '{x,youtube}', array[2 * 86400, 29 * 86400], at_utc::timestamptz, items) as e;
        exit when not found;
        if texts > 0 then
            return next;
        end if;
    end loop;
end
$$;
create function pg_temp.held(account int)
returns text language sql as $$
    select string_agg(h.id, ' ' order by h.id collate "C")
    from (
        select external_id from core.post where account_id = account and text is not null
        union all
        select external_id from core.message where account_id = account and text is not null
    ) as h (id)
$$;
create function pg_temp.named(at_utc text, settled boolean)
returns text language sql as $$
    select coalesce(string_agg(n.external_id, ' ' order by n.external_id), '')
    from ops.sweep_next(1, 2, at_utc::timestamptz, 86400, 2,
        case when settled then (select s.batch from ops.sweep as s where s.account_id = 2) end, '{}', '{}') as n
$$;

-- Account 2: two posts, a question with its answer by the unit, one without, a mention; all of 2 June.
select pg_temp.post(2, 'p1', '2025-06-02 08:00Z', 'Satu'), pg_temp.post(2, 'p2', '2025-06-02 08:00Z', 'Dua') \g /dev/null
select pg_temp.say(2, 'm1', '2025-06-02 10:00', 'm1', 'ani', 'Kapan air nyala?', hash => 'a'),
    pg_temp.say(2, 'm2', '2025-06-02 11:00', 'm1', '2', 'Sore ini.', 'm1', hash => 'b'),
    pg_temp.say(2, 'm3', '2025-06-02 11:30', 'm3', 'budi', 'Kapan giliran kami?', hash => 'c'),
    pg_temp.say(2, 'm4', '2025-06-02 12:00', 'm4', 'citra', 'Terima kasih', kind => 'mention', hash => 'd') \g /dev/null
select pg_temp.seen(2, id, '2025-06-02 08:00Z') from unnest('{m1,m2,m3,m4}'::text[]) as id \g /dev/null
select pg_temp.post(1, 'p1', '2020-01-01', 'Lama') \g /dev/null
select core.derive_message(1, 2, '{m1,m3,m4}') \g /dev/null
create temporary table before as
select i.inquiry_id, to_jsonb(i.*) as row from core.inquiry as i;
select is(count(*), 3::bigint, 'three wait or waited') from before;

-- A round that began on 3 June 09:00 and came to p1: that is of this round, the rest of what it was collected by.
select is(pg_temp.named('2025-06-02 10:00Z', false), '', 'nothing is old enough');
select is(oldest_at, '2025-06-02 08:00Z'::timestamptz, 'the account is as old as the first that is held')
from ops.sweep where account_id = 2;
select is(pg_temp.named('2025-06-03 09:00Z', true), 'p1 p2', 'a round begins');
update ops.sweep set after_post = 'p1', named_post = 'p1' where account_id = 2;

select is_empty($$select * from pg_temp.expire('2025-06-04 07:59Z')$$, 'nothing goes before its two days');
select results_eq($$select * from pg_temp.expire('2025-06-04 08:00Z', 3)$$,
    $$values ('x2', 2, '02 08:00'), ('x2', 3, '02 08:00')$$,
    'what nothing confirmed for two days goes, so many looked at at a time');
select is(pg_temp.held(2), 'p1', 'what the round had confirmed stays');
select is(oldest_at, '2025-06-03 09:00Z'::timestamptz, 'which is the oldest now') from ops.sweep where account_id = 2;
select is_empty($$select * from pg_temp.expire('2025-06-04 08:00Z')$$, 'a second run finds nothing');
select is(pg_temp.held(1), 'p1', 'nor does another platform''s go, however old');

select results_eq(
    $$select external_id, text_expired_at = '2025-06-04 08:00Z', text_hash is not null, needs_answer, role, author_key is not null,
        sent_at = '2025-06-02 03:00Z' from core.message where external_id in ('m1', 'm2') and account_id = 2 order by 1$$,
    $$values ('m1', true, true, true, 'citizen', true, true), ('m2', true, true, false, 'official', true, false)$$,
    'of a message the rest stays');
select is(core.rebuild_inquiries(1), 0, 'everything derived once more');
select is_empty(
    $$select * from before as b full join core.inquiry as i using (inquiry_id) where b.row is distinct from to_jsonb(i.*)$$,
    'is what it was, to the last column');

-- The round goes on: what expired is not asked for, and not by the next one.
select is(pg_temp.named('2025-06-04 09:00Z', false), '', 'what expired is not named');
select is(finished_at, '2025-06-04 09:00Z'::timestamptz, 'so the round ends') from ops.sweep where account_id = 2;
select is(pg_temp.named('2025-06-04 10:00Z', true), 'p1', 'the next one names what is held');
select is(pg_temp.named('2025-06-04 10:01Z', true), '', 'and ends');
select is(oldest_at, '2025-06-04 10:00Z'::timestamptz, 'all is of its beginning') from ops.sweep where account_id = 2;
select is_empty($$select * from pg_temp.expire('2025-06-06 09:59Z')$$, 'it has two days from there');

-- What a list shows anew is kept anew, from when it was shown.
update core.message set text = 'Kapan?', changed_observed_at = '2025-06-05 12:00Z'
where account_id = 2 and external_id = 'm1';
select results_eq($$select * from pg_temp.expire('2025-06-06 10:00Z')$$, $$values ('x2', 1, '04 10:00')$$,
    'where no round comes it goes after all');
select is(pg_temp.held(2), 'm1', 'but not what an answer brought since');

-- An account that left the configuration, of which no round was ever asked; a leader's post keeps what it needed.
update core.account set active = false, active_to = '2025-06-10' where account_id in (3, 4);
select pg_temp.post(4, 'l1', '2025-06-06 12:00Z', '@roads kapan?') \g /dev/null
insert into core.message_mention (government_id, account_id, message_external_id, mentioned_account_id, sent_at,
    first_observed_at, post_external_id)
values (1, 4, 'l1', 1, '2025-05-02', '2025-06-06', 'l1');
select core.derive_message(1, 4, '{l1}') \g /dev/null
create temporary table asked as
select i.inquiry_id, to_jsonb(i.*) as row from core.inquiry as i where i.source_id = 'l1';
select is(count(*), 1::bigint, 'a leader asks') from asked;
select results_eq($$select * from pg_temp.expire('2025-06-08 12:00Z')$$,
    $$values ('x2', 1, '05 12:00'), ('x4', 1, '06 12:00')$$, 'its text goes, though no daemon knows the account');
select is(core.rebuild_inquiries(1), 0, 'what it needed is still known');
select is_empty(
    $$select * from asked as b full join (select * from core.inquiry where source_id = 'l1') as i using (inquiry_id)
      where b.row is distinct from to_jsonb(i.*)$$, 'and what was asked by it');

-- The limit is the platform's, and a clock that runs ahead erases nothing.
update core.account set channel = 'youtube' where account_id = 3;
select pg_temp.post(3, 'v1', (now() - interval '28 days')::text, 'Video') \g /dev/null
select is((select array_agg(account) from pg_temp.expire((now() + interval '1 year')::text) as e), null,
    'of two clocks the one behind counts');
select is(pg_temp.held(3), 'v1', 'so what has a day left stays');
update core.post set first_observed_at = now() - interval '29 days', changed_observed_at = now() - interval '29 days'
where external_id = 'v1';
update ops.sweep set started_at = now() - interval '29 days', oldest_at = now() - interval '29 days' where account_id = 3;
select is((select sum(texts) from pg_temp.expire(now()::text)), 1::bigint, 'and goes a day before its thirty');


-- Who polls an account takes its texts; of what nobody alive polls anybody does.
create function pg_temp.polled(account int, stream text, owner text, active boolean default true)
returns void language sql as $$
    insert into ops.stream (government_id, account_id, stream, interval_s, active, lease_owner)
    values (1, account, stream, 300, active, owner)
$$;
select pg_temp.post(2, 'q1', '2025-06-10 08:00Z', 'Lagi') \g /dev/null
delete from ops.sweep where account_id = 2;
insert into ops.lease (instance, lease_until, lease_s, taken_count)
values ('here', now() + interval '1 hour', 60, 1), ('there', now() + interval '1 hour', 60, 1), ('gone', now() - interval '1 day', 60, 1);
select pg_temp.polled(2, 'posts', 'there') \g /dev/null
select is_empty($$select * from pg_temp.expire('2025-06-13')$$, 'what another living one polls is that one''s');
select pg_temp.polled(2, 'comments', 'here', active => false) \g /dev/null
select is_empty($$select * from pg_temp.expire('2025-06-13')$$, 'also where it was ours');
savepoint theirs;
select is((select sum(texts) from pg_temp.expire('2025-06-13', instance => 'there')), 1::bigint, 'who takes its texts');
rollback to theirs;
update ops.stream set active = true where stream = 'comments' and account_id = 2;
select is((select sum(texts) from pg_temp.expire('2025-06-13')), 1::bigint, 'where both poll, either does');
rollback to theirs;
update ops.stream set active = false where account_id = 2;
select is((select sum(texts) from pg_temp.expire('2025-06-13')), 1::bigint, 'where it left the configuration, anybody');
rollback to theirs;
update ops.stream set lease_owner = 'gone' where stream = 'posts' and account_id = 2;
select is((select sum(texts) from pg_temp.expire('2025-06-13')), 1::bigint, 'and where the other''s lease ran out');

-- A look goes so far at a time, however little has a text; nothing is forgotten between the parts of one.
update core.post set text = null where account_id = 2;
update core.message set text = null where account_id = 2;
select pg_temp.post(2, 'r' || n, '2025-06-14 08:00Z', case when n = 19 then 'Baru' end) from generate_series(11, 19) as n \g /dev/null
select pg_temp.say(2, 'z1', '2025-06-14 10:00', 'z1', 'ani', 'Kapan?', hash => 'z') \g /dev/null
select pg_temp.seen(2, 'z1', '2025-06-15 08:00Z') \g /dev/null
delete from ops.sweep where account_id = 2;
create function pg_temp.one(at_utc text)
returns text language plpgsql as $$
declare
    went int := (select e.texts from ops.text_expire('here', '{x}', '{172800}', at_utc::timestamptz, 7) as e);
begin
    return (
        select concat_ws(' ', went, s.look_post, s.look_message, to_char(nullif(s.oldest_at, '-infinity') at time zone 'UTC', 'DD HH24:MI'))
        from ops.sweep as s
        where s.account_id = 2 and went is not null
    );
end
$$;
select results_eq(
    $$select pg_temp.one('2025-06-16 07:59Z') from generate_series(1, 5)$$,
    $$values ('0 r14 '), ('0 r19 m2'), ('0   14 08:00'), (null), (null)$$, 'parts of a look');
select is(s.started_at, '2025-06-14 08:00Z'::timestamptz, 'of which a first round is as old as the oldest, across its parts')
from ops.sweep as s where s.account_id = 2;
select results_eq(
    $$select pg_temp.one('2025-06-16 08:00Z') from generate_series(1, 4)$$,
    $$values ('0 r14  14 08:00'), ('1 r19 m2 14 08:00'), ('0   15 08:00'), (null)$$, 'the next look takes what is overdue in its part');
select is(pg_temp.held(2), 'z1', 'and no other');
select is(pg_temp.one('2025-06-17 07:59Z'), null, 'which is looked at when its time has come');

-- A part of messages alone goes on from them; and a round that ends between two parts knows more than the first one did.
savepoint parts;
select pg_temp.say(2, 'z' || n, '2025-06-14 10:00', 'z' || n, 'ani', 'Kapan?', hash => 'z') from generate_series(2, 9) as n \g /dev/null
select pg_temp.seen(2, 'z' || n, '2025-06-15 08:00Z') from generate_series(2, 9) as n \g /dev/null
select results_eq(
    $$select pg_temp.one('2025-06-17 07:59:30Z') from generate_series(1, 2)$$, $$values (null), (null)$$, 'nothing is due');
update ops.sweep set oldest_at = '2025-06-15 07:00Z' where account_id = 2;
select results_eq(
    $$select pg_temp.one('2025-06-17 07:59:30Z') from generate_series(1, 5)$$,
    $$values ('0 r14  15 07:00'), ('0 r19 m2 15 07:00'), ('0 r19 z5 15 07:00'), ('0   15 08:00'), (null)$$,
    'each row is looked at once');
update ops.sweep set oldest_at = '2025-06-15 07:00Z' where account_id = 2;
select is(pg_temp.one('2025-06-17 07:59:30Z'), '0 r14  15 07:00', 'a look begins');
select pg_temp.seen(2, 'z' || n, '2025-06-16 08:00Z') from generate_series(1, 9) as n \g /dev/null
update ops.sweep set look_oldest_at = '2025-06-15 07:30Z', oldest_at = '2025-06-15 09:00Z' where account_id = 2;
select results_eq(
    $$select pg_temp.one('2025-06-17 09:00Z') from generate_series(1, 3)$$,
    $$values ('0 r19 m2 15 09:00'), ('0 r19 z5 15 09:00'), ('0   15 09:00')$$, 'what a round found meanwhile outlasts it');
rollback to parts;

-- What the platform passes over no round confirms: it has the same time from before, while the rest stays.
create function pg_temp.round(at_utc text, posts text[] default '{}', messages text[] default '{}')
returns text language sql as $$
    select string_agg(coalesce(n.external_id, n.unconfirmed::text), ' ' order by n.external_id)
    from ops.sweep_next(1, 4, at_utc::timestamptz, 86400, 9,
        (select s.batch from ops.sweep as s where s.account_id = 4), posts, messages) as n
$$;
select pg_temp.post(4, 's1', '2025-07-01', 'Satu'), pg_temp.post(4, 's2', '2025-07-01', 'Dua'), pg_temp.post(4, 's3', '2025-07-01', null)
\g /dev/null
select pg_temp.say(4, 't' || n, '2025-06-30 10:00', 't1', 'ani', 'Kapan?', hash => 't') from generate_series(1, 2) as n
\g /dev/null
update core.message set text = null where external_id in ('t2', 'z1');
delete from ops.sweep where account_id = 4;
select pg_temp.seen(4, 't1', '2025-07-01'), pg_temp.seen(4, 't2', '2025-07-01') \g /dev/null
select is(pg_temp.round('2025-07-02'), 's1 s2 s3', 'posts are named');
select is(pg_temp.round('2025-07-02', '{s2,s3}'), 't1 t2', 'two are passed over');
select is(pg_temp.round('2025-07-02', '{}', '{t1,t2}'), '4', 'and two messages');
update core.message set changed_observed_at = '2025-07-02 12:00Z' where external_id = 't1';
select is_empty($$select * from pg_temp.expire('2025-07-02 23:59Z')$$, 'nothing goes before its two days');
savepoint due;
select is(count(*), 1::bigint, 'one text goes') from pg_temp.expire('2025-07-03');
rollback to due;
select results_eq($$select * from pg_temp.expire('2025-07-03', 1)$$, $$values ('x4', 1, '01 00:00')$$,
    'then what a list did not bring since, one looked at at a time');
select is(pg_temp.held(4), 's1 t1', 'the rest stays');
select results_eq($$select external_id, confirmed_at from ops.unconfirmed where account_id = 4$$,
    $$values ('t1', '2025-07-02 12:00Z'::timestamptz)$$, 'what went is no exception any more');
select is(pg_temp.round('2025-07-03'), 's1', 'what went is not asked for, nor what had no text');
select is(pg_temp.round('2025-07-03'), 't1', 'what a list brought is');
select is(pg_temp.round('2025-07-03', '{}', '{t1}'), '1', 'and passed over once more');
select results_eq(
    $$select external_id, active, texts, confirmed_at, passed from ops.text_expire('here', '{x}', '{172800}', '2025-07-04 12:00Z', 9)$$,
    $$values ('x4', false, 1, '2025-07-02 12:00Z'::timestamptz, true)$$, 'two days after it was brought it goes, and why');
select is(pg_temp.held(4), 's1', 'but not what that round confirmed');
select is_empty($$select from ops.unconfirmed where account_id = 4$$, 'nothing is left to be told');

select * from finish();
rollback;
