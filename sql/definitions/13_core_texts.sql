-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- What a reply of an official account is worth, and what a post is for. The rules are rows; of each criterion the
-- first one by rank that applies decides. Replies and posts are few beside comments, so these are regular expressions.
-- A reply that asks for more (where is it, a photograph?) is stock: it may be needed and answers nothing yet.

create or replace function core.text_build()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
    part record;
begin
    for part in
        select
            r.criterion,
            string_agg(
                format(
                    'when %s then %s',
                    concat_ws(
                        ' and ',
                        case when r.bytes_max is not null then format('octet_length(t.low) <= %s', r.bytes_max) end,
                        case when r.pattern is not null then format('t.low ~ %L', r.pattern) else 'true' end
                    ),
                    r.place
                ),
                E'\n' order by r.place
            ) as places,
            array_agg(r.verdict order by r.place) as verdicts,
            array_agg(r.rule order by r.place) as rules
        from (
            select k.*, row_number() over (partition by k.criterion order by k.rank) as place
            from core.text_rule as k
        ) as r
        group by r.criterion
    loop
        execute format(
            $definition$
            create or replace function core.%I(message text)
            returns table (verdict text, rule text)
            language sql
            stable
            begin atomic
                select (%L::text[])[f.place], (%L::text[])[f.place]
                from (
                    select case when t.low is null then null %s end as place
                    from (
                        -- a thousand letters say what it is; "C": three times faster, and the words are plain
                        select lower(left(nullif(btrim(message, E' \t\r\n'), ''), 1000) collate "C") as low
                        offset 0
                    ) as t
                    offset 0
                ) as f;
            end
            $definition$,
            part.criterion || '_of', part.verdicts, part.rules, part.places
        );
    end loop;
    comment on function core.reply_class_of(text) is
        'Whether a reply is substantive, stock or a redirect, and the rule of core.text_rule that says so; null of no text. '
        'Made by core.text_build().';
    comment on function core.purpose_of(text) is
        'What a post is for and the rule of core.text_rule that says so; null of no text. Made by core.text_build().';
end
$$;
comment on function core.text_build() is
    'Makes core.reply_class_of() and core.purpose_of() of the rows of core.text_rule; after each change of them.';

