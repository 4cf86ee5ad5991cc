-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Whose wait it is when accounts change hands in mid-thread: the owner's at the start of each inquiry, for
-- the page and for an account that is named under it. Expected values written by hand. On 28 May 2025, at
-- midnight, account 2 goes from water (2) to parks (3), page 3 from parks (3) to roads (1), and account 5
-- from water (2) to nobody.

begin;
\ir helper/world.psql
select plan(10);

insert into core.account (government_id, account_id, channel, external_id, handle, access, author_key)
values (1, 5, 'facebook', 'x5', 'wells', 'owned', decode(md5('account 5'), 'hex'));
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 5, '-infinity', 2);
update core.account_owner set valid_to = '2025-05-27' where account_id in (2, 3, 5);
insert into core.account_owner (government_id, account_id, valid_from, unit_id)
values (1, 2, '2025-05-28', 3), (1, 3, '2025-05-28', 1);

create function pg_temp.name(account int, id text, named int) returns void language sql as $$
    insert into core.message_mention values (1, account, id, named, '2025-05-26 08:00+07', '2025-12-01')
$$;
create function pg_temp.waits(wanted_source text) returns setof text language sql as $$
    select concat_ws(' ', opening_id, 'u' || unit_id, kind, 'of ' || account_id, turn, state,
        'helped by ' || helped_by_unit_id, messages)
    from core.inquiry where source_id = wanted_source order by opened_at, unit_id
$$;

-- Three stretches of one thread; account 2 is named in the first alone.
select pg_temp.say(1, 'a1', '2025-05-26 08:00:00', 'a1', 'ani', '@water kapan air mengalir?');
select pg_temp.name(1, 'a1', 2);
select pg_temp.say(1, 'a2', '2025-05-26 09:00:00', 'a1', '1', 'Nanti.');
select pg_temp.say(1, 'a3', '2025-05-27 23:59:59', 'a1', 'ani', 'Kapan?');
select pg_temp.say(1, 'a4', '2025-05-28 10:00:00', 'a1', '2', 'Besok.');
select pg_temp.say(1, 'a5', '2025-05-28 11:00:00', 'a1', 'ani', 'Jam berapa?');
select core.derive_message(1, 1, '{a1}') \g /dev/null
select results_eq($$select pg_temp.waits('a1')$$,
    $$values ('a1 u1 comment of 1 1 answered 1'), ('a1 u2 mention of 2 1 helped helped by 1 1'),
        ('a3 u1 comment of 1 2 helped helped by 3 1'), ('a3 u2 mention of 2 2 helped helped by 3 1'),
        ('a5 u1 comment of 1 3 waiting 1'), ('a5 u3 mention of 2 1 waiting 1')$$,
    'each stretch is the wait of whoever owned the account named at its start; its new owner helps the old');

-- Named before and after the night, nothing between: a wait of each owner, the first keeps its own.
select pg_temp.say(1, 'b1', '2025-05-27 08:00:00', 'b1', 'ani', '@water kapan?');
select pg_temp.name(1, 'b1', 2);
select pg_temp.say(1, 'b2', '2025-05-28 08:00:00', 'b1', 'ani', '@water masih kering, kapan?');
select pg_temp.name(1, 'b2', 2);
select core.derive_message(1, 1, '{b1}') \g /dev/null
select results_eq($$select pg_temp.waits('b1')$$,
    $$values ('b1 u1 comment of 1 1 waiting 2'), ('b1 u2 mention of 2 1 waiting 2'),
        ('b2 u3 mention of 2 1 waiting 1')$$,
    'a running wait stays with whom it began; the new owner is asked by being named');
select pg_temp.say(1, 'b3', '2025-05-28 09:00:00', 'b1', '2', 'Siang ini.');
select pg_temp.say(1, 'b4', '2025-05-28 10:00:00', 'b1', 'budi', 'Jam berapa?');
select core.derive_message(1, 1, '{b1}') \g /dev/null
select results_eq($$select pg_temp.waits('b1')$$,
    $$values ('b1 u1 comment of 1 1 helped helped by 3 2'), ('b1 u2 mention of 2 1 helped helped by 3 2'),
        ('b2 u3 mention of 2 1 answered 1'), ('b4 u1 comment of 1 2 waiting 1'),
        ('b4 u3 mention of 2 2 waiting 1')$$,
    'after the answer the account is asked once, of its new owner');

