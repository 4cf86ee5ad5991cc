-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Announced against held by hand: which posts fall short, from when on that is a gap, why, and when it closes;
-- what the account as a whole announces; and what readers see of it.

begin;
select plan(48);
\ir helper/world.psql
-- What daemons say of these platforms.
select ops.sync_sources('{"sources": [
    {"source": "facebook", "counts_posts": false, "limits": [
        {"en": "Comments are counted that are not listed.", "id": "Sebagian komentar tidak ditampilkan."},
        {"en": "Who deleted them is not told.", "id": "Siapa penghapusnya tidak diberitahukan."}]},
    {"source": "instagram", "counts_posts": true, "limits": []},
    {"source": "x", "counts_posts": false, "comments_shown_s": 604800, "limits": []}]}') \g /dev/null

-- Posts of account 1 (Facebook): published, first and last complete visit, announced.
create function pg_temp.post(account int, id text, published text, told text, announced bigint, visited text,
    first_visited text default null)
returns void
language sql
as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format, permalink,
        announced_comments, first_observed_at, changed_observed_at)
    select 1, account, id, md5(account || id)::uuid, published::timestamptz, 'text', 'https://example.org/' || id,
        announced, told::timestamptz, told::timestamptz;
    insert into ops.target (government_id, account_id, stream, external_id, published_at, held, first_success_at,
        last_success_at)
    select 1, account, 'comments', id, published::timestamptz,
        (select count(*) from core.message where account_id = account and post_external_id = id and gone_by is null),
        coalesce(first_visited, visited)::timestamptz, visited::timestamptz
    where visited is not null
$$;
create function pg_temp.gaps() returns setof text language sql as $$
    select concat_ws(' ', account_id, stream, nullif(target, ''), held || '/' || announced, 'gone ' || gone, reason,
        to_char(found_at at time zone 'UTC', 'DD HH24:MI'), to_char(lasting_at at time zone 'UTC', '"lasts" DD HH24:MI'),
        to_char(closed_at at time zone 'UTC', '"closed" DD HH24:MI'))
    from ops.gap order by 1
$$;
insert into ops.stream (government_id, account_id, stream, interval_s, first_success_at, last_success_at, last_complete_at)
select 1, account, stream, 900, '2025-06-01 00:00Z', '2025-06-10 00:00Z', '2025-06-10 00:00Z'
from (values (1, 'posts'), (1, 'comments'), (2, 'posts'), (2, 'comments'), (3, 'posts')) as s (account, stream);

select pg_temp.say(1, thread || n, '2025-06-01 08:00', thread, 'a' || n, 'Kapan?')
from (values ('whole', 3), ('short', 2), ('removed', 2), ('late', 1), ('more', 4)) as held (thread, n_held)
cross join lateral generate_series(1, n_held) as n \g /dev/null
update core.message set gone_from = '2025-06-02', gone_by = '2025-06-03', removed_by = 'unknown'
where external_id = 'removed2';
select pg_temp.post(1, post, '2025-06-01 00:00Z', told, announced, visited)
from (values
    ('pwhole', '2025-06-02 00:00Z', 3, '2025-06-02 01:00Z'),
    ('pshort', '2025-06-02 00:00Z', 5, '2025-06-02 01:00Z'),
    ('premoved', '2025-06-02 00:00Z', 2, '2025-06-02 01:00Z'),
    ('plate', '2025-06-02 02:00Z', 9, '2025-06-02 01:00Z'), -- the number came after the visit
    ('pmore', '2025-06-02 00:00Z', 1, '2025-06-02 01:00Z'), -- more than announced
    ('pnone', '2025-06-02 00:00Z', null, '2025-06-02 01:00Z')) as p (post, told, announced, visited) \g /dev/null
select pg_temp.post(1, 'pold', '2024-05-01', '2025-06-02 00:00Z', 9, '2025-06-02 01:00Z') \g /dev/null

select is(ops.gap_keep('2025-06-02 03:00Z'), 3::bigint, 'two gaps and a row of the account');
select results_eq('select pg_temp.gaps()', $$values
    ('1 comments premoved 1/2 gone 1 removed 02 01:00'), ('1 comments pshort 2/5 gone 0 unknown 02 01:00')$$,
    'found: what a visit after the number did not show; nothing of posts older than the history');
