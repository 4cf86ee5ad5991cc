-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a changed configuration changes in what was derived: voices of accounts that came, left or changed
-- hands, names of institutions that now mean a unit, the tree of units, zones and calendars. Only what is
-- touched is derived again, while the governments are held (16_core_stale.sql).

-- Compares whole tables, so it asks for hashes and looks at sizes (21_ops_config.sql); the derivation that
-- follows does not.
create or replace function ops.sync_changes()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
as $$
begin
    create temporary table author_now on commit drop as
    select a.government_id, a.account_id, key, a.leader_position is not null as leads,
        a.leader_position is not null and a.access = 'owned' as asks
    from core.account as a
    join wanted_government as w using (government_id)
    cross join lateral unnest(a.former_author_keys || a.author_key) as key
    where key is not null;
    create temporary table owner_changed on commit drop as
    with owner_now as (
        select o.* from core.account_owner as o join wanted_government as w using (government_id)
    )
    (
        select o.government_id, o.account_id, o.unit_id, o.valid_from, o.valid_to
        from owner_now as o
        except
        select b.government_id, b.account_id, b.unit_id, b.valid_from, b.valid_to
        from owner_before as b
    )
    union
    (
        select b.government_id, b.account_id, b.unit_id, b.valid_from, b.valid_to
        from owner_before as b
        except
        select o.government_id, o.account_id, o.unit_id, o.valid_from, o.valid_to
        from owner_now as o
    );
    -- Whose messages mean something else now: keys that came or went, became a leader's or ceased to be
    -- one's, of a leader whose posts ask now or ceased to (core.account_leading), keys of changed owners, and
    -- of those who may answer for other units, or on other days.
    create temporary table key_changed on commit drop as
    with delegate_now as (
        select d.* from core.account_delegate as d join wanted_government as w using (government_id)
    ),
    delegate_changed as (
        (table delegate_now except table delegate_before)
        union
        (table delegate_before except table delegate_now)
    )
    select differing.government_id, differing.account_id, differing.key
    from (
        (table author_now except table author_before)
        union all
        (table author_before except table author_now)
    ) as differing
    union
    select n.government_id, n.account_id, n.key
    from author_now as n
    join owner_changed as o using (government_id, account_id)
    union
    select n.government_id, n.account_id, n.key
    from author_now as n
    join delegate_changed as d using (government_id, account_id);
    create temporary table ref_changed on commit drop as
    (
        select f.government_id, f.account_id, f.ref, f.unit_id
        from core.feed_unit as f
        join wanted_government as w using (government_id)
        except
        select b.government_id, b.account_id, b.ref, b.unit_id
        from feed_unit_before as b
    )
    union
    (
        select b.government_id, b.account_id, b.ref, b.unit_id
        from feed_unit_before as b
        except
        select f.government_id, f.account_id, f.ref, f.unit_id
        from core.feed_unit as f
        join wanted_government as w using (government_id)
    );
    -- Units that were put under another one.
    create temporary table tree_changed on commit drop as
    select u.government_id, u.unit_id, b.parent_unit_id as old_parent_id, u.parent_unit_id as new_parent_id
    from core.unit as u
    join tree_before as b using (government_id, unit_id)
    where u.parent_unit_id is distinct from b.parent_unit_id;
    drop table author_now;
    analyze owner_changed, key_changed, ref_changed, tree_changed;
end
$$;
comment on function ops.sync_changes() is
    'Part of ops.sync_derive: leaves the temporary tables owner_changed, key_changed, ref_changed, tree_changed.';

-- Reads all messages once, if a key changed: row by row for each key it would never end.
create or replace function ops.sync_touched()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set enable_hashjoin = on
set enable_seqscan = on
set work_mem = '64MB'
as $$
begin
    create temporary table touched on commit drop as
    with
    feed_changed as (
        select r.government_id, r.account_id from ref_changed as r
        union
        select a.government_id, a.account_id
        from core.account as a
        join tree_changed as t using (government_id)
        where a.access = 'feed'
    ),
    said as (
        select e.government_id, e.account_id, e.unit_ref as ref
        from core.complaint_event as e
        join feed_changed as f using (government_id, account_id)
        union
        select e.government_id, e.account_id, e.from_unit_ref
        from core.complaint_event as e
        join feed_changed as f using (government_id, account_id)
        union
        select c.government_id, c.account_id, c.unit_ref
        from core.complaint as c
        join feed_changed as f using (government_id, account_id)
    ),
    -- What a changed name stands in, alone or in a list of names; and lists that the tree may have a say in:
    -- it takes names out of what can be read, so what cannot is none.
    meant as materialized (
        select said.government_id, said.account_id, said.ref
        from said
        join ref_changed as r using (government_id, account_id)
        where strpos(said.ref, r.ref) > 0
        union
        select said.government_id, said.account_id, said.ref
        from said
        where said.government_id in (select t.government_id from tree_changed as t)
            and strpos(said.ref, ',') > 0
            and core.feed_units(said.government_id, said.account_id, said.ref) is not null
    ),
    key as (
        select m.government_id, m.account_id, 'message' as kind, m.thread_key as id
        from core.message as m
        join owner_changed as o using (government_id, account_id)
        union
        select m.government_id, m.account_id, 'message', m.thread_key
        from core.message as m
        join key_changed as k on k.government_id = m.government_id and k.key = m.author_key
        union
        select m.government_id, m.account_id, 'message', m.thread_key
        from owner_changed as o
        join core.message_mention as named
            on named.government_id = o.government_id
            and named.mentioned_account_id = o.account_id
        join core.message as m
            on m.government_id = named.government_id
            and m.account_id = named.account_id
            and m.external_id = named.message_external_id
        union
        -- Leaders' posts: who is named in them changed hands, or whose they are began or ceased to lead.
        select named.government_id, named.account_id, 'message', named.post_external_id
        from core.message_mention as named
        where named.post_external_id is not null
            and (
                (named.government_id, named.mentioned_account_id)
                in (select o.government_id, o.account_id from owner_changed as o)
                or (named.government_id, named.account_id)
                in (select k.government_id, k.account_id from key_changed as k)
            )
        union
        select e.government_id, e.account_id, 'complaint', e.complaint_external_id
        from core.complaint_event as e
        join meant as r
            on r.government_id = e.government_id
            and r.account_id = e.account_id
            and r.ref in (e.unit_ref, e.from_unit_ref)
        union
        select c.government_id, c.account_id, 'complaint', c.external_id
        from core.complaint as c
        join meant as r
            on r.government_id = c.government_id
            and r.account_id = c.account_id
            and r.ref = c.unit_ref
    )
    select key.government_id, key.account_id, key.kind, key.id
    from key
    where (key.government_id, key.account_id) not in (
            select c.government_id, c.account_id from clock_touched as c
        );
