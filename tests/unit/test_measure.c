/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * text/measure and text/spelling: counts, facts and manners of texts, by hand; what makes two texts
 * copies; which words are looked up, against a dictionary of a few words.
 */

#include "unit.h"

#include "text/measure.h"

#include <string.h>

static const struct {
    const char *text;
    int words, sentences, letters;
} counts[] = {
    { "", 0, 0, 0 },
    { "\xf0\x9f\x99\x8f @pemkot https://a.id 12", 0, 0, 0 },
    { "Air mati", 2, 1, 7 },
    { "Air mati. Kapan nyala?! Ayo", 5, 3, 20 },
    { "Baris satu\n\nbaris dua", 4, 2, 17 },
    { "Jl. Merdeka, pkl. 9. Datang di sini.", 6, 2, 24 },
    { "di jl! Ya", 3, 2, 6 }, /* only a point follows an abbreviation */
    { "ke pasar. Ya", 3, 2, 9 },
    { "sudah. Ya", 2, 2, 7 },
    { "ya. Ya", 2, 2, 4 },
    { "anak-anak #lari", 1, 1, 8 },
};

static void
test_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        struct measure measure;
        measure_text(str_from(counts[i].text), NULL, &measure);
        EXPECT_INT(counts[i].text, measure.words, counts[i].words);
        EXPECT_INT(counts[i].text, measure.sentences, counts[i].sentences);
        EXPECT_INT(counts[i].text, measure.letters, counts[i].letters);
        EXPECT_INT(counts[i].text, measure.looked_up, -1);
        EXPECT_INT(counts[i].text, measure.unknown, -1);
        EXPECT_INT(counts[i].text, measure.copy_hash >= 0, counts[i].words > 0);
    }
}

static const struct {
    const char *text;
    unsigned want;
} facts[] = {
    { "air mati lagi", 0 },
    { "hari Senin", MEASURE_DATE },
    { "hari ini", MEASURE_DATE },
    { "hari lain ini", 0 },
    { "5 Desember", MEASURE_DATE },
    { "Desember 2026", MEASURE_DATE },
    { "akhir Desember", 0 },
    { "tanggal 05/12/2026", MEASURE_DATE },
    { "tanggal 5-12-26", MEASURE_DATE },
    { "nomor surat 05/12/20267", MEASURE_CONTACT }, /* no date; after "nomor" a number to call */
    { "1/2/3", 0 },
    { "1/2", 0 },
    { "1.500.000", 0 },
    { "2.500.00", 0 },
    { "12.5.202", 0 },
    { "123/5/2026", 0 },
    { "1/2/26/4", 0 },
    { "pukul 9", MEASURE_TIME },
    { "pkl. 08.30", MEASURE_TIME },
    { "9 pagi", 0 },
    { "9 WIB", MEASURE_TIME },
    { "jam wib", 0 },
    { "08:00-12:00", MEASURE_TIME },
    { "8:30", MEASURE_TIME },
    { "skor 2:1 1:234 123:45 4:5x", 0 },
    { "1:2", 0 },
    { "12.30", 0 },
    { "12:3a 8:3:0", 0 },
    { "jalan Merdeka", MEASURE_PLACE },
    { "jalan kaki", 0 },
    { "jalan \xc3\xa9toile", 0 },
    { "RT 05", MEASURE_PLACE },
    { "bertempat di aula", MEASURE_PLACE },
    { "hubungi 112", MEASURE_CONTACT },
    { "hubungi kami di 112", MEASURE_CONTACT },
    { "hubungi kami. Ada 112 orang", 0 },
    { "0812 5550 1234", 0 },
    { "0812-5550-1234", MEASURE_CONTACT },
    { "6281255501234", MEASURE_CONTACT },
    { "81255501234", 0 },
    { "[telepon]", MEASURE_CONTACT },
    { "info@example.id", MEASURE_CONTACT },
    { "lapor.go.id", MEASURE_LINK },
    { "Senin 5 Mei pukul 9 di Aula Kota, hubungi 112 atau www.a.id",
      MEASURE_DATE | MEASURE_TIME | MEASURE_PLACE | MEASURE_CONTACT | MEASURE_LINK },
};

static void
test_facts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(facts); i++) {
        struct measure measure;
        measure_text(str_from(facts[i].text), NULL, &measure);
        EXPECT_INT(facts[i].text, measure.facts, facts[i].want);
    }
}

