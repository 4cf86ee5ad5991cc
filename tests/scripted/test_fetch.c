/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The fetcher against servers that answer as no good server would: what is sent, what comes out,
 * how long it may take, and what must never be in an error.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <netdb.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fetch.h"
#include "peer.h"

#define SECOND 1000000

#define ANSWER(text, end_)                \
    {                                     \
        .bytes = STR(text), .end = (end_) \
    }
#define OK_BODY(body_length, body) \
    "HTTP/1.1 200 OK\r\nContent-Length: " #body_length "\r\n\r\n" body

/* gzip of 1000 times "a", made with Python: gzip.compress(b"a" * 1000, mtime=0). */
#define GZIP_1000                                                                  \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\x4c\x1c\x05\xa3\x60\x14\x0c\x77" \
    "\x00\x00\x03\xda\x38\x9a\xe8\x03\x00\x00"

struct run {
    struct loop *loop;
    struct fetch *fetch;
    struct peer *peer;
    struct fetch_settings settings;
    struct http_request request;
    struct fetch_order order;
    struct fetch_handle *handle;
    const struct fetch_result *result; /* of the last transfer */
    struct error error;                /* of fetch_start() */
    char url[512];
    size_t done;
    bool starting;
};

static void
on_done(void *ctx, const struct fetch_result *result)
{
    struct run *run = ctx;

    assert_false(run->starting);
    run->done++;
    run->result = result;
    loop_stop(run->loop);
}

static void
on_too_long(void *ctx)
{
    (void)ctx;
    fail_msg("the test waits for ever");
}

static void
turn(struct run *run)
{
    struct loop_timer *timer = loop_timer_new(run->loop, on_too_long, NULL);

    loop_timer_after(timer, 300 * SECOND);
    loop_run(run->loop);
    loop_timer_free(timer);
}

static struct run *
run_new(const struct peer_answer *answers, size_t count, struct peer_ssl *ssl)
{
    struct run *run = xcalloc(1, sizeof(*run));

    run->loop = loop_new();
    run->peer = peer_new(run->loop, answers, count, ssl);
    run->settings = (struct fetch_settings){ .user_agent = STR("Pantau/test"),
                                             .connect_timeout_us = 100 * SECOND,
                                             .max_connections = 8,
                                             .max_connections_per_host = 4 };
    run->order = (struct fetch_order){ .request = &run->request,
                                       .origin = str_from(peer_origin(run->peer)),
                                       .timeout_us = 200 * SECOND,
                                       .max_bytes = 100000 };
    return run;
}

/* Starts and waits; NULL when it could not be started. */
static const struct fetch_result *
get(struct run *run, const char *path)
{
    if (run->fetch == NULL)
        run->fetch = fetch_new(run->loop, &run->settings, NULL);
    assert_non_null(run->fetch);
    fetch_close(run->handle);
    (void)snprintf(run->url, sizeof(run->url), "%s%s", peer_origin(run->peer), path);
    run->request.url = str_from(run->url);
    run->result = NULL;
    run->error = (struct error)ERROR_INIT;
    run->starting = true;
    run->handle = fetch_start(run->fetch, &run->order, on_done, run, &run->error);
    run->starting = false;
    if (run->handle == NULL)
        return NULL;
    turn(run);
    assert_non_null(run->result);
    return run->result;
}

static void
run_free(struct run *run)
{
    fetch_close(run->handle);
    fetch_free(run->fetch);
    peer_free(run->peer);
    loop_free(run->loop);
    free(run);
}

static void
assert_body(const struct fetch_result *result, const char *body)
{
    assert_int_equal(result->error.kind, ERROR_NONE);
    assert_true(result->ok);
    assert_true(str_equal_c(result->response.body, body));
}

