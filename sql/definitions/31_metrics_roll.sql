-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- How the response figures are kept current. A round takes the marks of core.dirty, makes the lists of
-- those days again from the inquiries, and computes again the keys that rest on them: unit, the units
-- above it, the whole government, by channel and for all. An ageing round also takes the keys whose
-- next_change_at has passed (the local midnight is always one such moment). Both write only rows that
-- differ, in one transaction, so readers wait for nothing and never see half a round.

-- All keys with their figures.
create or replace view metrics.response_rolling_all as
select
    k.government_id, k.unit_id, k.scope, k.channel, k.opener, k.population, s.clock, s.window_days,
    s.n, s.n_answered, s.n_helped, s.n_waiting, s.n_withdrawn, s.n_handed_over,
    s.n_closed_unanswered, s.n_removed, s.n_interval_timed, s.n_late_out, s.n_undecided,
    s.n_corrected, s.n_provisional, s.n_excluded, s.n_posts, s.n_rate, s.n_deadline, s.n_no_rule,
    s.median_s, s.median_low_s, s.median_high_s, s.p90_s, s.mark_1_s, s.mark_2_s, s.mark_3_s,
    s.mark_4_s, s.answered_within_1, s.answered_within_2, s.answered_within_3, s.answered_within_4,
    s.mean_wait_s, s.horizon_s, s.median_worst_s, s.answered_within_1_worst,
    s.answered_within_2_worst, s.answered_within_3_worst, s.answered_within_4_worst,
    s.response_rate, s.rate_within_s, s.ever_answered_rate, s.within_sla, s.answered_median_s,
    s.answered_mean_s, s.first_reply_median_s, s.substantive_median_s, s.stock_share,
    s.redirect_share, s.enough, s.oldest_waiting_at, s.curve, s.next_change_at, s.n_first_reply,
    s.n_substantive, s.n_classified
from metrics.response_key as k
join metrics.response_rolling_store as s
    on s.government_id = k.government_id and s.unit_id = k.unit_id and s.scope = k.same_scope
    and s.channel = k.same_channel and s.opener = k.same_opener and s.population = k.population;
comment on view metrics.response_rolling_all is
    'Every key of the rolling figures with its row of metrics.response_rolling_store, which many keys '
    'share; readers use metrics.response_rolling.';
comment on column metrics.response_rolling_all.curve is
    'Share answered by each mark of metrics.curve_mark() of the clock; an element is null where nobody '
    'was followed that far. Never null.';

-- Replies that are others than the answer, and came before the unit was out of it. No "set": they are inlined.
create or replace function metrics.reply_counts(
    reply_at timestamptz,
    state text,
    ended_at timestamptz,
    ended_earliest_at timestamptz
)
returns boolean
language sql
immutable
parallel safe
return case
    when state = 'answered' then reply_at < ended_at
    when state in ('waiting', 'closed_unanswered') then reply_at is not null
    when state = 'helped' then reply_at <= coalesce(ended_earliest_at, ended_at)
    else reply_at <= ended_at
end;
comment on function metrics.reply_counts(timestamptz, text, timestamptz, timestamptz) is
    'Whether a first reply is another than the answer and came before the unit was out of it (helped, withdrawn, '
    'handed over).';

create or replace function metrics.substantive_counts(
    substantive_at timestamptz,
    state text,
    ended_at timestamptz,
    ended_earliest_at timestamptz,
    kind text,
    reply_class text
)
returns boolean
language sql
immutable
parallel safe
return case
    when state = 'answered'
        then substantive_at is not null and kind <> 'complaint' and reply_class is distinct from 'substantive'
    else metrics.reply_counts(substantive_at, state, ended_at, ended_earliest_at)
end;
comment on function metrics.substantive_counts(timestamptz, text, timestamptz, timestamptz, text, text) is
    'The same of a first substantive reply.';

