-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The cases to which messages point (core.message_reference), in both directions: what a reference means among
-- the posts, messages and complaints that are held, and which threads point to one that has changed. Neither is
-- stored: a case may be collected later than the message that points to it.

create or replace function core.reference_case(government_id int, channels text[], keys text[])
returns table (channel text, object_key text, account_id int, kind text, id text)
language plpgsql
stable
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
    return query
    with k as materialized (
        select distinct u.channel, u.object_key
        from unnest(reference_case.channels, reference_case.keys) as u (channel, object_key)
    ),
    -- Accounts of the platform; of complaints the feeds of that kind.
    at as materialized (
        select k.channel, k.object_key, a.account_id, a.feed_kind is not null as is_feed
        from k
        cross join lateral (
            select stored.account_id, stored.feed_kind
            from core.account as stored
            where stored.government_id = reference_case.government_id
                and coalesce(stored.feed_kind, stored.channel) = k.channel
            offset 0
        ) as a
    ),
    found as (
        select at.channel, at.object_key, at.account_id, 'complaint' as kind, c.external_id as id
        from at
        cross join lateral (
            select stored.external_id
            from core.complaint as stored
            where stored.government_id = reference_case.government_id
                and stored.account_id = at.account_id
                and stored.external_id = at.object_key
            offset 0
        ) as c
        where at.is_feed
        union
        select at.channel, at.object_key, at.account_id, 'post', p.external_id
        from at
        cross join lateral (
            select stored.external_id
            from core.post as stored
            where stored.government_id = reference_case.government_id
                and stored.account_id = at.account_id
                and stored.external_id = at.object_key
            offset 0
        ) as p
        union
        select at.channel, at.object_key, at.account_id, 'thread', m.thread_key
        from at
        cross join lateral (
            select stored.thread_key
            from core.message as stored
            where stored.government_id = reference_case.government_id
                and stored.account_id = at.account_id
                and stored.external_id = at.object_key
            offset 0
        ) as m
        where not at.is_feed
        union
        select at.channel, at.object_key, at.account_id, 'post', p.external_id
        from k
        cross join lateral (
            (
                select by_address.account_id, by_address.external_id
                from core.post as by_address
                where by_address.government_id = reference_case.government_id
                    and by_address.address_name = k.object_key
                offset 0
            )
            union all
            (
                select by_alias.account_id, by_alias.external_id
                from core.post as by_alias
                where by_alias.alias_ids @> array[k.object_key]
                    and by_alias.alias_ids <> '{}'
                    and by_alias.government_id + 0 = reference_case.government_id
                offset 0
            )
        ) as p
        join at
            on at.channel = k.channel and at.object_key = k.object_key and at.account_id = p.account_id
        union
        select at.channel, at.object_key, at.account_id, 'thread', m.thread_key
        from k
        cross join lateral (
            select stored.account_id, stored.thread_key
            from core.message as stored
            where stored.government_id = reference_case.government_id
                and coalesce(stored.address_name, stored.external_id) = k.object_key
                and (stored.address_name is not null or stored.kind = 'mention')
            offset 0
        ) as m
        join at
            on at.channel = k.channel and at.object_key = k.object_key and at.account_id = m.account_id
    )
    select found.channel, found.object_key, found.account_id, found.kind, found.id
    from found;
end
$$;
comment on function core.reference_case(int, text[], text[]) is
    'The cases that some references mean: posts (all that is said under them), threads, complaints; each with its '
    'account or feed.';

-- What units said in some cases: standing official messages, and follow-ups that rules call substantive, each with
-- the units that it may be the answer of. Times as they end waits: the later end of what is known.
create or replace function core.case_reply(
    government_id int,
    kinds text[],
    account_ids int[],
    ids text[]
)
returns table (
    kind text,
    id text,
    account_id int,
    source_id text,
    external_id text,
    earliest_at timestamptz,
    at timestamptz,
    reply_class text,
    author_key bytea,
    unit_ids int[]
)
language plpgsql
stable
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
    return query
    with k as materialized (
        select distinct u.kind, u.account_id, u.id
        from unnest(case_reply.kinds, case_reply.account_ids, case_reply.ids) as u (kind, account_id, id)
    ),
    said as (
        select k.kind, k.id, m.*
        from k
        cross join lateral (
            (
                select under.account_id, under.thread_key, under.external_id, under.sent_at, under.reply_class,
                    under.author_key, under.role, under.gone_by
                from core.message as under
                where under.government_id = case_reply.government_id
                    and under.account_id = k.account_id
                    and under.post_external_id = k.id
                    and k.kind = 'post'
                offset 0
            )
            union all
            (
                select inside.account_id, inside.thread_key, inside.external_id, inside.sent_at, inside.reply_class,
                    inside.author_key, inside.role, inside.gone_by
                from core.message as inside
                where hashtextextended(
                        inside.thread_key, (inside.government_id::bigint << 32) + inside.account_id
                    ) = hashtextextended(k.id, (case_reply.government_id::bigint << 32) + k.account_id)
                    and inside.government_id + 0 = case_reply.government_id
                    and inside.account_id + 0 = k.account_id
                    and inside.thread_key = k.id
                    and k.kind = 'thread'
                offset 0
            )
        ) as m
        where m.role = 'official' and m.gone_by is null
    )
    select said.kind, said.id, said.account_id, said.thread_key, said.external_id, said.sent_at, said.sent_at,
        said.reply_class, said.author_key, null::int[]
    from said
    union all
    select k.kind, k.id, k.account_id, k.id, e.event_key, e.at_earliest, e.at_latest,
        'substantive', null::bytea,
        coalesce(
            core.feed_units(case_reply.government_id, k.account_id, e.unit_ref),
            -- What names nobody is meant for all who held the case.
            array(
                select held.to_unit_id
                from core.complaint_disposition as held
                where held.government_id = case_reply.government_id
                    and held.complaint_id = core.natural_id(
                        'complaint', case_reply.government_id, k.account_id, k.id
                    )
                    and held.disposed_at <= e.at_latest
                    and (held.left_at is null or held.left_at >= e.at_latest)
            )
        )
    from k
    cross join lateral (
        select stored.event_key, stored.at_earliest, stored.at_latest, stored.unit_ref
        from core.complaint_event as stored
        where stored.government_id = case_reply.government_id
            and stored.account_id = k.account_id
            and stored.complaint_external_id = k.id
            and stored.kind = 'answered'
            and coalesce(stored.confidence, 1) >= 0.8
        offset 0
    ) as e
    where k.kind = 'complaint';
