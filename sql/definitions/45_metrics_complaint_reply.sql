-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What units reply: stock sentences, the same text in many cases, and how much of the report a reply takes up. Proxies: they
-- sort what a person looks at first and decide nothing. Texts are taken apart once (metrics.complaint_reply_text).

-- Words of a text: what stands between spaces and marks, whatever the server's locale calls a letter. A change here, or
-- of the stop words, raises metrics.reply_version().
create or replace function metrics.text_words(words text)
returns text[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return (
    select coalesce(array_agg(w.word order by w.place), '{}')
    from regexp_split_to_table(lower(words collate "C"), '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+')
        with ordinality as w (word, place)
    where w.word <> ''
);
comment on function metrics.text_words(text) is 'Words of a text in their order, in small letters, without marks.';

-- Words that say nothing about the matter: of Indonesian, and those every reply to a report begins and ends with.
create or replace function metrics.stop_words()
returns text[]
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return '{yang, dan, atau, di, ke, dari, untuk, pada, dengan, dalam, oleh, ini, itu, tersebut, adalah, akan, telah, sudah,
    belum, tidak, juga, karena, agar, supaya, bahwa, sebagai, serta, saya, kami, kita, anda, nya, ada, bisa, dapat, lebih,
    yth, bapak, ibu, saudara, pak, bu, mohon, terima, kasih, terimakasih, selamat, pagi, siang, sore, malam, salam, hormat,
    laporan, pengaduan, aduan, pelapor, ditindaklanjuti, tindak, lanjut}'::text[];
comment on function metrics.stop_words() is 'Words that do not count where texts are compared.';

create or replace function metrics.reply_version()
returns int
language sql
immutable
parallel safe
set search_path = pg_catalog, pg_temp
return 1;
comment on function metrics.reply_version() is 'Version of the measure of replies: another one measures all texts again.';

create or replace function metrics.complaint_reply_text_keep(in_as_of timestamptz)
returns bigint
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    changed bigint;
    gone bigint;
begin
    -- What was edited away; a text that had to go keeps its measure.
    delete from metrics.complaint_reply_text as m
    where not exists (
        select
        from core.complaint_event as e
        where e.government_id = m.government_id and e.complaint_id = m.complaint_id and e.event_key = m.event_key
            and e.kind in ('acknowledged', 'answered')
    );
    get diagnostics gone = row_count;
    insert into metrics.complaint_reply_text as old
        (government_id, complaint_id, event_key, version, words, text_hash, report_words, shared_words, basis_at)
    select
        new.government_id, new.complaint_id, new.event_key, metrics.reply_version(), cardinality(reply.words),
        decode(md5(array_to_string(reply.said, ' ')), 'hex'), cardinality(report.words),
        (select count(*) from unnest(reply.words) as w where w = any (report.words)), new.basis_at
    from (
        select
            e.government_id, e.complaint_id, e.event_key, e.text, c.title, c.text as report,
            greatest(e.changed_observed_at, c.changed_observed_at) as basis_at
        from core.complaint_event as e
        join core.complaint as c
            on c.government_id = e.government_id and c.account_id = e.account_id
            and c.external_id = e.complaint_external_id
        left join metrics.complaint_reply_text as m
            on m.government_id = e.government_id and m.complaint_id = e.complaint_id and m.event_key = e.event_key
        where e.kind in ('acknowledged', 'answered') and e.text is not null
            and (m.event_key is null or m.version <> metrics.reply_version()
                or m.basis_at < greatest(e.changed_observed_at, c.changed_observed_at))
            -- Without the report there would be less to say than before.
            and (m.report_words is null or m.report_words = 0 or c.text is not null or c.title is not null)
    ) as new
    cross join lateral (
        select metrics.text_words(new.text) as said offset 0
    ) as cut
    cross join lateral (
        select
            cut.said,
            array(select distinct w from unnest(cut.said) as w where w <> all (metrics.stop_words())) as words
        offset 0
    ) as reply
    cross join lateral (
        select array(
            select distinct w
            from unnest(metrics.text_words(concat_ws(' ', new.title, new.report))) as w
            where w <> all (metrics.stop_words())
        ) as words
        offset 0
    ) as report
    on conflict (government_id, complaint_id, event_key) do update set
        version = excluded.version,
        words = excluded.words,
        text_hash = excluded.text_hash,
        report_words = excluded.report_words,
        shared_words = excluded.shared_words,
        basis_at = excluded.basis_at;
    get diagnostics changed = row_count;
    return changed + gone;
end
$$;
comment on function metrics.complaint_reply_text_keep(timestamptz) is
    'Brings metrics.complaint_reply_text up to date: texts that are new or changed are measured; returns rows changed.';

delete from metrics.column_doc where subject = 'complaint_reply';
insert into metrics.column_doc (
    name, subject, kind, label_en, label_id, definition_en, definition_id, unit, null_when, version, changed_on
)
select each.name, 'complaint_reply', d.kind, d.label_en, d.label_id, d.definition_en, d.definition_id, d.unit,
    d.null_when, 1, '2026-11-24'
