-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What people said of items (29_ops_assess.sql), how far they agree, and how far rules agree with them. Items were chosen by
-- people and are no random sample: what rules miss in all texts is told by labels (96_api_label.sql). Who said it stands in
-- core.assessor; readers see numbers.

delete from metrics.column_doc where subject = 'assessment';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select
    v.view || '.' || d.name, 'assessment', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit,
    d.null_when, 1, '2026-11-24'
from (
    values
        ('{criterion, assessment, assessment_agreement, assessment_unit}', 'criterion', 'key', 'criterion', 'kriteria',
            'What people judge: short name of the criterion.', 'Yang dinilai petugas: nama pendek kriteria.', '', ''),
        ('{criterion, assessment, assessment_agreement, assessment_unit}', 'criterion_version', 'key', 'version', 'versi',
            'Version of the criterion''s question and words. Verdicts of different versions are not compared.',
            'Versi pertanyaan dan kata kriteria. Putusan dari versi berbeda tidak dibandingkan.', '', ''),
        ('{criterion, assessment, assessment_agreement, assessment_unit}', 'criterion_label_en', 'context', 'English name',
            'nama Inggris', 'Name of the criterion in English.', 'Nama kriteria dalam bahasa Inggris.', '', ''),
        ('{criterion, assessment, assessment_agreement, assessment_unit}', 'criterion_label_id', 'context', 'Indonesian name',
            'nama Indonesia', 'Name of the criterion in Indonesian.', 'Nama kriteria dalam bahasa Indonesia.', '', ''),
        ('{criterion, assessment, assessment_unit}', 'item_kind', 'context', 'kind of item', 'jenis butir',
            'What is judged: post, message (of a citizen or leader), reply (of an official account), inquiry or complaint.',
            'Yang dinilai: post (kiriman), message (pesan warga atau pimpinan), reply (balasan akun resmi), inquiry (pertanyaan) '
            'atau complaint (pengaduan).', '', ''),
        ('{criterion}', 'question_en', 'context', 'question', 'pertanyaan Inggris',
            'What is asked, in English.', 'Yang ditanyakan, dalam bahasa Inggris.', '', ''),
        ('{criterion}', 'question_id', 'context', 'question in Indonesian', 'pertanyaan Indonesia',
            'What is asked, in Indonesian.', 'Yang ditanyakan, dalam bahasa Indonesia.', '', ''),
        ('{criterion}', 'choices', 'context', 'words', 'kata pilihan',
            'The words to choose from.', 'Kata yang dapat dipilih.', '', ''),
        ('{criterion}', 'choices_id', 'context', 'words in Indonesian', 'kata pilihan Indonesia',
            'The same words in Indonesian, in their order.', 'Kata yang sama dalam bahasa Indonesia, urutan sama.', '', ''),
        ('{criterion}', 'scores', 'context', 'scores', 'nilai kata',
            'Score of each word, from 0 to 1.', 'Nilai tiap kata, dari 0 sampai 1.', '', 'the words have no order'),
        ('{criterion}', 'by_text', 'context', 'labelled', 'dilabeli',
            'Whether random samples of it are drawn and labelled (pantauctl label).',
            'Apakah sampel acaknya ditarik dan dilabeli (pantauctl label).', '', ''),
        ('{criterion}', 'proxy', 'context', 'rules', 'aturan pembanding',
            'What rules tell of the same: the column with which verdicts are compared.',
            'Yang dinyatakan aturan tentang hal sama: kolom pembanding putusan.', '', 'rules tell nothing of it'),
        ('{assessment}', 'assessment_id', 'key', 'assessment', 'penilaian',
            'Number of the verdict.', 'Nomor putusan.', '', ''),
        ('{assessment, assessment_unit}', 'unit_id', 'key', 'unit number', 'nomor unit',
            'Unit that owned the account on the day of the post or reply, or that was asked; 0: nobody''s.',
            'Unit pemilik akun pada hari kiriman atau balasan, atau yang ditanya; 0: tidak ada.', '', ''),
        ('{assessment, assessment_unit}', 'unit', 'context', 'unit', 'unit',
            'Name of the unit; of the government where it is nobody''s.',
            'Nama unit; nama pemerintah daerah bila tidak ada unit.', '', ''),
        ('{assessment}', 'account_id', 'context', 'account number', 'nomor akun',
            'Number of the account under which the item stands.', 'Nomor akun tempat butir berada.', '', ''),
        ('{assessment}', 'channel', 'context', 'channel', 'kanal',
            'Platform or feed of that account.', 'Platform atau sumber akun itu.', '', 'the account is not known any more'),
        ('{assessment}', 'item_id', 'context', 'item', 'butir',
            'Id of the item on its platform or feed; of an inquiry its inquiry_id.',
            'Id butir pada platform atau sumbernya; untuk pertanyaan inquiry_id.', '', ''),
        ('{assessment}', 'permalink', 'context', 'address', 'alamat',
            'Public address of the item.', 'Alamat publik butir.', '', 'it has none, or the item is not held any more'),
        ('{assessment}', 'written_at', 'context', 'written', 'ditulis',
            'When the item was published, written, opened or received.', 'Saat butir terbit, ditulis, dibuka, atau diterima.',
            'instant', 'it is not known, or the item is not held any more'),
        ('{assessment}', 'verdict', 'context', 'verdict', 'putusan',
            'What the person said, in a word of the criterion.', 'Putusan petugas, dalam kata kriteria.', '', ''),
        ('{assessment}', 'score', 'figure', 'score', 'nilai',
            'Score of that word.', 'Nilai kata itu.', 'score 0 to 1', 'the criterion''s words have no order'),
        ('{assessment}', 'proxy_verdict', 'context', 'rules say', 'kata aturan',
            'What rules say now of the same item, in the same words.',
            'Yang sekarang dinyatakan aturan tentang butir yang sama, dengan kata yang sama.', '',
            'rules tell nothing of it, or the item is not held any more'),
        ('{assessment}', 'assessor_no', 'context', 'assessor', 'penilai',
            'Number of the person who judged, within the government; the name stands in core.assessor.',
            'Nomor orang yang menilai di pemerintah daerah; namanya di core.assessor.', '', ''),
        ('{assessment}', 'assessed_at', 'context', 'assessed', 'dinilai',
            'When the verdict was entered.', 'Saat putusan dimasukkan.', 'instant', ''),
        ('{assessment}', 'assessment_reason', 'context', 'reason', 'alasan',
            'Why, as the person said.', 'Alasan menurut petugas.', '', 'none was given'),
        ('{assessment}', 'revoked_at', 'context', 'revoked', 'dicabut',
            'When another verdict of the same person took its place, or it was taken back.',
            'Saat diganti putusan lain dari orang yang sama, atau dicabut.', 'instant', 'it stands'),
        ('{assessment_agreement}', 'compared_with', 'key', 'compared with', 'dibandingkan dengan',
            'assessors: two persons; rules: people and what rules say.',
            'assessors: dua orang; rules: petugas dan yang dinyatakan aturan.', '', ''),
        ('{assessment_agreement}', 'assessor_no', 'key', 'assessor', 'penilai',
            'The person, by number; 0: what most persons said of each item, without those on which no word has most.',
            'Orangnya, menurut nomor; 0: putusan terbanyak tiap butir, tanpa butir yang suaranya seri.', '', ''),
        ('{assessment_agreement}', 'other_assessor_no', 'key', 'other assessor', 'penilai lain',
            'The other person, by number; 0: the rules.', 'Orang yang lain, menurut nomor; 0: aturan.', '', ''),
        ('{assessment_agreement}', 'n_pairs', 'count', 'items', 'butir',
            'Items of which both said something.', 'Butir yang dinilai keduanya.', 'items', ''),
        ('{assessment_agreement}', 'n_differ', 'count', 'differ', 'berbeda',
            'Of these, those of which they said different things.', 'Dari itu, yang dinilai berbeda.', 'items', ''),
        ('{assessment_agreement}', 'agreement', 'figure', 'agreement', 'kesepakatan',
            'Share of the items on which both agree. High by chance where one word is used nearly always: kappa takes that out.',
            'Bagian butir yang dinilai sama. Tinggi karena kebetulan bila satu kata hampir selalu dipakai: kappa mengoreksinya.',
            'share 0 to 1', ''),
        ('{assessment_agreement}', 'kappa', 'figure', 'Cohen''s kappa', 'kappa Cohen',
            'Agreement beyond what chance would bring: 1 full, 0 none beyond chance.',
            'Kesepakatan di luar kebetulan: 1 penuh, 0 tidak lebih dari kebetulan.', '', 'both used one and the same word only'),
        ('{assessment_agreement}', 'kappa_low', 'figure', 'kappa, lower end', 'kappa, batas bawah',
            'Lower end of its 95 % interval (Fleiss, Cohen and Everitt 1969).',
            'Batas bawah selang 95 % (Fleiss, Cohen dan Everitt 1969).', '', 'both used one and the same word only'),
        ('{assessment_agreement}', 'kappa_high', 'figure', 'kappa, upper end', 'kappa, batas atas',
            'Upper end of its 95 % interval.', 'Batas atas selang 95 %.', '', 'both used one and the same word only'),
        ('{assessment_unit}', 'n_items', 'count', 'items', 'butir',
            'Items of the unit that somebody judged; chosen by people, not at random.',
            'Butir unit yang dinilai; dipilih petugas, tidak acak.', 'items', ''),
        ('{assessment_unit}', 'n_verdicts', 'count', 'verdicts', 'putusan',
            'Verdicts about them that stand.', 'Putusan tentangnya yang berlaku.', 'verdicts', ''),
        ('{assessment_unit}', 'n_assessors', 'count', 'assessors', 'penilai',
            'Persons who gave them.', 'Orang yang memberikannya.', 'persons', ''),
        ('{assessment_unit}', 'score_mean', 'figure', 'mean score', 'nilai rata-rata',
            'Mean over the items of the mean score of their verdicts, so that each item weighs the same; of yes and no the share of '
            'yes.',
            'Rata-rata atas butir dari nilai rata-rata putusannya, sehingga tiap butir sama berat; untuk ya dan tidak bagian ya.',
            'score 0 to 1', 'the criterion''s words have no order'),
        ('{assessment_unit}', 'n_proxy', 'count', 'items with rules', 'butir dengan aturan',
            'Of n_items, those of which rules say something.', 'Dari n_items, yang dinyatakan sesuatu oleh aturan.', 'items', ''),
        ('{assessment_unit}', 'proxy_score_mean', 'figure', 'mean score by rules', 'nilai rata-rata aturan',
            'Mean score of what rules say of these n_proxy items.', 'Rata-rata nilai yang dinyatakan aturan untuk n_proxy butir.',
            'score 0 to 1', 'there are none, or the words have no order'),
        ('{assessment_unit}', 'people_score_mean', 'figure', 'mean score, same items', 'nilai rata-rata, butir sama',
            'Mean score that people gave the same n_proxy items: to be read beside proxy_score_mean.',
            'Rata-rata nilai dari petugas untuk n_proxy butir yang sama: dibaca bersama proxy_score_mean.', 'score 0 to 1',
            'there are none, or the words have no order')
) as d (views, name, kind, label_en, label_id, definition_en, definition_id, unit, null_when)
cross join lateral unnest(d.views::text[]) as v (view);

