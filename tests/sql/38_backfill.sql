-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Parts of the history that operators ask for: idempotent, fenced, posts before their comments, each post once;
-- and no poll of the stream, so that its coverage stays as it was.

begin;
select plan(38);
\ir helper/world.psql

delete from ops.stream where government_id = 1 and account_id = 1;
insert into ops.stream (government_id, account_id, stream, interval_s, fence, lease_owner, active)
select 1, 1, s, 900, 7, 'one', s <> 'mentions' from unnest('{account,posts,comments,mentions}'::text[]) as s;
create function pg_temp.add(again boolean default false) returns bigint language sql as
$$select ops.backfill_add(1, 1, '2024-01-01Z', '2024-07-01Z', again)$$;
create function pg_temp.listed(instance text) returns text language sql as
$$select coalesce(string_agg(l.stream || coalesce(':' || l.cursor, ''), ' ' order by l.stream), '') from ops.backfill_list(instance) as l$$;
create function pg_temp.save(stream text, fence bigint, more jsonb) returns void language sql as
$$select ops.backfill_save(1, 1, stream, fence, '{"from_at": "2024-01-01T00:00:00Z", "to_at": "2024-07-01T00:00:00Z",
    "requests": 1, "items": 10, "changed": 4}'::jsonb || jsonb_build_object('at', clock_timestamp()) || more)$$;
create function pg_temp.row(of text) returns ops.backfill language sql as
$$select b from ops.backfill as b where b.stream = of$$;

select is(pg_temp.add(), 2::bigint, 'posts and comments are asked for: mentions are off, counters have no history');
select is(pg_temp.add(), 0::bigint, 'twice is once');
select results_eq('select stream, state from ops.backfill order by 1', $$values ('comments', 'waiting'), ('posts', 'waiting')$$,
    'both wait');
select is((pg_temp.row('posts')).requested_by, session_user::text, 'with who asked');
select throws_ok($$select ops.backfill_add(1, 1, '2024-07-01', '2024-01-01', false)$$, '23514', null, 'time goes forward');
select is(pg_temp.listed('one'), 'posts', 'the posts come first');
select is(pg_temp.listed('two'), '', 'for who has the lease alone');

select pg_temp.save('posts', 6, '{"state": "running", "cursor": "old"}');
select is((pg_temp.row('posts')).state, 'waiting', 'another fence moves nothing');
select pg_temp.save('posts', 7, '{"state": "running", "cursor": "p2", "reached_at": "2024-05-01T00:00:00Z"}');
select pg_temp.save('posts', 7, '{"state": "running", "cursor": "p3", "reached_at": "2024-06-01T00:00:00Z", "cause": "peer_trouble", "error": "no"}');
select is(pg_temp.listed('one'), 'posts:p3', 'it goes on where it stood');
select results_eq($$select request_count, item_count, changed_count, reached_at, started_at < seen_at, cause, error from ops.backfill
    where stream = 'posts'$$, $$values (2::bigint, 20::bigint, 8::bigint, '2024-05-01Z'::timestamptz, true, 'peer_trouble', 'no')$$,
    'pages add up, the oldest item counts');
update ops.backfill set cursor_at = now() - interval '25 hours' where stream = 'posts';
select is(pg_temp.listed('one'), 'posts', 'a place is good for a day, then the list begins again');
select is((pg_temp.row('posts')).ended_at, null, 'it lasts');
select pg_temp.save('posts', 7, '{"state": "done"}');
select isnt((pg_temp.row('posts')).ended_at, null, 'until it is done');
select is((pg_temp.row('posts')).error, null, 'and nothing went wrong in the end');
select is(pg_temp.listed('one'), 'comments', 'then comments');
select pg_temp.save('posts', 7, '{"state": "running"}');
select is((pg_temp.row('posts')).state, 'done', 'what is done moves no more');

-- Five posts of that time, one of them gone, one whose comments were read since; and two of other times.
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, removed_at, announced_comments,
    first_observed_at, changed_observed_at)
select 1, 1, id, md5(id)::uuid, at::timestamptz, format, gone::timestamptz, 3, '2025-05-01', '2025-05-01'
from (values ('a', '2024-01-01Z', 'text', null), ('b', '2024-03-01Z', 'text', null), ('c', '2024-03-01Z', 'photo', null),
    ('d', '2024-04-01Z', 'text', '2024-05-01Z'), ('e', '2024-05-01Z', 'text', null), ('s', '2024-05-02Z', 'story', null),
    ('x', '2024-07-01Z', 'text', null), ('y', '2023-12-31Z', 'text', null)) as post (id, at, format, gone);
