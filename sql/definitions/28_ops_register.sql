-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What an office enters from a spreadsheet: residents, officers, totals it published. Rows come as JSON objects with
-- the headings in small letters as names, and "line". One that makes no sense refuses the file: all problems are told at
-- once and nothing is written. A file that was entered before changes nothing. What changed has its row in ops.audit.

-- A day, or a year, which begins on its first day; null for what is neither.
create or replace function ops.register_day(given text)
returns date
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when given ~ '^\d{4}$' then make_date(given::int, 1, 1)
        when given ~ '^\d{4}-\d{2}-\d{2}( 00:00:00)?$' then left(given, 10)::date
    end;
exception when data_exception then
    return null; -- the 31st of June
end
$$;
comment on function ops.register_day(text) is
    'A day as YYYY-MM-DD, or a year as its first day; null for anything else.';

create or replace function ops.register_number(given text)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
-- Dots and blanks between thousands, as offices write them.
return case
    when given ~ '^\d{1,15}$' then given::bigint
    when given ~ '^\d{1,3}([. ]\d{3}){1,4}$' then regexp_replace(given, '[. ]', '', 'g')::bigint
end;
comment on function ops.register_number(text) is
    'A whole number, also with dots or blanks between thousands; null for anything else.';

-- The cells that all kinds have, cleaned, with the unit they name.
create or replace function ops.register_rows(in_government_id int, file_rows jsonb)
returns table (line int, cell jsonb, unit_code text, unit_id int, problem text)
language sql
stable
begin atomic
    select
        (r.given ->> 'line')::int,
        cleaned.cell,
        cleaned.cell ->> 'unit',
        case when cleaned.cell ->> 'unit' is null then 0 else u.unit_id end,
        case when cleaned.cell ->> 'unit' is not null and u.unit_id is null
            then format('there is no unit "%s"', cleaned.cell ->> 'unit') end
    from jsonb_array_elements(file_rows) as r (given)
    cross join lateral (
        select coalesce(jsonb_object_agg(e.key, btrim(e.value)) filter (where btrim(e.value) <> ''), '{}') as cell
        from jsonb_each_text(r.given) as e
        offset 0
    ) as cleaned
    left join core.unit as u
        on u.government_id = in_government_id and u.code = cleaned.cell ->> 'unit';
end;
comment on function ops.register_rows(int, jsonb) is
    'Rows of a file: line, cells without blanks and empty ones, the unit named (0 where none is), or what is wrong with it.';

create or replace function ops.register_population(in_government_id int, file_rows jsonb)
returns table (line int, problem text, subject text, before jsonb, after jsonb)
language sql
stable
begin atomic
    select
        x.line,
        coalesce(
            x.problem,
            case when x.day is null then 'valid_from is no day (YYYY-MM-DD) and no year' end,
            case when x.residents is null or x.residents = 0 then 'residents is no whole number above 0' end,
            case when x.source is null then 'source is missing: who counted, and when' end,
            case when x.earlier is not null then format('the same unit and day as line %s', x.earlier) end
        ),
        concat_ws(' ', coalesce(x.unit_code, 'the whole government'), x.day),
        case when old.residents is not null
            then jsonb_build_object('residents', old.residents, 'source', old.source) end,
        jsonb_build_object('unit_id', x.unit_id, 'valid_from', x.day, 'residents', x.residents, 'source', x.source)
    from (
        select
            g.line, g.unit_code, g.unit_id, g.problem,
            ops.register_day(g.cell ->> 'valid_from') as day,
            ops.register_number(g.cell ->> 'residents') as residents,
            g.cell ->> 'source' as source,
            lag(g.line) over (
                partition by g.unit_id, ops.register_day(g.cell ->> 'valid_from') order by g.line) as earlier
        from ops.register_rows(in_government_id, file_rows) as g
    ) as x
    left join core.population as old
        on old.government_id = in_government_id and old.unit_id = x.unit_id and old.valid_from = x.day;
