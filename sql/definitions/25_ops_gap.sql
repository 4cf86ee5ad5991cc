-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Announced against held: what platforms say there is beside what they gave, per post and per account. Numbers
-- are compared only where a complete visit came after the number, so that a comment that was counted a minute
-- before it was fetched is no gap. Called by the refresh rounds (ops.refresh_policy), a few times a day.

-- Of each post, the platform's number and ours. visited: a complete visit came after the number. Posts of the
-- last 364 days, as far back as collector.history goes, and those with an open gap; of accounts that left the
-- configuration none, for nobody looks there any more.
create or replace function ops.post_completeness(as_of timestamptz)
returns table (
    government_id int,
    account_id int,
    target text,
    published_at timestamptz,
    announced bigint,
    held bigint,
    told_at timestamptz,
    first_success_at timestamptz,
    last_success_at timestamptz,
    visited boolean
)
language sql
stable
begin atomic
    select
        p.government_id,
        p.account_id,
        p.external_id,
        p.published_at,
        coalesce(p.announced_comments, t.announced),
        coalesce(t.held, 0),
        p.changed_observed_at,
        t.first_success_at,
        t.last_success_at,
        coalesce(t.last_success_at >= p.changed_observed_at, false)
    from core.post as p
    join core.account as a
        on a.government_id = p.government_id and a.account_id = p.account_id and a.active
    left join ops.target as t
        on t.government_id = p.government_id and t.account_id = p.account_id
        and t.stream = 'comments' and t.external_id = p.external_id
    where p.removed_at is null
        and p.format <> 'story'
        and coalesce(p.announced_comments, t.announced) is not null
        and (
            p.published_at >= post_completeness.as_of - interval '364 days'
            or (p.government_id, p.account_id, p.external_id) in (
                select g.government_id, g.account_id, g.target
                from ops.gap as g
                where g.closed_at is null and g.stream = 'comments'
            )
        );
end;
comment on function ops.post_completeness(timestamptz) is
    'What the platform announces and what is held of each post that counts at a moment.';

-- Posts an account has published since its first number that was kept, by the platform and by us: by the platform
-- the growth of its number, and those that we saw go since, which made it smaller. Only where the platform counts
-- what the list of posts shows: X counts answers and reposts too. Posts of the day before that number count as
-- held: counters are copies that lag.
create or replace function ops.account_completeness(as_of timestamptz)
returns table (
    government_id int,
    account_id int,
    announced bigint,
    held bigint,
    last_success_at timestamptz,
    visited boolean
)
language sql
stable
begin atomic
    select
        a.government_id,
        a.account_id,
        newest.posts - first.posts + ours.removed,
        ours.published,
        s.last_complete_at,
        coalesce(s.last_complete_at >= newest.observed_at, false)
    from core.account as a
    join ops.source as platform on platform.source = a.channel and platform.counts_posts
    join ops.stream as s
        on s.government_id = a.government_id and s.account_id = a.account_id and s.stream = 'posts' and s.active
    cross join lateral (
        select sample.observed_at, sample.posts
        from core.account_sample as sample
        where sample.government_id = a.government_id and sample.account_id = a.account_id
            and sample.posts is not null
            and sample.observed_at >= account_completeness.as_of - interval '364 days'
        order by sample.observed_at
        limit 1
    ) as first
    cross join lateral (
        select sample.observed_at, sample.posts
        from core.account_sample as sample
        where sample.government_id = a.government_id and sample.account_id = a.account_id
            and sample.posts is not null and sample.observed_at <= account_completeness.as_of
        order by sample.observed_at desc
        limit 1
    ) as newest
    cross join lateral (
        select
            count(*) filter (
                where p.published_at >= first.observed_at - interval '1 day' and p.removed_at is null
            ) as published,
            count(*) filter (
                where p.published_at < first.observed_at - interval '1 day'
                    and p.removed_at >= first.observed_at
            ) as removed
        from core.post as p
        where p.government_id = a.government_id and p.account_id = a.account_id and p.format <> 'story'
    ) as ours
    where a.active
        and newest.posts - first.posts + ours.removed > 0;
end;
comment on function ops.account_completeness(timestamptz) is
    'Posts that accounts have published since their first number, as the platform counts and as they are held.';

