-- breaking: no
-- why: first tables of core: what the platforms said, and what is derived from it.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Facts, the rules and calendars that read them, and the inquiries derived from them.
-- government_id is the first column of every key of a table that belongs to a government: it is
-- what a large database is spread by. Nothing here points with a foreign key at or from a
-- partitioned or fast-growing table. Lengths are those of lib/record/record.h: ids 256 bytes,
-- lines 2048, texts 65536.

-- Governments, units, accounts: synchronised from the configuration file, never deleted.

create table core.calendar (
    calendar text not null,
    base text,
    name text not null,
    source text not null,
    first_on date not null,
    last_on date not null,
    decided_from date not null,
    decided_to date not null,
    constraint calendar_pkey primary key (calendar),
    constraint calendar_base_fkey foreign key (base) references core.calendar (calendar),
    constraint calendar_calendar_check check (octet_length(calendar) between 1 and 256),
    constraint calendar_last_on_check
        check (first_on <= decided_from and decided_from <= decided_to and decided_to <= last_on)
);
create index calendar_base_idx on core.calendar (base);
comment on table core.calendar is
    'A working calendar: which hours of which days count as working time.';
comment on column core.calendar.calendar is
    'Name used in the configuration, for example id-asn. Never null.';
comment on column core.calendar.base is
    'Calendar it derives from; null for one that stands alone.';
comment on column core.calendar.name is 'What it is, in words. Never null.';
comment on column core.calendar.source is 'Regulation or decision its hours rest on. Never null.';
comment on column core.calendar.first_on is 'First day that core.calendar_day holds. Never null.';
comment on column core.calendar.last_on is
    'Last day that core.calendar_day holds; look-ups beyond it fail. Never null.';
comment on column core.calendar.decided_from is
    'First day whose decrees are entered; days before it are provisional. Never null.';
comment on column core.calendar.decided_to is
    'Last day whose decrees are entered; days after it are provisional. Never null.';

create table core.calendar_hours (
    calendar text not null,
    season text not null,
    isodow int not null,
    starts time not null,
    ends time not null,
    constraint calendar_hours_pkey primary key (calendar, season, isodow, starts),
    constraint calendar_hours_calendar_fkey
        foreign key (calendar)
        references core.calendar (calendar),
    constraint calendar_hours_isodow_check check (isodow between 1 and 7),
    constraint calendar_hours_ends_check check (ends > starts)
);
comment on table core.calendar_hours is
    'Working intervals of a weekday in a season; the gap between two of them is the break.';
comment on column core.calendar_hours.calendar is 'Calendar. Never null.';
comment on column core.calendar_hours.season is
    'normal or the name of a core.calendar_season. Never null.';
comment on column core.calendar_hours.isodow is
    'Day of the week, 1 Monday to 7 Sunday. Never null.';
comment on column core.calendar_hours.starts is 'Local time at which work begins. Never null.';
comment on column core.calendar_hours.ends is 'Local time at which it ends. Never null.';

create table core.calendar_season (
    season text not null,
    first_on date not null,
    last_on date not null,
    source text not null,
    constraint calendar_season_pkey primary key (season, first_on),
    constraint calendar_season_last_on_check check (last_on >= first_on)
);
comment on table core.calendar_season is
    'Days on which other hours apply, for example the fasting month.';
comment on column core.calendar_season.season is 'Name, as in core.calendar_hours. Never null.';
comment on column core.calendar_season.first_on is 'First local day. Never null.';
comment on column core.calendar_season.last_on is 'Last local day. Never null.';
comment on column core.calendar_season.source is 'Where the days come from. Never null.';

create table core.calendar_free_day (
    calendar text not null,
    free_on date not null,
    kind text not null,
    decree text not null,
    decided_on date,
    constraint calendar_free_day_pkey primary key (calendar, free_on),
    constraint calendar_free_day_calendar_fkey
        foreign key (calendar)
        references core.calendar (calendar),
    constraint calendar_free_day_kind_check check (kind in ('holiday', 'joint_leave', 'regional'))
);
comment on table core.calendar_free_day is
    'Days without work, each with the decree that made it free.';
comment on column core.calendar_free_day.calendar is
    'Calendar the day belongs to; those derived from it take it over. Never null.';
comment on column core.calendar_free_day.free_on is 'Local day. Never null.';
comment on column core.calendar_free_day.kind is 'holiday, joint_leave, or regional. Never null.';
comment on column core.calendar_free_day.decree is 'Decree that declared the day. Never null.';
comment on column core.calendar_free_day.decided_on is
    'Date of that decree; null where it is not known.';

create table core.calendar_day (
    calendar text not null,
    day date not null,
    starts_s int[] not null,
    ends_s int[] not null,
    before_s bigint not null,
    before_days int not null,
    workday boolean not null,
    kind text not null,
    decree text,
    decided_at timestamptz,
    provisional boolean not null,
    constraint calendar_day_pkey primary key (calendar, day),
    constraint calendar_day_calendar_fkey
        foreign key (calendar)
        references core.calendar (calendar),
    constraint calendar_day_ends_s_check
        check (cardinality(starts_s) = cardinality(ends_s) and cardinality(ends_s) <= 4),
    constraint calendar_day_workday_check check (workday = (cardinality(starts_s) > 0))
);
create index calendar_day_workday_idx on core.calendar_day (calendar, before_days) where workday;
comment on table core.calendar_day is
    'One day of a calendar, made by core.calendar_build() from hours, seasons and free days; '
    'working time is two look-ups here.';
comment on column core.calendar_day.calendar is 'Calendar. Never null.';
comment on column core.calendar_day.day is 'Local day. Never null.';
comment on column core.calendar_day.starts_s is
    'Beginnings of the working intervals, seconds of the local day; empty on a free day. Never '
    'null.';
comment on column core.calendar_day.ends_s is 'Ends of the same intervals. Never null.';
comment on column core.calendar_day.before_s is
    'Working seconds of all earlier days of the calendar. Never null.';
comment on column core.calendar_day.before_days is 'Working days before this one. Never null.';
comment on column core.calendar_day.workday is 'True when the day has working time. Never null.';
comment on column core.calendar_day.kind is
    'working, weekend, holiday, joint_leave or regional. Never null.';
comment on column core.calendar_day.decree is 'Decree behind a free day; null on ordinary days.';
comment on column core.calendar_day.decided_at is
    'When that decree was decided; null on ordinary days.';
comment on column core.calendar_day.provisional is
    'True for days whose decree is not out: weekends and fixed dates only. Never null.';

create table core.government (
    government_id int generated by default as identity,
    code text not null,
    name text not null,
    kind text not null,
    timezone text not null,
    calendar text not null,
    active_from timestamptz not null default now(),
    active_to timestamptz,
    constraint government_pkey primary key (government_id),
    constraint government_code_key unique (code),
    constraint government_code_check check (octet_length(code) between 1 and 256),
    constraint government_name_check check (octet_length(name) <= 2048),
    constraint government_kind_check check (octet_length(kind) <= 256),
    constraint government_calendar_fkey foreign key (calendar) references core.calendar (calendar)
);
create index government_calendar_idx on core.government (calendar);
comment on table core.government is
    'One local government (province, regency or city); source: governments[] of the '
    'configuration.';
comment on column core.government.government_id is
    'Number of the government; first part of every key. Never null.';
comment on column core.government.code is 'Kemendagri region code, for example 32.75. Never null.';
comment on column core.government.name is 'Name as people write it. Never null.';
comment on column core.government.kind is 'province, regency or city. Never null.';
comment on column core.government.timezone is
    'IANA time zone in which local days begin. Never null.';
comment on column core.government.calendar is
    'Working calendar of units without one of their own (core.calendar). Never null.';
comment on column core.government.active_from is
    'When the configuration first named it. Never null.';
comment on column core.government.active_to is
    'When it left the configuration; null while it stands there.';

create table core.unit (
    government_id int not null,
    unit_id int not null,
    code text not null,
    name text not null,
    kind text not null,
    parent_unit_id int,
    active_from timestamptz not null default now(),
    active_to timestamptz,
    constraint unit_pkey primary key (government_id, unit_id),
    constraint unit_government_id_code_key unique (government_id, code),
    constraint unit_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint unit_government_id_parent_unit_id_fkey
        foreign key (government_id, parent_unit_id)
        references core.unit (government_id, unit_id)
        deferrable initially deferred,
    constraint unit_unit_id_check check (unit_id > 0),
    constraint unit_parent_unit_id_check check (parent_unit_id <> unit_id),
    constraint unit_code_check check (octet_length(code) between 1 and 256),
    constraint unit_name_check check (octet_length(name) <= 2048),
    constraint unit_kind_check check (octet_length(kind) <= 256)
);
create index unit_parent_unit_id_idx on core.unit (government_id, parent_unit_id);
comment on table core.unit is
    'A body of a government (OPD, district, health centre, company); a tree by parent_unit_id. '
    'Source: units[].';
