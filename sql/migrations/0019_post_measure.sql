-- breaking: no
-- why: programs neither read nor write it; what refreshes views calls its function by name.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What the figures of engagement and posting are made of: one row per post, with the look-ups done that would
-- be repeated for every window (definitions/40_metrics_engagement.sql). Nothing in it ages: all can be made
-- again from core.

create table metrics.post_measure (
    government_id int not null,
    account_id int not null,
    post_id uuid not null,
    channel text not null,
    published_at timestamptz not null,
    day date not null,
    format text not null,
    purpose text,
    hidden boolean not null,
    removed_at timestamptz,
    followers bigint,
    followers_sampled_at timestamptz,
    likes bigint,
    announced_comments bigint,
    shares bigint,
    views bigint,
    saves bigint,
    reach bigint,
    sampled_at timestamptz,
    confirmed_at timestamptz,
    held boolean not null,
    citizen_messages bigint,
    official_replies bigint,
    constraint post_measure_pkey primary key (government_id, account_id, post_id)
);
create index post_measure_published_at_idx
    on metrics.post_measure (government_id, account_id, published_at);
comment on table metrics.post_measure is
    'What was counted of each post seven days after it was published; kept by metrics.post_measure_keep(), read '
    'through metrics.post_detail.';
comment on column metrics.post_measure.government_id is 'Government. Never null.';
comment on column metrics.post_measure.account_id is 'Account that published it. Never null.';
comment on column metrics.post_measure.post_id is 'The post (core.post.post_id). Never null.';
comment on column metrics.post_measure.channel is 'Platform of the account. Never null.';
comment on column metrics.post_measure.published_at is 'When it was published. Never null.';
comment on column metrics.post_measure.day is 'Local day of that moment. Never null.';
comment on column metrics.post_measure.format is 'As in core.post. Never null.';
comment on column metrics.post_measure.purpose is 'As in core.post; null where no rule has said.';
comment on column metrics.post_measure.hidden is
    'True where the platform says that it is hidden from the public. Never null.';
comment on column metrics.post_measure.removed_at is 'When it was found removed; null while it stands.';
comment on column metrics.post_measure.followers is
    'Followers of the account in its last sample before the end of that local day that has a number; null where '
    'there is none.';
comment on column metrics.post_measure.followers_sampled_at is
    'When that sample was taken; null where there is none.';
comment on column metrics.post_measure.likes is
    'Likes or reactions in the last sample at or before seven days; null where the platform gave no count, or '
    'there is no sample.';
comment on column metrics.post_measure.announced_comments is 'Comments in it, as the platform counts; null likewise.';
comment on column metrics.post_measure.shares is 'Shares in it; null likewise.';
comment on column metrics.post_measure.views is 'Views in it; null likewise.';
comment on column metrics.post_measure.saves is 'Saves in it; null likewise.';
comment on column metrics.post_measure.reach is 'Accounts reached in it; null likewise.';
comment on column metrics.post_measure.sampled_at is
    'When that sample was taken; null where none is that old.';
comment on column metrics.post_measure.confirmed_at is
    'First sample at or after seven days; null while there is none.';
comment on column metrics.post_measure.held is
    'True where the comments of the post were read completely seven days after it or later. Never null.';
comment on column metrics.post_measure.citizen_messages is
    'Comments and replies by citizens under it that were sent within seven days and stood then; null where not held.';
comment on column metrics.post_measure.official_replies is
    'Comments and replies by official accounts likewise; null where not held.';

create table metrics.post_measure_pass (
    government_id int not null,
    whole_as_of timestamptz not null,
    constraint post_measure_pass_pkey primary key (government_id)
);
comment on table metrics.post_measure_pass is
    'When the rows of all posts of a government were last compared with the facts; a row that is missing makes the '
    'next refresh do so.';
comment on column metrics.post_measure_pass.government_id is 'Government. Never null.';
comment on column metrics.post_measure_pass.whole_as_of is 'The as_of of that refresh. Never null.';
