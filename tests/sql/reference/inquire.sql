-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Worlds for tests of the figures: writes inquiries straight into core, with the columns that follow
-- from their times, and marks the days as the derivation does. Functions live in pg_temp.

create function pg_temp.forget(in_government_id int, in_inquiry_id uuid)
returns void
language sql
as $$
    with old as (
        delete from core.inquiry as i
        where i.government_id = in_government_id and i.inquiry_id = in_inquiry_id
        returning i.government_id, i.unit_id, i.channel, i.opened_on, i.needed_on, i.source_account_id, i.source_id
    ),
    marked as (
        insert into core.dirty as d (government_id, unit_id, channel, day)
        select old.government_id, old.unit_id, old.channel, day.day
        from old
        cross join lateral (values (old.opened_on), (old.needed_on)) as day (day)
        where day.day is not null
        on conflict do nothing
    )
    select metrics.joined_mark(old.government_id, array[old.source_account_id], array[old.source_id])
    from old
$$;

-- Cases that are one: those with the same number. What was said before is forgotten.
create function pg_temp.join_cases(in_government_id int, in_account_id int[], in_external_id text[], in_number int[])
returns void
language plpgsql
as $$
begin
    perform metrics.joined_mark(in_government_id, array_agg(j.account_id), array_agg(j.external_id))
    from metrics.complaint_joined as j
    where j.government_id = in_government_id;
    delete from metrics.complaint_joined as j where j.government_id = in_government_id;
    insert into metrics.complaint_joined (government_id, complaint_id, lead_complaint_id, account_id, external_id)
    select
        in_government_id, core.natural_id('complaint', in_government_id, c.account_id, c.external_id),
        first_value(core.natural_id('complaint', in_government_id, c.account_id, c.external_id))
            over (partition by c.number order by c.account_id, c.external_id),
        c.account_id, c.external_id
    from unnest(in_account_id, in_external_id, in_number) as c (account_id, external_id, number);
    perform metrics.joined_mark(in_government_id, in_account_id, in_external_id);
end
$$;

-- One inquiry; one of the same id is replaced.
create function pg_temp.inquire(
    in_government_id int,
    in_inquiry_id uuid,
    in_unit_id int,
    in_account_id int,
    in_kind text,
    in_opened_by text,
    in_opened_at timestamptz,
    in_needed_at timestamptz,
    in_state text,
    in_ended_at timestamptz,
    in_post text default null,
    in_thread text default null,
    in_deadline_at timestamptz default null,
    in_removed boolean default false,
    in_timing text default 'exact',
    in_undecided boolean default false,
    in_reply_class text default null,
    in_first_reply_at timestamptz default null,
    in_substantive_at timestamptz default null,
    in_ended_earliest_at timestamptz default null
)
returns void
language plpgsql
as $$
declare
    zone text;
    cal text;
    needed timestamptz := in_needed_at;
    start timestamptz := coalesce(in_needed_at, in_opened_at);
