-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Who speaks for a unit: accounts that may answer for it between dates without being its own or being polled,
-- from the configuration to the waits they end; and leaders' own posts that name units' accounts, with the
-- answers given there.

begin;
\ir helper/world.psql
select plan(60);

-- A spokesperson's account: nobody owns it, it is not polled, and on its days it answers for two units.
insert into core.account (government_id, account_id, channel, external_id, handle, access, author_key)
values (1, 7, 'facebook', 'x7', 'jubir', 'delegate', decode(md5('account 7'), 'hex'));
insert into core.account_delegate (government_id, account_id, unit_id, valid_from, valid_to)
values (1, 7, 1, '2025-05-26', '2025-05-27'), (1, 7, 2, '2025-05-27', null);
select pg_temp.say(1, 'a1', '2025-05-25 10:00:00', 'a1', 'ani', 'Kapan?');
select pg_temp.say(1, 'a2', '2025-05-25 23:59:59', 'a1', '7', 'Besok.');
select pg_temp.say(1, 'a3', '2025-05-26 00:00:00', 'a1', '7', 'Besok.');
select pg_temp.say(2, 'b1', '2025-05-26 10:00:00', 'b1', 'ani', 'Kapan?');
select pg_temp.say(2, 'b2', '2025-05-26 11:00:00', 'b1', '7', 'Besok.');
select pg_temp.say(2, 'b3', '2025-05-27 11:00:00', 'b1', '7', 'Hari ini.');
select pg_temp.say(3, 'c1', '2025-05-28 10:00:00', 'c1', 'ani', 'Kapan?');
select pg_temp.say(3, 'c2', '2025-05-28 11:00:00', 'c1', '7', 'Lusa.');
select core.derive_message(1, 1, '{a1}') + core.derive_message(1, 2, '{b1}') + core.derive_message(1, 3, '{c1}')
    \g /dev/null
select results_eq($$select external_id, role from core.message where external_id in ('a2', 'a3') order by 1$$,
    $$values ('a2', 'citizen'), ('a3', 'official')$$, 'a delegate that nobody owns speaks from its first day on');
select results_eq($$select pg_temp.inquiries('a1')$$,
    $$values ('a1 u1 citizen citizen 1 answered 25 10:00:00 25 10:00:00 26 00:00:00 a3')$$,
    'what it says before is one more message of the wait, then it answers');
select results_eq($$select pg_temp.inquiries('b1')$$,
    $$values ('b1 u2 citizen citizen 1 helped 26 10:00:00 26 10:00:00 26 11:00:00 b2 helped by 1 late 27 11:00:00')$$,
    'on days on which it speaks for another unit alone it helps; its own unit''s reply is late');
select results_eq($$select pg_temp.inquiries('c1')$$,
    $$values ('c1 u3 citizen citizen 1 helped 28 10:00:00 28 10:00:00 28 11:00:00 c2 helped by 2')$$,
    'under a third unit''s post it helps, as the unit for which it speaks then');
select pg_temp.say(3, 'd1', '2025-05-27 10:00:00', 'd1', '7', 'Kapan rapat?');
select is(core.derive_message(1, 3, '{d1}'), 0, 'and opens nothing');
insert into core.message_mention values (1, 3, 'e1', 7, '2025-05-27 10:00+07', '2025-12-01');
select pg_temp.say(3, 'e1', '2025-05-27 10:00:00', 'e1', 'ani', '@jubir kapan?');
select core.derive_message(1, 3, '{e1}') \g /dev/null
select results_eq($$select unit_id, account_id from core.inquiry where source_id = 'e1'$$, $$values (3, 3)$$,
    'naming it asks nobody');

-- The mayor's post names two units, the first of which answers under it.
create function pg_temp.post(id text, at_local text, words text) returns void language sql as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, permalink,
        first_observed_at, changed_observed_at, topic, topic_rule, purpose, purpose_rule)
    select 1, 4, id, core.natural_id('post', 1, 4, id), at_local::timestamp at time zone 'Asia/Jakarta', 'text',
        words, 'https://facebook.example/' || id, '2025-12-01', '2025-12-01', about.topic, about.topic_rule, aim.verdict, aim.rule
    from core.text_judge(words) as about, core.purpose_of(words) as aim
$$;
create function pg_temp.named(id text, account int, by_account int default 4, elsewhere text default null)
returns void language sql as $$
    insert into core.message_mention
    values (1, by_account, coalesce(elsewhere, id), account, '2025-05-26 08:00+07', '2025-12-01', id)