from (
    values
        ('complaint_reply.external_id complaint_reply_2.external_id', 'context', 'tracking id', 'nomor lacak',
            'Tracking id of the case in its feed.', 'Nomor lacak pengaduan pada sumbernya.', '', ''),
        ('event_key', 'key', 'follow-up', 'tindak lanjut',
            'Key of the follow-up within its case.', 'Kunci tindak lanjut di dalam pengaduannya.', '', ''),
        ('complaint_reply.unit_id complaint_reply_2.unit_id', 'context', 'unit number', 'nomor unit',
            'Unit that the log names, else the one disposed to last; 0 where no known unit is.',
            'Unit menurut log, bila tidak ada penerima disposisi terakhir; 0 bila tidak dikenal.', '', ''),
        ('complaint_reply.replied_at complaint_reply_2.replied_at', 'context', 'replied', 'dibalas',
            'When it was written (upper end).', 'Saat ditulis (batas atas).', 'instant', ''),
        ('complaint_reply.is_stock complaint_reply_2.is_stock', 'context', 'stock', 'baku',
            'Rules take it for a mere receipt, or are not sure that it answers (confidence under 0.8).',
            'Menurut aturan hanya tanda terima, atau belum pasti jawaban (keyakinan di bawah 0,8).', '', ''),
        ('complaint_reply.n_words complaint_reply_2.n_words', 'count', 'words', 'kata',
            'Different words of it, without stop words.', 'Kata berbeda, tanpa kata umum.', 'words',
            'its text is not kept'),
        ('complaint_reply.overlap complaint_reply_2.overlap', 'figure', 'overlap with the report',
            'tumpang tindih dengan laporan',
            'Words in both texts divided by words in either, different ones, without stop words (Jaccard). A proxy.',
            'Kata pada kedua teks dibagi kata pada salah satunya, kata berbeda tanpa kata umum (Jaccard). Hanya petunjuk.',
            'share 0 to 1', 'either text is not kept or has no such word'),
        ('complaint_reply.n_same_text', 'count', 'cases with this text', 'pengaduan dengan teks ini',
            'Cases in which the unit wrote the same words in the same order, this one among them, at any time.',
            'Pengaduan yang oleh unit dibalas dengan kata dan urutan yang sama, termasuk ini, kapan pun.', 'cases',
            'its text is not kept'),
        ('complaint_reply_2.text_hash', 'context', 'digest', 'sidik teks',
            'Digest of its words in their order.', 'Sidik kata-katanya menurut urutan.', '', 'its text is not kept'),
        ('complaint_reply_2.feed complaint_reply.feed', 'context', 'complaint feed', 'sumber pengaduan',
            'Name of the complaint feed.', 'Nama sumber pengaduan.', '', ''),
        ('complaint_reply_rolling_2.n_replies complaint_rolling.n_replies', 'count', 'follow-ups', 'tindak lanjut',
            'Follow-ups by the unit in the window, by the local day on which they were written.',
            'Tindak lanjut unit pada jendela waktu, menurut hari lokal ditulis.', 'follow-ups', ''),
        ('complaint_reply_rolling_2.stock_reply_share complaint_rolling.stock_reply_share', 'figure',
            'share of stock replies', 'bagian balasan baku',
            'Of n_replies, those that are stock.', 'Dari n_replies, yang baku.', 'share 0 to 1', 'there are none'),
        ('complaint_reply_rolling_2.n_reply_texts complaint_rolling.n_reply_texts', 'count', 'follow-ups with text',
            'tindak lanjut berteks',
            'Of n_replies, those whose text is kept.', 'Dari n_replies, yang teksnya disimpan.', 'follow-ups', ''),
        ('complaint_reply_rolling_2.identical_reply_share complaint_rolling.identical_reply_share', 'figure',
            'share of identical replies', 'bagian balasan serupa',
            'Of n_reply_texts, those with the words of a reply in another case in the window, of the unit (unit 0: of any).',
            'Dari n_reply_texts, yang katanya sama dengan balasan pengaduan lain pada jendela waktu, dari unit itu (unit 0: '
            'dari unit mana pun).', 'share 0 to 1', 'there are none'),
        ('complaint_reply_rolling_2.reply_overlap complaint_rolling.reply_overlap', 'figure', 'reply overlap',
            'tumpang tindih balasan',
            'Mean overlap of replies that are not stock with their report: a proxy of conformity, never a verdict.',
            'Rata-rata tumpang tindih balasan yang tidak baku dengan laporannya: petunjuk kesesuaian, bukan penilaian.',
            'share 0 to 1', 'none has both texts'),
        ('complaint_reply_rolling_2.n_overlap complaint_rolling.n_overlap', 'count', 'replies compared',
            'balasan dibandingkan',
            'Replies that are not stock, with both texts.', 'Balasan tidak baku yang kedua teksnya ada.', 'follow-ups', ''),
        ('complaint_reply_rolling_2.evidence_share complaint_rolling.evidence_share', 'figure', 'evidence attached',
            'bukti terlampir',
            'Relative: of n_evidence_told, those with a photograph or a document attached. What it shows is not looked at: a '
            'proxy.',
            'Relatif: dari n_evidence_told, yang berlampiran foto atau dokumen. Isinya tidak diperiksa: hanya petunjuk.',
            'share 0 to 1', 'there are none, as where the feed never tells of attachments'),
        ('complaint_reply_rolling_2.n_evidence_told complaint_rolling.n_evidence_told', 'count',
            'follow-ups with known attachments', 'tindak lanjut dengan lampiran diketahui',
            'Relative: of n_replies, entries of feeds that ever told of an attachment, whichever unit''s.',
            'Relatif: dari n_replies, entri dari sumber yang pernah menyebut lampiran, unit mana pun.', 'follow-ups', '')
) as d (names, kind, label_en, label_id, definition_en, definition_id, unit, null_when)
cross join lateral regexp_split_to_table(d.names, '\s+') as each (name);

