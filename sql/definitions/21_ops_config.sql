-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The configuration file is the truth for governments, units, accounts, feeds and streams: this brings the
-- tables to it, in one transaction. What left the file becomes inactive with a date, never deleted. A file
-- speaks for the governments it names, and for those it named last time and no other instance names.

-- Units of the document, with new numbers for new codes.
create or replace function ops.sync_units(document jsonb)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written int;
    more int;
begin
    create temporary table wanted_unit on commit drop as
    select
        g.government_id,
        coalesce(
            old.unit_id,
            coalesce(
                (select max(u.unit_id) from core.unit as u where u.government_id = g.government_id),
                0
            ) + (
                count(*) filter (where old.unit_id is null) over (
                    partition by g.government_id
                    order by item.place
                    rows between unbounded preceding and current row
                )
            )::int
        ) as unit_id,
        item.value ->> 'code' as code,
        item.value ->> 'name' as name,
        item.value ->> 'kind' as kind,
        item.value ->> 'parent' as parent,
        item.value ->> 'calendar' as calendar,
        g.timezone,
        g.calendar as government_calendar
    from jsonb_array_elements(document -> 'units') with ordinality as item (value, place)
    join core.government as g on g.code = item.value ->> 'government'
    left join core.unit as old
        on old.government_id = g.government_id and old.code = item.value ->> 'code';
    insert into core.unit as u (government_id, unit_id, code, name, kind, parent_unit_id)
    select w.government_id, w.unit_id, w.code, w.name, w.kind, parent.unit_id
    from wanted_unit as w
    left join wanted_unit as parent
        on parent.government_id = w.government_id and parent.code = w.parent
    on conflict on constraint unit_pkey do update set
        name = excluded.name,
        kind = excluded.kind,
        parent_unit_id = excluded.parent_unit_id,
        active_to = null
    where (u.name, u.kind, u.parent_unit_id, u.active_to)
        is distinct from (excluded.name, excluded.kind, excluded.parent_unit_id, null);
    get diagnostics written = row_count;
    -- A calendar of its own from always; a change of it from today.
    insert into core.unit_calendar (government_id, unit_id, valid_from, calendar)
    select
        w.government_id,
        w.unit_id,
        case
            when newest.calendar is null then '-infinity'
            else (now() at time zone w.timezone)::date
        end,
        coalesce(w.calendar, w.government_calendar)
    from wanted_unit as w
    left join lateral (
        select c.calendar
        from core.unit_calendar as c
        where c.government_id = w.government_id and c.unit_id = w.unit_id
        order by c.valid_from desc
        limit 1
    ) as newest on true
    where coalesce(w.calendar, w.government_calendar)
        <> coalesce(newest.calendar, w.government_calendar)
    on conflict on constraint unit_calendar_pkey do update set calendar = excluded.calendar;
    get diagnostics more = row_count;
    return written + more;
end
$$;
comment on function ops.sync_units(jsonb) is
    'Part of ops.sync_config: units and their calendars; leaves the temporary table wanted_unit.';

