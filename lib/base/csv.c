/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One pass; a record that is broken is read on to the next line end, so that one bad line costs one
 * record.
 */

#include "base/csv.h"

void
csv_init(struct csv *csv, struct str bytes, char separator)
{
    struct str mark = STR("\xef\xbb\xbf");

    *csv = (struct csv){ .rest = bytes, .separator = separator, .line = 1 };
    if (str_starts(bytes, mark))
        csv->rest = str_sub(bytes, mark.n, bytes.n);
}

static void
skip(struct csv *csv, size_t n)
{
    for (size_t i = 0; i < n; i++)
        csv->line += csv->rest.p[i] == '\n' ? 1 : 0;
    csv->rest = str_sub(csv->rest, n, csv->rest.n);
}

/* "\n", "\r\n", or the end of all. */
static bool
at_line_end(const struct csv *csv)
{
    return csv->rest.n == 0 || csv->rest.p[0] == '\n' || str_starts(csv->rest, STR("\r\n"));
}

static void
skip_line_end(struct csv *csv)
{
    size_t end = str_find(csv->rest, STR("\n"), 0);

    skip(csv, end == SIZE_MAX ? csv->rest.n : end + 1);
}

/* Up to the separator or the line end; a quote inside is a quote. */
static struct str
take_bare(struct csv *csv)
{
    struct str field = { csv->rest.p, 0 };

    while (!at_line_end(csv) && csv->rest.p[0] != csv->separator) {
        skip(csv, 1);
        field.n++;
    }
    return field;
}

/*
 * Length of what stands between the quotes, SIZE_MAX without a closing one; counts the doubled
 * ones.
 */
static size_t
quoted_length(struct str text, size_t *ret_doubled)
{
    size_t i = 0;

    *ret_doubled = 0;
    while (i < text.n) {
        if (text.p[i] != '"') {
            i++;
        } else if (i + 1 < text.n && text.p[i + 1] == '"') {
            i += 2;
            ++*ret_doubled;
        } else {
            return i;
        }
    }
    return SIZE_MAX;
}

static bool
without_doubled(struct arena *arena, struct str text, size_t doubled, struct str *ret_field)
{
    char *copy;
    size_t n = 0;

    *ret_field = text;
    if (doubled == 0)
        return true;
    copy = arena_alloc(arena, text.n - doubled + 1);
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        copy[n++] = text.p[i];
        i += text.p[i] == '"' ? 1 : 0;
    }
    *ret_field = (struct str){ copy, n };
    return true;
}

static enum csv_outcome
take_quoted(struct csv *csv, struct arena *arena, struct str *ret_field)
{
    struct str inner = str_sub(csv->rest, 1, csv->rest.n);
    size_t doubled;
    size_t length = quoted_length(inner, &doubled);

    if (length == SIZE_MAX) { /* no end at all: then nothing after it can be told apart */
        skip(csv, csv->rest.n);
        return CSV_BROKEN;
    }
    skip(csv, length + 2);
    if (!at_line_end(csv) && csv->rest.p[0] != csv->separator)
        return CSV_BROKEN;
    return without_doubled(arena, str_sub(inner, 0, length), doubled, ret_field) ? CSV_RECORD
                                                                                 : CSV_LIMIT;
}

enum csv_outcome
csv_next(struct csv *csv, struct arena *arena, struct str *fields, size_t max, size_t *ret_count)
{
    enum csv_outcome outcome = CSV_RECORD;
    size_t count = 0;
    bool more = true;

    if (csv->rest.n == 0)
        return CSV_END;
    csv->record_line = csv->line;
    while (more && outcome == CSV_RECORD) {
        struct str field = STR("");

        if (str_starts(csv->rest, STR("\"")))
            outcome = take_quoted(csv, arena, &field);
        else
            field = take_bare(csv);
        if (count < max)
            fields[count] = field;
        count++;
        more = !at_line_end(csv) && csv->rest.p[0] == csv->separator;
        if (more && outcome == CSV_RECORD)
            skip(csv, 1);
    }
    skip_line_end(csv);
    *ret_count = count;
    return outcome;
}
