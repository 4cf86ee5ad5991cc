-- breaking: no
-- why: programs that do not know of revisions derive and refresh as before.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Recomputation: runs that derive a government's inquiries once more, in portions that can be taken up again, and
-- what they moved (definitions/45_metrics_revision.sql). So that "before" can be computed as of the same moment as
-- "after", days of the figures and of the calendars are kept as they were until a run is at its end.

create table core.calendar_change (
    calendar text not null,
    change_no int not null,
    day date not null,
    was jsonb not null,
    constraint calendar_change_pkey primary key (calendar, change_no, day),
    constraint calendar_change_calendar_fkey
        foreign key (calendar)
        references core.calendar (calendar)
);
comment on table core.calendar_change is
    'Days of calendars that core.calendar_build() changed, as they were: what a recomputation says was before. A day '
    'that is new has no row.';
comment on column core.calendar_change.calendar is 'Calendar. Never null.';
comment on column core.calendar_change.change_no is
    'Number of the change of this calendar, from 1; its newest one is the version of the calendar. Never null.';
comment on column core.calendar_change.day is 'Local day. Never null.';
comment on column core.calendar_change.was is 'The row of core.calendar_day before the change. Never null.';

create table metrics.recompute_run (
    government_id int not null,
    run_id bigint generated always as identity,
    reason text not null,
    requested_by text not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    as_of timestamptz,
    basis_before jsonb,
    basis jsonb not null,
    account_id_done int not null default 0,
    account_count bigint not null default 0,
    inquiry_count bigint not null default 0,
    figure_count bigint,
    constraint recompute_run_pkey primary key (government_id, run_id),
    constraint recompute_run_government_id_fkey
        foreign key (government_id)
        references core.government (government_id)
);
create unique index recompute_run_open_idx on metrics.recompute_run (government_id) where finished_at is null;
comment on table metrics.recompute_run is
    'Recomputations of a government''s inquiries, newest last; one that is not finished is taken up by the next. Readers '
    'use metrics.revision_run.';
comment on column metrics.recompute_run.government_id is 'Government. Never null.';
comment on column metrics.recompute_run.run_id is 'Number of the run. Never null.';
comment on column metrics.recompute_run.reason is 'Why, in the words of who asked. Never null.';
comment on column metrics.recompute_run.requested_by is 'Role that asked. Never null.';
comment on column metrics.recompute_run.started_at is 'When it began. Never null.';
comment on column metrics.recompute_run.finished_at is 'When its figures had been compared; null before.';
comment on column metrics.recompute_run.as_of is
    'The moment as of which figures were compared, before and after alike; null until then.';
comment on column metrics.recompute_run.basis_before is
    'Rules and calendars of the run before it (metrics.recompute_basis()); null for the first.';
comment on column metrics.recompute_run.basis is 'Rules and calendars that it derives by. Never null.';
comment on column metrics.recompute_run.account_id_done is
    'Accounts up to this number are derived; the next portion begins behind it. Never null.';
comment on column metrics.recompute_run.account_count is 'Accounts derived. Never null.';
comment on column metrics.recompute_run.inquiry_count is 'Inquiries that changed. Never null.';
comment on column metrics.recompute_run.figure_count is 'Figures that moved; null until they were compared.';

create table metrics.recompute_day (
    government_id int not null,
    run_id bigint not null,
    unit_id int not null,
    channel text not null,
    day date not null,
    lists jsonb not null,
    constraint recompute_day_pkey primary key (government_id, run_id, unit_id, channel, day),
    constraint recompute_day_government_id_run_id_fkey
        foreign key (government_id, run_id)
        references metrics.recompute_run (government_id, run_id)
);
comment on table metrics.recompute_day is
    'Of a run under way: the rows of metrics.response_day that it changes, as they were. Emptied when it ends.';
comment on column metrics.recompute_day.government_id is 'Government. Never null.';
comment on column metrics.recompute_day.run_id is 'Run. Never null.';
comment on column metrics.recompute_day.unit_id is 'Unit; 0 where no unit is known. Never null.';
comment on column metrics.recompute_day.channel is 'Platform or feed. Never null.';
comment on column metrics.recompute_day.day is 'Local day. Never null.';
comment on column metrics.recompute_day.lists is 'Array of the rows; empty where there was none. Never null.';

create table metrics.revision_figure (
    government_id int not null,
    run_id bigint not null,
    unit_id int not null,
    channel text not null,
    period text not null,
    window_days int not null,
    clock text not null,
    figure text not null,
    value_before float8,
    value_after float8,
    constraint revision_figure_pkey
        primary key (government_id, run_id, unit_id, channel, period, window_days, clock, figure),
    constraint revision_figure_clock_check check (clock in ('calendar', 'working')),
    constraint revision_figure_government_id_run_id_fkey
        foreign key (government_id, run_id)
        references metrics.recompute_run (government_id, run_id)
);
comment on table metrics.revision_figure is
    'Figures of the headline population that a run moved: before and after as of one moment. Readers use '
    'metrics.revision.';
comment on column metrics.revision_figure.government_id is 'Government. Never null.';
comment on column metrics.revision_figure.run_id is 'Run. Never null.';
comment on column metrics.revision_figure.unit_id is 'Unit; 0 is the whole government. Never null.';
comment on column metrics.revision_figure.channel is 'Platform or feed, or all. Never null.';
comment on column metrics.revision_figure.period is
    'Frozen period (2026-Q2); empty for a window of days. Never null.';
comment on column metrics.revision_figure.window_days is
    'Local days of the window; 0 for a frozen period. Never null.';
comment on column metrics.revision_figure.clock is 'calendar or working. Never null.';
comment on column metrics.revision_figure.figure is 'Name of the figure, as in metrics.catalogue. Never null.';
comment on column metrics.revision_figure.value_before is 'Value before; null where there was none.';
comment on column metrics.revision_figure.value_after is 'Value after; null where there is none.';
