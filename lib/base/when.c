/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Instants and their text forms. The calendar is the proleptic Gregorian one; days are counted with
 * years that start in March, so that the leap day is the last of its year.
 */

#include "base/when.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/parse.h"

struct clock {
    int hour, minute, second;
    int64_t us;
};

#define DAYS_PER_ERA  146097 /* 400 years */
#define DAYS_TO_EPOCH 719468 /* 0000-03-01 to 1970-01-01 */
#define YEAR_MAX      9999
/* Longer epochs are milliseconds: 12 digits of seconds are the year 5138. */
#define DIGITS_SECONDS 11

static bool
is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month(int year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return lengths[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

bool
when_days(int year, int month, int day, int64_t *ret_days)
{
    if (year < 1 || year > YEAR_MAX || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month))
        return false;
    int from_march = (month + 9) % 12;
    int march_year = month > 2 ? year : year - 1;
    int era = march_year / 400;
    int year_of_era = march_year % 400;
    int day_of_year = (153 * from_march + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    *ret_days = (int64_t)era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
    return true;
}

/* The inverse. */
static void
date_of_days(int64_t days, int64_t *ret_year, int *ret_month, int *ret_day)
{
    int64_t era = when_floor(days + DAYS_TO_EPOCH, DAYS_PER_ERA) / DAYS_PER_ERA;
    int day_of_era = (int)(days + DAYS_TO_EPOCH - era * DAYS_PER_ERA);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int from_march = (5 * day_of_year + 2) / 153;
    *ret_day = day_of_year - (153 * from_march + 2) / 5 + 1;
    *ret_month = from_march < 10 ? from_march + 3 : from_march - 9;
    *ret_year = era * 400 + year_of_era + (*ret_month <= 2 ? 1 : 0);
}

static bool
in_range(int64_t us)
{
    return us >= WHEN_MIN && us < WHEN_MAX;
}

/* False when the clock shows no time or the instant lies outside the program's years. */
static bool
compose(int64_t days, const struct clock *clock, int offset_s, int64_t *ret_us)
{
    if (clock->hour > 23 || clock->minute > 59 || clock->second > 60) /* 60: a leap second */
        return false;
    int64_t seconds = clock->hour * 3600 + clock->minute * 60 + clock->second - offset_s;
    int64_t us = days * WHEN_DAY + seconds * WHEN_SECOND + clock->us;
    if (!in_range(us))
        return false;
    *ret_us = us;
    return true;
}

/* Takes exactly n digits off the front. */
static bool
take_digits(struct str *rest, size_t n, int *ret_value)
{
    if (rest->n < n)
        return false;
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (!ascii_is_digit(rest->p[i]))
            return false;
        value = value * 10 + (rest->p[i] - '0');
    }
    *rest = str_sub(*rest, n, SIZE_MAX);
    *ret_value = value;
    return true;
}

/* Takes one of the characters off the front. */
static bool
take_any(struct str *rest, const char *characters)
{
    if (rest->n == 0 || rest->p[0] == '\0' || strchr(characters, rest->p[0]) == NULL)
        return false;
    *rest = str_sub(*rest, 1, SIZE_MAX);
    return true;
}

/* After the point: 1 to 9 digits, cut to microseconds. */
static bool
take_fraction(struct str *rest, int64_t *ret_us)
{
    int64_t us = 0;
    size_t digits = 0;
    for (int digit; take_digits(rest, 1, &digit); digits++)
        us = digits < 6 ? us * 10 + digit : us;
    for (size_t i = digits; i < 6; i++)
        us *= 10;
    *ret_us = us;
    return digits >= 1 && digits <= 9;
}

static bool
take_clock(struct str *rest, struct clock *ret_clock)
{
    *ret_clock = (struct clock){ 0 };
    if (!take_digits(rest, 2, &ret_clock->hour) || !take_any(rest, ":") ||
        !take_digits(rest, 2, &ret_clock->minute) || !take_any(rest, ":") ||
        !take_digits(rest, 2, &ret_clock->second))
        return false;
    return !take_any(rest, ".") || take_fraction(rest, &ret_clock->us);
}

/* "Z", "+07:00", "+0700", "+07". */
static bool
take_offset(struct str *rest, int *ret_offset_s)
{
    if (take_any(rest, "Zz")) {
        *ret_offset_s = 0;
        return true;
    }
    int sign = str_starts(*rest, STR("-")) ? -1 : 1;
    int hours;
    int minutes = 0;
    if (!take_any(rest, "+-") || !take_digits(rest, 2, &hours))
        return false;
    bool has_minutes = take_any(rest, ":") || rest->n > 0;
    if ((has_minutes && !take_digits(rest, 2, &minutes)) || hours > 23 || minutes > 59)
        return false;
    *ret_offset_s = sign * (hours * 3600 + minutes * 60);
    return true;
}

bool
when_parse_rfc3339(struct str text, int64_t *ret_us)
{
    int year;
    int month;
    int day;
    int offset_s;
    int64_t days;
    struct clock clock;
    if (!take_digits(&text, 4, &year) || !take_any(&text, "-") || !take_digits(&text, 2, &month) ||
        !take_any(&text, "-") || !take_digits(&text, 2, &day) || !take_any(&text, "Tt ") ||
        !take_clock(&text, &clock))
        return false;
    (void)take_any(&text, " ");
    return take_offset(&text, &offset_s) && text.n == 0 && when_days(year, month, day, &days) &&
           compose(days, &clock, offset_s, ret_us);
}

/* Takes one of the three-letter names off the front; numbered from 1. */
static bool
take_name(struct str *rest, const char *names, int *ret_number)
{
    struct str name = str_sub(*rest, 0, 3);
    size_t at = str_find(str_from(names), name, 0);
    if (name.n < 3 || at == SIZE_MAX || at % 3 != 0)
        return false;
    *rest = str_sub(*rest, 3, SIZE_MAX);
    *ret_number = (int)(at / 3) + 1;
    return true;
}

bool
when_parse_http(struct str text, int64_t *ret_us)
{
    int year;
    int month;
    int day;
    int weekday;
    int64_t days;
    struct clock clock;
    if (!take_name(&text, "SunMonTueWedThuFriSat", &weekday) || !take_any(&text, ",") ||
        !take_any(&text, " ") || !take_digits(&text, 2, &day) || !take_any(&text, " "))
        return false;
    if (!take_name(&text, "JanFebMarAprMayJunJulAugSepOctNovDec", &month) ||
        !take_any(&text, " ") || !take_digits(&text, 4, &year) || !take_any(&text, " "))
        return false;
    return take_clock(&text, &clock) && clock.us == 0 && str_equal(text, STR(" GMT")) &&
           when_days(year, month, day, &days) && compose(days, &clock, 0, ret_us);
}

bool
when_parse_epoch(struct str text, int64_t *ret_us)
{
    int64_t value;
    if (text.n == 0 || text.p[0] < '0' || !parse_int(text, &value))
        return false;
    int64_t unit = text.n <= DIGITS_SECONDS ? WHEN_SECOND : WHEN_SECOND / 1000;
    if (value >= WHEN_MAX / unit)
        return false;
    *ret_us = value * unit;
    return true;
}

struct word {
    const char *text;
    int value;
};

/*
 * Also the spellings of before 1972, the short forms and slips that data sets have, and the English
 * names of the admin site's export.
 */
static const struct word month_words[] = {
    { "januari", 1 },  { "jan", 1 },       { "februari", 2 }, { "feb", 2 },
    { "pebruari", 2 }, { "peb", 2 },       { "maret", 3 },    { "mar", 3 },
    { "april", 4 },    { "apr", 4 },       { "mei", 5 },      { "juni", 6 },
    { "jun", 6 },      { "juli", 7 },      { "jul", 7 },      { "agustus", 8 },
    { "agu", 8 },      { "agt", 8 },       { "ags", 8 },      { "september", 9 },
    { "sep", 9 },      { "oktober", 10 },  { "okt", 10 },     { "november", 11 },
    { "nov", 11 },     { "nopember", 11 }, { "nop", 11 },     { "desember", 12 },
    { "des", 12 },     { "january", 1 },   { "february", 2 }, { "march", 3 },
    { "may", 5 },      { "june", 6 },      { "july", 7 },     { "august", 8 },
    { "aug", 8 },      { "october", 10 },  { "oct", 10 },     { "december", 12 },
    { "dec", 12 },     { "febuari", 2 },   { "mrt", 3 },      { "agust", 8 },
    { "agst", 8 },     { "sept", 9 },
};
static const struct word weekday_words[] = {
    { "senin", 1 },
    { "sen", 1 },
    { "selasa", 2 },
    { "sel", 2 },
    { "rabu", 3 },
    { "rab", 3 },
    { "kamis", 4 },
    { "kam", 4 },
    { "jumat", 5 },
    { "jum", 5 },
    { "jum'at", 5 },
    { "sabtu", 6 },
    { "sab", 6 },
    { "minggu", 7 },
    { "min", 7 },
    { "ahad", 7 },
    { "mon", 1 },
    { "monday", 1 },
    { "tue", 2 },
    { "tuesday", 2 },
    { "wed", 3 },
    { "wednesday", 3 },
    { "thu", 4 },
    { "thursday", 4 },
    { "fri", 5 },
    { "friday", 5 },
    { "sat", 6 },
    { "saturday", 6 },
    { "sun", 7 },
    { "sunday", 7 },
    { "jum\xe2\x80\x99"
      "at",
      5 },
};
static const struct word zone_words[] = {
    { "wib", 7 * 3600 }, { "wita", 8 * 3600 }, { "wit", 9 * 3600 }, { "utc", 0 }, { "gmt", 0 },
};
static const struct word clock_words[] = {
    /* "at … o'clock"; the value means nothing */
    { "pukul", 0 },
    { "pkl", 0 },
    { "pk", 0 },
    { "jam", 0 },
};

static bool
find_word(struct str text, const struct word *words, size_t count, int *ret_value)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal_nocase(text, str_from(words[i].text))) {
            *ret_value = words[i].value;
            return true;
        }
    }
    return false;
}

