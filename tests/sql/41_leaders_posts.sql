-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Leaders' posts that name accounts, where something else comes first or changes afterwards: posts and texts that
-- go, threads that are named after a post, texts that turn out to be automatic, leaders whose comments are not
-- seen any more. Each of these once gave another figure by another order; test_post_random.py found most.

begin;
\ir helper/world.psql
select plan(22);

create function pg_temp.post(id text, at_local text, words text) returns void language sql as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text,
        first_observed_at, changed_observed_at)
    values (1, 4, id, core.natural_id('post', 1, 4, id), at_local::timestamp at time zone 'Asia/Jakarta', 'text',
        words, '2025-12-01', '2025-12-01')
$$;
create function pg_temp.named(id text, account int, elsewhere text default null) returns void language sql as $$
    insert into core.message_mention
    values (1, 4, coalesce(elsewhere, id), account, '2025-05-26 08:00+07', '2025-12-01', id)
$$;
-- What was said under a post of account 4, in a thread.
create function pg_temp.under(id text, at_local text, post text, thread text, author text, words text, hash text default null)
returns void language sql as $$
    select pg_temp.say(4, id, at_local, thread, author, words, hash => hash);
    update core.message set post_external_id = post where external_id = id and account_id = 4;
$$;

-- A post that is found gone, and whose text had to go.
select pg_temp.post('p1', '2025-05-26 08:00:00', 'Terima kasih @roads'), pg_temp.named('p1', 1) \g /dev/null
select core.derive_message(1, 4, '{p1}') \g /dev/null
select is(core.post_gone(1, 4, 'p1', '2025-05-27 08:00+07'), 1, 'a post that goes changes the waits of those it names');
select results_eq($$select pg_temp.inquiries('p1')$$,
    $$values ('p1 u1 leader leader 1 waiting 26 08:00:00 - - - removed')$$, 'they carry the flag at once');
select is(core.post_gone(1, 4, 'p1', '2025-05-28 08:00+07'), 0, 'a second report of it');
select is(removed_at, '2025-05-27 08:00+07', 'changes nothing') from core.post where external_id = 'p1';
select is((select count(*) from core.text_erase(1, 4, '{p1}')), 1::bigint, 'its text goes');
select is(text, null, 'and is nowhere') from core.post where external_id = 'p1';
select is(core.rebuild_inquiries(1), 0, 'what it needed is still known: nothing');
select is(needs_answer, false, 'kept as a verdict') from core.post_verdict;
select pg_temp.post('p2', '2025-05-26 08:00:00', 'Kapan?') \g /dev/null
select core.post_gone(1, 4, 'p2', '2025-05-27') + core.post_gone(1, 4, 'none', '2025-05-27') \g /dev/null
select count(*) from core.text_erase(1, 4, '{p2}') \g /dev/null
select is((select count(*) from core.post_verdict), 1::bigint, 'of a post that names nobody there is none');
update core.post set removed_at = null, text = '@roads kapan?' where external_id = 'p1';
select core.derive_message(1, 4, '{p1}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p1')$$,
    $$values ('p1 u1 leader leader 1 waiting 26 08:00:00 26 08:00:00 - -')$$, 'a text that comes back is judged');

-- A thread named after the post: a comment that came before the post was known as one that asks, and whose message id
-- is another.
select pg_temp.under('c1', '2025-05-26 08:30:00', 'p3', 'p3', 'ani', 'Kapan?') \g /dev/null
select pg_temp.post('p3', '2025-05-26 08:00:00', '@water kapan?'), pg_temp.named('p3', 2, 'e3') \g /dev/null
select core.derive_message(1, 4, '{p3}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p3')$$,
    $$values ('p3 u2 leader leader 1 waiting 26 08:00:00 26 08:00:00 - -'),
        ('c1 u1 citizen citizen 1 waiting 26 08:30:00 26 08:30:00 - -')$$, 'both ask, though one message stands there');

-- The unit that answers for the leader's account is named in the post, and the leader goes on under it: one wait,
-- from the post on.
select pg_temp.post('p4', '2025-05-26 08:00:00', '@roads kapan?'), pg_temp.named('p4', 1) \g /dev/null
select pg_temp.under('c2', '2025-05-26 09:00:00', 'p4', 'p4', '4', 'Bagaimana?') \g /dev/null
select core.derive_message(1, 4, '{p4}') \g /dev/null
select results_eq($$select pg_temp.inquiries('p4')$$,
    $$values ('p4 u1 leader leader 1 waiting 26 08:00:00 26 08:00:00 - -')$$, 'a later word of his own does not begin it anew');

-- A text that turns out to be a machine's answers none of the posts under which it stands.
select pg_temp.post('q' || n, '2025-05-26 08:00:00', '@roads kapan?'), pg_temp.named('q' || n, 1) from generate_series(1, 3) as n
    \g /dev/null
