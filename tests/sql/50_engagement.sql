-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Engagement: what is counted of a post at seven days, which posts count, what a window and a day make of them, and
-- what a refresh finds changed. Expected values are worked out by hand beside the world.

begin;
select plan(41);
\ir reference/inquire.sql

-- Units 1 to 3 with a Facebook page each (account = unit), unit 4 in use without one; unit 1 also on YouTube
-- (account 11); account 12 is the mayor's, for whom unit 1 answers. Zone UTC+7; as of 30 June 2025, 12:00.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, null, null, null}');
delete from core.account_owner where account_id = 4;
delete from core.account where account_id = 4;
insert into core.account (government_id, account_id, channel, external_id, access, leader_position)
values (1, 11, 'youtube', 'UC1', 'public', null), (1, 12, 'facebook', 'mayor', 'owned', 'walikota');
insert into core.account_owner (government_id, account_id, valid_from, unit_id)
values (1, 11, '2020-01-01', 1), (1, 12, '2020-01-01', 1);

create function pg_temp.post(account int, id text, at timestamptz, format text default 'photo',
    hidden boolean default null, removed timestamptz default null)
returns void
language sql
as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, hidden, removed_at,
        permalink, first_observed_at, changed_observed_at)
    values (1, account, id, md5('post' || account || id)::uuid, at, format, hidden, removed,
        'https://example.org/' || id, coalesce(at, '2025-06-01'), coalesce(at, '2025-06-01'));
$$;
create function pg_temp.sample(account int, id text, at timestamptz, likes bigint, comments bigint, shares bigint,
    views bigint default null)
returns void
language sql
as $$
    insert into core.post_sample (government_id, account_id, post_id, observed_at, likes, comments, shares, views)
    values (1, account, md5('post' || account || id)::uuid, at, likes, comments, shares, views);
$$;
create function pg_temp.followers(account int, at timestamptz, n bigint)
returns void
language sql
as $$ insert into core.account_sample (government_id, account_id, observed_at, followers) values (1, account, at, n) $$;
create function pg_temp.say(account int, post text, id text, at timestamptz, role text, gone timestamptz default null,
    kind text default 'comment')
returns void
language sql
as $$
    insert into core.message (government_id, account_id, external_id, sent_at, post_external_id, thread_key, kind, role,
        gone_from, gone_by, removed_by, first_observed_at, changed_observed_at)
    values (1, account, id, at, post, id, kind, role, gone, gone, case when gone is not null then 'unknown' end, at, at);
$$;
create function pg_temp.refresh(as_of timestamptz)
returns bigint
language plpgsql
as $$
declare
    changed bigint;
begin
    perform set_config('pantau.as_of', as_of::text, true);
    changed := metrics.post_measure_keep(as_of);
    perform set_config('pantau.as_of', '', true);
    perform metrics.refresh_view('metrics.post_measure', as_of);
    perform metrics.refresh_view('metrics.engagement_rolling_1', as_of);
    return changed;
end
$$;
create temporary view rolling as
select * from metrics.engagement_rolling where window_days = 28;

-- Before anything: no rows, no error.
select is((select count(*) from metrics.post_detail), 0::bigint, 'no post, no row');

