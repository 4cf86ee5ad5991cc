/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/collector_sweep, daemon/collector_missing: when the sweep asks, what it calls settled,
 * what the platform passed over, which look-up is given up.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <endian.h>
#include <stdio.h>
#include <string.h>

#include "world.h"

/* ---- the sweep of collector_sweep.c ---- */

static bool
sweeps(void)
{
    unsigned before = world.asked;

    collector_sweep(world.collector);
    assert_true(world.asked == before || world.statement == STATEMENT_SWEEP_NEXT);
    return world.asked > before;
}

/* The batch that the last question calls settled; 0: none. */
static int64_t
settles(void)
{
    uint64_t bytes;

    memcpy(&bytes, world.values[5], sizeof(bytes));
    return (int64_t)be64toh(bytes);
}

/* A row of the database's answer: the message, and the batch that it is of. */
#define NAMED(id, batch) id, "f", NULL, NULL, NULL, batch

static void
answer_lookup(const char *id)
{
    struct source_target target = { .external_id = str_from(id) };
    struct job_report report = {
        .slot = LOOKUPS, .targets = &target, .target_count = 1, .complete = true
    };

    collector_lookups_answered(world.collector, &report);
}

static void
test_sweep_of_a_suspended_account(void **state)
{
    (void)state;
    world.account.suspended = true;
    assert_false(sweeps());
    world.account.suspended = false;
    world.now_us = NOW + WHEN_HOUR - 1;
    assert_false(sweeps()); /* it rests for an hour */
    world.now_us++;
    assert_true(sweeps());
    world_answer(NULL, 0, 6);
}

static void
test_sweep_while_a_quota_is_half_used(void **state)
{
    (void)state;
    quota_note(&world.platform.quota, "app", 0.5, WHEN_NONE, TODAY);
    assert_false(sweeps());
    world.now_us = NOW + WHEN_HOUR;
    quota_note(&world.platform.quota, "app", 0.49, WHEN_NONE, TODAY + WHEN_HOUR);
    assert_true(sweeps());
    world_answer(NULL, 0, 6);
}

/* What was named before is not called confirmed by a question that nobody answered. */
static void
test_sweep_after_an_answer_that_failed(void **state)
{
    (void)state;
    assert_true(sweeps());
    assert_int_equal(settles(), 0); /* nothing was named since the start */
    world_answer((const char *const[]){ NAMED("554", "4294967298") }, 1, 6);
    answer_lookup("554");
    assert_true(sweeps());
    assert_int_equal(settles(), INT64_C(4294967298));
    world_answer_failed();
    world.now_us += WHEN_HOUR;
    assert_true(sweeps());
    assert_int_equal(settles(), 0);
    world_answer((const char *const[]){ NAMED("555", "4294967299") }, 1, 6);
    assert_int_equal(world.account.swept_count, 1);
    world.now_us += WHEN_HOUR;
    assert_false(sweeps()); /* what was named has its turn first */
}

/* Two were named and there was room for one: neither is called confirmed, both are named again. */
static void
test_sweep_of_what_found_no_room(void **state)
{
    char id[16];

    (void)state;
    for (unsigned i = 0; i < 999; i++) { /* 1,000 of an account wait at most */
        snprintf(id, sizeof(id), "%u", 1000 + i);
        world_add_lookup(id, false);
    }
    assert_true(sweeps());
    world_answer((const char *const[]){ NAMED("1", "8"), NAMED("2", "8") }, 2, 6);
    assert_int_equal(world.account.lookup_count, 1000);
    assert_int_equal(world.account.swept_count, 1);
    answer_lookup("1");
    assert_true(sweeps());
    assert_int_equal(settles(), 0);
    answer_lookup("1000");
    world_answer((const char *const[]){ NAMED("1", "9"), NAMED("2", "9") }, 2, 6);
    assert_int_equal(world.account.swept_count, 2);
    answer_lookup("1");
    answer_lookup("2");
    assert_true(sweeps());
    assert_int_equal(settles(), 9);
    world_answer(NULL, 0, 6);
}

