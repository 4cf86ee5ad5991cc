/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The database connection against a real server (tests/cluster.sh), its crash included, and against
 * servers that are none.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <netdb.h>
#include <signal.h>
#include <unistd.h>

#include "base/when.h"
#include "peer.h"
#include "pgconn.h"
#include "pgconn_dsn.h"
#include "store/rowset.h"
#include "store/statement.h"

#define SECOND 1000000

enum {
    S_HANDSHAKE,
    S_TYPES,
    S_NULLS,
    S_ECHO,
    S_BEGIN,
    S_COMMIT,
    S_ROLLBACK,
    S_FAIL,
    S_SLEEP,
    S_LONG,
    S_LISTEN,
    S_NOTIFY,
    S_PID,
    S_INSERT,
    S_COUNT,
    S_TERMINATE,
    S_ALL
};

static const struct statement table[S_ALL] = {
    [S_HANDSHAKE] = { "handshake", "select 7, true", 0, { 0 } },
    [S_TYPES] = { "types",
                  "select $1::int8, $1::int8 > 0, timestamptz '2026-11-22 01:22:57.5+07', "
                  "$2::text, '\\x00ff10'::bytea, timestamptz 'infinity', $1::int8 < 0",
                  2,
                  { TYPE_INT8, TYPE_TEXT } },
    [S_NULLS] = { "nulls",
                  "select null::int8, null::bool, null::timestamptz, null::text, "
                  "null::bytea",
                  0,
                  { 0 } },
    [S_ECHO] = { "echo", "select $1", 1, { TYPE_TEXT } },
    [S_BEGIN] = { "begin", "begin", 0, { 0 } },
    [S_COMMIT] = { "commit", "commit", 0, { 0 } },
    [S_ROLLBACK] = { "rollback", "rollback", 0, { 0 } },
    [S_FAIL] = { "fail", "select 1 / $1::int8", 1, { TYPE_INT8 } },
    [S_SLEEP] = { "sleep", "select pg_sleep($1::float8)", 1, { TYPE_FLOAT8 } },
    [S_LONG] = { "long", "select pg_sleep($1::float8)", 1, { TYPE_FLOAT8 }, .is_long = true },
    [S_LISTEN] = { "listen", "listen pantau_test", 0, { 0 } },
    [S_NOTIFY] = { "notify", "notify pantau_test, 'hello'", 0, { 0 } },
    [S_PID] = { "pid", "select pg_backend_pid()", 0, { 0 } },
    [S_INSERT] = { "insert",
                   "insert into kept(number) select $1::int8 on conflict do nothing",
                   1,
                   { TYPE_INT8 } },
    [S_COUNT] = { "count", "select count(*) from kept", 0, { 0 } },
    [S_TERMINATE] = { "terminate", "select pg_terminate_backend(pg_backend_pid())", 0, { 0 } },
};

/* What happened, as text: "result 3 abc", "synced" … in order. */
struct run {
    struct loop *loop;
    struct pgconn *conn;
    struct pgconn_settings settings;
    char dsn[256];
    char journal[4096];
    struct error down;
    int64_t number; /* first column of the last result */
    bool in_call;   /* inside a pgconn_ function: no event may come */
    enum pgconn_event stop_at;
    size_t syncs;
    bool close_at_result;
};

PRINTF_LIKE(2, 3)
static void
note(struct run *run, const char *format, ...)
{
    size_t used = strlen(run->journal);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(run->journal + used, sizeof(run->journal) - used, format, args);
    va_end(args);
}

static void
note_result(struct run *run, const struct pgconn_result *result)
{
    unsigned statement = pgconn_result_statement(result);

    note(run, "%s", table[statement].name);
    if (pgconn_result_skipped(result))
        note(run, " skipped");
    else if (pgconn_result_error(result) != NULL)
        note(run, " %s", pgconn_result_sqlstate(result));
    note(run, ";");
    if (pgconn_result_error(result) != NULL)
        return;
    if (statement == S_PID || statement == S_COUNT || statement == S_HANDSHAKE)
        run->number = pgconn_get_int(result, 0, 0, -1);
}

