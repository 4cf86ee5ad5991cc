/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "say.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PICK(array)  ((array)[rng_below(rng, COUNT(array))])

static const char *const things[] = {
    "jalan berlubang",     "lampu jalan mati", "sampah menumpuk",
    "saluran air mampet",  "pohon tumbang",    "parkir liar",
    "air PDAM keruh",      "trotoar rusak",    "antrean puskesmas panjang",
    "pedagang di trotoar", "lampu merah mati", "banjir setinggi lutut",
    "jembatan retak",      "kabel menjuntai",  "bau dari TPS",
    "angkot ngetem",
};
static const char *const places[] = {
    "Jalan Kenanga",    "Jalan Flamboyan RT 03", "depan Pasar Lama",     "Gang Melati II",
    "simpang Cendana",  "Kampung Rawa Indah",    "Perumahan Griya Asri", "dekat SDN 5",
    "Jalan Merpati 12", "terminal timur",
};
static const char *const openings[] = {
    "Min, ", "Selamat pagi, ", "Assalamualaikum, ", "Halo admin, ", "", "Pak, ", "Maaf mau tanya, ",
};
static const char *const questions[] = {
    "%s%s di %s kapan diperbaiki ya?",
    "%s%s di %s sudah seminggu, kapan ditangani?",
    "%sapakah %s di %s sudah dilaporkan?",
    "%slapor ke mana kalau ada %s di %s?",
    "%sbagaimana tindak lanjut soal %s di %s?? 🙏",
    "%skenapa %s di %s dibiarkan saja? 😡",
};
static const char *const wonders[] = {
    "%skapan %s di %s diperbaiki",        "%sbagaimana nasib %s di %s",
    "%smengapa %s di %s belum ditangani", "%skenapa %s di %s tidak diurus",
    "%sdi mana bisa melaporkan %s di %s", "%ssiapa yang bertanggung jawab atas %s di %s",
};
static const char *const thanks[] = {
    "Terima kasih 🙏",
    "Terima kasih banyak min",
    "Makasih min 🙏🙏",
    "Terima kasih infonya",
    "Matur nuwun 🙏",
    "Hatur nuhun",
    "Terima kasih atas bantuannya",
    "Makasih banyak",
};
static const char *const emojis[] = {
    "👍",
    "🙏🙏🙏",
    "❤️❤️",
    "😂😂😂",
    "🔥🔥",
    "👏👏👏",
    "😢",
    "🇮🇩🇮🇩",
    "👨‍👩‍👧‍👦",
    "👍🏽👍🏽",
};
static const char *const tags[] = {
    "@warga.simulasi",
    "@info.simulasi @warga.simulasi",
    "#KotaSimulasi #Pantau",
    "@rt03.kenanga",
};
static const char *const spams[] = {
    "Slot gacor malam ini maxwin x500, link di bio",
    "Situs judi online terpercaya depo 10k langsung WD",
    "Main slot88 pasti maxwin, bonus new member 100%",
    "Bandar togel terbesar, prediksi jitu tiap malam",
};
static const char *const answers[] = {
    "Selamat siang Bapak/Ibu, %s di %s sudah kami tangani hari ini. Mohon dicek kembali.",
    "Terima kasih laporannya. Petugas kami sudah memperbaiki %s di %s pukul 10.00 WIB.",
    "Halo Kak, untuk %s di %s pengerjaan dijadwalkan hari Kamis pekan depan oleh tim lapangan.",
    "Laporan %s di %s sudah selesai dikerjakan, foto terlampir.",
};
static const char *const stocks[] = {
    "Terima kasih atas laporannya, akan kami teruskan ke bidang terkait.",
    "Terima kasih Bapak/Ibu, laporan kami terima dan akan kami sampaikan ke dinas terkait.",
};
static const char *const redirects[] = {
    "Mohon cek DM ya Kak.",
    "Silakan hubungi call center kami untuk info lebih lanjut.",
};
static const char *const posts[] = {
    "Tim kami membersihkan %s di %s pagi ini. Ayo jaga lingkungan bersama! #KotaSimulasi",
    "Jadwal pelayanan pekan ini: Senin-Jumat 08.00-15.00. Terkait %s di %s silakan lapor.",
    "Sosialisasi penanganan %s bersama warga %s berjalan lancar 😊",
    "Pengumuman: pekerjaan %s di %s dimulai Senin, 08.00 WIB. Mohon maaf atas ketidaknyamanannya.",
};
static const char *const titles[] = { "%s di %s", "Laporan %s, %s", "Mohon penanganan %s di %s" };
static const char *const bodies[] = {
    "Dengan hormat, kami warga melaporkan %s di %s. Sudah dua minggu belum ada penanganan. "
    "Mohon segera ditindaklanjuti.",
    "Saya ingin melaporkan %s di %s yang membahayakan pengendara, terutama malam hari. "
    "Kapan diperbaiki?",
    "Kepada yang terhormat, %s di %s sangat mengganggu. Kami mohon bantuan dinas terkait.",
};
static const char *const first_names[] = { "Warga", "Penduduk", "Tetangga", "Kawan", "Peserta" };
static const char *const last_names[] = { "Kenanga", "Flamboyan", "Melati",
                                          "Cendana", "Merpati",   "Rawa" };

