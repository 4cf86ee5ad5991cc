-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- How good the rules are, by people's labels (28_ops_label.sql), and what people corrected. A text counts once two labellers
-- agree about it, or a third one has decided. Texts of a verdict were drawn each as likely as the others, so the share that is
-- right among them is the precision; recall weighs each verdict's texts by how many there were (46_metrics_label.sql).

delete from metrics.column_doc where subject = 'label';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select
    v.view || '.' || d.name, 'label', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit,
    d.null_when, 1, '2026-11-24'
from (
    values
        ('{rule_quality, label_agreement}', 'task_id', 'key', 'sample', 'sampel',
            'Number of the labelled sample.', 'Nomor sampel yang diberi label.', '', ''),
        ('{rule_quality, label_agreement}', 'criterion', 'key', 'criterion', 'kriteria',
            'What was judged: a criterion of metrics.criterion.',
            'Yang dinilai: kriteria pada metrics.criterion.', '', ''),
        ('{rule_quality, label_agreement}', 'criterion_version', 'context', 'version', 'versi',
            'Version of the criterion when the sample was drawn.', 'Versi kriteria saat sampel ditarik.', '', ''),
        ('{rule_quality}', 'verdict', 'key', 'verdict', 'putusan',
            'The verdict that the figures are about; none: no word fits.',
            'Putusan yang diukur; none: tidak ada kata yang cocok.', '', ''),
        ('{rule_quality, label_agreement}', 'from_on', 'context', 'from', 'dari',
            'First local day on which the texts were written.', 'Hari lokal pertama teks ditulis.', '', ''),
        ('{rule_quality, label_agreement}', 'to_on', 'context', 'to', 'sampai',
            'Last local day on which the texts were written.', 'Hari lokal terakhir teks ditulis.', '', ''),
        ('{rule_quality}', 'n_frame', 'count', 'texts', 'teks',
            'Texts of these days to which the rules gave this verdict when the sample was drawn.',
            'Teks pada hari itu yang mendapat putusan ini dari aturan ketika sampel ditarik.', 'texts', ''),
        ('{rule_quality}', 'n_drawn', 'count', 'drawn', 'ditarik',
            'Of these, drawn at random for the sample.', 'Dari itu, yang ditarik acak untuk sampel.', 'texts', ''),
        ('{rule_quality}', 'n_called', 'count', 'called so', 'disebut demikian',
            'Of these, labelled for good: two people agreed, or a third one decided.',
            'Dari itu, yang labelnya sudah final: dua orang sepakat, atau orang ketiga memutuskan.', 'texts', ''),
        ('{rule_quality}', 'n_right', 'count', 'right', 'benar',
            'Of n_called, those to which people gave the same verdict.',
            'Dari n_called, yang diberi putusan sama oleh petugas.', 'texts', ''),
        ('{rule_quality}', 'n_meant', 'count', 'meant', 'dimaksud',
            'Labelled texts of the whole sample to which people gave this verdict, whatever the rules said.',
            'Teks berlabel dalam seluruh sampel yang diberi putusan ini oleh petugas, apa pun kata aturan.', 'texts', ''),
        ('{rule_quality}', 'precision_share', 'figure', 'precision', 'presisi',
            'Share of what the rules call so that people call so, too: n_right of n_called.',
            'Bagian yang disebut demikian oleh aturan dan juga oleh petugas: n_right dari n_called.', 'share 0 to 1',
            'nothing the rules call so was labelled'),
        ('{rule_quality}', 'precision_low', 'figure', 'precision, lower end', 'presisi, batas bawah',
            'Lower end of its 95 % interval (Wilson).', 'Batas bawah selang 95 % (Wilson).', 'share 0 to 1',
            'nothing the rules call so was labelled'),
        ('{rule_quality}', 'precision_high', 'figure', 'precision, upper end', 'presisi, batas atas',
            'Upper end of its 95 % interval (Wilson).', 'Batas atas selang 95 % (Wilson).', 'share 0 to 1',
            'nothing the rules call so was labelled'),
        ('{rule_quality}', 'recall_share', 'figure', 'recall', 'rekal',
            'Share of all texts that people would call so which the rules find, each verdict of the rules weighed by n_frame.',
            'Bagian teks yang akan disebut demikian oleh petugas dan ditemukan aturan, tiap putusan aturan ditimbang n_frame.',
            'share 0 to 1', 'no text was meant so, or of some verdict none was labelled'),
        ('{rule_quality}', 'recall_low', 'figure', 'recall, lower end', 'rekal, batas bawah',
            'Lower end of its 95 % interval: delta method on log odds; where no miss was drawn, with as many as the Wilson '
            'intervals allow.',
            'Batas bawah selang 95 %: metode delta pada log odds; bila tidak ada yang terlewat, sebanyak yang dimungkinkan '
            'selang Wilson.',
            'share 0 to 1', 'no text was meant so, or of some verdict none was labelled'),
        ('{rule_quality}', 'recall_high', 'figure', 'recall, upper end', 'rekal, batas atas',
            'Upper end of its 95 % interval, likewise.', 'Batas atas selang 95 %, dengan cara yang sama.', 'share 0 to 1',
            'no text was meant so, or of some verdict none was labelled'),
        ('{rule_quality}', 'rules', 'context', 'rules', 'aturan',
            'Rules behind what was drawn of this verdict, with their versions (measure.N: version N of the measures of texts, '
            'rules_version of text_detail); empty where they name none.',
            'Aturan di balik yang ditarik dari putusan ini, beserta versinya (measure.N: versi N ukuran teks, rules_version pada '
            'text_detail); kosong bila tidak disebut.', '', ''),
        ('{label_agreement}', 'n_texts', 'count', 'texts', 'teks',
            'Texts of the sample.', 'Teks dalam sampel.', 'texts', ''),
        ('{label_agreement}', 'n_pairs', 'count', 'labelled twice', 'dilabeli dua kali',
            'Texts that both labellers labelled.', 'Teks yang dilabeli kedua petugas.', 'texts', ''),
        ('{label_agreement}', 'n_differ', 'count', 'differ', 'berbeda',
            'Of these, those about which they differ.', 'Dari itu, yang dilabeli berbeda.', 'texts', ''),
        ('{label_agreement}', 'n_decided', 'count', 'decided', 'diputuskan',
            'Of these, those about which a third one decided.', 'Dari itu, yang diputuskan orang ketiga.', 'texts', ''),
        ('{label_agreement}', 'agreement', 'figure', 'agreement', 'kesepakatan',
            'Share of the pairs that agree.', 'Bagian pasangan yang sama.', 'share 0 to 1', 'there is no pair'),
        ('{label_agreement}', 'kappa', 'figure', 'Cohen''s kappa', 'kappa Cohen',
            'Agreement beyond what chance would bring: 1 full, 0 none beyond chance.',
            'Kesepakatan di luar kebetulan: 1 penuh, 0 tidak lebih dari kebetulan.', '',
            'there is no pair, or all have one and the same word'),
        ('{label_agreement}', 'kappa_low', 'figure', 'kappa, lower end', 'kappa, batas bawah',
            'Lower end of its 95 % interval (Fleiss, Cohen and Everitt 1969).',
            'Batas bawah selang 95 % (Fleiss, Cohen dan Everitt 1969).', '',
            'there is no pair, or all have one and the same word'),
        ('{label_agreement}', 'kappa_high', 'figure', 'kappa, upper end', 'kappa, batas atas',
            'Upper end of its 95 % interval.', 'Batas atas selang 95 %.', '',
            'there is no pair, or all have one and the same word'),
        ('{correction}', 'correction_id', 'key', 'correction', 'koreksi',
            'Number of the correction.', 'Nomor koreksi.', '', ''),
        ('{correction}', 'unit_id', 'key', 'unit number', 'nomor unit',
            'Unit that was asked, whatever a correction made of it; 0: no unit is known.',
            'Unit yang ditanya, apa pun hasil koreksinya; 0: unit tidak diketahui.', '', ''),
        ('{correction}', 'inquiry_id', 'context', 'inquiry', 'pertanyaan',
            'Inquiry for which it was made. Where older messages came to light since, another id holds it now.',
            'Pertanyaan yang dikoreksi saat itu. Bila pesan lebih lama muncul kemudian, id lain memuatnya.', '', ''),
        ('{correction}', 'field', 'context', 'field', 'kolom',
            'What is corrected: state, unit, needs_answer, intent, topic or reply_class.',
            'Yang dikoreksi: state, unit, needs_answer, intent, topic atau reply_class.', '', ''),
        ('{correction}', 'corrected_to', 'context', 'corrected to', 'menjadi',
            'New value; of state answered (at ended_at) or waiting (its answer is none), of unit its code.',
            'Nilai baru; untuk state answered (pada ended_at) atau waiting (jawabannya bukan jawaban), untuk unit kodenya.',
            '', ''),
        ('{correction}', 'ended_at', 'context', 'answered', 'dijawab',
            'When it was answered, elsewhere than where it is seen.', 'Saat dijawab, di luar kanal yang terlihat.', '',
            'it is no answer'),
        ('{correction}', 'corrected_at', 'context', 'corrected', 'dikoreksi',
            'When that was decided.', 'Saat diputuskan.', '', ''),
        ('{correction}', 'correction_reason', 'context', 'reason', 'alasan',
            'Why.', 'Alasannya.', '', ''),
        ('{correction}', 'evidence', 'context', 'evidence', 'bukti',
            'Where that can be seen.', 'Tempat buktinya.', '', 'none was given'),
        ('{correction}', 'revoked_at', 'context', 'revoked', 'dicabut',
            'When it was taken back.', 'Saat dicabut.', '', 'it stands')
) as d (views, name, kind, label_en, label_id, definition_en, definition_id, unit, null_when)
cross join lateral unnest(d.views::text[]) as v (view);

