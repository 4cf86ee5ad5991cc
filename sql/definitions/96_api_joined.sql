-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What stands in the figures of all channels instead of complaints that are one case in several feeds: as
-- metrics.inquiry_detail, which has each of them by itself. The words of its columns: 44_metrics_complaint_joined.sql.

-- Readers call a view's functions as themselves, and calendars are not theirs to read.
create or replace function metrics.working_position(calendar text, zone text, at timestamptz)
returns bigint
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select core.working_upto(calendar, at at time zone zone);
end;
comment on function metrics.working_position(text, text, timestamptz) is
    'Working seconds from the first day of a calendar to an instant; null beyond the calendar.';

create or replace view metrics.inquiry_joined as
with said as (
    select
        i.government_id, i.inquiry_id, i.unit_id, i.channel, i.opened_by, i.calendar, i.state, i.opened_at, i.needed_at,
        i.ended_at, i.ended_earliest_at, i.ended_working_at_s, i.reply_working_at_s, i.substantive_working_at_s,
        i.source_account_id, i.source_id, i.first_reply_at, i.substantive_at, i.permalink, i.deadline_at, i.removed,
        i.timing, i.undecided, i.provisional, i.correction_id, cardinality(i.complaint_ids) as n_cases,
        g.timezone, moment.as_of, start.population, start.at as start_at, start.working_from_s, stream.last_complete_at,
        case when a.shows_ended or stream.first_success_at > moment.as_of or start.at >= stream.first_success_at then null
            else stream.first_success_at end as entry_at,
        a.shows_answers
    from (
        select j.government_id, array_agg(j.government_id) as government_ids, array_agg(j.complaint_id) as complaint_ids
        from metrics.complaint_joined as j
        where j.complaint_id = j.lead_complaint_id
        group by j.government_id
    ) as lead
    cross join lateral metrics.joined_inquiry(lead.government_ids, lead.complaint_ids) as i
    cross join metrics.as_of as moment
    join core.government as g on g.government_id = i.government_id
    join core.account as a on a.government_id = i.government_id and a.account_id = i.source_account_id
    left join ops.stream as stream
        on stream.government_id = i.government_id and stream.account_id = i.source_account_id
        and stream.stream = 'complaints'
    cross join lateral (
        values
            ('needed', i.needed_at, i.needed_working_from_s),
            ('all', i.opened_at, i.opened_working_from_s)
    ) as start (population, at, working_from_s)
    where start.at is not null
),
timed as (
    select
        s.*, c.clock,
        case c.clock
            when 'calendar' then floor(extract(epoch from t.at - s.start_at))
            when 'working' then t.position_s - s.working_from_s
        end as ended_s,
        case c.clock
            when 'calendar' then floor(extract(epoch from e.at - s.start_at))
            when 'working' then e.position_s - s.working_from_s
        end as early_s,
        case c.clock
            when 'calendar' then floor(extract(epoch from v.at - s.start_at))
            when 'working' then v.position_s - s.working_from_s
        end as seen_s,
        case c.clock
            when 'calendar' then floor(extract(epoch from n.at - s.start_at))
            when 'working' then n.position_s - s.working_from_s
        end as entered_s,
        case when metrics.reply_counts(s.first_reply_at, s.state, s.ended_at, s.ended_earliest_at) then
            greatest(0, case c.clock
                when 'calendar' then floor(extract(epoch from s.first_reply_at - s.start_at))
                when 'working' then s.reply_working_at_s - s.working_from_s
            end)::bigint
        end as reply_s,
        case when metrics.substantive_counts(
            s.substantive_at, s.state, s.ended_at, s.ended_earliest_at, 'complaint', null
        ) then
            greatest(0, case c.clock
                when 'calendar' then floor(extract(epoch from s.substantive_at - s.start_at))
                when 'working' then s.substantive_working_at_s - s.working_from_s
            end)::bigint
        end as substantive_s,
        case c.clock
            when 'calendar' then s.start_at <= s.as_of
            else metrics.working_position(s.calendar, s.timezone, s.as_of) > s.working_from_s
        end as counts
    from said as s
    cross join (values ('calendar'), ('working')) as c (clock)
    -- Its end, the lower end of help that only polling saw, the last visit, the first.
    cross join lateral (select s.ended_at as at, s.ended_working_at_s as position_s) as t
    cross join lateral (
        select x.at, metrics.working_position(s.calendar, s.timezone, x.at) as position_s
        from (select case when s.state = 'helped' and s.ended_earliest_at < s.ended_at then s.ended_earliest_at end as at) as x
    ) as e
    cross join lateral (
        select x.at, metrics.working_position(s.calendar, s.timezone, x.at) as position_s
        from (
            select case when s.last_complete_at > s.as_of then s.as_of else s.last_complete_at end as at
        ) as x
    ) as v
    cross join lateral (
        select s.entry_at as at, metrics.working_position(s.calendar, s.timezone, s.entry_at) as position_s
    ) as n
),
item as (
    select
        t.*,
        greatest(0, t.seen_s)::bigint as watched_s,
        case when t.ended_at is not null then greatest(0, t.ended_s)::bigint end as wait_s,
        coalesce(case when t.early_s is not null then greatest(0, t.early_s)::bigint end,
            case when t.ended_at is not null then greatest(0, t.ended_s)::bigint end) as left_s
    from timed as t
)
select
    i.government_id,
    u.government,
    i.unit_id,
    u.unit_code,
    u.unit,
    i.channel as feed,
    i.source_id as external_id,
    i.inquiry_id,
    i.n_cases,
    i.opened_by,
    i.population,
    i.clock,
    i.start_at,
    (i.start_at at time zone i.timezone)::date as start_on,
    (i.as_of at time zone i.timezone)::date - (i.start_at at time zone i.timezone)::date as days_back,
    i.counts,
    not i.shows_answers or exists (
        select
        from core.exclusion as e
        where e.government_id = i.government_id
            and coalesce(e.unit_id, i.unit_id) = i.unit_id
            and coalesce(e.channel, i.channel) = i.channel
            and (i.start_at at time zone i.timezone)::date between e.first_on and e.last_on
            and e.revoked_at is null
    ) as excluded,
    case when i.entered_s is null then -1 else greatest(0, i.entered_s) end::int as entry_s,
    case when i.state in ('waiting', 'closed_unanswered') then i.watched_s else i.left_s end as exit_s,
    i.state = 'answered' as event,
    case when i.state in ('waiting', 'closed_unanswered') then i.watched_s else i.wait_s end as exit_government_s,
    i.state in ('answered', 'helped') as event_government,
    i.state in ('answered', 'helped', 'withdrawn', 'handed_over') and coalesce(i.ended_at <= i.entry_at, false) as late_out,
    coalesce(i.reply_s, case when i.state in ('waiting', 'closed_unanswered') then i.watched_s else i.left_s end)
        as first_reply_exit_s,
    i.reply_s is not null or i.state = 'answered' as first_reply_event,
    coalesce(i.substantive_s, case when i.state in ('waiting', 'closed_unanswered') then i.watched_s else i.left_s end)
        as substantive_exit_s,
    i.substantive_s is not null or i.state = 'answered' as substantive_event,
    i.state,
    i.opened_at,
    i.needed_at,
    i.ended_at,
    i.permalink,
    i.as_of,
    i.watched_s,
    case when i.last_complete_at > i.as_of then i.as_of else i.last_complete_at end as observed_to,
    i.ended_earliest_at,
    i.first_reply_at,
    i.substantive_at,
    i.deadline_at,
    i.removed,
    i.timing,
    i.undecided,
    i.provisional,
    i.correction_id,
    i.calendar,
    i.source_account_id
from item as i
join metrics.unit as u on u.government_id = i.government_id and u.unit_id = i.unit_id;
comment on view metrics.inquiry_joined is
    'What figures of channel all are made of where complaints stand in several feeds: one row per wait of a unit that they '
    'have together, population and clock, with entry, exit and event as the curve takes them, as metrics.inquiry_detail has '
    'them of all others (in_all).';

select metrics.apply_column_doc();
