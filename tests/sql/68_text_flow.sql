-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Where verdicts on texts go: to messages and posts when they are stored, to inquiries, and to what is stored already
-- when a rule changed. Waits are counted by hand: 26 May 2025 is a Monday, worked from 07:30 to 16:00.

\ir helper/statements.psql
\if :missing
\quit
\endif
begin;
select plan(13);
\i :statements
\ir helper/world.psql

create temporary view wait as
select opening_id, intent, topic, reply_class, to_char(substantive_at at time zone 'Asia/Jakarta', 'HH24:MI') as substantive,
    first_reply_wait_s, substantive_wait_s, substantive_working_s
from core.inquiry;

-- A promise ends the wait; what says something of the matter comes a turn later, after the working day.
select pg_temp.say(1, 's1', '2025-05-26 08:00:00', 's1', 'ani', 'Selamat pagi.');
select pg_temp.say(1, 's2', '2025-05-26 08:10:00', 's1', 'ani', 'Lampu jalan mati');
select pg_temp.say(1, 's3', '2025-05-26 09:10:00', 's1', '1', 'Terima kasih, akan kami teruskan.');
select pg_temp.say(1, 's4', '2025-05-26 15:30:00', 's1', 'ani', 'Kapan?');
select pg_temp.say(1, 's5', '2025-05-26 16:30:00', 's1', '1', 'Sudah diperbaiki kemarin.');
select pg_temp.say(1, 's6', '2025-05-26 16:40:00', 's1', '1', 'Mulai jam 5 menyala.');
select core.derive_message(1, 1, '{s1}') \g /dev/null
select results_eq('select * from wait order by opening_id',
    $$values ('s1', 'complaint', 'lighting', 'stock', '16:30', 3600::bigint, 30000::bigint, 24600::bigint),
        ('s4', 'question', null, 'substantive', '16:30', 3600, 3600, 1800)$$,
    'a promise is the first reply, facts are the first substantive one, also a turn later');
select results_eq($$select external_id, reply_class, reply_rule from core.message where reply_class is not null order by 1$$,
    $$values ('s3', 'stock', 'reply_promise.1'), ('s5', 'substantive', 'reply_done.1'), ('s6', 'substantive', 'reply_fact.1')$$,
    'official messages alone have a class, with its rule');
-- Another unit's facts are no reply of the unit asked.
select pg_temp.say(1, 't1', '2025-05-26 08:00:00', 't1', 'ani', 'Kapan?');
select pg_temp.say(1, 't2', '2025-05-26 09:00:00', 't1', '1', 'Siap.');
select pg_temp.say(1, 't3', '2025-05-26 10:00:00', 't1', '2', 'Sudah diperbaiki kemarin.');
select core.derive_message(1, 1, '{t1}') \g /dev/null
select results_eq($$select reply_class, substantive from wait where opening_id = 't1'$$, $$values ('stock', null)$$,
    'what another unit says is no substantive reply of this one');
update core.message set gone_by = '2025-05-27', gone_from = '2025-05-27', removed_by = 'unknown' where external_id = 's5';
select core.derive_message(1, 1, '{s1}') \g /dev/null
select results_eq($$select substantive from wait where opening_id = 's1'$$, $$values ('16:40')$$,
    'nor is one that is gone; the next one is');

-- An official message that was edited is judged anew; an older page changes nothing.
create function pg_temp.edit(at text, words text) returns text language plpgsql as $$
begin
    execute format(
        'execute message_write(1, array[1], array[%L]::timestamptz[], array[''t2''], array[''2025-05-26 09:00+07'']::timestamptz[], '
        'array[''pt1''], array[''t1''], array[null], array[''comment''], array[%L]::bytea[], array[false], array[null], '
        'array[%L], array[false], array[%L]::bytea[], array[null], array[null]::int8[], array[null]::bool[], '
        'array[null]::timestamptz[], array[false], array[null])',
        at, decode(md5('account 1'), 'hex'), words, decode(md5(words), 'hex'));
    perform core.derive_message(1, 1, '{t1}');
    return (select reply_class || ' ' || reply_rule from core.message where external_id = 't2');
