-- breaking: no
-- why: first tables of ops: streams, cursors, runs, quotas, requests, refresh rounds, partitions.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the programs need to know about their own work. Nothing here is a fact about a city: all of
-- it may be lost without losing a figure, except cursors (polled again), coverage gaps and retired
-- ids.

create table ops.configuration (
    instance text not null,
    digest text not null,
    document jsonb not null,
    synced_at timestamptz not null,
    constraint configuration_pkey primary key (instance),
    constraint configuration_instance_check check (octet_length(instance) between 1 and 256)
);
comment on table ops.configuration is
    'The configuration an instance runs with, as synchronised last.';
comment on column ops.configuration.instance is 'Instance of the daemon. Never null.';
comment on column ops.configuration.digest is
    'Digest of the configuration file; two daemons with different files are told apart by it. '
    'Never null.';
comment on column ops.configuration.document is
    'Governments, units and feeds of the file, without secrets. Never null.';
comment on column ops.configuration.synced_at is 'When it was synchronised. Never null.';

create table ops.configuration_part (
    instance text not null,
    part int not null,
    accounts jsonb not null,
    constraint configuration_part_pkey primary key (instance, part),
    constraint configuration_part_instance_check check (octet_length(instance) between 1 and 256),
    constraint configuration_part_part_check check (part > 0)
);
comment on table ops.configuration_part is
    'Accounts of a configuration that is on its way, a part a row; gone once it is synchronised.';
comment on column ops.configuration_part.instance is 'Instance of the daemon. Never null.';
comment on column ops.configuration_part.part is 'Number of the part, from 1. Never null.';
comment on column ops.configuration_part.accounts is
    'Accounts as the file lists them, with owners, dates and streams. Never null.';

create table ops.stream (
    government_id int not null,
    account_id int not null,
    stream text not null,
    active boolean not null default true,
    active_to timestamptz,
    interval_s int not null,
    cursor bytea,
    fence bigint not null default 0,
    lease_owner text,
    first_success_at timestamptz,
    last_success_at timestamptz,
    last_complete_at timestamptz,
    failing_since timestamptz,
    fail_count bigint not null default 0,
    verdict text,
    cause text,
    error text,
    hint text,
    http_status int,
    not_before timestamptz,
    constraint stream_pkey primary key (government_id, account_id, stream),
    constraint stream_government_id_account_id_fkey
        foreign key (government_id, account_id)
        references core.account (government_id, account_id),
    constraint stream_stream_check
        check (stream in ('account', 'posts', 'stories', 'comments', 'mentions',
            'direct_messages', 'complaints')),
    constraint stream_cursor_check check (octet_length(cursor) <= 4096),
    constraint stream_error_check check (octet_length(error) <= 2048),
    constraint stream_hint_check check (octet_length(hint) <= 2048)
);
create index stream_lease_owner_idx on ops.stream (lease_owner) where lease_owner is not null;
comment on table ops.stream is
    'One kind of thing polled from one account or feed: cursor, lease and state of its last '
    'polls.';
comment on column ops.stream.government_id is 'Government. Never null.';
comment on column ops.stream.account_id is 'Account or feed. Never null.';
comment on column ops.stream.stream is
    'account, posts, stories, comments, mentions, direct_messages or complaints. Never null.';
comment on column ops.stream.active is 'False once it left the configuration. Never null.';
comment on column ops.stream.active_to is
    'When it left the configuration; null while it stands there.';
comment on column ops.stream.interval_s is
    'Longest interval between polls that the schedule allows, seconds. Never null.';
comment on column ops.stream.cursor is
    'Where the next poll goes on, opaque, at most 4096 bytes; null before the first poll.';
comment on column ops.stream.fence is
    'Counts the takings of the lease; a writer with an older one is refused (SQLSTATE PT001). '
    'Never null.';
comment on column ops.stream.lease_owner is
    'Instance that took the lease (how long it lasts: ops.lease); null when nobody did, or gave '
    'it back.';
comment on column ops.stream.first_success_at is 'First successful poll; null before it.';
comment on column ops.stream.last_success_at is 'Newest successful poll; null before the first.';
comment on column ops.stream.last_complete_at is
    'Newest visit that reached the end; null before the first.';
comment on column ops.stream.failing_since is
    'First failure after the last success; null while it works.';
comment on column ops.stream.fail_count is 'Failures in a row. Never null.';
comment on column ops.stream.verdict is 'Verdict of the newest failure; null after a success.';
comment on column ops.stream.cause is 'Cause of the newest failure; null after a success.';
comment on column ops.stream.error is
    'Text of the newest failure, redacted; null after a success.';