delete from core.text_rule;
insert into core.text_rule (rule, criterion, rank, bytes_max, pattern, verdict, doc)
values
    (
        'reply_no_words.1', 'reply_class', 100, 400, '^[^[:alnum:]]*$', 'stock',
        'Emoji and signs only.'
    ),
    (
        'reply_done.1', 'reply_class', 200, null,
        '\m(sudah|telah|udah|sdh|sampun|parantos|tos)\M.{0,40}\m(diperbaiki|tangani|ditangani|dikeruk|dipangkas|diangkut|dibersihkan|ditertibkan|dipasang|ditambal|diganti|ditutup|dibongkar|ditegur|menegur|selesai|cair|menyala|beroperasi|dievakuasi|diselesaikan|diterbitkan|ditindaklanjuti dengan|didandani|dilereskeun|ke lokasi|turun ke|dibangun|diberi|kami beri|dicetak|dikerjakan)\M|\m(tim|petugas)( kami)? (sudah|telah) (ke|di|menegur|membersihkan|memperbaiki|mengangkut)\M',
        'substantive', 'Tells of work that was done.'
    ),
    (
        'reply_fact.1', 'reply_class', 210, null,
        '\m(pukul|jam|pkl\.?) ?\d|\m(kosong|habis|belum tersedia|minggu depan|bulan depan|tahun depan|tadi (pagi|siang|malam)|kemarin)\M|\mrp\.? ?\d|\m\d+([.,]\d+)? ?(persen|%|hari kerja|hari|orang|titik|titik lampu|tahun|bulan|minggu)\M|\m(tanggal|tgl|sampai|hingga|mulai|sejak) (tanggal |tgl |bulan )?(\d{1,2} )?(\d|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|hari|senin|selasa|rabu|kamis|jumat|sabtu|minggu)|\msetiap (hari )?(senin|selasa|rabu|kamis|jumat|sabtu|minggu)|\m(hari|dinten) (senin|selasa|rabu|kamis|jumat|sabtu|saptu|minggu)\M.{0,20}\m(buka|tutup|dibuka|libur)',
        'substantive', 'Names a time, a price, a number or a term.'
    ),
    (
        'reply_reason.1', 'reply_class', 220, null,
        '\m(karena|dikarenakan|sebab|disebabkan|akibat|sehingga|dianggarkan|anggaran|masuk anggaran|syaratnya|persyaratannya|maksimal|minimal|wajib|cukup bawa|berlaku|gratis|terbuka untuk|tersedia|kuota|melewati|berlokasi|lokasinya di|acaranya di|bertempat di|sesuai (perda|perwal|dpa|aturan|ketentuan))\M',
        'substantive', 'Gives a reason, a condition or what is to be had.'
    ),
    (
        'reply_redirect.1', 'reply_class', 300, null,
        '\m(cek|check|lihat|buka|balas) (via )?(dm|inbox|pesan|japri)\M|\m(dm|japri|inbox|direct message)\M|https?://|\mwww\.|\m[a-z0-9-]+\.(go\.id|com|id)\M|\mlink (di )?bio\M|\m(silakan|silahkan|sila|monggo|mangga|bisa|dapat|mohon|boleh|coba|harap|sarankan)\M.{0,40}\m(hubungi|menghubungi|kontak|call center|hotline|telp|telepon|whatsapp|wa|lapor via|lapor ke|datang|menuju|kunjungi|ditanyakan|tanyakan|konfirmasi ke|cek di|isi formulir|disampaikan melalui|laporkan)\M|\m(laporkan|lapor|melapor) (melalui|via|lewat|ke)\M|\m(di)?sampaikan (melalui|via|lewat)\M|\mkunjungi\M|\m(bukan|itu|merupakan|adalah) (kewenangan|wewenang|ranah)\M|\mbisa langsung ke\M|\mhubungi\M',
        'redirect', 'Sends on: to a direct message, a number, an address, another office.'
    ),
    (
        'reply_promise.1', 'reply_class', 400, null,
        '\m(akan|segera|kami|izin|sedang|mohon|dapat|untuk)\M.{0,60}\m(teruskan|diteruskan|tindak ?lanjuti|ditindak ?lanjuti|menindak ?lanjuti|sampaikan|disampaikan|koordinasikan|dikoordinasikan|agendakan|diproses|cek dulu|pengecekan|tampung|catat|evaluasi|survei|survey|ditunggu|bersabar|bertahap|penanganan|terealisasi|meningkatkan)\M|\mditunggu\M|\mtindak ?lanjuti\M|\mdikoordinasikan\M|\msedang (dalam )?(proses|penanganan|kami)\M',
        'stock', 'Promises to pass it on or to look at it, and no more.'
    ),
    (
        'reply_asks.1', 'reply_class', 410, null,
        '\m(lokasi|alamat|dimana|di mana|foto|nama lengkap|nomor)\M.{0,60}\?|\m(boleh|bisa|mohon) (diinformasikan|dikirim|disebutkan|info)\M.{0,40}\m(alamat|lokasi|foto)',
        'stock', 'Asks for more before it answers.'
    ),
    (
        'reply_courtesy.1', 'reply_class', 500, 200,
        '\m(terima ?kasih|makasih|hatur nuhun|nuhun|matur nuwun|matur suwun|suwun|mohon maaf|maaf|sama-sama|sami-sami|siap|ok|oke|baik|noted|aamiin|amin|waalaikum ?salam|wa ?alaikum ?salam|selamat (pagi|siang|sore|malam)|semangat|sehat selalu|salam)\M',
        'stock', 'Thanks, apology, greeting and no fact.'
    ),
    (
        'reply_else.1', 'reply_class', 900, null, null, 'substantive',
        'What no other rule knows: somebody answered in words of his own.'
    ),
    (
        'purpose_clarification.1', 'purpose', 100, null,
        '\m(hoaks|hoax|disinformasi|klarifikasi|hak jawab|tidak benar bahwa|tidaklah benar|cek fakta(nya)?|menanggapi|meluruskan|mengatasnamakan|permohonan maaf|penjelasan (mengenai|terkait|tentang|soal)|menindaklanjuti (laporan|keluhan|aduan))\M',
        'clarification', 'Sets something right, answers reports, apologises.'
    ),
    (
        'purpose_recruitment.1', 'purpose', 200, null,
        '\m(lowongan|loker|rekrutmen|recruitment|rekruitmen|job ?fair|pppk|p3k|cpns|seleksi (terbuka|administrasi|penerimaan)|dibutuhkan|kirim lamaran|program magang|pendaftaran (petugas|relawan|pegawai|tenaga)|daftarkan dirimu|kami mencari)\M',
        'recruitment', 'Looks for people.'
    ),
    (
        'purpose_greeting.1', 'purpose', 300, null,
        '\m(selamat (hari|natal|tahun|idul|memperingati|menunaikan|dan sukses|ulang tahun|merayakan|jalan)|dirgahayu|turut berduka|belasungkawa|mengucapkan|mohon maaf lahir|rahajeng|wilujeng|happy (weekend|new)|minal aidin|sugeng (warsa|tanggap)|selamat (pagi|siang|sore|malam) sobat)\M',
        'greeting', 'Congratulates, greets, condoles.'
    ),
    (
        'purpose_service.1', 'purpose', 400, null,
        '\m(pelayanan (perekaman|keliling|loket|terpadu|gratis)|layanan|jam pelayanan|jam layanan|samsat keliling|syarat|persyaratan|alur|tahapan(nya)?|jadwal (vaksin|vaksinasi|imunisasi|pelayanan|posyandu|samsat|keliling|mobil)|cara (cek|daftar|bayar|mengurus|urus|membuat|lapor)|begini caranya|pendaftaran|bayar (pbb|pajak)( makin)?|call center|bebas pulsa|hubungi|donor darah|rute baru|tarif|pasang sambungan|cek lokasi(nya)?|perekaman)\M',
        'service', 'How, when and where a service is had.'
    ),
    (
        'purpose_event.1', 'purpose', 500, null,
        '\m(membuka secara resmi|resmi (dibuka|membuka)|apel|upacara|menghadiri|dihadiri|hadiri|kunjungan( kerja)?|kunker|peresmian|meresmikan|pelantikan|melantik|penyerahan|menyerahkan|audiensi|silaturahmi|penandatanganan|nota kesepahaman|rapat koordinasi|rakor|bimbingan teknis|bimtek|sosialisasi|dipimpin|dibuka oleh|meninjau|ikut senam|senam bersama|lepas kontingen|melepas|dalam rangka|festival|meriahnya|wali ?kota|bupati|forkopimda|seremoni|penghargaan)\M',
        'event', 'Tells of an event, a visit, a ceremony.'
    ),
    (
        'purpose_campaign.1', 'purpose', 600, null,
        '\m(ayo|yuk|mari|jangan|cegah|stop|hindari|gempur|hemat|bijak|gunakan|patuhi|lindungi|sayangi|tanam satu|kenali|waspadai|dukung|tips|parkirlah|pilah|jaga)\M|\morang bijak\M',
        'campaign', 'Asks people to do something, or not to.'
    ),
    (
        'purpose_information.1', 'purpose', 700, null,
        '\m(info|pengumuman|pemberitahuan|waspada|prakiraan|progres|sebanyak|tercatat|data|kasus|inflasi|harga|pengalihan|gangguan|titik|siaga|disepakati|ditiadakan|ditertibkan|menertibkan|direlokasi|dievakuasi|beroperasi|ditambal|mengeruk|diganti|disiapkan|terdampak|realisasi|capaian|hasil|berita|laporan|perbaikan|pembangunan)\M',
        'information', 'Facts for the public: works, warnings, numbers.'
    ),
    (
        'purpose_else.1', 'purpose', 900, null, null, 'other',
        'What no other rule knows.'
    );

select core.text_build() \g /dev/null