-- Account 1. Followers: 1,000 until the evening of 10 June (23:30 local), 2,000 an hour later, the next local day.
select pg_temp.followers(1, '2025-05-01 08:00+07', 1000);
select pg_temp.followers(1, '2025-06-10 23:30+07', null);
select pg_temp.followers(1, '2025-06-11 00:30+07', 2000);
-- "a": its counters at seven days are those of the 16th; the sample of exactly seven days still counts, a second later
-- not. Held: 3 citizens of 5 messages within seven days, one official.
select pg_temp.post(1, 'a', '2025-06-10 08:00+07');
select pg_temp.sample(1, 'a', '2025-06-11 08:00+07', 5, 1, 1);
select pg_temp.sample(1, 'a', '2025-06-17 08:00+07', 20, 9, 4, 500);
select pg_temp.sample(1, 'a', '2025-06-17 08:00:01+07', 99, 99, 99, 999);
select pg_temp.watch(1, 1, 'comments', 'a', '2025-06-17 08:00+07');
select pg_temp.say(1, 'a', 'c1', '2025-06-10 09:00+07', 'citizen');
select pg_temp.say(1, 'a', 'c2', '2025-06-10 09:00+07', 'unknown');
select pg_temp.say(1, 'a', 'c3', '2025-06-17 08:00+07', 'citizen', '2025-06-18 00:00+07', 'reply');
select pg_temp.say(1, 'a', 'c4', '2025-06-17 08:00:01+07', 'citizen');
select pg_temp.say(1, 'a', 'c5', '2025-06-11 08:00+07', 'citizen', '2025-06-12 00:00+07');
select pg_temp.say(1, 'a', 'c6', '2025-06-11 08:00+07', 'official', null, 'reply');
select pg_temp.say(1, 'a', 'c7', '2025-06-11 08:00+07', 'leader', null, 'reply');
select pg_temp.say(1, 'a', 'c8', '2025-06-11 08:00+07', 'automatic', null, 'reply');
-- "b": another day, so 2,000 followers; visited too early to be held, so the platform's counter; no number of shares.
select pg_temp.post(1, 'b', '2025-06-11 00:10+07');
select pg_temp.sample(1, 'b', '2025-06-12 08:00+07', 30, 10, null, 100);
select pg_temp.watch(1, 1, 'comments', 'b', '2025-06-18 00:09:59+07');
select pg_temp.say(1, 'b', 'd1', '2025-06-11 09:00+07', 'citizen');
-- "c" young, "d" never looked at in time, "e" hidden, "f" removed early, "g" removed late, "h" a story, "i" of a day
-- that a person took out, "j" of the year before, "k" without a time, "l" as of a day to come.
select pg_temp.post(1, 'c', '2025-06-23 12:00:01+07');
select pg_temp.sample(1, 'c', '2025-06-24 08:00+07', 1, 1, 1);
select pg_temp.post(1, 'd', '2025-06-09 08:00+07');
select pg_temp.sample(1, 'd', '2025-06-17 08:00:01+07', 1, 1, 1);
select pg_temp.post(1, 'e', '2025-06-09 08:00+07', 'photo', true);
select pg_temp.post(1, 'f', '2025-06-09 08:00+07', 'photo', null, '2025-06-16 08:00+07');
select pg_temp.post(1, 'g', '2025-06-09 08:00+07', 'video', false, '2025-06-16 08:00:01+07');
select pg_temp.sample(1, 'g', '2025-06-09 09:00+07', 7, null, 1);
select pg_temp.post(1, 'h', '2025-06-09 08:00+07', 'story');
select pg_temp.post(1, 'i', '2025-06-08 08:00+07');
insert into core.exclusion (government_id, unit_id, channel, first_on, last_on, decided_by, decided_at, reason)
values (1, 1, 'facebook', '2025-06-08', '2025-06-08', 'someone', '2025-06-09', 'hacked'),
    (1, 2, null, '2025-06-10', '2025-06-11', 'someone', '2025-06-09', 'another unit');
insert into core.exclusion (government_id, first_on, last_on, decided_by, decided_at, reason, revoked_at)
values (1, '2025-01-01', '2025-12-31', 'someone', '2025-06-09', 'taken back', '2025-06-10');
select pg_temp.post(1, 'j', '2024-06-09 08:00+07');
select pg_temp.post(1, 'k', null);
select pg_temp.post(1, 'l', '2025-07-01 08:00+07');
-- YouTube: a channel that hides its followers; likes and comments by views alone.
select pg_temp.post(11, 'v', '2025-06-09 08:00+07', 'video');
select pg_temp.sample(11, 'v', '2025-06-10 08:00+07', 8, 2, null, 200);
-- The mayor's post counts for his account, not for the office.
select pg_temp.followers(12, '2025-06-01 08:00+07', 100);
select pg_temp.post(12, 'm', '2025-06-10 08:00+07');
select pg_temp.sample(12, 'm', '2025-06-10 09:00+07', 10, 0, 0);
-- Account 2 changes hands on 12 June, from unit 2 to unit 3.
update core.account_owner set valid_to = '2025-06-11' where account_id = 2;
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 2, '2025-06-12', 3);
select pg_temp.followers(2, '2025-06-01 08:00+07', 500);
select pg_temp.post(2, 'n', '2025-06-05 23:59+07');
select pg_temp.sample(2, 'n', '2025-06-06 09:00+07', 1, 1, 0);
select pg_temp.post(2, 'o', '2025-06-12 00:00+07');
select pg_temp.sample(2, 'o', '2025-06-12 09:00+07', 3, 2, 0);
select pg_temp.sample(2, 'o', '2025-06-19 12:00+07', 3, 2, 0);
select pg_temp.followers(2, '2025-06-25 08:00+07', 450);