-- What falls short now. looked: a visit after the number says so; else the row only keeps an open gap open.
create or replace function ops.gap_seen(as_of timestamptz)
returns table (
    government_id int,
    account_id int,
    stream text,
    target text,
    announced bigint,
    held bigint,
    gone bigint,
    reason text,
    detail text,
    seen_at timestamptz,
    looked boolean
)
language sql
stable
begin atomic
    with short as materialized (
        select p.*
        from ops.post_completeness(gap_seen.as_of) as p
        where p.announced > p.held
    ),
    -- The platform's last word on a post that it refused to show since.
    refused as materialized (
        select distinct on (r.government_id, r.account_id, r.target)
            r.government_id, r.account_id, r.target, r.cause, r.error, r.finished_at
        from short
        join ops.run as r
            on r.government_id = short.government_id and r.account_id = short.account_id
            and r.stream = 'comments' and r.target = short.target
        where not short.visited and r.cause <> 'none'
            and r.finished_at > coalesce(short.last_success_at, '-infinity') and r.finished_at <= gap_seen.as_of
        order by r.government_id, r.account_id, r.target, r.finished_at desc
    ),
    post as (
        select
            short.*, refused.cause, refused.error, refused.finished_at,
            stored.standing, stored.gone
        from short
        left join refused
            on refused.government_id = short.government_id and refused.account_id = short.account_id
            and refused.target = short.target
        cross join lateral (
            select
                count(*) filter (where m.gone_by is null) as standing,
                count(*) filter (where m.gone_by is not null) as gone
            from core.message as m
            where m.government_id = short.government_id and m.account_id = short.account_id
                and m.post_external_id = short.target
        ) as stored
    ),
    -- Nobody looked for a day: told once for the account, whatever number of posts it is.
    unseen as (
        select post.government_id, post.account_id, sum(post.announced)::bigint as announced,
            sum(post.standing)::bigint as held, sum(post.gone)::bigint as gone
        from post
        where not post.visited and post.cause is null and post.announced > post.standing
            and post.told_at <= gap_seen.as_of - interval '1 day'
            and not exists (
                select
                from ops.gap as g
                where g.government_id = post.government_id and g.account_id = post.account_id
                    and g.stream = 'comments' and g.target = post.target and g.closed_at is null
            )
        group by post.government_id, post.account_id
    )
    select
        post.government_id, post.account_id, 'comments', post.target, post.announced, post.standing, post.gone,
        case
            when not post.visited then coalesce(post.cause, 'unknown')
            when post.standing + post.gone >= post.announced then 'removed'
            -- Instagram lists nothing then, politely, and goes on counting.
            when exists (
                select
                from core.post as p
                where p.government_id = post.government_id and p.account_id = post.account_id
                    and p.external_id = post.target and p.comments_off
            )
                then 'comments_off'
            -- As with X: the search of recent posts reaches back seven days and is all there is of a conversation.
            when post.first_success_at > post.published_at + platform.comments_shown_s * interval '1 second' then 'window'
            else 'unknown'
        end,
        case when not post.visited then post.error end,
        case when post.visited then post.last_success_at else post.finished_at end,
        post.visited or post.cause is not null
    from post
    join core.account as a on a.government_id = post.government_id and a.account_id = post.account_id
    left join ops.source as platform on platform.source = a.channel
    where post.announced > post.standing
    union all
    select
        unseen.government_id, unseen.account_id, 'comments', '', unseen.announced, unseen.held, unseen.gone,
        case
            when s.account_id is null and a.access = 'public' then 'public_access'
            when s.account_id is null then 'not_collected'
            when s.failing_since is not null then coalesce(nullif(s.cause, 'none'), 'unknown')
            else 'not_visited'
        end,
        s.error, gap_seen.as_of, true
    from unseen
    join core.account as a on a.government_id = unseen.government_id and a.account_id = unseen.account_id
    left join ops.stream as s
        on s.government_id = unseen.government_id and s.account_id = unseen.account_id
        and s.stream = 'comments' and s.active
    union all
    select
        p.government_id, p.account_id, 'posts', '', p.announced, p.held, 0, 'unknown', null,
        p.last_success_at, p.visited
    from ops.account_completeness(gap_seen.as_of) as p
    where p.announced > p.held;
end;
comment on function ops.gap_seen(timestamptz) is
    'Posts and accounts of which less is held than announced at a moment, with the reason as far as it is known.';

