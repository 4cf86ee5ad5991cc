-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The views of core without personal columns, for analysts.

create or replace view core_open.message as
select
    m.government_id,
    m.account_id,
    m.external_id,
    m.sent_at,
    m.post_external_id,
    m.thread_key,
    m.parent_external_id,
    m.kind,
    m.role,
    m.permalink,
    m.truncated,
    m.language,
    m.likes,
    m.hidden,
    m.edited_at,
    m.needs_answer,
    m.undecided,
    m.rule,
    m.intent,
    m.topic,
    m.reply_class,
    m.gone_from,
    m.gone_by,
    m.removed_by,
    m.topic_rule,
    m.reply_rule
from core.message as m;
comment on view core_open.message is
    'core.message without authors and without the words of citizens.';

create or replace view core_open.complaint as
select
    c.government_id,
    c.account_id,
    c.external_id,
    c.feed,
    c.complaint_id,
    c.unit_id,
    c.class,
    c.visibility,
    c.topic,
    c.permalink,
    c.district_code,
    c.status,
    c.status_raw,
    c.received_at,
    c.verified_at,
    c.disposed_at,
    c.last_activity_at,
    c.closed_at,
    c.closed_by,
    c.rating,
    c.first_reply_at,
    c.substantive_reply_at,
    c.mapped_topic,
    c.topic_rule,
    c.district_name,
    c.language,
    c.intent,
    c.intent_rule
from core.complaint as c;
comment on view core_open.complaint is
    'core.complaint without texts and without the place of the reporter finer than a district.';

create or replace view core_open.complaint_event as
select
    e.government_id,
    e.account_id,
    e.complaint_external_id,
    e.event_key,
    e.complaint_id,
    e.at_earliest,
    e.at_latest,
    e.precision_s,
    e.kind,
    e.unit_id,
    e.from_unit_id,
    e.rule,
    e.confidence,
    e.ordinal,
    e.has_attachment
from core.complaint_event as e;
comment on view core_open.complaint_event is 'core.complaint_event without texts and actors.';

create or replace view core_open.account as
select
    a.government_id,
    a.account_id,
    a.channel,
    a.external_id,
    a.handle,
    a.name,
    a.access,
    a.feed_kind,
    a.leader_position,
    a.active,
    a.active_from,
    a.active_to
from core.account as a;
comment on view core_open.account is 'core.account without author keys.';

-- Tables without personal columns are shown whole, with the columns they had when this file last ran. A migration that
-- takes a column away drops the view, and a change of this file makes it again.
do $$
declare
    shown text;
begin
    foreach shown in array '{
        government, unit, calendar, calendar_day, calendar_free_day, calendar_hours, calendar_season,
        unit_calendar, account_owner, account_delegate, feed_unit, account_sample, post, post_sample,
        post_counter, post_verdict, message_mention, complaint_disposition, inquiry, needs_rule, deadline_rule, correction, exclusion,
        topic, word_rule, text_rule, topic_category, official_total, posting_target, criterion}'::text[]
    loop
        execute format('create or replace view core_open.%1$I as select * from core.%1$I', shown);
        execute format(
            'comment on view core_open.%I is %L', shown,
            obj_description(to_regclass(format('core.%I', shown)), 'pg_class')
        );
    end loop;
end
$$;

-- Columns of the views say what the columns of the tables say.
do $$
declare
    column_ record;
begin
    for column_ in
        select
            view_.relname as view_name,
            attribute.attname as name,
            col_description(source.oid, source_attribute.attnum) as doc
        from pg_class as view_
        join pg_attribute as attribute on attribute.attrelid = view_.oid and attribute.attnum > 0
        join pg_class as source
            on source.relname = view_.relname and source.relnamespace = 'core'::regnamespace
        join pg_attribute as source_attribute
            on source_attribute.attrelid = source.oid and source_attribute.attname = attribute.attname
        where view_.relnamespace = 'core_open'::regnamespace and view_.relkind = 'v'
    loop
        execute format(
            'comment on column core_open.%I.%I is %L', column_.view_name, column_.name, column_.doc
        );
    end loop;
end
$$;
