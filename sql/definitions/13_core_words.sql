-- SPDX-FileCopyrightText: The Pantau authors
-- SPDX-License-Identifier: Apache-2.0
--
-- The dictionary: words by which a text tells what it is about and what it wants, as people write it under posts of
-- their town. It serves messages, posts and complaints alike. A changed list gets a new number in its name and
-- reaches stored texts by core.rebuild_inquiries().
--
-- Weights of topics: 5 a pair of words that is unmistakable, 4 what is wrong (parkir, banjir, sampah), 3 whose
-- business it is (puskesmas, ktp), 2 where it may be (sekolah), 1 a word that addresses have too (jalan).

insert into core.topic (topic, rank, label_en, label_id)
values
    ('roads', 1, 'roads and bridges', 'jalan dan jembatan'),
    ('schools', 2, 'schools', 'pendidikan'),
    ('environment', 3, 'environment, trees and parks', 'lingkungan, pohon, dan taman'),
    ('health', 4, 'health', 'kesehatan'),
    ('public_order', 5, 'public order', 'ketertiban umum'),
    ('taxes_permits', 6, 'taxes and permits', 'pajak dan perizinan'),
    ('documents', 7, 'civil documents', 'administrasi kependudukan'),
    ('jobs', 8, 'jobs', 'ketenagakerjaan'),
    ('social_aid', 9, 'social aid', 'bantuan sosial'),
    ('water', 10, 'drinking water', 'air bersih'),
    ('traffic', 11, 'traffic', 'lalu lintas'),
    ('public_transport', 12, 'public transport', 'angkutan umum'),
    ('cleanliness', 13, 'cleanliness and waste', 'kebersihan dan sampah'),
    ('street_vendors', 14, 'street vendors', 'pedagang kaki lima'),
    ('illegal_parking', 15, 'parking', 'parkir'),
    ('drains', 16, 'drains', 'drainase'),
    ('floods', 17, 'floods', 'banjir'),
    ('lighting', 18, 'street lighting', 'penerangan jalan'),
    ('other', 26, 'other', 'lainnya')
on conflict on constraint topic_pkey do update set
    rank = excluded.rank,
    label_en = excluded.label_en,
    label_id = excluded.label_id;

create or replace function pg_temp.words(list text)
returns text[]
language sql
begin atomic
    select regexp_split_to_array(btrim(list, E' \n'), '\s*,\s*');
end;

