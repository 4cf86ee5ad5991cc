-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Posting: working days, silence, regularity, forms and targets, by a world whose figures are worked out by hand.

begin;
select plan(38);
\ir reference/inquire.sql

-- Burstiness, by hand: equal gaps are -1. Of 1, 1, 1, 1, 5 the mean is 9/5, the population variance 64/25, r 8/9:
-- (sqrt 6 * 8/9 - 2) / ((sqrt 6 - 2) * 8/9 + 2) = 0.177324 / 2.399546.
select is(metrics.burstiness(5, 10, 20), -1.0::float8, 'as regular as a clock');
select is(round(metrics.burstiness(5, 9, 29)::numeric, 6), 0.073899, 'five gaps, one of them long');
select is(metrics.burstiness(4, 9, 29), null, 'four gaps are too few');

-- Zone UTC+7, working days of id-asn: of 3 to 30 June 2025 these 17, for 6, 9 and 27 June are free by decree:
-- 3 4 5 | 10 11 12 13 | 16 17 18 19 20 | 23 24 25 26 | 30, in this order number 1 to 17.
select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, null, null, null, null, null}');
delete from core.account_owner where account_id = 6;
delete from core.account where account_id = 6;
update core.account_owner set valid_from = '2025-06-17' where account_id = 4;
insert into core.account (government_id, account_id, channel, external_id, access) values (1, 15, 'youtube', 'UC', 'owned');
insert into core.account_owner (government_id, account_id, valid_from, unit_id) values (1, 15, '-infinity', 5);
insert into core.unit_calendar (government_id, unit_id, valid_from, calendar) values (1, 2, '2025-06-17', 'id-service');

create function pg_temp.post(account int, at timestamptz, format text default 'photo', hidden boolean default null,
    removed timestamptz default null)
returns void
language sql
as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, hidden, removed_at,
        first_observed_at, changed_observed_at)
    values (1, account, at::text, md5('post' || account || at)::uuid, at, format, hidden, removed, at, at);
$$;
create function pg_temp.refresh(as_of timestamptz)
returns void
language sql
as $$
    select metrics.refresh_view('metrics.post_measure', as_of);
    select metrics.refresh_view('metrics.posting_rolling_1', as_of);
$$;
create temporary view rolling as
select * from metrics.posting_rolling where window_days = 28 and grain = 'unit';

-- Unit 1: on working days 1 (twice), 4 (a post of that day, one of the holiday and one of the Saturday before it), 8,
-- 12, 15, 17 (a post of the Saturday before). Gaps 1 3 4 4 3 2 1 of sum 18 and squares 56: r = sqrt(7 * 56 / 18^2 - 1).
select pg_temp.post(1, '2025-06-03 08:59+07');
select pg_temp.post(1, '2025-06-03 20:00+07');
select pg_temp.post(1, ('2025-06-' || day || ' 10:00+07')::timestamptz, format)
from (values ('06', 'photo'), ('07', 'photo'), ('10', 'photo'), ('16', 'photo'), ('20', 'video'), ('28', 'text')) as p (day, format);
select pg_temp.post(1, '2025-06-25 10:00+07', 'video', false, '2025-06-26 10:00:01+07');
-- Not posts: a story, a hidden one, one that was found removed after a day, one of the future, one before the window.
select pg_temp.post(1, '2025-06-24 10:00+07', 'story');
select pg_temp.post(1, '2025-06-24 11:00+07', 'photo', true);
select pg_temp.post(1, '2025-06-24 12:00+07', 'photo', null, '2025-06-25 12:00+07');
select pg_temp.post(1, '2025-07-01 10:00+07');
select pg_temp.post(1, '2025-06-01 10:00+07');
-- Unit 2 goes by id-service from 17 June on, on which every day is one of work: 8 + 14 days; a Saturday, day 13.
select pg_temp.post(2, '2025-06-21 10:00+07');
-- Unit 3: 16 to 20 June are taken out: 12 working days are left of 17; day 4.
select pg_temp.post(3, '2025-06-10 10:00+07');
select pg_temp.post(3, '2025-06-17 10:00+07');
-- Unit 5: on Facebook 16 and 17 June are out, on YouTube 17 June alone: of both together 17 June.
select pg_temp.post(15, '2025-06-17 10:00+07');
select pg_temp.post(15, '2025-06-16 10:00+07');
insert into core.exclusion (government_id, unit_id, channel, first_on, last_on, decided_by, decided_at, reason)
values (1, 3, null, '2025-06-16', '2025-06-20', 'x', '2025-06-21', 'x'), (1, 5, 'facebook', '2025-06-16', '2025-06-17', 'x', '2025-06-21', 'x'),
    (1, 5, 'youtube', '2025-06-17', '2025-06-17', 'x', '2025-06-21', 'x');
