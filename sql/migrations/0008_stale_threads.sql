-- breaking: yes
-- why: writers leave a mark instead of waiting for each other's accounts; a program that leaves none would miss answers.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A log, as core.dirty: with a unique key a mark could be lost between two transactions. Holds what could not be
-- derived at once, or not for good (definitions/16_core_stale.sql).

create table ops.stale_thread (
    government_id int not null,
    mark_id bigint generated always as identity,
    account_id int not null,
    thread_key text not null,
    marked_at timestamptz not null default now(),
    behind xid8,
    constraint stale_thread_thread_key_check check (octet_length(thread_key) between 1 and 256),
    constraint stale_thread_pkey primary key (government_id, mark_id)
);
comment on table ops.stale_thread is
    'Threads that are to be derived again, for another transaction wrote at the same time: a log, written with the '
    'facts, consumed by the daemon that refreshes the figures. Empty but for moments.';
comment on column ops.stale_thread.government_id is 'Government. Never null.';
comment on column ops.stale_thread.mark_id is 'Number of the mark. Never null.';
comment on column ops.stale_thread.account_id is 'Account in which the thread stands. Never null.';
comment on column ops.stale_thread.thread_key is 'The thread, or the post of a leader. Never null.';
comment on column ops.stale_thread.marked_at is 'When the mark was left. Never null.';
comment on column ops.stale_thread.behind is
    'Transactions before this one must be over first; 0: none. Null until the mark was first seen, for what ran '
    'when it was committed is known from then on.';
