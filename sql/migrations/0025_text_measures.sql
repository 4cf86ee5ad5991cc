-- breaking: no
-- why: a program that does not measure texts leaves them unmeasured.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the daemon counts and tells of texts that government accounts wrote (lib/text/measure.h), kept beside them: the
-- figures of content are made of it, and stay when a text goes. Which texts wait is what two indexes hold, which know
-- an edited text by its hash: nothing else has to say that it changed.

create table core.text_measure (
    government_id int not null,
    account_id int not null,
    kind text not null,
    external_id text not null,
    sent_at timestamptz,
    text_key bigint not null,
    version int not null,
    tried_version int not null,
    measured_at timestamptz not null,
    words int not null,
    sentences int not null,
    letters int not null,
    looked_up int,
    unknown_words int,
    language text,
    gave_language boolean not null,
    has_date boolean not null,
    has_time boolean not null,
    has_place boolean not null,
    has_contact boolean not null,
    has_link boolean not null,
    greets boolean not null,
    thanks boolean not null,
    apologizes boolean not null,
    addresses boolean not null,
    insults boolean not null,
    shouts boolean not null,
    copy_hash bigint,
    constraint text_measure_pkey primary key (government_id, account_id, kind, external_id),
    constraint text_measure_kind_check check (kind in ('post', 'message')),
    constraint text_measure_looked_up_check check ((looked_up is null) = (unknown_words is null))
);
create index text_measure_tried_version_idx on core.text_measure (tried_version);
comment on table core.text_measure is
    'What rules count and tell of the text of a post, or of an official message: proxies. One row per text that was '
    'measured, of the text as it was last; it stays when the text goes.';
comment on column core.text_measure.government_id is 'Government. Never null.';
comment on column core.text_measure.account_id is 'Account at which the text stands. Never null.';
comment on column core.text_measure.kind is 'post or message. Never null.';
comment on column core.text_measure.external_id is 'Id of the post or message on the platform. Never null.';
comment on column core.text_measure.sent_at is
    'core.message.sent_at of a message, by which it is found; null of a post.';
comment on column core.text_measure.text_key is 'hashtextextended(text, 0) of the text that was measured. Never null.';
comment on column core.text_measure.version is 'Version of the rules (MEASURE_VERSION). Never null.';
comment on column core.text_measure.tried_version is
    'Newest version for which it was asked; above version where the text was gone by then. Never null.';
comment on column core.text_measure.measured_at is 'When it was measured. Never null.';
comment on column core.text_measure.words is 'Words; no numbers, addresses, tags or handles. Never null.';
comment on column core.text_measure.sentences is 'Sentences that have a word. Never null.';
comment on column core.text_measure.letters is 'Letters of the words. Never null.';
comment on column core.text_measure.looked_up is
    'Words that were looked up in the dictionary; null where none were: not Indonesian, all in capitals, no dictionary.';
comment on column core.text_measure.unknown_words is 'Words of these that nobody knows; null likewise.';
comment on column core.text_measure.language is 'id, en, jv or su; null where it cannot be told or is another one.';
comment on column core.text_measure.gave_language is
    'core.post.language is this one, because the platform told none. Never null.';
comment on column core.text_measure.has_date is 'A date or a day stands in it. Never null.';
comment on column core.text_measure.has_time is 'A time of day stands in it. Never null.';
comment on column core.text_measure.has_place is 'A place stands in it. Never null.';
comment on column core.text_measure.has_contact is
    'A telephone number, a short number to call or an e-mail address stands in it. Never null.';
comment on column core.text_measure.has_link is 'An address of the web stands in it. Never null.';
comment on column core.text_measure.greets is 'It has a greeting. Never null.';
comment on column core.text_measure.thanks is 'It thanks. Never null.';
comment on column core.text_measure.apologizes is 'It apologizes. Never null.';
comment on column core.text_measure.addresses is 'It has an honorific: Bapak, Kak, Mas and the like. Never null.';
comment on column core.text_measure.insults is 'It has a word of the list of insults. Never null.';
comment on column core.text_measure.shouts is
    'Three quarters or more of its words of three letters and more, three at least, are in capitals. Never null.';
comment on column core.text_measure.copy_hash is
    'The same for texts of the same words and numbers, whatever their case, marks, names and addresses; null without a '
    'word.';

-- The text as it was measured; what differs from it waits.
alter table core.post add column measured_key bigint;
comment on column core.post.measured_key is
    'hashtextextended(text, 0) of the text that core.text_measure is of; null where it was not measured.';
alter table core.message add column measured_key bigint;
comment on column core.message.measured_key is
    'hashtextextended(text, 0) of the text that core.text_measure is of; null where it was not measured, as of all that '
    'is not official.';
-- By a key that nothing else is sorted by: the plan that a session keeps from when tables were empty can be no other.
create index post_unmeasured_idx on core.post (hashtextextended(text, 0))
    where text is not null and measured_key is distinct from hashtextextended(text, 0);
create index message_unmeasured_idx on core.message (hashtextextended(text, 0))
    where role = 'official' and text is not null and measured_key is distinct from hashtextextended(text, 0);

comment on column core.post.language is
    'Language as the platform says, else as rules tell (core.text_measure.gave_language); null where unknown.';
comment on column core.message.language is
    'Language as the platform says; where it says none, as the daemon tells it of the text: id, en, jv or su. Null '
    'where it cannot be told.';
