-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Working time: core.calendar_day holds for each day its working intervals and the working seconds and
-- days before it, so the working time between two instants is two look-ups and a clip. Beyond the last
-- day of a calendar these functions raise (SQLSTATE PT002): a silent 0 would be a wrong figure.

-- Of a day's row: the working seconds before that day, and of the day up to a second. Inlined, for it reads no table.
-- Written out for the four intervals a day may have (calendar_day_ends_s_check): unnest() would cost ten
-- times more. A missing interval gives null, which greatest() passes over; without a row the sum is null.
create or replace function core.working_clip(
    before_s bigint,
    starts_s int[],
    ends_s int[],
    seconds int
)
returns bigint
language sql
immutable
begin atomic
    select
        before_s
            + greatest(0, least(ends_s[1], seconds) - starts_s[1])
            + greatest(0, least(ends_s[2], seconds) - starts_s[2])
            + greatest(0, least(ends_s[3], seconds) - starts_s[3])
            + greatest(0, least(ends_s[4], seconds) - starts_s[4]);
end;
comment on function core.working_clip(bigint, int[], int[], int) is
    'Working seconds from the calendar''s first day to a second of the day whose row is given.';

-- The one look-up. Null beyond the calendar: for callers that count such rows apart.
create or replace function core.working_upto(calendar text, at_local timestamp)
returns bigint
language sql
stable
begin atomic
    select
        core.working_clip(cal.before_s, cal.starts_s, cal.ends_s, clock.seconds)
    from core.calendar_day as cal
    cross join lateral (select floor(date_part('epoch', at_local::time))::int as seconds) as clock
    where cal.calendar = working_upto.calendar
        and cal.day = at_local::date;
end;
comment on function core.working_upto(text, timestamp) is
    'Working seconds from the calendar''s first day to a local time; null beyond the calendar.';

create or replace function core.working_since(calendar text, zone text, at timestamptz)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    at_local timestamp := at at time zone zone;
    seconds bigint := core.working_upto(calendar, at_local);
begin
    if seconds is null and at is not null then
        raise exception 'calendar "%" holds no day %', calendar, at_local::date
            using errcode = 'PT002', hint = 'Extend the calendar: sql/README.md says how.';
    end if;
    return seconds;
end
$$;
comment on function core.working_since(text, text, timestamptz) is
    'Working seconds from the calendar''s first day to an instant; raises PT002 beyond the calendar.';

create or replace function core.working_seconds(
    calendar text,
    zone text,
    from_at timestamptz,
    to_at timestamptz
)
returns bigint
language sql
stable
begin atomic
    select core.working_since(calendar, zone, to_at) - core.working_since(calendar, zone, from_at);
end;
comment on function core.working_seconds(text, text, timestamptz, timestamptz) is
    'Working seconds between two instants; null when one is null; raises PT002 beyond the calendar.';

-- Null beyond the calendar, as core.working_upto().
create or replace function core.working_day_after(calendar text, local_day date, days int)
returns date
language sql
stable
begin atomic
    -- Two look-ups, no join: who calls it for thousands of days may have told the planner to read lists whole.
    select last.day
    from core.calendar_day as last
    where last.calendar = working_day_after.calendar
        and last.workday
        and last.before_days = (
            select first.before_days + first.workday::int + days - 1
            from core.calendar_day as first
            where first.calendar = working_day_after.calendar
                and first.day = local_day
        );
end;
comment on function core.working_day_after(text, date, int) is
    'The k-th working day after a local day; null beyond the calendar.';

create or replace function core.working_deadline(
    calendar text,
    zone text,
    at timestamptz,
    days int
)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    first date := (at at time zone zone)::date;
    last date := core.working_day_after(calendar, first, days);
begin
    if last is null and at is not null then
        raise exception 'calendar "%" holds no % working days after %', calendar, days, first
            using errcode = 'PT002', hint = 'Extend the calendar: sql/README.md says how.';
    end if;
    return (last + 1)::timestamp at time zone zone;
end
$$;
comment on function core.working_deadline(text, text, timestamptz, int) is
    'End of the k-th working day after the local day of an instant; raises PT002 beyond the calendar.';

create or replace function core.calendar_of(government_id int, unit_id int, day date)
returns text
language sql
stable
begin atomic
    select coalesce(
        (
            select own.calendar
            from core.unit_calendar as own
            where own.government_id = calendar_of.government_id
                and own.unit_id = calendar_of.unit_id
                and own.valid_from <= calendar_of.day
            order by own.valid_from desc
            limit 1
        ),
        (
            select government.calendar
            from core.government
            where government.government_id = calendar_of.government_id
        )
    );