static void
check_types(const struct pgconn_result *result)
{
    unsigned char bytes[3];

    assert_int_equal(pgconn_result_rows(result), 1);
    assert_int_equal(pgconn_get_int(result, 0, 0, 0), 42);
    assert_true(pgconn_get_bool(result, 0, 1, false));
    assert_int_equal(pgconn_get_time(result, 0, 2), INT64_C(1795285377500000));
    assert_true(str_equal_c(pgconn_get_str(result, 0, 3), "kata \"ini\""));
    assert_int_equal(pgconn_get_bytes(result, 0, 4, bytes, sizeof(bytes)), 3);
    assert_memory_equal(bytes, "\x00\xff\x10", 3);
    assert_int_equal(pgconn_get_bytes(result, 0, 4, bytes, 2), SIZE_MAX);
    assert_int_equal(pgconn_get_time(result, 0, 5), WHEN_NONE);
    assert_false(pgconn_get_bool(result, 0, 6, true));
}

static void
check_nulls(const struct pgconn_result *result)
{
    unsigned char byte;

    assert_int_equal(pgconn_get_int(result, 0, 0, -5), -5);
    assert_true(pgconn_get_bool(result, 0, 1, true));
    assert_int_equal(pgconn_get_time(result, 0, 2), WHEN_NONE);
    assert_true(str_is_none(pgconn_get_str(result, 0, 3)));
    assert_int_equal(pgconn_get_bytes(result, 0, 4, &byte, 1), 0);
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct run *run = ctx;

    assert_false(run->in_call);
    switch (news->event) {
    case PGCONN_UP:
        note(run, "up;");
        break;
    case PGCONN_RESULT:
        note_result(run, news->result);
        if (pgconn_result_error(news->result) != NULL)
            break;
        if (pgconn_result_statement(news->result) == S_TYPES)
            check_types(news->result);
        if (pgconn_result_statement(news->result) == S_NULLS)
            check_nulls(news->result);
        if (pgconn_result_statement(news->result) == S_ECHO)
            note(run, "%zu;", pgconn_get_str(news->result, 0, 0).n);
        if (run->close_at_result)
            pgconn_close(run->conn);
        break;
    case PGCONN_SYNCED:
        run->syncs++;
        note(run, "synced;");
        break;
    case PGCONN_NOTIFIED:
        note(run, "%.*s=%.*s;", STR_ARGS(news->channel), STR_ARGS(news->payload));
        break;
    case PGCONN_DOWN:
        run->down = *news->error;
        note(run, "down;");
        break;
    }
    if (news->event == run->stop_at || news->event == PGCONN_DOWN)
        loop_stop(run->loop);
}

static void
on_too_long(void *ctx)
{
    struct run *run = ctx;

    fail_msg("waits for ever after \"%s\"", run->journal);
}

/* Until the event, or DOWN. */
static void
wait_for(struct run *run, enum pgconn_event event)
{
    struct loop_timer *timer = loop_timer_new(run->loop, on_too_long, run);

    loop_timer_after(timer, 300 * SECOND);
    run->stop_at = event;
    loop_run(run->loop);
    loop_timer_free(timer);
}

static struct run *
run_new(const char *dsn)
{
    struct run *run = xcalloc(1, sizeof(*run));

    (void)snprintf(run->dsn, sizeof(run->dsn), "%s", dsn);
    run->loop = loop_new();
    run->settings = (struct pgconn_settings){ .dsn = run->dsn,
                                              .application_name = "pantau-test",
                                              .connect_timeout_us = 100 * SECOND,
                                              .statement_timeout_us = 100 * SECOND,
                                              .statements = table,
                                              .statement_count = S_ALL,
                                              .handshake = S_HANDSHAKE };
    return run;
}

static void
open_it(struct run *run)
{
    struct error err = ERROR_INIT;

    if (run->conn == NULL)
        run->conn = pgconn_new(run->loop, &run->settings, on_news, run);
    run->journal[0] = '\0';
    run->down = (struct error)ERROR_INIT;
    run->in_call = true;
    if (!pgconn_open(run->conn, &err))
        fail_msg("%s", err.text);
    run->in_call = false;
}

static struct run *
run_up(void)
{
    struct run *run = run_new("");

    open_it(run);
    wait_for(run, PGCONN_UP);
    if (!pgconn_is_up(run->conn))
        fail_msg("%s", run->down.text);
    run->journal[0] = '\0';
    return run;
}

static void
run_free(struct run *run)
{
    pgconn_free(run->conn);
    loop_free(run->loop);
    free(run);
}

/* With up to two parameters as text. */
static void
ask(struct run *run, unsigned statement, const char *first, const char *second)
{
    struct rowset rowset = { .statement = (enum statement_id)statement,
                             .parameter_count = table[statement].parameter_count,
                             .values = { first, second } };

    run->in_call = true;
    assert_true(pgconn_send(run->conn, &rowset));
    run->in_call = false;
}

