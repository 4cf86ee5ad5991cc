/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "delivery.h"

#include <stdlib.h>
#include <string.h>

#include "sched/backoff.h"
#include "store/rowset.h"
#include "sync.h"

#define DOCUMENT_BYTES_MAX (256u << 20)
#define ARENA_BYTES_MAX    (512u << 20)
#define WAIT_MIN_US        WHEN_SECOND
#define WAIT_MAX_US        (30 * WHEN_SECOND)
#define WAIT_PARTS         4 /* of the statement timeout: who waits behind it has the rest */

enum delivery_state {
    DELIVERY_NONE,
    DELIVERY_RESTING,    /* until the next try; the connection may stand */
    DELIVERY_CONNECTING, /* until UP */
    DELIVERY_SENDING,    /* a part or the document */
};

struct delivery {
    struct delivery_parts parts;
    struct pgconn *conn;
    struct loop_timer *again;
    enum delivery_state state;
    const struct generation *generation;
    struct roster *roster; /* while parts are sent */
    bool parts_are_kept;   /* by the database, until the document came */
    struct sync_walk walk;
    int32_t part; /* the last one that was sent */
    int32_t part_count;
    int64_t began_us;
    int64_t wait_us;  /* of one try for a lock, and of the pause behind it */
    int64_t retry_us; /* the last pause before a try to connect */
    int64_t changed;
    bool is_unsure;     /* a document was sent and nobody answered: it may have been taken */
    struct error error; /* of what was sent last */
    char sqlstate[6];
};

/* ---- the end ---- */

static void
let_go(struct delivery *delivery)
{
    pgconn_close(delivery->conn);
    loop_timer_stop(delivery->again);
    roster_free(TAKE(delivery->roster));
    delivery->state = DELIVERY_NONE;
}

static void
finish(struct delivery *delivery, const struct error *err)
{
    int64_t changed = delivery->changed;

    if (delivery->is_unsure && changed == 0)
        changed = 1; /* the answer that came says what the last try changed */
    delivery->is_unsure = false;
    let_go(delivery);
    delivery->parts.done(delivery->parts.ctx, changed, err);
}

static bool
is_patient(const struct delivery *delivery)
{
    return delivery->parts.patience_us == 0 ||
           loop_now_us() < delivery->began_us + delivery->parts.patience_us;
}

/* waits() may start another one in its place. */
static void
try_later(struct delivery *delivery, int64_t pause_us, const struct error *err)
{
    delivery->state = DELIVERY_RESTING;
    roster_free(TAKE(delivery->roster));
    loop_timer_after(delivery->again, pause_us);
    delivery->parts.waits(delivery->parts.ctx, err);
}

/* ---- what is sent ---- */

static void
send(struct delivery *delivery, const struct rowset *rowset)
{
    delivery->state = DELIVERY_SENDING;
    error_clear(&delivery->error);
    if (pgconn_send(delivery->conn, rowset))
        (void)!pgconn_sync(delivery->conn);
}

static void
send_part(struct delivery *delivery)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    CLEANUP(buf_done) struct buf part = BUF_INIT(DOCUMENT_BYTES_MAX);
    struct rowset rowset;

    must(sync_part(&delivery->walk, delivery->roster, &delivery->generation->pseudonym, &part));
    rowset_start(&rowset, STATEMENT_CONFIG_PART);
    must(rowset_text(&rowset, arena, str_from(delivery->parts.instance)));
    must(rowset_int4(&rowset, arena, ++delivery->part));
    must(rowset_text(&rowset, arena, buf_str(&part)));
    send(delivery, &rowset);
}

static int64_t
next_wait(const struct delivery *delivery)
{
    int64_t longest_us = delivery->parts.connection.statement_timeout_us / WAIT_PARTS;
    int64_t wait_us = delivery->wait_us == 0 ? WAIT_MIN_US : delivery->wait_us * 2;

    if (longest_us > WAIT_MAX_US)
        longest_us = WAIT_MAX_US;
    return wait_us < longest_us ? wait_us : longest_us;
}

static void
send_document(struct delivery *delivery)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    CLEANUP(buf_done) struct buf document = BUF_INIT(DOCUMENT_BYTES_MAX);
    const struct config *config = delivery->generation->file.config;
    struct rowset rowset;

    delivery->wait_us = next_wait(delivery);
    must(sync_document(config, &delivery->generation->pseudonym, &document));
    rowset_start(&rowset, STATEMENT_CONFIG_SYNC);
    must(rowset_text(&rowset, arena, buf_str(&document)));
    must(rowset_text(&rowset, arena, str_from(config->digest)));
    must(rowset_text(&rowset, arena, str_from(delivery->parts.instance)));
    must(rowset_int4(&rowset, arena, (int32_t)(delivery->wait_us / 1000)));
    send(delivery, &rowset);
}

static void
send_next(struct delivery *delivery)
{
    if (delivery->part < delivery->part_count) {
        send_part(delivery);
        return;
    }
    roster_free(TAKE(delivery->roster));
    delivery->parts_are_kept = true;
    send_document(delivery);
}

static void
send_first(struct delivery *delivery)
{
    const struct generation *generation = delivery->generation;

    delivery->parts_are_kept = false;
    delivery->roster = roster_new(generation->file.config, generation->secrets);
    delivery->walk = (struct sync_walk){ .config = generation->file.config };
    delivery->part = 0;
    delivery->part_count = sync_parts(generation->file.config);
    send_next(delivery);
}

