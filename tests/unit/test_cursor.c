/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * record/cursor: there and back, and everything that does not fit or is no cursor.
 */

#include "unit.h"

#include "record/batch.h"

#include <string.h>

static struct cursor
make_cursor(void)
{
    struct cursor cursor = CURSOR_INIT;
    cursor.version = 1;
    cursor.page_limit = 50;
    cursor.since_us = 1628621103000000;
    assert_true(cursor_push(&cursor, "posts", STR_NONE, STR("QVFI=")));
    assert_true(cursor_push(&cursor, "comments", STR("1_2:3"), STR("")));
    return cursor;
}

static void
test_round_trip(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(4096);
    struct cursor cursor = make_cursor();
    struct cursor back;
    struct str bytes;
    assert_true(cursor_format(&cursor, arena, &bytes));
    EXPECT_STR("text", bytes,
               STR("1 50 1628621103000000\nposts\x1f\x1fQVFI=\ncomments\x1f"
                   "1_2:3\x1f"));
    assert_true(cursor_parse(bytes, &back));
    assert_true(cursor_equal(&cursor, &back));

    struct cursor start = CURSOR_INIT;
    assert_true(cursor_format(&start, arena, &bytes));
    EXPECT_STR("start", bytes, STR("0 0 -9223372036854775808"));
    assert_true(cursor_parse(bytes, &back));
    assert_true(cursor_equal(&start, &back));
}

static void
test_equal(void **state)
{
    (void)state;
    const struct cursor cursor = make_cursor();
    struct cursor others[7];
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        others[i] = cursor;
    }
    others[0].version++;
    others[1].frame_count--;
    others[2].page_limit--;
    others[3].since_us++;
    others[4].frames[1].edge[0] = 'x';
    others[5].frames[1].object[0] = 'x';
    others[6].frames[0].after[0] = 'x';
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        EXPECT_INT("differs", cursor_equal(&cursor, &others[i]), false);
    }
    struct cursor same = make_cursor();
    same.frames[2].edge[0] = 'x'; /* of a frame that is not there */
    assert_true(cursor_equal(&cursor, &same));
}

static void
test_push_refuses(void **state)
{
    (void)state;
    static char text[CURSOR_AFTER_SIZE];
    memset(text, 'a', sizeof(text));
    const struct {
        const char *edge;
        struct str object, after;
        bool ok;
    } rows[] = {
        { "aaaaaaaaaaaaaaaaaaaaaaa", { text, 127 }, { text, CURSOR_AFTER_SIZE - 1 }, true },
        { "aaaaaaaaaaaaaaaaaaaaaaaa", STR("o"), STR("a"), false },
        { "e", { text, 128 }, STR("a"), false },
        { "e", STR("o"), { text, CURSOR_AFTER_SIZE }, false },
        { "e\n", STR("o"), STR("a"), false },
        { "e", STR("\x1f"), STR("a"), false },
        { "e", STR("o"), STR("a\0"), false },
        { "e", STR("\xc3\xa9 "), STR("\x7f"), true },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct cursor cursor = CURSOR_INIT;
        EXPECT_INT(rows[i].edge, cursor_push(&cursor, rows[i].edge, rows[i].object, rows[i].after),
                   rows[i].ok);
        EXPECT_INT(rows[i].edge, cursor.frame_count, rows[i].ok);
    }
    struct cursor cursor = CURSOR_INIT;
    for (unsigned i = 0; i <= CURSOR_FRAMES_MAX; i++) {
        EXPECT_INT("frames", cursor_push(&cursor, "e", STR("o"), STR("a")), i < CURSOR_FRAMES_MAX);
    }
}

/* Two long frames fit their fields but not the column; a small arena holds nothing. */
static void
test_format_refuses(void **state)
{
    (void)state;
    static char text[2040];
    memset(text, 'a', sizeof(text));
    CLEANUP(arena_freep) struct arena *arena = arena_new(16384);
    CLEANUP(arena_freep) struct arena *small = arena_new(10);
    struct cursor cursor = CURSOR_INIT;
    struct str bytes;
    assert_true(cursor_push(&cursor, "e", STR("o"), (struct str){ text, sizeof(text) }));
    assert_true(cursor_format(&cursor, arena, &bytes));
    assert_false(cursor_format(&cursor, small, &bytes));
    assert_true(cursor_push(&cursor, "e", STR("o"), (struct str){ text, sizeof(text) }));
    assert_false(cursor_format(&cursor, arena, &bytes));
}

static void
test_parse_refuses(void **state)
{
    (void)state;
    static char large[CURSOR_BYTES_MAX + 2] = "1 50 0\n\x1f\x1f";
    memset(large + 9, 'a', sizeof(large) - 10);
    const struct {
        const char *name;
        struct str bytes;
    } rows[] = {
        { "absent", STR_NONE },
        { "empty", STR("") },
        { "two numbers", STR("1 50") },
        { "four numbers", STR("1 50 0 0") },
        { "no number", STR("x 50 0") },
        { "no limit", STR("1 x 0") },
        { "no time", STR("1 50 x") },
        { "negative", STR("-1 50 0") },
        { "too large", STR("1 4294967296 0") },
        { "empty frame", STR("1 50 0\n") },
        { "frame of one", STR("1 50 0\ne") },
        { "frame of two", STR("1 50 0\ne\x1fo") },
        { "frame of four", STR("1 50 0\ne\x1fo\x1f"
                               "a\x1f") },
        { "long edge", STR("1 50 0\naaaaaaaaaaaaaaaaaaaaaaaa\x1fo\x1f") },
        { "control in the object", STR("1 50 0\ne\x1fo\t\x1f") },
        { "control behind", STR("1 50 0\ne\x1fo\x1f\r") },
        { "four frames", STR("1 50 0\n\x1f\x1f\n\x1f\x1f\n\x1f\x1f\n\x1f\x1f") },
        { "too long", { large, CURSOR_BYTES_MAX + 1 } },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct cursor cursor = { .version = 7 };
        EXPECT(rows[i].name, !cursor_parse(rows[i].bytes, &cursor));
        EXPECT_INT(rows[i].name, cursor.version, 7);
    }
    struct cursor cursor;
    assert_true(cursor_parse(STR("4294967295 0 0\n\x1f\x1f\n\x1f\x1f\n\x1f\x1f"), &cursor));
    assert_int_equal(cursor.version, UINT32_MAX);
    assert_int_equal(cursor.frame_count, 3);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),    cmocka_unit_test(test_equal),
        cmocka_unit_test(test_push_refuses),  cmocka_unit_test(test_format_refuses),
        cmocka_unit_test(test_parse_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