$$;
-- A comment under a post, a thread of its own.
create function pg_temp.comment(id text, at_local text, post text, author text, words text, account int default 4)
returns void language sql as $$
    select pg_temp.say(account, id, at_local, id, author, words);
    update core.message set post_external_id = post where external_id = id and account_id = account;
$$;
select pg_temp.post('p1', '2025-05-26 08:00:00', 'Jalan di Cikini rusak, tolong @roads dan @water kapan dikerjakan?');
select pg_temp.named('p1', 1), pg_temp.named('p1', 2);
select is(core.derive_message(1, 4, '{p1}'), 2, 'a post of the mayor that names two units opens two inquiries');
select results_eq($$select pg_temp.inquiries('p1')$$,
    $$values ('p1 u1 leader leader 1 waiting 26 08:00:00 26 08:00:00 - -'),
        ('p1 u2 leader leader 1 waiting 26 08:00:00 26 08:00:00 - -')$$, 'of the class of leaders, both waiting');
select results_eq(
    $$select kind, account_id, post_external_id, permalink, messages from core.inquiry where source_id = 'p1' order by 2$$,
    $$values ('mention', 1, 'p1', 'https://facebook.example/p1', 1), ('mention', 2, 'p1', 'https://facebook.example/p1', 1)$$,
    'as mentions of their accounts; the unit that answers for the mayor is not asked');
select pg_temp.comment('q1', '2025-05-26 08:30:00', 'p1', 'ani', 'Kapan, Pak?');
select core.derive_message(1, 4, '{q1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('q1')$$,
    $$values ('q1 u1 citizen citizen 1 waiting 26 08:30:00 26 08:30:00 - -')$$,
    'a citizen''s comment under it is a wait of its own');
select is((select count(*)::int from core.inquiry where source_id = 'p1' and state = 'waiting'), 2, 'and ends none');
select pg_temp.comment('q2', '2025-05-26 10:00:00', 'p1', '1', 'Siap, Pak. Besok dikerjakan.');
select core.derive_message(1, 4, '{q2}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p1')$$,
    $$values ('p1 u1 leader leader 1 answered 26 08:00:00 26 08:00:00 26 10:00:00 q2'),
        ('p1 u2 leader leader 1 helped 26 08:00:00 26 08:00:00 26 10:00:00 q2 helped by 1')$$,
    'a comment of the unit under the post answers; the other unit was helped');
select pg_temp.comment('q3', '2025-05-26 11:00:00', 'p1', '2', 'Dari kami juga.');
select core.derive_message(1, 4, '{q3}') \g /dev/null
select is((select late_reply_at from core.inquiry where source_id = 'p1' and unit_id = 2),
    '2025-05-26 11:00+07', 'whose own reply is late');
update core.message set gone_from = '2025-05-27', gone_by = '2025-05-27 01:00+07', removed_by = 'author'
where external_id = 'q2';
select core.derive_message(1, 4, '{q2}') \g /dev/null
select results_eq($$select unit_id, state from core.inquiry where source_id = 'p1' order by 1$$,
    $$values (1, 'helped'), (2, 'answered')$$, 'an answer that is gone is none: the next one counts');

-- A reply in a citizen's thread under the post is there, too.
select pg_temp.post('p2', '2025-05-26 08:00:00', '@roads kapan?');
select pg_temp.named('p2', 1);
select pg_temp.comment('q4', '2025-05-26 08:30:00', 'p2', 'ani', 'Iya, kapan?');
select pg_temp.say(4, 'q5', '2025-05-26 09:00:00', 'q4', '1', 'Besok.', 'q4');
update core.message set post_external_id = 'p2' where external_id = 'q5';
select core.derive_message(1, array[4, 4], '{p2,q4}') \g /dev/null
select results_eq($$select source_id, class, state, answer_id from core.inquiry where source_id in ('p2', 'q4') order by 1$$,
    $$values ('p2', 'leader', 'answered', 'q5'), ('q4', 'citizen', 'answered', 'q5')$$,
    'the unit''s reply to a citizen under the post ends both waits');

-- What needs no answer, and what was taken down.
select pg_temp.post('p3', '2025-05-26 08:00:00', 'Terima kasih @roads');
select pg_temp.named('p3', 1);
select core.derive_message(1, 4, '{p3}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p3')$$, $$values ('p3 u1 leader leader 1 waiting 26 08:00:00 - - -')$$,
    'thanks are no request: outside the headline population');
