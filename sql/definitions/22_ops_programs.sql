-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What programs ask of each other: requests of operators, signs of life, partitions for the years to come.

create or replace function ops.request_add(
    kind text,
    government_id int,
    account_id int,
    stream text,
    argument jsonb
)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    made bigint;
begin
    insert into ops.request (kind, government_id, account_id, stream, argument, requested_by)
    values (kind, government_id, account_id, stream, argument, session_user)
    returning request_id into made;
    perform pg_notify('pantau_request', made::text);
    return made;
end
$$;
comment on function ops.request_add(text, int, int, text, jsonb) is
    'Asks the daemon for something, and wakes it; returns the number of the request.';

create or replace function ops.request_take(instance text)
returns table (
    request_id bigint,
    kind text,
    government_id int,
    account_id int,
    stream text,
    argument text
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    update ops.request as r
    set taken_by = request_take.instance, taken_at = clock_timestamp()
    from (
        select waiting.request_id
        from ops.request as waiting
        where waiting.taken_at is null
            -- each daemon plans for itself
            and coalesce(waiting.argument ->> 'instance', request_take.instance)
                = request_take.instance
            -- of an account that another daemon polls: that one must take it
            and (
                waiting.account_id is null
                or exists (
                    select
                    from ops.stream as s
                    where s.government_id = waiting.government_id
                        and s.account_id = waiting.account_id
                        and s.lease_owner = request_take.instance
                )
            )
        order by waiting.request_id
        for update skip locked
    ) as mine
    where r.request_id = mine.request_id
    returning
        r.request_id, r.kind, r.government_id, r.account_id, r.stream, r.argument::text;
end
$$;
comment on function ops.request_take(text) is
    'Takes the waiting requests that an instance can carry out, or that name it; each is taken once.';

create or replace function ops.request_done(request_id bigint, result text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    update ops.request as r
    set done_at = clock_timestamp(), result = request_done.result
    where r.request_id = request_done.request_id;
    perform pg_notify('pantau_request_done', request_id::text);
end
$$;
comment on function ops.request_done(bigint, text) is
    'Notes how a request ended, and tells who waits for it (channel pantau_request_done).';

-- Years after the last one that has a partition. What lies in _after moves into them. Takes the table for
-- itself for a moment, so it gives way when readers are busy.
create or replace function ops.ensure_partitions(to_on date)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set lock_timeout = '2s'
as $$
declare
    policy ops.partition_policy;
    year date;
    made int := 0;
    upto date := date_trunc('year', to_on::timestamp)::date + interval '1 year';
    part text;
begin
    for policy in
        select p.* from ops.partition_policy as p where p.end_on < upto order by p.parent for update
    loop
        execute format('alter table %1$s detach partition %1$s_after', policy.parent);
        for year in select generate_series(policy.end_on, upto - 1, '1 year')::date loop
            part := format('%s_%s', policy.parent, to_char(year, 'YYYY'));
            execute format(
                'create table %s partition of %s for values from (%L) to (%L)',
                part,
                policy.parent,
                year::timestamp at time zone 'UTC',
                (year + interval '1 year') at time zone 'UTC'
            );
            execute format(
                'with moved as (delete from %1$s_after where %2$s < %3$L returning *)
                insert into %4$s select moved.* from moved',
                policy.parent,
                policy.key_column,
                (year + interval '1 year') at time zone 'UTC',
                part
            );
            made := made + 1;
        end loop;
        execute format(
            'alter table %1$s attach partition %1$s_after for values from (%2$L) to (maxvalue)',
            policy.parent,
            upto::timestamp at time zone 'UTC'
        );
        update ops.partition_policy as p set end_on = upto where p.parent = policy.parent;
    end loop;
    if made > 0 then
        perform core.part_build();
    end if;
    return made;
end
$$;
comment on function ops.ensure_partitions(date) is
    'Makes the partitions up to the year of a day (earlier ones exist); returns how many were made.';

-- A year ahead, and quietly: who cannot get the tables now, tries again at the next beat.
create or replace function ops.partitions_ahead(at timestamptz)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if exists (
        select from ops.partition_policy as p where p.end_on < (at + interval '3 months')::date
    ) then
        begin
            perform ops.ensure_partitions((at + interval '12 months')::date);
        exception
            when lock_not_available then null;
        end;
    end if;
end
$$;
comment on function ops.partitions_ahead(timestamptz) is
    'Makes the next year''s partitions when fewer than three months lie ahead, unless readers are busy.';

create or replace function ops.daemon_beat(
    instance text,
    pid int,
    version text,
    started_at timestamptz,
    seen_at timestamptz,
    config_digest text,
    status jsonb
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into ops.daemon as d
        (instance, pid, version, started_at, seen_at, config_digest, status)
    values (instance, pid, version, started_at, seen_at, config_digest, status)
    on conflict on constraint daemon_pkey do update set
        pid = excluded.pid,
        version = excluded.version,
        started_at = excluded.started_at,
        seen_at = excluded.seen_at,
        config_digest = excluded.config_digest,
        status = excluded.status,
        -- What was on its way when it ended comes after the end.
        stopped_at = case
            when (d.pid, d.started_at) = (excluded.pid, excluded.started_at) then d.stopped_at
        end,
        unfinished = d.unfinished and (d.pid, d.started_at) = (excluded.pid, excluded.started_at);
    update ops.lease as l
    set lease_until = greatest(l.lease_until, clock_timestamp() + l.lease_s * interval '1 second')
    where l.instance = daemon_beat.instance and l.lease_until >= clock_timestamp();
    perform ops.partitions_ahead(clock_timestamp());
end
$$;
comment on function ops.daemon_beat(
    text, int, text, timestamptz, timestamptz, text, jsonb
) is 'A daemon''s sign of life; renews leases that still last, and keeps partitions ahead.';

create or replace function ops.hold_save(instance text, document jsonb)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    with held as materialized (
        select distinct on (item.scope, item.name) -- two governments' feeds of one name
            item.scope, item.name, item.since, item.until, item.cause, nullif(item.hint, '') as hint
        from jsonb_to_recordset(document) as item (
            scope text, name text, since timestamptz, until timestamptz, cause text, hint text
        )
        order by item.scope, item.name
    ),
    over as (
        delete from ops.hold as h
        where h.instance = hold_save.instance
            and not exists (select from held where held.scope = h.scope and held.name = h.name)
    )
    insert into ops.hold as h (instance, scope, name, held_from, held_until, cause, hint)
    select hold_save.instance, held.scope, held.name, held.since, held.until, held.cause, held.hint
    from held
    on conflict on constraint hold_pkey do update set
        held_from = excluded.held_from,
        held_until = excluded.held_until,
        cause = excluded.cause,
        hint = excluded.hint
    where (h.held_from, h.held_until, h.cause, h.hint)
        is distinct from (excluded.held_from, excluded.held_until, excluded.cause, excluded.hint);
end
$$;
comment on function ops.hold_save(text, jsonb) is
    'Notes what makes many streams of an instance wait, in the place of what was noted before.';

-- Its streams are free at once, whatever still holds their rows: an owner without a lease owns nothing.
create or replace function ops.daemon_end(instance text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from ops.lease as l where l.instance = daemon_end.instance;
    delete from ops.hold as h where h.instance = daemon_end.instance;
    update ops.daemon as d set stopped_at = clock_timestamp(), unfinished = true
    where d.instance = daemon_end.instance;
end
$$;
comment on function ops.daemon_end(text) is
    'Notes that a daemon ended before everything was written, and ends its lease.';

create or replace function ops.quota_period(
    at timestamptz,
    per interval,
    resets text,
    out from_at timestamptz,
    out until_at timestamptz
)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
    with day as (
        select
            split_part(resets, ' ', 2) as zone,
            timestamp '2000-01-01' + split_part(resets, ' ', 1)::time as origin
    ),
    began as (
        select zone, date_bin(per, at at time zone zone, origin) as local_from
        from day
    )
    select local_from at time zone zone, (local_from + per) at time zone zone
    from began
$$;
comment on function ops.quota_period(timestamptz, interval, text) is
    'The period of a budget that runs at a moment, where it begins at a set time in the platform''s zone.';

create or replace function ops.quota_spend(document jsonb, at timestamptz)
returns table (
    credential text,
    from_at timestamptz,
    until_at timestamptz,
    slot_at timestamptz,
    units bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    budget record;
begin
    delete from ops.quota_spent as s where s.slot_at < quota_spend.at - interval '3 days';
    delete from ops.quota as q where q.noted_at < quota_spend.at - interval '8 days';
    for budget in
        select b.credential, b.units, b.spent, b.not_before, b.resets, p.from_at, p.until_at, i.per
        from jsonb_to_recordset(document) as b (
            credential text, units bigint, per text, resets text, spent jsonb, not_before timestamptz
        )
        cross join lateral (select ('1 ' || b.per)::interval as per) as i
        left join lateral ops.quota_period(quota_spend.at, i.per, b.resets) as p on b.resets is not null
        order by b.credential
    loop
        insert into ops.quota_spent as s (credential, slot_at, units)
        select budget.credential, e.at, e.units
        from jsonb_to_recordset(budget.spent) as e (at timestamptz, units bigint)
        on conflict on constraint quota_spent_pkey do update set units = s.units + excluded.units;
        insert into ops.quota as q
            (credential, name, used, limit_units, window_s, resets_at, not_before, noted_at)
        select
            budget.credential,
            'budget',
            coalesce(sum(s.units), 0),
            budget.units,
            extract(epoch from budget.per)::int,
            budget.until_at,
            budget.not_before,
            quota_spend.at
        from ops.quota_spent as s
        where s.credential = budget.credential
            and s.slot_at >= coalesce(budget.from_at, quota_spend.at - budget.per * 61 / 60)
        on conflict on constraint quota_pkey do update set
            used = excluded.used,
            limit_units = excluded.limit_units,
            window_s = excluded.window_s,
            resets_at = excluded.resets_at,
            not_before = excluded.not_before,
            noted_at = excluded.noted_at;
        return query
        select budget.credential, budget.from_at, budget.until_at, s.slot_at, s.units
        from (values (1)) as one (row)
        left join ops.quota_spent as s
            on s.credential = budget.credential
            and s.slot_at >= coalesce(budget.from_at, quota_spend.at - budget.per * 61 / 60)
        order by s.slot_at;
    end loop;
end
$$;
comment on function ops.quota_spend(jsonb, timestamptz) is
    'Adds what a daemon spent from its budgets, and returns what all daemons spent in the periods that run; '
    'a budget of which nothing is spent has one row without slot.';

create or replace function ops.quota_save(
    credential text,
    name text,
    used bigint,
    limit_units bigint,
    window_s int,
    resets_at timestamptz,
    not_before timestamptz,
    noted_at timestamptz
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into ops.quota as q
        (credential, name, used, limit_units, window_s, resets_at, not_before, noted_at)
    values (credential, name, used, limit_units, window_s, resets_at, not_before, noted_at)
    on conflict on constraint quota_pkey do update set
        used = excluded.used,
        limit_units = excluded.limit_units,
        window_s = excluded.window_s,
        resets_at = excluded.resets_at,
        not_before = excluded.not_before,
        noted_at = excluded.noted_at
    where excluded.noted_at >= q.noted_at;
end
$$;
comment on function ops.quota_save(
    text, text, bigint, bigint, int, timestamptz, timestamptz, timestamptz
) is 'Notes what is left of a quota; an older note never replaces a newer one.';

create or replace function ops.token_save(
    credential text,
    channel text,
    is_valid boolean,
    expires_at timestamptz,
    refresh_expires_at timestamptz,
    data_access_expires_at timestamptz,
    never_expires boolean,
    renews boolean,
    scopes text,
    renewed_at timestamptz,
    error text,
    noted_at timestamptz
)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    insert into ops.token as t
        (credential, channel, is_valid, expires_at, refresh_expires_at, data_access_expires_at, never_expires,
        renews, scopes, renewed_at, error, noted_at)
    values
        (credential, channel, is_valid, expires_at, refresh_expires_at, data_access_expires_at, never_expires,
        renews, left(scopes, 2048), renewed_at, left(error, 500), noted_at)
    on conflict on constraint token_pkey do update set
        channel = excluded.channel,
        is_valid = coalesce(excluded.is_valid, t.is_valid),
        expires_at = excluded.expires_at,
        refresh_expires_at = excluded.refresh_expires_at,
        data_access_expires_at = coalesce(excluded.data_access_expires_at, t.data_access_expires_at),
        never_expires = excluded.never_expires,
        renews = excluded.renews,
        scopes = coalesce(excluded.scopes, t.scopes),
        renewed_at = coalesce(excluded.renewed_at, t.renewed_at),
        error = excluded.error,
        noted_at = excluded.noted_at
    where excluded.noted_at >= t.noted_at;
end;
comment on function ops.token_save(
    text, text, boolean, timestamptz, timestamptz, timestamptz, boolean, boolean, text, timestamptz, text, timestamptz
) is 'Notes what is known of a token; what a look did not tell stays as it was, an older note changes nothing.';