end;
comment on function core.calendar_of(int, int, date) is
    'Working calendar of a unit on a local day: its own, else its government''s.';

-- Rewrites the days of a calendar from hours, seasons and free days; writes only what differs, and keeps what was
-- there before, so that a recomputation can say which figures a decree moved.
create or replace function core.calendar_build(calendar text)
returns int
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    written int;
begin
    -- Two at once would give their changes one number.
    perform from core.calendar as cal where cal.calendar = calendar_build.calendar for update;
    with recursive line as (
        select cal.calendar, cal.base, 0 as distance
        from core.calendar as cal
        where cal.calendar = calendar_build.calendar
        union all
        select cal.calendar, cal.base, line.distance + 1
        from line
        join core.calendar as cal on cal.calendar = line.base
    ),
    -- A regional calendar without hours of its own has those of the one it derives from.
    staffed as (
        select line.calendar
        from line
        where exists (select from core.calendar_hours as own where own.calendar = line.calendar)
        order by line.distance
        limit 1
    ),
    days as (
        select
            step::date as day,
            step::date not between cal.decided_from and cal.decided_to as provisional
        from core.calendar as cal
        cross join lateral generate_series(cal.first_on, cal.last_on, '1 day') as step
        where cal.calendar = calendar_build.calendar
    ),
    free as (
        select distinct on (free_day.free_on) free_day.*
        from core.calendar_free_day as free_day
        join line on line.calendar = free_day.calendar
        order by free_day.free_on, line.distance
    ),
    hours as (
        select
            days.day,
            array_agg(extract(epoch from span.starts)::int order by span.starts) as starts_s,
            array_agg(extract(epoch from span.ends)::int order by span.starts) as ends_s,
            sum(extract(epoch from span.ends - span.starts))::bigint as seconds
        from days
        cross join staffed
        left join core.calendar_season as season
            on days.day between season.first_on and season.last_on
            and exists (
                select
                from core.calendar_hours as known
                where known.calendar = staffed.calendar and known.season = season.season
            )
        join core.calendar_hours as span
            on span.calendar = staffed.calendar
            and span.season = coalesce(season.season, 'normal')
            and span.isodow = extract(isodow from days.day)
        where not exists (select from free where free.free_on = days.day and free.kind <> 'working')
        group by days.day
    ),
    made as (
        select
            calendar_build.calendar as calendar,
            days.day,
            coalesce(hours.starts_s, '{}') as starts_s,
            coalesce(hours.ends_s, '{}') as ends_s,
            coalesce(sum(hours.seconds) over earlier, 0)::bigint as before_s,
            (count(hours.day) over earlier)::int as before_days,
            hours.day is not null as workday,
            case
                when hours.day is not null then 'working'
                when free.kind <> 'working' then free.kind
                else 'weekend'
            end as kind,
            free.decree,
            free.decided_on::timestamp at time zone 'UTC' as decided_at,
            days.provisional
        from days
        left join hours on hours.day = days.day
        left join free on free.free_on = days.day
        window earlier as (order by days.day rows between unbounded preceding and 1 preceding)
    ),
    noted as (
        insert into core.calendar_change (calendar, change_no, day, was)
        select
            old.calendar,
            (
                select coalesce(max(c.change_no), 0) + 1
                from core.calendar_change as c
                where c.calendar = calendar_build.calendar
            ),
            old.day, to_jsonb(old)
        from core.calendar_day as old
        left join made on made.day = old.day
        where old.calendar = calendar_build.calendar and old is distinct from made
    ),
    gone as (
        delete from core.calendar_day as old
        where old.calendar = calendar_build.calendar
            and not exists (select from made where made.day = old.day)
        returning 1
    ),
    put as (
        insert into core.calendar_day as old
        select made.*
        from made
        where not exists (
            select
            from core.calendar_day as same
            where same.calendar = made.calendar and same.day = made.day and same = made
        )
        on conflict (calendar, day) do update set
            starts_s = excluded.starts_s,
            ends_s = excluded.ends_s,
            before_s = excluded.before_s,
            before_days = excluded.before_days,
            workday = excluded.workday,
            kind = excluded.kind,
            decree = excluded.decree,
            decided_at = excluded.decided_at,
            provisional = excluded.provisional
        returning 1
    )
    select (select count(*) from gone) + (select count(*) from put) into written;
    return written;
end
$$;
comment on function core.calendar_build(text) is
    'Makes core.calendar_day of a calendar from hours, seasons and free days; returns the days changed.';
