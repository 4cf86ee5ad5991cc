-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Where complaints go: how units pass them on, what they are about, where they lie. Of 30_metrics_response.sql it takes only
-- the windows; starts are those of metrics.complaint_rolling.

-- Hops by unit: what came, what went on without an answer, and how long that took. Concentration is Herfindahl's: the sum of
-- the squared shares of the units; 1: one has all.
create materialized view if not exists metrics.complaint_flow_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
hop as (
    select
        d.government_id, d.to_unit_id as unit_id, d.from_unit_id, d.hop, d.complaint_id, c.feed,
        (moment.as_of at time zone c.timezone)::date - (d.disposed_at at time zone c.timezone)::date as days_back,
        d.left_at, d.disposed_at, d.answered_at, d.left_at is null and c.closed_at is null as held,
        exists (
            select
            from core.complaint_event as e
            where e.government_id = d.government_id and e.account_id = d.account_id
                and e.complaint_external_id = c.external_id and e.kind = 'returned' and e.at_latest = d.left_at
        ) as returned
    from moment
    join core.complaint_disposition as d on d.disposed_at <= moment.as_of
    join metrics.complaint_case_1 as c on c.government_id = d.government_id and c.complaint_id = d.complaint_id
),
placed as (
    select
        h.government_id, place.unit_id, h.unit_id as holder, feed.feed, w.window_days, h.hop, h.complaint_id, h.held,
        h.returned, h.left_at is not null as gone,
        case
            when h.left_at is not null and h.answered_at is null
                then extract(epoch from h.left_at - h.disposed_at)::float8
        end as lost_s
    from hop as h
    cross join lateral (select h.unit_id where h.unit_id <> 0 union all select 0) as place
    cross join lateral (values (h.feed), ('all')) as feed (feed)
    join (values (7), (28), (91), (364)) as w (window_days) on h.days_back between 0 and w.window_days - 1
),
figure as (
    select
        p.government_id, p.unit_id, p.feed, p.window_days,
        count(*) as n_hops, count(distinct p.complaint_id) as n_cases, count(*) filter (where p.hop = 1) as n_first,
        count(*) filter (where p.held) as n_held, count(*) filter (where p.returned) as n_returned,
        count(*) filter (where p.gone and not p.returned) as n_passed_on,
        count(p.lost_s) as n_lost, avg(p.lost_s) as lost_mean_s, sum(p.lost_s) as lost_total_s
    from placed as p
    group by p.government_id, p.unit_id, p.feed, p.window_days
),
spread as (
    select
        u.government_id, u.feed, u.window_days, count(*) as n_units,
        sum((u.n / u.total) ^ 2)::float8 as concentration
    from (
        select
            p.government_id, p.feed, p.window_days, p.holder, count(*)::float8 as n,
            sum(count(*)) over (partition by p.government_id, p.feed, p.window_days)::float8 as total
        from placed as p
        where p.unit_id = 0 and p.holder <> 0
        group by p.government_id, p.feed, p.window_days, p.holder
    ) as u
    group by u.government_id, u.feed, u.window_days
)
select
    f.government_id, f.unit_id, f.feed, f.window_days, f.n_hops, f.n_cases, f.n_first, f.n_held, f.n_returned,
    f.n_passed_on, f.n_returned::float8 / f.n_hops as returned_share, f.n_lost, f.lost_mean_s, f.lost_total_s,
    f.n_hops::float8 / max(f.n_hops) filter (where f.unit_id = 0)
        over (partition by f.government_id, f.feed, f.window_days) as load_share,
    case when f.unit_id = 0 then spread.n_units end as n_units,
    case when f.unit_id = 0 then spread.concentration end as concentration
from figure as f
left join spread
    on spread.government_id = f.government_id and spread.feed = f.feed and spread.window_days = f.window_days
with data;
create unique index if not exists complaint_flow_1_key
    on metrics.complaint_flow_1 (government_id, unit_id, feed, window_days);
comment on materialized view metrics.complaint_flow_1 is 'Store of metrics.complaint_flow, which readers use.';