comment on column ops.stream.hint is
    'What to do about it; null where nobody can say, and after a success.';
comment on column ops.stream.http_status is
    'HTTP status of the newest failure; null without an answer, and after a success.';
comment on column ops.stream.not_before is
    'Moment before which it is not polled again; null when any time will do.';

create table ops.lease (
    instance text not null,
    lease_until timestamptz not null,
    lease_s int not null,
    taken_count bigint not null default 0,
    constraint lease_pkey primary key (instance)
);
comment on table ops.lease is
    'How long an instance''s leases of streams last; one row renews all of them.';
comment on column ops.lease.instance is 'Instance of the daemon. Never null.';
comment on column ops.lease.lease_until is 'When its leases end unless renewed. Never null.';
comment on column ops.lease.lease_s is 'Seconds by which a sign of life renews them. Never null.';
comment on column ops.lease.taken_count is
    'Streams taken under this lease, each time counted: it stays while nothing is gained. Never null.';

create table ops.target (
    government_id int not null,
    account_id int not null,
    stream text not null,
    external_id text not null,
    published_at timestamptz,
    announced bigint,
    held bigint not null default 0,
    newest_at timestamptz,
    first_success_at timestamptz,
    last_success_at timestamptz,
    waiting boolean not null default false,
    constraint target_pkey primary key (government_id, account_id, stream, external_id),
    constraint target_external_id_check check (octet_length(external_id) between 1 and 256)
);
comment on table ops.target is
    'One object of a stream that is polled by itself (a post, for its comments), as long as it is '
    'worth polling.';
comment on column ops.target.government_id is 'Government. Never null.';
comment on column ops.target.account_id is 'Account. Never null.';
comment on column ops.target.stream is 'Stream. Never null.';
comment on column ops.target.external_id is 'Id of the object on the platform. Never null.';
comment on column ops.target.published_at is 'When the object was published; null where unknown.';
comment on column ops.target.announced is
    'Items the platform says it holds; null where it gives no count.';
comment on column ops.target.held is 'Items of it that are stored. Never null.';
comment on column ops.target.newest_at is
    'When the newest message of it was sent, gone ones too; null while there is none.';
comment on column ops.target.first_success_at is 'First complete visit; null before it.';
comment on column ops.target.last_success_at is 'Newest complete visit; null before the first.';
comment on column ops.target.waiting is 'An inquiry under it waits for an answer. Never null.';

create table ops.run (
    government_id int not null,
    run_id bigint generated always as identity,
    account_id int not null,
    stream text not null,
    target text,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    pages int not null,
    items int not null,
    changed int not null,
    rejected int not null,
    verdict text not null,
    cause text,
    http_status int,
    bytes bigint not null,
    error text,
    hint text,
    constraint run_pkey primary key (government_id, run_id),
    constraint run_error_check check (octet_length(error) <= 2048),
    constraint run_hint_check check (octet_length(hint) <= 2048)
);
create index run_account_id_idx on ops.run (government_id, account_id, stream, finished_at);
create index run_finished_at_idx on ops.run (finished_at);
comment on table ops.run is
    'One poll that failed, changed something or left items out; polls that changed nothing leave no row else.';
comment on column ops.run.government_id is 'Government. Never null.';
comment on column ops.run.run_id is 'Number of the run. Never null.';
comment on column ops.run.account_id is 'Account. Never null.';
comment on column ops.run.stream is 'Stream. Never null.';
comment on column ops.run.target is 'Object visited; null where the stream has none.';
comment on column ops.run.started_at is 'When the request was sent. Never null.';
comment on column ops.run.finished_at is 'When the last answer was read. Never null.';
comment on column ops.run.pages is 'Answers read. Never null.';
comment on column ops.run.items is 'Items in them. Never null.';
comment on column ops.run.changed is 'Items that were new or different. Never null.';
comment on column ops.run.rejected is 'Items refused as malformed. Never null.';
comment on column ops.run.verdict is 'What the last answer meant. Never null.';
comment on column ops.run.cause is 'Cause behind the verdict; null where there is none.';
comment on column ops.run.http_status is 'HTTP status of the last answer; null without an answer.';
comment on column ops.run.bytes is 'Bytes of the answers. Never null.';
comment on column ops.run.error is 'Text of the failure, redacted; null on success.';
comment on column ops.run.hint is 'What to do about it; null where nobody can say.';

