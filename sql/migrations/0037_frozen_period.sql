-- breaking: no
-- why: new tables, which a program that does not know of them leaves as they are.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Frozen periods: what figures of a period that something was decided by were made of, kept as it stood
-- (definitions/47_metrics_frozen.sql). No text, no author, no id of a platform: what is erased elsewhere must not stay
-- here. Rows are added once, in one transaction, and never changed.

create table metrics.frozen_period_store (
    government_id int not null,
    frozen_id bigint generated always as identity,
    period text not null,
    from_on date not null,
    to_on date not null,
    as_of timestamptz not null,
    timezone text not null,
    feeds text[] not null,
    version text not null,
    basis jsonb not null,
    frozen_at timestamptz not null,
    frozen_by text not null,
    reason text not null,
    rows_count bigint not null,
    digest text not null,
    revoked_at timestamptz,
    constraint frozen_period_store_pkey primary key (government_id, frozen_id),
    constraint frozen_period_store_to_on_check check (from_on <= to_on),
    constraint frozen_period_store_digest_check check (digest ~ '^[0-9a-f]{64}$'),
    constraint frozen_period_store_government_id_fkey
        foreign key (government_id)
        references core.government (government_id)
);
create unique index frozen_period_store_period_idx on metrics.frozen_period_store (government_id, period)
    where revoked_at is null;
comment on table metrics.frozen_period_store is
    'Periods whose figures are frozen (pantauctl freeze), and by what. Readers use metrics.frozen_period.';
comment on column metrics.frozen_period_store.government_id is 'Government. Never null.';
comment on column metrics.frozen_period_store.frozen_id is 'Number of the freeze. Never null.';
comment on column metrics.frozen_period_store.period is
    'Name: 2026, 2026-Q2, 2026-06, 2026-W23, or the two days, 2026-06-01..2026-06-14. Never null.';
comment on column metrics.frozen_period_store.from_on is 'First local day, by the start of inquiries. Never null.';
comment on column metrics.frozen_period_store.to_on is 'Last local day. Never null.';
comment on column metrics.frozen_period_store.as_of is 'The moment the figures are for. Never null.';
comment on column metrics.frozen_period_store.timezone is 'Zone of the government''s local days. Never null.';
comment on column metrics.frozen_period_store.feeds is
    'Channels that are complaint feeds, read at their own marks. Never null.';
comment on column metrics.frozen_period_store.version is 'Version of Pantau. Never null.';
comment on column metrics.frozen_period_store.basis is
    'Digests of the rules and definitions, and changes of the calendars, it was derived and computed by. Never null.';
comment on column metrics.frozen_period_store.frozen_at is 'When it was frozen. Never null.';
comment on column metrics.frozen_period_store.frozen_by is 'Who decided it, by the name that was given. Never null.';
comment on column metrics.frozen_period_store.reason is 'Why. Never null.';
comment on column metrics.frozen_period_store.rows_count is
    'Rows of metrics.frozen_inquiry_store it has. Never null.';
comment on column metrics.frozen_period_store.digest is
    'SHA-256 of its lines in metrics.frozen_line, hexadecimal. Never null.';
comment on column metrics.frozen_period_store.revoked_at is
    'When somebody took it back (ops.audit has who and why): another one may stand in its place; null where it stands.';

create table metrics.frozen_inquiry_store (
    government_id int not null,
    frozen_id bigint not null,
    inquiry_id uuid not null,
    population text not null,
    clock text not null,
    unit_id int not null,
    account_id int not null,
    channel text not null,
    counted_in text not null,
    kind text not null,
    opened_by text not null,
    post_no int not null,
    start_on date not null,
    start_at timestamptz not null,
    opened_at timestamptz not null,
    needed_at timestamptz,
    first_reply_at timestamptz,
    substantive_at timestamptz,
    answered_at timestamptz,
    ended_at timestamptz,
    ended_earliest_at timestamptz,
    ended_latest_at timestamptz,
    observed_to timestamptz,
    deadline_at timestamptz,
    state text not null,
    reply_class text,
    timing text not null,
    counts boolean not null,
    excluded boolean not null,
    late_out boolean not null,
    removed boolean not null,
    undecided boolean not null,
    provisional boolean not null,
    entry_s bigint not null,
    exit_s bigint,
    exit_government_s bigint,
    event boolean not null,
    event_government boolean not null,
    first_reply_exit_s bigint,
    first_reply_event boolean not null,
    substantive_exit_s bigint,
    substantive_event boolean not null,
    watched_s bigint not null,
    calendar text not null,
    helped_by_unit_id int,
    correction_id bigint,
    needed_rule text,
    answer_rule text,
    deadline_rule text,
    constraint frozen_inquiry_store_pkey
        primary key (government_id, frozen_id, inquiry_id, population, clock, counted_in),
    constraint frozen_inquiry_store_counted_in_check check (counted_in in ('both', 'channel', 'all')),
    constraint frozen_inquiry_store_government_id_frozen_id_fkey
        foreign key (government_id, frozen_id)
        references metrics.frozen_period_store (government_id, frozen_id)
);
comment on table metrics.frozen_inquiry_store is
    'Inquiries of frozen periods, as metrics.inquiry_detail had them: figures are computed again from these alone. Readers '
    'use metrics.frozen_inquiry.';