static void
test_whole_answer(void **state)
{
    const struct peer_answer answers[] = { ANSWER(
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"
        "X-App-Usage: {\"call_count\":1}\r\nEmpty:\r\n\r\nhello",
        PEER_KEEP) };
    struct run *run = run_new(answers, 1, NULL);
    const struct fetch_result *result;
    const char *sent;

    (void)state;
    run->request.headers[0] = (struct http_header){ STR("If-None-Match"), STR("\"a\"") };
    run->request.header_count = 1;
    result = get(run, "/v1/me?fields=id");
    assert_body(result, "hello");
    assert_int_equal(result->response.status, 200);
    assert_int_equal(result->response.header_count, 3);
    assert_true(
        str_equal_c(http_header_find(&result->response, "x-app-usage"), "{\"call_count\":1}"));
    assert_true(str_equal_c(http_header_find(&result->response, "empty"), ""));
    assert_int_equal(result->http_version, 11);
    assert_int_equal(result->wire_bytes, 5);
    assert_false(result->reused);
    assert_in_range(result->total_us, 1, 200 * SECOND);
    assert_in_range(result->first_byte_us, 1, result->total_us);
    sent = peer_request(run->peer, 0);
    assert_memory_equal(sent, "GET /v1/me?fields=id HTTP/1.1\r\n", 31);
    assert_non_null(strstr(sent, "\r\nUser-Agent: Pantau/test\r\n"));
    assert_non_null(strstr(sent, "\r\nAccept-Encoding: gzip\r\n"));
    assert_non_null(strstr(sent, "\r\nIf-None-Match: \"a\"\r\n"));
    assert_null(strstr(sent, "Expect:"));
    assert_null(strstr(sent, "Cookie:"));
    run_free(run);
}

static void
test_connection_is_used_again(void **state)
{
    const struct peer_answer answers[] = { ANSWER(OK_BODY(1, "a"), PEER_KEEP),
                                           ANSWER(OK_BODY(1, "b"), PEER_KEEP) };
    struct run *run = run_new(answers, 2, NULL);

    (void)state;
    assert_body(get(run, "/1"), "a");
    assert_body(get(run, "/2"), "b");
    assert_true(run->result->reused);
    assert_int_equal(peer_connections(run->peer), 1);
    run_free(run);
}

static void
test_gzip_is_undone(void **state)
{
    const struct peer_answer answers[] = { ANSWER(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 29\r\n\r\n" GZIP_1000,
        PEER_KEEP) };
    struct run *run = run_new(answers, 1, NULL);
    const struct fetch_result *result = get(run, "/");

    (void)state;
    assert_true(result->ok);
    assert_int_equal(result->response.body.n, 1000);
    assert_int_equal(result->wire_bytes, 29);
    run_free(run);
}

/* Every answer that cannot be used, with the kind of error it must be. */
static const struct refused {
    const char *name;
    struct peer_answer answer;
    size_t max_bytes;
    enum error_kind kind;
    const char *text;
} refused[] = {
    { "announced too long", ANSWER(OK_BODY(11, "hello world"), PEER_KEEP), 10, ERROR_LIMIT,
      "larger than" },
    { "chunked too long",
      ANSWER("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n"
             "0\r\n\r\n",
             PEER_KEEP),
      10, ERROR_LIMIT, "larger than 10 bytes" },
    { "decoded too long",
      ANSWER("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 29\r\n\r\n" GZIP_1000,
             PEER_KEEP),
      999, ERROR_LIMIT, "larger than 999 bytes" },
    { "cut body", ANSWER(OK_BODY(10, "half"), PEER_CLOSE), 100, ERROR_IO, "ended early" },
    { "cut chunk",
      ANSWER("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf", PEER_CLOSE), 100,
      ERROR_IO, "ended early" },
    { "zero bytes", ANSWER("", PEER_CLOSE), 100, ERROR_IO, "without an answer" },
    { "no HTTP", ANSWER("220 mail.example ESMTP\r\n", PEER_CLOSE), 100, ERROR_PEER, "not HTTP" },
    { "broken gzip",
      ANSWER("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
             PEER_KEEP),
      100, ERROR_PEER, "compressed" },
    { "status 999", ANSWER("HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n", PEER_KEEP), 100,
      ERROR_PEER, "status 999" },
};

static void
test_unusable_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
        struct run *run = run_new(&refused[i].answer, 1, NULL);
        const struct fetch_result *result;

        run->order.max_bytes = refused[i].max_bytes;
        result = get(run, "/");
        if (result->ok || result->error.kind != refused[i].kind ||
            strstr(result->error.text, refused[i].text) == NULL)
            fail_msg("%s: ok %d, kind %d, \"%s\"", refused[i].name, result->ok,
                     (int)result->error.kind, result->error.text);
        assert_non_null(strstr(result->error.text, peer_origin(run->peer)));
        run_free(run);
    }
}

/* Exactly as many bytes as allowed pass. */
static void
test_largest_body_passes(void **state)
{
    const struct peer_answer answers[] = { ANSWER(OK_BODY(11, "hello world"), PEER_KEEP) };
    struct run *run = run_new(answers, 1, NULL);

    (void)state;
    run->order.max_bytes = 11;
    assert_body(get(run, "/"), "hello world");
    run_free(run);
}