end
$$;
comment on function core.case_reply(int, text[], int[], text[]) is
    'What official accounts said in some cases, and where; unit_ids: of a follow-up, whose it is; of a message its '
    'author tells.';

-- Threads that point to what stands in these threads (but for these themselves), to these complaints or posts, by
-- any of their names; an id of a post may also be a name that it had. Threads of leaders' posts that accounts list.
create or replace function core.case_referring(
    government_id int,
    account_ids int[],
    ids text[],
    kind text
)
returns table (holder_id int, held_key text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    leader_ids int[] := array(
        select k.account_id
        from (select distinct unnest(case_referring.account_ids) as account_id) as k
        cross join lateral (
            select
            from core.account as a
            where a.government_id = case_referring.government_id
                and a.account_id = k.account_id
                and a.leader_position is not null
            offset 0
        ) as leader
    );
begin
    if leader_ids = '{}' and not exists (
        select from core.message_reference as r where r.government_id = case_referring.government_id
    ) then
        return;
    end if;
    return query
    with key as materialized (
        select distinct u.account_id, u.id
        from unnest(case_referring.account_ids, case_referring.ids) as u (account_id, id)
        where u.id is not null
    ),
    own as materialized (
        select m.*
        from key
        cross join lateral (
            select stored.account_id, stored.external_id, stored.post_external_id, stored.address_name
            from core.message as stored
            where hashtextextended(
                    stored.thread_key, (stored.government_id::bigint << 32) + stored.account_id
                ) = hashtextextended(
                    key.id, (case_referring.government_id::bigint << 32) + key.account_id
                )
                and stored.government_id + 0 = case_referring.government_id
                and stored.account_id + 0 = key.account_id
                and stored.thread_key = key.id
            offset 0
        ) as m
        where case_referring.kind = 'thread'
    ),
    name as (
        select key.account_id, key.id as name from key where case_referring.kind <> 'thread'
        union
        select own.account_id, own.external_id from own
        union
        select own.account_id, own.address_name from own
        union
        select own.account_id, own.post_external_id from own
        union
        select post.account_id, p.name
        from (
            select own.account_id, own.post_external_id from own
            union
            select key.account_id, key.id from key where case_referring.kind = 'post'
        ) as post (account_id, external_id)
        cross join lateral (
            select unnest(stored.alias_ids || stored.address_name) as name
            from core.post as stored
            where stored.government_id = case_referring.government_id
                and stored.account_id = post.account_id
                and stored.external_id = post.external_id
            offset 0
        ) as p
    ),
    pointing as (
        select distinct r.account_id, r.external_id, r.in_post
        from name
        cross join lateral (
            select coalesce(stored.feed_kind, stored.channel) as channel
            from core.account as stored
            where stored.government_id = case_referring.government_id
                and stored.account_id = name.account_id
            offset 0
        ) as a
        cross join lateral (
            select stored.account_id, stored.external_id, stored.in_post
            from core.message_reference as stored
            where stored.government_id = case_referring.government_id
                and stored.channel = a.channel
                and stored.object_key = name.name
            offset 0
        ) as r
    ),
    held as (
        select pointing.account_id, pointing.external_id as key
        from pointing
        where pointing.in_post
        union
        select pointing.account_id, m.thread_key
        from pointing
        cross join lateral (
            select stored.thread_key
            from core.message as stored
            where stored.government_id = case_referring.government_id
                and stored.account_id = pointing.account_id
                and stored.external_id = pointing.external_id
            offset 0
        ) as m
        where not pointing.in_post
        union
        -- A leader's post, as an account lists it.
        select listed.account_id, listed.thread_key
        from name
        cross join lateral (
            select stored.account_id, stored.thread_key
            from core.message as stored
            where stored.government_id = case_referring.government_id
                and coalesce(stored.address_name, stored.external_id) = name.name
                and stored.kind = 'mention'
                and stored.role = 'leader'
            offset 0
        ) as listed
        where name.account_id = any (leader_ids)
    )
    select held.account_id, held.key
    from held
    where case_referring.kind <> 'thread'
        or (held.account_id, held.key) not in (select key.account_id, key.id from key);
end
$$;
comment on function core.case_referring(int, int[], text[], text) is
    'Part of derivation: threads whose messages point to these threads and to the posts above them, to these '
    'complaints, or to these posts; kind: which of them the ids are (thread, complaint, post).';