-- Accounts and feeds of the document, with new numbers for new ones.
create or replace function ops.sync_accounts(document jsonb)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written int;
begin
    create temporary table wanted_account on commit drop as
    with item as (
        select value, place, false as is_feed
        from jsonb_array_elements(document -> 'accounts') with ordinality as a (value, place)
        union all
        select value, place + 1000000, true
        from jsonb_array_elements(document -> 'feeds') with ordinality as f (value, place)
    ),
    named as (
        select
            g.government_id,
            (now() at time zone g.timezone)::date as today,
            item.*,
            coalesce(item.value ->> 'channel', item.value ->> 'name') as channel,
            coalesce(item.value ->> 'external_id', item.value ->> 'name') as external_id
        from item
        join core.government as g on g.code = item.value ->> 'government'
    )
    select
        n.government_id,
        coalesce(
            old.account_id,
            coalesce(
                (
                    select max(a.account_id)
                    from core.account as a
                    where a.government_id = n.government_id
                ),
                0
            ) + (
                count(*) filter (where old.account_id is null) over (
                    partition by n.government_id
                    order by n.place
                    rows between unbounded preceding and current row
                )
            )::int
        ) as account_id,
        n.channel,
        n.external_id,
        n.value ->> 'handle' as handle,
        array(select jsonb_array_elements_text(n.value -> 'former_handles')) as former_handles,
        case when n.is_feed then 'feed' else coalesce(n.value ->> 'access', 'owned') end as access,
        case when n.is_feed then n.value ->> 'kind' end as feed_kind,
        n.value ->> 'leader_position' as leader_position,
        coalesce(n.value ->> 'unit', n.value ->> 'answered_by') as unit,
        (n.value ->> 'valid_from')::date as valid_from,
        n.today,
        decode(n.value ->> 'author_key', 'hex') as author_key,
        array(
            select decode(key, 'hex')
            from jsonb_array_elements_text(n.value -> 'former_author_keys') as key
        ) as former_author_keys,
        case when n.is_feed then n.value -> 'units' end as units
    from named as n
    left join core.account as old
        on old.government_id = n.government_id
        and old.channel = n.channel
        and old.external_id = n.external_id;
    insert into core.account as a
        (government_id, account_id, channel, external_id, handle, former_handles, access, feed_kind,
        leader_position, author_key, former_author_keys)
    select
        w.government_id, w.account_id, w.channel, w.external_id, w.handle, w.former_handles, w.access,
        w.feed_kind, w.leader_position, w.author_key, w.former_author_keys
    from wanted_account as w
    on conflict on constraint account_pkey do update set
        handle = excluded.handle,
        former_handles = array(
            select distinct h
            from unnest(a.former_handles || excluded.former_handles || a.handle) as h
            where h is distinct from excluded.handle and h is not null
            order by h
        ),
        access = excluded.access,
        feed_kind = excluded.feed_kind,
        leader_position = excluded.leader_position,
        author_key = excluded.author_key,
        former_author_keys = excluded.former_author_keys,
        active = true,
        active_to = null
    where not a.active
        or a.handle is distinct from excluded.handle
        or not a.former_handles @> excluded.former_handles
        or (a.access, a.feed_kind, a.leader_position, a.author_key, a.former_author_keys)
            is distinct from (
                excluded.access, excluded.feed_kind, excluded.leader_position, excluded.author_key,
                excluded.former_author_keys
            );
    get diagnostics written = row_count;
    return written;
end
$$;
comment on function ops.sync_accounts(jsonb) is
    'Part of ops.sync_config: accounts and feeds; leaves the temporary table wanted_account.';

-- Who answers for an account. A new owner follows from its date, else from today; the old one ends the day
-- before. An owner that was entered wrong (same or later first day) is replaced.
create or replace function ops.sync_owners()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    want record;
    old core.account_owner;
    first_on date;
    written int := 0;
begin
    for want in
        select w.*, u.unit_id
        from wanted_account as w
        left join core.unit as u on u.government_id = w.government_id and u.code = w.unit
        where w.access <> 'feed'
        order by w.government_id, w.account_id
    loop
        select o.* into old
        from core.account_owner as o
        where o.government_id = want.government_id
            and o.account_id = want.account_id
            and o.valid_to is null;
        if old.unit_id is not distinct from want.unit_id
            and (want.valid_from is null or want.valid_from = old.valid_from or old.unit_id is null)
        then
            continue;
        end if;
        written := written + 1;
        first_on := coalesce(
            want.valid_from,
            case when old.unit_id is null then '-infinity'::date else want.today end
        );
        if old.unit_id is not null and old.unit_id is distinct from want.unit_id
            and old.valid_from < first_on
        then
            update core.account_owner as o
            set valid_to = first_on - 1
            where (o.government_id, o.account_id, o.valid_from)
                = (old.government_id, old.account_id, old.valid_from);
        elsif old.unit_id is not null then
            delete from core.account_owner as o
            where (o.government_id, o.account_id, o.valid_from)
                = (old.government_id, old.account_id, old.valid_from);
        end if;
        if want.unit_id is not null then
            -- never before the end of the owner before
            select greatest(first_on, max(o.valid_to) + 1) into first_on
            from core.account_owner as o
            where o.government_id = want.government_id and o.account_id = want.account_id;
            insert into core.account_owner (government_id, account_id, valid_from, unit_id)
            values (want.government_id, want.account_id, first_on, want.unit_id);
        end if;
    end loop;
    return written;