create or replace view metrics.criterion as
select
    c.criterion,
    c.version as criterion_version,
    c.item_kind,
    c.label_en as criterion_label_en,
    c.label_id as criterion_label_id,
    c.question_en,
    c.question_id,
    words.choices,
    words.choices_id,
    c.scores,
    c.by_text,
    c.proxy
from core.criterion as c
cross join lateral (
    select array_agg(w.choice order by w.place) as choices, array_agg(w.choice_id order by w.place) as choices_id
    from core.criterion_choices(c.criterion, c.version) as w
) as words;
comment on view metrics.criterion is
    'What people judge about items, with its question and words, and what rules tell of the same: one row per criterion and '
    'version, the newest of which is asked.';

create or replace view metrics.assessment as
select
    a.government_id,
    g.name as government,
    a.assessment_id,
    coalesce(item.unit_id, 0) as unit_id,
    u.unit_code,
    u.unit,
    c.item_kind,
    a.account_id,
    account.channel,
    a.item_id,
    item.permalink,
    item.written_at,
    a.criterion,
    a.criterion_version,
    c.label_en as criterion_label_en,
    c.label_id as criterion_label_id,
    a.verdict,
    a.score,
    item.proxy_verdict,
    person.assessor_no,
    a.decided_at as assessed_at,
    a.reason as assessment_reason,
    a.revoked_at,
    coalesce(account.name, account.handle, account.external_id) as account