create table ops.coverage_gap (
    government_id int not null,
    account_id int not null,
    stream text not null,
    gap_from timestamptz not null,
    gap_to timestamptz not null,
    allowed_s int not null,
    constraint coverage_gap_pkey primary key (government_id, account_id, stream, gap_from),
    constraint coverage_gap_gap_to_check check (gap_to > gap_from)
);
comment on table ops.coverage_gap is
    'Times in which a stream went without a success longer than twice its interval.';
comment on column ops.coverage_gap.government_id is 'Government. Never null.';
comment on column ops.coverage_gap.account_id is 'Account. Never null.';
comment on column ops.coverage_gap.stream is 'Stream. Never null.';
comment on column ops.coverage_gap.gap_from is 'Last success before the gap. Never null.';
comment on column ops.coverage_gap.gap_to is 'First success after it. Never null.';
comment on column ops.coverage_gap.allowed_s is
    'Seconds a gap was allowed to last then. Never null.';

create table ops.sweep (
    government_id int not null,
    account_id int not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    after_post text not null default '',
    after_message text not null default '',
    named_post text not null default '',
    named_message text not null default '',
    constraint sweep_pkey primary key (government_id, account_id)
);
comment on table ops.sweep is
    'Rounds in which all that is kept of an account is confirmed at its platform by id, because the platform''s terms ask for it.';
comment on column ops.sweep.government_id is 'Government. Never null.';
comment on column ops.sweep.account_id is 'Account. Never null.';
comment on column ops.sweep.started_at is 'Start of the round. Never null.';
comment on column ops.sweep.finished_at is 'When nothing was left to be confirmed; null while it runs.';
comment on column ops.sweep.after_post is
    'External id of the last post confirmed, bytewise; empty at the beginning. Never null.';
comment on column ops.sweep.after_message is 'The same of messages, which come after the posts. Never null.';
comment on column ops.sweep.named_post is
    'The last post that was named to the daemon: confirmed when it asks for more. Never null.';
comment on column ops.sweep.named_message is 'The same of messages. Never null.';

create table ops.gap (
    government_id int not null,
    gap_id bigint generated always as identity,
    account_id int not null,
    stream text not null,
    target text not null default '',
    announced bigint not null,
    held bigint not null,
    gone bigint not null default 0,
    reason text not null,
    detail text,
    found_at timestamptz not null,
    lasting_at timestamptz,
    changed_at timestamptz not null,
    closed_at timestamptz,
    constraint gap_pkey primary key (government_id, gap_id),
    constraint gap_announced_check check (announced > held),
    constraint gap_detail_check check (octet_length(detail) <= 2048)
);
create unique index gap_open_idx
    on ops.gap (government_id, account_id, stream, target) where closed_at is null;
comment on table ops.gap is
    'Where a platform announces more than it gives: a row begins with the complete visit that found less, and '
    'counts once a visit a day or more later still did (lasting_at); one that closes before goes. Kept by '
    'ops.gap_keep().';
comment on column ops.gap.government_id is 'Government. Never null.';
comment on column ops.gap.gap_id is 'Number of the gap. Never null.';
comment on column ops.gap.account_id is 'Account. Never null.';
comment on column ops.gap.stream is
    'comments: messages below a post, or, with an empty target, below all posts that are not visited; posts: '
    'posts of the account. Never null.';
comment on column ops.gap.target is 'The post; empty for the account as a whole. Never null.';
comment on column ops.gap.announced is
    'How many the platform says there are; for posts, since its first number that was kept. Never null.';
comment on column ops.gap.held is 'How many of them are stored and not gone. Never null.';
comment on column ops.gap.gone is
    'How many more are stored and gone: platforms go on counting some of them. Never null.';
comment on column ops.gap.reason is
    'The cause with which the platform refused (the words of ops.run.cause), or removed, window, public_access, '
    'not_collected, not_visited, unknown: metrics.gap_reason_doc says what each means. Never null.';
comment on column ops.gap.detail is 'What the platform said; null where it said nothing.';
comment on column ops.gap.found_at is 'Visit that first found less than announced. Never null.';
comment on column ops.gap.lasting_at is
    'First visit a day or more later that still did; null while there was none.';
comment on column ops.gap.changed_at is 'When a number or the reason last changed. Never null.';
comment on column ops.gap.closed_at is
    'When it was found closed, or its post gone; null while it is open.';

create table ops.completeness (
    government_id int not null,
    account_id int not null,
    stream text not null,
    day date not null,
    targets bigint not null,
    announced bigint not null,
    held bigint not null,
    constraint completeness_pkey primary key (government_id, account_id, stream, day)
);
comment on table ops.completeness is
    'Announced against held of each account, kept over time: a row for each local day on which a number '
    'differs from the row before. Kept by ops.gap_keep().';
