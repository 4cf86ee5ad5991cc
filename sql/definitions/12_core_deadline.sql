-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which legal clock holds for a complaint: one place for who derives deadlines and for who shows them. Both are
-- inlined where they are called, so a rule table of a few rows is read once.

create or replace function core.deadline_fits(
    rule core.deadline_rule,
    government_id int,
    channel text,
    feed_kind text,
    class text,
    topics text[],
    unit_kind text,
    day date
)
returns boolean
language sql
stable
begin atomic
    select
        coalesce((rule).government_id = deadline_fits.government_id, (rule).government_id is null)
        and coalesce((rule).channel = deadline_fits.channel, (rule).channel is null)
        and coalesce((rule).feed_kind = deadline_fits.feed_kind, (rule).feed_kind is null)
        and coalesce((rule).class = deadline_fits.class, (rule).class is null)
        and ((rule).topic is null or coalesce(lower((rule).topic) = any (deadline_fits.topics), false))
        and coalesce((rule).unit_kind = deadline_fits.unit_kind, (rule).unit_kind is null)
        and deadline_fits.day between (rule).valid_from and coalesce((rule).valid_to, 'infinity');
end;
comment on function core.deadline_fits(core.deadline_rule, int, text, text, text, text[], text, date) is
    'Whether a legal clock holds for a complaint of a feed on a local day; topics: what it is about in small letters, as the '
    'feed names it and as Pantau does.';

-- 0 is the narrowest: a government's own before all, then a channel's, a kind of feed's, a kind of unit's, a
-- topic's, a class's.
create or replace function core.deadline_width(rule core.deadline_rule)
returns int
language sql
immutable
begin atomic
    select
        32 * ((rule).government_id is null)::int
        + 16 * ((rule).channel is null)::int
        + 8 * ((rule).feed_kind is null)::int
        + 4 * ((rule).unit_kind is null)::int
        + 2 * ((rule).topic is null)::int
        + ((rule).class is null)::int;
end;
comment on function core.deadline_width(core.deadline_rule) is
    'Of several legal clocks between the same events that fit a complaint the one with the smallest width holds, '
    'then the newest (valid_from), then the one with the smallest number.';
