-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What recomputations moved, for readers: metrics.revision_run has the runs, metrics.revision each figure of the
-- headline that another rule or decree gave another value.

delete from metrics.column_doc where subject = 'revision';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select d.name, 'revision', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit, d.null_when,
    d.version, d.changed_on::date
from (
    values
        ('run_id', 'key', 'run', 'nomor hitung ulang',
            'Number of the recomputation.',
            'Nomor hitung ulang.',
            '', '', 1, '2026-11-24'),
        ('revision.window_days', 'key', 'window', 'jendela',
            'Local days of the window, the day of as_of being the last; 0 for a frozen period.',
            'Jumlah hari lokal jendela, berakhir pada hari as_of; 0 untuk periode beku.',
            'days', '', 1, '2026-11-24'),
        ('revision.period', 'key', 'period', 'periode',
            'Frozen period, such as 2026-Q2; empty for a window of days.',
            'Periode beku, misalnya 2026-Q2; kosong untuk jendela hari.',
            '', '', 1, '2026-11-24'),
        ('revision.figure', 'key', 'figure', 'angka',
            'Name of the figure, as metrics.catalogue has it.',
            'Nama angka, seperti dalam metrics.catalogue.',
            '', '', 1, '2026-11-24'),
        ('value_before', 'context', 'before', 'sebelum',
            'What the figure would have been as of revised_as_of without the recomputation.',
            'Nilai angka per revised_as_of seandainya tidak dihitung ulang.',
            '', 'there was none', 1, '2026-11-24'),
        ('value_after', 'context', 'after', 'sesudah',
            'What it was as of revised_as_of with it.',
            'Nilainya per revised_as_of setelah dihitung ulang.',
            '', 'there is none', 1, '2026-11-24'),
        ('value_change', 'context', 'change', 'selisih',
            'value_after less value_before.',
            'value_after dikurangi value_before.',
            '', 'one of the two is null', 1, '2026-11-24'),
        ('revision_reason', 'context', 'why', 'alasan',
            'Why it was recomputed, in the words of who asked for it.',
            'Alasan hitung ulang, menurut yang meminta.',
            '', '', 1, '2026-11-24'),
        ('revised_by', 'context', 'who', 'oleh',
            'Database role that asked for it.',
            'Peran basis data yang meminta.',
            '', '', 1, '2026-11-24'),
        ('revised_as_of', 'context', 'compared as of', 'dibandingkan per',
            'The moment as of which both values were computed.',
            'Saat acuan kedua nilai.',
            'instant', 'the run is under way', 1, '2026-11-24'),
        ('revision.revised_as_of', 'context', 'compared as of', 'dibandingkan per',
            'The moment as of which both values were computed.',
            'Saat acuan kedua nilai.',
            'instant', '', 1, '2026-11-24'),
        ('revision_run.started_at', 'context', 'began', 'mulai',
            'When the recomputation began.',
            'Waktu hitung ulang dimulai.',
            'instant', '', 1, '2026-11-24'),
        ('revision_run.finished_at', 'context', 'finished', 'selesai',
            'When its figures had been compared.',
            'Waktu perbandingan angkanya selesai.',
            'instant', 'it is under way, or was cut short and waits to be taken up', 1, '2026-11-24'),
        ('revision_run.n_accounts', 'count', 'accounts', 'jumlah akun',
            'Accounts and feeds whose inquiries were derived again.',
            'Akun dan kanal aduan yang pertanyaannya diturunkan ulang.',
            'accounts', '', 1, '2026-11-24'),
        ('n_inquiries_changed', 'count', 'inquiries changed', 'pertanyaan berubah',
            'Inquiries that came out otherwise.',
            'Pertanyaan yang hasilnya berubah.',
            'inquiries', '', 1, '2026-11-24'),
        ('n_figures_moved', 'count', 'figures moved', 'angka bergeser',
            'Rows of metrics.revision it has.',
            'Jumlah baris metrics.revision miliknya.',
            'figures', 'the run is under way', 1, '2026-11-24'),
        ('revision_run.basis_before', 'context', 'rules before', 'aturan sebelum',
            'Digests of the rules and newest changes of the calendars of the run before it; of the first run those of the '
            'day when the government was first met.',
            'Sidik aturan dan perubahan terakhir kalender pada hitung ulang sebelumnya; untuk yang pertama, pada saat '
            'pemerintah daerah pertama kali dikenal.',
            '', 'it is the first, of a government that was met before that was noted', 2, '2026-11-24'),
        ('revision_run.basis', 'context', 'rules', 'aturan',
            'Digests of the rules and newest changes of the calendars it derived by.',
            'Sidik aturan dan perubahan terakhir kalender yang dipakai.',
            '', '', 1, '2026-11-24')
) as d (
    name, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
);

create or replace view metrics.revision_run as
select
    r.government_id,
    g.name as government,
    r.run_id,
    r.reason as revision_reason,
    r.requested_by as revised_by,
    r.started_at,
    r.finished_at,
    r.as_of as revised_as_of,
    r.account_count as n_accounts,
    r.inquiry_count as n_inquiries_changed,
    r.figure_count as n_figures_moved,
    r.basis_before,
    r.basis,
    g.code as government_code
from metrics.recompute_run as r
join core.government as g on g.government_id = r.government_id;
comment on view metrics.revision_run is
    'Recomputations of inquiries (pantauctl recompute): when, why, by whom, by which rules and calendars, and how much moved.';

create or replace view metrics.revision as
select
    f.government_id,
    u.government,
    f.run_id,
    f.unit_id,
    u.unit,
    f.channel,
    f.period,
    f.window_days,
    f.clock,
    f.figure,
    f.value_before,
    f.value_after,
    f.value_after - f.value_before as value_change,
    r.reason as revision_reason,
    r.requested_by as revised_by,
    r.as_of as revised_as_of,
    u.unit_code,
    u.government_code
from metrics.revision_figure as f
join metrics.recompute_run as r on r.government_id = f.government_id and r.run_id = f.run_id
join metrics.unit as u on u.government_id = f.government_id and u.unit_id = f.unit_id
where r.finished_at is not null;
comment on view metrics.revision is
    'Figures of the headline (scope own, all openers, inquiries that need an answer) that a recomputation moved, one row '
    'per run, unit, channel, window or period, clock and figure: before and after as of one moment, why and by whom. '
    'What moved because time passed or news came is not here.';

select metrics.apply_column_doc();
