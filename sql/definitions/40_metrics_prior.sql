-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What accounts of one platform have in common, so that a mean of few posts can be drawn towards it: a ranking by plain
-- means is won by whoever posts least. DerSimonian and Laird 1986 ("Meta-analysis in clinical trials") over accounts,
-- per government, platform and month, on ln(1 + engagement). The variance of posts within accounts is pooled: an own
-- one of two alike posts is 0, and such an account would not be drawn at all.

create or replace function metrics.prior_made(in_as_of timestamptz)
returns setof metrics.prior
language sql
stable
set search_path = pg_catalog, pg_temp
set jit = off
as $$
    with place as (
        select
            g.government_id, g.timezone,
            date_trunc('month', in_as_of at time zone g.timezone)::date as this_month
        from core.government as g
    ),
    -- Sums in numeric, so that they do not depend on the order of posts.
    account as (
        select
            p.government_id, p.channel, date_trunc('month', p.day)::date as month, p.account_id,
            count(*) as n,
            bool_and(p.engagement_terms = 'lcs') as has_shares,
            avg(ln(1 + p.engagement_lc)::numeric) as lc_mean,
            sum(ln(1 + p.engagement_lc)::numeric * ln(1 + p.engagement_lc)::numeric) as lc_squares,
            avg(ln(1 + p.engagement)::numeric) as lcs_mean,
            sum(ln(1 + p.engagement)::numeric * ln(1 + p.engagement)::numeric) as lcs_squares
        from place
        join metrics.post_figure as p
            on p.government_id = place.government_id
            and p.day >= (place.this_month - interval '2 months')::date
        where p.state = 'measured' and p.engagement is not null and p.unit_id > 0 and not p.is_leader
        group by p.government_id, p.channel, date_trunc('month', p.day), p.account_id
    ),
    item as (
        select
            a.government_id, a.channel, a.month, t.engagement_terms, a.n, t.mean,
            t.squares - a.n * t.mean * t.mean as within
        from account as a
        cross join lateral (
            values ('lc', a.lc_mean, a.lc_squares, true), ('lcs', a.lcs_mean, a.lcs_squares, a.has_shares)
        ) as t (engagement_terms, mean, squares, is_one)
        where t.is_one
    ),
    -- In weights n / s2: Q = sum n (mean - fixed)^2 / s2, C = (N - sum n^2 / N) / s2.
    pool as (
        select
            i.government_id, i.channel, i.month, i.engagement_terms,
            count(*) as k, sum(i.n) as n, sum(i.n * i.n) as n_squares,
            -- Means that are cut to so many digits leave a trace of the squares where all posts are alike.
            case when sum(i.within) > 1e-9 then sum(i.within) / (sum(i.n) - count(*)) end as s2,
            sum(i.n * i.mean * i.mean) - sum(i.n * i.mean) * sum(i.n * i.mean) / sum(i.n) as between_
        from item as i
        group by i.government_id, i.channel, i.month, i.engagement_terms
        having count(*) >= 2 and sum(i.n) > count(*)
    ),
    spread as (
        select
            p.government_id, p.channel, p.month, p.engagement_terms, p.k, p.n, p.s2,
            greatest(0, (p.between_ - (p.k - 1) * p.s2) / (p.n - p.n_squares / p.n)) as tau2
        from pool as p
        where p.s2 > 0
    ),
    mean as (
        select
            i.government_id, i.channel, i.month, i.engagement_terms,
            sum(i.mean / (s.s2 / i.n + s.tau2)) / sum(1 / (s.s2 / i.n + s.tau2)) as mu
        from spread as s
        join item as i
            on i.government_id = s.government_id and i.channel = s.channel and i.month = s.month
            and i.engagement_terms = s.engagement_terms
        group by i.government_id, i.channel, i.month, i.engagement_terms
    )
    select
        s.government_id, s.channel, s.month, s.engagement_terms, s.k, s.n::bigint, mean.mu::float8, s.tau2::float8,
        s.s2::float8,
        -- The last posts of a month are measured seven days after it, and confirmed within one more.
        case
            when in_as_of >= ((s.month + interval '1 month' + interval '8 days') at time zone place.timezone)
                then in_as_of
        end
    from spread as s
    join mean
        on mean.government_id = s.government_id and mean.channel = s.channel and mean.month = s.month
        and mean.engagement_terms = s.engagement_terms
    join place on place.government_id = s.government_id
$$;
comment on function metrics.prior_made(timestamptz) is
    'Rows of metrics.prior of the month of a moment and the two before it, as the posts have them; none where fewer than '
    'two accounts have posts, none has two, or all posts of each account are alike.';

create or replace function metrics.prior_keep(in_as_of timestamptz)
returns bigint
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
    with made as materialized (
        select m.* from metrics.prior_made(in_as_of) as m
    ),
    put as (
        insert into metrics.prior as old
        select made.*
        from made
        where not exists (
            select
            from metrics.prior as same
            where same.government_id = made.government_id and same.channel = made.channel
                and same.month = made.month and same.engagement_terms = made.engagement_terms
                and (same.frozen_at is not null or same = made)
        )
        on conflict (government_id, channel, month, engagement_terms) do update set
            n_accounts = excluded.n_accounts,
            n_posts = excluded.n_posts,
            mu = excluded.mu,
            tau2 = excluded.tau2,
            s2 = excluded.s2,
            frozen_at = excluded.frozen_at
        where old.frozen_at is null
        returning 1
    ),
    cut as (
        delete from metrics.prior as p
        where p.frozen_at is null
            and not exists (
                select
                from made
                where made.government_id = p.government_id and made.channel = p.channel
                    and made.month = p.month and made.engagement_terms = p.engagement_terms
            )
        returning 1
    )
    select (select count(*) from put) + (select count(*) from cut)
$$;
comment on function metrics.prior_keep(timestamptz) is
    'Brings metrics.prior up to a moment and freezes months that are over; returns rows changed.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.prior', 'table', '6 hours', '15 minutes')
on conflict (view) do nothing;
