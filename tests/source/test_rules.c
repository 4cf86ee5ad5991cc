/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How the sentences of a flat log are typed, through the whole adapter: one sentence a row, with
 * what a reader of Indonesian says it is. And the words of states, classes and visibilities.
 */

#include "check.h"

#define ANSWER_MAX 4096

static const struct row {
    const char *sentence, *kind, *rule, *unit, *from;
} rows[] = {
    /* What the system writes. */
    { "Laporan didisposisikan ke Dinas Bina Marga dan Sumber Daya Air oleh Admin Koordinator.",
      "disposed", "disposed.1", "Dinas Bina Marga dan Sumber Daya Air", "Admin Koordinator" },
    { "Laporan  didisposisikan dari Kota Contoh ke RSUD Melati", "disposed", "disposed.1",
      "RSUD Melati", "Kota Contoh" },
    { "LAPORAN DITERUSKAN KEPADA Kecamatan Kenanga, untuk ditindaklanjuti", "disposed",
      "disposed.1", "Kecamatan Kenanga", NULL },
    { "Disposisi ke Puskesmas Cendana. Mohon segera.", "disposed", "disposed.1",
      "Puskesmas Cendana", NULL },
    /* Several institutions: as they stand; which they are is the map's to say. */
    { "Laporan didisposisikan ke Dinas Air, Dinas Jalan dan Kecamatan Timur oleh Admin.",
      "disposed", "disposed.1", "Dinas Air, Dinas Jalan dan Kecamatan Timur", "Admin" },
    { "Laporan diteruskan kepada Dinas Air dan kepada Dinas Jalan untuk ditindaklanjuti",
      "disposed", "disposed.1", "Dinas Air dan kepada Dinas Jalan", NULL },
    { "Laporan didisposisikan ke Dinas Air, ke Dinas Jalan. Mohon segera.", "disposed",
      "disposed.1", "Dinas Air, ke Dinas Jalan", NULL },
    { "Laporan diteruskan ke Dinas Air; ke Dinas Jalan serta ke Dinas Tata. Mohon segera.",
      "disposed", "disposed.1", "Dinas Air; ke Dinas Jalan serta ke Dinas Tata", NULL },
    { "Laporan diteruskan ke Dinas Air ke Dinas Jalan. Mohon segera.", "disposed", "disposed.1",
      "Dinas Air", NULL },
    { "Laporan didisposisikan ke 10. Dinas Air 11. Dinas Jalan. Mohon segera.", "disposed",
      "disposed.1", "10. Dinas Air 11. Dinas Jalan", NULL },
    { "Laporan didisposisikan ke 1 dinas. Mohon segera.", "disposed", "disposed.1", "1 dinas",
      NULL },
    { "Laporan dari Dinas Jalan diteruskan ke Dinas Air", "disposed", "disposed.1", "Dinas Air",
      "Dinas Jalan diteruskan" },
    { "Laporan didisposisikan ke 1. Dinas Air 2. Dinas Jalan. Mohon segera.", "disposed",
      "disposed.1", "1. Dinas Air 2. Dinas Jalan", NULL },
    { "Laporan didisposisikan ke 14637. Mohon segera.", "disposed", "disposed.1", "14637", NULL },
    { "Laporan didisposisikan ke Kelurahan Baru 2. Mohon segera.", "disposed", "disposed.1",
      "Kelurahan Baru 2", NULL },
    { "<p>Laporan didisposisikan ke</p><ol><li>Dinas Air</li><LI class='x'>Dinas Jalan</li></ol>",
      "disposed", "disposed.1", "Dinas Air ;Dinas Jalan", NULL },
    { "<ul><li>Laporan diterima</li></ul>", "received", "received.1", NULL, NULL },
    { "<link>Laporan diterima", "received", "received.1", NULL, NULL },
    { "Telah dilimpahkan ke Badan Pendapatan Daerah", "disposed", "disposed.1",
      "Badan Pendapatan Daerah", NULL },
    { "Laporan dikembalikan oleh Dinas Air ke Admin Koordinator.", "returned", "returned.1",
      "Dinas Air", NULL },
    { "Laporan telah diverifikasi", "verified", "verified.1", NULL, NULL },
    { "Laporan terverifikasi oleh Admin", "verified", "verified.1", NULL, NULL },
    { "Laporan diterima", "received", "received.1", NULL, NULL },
    { "Laporan ditutup oleh Sistem.", "closed", "closed-by-system.2", NULL, NULL },
    { "Selesai otomatis.", "closed", "closed-by-system.2", NULL, NULL },
    { "Selesai otomatis dalam 10 hari kerja", "status_seen", "closes-soon.1", NULL, NULL },
    { "Laporan akan ditutup oleh sistem apabila tidak ada tanggapan dari pelapor.", "status_seen",
      "closes-soon.1", NULL, NULL },
    { "Kami sampaikan bahwa jalan sudah diperbaiki, laporan akan ditutup oleh sistem.", "answered",
      "answered.1", NULL, NULL },
    { "Laporan ditutup oleh Pelapor.", "closed", "closed-by-reporter.1", NULL, NULL },
    { "Laporan ditutup oleh Admin.", "closed", "closed-by-admin.1", NULL, NULL },
    { "Laporan dinyatakan selesai", "closed", "closed.1", NULL, NULL },
    { "Laporan diarsipkan oleh Sistem.", "archived", "archived-by-system.1", NULL, NULL },
    { "Laporan diarsipkan oleh Pelapor.", "archived", "archived-by-reporter.1", NULL, NULL },
    { "Laporan diarsipkan karena tidak jelas", "archived", "archived.1", NULL, NULL },
    { "Laporan ditunda menunggu kelengkapan", "postponed", "postponed.1", NULL, NULL },
    { "Laporan dilempar ke Pemerintah Provinsi Contoh oleh Admin Nasional SP4N-LAPOR!", "disposed",
      "thrown.1", "Pemerintah Provinsi Contoh", "Admin Nasional SP4N-LAPOR!" },
    { "Laporan dipindahkan ke Dinas Air oleh Kota Contoh", "disposed", "thrown.1", "Dinas Air",
      "Kota Contoh" },
    { "Laporan dilempar kembali oleh Dinas Air ke Admin Nasional", "returned", "thrown-back.1",
      "Dinas Air", NULL },
    { "Laporan ditolak oleh Dinas Air karena bukan kewenangan", "returned", "refused.1",
      "Dinas Air", NULL },
    { "Laporan ditolak oleh Admin Nasional", "status_seen", "changed.1", NULL, NULL },
    { "Laporan ditangguhkan oleh Kota Contoh", "postponed", "suspended.1", NULL, NULL },
    { "Laporan dibuka kembali oleh Pelapor", "status_seen", "changed.1", NULL, NULL },
    { "Kategori laporan diubah menjadi Infrastruktur oleh Admin Nasional SP4N-LAPOR!",
      "status_seen", "changed.1", NULL, NULL },
    { "Laporan diserahkan kepada petugas dan telah ditindaklanjuti di lokasi.", "answered",
      "answered.1", NULL, NULL },
    /* What units write before they act. */
    { "Terima kasih atas laporannya, akan kami teruskan ke bidang terkait.", "acknowledged",
      "acknowledged-thanks.1", NULL, NULL },
    { "Terima kasih Bapak/Ibu, laporan kami terima dan akan kami sampaikan ke dinas terkait.",
      "acknowledged", "acknowledged-thanks.1", NULL, NULL },
    { "Laporan Anda telah kami terima dan segera kami tindaklanjuti", "acknowledged",
      "acknowledged.1", NULL, NULL },
    { "Laporan Anda akan diteruskan ke Dinas Air", "acknowledged", "acknowledged.1", NULL, NULL },
    { "Laporan diteruskan ke bidang terkait", "acknowledged", "forwarded-within.1", NULL, NULL },
    /* Answers. */
    { "Selamat pagi, dapat kami sampaikan bahwa lubang tersebut ada di jalan provinsi.", "answered",
      "answered.1", NULL, NULL },
    { "Terima kasih laporannya. Petugas kami sudah memperbaiki lampu pukul 10.00 WIB.", "answered",
      "answered.1", NULL, NULL },
    { "Sudah kami tangani.", "answered", "answered.1", NULL, NULL },
    { "Terima kasih atas laporannya. Dapat kami sampaikan sebagai berikut: 1. Jalan itu milik "
      "provinsi.",
      "answered", "answered.1", NULL, NULL },
    { "Halo Kak, untuk lampu di RT 3 pengerjaan dijadwalkan hari Kamis oleh tim lapangan.",
      "answered", "answered.1", NULL, NULL },
    { "Kewenangan jalan tersebut berada pada pemerintah provinsi.", "answered", "answered-long.1",
      NULL, NULL },
    { "Siap.", "answered", "answered-short.1", NULL, NULL },
    /* The reporter. */
    { "Balasan pelapor: terima kasih", "reporter_reply", "reporter-marked.1", NULL, NULL },
    { "Kami warga RT 3 masih menunggu.", "reporter_reply", "reporter-we.1", NULL, NULL },
    { "Terima kasih, jalannya sudah diperbaiki", "reporter_reply", "reporter-thanks.1", NULL,
      NULL },
    { "Terima kasih atas tanggapannya. Tanggapan kami: dinas berwenang mengawasi galian itu.",
      "reporter_reply", "reporter-thanks-reply.1", NULL, NULL },
    { "Sampai sekarang belum ada petugas yang datang", "reporter_reply", "reporter-asks.1", NULL,
      NULL },
    { "Foto baru sudah saya kirim lewat aplikasi", "reporter_reply", "reporter-voice.1", NULL,
      NULL },
    /* The same in other words. */
    { "Terdisposisi ke Dinas Kesehatan", "disposed", "disposed-otherwise.1", "Dinas Kesehatan",
      NULL },
    { "Admin Kota Contoh mendisposisikan laporan ke instansi Dinas Kesehatan", "disposed",
      "disposed-otherwise.1", "Dinas Kesehatan", NULL },
    { "Laporan belum terdisposisi ke unit mana pun", "answered", "answered-long.1", NULL, NULL },
    { "Dinas Kesehatan mengembalikan laporan ke Admin", "returned", "returned-otherwise.1", NULL,
      NULL },
    { "Disposisi ditolak oleh Dinas Kesehatan", "returned", "returned-otherwise.1",
      "Dinas Kesehatan", NULL },
    { "Laporan ditutup secara otomatis karena dalam 10 hari tidak ada tanggapan", "closed",
      "closed-by-system.2", NULL, NULL },
    { "Laporan dinyatakan selesai oleh pelapor", "closed", "declared-by-reporter.1", NULL, NULL },
    { "Status laporan berubah menjadi Selesai", "closed", "closed-short.1", NULL, NULL },
    { "Menunggu kelengkapan data dari pelapor", "postponed", "postponed-waits.1", NULL, NULL },
    { "Laporan dilengkapi oleh pelapor", "reporter_reply", "reporter-completed.1", NULL, NULL },
    { "Mohon kesediaannya menunggu, laporan sedang kami koordinasikan dengan tim.", "acknowledged",
      "acknowledged-wait.1", NULL, NULL },
    { "Sedang diproses; hasil pengecekan: lampu sudah diganti.", "answered", "answered.1", NULL,
      NULL },
    { "Terima kasih atas partisipasi Anda dalam pembangunan.", "acknowledged",
      "acknowledged-thanks-alone.1", NULL, NULL },
    { "Terima kasih atas laporannya, jalan itu sudah masuk usulan tahun depan.", "answered",
      "answered-long.1", NULL, NULL },
    { "Kok belum diperbaiki juga ya? Sudah sebulan.", "reporter_reply", "reporter-wonders.1", NULL,
      NULL },
    /* What an editor leaves around the words. */
    { "<p>Laporan didisposisikan ke <b>Dinas Air &amp; Irigasi</b>.</p>", "disposed", "disposed.1",
      "Dinas Air & Irigasi", NULL },
    { "Laporan&nbsp;didisposisikan ke\xc2\xa0"
      "Dinas Air.<br/>Mohon ditindaklanjuti",
      "disposed", "disposed.1", "Dinas Air", NULL },
    { "<div class='x'>Laporan dikembalikan oleh &quot;Dinas Air&quot; ke Admin.</div>", "returned",
      "returned.1", "Dinas Air", NULL },
    { "<p>Balasan pelapor: belum selesai</p>", "reporter_reply", "reporter-marked.1", NULL, NULL },
    { "<p>Terima kasih atas laporannya, akan kami teruskan ke bidang terkait.</p>", "acknowledged",
      "acknowledged-thanks.1", NULL, NULL },
    { "< 3 jam: laporan diteruskan ke Dinas Air", "answered", "answered-long.1", NULL, NULL },
    { "<b>&#39;Laporan&#39; &nbsp; ditutup oleh Sistem", "closed", "closed-by-system.2", NULL,
      NULL },
    { "Laporan ditutup oleh Admin <b", "closed", "closed-by-admin.1", NULL, NULL },
    { "Laporan ditutup oleh Admin <b<i>", "closed", "closed-by-admin.1", NULL, NULL },
    { "Laporan didisposisikan ke \\\"Dinas Air\\\" oleh Admin", "disposed", "disposed.1",
      "Dinas Air", "Admin" },
    { "Laporan diteruskan ke '' untuk dicek", "disposed", "disposed.1", NULL, NULL },
    /* A word inside another one is none: "diakan", "kek". */
    { "Laporan diteruskan kek Dinas Air", "answered", "answered-short.1", NULL, NULL },
};

