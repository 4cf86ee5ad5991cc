/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * An Excel workbook (.xlsx) that lies in memory → rows of text: what a cell shows, whatever way it
 * is stored. A number in a cell of a date's form becomes "2023-05-29", "02:13:45" or both with a
 * blank between. It knows no columns.
 */

#ifndef DAEMON_CTL_XLSX_H
#define DAEMON_CTL_XLSX_H

#include "base/error.h"
#include "base/str.h"

#define CTL_XLSX_COLUMNS_MAX 64 /* what stands to the right of them is not read */

struct ctl_xlsx;

struct ctl_xlsx_row {
    const struct str *cells; /* STR_NONE where there is none */
    size_t count;
    unsigned line; /* as the spreadsheet counts, from 1 */
};

/* NULL and *err when it cannot be read. bytes must outlive it. */
struct ctl_xlsx *ctl_xlsx_open(struct str bytes, struct error *err);
void ctl_xlsx_free(struct ctl_xlsx *xlsx);
DEFINE_FREEP(ctl_xlsx);
size_t ctl_xlsx_sheet_count(const struct ctl_xlsx *xlsx);
struct str ctl_xlsx_sheet_name(const struct ctl_xlsx *xlsx, size_t sheet);
/* Reads a sheet in the place of the one before, whose rows are gone then. */
bool ctl_xlsx_load(struct ctl_xlsx *xlsx, size_t sheet, struct error *err) MUST_CHECK;
/* Of the sheet; rows without any cell are not among them. */
size_t ctl_xlsx_row_count(const struct ctl_xlsx *xlsx);
struct ctl_xlsx_row ctl_xlsx_row(const struct ctl_xlsx *xlsx, size_t row);
/*
 * What a cell that is merged with cells above it shows there: the text of the topmost one, or
 * STR_NONE. Those that begin on or above the line after_line do not count.
 */
struct str ctl_xlsx_merged(const struct ctl_xlsx *xlsx, unsigned line, size_t column,
                           unsigned after_line);
/* "Date1904": the workbook counts its days from another one. */
bool ctl_xlsx_is_1904(const struct ctl_xlsx *xlsx);
/* When its properties say that it was made and saved last; WHEN_NONE where they do not. */
int64_t ctl_xlsx_created_us(const struct ctl_xlsx *xlsx);
int64_t ctl_xlsx_modified_us(const struct ctl_xlsx *xlsx);
/*
 * A day as spreadsheets count it ("45075.092887") → microseconds of a clock without zone; false
 * for what is none of the years 1970 to 2199.
 */
bool ctl_xlsx_serial(struct str text, bool is_1904, int64_t *ret_us) MUST_CHECK;

#endif
