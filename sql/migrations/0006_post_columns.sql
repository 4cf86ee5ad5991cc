-- breaking: no
-- why: some answers tell only part of a post; what they do not tell keeps the time at which it was seen.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which of two values of a column is the newer one was asked of the row's time, that of its newest change: a page
-- that came late lost to a newer one that did not have the column at all. Only what is older than the row has a
-- time of its own, so the rows of platforms that always tell everything are as small as before.

alter table core.post
    add column column_times timestamptz[],
    add constraint post_column_times_check check (cardinality(column_times) = 8);
comment on column core.post.column_times is
    'Answers that last told the values of edited_at, format, text, permalink, language, announced_comments, hidden '
    'and comments_off, in this order, where changed_observed_at did not tell them; an element is null where it did, or '
    'where there is no value. Null where it told all.';