comment on column ops.completeness.government_id is 'Government. Never null.';
comment on column ops.completeness.account_id is 'Account. Never null.';
comment on column ops.completeness.stream is
    'comments: messages below posts; posts: posts of the account. Never null.';
comment on column ops.completeness.day is 'Local day from which the numbers hold. Never null.';
comment on column ops.completeness.targets is
    'Posts of the last 364 days that have a number; 1 for posts of the account. Never null.';
comment on column ops.completeness.announced is 'Sum of what the platform announced. Never null.';
comment on column ops.completeness.held is
    'Sum of what is stored of it, of each post at most what was announced. Never null.';

create table ops.unknown_unit_ref (
    government_id int not null,
    account_id int not null,
    ref text not null,
    first_seen_at timestamptz not null,
    complaint_external_id text not null,
    constraint unknown_unit_ref_pkey primary key (government_id, account_id, ref)
);
comment on table ops.unknown_unit_ref is
    'Names of institutions in a feed that the configuration maps to no unit.';
comment on column ops.unknown_unit_ref.government_id is 'Government. Never null.';
comment on column ops.unknown_unit_ref.account_id is 'The feed. Never null.';
comment on column ops.unknown_unit_ref.ref is 'Institution as the feed names it. Never null.';
comment on column ops.unknown_unit_ref.first_seen_at is 'Answer that showed it first. Never null.';
comment on column ops.unknown_unit_ref.complaint_external_id is
    'A complaint that shows it. Never null.';

create table ops.import (
    government_id int not null,
    account_id int not null,
    digest text not null,
    name text not null,
    bytes bigint not null,
    made_earliest timestamptz not null,
    made_latest timestamptz not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    imported_by text not null,
    row_count bigint not null,
    new_count bigint not null,
    changed_count bigint not null,
    unchanged_count bigint not null,
    refused_count bigint not null,
    unknown_units text[] not null,
    refusals text[] not null,
    constraint import_pkey primary key (government_id, account_id, digest),
    constraint import_digest_check check (digest ~ '^[0-9a-f]{64}$')
);
create index import_last_at_idx on ops.import (last_at);
comment on table ops.import is
    'Files that were imported into a complaint feed, and what came of them.';
comment on column ops.import.government_id is 'Government. Never null.';
comment on column ops.import.account_id is 'The feed. Never null.';
comment on column ops.import.digest is 'SHA-256 of the file, as sha256sum shows it. Never null.';
comment on column ops.import.name is 'Name of the file when it was imported last. Never null.';
comment on column ops.import.bytes is 'Size of the file in bytes. Never null.';
comment on column ops.import.made_earliest is
    'When the file was made at the earliest, as it shows itself; what it shows is dated so. Never null.';
comment on column ops.import.made_latest is 'When it was made at the latest. Never null.';
comment on column ops.import.first_at is 'When it was imported first. Never null.';
comment on column ops.import.last_at is 'When it was imported last. Never null.';
comment on column ops.import.imported_by is 'Role of the database that did it last. Never null.';
comment on column ops.import.row_count is 'Rows below the headings, at the last time. Never null.';
comment on column ops.import.new_count is 'Complaints that were not known. Never null.';
comment on column ops.import.changed_count is
    'Complaints of which something was changed. Never null.';
comment on column ops.import.unchanged_count is
    'Complaints that were known so, or newer. Never null.';
comment on column ops.import.refused_count is 'Rows that could not be read. Never null.';
comment on column ops.import.unknown_units is
    'Institutions that the configuration maps to no unit, the first ones. Never null.';
comment on column ops.import.refusals is
    'Which rows could not be read and why, the first ones. Never null.';

create table ops.token (
    credential text not null,
    channel text not null,
    is_valid boolean,
    expires_at timestamptz,
    refresh_expires_at timestamptz,
    data_access_expires_at timestamptz,
    never_expires boolean not null,
    renews boolean not null,
    scopes text,
    renewed_at timestamptz,
    error text,
    noted_at timestamptz not null,
    constraint token_pkey primary key (credential),
    constraint token_scopes_check check (octet_length(scopes) <= 2048),
    constraint token_error_check check (octet_length(error) <= 2048)
);
comment on table ops.token is
    'What the platforms tell of the tokens that pantaud asks with, and how their renewal fares. No token is in it.';
