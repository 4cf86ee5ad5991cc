-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The daemon's statements that store records (lib/store/statement_record.c): what is known costs no row
-- version and no WAL, merging gives the same row in any order, and look-ups go through the primary key.

\ir helper/statements.psql
\if :missing
\quit
\endif
begin;
\ir helper/world.psql
\i :statements
execute handshake \g /dev/null
select plan(101);

-- What the handshake asks for is what the statements call, and is what the daemon may call.
create temporary view needed as
select n[1] as name
from pg_prepared_statements as s
cross join regexp_matches(s.statement, '''((?:core|ops|metrics)\.[^'']*\))''', 'g') as n
where s.name = 'handshake';
select results_eq($$select split_part(name, '(', 1) from needed order by 1$$,
    $$select distinct c[1]
    from pg_prepared_statements as s
    cross join regexp_matches(s.statement, '\y((?:core|ops|metrics)\.[a-z_]+)\(', 'g') as c
    where s.name <> 'handshake' and c[1] !~ '^core\.(message|mention)s?$'
    order by 1$$, 'the handshake names each function that a statement calls');
select is_empty($$select name from needed
    where has_function_privilege('pantau_writer', to_regprocedure(name), 'execute') is not true$$,
    'and the daemon may call each with these parameters');

-- One message as the daemon sends it, in arrays; the threads it names.
create function pg_temp.written(
    account int, at text, id text, sent text, thread text, author text, words text, likes int, kind text,
    hidden boolean
)
returns table (thread_key text, account_id int)
language plpgsql
as $$
begin
    return query execute format(
        'execute message_write(1, array[%L]::int[], array[%L]::timestamptz[], array[%L], array[%L]::timestamptz[], '
        'array[%L], array[%L], array[%L], '
        'array[%L], array[%L]::bytea[], array[false], array[%L], array[%L], array[false], array[%L]::bytea[], '
        'array[%L], array[%L]::int8[], array[%L]::bool[], array[%L]::timestamptz[], array[false], array[%L])',
        account, at, id, sent, 'p1', coalesce(thread, id), null, kind, decode(md5(author), 'hex'), 'https://x/' || id,
        words, decode(md5(words), 'hex'), null, likes, hidden, null, null);
end
$$;
create function pg_temp.write(
    at text, id text, sent text, thread text default null, author text default 'ani',
    words text default 'Kapan?', likes int default 1, kind text default 'comment',
    hidden boolean default false
)
returns setof text
language sql
as $$
    select w.thread_key from pg_temp.written(1, at, id, sent, thread, author, words, likes, kind, hidden) as w
$$;
create view pg_temp.stored as
select external_id, sent_at, thread_key, kind, author_key, text, likes, hidden, needs_answer, rule, gone_by
from core.message where account_id = 1;

-- Known rows cost nothing.
select results_eq($$select pg_temp.write('2025-06-01', 'a', '2025-05-20 08:00:00.9+07')$$, $$values ('a')$$,
    'a new message returns its thread');
select is(sent_at, '2025-05-20 08:00:00+07'::timestamptz, 'the time is cut to the second')
from core.message where external_id = 'a';
create temporary table version as select ctid::text as place, xmin::text as born, xmax::text as locked from core.message where external_id = 'a';
select is_empty($$select pg_temp.write('2025-06-02', 'a', '2025-05-20 08:00:00+07')$$,
    'the same again returns nothing');
select results_eq($$select ctid::text, xmin::text, xmax::text from core.message where external_id = 'a'$$,
    $$select * from version$$, 'and makes no row version and no row lock');
create function pg_temp.wal_of_nothing() returns numeric language plpgsql as $$
declare
    best numeric;
    before pg_lsn;
begin
    -- Three times, the least: the server may write a word of its own in between.
    for attempt in 1..3 loop
        before := pg_current_wal_insert_lsn();
        perform pg_temp.write('2025-06-02', 'a', '2025-05-20 08:00:00+07');
        best := least(best, pg_current_wal_insert_lsn() - before);
    end loop;
    return best;
end
$$;
select is(pg_temp.wal_of_nothing(), 0::numeric, 'not one byte of WAL for what is known');

-- Of likes nothing is derived: stored, but no thread is named. With anything else it is.
select results_eq($$select pg_temp.write('2025-06-02', 'a', '2025-05-20 08:00+07', likes => 9)$$, $$values (null::text)$$,
    'likes alone change a row and no thread');
select is(likes, 9::bigint, 'they are stored') from core.message where external_id = 'a';
select results_eq($$select pg_temp.write('2025-06-02', 'a', '2025-05-20 08:00+07', likes => 1, hidden => true)$$,
    $$values ('a')$$, 'likes and something else change the thread');
select results_eq($$select pg_temp.write('2025-06-02', 'a', '2025-05-20 08:00+07')$$,
    $$values ('a')$$, 'something else alone too');

