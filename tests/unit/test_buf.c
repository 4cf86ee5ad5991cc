/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/buf: the maximum, the NUL behind, growth, refusal without change.
 */

#include "unit.h"

#include "base/buf.h"

#include <string.h>

static void
test_maximum(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf buf = BUF_INIT(5);
    EXPECT_STR("new", buf_str(&buf), STR(""));
    assert_true(buf_append(&buf, "abc", 3));
    assert_false(buf_append(&buf, "def", 3));
    assert_false(buf_printf(&buf, "%d", 123));
    EXPECT_STR("refused", buf_str(&buf), STR("abc"));
    assert_true(buf_append_str(&buf, STR("de")));
    assert_true(buf_append(&buf, NULL, 0));
    assert_true(buf_append_str(&buf, STR_NONE));
    assert_false(buf_append(&buf, "f", 1));
    assert_string_equal(buf.data, "abcde");
}

static void
test_printf(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf buf = BUF_INIT(8);
    assert_true(buf_printf(&buf, "%d-%s", 12, "ab"));
    assert_true(buf_printf(&buf, "%s", "xyz"));
    assert_string_equal(buf.data, "12-abxyz");
    assert_false(buf_printf(&buf, "!"));
    assert_string_equal(buf.data, "12-abxyz");
    assert_true(buf_printf(&buf, "%s", ""));
}

static void
test_clear(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf buf = BUF_INIT(10);
    buf_clear(&buf);
    EXPECT_STR("nothing to clear", buf_str(&buf), STR(""));
    assert_true(buf_append_str(&buf, STR("abc")));
    const char *memory = buf.data;
    buf_clear(&buf);
    EXPECT_STR("cleared", buf_str(&buf), STR(""));
    assert_int_equal(buf.data[0], 0);
    assert_true(buf_append_str(&buf, STR("0123456789")));
    assert_ptr_equal(buf.data, memory);
}

/* Byte by byte over several growths, then a piece larger than any doubling. */
static void
test_growth(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf buf = BUF_INIT(100000);
    for (int i = 0; i < 3000; i++) {
        char c = (char)('a' + i % 26);
        assert_true(buf_append(&buf, &c, 1));
        assert_int_equal(buf.data[buf.used], 0);
    }
    static char large[97000];
    memset(large, 'x', sizeof(large));
    assert_true(buf_append(&buf, large, sizeof(large)));
    assert_int_equal(buf.used, 100000);
    assert_int_equal(buf.data[2999], 'a' + 2999 % 26);
    assert_int_equal(buf.data[3000], 'x');
    assert_int_equal(buf.data[100000], 0);
    assert_false(buf_append(&buf, "y", 1));
}

static void
test_done(void **state)
{
    (void)state;
    buf_done(NULL);
    struct buf buf = BUF_INIT(10);
    buf_done(&buf);
    assert_true(buf_append_str(&buf, STR("abc")));
    buf_done(&buf);
    buf_done(&buf);
    EXPECT_STR("done", buf_str(&buf), STR(""));
    assert_true(buf_append_str(&buf, STR("usable again")) == false);
    assert_true(buf_append_str(&buf, STR("again")));
    buf_done(&buf);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_maximum), cmocka_unit_test(test_printf), cmocka_unit_test(test_clear),
        cmocka_unit_test(test_growth),  cmocka_unit_test(test_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
