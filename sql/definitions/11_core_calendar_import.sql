-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Decrees, hours and regional calendars that an operator brings in (pantauctl calendar import), as rows of text:
-- all of a file or nothing. A row is what its kind says: holiday, joint_leave, regional or working (a free day that
-- is taken back); decided (all decrees until a day are in); season; hours; calendar (a new one).

create or replace function core.calendar_read(words text)
returns date
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case when words ~ '^\d{4}-\d\d-\d\d$' then words::date end;
exception when datetime_field_overflow then
    return null;
end
$$;
comment on function core.calendar_read(text) is
    'A day written as 2027-03-19; null for what is none.';

-- Rows as they are meant; in_rows: [{"line": 2, "calendar": …, "day": …, "to": …, …}].
create or replace function core.calendar_rows(in_rows jsonb)
returns table (
    line int,
    kind text,
    calendar text,
    day date,
    day_text text,
    until date,
    until_text text,
    decree text,
    decided_on date,
    decided_text text,
    season text,
    weekday text,
    starts text,
    ends text,
    base text,
    name text
)
language sql
stable
begin atomic
    select
        (r.value ->> 'line')::int, lower(r.kind), coalesce(r.value ->> 'calendar', r.value ->> 'kalender'),
        core.calendar_read(r.day), r.day, core.calendar_read(coalesce(r.until, r.day)), r.until,
        coalesce(r.value ->> 'decree', r.value ->> 'keputusan'), core.calendar_read(r.decided), r.decided,
        coalesce(r.value ->> 'season', r.value ->> 'musim', 'normal'),
        coalesce(r.value ->> 'weekday', r.value ->> 'hari'), coalesce(r.value ->> 'starts', r.value ->> 'mulai'),
        coalesce(r.value ->> 'ends', r.value ->> 'selesai'), coalesce(r.value ->> 'base', r.value ->> 'induk'),
        coalesce(r.value ->> 'name', r.value ->> 'nama')
    from (
        select
            plain.value,
            coalesce(plain.value ->> 'kind', plain.value ->> 'jenis') as kind,
            coalesce(plain.value ->> 'day', plain.value ->> 'tanggal') as day,
            coalesce(plain.value ->> 'to', plain.value ->> 'sampai') as until,
            coalesce(plain.value ->> 'decided_on', plain.value ->> 'tanggal_keputusan') as decided
        from (
            select jsonb_object_agg(cell.name, nullif(btrim(cell.text), '')) as value
            from jsonb_array_elements(in_rows) with ordinality as row_ (value, place)
            cross join lateral jsonb_each_text(row_.value) as cell (name, text)
            group by row_.place
        ) as plain
    ) as r;
end;
comment on function core.calendar_rows(jsonb) is
    'Rows of a file for calendars, read by their headings in English or Indonesian; what is no day is null.';

