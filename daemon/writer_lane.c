/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One connection of the writer: it is kept up, does one thing at a time and says when it is over.
 */

#include "writer_inside.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "sched/backoff.h"

static bool
is_first(const struct lane *lane)
{
    return lane == &lane->writer->lanes[0];
}

static void
retry_later(struct lane *lane)
{
    const struct writer_settings *settings = &lane->writer->settings;

    lane->retry_us =
        backoff_next(lane->retry_us, settings->retry_min_us, settings->retry_max_us, loop_random());
    loop_timer_after(lane->retry, lane->retry_us);
}

static void
on_retry(void *ctx)
{
    struct lane *lane = ctx;
    struct error err = ERROR_INIT;

    if (pgconn_open(lane->conn, &err))
        return;
    log_error(lane->writer->log, LOG_LEVEL_ERROR, NULL, &err, "cannot connect to the database");
    retry_later(lane);
}

bool
writer_lane_open(struct lane *lane, struct error *err)
{
    return pgconn_open(lane->conn, err);
}

/* ---- work ---- */

void
writer_lane_ask(struct lane *lane, struct query *query)
{
    assert(lane->state == LANE_IDLE || lane->state == LANE_QUERYING);
    list_append(&lane->queries, &query->link);
    error_clear(&query->error);
    query->is_held = false;
    lane->state = LANE_QUERYING;
    if (pgconn_send(lane->conn, &query->rowset))
        (void)!pgconn_sync(lane->conn);
}

void
writer_lane_write(struct lane *lane)
{
    assert(lane->state == LANE_IDLE);
    lane->state = LANE_WRITING;
    lane->began_us = loop_now_us();
    transaction_start(lane->transaction, lane->group, lane->group_count);
}

/*
 * An error may be the connection's last words (a server that shuts down, a session that was ended):
 * whether it is the query's own is known at the sync.
 */
static void
on_query_result(struct query *query, const struct pgconn_result *result)
{
    const struct error *err = pgconn_result_error(result);

    if (err != NULL) {
        query->error = *err;
        memcpy(query->sqlstate, pgconn_result_sqlstate(result), sizeof(query->sqlstate));
    } else if (query->fn != NULL) {
        query->answered = true;
        query->fn(query->ctx, result, NULL);
    } else {
        query->is_held = writer_note_was_held(query, result);
    }
}

static struct query *
oldest(const struct lane *lane)
{
    return container_of(lane->queries.next, struct query, link);
}

static void
on_result(struct lane *lane, const struct pgconn_result *result)
{
    if (lane->state == LANE_QUERYING)
        on_query_result(oldest(lane), result);
    else if (lane->state == LANE_WRITING)
        transaction_on_result(lane->transaction, result);
}

static void
on_query_synced(struct lane *lane)
{
    struct query *query = oldest(lane);

    list_remove(&query->link);
    if (list_is_empty(&lane->queries))
        lane->state = LANE_IDLE;
    writer_settle_query(lane->writer, query);
}

static void
on_synced(struct lane *lane)
{
    enum transaction_end end;

    switch (lane->state) {
    case LANE_QUERYING:
        on_query_synced(lane);
        break;
    case LANE_WRITING:
        end = transaction_on_synced(lane->transaction);
        if (end == TRANSACTION_RUNS)
            break;
        lane->state = LANE_IDLE;
        lane->writing_us += loop_now_us() - lane->began_us;
        writer_settle_transaction(lane, end);
        break;
    case LANE_DOWN:
    case LANE_IDLE:
        break; /* the sync that ended the handshake */
    }
}

/* ---- the connection ---- */

/* The first result of a connection, before UP. */
static void
on_handshake(struct lane *lane, const struct pgconn_result *result)
{
    struct writer *writer = lane->writer;
    struct error err = ERROR_INIT;

    if (pgconn_result_error(result) != NULL || writer->events.handshake == NULL ||
        writer->events.handshake(writer->events.ctx, result, &err))
        return;
    log_trouble_because(writer->log,
                        &(struct log_trouble){ LOG_LEVEL_ERROR, "handshake", err.text }, NULL,
                        "%s. %s", err.text, err.hint);
    pgconn_close(lane->conn);
    retry_later(lane);
}

static bool
all_are_up(const struct writer *writer)
{
    for (size_t i = 0; i < writer->settings.lanes; i++) {
        if (writer->lanes[i].state == LANE_DOWN)
            return false;
    }
    return true;
}

