-- breaking: no
-- why: programs read days of calendars as before.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Decrees and regional calendars that an operator brings in (pantauctl calendar import): an upgrade, which brings the
-- shipped rows again, leaves them alone.

alter table core.calendar add column imported_at timestamptz;
comment on column core.calendar.imported_at is 'When an operator brought it in; null for one that comes with Pantau.';
alter table core.calendar_hours add column imported_at timestamptz;
comment on column core.calendar_hours.imported_at is
    'When an operator brought them in; null for hours that come with Pantau.';
alter table core.calendar_season add column imported_at timestamptz;
comment on column core.calendar_season.imported_at is
    'When an operator brought it in; null for one that comes with Pantau.';
alter table core.calendar_free_day
    add column imported_at timestamptz,
    add column imported_by text,
    drop constraint calendar_free_day_kind_check,
    add constraint calendar_free_day_kind_check
        check (kind in ('holiday', 'joint_leave', 'regional', 'working'));
comment on column core.calendar_free_day.kind is
    'holiday, joint_leave, or regional; working where a decree takes such a day of this calendar, or of the one it '
    'derives from, back. Never null.';
comment on column core.calendar_free_day.imported_at is
    'When an operator brought it in; null for a day that comes with Pantau.';
comment on column core.calendar_free_day.imported_by is 'Role that brought it in; null for a day that comes with Pantau.';
