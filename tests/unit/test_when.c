/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/when: every form platforms write. Expected instants are from date(1) and the examples of
 * RFC 3339 and RFC 9110; the calendar is compared with the C library's over all days there are.
 */

#include "unit.h"

#include "base/when.h"

#include <stdio.h>
#include <time.h>

#define UNTOUCHED  424242
#define S(seconds) ((seconds)*WHEN_SECOND)

struct row {
    const char *text;
    int64_t us; /* WHEN_NONE: refused */
};

static void
check(const struct row *rows, size_t count, bool (*parse)(struct str, int64_t *))
{
    for (size_t i = 0; i < count; i++) {
        int64_t us = UNTOUCHED;
        bool ok = parse(str_from(rows[i].text), &us);
        EXPECT_INT(rows[i].text, us, rows[i].us == WHEN_NONE ? UNTOUCHED : rows[i].us);
        EXPECT_INT(rows[i].text, ok, rows[i].us != WHEN_NONE);
    }
}

static const struct row rfc3339_rows[] = {
    /* RFC 3339, 5.8 */
    { "1985-04-12T23:20:50.52Z", S(482196050) + 520000 },
    { "1996-12-19T16:39:57-08:00", S(851042397) },
    { "1990-12-31T23:59:60Z", S(662688000) },
    { "1990-12-31T15:59:60-08:00", S(662688000) },
    { "1937-01-01T12:00:27.87+00:20", S(-1041337173) + 870000 },
    /* as platforms write */
    { "2021-08-10T18:45:03+0000", S(1628621103) },
    { "2021-08-11 01:45:03.25+07", S(1628621103) + 250000 },
    { "2021-08-11 01:45:03 +0700", S(1628621103) },
    { "2021-08-10T18:45:03.000Z", S(1628621103) },
    { "2021-08-10 18:45:03+00:00", S(1628621103) },
    { "2021-08-11t01:45:03+07:00", S(1628621103) },
    { "2021-08-10T18:45:03z", S(1628621103) },
    { "2021-08-10T18:45:03.1Z", S(1628621103) + 100000 },
    { "2021-08-10T18:45:03.123456789Z", S(1628621103) + 123456 },
    { "2021-08-10T18:45:03.1234567890Z", WHEN_NONE },
    { "2021-08-10T18:45:03.Z", WHEN_NONE },
    { "2021-08-10T18:45:03-0000", S(1628621103) },
    { "2021-08-10T18:45:03+23:59", S(1628621103 - 86340) },
    /* ends of the range */
    { "1970-01-01T00:00:00Z", 0 },
    { "1969-12-31T17:00:00-07:00", 0 },
    { "1970-01-01T00:00:00+07:00", S(-25200) },
    { "1900-01-01T00:00:00Z", WHEN_MIN },
    { "1899-12-31T23:59:59.999999Z", WHEN_NONE },
    { "2199-12-31T23:59:59.999999Z", WHEN_MAX - 1 },
    { "2200-01-01T00:00:00Z", WHEN_NONE },
    { "2199-12-31T23:59:60Z", WHEN_NONE },
    /* no such time */
    { "2024-02-29T00:00:00Z", S(1709164800) },
    { "2023-02-29T00:00:00Z", WHEN_NONE },
    { "2100-02-29T00:00:00Z", WHEN_NONE },
    { "2021-00-10T18:45:03Z", WHEN_NONE },
    { "2021-13-10T18:45:03Z", WHEN_NONE },
    { "2021-04-31T18:45:03Z", WHEN_NONE },
    { "2021-04-00T18:45:03Z", WHEN_NONE },
    { "0000-04-01T18:45:03Z", WHEN_NONE },
    { "2021-08-10T24:00:00Z", WHEN_NONE },
    { "2021-08-10T18:60:03Z", WHEN_NONE },
    { "2021-08-10T18:45:61Z", WHEN_NONE },
    { "2021-08-10T18:45:03+24:00", WHEN_NONE },
    { "2021-08-10T18:45:03+07:60", WHEN_NONE },
    /* no such form */
    { "2021-08-10T18:45:03", WHEN_NONE },
    { "2021-08-10T18:45:03+07:", WHEN_NONE },
    { "2021-08-10T18:45:03+070", WHEN_NONE },
    { "2021-08-10T18:45:03+07:0", WHEN_NONE },
    { "2021-08-10T18:45:03+", WHEN_NONE },
    { "2021-08-10T18:45:03Zz", WHEN_NONE },
    { "2021-08-10T18:45:03  Z", WHEN_NONE },
    { "2021-08-10T18:45Z", WHEN_NONE },
    { "2021-08-10T1:45:03Z", WHEN_NONE },
    { "2021-08-10T18:4x:03Z", WHEN_NONE },
    { "2021-08-10T18:45.03Z", WHEN_NONE },
    { "2021-08-10T18:45:3Z", WHEN_NONE },
    { "2021-08-10T18.45:03Z", WHEN_NONE },
    { "2021-08-10_18:45:03Z", WHEN_NONE },
    { "2021-08-10", WHEN_NONE },
    { "2021/08/10T18:45:03Z", WHEN_NONE },
    { "2021-8-10T18:45:03Z", WHEN_NONE },
    { "2021-08/10T18:45:03Z", WHEN_NONE },
    { "2021-08-1", WHEN_NONE },
    { "202", WHEN_NONE },
    { "", WHEN_NONE },
};

