/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The database connection against a libpq that follows a script: what no server can be made to do
 * at the right moment.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pgconn.h"
#include "pq.h"
#include "store/rowset.h"
#include "store/statement.h"

static const struct statement table[] = { { "hello", "select 1", 0, { 0 } } };

struct run {
    struct loop *loop;
    struct pgconn *conn;
    char journal[256];
    struct error down;
    int ours[2]; /* a pair of sockets: [0] is libpq's */
};

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    static const char *const words[] = { "up;", "result;", "synced;", "notified;", "down;" };
    struct run *run = ctx;

    (void)strncat(run->journal, words[news->event],
                  sizeof(run->journal) - strlen(run->journal) - 1);
    if (news->event == PGCONN_DOWN)
        run->down = *news->error;
    if (news->event == PGCONN_DOWN || news->event == PGCONN_UP || news->event == PGCONN_SYNCED)
        loop_stop(run->loop);
}

static struct run *
run_new(const struct pq_step *steps)
{
    const struct pgconn_settings settings = { .dsn = "host=/tmp",
                                              .application_name = "test",
                                              .connect_timeout_us = 400000,
                                              .statement_timeout_us = 1000000,
                                              .statements = table,
                                              .statement_count = 1,
                                              .handshake = -1 };
    struct run *run = xcalloc(1, sizeof(*run));

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, run->ours), 0);
    pq_socket(run->ours[0]);
    pq_script(steps);
    run->loop = loop_new();
    run->conn = pgconn_new(run->loop, &settings, on_news, run);
    assert_true(pgconn_open(run->conn, NULL));
    return run;
}

static void
run_free(struct run *run)
{
    pgconn_free(run->conn);
    pq_script_done();
    loop_free(run->loop);
    (void)close(run->ours[0]);
    (void)close(run->ours[1]);
    free(run);
}

/* The calls from connecting to UP, everything going well. */
#define GREETING                                                                                  \
    { "PQconnectStartParams", CONNECTION_OK, NULL }, { "PQconnectPoll", PGRES_POLLING_OK, NULL }, \
        { "PQsendQueryParams", 1, NULL }, { "PQpipelineSync", 1, NULL },                          \
    {                                                                                             \
        "PQflush", 0, NULL                                                                        \
    }
#define GREETED                                                                        \
    { "PQconsumeInput", 1, NULL }, { "PQflush", 0, NULL },                             \
        { "PQgetResult", PGRES_TUPLES_OK, NULL }, { "PQgetResult", -1, NULL },         \
        { "PQgetResult", PGRES_PIPELINE_SYNC, NULL }, { "PQsendPrepare", 1, "hello" }, \
        { "PQpipelineSync", 1, NULL }, { "PQflush", 0, NULL },                         \
        { "PQgetResult", PGRES_COMMAND_OK, NULL }, { "PQgetResult", -1, NULL },        \
    {                                                                                  \
        "PQgetResult", PGRES_PIPELINE_SYNC, NULL                                       \
    }

/* One byte that lies there makes the socket readable for ever: the script decides what is read. */
static void
wake(const struct run *run)
{
    assert_int_equal(write(run->ours[1], "x", 1), 1);
}

static void
test_up(void **state)
{
    const struct pq_step steps[] = {
        GREETING, GREETED, { "PQfinish", 0, NULL }, { NULL, 0, NULL }
    };
    struct run *run = run_new(steps);

    (void)state;
    wake(run);
    loop_run(run->loop);
    assert_string_equal(run->journal, "up;");
    run_free(run);
}

/* libpq goes from one address to the next and opens another socket: that one is watched. */
static void
test_socket_changes_while_connecting(void **state)
{
    const struct pq_step steps[] = {
        { "PQconnectStartParams", CONNECTION_OK, NULL },
        { "PQconnectPoll", PGRES_POLLING_READING, NULL }, /* the first socket says nothing more */
        { "PQfinish", 0, NULL },
        { NULL, 0, NULL },
    };
    const struct pq_step more[] = {
        { "PQconnectStartParams", CONNECTION_OK, NULL },
        { "PQconnectPoll", PGRES_POLLING_FAILED, "no route\n" },
        { "PQfinish", 0, NULL },
        { NULL, 0, NULL },
    };
    struct run *run = run_new(steps);
    int second[2];

    (void)state;
    loop_run(run->loop); /* ends by the deadline: nothing can be read */
    assert_int_equal(run->down.kind, ERROR_TIMEOUT);
    pq_script_done();
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, second), 0);
    pq_socket(second[0]);
    pq_script(more);
    run->journal[0] = '\0';
    assert_true(pgconn_open(run->conn, NULL));
    loop_run(run->loop);
    assert_string_equal(run->journal, "down;");
    assert_string_equal(run->down.text, "no database connection: no route");
    run_free(run);
    (void)close(second[0]);
    (void)close(second[1]);
}