delete from core.word_rule;
insert into core.word_rule (rule, mark, topic, weight, words, doc)
values
    ('question_words.1', 'question', null, 1, pg_temp.words($$
        apa, apakah, apa2, kapan, kpn, bagaimana, gimana, gmn, gmna, bgmn, bgmana, berapa, brp, brapa, siapa,
        siapakah, dimana, dmn, kemana, kmn, mana, manakah, kenapa, knp, knapa, mengapa, ngapain, bisakah, adakah, bolehkah,
        apkah, kapankah, berapakah, bagaimanakah, dimanakah, benarkah, masihkah,
        piye, kepiye, kepriye, pripun, piro, pira, ngendi, nangdi, sopo, opo,
        iraha, kumaha, naha, naon, saha, sabaraha, timana,
        pegimana, gimane, dimane, kemane, kapan2, ape, brape,
        where, when, how, what, who, which, why, whether,
        bisa daftar, masih bisa, boleh minta,
        ke mana, di mana, belum ya, blm ya, gak ya, ga ya, nggak ya, ga sih, gak sih, nggak sih, apa belum, atau belum, atau tidak, apa tidak,
        belum min, ga min, gak min, sudah belum, udah belum, bisa ga, bisa gak, bisa nggak, ada ga, ada gak, ada nggak, boleh ga, boleh gak, boleh nggak,
        perlu ga, perlu gak, harus ga, berlaku ga, gratis ga, dapat ga, dapet ga$$),
        'Question words, Indonesian, Javanese, Sundanese, Betawi and English, written out or short.'),
    ('amounts.1', 'amount', null, 1, pg_temp.words($$
        berapa, brp, brapa, brape, sabaraha, piro, pira, how much, how many, how long$$),
        'Questions for a number: a fact, also among words of complaint.'),
    ('asking_words.1', 'asking', null, 1, pg_temp.words($$
        nanya, tanya, bertanya, tny, nanyain, tanyain, naros, takon, tanglet$$),
        'Says that it asks.'),
    ('report_words.1', 'report', null, 1, pg_temp.words($$
        lapor, melapor, laporan, laporin, ngelapor, dilaporkan, melaporkan, laporkan$$),
        'Reports; with a question word: where to.'),
    ('greetings.1', 'greeting', null, 1, pg_temp.words($$
        selamat pagi, selamat siang, selamat sore, selamat malam, selamat hari, semangat pagi, selamat datang, met pagi, wilujeng enjing,
        sugeng enjing, assalamualaikum, assalamu$$),
        'Greetings.'),
    ('asked_facts.1', 'fact', null, 1, pg_temp.words($$
        info, informasi, jadwal, syarat, persyaratan, syaratnya, cara, alamat, nomor, nomer, no, link, tautan, tarif, biaya,
        harga, htm, pencerahan, penjelasan, kejelasan$$),
        'What people ask for when they ask for facts; with a word of request a question.'),
    ('complaint_words.1', 'complaint', null, 1, pg_temp.words($$
        rusak, ruksak, hancur, ancur, bolong, jebol, mati, mti, mampet, mampat, bau, busuk, numpuk, menumpuk, bocor, gelap,
        parah, lelet, lambat, kotor, jorok, joroknya, error, eror, rubuh, roboh, putus, amblas, ambles, longsor, berlubang,
        berlubng, lubang, lobang, lubangnya, kumuh, semrawut, dibiarin, dibiarkan, didiemin, didiamkan, mangkrak, pungli, dipotong,
        oknum, dipersulit, dipingpong, dioper, bentak2, judes, kecewa, capek, capee, jijik, hadeuh, hadeh, percuma, bohong,
        nyengat, menyengat, keruh, kebanjiran, kerendem, terendam, kelelep, banjir, begal, mabok, mabok2an, mabuk, tawuran,
        liar, ilegal, maksa, melonjak, telat, terlambat, ugal, ngetem, ngelupas, mengelupas, miring, tumbang, rawan, berdebu, bising,
        berisik, keluhan, keluhkan, macet, macetnya, stuck, dikeluhkan, mengeluh,
        ditolak, ditelpon, dicoret, lemot, burem, buram, nunggak, bahaya, berbahaya, membahayakan, kebakaran,
        resah, meresahkan, ganggu, mengganggu, terganggu, sesak, batuk, mual, gatal, korban, kecelakaan, celaka, jatuh,
        tersumbat, nyumbat, genangan, tergenang, kebanjiran, meluap, sembarangan, seenaknya, semena, nakal, korupsi, dikorupsi,
        calo, preman, dipalak, dipungut, pungutan, getok, digetok, kosong, minim, tidak layak, dianaktirikan, oper, pelicin,
        hilang, gagal, ditutupin, nutupin, menutupi, ngelawan, lawan arah, nerobos, dibongkar, kemaling, dicuri, maling,
        blumbang, ambune, peteng, butheg, lila pisan, poek, pareum, paraeh, pabalatak, bosen, hungkul, euweuh,
        ngebul, debu, limbah, polusi, tercemar, mencemari, dirusak, dicemari,
        ga jelas, gak jelas, tidak jelas, ga pernah, gak pernah, ngga pernah, nggak pernah, tidak pernah, tak pernah, tak kunjung,
        tdk pernah, belum juga, blm juga, sampai kapan, sampe kapan, sampai sekarang, sampe sekarang, smpe skrg, minta ampun, gimana sih,
        pegimana sih, gimane dah, ujung2nya, ujung ujungnya, janji doang, itu itu, cuma buat, cuma balas, bolak balik, pada kemana,
        kapan dibenerin, kapan diperbaiki, kpn diprbaiki, mau dibenerin, trash, dirty, broken, garbage, slow, stink, gede, keburu,
        disuruh, ditarik, ditagih, bakar, membakar, ngamuk, gonggong, gigit, digigit, longgar, licin, pudar, joget, bodong,
        kubangan, ngeri, serem, terbengkalai, lumpur, becek, retak, keropos, karatan, ambrol, melanggar, dilanggar,
        yang bener, yg bener, bener aja, gak dibales, ga dibales, ga dibalas, gak dibalas, tidak dibalas, tidak ditanggapi, ga ditanggapi,
        gak ditanggapi, tidak direspon, ga direspon, gak direspon, ga bisa, gak bisa, nggak bisa, ngga bisa, tidak bisa, tdk bisa, ga dateng, ga datang,
        gak dateng, tidak datang, ra iso, teu tiasa, nganggur, gelandangan, pengamen, pengemis, ditelantarkan, terlantar, salah ketik$$),
        'What is wrong: defects, neglect, nuisance, and words of people who have had enough.'),
    ('negations.1', 'negation', null, 1, pg_temp.words($$
        ga, gak, g, gk, nggak, ngga, enggak, kaga, kagak, tidak, tdk, tak, belum, blm, belom, blom, jarang, tanpa, bukan,
        ora, ra, durung, rung, teu, acan, henteu, moal, not, never$$),
        'Words of denial; with a topic they tell of what does not work or did not come.'),
    ('request_words.1', 'request', null, 1, pg_temp.words($$
        tolong, tlg, tlng, tlong, tolonglah, mohon, mhn, mhon, mohonlah, minta, harap, dimohon, bantu, dibantu, please, pls, plis, tulung,
        nyuwun, punten, nyungkeun, tindak lanjut, tindaklanjuti, ditindaklanjuti, tindak lanjuti, segera, diperbaiki, perbaiki,
        perhatikan, diperhatikan, evakuasi, kirim, cek dm, minta tolong, dong pak, dong min, share,
        up min, up pak, up dong$$),
        'Words by which people ask for something to be done.'),
    ('suggestion_words.1', 'suggestion', null, 1, pg_temp.words($$
        sebaiknya, saran, sarannya, sarankan, usul, usulan, usulnya, mengusulkan, masukan, mending, mendingan, harusnya,
        seharusnya, mestinya, semestinya, alangkah, alangkah baiknya, bagusnya, baiknya, lebih baik, kalau bisa, kalo bisa,
        klo bisa, klu bisa, kl bisa, saena, sae na, luwih apik, apike, semoga ke, perlu dibikin, perlu dibuat, perlu ditambah,
        perlu dipasang, ada baiknya, coba tiap, coba ditanam, coba dibuat, coba dibikin, coba kalau, coba kalo, gimana kalau,
        gimana kalo, bagaimana kalau, andai, ide$$),
        'Words by which people propose something.'),
    ('praise_words.1', 'praise', null, 1, pg_temp.words($$
        mantap, mantab, mantep, mantul, mantapp, keren, kerenn, kerennn, keren2, hebat, bagus, salut, sukses, bangga, proud, top, jos, joss, apik, alus,
        sae, cakep, gercep, asri, ramah, ramah2, juara, selamat, cinta, love, great, good job, nice, lanjutkan, alhamdulillah,
        barakallah, amanah, enak, adem, nyaman, mulus, dirgahayu, semangat, sabar, the best, terbaik, luar biasa, senang, seneng,
        semoga amanah, sehat selalu, sehat terus, rapi, tertib, betah, lancar lagi, nyala lagi, ga banjir, tidak banjir, bersih banget$$),
        'Words of praise and good wishes.'),
    ('thanks_words.1', 'thanks', null, 1, pg_temp.words($$
        terima kasih, trima kasih, terimakasih, trimakasih, makasih, makasi, mksh, mksih, trims, tengkyu, thanks, thank you, thx, nuhun,
        hatur nuhun, suwun, matur nuwun, nuwun, maturnuwun, tks, tq$$),
        'Thanks.'),
    ('done_words.1', 'done', null, 1, pg_temp.words($$
        sudah, udah, udh, sdh, dah, udeh, sekarang, skrg, akhirnya, wis, wes, geus, tos, jadi$$),
        'That something has happened; with praise it tells of what works now.'),
    ('gambling_words.1', 'gambling', null, 1, pg_temp.words($$
        gacor, gacorr, maxwin, togel, toto, scatter, pragmatic, rungkad, rungkat, zeus, olympus, mahjong ways, mahjong, rtp, sensational,
        sensasional, slot gacor, slot online, slot terpercaya, situs slot, link slot, agen slot, akun slot, main slot, bandar slot,
        judi slot, slot88, slot777, judi online, judol, judionline, jackpot, jekpot, hkg, sgp, sdy, jp terus, jp malam,
        wd lancar, wd jutaan, langsung wd, depo, freebet, parlay, sbobet, 4d, live casino, casino, kasino, bonus new, new member,
        cuan tiap, jitu$$),
        'The vocabulary of online gambling.'),
    ('indignant_words.1', 'indignant', null, 1, pg_temp.words($$
        berantas, diberantas, basmi, blokir, diblokir, tutup, ditutup, marak, resah, meresahkan, lapor, laporkan, dilaporkan, razia,
        gerebek, digerebek, tindak, ditindak, korban, kecanduan, polisi, warnet, bahaya, tolong$$),
        'Words of those who complain of gambling; those who sell it do not use them.'),
    ('promotion_words.1', 'promotion', null, 1, pg_temp.words($$
        bio, link bio, profil, profile, wd, deposit, bonus, cair, cairkan, followers, follower, inbox, cuan, jp, murah, promo, garansi, terpercaya, situs,
        bosku, bossku, gas, order, joki, pinjaman, pinjol, paylater, limit, tanpa jaminan, jaminan, modal, receh, untung, profit, investasi,
        herbal, pelangsing, ampuh, tumbal, gaib, pesugihan, dukun, open bo, bo, wa, dm aja, klik, klik link, jasa, hadiah, menang, kemenangan,
        kuota murah, meriah, hubungi, minat, anti, dana, rate, member, 100%, daftar, jual, daftar sekarang, main, google$$),
        'Words of those who sell; two of them are needed.'),
    ('chat_words.1', 'chat', null, 1, pg_temp.words($$
        wkwk, wkwkwk, wkwkwkwk, haha, hahaha, hehe, hihi, kwkwk, xixi, nyimak, absen, gaes, guys, bro, gue banget, hadir, kangen, rindu, pengen,
        estetik, selfie, ngopi, jalan jalan, jalan2 sama$$),
        'Talk among those who comment.'),
    ('roads_1.1', 'topic', 'roads', 1, pg_temp.words($$
        jalan, jl, jln, jalanan, dalan, dalane, jalannya, jalanna$$),
        'Roads; addresses have these words, too.'),
    ('roads_2.1', 'topic', 'roads', 2, pg_temp.words($$
        galian, bolong, tambal, ditambal, dicor, beton, dibeton, licin, jalan raya, jalan kampung, jalan desa, jalan kami,
        jalan poros, jalan provinsi, jalan nasional$$),
        'What is done to roads and what they do.'),
    ('roads_3.1', 'topic', 'roads', 3, pg_temp.words($$
        lubang, lubangnya, lobang, berlubang, berlubng, aspal, diaspal, pengaspalan, jembatan, trotoar, pothole, potholes, blumbang, kubangan,
        polisi tidur, bahu jalan, jalan rusak, jalan berlubang, jalan bolong, jalan hancur, jalan mulus, perbaikan jalan, binamarga,
        bina marga, longsor, dialusi, jalan ka, dalan kampung, dalan neng, jalan ancur, jalan tembus, dalane didandani, jalan longsor$$),
        'Roads, pavements and bridges, and what is wrong with them.'),
    ('schools_2.1', 'topic', 'schools', 2, pg_temp.words($$
        sekolah, sakola, sd, sdn, smp, smpn, sma, sman, smk, smkn, paud, tk, pelajar, anak sekolah, cah sekolah, kelas$$),
        'Schools; as often where something is as what it is about.'),
    ('schools_3.1', 'topic', 'schools', 3, pg_temp.words($$
        guru, siswa, murid, lks, rapor, disdik, kepala sekolah, jam masuk, libur sekolah, bangku sekolah, seragam,
        smp negeri, sekolah negeri, sekolah rakyat, belajar, toilet sekolah, ujian, dinas pendidikan$$),
        'Schools, teachers, admission.'),
    ('schools_4.1', 'topic', 'schools', 4, pg_temp.words($$
        ppdb, spmb, zonasi, beasiswa, guru honorer, jalur prestasi$$),
        'Admission to schools, and words that mean nothing else.'),
    ('environment_3.1', 'topic', 'environment', 3, pg_temp.words($$
        pohon, taman, tamannya, asap, asep, asapnya, asepnya, polusi, limbah, pabrik aspal, tambang, pencemaran, kualitas udara, aqi, hutan,
        rindang, rumput, ranting, nebang, tebang, bibit, penghijauan, tawon, asri, cerobong, tanam, taman kota$$),
        'Trees, parks, smoke, pollution.'),
    ('environment_4.1', 'topic', 'environment', 5, pg_temp.words($$
        bakar sampah, membakar sampah, pohon tumbang, pohon besar, pohon miring, taman bermain, taman kota, asap pabrik, pabrik aspal,
        limbah pabrik, limbah tahu, dinas lingkungan$$),
        'Pairs of words that mean the environment.'),
    ('health_3.1', 'topic', 'health', 3, pg_temp.words($$
        puskesmas, pkm, rsud, rs, rumah sakit, bpjs, dokter, imunisasi, vaksin, vaksinasi, posyandu, ambulans, ambulance, ambulan, dbd, fogging, obat,
        perawat, perawatnya, bidan, igd, stunting, rabies, kursi roda, stroke, berobat, brobat, pasien, medical, donor, dinkes, kesehatan, balita,
        rokok, demam berdarah, klinik, rawat inap$$),
        'Health centres, hospitals, insurance, illness.'),
    ('public_order_3.1', 'topic', 'public_order', 3, pg_temp.words($$
        satpol, satpolpp, keamanan, patroli, begal, pungli, preman, berisik, maling, kemalingan, narkoba, judi, mabok, mabuk, mabok2an, karaoke,
        anjal, damkar, kebakaran, reklame liar, jam malam, babi, anjing, linmas$$),
        'Order, safety, nuisance.'),
    ('public_order_4.1', 'topic', 'public_order', 5, pg_temp.words($$
        tawuran, miras, pengamen, gelandangan, pengemis, odgj, balap liar, manusia silver, sound horeg, anjing liar, minuman keras, lapor pungli,
        call center, sabung ayam, geng motor$$),
        'Words that mean nothing but public order.'),
    ('taxes_permits_3.1', 'topic', 'taxes_permits', 3, pg_temp.words($$
        pbb, pajak, pajaknya, pjk, nib, imb, pbg, siup, izin, ijin, ijinnya, izinnya, perizinan, retribusi, samsat, njop, reklame, oss, sertifikat,
        pemutihan, denda, surat usaha, domisili usaha, bphtb, apbd, umkm$$),
        'Taxes, levies, permits.'),
    ('documents_3.1', 'topic', 'documents', 3, pg_temp.words($$
        ktp, ektp, ktpnya, kk, kia, akta, akte, akta lahir, dukcapil, disdukcapil, capil, adminduk, blanko, blangko, kartu keluarga,
        surat pindah, kitas, kartu identitas, nik, legalisir, paspor, akta lair, rekam ktp, perekaman, kependudukan, ikd$$),
        'Papers of civil registration.'),
    ('jobs_3.1', 'topic', 'jobs', 3, pg_temp.words($$
        loker, lowongan, cpns, pppk, p3k, asn, magang, job fair, jobfair, umr, umk, pengangguran, nganggur, tenaga kerja, disnaker, kartu kuning,
        ak1, pelatihan, pelatihan kerja, karyawannya, lamaran, tes masuk, tes masuknya, rekrutmen$$),
        'Work and those who look for it.'),
    ('jobs_4.1', 'topic', 'jobs', 5, pg_temp.words($$
        lowongan damkar, pkl magang, lowongan kerja, job fair, ikut seleksi$$),
        'Pairs that mean work, whatever the words mean alone.'),
    ('social_aid_3.1', 'topic', 'social_aid', 3, pg_temp.words($$
        bansos, blt, pkh, dtks, dtsen, kks, sembako, bpnt, bst, raskin, sebatang kara, fakir, penerima, bantuan, bantuannya, kesra,
        dinsos$$),
        'Aid for the poor, and those who should get it.'),
    ('social_aid_2.1', 'topic', 'social_aid', 2, pg_temp.words($$
        lansia, janda, difabel, disabilitas, yatim, duafa, dhuafa$$),
        'Whom aid is for; other offices serve them, too.'),
    ('water_2.1', 'topic', 'water', 2, pg_temp.words($$
        air, aer, banyu, banyune, cai, sumur, keran, kran, pipa$$),
        'Water, of whatever kind.'),
    ('water_4.1', 'topic', 'water', 5, pg_temp.words($$
        pdam, ledeng, air pam, air bersih, air pdam, air mati, air nyala, air keruh, air ledeng, banyu pam, cai ledeng, pipa bocor, kebocoran pipa,
        aer kaga, tangki air, pam, perumda, banyune butheg, aliran air, hemat air, gangguan air, sambungan baru$$),
        'Drinking water and who delivers it.'),
    ('traffic_3.1', 'topic', 'traffic', 3, pg_temp.words($$
        simpang, pertigaan, perempatan, prapatan, bunderan, bundaran, truk, truck, rambu, rambu2, arus, putaran, tilang, ditilang, ngebut, helm, dishub,
        polantas, marka, jam truk, truk tanah,
        lampu merah, traffic light, satu arah$$),
        'Junctions, signs, lorries.'),
    ('traffic_4.1', 'topic', 'traffic', 5, pg_temp.words($$
        macet, macetnya, macetna, kemacetan, muacet, traffic, lalin, lalu lintas, ganjil genap, car free, cfd,
        lawan arah, lwn arus, lawan arus, putar balik, pak ogah, marka jalan, pengalihan arus, jalan ditutup, jalan satu, stuck, dilarang belok,
        pengguna jln, pgguna jln$$),
        'What stops traffic and what rules it.'),
    ('public_transport_3.1', 'topic', 'public_transport', 4, pg_temp.words($$
        angkot, bus, busnya, busway, bis, biskita, trans, transpakuan, halte, angkutan, krl, kereta, stasiun, terminal, terminalnya, koridor, rute, sopir,
        supir, angkutan umum, transportasi, damri$$),
        'Buses, minibuses, trains, and where they stop.'),
    ('public_transport_5.1', 'topic', 'public_transport', 6, pg_temp.words($$
        ngetem, angkot ngetem, supir angkot, sopir angkot, angkot ugal, armada bus, bus trans, trans pakuan, buat halte, dibuatkan halte, transportasi umum$$),
        'What outweighs the junction where it happens.'),
    ('cleanliness_4.1', 'topic', 'cleanliness', 4, pg_temp.words($$
        sampah, sampahnya, runtah, uwuh, tps, tpa, trash, garbage, jorok, popok, bank sampah, kebersihan, tong sampah, truk sampah, buang sampah, kasur bekas,
        wc umum, kotor, bersih banget, lalat, jijik, dlh$$),
        'Waste and dirt.'),
    ('street_vendors_4.1', 'topic', 'street_vendors', 5, pg_temp.words($$
        pkl, kaki lima, pedagang, pedagangnya, lapak, gerobak, asongan, pasar tumpah, sentra kuliner, jualan, dagang, kios$$),
        'Vendors and where they stand.'),
    ('illegal_parking_4.1', 'topic', 'illegal_parking', 5, pg_temp.words($$
        parkir, parkiran, parkirnya, markir, jukir, juru parkir, tukang parkir, parkir liar, diderek, derek, parking, parkirlah$$),
        'Parking.'),
    ('drains_4.1', 'topic', 'drains', 5, pg_temp.words($$
        got, selokan, drainase, gorong, gorong2, solokan, saluran, saluran air, mampet, normalisasi, sedimen, solokan mampet, dikeruk, parit, irigasi$$),
        'Drains, and what stops them.'),
    ('floods_4.1', 'topic', 'floods', 6, pg_temp.words($$
        banjir, banjirnya, kebanjiran, rob, genangan, tanggul, kerendem, terendam, kelelep, pengungsian, katulampa, tinggi muka, pompa air, resapan,
        sumur resapan, sepinggang, selutut, setinggi lutut, air masuk, pintu air, bendung, bendungan$$),
        'Floods and what keeps them off.'),
    ('lighting_4.1', 'topic', 'lighting', 5, pg_temp.words($$
        pju, lampu, lampunya, penerangan, peteng, poek, gelap, lampu jalan, lampu taman, tiang lampu, lampu dalan, lampu penerangan, remang$$),
        'Street lamps, and the dark without them.'),
    ('phrases.1', 'phrase', null, 1, pg_temp.words($$
        mohon maaf, jalan sehat, jalan santai, taman siswa, kasih tau, kurang lebih, jangan lupa,
        tidak apa, gak papa, ga papa, ga heran, gak heran, sama aja, tolong menolong, bebas pulsa$$),
        'Pairs whose first word means nothing here.');

