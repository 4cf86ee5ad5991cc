-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which texts wait to be measured, and what the daemon measured of them. Texts of posts, of official messages and of
-- follow-ups to complaints alone; whether a message is official is derived, so a text may begin to wait long after it
-- came.

-- A follow-up is known by its complaint and its key there; in core.text_measure both are one text.
create or replace function core.follow_up_id(complaint_external_id text, event_key text)
returns text
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return complaint_external_id || E'\n' || event_key;
comment on function core.follow_up_id(text, text) is
    'core.text_measure.external_id of the follow-up to a complaint with that key.';

-- First what was never measured, or is another text by now; then what older rules measured. That a text of these is
-- gone is noted where they are asked for, lest they be asked for for ever.
create or replace function ops.text_next(version int, items int)
returns table (
    government_id int,
    account_id int,
    kind text,
    external_id text,
    sent_at timestamptz,
    text_key text,
    text text
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    sent int := 0;
    found_rows int;
begin
    return query
    select p.government_id, p.account_id, 'post', p.external_id, null::timestamptz,
        hashtextextended(p.text, 0)::text, p.text
    from core.post as p
    where p.text is not null and p.measured_key is distinct from hashtextextended(p.text, 0)
    order by hashtextextended(p.text, 0)
    limit text_next.items;
    get diagnostics found_rows = row_count;
    sent := sent + found_rows;
    return query
    select m.government_id, m.account_id, 'message', m.external_id, m.sent_at,
        hashtextextended(m.text, 0)::text, m.text
    from core.message as m
    where m.role = 'official' and m.text is not null
        and m.measured_key is distinct from hashtextextended(m.text, 0)
    order by hashtextextended(m.text, 0)
    limit text_next.items - sent;
    get diagnostics found_rows = row_count;
    sent := sent + found_rows;
    return query
    select e.government_id, e.account_id, 'follow_up', core.follow_up_id(e.complaint_external_id, e.event_key),
        null::timestamptz, hashtextextended(e.text, 0)::text, e.text
    from core.complaint_event as e
    where e.kind in ('acknowledged', 'answered') and e.text is not null
        and e.measured_key is distinct from hashtextextended(e.text, 0)
    order by hashtextextended(e.text, 0)
    limit text_next.items - sent;
    get diagnostics found_rows = row_count;
    sent := sent + found_rows;
    if sent > 0 then
        return;
    end if;
    return query
    with old as materialized (
        select t.government_id, t.account_id, t.kind, t.external_id, t.sent_at
        from core.text_measure as t
        where t.tried_version < text_next.version
        order by t.tried_version
        limit text_next.items
    ), held as materialized (
        select o.government_id, o.account_id, o.kind, o.external_id, o.sent_at,
            coalesce(p.text, m.text, e.text) as text
        from old as o
        left join core.post as p
            on o.kind = 'post' and p.government_id = o.government_id and p.account_id = o.account_id
            and p.external_id = o.external_id
        left join core.message as m
            on o.kind = 'message' and m.government_id = o.government_id and m.account_id = o.account_id
            and m.external_id = o.external_id and m.sent_at = o.sent_at
        left join core.complaint_event as e
            on o.kind = 'follow_up' and e.government_id = o.government_id and e.account_id = o.account_id
            and e.complaint_external_id = split_part(o.external_id, E'\n', 1)
            and e.event_key = split_part(o.external_id, E'\n', 2)
    ), gone as (
        update core.text_measure as t
        set tried_version = text_next.version
        from held as h
        where h.text is null
            and t.government_id = h.government_id and t.account_id = h.account_id and t.kind = h.kind
            and t.external_id = h.external_id
    )
    select h.government_id, h.account_id, h.kind, h.external_id, h.sent_at, hashtextextended(h.text, 0)::text, h.text
    from held as h
    where h.text is not null;
end
$$;
comment on function ops.text_next(int, int) is
    'So many texts of posts, official messages and follow-ups to complaints that wait to be measured by rules of a version.';

-- Under the locks of writers, where that needs no waiting: texts of accounts that are held wait for another time.
-- Returns how many were kept.
create or replace function ops.text_save(
    version int,
    government_ids int[],
    account_ids int[],
    kinds text[],
    external_ids text[],
    sent_ats timestamptz[],
    text_keys text[],
    words int[],
    sentences int[],
    letters int[],
    looked_up int[],
    unknown_words int[],
    languages text[],
    facts int[],
    manners int[],
    copy_hashes bigint[]
)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    free_governments int[] := '{}';
    free_accounts int[] := '{}';
    one record;
    kept int;
begin
    for one in
        select distinct u.government_id, u.account_id
        from unnest(text_save.government_ids, text_save.account_ids) as u (government_id, account_id)
        order by u.government_id, u.account_id
    loop
        if pg_try_advisory_xact_lock_shared(one.government_id, -1)
            and core.account_try(one.government_id, one.account_id)
        then
            free_governments := free_governments || one.government_id;
            free_accounts := free_accounts || one.account_id;
        end if;
    end loop;
    with n as materialized (
        select
            u.government_id, u.account_id, u.kind, u.external_id, u.sent_at, u.text_key::bigint as text_key,
            u.words, u.sentences, u.letters, u.looked_up, u.unknown_words, u.language, u.facts, u.manners,
            u.copy_hash,
            u.kind = 'post' and (p.language is null or coalesce(t.gave_language, false) and p.language = t.language)
                as gives
        from unnest(
            text_save.government_ids, text_save.account_ids, text_save.kinds, text_save.external_ids,
            text_save.sent_ats, text_save.text_keys, text_save.words, text_save.sentences, text_save.letters,
            text_save.looked_up, text_save.unknown_words, text_save.languages, text_save.facts, text_save.manners,
            text_save.copy_hashes
        ) as u (
            government_id, account_id, kind, external_id, sent_at, text_key, words, sentences, letters, looked_up,
            unknown_words, language, facts, manners, copy_hash
        )
        join unnest(free_governments, free_accounts) as f (government_id, account_id)
            on f.government_id = u.government_id and f.account_id = u.account_id
        left join core.text_measure as t
            on t.government_id = u.government_id and t.account_id = u.account_id and t.kind = u.kind
            and t.external_id = u.external_id
        left join core.post as p
            on u.kind = 'post' and p.government_id = u.government_id and p.account_id = u.account_id
            and p.external_id = u.external_id
    ), post as (
        update core.post as p
        set measured_key = n.text_key,
            language = case when n.gives then n.language else p.language end
        from n
        where n.kind = 'post' and p.government_id = n.government_id and p.account_id = n.account_id
            and p.external_id = n.external_id
    ), message as (
        update core.message as m
        set measured_key = n.text_key
        from n
        where n.kind = 'message' and m.government_id = n.government_id and m.account_id = n.account_id
            and m.external_id = n.external_id and m.sent_at = n.sent_at
    ), follow_up as (
        update core.complaint_event as e
        set measured_key = n.text_key
        from n
        where n.kind = 'follow_up' and e.government_id = n.government_id and e.account_id = n.account_id
            and e.complaint_external_id = split_part(n.external_id, E'\n', 1)
            and e.event_key = split_part(n.external_id, E'\n', 2)
    )
    insert into core.text_measure (
        government_id, account_id, kind, external_id, sent_at, text_key, version, tried_version, measured_at, words,
        sentences, letters, looked_up, unknown_words, language, gave_language, has_date, has_time, has_place,
        has_contact, has_link, greets, thanks, apologizes, addresses, insults, shouts, copy_hash
    )
    select
        n.government_id, n.account_id, n.kind, n.external_id, n.sent_at, n.text_key, text_save.version,
        text_save.version, now(), n.words, n.sentences, n.letters, n.looked_up, n.unknown_words, n.language,
        n.gives and n.language is not null,
        n.facts & 1 <> 0, n.facts & 2 <> 0, n.facts & 4 <> 0, n.facts & 8 <> 0, n.facts & 16 <> 0,
        n.manners & 1 <> 0, n.manners & 2 <> 0, n.manners & 4 <> 0, n.manners & 8 <> 0, n.manners & 16 <> 0,
        n.manners & 32 <> 0, n.copy_hash
    from n
    on conflict (government_id, account_id, kind, external_id) do update
    set sent_at = excluded.sent_at,
        text_key = excluded.text_key,
        version = excluded.version,
        tried_version = excluded.tried_version,
        measured_at = excluded.measured_at,
        words = excluded.words,
        sentences = excluded.sentences,
        letters = excluded.letters,
        looked_up = excluded.looked_up,
        unknown_words = excluded.unknown_words,
        language = excluded.language,
        gave_language = excluded.gave_language,
        has_date = excluded.has_date,
        has_time = excluded.has_time,
        has_place = excluded.has_place,
        has_contact = excluded.has_contact,
        has_link = excluded.has_link,
        greets = excluded.greets,
        thanks = excluded.thanks,
        apologizes = excluded.apologizes,
        addresses = excluded.addresses,
        insults = excluded.insults,
        shouts = excluded.shouts,
        copy_hash = excluded.copy_hash;
    get diagnostics kept = row_count;
    return kept;
end
$$;
comment on function ops.text_save(
    int, int[], int[], text[], text[], timestamptz[], text[], int[], int[], int[], int[], int[], text[], int[], int[],
    bigint[]
) is
    'Keeps what was measured of texts by rules of a version, and gives posts their language where the platform told none.';
