/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "farewell.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/when.h"
#include "store/rowset.h"

#define LIMIT_US        (10 * WHEN_SECOND) /* systemd's patience holds it beside shutdown_timeout */
#define ARENA_BYTES_MAX (1u << 16)

struct farewell {
    struct pgconn *conn;
    struct loop_timer *limit;
    const char *instance;
    struct error error;
    farewell_fn fn;
    void *ctx;
};

static void
finish(struct farewell *farewell, const struct error *err)
{
    pgconn_close(farewell->conn);
    loop_timer_stop(farewell->limit);
    farewell->fn(farewell->ctx, err);
}

static void
say(struct farewell *farewell)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_DAEMON_END);
    must(rowset_text(&rowset, arena, str_from(farewell->instance)));
    if (pgconn_send(farewell->conn, &rowset))
        (void)!pgconn_sync(farewell->conn);
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct farewell *farewell = ctx;

    switch (news->event) {
    case PGCONN_UP:
        say(farewell);
        break;
    case PGCONN_RESULT:
        if (pgconn_result_error(news->result) != NULL)
            farewell->error = *pgconn_result_error(news->result);
        break;
    case PGCONN_SYNCED:
        finish(farewell, error_is_set(&farewell->error) ? &farewell->error : NULL);
        break;
    case PGCONN_NOTIFIED:
        break;
    case PGCONN_DOWN:
        finish(farewell, news->error);
        break;
    }
}

/* Time is over, or the connection string never worked. */
static void
on_limit(void *ctx)
{
    struct farewell *farewell = ctx;
    struct error err = ERROR_INIT;

    (void)error_set(&err, ERROR_TIMEOUT, "it did not answer in time");
    finish(farewell, error_is_set(&farewell->error) ? &farewell->error : &err);
}

struct farewell *
farewell_start(struct loop *loop, const struct pgconn_settings *connection, const char *instance,
               farewell_fn fn, void *ctx)
{
    struct farewell *farewell = xcalloc(1, sizeof(*farewell));

    farewell->instance = instance;
    farewell->fn = fn;
    farewell->ctx = ctx;
    farewell->conn = pgconn_new(loop, connection, on_news, farewell);
    farewell->limit = loop_timer_new(loop, on_limit, farewell);
    loop_timer_after(farewell->limit, pgconn_open(farewell->conn, &farewell->error) ? LIMIT_US : 0);
    return farewell;
}

void
farewell_free(struct farewell *farewell)
{
    if (farewell == NULL)
        return;
    pgconn_free(farewell->conn);
    loop_timer_free(farewell->limit);
    free(farewell);
}