static void
test_waits_end(void **state)
{
    const struct peer_answer answers[] = {
        { .bytes = STR(OK_BODY(1000, "drip drip drip")), .end = PEER_HANG, .drip_us = 20000 },
        { .bytes = STR(""), .end = PEER_HANG },
    };
    const char *const phases[] = { "in the middle of the answer", "waiting for the answer" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
        struct run *run = run_new(&answers[i], 1, NULL);
        const struct fetch_result *result;

        run->order.timeout_us = 2 * SECOND;
        result = get(run, "/");
        assert_int_equal(result->error.kind, ERROR_TIMEOUT);
        assert_non_null(strstr(result->error.text, phases[i]));
        assert_true(result->reached);
        assert_in_range(result->total_us, 2 * SECOND, 60 * SECOND);
        assert_int_equal(fetch_running(run->fetch), 0);
        run_free(run);
    }
}

static void
test_redirect_is_an_answer(void **state)
{
    const struct peer_answer answers[] = { ANSWER(
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", PEER_KEEP) };
    struct run *run = run_new(answers, 1, NULL);
    const struct fetch_result *result = get(run, "/");

    (void)state;
    assert_body(result, "");
    assert_int_equal(result->response.status, 302);
    assert_int_equal(peer_requests(run->peer), 1);
    run_free(run);
}

static void
test_interim_answer_is_passed_over(void **state)
{
    const struct peer_answer answers[] = { ANSWER(
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" OK_BODY(1, "a"), PEER_KEEP) };
    struct run *run = run_new(answers, 1, NULL);
    const struct fetch_result *result = get(run, "/");

    (void)state;
    assert_body(result, "a");
    assert_true(str_is_none(http_header_find(&result->response, "Link")));
    assert_int_equal(result->response.header_count, 1);
    run_free(run);
}

static void
test_headers_are_bounded(void **state)
{
    static char text[200000];
    struct peer_answer answer = { .end = PEER_KEEP };
    struct run *run;
    size_t used = (size_t)snprintf(text, sizeof(text), "HTTP/1.1 200 OK\r\n");

    (void)state;
    for (int i = 0; i < 70; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "H%d: %01200d\r\n", i, i);
    used += (size_t)snprintf(text + used, sizeof(text) - used, "Content-Length: 0\r\n\r\n");
    answer.bytes = (struct str){ text, used };
    run = run_new(&answer, 1, NULL);
    assert_body(get(run, "/"), "");
    /* 65536 bytes hold ten lines of 2 + 1200, 44 of 3 + 1200, and the short last one. */
    assert_int_equal(run->result->response.header_count, 55);
    run_free(run);
}

static void
test_only_its_own_origin(void **state)
{
    struct run *run = run_new(NULL, 0, NULL);

    (void)state;
    run->order.origin = STR("https://graph.example");
    assert_null(get(run, "/?access_token=geheim"));
    assert_int_equal(run->error.kind, ERROR_DENIED);
    assert_null(strstr(run->error.text, "geheim"));
    run->order.origin = str_from(peer_origin(run->peer));
    assert_null(get(run, "@evil.example/"));
    assert_int_equal(run->error.kind, ERROR_DENIED);
    assert_int_equal(fetch_running(run->fetch), 0);
    assert_int_equal(peer_connections(run->peer), 0);
    run_free(run);
}

static void
test_closed_before_its_end(void **state)
{
    const struct peer_answer answers[] = { { .bytes = STR(""), .end = PEER_HANG } };
    struct run *run = run_new(answers, 1, NULL);
    struct loop_timer *timer;

    (void)state;
    run->fetch = fetch_new(run->loop, &run->settings, NULL);
    run->request.url = str_from(peer_origin(run->peer));
    run->handle = fetch_start(run->fetch, &run->order, on_done, run, NULL);
    timer = loop_timer_new(run->loop, (loop_fn)loop_stop, run->loop);
    loop_timer_after(timer, 100000);
    turn(run);
    assert_int_equal(peer_requests(run->peer), 1);
    assert_int_equal(fetch_running(run->fetch), 1);
    fetch_close(run->handle);
    run->handle = NULL;
    assert_int_equal(fetch_running(run->fetch), 0);
    loop_timer_after(timer, 100000);
    turn(run);
    loop_timer_free(timer);
    assert_int_equal(run->done, 0);
    assert_int_equal(peer_open(run->peer), 0);
    run_free(run);
}

static void
test_nobody_listens(void **state)
{
    struct run *run = run_new(NULL, 0, NULL);
    char origin[64];
    struct peer *gone = peer_new(run->loop, NULL, 0, NULL);

    (void)state;
    (void)snprintf(origin, sizeof(origin), "%s", peer_origin(gone));
    peer_free(gone);
    run->fetch = fetch_new(run->loop, &run->settings, NULL);
    (void)snprintf(run->url, sizeof(run->url), "%s/?access_token=geheim", origin);
    run->request.url = str_from(run->url);
    run->order.origin = str_from(origin);
    run->handle = fetch_start(run->fetch, &run->order, on_done, run, NULL);
    turn(run);
    assert_int_equal(run->result->error.kind, ERROR_IO);
    assert_non_null(strstr(run->result->error.text, origin));
    assert_non_null(strstr(run->result->error.text, "Connection refused"));
    assert_false(run->result->reached);
    assert_null(strstr(run->result->error.text, "geheim"));
    run_free(run);
}

static void
test_proxy_is_the_configured_one(void **state)
{
    const struct peer_answer answers[] = { ANSWER(OK_BODY(1, "p"), PEER_KEEP),
                                           ANSWER(OK_BODY(1, "d"), PEER_KEEP) };
    struct run *run = run_new(answers, 2, NULL);

    (void)state;
    run->settings.proxy = str_from(peer_origin(run->peer));
    run->fetch = fetch_new(run->loop, &run->settings, NULL);
    run->request.url = STR("http://graph.example/v1/me");
    run->order.origin = STR("http://graph.example");
    run->handle = fetch_start(run->fetch, &run->order, on_done, run, NULL);
    turn(run);
    assert_body(run->result, "p");
    assert_memory_equal(peer_request(run->peer, 0), "GET http://graph.example/v1/me HTTP/1.1", 39);
    run->settings.no_proxy = STR("127.0.0.1");
    assert_true(fetch_configure(run->fetch, &run->settings, NULL));
    run->order.origin = str_from(peer_origin(run->peer));
    assert_body(get(run, "/direct"), "d");
    assert_memory_equal(peer_request(run->peer, 1), "GET /direct HTTP/1.1", 20);
    run_free(run);
}

static void
test_environment_names_no_proxy(void **state)
{
    const struct peer_answer answers[] = { ANSWER(OK_BODY(1, "d"), PEER_KEEP) };
    struct run *run = run_new(answers, 1, NULL);

    (void)state;
    assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
    assert_int_equal(setenv("all_proxy", "http://127.0.0.1:1", 1), 0);
    assert_body(get(run, "/"), "d");
    assert_int_equal(unsetenv("http_proxy"), 0);
    assert_int_equal(unsetenv("all_proxy"), 0);
    run_free(run);
}

static void
test_tls_trusts_what_is_configured(void **state)
{
    const struct peer_answer answers[] = { ANSWER(OK_BODY(1, "s"), PEER_KEEP) };
    char path[] = "/tmp/pantau-test-ca-XXXXXX";
    int fd = mkstemp(path);
    struct peer_ssl *ssl = peer_ssl_new(path);
    struct run *run = run_new(answers, 1, ssl);
    struct error err = ERROR_INIT;

    (void)state;
    assert_int_equal(get(run, "/")->error.kind, ERROR_IO);
    assert_non_null(strstr(run->result->error.text, "certificate"));
    assert_non_null(strstr(run->result->error.hint, "http.ca_file"));
    assert_false(run->result->reached);
    run->settings.ca_file = STR("/nonexistent.pem");
    assert_false(fetch_configure(run->fetch, &run->settings, &err));
    assert_int_equal(err.kind, ERROR_CONFIG);
    run->settings.ca_file = str_from(path);
    assert_true(fetch_configure(run->fetch, &run->settings, NULL));
    assert_body(get(run, "/"), "s");
    run_free(run);
    peer_ssl_free(ssl);
    (void)close(fd);
    (void)unlink(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_answer),
        cmocka_unit_test(test_connection_is_used_again),
        cmocka_unit_test(test_gzip_is_undone),
        cmocka_unit_test(test_unusable_answers),
        cmocka_unit_test(test_largest_body_passes),
        cmocka_unit_test(test_waits_end),
        cmocka_unit_test(test_redirect_is_an_answer),
        cmocka_unit_test(test_interim_answer_is_passed_over),
        cmocka_unit_test(test_headers_are_bounded),
        cmocka_unit_test(test_only_its_own_origin),
        cmocka_unit_test(test_closed_before_its_end),
        cmocka_unit_test(test_nobody_listens),
        cmocka_unit_test(test_proxy_is_the_configured_one),
        cmocka_unit_test(test_environment_names_no_proxy),
        cmocka_unit_test(test_tls_trusts_what_is_configured),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
