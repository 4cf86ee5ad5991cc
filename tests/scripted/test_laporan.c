/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The complaint export whatever its bytes: every truncation and every changed byte ends, and gives
 * only records that may be stored. Dates, ids and keys by hand; what it reads is compared with the
 * database in test_ctl.py.
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
    if (ctl_laporan_open(&laporan, bytes, INT64_C(1800000000) * WHEN_SECOND, &err)) {
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
    ctl_laporan_close(&laporan);
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
    /* Two complaints; arrival, state and holder of both. */
    assert_int_equal(read_all((struct str){ sample, sizeof(sample) - 1 }, &records), 2);
    assert_int_equal(records, 8);
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
            assert_in_range(records, 0, 8);
        }
}

/* One row of a table with these four columns; the number of its records, 0: it was refused. */
static size_t
read_row(struct arena *arena, const char *id, const char *date, const char *clock,
         const char *status, struct batch *ret_batch)
{
    const struct str heading =
        STR("Kategori Lama\tTracking ID\tTanggal Laporan Masuk\tWaktu Laporan Masuk\t"
            "Status Laporan\tKategori\n\r\n");
    static char bytes[512];
    struct error err = ERROR_INIT;
    struct laporan laporan;
    struct laporan_row row;
    int64_t seen_at_us;

    (void)snprintf(bytes, sizeof(bytes), "%.*sx\t%s\t%s\t%s\t%s\tJalan\n\n", STR_ARGS(heading), id,
                   date, clock, status);
    batch_init(ret_batch, arena);
    assert_true(
        ctl_laporan_open(&laporan, str_from(bytes), INT64_C(1800000000) * WHEN_SECOND, &err));
    assert_int_equal(ctl_laporan_next(&laporan, arena, &row), LAPORAN_ROW);
    assert_true(when_days(2024, 1, 1, &seen_at_us));
    seen_at_us *= WHEN_DAY;
    if (!ctl_laporan_read(&row, STR("1"), seen_at_us, ret_batch, &err))
        assert_int_equal(ret_batch->count, 0);
    else
        assert_true(str_equal_c(ret_batch->records[0].of.complaint.topic, "Jalan"));
    assert_int_equal(ctl_laporan_next(&laporan, arena, &row), LAPORAN_END);
    ctl_laporan_close(&laporan);
    return ret_batch->count;
}

/* Seconds by date(1); precision 0: refused. */
static const struct {
    const char *date, *clock;
    int64_t received_s, precision_s;
} cases[] = {
    { "17 Agu 2024", "", 1723852800, 86400 },
    { "17 Ags 2024", "", 1723852800, 86400 },
    { "17 August 2024", "00:00", 1723852800, 1 },
    { "1 Okt 2024", "07:05", 1727740800 + 25500, 1 },
    { "1 Mei 2024", "07:05:09", 1714521600 + 25509, 1 },
    { "2024-12-01", "23:59:59", 1733011200 + 86399, 1 },
    { "1 Des 2024", "", 1733011200, 86400 },
    { "17 Xyz 2024", "", 0, 0 },
    { "32 Jan 2024", "", 0, 0 },
    { "0 Jan 2024", "", 0, 0 },
    { "2024-13-01", "", 0, 0 },
    { "2024-02-30", "", 0, 0 },
    { "1 Jan 2024 x", "", 0, 0 },
    { "1 Jan 2024", "7:05", 1704067200 + 25500, 1 },
    { "1 Jan 2024", "7:05 PM", 1704067200 + 68700, 1 },
    { "1 Jan 2024", "12:05:01 am", 1704067200 + 301, 1 },
    { "1 Jan 2024", "02.13.45", 1704067200 + 8025, 1 },
    { "1 Jan 2024", "0.25", 1704067200 + 21600, 1 },
    { "1 Jan 2024 08:00", "", 1704067200 + 28800, 1 },
    { "2024-01-01T08:00:01", "", 1704067200 + 28801, 1 },
    { "Senin, 1 Januari 2024", "", 1704067200, 86400 },
    { "Jan 1, 2024", "", 1704067200, 86400 },
    { "1-Jan-24", "", 1704067200, 86400 },
    { "01/02/2024", "", 1706745600, 86400 },
    { "45292", "", 1704067200, 86400 },
    { "45292.25", "", 1704067200 + 21600, 1 },
    { "45292", "2024-01-01 08:00:01", 1704067200 + 28801, 1 },
    { "2023", "", 0, 0 },
    { "1e9", "", 0, 0 },
    { "1 Jan 2024 Senin", "", 0, 0 },
    { "Senin Jan 1 2024", "", 0, 0 },
    { "1 Jan 202", "", 0, 0 },
    { "1 Jan 2024 25:00", "", 0, 0 },
    { "1 Jan 2024", "13:00 PM", 0, 0 },
    { "1 Jan 2024", "1.5", 0, 0 },
    { "1 Jan 2024", "07", 0, 0 },
    { "1 Jan 2024", "24:00", 0, 0 },
    { "1 Jan 2024", "07:60", 0, 0 },
    { "1 Jan 2024", "07:05:09:01", 0, 0 },
};

