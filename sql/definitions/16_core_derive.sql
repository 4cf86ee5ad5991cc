-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Derivation: writes the inquiries that differ from what the facts say, retires ids that ceased, marks the
-- days, and keeps roles and learnt automatic texts. Called in the transaction that wrote the facts, with
-- the accounts' locks held (16_core_stale.sql). What did not change costs no row version.

-- Brings the stored inquiries of some threads (message) or cases of one feed (complaint) to the facts.
create or replace function core.inquiry_apply(
    government_id int,
    account_ids int[],
    source_kind text,
    source_ids text[],
    stints core.stint[],
    out written int,
    out post_account_ids int[],
    out posts text[]
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    final_before timestamptz;
    hashes bigint[] := core.thread_hash(government_id, account_ids, source_ids);
begin
    select h.horizon into final_before
    from ops.retention_horizon as h
    where h.government_id = inquiry_apply.government_id and h.class = 'inquiry';
    with n as materialized (
        select made.*
        from core.message_inquiry(
            inquiry_apply.government_id, inquiry_apply.account_ids, inquiry_apply.source_ids
        ) as made
        where inquiry_apply.source_kind = 'message'
            and (final_before is null or made.opened_at >= final_before)
        union all
        select made.*
        from core.complaint_inquiry(
            inquiry_apply.government_id, inquiry_apply.account_ids[1], inquiry_apply.stints
        ) as made
        where inquiry_apply.source_kind = 'complaint'
            and (final_before is null or made.opened_at >= final_before)
    ),
    o as materialized (
        select i.*
        from core.inquiry as i
        where hashtextextended(
                i.source_id, (i.government_id::bigint << 32) + i.source_account_id
            ) = any (hashes)
            and i.government_id + 0 = inquiry_apply.government_id
            and (
                (i.source_account_id, i.source_id)
                in (select k.* from unnest(inquiry_apply.account_ids, inquiry_apply.source_ids) as k)
            ) is true
            and i.source_kind = inquiry_apply.source_kind
            and (final_before is null or i.opened_at >= final_before)
    ),
    changed as materialized (
        select n.*
        from n
        left join o on o.inquiry_id = n.inquiry_id and o.opened_at = n.opened_at
        where o.inquiry_id is null or o is distinct from n
    ),
    -- Also one whose beginning moved (the time of a disposition was corrected): the time is in its key.
    gone as materialized (
        select o.*
        from o
        where (o.inquiry_id, o.opened_at) not in (select n.inquiry_id, n.opened_at from n)
    ),
    put as (
        insert into core.inquiry as i
        select changed.* from changed
        on conflict on constraint inquiry_pkey do update set
            unit_id = excluded.unit_id,
            account_id = excluded.account_id,
            channel = excluded.channel,
            kind = excluded.kind,
            class = excluded.class,
            opened_by = excluded.opened_by,
            turn = excluded.turn,
            needed_at = excluded.needed_at,
            first_reply_at = excluded.first_reply_at,
            answered_at = excluded.answered_at,
            substantive_at = excluded.substantive_at,
            ended_at = excluded.ended_at,
            ended_earliest_at = excluded.ended_earliest_at,
            ended_latest_at = excluded.ended_latest_at,
            late_reply_at = excluded.late_reply_at,
            state = excluded.state,
            intent = excluded.intent,
            topic = excluded.topic,
            language = excluded.language,
            reply_class = excluded.reply_class,
            helped_by_unit_id = excluded.helped_by_unit_id,
            removed = excluded.removed,
            hidden = excluded.hidden,
            undecided = excluded.undecided,
            messages = excluded.messages,
            timing = excluded.timing,
            correction_id = excluded.correction_id,
            source_kind = excluded.source_kind,
            source_account_id = excluded.source_account_id,
            source_id = excluded.source_id,
            opening_id = excluded.opening_id,
            answer_id = excluded.answer_id,
            post_external_id = excluded.post_external_id,
            permalink = excluded.permalink,
            opened_on = excluded.opened_on,
            needed_on = excluded.needed_on,
            calendar = excluded.calendar,
            opened_wait_s = excluded.opened_wait_s,
            needed_wait_s = excluded.needed_wait_s,
            opened_working_s = excluded.opened_working_s,
            needed_working_s = excluded.needed_working_s,
            opened_working_from_s = excluded.opened_working_from_s,
            needed_working_from_s = excluded.needed_working_from_s,
            first_reply_wait_s = excluded.first_reply_wait_s,
            first_reply_working_s = excluded.first_reply_working_s,
            substantive_wait_s = excluded.substantive_wait_s,
            substantive_working_s = excluded.substantive_working_s,
            provisional = excluded.provisional,
            deadline_at = excluded.deadline_at,
            deadline_rule_id = excluded.deadline_rule_id,
            answer_account_id = excluded.answer_account_id,
            answer_source_id = excluded.answer_source_id
        returning 1
    ),
    del as (
        delete from core.inquiry as i
        using gone
        where i.government_id = gone.government_id
            and i.inquiry_id = gone.inquiry_id
            and i.opened_at = gone.opened_at
        returning 1
    ),
    -- The successor is what began with the same message or disposition, asked of the same account (only
    -- whose it is has changed), else the stretch in which the old beginning lies now, else the first after it.
    retired as (
        insert into ops.inquiry_retired as r (government_id, inquiry_id, successor_id, retired_at)
        select
            gone.government_id,
            gone.inquiry_id,
            (
                select n.inquiry_id
                from n
                where n.source_account_id = gone.source_account_id
                    and n.source_id = gone.source_id
                    and n.class = gone.class
                order by
                    (n.opening_id, n.account_id) = (gone.opening_id, gone.account_id) desc,
                    n.unit_id = gone.unit_id desc,
                    n.opened_at <= gone.opened_at desc,
                    abs(extract(epoch from n.opened_at - gone.opened_at)),
                    n.inquiry_id
                limit 1
            ),
            now()
        from gone
        where gone.inquiry_id not in (select n.inquiry_id from n)
        on conflict on constraint inquiry_retired_pkey do update set
            successor_id = excluded.successor_id,
            retired_at = excluded.retired_at
        returning 1
    ),
    risen as (
        delete from ops.inquiry_retired as r
        where r.government_id = inquiry_apply.government_id
            and r.inquiry_id = any (
                array(
                    select changed.inquiry_id
                    from changed
                    where changed.inquiry_id not in (select o.inquiry_id from o)
                )
            )
        returning 1
    ),
    mark as (
        insert into core.dirty (government_id, unit_id, channel, day)
        select distinct inquiry_apply.government_id, touched.unit_id, touched.channel, day.day
        from (
            select changed.unit_id, changed.channel, changed.opened_on, changed.needed_on from changed
            union all
            select o.unit_id, o.channel, o.opened_on, o.needed_on
            from o
            where o.inquiry_id in (select changed.inquiry_id from changed)
            union all
            select gone.unit_id, gone.channel, gone.opened_on, gone.needed_on from gone
        ) as touched
        cross join lateral (
            values (touched.opened_on), (touched.needed_on)
        ) as day (day)
        where day.day is not null
        returning 1
    )
    select
        (select count(*) from put) + (select count(*) from del),
        array_agg(c.source_account_id),
        array_agg(c.post_external_id)
    into written, post_account_ids, posts
    from (
        select changed.source_account_id, changed.post_external_id
        from changed
        where changed.post_external_id is not null
        union
        select gone.source_account_id, gone.post_external_id
        from gone
        where gone.post_external_id is not null
    ) as c;
    if inquiry_apply.source_kind = 'complaint' and written > 0 then
        perform metrics.joined_mark(
            inquiry_apply.government_id, inquiry_apply.account_ids, inquiry_apply.source_ids
        );
    end if;
end
$$;
comment on function core.inquiry_apply(int, int[], text, text[], core.stint[]) is
    'Writes the inquiries of some threads or cases that differ from the facts, retires ids, marks days; '
    'returns how many were written or removed, and the posts under which they stand.';

-- Whether anybody waits under a post decides how long it is visited (ops.target). all_wait: somebody was
-- just found waiting under each of them.
create or replace function core.target_settle(
    government_id int,
    account_ids int[],
    posts text[],
    all_wait boolean
)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
begin
    if all_wait then
        update ops.target as t
        set waiting = true
        from unnest(account_ids, posts) as post (account_id, external_id)
        where t.government_id = target_settle.government_id
            and t.account_id = post.account_id
            and t.stream = 'comments'
            and t.external_id = post.external_id
            and not t.waiting;
    elsif cardinality(posts) > 0 then
        update ops.target as t
        set waiting = seen.waiting
        from (
            select post.account_id, post.external_id, coalesce(found.waiting, false) as waiting
            from unnest(account_ids, posts) as post (account_id, external_id)
            -- Not exists(): that may be planned as a hash of all who wait.
            left join lateral (
                select true as waiting
                from core.inquiry as i
                where i.government_id = target_settle.government_id
                    and i.source_account_id = post.account_id
                    and i.post_external_id = post.external_id
                    and i.state = 'waiting'
                limit 1
            ) as found on true
        ) as seen
        where t.government_id = target_settle.government_id
            and t.account_id = seen.account_id
            and t.stream = 'comments'
            and t.external_id = seen.external_id
            and t.waiting <> seen.waiting;
    end if;
end
$$;
comment on function core.target_settle(int, int[], text[], boolean) is
    'Part of derivation: notes under which posts somebody waits.';

-- Roles that changed, then the inquiries, then the targets under which somebody waits.
create or replace function core.thread_write(
    government_id int,
    account_ids int[],
    threads text[],
    id_account_ids int[],
    ids text[],
    times timestamptz[],
    roles text[]
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = off
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    written int;
    post_account_ids int[];
    posts text[];
begin
    if ids is not null then
        with spoken as (
            update core.message as m
            set role = v.role,
                -- What an official message is worth; of one whose text went what was said last.
                (reply_class, reply_rule) = (
                    select
                        coalesce(r.verdict, case when v.role = 'official' and m.text is null then m.reply_class end),
                        coalesce(r.rule, case when v.role = 'official' and m.text is null then m.reply_rule end)
                    from core.reply_class_of(case when v.role = 'official' then m.text end) as r
                )
            from (
                select thread_write.government_id as government_id, v.*
                from unnest(id_account_ids, ids, times, roles)
                    as v (account_id, external_id, sent_at, role)
                offset 0
            ) as v
            where m.government_id = v.government_id
                and m.account_id = v.account_id
                and m.external_id = v.external_id
                and m.sent_at = v.sent_at
            returning m.account_id, m.thread_key, m.kind, m.role
        )
        -- That a leader's post is listed here is a link that who replies under it may not see yet.
        insert into ops.stale_thread (government_id, account_id, thread_key)
        select distinct thread_write.government_id, spoken.account_id, spoken.thread_key
        from spoken
        where spoken.role = 'leader' and spoken.kind = 'mention';
    end if;
    select a.written, a.post_account_ids, a.posts into written, post_account_ids, posts
    from core.inquiry_apply(
        thread_write.government_id, thread_write.account_ids, 'message', thread_write.threads, null
    ) as a;
    perform core.target_settle(thread_write.government_id, post_account_ids, posts, false);
    return written;
end
$$;
comment on function core.thread_write(int, int[], text[], int[], text[], timestamptz[], text[]) is
    'Part of core.derive_message: writes new roles of messages, the inquiries and the waiting targets.';

create or replace function core.derive_thread(government_id int, account_ids int[], threads text[])
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    id_account_ids int[];
    ids text[];
    times timestamptz[];
    roles text[];
begin
    select array_agg(v.account_id), array_agg(v.external_id), array_agg(v.sent_at), array_agg(v.role)
    into id_account_ids, ids, times, roles
    from core.message_voice(government_id, account_ids, threads) as v
    where v.role <> v.role_before;
    return core.thread_write(government_id, account_ids, threads, id_account_ids, ids, times, roles);
end
$$;
comment on function core.derive_thread(int, int[], text[]) is
    'Roles, inquiries and waiting targets of threads by present rules; learns nothing.';

-- An official text that came within ten seconds of what it answers in three threads or more is automatic.
-- Returns the texts that became so, or ceased to be; null where nothing was learnt, so that roles that were told
-- before stand. One at a time: two accounts that bring the second and the third thread at once must not both count
-- two, and who brings the fourth waits for the third, and has to look again.
create or replace function core.automatic_learn(
    government_id int,
    account_ids int[],
    threads text[],
    quick_hashes bytea[],
    quick_account_ids int[],
    quick_threads text[]
)
returns bytea[]
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    touched bytea[];
    turned bytea[];
begin
    if quick_hashes is null and not exists (
        select
        from (select distinct unnest(automatic_learn.account_ids) as account_id) as k
        cross join lateral (
            select
            from core.automatic_evidence as stored
            where stored.government_id = automatic_learn.government_id
                and stored.account_id = k.account_id
            limit 1
        ) as e
    ) then
        return null;
    end if;
    with quick as (
        select distinct q.text_hash, q.account_id, q.thread_key
        from unnest(quick_hashes, quick_account_ids, quick_threads)
            as q (text_hash, account_id, thread_key)
    ),
    old as (
        select e.text_hash, e.account_id, e.thread_key
        from unnest(automatic_learn.account_ids, automatic_learn.threads) as k (account_id, key)
        cross join lateral (
            select stored.*
            from core.automatic_evidence as stored
            where stored.government_id = automatic_learn.government_id
                and stored.account_id = k.account_id
                and stored.thread_key = k.key
            offset 0
        ) as e
    ),
    put as (
        insert into core.automatic_evidence (government_id, text_hash, account_id, thread_key)
        select automatic_learn.government_id, q.text_hash, q.account_id, q.thread_key
        from quick as q
        where (q.text_hash, q.account_id, q.thread_key)
            not in (select old.text_hash, old.account_id, old.thread_key from old)
        returning text_hash
    ),
    del as (
        delete from core.automatic_evidence as e
        using old
        where e.government_id = automatic_learn.government_id
            and (e.text_hash, e.account_id, e.thread_key)
                = (old.text_hash, old.account_id, old.thread_key)
            and (old.text_hash, old.account_id, old.thread_key)
                not in (select q.text_hash, q.account_id, q.thread_key from quick as q)
        returning e.text_hash
    )
    select array_agg(distinct both_ways.text_hash) into touched
    from (select put.text_hash from put union all select del.text_hash from del) as both_ways;
    if touched is null then
        return null;
    end if;
    perform pg_advisory_xact_lock(automatic_learn.government_id, 0);
    with counted as (
        select t.text_hash, count(e.thread_key) as threads
        from unnest(touched) as t (text_hash)
        left join core.automatic_evidence as e
            on e.government_id = automatic_learn.government_id and e.text_hash = t.text_hash
        group by t.text_hash
    ),
    put as (
        insert into core.automatic_text (government_id, text_hash, source)
        select automatic_learn.government_id, c.text_hash, 'learnt'
        from counted as c
        where c.threads >= 3
        on conflict on constraint automatic_text_pkey do nothing
        returning text_hash
    ),
    del as (
        delete from core.automatic_text as a
        using counted as c
        where a.government_id = automatic_learn.government_id
            and a.text_hash = c.text_hash
            and a.source = 'learnt'
            and c.threads < 3
        returning a.text_hash
    )
    select coalesce(array_agg(both_ways.text_hash), '{}') into turned
    from (select put.text_hash from put union all select del.text_hash from del) as both_ways;
    return turned;
end
$$;
comment on function core.automatic_learn(int, int[], text[], bytea[], int[], text[]) is
    'Part of core.derive_message: keeps the evidence of automatic texts; returns those that turned.';

-- Threads that are another one's business too: those that hold a text that turned, those in which a message
-- stands that one of these accounts now saw itself, and leaders' posts under which these stand or which stand in
-- them. Not those of the call, which are done.
create or replace function core.thread_elsewhere(
    government_id int,
    account_ids int[],
    threads text[],
    turned bytea[]
)
returns table (holder_id int, held_key text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    named_ids int[] := array(
        select k.account_id
        from (select distinct unnest(thread_elsewhere.account_ids) as account_id) as k
        cross join lateral (
            select
            from core.message_mention as stored
            where stored.government_id = thread_elsewhere.government_id
                and stored.mentioned_account_id = k.account_id
            limit 1
        ) as mention
    );
    leading_ids int[] := core.account_leading(government_id, account_ids);
begin
    if turned is null and named_ids = '{}' and leading_ids = '{}' then
        return;
    end if;
    return query
    with key as materialized (
        select distinct k.account_id, k.key
        from unnest(thread_elsewhere.account_ids, thread_elsewhere.threads) as k (account_id, key)
        where k.key is not null
    ),
    -- The messages of the threads, where they may be named elsewhere.
    own as materialized (
        select key.account_id, stored.external_id, stored.post_external_id
        from key
        cross join lateral (
            select m.external_id, m.post_external_id
            from core.message as m
            where hashtextextended(m.thread_key, (m.government_id::bigint << 32) + m.account_id)
                    = hashtextextended(
                        key.key,
                        (thread_elsewhere.government_id::bigint << 32) + key.account_id
                    )
                and m.government_id + 0 = thread_elsewhere.government_id
                and m.account_id + 0 = key.account_id
                and m.thread_key = key.key
            offset 0
        ) as stored
        where key.account_id = any (named_ids || leading_ids)
    ),
    named as materialized (
        select distinct mention.account_id, mention.message_external_id, mention.post_external_id
        from own
        cross join lateral (
            select stored.account_id, stored.message_external_id, stored.post_external_id
            from core.message_mention as stored
            where stored.government_id = thread_elsewhere.government_id
                and stored.mentioned_account_id = own.account_id
                and stored.message_external_id = own.external_id
            offset 0
        ) as mention
    ),
    held as (
        select e.account_id, e.thread_key
        from core.automatic_evidence as e
        where e.government_id = thread_elsewhere.government_id
            and e.text_hash = any (turned)
        union
        select named.account_id, m.thread_key
        from named
        cross join lateral (
            select stored.thread_key
            from core.message as stored
            where stored.government_id = thread_elsewhere.government_id
                and stored.account_id = named.account_id
                and stored.external_id = named.message_external_id
                and named.post_external_id is null
            offset 0
        ) as m
        union
        select named.account_id, named.post_external_id
        from named
        where named.post_external_id is not null
        union
        -- Who is named in a post of the call may have asked himself before it was known whose post it is.
        select posts.mentioned_account_id, seen.thread_key
        from key
        cross join lateral (
            select stored.mentioned_account_id, stored.message_external_id
            from core.message_mention as stored
            where stored.government_id = thread_elsewhere.government_id
                and stored.account_id = key.account_id
                and stored.post_external_id = key.key
            offset 0
        ) as posts
        cross join lateral (
            select stored.thread_key
            from core.message as stored
            where stored.government_id = thread_elsewhere.government_id
                and stored.account_id = posts.mentioned_account_id
                and stored.external_id = posts.message_external_id
            offset 0
        ) as seen
        where key.account_id = any (leading_ids)
        union
        select posts.account_id, posts.post_external_id
        from (
            select distinct own.account_id, own.post_external_id
            from own
            where own.account_id = any (leading_ids) and own.post_external_id is not null
        ) as posts
        cross join lateral (
            select
            from core.message_mention as stored
            where stored.government_id = thread_elsewhere.government_id
                and stored.account_id = posts.account_id
                and stored.post_external_id = posts.post_external_id
            limit 1
        ) as found
    )
    select held.account_id, held.thread_key
    from held
    where (held.account_id, held.thread_key) not in (select key.account_id, key.key from key);
end
$$;
comment on function core.thread_elsewhere(int, int[], text[], bytea[]) is
    'Part of core.derive_message: threads of other accounts whose inquiries follow from these.';

-- Threads that point to cases that were derived, or to posts that got a name.
create or replace function core.derive_referring(
    government_id int,
    account_ids int[],
    ids text[],
    kind text
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    holder_ids int[];
    held text[];
begin
    if ids is null then
        return 0;
    end if;
    select array_agg(pointing.holder_id), array_agg(pointing.held_key)
    into holder_ids, held
    from core.case_referring(
        derive_referring.government_id, derive_referring.account_ids, derive_referring.ids,
        derive_referring.kind
    ) as pointing;
    return core.derive_holders(derive_referring.government_id, holder_ids, held);
end
$$;
comment on function core.derive_referring(int, int[], text[], text) is
    'Part of derivation, and all of it after posts were written: derives the threads that core.case_referring() '
    'names; returns inquiries changed. The caller holds the accounts'' locks.';

-- Rare. A text that turned changes roles in the threads that hold it, and leaders' posts under which these stand
-- follow from roles: so once more, from there.
create or replace function core.derive_elsewhere(
    government_id int,
    account_ids int[],
    threads text[],
    turned bytea[]
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    written int;
    holder_ids int[];
    held text[];
begin
    select array_agg(elsewhere.holder_id), array_agg(elsewhere.held_key)
    into holder_ids, held
    from core.thread_elsewhere(
        derive_elsewhere.government_id, derive_elsewhere.account_ids, derive_elsewhere.threads, turned
    ) as elsewhere;
    written := core.derive_holders(derive_elsewhere.government_id, holder_ids, held);
    if turned is not null and held is not null then
        written := written
            + core.derive_elsewhere(derive_elsewhere.government_id, holder_ids, held, null)
            + core.derive_referring(derive_elsewhere.government_id, holder_ids, held, 'thread');
    end if;
    return written;
end
$$;
comment on function core.derive_elsewhere(int, int[], text[], bytea[]) is
    'Part of core.derive_message: derives the threads that core.thread_elsewhere() names; returns inquiries '
    'changed.';

-- A thread is named after its top message. Where a message of that name stands in another thread, what was
-- put here before it came belongs there: replies whose parent had not been seen yet.
create or replace function core.thread_settle(government_id int, account_id int, messages text[])
returns setof text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
begin
    return query
    with top as materialized (
        select k.key, m.thread_key as goes
        from unnest(thread_settle.messages) as k (key)
        cross join lateral (
            select stored.thread_key
            from core.message as stored
            where stored.government_id = thread_settle.government_id
                and stored.account_id = thread_settle.account_id
                and stored.external_id = k.key
            offset 0
        ) as m
        where m.thread_key <> k.key
    ),
    moved as (
        update core.message as m
        set thread_key = top.goes
        from top
        where m.government_id + 0 = thread_settle.government_id
            and m.account_id + 0 = thread_settle.account_id
            and m.thread_key = top.key
            and hashtextextended(m.thread_key, (m.government_id::bigint << 32) + m.account_id)
                = hashtextextended(
                    top.key, (thread_settle.government_id::bigint << 32) + thread_settle.account_id
                )
        returning top.key, top.goes
    )
    select moved.key from moved
    union
    select moved.goes from moved;
end
$$;
comment on function core.thread_settle(int, int, text[]) is
    'Moves what stands in threads that are named after these messages to the threads in which the messages '
    'stand themselves; returns both names. For message_write, whose threads were guessed.';

create or replace function core.derive_message(government_id int, account_ids int[], threads text[])
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    rest_account_ids int[];
    rest text[];
    id_account_ids int[];
    ids text[];
    times timestamptz[];
    roles text[];
    hashes bytea[];
    quick_account_ids int[];
    quick_threads text[];
    turned bytea[];
    written int;
begin
    if array_remove(threads, null) = '{}' then
        return 0;
    end if;
    select single.written, single.rest_account_ids, single.rest
    into written, rest_account_ids, rest
    from core.derive_single(
        derive_message.government_id, derive_message.account_ids, derive_message.threads
    ) as single;
    if rest is not null then
        select
            array_agg(v.account_id) filter (where v.role <> v.role_before),
            array_agg(v.external_id) filter (where v.role <> v.role_before),
            array_agg(v.sent_at) filter (where v.role <> v.role_before),
            array_agg(v.role) filter (where v.role <> v.role_before),
            array_agg(v.text_hash) filter (where v.quick),
            array_agg(v.account_id) filter (where v.quick),
            array_agg(v.thread_key) filter (where v.quick)
        into id_account_ids, ids, times, roles, hashes, quick_account_ids, quick_threads
        from core.message_voice(derive_message.government_id, rest_account_ids, rest) as v;
        turned := core.automatic_learn(
            derive_message.government_id, rest_account_ids, rest, hashes, quick_account_ids,
            quick_threads
        );
        if turned is null then
            written := written + core.thread_write(
                derive_message.government_id, rest_account_ids, rest, id_account_ids, ids, times,
                roles
            );
        else
            written := written + core.derive_thread(
                derive_message.government_id, rest_account_ids, rest
            );
        end if;
    end if;
    return written + core.derive_elsewhere(
        derive_message.government_id, derive_message.account_ids, derive_message.threads,
        nullif(turned, '{}')
    ) + core.derive_referring(derive_message.government_id, rest_account_ids, rest, 'thread');
end
$$;
comment on function core.derive_message(int, int[], text[]) is
    'Derives the inquiries of some threads after their messages were written, each named by its account '
    'and its key; returns inquiries changed. The caller holds the accounts'' locks.';

create or replace function core.derive_message(government_id int, account_id int, threads text[])
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return core.derive_message(
        government_id, array_fill(account_id, array[cardinality(threads)]), threads
    );
end
$$;
comment on function core.derive_message(int, int, text[]) is
    'The same for threads of one account.';

create or replace function core.derive_complaint(
    government_id int,
    account_id int,
    external_ids text[]
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    keys text[] := array(select distinct k from unnest(external_ids) as k where k is not null);
    feeds int[] := array_fill(account_id, array[cardinality(keys)]);
    written int;
begin
    select a.written
    into written
    from core.inquiry_apply(
        government_id, feeds, 'complaint', keys, core.complaint_settle(government_id, account_id, keys)
    ) as a;
    return written + core.derive_referring(government_id, feeds, keys, 'complaint');
end
$$;
comment on function core.derive_complaint(int, int, text[]) is
    'Derives the inquiries of some complaints after they or their events were written; returns inquiries '
    'changed. The caller holds the feed''s lock.';

create or replace function core.derive_complaint(
    government_id int,
    account_ids int[],
    external_ids text[]
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    written int := 0;
    feed record;
begin
    for feed in
        select u.account_id, array_agg(u.key) as keys
        from unnest(derive_complaint.account_ids, derive_complaint.external_ids) as u (account_id, key)
        group by u.account_id
        order by u.account_id
    loop
        written := written + core.derive_complaint(
            derive_complaint.government_id, feed.account_id, feed.keys
        );
    end loop;
    return written;
end
$$;
comment on function core.derive_complaint(int, int[], text[]) is
    'The same for complaints of several feeds, each named by its feed and its id.';
