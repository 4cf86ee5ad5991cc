-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Complaints that stand in several feeds (metrics.complaint_joined) wait once where all channels are counted together: one
-- wait for each disposition of the case that leads, from the earlier opening to the earlier answer of the same unit. An
-- answer by another unit to one of the other cases helps the unit: the citizen has been answered.

-- Where inquiries of some complaints stand in the lists, their own and those they have together.
create or replace function metrics.joined_place(
    in_government_id int[],
    in_account_id int[],
    in_external_id text[]
)
returns table (government_id int, unit_id int, channel text, day date)
language sql
stable
begin atomic
    select distinct i.government_id, i.unit_id, listed.channel, day.day
    from unnest(in_government_id, in_account_id, in_external_id) as k (government_id, account_id, external_id)
    cross join lateral (
        select stored.government_id, stored.unit_id, stored.channel, stored.opened_on, stored.needed_on
        from core.inquiry as stored
        where hashtextextended(stored.source_id, (stored.government_id::bigint << 32) + stored.source_account_id)
                = hashtextextended(k.external_id, (k.government_id::bigint << 32) + k.account_id)
            and stored.government_id = k.government_id
            and stored.source_account_id = k.account_id
            and stored.source_id = k.external_id
            and stored.source_kind = 'complaint'
        offset 0
    ) as i
    cross join lateral (values (i.channel), ('all')) as listed (channel)
    cross join lateral (values (i.opened_on), (i.needed_on)) as day (day)
    where day.day is not null;
end;
comment on function metrics.joined_place(int[], int[], text[]) is
    'Units, channels and local days of the lists in which inquiries of some complaints stand.';

-- Called by derivation for complaints whose inquiries changed: the wait that a case has together with others lies on any of
-- their days.
create or replace function metrics.joined_mark(in_government_id int, in_account_id int[], in_external_id text[])
returns void
language sql
volatile
begin atomic
    insert into core.dirty (government_id, unit_id, channel, day)
    select p.government_id, p.unit_id, p.channel, p.day
    from (
        select
            array_agg(j.government_id) as government_ids, array_agg(j.account_id) as account_ids,
            array_agg(j.external_id) as external_ids
        from unnest(in_account_id, in_external_id) as k (account_id, external_id)
        join metrics.complaint_joined as own
            on own.government_id = in_government_id and own.account_id = k.account_id
            and own.external_id = k.external_id
        join metrics.complaint_joined as j
            on j.government_id = own.government_id and j.lead_complaint_id = own.lead_complaint_id
    ) as whose
    cross join lateral metrics.joined_place(whose.government_ids, whose.account_ids, whose.external_ids) as p;
end;
comment on function metrics.joined_mark(int, int[], text[]) is
    'Part of core.inquiry_apply: marks the days of complaints that are one with these.';