from core.assessment as a
join core.government as g on g.government_id = a.government_id
join core.criterion as c on c.criterion = a.criterion and c.version = a.criterion_version
join core.assessor as person on person.government_id = a.government_id and person.assessor = a.decided_by
left join core.account as account on account.government_id = a.government_id and account.account_id = a.account_id
left join lateral (
    select
        said.written_at, said.permalink, said.proxy_verdict,
        coalesce(said.unit_id, (
            select owner.unit_id
            from core.account_owner as owner
            where owner.government_id = a.government_id and owner.account_id = said.account_id
                and (said.written_at at time zone g.timezone)::date
                    between owner.valid_from and coalesce(owner.valid_to, 'infinity')
        )) as unit_id
    from (
        select
            p.published_at as written_at, p.permalink, p.account_id, null::int as unit_id,
            core.proxy_verdict(a.criterion, p, null, t, null, null) as proxy_verdict
        from core.post as p
        left join core.text_measure as t
            on t.government_id = p.government_id and t.account_id = p.account_id and t.kind = 'post'
            and t.external_id = p.external_id
        where a.item_kind = 'post' and p.government_id = a.government_id and p.account_id = a.account_id
            and p.external_id = a.item_id
        union all
        select
            m.sent_at, m.permalink, coalesce(speaker.account_id, m.account_id), null,
            core.proxy_verdict(a.criterion, null, m, t, null, null)
        from core.message as m
        left join core.text_measure as t
            on t.government_id = m.government_id and t.account_id = m.account_id and t.kind = 'message'
            and t.external_id = m.external_id
        -- Of a reply the unit whose account spoke, wherever it did.
        left join lateral (
            select known.account_id
            from core.account as known
            where m.role = 'official' and known.author_key = m.author_key and known.government_id = m.government_id
            order by known.account_id
            limit 1
        ) as speaker on true
        where a.item_kind = 'message' and m.government_id = a.government_id and m.account_id = a.account_id
            and m.external_id = a.item_id
        union all
        select
            k.received_at, k.permalink, k.account_id, k.unit_id,
            core.proxy_verdict(a.criterion, null, null, null, k, null)
        from core.complaint as k
        where a.item_kind = 'complaint' and k.government_id = a.government_id and k.account_id = a.account_id
            and k.external_id = a.item_id
        union all
        select
            i.opened_at, i.permalink, i.account_id, i.unit_id,
            core.proxy_verdict(a.criterion, null, null, null, null, i)
        from core.inquiry as i
        where a.item_kind = 'inquiry' and i.government_id = a.government_id
            and i.inquiry_id = case when a.item_kind = 'inquiry' then core.inquiry_now(a.government_id, a.item_id::uuid) end
    ) as said
    limit 1
) as item on true
join metrics.unit as u on u.government_id = a.government_id and u.unit_id = coalesce(item.unit_id, 0);
comment on view metrics.assessment is
    'What people said of posts, replies, inquiries and complaints, with what rules say of the same item: one row per verdict, '
    'those that were corrected or taken back too (revoked_at).';

