-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The headline figures of every past local day, as they were seen at its end: computed by the first refresh after
-- midnight, of windows that end with the day before, and left alone from then on. What was found out later, corrected or
-- judged by other rules is in metrics.response_between(), which computes the same days from what is known now.

delete from metrics.column_doc where subject = 'history';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'history', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, '', d.version,
    d.changed_on::date
from (
    values
        ('response_history.day', 'key', 'day', 'hari',
            'Local day that was over: the last one of the window.',
            'Hari lokal yang sudah lewat: hari terakhir jendela.',
            'date', 1, '2026-11-23'),
        ('response_history.as_of', 'context', 'as of', 'per',
            'The moment at which the figures were computed and kept: minutes after the end of the day, later where '
            'no daemon ran.',
            'Saat angka dihitung dan disimpan: beberapa menit setelah akhir hari, atau lebih lambat bila daemon mati.',
            'instant', 1, '2026-11-23'),
        ('response_history.seen_after_s', 'context', 'seen after', 'dilihat setelah',
            'Time from the end of the day to as_of. Hours or days tell that no daemon ran then, and that the row '
            'holds what was known later.',
            'Waktu dari akhir hari sampai as_of. Bila berjam-jam atau berhari-hari, daemon tidak berjalan saat itu dan '
            'baris ini memuat yang diketahui kemudian.',
            'seconds', 1, '2026-11-23')
) as d (name, kind, label_en, label_id, definition_en, definition_id, unit, version, changed_on);

insert into metrics.refresh_setting (setting, value, doc)
values
    ('history_days', 731, 'Days back to which metrics.response_history keeps every local day: last year''s beside this '
        'year''s. Of months before that the last day stays: 500 units on five channels are 10,000 rows a day.')
on conflict (setting) do nothing;

