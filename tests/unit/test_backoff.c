/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * sched/backoff: the delay grows within its bounds, the random number decides where.
 */

#include "unit.h"

#include "sched/backoff.h"

#define MIDDLE (UINT64_C(1) << 63)

static void
test_backoff(void **state)
{
    (void)state;
    const struct {
        int64_t last, min, max;
        uint64_t random;
        int64_t want;
    } rows[] = {
        { 0, 10, 1000, 0, 10 }, /* the first: from min to 3 min */
        { 0, 10, 1000, MIDDLE, 20 },
        { 0, 10, 1000, UINT64_MAX, 29 },
        { 10, 10, 1000, MIDDLE, 20 },
        { 100, 10, 1000, 0, 10 }, /* min to 3 times the last */
        { 100, 10, 1000, MIDDLE, 155 },
        { 100, 10, 1000, UINT64_MAX, 299 },
        { 900, 10, 1000, MIDDLE, 505 }, /* bounded */
        { 900, 10, 1000, UINT64_MAX, 999 },
        { 0, 10, 10, UINT64_MAX, 10 }, /* nothing between */
        { 0, 10, 5, MIDDLE, 10 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        EXPECT_INT("backoff", backoff_next(rows[i].last, rows[i].min, rows[i].max, rows[i].random),
                   rows[i].want);
    }
}

static void
test_spread(void **state)
{
    (void)state;
    EXPECT_INT("least", backoff_spread(5000, 1000, 0.1, 0), 4900);
    EXPECT_INT("middle", backoff_spread(5000, 1000, 0.1, MIDDLE), 5000);
    EXPECT_INT("most", backoff_spread(5000, 1000, 0.1, UINT64_MAX), 5099);
    EXPECT_INT("none", backoff_spread(5000, 1000, 0, UINT64_MAX), 5000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_backoff),
        cmocka_unit_test(test_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