create or replace view metrics.assessment_agreement as
with standing as materialized (
    select
        a.government_id, a.criterion, a.criterion_version, a.account_id, a.item_id, a.assessor_no, a.verdict, a.proxy_verdict
    from metrics.assessment as a
    where a.revoked_at is null
),
most as (
    select
        x.government_id, x.criterion, x.criterion_version, x.account_id, x.item_id, x.proxy_verdict,
        min(x.verdict) as verdict
    from (
        select
            s.government_id, s.criterion, s.criterion_version, s.account_id, s.item_id, s.verdict, s.proxy_verdict,
            rank() over (
                partition by s.government_id, s.criterion, s.criterion_version, s.account_id, s.item_id
                order by count(*) desc
            ) as place
        from standing as s
        where s.proxy_verdict is not null
        group by s.government_id, s.criterion, s.criterion_version, s.account_id, s.item_id, s.verdict, s.proxy_verdict
    ) as x
    where x.place = 1
    group by x.government_id, x.criterion, x.criterion_version, x.account_id, x.item_id, x.proxy_verdict
    having count(*) = 1
),
-- By item, so that pairs cost what there are of them.
item as (
    select
        s.government_id, s.criterion, s.criterion_version, array_agg(s.assessor_no) as assessor_nos,
        array_agg(s.verdict) as verdicts
    from standing as s
    group by s.government_id, s.criterion, s.criterion_version, s.account_id, s.item_id
),
pair as (
    select
        i.government_id, i.criterion, i.criterion_version, 'assessors' as compared_with, one.assessor_no,
        two.assessor_no as other_assessor_no, one.verdict as first, two.verdict as second
    from item as i
    cross join lateral unnest(i.assessor_nos, i.verdicts) as one (assessor_no, verdict)
    join lateral unnest(i.assessor_nos, i.verdicts) as two (assessor_no, verdict) on two.assessor_no > one.assessor_no
    union all
    select
        s.government_id, s.criterion, s.criterion_version, 'rules', s.assessor_no, 0, s.verdict, s.proxy_verdict
    from standing as s
    where s.proxy_verdict is not null
    union all
    select m.government_id, m.criterion, m.criterion_version, 'rules', 0, 0, m.verdict, m.proxy_verdict
    from most as m
)
select
    p.government_id,
    g.name as government,
    p.criterion,
    p.criterion_version,
    c.label_en as criterion_label_en,
    c.label_id as criterion_label_id,
    p.compared_with,
    p.assessor_no,
    p.other_assessor_no,
    k.n as n_pairs,
    p.n_differ,
    k.agreement,
    k.kappa,
    k.kappa_low,
    k.kappa_high
