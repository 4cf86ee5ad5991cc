-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The configuration file is the truth for governments, units, accounts, feeds and streams: this brings the
-- tables to it, in one transaction. What left the file becomes inactive with a date, never deleted. A file
-- speaks for the governments it names, and for those it named last time and no other instance names.
--
-- The daemon's session plans for index probes alone (lib/store/statement.c). The functions that compare a whole
-- file with whole tables ask for hashes: loops would take a minute for 5,000 accounts. ops.sync_config()
-- itself does not, because plans of the derivation that it may start are kept for the session.

-- Units of the document, with new numbers for new codes.
create or replace function ops.sync_units(document jsonb)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
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

-- Accounts and feeds of the document, with new numbers for new ones. One account may be listed several times,
-- under the units that owned it, with dates; the listing that begins last describes it.
create or replace function ops.sync_accounts(document jsonb)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
as $$
declare
    written int;
begin
    create temporary table wanted_listing on commit drop as
    with item as (
        select value, place, false as is_feed
        from jsonb_array_elements(document -> 'accounts') with ordinality as a (value, place)
        union all
        select value, place + 1000000000, true
        from jsonb_array_elements(document -> 'feeds') with ordinality as f (value, place)
    )
    select
        g.government_id,
        (now() at time zone g.timezone)::date as today,
        item.place,
        coalesce(item.value ->> 'channel', item.value ->> 'name') as channel,
        coalesce(item.value ->> 'external_id', item.value ->> 'name') as external_id,
        item.value ->> 'handle' as handle,
        array(
            select jsonb_array_elements_text(nullif(item.value -> 'former_handles', 'null'))
        ) as former_handles,
        case
            when item.is_feed then 'feed'
            else coalesce(item.value ->> 'access', 'owned')
        end as access,
        case when item.is_feed then item.value ->> 'kind' end as feed_kind,
        item.value ->> 'leader_position' as leader_position,
        coalesce(item.value ->> 'unit', item.value ->> 'answered_by') as unit,
        (item.value ->> 'valid_from')::date as valid_from,
        (item.value ->> 'valid_to')::date as valid_to,
        decode(item.value ->> 'author_key', 'hex') as author_key,
        array(
            select decode(key, 'hex')
            from jsonb_array_elements_text(nullif(item.value -> 'former_author_keys', 'null')) as key
        ) as former_author_keys,
        case when item.is_feed then nullif(item.value -> 'units', 'null') end as units
    from item
    join core.government as g on g.code = item.value ->> 'government';
    create temporary table wanted_account on commit drop as
    with named as (
        select distinct on (l.government_id, l.channel, l.external_id) l.*
        from wanted_listing as l
        order by
            l.government_id, l.channel, l.external_id, coalesce(l.valid_from, '-infinity') desc,
            l.place desc
    )
    select
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
        n.*
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
    'Part of ops.sync_config: accounts and feeds; leaves the tables wanted_listing, wanted_account.';

-- Who answers for an account. A listing with dates holds for these dates. One without begins today where the
-- account belonged to another unit until now, and was always so where nobody owned it.
create or replace function ops.sync_owners()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
as $$
declare
    want record;
    now_owned core.account_owner;
    first_on date;
    written int;
    more int;
begin
    create temporary table owner_plan on commit drop as
    select o.*
    from core.account_owner as o
    join wanted_account as w on w.government_id = o.government_id and w.account_id = o.account_id;
    create index on owner_plan (government_id, account_id);
    for want in
        select l.government_id, w.account_id, l.valid_from, l.valid_to, l.today, u.unit_id
        from wanted_listing as l
        join wanted_account as w using (government_id, channel, external_id)
        left join core.unit as u on u.government_id = l.government_id and u.code = l.unit
        where l.access <> 'feed'
            -- what stands already; most of a large file
            and not exists (
                select
                from owner_plan as p
                where p.government_id = l.government_id
                    and p.account_id = w.account_id
                    and p.unit_id = u.unit_id
                    and p.valid_from = coalesce(l.valid_from, p.valid_from)
                    and p.valid_to is not distinct from l.valid_to
            )
        order by w.account_id, coalesce(l.valid_from, '-infinity'), l.place
    loop
        select p.* into now_owned
        from owner_plan as p
        where p.government_id = want.government_id
            and p.account_id = want.account_id
            and coalesce(p.valid_to, 'infinity') >= want.today
        order by p.valid_from desc
        limit 1;
        first_on := coalesce(
            want.valid_from,
            case when now_owned.unit_id = want.unit_id then now_owned.valid_from end,
            case when now_owned.unit_id is not null then want.today else '-infinity' end
        );
        delete from owner_plan as p
        where p.government_id = want.government_id
            and p.account_id = want.account_id
            and p.valid_from >= first_on
            and p.valid_from <= coalesce(want.valid_to, 'infinity');
        update owner_plan as p
        set valid_to = first_on - 1
        where p.government_id = want.government_id
            and p.account_id = want.account_id
            and p.valid_from < first_on
            and coalesce(p.valid_to, 'infinity') >= first_on;
        insert into owner_plan (government_id, account_id, valid_from, valid_to, unit_id)
        select want.government_id, want.account_id, first_on, want.valid_to, want.unit_id
        where want.unit_id is not null;
    end loop;
    delete from core.account_owner as o
    using wanted_account as w
    where w.government_id = o.government_id
        and w.account_id = o.account_id
        and not exists (
            select
            from owner_plan as p
            where p.government_id = o.government_id
                and p.account_id = o.account_id
                and (p.valid_from, p.unit_id) = (o.valid_from, o.unit_id)
                and p.valid_to is not distinct from o.valid_to
        );
    get diagnostics written = row_count;
    insert into core.account_owner (government_id, account_id, valid_from, valid_to, unit_id)
    select p.government_id, p.account_id, p.valid_from, p.valid_to, p.unit_id
    from owner_plan as p
    on conflict on constraint account_owner_pkey do nothing;
    get diagnostics more = row_count;
    drop table owner_plan;
    return written + more;
end
$$;
comment on function ops.sync_owners() is
    'Part of ops.sync_config: core.account_owner from the temporary tables wanted_listing and wanted_account.';

create or replace function ops.sync_feed_units()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
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
set enable_hashjoin = on
set enable_seqscan = on
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
set enable_hashjoin = on
set enable_seqscan = on
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
    drop table wanted_government, wanted_unit, wanted_listing, wanted_account, wanted_stream,
        author_before, owner_before, feed_unit_before;
    return written;
end
$$;
comment on function ops.sync_config(jsonb, text, text) is
    'Brings governments, units, accounts, feeds and streams to a configuration; returns rows changed.';