-- A page of a hundred, two of them changed.
create function pg_temp.page(at text, likes int)
returns bigint
language plpgsql
as $$
declare
    changed bigint;
begin
    execute format('execute message_write(1, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L)',
        array_agg(1), array_agg(at), array_agg('c' || n), array_agg('2025-05-20 08:00+07'::timestamptz + n * interval '1 day'),
        array_agg('p1'::text), array_agg('c' || n), array_agg(null::text), array_agg('comment'::text),
        array_agg(decode(md5('ani'), 'hex')), array_agg(false), array_agg(null::text),
        array_agg('Kapan?'::text), array_agg(false), array_agg(decode(md5('x'), 'hex')),
        array_agg(null::text), array_agg(case when n <= 2 then likes else 1 end::bigint),
        array_agg(false), array_agg(null::timestamptz), array_agg(false), array_agg(null::text))
    from generate_series(1, 100) as n;
    get diagnostics changed = row_count;
    return changed;
end
$$;
select is(pg_temp.page('2025-06-01', 1), 100::bigint, 'a hundred new ones');
select is(pg_temp.page('2025-06-02', 1), 0::bigint, 'the same page again: none');
select is(pg_temp.page('2025-06-03', 7), 2::bigint, 'two of a hundred changed: two');

-- Pages of two accounts in one call: each under its own account and at its own time, which decides.
create function pg_temp.both(likes int[], times timestamptz[])
returns table (thread_key text, account_id int)
language plpgsql
as $$
begin
    return query execute format(
        'execute message_write(1, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L, %L)',
        '{2,1,1}'::int[], times, '{w1,w1,w2}'::text[], array_fill('2025-05-20 08:00+07'::text, '{3}'), '{p2,p1,p1}'::text[],
        '{w1,w1,w1}'::text[], array_fill(null::text, '{3}'), '{comment,comment,reply}'::text[],
        array_fill(null::text, '{3}'), array_fill(false, '{3}'), array_fill(null::text, '{3}'),
        array_fill('Kapan?'::text, '{3}'), array_fill(false, '{3}'), array_fill(null::text, '{3}'),
        array_fill(null::text, '{3}'), likes, array_fill(false, '{3}'), array_fill(null::text, '{3}'),
        array_fill(false, '{3}'), array_fill(null::text, '{3}'));
end
$$;
create view pg_temp.two as
select m.account_id, m.external_id, m.post_external_id, m.likes, m.changed_observed_at
from core.message as m where m.external_id in ('w1', 'w2') order by m.account_id, m.external_id;
select bag_eq(
    $$select * from pg_temp.both('{5,6,7}', '{2025-06-02,2025-06-03,2025-06-03}')$$,
    $$values ('w1', 1), ('w1', 1), ('w1', 2)$$, 'each row says its account');
select results_eq('select * from pg_temp.two',
    $$values (1, 'w1', 'p1', 6::bigint, '2025-06-03'::timestamptz), (1, 'w2', 'p1', 7, '2025-06-03'),
        (2, 'w1', 'p2', 5, '2025-06-02')$$, 'one id at two accounts is two messages');
select results_eq(
    $$select * from pg_temp.both('{8,8,7}', '{2025-06-01,2025-06-04,2025-06-04}')$$,
    $$values (null::text, 1)$$, 'the older of two pages changes nothing, the newer one does');
select results_eq('select likes, changed_observed_at from pg_temp.two',
    $$values (8::bigint, '2025-06-04'::timestamptz), (7, '2025-06-03'), (5, '2025-06-02')$$,
    'and only the changed row has its time');

-- Threads that the platform does not name: a reply goes where its parent stands, whoever came first.
create function pg_temp.reply(at text, id text, parent text)
returns bigint
language plpgsql
as $$
declare
    keys text[];
begin
    execute format(
        'create temporary table returned on commit drop as execute message_write(1, ''{1}'', array[%L]::timestamptz[], '
        'array[%L], array[''2025-05-20 08:00+07'']::timestamptz[], array[''p1''], array[%L], array[%L], array[''reply''], '
        'array[null]::bytea[], array[false], array[null]::text[], array[''Kapan?''], array[false], '
        'array[null]::bytea[], array[null]::text[], array[null]::int8[], array[null]::bool[], '
        'array[null]::timestamptz[], array[true], array[null]::text[])', at, id, parent, parent);
    select array_agg(r.thread_key) into keys from returned as r;
    drop table returned;
    keys := keys || array(select k from core.thread_settle(1, 1, array[id]) as k);
    perform core.derive_message(1, 1, keys);
    return coalesce(cardinality(keys), 0);
end
$$;
create view pg_temp.threads as
select string_agg(m.external_id || '>' || m.thread_key, ' ' order by m.external_id) as threads
from core.message as m where m.account_id = 1 and m.external_id ~ '^g[0-9]$';
select pg_temp.reply('2025-06-01', 'g5', 'g4') \g /dev/null
select pg_temp.reply('2025-06-01', 'g4', 'g3') \g /dev/null
select results_eq('select threads from pg_temp.threads', $$values ('g4>g3 g5>g3')$$,
    'a parent that comes later takes along what came before it');
