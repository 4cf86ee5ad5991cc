/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A cell is made twice, once to be measured: nothing needs to be kept.
 */

#include "ctl_show.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "base/when.h"
#include "ctl_db.h"
#include "loop.h"

#define CELL_MAX    512
#define COLUMNS_MAX 20

static const struct state_colour {
    const char *state, *colour;
} state_colours[] = {
    { "working", "32" }, { "running", "32" }, { "late", "33" },    { "never", "33" },
    { "failing", "31" }, { "away", "31" },    { "stopped", "31" }, { "cut short", "31" },
};

/* "2026-11-22 01:22:57.5+00" → microseconds; WHEN_NONE for none. */
static int64_t
read_time(struct str text)
{
    char full[64];
    int64_t us;

    if (text.n == 0 || text.n + 4 > sizeof(full))
        return WHEN_NONE;
    (void)snprintf(full, sizeof(full), "%.*s%s", STR_ARGS(text),
                   str_ends(text, STR("+00")) ? ":00" : "");
    return when_parse_rfc3339(str_from(full), &us) ? us : WHEN_NONE;
}

const char *
ctl_show_duration(int64_t us, char buf[16])
{
    int64_t seconds = us / WHEN_SECOND;

    if (seconds < 120)
        (void)snprintf(buf, 16, "%" PRId64 "s", seconds);
    else if (seconds < 7200)
        (void)snprintf(buf, 16, "%" PRId64 "m", seconds / 60);
    else if (seconds < 172800)
        (void)snprintf(buf, 16, "%" PRId64 "h", seconds / 3600);
    else
        (void)snprintf(buf, 16, "%" PRId64 "d", seconds / 86400);
    return buf;
}

/* Characters that take no place or do something are made visible. */
static char
visible(char c)
{
    return (unsigned char)c < ' ' || c == 0x7f ? '?' : c;
}

/* On one line. */
static void
clean(struct str text, char cell[CELL_MAX])
{
    size_t n = 0;

    for (size_t i = 0; i < text.n && n + 1 < CELL_MAX; i++) {
        char c = text.p[i];

        cell[n++] = c == '\n' || c == '\t' ? ' ' : visible(c);
    }
    cell[n] = '\0';
}

char *
ctl_show_clean(const char *text)
{
    char *copy = xstrdup(text);

    for (char *c = copy; *c != '\0'; c++)
        *c = visible(*c);
    return copy;
}

static void
write_ago(struct str text, int64_t now_us, char cell[CELL_MAX])
{
    int64_t us = read_time(text);
    char lasting[16];

    if (us == WHEN_NONE)
        (void)snprintf(cell, CELL_MAX, "%s", "-");
    else if (us > now_us + WHEN_SECOND)
        (void)snprintf(cell, CELL_MAX, "in %s", ctl_show_duration(us - now_us, lasting));
    else
        (void)snprintf(cell, CELL_MAX, "%s ago",
                       ctl_show_duration(us > now_us ? 0 : now_us - us, lasting));
}

static void
write_cell(const PGresult *rows, int row, int column, enum ctl_form form, int64_t now_us,
           char cell[CELL_MAX])
{
    struct str text = ctl_db_value(rows, row, column);
    int64_t seconds;

    if (form == CTL_AGO)
        write_ago(text, now_us, cell);
    else if (str_is_none(text))
        (void)snprintf(cell, CELL_MAX, "%s", "-");
    else if (form == CTL_SECONDS && parse_int(text, &seconds))
        (void)ctl_show_duration(seconds * WHEN_SECOND, cell);
    else if (form == CTL_YES_NO)
        (void)snprintf(cell, CELL_MAX, "%s", text.p[0] == 't' ? "yes" : "no");
    else
        clean(text, cell);
}

/* Places on a terminal: characters, not bytes. */
static size_t
width_of(const char *text)
{
    size_t width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80 ? 1 : 0;
    return width;
}

static const char *
colour_of(const char *state)
{
    for (size_t i = 0; i < ARRAY_SIZE(state_colours); i++)
        if (strcmp(state_colours[i].state, state) == 0)
            return state_colours[i].colour;
    return NULL;
}

static void
put_cell(const char *cell, size_t width, enum ctl_form form, bool last, bool colour)
{
    size_t space = width - width_of(cell);
    const char *code = colour && form == CTL_STATE ? colour_of(cell) : NULL;

    if (form == CTL_NUMBER)
        (void)printf("%*s", (int)space, "");
    if (code != NULL)
        (void)printf("\033[%sm%s\033[0m", code, cell);
    else
        (void)fputs(cell, stdout);
    if (last)
        (void)putchar('\n');
    else
        (void)printf("%*s", (int)(form == CTL_NUMBER ? 0 : space) + 2, "");
}

