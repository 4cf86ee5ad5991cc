-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Parts of the history that operators ask for: what is to be read, how far it came, which posts are left.

-- Each stream that can be read back in time, and the comments of the posts of that time. Asked for again:
-- what lasts or is done stays, what failed or was cancelled goes on where it stood.
create or replace function ops.backfill_add(
    government_id int,
    account_id int,
    from_at timestamptz,
    to_at timestamptz,
    again boolean
)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    moved bigint;
begin
    insert into ops.backfill as b (government_id, account_id, stream, from_at, to_at, requested_by)
    select s.government_id, s.account_id, s.stream, backfill_add.from_at, backfill_add.to_at, session_user
    from ops.stream as s
    where s.government_id = backfill_add.government_id
        and s.account_id = backfill_add.account_id
        and s.active
        and s.stream in ('posts', 'comments', 'mentions', 'complaints')
    on conflict on constraint backfill_pkey do update
    set state = 'waiting',
        cursor = case when b.state = 'done' then null else b.cursor end,
        reached_at = case when b.state = 'done' then null else b.reached_at end,
        request_count = case when b.state = 'done' then 0 else b.request_count end,
        item_count = case when b.state = 'done' then 0 else b.item_count end,
        changed_count = case when b.state = 'done' then 0 else b.changed_count end,
        left_count = case when b.state = 'done' then null else b.left_count end,
        total_count = case when b.state = 'done' then null else b.total_count end,
        started_at = case when b.state = 'done' then null else b.started_at end,
        seen_at = case when b.state = 'done' then null else b.seen_at end,
        requested_at = case when b.state = 'done' then now() else b.requested_at end,
        requested_by = session_user,
        ended_at = null,
        cause = null,
        error = null,
        hint = null
    where b.state in ('failed', 'cancelled') or b.state = 'done' and backfill_add.again;
    get diagnostics moved = row_count;
    perform pg_notify('pantau_request', 'backfill');
    return moved;
end
$$;
comment on function ops.backfill_add(int, int, timestamptz, timestamptz, boolean) is
    'Asks for a part of an account''s history, of each stream that has one; returns how many begin or go on. '
    'again: what is done is read anew.';

create or replace function ops.backfill_cancel(government_id int, account_id int)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    moved bigint;
begin
    update ops.backfill as b
    set state = 'cancelled', ended_at = now()
    where b.government_id = backfill_cancel.government_id
        and b.account_id = backfill_cancel.account_id
        and b.state in ('waiting', 'running');
    get diagnostics moved = row_count;
    perform pg_notify('pantau_request', 'backfill');
    return moved;
end
$$;
comment on function ops.backfill_cancel(int, int) is
    'Ends what is being read of an account''s history; what came is kept. Returns how many streams it ended.';

