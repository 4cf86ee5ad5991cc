-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Counters of posts at growing ages. A sample is stored when a counter differs from the one before, and at the
-- first look at or after each of these ages though nothing differs: so "seven days after" has a value and a look
-- that confirms it, and can be told from a post that nobody looked at any more.

-- 1 h, 6 h, 1, 3, 7, 14 and 28 days: METRICS reads counters at 7 days; those before show how a post spreads (most
-- of it within a day), those behind what comes late. A post is worth a visit for 28 days (ops.target_list).
create or replace function core.sample_ages()
returns bigint[]
language sql
immutable
parallel safe
return '{3600,21600,86400,259200,604800,1209600,2419200}'::bigint[];
comment on function core.sample_ages() is 'Ages at which each post has a sample of its counters, seconds, ascending.';

create or replace function core.sample_mark(published_at timestamptz, at timestamptz)
returns int
language sql
immutable
parallel safe
return width_bucket(floor(extract(epoch from at - published_at))::bigint, core.sample_ages());
comment on function core.sample_mark(timestamptz, timestamptz) is
    'How many of the ages of core.sample_ages() a post has reached at a moment; null where one of the two is.';

create or replace function ops.sample_next(government_ids int[], account_ids int[], at timestamptz)
returns table (government_id int, account_id int, external_id text, published_at timestamptz)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select p.government_id, p.account_id, p.external_id, p.published_at
    from unnest(government_ids, account_ids) as wanted (government_id, account_id)
    join core.post as p
        on p.government_id = wanted.government_id and p.account_id = wanted.account_id
    join core.post_counter as c on c.government_id = p.government_id and c.post_id = p.post_id
    cross join lateral (select core.sample_mark(p.published_at, sample_next.at) as reached offset 0) as mark
    where p.published_at > sample_next.at - interval '31 days'
        and p.published_at <= sample_next.at
        and p.removed_at is null
        and p.format <> 'story'
        and mark.reached > core.sample_mark(p.published_at, c.observed_at)
        -- What was not shown for three days will not be.
        and p.published_at + (core.sample_ages())[mark.reached] * interval '1 second' + interval '3 days'
            > sample_next.at
    order by p.government_id, p.account_id, p.published_at, p.external_id;
end;
comment on function ops.sample_next(int[], int[], timestamptz) is
    'Posts of these accounts that reached an age of core.sample_ages() within three days and were not looked at '
    'since; those whose counters were never told are left out.';
