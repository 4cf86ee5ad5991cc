-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Content: which texts count, whose they are, what a window makes of them, and in which languages was asked and
-- answered. Expected values are worked out by hand beside the world.

begin;
select plan(31);
\ir reference/inquire.sql

-- Units 1 and 2 with a Facebook page each (account = unit), unit 1 also on YouTube (account 11), the mayor (account 12, of
-- unit 1), account 13 is nobody's. Zone UTC+7; as of 30 June 2025, 12:00: 28 days begin on 3 June.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, null}');
insert into core.account (government_id, account_id, channel, external_id, access, leader_position)
values (1, 11, 'youtube', 'UC1', 'public', null), (1, 12, 'facebook', 'mayor', 'owned', 'walikota'),
    (1, 13, 'facebook', 'lost', 'owned', null);
insert into core.account_owner (government_id, account_id, valid_from, unit_id)
values (1, 11, '2020-01-01', 1), (1, 12, '2020-01-01', 1);
update core.account set author_key = decode(md5('account ' || account_id), 'hex') where account_id in (1, 2, 12);

create function pg_temp.post(
    account int, id text, at timestamptz, words int, sentences int, letters int, looked_up int, unknown int,
    language text, facts text, copy bigint, hidden boolean default null, removed timestamptz default null
)
returns void
language sql
as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, text, hidden,
        removed_at, permalink, first_observed_at, changed_observed_at)
    values (1, account, id, md5(id)::uuid, at, 'text', 'x', hidden, removed, 'https://example.org/' || id,
        '2025-06-01', '2025-06-01');
    insert into core.text_measure
    values (1, account, 'post', id, null, 0, 1, 1, '2025-07-01', words, sentences, letters, looked_up, unknown, language, false,
        facts like '%d%', facts like '%t%', facts like '%p%', facts like '%c%', facts like '%l%', false, false, false,
        false, false, false, copy);
$$;
create function pg_temp.reply(
    place int, id text, author int, manners text, copy bigint, role text default 'official',
    gone timestamptz default null, hidden boolean default null, at timestamptz default '2025-06-20 10:00+07'
)
returns void
language sql
as $$
    insert into core.message (government_id, account_id, external_id, sent_at, thread_key, kind, role, author_key, text,
        gone_from, gone_by, removed_by, hidden, permalink, first_observed_at, changed_observed_at)
    values (1, place, id, at, id, 'reply', role, decode(md5('account ' || author), 'hex'), 'x', gone, gone,
        case when gone is not null then 'unknown' end, hidden, 'https://example.org/' || id, at, at);
    insert into core.text_measure
    values (1, place, 'message', id, at, 0, 1, 1, at, 3, 1, 12, null, null, 'id', false, false, false, false, false,
        false, manners like '%g%', manners like '%t%', manners like '%a%', manners like '%h%', manners like '%i%',
        manners like '%s%', copy);
$$;

