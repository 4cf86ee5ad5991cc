/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "ctl_rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/ascii.h"
#include "base/utf8.h"
#include "ctl_table.h"
#include "json/jout.h"

#define HEADING_BYTES_MAX 64
#define ARENA_BYTES_MAX   (8u << 20) /* of one row */

bool
ctl_rows_load(const char *path, struct buf *bytes)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    char chunk[65536];
    bool ok = true;
    size_t n;

    if (file == NULL)
        return false;
    while (ok && (n = fread(chunk, 1, sizeof(chunk), file)) > 0)
        ok = buf_append(bytes, chunk, n);
    if (!ok)
        errno = EFBIG;
    ok = ok && !ferror(file);
    if (file != stdin)
        (void)fclose(file);
    return ok;
}

struct reader {
    const char *heading;
    char names[CTL_TABLE_COLUMNS_MAX][HEADING_BYTES_MAX + 1]; /* "": a column without a heading */
    size_t count;
};

static void
name_column(struct str heading, char name[HEADING_BYTES_MAX + 1])
{
    struct str text = str_trim(heading);
    size_t n = text.n < HEADING_BYTES_MAX ? text.n : HEADING_BYTES_MAX;

    for (size_t i = 0; i < n; i++)
        name[i] = ascii_is_alphanumeric(text.p[i]) ? ascii_lower(text.p[i]) : '_';
    name[n] = '\0';
}

static bool
is_head(void *to, const struct ctl_table_row *row)
{
    struct reader *reader = to;
    bool found = false;

    reader->count = row->count;
    for (size_t i = 0; i < row->count; i++) {
        name_column(row->fields[i], reader->names[i]);
        found |= strcmp(reader->names[i], reader->heading) == 0;
    }
    return found;
}

/* Of two columns with one heading the first that has something counts, as for a reader. */
static bool
is_taken(const struct reader *reader, const struct ctl_table_row *row, size_t column)
{
    for (size_t i = 0; i < column; i++)
        if (strcmp(reader->names[i], reader->names[column]) == 0 && str_trim(row->fields[i]).n > 0)
            return true;
    return false;
}

static void
write_row(struct jout *out, const struct reader *reader, struct arena *arena,
          const struct ctl_table_row *row)
{
    jout_object(out, NULL);
    jout_int(out, "line", row->line);
    for (size_t i = 0; i < row->count && i < reader->count; i++) {
        struct str cell = str_trim(row->fields[i]);

        if (cell.n == 0 || reader->names[i][0] == '\0' || is_taken(reader, row, i))
            continue;
        must(utf8_repair(arena, cell, &cell));
        jout_str(out, reader->names[i], cell);
    }
    jout_close_object(out);
}

static bool
write_rows(struct ctl_table *table, const struct reader *reader, struct jout *out,
           struct error *err)
{
    struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct ctl_table_row row;
    enum ctl_table_outcome outcome;
    bool ok = true;

    while (ok && (outcome = ctl_table_next(table, arena, &row)) != CTL_TABLE_END) {
        if (outcome == CTL_TABLE_LIMIT)
            ok = error_set(err, ERROR_LIMIT, "a row is too long");
        else if (outcome == CTL_TABLE_BROKEN)
            ok = error_set(err, ERROR_CONFIG, "a quotation mark stands in the wrong place, line %u",
                           row.line);
        else
            write_row(out, reader, arena, &row);
        arena_reset(arena);
    }
    arena_free(arena);
    return ok;
}

bool
ctl_rows_read(struct str bytes, const char *heading, struct buf *json, struct error *err)
{
    struct reader reader = { .heading = heading };
    const struct ctl_table_head head = { NULL, is_head, &reader };
    struct ctl_table table;
    struct jout out;
    bool ok;

    ok = ctl_table_open(&table, bytes, &head, err);
    if (!ok && !error_is_set(err)) {
        (void)error_set(err, ERROR_CONFIG, "no row is a heading with \"%s\"", heading);
        (void)error_hint(err, "The first row names the columns; the manual page lists them.");
    }
    if (ok && table.xlsx == NULL && !utf8_is_valid(bytes)) {
        ok = error_set(err, ERROR_CONFIG, "not all of it is UTF-8");
        (void)error_hint(err, "Save it as CSV UTF-8, or as .xlsx.");
    }
    jout_init(&out, json);
    jout_array(&out, NULL);
    ok = ok && write_rows(&table, &reader, &out, err);
    jout_close_array(&out);
    ctl_table_close(&table);
    if (ok && !jout_end(&out))
        ok = error_set(err, ERROR_LIMIT, "the list is too long");
    return ok && buf_append(json, "", 1);
}