update core.post set text = 'Terima kasih @roads. Kapan selesai?' where external_id = 'p3';
select core.derive_message(1, 4, '{p3}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p3')$$,
    $$values ('p3 u1 leader leader 1 waiting 26 08:00:00 26 08:00:00 - -')$$, 'an edited post is judged again');
update core.post set removed_at = '2025-05-26 12:00+07' where external_id = 'p3';
select core.derive_message(1, 4, '{p3}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p3')$$,
    $$values ('p3 u1 leader leader 1 waiting 26 08:00:00 26 08:00:00 - - removed')$$,
    'a post that is gone still waits, flagged: nobody says who removed it');

-- A post of a unit asks nobody, whomever it names.
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, first_observed_at,
    changed_observed_at)
values (1, 3, 'p4', core.natural_id('post', 1, 3, 'p4'), '2025-05-26 08:00+07', 'text', '@roads kapan?', '2025-12-01',
    '2025-12-01');
select pg_temp.named('p4', 1, 3);
select is(core.derive_message(1, 3, '{p4}'), 0, 'a unit''s post that names another opens nothing');

-- The unit that is named has the post among its own mentions, under another id: one wait, ended by what it says in either place.
select pg_temp.post('p5', '2025-05-26 08:00:00', '@roads kapan?');
select pg_temp.say(1, '5', '2025-05-26 08:00:00', '5', '4', '@roads kapan?', null, 'mention');
select core.derive_message(1, 1, '{5}') \g /dev/null
select results_eq($$select source_account_id, kind, class from core.inquiry where source_id = '5'$$,
    $$values (1, 'mention', 'leader')$$, 'before the post is known, it asks as a message');
select pg_temp.named('p5', 1, elsewhere => '5');
select core.derive_message(1, 4, '{p5}') \g /dev/null
select results_eq($$select source_account_id, unit_id, class, state from core.inquiry where source_id in ('p5', '5')$$,
    $$values (4, 1, 'leader', 'waiting')$$, 'the wait is kept where the post was published, once');
select pg_temp.say(1, 'r5', '2025-05-26 09:00:00', '5', '1', 'Besok.', '5', 'reply');
select core.derive_message(1, 1, '{5}') \g /dev/null
select results_eq($$select source_account_id, unit_id, state, answer_id from core.inquiry where source_id = 'p5'$$,
    $$values (4, 1, 'answered', 'r5')$$, 'the unit''s reply that only its own account shows ends it');

-- A platform that calls the thread under a post after the post.
select pg_temp.post('p6', '2025-05-26 08:00:00', '@roads kapan?');
select pg_temp.named('p6', 1);
select pg_temp.say(4, 's1', '2025-05-26 08:30:00', 'p6', 'ani', 'Iya, kapan?', 'p6', 'reply');
select core.derive_message(1, 4, '{p6}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p6')$$,
    $$values ('p6 u1 leader leader 1 waiting 26 08:00:00 26 08:00:00 - -'),
        ('s1 u1 citizen citizen 1 waiting 26 08:30:00 26 08:30:00 - -')$$,
    'the leader and a citizen who joins wait side by side');
select pg_temp.say(4, 's2', '2025-05-26 09:00:00', 'p6', '1', 'Besok.', 'p6', 'reply');
update core.message set post_external_id = 'p6' where external_id = 's2';
select core.derive_message(1, 4, '{p6}') \g /dev/null
select results_eq($$select opening_id, state, answer_id, messages from core.inquiry where source_id = 'p6' order by 1$$,
    $$values ('p6', 'answered', 's2', 1), ('s1', 'answered', 's2', 1)$$, 'one reply ends both, counted once');

-- Everything once more gives the same rows.
create temporary table before_all as select i.* from core.inquiry as i;
select is(core.rebuild_inquiries(1), 0, 'a rebuild changes nothing');
delete from core.inquiry where source_account_id = 4;
select core.rebuild_inquiries(1) \g /dev/null
select set_eq('select i.* from core.inquiry as i', 'select b.* from before_all as b', 'and makes what is not there');
update core.account set leader_position = null where account_id = 4;
select core.rebuild_inquiries(1) \g /dev/null
select is_empty($$select from core.inquiry where source_id in ('p1', 'p2', 'p3') and class = 'leader'$$,
    'posts of an account that leads no more ask nobody');
