-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Engagement: what was counted of each post seven days after it was published, set against the followers of that
-- day. metrics.post_measure has one row per post, with all look-ups done; metrics.post_figure makes figures of it, and
-- every window, day and detail reads that one view. What the columns mean stands in 40_metrics_engagement_words.sql.

insert into metrics.refresh_setting (setting, value, doc)
values
    ('post_days', 800, 'Days back to which posts have rows in metrics.post_measure: the longest window (364), the one '
        'before it, and the time in which somebody still asks about last year.'),
    ('post_young_days', 12, 'Age in days up to which posts are counted anew by every refresh: seven until their '
        'counters stand, five for visits that come late. Older ones are compared once a day.')
on conflict (setting) do nothing;

-- The counters at seven days: what METRICS compares. Only samples and messages up to as_of, so that a row depends on
-- facts and as_of alone.
create or replace function metrics.post_measure_made(
    in_government_id int,
    in_account_id int[],
    in_from_at timestamptz[],
    in_as_of timestamptz
)
returns setof metrics.post_measure
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
    select
        p.government_id,
        p.account_id,
        p.post_id,
        a.channel,
        p.published_at,
        local.day,
        p.format,
        p.purpose,
        coalesce(p.hidden, false),
        p.removed_at,
        crowd.followers,
        crowd.observed_at,
        before.likes,
        before.comments,
        before.shares,
        before.views,
        before.saves,
        before.reach,
        before.observed_at,
        after.observed_at,
        held.held,
        case when held.held then said.citizens end,
        case when held.held then said.officials end
    from unnest(in_account_id, in_from_at) as wanted (account_id, from_at)
    join core.government as g on g.government_id = in_government_id
    join core.account as a on a.government_id = g.government_id and a.account_id = wanted.account_id
    join core.post as p
        on p.government_id = g.government_id and p.account_id = wanted.account_id
        and p.published_at > wanted.from_at and p.published_at <= in_as_of
    cross join lateral (
        select
            (p.published_at at time zone g.timezone)::date as day,
            p.published_at + interval '7 days' as seven_at
    ) as local
    left join lateral (
        select s.followers, s.observed_at
        from core.account_sample as s
        where s.government_id = p.government_id and s.account_id = p.account_id
            and s.followers is not null
            and s.observed_at < ((local.day + 1)::timestamp at time zone g.timezone)
            and s.observed_at <= in_as_of
        order by s.observed_at desc
        limit 1
    ) as crowd on true
    left join lateral (
        select s.likes, s.comments, s.shares, s.views, s.saves, s.reach, s.observed_at
        from core.post_sample as s
        where s.government_id = p.government_id and s.post_id = p.post_id
            and s.observed_at <= local.seven_at and s.observed_at <= in_as_of
        order by s.observed_at desc
        limit 1
    ) as before on true
    left join lateral (
        select s.observed_at
        from core.post_sample as s
        where s.government_id = p.government_id and s.post_id = p.post_id
            and s.observed_at >= local.seven_at and s.observed_at <= in_as_of
        order by s.observed_at
        limit 1
    ) as after on true
    -- Who reads comments reads them post by post: the visit of the post is what is_counted, not that of the account.
    cross join lateral (
        select exists (
            select
            from ops.target as t
            where t.government_id = p.government_id and t.account_id = p.account_id
                and t.stream = 'comments' and t.external_id = p.external_id
                and t.last_success_at >= local.seven_at
        ) as held
        offset 0 -- once, not for each column that is made of it
    ) as held
    -- What stood at seven days, whatever became of it: else a figure would go on falling for years.
    cross join lateral (
        select
            count(*) filter (where m.role in ('citizen', 'unknown')) as citizens,
            count(*) filter (where m.role = 'official') as officials
        from core.message as m
        where held.held
            and m.government_id = p.government_id and m.account_id = p.account_id
            and m.post_external_id = p.external_id
            and m.kind in ('comment', 'reply')
            and m.sent_at <= local.seven_at
            and coalesce(m.gone_by > local.seven_at, true)
    ) as said
