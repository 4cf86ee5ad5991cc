-- breaking: no
-- why: programs neither read nor write them.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- How often a unit is to post, as somebody decided, and what accounts of a platform have in common, towards which few
-- posts are drawn (definitions/41_metrics_posting.sql, 40_metrics_prior.sql).

create table core.posting_target (
    government_id int not null,
    unit_id int not null,
    channel text not null,
    valid_from date not null,
    valid_to date,
    posts_per_week float8 not null,
    decided_by text not null,
    decided_at timestamptz not null,
    reason text not null,
    constraint posting_target_pkey primary key (government_id, unit_id, channel, valid_from),
    constraint posting_target_government_id_unit_id_fkey
        foreign key (government_id, unit_id)
        references core.unit (government_id, unit_id),
    constraint posting_target_valid_to_check check (valid_to >= valid_from),
    constraint posting_target_posts_per_week_check check (posts_per_week > 0 and posts_per_week <= 1000),
    constraint posting_target_overlap_excl
        exclude using gist (unit_id with =, government_id with =, channel with =,
            daterange(valid_from, valid_to, '[]') with &&)
);
comment on table core.posting_target is
    'How many posts a week a unit is to publish on a channel, from a day on, as somebody decided; written by '
    'ops.posting_target_set().';
comment on column core.posting_target.government_id is 'Government. Never null.';
comment on column core.posting_target.unit_id is 'Unit. Never null.';
comment on column core.posting_target.channel is 'Platform; all for all of them together. Never null.';
comment on column core.posting_target.valid_from is 'First local day. Never null.';
comment on column core.posting_target.valid_to is 'Last local day; null while it lasts.';
comment on column core.posting_target.posts_per_week is 'Posts in seven days, more than 0. Never null.';
comment on column core.posting_target.decided_by is 'Who decided. Never null.';
comment on column core.posting_target.decided_at is 'When. Never null.';
comment on column core.posting_target.reason is 'Why, or the decree. Never null.';

create table metrics.prior (
    government_id int not null,
    channel text not null,
    month date not null,
    engagement_terms text not null,
    n_accounts bigint not null,
    n_posts bigint not null,
    mu float8 not null,
    tau2 float8 not null,
    s2 float8 not null,
    frozen_at timestamptz,
    constraint prior_pkey primary key (government_id, channel, month, engagement_terms),
    constraint prior_engagement_terms_check check (engagement_terms in ('lc', 'lcs'))
);
comment on table metrics.prior is
    'What accounts of a platform had in common in a month, on ln(1 + engagement): kept by metrics.prior_keep(), shown by '
    'metrics.engagement_prior.';
comment on column metrics.prior.government_id is 'Government. Never null.';
comment on column metrics.prior.channel is 'Platform. Never null.';
comment on column metrics.prior.month is 'First local day of the month. Never null.';
comment on column metrics.prior.engagement_terms is 'lc or lcs, as in metrics.engagement_rolling. Never null.';
comment on column metrics.prior.n_accounts is 'Accounts with a measured post in the month. Never null.';
comment on column metrics.prior.n_posts is 'Their measured posts. Never null.';
comment on column metrics.prior.mu is 'Mean of the accounts (DerSimonian and Laird). Never null.';
comment on column metrics.prior.tau2 is 'Variance between accounts, 0 or more. Never null.';
comment on column metrics.prior.s2 is 'Variance of posts within accounts, pooled. Never null.';
comment on column metrics.prior.frozen_at is
    'The as_of from which the row is not changed any more; null while the month moves.';