begin
    perform pg_temp.forget(in_government_id, in_inquiry_id);
    select g.timezone into strict zone from core.government as g where g.government_id = in_government_id;
    cal := core.calendar_of(in_government_id, in_unit_id, (in_opened_at at time zone zone)::date);
    insert into core.inquiry (
        government_id, inquiry_id, opened_at, unit_id, account_id, channel, kind, class, opened_by, turn,
        needed_at, answered_at, ended_at, state, helped_by_unit_id, removed, hidden, undecided, messages,
        timing, source_kind, source_account_id, source_id, opening_id, post_external_id, permalink,
        opened_on, needed_on, calendar, opened_wait_s, needed_wait_s, opened_working_s, needed_working_s,
        opened_working_from_s, needed_working_from_s, provisional, deadline_at, reply_class,
        first_reply_at, substantive_at, ended_earliest_at, ended_latest_at, first_reply_wait_s,
        first_reply_working_s, substantive_wait_s, substantive_working_s
    )
    select
        in_government_id, in_inquiry_id, in_opened_at, in_unit_id, in_account_id, a.channel, in_kind,
        case in_opened_by when 'leader' then 'leader' else 'citizen' end, in_opened_by, 1,
        needed, case when in_state in ('answered', 'helped') then in_ended_at end, in_ended_at, in_state,
        case in_state when 'helped' then 99 end, in_removed, false, in_undecided, 1, in_timing,
        case in_kind when 'complaint' then 'complaint' else 'message' end, in_account_id,
        coalesce(in_thread, in_inquiry_id::text), 'opening ' || in_inquiry_id, in_post,
        'https://example.org/' || in_inquiry_id,
        (in_opened_at at time zone zone)::date, (needed at time zone zone)::date, cal,
        extract(epoch from in_ended_at - in_opened_at),
        greatest(0, extract(epoch from in_ended_at - needed)),
        core.working_seconds(cal, zone, in_opened_at, in_ended_at),
        greatest(0, core.working_seconds(cal, zone, needed, in_ended_at)),
        core.working_since(cal, zone, in_opened_at), core.working_since(cal, zone, needed),
        false, in_deadline_at, in_reply_class, in_first_reply_at, in_substantive_at, in_ended_earliest_at,
        case when in_ended_earliest_at is not null then in_ended_at end,
        extract(epoch from in_first_reply_at - start), core.working_seconds(cal, zone, start, in_first_reply_at),
        extract(epoch from in_substantive_at - start), core.working_seconds(cal, zone, start, in_substantive_at)
    from core.account as a
    where a.government_id = in_government_id and a.account_id = in_account_id;
    insert into core.dirty (government_id, unit_id, channel, day)
    select i.government_id, i.unit_id, i.channel, day.day
    from core.inquiry as i
    cross join lateral (values (i.opened_on), (i.needed_on)) as day (day)
    where i.government_id = in_government_id and i.inquiry_id = in_inquiry_id and day.day is not null
    on conflict do nothing;
    perform metrics.joined_mark(in_government_id, array[in_account_id], array[coalesce(in_thread, in_inquiry_id::text)]);
end
$$;

-- A government in a zone with units under one another (parent null: at the top), and per unit a
-- Facebook page (account = unit) and, once, the feed "lapor" (account 1000).
create function pg_temp.govern(in_government_id int, in_zone text, in_calendar text, in_parent int[])
returns void
language sql
as $$
    insert into core.government (government_id, code, name, kind, timezone, calendar)
    values (in_government_id, 'g' || in_government_id, 'Kota ' || in_government_id, 'city', in_zone,
        in_calendar);
    insert into core.unit (government_id, unit_id, code, name, kind, parent_unit_id)
    select in_government_id, u.unit_id, 'u' || u.unit_id, 'Dinas ' || u.unit_id, 'dinas', u.parent
    from unnest(in_parent) with ordinality as u (parent, unit_id);
    insert into core.account (government_id, account_id, channel, external_id, access, feed_kind)
    select in_government_id, u.unit_id, 'facebook', 'page ' || u.unit_id, 'owned', null
    from generate_subscripts(in_parent, 1) as u (unit_id)
    union all
    values (in_government_id, 1000, 'lapor', 'lapor', 'feed', 'lapor');
    insert into core.account_owner (government_id, account_id, valid_from, unit_id)
    select in_government_id, u.unit_id, '2020-01-01', u.unit_id
    from generate_subscripts(in_parent, 1) as u (unit_id);
$$;

-- The moment up to which a stream (target null) or one of its targets was watched.
create function pg_temp.watch(
    in_government_id int,
    in_account_id int,
    in_stream text,
    in_target text,
    in_seen_at timestamptz
)
returns void
language plpgsql
as $$
begin
    if in_target is null then
        insert into ops.stream
        select (jsonb_populate_record(null::ops.stream, jsonb_build_object(
            'government_id', in_government_id, 'account_id', in_account_id, 'stream', in_stream,
            'instance', 'test', 'active', true, 'interval_s', 900, 'fence', 0, 'fail_count', 0,
            'first_success_at', in_seen_at, 'last_success_at', in_seen_at,
            'last_complete_at', in_seen_at))).*
        on conflict (government_id, account_id, stream) do update set
            last_success_at = excluded.last_success_at,
            last_complete_at = excluded.last_complete_at;
    else
        insert into ops.target (government_id, account_id, stream, external_id, last_success_at)
        values (in_government_id, in_account_id, in_stream, in_target, in_seen_at)
        on conflict (government_id, account_id, stream, external_id) do update set
            last_success_at = excluded.last_success_at;
    end if;
end
$$;