comment on column core.unit.government_id is 'Government it belongs to. Never null.';
comment on column core.unit.unit_id is
    'Number of the unit within its government, from 1; 0 stands for the whole government. Never '
    'null.';
comment on column core.unit.code is 'Short name used in the configuration. Never null.';
comment on column core.unit.name is 'Full name. Never null.';
comment on column core.unit.kind is
    'dinas, badan, kecamatan, kelurahan, puskesmas, bumd and the like. Never null.';
comment on column core.unit.parent_unit_id is 'Unit above it; null at the top of the tree.';
comment on column core.unit.active_from is 'When the configuration first named it. Never null.';
comment on column core.unit.active_to is
    'When it left the configuration; null while it stands there.';

create table core.unit_calendar (
    government_id int not null,
    unit_id int not null,
    valid_from date not null,
    calendar text not null,
    constraint unit_calendar_pkey primary key (government_id, unit_id, valid_from),
    constraint unit_calendar_government_id_unit_id_fkey
        foreign key (government_id, unit_id)
        references core.unit (government_id, unit_id),
    constraint unit_calendar_calendar_fkey
        foreign key (calendar)
        references core.calendar (calendar)
);
create index unit_calendar_calendar_idx on core.unit_calendar (calendar);
comment on table core.unit_calendar is
    'Calendar of a unit from a day on; without a row the government''s applies.';
comment on column core.unit_calendar.government_id is 'Government. Never null.';
comment on column core.unit_calendar.unit_id is 'Unit. Never null.';
comment on column core.unit_calendar.valid_from is
    'First local day; -infinity for always. Never null.';
comment on column core.unit_calendar.calendar is 'Calendar. Never null.';

create table core.account (
    government_id int not null,
    account_id int not null,
    channel text not null,
    external_id text not null,
    handle text,
    former_handles text[] not null default '{}',
    name text,
    access text not null,
    feed_kind text,
    shows_answers boolean not null default true,
    leader_position text,
    credential text,
    active boolean not null default true,
    active_from timestamptz not null default now(),
    active_to timestamptz,
    author_key bytea,
    former_author_keys bytea[] not null default '{}',
    constraint account_government_id_channel_external_id_key
        unique (government_id, channel, external_id),
    constraint account_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint account_account_id_check check (account_id > 0),
    constraint account_channel_check check (octet_length(channel) between 1 and 256),
    constraint account_external_id_check check (octet_length(external_id) between 1 and 256),
    constraint account_handle_check check (octet_length(handle) <= 2048),
    constraint account_name_check check (octet_length(name) <= 2048),
    constraint account_feed_kind_check check (octet_length(feed_kind) <= 256),
    constraint account_leader_position_check check (octet_length(leader_position) <= 2048),
    constraint account_credential_check check (octet_length(credential) <= 256),
    constraint account_access_check check (access in ('owned', 'public', 'feed', 'delegate')),
    constraint account_author_key_check check (octet_length(author_key) = 16)
);
create index account_author_key_idx on core.account (author_key, government_id);
create index account_former_author_keys_idx
    on core.account (government_id) where former_author_keys <> '{}';
alter table core.account add constraint account_pkey primary key (government_id, account_id);
comment on table core.account is
    'Everything that can be polled: an official account on a platform, or a complaint feed '
    '(access feed); and who may answer for a unit without being polled (access delegate). Source: '
    'accounts, delegates, leaders and feeds of the configuration.';
comment on column core.account.government_id is 'Government. Never null.';
comment on column core.account.account_id is
    'Number of the account within its government, from 1. Never null.';
comment on column core.account.channel is 'Platform, or the feed''s name. Never null.';
comment on column core.account.external_id is
    'Id on the platform; the feed''s name for a feed. Never null.';
comment on column core.account.handle is 'Present handle; null where there is none.';
comment on column core.account.former_handles is 'Handles it had before. Never null.';
comment on column core.account.name is 'Display name as last seen; null before the first visit.';
comment on column core.account.access is
    'owned (polled with its own credential), public, feed, or delegate (answers for units, is not polled). '
    'Never null.';
comment on column core.account.feed_kind is
    'Kind of the feed (lapor, open311 …); null for a platform account.';
comment on column core.account.shows_answers is
    'False for a feed that does not tell whether a case was answered (stages of SP4N-LAPOR!): its '
    'inquiries are counted apart, in n_excluded. Never null.';
comment on column core.account.leader_position is
    'Position of the leader whose account it is; null for a unit''s account or a feed.';
comment on column core.account.credential is
    'Name of the credential that its requests carry, never the secret; null where there is none.';
comment on column core.account.active is 'False once it left the configuration. Never null.';
comment on column core.account.active_from is 'When the configuration first named it. Never null.';
comment on column core.account.active_to is
    'When it left the configuration; null while it stands there.';
comment on column core.account.author_key is
    'Keyed pseudonym of its own platform id, 16 bytes; what it writes is recognised by it. Null '
    'for a feed.';
comment on column core.account.former_author_keys is 'The same of ids it had before. Never null.';

create table core.account_owner (
    government_id int not null,
    account_id int not null,
    valid_from date not null,
    valid_to date,
    unit_id int not null,
    constraint account_owner_government_id_account_id_fkey
        foreign key (government_id, account_id)
        references core.account (government_id, account_id),
    constraint account_owner_government_id_unit_id_fkey
        foreign key (government_id, unit_id)
        references core.unit (government_id, unit_id),
    constraint account_owner_valid_to_check check (valid_to >= valid_from),
    constraint account_owner_overlap_excl
        exclude using gist (account_id with =, government_id with =, daterange(valid_from,
            valid_to, '[]') with &&)
);
create index account_owner_unit_id_idx on core.account_owner (government_id, unit_id);
alter table core.account_owner
    add constraint account_owner_pkey primary key (government_id, account_id, valid_from);
comment on table core.account_owner is
    'Which unit answers for an account, with dates: accounts change hands. For a leader''s '
    'account the unit named in answered_by.';
comment on column core.account_owner.government_id is 'Government. Never null.';
comment on column core.account_owner.account_id is 'Account. Never null.';
comment on column core.account_owner.valid_from is
    'First local day; -infinity for always. Never null.';
comment on column core.account_owner.valid_to is 'Last local day; null while it lasts.';
comment on column core.account_owner.unit_id is 'Unit. Never null.';

create table core.account_delegate (
    government_id int not null,
    account_id int not null,
    unit_id int not null,
    valid_from date not null,
    valid_to date,
    constraint account_delegate_pkey primary key (government_id, account_id, unit_id, valid_from),
    constraint account_delegate_valid_to_check check (valid_to >= valid_from),
    constraint account_delegate_government_id_account_id_fkey
        foreign key (government_id, account_id)
        references core.account (government_id, account_id),
    constraint account_delegate_government_id_unit_id_fkey
        foreign key (government_id, unit_id)
        references core.unit (government_id, unit_id)
);
create index account_delegate_unit_id_idx on core.account_delegate (government_id, unit_id);
comment on table core.account_delegate is
    'Accounts that may answer for a unit beside its own: a call centre, a spokesperson. Source: delegates of '
    'units in the configuration.';
comment on column core.account_delegate.government_id is 'Government. Never null.';
comment on column core.account_delegate.account_id is 'Account that answers. Never null.';
comment on column core.account_delegate.unit_id is 'Unit it may answer for. Never null.';
comment on column core.account_delegate.valid_from is
    'First local day; -infinity for always. Never null.';
comment on column core.account_delegate.valid_to is 'Last local day; null while it lasts.';

create table core.feed_unit (
    government_id int not null,
    account_id int not null,
    ref text not null,
    unit_id int not null,
    constraint feed_unit_pkey primary key (government_id, account_id, ref),
    constraint feed_unit_government_id_account_id_fkey
        foreign key (government_id, account_id)
        references core.account (government_id, account_id),
    constraint feed_unit_government_id_unit_id_fkey
        foreign key (government_id, unit_id)
        references core.unit (government_id, unit_id),
    constraint feed_unit_ref_check check (octet_length(ref) between 1 and 2048)
);
create index feed_unit_unit_id_idx on core.feed_unit (government_id, unit_id);
comment on table core.feed_unit is
    'What a feed calls a unit (institution id or name) and which unit that is. Source: '
    'feeds[].units.';