-- Unit 1 on Facebook: four posts of 36 words in 6 sentences of 180 letters; 20 words looked up, 2 unknown; two copies.
select pg_temp.post(1, 'p1', '2025-06-03 00:00+07', 10, 2, 50, 8, 2, 'id', 'd', 111);
select pg_temp.post(1, 'p2', '2025-06-30 12:00+07', 20, 3, 100, 12, 0, 'id', 'dtpcl', 111);
select pg_temp.post(1, 'p3', '2025-06-10 08:00+07', 0, 0, 0, null, null, null, '', null);
select pg_temp.post(1, 'p4', '2025-06-10 08:00+07', 6, 1, 30, null, null, 'su', '', 222);
-- Not in it: a second before the window, a second after as_of, hidden, removed, of an excluded day, without a time.
select pg_temp.post(1, 'p5', '2025-06-02 23:59:59+07', 99, 1, 99, 99, 99, 'en', 'dtpcl', 111);
select pg_temp.post(1, 'p6', '2025-06-30 12:00:01+07', 99, 1, 99, 99, 99, 'en', 'dtpcl', 111);
select pg_temp.post(1, 'p7', '2025-06-10 08:00+07', 99, 1, 99, 99, 99, 'en', 'dtpcl', 111, true);
select pg_temp.post(1, 'p8', '2025-06-10 08:00+07', 99, 1, 99, 99, 99, 'en', 'dtpcl', 111, false, '2025-06-11');
select pg_temp.post(1, 'p9', '2025-06-08 08:00+07', 99, 1, 99, 99, 99, 'en', 'dtpcl', 111);
select pg_temp.post(1, 'p10', null, 99, 1, 99, 99, 99, 'en', 'dtpcl', 111);
insert into core.exclusion (government_id, unit_id, channel, first_on, last_on, decided_by, decided_at, reason)
values (1, 1, 'facebook', '2025-06-08', '2025-06-08', 'someone', '2025-06-09', 'hacked');
-- The same words on YouTube: a copy where all channels stand together. The mayor's post is his own; account 13's nobody's.
select pg_temp.post(11, 'y1', '2025-06-10 08:00+07', 6, 1, 24, null, null, 'jv', '', 222);
select pg_temp.post(12, 'w1', '2025-06-10 08:00+07', 5, 1, 25, null, null, 'en', '', 111);
select pg_temp.post(13, 'l1', '2025-06-10 08:00+07', 5, 1, 25, null, null, 'en', '', 111);
-- What unit 1's page says under unit 2's is unit 1's; an author whom nobody knows speaks for the page.
select pg_temp.reply(1, 'm1', 1, 'gt', 5);
select pg_temp.reply(2, 'm2', 1, 'a', 5);
select pg_temp.reply(1, 'm3', 77, 'shi', 6);
-- Not counted: gone, hidden, not official any more. The mayor's is his own.
select pg_temp.reply(1, 'm4', 1, 'gtahis', 5, gone => '2025-06-21');
select pg_temp.reply(1, 'm5', 1, 'gtahis', 5, hidden => true);
select pg_temp.reply(1, 'm6', 1, 'gtahis', 5, role => 'citizen');
select pg_temp.reply(1, 'm7', 12, 'gtahis', 5);
-- Asked of unit 1: Javanese answered in Javanese, Sundanese in Indonesian, Indonesian waiting, one whose language nobody
-- knows, one that needs nothing, a leader's, a complaint.
select pg_temp.inquire(1, md5('i' || n)::uuid, 1, account, kind, opener, '2025-06-15 09:00+07',
    case when needs then timestamptz '2025-06-15 09:00+07' end, state,
    case when state = 'answered' then timestamptz '2025-06-20 10:00+07' end)
from (
    values
        (1, 1, 'comment', 'citizen', true, 'answered'),
        (2, 1, 'comment', 'unknown', true, 'answered'),
        (3, 1, 'comment', 'citizen', true, 'waiting'),
        (4, 1, 'comment', 'citizen', true, 'answered'),
        (5, 1, 'comment', 'citizen', false, 'waiting'),
        (6, 1, 'comment', 'leader', true, 'waiting'),
        (7, 1000, 'complaint', 'citizen', true, 'waiting'),
        (8, 1000, 'complaint', 'citizen', true, 'answered')
) as inquiry (n, account, kind, opener, needs, state);
update core.inquiry as i set language = v.language, answer_id = v.answer
from (values (1, 'jv', 'm1'), (2, 'su', 'm3'), (3, 'id', null), (4, null, 'm1'), (5, 'en', null), (6, 'en', null),
    (7, 'en', null), (8, 'jv', 'f1')) as v (n, language, answer)
where i.inquiry_id = md5('i' || v.n)::uuid;
-- Case 8 has an answer of unit 1 with the words of m1, a receipt of unit 2, and what its reporter wrote.
insert into core.complaint (government_id, account_id, external_id, feed, complaint_id, unit_id, status, status_observed_at,
    permalink, first_observed_at, changed_observed_at)
values (1, 1000, md5('i8')::uuid::text, 'lapor', md5('i8')::uuid, 1, 'in_process', '2025-06-20', 'https://example.org/8',
    '2025-06-20', '2025-06-20');
insert into core.complaint_event (government_id, account_id, complaint_external_id, event_key, complaint_id, at_earliest,
    at_latest, precision_s, kind, unit_id, confidence, first_observed_at, changed_observed_at)
select 1, 1000, md5('i8')::uuid::text, v.key, md5('i8')::uuid, '2025-06-20 10:00+07', '2025-06-20 10:00+07', 60, v.kind, v.unit,
    1, '2025-06-20', '2025-06-20'