static const struct {
    const char *text;
    unsigned want;
} manners[] = {
    { "sudah diperbaiki", 0 },
    { "Selamat pagi Kak, terima kasih", MEASURE_GREETING | MEASURE_HONORIFIC | MEASURE_THANKS },
    { "terima. kasih", 0 },
    { "Ngapunten Pak", MEASURE_APOLOGY | MEASURE_HONORIFIC },
    { "dasar goblok", MEASURE_INSULT },
    { "JALAN RUSAK PARAH", MEASURE_CAPITALS },
    { "JALAN RUSAK PARAH sekali", MEASURE_CAPITALS },
    { "JALAN RUSAK parah sekali", 0 },
    { "PDAM RSUD", 0 },
    { "DI KE YA OK", 0 },
    { "JALAN-2 RUSAK-X JELEK9", MEASURE_CAPITALS },
    { "aaaaaaaaaabbbbbbbbbbccccccccccddddd maaf", MEASURE_APOLOGY }, /* too long for the lexicon */
};

static void
test_manners(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(manners); i++) {
        struct measure measure;
        measure_text(str_from(manners[i].text), NULL, &measure);
        EXPECT_INT(manners[i].text, measure.manners, manners[i].want);
    }
}

static int64_t
copy_hash(const char *text)
{
    struct measure measure;

    measure_text(str_from(text), NULL, &measure);
    return measure.copy_hash;
}

/* FNV-1a of "a ", from the algorithm's definition: the offset basis, then twice xor and times the
 * prime, worked out apart; its lowest bit is left out, so that it is never below 0. */
static void
test_copies(void **state)
{
    (void)state;
    assert_true(copy_hash("Terima kasih, @ani!") ==
                copy_hash("terima  KASIH @budi \xf0\x9f\x99\x8f"));
    assert_true(copy_hash("terima kasih") != copy_hash("terimakasih"));
    assert_true(copy_hash("tiket 12") != copy_hash("tiket 13"));
    assert_int_equal(copy_hash(""), -1);
    assert_true(copy_hash("a") == (int64_t)(UINT64_C(0x089c0207b5452844) >> 1));
}

/* ---- spelling ---- */

static bool
knows(void *ctx, const char *word)
{
    static const char *const words[] = { "jalan", "rusak", "warga", "belum", "aspal",
                                         "depan", "sudah", "di",    "pasar", "lampu" };

    (*(int *)ctx)++;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (strcmp(words[i], word) == 0)
            return true;
    }
    return false;
}

static const struct {
    const char *text;
    int looked_up, unknown;
} spelt[] = {
    { "Jalan depan pasar sudah rusak", 5, 0 },
    { "Jalan depan pasar sudah rusk", 5, 1 },
    { "Jalan di depan pasar Rebo sudah rusak", 5, 0 },            /* short, a name */
    { "Belum diaspal! Jalannya rusak, warga-warga belum", 6, 0 }, /* di-, -nya, twice */
    { "Jalan rusak warga-wargi belum", 4, 0 },                    /* "wargi" is an exception */
    { "Jalan rusak warga-wargu belum", 4, 1 },
    { "Lampu jalan SD2 rusaknyi warga PDAM belum nyala", 6, 2 },
    { "\xf0\x9f\x9a\xa7 Lampu jalan belum sudah @ani Lampu rusak", 5, 0 },
    { "jalan rusak belum aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee warga", 4, 0 },
    { "SUDah jalan dirusak warga xyz belum", 5, 1 },
    { "jalan rusak belum xnya diperbaiki warga", 6, 2 },
    { "jalan rusak belum nya sudah warga rus\xc3\xa9k", 6, 0 },
};

static void
test_spelling(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(spelt); i++) {
        int calls = 0;
        struct spelling_dictionary dictionary = { knows, &calls };
        struct measure measure;
        measure_text(str_from(spelt[i].text), &dictionary, &measure);
        EXPECT_STR(spelt[i].text, measure.language, STR("id"));
        EXPECT_INT(spelt[i].text, measure.looked_up, spelt[i].looked_up);
        EXPECT_INT(spelt[i].text, measure.unknown, spelt[i].unknown);
        EXPECT(spelt[i].text, calls > 0);
    }
}

/* English, and capitals: which are names nobody can say. */
static void
test_not_spelt(void **state)
{
    static const char *const texts[] = { "When will the road be repaired",
                                         "JALAN DEPAN PASAR SUDAH RUSAK", "12" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        int calls = 0;
        struct spelling_dictionary dictionary = { knows, &calls };
        struct measure measure;
        measure_text(str_from(texts[i]), &dictionary, &measure);
        EXPECT_INT(texts[i], measure.looked_up, -1);
        EXPECT_INT(texts[i], calls, 0);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),   cmocka_unit_test(test_facts),
        cmocka_unit_test(test_manners),  cmocka_unit_test(test_copies),
        cmocka_unit_test(test_spelling), cmocka_unit_test(test_not_spelt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