comment on column core.feed_unit.government_id is 'Government. Never null.';
comment on column core.feed_unit.account_id is 'The feed. Never null.';
comment on column core.feed_unit.ref is 'Institution as the feed names it. Never null.';
comment on column core.feed_unit.unit_id is 'Unit meant. Never null.';

create table core.officer (
    government_id int not null,
    officer_id int not null,
    position text not null,
    constraint officer_pkey primary key (government_id, officer_id),
    constraint officer_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint officer_position_check check (octet_length(position) <= 2048)
);
comment on table core.officer is
    'A person in an official position, as the decree names the position; contacts are in '
    'core_private.officer_contact.';
comment on column core.officer.government_id is 'Government. Never null.';
comment on column core.officer.officer_id is
    'Number of the officer within the government. Never null.';
comment on column core.officer.position is 'Position held, in words. Never null.';

create table core.officer_role (
    government_id int not null,
    officer_id int not null,
    unit_id int not null,
    role text not null,
    valid_from date not null,
    valid_to date,
    decree text,
    constraint officer_role_pkey
        primary key (government_id, officer_id, unit_id, role, valid_from),
    constraint officer_role_government_id_officer_id_fkey
        foreign key (government_id, officer_id)
        references core.officer (government_id, officer_id),
    constraint officer_role_government_id_unit_id_fkey
        foreign key (government_id, unit_id)
        references core.unit (government_id, unit_id),
    constraint officer_role_role_check check (role in ('leader', 'head', 'admin', 'spokesperson'))
);
create index officer_role_unit_id_idx on core.officer_role (government_id, unit_id);
comment on table core.officer_role is
    'What an officer does for a unit, with the decree and its dates.';
comment on column core.officer_role.government_id is 'Government. Never null.';
comment on column core.officer_role.officer_id is 'Officer. Never null.';
comment on column core.officer_role.unit_id is 'Unit. Never null.';
comment on column core.officer_role.role is 'leader, head, admin or spokesperson. Never null.';
comment on column core.officer_role.valid_from is 'First local day. Never null.';
comment on column core.officer_role.valid_to is 'Last local day; null while it lasts.';
comment on column core.officer_role.decree is 'Decree; null where none is known.';

create table core_private.officer_contact (
    government_id int not null,
    officer_id int not null,
    kind text not null,
    value text not null,
    constraint officer_contact_pkey primary key (government_id, officer_id, kind),
    constraint officer_contact_government_id_officer_id_fkey
        foreign key (government_id, officer_id)
        references core.officer (government_id, officer_id),
    constraint officer_contact_kind_check check (kind in ('name', 'phone', 'email')),
    constraint officer_contact_value_check check (octet_length(value) <= 2048)
);
comment on table core_private.officer_contact is
    'How an officer is reached; only the owner of the database reads it.';
comment on column core_private.officer_contact.government_id is 'Government. Never null.';
comment on column core_private.officer_contact.officer_id is 'Officer. Never null.';
comment on column core_private.officer_contact.kind is 'name, phone or email. Never null.';
comment on column core_private.officer_contact.value is 'The contact. Never null.';

create table core_private.pseudonym_key (
    government_id int not null,
    key_check bytea not null,
    used_from timestamptz not null,
    constraint pseudonym_key_pkey primary key (government_id),
    constraint pseudonym_key_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint pseudonym_key_key_check_check check (octet_length(key_check) = 16)
);
comment on table core_private.pseudonym_key is
    'By which key the pseudonyms of a government were made, so that another one is noticed; the key '
    'itself is not in the database.';
comment on column core_private.pseudonym_key.government_id is 'Government. Never null.';
comment on column core_private.pseudonym_key.key_check is
    'Keyed hash of a fixed text: the same as long as the key is the same. Never null.';
comment on column core_private.pseudonym_key.used_from is
    'When a daemon with that key came first. Never null.';

-- What the platforms said. Of indexes that cost the same the planner takes the newest, and while a table
-- is empty all cost the same; plans made then are kept (lib/store/statement.c). So primary keys are added
-- last, and threads are found by one hash, which serves no other condition.

create table core.account_sample (
    government_id int not null,
    account_id int not null,
    observed_at timestamptz not null,
    name text,
    handle text,
    followers bigint,
    following bigint,
    posts bigint,
    views bigint,
    fans bigint,
    constraint account_sample_pkey primary key (government_id, account_id, observed_at),
    constraint account_sample_name_check check (octet_length(name) <= 2048),
    constraint account_sample_handle_check check (octet_length(handle) <= 2048)
) partition by range (observed_at);
comment on table core.account_sample is
    'Counters of an account at a visit; stored when one changed, and once a day.';
comment on column core.account_sample.government_id is 'Government. Never null.';
comment on column core.account_sample.account_id is 'Account. Never null.';
comment on column core.account_sample.observed_at is 'When the answer came. Never null.';
comment on column core.account_sample.name is 'Display name; null where the platform gave none.';
comment on column core.account_sample.handle is 'Handle; null where the platform gave none.';
comment on column core.account_sample.followers is
    'Followers; null where the platform gives no count.';
comment on column core.account_sample.following is
    'Accounts followed; null where the platform gives no count.';
comment on column core.account_sample.posts is
    'Posts ever published; null where the platform gives no count.';
comment on column core.account_sample.views is
    'Views ever; null where the platform gives no count.';
comment on column core.account_sample.fans is
    'Facebook: people who like the page (fan_count), who need not follow it; null where the platform '
    'gives no count.';

create table core.post (
    government_id int not null,
    account_id int not null,
    external_id text not null,
    post_id uuid not null,
    alias_ids text[] not null default '{}',
    published_at timestamptz,
    edited_at timestamptz,
    removed_at timestamptz,
    format text not null,
    text text,
    permalink text,
    language text,
    topic text,
    purpose text,
    announced_comments bigint,
    hidden boolean,
    comments_off boolean,
    first_observed_at timestamptz not null,
    changed_observed_at timestamptz not null,
    constraint post_government_id_post_id_key unique (government_id, post_id),
    constraint post_external_id_check check (octet_length(external_id) between 1 and 256),
    constraint post_format_check
        check (format in ('text', 'photo', 'video', 'reel', 'story', 'link', 'event', 'other')),
    constraint post_text_check check (octet_length(text) <= 65536),
    constraint post_permalink_check check (octet_length(permalink) <= 2048),
    constraint post_language_check check (octet_length(language) <= 2048)
);
create index post_published_at_idx on core.post (government_id, account_id, published_at);
alter table core.post
    add constraint post_pkey primary key (government_id, account_id, external_id);
comment on table core.post is 'What an account published.';
comment on column core.post.government_id is 'Government. Never null.';
comment on column core.post.account_id is 'Account that published it. Never null.';
comment on column core.post.external_id is 'Id on the platform. Never null.';
comment on column core.post.post_id is
    'Made from the three columns before (core.natural_id); key of the samples. Never null.';
comment on column core.post.alias_ids is
    'Other ids the platform gave for the same post. Never null.';
comment on column core.post.published_at is
    'When it was published, to the second; the first value stored stays. Null where the platform '
    'gave none.';
comment on column core.post.edited_at is
    'Last edit the platform told of; null where there is none.';
comment on column core.post.removed_at is 'When it was found removed; null while it stands.';
comment on column core.post.format is
    'text, photo, video, reel, story, link, event or other. Never null.';
comment on column core.post.text is 'Text; null where there is none or it is not kept.';
comment on column core.post.permalink is 'Address for people; null where the platform gives none.';
comment on column core.post.language is
    'Language as the platform or a rule says; null where unknown.';
comment on column core.post.topic is 'Topic by rules; null until rules for it exist.';
comment on column core.post.purpose is 'Purpose by rules; null until rules for it exist.';
comment on column core.post.announced_comments is
    'Comments the platform says there are, listed or not; null where it gives no count.';
comment on column core.post.hidden is
    'Hidden from the public; null where the platform does not tell.';
comment on column core.post.comments_off is
    'Closed to comments by the account; null where the platform does not tell.';
comment on column core.post.first_observed_at is 'Answer in which it was first seen. Never null.';
comment on column core.post.changed_observed_at is
    'Answer that brought the newest change. Never null.';

create table core.post_sample (
    government_id int not null,
    account_id int not null,
    post_id uuid not null,
    observed_at timestamptz not null,
    likes bigint,
    comments bigint,
    shares bigint,
    views bigint,
    saves bigint,
    reach bigint,
    constraint post_sample_pkey primary key (government_id, post_id, observed_at)
) partition by range (observed_at);
comment on table core.post_sample is
    'Counters of a post at a visit; stored when one differs from the sample before, and at the first look at or '
    'behind each age of core.sample_ages().';
