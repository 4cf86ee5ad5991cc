/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The ways in which SP4N-LAPOR! answers write a time. Where a text names no zone, the
 * configuration says which one it means: the flat log is local time, the export apparently UTC, and
 * the zone of the host is never right.
 */

#include "source/lapor.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define ISO_MAX    40
#define LONG_MAX_N 96

const char *const lapor_precisions[] = { "auto", "second", "minute", "hour", "day", NULL };
static const int64_t precision_seconds[] = { 0, 1, 60, 3600, 86400 };

/* No daylight saving in Indonesia: a zone is an offset. */
const char *const lapor_zones[] = {
    "same", "UTC", "Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura", NULL
};
static const int64_t zone_hours[] = { 0, 0, 7, 7, 8, 9 };

static int64_t
zone_of(const struct lapor_settings *settings, enum lapor_when field)
{
    int zone = settings->clocks[field].zone;

    return zone == 0 ? settings->zone_s : zone_hours[zone] * 3600;
}

/*
 * "2016-08-01", "2016-08-01 10:44", "2016-08-01T10:44:05": with an offset put behind,
 * when_parse_rfc3339() judges the rest.
 */
static bool
parse_iso(struct str text, int64_t zone_s, struct lapor_instant *instant)
{
    char iso[ISO_MAX];
    int n = 0;

    if (text.n == 10)
        n = snprintf(iso, sizeof(iso), "%.*sT00:00:00Z", STR_ARGS(text));
    else if (text.n == 16)
        n = snprintf(iso, sizeof(iso), "%.*s:00Z", STR_ARGS(text));
    else if (text.n >= 19 && text.n < sizeof(iso) - 1)
        n = snprintf(iso, sizeof(iso), "%.*sZ", STR_ARGS(text)); /* with a fraction or without */
    if (n == 0 || !when_parse_rfc3339((struct str){ iso, (size_t)n }, &instant->us))
        return false;
    instant->us -= zone_s * WHEN_SECOND;
    instant->precision_s = text.n == 10 ? 86400 : text.n == 16 ? 60 : 1;
    return instant->us >= 0;
}

/* Two digits, or four, at a place of the text; -1 where they do not stand there. */
static int
digits_at(struct str text, size_t at, size_t n)
{
    int value = 0;

    for (size_t i = at; i < at + n; i++) {
        if (i >= text.n || text.p[i] < '0' || text.p[i] > '9')
            return -1;
        value = value * 10 + (text.p[i] - '0');
    }
    return value;
}

/*
 * "11-02-2023 08:15", "11/02/2023", "2023/02/11 08.15 WIB": a day of the month that comes first is
 * one in Indonesia. Written out as a long date, for the same reader of clocks and zones.
 */
static bool
parse_numbers(struct str text, int64_t zone_s, struct lapor_instant *instant)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun",
                                          "Jul", "Agu", "Sep", "Okt", "Nov", "Des" };
    bool year_first = digits_at(text, 0, 4) >= 0;
    size_t mark = year_first ? 4 : 2;
    int month = digits_at(text, mark + 1, 2);
    int year = digits_at(text, year_first ? 0 : 6, 4);
    int day = digits_at(text, year_first ? 8 : 0, 2);
    char words[LONG_MAX_N];
    int n;
    int precision_s;

    if (year < 0 || month < 1 || month > 12 || day < 0 || text.n > LONG_MAX_N / 2 ||
        (text.p[mark] != '-' && text.p[mark] != '/') || text.p[mark + 3] != text.p[mark] ||
        (text.n > 10 && text.p[10] != ' ' && text.p[10] != ','))
        return false;
    n = snprintf(words, sizeof(words), "%d %s %04d%.*s", day, months[month - 1], year,
                 (int)(text.n - 10), text.p + 10);
    if (!when_parse_indonesian((struct str){ words, (size_t)n }, (int)zone_s, &instant->us,
                               &precision_s))
        return false;
    instant->precision_s = precision_s;
    return true;
}

static bool
parse_text(struct str text, int64_t zone_s, struct lapor_instant *instant)
{
    int precision_s;

    if (when_parse_indonesian(text, (int)zone_s, &instant->us, &precision_s)) {
        instant->precision_s = precision_s;
        return true;
    }
    if (when_parse_rfc3339(text, &instant->us)) {
        instant->precision_s = 1;
        return true;
    }
    return parse_iso(text, zone_s, instant) || parse_numbers(text, zone_s, instant);
}

static bool
parse_number(int64_t number, struct lapor_instant *instant)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%" PRId64, number);
    instant->precision_s = 1;
    return when_parse_epoch(str_from(digits), &instant->us);
}

/* 1676101500.0, from a writer that knows no whole numbers. */
static bool
is_whole(struct jdoc_node node, int64_t *ret_number)
{
    struct str text;
    double real;

    if (jdoc_get_str(node, &text) || !jdoc_get_double(node, &real) || real != floor(real) ||
        fabs(real) > 1e15)
        return false;
    *ret_number = (int64_t)real;
    return true;
}

/* What databases and forms write for "no date". */
static bool
is_no_time(struct str text)
{
    return lapor_is_nothing(text) || str_starts(text, STR("0000-00-00"));
}

bool
lapor_time_read(const struct lapor_settings *settings, enum lapor_when field, struct jdoc_node node,
                struct lapor_instant *ret_instant)
{
    const struct lapor_instant none = { WHEN_NONE, -1 };
    struct lapor_instant instant = none;
    struct str text;
    int64_t number;

    if (jdoc_get_int(node, &number) || is_whole(node, &number)) {
        if (number != 0 && !parse_number(number, &instant))
            return false;
    } else if (jdoc_get_str(node, &text)) {
        text = str_trim(text);
        if (!is_no_time(text) && !parse_text(text, zone_of(settings, field), &instant))
            return false;
    } else if (!jdoc_is_absent(node) && !jdoc_is_null(node)) {
        return false;
    }
    if (instant.us == WHEN_NONE)
        instant = none;
    else if (settings->clocks[field].precision > 0)
        instant.precision_s = precision_seconds[settings->clocks[field].precision];
    *ret_instant = instant;
    return true;
}
