/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Types the sentences of a flat log. An entry has a date and a text, no kind and no actor, so rules
 * decide, and each verdict keeps the id and version of its rule and how sure it is. The first rule
 * that fits wins; the last one always does.
 *
 * Words are matched whole, in any case, with runs of white space as one blank, and without the HTML
 * that an editor of the admin site leaves around them. "a|b" means either.
 * What separates an acknowledgement ("akan kami teruskan") from a disposition ("diteruskan ke Dinas
 * …") is the voice: units write "kami", the system writes the passive. A text that no rule knows is
 * an answer when it is long enough to be one: logs hold hardly anything else.
 *
 * A rule that changes its meaning gets a new version, so that stored verdicts can be told apart.
 */

#include "source/lapor.h"

#include <string.h>

#include "base/utf8.h"

#define READ_MAX 4096 /* of a sentence: what a rule wants to see stands at its start */
#define SUBJECTS "laporan|pengaduan|aduan|aspirasi|permintaan informasi"
/*
 * Words for work that was done or facts that are given: what makes a text an answer and not a
 * receipt.
 */
#define RESULTS                                                                              \
    "sampaikan bahwa|informasikan bahwa|jelaskan bahwa|sudah selesai|telah selesai|"         \
    "sampaikan sebagai berikut|informasikan sebagai berikut|jelaskan sebagai berikut|"       \
    "sampaikan hal sebagai berikut|sampaikan beberapa hal|"                                  \
    "sudah diperbaiki|telah diperbaiki|sudah kami perbaiki|telah kami perbaiki|memperbaiki|" \
    "sudah kami tangani|telah kami tangani|sudah ditangani|telah ditangani|telah dilakukan|" \
    "sudah dilakukan|telah kami lakukan|sudah kami lakukan|telah dilaksanakan|"              \
    "sudah dilaksanakan|telah melakukan|sudah melakukan|telah melaksanakan|dijadwalkan|"     \
    "terlampir|berdasarkan hasil|hasil peninjauan|hasil pengecekan|sudah dibersihkan|"       \
    "telah dibersihkan|sudah diangkut|telah diangkut|sudah ditindaklanjuti|telah ditindaklanjuti"

struct rule {
    const char *id; /* name and version */
    const char *kind, *actor;
    double confidence;
    const char *starts, *has, *has_too, *lacks; /* NULL: no condition */
    size_t longest, shortest;                   /* bytes; 0: no condition */
    enum lapor_names names;
};

#define BY_TIMER                                                                     \
    "ditutup oleh sistem|ditutup otomatis|ditutup secara otomatis|otomatis ditutup|" \
    "selesai otomatis"

static const struct rule rules[] = {
    /* A countdown ("selesai otomatis dalam 6 hari"): nothing is closed yet. */
    { .id = "closes-soon.1",
      .kind = "status_seen",
      .confidence = 0.9,
      .has = BY_TIMER,
      .has_too = "akan|otomatis dalam|sistem dalam",
      .lacks = "kami|" RESULTS,
      .longest = 300 },
    { .id = "closed-by-system.2",
      .kind = "closed",
      .actor = "timer",
      .confidence = 0.98,
      .has = BY_TIMER,
      .lacks = "akan|kami",
      .longest = 300 },
    { .id = "closed-by-reporter.1",
      .kind = "closed",
      .actor = "reporter",
      .confidence = 0.98,
      .has = "ditutup oleh pelapor|pelapor menutup|ditutup pelapor",
      .longest = 300 },
    { .id = "declared-by-reporter.1",
      .kind = "closed",
      .actor = "reporter",
      .confidence = 0.95,
      .has = "dinyatakan selesai oleh pelapor|diselesaikan oleh pelapor",
      .lacks = "akan|belum",
      .longest = 150 },
    { .id = "closed-by-admin.1",
      .kind = "closed",
      .actor = "admin",
      .confidence = 0.98,
      .has = "ditutup oleh admin|admin menutup",
      .longest = 300 },
    { .id = "closed.1",
      .kind = "closed",
      .confidence = 0.9,
      .starts = SUBJECTS,
      .has = "ditutup|dinyatakan selesai",
      .lacks = "kami|akan",
      .longest = 150 },
    { .id = "closed-short.1",
      .kind = "closed",
      .confidence = 0.85,
      .starts = "laporan selesai|pengaduan selesai|aduan selesai|status laporan",
      .has = "laporan selesai|pengaduan selesai|aduan selesai|menjadi selesai",
      .longest = 60 },
    { .id = "archived-by-system.1",
      .kind = "archived",
      .actor = "timer",
      .confidence = 0.98,
      .has = "diarsipkan oleh sistem",
      .longest = 300 },
    { .id = "archived-by-reporter.1",
      .kind = "archived",
      .actor = "reporter",
      .confidence = 0.98,
      .has = "diarsipkan oleh pelapor",
      .longest = 300 },
    { .id = "archived-by-admin.1",
      .kind = "archived",
      .actor = "admin",
      .confidence = 0.98,
      .has = "diarsipkan oleh admin",
      .longest = 300 },
    { .id = "archived.1",
      .kind = "archived",
      .confidence = 0.95,
      .starts = SUBJECTS "|diarsipkan",
      .has = "diarsipkan",
      .lacks = "kami|akan",
      .longest = 300 },
    { .id = "postponed.1",
      .kind = "postponed",
      .confidence = 0.9,
      .starts = SUBJECTS "|ditunda",
      .has = "ditunda|tertunda",
      .lacks = "kami|akan",
      .longest = 300 },
    { .id = "suspended.1",
      .kind = "postponed",
      .confidence = 0.9,
      .starts = SUBJECTS,
      .has = "ditangguhkan",
      .lacks = "kami|akan",
      .longest = 300 },
    { .id = "postponed-waits.1",
      .kind = "postponed",
      .confidence = 0.85,
      .starts = "menunggu kelengkapan",
      .longest = 200 },
    { .id = "returned.1",
      .kind = "returned",
      .confidence = 0.9,
      .starts = SUBJECTS "|disposisi|dikembalikan",
      .has = "dikembalikan",
      .lacks = "kami|akan",
      .longest = 400,
      .names = LAPOR_NAMES_BY },
    { .id = "returned-otherwise.1",
      .kind = "returned",
      .confidence = 0.85,
      .has = "mengembalikan laporan|mengembalikan disposisi|disposisi ditolak|laporan dikembalikan",
      .lacks = "kami|akan|" RESULTS,
      .longest = 300,
      .names = LAPOR_NAMES_BY },
    /* "Thrown", as the national admin's log says it. */
    { .id = "thrown-back.1",
      .kind = "returned",
      .confidence = 0.9,
      .starts = SUBJECTS,
      .has = "dilempar kembali|dilemparkan kembali",
      .lacks = "kami|akan",
      .longest = 400,
      .names = LAPOR_NAMES_BY },
    { .id = "refused.1",
      .kind = "returned",
      .confidence = 0.85,
      .starts = SUBJECTS,
      .has = "ditolak oleh",
      .lacks = "kami|akan|admin|sistem|pelapor",
      .longest = 300,
      .names = LAPOR_NAMES_BY },
    { .id = "thrown.1",
      .kind = "disposed",
      .confidence = 0.95,
      .starts = SUBJECTS,
      .has = "dilempar|dilemparkan|dipindahkan",
      .has_too = "ke|kepada",
      .lacks = "kami|akan|terima kasih|" RESULTS,
      .longest = 400,
      .names = LAPOR_NAMES_TO },
    { .id = "forwarded-within.1",
      .kind = "acknowledged",
      .confidence = 0.85,
      .has = "diteruskan|disampaikan|dikoordinasikan",
      .has_too = "bidang terkait|dinas terkait|instansi terkait|opd terkait|pihak terkait|"
                 "unit terkait|tim terkait|petugas terkait",
      .lacks = RESULTS,
      .longest = 300 },
    { .id = "disposed.1",
      .kind = "disposed",
      .confidence = 0.95,
      .starts = SUBJECTS "|disposisi|telah|sudah|didisposisikan|diteruskan",
      .has = "didisposisikan|diteruskan|dilimpahkan|dialihkan|disposisi",
      .has_too = "ke|kepada",
      .lacks = "kami|akan|terima kasih",
      .longest = 400,
      .names = LAPOR_NAMES_TO },
    { .id = "disposed-otherwise.1",
      .kind = "disposed",
      .confidence = 0.9,
      .has = "mendisposisikan|terdisposisi|meneruskan laporan|melimpahkan laporan",
      .has_too = "ke|kepada",
      .lacks = "kami|akan|belum|terima kasih|" RESULTS,
      .longest = 300,
      .names = LAPOR_NAMES_TO },
    { .id = "verified.1",
      .kind = "verified",
      .confidence = 0.95,
      .starts = SUBJECTS "|telah|sudah",
      .has = "diverifikasi|terverifikasi",
      .lacks = "kami|akan|belum",
      .longest = 200 },
    { .id = "received.1",
      .kind = "received",
      .confidence = 0.85,
      .starts = SUBJECTS,
      .has = "diterima|dibuat|masuk|dikirim|terdaftar",
      .lacks = "kami|akan|terima kasih|sedang|belum",
      .longest = 120 },
    /* What the system tells of the report itself is nobody's answer. */
    { .id = "changed.1",
      .kind = "status_seen",
      .confidence = 0.85,
      .starts = SUBJECTS "|kategori laporan|judul laporan|isi laporan|klasifikasi laporan|"
                         "lokasi laporan|instansi laporan|status laporan",
      .has = "dibuka kembali|dibuka lagi|dihapus|dipublikasikan|digabung|digabungkan|diubah|"
             "diperbarui|disunting|dirahasiakan|diblokir|ditolak",
      .lacks = "kami|akan|terima kasih|" RESULTS,
      .longest = 200 },
    { .id = "reporter-completed.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.9,
      .has = "dilengkapi oleh pelapor|dilengkapi pelapor",
      .longest = 200 },
    { .id = "reporter-marked.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.95,
      .starts = "pelapor|tanggapan pelapor|balasan pelapor|komentar pelapor|dari pelapor|"
                "jawaban pelapor" },
    { .id = "reporter-we.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.8,
      .has = "kami warga|kami selaku pelapor|saya selaku pelapor|saya sebagai pelapor" },
    /* "Thank you for the reply": units thank for reports. */
    { .id = "reporter-thanks-reply.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.75,
      .starts = "terima kasih atas tanggapannya|terima kasih atas jawabannya|"
                "terima kasih atas responnya|terima kasih atas responsnya|"
                "terima kasih atas balasannya|terima kasih atas penjelasannya",
      .lacks = "saudara|bapak|ibu|pelapor|" RESULTS },
    { .id = "acknowledged-thanks.1",
      .kind = "acknowledged",
      .confidence = 0.9,
      .has = "terima kasih|terimakasih|mohon maaf",
      .has_too = "akan kami|akan segera|segera kami|kami teruskan|kami sampaikan|"
                 "kami koordinasikan|akan diteruskan|akan ditindaklanjuti|akan disampaikan|"
                 "kami tindaklanjuti|kami tampung|kami proses|kami terima",
      .lacks = RESULTS,
      .longest = 400 },
    { .id = "acknowledged.1",
      .kind = "acknowledged",
      .confidence = 0.85,
      .has =
          "akan diteruskan|akan ditindaklanjuti|"
          "telah kami terima|sudah kami terima|kami teruskan|akan kami tindaklanjuti|"
          "akan kami koordinasikan|akan kami sampaikan|akan segera kami|segera kami tindaklanjuti",
      .lacks = RESULTS,
      .longest = 300 },
    /* "Please wait" is no answer, and neither is thanks alone. */
    { .id = "acknowledged-wait.1",
      .kind = "acknowledged",
      .confidence = 0.85,
      .has = "mohon ditunggu|mohon menunggu|mohon kesediaannya menunggu|mohon bersabar|"
             "sedang dalam proses|masih dalam proses|dalam proses tindak lanjut|sedang diproses|"
             "sedang kami proses|sedang kami koordinasikan|sedang kami tindaklanjuti|"
             "sedang kami tindak lanjuti|sedang ditindaklanjuti",
      .lacks = RESULTS,
      .longest = 250 },
    { .id = "acknowledged-thanks-alone.1",
      .kind = "acknowledged",
      .confidence = 0.85,
      .starts = "terima kasih|terimakasih",
      .has = "atas laporan|atas laporannya|atas pengaduan|atas pengaduannya|atas aduan|"
             "atas aduannya|atas informasi|atas informasinya|atas partisipasi|"
             "atas partisipasinya|telah melapor|sudah melapor",
      .lacks = "sudah|telah|bahwa|" RESULTS,
      .longest = 100 },
    { .id = "reporter-thanks.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.8,
      .starts = "terima kasih|terimakasih|alhamdulillah",
      .has = "sudah diperbaiki|sudah ditangani|sudah dibersihkan|sudah diangkut|"
             "atas tindak lanjut|atas perbaikannya|atas penanganannya|atas responnya|"
             "atas tanggapannya|atas jawabannya",
      .lacks = "kami",
      .longest = 300 },
    { .id = "reporter-voice.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.7,
      .has = "saya",
      .lacks = "kami",
      .longest = 1000 },
    { .id = "reporter-asks.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.7,
      .starts = "mohon|tolong|kapan|kenapa|mengapa|sampai sekarang|sampai saat ini|masih belum|"
                "belum ada",
      .lacks = "kami|kak|bapak|ibu|dm|silakan|" RESULTS,
      .longest = 300 },
    { .id = "reporter-wonders.1",
      .kind = "reporter_reply",
      .actor = "reporter",
      .confidence = 0.7,
      .starts = "kok|gimana|bagaimana kelanjutan|apakah sudah",
      .lacks = "kami|kak|bapak|ibu|dm|silakan|" RESULTS,
      .longest = 300 },
    { .id = "answered.1", .kind = "answered", .confidence = 0.95, .has = RESULTS },
    { .id = "answered-long.1", .kind = "answered", .confidence = 0.8, .shortest = 40 },
    { .id = "answered-short.1", .kind = "answered", .confidence = 0.5 },
};

/* True when one of "a|b" stands in the text; at its start, where at_start is set. */
static bool
has_one(struct str text, const char *words, bool at_start)
{
    struct str rest = str_from(words);
    struct str word;

    while (str_split(&rest, '|', &word)) {
        size_t at = lapor_find_word(at_start ? str_sub(text, 0, word.n + 1) : text, word, 0);
        if (at != SIZE_MAX && (!at_start || at == 0))
            return true;
    }
    return false;
}

static bool
fits(const struct rule *rule, struct str text)
{
    if (rule->longest > 0 && text.n > rule->longest)
        return false;
    if (text.n < rule->shortest)
        return false;
    return (rule->starts == NULL || has_one(text, rule->starts, true)) &&
           (rule->has == NULL || has_one(text, rule->has, false)) &&
           (rule->has_too == NULL || has_one(text, rule->has_too, false)) &&
           (rule->lacks == NULL || !has_one(text, rule->lacks, false));
}

bool
lapor_rules_read(struct arena *arena, struct str sentence, struct lapor_reading *ret_reading)
{
    struct str text;
    struct str lower;
    const struct rule *rule = rules;

    if (!lapor_plain(arena, utf8_cut(sentence, READ_MAX), &text) ||
        !lapor_fold(arena, text, &lower))
        return false;
    while (rule < &rules[ARRAY_SIZE(rules) - 1] && !fits(rule, lower))
        rule++;
    *ret_reading = (struct lapor_reading){ .kind = rule->kind,
                                           .rule = rule->id,
                                           .actor = rule->actor,
                                           .confidence = rule->confidence,
                                           .unit = STR_NONE,
                                           .from_unit = STR_NONE };
    lapor_names_read(rule->names, text, lower, ret_reading);
    return true;
}
