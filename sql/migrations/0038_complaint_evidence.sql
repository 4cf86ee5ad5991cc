-- breaking: no
-- why: a program that does not write the new columns leaves them null, as unknown.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What is attached to follow-ups, names of places, the language of complaints and what they want; and follow-ups among
-- the texts that are measured.

-- What is made anew under other names by the definitions, with the views on it.
drop materialized view if exists
    metrics.complaint_reply_rolling_1, metrics.complaint_reply_1, metrics.complaint_place_1, metrics.content_rolling_1
    cascade;
delete from ops.refresh_policy
where view = any ('{metrics.complaint_reply_rolling_1,metrics.complaint_reply_1,metrics.complaint_place_1,'
    'metrics.content_rolling_1}'::text[]);

alter table core.complaint_event
    add column has_attachment boolean,
    add column measured_key bigint;
comment on column core.complaint_event.has_attachment is
    'A photograph or a document is attached to it; null where the feed says nothing of that.';
comment on column core.complaint_event.measured_key is
    'hashtextextended(text, 0) of the text that core.text_measure is of; null where it was not measured, as of all that '
    'is no follow-up.';
create index complaint_event_unmeasured_idx on core.complaint_event (hashtextextended(text, 0))
    where kind in ('acknowledged', 'answered') and text is not null
        and measured_key is distinct from hashtextextended(text, 0);

alter table core.complaint
    add column district_name text,
    add column village_name text,
    add column language text,
    add column intent text,
    add column intent_rule text,
    add constraint complaint_district_name_check check (octet_length(district_name) <= 256),
    add constraint complaint_village_name_check check (octet_length(village_name) <= 256),
    add constraint complaint_language_check check (octet_length(language) <= 256);
comment on column core.complaint.district_name is 'Name of the district as the feed has it; null where it tells none.';
comment on column core.complaint.village_name is 'Name of the village as the feed has it; null where it tells none.';
comment on column core.complaint.language is
    'Language of its text, else of its title, as the daemon tells it: id, en, jv or su; null where it cannot be told. It '
    'stays when the text goes.';
comment on column core.complaint.intent is
    'What it wants: by its class, else by the rules for messages, else complaint. Null until it was derived.';
comment on column core.complaint.intent_rule is
    'class, or the rule of core.needs_rule that says so; null where nothing does.';

alter table core.text_measure drop constraint text_measure_kind_check;
alter table core.text_measure
    add constraint text_measure_kind_check check (kind in ('post', 'message', 'follow_up'));
comment on table core.text_measure is
    'What rules count and tell of the text of a post, an official message, or a follow-up to a complaint: proxies. One row '
    'per text that was measured, of the text as it was last; it stays when the text goes.';
comment on column core.text_measure.kind is 'post, message or follow_up. Never null.';
comment on column core.text_measure.external_id is
    'Id of the post or message on the platform; of a follow-up the tracking id of its complaint and its key there, with a '
    'line break between them. Never null.';
comment on column core.text_measure.sent_at is
    'core.message.sent_at of a message, by which it is found; null of others.';
