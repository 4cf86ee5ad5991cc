-- breaking: no
-- why: tables that only people and the views of readers use.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What people judge, for labels and for assessments alike (definitions/13_core_criterion.sql has the rows,
-- definitions/28_ops_label.sql and definitions/29_ops_assess.sql what is done with them).

create table core.criterion (
    criterion text not null,
    version int not null,
    item_kind text not null,
    choices text[],
    choices_id text[],
    scores float8[],
    by_text boolean not null,
    proxy text,
    label_en text not null,
    label_id text not null,
    question_en text not null,
    question_id text not null,
    constraint criterion_pkey primary key (criterion, version),
    constraint criterion_version_check check (version >= 1),
    constraint criterion_item_kind_check check (item_kind in ('post', 'message', 'reply', 'inquiry', 'complaint')),
    constraint criterion_choices_id_check
        check (
            (choices is null) = (choices_id is null) and cardinality(choices) = cardinality(choices_id)
            and (scores is null or cardinality(choices) = cardinality(scores))
        )
);
comment on table core.criterion is
    'What people judge about items, in a word of a list or as a score. A question or list that changes is a new version: '
    'verdicts keep the version they were given by.';
comment on column core.criterion.criterion is 'Its short name. Never null.';
comment on column core.criterion.version is 'Version of its question and words; the newest one is asked. Never null.';
comment on column core.criterion.item_kind is
    'What is judged: post, message (of a citizen or leader), reply (of an official account), inquiry or complaint. Never null.';
comment on column core.criterion.choices is 'The words to choose from; null for the topics of core.topic, and none.';
comment on column core.criterion.choices_id is 'The same words in Indonesian, in their order; null likewise.';
comment on column core.criterion.scores is 'Score of each word, 0 to 1; null where the words have no order.';
comment on column core.criterion.by_text is
    'The text alone tells it, and rules do, so that random samples can be drawn and labelled. Never null.';
comment on column core.criterion.proxy is
    'What rules tell of it, in words (core.proxy_verdict() has the formula); null where they tell nothing.';
comment on column core.criterion.label_en is 'Its name for people, in English. Never null.';
comment on column core.criterion.label_id is 'The same in Indonesian. Never null.';
comment on column core.criterion.question_en is 'What is asked, in English. Never null.';
comment on column core.criterion.question_id is 'The same in Indonesian. Never null.';

-- Names that are in use; the definitions that follow bring their words.
insert into core.criterion (criterion, version, item_kind, by_text, label_en, label_id, question_en, question_id)
select used.criterion, 1, 'message', true, used.criterion, used.criterion, used.criterion, used.criterion
from (select t.criterion from core.label_task as t union select a.criterion from core.assessment as a) as used;

alter table core.label_task add column criterion_version int not null default 1;
alter table core.label_task alter column criterion_version drop default;
alter table core.label_task drop constraint label_task_criterion_check;
alter table core.label_task add constraint label_task_criterion_fkey
    foreign key (criterion, criterion_version)
    references core.criterion (criterion, version);
create index label_task_criterion_idx on core.label_task (criterion, criterion_version);
comment on column core.label_task.criterion is 'What is judged. Never null.';
comment on column core.label_task.criterion_version is 'Version of the criterion when the sample was drawn. Never null.';
comment on column core.label_item.item_id is 'Message, post or complaint. Never null.';
drop function if exists ops.label_choices(text);

create table core.assessor (
    government_id int not null,
    assessor text not null,
    assessor_no int not null,
    constraint assessor_pkey primary key (government_id, assessor),
    constraint assessor_assessor_no_key unique (government_id, assessor_no),
    constraint assessor_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint assessor_assessor_check
        check (assessor = lower(btrim(assessor)) and octet_length(assessor) between 1 and 256)
);
comment on table core.assessor is 'Who assesses items; readers see the number alone.';
comment on column core.assessor.government_id is 'Government. Never null.';
comment on column core.assessor.assessor is 'Who, in small letters. Never null.';
comment on column core.assessor.assessor_no is 'Number of the assessor within the government. Never null.';

update core.assessment as a
set decided_by = left(coalesce(nullif(lower(btrim(a.decided_by)), ''), '-'), 256),
    verdict = coalesce(a.verdict, a.score::text, 'none');
insert into core.assessor (government_id, assessor, assessor_no)
select a.government_id, a.decided_by, row_number() over (partition by a.government_id order by a.decided_by)
from core.assessment as a
group by a.government_id, a.decided_by;
alter table core.assessment
    add column criterion_version int not null default 1,
    add column entered_by text,
    add column revoked_at timestamptz,
    alter column verdict set not null;
alter table core.assessment alter column criterion_version drop default;
alter table core.assessment add constraint assessment_criterion_fkey
    foreign key (criterion, criterion_version)
    references core.criterion (criterion, version);
alter table core.assessment add constraint assessment_government_id_decided_by_fkey
    foreign key (government_id, decided_by)
    references core.assessor (government_id, assessor);
alter table core.assessment add constraint assessment_reason_check check (octet_length(reason) between 1 and 2048);
alter table core.assessment drop constraint assessment_government_id_fkey;
create index assessment_criterion_idx on core.assessment (criterion, criterion_version);
create index assessment_decided_by_idx on core.assessment (government_id, decided_by);
-- Who judges an item by a criterion has one verdict that stands.
create unique index assessment_standing_idx
    on core.assessment (government_id, item_kind, account_id, item_id, criterion, criterion_version, decided_by)
    where revoked_at is null;
comment on table core.assessment is
    'A human verdict on one item: who, when, which criterion, which score, why. One that was corrected keeps its row, '
    'with revoked_at; entered by ops.assess(), read through metrics.assessment.';
comment on column core.assessment.item_kind is
    'post, message (a reply of an official account), inquiry or complaint. Never null.';
comment on column core.assessment.item_id is
    'Id of the item on its platform or feed; of an inquiry its inquiry_id. Never null.';
comment on column core.assessment.criterion is 'What was judged (core.criterion). Never null.';
comment on column core.assessment.criterion_version is 'Version of the criterion. Never null.';
comment on column core.assessment.score is 'Score of the verdict, 0 to 1; null where the criterion''s words have no order.';
comment on column core.assessment.verdict is 'Verdict in a word of the criterion. Never null.';
comment on column core.assessment.decided_by is 'Who judged, in small letters (core.assessor). Never null.';
comment on column core.assessment.entered_by is 'Who entered it; null where nobody said so.';
comment on column core.assessment.revoked_at is 'When another verdict took its place, or it was taken back; null while it stands.';