select pg_temp.reply('2025-06-01', 'g2', 'g1') \g /dev/null
select pg_temp.reply('2025-06-01', 'g3', 'g2') \g /dev/null
select results_eq('select threads from pg_temp.threads', $$values ('g2>g1 g3>g1 g4>g1 g5>g1')$$,
    'and goes where its own parent stands');
select is(count(*), 0::bigint, 'of the threads that were none nobody waits any more')
from core.inquiry where source_id in ('g2', 'g3', 'g4');
select is(pg_temp.reply('2025-06-02', 'g5', 'g4') + pg_temp.reply('2025-06-02', 'g3', 'g2'), 0::bigint,
    'seen again with the same guess: nothing is written');
select pg_temp.write('2025-06-03', 'g1', '2025-05-20 07:59+07') \g /dev/null
select core.derive_message(1, 1, '{g1}') \g /dev/null
select is(messages, 5, 'one wait of five messages') from core.inquiry where source_id = 'g1';

-- One row in all years, those at both ends included.
select pg_temp.write('2025-06-01', 'y1', '1999-05-20 08:00+07') \g /dev/null
select pg_temp.write('2025-06-01', 'y2', '2031-05-20 08:00+07') \g /dev/null
select pg_temp.write('2025-06-02', 'y1', '2025-05-20 08:00+07', likes => 8) \g /dev/null
select pg_temp.write('2025-06-02', 'y2', '2025-05-20 08:00+07', likes => 8) \g /dev/null
select results_eq($$select external_id, extract(year from sent_at)::int, likes from core.message where external_id ~ '^y' order by 1$$,
    $$values ('y1', 1999, 8::bigint), ('y2', 2031, 8::bigint)$$, 'a message is known in whatever year it stands');

-- Both orders give one row.
select pg_temp.write('2025-06-01', 'o1', '2025-05-20 08:00+07', words => 'Kapan?', likes => 3) \g /dev/null
select pg_temp.write('2025-06-02', 'o1', '2025-05-20 08:00+07', words => 'Halo semua', likes => 2, hidden => null) \g /dev/null
select pg_temp.write('2025-06-02', 'o2', '2025-05-20 08:00+07', words => 'Halo semua', likes => 2, hidden => null) \g /dev/null
select pg_temp.write('2025-06-01', 'o2', '2025-05-20 08:00+07', words => 'Kapan?', likes => 3) \g /dev/null
select results_eq(
    $$select sent_at, kind, author_key, text, likes, hidden, needs_answer, rule from pg_temp.stored where external_id = 'o1'$$,
    $$select sent_at, kind, author_key, text, likes, hidden, needs_answer, rule from pg_temp.stored where external_id = 'o2'$$,
    'an older page after a newer one: the same row');
select results_eq(
    $$select text, likes, hidden, needs_answer from pg_temp.stored where external_id = 'o2'$$,
    $$values ('Halo semua', 2::bigint, false, false)$$,
    'the newest known value stands, known beats unknown, the verdict follows the text');
select is_empty($$select pg_temp.write('2025-06-01', 'o2', '2025-05-20 08:00+07', words => 'Kapan?', likes => 3)$$,
    'the older page once more changes nothing');

-- Authors.
select pg_temp.write('2025-06-01', 'u1', '2025-05-20 08:00+07', author => null) \g /dev/null
select is(role, 'unknown', 'withheld') from core.message where external_id = 'u1';
select pg_temp.write('2025-05-30', 'u1', '2025-05-20 08:00+07', author => 'ani') \g /dev/null
select is(role, 'citizen', 'an author learnt later, even from an older page, stays known')
from core.message where external_id = 'u1';
select is_empty($$select pg_temp.write('2025-06-05', 'u1', '2025-05-20 08:00+07', author => null)$$,
    'and is not forgotten');

-- Time of creation: the first one stored stays, within its year and beyond.
select pg_temp.write('2025-06-02', 'a', '2025-05-20 15:00:00+07', likes => 9) \g /dev/null
select pg_temp.write('2025-06-03', 'a', '2024-01-20 15:00:00+07', likes => 10) \g /dev/null
select results_eq($$select sent_at, likes from pg_temp.stored where external_id = 'a'$$,
    $$values ('2025-05-20 08:00+07'::timestamptz, 10::bigint)$$, 'one row, its first time, its newest likes');

-- A moved message names both threads.
select set_eq($$select pg_temp.write('2025-06-04', 'a', '2025-05-20 08:00+07', thread => 'c1', likes => 10)$$,
    $$values ('a'), ('c1')$$, 'a moved message returns the old thread too');

