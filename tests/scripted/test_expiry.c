/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/collector_expire: whose texts the database is asked to take, with the clocks, the database
 * and the state of a platform by a script. What goes cannot be had back, so a platform with a grace
 * (X) is named only when it could be asked for so long without a break.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "world.h"

#define GRACE (2 * WHEN_HOUR) /* of X */

static int told[2]; /* the log */

static int
set_up(void **state)
{
    int failed = world_set_up(state);

    world.channel.name = STR("x");
    world.channel.source = source_find(STR("x"));
    world.roster = (struct roster){ .channels = &world.channel,
                                    .platform_count = 1,
                                    .lease = { .taken = 5, .held = 5 } };
    assert_int_equal(pipe2(told, O_NONBLOCK), 0);
    log_free(world.log);
    world.log = log_new(told[1], LOG_LEVEL_WARNING, NULL);
    world.collector->parts.log = world.log;
    return failed;
}

static int
tear_down(void **state)
{
    int failed = world_tear_down(state);

    close(told[0]);
    close(told[1]);
    return failed;
}

/* Whether the last question names the platform: an array of texts, each behind its length. */
static bool
names(struct str platform)
{
    char entry[WORLD_VALUE_BYTES] = { [3] = (char)platform.n };

    assert_int_equal(world.statement, STATEMENT_TEXT_EXPIRE);
    memcpy(entry + 4, platform.p, platform.n);
    return memmem(world.values[1], sizeof(world.values[1]), entry, 4 + platform.n) != NULL;
}

/* texts NULL: there is nothing left to look at. */
static void
answer(const char *texts)
{
    const char *const values[] = { "x", "100", "t", texts, "2026-11-01 00:00:00+00", "f" };

    world_answer(values, texts != NULL, ARRAY_SIZE(values));
}

/* A turn a minute, as the timer gives them; each question is answered: there is nothing to take. */
static void
pass(int64_t time_us)
{
    for (int64_t end_us = world.now_us + time_us; world.now_us < end_us;) {
        unsigned before = world.asked;
        world.now_us += WHEN_MINUTE;
        collector_expire(world.collector);
        if (world.asked > before)
            answer(NULL);
    }
}

static void
start(void)
{
    collector_expire_start(world.collector);
    collector_expire(world.collector);
    assert_int_equal(world.asked, 1);
    assert_string_equal(world.values[0], "here");
    assert_true(names(STR("youtube")) && !names(STR("x")));
    answer(NULL);
}

/* X is asked about when it could be confirmed for so long, from now. */
static void
assert_begins_again(void)
{
    pass(GRACE - WHEN_MINUTE);
    assert_true(names(STR("youtube")) && !names(STR("x")));
    pass(WHEN_HOUR + WHEN_MINUTE); /* questions come once an hour */
    assert_true(names(STR("youtube")) && names(STR("x")));
}

static void
test_grace_after_the_start(void **state)
{
    (void)state;
    start();
    assert_begins_again();
}

static void
test_grace_after_the_database_was_away(void **state)
{
    (void)state;
    start();
    pass(WHEN_DAY);
    assert_true(names(STR("x")));
    world.is_down = true;
    pass(GRACE - WHEN_HOUR);
    world.is_down = false;
    pass(2 * WHEN_MINUTE);
    assert_true(names(STR("x"))); /* that was short */
    world.is_down = true;
    pass(3 * WHEN_DAY);
    world.is_down = false;
    assert_begins_again();
}

static void
test_grace_after_the_platform_was_away(void **state)
{
    (void)state;
    start();
    pass(WHEN_DAY);
    world.platform.backoff_us = WHEN_MINUTE;
    pass(WHEN_HOUR);
    assert_false(names(STR("x"))); /* not while it is away */
    pass(3 * WHEN_DAY);
    assert_true(names(STR("youtube")) && !names(STR("x")));
    world.platform.backoff_us = 0;
    assert_begins_again();
}

static void
test_grace_after_the_host_slept(void **state)
{
    (void)state;
    start();
    pass(WHEN_DAY);
    world.asleep_us = 3 * WHEN_DAY;
    assert_begins_again();
    world.asleep_us = 0; /* its clock was set back */
    assert_begins_again();
}

static void
test_grace_of_streams_that_were_gained(void **state)
{
    (void)state;
    start();
    pass(WHEN_DAY);
    collector_expire_start(world.collector); /* a reload */
    pass(WHEN_MINUTE);
    assert_true(names(STR("x")));
    world.roster.lease.taken++;
    collector_expire_start(world.collector);
    assert_begins_again();
}

static void
test_nothing_is_taken_where_nothing_is_polled(void **state)
{
    struct account account = { .channel = &world.channel };

    (void)state;
    world.roster.accounts = &account;
    world.roster.account_count = 1;
    world.roster.lease.held = 0; /* another daemon has them all */
    collector_expire_start(world.collector);
    pass(WHEN_DAY);
    assert_int_equal(world.asked, 0);
    world.roster.account_count = 0;
    collector_expire_start(world.collector);
    collector_expire(world.collector);
    assert_int_equal(world.asked, 1); /* without accounts there are those it had before */
}

static void
test_what_went_is_told_at_the_end(void **state)
{
    char text[512] = "";

    (void)state;
    collector_expire_start(world.collector);
    collector_expire(world.collector);
    world.collector->draining = true;
    answer("300");
    assert_true(read(told[0], text, sizeof(text) - 1) > 0);
    assert_non_null(strstr(text, "300 texts were erased"));
    world.now_us += WHEN_DAY;
    collector_expire(world.collector);
    assert_int_equal(world.asked, 1);
}

static void
note_end(void *ctx, const struct collector_given_up *given_up)
{
    (void)given_up;
    (*(unsigned *)ctx)++;
}

/* An account that was being written at the start was passed by; at the end none is. */
static void
test_once_looks_again_at_its_end(void **state)
{
    unsigned ends = 0;

    (void)state;
    world.collector->settings.once = true;
    collector_on_caught_up(world.collector, note_end, &ends);
    collector_expire_start(world.collector);
    collector_expire(world.collector);
    assert_int_equal(world.asked, 1);
    assert_true(names(STR("x")));
    world.collector->questions++; /* a visit that is not over */
    answer(NULL);
    loop_settle(world.loop);
    collector_expire(world.collector);
    assert_int_equal(world.asked, 1);
    world.collector->questions--;
    collector_wake(world.collector);
    loop_settle(world.loop);
    collector_expire(world.collector);
    assert_int_equal(world.asked, 2);
    assert_int_equal(ends, 0);
    answer("3"); /* there may be more */
    loop_settle(world.loop);
    assert_int_equal(ends, 0);
    collector_expire(world.collector);
    assert_int_equal(world.asked, 3);
    answer(NULL);
    loop_settle(world.loop);
    assert_int_equal(ends, 1);
    collector_expire(world.collector);
    assert_int_equal(world.asked, 3);
}

int
main(void)
{
#define STEP(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STEP(test_grace_after_the_start),
        STEP(test_grace_after_the_database_was_away),
        STEP(test_grace_after_the_platform_was_away),
        STEP(test_grace_after_the_host_slept),
        STEP(test_grace_of_streams_that_were_gained),
        STEP(test_nothing_is_taken_where_nothing_is_polled),
        STEP(test_what_went_is_told_at_the_end),
        STEP(test_once_looks_again_at_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
