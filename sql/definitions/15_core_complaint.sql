-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- From complaints and their events to inquiries: each disposition to a unit that does not
-- hold the case opens one; a substantive follow-up ends it, a disposition elsewhere or a return hands it
-- over, closing it without an answer leaves it unanswered. Cases have few events and are few (some
-- thousand a day in the whole country), so they are walked one by one. Their rows are reached by "lateral ...
-- offset 0" on the keys, an index scan a case: under "= any (keys)" a plan made on small tables reads the
-- whole feed, and compares each row with each key. For the same reason what is written is joined over the
-- whole key, no part of which is a parameter.

-- The units that a name of the feed stands for, in its order; null where it stands for none. A name that the
-- feed's map has stands for its unit, whatever it holds. Any other may be a list: it is one when names of the
-- map and what separates them cover it from its first letter to its last, and in one way only. So "Dinas
-- Perumahan dan Permukiman" is never taken apart by its "dan", and of a list with an unknown name nothing is
-- guessed. Of several ways to read it the one with the fewest names counts. A name behind a mere comma that
-- is above the one before it in the tree of units ("Kelurahan Baru, Kecamatan Timur") says where that is.
create or replace function core.feed_units(government_id int, account_id int, ref text)
returns int[]
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    between_names constant text :=
        '^(?:\s*[,;/&+]\s*(?:(?:dan|serta)\s+)?|\s+(?:dan|serta|dan/atau)\s+|\s+(?=\d{1,2}[.)]))'
        || '(?:kepada\s+|ke\s+)?(?:\d{1,2}[.)]\s*)?';
    listed text;
    units int[];
    marks text[];
    kept int[];
    above int;
begin
    select array[f.unit_id]
    into units
    from core.feed_unit as f
    where f.government_id = feed_units.government_id
        and f.account_id = feed_units.account_id
        and f.ref = feed_units.ref;
    if units is not null or feed_units.ref is null or feed_units.ref !~* '[,;/&+]|\m(?:dan|serta)\M|\d[.)]' then
        return units;
    end if;
    listed := regexp_replace(feed_units.ref, '^\s*(?:\d{1,2}[.)]\s*)?|[\s.,;]+$', '', 'g');
    with recursive known as materialized (
        select f.ref, length(f.ref) as letters, f.unit_id
        from core.feed_unit as f
        where f.government_id = feed_units.government_id
            and f.account_id = feed_units.account_id
            and strpos(listed, f.ref) > 0
    ),
    reading (rest, units, marks) as (
        select listed, '{}'::int[], array['']
        union
        select
            substr(part.rest, length(part.mark) + 1),
            part.units,
            reading_marks.marks
        from (
            select
                substr(reading.rest, known.letters + 1) as rest,
                substring(substr(reading.rest, known.letters + 1) from '(?i)' || between_names) as mark,
                reading.units || known.unit_id as units,
                reading.marks
            from reading
            join known on starts_with(reading.rest, known.ref)
            where cardinality(reading.units) < 20
        ) as part
        cross join lateral (select part.marks || coalesce(part.mark, '')) as reading_marks (marks)
        where part.rest = '' or part.mark is not null
    ),
    whole as (
        select reading.units, reading.marks, rank() over (order by cardinality(reading.units)) as place
        from reading
        where reading.rest is null or reading.rest = ''
    )
    select min(whole.units), min(whole.marks)
    into units, marks
    from whole
    where whole.place = 1
    having count(distinct whole.units) = 1;
    for i in 1..coalesce(cardinality(units), 0) loop
        above := case when i > 1 and btrim(marks[i]) = ',' then units[i - 1] end;
        for depth in 1..20 loop
            exit when above is null or above = units[i] and depth > 1;
            select u.parent_unit_id
            into above
            from core.unit as u
            where u.government_id = feed_units.government_id and u.unit_id = above;
        end loop;
        if above is distinct from units[i] and units[i] <> all (coalesce(kept, '{}')) then
            kept := kept || units[i];
        end if;
    end loop;
    return kept;
end
$$;
comment on function core.feed_units(int, int, text) is
    'The units that a feed means by an institution''s id or name, or by a list of such names that its map '
    'covers whole, in their order; null where it knows none.';

-- The stints of some cases: who held each of them, from when, and how that ended; a case may lie with several
-- units at once. The columns are those of core.stint, in its order: what is found here is handed on as an
-- array of them, so that the events are walked through once.
create or replace function core.complaint_stint(
    government_id int,
    account_id int,
    external_ids text[]
)
returns setof core.stint
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_mergejoin = off
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    event record;
    stint core.stint;
    held core.stint[] := '{}';
    holders text[] := '{}';
    wanted text[];
    stays core.stint[];
    leave int[];
    before text := '';
    source int;
    hop int;
    turns jsonb := '{}';
    step_at timestamptz;
    theirs boolean;
    closed boolean := false;
    correcting boolean := core.is_correcting(government_id, 'complaint');
