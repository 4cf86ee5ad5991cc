-- breaking: no
-- why: a program that does not know of corrections calls the same functions, which apply them.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What people decide about inquiries and days: a correction names what opened the inquiry, so that it is found again
-- whatever arrives later (definitions/17_core_correction.sql); an exclusion can be taken back; each decision has a row in
-- ops.audit. Corrections that somebody wrote by hand, which nothing has read so far, are kept: those whose inquiry is
-- there stand, the others are taken back.

alter table core.correction
    drop constraint correction_field_check,
    add column source_kind text,
    add column source_account_id int,
    add column source_id text,
    add column channel text,
    add column opening_id text,
    add column opened_at timestamptz,
    add column unit_id int,
    add column account_id int,
    add column class text,
    add column answer_id text;
update core.correction as c
set source_kind = i.source_kind,
    source_account_id = i.source_account_id,
    source_id = i.source_id,
    channel = i.channel,
    opening_id = i.opening_id,
    opened_at = i.opened_at,
    unit_id = i.unit_id,
    account_id = i.account_id,
    class = i.class,
    answer_id = case when c.field = 'state' and c.value = 'waiting' then i.answer_id end,
    -- What has no form that derivation could apply.
    revoked_at = case
        when c.field = 'state' and c.value = 'answered' and c.ended_at >= i.opened_at
            or c.field = 'needs_answer' and c.value in ('true', 'false')
            or c.field = 'intent'
                and c.value in ('question', 'complaint', 'request', 'suggestion', 'praise', 'spam', 'other')
        then c.revoked_at
        else coalesce(c.revoked_at, now())
    end
from core.inquiry as i
where i.government_id = c.government_id and i.inquiry_id = c.inquiry_id;
update core.correction as c
set source_kind = 'message',
    source_account_id = 0,
    source_id = '',
    channel = '',
    opening_id = '',
    opened_at = c.decided_at,
    unit_id = 0,
    account_id = 0,
    class = 'citizen',
    revoked_at = coalesce(c.revoked_at, now())
where c.source_kind is null;
alter table core.correction
    alter column source_kind set not null,
    alter column source_account_id set not null,
    alter column source_id set not null,
    alter column channel set not null,
    alter column opening_id set not null,
    alter column opened_at set not null,
    alter column unit_id set not null,
    alter column account_id set not null,
    alter column class set not null,
    add constraint correction_field_check
        check (field in ('state', 'unit', 'needs_answer', 'intent', 'topic', 'reply_class')),
    add constraint correction_source_kind_check check (source_kind in ('message', 'complaint')),
    add constraint correction_class_check check (class in ('citizen', 'leader')),
    add constraint correction_value_check check (
        revoked_at is not null
        or value is not null
            and (field <> 'state' or value in ('answered', 'waiting'))
            and (ended_at is not null) = (field = 'state' and value = 'answered')
            and (field <> 'unit' or value ~ '^[0-9]{1,9}$')
            and (field <> 'needs_answer' or value in ('true', 'false'))
            and (field <> 'intent'
                or value in ('question', 'complaint', 'request', 'suggestion', 'praise', 'spam', 'other'))
            and (field <> 'reply_class' or value in ('substantive', 'stock', 'redirect'))
    ),
    add constraint correction_reason_check check (octet_length(reason) between 1 and 2048),
    add constraint correction_decided_by_check check (octet_length(decided_by) between 1 and 256),
    add constraint correction_evidence_check check (octet_length(evidence) <= 2048);
create index correction_opening_idx
    on core.correction (government_id, source_kind, opening_id) where revoked_at is null;
create index correction_source_idx
    on core.correction (government_id, source_kind, source_id) where revoked_at is null;
comment on table core.correction is
    'A person''s correction of one inquiry, applied last in derivation and counted.';
comment on column core.correction.inquiry_id is
    'Inquiry it was made for. Where older messages give that another id, the correction follows what opened it. Never null.';
comment on column core.correction.field is
    'What is corrected: state, unit, needs_answer, intent, topic or reply_class. Never null.';
comment on column core.correction.value is
    'New value as text: of state answered or waiting, of unit its number, of needs_answer true or false. Null only in '
    'what was written by hand before corrections were read.';
comment on column core.correction.ended_at is
    'When it was answered, elsewhere than where it is seen; null for other corrections.';
comment on column core.correction.source_kind is 'message or complaint. Never null.';
comment on column core.correction.source_account_id is
    'Account in whose rows the inquiry was found then. Never null.';
comment on column core.correction.source_id is
    'Thread then, or tracking id of the complaint. Never null.';
comment on column core.correction.channel is 'Platform or feed. Never null.';
comment on column core.correction.opening_id is
    'Message, post or event that opened the inquiry then: the correction belongs to the stretch in which it stands. Never null.';
comment on column core.correction.opened_at is 'When that was written. Never null.';
comment on column core.correction.unit_id is
    'Unit that was asked, whatever a correction made of it. Never null.';
comment on column core.correction.account_id is 'Account that was asked. Never null.';
comment on column core.correction.class is 'citizen or leader. Never null.';
comment on column core.correction.answer_id is
    'Of state waiting: the message or event that is no answer. Null for other corrections.';

comment on column core.inquiry.correction_id is
    'Correction by a person that was applied last; null without one.';

alter table core.exclusion
    add column revoked_at timestamptz,
    add constraint exclusion_reason_check check (octet_length(reason) between 1 and 2048),
    add constraint exclusion_decided_by_check check (octet_length(decided_by) between 1 and 256);
comment on column core.exclusion.revoked_at is 'When it was taken back; null while it stands.';

alter type core.stint add attribute correction_id bigint;

create table ops.audit (
    audit_id bigint generated always as identity,
    done_at timestamptz not null,
    database_user text not null,
    person text not null,
    action text not null,
    government_id int,
    subject text not null,
    reason text,
    before jsonb,
    after jsonb,
    constraint audit_pkey primary key (audit_id),
    constraint audit_person_check check (octet_length(person) between 1 and 256),
    constraint audit_action_check check (octet_length(action) between 1 and 256),
    constraint audit_subject_check check (octet_length(subject) between 1 and 2048),
    constraint audit_reason_check check (octet_length(reason) <= 2048)
);
create index audit_subject_idx on ops.audit (government_id, subject);
comment on table ops.audit is
    'What people decided that figures rest on: who, when, why, and what it was before and after. Rows are added by '
    'functions, in the transaction of the decision, and never changed.';
comment on column ops.audit.audit_id is 'Number of the row. Never null.';
comment on column ops.audit.done_at is 'When. Never null.';
comment on column ops.audit.database_user is 'Role that was logged in to the database. Never null.';
comment on column ops.audit.person is 'Name that was given. Never null.';
comment on column ops.audit.action is
    'What was done, in a word: correct, revoke_correction, exclude, revoke_exclusion and the like. Never null.';
comment on column ops.audit.government_id is 'Government; null where it concerns none alone.';
comment on column ops.audit.subject is 'What it was done to, with its number or id. Never null.';
comment on column ops.audit.reason is 'Why; null where no reason was asked for.';
comment on column ops.audit.before is 'What stood there before; null where nothing did.';
comment on column ops.audit.after is 'What stands there now; null where nothing does.';