/* What people put between a day, a month, a year and a clock; the last two bytes: U+00A0. */
#define SEPARATORS " ,\t-|()\xc2\xa0"

/* The next piece between separators, without a full stop behind it; empty at the end. */
static struct str
next_piece(struct str *rest)
{
    while (take_any(rest, SEPARATORS))
        continue;
    struct str piece = str_sub(*rest, 0, 0);
    while (rest->n > 0 && !take_any(rest, SEPARATORS)) {
        piece.n++;
        *rest = str_sub(*rest, 1, SIZE_MAX);
    }
    return str_ends(piece, STR(".")) ? str_sub(piece, 0, piece.n - 1) : piece;
}

static bool
parse_small(struct str text, size_t max_digits, int *ret_value)
{
    return text.n >= 1 && text.n <= max_digits && take_digits(&text, text.n, ret_value);
}

/* "10:44", "9.05", "10:44:30". */
static bool
parse_short_clock(struct str text, struct clock *ret_clock, bool *ret_has_seconds)
{
    *ret_clock = (struct clock){ 0 };
    if ((!take_digits(&text, 2, &ret_clock->hour) && !take_digits(&text, 1, &ret_clock->hour)) ||
        !take_any(&text, ":.") || !take_digits(&text, 2, &ret_clock->minute))
        return false;
    *ret_has_seconds = text.n > 0;
    return text.n == 0 ||
           (take_any(&text, ":.") && take_digits(&text, 2, &ret_clock->second) && text.n == 0);
}

