-- breaking: no
-- why: new tables, which a program that does not know of them leaves as they are.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The figures of calendar periods, and of the window before each window, as tables that are made again a part at a time
-- (definitions/37_metrics_period.sql): as materialized views they held up the rounds for minutes where units are many.

drop view if exists metrics.response_period;
drop materialized view if exists metrics.response_period_recent_1;
drop materialized view if exists metrics.response_period_past_1;
drop function if exists metrics.response_period_compute(timestamptz, boolean);
delete from ops.refresh_policy
where view in ('metrics.response_period_recent_1', 'metrics.response_period_past_1', 'metrics.response_previous_1');
delete from ops.refresh_state
where view in ('metrics.response_period_recent_1', 'metrics.response_period_past_1', 'metrics.response_previous_1');

create table metrics.response_period_state (
    government_id int not null,
    period_kind text not null,
    from_on date not null,
    to_on date not null,
    period text not null,
    as_of timestamptz not null,
    constraint response_period_state_pkey primary key (government_id, period_kind, from_on)
);
comment on table metrics.response_period_state is
    'Periods whose figures are in metrics.response_period_store, and as of when.';
comment on column metrics.response_period_state.government_id is 'Government. Never null.';
comment on column metrics.response_period_state.period_kind is
    'week, month, quarter or year; before_7, before_28, before_91 or before_364 for the window before a window. Never null.';
comment on column metrics.response_period_state.from_on is 'First local day. Never null.';
comment on column metrics.response_period_state.to_on is 'Last local day. Never null.';
comment on column metrics.response_period_state.period is 'Name, such as 2026-Q2; empty for a window. Never null.';
comment on column metrics.response_period_state.as_of is 'The moment its figures are for. Never null.';

create table metrics.response_period_store (
    government_id int not null,
    unit_id int not null,
    channel text not null,
    clock text not null,
    period_kind text not null,
    from_on date not null,
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
    n_first_reply bigint not null,
    n_substantive bigint not null,
    n_classified bigint not null,
    poll_coverage float8,
    constraint response_period_store_pkey primary key (government_id, unit_id, channel, clock, period_kind, from_on)
);
create index response_period_store_from_on_idx on metrics.response_period_store (government_id, period_kind, from_on);
comment on table metrics.response_period_store is
    'Figures of metrics.response_period and of the window before in metrics.response, which readers use: own inquiries, '
    'opener all, population needed.';
comment on column metrics.response_period_store.government_id is 'Government. Never null.';
comment on column metrics.response_period_store.unit_id is 'Unit; 0 is the whole government. Never null.';
comment on column metrics.response_period_store.channel is 'Platform or feed, or all. Never null.';
comment on column metrics.response_period_store.clock is 'calendar or working. Never null.';
comment on column metrics.response_period_store.period_kind is 'As in metrics.response_period_state. Never null.';
comment on column metrics.response_period_store.from_on is 'First local day. Never null.';
comment on column metrics.response_period_store.n is 'n of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_answered is 'n_answered of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_helped is 'n_helped of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_waiting is 'n_waiting of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_withdrawn is 'n_withdrawn of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_handed_over is 'n_handed_over of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_closed_unanswered is 'n_closed_unanswered of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_removed is 'n_removed of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_interval_timed is 'n_interval_timed of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_late_out is 'n_late_out of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_undecided is 'n_undecided of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_corrected is 'n_corrected of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_provisional is 'n_provisional of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_excluded is 'n_excluded of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_posts is 'n_posts of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_rate is 'n_rate of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_deadline is 'n_deadline of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_no_rule is 'n_no_rule of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.median_s is 'median_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.median_low_s is 'median_low_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.median_high_s is 'median_high_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.p90_s is 'p90_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.mark_1_s is 'mark_1_s of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.mark_2_s is 'mark_2_s of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.mark_3_s is 'mark_3_s of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.mark_4_s is 'mark_4_s of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.answered_within_1 is 'answered_within_1 of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_within_2 is 'answered_within_2 of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_within_3 is 'answered_within_3 of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_within_4 is 'answered_within_4 of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.mean_wait_s is 'mean_wait_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.horizon_s is 'horizon_s of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.median_worst_s is 'median_worst_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_within_1_worst is 'answered_within_1_worst of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_within_2_worst is 'answered_within_2_worst of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_within_3_worst is 'answered_within_3_worst of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_within_4_worst is 'answered_within_4_worst of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.response_rate is 'response_rate of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.rate_within_s is 'rate_within_s of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.ever_answered_rate is 'ever_answered_rate of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.within_sla is 'within_sla of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_median_s is 'answered_median_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.answered_mean_s is 'answered_mean_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.first_reply_median_s is 'first_reply_median_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.substantive_median_s is 'substantive_median_s of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.stock_share is 'stock_share of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.redirect_share is 'redirect_share of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.enough is 'enough of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.oldest_waiting_at is 'oldest_waiting_at of metrics.response_rolling, of the period.';
comment on column metrics.response_period_store.n_first_reply is 'n_first_reply of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_substantive is 'n_substantive of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.n_classified is 'n_classified of metrics.response_rolling, of the period. Never null.';
comment on column metrics.response_period_store.poll_coverage is
    'Share of the period that was watched; null where no stream watches for the unit.';
