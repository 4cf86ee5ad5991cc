/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * store/element: bytes as array_recv() and its kin read them. Expected bytes are written by hand
 * after PostgreSQL's manual of the binary format, numbers with Python's struct.
 */

#include "unit.h"

#include "base/when.h"
#include "store/element.h"

#include <math.h>

static void
expect(const char *row, const struct element *element, struct str want)
{
    EXPECT_INT(row, element->is_null, str_is_none(want));
    if (!element->is_null) {
        EXPECT_STR(row, ((struct str){ element->p, element->n }), want);
    }
}

static void
test_values(void **state)
{
    (void)state;
    struct element element;
    element_null(&element);
    expect("null", &element, STR_NONE);
    assert_int_equal(element.n, 0);
    element_text(&element, STR("é"));
    expect("text", &element, STR("\xc3\xa9"));
    element_text(&element, STR(""));
    expect("empty text", &element, STR(""));
    element_text(&element, STR_NONE);
    expect("absent text", &element, STR_NONE);
    element_fixed(&element, 1, 1);
    expect("bool", &element, STR("\1"));
    element_fixed(&element, (uint64_t)(int64_t)-2, 4);
    expect("int4", &element, STR("\xff\xff\xff\xfe"));
    element_fixed(&element, 0x0102030405060708, 8);
    expect("int8", &element, STR("\1\2\3\4\5\6\7\x08"));
    element_count(&element, 258, 4);
    expect("count", &element, STR("\0\0\1\2"));
    element_count(&element, 0, 8);
    expect("no count is none", &element, STR("\0\0\0\0\0\0\0\0"));
    element_count(&element, -1, 8);
    expect("absent count", &element, STR_NONE);
}

static void
test_times_and_fractions(void **state)
{
    (void)state;
    struct element element;
    element_time(&element, 946684800 * WHEN_SECOND);
    expect("2000-01-01", &element, STR("\0\0\0\0\0\0\0\0"));
    element_time(&element, 946684800 * WHEN_SECOND - 1);
    expect("a microsecond before", &element, STR("\xff\xff\xff\xff\xff\xff\xff\xff"));
    element_time(&element, INT64_C(1628621103) * WHEN_SECOND + 123456);
    expect("2021-08-10 18:45:03.123456+00", &element, STR("\x00\x02\x6c\x37\xab\x1b\x6c\x00"));
    element_time(&element, WHEN_NONE);
    expect("absent time", &element, STR_NONE);
    element_float(&element, -6.25);
    expect("-6.25", &element, STR("\xc0\x19\0\0\0\0\0\0"));
    element_float(&element, (double)NAN);
    expect("absent fraction", &element, STR_NONE);
    element_tri(&element, TRI_YES);
    expect("yes", &element, STR("\1"));
    element_tri(&element, TRI_NO);
    expect("no", &element, STR("\0"));
    element_tri(&element, TRI_UNKNOWN);
    expect("unknown", &element, STR_NONE);
}

static void
read_text(const void *from, size_t index, struct element *element)
{
    element_text(element, ((const struct str *)from)[index]);
}

static void
test_arrays(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(200);
    const struct str texts[] = { STR("ab"), STR_NONE, STR("") };
    struct str bytes;
    assert_true(element_array(arena, TYPE_TEXT, texts, 3, read_text, &bytes));
    EXPECT_STR("with a null", bytes,
               STR("\0\0\0\1" /* dimensions */
                   "\0\0\0\1" /* has a null */
                   "\0\0\0\x19"
                   "\0\0\0\3" /* elements */
                   "\0\0\0\1" /* the first is number 1 */
                   "\0\0\0\2"
                   "ab"
                   "\xff\xff\xff\xff"
                   "\0\0\0\0"));
    assert_true(element_array(arena, TYPE_TEXT, texts, 1, read_text, &bytes));
    EXPECT_STR("without", bytes,
               STR("\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\0\0\0\2"
                   "ab"));
    assert_true(element_array(arena, TYPE_TEXT, NULL, 0, read_text, &bytes));
    EXPECT_STR("empty", bytes, STR("\0\0\0\0\0\0\0\0\0\0\0\x19"));

    CLEANUP(arena_freep) struct arena *small = arena_new(25);
    assert_false(element_array(small, TYPE_TEXT, texts, 1, read_text, &bytes)); /* 26 */
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_times_and_fractions),
        cmocka_unit_test(test_arrays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
