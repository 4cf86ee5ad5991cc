-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- Whether officers and spokespersons write: by the accounts that the office registered for them (core.officer_account),
-- in whatever thread, since a spokesperson answers below the posts of others. Authors have no index, so the last 91 days of
-- messages are read once an hour.

delete from metrics.column_doc where subject = 'officer';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'officer', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
    1, '2026-11-23'
from (
    values
        ('officer_activity_1.government_id', 'key', 'government number', 'nomor pemerintah daerah',
            'Number of the government.',
            'Nomor pemerintah daerah.',
            '', ''),
        ('officer_activity_1.account_id', 'key', 'account number', 'nomor akun',
            'Account with which an officer speaks.',
            'Akun yang dipakai pejabat untuk berbicara.',
            '', ''),
        ('last_wrote_at', 'context', 'last wrote', 'terakhir menulis',
            'When the account last wrote: a message in any thread that is collected, or a post of its '
            'own, in the last 91 days; of several accounts the newest.',
            'Saat akun terakhir menulis: pesan pada utas mana pun yang dikumpulkan, atau kirimannya '
            'sendiri, dalam 91 hari terakhir; dari beberapa akun yang terbaru.',
            'instant', 'it wrote nothing in 91 days, or no account is registered'),
        ('n_messages_28', 'count', 'messages of 28 days', 'pesan 28 hari',
            'Messages it wrote in the last 28 days of 24 hours, removed ones too; posts are not counted.',
            'Pesan yang ditulisnya dalam 28 hari (24 jam) terakhir, termasuk yang dihapus; kiriman tidak '
            'dihitung.',
            'messages', 'no account is registered'),
        ('officer_activity_1.n_messages_28', 'count', 'messages of 28 days', 'pesan 28 hari',
            'Messages it wrote in the last 28 days of 24 hours.',
            'Pesan yang ditulisnya dalam 28 hari (24 jam) terakhir.',
            'messages', ''),
        ('officer_activity_1.last_wrote_at', 'context', 'last wrote', 'terakhir menulis',
            'When the account last wrote, in the last 91 days.',
            'Saat akun terakhir menulis, dalam 91 hari terakhir.',
            'instant', 'it wrote nothing'),
        ('officer_activity_1.as_of', 'context', 'as of', 'per',
            'Moment these rows are for.',
            'Saat yang diwakili baris ini.',
            'instant', ''),
        ('unit_officer.unit_id', 'key', 'unit number', 'nomor unit',
            'Unit for which the officer is appointed.',
            'Unit tempat pejabat ditugaskan.',
            '', ''),
        ('unit_officer.state', 'figure', 'state', 'keadaan',
            'active: one of the accounts wrote within 28 days; silent: none did; not_measurable: no '
            'account is registered with which the officer speaks. Whoever typed it: an account that several '
            'people share speaks for all of them.',
            'active (aktif): salah satu akunnya menulis dalam 28 hari; silent (diam): tidak ada yang '
            'menulis; not_measurable (tidak terukur): tidak ada akun terdaftar yang dipakai pejabat itu. '
            'Siapa pun yang mengetik: akun bersama terhitung bagi semua pemakainya.',
            '', ''),
        ('officer_code', 'key', 'code of the position', 'kode jabatan',
            'Short name of the position, as the office gave it; not a number of a person.',
            'Nama pendek jabatan dari instansi; bukan nomor orang.',
            '', ''),
        ('officer_role', 'key', 'role', 'peran',
            'leader, head, admin or spokesperson.',
            'leader (pimpinan), head (kepala), admin, atau spokesperson (juru bicara).',
            '', ''),
        ('officer_position', 'context', 'position', 'jabatan',
            'Position in words.',
            'Jabatan dalam kata-kata.',
            '', ''),
        ('officer_from_on', 'key', 'from', 'sejak',
            'First local day of the appointment.',
            'Hari pertama penugasan.',
            'day', ''),
        ('officer_to_on', 'context', 'to', 'sampai',
            'Last local day of the appointment.',
            'Hari terakhir penugasan.',
            'day', 'it lasts'),
        ('officer_decree', 'context', 'decree', 'surat keputusan',
            'Decree of the appointment.',
            'Surat keputusan penugasan.',
            '', 'none is known'),
        ('n_officers', 'count', 'officers in office', 'pejabat bertugas',
            'Appointments in force on the local day of as_of.',
            'Penugasan yang berlaku pada hari as_of.',
            'officers', ''),
        ('n_officers_active', 'count', 'active officers', 'pejabat aktif',
            'Of these, officers one of whose accounts wrote within 28 days.',
            'Di antaranya, pejabat yang salah satu akunnya menulis dalam 28 hari.',
            'officers', ''),
        ('n_officers_silent', 'count', 'silent officers', 'pejabat diam',
            'Officers whose accounts wrote nothing within 28 days.',
            'Pejabat yang akunnya tidak menulis apa pun dalam 28 hari.',
            'officers', ''),
        ('n_officers_not_measurable', 'count', 'officers not measurable', 'pejabat tidak terukur',
            'Officers without a registered account.',
            'Pejabat tanpa akun terdaftar.',
            'officers', ''),
        ('unit_officer.accounts', 'context', 'accounts', 'akun',
            'Accounts with which the officer speaks.',
            'Akun yang dipakai pejabat untuk berbicara.',
            '', 'none is registered'),
        ('officer_count.unit_id', 'key', 'unit number', 'nomor unit',
            'Number of the unit within its government.',
            'Nomor unit (OPD) dalam pemerintah daerah.',
            '', ''),
        ('residents', 'context', 'residents', 'penduduk',
            'Residents whom the unit (0: the whole government) serves, by the newest row of '
            'core.population in force on the local day of as_of.',
            'Penduduk yang dilayani unit (0: seluruh pemerintah daerah), menurut baris terbaru '
            'core.population yang berlaku pada hari as_of.',
            'residents', 'none are entered (pantauctl register)'),
        ('residents_source', 'context', 'source of the residents', 'sumber jumlah penduduk',
            'Who counted them.',
            'Siapa yang menghitung.',
            '', 'none are entered'),
        ('residents_from_on', 'context', 'residents since', 'penduduk sejak',
            'Day from which the number is in force.',
            'Hari mulai berlakunya jumlah itu.',
            'day', 'none are entered'),
        ('n_all', 'count', 'all inquiries', 'semua pertanyaan',
            'Inquiries by citizens that started in the window, whether they need an answer or not '
            '(population all, by opened_at).',
            'Pertanyaan warga yang dimulai dalam jendela, perlu jawaban atau tidak (populasi all, menurut '
            'opened_at).',
            'inquiries', ''),
        ('n_per_10000', 'figure', 'inquiries per 10,000 residents', 'pertanyaan per 10.000 penduduk',
            'Inquiries that need an answer (n) per 10,000 residents, in the whole window.',
            'Pertanyaan yang perlu jawaban (n) per 10.000 penduduk, sepanjang jendela.',
            'inquiries', 'residents are not entered'),
        ('n_all_per_10000', 'figure', 'all inquiries per 10,000 residents', 'semua pertanyaan per 10.000 penduduk',
            'All inquiries by citizens (n_all) per 10,000 residents, in the whole window.',
            'Semua pertanyaan warga (n_all) per 10.000 penduduk, sepanjang jendela.',
            'inquiries', 'residents are not entered')
) as d (name, kind, label_en, label_id, definition_en, definition_id, unit, null_when);

