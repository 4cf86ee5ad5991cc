/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * record/verdict: the words that stand in ops.run and in the manual.
 */

#include "unit.h"

#include "record/verdict.h"

#include <string.h>

static void
test_verdicts(void **state)
{
    (void)state;
    static const char *const want[] = { "done",   "more", "unchanged", "smaller",  "limited",
                                        "denied", "gone", "busy",      "malformed" };
    assert_int_equal(ARRAY_SIZE(want), VERDICT_COUNT);
    for (int i = 0; i < VERDICT_COUNT; i++) {
        assert_string_equal(verdict_name((enum verdict)i), want[i]);
    }
}

static void
test_scopes(void **state)
{
    (void)state;
    static const char *const want[] = { "target",     "stream", "account",
                                        "credential", "app",    "platform" };
    assert_int_equal(ARRAY_SIZE(want), SCOPE_COUNT);
    for (int i = 0; i < SCOPE_COUNT; i++) {
        assert_string_equal(verdict_scope_name((enum verdict_scope)i), want[i]);
    }
}

/* Advice is a sentence or two for an operator; only where nothing is wrong there is none. */
static void
test_causes(void **state)
{
    (void)state;
    static const char *const want[] = {
        "none",       "quota",          "token_expired", "token_revoked", "token_invalid",
        "permission", "proof_required", "policy",        "gone",          "comments_off",
        "too_much",   "peer_trouble",   "bad_answer",    "our_request",   "wrong_id",
        "plan",       "database",
    };
    assert_int_equal(ARRAY_SIZE(want), CAUSE_COUNT);
    for (int i = 0; i < CAUSE_COUNT; i++) {
        const char *advice = cause_advice((enum cause)i);
        assert_string_equal(cause_name((enum cause)i), want[i]);
        EXPECT_INT(want[i], strlen(advice) > 0, i != CAUSE_NONE);
        EXPECT(want[i], strlen(cause_words((enum cause)i)) > 8);
        EXPECT(want[i], i == CAUSE_NONE || advice[strlen(advice) - 1] == '.');
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_scopes),
        cmocka_unit_test(test_causes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
