/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/delivery: what is told of a configuration whose answer was lost, which nobody knows to be
 * taken or not; parts that another session replaced; the end on the way. Connection and timer
 * follow the test.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "conn.h"
#include "delivery.h"
#include "pgconn_answer.h"
#include "rows.h"
#include "store/rowset.h"
#include "store/statement.h"

static struct {
    struct config config;
    struct generation generation;
    struct delivery *delivery;
    loop_fn again;
    bool is_armed;
    unsigned waits, ends;
    int64_t changed; /* at the last end */
    struct error error;
    int timer; /* it is never looked into */
} world;

/* ---- what the linker sends here ---- */

struct loop_timer *__wrap_loop_timer_new(struct loop *loop, loop_fn fn, void *ctx);
void __wrap_loop_timer_free(struct loop_timer *timer);
void __wrap_loop_timer_after(struct loop_timer *timer, int64_t after_us);
void __wrap_loop_timer_stop(struct loop_timer *timer);

struct loop_timer *
__wrap_loop_timer_new(struct loop *loop, loop_fn fn, void *ctx)
{
    (void)loop, (void)ctx;
    world.again = fn;
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
    (void)timer, (void)after_us;
    world.is_armed = true;
}

void
__wrap_loop_timer_stop(struct loop_timer *timer)
{
    (void)timer;
    world.is_armed = false;
}

/* ---- the world ---- */

static void
on_waits(void *ctx, const struct error *err)
{
    (void)ctx, (void)err;
    world.waits++;
}

static void
on_done(void *ctx, int64_t changed, const struct error *err)
{
    (void)ctx;
    world.ends++;
    world.changed = changed;
    world.error = err == NULL ? (struct error)ERROR_INIT : *err;
}

static int
set_up(void **state)
{
    struct delivery_parts parts = {
        .connection = { .statement_timeout_us = 60 * INT64_C(1000000) },
        .instance = "here",
        .retry_min_us = 1,
        .retry_max_us = 2,
        .waits = on_waits,
        .done = on_done,
    };

    (void)state;
    memset(&world, 0, sizeof(world));
    world.generation.file.config = &world.config;
    world.delivery = delivery_new(&parts);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    delivery_free(world.delivery);
    return 0;
}

static void
fire(void)
{
    assert_true(world.is_armed);
    world.is_armed = false;
    world.again(world.delivery);
}

/* To what was sent last; sqlstate: of an error, changed: of the document. */
static void
answer(const char *sqlstate, const char *changed)
{
    PGresult *rows = rows_make(&changed, 1, 1);
    struct pgconn_result result = { .result = rows, .statement = conn.sent[conn.sent_count - 1] };

    (void)snprintf(result.sqlstate, sizeof(result.sqlstate), "%s", sqlstate);
    if (sqlstate[0] != '0')
        (void)error_set(&result.error, ERROR_DATABASE, "not this one");
    conn.news(conn.ctx, &(struct pgconn_news){ .event = PGCONN_RESULT, .result = &result });
    PQclear(rows);
}

/* Up to the document, which is sent. */
static void
send_all(void)
{
    unsigned before = conn.sent_count;

    fire();
    conn_tell(PGCONN_UP);
    answer("00000", "0");
    conn_tell(PGCONN_SYNCED);
    assert_int_equal(conn.sent_count, before + 2);
    assert_int_equal(conn.sent[before], STATEMENT_CONFIG_PART);
    assert_int_equal(conn.sent[before + 1], STATEMENT_CONFIG_SYNC);
}

static void
take(const char *changed)
{
    answer("00000", changed);
    conn_tell(PGCONN_SYNCED);
}

/* ---- */

static void
test_what_changed_is_told(void **state)
{
    (void)state;
    for (int64_t changed = 7; changed >= 0; changed -= 7) {
        delivery_start(world.delivery, &world.generation);
        send_all();
        take(changed == 7 ? "7" : "0");
        assert_int_equal(world.changed, changed);
    }
    assert_int_equal(world.ends, 2);
    assert_int_equal(world.error.kind, ERROR_NONE);
}

/* The database may have taken it: what comes again finds it there, and must not call it old. */
static void
test_a_lost_answer_is_a_change(void **state)
{
    (void)state;
    delivery_start(world.delivery, &world.generation);
    send_all();
    conn_tell(PGCONN_DOWN);
    assert_int_equal(world.waits, 1);
    send_all();
    take("0");
    assert_true(world.changed > 0);
    delivery_start(world.delivery, &world.generation); /* once */
    send_all();
    take("0");
    assert_int_equal(world.changed, 0);
}

/* The row came, but not that it was committed. */
static void
test_an_answer_without_its_end(void **state)
{
    (void)state;
    delivery_start(world.delivery, &world.generation);
    send_all();
    answer("00000", "7");
    conn_tell(PGCONN_DOWN);
    send_all();
    take("0");
    assert_true(world.changed > 0);
}

/* Parts alone change nothing. */
static void
test_a_connection_that_is_lost_before(void **state)
{
    (void)state;
    delivery_start(world.delivery, &world.generation);
    fire();
    conn_tell(PGCONN_DOWN);
    fire();
    conn_tell(PGCONN_UP);
    conn_tell(PGCONN_DOWN);
    send_all();
    take("0");
    assert_int_equal(world.changed, 0);
}

/* Also where another one takes its place: whoever is told knows that the first one may be there. */
static void
test_a_refusal_behind_a_lost_answer(void **state)
{
    (void)state;
    delivery_start(world.delivery, &world.generation);
    send_all();
    conn_tell(PGCONN_DOWN);
    delivery_start(world.delivery, &world.generation);
    send_all();
    answer("PT003", "0");
    conn_tell(PGCONN_SYNCED);
    assert_int_equal(world.error.kind, ERROR_CONFIG);
    assert_true(world.changed > 0);
    delivery_start(world.delivery, &world.generation);
    send_all();
    answer("P0001", "0");
    conn_tell(PGCONN_SYNCED);
    assert_int_equal(world.error.kind, ERROR_DATABASE);
    assert_int_equal(world.changed, 0);
}

/* Who lost its client may have sent parts in between: all of them go once more. */
static void
test_parts_that_were_replaced(void **state)
{
    (void)state;
    delivery_start(world.delivery, &world.generation);
    send_all();
    answer("PT004", "0");
    conn_tell(PGCONN_SYNCED);
    assert_int_equal(world.ends, 0);
    assert_int_equal(world.waits, 1);
    fire(); /* over the same connection */
    assert_int_equal(conn.sent[conn.sent_count - 1], STATEMENT_CONFIG_PART);
    take("0");
    take("3");
    assert_int_equal(world.changed, 3);
}

static void
test_what_is_stopped_tells_nothing(void **state)
{
    (void)state;
    delivery_start(world.delivery, &world.generation);
    send_all();
    delivery_stop(world.delivery);
    assert_false(conn.is_open || world.is_armed);
    assert_true(delivery_rests(world.delivery));
    delivery_start(world.delivery, &world.generation);
    send_all();
    answer("55P03", "0");
    conn_tell(PGCONN_SYNCED);
    assert_true(world.is_armed);
    delivery_stop(world.delivery);
    assert_false(conn.is_open || world.is_armed);
    assert_int_equal(world.ends, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_what_changed_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_lost_answer_is_a_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_answer_without_its_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_connection_that_is_lost_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_refusal_behind_a_lost_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_parts_that_were_replaced, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_stopped_tells_nothing, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
