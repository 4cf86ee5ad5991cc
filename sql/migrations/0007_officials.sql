-- breaking: no
-- why: who answers like an official and is registered nowhere is looked for once a day; status shows what was found.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What pantauctl status tells of authors who answer like officials: it read three months of messages each time, for
-- seconds where a government has a million of them. Now the daemon does, once a day (definitions/26_ops_officials.sql).

create table ops.official (
    government_id int not null,
    unit_id int not null,
    channel text not null,
    author text not null,
    replies bigint not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    constraint official_pkey primary key (government_id, unit_id, channel, author)
);
comment on table ops.official is
    'Authors who are registered nowhere and answered like officials, as the last look of ops.official_keep() found them: '
    'ops.unregistered_officials() at its moment.';
comment on column ops.official.government_id is 'Government. Never null.';
comment on column ops.official.unit_id is 'Unit under whose accounts the author answered. Never null.';
comment on column ops.official.channel is 'Platform. Never null.';
comment on column ops.official.author is 'First eight digits of the author''s pseudonym. Never null.';
comment on column ops.official.replies is 'Replies to others in the 91 days before. Never null.';
comment on column ops.official.first_at is 'First of them. Never null.';
comment on column ops.official.last_at is 'Last of them. Never null.';