comment on column core.post_sample.government_id is 'Government. Never null.';
comment on column core.post_sample.account_id is 'Account that published the post. Never null.';
comment on column core.post_sample.post_id is 'The post. Never null.';
comment on column core.post_sample.observed_at is 'When the answer came. Never null.';
comment on column core.post_sample.likes is
    'Likes or reactions; null where the platform gives no count.';
comment on column core.post_sample.comments is
    'Comments announced; null where the platform gives no count.';
comment on column core.post_sample.shares is 'Shares; null where the platform gives no count.';
comment on column core.post_sample.views is 'Views; null where the platform gives no count.';
comment on column core.post_sample.saves is 'Saves; null where the platform gives no count.';
comment on column core.post_sample.reach is
    'Accounts reached; null where the platform gives no count.';

create table core.post_counter (
    government_id int not null,
    post_id uuid not null,
    observed_at timestamptz not null,
    likes bigint,
    comments bigint,
    shares bigint,
    views bigint,
    saves bigint,
    reach bigint,
    constraint post_counter_pkey primary key (government_id, post_id)
);
comment on table core.post_counter is
    'Newest counters of each post: what the next visit is compared with.';
comment on column core.post_counter.government_id is 'Government. Never null.';
comment on column core.post_counter.post_id is 'The post. Never null.';
comment on column core.post_counter.observed_at is
    'Visit that brought the newest sample. Never null.';
comment on column core.post_counter.likes is
    'Likes or reactions; null where the platform gives no count.';
comment on column core.post_counter.comments is
    'Comments announced; null where the platform gives no count.';
comment on column core.post_counter.shares is 'Shares; null where the platform gives no count.';
comment on column core.post_counter.views is 'Views; null where the platform gives no count.';
comment on column core.post_counter.saves is 'Saves; null where the platform gives no count.';
comment on column core.post_counter.reach is
    'Accounts reached; null where the platform gives no count.';

create table core.message (
    government_id int not null,
    account_id int not null,
    external_id text not null,
    sent_at timestamptz not null,
    post_external_id text,
    thread_key text not null,
    parent_external_id text,
    kind text not null,
    role text not null default 'unknown',
    author_key bytea,
    automatic boolean not null default false,
    permalink text,
    text text,
    truncated boolean not null default false,
    text_hash bytea,
    language text,
    likes bigint,
    hidden boolean,
    edited_at timestamptz,
    needs_answer boolean,
    undecided boolean not null default false,
    rule text,
    intent text,
    topic text,
    reply_class text,
    gone_from timestamptz,
    gone_by timestamptz,
    removed_by text,
    first_observed_at timestamptz not null,
    changed_observed_at timestamptz not null,
    constraint message_external_id_check check (octet_length(external_id) between 1 and 256),
    constraint message_thread_key_check check (octet_length(thread_key) between 1 and 256),
    constraint message_post_external_id_check
        check (octet_length(post_external_id) between 1 and 256),
    constraint message_parent_external_id_check
        check (octet_length(parent_external_id) between 1 and 256),
    constraint message_kind_check
        check (kind in ('comment', 'reply', 'mention', 'direct_message')),
    constraint message_role_check
        check (role in ('citizen', 'official', 'leader', 'automatic', 'unknown')),
    constraint message_author_key_check check (octet_length(author_key) = 16),
    constraint message_text_hash_check check (octet_length(text_hash) = 16),
    constraint message_text_check check (octet_length(text) <= 65536),
    constraint message_permalink_check check (octet_length(permalink) <= 2048),
    constraint message_language_check check (octet_length(language) <= 2048),
    constraint message_removed_by_check
        check (removed_by in ('author', 'unit', 'platform', 'unknown')),
    constraint message_gone_check check ((gone_by is null) = (removed_by is null))
) partition by range (sent_at);
create index message_thread_idx
    on core.message (hashtextextended(thread_key, (government_id::bigint << 32) + account_id));
create index message_post_external_id_idx
    on core.message (government_id, account_id, post_external_id) where post_external_id is not null;
create index message_truncated_idx
    on core.message (government_id, account_id, sent_at) where truncated;
alter table core.message
    add constraint message_pkey primary key (government_id, account_id, external_id, sent_at);
comment on table core.message is
    'What anyone wrote at an account: comment, reply, mention, direct message. Authors are keyed '
    'pseudonyms.';
comment on column core.message.government_id is 'Government. Never null.';
comment on column core.message.account_id is 'Account at which it was found. Never null.';
comment on column core.message.external_id is
    'Id on the platform, without a part that names a citizen. Never null.';
comment on column core.message.sent_at is
    'Creation time told by the platform, cut to the second; the first value stored stays. Never '
    'null.';
comment on column core.message.post_external_id is
    'Post it stands under; null for mentions and direct messages.';
comment on column core.message.thread_key is
    'Id of the top-level message of its thread, its own where it is one. Never null.';
comment on column core.message.parent_external_id is 'Message it answers; null at the top.';
comment on column core.message.kind is 'comment, reply, mention or direct_message. Never null.';
comment on column core.message.role is
    'Who wrote it, derived: citizen, official, leader, automatic or unknown. Never null.';
comment on column core.message.author_key is
    'Keyed pseudonym of the author, 16 bytes; null where the platform withholds the author.';
comment on column core.message.automatic is
    'The platform marks it as sent by a machine. Never null.';
comment on column core.message.permalink is
    'Address for people; null where the platform gives none.';
comment on column core.message.text is 'Text; null where there is none or it is not kept.';
comment on column core.message.truncated is 'The text was cut at its limit. Never null.';
comment on column core.message.text_hash is 'Keyed hash of the text, 16 bytes; null without text.';
comment on column core.message.language is 'Language as the platform says; null where unknown.';
comment on column core.message.likes is 'Likes; null where the platform gives no count.';
comment on column core.message.hidden is
    'Hidden by the account; null where the platform does not tell.';
comment on column core.message.edited_at is
    'Last edit the platform told of; null where there is none.';
comment on column core.message.needs_answer is
    'Derived by core.needs_answer() of the text alone, whoever wrote it: true asks for an answer, false does '
    'not; no figure reads it of official and automatic messages. Null until it was judged.';
comment on column core.message.undecided is
    'needs_answer is true only because nothing in it can be read (a picture). Never null.';
comment on column core.message.rule is
    'Rule that decided needs_answer, with its version (core.needs_rule); null until it was judged.';
comment on column core.message.intent is
    'Intent that follows from that rule (core.needs_rule); null where none does.';
comment on column core.message.topic is 'Topic by rules; null until rules for it exist.';
comment on column core.message.reply_class is
    'For official messages substantive, stock or redirect; null until rules for it exist, and for '
    'others.';
comment on column core.message.gone_from is
    'Last answer in which it was still there, once it is gone; null while it stands.';
comment on column core.message.gone_by is
    'First answer in which it was missing and a look-up confirmed it; null while it stands.';
comment on column core.message.removed_by is
    'author, unit, platform or unknown; null while it stands.';
comment on column core.message.first_observed_at is
    'Answer in which it was first seen. Never null.';
comment on column core.message.changed_observed_at is
    'Answer that brought the newest change of what the platform said. Never null.';

create table core.message_mention (
    government_id int not null,
    account_id int not null,
    message_external_id text not null,
    mentioned_account_id int not null,
    sent_at timestamptz not null,
    first_observed_at timestamptz not null,
    post_external_id text,
    constraint message_mention_message_external_id_check
        check (octet_length(message_external_id) between 1 and 256),
    constraint message_mention_post_external_id_check
        check (octet_length(post_external_id) between 1 and 256)
);
create index message_mention_post_external_id_idx
    on core.message_mention (government_id, account_id, post_external_id) where post_external_id is not null;
create index message_mention_mentioned_idx
    on core.message_mention (government_id, mentioned_account_id, message_external_id);
alter table core.message_mention
    add constraint message_mention_pkey primary key (government_id, account_id, message_external_id, mentioned_account_id);
comment on table core.message_mention is
    'An official account of the same government tagged or named in a message found at another '
    'one, or in a leader''s own post: opens an inquiry of that account''s unit. Mentions of anyone '
    'else are not stored.';
comment on column core.message_mention.government_id is 'Government. Never null.';
comment on column core.message_mention.account_id is
    'Account at which the message was found. Never null.';
comment on column core.message_mention.message_external_id is
    'The message; of a leader''s post the id under which the account that it names would list it. Never null.';
comment on column core.message_mention.mentioned_account_id is
    'The account mentioned. Never null.';