/* A reload took the stream that would have asked. */
static void
test_sweep_of_what_nothing_asks_for(void **state)
{
    char before[] = "5";

    (void)state;
    assert_true(sweeps());
    world_add_lookup(before, true); /* of a question before */
    world.account.slot_count = LOOKUPS;
    world_answer((const char *const[]){ NAMED("1", "8") }, 1, 6);
    assert_int_equal(world.account.lookup_count, 1);
    answer_lookup("5");
    world.account.slot_count = SLOTS;
    world.now_us += WHEN_HOUR;
    assert_true(sweeps());
    assert_int_equal(settles(), 0);
    world_answer(NULL, 0, 6);
}

/* ---- look-ups that fail ---- */

static void
fail_lookups(const char *first, const char *second, enum verdict_scope scope)
{
    struct source_target targets[] = { { .external_id = str_from(first) },
                                       { .external_id = str_from(second) } };
    struct job_report report = { .slot = LOOKUPS,
                                 .targets = targets,
                                 .target_count = second == NULL ? 1 : 2,
                                 .outcome.scope = scope };

    collector_lookups_failed(world.collector, &report);
}

static void
test_a_swept_one_is_given_up_when_it_fails_alone(void **state)
{
    char first[] = "1";
    char second[] = "2";

    (void)state;
    world_add_lookup(first, true);
    world_add_lookup(second, true);
    fail_lookups("1", "2", SCOPE_TARGET); /* which of them it was nobody knows */
    assert_int_equal(world.account.lookup_count, 2);
    assert_true(world.account.lookup_alone);
    fail_lookups("1", NULL, SCOPE_STREAM); /* nothing is wrong with this one */
    assert_int_equal(world.account.lookup_count, 2);
    fail_lookups("1", NULL, SCOPE_TARGET);
    assert_int_equal(world.account.lookup_count, 1);
    assert_string_equal(world.account.lookups[0].external_id, "2");
}

static void
test_once_gives_a_missed_one_up_at_the_third_time(void **state)
{
    char first[] = "1";
    char second[] = "2";

    (void)state;
    world.collector->settings.once = true;
    world_add_lookup(first, false);
    world_add_lookup(second, false);
    for (int i = 0; i < 5; i++)
        fail_lookups("1", "2", SCOPE_TARGET);
    for (int i = 0; i < 5; i++)
        fail_lookups("1", NULL, SCOPE_CREDENTIAL);
    for (int i = 0; i < 2; i++)
        fail_lookups("1", NULL, SCOPE_TARGET);
    assert_int_equal(world.account.lookup_count, 2);
    assert_int_equal(world.collector->targets_given_up, 0);
    fail_lookups("1", NULL, SCOPE_TARGET);
    assert_int_equal(world.account.lookup_count, 1);
    assert_int_equal(world.collector->targets_given_up, 1);
}

/* ---- what was passed over ---- */

/* The arrays of the question have one id of one digit, or none. */
static char
passed(unsigned parameter)
{
    static const char none[] = "\0\0\0\0";
    const char *array = world.values[parameter];

    return memcmp(array, none, 4) == 0 ? 0 : array[24];
}

static void
answer_both(bool first_passed, bool second_passed, bool complete)
{
    struct source_target targets[] = { { .external_id = STR("1") }, { .external_id = STR("2") } };
    const bool both[] = { first_passed, second_passed };
    struct job_report report = {
        .slot = LOOKUPS, .targets = targets, .target_count = 2, .passed = both, .complete = complete
    };

    collector_lookups_answered(world.collector, &report);
}

static void
name_both(void)
{
    assert_true(sweeps());
    world_answer((const char *const[]){ NAMED("1", "8"), NAMED("2", "8") }, 2, 6);
    assert_int_equal(world.account.swept_count, 2);
}

static void
test_what_is_passed_over_is_told_once(void **state)
{
    (void)state;
    name_both();
    answer_both(false, true, true);
    assert_int_equal(world.account.lookup_count, 0);
    assert_true(sweeps());
    assert_int_equal(settles(), 8);
    assert_int_equal(passed(6), 0);
    assert_int_equal(passed(7), '2');
    world_answer((const char *const[]){ NULL, NULL, NULL, "1", "2026-11-17 00:00:00+00", NULL }, 1,
                 6);
    assert_int_equal(world.account.lookup_count, 0); /* the end of a round is no id */
    world.now_us += WHEN_HOUR;
    assert_true(sweeps());
    assert_int_equal(passed(7), 0);
    world_answer(NULL, 0, 6);
}

