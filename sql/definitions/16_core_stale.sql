-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which locks are taken, in which order, and what is done where one cannot be had. This is the only place that
-- says so, and, but for what says below that it tries, the only one that takes locks of the first two kinds:
--
--   1. (government, -1), governments ascending, before anything is written. Shared by whoever writes or derives facts
--      of a government (core.account_lock()). For itself by who
--      changes what every derivation of it reads, or derives all of it: ops.sync_config(), core.rebuild_inquiries()
--      (core.government_hold()). What they find then is all there is, nobody is in the middle of deriving by
--      what they change, and they need no lock of any account, of which a server has room for some thousands.
--   2. (government, account) of whatever facts are written or read to be derived again, ascending, all of a
--      transaction at once before it writes anything: core.account_lock(), which the daemon, pantauctl import and
--      core.rebuild_account() call. core.post_gone() and ops.text_expire() try it, and the first kind.
--      The daemon's first connection, which renews its leases, waits for locks by parts of a lease.
--   3. (government, 0), by who changes what is known of automatic texts, until it commits (core.automatic_learn()).
--
-- Locks of (1348562548, …) are above these: 1 is taken by ops.sync_config() before all others; 0 by migrate.sh, for
-- its whole session; 3, 4 and 5 are tried by rounds of figures, by core.derive_stale() and by ops.text_expire(), which
-- do without them; for 3 metrics.recompute_step() and the like wait, which hold nothing yet.
--
-- Rows are waited for, too, but in no ring: of facts and of what is derived of them by nobody who does not hold their
-- account or government; core.text_erase() is called under that lock.
-- Rows of ops.target are written under their account's lock, or skipped where they are held; where none is there yet,
-- ops.progress_flush() tries the lock first. Rows of ops.stream come last in whatever transaction writes several, in the
-- order of their keys: pages, ops.progress_flush() and ops.sync_config(). ops.lease_take() and ops.lease_release() skip what
-- is held, ops.stream_fail() writes one; none of these takes a lock of the first two kinds, so that no lease waits for one.
-- Rows of ops.sweep are waited for by ops.sweep_next(), which takes one and nothing else; ops.text_expire() skips what is
-- held, and waits for a row only while the other makes it.
--
-- No transactions wait for each other in a ring, then, and an
-- account that is held holds up itself alone. core.derive_stale(), which takes accounts one after the other, tries
-- them all. Other accounts' threads that follow from what was written are
-- derived where their lock can be had without waiting. Otherwise the thread gets a mark in ops.stale_thread, and
-- is derived when its account is free: it sees what both sides wrote.
--
-- A new link from one account's thread to another's (a mention, a reference, a leader's post that is listed) has a
-- gap of its own: the other side may be writing just now what the link finds, see no link, and not be seen either.
-- A mention's other account is known: where its lock can be had nobody writes there. The others always leave a mark.
-- Such a thread is derived once more when all transactions that could miss the link are over. These had an id when
-- the link was committed, for they look for links after they wrote, so all are below the first id that was not
-- given out yet when the mark was first seen (behind).

-- The setting is for core.account_try(), in this transaction alone: pg_locks costs more than what it would spare.
create or replace function core.government_hold(government_ids int[])
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    ours int[] := array(
        select distinct g.government_id
        from unnest(government_hold.government_ids) as g (government_id)
        order by g.government_id
    );
begin
    perform pg_advisory_xact_lock(known.government_id, -1)
    from (select g.government_id from unnest(ours) as g (government_id) offset 0) as known;
    perform set_config(
        'pantau.held_governments',
        (coalesce(nullif(current_setting('pantau.held_governments', true), ''), '{}')::int[] || ours)::text,
        true
    );
end
$$;
comment on function core.government_hold(int[]) is
    'Takes whole governments: waits until nobody writes or derives facts of them, and holds them up.';

create or replace function core.account_lock(government_id int, account_ids int[])
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform pg_advisory_xact_lock_shared(account_lock.government_id, -1);
    perform pg_advisory_xact_lock(account_lock.government_id, known.account_id)
    from (
        select distinct a.account_id
        from unnest(account_lock.account_ids) as a (account_id)
        order by a.account_id
        offset 0
    ) as known;
end
$$;
comment on function core.account_lock(int, int[]) is
    'Waits for accounts of a government and takes their locks, before anything of them is written.';

create or replace function core.account_try(government_id int, account_id int)
returns boolean
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select case
        when account_try.government_id
            = any (nullif(current_setting('pantau.held_governments', true), '')::int[]) then true
        else pg_try_advisory_xact_lock(account_try.government_id, account_try.account_id)
    end;
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

-- What was marked under a name that was guessed may stand under another one by now (core.thread_settle()), also where
-- the mark was left by who could not see it move.
create or replace function core.derive_marked(government_id int, account_id int, threads text[], mark_ids bigint[])
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    marked text[] := array(select distinct k.key from unnest(derive_marked.threads) as k (key));
begin
    -- First, and no others: a mark that comes now stands for what the derivation may not see.
    delete from ops.stale_thread as s
    where s.government_id = derive_marked.government_id and s.mark_id = any (derive_marked.mark_ids);
    perform core.derive_message(
        derive_marked.government_id,
        derive_marked.account_id,
        marked || array(
            select m.thread_key
            from unnest(marked) as k (key)
            cross join lateral (
                select stored.thread_key
                from core.message as stored
                where stored.government_id = derive_marked.government_id
                    and stored.account_id = derive_marked.account_id
                    and stored.external_id = k.key
                offset 0
            ) as m
            where m.thread_key <> k.key
        )
    );
end
$$;
comment on function core.derive_marked(int, int, text[], bigint[]) is
    'Part of core.derive_stale: derives threads of an account that is held, one named for each of these marks, and '
    'takes the marks away.';

-- After their derivation failed together: each for itself, with its own marks. What fails for the state of the server (a
-- deadlock, no room, its end) says nothing about a thread, and a statement that is ended ends here too.
create or replace function core.derive_each(government_id int, account_id int, threads text[], mark_ids bigint[])
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    derived int := 0;
    own record;
begin
    for own in
        select array_agg(u.thread) as threads, array_agg(u.mark_id) as mark_ids
        from unnest(derive_each.threads, derive_each.mark_ids) as u (thread, mark_id)
        group by u.thread
    loop
        begin
            perform core.derive_marked(
                derive_each.government_id, derive_each.account_id, own.threads, own.mark_ids
            );
            derived := derived + 1;
        exception
            when others then
                if left(sqlstate, 2) in ('40', '53', '57', '58') then
                    raise;
                end if;
                update ops.stale_thread as s
                set failing_since = coalesce(s.failing_since, now()),
                    failed_at = now(),
                    failure = sqlstate || ' ' || sqlerrm
                where s.government_id = derive_each.government_id and s.mark_id = any (own.mark_ids);
        end;
    end loop;
    return derived;
end
$$;
comment on function core.derive_each(int, int, text[], bigint[]) is
    'Part of core.derive_stale: as core.derive_marked(), thread by thread; marks of those that fail stay with the '
    'reason. Returns how many did not.';

-- Tries only: whose account is held, or whose government, is for another time.
create or replace function core.derive_part(
    government_id int, account_id int, threads text[], mark_ids bigint[], out derived int, out failed int
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    known int;
begin
    if not pg_try_advisory_xact_lock_shared(derive_part.government_id, -1)
        or not core.account_try(derive_part.government_id, derive_part.account_id) then
        return;
    end if;
    select count(distinct k.key) into known
    from unnest(derive_part.threads) as k (key);
    begin
        perform core.derive_marked(
            derive_part.government_id, derive_part.account_id, derive_part.threads, derive_part.mark_ids
        );
        derived := known;
    exception
        when others then
            derived := core.derive_each(
                derive_part.government_id, derive_part.account_id, derive_part.threads, derive_part.mark_ids
            );
    end;
    failed := known - derived;
end
$$;
comment on function core.derive_part(int, int, text[], bigint[]) is
    'Part of core.derive_stale: derives threads of an account, one named for each of these marks: how many, and how many '
    'failed; null where the account is held.';

-- Marks of a page are looked at, not all there are: a million is sorted for seconds. A hundred for each thread, for a
-- thread whose marks are spread over pages is derived once for each.
create or replace function core.stale_ready(
    threads_max int, place bigint[], held_government_ids int[], held_account_ids int[]
)
returns table (government_id int, account_id int, threads text[], mark_ids bigint[], upto bigint[])
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
    select
        ready.government_id,
        ready.account_id,
        array_agg(ready.thread_key order by ready.mark_id),
        array_agg(ready.mark_id order by ready.mark_id),
        array[ready.government_id, max(ready.mark_id)]
    from (
        select
            known.*,
            dense_rank() over (partition by known.government_id, known.account_id order by known.first_id) as nth
        from (
            select
                page.*,
                min(page.mark_id) over (
                    partition by page.government_id, page.account_id, page.thread_key
                ) as first_id
            from (
                select s.government_id, s.account_id, s.thread_key, s.mark_id
                from ops.stale_thread as s
                where (s.government_id, s.mark_id) > (stale_ready.place[1], stale_ready.place[2])
                    and core.is_over(s.behind)
                    and (s.failed_at is null or s.failed_at <= now() - interval '1 minute')
                    and (s.government_id, s.account_id) not in (
                        select h.government_id, h.account_id
                        from unnest(stale_ready.held_government_ids, stale_ready.held_account_ids)
                            as h (government_id, account_id)
                    )
                order by s.government_id, s.mark_id
                limit 100 * stale_ready.threads_max
            ) as page
        ) as known
    ) as ready
    where ready.nth <= stale_ready.threads_max
    group by ready.government_id, ready.account_id
    order by ready.government_id, min(ready.mark_id);
end;
comment on function core.stale_ready(int, bigint[], int[], int[]) is
    'Part of core.derive_stale: the next marks behind a place (government, mark) which wait for no transaction, nor for another '
    'try after a failure, but those of accounts that are held: of each account about so many threads, and the place of the last.';

create or replace function core.stale_failure()
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
begin atomic
    select format(
        'thread %s of %s account %s, since %s: %s',
        s.thread_key,
        a.channel,
        a.external_id,
        to_char(s.failing_since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"'),
        s.failure
    )
    from ops.stale_thread as s
    join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id
    where s.failing_since is not null
    order by s.failing_since, s.government_id, s.mark_id
    limit 1;
end;
comment on function core.stale_failure() is
    'Part of core.derive_stale: which thread''s derivation fails longest, since when and why; null where none does.';

-- Marks of accounts that are held stay, as do those of links that others could still miss: the marks behind them are
-- looked at until enough threads are derived. One session at a time.
create or replace function core.derive_stale(threads_max int, out derived int, out remaining int, out failure text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    part record;
    outcome record;
    place bigint[] := array[-1, 0];
    failed int := 0;
    held_government_ids int[] := '{}';
    held_account_ids int[] := '{}';
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
        loop
            for part in
                select r.*
                from core.stale_ready(threads_max, place, held_government_ids, held_account_ids) as r
            loop
                exit when greatest(derived, failed) >= threads_max;
                place := greatest(place, part.upto);
                outcome := core.derive_part(part.government_id, part.account_id, part.threads, part.mark_ids);
                if outcome.derived is null then
                    held_government_ids := held_government_ids || part.government_id;
                    held_account_ids := held_account_ids || part.account_id;
                else
                    derived := derived + outcome.derived;
                    failed := failed + outcome.failed;
                end if;
            end loop;
            exit when not found or greatest(derived, failed) >= threads_max;
        end loop;
    end if;
    select count(*) into remaining
    from ops.stale_thread as s
    where s.failing_since is null;
    failure := core.stale_failure();
end
$$;
comment on function core.derive_stale(int) is
    'Derives threads that were marked to be derived again, about threads_max of them: how many, how many marks '
    'are left, for their accounts are held or what they wait for is not over, and which one failed longest, null: none.';
