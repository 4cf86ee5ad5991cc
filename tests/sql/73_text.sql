-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Texts that wait to be measured: posts and official messages, when they are new, edited or measured by older rules;
-- what is kept of them, and whose language a post has.

begin;
\ir helper/world.psql
select plan(36);

insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, language,
    first_observed_at, changed_observed_at)
select 1, account, id, md5(id)::uuid, '2025-06-02 09:00+07', 'text', text, language, '2025-06-02', '2025-06-02'
from (
    values
        (1, 'p1', 'Jalan ditutup', null),
        (2, 'p2', 'Closed', 'en'),
        (3, 'p3', null, null)
) as post (account, id, text, language);
insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key, kind, role, text,
    first_observed_at, changed_observed_at)
select 1, account, id, '2025-06-03 10:00+07', 'p1', id, 'comment', role, text, '2025-06-03', '2025-06-03'
from (
    values
        (1, 'm1', 'official', 'Terima kasih'),
        (1, 'm2', 'citizen', 'Kapan dibuka'),
        (1, 'm3', 'official', null),
        (1, 'm4', 'automatic', 'Halo')
) as message (account, id, role, text);

create function pg_temp.waiting(version int default 1, items int default 10)
returns text
language sql
as $$ select string_agg(t.external_id, ' ' order by t.external_id) from ops.text_next(version, items) as t $$;
-- As the daemon answers: each with as many words as its text has letters, so that texts differ.
create function pg_temp.measure(version int default 1, items int default 10, told text default 'id')
returns int
language sql
as $$
    select ops.text_save(
        version, array_agg(t.government_id), array_agg(t.account_id), array_agg(t.kind), array_agg(t.external_id),
        array_agg(t.sent_at), array_agg(t.text_key), array_agg(length(t.text)), array_agg(1), array_agg(length(t.text)),
        array_agg(null::int), array_agg(null::int), array_agg(told), array_agg(1 + 16), array_agg(2 + 32),
        array_agg(7::bigint)
    )
    from ops.text_next(version, items) as t
$$;

select is(pg_temp.waiting(), 'm1 p1 p2', 'posts and official messages with a text wait, and nothing else');
select is((select count(*)::int from ops.text_next(1, 2)), 2, 'as many as are asked for');
select results_eq($$select kind, sent_at, text from ops.text_next(1, 10) where external_id = 'm1'$$,
    $$values ('message', timestamptz '2025-06-03 10:00+07', 'Terima kasih')$$, 'with what a message is found by');

select is(pg_temp.measure(), 3, 'three are kept');
select is(pg_temp.waiting(), null, 'nothing waits any more');
select results_eq($$select kind, external_id, words, version, tried_version, language from core.text_measure
    order by external_id$$,
    $$values ('message', 'm1', 12, 1, 1, 'id'), ('post', 'p1', 13, 1, 1, 'id'), ('post', 'p2', 6, 1, 1, 'id')$$,
    'a row for each');
select results_eq($$select has_date, has_time, has_place, has_contact, has_link, greets, thanks, apologizes, addresses,
    insults, shouts from core.text_measure where external_id = 'm1'$$,
    $$values (true, false, false, false, true, false, true, false, false, false, true)$$, 'flags by their bits');
select is((select language from core.post where external_id = 'p1'), 'id', 'a post without a language has this one');
select is((select language from core.post where external_id = 'p2'), 'en', 'what the platform told stays');
select results_eq($$select external_id, gave_language from core.text_measure order by 1$$,
    $$values ('m1', false), ('p1', true), ('p2', false)$$, 'and it is known whose it is');

-- An edited text; the platform tells a language later.
update core.post set text = 'Jalan dibuka lagi' where external_id = 'p1';
select is(pg_temp.waiting(), 'p1', 'an edited text waits again');
select is(pg_temp.measure(told => 'su'), 1, 'and is kept');
select is((select words from core.text_measure where external_id = 'p1'), 17, 'as it is now');
select is((select language from core.post where external_id = 'p1'), 'su', 'what we told follows the text');
update core.post set language = 'jv', text = 'Dalan dibukak' where external_id = 'p1';
select is(pg_temp.measure(told => 'id'), 1, 'once more');
select is((select language from core.post where external_id = 'p1'), 'jv', 'the platform outweighs us');
select is((select gave_language from core.text_measure where external_id = 'p1'), false, 'and that is noted');
update core.post set language = null, text = 'Ok' where external_id = 'p1';
select is(pg_temp.measure(told => null), 1, 'a text whose language cannot be told');
select results_eq($$select p.language, t.gave_language from core.post as p join core.text_measure as t
    using (government_id, account_id, external_id) where p.external_id = 'p1'$$, $$values (null::text, false)$$,
    'gives none');

-- What turns official waits from then on.
update core.message set role = 'official' where external_id = 'm4';
select is(pg_temp.waiting(), 'm4', 'a message that turned official waits');
select is(pg_temp.measure(), 1, 'and is kept');

-- A text that changed between question and answer.
create temporary table asked as select * from ops.text_next(2, 10);
update core.post set text = 'Berubah' where external_id = 'p2';
select is(ops.text_save(2, '{1}', '{2}', '{post}', '{p2}', '{null}',
    (select array[text_key] from asked where external_id = 'p2'), '{1}', '{1}', '{1}', '{null}', '{null}', '{id}', '{0}',
    '{0}', '{null}'), 1, 'an answer to what was asked before');
select is(pg_temp.waiting(), 'p2', 'leaves the newer text waiting');
select is(pg_temp.measure(), 1, 'which is kept then');

-- Newer rules.
update core.post set text = null where external_id = 'p2';
select is(pg_temp.waiting(1), null, 'a text that went waits for nobody');
select is((select count(*)::int from core.text_measure where external_id = 'p2'), 1, 'its measures stay');
select is(pg_temp.waiting(3), 'm1 m4 p1', 'newer rules ask for what older ones measured and is there');
select is(pg_temp.measure(3), 3, 'and it is kept');
select results_eq($$select external_id, version, tried_version from core.text_measure order by 1$$,
    $$values ('m1', 3, 3), ('m4', 3, 3), ('p1', 3, 3), ('p2', 1, 3)$$, 'what is gone is not asked for again');
select is(pg_temp.waiting(3), null, 'so it ends');
-- A follow-up to a complaint; what the reporter wrote is none.
\ir helper/complaint.psql
select pg_temp.complaint('k', 'in_process', words => 'Jalan rusak');
select pg_temp.event('k', 'e1', 'answered', '2025-06-03 10:00', words => 'Sudah ditambal');
select pg_temp.event('k', 'e2', 'reporter_reply', '2025-06-03 11:00', words => 'Belum');
select is(pg_temp.waiting(3), E'k\ne1', 'a follow-up waits, the report and what its writer adds do not');
select is(pg_temp.measure(3), 1, 'and is kept');
select results_eq($$select kind, account_id, sent_at, words from core.text_measure where external_id = E'k\ne1'$$,
    $$values ('follow_up', 9, null::timestamptz, 14)$$, 'under its case and its key');
select is(pg_temp.waiting(3), null, 'once');
select is(pg_temp.waiting(4), E'k\ne1 m1 m4 p1', 'and again by newer rules');
select is(ops.text_save(3, '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'), 0,
    'nothing is nothing');

select * from finish();
rollback;