comment on column ops.token.credential is 'Credential that holds the token. Never null.';
comment on column ops.token.channel is 'Platform it is a token of. Never null.';
comment on column ops.token.is_valid is 'Whether the platform takes it; null where it has not told.';
comment on column ops.token.expires_at is 'When the token ends; null where it does not, or nobody told.';
comment on column ops.token.refresh_expires_at is
    'When the token ends with which it is renewed, so that somebody must authorize anew; null where nobody told.';
comment on column ops.token.data_access_expires_at is
    'When the person who granted access must log in again, though the token stays valid (Meta); null elsewhere.';
comment on column ops.token.never_expires is 'The platform says that it has no end. Never null.';
comment on column ops.token.renews is
    'The credential holds what pantaud needs to renew it by itself. Never null.';
comment on column ops.token.scopes is 'Permissions it was granted, with blanks between them; null where nobody told.';
comment on column ops.token.renewed_at is 'When pantaud last renewed it; null where it never did.';
comment on column ops.token.error is 'Why the last look or renewal failed; null where it went well.';
comment on column ops.token.noted_at is 'When this was noted. Never null.';

create table ops.quota (
    credential text not null,
    name text not null,
    used bigint not null,
    limit_units bigint,
    window_s int,
    resets_at timestamptz,
    not_before timestamptz,
    noted_at timestamptz not null,
    constraint quota_pkey primary key (credential, name)
);
comment on table ops.quota is
    'What is left of a quota, shared by all streams that spend from it; survives restarts.';
comment on column ops.quota.credential is
    'Credential, app or key the quota belongs to. Never null.';
comment on column ops.quota.name is 'Which quota of it. Never null.';
comment on column ops.quota.used is 'Units used in the window. Never null.';
comment on column ops.quota.limit_units is 'Units allowed in the window; null where unknown.';
comment on column ops.quota.window_s is 'Length of the window in seconds; null where unknown.';
comment on column ops.quota.resets_at is 'When it starts anew; null where unknown.';
comment on column ops.quota.not_before is
    'Moment before which nothing may be spent; null when any time will do.';
comment on column ops.quota.noted_at is 'When this was noted. Never null.';

create table ops.quota_spent (
    credential text not null,
    slot_at timestamptz not null,
    units bigint not null,
    constraint quota_spent_pkey primary key (credential, slot_at)
);
comment on table ops.quota_spent is
    'What was spent from the budgets of the configuration, by all daemons, in slots of time; ops.quota has the sums.';
comment on column ops.quota_spent.credential is 'Credential whose budget it is. Never null.';
comment on column ops.quota_spent.slot_at is
    'Beginning of the slot: the period itself, or a sixtieth of it where it slides. Never null.';
comment on column ops.quota_spent.units is 'Units spent in it. Never null.';

create table ops.backfill (
    government_id int not null,
    account_id int not null,
    stream text not null,
    from_at timestamptz not null,
    to_at timestamptz not null,
    state text not null default 'waiting',
    cursor text,
    cursor_at timestamptz,
    reached_at timestamptz,
    request_count bigint not null default 0,
    item_count bigint not null default 0,
    changed_count bigint not null default 0,
    left_count bigint,
    total_count bigint,
    requested_by text not null default session_user,
    requested_at timestamptz not null default now(),
    started_at timestamptz,
    seen_at timestamptz,
    ended_at timestamptz,
    cause text,
    error text,
    hint text,
    constraint backfill_pkey primary key (government_id, account_id, stream, from_at, to_at),
    constraint backfill_state_check check (
        state in ('waiting', 'running', 'done', 'failed', 'cancelled')
    ),
    constraint backfill_from_at_check check (from_at < to_at),
    constraint backfill_cursor_check check (octet_length(cursor) <= 4096),
    constraint backfill_error_check check (octet_length(error) <= 2048),
    constraint backfill_hint_check check (octet_length(hint) <= 2048)
);
create index backfill_open_idx on ops.backfill (requested_at) where state in ('waiting', 'running');
comment on table ops.backfill is
    'Parts of the history that an operator asked for (pantauctl backfill): of each stream how far it came, so '
    'that it goes on where it stood. What it brings is no poll of its stream and fills no coverage gap.';
comment on column ops.backfill.government_id is 'Government. Never null.';
comment on column ops.backfill.account_id is 'Account. Never null.';
comment on column ops.backfill.stream is
    'posts, mentions or complaints; comments: those of the posts that were published in this time. Never null.';
comment on column ops.backfill.from_at is 'Where it ends: nothing older is asked for. Never null.';
comment on column ops.backfill.to_at is 'Where it begins, going back. Never null.';
comment on column ops.backfill.state is
    'waiting (nothing was asked yet), running, done, failed (see error) or cancelled. Never null.';
