-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What people judge, and what rules say of the same: one list for labels (random samples, 28_ops_label.sql) and for
-- assessments (items that somebody chose, 29_ops_assess.sql). The criteria are Pantau's proposals. A question or list of
-- words that changes is a new row with the next version; the old one stays as long as verdicts name it.

-- What rules say of an item by a criterion, in its words; null where they say nothing. Of each item only the rows of
-- its kind are given. Inquiries that somebody else ended, or that were withdrawn, were nobody's to answer.
create or replace function core.proxy_verdict(
    criterion text,
    p core.post,
    m core.message,
    t core.text_measure,
    c core.complaint,
    i core.inquiry
)
returns text
language sql
stable
begin atomic
    select case proxy_verdict.criterion
        when 'needs_answer' then case when (m).needs_answer then 'yes' else 'no' end
        when 'intent' then coalesce((m).intent, 'none')
        when 'topic' then coalesce((m).topic, 'none')
        when 'language' then case when (m).language in ('id', 'en', 'jv', 'su') then (m).language else 'none' end
        when 'reply_class' then coalesce((m).reply_class, 'none')
        when 'greets' then case (t).greets when true then 'yes' when false then 'no' end
        when 'thanks' then case (t).thanks when true then 'yes' when false then 'no' end
        when 'apologizes' then case (t).apologizes when true then 'yes' when false then 'no' end
        when 'addresses' then case (t).addresses when true then 'yes' when false then 'no' end
        when 'insults' then case (t).insults when true then 'yes' when false then 'no' end
        when 'shouts' then case (t).shouts when true then 'yes' when false then 'no' end
        when 'polite' then case (t).insults or (t).shouts when true then 'no' when false then 'yes' end
        when 'answers' then case when (m).reply_class = 'substantive' then 'yes' when (m).reply_class is not null then 'no' end
        when 'purpose' then coalesce((p).purpose, 'none')
        when 'post_topic' then coalesce((p).topic, 'none')
        when 'post_language' then case
            when (t).language in ('id', 'en', 'jv', 'su') then (t).language
            when (t).external_id is not null then 'none'
        end
        when 'has_date' then case (t).has_date when true then 'yes' when false then 'no' end
        when 'has_time' then case (t).has_time when true then 'yes' when false then 'no' end
        when 'has_place' then case (t).has_place when true then 'yes' when false then 'no' end
        when 'has_contact' then case (t).has_contact when true then 'yes' when false then 'no' end
        when 'has_link' then case (t).has_link when true then 'yes' when false then 'no' end
        when 'well_spelt' then case (t).unknown_words = 0 when true then 'yes' when false then 'no' end
        when 'complaint_topic' then coalesce((c).mapped_topic, 'none')
        when 'complaint_answered' then case when (c).substantive_reply_at is not null then 'yes' else 'no' end
        when 'inquiry_answered' then case
            when (i).substantive_at is not null or (i).state = 'answered' and (i).source_kind = 'complaint' then 'yes'
            when (i).state in ('waiting', 'closed_unanswered') or (i).reply_class in ('stock', 'redirect') then 'no'
        end
    end;
end;
comment on function core.proxy_verdict(text, core.post, core.message, core.text_measure, core.complaint, core.inquiry) is
    'What rules say of an item by a criterion of core.criterion, in its words, from the rows of the item; null where they say '
    'nothing.';

create or replace function core.criterion_choices(criterion text, version int)
returns table (place bigint, choice text, choice_id text, score float8)
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
begin atomic
    select u.place, u.choice, u.choice_id, u.score
    from core.criterion as c
    cross join lateral unnest(c.choices, c.choices_id, c.scores) with ordinality as u (choice, choice_id, score, place)
    where c.criterion = criterion_choices.criterion and c.version = criterion_choices.version
    union all
    select x.place, x.topic, x.label_id, null
    from core.criterion as c
    cross join (
        select row_number() over (order by t.rank) as place, t.topic, t.label_id
        from core.topic as t
        union all
        select count(*) + 1, 'none', 'tidak ada'
        from core.topic
    ) as x
    where c.criterion = criterion_choices.criterion and c.version = criterion_choices.version and c.choices is null;
