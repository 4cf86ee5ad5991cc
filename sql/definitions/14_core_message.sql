-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- From messages to inquiries. A function of the facts alone: core.message_inquiry() says what
-- the inquiries of some threads are, core.derive_message() writes what differs and marks the days. The
-- caller holds the accounts' locks. A thread is named by two arrays side by side, its account and its key:
-- what a call costs before its first row is then paid once for all accounts of a transaction. The messages
-- of all threads come from one index scan a partition: the hash of a thread is the only condition an index
-- serves there ("+ 0" keeps the others out), so that is the plan, whatever the planner believes of the
-- tables when it makes it. What the function made of them is joined by hash, never in loops; other tables
-- are reached by "lateral ... offset 0", an index scan a row.

-- Not in SQL: that would be planned again at each call.
create or replace function core.thread_hash(government_id int, account_ids int[], threads text[])
returns bigint[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return array(
        select hashtextextended(k.key, (thread_hash.government_id::bigint << 32) + k.account_id)
        from unnest(thread_hash.account_ids, thread_hash.threads) as k (account_id, key)
    );
end
$$;
comment on function core.thread_hash(int, int[], text[]) is
    'What the indexes message_thread_idx and inquiry_source_idx hold of some threads or cases.';

-- What each message of the threads is: who wrote it, and what it came after.
create or replace function core.message_voice(
    government_id int,
    account_ids int[],
    threads text[]
)
returns table (
    account_id int,
    thread_key text,
    external_id text,
    sent_at timestamptz,
    role text,
    role_before text,
    text_hash bytea,
    quick boolean
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    hashes bigint[] := core.thread_hash(government_id, account_ids, threads);
    years int[] := core.message_years();
begin
    return query
    with m as materialized (
        select
            m.account_id,
            m.thread_key,
            m.external_id,
            m.sent_at,
            m.parent_external_id,
            m.author_key,
            m.automatic,
            -- Texts of direct messages are not kept: there all that one account says counts as one text.
            coalesce(
                m.text_hash,
                case
                    when m.kind = 'direct_message'
                    then decode(md5('direct messages of ' || m.account_id), 'hex')
                end
            ) as text_hash,
            m.role
        from core.message_part as m
        where m.year = any (years)
            and hashtextextended(
                m.thread_key, (m.government_id::bigint << 32) + m.account_id
            ) = any (hashes)
            and m.government_id + 0 = message_voice.government_id
            and (
                (m.account_id, m.thread_key)
                in (select k.* from unnest(message_voice.account_ids, message_voice.threads) as k)
            ) is true
    ),
    keys as materialized (
        select distinct m.author_key
        from m
        where m.author_key is not null
    ),
    voices as materialized (
        select a.author_key, a.account_id, a.leader_position is not null as leader
        from keys
        cross join lateral (
            select account.*
            from core.account
            where account.author_key = keys.author_key
                and account.government_id + 0 = message_voice.government_id
            offset 0
        ) as a
        union all
        select keys.author_key, a.account_id, a.leader_position is not null
        from core.account as a
        cross join lateral unnest(a.former_author_keys) as former (author_key)
        join keys on keys.author_key = former.author_key
        where a.government_id = message_voice.government_id
            and a.former_author_keys <> '{}'
    ),
    -- A leader is a leader for good; an account speaks for its government while a unit owns it, or while it
    -- may answer for one.
    official as (
        select
            m.account_id,
            m.external_id,
            bool_or(v.leader) as leader,
            bool_or(
                exists (
                    select
                    from core.account_owner as o
                    join core.government as g on g.government_id = o.government_id
                    where o.government_id = message_voice.government_id
                        and o.account_id = v.account_id
                        and (m.sent_at at time zone g.timezone)::date
                            between o.valid_from and coalesce(o.valid_to, 'infinity')
                )
                or exists (
                    select
                    from core.account_delegate as d
                    join core.government as g on g.government_id = d.government_id
                    where d.government_id = message_voice.government_id
                        and d.account_id = v.account_id
                        and (m.sent_at at time zone g.timezone)::date
                            between d.valid_from and coalesce(d.valid_to, 'infinity')
                )
            ) as owned
        from m
        join voices as v on v.author_key = m.author_key
        group by m.account_id, m.external_id
    ),
    spoken as (
        select
            m.*,
            coalesce(not o.leader and o.owned, false) as is_official,
            coalesce(o.leader, false) as is_leader
        from m
        left join official as o on o.account_id = m.account_id and o.external_id = m.external_id
    ),
    -- What an official message answers: the one it names, else the last one before it that is not official.
    answering as (
        select
            s.*,
            coalesce(
                parent.sent_at,
                max(s.sent_at) filter (where not s.is_official) over (
                    partition by s.account_id, s.thread_key
                    order by s.sent_at, s.is_official, s.external_id collate "C"
                    rows between unbounded preceding and 1 preceding
                )
            ) as answered_sent_at
        from spoken as s
        left join spoken as parent
            on s.is_official
            and parent.account_id = s.account_id
            and parent.external_id = s.parent_external_id
            and not parent.is_official
    ),
    judged as (
        select
            a.*,
            a.is_official
                and not a.automatic
                and a.text_hash is not null
                and a.sent_at - a.answered_sent_at
                    between interval '0 seconds' and interval '10 seconds' as is_quick
        from answering as a
    )
    select
        j.account_id,
        j.thread_key,
        j.external_id,
        j.sent_at,
        case
            when j.automatic then 'automatic'
            when j.is_quick and exists (
                select
                from core.automatic_text as t
                where t.government_id = message_voice.government_id
                    and t.text_hash = j.text_hash
            ) then 'automatic'
            when j.is_leader then 'leader'
            when j.is_official then 'official'
            when j.author_key is null then 'unknown'
            else 'citizen'
        end,
        j.role,
        j.text_hash,
        coalesce(j.is_quick, false)
    from judged as j;
end
$$;
comment on function core.message_voice(int, int[], text[]) is
    'Role of each message of the threads by present facts, the role stored, and whether an official text '
    'came within ten seconds of what it answers.';

-- Whose posts ask the accounts that they name: leaders', where comments are seen.
create or replace function core.account_leading(government_id int, account_ids int[])
returns int[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
begin
    return array(
        select k.account_id
        from (select distinct unnest(account_leading.account_ids) as account_id) as k
        cross join lateral (
            select
            from core.account as a
            where a.government_id = account_leading.government_id
                and a.account_id = k.account_id
                and a.leader_position is not null
                and a.access = 'owned'
            offset 0
        ) as leader
    );
end
$$;
comment on function core.account_leading(int, int[]) is
    'Those of some accounts that are leaders'' and whose comments are seen: their posts open inquiries of the '
    'accounts they name.';

-- The inquiries of the threads, from the messages and their roles as stored.
create or replace function core.message_inquiry(
    government_id int,
    account_ids int[],
    threads text[]
)
returns setof core.inquiry
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_mergejoin = off
set enable_nestloop = off
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    zone text;
    base_calendar text;
    hashes bigint[] := core.thread_hash(government_id, account_ids, threads);
    years int[] := core.message_years();
    leading_ids int[] := core.account_leading(government_id, account_ids);
    referring boolean := exists (
        select
        from (select distinct unnest(message_inquiry.account_ids) as account_id) as k
        cross join lateral (
            select
            from core.message_reference as stored
            where stored.government_id = message_inquiry.government_id
                and stored.account_id = k.account_id
            limit 1
        ) as reference
    );
    correcting boolean := core.is_correcting(government_id, 'message');
    refused text[] := '{}'; -- messages that are no answers, as people decided
begin
    select g.timezone, g.calendar into zone, base_calendar
    from core.government as g
    where g.government_id = message_inquiry.government_id;
    if correcting then
        refused := core.refused_answers(message_inquiry.government_id, message_inquiry.account_ids);
    end if;
    return query
    with here as materialized (
        select a.account_id, a.channel
        from (select distinct unnest(message_inquiry.account_ids) as account_id) as k
        cross join lateral (
            select stored.*
            from core.account as stored
            where stored.government_id = message_inquiry.government_id
                and stored.account_id = k.account_id
            offset 0
        ) as a
    ),
    stored as materialized (
        select
            m.account_id,
            m.thread_key,
            m.external_id,
            m.sent_at,
            m.kind,
            m.role,
            m.author_key,
            m.post_external_id,
            m.permalink,
            coalesce(m.address_name, m.external_id) as name,
            m.language,
            m.needs_answer,
            m.undecided,
            m.intent,
            m.topic,
            m.reply_class,
            m.hidden,
            m.gone_from,
            m.gone_by,
            m.removed_by,
            m.role = 'official' and m.gone_by is null and m.external_id <> all (refused) as answers,
            case
                when m.role in ('citizen', 'unknown') then 'citizen'
                -- A leader's post that names the account asks where it was published, while it asks there.
                when m.role = 'leader' and (
                    select true
                    from core.message_mention as named
                    cross join lateral (
                        select
                        from core.account as a
                        where a.government_id = named.government_id
                            and a.account_id = named.account_id
                            and a.leader_position is not null
                            and a.access = 'owned'
                        offset 0
                    ) as leader
                    cross join lateral (
                        select
                        from core.post as p
                        where p.government_id = named.government_id
                            and p.account_id = named.account_id
                            and p.external_id = named.post_external_id
                            and p.published_at is not null
                        offset 0
                    ) as published
                    where named.government_id = message_inquiry.government_id
                        and named.mentioned_account_id = m.account_id
                        and named.message_external_id = m.external_id
                        and named.post_external_id is not null
                    limit 1
                ) is null then 'leader'
            end as class,
            false as is_post
        from core.message_part as m
        where m.year = any (years)
            and hashtextextended(
                m.thread_key, (m.government_id::bigint << 32) + m.account_id
            ) = any (hashes)
            and m.government_id + 0 = message_inquiry.government_id
            and (
                (m.account_id, m.thread_key)
                in (select k.* from unnest(message_inquiry.account_ids, message_inquiry.threads) as k)
            ) is true
            and m.role <> 'automatic'
    ),
    -- A leader's post that names accounts is a thread of its own: the post, and what official accounts said
    -- under it or, where a named account has the post among its messages, in that thread.
    posted as materialized (
        select p.*
        from (
            select distinct key.*
            from unnest(message_inquiry.account_ids, message_inquiry.threads) as key (account_id, key)
        ) as k
        cross join lateral (
            select
                published.*,
                a.author_key,
                erased.needs_answer as needed,
                erased.undecided as needed_undecided,
                erased.intent as needed_intent
            from core.post as published
            join core.account as a
                on a.government_id = published.government_id and a.account_id = published.account_id
            left join lateral (
                select kept.needs_answer, kept.undecided, kept.intent
                from core.post_verdict as kept
                where kept.government_id = published.government_id
                    and kept.post_id = published.post_id
                    and published.text is null
                offset 0
            ) as erased on true
            where published.government_id = message_inquiry.government_id
                and published.account_id = k.account_id
                and published.external_id = k.key
                and published.published_at is not null
            offset 0
        ) as p
        where cardinality(leading_ids) > 0
            and k.account_id = any (leading_ids)
            and (
                select true
                from core.message_mention as named
                where named.government_id = message_inquiry.government_id
                    and named.account_id = k.account_id
                    and named.post_external_id = k.key
                limit 1
            )
    ),
    said as materialized (
        select distinct on (posted.account_id, posted.external_id, m.external_id)
            posted.account_id as post_account_id,
            posted.external_id as post_id,
            m.*
        from posted
        cross join lateral (
            (
                select under.*
                from core.message as under
                where under.government_id = message_inquiry.government_id
                    and under.account_id = posted.account_id
                    and under.post_external_id = posted.external_id
                offset 0
            )
            union all
            (
                select elsewhere.*
                from core.message_mention as named
                cross join lateral (
                    select seen.thread_key
                    from core.message as seen
                    where seen.government_id = message_inquiry.government_id
                        and seen.account_id = named.mentioned_account_id
                        and seen.external_id = named.message_external_id
                    limit 1
                ) as top
                cross join lateral (
                    select found.*
                    from core.message as found
                    where hashtextextended(
                            found.thread_key, (found.government_id::bigint << 32) + found.account_id
                        ) = hashtextextended(
                            top.thread_key,
                            (message_inquiry.government_id::bigint << 32) + named.mentioned_account_id
                        )
                        and found.government_id + 0 = message_inquiry.government_id
                        and found.account_id + 0 = named.mentioned_account_id
                        and found.thread_key = top.thread_key
                    offset 0
                ) as elsewhere
                where named.government_id = message_inquiry.government_id
                    and named.account_id = posted.account_id
                    and named.post_external_id = posted.external_id
            )
        ) as m
        where m.role = 'official'
        order by
            posted.account_id, posted.external_id, m.external_id, m.account_id = posted.account_id desc
    ),
    m as materialized (
        select stored.* from stored
        union all
        select
            posted.account_id,
            posted.external_id,
            posted.external_id,
            posted.published_at,
            'mention',
            'leader',
            posted.author_key,
            posted.external_id,
            posted.permalink,
            null,
            posted.language,
            coalesce(posted.needed, verdict.needs),
            coalesce(posted.needed_undecided, verdict.undecided),
            case when posted.needed is null then verdict.intent else posted.needed_intent end,
            posted.topic,
            null,
            posted.hidden,
            posted.removed_at,
            posted.removed_at,
            case when posted.removed_at is not null then 'unknown' end,
            false,
            'leader',
            true
        from posted
        cross join lateral core.needs_answer(posted.text) as verdict
        union all
        select
            said.post_account_id,
            said.post_id,
            said.external_id,
            said.sent_at,
            said.kind,
            said.role,
            said.author_key,
            said.post_id,
            said.permalink,
            null,
            said.language,
            said.needs_answer,
            said.undecided,
            said.intent,
            said.topic,
            said.reply_class,
            said.hidden,
            said.gone_from,
            said.gone_by,
            said.removed_by,
            said.gone_by is null and said.external_id <> all (refused),
            null,
            false
        from said
        where (said.post_account_id, said.post_id, said.external_id) not in (
                select stored.account_id, stored.thread_key, stored.external_id from stored
            )
    ),
    -- In order: openers before answers of the same second, then ids bytewise.
    w as materialized (
        select
            m.*,
            count(*) filter (where m.answers) over placed as answers_before,
            row_number() over placed as place
        from m
        window placed as (
            partition by m.account_id, m.thread_key
            order by m.sent_at, m.role = 'official', m.external_id collate "C"
            rows unbounded preceding
        )
    ),
    former as materialized (
        select a.account_id, unnest(a.former_author_keys) as author_key
        from core.account as a
        where a.government_id = message_inquiry.government_id
            and a.former_author_keys <> '{}'
    ),
    -- What the messages of the threads point to, and what official accounts said there. A leader's post that an
    -- account lists (it may be tagged in the picture alone) is the post of that id or address itself.
    pointer as materialized (
        select w.account_id, w.thread_key, w.class, w.place, w.answers_before, w.sent_at, r.channel,
            r.object_key, false as is_itself
        from w
        cross join lateral (
            select stored.channel, stored.object_key
            from core.message_reference as stored
            where stored.government_id = message_inquiry.government_id
                and stored.account_id = w.account_id
                and stored.external_id = w.external_id
                and stored.in_post = w.is_post
            offset 0
        ) as r
        where referring and w.class is not null
        union all
        select w.account_id, w.thread_key, w.class, w.place, w.answers_before, w.sent_at, here.channel,
            w.name, true
        from w
        join here on here.account_id = w.account_id
        where w.class = 'leader'
            and w.kind = 'mention'
            and not w.is_post
    ),
    pointed as materialized (
        select found.*
        from (
            select array_agg(pointer.channel) as channels, array_agg(pointer.object_key) as keys
            from pointer
        ) as k
        cross join lateral core.reference_case(
            message_inquiry.government_id, k.channels, k.keys
        ) as found
        where k.channels is not null
    ),
    replied as materialized (
        select said.*
        from (
            select array_agg(pointed.kind) as kinds, array_agg(pointed.account_id) as account_ids,
                array_agg(pointed.id) as ids
            from pointed
        ) as k
        cross join lateral core.case_reply(
            message_inquiry.government_id, k.kinds, k.account_ids, k.ids
        ) as said
        where k.kinds is not null
    ),
    -- Standing official messages, here and where these point to, with the account that spoke, the unit that
    -- owned it then, and all units it could answer for on that day. Of a delegate that no unit owns, the first
    -- of those.
    answer as materialized (
        select
            w.account_id,
            w.thread_key,
            w.answers_before as nth,
            w.external_id,
            w.sent_at,
            w.reply_class,
            w.case_kind,
            w.case_id,
            w.case_account_id,
            w.case_source_id,
            w.earliest_at,
            coalesce(w.unit_ids[1], voice.unit_id) as by_unit_id,
            coalesce(w.unit_ids, voice.unit_ids) as by_unit_ids
        from (
            select w.account_id, w.thread_key, w.answers_before, w.external_id, w.sent_at, w.reply_class,
                w.author_key, null::text as case_kind, null::text as case_id, null::int as case_account_id,
                null::text as case_source_id, w.sent_at as earliest_at, null::int[] as unit_ids
            from w
            where w.answers
            union all
            -- Of no thread here: what it answers is found below.
            select null, null, null, r.external_id, r.at, r.reply_class, r.author_key, r.kind, r.id, r.account_id,
                r.source_id, r.earliest_at, r.unit_ids
            from replied as r
            where r.kind = 'complaint' or r.external_id <> all (refused)
        ) as w
        left join lateral (
            select a.account_id, (array_agg(o.unit_id order by o.delegated, o.unit_id))[1] as unit_id,
                array_agg(o.unit_id) as unit_ids
            from (
                select stored.account_id
                from core.account as stored
                where stored.author_key = w.author_key
                    and stored.government_id + 0 = message_inquiry.government_id
                union all
                select former.account_id
                from former
                where former.author_key = w.author_key
            ) as a
            cross join lateral (
                select stored.unit_id, false as delegated
                from core.account_owner as stored
                where stored.government_id = message_inquiry.government_id
                    and stored.account_id = a.account_id
                    and (w.sent_at at time zone zone)::date
                        between stored.valid_from and coalesce(stored.valid_to, 'infinity')
                union all
                select stored.unit_id, true
                from core.account_delegate as stored
                where stored.government_id = message_inquiry.government_id
                    and stored.account_id = a.account_id
                    and (w.sent_at at time zone zone)::date
                        between stored.valid_from and coalesce(stored.valid_to, 'infinity')
                offset 0
            ) as o
            group by a.account_id
            order by a.account_id
            limit 1
        ) as voice on true
    ),
    holder as materialized (
        select here.account_id, o.unit_id, o.valid_from, o.valid_to
        from here
        cross join lateral (
            select stored.unit_id, stored.valid_from,
                coalesce(stored.valid_to, 'infinity') as valid_to
            from core.account_owner as stored
            where stored.government_id = message_inquiry.government_id
                and stored.account_id = here.account_id
            offset 0
        ) as o
    ),
    -- Who is asked in a thread, and from which message on: the account itself from the first message (a leader's
    -- post is none and asks whom it names alone); another from
    -- the message on that names it, per class of who names it, and once more where it had changed hands
    -- when it was named again. Where that account saw the message itself, the wait is derived there.
    asked as materialized (
        select
            first.account_id,
            first.thread_key,
            null::int as named_account_id,
            class.class,
            0::bigint as from_place
        from (select distinct w.account_id, w.thread_key from w) as first
        cross join (values ('citizen'), ('leader')) as class (class)
        union all
        select
            w.account_id,
            w.thread_key,
            mention.mentioned_account_id,
            w.class,
            min(w.place)
        from w
        cross join lateral (
            select named.mentioned_account_id
            from core.message_mention as named
            where not w.is_post
                and named.government_id = message_inquiry.government_id
                and named.account_id = w.account_id
                and named.message_external_id = w.external_id
            union all
            select named.mentioned_account_id
            from core.message_mention as named
            where w.is_post
                and named.government_id = message_inquiry.government_id
                and named.account_id = w.account_id
                and named.post_external_id = w.external_id
            offset 0
        ) as mention
        cross join lateral (
            select o.unit_id
            from core.account_owner as o
            where o.government_id = message_inquiry.government_id
                and o.account_id = mention.mentioned_account_id
                and (w.sent_at at time zone zone)::date
                    between o.valid_from and coalesce(o.valid_to, 'infinity')
            offset 0
        ) as owner
        left join lateral (
            select true as found
            from core.message as m
            where m.government_id = message_inquiry.government_id
                and m.account_id = mention.mentioned_account_id
                and m.external_id = w.external_id
            limit 1
        ) as own on true
        where w.class is not null and (own.found is null or w.is_post)
        group by w.account_id, w.thread_key, mention.mentioned_account_id, owner.unit_id, w.class
    ),
    -- What people decided (core.correction) names the message that opened the wait then, and whose wait it was: of
    -- the unit if it is asked here, else of the account.
    told as materialized (
        select t.*
        from (
            select
                c.*,
                asked.named_account_id,
                asked.from_place,
                coalesce(owner.unit_id, 0) = c.unit_id as of_unit,
                coalesce(asked.named_account_id, c.here_account_id) = c.account_id as of_account,
                bool_or(coalesce(owner.unit_id, 0) = c.unit_id) over (
                    partition by c.here_account_id, c.thread_key, c.correction_id
                ) as unit_is_asked
            from (
                select w.account_id as here_account_id, w.thread_key, w.place, w.answers_before, w.sent_at, found.*
                from w
                join here on here.account_id = w.account_id
                cross join lateral (
                    select stored.correction_id, stored.field, stored.value, stored.ended_at, stored.decided_at,
                        stored.unit_id, stored.account_id, stored.class, stored.channel
                    from core.correction as stored
                    where stored.government_id = message_inquiry.government_id
                        and stored.source_kind = 'message'
                        and stored.opening_id = w.external_id
                        and stored.revoked_at is null
                    offset 0
                ) as found
                where correcting and found.class = w.class and found.channel = here.channel
            ) as c
            join asked
                on asked.account_id = c.here_account_id
                and asked.thread_key = c.thread_key
                and asked.class = c.class
                and asked.from_place <= c.place
            left join lateral (
                select o.unit_id
                from core.account_owner as o
                where o.government_id = message_inquiry.government_id
                    and o.account_id = coalesce(asked.named_account_id, c.here_account_id)
                    and (c.sent_at at time zone zone)::date
                        between o.valid_from and coalesce(o.valid_to, 'infinity')
                offset 0
            ) as owner on true
        ) as t
        where t.of_unit or (t.of_account and not t.unit_is_asked)
    ),
    -- What a unit that is asked said in the case that the message points to, before it or anybody answered here:
    -- for that unit as good as an answer in the thread, for others nothing. The same is what a person says that it
    -- answered otherwise.
    elsewhere as materialized (
        select e.*,
            row_number() over (
                partition by
                    e.account_id, e.thread_key, e.named_account_id, e.from_place, e.class, e.answers_before
                order by e.answer_at, e.answer_id collate "C", e.correction_id
            ) as nth
        from (
            (
                select distinct on (
                        p.account_id, p.thread_key, asked.named_account_id, asked.from_place, p.class,
                        p.answers_before, a.sent_at, a.external_id
                    )
                    p.account_id,
                    p.thread_key,
                    asked.named_account_id,
                    asked.from_place,
                    p.class,
                    p.answers_before,
                    a.external_id as answer_id,
                    a.sent_at as answer_at,
                    a.earliest_at,
                    a.reply_class,
                    a.case_account_id,
                    a.case_source_id,
                    null::bigint as correction_id
                from pointer as p
                join asked
                    on asked.account_id = p.account_id
                    and asked.thread_key = p.thread_key
                    and asked.class = p.class
                    and asked.from_place <= p.place
                cross join lateral (
                    select o.unit_id
                    from core.account_owner as o
                    where o.government_id = message_inquiry.government_id
                        and o.account_id = coalesce(asked.named_account_id, p.account_id)
                        and (p.sent_at at time zone zone)::date
                            between o.valid_from and coalesce(o.valid_to, 'infinity')
                    offset 0
                ) as owner
                join pointed as c
                    on c.channel = p.channel
                    and c.object_key = p.object_key
                    and (c.kind = 'post' or not p.is_itself)
                join answer as a
                    on a.case_kind = c.kind
                    and a.case_account_id = c.account_id
                    and a.case_id = c.id
                    and a.sent_at >= p.sent_at
                    and owner.unit_id = any (a.by_unit_ids)
                left join answer as here
                    on here.account_id = p.account_id
                    and here.thread_key = p.thread_key
                    and here.nth = p.answers_before + 1
                where here.sent_at is null or a.sent_at < here.sent_at
                order by
                    p.account_id, p.thread_key, asked.named_account_id, asked.from_place, p.class,
                    p.answers_before, a.sent_at, a.external_id, a.case_account_id, a.case_source_id
            )
            union all
            select
                t.here_account_id,
                t.thread_key,
                t.named_account_id,
                t.from_place,
                t.class,
                t.answers_before,
                null,
                t.ended_at,
                t.ended_at,
                'substantive',
                null,
                null,
                t.correction_id
            from told as t
            left join answer as here
                on here.account_id = t.here_account_id
                and here.thread_key = t.thread_key
                and here.nth = t.answers_before + 1
            where t.field = 'state'
                and t.value = 'answered'
                and t.ended_at >= t.sent_at
                and (here.sent_at is null or t.ended_at < here.sent_at)
        ) as e
    ),
    heard as (
        select w.*, asked.named_account_id, asked.from_place,
            case when referring or correcting or w.class = 'leader' then (
                select count(*)
                from elsewhere as e
                where e.account_id = w.account_id
                    and e.thread_key = w.thread_key
                    and e.named_account_id is not distinct from asked.named_account_id
                    and e.from_place = asked.from_place
                    and e.class = w.class
                    and e.answers_before = w.answers_before
                    and e.answer_at < w.sent_at
            ) else 0 end as passed
        from w
        join asked
            on asked.account_id = w.account_id
            and asked.thread_key = w.thread_key
            and asked.class = w.class
            and asked.from_place <= w.place
            and not (w.is_post and asked.named_account_id is null)
    ),
    -- The first row of each stretch, which tells what opened it, with what the others add.
    stretch as (
        select part.*
        from (
            select
                w.account_id,
                w.thread_key,
                w.named_account_id,
                w.from_place,
                w.class,
                w.answers_before,
                w.passed,
                w.external_id as opening_id,
                w.place as opening_place,
                w.role as opened_by,
                w.kind,
                w.post_external_id,
                w.permalink,
                w.language,
                -- What was wanted: of those that need an answer first, and rather something than "other".
                coalesce(
                    (array_agg(w.intent) filter (where w.needs_answer and w.intent <> 'other') over whole)[1],
                    (array_agg(w.intent) filter (where w.needs_answer and w.intent is not null) over whole)[1],
                    (array_agg(w.intent) filter (where w.intent <> 'other') over whole)[1],
                    (array_agg(w.intent) filter (where w.intent is not null) over whole)[1]
                ) as intent,
                coalesce(
                    (array_agg(w.topic) filter (where w.needs_answer and w.topic is not null) over whole)[1],
                    (array_agg(w.topic) filter (where w.topic is not null) over whole)[1]
                ) as topic,
                w.sent_at as opened_at,
                min(w.sent_at) filter (where w.needs_answer) over whole as needed_at,
                coalesce(
                    (array_agg(w.undecided) filter (where w.needs_answer) over whole)[1], false
                ) as undecided,
                bool_and(coalesce(w.removed_by = 'author', false)) over whole as withdrawn,
                max(w.gone_from) over whole as gone_from,
                max(w.gone_by) over whole as gone_by,
                bool_or(
                    coalesce(w.removed_by in ('unit', 'platform', 'unknown'), false)
                ) over whole as removed,
                bool_or(coalesce(w.hidden, false)) over whole as hidden,
                (count(*) over whole)::int as messages,
                row_number() over whole as nth
            from heard as w
            window whole as (
                partition by
                    w.account_id, w.thread_key, w.named_account_id, w.from_place, w.class,
                    w.answers_before, w.passed
                order by w.place
                rows between unbounded preceding and unbounded following
            )
        ) as part
        where part.nth = 1
    ),
    -- Decisions belong to the stretch in which the message stands that they name; of several about one thing the
    -- latest counts.
    ruled as materialized (
        select
            d.account_id,
            d.thread_key,
            d.named_account_id,
            d.from_place,
            d.class,
            d.answers_before,
            d.passed,
            max(d.correction_id) as correction_id,
            (array_agg(d.value::int order by d.nth) filter (where d.field = 'unit'))[1] as unit_id,
            coalesce(
                (array_agg(d.value::boolean order by d.nth) filter (where d.field = 'needs_answer'))[1],
                -- spam is never in what needs an answer
                case when (array_agg(d.value order by d.nth) filter (where d.field = 'intent'))[1] = 'spam' then false end
            ) as needs_answer,
            (array_agg(d.value order by d.nth) filter (where d.field = 'intent'))[1] as intent,
            (array_agg(d.value order by d.nth) filter (where d.field = 'topic'))[1] as topic,
            (array_agg(d.value order by d.nth) filter (where d.field = 'reply_class'))[1] as reply_class
        from (
            select h.account_id, h.thread_key, h.named_account_id, h.from_place, h.class, h.answers_before, h.passed,
                t.correction_id, t.field, t.value,
                row_number() over (order by t.decided_at desc, t.correction_id desc) as nth
            from told as t
            join heard as h
                on h.account_id = t.here_account_id
                and h.thread_key = t.thread_key
                and h.class = t.class
                and h.place = t.place
                and h.from_place = t.from_place
                and h.named_account_id is not distinct from t.named_account_id
            where t.field <> 'state' or t.value = 'waiting'
        ) as d
        group by
            d.account_id, d.thread_key, d.named_account_id, d.from_place, d.class, d.answers_before, d.passed
    ),
    judged as (
        select
            s.account_id,
            s.thread_key,
            s.named_account_id,
            s.from_place,
            s.class,
            s.answers_before,
            s.passed,
            s.opening_id,
            s.opening_place,
            s.opened_by,
            s.kind,
            s.post_external_id,
            s.permalink,
            s.language,
            coalesce(r.intent, s.intent) as intent,
            coalesce(r.topic, s.topic) as topic,
            s.opened_at,
            case
                when r.needs_answer then coalesce(s.needed_at, s.opened_at)
                when r.needs_answer is null then s.needed_at
            end as needed_at,
            s.undecided and r.needs_answer is null as undecided,
            s.withdrawn,
            s.gone_from,
            s.gone_by,
            s.removed,
            s.hidden,
            s.messages,
            r.unit_id as ruled_unit_id,
            r.reply_class as ruled_reply_class,
            r.correction_id as ruled_by
        from stretch as s
        left join ruled as r
            on r.account_id = s.account_id
            and r.thread_key = s.thread_key
            and r.class = s.class
            and r.answers_before = s.answers_before
            and r.passed = s.passed
            and r.from_place = s.from_place
            and r.named_account_id is not distinct from s.named_account_id
    ),
    rule as materialized (
        select r.*
        from core.deadline_rule as r
        where r.from_event = 'opened'
            and r.to_event = 'answered'
            and r.feed_kind is null
            and (r.government_id is null or r.government_id = message_inquiry.government_id)
    ),
    -- Each account asked is its owner's of the day on which the stretch began; a unit of which several are
    -- asked waits once, from the earliest on.
    owned as (
        select
            s.*,
            here.channel,
            owner.unit_id as asked_unit_id,
            coalesce(s.ruled_unit_id, owner.unit_id) as unit_id,
            (s.opened_at at time zone zone)::date as opened_on,
            lead(s.opened_at) over (
                partition by s.account_id, s.thread_key, s.named_account_id, s.from_place, s.class
                order by s.answers_before, s.passed
            ) as next_opened_at,
            row_number() over (
                partition by
                    s.account_id, s.thread_key, owner.unit_id, s.class, s.answers_before, s.passed
                order by s.opening_place, s.from_place, s.named_account_id
            ) as nth_asked,
            dense_rank() over (
                partition by s.account_id, s.thread_key, owner.unit_id, s.class
                order by s.answers_before, s.passed
            ) as turn
        from judged as s
        join here on here.account_id = s.account_id
        left join holder as page
            on page.account_id = s.account_id
            and (s.opened_at at time zone zone)::date between page.valid_from and page.valid_to
        left join lateral (
            select o.unit_id
            from core.account_owner as o
            where o.government_id = message_inquiry.government_id
                and o.account_id = s.named_account_id
                and (s.opened_at at time zone zone)::date
                    between o.valid_from and coalesce(o.valid_to, 'infinity')
            offset 0
        ) as named on true
        cross join lateral (
            select
                case when s.named_account_id is null then coalesce(page.unit_id, 0) else named.unit_id end
                    as unit_id
        ) as owner
        where owner.unit_id is not null
    ),
    ended as (
        select
            s.*,
            case when e.answer_at is null then a.external_id else e.answer_id end as answer_id,
            coalesce(e.answer_at, a.sent_at) as answer_at,
            e.earliest_at as answer_earliest_at,
            e.case_account_id,
            e.case_source_id,
            case when e.answer_at is null then a.by_unit_id else s.asked_unit_id end as by_unit_id,
            coalesce(
                s.ruled_reply_class,
                case when e.answer_at is null then a.reply_class else e.reply_class end
            ) as reply_class,
            e.correction_id is not null
                or s.unit_id = 0
                or case
                    when e.answer_at is null then coalesce(s.unit_id = any (a.by_unit_ids), false)
                    else s.unit_id = s.asked_unit_id
                end as own,
            greatest(s.ruled_by, e.correction_id) as correction_id,
            s.withdrawn and coalesce(s.gone_from < coalesce(e.answer_at, a.sent_at), true) as is_withdrawn
        from owned as s
        left join answer as a
            on a.account_id = s.account_id
            and a.thread_key = s.thread_key
            and a.nth = s.answers_before + 1
        left join elsewhere as e
            on e.account_id = s.account_id
            and e.thread_key = s.thread_key
            and e.class = s.class
            and e.answers_before = s.answers_before
            and e.nth = s.passed + 1
            and e.from_place = s.from_place
            and e.named_account_id is not distinct from s.named_account_id
        where s.nth_asked = 1
    ),
    decided as (
        select
            e.*,
            case
                when e.is_withdrawn then 'withdrawn'
                when e.answer_at is null then 'waiting'
                when e.own then 'answered'
                else 'helped'
            end as state,
            case when e.is_withdrawn then e.gone_from else e.answer_at end as ended_at,
            coalesce(not e.is_withdrawn and e.answer_earliest_at < e.answer_at, false) as timed_between
        from ended as e
    ),
    -- What a person called a reply it is for all who waited in the thread, not only for whose inquiry was corrected.
    classed as materialized (
        select distinct on (d.account_id, d.thread_key, d.answer_id)
            d.account_id, d.thread_key, d.answer_id, d.ruled_reply_class as reply_class
        from decided as d
        where d.ruled_reply_class is not null and d.state = 'answered' and d.case_account_id is null
        order by d.account_id, d.thread_key, d.answer_id, d.ruled_by desc, d.class, d.asked_unit_id
    ),
    late as (
        select d.account_id, d.thread_key, d.asked_unit_id, d.class, d.answers_before, d.passed,
            min(a.sent_at) filter (
                where d.state <> 'answered' and (d.next_opened_at is null or a.sent_at < d.next_opened_at))
                as late_reply_at,
            -- After a stock answer the first substantive one, whatever was asked between.
            min(a.sent_at) filter (
                where d.state = 'answered'
                    and a.external_id is distinct from d.answer_id
                    and coalesce(c.reply_class, a.reply_class) = 'substantive')
                as substantive_at
        from decided as d
        join answer as a
            on a.account_id = d.account_id
            and a.thread_key = d.thread_key
            and (d.unit_id = any (a.by_unit_ids) or d.unit_id = 0)
            and a.sent_at >= d.ended_at
        left join classed as c
            on c.account_id = a.account_id
            and c.thread_key = a.thread_key
            and c.answer_id = a.external_id
        where d.state in ('helped', 'withdrawn')
            or d.state = 'answered' and d.reply_class in ('stock', 'redirect')
        group by d.account_id, d.thread_key, d.asked_unit_id, d.class, d.answers_before, d.passed
    ),
    placed as (
        select
            d.*,
            l.late_reply_at,
            case
                when d.state = 'answered' and d.reply_class = 'substantive' then d.answer_at
                else l.substantive_at
            end as substantive_at,
            coalesce(own.calendar, base_calendar) as calendar
        from decided as d
        left join late as l
            on l.account_id = d.account_id
            and l.thread_key = d.thread_key
            and l.asked_unit_id = d.asked_unit_id
            and l.class = d.class
            and l.answers_before = d.answers_before
            and l.passed = d.passed
        left join lateral (
            select c.calendar
            from core.unit_calendar as c
            where c.government_id = message_inquiry.government_id
                and c.unit_id = d.unit_id
                and c.valid_from <= d.opened_on
            order by c.valid_from desc
            limit 1
        ) as own on true
    ),
    -- Not core.working_upto(): a function that reads a table is called, not inlined.
    timed as materialized (
        select
            p.*,
            core.working_clip(o.before_s, o.starts_s, o.ends_s, p.opened_s) as opened_from_s,
            case
                when p.needed_at > p.opened_at
                then core.working_clip(n.before_s, n.starts_s, n.ends_s, p.needed_s)
            end as needed_from_s,
            core.working_clip(e.before_s, e.starts_s, e.ends_s, p.ended_s) as ended_from_s,
            case
                when p.substantive_at = p.ended_at
                then core.working_clip(e.before_s, e.starts_s, e.ends_s, p.ended_s)
                else core.working_clip(f.before_s, f.starts_s, f.ends_s, p.substantive_s)
            end as substantive_from_s
        from (
            select
                placed.*,
                placed.opened_at at time zone zone as opened_local,
                placed.needed_at at time zone zone as needed_local,
                placed.ended_at at time zone zone as ended_local,
                date_part('epoch', (placed.opened_at at time zone zone)::time)::int as opened_s,
                date_part('epoch', (placed.needed_at at time zone zone)::time)::int as needed_s,
                floor(date_part('epoch', (placed.ended_at at time zone zone)::time))::int as ended_s,
                case when placed.substantive_at <> placed.ended_at then placed.substantive_at at time zone zone end
                    as substantive_local,
                floor(date_part('epoch', (placed.substantive_at at time zone zone)::time))::int
                    as substantive_s
            from placed
        ) as p
        left join lateral (
            select d.* from core.calendar_day as d
            where d.calendar = p.calendar and d.day = p.opened_local::date
            offset 0
        ) as o on true
        left join lateral (
            select d.* from core.calendar_day as d
            where d.calendar = p.calendar and d.day = p.needed_local::date
            offset 0
        ) as n on true
        left join lateral (
            select d.* from core.calendar_day as d
            where d.calendar = p.calendar and d.day = p.ended_local::date
            offset 0
        ) as e on true
        left join lateral (
            select d.* from core.calendar_day as d
            where d.calendar = p.calendar and d.day = p.substantive_local::date
            offset 0
        ) as f on true
    )
    select
        message_inquiry.government_id,
        core.inquiry_id(
            message_inquiry.government_id, 'message', t.account_id, t.thread_key,
            t.asked_unit_id, t.opening_id, t.class
        ),
        t.opened_at,
        t.unit_id,
        coalesce(t.named_account_id, t.account_id),
        t.channel,
        case
            when t.named_account_id is not null then 'mention'
            when t.kind = 'reply' then 'comment'
            else t.kind
        end,
        t.class,
        t.opened_by,
        t.turn::int,
        t.needed_at,
        case when t.state = 'answered' then t.answer_at end,
        case when t.state in ('answered', 'helped') then t.answer_at end,
        t.substantive_at,
        t.ended_at,
        case
            when t.state = 'withdrawn' then t.gone_from
            when t.timed_between then greatest(t.answer_earliest_at, t.opened_at)
        end,
        case when t.state = 'withdrawn' then t.gone_by when t.timed_between then t.answer_at end,
        t.late_reply_at,
        t.state,
        t.intent,
        t.topic,
        t.language,
        case when t.state = 'answered' then t.reply_class end,
        case when t.state = 'helped' then t.by_unit_id end,
        t.removed,
        t.hidden,
        t.undecided,
        t.messages,
        case when t.state = 'withdrawn' or t.timed_between then 'interval' else 'exact' end,
        t.correction_id,
        'message',
        t.account_id,
        t.thread_key,
        t.opening_id,
        case when t.state in ('answered', 'helped') then t.answer_id end,
        t.post_external_id,
        t.permalink,
        t.opened_on,
        (t.needed_at at time zone zone)::date,
        t.calendar,
        extract(epoch from t.ended_at - t.opened_at)::bigint,
        greatest(0, extract(epoch from t.ended_at - t.needed_at)::bigint)
            * case when t.needed_at is not null and t.ended_at is not null then 1 end,
        t.ended_from_s - t.opened_from_s,
        greatest(0, t.ended_from_s - coalesce(t.needed_from_s, t.opened_from_s))
            * case when t.needed_at is not null and t.ended_at is not null then 1 end,
        t.opened_from_s,
        case when t.needed_at is not null then coalesce(t.needed_from_s, t.opened_from_s) end,
        case
            when t.state = 'answered'
            then extract(epoch from t.answer_at - coalesce(t.needed_at, t.opened_at))::bigint
        end,
        case
            when t.state = 'answered'
            then t.ended_from_s - coalesce(t.needed_from_s, t.opened_from_s)
        end,
        extract(epoch from t.substantive_at - coalesce(t.needed_at, t.opened_at))::bigint,
        t.substantive_from_s - coalesce(t.needed_from_s, t.opened_from_s),
        t.opened_on < cal.decided_from
            or coalesce((t.ended_at at time zone zone)::date, t.opened_on) > cal.decided_to,
        legal.deadline_at,
        legal.deadline_rule_id,
        case when t.state = 'answered' then t.case_account_id end,
        case when t.state = 'answered' then t.case_source_id end
    from timed as t
    join core.calendar as cal on cal.calendar = t.calendar
    left join lateral (
        select
            r.deadline_rule_id,
            (case
                when r.counted_in = 'days'
                then (coalesce(t.needed_at, t.opened_at) at time zone zone)::date + r.limit_days
                else core.working_day_after(
                    t.calendar,
                    (coalesce(t.needed_at, t.opened_at) at time zone zone)::date,
                    r.limit_days
                )
            end + 1)::timestamp at time zone zone as deadline_at
        from rule as r
        where (r.channel is null or r.channel = t.channel)
            and (coalesce(t.needed_at, t.opened_at) at time zone zone)::date
                between r.valid_from and coalesce(r.valid_to, 'infinity')
        order by r.government_id nulls last, r.channel nulls last, r.valid_from desc, r.deadline_rule_id
        limit 1
    ) as legal on true;
end
$$;
comment on function core.message_inquiry(int, int[], text[]) is
    'The inquiries of some threads, as the facts have them; writes nothing.';
