/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What the files of ctl_xlsx share. */

#ifndef DAEMON_CTL_XLSX_INSIDE_H
#define DAEMON_CTL_XLSX_INSIDE_H

#include "base/arena.h"
#include "ctl_xlsx.h"
#include "ctl_zip.h"
#include "xml/xml.h"

#define XLSX_ARENA_MAX ((size_t)512 << 20)
#define XLSX_CELL_MAX  (1u << 20) /* bytes; Excel's own bound is 32,767 characters */

/* An array that grows in an arena. */
struct xlsx_list {
    void *items;
    size_t count, size;
};

struct xlsx_sheet {
    struct str name, path;
};

/* Of more than one line; the text is that of its first cell. */
struct xlsx_merge {
    unsigned first, last;
    size_t column;
    struct str text;
};

struct ctl_xlsx {
    struct ctl_zip *zip;
    struct arena *book;  /* strings and names */
    struct arena *cells; /* of the sheet that is loaded */
    struct xlsx_list sheets, strings, styles, date_formats, rows, merges;
    bool is_1904;
    int64_t created_us, modified_us;
};

/* The place of the next item of that size, zeroed; NULL at the arena's ceiling. */
void *ctl_xlsx_add(struct xlsx_list *list, struct arena *arena, size_t item_size);
/* Reads a part of the workbook as XML. */
bool ctl_xlsx_read(struct ctl_xlsx *xlsx, const char *path, const struct xml_events *events,
                   void *to, struct error *err) MUST_CHECK;
/* xl/sharedStrings.xml and xl/styles.xml. */
bool ctl_xlsx_read_strings(struct ctl_xlsx *xlsx, const char *path, struct error *err) MUST_CHECK;
bool ctl_xlsx_read_styles(struct ctl_xlsx *xlsx, const char *path, struct error *err) MUST_CHECK;
/* "_x000D_" is how a control character is written. A copy in the arena; false at its ceiling. */
bool ctl_xlsx_text(struct arena *arena, struct str raw, struct str *ret_text) MUST_CHECK;
/* A number as the cell shows it, in the arena; false at its ceiling. */
bool ctl_xlsx_number(const struct ctl_xlsx *xlsx, struct str raw, bool is_date,
                     struct str *ret_text) MUST_CHECK;
bool ctl_xlsx_too_large(struct error *err);

#endif
