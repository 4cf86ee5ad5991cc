/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * sched/target: what is due, what is kept, what is freed.
 */

#include "unit.h"

#include "base/when.h"
#include "sched/target.h"

#include <stdio.h>
#include <stdlib.h>

#define WALL (INT64_C(1628621103) * WHEN_SECOND)

static const struct target_clock clock_now = { .now_us = 1000,
                                               .wall_us = WALL,
                                               .interval_us = 15 * WHEN_MINUTE };

static void
test_add_and_find(void **state)
{
    (void)state;
    CLEANUP(target_set_done) struct target_set set = { 0 };
    assert_true(target_find(&set, STR("a")) == TARGET_NONE);
    for (int i = 0; i < 20; i++) {
        char id[] = { (char)('a' + i), '\0' };
        assert_int_equal(target_add(&set, str_from(id), WALL, WHEN_NONE, i, false), i);
    }
    /* An id is bytes with a length; one that begins alike is another. */
    assert_int_equal(target_find(&set, (struct str){ "cx", 1 }), 2);
    assert_true(target_find(&set, STR("cx")) == TARGET_NONE);
    assert_int_equal(target_add(&set, STR("c"), WALL - 1, WALL - 2, 7, true), 2);
    assert_int_equal(set.count, 20);
    const struct target *target = &set.items[2];
    assert_true(target->published_at_us == WALL - 1 && target->last_complete_at_us == WALL - 2);
    assert_true(target->announced == 7 && target->waiting);
}