$$;
comment on function metrics.post_measure_made(int, int[], timestamptz[], timestamptz) is
    'Rows of metrics.post_measure as the facts have them as of a moment: posts of these accounts, each from a moment on.';

-- Writes what differs, of some accounts. Look-ups by index alone (offset 0), whatever the planner thinks of a store that
-- is empty now and full a minute later: a loop over all of it for each post would never end.
create or replace function metrics.post_measure_put(
    in_government_id int,
    in_account_id int[],
    in_from_at timestamptz[],
    in_as_of timestamptz
)
returns bigint
language sql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set jit = off
as $$
    with made as materialized (
        select m.* from metrics.post_measure_made(in_government_id, in_account_id, in_from_at, in_as_of) as m
    ),
    put as (
        insert into metrics.post_measure as old
        select made.*
        from made
        left join lateral (
            select m as stored
            from metrics.post_measure as m
            where m.government_id = made.government_id and m.account_id = made.account_id
                and m.post_id = made.post_id
            offset 0
        ) as was on true
        where (was.stored = made) is not true
        on conflict (government_id, account_id, post_id) do update set
            channel = excluded.channel,
            published_at = excluded.published_at,
            day = excluded.day,
            format = excluded.format,
            purpose = excluded.purpose,
            hidden = excluded.hidden,
            removed_at = excluded.removed_at,
            followers = excluded.followers,
            followers_sampled_at = excluded.followers_sampled_at,
            likes = excluded.likes,
            announced_comments = excluded.announced_comments,
            shares = excluded.shares,
            views = excluded.views,
            saves = excluded.saves,
            reach = excluded.reach,
            sampled_at = excluded.sampled_at,
            confirmed_at = excluded.confirmed_at,
            held = excluded.held,
            citizen_messages = excluded.citizen_messages,
            official_replies = excluded.official_replies
        returning 1
    ),
    gone as (
        select held.account_id, held.post_id
        from unnest(in_account_id, in_from_at) as asked (account_id, from_at)
        cross join lateral (
            select m.account_id, m.post_id
            from metrics.post_measure as m
            where m.government_id = in_government_id and m.account_id = asked.account_id
                and m.published_at > asked.from_at
            offset 0
        ) as held
        where held.post_id not in (select made.post_id from made)
    ),
    cut as (
        delete from metrics.post_measure as m
        using gone
        where m.government_id = in_government_id and m.account_id = gone.account_id and m.post_id = gone.post_id
        returning 1
    )
    select (select count(*) from put) + (select count(*) from cut)
$$;
comment on function metrics.post_measure_put(int, int[], timestamptz[], timestamptz) is
    'Makes the rows of metrics.post_measure of these accounts, each from a moment on, what the facts say; returns rows '
    'changed.';