-- The list of mentions shows a comment without its place.
select pg_temp.write('2025-06-05', 'm', '2025-05-20 08:00+07', thread => 'm', kind => 'mention') \g /dev/null
select pg_temp.write('2025-06-04', 'm', '2025-05-20 08:00+07', thread => 'c2', kind => 'comment') \g /dev/null
select is_empty($$select pg_temp.write('2025-06-06', 'm', '2025-05-20 08:00+07', thread => 'm', kind => 'mention')$$,
    'a mention does not take a comment out of its thread');
select is(thread_key || kind, 'c2comment', 'the comment''s place stands') from core.message where external_id = 'm';

-- Gone, and seen again.
create function pg_temp.gone(missed text, seen text, who text) returns setof text language plpgsql as $$
begin
    return query execute format('execute message_gone_write(1, 1, %L, array[''u1''], array[%L]::timestamptz[], '
        'array[%L]::timestamptz[], array[%L])', missed, seen, missed, who);
end
$$;
select results_eq($$select pg_temp.gone('2025-06-09', '2025-06-08', 'unknown')$$, $$values ('u1')$$,
    'a message that is gone returns its thread');
select is_empty($$select pg_temp.gone('2025-06-09', '2025-06-08', 'unknown')$$, 'once');
select pg_temp.gone('2025-06-09', '2025-06-07', 'author') \g /dev/null
select results_eq($$select gone_from, gone_by, removed_by from core.message where external_id = 'u1'$$,
    $$values ('2025-06-08'::timestamptz, '2025-06-09'::timestamptz, 'author')$$,
    'two reports: the narrowest interval, and who removed it as soon as one knows');
select is_empty($$select pg_temp.write('2025-06-07', 'u1', '2025-05-20 08:00+07')$$,
    'a page from before changes nothing');
select results_eq($$select pg_temp.write('2025-06-11', 'u1', '2025-05-20 08:00+07')$$, $$values ('u1')$$,
    'seen again it is back');
select is(gone_by, null, 'and not gone') from core.message where external_id = 'u1';
select is_empty($$select pg_temp.gone('2025-06-09', '2025-06-08', 'unknown')$$,
    'a late report of the end does not take it away');

-- An edit seen between the last complete visit and the one that missed it narrows the interval, whichever
-- of the two is written first.
select pg_temp.write('2025-06-12', 'u1', '2025-05-20 08:00+07', words => 'Masih rusak') \g /dev/null
select pg_temp.gone('2025-06-13', '2025-06-11', 'author') \g /dev/null
select is(gone_from, '2025-06-12'::timestamptz, 'it was still there when it was seen changed')
from core.message where external_id = 'u1';
select pg_temp.write('2025-06-14', 'u1', '2025-05-20 08:00+07') \g /dev/null
select pg_temp.gone('2025-06-18', '2025-06-14', 'author') \g /dev/null
select pg_temp.write('2025-06-16', 'u1', '2025-05-20 08:00+07', words => 'Rusak lagi') \g /dev/null
select is(gone_from, '2025-06-16'::timestamptz, 'the same when the edit comes to light later')
from core.message where external_id = 'u1';
select pg_temp.write('2025-06-20', 'u1', '2025-05-20 08:00+07') \g /dev/null

-- Mentions of accounts of ours, by id and by handle; of nobody else.
create function pg_temp.mention(
    id text, external text, handle text, post text default null, account int default 1,
    at text default '2025-06-01'
)
returns setof text language plpgsql as $$
begin
    return query execute format('execute mention_write(1, %s, %L, array[%L], '
        'array[''2025-05-20 08:00+07'']::timestamptz[], array[%L], array[%L], array[%L])', account, at, id,
        external, handle, post);
end
$$;
select results_eq($$select pg_temp.mention('o1', 'x2', null)$$, $$values ('o1')$$, 'a mention by id');
select is_empty($$select pg_temp.mention('o1', null, '@Water')$$, 'the same by handle is known');
select is_empty($$select pg_temp.mention('o1', '777', '@some.citizen')$$, 'a citizen is nobody''s business');
select is((select count(*)::int from core.message_mention), 1, 'one mention is stored');
-- Of posts, leaders' alone; a post that the same answer changed is derived again.
select is_empty($$select pg_temp.mention('p', 'x2', null, 'p')$$, 'a unit''s post that names another is nothing');
insert into core.post
    (government_id, account_id, external_id, post_id, published_at, format, first_observed_at, changed_observed_at)
values (1, 4, 'lp', core.natural_id('post', 1, 4, 'lp'), '2025-05-20 08:00+07', 'text', '2025-06-01', '2025-06-02');
select results_eq($$select pg_temp.mention('lp', null, 'water', 'lp', 4)$$, $$values ('lp')$$,
    'a leader''s post that names a unit''s account');
select is_empty($$select pg_temp.mention('lp', null, 'water', 'lp', 4)$$, 'the same again');
select results_eq($$select pg_temp.mention('lp', null, 'water', 'lp', 4, '2025-06-02')$$, $$values ('lp')$$,
    'and where the post has changed');
