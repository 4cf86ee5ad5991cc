/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The loop: what runs when, what may be freed from where, and how long a turn was; and the name
 * resolver, which must never stand in its way.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <netdb.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "loop.h"
#include "resolve.h"

struct run {
    struct loop *loop;
    char journal[256];
    struct loop_timer *timer;
    struct loop_watch *watch;
    struct resolve *resolve;
    int64_t fired_us;
    int times;
};

static void
note(struct run *run, const char *word)
{
    (void)strncat(run->journal, word, sizeof(run->journal) - strlen(run->journal) - 1);
}

static void
on_stop(void *ctx)
{
    struct run *run = ctx;

    note(run, "stop;");
    loop_stop(run->loop);
}

static void
on_second(void *ctx)
{
    note(ctx, "second;");
}

static void
on_first(void *ctx)
{
    struct run *run = ctx;

    note(run, "first;");
    loop_defer(run->loop, on_second, run);
}

static void
on_timer(void *ctx)
{
    struct run *run = ctx;

    run->fired_us = loop_now_us();
    note(run, "timer;");
    loop_defer(run->loop, on_first, run);
    loop_defer(run->loop, on_stop, run);
}

/* What a deferred call defers waits for the next turn; the last turn is finished. */
static void
test_deferred_calls(void **state)
{
    struct run run = { .loop = loop_new() };
    struct loop_timer *timer = loop_timer_new(run.loop, on_timer, &run);
    int64_t at_us = loop_now_us() + 30000;

    (void)state;
    loop_timer_at(timer, at_us);
    assert_true(loop_timer_is_set(timer));
    loop_run(run.loop);
    assert_string_equal(run.journal, "timer;first;stop;");
    assert_false(loop_timer_is_set(timer));
    assert_true(run.fired_us >= at_us);
    loop_timer_free(timer);
    loop_defer(run.loop, on_first, &run);
    loop_free(run.loop); /* and what it defers itself */
    assert_string_equal(run.journal, "timer;first;stop;second;first;second;");
}

/* Nothing else could happen: all of them are called, and the loop ends. */
static void
test_deferred_calls_alone(void **state)
{
    struct run run = { .loop = loop_new() };

    (void)state;
    loop_defer(run.loop, on_first, &run);
    loop_run(run.loop);
    assert_string_equal(run.journal, "first;second;");
    run.journal[0] = '\0';
    for (int i = 0; i < 35; i++)
        loop_defer(run.loop, on_second, &run);
    loop_run(run.loop);
    assert_int_equal(strlen(run.journal), 35 * strlen("second;"));
    loop_free(run.loop);
}

static void
on_never(void *ctx)
{
    (void)ctx;
    fail_msg("this must not be called");
}

/* What is freed is not called any more; the calls of others stay in their order. */
static void
test_forgotten_calls(void **state)
{
    struct run run = { .loop = loop_new() };
    int freed = 0;

    (void)state;
    loop_defer(run.loop, on_never, &freed);
    loop_defer(run.loop, on_first, &run);
    loop_defer(run.loop, on_never, &freed);
    loop_defer(run.loop, on_second, &run);
    loop_forget(run.loop, &freed);
    loop_settle(run.loop);
    assert_string_equal(run.journal, "first;second;second;");
    loop_free(run.loop);
}

static void
test_timers_move_and_stop(void **state)
{
    struct run run = { .loop = loop_new() };
    struct loop_timer *moved = loop_timer_new(run.loop, on_stop, &run);
    struct loop_timer *stopped = loop_timer_new(run.loop, on_never, &run);
    int64_t began_us = loop_now_us();

    (void)state;
    loop_timer_after(moved, 10000000);
    loop_timer_after(moved, 20000);
    loop_timer_after(stopped, 1000);
    loop_timer_stop(stopped);
    loop_timer_stop(stopped);
    loop_run(run.loop);
    assert_in_range(loop_now_us() - began_us, 20000, 9999999);
    loop_timer_at(moved, began_us); /* has passed: at once */
    loop_run(run.loop);
    assert_string_equal(run.journal, "stop;stop;");
    loop_timer_free(moved);
    loop_timer_free(stopped);
    loop_timer_free(NULL);
    loop_free(run.loop);
}

