-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The same case in two feeds of a government, found by markers in texts and logs. Of cases that are one the one that was
-- disposed first leads: the figures of all feeds together count the others with it.

insert into core.link_marker as old (link_marker_id, feed_kind, pattern, source)
values
    (1, 'lapor', '\m(?:sp4n|lapor!)[^0-9]{0,40}([0-9]{5,10})\M',
        'city applications forward into SP4N-LAPOR! with a marker; the form is a guess: enter that of your application'),
    (2, 'lapor', '\mlapor\.go\.id/(?:id|pengaduan|laporan/detil)/([0-9]{5,10})\M',
        'addresses of cases of SP4N-LAPOR!')
on conflict (link_marker_id) do update set
    feed_kind = excluded.feed_kind,
    pattern = excluded.pattern,
    source = excluded.source;

create or replace function metrics.complaint_link_keep(in_as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    changed bigint;
begin
    with
    -- Only where there is another feed to point to.
    wanted as materialized (
        select m.link_marker_id, m.pattern, a.government_id, a.account_id
        from core.link_marker as m
        join core.account as a
            on a.feed_kind is not null
            and (m.government_id is null or m.government_id = a.government_id)
            and (m.channel is null or m.channel = a.channel)
            and (m.feed_kind is null or m.feed_kind = a.feed_kind)
        where exists (
            select
            from core.account as other
            where other.government_id = a.government_id and other.feed_kind is not null
                and other.account_id <> a.account_id
        )
    ),
    said as (
        select c.government_id, c.account_id, c.complaint_id, c.received_at, concat_ws(E'\n', c.title, c.text) as words
        from core.complaint as c
        where c.government_id in (select w.government_id from wanted as w) and coalesce(c.title, c.text) is not null
        union all
        select c.government_id, c.account_id, c.complaint_id, c.received_at, e.text
        from core.complaint_event as e
        join core.complaint as c on c.government_id = e.government_id and c.account_id = e.account_id
            and c.external_id = e.complaint_external_id
        where e.government_id in (select w.government_id from wanted as w) and e.text is not null
    ),
    found as materialized (
        select s.government_id, s.complaint_id, o.complaint_id as other_complaint_id,
            min(w.link_marker_id) as link_marker_id
        from said as s
        join wanted as w on w.government_id = s.government_id and w.account_id <> s.account_id
        cross join lateral (
            select distinct hit[1] as id from regexp_matches(s.words, w.pattern, 'gi') as hit offset 0
        ) as named
        join core.complaint as o
            on o.government_id = w.government_id and o.account_id = w.account_id and o.external_id = named.id
        -- A number that happens to be that of an old case is none: 90 days hold the longest limit, 60 working days.
        where coalesce(abs(extract(epoch from o.received_at - s.received_at)) <= 90 * 86400, true)
        group by s.government_id, s.complaint_id, o.complaint_id
    ),
    gone as (
        delete from metrics.complaint_link as l
        where not exists (
                select
                from found as f
                where f.government_id = l.government_id and f.complaint_id = l.complaint_id
                    and f.other_complaint_id = l.other_complaint_id
            )
            -- What a text said that had to go stays said, as long as its marker counts.
            and (
                exists (
                    select
                    from said as s
                    where s.government_id = l.government_id and s.complaint_id = l.complaint_id
                )
                or l.link_marker_id not in (select m.link_marker_id from core.link_marker as m)
            )
        returning 1
    ),
    put as (
        insert into metrics.complaint_link as old (government_id, complaint_id, other_complaint_id, link_marker_id)
        select f.government_id, f.complaint_id, f.other_complaint_id, f.link_marker_id
        from found as f
        on conflict (government_id, complaint_id, other_complaint_id) do update
            set link_marker_id = excluded.link_marker_id
            where old.link_marker_id <> excluded.link_marker_id
        returning 1
    )
    select (select count(*) from gone) + (select count(*) from put) into changed;
    return changed;
end
$$;
comment on function metrics.complaint_link_keep(timestamptz) is
    'Brings metrics.complaint_link up to date; returns rows changed.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values
    ('metrics.complaint_link', 'table', '15 minutes', '15 minutes'),
    ('metrics.complaint_same_1', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;

-- Cases that are one, also over a third.
create materialized view if not exists metrics.complaint_same_1 as
with recursive pair as (
    select l.government_id, l.complaint_id, l.other_complaint_id from metrics.complaint_link as l
    union
    select l.government_id, l.other_complaint_id, l.complaint_id from metrics.complaint_link as l
),
reach (government_id, complaint_id, other_complaint_id) as (
    select p.government_id, p.complaint_id, p.other_complaint_id from pair as p
    union
    select r.government_id, r.complaint_id, p.other_complaint_id
    from reach as r
    join pair as p on p.government_id = r.government_id and p.complaint_id = r.other_complaint_id
)
select distinct on (r.government_id, r.complaint_id)
    r.government_id, r.complaint_id, r.other_complaint_id as lead_complaint_id
from reach as r
join metrics.complaint_case_1 as c on c.government_id = r.government_id and c.complaint_id = r.other_complaint_id
join core.account as a on a.government_id = c.government_id and a.account_id = c.account_id
-- A feed that shows no answers could tell of none.
order by r.government_id, r.complaint_id, a.shows_answers desc, c.disposed_at nulls last, c.received_at nulls last, c.complaint_id
with data;
create unique index if not exists complaint_same_1_key on metrics.complaint_same_1 (government_id, complaint_id);
comment on materialized view metrics.complaint_same_1 is 'Store of metrics.complaint_same, which readers use.';

delete from metrics.column_doc where subject = 'complaint_link';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
values
    ('complaint_same.external_id', 'complaint_link', 'context', 'tracking id', 'nomor lacak',
        'Tracking id of the case in its feed.', 'Nomor lacak pengaduan pada sumbernya.', '', '', 1, '2026-11-24'),
    ('complaint_same.unit_id', 'complaint_link', 'context', 'unit number', 'nomor unit',
        'Unit that holds the case now; 0 while no known unit does.',
        'Unit yang memegang pengaduan sekarang; 0 bila belum ada unit yang dikenal.', '', '', 1, '2026-11-24'),
    ('lead_complaint_id', 'complaint_link', 'context', 'case that leads', 'pengaduan utama',
        'Of the cases that are one, the one that was disposed first, else received first; of feeds that show answers.',
        'Dari pengaduan yang sama, yang paling dahulu didisposisikan, bila tidak ada yang paling dahulu diterima; '
        'dari sumber yang menampilkan jawaban.',
        '', '', 1, '2026-11-24'),
    ('lead_feed', 'complaint_link', 'context', 'its feed', 'sumbernya',
        'Feed of the case that leads.', 'Sumber pengaduan utama.', '', '', 1, '2026-11-24'),
    ('lead_external_id', 'complaint_link', 'context', 'its tracking id', 'nomor lacaknya',
        'Tracking id of the case that leads.', 'Nomor lacak pengaduan utama.', '', '', 1, '2026-11-24'),
    ('complaint_same.leads', 'complaint_link', 'context', 'leads', 'utama',
        'Whether it is the one that leads.', 'Apakah ini pengaduan utama.', '', '', 1, '2026-11-24'),
    ('lead_permalink', 'complaint_link', 'context', 'its link', 'tautannya',
        'Address of the case that leads.', 'Alamat pengaduan utama.', '', 'the feed gives none', 1, '2026-11-24');