create or replace function ops.backfill_list(instance text)
returns table (
    government_id int,
    account_id int,
    stream text,
    from_at timestamptz,
    to_at timestamptz,
    requested_at timestamptz,
    cursor text,
    request_count bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select
        b.government_id,
        b.account_id,
        b.stream,
        b.from_at,
        b.to_at,
        b.requested_at,
        case when b.stream = 'comments' or b.cursor_at >= now() - interval '1 day' then b.cursor end,
        b.request_count
    from ops.backfill as b
    join ops.stream as s
        on s.government_id = b.government_id and s.account_id = b.account_id and s.stream = b.stream
    join core.account as a on a.government_id = b.government_id and a.account_id = b.account_id
    -- What waits for somebody to mend something is behind what can be read: it may wait for weeks.
    cross join lateral (
        select s.not_before > now() as by_itself,
            exists (
                select
                from ops.hold as h
                where h.instance = s.lease_owner
                    and h.name = case h.scope
                        when 'platform' then a.channel
                        when 'account' then a.channel || ':' || a.external_id
                        else a.credential
                    end
            ) as with_others
    ) as waits
    where b.state in ('waiting', 'running')
        and s.active
        and s.lease_owner = backfill_list.instance
        -- the posts first: of which else would comments be asked for?
        and (
            b.stream <> 'comments'
            or not exists (
                select
                from ops.backfill as first
                where first.government_id = b.government_id
                    and first.account_id = b.account_id
                    and first.stream = 'posts'
                    and first.from_at = b.from_at
                    and first.to_at = b.to_at
                    and first.state in ('waiting', 'running')
            )
        )
    order by
        coalesce(waits.by_itself, false) or waits.with_others,
        b.requested_at,
        b.government_id,
        b.account_id,
        b.stream,
        b.from_at,
        b.to_at
    limit 100;
end;
comment on function ops.backfill_list(text) is
    'A hundred parts of the history that an instance is to read now, of streams whose lease it has: first those '
    'that nothing holds (ops.hold, not_before of the stream), of these the oldest.';

create or replace function ops.backfill_save(
    government_id int,
    account_id int,
    stream text,
    fence bigint,
    seen jsonb
)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    update ops.backfill as b
    set state = seen.state,
        cursor = seen.cursor,
        cursor_at = seen.at,
        reached_at = least(b.reached_at, seen.reached_at),
        request_count = b.request_count + coalesce(seen.requests, 0),
        item_count = b.item_count + coalesce(seen.items, 0),
        changed_count = b.changed_count + coalesce(seen.changed, 0),
        left_count = coalesce(seen.posts_left, b.left_count),
        total_count = coalesce(seen.posts_total, b.total_count),
        started_at = coalesce(b.started_at, seen.at),
        seen_at = seen.at,
        ended_at = case when seen.state in ('done', 'failed') then seen.at end,
        cause = nullif(seen.cause, 'none'),
        error = seen.error,
        hint = seen.hint
    from jsonb_to_record(backfill_save.seen) as seen (
        from_at timestamptz,
        to_at timestamptz,
        state text,
        cursor text,
        at timestamptz,
        reached_at timestamptz,
        requests bigint,
        items bigint,
        changed bigint,
        posts_left bigint,
        posts_total bigint,
        cause text,
        error text,
        hint text
    )
    join ops.stream as s
        on s.government_id = backfill_save.government_id
        and s.account_id = backfill_save.account_id
        and s.stream = backfill_save.stream
        and s.fence = backfill_save.fence
    where b.government_id = s.government_id
        and b.account_id = s.account_id
        and b.stream = s.stream
        and b.from_at = seen.from_at
        and b.to_at = seen.to_at
        and b.state in ('waiting', 'running');
end;
comment on function ops.backfill_save(int, int, text, bigint, jsonb) is
    'How far a part of the history came. Nothing happens where it was cancelled, or another daemon has the stream.';

-- Those whose comments were not read to the end since somebody asked, behind a place in the list.
create or replace function ops.backfill_posts(
    government_id int,
    account_id int,
    from_at timestamptz,
    to_at timestamptz,
    requested_at timestamptz,
    before_at timestamptz,
    before_id text,
    posts int
)
returns table (
    external_id text,
    published_at timestamptz,
    announced bigint,
    last_success_at timestamptz,
    posts_left bigint,
    posts_total bigint
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    with post as (
        select p.external_id, p.published_at, p.announced_comments, t.last_success_at
        from core.post as p
        left join ops.target as t
            on t.government_id = p.government_id
            and t.account_id = p.account_id
            and t.stream = 'comments'
            and t.external_id = p.external_id
        where p.government_id = backfill_posts.government_id
            and p.account_id = backfill_posts.account_id
            and p.published_at >= backfill_posts.from_at
            and p.published_at < backfill_posts.to_at
            and p.removed_at is null
            and p.format is distinct from 'story'
    ),
    next as (
        select post.*
        from post
        where (post.last_success_at is null or post.last_success_at < backfill_posts.requested_at)
            and (post.published_at, post.external_id) < (
                coalesce(backfill_posts.before_at, 'infinity'),
                coalesce(backfill_posts.before_id, '')
            )
        order by post.published_at desc, post.external_id desc
        limit backfill_posts.posts
    )
    select
        next.external_id,
        next.published_at,
        next.announced_comments::bigint,
        next.last_success_at,
        whole.posts_left,
        whole.posts_total
    from next
    cross join (
        select
            count(*) filter (
                where post.last_success_at is null or post.last_success_at < backfill_posts.requested_at
            ) as posts_left,
            count(*) as posts_total
        from post
    ) as whole
    order by next.published_at desc, next.external_id desc;
end;
comment on function ops.backfill_posts(
    int, int, timestamptz, timestamptz, timestamptz, timestamptz, text, int
) is
    'The next posts of a part of the history whose comments are to be read, the newest first; and of all its '
    'posts how many are left.';