begin
    for event in
        with c as materialized (
            select c.external_id, c.complaint_id, c.unit_ref, c.disposed_at, c.disposed_earliest_at,
                c.closed_at, c.closed_by, c.status, c.status_observed_at, c.first_observed_at
            from (select distinct unnest(complaint_stint.external_ids) as key) as k
            cross join lateral (
                select stored.*
                from core.complaint as stored
                where stored.government_id = complaint_stint.government_id
                    and stored.account_id = complaint_stint.account_id
                    and stored.external_id = k.key
                offset 0
            ) as c
        ),
        told as materialized (
            select e.complaint_external_id as external_id, e.event_key, e.kind, e.at_earliest,
                e.at_latest, e.precision_s, e.unit_ref, e.from_unit_ref, e.actor,
                -- What a person says is no answer is a reply all the same.
                case when refused.correction_id is null then coalesce(e.confidence, 1) else 0 end as confidence,
                e.ordinal, e.rule
            from c
            cross join lateral (
                select stored.*
                from core.complaint_event as stored
                where stored.government_id = complaint_stint.government_id
                    and stored.account_id = complaint_stint.account_id
                    and stored.complaint_external_id = c.external_id
                offset 0
            ) as e
            left join lateral (
                select stored.correction_id
                from core.correction as stored
                where stored.government_id = complaint_stint.government_id
                    and stored.source_kind = 'complaint'
                    and stored.source_id = c.external_id
                    and stored.source_account_id = complaint_stint.account_id
                    and stored.field = 'state'
                    and stored.value = 'waiting'
                    and stored.answer_id = e.event_key
                    and stored.revoked_at is null
                limit 1
            ) as refused on correcting and e.kind = 'answered'
        ),
        e as materialized (
            select told.*, null::bigint as correction_id, null::int as meant_unit_id, null::text as meant_opening_id
            from told
            -- What only the case itself says, where no event says it.
            union all
            select c.external_id, '@disposed', 'disposed', coalesce(c.disposed_earliest_at, c.disposed_at),
                c.disposed_at, 0, c.unit_ref, null, null, 1, null, null, null, null, null
            from c
            where c.disposed_at is not null
                and c.external_id not in (select told.external_id from told where told.kind = 'disposed')
            union all
            select c.external_id, '@closed', 'closed',
                coalesce(c.closed_at, c.first_observed_at), coalesce(c.closed_at, c.status_observed_at),
                case when c.closed_at is not null then 0 end, null, null,
                coalesce(c.closed_by, substring(c.status from '_by_(.*)$')), 1, null, null, null, null, null
            from c
            where c.status like any ('{closed\_by\_%,archived\_by\_%,blocked}')
                and c.external_id not in (
                    select told.external_id from told where told.kind in ('closed', 'archived')
                )
            -- What a person says that a unit answered otherwise.
            union all
            select c.external_id, 'correction.' || said.correction_id, 'answered', said.ended_at, said.ended_at, 0,
                null, null, null, 1, null, null, said.correction_id, said.unit_id, said.opening_id
            from c
            cross join lateral (
                select stored.correction_id, stored.ended_at, stored.unit_id, stored.opening_id
                from core.correction as stored
                where stored.government_id = complaint_stint.government_id
                    and stored.source_kind = 'complaint'
                    and stored.source_id = c.external_id
                    and stored.source_account_id = complaint_stint.account_id
                    and stored.field = 'state'
                    and stored.value = 'answered'
                    and stored.revoked_at is null
                offset 0
            ) as said
            where correcting
        ),
        named as materialized (
            select
                said.ref,
                core.feed_units(
                    complaint_stint.government_id, complaint_stint.account_id, said.ref
                ) as unit_ids
            from (
                select e.unit_ref as ref from e
                union
                select e.from_unit_ref from e
                union
                select c.unit_ref from c
            ) as said
            where said.ref is not null
        ),
        -- What has a time of its own, and so says what a state tells without one.
        exact as materialized (
            select e.external_id, e.kind, e.at_latest, e.unit_ref, named.unit_ids
            from e
            left join named on named.ref = e.unit_ref
            where e.precision_s is not null and e.kind in ('disposed', 'closed', 'archived')
        )
        select
            e.*,
            case when e.correction_id is null then own.unit_ids else array[e.meant_unit_id] end as ref_unit_ids,
            -- To whom it went: an event that names nobody means the case's own.
            coalesce(own.unit_ids, case when e.unit_ref is null then held_by.unit_ids end) as to_unit_ids,
            coalesce(e.unit_ref, c.unit_ref, '') as to_ref,
            source.unit_ids[1] as source_unit_id
        from e
        join c on c.external_id = e.external_id
        left join named as own on own.ref = e.unit_ref
        left join named as held_by on held_by.ref = c.unit_ref
        left join named as source on source.ref = e.from_unit_ref
        where e.kind in ('disposed', 'returned', 'acknowledged', 'answered', 'closed', 'archived')
            and not exists (
                select
                from exact as o
                where o.external_id = e.external_id
                    and e.rule = 'status.1'
                    and o.at_latest between e.at_earliest and e.at_latest
                    and (o.kind = 'disposed') = (e.kind = 'disposed')
                    -- An institution may be told by its id in one place and by its name in another.
                    and (
                        e.kind <> 'disposed'
                        or e.unit_ref is null
                        or o.unit_ref = e.unit_ref
                        or o.unit_ids = own.unit_ids
                    )
            )
        order by
            e.external_id,
            e.at_latest,
            e.ordinal nulls first,
            array_position(
                '{disposed,acknowledged,answered,returned,closed,archived}'::text[], e.kind
            ),
            e.event_key collate "C"
    loop
        if event.external_id <> before then
            foreach stint in array held loop
                return next stint;
            end loop;
            before := event.external_id;
            held := '{}';
            holders := '{}';
            hop := 0;
            turns := '{}';
            closed := false;
        end if;
        wanted := '{}';
        -- Who is named beside a later state: given to him, where another one had it.
        continue when event.kind = 'disposed' and event.rule = 'status.1' and event.confidence < 1
            and (closed or held = '{}');
        if event.kind = 'disposed' then
            wanted := coalesce(event.to_unit_ids::text[], array[event.to_ref]);
            source := coalesce(event.source_unit_id, held[1].unit_id);
            -- A closed case lies with nobody: whoever is given it again is asked anew.
            if closed then
                foreach stint in array held loop
                    stint.left_at := event.at_latest;
                    return next stint;
                end loop;
                held := '{}';
                holders := '{}';
                closed := false;
            end if;
            continue when wanted = holders;
        end if;
        closed := closed or event.kind in ('closed', 'archived');

        -- What the event means for each who holds the case.
        leave := '{}';
        for i in 1..cardinality(held) loop
            stint := held[i];
            -- Answers count by the upper end of what is known, other endings by the lower one.
            step_at := greatest(event.at_earliest, stint.opened_at);
            theirs := coalesce(stint.unit_id = any (event.ref_unit_ids), true)
                -- The feed's map may have given the case to another unit since.
                or coalesce(
                    stint.opening_id = event.meant_opening_id
                        and event.meant_unit_id <> all (array(select s.unit_id from unnest(held) as s)),
                    false
                );
            if event.kind in ('acknowledged', 'answered') then
                if theirs then
                    if stint.first_reply_at is null then
                        stint.first_reply_at := event.at_latest;
                        stint.first_reply_earliest_at :=
                            case when event.at_earliest < event.at_latest then step_at end;
                    end if;
                    if stint.state in ('handed_over', 'closed_unanswered', 'withdrawn', 'helped') then
                        stint.late_reply_at := coalesce(stint.late_reply_at, event.at_latest);
                    end if;
                end if;
                if event.kind = 'answered' and event.confidence >= 0.8 and stint.state = 'waiting' then
                    stint.state := case when stint.unit_id = 0 or theirs then 'answered' else 'helped' end;
                    stint.helped_by_unit_id :=
                        case when stint.state = 'helped' then event.ref_unit_ids[1] end;
                    stint.answer_id := case when event.correction_id is null then event.event_key end;
                    stint.correction_id := event.correction_id;
                    stint.answered_at := greatest(event.at_latest, stint.opened_at);
                    stint.ended_at := stint.answered_at;
                    if event.at_earliest < event.at_latest then
                        stint.ended_earliest_at := step_at;
                        stint.ended_latest_at := stint.ended_at;
                        stint.timing := 'interval';
                    end if;
                end if;
            elsif event.kind in ('closed', 'archived')
                or event.kind = 'disposed' and holders[i] <> all (wanted)
                -- Returned by one of several, else by all.
                or event.kind = 'returned' and (
                    theirs or event.ref_unit_ids && array(select s.unit_id from unnest(held) as s) is not true
                )
            then
                if stint.state = 'waiting' then
                    stint.state := case
                        when event.kind in ('disposed', 'returned') then 'handed_over'
                        when event.actor = 'reporter' then 'withdrawn'
                        else 'closed_unanswered'
                    end;
                    stint.ended_at := step_at;
                    if event.at_earliest < event.at_latest then
                        stint.ended_earliest_at := step_at;
                        stint.ended_latest_at := event.at_latest;
                        stint.timing := 'interval';
                    end if;
                end if;
                if event.kind in ('disposed', 'returned') then
                    stint.left_at := event.at_latest;
                    leave := leave || i;
                    return next stint;
                end if;
            end if;
            held[i] := stint;
        end loop;
        if leave <> '{}' then
            stays := '{}';
            for i in 1..cardinality(held) loop
                if i = any (leave) then
                    holders[i] := null;
                else
                    stays := stays || held[i];
                end if;
            end loop;
            held := stays;
            holders := array_remove(holders, null);
        end if;

        -- Those to whom it went and who did not hold it.
        for i in 1..cardinality(wanted) loop
            continue when wanted[i] = any (holders);
            hop := hop + 1;
            stint := null;
            stint.external_id := event.external_id;
            stint.hop := hop;
            stint.from_unit_id := source;
            stint.unit_id := coalesce(event.to_unit_ids[i], 0);
            turns := jsonb_set(
                turns,
                array[stint.unit_id::text],
                to_jsonb(coalesce((turns ->> stint.unit_id::text)::int, 0) + 1)
            );
            stint.turn := (turns ->> stint.unit_id::text)::int;
            stint.opening_id := event.event_key;
            stint.opened_at := event.at_latest;
            stint.state := 'waiting';
            stint.timing := case when event.at_earliest < event.at_latest then 'interval' else 'exact' end;
            held := held || stint;
            holders := holders || wanted[i];
        end loop;
    end loop;
    foreach stint in array held loop
        return next stint;
    end loop;