/* A table on its way to stdout. */
struct table {
    const PGresult *rows;
    const struct ctl_column *columns;
    size_t count, last; /* last: the column behind which the line ends */
    size_t widths[COLUMNS_MAX];
    bool colour;
    int64_t now_us;
};

static bool
is_in_row(enum ctl_form form)
{
    return form != CTL_NOTE && form != CTL_FOR_JSON;
}

/* row -1: the heading. */
static void
write_table_cell(const struct table *table, int row, size_t column, char cell[CELL_MAX])
{
    const struct ctl_column *form = &table->columns[column];

    if (row >= 0)
        write_cell(table->rows, row, (int)column, form->form, table->now_us, cell);
    else
        (void)snprintf(cell, CELL_MAX, "%s", form->title != NULL ? form->title : "");
}

static void
measure_column(struct table *table, size_t column)
{
    char cell[CELL_MAX];

    for (int row = -1; row < PQntuples(table->rows); row++) {
        size_t width;

        write_table_cell(table, row, column, cell);
        width = width_of(cell);
        table->widths[column] = width > table->widths[column] ? width : table->widths[column];
    }
    if (is_in_row(table->columns[column].form))
        table->last = column;
}

/* What a row is too narrow for: "    hint: Ask the unit …". */
static void
put_notes(const struct table *table, int row)
{
    char cell[CELL_MAX];

    for (size_t i = 0; i < table->count; i++) {
        if (table->columns[i].form != CTL_NOTE ||
            str_is_none(ctl_db_value(table->rows, row, (int)i)))
            continue;
        write_table_cell(table, row, i, cell);
        (void)printf("    ");
        for (const char *letter = table->columns[i].name; *letter != '\0'; letter++)
            (void)putchar(*letter == '_' ? ' ' : *letter);
        (void)printf(": %s\n", cell);
    }
}

static void
put_row(const struct table *table, int row)
{
    char cell[CELL_MAX];

    for (size_t i = 0; i < table->count; i++) {
        if (!is_in_row(table->columns[i].form))
            continue;
        write_table_cell(table, row, i, cell);
        put_cell(cell, table->widths[i], table->columns[i].form, i == table->last,
                 table->colour && row >= 0);
    }
    if (row >= 0)
        put_notes(table, row);
}

void
ctl_show_table(const PGresult *rows, const struct ctl_column *columns, size_t count, bool colour,
               int64_t now_us)
{
    struct table table = {
        .rows = rows, .columns = columns, .count = count, .colour = colour, .now_us = now_us
    };

    must(count <= COLUMNS_MAX);
    for (size_t i = 0; i < count; i++)
        measure_column(&table, i);
    for (int row = -1; row < PQntuples(rows) && PQntuples(rows) > 0; row++)
        put_row(&table, row);
}

static void
put_value(struct jout *out, const struct ctl_column *column, struct str text)
{
    char when[WHEN_FORMAT_MAX];
    int64_t number;

    if (str_is_none(text))
        jout_str(out, column->name, STR_NONE);
    else if ((column->form == CTL_NUMBER || column->form == CTL_SECONDS) &&
             parse_int(text, &number))
        jout_int(out, column->name, number);
    else if (column->form == CTL_YES_NO)
        jout_bool(out, column->name, text.p[0] == 't');
    else if (column->form == CTL_AGO && read_time(text) != WHEN_NONE)
        jout_str(out, column->name, str_from(when_format(read_time(text), when)));
    else
        jout_str(out, column->name, text);
}

void
ctl_show_json(struct jout *out, const char *name, const PGresult *rows,
              const struct ctl_column *columns, size_t count)
{
    jout_array(out, name);
    for (int row = 0; row < PQntuples(rows); row++) {
        jout_object(out, NULL);
        for (size_t i = 0; i < count; i++)
            put_value(out, &columns[i], ctl_db_value(rows, row, (int)i));
        jout_close_object(out);
    }
    jout_close_array(out);
}

void
ctl_show_start(struct jout *out, struct buf *buf)
{
    *buf = (struct buf)BUF_INIT(CTL_OUTPUT_MAX);
    jout_init(out, buf);
}

void
ctl_show_finish(struct jout *out, struct buf *buf)
{
    must(jout_end(out));
    (void)fwrite(buf->data, 1, buf->used, stdout);
    (void)putchar('\n');
    buf_done(buf);
}

void
ctl_show_rows(const PGresult *rows, const struct ctl_column *columns, size_t count, bool json,
              bool colour)
{
    struct buf buf;
    struct jout out;

    if (!json) {
        ctl_show_table(rows, columns, count, colour, loop_wall_us());
        return;
    }
    ctl_show_start(&out, &buf);
    ctl_show_json(&out, NULL, rows, columns, count);
    ctl_show_finish(&out, &buf);
}
