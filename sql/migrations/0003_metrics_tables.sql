-- breaking: no
-- why: first tables of metrics: daily lists, the rolling figures kept current, their catalogue.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the refresh rounds keep. Readers use the views of 90_api_views.sql, never these tables. All of
-- it can be made again from core by metrics.rebuild(). The meaning of each column that views show too
-- stands once, in metrics.column_doc (35_metrics_catalogue.sql), and is copied to the catalog from there.

create table metrics.version (
    major int not null,
    minor int not null,
    changed_on date not null,
    what text not null,
    constraint version_pkey primary key (major, minor)
);
comment on table metrics.version is
    'Versions of what readers may depend on; a new major one takes something away.';
comment on column metrics.version.major is 'Counts changes that may break a reader. Never null.';
comment on column metrics.version.minor is 'Counts additions since then. Never null.';
comment on column metrics.version.changed_on is 'Day of the change. Never null.';
comment on column metrics.version.what is 'What changed, in words. Never null.';
insert into metrics.version (major, minor, changed_on, what)
values (1, 0, '2026-11-22', 'response figures');

-- Which object of which stream shows whether a thread was answered; one number, so that lists can hold
-- it. Part of an index, hence here and not among the definitions.
create function metrics.target_key(account_id int, stream text, external_id text)
returns bigint
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return hashtextextended(account_id || ' ' || stream || ' ' || coalesce(external_id, ''), 0);
comment on function metrics.target_key(int, text, text) is
    'Number of a polled object (a post for its comments), or of a whole stream where external_id is '
    'null: a hash of the three, the same in every database.';
create index target_target_key_idx
    on ops.target (government_id, metrics.target_key(account_id, stream, external_id));

-- From working seconds back to the day.
create index calendar_day_before_s_idx on core.calendar_day (calendar, before_s, day);

create table metrics.response_day (
    government_id int not null,
    unit_id int not null,
    day date not null,
    channel text not null,
    opener text not null,
    population text not null,
    calendar text not null,
    outcome "char"[] not null,
    starts timestamptz[] not null,
    working_from_s bigint[] not null,
    wait_s int[] not null,
    working_wait_s int[] not null,
    target_key bigint[] not null,
    post_key bigint[] not null,
    deadlines timestamptz[] not null,
    flag int[] not null,
    constraint response_day_pkey
        primary key (government_id, unit_id, day, channel, opener, population, calendar),
    constraint response_day_population_check check (population in ('needed', 'all')),
    constraint response_day_opener_check check (opener in ('citizen', 'unknown', 'leader'))
);
comment on table metrics.response_day is
    'Inquiries of a unit by local day of their start, as parallel lists sorted by outcome, wait and '
    'start: waits of the answered, waits of those who left, opening instants (never ages) of the '
    'waiting. Changes only when facts change; made again for the days in core.dirty.';
comment on column metrics.response_day.government_id is 'Government. Never null.';
comment on column metrics.response_day.unit_id is
    'Unit asked; 0 where no unit is known yet. Never null.';
comment on column metrics.response_day.day is
    'Local day of the start (needed_at or opened_at, by population). Never null.';
comment on column metrics.response_day.channel is 'Platform or feed. Never null.';
comment on column metrics.response_day.opener is
    'Role of the first message: citizen, unknown or leader. Never null.';
comment on column metrics.response_day.population is
    'needed: starts at needed_at; all: at opened_at. Never null.';
comment on column metrics.response_day.calendar is 'Working calendar of these inquiries. Never null.';
comment on column metrics.response_day.outcome is
    'a answered, h helped, w withdrawn, o handed over, c closed unanswered, - waiting, x taken out by '
    'core.exclusion, or of a feed that shows no answers. Never null.';
comment on column metrics.response_day.starts is 'Starts. Never null.';
comment on column metrics.response_day.working_from_s is
    'Working seconds from the first day of the calendar to the start. Never null.';
comment on column metrics.response_day.wait_s is
    'Seconds from start to end; an element is null while waiting and when closed unanswered. Never null.';
comment on column metrics.response_day.working_wait_s is 'The same in working seconds. Never null.';
comment on column metrics.response_day.target_key is
    'What must be visited to see an answer (metrics.target_key). Never null.';
comment on column metrics.response_day.post_key is
    'Hash of the post, or of the thread where there is none; for n_posts. Never null.';
comment on column metrics.response_day.deadlines is
    'Deadlines; an element is null where no rule applies. Never null.';
comment on column metrics.response_day.flag is
    'Sum of 1 removed, 2 timed by an interval, 4 undecided, 8 corrected, 16 provisional calendar, 32 '
    'ended by its deadline. Never null.';