select is(ops.gap_keep('2025-06-02 03:15Z'), 0::bigint, 'where nothing changed nothing is written');
select results_eq('select stream, day, targets, announced, held from ops.completeness',
    $$values ('comments', '2025-06-02'::date, 4::bigint, 11::bigint, 7::bigint)$$, 'kept: of each post no more than announced');
select is_empty('select from metrics.completeness_gap', 'readers see no gap of a day');
delete from core.post where external_id = 'plate';

-- A visit 23 hours and 59 minutes later, then a day later.
update ops.target set last_success_at = '2025-06-03 00:59Z' where external_id = 'pshort';
select is(ops.gap_keep('2025-06-03 01:00Z'), 0::bigint, 'it must last a day');
update ops.target set last_success_at = '2025-06-03 01:00Z' where external_id = 'pshort';
select is(ops.gap_keep('2025-06-03 02:00Z'), 1::bigint, 'from visit to visit');
select ok('1 comments pshort 2/5 gone 0 unknown 02 01:00 lasts 03 01:00' in (select pg_temp.gaps()), 'then it counts');

-- The number moved and nobody looked since: neither open nor closed. Then it is looked at.
update core.post set announced_comments = 8, changed_observed_at = '2025-06-03 03:00Z' where external_id = 'pshort';
select is(ops.gap_keep('2025-06-03 03:30Z'), 1::bigint, 'before a visit a new number says nothing of the gap');
select is(max(announced), 5::bigint, 'it stays as it was') from ops.gap where target = 'pshort';
update ops.target set last_success_at = '2025-06-03 04:00Z' where external_id = 'pshort';
select is(ops.gap_keep('2025-06-03 04:30Z'), 2::bigint, 'after it the row follows');
select is(announced, 8::bigint, 'with the new number') from ops.gap where target = 'pshort';
select is(found_at, '2025-06-02 01:00Z'::timestamptz, 'and the old beginning') from ops.gap where target = 'pshort';

-- What closes before it lasted goes; what lasted stays, closed.
select pg_temp.say(1, 'removed3', '2025-06-01 08:00', 'removed', 'a3', 'Kapan?') \g /dev/null
update ops.target set held = 2, last_success_at = '2025-06-03 05:00Z' where external_id = 'premoved';
update core.post set announced_comments = 2, changed_observed_at = '2025-06-03 05:00Z' where external_id = 'pshort';
select is(ops.gap_keep('2025-06-03 06:00Z'), 3::bigint, 'two gaps close');
select results_eq('select pg_temp.gaps()',
    $$values ('1 comments pshort 2/8 gone 0 unknown 02 01:00 lasts 03 01:00 closed 03 06:00')$$,
    'the one that lasted is history, the other is forgotten');
update core.post set announced_comments = 4, changed_observed_at = '2025-06-04 05:00Z' where external_id = 'pshort';
update ops.target set last_success_at = '2025-06-04 05:30Z' where external_id = 'pshort';
select is(ops.gap_keep('2025-06-04 05:40Z'), 2::bigint, 'a new one');
select is((select count(*) from ops.gap), 2::bigint, 'is a row of its own');
update core.post set removed_at = '2025-06-04 05:45Z' where external_id = 'pshort';
select is(ops.gap_keep('2025-06-04 05:50Z') > 0, true, 'a post that is gone announces nothing');
select is((select count(*) from ops.gap where closed_at is null and target = 'pshort'), 0::bigint, 'and closes its gap');

-- What the platform refuses has its words; a post of a week ago at X its window.
update core.account set channel = 'x' where account_id = 2;
insert into ops.run (government_id, account_id, stream, target, started_at, finished_at, pages, items, changed, rejected,
    verdict, cause, bytes, error)