update core.account set leader_position = 'walikota' where account_id = 4;
select core.rebuild_inquiries(1) \g /dev/null
update core.account_owner set valid_to = '2025-05-26' where account_id = 1;
insert into core.account_owner values (1, 1, '2025-05-27', null, 3);
select core.rebuild_inquiries(1) \g /dev/null
select is((select unit_id from core.inquiry where source_id = 'p5'), 1, 'the wait is the owner''s of the day it began');

-- The configuration says who may answer.
select setval(pg_get_serial_sequence('core.government', 'government_id'), 10) \g /dev/null
create function pg_temp.own(id text, unit text) returns jsonb language sql as $$
    select jsonb_build_object('government', '32.76', 'channel', 'facebook', 'external_id', id, 'access', 'owned',
        'unit', unit, 'author_key', md5('account ' || id), 'streams', '{"comments": 60}'::jsonb)
$$;
create function pg_temp.file(delegates jsonb, accounts jsonb default '[]')
returns jsonb language sql as $$
    select jsonb_build_object(
        'governments', '[{"code": "32.76", "name": "Kota Lain", "kind": "city", "timezone": "Asia/Jakarta"}]'::jsonb,
        'units', '[{"code": "roads", "government": "32.76", "name": "Dinas Jalan", "kind": "dinas"},
            {"code": "water", "government": "32.76", "name": "Dinas Air", "kind": "dinas"}]'::jsonb,
        'accounts', jsonb_build_array(pg_temp.own('100', 'roads')) || accounts, 'feeds', '[]'::jsonb,
        'delegates', delegates)
$$;
create function pg_temp.delegate(id text, unit text, from_on text default null, to_on text default null)
returns jsonb language sql as $$
    select jsonb_strip_nulls(jsonb_build_object('government', '32.76', 'channel', 'facebook', 'external_id', id,
        'unit', unit, 'handle', 'h' || id, 'valid_from', from_on, 'valid_to', to_on,
        'author_key', md5('account ' || id)))
$$;
create function pg_temp.known(id text) returns setof text language sql as $$
    select concat_ws(' ', u.code, d.valid_from, coalesce(d.valid_to::text, '-'))
    from core.account_delegate as d
    join core.account as a using (government_id, account_id)
    join core.unit as u using (government_id, unit_id)
    where a.external_id = id
    order by 1
$$;
select cmp_ok(ops.sync_config(pg_temp.file(jsonb_build_array(pg_temp.delegate('700', 'roads', '2025-01-01', '2025-12-31'),
    pg_temp.delegate('700', 'water'))), 'd1', 'two'), '>', 3, 'a file with delegates writes');
select results_eq($$select pg_temp.known('700')$$, $$values ('roads 2025-01-01 2025-12-31'), ('water -infinity -')$$,
    'one account for two units, each with its days');
select results_eq($$select access, active, handle, (select count(*) from ops.stream as s join core.account as b
        using (government_id, account_id) where b.external_id = '700')
    from core.account where external_id = '700'$$, $$values ('delegate', true, 'h700', 0::bigint)$$,
    'known and not polled');
select is(ops.sync_config(pg_temp.file(jsonb_build_array(pg_temp.delegate('700', 'roads', '2025-01-01', '2025-12-31'),
    pg_temp.delegate('700', 'water'))), 'd1', 'two'), 0, 'the same again writes nothing');
insert into core.message
    (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, text, needs_answer,
    first_observed_at, changed_observed_at)
select g.government_id, a.account_id, m.id, m.at, 'q', 'comment', decode(md5(m.author), 'hex'), m.words, m.needs, now(), now()
from core.government as g
join core.account as a on a.government_id = g.government_id and a.external_id = '100'
cross join (values ('q', '2025-06-01 08:00+07'::timestamptz, 'ani', 'Kapan?', true),
    ('r', '2025-06-02 08:00+07', 'account 800', 'Besok.', false)) as m (id, at, author, words, needs)
where g.code = '32.76';
select core.rebuild_inquiries((select government_id from core.government where code = '32.76')) \g /dev/null
create function pg_temp.wait() returns text language sql as
    $$select state from core.inquiry as i join core.government as g using (government_id) where g.code = '32.76'$$;
select is(pg_temp.wait(), 'waiting', 'an account that nobody registered is a citizen''s');
select ops.sync_config(pg_temp.file(jsonb_build_array(pg_temp.delegate('800', 'roads', '2025-06-02'))), 'd2', 'two')
    \g /dev/null
