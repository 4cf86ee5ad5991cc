-- breaking: yes
-- why: a program that does not say of what its platform said nothing would call it confirmed.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a platform passes over where it is asked for by id, neither showing it nor calling it gone, is not confirmed:
-- exceptions of a round, few, beside the place that it has come to (definitions/24_ops_sweep.sql).

create table ops.unconfirmed (
    government_id int not null,
    account_id int not null,
    is_post boolean not null,
    external_id text not null,
    confirmed_at timestamptz not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    rounds int not null,
    constraint unconfirmed_pkey primary key (government_id, account_id, is_post, external_id),
    constraint unconfirmed_rounds_check check (rounds > 0)
);
comment on table ops.unconfirmed is
    'Posts and messages that are kept and that their platform, asked for them by id, neither showed nor called gone. Each '
    'round asks for them again; one that is shown or gone leaves the table, and so does one whose text went '
    '(ops.text_expire()), which no round asks for any more. Source: ops.sweep_next().';
comment on column ops.unconfirmed.government_id is 'Government. Never null.';
comment on column ops.unconfirmed.account_id is 'Account. Never null.';
comment on column ops.unconfirmed.is_post is 'A post; else a message. Never null.';
comment on column ops.unconfirmed.external_id is 'Its id at the platform. Never null.';
comment on column ops.unconfirmed.confirmed_at is 'It was confirmed at this moment or later, before it was passed over. Never null.';
comment on column ops.unconfirmed.first_at is 'When the platform passed it over first. Never null.';
comment on column ops.unconfirmed.last_at is 'When it did so last. Never null.';
comment on column ops.unconfirmed.rounds is 'How often it did. Never null.';

comment on column core.post.text_expired_at is
    'When its text last went because it was not confirmed in the time that the platform''s terms allow '
    '(ops.text_expire()), or one without a text was given up for that; null where neither happened.';
comment on column core.message.text_expired_at is
    'When its text last went because it was not confirmed in the time that the platform''s terms allow '
    '(ops.text_expire()), or one without a text was given up for that; null where neither happened.';

-- Made again by definitions, with other parameters or columns.
drop function if exists ops.sweep_first(int, int, timestamptz);
drop function if exists ops.sweep_next(int, int, timestamptz, bigint, int, boolean);
drop function if exists ops.text_due(text, text[], int[], timestamptz, int);
drop function if exists ops.text_expire(text, text[], int[], timestamptz, int);
