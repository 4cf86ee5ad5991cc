-- breaking: no
-- why: a rule without the new columns holds as before, and programs read no rules.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Legal clocks of complaints for some topics, some kinds of unit, and the one a case goes to when a limit is missed.

alter table core.deadline_rule
    add column unit_kind text,
    add column topic text,
    add column escalate_to text,
    -- Deadlines of messages are looked up a day at a time, for all units and topics together.
    add constraint deadline_rule_opened_check
        check (from_event <> 'opened' or unit_kind is null and topic is null),
    -- What would end before it begins is no clock.
    add constraint deadline_rule_order_check
        check (
            array_position('{received,verified,disposed,answered,closed}'::text[], from_event)
            < array_position('{received,verified,disposed,answered,closed}'::text[], to_event)
        );
comment on column core.deadline_rule.unit_kind is
    'Kind of unit (core.unit.kind) it is for; null for all, and for messages.';
comment on column core.deadline_rule.topic is
    'Topic it is for, as the feed names it, whatever its capitals; null for all, and for messages.';
comment on column core.deadline_rule.escalate_to is
    'Who takes the case on when the limit is missed, in words of the office; null where nobody is named.';
