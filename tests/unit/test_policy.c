/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * sched/policy: what follows from each verdict and error; how often a target is visited.
 */

#include "unit.h"

#include "base/when.h"
#include "sched/policy.h"

static void
test_policy(void **state)
{
    (void)state;
    static const struct policy verdicts[VERDICT_COUNT] = {
        [VERDICT_DONE] = { POLICY_NEXT_VISIT, false, "" },
        [VERDICT_MORE] = { POLICY_NEXT_PAGE, false, "" },
        [VERDICT_UNCHANGED] = { POLICY_NEXT_VISIT, false, "" },
        [VERDICT_SMALLER] = { POLICY_SHRINK, true, "" },
        [VERDICT_LIMITED] = { POLICY_WAIT, true, "" },
        [VERDICT_DENIED] = { POLICY_SUSPEND, true, "" },
        [VERDICT_GONE] = { POLICY_SUSPEND, true, "" },
        [VERDICT_BUSY] = { POLICY_RETRY, true, "" },
        [VERDICT_MALFORMED] = { POLICY_RETRY, true, "" },
    };
    static const enum policy_action errors[ERROR_KIND_COUNT] = {
        [ERROR_NONE] = POLICY_NEXT_VISIT, [ERROR_CONFIG] = POLICY_SUSPEND,
        [ERROR_PEER] = POLICY_RETRY,      [ERROR_IO] = POLICY_RETRY,
        [ERROR_TIMEOUT] = POLICY_RETRY,   [ERROR_DENIED] = POLICY_SUSPEND,
        [ERROR_LIMIT] = POLICY_RETRY,     [ERROR_DATABASE] = POLICY_HOLD,
        [ERROR_INTERNAL] = POLICY_RETRY,
    };
    for (int i = 0; i < VERDICT_COUNT; i++) {
        const struct policy *policy = policy_for_verdict((enum verdict)i);
        EXPECT_INT(policy->why, policy->action, verdicts[i].action);
        EXPECT_INT(policy->why, policy->drops_page, verdicts[i].drops_page);
    }
    for (int i = 0; i < ERROR_KIND_COUNT; i++) {
        const struct policy *policy = policy_for_error((enum error_kind)i);
        EXPECT_INT(policy->why, policy->action, errors[i]);
        EXPECT_INT(policy->why, policy->drops_page, i != ERROR_NONE);
    }
}

/* base: 15 minutes */
static void
test_target_interval(void **state)
{
    (void)state;
    const int64_t base = 15 * WHEN_MINUTE;
    const struct {
        const char *name;
        int64_t age;
        bool waiting, changed;
        int64_t want;
    } rows[] = {
        { "from the future", -WHEN_HOUR, false, false, 15 * WHEN_MINUTE },
        { "fresh", 0, false, false, 15 * WHEN_MINUTE },
        { "6 h", 6 * WHEN_HOUR, false, false, 30 * WHEN_MINUTE },
        { "a day", WHEN_DAY, false, false, 90 * WHEN_MINUTE },
        { "3 days", 3 * WHEN_DAY, false, false, 6 * WHEN_HOUR },
        { "7 days", 7 * WHEN_DAY, false, false, WHEN_DAY },
        { "28 days", 28 * WHEN_DAY, false, false, 7 * WHEN_DAY },
        { "changed lately", 20 * WHEN_DAY, false, true, 15 * WHEN_MINUTE },
        { "waited for", 20 * WHEN_DAY, true, false, WHEN_DAY },
        { "waited for, old", 100 * WHEN_DAY, true, false, 7 * WHEN_DAY },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        EXPECT_INT(rows[i].name,
                   policy_target_interval(rows[i].age, rows[i].waiting, rows[i].changed, base),
                   rows[i].want);
    }
    EXPECT_INT("waited for, slow schedule",
               policy_target_interval(20 * WHEN_DAY, true, false, WHEN_HOUR), WHEN_DAY);
    EXPECT_INT("slow schedule", policy_target_interval(10 * WHEN_DAY, false, false, WHEN_DAY),
               7 * WHEN_DAY);
    EXPECT_INT("slower than any", policy_target_interval(0, false, true, 30 * WHEN_DAY),
               7 * WHEN_DAY);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_policy),
        cmocka_unit_test(test_target_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
