/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What a file is says its beginning, not its name: programs that make ".xls" of a web page are
 * common.
 */

#include "ctl_table.h"

#include <string.h>

#include "base/ascii.h"

#define HEAD_BYTES_MAX (1u << 20)
#define START_BYTES    4096

/* What it is */

static const struct file_kind {
    const char *start, *holds; /* bytes; in its beginning, in any case, or NULL */
    size_t start_n;
    const char *name, *hint;
} file_kinds[] = {
    { "<", "<html", 1, "a web page under the name of a spreadsheet", NULL },
    { "<", "<table", 1, "a web page under the name of a spreadsheet", NULL },
    { "<", "<!doctype html", 1, "a web page under the name of a spreadsheet", NULL },
    { "<?xml", "office:spreadsheet", 5, "an XML spreadsheet of Excel 2003", NULL },
    { "%PDF", NULL, 4, "a PDF document", "Ask for the export as a spreadsheet." },
    { "\xff\xfe", NULL, 2, "\"Unicode text\" of Excel", NULL },
    { "\xfe\xff", NULL, 2, "\"Unicode text\" of Excel", NULL },
};

static bool
holds_nocase(struct str text, const char *words)
{
    struct str wanted = str_from(words);

    for (size_t i = 0; i + wanted.n <= text.n; i++)
        if (str_equal_nocase(str_sub(text, i, wanted.n), wanted))
            return true;
    return false;
}

static bool
refuse_kind(const char *name, const char *hint, struct error *err)
{
    (void)error_set(err, ERROR_CONFIG, "the file is %s", name);
    return error_hint(err, "%s",
                      hint != NULL ? hint
                                   : "Open it in a spreadsheet and save it as .xlsx or CSV UTF-8.");
}

/* A compound file: the directory has the names of its streams in UTF-16. */
static bool
refuse_compound(struct str bytes, struct error *err)
{
    static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

    if (memmem(bytes.p, bytes.n, encrypted, sizeof(encrypted)) != NULL)
        return refuse_kind("protected with a password",
                           "Open it in a spreadsheet and save it without one.", err);
    return refuse_kind("an old Excel workbook (.xls)", NULL, err);
}

