/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/str: absent and empty are two things; searching, clipping, splitting.
 */

#include "unit.h"

#include "base/str.h"

static void
test_compare(void **state)
{
    (void)state;
    const struct {
        const char *a, *b;
        int order;
        bool same_nocase;
    } rows[] = {
        { NULL, NULL, 0, true },     { NULL, "", -1, false }, { "", NULL, 1, false },
        { "", "", 0, true },         { "a", "b", -1, false }, { "b", "a", 1, false },
        { "a", "ab", -1, false },    { "ab", "a", 1, false }, { "Ab-9", "aB-9", -1, true },
        { "a", "z", -1, false },     { "@", "`", -1, false }, { "[", "{", -1, false },
        { "Z", "z", -1, true },      { "A", "a", -1, true },  { "\xc3\x89", "\xc3\xa9", -1, false },
        { "abc", "abd", -1, false }, { "", "a", -1, false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct str a = str_from(rows[i].a);
        struct str b = str_from(rows[i].b);
        const char *row = rows[i].a != NULL ? rows[i].a : "(absent)";
        int order = str_compare(a, b);
        EXPECT_INT(row, (order > 0) - (order < 0), rows[i].order);
        EXPECT_INT(row, str_equal(a, b), rows[i].order == 0);
        EXPECT_INT(row, str_equal_c(a, rows[i].b), rows[i].order == 0);
        EXPECT_INT(row, str_equal_nocase(a, b), rows[i].same_nocase);
    }
    /* Views are not C strings: bytes behind the end and NULs inside. */
    assert_true(str_equal((struct str){ "abcd", 2 }, STR("ab")));
    assert_false(str_equal(STR("a\0b"), STR("a\0c")));
}

static void
test_absent(void **state)
{
    (void)state;
    assert_true(str_is_none(STR_NONE));
    assert_true(str_is_none(str_from(NULL)));
    assert_false(str_is_none(STR("")));
    EXPECT_STR("sub of absent", str_sub(STR_NONE, 1, 2), STR_NONE);
    EXPECT_STR("trim of absent", str_trim(STR_NONE), STR_NONE);
}

static void
test_affixes(void **state)
{
    (void)state;
    const struct {
        struct str s, affix;
        bool starts, ends;
    } rows[] = {
        { STR("abcab"), STR("ab"), true, true },   { STR("abcab"), STR("abc"), true, false },
        { STR("abcab"), STR("cab"), false, true }, { STR("ab"), STR("abc"), false, false },
        { STR("ab"), STR(""), true, true },        { STR_NONE, STR_NONE, true, true },
        { STR_NONE, STR("a"), false, false },      { STR("ab"), STR("ab"), true, true },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        EXPECT_INT("starts", str_starts(rows[i].s, rows[i].affix), rows[i].starts);
        EXPECT_INT("ends", str_ends(rows[i].s, rows[i].affix), rows[i].ends);
    }
}

static void
test_find(void **state)
{
    (void)state;
    const struct {
        struct str s, needle;
        size_t from, want;
    } rows[] = {
        { STR("abcabc"), STR("abc"), 0, 0 },
        { STR("abcabc"), STR("abc"), 1, 3 },
        { STR("abcabc"), STR("abc"), 4, SIZE_MAX },
        { STR("abc"), STR("abcd"), 0, SIZE_MAX },
        { STR("abc"), STR(""), 2, 2 },
        { STR("abc"), STR(""), 3, 3 },
        { STR("abc"), STR(""), 4, SIZE_MAX },
        { STR_NONE, STR("a"), 0, SIZE_MAX },
        { STR_NONE, STR(""), 0, 0 },
        { STR("a\0b"), STR("b"), 0, 2 },
        { STR("abc"), STR("x"), SIZE_MAX, SIZE_MAX },
        { STR("abc"), STR("x"), 0, SIZE_MAX },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        EXPECT_INT("find", str_find(rows[i].s, rows[i].needle, rows[i].from), rows[i].want);
    }
}

static void
test_sub_and_trim(void **state)
{
    (void)state;
    struct str s = STR("abcdef");
    EXPECT_STR("middle", str_sub(s, 2, 3), STR("cde"));
    EXPECT_STR("clipped", str_sub(s, 4, SIZE_MAX), STR("ef"));
    EXPECT_STR("at the end", str_sub(s, 6, 1), STR(""));
    EXPECT_STR("behind the end", str_sub(s, 99, 1), STR(""));
    EXPECT_STR("trim", str_trim(STR(" \t\r\n\v\f a b \n")), STR("a b"));
    EXPECT_STR("nothing to trim", str_trim(STR("a b")), STR("a b"));
    EXPECT_STR("blank", str_trim(STR("  \t ")), STR(""));
    EXPECT_STR("a no-break space is no ASCII white space", str_trim(STR("\xc2\xa0")),
               STR("\xc2\xa0"));
    EXPECT_STR("BS and SO border on white space", str_trim(STR("\bx\x0e")), STR("\bx\x0e"));
}

static void
test_split(void **state)
{
    (void)state;
    const struct {
        struct str text;
        struct str parts[4];
        size_t count;
    } rows[] = {
        { STR("a,,b"), { STR("a"), STR(""), STR("b") }, 3 },
        { STR("a"), { STR("a") }, 1 },
        { STR(""), { STR("") }, 1 },
        { STR(","), { STR(""), STR("") }, 2 },
        { STR("a,"), { STR("a"), STR("") }, 2 },
        { STR_NONE, { STR_NONE }, 0 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct str rest = rows[i].text;
        struct str part;
        size_t n = 0;
        while (str_split(&rest, ',', &part)) {
            assert_true(n < rows[i].count);
            EXPECT_STR("split", part, rows[i].parts[n]);
            n++;
        }
        assert_int_equal(n, rows[i].count);
        assert_true(str_is_none(rest));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare),      cmocka_unit_test(test_absent),
        cmocka_unit_test(test_affixes),      cmocka_unit_test(test_find),
        cmocka_unit_test(test_sub_and_trim), cmocka_unit_test(test_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
