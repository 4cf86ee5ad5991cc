-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Which cases wait once in the response figures of all channels: those of metrics.complaint_same_1. Kept as a table,
-- since rounds go by what was marked: whatever changes here marks the days of all inquiries of the cases concerned. What the
-- waits that they have together are made of: metrics.joined_inquiry() in 31_metrics_joined.sql.

-- SQL without a string, so that its order among the views is known (ops.refresh_due).
create or replace function metrics.complaint_joined_keep(in_as_of timestamptz)
returns bigint
language sql
volatile
begin atomic
    with
    fresh as materialized (
        select s.government_id, s.complaint_id, s.lead_complaint_id, c.account_id, c.external_id
        from metrics.complaint_same_1 as s
        join metrics.complaint_case_1 as c on c.government_id = s.government_id and c.complaint_id = s.complaint_id
    ),
    changed as materialized (
        select
            old.government_id as old_government_id, old.complaint_id as old_complaint_id, old.lead_complaint_id as old_lead_id,
            fresh.government_id, fresh.complaint_id, fresh.lead_complaint_id, fresh.account_id, fresh.external_id
        from metrics.complaint_joined as old
        full join fresh on fresh.government_id = old.government_id and fresh.complaint_id = old.complaint_id
        where fresh.lead_complaint_id is distinct from old.lead_complaint_id
    ),
    gone as (
        delete from metrics.complaint_joined as j
        using changed as c
        where c.complaint_id is null and j.government_id = c.old_government_id and j.complaint_id = c.old_complaint_id
    ),
    put as (
        insert into metrics.complaint_joined as j (government_id, complaint_id, lead_complaint_id, account_id, external_id)
        select c.government_id, c.complaint_id, c.lead_complaint_id, c.account_id, c.external_id
        from changed as c
        where c.complaint_id is not null
        on conflict (government_id, complaint_id) do update set
            lead_complaint_id = excluded.lead_complaint_id
    ),
    -- A case that comes or goes changes the wait of those that it is one with, before or now.
    touched as (
        select c.old_government_id as government_id, c.old_lead_id as lead_complaint_id
        from changed as c
        where c.old_lead_id is not null
        union
        select c.government_id, c.lead_complaint_id
        from changed as c
        where c.lead_complaint_id is not null
    ),
    member as (
        select j.government_id, j.account_id, j.external_id
        from touched as t
        join metrics.complaint_joined as j
            on j.government_id = t.government_id and j.lead_complaint_id = t.lead_complaint_id
        union
        select f.government_id, f.account_id, f.external_id
        from touched as t
        join fresh as f on f.government_id = t.government_id and f.lead_complaint_id = t.lead_complaint_id
    ),
    mark as (
        insert into core.dirty (government_id, unit_id, channel, day)
        select p.government_id, p.unit_id, p.channel, p.day
        from (
            select
                array_agg(m.government_id) as government_ids, array_agg(m.account_id) as account_ids,
                array_agg(m.external_id) as external_ids
            from member as m
        ) as whose
        cross join lateral metrics.joined_place(whose.government_ids, whose.account_ids, whose.external_ids) as p
    )
    select count(*) from changed;
end;
comment on function metrics.complaint_joined_keep(timestamptz) is
    'Brings metrics.complaint_joined up to date and marks the days that this changes; returns rows changed.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.complaint_joined', 'table', '15 minutes', '15 minutes')
on conflict (view) do nothing;

-- Words of metrics.inquiry_joined, and of in_all of metrics.inquiry_detail.
delete from metrics.column_doc where subject = 'joined';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
values
    ('inquiry_joined.inquiry_id', 'joined', 'key', 'inquiry', 'pertanyaan',
        'Inquiry of the case that leads (metrics.complaint_same), whose unit was asked; in metrics.inquiry_detail it stands '
        'with the times of its own feed.',
        'Pertanyaan dari pengaduan utama (metrics.complaint_same), yang unitnya ditanya; di metrics.inquiry_detail tercatat '
        'dengan waktu sumbernya sendiri.', '', '', 1, '2026-11-24'),
    ('inquiry_joined.external_id', 'joined', 'context', 'tracking id', 'nomor lacak',
        'Tracking id of the case that leads.', 'Nomor lacak pengaduan utama.', '', '', 1, '2026-11-24'),
    ('inquiry_joined.feed', 'joined', 'context', 'complaint feed', 'sumber pengaduan',
        'Feed of the case that leads.', 'Sumber pengaduan utama.', '', '', 1, '2026-11-24'),
    ('inquiry_joined.permalink', 'joined', 'context', 'link', 'tautan',
        'Address of the case that leads.', 'Alamat pengaduan utama.', '', 'the feed gives none', 1, '2026-11-24'),
    ('inquiry_joined.n_cases', 'joined', 'count', 'cases', 'pengaduan',
        'Complaints whose inquiries of this unit are in it.', 'Pengaduan yang pertanyaannya ke unit ini termasuk di dalamnya.',
        'cases', '', 1, '2026-11-24'),
    ('inquiry_joined.state', 'joined', 'context', 'state', 'keadaan',
        'State of the wait in all of its feeds: answered as soon as the unit answered in one of them, helped when another unit '
        'did first, closed_unanswered as soon as one is closed, left only when it has left all.',
        'Keadaan di semua sumbernya: answered (dijawab) begitu unit menjawab di salah satunya, helped (dibantu) bila unit lain '
        'lebih dahulu, closed_unanswered begitu satu ditutup, pergi hanya bila dari semuanya.',
        '', '', 1, '2026-11-24'),
    ('inquiry_joined.opened_at', 'joined', 'context', 'opened', 'dibuka',
        'The earliest of its inquiries.', 'Pertanyaan yang paling awal di dalamnya.', 'instant', '', 1, '2026-11-24'),
    ('inquiry_joined.ended_at', 'joined', 'context', 'ended', 'berakhir',
        'The earliest answer or closing; else when it had left all feeds.',
        'Jawaban atau penutupan paling awal; bila tidak ada, saat meninggalkan semua sumber.',
        'instant', 'it waits', 1, '2026-11-24'),
    ('in_all', 'joined', 'context', 'counts in all channels', 'terhitung di semua kanal',
        'False for a complaint that stands in several feeds: it counts in its own channel alone; in channel all the row of '
        'metrics.inquiry_joined does.',
        'False bila pengaduan ada di beberapa sumber: hanya terhitung pada kanalnya sendiri; pada kanal all terhitung baris '
        'metrics.inquiry_joined.', '', '', 1, '2026-11-24');
