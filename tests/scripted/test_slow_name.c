/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A name server that takes three seconds, as the C library would show it: no turn of the loop may
 * wait for it, a request ends by its own deadline, and pgconn never asks the C library at all.
 * getaddrinfo() of the whole program, libcurl's and libpq's calls included, is this file's.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <unistd.h>

#include "fetch.h"
#include "pgconn.h"

/* What must not happen is a turn, or an end, that waits for the name. */
#define SLOW_S      60
#define TURN_MAX_US 20000000

/* Written by libcurl's resolver thread too. */
static atomic_int slow_calls;

int
getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
            struct addrinfo **ret_list)
{
    struct in_addr address;

    (void)service;
    (void)hints;
    if (name != NULL && inet_pton(AF_INET, name, &address) != 1) {
        atomic_fetch_add(&slow_calls, 1);
        (void)sleep(SLOW_S);
    }
    *ret_list = NULL;
    return EAI_AGAIN;
}

struct run {
    struct loop *loop;
    const struct fetch_result *result;
    struct error down;
};

static void
on_done(void *ctx, const struct fetch_result *result)
{
    struct run *run = ctx;

    run->result = result;
    loop_stop(run->loop);
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct run *run = ctx;

    assert_int_equal(news->event, PGCONN_DOWN);
    run->down = *news->error;
    loop_stop(run->loop);
}

static struct fetch_handle *
start(struct run *run, struct fetch *fetch, int64_t timeout_us)
{
    const struct http_request request = { .url = STR("http://slow.example/") };
    const struct fetch_order order = { .request = &request,
                                       .origin = STR("http://slow.example"),
                                       .timeout_us = timeout_us,
                                       .max_bytes = 1000 };
    struct fetch_handle *handle = fetch_start(fetch, &order, on_done, run, NULL);

    assert_non_null(handle);
    return handle;
}

static void
test_request_ends_in_time(void **state)
{
    const struct fetch_settings settings = { .connect_timeout_us = 60000000,
                                             .max_connections = 4,
                                             .max_connections_per_host = 4 };
    struct run run = { .loop = loop_new() };
    struct fetch *fetch = fetch_new(run.loop, &settings, NULL);
    int64_t began_us = loop_now_us();
    struct fetch_handle *given_up = start(&run, fetch, 60000000);
    struct fetch_handle *handle = start(&run, fetch, 400000);

    (void)state;
    loop_run(run.loop);
    assert_int_equal(run.result->error.kind, ERROR_TIMEOUT);
    assert_non_null(strstr(run.result->error.text, "connecting"));
    assert_in_range(loop_now_us() - began_us, 400000, TURN_MAX_US);
    fetch_close(handle);
    fetch_close(given_up); /* while its name is still looked for */
    fetch_free(fetch);
    assert_in_range(loop_now_us() - began_us, 400000, TURN_MAX_US);
    assert_in_range(loop_take_longest_turn_us(run.loop), 0, TURN_MAX_US);
    assert_in_range(atomic_load(&slow_calls), 1, 2); /* the second may wait for the first */
    loop_free(run.loop);
}

static void
test_database_asks_elsewhere(void **state)
{
    struct run run = { .loop = loop_new() };
    const struct pgconn_settings settings = { .dsn = "host=slow.invalid,slow2.invalid",
                                              .application_name = "test",
                                              .connect_timeout_us = 500000,
                                              .statement_timeout_us = 1000000,
                                              .handshake = -1 };
    struct pgconn *conn = pgconn_new(run.loop, &settings, on_news, &run);
    int before = atomic_load(&slow_calls);
    int64_t began_us = loop_now_us();

    (void)state;
    assert_true(pgconn_open(conn, NULL));
    loop_run(run.loop);
    assert_true(run.down.kind == ERROR_IO || run.down.kind == ERROR_TIMEOUT);
    assert_in_range(loop_now_us() - began_us, 0, TURN_MAX_US);
    assert_in_range(loop_take_longest_turn_us(run.loop), 0, TURN_MAX_US);
    assert_int_equal(atomic_load(&slow_calls), before);
    pgconn_free(conn);
    loop_free(run.loop);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request_ends_in_time),
        cmocka_unit_test(test_database_asks_elsewhere),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
