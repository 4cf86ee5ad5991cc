-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Engagement and posting, for readers: names beside ids, as_of and coverage beside figures. Columns are only ever
-- appended, as in 90_api_views.sql; their words stand in 40_metrics_engagement_words.sql and
-- 41_metrics_posting_words.sql.

create or replace view metrics.engagement_rolling as
select
    e.government_id,
    u.government,
    e.unit_id,
    u.unit_code,
    u.unit,
    e.grain,
    e.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    e.channel,
    e.window_days,
    e.n_posts,
    e.n_measured,
    e.n_unmeasured,
    e.n_young,
    e.n_unconfirmed,
    e.n_removed,
    e.n_hidden,
    e.n_stories,
    e.n_excluded,
    e.n_popularity,
    e.popularity_mean,
    e.popularity_median,
    e.n_commitment,
    e.n_commitment_platform,
    e.commitment_mean,
    e.commitment_median,
    e.n_virality,
    e.virality_mean,
    e.virality_median,
    e.n_engagement,
    e.engagement_terms,
    e.engagement_mean,
    e.engagement_median,
    e.n_by_views,
    e.engagement_by_views_mean,
    e.engagement_by_views_median,
    e.n_comments_held,
    e.n_citizen_messages,
    e.n_official_replies,
    e.interactivity,
    e.n_accounts,
    e.followers,
    e.followers_change,
    coverage.poll_coverage,
    state.as_of,
    case
        when prior.month is not null
            then exp(drawn.weight * e.engagement_log_mean + (1 - drawn.weight) * prior.mu) - 1
    end as engagement_shrunk,
    drawn.weight as shrunk_weight,
    prior.month as prior_month,
    case when e.grain = 'account' then a.leader_position is not null end as is_leader
from metrics.engagement_rolling_1 as e
join metrics.unit as u on u.government_id = e.government_id and u.unit_id = e.unit_id
left join core.account as a on a.government_id = e.government_id and a.account_id = e.account_id
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = e.government_id and coverage.unit_id = e.unit_id
    and coverage.scope = 'own' and coverage.channel = e.channel and coverage.window_days = e.window_days
left join ops.refresh_state as state on state.view = 'metrics.engagement_rolling_1'
-- The newest month that is frozen; until there is one, the newest that moves.
left join lateral (
    select p.month, p.mu, p.tau2, p.s2
    from metrics.prior as p
    where p.government_id = e.government_id and p.channel = e.channel
        and p.engagement_terms = e.engagement_terms
        and e.n_engagement > 0 and e.unit_id > 0 and a.leader_position is null
    order by p.frozen_at is null, p.month desc
    limit 1
) as prior on true
left join lateral (
    select prior.tau2 / (prior.tau2 + prior.s2 / e.n_engagement) as weight
) as drawn on prior.month is not null;
comment on view metrics.engagement_rolling is
    'How much people react to posts, per 1,000 followers, seven days after each: one row per account (grain account) '
    'and per unit (grain unit, account_id 0), channel (or all, units only) and window of 7, 28, 91 or 364 local days '
    'that end with the day of as_of, by the day of publication. Compare rows of equal engagement_terms only.';

create or replace view metrics.engagement_prior as
select
    p.government_id,
    g.name as government,
    p.channel,
    p.month,
    p.engagement_terms,
    p.n_accounts,
    p.n_posts,
    p.mu,
    p.tau2,
    p.s2,
    p.frozen_at,
    state.as_of
from metrics.prior as p
join core.government as g on g.government_id = p.government_id
left join ops.refresh_state as state on state.view = 'metrics.prior';
comment on view metrics.engagement_prior is
    'What accounts of a platform had in common in a month, on ln(1 + engagement), towards which engagement_shrunk draws '
    'means of few posts: one row per government, platform, month and terms.';