-- What they are about, in the words that all feeds share where they have one for it, and the window before of equal length
-- beside it. An empty topic: neither the feed nor the text tells one.
create materialized view if not exists metrics.complaint_topic_2 as
with
moment as (
    select metrics.current_as_of() as as_of
),
item as (
    select
        s.government_id, s.unit_id, feed.feed, w.window_days,
        coalesce(said.mapped_topic, category.topic, lower(btrim(said.topic)), '') as topic, c.first_unit_id,
        back.days < w.window_days as now, c.closed_at is null and s.end_at is null as is_open
    from moment
    join metrics.complaint_spans() as s on s.step = 'closed' and s.start_at <= moment.as_of
    join metrics.complaint_case_1 as c on c.government_id = s.government_id and c.complaint_id = s.complaint_id
    join core.complaint as said on said.government_id = s.government_id and said.complaint_id = s.complaint_id
    left join lateral (
        select t.topic
        from core.topic_category as t
        where t.category = lower(btrim(said.topic)) and t.feed_kind in ('', c.feed_kind)
        order by t.feed_kind desc
        limit 1
    ) as category on true
    cross join lateral (
        select (moment.as_of at time zone s.timezone)::date - (s.start_at at time zone s.timezone)::date as days
    ) as back
    left join metrics.complaint_same_1 as same
        on same.government_id = s.government_id and same.complaint_id = s.complaint_id
    cross join lateral (
        select s.feed
        union all
        select 'all' where coalesce(same.lead_complaint_id = s.complaint_id, true)
    ) as feed (feed)
    join (values (7), (28), (91), (364)) as w (window_days) on back.days < 2 * w.window_days
    where not metrics.complaint_excluded(
        s.government_id, s.asked_unit_id, s.feed, (s.start_at at time zone s.timezone)::date)
),
figure as (
    select
        i.government_id, i.unit_id, i.feed, i.window_days, i.topic, count(*) filter (where i.now) as n,
        count(*) filter (where not i.now) as n_previous, count(*) filter (where i.now and i.is_open) as n_open
    from item as i
    group by i.government_id, i.unit_id, i.feed, i.window_days, i.topic
),
spread as (
    select
        u.government_id, u.feed, u.window_days, u.topic, count(*) as n_units,
        sum((u.n / u.total) ^ 2)::float8 as concentration
    from (
        select
            i.government_id, i.feed, i.window_days, i.topic, i.first_unit_id, count(*)::float8 as n,
            sum(count(*)) over (partition by i.government_id, i.feed, i.window_days, i.topic)::float8 as total
        from item as i
        where i.unit_id = 0 and i.now and i.first_unit_id <> 0
        group by i.government_id, i.feed, i.window_days, i.topic, i.first_unit_id
    ) as u
    group by u.government_id, u.feed, u.window_days, u.topic
)
select
    f.government_id, f.unit_id, f.feed, f.window_days, f.topic, f.n, f.n_open, f.n_previous,
    f.n / nullif(sum(f.n) over whole, 0)::float8 as topic_share,
    f.n_previous / nullif(sum(f.n_previous) over whole, 0)::float8 as previous_share,
    case when f.unit_id = 0 then coalesce(spread.n_units, 0) end as n_units,
    case when f.unit_id = 0 then spread.concentration end as concentration
from figure as f
left join spread
    on spread.government_id = f.government_id and spread.feed = f.feed and spread.window_days = f.window_days
    and spread.topic = f.topic
window whole as (partition by f.government_id, f.unit_id, f.feed, f.window_days)
with data;
create unique index if not exists complaint_topic_2_key
    on metrics.complaint_topic_2 (government_id, unit_id, feed, window_days, topic);
comment on materialized view metrics.complaint_topic_2 is 'Store of metrics.complaint_topic, which readers use.';

