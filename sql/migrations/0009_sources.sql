-- breaking: no
-- why: what the database has to know of a platform comes from its adapter, not from names in definitions.
--
-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which platforms' numbers of posts can be compared with their lists, and how far back lists of comments reach, stood
-- in functions by name, and so did the words of metrics.limit_doc. Now daemons bring both (ops.sync_sources()).

create table ops.source (
    source text not null,
    counts_posts boolean not null,
    comments_shown_s bigint,
    constraint source_pkey primary key (source),
    constraint source_comments_shown_s_check check (comments_shown_s > 0)
);
comment on table ops.source is
    'What adapters say of their platforms, as far as the database has to know it: written by ops.sync_config().';
comment on column ops.source.source is 'Platform, or kind of feed. Never null.';
comment on column ops.source.counts_posts is
    'Whether an account''s number of posts is of those that its list of posts shows, so that both can be compared. Never null.';
comment on column ops.source.comments_shown_s is
    'How far back the list of comments of a post reaches, in seconds. Null: to the first one.';