from (values ('f1', 'answered', 1), ('f2', 'acknowledged', 2), ('f3', 'reporter_reply', null)) as v (key, kind, unit);
insert into core.text_measure
select 1, 1000, 'follow_up', md5('i8')::uuid::text || E'\n' || v.key, null, 0, 1, 1, '2025-06-20 10:00+07', 3, 1, 12, null, null,
    v.language, false, false, false, false, false, false, v.greets, false, false, false, false, false, v.copy
from (values ('f1', 'jv', true, 5), ('f2', 'id', false, null), ('f3', 'id', false, 5)) as v (key, language, greets, copy);
update core.message set language = 'jv' where external_id = 'm1';
update core.message set language = 'id' where external_id = 'm3';

create function pg_temp.refresh(as_of timestamptz)
returns void
language sql
as $$ select metrics.refresh_view('metrics.content_rolling_2', as_of) $$;
select lives_ok($$select pg_temp.refresh('2025-06-30 12:00+07')$$, 'the figures are made');
create temporary view one as
select * from metrics.content_rolling where window_days = 28 and unit_id = 1 and grain = 'unit' and channel = 'facebook';

select results_eq($$select n_posts, n_words, n_sentences, words_per_post, words_per_sentence, letters_per_word from one$$,
    $$values (4::bigint, 36::bigint, 6::bigint, 9::float8, 6::float8, 5::float8)$$, 'length: 36 words, 6 sentences, 180 letters');
select results_eq($$select date_share, time_share, place_share, contact_share, link_share from one$$,
    $$values (0.5::float8, 0.25::float8, 0.25::float8, 0.25::float8, 0.25::float8)$$, 'facts of four posts');
select results_eq($$select n_words_checked, misspelt_per_100_words from one$$, $$values (20::bigint, 10::float8)$$,
    'two of twenty words');
select results_eq($$select n_posts_language, posts_id_share, posts_su_share, posts_en_share, posts_jv_share from one$$,
    $$values (3::bigint, 2 / 3::float8, 1 / 3::float8, 0::float8, 0::float8)$$, 'languages of three posts');
select results_eq($$select n_posts_worded, identical_post_share from one$$, $$values (3::bigint, 2 / 3::float8)$$,
    'two of three say the same');
select results_eq($$select n_posts, n_posts_worded, identical_post_share from metrics.content_rolling
    where window_days = 28 and unit_id = 1 and grain = 'unit' and channel = 'all'$$,
    $$values (5::bigint, 4::bigint, 1::float8)$$, 'over all channels four of four');
select results_eq($$select n_posts, words_per_post from metrics.content_rolling
    where window_days = 7 and unit_id = 1 and grain = 'unit' and channel = 'facebook'$$, $$values (1::bigint, 20::float8)$$,
    'a week begins on the 24th');
select is((select n_posts from metrics.content_rolling
    where window_days = 91 and unit_id = 1 and grain = 'unit' and channel = 'facebook'), 5::bigint, '91 days have one more');
select results_eq($$select unit_id, n_posts, n_replies from metrics.content_rolling
    where window_days = 28 and grain = 'account' and account_id = 12 and unit_id = 1$$, $$values (1, 1::bigint, 1::bigint)$$,
    'the mayor has a row of his own');
select results_eq($$select distinct account_id, is_leader from metrics.content_rolling where account_id in (0, 1, 12) order by 1$$,
    $$values (0, null::boolean), (1, false), (12, true)$$, 'which says whose it is');
select results_eq($$select unit_id, n_posts from metrics.content_rolling
    where window_days = 28 and grain = 'account' and account_id = 13$$, $$values (0, 1::bigint)$$, 'so has what is nobody''s');

select results_eq($$select n_replies, greeting_share, thanks_share, apology_share, honorific_share, insult_share,
    capitals_share from one$$,
    $$values (3::bigint, 1 / 3::float8, 1 / 3::float8, 1 / 3::float8, 1 / 3::float8, 1 / 3::float8, 1 / 3::float8)$$,
    'manners of three replies');
select results_eq($$select n_replies_worded, identical_reply_share from one$$, $$values (3::bigint, 2 / 3::float8)$$,
    'two of them say the same');