-- Brings one government up to as_of. Young posts are made anew each time; of the others those of accounts of which
-- another number is held than counted (a history that was just read), and once a day all.
create or replace function metrics.post_measure_one(in_government_id int, in_as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    whole_from timestamptz;
    young_from timestamptz;
    whole boolean;
    portion record;
    changed bigint := 0;
    gone bigint := 0;
begin
    select in_as_of - make_interval(days => s.value::int) into strict whole_from
    from metrics.refresh_setting as s where s.setting = 'post_days';
    select in_as_of - make_interval(days => s.value::int) into strict young_from
    from metrics.refresh_setting as s where s.setting = 'post_young_days';
    -- An as_of before the last one is a question about the past: all is made again for it.
    select count(*) = 0 into whole
    from metrics.post_measure_pass as p
    where p.government_id = in_government_id
        and p.whole_as_of > in_as_of - interval '1 day' and p.whole_as_of <= in_as_of;

    -- In portions, so that memory stays bounded whatever the number of posts.
    for portion in
        select
            array_agg(x.account_id) as account_ids,
            array_agg(case when whole or x.facts <> x.rows then whole_from else young_from end) as from_at
        from (
            select
                a.account_id,
                (row_number() over (order by a.account_id) - 1) / 200 as portion,
                (
                    select count(*)
                    from core.post as p
                    where p.government_id = a.government_id and p.account_id = a.account_id
                        and p.published_at > whole_from and p.published_at <= young_from
                ) as facts,
                (
                    select count(*)
                    from metrics.post_measure as m
                    where m.government_id = a.government_id and m.account_id = a.account_id
                        and m.published_at > whole_from and m.published_at <= young_from
                ) as rows
            from core.account as a
            where a.government_id = in_government_id and a.access in ('owned', 'public')
        ) as x
        group by x.portion
        order by x.portion
    loop
        changed := changed + metrics.post_measure_put(
            in_government_id, portion.account_ids, portion.from_at, in_as_of);
    end loop;

    if whole then
        delete from metrics.post_measure as m
        where m.government_id = in_government_id
            and (
                m.published_at <= whole_from
                or m.account_id not in (
                    select a.account_id
                    from core.account as a
                    where a.government_id = in_government_id and a.access in ('owned', 'public')
                )
            );
        get diagnostics gone = row_count;
        insert into metrics.post_measure_pass (government_id, whole_as_of)
        values (in_government_id, in_as_of)
        on conflict (government_id) do update set whole_as_of = excluded.whole_as_of;
    end if;
    return changed + gone;
end
$$;
comment on function metrics.post_measure_one(int, timestamptz) is
    'Brings metrics.post_measure of one government up to a moment; returns rows changed.';

create or replace function metrics.post_measure_keep(in_as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    place record;
    changed bigint := 0;
begin
    for place in select g.government_id from core.government as g order by g.government_id loop
        changed := changed + metrics.post_measure_one(place.government_id, in_as_of);
    end loop;
    return changed;
end
$$;
comment on function metrics.post_measure_keep(timestamptz) is
    'Brings metrics.post_measure up to a moment, government by government; returns rows changed, 0 when nothing did.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.post_measure', 'table', '1 hour', '30 minutes')
on conflict (view) do nothing;

-- One row per post with its figures: what post_detail shows, and every window is made of.
create or replace view metrics.post_figure as
select
    x.government_id,
    x.unit_id,
    x.account_id,
    x.is_leader,
    x.channel,
    x.post_id,
    x.published_at,
    x.day,
    x.format,
    x.purpose,
    x.state,
    x.state in ('measured', 'young', 'not_measured', 'no_followers') as is_counted,
    x.followers,
    x.followers_sampled_at,
    x.likes as likes_7d,
    x.comments as comments_7d,
    case
        when x.comments is null then null
        when x.held then 'citizens'
        else 'platform'
    end as comments_source,
    x.announced_comments as announced_comments_7d,
    x.citizen_messages,
    x.official_replies,
    x.shares as shares_7d,
    x.views as views_7d,
    x.saves as saves_7d,
    x.reach as reach_7d,
    case when x.state = 'measured' then x.likes * 1000 / x.followers::float8 end as popularity,
    case when x.state = 'measured' then x.comments * 1000 / x.followers::float8 end as commitment,
    case when x.state = 'measured' then x.shares * 1000 / x.followers::float8 end as virality,
    case
        when x.state = 'measured'
            then (x.likes + x.comments + coalesce(x.shares, 0)) * 1000 / x.followers::float8
    end as engagement,
    case
        when x.state not in ('measured', 'no_followers') or x.likes is null or x.comments is null then null
        when x.shares is null then 'lc'
        else 'lcs'
    end as engagement_terms,
    case
        when x.state = 'measured' then (x.likes + x.comments) * 1000 / x.followers::float8
    end as engagement_lc,
    case
        when x.state in ('measured', 'no_followers') and x.views > 0
            then (x.likes + x.comments + coalesce(x.shares, 0)) / x.views::float8
    end as engagement_by_views,
    case
        when x.state in ('measured', 'no_followers') and x.views > 0
            then (x.likes + x.comments) / x.views::float8
    end as engagement_lc_by_views,
    x.sampled_at,
    x.confirmed_at,
    coalesce(x.confirmed_at <= x.published_at + interval '8 days', false) as confirmed,
    x.removed_at,
    -- Taken down within a day: a slip, mostly, that the next post puts right.
    x.state not in ('story', 'hidden', 'excluded') and coalesce(x.removed_at > x.published_at + interval '1 day', true)
        as is_posted
from (
    select
        m.government_id, m.unit_id, m.account_id, a.leader_position is not null as is_leader, m.channel, m.post_id,
        m.published_at, m.day, m.format, m.purpose, m.followers, m.followers_sampled_at, m.likes,
        m.announced_comments, m.shares, m.views, m.saves, m.reach, m.sampled_at, m.confirmed_at, m.held,
        m.citizen_messages, m.official_replies, m.removed_at,
        coalesce(m.citizen_messages, m.announced_comments) as comments, verdict.state
    from (
        -- Apart, so that whoever asks for one unit reads its accounts alone.
        select owned.*, owner.unit_id
        from core.account_owner as owner
        join metrics.post_measure as owned
            on owned.government_id = owner.government_id and owned.account_id = owner.account_id
            and owned.day between owner.valid_from and coalesce(owner.valid_to, 'infinity')
        union all
        select nobodys.*, 0
        from metrics.post_measure as nobodys
        where not exists (
            select
            from core.account_owner as owner
            where owner.government_id = nobodys.government_id and owner.account_id = nobodys.account_id
                and nobodys.day between owner.valid_from and coalesce(owner.valid_to, 'infinity')
        )
    ) as m
    join ops.refresh_state as state on state.view = 'metrics.post_measure'
    join core.account as a on a.government_id = m.government_id and a.account_id = m.account_id
    cross join lateral (
        select
            case
                when m.format = 'story' then 'story'
                when m.hidden then 'hidden'
                when exists (
                    select
                    from core.exclusion as e
                    where e.government_id = m.government_id and e.revoked_at is null
                        and coalesce(e.unit_id, m.unit_id) = m.unit_id
                        and coalesce(e.channel, m.channel) = m.channel
                        and m.day between e.first_on and e.last_on
                ) then 'excluded'
                when m.removed_at <= m.published_at + interval '7 days' then 'removed'
                when m.published_at + interval '7 days' > state.as_of then 'young'
                when m.sampled_at is null then 'not_measured'
                when coalesce(m.followers, 0) <= 0 then 'no_followers'
                else 'measured'
            end as state
        offset 0 -- once, not for each column that is made of it
    ) as verdict
) as x;
comment on view metrics.post_figure is
    'Every post of the last 800 days with what was counted of it seven days after and its figures; unit 0 where '
    'nobody owned the account that day. Readers use metrics.post_detail.';

-- The rows that there must be, with or without posts: each account that is read, each unit in use and channel of it,
-- and all its channels together. A leader's account is his, not his office's: it has a row of its own alone.
create or replace view metrics.post_place as
select w.government_id, w.unit_id, 'account' as grain, w.account_id, w.channel, w.account_id as part_account_id
from metrics.unit_account as w
join core.account as a on a.government_id = w.government_id and a.account_id = w.account_id
where a.access in ('owned', 'public')
    and (
        w.unit_id > 0
        or not exists (
            select
            from metrics.unit_account as own
            where own.government_id = w.government_id and own.account_id = w.account_id and own.unit_id > 0
        )
    )
union all
select w.government_id, w.unit_id, 'unit', 0, channel.channel, w.account_id
from metrics.unit_account as w
join core.account as a on a.government_id = w.government_id and a.account_id = w.account_id
cross join lateral (values (w.channel), ('all')) as channel (channel)
where a.access in ('owned', 'public') and a.leader_position is null and w.unit_id > 0
union all
select u.government_id, u.unit_id, 'unit', 0, 'all', null
from core.unit as u
where u.active_to is null;
comment on view metrics.post_place is
    'Accounts that are read on the day of as_of, as the rows of posts by account and by unit count them; also units '
    'in use without any.';

create materialized view if not exists metrics.engagement_rolling_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
span as (
    select
        g.government_id, g.timezone, w.window_days, moment.as_of,
        (moment.as_of at time zone g.timezone)::date - w.window_days + 1 as first_on,
        (moment.as_of at time zone g.timezone)::date as last_on
    from core.government as g
    cross join moment
    cross join (values (7), (28), (91), (364)) as w (window_days)
    where moment.as_of is not null
),
part as (
    select
        p.government_id, p.unit_id, key.grain, key.account_id, key.channel, span.window_days,
        p.state, p.is_counted, p.popularity, p.commitment, p.virality, p.engagement, p.engagement_lc,
        p.engagement_terms, p.engagement_by_views, p.engagement_lc_by_views, p.comments_source, p.confirmed,
        p.citizen_messages, p.official_replies
    from metrics.post_figure as p
    join span
        on span.government_id = p.government_id and p.day between span.first_on and span.last_on
    cross join lateral (
        values ('account', p.account_id, p.channel), ('unit', 0, p.channel), ('unit', 0, 'all')
    ) as key (grain, account_id, channel)
    where key.grain = 'account' or p.unit_id > 0 and not p.is_leader
),
-- numeric sums do not depend on the order of their parts.
figure as (
    select
        part.government_id, part.unit_id, part.grain, part.account_id, part.channel, part.window_days,
        count(*) filter (where part.is_counted) as n_posts,
        count(*) filter (where part.state = 'measured') as n_measured,
        count(*) filter (where part.is_counted and part.state <> 'measured') as n_unmeasured,
        count(*) filter (where part.state = 'young') as n_young,
        count(*) filter (where part.state = 'measured' and not part.confirmed) as n_unconfirmed,
        count(*) filter (where part.state = 'removed') as n_removed,
        count(*) filter (where part.state = 'hidden') as n_hidden,
        count(*) filter (where part.state = 'story') as n_stories,
        count(*) filter (where part.state = 'excluded') as n_excluded,
        count(part.popularity) as n_popularity,
        avg(part.popularity::numeric)::float8 as popularity_mean,
        percentile_cont(0.5) within group (order by part.popularity) as popularity_median,
        count(part.commitment) as n_commitment,
        count(part.commitment) filter (where part.comments_source = 'platform') as n_commitment_platform,
        avg(part.commitment::numeric)::float8 as commitment_mean,
        percentile_cont(0.5) within group (order by part.commitment) as commitment_median,
        count(part.virality) as n_virality,
        avg(part.virality::numeric)::float8 as virality_mean,
        percentile_cont(0.5) within group (order by part.virality) as virality_median,
        count(part.engagement) as n_engagement,
        -- Null without any; one post without a number of shares is compared with the others without theirs.
        bool_and(part.engagement_terms = 'lcs') as has_shares,
        avg(part.engagement::numeric)::float8 as lcs_mean,
        percentile_cont(0.5) within group (order by part.engagement) as lcs_median,
        avg(ln(1 + part.engagement)::numeric)::float8 as lcs_log_mean,
        avg(part.engagement_lc::numeric)::float8 as lc_mean,
        percentile_cont(0.5) within group (order by part.engagement_lc) as lc_median,
        avg(ln(1 + part.engagement_lc)::numeric)::float8 as lc_log_mean,
        count(part.engagement_by_views) as n_by_views,
        avg(part.engagement_by_views::numeric)::float8 as lcs_by_views_mean,
        percentile_cont(0.5) within group (order by part.engagement_by_views) as lcs_by_views_median,
        avg(part.engagement_lc_by_views::numeric)::float8 as lc_by_views_mean,
        percentile_cont(0.5) within group (order by part.engagement_lc_by_views) as lc_by_views_median,
        count(part.citizen_messages) filter (where part.is_counted and part.state <> 'young') as n_comments_held,
        sum(part.citizen_messages) filter (where part.is_counted and part.state <> 'young') as citizens,
        sum(part.official_replies) filter (where part.is_counted and part.state <> 'young') as officials
    from part
    group by part.government_id, part.unit_id, part.grain, part.account_id, part.channel, part.window_days
),
crowd as (
    select
        a.government_id, a.account_id, span.window_days, now_.followers,
        now_.followers - before.followers as followers_change
    from span
    join core.account as a
        on a.government_id = span.government_id and a.active and a.access in ('owned', 'public')
    left join lateral (
        select s.followers
        from core.account_sample as s
        where s.government_id = a.government_id and s.account_id = a.account_id
            and s.followers is not null and s.observed_at <= span.as_of
        order by s.observed_at desc
        limit 1
    ) as now_ on true
    left join lateral (
        select s.followers
        from core.account_sample as s
        where s.government_id = a.government_id and s.account_id = a.account_id
            and s.followers is not null and s.observed_at < (span.first_on::timestamp at time zone span.timezone)
        order by s.observed_at desc
        limit 1
    ) as before on true
),
-- A sum of which a part is not known is not known.
place as (
    select
        p.government_id, p.unit_id, p.grain, p.account_id, p.channel, span.window_days,
        count(p.part_account_id) as n_accounts,
        case
            when count(p.part_account_id) = count(crowd.followers) then sum(crowd.followers)
        end::bigint as followers,
        case
            when count(p.part_account_id) = count(crowd.followers_change) then sum(crowd.followers_change)
        end::bigint as followers_change
    from metrics.post_place as p
    join span on span.government_id = p.government_id
    left join crowd
        on crowd.government_id = p.government_id and crowd.account_id = p.part_account_id
        and crowd.window_days = span.window_days
    group by p.government_id, p.unit_id, p.grain, p.account_id, p.channel, span.window_days
)
select
    government_id,
    unit_id,
    grain,
    account_id,
    channel,
    window_days,
    coalesce(figure.n_posts, 0) as n_posts,
    coalesce(figure.n_measured, 0) as n_measured,
    coalesce(figure.n_unmeasured, 0) as n_unmeasured,
    coalesce(figure.n_young, 0) as n_young,
    coalesce(figure.n_unconfirmed, 0) as n_unconfirmed,
    coalesce(figure.n_removed, 0) as n_removed,
    coalesce(figure.n_hidden, 0) as n_hidden,
    coalesce(figure.n_stories, 0) as n_stories,
    coalesce(figure.n_excluded, 0) as n_excluded,
    coalesce(figure.n_popularity, 0) as n_popularity,
    figure.popularity_mean,
    figure.popularity_median,
    coalesce(figure.n_commitment, 0) as n_commitment,
    coalesce(figure.n_commitment_platform, 0) as n_commitment_platform,
    figure.commitment_mean,
    figure.commitment_median,
    coalesce(figure.n_virality, 0) as n_virality,
    figure.virality_mean,
    figure.virality_median,
    coalesce(figure.n_engagement, 0) as n_engagement,
    case when figure.has_shares then 'lcs' when not figure.has_shares then 'lc' end as engagement_terms,
    case when figure.has_shares then figure.lcs_mean else figure.lc_mean end as engagement_mean,
    case when figure.has_shares then figure.lcs_median else figure.lc_median end as engagement_median,
    case when figure.has_shares then figure.lcs_log_mean else figure.lc_log_mean end as engagement_log_mean,
    coalesce(figure.n_by_views, 0) as n_by_views,
    case when figure.has_shares then figure.lcs_by_views_mean else figure.lc_by_views_mean end
        as engagement_by_views_mean,
    case when figure.has_shares then figure.lcs_by_views_median else figure.lc_by_views_median end
        as engagement_by_views_median,
    coalesce(figure.n_comments_held, 0) as n_comments_held,
    figure.citizens::bigint as n_citizen_messages,
    figure.officials::bigint as n_official_replies,
    (figure.officials / nullif(figure.citizens, 0))::float8 as interactivity,
    coalesce(place.n_accounts, 0) as n_accounts,
    place.followers,
    place.followers_change
from place
full join figure using (government_id, unit_id, grain, account_id, channel, window_days)
with data;
create unique index if not exists engagement_rolling_1_key
    on metrics.engagement_rolling_1 (government_id, unit_id, grain, account_id, channel, window_days);
comment on materialized view metrics.engagement_rolling_1 is
    'Store of metrics.engagement_rolling, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.engagement_rolling_1', 'matview', '1 hour', '30 minutes')
on conflict (view) do nothing;