create or replace view metrics.rule_quality as
with item as (
    select
        i.government_id, i.task_id, i.stratum,
        case when v.first = v.second then v.first else v.third end as gold
    from core.label_item as i
    cross join lateral (
        select
            max(x.verdict) filter (where x.place = 1) as first,
            max(x.verdict) filter (where x.place = 2) as second,
            max(x.verdict) filter (where x.place = 3) as third
        from core.label_verdict as x
        where x.government_id = i.government_id and x.task_id = i.task_id and x.item_no = i.item_no
    ) as v
),
stratum as (
    select
        s.government_id, s.task_id, s.stratum, s.frame_count, s.drawn_count, s.rules,
        count(item.gold) as labelled
    from core.label_stratum as s
    left join item
        on item.government_id = s.government_id and item.task_id = s.task_id and item.stratum = s.stratum
    group by s.government_id, s.task_id, s.stratum
),
word as (
    select s.government_id, s.task_id, s.stratum as verdict from stratum as s
    union
    select item.government_id, item.task_id, item.gold from item where item.gold is not null
),
-- Of each verdict of the rules, the share that people call so, with the variance of what that makes of all there were.
part as (
    select
        c.government_id, c.task_id, c.verdict, c.stratum, c.frame_count, c.labelled, c.x,
        c.frame_count * c.x / nullif(c.labelled, 0)::float8 as total,
        power(c.frame_count, 2) * (c.x / nullif(c.labelled, 0)::float8) * (1 - c.x / nullif(c.labelled, 0)::float8)
            / greatest(1, c.labelled - 1) * (1 - c.labelled / c.frame_count::float8) as variance,
        case
            when c.labelled >= c.frame_count then c.x
            else c.frame_count * metrics.wilson(c.x, c.labelled, 1)
        end as most
    from (
        select
            w.government_id, w.task_id, w.verdict, s.stratum, s.frame_count, s.labelled,
            (
                select count(*)
                from item
                where item.government_id = w.government_id
                    and item.task_id = w.task_id
                    and item.stratum = s.stratum
                    and item.gold = w.verdict
            ) as x
        from word as w
        join stratum as s on s.government_id = w.government_id and s.task_id = w.task_id
    ) as c
),
summed as (
    select
        p.government_id, p.task_id, p.verdict,
        bool_and(p.labelled > 0) as is_whole,
        sum(p.x)::bigint as n_meant,
        coalesce(sum(p.total) filter (where p.stratum = p.verdict), 0) as hits,
        coalesce(sum(p.variance) filter (where p.stratum = p.verdict), 0) as hits_variance,
        coalesce(sum(p.most) filter (where p.stratum = p.verdict), 0) as hits_most,
        coalesce(sum(p.total) filter (where p.stratum <> p.verdict), 0) as misses,
        coalesce(sum(p.variance) filter (where p.stratum <> p.verdict), 0) as misses_variance,
        coalesce(sum(p.most) filter (where p.stratum <> p.verdict), 0) as misses_most,
        coalesce(sum(p.x) filter (where p.stratum = p.verdict), 0)::bigint as n_right
    from part as p
    group by p.government_id, p.task_id, p.verdict
)
select
    m.government_id,
    g.name as government,
    m.task_id,
    t.criterion,
    m.verdict,
    t.first_on as from_on,
    t.last_on as to_on,
    coalesce(s.frame_count, 0) as n_frame,
    coalesce(s.drawn_count, 0) as n_drawn,
    coalesce(s.labelled, 0) as n_called,
    m.n_right,
    m.n_meant,
    m.n_right / nullif(s.labelled, 0)::float8 as precision_share,
    metrics.wilson(m.n_right, s.labelled, -1) as precision_low,
    metrics.wilson(m.n_right, s.labelled, 1) as precision_high,
    recall.share as recall_share,
    recall.low as recall_low,
    recall.high as recall_high,
    coalesce(s.rules, '{}') as rules,
    t.criterion_version