end
$$;
comment on function core.complaint_stint(int, int, text[]) is
    'The stints of some cases with the units that held them, one after the other or several at once, and how '
    'each wait ended.';

create or replace function core.complaint_inquiry(
    government_id int,
    account_id int,
    stints core.stint[]
)
returns setof core.inquiry
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_mergejoin = off
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
declare
    zone text;
    base_calendar text;
    feed_kind_here text;
    correcting boolean := core.is_correcting(government_id, 'complaint');
begin
    select g.timezone, g.calendar, a.feed_kind into zone, base_calendar, feed_kind_here
    from core.account as a
    join core.government as g on g.government_id = a.government_id
    where a.government_id = complaint_inquiry.government_id
        and a.account_id = complaint_inquiry.account_id;
    return query
    with
    -- What people decided (core.correction) names the disposition that opened the wait then and the unit that was
    -- asked; it belongs to the last wait of that unit that began by that time.
    ruled as materialized (
        select
            d.external_id,
            d.hop,
            max(d.correction_id) as correction_id,
            (array_agg(d.value::int order by d.nth) filter (where d.field = 'unit'))[1] as unit_id,
            coalesce(
                (array_agg(d.value::boolean order by d.nth) filter (where d.field = 'needs_answer'))[1],
                -- spam is never in what needs an answer
                case when (array_agg(d.value order by d.nth) filter (where d.field = 'intent'))[1] = 'spam' then false end
            ) as needs_answer,
            (array_agg(d.value order by d.nth) filter (where d.field = 'intent'))[1] as intent,
            (array_agg(d.value order by d.nth) filter (where d.field = 'topic'))[1] as topic,
            (array_agg(d.value order by d.nth) filter (where d.field = 'reply_class'))[1] as reply_class
        from (
            select k.external_id, meant.hop, c.correction_id, c.field, c.value,
                row_number() over (order by c.decided_at desc, c.correction_id desc) as nth
            from (select distinct s.external_id from unnest(complaint_inquiry.stints) as s) as k
            cross join lateral (
                select stored.*
                from core.correction as stored
                where stored.government_id = complaint_inquiry.government_id
                    and stored.source_kind = 'complaint'
                    and stored.source_id = k.external_id
                    and stored.source_account_id = complaint_inquiry.account_id
                    and stored.revoked_at is null
                offset 0
            ) as c
            cross join lateral (
                select s.hop
                from unnest(complaint_inquiry.stints) as s
                where s.external_id = k.external_id
                    and (s.unit_id = c.unit_id or s.opening_id = c.opening_id)
                order by
                    s.unit_id = c.unit_id desc,
                    s.opening_id = c.opening_id desc,
                    s.opened_at <= c.opened_at desc,
                    abs(extract(epoch from s.opened_at - c.opened_at)),
                    s.hop
                limit 1
            ) as meant
            where correcting and (c.field <> 'state' or c.value = 'waiting')
        ) as d
        group by d.external_id, d.hop
    ),
    placed as (
        select
            s.external_id,
            s.hop,
            s.turn,
            s.unit_id as asked_unit_id,
            coalesce(r.unit_id, s.unit_id) as unit_id,
            s.opening_id,
            s.opened_at,
            case when r.needs_answer is not false then s.opened_at end as needed_at,
            s.first_reply_at,
            s.answer_id,
            s.answered_at,
            case when s.helped_by_unit_id <> coalesce(r.unit_id, s.unit_id) then s.helped_by_unit_id end
                as helped_by_unit_id,
            s.ended_at,
            s.ended_earliest_at,
            s.ended_latest_at,
            s.late_reply_at,
            case when s.state = 'helped' and s.helped_by_unit_id = r.unit_id then 'answered' else s.state end as state,
            s.timing,
            greatest(s.correction_id, r.correction_id) as correction_id,
            r.intent as ruled_intent,
            r.topic as ruled_topic,
            r.reply_class as ruled_reply_class,
            c.feed,
            c.class as complaint_class,
            c.topic,
            c.mapped_topic,
            c.intent,
            c.language,
            c.permalink,
            c.status,
            asked.kind as unit_kind,
            (s.opened_at at time zone zone)::date as opened_on,
            coalesce(own.calendar, base_calendar) as calendar
        from unnest(complaint_inquiry.stints) as s
        left join ruled as r on r.external_id = s.external_id and r.hop = s.hop
        cross join lateral (
            select stored.*
            from core.complaint as stored
            where stored.government_id = complaint_inquiry.government_id
                and stored.account_id = complaint_inquiry.account_id
                and stored.external_id = s.external_id
            offset 0
        ) as c
        left join core.unit as asked
            on asked.government_id = complaint_inquiry.government_id and asked.unit_id = coalesce(r.unit_id, s.unit_id)
        left join lateral (
            select u.calendar
            from core.unit_calendar as u
            where u.government_id = complaint_inquiry.government_id
                and u.unit_id = coalesce(r.unit_id, s.unit_id)
                and u.valid_from <= (s.opened_at at time zone zone)::date
            order by u.valid_from desc
            limit 1
        ) as own on true
    ),
    -- Not core.working_upto(): a function that reads a table is called, not inlined.
    timed as materialized (
        select
            p.*,
            core.working_clip(o.before_s, o.starts_s, o.ends_s, p.opened_s) as opened_from_s,
            core.working_clip(e.before_s, e.starts_s, e.ends_s, p.ended_s) as ended_from_s,
            core.working_clip(r.before_s, r.starts_s, r.ends_s, p.reply_s) as reply_from_s
        from (
            select
                placed.*,
                (placed.ended_at at time zone zone)::date as ended_on,
                (placed.first_reply_at at time zone zone)::date as reply_on,
                floor(date_part('epoch', (placed.opened_at at time zone zone)::time))::int as opened_s,
                floor(date_part('epoch', (placed.ended_at at time zone zone)::time))::int as ended_s,
                floor(date_part('epoch', (placed.first_reply_at at time zone zone)::time))::int
                    as reply_s
            from placed
        ) as p
        left join lateral (
            select cal.* from core.calendar_day as cal
            where cal.calendar = p.calendar and cal.day = p.opened_on
            offset 0
        ) as o on true
        left join lateral (
            select cal.* from core.calendar_day as cal
            where cal.calendar = p.calendar and cal.day = p.ended_on
            offset 0
        ) as e on true
        left join lateral (
            select cal.* from core.calendar_day as cal
            where cal.calendar = p.calendar and cal.day = p.reply_on
            offset 0
        ) as r on true
    )
    select
        complaint_inquiry.government_id,
        core.inquiry_id(
            complaint_inquiry.government_id, 'complaint', complaint_inquiry.account_id, t.external_id,
            t.asked_unit_id, t.opening_id, 'citizen'
        ),
        t.opened_at,
        t.unit_id,
        complaint_inquiry.account_id,
        t.feed,
        'complaint',
        'citizen',
        'citizen',
        t.turn,
        t.needed_at,
        t.first_reply_at,
        t.answered_at,
        case when t.state = 'answered' then t.answered_at end,
        t.ended_at,
        t.ended_earliest_at,
        t.ended_latest_at,
        t.late_reply_at,
        t.state,
        coalesce(t.ruled_intent, t.intent),
        coalesce(t.ruled_topic, t.mapped_topic),
        t.language,
        t.ruled_reply_class,
        t.helped_by_unit_id,
        t.status = 'deleted',
        false,
        false,
        1,
        t.timing,
        t.correction_id,
        'complaint',
        complaint_inquiry.account_id,
        t.external_id,
        t.opening_id,
        t.answer_id,
        null::text,
        t.permalink,
        t.opened_on,
        case when t.needed_at is not null then t.opened_on end,
        t.calendar,
        extract(epoch from t.ended_at - t.opened_at)::bigint,
        case when t.needed_at is not null then extract(epoch from t.ended_at - t.opened_at)::bigint end,
        t.ended_from_s - t.opened_from_s,
        case when t.needed_at is not null then t.ended_from_s - t.opened_from_s end,
        t.opened_from_s,
        case when t.needed_at is not null then t.opened_from_s end,
        extract(epoch from t.first_reply_at - t.opened_at)::bigint,
        t.reply_from_s - t.opened_from_s,
        case when t.state = 'answered' then extract(epoch from t.answered_at - t.opened_at)::bigint end,
        case when t.state = 'answered' then t.ended_from_s - t.opened_from_s end,
        t.opened_on < cal.decided_from
            or coalesce((t.ended_at at time zone zone)::date, t.opened_on) > cal.decided_to,
        rule.deadline_at,
        rule.deadline_rule_id,
        null::int,
        null::text
    from timed as t
    join core.calendar as cal on cal.calendar = t.calendar
    left join lateral (
        select
            r.deadline_rule_id,
            (case
                when r.counted_in = 'days' then t.opened_on + r.limit_days
                else core.working_day_after(t.calendar, t.opened_on, r.limit_days)
            end + 1)::timestamp at time zone zone as deadline_at
        from core.deadline_rule as r
        where r.from_event = 'disposed'
            and r.to_event = 'answered'
            and core.deadline_fits(
                r, complaint_inquiry.government_id, t.feed, feed_kind_here, t.complaint_class,
                array[lower(t.topic), t.mapped_topic], t.unit_kind,
                t.opened_on
            )
        order by core.deadline_width(r), r.valid_from desc, r.deadline_rule_id
        limit 1
    ) as rule on true;
