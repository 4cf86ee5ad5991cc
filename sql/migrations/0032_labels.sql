-- breaking: no
-- why: new tables, which no older program asks.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Random samples of stored messages and posts that people label, so that the precision and recall of rules can be told
-- (definitions/28_ops_label.sql, definitions/46_metrics_label.sql).

create table core.label_task (
    government_id int not null,
    task_id bigint generated always as identity,
    criterion text not null,
    first_on date not null,
    last_on date not null,
    seed bigint not null,
    drawn_by text not null,
    drawn_at timestamptz not null,
    reason text not null,
    constraint label_task_pkey primary key (government_id, task_id),
    constraint label_task_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint label_task_criterion_check
        check (criterion in ('needs_answer', 'intent', 'topic', 'reply_class', 'purpose')),
    constraint label_task_last_on_check check (last_on >= first_on),
    constraint label_task_drawn_by_check check (octet_length(drawn_by) between 1 and 256),
    constraint label_task_reason_check check (octet_length(reason) between 1 and 2048)
);
comment on table core.label_task is
    'A random sample that two people label independently, of what rules said about stored texts of a time.';
comment on column core.label_task.government_id is 'Government. Never null.';
comment on column core.label_task.task_id is 'Number of the task. Never null.';
comment on column core.label_task.criterion is
    'What is judged: needs_answer, intent, topic, reply_class or purpose. Never null.';
comment on column core.label_task.first_on is 'First local day on which texts were written. Never null.';
comment on column core.label_task.last_on is 'Last local day. Never null.';
comment on column core.label_task.seed is
    'What the draw rests on: the same texts and the same seed draw the same sample. Never null.';
comment on column core.label_task.drawn_by is 'Who drew it. Never null.';
comment on column core.label_task.drawn_at is 'When. Never null.';
comment on column core.label_task.reason is 'Why. Never null.';

create table core.label_stratum (
    government_id int not null,
    task_id bigint not null,
    stratum text not null,
    frame_count bigint not null,
    drawn_count bigint not null,
    rules text[] not null,
    constraint label_stratum_pkey primary key (government_id, task_id, stratum),
    constraint label_stratum_government_id_task_id_fkey
        foreign key (government_id, task_id)
        references core.label_task (government_id, task_id),
    constraint label_stratum_drawn_count_check check (drawn_count between 1 and frame_count)
);
comment on table core.label_stratum is
    'What the rules said when the sample was drawn: how many texts there were with each verdict, and how many were drawn.';
comment on column core.label_stratum.government_id is 'Government. Never null.';
comment on column core.label_stratum.task_id is 'Task. Never null.';
comment on column core.label_stratum.stratum is 'Verdict of the rules; none where they had none. Never null.';
comment on column core.label_stratum.frame_count is
    'Texts of the time with this verdict; drawn_count of them were drawn, each as likely as the others. Never null.';
comment on column core.label_stratum.drawn_count is 'How many were drawn. Never null.';
comment on column core.label_stratum.rules is
    'Rules behind the verdicts that were drawn, with their versions; empty where these name none. Never null.';

create table core.label_item (
    government_id int not null,
    task_id bigint not null,
    item_no int not null,
    account_id int not null,
    item_id text not null,
    sent_at timestamptz not null,
    stratum text not null,
    constraint label_item_pkey primary key (government_id, task_id, item_no),
    constraint label_item_government_id_task_id_stratum_fkey
        foreign key (government_id, task_id, stratum)
        references core.label_stratum (government_id, task_id, stratum)
);
create index label_item_stratum_idx on core.label_item (government_id, task_id, stratum);
comment on table core.label_item is 'A text of the sample.';
comment on column core.label_item.government_id is 'Government. Never null.';
comment on column core.label_item.task_id is 'Task. Never null.';
comment on column core.label_item.item_no is 'Place in the sample, from 1, in random order. Never null.';
comment on column core.label_item.account_id is 'Account at which it stands. Never null.';
comment on column core.label_item.item_id is 'Message or post. Never null.';
comment on column core.label_item.sent_at is 'When it was written. Never null.';
comment on column core.label_item.stratum is 'What the rules said of it when it was drawn. Never null.';

create table core.label_verdict (
    government_id int not null,
    task_id bigint not null,
    item_no int not null,
    place int not null,
    labeller text not null,
    verdict text not null,
    decided_at timestamptz not null,
    database_user text not null,
    constraint label_verdict_pkey primary key (government_id, task_id, item_no, place),
    constraint label_verdict_labeller_key unique (government_id, task_id, item_no, labeller),
    constraint label_verdict_government_id_task_id_item_no_fkey
        foreign key (government_id, task_id, item_no)
        references core.label_item (government_id, task_id, item_no),
    constraint label_verdict_place_check check (place between 1 and 3),
    constraint label_verdict_labeller_check
        check (labeller = lower(btrim(labeller)) and octet_length(labeller) between 1 and 256)
);
comment on table core.label_verdict is
    'What a person said of a text of the sample, not seeing what others and the rules say.';
comment on column core.label_verdict.government_id is 'Government. Never null.';
comment on column core.label_verdict.task_id is 'Task. Never null.';
comment on column core.label_verdict.item_no is 'Text. Never null.';
comment on column core.label_verdict.place is
    '1 and 2: the two labellers of the task (core.label_person); 3: who decides where they differ. Never null.';
comment on column core.label_verdict.labeller is 'Who, in small letters. Never null.';
comment on column core.label_verdict.verdict is 'What it is; none where no word fits. Never null.';
comment on column core.label_verdict.decided_at is 'When. Never null.';
comment on column core.label_verdict.database_user is 'Role that was logged in to the database. Never null.';

create table core.label_person (
    government_id int not null,
    task_id bigint not null,
    place int not null,
    labeller text not null,
    constraint label_person_pkey primary key (government_id, task_id, place),
    constraint label_person_labeller_key unique (government_id, task_id, labeller),
    constraint label_person_government_id_task_id_fkey
        foreign key (government_id, task_id)
        references core.label_task (government_id, task_id),
    constraint label_person_place_check check (place between 1 and 3)
);
comment on table core.label_person is
    'Who labels a task: the first two who began, and one who decides where these differ.';
comment on column core.label_person.government_id is 'Government. Never null.';
comment on column core.label_person.task_id is 'Task. Never null.';
comment on column core.label_person.place is '1 and 2: the labellers; 3: who decides where they differ. Never null.';
comment on column core.label_person.labeller is 'Who, in small letters. Never null.';