insert into ops.target (government_id, account_id, stream, external_id, published_at, last_success_at)
values (1, 1, 'comments', 'b', '2024-03-01', '2025-02-01'), (1, 1, 'comments', 'a', '2024-01-01', '2024-02-01');
create function pg_temp.posts(before_at timestamptz, before_id text, posts int) returns text language sql as
$$select coalesce(string_agg(p.external_id || p.posts_left || '/' || p.posts_total, ' ' order by p.published_at desc, p.external_id desc), '')
from ops.backfill_posts(1, 1, '2024-01-01Z', '2024-07-01Z', '2025-01-01Z', before_at, before_id, posts) as p$$;
select is(pg_temp.posts(null, null, 2), 'e3/4 c3/4', 'the newest that stand, but stories, some at a time');
select is(pg_temp.posts('2024-05-01Z', 'e', 9), 'c3/4 a3/4', 'the next, but what was read since it was asked for');
select is(pg_temp.posts('2024-03-01Z', 'c', 9), 'a3/4', 'behind one of the same moment');
select is(pg_temp.posts('2024-01-01Z', 'a', 9), '', 'until none is left');
select pg_temp.save('comments', 7, '{"state": "running", "cursor": "1709251200000000 c", "posts_left": 1, "posts_total": 4}');
update ops.backfill set cursor_at = now() - interval '25 hours' where stream = 'comments';
select is(pg_temp.listed('one'), 'comments:1709251200000000 c', 'a place among our own posts is always good');
select is((pg_temp.row('comments')).left_count, 1::bigint, 'with what is left');

select is(ops.backfill_cancel(1, 1), 1::bigint, 'what lasts can be cancelled');
select is(pg_temp.listed('one'), '', 'and is listed no more');
select pg_temp.save('comments', 7, '{"state": "running"}');
select is((pg_temp.row('comments')).state, 'cancelled', 'nor moved');
select is(pg_temp.add(), 1::bigint, 'asked for again it goes on, what is done stays done');
select is(pg_temp.listed('one'), 'comments:1709251200000000 c', 'where it stood');
select is(pg_temp.add(true), 1::bigint, 'what is done is read anew where that is asked for');
select results_eq($$select state, cursor, request_count, seen_at from ops.backfill where stream = 'posts'$$,
    $$values ('waiting', null::text, 0::bigint, null::timestamptz)$$, 'from the beginning');
update ops.backfill set state = 'done' where stream = 'comments';
select is(pg_temp.add(true), 1::bigint, 'comments too');
select results_eq($$select state, left_count, total_count, seen_at from ops.backfill where stream = 'comments'$$,
    $$values ('waiting', null::bigint, null::bigint, null::timestamptz)$$, 'nobody knows how many posts those are then');
select results_eq($$select count(*), count(last_success_at), count(cursor) from ops.stream where account_id = 1 and government_id = 1$$,
    $$values (4::bigint, 0::bigint, 0::bigint)$$, 'no stream was polled by any of it');

-- A hundred and one parts wait for somebody, one that was asked for later does not.
select is(ops.backfill_cancel(1, 1), 2::bigint, 'all is cancelled');
insert into core.account (government_id, account_id, channel, external_id, credential, access)
select 1, 100 + n, 'youtube', 'held' || n, 'key', 'owned' from generate_series(1, 102) as n;
insert into ops.stream (government_id, account_id, stream, interval_s, fence, lease_owner, active)
select 1, 100 + n, 'posts', 900, 7, 'one', true from generate_series(1, 102) as n;
insert into ops.backfill (government_id, account_id, stream, from_at, to_at, requested_at, requested_by)
select 1, 100 + n, 'posts', '2024-01-01Z', '2024-07-01Z', '2025-01-01Z'::timestamptz + n * interval '1 minute', 'x'
from generate_series(1, 102) as n;
create function pg_temp.has_last() returns bool language sql as
$$select count(*) filter (where l.account_id = 202) = 1 from ops.backfill_list('one') as l having count(*) = 100$$;
select is(pg_temp.has_last(), false, 'where none is held the oldest hundred are listed');
insert into ops.hold (instance, scope, name, held_from, held_until, cause)
select 'two', 'account', 'youtube:held' || n, now(), now() + interval '1 day', 'token_invalid' from generate_series(1, 101) as n;
select is(pg_temp.has_last(), false, 'what another daemon holds says nothing');
update ops.hold set instance = 'one';
select is(pg_temp.has_last(), true, 'refused accounts are behind what can be read');
select is((select l.account_id from ops.backfill_list('one') as l limit 1), 202, 'which comes first');
delete from ops.hold;
update ops.stream set not_before = now() + interval '1 hour' where stream = 'posts' and account_id between 101 and 201;
select is(pg_temp.has_last(), true, 'and so are streams that wait by themselves');

select * from finish();
rollback;
