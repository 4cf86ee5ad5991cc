-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Messages that name a unit and point to a case: the unit's reply below that case ends its wait, whichever of
-- them was collected first; nobody else's does, nor what was said before. Expected values by hand. May 2025 as in
-- 20_message_inquiry.sql.

begin;
\ir helper/world.psql
select plan(57);

create function pg_temp.point(account int, id text, key text, channel text default 'facebook', in_post boolean default false)
returns void language sql as $$
    insert into core.message_reference values (1, account, id, in_post, channel, key, '2025-12-01')
$$;
create function pg_temp.name(account int, id text, variadic named int[]) returns void language sql as $$
    insert into core.message_mention
    select 1, account, id, n, '2025-05-26 08:00+07', '2025-12-01' from unnest(named) as n
$$;
create function pg_temp.post(account int, id text, words text default 'Pengumuman', name text default null, aliases text[] default '{}')
returns void language sql as $$
    insert into core.post (government_id, account_id, external_id, post_id, alias_ids, published_at, format, text, address_name,
        first_observed_at, changed_observed_at)
    values (1, account, id, core.natural_id('post', 1, account, id), aliases, '2025-05-26 08:00+07', 'text', words, name,
        '2025-12-01', '2025-12-01')
$$;
-- unit, state, end (local), answer, where it stands.
create function pg_temp.ends(wanted text, wanted_class text default 'leader') returns setof text language sql as $$
    select concat_ws(' ', 'u' || unit_id, turn, state, to_char(ended_at at time zone 'Asia/Jakarta', 'DD HH24:MI'), answer_id,
        'at ' || answer_account_id, answer_source_id)
    from core.inquiry
    where source_id = wanted and class = wanted_class
    order by unit_id, opened_at
$$;

-- A comment under a post of the water unit; under a post of his own the mayor tags two units and links to it.
select pg_temp.say(2, 'c1', '2025-05-26 07:00:00', 'c1', 'ani', 'Air mati. Kapan?');
select pg_temp.say(2, 'c2', '2025-05-26 07:30:00', 'c1', '2', 'Kami cek dulu.');
select pg_temp.say(4, 'l1', '2025-05-26 08:00:00', 'l1', '4', '@water @parks kapan selesai?');
select pg_temp.name(4, 'l1', 2, 3), pg_temp.point(4, 'l1', 'c1');
select core.derive_message(1, 2, '{c1}') + core.derive_message(1, 4, '{l1}') \g /dev/null
select results_eq($$select pg_temp.ends('l1')$$, $$values ('u1 1 waiting'), ('u2 1 waiting'), ('u3 1 waiting')$$,
    'what the unit said there before it was named ends nothing');
select pg_temp.say(2, 'c3', '2025-05-26 09:00:00', 'c1', '1', 'Kami teruskan.');
select core.derive_message(1, 2, '{c1}') \g /dev/null
select results_eq($$select pg_temp.ends('l1')$$, $$values ('u1 1 answered 26 09:00 c3 at 2 c1'), ('u2 1 waiting'), ('u3 1 waiting')$$,
    'a reply there ends the wait of the unit that gave it, here of the one whose page it is, and is no help to the others');
select pg_temp.say(2, 'c4', '2025-05-26 10:00:00', 'c1', '2', 'Sudah mengalir, Pak.');
select core.derive_message(1, 2, '{c1}') \g /dev/null
select results_eq($$select pg_temp.ends('l1')$$,
    $$values ('u1 1 answered 26 09:00 c3 at 2 c1'), ('u2 1 answered 26 10:00 c4 at 2 c1'), ('u3 1 waiting')$$,
    'two units tagged are two waits, each ended by its own reply');
select results_eq(
    $$select needed_wait_s, needed_working_s, timing, reply_class from core.inquiry where source_id = 'l1' and unit_id = 2$$,
    $$values (7200::bigint, 7200::bigint, 'exact', 'substantive')$$, 'timed like any answer: 08:00 to 10:00');