from summed as m
join core.label_task as t on t.government_id = m.government_id and t.task_id = m.task_id
join core.government as g on g.government_id = m.government_id
left join stratum as s
    on s.government_id = m.government_id and s.task_id = m.task_id and s.stratum = m.verdict
left join lateral (
    select
        metrics.stratified_recall(
            m.hits, m.hits_variance, m.hits_most, m.misses, m.misses_variance, m.misses_most, 0
        ) as share,
        metrics.stratified_recall(
            m.hits, m.hits_variance, m.hits_most, m.misses, m.misses_variance, m.misses_most, -1
        ) as low,
        metrics.stratified_recall(
            m.hits, m.hits_variance, m.hits_most, m.misses, m.misses_variance, m.misses_most, 1
        ) as high
) as recall on m.is_whole;
comment on view metrics.rule_quality is
    'How good the rules are, by people''s labels: one row per sample (criterion and days) and verdict, with precision, recall '
    'and their intervals.';

create or replace view metrics.label_agreement as
select
    t.government_id,
    g.name as government,
    t.task_id,
    t.criterion,
    t.first_on as from_on,
    t.last_on as to_on,
    said.n_texts,
    said.n_pairs,
    said.n_differ,
    said.n_decided,
    k.agreement,
    k.kappa,
    k.kappa_low,
    k.kappa_high,
    t.criterion_version