static void
on_free_yourself(void *ctx)
{
    struct run *run = ctx;

    loop_timer_free(run->timer);
    run->timer = NULL;
    note(run, "gone;");
}

/* With nothing left that could happen, the loop ends by itself. */
static void
test_freed_from_its_own_call(void **state)
{
    struct run run = { .loop = loop_new() };

    (void)state;
    run.timer = loop_timer_new(run.loop, on_free_yourself, &run);
    loop_timer_after(run.timer, 0);
    loop_run(run.loop);
    assert_string_equal(run.journal, "gone;");
    loop_free(run.loop);
}

static void
on_ready(void *ctx, unsigned ready)
{
    struct run *run = ctx;

    note(run, ready == LOOP_WRITE ? "write;" : ready == LOOP_READ ? "read;" : "both;");
    if (++run->times == 2) {
        loop_watch_want(run->watch, LOOP_READ);
    } else if (run->times == 3) {
        loop_watch_free(run->watch);
        run->watch = NULL;
        loop_stop(run->loop);
    }
}

static void
test_watch(void **state)
{
    struct run run = { .loop = loop_new() };
    int fds[2];

    (void)state;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    run.watch = loop_watch_new(run.loop, fds[0], on_ready, &run);
    loop_watch_want(run.watch, LOOP_WRITE);
    loop_watch_want(run.watch, 0);
    loop_run(run.loop); /* nobody waits for anything */
    assert_string_equal(run.journal, "");
    loop_watch_want(run.watch, LOOP_WRITE);
    assert_int_equal(write(fds[1], "x", 1), 1);
    loop_run(run.loop);
    assert_string_equal(run.journal, "write;write;read;");
    loop_free(run.loop);
    (void)close(fds[0]);
    (void)close(fds[1]);
}

static void
test_signal(void **state)
{
    struct run run = { .loop = loop_new() };
    struct loop_signal *signal = loop_signal_new(run.loop, SIGUSR1, on_stop, &run);

    (void)state;
    assert_int_equal(raise(SIGUSR1), 0);
    assert_string_equal(run.journal, "");
    loop_run(run.loop);
    assert_string_equal(run.journal, "stop;");
    loop_signal_free(signal);
    loop_free(run.loop);
}

static void
on_slow(void *ctx)
{
    struct run *run = ctx;

    (void)usleep(60000);
    loop_defer(run->loop, on_stop, run);
}

/* The wait is no part of a turn: on a machine that stands still for less than it. */
#define LONG_WAIT_US 3000000

static void
test_longest_turn(void **state)
{
    struct run run = { .loop = loop_new() };
    struct loop_timer *timer = loop_timer_new(run.loop, on_slow, &run);

    (void)state;
    loop_defer(run.loop, on_stop, &run);
    loop_run(run.loop);
    loop_timer_after(timer, LONG_WAIT_US);
    loop_run(run.loop);
    assert_in_range(loop_take_longest_turn_us(run.loop), 60000, LONG_WAIT_US - 1);
    assert_int_equal(loop_take_longest_turn_us(run.loop), 0);
    loop_defer(run.loop, on_slow, &run); /* what is deferred belongs to its turn */
    loop_run(run.loop);
    loop_defer(run.loop, on_stop, &run); /* a short one behind it */
    loop_run(run.loop);
    assert_in_range(loop_take_longest_turn_us(run.loop), 60000, LONG_WAIT_US - 1);
    loop_timer_free(timer);
    loop_free(run.loop);
}