comment on column ops.backfill.cursor is
    'The next page, in the adapter''s own words; of comments the last post before those that are being read; '
    'null at the beginning.';
comment on column ops.backfill.cursor_at is
    'When that place was told: after a day platforms may not know it, and the list is read from its beginning; '
    'null without a place.';
comment on column ops.backfill.reached_at is 'Time of the oldest item that was seen; null before the first.';
comment on column ops.backfill.request_count is
    'Pages that were asked for; of comments, posts that were visited. Never null.';
comment on column ops.backfill.item_count is 'Items on these pages; of comments not counted. Never null.';
comment on column ops.backfill.changed_count is 'How many of them were new or changed something. Never null.';
comment on column ops.backfill.left_count is 'Posts whose comments are still to be read; null for other streams.';
comment on column ops.backfill.total_count is 'Posts of that time that are held; null for other streams.';
comment on column ops.backfill.requested_by is 'Role that asked. Never null.';
comment on column ops.backfill.requested_at is 'When it was asked for, or last asked for again. Never null.';
comment on column ops.backfill.started_at is 'When its first page came; null before.';
comment on column ops.backfill.seen_at is 'When its last page came, or failed; null before.';
comment on column ops.backfill.ended_at is 'When it was done, failed or cancelled; null while it lasts.';
comment on column ops.backfill.cause is 'What went wrong last (the words of ops.run.cause); null where nothing did.';
comment on column ops.backfill.error is 'The same in the platform''s words; null where nothing went wrong.';
comment on column ops.backfill.hint is 'What to do; null where nothing went wrong.';

create table ops.request (
    request_id bigint generated always as identity,
    kind text not null,
    government_id int,
    account_id int,
    stream text,
    argument jsonb,
    requested_by text not null default session_user,
    requested_at timestamptz not null default now(),
    taken_by text,
    taken_at timestamptz,
    done_at timestamptz,
    result text,
    constraint request_pkey primary key (request_id),
    constraint request_kind_check check (octet_length(kind) between 1 and 256),
    constraint request_result_check check (octet_length(result) <= 65536)
);
create index request_waiting_idx on ops.request (request_id) where taken_at is null;
comment on table ops.request is
    'What an operator asks of the daemon; announced by NOTIFY pantau_request.';
comment on column ops.request.request_id is 'Number of the request. Never null.';
comment on column ops.request.kind is 'poll, refresh, recompute and the like. Never null.';
comment on column ops.request.government_id is 'Government; null for all.';
comment on column ops.request.account_id is 'Account; null for all.';
comment on column ops.request.stream is 'Stream; null for all of the account.';
comment on column ops.request.argument is 'Further arguments; null where the kind takes none.';
comment on column ops.request.requested_by is 'Role that asked. Never null.';
comment on column ops.request.requested_at is 'When. Never null.';
comment on column ops.request.taken_by is 'Instance that took it; null while it waits.';
comment on column ops.request.taken_at is 'When a daemon took it; null while it waits.';
comment on column ops.request.done_at is 'When it was done; null while it is not.';
comment on column ops.request.result is 'How it ended, in words; null while it is not done.';

create table ops.daemon (
    instance text not null,
    pid int not null,
    version text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null,
    config_digest text not null,
    status jsonb,
    stopped_at timestamptz,
    unfinished boolean not null default false,
    constraint daemon_pkey primary key (instance)
);
comment on table ops.daemon is 'Daemons that run, or ran, against this database.';
comment on column ops.daemon.instance is 'Instance. Never null.';
comment on column ops.daemon.pid is 'Process id on its host. Never null.';
comment on column ops.daemon.version is 'Version of the program. Never null.';
comment on column ops.daemon.started_at is 'When it started. Never null.';
comment on column ops.daemon.seen_at is 'Last sign of life. Never null.';
comment on column ops.daemon.config_digest is
    'Digest of the configuration it runs with. Never null.';
comment on column ops.daemon.status is 'Its counters; null before the first report.';
comment on column ops.daemon.stopped_at is
    'When it ended and gave its streams back; null while it runs, or if it was killed.';
comment on column ops.daemon.unfinished is
    'It ended before everything was written: that is polled again. Never null.';

