/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The admin site's export "Laporan Ringkas" as CSV → records, a pure function of the file's bytes.
 * Columns are found by their headings, whatever their order and the version of the export; what
 * stands before the heading row is looked through for the day the export was made. Names of
 * reporters are never read.
 */

#ifndef DAEMON_CTL_LAPORAN_H
#define DAEMON_CTL_LAPORAN_H

#include "base/csv.h"
#include "record/batch.h"

enum laporan_column {
    LAPORAN_ID,
    LAPORAN_DATE,
    LAPORAN_TIME,
    LAPORAN_CLASS,
    LAPORAN_TOPIC,
    LAPORAN_TITLE,
    LAPORAN_FIRST_TEXT,
    LAPORAN_LAST_TEXT,
    LAPORAN_VISIBILITY,
    LAPORAN_UNIT_ID,
    LAPORAN_UNIT,
    LAPORAN_STATUS,
    LAPORAN_RATING,
};
#define LAPORAN_COLUMN_COUNT (LAPORAN_RATING + 1)

struct laporan {
    struct csv csv;                      /* stands behind the heading row */
    size_t places[LAPORAN_COLUMN_COUNT]; /* SIZE_MAX: this version lacks it */
    int64_t generated_at_us;             /* start of that day, UTC; WHEN_NONE: not told */
};

struct laporan_row {
    struct str fields[LAPORAN_COLUMN_COUNT]; /* trimmed; STR_NONE where the column is missing */
    unsigned line;
};

enum laporan_outcome { LAPORAN_ROW, LAPORAN_BROKEN, LAPORAN_END, LAPORAN_LIMIT };

/* False and *err (ERROR_CONFIG) when there is no heading row or a needed column is missing. */
bool ctl_laporan_open(struct laporan *laporan, struct str bytes, struct error *err) MUST_CHECK;
/* The next row that is not empty. Views into bytes and the arena. */
enum laporan_outcome ctl_laporan_next(struct laporan *laporan, struct arena *arena,
                                      struct laporan_row *ret_row) MUST_CHECK;
/*
 * Adds the complaint and the events it shows. unit_ref: what the row's institution is known by.
 * seen_at_us: when the export was made, for what only its state tells. False and *err: the row is
 * refused (ERROR_PEER) or the arena is full (ERROR_LIMIT); nothing was added.
 */
bool ctl_laporan_read(const struct laporan_row *row, struct str unit_ref, int64_t seen_at_us,
                      struct batch *batch, struct error *err) MUST_CHECK;

#endif