static void
test_rfc3339(void **state)
{
    (void)state;
    check(rfc3339_rows, ARRAY_SIZE(rfc3339_rows), when_parse_rfc3339);
    int64_t us = UNTOUCHED;
    assert_false(when_parse_rfc3339(STR("2021-08-10\0"
                                        "18:45:03Z"),
                                    &us));
}

static void
test_http(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "Sun, 06 Nov 1994 08:49:37 GMT", S(784111777) }, /* RFC 9110, 5.6.7 */
        { "Thu, 29 Feb 2024 00:00:00 GMT", S(1709164800) },
        { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
        { "Sunday, 06-Nov-94 08:49:37 GMT", WHEN_NONE }, /* the two obsolete forms */
        { "Sun Nov  6 08:49:37 1994", WHEN_NONE },
        { "Sun, 06 Nov 1994 08:49:37 UTC", WHEN_NONE },
        { "Sun, 06 Nov 1994 08:49:37.5 GMT", WHEN_NONE },
        { "Sun, 06 Nov 1994 08:49:37 GMT ", WHEN_NONE },
        { "Sun, 06 Nov 1994 08:49 GMT", WHEN_NONE },
        { "Sun, 31 Nov 1994 08:49:37 GMT", WHEN_NONE },
        { "Sun, 06 Nov 1994 25:49:37 GMT", WHEN_NONE },
        { "sun, 06 Nov 1994 08:49:37 GMT", WHEN_NONE },
        { "unM, 06 Nov 1994 08:49:37 GMT", WHEN_NONE },
        { "Sun  06 Nov 1994 08:49:37 GMT", WHEN_NONE },
        { "Sun,06 Nov 1994 08:49:37 GMT", WHEN_NONE },
        { "Sun, 6 Nov 1994 08:49:37 GMT", WHEN_NONE },
        { "Sun, 06-Nov 1994 08:49:37 GMT", WHEN_NONE },
        { "Sun, 06 Nop 1994 08:49:37 GMT", WHEN_NONE },
        { "Sun, 06 Nov-1994 08:49:37 GMT", WHEN_NONE },
        { "Sun, 06 Nov 94 08:49:37 GMT", WHEN_NONE },
        { "Sun, 06 Nov 1994T08:49:37 GMT", WHEN_NONE },
        { "Su", WHEN_NONE },
        { "", WHEN_NONE },
    };
    check(rows, ARRAY_SIZE(rows), when_parse_http);
}

static void
test_epoch(void **state)
{
    (void)state;
    static const struct row rows[] = {
        { "0", 0 },
        { "1628621103", S(1628621103) },
        { "7258118399", S(7258118399) },
        { "7258118400", WHEN_NONE },
        { "99999999999", WHEN_NONE },     /* 11 digits: seconds */
        { "100000000000", S(100000000) }, /* 12 digits: milliseconds */
        { "1628621103123", S(1628621103) + 123000 },
        { "7258118399999", S(7258118399) + 999000 },
        { "7258118400000", WHEN_NONE },
        { "99999999999999999999", WHEN_NONE },
        { "-1", WHEN_NONE },
        { "+1", WHEN_NONE },
        { "1.5", WHEN_NONE },
        { "1628621103 ", WHEN_NONE },
        { "", WHEN_NONE },
    };
    check(rows, ARRAY_SIZE(rows), when_parse_epoch);
}

struct indonesian_row {
    const char *text;
    int64_t us;
    int precision_s;
};

