-- breaking: no
-- why: new tables, which a program that does not know of them leaves as they are.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The headline figures of each local day as they were seen at its end (definitions/38_metrics_history.sql): the one
-- thing in metrics that cannot be made again, since facts are corrected and rules change.

create table metrics.response_history_day (
    government_id int not null,
    day date not null,
    as_of timestamptz not null,
    constraint response_history_day_pkey primary key (government_id, day)
);
comment on table metrics.response_history_day is
    'Local days whose figures were kept in metrics.response_history_store, once each. Source: '
    'metrics.response_history_store_keep().';
comment on column metrics.response_history_day.government_id is 'Government. Never null.';
comment on column metrics.response_history_day.day is 'Local day that was over. Never null.';
comment on column metrics.response_history_day.as_of is
    'The moment the figures are for: minutes after the end of the day, later where no daemon ran. Never null.';

create table metrics.response_history_store (
    government_id int not null,
    unit_id int not null,
    channel text not null,
    window_days int not null,
    day date not null,
    n bigint not null,
    n_answered bigint not null,
    n_helped bigint not null,
    n_waiting bigint not null,
    n_withdrawn bigint not null,
    n_handed_over bigint not null,
    n_closed_unanswered bigint not null,
    n_excluded bigint not null,
    n_posts bigint not null,
    n_rate bigint not null,
    n_deadline bigint not null,
    n_first_reply bigint not null,
    n_substantive bigint not null,
    n_classified bigint not null,
    median_s bigint,
    median_low_s bigint,
    median_high_s bigint,
    p90_s bigint,
    mark_1_s int not null,
    mark_2_s int not null,
    mark_3_s int not null,
    mark_4_s int not null,
    answered_within_1 float8,
    answered_within_2 float8,
    answered_within_3 float8,
    answered_within_4 float8,
    mean_wait_s float8,
    median_worst_s bigint,
    response_rate float8,
    within_sla float8,
    first_reply_median_s bigint,
    substantive_median_s bigint,
    stock_share float8,
    redirect_share float8,
    enough boolean not null,
    working_n bigint not null,
    working_n_rate bigint not null,
    working_median_s bigint,
    working_median_low_s bigint,
    working_median_high_s bigint,
    working_p90_s bigint,
    working_mark_1_s int not null,
    working_mark_2_s int not null,
    working_mark_3_s int not null,
    working_mark_4_s int not null,
    working_answered_within_1 float8,
    working_answered_within_2 float8,
    working_answered_within_3 float8,
    working_answered_within_4 float8,
    working_mean_wait_s float8,
    working_response_rate float8,
    working_first_reply_median_s bigint,
    working_substantive_median_s bigint,
    poll_coverage float8,
    constraint response_history_store_pkey primary key (government_id, unit_id, channel, window_days, day)
);
comment on table metrics.response_history_store is
    'Figures of metrics.response as they were seen at the end of each local day, never changed afterwards: own inquiries, '
    'opener all, population needed. Readers use metrics.response_history.';
comment on column metrics.response_history_store.government_id is 'Government. Never null.';
comment on column metrics.response_history_store.unit_id is 'Unit; 0 is the whole government. Never null.';
comment on column metrics.response_history_store.channel is 'Platform or feed, or all. Never null.';
comment on column metrics.response_history_store.window_days is 'Length of the window. Never null.';
comment on column metrics.response_history_store.day is 'Last local day of the window. Never null.';
comment on column metrics.response_history_store.n is 'n of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_answered is 'n_answered of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_helped is 'n_helped of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_waiting is 'n_waiting of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_withdrawn is 'n_withdrawn of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_handed_over is 'n_handed_over of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_closed_unanswered is 'n_closed_unanswered of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_excluded is 'n_excluded of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_posts is 'n_posts of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_rate is 'n_rate of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_deadline is 'n_deadline of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_first_reply is 'n_first_reply of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_substantive is 'n_substantive of metrics.response then. Never null.';
comment on column metrics.response_history_store.n_classified is 'n_classified of metrics.response then. Never null.';
comment on column metrics.response_history_store.median_s is 'median_s of metrics.response then.';
comment on column metrics.response_history_store.median_low_s is 'median_low_s of metrics.response then.';
comment on column metrics.response_history_store.median_high_s is 'median_high_s of metrics.response then.';
comment on column metrics.response_history_store.p90_s is 'p90_s of metrics.response then.';
comment on column metrics.response_history_store.mark_1_s is 'mark_1_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.mark_2_s is 'mark_2_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.mark_3_s is 'mark_3_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.mark_4_s is 'mark_4_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.answered_within_1 is 'answered_within_1 of metrics.response then.';
comment on column metrics.response_history_store.answered_within_2 is 'answered_within_2 of metrics.response then.';
comment on column metrics.response_history_store.answered_within_3 is 'answered_within_3 of metrics.response then.';
comment on column metrics.response_history_store.answered_within_4 is 'answered_within_4 of metrics.response then.';
comment on column metrics.response_history_store.mean_wait_s is 'mean_wait_s of metrics.response then.';
comment on column metrics.response_history_store.median_worst_s is 'median_worst_s of metrics.response then.';
comment on column metrics.response_history_store.response_rate is 'response_rate of metrics.response then.';
comment on column metrics.response_history_store.within_sla is 'within_sla of metrics.response then.';
comment on column metrics.response_history_store.first_reply_median_s is 'first_reply_median_s of metrics.response then.';
comment on column metrics.response_history_store.substantive_median_s is 'substantive_median_s of metrics.response then.';
comment on column metrics.response_history_store.stock_share is 'stock_share of metrics.response then.';
comment on column metrics.response_history_store.redirect_share is 'redirect_share of metrics.response then.';
comment on column metrics.response_history_store.enough is 'enough of metrics.response then. Never null.';
comment on column metrics.response_history_store.working_n is 'working_n of metrics.response then. Never null.';
comment on column metrics.response_history_store.working_n_rate is 'working_n_rate of metrics.response then. Never null.';
comment on column metrics.response_history_store.working_median_s is 'working_median_s of metrics.response then.';
comment on column metrics.response_history_store.working_median_low_s is 'working_median_low_s of metrics.response then.';
comment on column metrics.response_history_store.working_median_high_s is 'working_median_high_s of metrics.response then.';
comment on column metrics.response_history_store.working_p90_s is 'working_p90_s of metrics.response then.';
comment on column metrics.response_history_store.working_mark_1_s is 'working_mark_1_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.working_mark_2_s is 'working_mark_2_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.working_mark_3_s is 'working_mark_3_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.working_mark_4_s is 'working_mark_4_s of metrics.response then. Never null.';
comment on column metrics.response_history_store.working_answered_within_1 is 'working_answered_within_1 of metrics.response then.';
comment on column metrics.response_history_store.working_answered_within_2 is 'working_answered_within_2 of metrics.response then.';
comment on column metrics.response_history_store.working_answered_within_3 is 'working_answered_within_3 of metrics.response then.';
comment on column metrics.response_history_store.working_answered_within_4 is 'working_answered_within_4 of metrics.response then.';
comment on column metrics.response_history_store.working_mean_wait_s is 'working_mean_wait_s of metrics.response then.';
comment on column metrics.response_history_store.working_response_rate is 'working_response_rate of metrics.response then.';
comment on column metrics.response_history_store.working_first_reply_median_s is 'working_first_reply_median_s of metrics.response then.';
comment on column metrics.response_history_store.working_substantive_median_s is 'working_substantive_median_s of metrics.response then.';
comment on column metrics.response_history_store.poll_coverage is
    'Share of the window that was watched; null where no stream watched for the unit.';