insert into core.exclusion (government_id, first_on, last_on, decided_by, decided_at, reason, revoked_at)
values (1, '2025-01-01', '2025-12-31', 'x', '2025-06-09', 'taken back', '2025-06-10');
-- Targets of unit 1: 7 a week until 10 June, 3 a week from 17 June on: 8 + 6 posts; 5 + 3 were published.
insert into core.posting_target (government_id, unit_id, channel, valid_from, valid_to, posts_per_week, decided_by, decided_at, reason)
values (1, 1, 'facebook', '2025-01-01', '2025-06-10', 7, 'x', '2025-01-01', 'x'), (1, 1, 'facebook', '2025-06-17', null, 3, 'x', '2025-01-01', 'x'),
    (1, 3, 'all', '2025-01-01', null, 1, 'x', '2025-01-01', 'x');
select throws_ok($$insert into core.posting_target select 1, 1, 'facebook', '2025-06-09', null, 1, 'x', now(), 'x'$$, '23P01', null,
    'one target at a time');

select pg_temp.refresh('2025-06-30 12:00+07');
select ok(not exists (select from ops.refresh_state where error is not null), 'no refresh failed');
select results_eq(
    $$select posts, n_days, posts_per_week, n_working_days, n_active_days, round(active_day_share::numeric, 6),
        longest_silence_days, n_post_gaps, round(regularity::numeric, 6)
      from rolling where unit_id = 1 and channel = 'facebook'$$,
    'values (9::bigint, 28::bigint, 2.25::float8, 17::bigint, 6::bigint, 0.352941, 3::bigint, 7::bigint, 0.407818)',
    'over working days: free days and holidays are no silence');
select results_eq(
    $$select round(hour_entropy::numeric, 6), text_share * 9, photo_share * 9, video_share * 9, reel_share, round(format_entropy::numeric, 6)
      from rolling where unit_id = 1 and channel = 'facebook'$$,
    $$values (0.215144, 1.0::float8, 6.0::float8, 2.0::float8, 0.0::float8, 0.436138)$$, 'hours and forms');
select results_eq(
    $$select target_posts, round(target_reached_share::numeric, 6), last_post_at, days_since_last_post
      from rolling where unit_id = 1 and channel = 'facebook'$$,
    $$values (14.0::float8, 0.571429, '2025-06-28 10:00+07'::timestamptz, 2)$$, 'targets by their days, and the last post');
select results_eq($$select target_posts, target_reached_share from rolling where unit_id = 1 and channel = 'all'$$,
    'values (null::float8, null::float8)', 'a channel''s target is not that of all');
select results_eq(
    $$select round(target_posts::numeric, 6), round(target_reached_share::numeric, 6) from rolling where unit_id = 3 and channel = 'all'$$,
    'values (3.285714, 0.304348)', 'days that are taken out ask for nothing');