end;
comment on function core.criterion_choices(text, int) is
    'The words of a criterion in their order, in both languages, with their scores; of topics those of core.topic, and none.';

insert into core.criterion as old (
    criterion, version, item_kind, choices, choices_id, scores, by_text, proxy, label_en, label_id, question_en, question_id
)
select
    d.criterion, 1, d.item_kind, s.choices, s.choices_id, s.scores, d.by_text, d.proxy, d.label_en, d.label_id,
    d.question_en, d.question_id
from (
    values
        ('needs_answer', 'message', 'yes_no', true, 'inquiry_detail.needed_at', 'needs an answer', 'perlu jawaban',
            'Does it need an answer?', 'Apakah perlu dijawab?'),
        ('intent', 'message', 'intent', true, 'inquiry_detail.intent', 'intent', 'maksud',
            'What does the writer want?', 'Apa maksud penulis?'),
        ('topic', 'message', 'topic', true, 'inquiry_detail.topic', 'topic', 'topik',
            'What is it about?', 'Tentang apa?'),
        ('language', 'message', 'language', true, 'inquiry_detail.language', 'language', 'bahasa',
            'In which language is it written?', 'Ditulis dalam bahasa apa?'),
        ('reply_class', 'reply', 'reply_class', true, 'inquiry_detail.reply_class', 'class of the reply', 'jenis balasan',
            'Does it tell facts, promise or thank only, or send on?',
            'Apakah berisi keterangan, hanya janji atau terima kasih, atau mengalihkan?'),
        ('greets', 'reply', 'yes_no', true, 'text_detail.greets', 'greets', 'menyapa',
            'Does it greet?', 'Apakah ada salam atau sapaan?'),
        ('thanks', 'reply', 'yes_no', true, 'text_detail.thanks', 'thanks', 'berterima kasih',
            'Does it thank?', 'Apakah berterima kasih?'),
        ('apologizes', 'reply', 'yes_no', true, 'text_detail.apologizes', 'apologizes', 'meminta maaf',
            'Does it apologize?', 'Apakah meminta maaf?'),
        ('addresses', 'reply', 'yes_no', true, 'text_detail.addresses', 'addresses with respect', 'menyapa dengan hormat',
            'Does it address the citizen with an honorific (Bapak, Ibu, Kak …)?',
            'Apakah memakai sapaan hormat (Bapak, Ibu, Kak …)?'),
        ('insults', 'reply', 'yes_no', true, 'text_detail.insults', 'insults', 'menghina',
            'Does it insult?', 'Apakah menghina?'),
        ('shouts', 'reply', 'yes_no', true, 'text_detail.shouts', 'shouts', 'huruf besar semua',
            'Is it written mostly in capitals, as if shouting?', 'Apakah hampir semuanya huruf besar, seperti berteriak?'),
        ('polite', 'reply', 'yes_no', true, 'neither text_detail.insults nor text_detail.shouts', 'polite', 'santun',
            'Is it polite?', 'Apakah santun?'),
        ('answers', 'reply', 'yes_no', false, 'reply class substantive', 'answers what was asked', 'menjawab pertanyaan',
            'Does it answer what was asked?', 'Apakah menjawab yang ditanyakan?'),
        ('purpose', 'post', 'purpose', true, 'post_detail.purpose', 'purpose', 'tujuan',
            'What is the post for?', 'Untuk apa kiriman ini?'),
        ('post_topic', 'post', 'topic', true, 'core_open.post.topic', 'topic of the post', 'topik kiriman',
            'What is the post about?', 'Tentang apa kiriman ini?'),
        ('post_language', 'post', 'language', true, 'text_detail.language', 'language of the post', 'bahasa kiriman',
            'In which language is it written?', 'Ditulis dalam bahasa apa?'),
        ('has_date', 'post', 'yes_no', true, 'text_detail.has_date', 'names a date', 'menyebut tanggal',
            'Does it name a date or a day?', 'Apakah menyebut tanggal atau hari?'),
        ('has_time', 'post', 'yes_no', true, 'text_detail.has_time', 'names a time', 'menyebut jam',
            'Does it name a time of day?', 'Apakah menyebut jam?'),
        ('has_place', 'post', 'yes_no', true, 'text_detail.has_place', 'names a place', 'menyebut tempat',
            'Does it name a place?', 'Apakah menyebut tempat?'),
        ('has_contact', 'post', 'yes_no', true, 'text_detail.has_contact', 'names a contact', 'menyebut kontak',
            'Does it name a telephone number or an e-mail address?', 'Apakah menyebut nomor telepon atau alamat surel?'),
        ('has_link', 'post', 'yes_no', true, 'text_detail.has_link', 'has a link', 'memuat tautan',
            'Does it have an address of the web?', 'Apakah memuat alamat web?'),
        ('well_spelt', 'post', 'yes_no', true, 'text_detail.unknown_words is 0', 'well spelt', 'ejaan benar',
            'Is it free of spelling errors?', 'Apakah bebas salah eja?'),
        ('complete', 'post', 'degree', false, null, 'complete', 'lengkap',
            'Does it say what a citizen needs to know: what, who, when, where, why and how?',
            'Apakah memuat yang perlu diketahui warga: apa, siapa, kapan, di mana, mengapa, dan bagaimana?'),
        ('clear', 'post', 'degree', false, null, 'clear', 'jelas',
            'Is it understood at the first reading?', 'Apakah dipahami sekali baca?'),
        ('inquiry_answered', 'inquiry', 'yes_no', false, 'answered, and inquiry_detail has a substantive reply',
            'concern answered', 'kebutuhan terjawab',
            'Did the citizen get what was asked for, or a reason why not?',
            'Apakah warga mendapat yang diminta, atau alasannya bila tidak?'),
        ('complaint_topic', 'complaint', 'topic', true, 'inquiry_detail.topic', 'topic of the complaint', 'topik pengaduan',
            'What is it about?', 'Tentang apa?'),
        ('complaint_answered', 'complaint', 'yes_no', false, 'a substantive follow-up by the rules of the log',
            'complaint answered', 'pengaduan terjawab',
            'Does a follow-up answer what was reported?', 'Apakah tindak lanjutnya menjawab yang dilaporkan?')
) as d (criterion, item_kind, words, by_text, proxy, label_en, label_id, question_en, question_id)
join (
    values
        ('yes_no', '{yes,no}'::text[], '{ya,tidak}'::text[], '{1,0}'::float8[]),
        ('degree', '{full,partly,lacking}', '{penuh,sebagian,kurang}', '{1,0.5,0}'),
        ('intent', '{question,complaint,request,suggestion,praise,spam,other,none}',
            '{pertanyaan,keluhan,permintaan,saran,pujian,spam,lainnya,tidak ada}', null),
        ('reply_class', '{substantive,stock,redirect,none}', '{substantif,baku,pengalihan,tidak ada}', null),
        ('purpose', '{information,service,event,campaign,clarification,greeting,recruitment,other,none}',
            '{informasi,layanan,kegiatan,kampanye,klarifikasi,ucapan,rekrutmen,lainnya,tidak ada}', null),
        ('language', '{id,en,jv,su,none}', '{indonesia,inggris,jawa,sunda,tidak ada}', null),
        ('topic', null, null, null)
) as s (words, choices, choices_id, scores) on s.words = d.words
on conflict (criterion, version) do update set
    item_kind = excluded.item_kind,
    choices = excluded.choices,
    choices_id = excluded.choices_id,
    scores = excluded.scores,
    by_text = excluded.by_text,
    proxy = excluded.proxy,
    label_en = excluded.label_en,
    label_id = excluded.label_id,
    question_en = excluded.question_en,
    question_id = excluded.question_id
where old is distinct from excluded;