static struct look
look_at_sentence(const char *sentence)
{
    char raw[ANSWER_MAX];

    snprintf(raw, sizeof(raw),
             "HTTP/1.1 200 OK\n\n{\"data\":[{\"id\":\"1\",\"status\":\"x\",\"log\":[{\"date\":"
             "\"Senin, 2 November 2026, 09:15\",\"keterangan\":\"%s\"}]}]}",
             sentence);
    return look_made("lapor", "complaints", raw, "");
}

static void
test_sentences(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct look look = look_at_sentence(rows[i].sentence);
        const struct complaint_event *event;
        assert_int_equal(look.run.batch.count, 2);
        event = &look.run.batch.records[1].of.complaint_event;
        if (!str_equal_c(event->kind, rows[i].kind) || !str_equal_c(event->rule, rows[i].rule) ||
            !str_equal(event->unit_ref, str_from(rows[i].unit)) ||
            !str_equal(event->from_unit_ref, str_from(rows[i].from)))
            fail_msg("\"%s\": %.*s by %.*s to \"%.*s\" from \"%.*s\", expected %s by %s",
                     rows[i].sentence, STR_ARGS(event->kind), STR_ARGS(event->rule),
                     STR_ARGS(event->unit_ref), STR_ARGS(event->from_unit_ref), rows[i].kind,
                     rows[i].rule);
        look_done(&look);
    }
}

