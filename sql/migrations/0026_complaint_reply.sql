-- breaking: no
-- why: programs neither read nor write it; what refreshes views calls its function by name.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What follow-ups to complaints say, measured once: taking texts apart costs too much to do it at each refresh
-- (definitions/45_metrics_complaint_reply.sql). No text stands here; what was measured stays when a text has to go.

create table metrics.complaint_reply_text (
    government_id int not null,
    complaint_id uuid not null,
    event_key text not null,
    version int not null,
    words int not null,
    text_hash bytea not null,
    report_words int not null,
    shared_words int not null,
    basis_at timestamptz not null,
    constraint complaint_reply_text_pkey primary key (government_id, complaint_id, event_key)
);
comment on table metrics.complaint_reply_text is
    'What was measured of the text of each follow-up to a complaint; kept by metrics.complaint_reply_text_keep(), read '
    'through metrics.complaint_reply.';
comment on column metrics.complaint_reply_text.government_id is 'Government. Never null.';
comment on column metrics.complaint_reply_text.complaint_id is 'The complaint. Never null.';
comment on column metrics.complaint_reply_text.event_key is
    'The follow-up: its key in core.complaint_event. Never null.';
comment on column metrics.complaint_reply_text.version is 'Version of the measure. Never null.';
comment on column metrics.complaint_reply_text.words is
    'Different words of the follow-up, without stop words. Never null.';
comment on column metrics.complaint_reply_text.text_hash is
    'Digest of all its words in their order, whatever capitals, marks and spaces. Never null.';
comment on column metrics.complaint_reply_text.report_words is
    'Different words of the report, title and text, without stop words; 0 where it is not kept. Never null.';
comment on column metrics.complaint_reply_text.shared_words is 'Words in both. Never null.';
comment on column metrics.complaint_reply_text.basis_at is
    'Newest change of either text when it was measured. Never null.';
