-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Streams and targets: leases with fences, cursors, successes and failures, gaps in coverage. A stream is
-- held by the instance in lease_owner as long as that instance's row in ops.lease lasts; each change of
-- holder raises the fence, and a writer with an older fence is refused (SQLSTATE PT001).

create or replace function ops.fence_lost(stream text)
returns void
language plpgsql
set search_path = pg_catalog
as $$
begin
    raise exception 'stream "%" was taken over by another daemon', stream using errcode = 'PT001';
end
$$;
comment on function ops.fence_lost(text) is 'Raises that a stream was taken over (SQLSTATE PT001).';

create or replace function ops.fence_check(
    government_id int,
    account_id int,
    stream text,
    fence bigint
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform 1
    from ops.stream as s
    where s.government_id = fence_check.government_id
        and s.account_id = fence_check.account_id
        and s.stream = fence_check.stream
        and s.fence = fence_check.fence;
    if not found then
        perform ops.fence_lost(stream);
    end if;
end
$$;
comment on function ops.fence_check(int, int, text, bigint) is
    'Raises PT001 when the fence is not the stream''s present one; ops.stream_save() asks once more.';

-- A success after a longer silence than allowed leaves a gap; a success out of order leaves none.
create or replace function ops.stream_success(
    government_id int,
    account_id int,
    stream text,
    at timestamptz,
    complete boolean
)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into ops.coverage_gap (government_id, account_id, stream, gap_from, gap_to, allowed_s)
    select s.government_id, s.account_id, s.stream, s.last_success_at, at, 2 * s.interval_s
    from ops.stream as s
    where s.government_id = stream_success.government_id
        and s.account_id = stream_success.account_id
        and s.stream = stream_success.stream
        and at - s.last_success_at > 2 * s.interval_s * interval '1 second'
    on conflict do nothing;
    update ops.stream as s
    set first_success_at = least(s.first_success_at, at),
        last_success_at = greatest(s.last_success_at, at),
        last_complete_at = case
            when complete then greatest(s.last_complete_at, at)
            else s.last_complete_at
        end,
        failing_since = null,
        fail_count = 0,
        verdict = null,
        cause = null,
        error = null,
        hint = null,
        http_status = null,
        not_before = null
    where s.government_id = stream_success.government_id
        and s.account_id = stream_success.account_id
        and s.stream = stream_success.stream;
    return found;
end
$$;
comment on function ops.stream_success(int, int, text, timestamptz, boolean) is
    'Notes a successful poll of a stream, and the gap it ends; false when there is no such stream.';

create or replace function ops.stream_save(
    government_id int,
    account_id int,
    stream text,
    fence bigint,
    cursor bytea,
    at timestamptz,
    complete boolean
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update ops.stream as s
    set cursor = stream_save.cursor
    where s.government_id = stream_save.government_id
        and s.account_id = stream_save.account_id
        and s.stream = stream_save.stream
        and s.fence = stream_save.fence;
    if not found then
        perform ops.fence_lost(stream);
    end if;
    perform ops.stream_success(government_id, account_id, stream, at, complete);
end
$$;
comment on function ops.stream_save(int, int, text, bigint, bytea, timestamptz, boolean) is
    'Moves the cursor of a stream and notes the success; raises PT001 when it was taken over.';

create or replace function ops.stream_fail(
    government_id int,
    account_id int,
    stream text,
    fence bigint,
    at timestamptz,
    verdict text,
    cause text,
    error text,
    hint text,
    http_status int,
    not_before timestamptz
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update ops.stream as s
    set failing_since = coalesce(s.failing_since, at),
        fail_count = s.fail_count + 1,
        verdict = stream_fail.verdict,
        cause = stream_fail.cause,
        error = left(stream_fail.error, 500),
        hint = left(stream_fail.hint, 500),
        http_status = stream_fail.http_status,
        not_before = stream_fail.not_before
    where s.government_id = stream_fail.government_id
        and s.account_id = stream_fail.account_id
        and s.stream = stream_fail.stream
        and s.fence = stream_fail.fence;
    if not found then
        perform ops.fence_lost(stream);
    end if;
end
$$;
comment on function ops.stream_fail(
    int, int, text, bigint, timestamptz, text, text, text, text, int, timestamptz
) is 'Notes a failed poll of a stream; raises PT001 when it was taken over.';

create or replace function ops.target_save(
    government_id int,
    account_id int,
    stream text,
    external_id text,
    at timestamptz,
    announced bigint
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into ops.target as t
        (government_id, account_id, stream, external_id, published_at, announced, held,
        first_success_at, last_success_at, waiting)
    select
        target_save.government_id,
        target_save.account_id,
        target_save.stream,
        target_save.external_id,
        (
            select post.published_at
            from core.post
            where post.government_id = target_save.government_id
                and post.account_id = target_save.account_id
                and post.external_id = target_save.external_id
        ),
        target_save.announced,
        (
            select count(*)
            from core.message
            where message.government_id = target_save.government_id
                and message.account_id = target_save.account_id
                and message.post_external_id = target_save.external_id
                and message.gone_by is null
        ),
        at,
        at,
        exists (
            select
            from core.inquiry
            where inquiry.government_id = target_save.government_id
                and inquiry.source_account_id = target_save.account_id
                and inquiry.post_external_id = target_save.external_id
                and inquiry.state = 'waiting'
        )
    on conflict on constraint target_pkey do update set
        published_at = coalesce(excluded.published_at, t.published_at),
        announced = coalesce(excluded.announced, t.announced),
        held = excluded.held,
        first_success_at = least(t.first_success_at, excluded.first_success_at),
        last_success_at = greatest(t.last_success_at, excluded.last_success_at),
        waiting = excluded.waiting;
end
$$;
comment on function ops.target_save(int, int, text, text, timestamptz, bigint) is
    'Notes a complete visit of a target: what was announced, what is held, whether somebody waits.';

create or replace function ops.progress_flush(
    government_ids int[],
    account_ids int[],
    streams text[],
    targets text[],
    success_at timestamptz[],
    complete boolean[]
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    flushed int := 0;
    row record;
begin
    for row in
        select p.*
        from unnest(government_ids, account_ids, streams, targets, success_at, complete)
            as p (government_id, account_id, stream, target, at, complete)
        order by p.government_id, p.account_id, p.stream, p.at
    loop
        if row.target is null then
            perform ops.stream_success(
                row.government_id, row.account_id, row.stream, row.at, row.complete
            );
        elsif row.complete then
            update ops.target as t
            set last_success_at = greatest(t.last_success_at, row.at),
                first_success_at = least(t.first_success_at, row.at)
            where t.government_id = row.government_id
                and t.account_id = row.account_id
                and t.stream = row.stream
                and t.external_id = row.target;
            if not found then
                perform ops.target_save(
                    row.government_id, row.account_id, row.stream, row.target, row.at, null
                );
            end if;
        end if;
        flushed := flushed + 1;
    end loop;
    return flushed;
end
$$;
comment on function ops.progress_flush(int[], int[], text[], text[], timestamptz[], boolean[]) is
    'Notes the successes of polls that changed nothing, gathered over a minute; target null: the stream.';

create or replace function ops.stream_list(instance text, lease_s int)
returns table (
    government_id int,
    account_id int,
    channel text,
    external_id text,
    stream text,
    fence bigint,
    cursor bytea,
    last_success_at timestamptz,
    last_complete_at timestamptz,
    failing_since timestamptz,
    fail_count bigint,
    first_success_at timestamptz
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    insert into ops.lease as l (instance, lease_until, lease_s)
    values (
        stream_list.instance,
        clock_timestamp() + stream_list.lease_s * interval '1 second',
        stream_list.lease_s
    )
    on conflict on constraint lease_pkey do update set
        lease_until = excluded.lease_until,
        lease_s = excluded.lease_s;
    -- Rows that another instance is taking at this moment are its.
    update ops.stream as s
    set lease_owner = stream_list.instance,
        fence = s.fence + 1
    from (
        select free.government_id, free.account_id, free.stream
        from ops.stream as free
        where free.active
            and free.lease_owner is distinct from stream_list.instance
            and not exists (
                select
                from ops.lease as other
                where other.instance = free.lease_owner and other.lease_until >= clock_timestamp()
            )
            and exists (
                select
                from ops.configuration as c
                join core.government as g on g.government_id = free.government_id
                where c.instance = stream_list.instance
                    and c.document -> 'governments' @> jsonb_build_array(
                        jsonb_build_object('code', g.code)
                    )
            )
        for update skip locked
    ) as free
    where s.government_id = free.government_id
        and s.account_id = free.account_id
        and s.stream = free.stream;
    return query
    select
        s.government_id,
        s.account_id,
        a.channel,
        a.external_id,
        s.stream,
        s.fence,
        s.cursor,
        s.last_success_at,
        s.last_complete_at,
        s.failing_since,
        s.fail_count,
        s.first_success_at
    from ops.stream as s
    join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id
    where s.active and a.active and s.lease_owner = stream_list.instance
    order by s.government_id, s.account_id, s.stream;
end
$$;
comment on function ops.stream_list(text, int) is
    'Takes what is free of an instance''s streams, renews its lease, and returns all it holds.';

create or replace function ops.lease_release(instance text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update ops.stream as s set lease_owner = null where s.lease_owner = lease_release.instance;
    delete from ops.lease as l where l.instance = lease_release.instance;
end
$$;
comment on function ops.lease_release(text) is 'Gives all leases of an instance back, at its end.';

-- What is worth polling: posts of the last 28 days, those under which somebody waits up to 364 days, and
-- those never visited.
create or replace function ops.target_list(government_ids int[], account_ids int[])
returns table (
    government_id int,
    account_id int,
    stream text,
    external_id text,
    published_at timestamptz,
    announced bigint,
    held bigint,
    last_success_at timestamptz,
    waiting boolean
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select
        p.government_id,
        p.account_id,
        'comments'::text,
        p.external_id,
        p.published_at,
        coalesce(p.announced_comments, t.announced),
        coalesce(t.held, 0),
        t.last_success_at,
        coalesce(t.waiting, false)
    from unnest(government_ids, account_ids) as wanted (government_id, account_id)
    join core.post as p
        on p.government_id = wanted.government_id
        and p.account_id = wanted.account_id
        and p.removed_at is null
    left join ops.target as t
        on t.government_id = p.government_id
        and t.account_id = p.account_id
        and t.stream = 'comments'
        and t.external_id = p.external_id
    where t.last_success_at is null
        or p.published_at >= now() - interval '28 days'
        or t.waiting and p.published_at >= now() - interval '364 days'
    order by p.government_id, p.account_id, p.published_at desc nulls last;
end
$$;
comment on function ops.target_list(int[], int[]) is
    'Posts of the accounts whose comments are worth polling, with the state of their last visit.';