select is((select count(*)::int from core.message_mention where post_external_id is not null), 1, 'it is stored as a post''s');
-- Seen as a message first and as a post afterwards, or the other way round.
select pg_temp.mention('lq', 'x2', null, null, 4) \g /dev/null
select results_eq($$select pg_temp.mention('lq', 'x2', null, 'lq', 4)$$, $$values ('lq')$$, 'what was a message''s is a post''s');
select pg_temp.mention('lq', 'x2', null, null, 4) \g /dev/null
select is((select post_external_id from core.message_mention where message_external_id = 'lq'), 'lq', 'and stays one');
delete from core.message_mention where post_external_id is not null;
delete from core.post where external_id = 'lp';

-- Posts that have a name that they had not: whoever points to it is derived (derive_post). A row for each that changed.
create function pg_temp.post(
    id text, alias text, address text, words text, name text default null, at text default '2025-06-02'
)
returns setof text
language plpgsql as $$
begin
    return query execute format('execute post_write(1, 1, %L, array[%L], array[%L], ''{2025-05-20}'', ''{null}'', ''{photo}'','
        'array[%L], array[%L], ''{null}'', ''{3}'', ''{f}'', ''{null}'', array[%L])', at, id, alias, words, address, name);
end
$$;
select results_eq($$select pg_temp.post('w1', null, null, 'x')$$, $$values ('w1')$$, 'a new post, known by its id');
select results_eq($$select pg_temp.post('w1', null, null, 'y')$$, $$values (null::text)$$, 'other words are no other name');
select is_empty($$select pg_temp.post('w1', null, null, 'y')$$, 'what is known is known');
select results_eq($$select pg_temp.post('w1', '17', null, 'y')$$, $$values ('w1')$$, 'an alias');
select results_eq($$select pg_temp.post('w1', '17', 'https://x.example/p/A/?x=1', 'y', 'A')$$, $$values ('w1')$$, 'an address');
select results_eq($$select pg_temp.post('w1', '17', 'https://x.example/p/A', 'z', 'A')$$, $$values (null::text)$$,
    'that names the same');
select set_eq($$select pg_temp.post('w1', null, 'https://x.example/p/B', 'z', 'B')$$, $$values ('w1'), ('A')$$, 'and one that does not');
select is_empty($$select pg_temp.post('w1', null, 'https://x.example/p/B', 'z', 'B')$$, 'and is known');
select results_eq($$select pg_temp.post('w1', null, null, 'x', at => '2025-06-03')$$, $$values (null::text)$$,
    'an answer without the address');
select is((select address_name from core.post where external_id = 'w1'), 'B', 'takes no name');
select set_eq($$select pg_temp.post('w1', null, 'https://x.example/p/B', 'x', 'b', at => '2025-06-03')$$, $$values ('w1'), ('B')$$,
    'a program that reads another name in the same address');
select set_eq($$select pg_temp.post('w1', null, 'https://x.example/w1', 'x', at => '2025-06-04')$$, $$values ('w1'), ('b')$$,
    'an address that names nothing but the id');
select is((select address_name from core.post where external_id = 'w1'), null, 'ends the name');
select set_eq($$select pg_temp.post('w1', null, 'https://x.example/p/A', 'x', 'A', at => '2025-06-01')$$, $$values (null::text)$$,
    'an address that was before');
select is((select address_name from core.post where external_id = 'w1'), null, 'brings none back');

-- What messages point to: of those alone that name an account, or that a list of mentions shows, and of posts that do.
create function pg_temp.refer(id text, key text, in_post boolean default false, account int default 1) returns setof text
language plpgsql as $$
begin
    return query execute format('execute reference_write(1, %s, ''2025-06-01'', array[%L], array[%L::bool], '
        'array[''facebook''], array[%L])', account, id, in_post, key);
end
$$;
select results_eq($$select pg_temp.refer('o1', '77')$$, $$select thread_key from core.message where external_id = 'o1'$$,
    'a message that names an account points to a case');
select is_empty($$select pg_temp.refer('o1', '77')$$, 'once');
select results_eq($$select pg_temp.refer('o1', '78')$$, $$values ('o1')$$, 'to two');
select is_empty($$select pg_temp.refer('u1', '77')$$, 'where others point is nobody''s business');
select pg_temp.write('2025-06-05', 'listed', '2025-05-20 08:00+07', thread => 'listed', kind => 'mention') \g /dev/null
select results_eq($$select pg_temp.refer('listed', '77')$$, $$values ('listed')$$, 'a mention that the account lists');
select is_empty($$select pg_temp.refer('o1', '77', true)$$, 'a post that names nobody');
insert into core.message_mention values (1, 1, 'o9', 2, '2025-05-20 08:00+07', '2025-06-01', 'lp9');
select results_eq($$select pg_temp.refer('lp9', '77', true)$$, $$values ('lp9')$$, 'and one that does');
select results_eq($$select external_id, in_post, object_key from core.message_reference order by 1, 3$$,
    $$values ('listed', false, '77'), ('lp9', true, '77'), ('o1', false, '77'), ('o1', false, '78')$$, 'nothing else is stored');