static const struct state_row {
    const char *phrase, *status, *closed_by;
} states[] = {
    { "Belum Terverifikasi", "unverified", NULL },
    { "Terverifikasi", "verified", NULL },
    { "Didisposisikan", "disposed", NULL },
    { "Ditindaklanjuti oleh Instansi", "in_process", NULL },
    { "Menunggu Kelengkapan Informasi", "awaiting_reporter", NULL },
    { "Ditunda", "postponed", NULL },
    { "Ditutup oleh Sistem", "closed_by_system", "timer" },
    { "Ditutup oleh Admin", "closed_by_admin", "admin" },
    { "DITUTUP OLEH PELAPOR", "closed_by_reporter", "reporter" },
    { "Diarsipkan oleh Admin", "archived_by_admin", "admin" },
    { "Diarsipkan oleh Sistem", "archived_by_system", "timer" },
    { "Diarsipkan oleh Pelapor", "archived_by_reporter", "reporter" },
    { "Konten Terblokir", "blocked", NULL },
    { " Proses ", "in_process", NULL },
    { "Selesai otomatis", "closed_by_system", "timer" },
    { "Selesai otomatis dalam 6 hari", "in_process", NULL },
    { "Selesai otomatis dalam", "unknown", NULL },
    { "Selesai", "closed_by_admin", NULL },
    { "Belum", "unverified", NULL },
    { "Sesuatu yang baru", "unknown", NULL },
    { "Menunggu Verifikasi", "unverified", NULL },
    { "Terdisposisi ke Dinas Air", "disposed", NULL },
    { "Diproses", "in_process", NULL },
    { "Ditutup oleh Admin Instansi", "closed_by_admin", "admin" },
};