select pg_temp.under('d' || n, '2025-05-26 09:00:00', 'q' || n, 'd' || n, 'ani', 'Kapan?') from generate_series(1, 3) as n
    \g /dev/null
select pg_temp.under('a' || n, '2025-05-26 09:00:05', 'q' || n, 'd' || n, '1', 'Terima kasih.', 'bot') from generate_series(1, 3) as n
    \g /dev/null
select core.derive_message(1, array[4, 4, 4, 4], '{q1,d1,q2,d2}') \g /dev/null
create function pg_temp.states() returns text language sql as $$
    select string_agg(state, ' ' order by source_id) from core.inquiry where source_id ~ '^q[0-9]$'
$$;
select is(pg_temp.states(), 'answered answered', 'twice it may be somebody quick');
select core.derive_message(1, array[4, 4], '{q3,d3}') \g /dev/null
select is(pg_temp.states(), 'waiting waiting waiting', 'the third time it never answered any post');
select is(core.rebuild_inquiries(1), 0, 'a rebuild agrees');

-- A leader whose comments are not seen any more: his post asks where the account that he named lists it.
select pg_temp.post('p5', '2025-05-26 08:00:00', '@roads kapan?'), pg_temp.named('p5', 1, 'e5') \g /dev/null
select pg_temp.say(1, 'e5', '2025-05-26 08:00:00', 'e5', '4', '@roads kapan?', null, 'mention') \g /dev/null
select core.derive_message(1, 4, '{p5}') + core.derive_message(1, 1, '{e5}') \g /dev/null
create function pg_temp.asked() returns setof text language sql as $$
    select concat_ws(' ', source_account_id, unit_id, state) from core.inquiry where source_id in ('p5', 'e5') order by 1
$$;
select results_eq('select pg_temp.asked()', $$values ('4 1 waiting')$$, 'once, at the post');
update core.account set access = 'public' where account_id = 4;
select core.rebuild_inquiries(1) \g /dev/null
select results_eq('select pg_temp.asked()', $$values ('1 1 waiting')$$, 'once, at the message');
update core.account set access = 'owned' where account_id = 4;
select core.rebuild_inquiries(1) \g /dev/null
select results_eq('select pg_temp.asked()', $$values ('4 1 waiting')$$, 'and back');

-- The same by the configuration, without a rebuild.
select setval(pg_get_serial_sequence('core.government', 'government_id'), 10) \g /dev/null
create function pg_temp.account(id text, access text, leads text default null) returns jsonb language sql as $$
    select jsonb_strip_nulls(jsonb_build_object('government', '32.76', 'channel', 'facebook', 'external_id', id,
        'access', access, 'unit', 'roads', 'leader_position', leads, 'author_key', md5('account ' || id),
        'streams', '{"comments": 60}'::jsonb))
$$;
create function pg_temp.sync(access text) returns int language sql as $$
    select ops.sync_config(jsonb_build_object(
        'governments', '[{"code": "32.76", "name": "Kota Lain", "kind": "city", "timezone": "Asia/Jakarta"}]'::jsonb,
        'units', '[{"code": "roads", "government": "32.76", "name": "Dinas Jalan", "kind": "dinas"}]'::jsonb,
        'accounts', jsonb_build_array(pg_temp.account('100', 'owned'), pg_temp.account('101', access, 'walikota')),
        'feeds', '[]'::jsonb), access, 'two')
$$;
select pg_temp.sync('owned') \g /dev/null
select government_id as other, account_id as leader,
    (select b.account_id from core.account as b where b.external_id = '100' and b.government_id = a.government_id) as roads
from core.account as a where external_id = '101' \gset
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, first_observed_at,
    changed_observed_at)
values (:other, :leader, 'p', core.natural_id('post', :other, :leader, 'p'), '2025-06-01 08:00+07', 'text', 'Kapan?', now(), now());
insert into core.message_mention values (:other, :leader, 'e', :roads, '2025-06-01 08:00+07', now(), 'p');
insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, author_key, text, needs_answer,
    first_observed_at, changed_observed_at)
values (:other, :roads, 'e', '2025-06-01 08:00+07', 'e', 'mention', decode(md5('account 101'), 'hex'), 'Kapan?', true, now(), now());
select core.rebuild_inquiries(:other) \g /dev/null
create function pg_temp.there() returns text language sql as $$
    select string_agg(i.source_id, ' ') from core.inquiry as i join core.government as g using (government_id) where g.code = '32.76'
$$;
select is(pg_temp.there(), 'p', 'at the post');
select pg_temp.sync('public') \g /dev/null
select is(pg_temp.there(), 'e', 'at the message, as soon as the file says so');
select pg_temp.sync('owned') \g /dev/null
select is(pg_temp.there(), 'p', 'and back');
select is(core.rebuild_inquiries(:other), 0, 'a rebuild agrees there, too');

select * from finish();
rollback;