end;
comment on function ops.register_population(int, jsonb) is
    'Checks rows of residents: unit (empty: the whole government), valid_from, residents, source.';

create or replace function ops.register_officers(in_government_id int, file_rows jsonb)
returns table (line int, problem text, subject text, before jsonb, after jsonb)
language sql
stable
begin atomic
    with given as (
        select
            g.line, g.unit_code, g.unit_id, g.problem, g.cell,
            ops.register_day(g.cell ->> 'valid_from') as valid_from,
            ops.register_day(g.cell ->> 'valid_to') as valid_to,
            lag(g.line) over (
                partition by g.cell ->> 'code', g.unit_id, g.cell ->> 'role', ops.register_day(g.cell ->> 'valid_from')
                order by g.line) as earlier,
            first_value(g.cell ->> 'position') over (partition by g.cell ->> 'code' order by g.line) as position,
            a.account_id, a.n_accounts
        from ops.register_rows(in_government_id, file_rows) as g
        -- platform:handle or platform:id, as pantauctl names accounts.
        cross join lateral (
            select min(account.account_id) as account_id, count(*) as n_accounts
            from core.account as account
            where account.government_id = in_government_id and account.active
                and account.channel = split_part(g.cell ->> 'account', ':', 1)
                and split_part(g.cell ->> 'account', ':', 2) in (account.handle, account.external_id)
        ) as a
    )
    select
        x.line,
        coalesce(
            x.problem,
            case when x.cell ->> 'code' is null then 'code is missing: the short name of the position' end,
            case when x.unit_code is null then 'unit is missing' end,
            case when x.cell ->> 'position' is null then 'position is missing' end,
            case when x.cell ->> 'position' <> x.position then 'the code has another position in an earlier line' end,
            case when coalesce(x.cell ->> 'role', '') not in ('leader', 'head', 'admin', 'spokesperson')
                then 'role is none of leader, head, admin, spokesperson' end,
            case when x.valid_from is null then 'valid_from is no day (YYYY-MM-DD) and no year' end,
            case when x.cell ->> 'valid_to' is not null and x.valid_to is null then 'valid_to is no day (YYYY-MM-DD)' end,
            case when x.valid_to < x.valid_from then 'valid_to is before valid_from' end,
            case when x.cell ->> 'account' is not null and x.n_accounts <> 1
                then format('account "%s" is none, or not one, of the configuration (platform:handle)', x.cell ->> 'account')
            end,
            case when x.earlier is not null then format('the same as line %s', x.earlier) end
        ),
        concat_ws(' ', x.cell ->> 'code', x.cell ->> 'role', x.unit_code, x.valid_from),
        case when old.officer_id is not null then jsonb_build_object(
            'position', officer.position, 'valid_to', old.valid_to, 'decree', old.decree,
            'account_id', (
                select jsonb_agg(held.account_id order by held.account_id)
                from core.officer_account as held
                where held.government_id = in_government_id and held.officer_id = officer.officer_id
            )
        ) end,
        jsonb_build_object(
            'code', x.cell ->> 'code', 'unit_id', x.unit_id, 'position', x.cell ->> 'position', 'role', x.cell ->> 'role',
            'valid_from', x.valid_from, 'valid_to', x.valid_to, 'decree', x.cell ->> 'decree',
            'account_id', x.account_id)
    from given as x
    left join core.officer as officer
        on officer.government_id = in_government_id and officer.code = x.cell ->> 'code'
    left join core.officer_role as old
        on old.government_id = in_government_id and old.officer_id = officer.officer_id and old.unit_id = x.unit_id
        and old.role = x.cell ->> 'role' and old.valid_from = x.valid_from;
end;
comment on function ops.register_officers(int, jsonb) is
    'Checks rows of officers: code, unit, position, role, valid_from, valid_to, decree, account (platform:handle).';