comment on column core.message_mention.sent_at is
    'When the message was sent or the post published. Never null.';
comment on column core.message_mention.first_observed_at is
    'Answer in which it was first seen. Never null.';
comment on column core.message_mention.post_external_id is
    'The post of the account, a leader''s, in which it stands; null where it stands in a message.';

create table core.complaint (
    government_id int not null,
    account_id int not null,
    external_id text not null,
    feed text not null,
    complaint_id uuid not null,
    unit_id int not null default 0,
    unit_ref text,
    class text,
    visibility text,
    topic text,
    title text,
    text text,
    truncated boolean not null default false,
    permalink text,
    district_code text,
    village_code text,
    lat float8,
    long float8,
    status text not null,
    status_raw text,
    status_observed_at timestamptz not null,
    received_at timestamptz,
    verified_at timestamptz,
    verified_earliest_at timestamptz,
    disposed_at timestamptz,
    disposed_earliest_at timestamptz,
    last_activity_at timestamptz,
    closed_at timestamptz,
    closed_earliest_at timestamptz,
    closed_by text,
    precision_s int,
    rating float8,
    first_reply_at timestamptz,
    first_reply_earliest_at timestamptz,
    substantive_reply_at timestamptz,
    linked_complaint_id uuid,
    first_observed_at timestamptz not null,
    changed_observed_at timestamptz not null,
    constraint complaint_government_id_complaint_id_key unique (government_id, complaint_id),
    constraint complaint_external_id_check check (octet_length(external_id) between 1 and 256),
    constraint complaint_class_check
        check (class in ('oversight', 'no_oversight', 'information', 'aspiration', 'other')),
    constraint complaint_visibility_check
        check (visibility in ('public', 'anonymous', 'confidential', 'anonymous_confidential')),
    constraint complaint_text_check check (octet_length(text) <= 65536),
    constraint complaint_title_check check (octet_length(title) <= 65536),
    constraint complaint_permalink_check check (octet_length(permalink) <= 2048),
    constraint complaint_feed_check check (octet_length(feed) <= 256),
    constraint complaint_unit_ref_check check (octet_length(unit_ref) <= 256),
    constraint complaint_district_code_check check (octet_length(district_code) <= 256),
    constraint complaint_village_code_check check (octet_length(village_code) <= 256),
    constraint complaint_status_raw_check check (octet_length(status_raw) <= 256),
    constraint complaint_closed_by_check check (octet_length(closed_by) <= 256),
    constraint complaint_status_check
        check (status in ('unverified', 'verified', 'disposed', 'in_process',
            'awaiting_reporter', 'postponed', 'closed_by_reporter', 'closed_by_admin',
            'closed_by_system', 'archived_by_admin', 'archived_by_system',
            'archived_by_reporter', 'blocked', 'deleted', 'unknown'))
);
create index complaint_unit_id_idx on core.complaint (government_id, unit_id, received_at);
alter table core.complaint
    add constraint complaint_pkey primary key (government_id, account_id, external_id);
comment on table core.complaint is
    'A case in a complaint feed, as last seen, with what its events say derived beside it.';
comment on column core.complaint.government_id is 'Government. Never null.';
comment on column core.complaint.account_id is 'The feed. Never null.';
comment on column core.complaint.external_id is 'Tracking id in the feed. Never null.';
comment on column core.complaint.feed is 'Name of the feed (the account''s channel). Never null.';
comment on column core.complaint.complaint_id is
    'Made from government, feed account and external_id (core.natural_id). Never null.';
comment on column core.complaint.unit_id is
    'Unit that holds it now, of several the one named first, derived; 0 while no known unit does. Never null.';
comment on column core.complaint.unit_ref is
    'Present holder as the feed names it; null where it names none.';
comment on column core.complaint.class is
    'oversight, no_oversight, information, aspiration or other; null where the feed does not '
    'tell.';
comment on column core.complaint.visibility is
    'public, anonymous, confidential or anonymous_confidential; null where the feed does not '
    'tell.';
comment on column core.complaint.topic is
    'Topic or category as the feed names it; null where there is none.';
comment on column core.complaint.title is 'Title; null where there is none or it is not kept.';
comment on column core.complaint.text is 'Text; null where there is none or it is not kept.';
comment on column core.complaint.truncated is
    'The text was cut, by the feed or at its limit. Never null.';
comment on column core.complaint.permalink is 'Address for people; null where there is none.';
comment on column core.complaint.district_code is
    'Kemendagri code of the district; null where unknown.';
comment on column core.complaint.village_code is
    'Kemendagri code of the village; null where unknown.';
comment on column core.complaint.lat is 'Latitude in degrees; null where unknown.';
comment on column core.complaint.long is 'Longitude in degrees; null where unknown.';
comment on column core.complaint.status is
    'Status in the vocabulary of sql/README.md. Never null.';
comment on column core.complaint.status_raw is
    'Status word for word; null where the feed gives none.';
comment on column core.complaint.status_observed_at is
    'First answer that showed the present status. Never null.';
comment on column core.complaint.received_at is
    'When the reporter sent it; null where the feed does not tell.';
comment on column core.complaint.verified_at is
    'When it was verified; null where the feed does not tell.';
comment on column core.complaint.verified_earliest_at is
    'Lower end where only polling saw it; null when verified_at is exact or absent.';
comment on column core.complaint.disposed_at is
    'When it was first given to a unit; null where the feed does not tell.';
comment on column core.complaint.disposed_earliest_at is
    'Lower end where only polling saw it; null when disposed_at is exact or absent.';
comment on column core.complaint.last_activity_at is
    'Last activity the feed tells of; null where it does not.';
comment on column core.complaint.closed_at is
    'When it was closed; null while open or where the feed does not tell.';
comment on column core.complaint.closed_earliest_at is
    'Lower end where only polling saw it; null when closed_at is exact or absent.';
comment on column core.complaint.closed_by is
    'reporter, admin or timer; null while open or where the feed does not tell.';
comment on column core.complaint.precision_s is
    'Precision of the times in seconds; null where no time is given.';
comment on column core.complaint.rating is 'Rating by the reporter; null where there is none.';
comment on column core.complaint.first_reply_at is
    'First follow-up of any kind by a unit that holds it, or the answer of another one, derived from the '
    'events; null before it.';
comment on column core.complaint.first_reply_earliest_at is
    'Lower end where only polling saw it; null when first_reply_at is exact or absent.';
comment on column core.complaint.substantive_reply_at is
    'First follow-up that rules call substantive with confidence 0.8 or more, derived; null '
    'before it.';
comment on column core.complaint.linked_complaint_id is
    'The same case in another channel; null until linking finds one.';
comment on column core.complaint.first_observed_at is
    'Answer in which it was first seen. Never null.';
comment on column core.complaint.changed_observed_at is
    'Answer that brought the newest change. Never null.';

create table core.complaint_event (
    government_id int not null,
    account_id int not null,
    complaint_external_id text not null,
    event_key text not null,
    complaint_id uuid not null,
    at_earliest timestamptz not null,
    at_latest timestamptz not null,
    precision_s int,
    kind text not null,
    unit_id int,
    unit_ref text,
    from_unit_id int,
    from_unit_ref text,
    actor text,
    text text,
    rule text,
    confidence float8,
    ordinal int,
    first_observed_at timestamptz not null,
    changed_observed_at timestamptz not null,
    constraint complaint_event_complaint_external_id_check
        check (octet_length(complaint_external_id) between 1 and 256),
    constraint complaint_event_event_key_check check (octet_length(event_key) between 1 and 256),
    constraint complaint_event_kind_check
        check (kind in ('received', 'verified', 'disposed', 'acknowledged', 'answered',
            'reporter_reply', 'closed', 'postponed', 'archived', 'returned', 'status_seen')),
    constraint complaint_event_at_check check (at_earliest <= at_latest),
    constraint complaint_event_confidence_check check (confidence between 0 and 1),
    constraint complaint_event_text_check check (octet_length(text) <= 65536),
    constraint complaint_event_unit_ref_check check (octet_length(unit_ref) <= 256),
    constraint complaint_event_from_unit_ref_check check (octet_length(from_unit_ref) <= 256),
    constraint complaint_event_actor_check check (octet_length(actor) <= 256)
);
create index complaint_event_complaint_id_idx
    on core.complaint_event (government_id, complaint_id);
alter table core.complaint_event
    add constraint complaint_event_pkey primary key (government_id, account_id, complaint_external_id, event_key);
comment on table core.complaint_event is
    'One thing that happened to a complaint: a disposition, a follow-up, a reply of the reporter, '
    'a closing.';
