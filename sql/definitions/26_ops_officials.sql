-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Accounts that keep answering like officials and are not registered: a spokesperson, a unit's second account, an
-- employee. Nothing is derived from it: what such an account writes stays a citizen's until somebody who looked at
-- it puts it into the configuration (delegates:). Pseudonyms and addresses only, no name and no text.

-- Words of offices. A citizen thanks, asks and complains; he does not promise to forward.
create or replace function ops.official_words(words text)
returns boolean
language sql
immutable
begin atomic
    select coalesce(
        lower(official_words.words) ~ (
            '\m(terima kasih (atas|telah)|mohon maaf atas|mohon (menunggu|kesabaran)|akan (kami|segera)|'
            || 'sudah kami|telah kami|kami (akan|teruskan|sampaikan|tindak|koordinasi|informasikan|sudah|telah)|'
            || '(petugas|tim|pihak|dinas|kantor) kami|ditindaklanjuti|silakan (hubungi|menghubungi|datang|lapor|cek|kirim)|'
            || 'dapat (menghubungi|datang|dilaporkan)|jam (kerja|layanan|pelayanan)|bapak/ibu|bapak ibu|'
            || 'dengan hormat|salam sehat)\M'
        ),
        false
    );
end;
comment on function ops.official_words(text) is
    'Whether a text has words that offices use when they answer; rule official_words.1.';

create or replace function ops.unregistered_officials(as_of timestamptz, days int, government text, channel text)
returns table (
    government_code text,
    unit_code text,
    channel_name text,
    author text,
    replies bigint,
    threads bigint,
    worded bigint,
    first_at timestamptz,
    last_at timestamptz,
    examples text[]
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    -- Most citizens reply once or twice: of them no threads and no words are looked at, which is what takes long.
    -- Materialized, because the planner would look at all threads first.
    with frequent as materialized (
        select m.government_id, m.author_key
        from core.message as m
        where m.sent_at >= unregistered_officials.as_of - unregistered_officials.days * interval '1 day'
            and m.sent_at <= unregistered_officials.as_of
            and m.role = 'citizen'
            and m.author_key is not null
            and m.external_id <> m.thread_key
            and m.gone_by is null
        group by m.government_id, m.author_key
        having count(*) >= 5
    ),
    candidate as materialized (
        select
            m.government_id,
            m.account_id,
            m.author_key,
            m.thread_key,
            m.sent_at,
            m.permalink,
            m.text
        from core.message as m
        join frequent as f on f.government_id = m.government_id and f.author_key = m.author_key
        where m.sent_at >= unregistered_officials.as_of - unregistered_officials.days * interval '1 day'
            and m.sent_at <= unregistered_officials.as_of
            and m.role = 'citizen'
            and m.external_id <> m.thread_key
            and m.gone_by is null
    ),
    reply as (
        select
            m.government_id,
            m.account_id,
            a.channel,
            o.unit_id,
            m.author_key,
            m.thread_key,
            m.sent_at,
            m.permalink,
            ops.official_words(m.text) as worded
        from candidate as m
        join core.account as a
            on a.government_id = m.government_id
            and a.account_id = m.account_id
            and (unregistered_officials.channel is null or a.channel = unregistered_officials.channel)
        join core.government as g
            on g.government_id = m.government_id
            and (unregistered_officials.government is null or g.code = unregistered_officials.government)
        join core.account_owner as o
            on o.government_id = a.government_id
            and o.account_id = a.account_id
            and (m.sent_at at time zone g.timezone)::date between o.valid_from and coalesce(o.valid_to, 'infinity')
        -- Somebody else asked: the top of the thread is another outsider's.
        join lateral (
            select asked.author_key
            from core.message as asked
            where asked.government_id = m.government_id
                and asked.account_id = m.account_id
                and asked.external_id = m.thread_key
                and asked.role in ('citizen', 'unknown')
            limit 1
        ) as top on top.author_key is distinct from m.author_key
    )
    select
        g.code,
        u.code,
        r.channel,
        left(encode(r.author_key, 'hex'), 8),
        count(*),
        count(distinct (r.account_id, r.thread_key)),
        count(*) filter (where r.worded),
        min(r.sent_at),
        max(r.sent_at),
        (array_agg(r.permalink order by r.worded desc, r.sent_at desc) filter (where r.permalink is not null))[1:3]
    from reply as r
    join core.government as g on g.government_id = r.government_id
    join core.unit as u on u.government_id = r.government_id and u.unit_id = r.unit_id
    group by g.code, u.code, r.channel, r.author_key
    having count(*) >= 5
        and count(distinct (r.account_id, r.thread_key)) >= 3
        and 2 * count(*) filter (where r.worded) >= count(*)
    order by count(*) desc, g.code, u.code, r.channel, r.author_key;
end;
comment on function ops.unregistered_officials(timestamptz, int, text, text) is
    'Authors who are registered nowhere and, in so many days before a moment, answered others under one unit''s '
    'accounts five times or more, in three threads or more, at least half of it in words of offices '
    '(ops.official_words). examples: addresses of up to three such replies, for a person to look at who it is.';

-- Reads the messages of three months, which takes seconds: once a day, so that status need not.
create or replace function ops.official_keep(as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
set work_mem = '64MB'
as $$
declare
    changed bigint;
begin
    with seen as materialized (
        select g.government_id, u.unit_id, s.channel_name as channel, s.author, s.replies, s.first_at, s.last_at
        from ops.unregistered_officials(official_keep.as_of, 91, null, null) as s
        join core.government as g on g.code = s.government_code
        join core.unit as u on u.government_id = g.government_id and u.code = s.unit_code
    ),
    over as (
        delete from ops.official as o
        where not exists (
            select
            from seen as s
            where s.government_id = o.government_id and s.unit_id = o.unit_id
                and s.channel = o.channel and s.author = o.author
        )
        returning 1
    ),
    kept as (
        insert into ops.official as o (government_id, unit_id, channel, author, replies, first_at, last_at)
        select s.government_id, s.unit_id, s.channel, s.author, s.replies, s.first_at, s.last_at
        from seen as s
        on conflict on constraint official_pkey do update set
            replies = excluded.replies,
            first_at = excluded.first_at,
            last_at = excluded.last_at
        where (o.replies, o.first_at, o.last_at)
            is distinct from (excluded.replies, excluded.first_at, excluded.last_at)
        returning 1
    )
    select (select count(*) from over) + (select count(*) from kept) into changed;
    return changed;
end
$$;
comment on function ops.official_keep(timestamptz) is
    'Brings ops.official up to a moment; returns rows changed, 0 when nothing did.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('ops.official', 'table', '1 day', '15 minutes')
on conflict (view) do nothing;
