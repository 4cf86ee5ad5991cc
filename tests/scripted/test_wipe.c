/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * No secret stays behind in freed memory: every free() and realloc() of ours, and so of libcurl's,
 * comes through here (-Wl,--wrap) and is looked through for the token. The server is a process of
 * its own, so that its memory is not ours; it says whether the token arrived.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <malloc.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "credential.h"
#include "fetch.h"
#include "fill.h"

#define TOKEN      "EAAB0123456789rahasia-sekali"
#define TOKEN_SIZE (sizeof(TOKEN) - 1)

void __real_free(void *pointer);
void *__real_realloc(void *pointer, size_t size);
void __wrap_free(void *pointer);
void *__wrap_realloc(void *pointer, size_t size);

static size_t blocks, left_behind;

static void
look_through(void *pointer)
{
    if (pointer == NULL)
        return;
    blocks++;
    left_behind += memmem(pointer, malloc_usable_size(pointer), TOKEN, TOKEN_SIZE) != NULL ? 1 : 0;
}

void
__wrap_free(void *pointer)
{
    look_through(pointer);
    __real_free(pointer);
}

/* The block may move, and the old one is not wiped then. */
void *
__wrap_realloc(void *pointer, size_t size)
{
    look_through(pointer);
    return __real_realloc(pointer, size);
}

/* Answers every request of one connection after the other with "ok" where it held the token. */
static void
serve(int listener)
{
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
                                 "Connection: close\r\n\r\n%s";
    char text[8192];
    char out[256];

    for (;;) {
        int fd = accept(listener, NULL, NULL);
        ssize_t n = read(fd, text, sizeof(text) - 1); /* a request of this test is one packet */

        text[n > 0 ? n : 0] = '\0';
        (void)snprintf(out, sizeof(out), answer, strstr(text, TOKEN) != NULL ? "ok" : "no");
        (void)!write(fd, out, strlen(out));
        (void)close(fd);
    }
}

static pid_t
start_server(int *ret_port)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t size = sizeof(address);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    pid_t pid;

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 8), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
    *ret_port = ntohs(address.sin_port);
    pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        serve(listener);
    }
    (void)close(listener);
    return pid;
}

struct run {
    struct loop *loop;
    const struct fetch_result *result;
};

static void
on_done(void *ctx, const struct fetch_result *result)
{
    struct run *run = ctx;

    run->result = result;
    loop_stop(run->loop);
}

/* expected: the body, or NULL where nobody listens. */
static void
send_one(struct fetch *fetch, struct run *run, const struct secret *secret,
         const struct http_secret *place, const char *origin, const char *expected)
{
    const struct http_request request = { .method = place->place == HTTP_SECRET_FORM ? HTTP_POST
                                                                                     : HTTP_GET,
                                          .url = str_from(origin),
                                          .secrets = { *place },
                                          .secret_count = 1 };
    const struct fetch_order order = { .request = &request,
                                       .secret = secret,
                                       .origin = str_from(origin),
                                       .timeout_us = 200000000,
                                       .max_bytes = 1000 };
    struct fetch_handle *handle = fetch_start(fetch, &order, on_done, run, NULL);

    assert_non_null(handle);
    loop_run(run->loop);
    assert_int_equal(run->result->ok, expected != NULL);
    if (expected != NULL)
        assert_true(str_equal_c(run->result->response.body, expected));
    fetch_close(handle);
}

static const struct http_secret places[] = {
    { HTTP_SECRET_HEADER, HTTP_SECRET_BEARER, "Authorization", "token", NULL, false },
    { HTTP_SECRET_QUERY, HTTP_SECRET_AS_IS, "access_token", "token", NULL, false },
    { HTTP_SECRET_FORM, HTTP_SECRET_AS_IS, "access_token", "token", NULL, false },
};

static void
test_nothing_stays(void **state)
{
    const struct fetch_settings settings = { .connect_timeout_us = 100000000,
                                             .max_connections = 4,
                                             .max_connections_per_host = 4 };
    struct run run = { .loop = loop_new() };
    struct fetch *fetch = fetch_new(run.loop, &settings, NULL);
    struct secret_store *store = credential_store("a", TOKEN "\n");
    const struct secret *secret = secret_find(store, STR("a"));
    char origin[64];
    int port;
    pid_t server = start_server(&port);

    (void)state;
    (void)snprintf(origin, sizeof(origin), "http://127.0.0.1:%d", port);
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        send_one(fetch, &run, secret, &places[i], origin, "ok");
        send_one(fetch, &run, secret, &places[i], "http://127.0.0.1:1", NULL);
    }
    fetch_free(fetch);
    secret_store_free(store);
    loop_free(run.loop);
    (void)kill(server, SIGKILL);
    (void)waitpid(server, NULL, 0);
    assert_true(blocks > 100);
    assert_int_equal(left_behind, 0);
}

/* A text that grew while it was built would leave its smaller selves behind. */
static void
test_no_text_grows(void **state)
{
    struct secret_store *store = credential_store("a", TOKEN "\n");
    struct http_request request = { .method = HTTP_POST,
                                    .url = STR("https://a/"),
                                    .secret_count = 2 };
    struct error err = ERROR_INIT;
    struct fill fill;

    (void)state;
    left_behind = 0;
    for (size_t i = 1; i < ARRAY_SIZE(places); i++) { /* the query's, then the form's */
        request.secrets[0] = request.secrets[1] = places[i];
        assert_true(fill_request(&request, secret_find(store, STR("a")), &fill, &err));
        fill_done(&fill);
    }
    secret_store_free(store);
    assert_int_equal(left_behind, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_stays),
        cmocka_unit_test(test_no_text_grows),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
