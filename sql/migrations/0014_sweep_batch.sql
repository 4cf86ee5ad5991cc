-- breaking: yes
-- why: a program that says "settled" without a number could settle what another daemon was named.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Each answer to what is to be confirmed next is a batch with a number of its own: who was named another one, by another
-- daemon's question or one of its own whose answer was lost, settles nothing (definitions/24_ops_sweep.sql).

-- Made again by definitions, which use the row's type or have other parameters and columns.
drop function if exists ops.sweep_settle(ops.sweep, text[], text[], timestamptz);
drop function if exists ops.text_look(ops.sweep, timestamptz, int);
drop function if exists ops.sweep_next(int, int, timestamptz, bigint, int, boolean, text[], text[]);

alter table ops.sweep
    add column batch bigint not null default 0,
    add constraint sweep_batch_check check (batch >= 0);
comment on column ops.sweep.batch is
    'Number of what was named last, of all rounds of the account; settled with this number only. 0: nothing yet. Never null.';
