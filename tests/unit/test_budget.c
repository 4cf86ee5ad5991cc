/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * sched/budget: no period holds more than its units, wherever it begins; what was written down and
 * what others spent count.
 */

#include "unit.h"

#include <stdlib.h>

#include "base/when.h"
#include "sched/budget.h"

#define T0 (100 * WHEN_DAY)

/* Ten units an hour, at 08:00 to the hour, from the platform's own clock. */
static void
test_set_times(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 10, WHEN_HOUR, false);
    budget_set_period(&budget, T0, T0 + WHEN_HOUR);
    budget_spend(&budget, 7, T0 + WHEN_MINUTE);
    EXPECT_INT("three are left", budget_ready_at(&budget, 3, T0 + WHEN_MINUTE), T0 + WHEN_MINUTE);
    EXPECT_INT("not four", budget_ready_at(&budget, 4, T0 + WHEN_MINUTE), T0 + WHEN_HOUR);
    EXPECT_INT("more than all: when nothing is spent", budget_ready_at(&budget, 11, T0 + 1),
               T0 + WHEN_HOUR);
    budget_spend(&budget, 3, T0 + 59 * WHEN_MINUTE);
    EXPECT_INT("spent", budget_spent(&budget, T0 + 59 * WHEN_MINUTE), 10);
    EXPECT_INT("since", budget_since(&budget, T0 + 59 * WHEN_MINUTE), T0);
    EXPECT_INT("a new hour", budget_ready_at(&budget, 1, T0 + WHEN_HOUR), T0 + WHEN_HOUR);
    EXPECT_INT("begins with nothing", budget_spent(&budget, T0 + WHEN_HOUR), 0);
    /* Nobody told of the next periods: they follow each other. */
    budget_spend(&budget, 10, T0 + 3 * WHEN_HOUR + WHEN_MINUTE);
    EXPECT_INT("third hour", budget_ready_at(&budget, 1, T0 + 3 * WHEN_HOUR + WHEN_MINUTE),
               T0 + 4 * WHEN_HOUR);
}

static void
test_sliding(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 10, WHEN_HOUR, true);
    budget_spend(&budget, 4, T0);
    budget_spend(&budget, 6, T0 + 30 * WHEN_MINUTE + 1);
    EXPECT_INT("spent", budget_spent(&budget, T0 + 31 * WHEN_MINUTE), 10);
    /* The slot of the first minute leaves when its last moment is an hour old. */
    EXPECT_INT("four", budget_ready_at(&budget, 4, T0 + 31 * WHEN_MINUTE), T0 + 61 * WHEN_MINUTE);
    EXPECT_INT("five wait for the second slot", budget_ready_at(&budget, 5, T0 + 31 * WHEN_MINUTE),
               T0 + 91 * WHEN_MINUTE);
    EXPECT_INT("since", budget_since(&budget, T0 + 62 * WHEN_MINUTE), T0 + 30 * WHEN_MINUTE);
    EXPECT_INT("nothing", budget_spent(&budget, T0 + 2 * WHEN_HOUR), 0);
}

/* Whoever asks as early as it may: no hour, wherever it begins, holds more than the units. */
static void
test_no_period_holds_more(void **state)
{
    (void)state;
    enum { UNITS = 37, REQUESTS = 2000 };
    int64_t *times = calloc(REQUESTS, sizeof(*times));
    struct budget budget;
    int64_t now = T0;
    assert_non_null(times);
    srand(7);
    budget_init(&budget, UNITS, WHEN_HOUR, true);
    for (int i = 0; i < REQUESTS; i++) {
        now = budget_ready_at(&budget, 1, now + (rand() % 100 == 0 ? WHEN_HOUR / 3 : rand() % 99));
        budget_spend(&budget, 1, now);
        times[i] = now;
        if (i >= UNITS && times[i] - times[i - UNITS] < WHEN_HOUR)
            fail_msg("requests %d to %d lie within an hour", i - UNITS, i);
    }
    EXPECT("and hardly less", now - T0 < (int64_t)(REQUESTS / UNITS + 2) * 63 * WHEN_MINUTE +
                                             REQUESTS / 100 * WHEN_HOUR);
    free(times);
}