select is(pg_temp.wait(), 'answered', 'registered afterwards, its old replies are answers');
select results_eq($$select pg_temp.known('700')$$, format($$values ('roads 2025-01-01 2025-12-31'), ('water -infinity %s')$$,
    (now() at time zone 'Asia/Jakarta')::date - 1), 'who left the file was a delegate until yesterday');
select is((select active from core.account where external_id = '700'), false, 'and is active no more');
select ops.sync_config(pg_temp.file(jsonb_build_array(pg_temp.delegate('800', 'water', '2025-06-02'),
    pg_temp.delegate('800', 'roads', '2025-06-03'))), 'd3', 'two') \g /dev/null
select results_eq($$select pg_temp.known('800')$$, $$values ('roads 2025-06-03 -'), ('water 2025-06-02 -')$$,
    'other days replace those of the same unit');
select is(pg_temp.wait(), 'helped', 'and a reply of the day before helps as the other unit''s');
-- Periods of the file that touch stand side by side, and the same again writes nothing.
create function pg_temp.touching() returns int language sql as $$
    select ops.sync_config(pg_temp.file(jsonb_build_array(pg_temp.delegate('800', 'roads', '2025-06-03'),
        pg_temp.delegate('800', 'roads', '2026-01-01'))), 'd6', 'two')
$$;
select pg_temp.touching() \g /dev/null
select is(pg_temp.touching(), 0, 'two periods of one account and unit that overlap are written once');
select is((select count(*) from pg_temp.known('800') as k where k like 'roads%'), 2::bigint, 'both');
select ops.sync_config(pg_temp.file('[]', jsonb_build_array(pg_temp.own('800', 'roads'))), 'd4', 'two') \g /dev/null
select results_eq($$select access, exists (select from core.account_owner as o where o.account_id = a.account_id
        and o.government_id = a.government_id)
    from core.account as a where external_id = '800'$$, $$values ('owned', true)$$, 'a delegate becomes a unit''s own');
select ops.sync_config(pg_temp.file(jsonb_build_array(pg_temp.delegate('800', 'roads'))), 'd5', 'two') \g /dev/null
select results_eq($$select access, (select o.valid_to from core.account_owner as o where o.account_id = a.account_id
        and o.government_id = a.government_id) = (now() at time zone 'Asia/Jakarta')::date - 1
    from core.account as a where external_id = '800'$$, $$values ('delegate', true)$$,
    'and a unit''s own a delegate: it was owned until yesterday');

-- Who answers like an official and is registered nowhere: five replies to others, in three threads, half of it in words
-- of offices.
select pg_temp.say(1, 'u' || n, now()::timestamp::text, 'u' || n, 'ani' || n, 'Kapan?') from generate_series(1, 4) as n \g /dev/null
create function pg_temp.reply(id text, thread text, author text, words text) returns void language sql as $$
    select pg_temp.say(1, id, now()::timestamp::text, thread, author, words, thread);
    update core.message set permalink = 'https://facebook.example/' || id where external_id = id;
$$;
select pg_temp.reply('v' || n, 'u' || (n % 3 + 1), 'jubir', case n when 4 then 'Betul' else 'Terima kasih atas laporannya.' end)
from generate_series(1, 4) as n \g /dev/null
create function pg_temp.suspects() returns setof text language sql as $$
    select concat_ws(' ', unit_code, channel_name, replies, threads, worded, cardinality(examples), author)
    from ops.unregistered_officials(now() + interval '1 day', 91, '32.75', null)
$$;
select is_empty('select pg_temp.suspects()', 'four replies are not enough');
select pg_temp.reply('v5', 'u1', 'jubir', 'Akan kami tindak lanjuti, Bapak/Ibu.') \g /dev/null
update core.message set sent_at = sent_at + interval '1 second' where external_id = 'v5';
select results_eq('select pg_temp.suspects()',
    format($$values ('parks facebook 5 3 4 3 %s')$$, left(md5('citizen jubir'), 8)), 'five in three threads are');
select is((select examples[1] from ops.unregistered_officials(now() + interval '1 day', 91, null, 'facebook')),
    'https://facebook.example/v5', 'with addresses to look at, the newest first');
-- What status shows was found by the round of the day.
select ok('ops.official' in (select view from ops.refresh_due(now())), 'looked for where that was never done');
select metrics.refresh_view('ops.official', now() + interval '1 day') \g /dev/null
select ok('ops.official' not in (select view from ops.refresh_due(now() + interval '47 hours')), 'once a day');
select ok('ops.official' in (select view from ops.refresh_due(now() + interval '48 hours')), 'and then again');
create function pg_temp.found() returns setof text language sql as $$
    select concat_ws(' ', unit_id, channel, author, replies, last_at - first_at) from ops.official
