-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The prior of DerSimonian and Laird, when it freezes, and what engagement drawn towards it is. Expected values were
-- worked out with fractions by hand, in units of ln 2: an engagement of 2^y - 1 has the logarithm y * ln 2.

begin;
select plan(18);
\ir reference/inquire.sql

select pg_temp.govern(1, 'Asia/Jakarta', 'id-asn', '{null, null, null, null}');
update core.account set leader_position = 'walikota' where account_id = 4;
insert into core.account_sample (government_id, account_id, observed_at, followers)
select 1, n, '2025-05-01 00:00+07', 1000 from generate_series(1, 4) as n;

-- A post of an account with engagement 2^y - 1, all of it likes; shares 0, or not known.
create function pg_temp.post(account int, at timestamptz, y int, shares bigint default 0)
returns void
language sql
as $$
    insert into core.post (government_id, account_id, external_id, post_id, published_at, format,
        first_observed_at, changed_observed_at)
    values (1, account, at || ' ' || y, md5(account || ' ' || at || y)::uuid, at, 'photo', at, at);
    insert into core.post_sample (government_id, account_id, post_id, observed_at, likes, comments, shares)
    values (1, account, md5(account || ' ' || at || y)::uuid, at, 2 ^ y - 1, 0, shares);
$$;
create function pg_temp.refresh(as_of timestamptz)
returns bigint
language plpgsql
as $$
declare
    changed bigint;
begin
    perform metrics.refresh_view('metrics.post_measure', as_of);
    changed := metrics.prior_keep(as_of);
    perform metrics.refresh_view('metrics.prior', as_of);
    perform metrics.refresh_view('metrics.engagement_rolling_1', as_of);
    return changed;
end
$$;
create temporary view prior as
select engagement_terms, n_accounts, n_posts, round((mu / ln(2))::numeric, 9) as mu, round((tau2 / ln(2) ^ 2)::numeric, 9) as tau2,
    round((s2 / ln(2) ^ 2)::numeric, 9) as s2, frozen_at is not null as frozen
from metrics.engagement_prior where month = '2025-06-01';
create temporary view drawn as
select unit_id, n_engagement as n, engagement_terms as terms, round(shrunk_weight::numeric, 9) as weight,
    round(engagement_shrunk::numeric, 9) as shrunk, prior_month as month
from metrics.engagement_rolling where window_days = 91 and grain = 'unit' and channel = 'facebook' and n_engagement > 0;

-- Accounts 1: 0, 2; 2: 3, 4, 5; 3: 2 without shares; 4 is the mayor's.
select pg_temp.post(1, '2025-06-02 10:00+07', 0);
select pg_temp.post(1, '2025-06-03 10:00+07', 2);
select pg_temp.refresh('2025-06-20 12:00+07');
select is_empty('select from metrics.engagement_prior', 'one account has nothing in common with others');
select is((select engagement_shrunk from metrics.engagement_rolling where unit_id = 1 and window_days = 91 and grain = 'unit' and channel = 'facebook'),
    null, 'and is drawn nowhere');
select pg_temp.post(2, '2025-06-02 10:00+07', 3);
select pg_temp.post(2, '2025-06-03 10:00+07', 4);
select pg_temp.post(2, '2025-06-30 23:59:59+07', 5);
select pg_temp.post(3, '2025-06-01 00:00+07', 2, null);
select pg_temp.post(4, '2025-06-01 00:00+07', 9);

-- N = 6, s2 = 4/3, Q = 8.5, C = 11/4, tau2 = (8.5 - 2) / C = 26/11, mu = 58979/24579; without account 3 N = 5,
-- Q = 8.1, C = 1.8, tau2 = 7.1 / 1.8 = 71/18, mu = 137/54.
select is(pg_temp.refresh('2025-07-08 23:59:59+07'), 2::bigint, 'the month moves');
select results_eq('select * from prior order by 1',
    $$values ('lc', 3::bigint, 6::bigint, 2.399568738, 2.363636364, 1.333333333, false), ('lcs', 2, 5, 2.537037037, 3.944444444, 1.333333333, false)$$,
    'between accounts and within them, for each terms apart');
-- Weights tau2 / (tau2 + s2 / n): 26/11 and 4/3 are 78/122, 71/18 and 4/6 are 71/83, and 4/9 are 71/79.
select results_eq('select * from drawn order by 1',
    $$values (1, 2::bigint, 'lcs', 0.855421687, 1.333058079, '2025-06-01'::date), (2, 3, 'lcs', 0.898734177, 13.438528893, '2025-06-01'),
        (3, 1, 'lc', 0.639344262, 3.420185016, '2025-06-01')$$,
    'few posts are drawn far, towards accounts of equal terms');
select is((select count(*) from metrics.engagement_rolling where account_id = 4 and engagement_shrunk is not null), 0::bigint, 'a leader''s account is not');
select is((select count(*) from metrics.engagement_rolling where channel = 'all' and engagement_shrunk is not null), 0::bigint,
    'nor are all channels, which have nothing in common');
select is(pg_temp.refresh('2025-07-08 23:59:59+07'), 0::bigint, 'nothing changed, nothing is written');

-- Eight days after the month it is frozen, and stays.
select is(pg_temp.refresh('2025-07-09 00:00+07'), 2::bigint, 'the month is over');
select set_eq('select frozen from prior', 'values (true)', 'so it is frozen');
create temporary table before as select * from prior;
update core.post_sample set likes = 0 where account_id = 2;
select pg_temp.post(1, '2025-07-01 10:00+07', 0);
select pg_temp.post(1, '2025-07-01 11:00+07', 1);
select pg_temp.post(2, '2025-07-01 10:00+07', 1);
select is(pg_temp.refresh('2025-07-12 12:00+07'), 2::bigint, 'what comes later moves the next month alone');
select set_eq('select * from prior', 'select * from before', 'and not this one');
select set_eq('select month from drawn', $$values ('2025-06-01'::date)$$, 'and what is frozen is what counts');
-- July, lc = lcs: accounts 1: 0, 1 and 2: 1. s2 = 1/2, mean differences below chance: Q = 1/3 < 1, so tau2 = 0, mu = 2/3.
select results_eq($$select round((mu / ln(2))::numeric, 9), tau2, round((s2 / ln(2) ^ 2)::numeric, 9), frozen_at from metrics.engagement_prior
        where month = '2025-07-01' order by engagement_terms$$,
    'values (0.666666667, 0.0::float8, 0.5, null::timestamptz), (0.666666667, 0.0, 0.5, null)', 'accounts that differ no more than by chance');
delete from metrics.prior where frozen_at is not null;
update core.post_sample set likes = 1 where post_id = md5('1 ' || '2025-07-01 10:00+07'::timestamptz || 0)::uuid;
delete from metrics.post_measure_pass;
select pg_temp.refresh('2025-07-12 13:00+07');
select is((select count(*) from metrics.engagement_prior where month = '2025-07-01'), 0::bigint, 'posts that are all alike say nothing of variance');
select is((select count(*) from metrics.catalogue where metric in ('engagement_shrunk', 'shrunk_weight', 'prior_month', 'engagement_prior.mu')
    and definition_en like 'Relative: %' and definition_id like 'Relatif: %'), 4::bigint, 'the catalogue says that these move with others');

grant usage on schema tap to pantau_reader;
set local role pantau_reader;
select lives_ok('select count(*) from metrics.engagement_prior', 'readers see it');
select throws_ok('select count(*) from metrics.prior', '42501', null, 'and not the table');
reset role;
select * from finish();
rollback;
