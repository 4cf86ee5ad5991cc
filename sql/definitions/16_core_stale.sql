-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which locks are taken, in which order, and what is done where one cannot be had. This is the only place that
-- says so:
--
--   1. (government, account) of whatever facts are written or read to be derived again, ascending, all of a
--      transaction at once before it writes anything (account_lock of the daemon, core.rebuild_inquiries(),
--      ops.sync_derive()).
--   2. (government, 0), by who changes what is known of automatic texts, until it commits.
--
-- For nothing else is waited while these are held, so no transactions wait for each other in a ring, and an
-- account that is held holds up itself alone. Other accounts' threads that follow from what was written are
-- derived where their lock can be had without waiting. Otherwise the thread gets a mark in ops.stale_thread, and
-- is derived when its account is free: it sees what both sides wrote.
--
-- A new link from one account's thread to another's (a mention, a reference, a leader's post that is listed) has a
-- gap of its own: the other side may be writing just now what the link finds, see no link, and not be seen either.
-- A mention's other account is known: where its lock can be had nobody writes there. The others always leave a mark.
-- Such a thread is derived once more when all transactions that could miss the link are over. These had an id when
-- the link was committed, for they look for links after they wrote, so all are below the first id that was not
-- given out yet when the mark was first seen (behind).

create or replace function core.account_try(government_id int, account_id int)
returns boolean
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select pg_try_advisory_xact_lock(government_id, account_id);
end;
comment on function core.account_try(int, int) is
    'Takes the lock of an account that a thread names, where that needs no waiting; else false, and the caller '
    'leaves a mark in ops.stale_thread.';

-- What is written elsewhere ends here: these threads are derived, but not what follows from them in turn.
create or replace function core.derive_holders(government_id int, account_ids int[], threads text[])
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    written int := 0;
    other record;
begin
    for other in
        select u.account_id, array_agg(distinct u.key) as threads
        from unnest(derive_holders.account_ids, derive_holders.threads) as u (account_id, key)
        group by u.account_id
        order by u.account_id
    loop
        if core.account_try(derive_holders.government_id, other.account_id) then
            written := written + core.derive_thread(
                derive_holders.government_id,
                array_fill(other.account_id, array[cardinality(other.threads)]),
                other.threads
            );
        else
            insert into ops.stale_thread (government_id, account_id, thread_key, behind)
            select derive_holders.government_id, other.account_id, k.key, '0'
            from unnest(other.threads) as k (key);
        end if;
    end loop;
    return written;
end
$$;
comment on function core.derive_holders(int, int[], text[]) is
    'Part of derivation: derives threads of other accounts, each named by its account and its key, or marks those '
    'whose account is held; returns inquiries changed.';

create or replace function core.is_over(behind xid8)
returns boolean
language sql
stable
begin atomic
    -- An id that was not given out yet is another server's: the database was restored here.
    select behind <= pg_snapshot_xmin(pg_current_snapshot()) or behind > pg_snapshot_xmax(pg_current_snapshot());
end;
comment on function core.is_over(xid8) is
    'Part of core.derive_stale: whether all transactions before this one are over; null for null.';

-- Marks of accounts that are held stay, as do those of links that others could still miss. One session at a time.
create or replace function core.derive_stale(threads_max int, out derived int, out remaining int)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    part record;
begin
    derived := 0;
    remaining := 0;
    if not exists (select from ops.stale_thread) then
        return;
    end if;
    if pg_try_advisory_xact_lock(1348562548, 4) then
        -- With the snapshot that saw the mark: one from before may be older than the commit.
        update ops.stale_thread as s
        set behind = pg_snapshot_xmax(pg_current_snapshot())
        where s.behind is null;
        for part in
            select ready.government_id, ready.account_id, array_agg(ready.thread_key) as threads
            from (
                select s.government_id, s.account_id, s.thread_key,
                    row_number() over (
                        partition by s.government_id, s.account_id order by min(s.mark_id)
                    ) as place
                from ops.stale_thread as s
                where core.is_over(s.behind)
                group by s.government_id, s.account_id, s.thread_key
            ) as ready
            where ready.place <= derive_stale.threads_max
            group by ready.government_id, ready.account_id
            order by ready.government_id, ready.account_id
        loop
            continue when derived >= threads_max
                or not core.account_try(part.government_id, part.account_id);
            -- First: a mark that comes now stands for what the derivation will see.
            delete from ops.stale_thread as s
            where s.government_id = part.government_id
                and s.account_id = part.account_id
                and s.thread_key = any (part.threads)
                and core.is_over(s.behind);
            perform core.derive_message(part.government_id, part.account_id, part.threads);
            derived := derived + cardinality(part.threads);
        end loop;
    end if;
    select count(*) into remaining from ops.stale_thread;
end
$$;
comment on function core.derive_stale(int) is
    'Derives threads that were marked to be derived again, about threads_max of them: how many, and how many marks '
    'are left, for their accounts are held or what they wait for is not over.';