select pg_temp.say(4, 'l2', '2025-05-26 11:00:00', 'l1', '3', 'Kami juga.');
select core.derive_message(1, 4, '{l1}') \g /dev/null
select results_eq($$select pg_temp.ends('l1')$$,
    $$values ('u1 1 answered 26 09:00 c3 at 2 c1'), ('u2 1 answered 26 10:00 c4 at 2 c1'), ('u3 1 answered 26 11:00 l2')$$,
    'a reply in the thread itself ends the third, as ever');
update core.message set gone_from = '2025-05-27', gone_by = '2025-05-27 01:00+07', removed_by = 'author'
where external_id = 'c4';
select core.derive_message(1, 2, '{c1}') \g /dev/null
select results_eq($$select pg_temp.ends('l1')$$,
    $$values ('u1 1 answered 26 09:00 c3 at 2 c1'), ('u2 1 helped 26 11:00 l2'), ('u3 1 answered 26 11:00 l2')$$,
    'a reply that is gone is none');
update core.message set gone_from = null, gone_by = null, removed_by = null where external_id = 'c4';
select core.derive_message(1, 2, '{c1}') \g /dev/null

-- The mayor goes on after it: the next turn, ended by the next reply there or here.
select pg_temp.say(4, 'l3', '2025-05-26 10:30:00', 'l1', '4', 'Di RT 5 masih mati?');
select core.derive_message(1, 4, '{l1}') \g /dev/null
select results_eq($$select pg_temp.ends('l1')$$,
    $$values ('u1 1 answered 26 09:00 c3 at 2 c1'), ('u1 2 helped 26 11:00 l2'), ('u2 1 answered 26 10:00 c4 at 2 c1'),
        ('u2 2 helped 26 11:00 l2'), ('u3 1 answered 26 11:00 l2')$$, 'what follows the reply asks anew');
select pg_temp.say(2, 'c5', '2025-05-26 10:40:00', 'c1', '2', 'RT 5 besok.');
select core.derive_message(1, 2, '{c1}') \g /dev/null
select results_eq($$select pg_temp.ends('l1') where true$$,
    $$values ('u1 1 answered 26 09:00 c3 at 2 c1'), ('u1 2 helped 26 11:00 l2'), ('u2 1 answered 26 10:00 c4 at 2 c1'),
        ('u2 2 answered 26 10:40 c5 at 2 c1'), ('u3 1 answered 26 11:00 l2')$$, 'and the next reply there ends it');
select pg_temp.say(2, 'c6', '2025-05-26 12:00:00', 'c1', '3', 'Dari kami juga.');
select core.derive_message(1, 2, '{c1}') \g /dev/null
select results_eq($$select answer_id, answer_account_id from core.inquiry where source_id = 'l1' and unit_id = 3$$,
    $$values ('l2', null::int)$$, 'whichever came first: a later reply there changes nothing');

-- Never collected; and collected after everything else.
select pg_temp.say(4, 'n1', '2025-05-26 08:00:00', 'n1', '4', '@water kapan?');
select pg_temp.name(4, 'n1', 2), pg_temp.point(4, 'n1', 'd1');
select core.derive_message(1, 4, '{n1}') \g /dev/null
select results_eq($$select pg_temp.ends('n1')$$, $$values ('u1 1 waiting'), ('u2 1 waiting')$$, 'a case that nobody holds ends nothing');
select pg_temp.say(3, 'd1', '2025-05-26 07:00:00', 'd1', 'ani', 'Air mati. Kapan?');
select core.derive_message(1, 3, '{d1}') \g /dev/null
select pg_temp.say(3, 'd2', '2025-05-26 09:00:00', 'd1', '2', 'Besok.');
select core.derive_message(1, 3, '{d1}') \g /dev/null
select results_eq($$select pg_temp.ends('n1')$$, $$values ('u1 1 waiting'), ('u2 1 answered 26 09:00 d2 at 3 d1')$$,
    'one that comes later, under a third unit''s post, does');
