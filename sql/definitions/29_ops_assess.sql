-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What juries and offices say of posts, replies, inquiries and complaints, entered from a spreadsheet (pantauctl assess).
-- Rows come as in 28_ops_register.sql: item, account, criterion, score, assessor, reason. Somebody who says something else of
-- the same item later corrects himself: the earlier row stays, with revoked_at. All rows of a file are kept, or none.

-- The items that rows name, by their address, or by account and id: as many rows as there are such items.
create or replace function ops.assess_items(in_government_id int, given jsonb)
returns table (line int, account_id int, item_id text)
language sql
stable
begin atomic
    with wanted as materialized (
        select w.line, w.item_kind, w.item, w.account, w.item ~ '^https?://' as is_address
        from jsonb_to_recordset(given) as w (line int, item_kind text, item text, account text)
    ),
    -- As pantauctl names accounts, platform:handle or platform:id; a feed by its name.
    called as materialized (
        select a.account_id, a.channel || ':' || a.handle as name
        from core.account as a
        where a.government_id = in_government_id and a.handle is not null
        union
        select a.account_id, a.channel || ':' || a.external_id
        from core.account as a
        where a.government_id = in_government_id and a.external_id is not null
        union
        select a.account_id, a.channel
        from core.account as a
        where a.government_id = in_government_id and a.access = 'feed'
    ),
    placed as materialized (
        select w.line, w.item_kind, w.item, c.account_id
        from wanted as w
        join called as c on c.name = w.account
        where not w.is_address
        union
        select w.line, w.item_kind, w.item, a.account_id
        from wanted as w
        join core.account as a on a.government_id = in_government_id and a.access = 'feed'
        where not w.is_address and w.account is null and w.item_kind = 'complaint'
    ),
    -- Addresses have no index: each kind of item is read once, if a row of the file needs it.
    found as (
        select w.line, p.account_id, p.external_id
        from wanted as w
        join core.post as p on p.government_id = in_government_id and p.permalink = w.item
        where w.item_kind = 'post' and w.is_address
        union
        select w.line, m.account_id, m.external_id
        from wanted as w
        join core.message as m on m.government_id = in_government_id and m.permalink = w.item
        where w.item_kind in ('message', 'reply') and w.is_address and (w.item_kind = 'reply') = (m.role = 'official')
        union
        select w.line, c.account_id, c.external_id
        from wanted as w
        join core.complaint as c on c.government_id = in_government_id and c.permalink = w.item
        where w.item_kind = 'complaint' and w.is_address
        union
        select w.line, p.account_id, p.external_id
        from placed as w
        join core.post as p
            on p.government_id = in_government_id and p.account_id = w.account_id and p.external_id = w.item
        where w.item_kind = 'post'
        union
        select w.line, m.account_id, m.external_id
        from placed as w
        join core.message as m
            on m.government_id = in_government_id and m.account_id = w.account_id and m.external_id = w.item
        where w.item_kind in ('message', 'reply') and (w.item_kind = 'reply') = (m.role = 'official')
        union
        select w.line, c.account_id, c.external_id
        from placed as w
        join core.complaint as c
            on c.government_id = in_government_id and c.account_id = w.account_id and c.external_id = w.item
        where w.item_kind = 'complaint'
        union
        select w.line, i.source_account_id, i.inquiry_id::text
        from wanted as w
        join core.inquiry as i
            on i.government_id = in_government_id
            and i.inquiry_id = case
                when w.item_kind = 'inquiry' and w.item ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                    then core.inquiry_now(in_government_id, w.item::uuid)
            end
    )
    select f.line, f.account_id, f.external_id
    from found as f
    join wanted as w on w.line = f.line
    where not w.is_address or w.account is null
        or exists (select from called as c where c.name = w.account and c.account_id = f.account_id);
end;
comment on function ops.assess_items(int, jsonb) is
    'Items that rows name (line, item_kind, item: address or id, account): none, one, or several, one row each.';