-- A gap lasts when a look a day or more after the first one still finds it: platforms count from copies that
-- lag by hours, and take what they hide out of the lists before they take it out of the numbers. Compares whole
-- tables, so it asks for hashes: a loop over ops.gap, planned while that is empty, would read again for each gap
-- found all that were found before it.
create or replace function ops.gap_keep(as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_nestloop = off
set jit = off
set work_mem = '64MB'
as $$
declare
    changed bigint;
    more bigint;
begin
    with seen as materialized (
        select s.* from ops.gap_seen(gap_keep.as_of) as s
    ),
    over as (
        select g.government_id, g.gap_id, g.lasting_at
        from ops.gap as g
        where g.closed_at is null
            and not exists (
                select
                from seen as s
                where s.government_id = g.government_id and s.account_id = g.account_id
                    and s.stream = g.stream and s.target = g.target
            )
    ),
    closed as (
        update ops.gap as g
        set closed_at = gap_keep.as_of
        from over
        where g.government_id = over.government_id and g.gap_id = over.gap_id and over.lasting_at is not null
        returning 1
    ),
    forgotten as (
        delete from ops.gap as g
        using over
        where g.government_id = over.government_id and g.gap_id = over.gap_id and over.lasting_at is null
        returning 1
    ),
    moved as (
        update ops.gap as g
        set announced = s.announced,
            held = s.held,
            gone = s.gone,
            reason = s.reason,
            detail = left(s.detail, 500),
            lasting_at = coalesce(
                g.lasting_at, case when s.seen_at >= g.found_at + interval '1 day' then s.seen_at end),
            changed_at = gap_keep.as_of
        from seen as s
        where g.closed_at is null
            and g.government_id = s.government_id and g.account_id = s.account_id
            and g.stream = s.stream and g.target = s.target
            and s.looked
            and (
                (g.announced, g.held, g.gone, g.reason, g.detail)
                    is distinct from (s.announced, s.held, s.gone, s.reason, left(s.detail, 500))
                or g.lasting_at is null and s.seen_at >= g.found_at + interval '1 day'
            )
        returning 1
    ),
    found as (
        insert into ops.gap
            (government_id, account_id, stream, target, announced, held, gone, reason, detail, found_at,
            changed_at)
        select s.government_id, s.account_id, s.stream, s.target, s.announced, s.held, s.gone, s.reason,
            left(s.detail, 500), s.seen_at, gap_keep.as_of
        from seen as s
        where s.looked
            and not exists (
                select
                from ops.gap as g
                where g.government_id = s.government_id and g.account_id = s.account_id
                    and g.stream = s.stream and g.target = s.target and g.closed_at is null
            )
        returning 1
    )
    select
        (select count(*) from closed) + (select count(*) from forgotten) + (select count(*) from moved)
            + (select count(*) from found)
    into changed;

    -- What was counted within the last day and not visited since is left out: it is on its way. Where no number is
    -- left, because the posts are gone or older, nothing is announced any more; else the last row would hold for ever.
    with told as (
        select p.government_id, p.account_id, 'comments' as stream,
            count(*) filter (where p.settled) as targets,
            coalesce(sum(p.announced) filter (where p.settled), 0)::bigint as announced,
            coalesce(sum(least(p.announced, p.held)) filter (where p.settled), 0)::bigint as held,
            bool_or(p.settled) as settled
        from (
            select one.*, one.visited or one.told_at <= gap_keep.as_of - interval '1 day' as settled
            from ops.post_completeness(gap_keep.as_of) as one
        ) as p
        group by p.government_id, p.account_id
        union all
        select p.government_id, p.account_id, 'posts', 1, p.announced, least(p.announced, p.held), p.visited
        from ops.account_completeness(gap_keep.as_of) as p
    ),
    now_ as (
        select a.government_id, a.account_id, s.stream, coalesce(told.targets, 0) as targets,
            coalesce(told.announced, 0) as announced, coalesce(told.held, 0) as held
        from core.account as a
        cross join (values ('comments'), ('posts')) as s (stream)
        left join told
            on told.government_id = a.government_id and told.account_id = a.account_id
            and told.stream = s.stream
        where a.active and coalesce(told.settled, true)
    )
    insert into ops.completeness as c
        (government_id, account_id, stream, day, targets, announced, held)
    select now_.government_id, now_.account_id, now_.stream,
        (gap_keep.as_of at time zone g.timezone)::date, now_.targets, now_.announced, now_.held
    from now_
    join core.government as g on g.government_id = now_.government_id
    left join lateral (
        select old.targets, old.announced, old.held
        from ops.completeness as old
        where old.government_id = now_.government_id and old.account_id = now_.account_id
            and old.stream = now_.stream
        order by old.day desc
        limit 1
    ) as last on true
    where (coalesce(last.targets, 0), coalesce(last.announced, 0), coalesce(last.held, 0))
        is distinct from (now_.targets, now_.announced, now_.held)
    on conflict on constraint completeness_pkey do update set
        targets = excluded.targets,
        announced = excluded.announced,
        held = excluded.held;
    get diagnostics more = row_count;
    return changed + more;
end
$$;
comment on function ops.gap_keep(timestamptz) is
    'Brings ops.gap and ops.completeness up to a moment; returns rows changed, 0 when nothing did.';

-- What these numbers mean is decided above, so their words stand here.
comment on column ops.gap.announced is
    'How many the platform says there are; for posts, how many were published since its first number that was '
    'kept: the growth of that number and those that were seen to go since. Never null.';
comment on column ops.gap.held is 'How many of them are stored and not gone, 0 or more. Never null.';
comment on column ops.gap.closed_at is
    'When it was found closed, its post gone, or its account no longer in the configuration; null while it is open.';
comment on column ops.completeness.targets is
    'Posts of the last 364 days that have a number; 1 for posts of the account; 0 from the day on which nothing is '
    'left to compare. Never null.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('ops.gap', 'table', '6 hours', '15 minutes')
on conflict (view) do nothing;