delete from core.message_reference where external_id = 'n1';
select core.derive_message(1, 4, '{n1}') \g /dev/null
select results_eq($$select pg_temp.ends('n1')$$, $$values ('u1 1 waiting'), ('u2 1 waiting')$$, 'without the link it waits');
select pg_temp.point(4, 'n1', 'd1');
select core.derive_message(1, 4, '{n1}') \g /dev/null
select results_eq($$select pg_temp.ends('n1')$$, $$values ('u1 1 waiting'), ('u2 1 answered 26 09:00 d2 at 3 d1')$$,
    'the message that comes last has the same');

-- Named only later in the thread: from there on. A link before the name is none.
select pg_temp.say(4, 'o1', '2025-05-26 08:00:00', 'o1', '4', 'Kapan?');
select pg_temp.say(4, 'o2', '2025-05-26 08:30:00', 'o1', '4', '@water kapan?', 'o1', 'reply');
select pg_temp.name(4, 'o2', 2), pg_temp.point(4, 'o1', 'd1');
select core.derive_message(1, 4, '{o1}') \g /dev/null
select results_eq($$select pg_temp.ends('o1')$$, $$values ('u1 1 waiting'), ('u2 1 waiting')$$, 'a link in a message that does not name the unit');

-- A citizen who names a unit below another one's post; the citizen's page wait is another unit's.
select pg_temp.say(3, 'e1', '2025-05-26 08:00:00', 'e1', 'budi', '@water kapan?');
select pg_temp.name(3, 'e1', 2), pg_temp.point(3, 'e1', 'd1');
select core.derive_message(1, 3, '{e1}') \g /dev/null
select results_eq($$select pg_temp.ends('e1', 'citizen')$$, $$values ('u2 1 answered 26 09:00 d2 at 3 d1'), ('u3 1 waiting')$$,
    'citizens point, too');

-- Among the unit's own mentions, where it names the unit itself.
select pg_temp.say(1, 'f1', '2025-05-26 08:00:00', 'f1', 'budi', '@roads kapan?', null, 'mention');
select pg_temp.point(1, 'f1', 'g1');
select core.derive_message(1, 1, '{f1}') \g /dev/null
select pg_temp.say(2, 'g1', '2025-05-26 07:00:00', 'g1', 'ani', 'Jalan rusak. Kapan?');
select pg_temp.say(2, 'g2', '2025-05-26 09:00:00', 'g1', '1', 'Besok.');
select core.derive_message(1, 2, '{g1}') \g /dev/null
select results_eq($$select pg_temp.ends('f1', 'citizen')$$, $$values ('u1 1 answered 26 09:00 g2 at 2 g1')$$,
    'a message that the unit''s own list of mentions shows');

-- To a post, as its address has it: all that stands under it. By alias, by address, by the id itself.
select pg_temp.post(2, 'x2_500', name => 'pfbid0A', aliases => '{500}');
select pg_temp.say(4, 'h' || n, '2025-05-26 08:00:00', 'h' || n, '4', '@water kapan?'), pg_temp.name(4, 'h' || n, 2)
from generate_series(1, 3) as n \g /dev/null
select pg_temp.point(4, 'h1', '500'), pg_temp.point(4, 'h2', 'pfbid0A'), pg_temp.point(4, 'h3', 'x2_500');
select core.derive_message(1, 4, '{h1,h2,h3}') \g /dev/null
select pg_temp.say(2, 'i1', '2025-05-26 08:30:00', 'i1', 'ani', 'Kapan?');
select pg_temp.say(2, 'i2', '2025-05-26 09:00:00', 'i1', '2', 'Besok.');
update core.message set post_external_id = 'x2_500' where external_id in ('i1', 'i2');
select core.derive_message(1, 2, '{i1}') \g /dev/null
select results_eq($$select pg_temp.ends('h' || n) from generate_series(1, 3) as n$$,
    $$values ('u1 1 waiting'), ('u2 1 answered 26 09:00 i2 at 2 i1'), ('u1 1 waiting'), ('u2 1 answered 26 09:00 i2 at 2 i1'),
        ('u1 1 waiting'), ('u2 1 answered 26 09:00 i2 at 2 i1')$$, 'a post by its alias, its address, its id');
