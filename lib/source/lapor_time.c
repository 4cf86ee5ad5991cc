/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The ways in which SP4N-LAPOR! answers write a time. Where a text names no zone, the
 * configuration says which one it means: the flat log is local time, the export apparently UTC, and
 * the zone of the host is never right.
 */

#include "source/lapor.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/ascii.h"
#include "base/parse.h"
#include "source/fields.h"

#define ISO_MAX     40
#define LONG_MAX_N  96
#define WEEKDAY_MAX 12
/* 1990: what stands before is a zero that somebody made a date of. */
#define EARLIEST_US (INT64_C(631152000) * WHEN_SECOND)

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
    return true;
}

/* "2016-08-01T10:44Z", "2016-08-01 10:44+07:00": no seconds, and yet an offset. */
static bool
parse_minutes(struct str text, struct lapor_instant *instant)
{
    char iso[ISO_MAX];
    int n;

    if (text.n <= 16 || text.n >= sizeof(iso) - 3)
        return false;
    n = snprintf(iso, sizeof(iso), "%.16s:00%.*s", text.p, (int)(text.n - 16), text.p + 16);
    instant->precision_s = 60;
    return when_parse_rfc3339((struct str){ iso, (size_t)n }, &instant->us);
}

/* Takes digits off the front, four at most; how many, and 0 where there are none. */
static size_t
take_number(struct str *rest, int *ret_value)
{
    size_t n = 0;

    *ret_value = 0;
    while (n < 4 && n < rest->n && ascii_is_digit(rest->p[n]))
        *ret_value = *ret_value * 10 + (rest->p[n++] - '0');
    *rest = str_sub(*rest, n, rest->n);
    return n;
}

/* Three numbers with the same mark between them. */
static bool
take_numbers(struct str *rest, int numbers[3], size_t digits[3])
{
    char mark;

    digits[0] = take_number(rest, &numbers[0]);
    mark = rest->n > 0 ? rest->p[0] : '\0';
    if (mark != '-' && mark != '/' && mark != '.')
        return false;
    for (size_t i = 1; i < 3; i++) {
        if (rest->n == 0 || rest->p[0] != mark)
            return false;
        *rest = str_sub(*rest, 1, rest->n);
        digits[i] = take_number(rest, &numbers[i]);
    }
    return digits[0] > 0 && digits[1] > 0 && digits[2] > 0;
}

/* Without a weekday, or any one word, in front: its comma and blanks too. */
static struct str
without_weekday(struct str text)
{
    size_t n = 0;

    while (n < text.n && n < WEEKDAY_MAX && !ascii_is_digit(text.p[n]))
        n++;
    return n == WEEKDAY_MAX ? text : str_sub(text, n, text.n);
}

/*
 * "11-02-2023 08:15", "Sabtu, 1/2/2023", "1/2/23", "11.02.2023", "2023/02/11 08.15 WIB": a day of
 * the month that comes first is one in Indonesia. Written out as a long date, for the same reader
 * of clocks and zones.
 */
static bool
parse_numbers(struct str text, int64_t zone_s, struct lapor_instant *instant)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "Mei", "Jun",
                                          "Jul", "Agu", "Sep", "Okt", "Nov", "Des" };
    char words[LONG_MAX_N];
    int numbers[3];
    size_t digits[3];
    int n;
    int precision_s;

    text = without_weekday(text);
    if (text.n > LONG_MAX_N / 2 || !take_numbers(&text, numbers, digits) || numbers[1] < 1 ||
        numbers[1] > 12 || (text.n > 0 && text.p[0] != ' ' && text.p[0] != ','))
        return false;
    if (digits[0] == 4)
        n = snprintf(words, sizeof(words), "%d %s %04d%.*s", numbers[2], months[numbers[1] - 1],
                     numbers[0], STR_ARGS(text));
    else
        n = snprintf(words, sizeof(words), "%d %s %d%.*s", numbers[0], months[numbers[1] - 1],
                     numbers[2] + (digits[2] == 2 ? 2000 : 0), STR_ARGS(text));
    if (!when_parse_indonesian((struct str){ words, (size_t)n }, (int)zone_s, &instant->us,
                               &precision_s))
        return false;
    instant->precision_s = precision_s;
    return true;
}

static bool
parse_number(int64_t number, struct lapor_instant *instant)
{
    char digits[24];

    snprintf(digits, sizeof(digits), "%" PRId64, number);
    instant->precision_s = 1;
    return when_parse_epoch(str_from(digits), &instant->us);
}

static bool
parse_text(struct str text, int64_t zone_s, struct lapor_instant *instant)
{
    int precision_s;
    int64_t number;

    if (parse_int(text, &number))
        return parse_number(number, instant);
    if (when_parse_indonesian(text, (int)zone_s, &instant->us, &precision_s)) {
        instant->precision_s = precision_s;
        return true;
    }
    if (when_parse_rfc3339(text, &instant->us)) {
        instant->precision_s = 1;
        return true;
    }
    return parse_iso(text, zone_s, instant) || parse_minutes(text, instant) ||
           parse_numbers(text, zone_s, instant);
}

/* "1676052960.0", as programs write that keep whole numbers as fractions: without ".0". */
static struct str
without_fraction(struct str text)
{
    size_t end = text.n;

    while (end > 0 && text.p[end - 1] == '0')
        end--;
    if (end == text.n || end < 2 || text.p[end - 1] != '.')
        return text;
    for (size_t i = 0; i < end - 1; i++) {
        if (!ascii_is_digit(text.p[i]))
            return text;
    }
    return str_sub(text, 0, end - 1);
}

/* What databases, forms and PHP write for "no date". */
static bool
is_no_time(struct str text)
{
    return lapor_is_nothing(text) || str_starts(text, STR("0000-00-00")) ||
           str_find(text, STR("-0001"), 0) != SIZE_MAX;
}

/* As the field's clock has it: nothing before the earliest, and with its precision. */
static struct lapor_instant
by_clock(const struct lapor_settings *settings, enum lapor_when field, struct lapor_instant instant)
{
    if (instant.us < EARLIEST_US)
        return (struct lapor_instant){ WHEN_NONE, -1 };
    if (settings->clocks[field].precision > 0)
        instant.precision_s = precision_seconds[settings->clocks[field].precision];
    return instant;
}

bool
lapor_time_text(const struct lapor_settings *settings, enum lapor_when field, struct str text,
                struct lapor_instant *ret_instant)
{
    struct lapor_instant instant = { WHEN_NONE, -1 };

    text = without_fraction(str_trim(text));
    if (!is_no_time(text) && !parse_text(text, zone_of(settings, field), &instant))
        return false;
    *ret_instant = by_clock(settings, field, instant);
    return true;
}

bool
lapor_time_read(const struct lapor_settings *settings, enum lapor_when field, struct jdoc_node node,
                struct lapor_instant *ret_instant)
{
    struct lapor_instant instant = { WHEN_NONE, -1 };
    struct str text;
    int64_t number;

    if (jdoc_get_str(node, &text) && !fields_get_whole(node, &number))
        return lapor_time_text(settings, field, text, ret_instant);
    if (fields_get_whole(node, &number)) {
        if (number > 0 && !parse_number(number, &instant))
            return false;
    } else if (!jdoc_is_absent(node) && !jdoc_is_null(node)) {
        return false;
    }
    *ret_instant = by_clock(settings, field, instant);
    return true;
}
