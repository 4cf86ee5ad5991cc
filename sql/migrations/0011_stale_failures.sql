-- breaking: yes
-- why: who writes facts holds off changes of the configuration; a program that does not derives by what changes just then.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A thread whose derivation fails keeps its mark, with what went wrong, and holds up no other
-- (definitions/16_core_stale.sql).

alter table ops.stale_thread
    add column failing_since timestamptz,
    add column failed_at timestamptz,
    add column failure text,
    add constraint stale_thread_failure_check check (
        num_nulls(failing_since, failed_at, failure) in (0, 3)
    );
comment on table ops.stale_thread is
    'Threads that are to be derived again, for another transaction wrote at the same time: a log, written with the '
    'facts, consumed by the daemon that refreshes the figures. A mark stays while its account is held, while a transaction '
    'that could have missed what it stands for is open, and while the derivation of its thread fails.';
comment on column ops.stale_thread.failing_since is 'When its derivation failed first. Null: it did not.';
comment on column ops.stale_thread.failed_at is 'When it failed last; tried again a minute later. Null: it did not.';
comment on column ops.stale_thread.failure is 'SQLSTATE and message of PostgreSQL. Null: it did not fail.';

comment on table metrics.limit_doc is
    'What a platform or a kind of feed never gives, in its adapter''s words; written by ops.sync_config(), shown by '
    'metrics.data_quality.';

-- Made again by definitions, with other columns, or no more.
drop function if exists core.derive_stale(int);
drop function if exists ops.sync_lock();
drop function if exists core.rebuild_verdicts(int, int);
