-- breaking: no
-- why: programs read the comments, not this table.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The words of columns stand in the file of the views they belong to, and a definition runs alone when it changed: each
-- replaces the rows of its own subject.

alter table metrics.column_doc add column subject text not null default 'response';
alter table metrics.column_doc alter column subject drop default;
comment on column metrics.column_doc.subject is
    'Whose words they are: the file that brings the rows of a subject replaces all of them. Never null.';
