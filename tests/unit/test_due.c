/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * sched/due: against a plain array that is searched whole, over many random operations.
 */

#include "unit.h"

#include "sched/due.h"

#define SLOTS 300

static void
test_order(void **state)
{
    (void)state;
    struct due due;
    uint32_t slot = 99;
    due_init(&due);
    due_reserve(&due, 4);
    assert_true(due_next(&due) == INT64_MAX);
    assert_false(due_pop(&due, INT64_MAX, &slot));
    due_set(&due, 0, 30);
    due_set(&due, 3, 10);
    due_set(&due, 1, 20);
    assert_true(due_next(&due) == 10);
    assert_false(due_pop(&due, 9, &slot));
    assert_int_equal(slot, 99);
    assert_true(due_pop(&due, 10, &slot));
    assert_int_equal(slot, 3);
    assert_false(due_is_queued(&due, 3));
    assert_true(due_is_queued(&due, 0));
    assert_false(due_is_queued(&due, 4));
    due_set(&due, 0, 5); /* moved */
    assert_true(due_pop(&due, 100, &slot) && slot == 0);
    due_remove(&due, 0); /* is in none */
    due_remove(&due, 1);
    assert_int_equal(due.count, 0);
    due_done(&due);
    due_done(NULL);
    due_done(&due);
}

/* What is queued stays when room is made; less room than there is changes nothing. */
static void
test_reserve(void **state)
{
    (void)state;
    struct due due;
    uint32_t slot;
    due_init(&due);
    due_reserve(&due, 1);
    due_set(&due, 0, 7);
    due_reserve(&due, 1000);
    due_reserve(&due, 10);
    assert_int_equal(due.slots, 1000);
    assert_false(due_is_queued(&due, 999));
    due_set(&due, 999, 6);
    assert_true(due_pop(&due, 7, &slot) && slot == 999);
    assert_true(due_pop(&due, 7, &slot) && slot == 0);
    due_done(&due);
}

/* A generator of its own (xorshift64): the same operations in every run. */
static uint32_t
next_random(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 32);
}

static int64_t
earliest(const int64_t *model)
{
    int64_t best = INT64_MAX;
    for (int i = 0; i < SLOTS; i++) {
        best = model[i] >= 0 && model[i] < best ? model[i] : best;
    }
    return best;
}

static void
test_random(void **state)
{
    (void)state;
    struct due due;
    int64_t model[SLOTS]; /* -1: not queued */
    uint64_t seed = 88172645463325252u;
    uint32_t slot;
    due_init(&due);
    due_reserve(&due, SLOTS);
    for (int i = 0; i < SLOTS; i++) {
        model[i] = -1;
    }
    for (int step = 0; step < 40000; step++) {
        slot = next_random(&seed) % SLOTS;
        uint32_t what = next_random(&seed) % 8;
        if (what < 5) {
            model[slot] = next_random(&seed) % 1000;
            due_set(&due, slot, model[slot]);
        } else if (what < 6) {
            model[slot] = -1;
            due_remove(&due, slot);
        } else if (due_pop(&due, 500, &slot)) {
            assert_true(model[slot] == earliest(model) && model[slot] <= 500);
            model[slot] = -1;
        } else {
            assert_true(earliest(model) > 500);
        }
        assert_true(due_next(&due) == earliest(model));
        assert_int_equal(due_is_queued(&due, slot), model[slot] >= 0);
        assert_int_equal(due_at(&due, slot), model[slot] >= 0 ? model[slot] : INT64_MAX);
    }
    int64_t last = 0;
    while (due_pop(&due, INT64_MAX, &slot)) {
        assert_true(model[slot] >= last);
        last = model[slot];
        model[slot] = -1;
    }
    assert_true(earliest(model) == INT64_MAX);
    due_done(&due);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_reserve),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
