/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Times of feeds. RSS wants those of mail (RFC 822: "Tue, 12 Nov 2024 01:00:00 -0800", two digits
 * of the year and names of American zones allowed), Atom those of RFC 3339, and sites write what
 * their templates hold. All but the Indonesian forms are turned into RFC 3339 and read there.
 */

#include "source/web.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"

#define ZONED_MAX 48

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun",
                                      "jul", "aug", "sep", "oct", "nov", "dec" };

/* RFC 822, 5.1; a military letter means nothing certain and is none of these. */
static const struct zone {
    const char *name, *offset;
} zones[] = {
    { "gmt", "Z" },
    { "ut", "Z" },
    { "utc", "Z" },
    { "z", "Z" },
    { "est", "-05:00" },
    { "edt", "-04:00" },
    { "cst", "-06:00" },
    { "cdt", "-05:00" },
    { "mst", "-07:00" },
    { "mdt", "-06:00" },
    { "pst", "-08:00" },
    { "pdt", "-07:00" },
    { "wib", "+07:00" },
    { "wita", "+08:00" },
    { "wit", "+09:00" },
    /* As PHP prints a zone by its name; these have no summer time. */
    { "asia/jakarta", "+07:00" },
    { "asia/pontianak", "+07:00" },
    { "asia/makassar", "+08:00" },
    { "asia/jayapura", "+09:00" },
};

/* Takes a word off the front: what stands between blanks and commas. */
static struct str
take_word(struct str *rest)
{
    size_t begin = 0;
    size_t end;
    struct str word;

    while (begin < rest->n && (ascii_is_space(rest->p[begin]) || rest->p[begin] == ','))
        begin++;
    for (end = begin; end < rest->n && !ascii_is_space(rest->p[end]); end++) {
        if (rest->p[end] == ',')
            break;
    }
    word = str_sub(*rest, begin, end - begin);
    *rest = str_sub(*rest, end, rest->n);
    return word;
}

static bool
small_number(struct str word, int64_t most, int64_t *ret_value)
{
    return word.n >= 1 && word.n <= 4 && ascii_is_digit(word.p[0]) && parse_int(word, ret_value) &&
           *ret_value <= most;
}

/* Two digits are of 1970 to 2069, three are years since 1900: what broken clocks write. */
static int64_t
full_year(int64_t year, size_t digits)
{
    if (digits == 4)
        return year;
    return year < 70 ? year + 2000 : year + 1900;
}

static int
month_of(struct str word)
{
    for (size_t i = 0; i < ARRAY_SIZE(months); i++) {
        if (str_equal_nocase(str_sub(word, 0, 3), str_from(months[i])))
            return (int)i + 1;
    }
    return 0;
}

/* Seconds east of Greenwich as RFC 3339 writes them. */
static void
format_offset(int64_t zone_s, char offset[8])
{
    int minutes = abs((int)(zone_s / 60));

    snprintf(offset, 8, "%c%02d:%02d", zone_s < 0 ? '-' : '+', minutes / 60 % 24, minutes % 60);
}

/* "+0700", "-5", "+5:30": what is written small means hours. */
static bool
read_offset(struct str word, char offset[8])
{
    struct str minutes = str_sub(word, 1, word.n);
    struct str hours;
    int64_t hour;
    int64_t minute = 0;

    if (str_find(minutes, STR(":"), 0) != SIZE_MAX) {
        must(str_split(&minutes, ':', &hours));
    } else {
        size_t n = minutes.n > 2 ? minutes.n - 2 : minutes.n;
        hours = str_sub(minutes, 0, n);
        minutes = str_sub(minutes, n, minutes.n);
    }
    if (hours.n > 2 || !small_number(hours, 23, &hour) ||
        (minutes.n > 0 && (minutes.n != 2 || !small_number(minutes, 59, &minute))))
        return false;
    snprintf(offset, 8, "%c%02d:%02d", word.p[0], (int)hour, (int)minute);
    return true;
}

static bool
is_offset(struct str word)
{
    return word.n > 0 && (word.p[0] == '+' || word.p[0] == '-');
}