from core.label_task as t
join core.government as g on g.government_id = t.government_id
cross join lateral (
    select
        count(*) as n_texts,
        count(*) filter (where v.first is not null and v.second is not null) as n_pairs,
        count(*) filter (where v.first <> v.second) as n_differ,
        count(*) filter (where v.first <> v.second and v.third is not null) as n_decided,
        array_agg(v.first order by i.item_no) as first,
        array_agg(v.second order by i.item_no) as second
    from core.label_item as i
    cross join lateral (
        select
            max(x.verdict) filter (where x.place = 1) as first,
            max(x.verdict) filter (where x.place = 2) as second,
            max(x.verdict) filter (where x.place = 3) as third
        from core.label_verdict as x
        where x.government_id = i.government_id and x.task_id = i.task_id and x.item_no = i.item_no
    ) as v
    where i.government_id = t.government_id and i.task_id = t.task_id
) as said
cross join lateral metrics.cohen_kappa(said.first, said.second) as k;
comment on view metrics.label_agreement is
    'How far the two labellers of a sample agree: one row per sample.';

create or replace view metrics.correction as
select
    c.government_id,
    g.name as government,
    c.correction_id,
    c.unit_id,
    u.unit,
    c.channel,
    c.inquiry_id,
    c.field,
    case when c.field = 'unit' then meant.code else c.value end as corrected_to,
    c.ended_at,
    c.decided_at as corrected_at,
    c.reason as correction_reason,
    c.evidence,
    c.revoked_at,
    u.unit_code
from core.correction as c
join core.government as g on g.government_id = c.government_id
left join metrics.unit as u on u.government_id = c.government_id and u.unit_id = c.unit_id
left join core.unit as meant
    on c.field = 'unit' and meant.government_id = c.government_id and meant.unit_id::text = c.value;
comment on view metrics.correction is
    'What people corrected: one row per correction, those taken back too. correction_id of metrics.inquiry_detail is the one '
    'applied last; who decided stands in core.correction and ops.audit.';

select metrics.apply_column_doc();