create or replace view metrics.engagement_daily as
select
    d.government_id,
    u.government,
    d.unit_id,
    u.unit_code,
    u.unit,
    d.grain,
    d.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    d.channel,
    d.day,
    d.n_posts,
    d.n_measured,
    d.n_unmeasured,
    d.n_engagement,
    case when d.has_shares then 'lcs' when not d.has_shares then 'lc' end as engagement_terms,
    case when d.has_shares then d.lcs_mean else d.lc_mean end as engagement_mean,
    case when d.has_shares then d.lcs_median else d.lc_median end as engagement_median,
    d.popularity_mean,
    d.commitment_mean,
    d.virality_mean,
    state.as_of,
    d.n_popularity,
    d.n_commitment,
    d.n_virality,
    case when d.grain = 'account' then a.leader_position is not null end as is_leader
from (
    select
        p.government_id, p.unit_id, key.grain, key.account_id, key.channel, p.day,
        count(*) as n_posts,
        count(*) filter (where p.state = 'measured') as n_measured,
        count(*) filter (where p.state <> 'measured') as n_unmeasured,
        count(p.engagement) as n_engagement,
        bool_and(p.engagement_terms = 'lcs') as has_shares,
        avg(p.engagement::numeric)::float8 as lcs_mean,
        percentile_cont(0.5) within group (order by p.engagement) as lcs_median,
        avg(p.engagement_lc::numeric)::float8 as lc_mean,
        percentile_cont(0.5) within group (order by p.engagement_lc) as lc_median,
        avg(p.popularity::numeric)::float8 as popularity_mean,
        avg(p.commitment::numeric)::float8 as commitment_mean,
        avg(p.virality::numeric)::float8 as virality_mean,
        count(p.popularity) as n_popularity,
        count(p.commitment) as n_commitment,
        count(p.virality) as n_virality
    from metrics.post_figure as p
    cross join lateral (
        values ('account', p.account_id, p.channel), ('unit', 0, p.channel), ('unit', 0, 'all')
    ) as key (grain, account_id, channel)
    where p.is_counted and (key.grain = 'account' or p.unit_id > 0 and not p.is_leader)
    group by p.government_id, p.unit_id, key.grain, key.account_id, key.channel, p.day
) as d
join metrics.unit as u on u.government_id = d.government_id and u.unit_id = d.unit_id
left join core.account as a on a.government_id = d.government_id and a.account_id = d.account_id
left join ops.refresh_state as state on state.view = 'metrics.post_measure';
comment on view metrics.engagement_daily is
    'Engagement of the posts of one local day: one row per account (grain account) and per unit (grain unit), channel '
    '(or all, units only) and day with a post, of the last 800 days.';

create or replace view metrics.post_detail as
select
    p.government_id,
    g.name as government,
    p.unit_id,
    u.unit_code,
    u.unit,
    p.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    p.channel,
    post.external_id as post_external_id,
    post.permalink,
    p.published_at,
    p.day,
    p.format,
    p.purpose,
    p.state,
    p.followers,
    p.followers_sampled_at,
    p.likes_7d,
    p.comments_7d,
    p.comments_source,
    p.announced_comments_7d,
    p.citizen_messages,
    p.official_replies,
    p.shares_7d,
    p.views_7d,
    p.saves_7d,
    p.reach_7d,
    p.popularity,
    p.commitment,
    p.virality,
    p.engagement,
    p.engagement_terms,
    p.engagement_by_views,
    p.sampled_at,
    p.confirmed_at,
    p.confirmed,
    p.removed_at,
    state.as_of
from metrics.post_figure as p
join core.post as post on post.government_id = p.government_id and post.post_id = p.post_id
join core.government as g on g.government_id = p.government_id
join core.account as a on a.government_id = p.government_id and a.account_id = p.account_id
left join metrics.unit as u
    on u.government_id = p.government_id and u.unit_id = p.unit_id and p.unit_id > 0
left join ops.refresh_state as state on state.view = 'metrics.post_measure';
comment on view metrics.post_detail is
    'Every post of the last 800 days with the counters of which the figures of engagement and posting are made, and '
    'why it is_counted or not: one row per post.';