static void
test_dates_and_clocks(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct arena *arena = arena_new(1u << 20);
        struct batch batch;
        size_t count = read_row(arena, "7", cases[i].date, cases[i].clock, "x", &batch);

        if (count != (cases[i].precision_s == 0 ? 0 : 2))
            fail_msg("%s %s: %zu records", cases[i].date, cases[i].clock, count);
        if (count > 0) {
            const struct complaint *complaint = &batch.records[0].of.complaint;

            assert_int_equal(complaint->received_at_us, cases[i].received_s * WHEN_SECOND);
            assert_int_equal(complaint->precision_s, cases[i].precision_s);
        }
        arena_free(arena);
    }
}

static void
test_ids(void **state)
{
    static const char *const good[] = { "1", "123456789012345678" };
    static const char *const bad[] = { "", "1234567890123456789", "12a", "-1" };
    struct arena *arena = arena_new(1u << 20);
    struct batch batch;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        assert_int_equal(read_row(arena, good[i], "2024-01-01", "", "x", &batch), 2);
    for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
        assert_int_equal(read_row(arena, bad[i], "2024-01-01", "", "x", &batch), 0);
    arena_free(arena);
}

static const struct complaint_event *
event_of(const struct batch *batch, size_t place)
{
    return &batch->records[place].of.complaint_event;
}

/*
 * The feed's adapter makes the same events of the same case: the keys are those of
 * tests/source/lapor/complaints/009_status_without_a_time.expect.
 */
static void
test_events(void **state)
{
    struct arena *arena = arena_new(1u << 20);
    struct batch batch;
    const struct complaint_event *event;

    (void)state;
    assert_int_equal(read_row(arena, "5216900", "12 Feb 2023", "16:59",
                              "Menunggu Kelengkapan Informasi", &batch),
                     4);
    assert_true(str_equal_c(event_of(&batch, 1)->kind, "received"));
    assert_true(str_equal_c(event_of(&batch, 1)->event_key, "767349e13ee2a3dd"));
    event = event_of(&batch, 2);
    assert_true(str_equal_c(event->kind, "status_seen"));
    assert_true(str_equal_c(event->event_key, "dead15675b662569"));
    assert_true(str_equal_c(event->rule, "status.1"));
    assert_true(str_is_none(event->actor));
    assert_int_equal(event->at_earliest_us, INT64_C(1676221140) * WHEN_SECOND);
    assert_int_equal(event->at_latest_us, INT64_C(1704067200) * WHEN_SECOND);
    /* Who is named beside it had it then; no state says since when. */
    event = event_of(&batch, 3);
    assert_true(str_equal_c(event->kind, "disposed"));
    assert_true(str_equal_c(event->unit_ref, "1"));
    assert_true(str_is_none(event->text));
    assert_true(event->confidence < 1);
    assert_int_equal(event->at_earliest_us, INT64_C(1676221140) * WHEN_SECOND);
    assert_int_equal(event->at_latest_us, INT64_C(1704067200) * WHEN_SECOND);
    /* Seen before it arrived, by two clocks: an interval does not end before it begins. */
    assert_int_equal(read_row(arena, "11", "2 Nov 2026", "02:15", "Ditutup oleh Pelapor", &batch),
                     4);
    assert_true(str_equal_c(event_of(&batch, 1)->event_key, "1bdaf1b80d6f581d"));
    event = event_of(&batch, 2);
    assert_true(str_equal_c(event->kind, "closed"));
    assert_true(str_equal_c(event->event_key, "8a4c5495c5794b39"));
    assert_true(str_equal_c(event->actor, "reporter"));
    assert_int_equal(event->at_latest_us, event->at_earliest_us);
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_every_changed_byte),
        cmocka_unit_test(test_dates_and_clocks),
        cmocka_unit_test(test_ids),
        cmocka_unit_test(test_events),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