select results_eq(
    $$select n_working_days, n_active_days, longest_silence_days, n_post_gaps, regularity from rolling
      where unit_id = 2 and channel = 'facebook'$$,
    'values (22::bigint, 1::bigint, 12::bigint, 2::bigint, null::float8)', 'a unit''s own calendar, from its first day on');
select results_eq(
    $$select posts, n_days, n_working_days, n_active_days, longest_silence_days from rolling where unit_id = 3 and channel = 'facebook'$$,
    'values (1::bigint, 23::bigint, 12::bigint, 1::bigint, 8::bigint)', 'days that are taken out are no silence');
select results_eq(
    $$select posts, n_days, n_working_days, n_active_days, posts_per_week, active_day_share, longest_silence_days, regularity, hour_entropy,
        format_entropy, days_since_last_post from rolling where unit_id = 4 and channel = 'facebook'$$,
    'values (0::bigint, 14::bigint, 9::bigint, 0::bigint, 0.0::float8, 0.0::float8, 9::bigint, null::float8, null::float8, null::float8, null::int)',
    'a window begins where the unit got the account');
select results_eq(
    $$select channel, posts, n_days, n_working_days, n_active_days, longest_silence_days from rolling where unit_id = 5 order by 1$$,
    $$values ('all', 1::bigint, 27::bigint, 16::bigint, 1::bigint, 8::bigint), ('facebook', 0, 26, 15, 0, 15), ('youtube', 1, 27, 16, 1, 8)$$,
    'a day is out of all channels where it is out of each');
select results_eq(
    $$select posts, n_days, posts_per_week, n_working_days, active_day_share, longest_silence_days, days_since_last_post, n_accounts
      from rolling where unit_id = 6$$,
    'values (0::bigint, 0::bigint, null::float8, 0::bigint, null::float8, null::bigint, null::int, 0::bigint)',
    'a unit without an account is not silent');
select results_eq(
    $$select window_days, posts, n_working_days from metrics.posting_rolling where unit_id = 1 and grain = 'account' order by 1$$,
    'values (7, 2::bigint, 4::bigint), (28, 9, 17), (91, 10, 51), (364, 10, 236)', 'windows, by account too');
select results_eq(
    $$select n_provisional_days from metrics.posting_rolling where unit_id = 1 and grain = 'account' and window_days = 364$$,
    'values (0::bigint)', 'all by decree');

-- Sunday 6 July: the window of seven days begins on Monday, for which the post of the Saturday before it counts.
select pg_temp.refresh('2025-07-06 12:00+07');
select results_eq(
    $$select posts, n_working_days, n_active_days, longest_silence_days, days_since_last_post from metrics.posting_rolling
      where unit_id = 1 and channel = 'facebook' and grain = 'unit' and window_days = 7$$,
    'values (1::bigint, 5::bigint, 2::bigint, 3::bigint, 5)', 'a post of the free days before a window');
select pg_temp.post(1, '2025-07-06 10:00+07');
select pg_temp.refresh('2025-07-06 13:00+07');
select results_eq(
    $$select posts, n_active_days from metrics.posting_rolling
      where unit_id = 1 and channel = 'facebook' and grain = 'unit' and window_days = 7$$,
    'values (2::bigint, 2::bigint)', 'one of the free days at its end counts when its working day has come');

-- The mix.
update core.post set purpose = 'service' where external_id like '2025-06-16%';
select pg_temp.refresh('2025-06-30 12:00+07');
select results_eq(
    $$select mix, mix_value, n_mix, posts, round(mix_share::numeric, 6) from metrics.posting_mix
      where unit_id = 1 and grain = 'unit' and channel = 'facebook' and window_days = 28 order by 1, 2$$,
    $$values ('format', 'photo', 6::bigint, 9::bigint, 0.666667), ('format', 'text', 1, 9, 0.111111), ('format', 'video', 2, 9, 0.222222),
        ('purpose', 'service', 1, 9, 0.111111), ('purpose', 'unknown', 8, 9, 0.888889)$$,
    'forms, and purposes as far as rules have said');