create materialized view if not exists metrics.complaint_reply_2 as
select
    f.government_id, f.complaint_id, f.event_key, c.account_id, c.external_id, c.feed, f.unit_id, f.replied_at,
    (f.replied_at at time zone c.timezone)::date as day, f.is_stock, m.words as n_words, m.text_hash,
    case
        when m.words > 0 and m.report_words > 0
            then m.shared_words::float8 / (m.words + m.report_words - m.shared_words)
    end as overlap,
    f.has_attachment
from metrics.follow_up as f
join metrics.complaint_case_1 as c on c.government_id = f.government_id and c.complaint_id = f.complaint_id
left join metrics.complaint_reply_text as m
    on m.government_id = f.government_id and m.complaint_id = f.complaint_id and m.event_key = f.event_key
with data;
create unique index if not exists complaint_reply_2_key
    on metrics.complaint_reply_2 (government_id, complaint_id, event_key);
create index if not exists complaint_reply_2_text_hash_idx
    on metrics.complaint_reply_2 (government_id, unit_id, text_hash);
comment on materialized view metrics.complaint_reply_2 is 'Store of metrics.complaint_reply, which readers use.';

create materialized view if not exists metrics.complaint_reply_rolling_2 as
with
moment as (
    select metrics.current_as_of() as as_of
),
reply as (
    select
        r.government_id, place.unit_id, feed.feed, w.window_days, r.complaint_id, r.is_stock, r.text_hash, r.overlap,
        r.has_attachment
    from moment
    join metrics.complaint_reply_2 as r on r.replied_at <= moment.as_of
    join core.government as g on g.government_id = r.government_id
    cross join lateral (select r.unit_id where r.unit_id <> 0 union all select 0) as place
    cross join lateral (values (r.feed), ('all')) as feed (feed)
    join (values (7), (28), (91), (364)) as w (window_days)
        on (moment.as_of at time zone g.timezone)::date - r.day between 0 and w.window_days - 1
    where not metrics.complaint_excluded(r.government_id, r.unit_id, r.feed, r.day)
),
same as (
    select r.government_id, r.unit_id, r.feed, r.window_days, r.text_hash
    from reply as r
    where r.text_hash is not null
    group by r.government_id, r.unit_id, r.feed, r.window_days, r.text_hash
    having count(distinct r.complaint_id) > 1
)
select
    r.government_id, r.unit_id, r.feed, r.window_days, count(*) as n_replies,
    count(*) filter (where r.is_stock)::float8 / count(*) as stock_reply_share,
    count(r.text_hash) as n_reply_texts,
    count(same.text_hash)::float8 / nullif(count(r.text_hash), 0) as identical_reply_share,
    avg(r.overlap) filter (where not r.is_stock) as reply_overlap,
    count(r.overlap) filter (where not r.is_stock) as n_overlap,
    count(*) filter (where r.has_attachment)::float8 / nullif(count(r.has_attachment), 0) as evidence_share,
    count(r.has_attachment) as n_evidence_told
from reply as r
left join same
    on same.government_id = r.government_id and same.unit_id = r.unit_id and same.feed = r.feed
    and same.window_days = r.window_days and same.text_hash = r.text_hash
group by r.government_id, r.unit_id, r.feed, r.window_days
with data;
create unique index if not exists complaint_reply_rolling_2_key
    on metrics.complaint_reply_rolling_2 (government_id, unit_id, feed, window_days);
comment on materialized view metrics.complaint_reply_rolling_2 is
    'Store of the columns of metrics.complaint_rolling that are about replies.';

insert into ops.refresh_policy (view, mode, max_age, timeout)
values
    ('metrics.complaint_reply_text', 'table', '15 minutes', '30 minutes'),
    ('metrics.complaint_reply_2', 'matview', '15 minutes', '15 minutes'),
    ('metrics.complaint_reply_rolling_2', 'matview', '15 minutes', '15 minutes')
on conflict (view) do nothing;

select metrics.apply_column_doc();