/* "[Sabtu,] 11 Februari 2023", "[Saturday,] February 11, 2023". */
static bool
take_indonesian_date(struct str *rest, int64_t *ret_days)
{
    int weekday;
    int year;
    int month;
    int day;
    struct str piece = next_piece(rest);
    if (find_word(piece, weekday_words, ARRAY_SIZE(weekday_words), &weekday))
        piece = next_piece(rest);
    bool month_first = find_word(piece, month_words, ARRAY_SIZE(month_words), &month);
    if (!parse_small(month_first ? next_piece(rest) : piece, 2, &day) ||
        (!month_first &&
         !find_word(next_piece(rest), month_words, ARRAY_SIZE(month_words), &month)))
        return false;
    piece = next_piece(rest);
    return piece.n == 4 && parse_small(piece, 4, &year) && when_days(year, month, day, ret_days);
}

/* "WIB", "+0700", "GMT+7"; a hyphen separates, so that no zone lies west of Greenwich. */
static bool
parse_zone(struct str text, int *offset_s)
{
    int hours;
    if (find_word(text, zone_words, ARRAY_SIZE(zone_words), offset_s))
        return true;
    if (str_equal_nocase(str_sub(text, 0, 3), STR("gmt")) ||
        str_equal_nocase(str_sub(text, 0, 3), STR("utc")))
        text = str_sub(text, 3, SIZE_MAX);
    if (text.n == 2 && take_any(&text, "+") && take_digits(&text, 1, &hours)) {
        *offset_s = hours * 3600;
        return true;
    }
    return take_offset(&text, offset_s) && text.n == 0;
}

