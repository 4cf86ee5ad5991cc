-- breaking: no
-- why: the table and its rows stay as they are.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Of indexes that cost the same the planner takes the newest, and while the table is empty all cost the same: the first
-- refresh looked for each post among all of its account. The primary key is made last.

alter table metrics.post_measure drop constraint post_measure_pkey;
alter table metrics.post_measure
    add constraint post_measure_pkey primary key (government_id, account_id, post_id);
