-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Recomputation of a government's inquiries after a change of rules or calendars, and what it moved. A run works in
-- portions of accounts, each a transaction of its own, while others go on; one that was cut short is taken up again.
--
-- What it moved is told by comparing figures as of one moment. "After" is what the lists of metrics.response_day
-- give. "Before" is what they would have given: each portion keeps the lists of the days it is about to change, made
-- current just before, while it holds their accounts, and core.calendar_change has the days of calendars. At the end
-- these are put back, the same function computes, and that is undone. So neither ageing nor inquiries of other days
-- that came while it ran are taken for its doing; on the days it touched, what came meanwhile is in "after" alone.

-- Which rules and calendars derivation reads now: {"rules": {table: digest}, "calendars": {calendar: change}}.
create or replace function metrics.recompute_basis(in_government_id int)
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
    place record;
    digest text;
    rules jsonb := '{}';
begin
    -- What rules there are is not told here: each table of them is one whose name ends so.
    for place in
        select c.relname as name, format('%I.%I', 'core', c.relname) as relation
        from pg_class as c
        where c.relnamespace = 'core'::regnamespace and c.relkind = 'r' and c.relname like '%\_rule'
        order by c.relname
    loop
        execute format(
            'select md5(coalesce(string_agg(r::text, E''\n'' order by r::text collate "C"), '''')) from %s as r '
                'where coalesce((to_jsonb(r) ->> ''government_id'')::int, $1) = $1',
            place.relation)
        into digest
        using in_government_id;
        rules := rules || jsonb_build_object(place.name, digest);
    end loop;
    return jsonb_build_object(
        'rules', rules,
        'calendars', (
            select jsonb_object_agg(used.calendar, (
                select coalesce(max(c.change_no), 0)
                from core.calendar_change as c
                where c.calendar = used.calendar
            ))
            from (
                select g.calendar from core.government as g where g.government_id = in_government_id
                union
                select u.calendar from core.unit_calendar as u where u.government_id = in_government_id
            ) as used
        )
    );
end
$$;
comment on function metrics.recompute_basis(int) is
    'Digests of the rules, and the newest changes of the calendars in use, that derivation reads now.';

-- A government that is met for the first time is derived by the rules of now.
create or replace function metrics.recompute_note()
returns void
language sql
volatile
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    insert into metrics.recompute_baseline (government_id, basis, noted_at)
    select g.government_id, metrics.recompute_basis(g.government_id), now()
    from core.government as g
    where not exists (
        select from metrics.recompute_baseline as b where b.government_id = g.government_id
    );
end;
comment on function metrics.recompute_note() is
    'Part of ops.sync_config(): keeps by which rules and calendars a new government is derived.';

-- What was derived by other rules than those of now: since the newest recomputation, or since the government was met. Which
-- calendars its units use is no matter: a configuration that changes that derives again itself.
create or replace function metrics.recompute_due()
returns table (government_id int, government_code text, derived_at timestamptz, rules text[], calendars text[])
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select d.government_id, d.code, d.derived_at, d.rules, d.calendars
    from (
        select
            g.government_id, g.code, past.derived_at,
            array(
                select n.key
                from jsonb_each_text(present.basis -> 'rules') as n
                where n.value is distinct from past.basis -> 'rules' ->> n.key
                    and n.key <> 'presence_rule' -- nothing is derived by it: metrics.unit_presence reads it
                order by n.key
            ) as rules,
            array(
                select n.key
                from jsonb_each_text(present.basis -> 'calendars') as n
                where n.value::int > (past.basis -> 'calendars' ->> n.key)::int
                order by n.key
            ) as calendars
        from core.government as g
        cross join lateral (
            select run.basis, run.finished_at as derived_at, 1 as place
            from metrics.recompute_run as run
            where run.government_id = g.government_id and run.finished_at is not null
            union all
            select b.basis, b.noted_at, 2
            from metrics.recompute_baseline as b
            where b.government_id = g.government_id
            order by place, derived_at desc
            limit 1
        ) as past
        cross join lateral (select metrics.recompute_basis(g.government_id) as basis offset 0) as present
        where g.active_to is null
    ) as d
    where d.rules <> '{}' or d.calendars <> '{}';
end;
comment on function metrics.recompute_due() is
    'Governments whose inquiries were derived by other rules or calendars than those of now, since when, and which tables of rules '
    'and calendars changed: pantauctl recompute is due.';

create or replace function metrics.recompute_begin(in_government_id int, in_reason text)
returns table (run_id bigint, accounts bigint, accounts_done bigint, taken_up boolean)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    basis_now jsonb := metrics.recompute_basis(in_government_id);
    open_run metrics.recompute_run;
begin
    perform from core.government as g where g.government_id = in_government_id for update;
    if not found then
        raise exception 'there is no government %', in_government_id;
    end if;
    select r.* into open_run
    from metrics.recompute_run as r
    where r.government_id = in_government_id and r.finished_at is null;
    if open_run.run_id is null then
        insert into metrics.recompute_run as r
            (government_id, reason, requested_by, started_at, basis_before, basis)
        select in_government_id, in_reason, session_user, clock_timestamp(),
            coalesce(
                (
                    select past.basis
                    from metrics.recompute_run as past
                    where past.government_id = in_government_id
                    order by past.run_id desc
                    limit 1
                ),
                (
                    select b.basis
                    from metrics.recompute_baseline as b
                    where b.government_id = in_government_id
                )
            ),
            basis_now
        returning r.* into strict open_run;
        taken_up := false;
    else
        -- Rules that changed since it began: all accounts once more, what was kept of before stays.
        update metrics.recompute_run as r
        set account_id_done = case when r.basis = basis_now then r.account_id_done else 0 end,
            account_count = case when r.basis = basis_now then r.account_count else 0 end,
            basis = basis_now
        where r.government_id = in_government_id and r.run_id = open_run.run_id
        returning r.* into strict open_run;
        taken_up := true;
    end if;
    return query
    select open_run.run_id, count(*), count(*) filter (where a.account_id <= open_run.account_id_done), taken_up
    from core.account as a
    where a.government_id = in_government_id;
end
$$;
comment on function metrics.recompute_begin(int, text) is
    'Begins to recompute a government, or takes up what was not finished: the run, accounts there are, accounts done.';

-- Keeps, once for a run, the lists of the days whose marks this transaction has set, as they are in
-- metrics.response_day.
create or replace function metrics.recompute_keep(in_government_id int, in_run_id bigint)
returns void
language sql
volatile
begin atomic
    insert into metrics.recompute_day (government_id, run_id, unit_id, channel, day, lists)
    select in_government_id, in_run_id, touched.unit_id, touched.channel, touched.day,
        coalesce(
            (
                select jsonb_agg(to_jsonb(d))
                from metrics.response_day as d
                where d.government_id = in_government_id and d.unit_id = touched.unit_id
                    and d.channel = touched.channel and d.day = touched.day
            ),
            '[]'
        )
    from (
        select distinct mark.unit_id, mark.channel, mark.day
        from core.dirty as mark
        where mark.government_id = in_government_id and mark.xmin = pg_current_xact_id()::xid
    ) as touched
    on conflict do nothing;
end;
comment on function metrics.recompute_keep(int, bigint) is
    'Part of metrics.recompute_step: keeps the lists of days that this transaction marks, as they were.';

-- The lists of all days that have a mark, which stays for the next round: it has the figures to make.
create or replace function metrics.recompute_roll(in_government_id int, in_as_of timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    perform metrics.response_day_roll(
        array_agg(d.government_id), array_agg(d.unit_id), array_agg(d.channel), array_agg(d.day))
    from (
        select distinct mark.government_id, mark.unit_id, mark.channel, mark.day
        from core.dirty as mark
        join core.government as g on g.government_id = mark.government_id
        where mark.government_id = in_government_id
            and mark.day <= (in_as_of at time zone g.timezone)::date
    ) as d
    having count(*) > 0;
end
$$;
comment on function metrics.recompute_roll(int, timestamptz) is
    'Part of metrics.recompute_step: makes the lists of marked days current and leaves the marks.';

create or replace function metrics.recompute_step(
    in_government_id int,
    in_run_id bigint,
    in_accounts int,
    in_as_of timestamptz
)
returns table (accounts int, inquiries int)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = auto
set enable_hashjoin = on
set enable_mergejoin = on
set enable_material = on
set enable_memoize = on
set enable_seqscan = on
as $$
#variable_conflict use_column
declare
    ids int[];
    changed int;
begin
    -- Before locks of accounts: nobody waits for this one who holds any (16_core_stale.sql).
    perform pg_advisory_xact_lock(1348562548, 3);
    perform from metrics.recompute_run as r
    where r.government_id = in_government_id and r.run_id = in_run_id and r.finished_at is null
    for update;
    if not found then
        return;
    end if;
    ids := array(
        select a.account_id
        from core.account as a
        where a.government_id = in_government_id
            and a.account_id > (
                select r.account_id_done
                from metrics.recompute_run as r
                where r.government_id = in_government_id and r.run_id = in_run_id
            )
        order by a.account_id
        limit greatest(in_accounts, 1)
    );
    if cardinality(ids) = 0 then
        return;
    end if;
    perform core.account_lock(in_government_id, ids);
    perform metrics.recompute_roll(in_government_id, in_as_of);
    changed := core.rebuild_held(in_government_id, ids);
    perform metrics.recompute_keep(in_government_id, in_run_id);
    update metrics.recompute_run as r
    set account_id_done = ids[cardinality(ids)],
        account_count = r.account_count + cardinality(ids),
        inquiry_count = r.inquiry_count + changed
    where r.government_id = in_government_id and r.run_id = in_run_id;
    return query select cardinality(ids), changed;
end
$$;
comment on function metrics.recompute_step(int, bigint, int, timestamptz) is
    'Derives the next accounts of a run, at most so many, and keeps what their days were: accounts and inquiries '
    'changed; no row when all are done. Holds up who writes these accounts, and rounds of figures, until it commits.';

-- The headline rows of keys, as objects: windows, and frozen periods by their number, below 0.
create or replace function metrics.recompute_rows(
    in_government_id int,
    in_unit_id int[],
    in_channel text[],
    in_as_of timestamptz
)
returns jsonb
language sql
stable
begin atomic
    with span as (
        select
            array_agg(s.label) as label, array_agg(s.first_back) as first_back, array_agg(s.last_back) as last_back
        from (
            values (7, 6, 0), (28, 27, 0), (91, 90, 0), (364, 363, 0)
            union all
            select -p.frozen_id::int, today.on_ - p.from_on, today.on_ - p.to_on
            from metrics.frozen_period_store as p
            cross join lateral (select (in_as_of at time zone p.timezone)::date as on_) as today
            where p.government_id = in_government_id and p.revoked_at is null and p.to_on <= today.on_
        ) as s (label, first_back, last_back)
    )
    select coalesce(jsonb_agg(to_jsonb(f) - 'curve'), '[]')
    from span
    cross join lateral metrics.response_figures(
        array_fill(in_government_id, array[cardinality(in_unit_id)]), in_unit_id,
        array_fill('own'::text, array[cardinality(in_unit_id)]), in_channel, '{all}', '{needed}',
        span.label, span.first_back, span.last_back, in_as_of, true) as f;
end;
comment on function metrics.recompute_rows(int, int[], text[], timestamptz) is
    'Part of metrics.recompute_compare: rows of the headline population of units and channels, all windows and clocks, and '
    'of frozen periods (window_days is the number of the freeze, below 0).';

-- Puts lists and calendars back as they were before a run. To be undone by who calls it.
create or replace function metrics.recompute_put_back(in_government_id int, in_run_id bigint)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    delete from metrics.response_day as d
    using metrics.recompute_day as kept
    where kept.government_id = in_government_id and kept.run_id = in_run_id
        and d.government_id = kept.government_id and d.unit_id = kept.unit_id
        and d.channel = kept.channel and d.day = kept.day;
    insert into metrics.response_day
    select (jsonb_populate_record(null::metrics.response_day, list.list)).*
    from metrics.recompute_day as kept
    cross join lateral jsonb_array_elements(kept.lists) as list (list)
    where kept.government_id = in_government_id and kept.run_id = in_run_id;
    update core.calendar_day as day
    set starts_s = was.starts_s,
        ends_s = was.ends_s,
        before_s = was.before_s,
        before_days = was.before_days,
        workday = was.workday
    from (
        select distinct on (c.calendar, c.day) (jsonb_populate_record(null::core.calendar_day, c.was)).*
        from metrics.recompute_run as r
        cross join lateral jsonb_each_text(r.basis_before -> 'calendars') as known (calendar, change_no)
        join core.calendar_change as c
            on c.calendar = known.calendar and c.change_no > known.change_no::int
        where r.government_id = in_government_id and r.run_id = in_run_id
        order by c.calendar, c.day, c.change_no
    ) as was
    where day.calendar = was.calendar and day.day = was.day;
end
$$;
comment on function metrics.recompute_put_back(int, bigint) is
    'Part of metrics.recompute_compare: lists and days of calendars as they were before a run.';

create or replace function metrics.recompute_compare(
    in_government_id int,
    in_run_id bigint,
    in_unit_id int[],
    in_channel text[],
    in_as_of timestamptz
)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    after jsonb := metrics.recompute_rows(in_government_id, in_unit_id, in_channel, in_as_of);
    before jsonb;
    moved bigint;
begin
    begin
        perform metrics.recompute_put_back(in_government_id, in_run_id);
        before := metrics.recompute_rows(in_government_id, in_unit_id, in_channel, in_as_of);
        raise exception 'undone' using errcode = 'PT006';
    exception when sqlstate 'PT006' then
        null; -- what was put back is away; the variable stays
    end;
    insert into metrics.revision_figure (
        government_id, run_id, unit_id, channel, period, window_days, clock, figure, value_before, value_after
    )
    select
        in_government_id, in_run_id, (coalesce(a.row_, b.row_) ->> 'unit_id')::int,
        coalesce(a.row_, b.row_) ->> 'channel', coalesce(frozen.period, ''),
        greatest(0, (coalesce(a.row_, b.row_) ->> 'window_days')::int),
        coalesce(a.row_, b.row_) ->> 'clock', figure.name, (b.row_ ->> figure.name)::float8,
        (a.row_ ->> figure.name)::float8
    from jsonb_array_elements(after) as a (row_)
    full join jsonb_array_elements(before) as b (row_)
        on a.row_ -> 'unit_id' = b.row_ -> 'unit_id' and a.row_ -> 'channel' = b.row_ -> 'channel'
        and a.row_ -> 'window_days' = b.row_ -> 'window_days' and a.row_ -> 'clock' = b.row_ -> 'clock'
    cross join lateral (
        select known.name
        from metrics.column_doc as known
        where known.kind in ('figure', 'count')
            and jsonb_typeof(coalesce(nullif(a.row_ -> known.name, 'null'), b.row_ -> known.name)) = 'number'
            and (a.row_ ->> known.name)::float8 is distinct from (b.row_ ->> known.name)::float8
    ) as figure
    left join metrics.frozen_period_store as frozen
        on frozen.government_id = in_government_id
        and frozen.frozen_id = -(coalesce(a.row_, b.row_) ->> 'window_days')::bigint
    where a.row_ is distinct from b.row_;
    get diagnostics moved = row_count;
    return moved;
end
$$;
comment on function metrics.recompute_compare(int, bigint, int[], text[], timestamptz) is
    'Part of metrics.recompute_finish: keeps the figures of units and channels that a run moved; returns how many.';

create or replace function metrics.recompute_finish(
    in_government_id int,
    in_run_id bigint,
    in_as_of timestamptz
)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = auto
set enable_hashjoin = on
set enable_mergejoin = on
set enable_material = on
set enable_memoize = on
set enable_seqscan = on
as $$
#variable_conflict use_column
declare
    run metrics.recompute_run;
    portion record;
    moved bigint := 0;
begin
    perform pg_advisory_xact_lock(1348562548, 3);
    select r.* into strict run
    from metrics.recompute_run as r
    where r.government_id = in_government_id and r.run_id = in_run_id
    for update;
    if run.finished_at is not null then
        return run.figure_count;
    end if;
    perform metrics.recompute_roll(in_government_id, in_as_of);
    for portion in
        select array_agg(k.unit_id) as unit_ids, array_agg(k.channel) as channels
        from (
            select k.unit_id, k.channel, (row_number() over (order by k.unit_id, k.channel) - 1) / 1000 as part
            from (
                select
                    array_agg(in_government_id) as government_ids, array_agg(p.unit_id) as unit_ids,
                    array_agg(p.channel) as channels
                from (
                    select kept.unit_id, kept.channel
                    from metrics.recompute_day as kept
                    where kept.government_id = in_government_id and kept.run_id = in_run_id
                    union
                    -- Another calendar makes other ages of those who wait, whenever they began.
                    select d.unit_id, d.channel
                    from metrics.response_day as d
                    where d.government_id = in_government_id
                        and run.basis -> 'calendars' <> run.basis_before -> 'calendars'
                ) as p
            ) as pair
            cross join lateral
                metrics.response_keys(pair.government_ids, pair.unit_ids, pair.channels) as k
            where k.scope = 'own'
        ) as k
        group by k.part
        order by k.part
    loop
        moved := moved + metrics.recompute_compare(
            in_government_id, in_run_id, portion.unit_ids, portion.channels, in_as_of);
    end loop;
    delete from metrics.recompute_day as kept
    where kept.government_id = in_government_id and kept.run_id = in_run_id;
    update metrics.recompute_run as r
    set finished_at = clock_timestamp(), as_of = in_as_of, figure_count = moved
    where r.government_id = in_government_id and r.run_id = in_run_id;
    return moved;
end
$$;
comment on function metrics.recompute_finish(int, bigint, timestamptz) is
    'Compares the figures of a run as of a moment, keeps what it moved in metrics.revision_figure and ends it; returns '
    'how many moved.';

-- As metrics.rebuild(), one government at a time: who waits for a country sees how far it came.
create or replace function metrics.rebuild_government(in_government_id int, in_as_of timestamptz)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = auto
set enable_hashjoin = on
set enable_mergejoin = on
set enable_material = on
set enable_memoize = on
set enable_seqscan = on
as $$
declare
    changed bigint;
begin
    perform pg_advisory_xact_lock(1348562548, 3);
    perform set_config('pantau.as_of', in_as_of::text, true);
    changed := metrics.response_rebuild(in_government_id, in_as_of);
    perform set_config('pantau.as_of', '', true);
    return changed;
end
$$;
comment on function metrics.rebuild_government(int, timestamptz) is
    'Makes all lists and rolling figures of one government again from its inquiries, as of a moment; returns the rows '
    'that changed: 0 when the rounds before had kept them current.';