create or replace function metrics.response_day_roll(
    in_government_id int[],
    in_unit_id int[],
    in_channel text[],
    in_day date[]
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_nestloop = off -- but for the look-ups by index, which are lateral
set jit = off
set work_mem = '64MB' -- a busy day is sorted in memory
as $$
declare
    changed bigint;
begin
    with asked as materialized (
        select distinct w.government_id, w.unit_id, w.channel, w.day
        from unnest(in_government_id, in_unit_id, in_channel, in_day)
            as w (government_id, unit_id, channel, day)
        join core.government as g on g.government_id = w.government_id
        -- What lies before the horizon is final.
        where w.day >= coalesce((
            select (max(h.horizon) at time zone g.timezone)::date
            from ops.retention_horizon as h
            where h.government_id = w.government_id and h.class = 'inquiry'
        ), '-infinity')
    ),
    -- Governments with complaints in several feeds have lists of the waits that these have together.
    feed as materialized (
        select distinct a.government_id, a.channel
        from core.account as a
        where a.government_id = any (in_government_id) and a.access = 'feed'
            and exists (select from metrics.complaint_joined as j where j.government_id = a.government_id)
    ),
    wanted as materialized (
        select asked.government_id, asked.unit_id, asked.channel, asked.day from asked
        union
        select asked.government_id, asked.unit_id, 'all', asked.day
        from asked
        where asked.government_id in (select feed.government_id from feed)
    ),
    lead as materialized (
        select distinct j.government_id, j.lead_complaint_id
        from wanted as w
        join feed on feed.government_id = w.government_id
        cross join lateral (
            select x.source_account_id, x.source_id
            from core.inquiry as x
            where x.government_id = w.government_id and x.unit_id = w.unit_id and x.channel = feed.channel
                and x.opened_on = w.day
            union all
            select x.source_account_id, x.source_id
            from core.inquiry as x
            where x.government_id = w.government_id and x.unit_id = w.unit_id and x.channel = feed.channel
                and x.needed_on = w.day
                and x.needed_on <> x.opened_on
            offset 0
        ) as i
        cross join lateral (
            select x.government_id, x.lead_complaint_id
            from metrics.complaint_joined as x
            where x.government_id = w.government_id and x.account_id = i.source_account_id
                and x.external_id = i.source_id
            offset 0
        ) as j
        where w.channel = 'all'
    ),
    together as materialized (
        select i.*
        from (
            select array_agg(lead.government_id) as government_ids, array_agg(lead.lead_complaint_id) as complaint_ids
            from lead
        ) as l
        cross join lateral metrics.joined_inquiry(l.government_ids, l.complaint_ids) as i
    ),
    inquiry as materialized (
        select
            i.government_id, i.unit_id, w.day, i.channel, i.opened_by, 'all' as population, i.calendar,
            i.state, i.opened_at as start_at, i.opened_working_from_s as working_from_s,
            i.opened_wait_s as wait_s, i.opened_working_s as working_wait_s, false as undecided,
            i.inquiry_id, i.kind, i.source_account_id, i.source_id, i.post_external_id, i.deadline_at,
            i.ended_at, i.removed, i.timing, i.correction_id, i.provisional, i.reply_class,
            i.first_reply_at, i.substantive_at, i.ended_earliest_at,
            -- Positions in the calendar; their waits begin at needed_at where there is one.
            coalesce(i.needed_working_from_s, i.opened_working_from_s) + i.first_reply_working_s
                as working_reply_at_s,
            coalesce(i.needed_working_from_s, i.opened_working_from_s) + i.substantive_working_s
                as working_substantive_at_s,
            false as together
        from wanted as w
        cross join lateral (
            select x.*
            from core.inquiry as x
            where x.government_id = w.government_id and x.unit_id = w.unit_id and x.channel = w.channel
                and x.opened_on = w.day
            offset 0
        ) as i
        union all
        select
            i.government_id, i.unit_id, w.day, i.channel, i.opened_by, 'needed', i.calendar,
            i.state, i.needed_at, i.needed_working_from_s, i.needed_wait_s, i.needed_working_s,
            i.undecided, i.inquiry_id, i.kind, i.source_account_id, i.source_id, i.post_external_id,
            i.deadline_at, i.ended_at, i.removed, i.timing, i.correction_id, i.provisional, i.reply_class,
            i.first_reply_at, i.substantive_at, i.ended_earliest_at,
            i.needed_working_from_s + i.first_reply_working_s,
            i.needed_working_from_s + i.substantive_working_s,
            false
        from wanted as w
        cross join lateral (
            select x.*
            from core.inquiry as x
            where x.government_id = w.government_id and x.unit_id = w.unit_id and x.channel = w.channel
                and x.opened_on = w.day
                and x.needed_on = w.day
            union all
            select x.*
            from core.inquiry as x
            where x.government_id = w.government_id and x.unit_id = w.unit_id and x.channel = w.channel
                and x.needed_on = w.day
                and x.needed_on <> x.opened_on
            offset 0
        ) as i
        union all
        select
            i.government_id, i.unit_id, w.day, i.channel, i.opened_by, start.population, i.calendar, i.state, start.at,
            start.working_from_s, greatest(0, extract(epoch from i.ended_at - start.at))::bigint,
            case when i.ended_working_at_s is not null then greatest(0, i.ended_working_at_s - start.working_from_s) end,
            i.undecided and start.population = 'needed',
            i.inquiry_id, 'complaint', i.source_account_id, i.source_id, null, i.deadline_at, i.ended_at, i.removed,
            i.timing, i.correction_id, i.provisional, null, i.first_reply_at, i.substantive_at, i.ended_earliest_at,
            i.reply_working_at_s, i.substantive_working_at_s, true
        from together as i
        cross join lateral (
            values
                ('all', i.opened_at, i.opened_on, i.opened_working_from_s),
                ('needed', i.needed_at, i.needed_on, i.needed_working_from_s)
        ) as start (population, at, day, working_from_s)
        join wanted as w
            on w.government_id = i.government_id and w.unit_id = i.unit_id and w.channel = 'all' and w.day = start.day
    ),
    -- Feeds that do not tell whether a case was answered.
    silent as materialized (
        select a.government_id, a.account_id
        from core.account as a
        where a.government_id = any (in_government_id) and not a.shows_answers
    ),
    item as materialized (
        select
            i.government_id, i.unit_id, i.day, case when i.together then 'all' else i.channel end as channel,
            i.together or joined.complaint_id is not null as linked, i.opened_by, i.population, i.calendar,
            i.start_at, i.working_from_s, i.inquiry_id, i.deadline_at,
            case
                when silent.account_id is not null or exists (
                    select
                    from core.exclusion as e
                    where e.government_id = i.government_id
                        and coalesce(e.unit_id, i.unit_id) = i.unit_id
                        and coalesce(e.channel, i.channel) = i.channel
                        and i.day between e.first_on and e.last_on
                        and e.revoked_at is null
                ) then 'x'
                else outcome.letter
            end::"char" as outcome,
            case when outcome.timed then least(i.wait_s, 2147483647)::int end as wait_s,
            case when outcome.timed then least(i.working_wait_s, 2147483647)::int end as working_wait_s,
            case
                when i.kind = 'complaint'
                    then metrics.target_key(i.source_account_id, 'complaints', null)
                when i.post_external_id is not null
                    then metrics.target_key(i.source_account_id, 'comments', i.post_external_id)
                when i.kind = 'direct_message'
                    then metrics.target_key(i.source_account_id, 'direct_messages', null)
                else metrics.target_key(i.source_account_id, 'mentions', null)
            end as target_key,
            hashtextextended(i.source_account_id || ' '
                || coalesce('post ' || i.post_external_id, 'thread ' || i.source_id), 0) as post_key,
            i.removed::int
                + 2 * (i.timing = 'interval')::int
                + 4 * i.undecided::int
                + 8 * (i.correction_id is not null)::int
                + 16 * i.provisional::int
                + 32 * coalesce(i.ended_at <= i.deadline_at and i.state <> 'closed_unanswered', false)::int
                + case
                    when i.kind = 'complaint'
                        -- Nothing but a substantive follow-up ends one: that says nothing of its class.
                        then 512 * (i.state in ('answered', 'helped'))::int
                    when i.state not in ('answered', 'helped') then 0
                    when i.reply_class = 'substantive' then 64
                    when i.reply_class = 'stock' then 128
                    when i.reply_class = 'redirect' then 256
                    else 0
                end
                as flag,
            case when i.replied
                then least(greatest(0, extract(epoch from i.first_reply_at - i.start_at)), 2147483647)::int
            end as reply_s,
            case when i.replied
                then least(greatest(0, i.working_reply_at_s - i.working_from_s), 2147483647)::int
            end as working_reply_s,
            case when i.explained
                then least(greatest(0, extract(epoch from i.substantive_at - i.start_at)), 2147483647)::int
            end as substantive_s,
            case when i.explained
                then least(greatest(0, i.working_substantive_at_s - i.working_from_s), 2147483647)::int
            end as working_substantive_s,
            case when i.state = 'helped' and i.ended_earliest_at < i.ended_at
                then least(greatest(0, extract(epoch from i.ended_earliest_at - i.start_at)), 2147483647)::int
            end as left_s,
            case when i.state = 'helped' and i.ended_earliest_at < i.ended_at and i.working_wait_s is not null
                then least(greatest(0, core.working_seconds(
                    i.calendar, place.timezone, i.start_at, i.ended_earliest_at)), 2147483647)::int
            end as working_left_s
        from (
            select
                x.*,
                metrics.reply_counts(x.first_reply_at, x.state, x.ended_at, x.ended_earliest_at) as replied,
                metrics.substantive_counts(x.substantive_at, x.state, x.ended_at, x.ended_earliest_at, x.kind,
                    x.reply_class) as explained
            from inquiry as x
        ) as i
        join core.government as place on place.government_id = i.government_id
        join (
            values
                ('answered', 'a', true), ('helped', 'h', true), ('withdrawn', 'w', true),
                ('handed_over', 'o', true), ('closed_unanswered', 'c', false), ('waiting', '-', false)
        ) as outcome (state, letter, timed) on outcome.state = i.state
        left join silent
            on silent.government_id = i.government_id and silent.account_id = i.source_account_id
        left join lateral (
            select j.complaint_id
            from metrics.complaint_joined as j
            where i.kind = 'complaint' and j.government_id = i.government_id
                and j.account_id = i.source_account_id and j.external_id = i.source_id
            offset 0
        ) as joined on true
    ),
    -- Sorted once for all lists of a day: with an order in each array_agg() PostgreSQL 15 sorts for each.
    sorted as (
        select i.*
        from item as i
        order by
            i.government_id, i.unit_id, i.day, i.channel, i.opened_by, i.population, i.calendar, i.linked,
            i.outcome, i.wait_s, i.start_at, i.inquiry_id
        offset 0
    ),
    fresh as materialized (
        select
            i.government_id, i.unit_id, i.day, i.channel, i.opened_by as opener, i.population, i.calendar, i.linked,
            array_agg(i.outcome) as outcome,
            array_agg(i.start_at) as starts,
            array_agg(i.working_from_s) as working_from_s,
            array_agg(i.wait_s) as wait_s,
            array_agg(i.working_wait_s) as working_wait_s,
            array_agg(i.target_key) as target_key,
            array_agg(i.post_key) as post_key,
            array_agg(i.deadline_at) as deadlines,
            array_agg(i.flag) as flag,
            -- Null instead of nulls alone, as most are.
            case when count(i.reply_s) > 0 then array_agg(i.reply_s) end as reply_s,
            case when count(i.reply_s) > 0 then array_agg(i.working_reply_s) end as working_reply_s,
            case when count(i.substantive_s) > 0 then array_agg(i.substantive_s) end as substantive_s,
            case when count(i.substantive_s) > 0 then array_agg(i.working_substantive_s) end
                as working_substantive_s,
            case when count(i.left_s) > 0 then array_agg(i.left_s) end as left_s,
            case when count(i.left_s) > 0 then array_agg(i.working_left_s) end as working_left_s
        from sorted as i
        group by i.government_id, i.unit_id, i.day, i.channel, i.opened_by, i.population, i.calendar, i.linked
    ),
    stored as materialized (
        select old.*
        from wanted as w
        cross join lateral (
            select
                r.ctid as place, r.government_id, r.unit_id, r.day, r.channel, r.opener, r.population,
                r.calendar, r.linked
            from metrics.response_day as r
            where r.government_id = w.government_id and r.unit_id = w.unit_id and r.day = w.day
                and r.channel = w.channel
            offset 0
        ) as old
    ),
    -- Nobody else writes this table: places stay true within the round.
    gone as (
        delete from metrics.response_day as old
        where old.ctid = any (array(
            select s.place
            from stored as s
            left join fresh as f
                on f.government_id = s.government_id and f.unit_id = s.unit_id and f.day = s.day
                and f.channel = s.channel and f.opener = s.opener and f.population = s.population
                and f.calendar = s.calendar and f.linked = s.linked
            where f.day is null
        ))
        returning 1
    ),
    put as (
        insert into metrics.response_day as old (
            government_id, unit_id, day, channel, opener, population, calendar, linked, outcome, starts,
            working_from_s, wait_s, working_wait_s, target_key, post_key, deadlines, flag, reply_s,
            working_reply_s, substantive_s, working_substantive_s, left_s, working_left_s
        )
        select
            f.government_id, f.unit_id, f.day, f.channel, f.opener, f.population, f.calendar, f.linked, f.outcome,
            f.starts, f.working_from_s, f.wait_s, f.working_wait_s, f.target_key, f.post_key,
            f.deadlines, f.flag, f.reply_s, f.working_reply_s, f.substantive_s, f.working_substantive_s,
            f.left_s, f.working_left_s
        from fresh as f
        on conflict (government_id, unit_id, day, channel, opener, population, calendar, linked) do update set
            outcome = excluded.outcome,
            starts = excluded.starts,
            working_from_s = excluded.working_from_s,
            wait_s = excluded.wait_s,
            working_wait_s = excluded.working_wait_s,
            target_key = excluded.target_key,
            post_key = excluded.post_key,
            deadlines = excluded.deadlines,
            flag = excluded.flag,
            reply_s = excluded.reply_s,
            working_reply_s = excluded.working_reply_s,
            substantive_s = excluded.substantive_s,
            working_substantive_s = excluded.working_substantive_s,
            left_s = excluded.left_s,
            working_left_s = excluded.working_left_s
        where old is distinct from excluded
        returning 1
    )
    select (select count(*) from gone) + (select count(*) from put) into changed;
    return changed;
end
$$;
comment on function metrics.response_day_roll(int[], int[], text[], date[]) is
    'Makes the lists of the given units, channels and local days again from core.inquiry; returns rows '
    'changed.';

-- The keys that rest on the inquiries of some units and channels.
create or replace function metrics.response_keys(
    in_government_id int[],
    in_unit_id int[],
    in_channel text[]
)
returns table (government_id int, unit_id int, scope text, channel text)
language sql
stable
begin atomic
    with recursive above as (
        select
            p.government_id, p.unit_id, p.channel, array['own', 'tree'] as scopes, p.unit_id as from_unit_id
        from unnest(in_government_id, in_unit_id, in_channel) as p (government_id, unit_id, channel)
        union
        select above.government_id, u.parent_unit_id, above.channel, array['tree'], above.from_unit_id
        from above
        join core.unit as u
            on u.government_id = above.government_id and u.unit_id = above.unit_id
        where u.parent_unit_id is not null
    )
    select distinct x.government_id, x.unit_id, x.scope, channel.channel
    from (
        select above.government_id, above.unit_id, unnest(above.scopes) as scope, above.channel from above
        union
        select above.government_id, 0, unnest(array['own', 'tree']), above.channel from above
    ) as x
    cross join lateral (values (x.channel), ('all')) as channel (channel);
end;
comment on function metrics.response_keys(int[], int[], text[]) is
    'Keys of response_rolling (without opener, population, clock, window) that the inquiries of the given '
    'units and channels count for: the unit, units above it, the whole government.';

-- Many keys rest on the same inquiries: the tree of a unit without others under it, all channels where
-- there is one, all openers where nobody was withheld. Each is stored once, under its narrowest name. A
-- feed's channel is not narrowed from all, since its marks are others.
create or replace function metrics.response_name(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_as_of timestamptz
)
returns setof metrics.response_key
language sql
stable
set search_path = pg_catalog, pg_temp
set enable_nestloop = off -- but for the look-ups by index, which are lateral
set jit = off
begin atomic
    with
    key as materialized (
        select k.key_no, k.government_id, k.unit_id, k.scope, k.channel
        from unnest(in_government_id, in_unit_id, in_scope, in_channel) with ordinality
            as k (government_id, unit_id, scope, channel, key_no)
    ),
    part as materialized (
        select p.key_no, p.government_id, p.unit_id
        from metrics.response_part(in_government_id, in_unit_id, in_scope) as p
    ),
    base as materialized (
        select distinct r.government_id, r.unit_id, r.channel, r.opener, r.population, r.linked
        from (select distinct part.government_id, part.unit_id from part) as wanted
        join (
            select g.government_id, (in_as_of at time zone g.timezone)::date as today
            from core.government as g
            where g.government_id = any (in_government_id)
        ) as place on place.government_id = wanted.government_id
        cross join lateral (
            select distinct d.government_id, d.unit_id, d.channel, d.opener, d.population, d.linked
            from metrics.response_day as d
            where d.government_id = wanted.government_id and d.unit_id = wanted.unit_id
                and d.day between place.today - 363 and place.today
            offset 0
        ) as r
    )
    select
        key.government_id, key.unit_id, key.scope, key.channel, o.opener, base.population,
        case when key.unit_id = 0 or bool_and(base.unit_id = key.unit_id) then 'own' else key.scope end,
        case
            when min(base.channel) = max(base.channel) and bool_and(feed.channel is null) then min(base.channel)
            else key.channel
        end,
        case when min(base.opener) = max(base.opener) then min(base.opener) else o.opener end
    from key
    join part on part.key_no = key.key_no
    join base on base.government_id = part.government_id and base.unit_id = part.unit_id
    left join (
        select distinct a.government_id, a.channel
        from core.account as a
        where a.government_id = any (in_government_id) and a.access = 'feed'
    ) as feed on feed.government_id = base.government_id and feed.channel = base.channel
    join (
        values ('all', 'citizen'), ('all', 'unknown'), ('citizen', 'citizen'), ('unknown', 'unknown'),
            ('leader', 'leader')
    ) as o (opener, role) on o.role = base.opener
    where key.channel = base.channel or key.channel = 'all' and not base.linked
    group by key.key_no, key.government_id, key.unit_id, key.scope, key.channel, o.opener, base.population;
end;
comment on function metrics.response_name(int[], int[], text[], text[], timestamptz) is
    'Keys of response_rolling with the name under which their figures are stored at as_of.';

-- Computes keys again and writes the rows that differ.
create or replace function metrics.response_apply(
    in_government_id int[],
    in_unit_id int[],
    in_scope text[],
    in_channel text[],
    in_as_of timestamptz
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set enable_nestloop = off -- but for the look-ups by index, which are lateral
set jit = off
as $$
declare
    changed bigint;
begin
    if coalesce(cardinality(in_government_id), 0) = 0 then
        return 0;
    end if;
    with key as materialized (
        select distinct k.government_id, k.unit_id, k.scope, k.channel
        from unnest(in_government_id, in_unit_id, in_scope, in_channel)
            as k (government_id, unit_id, scope, channel)
    ),
    name as materialized (
        select n as name, n.*
        from metrics.response_name(in_government_id, in_unit_id, in_scope, in_channel, in_as_of) as n
    ),
    stored_name as materialized (
        select old.*
        from key
        cross join lateral (
            select
                k.ctid as place, k as name, k.government_id, k.unit_id, k.scope, k.channel, k.opener,
                k.population
            from metrics.response_key as k
            where k.government_id = key.government_id and k.unit_id = key.unit_id
                and k.scope = key.scope and k.channel = key.channel
            offset 0
        ) as old
    ),
    gone_name as (
        delete from metrics.response_key as old
        where old.ctid = any (array(
            select s.place
            from stored_name as s
            left join name as n
                on n.government_id = s.government_id and n.unit_id = s.unit_id and n.scope = s.scope
                and n.channel = s.channel and n.opener = s.opener and n.population = s.population
            where n.government_id is null
        ))
        returning 1
    ),
    put_name as (
        insert into metrics.response_key as old (
            government_id, unit_id, scope, channel, opener, population, same_scope, same_channel,
            same_opener
        )
        select
            n.government_id, n.unit_id, n.scope, n.channel, n.opener, n.population, n.same_scope,
            n.same_channel, n.same_opener
        from name as n
        left join stored_name as s
            on s.government_id = n.government_id and s.unit_id = n.unit_id and s.scope = n.scope
            and s.channel = n.channel and s.opener = n.opener and s.population = n.population
        where n.name is distinct from s.name
        on conflict (government_id, unit_id, scope, channel, opener, population) do update set
            same_scope = excluded.same_scope,
            same_channel = excluded.same_channel,
            same_opener = excluded.same_opener
        returning 1
    ),
    wanted as materialized (
        select distinct
            n.government_id, n.unit_id, n.same_scope, n.same_channel, n.same_opener, n.population
        from name as n
    ),
    fresh as materialized (
        select
            f as figure, f.government_id, f.unit_id, f.scope, f.channel, f.opener, f.population, f.clock,
            f.window_days
        from (
            select
                array_agg(x.government_id) as government_id, array_agg(x.unit_id) as unit_id,
                array_agg(x.same_scope) as scope, array_agg(x.same_channel) as channel
            from (
                select distinct w.government_id, w.unit_id, w.same_scope, w.same_channel
                from wanted as w
            ) as x
        ) as narrow
        cross join lateral metrics.response_compute(
            narrow.government_id, narrow.unit_id, narrow.scope, narrow.channel,
            '{7, 28, 91, 364}', '{6, 27, 90, 363}', '{0, 0, 0, 0}', in_as_of) as f
        join wanted as w
            on w.government_id = f.government_id and w.unit_id = f.unit_id and w.same_scope = f.scope
            and w.same_channel = f.channel and w.same_opener = f.opener and w.population = f.population
    ),
    -- What lies under the keys asked for, and under the names they have now.
    stored as materialized (
        select old.*
        from (
            select x.government_id, x.unit_id, x.scope, x.channel, bool_or(x.asked) as asked
            from (
                select key.government_id, key.unit_id, key.scope, key.channel, true as asked
                from key
                union all
                select w.government_id, w.unit_id, w.same_scope, w.same_channel, false
                from wanted as w
            ) as x
            group by x.government_id, x.unit_id, x.scope, x.channel
        ) as k
        cross join lateral (
            select
                k.asked, s.ctid as place, s as figure, s.government_id, s.unit_id, s.scope, s.channel, s.opener,
                s.population, s.clock, s.window_days
            from metrics.response_rolling_store as s
            where s.government_id = k.government_id and s.unit_id = k.unit_id
                and s.scope = k.scope and s.channel = k.channel
            offset 0
        ) as old
    ),
    compared as materialized (
        select
            stored.place, fresh.figure,
            -- What was not asked for may be what another key rests on.
            fresh.government_id is null and stored.asked as vanished,
            fresh.government_id is not null as computed
        from stored
        full join fresh
            on stored.government_id = fresh.government_id and stored.unit_id = fresh.unit_id
            and stored.scope = fresh.scope and stored.channel = fresh.channel
            and stored.opener = fresh.opener and stored.population = fresh.population
            and stored.clock = fresh.clock and stored.window_days = fresh.window_days
        where stored.figure is distinct from fresh.figure
    ),
    -- Nobody else writes this table: places stay true within the round.
    gone as (
        delete from metrics.response_rolling_store as old
        where old.ctid = any (array(select c.place from compared as c where c.vanished))
        returning 1
    ),
    put as (
        insert into metrics.response_rolling_store as old (
            government_id, unit_id, scope, channel, opener, population, clock, window_days, n,
            n_answered, n_helped, n_waiting, n_withdrawn, n_handed_over, n_closed_unanswered,
            n_removed, n_interval_timed, n_late_out, n_undecided, n_corrected, n_provisional,
            n_excluded, n_posts, n_rate, n_deadline, n_no_rule, median_s, median_low_s, median_high_s,
            p90_s, mark_1_s, mark_2_s, mark_3_s, mark_4_s, answered_within_1, answered_within_2,
            answered_within_3, answered_within_4, mean_wait_s, horizon_s, median_worst_s,
            answered_within_1_worst, answered_within_2_worst, answered_within_3_worst,
            answered_within_4_worst, response_rate, rate_within_s, ever_answered_rate, within_sla,
            answered_median_s, answered_mean_s, first_reply_median_s, substantive_median_s,
            stock_share, redirect_share, enough, oldest_waiting_at, curve, next_change_at, n_first_reply,
            n_substantive, n_classified
        )
        select (c.figure).*
        from compared as c
        where c.computed
        on conflict (
            government_id, unit_id, scope, channel, opener, population, clock, window_days
        ) do update set
            (
                n, n_answered, n_helped, n_waiting, n_withdrawn, n_handed_over, n_closed_unanswered,
                n_removed, n_interval_timed, n_late_out, n_undecided, n_corrected, n_provisional,
                n_excluded, n_posts, n_rate, n_deadline, n_no_rule, median_s, median_low_s,
                median_high_s, p90_s, mark_1_s, mark_2_s, mark_3_s, mark_4_s, answered_within_1,
                answered_within_2, answered_within_3, answered_within_4, mean_wait_s, horizon_s,
                median_worst_s, answered_within_1_worst, answered_within_2_worst,
                answered_within_3_worst, answered_within_4_worst, response_rate, rate_within_s,
                ever_answered_rate, within_sla, answered_median_s, answered_mean_s,
                first_reply_median_s, substantive_median_s, stock_share, redirect_share, enough,
                oldest_waiting_at, curve, next_change_at, n_first_reply, n_substantive, n_classified
            ) = row (
                excluded.n, excluded.n_answered, excluded.n_helped, excluded.n_waiting,
                excluded.n_withdrawn, excluded.n_handed_over, excluded.n_closed_unanswered,
                excluded.n_removed, excluded.n_interval_timed, excluded.n_late_out,
                excluded.n_undecided, excluded.n_corrected, excluded.n_provisional,
                excluded.n_excluded, excluded.n_posts, excluded.n_rate, excluded.n_deadline,
                excluded.n_no_rule, excluded.median_s, excluded.median_low_s, excluded.median_high_s,
                excluded.p90_s, excluded.mark_1_s, excluded.mark_2_s, excluded.mark_3_s,
                excluded.mark_4_s, excluded.answered_within_1, excluded.answered_within_2,
                excluded.answered_within_3, excluded.answered_within_4, excluded.mean_wait_s,
                excluded.horizon_s, excluded.median_worst_s, excluded.answered_within_1_worst,
                excluded.answered_within_2_worst, excluded.answered_within_3_worst,
                excluded.answered_within_4_worst, excluded.response_rate, excluded.rate_within_s,
                excluded.ever_answered_rate, excluded.within_sla, excluded.answered_median_s,
                excluded.answered_mean_s, excluded.first_reply_median_s, excluded.substantive_median_s,
                excluded.stock_share, excluded.redirect_share, excluded.enough,
                excluded.oldest_waiting_at, excluded.curve, excluded.next_change_at,
                excluded.n_first_reply, excluded.n_substantive, excluded.n_classified
            )
        returning 1
    )
    select
        (select count(*) from gone) + (select count(*) from put)
        + (select count(*) from gone_name) + (select count(*) from put_name)
    into changed;
    return changed;
end
$$;
comment on function metrics.response_apply(int[], int[], text[], text[], timestamptz) is
    'Computes keys of response_rolling again at as_of and writes what differs; returns rows changed.';

-- All lists and figures of one government from its inquiries.
create or replace function metrics.response_rebuild(in_government_id int, in_as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    changed bigint;
    today date;
begin
    select (in_as_of at time zone g.timezone)::date into strict today
    from core.government as g
    where g.government_id = in_government_id;

    select metrics.response_day_roll(
        array_agg(in_government_id), array_agg(w.unit_id), array_agg(w.channel), array_agg(w.day))
    into changed
    from (
        select d.unit_id, d.channel, d.day
        from metrics.response_day as d
        where d.government_id = in_government_id
        union
        select i.unit_id, i.channel, i.opened_on
        from core.inquiry as i
        where i.government_id = in_government_id
        union
        select i.unit_id, i.channel, i.needed_on
        from core.inquiry as i
        where i.government_id = in_government_id and i.needed_on is not null
    ) as w
    -- A day that has not begun waits for its mark in core.dirty.
    where w.day <= today;

    select coalesce(changed, 0) + coalesce(metrics.response_apply(
        array_agg(k.government_id), array_agg(k.unit_id), array_agg(k.scope), array_agg(k.channel),
        in_as_of), 0)
    into changed
    from (
        select keys.government_id, keys.unit_id, keys.scope, keys.channel
        from (
            select
                array_agg(p.government_id) as government_id, array_agg(p.unit_id) as unit_id,
                array_agg(p.channel) as channel
            from (
                select distinct d.government_id, d.unit_id, d.channel
                from metrics.response_day as d
                where d.government_id = in_government_id and d.day > today - 364
            ) as p
        ) as pair
        cross join lateral metrics.response_keys(pair.government_id, pair.unit_id, pair.channel) as keys
        union
        select old.government_id, old.unit_id, old.scope, old.channel
        from metrics.response_key as old
        where old.government_id = in_government_id
    ) as k;
    return changed;
end
$$;
comment on function metrics.response_rebuild(int, timestamptz) is
    'Makes all lists and rolling figures of a government again from its inquiries; returns rows changed.';

-- What figures rest on besides inquiries. The first word is the version of the definitions: raise it
-- with any change of a formula, and the next ageing round computes everything anew.
create or replace function metrics.response_basis_digest(in_government_id int)
returns text
language sql
stable
begin atomic
    select md5(concat_ws(
        ' | ',
        'response 3',
        g.timezone,
        g.calendar,
        -- Ages of those who wait are counted by the calendar as it is, whatever marks there are.
        (
            select string_agg(distinct c.calendar || ' ' || c.change_no, ',')
            from core.calendar_change as c
            where c.calendar = g.calendar or c.calendar in (
                select own.calendar
                from core.unit_calendar as own
                where own.government_id = g.government_id
            )
        ),
        (
            select string_agg(u.unit_id || ' ' || coalesce(u.parent_unit_id, 0), ',' order by u.unit_id)
            from core.unit as u
            where u.government_id = g.government_id
        ),
        (
            select string_agg(concat_ws(' ', a.channel, a.shows_answers, a.shows_ended,
                    case when not a.shows_ended then s.first_success_at end), ','
                order by a.channel, a.account_id, s.stream)
            from core.account as a
            left join ops.stream as s on s.government_id = a.government_id and s.account_id = a.account_id
            where a.government_id = g.government_id and a.access = 'feed'
        ),
        (
            select string_agg(concat_ws(' ', e.unit_id, e.channel, e.first_on, e.last_on), ','
                order by e.exclusion_id)
            from core.exclusion as e
            where e.government_id = g.government_id and e.revoked_at is null
        ),
        (
            select string_agg(distinct h.horizon::text, ',')
            from ops.retention_horizon as h
            where h.government_id = g.government_id and h.class = 'inquiry'
        )
    ))
    from core.government as g
    where g.government_id = in_government_id;
end;
comment on function metrics.response_basis_digest(int) is
    'Digest of what the response figures of a government rest on besides its inquiries.';
