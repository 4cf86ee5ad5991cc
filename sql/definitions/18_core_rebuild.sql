-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Everything derived, once more from the facts: after a change of rules, calendars, owners or names. The
-- result is the one that arrived step by step, row for row. Rows that are right already are not written.

-- Accounts are derived many at a time, for the start of a call costs more than an account with little in it: 20,000
-- accounts took five minutes one by one. A rebuild of a government holds it and is one transaction: readers see
-- all of it as it was, then all of it as it is.

-- Verdicts on texts by the rules as they are now.
create or replace function core.rebuild_verdicts(government_id int, account_ids int[])
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
        intent = fresh.intent,
        topic = fresh.topic,
        topic_rule = fresh.topic_rule
    from (
        select old.account_id, old.external_id, old.sent_at, v.*
        from core.message as old
        cross join lateral core.text_judge(old.text) as v
        where old.government_id = rebuild_verdicts.government_id
            and old.account_id = any (rebuild_verdicts.account_ids)
            -- a text that had to go (core.text_erase) leaves its verdict
            and (old.text is not null or old.text_hash is null)
            and (old.needs_answer, old.undecided, old.rule, old.intent, old.topic, old.topic_rule)
                is distinct from (v.needs, v.undecided, v.rule, v.intent, v.topic, v.topic_rule)
    ) as fresh
    where m.government_id = rebuild_verdicts.government_id
        and m.account_id = fresh.account_id
        and m.external_id = fresh.external_id
        and m.sent_at = fresh.sent_at;
    get diagnostics written = row_count;
    update core.message as m
    set reply_class = fresh.verdict, reply_rule = fresh.rule
    from (
        select old.account_id, old.external_id, old.sent_at, v.verdict, v.rule
        from core.message as old
        cross join lateral core.reply_class_of(old.text) as v
        where old.government_id = rebuild_verdicts.government_id
            and old.account_id = any (rebuild_verdicts.account_ids)
            and old.role = 'official'
            and old.text is not null
            and (old.reply_class, old.reply_rule) is distinct from (v.verdict, v.rule)
    ) as fresh
    where m.government_id = rebuild_verdicts.government_id
        and m.account_id = fresh.account_id
        and m.external_id = fresh.external_id
        and m.sent_at = fresh.sent_at;
    update core.post as p
    set topic = fresh.topic, topic_rule = fresh.topic_rule, purpose = fresh.verdict, purpose_rule = fresh.rule
    from (
        select old.account_id, old.external_id, about.topic, about.topic_rule, v.verdict, v.rule
        from core.post as old
        cross join lateral core.text_judge(old.text) as about
        cross join lateral core.purpose_of(old.text) as v
        where old.government_id = rebuild_verdicts.government_id
            and old.account_id = any (rebuild_verdicts.account_ids)
            and old.text is not null
            and (old.topic, old.topic_rule, old.purpose, old.purpose_rule)
                is distinct from (about.topic, about.topic_rule, v.verdict, v.rule)
    ) as fresh
    where p.government_id = rebuild_verdicts.government_id
        and p.account_id = fresh.account_id
        and p.external_id = fresh.external_id;
    return written;
end
$$;
comment on function core.rebuild_verdicts(int, int[]) is
    'Judges the texts of accounts again by core.needs_rule, core.word_rule and core.text_rule; returns the messages whose '
    'needs_answer, intent or topic changed.';

create or replace function core.rebuild_held(government_id int, account_ids int[])
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
    perform core.rebuild_verdicts(rebuild_held.government_id, rebuild_held.account_ids);
    for chunk in
        select array_agg(known.external_id) as keys, known.account_id
        from (
            select c.account_id, c.external_id,
                (row_number() over (partition by c.account_id order by c.external_id) - 1) / 1000 as part
            from (
                select c.account_id, c.external_id
                from core.complaint as c
                where c.government_id = rebuild_held.government_id
                    and c.account_id = any (rebuild_held.account_ids)
                union
                select i.source_account_id, i.source_id
                from core.inquiry as i
                where i.government_id = rebuild_held.government_id
                    and i.source_account_id = any (rebuild_held.account_ids)
                    and i.source_kind = 'complaint'
            ) as c
        ) as known
        group by known.account_id, known.part
        order by known.account_id, known.part
    loop
        written := written
            + core.derive_complaint(rebuild_held.government_id, chunk.account_id, chunk.keys);
    end loop;
    for chunk in
        select array_agg(numbered.account_id) as account_ids, array_agg(numbered.key) as keys
        from (
            select known.account_id, known.key,
                (row_number() over (order by known.account_id, known.key) - 1) / 1000 as part
            from (
                select m.account_id, m.thread_key as key
                from core.message as m
                where m.government_id = rebuild_held.government_id
                    and m.account_id = any (rebuild_held.account_ids)
                union
                select named.account_id, named.post_external_id
                from core.message_mention as named
                where named.government_id = rebuild_held.government_id
                    and named.account_id = any (rebuild_held.account_ids)
                    and named.post_external_id is not null
                union
                select i.source_account_id, i.source_id
                from core.inquiry as i
                where i.government_id = rebuild_held.government_id
                    and i.source_account_id = any (rebuild_held.account_ids)
                    and i.source_kind = 'message'
                union
                select e.account_id, e.thread_key
                from core.automatic_evidence as e
                where e.government_id = rebuild_held.government_id
                    and e.account_id = any (rebuild_held.account_ids)
            ) as known
        ) as numbered
        group by numbered.part
        order by numbered.part
    loop
        written := written
            + core.derive_message(rebuild_held.government_id, chunk.account_ids, chunk.keys);
    end loop;
    return written;
end
$$;
comment on function core.rebuild_held(int, int[]) is
    'Derives everything of accounts and feeds again, which the caller holds; returns inquiries changed.';

create or replace function core.rebuild_account(government_id int, account_id int)
returns int
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform core.account_lock(rebuild_account.government_id, array[rebuild_account.account_id]);
    return core.rebuild_held(rebuild_account.government_id, array[rebuild_account.account_id]);
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
    part record;
begin
    perform core.government_hold(
        array(
            select g.government_id
            from core.government as g
            where rebuild_inquiries.government_id is null
                or g.government_id = rebuild_inquiries.government_id
        )
    );
    for part in
        select a.government_id, array_agg(a.account_id) as account_ids
        from (
            select a.government_id, a.account_id,
                (row_number() over (partition by a.government_id order by a.account_id) - 1) / 500 as part
            from core.account as a
            where rebuild_inquiries.government_id is null
                or a.government_id = rebuild_inquiries.government_id
        ) as a
        group by a.government_id, a.part
        order by a.government_id, a.part
    loop
        written := written + core.rebuild_held(part.government_id, part.account_ids);
    end loop;
    return written;
end
$$;
comment on function core.rebuild_inquiries(int) is
    'Derives all inquiries of a government (null: of all) again from the facts; returns how many changed.';