-- The same where the post comes after all that stands under it, as the daemon derives it then; and its address after it.
select pg_temp.say(4, 't' || n, '2025-05-26 08:00:00', 't' || n, '4', '@water kapan?'), pg_temp.name(4, 't' || n, 2)
from generate_series(1, 4) as n \g /dev/null
select pg_temp.point(4, 't1', '600'), pg_temp.point(4, 't2', 'pfbid0B'), pg_temp.point(4, 't3', 'x2_600'), pg_temp.point(4, 't4', 'pfbid0C');
select pg_temp.say(2, 'v1', '2025-05-26 08:30:00', 'v1', 'ani', 'Kapan?');
select pg_temp.say(2, 'v2', '2025-05-26 09:00:00', 'v1', '2', 'Besok.');
update core.message set post_external_id = 'x2_600' where external_id in ('v1', 'v2');
select core.derive_message(1, array[2, 4, 4, 4, 4], '{v1,t1,t2,t3,t4}') \g /dev/null
select is_empty($$select t.* from generate_series(1, 4) as n, pg_temp.ends('t' || n) as t where t like '%answered%'$$,
    'nobody knows yet which post that is');
select pg_temp.post(2, 'x2_600', aliases => '{600}');
select is(core.derive_referring(1, '{2}', '{x2_600}', 'post'), 2, 'the post comes: by its alias and its id');
update core.post set address_name = 'pfbid0B' where external_id = 'x2_600';
select is(core.derive_referring(1, '{2}', '{x2_600}', 'post'), 1, 'its address comes');
select results_eq($$select pg_temp.ends('t' || n) from generate_series(1, 4) as n$$,
    $$values ('u1 1 waiting'), ('u2 1 answered 26 09:00 v2 at 2 v1'), ('u1 1 waiting'), ('u2 1 answered 26 09:00 v2 at 2 v1'),
        ('u1 1 waiting'), ('u2 1 answered 26 09:00 v2 at 2 v1'), ('u1 1 waiting'), ('u2 1 waiting')$$, 'as if it had come before');
update core.post set address_name = 'pfbid0C' where external_id = 'x2_600';
select core.derive_referring(1, '{2,2}', '{x2_600,pfbid0B}', 'post') \g /dev/null
select results_eq($$select pg_temp.ends(t) from unnest('{t2,t4}'::text[]) as t$$,
    $$values ('u1 1 waiting'), ('u2 1 waiting'), ('u1 1 waiting'), ('u2 1 answered 26 09:00 v2 at 2 v1')$$,
    'an address that changes: those who point to either');
-- A reply whose address has a name of its own.
select pg_temp.say(2, '1791', '2025-05-26 07:00:00', '1791', 'ani', 'Kapan?', null, 'mention'),
    pg_temp.say(2, '1792', '2025-05-26 07:30:00', '1791', 'budi', 'Di sini juga. Kapan?', '1791', 'reply'),
    pg_temp.say(2, '1793', '2025-05-26 09:00:00', '1791', '2', 'Besok.', '1791', 'reply');
select pg_temp.say(4, 'w1', '2025-05-26 08:00:00', 'w1', '4', '@water kapan?');
select pg_temp.name(4, 'w1', 2), pg_temp.point(4, 'w1', 'Dreply_1');
select core.derive_message(1, array[2, 4], '{1791,w1}') \g /dev/null
select results_eq($$select pg_temp.ends('w1')$$, $$values ('u1 1 waiting'), ('u2 1 waiting')$$, 'whose address is not known yet');
update core.message set address_name = 'Dreply_1' where external_id = '1792';
select core.derive_message(1, 2, '{1791}') \g /dev/null
select results_eq($$select pg_temp.ends('w1')$$, $$values ('u1 1 waiting'), ('u2 1 answered 26 09:00 1793 at 2 1791')$$,
    'what is said in the thread of a reply that is pointed to, by the name in its address');