end
$$;
comment on function ops.sync_owners() is
    'Part of ops.sync_config: core.account_owner from the temporary table wanted_account.';

create or replace function ops.sync_feed_units()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written int;
    more int;
begin
    insert into core.feed_unit as f (government_id, account_id, ref, unit_id)
    select w.government_id, w.account_id, entry.key, u.unit_id
    from wanted_account as w
    cross join lateral jsonb_each_text(w.units) as entry (key, value)
    join core.unit as u on u.government_id = w.government_id and u.code = entry.value
    on conflict on constraint feed_unit_pkey do update set unit_id = excluded.unit_id
    where f.unit_id <> excluded.unit_id;
    get diagnostics written = row_count;
    delete from core.feed_unit as f
    using wanted_account as w
    where w.government_id = f.government_id
        and w.account_id = f.account_id
        and not coalesce(w.units, '{}') ? f.ref;
    get diagnostics more = row_count;
    delete from ops.unknown_unit_ref as r
    using core.feed_unit as f
    where (f.government_id, f.account_id, f.ref) = (r.government_id, r.account_id, r.ref);
    return written + more;
end
$$;
comment on function ops.sync_feed_units() is
    'Part of ops.sync_config: names of institutions in feeds, from the table wanted_account.';

create or replace function ops.sync_streams(document jsonb)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written int;
    more int;
begin
    create temporary table wanted_stream on commit drop as
    select
        w.government_id,
        w.account_id,
        item.value ->> 'stream' as stream,
        (item.value ->> 'interval_s')::int as interval_s
    from jsonb_array_elements(document -> 'streams') as item (value)
    join core.government as g on g.code = item.value ->> 'government'
    join wanted_account as w
        on w.government_id = g.government_id
        and w.channel = item.value ->> 'channel'
        and w.external_id = coalesce(item.value ->> 'external_id', item.value ->> 'channel');
    insert into ops.stream as s (government_id, account_id, stream, interval_s)
    select w.government_id, w.account_id, w.stream, w.interval_s
    from wanted_stream as w
    on conflict on constraint stream_pkey do update set
        interval_s = excluded.interval_s,
        active = true,
        active_to = null
    where (s.interval_s, s.active) is distinct from (excluded.interval_s, true);
    get diagnostics written = row_count;
    update ops.stream as s
    set active = false, active_to = now(), lease_owner = null
    from wanted_government as scope
    where s.government_id = scope.government_id
        and s.active
        and not exists (
            select
            from wanted_stream as w
            where (w.government_id, w.account_id, w.stream)
                = (s.government_id, s.account_id, s.stream)
        );
    get diagnostics more = row_count;
    return written + more;
end
$$;
comment on function ops.sync_streams(jsonb) is
    'Part of ops.sync_config: streams; those that left the configuration become inactive.';

-- What left the file, within the governments the file speaks for.
create or replace function ops.sync_leavers(document jsonb)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written int := 0;
    more int;
begin
    update core.government as g
    set active_to = now()
    from wanted_government as scope
    where g.government_id = scope.government_id and not scope.named and g.active_to is null;
    get diagnostics more = row_count;
    written := written + more;
    update core.unit as u
    set active_to = now()
    from wanted_government as scope
    where u.government_id = scope.government_id
        and u.active_to is null
        and not exists (
            select
            from wanted_unit as w
            where w.government_id = u.government_id and w.unit_id = u.unit_id
        );
    get diagnostics more = row_count;
    written := written + more;
    update core.account as a
    set active = false, active_to = now()
    from wanted_government as scope
    where a.government_id = scope.government_id
        and a.active
        and not exists (
            select
            from wanted_account as w
            where w.government_id = a.government_id and w.account_id = a.account_id
        );
    get diagnostics more = row_count;
    return written + more;