/* A visit that came to its bound has not asked for all. */
static void
test_a_part_of_a_visit_settles_nothing(void **state)
{
    (void)state;
    name_both();
    answer_both(false, true, false);
    assert_int_equal(world.account.swept_count, 2);
    assert_false(sweeps());
    answer_both(false, false, true);
    assert_true(sweeps());
    assert_int_equal(passed(7), 0);
    world_answer(NULL, 0, 6);
}

/* A visit missed it before: it has been asked for when the answer is there, not while it waits. */
static void
test_sweep_of_what_was_missed(void **state)
{
    (void)state;
    world_add_lookup("1", false);
    name_both();
    assert_int_equal(world.account.lookup_count, 2);
    answer_lookup("2");
    assert_false(sweeps());
    fail_lookups("1", NULL, SCOPE_TARGET);
    assert_int_equal(world.account.lookup_count, 1); /* as missed it waits on, */
    assert_true(sweeps());
    assert_int_equal(passed(7), '1'); /* but no round waits for it */
    world_answer(NULL, 0, 6);
}

/* ---- posts that were found gone ---- */

static void
find_gone(void)
{
    struct str gone = STR("9");
    struct source_target target = { .external_id = gone, .is_post = true };
    struct job_report report = { .slot = LOOKUPS,
                                 .targets = &target,
                                 .target_count = 1,
                                 .complete = true,
                                 .gone_posts = &gone,
                                 .gone_post_count = 1 };

    assert_true(sweeps());
    world_answer((const char *const[]){ "9", "t", NULL, NULL, NULL, "8" }, 1, 6);
    collector_lookups_answered(world.collector, &report);
    assert_int_equal(world.statement, STATEMENT_MESSAGE_MISSING);
    world_answer(NULL, 0, 6);
    assert_int_equal(world.account.swept_count, 0);
    world.now_us += WHEN_HOUR;
    assert_false(sweeps()); /* a daemon that is killed now finds it again */
}

static void
test_sweep_waits_until_what_is_gone_is_noted(void **state)
{
    (void)state;
    find_gone();
    world_note_ends(true);
    assert_true(sweeps());
    assert_int_equal(settles(), 8);
    assert_int_equal(passed(6), 0);
    world_answer(NULL, 0, 6);
}

static void
test_what_cannot_be_noted_is_not_settled(void **state)
{
    (void)state;
    find_gone();
    world_note_ends(false);
    assert_true(sweeps());
    assert_int_equal(passed(6), '9');
    world_answer(NULL, 0, 6);
}

/* Another daemon had the account for a while, and took it over before the note was taken. */
static void
test_a_note_that_ends_while_the_account_is_away(void **state)
{
    const struct config_government government = { .code = STR("bandung") };
    struct account away = { .government = &government,
                            .channel = &world.channel,
                            .external_id = world.account.external_id };
    struct roster without = { .accounts = &away, .account_count = 1 };

    (void)state;
    world.account.government = &government;
    find_gone();
    roster_adopt(&without, &world.roster);
    world.collector->roster = &without;
    world_note_ends(true);
    world.account.gone_notes = 0; /* as in a new roster */
    roster_adopt(&world.roster, &without);
    world.collector->roster = &world.roster;
    assert_true(sweeps()); /* nobody will say any more that it ended */
    world_answer(NULL, 0, 6);
}

int
main(void)
{
#define STEP(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
    const struct CMUnitTest tests[] = {
        STEP(test_sweep_of_a_suspended_account),
        STEP(test_sweep_while_a_quota_is_half_used),
        STEP(test_sweep_after_an_answer_that_failed),
        STEP(test_sweep_of_what_found_no_room),
        STEP(test_sweep_of_what_nothing_asks_for),
        STEP(test_a_swept_one_is_given_up_when_it_fails_alone),
        STEP(test_once_gives_a_missed_one_up_at_the_third_time),
        STEP(test_what_is_passed_over_is_told_once),
        STEP(test_a_part_of_a_visit_settles_nothing),
        STEP(test_sweep_of_what_was_missed),
        STEP(test_sweep_waits_until_what_is_gone_is_noted),
        STEP(test_what_cannot_be_noted_is_not_settled),
        STEP(test_a_note_that_ends_while_the_account_is_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