create table metrics.response_rolling_store (
    government_id int not null,
    unit_id int not null,
    scope text not null,
    channel text not null,
    opener text not null,
    population text not null,
    clock text not null,
    window_days int not null,
    n bigint not null,
    n_answered bigint not null,
    n_helped bigint not null,
    n_waiting bigint not null,
    n_withdrawn bigint not null,
    n_handed_over bigint not null,
    n_closed_unanswered bigint not null,
    n_removed bigint not null,
    n_interval_timed bigint not null,
    n_late_out bigint not null,
    n_undecided bigint not null,
    n_corrected bigint not null,
    n_provisional bigint not null,
    n_excluded bigint not null,
    n_posts bigint not null,
    n_rate bigint not null,
    n_deadline bigint not null,
    n_no_rule bigint not null,
    median_s bigint,
    median_low_s bigint,
    median_high_s bigint,
    p90_s bigint,
    mark_1_s bigint not null,
    mark_2_s bigint not null,
    mark_3_s bigint not null,
    mark_4_s bigint not null,
    answered_within_1 float8,
    answered_within_2 float8,
    answered_within_3 float8,
    answered_within_4 float8,
    mean_wait_s float8,
    horizon_s bigint not null,
    median_worst_s bigint,
    answered_within_1_worst float8,
    answered_within_2_worst float8,
    answered_within_3_worst float8,
    answered_within_4_worst float8,
    response_rate float8,
    rate_within_s bigint not null,
    ever_answered_rate float8,
    within_sla float8,
    answered_median_s bigint,
    answered_mean_s float8,
    first_reply_median_s bigint,
    substantive_median_s bigint,
    stock_share float8,
    redirect_share float8,
    enough boolean not null,
    oldest_waiting_at timestamptz,
    curve float8[] not null,
    next_change_at timestamptz not null,
    constraint response_rolling_store_pkey
        primary key (government_id, unit_id, scope, channel, opener, population, clock, window_days),
    constraint response_rolling_store_scope_check check (scope in ('own', 'tree')),
    constraint response_rolling_store_opener_check
        check (opener in ('all', 'citizen', 'unknown', 'leader')),
    constraint response_rolling_store_population_check check (population in ('needed', 'all')),
    constraint response_rolling_store_clock_check check (clock in ('calendar', 'working'))
);
create index response_rolling_store_next_change_at_idx
    on metrics.response_rolling_store (next_change_at);
comment on table metrics.response_rolling_store is
    'The rolling response figures, kept current for dirty and ageing keys (metrics.refresh_round), each '
    'under the narrowest of the keys that share it (metrics.response_key); readers use '
    'metrics.response_rolling.';
comment on column metrics.response_rolling_store.curve is
    'Share answered by each mark of metrics.curve_mark() of the clock; an element is null where nobody '
    'was followed that far. Never null.';

create table metrics.response_key (
    government_id int not null,
    unit_id int not null,
    scope text not null,
    channel text not null,
    opener text not null,
    population text not null,
    same_scope text not null,
    same_channel text not null,
    same_opener text not null,
    constraint response_key_pkey
        primary key (government_id, unit_id, scope, channel, opener, population)
);
comment on table metrics.response_key is
    'Keys of the rolling figures (all clocks and windows), each with the scope, channel and opener under '
    'which metrics.response_rolling_store has their figures: the narrowest key of the same unit and '
    'population that rests on the same inquiries.';
comment on column metrics.response_key.government_id is 'Government. Never null.';
comment on column metrics.response_key.unit_id is 'Unit; 0 is the whole government. Never null.';
comment on column metrics.response_key.scope is 'own or tree. Never null.';
comment on column metrics.response_key.channel is 'Platform or feed, or all. Never null.';
comment on column metrics.response_key.opener is 'all, citizen, unknown or leader. Never null.';
comment on column metrics.response_key.population is 'needed or all. Never null.';
comment on column metrics.response_key.same_scope is 'Scope of the stored rows. Never null.';
comment on column metrics.response_key.same_channel is 'Channel of the stored rows. Never null.';
comment on column metrics.response_key.same_opener is 'Opener of the stored rows. Never null.';

create table metrics.response_pending (
    government_id int not null,
    unit_id int not null,
    channel text not null,
    since timestamptz not null,
    constraint response_pending_pkey primary key (government_id, unit_id, channel)
);
comment on table metrics.response_pending is
    'Units and channels whose lists changed, while some figures that rest on them (those of large '
    'trees and whole governments) wait for their pause to end; see metrics.refresh_setting.';
comment on column metrics.response_pending.government_id is 'Government. Never null.';
comment on column metrics.response_pending.unit_id is 'Unit. Never null.';
comment on column metrics.response_pending.channel is 'Platform or feed. Never null.';
comment on column metrics.response_pending.since is 'as_of of the first round that put it off. Never null.';