values (1, 2, 'comments', 'closed', '2025-06-04', '2025-06-04 07:00Z', 1, 0, 0, 0, 'denied', 'comments_off', 9, 'Comments are off.');
select pg_temp.post(2, 'closed', '2025-06-01 00:00Z', '2025-06-04 06:00Z', 6, null) \g /dev/null
select pg_temp.post(2, 'window', '2025-05-20 00:00Z', '2025-06-04 06:00Z', 6, '2025-06-04 07:00Z') \g /dev/null
select pg_temp.post(2, 'inside', '2025-05-20 00:00Z', '2025-06-04 06:00Z', 6, '2025-06-04 07:00Z', '2025-05-26 00:00Z') \g /dev/null
select pg_temp.post(2, 'shut', '2025-06-01 00:00Z', '2025-06-04 06:00Z', 6, '2025-06-04 07:00Z') \g /dev/null
update core.post set comments_off = external_id = 'shut' where account_id = 2;
select ops.gap_keep('2025-06-04 08:00Z') \g /dev/null
select results_eq('select target, reason, detail from ops.gap where account_id = 2 order by 1', $$values
    ('closed', 'comments_off', 'Comments are off.'), ('inside', 'unknown', null), ('shut', 'comments_off', null), ('window', 'window', null)$$, 'why it is missing');

-- Posts that nobody looks at are one row of the account, a day after their number: here of accounts without the
-- stream, and of one whose stream fails.
select pg_temp.post(3, 'a', '2025-06-01 00:00Z', '2025-06-04 06:00Z', 6, null), pg_temp.post(3, 'b', '2025-06-01 00:00Z', '2025-06-04 06:00Z', 7, null) \g /dev/null
select ops.gap_keep('2025-06-05 05:59Z') \g /dev/null
select is((select count(*) from ops.gap where account_id = 3), 0::bigint, 'within a day it is on its way');
select ops.gap_keep('2025-06-05 06:00Z') \g /dev/null
select ok('3 comments 0/13 gone 0 not_collected 05 06:00' in (select pg_temp.gaps()), 'then told, once for all posts');
update core.account set access = 'public' where account_id = 3;
select ops.gap_keep('2025-06-05 07:00Z') \g /dev/null
select is(reason, 'public_access', 'an account that gave no token') from ops.gap where account_id = 3;
insert into ops.stream (government_id, account_id, stream, interval_s, failing_since, cause, error)
values (1, 3, 'comments', 900, '2025-06-04 06:00Z', 'permission', 'Permission missing.');
select ops.gap_keep('2025-06-06 08:00Z') \g /dev/null
select results_eq('select reason, detail, lasting_at from ops.gap where account_id = 3',
    $$values ('permission', 'Permission missing.', '2025-06-06 08:00Z'::timestamptz)$$, 'or a stream that fails');

-- Posts of an account: its number grew by 4, three came, one of those from before went.
update core.account set channel = 'instagram' where account_id = 3;
insert into core.account_sample (government_id, account_id, observed_at, posts)
values (1, 3, '2025-06-01 12:00Z', 100), (1, 3, '2025-06-05 12:00Z', 104);
insert into core.post (government_id, account_id, external_id, post_id, published_at, format, removed_at, first_observed_at,
    changed_observed_at)
select 1, 3, id, md5('3' || id)::uuid, at::timestamptz, 'photo', gone::timestamptz, at::timestamptz, at::timestamptz
from (values ('c', '2025-06-02', null), ('before', '2025-05-01', '2025-06-03'), ('story', '2025-06-02', null)) as p (id, at, gone);
update core.post set format = 'story' where external_id = 'story';
update ops.stream set last_complete_at = '2025-06-05 11:00Z' where account_id = 3 and stream = 'posts';
select ops.gap_keep('2025-06-06 09:00Z') \g /dev/null
select is((select count(*) from ops.gap where stream = 'posts'), 0::bigint, 'before the list of posts was read again nothing is said');
update ops.stream set last_complete_at = '2025-06-06 11:00Z' where account_id = 3 and stream = 'posts';
select ops.gap_keep('2025-06-06 12:00Z') \g /dev/null
select ok('3 posts 3/5 gone 0 unknown 06 11:00' in (select pg_temp.gaps()),
    'posts since the first number: a, b and c; by the platform four more than before, and one that went since');
update core.account set channel = 'x' where account_id = 3;
select ops.gap_keep('2025-06-06 13:00Z') \g /dev/null
select is((select count(*) from ops.gap where stream = 'posts'), 0::bigint, 'X counts other things too');