end
$$;
select is(pg_temp.edit('2025-12-02', 'Mulai jam 5 menyala.'), 'substantive reply_fact.1', 'edited: judged anew');
select is(pg_temp.edit('2025-11-01', 'Cek DM ya kak'), 'substantive reply_fact.1', 'an older page changes nothing');
select results_eq($$select reply_class, substantive from wait where opening_id = 't1'$$, $$values ('substantive', '09:00')$$,
    'and so does the inquiry');

-- Posts, of which an answer may tell without their words.
create function pg_temp.post(at text, words text) returns text language plpgsql as $$
begin
    execute format(
        'execute post_write(1, 1, %L, array[''q''], array[null], array[''2025-05-26 09:00+07'']::timestamptz[], '
        'array[null]::timestamptz[], array[''photo''], array[%L], array[null], array[null], array[null]::int8[], '
        'array[null]::bool[], array[null]::bool[], array[null])', at, words);
    return (select concat_ws(' ', topic, topic_rule, purpose, purpose_rule) from core.post where external_id = 'q');
end
$$;
select results_eq(
    $$select pg_temp.post('2025-06-01', 'Ayo pilah sampah dari rumah!'), pg_temp.post('2025-06-02', null),
        pg_temp.post('2025-06-03', 'Dirgahayu Republik Indonesia'), pg_temp.post('2025-06-01', 'Bayar PBB')$$,
    $$values ('cleanliness cleanliness_4.1 campaign purpose_campaign.1', 'cleanliness cleanliness_4.1 campaign purpose_campaign.1',
        'greeting purpose_greeting.1', 'greeting purpose_greeting.1')$$,
    'a post has what its newest words say');

-- A changed rule reaches what is stored; a text that went keeps its verdict.
update core.message set text = null where external_id = 's3';
update core.text_rule set rule = 'reply_fact.2', verdict = 'redirect' where rule = 'reply_fact.1';
update core.text_rule set rule = 'reply_promise.2', verdict = 'redirect' where rule = 'reply_promise.1';
update core.text_rule set rule = 'purpose_greeting.2', verdict = 'other' where rule = 'purpose_greeting.1';
update core.word_rule set rule = 'lighting_4.2', words = array_append(array_remove(words, 'lampu jalan'), 'kapan') where rule = 'lighting_4.1';
select core.text_build() \g /dev/null
select core.needs_build() \g /dev/null
select core.rebuild_inquiries(1) \g /dev/null
select results_eq($$select external_id, reply_class, reply_rule from core.message where reply_class is not null order by 1$$,
    $$values ('s3', 'stock', 'reply_promise.1'), ('s5', 'substantive', 'reply_done.1'), ('s6', 'redirect', 'reply_fact.2'),
        ('t2', 'redirect', 'reply_fact.2'), ('t3', 'substantive', 'reply_done.1')$$,
    'replies are judged by the rules as they are, those whose text went as they were');
select results_eq($$select concat_ws(' ', topic, purpose, purpose_rule) from core.post where external_id = 'q'$$,
    $$values ('other purpose_greeting.2')$$, 'so are posts');
select results_eq('select opening_id, topic, reply_class, substantive from wait order by 1',
    $$values ('s1', 'lighting', 'stock', null), ('s4', 'lighting', 'redirect', null), ('t1', 'lighting', 'redirect', null)$$,
    'and their inquiries');
select is(core.rebuild_inquiries(1), 0, 'a second time nothing changes');
-- Who is no official any more has said no reply.
update core.account set author_key = null where account_id = 1;
select core.derive_message(1, 1, '{t1}') \g /dev/null
select results_eq($$select role, reply_class from core.message where external_id = 't2'$$, $$values ('citizen', null::text)$$,
    'a class is an official''s');

select * from finish();
rollback;