create table ops.hold (
    instance text not null,
    scope text not null,
    name text not null,
    held_from timestamptz,
    held_until timestamptz,
    cause text not null,
    hint text,
    constraint hold_pkey primary key (instance, scope, name),
    constraint hold_scope_check check (scope in ('platform', 'credential', 'account', 'budget'))
);
comment on table ops.hold is
    'What makes many streams of a daemon wait at once; as of its last sign of life (ops.daemon).';
comment on column ops.hold.instance is 'Instance of the daemon. Never null.';
comment on column ops.hold.scope is
    'platform (cannot be reached, or refused), credential or account (refused), budget (of a '
    'credential, spent). Never null.';
comment on column ops.hold.name is
    'Name of the platform or feed, of the credential, or channel:id of the account. Never null.';
comment on column ops.hold.held_from is 'Since when; null where it is not known.';
comment on column ops.hold.held_until is 'When it is asked again; null where it is not known.';
comment on column ops.hold.cause is 'Cause, as of a stream. Never null.';
comment on column ops.hold.hint is 'What to do about it; null where there is nothing.';

create table ops.inquiry_retired (
    government_id int not null,
    inquiry_id uuid not null,
    successor_id uuid,
    retired_at timestamptz not null,
    constraint inquiry_retired_pkey primary key (government_id, inquiry_id)
);
comment on table ops.inquiry_retired is
    'Ids of inquiries that ceased to be, with their successors: an older message came to light, a '
    'message moved.';
comment on column ops.inquiry_retired.government_id is 'Government. Never null.';
comment on column ops.inquiry_retired.inquiry_id is 'Id that ceased. Never null.';
comment on column ops.inquiry_retired.successor_id is
    'Inquiry that holds its messages now; null when none does.';
comment on column ops.inquiry_retired.retired_at is 'When. Never null.';

create table ops.retention_horizon (
    government_id int not null,
    class text not null,
    horizon timestamptz not null,
    decided_by text not null,
    decided_at timestamptz not null,
    constraint retention_horizon_pkey primary key (government_id, class),
    constraint retention_horizon_class_check
        check (class in ('inquiry', 'message_text', 'complaint_text', 'sample', 'raw_answer')),
    constraint retention_horizon_government_id_fkey
        foreign key (government_id)
        references core.government (government_id)
);
comment on table ops.retention_horizon is
    'Moments before which inquiries are final: nothing older is ever rebuilt.';
comment on column ops.retention_horizon.government_id is 'Government. Never null.';
comment on column ops.retention_horizon.class is
    'Class of data: inquiry, message_text, complaint_text, sample or raw_answer; only inquiry is read yet. '
    'Never null.';
comment on column ops.retention_horizon.horizon is 'Older rows are final or gone. Never null.';
comment on column ops.retention_horizon.decided_by is 'Who decided. Never null.';
comment on column ops.retention_horizon.decided_at is 'When. Never null.';

create table ops.raw_answer (
    government_id int not null,
    answer_id bigint generated always as identity,
    account_id int not null,
    stream text not null,
    received_at timestamptz not null,
    http_status int not null,
    body bytea not null,
    constraint raw_answer_pkey primary key (government_id, answer_id)
);
create index raw_answer_received_at_idx on ops.raw_answer (received_at);
comment on table ops.raw_answer is
    'Answers word for word, to be kept for some days where an operator asks for it; never direct messages or '
    'tokens. Nothing writes it yet.';
comment on column ops.raw_answer.government_id is 'Government. Never null.';
comment on column ops.raw_answer.answer_id is 'Number of the answer. Never null.';
comment on column ops.raw_answer.account_id is 'Account. Never null.';
comment on column ops.raw_answer.stream is 'Stream. Never null.';
comment on column ops.raw_answer.received_at is 'When it came. Never null.';
comment on column ops.raw_answer.http_status is 'HTTP status. Never null.';
comment on column ops.raw_answer.body is 'The answer, compressed, tokens overwritten. Never null.';

create table ops.refresh_policy (
    view text not null,
    mode text not null,
    max_age interval not null,
    timeout interval not null,
    constraint refresh_policy_pkey primary key (view),
    constraint refresh_policy_mode_check check (mode in ('matview', 'incremental', 'table')),
    constraint refresh_policy_timeout_check check (timeout > '0')
);
comment on table ops.refresh_policy is 'How each view of metrics is kept current.';
comment on column ops.refresh_policy.view is 'Name of the view, with its schema. Never null.';
comment on column ops.refresh_policy.mode is
    'matview (refreshed concurrently), incremental (kept current for dirty keys) or table (brought up to date by '
    'a function of its own). Never null.';