-- Through the round, for readers.
update core.account set channel = 'facebook', access = 'owned' where account_id in (2, 3);
update ops.stream set failing_since = null, cause = null, error = null;
select * from metrics.refresh_round('2025-06-09 12:00+07', 'dirty') \g /dev/null
select is((select array_agg(view) from ops.refresh_due('2025-06-09 12:00+07') as due (view) where view = 'ops.gap'),
    '{ops.gap}', 'it is due with the views');
select metrics.refresh_view(view, '2025-06-09 12:00+07') from ops.refresh_due('2025-06-09 12:00+07') as due (view) \g /dev/null
select results_eq(
    $$select unit_id, channel, n_accounts, n_announced, n_held, round(completeness::numeric, 6), n_gaps, n_missing, gap_reasons
      from metrics.data_quality where unit_id in (0, 3) order by 1, 2$$,
    $$values
        (0, 'all', 5::bigint, 43::bigint, 6::bigint, round(6 / 43.0, 6), 1::bigint, 13::bigint, 'not_visited 13'),
        (0, 'facebook', 4, 43, 6, round(6 / 43.0, 6), 1, 13, 'not_visited 13'),
        (0, 'lapor', 1, null, null, null, 0, 0, null),
        (3, 'all', 2, 13, 0, 0.000000, 1, 13, 'not_visited 13'),
        (3, 'facebook', 1, 13, 0, 0.000000, 1, 13, 'not_visited 13'),
        (3, 'lapor', 1, null, null, null, 0, 0, null)$$, 'data_quality has it for each unit and channel');
-- Messages and posts are not added: an account that lists two posts less than it counts misses two posts.
insert into ops.gap (government_id, account_id, stream, announced, held, reason, found_at, lasting_at, changed_at)
values (1, 3, 'posts', 9, 7, 'unknown', '2025-06-01', '2025-06-02', '2025-06-02');
select results_eq(
    $$select unit_id, n_gaps, n_missing, gap_reasons, n_missing_posts, post_gap_reasons
      from metrics.data_quality where unit_id in (0, 1, 3) and channel = 'facebook' order by 1$$,
    $$values (0, 2::bigint, 13::bigint, 'not_visited 13', 2::bigint, 'unknown 2'), (1, 0, 0, null, 0, null),
        (3, 2, 13, 'not_visited 13', 2, 'unknown 2')$$, 'posts that are missing stand beside the messages');
delete from ops.gap where stream = 'posts';
select results_eq(
    $$select unit_code, stream, post_external_id, n_missing, reason, reason_en is not null, closed_at
      from metrics.completeness_gap where unit_id > 0 order by 1, 2, 3$$,
    $$values
        ('parks', 'comments', null, 13::bigint, 'not_visited', true, null::timestamptz),
        ('roads', 'comments', 'pshort', 6, 'unknown', true, '2025-06-03 06:00Z')$$, 'and each gap that lasted with its reason');
select results_eq($$select n_announced, completeness from metrics.completeness where unit_code = 'roads' and day < '2025-06-04' order by day$$,
    $$values (11::bigint, 7 / 11.0::float8), (6::bigint, 6 / 6.0::float8)$$, 'and how it was on each day');
select is(history_from, '2024-05-01 00:00Z'::timestamptz, 'where history starts') from metrics.data_quality where unit_id = 1 and channel = 'facebook';
select results_eq(
    $$select limits_en, limits_id from metrics.data_quality where unit_id = 1 and channel = 'facebook'$$,
    $$values ('Comments are counted that are not listed. Who deleted them is not told.',
        'Sebagian komentar tidak ditampilkan. Siapa penghapusnya tidak diberitahukan.')$$, 'known limits in words');
-- A daemon that says other things of one platform and nothing of another: its word, and what was said.
select ops.sync_sources('{"sources": [{"source": "facebook", "counts_posts": true,
    "limits": [{"en": "All is told.", "id": "Semua diberitahukan."}]}]}') \g /dev/null
select results_eq($$select limits_en, limits_id from metrics.data_quality where unit_id = 1 and channel = 'facebook'$$,
    $$values ('All is told.', 'Semua diberitahukan.')$$, 'other words replace them');