create or replace function metrics.joined_inquiry(in_government_id int[], in_lead_complaint_id uuid[])
returns table (
    government_id int, inquiry_id uuid, unit_id int, channel text, opened_by text, calendar text, state text, opened_at timestamptz,
    needed_at timestamptz, ended_at timestamptz, ended_earliest_at timestamptz, opened_on date, needed_on date,
    opened_working_from_s bigint, needed_working_from_s bigint, ended_working_at_s bigint, reply_working_at_s bigint,
    substantive_working_at_s bigint, undecided boolean, source_account_id int, source_id text, deadline_at timestamptz,
    removed boolean, timing text, correction_id bigint, provisional boolean, first_reply_at timestamptz,
    substantive_at timestamptz, permalink text, complaint_ids uuid[]
)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
set jit = off
begin atomic
with
wait as materialized (
    select
        j.lead_complaint_id, j.complaint_id, j.complaint_id = j.lead_complaint_id as leads, i.government_id, i.inquiry_id,
        i.unit_id, i.channel, i.opened_by, i.calendar, i.state, i.opened_at, i.needed_at, i.ended_at, i.ended_earliest_at,
        i.undecided, i.source_account_id, i.source_id, i.deadline_at, i.removed, i.timing, i.correction_id, i.provisional,
        i.first_reply_at, i.substantive_at, i.permalink
    from (
        select distinct k.government_id, k.lead_complaint_id
        from unnest(in_government_id, in_lead_complaint_id) as k (government_id, lead_complaint_id)
    ) as wanted
    -- A look-up by index, whatever rounds think of nested loops: they ask for a few of very many.
    cross join lateral (
        select stored.*
        from metrics.complaint_joined as stored
        where stored.government_id = wanted.government_id and stored.lead_complaint_id = wanted.lead_complaint_id
        offset 0
    ) as j
    join core.account as a on a.government_id = j.government_id and a.account_id = j.account_id
    cross join lateral (
        select stored.*
        from core.inquiry as stored
        where hashtextextended(stored.source_id, (stored.government_id::bigint << 32) + stored.source_account_id)
                = hashtextextended(j.external_id, (j.government_id::bigint << 32) + j.account_id)
            and stored.government_id = j.government_id
            and stored.source_account_id = j.account_id
            and stored.source_id = j.external_id
            and stored.source_kind = 'complaint'
        offset 0
    ) as i
    -- A feed that shows no answers tells of no wait.
    where a.shows_answers or j.complaint_id = j.lead_complaint_id
),
-- Each disposition of the case that leads; a unit that got it twice was asked twice.
turn as (
    select
        w.*,
        row_number() over again = 1 as is_first,
        lead(w.opened_at) over again as next_at
    from wait as w
    where w.leads
    window again as (
        partition by w.government_id, w.lead_complaint_id, w.unit_id order by w.opened_at, w.inquiry_id
    )
),
-- What the unit was asked in the other cases belongs to the turn in which that began.
part as materialized (
    select
        t.inquiry_id as turn_id, w.complaint_id, w.state, w.opened_at, w.needed_at, w.ended_at, w.ended_earliest_at,
        w.inquiry_id, w.undecided, w.deadline_at, w.removed, w.timing, w.correction_id, w.provisional, w.first_reply_at,
        w.substantive_at
    from turn as t
    join wait as w
        on w.government_id = t.government_id and w.lead_complaint_id = t.lead_complaint_id and w.unit_id = t.unit_id
        and case
            when w.leads then w.inquiry_id = t.inquiry_id
            else (t.is_first or w.opened_at >= t.opened_at) and coalesce(w.opened_at < t.next_at, true)
        end
),
begun as (
    select
        p.turn_id, min(p.opened_at) as opened_at, min(p.needed_at) as needed_at, bool_or(p.undecided) as undecided,
        min(p.deadline_at) as deadline_at, bool_or(p.removed) as removed,
        case when bool_or(p.timing = 'interval') then 'interval' else 'exact' end as timing,
        max(p.correction_id) as correction_id, bool_or(p.provisional) as provisional,
        min(p.first_reply_at) as first_reply_at, min(p.substantive_at) as substantive_at,
        bool_or(p.state = 'waiting') as waits,
        max(p.ended_at) filter (where p.state in ('withdrawn', 'handed_over')) as left_at,
        array_agg(distinct p.complaint_id) as complaint_ids
    from part as p
    group by p.turn_id
),
-- Ways in which it may have ended, the earliest counts. Closed without an answer it is as soon as one of them is.
ending as (
    select p.turn_id, p.state, p.ended_at, p.ended_earliest_at, p.inquiry_id
    from part as p
    where p.state in ('answered', 'helped')
    union all
    select t.inquiry_id, 'helped', w.ended_at, w.ended_earliest_at, w.inquiry_id
    from turn as t
    join begun as b on b.turn_id = t.inquiry_id
    join wait as w
        on w.government_id = t.government_id and w.lead_complaint_id = t.lead_complaint_id and w.unit_id <> t.unit_id
        and not w.leads
    where w.state = 'answered' and w.ended_at >= b.opened_at
        -- What comes after the unit was out of it helps it no more.
        and (b.waits or coalesce(w.ended_at <= b.left_at, true))
),
answer as (
    select distinct on (e.turn_id) e.turn_id, e.state, e.ended_at, e.ended_earliest_at
    from ending as e
    order by e.turn_id, e.ended_at, e.state, e.ended_earliest_at, e.inquiry_id
),
closing as (
    select p.turn_id, min(p.ended_at) as ended_at
    from part as p
    where p.state = 'closed_unanswered'
    group by p.turn_id
),
departure as (
    select distinct on (p.turn_id) p.turn_id, p.state, p.ended_at, p.ended_earliest_at
    from part as p
    where p.state in ('withdrawn', 'handed_over')
    order by p.turn_id, p.ended_at desc, p.state, p.inquiry_id
),
ended as (
    select
        t.government_id, t.inquiry_id, t.unit_id, t.channel, t.opened_by, t.calendar, t.source_account_id, t.source_id,
        g.timezone, b.opened_at, b.needed_at, b.undecided, b.deadline_at, b.removed, b.timing, b.correction_id,
        b.provisional, b.first_reply_at, b.substantive_at, t.permalink, b.complaint_ids,
        case
            when answer.turn_id is not null then answer.state
            when closing.turn_id is not null then 'closed_unanswered'
            when b.waits then 'waiting'
            else departure.state
        end as state,
        case
            when answer.turn_id is not null then answer.ended_at
            when closing.turn_id is not null then closing.ended_at
            when not b.waits then departure.ended_at
        end as ended_at,
        case
            when answer.turn_id is not null then answer.ended_earliest_at
            when closing.turn_id is null and not b.waits then departure.ended_earliest_at
        end as ended_earliest_at
    from turn as t
    join begun as b on b.turn_id = t.inquiry_id
    join core.government as g on g.government_id = t.government_id
    left join answer on answer.turn_id = t.inquiry_id
    left join closing on closing.turn_id = t.inquiry_id
    left join departure on departure.turn_id = t.inquiry_id
)
select
    e.government_id, e.inquiry_id, e.unit_id, e.channel, e.opened_by, e.calendar, e.state, e.opened_at, e.needed_at,
    e.ended_at, e.ended_earliest_at, (e.opened_at at time zone e.timezone)::date,
    (e.needed_at at time zone e.timezone)::date, core.working_upto(e.calendar, e.opened_at at time zone e.timezone),
    core.working_upto(e.calendar, e.needed_at at time zone e.timezone),
    core.working_upto(e.calendar, e.ended_at at time zone e.timezone),
    core.working_upto(e.calendar, e.first_reply_at at time zone e.timezone),
    core.working_upto(e.calendar, e.substantive_at at time zone e.timezone), e.undecided, e.source_account_id, e.source_id,
    e.deadline_at, e.removed, e.timing, e.correction_id, e.provisional, e.first_reply_at, e.substantive_at, e.permalink,
    e.complaint_ids
from ended as e;
end;
comment on function metrics.joined_inquiry(int[], uuid[]) is
    'The waits that complaints in several feeds have together, given the cases that lead: one row per disposition of such a '
    'case, with the times, also as positions in the calendar, and the complaints it is made of.';