-- Where they lie, as far as the feed tells: by its codes, or by names where it has none; what is empty is unknown. The
-- name of a code is the one that cases bear most often, of several of these the first in order.
create materialized view if not exists metrics.complaint_place_2 as
with
moment as (
    select metrics.current_as_of() as as_of
),
lies as (
    select
        c.government_id, c.complaint_id, coalesce(c.district_code, '') as district_code,
        coalesce(c.village_code, '') as village_code,
        nullif(btrim(c.district_name), '') as district_name, nullif(btrim(c.village_name), '') as village_name
    from core.complaint as c
),
district as (
    select
        l.government_id, l.district_code as code,
        mode() within group (order by l.district_name collate "C") collate "default" as name
    from lies as l
    where l.district_code <> ''
    group by l.government_id, l.district_code
),
village as (
    select
        l.government_id, l.village_code as code,
        mode() within group (order by l.village_name collate "C") collate "default" as name
    from lies as l
    where l.village_code <> ''
    group by l.government_id, l.village_code
),
place as (
    select
        l.government_id, l.complaint_id, l.district_code, l.village_code,
        coalesce(case when l.district_code <> '' then district.name else l.district_name end, '') as district,
        coalesce(case when l.village_code <> '' then village.name else l.village_name end, '') as village
    from lies as l
    left join district on district.government_id = l.government_id and district.code = l.district_code
    left join village on village.government_id = l.government_id and village.code = l.village_code
)
select
    s.government_id, s.unit_id, feed.feed, w.window_days, place.district_code, place.district, place.village_code,
    place.village, count(*) as n,
    count(*) filter (where c.closed_at is null and s.end_at is null) as n_open,
    count(*) filter (where c.lat is not null and c.long is not null) as n_points,
    avg(c.lat) filter (where c.long is not null) as mean_lat, avg(c.long) filter (where c.lat is not null) as mean_long
from moment
join metrics.complaint_spans() as s on s.step = 'closed' and s.start_at <= moment.as_of
join metrics.complaint_case_1 as c on c.government_id = s.government_id and c.complaint_id = s.complaint_id
join place on place.government_id = s.government_id and place.complaint_id = s.complaint_id
left join metrics.complaint_same_1 as same
    on same.government_id = s.government_id and same.complaint_id = s.complaint_id
cross join lateral (
    select s.feed
    union all
    select 'all' where coalesce(same.lead_complaint_id = s.complaint_id, true)
) as feed (feed)
join (values (7), (28), (91), (364)) as w (window_days)
    on (moment.as_of at time zone s.timezone)::date - (s.start_at at time zone s.timezone)::date < w.window_days
where not metrics.complaint_excluded(s.government_id, s.asked_unit_id, s.feed, (s.start_at at time zone s.timezone)::date)
group by s.government_id, s.unit_id, feed.feed, w.window_days, place.district_code, place.district, place.village_code,
    place.village
with data;
create unique index if not exists complaint_place_2_key
    on metrics.complaint_place_2
        (government_id, unit_id, feed, window_days, district_code, district, village_code, village);
