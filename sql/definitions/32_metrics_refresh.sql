-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the daemon's second connection calls: rounds for the figures kept current, refreshes for the
-- materialized views. Both take as_of as an argument and one advisory lock, so that two daemons exclude
-- each other; both leave the last good state and a word in ops.refresh_state when they fail.

-- The moment figures are for: that of the round under way, else of the newest one.
create or replace function metrics.current_as_of()
returns timestamptz
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select coalesce(
        nullif(current_setting('pantau.as_of', true), '')::timestamptz,
        (
            select r.as_of
            from ops.refresh_round as r
            where r.finished_at is not null
            order by r.round_id desc
            limit 1
        )
    );
end;
comment on function metrics.current_as_of() is
    'as_of of the refresh under way in this session, else of the newest finished round; null before the '
    'first.';

-- Keys in portions, so that memory stays bounded whatever the size of the database.
create or replace function metrics.response_apply_all(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_as_of timestamptz
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    portion record;
    changed bigint := 0;
begin
    for portion in
        select
            array_agg(x.government_id) as government_id, array_agg(x.unit_id) as unit_id,
            array_agg(x.scope) as scope, array_agg(x.channel) as channel
        from (
            select
                k.government_id, k.unit_id, k.scope, k.channel,
                -- Keys of one government together: many of them rest on the same lists.
                (row_number() over (order by k.government_id, k.unit_id, k.channel, k.scope)) / 1000
                    as portion
            from (
                select distinct u.government_id, u.unit_id, u.scope, u.channel
                from unnest(in_government_id, in_unit_id, in_scope, in_channel)
                    as u (government_id, unit_id, scope, channel)
            ) as k
        ) as x
        group by x.portion
        order by x.portion
    loop
        changed := changed + metrics.response_apply(
            portion.government_id, portion.unit_id, portion.scope, portion.channel, in_as_of);
    end loop;
    return changed;
end
$$;
comment on function metrics.response_apply_all(int[], int[], text[], text[], timestamptz) is
    'metrics.response_apply() in portions of 1,000 keys; returns rows changed.';

-- Takes the marks whose facts are visible; those of a transaction under way stay for the next round. A
-- day that has not begun by as_of waits for its day.
create or replace function metrics.take_dirty(in_as_of timestamptz)
returns table (government_id int, unit_id int, channel text, day date)
language sql
volatile
begin atomic
    with taken as (
        delete from core.dirty as d
        using core.government as g
        where g.government_id = d.government_id
            and d.day <= (in_as_of at time zone g.timezone)::date
        returning d.government_id, d.unit_id, d.channel, d.day
    )
    select distinct taken.government_id, taken.unit_id, taken.channel, taken.day
    from taken;
end;
comment on function metrics.take_dirty(timestamptz) is
    'Takes and returns the marks of core.dirty whose facts are visible.';

-- The keys a round computes again, and the pairs it puts off. Trees and whole governments are computed at
-- once, the smallest first, as long as they hold no more than heavy_n inquiries together; the others wait
-- for heavy_pause_s, or for the next ageing round: single units must not queue behind them. Called after
-- the lists are made.
create or replace function metrics.response_due_keys(
    in_government_id int[],
    in_unit_id int[],
    in_channel text[],
    in_as_of timestamptz,
    in_kind text
)
returns table (government_id int, unit_id int, scope text, channel text)
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
    heavy_n float8;
    heavy_pause interval;
begin
    select s.value into strict heavy_n
    from metrics.refresh_setting as s where s.setting = 'heavy_n';
    select make_interval(secs => s.value) into strict heavy_pause
    from metrics.refresh_setting as s where s.setting = 'heavy_pause_s';

    return query
    with
    dirty as materialized (
        select distinct d.government_id, d.unit_id, d.channel
        from unnest(in_government_id, in_unit_id, in_channel) as d (government_id, unit_id, channel)
    ),
    above as materialized (
        select
            k.government_id, k.unit_id, k.scope, k.channel,
            -- The tree of a unit without others under it rests on the same lists as the unit itself.
            k.unit_id = 0 or k.scope = 'tree' and exists (
                select
                from core.unit as u
                where u.government_id = k.government_id and u.parent_unit_id = k.unit_id
            ) as is_above
        from (select array_agg(d.government_id) as g, array_agg(d.unit_id) as u, array_agg(d.channel) as c
            from dirty as d) as pair
        cross join lateral metrics.response_keys(pair.g, pair.u, pair.c) as k
    ),
    heavy as materialized (
        select x.government_id, x.unit_id
        from (
            select
                place.government_id, place.unit_id,
                sum(s.n) over (order by s.n, place.government_id, place.unit_id) as total
            from (
                select distinct above.government_id, above.unit_id
                from above
                where above.is_above and in_kind = 'dirty'
            ) as place
            join metrics.response_rolling_all as s
                on s.government_id = place.government_id and s.unit_id = place.unit_id
                and s.scope = 'tree' and s.channel = 'all' and s.opener = 'all' and s.population = 'all'
                and s.clock = 'calendar' and s.window_days = 364
        ) as x
        where x.total > heavy_n
    ),
    dirty_key as materialized (
        select
            above.government_id, above.unit_id, above.scope, above.channel,
            above.is_above and heavy.government_id is not null as is_heavy
        from above
        left join heavy on heavy.government_id = above.government_id and heavy.unit_id = above.unit_id
    ),
    ripe as materialized (
        delete from metrics.response_pending as p
        where in_kind <> 'dirty' or p.government_id in (
            select q.government_id from metrics.response_pending as q where q.since <= in_as_of - heavy_pause
        )
        returning p.government_id, p.unit_id, p.channel
    ),
    put_off as (
        insert into metrics.response_pending (government_id, unit_id, channel, since)
        select d.government_id, d.unit_id, d.channel, in_as_of
        from dirty as d
        where d.government_id in (select k.government_id from dirty_key as k where k.is_heavy)
            and d.government_id not in (select r.government_id from ripe as r)
        on conflict (government_id, unit_id, channel) do nothing
    )
    select k.government_id, k.unit_id, k.scope, k.channel
    from dirty_key as k
    where not k.is_heavy or k.government_id in (select r.government_id from ripe as r)
    union
    select k.government_id, k.unit_id, k.scope, k.channel
    from (select array_agg(r.government_id) as g, array_agg(r.unit_id) as u, array_agg(r.channel) as c
        from ripe as r) as pair
    cross join lateral metrics.response_keys(pair.g, pair.u, pair.c) as k
    union
    select k.government_id, k.unit_id, k.scope, k.channel
    from metrics.response_rolling_store as s
    join metrics.response_key as k
        on k.government_id = s.government_id and k.unit_id = s.unit_id and k.same_scope = s.scope
        and k.same_channel = s.channel and k.same_opener = s.opener and k.population = s.population
    where in_kind = 'ageing' and s.next_change_at <= in_as_of;
end
$$;
comment on function metrics.response_due_keys(int[], int[], text[], timestamptz, text) is
    'Keys that a round computes again, given the units and channels whose lists were made; keeps '
    'metrics.response_pending.';

-- Whom it concerns is kept for those who listen; null: everybody, or more than a message has room for.
drop function if exists metrics.response_round(timestamptz, text);
create function metrics.response_round(
    in_as_of timestamptz,
    in_kind text,
    out changed bigint,
    out places jsonb
)
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    place record;
    dirty record;
    due record;
    rebuilt boolean := false;
begin
    changed := 0;
    if in_kind not in ('dirty', 'ageing', 'full') then
        raise exception 'unknown kind of round "%"', in_kind using hint = 'dirty, ageing or full';
    end if;
    select
        coalesce(array_agg(t.government_id), '{}') as government_id,
        coalesce(array_agg(t.unit_id), '{}') as unit_id,
        coalesce(array_agg(t.channel), '{}') as channel,
        coalesce(array_agg(t.day), '{}') as day
    into dirty
    from metrics.take_dirty(in_as_of) as t;

    -- Statements from here on see whatever was committed with the marks just taken.
    if in_kind in ('ageing', 'full') then
        for place in
            select g.government_id, d.digest
            from core.government as g
            cross join lateral (select metrics.response_basis_digest(g.government_id) offset 0) as d (digest)
            left join metrics.response_basis as b on b.government_id = g.government_id
            where in_kind = 'full' or b.digest is distinct from d.digest
        loop
            changed := changed + metrics.response_rebuild(place.government_id, in_as_of);
            rebuilt := true;
            insert into metrics.response_basis (government_id, digest)
            values (place.government_id, place.digest)
            on conflict (government_id) do update set digest = excluded.digest;
        end loop;
    end if;

    if in_kind = 'full' then
        delete from metrics.response_pending;
        return;
    end if;

    changed := changed + metrics.response_day_roll(
        dirty.government_id, dirty.unit_id, dirty.channel, dirty.day);
    select
        array_agg(k.government_id) as government_id, array_agg(k.unit_id) as unit_id,
        array_agg(k.scope) as scope, array_agg(k.channel) as channel,
        case when count(distinct (k.government_id, k.unit_id)) <= 500 and not rebuilt
            then coalesce(jsonb_agg(distinct jsonb_build_array(k.government_id, k.unit_id)), '[]') end as places
    into due
    from metrics.response_due_keys(
        dirty.government_id, dirty.unit_id, dirty.channel, in_as_of, in_kind) as k;
    changed := changed + coalesce(metrics.response_apply_all(
        due.government_id, due.unit_id, due.scope, due.channel, in_as_of), 0);
    places := due.places;
end
$$;
comment on function metrics.response_round(timestamptz, text) is
    'One round of the response figures (dirty, ageing or full): rows changed, and the places (government, '
    'unit) whose figures it made again; null where that was all of a government, or more than 500.';

-- For apps that show figures: LISTEN pantau_refresh, and read again what is named. PostgreSQL delivers it
-- when the round is committed, so what is read then is what the message speaks of. 500 places of two
-- numbers stay below the 8,000 bytes that a message may have.
create or replace function metrics.refresh_tell(
    in_view text,
    in_kind text,
    in_as_of timestamptz,
    in_rows_changed bigint,
    in_places jsonb
)
returns void
language sql
volatile
begin atomic
    select pg_notify('pantau_refresh', jsonb_build_object(
        'view', regexp_replace(in_view, '_(store|[0-9]+)$', ''),
        'kind', in_kind,
        'as_of', in_as_of,
        'rows_changed', in_rows_changed,
        'units', in_places
    )::text);
end;
comment on function metrics.refresh_tell(text, text, timestamptz, bigint, jsonb) is
    'Tells those who listen on channel pantau_refresh that figures moved, as a JSON object: view, kind (dirty, ageing, '
    'full or view), as_of, rows_changed (null for a view), units as [government_id, unit_id] pairs (null: any).';

-- Notes a round. Rounds that changed nothing follow one another in one row, so that a quiet night does
-- not fill the table; what is older than a month goes.
create or replace function metrics.note_round(
    in_as_of timestamptz,
    in_kind text,
    in_started_at timestamptz,
    in_finished_at timestamptz,
    in_rows_changed bigint
)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update ops.refresh_round as r
    set as_of = in_as_of, started_at = in_started_at, finished_at = in_finished_at
    where r.round_id = (select max(newest.round_id) from ops.refresh_round as newest)
        and r.kind = in_kind and r.rows_changed = 0 and in_rows_changed = 0 and in_kind = 'dirty';
    if not found then
        insert into ops.refresh_round (kind, as_of, started_at, finished_at, rows_changed)
        values (in_kind, in_as_of, in_started_at, in_finished_at, in_rows_changed);
    end if;
    if in_kind <> 'dirty' then
        delete from ops.refresh_round as r
        where r.as_of < in_as_of - interval '31 days';
    end if;
end
$$;
comment on function metrics.note_round(timestamptz, text, timestamptz, timestamptz, bigint) is
    'Keeps ops.refresh_round: a row per round that changed something.';

create or replace function metrics.note_refresh(
    in_view text,
    in_as_of timestamptz,
    in_finished_at timestamptz,
    in_took_ms float8,
    in_error text
)
returns void
language sql
volatile
begin atomic
    insert into ops.refresh_state as old (view, refreshed_at, as_of, took_ms, error)
    values (
        in_view,
        case when in_error is null then in_finished_at end,
        case when in_error is null then in_as_of end,
        case when in_error is null then in_took_ms end,
        in_error
    )
    on conflict (view) do update set
        refreshed_at = coalesce(excluded.refreshed_at, old.refreshed_at),
        as_of = coalesce(excluded.as_of, old.as_of),
        took_ms = coalesce(excluded.took_ms, old.took_ms),
        error = excluded.error;
end;
comment on function metrics.note_refresh(text, timestamptz, timestamptz, float8, text) is
    'Keeps ops.refresh_state: a failure leaves the time and as_of of the last success.';

-- The server's own words for a limit name none, and follow the language of its messages.
create or replace function metrics.refresh_error(
    in_view text,
    in_since timestamptz,
    in_state text,
    in_message text
)
returns text
language sql
volatile
begin atomic
    select
        case
            when in_state = '57014' and s.allowed > '0' and clock_timestamp() - in_since >= 0.9 * s.allowed
                then format(
                    'it took longer than %s (%s)', s.words,
                    case
                        when s.allowed = p.timeout then 'its timeout in ops.refresh_policy'
                        else 'statement_timeout'
                    end
                )
            else in_message
        end
    from (
        select
            current_setting('statement_timeout') as words,
            current_setting('statement_timeout')::interval as allowed
    ) as s
    left join ops.refresh_policy as p on p.view = in_view;
end;
comment on function metrics.refresh_error(text, timestamptz, text, text) is
    'What went wrong with a refresh that began at a moment, in one line.';

create or replace function metrics.refresh_round(in_as_of timestamptz, in_kind text)
returns table (view text, rows_changed bigint, ms float8, error text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- The daemon's sessions plan for look-ups, one row at a time; figures are made of whole lists.
set plan_cache_mode = auto
set enable_hashjoin = on
set enable_mergejoin = on
set enable_material = on
set enable_memoize = on
set enable_seqscan = on
as $$
#variable_conflict use_column
declare
    started timestamptz := clock_timestamp(); -- how long it takes, nothing else
    changed bigint;
    places jsonb;
    took float8;
    state text;
    message text;
begin
    if not pg_try_advisory_xact_lock(1348562548, 3) then
        return;
    end if;
    begin
        perform set_config('pantau.as_of', in_as_of::text, true);
        select r.changed, r.places into changed, places from metrics.response_round(in_as_of, in_kind) as r;
        perform metrics.note_round(in_as_of, in_kind, started, clock_timestamp(), changed);
        if changed > 0 then
            perform metrics.refresh_tell(
                'metrics.response_rolling_store', in_kind, in_as_of, changed, places);
        end if;
    exception when query_canceled or others then -- others alone leaves out a time limit
        get stacked diagnostics message = message_text, state = returned_sqlstate;
        message := metrics.refresh_error('metrics.response_rolling_store', started, state, message);
        changed := null;
    end;
    took := extract(epoch from clock_timestamp() - started) * 1000;
    perform metrics.note_refresh(
        'metrics.response_rolling_store', in_as_of, clock_timestamp(), took, message);
    perform set_config('pantau.as_of', '', true);
    return query select 'metrics.response_rolling_store', changed, took, message;
end
$$;
comment on function metrics.refresh_round(timestamptz, text) is
    'Brings the rolling figures up to as_of: kind dirty (marks of core.dirty), ageing (also keys whose '
    'next_change_at has passed) or full. One row (view, rows changed, milliseconds, error); none when '
    'another daemon is at it. After an error rows_changed is null and the last good state stands.';

create or replace function metrics.rebuild(in_as_of timestamptz)
returns bigint
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select r.rows_changed from metrics.refresh_round(in_as_of, 'full') as r;
end;
comment on function metrics.rebuild(timestamptz) is
    'Makes all lists and rolling figures again from the facts, as of a moment; returns the rows that '
    'changed: 0 when the rounds before had kept them current. Null when it failed (ops.refresh_state).';

create or replace function metrics.refresh_view(in_view text, in_as_of timestamptz)
returns float8
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
-- The daemon's sessions plan for look-ups, one row at a time; figures are made of whole lists.
set plan_cache_mode = auto
set enable_hashjoin = on
set enable_mergejoin = on
set enable_material = on
set enable_memoize = on
set enable_seqscan = on
set enable_nestloop = on
-- Compiling a query of thirty joins takes longer than most refreshes.
set jit = off
as $$
declare
    started timestamptz := clock_timestamp(); -- how long it takes, nothing else
    target regclass;
    filled boolean;
    is_table boolean;
    took float8;
    state text;
    message text;
begin
    if not pg_try_advisory_xact_lock(1348562548, 3) then
        return null;
    end if;
    select to_regclass(p.view), c.relispopulated, p.mode = 'table' into target, filled, is_table
    from ops.refresh_policy as p
    left join pg_class as c on c.oid = to_regclass(p.view) and c.relkind in ('m', 'r')
    where p.view = in_view and p.mode in ('matview', 'table');
    if filled is null then
        raise exception '"%" is no materialized view of ops.refresh_policy', in_view;
    end if;
    begin
        perform set_config('pantau.as_of', in_as_of::text, true);
        if is_table then
            execute format('select %s_keep($1)', target) using in_as_of;
        else
            -- How many rows a part of such a query has the planner cannot know: where it takes them for few it runs
            -- through two lists of thousands for each other. Only of views that were measured: where a loop cannot be
            -- left out, its penalty hides what other joins cost, and lists are merged by one of many columns.
            if in_view ~ '^metrics\.(posting_rolling|complaint_(deadline|duration|rolling))_[0-9]+$' then
                perform set_config('enable_nestloop', 'off', true);
            end if;
            execute format('refresh materialized view %s %s',
                case when filled then 'concurrently' else '' end, target);
        end if;
        perform metrics.refresh_tell(in_view, 'view', in_as_of, null, null);
    exception when query_canceled or others then -- others alone leaves out a time limit
        get stacked diagnostics message = message_text, state = returned_sqlstate;
        message := metrics.refresh_error(in_view, started, state, message);
    end;
    took := extract(epoch from clock_timestamp() - started) * 1000;
    perform metrics.note_refresh(in_view, in_as_of, clock_timestamp(), took, message);
    perform set_config('pantau.as_of', '', true);
    return case when message is null then took end;
end
$$;
comment on function metrics.refresh_view(text, timestamptz) is
    'Refreshes a materialized view of ops.refresh_policy as of a moment, concurrently unless it was never '
    'filled; of a table there it calls the function of its name with _keep. Returns milliseconds, null when another daemon is at it or it failed (ops.refresh_state).';

-- Order of dependence, from the catalogue: a view that rests on others comes after them, however many
-- plain views and functions lie between.
create or replace function ops.refresh_due(as_of timestamptz)
returns table (view text)
language sql
stable
begin atomic
    with recursive policy as (
        select p.view, to_regclass(p.view)::oid as relation, p.max_age, s.as_of as refreshed_as_of
        from ops.refresh_policy as p
        left join ops.refresh_state as s on s.view = p.view
        where p.mode in ('matview', 'table')
    ),
    reach (root, class, object) as (
        select policy.relation, 'pg_class'::regclass::oid, policy.relation from policy
        union
        -- A table rests on what the function reads that keeps it, as far as the catalogue knows.
        select policy.relation, 'pg_proc'::regclass::oid, kept.oid::oid
        from policy
        join pg_proc as kept on kept.oid = to_regprocedure(policy.view || '_keep(timestamptz)')
        union
        select reach.root, d.refclassid, d.refobjid
        from reach
        join (
            select w.ev_class as object, 'pg_class'::regclass::oid as class, d.refclassid, d.refobjid
            from pg_depend as d
            join pg_rewrite as w on w.oid = d.objid
            where d.classid = 'pg_rewrite'::regclass
            union all
            select d.objid, d.classid, d.refclassid, d.refobjid
            from pg_depend as d
            where d.classid = 'pg_proc'::regclass
        ) as d on d.object = reach.object and d.class = reach.class
        where d.refclassid in ('pg_class'::regclass, 'pg_proc'::regclass)
    ),
    below as (
        select policy.view, policy.relation, other.relation as rests_on
        from policy
        left join reach on reach.root = policy.relation
        left join policy as other on other.relation = reach.object and reach.class = 'pg_class'::regclass
    ),
    old as (
        select policy.relation
        from policy
        where policy.refreshed_as_of is null or refresh_due.as_of - policy.refreshed_as_of >= policy.max_age
    )
    select below.view
    from below
    where below.relation is not null
    group by below.view
    having bool_or(below.rests_on in (select old.relation from old))
    order by count(below.rests_on), below.view;
end;
comment on function ops.refresh_due(timestamptz) is
    'Materialized views, and tables that are kept likewise, whose age at as_of has reached their max_age, or that rest on one of those, in '
    'the order in which to refresh them.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.response_rolling_store', 'incremental', '15 minutes', '30 minutes')
on conflict (view) do nothing;