/* What cannot be written at once is written when the socket can take it. */
static void
test_flush_in_parts(void **state)
{
    const struct pq_step steps[] = {
        { "PQconnectStartParams", CONNECTION_OK, NULL },
        { "PQconnectPoll", PGRES_POLLING_OK, NULL },
        { "PQsendQueryParams", 1, NULL },
        { "PQpipelineSync", 1, NULL },
        { "PQflush", 1, NULL }, /* something is left: wait for writing too */
        { "PQflush", 1, NULL },
        { "PQflush", -1, "broken pipe" },
        { "PQfinish", 0, NULL },
        { NULL, 0, NULL },
    };
    struct run *run = run_new(steps);

    (void)state;
    loop_run(run->loop);
    assert_string_equal(run->journal, "down;");
    assert_int_equal(run->down.kind, ERROR_IO);
    run_free(run);
}

/* A failure inside a call of the owner's is told in the next turn, once. */
static void
test_sending_fails(void **state)
{
    const struct pq_step steps[] = { GREETING,
                                     GREETED,
                                     { "PQsendQueryPrepared", 0, "hello" },
                                     { "PQfinish", 0, NULL },
                                     { NULL, 0, NULL } };
    const struct rowset rowset = { .statement = (enum statement_id)0 };
    struct run *run = run_new(steps);
    char byte;

    (void)state;
    wake(run);
    loop_run(run->loop);
    assert_int_equal(read(run->ours[0], &byte, 1), 1);
    assert_false(pgconn_send(run->conn, &rowset));
    assert_string_equal(run->journal, "up;");
    assert_false(pgconn_is_up(run->conn));
    assert_false(pgconn_send(run->conn, &rowset));
    assert_false(pgconn_sync(run->conn));
    loop_run(run->loop);
    assert_string_equal(run->journal, "up;down;");
    run_free(run);
}

/*
 * The server takes the statement and says nothing: given up after its own limit and some seconds.
 */
static void
test_an_answer_that_never_comes(void **state)
{
    const struct pq_step steps[] = { GREETING,
                                     GREETED,
                                     { "PQsendQueryPrepared", 1, "hello" },
                                     { "PQpipelineSync", 1, NULL },
                                     { "PQflush", 0, NULL },
                                     { "PQfinish", 0, NULL },
                                     { NULL, 0, NULL } };
    const struct rowset rowset = { .statement = (enum statement_id)0 };
    struct run *run = run_new(steps);
    int64_t began_us;
    char byte;

    (void)state;
    wake(run);
    loop_run(run->loop);
    assert_int_equal(read(run->ours[0], &byte, 1), 1);
    assert_true(pgconn_send(run->conn, &rowset));
    assert_true(pgconn_sync(run->conn));
    assert_int_equal(pgconn_pending(run->conn), 2);
    began_us = loop_now_us();
    loop_run(run->loop);
    assert_string_equal(run->journal, "up;down;");
    assert_int_equal(run->down.kind, ERROR_TIMEOUT);
    assert_in_range(loop_now_us() - began_us, 11000000, 60000000);
    run_free(run);
}

static void
test_lost_while_reading(void **state)
{
    const struct pq_step steps[] = { GREETING,
                                     { "PQconsumeInput", 0, "FATAL:  going away\n\tnow\n" },
                                     { "PQfinish", 0, NULL },
                                     { NULL, 0, NULL } };
    struct run *run = run_new(steps);

    (void)state;
    wake(run);
    loop_run(run->loop);
    assert_string_equal(run->journal, "down;");
    assert_int_equal(run->down.kind, ERROR_DATABASE);
    assert_string_equal(run->down.text, "database connection lost: FATAL:  going away  now");
    run_free(run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_up),
        cmocka_unit_test(test_socket_changes_while_connecting),
        cmocka_unit_test(test_flush_in_parts),
        cmocka_unit_test(test_sending_fails),
        cmocka_unit_test(test_an_answer_that_never_comes),
        cmocka_unit_test(test_lost_while_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