select results_eq('select source, counts_posts, comments_shown_s from ops.source order by 1',
    $$values ('facebook', true, null::bigint), ('instagram', true, null), ('x', false, 604800)$$, 'other platforms stay');
select ops.sync_sources('{"sources": [{"source": "facebook", "counts_posts": true}]}') \g /dev/null
select is_empty($$select from metrics.limit_doc where channel = 'facebook'$$, 'and one that knows no limit leaves none');
select ops.sync_sources('{"governments": []}') \g /dev/null
select is((select count(*) from ops.source), 3::bigint, 'and a document without them changes nothing');

-- Of what nobody compares any more no number goes on holding: posts that are gone, accounts that left. Of what is on
-- its way the last number stays.
create function pg_temp.last(account int) returns text language sql as $$
    select concat_ws(' ', day, targets, held || '/' || announced) from ops.completeness
    where account_id = account and stream = 'comments' order by day desc limit 1
$$;
select ops.gap_keep('2025-06-10 12:00+07') \g /dev/null
select is(pg_temp.last(2), '2025-06-05 4 0/24', 'account 2 announces as before');
update core.post set changed_observed_at = '2025-06-10 11:00+07' where account_id = 2;
select ops.gap_keep('2025-06-10 12:00+07') \g /dev/null
select is(pg_temp.last(2), '2025-06-05 4 0/24', 'numbers that no visit followed yet change nothing');
update core.post set removed_at = '2025-06-10' where account_id = 2;
select ops.gap_keep('2025-06-10 12:00+07') \g /dev/null
select is(pg_temp.last(2), '2025-06-10 0 0/0', 'then its posts are gone');
select is(ops.gap_keep('2025-06-11 12:00+07'), 0::bigint, 'which is written once');
select ok(exists (select from ops.gap where account_id = 3 and closed_at is null), 'account 3 has a gap');
update core.account set active = false where account_id = 3;
select ops.gap_keep('2025-06-11 12:00+07') \g /dev/null
select ok(not exists (select from ops.gap where account_id = 3 and closed_at is null), 'until it leaves the configuration');

-- Counters at an age: the last sample up to it, and whether somebody looked behind it. As of 9 June 12:00 WIB.
select is((select array_agg(distinct age_s order by age_s)::bigint[] from metrics.post_growth), core.sample_ages(), 'the ages are the same');
insert into core.post_sample (government_id, account_id, post_id, observed_at, likes)
select 1, 1, md5('1pwhole')::uuid, at::timestamptz, n
from (values ('2025-06-01 00:30Z', 1), ('2025-06-01 05:00Z', 2), ('2025-06-01 06:00Z', 3), ('2025-06-03 12:00Z', 4),
    ('2025-06-08 00:00:01Z', 5), ('2025-06-20 00:00Z', 6)) as sample (at, n);
select results_eq(
    $$select age_s, state, likes, to_char(sampled_at at time zone 'UTC', 'DD HH24:MI'), to_char(confirmed_at at time zone 'UTC', 'DD HH24:MI')
      from metrics.post_growth where post_external_id = 'pwhole' order by age_s$$,
    $$values (3600, 'measured', 1::bigint, '01 00:30', '01 05:00'), (21600, 'measured', 3, '01 06:00', '01 06:00'),
        (86400, 'late', 3, '01 06:00', '03 12:00'), (259200, 'late', 4, '03 12:00', '08 00:00'),
        (604800, 'measured', 4, '03 12:00', '08 00:00'), (1209600, 'young', 5, '08 00:00', null), (2419200, 'young', 5, '08 00:00', null)$$,
    'post_growth: what stood at each age, and how sure that is');
select results_eq($$select distinct state from metrics.post_growth where post_external_id = 'pmore' and age_s <= 604800$$,
    $$values ('not_measured')$$, 'a post without samples');
insert into core.post_sample (government_id, account_id, post_id, observed_at, likes)
values (1, 1, md5('1pmore')::uuid, '2025-06-01 00:30Z', 1);
select results_eq($$select distinct state, likes from metrics.post_growth where post_external_id = 'pmore' and age_s <= 604800$$,
    $$values ('unconfirmed', 1::bigint)$$, 'one that nobody looked at since');
select * from finish();
rollback;