select cmp_ok(pg_temp.refresh('2025-06-30 12:00+07'), '>', 0::bigint, 'the first refresh writes rows');

-- Per post.
select results_eq(
    $$select post_external_id, state, followers, likes_7d, comments_7d, comments_source, shares_7d, views_7d
      from metrics.post_detail where account_id = 1 order by 1$$,
    $$values ('a', 'measured', 1000::bigint, 20::bigint, 3::bigint, 'citizens', 4::bigint, 500::bigint),
        ('b', 'measured', 2000, 30, 10, 'platform', null, 100),
        ('c', 'young', 2000, 1, 1, 'platform', 1, null),
        ('d', 'not_measured', 1000, null, null, null, null, null),
        ('e', 'hidden', 1000, null, null, null, null, null),
        ('f', 'removed', 1000, null, null, null, null, null),
        ('g', 'measured', 1000, 7, null, null, 1, null),
        ('h', 'story', 1000, null, null, null, null, null),
        ('i', 'excluded', 1000, null, null, null, null, null),
        ('j', 'not_measured', null, null, null, null, null, null)$$,
    'counters at seven days, followers of that day, and why a post does not count');
select results_eq(
    $$select post_external_id, popularity, commitment, virality, engagement, engagement_terms, engagement_by_views
      from metrics.post_detail where account_id in (1, 11) and state in ('measured', 'no_followers') order by 1$$,
    $$values ('a', 20.0::float8, 3.0::float8, 4.0::float8, 27.0::float8, 'lcs', 0.054::float8),
        ('b', 15.0, 5.0, null, 20.0, 'lc', 0.4),
        ('g', 7.0, null, 1.0, null, null, null),
        ('v', null, null, null, null, 'lc', 0.05)$$,
    'per 1,000 followers; what a platform does not tell stays null');
select results_eq(
    $$select post_external_id, citizen_messages, official_replies, confirmed, confirmed_at from metrics.post_detail
      where post_external_id in ('a', 'b', 'd', 'n', 'o') order by 1$$,
    $$values ('a', 3::bigint, 1::bigint, true, '2025-06-17 08:00+07'::timestamptz), ('b', null, null, false, null),
        ('d', null, null, false, '2025-06-17 08:00:01+07'), ('n', null, null, false, null), ('o', null, null, true, '2025-06-19 12:00+07')$$,
    'messages within seven days that stood then, and whether somebody looked');
select is((select permalink from metrics.post_detail where post_external_id = 'a'), 'https://example.org/a', 'with the link');
select results_eq(
    $$select post_external_id, unit_id, unit_code, day from metrics.post_detail where account_id = 2 order by 1$$,
    $$values ('n', 2, 'u2', '2025-06-05'::date), ('o', 3, 'u3', '2025-06-12')$$, 'whose account it was on that local day');

-- Windows. Unit 1 on Facebook: a, b, c, d, g count; a, b, g measured. Popularity 20, 15, 7; engagement of a and b
-- without shares, since b has none: (20 + 3) / 1,000 and (30 + 10) / 2,000, that is 23 and 20.
select results_eq(
    $$select n_posts, n_measured, n_unmeasured, n_young, n_unconfirmed, n_removed, n_hidden, n_stories, n_excluded
      from rolling where unit_id = 1 and grain = 'unit' and channel = 'facebook'$$,
    'values (5::bigint, 3::bigint, 2::bigint, 1::bigint, 2::bigint, 1::bigint, 1::bigint, 1::bigint, 1::bigint)',
    'each post is counted once, in or out');
select results_eq(
    $$select n_popularity, popularity_mean, popularity_median, n_commitment, n_commitment_platform, commitment_mean,
        commitment_median, n_virality, virality_mean, virality_median
      from rolling where unit_id = 1 and grain = 'unit' and channel = 'facebook'$$,
    'values (3::bigint, 14.0::float8, 15.0::float8, 2::bigint, 1::bigint, 4.0::float8, 4.0::float8, 2::bigint, 2.5::float8, 2.5::float8)',
    'means and medians over posts, each with its n');