static void
on_late_timer(void *ctx)
{
    struct run *run = ctx;

    (void)usleep(60000);
    run->fired_us = loop_now_us() + 50000;
    loop_timer_at(run->timer, run->fired_us);
}

/* What is set at the end of a long call counts from then, not from its beginning. */
static void
test_timer_set_late(void **state)
{
    struct run run = { .loop = loop_new() };
    struct loop_timer *late = loop_timer_new(run.loop, on_late_timer, &run);

    (void)state;
    run.timer = loop_timer_new(run.loop, on_stop, &run);
    loop_timer_after(late, 0);
    loop_run(run.loop);
    assert_true(loop_now_us() >= run.fired_us);
    loop_timer_free(late);
    loop_timer_free(run.timer);
    loop_free(run.loop);
}

static void
test_clocks_and_chance(void **state)
{
    int64_t now_us = loop_now_us();
    int64_t before_s = time(NULL);
    int64_t wall_s = loop_wall_us() / 1000000;

    (void)state;
    assert_true(loop_now_us() >= now_us);
    assert_in_range(wall_s, before_s, (int64_t)time(NULL) + 1);
    assert_true(loop_random() != loop_random());
}

static void
on_resolved(void *ctx, const char (*addresses)[RESOLVE_ADDRESS_SIZE], size_t count,
            const struct error *err)
{
    struct run *run = ctx;

    for (size_t i = 0; i < count; i++) {
        note(run, addresses[i]);
        note(run, ";");
    }
    if (count == 0)
        note(run, err->kind == ERROR_TIMEOUT ? "timeout;" : "none;");
    resolve_free(run->resolve);
    run->resolve = NULL;
    loop_stop(run->loop);
}

static void
test_names(void **state)
{
    struct run run = { .loop = loop_new() };

    (void)state;
    run.resolve = resolve_start(run.loop, "127.0.0.9", 30000000, on_resolved, &run);
    assert_string_equal(run.journal, ""); /* never from inside the call */
    loop_run(run.loop);
    assert_string_equal(run.journal, "127.0.0.9;");
    run.journal[0] = '\0';
    run.resolve = resolve_start(run.loop, "localhost", 30000000, on_resolved, &run);
    loop_run(run.loop);
    assert_non_null(strstr(run.journal, "127.0.0.1;")); /* from the hosts file */
    loop_free(run.loop);
}

/* Whatever the name server of this machine does, an answer comes in time and no turn is long. */
static void
test_name_that_is_not(void **state)
{
    struct run run = { .loop = loop_new() };
    int64_t began_us = loop_now_us();

    (void)state;
    run.resolve = resolve_start(run.loop, "nosuch.invalid", 300000, on_resolved, &run);
    loop_run(run.loop);
    assert_true(strcmp(run.journal, "none;") == 0 || strcmp(run.journal, "timeout;") == 0);
    /* A look-up of the C library would stand still for five seconds at least. */
    assert_in_range(loop_now_us() - began_us, 0, 4900000);
    assert_in_range(loop_take_longest_turn_us(run.loop), 0, 4500000);
    loop_free(run.loop);
}

static void
test_look_up_given_up(void **state)
{
    struct run run = { .loop = loop_new() };

    (void)state;
    resolve_free(resolve_start(run.loop, "nosuch.invalid", 300000, on_resolved, &run));
    loop_free(run.loop);
    assert_string_equal(run.journal, "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deferred_calls),
        cmocka_unit_test(test_forgotten_calls),
        cmocka_unit_test(test_deferred_calls_alone),
        cmocka_unit_test(test_timers_move_and_stop),
        cmocka_unit_test(test_timer_set_late),
        cmocka_unit_test(test_freed_from_its_own_call),
        cmocka_unit_test(test_watch),
        cmocka_unit_test(test_signal),
        cmocka_unit_test(test_longest_turn),
        cmocka_unit_test(test_clocks_and_chance),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_name_that_is_not),
        cmocka_unit_test(test_look_up_given_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
