/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/parse: whole text or nothing, the bounds of int64, and that what is written is read back.
 */

#include "unit.h"

#include <string.h>

#include "base/parse.h"

#define UNTOUCHED 424242

static void
test_int(void **state)
{
    (void)state;
    const struct {
        const char *text;
        bool ok;
        int64_t value;
    } rows[] = {
        { "0", true, 0 },
        { "-0", true, 0 },
        { "+7", true, 7 },
        { "007", true, 7 },
        { "-12", true, -12 },
        { "9223372036854775807", true, INT64_MAX },
        { "+9223372036854775807", true, INT64_MAX },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775808", true, INT64_MIN },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "+-1", false, 0 },
        { "1 ", false, 0 },
        { " 1", false, 0 },
        { "0x1", false, 0 },
        { "1.0", false, 0 },
        { "/", false, 0 },
        { ":", false, 0 },
        { NULL, false, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const char *row = rows[i].text != NULL ? rows[i].text : "(absent)";
        int64_t value = UNTOUCHED;
        EXPECT_INT(row, parse_int(str_from(rows[i].text), &value), rows[i].ok);
        EXPECT_INT(row, value, rows[i].ok ? rows[i].value : UNTOUCHED);
    }
}

static void
test_double(void **state)
{
    (void)state;
    static char long_text[128];
    for (size_t i = 0; i < sizeof(long_text) - 1; i++) {
        long_text[i] = '0';
    }
    const struct {
        const char *text;
        bool ok;
        double value;
    } rows[] = {
        { "12", true, 12 },     { "-6.25", true, -6.25 }, { "1e3", true, 1000 },
        { "1E-2", true, 0.01 }, { "+1.5e+1", true, 15 },  { "0.0", true, 0 },
        { "1e-400", true, 0 },  { "1e308", true, 1e308 }, { "1e309", false, 0 },
        { "-1e309", false, 0 }, { "nan", false, 0 },      { "inf", false, 0 },
        { "0x10", false, 0 },   { ".5", false, 0 },       { "5.", false, 0 },
        { "1e", false, 0 },     { "1e+", false, 0 },      { "1.2.3", false, 0 },
        { "1.+5", false, 0 },   { "1,5", false, 0 },      { "", false, 0 },
        { "-", false, 0 },      { " 1", false, 0 },       { "1 ", false, 0 },
        { "1e5 ", false, 0 },   { long_text, true, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        double value = UNTOUCHED;
        EXPECT_INT(rows[i].text, parse_double(str_from(rows[i].text), &value), rows[i].ok);
        EXPECT(rows[i].text, value == (rows[i].ok ? rows[i].value : UNTOUCHED));
    }
    double value = UNTOUCHED;
    assert_false(parse_double((struct str){ long_text, 128 }, &value));
    assert_false(parse_double(STR("1\0"), &value));
    assert_true(value == UNTOUCHED);
}

/* What is an integer is a double, too, however many zeroes stand before it. */
static void
test_length(void **state)
{
    char digits[160];
    int64_t integer;
    double number;

    (void)state;
    memset(digits, '0', sizeof(digits));
    for (size_t n = 1; n < sizeof(digits); n++) {
        digits[n - 1] = '7';
        assert_int_equal(parse_int((struct str){ digits, n }, &integer), n <= 127);
        assert_int_equal(parse_double((struct str){ digits, n }, &number), n <= 127);
        assert_true(n > 127 || (integer == 7 && number == 7));
        digits[n - 1] = '0';
    }
}

static void
test_bool(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int value; /* -1: refused */
    } rows[] = {
        { "true", 1 }, { "YES", 1 }, { "On", 1 }, { "false", 0 }, { "no", 0 },
        { "OFF", 0 },  { "1", -1 },  { "", -1 },  { "t", -1 },    { "yes ", -1 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        bool value = rows[i].value == 0;
        EXPECT_INT(rows[i].text, parse_bool(str_from(rows[i].text), &value), rows[i].value >= 0);
        EXPECT_INT(rows[i].text, value, rows[i].value == 1);
    }
}

static void
test_duration(void **state)
{
    (void)state;
    const struct {
        const char *text;
        bool ok;
        int64_t us;
    } rows[] = {
        { "0", true, 0 },
        { "0s", true, 0 },
        { "7us", true, 7 },
        { "500ms", true, 500000 },
        { "15s", true, 15000000 },
        { "15m", true, 900000000 },
        { "24h", true, INT64_C(86400000000) },
        { "7d", true, INT64_C(604800000000) },
        { "2w", true, INT64_C(1209600000000) },
        { "15250284w", true, INT64_C(9223371763200000000) }, /* INT64_MAX / week */
        { "15250285w", false, 0 },
        { "90", false, 0 },
        { "00", false, 0 },
        { "-5s", false, 0 },
        { "+5s", false, 0 },
        { "1.5h", false, 0 },
        { "1h30m", false, 0 },
        { "15 m", false, 0 },
        { "15M", false, 0 },
        { "15min", false, 0 },
        { "m", false, 0 },
        { "", false, 0 },
        { "99999999999999999999s", false, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t us = UNTOUCHED;
        EXPECT_INT(rows[i].text, parse_duration(str_from(rows[i].text), &us), rows[i].ok);
        EXPECT_INT(rows[i].text, us, rows[i].ok ? rows[i].us : UNTOUCHED);
    }
}

static void
test_size(void **state)
{
    (void)state;
    const struct {
        const char *text;
        bool ok;
        int64_t bytes;
    } rows[] = {
        { "0", true, 0 },
        { "512", true, 512 },
        { "512B", true, 512 },
        { "64KiB", true, 65536 },
        { "8MiB", true, 8388608 },
        { "1GiB", true, 1073741824 },
        { "8589934591GiB", true, INT64_C(9223372035781033984) },
        { "8589934592GiB", false, 0 },
        { "9223372036854775808", false, 0 },
        { "1kB", false, 0 },
        { "1KB", false, 0 },
        { "1 KiB", false, 0 },
        { "-1", false, 0 },
        { "", false, 0 },
        { "KiB", false, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t bytes = UNTOUCHED;
        EXPECT_INT(rows[i].text, parse_size(str_from(rows[i].text), &bytes), rows[i].ok);
        EXPECT_INT(rows[i].text, bytes, rows[i].ok ? rows[i].bytes : UNTOUCHED);
    }
}

static void
test_format(void **state)
{
    (void)state;
    const struct {
        int64_t value;
        const char *duration, *size;
    } rows[] = {
        { 0, "0", "0" },
        { 1, "1us", "1B" },
        { 1000, "1ms", "1000B" },
        { 1024, "1024us", "1KiB" },
        { 1500000, "1500ms", "1500000B" },
        { 90000000, "90s", "90000000B" },
        { 900000000, "15m", "900000000B" },
        { INT64_C(5400000000), "90m", "5400000000B" },
        { INT64_C(86400000000), "1d", "84375000KiB" },
        { INT64_C(1209600000000), "2w", "1181250000KiB" },
        { 8388608, "8388608us", "8MiB" },
        { 1073741824, "1073741824us", "1GiB" },
        { INT64_MAX, "9223372036854775807us", "9223372036854775807B" },
        { INT64_MIN, "-9223372036854775808us", "-8589934592GiB" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char buf[PARSE_FORMAT_MAX];
        int64_t back = -1;
        assert_ptr_equal(parse_format_duration(rows[i].value, buf), buf);
        assert_string_equal(buf, rows[i].duration);
        EXPECT_INT(buf, parse_duration(str_from(buf), &back), rows[i].value >= 0);
        EXPECT(buf, rows[i].value < 0 || back == rows[i].value);
        parse_format_size(rows[i].value, buf);
        assert_string_equal(buf, rows[i].size);
        EXPECT_INT(buf, parse_size(str_from(buf), &back), rows[i].value >= 0);
        EXPECT(buf, rows[i].value < 0 || back == rows[i].value);
    }
}

static void
test_rounded(void **state)
{
    (void)state;
    const struct {
        int64_t value;
        const char *expect;
    } rows[] = {
        { 0, "0" },
        { 1, "1us" },
        { 350000, "350ms" },
        { 999999, "999ms" },
        { 1000000, "1s" },
        { 1999999, "1999ms" },
        { 2000001, "2s" },
        { INT64_C(119000000), "119s" },
        { INT64_C(5400000000), "90m" },
        { INT64_C(79654000000), "22h" },
        { INT64_C(86399000000), "23h" },
        { INT64_C(86400000000), "1d" },
        { INT64_C(90000000000), "25h" },
        { INT64_C(1209600000000), "2w" },
        { INT64_C(1728000000001), "20d" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char buf[PARSE_FORMAT_MAX];
        assert_ptr_equal(parse_format_rounded(rows[i].value, buf), buf);
        assert_string_equal(buf, rows[i].expect);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_int),      cmocka_unit_test(test_double),
        cmocka_unit_test(test_length),   cmocka_unit_test(test_bool),
        cmocka_unit_test(test_duration), cmocka_unit_test(test_size),
        cmocka_unit_test(test_format),   cmocka_unit_test(test_rounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