comment on column core.complaint_event.government_id is 'Government. Never null.';
comment on column core.complaint_event.account_id is 'The feed. Never null.';
comment on column core.complaint_event.complaint_external_id is
    'Tracking id of the complaint. Never null.';
comment on column core.complaint_event.event_key is
    'Stable key of the event within the complaint. Never null.';
comment on column core.complaint_event.complaint_id is
    'Same value as in core.complaint. Never null.';
comment on column core.complaint_event.at_earliest is
    'Lower end of when it happened; equal to at_latest when the feed gives the time. Never null.';
comment on column core.complaint_event.at_latest is 'Upper end of when it happened. Never null.';
comment on column core.complaint_event.precision_s is
    'Precision of the feed''s time in seconds; null where only polling saw it.';
comment on column core.complaint_event.kind is
    'received, verified, disposed, acknowledged, answered, reporter_reply, closed, postponed, '
    'archived, returned or status_seen. Never null.';
comment on column core.complaint_event.unit_id is
    'Who acted, or to whom it was disposed, derived from unit_ref; null where unknown.';
comment on column core.complaint_event.unit_ref is
    'The same as the feed names it; null where it names none.';
comment on column core.complaint_event.from_unit_id is
    'Who disposed or handed over, derived from from_unit_ref; null where unknown.';
comment on column core.complaint_event.from_unit_ref is
    'The same as the feed names it; null where it names none.';
comment on column core.complaint_event.actor is
    'Who acted, in the feed''s words for a role; null where it does not tell.';
comment on column core.complaint_event.text is
    'Text of the entry; null where there is none or it is not kept.';
comment on column core.complaint_event.rule is
    'Rule that gave the kind; null where the feed says the kind itself.';
comment on column core.complaint_event.confidence is
    'Confidence of that rule, 0 to 1; null where the feed says the kind itself.';
comment on column core.complaint_event.ordinal is
    'Place in the feed''s own order; null where it has none.';
comment on column core.complaint_event.first_observed_at is
    'Answer in which it was first seen. Never null.';
comment on column core.complaint_event.changed_observed_at is
    'Answer that brought the newest change. Never null.';

create table core.complaint_disposition (
    government_id int not null,
    complaint_id uuid not null,
    hop int not null,
    account_id int not null,
    from_unit_id int,
    to_unit_id int not null,
    disposed_at timestamptz not null,
    first_reply_at timestamptz,
    answered_at timestamptz,
    left_at timestamptz,
    constraint complaint_disposition_pkey primary key (government_id, complaint_id, hop)
);
create index complaint_disposition_to_unit_id_idx
    on core.complaint_disposition (government_id, to_unit_id);
comment on table core.complaint_disposition is
    'Hops of a complaint between units, derived from its events: a case may lie with several '
    'units and travel.';
comment on column core.complaint_disposition.government_id is 'Government. Never null.';
comment on column core.complaint_disposition.complaint_id is 'The complaint. Never null.';
comment on column core.complaint_disposition.hop is 'Number of the hop, from 1. Never null.';
comment on column core.complaint_disposition.account_id is 'The feed. Never null.';
comment on column core.complaint_disposition.from_unit_id is
    'Unit it came from; null where the feed does not tell.';
comment on column core.complaint_disposition.to_unit_id is
    'Unit it was given to; 0 where the feed''s name for it is not known. Never null.';
comment on column core.complaint_disposition.disposed_at is
    'When it was given to the unit (upper end). Never null.';
comment on column core.complaint_disposition.first_reply_at is
    'First follow-up of any kind by the unit in this hop; null before it.';
comment on column core.complaint_disposition.answered_at is
    'First substantive follow-up by the unit in this hop; null before it.';
comment on column core.complaint_disposition.left_at is
    'When it went to another unit or was given back (upper end); null while it lies here.';

create type core.stint as (
    external_id text,
    hop int,
    turn int,
    unit_id int,
    from_unit_id int,
    opening_id text,
    opened_at timestamptz,
    first_reply_at timestamptz,
    first_reply_earliest_at timestamptz,
    answer_id text,
    answered_at timestamptz,
    helped_by_unit_id int,
    ended_at timestamptz,
    ended_earliest_at timestamptz,
    ended_latest_at timestamptz,
    left_at timestamptz,
    late_reply_at timestamptz,
    state text,
    timing text
);
comment on type core.stint is
    'What core.complaint_stint() finds in the events of a case: one unit that held it, and how the wait ended. '
    'Handed from one part of core.derive_complaint() to the next, stored nowhere.';

-- What is derived.

create table core.inquiry (
    government_id int not null,
    inquiry_id uuid not null,
    opened_at timestamptz not null,
    unit_id int not null,
    account_id int not null,
    channel text not null,
    kind text not null,
    class text not null,
    opened_by text not null,
    turn int not null,
    needed_at timestamptz,
    first_reply_at timestamptz,
    answered_at timestamptz,
    substantive_at timestamptz,
    ended_at timestamptz,
    ended_earliest_at timestamptz,
    ended_latest_at timestamptz,
    late_reply_at timestamptz,
    state text not null,
    intent text,
    topic text,
    language text,
    reply_class text,
    helped_by_unit_id int,
    removed boolean not null,
    hidden boolean not null,
    undecided boolean not null,
    messages int not null,
    timing text not null,
    correction_id bigint,
    source_kind text not null,
    source_account_id int not null,
    source_id text not null,
    opening_id text not null,
    answer_id text,
    post_external_id text,
    permalink text,
    opened_on date not null,
    needed_on date,
    calendar text not null,
    opened_wait_s bigint,
    needed_wait_s bigint,
    opened_working_s bigint,
    needed_working_s bigint,
    opened_working_from_s bigint,
    needed_working_from_s bigint,
    first_reply_wait_s bigint,
    first_reply_working_s bigint,
    substantive_wait_s bigint,
    substantive_working_s bigint,
    provisional boolean not null,
    deadline_at timestamptz,
    deadline_rule_id int,
    linked_inquiry_id uuid,
    constraint inquiry_kind_check
        check (kind in ('comment', 'mention', 'direct_message', 'complaint')),
    constraint inquiry_class_check check (class in ('citizen', 'leader')),
    constraint inquiry_opened_by_check check (opened_by in ('citizen', 'leader', 'unknown')),
    constraint inquiry_state_check
        check (state in ('waiting', 'answered', 'helped', 'withdrawn', 'handed_over',
            'closed_unanswered')),
    constraint inquiry_timing_check check (timing in ('exact', 'interval')),
    constraint inquiry_source_kind_check check (source_kind in ('message', 'complaint')),
    constraint inquiry_ended_at_check check ((ended_at is null) = (state = 'waiting'))
) partition by range (opened_at);
create index inquiry_source_idx
    on core.inquiry (hashtextextended(source_id, (government_id::bigint << 32) + source_account_id));
create index inquiry_opened_on_idx on core.inquiry (government_id, unit_id, opened_on, channel);
create index inquiry_needed_on_idx
    on core.inquiry (government_id, unit_id, channel, needed_on) where needed_on <> opened_on;
create index inquiry_waiting_idx
    on core.inquiry (government_id, source_account_id, post_external_id) where state = 'waiting';
alter table core.inquiry
    add constraint inquiry_pkey primary key (government_id, inquiry_id, opened_at);
comment on table core.inquiry is
    'One wait of one citizen or leader for one unit: the grain of all response '
    'figures. Derived; written only by core.derive_message() and core.derive_complaint().';
comment on column core.inquiry.government_id is 'Government. Never null.';
comment on column core.inquiry.inquiry_id is
    'Made from what opened it: government, source kind, source, unit, opening message or event, '
    'class. Never null.';
comment on column core.inquiry.opened_at is
    'First message of the stretch, or the disposition. Never null.';
comment on column core.inquiry.unit_id is
    'Unit asked, at the start; 0 where no unit is known (the whole government). Never null.';
comment on column core.inquiry.account_id is
    'Account asked: where the message stands, the account mentioned, or the feed. Never null.';
comment on column core.inquiry.channel is 'Platform or feed. Never null.';
comment on column core.inquiry.kind is
    'comment, mention, direct_message or complaint. Never null.';
comment on column core.inquiry.class is 'citizen or leader. Never null.';
comment on column core.inquiry.opened_by is
    'Role of the first message: citizen, leader or unknown. Never null.';
comment on column core.inquiry.turn is
    'Number of the stretch within thread, unit and class, from 1. Never null.';
comment on column core.inquiry.needed_at is
    'First message that needs an answer; null when none does. Start of the headline population.';