create or replace view metrics.posting_rolling as
select
    p.government_id,
    u.government,
    p.unit_id,
    u.unit_code,
    u.unit,
    p.grain,
    p.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    p.channel,
    p.window_days,
    p.posts,
    p.n_days,
    p.posts_per_week,
    p.n_working_days,
    p.n_provisional_days,
    p.n_active_days,
    p.active_day_share,
    p.longest_silence_days,
    p.n_post_gaps,
    p.regularity,
    p.hour_entropy,
    p.text_share,
    p.photo_share,
    p.video_share,
    p.reel_share,
    p.link_share,
    p.event_share,
    p.other_share,
    p.format_entropy,
    p.target_posts,
    p.target_reached_share,
    p.last_post_at,
    p.days_since_last_post,
    p.n_accounts,
    coverage.poll_coverage,
    state.as_of,
    case when p.grain = 'account' then a.leader_position is not null end as is_leader
from metrics.posting_rolling_1 as p
join metrics.unit as u on u.government_id = p.government_id and u.unit_id = p.unit_id
left join core.account as a on a.government_id = p.government_id and a.account_id = p.account_id
left join metrics.poll_coverage_1 as coverage
    on coverage.government_id = p.government_id and coverage.unit_id = p.unit_id
    and coverage.scope = 'own' and coverage.channel = p.channel and coverage.window_days = p.window_days
left join ops.refresh_state as state on state.view = 'metrics.posting_rolling_1';
comment on view metrics.posting_rolling is
    'How often, how regularly and in which forms: one row per account (grain account) and per unit (grain unit, '
    'account_id 0), channel (or all, units only) and window of 7, 28, 91 or 364 local days that end with the day of '
    'as_of. Working days are those of the unit''s calendar: holidays are no silence.';

create or replace view metrics.posting_mix as
select
    x.government_id,
    u.government,
    x.unit_id,
    u.unit_code,
    u.unit,
    x.grain,
    x.account_id,
    coalesce(a.name, a.handle, a.external_id) as account,
    x.channel,
    x.window_days,
    x.mix,
    x.mix_value,
    x.n_mix,
    x.posts,
    x.n_mix::float8 / x.posts as mix_share,
    state.as_of,
    case when x.grain = 'account' then a.leader_position is not null end as is_leader
from (
    select
        p.government_id, p.unit_id, key.grain, key.account_id, key.channel, w.window_days, mix.mix, mix.mix_value,
        count(*) as n_mix,
        sum(count(*)) over (
            partition by p.government_id, p.unit_id, key.grain, key.account_id, key.channel, w.window_days, mix.mix
        )::bigint as posts
    from metrics.post_figure as p
    join core.government as g on g.government_id = p.government_id
    join ops.refresh_state as moment on moment.view = 'metrics.post_measure'
    cross join (values (7), (28), (91), (364)) as w (window_days)
    cross join lateral (
        values ('account', p.account_id, p.channel), ('unit', 0, p.channel), ('unit', 0, 'all')
    ) as key (grain, account_id, channel)
    cross join lateral (
        values ('format', p.format), ('purpose', coalesce(p.purpose, 'unknown'))
    ) as mix (mix, mix_value)
    where p.is_posted and (key.grain = 'account' or p.unit_id > 0 and not p.is_leader)
        and p.day > (moment.as_of at time zone g.timezone)::date - w.window_days
        and p.day <= (moment.as_of at time zone g.timezone)::date
    group by p.government_id, p.unit_id, key.grain, key.account_id, key.channel, w.window_days, mix.mix,
        mix.mix_value
) as x
join metrics.unit as u on u.government_id = x.government_id and u.unit_id = x.unit_id
left join core.account as a on a.government_id = x.government_id and a.account_id = x.account_id
left join ops.refresh_state as state on state.view = 'metrics.post_measure';
comment on view metrics.posting_mix is
    'Which forms posts have and what they are for: one row per account (grain account) and per unit (grain unit), channel '
    '(or all, units only), window, mix (format or purpose) and value that occurs.';

select metrics.apply_column_doc();
