-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Freezing a period: its inquiries, working days and figures are kept as of the newest round (47_metrics_frozen.sql), or
-- nothing is, where the figures do not follow from the inquiries. Called by pantauctl freeze.

create or replace function ops.freeze_refusal(g core.government, wanted metrics.frozen_period_store)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return case
        when wanted.as_of is null then 'there are no figures yet: the first round of the daemon makes them'
        when wanted.to_on >= (wanted.as_of at time zone g.timezone)::date then
            format('the period ends on %s, and the figures are as of %s: it is not over', wanted.to_on,
                to_char(wanted.as_of at time zone g.timezone, 'YYYY-MM-DD HH24:MI'))
        when exists (
            select
            from metrics.frozen_period_store as p
            where p.government_id = g.government_id and p.period = wanted.period and p.revoked_at is null
        ) then (
            select format('%s is frozen already, as number %s', p.period, p.frozen_id)
            from metrics.frozen_period_store as p
            where p.government_id = g.government_id and p.period = wanted.period and p.revoked_at is null
        )
        when exists (
            select
            from metrics.recompute_run as r
            where r.government_id = g.government_id and r.finished_at is null
        ) then 'a recomputation is not finished: pantauctl recompute takes it up'
    end;
end
$$;
comment on function ops.freeze_refusal(core.government, metrics.frozen_period_store) is
    'Why a period cannot be frozen, in words; null where it can.';

-- One statement, so that inquiries and figures are of one moment even while a visit is written down.
create or replace function ops.freeze_keep(wanted metrics.frozen_period_store)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
#variable_conflict use_column
declare
    kept bigint;
begin
    with item as (
        insert into metrics.frozen_inquiry_store (
            government_id, frozen_id, inquiry_id, population, clock, unit_id, account_id, channel, counted_in, kind,
            opened_by, post_no, start_on, start_at, opened_at, needed_at, first_reply_at, substantive_at,
            answered_at, ended_at, ended_earliest_at, ended_latest_at, observed_to, deadline_at, state, reply_class,
            timing, counts, excluded, late_out, removed, undecided, provisional, entry_s, exit_s, exit_government_s,
            event, event_government, first_reply_exit_s, first_reply_event, substantive_exit_s, substantive_event,
            watched_s, calendar, helped_by_unit_id, correction_id, needed_rule, answer_rule, deadline_rule
        )
        select
            wanted.government_id, wanted.frozen_id, i.inquiry_id, i.population, i.clock, i.unit_id, i.account_id,
            i.channel, i.counted_in, i.kind, i.opened_by,
            dense_rank() over (
                order by i.source_account_id, i.post_external_id is null,
                    coalesce(i.post_external_id, i.source_id) collate "C"
            ),
            i.start_on, i.start_at, i.opened_at, i.needed_at, i.first_reply_at, i.substantive_at, i.answered_at,
            i.ended_at, i.ended_earliest_at, i.ended_latest_at, i.observed_to, i.deadline_at, i.state,
            i.reply_class, i.timing, coalesce(i.counts, false), i.excluded, i.late_out, i.removed, i.undecided,
            i.provisional, i.entry_s, i.exit_s, i.exit_government_s, i.event, i.event_government,
            i.first_reply_exit_s, i.first_reply_event, i.substantive_exit_s, i.substantive_event, i.watched_s,
            i.calendar, i.helped_by_unit_id, i.correction_id, i.needed_rule, i.answer_rule, i.deadline_rule
        from (
            select
                d.inquiry_id, d.population, d.clock, d.unit_id, d.account_id, d.channel,
                case when d.in_all then 'both' else 'channel' end as counted_in, d.kind, d.opened_by, d.start_on, d.start_at, d.opened_at,
                d.needed_at, d.first_reply_at, d.substantive_at, d.answered_at, d.ended_at, d.ended_earliest_at,
                d.ended_latest_at, d.observed_to, d.deadline_at, d.state, d.reply_class, d.timing, d.counts,
                d.excluded, d.late_out, d.removed, d.undecided, d.provisional, d.entry_s, d.exit_s,
                d.exit_government_s, d.event, d.event_government, d.first_reply_exit_s, d.first_reply_event,
                d.substantive_exit_s, d.substantive_event, d.watched_s, d.calendar, d.helped_by_unit_id,
                d.correction_id, d.needed_rule, d.answer_rule, d.deadline_rule, d.source_account_id,
                d.post_external_id, d.source_id
            from metrics.inquiry_detail as d
            where d.government_id = wanted.government_id
                and d.start_on between wanted.from_on and wanted.to_on
            union all
            -- What complaints of several feeds have together, where all channels are.
            select
                j.inquiry_id, j.population, j.clock, j.unit_id, j.source_account_id, j.feed, 'all', 'complaint',
                j.opened_by, j.start_on, j.start_at, j.opened_at, j.needed_at, j.first_reply_at, j.substantive_at,
                case when j.event_government then j.ended_at end, j.ended_at, j.ended_earliest_at,
                case when j.ended_earliest_at is not null then j.ended_at end, j.observed_to, j.deadline_at, j.state, null,
                j.timing, j.counts, j.excluded, j.late_out, j.removed, j.undecided, j.provisional, j.entry_s,
                j.exit_s, j.exit_government_s, j.event, j.event_government, j.first_reply_exit_s,
                j.first_reply_event, j.substantive_exit_s, j.substantive_event, j.watched_s, j.calendar, null,
                j.correction_id, null, null, null, j.source_account_id, null, j.external_id
            from metrics.inquiry_joined as j
            where j.government_id = wanted.government_id
                and j.start_on between wanted.from_on and wanted.to_on
        ) as i
        returning 1
    ),
    figure as (
        insert into metrics.frozen_figure_store (
            government_id, frozen_id, unit_id, channel, clock, poll_coverage, figures
        )
        select
            wanted.government_id, wanted.frozen_id, b.unit_id, b.channel, b.clock, b.poll_coverage, to_jsonb(b)
        from metrics.response_between(wanted.from_on, wanted.to_on, wanted.government_id) as b
        returning 1
    )
    select count(*) into kept from item;
    -- What was just written has no statistics, and what reads it next would take it for a row or two.
    analyze metrics.frozen_inquiry_store;
    -- Days that no inquiry touches say nothing.
    with touched as materialized (
        select
            f.calendar,
            (min(least(f.start_at, f.first_reply_at, f.substantive_at, f.ended_earliest_at, f.observed_to))
                at time zone wanted.timezone)::date as first_on,
            (max(greatest(f.start_at, f.first_reply_at, f.substantive_at, f.ended_at, f.observed_to))
                at time zone wanted.timezone)::date as last_on
        from metrics.frozen_inquiry_store as f
        where f.government_id = wanted.government_id and f.frozen_id = wanted.frozen_id
        group by f.calendar
    )
    insert into metrics.frozen_day_store (
        government_id, frozen_id, calendar, day, before_s, starts_s, ends_s, provisional
    )
    select
        wanted.government_id, wanted.frozen_id, day.calendar, day.day, day.before_s, day.starts_s, day.ends_s,
        day.provisional
    from touched
    join core.calendar_day as day
        on day.calendar = touched.calendar and day.day between touched.first_on and touched.last_on;
    -- Of the figures those that follow from the inquiries; names, words and the days stand elsewhere.
    update metrics.frozen_figure_store as s
    set figures = (
        select jsonb_object_agg(e.key, e.value)
        from jsonb_each(s.figures) as e
        where e.key = any (metrics.frozen_names())
    )
    where s.government_id = wanted.government_id and s.frozen_id = wanted.frozen_id;
    analyze metrics.frozen_day_store;
    analyze metrics.frozen_figure_store;
    return kept;
