/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * sched/quota: the fullest window decides, until it may be used again or is forgotten.
 */

#include "unit.h"

#include "base/when.h"
#include "sched/quota.h"

#include <string.h>

static void
test_quota_note(void **state)
{
    (void)state;
    const int64_t now = 100 * WHEN_HOUR;
    const struct {
        double used;
        int64_t regain, later; /* later: when it is asked, after the note */
        int64_t ready;         /* after the note */
    } rows[] = {
        { 0.5, WHEN_NONE, 0, 0 },
        { 0.84, WHEN_NONE, 0, 0 },
        { 0.85, WHEN_NONE, 0, WHEN_HOUR }, /* until it is an hour old */
        { 1.2, WHEN_NONE, WHEN_MINUTE, WHEN_HOUR },
        { 1.2, WHEN_NONE, WHEN_HOUR, WHEN_HOUR }, /* forgotten */
        { 1.2, WHEN_NONE, 2 * WHEN_HOUR, 2 * WHEN_HOUR },
        { 1, now + WHEN_MINUTE, 0, WHEN_MINUTE }, /* until it is told to */
        { 1, now + WHEN_MINUTE, WHEN_MINUTE, WHEN_MINUTE },
        { 1, now + 5 * WHEN_HOUR, 2 * WHEN_HOUR, 5 * WHEN_HOUR },
        { 1, now - WHEN_MINUTE, 0, WHEN_HOUR }, /* told nonsense */
        { 1, now, 0, WHEN_HOUR },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct quota quota;
        quota_init(&quota);
        quota_note(&quota, "app_usage", rows[i].used, rows[i].regain, now);
        EXPECT_INT("ready", quota_ready_at(&quota, now + rows[i].later), now + rows[i].ready);
        bool counts = rows[i].ready > rows[i].later || rows[i].used < QUOTA_STOP_SHARE;
        EXPECT("used", quota_used(&quota, now + rows[i].later) == (counts ? rows[i].used : 0));
    }
}

static void
test_quota_windows(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    EXPECT_INT("nothing known", quota_ready_at(&quota, 7), 7);
    assert_true(quota_used(&quota, 7) == 0);
    quota_note(&quota, "a", 0.9, 1000, 1);
    quota_note(&quota, "b", 0.95, 500, 2);
    quota_note(&quota, "c", 0.1, WHEN_NONE, 3);
    EXPECT_INT("the last of them", quota_ready_at(&quota, 10), 1000);
    assert_true(quota_used(&quota, 10) == 0.95);
    assert_true(quota_used(&quota, 600) == 0.9);
    quota_note(&quota, "a", 0.2, WHEN_NONE, 20); /* the same window, better now */
    EXPECT_INT("b is left", quota_ready_at(&quota, 30), 500);
    quota_note(&quota, "d", 0.1, WHEN_NONE, 25);
    assert_int_equal(quota.count, QUOTA_NAMES_MAX);
    quota_note(&quota, "e", 0.3, WHEN_NONE, 40); /* in the place of b, silent longest */
    assert_int_equal(quota.count, QUOTA_NAMES_MAX);
    EXPECT_INT("b is gone", quota_ready_at(&quota, 50), 50);
    assert_true(quota_used(&quota, 50) == 0.3);
    quota_note(&quota, "a name longer than what there is room for", 0.4, WHEN_NONE, 60);
    assert_int_equal(strlen(quota.windows[2].name), sizeof(quota.windows[2].name) - 1);
}

static void
test_quota_block(void **state)
{
    (void)state;
    struct quota quota;
    quota_init(&quota);
    quota_block(&quota, 100);
    EXPECT_INT("blocked", quota_ready_at(&quota, 50), 100);
    quota_block(&quota, 80);
    EXPECT_INT("never earlier", quota_ready_at(&quota, 50), 100);
    quota_block(&quota, 120);
    EXPECT_INT("later", quota_ready_at(&quota, 50), 120);
    EXPECT_INT("over", quota_ready_at(&quota, 130), 130);
    quota_note(&quota, "a", 1, 200, 60);
    EXPECT_INT("both", quota_ready_at(&quota, 70), 200);
    quota_block(&quota, 300);
    EXPECT_INT("both, the block longer", quota_ready_at(&quota, 70), 300);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quota_note),
        cmocka_unit_test(test_quota_windows),
        cmocka_unit_test(test_quota_block),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
