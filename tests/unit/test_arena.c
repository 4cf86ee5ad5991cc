/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * base/arena: alignment, zeroing, the ceiling, growth over many blocks, reset.
 */

#include "unit.h"

#include "base/arena.h"

#include <string.h>

static void
test_alignment_and_zero(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(100000);
    for (size_t size = 0; size < 100; size++) {
        unsigned char *memory = arena_alloc(arena, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++) {
            assert_int_equal(memory[i], 0);
        }
        memset(memory, 0xff, size);
    }
    assert_int_equal(arena_used(arena), 99 * 100 / 2);
}

static void
test_ceiling(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(100);
    struct str text = STR("untouched");
    assert_null(arena_alloc(arena, 101));
    assert_int_equal(arena_used(arena), 0);
    assert_non_null(arena_alloc(arena, 60));
    assert_null(arena_alloc(arena, 41));
    assert_false(
        arena_str(arena, (struct str){ "0123456789012345678901234567890123456789", 40 }, &text));
    assert_false(arena_printf(arena, &text, "%040d", 7));
    EXPECT_STR("after refusals", text, STR("untouched"));
    assert_true(arena_printf(arena, &text, "%039d", 7));
    assert_int_equal(arena_used(arena), 100);
    assert_null(arena_alloc(arena, 1));
    assert_non_null(arena_alloc(arena, 0));
}

static void
test_arrays(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    int *numbers = arena_array(arena, 3, sizeof(*numbers));
    for (int i = 0; i < 3; i++) {
        assert_int_equal(numbers[i], 0);
        numbers[i] = i + 7;
    }
    int *more = arena_grow(arena, numbers, 3 * sizeof(*numbers), 5 * sizeof(*numbers));
    const int want[] = { 7, 8, 9, 0, 0 };
    assert_memory_equal(more, want, sizeof(want));
    int *fewer = arena_grow(arena, more, sizeof(want), 2 * sizeof(*numbers));
    assert_memory_equal(fewer, want, 2 * sizeof(*numbers));
    assert_non_null(arena_grow(arena, NULL, 0, 4));
    assert_null(arena_array(arena, SIZE_MAX / 2, 3));

    CLEANUP(arena_freep) struct arena *small = arena_new(10);
    assert_null(arena_grow(small, numbers, 3 * sizeof(*numbers), 11));
}

static void
test_text(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1000);
    char source[] = "kota";
    struct str copy = STR("x");
    assert_true(arena_str(arena, str_from(source), &copy));
    source[0] = '?';
    assert_string_equal(copy.p, "kota");
    assert_int_equal(copy.n, 4);
    assert_int_equal(arena_used(arena), 5); /* and a NUL */
    assert_true(arena_str(arena, STR(""), &copy));
    EXPECT_STR("empty is not absent", copy, STR(""));
    assert_true(arena_str(arena, STR_NONE, &copy));
    EXPECT_STR("absent", copy, STR_NONE);
    assert_true(arena_printf(arena, &copy, "%s[%d]", "$.data", 3));
    EXPECT_STR("printf", copy, STR("$.data[3]"));
    assert_int_equal(arena_used(arena), 5 + 1 + 10);
    assert_string_equal(copy.p, "$.data[3]");
}

/* Pieces keep their bytes while blocks come and go; a reset gives the first block again, zeroed. */
static void
test_many_blocks(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(64u << 20);
    void *first = arena_alloc(arena, 16);
    memset(first, 0xee, 16);
    unsigned char *pieces[400];
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        size_t size = i == 200 ? 3u << 20 : 5000 + i * 13;
        pieces[i] = arena_alloc(arena, size);
        pieces[i][0] = pieces[i][size - 1] = (unsigned char)i;
    }
    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
        assert_int_equal(pieces[i][0], (unsigned char)i);
    }
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    unsigned char *again = arena_alloc(arena, 16);
    assert_ptr_equal(again, first);
    assert_int_equal(again[0], 0);
}

/* A block that a text filled to its last byte has no aligned place left. */
static void
test_full_block(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(100000);
    static char text[5000];
    struct str copy;
    assert_true(arena_str(arena, (struct str){ text, sizeof(text) }, &copy)); /* 5001 bytes */
    memset(arena_alloc(arena, 1), 0xff, 1);
    assert_int_equal(arena_used(arena), 5002);
    assert_memory_equal(copy.p, text, sizeof(text));
}

static void
test_nothing(void **state)
{
    (void)state;
    arena_free(NULL);
    CLEANUP(arena_freep) struct arena *arena = arena_new(0);
    arena_reset(arena);
    assert_null(arena_alloc(arena, 1));
    assert_int_equal(arena_used(arena), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alignment_and_zero),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_many_blocks),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_full_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
