-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What people decide. A correction names what opened the inquiry (message, post or event), which unit or account was
-- asked, and one thing about it; derivation (14_core_message.sql, 15_core_complaint.sql) reads those that stand behind all
-- rules and before clocks and deadlines, so that what follows from it is right, too. It belongs to the stretch in which
-- the message that it names stands today: older messages, moved threads and accounts that changed hands carry it along, and
-- what arrives in another order ends in the same rows. The id of an inquiry keeps the unit that was asked first.
--
-- Answered elsewhere is an answer like one in the thread: the earliest ends the wait, what is written after it asks anew.
-- That a reply is no answer belongs to the reply, for all who waited for it. Every decision and its end has its row in ops.audit.

-- Not in SQL: that would be planned again at each call.
create or replace function core.is_correcting(government_id int, source_kind text)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
begin
    return exists (
        select
        from core.correction as c
        where c.government_id = is_correcting.government_id
            and c.source_kind = is_correcting.source_kind
            and c.revoked_at is null
    );
end
$$;
comment on function core.is_correcting(int, text) is
    'Part of derivation: whether a correction of messages or complaints stands, so that without one nothing is looked up.';

create or replace function core.refused_answers(government_id int, account_ids int[])
returns text[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return array(
        select distinct c.answer_id
        from core.correction as c
        where c.government_id = refused_answers.government_id
            and c.source_kind = 'message'
            and c.revoked_at is null
            and c.field = 'state'
            and c.value = 'waiting'
            and c.answer_id is not null
            and c.channel in (
                select a.channel
                from core.account as a
                where a.government_id = refused_answers.government_id
                    and a.account_id = any (refused_answers.account_ids)
            )
    );
end
$$;
comment on function core.refused_answers(int, int[]) is
    'Part of core.message_inquiry(): messages in the channels of some accounts of which a person said that they are no answers.';