-- Two accounts that came to one unit are one wait from then on.
select pg_temp.say(2, 'c1', '2025-05-27 08:00:00', 'c1', 'ani', '@parks @roads kapan?');
select pg_temp.name(2, 'c1', 3);
select pg_temp.name(2, 'c1', 1);
select pg_temp.say(2, 'c2', '2025-05-27 09:00:00', 'c1', '2', 'Nanti.');
select pg_temp.say(2, 'c3', '2025-05-28 09:00:00', 'c1', 'ani', 'Kapan?');
select core.derive_message(1, 2, '{c1}') \g /dev/null
select results_eq($$select pg_temp.waits('c1')$$,
    $$values ('c1 u1 mention of 1 1 helped helped by 2 1'), ('c1 u2 comment of 2 1 answered 1'),
        ('c1 u3 mention of 3 1 helped helped by 2 1'), ('c3 u1 mention of 1 2 waiting 1'),
        ('c3 u3 comment of 2 2 waiting 1')$$,
    'one unit with two accounts named waits once, and so does one whose page and named account it is');

-- The page comes to the unit that was named under it.
select pg_temp.say(3, 'd1', '2025-05-27 08:00:00', 'd1', 'ani', '@roads kapan?');
select pg_temp.name(3, 'd1', 1);
select pg_temp.say(3, 'd2', '2025-05-27 09:00:00', 'd1', '3', 'Nanti.');
select pg_temp.say(3, 'd3', '2025-05-28 09:00:00', 'd1', 'ani', 'Kapan?');
select pg_temp.say(3, 'd4', '2025-05-28 10:00:00', 'd1', '1', 'Besok.');
select core.derive_message(1, 3, '{d1}') \g /dev/null
select results_eq($$select pg_temp.waits('d1')$$,
    $$values ('d1 u1 mention of 1 1 helped helped by 3 1'), ('d1 u3 comment of 3 1 answered 1'),
        ('d3 u1 comment of 3 2 answered 1')$$,
    'the unit that was named owns the page now and is asked once, as its owner');

-- The page changed hands while the old owner's wait runs: its new owner is asked where it is named, the old
-- owner not a second time.
select pg_temp.say(3, 'e1', '2025-05-27 08:00:00', 'e1', 'ani', 'Kapan?');
select pg_temp.say(3, 'e2', '2025-05-28 08:00:00', 'e1', 'ani', '@roads @water kapan?');
select pg_temp.name(3, 'e2', 1);
select pg_temp.name(3, 'e2', 2);
select core.derive_message(1, 3, '{e1}') \g /dev/null
select results_eq($$select pg_temp.waits('e1')$$,
    $$values ('e1 u3 comment of 3 1 waiting 2'), ('e2 u1 mention of 1 1 waiting 1')$$,
    'the stretch stays its first owner''s, who is not asked twice; the new one is asked by its name');

-- Nobody's account asks nobody, neither when it is named nor afterwards.
select pg_temp.say(1, 'f1', '2025-05-27 08:00:00', 'f1', 'ani', '@wells kapan?');
select pg_temp.name(1, 'f1', 5);
select pg_temp.say(1, 'f2', '2025-05-27 09:00:00', 'f1', '1', 'Nanti.');
select pg_temp.say(1, 'f3', '2025-05-28 09:00:00', 'f1', 'ani', '@wells kapan?');
select pg_temp.name(1, 'f3', 5);
select core.derive_message(1, 1, '{f1}') \g /dev/null
select results_eq($$select pg_temp.waits('f1')$$,
    $$values ('f1 u1 comment of 1 1 answered 1'), ('f1 u2 mention of 5 1 helped helped by 1 1'),
        ('f3 u1 comment of 1 2 waiting 1')$$,
    'an account that nobody owns any more asks nobody');

-- A date of change that is corrected afterwards: the waits follow, old ids are retired with successors.
create temporary table was as select inquiry_id from core.inquiry where source_id = 'a1' and unit_id = 2 and turn = 2;
update core.account_owner set valid_to = '2025-05-26' where account_id = 2 and unit_id = 2;
update core.account_owner set valid_from = '2025-05-27' where account_id = 2 and unit_id = 3;
select core.rebuild_inquiries(1) \g /dev/null
select results_eq($$select pg_temp.waits('a1')$$,
    $$values ('a1 u1 comment of 1 1 answered 1'), ('a1 u2 mention of 2 1 helped helped by 1 1'),
        ('a3 u1 comment of 1 2 helped helped by 3 1'), ('a3 u3 mention of 2 1 answered 1'),
        ('a5 u1 comment of 1 3 waiting 1'), ('a5 u3 mention of 2 2 waiting 1')$$,
    'an earlier change of hands moves the wait that began after it');
select is((select r.successor_id from ops.inquiry_retired as r join was using (inquiry_id)),
    (select i.inquiry_id from core.inquiry as i where i.opening_id = 'a3' and i.unit_id = 3),
    'the old id leads to the wait of the same beginning');
select is(core.rebuild_inquiries(1), 0, 'a second rebuild changes nothing');

select * from finish();
rollback;