create or replace function ops.register_totals(in_government_id int, file_rows jsonb)
returns table (line int, problem text, subject text, before jsonb, after jsonb)
language sql
stable
begin atomic
    select
        x.line,
        coalesce(
            x.problem,
            case when not exists (
                select from core.account as a
                where a.government_id = in_government_id and a.access = 'feed' and a.channel = x.feed
            ) then format('there is no feed "%s"', x.feed) end,
            case when x.first_on is null then 'first_on is no day (YYYY-MM-DD)' end,
            case when x.last_on is null then 'last_on is no day (YYYY-MM-DD)' end,
            case when x.last_on < x.first_on then 'last_on is before first_on' end,
            case when coalesce(x.figure, '') not in ('received', 'answered', 'closed')
                then 'figure is none of received, answered, closed' end,
            case when x.total is null then 'total is no whole number' end,
            case when x.source is null then 'source is missing: where it was published' end,
            case when x.earlier is not null then format('the same as line %s', x.earlier) end
        ),
        concat_ws(' ', x.feed, coalesce(x.unit_code, 'the whole government'), x.first_on || ' to ' || x.last_on, x.figure),
        case when old.total is not null then jsonb_build_object('total', old.total, 'source', old.source) end,
        jsonb_build_object('channel', x.feed, 'unit_id', x.unit_id, 'first_on', x.first_on, 'last_on', x.last_on,
            'figure', x.figure, 'total', x.total, 'source', x.source)
    from (
        select
            g.line, g.unit_code, g.unit_id, g.problem,
            g.cell ->> 'feed' as feed, g.cell ->> 'figure' as figure, g.cell ->> 'source' as source,
            ops.register_day(g.cell ->> 'first_on') as first_on, ops.register_day(g.cell ->> 'last_on') as last_on,
            ops.register_number(g.cell ->> 'total') as total,
            lag(g.line) over (
                partition by g.cell ->> 'feed', g.unit_id, ops.register_day(g.cell ->> 'first_on'),
                    ops.register_day(g.cell ->> 'last_on'), g.cell ->> 'figure'
                order by g.line) as earlier
        from ops.register_rows(in_government_id, file_rows) as g
    ) as x
    left join core.official_total as old
        on old.government_id = in_government_id and old.channel = x.feed and old.unit_id = x.unit_id
        and old.first_on = x.first_on and old.last_on = x.last_on and old.figure = x.figure;
end;
comment on function ops.register_totals(int, jsonb) is
    'Checks rows of published totals: feed, unit (empty: the whole government), first_on, last_on, figure, total, source.';

create or replace function ops.register_keep(in_kind text, in_government_id int, item jsonb)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    officer int;
begin
    case in_kind
        when 'population' then
            insert into core.population (government_id, unit_id, valid_from, residents, source)
            values (in_government_id, (item ->> 'unit_id')::int, (item ->> 'valid_from')::date,
                (item ->> 'residents')::bigint, item ->> 'source')
            on conflict (government_id, unit_id, valid_from) do update set
                residents = excluded.residents,
                source = excluded.source;
        when 'totals' then
            insert into core.official_total (government_id, channel, unit_id, first_on, last_on, figure, total, source)
            values (in_government_id, item ->> 'channel', (item ->> 'unit_id')::int, (item ->> 'first_on')::date,
                (item ->> 'last_on')::date, item ->> 'figure', (item ->> 'total')::bigint, item ->> 'source')
            on conflict (government_id, channel, unit_id, first_on, last_on, figure) do update set
                total = excluded.total,
                source = excluded.source;
        when 'officers' then
            insert into core.officer as o (government_id, officer_id, code, position)
            values (
                in_government_id,
                (
                    select coalesce(max(known.officer_id), 0) + 1
                    from core.officer as known
                    where known.government_id = in_government_id
                ),
                item ->> 'code', item ->> 'position')
            on conflict (government_id, code) do update set position = excluded.position
            returning o.officer_id into officer;
            insert into core.officer_role (government_id, officer_id, unit_id, role, valid_from, valid_to, decree)
            values (in_government_id, officer, (item ->> 'unit_id')::int, item ->> 'role', (item ->> 'valid_from')::date,
                (item ->> 'valid_to')::date, item ->> 'decree')
            on conflict (government_id, officer_id, unit_id, role, valid_from) do update set
                valid_to = excluded.valid_to,
                decree = excluded.decree;
            insert into core.officer_account (government_id, officer_id, account_id)
            select in_government_id, officer, (item ->> 'account_id')::int
            where item ->> 'account_id' is not null
            on conflict do nothing;
    end case;