end
$$;
comment on function core.complaint_inquiry(int, int, core.stint[]) is
    'The inquiries of some cases of a feed, of their stints; writes nothing.';

-- What follows from the events and stands in the tables of facts: units, first replies, hops.
create or replace function core.complaint_settle(
    government_id int,
    account_id int,
    external_ids text[],
    out stints core.stint[]
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
set enable_hashjoin = on
set enable_mergejoin = off
set enable_seqscan = off
set jit = off
as $$
#variable_conflict use_column
begin
    -- The topic in words that all feeds share: the category's, else that of the words; of words that went as it was. What
    -- it wants: its class says, else the words, as far as it can be believed of a case that somebody made (one that
    -- an administrator let through is no spam). Materialized: joined as it stands each text is judged once for every
    -- case of the call.
    with told as materialized (
        select
            complaint_settle.government_id as government_id,
            complaint_settle.account_id as account_id,
            stored.external_id,
            coalesce(category.topic, about.topic, kept.topic) as topic,
            case
                when category.topic is not null then 'category'
                when about.topic is not null then about.topic_rule
                else kept.rule
            end as rule,
            aim.intent,
            aim.rule as intent_rule
        from (select distinct unnest(complaint_settle.external_ids) as key) as k
        cross join lateral (
            select held.*
            from core.complaint as held
            where held.government_id = complaint_settle.government_id
                and held.account_id = complaint_settle.account_id
                and held.external_id = k.key
            offset 0
        ) as stored
        left join lateral (
            select t.topic
            from core.topic_category as t
            where t.category = lower(btrim(stored.topic))
                and (
                    t.feed_kind = ''
                    or t.feed_kind = (
                        select a.feed_kind
                        from core.account as a
                        where a.government_id = complaint_settle.government_id
                            and a.account_id = complaint_settle.account_id
                    )
                )
            order by t.feed_kind desc
            limit 1
        ) as category on true
        cross join lateral core.text_judge(concat_ws(E'\n', stored.title, stored.text)) as about
        cross join lateral (
            select
                case when coalesce(stored.title, stored.text) is null then stored.mapped_topic end as topic,
                case when coalesce(stored.title, stored.text) is null then stored.topic_rule end as rule
        ) as kept
        cross join lateral (
            select said.intent, said.rule
            from (
                values
                    (
                        1,
                        case
                            when stored.class in ('oversight', 'no_oversight') then 'complaint'
                            when stored.class = 'information' then 'question'
                            when stored.class = 'aspiration' then 'suggestion'
                        end,
                        'class'
                    ),
                    (2, case when about.intent not in ('spam', 'other') then about.intent end, about.rule),
                    (
                        3,
                        case
                            when coalesce(stored.title, stored.text) is null and stored.intent_rule <> 'class'
                                then stored.intent
                        end,
                        stored.intent_rule
                    ),
                    (4, 'complaint', null)
            ) as said (place, intent, rule)
            where said.intent is not null
            order by said.place
            limit 1
        ) as aim
        where (stored.mapped_topic, stored.topic_rule, stored.intent, stored.intent_rule) is distinct from (
            coalesce(category.topic, about.topic, kept.topic),
            case
                when category.topic is not null then 'category'
                when about.topic is not null then about.topic_rule
                else kept.rule
            end,
            aim.intent,
            aim.rule
        )
    )
    update core.complaint as c
    set mapped_topic = told.topic, topic_rule = told.rule, intent = told.intent, intent_rule = told.intent_rule
    from told
    where c.government_id = told.government_id
        and c.account_id = told.account_id
        and c.external_id = told.external_id;
    with e as materialized (
        select e.*
        from (select distinct unnest(complaint_settle.external_ids) as key) as k
        cross join lateral (
            select stored.government_id, stored.account_id, stored.complaint_external_id,
                stored.event_key, stored.unit_ref,
                stored.from_unit_ref, stored.unit_id, stored.from_unit_id, stored.first_observed_at,
                -- A place in a log holds one entry: what stood there before was edited away, or came
                -- spoilt. A log that became shorter drops nothing.
                stored.ordinal is not null
                    and stored.changed_observed_at < max(stored.changed_observed_at) over (
                        partition by stored.ordinal
                    ) as replaced
            from core.complaint_event as stored
            where stored.government_id = complaint_settle.government_id
                and stored.account_id = complaint_settle.account_id
                and stored.complaint_external_id = k.key
            offset 0
        ) as e
    ),
    c as materialized (
        select c.*
        from (select distinct unnest(complaint_settle.external_ids) as key) as k
        cross join lateral (
            select stored.external_id, stored.unit_ref, stored.first_observed_at
            from core.complaint as stored
            where stored.government_id = complaint_settle.government_id
                and stored.account_id = complaint_settle.account_id
                and stored.external_id = k.key
            offset 0
        ) as c
    ),
    said as materialized (
        select
            n.ref,
            core.feed_units(
                complaint_settle.government_id, complaint_settle.account_id, n.ref
            ) as unit_ids
        from (
            select e.unit_ref as ref from e
            union
            select e.from_unit_ref from e
            union
            select c.unit_ref from c
        ) as n
        where n.ref is not null
    ),
    resolved as (
        select e.government_id, e.account_id, e.complaint_external_id, e.event_key,
            own.unit_ids[1] as unit_id, source.unit_ids[1] as from_unit_id
        from e
        left join said as own on own.ref = e.unit_ref
        left join said as source on source.ref = e.from_unit_ref
        where not e.replaced
            and (e.unit_id, e.from_unit_id) is distinct from (own.unit_ids[1], source.unit_ids[1])
    ),
    dropped as (
        delete from core.complaint_event as old
        using e
        where e.replaced
            and old.government_id = e.government_id
            and old.account_id = e.account_id
            and old.complaint_external_id = e.complaint_external_id
            and old.event_key = e.event_key
    ),
    put as (
        update core.complaint_event as old
        set unit_id = resolved.unit_id, from_unit_id = resolved.from_unit_id
        from resolved
        where old.government_id = resolved.government_id
            and old.account_id = resolved.account_id
            and old.complaint_external_id = resolved.complaint_external_id
            and old.event_key = resolved.event_key
    )
    insert into ops.unknown_unit_ref
        (government_id, account_id, ref, first_seen_at, complaint_external_id)
    select distinct on (named.ref)
        complaint_settle.government_id,
        complaint_settle.account_id,
        named.ref,
        named.seen_at,
        named.external_id
    from (
        select e.unit_ref as ref, e.first_observed_at as seen_at, e.complaint_external_id as external_id
        from e
        where not e.replaced
        union all
        select c.unit_ref, c.first_observed_at, c.external_id
        from c
    ) as named
    join said on said.ref = named.ref and said.unit_ids is null
    order by named.ref, named.seen_at, named.external_id
    on conflict do nothing;

    stints := array(
        select s
        from core.complaint_stint(
            complaint_settle.government_id,
            complaint_settle.account_id,
            complaint_settle.external_ids
        ) as s
    );
    with stint as materialized (
        select s.* from unnest(complaint_settle.stints) as s
    ),
    wanted as materialized (
        select
            complaint_settle.government_id as government_id,
            core.natural_id(
                'complaint', complaint_settle.government_id, complaint_settle.account_id, s.external_id
            ) as complaint_id,
            s.hop,
            complaint_settle.account_id as account_id,
            s.from_unit_id,
            s.unit_id as to_unit_id,
            s.opened_at as disposed_at,
            s.first_reply_at,
            case when s.state = 'answered' then s.answered_at end as answered_at,
            s.left_at
        from stint as s
    ),
    was as materialized (
        select d.*
        from (select distinct unnest(complaint_settle.external_ids) as key) as k
        cross join lateral (
            select stored.*
            from core.complaint_disposition as stored
            where stored.government_id = complaint_settle.government_id
                and stored.complaint_id = core.natural_id(
                    'complaint', complaint_settle.government_id, complaint_settle.account_id, k.key
                )
            offset 0
        ) as d
    ),
    dropped as (
        delete from core.complaint_disposition as d
        using was
        where (was.complaint_id, was.hop) not in (select w.complaint_id, w.hop from wanted as w)
            and d.government_id = was.government_id
            and d.complaint_id = was.complaint_id
            and d.hop = was.hop
    ),
    put as (
        insert into core.complaint_disposition as d
        select w.*
        from wanted as w
        left join was on was.complaint_id = w.complaint_id and was.hop = w.hop
        where was.hop is null
            or (was.account_id, was.from_unit_id, was.to_unit_id, was.disposed_at,
                was.first_reply_at, was.answered_at, was.left_at)
                is distinct from (w.account_id, w.from_unit_id, w.to_unit_id, w.disposed_at,
                w.first_reply_at, w.answered_at, w.left_at)
        on conflict on constraint complaint_disposition_pkey do update set
            account_id = excluded.account_id,
            from_unit_id = excluded.from_unit_id,
            to_unit_id = excluded.to_unit_id,
            disposed_at = excluded.disposed_at,
            first_reply_at = excluded.first_reply_at,
            answered_at = excluded.answered_at,
            left_at = excluded.left_at
    ),
    -- What the reporter heard first: of a unit that held the case, or the answer of another one.
    reply as (
        select distinct on (s.external_id) s.external_id, said.at, said.earliest_at
        from stint as s
        cross join lateral (
            values (s.first_reply_at, s.first_reply_earliest_at), (s.answered_at, s.ended_earliest_at)
        ) as said (at, earliest_at)
        where said.at is not null
        order by s.external_id, said.at, said.earliest_at
    ),
    derived as (
        select
            c.government_id,
            c.account_id,
            c.external_id,
            -- Of several who hold it, the one named first when it was last disposed.
            coalesce(
                (array_agg(s.unit_id order by s.opened_at desc, s.hop) filter (where s.left_at is null))[1],
                case when bool_and(s.hop is null) then
                    (core.feed_units(
                        complaint_settle.government_id, complaint_settle.account_id, c.unit_ref
                    ))[1]
                end,
                0
            ) as unit_id,
            min(reply.at) as first_reply_at,
            min(reply.earliest_at) as first_reply_earliest_at,
            min(s.answered_at) as substantive_reply_at
        from (select distinct unnest(complaint_settle.external_ids) as key) as k
        cross join lateral (
            select stored.government_id, stored.account_id, stored.external_id, stored.unit_ref
            from core.complaint as stored
            where stored.government_id = complaint_settle.government_id
                and stored.account_id = complaint_settle.account_id
                and stored.external_id = k.key
            offset 0
        ) as c
        left join stint as s on s.external_id = c.external_id
        left join reply on reply.external_id = c.external_id
        group by c.government_id, c.account_id, c.external_id, c.unit_ref
    )
    update core.complaint as c
    set unit_id = derived.unit_id,
        first_reply_at = derived.first_reply_at,
        first_reply_earliest_at = derived.first_reply_earliest_at,
        substantive_reply_at = derived.substantive_reply_at
    from derived
    where c.government_id = derived.government_id
        and c.account_id = derived.account_id
        and c.external_id = derived.external_id
        and (c.unit_id, c.first_reply_at, c.first_reply_earliest_at, c.substantive_reply_at)
            is distinct from (derived.unit_id, derived.first_reply_at, derived.first_reply_earliest_at,
            derived.substantive_reply_at);
end
$$;
comment on function core.complaint_settle(int, int, text[]) is
    'Part of core.derive_complaint: entries edited away, units of events, unknown names, hops, and the '
    'case''s first replies; returns the stints, of which the inquiries are made.';
