/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * source/id_set: an id is put once and found again, counted, refused at the arena's ceiling; and
 * ids that a peer chose so that they collide cost items, not time.
 */

#include "unit.h"

#include "source/id_set.h"

#include "source/answer.h"

static void
test_put_and_find(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    struct id_set *set = id_set_new(arena, 100);

    (void)state;
    for (size_t i = 0; i < 100; i++) {
        struct str id;
        must(arena_printf(arena, &id, "%zu", i));
        assert_int_equal(id_set_find(set, id), SIZE_MAX);
        assert_true(id_set_put(set, id, i + 7));
        assert_false(id_set_put(set, id, 1));
        assert_int_equal(id_set_find(set, id), i + 7);
    }
    assert_int_equal(id_set_find(set, STR("42")), 49);
    assert_int_equal(id_set_find(set, STR("")), SIZE_MAX);
    arena_free(arena);
}

static void
test_count(void **state)
{
    struct arena *arena = arena_new(1u << 16);
    struct id_set *set = id_set_new(arena, 2);

    (void)state;
    assert_int_equal(id_set_count(set, STR("a")), 0);
    assert_int_equal(id_set_count(set, STR("a")), 1);
    assert_int_equal(id_set_count(set, STR("b")), 0);
    assert_int_equal(id_set_count(set, STR("a")), 2);
    arena_free(arena);
}

static void
test_ceiling(void **state)
{
    struct arena *arena = arena_new(64);

    (void)state;
    assert_null(id_set_new(arena, 1000));
    arena_free(arena);
}

/* With room for 512 ids there are 1,024 places: 64 ids that begin at one place are looked for. */
static void
test_collisions(void **state)
{
    struct arena *arena = arena_new(1u << 22);
    struct id_set *set = id_set_new(arena, 512);
    size_t put = 0;

    (void)state;
    for (size_t i = 0; put < 64; i++) {
        struct str id;
        must(arena_printf(arena, &id, "%zu", i));
        if ((answer_hash(ANSWER_HASH_START, id) & 1023) != 5)
            continue;
        assert_true(id_set_put(set, id, i));
        put++;
    }
    for (size_t i = 1000000;; i++) {
        struct str id;
        must(arena_printf(arena, &id, "%zu", i));
        if ((answer_hash(ANSWER_HASH_START, id) & 1023) != 5)
            continue;
        assert_int_equal(id_set_find(set, id), SIZE_MAX);
        assert_false(id_set_put(set, id, i)); /* counts as seen */
        assert_int_equal(id_set_count(set, id), SIZE_MAX);
        break;
    }
    arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put_and_find),
        cmocka_unit_test(test_count),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_collisions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
