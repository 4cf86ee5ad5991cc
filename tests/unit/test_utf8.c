/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/utf8: what PostgreSQL takes and what is made of the rest. Rows with several broken sequences
 * are from the Unicode Standard, chapter 3.9 (tables 3-8 to 3-11), which says how many U+FFFD each
 * must give.
 */

#include "unit.h"

#include "base/utf8.h"

#include <string.h>

#define R "\xef\xbf\xbd"

static const struct {
    const char *name;
    struct str text, repaired;
} rows[] = {
    { "empty", STR(""), STR("") },
    { "absent", STR_NONE, STR_NONE },
    { "ASCII", STR("halo, warga"), STR("halo, warga") },
    { "long ASCII", STR("0123456789abcdef0123456789"), STR("0123456789abcdef0123456789") },
    { "smallest and largest of 2", STR("\xc2\x80\xdf\xbf"), STR("\xc2\x80\xdf\xbf") },
    { "smallest and largest of 3", STR("\xe0\xa0\x80\xef\xbf\xbf"),
      STR("\xe0\xa0\x80\xef\xbf\xbf") },
    { "around the surrogates", STR("\xed\x9f\xbf\xee\x80\x80"), STR("\xed\x9f\xbf\xee\x80\x80") },
    { "smallest and largest of 4", STR("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
      STR("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf") },
    { "emoji among ASCII", STR("terima kasih \xf0\x9f\x99\x8f min"),
      STR("terima kasih \xf0\x9f\x99\x8f min") },
    { "NUL", STR("a\0b"), STR("a" R "b") },
    { "NUL far in", STR("0123456789abc\0de"), STR("0123456789abc" R "de") },
    { "alone: continuation", STR("\x80"), STR(R) },
    { "alone: last continuation", STR("a\xbf"), STR("a" R) },
    { "never a first byte", STR("\xf8\xff\xfe"), STR(R R R) },
    { "overlong of 2", STR("\xc0\x80\xc1\xbf"), STR(R R R R) },
    { "overlong of 3", STR("\xe0\x9f\xbf"), STR(R R R) },
    { "overlong of 4", STR("\xf0\x8f\xbf\xbf"), STR(R R R R) },
    { "above U+10FFFF", STR("\xf4\x90\x80\x80"), STR(R R R R) },
    { "above, by first byte", STR("\xf5\x80\x80\x80"), STR(R R R R) },
    { "surrogate half", STR("\xed\xa0\x80"), STR(R R R) },
    { "last surrogate half", STR("\xed\xbf\xbf"), STR(R R R) },
    { "cut after 1 of 2", STR("a\xc3"), STR("a" R) },
    { "cut after 2 of 3", STR("a\xe2\x82"), STR("a" R) },
    { "cut after 3 of 4", STR("a\xf0\x9f\x99"), STR("a" R) },
    { "cut, then text",
      STR("\xe2\x82"
          "abc"),
      STR(R "abc") },
    { "Unicode table 3-8", STR("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82\x41"), STR(R R R R R R R R "A") },
    { "Unicode table 3-9", STR("\xed\xa0\x80\xed\xbf\xbf\xed\xaf\x41"), STR(R R R R R R R R "A") },
    { "Unicode table 3-10", STR("\xf4\x91\x92\x93\xff\x41\x80\xbf\x42"),
      STR(R R R R R "A" R R "B") },
    { "Unicode table 3-11", STR("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf\x41"), STR(R R R R "A") },
};

static void
test_repair(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1000);
        struct str repaired;
        bool is_valid = str_equal(rows[i].text, rows[i].repaired);
        EXPECT_INT(rows[i].name, utf8_is_valid(rows[i].text), is_valid);
        EXPECT(rows[i].name, utf8_repair(arena, rows[i].text, &repaired));
        EXPECT_STR(rows[i].name, repaired, rows[i].repaired);
        EXPECT(rows[i].name, utf8_is_valid(repaired));
        EXPECT(rows[i].name, !is_valid || repaired.p == rows[i].text.p);
        EXPECT_INT(rows[i].name, arena_used(arena), is_valid ? 0 : repaired.n + 1);
    }
}