-- Days that nobody kept because no daemon ran are made up, the oldest first and seven in one call, so that no call takes
-- longer than its time allows. A government's first day is the one before it was first met.
create or replace function metrics.response_history_store_keep(in_as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
set jit = off
as $$
declare
    missing record;
    kept bigint := 0;
    more bigint;
begin
    for missing in
        select day.government_id, day.day
        from (
            select
                g.government_id, (in_as_of at time zone g.timezone)::date as today,
                (
                    select max(h.day)
                    from metrics.response_history_day as h
                    where h.government_id = g.government_id
                ) as last_on
            from core.government as g
        ) as place
        cross join lateral (
            select place.government_id, place.today - back.back as day
            from generate_series(1, coalesce(place.today - place.last_on - 1, 1)) as back (back)
            order by back.back desc
            limit 7
        ) as day
        order by day.government_id, day.day
    loop
        insert into metrics.response_history_day (government_id, day, as_of)
        values (missing.government_id, missing.day, in_as_of);

        with place as (
            select
                array_agg(p.government_id) as government_id, array_agg(p.unit_id) as unit_id,
                array_agg('own'::text) as scope, array_agg(p.channel) as channel,
                '{7, 28, 91, 364}'::int[] as label, array_fill(missing.day, array[4]) as to_on,
                array[missing.day - 6, missing.day - 27, missing.day - 90, missing.day - 363] as from_on
            from metrics.response_place as p
            where p.government_id = missing.government_id
        ),
        whole as materialized (
            select w.government_id, w.unit_id, w.channel, w.label, w.clock, w.figure
            from place
            cross join lateral metrics.response_whole(
                place.government_id, place.unit_id, place.scope, place.channel, '{all}', '{needed}', place.label,
                place.from_on, place.to_on, in_as_of) as w
        ),
        covered as materialized (
            select c.government_id, c.unit_id, c.channel, c.label, c.poll_coverage
            from place
            cross join lateral metrics.coverage_span(
                place.government_id, place.unit_id, place.scope, place.channel, place.label, place.from_on,
                place.to_on, in_as_of) as c
        )
        insert into metrics.response_history_store (
            government_id, unit_id, channel, window_days, day,
            n, n_answered, n_helped, n_waiting, n_withdrawn, n_handed_over, n_closed_unanswered, n_excluded,
            n_posts, n_rate, n_deadline, n_first_reply, n_substantive, n_classified, median_s, median_low_s,
            median_high_s, p90_s, mark_1_s, mark_2_s, mark_3_s, mark_4_s, answered_within_1,
            answered_within_2, answered_within_3, answered_within_4, mean_wait_s, median_worst_s,
            response_rate, within_sla, first_reply_median_s, substantive_median_s, stock_share,
            redirect_share, enough, working_n, working_n_rate, working_median_s, working_median_low_s,
            working_median_high_s, working_p90_s, working_mark_1_s, working_mark_2_s, working_mark_3_s,
            working_mark_4_s, working_answered_within_1, working_answered_within_2,
            working_answered_within_3, working_answered_within_4, working_mean_wait_s,
            working_response_rate, working_first_reply_median_s, working_substantive_median_s,
            poll_coverage
        )
        select
            calendar.government_id, calendar.unit_id, calendar.channel, calendar.label, missing.day,
            (calendar.figure).n, (calendar.figure).n_answered, (calendar.figure).n_helped,
            (calendar.figure).n_waiting, (calendar.figure).n_withdrawn, (calendar.figure).n_handed_over,
            (calendar.figure).n_closed_unanswered, (calendar.figure).n_excluded, (calendar.figure).n_posts,
            (calendar.figure).n_rate, (calendar.figure).n_deadline, (calendar.figure).n_first_reply,
            (calendar.figure).n_substantive, (calendar.figure).n_classified, (calendar.figure).median_s,
            (calendar.figure).median_low_s, (calendar.figure).median_high_s, (calendar.figure).p90_s,
            (calendar.figure).mark_1_s, (calendar.figure).mark_2_s, (calendar.figure).mark_3_s,
            (calendar.figure).mark_4_s, (calendar.figure).answered_within_1,
            (calendar.figure).answered_within_2, (calendar.figure).answered_within_3,
            (calendar.figure).answered_within_4, (calendar.figure).mean_wait_s,
            (calendar.figure).median_worst_s, (calendar.figure).response_rate, (calendar.figure).within_sla,
            (calendar.figure).first_reply_median_s, (calendar.figure).substantive_median_s,
            (calendar.figure).stock_share, (calendar.figure).redirect_share, (calendar.figure).enough,
            (working.figure).n, (working.figure).n_rate, (working.figure).median_s,
            (working.figure).median_low_s, (working.figure).median_high_s, (working.figure).p90_s,
            (working.figure).mark_1_s, (working.figure).mark_2_s, (working.figure).mark_3_s,
            (working.figure).mark_4_s, (working.figure).answered_within_1,
            (working.figure).answered_within_2, (working.figure).answered_within_3,
            (working.figure).answered_within_4, (working.figure).mean_wait_s,
            (working.figure).response_rate, (working.figure).first_reply_median_s,
            (working.figure).substantive_median_s,
            covered.poll_coverage
        from whole as calendar
        join whole as working
            on working.government_id = calendar.government_id and working.unit_id = calendar.unit_id
            and working.channel = calendar.channel and working.label = calendar.label and working.clock = 'working'
        left join covered
            on covered.government_id = calendar.government_id and covered.unit_id = calendar.unit_id
            and covered.channel = calendar.channel and covered.label = calendar.label
        where calendar.clock = 'calendar';
        get diagnostics more = row_count;
        kept := kept + more;
    end loop;
    perform metrics.response_history_thin(in_as_of);
    return kept;
end
$$;
comment on function metrics.response_history_store_keep(timestamptz) is
    'Keeps the headline figures of the local days that are over at as_of and were not kept yet, at most seven of each '
    'government; returns the rows written.';

-- Of months long past the last day is enough for a trend.
create or replace function metrics.response_history_thin(in_as_of timestamptz)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
begin atomic
    with past as (
        delete from metrics.response_history_day as h
        using core.government as g, metrics.refresh_setting as s
        where g.government_id = h.government_id
            and s.setting = 'history_days'
            and h.day < (in_as_of at time zone g.timezone)::date - s.value::int
            and extract(day from h.day + 1) <> 1
        returning h.government_id, h.day
    )
    delete from metrics.response_history_store as h
    using past
    where h.government_id = past.government_id and h.day = past.day;
end;
comment on function metrics.response_history_thin(timestamptz) is
    'Deletes days of metrics.response_history that are older than history_days (metrics.refresh_setting), but for the last of '
    'each month.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.response_history_store', 'table', '15 minutes', '15 minutes')
on conflict (view) do nothing;
