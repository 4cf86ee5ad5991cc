/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A sheet: its cells row by row, as far as they are there (a cell that is empty may be left out,
 * and then the next one's reference says where it stands), and what is merged.
 */

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/parse.h"
#include "ctl_xlsx_inside.h"

#define LINES_MAX  1048576 /* Excel's own bounds */
#define COLUMN_MAX 16384
#define MERGES_MAX 500 /* each is looked for among all rows */

enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_DATE, CELL_ERROR };

struct sheet {
    struct ctl_xlsx *xlsx;
    struct buf text;
    bool in_value, in_phonetic;
    enum cell_kind kind;
    bool is_date;
    unsigned line;
    size_t column, count; /* of the cell, and of the row's */
    struct str cells[CTL_XLSX_COLUMNS_MAX];
};

/* "BC12" → line 12, column 54. False when it is none. */
static bool
parse_place(struct str ref, unsigned *ret_line, size_t *ret_column)
{
    size_t column = 0;
    size_t i = 0;
    int64_t line;

    while (i < ref.n && column <= COLUMN_MAX && ascii_lower(ref.p[i]) >= 'a' &&
           ascii_lower(ref.p[i]) <= 'z')
        column = column * 26 + (size_t)(ascii_lower(ref.p[i++]) - 'a' + 1);
    if (column == 0 || column > COLUMN_MAX || !parse_int(str_sub(ref, i, ref.n), &line) ||
        line < 1 || line > LINES_MAX)
        return false;
    *ret_line = (unsigned)line;
    *ret_column = column - 1;
    return true;
}

static enum cell_kind
kind_of(struct str type)
{
    static const struct {
        const char *type;
        enum cell_kind kind;
    } kinds[] = {
        { "s", CELL_SHARED }, { "str", CELL_TEXT }, { "inlineStr", CELL_TEXT },
        { "b", CELL_TEXT },   { "d", CELL_DATE },   { "e", CELL_ERROR },
    };

    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (str_equal_c(type, kinds[i].type))
            return kinds[i].kind;
    return CELL_NUMBER;
}

static void
start_cell(struct sheet *sheet, const struct xml_element *element)
{
    const struct xlsx_list *styles = &sheet->xlsx->styles;
    unsigned line;
    int64_t style;

    buf_clear(&sheet->text);
    sheet->column = sheet->count; /* one further than the last */
    (void)parse_place(xml_attribute(element, "r"), &line, &sheet->column);
    sheet->kind = kind_of(xml_attribute(element, "t"));
    sheet->is_date = parse_int(xml_attribute(element, "s"), &style) && style >= 0 &&
                     (size_t)style < styles->count && ((const bool *)styles->items)[style];
}

/* "A1:A9": of more than one line. */
static bool
add_merge(struct sheet *sheet, struct str ref, struct error *err)
{
    struct ctl_xlsx *xlsx = sheet->xlsx;
    struct xlsx_merge merge = { .text = STR_NONE };
    struct xlsx_merge *place;
    struct str first;
    size_t column;

    if (xlsx->merges.count >= MERGES_MAX || !str_split(&ref, ':', &first) ||
        !parse_place(first, &merge.first, &merge.column) ||
        !parse_place(ref, &merge.last, &column) || merge.first >= merge.last)
        return true;
    for (size_t i = 0; i < xlsx->rows.count; i++) {
        const struct ctl_xlsx_row row = ctl_xlsx_row(xlsx, i);

        if (row.line == merge.first && merge.column < row.count)
            merge.text = row.cells[merge.column];
    }
    place = ctl_xlsx_add(&xlsx->merges, xlsx->cells, sizeof(*place));
    if (place == NULL)
        return ctl_xlsx_too_large(err);
    *place = merge;
    return true;
}

static bool
on_start(void *to, const struct xml_element *element, struct error *err)
{
    struct sheet *sheet = to;
    struct str name = element->name.local;
    int64_t line;

    if (str_equal_c(name, "row")) {
        bool told = parse_int(xml_attribute(element, "r"), &line) && line >= 1;

        sheet->line = told && line <= LINES_MAX ? (unsigned)line : sheet->line + 1;
        sheet->count = 0;
    } else if (str_equal_c(name, "c")) {
        start_cell(sheet, element);
    } else if (str_equal_c(name, "rPh")) {
        sheet->in_phonetic = true;
    } else if (str_equal_c(name, "mergeCell")) {
        return add_merge(sheet, xml_attribute(element, "ref"), err);
    }
    sheet->in_value = str_equal_c(name, "v") || (str_equal_c(name, "t") && !sheet->in_phonetic);
    return true;
}