comment on column ops.refresh_policy.max_age is 'Age after which it is refreshed. Never null.';
comment on column ops.refresh_policy.timeout is
    'Time after which the daemon lets the server end a refresh; more than 30 minutes counts as 30. '
    'Never null.';

create table ops.refresh_state (
    view text not null,
    refreshed_at timestamptz,
    as_of timestamptz,
    took_ms float8,
    error text,
    constraint refresh_state_pkey primary key (view),
    constraint refresh_state_view_fkey
        foreign key (view)
        references ops.refresh_policy (view) on delete cascade
);
comment on table ops.refresh_state is 'When each view was last refreshed.';
comment on column ops.refresh_state.view is 'Name of the view, with its schema. Never null.';
comment on column ops.refresh_state.refreshed_at is
    'When the last refresh ended; null before the first.';
comment on column ops.refresh_state.as_of is 'The as_of of that refresh; null before the first.';
comment on column ops.refresh_state.took_ms is
    'How long it took, milliseconds; null before the first.';
comment on column ops.refresh_state.error is 'Why the last try failed; null when it did not.';

create table ops.refresh_round (
    round_id bigint generated always as identity,
    kind text not null,
    as_of timestamptz not null,
    started_at timestamptz not null default clock_timestamp(),
    finished_at timestamptz,
    rows_changed bigint,
    constraint refresh_round_pkey primary key (round_id),
    constraint refresh_round_kind_check check (kind in ('dirty', 'ageing', 'full'))
);
create index refresh_round_as_of_idx on ops.refresh_round (as_of);
comment on table ops.refresh_round is
    'Rounds in which figures were brought up to an as_of; views that readers use join the newest.';
comment on column ops.refresh_round.round_id is 'Number of the round. Never null.';
comment on column ops.refresh_round.kind is 'dirty, ageing or full. Never null.';
comment on column ops.refresh_round.as_of is
    'Moment the figures are for; an argument, never the clock. Never null.';
comment on column ops.refresh_round.started_at is 'When it started. Never null.';
comment on column ops.refresh_round.finished_at is 'When it ended; null while it runs.';
comment on column ops.refresh_round.rows_changed is
    'Rows of metrics that changed; null while it runs.';

create table ops.partition_policy (
    parent text not null,
    key_column text not null,
    first_on date not null,
    end_on date not null,
    constraint partition_policy_pkey primary key (parent)
);
comment on table ops.partition_policy is
    'Tables cut by year, and the years that have a partition (ops.ensure_partitions).';
comment on column ops.partition_policy.parent is 'Partitioned table with its schema. Never null.';
comment on column ops.partition_policy.key_column is 'Column it is cut by. Never null.';
comment on column ops.partition_policy.first_on is
    'First day of the first year; older rows lie in the partition _before. Never null.';
comment on column ops.partition_policy.end_on is
    'Day after the last year; newer rows lie in the partition _after. Never null.';

-- Partitions: the years 2025 to 2027, later ones by ops.ensure_partitions(). What is
-- older lies in _before, what is newer in _after: no row is ever refused. These two have bounds instead
-- of being one default: with a default the planner no longer knows that partitions are in order, and
-- would look for the newest sample in all of them. Years, not months: whatever is new must be
-- looked for in every partition, and that is paid per item (sql/README.md, D4).

insert into ops.partition_policy (parent, key_column, first_on, end_on)
values
    ('core.account_sample', 'observed_at', '2025-01-01', '2028-01-01'),
    ('core.inquiry', 'opened_at', '2025-01-01', '2028-01-01'),
    ('core.message', 'sent_at', '2025-01-01', '2028-01-01'),
    ('core.post_sample', 'observed_at', '2025-01-01', '2028-01-01');

do $$
declare
    policy ops.partition_policy;
    year timestamp;
begin
    for policy in select partition_policy.* from ops.partition_policy order by parent loop
        execute format(
            'create table %1$s_before partition of %1$s for values from (minvalue) to (%2$L)',
            policy.parent,
            policy.first_on::timestamp at time zone 'UTC'
        );
        execute format(
            'create table %1$s_after partition of %1$s for values from (%2$L) to (maxvalue)',
            policy.parent,
            policy.end_on::timestamp at time zone 'UTC'
        );
        for year in
            select generate_series(policy.first_on, policy.end_on - 1, '1 year')
        loop
            execute format(
                'create table %1$s_%2$s partition of %1$s for values from (%3$L) to (%4$L)',
                policy.parent,
                to_char(year, 'YYYY'),
                year at time zone 'UTC',
                (year + interval '1 year') at time zone 'UTC'
            );
        end loop;
    end loop;
end
$$;
