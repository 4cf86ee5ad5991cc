/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The admin site's export "Laporan Ringkas", as it comes (.xlsx) or saved as CSV → records, a pure
 * function of the file's bytes. Columns are found by their headings, whatever their order and the
 * version of the export; what stands before the heading row is looked through for the day the
 * export was made. Names of reporters are never read.
 */

#ifndef DAEMON_CTL_LAPORAN_H
#define DAEMON_CTL_LAPORAN_H

#include "ctl_laporan_time.h"
#include "ctl_table.h"
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
    LAPORAN_DISTRICT,
    LAPORAN_VILLAGE,
};
#define LAPORAN_COLUMN_COUNT (LAPORAN_VILLAGE + 1)

struct laporan {
    struct ctl_table table;              /* stands behind the heading row */
    size_t places[LAPORAN_COLUMN_COUNT]; /* SIZE_MAX: this version lacks it */
    struct laporan_clock clock;
    int64_t generated_at_us; /* start of that day, UTC; WHEN_NONE: not told */
    int64_t newest_at_us;    /* the last arrival in it, no later than it can be; WHEN_NONE: none */
};

/* When the file was made, as far as it shows itself. */
struct laporan_made {
    int64_t earliest_us; /* of two exports the one in which this is later is the later one */
    int64_t latest_us;
};

struct laporan_row {
    struct str fields[LAPORAN_COLUMN_COUNT]; /* trimmed; STR_NONE where the column is missing */
    struct laporan_clock clock;
    unsigned line;
};

enum laporan_outcome { LAPORAN_ROW, LAPORAN_BROKEN, LAPORAN_END, LAPORAN_LIMIT };

/*
 * False and *err when the file cannot be read, there is no heading row or a needed column is
 * missing. now_us bounds what a wrong date can say of the file. To be closed in each case.
 */
bool ctl_laporan_open(struct laporan *laporan, struct str bytes, int64_t now_us,
                      struct error *err) MUST_CHECK;
void ctl_laporan_close(struct laporan *laporan);
/*
 * From "Tanggal Generate", the properties of a workbook and the newest arrival: what a file says of
 * itself does not depend on when, or in which order, files are read. first_seen_us ends it where
 * the file does not: when it was first imported.
 */
struct laporan_made ctl_laporan_made(const struct laporan *laporan, int64_t first_seen_us);
/* The next row that is not empty. Views into the file and the arena. */
enum laporan_outcome ctl_laporan_next(struct laporan *laporan, struct arena *arena,
                                      struct laporan_row *ret_row) MUST_CHECK;
/*
 * Adds the complaint and the events it shows. unit_ref: what the row's institution is known by.
 * seen_at_us: when the export was made at the latest, for what only its state tells. False and
 * *err: the row is refused (ERROR_PEER) or the arena is full (ERROR_LIMIT); nothing was added.
 */
bool ctl_laporan_read(const struct laporan_row *row, struct str unit_ref, int64_t seen_at_us,
                      struct batch *batch, struct error *err) MUST_CHECK;
/*
 * How far a case has come in this state, 0 to LAPORAN_RANK_MAX: of two exports made at the same
 * time, as far as they show, the one in which it came further is the later one.
 */
#define LAPORAN_RANK_MAX 4
int ctl_laporan_rank(const struct laporan_row *row);
/* False for a word that is none of SP4N-LAPOR!'s, as far as known. */
bool ctl_laporan_knows_state(const struct laporan_row *row);

#endif