static void
test_written_down(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 100, WHEN_DAY, false);
    budget_set_period(&budget, T0, T0 + WHEN_DAY);
    budget_spend(&budget, 5, T0 + 1);
    EXPECT_INT("unsaved", budget_unsaved(&budget), 5);
    budget_send(&budget);
    budget_spend(&budget, 2, T0 + 2);
    budget_settle(&budget, true);
    budget_load(&budget, T0, 35); /* another daemon's thirty are among them */
    EXPECT_INT("all of it", budget_spent(&budget, T0 + 3), 37);
    EXPECT_INT("unsaved", budget_unsaved(&budget), 2);
    budget_send(&budget);
    budget_settle(&budget, false); /* it was not written */
    EXPECT_INT("unsaved", budget_unsaved(&budget), 2);
    EXPECT_INT("still all of it", budget_spent(&budget, T0 + 3), 37);
    struct budget next;
    budget_init(&next, 50, WHEN_DAY, false);
    budget_adopt(&next, &budget);
    EXPECT_INT("a reload forgets nothing", budget_ready_at(&next, 14, T0 + 3), T0 + WHEN_DAY);
    EXPECT_INT("thirteen are left", budget_ready_at(&next, 13, T0 + 3), T0 + 3);
    budget_init(&next, 50, WHEN_HOUR, true);
    budget_adopt(&next, &budget);
    EXPECT_INT("other periods are loaded anew", budget_spent(&next, T0 + 3), 0);
}

/* What nobody spent since has not been put away yet. */
static void
test_old_slots(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 10, WHEN_HOUR, true);
    EXPECT_INT("nothing was spent", budget_since(&budget, T0), T0);
    budget_load(&budget, T0, 10);
    budget_load(&budget, T0 + 90 * WHEN_MINUTE, 10);
    EXPECT_INT("the first is over", budget_ready_at(&budget, 1, T0 + 91 * WHEN_MINUTE),
               T0 + 151 * WHEN_MINUTE);
    EXPECT_INT("since the second", budget_since(&budget, T0 + 91 * WHEN_MINUTE),
               T0 + 90 * WHEN_MINUTE);
    EXPECT_INT("all are over", budget_since(&budget, T0 + 3 * WHEN_HOUR), T0 + 3 * WHEN_HOUR);
}

/* Of other periods than the one that was told. */
static void
test_other_periods(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 10, WHEN_HOUR, false);
    budget_set_period(&budget, T0, T0 + WHEN_HOUR);
    budget_load(&budget, T0 - WHEN_HOUR, 10);
    budget_load(&budget, T0 + WHEN_HOUR, 10);
    EXPECT_INT("the one before ends with it", budget_spent(&budget, T0 - 1), 20);
    EXPECT_INT("the one behind stands", budget_ready_at(&budget, 1, T0), T0 + 2 * WHEN_HOUR);
    struct budget next;
    budget_init(&next, 10, WHEN_HOUR, true);
    budget_adopt(&next, &budget);
    EXPECT_INT("one that slides has other slots", budget_spent(&next, T0), 0);
}

/* More slots than there is room for: the oldest goes. */
static void
test_many_slots(void **state)
{
    (void)state;
    struct budget budget;
    budget_init(&budget, 1000, WHEN_HOUR, true);
    for (int i = 0; i < 2 * BUDGET_SLOTS; i++)
        budget_load(&budget, T0 + i * WHEN_MINUTE, 1);
    assert_int_equal(budget.slot_count, BUDGET_SLOTS);
    EXPECT_INT("first", budget.slots[0].at_us, T0 + BUDGET_SLOTS * WHEN_MINUTE);
    budget_load(&budget, T0, 5); /* too old for all of them */
    assert_int_equal(budget.slot_count, BUDGET_SLOTS);
    for (int i = 1; i < BUDGET_SLOTS; i++)
        assert_true(budget.slots[i].at_us > budget.slots[i - 1].at_us);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_times),    cmocka_unit_test(test_sliding),
        cmocka_unit_test(test_written_down), cmocka_unit_test(test_no_period_holds_more),
        cmocka_unit_test(test_old_slots),    cmocka_unit_test(test_other_periods),
        cmocka_unit_test(test_many_slots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
