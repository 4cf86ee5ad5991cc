-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Follow-ups to complaints, once for all that count them: whose each is, whether rules take it for more than a receipt,
-- and whether something is attached to it. Feeds that show attachments often leave the member out where there is none:
-- a feed that ever told of it is taken at its word. What has no entry of its own (only polling saw it) has no place for
-- files, so nothing is said of it.

create or replace view metrics.follow_up as
select
    e.government_id,
    e.complaint_id,
    e.account_id,
    e.complaint_external_id as external_id,
    e.event_key,
    coalesce(e.unit_id, holder.unit_id, 0) as unit_id,
    e.at_latest as replied_at,
    -- The confidence from which a follow-up answers: METRICS 1, as in core.complaint_stint().
    e.kind = 'acknowledged' or coalesce(e.confidence, 1) < 0.8 as is_stock,
    case
        when e.has_attachment is not null then e.has_attachment
        when e.precision_s is not null and shows.account_id is not null then false
    end as has_attachment
from core.complaint_event as e
left join lateral (
    select d.to_unit_id as unit_id
    from core.complaint_disposition as d
    where d.government_id = e.government_id and d.complaint_id = e.complaint_id and d.disposed_at <= e.at_latest
    order by d.disposed_at desc, d.hop desc
    limit 1
) as holder on true
left join (
    select distinct told.government_id, told.account_id
    from core.complaint_event as told
    where told.kind in ('acknowledged', 'answered') and told.has_attachment is not null
) as shows on shows.government_id = e.government_id and shows.account_id = e.account_id
where e.kind in ('acknowledged', 'answered');
comment on view metrics.follow_up is
    'Every follow-up to a complaint with the unit whose it is: the one that the log names, else the one disposed to last. '
    'Readers use metrics.complaint_reply.';

delete from metrics.column_doc where subject = 'follow_up';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select each.name, 'follow_up', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
    1, '2026-11-24'
from (
    values
        ('follow_up.complaint_id', 'context', 'complaint', 'pengaduan',
            'Id of the case.', 'Id pengaduan.', '', ''),
        ('follow_up.event_key', 'key', 'follow-up', 'tindak lanjut',
            'Key of the follow-up within its case.', 'Kunci tindak lanjut di dalam pengaduannya.', '', ''),
        ('follow_up.external_id', 'context', 'tracking id', 'nomor lacak',
            'Tracking id of the case in its feed.', 'Nomor lacak pengaduan pada sumbernya.', '', ''),
        ('follow_up.unit_id', 'context', 'unit number', 'nomor unit',
            'Unit that the log names, else the one disposed to last; 0 where no known unit is.',
            'Unit menurut log, bila tidak ada penerima disposisi terakhir; 0 bila tidak dikenal.', '', ''),
        ('follow_up.replied_at', 'context', 'replied', 'dibalas',
            'When it was written (upper end).', 'Saat ditulis (batas atas).', 'instant', ''),
        ('follow_up.is_stock', 'context', 'stock', 'baku',
            'Rules take it for a mere receipt, or are not sure that it answers (confidence under 0.8).',
            'Menurut aturan hanya tanda terima, atau belum pasti jawaban (keyakinan di bawah 0,8).', '', ''),
        ('follow_up.has_attachment complaint_reply.has_attachment complaint_reply_2.has_attachment', 'context',
            'something attached', 'berlampiran',
            'A photograph or a document is attached to it. Of a feed that tells of attachments, no where it says nothing.',
            'Ada foto atau dokumen terlampir. Pada sumber yang menyebut lampiran, dianggap tidak bila tidak disebut.', '',
            'its feed never tells of attachments, or it has no entry of its own')
) as d (names, kind, label_en, label_id, definition_en, definition_id, unit, null_when)
cross join lateral regexp_split_to_table(d.names, '\s+') as each (name);