-- Another platform's post of the same number is another.
insert into core.account (government_id, account_id, channel, external_id, handle, access, author_key)
values (1, 5, 'x', 'x5', 'water', 'owned', decode(md5('account 5'), 'hex'));
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 5, '-infinity', 2);
select pg_temp.say(4, 'j1', '2025-05-26 08:00:00', 'j1', '4', '@water kapan?');
select pg_temp.name(4, 'j1', 2), pg_temp.point(4, 'j1', 'd1', 'x');
select core.derive_message(1, 4, '{j1}') \g /dev/null
select results_eq($$select pg_temp.ends('j1')$$, $$values ('u1 1 waiting'), ('u2 1 waiting')$$, 'an id of another platform');
select pg_temp.say(5, 'd1', '2025-05-26 08:05:00', 'd1', 'ani', 'Kapan?', null, 'mention');
select pg_temp.say(5, 'k1', '2025-05-26 08:10:00', 'd1', '5', 'Besok.', 'd1', 'reply');
select core.derive_message(1, 5, '{d1}') \g /dev/null
select results_eq($$select pg_temp.ends('j1')$$, $$values ('u1 1 waiting'), ('u2 1 answered 26 08:10 k1 at 5 d1')$$,
    'the reply there by the unit''s account there, on which the unit was not named');
-- A mention whose address has a name of its own, which comes last.
select pg_temp.say(5, '178', '2025-05-26 07:00:00', '178', 'ani', 'Kapan?', null, 'mention');
select pg_temp.say(5, 'k2', '2025-05-26 08:20:00', '178', '5', 'Lusa.', '178', 'reply');
update core.message set permalink = 'https://x.com/i/web/status/k2' where external_id = 'k2';
select pg_temp.say(4, 'j2', '2025-05-26 08:00:00', 'j2', '4', '@water kapan?');
select pg_temp.name(4, 'j2', 2), pg_temp.point(4, 'j2', 'CxY_1', 'x');
select core.derive_message(1, array[5, 4], '{178,j2}') \g /dev/null
select results_eq($$select pg_temp.ends('j2')$$, $$values ('u1 1 waiting'), ('u2 1 waiting')$$, 'whose address is not known yet');
update core.message set address_name = 'CxY_1' where external_id = '178';
select core.derive_message(1, 5, '{178}') \g /dev/null
select results_eq($$select pg_temp.ends('j2')$$, $$values ('u1 1 waiting'), ('u2 1 answered 26 08:20 k2 at 5 178')$$,
    'a mention by the name in its address');
select metrics.refresh_round('2025-06-02 08:00+07', 'dirty') \g /dev/null
select results_eq($$select distinct answer_permalink, answer_account_id, answer_source_id from metrics.inquiry_detail
        where source_id = 'j2' and unit_id = 2$$,
    $$values ('https://x.com/i/web/status/k2', 5, '178')$$, 'the drill shows where the answer is');

-- A leader's post that tags two units in the picture alone: each lists it, and replies under the post itself.
insert into core.account (government_id, account_id, channel, external_id, handle, access, leader_position, author_key)
values (1, 6, 'instagram', '6', 'walikota', 'owned', 'walikota', decode(md5('account 6'), 'hex')),
    (1, 7, 'instagram', '7', 'air', 'owned', null, decode(md5('account 7'), 'hex')),
    (1, 8, 'instagram', '8', 'taman', 'owned', null, decode(md5('account 8'), 'hex'));
insert into core.account_owner (government_id, account_id, valid_from, unit_id)
values (1, 6, '-infinity', 1), (1, 7, '-infinity', 2), (1, 8, '-infinity', 3);
select pg_temp.post(6, 'ig', 'Bocor di sini', 'Cpic1');
select pg_temp.say(7, 'ig7', '2025-05-26 08:00:00', 'ig7', '6', 'Kapan selesai?', null, 'mention'),
    pg_temp.say(8, 'ig8', '2025-05-26 08:00:00', 'ig8', '6', 'Kapan selesai?', null, 'mention');