end
$$;
comment on function ops.freeze_keep(metrics.frozen_period_store) is
    'Part of ops.freeze_period(): copies inquiries, working days and figures of a period; returns the rows of inquiries.';

-- What must hold before anybody relies on it.
create or replace function ops.freeze_prove(government_id int, frozen_id bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    wrong bigint;
    shown record;
begin
    select count(distinct w.inquiry_id) into wrong
    from metrics.frozen_waits(freeze_prove.government_id, freeze_prove.frozen_id) as w;
    if wrong > 0 then
        raise exception 'waits do not follow from times and working days as these are now: of % inquiries', wrong
            using errcode = 'PT007', hint = 'pantauctl recompute derives them again';
    end if;
    select d.unit_id, d.channel, d.clock, d.figure, d.kept, d.computed, count(*) over () as others into shown
    from metrics.frozen_differ(freeze_prove.government_id, freeze_prove.frozen_id) as d
    order by d.unit_id, d.channel, d.clock, d.figure
    limit 1;
    if shown.figure is not null then
        raise exception '% figures do not follow from the inquiries: % of unit %, channel %, clock % is %, and % from its rows',
            shown.others, shown.figure, shown.unit_id, shown.channel, shown.clock,
            coalesce(shown.kept, 'null'), coalesce(shown.computed, 'null')
            using errcode = 'PT007', hint = 'pantauctl refresh --full makes the figures again';
    end if;
end
$$;
comment on function ops.freeze_prove(int, bigint) is
    'Part of ops.freeze_period(): refuses what was kept where waits or figures do not follow from it.';

create or replace function ops.freeze_period(
    government_code text,
    period text,
    from_on date,
    to_on date,
    person text,
    reason text
)
returns table (
    frozen_id bigint, frozen_period text, first_on date, last_on date, as_of timestamptz, rows_count bigint,
    digest text
)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    g core.government;
    wanted metrics.frozen_period_store;
    refusal text;
begin
    perform ops.decide_check(person, reason);
    g := ops.government_named(freeze_period.government_code);
    select s.period, s.from_on, s.to_on into wanted.period, wanted.from_on, wanted.to_on
    from metrics.frozen_span(freeze_period.period, freeze_period.from_on, freeze_period.to_on) as s;
    if wanted.period is null then
        raise exception '%', coalesce(freeze_period.period || ' is no period', 'the last day lies before the first')
            using errcode = 'PT007', hint = 'a period is 2026, 2026-Q2, 2026-06, 2026-W23, or two days';
    end if;
    -- Rounds, and who writes facts of this government, wait.
    perform pg_advisory_xact_lock(1348562548, 3);
    perform core.government_hold(array[g.government_id]);
    wanted.government_id := g.government_id;
    wanted.as_of := metrics.current_as_of();
    refusal := ops.freeze_refusal(g, wanted);
    if refusal is not null then
        raise exception '%', refusal using errcode = 'PT007';
    end if;
    perform metrics.recompute_roll(g.government_id, wanted.as_of);
    insert into metrics.frozen_period_store as p (
        government_id, period, from_on, to_on, as_of, timezone, feeds, version, basis, frozen_at, frozen_by, reason,
        rows_count, digest
    )
    values (
        g.government_id, wanted.period, wanted.from_on, wanted.to_on, wanted.as_of, g.timezone,
        array(
            select distinct a.channel
            from core.account as a
            where a.government_id = g.government_id and a.access = 'feed'
            order by a.channel
        ),
        (select l.version from ops.ledger as l order by l.applied_at desc, l.name limit 1),
        metrics.recompute_basis(g.government_id) || jsonb_build_object('definitions', (
            select md5(string_agg(l.sha256, ' ' order by l.name collate "C"))
            from ops.ledger as l
            where l.kind = 'definition'
        )),
        now(), freeze_period.person, freeze_period.reason, 0, repeat('0', 64)
    )
    returning p.* into strict wanted;
    wanted.rows_count := ops.freeze_keep(wanted);
    perform ops.freeze_prove(wanted.government_id, wanted.frozen_id);
    wanted.digest := metrics.frozen_digest(wanted.government_id, wanted.frozen_id);
    update metrics.frozen_period_store as p
    set rows_count = wanted.rows_count, digest = wanted.digest
    where p.government_id = wanted.government_id and p.frozen_id = wanted.frozen_id;
    perform ops.audit_add(
        freeze_period.person, 'freeze', g.government_id, 'frozen period ' || wanted.frozen_id, freeze_period.reason, null,
        jsonb_build_object(
            'period', wanted.period, 'from_on', wanted.from_on, 'to_on', wanted.to_on, 'as_of', wanted.as_of,
            'rows', wanted.rows_count, 'digest', wanted.digest
        )
    );
    return query
    select
        wanted.frozen_id, wanted.period, wanted.from_on, wanted.to_on, wanted.as_of, wanted.rows_count, wanted.digest;
end
$$;
comment on function ops.freeze_period(text, text, date, date, text, text) is
    'Freezes a period of a government, by its name or by its first and last day, as of the newest round: number, name, '
    'days, as_of, rows of inquiries, digest. Refuses where figures do not follow from the inquiries. Rounds, and who writes '
    'facts of the government, wait until it commits.';

create or replace function ops.freeze_revoke(
    government_code text,
    frozen_id bigint,
    person text,
    reason text
)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
    p metrics.frozen_period_store;
begin
    perform ops.decide_check(person, reason);
    select stored.* into p
    from metrics.frozen_period_store as stored
    join core.government as g on g.government_id = stored.government_id
    where stored.frozen_id = freeze_revoke.frozen_id
        and (freeze_revoke.government_code is null or g.code = freeze_revoke.government_code);
    if p.frozen_id is null then
        raise exception 'there is no frozen period %', freeze_revoke.frozen_id
            using errcode = 'PT007', hint = 'pantauctl freeze list';
    end if;
    update metrics.frozen_period_store as stored
    set revoked_at = now()
    where stored.government_id = p.government_id and stored.frozen_id = p.frozen_id and stored.revoked_at is null;
    if not found then
        raise exception 'frozen period % was revoked already', p.frozen_id using errcode = 'PT007';
    end if;
    perform ops.audit_add(
        freeze_revoke.person, 'revoke_freeze', p.government_id, 'frozen period ' || p.frozen_id, freeze_revoke.reason,
        jsonb_build_object('period', p.period, 'digest', p.digest), null
    );
    return p.period;
end
$$;
comment on function ops.freeze_revoke(text, bigint, text, text) is
    'Takes a frozen period back, so that the period can be frozen again; its name. What was kept of it stays, and says so.';