select results_eq('select account_id, thread_key, behind from ops.stale_thread order by mark_id',
    $$values (1, (select thread_key from core.message where external_id = 'o1'), null::xid8), (1, 'o1', null), (1, 'listed', null),
        (1, 'lp9', null)$$, 'each new one leaves a mark');
delete from core.message_mention where post_external_id is not null;
delete from core.message_reference;

-- Posts and their counters.
create function pg_temp.post(at text, likes int, comments int) returns bigint language plpgsql as $$
begin
    execute format('execute post_sample_write(1, 1, %L, array[''p1''], array[%L]::int8[], array[%L]::int8[], '
        'array[null]::int8[], array[null]::int8[], array[null]::int8[], array[null]::int8[])', at, likes, comments);
    return (select count(*) from core.post_sample);
end
$$;
select results_eq(
    $$select array[pg_temp.post('2025-06-01', 5, 1), pg_temp.post('2025-06-02', 5, 1),
          pg_temp.post('2025-06-03', null, 2), pg_temp.post('2025-06-02 12:00', 4, 1)]$$,
    $$values (array[1, 1, 2, 3]::bigint[])$$,
    'samples are stored when they differ; an older one goes into the history');
select results_eq($$select likes, comments from core.post_counter$$, $$values (5::bigint, 2::bigint)$$,
    'the newest counters, a missing one kept');


-- At each age there is a look that confirms what did not change: published on 1 July at 00:00 UTC.
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, first_observed_at,
    changed_observed_at)
select 1, 1, id, core.natural_id('post', 1, 1, id), '2025-07-01 00:00Z', 'photo', '2025-07-01 00:00Z', '2025-07-01 00:00Z'
from (values ('p2'), ('p3')) as post (id);
create function pg_temp.sample(id text, at text, likes int) returns bigint language plpgsql as $$
begin
    execute format('execute post_sample_write(1, 1, %L, array[%L], array[%L]::int8[], array[1]::int8[], '
        'array[null]::int8[], array[null]::int8[], array[null]::int8[], array[null]::int8[])', at, id, likes);
    return (select count(*) from core.post_sample where post_id = core.natural_id('post', 1, 1, id));
end
$$;
select results_eq(
    $$select array_agg(pg_temp.sample('p2', at, 5)) from (values
        ('2025-07-01 00:10Z'), ('2025-07-01 00:59:59Z'), ('2025-07-01 01:00Z'), ('2025-07-01 05:59Z'),
        ('2025-07-01 06:00Z'), ('2025-07-01 23:59Z'), ('2025-07-02 00:30Z'), ('2025-07-03 23:59Z'), ('2025-07-04 00:00Z'),
        ('2025-07-07 23:59Z'), ('2025-07-08 00:05Z'), ('2025-07-20 00:00Z'), ('2025-07-29 00:00Z'), ('2025-09-01 00:00Z')) as look (at)$$,
    $$values ('{1,1,2,2,3,3,4,4,5,5,6,7,8,8}'::bigint[])$$, 'one sample at each age, and no more');
select is(pg_temp.sample('p2', '2025-07-05 00:00Z', 5), 9::bigint, 'an older look goes into the history');

-- What reached an age and was not looked at since. p2 was; p3 at six hours.
select pg_temp.sample('p3', '2025-07-01 07:00Z', 5) \g /dev/null
create function pg_temp.due(at text) returns text language sql as $$
    select string_agg(external_id, ' ') from ops.sample_next('{1}', '{1}', at::timestamptz)
$$;
select results_eq(
    $$select array_agg(coalesce(pg_temp.due(at), '-')) from (values
        ('2025-07-01 23:59Z'), ('2025-07-02 00:00Z'), ('2025-07-08 00:00Z'), ('2025-07-10 23:59Z'), ('2025-07-11 00:00Z'),
        ('2025-07-15 00:00Z'), ('2025-07-29 00:00Z'), ('2025-08-01 00:00Z')) as look (at)$$,
    $$values ('{-,p3,p3,p3,-,p3,p3,-}'::text[])$$, 'is named for three days after each age');
update core.post set format = 'story' where external_id = 'p3';
select is(pg_temp.due('2025-07-08 00:00Z'), null, 'but no story');
update core.post set format = 'photo', removed_at = '2025-07-02' where external_id = 'p3';
select is(pg_temp.due('2025-07-08 00:00Z'), null, 'and nothing that is gone');

-- Complaints: a cut copy does not replace the whole text; what polling saw first stands.
create function pg_temp.complaint(at text, words text, cut boolean, status text) returns bigint language plpgsql as $$
declare
    changed bigint;
