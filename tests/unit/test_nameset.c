/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * config/nameset: the first number of a name stays, names are found again however many there are.
 */

#include "unit.h"

#include <stdio.h>

#include "config/nameset.h"

static void
test_add(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    struct nameset set;
    uint64_t value = 0;
    nameset_init(&set, arena);
    assert_false(nameset_find(&set, STR("a"), &value));
    assert_true(nameset_add(&set, STR("a"), 1, &value));
    assert_true(nameset_add(&set, STR(""), 2, &value));
    assert_false(nameset_add(&set, STR("a"), 3, &value));
    EXPECT_INT("first", value, 1);
    assert_true(nameset_find(&set, STR(""), &value));
    EXPECT_INT("empty", value, 2);
    assert_false(nameset_find(&set, STR("b"), &value));
    EXPECT_INT("untouched", value, 2);
}

#define MANY 5000

static void
test_many(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
    static char names[MANY][8];
    struct nameset set;
    uint64_t value;
    nameset_init(&set, arena);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof(names[i]), "n%zu", i);
        EXPECT(names[i], nameset_add(&set, str_from(names[i]), i, &value));
    }
    for (size_t i = 0; i < MANY; i++) {
        EXPECT(names[i], nameset_find(&set, str_from(names[i]), &value));
        EXPECT_INT(names[i], value, i);
    }
    EXPECT_INT("count", set.count, MANY);
    assert_false(nameset_find(&set, STR("n5000"), &value));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
