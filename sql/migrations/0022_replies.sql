-- breaking: no
-- why: lists and figures of replies beside the answers; sources that cannot show what ended; who helped whom.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The lists of a day say what the answers do not: other replies, and when a unit whose wait another one ended
-- was out of it. The lists already kept are made again by the next ageing round (metrics.response_basis).

alter table metrics.response_day
    add column reply_s int[],
    add column working_reply_s int[],
    add column substantive_s int[],
    add column working_substantive_s int[],
    add column left_s int[],
    add column working_left_s int[];
comment on column metrics.response_day.flag is
    'Sum of 1 removed, 2 timed by an interval, 4 undecided, 8 corrected, 16 provisional calendar, 32 '
    'ended by its deadline; of the answer 64 substantive, 128 stock, 256 redirect, 512 substantive since '
    'nothing else ends a complaint. Never null.';
comment on column metrics.response_day.reply_s is
    'Seconds from start to the first reply of the unit; an element is null where that is the answer or there '
    'is none. Null where all are.';
comment on column metrics.response_day.working_reply_s is
    'The same in working seconds. Null where reply_s is.';
comment on column metrics.response_day.substantive_s is
    'Seconds from start to the first substantive reply of the unit; an element is null where that is the '
    'answer or there is none. Null where all are.';
comment on column metrics.response_day.working_substantive_s is
    'The same in working seconds. Null where substantive_s is.';
comment on column metrics.response_day.left_s is
    'Of helped ones timed by an interval seconds from start to its lower end; an element of others is null. '
    'Null where all are.';
comment on column metrics.response_day.working_left_s is
    'The same in working seconds. Null where left_s is.';

alter table metrics.response_rolling_store
    add column n_first_reply bigint not null default 0,
    add column n_substantive bigint not null default 0,
    add column n_classified bigint not null default 0;

alter table core.account add column shows_ended boolean not null default true;
comment on column core.account.shows_ended is
    'False for a feed that lists open cases alone: what opened before its first success enters the figures '
    'at its age then, and what ended before stands outside. Never null.';

create index inquiry_helped_idx
    on core.inquiry (government_id, helped_by_unit_id, opened_on) where state = 'helped';
