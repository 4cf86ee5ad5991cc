/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "sched/policy.h"

#include <assert.h>

#include "base/when.h"

static const struct policy by_verdict[VERDICT_COUNT] = {
    [VERDICT_DONE] = { POLICY_NEXT_VISIT, false, "caught up" },
    [VERDICT_MORE] = { POLICY_NEXT_PAGE, false, "another page waits" },
    [VERDICT_UNCHANGED] = { POLICY_NEXT_VISIT, false, "the same as last time" },
    [VERDICT_SMALLER] = { POLICY_SHRINK, true, "the page was too large for the platform" },
    [VERDICT_LIMITED] = { POLICY_WAIT, true, "told to wait" },
    [VERDICT_DENIED] = { POLICY_SUSPEND, true, "refused: an operator must act" },
    [VERDICT_GONE] = { POLICY_SUSPEND, true, "gone or not visible" },
    [VERDICT_BUSY] = { POLICY_RETRY, true, "the platform has trouble" },
    [VERDICT_MALFORMED] = { POLICY_RETRY, true, "the answer is not what was promised" },
};

static const struct policy by_error[ERROR_KIND_COUNT] = {
    [ERROR_NONE] = { POLICY_NEXT_VISIT, false, "no error" },
    [ERROR_CONFIG] = { POLICY_SUSPEND, true, "the configuration cannot make a request" },
    [ERROR_PEER] = { POLICY_RETRY, true, "the platform answered wrongly" },
    [ERROR_IO] = { POLICY_RETRY, true, "no connection" },
    [ERROR_TIMEOUT] = { POLICY_RETRY, true, "no answer in time" },
    [ERROR_DENIED] = { POLICY_SUSPEND, true, "the credential cannot be used" },
    [ERROR_LIMIT] = { POLICY_RETRY, true, "the answer passed a bound of ours" },
    [ERROR_DATABASE] = { POLICY_HOLD, true, "the database could not take it" },
    [ERROR_INTERNAL] = { POLICY_RETRY, true, "a mistake of ours" },
};

const struct policy *
policy_for_verdict(enum verdict verdict)
{
    assert((unsigned)verdict < VERDICT_COUNT);
    return &by_verdict[verdict];
}

const struct policy *
policy_for_error(enum error_kind kind)
{
    assert((unsigned)kind < ERROR_KIND_COUNT);
    return &by_error[kind];
}

/*
 * The age classes follow how comments arrive on posts: most in the first hours, a tail over weeks.
 * Waiting inquiries hold a target at a day for four weeks and at a week until a year, so that
 * "unanswered" never means "not looked at".
 */
static const struct {
    int64_t younger_than_us;
    int factor;
} age_classes[] = {
    { 6 * WHEN_HOUR, 1 }, { WHEN_DAY, 2 },       { 3 * WHEN_DAY, 6 },
    { 7 * WHEN_DAY, 24 }, { 28 * WHEN_DAY, 96 },
};

int64_t
policy_target_interval(int64_t age_us, bool waiting, bool changed_lately, int64_t base_us)
{
    int64_t interval_us = 7 * WHEN_DAY;

    for (size_t i = 0; i < ARRAY_SIZE(age_classes); i++) {
        if (age_us < age_classes[i].younger_than_us) {
            interval_us = base_us * age_classes[i].factor;
            break;
        }
    }
    if (changed_lately && interval_us > base_us)
        interval_us = base_us;
    if (waiting && age_us < 28 * WHEN_DAY && interval_us > WHEN_DAY)
        interval_us = WHEN_DAY;
    if (interval_us > 7 * WHEN_DAY)
        interval_us = 7 * WHEN_DAY;
    return interval_us;
}