create table metrics.response_basis (
    government_id int not null,
    digest text not null,
    constraint response_basis_pkey primary key (government_id)
);
comment on table metrics.response_basis is
    'What all figures of a government rest on besides its inquiries; when the digest no longer fits, '
    'the next ageing round makes them all again.';
comment on column metrics.response_basis.government_id is 'Government. Never null.';
comment on column metrics.response_basis.digest is
    'Digest of zone, tree of units, feeds, exclusions and version of the definitions. Never null.';

create table metrics.refresh_setting (
    setting text not null,
    value float8 not null,
    doc text not null,
    constraint refresh_setting_pkey primary key (setting)
);
comment on table metrics.refresh_setting is 'Numbers that steer the refresh rounds; change them here.';
comment on column metrics.refresh_setting.setting is 'Name. Never null.';
comment on column metrics.refresh_setting.value is 'Value. Never null.';
comment on column metrics.refresh_setting.doc is 'What it does, its unit and why it is so. Never null.';
insert into metrics.refresh_setting (setting, value, doc)
values
    ('heavy_n', 2000, 'Inquiries in 364 days up to which the trees and governments of one dirty round are '
        'computed at once, the smallest first; the others are put off, so that single units stay current '
        'within seconds.'),
    ('heavy_pause_s', 60, 'Seconds between two recomputations of such a key in dirty rounds.');

create table metrics.column_doc (
    name text not null,
    kind text not null,
    label_en text not null,
    label_id text not null,
    definition_en text not null,
    definition_id text not null,
    unit text not null,
    null_when text not null,
    version int not null,
    changed_on date not null,
    constraint column_doc_pkey primary key (name),
    constraint column_doc_kind_check check (kind in ('key', 'figure', 'count', 'context'))
);
comment on table metrics.column_doc is
    'What each column of the views of metrics means; written by 35_metrics_catalogue.sql, shown by '
    'metrics.catalogue and as the comment of the columns themselves.';
comment on column metrics.column_doc.name is 'Name of the column. Never null.';
comment on column metrics.column_doc.kind is 'key, figure, count or context. Never null.';
comment on column metrics.column_doc.label_en is 'Short name in English. Never null.';
comment on column metrics.column_doc.label_id is 'Short name in Indonesian. Never null.';
comment on column metrics.column_doc.definition_en is 'Meaning in English. Never null.';
comment on column metrics.column_doc.definition_id is 'Meaning in Indonesian. Never null.';
comment on column metrics.column_doc.unit is
    'Unit of measure; empty for names and flags. Never null.';
comment on column metrics.column_doc.null_when is 'When the column is null, in English. Never null.';
comment on column metrics.column_doc.version is
    'Version of the definition; a change of meaning raises it. Never null.';
comment on column metrics.column_doc.changed_on is 'Day of that version. Never null.';

create table metrics.rule_doc (
    rule text not null,
    definition_en text not null,
    definition_id text not null,
    constraint rule_doc_pkey primary key (rule)
);
comment on table metrics.rule_doc is
    'What each rule decides by which the daemon types the log of a complaint (lib/source/lapor_rules.c); '
    'written by 36_metrics_rules.sql, shown by metrics.catalogue.';
comment on column metrics.rule_doc.rule is
    'Name and version, as in core.complaint_event.rule. Never null.';
comment on column metrics.rule_doc.definition_en is 'What it decides, in English. Never null.';
comment on column metrics.rule_doc.definition_id is 'What it decides, in Indonesian. Never null.';

create table metrics.gap_reason_doc (
    reason text not null,
    definition_en text not null,
    definition_id text not null,
    constraint gap_reason_doc_pkey primary key (reason)
);
comment on table metrics.gap_reason_doc is
    'What the reasons of ops.gap mean; written by 91_api_quality.sql, shown by metrics.completeness_gap.';
comment on column metrics.gap_reason_doc.reason is 'The reason. Never null.';
comment on column metrics.gap_reason_doc.definition_en is 'Meaning in English. Never null.';
comment on column metrics.gap_reason_doc.definition_id is 'Meaning in Indonesian. Never null.';

create table metrics.limit_doc (
    channel text not null,
    ordinal int not null,
    limit_en text not null,
    limit_id text not null,
    constraint limit_doc_pkey primary key (channel, ordinal)
);
comment on table metrics.limit_doc is
    'What a platform or a kind of feed never gives, in words; written by 91_api_quality.sql, shown by '
    'metrics.data_quality.';
comment on column metrics.limit_doc.channel is 'Platform, or kind of feed. Never null.';
comment on column metrics.limit_doc.ordinal is 'Place in the list, from 1. Never null.';
comment on column metrics.limit_doc.limit_en is 'The limit in English. Never null.';
comment on column metrics.limit_doc.limit_id is 'The limit in Indonesian. Never null.';
