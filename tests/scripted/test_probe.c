/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The tool's requests: all are answered, in bounded number at a time and in bounded time, secrets
 * go with them, and nothing goes elsewhere. The peer lives in a process of its own, because the
 * probe has its own loop.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "credential.h"
#include "peer.h"
#include "probe.h"

#define SECOND  INT64_C(1000000)
#define GOOD    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
#define ASK_MAX 8

static char folder[64];

struct asker {
    struct probe *probe;
    struct probe_order order;
    char url[128];
    struct error err; /* of the last one that had no answer */
    int answers[4];   /* how many had status 200, another, none, no plan */
    size_t more;      /* to be asked for by those that are answered */
    bool refuses;     /* the plan */
    size_t planned, at_once, at_once_max;
};

static bool
plan(void *ctx, struct arena *arena, struct http_request *ret_request, struct error *err)
{
    struct asker *asker = ctx;

    asker->planned++;
    if (asker->refuses)
        return error_set(err, ERROR_CONFIG, "the id is no id");
    *ret_request = (struct http_request){ .method = HTTP_GET, .secret_count = 1 };
    ret_request->secrets[0] = (struct http_secret){ .transform = HTTP_SECRET_BEARER,
                                                    .name = "Authorization",
                                                    .part = "token" };
    asker->at_once++;
    if (asker->at_once > asker->at_once_max)
        asker->at_once_max = asker->at_once;
    return arena_str(arena, str_from(asker->url), &ret_request->url);
}

static void
done(void *ctx, struct arena *arena, const struct fetch_result *result)
{
    struct asker *asker = ctx;

    assert_non_null(arena);
    if (asker->at_once > 0)
        asker->at_once--;
    if (!result->ok) {
        asker->err = result->error;
        asker->answers[2]++;
    } else {
        asker->answers[result->response.status == 200 ? 0 : 1]++;
    }
    if (asker->more > 0) {
        asker->more--;
        probe_ask(asker->probe, &asker->order);
    }
}

/* ---- the world: files, and a peer that answers so ---- */

static void
write_file(const char *name, const char *text)
{
    char path[256];
    int fd;

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(fd), 0);
}

static struct generation *
load(void)
{
    struct config_errors errors = { .count = 0 };
    struct generation *generation;
    char text[512];
    char path[128];

    (void)snprintf(path, sizeof(path), "%s/pantau.yaml", folder);
    (void)snprintf(text, sizeof(text),
                   "credentials: { directory: %s/secrets }\nhttp: { timeout: 5m }\n", folder);
    write_file("pantau.yaml", text);
    generation = generation_load(path, NULL, &errors);
    if (generation == NULL)
        conffile_show_errors(&errors);
    assert_non_null(generation);
    return generation;
}

static int
set_up(void **state)
{
    char path[80];

    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/pantau-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/secrets", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file("secrets/pseudonym-key",
               "1111111111111111111111111111111111111111111111111111111111111111\n");
    return 0;
}

static int
tear_down(void **state)
{
    char command[100];

    (void)state;
    (void)snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command);
}

/* Its pid, for stop_peer(). Each answer is played once. */
static pid_t
start_peer(const struct peer_answer *answers, size_t count, char origin[64])
{
    int ends[2];
    pid_t pid;

    assert_int_equal(pipe(ends), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        /* Not longer than a test that fails. */
        int bound = prctl(PR_SET_PDEATHSIG, SIGKILL);
        struct loop *loop = loop_new();
        struct peer *peer = peer_new(loop, answers, count, NULL);
        char text[64] = "";

        (void)snprintf(text, sizeof(text), "%s", peer_origin(peer));
        if (bound == 0 && write(ends[1], text, sizeof(text)) == (ssize_t)sizeof(text))
            loop_run(loop);
        _exit(0);
    }
    assert_int_equal(read(ends[0], origin, 64), 64);
    assert_int_equal(close(ends[0]) + close(ends[1]), 0);
    return pid;
}