static void
check_indonesian(const struct indonesian_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t us = UNTOUCHED;
        int precision_s = UNTOUCHED;
        bool ok = when_parse_indonesian(str_from(rows[i].text), 7 * 3600, &us, &precision_s);
        bool want = rows[i].us != WHEN_NONE;
        EXPECT_INT(rows[i].text, ok, want);
        EXPECT_INT(rows[i].text, us, want ? rows[i].us : UNTOUCHED);
        EXPECT_INT(rows[i].text, precision_s, want ? rows[i].precision_s : UNTOUCHED);
    }
}

static void
test_indonesian(void **state)
{
    (void)state;
    static const struct indonesian_row rows[] = {
        { "Sabtu, 11 Februari 2023, 10:44", S(1676087040), 60 },
        { "11 Februari 2023, 10:44", S(1676087040), 60 },
        { "SABTU 11 FEB 2023 10.44", S(1676087040), 60 },
        { "  sabtu,11 februari 2023,10:44  ", S(1676087040), 60 },
        { "Sabtu, 11 Februari 2023 pukul 10:44 WIB", S(1676087040), 60 },
        { "Sabtu, 11 Februari 2023 pukul 10.44.30 WIB", S(1676087070), 1 },
        { "11 Pebruari 2023", S(1676048400), 86400 },
        { "Kamis, 17 Agustus 2023, 10:44:30 WITA", S(1692240270), 1 },
        { "17 Agt 2023, 10:44:30 wita", S(1692240270), 1 },
        { "1 Mei 2023 9.05 WIT", S(1682899500), 60 },
        { "Jum'at, 29 Desember 2023, 00:00", S(1703782800), 60 },
        { "Minggu, 31 Desember 2023", S(1703955600), 86400 },
        { "Sabtu, 11 Februari 2023 pkl. 10:44 WIB.", S(1676087040), 60 },
        { "Sabtu, 11 Februari 2023 - jam 10.44 (WIB)", S(1676087040), 60 },
        { "11-Feb-2023 | 10:44", S(1676087040), 60 },
        { "Sab., 11 Feb. 2023, 10:44", S(1676087040), 60 },
        { "Sabtu, 11\xc2\xa0"
          "Februari 2023, 10:44",
          S(1676087040), 60 },
        { "1 Januari 1970, 07:00", 0, 60 },
        { "1 Januari 1970, 06:59", S(-60), 60 },
        { "1 Januari 1900, 06:59", WHEN_NONE, 0 },
        { "31 Februari 2023, 10:44", WHEN_NONE, 0 },
        { "Sabtu, 11 Febbraio 2023, 10:44", WHEN_NONE, 0 },
        { "Sabato, 11 Februari 2023, 10:44", WHEN_NONE, 0 },
        { "Sabtu, 111 Februari 2023, 10:44", WHEN_NONE, 0 },
        { "Sabtu, 011 Februari 2023, 10:44", WHEN_NONE, 0 },
        { "Sabtu, 11 Februari 23, 10:44", WHEN_NONE, 0 },
        { "Sabtu, 11 Februari 2o23, 10:44", WHEN_NONE, 0 },
        { "Sabtu, 11 Februari", WHEN_NONE, 0 },
        { "Sabtu", WHEN_NONE, 0 },
        { "", WHEN_NONE, 0 },
        { "11 Februari 2023, 24:00", WHEN_NONE, 0 },
        { "11 Februari 2023, 10:4", WHEN_NONE, 0 },
        { "11 Februari 2023, 10:444", WHEN_NONE, 0 },
        { "11 Februari 2023, 10:44:3", WHEN_NONE, 0 },
        { "11 Februari 2023, 10:44:300", WHEN_NONE, 0 },
        { "11 Februari 2023, 1044", WHEN_NONE, 0 },
        { "11 Februari 2023, x:44", WHEN_NONE, 0 },
        { "11 Februari 2023, pukul", WHEN_NONE, 0 },
        { "11 Februari 2023, pukul pukul 10:44", WHEN_NONE, 0 },
        { "11-02-2023", WHEN_NONE, 0 },
        { "11 Februari 2023, 10:44 WIB lebih", WHEN_NONE, 0 },
    };
    check_indonesian(rows, ARRAY_SIZE(rows));
    int64_t us;
    int precision_s;
    assert_true(
        when_parse_indonesian(STR("17 Agustus 2023, 10:44:30"), 8 * 3600, &us, &precision_s));
    EXPECT_INT("the configured zone", us, S(1692240270));
}

