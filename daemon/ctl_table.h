/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A table that somebody saved with a spreadsheet, as rows of text, whatever the file is: an Excel
 * workbook (.xlsx), or CSV with commas, semicolons or tabs. What else people name so is refused by
 * its name, with what to do. The heading row may be anywhere among the first hundred; who opens
 * the table says which it is.
 */

#ifndef DAEMON_CTL_TABLE_H
#define DAEMON_CTL_TABLE_H

#include "base/arena.h"
#include "base/csv.h"
#include "base/error.h"
#include "ctl_xlsx.h"

#define CTL_TABLE_COLUMNS_MAX CTL_XLSX_COLUMNS_MAX
#define CTL_TABLE_HEAD_MAX    100 /* rows among which the headings are looked for */

struct ctl_table {
    struct str bytes;
    struct ctl_xlsx *xlsx; /* NULL: csv */
    struct csv csv, csv_start;
    size_t row, row_start; /* of the sheet */
    unsigned head_line;
};

struct ctl_table_row {
    struct str fields[CTL_TABLE_COLUMNS_MAX];
    size_t count; /* never more than there is room for */
    unsigned line;
};

/* Called with the rows before the headings and with them: true ends the search. */
struct ctl_table_head {
    const char *sheet; /* the one that is looked at first, or NULL */
    bool (*is_head)(void *to, const struct ctl_table_row *row);
    void *to;
};

enum ctl_table_outcome {
    CTL_TABLE_ROW,
    CTL_TABLE_BROKEN, /* a record of CSV with a quotation mark in the wrong place */
    CTL_TABLE_END,
    CTL_TABLE_LIMIT, /* the arena's ceiling */
};

/*
 * False when the file cannot be read (*err: ERROR_CONFIG, PEER or LIMIT) or no row was the heading
 * (*err is not set). bytes must outlive the table, which is to be closed in each case.
 */
bool ctl_table_open(struct ctl_table *table, struct str bytes, const struct ctl_table_head *head,
                    struct error *err) MUST_CHECK;
void ctl_table_close(struct ctl_table *table);
/* The next row behind the headings that is not empty. Views into the file and the arena. */
enum ctl_table_outcome ctl_table_next(struct ctl_table *table, struct arena *arena,
                                      struct ctl_table_row *ret_row) MUST_CHECK;
/* Stands behind the headings again. */
void ctl_table_rewind(struct ctl_table *table);
/* How much of it was read. */
unsigned ctl_table_percent(const struct ctl_table *table);
/*
 * True when a heading is the one that is meant, written in small letters and blanks: of it letters
 * and digits alone are compared, in any case, up to a bracket ("Tipe_Laporan (Anonim/Rahasia)" is
 * "tipe laporan").
 */
bool ctl_table_is(struct str heading, const char *words);

#endif