static bool
check_kind(struct str bytes, struct error *err)
{
    struct str start = str_sub(bytes, 0, START_BYTES);

    if (str_starts(start, STR("\xef\xbb\xbf")))
        start = str_sub(start, 3, start.n);
    start = str_trim(start);
    if (start.n == 0)
        return error_set(err, ERROR_CONFIG, "the file is empty");
    if (str_starts(bytes, STR("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
        return refuse_compound(bytes, err);
    for (size_t i = 0; i < ARRAY_SIZE(file_kinds); i++) {
        const struct file_kind *kind = &file_kinds[i];

        if (str_starts(start, (struct str){ kind->start, kind->start_n }) &&
            (kind->holds == NULL || holds_nocase(start, kind->holds)))
            return refuse_kind(kind->name, kind->hint, err);
    }
    return true;
}

/* Rows */

static bool
is_empty(const struct ctl_table_row *row)
{
    for (size_t i = 0; i < row->count; i++)
        if (str_trim(row->fields[i]).n > 0)
            return false;
    return true;
}

static enum ctl_table_outcome
next_of_csv(struct ctl_table *table, struct arena *arena, struct ctl_table_row *row)
{
    enum csv_outcome outcome =
        csv_next(&table->csv, arena, row->fields, CTL_TABLE_COLUMNS_MAX, &row->count);

    row->line = table->csv.record_line;
    if (row->count > CTL_TABLE_COLUMNS_MAX)
        row->count = CTL_TABLE_COLUMNS_MAX;
    switch (outcome) {
    case CSV_RECORD:
        return CTL_TABLE_ROW;
    case CSV_BROKEN:
        return CTL_TABLE_BROKEN;
    case CSV_END:
        return CTL_TABLE_END;
    case CSV_LIMIT:
        break;
    }
    return CTL_TABLE_LIMIT;
}

static enum ctl_table_outcome
next_of_sheet(struct ctl_table *table, struct ctl_table_row *row)
{
    struct ctl_xlsx_row stored;

    if (table->row >= ctl_xlsx_row_count(table->xlsx))
        return CTL_TABLE_END;
    stored = ctl_xlsx_row(table->xlsx, table->row++);
    row->count = stored.count;
    row->line = stored.line;
    for (size_t i = 0; i < stored.count; i++)
        row->fields[i] = stored.cells[i];
    return CTL_TABLE_ROW;
}

/* Cells that are merged with those above them show the same, once the row has something itself. */
static void
fill_merged(const struct ctl_table *table, struct ctl_table_row *row)
{
    for (size_t i = 0; i < CTL_TABLE_COLUMNS_MAX; i++) {
        struct str text;

        if (i < row->count && row->fields[i].n > 0)
            continue;
        text = ctl_xlsx_merged(table->xlsx, row->line, i, table->head_line);
        while (text.n > 0 && row->count <= i)
            row->fields[row->count++] = STR_NONE;
        if (text.n > 0)
            row->fields[i] = text;
    }
}

enum ctl_table_outcome
ctl_table_next(struct ctl_table *table, struct arena *arena, struct ctl_table_row *ret_row)
{
    enum ctl_table_outcome outcome;

    do {
        ret_row->count = 0;
        outcome = table->xlsx != NULL ? next_of_sheet(table, ret_row)
                                      : next_of_csv(table, arena, ret_row);
    } while (outcome == CTL_TABLE_ROW && is_empty(ret_row));
    if (outcome == CTL_TABLE_ROW && table->xlsx != NULL)
        fill_merged(table, ret_row);
    return outcome;
}

/* Where the headings stand */

static bool
find_head(struct ctl_table *table, const struct ctl_table_head *head)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(HEAD_BYTES_MAX);
    struct ctl_table_row row;

    table->head_line = UINT32_MAX; /* nothing is merged before */
    for (int i = 0; i < CTL_TABLE_HEAD_MAX; i++) {
        enum ctl_table_outcome outcome = ctl_table_next(table, arena, &row);

        if (outcome == CTL_TABLE_END || outcome == CTL_TABLE_LIMIT)
            return false;
        if (outcome == CTL_TABLE_BROKEN || !head->is_head(head->to, &row))
            continue;
        table->head_line = row.line;
        table->csv_start = table->csv;
        table->row_start = table->row;
        return true;
    }
    return false;
}

static bool
open_csv(struct ctl_table *table, const struct ctl_table_head *head)
{
    static const char separators[] = { ',', ';', '\t' };

    for (size_t i = 0; i < ARRAY_SIZE(separators); i++) {
        csv_init(&table->csv, table->bytes, separators[i]);
        if (find_head(table, head))
            return true;
    }
    return false;
}

static bool
open_sheet(struct ctl_table *table, const struct ctl_table_head *head, size_t sheet,
           struct error *err)
{
    if (!ctl_xlsx_load(table->xlsx, sheet, err))
        return false;
    table->row = 0;
    return find_head(table, head);
}

/* First those of that name, then the others. */
static bool
open_xlsx(struct ctl_table *table, const struct ctl_table_head *head, struct error *err)
{
    struct str wanted = str_from(head->sheet);

    table->xlsx = ctl_xlsx_open(table->bytes, err);
    if (table->xlsx == NULL)
        return false;
    for (int named = 1; named >= 0; named--)
        for (size_t i = 0; i < ctl_xlsx_sheet_count(table->xlsx); i++) {
            struct str name = str_trim(ctl_xlsx_sheet_name(table->xlsx, i));

            if ((!str_is_none(wanted) && str_equal_nocase(name, wanted)) != (named == 1))
                continue;
            if (open_sheet(table, head, i, err) || error_is_set(err))
                return !error_is_set(err);
        }
    return false;
}

bool
ctl_table_open(struct ctl_table *table, struct str bytes, const struct ctl_table_head *head,
               struct error *err)
{
    *table = (struct ctl_table){ .bytes = bytes };
    if (!check_kind(bytes, err))
        return false;
    if (str_starts(bytes, STR("PK\x03\x04")) || str_starts(bytes, STR("PK\x05\x06")))
        return open_xlsx(table, head, err);
    return open_csv(table, head);
}

void
ctl_table_close(struct ctl_table *table)
{
    ctl_xlsx_free(table->xlsx);
    table->xlsx = NULL;
}

void
ctl_table_rewind(struct ctl_table *table)
{
    table->csv = table->csv_start;
    table->row = table->row_start;
}

unsigned
ctl_table_percent(const struct ctl_table *table)
{
    size_t all = table->xlsx != NULL ? ctl_xlsx_row_count(table->xlsx) : table->bytes.n;
    size_t done = table->xlsx != NULL ? table->row : all - table->csv.rest.n;

    return all > 0 ? (unsigned)(done * 100 / all) : 100;
}

bool
ctl_table_is(struct str heading, const char *words)
{
    for (size_t i = 0; i < heading.n && heading.p[i] != '('; i++) {
        char c = ascii_lower(heading.p[i]);

        if (!ascii_is_alphanumeric(c))
            continue;
        while (*words == ' ')
            words++;
        if (c != *words)
            return false;
        words++;
    }
    return *words == '\0';
}