static bool
on_text(void *to, struct str text, struct error *err)
{
    struct sheet *sheet = to;

    return !sheet->in_value || buf_append_str(&sheet->text, text) || ctl_xlsx_too_large(err);
}

/* False at the arena's ceiling. */
static bool
cell_text(const struct sheet *sheet, struct str *ret_text)
{
    const struct ctl_xlsx *xlsx = sheet->xlsx;
    struct str raw = buf_str(&sheet->text);
    int64_t number;

    *ret_text = STR_NONE;
    if (raw.n == 0)
        return true;
    switch (sheet->kind) {
    case CELL_SHARED:
        if (parse_int(str_trim(raw), &number) && number >= 0 &&
            (uint64_t)number < xlsx->strings.count)
            *ret_text = ((const struct str *)xlsx->strings.items)[number];
        return true;
    case CELL_TEXT:
        return ctl_xlsx_text(xlsx->cells, raw, ret_text);
    case CELL_DATE:
        return arena_str(xlsx->cells, raw, ret_text);
    case CELL_ERROR:
        return true;
    case CELL_NUMBER:
        break;
    }
    return ctl_xlsx_number(xlsx, str_trim(raw), sheet->is_date, ret_text);
}

static bool
end_cell(struct sheet *sheet, struct error *err)
{
    struct str text;

    if (sheet->column >= CTL_XLSX_COLUMNS_MAX)
        return true;
    if (!cell_text(sheet, &text))
        return ctl_xlsx_too_large(err);
    while (sheet->count <= sheet->column)
        sheet->cells[sheet->count++] = STR_NONE;
    sheet->cells[sheet->column] = text;
    return true;
}

static bool
end_row(struct sheet *sheet, struct error *err)
{
    struct ctl_xlsx *xlsx = sheet->xlsx;
    struct ctl_xlsx_row *row;
    struct str *cells;

    while (sheet->count > 0 && sheet->cells[sheet->count - 1].n == 0)
        sheet->count--;
    if (sheet->count == 0)
        return true;
    if (xlsx->rows.count >= LINES_MAX)
        return ctl_xlsx_too_large(err);
    cells = arena_array(xlsx->cells, sheet->count, sizeof(*cells));
    row = cells != NULL ? ctl_xlsx_add(&xlsx->rows, xlsx->cells, sizeof(*row)) : NULL;
    if (row == NULL)
        return ctl_xlsx_too_large(err);
    memcpy(cells, sheet->cells, sheet->count * sizeof(*cells));
    *row = (struct ctl_xlsx_row){ cells, sheet->count, sheet->line };
    return true;
}

static bool
on_end(void *to, const struct xml_name *name, struct error *err)
{
    struct sheet *sheet = to;

    sheet->in_value = false;
    if (str_equal_c(name->local, "c"))
        return end_cell(sheet, err);
    if (str_equal_c(name->local, "row"))
        return end_row(sheet, err);
    if (str_equal_c(name->local, "rPh"))
        sheet->in_phonetic = false;
    return true;
}

bool
ctl_xlsx_load(struct ctl_xlsx *xlsx, size_t sheet, struct error *err)
{
    static const struct xml_events events = { on_start, on_end, on_text };
    const struct xlsx_sheet *told = &((const struct xlsx_sheet *)xlsx->sheets.items)[sheet];
    struct sheet reader = { .xlsx = xlsx, .text = BUF_INIT(XLSX_CELL_MAX) };
    bool ok;

    arena_reset(xlsx->cells);
    xlsx->rows = xlsx->merges = (struct xlsx_list){ .count = 0 };
    if (str_is_none(told->path))
        return error_set(err, ERROR_PEER, "the sheet \"%.*s\" is missing", STR_ARGS(told->name));
    ok = ctl_xlsx_read(xlsx, told->path.p, &events, &reader, err);
    buf_done(&reader.text);
    return ok;
}

size_t
ctl_xlsx_row_count(const struct ctl_xlsx *xlsx)
{
    return xlsx->rows.count;
}

struct ctl_xlsx_row
ctl_xlsx_row(const struct ctl_xlsx *xlsx, size_t row)
{
    return ((const struct ctl_xlsx_row *)xlsx->rows.items)[row];
}

struct str
ctl_xlsx_merged(const struct ctl_xlsx *xlsx, unsigned line, size_t column, unsigned after_line)
{
    const struct xlsx_merge *merges = xlsx->merges.items;

    for (size_t i = 0; i < xlsx->merges.count; i++)
        if (merges[i].column == column && merges[i].first > after_line && merges[i].first < line &&
            merges[i].last >= line)
            return merges[i].text;
    return STR_NONE;
}