end
$$;
comment on function ops.sync_leavers(jsonb) is
    'Part of ops.sync_config: what left the file becomes inactive with a date.';

create or replace function ops.sync_config(document jsonb, digest text, instance text)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written int := 0;
    more int;
    unknown text;
    before jsonb;
begin
    perform pg_advisory_xact_lock(1348562548, 1);
    select string_agg(distinct item.value ->> 'calendar', ', ') into unknown
    from (
        select jsonb_path_query(document, '$.governments[*]') as value
        union all
        select jsonb_path_query(document, '$.units[*]')
    ) as item
    where item.value ->> 'calendar' is not null
        and not exists (select from core.calendar as c where c.calendar = item.value ->> 'calendar');
    if unknown is not null then
        raise exception 'unknown calendar: %', unknown
            using errcode = 'PT003', hint = 'The calendars are the rows of core.calendar.';
    end if;
    insert into core.government as g (code, name, kind, timezone, calendar)
    select
        item.value ->> 'code',
        item.value ->> 'name',
        item.value ->> 'kind',
        item.value ->> 'timezone',
        coalesce(item.value ->> 'calendar', 'id-asn')
    from jsonb_array_elements(document -> 'governments') as item (value)
    on conflict on constraint government_code_key do update set
        name = excluded.name,
        kind = excluded.kind,
        timezone = excluded.timezone,
        calendar = excluded.calendar,
        active_to = null
    where (g.name, g.kind, g.timezone, g.calendar, g.active_to) is distinct from
        (excluded.name, excluded.kind, excluded.timezone, excluded.calendar, null);
    get diagnostics written = row_count;

    select c.document into before from ops.configuration as c where c.instance = sync_config.instance;
    create temporary table wanted_government on commit drop as
    select
        g.government_id,
        document -> 'governments' @> jsonb_build_array(jsonb_build_object('code', g.code)) as named
    from core.government as g
    where document -> 'governments' @> jsonb_build_array(jsonb_build_object('code', g.code))
        or before -> 'governments' @> jsonb_build_array(jsonb_build_object('code', g.code))
        and not exists (
            select
            from ops.configuration as other
            where other.instance <> sync_config.instance
                and other.document -> 'governments'
                    @> jsonb_build_array(jsonb_build_object('code', g.code))
        );

    written := written + ops.sync_units(document);
    -- What derivation reads, before and after: what changed there is derived again.
    create temporary table author_before on commit drop as
    select a.government_id, a.account_id, key
    from core.account as a
    join wanted_government as w using (government_id)
    cross join lateral unnest(a.former_author_keys || a.author_key) as key
    where key is not null;
    create temporary table owner_before on commit drop as
    select o.* from core.account_owner as o join wanted_government as w using (government_id);
    create temporary table feed_unit_before on commit drop as
    select f.* from core.feed_unit as f join wanted_government as w using (government_id);
    written := written + ops.sync_accounts(document);
    written := written + ops.sync_owners();
    written := written + ops.sync_feed_units();
    written := written + ops.sync_streams(document);
    written := written + ops.sync_leavers(document);
    if before is not null or written > 0 then
        perform ops.sync_derive();
    end if;

    insert into ops.configuration as c (instance, digest, document, synced_at)
    values (instance, digest, document, now())
    on conflict on constraint configuration_pkey do update set
        digest = excluded.digest,
        document = excluded.document,
        synced_at = excluded.synced_at;
    perform ops.partitions_ahead(clock_timestamp());
    drop table wanted_government, wanted_unit, wanted_account, wanted_stream, author_before,
        owner_before, feed_unit_before;
    return written;
end
$$;
comment on function ops.sync_config(jsonb, text, text) is
    'Brings governments, units, accounts, feeds and streams to a configuration; returns rows changed.';
