-- breaking: no
-- why: a program that does not know of it sends its parts and the file they belong to over one connection, too.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A session whose client was lost works on, or waits for a lock, while the daemon sends the next file over another
-- connection: whose parts are whose has to be known, lest the old document is taken with the new accounts
-- (definitions/21_ops_config.sql).

alter table ops.configuration_part add column session_pid int not null default pg_backend_pid();
comment on column ops.configuration_part.session_pid is
    'Process of the server whose session brought it (pg_backend_pid()); no other one may use it. Never null.';
