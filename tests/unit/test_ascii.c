/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/ascii: of all 256 bytes, those in a class and no others.
 */

#include "unit.h"

#include <string.h>

#include "base/ascii.h"

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const struct {
    const char *name;
    bool (*is_in)(char c);
    const char *members;
} classes[] = {
    { "digit", ascii_is_digit, DIGITS },
    { "letter", ascii_is_letter, LOWER UPPER },
    { "alphanumeric", ascii_is_alphanumeric, LOWER UPPER DIGITS },
    { "space", ascii_is_space, " \t\n\v\f\r" },
};

static void
test_classes(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(classes); i++)
        for (int byte = 0; byte < 256; byte++)
            EXPECT_INT(classes[i].name, classes[i].is_in((char)byte),
                       byte != 0 && strchr(classes[i].members, byte) != NULL);
}

static void
test_lower(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        const char *upper = byte != 0 ? strchr(UPPER, byte) : NULL;
        EXPECT_INT("lower", ascii_lower((char)byte),
                   upper != NULL ? LOWER[upper - UPPER] : (char)byte);
    }
}

static void
test_hex(void **state)
{
    static const char lower[] = DIGITS "abcdef";
    static const char upper[] = DIGITS "ABCDEF";
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        const char *at = byte != 0 ? strchr(lower, byte) : NULL;
        const char *other = byte != 0 ? strchr(upper, byte) : NULL;
        EXPECT_INT("hex", ascii_hex((char)byte),
                   at != NULL      ? at - lower
                   : other != NULL ? other - upper
                                   : -1);
    }
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_classes),
        cmocka_unit_test(test_lower),
        cmocka_unit_test(test_hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
