/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the cells of all sheets share: strings, and which styles show a number as a date. The
 * format's own words do not matter, only that it is one of a date or a time.
 */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/parse.h"
#include "base/when.h"
#include "ctl_xlsx_inside.h"

/* 1970-01-01, counted from 1899-12-30 or 1904-01-01. */
#define EPOCH_1900  25569
#define EPOCH_1904  24107
#define DATE_LENGTH 10
#define STYLES_MAX  65536 /* Excel's own bound */

/* Strings */

struct strings {
    struct ctl_xlsx *xlsx;
    struct buf text;
    bool in_text, in_phonetic; /* how to pronounce it is no part of the text */
};

/* "_x000D_": the byte that it stands for, '\0' where it is none; -1: it is not of this form. */
static int
escaped_byte(struct str raw, size_t at)
{
    int value = 0;

    if (raw.n - at < 7 || raw.p[at] != '_' || raw.p[at + 1] != 'x' || raw.p[at + 6] != '_')
        return -1;
    for (size_t i = at + 2; i < at + 6; i++) {
        char c = ascii_lower(raw.p[i]);

        if (!ascii_is_digit(c) && (c < 'a' || c > 'f'))
            return -1;
        value = value * 16 + (ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    if (value == '_' || value == '\n' || value == '\t')
        return value;
    return value < ' ' ? '\0' : -1;
}

bool
ctl_xlsx_text(struct arena *arena, struct str raw, struct str *ret_text)
{
    char *copy = arena_alloc(arena, raw.n + 1);
    size_t n = 0;

    if (copy == NULL)
        return false;
    for (size_t i = 0; i < raw.n; i++) {
        int byte = escaped_byte(raw, i);

        if (byte < 0)
            copy[n++] = raw.p[i];
        else if (byte > 0)
            copy[n++] = (char)byte;
        i += byte < 0 ? 0 : 6;
    }
    *ret_text = (struct str){ copy, n };
    return true;
}

static bool
on_string_start(void *to, const struct xml_element *element, struct error *err)
{
    struct strings *strings = to;
    struct str name = element->name.local;

    (void)err;
    if (str_equal_c(name, "si"))
        buf_clear(&strings->text);
    else if (str_equal_c(name, "rPh"))
        strings->in_phonetic = true;
    strings->in_text = str_equal_c(name, "t") && !strings->in_phonetic;
    return true;
}

static bool
on_string_text(void *to, struct str text, struct error *err)
{
    struct strings *strings = to;

    return !strings->in_text || buf_append_str(&strings->text, text) || ctl_xlsx_too_large(err);
}

static bool
on_string_end(void *to, const struct xml_name *name, struct error *err)
{
    struct strings *strings = to;
    struct arena *arena = strings->xlsx->book;
    struct str *string;

    strings->in_text = false;
    if (str_equal_c(name->local, "rPh"))
        strings->in_phonetic = false;
    if (!str_equal_c(name->local, "si"))
        return true;
    string = ctl_xlsx_add(&strings->xlsx->strings, arena, sizeof(*string));
    if (string == NULL || !ctl_xlsx_text(arena, buf_str(&strings->text), string))
        return ctl_xlsx_too_large(err);
    return true;
}

bool
ctl_xlsx_read_strings(struct ctl_xlsx *xlsx, const char *path, struct error *err)
{
    static const struct xml_events events = { on_string_start, on_string_end, on_string_text };
    struct strings strings = { .xlsx = xlsx, .text = BUF_INIT(XLSX_CELL_MAX) };
    bool ok = ctl_xlsx_read(xlsx, path, &events, &strings, err);

    buf_done(&strings.text);
    return ok;
}

/* Styles */

/* Length of what stands at this place for itself: quoted, in brackets, behind a mark. 0: nothing.
 */
static size_t
literal_length(struct str code, size_t at)
{
    char c = code.p[at];
    size_t end;

    if (c == '\\' || c == '_' || c == '*')
        return 2;
    if (c == '[' && at + 1 < code.n && strchr("hms", ascii_lower(code.p[at + 1])) != NULL)
        return 0; /* hours past 24 */
    if (c != '"' && c != '[')
        return 0;
    end = str_find(code, c == '"' ? STR("\"") : STR("]"), at + 1);
    return end == SIZE_MAX ? code.n : end + 1 - at;
}

static bool
is_date_code(struct str code)
{
    size_t i = 0;

    while (i < code.n) {
        size_t length = literal_length(code, i);
        char c = ascii_lower(code.p[i]);

        if (length == 0 && (c == 'd' || c == 'm' || c == 'y' || c == 'h' || c == 's'))
            return true;
        i += length == 0 ? 1 : length;
    }
    return false;
}

struct styles {
    struct ctl_xlsx *xlsx;
    bool in_cells; /* cellXfs, not cellStyleXfs */
};

/* Those that Excel knows without a code (ECMA-376, 18.8.30), East Asian ones included. */
static bool
is_date_format(const struct ctl_xlsx *xlsx, int64_t id)
{
    const int64_t *own = xlsx->date_formats.items;

    for (size_t i = 0; i < xlsx->date_formats.count; i++)
        if (own[i] == id)
            return true;
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
           (id >= 50 && id <= 58);
}

static bool
add_format(struct ctl_xlsx *xlsx, const struct xml_element *element, struct error *err)
{
    int64_t id;
    int64_t *own;

    if (!parse_int(xml_attribute(element, "numFmtId"), &id) ||
        !is_date_code(xml_attribute(element, "formatCode")) || xlsx->date_formats.count > 1000)
        return true;
    own = ctl_xlsx_add(&xlsx->date_formats, xlsx->book, sizeof(*own));
    if (own == NULL)
        return ctl_xlsx_too_large(err);
    *own = id;
    return true;
}

static bool
on_style(void *to, const struct xml_element *element, struct error *err)
{
    struct styles *styles = to;
    struct ctl_xlsx *xlsx = styles->xlsx;
    int64_t id = 0;
    bool *is_date;

    if (str_equal_c(element->name.local, "numFmt"))
        return add_format(xlsx, element, err);
    if (str_equal_c(element->name.local, "cellXfs"))
        styles->in_cells = true;
    if (!styles->in_cells || !str_equal_c(element->name.local, "xf"))
        return true;
    is_date = xlsx->styles.count < STYLES_MAX
                  ? ctl_xlsx_add(&xlsx->styles, xlsx->book, sizeof(*is_date))
                  : NULL;
    if (is_date == NULL)
        return ctl_xlsx_too_large(err);
    *is_date = parse_int(xml_attribute(element, "numFmtId"), &id) && is_date_format(xlsx, id);
    return true;
}

static bool
on_style_end(void *to, const struct xml_name *name, struct error *err)
{
    struct styles *styles = to;

    (void)err;
    if (str_equal_c(name->local, "cellXfs"))
        styles->in_cells = false;
    return true;
}

bool
ctl_xlsx_read_styles(struct ctl_xlsx *xlsx, const char *path, struct error *err)
{
    static const struct xml_events events = { on_style, on_style_end, NULL };
    struct styles styles = { .xlsx = xlsx };

    return ctl_xlsx_read(xlsx, path, &events, &styles, err);
}

/* Numbers */

static bool
to_us(double days, bool is_1904, int64_t *ret_us)
{
    int64_t seconds;

    if (!(days >= 0 && days < 120000))
        return false;
    seconds = llround(days * 86400);
    *ret_us = (seconds - (is_1904 ? EPOCH_1904 : EPOCH_1900) * INT64_C(86400)) * WHEN_SECOND;
    return true;
}

bool
ctl_xlsx_serial(struct str text, bool is_1904, int64_t *ret_us)
{
    double days;

    return text.n > 0 && ascii_is_digit(text.p[0]) && parse_double(text, &days) &&
           to_us(days, is_1904, ret_us) && *ret_us >= 0 && *ret_us < WHEN_MAX;
}

/* A day, a time of day, or both. */
static bool
show_date(const struct ctl_xlsx *xlsx, double days, struct str *ret_text)
{
    char text[WHEN_FORMAT_MAX];
    int64_t us;

    if (!to_us(days, xlsx->is_1904, &us))
        return false;
    if (days < 1) /* of no day: any will do */
        us = llround(days * 86400) * WHEN_SECOND;
    (void)when_format(us, text);
    text[DATE_LENGTH] = ' ';
    text[DATE_LENGTH + 9] = '\0'; /* no zone */
    if (days < 1)
        return arena_str(xlsx->cells, str_from(text + DATE_LENGTH + 1), ret_text);
    if (us % WHEN_DAY == 0)
        text[DATE_LENGTH] = '\0';
    return arena_str(xlsx->cells, str_from(text), ret_text);
}

bool
ctl_xlsx_number(const struct ctl_xlsx *xlsx, struct str raw, bool is_date, struct str *ret_text)
{
    double number;

    if (!parse_double(raw, &number))
        return arena_str(xlsx->cells, raw, ret_text);
    if (is_date && show_date(xlsx, number, ret_text))
        return true;
    if (fabs(number) < 1e15 && floor(number) == number) /* 5.216807E6 */
        return arena_printf(xlsx->cells, ret_text, "%.0f", number);
    return arena_printf(xlsx->cells, ret_text, "%.15g", number);
}