comment on column core.inquiry.first_reply_at is
    'First reply of the unit: to messages the answer that ended the wait, in complaints its first follow-up of any '
    'kind, also after the closing. Null before it.';
comment on column core.inquiry.answered_at is
    'The answer that ended the wait; null unless state is answered or helped.';
comment on column core.inquiry.substantive_at is
    'First substantive reply; null until there is one or rules can tell.';
comment on column core.inquiry.ended_at is
    'When the wait ended in whatever state: upper end of what is known for answers, lower end for '
    'the others. Null while waiting.';
comment on column core.inquiry.ended_earliest_at is
    'Lower end of the ending where only polling saw it; null when exact or waiting.';
comment on column core.inquiry.ended_latest_at is
    'Upper end of the ending where only polling saw it; null when exact or waiting.';
comment on column core.inquiry.late_reply_at is
    'First reply of the unit after the wait had ended without its answer; null when there is '
    'none.';
comment on column core.inquiry.state is
    'waiting, answered, helped, withdrawn, handed_over or closed_unanswered. Never null.';
comment on column core.inquiry.intent is
    'Intent of its first message that has one; null where none does.';
comment on column core.inquiry.topic is 'Topic by rules or feed; null where unknown.';
comment on column core.inquiry.language is 'Language of its first message; null where unknown.';
comment on column core.inquiry.reply_class is
    'substantive, stock or redirect, of the answer; null until rules for it exist.';
comment on column core.inquiry.helped_by_unit_id is
    'Unit whose account answered instead; null unless state is helped.';
comment on column core.inquiry.removed is
    'A message of it vanished and its author is not known to have removed it. Never null.';
comment on column core.inquiry.hidden is 'A message of it is hidden by the account. Never null.';
comment on column core.inquiry.undecided is
    'needed_at rests on a message that no rule could read. Never null.';
comment on column core.inquiry.messages is 'Messages in the stretch. Never null.';
comment on column core.inquiry.timing is
    'exact, or interval where only polling saw the start or the ending. Never null.';
comment on column core.inquiry.correction_id is
    'Correction by a person that was applied last; null without one, and until core.correction is read.';
comment on column core.inquiry.source_kind is 'message or complaint. Never null.';
comment on column core.inquiry.source_account_id is
    'Account in whose rows it was found; its lock guards this row. Never null.';
comment on column core.inquiry.source_id is
    'Thread key, or tracking id of the complaint. Never null.';
comment on column core.inquiry.opening_id is 'Message or event that opened it. Never null.';
comment on column core.inquiry.answer_id is
    'Message or event that ended it; null while waiting or when nothing written ended it.';
comment on column core.inquiry.post_external_id is
    'Post under which it was asked; null outside posts.';
comment on column core.inquiry.permalink is
    'Address of the opening message or complaint; null where there is none.';
comment on column core.inquiry.opened_on is
    'Local day of opened_at in the government''s zone. Never null.';
comment on column core.inquiry.needed_on is 'Local day of needed_at; null when that is null.';
comment on column core.inquiry.calendar is
    'Working calendar of the unit on opened_on. Never null.';
comment on column core.inquiry.opened_wait_s is
    'Seconds from opened_at to ended_at; null while waiting.';
comment on column core.inquiry.needed_wait_s is
    'Seconds from needed_at to ended_at, not below 0; null while waiting or when needed_at is '
    'null.';
comment on column core.inquiry.opened_working_s is
    'Working seconds from opened_at to ended_at; null while waiting, and beyond the calendar.';
comment on column core.inquiry.needed_working_s is
    'Working seconds from needed_at to ended_at, not below 0; null while waiting, when needed_at '
    'is null, and beyond the calendar.';
comment on column core.inquiry.opened_working_from_s is
    'Working seconds from the calendar''s first day to opened_at: an age is one look-up and a '
    'difference. Null beyond the calendar.';
comment on column core.inquiry.needed_working_from_s is
    'The same to needed_at; null when that is null, and beyond the calendar.';
comment on column core.inquiry.first_reply_wait_s is
    'Seconds from needed_at (else opened_at) to first_reply_at; null before it.';
comment on column core.inquiry.first_reply_working_s is
    'The same in working seconds; null before it.';
comment on column core.inquiry.substantive_wait_s is
    'Seconds from needed_at (else opened_at) to substantive_at; null before it.';
comment on column core.inquiry.substantive_working_s is
    'The same in working seconds; null before it.';
comment on column core.inquiry.provisional is
    'A day it touches is provisional in the calendar. Never null.';
comment on column core.inquiry.deadline_at is
    'By when it must be answered, by core.deadline_rule; null without a rule.';
comment on column core.inquiry.deadline_rule_id is 'Rule behind deadline_at; null without one.';
comment on column core.inquiry.linked_inquiry_id is
    'The same case in another channel; null until linking finds one.';

create table core.dirty (
    government_id int not null,
    dirty_id bigint generated always as identity,
    unit_id int not null,
    channel text not null,
    day date not null,
    constraint dirty_pkey primary key (government_id, dirty_id)
);
comment on table core.dirty is
    'Days whose facts changed since they were last rolled up: a log, written with the facts, '
    'consumed by the refresh round. One row per transaction, unit, channel and day; a unique key '
    'would let a mark get lost between two transactions.';
comment on column core.dirty.government_id is 'Government. Never null.';
comment on column core.dirty.dirty_id is 'Number of the mark. Never null.';
comment on column core.dirty.unit_id is 'Unit; 0 where no unit is known. Never null.';
comment on column core.dirty.channel is 'Platform or feed. Never null.';
comment on column core.dirty.day is 'Local day of a start in the government''s zone. Never null.';

-- Rules that derivation reads.

create table core.needs_rule (
    rule text not null,
    rank int not null,
    bytes_max int,
    hint text[],
    pattern text,
    needs boolean not null,
    undecided boolean not null default false,
    intent text,
    doc text not null,
    constraint needs_rule_pkey primary key (rank),
    constraint needs_rule_rule_key unique (rule)
);
comment on table core.needs_rule is
    'What makes a message need an answer, or not; the first rule by rank that applies decides '
    '(core.needs_answer).';
comment on column core.needs_rule.rule is
    'Name of the rule with its version, kept with each message it decided. Never null.';
comment on column core.needs_rule.rank is
    'Order in which rules are tried, smallest first. Never null.';
comment on column core.needs_rule.bytes_max is
    'Longest text it applies to, in bytes; null for any.';
comment on column core.needs_rule.hint is
    'LIKE patterns of which one must match first: they spare the slower pattern. Null when none '
    'is needed.';
comment on column core.needs_rule.pattern is
    'Regular expression over the text in small letters; null when the hint says all.';
comment on column core.needs_rule.needs is 'Verdict. Never null.';
comment on column core.needs_rule.undecided is
    'The verdict is a default for what cannot be read. Never null.';
comment on column core.needs_rule.intent is
    'Intent that follows from the match; null where none does.';
comment on column core.needs_rule.doc is 'What it finds and why it decides so. Never null.';

create table core.automatic_text (
    government_id int not null,
    text_hash bytea not null,
    source text not null,
    constraint automatic_text_pkey primary key (government_id, text_hash),
    constraint automatic_text_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint automatic_text_text_hash_check check (octet_length(text_hash) = 16),
    constraint automatic_text_source_check check (source in ('learnt', 'entered'))
);
comment on table core.automatic_text is
    'Texts that official accounts send by machine: seen at most 10 s after what they answer in at '
    'least three threads, or entered by a person.';
comment on column core.automatic_text.government_id is 'Government. Never null.';
comment on column core.automatic_text.text_hash is
    'Keyed hash of the text, 16 bytes; for direct messages, whose texts are not kept, one made of the account. '
    'Never null.';
comment on column core.automatic_text.source is 'learnt or entered. Never null.';

create table core.automatic_evidence (
    government_id int not null,
    text_hash bytea not null,
    account_id int not null,
    thread_key text not null,
    constraint automatic_evidence_pkey
        primary key (government_id, text_hash, account_id, thread_key)
);
create index automatic_evidence_thread_key_idx
    on core.automatic_evidence (government_id, account_id, thread_key);
comment on table core.automatic_evidence is
    'Threads in which an official text came at most 10 s after what it answers; three of them '
    'make it automatic.';
comment on column core.automatic_evidence.government_id is 'Government. Never null.';
comment on column core.automatic_evidence.text_hash is 'As in core.automatic_text. Never null.';
comment on column core.automatic_evidence.account_id is 'Account of the thread. Never null.';
comment on column core.automatic_evidence.thread_key is 'Thread. Never null.';