update core.message set address_name = 'Cpic1' where external_id in ('ig7', 'ig8');
select core.derive_message(1, array[7, 8], '{ig7,ig8}') \g /dev/null
select results_eq($$select pg_temp.ends('ig7') union all select pg_temp.ends('ig8')$$, $$values ('u2 1 waiting'), ('u3 1 waiting')$$,
    'a leader''s post that two units list');
select pg_temp.say(6, 'igr', '2025-05-26 09:00:00', 'igr', '7', 'Besok.');
update core.message set post_external_id = 'ig' where external_id = 'igr';
select core.derive_message(1, 6, '{igr}') \g /dev/null
select results_eq($$select pg_temp.ends('ig7') union all select pg_temp.ends('ig8')$$,
    $$values ('u2 1 answered 26 09:00 igr at 6 igr'), ('u3 1 waiting')$$,
    'what the unit says under the post ends its wait at its own list, and no other''s');
update core.message set author_key = decode(md5('citizen ani'), 'hex') where external_id = 'ig8';
select pg_temp.say(6, 'igs', '2025-05-26 10:00:00', 'igs', '8', 'Kami juga.');
update core.message set post_external_id = 'ig' where external_id = 'igs';
select core.derive_message(1, array[8, 6], '{ig8,igs}') \g /dev/null
select results_eq($$select pg_temp.ends('ig8', 'citizen')$$, $$values ('u3 1 waiting')$$, 'a citizen''s post that is listed is not the leader''s');
update core.post set address_name = 'Cpic2' where external_id = 'ig';
select core.derive_referring(1, '{6,6}', '{ig,Cpic1}', 'post') \g /dev/null
select results_eq($$select pg_temp.ends('ig7')$$, $$values ('u2 1 waiting')$$, 'nor is a post of another address');
update core.post set address_name = 'Cpic1' where external_id = 'ig';
select core.derive_referring(1, '{6}', '{ig}', 'post') \g /dev/null
select results_eq($$select pg_temp.ends('ig7')$$, $$values ('u2 1 answered 26 09:00 igr at 6 igr')$$, 'whichever comes last');
-- Where lists show the post with its own id, by that; a post is not taken for another one.
select pg_temp.post(6, 'same', 'Lain'), pg_temp.post(6, 'other', 'Lain');
select pg_temp.say(7, 'same', '2025-05-26 08:00:00', 'same', '6', 'Kapan selesai?', null, 'mention'),
    pg_temp.say(6, 'o6', '2025-05-26 08:30:00', 'o6', '7', 'Besok.'), pg_temp.say(6, 's6', '2025-05-26 09:00:00', 's6', '7', 'Besok.');
update core.message set post_external_id = case external_id when 'o6' then 'other' else 'same' end where external_id in ('o6', 's6');
select core.derive_message(1, array[7, 6, 6], '{same,o6,s6}') \g /dev/null
select results_eq($$select pg_temp.ends('same')$$, $$values ('u2 1 answered 26 09:00 s6 at 6 s6')$$,
    'a post that the list shows with its id; what is said under another one ends nothing');
update core.message set gone_from = '2025-05-27', gone_by = '2025-05-27 01:00+07', removed_by = 'author' where external_id = 's6';
select core.derive_message(1, array[6], '{s6}') \g /dev/null
select results_eq($$select pg_temp.ends('same')$$, $$values ('u2 1 waiting')$$, 'and what is said there is heard of');
update core.message set gone_from = null, gone_by = null, removed_by = null where external_id = 's6';
update core.account set access = 'public' where account_id = 6;
select core.derive_message(1, array[6], '{s6}') \g /dev/null
select results_eq($$select pg_temp.ends('same')$$, $$values ('u2 1 answered 26 09:00 s6 at 6 s6')$$,
    'under a leader''s post that asks nobody itself, for the account gave no token, too');
update core.account set access = 'owned' where account_id = 6;