create or replace function core.calendar_check(in_rows jsonb)
returns table (line int, problem text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    with item as materialized (
        select
            r.*,
            r.kind in ('holiday', 'joint_leave', 'regional', 'working') as is_day,
            c.calendar is not null as known, c.first_on, c.imported_at,
            exists (
                select from core.calendar_rows(in_rows) as made
                where made.kind = 'calendar' and made.calendar = r.calendar
            ) as made
        from core.calendar_rows(in_rows) as r
        left join core.calendar as c on c.calendar = r.calendar
    ),
    free as (
        select i.line, i.calendar, i.kind, i.decree, i.decided_on, step::date as free_on
        from item as i
        cross join lateral generate_series(i.day, i.until, '1 day') as step
        where i.is_day and i.until - i.day between 0 and 60
    ),
    -- Seasons as they will be, and which calendars have hours in them; line: where the file says so.
    season as (
        select i.line, i.season, i.day as first_on, i.until as last_on
        from item as i
        where i.kind = 'season'
        union all
        select null, old.season, old.first_on, old.last_on
        from core.calendar_season as old
        where not exists (
            select from item as i where i.kind = 'season' and i.season = old.season and i.day = old.first_on
        )
    ),
    staffed as (
        select h.calendar, h.season, max(h.line) as line
        from (
            select old.calendar, old.season, null::int as line from core.calendar_hours as old
            union all
            select i.calendar, i.season, i.line from item as i where i.kind = 'hours'
        ) as h
        group by h.calendar, h.season
    ),
    found as (
        select i.line, format(
            'kind "%s" is none of holiday, joint_leave, regional, working, decided, season, hours, calendar',
            i.kind) as problem
        from item as i
        where i.kind is null
            or not i.is_day and i.kind not in ('decided', 'season', 'hours', 'calendar')
        union all
        select i.line, format('there is no calendar "%s"', i.calendar)
        from item as i
        where i.kind <> 'season' and not i.known and not i.made
        union all
        select i.line, format('"%s" is no day like 2027-03-19', coalesce(i.day_text, ''))
        from item as i
        where (i.is_day or i.kind = 'season') and i.day is null
        union all
        select i.line, format('"%s" is no day like 2027-03-19', coalesce(i.until_text, ''))
        from item as i
        where i.until is null and (i.until_text is not null or i.kind = 'decided' and i.day_text is null)
        union all
        select i.line, format('%s comes before %s', i.until, i.day)
        from item as i
        where i.until < i.day
        union all
        select i.line, format('%s to %s are more than 60 days', i.day, i.until)
        from item as i
        where (i.is_day or i.kind = 'season') and i.until - i.day > 60
        union all
        select i.line, format('%s lies before the calendar begins, on %s', i.day, i.first_on)
        from item as i
        where i.is_day and i.day < i.first_on
        union all
        select i.line, format('%s is further ahead than any decree', i.until)
        from item as i
        where i.until > current_date + 1500
        union all
        select i.line, 'which decree says so?'
        from item as i
        where (i.is_day or i.kind = 'season') and i.decree is null
        union all
        select i.line, format('decided on "%s": that is no day like 2027-03-19, or not yet', i.decided_text)
        from item as i
        where i.decided_text is not null and (i.decided_on is null or i.decided_on > current_date)
        union all
        -- of the file
        select b.line, format('%s of "%s" is said otherwise in line %s', b.free_on, b.calendar, a.line)
        from free as a
        join free as b on b.calendar = a.calendar and b.free_on = a.free_on and b.line > a.line
        where (a.kind, a.decree, a.decided_on) is distinct from (b.kind, b.decree, b.decided_on)
        union all
        -- of what is known already
        select f.line, format('%s of "%s" is decided by a later decree: %s of %s', f.free_on, f.calendar, old.decree,
            old.decided_on)
        from free as f
        join core.calendar_free_day as old on old.calendar = f.calendar and old.free_on = f.free_on
        where old.decided_on > coalesce(f.decided_on, '-infinity')
            and (old.kind, old.decree) is distinct from (f.kind, f.decree)
        union all
        select f.line, format('%s is no free day of "%s", nor of what it derives from', f.free_on, f.calendar)
        from free as f
        where f.kind = 'working'
            and not exists (
                select
                from core.calendar_day as d
                join core.calendar as c on c.calendar = f.calendar
                where d.calendar in (c.calendar, c.base) and d.day = f.free_on and not d.workday
            )
            and not exists (
                select from core.calendar_free_day as was
                where was.calendar = f.calendar and was.free_on = f.free_on and was.kind = 'working'
            )
            and not exists (select from item as i where i.made and i.calendar = f.calendar)
        union all
        select b.line, concat(
            format('season "%s" has days from %s to %s already', b.season, a.first_on, a.last_on),
            ', in line ' || a.line)
        from season as a
        join season as b
            on b.season = a.season and b.line > coalesce(a.line, 0)
            and a.first_on <= b.last_on and b.first_on <= a.last_on
        union all
        -- Whose hours a day of two seasons has nobody could say.
        select greatest(a.line, b.line, x.line, y.line), format(
            'seasons "%s" and "%s" have days in common from %s on, and "%s" has hours in both', a.season, b.season,
            greatest(a.first_on, b.first_on), x.calendar)
        from season as a
        join season as b
            on b.season > a.season and a.first_on <= b.last_on and b.first_on <= a.last_on
        join staffed as x on x.season = a.season
        join staffed as y on y.season = b.season and y.calendar = x.calendar
        where num_nonnulls(a.line, b.line, x.line, y.line) > 0
        union all
        select i.line, 'a season has a name of its own, a first and a last day'
        from item as i
        where i.kind = 'season' and (i.season = 'normal' or i.until_text is null)
        union all
        select i.line, 'hours have a weekday from 1 to 7 (or 1-5), and times like 07:30'
        from item as i
        where i.kind = 'hours' and not coalesce(
            i.weekday ~ '^[1-7](-[1-7])?$' and left(i.weekday, 1) <= right(i.weekday, 1)
                and i.starts ~ '^([01]\d|2[0-3]):[0-5]\d$' and i.ends ~ '^(([01]\d|2[0-3]):[0-5]\d|24:00)$'
                and i.starts < i.ends, false)
        union all
        select b.line, format('the hours overlap with those of line %s', a.line)
        from item as a
        join item as b
            on b.calendar = a.calendar and b.season = a.season and b.line > a.line
            and a.kind = 'hours' and b.kind = 'hours' and a.starts < b.ends and b.starts < a.ends
            and left(a.weekday, 1) <= right(b.weekday, 1) and left(b.weekday, 1) <= right(a.weekday, 1)
        union all
        select i.line, format('"%s" comes with Pantau: a calendar of your own has another name', i.calendar)
        from item as i
        where i.kind = 'calendar' and i.known and i.imported_at is null
        union all
        select i.line, format('there is no calendar "%s" to derive from', i.base)
        from item as i
        where i.kind = 'calendar'
            and not exists (select from core.calendar as c where c.calendar = i.base and c.calendar <> i.calendar)
        union all
        -- It would have no beginning.
        select i.line, format('"%s" derives from "%s" itself', i.base, i.calendar)
        from item as i
        where i.kind = 'calendar' and exists (
            with recursive line as (
                select c.base from core.calendar as c where c.calendar = i.base
                union
                select c.base from line join core.calendar as c on c.calendar = line.base
            )
            select from line where line.base = i.calendar
        )
        union all
        select i.line, 'a calendar has a name: small letters, digits and hyphens, at most 64'
        from item as i
        where i.kind = 'calendar' and not coalesce(i.calendar ~ '^[a-z0-9-]{1,64}$', false)
    )
    select distinct f.line, f.problem
    from found as f
    where f.problem is not null
    order by f.line, f.problem;
end
$$;
comment on function core.calendar_check(jsonb) is
    'What is wrong with rows of a file for calendars, by line; nothing: it can be taken.';

create or replace function core.calendar_import(in_rows jsonb)
returns table (
    calendar text,
    days_amended int,
    first_on date,
    last_on date,
    governments text,
    units bigint,
    inquiries bigint
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    wrong text;
    before jsonb;
begin
    select string_agg(format('line %s: %s', c.line, c.problem), E'\n') into wrong
    from core.calendar_check(in_rows) as c;
    if wrong is not null then
        raise exception '%', wrong;
    end if;
    lock table core.calendar in share row exclusive mode; -- two imports at once would check against the same days
    before := (select jsonb_object_agg(c.calendar, coalesce(n.change_no, 0))
        from core.calendar as c
        left join (
            select x.calendar, max(x.change_no) as change_no from core.calendar_change as x group by x.calendar
        ) as n on n.calendar = c.calendar);

    insert into core.calendar as old
        (calendar, base, name, source, first_on, last_on, decided_from, decided_to, imported_at)
    select distinct on (r.calendar) r.calendar, r.base, coalesce(r.name, r.calendar),
        coalesce(r.decree, 'imported by ' || session_user), b.first_on, b.last_on, b.decided_from, b.decided_to,
        clock_timestamp()
    from core.calendar_rows(in_rows) as r
    join core.calendar as b on b.calendar = r.base
    where r.kind = 'calendar'
    order by r.calendar, r.line desc
    on conflict (calendar) do update set base = excluded.base, name = excluded.name, source = excluded.source;

    -- Of a calendar and of all that derive from it.
    with recursive decided as (
        select r.calendar, max(r.until) as until
        from core.calendar_rows(in_rows) as r
        where r.kind = 'decided'
        group by r.calendar
        union
        select c.calendar, decided.until
        from decided
        join core.calendar as c on c.base = decided.calendar
    )
    update core.calendar as c
    set decided_to = d.until,
        -- as many days behind the last decree as ship
        last_on = greatest(c.last_on, (date_trunc('year', d.until) + interval '2 years - 1 day')::date)
    from (select x.calendar, max(x.until) as until from decided as x group by x.calendar) as d
    where c.calendar = d.calendar and d.until > c.decided_to;

    insert into core.calendar_season as old (season, first_on, last_on, source, imported_at)
    select distinct on (r.season, r.day) r.season, r.day, r.until, r.decree, clock_timestamp()
    from core.calendar_rows(in_rows) as r
    where r.kind = 'season'
    order by r.season, r.day, r.line desc
    on conflict (season, first_on) do update set
        last_on = excluded.last_on, source = excluded.source, imported_at = excluded.imported_at;

    delete from core.calendar_hours as old
    using core.calendar_rows(in_rows) as r
    where r.kind = 'hours' and old.calendar = r.calendar and old.season = r.season
        and old.isodow between left(r.weekday, 1)::int and right(r.weekday, 1)::int;
    insert into core.calendar_hours (calendar, season, isodow, starts, ends, imported_at)
    select r.calendar, r.season, isodow, r.starts::time, r.ends::time, clock_timestamp()
    from core.calendar_rows(in_rows) as r
    cross join lateral generate_series(left(r.weekday, 1)::int, right(r.weekday, 1)::int) as isodow
    where r.kind = 'hours';

    insert into core.calendar_free_day as old
        (calendar, free_on, kind, decree, decided_on, imported_at, imported_by)
    select distinct on (r.calendar, step) r.calendar, step::date, r.kind, r.decree, r.decided_on, clock_timestamp(),
        session_user
    from core.calendar_rows(in_rows) as r
    cross join lateral generate_series(r.day, r.until, '1 day') as step
    where r.kind in ('holiday', 'joint_leave', 'regional', 'working')
    order by r.calendar, step, r.line
    on conflict (calendar, free_on) do update set
        kind = excluded.kind, decree = excluded.decree, decided_on = excluded.decided_on,
        imported_at = excluded.imported_at, imported_by = excluded.imported_by
    where (old.kind, old.decree, old.decided_on)
        is distinct from (excluded.kind, excluded.decree, excluded.decided_on);

    perform core.calendar_build(c.calendar) from (select x.calendar from core.calendar as x order by x.calendar) as c;

    return query
    with amended as materialized (
        -- Days whose hours are others; that sums behind them shift says nothing new.
        select now_.calendar, now_.day
        from core.calendar_change as c
        join core.calendar_day as now_ on now_.calendar = c.calendar and now_.day = c.day
        where c.change_no > (before ->> c.calendar)::int
            and (c.was -> 'starts_s', c.was -> 'ends_s')
                is distinct from (to_jsonb(now_.starts_s), to_jsonb(now_.ends_s))
    )
    select
        c.calendar, (select count(*)::int from amended as a where a.calendar = c.calendar),
        (select min(a.day) from amended as a where a.calendar = c.calendar),
        (select max(a.day) from amended as a where a.calendar = c.calendar),
        (
            select string_agg(g.code, ', ' order by g.code)
            from core.government as g
            where g.calendar = c.calendar or exists (
                select from core.unit_calendar as u
                where u.government_id = g.government_id and u.calendar = c.calendar
            )
        ),
        (
            select count(distinct (i.government_id, i.unit_id))
            from core.inquiry as i
            where i.calendar = c.calendar and exists (
                select from amended as a
                where a.calendar = c.calendar and a.day >= i.opened_on
                    and a.day <= coalesce(i.ended_at::date + 1, a.day)
            )
        ),
        (
            select count(*)
            from core.inquiry as i
            where i.calendar = c.calendar and exists (
                select from amended as a
                where a.calendar = c.calendar and a.day >= i.opened_on
                    and a.day <= coalesce(i.ended_at::date + 1, a.day)
            )
        )
    from core.calendar as c
    where exists (
            select from core.calendar_change as x
            where x.calendar = c.calendar and x.change_no > coalesce((before ->> c.calendar)::int, 0)
        )
        or not before ? c.calendar
    order by c.calendar;
end
$$;
comment on function core.calendar_import(jsonb) is
    'Takes rows of a file for calendars, all or none, and builds all calendars again; returns those that changed: days with other '
    'hours, who uses them, units and inquiries whose waits those days may touch.';
