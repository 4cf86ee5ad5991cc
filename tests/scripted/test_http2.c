/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * HTTP/2: nghttpx speaks it in front of a server of ours that speaks 1.1. Many requests share one
 * connection; a stream that is cut or too slow ends alone. Exit 77 where there is no nghttpx.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch.h"
#include "peer.h"

#define NGHTTPX  "/usr/sbin/nghttpx"
#define REQUESTS 20

struct run {
    struct loop *loop;
    struct peer *peer;
    struct fetch *fetch;
    char folder[64], key[80], certificate[88], origin[64];
    pid_t proxy;
    size_t done, fresh;
};

static int
free_port(void)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

static bool
is_listening(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    bool listening;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listening = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
    (void)close(fd);
    return listening;
}

static void
start_proxy(struct run *run, int port)
{
    char frontend[64];
    char backend[64];

    (void)snprintf(frontend, sizeof(frontend), "--frontend=127.0.0.1,%d", port);
    (void)snprintf(backend, sizeof(backend), "--backend=127.0.0.1,%d", peer_port(run->peer));
    run->proxy = fork();
    if (run->proxy == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        (void)dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
        (void)dup2(STDOUT_FILENO, STDERR_FILENO);
        (void)execl(NGHTTPX, NGHTTPX, "--conf=/dev/null", "--workers=1", "--log-level=FATAL",
                    "--accesslog-file=/dev/null", "--errorlog-file=/dev/null", frontend, backend,
                    run->key, run->certificate, (char *)NULL);
        _exit(127);
    }
    for (int i = 0; i < 2000 && !is_listening(port); i++)
        (void)usleep(50000);
    assert_true(is_listening(port));
}

static struct run *
run_new(const struct peer_answer *answers, size_t count)
{
    struct run *run = xcalloc(1, sizeof(*run));
    struct fetch_settings settings = { .connect_timeout_us = 100000000,
                                       .max_connections = 8,
                                       .max_connections_per_host = 4 };
    char command[512];
    int port = free_port();

    (void)strcpy(run->folder, "/tmp/pantau-test-XXXXXX");
    assert_non_null(mkdtemp(run->folder));
    (void)snprintf(run->key, sizeof(run->key), "%s/key", run->folder);
    (void)snprintf(run->certificate, sizeof(run->certificate), "%s/certificate", run->folder);
    (void)snprintf(command, sizeof(command),
                   "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 "
                   "-subj /CN=pantau -addext subjectAltName=IP:127.0.0.1 -keyout %s -out %s "
                   "2>/dev/null",
                   run->key, run->certificate);
    assert_int_equal(system(command), 0);
    run->loop = loop_new();
    run->peer = peer_new(run->loop, answers, count, NULL);
    start_proxy(run, port);
    (void)snprintf(run->origin, sizeof(run->origin), "https://127.0.0.1:%d", port);
    settings.ca_file = str_from(run->certificate);
    run->fetch = fetch_new(run->loop, &settings, NULL);
    assert_non_null(run->fetch);
    return run;
}

static void
run_free(struct run *run)
{
    char command[128];

    fetch_free(run->fetch);
    peer_free(run->peer);
    loop_free(run->loop);
    (void)kill(run->proxy, SIGKILL);
    (void)waitpid(run->proxy, NULL, 0);
    (void)snprintf(command, sizeof(command), "rm -rf %s", run->folder);
    assert_int_equal(system(command), 0);
    free(run);
}

static struct fetch_handle *
start(struct run *run, int64_t timeout_us, fetch_done_fn done)
{
    const struct http_request request = { .url = str_from(run->origin) };
    const struct fetch_order order = { .request = &request,
                                       .origin = str_from(run->origin),
                                       .timeout_us = timeout_us,
                                       .max_bytes = 1000 };
    struct fetch_handle *handle = fetch_start(run->fetch, &order, done, run, NULL);

    assert_non_null(handle);
    return handle;
}

static void
on_done(void *ctx, const struct fetch_result *result)
{
    struct run *run = ctx;

    if (!result->ok)
        fail_msg("%s", result->error.text);
    assert_int_equal(result->http_version, 20);
    assert_true(str_equal_c(result->response.body, "hello"));
    assert_true(str_equal_c(http_header_find(&result->response, "x-app-usage"), "7"));
    run->fresh += result->reused ? 0 : 1;
    if (++run->done == REQUESTS)
        loop_stop(run->loop);
}

static void
test_many_over_one_connection(void **state)
{
    static struct peer_answer answers[REQUESTS];
    struct fetch_handle *handles[REQUESTS];
    struct run *run;

    (void)state;
    for (size_t i = 0; i < REQUESTS; i++)
        answers[i] = (struct peer_answer){
            .bytes = STR("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-App-Usage: 7\r\n\r\nhello"),
            .end = PEER_KEEP
        };
    run = run_new(answers, REQUESTS);
    for (size_t i = 0; i < REQUESTS; i++)
        handles[i] = start(run, 10000000, on_done);
    loop_run(run->loop);
    assert_int_equal(run->fresh, 1);
    for (size_t i = 0; i < REQUESTS; i++)
        fetch_close(handles[i]);
    run_free(run);
}

static void
on_ended(void *ctx, const struct fetch_result *result)
{
    struct run *run = ctx;

    assert_false(result->ok);
    assert_true(result->error.kind == ERROR_IO || result->error.kind == ERROR_TIMEOUT);
    run->done++;
    loop_stop(run->loop);
}

static void
test_streams_that_end_badly(void **state)
{
    const struct peer_answer answers[] = {
        { .bytes = STR("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"), .end = PEER_CLOSE },
        { .bytes = STR("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello"), .end = PEER_HANG },
    };
    struct run *run = run_new(answers, 2);

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct fetch_handle *handle = start(run, 1000000, on_ended);

        loop_run(run->loop);
        fetch_close(handle);
    }
    assert_int_equal(run->done, 2);
    run_free(run);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_over_one_connection),
        cmocka_unit_test(test_streams_that_end_badly),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    if (access(NGHTTPX, X_OK) != 0) {
        (void)printf("1..0 # SKIP nghttpx is not installed\n");
        return 77;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
