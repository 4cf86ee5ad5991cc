-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What people decided, for who asks: operators see no inquiries, so that what becomes of a correction is told by a function.

create or replace function ops.corrections(government_code text, count_max bigint)
returns table (
    correction_id bigint,
    government text,
    inquiry_id uuid,
    channel text,
    unit text,
    field text,
    value text,
    ended_at timestamptz,
    standing text,
    decided_by text,
    decided_at timestamptz,
    reason text,
    evidence text,
    permalink text
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select
        c.correction_id,
        g.code,
        coalesce(i.inquiry_id, c.inquiry_id),
        c.channel,
        coalesce(asked.code, ''),
        c.field,
        case when c.field = 'unit' then meant.code else c.value end,
        c.ended_at,
        case
            when c.revoked_at is not null then 'revoked'
            when i.correction_id is not null then 'applies'
            when i.inquiry_id is null then 'finds nothing'
            else 'changes nothing'
        end,
        c.decided_by,
        c.decided_at,
        c.reason,
        c.evidence,
        i.permalink
    from core.correction as c
    join core.government as g on g.government_id = c.government_id
    left join core.unit as asked on asked.government_id = c.government_id and asked.unit_id = c.unit_id
    left join core.unit as meant
        on c.field = 'unit' and meant.government_id = c.government_id and meant.unit_id::text = c.value
    left join lateral (
        select stored.inquiry_id, stored.correction_id, stored.permalink
        from core.inquiry as stored
        where stored.government_id = c.government_id
            and stored.inquiry_id = core.inquiry_now(c.government_id, c.inquiry_id)
        limit 1
    ) as i on true
    where g.code = corrections.government_code or corrections.government_code is null
    order by c.decided_at desc, c.correction_id desc
    limit corrections.count_max;
end;
comment on function ops.corrections(text, bigint) is
    'Corrections, newest first, and whether they apply to an inquiry today: applies, changes nothing (something else '
    'decides), finds nothing (what it named is no inquiry any more) or revoked.';