static void
test_announce(void **state)
{
    (void)state;
    const struct {
        const char *name;
        int64_t due, backoff, held, announced;
        int64_t want; /* due after it */
    } rows[] = {
        { "the same count", 9000, 0, 5, 5, 9000 },
        { "more", 9000, 0, 5, 6, 1000 },
        { "fewer", 9000, 0, 5, 4, 1000 },
        { "first told", 9000, 0, -1, 0, 1000 },
        { "not told", 9000, 0, 5, -1, 9000 },
        { "being visited", INT64_MAX, 0, 5, 6, INT64_MAX },
        { "failing", 9000, 50, 5, 6, 9000 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(target_set_done) struct target_set set = { 0 };
        target_add(&set, STR("p"), WALL, WHEN_NONE, rows[i].held, false);
        target_failed(&set, 0, rows[i].due, rows[i].backoff);
        target_announce(&set, STR("p"), WALL, rows[i].announced, &clock_now);
        EXPECT_INT(rows[i].name, set.items[0].due_us, rows[i].want);
        EXPECT_INT(rows[i].name, set.items[0].announced, rows[i].announced);
        EXPECT_INT(rows[i].name, set.count, 1);
    }
    CLEANUP(target_set_done) struct target_set set = { 0 };
    target_announce(&set, STR("new"), WALL, 3, &clock_now);
    assert_true(set.items[0].last_complete_at_us == WHEN_NONE);
    for (int i = 0; i < 3; i++)
        target_failed(&set, 0, 5000, 50);
    EXPECT_INT("failures in a row", set.items[0].failures, 3);
    target_failed(&set, 0, 5000, 0); /* cut short is no failure */
    EXPECT_INT("none", set.items[0].failures, 0);
    target_failed(&set, 0, 5000, 50);
    target_visited(&set, 0, false, &clock_now);
    EXPECT_INT("none after a visit", set.items[0].failures, 0);
    set.items[0].due_us = 1000;
    assert_int_equal(set.count, 1);
    assert_true(set.items[0].due_us == 1000 && set.items[0].announced == 3);
    assert_true(!set.items[0].waiting);
}

static void
test_next(void **state)
{
    (void)state;
    CLEANUP(target_set_done) struct target_set set = { 0 };
    assert_true(target_next(&set) == TARGET_NONE);
    assert_true(target_next_due(&set) == INT64_MAX);
    target_add(&set, STR("a"), WALL, WHEN_NONE, -1, false);
    target_add(&set, STR("b"), WALL, WHEN_NONE, -1, false);
    target_add(&set, STR("c"), WALL, WHEN_NONE, -1, false);
    target_failed(&set, 0, 30, 1);
    target_failed(&set, 1, 10, 1);
    target_failed(&set, 2, 20, 1);
    assert_int_equal(target_next(&set), 1);
    assert_true(target_next_due(&set) == 10);
    set.items[1].due_us = INT64_MAX; /* is being visited */
    assert_int_equal(target_next(&set), 2);
    set.items[0].due_us = set.items[2].due_us = INT64_MAX;
    assert_true(target_next(&set) == TARGET_NONE);
    assert_true(target_next_due(&set) == INT64_MAX);
}

static void
test_visited(void **state)
{
    (void)state;
    const struct {
        const char *name;
        int64_t age;
        bool waiting, changed;
        int64_t next; /* after now; -1: retired */
    } rows[] = {
        { "fresh", WHEN_HOUR, false, false, 15 * WHEN_MINUTE },
        { "days old", 2 * WHEN_DAY, false, false, 90 * WHEN_MINUTE },
        { "days old, changed", 2 * WHEN_DAY, false, true, 15 * WHEN_MINUTE },
        { "nearly 28 days", 28 * WHEN_DAY - 1, false, false, WHEN_DAY },
        { "28 days", 28 * WHEN_DAY, false, false, -1 },
        { "28 days, waited for", 28 * WHEN_DAY, true, false, 7 * WHEN_DAY },
        { "nearly a year, waited for", 364 * WHEN_DAY - 1, true, false, 7 * WHEN_DAY },
        { "a year, waited for", 364 * WHEN_DAY, true, false, -1 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(target_set_done) struct target_set set = { 0 };
        target_add(&set, STR("p"), WALL - rows[i].age, WHEN_NONE, -1, rows[i].waiting);
        target_failed(&set, 0, INT64_MAX, 77);
        target_visited(&set, 0, rows[i].changed, &clock_now);
        EXPECT_INT(rows[i].name, set.count, 1);
        EXPECT_INT(rows[i].name, set.items[0].retired, rows[i].next < 0);
        if (rows[i].next >= 0) {
            EXPECT_INT(rows[i].name, set.items[0].due_us, 1000 + rows[i].next);
            EXPECT_INT(rows[i].name, set.items[0].backoff_us, 0);
            EXPECT_INT(rows[i].name, set.items[0].last_complete_at_us, WALL);
            EXPECT_INT(rows[i].name, set.items[0].changed_lately, rows[i].changed);
        }
    }
}

/* What comes late is watched for 28 days more; what the first visit of an old post finds is not. */
static void
test_changed_late(void **state)
{
    (void)state;
    CLEANUP(target_set_done) struct target_set set = { 0 };
    struct target_clock clock = clock_now;

    target_add(&set, STR("p"), WALL - 100 * WHEN_DAY, WHEN_NONE, -1, false);
    target_visited(&set, 0, true, &clock);
    EXPECT_INT("the past is nothing new", set.items[0].retired, true);
    set.items[0].retired = false;
    target_visited(&set, 0, true, &clock);
    EXPECT_INT("a late comment", set.items[0].retired, false);
    EXPECT_INT("is asked after as any old post", set.items[0].due_us, 1000 + 15 * WHEN_MINUTE);
    clock.wall_us += 28 * WHEN_DAY - 1;
    target_visited(&set, 0, false, &clock);
    EXPECT_INT("for nearly 28 days", set.items[0].retired, false);
    clock.wall_us += 1;
    target_visited(&set, 0, false, &clock);
    EXPECT_INT("and no longer", set.items[0].retired, true);
    set.items[0].published_at_us = clock.wall_us - 364 * WHEN_DAY;
    target_visited(&set, 0, true, &clock);
    EXPECT_INT("never beyond a year", set.items[0].retired, true);
}

static void
free_memory(void *memory)
{
    free(memory);
}

/*
 * A page that posts no more still lists its old posts: they are visited again when a comment
 * comes.
 */
static void
test_retired(void **state)
{
    (void)state;
    CLEANUP(target_set_done) struct target_set set = { .free_memory = free_memory };
    char id[16];

    for (unsigned i = 0; i < TARGET_RETIRED_MAX + 1; i++) {
        snprintf(id, sizeof(id), "p%u", i);
        target_announce(&set, str_from(id), WALL - 100 * WHEN_DAY, 5, &clock_now);
        set.items[target_find(&set, str_from(id))].memory = malloc(1);
        target_visited(&set, target_find(&set, str_from(id)), false, &clock_now);
    }
    EXPECT_INT("remembered", set.count, TARGET_RETIRED_MAX);
    EXPECT_INT("without what its pages said", set.items[0].memory == NULL, true);
    EXPECT_INT("nothing due", target_next_due(&set), INT64_MAX);
    target_announce(&set, STR("p3"), WALL - 100 * WHEN_DAY, 5, &clock_now);
    EXPECT_INT("same count", target_next_due(&set), INT64_MAX);
    target_announce(&set, STR("p3"), WALL - 100 * WHEN_DAY, 6, &clock_now);
    EXPECT_INT("one comment more", target_next_due(&set), clock_now.now_us);
}

/* The owner's memory goes with its target, in both ways a target can go; the sanitizer counts. */
static void
test_memory(void **state)
{
    (void)state;
    struct target_set set = { .free_memory = free_memory };
    target_add(&set, STR("a"), WALL, WHEN_NONE, -1, false);
    target_add(&set, STR("b"), WALL, WHEN_NONE, -1, false);
    target_add(&set, STR("c"), WALL, WHEN_NONE, -1, false);
    set.items[0].memory = xmalloc(1);
    set.items[2].memory = xmalloc(1);
    target_drop(&set, 0);
    assert_int_equal(set.count, 2);
    assert_true(target_find(&set, STR("a")) == TARGET_NONE);
    assert_int_equal(target_find(&set, STR("c")), 0);
    target_drop(&set, 1);
    target_set_done(&set);
    target_set_done(NULL);
    assert_int_equal(set.count, 0);
    target_set_done(&set);
}

static void
test_review(void **state)
{
    (void)state;
    struct target_set set = { 0 };
    struct target_known known = { .external_id = STR("old"),
                                  .swept = true,
                                  .published_at_us = WALL - 100 * WHEN_DAY,
                                  .last_complete_at_us = WALL - 31 * WHEN_DAY,
                                  .announced = 7,
                                  .due_us = 5000 };
    target_review(&set, &known);
    assert_int_equal(set.count, 1);
    assert_true(set.items[0].swept && !set.items[0].waiting);
    assert_int_equal(set.items[0].due_us, 5000);
    assert_int_equal(set.items[0].announced, 7);
    assert_int_equal(set.items[0].last_complete_at_us, WALL - 31 * WHEN_DAY);
    /* Listed again before it was visited: only who waits is news. */
    known.due_us = 9000;
    known.waiting = true;
    known.swept = false;
    target_review(&set, &known);
    assert_int_equal(set.items[0].due_us, 5000);
    assert_true(set.items[0].waiting && set.items[0].swept);
    /* Nothing new below it: it rests until the next sweep. */
    known.waiting = false;
    known.swept = true;
    target_review(&set, &known);
    assert_true(set.items[0].waiting);
    known.swept = false;
    target_review(&set, &known);
    target_visited(&set, 0, false, &clock_now);
    assert_true(set.items[0].retired && !set.items[0].swept);
    assert_int_equal(target_next_due(&set), INT64_MAX);
    known.due_us = 9000;
    known.waiting = true;
    known.swept = false;
    target_review(&set, &known);
    assert_int_equal(target_next_due(&set), 9000);
    assert_true(set.items[0].waiting && !set.items[0].retired && !set.items[0].swept);
    /* A late comment was found: it is watched like what is young. */
    set.items[0].waiting = false;
    set.items[0].swept = true;
    target_visited(&set, 0, true, &clock_now);
    assert_false(set.items[0].retired || set.items[0].swept);
    assert_int_equal(target_next_due(&set), clock_now.now_us + clock_now.interval_us);
    /* Its announced count moved: that speaks for it. */
    set.items[0].swept = true;
    target_announce(&set, STR("old"), known.published_at_us, 8, &clock_now);
    assert_false(set.items[0].swept);
    target_set_done(&set);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_add_and_find), cmocka_unit_test(test_announce),
        cmocka_unit_test(test_next),         cmocka_unit_test(test_visited),
        cmocka_unit_test(test_changed_late), cmocka_unit_test(test_retired),
        cmocka_unit_test(test_memory),       cmocka_unit_test(test_review),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
