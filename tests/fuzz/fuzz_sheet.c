/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Files that are given to pantauctl import and units import: workbooks, CSV, whatever. Bytes that
 * begin with "<" are put into a workbook as its first sheet, with other parts behind it
 * (sheet_pack.h), since no fuzzer finds its way into a packed file. Whatever is read may be stored.
 */

#include "fuzz.h"

#include "ctl_laporan.h"
#include "ctl_unitlist.h"
#include "sheet_pack.h"

#define NOW_US (INT64_C(1800000000) * WHEN_SECOND)

static void
read_file(struct str bytes)
{
    struct arena *arena = arena_new(64u << 20);
    struct error err = ERROR_INIT;
    struct laporan laporan;
    struct laporan_row row;
    struct batch batch;

    if (ctl_laporan_open(&laporan, bytes, NOW_US, &err)) {
        struct laporan_made made = ctl_laporan_made(&laporan, NOW_US);
        enum laporan_outcome outcome;

        HOLDS(made.earliest_us <= made.latest_us && made.latest_us <= NOW_US);
        batch_init(&batch, arena);
        while ((outcome = ctl_laporan_next(&laporan, arena, &row)) != LAPORAN_END &&
               outcome != LAPORAN_LIMIT) {
            error_clear(&err);
            HOLDS(ctl_laporan_rank(&row) <= LAPORAN_RANK_MAX);
            if (outcome == LAPORAN_ROW &&
                ctl_laporan_read(&row, row.fields[LAPORAN_UNIT], made.latest_us, &batch, &err))
                HOLDS(record_check(&batch.records[batch.count - 1], &err));
        }
        HOLDS(ctl_table_percent(&laporan.table) <= 100);
    } else {
        HOLDS(error_is_set(&err));
    }
    ctl_laporan_close(&laporan);
    arena_free(arena);
}

/* Codes are names for the configuration, and each is there once. */
static void
read_list(struct str bytes)
{
    struct arena *arena = arena_new(256u << 20);
    struct error err = ERROR_INIT;
    struct ctl_unitlist list;

    if (ctl_unitlist_read(&list, arena, bytes, &err))
        for (size_t i = 0; i < list.count; i++) {
            struct str code = list.units[i].code;

            HOLDS(code.n > 0 && code.n <= 48 && code.p[0] != '-' && code.p[code.n - 1] != '-');
            HOLDS(i == 0 || !str_equal(code, list.units[i - 1].code));
            HOLDS(list.units[i].account_count <= UNITLIST_ACCOUNTS_MAX);
        }
    arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(buf_done) struct buf packed = BUF_INIT(16u << 20);
    struct str bytes = { (const char *)data, size };

    if (size == 0 || size > 1u << 20)
        return 0;
    if (bytes.p[0] == '<' && sheet_pack(bytes, &packed))
        bytes = buf_str(&packed);
    read_file(bytes);
    read_list(bytes);
    return 0;
}
