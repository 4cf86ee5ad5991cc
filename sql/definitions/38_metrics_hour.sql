-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- When people ask and when they are answered, by weekday and hour of the government's zone. Of the inquiries of a window
-- each is counted where it was asked, and each answered one also where it was answered, so that the hours of a
-- week sum up to n and n_answered of metrics.response.

delete from metrics.column_doc where subject = 'hour';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'hour', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, '', d.version,
    d.changed_on::date
from (
    values
        ('weekday', 'key', 'weekday', 'hari dalam minggu',
            'Local weekday, from 1 (Monday) to 7 (Sunday).',
            'Hari lokal dalam minggu, dari 1 (Senin) sampai 7 (Minggu).',
            '', 1, '2026-11-23'),
        ('weekday_text', 'context', 'name of weekday', 'nama hari dalam bahasa Inggris',
            'Its name.',
            'Namanya dalam bahasa Inggris.',
            '', 1, '2026-11-23'),
        ('weekday_text_id', 'context', 'name of weekday, Indonesian', 'nama hari',
            'Its name in Indonesian.',
            'Nama hari itu.',
            '', 1, '2026-11-23'),
        ('hour_of_day', 'key', 'hour', 'jam',
            'Local hour: 13 is from 13:00:00 to 13:59:59.',
            'Jam lokal: 13 berarti pukul 13.00.00 sampai 13.59.59.',
            'hour', 1, '2026-11-23'),
        ('n_asked', 'count', 'asked', 'ditanyakan',
            'Inquiries of the window that started then. The sum over the week is n of metrics.response.',
            'Pertanyaan dalam jendela yang dimulai saat itu. Jumlah seminggu adalah n di metrics.response.',
            'inquiries', 1, '2026-11-23'),
        ('inquiry_hour.n_answered', 'count', 'answered', 'terjawab',
            'Inquiries of the window that were answered then, whenever they were asked. The sum over the week is n_answered '
            'of metrics.response.',
            'Pertanyaan dalam jendela yang dijawab saat itu, kapan pun ditanyakan. Jumlah seminggu adalah n_answered di '
            'metrics.response.',
            'inquiries', 1, '2026-11-23')
) as d (name, kind, label_en, label_id, definition_en, definition_id, unit, version, changed_on);

create materialized view if not exists metrics.inquiry_hour_2 as
with moment as (
    select metrics.current_as_of() as as_of
),
place as (
    select g.government_id, g.timezone, moment.as_of, (moment.as_of at time zone g.timezone)::date as today
    from core.government as g
    cross join moment
),
-- What ended before a source that shows open cases alone was first read is outside, as in metrics.response_compute().
entry as materialized (
    select
        s.government_id, metrics.target_key(s.account_id, s.stream, null) as target_key, s.first_success_at as entry_at
    from ops.stream as s
    join core.account as a on a.government_id = s.government_id and a.account_id = s.account_id
    where not a.shows_ended
),
item as (
    select
        d.government_id, d.unit_id, d.channel, d.linked, place.timezone,
        case
            when d.day > place.today - 7 then 7
            when d.day > place.today - 28 then 28
            when d.day > place.today - 91 then 91
            else 364
        end as within_days,
        u.outcome, u.start_at, u.start_at + make_interval(secs => u.wait_s) as end_at
    from place
    join metrics.response_day as d
        on d.government_id = place.government_id and d.day between place.today - 363 and place.today
    cross join lateral unnest(d.outcome, d.starts, d.wait_s, d.target_key)
        as u (outcome, start_at, wait_s, target_key)
    left join entry on entry.government_id = d.government_id and entry.target_key = u.target_key
    where d.population = 'needed' and d.opener in ('citizen', 'unknown') and u.outcome <> 'x'
        and u.start_at <= place.as_of
        and not coalesce(u.outcome in ('a', 'h', 'w', 'o') and u.start_at < entry.entry_at
            and u.start_at + make_interval(secs => u.wait_s) <= entry.entry_at and entry.entry_at <= place.as_of, false)
),
counted as (
    select
        x.government_id, x.unit_id, x.channel, x.linked, x.within_days, extract(isodow from x.at_local)::int as weekday,
        extract(hour from x.at_local)::int as hour_of_day, sum(x.asked) as n_asked, sum(x.answered) as n_answered,
        sum(x.helped) as n_helped
    from (
        select
            i.government_id, i.unit_id, i.channel, i.linked, i.within_days, i.start_at at time zone i.timezone as at_local,
            1 as asked, 0 as answered, 0 as helped
        from item as i
        union all
        select
            i.government_id, i.unit_id, i.channel, i.linked, i.within_days, i.end_at at time zone i.timezone, 0,
            (i.outcome = 'a')::int, (i.outcome = 'h')::int
        from item as i
        where i.outcome in ('a', 'h')
    ) as x
    group by x.government_id, x.unit_id, x.channel, x.linked, x.within_days, weekday, hour_of_day
)
select
    c.government_id,
    unit.unit_id,
    channel.channel,
    w.window_days,
    c.weekday,
    c.hour_of_day,
    sum(c.n_asked)::bigint as n_asked,
    -- For the whole government another unit's help is the answer.
    sum(c.n_answered + case when unit.unit_id = 0 then c.n_helped else 0 end)::bigint as n_answered
from counted as c
join (values (7), (28), (91), (364)) as w (window_days) on w.window_days >= c.within_days
cross join lateral (select c.unit_id union select 0) as unit
-- Complaints of several feeds count in each of their channels; the waits that they have together stand under all.
cross join lateral (select c.channel union select 'all' where not c.linked) as channel (channel)
group by c.government_id, unit.unit_id, channel.channel, w.window_days, c.weekday, c.hour_of_day
with data;
create unique index if not exists inquiry_hour_2_key
    on metrics.inquiry_hour_2 (government_id, unit_id, channel, window_days, weekday, hour_of_day);
comment on materialized view metrics.inquiry_hour_2 is
    'Store of metrics.inquiry_hour, which readers use: hours that hold something.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.inquiry_hour_2', 'matview', '1 hour', '15 minutes')
on conflict (view) do nothing;
