/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * json/jout: commas, names, escapes (RFC 8259, 7), and every way to fail.
 */

#include "unit.h"

#include "json/jout.h"

static void
test_document(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf buf = BUF_INIT(1000);
    struct jout out;
    jout_init(&out, &buf);
    jout_object(&out, NULL);
    jout_str(&out, "code", STR("32.75"));
    jout_int(&out, "least", INT64_MIN);
    jout_array(&out, "units");
    jout_int(&out, NULL, 1);
    jout_bool(&out, NULL, true);
    jout_object(&out, NULL);
    jout_close_object(&out);
    jout_array(&out, NULL);
    jout_close_array(&out);
    jout_str(&out, NULL, STR_NONE);
    jout_close_array(&out);
    jout_bool(&out, "a\"b", false);
    jout_close_object(&out);
    assert_true(jout_end(&out));
    assert_string_equal(buf.data, "{\"code\":\"32.75\",\"least\":-9223372036854775808,"
                                  "\"units\":[1,true,{},[],null],\"a\\\"b\":false}");
}

static void
test_escapes(void **state)
{
    (void)state;
    const struct {
        struct str text, want;
    } rows[] = {
        { STR(""), STR("\"\"") },
        { STR("a"), STR("\"a\"") },
        { STR("\"\\/"), STR("\"\\\"\\\\/\"") },
        { STR("a\nb\tc\r"), STR("\"a\\nb\\u0009c\\u000d\"") },
        { STR("\0x\x1f\x20\x7f"), STR("\"\\u0000x\\u001f \x7f\"") },
        { STR("\xc3\xa9\xf0\x9f\x99\x8f"), STR("\"\xc3\xa9\xf0\x9f\x99\x8f\"") },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(buf_done) struct buf buf = BUF_INIT(100);
        struct jout out;
        jout_init(&out, &buf);
        jout_str(&out, NULL, rows[i].text);
        assert_true(jout_end(&out));
        EXPECT_STR("escaped", buf_str(&buf), rows[i].want);
    }
}

static void
test_nesting(void **state)
{
    (void)state;
    for (int depth = JOUT_DEPTH_MAX; depth <= JOUT_DEPTH_MAX + 1; depth++) {
        CLEANUP(buf_done) struct buf buf = BUF_INIT(1000);
        struct jout out;
        jout_init(&out, &buf);
        for (int i = 0; i < depth; i++) {
            jout_array(&out, NULL);
        }
        for (int i = 0; i < depth; i++) {
            jout_close_array(&out);
        }
        EXPECT_INT("nesting", jout_end(&out), depth == JOUT_DEPTH_MAX);
    }
}

static void
test_mistakes(void **state)
{
    (void)state;
    CLEANUP(buf_done) struct buf buf = BUF_INIT(1000);
    struct jout out;
    jout_init(&out, &buf);
    assert_false(jout_end(&out)); /* nothing */
    jout_array(&out, NULL);
    assert_false(jout_end(&out)); /* not closed */
    jout_close_array(&out);
    assert_true(jout_end(&out));
    jout_int(&out, NULL, 1); /* a second value at the top */
    assert_false(jout_end(&out));
    jout_init(&out, &buf);
    jout_array(&out, NULL);
    jout_close_array(&out);
    jout_close_array(&out); /* closed twice */
    assert_false(jout_end(&out));
    jout_init(&out, &buf);
    jout_close_object(&out); /* nothing to close */
    jout_int(&out, NULL, 1);
    assert_false(jout_end(&out));
}

/* A document in buffers of all sizes: only the last one holds it. */
static void
test_too_small(void **state)
{
    (void)state;
    struct str want = STR("{\"a\":\"x\\ny\\u0001\",\"b\":[1,true]}");
    for (size_t size = 0; size <= want.n; size++) {
        CLEANUP(buf_done) struct buf buf = BUF_INIT(size);
        struct jout out;
        jout_init(&out, &buf);
        jout_object(&out, NULL);
        jout_str(&out, "a", STR("x\ny\1"));
        jout_array(&out, "b");
        jout_int(&out, NULL, 1);
        jout_bool(&out, NULL, true);
        jout_close_array(&out);
        jout_close_object(&out);
        EXPECT_INT("size", jout_end(&out), size == want.n);
        EXPECT("size", size < want.n || str_equal(buf_str(&buf), want));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_document),  cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_nesting),   cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_too_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