static void
test_comes_up_and_reads_values(void **state)
{
    struct run *run = run_new("");

    (void)state;
    open_it(run);
    assert_false(pgconn_is_up(run->conn));
    wait_for(run, PGCONN_UP);
    assert_string_equal(run->journal, "handshake;up;");
    assert_int_equal(run->number, 7);
    ask(run, S_TYPES, "42", "kata \"ini\"");
    ask(run, S_NULLS, NULL, NULL);
    assert_int_equal(pgconn_pending(run->conn), 2);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_string_equal(run->journal, "handshake;up;types;nulls;synced;");
    assert_int_equal(pgconn_pending(run->conn), 0);
    run_free(run);
}

static void
test_results_in_the_middle_of_a_transaction(void **state)
{
    struct run *run = run_up();

    (void)state;
    ask(run, S_BEGIN, NULL, NULL);
    ask(run, S_PID, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_string_equal(run->journal, "begin;pid;synced;");
    assert_true(pgconn_in_transaction(run->conn));
    ask(run, S_ECHO, "abc", NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_true(pgconn_in_transaction(run->conn));
    ask(run, S_COMMIT, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_string_equal(run->journal, "begin;pid;synced;echo;3;synced;commit;synced;");
    assert_false(pgconn_in_transaction(run->conn));
    run_free(run);
}

static void
test_a_failure_skips_to_the_sync(void **state)
{
    struct run *run = run_up();

    (void)state;
    ask(run, S_BEGIN, NULL, NULL);
    ask(run, S_FAIL, "0", NULL);
    ask(run, S_COMMIT, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_string_equal(run->journal, "begin;fail 22012;commit skipped;synced;");
    assert_true(pgconn_in_transaction(run->conn));
    ask(run, S_ROLLBACK, NULL, NULL);
    ask(run, S_PID, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_false(pgconn_in_transaction(run->conn));
    assert_non_null(strstr(run->journal, "rollback;pid;synced;"));
    run_free(run);
}

/* More than both socket buffers hold, in both directions at once. */
static void
test_large_values_both_ways(void **state)
{
    struct run *run = run_up();
    size_t size = 8000000;
    char *text = xmalloc(size + 1);

    (void)state;
    memset(text, 'x', size);
    text[size] = '\0';
    ask(run, S_ECHO, text, NULL);
    ask(run, S_ECHO, text, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_string_equal(run->journal, "echo;8000000;echo;8000000;synced;");
    free(text);
    run_free(run);
}

static void
test_notifications(void **state)
{
    struct run *run = run_up();

    (void)state;
    ask(run, S_LISTEN, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    ask(run, S_NOTIFY, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_NOTIFIED);
    assert_non_null(strstr(run->journal, "pantau_test=hello;"));
    run_free(run);
}

static void
test_statements_end(void **state)
{
    struct run *run = run_new("");

    (void)state;
    run->settings.statement_timeout_us = 3 * SECOND;
    open_it(run);
    wait_for(run, PGCONN_UP);
    ask(run, S_SLEEP, "300", NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_string_equal(run->journal, "handshake;up;sleep 57014;synced;");
    run_free(run);
}

/* Ten times as long, for itself alone. */
static void
test_long_statements_have_longer(void **state)
{
    struct run *run = run_new("");

    (void)state;
    run->settings.statement_timeout_us = 500000;
    open_it(run);
    wait_for(run, PGCONN_UP);
    ask(run, S_LONG, "1", NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_null(strstr(run->journal, "57014"));
    ask(run, S_SLEEP, "30", NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_non_null(strstr(run->journal, "sleep 57014;synced;"));
    ask(run, S_LONG, "30", NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_non_null(strstr(run->journal, "long 57014;synced;"));
    run_free(run);
}

/* Also behind a short one, whose end is not its own. */
static void
test_a_long_statement_behind_a_short_one(void **state)
{
    struct run *run = run_new("");

    (void)state;
    run->settings.statement_timeout_us = 1300000; /* and ten seconds: the deadline of others */
    open_it(run);
    wait_for(run, PGCONN_UP);
    ask(run, S_SLEEP, "0.1", NULL);
    assert_true(pgconn_sync(run->conn));
    ask(run, S_LONG, "12.5", NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    wait_for(run, PGCONN_SYNCED);
    assert_non_null(strstr(run->journal, "synced;"));
    assert_null(strstr(run->journal, "down"));
    run_free(run);
}

/* Whoever stands still in the middle of a transaction loses it, and its locks with it. */
static void
test_an_idle_transaction_ends(void **state)
{
    struct run *run = run_new("");

    (void)state;
    run->settings.statement_timeout_us = 3 * SECOND;
    open_it(run);
    wait_for(run, PGCONN_UP);
    ask(run, S_BEGIN, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_DOWN);
    assert_string_equal(run->journal, "handshake;up;begin;synced;down;");
    run_free(run);
}

/* What the string says itself comes later, and of two the later one counts. */
static const char *
option_of(const char *text, const char *keyword)
{
    static char value[32];
    struct error err = ERROR_INIT;
    struct pgconn_dsn *dsn = pgconn_dsn_new(text, "pantau-test", &err);
    const char *const *keywords;
    const char *const *values;

    assert_non_null(dsn);
    assert_true(pgconn_dsn_finish(dsn, &keywords, &values));
    for (size_t i = 0; keywords[i] != NULL; i++)
        if (strcmp(keywords[i], keyword) == 0)
            (void)snprintf(value, sizeof(value), "%s", values[i]);
    pgconn_dsn_free(dsn);
    return value;
}

static void
test_a_host_that_vanished(void **state)
{
    (void)state;
    assert_string_equal(option_of("host=127.0.0.1", "keepalives_idle"), "60");
    assert_string_equal(option_of("host=127.0.0.1", "tcp_user_timeout"), "120000");
    assert_string_equal(option_of("postgresql://127.0.0.1/?keepalives_idle=7", "keepalives_idle"),
                        "7");
    assert_string_equal(option_of("host=127.0.0.1 tcp_user_timeout=5000", "tcp_user_timeout"),
                        "5000");
}

static void
test_terminated_by_an_administrator(void **state)
{
    struct run *run = run_up();

    (void)state;
    ask(run, S_TERMINATE, NULL, NULL);
    ask(run, S_PID, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_DOWN);
    assert_non_null(strstr(run->journal, "down;"));
    assert_null(strstr(run->journal, "synced;"));
    assert_false(pgconn_is_up(run->conn));
    open_it(run);
    wait_for(run, PGCONN_UP);
    assert_string_equal(run->journal, "handshake;up;");
    run_free(run);
}

/* Opens until it succeeds: after a crash the server refuses for a while. */
static void
reopen(struct run *run)
{
    for (int tries = 0; tries < 200 && !pgconn_is_up(run->conn); tries++) {
        open_it(run);
        wait_for(run, PGCONN_UP);
        if (!pgconn_is_up(run->conn))
            (void)usleep(50000);
    }
    assert_true(pgconn_is_up(run->conn));
}

static void
crash_while_writing(struct run *run, int number)
{
    char text[16];

    (void)snprintf(text, sizeof(text), "%d", number);
    ask(run, S_PID, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    ask(run, S_INSERT, text, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    ask(run, S_BEGIN, NULL, NULL);
    ask(run, S_INSERT, "100", NULL);
    assert_true(pgconn_sync(run->conn));
    ask(run, S_SLEEP, "4", NULL);
    ask(run, S_COMMIT, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_RESULT);
    /* The server takes a killed process for a crash: every connection ends, then it recovers. */
    assert_int_equal(kill((pid_t)run->number, SIGKILL), 0);
    wait_for(run, PGCONN_DOWN);
    assert_int_equal(run->down.kind, ERROR_IO);
    (void)usleep(300000); /* until the server has noticed: it would let us in and throw us out */
    reopen(run);
}

static void
test_server_crashes_in_the_middle(void **state)
{
    struct run *run = run_up();

    (void)state;
    for (int i = 1; i <= 3; i++)
        crash_while_writing(run, i);
    ask(run, S_COUNT, NULL, NULL);
    assert_true(pgconn_sync(run->conn));
    wait_for(run, PGCONN_SYNCED);
    assert_int_equal(run->number, 3);
    run_free(run);
}

static void
test_closed_from_an_event(void **state)
{
    struct run *run = run_new("");
    struct loop_timer *timer;

    (void)state;
    run->close_at_result = true;
    open_it(run);
    timer = loop_timer_new(run->loop, (loop_fn)loop_stop, run->loop);
    loop_timer_after(timer, 300000);
    run->stop_at = PGCONN_DOWN;
    loop_run(run->loop);
    loop_timer_free(timer);
    assert_string_equal(run->journal, "handshake;");
    run_free(run);
}

static void
test_what_does_not_come_up(void **state)
{
    const struct {
        const char *dsn;
        enum error_kind kind;
        const char *text;
    } cases[] = {
        { "dbname=nosuch", ERROR_DATABASE, "\"nosuch\" does not exist" },
        { "host=/nonexistent", ERROR_IO, "/nonexistent" },
        { "host=127.0.0.1 port=1", ERROR_IO, "refused" },
        { "host=127.0.0.1,/nonexistent port=1", ERROR_IO, "refused" },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct run *run = run_new(cases[i].dsn);

        open_it(run);
        wait_for(run, PGCONN_DOWN);
        assert_string_equal(run->journal, "down;");
        if (run->down.kind != cases[i].kind || strstr(run->down.text, cases[i].text) == NULL)
            fail_msg("%s: kind %d: %s", cases[i].dsn, (int)run->down.kind, run->down.text);
        run_free(run);
    }
}

static void
test_a_schema_that_does_not_fit(void **state)
{
    const struct statement wrong[] = { { "handshake", "select 7, true", 0, { 0 } },
                                       { "types", "select * from nosuch.relation", 0, { 0 } } };
    struct run *run = run_new("");

    (void)state;
    run->settings.statements = wrong;
    run->settings.statement_count = 2;
    open_it(run);
    wait_for(run, PGCONN_DOWN);
    assert_string_equal(run->journal, "handshake;down;");
    assert_int_equal(run->down.kind, ERROR_DATABASE);
    assert_non_null(strstr(run->down.text, "types: relation \"nosuch.relation\" does not exist"));
    assert_non_null(strstr(run->down.hint, "pantau-migrate"));
    run_free(run);
}

static void
test_dsn_that_can_never_work(void **state)
{
    const char *const cases[] = { "password=geheim nosuch=1", "password=a geheim",
                                  "service=geheim",           "host=a,b hostaddr=127.0.0.1",
                                  "host=a,b,c port=1,2",      "postgresql://geheim@[::1/" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct run *run = run_new(cases[i]);
        struct error err = ERROR_INIT;

        run->conn = pgconn_new(run->loop, &run->settings, on_news, run);
        assert_false(pgconn_open(run->conn, &err));
        assert_int_equal(err.kind, ERROR_CONFIG);
        assert_null(strstr(err.text, "geheim"));
        run_free(run);
    }
}

/* The name comes from the hosts file; the server takes the connection and says nothing. */
static void
test_silent_server(void **state)
{
    const struct peer_answer answers[] = { { .bytes = STR(""), .end = PEER_HANG } };
    struct run *run = run_new("");
    struct peer *peer = peer_new(run->loop, answers, 1, NULL);
    int64_t began_us = loop_now_us();

    (void)state;
    (void)snprintf(run->dsn, sizeof(run->dsn), "host=localhost port=%d sslmode=disable",
                   peer_port(peer));
    run->settings.connect_timeout_us = 400000;
    open_it(run);
    wait_for(run, PGCONN_DOWN);
    assert_int_equal(run->down.kind, ERROR_TIMEOUT);
    assert_int_equal(peer_connections(peer), 1);
    assert_in_range(loop_now_us() - began_us, 400000, 100 * SECOND);
    peer_free(peer);
    run_free(run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comes_up_and_reads_values),
        cmocka_unit_test(test_results_in_the_middle_of_a_transaction),
        cmocka_unit_test(test_a_failure_skips_to_the_sync),
        cmocka_unit_test(test_large_values_both_ways),
        cmocka_unit_test(test_notifications),
        cmocka_unit_test(test_statements_end),
        cmocka_unit_test(test_long_statements_have_longer),
        cmocka_unit_test(test_a_long_statement_behind_a_short_one),
        cmocka_unit_test(test_an_idle_transaction_ends),
        cmocka_unit_test(test_a_host_that_vanished),
        cmocka_unit_test(test_terminated_by_an_administrator),
        cmocka_unit_test(test_server_crashes_in_the_middle),
        cmocka_unit_test(test_closed_from_an_event),
        cmocka_unit_test(test_what_does_not_come_up),
        cmocka_unit_test(test_a_schema_that_does_not_fit),
        cmocka_unit_test(test_dsn_that_can_never_work),
        cmocka_unit_test(test_silent_server),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