static bool
is_greenwich(struct str word)
{
    return str_equal_nocase(word, STR("GMT")) || str_equal_nocase(word, STR("UTC"));
}

/* "-0800", "GMT", "GMT-0800"; absent: that of the settings. False for a word that is none. */
static bool
read_zone(struct str word, int64_t zone_s, char offset[8])
{
    if (is_greenwich(str_sub(word, 0, 3)) && is_offset(str_sub(word, 3, word.n)))
        word = str_sub(word, 3, word.n);
    if (word.n == 0) {
        format_offset(zone_s, offset);
        return true;
    }
    if (is_offset(word))
        return read_offset(word, offset);
    for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
        if (str_equal_nocase(word, str_from(zones[i].name))) {
            snprintf(offset, 8, "%s", zones[i].offset);
            return true;
        }
    }
    return false;
}

/* "8:05" and "08:05" lack their seconds. */
static bool
read_clock(struct str word, char clock[12])
{
    struct str hour;
    struct str minute;
    struct str second = word;
    int64_t value;

    if (word.n > 8 || !str_split(&second, ':', &hour) || !str_split(&second, ':', &minute) ||
        !small_number(hour, 23, &value) || minute.n != 2)
        return false;
    snprintf(clock, 12, "%02d:%.2s:%.2s", (int)value, minute.p, second.n == 2 ? second.p : "00");
    return str_is_none(second) || second.n == 2;
}

/* "2nd", "16th". */
static struct str
without_ordinal(struct str day)
{
    static const char *const endings[] = { "st", "nd", "rd", "th" };
    size_t n = day.n < 2 ? 0 : day.n - 2;

    for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
        if (str_equal_nocase(str_sub(day, n, day.n), str_from(endings[i])))
            return str_sub(day, 0, n);
    }
    return day;
}

/* "2 Jan", "Mon, 2 Jan", "Mon Jan 02": the weekday may be missing, and lies often enough. */
static bool
read_day(struct str *text, int64_t *ret_day, int *ret_month)
{
    struct str day = take_word(text);
    struct str month;

    if (day.n > 0 && !ascii_is_digit(day.p[0]))
        day = take_word(text);
    month = take_word(text);
    if (month.n > 0 && ascii_is_digit(month.p[0])) {
        struct str swapped = day;

        day = month;
        month = swapped;
    }
    *ret_month = month_of(month);
    return *ret_month != 0 && small_number(without_ordinal(day), 31, ret_day);
}

/* What a word says of a clock's half of the day: 'a', 'p', or 0 for nothing. */
static char
half_of(struct str word)
{
    if (str_equal_nocase(word, STR("am")) || str_equal_nocase(word, STR("a.m.")))
        return 'a';
    return str_equal_nocase(word, STR("pm")) || str_equal_nocase(word, STR("p.m.")) ? 'p' : 0;
}

/* A clock of twelve hours, in place: midnight and noon are twelve. */
static bool
apply_half(char half, char clock[12])
{
    int hour = (clock[0] - '0') * 10 + clock[1] - '0';

    if (hour < 1 || hour > 12)
        return false;
    hour = hour % 12 + (half == 'p' ? 12 : 0);
    clock[0] = (char)('0' + hour / 10);
    clock[1] = (char)('0' + hour % 10);
    return true;
}

/* "10:00:00 +0700", "10:00:00+0700", "10:00:00 GMT +7", "- 3:09pm" and "at 10:00 AM EDT". */
static bool
read_clock_and_zone(struct str *text, int64_t zone_s, char clock[12], char offset[8])
{
    struct str word = take_word(text);
    struct str zone;
    char half;
    size_t n = 0;

    if (str_equal_c(word, "-") || str_equal_nocase(word, STR("at")))
        word = take_word(text);
    while (n < word.n && (ascii_is_digit(word.p[n]) || word.p[n] == ':'))
        n++;
    zone = n < word.n ? str_sub(word, n, word.n) : take_word(text);
    half = half_of(zone);
    if (half != 0)
        zone = take_word(text);
    if (is_greenwich(zone)) {
        struct str behind = take_word(text);
        zone = is_offset(behind) ? behind : zone;
    }
    return read_clock(str_sub(word, 0, n), clock) && (half == 0 || apply_half(half, clock)) &&
           read_zone(zone, zone_s, offset);
}

