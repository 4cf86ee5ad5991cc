-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The common shape of a thread: one standing message of a citizen, named to nobody. What core.message_inquiry()
-- says of it needs no order, no turn and no end, only the day it was written on: unit, calendar, working
-- time and deadline are looked up once for each day. Everything else goes the general way; a random test
-- holds both to the same rows (tests/sql/test_derive_single.py).

create or replace function core.derive_single(
    government_id int,
    account_ids int[],
    threads text[],
    out written int,
    out rest_account_ids int[],
    out rest text[]
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_mergejoin = off
set enable_nestloop = off
set enable_seqscan = off
set enable_sort = off
set jit = off
as $$
#variable_conflict use_column
declare
    hashes bigint[] := core.thread_hash(government_id, account_ids, threads);
    message_years int[] := core.message_years();
    inquiry_years int[] := core.inquiry_years();
    final_before timestamptz;
    zone text;
    base_calendar text;
    former_keys bytea[];
    taught int[];
    naming int[];
    retires boolean;
    holders int[] := array(select distinct unnest(account_ids));
    post_account_ids int[];
    posts text[];
    ids uuid[];
    correcting boolean := core.is_correcting(government_id, 'message');
begin
    select
        g.timezone,
        g.calendar,
        (
            select h.horizon
            from ops.retention_horizon as h
            where h.government_id = g.government_id and h.class = 'inquiry'
        ),
        array(
            select former
            from core.account as other
            cross join lateral unnest(other.former_author_keys) as former
            where other.government_id = g.government_id and other.former_author_keys <> '{}'
        ),
        -- Accounts that hold evidence of automatic texts, or messages that name somebody or point to a case.
        array(
            select k.account_id
            from unnest(holders) as k (account_id)
            cross join lateral (
                select
                from core.automatic_evidence as e
                where e.government_id = derive_single.government_id and e.account_id = k.account_id
                limit 1
            ) as e
        ),
        array(
            select k.account_id
            from unnest(holders) as k (account_id)
            cross join lateral (
                (
                    select
                    from core.message_mention as mention
                    where mention.government_id = derive_single.government_id
                        and mention.account_id = k.account_id
                    limit 1
                )
                union all
                (
                    select
                    from core.message_reference as reference
                    where reference.government_id = derive_single.government_id
                        and reference.account_id = k.account_id
                    limit 1
                )
                limit 1
            ) as mention
        ),
        exists (
            select from ops.inquiry_retired as r where r.government_id = g.government_id
        )
    into zone, base_calendar, final_before, former_keys, taught, naming, retires
    from core.government as g
    where g.government_id = derive_single.government_id;
    -- One scan a partition finds the messages of all threads: the hash is the only condition an index
    -- serves ("+ 0" keeps the others out), so that is the plan whatever the size of the table.
    with key as materialized (
        select distinct k.account_id, k.key
        from unnest(derive_single.account_ids, derive_single.threads) as k (account_id, key)
        where k.key is not null
    ),
    m as materialized (
        select
            local.*,
            local.opened_local::date as opened_on,
            date_part('epoch', local.opened_local::time)::int as opened_s
        from (
            select
                stored.account_id,
                stored.thread_key,
                stored.external_id,
                stored.sent_at,
                stored.post_external_id,
                stored.kind,
                stored.role,
                stored.author_key,
                stored.automatic,
                stored.permalink,
                stored.language,
                stored.hidden,
                stored.needs_answer,
                stored.undecided,
                stored.intent,
                stored.topic,
                stored.gone_by,
                stored.sent_at at time zone zone as opened_local
            from core.message_part as stored
            where stored.year = any (message_years)
                and hashtextextended(
                    stored.thread_key, (stored.government_id::bigint << 32) + stored.account_id
                ) = any (hashes)
                and stored.government_id + 0 = derive_single.government_id
            offset 0
        ) as local
    ),
    -- Whose messages are not an outsider's, and threads that need a closer look: sets, which the present
    -- settings hash. What an account has none of is not looked for.
    ours as materialized (
        select a.author_key
        from core.account as a
        where a.author_key = any (array(select m.author_key from m where m.author_key is not null))
            and a.government_id + 0 = derive_single.government_id
    ),
    quick as materialized (
        select key.account_id, key.key
        from key
        cross join lateral (
            select
            from core.automatic_evidence as e
            where e.government_id = derive_single.government_id
                and e.account_id = key.account_id
                and e.thread_key = key.key
            limit 1
        ) as found
        where cardinality(taught) > 0 and key.account_id = any (taught)
    ),
    named as materialized (
        select m.account_id, m.external_id
        from m
        cross join lateral (
            select
            from (
                select
                from core.message_mention as mention
                where mention.government_id = derive_single.government_id
                    and mention.account_id = m.account_id
                    and mention.message_external_id = m.external_id
                union all
                -- a leader's post, after which some platforms call the thread under it
                select
                from core.message_mention as mention
                where mention.government_id = derive_single.government_id
                    and mention.account_id = m.account_id
                    and mention.post_external_id = m.thread_key
                union all
                -- a mention that points to a case
                select
                from core.message_reference as reference
                where reference.government_id = derive_single.government_id
                    and reference.account_id = m.account_id
                    and reference.external_id = m.external_id
            ) as mention
            limit 1
        ) as found
        where cardinality(naming) > 0 and m.account_id = any (naming)
    ),
    -- What people corrected, as elsewhere: the general way applies it.
    corrected as materialized (
        select m.account_id, m.external_id
        from m
        cross join lateral (
            select
            from core.correction as c
            where c.government_id = derive_single.government_id
                and c.source_kind = 'message'
                and c.opening_id = m.external_id
                and c.revoked_at is null
            limit 1
        ) as found
        where correcting
    ),
    one as (
        select m.*
        from m
        where not m.automatic
            and m.gone_by is null
            and m.role = case when m.author_key is null then 'unknown' else 'citizen' end
            and (final_before is null or m.sent_at >= final_before)
            and not coalesce(m.author_key = any (former_keys), false)
            and (m.author_key in (select ours.author_key from ours)) is not true
            and ((m.account_id, m.thread_key) in (select quick.account_id, quick.key from quick))
                is not true
            and ((m.account_id, m.external_id) in (select named.account_id, named.external_id from named))
                is not true
            and ((m.account_id, m.external_id) in (select c.account_id, c.external_id from corrected as c))
                is not true
            and (m.account_id, m.thread_key) not in (
                select more.account_id, more.thread_key
                from m as more
                group by more.account_id, more.thread_key
                having count(*) > 1
            )
            and ((m.account_id, m.thread_key) in (select key.account_id, key.key from key)) is true
    ),
    rule as materialized (
        select r.*
        from core.deadline_rule as r
        where r.from_event = 'opened'
            and r.to_event = 'answered'
            and r.feed_kind is null
            and (r.government_id is null or r.government_id = derive_single.government_id)
    ),
    day as materialized (
        select
            d.account_id,
            d.opened_on,
            here.channel,
            coalesce(owner.unit_id, 0) as unit_id,
            -- core.inquiry_id() around what differs from thread to thread.
            derive_single.government_id::text || E'\x1fmessage\x1f' || d.account_id::text || E'\x1f'
                as id_head,
            E'\x1f' || coalesce(owner.unit_id, 0)::text || E'\x1f' as id_unit,
            cal.calendar,
            d.opened_on < cal.decided_from or d.opened_on > cal.decided_to as provisional,
            c.before_s,
            c.starts_s[1] as starts_1_s,
            c.ends_s[1] as ends_1_s,
            c.starts_s[2] as starts_2_s,
            c.ends_s[2] as ends_2_s,
            c.starts_s[3] as starts_3_s,
            c.ends_s[3] as ends_3_s,
            c.starts_s[4] as starts_4_s,
            c.ends_s[4] as ends_4_s,
            legal.deadline_at,
            legal.deadline_rule_id
        from (
            select distinct m.account_id, m.opened_on
            from m
        ) as d
        cross join lateral (
            select a.channel
            from core.account as a
            where a.government_id = derive_single.government_id
                and a.account_id = d.account_id
            offset 0
        ) as here
        left join lateral (
            select o.unit_id
            from core.account_owner as o
            where o.government_id = derive_single.government_id
                and o.account_id = d.account_id
                and d.opened_on between o.valid_from and coalesce(o.valid_to, 'infinity')
            offset 0
        ) as owner on true
        left join lateral (
            select u.calendar
            from core.unit_calendar as u
            where u.government_id = derive_single.government_id
                and u.unit_id = coalesce(owner.unit_id, 0)
                and u.valid_from <= d.opened_on
            order by u.valid_from desc
            limit 1
        ) as own on true
        join core.calendar as cal on cal.calendar = coalesce(own.calendar, base_calendar)
        left join lateral (
            select at.*
            from core.calendar_day as at
            where at.calendar = cal.calendar and at.day = d.opened_on
            offset 0
        ) as c on true
        left join lateral (
            select
                r.deadline_rule_id,
                (case
                    when r.counted_in = 'days' then d.opened_on + r.limit_days
                    else core.working_day_after(cal.calendar, d.opened_on, r.limit_days)
                end + 1)::timestamp at time zone zone as deadline_at
            from rule as r
            where (r.channel is null or r.channel = here.channel)
                and d.opened_on between r.valid_from and coalesce(r.valid_to, 'infinity')
            order by r.government_id nulls last, r.channel nulls last, r.valid_from desc, r.deadline_rule_id
            limit 1
        ) as legal on true
    ),
    n as materialized (
        select
            derive_single.government_id as government_id,
            md5(
                day.id_head || one.thread_key || day.id_unit || one.external_id || E'\x1fcitizen'
            )::uuid as inquiry_id,
            one.sent_at as opened_at,
            day.unit_id,
            one.account_id,
            day.channel,
            case when one.kind = 'reply' then 'comment' else one.kind end as kind,
            'citizen'::text as class,
            one.role as opened_by,
            1 as turn,
            case when one.needs_answer then one.sent_at end as needed_at,
            null::timestamptz as first_reply_at,
            null::timestamptz as answered_at,
            null::timestamptz as substantive_at,
            null::timestamptz as ended_at,
            null::timestamptz as ended_earliest_at,
            null::timestamptz as ended_latest_at,
            null::timestamptz as late_reply_at,
            'waiting'::text as state,
            one.intent,
            one.topic,
            one.language,
            null::text as reply_class,
            null::int as helped_by_unit_id,
            false as removed,
            coalesce(one.hidden, false) as hidden,
            coalesce(one.needs_answer and one.undecided, false) as undecided,
            1 as messages,
            'exact'::text as timing,
            null::bigint as correction_id,
            'message'::text as source_kind,
            one.account_id as source_account_id,
            one.thread_key as source_id,
            one.external_id as opening_id,
            null::text as answer_id,
            one.post_external_id,
            one.permalink,
            day.opened_on,
            case when one.needs_answer then day.opened_on end as needed_on,
            day.calendar,
            null::bigint as opened_wait_s,
            null::bigint as needed_wait_s,
            null::bigint as opened_working_s,
            null::bigint as needed_working_s,
            clock.worked_s as opened_working_from_s,
            case when one.needs_answer then clock.worked_s end as needed_working_from_s,
            null::bigint as first_reply_wait_s,
            null::bigint as first_reply_working_s,
            null::bigint as substantive_wait_s,
            null::bigint as substantive_working_s,
            day.provisional,
            day.deadline_at,
            day.deadline_rule_id,
            null::int as answer_account_id,
            null::text as answer_source_id
        from one
        join day on day.account_id = one.account_id and day.opened_on = one.opened_on
        -- core.working_clip() with the day's arrays taken apart once a day.
        cross join lateral (
            select
                day.before_s
                    + greatest(0, least(day.ends_1_s, one.opened_s) - day.starts_1_s)
                    + greatest(0, least(day.ends_2_s, one.opened_s) - day.starts_2_s)
                    + greatest(0, least(day.ends_3_s, one.opened_s) - day.starts_3_s)
                    + greatest(0, least(day.ends_4_s, one.opened_s) - day.starts_4_s) as worked_s
        ) as clock
    ),
    o as materialized (
        select stored.inquiry_id, stored.opened_at, stored.source_account_id, stored.source_id
        from core.inquiry_part as stored
        where stored.year = any (inquiry_years)
            and hashtextextended(
                stored.source_id, (stored.government_id::bigint << 32) + stored.source_account_id
            ) = any (hashes)
            and stored.government_id + 0 = derive_single.government_id
    ),
    put as (
        insert into core.inquiry
        select n.*
        from n
        where (n.source_account_id, n.source_id) not in (
            select o.source_account_id, o.source_id from o
        )
        returning inquiry_id, unit_id, channel, opened_on, source_account_id, post_external_id
    ),
    mark as (
        insert into core.dirty (government_id, unit_id, channel, day)
        select distinct derive_single.government_id, put.unit_id, put.channel, put.opened_on
        from put
    ),
    -- What holds no such message, and what is stored otherwise than it should be: the general way.
    other as (
        select key.account_id, key.key
        from key
        where (select count(*) from n) < (select count(*) from key) -- else all of them are here
            and (key.account_id, key.key) not in (select n.source_account_id, n.source_id from n)
        union all
        select o.source_account_id, o.source_id
        from o
        join n on n.source_account_id = o.source_account_id and n.source_id = o.source_id
        cross join lateral (
            select stored
            from core.inquiry as stored
            where stored.government_id = derive_single.government_id
                and stored.inquiry_id = o.inquiry_id
                and stored.opened_at = o.opened_at
            offset 0
        ) as whole
        where whole.stored is distinct from n
    ),
    post as (
        select distinct put.source_account_id as account_id, put.post_external_id as external_id
        from put
        where put.post_external_id is not null
    )
    select
        (select count(*) from put),
        (select array_agg(put.inquiry_id) from put where retires),
        (select array_agg(post.account_id) from post),
        (select array_agg(post.external_id) from post),
        array_agg(other.account_id),
        array_agg(other.key)
    into written, ids, post_account_ids, posts, rest_account_ids, rest
    from other;
    if retires then
        delete from ops.inquiry_retired as r
        where r.government_id = derive_single.government_id and r.inquiry_id = any (ids);
    end if;
    if posts is not null then
        perform core.target_settle(
            derive_single.government_id, post_account_ids, posts, true
        );
    end if;
end
$$;
comment on function core.derive_single(int, int[], text[]) is
    'Part of core.derive_message: writes the inquiries of threads that hold one standing message of a '
    'citizen; returns how many it wrote, and the threads that are left.';
