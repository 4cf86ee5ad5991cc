-- breaking: no
-- why: messages that name a unit and point to a case: its reply below that case ends the wait, too.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a message points to is kept as the id that stands in the address, never the address: that may name whose
-- it is. Which of our posts, messages and complaints it means is looked up whenever inquiries are derived
-- (definitions/14_core_reference.sql), because the case may come later than the message, or never.

create table core.message_reference (
    government_id int not null,
    account_id int not null,
    external_id text not null,
    in_post boolean not null,
    channel text not null,
    object_key text not null,
    first_observed_at timestamptz not null,
    constraint message_reference_external_id_check check (octet_length(external_id) between 1 and 256),
    constraint message_reference_channel_check check (octet_length(channel) between 1 and 256),
    constraint message_reference_object_key_check check (octet_length(object_key) between 1 and 256)
);
create index message_reference_object_key_idx
    on core.message_reference (government_id, channel, object_key);
alter table core.message_reference
    add constraint message_reference_pkey
    primary key (government_id, account_id, external_id, in_post, channel, object_key);
comment on table core.message_reference is
    'A post, message or complaint that a message points to by its address or number, kept where the message names '
    'an account of the government: the unit''s reply there ends its wait, too.';
comment on column core.message_reference.government_id is 'Government. Never null.';
comment on column core.message_reference.account_id is 'Account at which the message was found. Never null.';
comment on column core.message_reference.external_id is 'The message, or the post of a leader. Never null.';
comment on column core.message_reference.in_post is 'Whether it is a post. Never null.';
comment on column core.message_reference.channel is
    'Platform of the address; lapor: the number of a complaint in SP4N-LAPOR!. Never null.';
comment on column core.message_reference.object_key is
    'The id in the address: of a comment its id, of a post the last part of its id or address, of a complaint its '
    'number. Never null.';
comment on column core.message_reference.first_observed_at is 'Answer in which it was first seen. Never null.';

-- By what stands last in an address. Messages only where the id is not the same: mentions are found at several
-- accounts, and Instagram's have other ids in addresses. They serve nothing else: none begins with a government.
create index post_permalink_idx on core.post (substring(permalink from '([^/?#]+)/?(?:[?#].*)?$'));
create index post_alias_ids_idx on core.post using gin (alias_ids) where alias_ids <> '{}';
create index message_permalink_idx
    on core.message (substring(permalink from '([^/?#]+)/?(?:[?#].*)?$'))
    where kind = 'mention' and permalink is not null;

alter table core.inquiry
    add column answer_account_id int,
    add column answer_source_id text;
comment on column core.inquiry.answer_account_id is
    'Account or feed at which the answer stands, where that is a case to which the message points; null where it '
    'stands in the thread itself.';
comment on column core.inquiry.answer_source_id is
    'Thread key, or tracking id of the complaint, of that case; null where answer_account_id is.';
