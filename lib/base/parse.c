/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Text to values and back.
 */

#include "base/parse.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

#define NUMBER_MAX 127u /* characters; no number that means anything is longer */

size_t
parse_count_digits(struct str text)
{
    size_t n = 0;
    while (n < text.n && ascii_is_digit(text.p[n]))
        n++;
    return n;
}

/* Built below zero, because INT64_MIN has no positive twin. */
bool
parse_int(struct str text, int64_t *ret_value)
{
    bool negative = str_starts(text, STR("-"));
    struct str digits = str_sub(text, negative || str_starts(text, STR("+")) ? 1 : 0, SIZE_MAX);
    if (digits.n == 0 || parse_count_digits(digits) != digits.n || text.n > NUMBER_MAX)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < digits.n; i++)
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digits.p[i] - '0', &value))
            return false;
    if (!negative && value == INT64_MIN)
        return false;
    *ret_value = negative ? value : -value;
    return true;
}

/* Drops what is there of: one of the characters, then digits. */
static bool
skip_number_part(struct str *rest, char a, char b, bool has_sign)
{
    if (rest->n == 0 || (rest->p[0] != a && rest->p[0] != b))
        return true;
    *rest = str_sub(*rest, 1, SIZE_MAX);
    if (has_sign && rest->n > 0 && (rest->p[0] == '+' || rest->p[0] == '-'))
        *rest = str_sub(*rest, 1, SIZE_MAX);
    size_t digits = parse_count_digits(*rest);
    *rest = str_sub(*rest, digits, SIZE_MAX);
    return digits > 0;
}

static bool
is_decimal(struct str text)
{
    bool has_sign = str_starts(text, STR("-")) || str_starts(text, STR("+"));
    struct str rest = str_sub(text, has_sign ? 1 : 0, SIZE_MAX);
    size_t digits = parse_count_digits(rest);
    rest = str_sub(rest, digits, SIZE_MAX);
    return digits > 0 && skip_number_part(&rest, '.', '.', false) &&
           skip_number_part(&rest, 'e', 'E', true) && rest.n == 0;
}

bool
parse_double(struct str text, double *ret_value)
{
    char copy[NUMBER_MAX + 1]; /* strtod() wants a NUL */
    if (text.n > NUMBER_MAX || !is_decimal(text))
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    double value = strtod(copy, NULL);
    if (!isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

bool
parse_bool(struct str text, bool *ret_value)
{
    static const char *const words[][2] = { { "false", "true" }, { "no", "yes" }, { "off", "on" } };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        for (size_t value = 0; value < 2; value++) {
            if (str_equal_nocase(text, str_from(words[i][value]))) {
                *ret_value = value == 1;
                return true;
            }
        }
    }
    return false;
}

struct unit {
    const char *name;
    int64_t size;
};
/* Largest first: what is written is the first that divides. */
static const struct unit duration_units[] = {
    { "w", INT64_C(604800000000) }, { "d", INT64_C(86400000000) }, { "h", INT64_C(3600000000) },
    { "m", INT64_C(60000000) },     { "s", INT64_C(1000000) },     { "ms", INT64_C(1000) },
    { "us", INT64_C(1) },
};
static const struct unit size_units[] = {
    { "GiB", INT64_C(1) << 30 },
    { "MiB", INT64_C(1) << 20 },
    { "KiB", INT64_C(1) << 10 },
    { "B", INT64_C(1) },
};

/* Digits and the name of a unit; multiplied out. */
static bool
parse_with_unit(struct str text, const struct unit *units, size_t count, int64_t *ret_value)
{
    size_t digits = parse_count_digits(text);
    struct str name = str_sub(text, digits, SIZE_MAX);
    size_t unit = 0;
    while (unit < count && !str_equal_c(name, units[unit].name))
        unit++;
    int64_t value;
    if (unit == count || !parse_int(str_sub(text, 0, digits), &value) ||
        __builtin_mul_overflow(value, units[unit].size, &value))
        return false;
    *ret_value = value;
    return true;
}

bool
parse_duration(struct str text, int64_t *ret_us)
{
    if (str_equal(text, STR("0"))) {
        *ret_us = 0;
        return true;
    }
    return parse_with_unit(text, duration_units, ARRAY_SIZE(duration_units), ret_us);
}

bool
parse_size(struct str text, int64_t *ret_bytes)
{
    if (text.n > 0 && parse_count_digits(text) == text.n)
        return parse_int(text, ret_bytes);
    return parse_with_unit(text, size_units, ARRAY_SIZE(size_units), ret_bytes);
}

static char *
format_with_unit(int64_t value, const struct unit *units, char *buf)
{
    while (value % units->size != 0) /* the last unit's size is 1 */
        units++;
    const char *name = value != 0 ? units->name : "";
    snprintf(buf, PARSE_FORMAT_MAX, "%" PRId64 "%s", value / units->size, name);
    return buf;
}

char *
parse_format_duration(int64_t us, char *buf)
{
    return format_with_unit(us, duration_units, buf);
}

char *
parse_format_rounded(int64_t us, char *buf)
{
    const struct unit *unit = &duration_units[1]; /* of weeks there are too few */

    while (unit->size > 1 && us < 2 * unit->size && us != unit->size)
        unit++;
    return parse_format_duration(us - us % unit->size, buf);
}

char *
parse_format_size(int64_t bytes, char *buf)
{
    return format_with_unit(bytes, size_units, buf);
}