begin
    execute format('execute complaint_write(1, 9, %L, array[''5''], array[null], array[null], array[null], array[null], '
        'array[%L], array[%L]::bool[], array[null], array[null], array[null], array[null], array[null]::float8[], '
        'array[null]::float8[], array[%L], array[%L], array[null]::timestamptz[], array[null]::timestamptz[], '
        'array[null]::timestamptz[], array[null]::timestamptz[], array[null]::timestamptz[], array[null]::int4[], '
        'array[null], array[null]::float8[], array[null], array[null], array[null])', at, words, cut, status, status);
    get diagnostics changed = row_count;
    return changed;
end
$$;
select results_eq(
    $$select array[pg_temp.complaint('2025-06-01', 'Jalan rusak parah sekali', false, 'verified'),
          pg_temp.complaint('2025-06-02', 'Jalan rusak', true, 'verified'),
          pg_temp.complaint('2025-06-03', 'Jalan rusak', true, 'disposed'),
          pg_temp.complaint('2025-06-02', 'Jalan rusak', true, 'verified')]$$,
    $$values (array[1, 0, 1, 0]::bigint[])$$, 'changes of a case');
select results_eq($$select text, truncated, status, status_observed_at, feed from core.complaint$$,
    $$values ('Jalan rusak parah sekali', false, 'disposed', '2025-06-03'::timestamptz, 'lapor')$$,
    'the whole text stays, the newest status stands');
-- Two files of one moment, in either order.
select pg_temp.complaint('2025-06-04', 'Jalan rusak di RT 05, dekat pasar', false, 'closed_by_admin'),
    pg_temp.complaint('2025-06-04', 'Jalan rusak di RT 05', false, 'closed_by_system') \g /dev/null
create temporary table one_order as select text, status, status_raw, truncated from core.complaint;
select is(pg_temp.complaint('2025-06-04', 'Jalan rusak di RT 05', false, 'closed_by_admin'), 0::bigint,
    'what yields to the stored one of its moment writes nothing');
select pg_temp.complaint('2025-06-05', 'Jalan rusak di RT 05', false, 'closed_by_system'),
    pg_temp.complaint('2025-06-05', 'Jalan rusak di RT 05, dekat pasar', false, 'closed_by_admin') \g /dev/null
select results_eq('select text, status, status_raw, truncated from core.complaint', 'table one_order',
    'give the same');
select is(text || status, 'Jalan rusak di RT 05, dekat pasarclosed_by_system', 'the longer text, the greater word') from core.complaint;
create function pg_temp.seen(at text, earliest text) returns bigint language plpgsql as $$
declare
    changed bigint;
begin
    execute format('execute complaint_event_write(1, 9, %L, array[''5''], array[''s''], array[%L]::timestamptz[], '
        'array[%L]::timestamptz[], array[null]::int4[], array[''closed''], array[null], array[null], array[null], '
        'array[null], array[null], array[1]::float8[], array[null]::int4[], array[null]::bool[])', at, earliest, at);
    get diagnostics changed = row_count;
    return changed;
end
$$;
select results_eq(
    $$select array[pg_temp.seen('2025-06-03', '2025-06-02'), pg_temp.seen('2025-06-04', '2025-06-03'),
          pg_temp.seen('2025-06-02', '2025-06-01')]$$,
    $$values (array[1, 0, 1]::bigint[])$$, 'a state that is seen again changes nothing, an earlier sighting does');
-- Names of a place, a language, a photograph: the newest known; what says nothing of them changes nothing.
create function pg_temp.placed(at text, district text, village text, language text, attached text) returns text
language plpgsql as $$
begin
    execute format('execute complaint_write(1, 9, %L, array[''6''], array[null], array[null], array[null], array[null], '
        'array[null], array[false], array[null], array[null], array[null], array[null], array[null]::float8[], '
        'array[null]::float8[], array[''disposed''], array[null], array[null]::timestamptz[], array[null]::timestamptz[], '
        'array[null]::timestamptz[], array[null]::timestamptz[], array[null]::timestamptz[], array[null]::int4[], '
        'array[null], array[null]::float8[], array[%L], array[%L], array[%L])', at, district, village, language);
    execute format('execute complaint_event_write(1, 9, %L, array[''6''], array[''a''], array[''2025-06-01'']::timestamptz[], '
        'array[''2025-06-01'']::timestamptz[], array[60]::int4[], array[''answered''], array[null], array[null], array[null], '
        'array[null], array[null], array[1]::float8[], array[null]::int4[], array[%L]::bool[])', at, attached);
    return (select concat_ws(' ', c.district_name, c.village_name, c.language, e.has_attachment)
        from core.complaint as c join core.complaint_event as e on e.complaint_id = c.complaint_id
        where c.external_id = '6');