static void
stop_peer(pid_t pid)
{
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

struct world {
    struct generation *generation;
    struct secret_store *secrets;
    struct asker asker;
    char origin[64];
    pid_t peer;
};

static struct world
open_world(const struct peer_answer *answers, size_t count, int64_t limit_us)
{
    struct world world = { .generation = load() };
    struct error err = ERROR_INIT;

    world.peer = start_peer(answers, count, world.origin);
    world.secrets = credential_store("fb-city", "SIMULATEDtoken\n");
    world.asker.probe = probe_new(
        world.generation, &(struct probe_settings){ .at_once = 2, .limit_us = limit_us }, &err);
    assert_non_null(world.asker.probe);
    (void)snprintf(world.asker.url, sizeof(world.asker.url), "%s/me", world.origin);
    return world;
}

static void
ask(struct world *world, size_t count)
{
    world->asker.order = (struct probe_order){
        .base_url = str_from(world->origin),
        .secret = secret_find(world->secrets, STR("fb-city")),
        .plan = plan,
        .done = done,
        .ctx = &world->asker,
    };
    for (size_t i = 0; i < count; i++)
        probe_ask(world->asker.probe, &world->asker.order);
    probe_run(world->asker.probe);
}

static void
close_world(struct world *world)
{
    probe_free(world->asker.probe);
    secret_store_free(world->secrets);
    generation_free(world->generation);
    stop_peer(world->peer);
}

/* ---- tests ---- */

static void
test_all_are_answered(void **state)
{
    struct peer_answer answers[ASK_MAX];
    struct world world;

    (void)state;
    for (size_t i = 0; i < ASK_MAX; i++)
        answers[i] = (struct peer_answer){ .bytes = STR(GOOD), .end = PEER_KEEP };
    answers[1].bytes = STR("HTTP/1.1 429 Slow\r\nContent-Length: 2\r\n\r\n{}");
    world = open_world(answers, ASK_MAX, 300 * SECOND);
    world.asker.more = 2;
    ask(&world, 5);
    assert_int_equal(world.asker.answers[0], 6);
    assert_int_equal(world.asker.answers[1], 1);
    assert_int_equal(world.asker.at_once_max, 2);
    ask(&world, 1); /* again, with what is left */
    assert_int_equal(world.asker.answers[0], 7);
    assert_int_equal(world.asker.answers[2], 0);
    close_world(&world);
}

/* One hangs: it and those behind it end with the time of the whole, and are told. */
static void
test_time_is_bounded(void **state)
{
    const struct peer_answer answers[] = {
        { .bytes = STR("HTTP/1.1 200 OK\r\n"), .end = PEER_HANG },
        { .bytes = STR("HTTP/1.1 200 OK\r\n"), .end = PEER_HANG },
        { .bytes = STR(GOOD), .end = PEER_KEEP }
    };
    struct world world;

    (void)state;
    world = open_world(answers, ARRAY_SIZE(answers), SECOND / 2);
    ask(&world, 4);
    assert_int_equal(world.asker.answers[2], 4);
    assert_int_equal(world.asker.planned, 2);
    assert_int_equal(world.asker.err.kind, ERROR_TIMEOUT);
    assert_string_equal(world.asker.err.text, "it was not asked: the time for all is used up");
    close_world(&world);
}

static void
test_what_cannot_be_asked(void **state)
{
    struct world world;

    (void)state;
    world = open_world(NULL, 0, 300 * SECOND);
    world.asker.refuses = true;
    ask(&world, 3);
    assert_int_equal(world.asker.answers[2], 3);
    assert_string_equal(world.asker.err.text, "the id is no id");

    world.asker.refuses = false;
    (void)snprintf(world.asker.url, sizeof(world.asker.url), "http://127.0.0.2:9/elsewhere");
    ask(&world, 1); /* not where the base URL is */
    assert_int_equal(world.asker.answers[2], 4);
    assert_int_equal(world.asker.err.kind, ERROR_DENIED);

    (void)snprintf(world.origin, sizeof(world.origin), "%s", "nothing");
    ask(&world, 1);
    assert_int_equal(world.asker.answers[2], 5);
    assert_string_equal(world.asker.err.text, "there is no address to ask");
    /* What was asked for and never run is forgotten with the probe. */
    probe_ask(world.asker.probe, &world.asker.order);
    close_world(&world);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_are_answered),
        cmocka_unit_test(test_time_is_bounded),
        cmocka_unit_test(test_what_cannot_be_asked),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