comment on materialized view metrics.complaint_place_2 is 'Store of metrics.complaint_place, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values
    ('metrics.complaint_flow_1', 'matview', '15 minutes', '15 minutes'),
    ('metrics.complaint_topic_2', 'matview', '15 minutes', '15 minutes'),
    ('metrics.complaint_place_2', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;

delete from metrics.column_doc where subject = 'complaint_flow';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select each.name, 'complaint_flow', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
    1, '2026-11-24'
from (
    values
        ('complaint_topic.topic_label_en', 'context', 'topic in English', 'topik dalam bahasa Inggris',
            'Name of the topic for people.', 'Nama topik untuk dibaca, dalam bahasa Inggris.', '', 'it is in words of the feed'),
        ('complaint_topic.topic_label_id', 'context', 'topic in Indonesian', 'topik dalam bahasa Indonesia',
            'The same in Indonesian.', 'Nama topik untuk dibaca.', '', 'it is in words of the feed'),
        ('complaint_case.district', 'context', 'name of the district', 'nama kecamatan',
            'Name of the district, as the feed has it.', 'Nama kecamatan menurut sumber.', '', 'the feed tells none'),
        ('complaint_case.village', 'context', 'name of the village', 'nama desa/kelurahan',
            'Name of the village, as the feed has it.', 'Nama desa atau kelurahan menurut sumber.', '',
            'the feed tells none'),
        ('complaint_case.language', 'context', 'language', 'bahasa',
            'Language of its text as rules tell it: id, en, jv or su.',
            'Bahasa laporan menurut aturan: id, en, jv, atau su.', '', 'it cannot be told'),
        ('complaint_case.intent', 'context', 'intent', 'maksud',
            'What it wants: by its class, else by the rules for messages (but never spam or other), else complaint.',
            'Maksudnya: menurut klasifikasi, selain itu menurut aturan pesan (tidak pernah spam atau other), selain itu '
            'complaint.', '', 'it was not derived yet'),
        ('complaint_place.district complaint_place_2.district', 'key', 'name of the district', 'nama kecamatan',
            'Name of the district: what cases with its code call it most often, without a code what the case does; empty '
            'where it is unknown.',
            'Nama kecamatan: sebutan terbanyak pada pengaduan berkode sama, tanpa kode menurut pengaduannya; kosong bila '
            'tidak diketahui.', '', ''),
        ('complaint_place.village complaint_place_2.village', 'key', 'name of the village', 'nama desa/kelurahan',
            'Name of the village, likewise.', 'Nama desa atau kelurahan, dengan cara yang sama.', '', ''),
        ('complaint_official.figure', 'key', 'figure', 'angka',
            'received, answered or closed.', 'received (diterima), answered (dijawab), atau closed (ditutup).', '', ''),
        ('complaint_official.first_on', 'key', 'first day', 'hari pertama',
            'First local day of the period.', 'Hari lokal pertama periode.', 'date', ''),
        ('complaint_official.last_on', 'key', 'last day', 'hari terakhir',
            'Last local day of the period.', 'Hari lokal terakhir periode.', 'date', ''),
        ('complaint_official.official_total', 'count', 'official total', 'jumlah resmi',
            'What the office published; entered by pantauctl register.',
            'Angka yang diterbitkan kantor; dimasukkan dengan pantauctl register.', 'cases', ''),
        ('complaint_official.n_held', 'count', 'held', 'tersimpan',
            'Cases that are held and were received, first answered or last closed (not filed away) in the period, whatever '
            'their visibility; of a unit those first disposed to it.',
            'Pengaduan tersimpan yang diterima, pertama dijawab, atau terakhir ditutup (bukan diarsipkan) pada periode; untuk '
            'unit, yang disposisi pertamanya ke unit itu.', 'cases', ''),
        ('complaint_official.held_share', 'figure', 'share held', 'bagian tersimpan',
            'n_held divided by official_total: what a feed does not show (confidential reports) is missing from all figures.',
            'n_held dibagi official_total: yang tidak ditampilkan sumber (laporan rahasia) tidak ada di semua angka.',
            'ratio', 'the official total is 0'),
        ('total_source', 'context', 'source of the total', 'sumber jumlah',
            'Where it was published.', 'Tempat angka itu diterbitkan.', '', ''),
        ('complaint_connection.n_units', 'count', 'units', 'unit',
            'Active units of the government, as the configuration names them.',
            'Unit aktif pemerintah daerah menurut konfigurasi.', 'units', ''),
        ('complaint_connection.n_connected', 'count', 'connected units', 'unit terhubung',
            'Of n_units, those to which a name of the feed belongs.',
            'Dari n_units, yang memiliki nama pada sumber itu.', 'units', ''),
        ('connection_share', 'figure', 'connection', 'keterhubungan',
            'n_connected divided by n_units. The ministry takes the units of the decree on the management team.',
            'n_connected dibagi n_units. Kementerian memakai unit dalam SK tim pengelola.', 'share 0 to 1',
            'there are no units'),
        ('complaint_connection.n_asked', 'count', 'units asked', 'unit ditanya',
            'Of n_connected, those that were given a case in the last 28 local days.',
            'Dari n_connected, yang menerima pengaduan dalam 28 hari lokal terakhir.', 'units', ''),
        ('complaint_connection.n_active', 'count', 'active units', 'unit aktif',
            'Of n_connected, those that wrote a follow-up in the last 28 local days.',
            'Dari n_connected, yang menulis tindak lanjut dalam 28 hari lokal terakhir.', 'units', ''),
        ('complaint_connection.active_share', 'figure', 'share of active units', 'bagian unit aktif',
            'n_active divided by n_connected. The ministry counts administrators who logged in within a month, which no feed '
            'shows: a unit that nobody asked cannot be active here; see n_asked.',
            'n_active dibagi n_connected. Kementerian menghitung admin yang masuk dalam sebulan, yang tidak ditampilkan sumber: '
            'unit yang tidak ditanya tidak dapat aktif di sini; lihat n_asked.', 'share 0 to 1', 'no unit is connected')
) as d (names, kind, label_en, label_id, definition_en, definition_id, unit, null_when)
cross join lateral regexp_split_to_table(d.names, '\s+') as each (name);

select metrics.apply_column_doc();
