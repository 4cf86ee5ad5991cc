-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The configuration file is the truth for governments, units, accounts, delegates, feeds and streams: this brings the
-- tables to it, in one transaction. What left the file becomes inactive with a date, never deleted. A file
-- speaks for the governments it names, and for those it named last time and no other instance names.
--
-- The daemon's session plans for index probes alone (lib/store/statement.c). The functions that compare a whole
-- file with whole tables ask for hashes, look at the sizes of what they made (analyze), and write only what
-- differs: a file may have 100,000 accounts. ops.sync_config() itself does not, because plans of the
-- derivation that it may start are kept for the session.

-- Accounts of a large file come before it, a part at a time, so that neither side holds all of it as one text. They
-- are good for the session that brought them: one whose client was lost may work on beside the next one, and would
-- take that one's accounts with a document of before.
create or replace function ops.config_part(instance text, part int, accounts jsonb)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    -- Also what an earlier attempt left.
    delete from ops.configuration_part as p
    where p.instance = config_part.instance and p.part >= config_part.part;
    insert into ops.configuration_part as p (instance, part, accounts, session_pid)
    values (instance, part, accounts, pg_backend_pid())
    on conflict on constraint configuration_part_pkey do update set
        accounts = excluded.accounts,
        session_pid = excluded.session_pid;
end
$$;
comment on function ops.config_part(text, int, jsonb) is
    'Keeps a part of a configuration''s accounts, from 1, for the ops.sync_config that follows in this session.';

-- Units of the document, with new numbers for new codes.
create or replace function ops.sync_units(document jsonb)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
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
    analyze wanted_unit;
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