/* A fault at every place of a text longer than the word that is looked at at once. */
static void
test_every_place(void **state)
{
    (void)state;
    char text[] = "abcdefghijklmnopqrstuvw";
    for (size_t i = 0; i < sizeof(text) - 1; i++) {
        const char kept = text[i];
        struct str s = { text, sizeof(text) - 1 };
        assert_true(utf8_is_valid(s));
        text[i] = '\0';
        assert_false(utf8_is_valid(s));
        text[i] = '\x80';
        assert_false(utf8_is_valid(s));
        text[i] = '\x7f';
        assert_true(utf8_is_valid(s));
        text[i] = kept;
    }
}

static void
test_ceiling(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(6);
    struct str repaired = STR("untouched");
    assert_false(utf8_repair(arena, STR("\xff\xff"), &repaired)); /* 6 and a NUL */
    EXPECT_STR("refused", repaired, STR("untouched"));
    assert_true(utf8_repair(arena, STR("ab\xff"), &repaired));
}

static void
test_cut(void **state)
{
    (void)state;
    const struct {
        struct str text;
        size_t max;
        struct str want;
    } cuts[] = {
        { STR("abc"), 3, STR("abc") },
        { STR("abc"), 2, STR("ab") },
        { STR("abc"), 0, STR("") },
        { STR("a\xc3\xa9z"), 2, STR("a") },
        { STR("a\xc3\xa9z"), 3, STR("a\xc3\xa9") },
        { STR("\xf0\x9f\x99\x8fz"), 3, STR("") },
        { STR("\xf0\x9f\x99\x8fz"), 4, STR("\xf0\x9f\x99\x8f") },
        { STR_NONE, 0, STR_NONE },
        { STR("\x80\x80\x80\x80\x80\x80\x80\x80"), 6,
          STR("\x80\x80\x80") }, /* broken: not all is lost */
    };
    for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
        EXPECT_STR("cut", utf8_cut(cuts[i].text, cuts[i].max), cuts[i].want);
    }
}

static void
test_step(void **state)
{
    (void)state;
    const struct {
        struct str text;
        size_t length;
        bool valid;
    } steps[] = {
        { STR("\0"), 1, true },
        { STR("a\x80"), 1, true },
        { STR("\xc3\xa9"), 2, true },
        { STR("\xe2\x82\xac"), 3, true },
        { STR("\xf0\x9f\x99\x8f"), 4, true },
        { STR("\xe2\x82 "), 2, false },
        { STR("\xf0\x9f\x99"), 3, false },
        { STR("\x9f"), 1, false },
        { STR("\xed\xa0\x80"), 1, false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        bool valid = !steps[i].valid;
        EXPECT_INT("step", utf8_step(steps[i].text, &valid), steps[i].length);
        EXPECT_INT("valid", valid, steps[i].valid);
    }
}

/* What the bit patterns say (RFC 3629, 3): payload bits first, then what is forbidden. */
static bool
is_character(const unsigned char *bytes, size_t n)
{
    static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
    static const unsigned char marks[] = { 0x00, 0xc0, 0xe0, 0xf0 };
    static const unsigned char masks[] = { 0x80, 0xe0, 0xf0, 0xf8 };
    if ((bytes[0] & masks[n - 1]) != marks[n - 1]) {
        return false;
    }
    uint32_t code = bytes[0] & (unsigned char)~masks[n - 1];
    for (size_t i = 1; i < n; i++) {
        if ((bytes[i] & 0xc0) != 0x80) {
            return false;
        }
        code = code << 6 | (bytes[i] & 0x3f);
    }
    return code >= least[n - 1] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

/* Every first and second byte, with the edges of what may follow. */
static void
test_all_pairs(void **state)
{
    (void)state;
    static const unsigned char edges[] = { 0x7f, 0x80, 0xbf, 0xc0 };
    for (unsigned i = 0; i < 65536u * 16; i++) {
        const unsigned char bytes[] = { (unsigned char)(i >> 12), (unsigned char)(i >> 4),
                                        edges[i >> 2 & 3], edges[i & 3] };
        bool valid;
        size_t step = utf8_step((struct str){ (const char *)bytes, 4 }, &valid);
        bool want = false;
        for (size_t n = 1; n <= 4; n++) {
            if (is_character(bytes, n)) {
                want = true;
                assert_int_equal(step, n);
            }
        }
        assert_int_equal(valid, want);
        assert_in_range(step, 1, want ? 4 : 3);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repair),  cmocka_unit_test(test_every_place),
        cmocka_unit_test(test_ceiling), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_step),    cmocka_unit_test(test_all_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
