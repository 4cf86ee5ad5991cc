-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Streams and targets: leases with fences, cursors, successes and failures, gaps in coverage. A stream is
-- held by the instance in lease_owner as long as that instance's row in ops.lease lasts; each change of
-- holder raises the fence, and a writer with an older fence is refused (SQLSTATE PT001). What writes several
-- rows does it in the order of their keys: one daemon has several sessions, which would else wait for each other.

create or replace function ops.fence_lost(stream text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'stream "%" was taken over by another daemon', stream using errcode = 'PT001';
end
$$;
comment on function ops.fence_lost(text) is 'Raises that a stream was taken over (SQLSTATE PT001).';

-- All streams of a group of pages at once, as the other functions of a transaction.
create or replace function ops.fence_check(
    government_id int,
    account_ids int[],
    streams text[],
    fences bigint[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    lost text;
begin
    select f.stream into lost
    from unnest(account_ids, streams, fences) as f (account_id, stream, fence)
    where not exists (
            select
            from ops.stream as s
            where s.government_id = fence_check.government_id
                and s.account_id = f.account_id
                and s.stream = f.stream
                and s.fence = f.fence
        )
    limit 1;
    if found then
        perform ops.fence_lost(lost);
    end if;
end
$$;
comment on function ops.fence_check(int, int[], text[], bigint[]) is
    'Raises PT001 when a fence is not its stream''s present one; ops.stream_save() asks once more.';

-- What a program says that it saw was by now: a clock of its own that is ahead would hide gaps for as long (D31).
create or replace function ops.seen_at(at timestamptz[])
returns timestamptz[]
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(array_agg(case when t.at > now() then now() else t.at end order by t.place), '{}')
    from unnest(seen_at.at) with ordinality as t (at, place);
end;
comment on function ops.seen_at(timestamptz[]) is
    'These moments, now instead of those that lie ahead.';

-- A success after a longer silence than allowed leaves a gap; a success out of order leaves none.
create or replace function ops.stream_success(
    government_ids int[],
    account_ids int[],
    streams text[],
    at timestamptz[],
    complete boolean[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    at := ops.seen_at(at);
    insert into ops.coverage_gap (government_id, account_id, stream, gap_from, gap_to, allowed_s)
    select
        s.government_id,
        s.account_id,
        s.stream,
        greatest(s.last_success_at, p.before),
        p.at,
        2 * s.interval_s
    from (
        select
            p.*,
            lag(p.at) over (partition by p.government_id, p.account_id, p.stream order by p.at) as before
        from unnest(government_ids, account_ids, streams, at)
            as p (government_id, account_id, stream, at)
    ) as p
    join ops.stream as s
        on s.government_id = p.government_id
        and s.account_id = p.account_id
        and s.stream = p.stream
    where p.at - greatest(s.last_success_at, p.before) > 2 * s.interval_s * interval '1 second'
    order by s.government_id, s.account_id, s.stream, p.at
    on conflict do nothing;
    update ops.stream as s
    set first_success_at = least(s.first_success_at, p.first_at),
        last_success_at = greatest(s.last_success_at, p.last_at),
        last_complete_at = greatest(s.last_complete_at, p.complete_at),
        failing_since = null,
        fail_count = 0,
        verdict = null,
        cause = null,
        error = null,
        hint = null,
        http_status = null,
        not_before = null
    from (
        select
            p.government_id,
            p.account_id,
            p.stream,
            min(p.at) as first_at,
            max(p.at) as last_at,
            max(p.at) filter (where p.complete) as complete_at
        from unnest(government_ids, account_ids, streams, at, complete)
            as p (government_id, account_id, stream, at, complete)
        group by p.government_id, p.account_id, p.stream
        order by p.government_id, p.account_id, p.stream
        offset 0
    ) as p
    where s.government_id = p.government_id
        and s.account_id = p.account_id
        and s.stream = p.stream;
end
$$;
comment on function ops.stream_success(int[], int[], text[], timestamptz[], boolean[]) is
    'Notes successful polls of streams, and the gaps they end.';

create or replace function ops.stream_save(
    government_id int,
    account_ids int[],
    streams text[],
    fences bigint[],
    cursors bytea[],
    at timestamptz[],
    complete boolean[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    moved bigint;
begin
    -- In the order of their keys whatever the plan: an update from what is sorted may go by the table all the same.
    if cardinality(account_ids) > 1 then
        perform
        from ops.stream as s
        where s.government_id = stream_save.government_id
            and (s.account_id, s.stream) in (
                select p.account_id, p.stream
                from unnest(account_ids, streams) as p (account_id, stream)
            )
        order by s.account_id, s.stream
        for update;
    end if;
    -- The rows are locked with their fences: nobody takes one over between this and the commit.
    update ops.stream as s
    set cursor = p.cursor
    from (
        select p.account_id, p.stream, p.fence, p.cursor
        from unnest(account_ids, streams, fences, cursors) as p (account_id, stream, fence, cursor)
        order by p.account_id, p.stream
        offset 0
    ) as p
    where s.government_id = stream_save.government_id
        and s.account_id = p.account_id
        and s.stream = p.stream
        and s.fence = p.fence;
    get diagnostics moved = row_count;
    if moved < cardinality(account_ids) then
        perform ops.fence_check(government_id, account_ids, streams, fences);
    end if;
    perform ops.stream_success(
        array_fill(government_id, array[cardinality(account_ids)]), account_ids, streams, at, complete
    );
end
$$;
comment on function ops.stream_save(int, int[], text[], bigint[], bytea[], timestamptz[], boolean[]) is
    'Moves the cursors of streams and notes their success; raises PT001 when one was taken over.';

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
    set failing_since = coalesce(s.failing_since, least(at, now())),
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
        and s.fence = stream_fail.fence
        and coalesce(s.last_success_at, '-infinity') <= at;
    if not found then
        perform ops.fence_check(government_id, array[account_id], array[stream], array[fence]);
    end if;
end
$$;
comment on function ops.stream_fail(
    int, int, text, bigint, timestamptz, text, text, text, text, int, timestamptz
) is
    'Notes a failed poll of a stream, unless a later one succeeded; raises PT001 when it was taken over.';

create or replace function ops.target_save(
    government_id int,
    account_ids int[],
    streams text[],
    external_ids text[],
    at timestamptz[],
    announced bigint[]
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    at := ops.seen_at(at);
    insert into ops.target as t
        (government_id, account_id, stream, external_id, published_at, announced, held, newest_at,
        first_success_at, last_success_at, waiting)
    select
        target_save.government_id,
        p.account_id,
        p.stream,
        p.external_id,
        (
            select post.published_at
            from core.post
            where post.government_id = target_save.government_id
                and post.account_id = p.account_id
                and post.external_id = p.external_id
        ),
        p.announced,
        m.held,
        m.newest_at,
        p.at,
        p.at,
        -- Not exists(): that may be planned as a hash of all who wait.
        coalesce(
            (
                select true
                from core.inquiry
                where inquiry.government_id = target_save.government_id
                    and inquiry.source_account_id = p.account_id
                    and inquiry.post_external_id = p.external_id
                    and inquiry.state = 'waiting'
                limit 1
            ),
            false
        )
    from unnest(account_ids, streams, external_ids, at, announced)
        as p (account_id, stream, external_id, at, announced)
    cross join lateral (
        select
            count(*) filter (where message.gone_by is null) as held,
            max(message.sent_at) as newest_at
        from core.message
        where message.government_id = target_save.government_id
            and message.account_id = p.account_id
            and message.post_external_id = p.external_id
    ) as m
    order by p.account_id, p.stream, p.external_id
    on conflict on constraint target_pkey do update set
        published_at = coalesce(excluded.published_at, t.published_at),
        announced = coalesce(excluded.announced, t.announced),
        held = excluded.held,
        newest_at = greatest(t.newest_at, excluded.newest_at),
        first_success_at = least(t.first_success_at, excluded.first_success_at),
        last_success_at = greatest(t.last_success_at, excluded.last_success_at),
        waiting = excluded.waiting;
end
$$;
comment on function ops.target_save(int, int[], text[], text[], timestamptz[], bigint[]) is
    'Notes complete visits of targets: what was announced, what is held, whether somebody waits.';

-- It goes where the lease is renewed, so it waits for nobody who may hold a row for long: a rebuild holds targets until
-- it is through. Those are left out, and the caller notes them again; a visit is noted as well late as twice. Rows of
-- streams are held only at the end of whatever writes them, and always taken in the order of their keys.
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
    missed record;
    seen int;
    noted int;
begin
    success_at := ops.seen_at(success_at);
    -- Rows that are to be added, where nobody else may be about to add the same.
    for missed in
        select
            tried.government_id,
            array_agg(tried.account_id) as account_ids,
            array_agg(tried.stream) as streams,
            array_agg(tried.target) as targets,
            array_agg(tried.at) as at
        from (
            select
                p.government_id,
                p.account_id,
                p.stream,
                p.target,
                max(p.at) as at
            from unnest(government_ids, account_ids, streams, targets, success_at, complete)
                as p (government_id, account_id, stream, target, at, complete)
            where p.complete
                and p.target is not null
                and not exists (
                    select
                    from ops.target as t
                    where t.government_id = p.government_id
                        and t.account_id = p.account_id
                        and t.stream = p.stream
                        and t.external_id = p.target
                )
            group by p.government_id, p.account_id, p.stream, p.target
            offset 0
        ) as tried
        where case
                when pg_try_advisory_xact_lock_shared(tried.government_id, -1)
                    then core.account_try(tried.government_id, tried.account_id)
                else false
            end
        group by tried.government_id
        order by tried.government_id
    loop
        perform ops.target_save(
            missed.government_id, missed.account_ids, missed.streams, missed.targets, missed.at,
            array_fill(null::bigint, array[cardinality(missed.targets)])
        );
    end loop;
    with visit as (
        select
            p.government_id,
            p.account_id,
            p.stream,
            p.target,
            min(p.at) as first_at,
            max(p.at) as last_at
        from unnest(government_ids, account_ids, streams, targets, success_at, complete)
            as p (government_id, account_id, stream, target, at, complete)
        where p.complete and p.target is not null
        group by p.government_id, p.account_id, p.stream, p.target
    ),
    free as (
        select visit.*
        from visit
        join ops.target as t
            on t.government_id = visit.government_id
            and t.account_id = visit.account_id
            and t.stream = visit.stream
            and t.external_id = visit.target
        order by visit.government_id, visit.account_id, visit.stream, visit.target
        for update of t skip locked
    ),
    written as (
        update ops.target as t
        set last_success_at = greatest(t.last_success_at, free.last_at),
            first_success_at = least(t.first_success_at, free.first_at)
        from free
        where t.government_id = free.government_id
            and t.account_id = free.account_id
            and t.stream = free.stream
            and t.external_id = free.target
            and (
                t.last_success_at is null or t.last_success_at < free.last_at
                or t.first_success_at is null or t.first_success_at > free.first_at
            )
    )
    select (select count(*) from visit), (select count(*) from free) into seen, noted;
    -- Before a gap is noted: who else notes one holds its row.
    perform
    from ops.stream as s
    where (s.government_id, s.account_id, s.stream) in (
            select p.government_id, p.account_id, p.stream
            from unnest(government_ids, account_ids, streams, targets)
                as p (government_id, account_id, stream, target)
            where p.target is null
        )
    order by s.government_id, s.account_id, s.stream
    for update;
    perform ops.stream_success(
        array_agg(p.government_id), array_agg(p.account_id), array_agg(p.stream), array_agg(p.at),
        array_agg(p.complete)
    )
    from unnest(government_ids, account_ids, streams, targets, success_at, complete)
        as p (government_id, account_id, stream, target, at, complete)
    where p.target is null;
    return cardinality(government_ids) - (seen - noted);
end
$$;
comment on function ops.progress_flush(int[], int[], text[], text[], timestamptz[], boolean[]) is
    'Notes the successes of polls that changed nothing, gathered over a minute; target null: the stream. Returns how '
    'many it was given, less those targets that another session holds: they are to be noted again. At most some hundred '
    'at a time: each account of a target whose row is missing takes a lock.';

-- taken counts all streams ever taken under this lease, so that an answer that was lost is not missed: as long
-- as both numbers stay, the instance holds the same streams under the same fences.
create or replace function ops.lease_take(instance text, lease_s int)
returns table (taken bigint, held bigint)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    more bigint;
    ours int[] := array(
        select g.government_id
        from ops.configuration as c
        cross join lateral jsonb_array_elements(c.document -> 'governments') as item (value)
        join core.government as g on g.code = item.value ->> 'code'
        where c.instance = lease_take.instance
    );
begin
    insert into ops.lease as l (instance, lease_until, lease_s)
    values (
        lease_take.instance,
        clock_timestamp() + lease_take.lease_s * interval '1 second',
        lease_take.lease_s
    )
    on conflict on constraint lease_pkey do update set
        lease_until = excluded.lease_until,
        lease_s = excluded.lease_s;
    -- Rows that another instance is taking at this moment are its.
    update ops.stream as s
    set lease_owner = lease_take.instance,
        fence = s.fence + 1
    from (
        select free.government_id, free.account_id, free.stream
        from ops.stream as free
        where free.active
            and free.lease_owner is distinct from lease_take.instance
            and not exists (
                select
                from ops.lease as other
                where other.instance = free.lease_owner and other.lease_until >= clock_timestamp()
            )
            and free.government_id = any (ours)
        for update skip locked
    ) as free
    where s.government_id = free.government_id
        and s.account_id = free.account_id
        and s.stream = free.stream;
    get diagnostics more = row_count;
    if more > 0 then
        update ops.lease as l set taken_count = l.taken_count + more
        where l.instance = lease_take.instance;
    end if;
    return query
    select
        l.taken_count,
        (
            select count(*)
            from ops.stream as s
            where s.lease_owner = lease_take.instance and s.active
        )
    from ops.lease as l
    where l.instance = lease_take.instance;
end
$$;
comment on function ops.lease_take(text, int) is
    'Renews an instance''s lease and takes what is free of its streams; returns how many it ever took and holds.';

create or replace function ops.lease_other(instance text)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select s.lease_owner
    from ops.configuration as c
    cross join lateral jsonb_array_elements(c.document -> 'governments') as item (value)
    join core.government as g on g.code = item.value ->> 'code'
    join ops.stream as s on s.government_id = g.government_id
    where c.instance = lease_other.instance
        and s.active
        and s.lease_owner <> lease_other.instance
    group by s.lease_owner
    order by count(*) desc, s.lease_owner
    limit 1;
end;
comment on function ops.lease_other(text) is
    'The instance that holds most of the streams of an instance''s governments; null where no other does.';

-- The holder is compared so that the key's index gives the rows in order: the page ends the reading. A place in
-- a list (the cursor's lines behind its first) is good for a day: later the platform may not know it any more,
-- and a visit that reads two lists would go on in the second as if the first had been read just now.
create or replace function ops.stream_list(
    instance text,
    after_government_id int,
    after_account_id int,
    after_stream text,
    page_size int
)
returns table (
    government_id int,
    account_id int,
    channel text,
    external_id text,
    stream text,
    fence bigint,
    cursor bytea,
    last_complete_at timestamptz,
    failing boolean,
    government text
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select
        s.government_id,
        s.account_id,
        a.channel,
        a.external_id,
        s.stream,
        s.fence,
        case
            when s.last_success_at < now() - interval '1 day' and strpos(encode(s.cursor, 'escape'), e'\n') > 0
                then split_part(encode(s.cursor, 'escape'), e'\n', 1)::bytea
            else s.cursor
        end,
        s.last_complete_at,
        s.failing_since is not null,
        g.code
    from ops.stream as s
    join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id
    join core.government as g on g.government_id = s.government_id
    where (s.government_id, s.account_id, s.stream)
            > (after_government_id, after_account_id, after_stream)
        and s.active
        and a.active
        and s.lease_owner is not distinct from stream_list.instance
    order by s.government_id, s.account_id, s.stream
    limit page_size;
end;
comment on function ops.stream_list(text, int, int, text, int) is
    'What an instance holds, behind a stream in the order of the key, a page at a time.';

create or replace function ops.lease_release(instance text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- A row that another session holds is free all the same, without the lease; the end waits for nobody.
    update ops.stream as s
    set lease_owner = null
    from (
        select mine.government_id, mine.account_id, mine.stream
        from ops.stream as mine
        where mine.lease_owner = lease_release.instance
        order by mine.government_id, mine.account_id, mine.stream
        for update skip locked
    ) as mine
    where s.government_id = mine.government_id
        and s.account_id = mine.account_id
        and s.stream = mine.stream;
    delete from ops.lease as l where l.instance = lease_release.instance;
    delete from ops.hold as h where h.instance = lease_release.instance;
    update ops.daemon as d set stopped_at = clock_timestamp()
    where d.instance = lease_release.instance;
end
$$;
comment on function ops.lease_release(text) is
    'Gives all leases of an instance back, at its end, and notes that it ended.';

-- What is worth polling: posts of the last 28 days; to 364 days those under which somebody waits, or under
-- which a figure has yet to ripen: an inquiry counts for response_rate once it was watched for 72 hours and
-- 81,000 working seconds, answered or not, and for within_sla once watched to its deadline. 21 days hold
-- the first two wherever holidays fall (the longest row of free days is 11), rules are taken at their longest. Last,
-- posts never visited. A young post that has to be watched beyond its 28 days is listed as one with waiting.
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
declare
    ripens interval := interval '1 day' * (
        select greatest(
            21,
            max(case when r.counted_in = 'days' then r.limit_days else 2 * r.limit_days + 14 end) + 1
        )
        from core.deadline_rule as r
        where r.from_event = 'opened' and r.to_event = 'answered' and r.feed_kind is null
    );
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
        coalesce(
            t.waiting
                or t.last_success_at < t.newest_at + ripens
                and greatest(now(), t.newest_at + ripens) > p.published_at + interval '28 days',
            false
        )
    from unnest(government_ids, account_ids) as wanted (government_id, account_id)
    join core.post as p
        on p.government_id = wanted.government_id
        and p.account_id = wanted.account_id
        and p.removed_at is null
        and p.format is distinct from 'story'
    left join ops.target as t
        on t.government_id = p.government_id
        and t.account_id = p.account_id
        and t.stream = 'comments'
        and t.external_id = p.external_id
    where t.last_success_at is null
        or p.published_at >= now() - interval '28 days'
        or p.published_at >= now() - interval '364 days'
        and (t.waiting or t.last_success_at < t.newest_at + ripens)
    order by p.government_id, p.account_id, p.published_at desc nulls last;
end
$$;
comment on function ops.target_list(int[], int[]) is
    'Posts of the accounts whose comments are worth polling, with the state of their last visit. Stories take none.';

-- The same again, while the daemon runs; and those whose turn in the sweep has come: old posts that nothing
-- speaks for, the longest unseen first, of each account no more than a day's part.
create or replace function ops.target_review(
    government_ids int[],
    account_ids int[],
    sweep_s bigint
)
returns table (
    government_id int,
    account_id int,
    stream text,
    external_id text,
    published_at timestamptz,
    announced bigint,
    held bigint,
    last_success_at timestamptz,
    waiting boolean,
    swept boolean
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
        l.government_id,
        l.account_id,
        l.stream,
        l.external_id,
        l.published_at,
        l.announced,
        l.held,
        l.last_success_at,
        l.waiting,
        false
    from ops.target_list(government_ids, account_ids) as l;
    return query
    select
        o.government_id,
        o.account_id,
        o.stream,
        o.external_id,
        o.published_at,
        o.announced,
        o.held,
        o.last_success_at,
        false,
        true
    from (
        select
            t.government_id,
            t.account_id,
            t.stream,
            t.external_id,
            p.published_at,
            coalesce(p.announced_comments, t.announced) as announced,
            t.held,
            t.last_success_at,
            row_number() over (
                partition by t.government_id, t.account_id
                order by t.last_success_at, t.external_id
            ) as place,
            count(*) over (partition by t.government_id, t.account_id) as posts
        from unnest(government_ids, account_ids) as wanted (government_id, account_id)
        join core.post as p
            on p.government_id = wanted.government_id
            and p.account_id = wanted.account_id
            and p.removed_at is null
        join ops.target as t
            on t.government_id = p.government_id
            and t.account_id = p.account_id
            and t.stream = 'comments'
            and t.external_id = p.external_id
        where p.published_at < now() - interval '28 days'
            and p.published_at >= now() - interval '364 days'
            and not t.waiting
    ) as o
    where o.last_success_at < now() - target_review.sweep_s * interval '1 second'
        and o.place <= ceil(o.posts * least(1, 86400.0 / target_review.sweep_s));
end
$$;
comment on function ops.target_review(int[], int[], bigint) is
    'Posts of the accounts whose comments are worth polling, and old ones whose turn has come to be '
    'looked at for late comments.';
