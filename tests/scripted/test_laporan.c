/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The complaint export whatever its bytes: every truncation and every changed byte ends, and gives
 * only records that may be stored. What it reads is compared with the database in test_ctl.py.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ctl_laporan.h"

static const char sample[] =
    "\xef\xbb\xbfJudul Laporan;;Laporan Ringkas\r\nTanggal Generate;;2026-11-14\r\n;;\r\n"
    "Status Laporan;Tracking ID;Tanggal Laporan Masuk;Waktu Laporan Masuk;Isi Laporan Akhir;"
    "Judul Laporan;Tipe Laporan (Anonim/Rahasia);Klasifikasi Laporan;Rating;Kategori\r\n"
    "Ditutup oleh Admin;5216807;29 May 2023;02:13:45;\"Jalan; \"\"rusak\"\"\n081234567890\";"
    "Lubang;Anonim, Rahasia;Aspirasi;4,5;Jalan\r\n"
    "Terverifikasi;5216808;2023-05-30;;Taman \xc3\xa9;;;Pengaduan Berkadar Pengawasan;3;\r\n";

/* Rows read and records made of them; -1: there was no table. */
static int
read_all(struct str bytes, size_t *ret_records)
{
    struct arena *arena = arena_new(1u << 20);
    struct error err = ERROR_INIT;
    struct laporan laporan;
    struct laporan_row row;
    struct batch batch;
    int rows = -1;

    batch_init(&batch, arena);
    if (ctl_laporan_open(&laporan, bytes, &err)) {
        enum laporan_outcome outcome;

        rows = 0;
        while ((outcome = ctl_laporan_next(&laporan, arena, &row)) != LAPORAN_END) {
            rows++;
            error_clear(&err);
            assert_int_not_equal(outcome, LAPORAN_LIMIT);
            if (outcome == LAPORAN_ROW) {
                bool ok = ctl_laporan_read(&row, STR("1"), laporan.generated_at_us, &batch, &err);

                assert_int_equal(ok, !error_is_set(&err));
            }
        }
    }
    for (size_t i = 0; i < batch.count; i++)
        assert_true(record_check(&batch.records[i], &err));
    *ret_records = batch.count;
    arena_free(arena);
    return rows;
}

static void
test_whole(void **state)
{
    size_t records;

    (void)state;
    /* Two complaints; arrival of both, the end of the first, the state of the second. */
    assert_int_equal(read_all((struct str){ sample, sizeof(sample) - 1 }, &records), 2);
    assert_int_equal(records, 6);
}

static void
test_every_truncation(void **state)
{
    size_t records;

    (void)state;
    for (size_t n = 0; n < sizeof(sample); n++) {
        char *copy = xmalloc(n); /* so that a read past the end is found */

        memcpy(copy, sample, n);
        assert_in_range(read_all((struct str){ copy, n }, &records) + 1, 0, 3);
        free(copy);
    }
}

static void
test_every_changed_byte(void **state)
{
    static const char bytes[] = { '\0', '"', ';', '\n', '\r', 'x', '\x80', '\xff' };
    char copy[sizeof(sample)];
    size_t records;

    (void)state;
    for (size_t n = 0; n + 1 < sizeof(sample); n++)
        for (size_t i = 0; i < sizeof(bytes); i++) {
            memcpy(copy, sample, sizeof(sample));
            copy[n] = bytes[i];
            (void)read_all((struct str){ copy, sizeof(sample) - 1 }, &records);
            assert_in_range(records, 0, 6);
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_every_changed_byte),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