$$;
select results_eq('select pg_temp.found()', format($$values ('%s facebook %s 5 00:00:01')$$,
    (select unit_id from core.unit where code = 'parks'), left(md5('citizen jubir'), 8)), 'kept for status');
select is(ops.official_keep(now() + interval '1 day'), 0::bigint, 'the same again changes nothing');
select pg_temp.reply('v6', 'u1', 'jubir', 'Akan kami tindak lanjuti.') \g /dev/null
select is(ops.official_keep(now() + interval '1 day'), 1::bigint, 'one more reply is told');
delete from core.message where external_id = 'v6';
update core.message set text = 'Sama, saya juga' where external_id in ('v1', 'v2');
select is_empty('select pg_temp.suspects()', 'nor what citizens say to each other');
select is(ops.official_keep(now() + interval '1 day'), 1::bigint, 'who does not any more goes');
select is_empty('select pg_temp.found()', 'nobody is left');
update core.message set text = 'Sudah kami teruskan' where external_id in ('v1', 'v2');
update core.message set author_key = decode(md5('citizen jubir'), 'hex') where external_id in ('u1', 'u2');
select is_empty('select pg_temp.suspects()', 'nor in threads of one''s own');
update core.message set author_key = decode(md5('citizen ani'), 'hex'), role = 'citizen' where external_id in ('u1', 'u2');
insert into core.account (government_id, account_id, channel, external_id, access, author_key)
values (1, 8, 'facebook', 'x8', 'delegate', decode(md5('citizen jubir'), 'hex'));
insert into core.account_delegate values (1, 8, 1, '-infinity', null);
select core.derive_message(1, 1, '{u1,u2,u3}') \g /dev/null
select is_empty('select pg_temp.suspects()', 'nor who is registered');

-- Direct messages have no text to compare: an account that answers at once in three conversations has a machine there.
create function pg_temp.chat(id text, at_local text, thread text, author text) returns void language sql as $$
    select pg_temp.say(2, id, at_local, thread, author, null, kind => 'direct_message')
$$;
select pg_temp.chat('w' || n, '2025-05-26 08:00:00', 'w' || n, 'ani' || n) from generate_series(1, 3) as n \g /dev/null
select pg_temp.chat('y' || n, '2025-05-26 08:00:0' || n, 'w' || n, '2') from generate_series(1, 2) as n \g /dev/null
select core.derive_message(1, 2, '{w1,w2,w3}') \g /dev/null
create function pg_temp.chats() returns setof text language sql as $$
    select concat_ws(' ', opening_id, state, answer_id) from core.inquiry where source_id ~ '^w[0-9]$' order by 1
$$;
select results_eq('select pg_temp.chats()', $$values ('w1 answered y1'), ('w2 answered y2'), ('w3 waiting')$$,
    'twice at once is somebody quick');
select pg_temp.chat('y3', '2025-05-26 08:00:10', 'w3', '2');
select pg_temp.chat('z1', '2025-05-26 09:00:00', 'w1', '2');
select core.derive_message(1, 2, '{w1,w3}') \g /dev/null
select results_eq('select pg_temp.chats()', $$values ('w1 answered z1'), ('w2 waiting'), ('w3 waiting')$$,
    'three times is a machine, which answers nothing; what somebody writes later does');
select pg_temp.chat('w4', '2025-05-26 10:00:00', 'w4', 'ani4'), pg_temp.chat('y4', '2025-05-26 10:00:11', 'w4', '2');
select core.derive_message(1, 2, '{w4}') \g /dev/null
select results_eq('select pg_temp.chats()',
    $$values ('w1 answered z1'), ('w2 waiting'), ('w3 waiting'), ('w4 answered y4')$$, 'after ten seconds it is somebody');
select pg_temp.say(1, 'x1', '2025-05-26 08:00:00', 'x1', 'ani', null, kind => 'direct_message'),
    pg_temp.say(1, 'x2', '2025-05-26 08:00:01', 'x1', '3', null, kind => 'direct_message');
select core.derive_message(1, 1, '{x1}') \g /dev/null
select is((select answer_id from core.inquiry where source_id = 'x1'), 'x2', 'another account is another matter');

select * from finish();
rollback;