/* ---- what comes back ---- */

/* By its beginning. */
static bool
is_error(const struct delivery *delivery, const char *sqlstate)
{
    return strncmp(delivery->sqlstate, sqlstate, strlen(sqlstate)) == 0;
}

/* Refusals of ops.sync_config() that do not pass by themselves (sql/README.md). */
static bool
is_our_fault(const struct delivery *delivery)
{
    return is_error(delivery, "PT003") || is_error(delivery, "PT005");
}

/* Somebody holds what it needs, or the two were in each other's way. */
static bool
is_held(const struct delivery *delivery)
{
    return is_error(delivery, PGCONN_LOCK_TOO_LONG) || is_error(delivery, "40");
}

/* Another session brought parts in between: one that lost its client, say. */
static bool
is_mixed(const struct delivery *delivery)
{
    return is_error(delivery, "PT004");
}

static bool
may_pass(const struct delivery *delivery)
{
    if (delivery->parts.patience_us > 0)
        return (is_held(delivery) || is_mixed(delivery)) && is_patient(delivery);
    if (is_mixed(delivery))
        return true;
    return pgconn_sqlstate_may_pass(delivery->sqlstate) && !is_error(delivery, PGCONN_TOO_LONG);
}

/* An error may be the connection's last words: whether it is the statement's own is known here. */
static void
on_synced(struct delivery *delivery)
{
    if (!error_is_set(&delivery->error)) {
        if (delivery->parts_are_kept) /* it was the document */
            finish(delivery, NULL);
        else
            send_next(delivery);
        return;
    }
    if (is_mixed(delivery))
        delivery->parts_are_kept = false;
    if (may_pass(delivery)) {
        try_later(delivery, delivery->wait_us == 0 ? WAIT_MIN_US : delivery->wait_us,
                  &delivery->error);
        return;
    }
    if (is_our_fault(delivery))
        delivery->error.kind = ERROR_CONFIG;
    if (is_error(delivery, PGCONN_TOO_LONG))
        error_hint(&delivery->error, "Raise database.statement_timeout.");
    finish(delivery, &delivery->error);
}

static void
on_result(struct delivery *delivery, const struct pgconn_result *result)
{
    const struct error *err = pgconn_result_error(result);

    if (delivery->state != DELIVERY_SENDING)
        return; /* the handshake, which the writer judges */
    if (err != NULL) {
        delivery->error = *err;
        memcpy(delivery->sqlstate, pgconn_result_sqlstate(result), sizeof(delivery->sqlstate));
    } else if (pgconn_result_statement(result) == STATEMENT_CONFIG_SYNC) {
        delivery->changed = pgconn_get_int(result, 0, 0, 0);
    }
}

static void
on_down(struct delivery *delivery, const struct error *err)
{
    if (delivery->state == DELIVERY_SENDING && delivery->parts_are_kept)
        delivery->is_unsure = true;
    delivery->retry_us = backoff_next(delivery->retry_us, delivery->parts.retry_min_us,
                                      delivery->parts.retry_max_us, loop_random());
    if (is_patient(delivery))
        try_later(delivery, delivery->retry_us, err);
    else
        finish(delivery, err);
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct delivery *delivery = ctx;

    switch (news->event) {
    case PGCONN_UP:
        delivery->retry_us = 0;
        send_first(delivery);
        break;
    case PGCONN_RESULT:
        on_result(delivery, news->result);
        break;
    case PGCONN_SYNCED:
        on_synced(delivery);
        break;
    case PGCONN_NOTIFIED:
        break;
    case PGCONN_DOWN:
        on_down(delivery, news->error);
        break;
    }
}

/* ---- its life ---- */

/* The beginning, or the next try; a connection that was lost starts from the first part. */
static void
on_again(void *ctx)
{
    struct delivery *delivery = ctx;
    struct error err = ERROR_INIT;

    if (pgconn_is_up(delivery->conn)) {
        if (delivery->parts_are_kept)
            send_document(delivery);
        else
            send_first(delivery);
        return;
    }
    pgconn_close(delivery->conn);
    delivery->state = DELIVERY_CONNECTING;
    if (!pgconn_open(delivery->conn, &err))
        finish(delivery, &err);
}

struct delivery *
delivery_new(const struct delivery_parts *parts)
{
    struct delivery *delivery = xcalloc(1, sizeof(*delivery));

    delivery->parts = *parts;
    delivery->conn = pgconn_new(parts->loop, &parts->connection, on_news, delivery);
    delivery->again = loop_timer_new(parts->loop, on_again, delivery);
    return delivery;
}

void
delivery_free(struct delivery *delivery)
{
    if (delivery == NULL)
        return;
    pgconn_free(delivery->conn);
    loop_timer_free(delivery->again);
    roster_free(delivery->roster);
    free(delivery);
}

void
delivery_start(struct delivery *delivery, const struct generation *generation)
{
    let_go(delivery);
    delivery->generation = generation;
    delivery->began_us = loop_now_us();
    delivery->wait_us = delivery->retry_us = delivery->changed = 0;
    delivery->state = DELIVERY_CONNECTING;
    loop_timer_after(delivery->again, 0);
}

void
delivery_stop(struct delivery *delivery)
{
    let_go(delivery);
}

bool
delivery_rests(const struct delivery *delivery)
{
    return delivery->state == DELIVERY_NONE || delivery->state == DELIVERY_RESTING;
}