/* As programs with English settings write it: the month first, twelve hours. */
static void
test_indonesian_halves(void **state)
{
    (void)state;
    static const struct indonesian_row rows[] = {
        { "February 11, 2023 10:44 AM", S(1676087040), 60 },
        { "Sat, Feb 11, 2023 10:44:00 PM WIB", S(1676130240), 1 },
        { "Februari 11 2023", S(1676048400), 86400 },
        { "11 Februari 2023 12:05 a.m.", S(1676048700), 60 },
        { "11 Februari 2023 12:05 p.m.", S(1676091900), 60 },
        { "11 Februari 2023 pk. 1:05 pm", S(1676095500), 60 },
        { "11 Februari 2023 13:05 PM", WHEN_NONE, 0 },
        { "11 Februari 2023 0:05 AM", WHEN_NONE, 0 },
        { "11 Februari 2023 10:44 XM", WHEN_NONE, 0 },
        { "Februari 2023", WHEN_NONE, 0 },
        { "Februari Feb 2023", WHEN_NONE, 0 },
        { "Februari 11 Februari 2023", WHEN_NONE, 0 },
    };
    check_indonesian(rows, ARRAY_SIZE(rows));
}

/* Zones that are no words of Indonesia. */
static void
test_indonesian_offsets(void **state)
{
    (void)state;
    static const struct indonesian_row rows[] = {
        { "Sat, 11 Feb 2023 10:44:30 +0700", S(1676087070), 1 },
        { "11 Februari 2023 10:44 gmt+7", S(1676087040), 60 },
        { "11 Februari 2023 10:44 UTC+07:00", S(1676087040), 60 },
        { "11 Februari 2023 03:44 UTC", S(1676087040), 60 },
        { "11 Februari 2023 03:44 Z", S(1676087040), 60 },
        { "11 Februari 2023 10:44 GMT7", WHEN_NONE, 0 },
        { "11 Februari 2023 10:44 +x", WHEN_NONE, 0 },
        { "11 Februari 2023 10:44 +0700x", WHEN_NONE, 0 },
        { "11 Februari 2023, 10:44 CET", WHEN_NONE, 0 },
    };
    check_indonesian(rows, ARRAY_SIZE(rows));
}

/* As the admin site's export writes them. */
static void
test_english(void **state)
{
    (void)state;
    static const struct indonesian_row rows[] = {
        { "Sabtu, 11 February 2023, 10:44", S(1676087040), 60 },
        { "Saturday, 11 Feb 2023, 10:44", S(1676087040), 60 },
        { "Thu, 17 Aug 2023 10:44:30 WITA", S(1692240270), 1 },
        { "1 May 2023 9.05 WIT", S(1682899500), 60 },
        { "Jum\xe2\x80\x99"
          "at, 29 Dec 2023, 00:00",
          S(1703782800), 60 },
    };
    check_indonesian(rows, ARRAY_SIZE(rows));
}

/* Each name once, full and short: numbers from a calendar on the wall. */
static void
test_indonesian_names(void **state)
{
    (void)state;
    static const char *const months[12][2] = {
        { "Januari", "Jan" },   { "Februari", "Feb" }, { "Maret", "Mar" },    { "April", "Apr" },
        { "Mei", "Mei" },       { "Juni", "Jun" },     { "Juli", "Jul" },     { "Agustus", "Agu" },
        { "September", "Sep" }, { "Oktober", "Okt" },  { "November", "Nov" }, { "Desember", "Des" },
    };
    static const char *const weekdays[] = { "Senin", "Selasa", "Rabu", "Kamis", "Jumat",
                                            "Sabtu", "Minggu", "Sen",  "Sel",   "Rab",
                                            "Kam",   "Jum",    "Sab",  "Min" };
    char text[60];
    int precision_s;
    for (int month = 1; month <= 12; month++) {
        struct tm tm = { .tm_year = 123, .tm_mon = month - 1, .tm_mday = 9 };
        for (int form = 0; form < 2; form++) {
            int64_t us = UNTOUCHED;
            snprintf(text, sizeof(text), "9 %s 2023", months[month - 1][form]);
            EXPECT(text, when_parse_indonesian(str_from(text), 0, &us, &precision_s));
            EXPECT_INT(text, us, S((int64_t)timegm(&tm)));
        }
    }
    static const struct {
        const char *month;
        int number;
    } others[] = { { "Pebruari", 2 },  { "Peb", 2 },  { "Agt", 8 },    { "Ags", 8 },
                   { "Nopember", 11 }, { "Nop", 11 }, { "Sept", 9 },   { "Agust", 8 },
                   { "Agst", 8 },      { "Mrt", 3 },  { "Febuari", 2 } };
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        struct tm tm = { .tm_year = 123, .tm_mon = others[i].number - 1, .tm_mday = 9 };
        int64_t us = UNTOUCHED;
        snprintf(text, sizeof(text), "9 %s 2023", others[i].month);
        EXPECT(text, when_parse_indonesian(str_from(text), 0, &us, &precision_s));
        EXPECT_INT(text, us, S((int64_t)timegm(&tm)));
    }
    for (size_t i = 0; i < ARRAY_SIZE(weekdays); i++) {
        int64_t us;
        snprintf(text, sizeof(text), "%s, 9 Mei 2023", weekdays[i]);
        EXPECT(text, when_parse_indonesian(str_from(text), 0, &us, &precision_s));
    }
}