select results_eq(
    $$select n_engagement, engagement_terms, engagement_mean, engagement_median, n_by_views, engagement_by_views_mean
      from rolling where unit_id = 1 and grain = 'unit' and channel = 'facebook'$$,
    $$values (2::bigint, 'lc', 21.5::float8, 21.5::float8, 2::bigint, 0.223::float8)$$,
    'engagement of equal terms: without shares where one post has none');
select results_eq(
    $$select n_comments_held, n_citizen_messages, n_official_replies, round(interactivity::numeric, 6)
      from rolling where unit_id = 1 and grain = 'unit' and channel = 'facebook'$$,
    'values (1::bigint, 3::bigint, 1::bigint, 0.333333)', 'replies to citizens'' messages, of posts whose comments are held');
select results_eq(
    $$select channel, n_posts, n_engagement, engagement_terms, n_by_views, n_accounts, followers, followers_change
      from rolling where unit_id = 1 and grain = 'unit' order by channel$$,
    $$values ('all', 6::bigint, 2::bigint, 'lc', 3::bigint, 2::bigint, null::bigint, null::bigint),
        ('facebook', 5, 2, 'lc', 2, 1, 2000, 1000), ('youtube', 1, 0, 'lc', 1, 1, null, null)$$,
    'channels and all of them; a sum with an unknown part is unknown');
select results_eq(
    $$select account_id, unit_id, n_posts, engagement_terms, engagement_mean, n_accounts, followers, followers_change
      from rolling where grain = 'account' and n_posts > 0 order by 1, 2$$,
    $$values (1, 1, 5::bigint, 'lc', 21.5::float8, 1::bigint, 2000::bigint, 1000::bigint),
        (2, 2, 1, 'lcs', 4.0, 0, null, null), (2, 3, 1, 'lcs', 10.0, 1, 450, -50),
        (11, 1, 1, 'lc', null, 1, null, null), (12, 1, 1, 'lcs', 100.0, 1, 100, 0)$$,
    'accounts: the mayor''s has a row of its own, one that changed hands has two');
select results_eq($$select distinct 'rolling', account_id, is_leader from metrics.engagement_rolling where account_id in (0, 1, 12)
        union select 'daily', account_id, is_leader from metrics.engagement_daily where account_id in (0, 1, 12)
        union select 'mix', account_id, is_leader from metrics.posting_mix where account_id in (0, 1, 12) order by 1, 2$$,
    $$values ('daily', 0, null::boolean), ('daily', 1, false), ('daily', 12, true), ('mix', 0, null), ('mix', 1, false), ('mix', 12, true),
        ('rolling', 0, null), ('rolling', 1, false), ('rolling', 12, true)$$, 'accounts of leaders say so');
select results_eq(
    $$select unit_id, channel, n_posts, n_measured, n_accounts from rolling where grain = 'unit' and unit_id > 1 order by 1, 2$$,
    $$values (2, 'all', 1::bigint, 1::bigint, 0::bigint), (2, 'facebook', 1, 1, 0), (3, 'all', 1, 1, 2),
        (3, 'facebook', 1, 1, 2), (4, 'all', 0, 0, 0)$$,
    'a unit without accounts or posts has its row');
select is((select engagement_mean from rolling where unit_id = 4), null, 'with figures that are null');
select results_eq(
    $$select window_days, n_posts from metrics.engagement_rolling where unit_id = 1 and grain = 'unit' and channel = 'facebook' order by 1$$,
    'values (7, 0::bigint), (28, 5), (91, 5), (364, 5)', 'a window ends with the local day of as_of');
select is((select count(*) from metrics.engagement_rolling where as_of is distinct from '2025-06-30 12:00+07'), 0::bigint,
    'each row says as of when');

-- Days.
select results_eq(
    $$select day, n_posts, n_measured, n_engagement, engagement_terms, engagement_mean, popularity_mean, n_popularity,
          n_commitment, n_virality
      from metrics.engagement_daily where unit_id = 1 and grain = 'unit' and channel = 'all' order by day$$,
    $$values ('2024-06-09'::date, 1::bigint, 0::bigint, 0::bigint, null, null::float8, null::float8, 0::bigint, 0::bigint,
            0::bigint),
        ('2025-06-09', 3, 1, 0, 'lc', null, 7.0, 1, 0, 1), ('2025-06-10', 1, 1, 1, 'lcs', 27.0, 20.0, 1, 1, 1),
        ('2025-06-11', 1, 1, 1, 'lc', 20.0, 15.0, 1, 1, 0), ('2025-06-23', 1, 0, 0, null, null, null, 0, 0, 0)$$,
    'by local day of publication');

