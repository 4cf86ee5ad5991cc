-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Who helped whom: inquiries that an official account of another unit answered first. For the unit asked each
-- ends like a hand-over (n_helped), here it counts for the one that helped. The same inquiries as in n_helped of
-- the headline view: of citizens, in need of an answer, not excluded, not ended before anybody could look.

delete from metrics.column_doc where subject = 'collaboration';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'collaboration', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit,
    d.null_when, d.version, d.changed_on::date
from (
    values
        ('n_helped_others', 'count', 'helped others', 'membantu unit lain',
            'Inquiries to other units that an official account of this unit answered first, by the channel they came '
            'through; metrics.collaboration says whose they were. 0 for unit 0.',
            'Pertanyaan kepada unit lain yang lebih dulu dijawab akun resmi unit ini, menurut kanal masuknya; '
            'metrics.collaboration menunjukkan milik siapa. 0 untuk unit 0.',
            'inquiries', '', 1, '2026-11-23'),
        ('helper_unit_id', 'key', 'number of the unit that helped', 'nomor unit pembantu',
            'Unit whose official account answered first; 0 where the account belonged to no unit that day.',
            'Unit yang akun resminya lebih dulu menjawab; 0 bila akun itu tidak dimiliki unit mana pun hari itu.',
            '', '', 1, '2026-11-23'),
        ('helper_unit_code', 'context', 'code of the unit that helped', 'kode unit pembantu',
            'Its short name in the configuration; empty for unit 0.',
            'Nama pendeknya dalam konfigurasi; kosong untuk unit 0.',
            '', '', 1, '2026-11-23'),
        ('helper_unit', 'context', 'unit that helped', 'unit pembantu',
            'Its name.',
            'Namanya.',
            '', '', 1, '2026-11-23'),
        ('collaboration.unit_id', 'key', 'number of the unit asked', 'nomor unit yang ditanya',
            'Unit that was asked and then helped.',
            'Unit yang ditanya lalu dibantu.',
            '', '', 1, '2026-11-23'),
        ('collaboration.n_helped', 'count', 'helped', 'dibantu',
            'Inquiries of this unit that the other one answered first. Their sum over helpers is n_helped of '
            'metrics.response for the unit, channel and window.',
            'Pertanyaan unit ini yang lebih dulu dijawab unit pembantu. Jumlahnya atas semua pembantu sama dengan '
            'n_helped pada metrics.response untuk unit, kanal, dan jendela itu.',
            'inquiries', '', 1, '2026-11-23'),
        ('last_helped_at', 'context', 'last helped', 'terakhir dibantu',
            'When the newest of these answers came.',
            'Waktu jawaban terbaru di antaranya.',
            'instant', '', 1, '2026-11-23')
) as d (
    name, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
);

create materialized view if not exists metrics.collaboration_1 as
with moment as (
    select metrics.current_as_of() as as_of
),
place as (
    select
        g.government_id, g.timezone, moment.as_of, (moment.as_of at time zone g.timezone)::date as today
    from moment
    cross join core.government as g
),
helped as (
    select
        i.government_id, coalesce(i.helped_by_unit_id, 0) as helper_unit_id, i.unit_id, i.channel,
        i.answered_at, place.today - i.needed_on as back
    from core.inquiry as i
    join place on place.government_id = i.government_id
    join core.account as source
        on source.government_id = i.government_id and source.account_id = i.source_account_id
    left join ops.stream as stream
        on stream.government_id = i.government_id and stream.account_id = i.source_account_id
        and stream.stream = 'complaints' and i.kind = 'complaint' and not source.shows_ended
        and stream.first_success_at <= place.as_of
    where i.state = 'helped' and i.opened_by <> 'leader' and i.needed_at <= place.as_of
        and i.needed_on > place.today - 364
        and source.shows_answers
        and not coalesce(
            i.needed_at < stream.first_success_at and i.ended_at <= stream.first_success_at, false)
        and not exists (
            select
            from core.exclusion as e
            where e.government_id = i.government_id
                and coalesce(e.unit_id, i.unit_id) = i.unit_id
                and coalesce(e.channel, i.channel) = i.channel
                and i.needed_on between e.first_on and e.last_on
                and e.revoked_at is null
        )
)
select
    helped.government_id,
    helped.helper_unit_id,
    helped.unit_id,
    channel.channel,
    w.window_days,
    count(*) as n_helped,
    max(helped.answered_at) as last_helped_at
from helped
cross join lateral (values (helped.channel), ('all')) as channel (channel)
join (values (7), (28), (91), (364)) as w (window_days) on helped.back < w.window_days
group by helped.government_id, helped.helper_unit_id, helped.unit_id, channel.channel, w.window_days
with data;
create unique index if not exists collaboration_1_key
    on metrics.collaboration_1 (government_id, helper_unit_id, channel, window_days, unit_id);
comment on materialized view metrics.collaboration_1 is
    'Store of metrics.collaboration, which readers use.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.collaboration_1', 'matview', '15 minutes', '5 minutes')
on conflict (view) do nothing;