create materialized view if not exists metrics.officer_activity_1 as
with
moment as (
    select metrics.current_as_of() as as_of
),
speaker as (
    select distinct held.government_id, held.account_id, known.author_key
    from core.officer_account as held
    join core.account as a on a.government_id = held.government_id and a.account_id = held.account_id
    cross join lateral unnest(a.former_author_keys || a.author_key) as known (author_key)
    where known.author_key is not null
),
wrote as (
    select speaker.government_id, speaker.account_id, m.sent_at, true as is_message
    from moment
    join core.message as m on m.sent_at > moment.as_of - interval '91 days' and m.sent_at <= moment.as_of
    join speaker on speaker.government_id = m.government_id and speaker.author_key = m.author_key
    union all
    select held.government_id, held.account_id, p.published_at, false
    from moment
    cross join (select distinct o.government_id, o.account_id from core.officer_account as o) as held
    join core.post as p
        on p.government_id = held.government_id and p.account_id = held.account_id
        and p.published_at > moment.as_of - interval '91 days' and p.published_at <= moment.as_of
)
select
    held.government_id,
    held.account_id,
    max(wrote.sent_at) as last_wrote_at,
    count(*) filter (where wrote.is_message and wrote.sent_at > moment.as_of - interval '28 days') as n_messages_28,
    moment.as_of
from moment
cross join (select distinct o.government_id, o.account_id from core.officer_account as o) as held
left join wrote on wrote.government_id = held.government_id and wrote.account_id = held.account_id
group by held.government_id, held.account_id, moment.as_of
with data;
create unique index if not exists officer_activity_1_key on metrics.officer_activity_1 (government_id, account_id);
comment on materialized view metrics.officer_activity_1 is
    'When each account with which an officer speaks last wrote; readers use metrics.unit_officer.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values ('metrics.officer_activity_1', 'matview', '1 hour', '15 minutes')
on conflict (view) do nothing;