-- What refreshes find.
select is(pg_temp.refresh('2025-06-30 12:00+07'), 0::bigint, 'nothing changed, nothing is written');
select is(pg_temp.refresh('2025-06-30 12:00:01+07'), 0::bigint, 'nor a second later');
select is((select state from metrics.post_detail where post_external_id = 'c'), 'measured', 'when a post is seven days old');
select pg_temp.sample(1, 'b', '2025-06-18 00:10+07', 31, 10, null, 100);
select is(pg_temp.refresh('2025-06-30 13:00+07'), 0::bigint, 'an old post is left alone for a day');
select is(pg_temp.refresh('2025-07-01 12:00+07'), 2::bigint, 'and compared then: what is new in an old one, and a new one');
select is((select likes_7d from metrics.post_detail where post_external_id = 'b'), 31::bigint, 'so that it is as the facts are');
select pg_temp.post(1, 'p', '2025-03-01 08:00+07');
select is(pg_temp.refresh('2025-07-01 13:00+07'), 1::bigint, 'a history that was just read is seen at once');
select pg_temp.sample(1, 'l', '2025-07-01 09:00+07', 1, 1, 1);
select is(pg_temp.refresh('2025-07-01 14:00+07'), 1::bigint, 'so is what is young');
delete from core.post where external_id = 'p';
select is(pg_temp.refresh('2025-07-01 15:00+07'), 1::bigint, 'and what is gone');
update core.account set access = 'delegate' where account_id = 12;
delete from metrics.post_measure_pass;
select is(pg_temp.refresh('2025-07-01 16:00+07'), 1::bigint, 'and an account that is not read any more');
update metrics.refresh_setting set value = 60 where setting = 'post_days';
delete from metrics.post_measure_pass;
select is(pg_temp.refresh('2025-07-01 17:00+07'), 1::bigint, 'what is too old goes');
select is((select count(*) from metrics.post_measure where post_id = md5('post1j')::uuid), 0::bigint, 'that one');

-- The same from nothing, whatever came first.
create temporary table kept as select * from metrics.post_measure;
truncate metrics.post_measure, metrics.post_measure_pass;
select pg_temp.refresh('2025-07-01 17:00+07');
select set_eq('select * from metrics.post_measure', 'select * from kept', 'a full rebuild says the same');
select is(pg_temp.refresh('2025-06-16 09:00+07') > 0, true, 'a moment of the past is made of what was known then');
select is((select count(*) from metrics.post_measure where published_at > '2025-06-16 09:00+07' or sampled_at > '2025-06-16 09:00+07'),
    0::bigint, 'and of nothing later');
-- On the day that is taken out of Facebook.
select pg_temp.post(11, 'w', '2025-06-08 09:00+07', 'video');
delete from metrics.post_measure_pass;
select pg_temp.refresh('2025-07-01 18:00+07');
select results_eq($$select post_external_id, state from metrics.post_detail where day = '2025-06-08' order by 1$$,
    $$values ('i', 'excluded'), ('w', 'not_measured')$$, 'an exclusion is of its channel alone');
select ok(not exists (select from ops.refresh_state where error is not null), 'no refresh failed');

-- Order: refreshed with what they rest on.
select results_eq(
    $$select view from ops.refresh_due('2025-12-01') where view in ('metrics.post_measure', 'metrics.engagement_rolling_1')$$,
    $$values ('metrics.post_measure'), ('metrics.engagement_rolling_1')$$, 'the posts come before the windows');

-- Readers.
grant usage on schema tap to pantau_reader;
set local role pantau_reader;
select lives_ok('select count(*) from metrics.engagement_rolling', 'readers see windows');
select lives_ok('select count(*) from metrics.engagement_daily', 'days');
select lives_ok('select count(*) from metrics.post_detail', 'and posts');
select throws_ok('select count(*) from metrics.post_figure', '42501', null, 'and not what is below');
reset role;
select * from finish();
rollback;