create or replace function ops.assess_rows(in_government_id int, file_rows jsonb, person text)
returns table (line int, problem text, subject text, before jsonb, after jsonb)
language sql
stable
begin atomic
    with given as materialized (
        select
            g.line, g.cell, c.criterion, c.version, c.item_kind,
            lower(btrim(coalesce(g.cell ->> 'assessor', assess_rows.person))) as assessor,
            lower(g.cell ->> 'score') as score
        from ops.register_rows(in_government_id, file_rows) as g
        left join lateral (
            select known.criterion, known.version, known.item_kind
            from core.criterion as known
            where known.criterion = lower(g.cell ->> 'criterion')
            order by known.version desc
            limit 1
        ) as c on true
    ),
    item as materialized (
        select x.line, count(*) as n_items, min(x.account_id) as account_id, min(x.item_id) as item_id
        from ops.assess_items(
            in_government_id,
            (
                select jsonb_agg(jsonb_build_object(
                    'line', g.line, 'item_kind', g.item_kind, 'item', g.cell ->> 'item', 'account', g.cell ->> 'account'
                ))
                from given as g
            )
        ) as x
        group by x.line
    ),
    told as (
        select
            g.line, g.cell, g.criterion, g.version, g.item_kind, g.assessor, g.score,
            case g.item_kind when 'reply' then 'message' else g.item_kind end as stored_kind,
            coalesce(item.n_items, 0) as n_items, item.account_id, item.item_id,
            said.choice, said.score as choice_score,
            lag(g.line) over (
                partition by g.criterion, item.account_id, item.item_id, g.assessor order by g.line) as earlier
        from given as g
        left join item on item.line = g.line
        left join lateral (
            select c.choice, c.score
            from core.criterion_choices(g.criterion, g.version) as c
            where g.score in (c.choice, lower(c.choice_id))
                or case when g.score ~ '^[01]([.,]\d{1,9})?$' then replace(g.score, ',', '.')::float8 = c.score end
            order by c.place
            limit 1
        ) as said on true
    )
    select
        t.line,
        coalesce(
            case when t.cell ->> 'criterion' is null then 'criterion is missing' end,
            case when t.criterion is null then format('"%s" is no criterion: %s', t.cell ->> 'criterion', (
                select string_agg(distinct c.criterion, ', ' order by c.criterion) from core.criterion as c
            )) end,
            case when t.cell ->> 'item' is null then 'item is missing: its address, or its id' end,
            case when t.n_items = 0 then format('there is no %s "%s"%s', t.item_kind, t.cell ->> 'item', case
                when t.cell ->> 'account' is not null then ' of account ' || (t.cell ->> 'account')
                when t.item_kind in ('post', 'message', 'reply') and t.cell ->> 'item' !~ '^https?://'
                    then ': an id needs its account (platform:handle)'
            end) end,
            case when t.n_items > 1 then 'several items are called so: their account must be said' end,
            case when t.score is null then 'score is missing' end,
            case when t.choice is null and t.score <> '-' then format('"%s" is no score: %s', t.cell ->> 'score', (
                select string_agg(c.choice, ', ' order by c.place) from core.criterion_choices(t.criterion, t.version) as c
            )) end,
            case when t.score = '-' and old.verdict is null then 'there is no verdict to be taken back' end,
            case when octet_length(t.assessor) > 256 then 'the name of the assessor is too long' end,
            case when octet_length(t.cell ->> 'reason') > 2048 then 'reason is longer than 2048 bytes' end,
            case when t.earlier is not null then format('the same item, criterion and assessor as line %s', t.earlier) end
        ),
        concat_ws(' ', t.criterion, t.cell ->> 'item', 'by ' || t.assessor),
        case when old.verdict is not null then
            jsonb_build_object('verdict', old.verdict, 'score', old.score, 'reason', old.reason)
        end,
        jsonb_build_object(
            'item_kind', t.stored_kind, 'account_id', t.account_id, 'item_id', t.item_id, 'criterion', t.criterion,
            'version', t.version, 'assessor', t.assessor, 'verdict', t.choice, 'score', t.choice_score,
            'reason', t.cell ->> 'reason'
        )
    from told as t
    left join core.assessment as old
        on old.government_id = in_government_id and old.item_kind = t.stored_kind and old.account_id = t.account_id
        and old.item_id = t.item_id and old.criterion = t.criterion and old.criterion_version = t.version
        and old.decided_by = t.assessor and old.revoked_at is null;
end;
comment on function ops.assess_rows(int, jsonb, text) is
    'Checks rows of assessments: item (address, or id), account (platform:handle, or the feed; not needed with an address), '
    'criterion, score (a word of the criterion in either language, or its number; - takes a verdict back), assessor (else '
    'who enters the file), reason.';