-- Beyond the calendar nothing is said of working days.
select pg_temp.refresh('2031-06-30 12:00+07');
select results_eq(
    $$select posts, n_working_days, active_day_share, longest_silence_days from rolling where unit_id = 1 and channel = 'facebook'$$,
    'values (0::bigint, null::bigint, null::float8, null::bigint)', 'beyond the calendar working days are not known');

-- Targets are entered by operators: each word for the day it is set on and those behind.
grant usage on schema tap to pantau_operator;
set local role pantau_operator;
select lives_ok($$select ops.posting_target_set('g1', 'u2', 'facebook', '2025-06-01', 5, 'Ani', 'decree 7')$$, 'an operator sets a target');
select lives_ok($$select ops.posting_target_set(null, 'u2', 'facebook', '2025-07-01', 7, 'Ani', 'decree 8')$$, 'another one');
select lives_ok($$select ops.posting_target_set(null, 'u2', 'facebook', '2025-06-10', 6, 'Budi', 'decree 9')$$, 'one from before that');
select lives_ok($$select ops.posting_target_set(null, 'u2', 'facebook', '2025-06-20', null, 'Budi', 'decree 10')$$, 'and its end');
select throws_ok($$select ops.posting_target_set(null, 'u2', 'facebook', '2025-06-21', null, 'Budi', 'x')$$, 'PT007',
    'there is no target from 2025-06-21 on that could end', 'there is none any more');
select throws_ok($$select ops.posting_target_set(null, 'u2', 'facebook', '2025-06-21', 0, 'Budi', 'x')$$, 'PT007', null, 'not 0');
select throws_ok($$select ops.posting_target_set(null, 'u2', 'facebook', '2025-06-21', 'NaN', 'Budi', 'x')$$, 'PT007', null, 'nor no number');
select throws_ok($$select ops.posting_target_set(null, 'u2', 'tiktok', '2025-06-21', 1, 'Budi', 'x')$$, 'PT007', null, 'a channel without accounts');
select throws_ok($$select ops.posting_target_set(null, 'u9', 'all', '2025-06-21', 1, 'Budi', 'x')$$, 'PT007', null, 'a unit that is not there');
select throws_ok($$select ops.posting_target_set(null, 'u2', 'all', '2025-06-21', 1, 'Budi', ' ')$$, 'PT007', null, 'without a reason');
reset role;
select results_eq($$select valid_from, valid_to, posts_per_week, decided_by from core.posting_target where unit_id = 2 order by 1$$,
    $$values ('2025-06-01'::date, '2025-06-09'::date, 5.0::float8, 'Ani'), ('2025-06-10', '2025-06-19', 6.0, 'Budi')$$, 'each for its days');
select results_eq($$select person, before -> 0 ->> 'posts_per_week', after ->> 'posts_per_week' from ops.audit where action = 'posting_target'
        order by audit_id$$,
    $$values ('Ani', null, '5'), ('Ani', '5', '7'), ('Budi', '5', '6'), ('Budi', '6', null)$$, 'with what was before');

update core.account set leader_position = 'walikota' where account_id = 15;
select results_eq($$select distinct account_id, is_leader from metrics.posting_rolling where account_id in (0, 1, 15) order by 1$$,
    $$values (0, null::boolean), (1, false), (15, true)$$, 'accounts of leaders say so');

grant usage on schema tap to pantau_reader;
set local role pantau_reader;
select throws_ok($$select ops.posting_target_set(null, 'u2', 'all', '2025-06-21', 1, 'Budi', 'x')$$, '42501', null, 'readers set none');
select lives_ok('select count(*) from metrics.posting_rolling', 'readers see it');
select lives_ok('select count(*) from metrics.posting_mix', 'and the mix');
select throws_ok('select count(*) from core.posting_target', '42501', null, 'and not the table of targets');
reset role;
select * from finish();
rollback;