/* The formats stand in the tables above and all take the same arguments. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static const char *
about(struct mem *mem, struct rng *rng, const char *fmt)
{
    /* One after the other: the order in which arguments are evaluated is the compiler's choice. */
    const char *thing = PICK(things);
    const char *place = PICK(places);

    return mem_format(mem, fmt, thing, place);
}

static const char *
opened(struct mem *mem, struct rng *rng, const char *fmt)
{
    const char *opening = PICK(openings);
    const char *thing = PICK(things);
    const char *place = PICK(places);

    return mem_format(mem, fmt, opening, thing, place);
}
#pragma GCC diagnostic pop

const char *
say_text(struct mem *mem, struct rng *rng, enum say kind)
{
    switch (kind) {
    case SAY_QUESTION:
        return opened(mem, rng, PICK(questions));
    case SAY_WONDER:
        return opened(mem, rng, PICK(wonders));
    case SAY_THANKS:
        return PICK(thanks);
    case SAY_EMOJI:
        return PICK(emojis);
    case SAY_TAGS:
        return PICK(tags);
    case SAY_SPAM:
        return PICK(spams);
    case SAY_PICTURE:
        return NULL;
    case SAY_ANSWER:
        return about(mem, rng, PICK(answers));
    case SAY_STOCK:
        return PICK(stocks);
    case SAY_REDIRECT:
        return PICK(redirects);
    case SAY_POST:
        return about(mem, rng, PICK(posts));
    case SAY_TITLE:
        return about(mem, rng, PICK(titles));
    case SAY_COMPLAINT:
        return about(mem, rng, PICK(bodies));
    }
    return NULL;
}

int
say_needs_answer(enum say kind)
{
    return kind == SAY_QUESTION || kind == SAY_WONDER || kind == SAY_PICTURE;
}

const char *
say_name(enum say kind)
{
    static const char *const names[] = {
        "question", "wonder", "thanks",   "emoji", "tags",  "spam",      "picture",
        "answer",   "stock",  "redirect", "post",  "title", "complaint",
    };

    return names[kind];
}

const char *
say_person(struct mem *mem, struct rng *rng)
{
    const char *first = PICK(first_names);
    const char *last = PICK(last_names);

    return mem_format(mem, "%s %s %d", first, last, (int)rng_below(rng, 1000));
}

const char *
say_automatic(struct mem *mem, const char *unit_name)
{
    return mem_format(
        mem, "Terima kasih telah menghubungi %s. Pesan Anda akan kami balas pada jam kerja.",
        unit_name);
}
