/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "probe.h"

#include <assert.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/list.h"
#include "http/url.h"

#define ARENA_BYTES (64u << 20) /* an answer and what an adapter makes of it */
#define ORIGIN_MAX  512

struct probe {
    struct loop *loop;
    struct fetch *fetch;
    struct loop_timer *deadline;
    struct probe_settings settings;
    int64_t timeout_us;
    size_t max_bytes;
    struct list waiting, under_way; /* of struct asked */
    size_t count;                   /* under way */
    bool over;                      /* the time of this run has passed */
};

struct asked {
    struct list link; /* first: a link is its asked */
    struct probe *probe;
    struct probe_order order;
    struct arena *arena;
    struct fetch_handle *fetch;
};

/* Its reader may have left the answer where it was. */
static void
finish(struct asked *asked, const struct fetch_result *result)
{
    struct str body = result->ok ? result->response.body : STR_NONE;

    asked->order.done(asked->order.ctx, asked->arena, result);
    if (body.n > 0)
        sodium_memzero((char *)(uintptr_t)body.p, body.n);
    fetch_close(asked->fetch);
    arena_free(asked->arena);
    free(asked);
}

static void
finish_without_answer(struct asked *asked, const struct error *err)
{
    finish(asked, &(struct fetch_result){ .ok = false, .error = *err });
}

static void start_waiting(struct probe *probe); /* an answer makes room for the next one */

static void
on_answer(void *ctx, const struct fetch_result *result)
{
    struct asked *asked = ctx;
    struct probe *probe = asked->probe;

    list_remove(&asked->link);
    probe->count--;
    finish(asked, result);
    start_waiting(probe);
    if (probe->count == 0)
        loop_stop(probe->loop);
}

/* False and *err: there will be no answer. */
static bool
start(struct asked *asked, struct error *err)
{
    CLEANUP(buf_done) struct buf origin = BUF_INIT(ORIGIN_MAX);
    const struct probe *probe = asked->probe;
    struct http_request request = { .method = HTTP_GET };
    struct fetch_order order = { .request = &request,
                                 .secret = asked->order.secret,
                                 .timeout_us = probe->timeout_us,
                                 .max_bytes = probe->max_bytes };

    if (!url_origin(asked->order.base_url, &origin))
        return error_set(err, ERROR_CONFIG, "there is no address to ask");
    if (!asked->order.plan(asked->order.ctx, asked->arena, &request, err))
        return false;
    order.origin = buf_str(&origin);
    asked->fetch = fetch_start(probe->fetch, &order, on_answer, asked, err);
    return asked->fetch != NULL;
}

static void
start_waiting(struct probe *probe)
{
    while (!list_is_empty(&probe->waiting) && probe->count < probe->settings.at_once) {
        struct asked *asked = (struct asked *)list_take_first(&probe->waiting);
        struct error err = ERROR_INIT;

        if (probe->over)
            (void)error_set(&err, ERROR_TIMEOUT, "it was not asked: the time for all is used up");
        asked->arena = arena_new(ARENA_BYTES);
        if (probe->over || !start(asked, &err)) {
            finish_without_answer(asked, &err);
            continue;
        }
        list_append(&probe->under_way, &asked->link);
        probe->count++;
    }
}

static void
on_deadline(void *ctx)
{
    struct probe *probe = ctx;
    struct error err = ERROR_INIT;

    probe->over = true;
    (void)error_set(&err, ERROR_TIMEOUT, "no answer came: the time for all is used up");
    while (!list_is_empty(&probe->under_way)) {
        struct asked *asked = (struct asked *)list_take_first(&probe->under_way);

        fetch_close(TAKE(asked->fetch));
        probe->count--;
        finish_without_answer(asked, &err);
    }
    start_waiting(probe);
    loop_stop(probe->loop);
}

void
probe_ask(struct probe *probe, const struct probe_order *order)
{
    struct asked *asked = xcalloc(1, sizeof(*asked));

    asked->probe = probe;
    asked->order = *order;
    list_append(&probe->waiting, &asked->link);
}

void
probe_run(struct probe *probe)
{
    probe->over = false;
    start_waiting(probe);
    if (probe->count == 0)
        return;
    loop_timer_after(probe->deadline, probe->settings.limit_us);
    loop_run(probe->loop);
    loop_timer_stop(probe->deadline);
}

struct probe *
probe_new(const struct generation *generation, const struct probe_settings *settings,
          struct error *err)
{
    CLEANUP(probe_freep) struct probe *probe = xcalloc(1, sizeof(*probe));
    const struct config_http *http = &generation->file.config->http;
    const struct fetch_settings network = generation_fetch_settings(generation);

    assert(settings->at_once > 0);
    list_init(&probe->waiting);
    list_init(&probe->under_way);
    probe->settings = *settings;
    probe->timeout_us = http->timeout_us;
    probe->max_bytes = (size_t)http->max_response_bytes;
    probe->loop = loop_new();
    probe->deadline = loop_timer_new(probe->loop, on_deadline, probe);
    probe->fetch = fetch_new(probe->loop, &network, err);
    return probe->fetch == NULL ? NULL : TAKE(probe);
}

static void
forget(struct list *asked)
{
    while (!list_is_empty(asked)) {
        struct asked *left = (struct asked *)list_take_first(asked);

        fetch_close(left->fetch);
        arena_free(left->arena);
        free(left);
    }
}

void
probe_free(struct probe *probe)
{
    if (probe == NULL)
        return;
    forget(&probe->waiting);
    forget(&probe->under_way);
    fetch_free(probe->fetch);
    loop_timer_free(probe->deadline);
    loop_free(probe->loop);
    free(probe);
}
