-- breaking: no
-- why: a program that does not ask for it leaves texts as they are.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- A text that could not be confirmed at its platform for as long as the platform's terms allow goes
-- (definitions/24_ops_sweep.sql). When that was last done stands with the account, not with each text: a round
-- that confirms a million of them writes one row.

alter table core.post add column text_expired_at timestamptz;
comment on column core.post.text_expired_at is
    'When its text last went because it was not confirmed in the time that the platform''s terms allow '
    '(ops.text_expire()); null where none did.';
alter table core.message add column text_expired_at timestamptz;
comment on column core.message.text_expired_at is
    'When its text last went because it was not confirmed in the time that the platform''s terms allow '
    '(ops.text_expire()); null where none did.';

alter table ops.sweep add column oldest_at timestamptz;
-- A round under way began after the one before had ended: of that nothing is known, so the texts it has not come
-- to have as long as those it has.
update ops.sweep set oldest_at = started_at;
alter table ops.sweep alter column oldest_at set not null;
comment on column ops.sweep.oldest_at is
    'Every text of the account that is held was confirmed at this moment or later. Never null.';

-- The oldest of an account is looked for in parts, which may be so small that other work goes on between them.
alter table ops.sweep
    add column look_post text not null default '',
    add column look_message text not null default '',
    add column look_oldest_at timestamptz;
comment on column ops.sweep.look_post is
    'The last post that was looked at for texts that are overdue, bytewise; empty at the beginning. Never null.';
comment on column ops.sweep.look_message is 'The same of messages, which come after the posts. Never null.';
comment on column ops.sweep.look_oldest_at is
    'Every text that was looked at and kept was confirmed at this moment or later; null where no look is under way.';