create table core.deadline_rule (
    deadline_rule_id int generated by default as identity (start with 1000),
    government_id int,
    channel text,
    feed_kind text,
    class text,
    from_event text not null,
    to_event text not null,
    limit_days int not null,
    counted_in text not null,
    valid_from date not null,
    valid_to date,
    source text not null,
    constraint deadline_rule_pkey primary key (deadline_rule_id),
    constraint deadline_rule_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint deadline_rule_from_event_check
        check (from_event in ('received', 'verified', 'disposed', 'answered', 'opened')),
    constraint deadline_rule_to_event_check
        check (to_event in ('verified', 'disposed', 'answered', 'closed')),
    constraint deadline_rule_limit_days_check check (limit_days > 0),
    constraint deadline_rule_counted_in_check check (counted_in in ('working_days', 'days'))
);
create index deadline_rule_government_id_idx on core.deadline_rule (government_id);
comment on table core.deadline_rule is
    'Legal clocks, dated, because sources disagree and rules change.';
comment on column core.deadline_rule.deadline_rule_id is
    'Number of the rule; below 1000 those that come with Pantau. Never null.';
comment on column core.deadline_rule.government_id is 'Government it is for; null for all.';
comment on column core.deadline_rule.channel is
    'Feed or platform it is for; null with feed_kind set, or for all.';
comment on column core.deadline_rule.feed_kind is 'Kind of feed it is for (lapor); null for all.';
comment on column core.deadline_rule.class is 'Class of complaint it is for; null for all.';
comment on column core.deadline_rule.from_event is
    'received, verified, disposed or answered of a complaint; opened: of an inquiry by message. Never null.';
comment on column core.deadline_rule.to_event is
    'verified, disposed, answered or closed. Inquiries have the deadlines that end in answered. Never null.';
comment on column core.deadline_rule.limit_days is 'How many days. Never null.';
comment on column core.deadline_rule.counted_in is 'working_days or days. Never null.';
comment on column core.deadline_rule.valid_from is 'First local day. Never null.';
comment on column core.deadline_rule.valid_to is 'Last local day; null while in force.';
comment on column core.deadline_rule.source is 'Where the rule stands. Never null.';

-- What people decided.

create table core.correction (
    government_id int not null,
    correction_id bigint generated by default as identity,
    inquiry_id uuid not null,
    field text not null,
    value text,
    ended_at timestamptz,
    decided_by text not null,
    decided_at timestamptz not null,
    reason text not null,
    evidence text,
    revoked_at timestamptz,
    constraint correction_pkey primary key (government_id, correction_id),
    constraint correction_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint correction_field_check check (field in ('state', 'unit', 'needs_answer', 'intent'))
);
create index correction_inquiry_id_idx on core.correction (government_id, inquiry_id);
comment on table core.correction is
    'A person''s correction of one inquiry, to be applied last and counted. Derivation does not read it yet.';
comment on column core.correction.government_id is 'Government. Never null.';
comment on column core.correction.correction_id is 'Number of the correction. Never null.';
comment on column core.correction.inquiry_id is 'Inquiry it corrects. Never null.';
comment on column core.correction.field is
    'What is corrected: state, unit, needs_answer or intent. Never null.';
comment on column core.correction.value is 'New value as text; null to clear.';
comment on column core.correction.ended_at is
    'When it was answered elsewhere; null for other corrections.';
comment on column core.correction.decided_by is 'Who decided. Never null.';
comment on column core.correction.decided_at is 'When. Never null.';
comment on column core.correction.reason is 'Why. Never null.';
comment on column core.correction.evidence is 'Link or file; null without one.';
comment on column core.correction.revoked_at is 'When it was taken back; null while it stands.';

create table core.exclusion (
    government_id int not null,
    exclusion_id bigint generated by default as identity,
    unit_id int,
    channel text,
    first_on date not null,
    last_on date not null,
    decided_by text not null,
    decided_at timestamptz not null,
    reason text not null,
    constraint exclusion_pkey primary key (government_id, exclusion_id),
    constraint exclusion_government_id_fkey
        foreign key (government_id)
        references core.government (government_id),
    constraint exclusion_last_on_check check (last_on >= first_on)
);
comment on table core.exclusion is
    'Days taken out of figures, with a reason: a hacked account, an outage of ours.';
comment on column core.exclusion.government_id is 'Government. Never null.';
comment on column core.exclusion.exclusion_id is 'Number of the exclusion. Never null.';
comment on column core.exclusion.unit_id is 'Unit; null for all.';
comment on column core.exclusion.channel is 'Channel; null for all.';
comment on column core.exclusion.first_on is 'First local day. Never null.';
comment on column core.exclusion.last_on is 'Last local day. Never null.';
comment on column core.exclusion.decided_by is 'Who decided. Never null.';
comment on column core.exclusion.decided_at is 'When. Never null.';
comment on column core.exclusion.reason is 'Why. Never null.';

create table core.assessment (
    government_id int not null,
    assessment_id bigint generated by default as identity,
    item_kind text not null,
    account_id int not null,
    item_id text not null,
    criterion text not null,
    score float8,
    verdict text,
    decided_by text not null,
    decided_at timestamptz not null,
    reason text,
    constraint assessment_pkey primary key (government_id, assessment_id),
    constraint assessment_item_kind_check
        check (item_kind in ('post', 'message', 'inquiry', 'complaint')),
    constraint assessment_government_id_fkey
        foreign key (government_id)
        references core.government (government_id)
);
comment on table core.assessment is
    'A human verdict on one item: who, when, which criterion, which score. No figure reads it yet.';
comment on column core.assessment.government_id is 'Government. Never null.';
comment on column core.assessment.assessment_id is 'Number of the assessment. Never null.';
comment on column core.assessment.item_kind is 'post, message, inquiry or complaint. Never null.';
comment on column core.assessment.account_id is 'Account of the item. Never null.';
comment on column core.assessment.item_id is 'Id of the item. Never null.';
comment on column core.assessment.criterion is 'What was judged. Never null.';
comment on column core.assessment.score is 'Score; null where only words were given.';
comment on column core.assessment.verdict is
    'Verdict in a word; null where only a score was given.';
comment on column core.assessment.decided_by is 'Who. Never null.';
comment on column core.assessment.decided_at is 'When. Never null.';
comment on column core.assessment.reason is 'Why; null where none was given.';

create table core.official_total (
    government_id int not null,
    channel text not null,
    unit_id int not null,
    first_on date not null,
    last_on date not null,
    figure text not null,
    total bigint not null,
    source text not null,
    constraint official_total_pkey
        primary key (government_id, channel, unit_id, first_on, last_on, figure),
    constraint official_total_figure_check check (figure in ('received', 'answered', 'closed')),
    constraint official_total_government_id_fkey
        foreign key (government_id)
        references core.government (government_id)
);
comment on table core.official_total is
    'Totals an office published, to set beside what a public feed shows. No figure reads them yet.';
comment on column core.official_total.government_id is 'Government. Never null.';
comment on column core.official_total.channel is 'Feed. Never null.';
comment on column core.official_total.unit_id is 'Unit; 0 for the whole government. Never null.';
comment on column core.official_total.first_on is 'First local day of the period. Never null.';
comment on column core.official_total.last_on is 'Last local day of the period. Never null.';
comment on column core.official_total.figure is 'received, answered or closed. Never null.';
comment on column core.official_total.total is 'The total. Never null.';
comment on column core.official_total.source is 'Where it was published. Never null.';


create table core.complaint_state (
    government_id int not null,
    account_id int not null,
    complaint_external_id text not null,
    status_raw text not null,
    seen_by timestamptz not null,
    seen_upto timestamptz not null,
    constraint complaint_state_pkey
        primary key (government_id, account_id, complaint_external_id, status_raw),
    constraint complaint_state_complaint_external_id_check
        check (octet_length(complaint_external_id) between 1 and 256),
    constraint complaint_state_status_raw_check check (octet_length(status_raw) between 1 and 256)
);
comment on table core.complaint_state is
    'States of complaints as exports showed them: between the last one of another state and the first '
    'one of this it changed.';
comment on column core.complaint_state.government_id is 'Government. Never null.';
comment on column core.complaint_state.account_id is 'The feed. Never null.';
comment on column core.complaint_state.complaint_external_id is
    'Tracking id of the complaint. Never null.';
comment on column core.complaint_state.status_raw is 'State in the feed''s own words. Never null.';
comment on column core.complaint_state.seen_by is
    'Moment by which it was reached: the end of the time in which the first export that shows it was '
    'made. Never null.';
comment on column core.complaint_state.seen_upto is
    'Moment up to which it lasted at least: the beginning of the time in which the last export that '
    'shows it was made. Never null.';