-- A complaint: the unit's substantive follow-up, as the feed times it.
create function pg_temp.event(key text, kind text, at_local text, ref text default null, confidence float8 default 1, until_local text default null)
returns void language sql as $$
    insert into core.complaint_event
        (government_id, account_id, complaint_external_id, event_key, complaint_id, at_earliest, at_latest, precision_s, kind,
        unit_ref, confidence, first_observed_at, changed_observed_at)
    values (1, 9, '100', key, core.natural_id('complaint', 1, 9, '100'), at_local::timestamp at time zone 'Asia/Jakarta',
        coalesce(until_local, at_local)::timestamp at time zone 'Asia/Jakarta', 60, kind, ref, confidence, '2025-06-30', '2025-06-30')
$$;
select pg_temp.say(4, 'm1', '2025-05-26 08:00:00', 'm1', '4', '@roads @water lapor #100 kapan?');
select pg_temp.name(4, 'm1', 1, 2), pg_temp.point(4, 'm1', '100', 'lapor');
select core.derive_message(1, 4, '{m1}') \g /dev/null
insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, permalink, status, status_observed_at,
    received_at, first_observed_at, changed_observed_at)
values (1, 9, '100', 'lapor', core.natural_id('complaint', 1, 9, '100'), 'https://lapor.example/100', 'in_process', '2025-06-30',
    '2025-05-20 08:00+07', '2025-06-30', '2025-06-30');
select pg_temp.event('e1', 'disposed', '2025-05-20 09:00', 'Dinas Air');
select pg_temp.event('e2', 'acknowledged', '2025-05-26 08:30');
select pg_temp.event('e3', 'answered', '2025-05-26 08:40', null, 0.5);
select core.derive_complaint(1, 9, '{100}') \g /dev/null
select results_eq($$select pg_temp.ends('m1')$$, $$values ('u1 1 waiting'), ('u2 1 waiting')$$,
    'an acknowledgement is no answer there, nor what rules are not sure of');
select pg_temp.event('e4', 'answered', '2025-05-26 09:00', null, 0.9, '2025-05-26 10:00');
select core.derive_complaint(1, 9, '{100}') \g /dev/null
select results_eq($$select pg_temp.ends('m1')$$, $$values ('u1 1 waiting'), ('u2 1 answered 26 10:00 e4 at 9 100')$$,
    'a follow-up that names nobody is that of who holds the case');
select results_eq($$select timing, ended_earliest_at, ended_latest_at from core.inquiry where source_id = 'm1' and unit_id = 2$$,
    $$values ('interval', '2025-05-26 09:00+07'::timestamptz, '2025-05-26 10:00+07'::timestamptz)$$, 'between two looks at the feed');
select pg_temp.event('e5', 'answered', '2025-05-26 11:00', 'Dinas Jalan');
select core.derive_complaint(1, 9, '{100}') \g /dev/null
select results_eq($$select pg_temp.ends('m1')$$, $$values ('u1 1 answered 26 11:00 e5 at 9 100'), ('u2 1 answered 26 10:00 e4 at 9 100')$$,
    'one that names a unit is that unit''s');
select results_eq($$select distinct answer_permalink from metrics.inquiry_detail where source_id = 'm1'$$,
    $$values ('https://lapor.example/100')$$, 'found at the complaint');
delete from core.complaint_event where event_key = 'e5';
select core.derive_complaint(1, 9, '{100}') \g /dev/null
select results_eq($$select pg_temp.ends('m1') limit 1$$, $$values ('u1 1 waiting')$$, 'an entry that went is none');

-- A post of the mayor that names a unit and shares a citizen's comment.
select pg_temp.post(4, 'p1', '@water kapan?');
insert into core.message_mention values (1, 4, 'p1', 2, '2025-05-26 08:00+07', '2025-12-01', 'p1');
select pg_temp.point(4, 'p1', 'd1', in_post => true);
select core.derive_message(1, 4, '{p1}') \g /dev/null
select results_eq($$select pg_temp.ends('p1')$$, $$values ('u2 1 answered 26 09:00 d2 at 3 d1')$$, 'a leader''s post points, too');
select pg_temp.say(4, 'q1', '2025-05-26 08:30:00', 'q1', '2', 'Siap, Pak.');
update core.message set post_external_id = 'p1' where external_id = 'q1';
select core.derive_message(1, 4, '{q1}') \g /dev/null
select results_eq($$select pg_temp.ends('p1')$$, $$values ('u2 1 answered 26 08:30 q1')$$, 'what the unit says under it first, first');
select results_eq($$select count(*)::int from core.inquiry where source_id = 'q1'$$, $$values (0)$$, 'an official comment opens nothing');