comment on column metrics.frozen_inquiry_store.government_id is 'Government. Never null.';
comment on column metrics.frozen_inquiry_store.frozen_id is 'Freeze. Never null.';
comment on column metrics.frozen_inquiry_store.inquiry_id is 'Id of the inquiry. Never null.';
comment on column metrics.frozen_inquiry_store.population is 'needed or all. Never null.';
comment on column metrics.frozen_inquiry_store.clock is 'calendar or working. Never null.';
comment on column metrics.frozen_inquiry_store.unit_id is 'Unit asked; 0 where no known unit was. Never null.';
comment on column metrics.frozen_inquiry_store.account_id is 'Account asked. Never null.';
comment on column metrics.frozen_inquiry_store.channel is 'Platform or feed. Never null.';
comment on column metrics.frozen_inquiry_store.counted_in is
    'both: under its channel and under all; channel: under its channel alone; all: under all alone. Never null.';
comment on column metrics.frozen_inquiry_store.kind is 'comment, mention, direct_message or complaint. Never null.';
comment on column metrics.frozen_inquiry_store.opened_by is 'citizen, unknown or leader. Never null.';
comment on column metrics.frozen_inquiry_store.post_no is
    'Number, within the freeze, of the post it stands under, else of its thread or case: n_posts counts them. Never null.';
comment on column metrics.frozen_inquiry_store.start_on is 'Local day of start_at. Never null.';
comment on column metrics.frozen_inquiry_store.start_at is 'Start of the wait in this population. Never null.';
comment on column metrics.frozen_inquiry_store.opened_at is 'First message, or disposition. Never null.';
comment on column metrics.frozen_inquiry_store.needed_at is 'First message that needs an answer; null: none does.';
comment on column metrics.frozen_inquiry_store.first_reply_at is 'First reply of the unit, of any class; null: none.';
comment on column metrics.frozen_inquiry_store.substantive_at is 'First substantive reply; null: none that a rule knows.';
comment on column metrics.frozen_inquiry_store.answered_at is 'The answer that ended it; null: none.';
comment on column metrics.frozen_inquiry_store.ended_at is 'When it ended in whatever state; null: it waited.';
comment on column metrics.frozen_inquiry_store.ended_earliest_at is
    'Lower end of the ending; null where the time is exact or it waited.';
comment on column metrics.frozen_inquiry_store.ended_latest_at is
    'Upper end of the ending; null where the time is exact or it waited.';
comment on column metrics.frozen_inquiry_store.observed_to is
    'Last complete visit of what would show its answer, at most as_of; null: none.';
comment on column metrics.frozen_inquiry_store.deadline_at is 'By when it had to be answered; null: no rule.';
comment on column metrics.frozen_inquiry_store.state is
    'waiting, answered, helped, withdrawn, handed_over or closed_unanswered. Never null.';
comment on column metrics.frozen_inquiry_store.reply_class is
    'Class of the answer; null: none, no rule knows, or a complaint.';
comment on column metrics.frozen_inquiry_store.timing is 'exact or interval. Never null.';
comment on column metrics.frozen_inquiry_store.counts is
    'False while no second of the clock had passed since the start. Never null.';
comment on column metrics.frozen_inquiry_store.excluded is 'A person took the day out. Never null.';
comment on column metrics.frozen_inquiry_store.late_out is 'Ended before its source was first read. Never null.';
comment on column metrics.frozen_inquiry_store.removed is 'A message of it vanished. Never null.';
comment on column metrics.frozen_inquiry_store.undecided is 'needed_at rests on what no rule could read. Never null.';
comment on column metrics.frozen_inquiry_store.provisional is 'Touches a provisional day. Never null.';
comment on column metrics.frozen_inquiry_store.entry_s is 'Age at which it enters the curve, -1 at its start. Never null.';
comment on column metrics.frozen_inquiry_store.exit_s is
    'Age at which it leaves the curve of its unit; null where the calendar does not hold the day.';