static void
test_states(void **state)
{
    char raw[ANSWER_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(states); i++) {
        const struct complaint *complaint;
        struct look look;
        snprintf(raw, sizeof(raw),
                 "HTTP/1.1 200 OK\n\n{\"data\":[{\"id\":\"1\",\"status\":\"%s\"}]}",
                 states[i].phrase);
        look = look_made("lapor", "complaints", raw, "");
        complaint = &look.run.batch.records[0].of.complaint;
        EXPECT_TEXT(complaint->status, states[i].status);
        EXPECT_TEXT(complaint->status_raw, states[i].phrase);
        assert_true(str_equal(complaint->closed_by, str_from(states[i].closed_by)));
        look_done(&look);
    }
}

static void
test_class_and_visibility(void **state)
{
    static const struct {
        const char *class_raw, *tipe, *class_name, *visibility;
    } cases[] = {
        { "Pengaduan Berkadar Pengawasan", "Anonim", "oversight", "anonymous" },
        { "Pengaduan Tidak Berkadar Pengawasan", "Rahasia", "no_oversight", "confidential" },
        { "Permintaan Informasi", "Anonim, Rahasia", "information", "anonymous_confidential" },
        { "Aspirasi", "", "aspiration", "public" },
        { "Whistle Blowing", "rahasia/anonim", "other", "anonymous_confidential" },
        { "", "", NULL, "public" },
    };
    char raw[ANSWER_MAX];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        const struct complaint *complaint;
        struct look look;
        snprintf(raw, sizeof(raw),
                 "HTTP/1.1 200 OK\n\n{\"data\":[{\"id\":\"1\",\"status\":\"x\",\"klasifikasi\":"
                 "\"%s\",\"tipe\":\"%s\"}]}",
                 cases[i].class_raw, cases[i].tipe);
        look = look_made("lapor", "complaints", raw, "");
        complaint = &look.run.batch.records[0].of.complaint;
        assert_true(str_equal(complaint->class_name, str_from(cases[i].class_name)));
        EXPECT_TEXT(complaint->visibility, cases[i].visibility);
        look_done(&look);
    }
}

/* The log says who answered; the stages say only when a case came, went and was closed. */
static void
test_shows_answers(void **state)
{
    static const struct {
        const char *settings;
        bool shows;
    } cases[] = { { "", true },
                  { "given set profile=flat_log\n", true },
                  { "given set profile=stages\n", false } };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct look look =
            look_made("lapor", "complaints", "HTTP/1.1 200 OK\n\n{\"data\":[]}", cases[i].settings);
        const struct source *source = look.fixture->source;
        assert_int_equal(source->shows_answers(look.fixture->settings), cases[i].shows);
        look_done(&look);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sentences),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_class_and_visibility),
        cmocka_unit_test(test_shows_answers),
    };

    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
