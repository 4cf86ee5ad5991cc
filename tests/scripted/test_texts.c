/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/texts: when who waits for all texts is told that nothing is left, whatever was on its way
 * and whoever holds an account. Connection, timer and clock follow the test.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "base/when.h"
#include "conn.h"
#include "pgconn_answer.h"
#include "rows.h"
#include "texts.h"

#define COLUMNS 7

static struct {
    struct log *log;
    struct texts *texts;
    loop_fn on_timer;
    int64_t now_us, wait_us;
    bool is_armed;
    unsigned done;
    int timer; /* it is never looked into */
} world;

/* ---- what the linker sends here ---- */

int64_t __wrap_loop_now_us(void);
int64_t __wrap_writer_writing_us(const struct writer *writer);
struct loop_timer *__wrap_loop_timer_new(struct loop *loop, loop_fn fn, void *ctx);
void __wrap_loop_timer_free(struct loop_timer *timer);
void __wrap_loop_timer_after(struct loop_timer *timer, int64_t after_us);
bool __wrap_loop_timer_is_set(const struct loop_timer *timer);

int64_t
__wrap_loop_now_us(void)
{
    return world.now_us;
}

int64_t
__wrap_writer_writing_us(const struct writer *writer)
{
    (void)writer;
    return 0;
}

struct loop_timer *
__wrap_loop_timer_new(struct loop *loop, loop_fn fn, void *ctx)
{
    (void)loop, (void)ctx;
    world.on_timer = fn;
    return (struct loop_timer *)(void *)&world.timer;
}

void
__wrap_loop_timer_free(struct loop_timer *timer)
{
    (void)timer;
}

void
__wrap_loop_timer_after(struct loop_timer *timer, int64_t after_us)
{
    (void)timer;
    world.is_armed = true;
    world.wait_us = after_us;
}

bool
__wrap_loop_timer_is_set(const struct loop_timer *timer)
{
    (void)timer;
    return world.is_armed;
}

/* ---- the world ---- */

static int
set_up(void **state)
{
    struct pgconn_settings settings = { .statement_count = 1 };
    struct error err = ERROR_INIT;

    (void)state;
    world.done = 0;
    world.is_armed = false;
    world.now_us = WHEN_MINUTE;
    world.log = log_new(STDERR_FILENO, LOG_LEVEL_ERROR, NULL);
    world.texts = texts_new(NULL, world.log, NULL, &settings);
    assert_true(texts_start(world.texts, &err));
    conn_tell(PGCONN_UP);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    texts_free(world.texts);
    log_free(world.log);
    return 0;
}

static void
on_done(void *ctx)
{
    (void)ctx;
    world.done++;
}

static void
fire(void)
{
    assert_true(world.is_armed);
    world.is_armed = false;
    world.now_us += world.wait_us;
    world.on_timer(world.texts);
}

/* Rows to what was sent last, which was to be that. */
static void
answer(enum statement_id statement, const char *const *values, int rows, int columns)
{
    PGresult *made = rows_make(values, rows, columns);
    struct pgconn_result result = { .result = made, .statement = statement };

    assert_int_equal(conn.sent[conn.sent_count - 1], statement);
    conn.news(conn.ctx, &(struct pgconn_news){ .event = PGCONN_RESULT, .result = &result });
    PQclear(made);
    conn.news(conn.ctx, &(struct pgconn_news){ .event = PGCONN_SYNCED });
}

/* How many texts there are, at most two. */
static void
give(int texts)
{
    static const char *const values[] = { "1", "4", "post", "p1", NULL, "17", "Jalan ditutup.",
                                          "1", "4", "post", "p2", NULL, "18", "Jalan dibuka." };

    answer(STATEMENT_TEXT_NEXT, values, texts, COLUMNS);
}

static void
keep(const char *kept)
{
    answer(STATEMENT_TEXT_SAVE, &kept, 1, 1);
}

/* ---- */

/* Its portion was put together before what came last was written. */
static void
test_what_was_on_its_way_is_not_the_end(void **state)
{
    (void)state;
    fire();
    texts_now(world.texts, on_done, NULL);
    give(0);
    assert_int_equal(world.done, 0);
    fire();
    give(1);
    keep("1");
    assert_int_equal(world.done, 0);
    fire();
    give(0);
    assert_int_equal(world.done, 1);
}

static void
test_what_a_writer_holds_comes_again(void **state)
{
    (void)state;
    fire();
    give(0);
    texts_now(world.texts, on_done, NULL);
    fire();
    give(2);
    keep("0");
    assert_int_equal(world.done, 0);
    assert_true(world.wait_us > 0); /* the other one needs the time */
    fire();
    give(2);
    keep("1");
    fire();
    give(1);
    keep("1");
    fire();
    give(0);
    assert_int_equal(world.done, 1);
}

static void
test_who_waits_does_not_wait_for_ever(void **state)
{
    unsigned portions = 0;

    (void)state;
    fire();
    give(0);
    texts_now(world.texts, on_done, NULL);
    for (; world.done == 0; portions++) {
        conn.sent_count = 0; /* there is room for some */
        fire();
        give(1);
        keep("0");
    }
    assert_in_range(world.now_us, 2 * WHEN_MINUTE, 2 * WHEN_MINUTE + WHEN_SECOND);
    assert_in_range(portions, 10, 1000);
}

int
main(void)
{
#define STEP(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STEP(test_what_was_on_its_way_is_not_the_end),
        STEP(test_what_a_writer_holds_comes_again),
        STEP(test_who_waits_does_not_wait_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