comment on column metrics.frozen_inquiry_store.exit_government_s is
    'The same on the curve of the government; null where the calendar does not hold the day.';
comment on column metrics.frozen_inquiry_store.event is 'It leaves by an answer of the unit. Never null.';
comment on column metrics.frozen_inquiry_store.event_government is 'The same for the government. Never null.';
comment on column metrics.frozen_inquiry_store.first_reply_exit_s is
    'Exit on the curve of first replies; null where the calendar does not hold the day.';
comment on column metrics.frozen_inquiry_store.first_reply_event is 'A reply ends it there. Never null.';
comment on column metrics.frozen_inquiry_store.substantive_exit_s is
    'Exit on the curve of substantive replies; null where the calendar does not hold the day.';
comment on column metrics.frozen_inquiry_store.substantive_event is 'A substantive reply ends it there. Never null.';
comment on column metrics.frozen_inquiry_store.watched_s is 'Age at observed_to. Never null.';
comment on column metrics.frozen_inquiry_store.calendar is 'Working calendar. Never null.';
comment on column metrics.frozen_inquiry_store.helped_by_unit_id is 'Unit that answered instead; null: none.';
comment on column metrics.frozen_inquiry_store.correction_id is 'Correction that was applied last; null: none.';
comment on column metrics.frozen_inquiry_store.needed_rule is
    'Rule by which it needs an answer; null: none does, or a complaint.';
comment on column metrics.frozen_inquiry_store.answer_rule is
    'Rule by which an entry of the log is the answer; null: none, or a message.';
comment on column metrics.frozen_inquiry_store.deadline_rule is 'Rule of the deadline; null: none.';

create table metrics.frozen_day_store (
    government_id int not null,
    frozen_id bigint not null,
    calendar text not null,
    day date not null,
    before_s bigint not null,
    starts_s int[] not null,
    ends_s int[] not null,
    provisional boolean not null,
    constraint frozen_day_store_pkey primary key (government_id, frozen_id, calendar, day),
    constraint frozen_day_store_government_id_frozen_id_fkey
        foreign key (government_id, frozen_id)
        references metrics.frozen_period_store (government_id, frozen_id)
);
comment on table metrics.frozen_day_store is
    'Working days as the inquiries of a frozen period were measured by, from its first day to the last moment that a wait '
    'ends or is cut at. Readers find them in metrics.frozen_line.';
comment on column metrics.frozen_day_store.government_id is 'Government. Never null.';
comment on column metrics.frozen_day_store.frozen_id is 'Freeze. Never null.';
comment on column metrics.frozen_day_store.calendar is 'Calendar. Never null.';
comment on column metrics.frozen_day_store.day is 'Local day. Never null.';
comment on column metrics.frozen_day_store.before_s is 'Working seconds of the calendar before that day. Never null.';
comment on column metrics.frozen_day_store.starts_s is 'Where intervals begin, seconds after midnight. Never null.';
comment on column metrics.frozen_day_store.ends_s is 'Where they end. Never null.';
comment on column metrics.frozen_day_store.provisional is 'No decree had decided the day yet. Never null.';

create table metrics.frozen_figure_store (
    government_id int not null,
    frozen_id bigint not null,
    unit_id int not null,
    channel text not null,
    clock text not null,
    poll_coverage float8,
    figures jsonb not null,
    constraint frozen_figure_store_pkey primary key (government_id, frozen_id, unit_id, channel, clock),
    constraint frozen_figure_store_government_id_frozen_id_fkey
        foreign key (government_id, frozen_id)
        references metrics.frozen_period_store (government_id, frozen_id)
);
comment on table metrics.frozen_figure_store is
    'Headline figures of frozen periods (scope own, opener all, population needed), as metrics.response_between() gave them. '
    'Readers use metrics.frozen_response.';
comment on column metrics.frozen_figure_store.government_id is 'Government. Never null.';
comment on column metrics.frozen_figure_store.frozen_id is 'Freeze. Never null.';
comment on column metrics.frozen_figure_store.unit_id is 'Unit; 0 is the whole government. Never null.';
comment on column metrics.frozen_figure_store.channel is 'Platform or feed, or all. Never null.';
comment on column metrics.frozen_figure_store.clock is 'calendar or working. Never null.';
comment on column metrics.frozen_figure_store.poll_coverage is
    'Share of the period that was watched; null where nothing watched.';
comment on column metrics.frozen_figure_store.figures is
    'Figures by the name of their column in metrics.response_rolling. Never null.';