/*
 * "PM", "a.m": the half of the day that an hour of 1 to 12 stands in. False, with nothing changed,
 * for another word.
 */
static bool
parse_half(struct str text, struct clock *clock)
{
    bool afternoon = str_equal_nocase(text, STR("pm")) || str_equal_nocase(text, STR("p.m"));
    if ((!afternoon && !str_equal_nocase(text, STR("am")) && !str_equal_nocase(text, STR("a.m"))) ||
        clock->hour < 1 || clock->hour > 12)
        return false;
    clock->hour = clock->hour % 12 + (afternoon ? 12 : 0);
    return true;
}

/* "[pukul] 10:44[:30] [PM] [WIB]". */
static bool
take_indonesian_clock(struct str *rest, struct clock *ret_clock, int *offset_s,
                      int *ret_precision_s)
{
    bool has_seconds;
    int ignored;
    struct str piece = next_piece(rest);
    if (find_word(piece, clock_words, ARRAY_SIZE(clock_words), &ignored))
        piece = next_piece(rest);
    if (!parse_short_clock(piece, ret_clock, &has_seconds))
        return false;
    *ret_precision_s = has_seconds ? 1 : 60;
    piece = next_piece(rest);
    if (parse_half(piece, ret_clock))
        piece = next_piece(rest);
    return piece.n == 0 || (parse_zone(piece, offset_s) && next_piece(rest).n == 0);
}

bool
when_parse_indonesian(struct str text, int offset_s, int64_t *ret_us, int *ret_precision_s)
{
    int64_t days;
    struct clock clock = { 0 };
    int precision_s = 86400;
    text = str_trim(text);
    if (!take_indonesian_date(&text, &days))
        return false;
    text = str_trim(text);
    if ((text.n > 0 && !take_indonesian_clock(&text, &clock, &offset_s, &precision_s)) ||
        !compose(days, &clock, offset_s, ret_us))
        return false;
    *ret_precision_s = precision_s;
    return true;
}

int64_t
when_floor(int64_t us, int64_t unit_us)
{
    if (us == WHEN_NONE)
        return us;
    int64_t rest = us % unit_us;
    return us - rest - (rest < 0 ? unit_us : 0);
}

char *
when_format(int64_t us, char *buf)
{
    if (us == WHEN_NONE) {
        memcpy(buf, "-", 2);
        return buf;
    }
    int64_t midnight = when_floor(us, WHEN_DAY);
    int64_t year;
    int month;
    int day;
    date_of_days(midnight / WHEN_DAY, &year, &month, &day);
    int seconds = (int)((us - midnight) / WHEN_SECOND);
    int fraction = (int)((us - midnight) % WHEN_SECOND);
    int length = snprintf(buf, WHEN_FORMAT_MAX, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02d", year,
                          month, day, seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (fraction != 0)
        length += snprintf(buf + length, WHEN_FORMAT_MAX - (size_t)length, ".%06d", fraction);
    memcpy(buf + length, "Z", 2);
    return buf;
}