-- A pointer to its own thread is no second answer.
select pg_temp.say(4, 's1', '2025-05-26 08:00:00', 's1', '4', '@water kapan?');
select pg_temp.say(4, 's2', '2025-05-26 09:00:00', 's1', '2', 'Besok.');
select pg_temp.name(4, 's1', 2), pg_temp.point(4, 's1', 's1');
select core.derive_message(1, 4, '{s1}') \g /dev/null
select results_eq($$select pg_temp.ends('s1')$$, $$values ('u1 1 helped 26 09:00 s2'), ('u2 1 answered 26 09:00 s2')$$, 'the thread itself');

-- The account changes hands before the message: the new owner is asked, and its reply counts.
update core.account_owner set valid_to = '2025-05-25' where account_id = 2;
insert into core.account_owner values (1, 2, '2025-05-26', null, 3);
select core.rebuild_inquiries(1) \g /dev/null
select results_eq($$select pg_temp.ends('n1')$$, $$values ('u1 1 waiting'), ('u3 1 answered 26 09:00 d2 at 3 d1')$$, 'after a change of hands');
delete from core.account_owner where account_id = 2 and unit_id = 3;
update core.account_owner set valid_to = null where account_id = 2;
select core.rebuild_inquiries(1) \g /dev/null

-- Everything once more gives the same rows, one thread at a time or all anew.
create temporary table before_all as select i.* from core.inquiry as i;
select is(core.rebuild_inquiries(1), 0, 'a rebuild changes nothing');
delete from core.inquiry;
select core.rebuild_inquiries(1) \g /dev/null
select set_eq('select i.* from core.inquiry as i', 'select b.* from before_all as b', 'and makes what is not there');

-- A text that has to go takes along what it pointed to, but for what an answer may rest on.
select pg_temp.point(4, 'n1', 'zz9');
update core.message set gone_from = '2025-05-27', gone_by = '2025-05-27 01:00+07', removed_by = 'author' where external_id = 'n1';
select core.text_erase(1, 4, '{n1,l1}') \g /dev/null
select results_eq($$select object_key from core.message_reference where external_id in ('n1', 'l1') order by 1$$, $$values ('c1'), ('d1')$$,
    'the id of what nobody here holds goes with the text');
update core.message set gone_from = null, gone_by = null, removed_by = null where external_id = 'n1';

-- What a reference means, and who points to what.
select results_eq($$select kind, account_id, id from core.reference_case(1, '{facebook,lapor,facebook}', '{500,100,nothing}') order by 1$$,
    $$values ('complaint', 9, '100'), ('post', 2, 'x2_500')$$, 'cases of references');
select set_eq($$select * from core.case_referring(1, '{2,2}', '{c1,i1}', 'thread')$$,
    $$values (4, 'l1'), (4, 'h1'), (4, 'h2'), (4, 'h3')$$, 'threads that point to these');
select results_eq($$select * from core.case_referring(1, '{9}', '{100}', 'complaint')$$, $$values (4, 'm1')$$, 'and to this complaint');
select is_empty($$select * from core.case_referring(1, '{9}', '{101}', 'complaint')$$, 'nobody points to another');
select is_empty($$select * from core.case_referring(2, '{9}', '{100}', 'complaint')$$, 'nor in another government');
select is_empty($$select * from core.case_referring(1, '{4,2}', '{l1,c1}', 'thread') where held_key = 'l1'$$, 'who is derived already is not named');

select * from finish();
rollback;
