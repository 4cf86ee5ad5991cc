/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/writer: what becomes of a question whose connection is lost before the answer came, when
 * nobody knows whether the server did it. The connection is a script.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "conn.h"
#include "store/rowset.h"
#include "writer.h"

static struct {
    struct loop *loop;
    struct log *log;
    struct counters counters;
    struct writer *writer;
    unsigned answers;
} world;

/* ---- the world ---- */

static int
set_up(void **state)
{
    struct writer_settings settings = { .lanes = 1, .queue_limit = 1 };
    struct error err = ERROR_INIT;

    (void)state;
    world.answers = 0;
    world.loop = loop_new();
    world.log = log_new(STDERR_FILENO, LOG_LEVEL_ERROR, NULL);
    world.writer = writer_new(world.loop, world.log, &world.counters, &settings,
                              &(struct writer_events){ .ctx = NULL });
    assert_true(writer_start(world.writer, &err));
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    writer_free(world.writer);
    loop_free(world.loop);
    log_free(world.log);
    return 0;
}

static void
tell(enum pgconn_event event)
{
    conn_tell(event);
    loop_settle(world.loop);
}

static void
on_answer(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    (void)ctx, (void)result, (void)err;
    world.answers++;
}

static void
ask(enum statement_id statement)
{
    struct rowset rowset;

    rowset_start(&rowset, statement);
    writer_query(world.writer, &rowset, on_answer, NULL);
    loop_settle(world.loop);
}

/* ---- */

static void
test_a_question_is_asked_again(void **state)
{
    (void)state;
    tell(PGCONN_UP);
    ask(STATEMENT_BACKFILL_LIST);
    tell(PGCONN_DOWN);
    assert_int_equal(world.answers, 0);
    tell(PGCONN_UP);
    assert_int_equal(conn.sent_count, 2);
}

int
main(void)
{
#define STEP(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STEP(test_a_question_is_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