end
$$;
comment on function ops.register_keep(text, int, jsonb) is
    'Writes one row that was checked, of the kind population, officers or totals.';

-- Whether what is entered stands there already. A row of an officer adds its account, and takes none away.
create or replace function ops.register_is_kept(before jsonb, after jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
return before is not null and jsonb_typeof(before) <> 'null' and not exists (
    select
    from jsonb_each(before) as old (name, value)
    where case old.name
        when 'account_id' then
            after -> 'account_id' <> 'null' and not coalesce(old.value @> (after -> 'account_id'), false)
        else old.value is distinct from after -> old.name
    end
);
comment on function ops.register_is_kept(jsonb, jsonb) is
    'Whether a row of a file says nothing that is not there already.';

-- New: was not there; changed: it differs; unchanged.
create or replace function ops.register(
    kind text,
    government text,
    file_rows jsonb,
    person text,
    reason text,
    is_trial boolean
)
returns table (line int, outcome text, subject text, detail text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    place int;
    checked jsonb;
    item jsonb;
    refused boolean;
begin
    perform ops.decide_check(person, reason);
    if register.kind not in ('population', 'officers', 'totals') then
        raise exception 'nothing of the kind "%" is registered', register.kind
            using errcode = 'PT006', hint = 'Kinds are population, officers and totals.';
    end if;
    select min(g.government_id) into place
    from core.government as g
    where g.code = coalesce(register.government, g.code)
    having count(*) = 1;
    if place is null then
        raise exception 'it is not clear which government it is for'
            using errcode = 'PT006', hint = 'Name it by its code: --government.';
    end if;
    -- Two files at once would give two officers one number.
    perform pg_advisory_xact_lock(1348562548, 6);
    execute format('select jsonb_agg(c) from ops.register_%s($1, $2) as c', register.kind)
    into checked
    using place, register.file_rows;
    if checked is null then
        raise exception 'the file has no rows' using errcode = 'PT006';
    end if;
    select bool_or(r.problem is not null)
    into refused
    from jsonb_to_recordset(checked) as r (problem text);
    if not refused and not is_trial then
        perform ops.audit_add(
            register.person, 'register_' || register.kind, place, r.subject, register.reason, r.before, r.after)
        from jsonb_to_recordset(checked) as r (line int, subject text, before jsonb, after jsonb)
        where not ops.register_is_kept(r.before, r.after);
        for item in
            select r.after from jsonb_to_recordset(checked) as r (line int, after jsonb) order by r.line
        loop
            perform ops.register_keep(register.kind, place, item);
        end loop;
    end if;
    return query
    select
        r.line,
        case
            when r.problem is not null then 'refused'
            when ops.register_is_kept(r.before, r.after) then 'unchanged'
            when r.before is null then 'new'
            else 'changed'
        end,
        r.subject,
        r.problem
    from jsonb_to_recordset(checked) as r (line int, problem text, subject text, before jsonb, after jsonb)
    order by r.line;
end
$$;
comment on function ops.register(text, text, jsonb, text, text, boolean) is
    'Enters rows of a spreadsheet (kind population, officers or totals), all or none of them, and says what came of each '
    'line: new, changed, unchanged, refused and why. A trial writes nothing.';