end
$$;
comment on function ops.sync_touched() is
    'Part of ops.sync_derive: leaves the temporary table touched, threads and cases to be derived again, but for '
    'accounts of clock_touched.';

-- Marks that reach the units above, before and now, in every channel: what they add up is made again by the
-- next round. The day does not matter, there need be nothing on it.
create or replace function ops.sync_tree()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    insert into core.dirty (government_id, unit_id, channel, day)
    select distinct t.government_id, above.unit_id, a.channel, (now() at time zone g.timezone)::date
    from tree_changed as t
    cross join lateral (values (t.old_parent_id), (t.new_parent_id)) as above (unit_id)
    join core.government as g on g.government_id = t.government_id
    join core.account as a on a.government_id = t.government_id
    where above.unit_id is not null;
end
$$;
comment on function ops.sync_tree() is
    'Part of ops.sync_derive: marks the units above those that were put under another one.';

-- An account that is derived whole is not derived by its threads before. Many accounts at a time, as in
-- 18_core_rebuild.sql; cases are of one feed.
create or replace function ops.sync_derive()
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    written int := 0;
    part record;
begin
    perform ops.sync_changes();
    perform ops.sync_clock_touched();
    perform ops.sync_touched();
    perform ops.sync_tree();
    for part in
        select t.government_id, array_agg(t.account_id) as account_ids, array_agg(t.id) as ids
        from (
            select t.government_id, t.account_id, t.id,
                (row_number() over (partition by t.government_id order by t.account_id, t.id) - 1) / 1000 as part
            from touched as t
            where t.kind = 'message'
        ) as t
        group by t.government_id, t.part
        order by t.government_id, t.part
    loop
        written := written + core.derive_message(part.government_id, part.account_ids, part.ids);
    end loop;
    for part in
        select t.government_id, t.account_id, array_agg(t.id) as ids
        from touched as t
        where t.kind = 'complaint'
        group by t.government_id, t.account_id
        order by t.government_id, t.account_id
    loop
        written := written + core.derive_complaint(part.government_id, part.account_id, part.ids);
    end loop;
    for part in
        select c.government_id, array_agg(c.account_id) as account_ids
        from (
            select c.government_id, c.account_id,
                (row_number() over (partition by c.government_id order by c.account_id) - 1) / 500 as part
            from clock_touched as c
        ) as c
        group by c.government_id, c.part
        order by c.government_id, c.part
    loop
        written := written + core.rebuild_held(part.government_id, part.account_ids);
    end loop;
    drop table owner_changed, key_changed, ref_changed, tree_changed, touched, clock_touched;
    return written;
end
$$;
comment on function ops.sync_derive() is
    'Part of ops.sync_config: derives again what a changed owner, author key, institution, tree, zone or calendar '
    'touches.';

create or replace function ops.clock_now()
returns table (government_id int, timezone text, unit_id int, valid_from date, calendar text)
language sql
stable
begin atomic
    select g.government_id, g.timezone, 0, null::date, g.calendar
    from core.government as g
    union all
    select c.government_id, null, c.unit_id, c.valid_from, c.calendar
    from core.unit_calendar as c;
end;
comment on function ops.clock_now() is
    'Part of ops.sync_config: what working time rests on, the zone and calendar of each government (unit 0) '
    'and the calendars of units.';

-- Every wait of a government whose zone or calendar changed may be another one, so all of it is derived again:
-- somebody corrected the file, which is rare. Of a unit's own calendar only the accounts in which it has waits
-- that began while it holds. What no row knew before has no waits yet.
create or replace function ops.sync_clock_touched()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    create temporary table clock_touched on commit drop as
    with changed as (
        (
            table clock_before
            except
            select n.government_id, n.timezone, n.unit_id, n.valid_from, n.calendar from ops.clock_now() as n
        )
        union all
        (
            select n.government_id, n.timezone, n.unit_id, n.valid_from, n.calendar from ops.clock_now() as n
            except
            table clock_before
        )
    )
    select a.government_id, a.account_id
    from changed
    join core.account as a on a.government_id = changed.government_id
    where changed.unit_id = 0
        and changed.government_id in (select b.government_id from clock_before as b)
    union
    select i.government_id, i.source_account_id
    from changed
    join core.inquiry as i
        on i.government_id = changed.government_id
        and i.unit_id = changed.unit_id
        and i.opened_on >= changed.valid_from
    where changed.unit_id <> 0;
end
$$;
comment on function ops.sync_clock_touched() is
    'Part of ops.sync_derive: leaves the temporary table clock_touched, accounts of governments whose zone or '
    'calendar changed, and those in which units whose calendar changed have waits.';