/* Every day from 1970 to 2199, there and back, against the C library. */
static void
test_calendar(void **state)
{
    (void)state;
    char buf[WHEN_FORMAT_MAX];
    char want[WHEN_FORMAT_MAX];
    for (int64_t day = 0; day * WHEN_DAY < WHEN_MAX; day++) {
        time_t seconds = (time_t)(day * 86400 + day % 86400);
        struct tm tm;
        int64_t days = -1;
        gmtime_r(&seconds, &tm);
        strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%SZ", &tm);
        assert_string_equal(when_format(S((int64_t)seconds), buf), want);
        assert_true(when_days(tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, &days));
        EXPECT_INT(want, days, seconds / 86400);
    }
    const struct {
        int year, month, day;
        int64_t days;
        bool ok;
    } rows[] = {
        { 1969, 12, 31, -1, true },      { 1600, 2, 29, -135081, true }, { 1, 1, 1, -719162, true },
        { 9999, 12, 31, 2932896, true }, { 10000, 1, 1, 0, false },      { 0, 12, 31, 0, false },
        { 1900, 2, 29, 0, false },       { 2023, 1, 32, 0, false },      { 2023, -1, 1, 0, false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t days = UNTOUCHED;
        EXPECT_INT("day", when_days(rows[i].year, rows[i].month, rows[i].day, &days), rows[i].ok);
        EXPECT_INT("day", days, rows[i].ok ? rows[i].days : UNTOUCHED);
    }
}

/* Behind the last day of each month there is none. */
static void
test_month_ends(void **state)
{
    (void)state;
    const int years[] = { 1900, 2000, 2023, 2024 };
    for (size_t i = 0; i < ARRAY_SIZE(years); i++) {
        for (int month = 1; month <= 12; month++) {
            struct tm tm = { .tm_year = years[i] - 1900, .tm_mon = month, .tm_mday = 0 };
            int64_t days;
            timegm(&tm); /* day 0 of the month after becomes the last one of this */
            assert_true(when_days(years[i], month, tm.tm_mday, &days));
            assert_false(when_days(years[i], month, tm.tm_mday + 1, &days));
        }
    }
}

static void
test_format(void **state)
{
    (void)state;
    const struct row rows[] = {
        { "1970-01-01T00:00:00Z", 0 },
        { "2021-08-10T18:45:03.000001Z", S(1628621103) + 1 },
        { "2021-08-10T18:45:03.120000Z", S(1628621103) + 120000 },
        { "1969-12-31T23:59:59.999999Z", -1 },
        { "1600-02-29T00:00:00Z", -135081 * WHEN_DAY },
        { "-", WHEN_NONE },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char buf[WHEN_FORMAT_MAX];
        assert_ptr_equal(when_format(rows[i].us, buf), buf);
        assert_string_equal(buf, rows[i].text);
    }
}

static void
test_floor(void **state)
{
    (void)state;
    EXPECT_INT("inside", when_floor(S(90) + 5, WHEN_MINUTE), S(60));
    EXPECT_INT("on the edge", when_floor(S(120), WHEN_MINUTE), S(120));
    EXPECT_INT("before 1970", when_floor(-1, WHEN_DAY), -WHEN_DAY);
    EXPECT_INT("before 1970, on the edge", when_floor(-WHEN_DAY, WHEN_DAY), -WHEN_DAY);
    EXPECT_INT("absent", when_floor(WHEN_NONE, WHEN_DAY), WHEN_NONE);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc3339),
        cmocka_unit_test(test_http),
        cmocka_unit_test(test_epoch),
        cmocka_unit_test(test_indonesian),
        cmocka_unit_test(test_indonesian_halves),
        cmocka_unit_test(test_indonesian_offsets),
        cmocka_unit_test(test_english),
        cmocka_unit_test(test_indonesian_names),
        cmocka_unit_test(test_calendar),
        cmocka_unit_test(test_month_ends),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_floor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