static bool
parse_mail(struct str text, int64_t zone_s, int64_t *ret_us)
{
    struct str word;
    char zoned[ZONED_MAX];
    char clock[12];
    char offset[8];
    int64_t day;
    int64_t year;
    int month;
    int n;

    if (!read_day(&text, &day, &month))
        return false;
    word = take_word(&text);
    if (word.n < 2 || !small_number(word, 9999, &year) ||
        !read_clock_and_zone(&text, zone_s, clock, offset))
        return false;
    year = full_year(year, word.n);
    n = snprintf(zoned, sizeof(zoned), "%04d-%02d-%02dT%s%s", (int)year, month, (int)day, clock,
                 offset);
    return when_parse_rfc3339((struct str){ zoned, (size_t)n }, ret_us);
}

/*
 * "2024-11-12T08:00+07:00", as RSS 1.0 and Atom 0.3 allow: RFC 3339 wants the seconds. And
 * "2024-11-12 08:00:00 UTC", "… WIB", "…+7": what programming languages print by themselves.
 */
static bool
parse_date_first(struct str text, int64_t zone_s, int64_t *ret_us)
{
    char zoned[ZONED_MAX];
    char clock[12];
    char offset[8];
    struct str rest = str_sub(text, 11, text.n);
    int n;

    if (text.n < 12 || text.p[4] != '-' || text.p[7] != '-' ||
        (text.p[10] != ' ' && text.p[10] != 'T') ||
        !read_clock_and_zone(&rest, zone_s, clock, offset))
        return false;
    n = snprintf(zoned, sizeof(zoned), "%.10sT%s%s", text.p, clock, offset);
    return when_parse_rfc3339((struct str){ zoned, (size_t)n }, ret_us);
}

/* "2024-11-12", "2024-11-12 08:00:00.5": each without a zone. */
static bool
parse_zoneless(struct str text, int64_t zone_s, int64_t *ret_us)
{
    static const char *const rests[] = { "", "T00:00:00" };
    char zoned[ZONED_MAX];
    char offset[8];

    format_offset(zone_s, offset);
    for (size_t i = 0; i < ARRAY_SIZE(rests) && text.n <= 30; i++) {
        int n = snprintf(zoned, sizeof(zoned), "%.*s%s%s", STR_ARGS(text), rests[i], offset);
        if (when_parse_rfc3339((struct str){ zoned, (size_t)n }, ret_us))
            return true;
    }
    return false;
}

/* "1795057200": seconds since 1970, of ten digits until 2286. */
static bool
parse_seconds(struct str text, int64_t *ret_us)
{
    int64_t seconds;

    if (text.n != 10 || !ascii_is_digit(text.p[0]) || !parse_int(text, &seconds))
        return false;
    *ret_us = seconds * WHEN_SECOND;
    return true;
}

/* The first day of 1970 is a zero that somebody took for a time. */
static bool
is_zero(int64_t us)
{
    return us > -WHEN_DAY && us < WHEN_DAY;
}

static bool
parse(struct str text, int64_t zone_s, int64_t *ret_us)
{
    int precision_s;

    return when_parse_rfc3339(text, ret_us) || parse_date_first(text, zone_s, ret_us) ||
           parse_mail(text, zone_s, ret_us) || parse_zoneless(text, zone_s, ret_us) ||
           parse_seconds(text, ret_us) ||
           when_parse_indonesian(text, (int)zone_s, ret_us, &precision_s);
}

bool
web_parse_time(struct str text, int64_t zone_s, int64_t *ret_us)
{
    int64_t us;

    if (!parse(str_trim(text), zone_s, &us) || is_zero(us))
        return false;
    *ret_us = us;
    return true;
}