-- Rows that were checked: what stood is revoked, what is said stands.
create or replace function ops.assess_keep(in_government_id int, items jsonb, person text)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    update core.assessment as a
    set revoked_at = now()
    from jsonb_to_recordset(items) as r (
        item_kind text, account_id int, item_id text, criterion text, version int, assessor text
    )
    where a.government_id = in_government_id and a.item_kind = r.item_kind and a.account_id = r.account_id
        and a.item_id = r.item_id and a.criterion = r.criterion and a.criterion_version = r.version
        and a.decided_by = r.assessor and a.revoked_at is null;
    insert into core.assessor (government_id, assessor, assessor_no)
    select
        in_government_id, r.assessor,
        row_number() over (order by r.assessor) + (
            select coalesce(max(known.assessor_no), 0)
            from core.assessor as known
            where known.government_id = in_government_id
        )
    from (
        select distinct x.assessor
        from jsonb_to_recordset(items) as x (assessor text, verdict text)
        where x.verdict is not null
    ) as r
    where not exists (
        select
        from core.assessor as known
        where known.government_id = in_government_id and known.assessor = r.assessor
    );
    insert into core.assessment (
        government_id, item_kind, account_id, item_id, criterion, criterion_version, score, verdict, decided_by,
        decided_at, reason, entered_by
    )
    select
        in_government_id, r.item_kind, r.account_id, r.item_id, r.criterion, r.version, r.score, r.verdict, r.assessor,
        now(), r.reason, assess_keep.person
    from rows from (
        jsonb_to_recordset(items) as (
            item_kind text, account_id int, item_id text, criterion text, version int, score float8, verdict text,
            assessor text, reason text
        )
    ) with ordinality as r (
        item_kind, account_id, item_id, criterion, version, score, verdict, assessor, reason, place
    )
    where r.verdict is not null
    order by r.place;
end
$$;
comment on function ops.assess_keep(int, jsonb, text) is
    'Writes verdicts that were checked in the place of the earlier ones of the same assessors; one without a verdict takes '
    'that back.';

create or replace function ops.assess(
    government text,
    file_rows jsonb,
    person text,
    reason text,
    is_trial boolean
)
returns table (line int, outcome text, subject text, detail text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set jit = off
as $$
#variable_conflict use_column
declare
    g core.government;
    checked jsonb;
begin
    perform ops.decide_check(person, reason);
    g := ops.government_named(assess.government);
    -- One file at a time: what the audit has as before must be what stood, and assessors get numbers.
    perform pg_advisory_xact_lock(1348562548, 7);
    select jsonb_agg(to_jsonb(c) || jsonb_build_object('outcome', case
        when c.problem is not null then 'refused'
        when ops.register_is_kept(c.before, c.after) then 'unchanged'
        when c.after ->> 'verdict' is null then 'taken back'
        when c.before is null then 'new'
        else 'changed'
    end))
    into checked
    from ops.assess_rows(g.government_id, assess.file_rows, assess.person) as c;
    if checked is null then
        raise exception 'the file has no rows' using errcode = 'PT007';
    end if;
    if not is_trial and not jsonb_path_exists(checked, '$[*] ? (@.outcome == "refused")') then
        perform ops.audit_add(
            assess.person, 'assess', g.government_id, r.subject, assess.reason, r.before, r.after)
        from jsonb_to_recordset(checked) as r (subject text, before jsonb, after jsonb, outcome text)
        where r.outcome <> 'unchanged';
        perform ops.assess_keep(
            g.government_id,
            (
                select coalesce(jsonb_agg(r.after order by r.line), '[]')
                from jsonb_to_recordset(checked) as r (line int, after jsonb, outcome text)
                where r.outcome <> 'unchanged'
            ),
            assess.person
        );
    end if;
    return query
    select r.line, r.outcome, r.subject, r.problem
    from jsonb_to_recordset(checked) as r (line int, outcome text, subject text, problem text)
    order by r.line;
end
$$;
comment on function ops.assess(text, jsonb, text, text, boolean) is
    'Enters verdicts from a spreadsheet, all or none of them, and says what came of each line: new, changed, unchanged, taken '
    'back, refused and why. A trial writes nothing.';

create or replace function ops.assessments(government_code text, count_max bigint)
returns table (
    assessment_id bigint,
    government text,
    item_kind text,
    account text,
    item_id text,
    criterion text,
    verdict text,
    score float8,
    assessor text,
    standing text,
    decided_at timestamptz,
    entered_by text,
    reason text
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select
        a.assessment_id, g.code, a.item_kind, account.channel || coalesce(':' || coalesce(account.handle, account.external_id), ''),
        a.item_id, a.criterion || '.' || a.criterion_version, a.verdict, a.score, a.decided_by,
        case when a.revoked_at is null then 'stands' else 'revoked' end,
        a.decided_at, a.entered_by, a.reason
    from core.assessment as a
    join core.government as g on g.government_id = a.government_id
    left join core.account as account
        on account.government_id = a.government_id and account.account_id = a.account_id
    where g.code = assessments.government_code or assessments.government_code is null
    order by a.decided_at desc, a.assessment_id desc
    limit assessments.count_max;
end;
comment on function ops.assessments(text, bigint) is
    'What people said of items, newest first, with who did: those that were corrected or taken back, too.';