delete from core.topic_category;
insert into core.topic_category (feed_kind, category, topic)
select '', c.category, t.topic
from (
    values
        ('roads', pg_temp.words($$infrastruktur jalan, jalan, jalan rusak, jalan dan jembatan, jembatan, kerusakan jalan, pekerjaan umum,
            pothole, potholes, trotoar, road damage$$)),
        ('lighting', pg_temp.words($$penerangan jalan, penerangan jalan umum, lampu jalan, pju, lampu penerangan jalan umum, street light,
            street lights, street lighting$$)),
        ('drains', pg_temp.words($$drainase, saluran air, saluran, drainase dan saluran, gorong-gorong, drain, drains$$)),
        ('floods', pg_temp.words($$banjir, bencana banjir, genangan air, flood, flooding$$)),
        ('cleanliness', pg_temp.words($$kebersihan, sampah, persampahan, kebersihan dan sampah, garbage, waste, trash$$)),
        ('environment', pg_temp.words($$lingkungan, lingkungan hidup, pohon, pertamanan, taman, polusi, pencemaran, pencemaran lingkungan,
            lingkungan hidup dan kehutanan, trees$$)),
        ('traffic', pg_temp.words($$lalu lintas, kemacetan, perhubungan, rambu lalu lintas, lalu lintas dan kemacetan, traffic$$)),
        ('public_transport', pg_temp.words($$angkutan umum, transportasi, transportasi umum, public transport$$)),
        ('illegal_parking', pg_temp.words($$parkir, parkir liar, perparkiran, illegal parking, parking$$)),
        ('street_vendors', pg_temp.words($$pkl, pedagang kaki lima, pedagang$$)),
        ('documents', pg_temp.words($$administrasi kependudukan, kependudukan, ktp, kependudukan dan catatan sipil, dukcapil,
            pelayanan administrasi kependudukan$$)),
        ('health', pg_temp.words($$kesehatan, pelayanan kesehatan, layanan kesehatan, bpjs kesehatan, rumah sakit, puskesmas$$)),
        ('schools', pg_temp.words($$pendidikan, pendidikan dasar, sekolah, ppdb, pendidikan dan kebudayaan$$)),
        ('water', pg_temp.words($$air bersih, pdam, air minum, layanan air bersih$$)),
        ('social_aid', pg_temp.words($$bantuan sosial, sosial, bansos, kesejahteraan sosial, sosial dan kesejahteraan$$)),
        ('taxes_permits', pg_temp.words($$perizinan, pajak, pajak daerah, pajak dan retribusi, retribusi, pajak bumi dan bangunan$$)),
        ('public_order', pg_temp.words($$ketertiban umum, ketertiban, ketentraman dan ketertiban, ketentraman dan ketertiban umum, keamanan,
            pungutan liar, gangguan keamanan$$)),
        ('jobs', pg_temp.words($$ketenagakerjaan, tenaga kerja, kepegawaian$$)),
        ('other', pg_temp.words($$lainnya, lain-lain, other, topik lainnya$$))
) as t (topic, categories)
cross join unnest(t.categories) as c (category);

select core.needs_build() \g /dev/null