-- Accounts and feeds as they stand in the document, one row for each time they are listed.
create or replace function ops.sync_listings(document jsonb, instance text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
as $$
declare
    parts int := (document ->> 'parts')::int;
    found_parts int;
begin
    create temporary table wanted_listing on commit drop as
    with source as (
        select 0 as part, document -> 'accounts' as accounts
        union all
        select p.part, p.accounts
        from ops.configuration_part as p
        where p.instance = sync_listings.instance and p.part <= parts and p.session_pid = pg_backend_pid()
    ),
    item as (
        select
            source.part * 1000000000::bigint + row_number() over () as place,
            account.*,
            false as is_feed,
            null::text as feed_kind,
            true as shows_answers,
            true as shows_ended,
            null::jsonb as units
        from source
        cross join lateral jsonb_to_recordset(source.accounts) as account (
            government text, channel text, external_id text, handle text, former_handles text[],
            access text, leader_position text, unit text, answered_by text, valid_from date,
            valid_to date, credential text, author_key text, former_author_keys text[], streams jsonb
        )
        union all
        select
            9000000000000000000 + row_number() over (),
            feed.government, feed.name, feed.name, null, null, 'feed', null, null, null, null, null,
            feed.credential, feed.author_key, null, feed.streams, true, feed.kind, coalesce(feed.shows_answers, true),
            coalesce(feed.shows_ended, true), feed.units
        from jsonb_to_recordset(document -> 'feeds') as feed (
            government text, name text, kind text, shows_answers boolean, shows_ended boolean, credential text,
            author_key text, units jsonb, streams jsonb
        )
        union all
        select
            8000000000000000000 + row_number() over (),
            delegate.government, delegate.channel, delegate.external_id, delegate.handle, delegate.former_handles,
            'delegate', null, delegate.unit, null, delegate.valid_from, delegate.valid_to, null,
            delegate.author_key, null, null, false, null, true, true, null
        from jsonb_to_recordset(coalesce(document -> 'delegates', '[]')) as delegate (
            government text, unit text, channel text, external_id text, handle text, former_handles text[],
            valid_from date, valid_to date, author_key text
        )
    )
    select
        g.government_id,
        (now() at time zone g.timezone)::date as today,
        item.place,
        item.channel,
        item.external_id,
        item.handle,
        coalesce(item.former_handles, '{}') as former_handles,
        coalesce(item.access, 'owned') as access,
        item.feed_kind,
        item.shows_answers,
        item.shows_ended,
        item.leader_position,
        coalesce(item.unit, item.answered_by) as unit,
        item.valid_from,
        item.valid_to,
        item.credential,
        decode(item.author_key, 'hex') as author_key,
        array(select decode(key, 'hex') from unnest(item.former_author_keys) as key)
            as former_author_keys,
        nullif(item.units, 'null') as units,
        nullif(item.streams, 'null') as streams
    from item
    join core.government as g on g.code = item.government;
    -- Afterwards: another session's part may have come in between, and none of them comes back.
    select count(*) into found_parts
    from ops.configuration_part as p
    where p.instance = sync_listings.instance and p.part between 1 and parts and p.session_pid = pg_backend_pid();
    if found_parts <> parts then
        raise exception 'the configuration came in % parts, not %', found_parts, parts
            using errcode = 'PT004', hint = 'Is another daemon running with the same configuration file?';
    end if;
    analyze wanted_listing;
end
$$;
comment on function ops.sync_listings(jsonb, text) is
    'Part of ops.sync_config: accounts, feeds and delegates as listed; leaves the temporary table wanted_listing.';

-- Accounts and feeds, with new numbers for new ones. One account may be listed several times, under the units
-- that owned it, with dates; the listing that begins last describes it. One that is only a delegate's is
-- described by that.
create or replace function ops.sync_accounts()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
as $$
declare
    written int;
begin
    create temporary table wanted_account on commit drop as
    with named as (
        select distinct on (l.government_id, l.channel, l.external_id) l.*
        from wanted_listing as l
        order by
            l.government_id, l.channel, l.external_id, l.access = 'delegate',
            coalesce(l.valid_from, '-infinity') desc, l.place desc
    ),
    numbered as (
        select a.government_id, max(a.account_id) as account_id
        from core.account as a
        group by a.government_id
    )
    select
        coalesce(
            old.account_id,
            coalesce(numbered.account_id, 0) + (
                count(*) filter (where old.account_id is null) over (
                    partition by n.government_id
                    order by n.place
                    rows between unbounded preceding and current row
                )
            )::int
        ) as account_id,
        n.*
    from named as n
    left join numbered on numbered.government_id = n.government_id
    left join core.account as old
        on old.government_id = n.government_id
        and old.channel = n.channel
        and old.external_id = n.external_id;
    analyze wanted_account;
    insert into core.account as a
        (government_id, account_id, channel, external_id, handle, former_handles, access, feed_kind,
        shows_answers, shows_ended, leader_position, credential, author_key, former_author_keys)
    select
        w.government_id, w.account_id, w.channel, w.external_id, w.handle, w.former_handles, w.access,
        w.feed_kind, w.shows_answers, w.shows_ended, w.leader_position, w.credential, w.author_key,
        w.former_author_keys
    from wanted_account as w
    where not exists (
            select
            from core.account as a
            where a.government_id = w.government_id
                and a.account_id = w.account_id
                and a.active
                and a.former_handles @> w.former_handles
                and (
                    a.handle, a.access, a.feed_kind, a.shows_answers, a.shows_ended, a.leader_position,
                    a.credential, a.author_key, a.former_author_keys
                ) is not distinct from (
                    w.handle, w.access, w.feed_kind, w.shows_answers, w.shows_ended, w.leader_position,
                    w.credential, w.author_key, w.former_author_keys
                )
        )
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
        shows_answers = excluded.shows_answers,
        shows_ended = excluded.shows_ended,
        leader_position = excluded.leader_position,
        credential = excluded.credential,
        author_key = excluded.author_key,
        former_author_keys = excluded.former_author_keys,
        active = true,
        active_to = null;
    get diagnostics written = row_count;
    if written > 1000 then
        -- Foreign keys of what follows look here by plans of a smaller table.
        analyze core.account;
    end if;
    return written;
end
$$;
comment on function ops.sync_accounts() is
    'Part of ops.sync_config: core.account from the table wanted_listing; leaves the table wanted_account.';

-- Who answers for an account. A listing with dates holds for these dates. One without begins today where the
-- account belonged to another unit until now, and was always so where nobody owned it. An account's listings
-- are entered one after the other, but all accounts at a time: the first of each, then the second.
create or replace function ops.sync_owners()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
as $$
declare
    turn int;
    written int;
    more int;
begin
    create temporary table owner_plan on commit drop as
    select o.*
    from core.account_owner as o
    join wanted_account as w on w.government_id = o.government_id and w.account_id = o.account_id;
    create index on owner_plan (government_id, account_id);
    analyze owner_plan;
    create temporary table owner_wanted on commit drop as
    select
        l.government_id, w.account_id, l.valid_from as first_on, l.valid_to as last_on, l.today,
        u.unit_id,
        row_number() over (
            partition by l.government_id, w.account_id
            order by coalesce(l.valid_from, '-infinity'), l.place
        ) as round
    from wanted_listing as l
    join wanted_account as w using (government_id, channel, external_id)
    left join wanted_unit as u on u.government_id = l.government_id and u.code = l.unit
    where l.access not in ('feed', 'delegate')
        -- what stands already; most of a large file
        and not exists (
            select
            from owner_plan as p
            where p.government_id = l.government_id
                and p.account_id = w.account_id
                and p.unit_id = u.unit_id
                and p.valid_from = coalesce(l.valid_from, p.valid_from)
                and p.valid_to is not distinct from l.valid_to
        );
    analyze owner_wanted;
    for turn in select distinct w.round from owner_wanted as w order by w.round loop
        update owner_wanted as w
        set first_on = case
                when now_owned.unit_id = w.unit_id then now_owned.valid_from
                when now_owned.unit_id is not null then w.today
                else '-infinity'
            end
        from owner_wanted as same
        left join lateral (
            select p.unit_id, p.valid_from
            from owner_plan as p
            where p.government_id = same.government_id
                and p.account_id = same.account_id
                and coalesce(p.valid_to, 'infinity') >= same.today
            order by p.valid_from desc
            limit 1
        ) as now_owned on true
        where same.ctid = w.ctid and w.round = turn and w.first_on is null;
        delete from owner_plan as p
        using owner_wanted as w
        where w.round = turn
            and p.government_id = w.government_id
            and p.account_id = w.account_id
            and p.valid_from >= w.first_on
            and p.valid_from <= coalesce(w.last_on, 'infinity');
        update owner_plan as p
        set valid_to = w.first_on - 1
        from owner_wanted as w
        where w.round = turn
            and p.government_id = w.government_id
            and p.account_id = w.account_id
            and p.valid_from < w.first_on
            and coalesce(p.valid_to, 'infinity') >= w.first_on;
        insert into owner_plan (government_id, account_id, valid_from, valid_to, unit_id)
        select w.government_id, w.account_id, w.first_on, w.last_on, w.unit_id
        from owner_wanted as w
        where w.round = turn and w.unit_id is not null;
    end loop;
    -- What is only a delegate now is owned by nobody from today on.
    delete from owner_plan as p
    using wanted_account as w
    where w.access = 'delegate'
        and p.government_id = w.government_id
        and p.account_id = w.account_id
        and p.valid_from >= w.today;
    update owner_plan as p
    set valid_to = w.today - 1
    from wanted_account as w
    where w.access = 'delegate'
        and p.government_id = w.government_id
        and p.account_id = w.account_id
        and coalesce(p.valid_to, 'infinity') >= w.today;
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
    -- In no order: an index that excludes overlaps splits badly where it grows at one end.
    insert into core.account_owner (government_id, account_id, valid_from, valid_to, unit_id)
    select p.government_id, p.account_id, p.valid_from, p.valid_to, p.unit_id
    from owner_plan as p
    where not exists (
            select
            from core.account_owner as o
            where o.government_id = p.government_id
                and o.account_id = p.account_id
                and o.valid_from = p.valid_from
        )
    order by hashint4(p.account_id), p.valid_from;
    get diagnostics more = row_count;
    if more > 1000 then
        analyze core.account_owner;
    end if;
    drop table owner_plan, owner_wanted;
    return written + more;
end
$$;
comment on function ops.sync_owners() is
    'Part of ops.sync_config: core.account_owner from the temporary tables wanted_listing and wanted_account.';

-- Who may answer for a unit beside its own accounts. Days that the file gives an account and a unit replace what
-- was known of them and touches those days, whole: a correction. What left the file ends yesterday: answers that
-- were given stay answers.
create or replace function ops.sync_delegates()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
as $$
declare
    written int;
    more int;
begin
    create temporary table delegate_wanted on commit drop as
    select distinct on (l.government_id, w.account_id, u.unit_id, coalesce(l.valid_from, '-infinity'))
        l.government_id, w.account_id, u.unit_id, coalesce(l.valid_from, '-infinity') as valid_from, l.valid_to
    from wanted_listing as l
    join wanted_account as w using (government_id, channel, external_id)
    join wanted_unit as u on u.government_id = l.government_id and u.code = l.unit
    where l.access = 'delegate'
    order by
        l.government_id, w.account_id, u.unit_id, coalesce(l.valid_from, '-infinity'), l.place desc;
    delete from core.account_delegate as d
    using delegate_wanted as w
    where d.government_id = w.government_id
        and d.account_id = w.account_id
        and d.unit_id = w.unit_id
        and daterange(d.valid_from, d.valid_to, '[]') && daterange(w.valid_from, w.valid_to, '[]')
        and (d.valid_from <> w.valid_from or d.valid_to is distinct from w.valid_to)
        -- two periods of the file may touch
        and not exists (
            select
            from delegate_wanted as stays
            where (stays.government_id, stays.account_id, stays.unit_id, stays.valid_from)
                    = (d.government_id, d.account_id, d.unit_id, d.valid_from)
                and stays.valid_to is not distinct from d.valid_to
        );
    get diagnostics written = row_count;
    create temporary table delegate_left on commit drop as
    select d.government_id, d.account_id, d.unit_id, d.valid_from, (now() at time zone g.timezone)::date as today
    from core.account_delegate as d
    join wanted_government as scope using (government_id)
    join core.government as g using (government_id)
    where coalesce(d.valid_to, 'infinity') >= (now() at time zone g.timezone)::date
        and (d.government_id, d.account_id, d.unit_id, d.valid_from) not in (
            select w.government_id, w.account_id, w.unit_id, w.valid_from from delegate_wanted as w
        );
    delete from core.account_delegate as d
    using delegate_left as l
    where (d.government_id, d.account_id, d.unit_id, d.valid_from)
            = (l.government_id, l.account_id, l.unit_id, l.valid_from)
        and d.valid_from >= l.today;
    get diagnostics more = row_count;
    written := written + more;
    update core.account_delegate as d
    set valid_to = l.today - 1
    from delegate_left as l
    where (d.government_id, d.account_id, d.unit_id, d.valid_from)
        = (l.government_id, l.account_id, l.unit_id, l.valid_from);
    get diagnostics more = row_count;
    written := written + more;
    insert into core.account_delegate (government_id, account_id, unit_id, valid_from, valid_to)
    select w.government_id, w.account_id, w.unit_id, w.valid_from, w.valid_to
    from delegate_wanted as w
    on conflict on constraint account_delegate_pkey do nothing;
    get diagnostics more = row_count;
    drop table delegate_wanted, delegate_left;
    return written + more;
end
$$;
comment on function ops.sync_delegates() is
    'Part of ops.sync_config: core.account_delegate from the temporary tables wanted_listing and wanted_account.';

create or replace function ops.sync_feed_units()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
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
    using wanted_account as w
    where w.government_id = r.government_id
        and w.account_id = r.account_id
        and core.feed_units(r.government_id, r.account_id, r.ref) is not null;
    return written + more;
end
$$;
comment on function ops.sync_feed_units() is
    'Part of ops.sync_config: names of institutions in feeds, from the table wanted_account.';

create or replace function ops.sync_streams()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
as $$
declare
    written int;
    more int;
begin
    create temporary table wanted_stream on commit drop as
    select
        w.government_id,
        w.account_id,
        entry.key as stream,
        entry.value::int as interval_s
    from wanted_account as w
    cross join lateral jsonb_each_text(w.streams) as entry (key, value);
    analyze wanted_stream;
    -- All that is written below, in the order in which whoever writes several takes them.
    perform
    from ops.stream as s
    join wanted_government as scope on scope.government_id = s.government_id
    left join wanted_stream as w
        on w.government_id = s.government_id and w.account_id = s.account_id and w.stream = s.stream
    where s.active is distinct from (w.stream is not null)
        or s.active and s.interval_s <> w.interval_s
    order by s.government_id, s.account_id, s.stream
    for update of s;
    insert into ops.stream as s (government_id, account_id, stream, interval_s)
    select w.government_id, w.account_id, w.stream, w.interval_s
    from wanted_stream as w
    where not exists (
            select
            from ops.stream as s
            where s.government_id = w.government_id
                and s.account_id = w.account_id
                and s.stream = w.stream
                and s.interval_s = w.interval_s
                and s.active
        )
    order by w.government_id, w.account_id, w.stream
    on conflict on constraint stream_pkey do update set
        interval_s = excluded.interval_s,
        active = true,
        active_to = null;
    get diagnostics written = row_count;
    if written > 1000 then
        analyze ops.stream;
    end if;
    update ops.stream as s
    set active = false, active_to = now(), lease_owner = null
    from wanted_government as scope
    where s.government_id = scope.government_id
        and s.active
        and not exists (
            select
            from wanted_stream as w
            where w.government_id = s.government_id
                and w.account_id = s.account_id
                and w.stream = s.stream
        );
    get diagnostics more = row_count;
    return written + more;
end
$$;
comment on function ops.sync_streams() is
    'Part of ops.sync_config: streams; those that left the configuration become inactive.';

-- What left the file, within the governments the file speaks for.
create or replace function ops.sync_leavers()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
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
comment on function ops.sync_leavers() is
    'Part of ops.sync_config: what left the file becomes inactive with a date.';

-- With another key everybody is another person: official replies would fall to citizens one by one, as they are
-- seen again. A government that was never here takes the key it comes with.
create or replace function ops.sync_key(document jsonb)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    made bytea := decode(document ->> 'key_check', 'hex');
    others text;
begin
    select string_agg(format('%s (since %s)', g.code, (k.used_from at time zone g.timezone)::date), ', ' order by g.code)
    into others
    from core_private.pseudonym_key as k
    join core.government as g on g.government_id = k.government_id
    where k.key_check <> made
        and document -> 'governments' @> jsonb_build_array(jsonb_build_object('code', g.code));
    if others is not null then
        raise exception
            'the pseudonym key is not the one of the stored rows of government %: put that key back (pantaud(8), CREDENTIALS)',
            others using errcode = 'PT005';
    end if;
    insert into core_private.pseudonym_key (government_id, key_check, used_from)
    select g.government_id, made, now()
    from core.government as g
    where made is not null
        and document -> 'governments' @> jsonb_build_array(jsonb_build_object('code', g.code))
    on conflict on constraint pseudonym_key_pkey do nothing;
end
$$;
comment on function ops.sync_key(jsonb) is
    'Part of ops.sync_config: refuses another key of pseudonyms than that of the stored rows (SQLSTATE PT005).';

-- A daemon that knows a platform brings what has to be known of it here; another one's word stays.
create or replace function ops.sync_sources(document jsonb)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into ops.source as s (source, counts_posts, comments_shown_s)
    select item.value ->> 'source', (item.value ->> 'counts_posts')::boolean, (item.value ->> 'comments_shown_s')::bigint
    from jsonb_array_elements(document -> 'sources') as item (value)
    on conflict on constraint source_pkey do update set
        counts_posts = excluded.counts_posts,
        comments_shown_s = excluded.comments_shown_s
    where (s.counts_posts, s.comments_shown_s) is distinct from (excluded.counts_posts, excluded.comments_shown_s);
    insert into metrics.limit_doc as d (channel, ordinal, limit_en, limit_id)
    select item.value ->> 'source', entry.ordinal, entry.value ->> 'en', entry.value ->> 'id'
    from jsonb_array_elements(document -> 'sources') as item (value)
    cross join lateral jsonb_array_elements(nullif(item.value -> 'limits', 'null')) with ordinality as entry (value, ordinal)
    on conflict on constraint limit_doc_pkey do update set
        limit_en = excluded.limit_en,
        limit_id = excluded.limit_id
    where (d.limit_en, d.limit_id) is distinct from (excluded.limit_en, excluded.limit_id);
    delete from metrics.limit_doc as d
    using jsonb_array_elements(document -> 'sources') as item (value)
    where d.channel = item.value ->> 'source'
        and d.ordinal > coalesce(jsonb_array_length(nullif(item.value -> 'limits', 'null')), 0);
end
$$;
comment on function ops.sync_sources(jsonb) is
    'Part of ops.sync_config: what adapters say of their platforms, to ops.source and metrics.limit_doc.';

-- lock_timeout itself names nobody. Of a session of somebody else's no more can be seen than this; who holds all of a
-- government comes before who writes a page of it just now.
create or replace function ops.sync_held(government_ids int[])
returns text
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select format(
        '%s is held by session %s (%s)',
        coalesce('government ' || g.code, 'the configuration'),
        l.pid,
        coalesce(nullif(a.application_name, ''), a.usename)
    )
    from pg_locks as l
    join pg_database as d on d.oid = l.database and d.datname = current_database()
    left join pg_stat_activity as a on a.pid = l.pid
    left join core.government as g
        on g.government_id = l.classid::bigint and g.government_id = any (sync_held.government_ids)
    where l.locktype = 'advisory'
        and l.objsubid = 2
        and l.granted
        and l.pid <> pg_backend_pid()
        and (
            g.government_id is not null and l.objid::bigint = 4294967295
            or sync_held.government_ids is null and (l.classid::bigint, l.objid::bigint) = (1348562548, 1)
        )
    order by l.mode <> 'ExclusiveLock', g.code, l.pid
    limit 1;
end;
comment on function ops.sync_held(int[]) is
    'Part of ops.sync_config: who holds one of these governments, null: who brings in another configuration; null: nobody.';

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
    concerned int[];
begin
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
            using errcode = 'PT003', hint = 'pantauctl calendar list names those there are; pantauctl calendar import brings in one of '
                'your own.';
    end if;
    -- Before the first row: nobody writes or derives by what is changed until the commit.
    begin
        perform pg_advisory_xact_lock(1348562548, 1);
        select c.document into before from ops.configuration as c where c.instance = sync_config.instance;
        concerned := array(
            select g.government_id
            from core.government as g
            where document -> 'governments' @> jsonb_build_array(jsonb_build_object('code', g.code))
                or before -> 'governments' @> jsonb_build_array(jsonb_build_object('code', g.code))
        );
        perform core.government_hold(concerned);
    exception
        when lock_not_available then
            raise lock_not_available using message = coalesce(ops.sync_held(concerned), sqlerrm);
    end;
    create temporary table clock_before on commit drop as
    select n.government_id, n.timezone, n.unit_id, n.valid_from, n.calendar from ops.clock_now() as n;
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
    perform ops.sync_key(document);
    perform ops.sync_sources(document);

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

    -- What derivation reads, before and after: what changed there is derived again.
    create temporary table tree_before on commit drop as
    select u.government_id, u.unit_id, u.parent_unit_id
    from core.unit as u
    join wanted_government as w using (government_id);
    written := written + ops.sync_units(document);
    create temporary table author_before on commit drop as
    select a.government_id, a.account_id, key, a.leader_position is not null as leads,
        a.leader_position is not null and a.access = 'owned' as asks
    from core.account as a
    join wanted_government as w using (government_id)
    cross join lateral unnest(a.former_author_keys || a.author_key) as key
    where key is not null;
    create temporary table owner_before on commit drop as
    select o.* from core.account_owner as o join wanted_government as w using (government_id);
    create temporary table delegate_before on commit drop as
    select d.* from core.account_delegate as d join wanted_government as w using (government_id);
    create temporary table feed_unit_before on commit drop as
    select f.* from core.feed_unit as f join wanted_government as w using (government_id);
    perform ops.sync_listings(document, instance);
    written := written + ops.sync_accounts();
    written := written + ops.sync_owners();
    written := written + ops.sync_delegates();
    written := written + ops.sync_feed_units();
    written := written + ops.sync_leavers();
    if written > 0 and (
        exists (select from core.message) or exists (select from core.complaint)
    ) then
        perform ops.sync_derive();
    end if;

    insert into ops.configuration as c (instance, digest, document, synced_at)
    values (instance, digest, document - '{accounts,sources}'::text[], now())
    on conflict on constraint configuration_pkey do update set
        digest = excluded.digest,
        document = excluded.document,
        synced_at = excluded.synced_at;
    delete from ops.configuration_part as p
    where p.instance = sync_config.instance and p.session_pid = pg_backend_pid();
    perform ops.partitions_ahead(clock_timestamp());
    perform metrics.recompute_note();
    -- Last: their rows are waited for where leases are renewed, and derivation may take minutes.
    written := written + ops.sync_streams();
    drop table wanted_government, wanted_unit, wanted_listing, wanted_account, wanted_stream,
        tree_before, author_before, owner_before, delegate_before, feed_unit_before, clock_before;
    return written;
end
$$;
comment on function ops.sync_config(jsonb, text, text) is
    'Brings governments, units, accounts, feeds and streams to a configuration, with the parts that this session '
    'kept by ops.config_part if it says how many; returns rows changed.';