select results_eq($$select n_replies, greeting_share, identical_reply_share, n_posts, words_per_post, date_share,
    misspelt_per_100_words, answered_in_same_language_share from metrics.content_rolling
    where window_days = 28 and unit_id = 2 and grain = 'unit' and channel = 'facebook'$$,
    $$values (0::bigint, null::float8, null::float8, 0::bigint, null::float8, null::float8, null::float8, null::float8)$$,
    'a unit without any has a row, without figures');
select is((select count(*) from metrics.content_rolling where unit_id = 2 and grain = 'unit' and channel = 'all'), 4::bigint,
    'in each window');

select results_eq($$select n_inquiries, n_inquiries_language, inquiries_id_share, inquiries_en_share, inquiries_jv_share,
    inquiries_su_share from one$$,
    $$values (4::bigint, 3::bigint, 1 / 3::float8, 0::float8, 1 / 3::float8, 1 / 3::float8)$$, 'languages of those who asked');
select results_eq($$select n_language_pairs, answered_in_same_language_share from one$$,
    $$values (2::bigint, 0.5::float8)$$, 'one of two is answered in his language');

-- Complaints: what was asked, and what units wrote in their cases.
select results_eq($$select unit_id, n_replies, greeting_share, n_inquiries, n_inquiries_language, inquiries_en_share,
      n_language_pairs, answered_in_same_language_share
    from metrics.content_rolling where window_days = 28 and grain = 'unit' and channel = 'lapor' order by 1$$,
    $$values (1, 1::bigint, 1::float8, 2::bigint, 2::bigint, 0.5::float8, 1::bigint, 1::float8),
        (2, 1, 0, 0, 0, null, 0, null)$$, 'a case is asked in a language and answered in it');
select results_eq($$select n_replies, n_replies_worded, identical_reply_share, n_inquiries from metrics.content_rolling
    where window_days = 28 and unit_id = 1 and grain = 'unit' and channel = 'all'$$,
    $$values (4::bigint, 4::bigint, 0.75::float8, 6::bigint)$$, 'over all channels a follow-up may say what a message says');
select results_eq($$select unit, account_id, kind, permalink, day from metrics.text_detail where external_id like E'%\nf2'$$,
    $$values ('Dinas 2', 1000, 'follow_up', 'https://example.org/8', date '2025-06-20')$$, 'each is its writer''s');

-- As of an earlier moment.
select lives_ok($$select pg_temp.refresh('2025-06-20 09:59:59+07')$$, 'as of a moment before the answers');
select results_eq($$select n_posts, n_replies, n_inquiries, n_language_pairs, answered_in_same_language_share from one$$,
    $$values (4::bigint, 0::bigint, 4::bigint, 0::bigint, null::float8)$$,
    'there were p1, p3, p4 and what stood before the 3rd, and nothing was answered');

-- The detail: what stands, with its unit and address.
select is((select count(*) from metrics.text_detail), 15::bigint,
    'nine posts, four replies and two follow-ups stand and are of no excluded day');
select results_eq($$select unit, account_id, place_account_id, permalink, day from metrics.text_detail where external_id = 'm2'$$,
    $$values ('Dinas 1', 1, 2, 'https://example.org/m2', date '2025-06-20')$$, 'a reply under another page');
select results_eq($$select unit_id, unit, unit_code from metrics.text_detail where external_id = 'l1'$$,
    $$values (0, null::text, null::text)$$, 'nobody''s text');
select is_empty($$select external_id from metrics.text_detail
    where external_id in ('p7', 'p8', 'p9', 'p10', 'm4', 'm5', 'm6')$$, 'what is gone, hidden, excluded or not official');
update core.exclusion set revoked_at = '2025-06-30';
select is((select count(*) from metrics.text_detail where external_id = 'p9'), 1::bigint, 'an exclusion that was taken back');

-- The account changes hands: what it said before stays where it was.
update core.account_owner set valid_to = '2025-06-09' where account_id = 1;
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 1, '2025-06-10', 2);
select results_eq($$select external_id, unit_id from metrics.text_detail where external_id in ('p1', 'p4') order by 1$$,
    $$values ('p1', 1), ('p4', 2)$$, 'a text is its owner''s of that day');
select lives_ok($$select pg_temp.refresh('2025-06-30 12:00+07')$$, 'made again');
select is((select n_posts from metrics.content_rolling
    where window_days = 28 and unit_id = 2 and grain = 'unit' and channel = 'facebook'), 3::bigint, 'p2, p3 and p4 are unit 2''s');

select * from finish();
rollback;