end
$$;
select results_eq(
    $$select pg_temp.placed('2025-06-02', 'Timur', null, 'id', 't'), pg_temp.placed('2025-06-03', null, 'Baru', null, null),
        pg_temp.placed('2025-06-01', 'Barat', 'Lama', 'jv', 'f'), pg_temp.placed('2025-06-04', 'Barat', null, 'jv', 'f')$$,
    $$values ('Timur id t', 'Timur Baru id t', 'Timur Baru id t', 'Barat Baru jv f')$$,
    'names, language and attachment: the newest known');

-- Plans: made now, while almost all partitions are empty, and kept.
create function pg_temp.plan_of(statement text) returns setof text language plpgsql as $$
begin
    return query execute 'explain (costs off) ' || statement;
end
$$;
create temporary table plan as
select pg_temp.plan_of($$execute message_write(1, '{1}', '{2025-06-01}', '{a}', '{2025-05-20 08:00+07}', '{p1}', '{a}',
    '{null}', '{comment}', '{null}', '{f}', '{null}', '{x}', '{f}', '{null}', '{null}', '{1}', '{f}', '{null}', '{t}', '{n}')$$) as line;
select is_empty(
    $$select line from plan
      where line ~ '(Seq Scan|Hash Join|Merge Join|Bitmap)' or line ~ 'Scan .*on message' and line !~ '_pkey on'$$,
    'messages are looked up one by one through the primary key');
select is_empty($$select line from plan where line ~ 'Index Cond' and line !~ 'external_id = '$$,
    'and by their own ids: no scan of an account, none of a partition for each of them');

create temporary table other_plan as
select pg_temp.plan_of($$execute post_write(1, 1, '2025-06-01', '{p}', '{null}', '{2025-05-20}', '{null}', '{photo}', '{x}',
    '{null}', '{null}', '{3}', '{f}', '{null}', '{n}')$$) as line
union all
select pg_temp.plan_of($$execute post_sample_write(1, 1, '2025-06-01', '{p}', '{5}', '{1}', '{null}', '{null}', '{null}', '{null}')$$)
union all
select pg_temp.plan_of($$execute message_gone_write(1, 1, '2025-06-03', '{m}', '{2025-06-01}', '{2025-06-02}', '{unknown}')$$)
union all
select pg_temp.plan_of($$execute mention_write(1, 1, '2025-06-01', '{m}', '{2025-05-20 08:00+07}', '{999}', '{null}', '{null}')$$)
union all
select pg_temp.plan_of($$execute complaint_write(1, 9, '2025-06-01', '{5}', '{null}', '{null}', '{null}', '{null}', '{x}', '{f}',
    '{null}', '{x}', '{null}', '{null}', '{null}', '{null}', '{disposed}', '{x}', '{null}', '{null}', '{null}', '{null}',
    '{null}', '{null}', '{null}', '{null}', '{x}', '{x}', '{id}')$$)
union all
select pg_temp.plan_of($$execute complaint_event_write(1, 9, '2025-06-01', '{5}', '{e}', '{2025-05-20}', '{2025-05-20}', '{60}',
    '{disposed}', '{x}', '{null}', '{null}', '{null}', '{null}', '{1}', '{1}', '{t}')$$);
select is_empty(
    $$select line from other_plan
      where line ~ '(Seq Scan|Hash Join|Merge Join|Bitmap)'
          or line ~ 'Index.* Scan .*on (message|post|post_counter|complaint|complaint_event)(_[a-z0-9]+)? ' and line !~ '_pkey on'$$,
    'so are posts, counters, complaints and their events');

-- A view that takes too long is ended by its own time, by the session's at the latest.
create materialized view metrics.slow as select pg_sleep(600)::text as waited with no data;
alter materialized view metrics.slow owner to pantau_owner;
insert into ops.refresh_policy (view, mode, max_age, timeout) values ('metrics.slow', 'matview', '1 s', '3 s');
create function pg_temp.limited_to(session text)
returns text
language plpgsql
as $$
begin
    perform set_config('statement_timeout', session, true);
    execute $x$execute refresh_limit('metrics.slow')$x$;
    return current_setting('statement_timeout');
end
$$;
select is(pg_temp.limited_to('40s'), '3s', 'a view has its own time');
select is(pg_temp.limited_to('2s'), '2s', 'but no more than the session');
select is(pg_temp.limited_to('0'), '3s', 'also where that has no limit');
set local statement_timeout = '40s';
execute refresh_limit('metrics.slow') \g /dev/null
execute refresh_view('metrics.slow', '2025-06-20 12:00+07') \g /dev/null
set local statement_timeout = 0;
select is(refreshed_at, null, 'a refresh beyond it ends') from ops.refresh_state where view = 'metrics.slow';
execute refresh_outcome('metrics.slow') \gset
select is(:'error'::text, 'it took longer than 3s (its timeout in ops.refresh_policy)', 'and why is known');
select throws_ok($$update ops.refresh_policy set timeout = '0'$$, '23514', null, 'each must have some time');

select * from finish();
rollback;
