-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Everything derived, once more from the facts: after a change of rules, calendars, owners or names. The
-- result is the one that arrived step by step, row for row. Rows that are right already are not written.

-- Verdicts on texts by the rules as they are now.
create or replace function core.rebuild_verdicts(government_id int, account_id int)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    written int;
begin
    update core.message as m
    set needs_answer = fresh.needs,
        undecided = fresh.undecided,
        rule = fresh.rule,
        intent = fresh.intent
    from (
        select old.external_id, old.sent_at, v.needs, v.undecided, v.rule, v.intent
        from core.message as old
        cross join lateral core.needs_answer(old.text) as v
        where old.government_id = rebuild_verdicts.government_id
            and old.account_id = rebuild_verdicts.account_id
            -- a text that had to go (core.text_erase) leaves its verdict
            and (old.text is not null or old.text_hash is null)
            and (old.needs_answer, old.undecided, old.rule, old.intent)
                is distinct from (v.needs, v.undecided, v.rule, v.intent)
    ) as fresh
    where m.government_id = rebuild_verdicts.government_id
        and m.account_id = rebuild_verdicts.account_id
        and m.external_id = fresh.external_id
        and m.sent_at = fresh.sent_at;
    get diagnostics written = row_count;
    return written;
end
$$;
comment on function core.rebuild_verdicts(int, int) is
    'Judges the texts of an account again by core.needs_rule; returns the messages whose verdict changed.';

create or replace function core.rebuild_account(government_id int, account_id int)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    written int := 0;
    chunk record;
begin
    perform pg_advisory_xact_lock(rebuild_account.government_id, rebuild_account.account_id);
    perform core.rebuild_verdicts(rebuild_account.government_id, rebuild_account.account_id);
    for chunk in
        select array_agg(numbered.key) as keys, numbered.kind
        from (
            select known.kind, known.key,
                (row_number() over (partition by known.kind order by known.key) - 1) / 1000 as part
            from (
                select 'message' as kind, m.thread_key as key
                from core.message as m
                where m.government_id = rebuild_account.government_id
                    and m.account_id = rebuild_account.account_id
                union
                select 'complaint', c.external_id
                from core.complaint as c
                where c.government_id = rebuild_account.government_id
                    and c.account_id = rebuild_account.account_id
                union
                select 'message', named.post_external_id
                from core.message_mention as named
                where named.government_id = rebuild_account.government_id
                    and named.account_id = rebuild_account.account_id
                    and named.post_external_id is not null
                union
                select i.source_kind, i.source_id
                from core.inquiry as i
                where i.government_id = rebuild_account.government_id
                    and i.source_account_id = rebuild_account.account_id
                union
                select 'message', e.thread_key
                from core.automatic_evidence as e
                where e.government_id = rebuild_account.government_id
                    and e.account_id = rebuild_account.account_id
            ) as known
        ) as numbered
        group by numbered.kind, numbered.part
        order by numbered.kind, numbered.part
    loop
        if chunk.kind = 'message' then
            written := written + core.derive_message(
                rebuild_account.government_id, rebuild_account.account_id, chunk.keys
            );
        else
            written := written + core.derive_complaint(
                rebuild_account.government_id, rebuild_account.account_id, chunk.keys
            );
        end if;
    end loop;
    return written;
end
$$;
comment on function core.rebuild_account(int, int) is
    'Derives everything of an account or feed again, under its lock; returns inquiries changed.';

create or replace function core.rebuild_inquiries(government_id int default null)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    written int := 0;
    account record;
begin
    perform pg_advisory_xact_lock(known.government_id, known.account_id)
    from (
        select a.government_id, a.account_id
        from core.account as a
        where rebuild_inquiries.government_id is null
            or a.government_id = rebuild_inquiries.government_id
        order by a.government_id, a.account_id
        offset 0
    ) as known;
    for account in
        select a.government_id, a.account_id
        from core.account as a
        where rebuild_inquiries.government_id is null
            or a.government_id = rebuild_inquiries.government_id
        order by a.government_id, a.account_id
    loop
        written := written + core.rebuild_account(account.government_id, account.account_id);
    end loop;
    return written;
end
$$;
comment on function core.rebuild_inquiries(int) is
    'Derives all inquiries of a government (null: of all) again from the facts; returns how many changed.';