from (
    select
        pair.government_id, pair.criterion, pair.criterion_version, pair.compared_with, pair.assessor_no,
        pair.other_assessor_no, array_agg(pair.first) as first, array_agg(pair.second) as second,
        count(*) filter (where pair.first <> pair.second) as n_differ
    from pair
    group by pair.government_id, pair.criterion, pair.criterion_version, pair.compared_with, pair.assessor_no,
        pair.other_assessor_no
) as p
join core.government as g on g.government_id = p.government_id
join core.criterion as c on c.criterion = p.criterion and c.version = p.criterion_version
cross join lateral metrics.cohen_kappa(p.first, p.second) as k;
comment on view metrics.assessment_agreement is
    'How far those who judge agree with each other (compared_with assessors: one row per pair of persons and criterion) and '
    'with the rules (rules: one row per person, and one, assessor_no 0, of what most of them said).';

create or replace view metrics.assessment_unit as
with standing as materialized (
    select
        a.government_id, a.unit_id, a.criterion, a.criterion_version, a.account_id, a.item_id, a.assessor_no, a.score,
        a.proxy_verdict
    from metrics.assessment as a
    where a.revoked_at is null
),
word as materialized (
    select c.criterion, c.version, w.choice, w.score
    from core.criterion as c
    cross join lateral core.criterion_choices(c.criterion, c.version) as w
),
persons as (
    select
        s.government_id, s.unit_id, s.criterion, s.criterion_version, count(distinct s.assessor_no) as n_assessors
    from standing as s
    group by s.government_id, s.unit_id, s.criterion, s.criterion_version
),
unit_score as (
    select
        x.government_id, x.unit_id, x.criterion, x.criterion_version,
        count(*) as n_items,
        sum(x.n_verdicts)::bigint as n_verdicts,
        avg(x.score) as score_mean,
        count(x.proxy_verdict) as n_proxy,
        avg(word.score) as proxy_score_mean,
        avg(x.score) filter (where word.score is not null) as people_score_mean
    from (
        select
            s.government_id, s.unit_id, s.criterion, s.criterion_version, min(s.proxy_verdict) as proxy_verdict,
            avg(s.score) as score, count(*) as n_verdicts
        from standing as s
        group by s.government_id, s.unit_id, s.criterion, s.criterion_version, s.account_id, s.item_id
    ) as x
    left join word
        on word.criterion = x.criterion and word.version = x.criterion_version and word.choice = x.proxy_verdict
    group by x.government_id, x.unit_id, x.criterion, x.criterion_version
)
select
    x.government_id,
    u.government,
    x.unit_id,
    u.unit_code,
    u.unit,
    c.item_kind,
    x.criterion,
    x.criterion_version,
    c.label_en as criterion_label_en,
    c.label_id as criterion_label_id,
    x.n_items,
    x.n_verdicts,
    persons.n_assessors,
    x.score_mean,
    x.n_proxy,
    x.proxy_score_mean,
    x.people_score_mean
from unit_score as x
join persons
    on persons.government_id = x.government_id and persons.unit_id = x.unit_id and persons.criterion = x.criterion
    and persons.criterion_version = x.criterion_version
join metrics.unit as u on u.government_id = x.government_id and u.unit_id = x.unit_id
join core.criterion as c on c.criterion = x.criterion and c.version = x.criterion_version;
comment on view metrics.assessment_unit is
    'What people said of the items of each unit beside what rules say of them: one row per unit, criterion and version with a '
    'verdict that stands. Items were chosen by people: a score is of these items, not of all.';

select metrics.apply_column_doc();