static void
on_first_up(struct writer *writer)
{
    log_trouble_over(writer->log, "handshake", NULL, "the database fits again");
    log_trouble_over(writer->log, "database", NULL, "the database is back, polling goes on");
    if (writer->events.up != NULL)
        writer->events.up(writer->events.ctx);
    if (writer->events.room != NULL)
        writer->events.room(writer->events.ctx);
}

static void
on_up(struct lane *lane)
{
    struct writer *writer = lane->writer;

    lane->state = LANE_IDLE;
    lane->retry_us = 0;
    lane->lost = 0;
    if (is_first(lane))
        on_first_up(writer);
    if (all_are_up(writer))
        log_trouble_over(writer->log, "lanes", NULL, "all connections for writing stand again");
    writer_pump(writer);
}

/* Pages have other lanes: it is worth a line only where it does not come back at once. */
static void
say_lane_lost(const struct lane *lane, const struct error *err)
{
    const struct writer *writer = lane->writer;
    size_t standing = 0;

    for (size_t i = 0; i < writer->settings.lanes; i++)
        standing += writer->lanes[i].state != LANE_DOWN;
    if (lane->lost < 2 || !writer_is_up(writer))
        return;
    log_trouble_because(
        writer->log, &(struct log_trouble){ LOG_LEVEL_WARNING, "lanes", err->text }, NULL,
        "%zu of %zu connections for writing stand, nothing is lost but writing is slower: %s%s%s",
        standing, writer->settings.lanes, err->text, err->hint[0] != '\0' ? ". " : "", err->hint);
}

static void
on_down(struct lane *lane, const struct error *err)
{
    struct writer *writer = lane->writer;
    bool unfit = err->hint[0] != '\0';

    counter_add(writer->counters, COUNTER_DATABASE_LOST, 1);
    writer_requeue(lane);
    lane->state = LANE_DOWN;
    lane->lost++;
    retry_later(lane);
    if (is_first(lane))
        log_trouble_because(
            writer->log, &(struct log_trouble){ LOG_LEVEL_ERROR, "database", err->text }, NULL,
            "the database %s, polling pauses and nothing is lost: %s%s%s",
            unfit ? "does not fit" : "is away", err->text, unfit ? ". " : "", err->hint);
    else
        say_lane_lost(lane, err);
    writer_pump(writer); /* what went back may be another lane's */
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct lane *lane = ctx;
    const struct writer_events *events = &lane->writer->events;

    switch (news->event) {
    case PGCONN_UP:
        on_up(lane);
        break;
    case PGCONN_RESULT:
        if (lane->state == LANE_DOWN)
            on_handshake(lane, news->result);
        else
            on_result(lane, news->result);
        break;
    case PGCONN_SYNCED:
        on_synced(lane);
        break;
    case PGCONN_NOTIFIED:
        if (events->notified != NULL)
            events->notified(events->ctx, news->channel, news->payload);
        break;
    case PGCONN_DOWN:
        on_down(lane, news->error);
        break;
    }
}

static const char *
name_of(struct lane *lane)
{
    const char *name = lane->writer->settings.connection.application_name;

    if (is_first(lane))
        return name;
    (void)snprintf(lane->name, sizeof(lane->name), "%s %zu", name,
                   (size_t)(lane - lane->writer->lanes) + 1);
    return lane->name;
}

/* Queries, a renewal of the lease among them, go between two waits. */
static int64_t
wait_of(const struct lane *lane)
{
    const struct writer_settings *settings = &lane->writer->settings;

    if (!is_first(lane) || settings->wait_us >= settings->connection.statement_timeout_us)
        return 0;
    return settings->wait_us;
}

void
writer_lane_init(struct lane *lane, struct writer *writer)
{
    struct pgconn_settings settings = writer->settings.connection;

    lane->writer = writer;
    settings.application_name = name_of(lane);
    lane->conn = pgconn_new(writer->loop, &settings, on_news, lane);
    lane->retry = loop_timer_new(writer->loop, on_retry, lane);
    lane->wait_us = wait_of(lane);
    lane->transaction = transaction_new(lane->conn, lane->wait_us);
    list_init(&lane->queries);
}

void
writer_lane_end(struct lane *lane)
{
    pgconn_free(lane->conn);
    loop_timer_free(lane->retry);
    transaction_free(lane->transaction);
}
