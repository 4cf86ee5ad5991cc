/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One connection, one thing at a time: a query, or a transaction of up to TRANSACTION_PAGES_MAX
 * pages. When a group fails, its pages are tried again one by one, so that only the page at fault
 * is refused.
 */

#include "writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "sched/backoff.h"
#include "transaction.h"

enum writer_state {
    WRITER_DOWN,     /* no connection; the retry timer runs or it connects */
    WRITER_IDLE,     /* up, nothing under way */
    WRITER_QUERYING, /* one query */
    WRITER_WRITING,  /* a transaction */
};

#define SLOW_TRIES 3

struct query {
    struct list link;
    struct rowset rowset;
    struct arena *arena; /* the rowset's bytes */
    writer_answer_fn fn;
    void *ctx;
    bool answered;      /* fn was called: it must not be called again */
    struct error error; /* what it failed with; told when the connection outlives it */
};

struct writer {
    struct loop *loop;
    struct log *log;
    struct counters *counters;
    struct writer_settings settings;
    struct writer_events events;
    struct pgconn *conn;
    struct loop_timer *retry;
    int64_t retry_us;
    unsigned slow_tries; /* since the last commit */
    enum writer_state state;
    bool was_full;

    struct list pages, queries;
    size_t page_count;

    struct query *query; /* under way */
    struct page *group[TRANSACTION_PAGES_MAX];
    size_t group_count;
    struct transaction *transaction;
};

/* What ends lets the next thing begin, and that may end in turn: the one ring of this file. */
static void pump(struct writer *writer);

static void
query_free(struct query *query)
{
    if (query == NULL)
        return;
    arena_free(query->arena);
    free(query);
}

/* What a failed group or query goes back to: the front of its queue, in its old order. */
static void
requeue(struct writer *writer, bool alone)
{
    while (writer->group_count > 0) {
        struct page *page = writer->group[--writer->group_count];
        page->alone = page->alone || alone;
        list_prepend(&writer->pages, &page->link);
        writer->page_count++;
    }
    if (writer->query == NULL)
        return;
    if (writer->query->answered)
        query_free(writer->query);
    else
        list_prepend(&writer->queries, &writer->query->link);
    writer->query = NULL;
}

static void
retry_later(struct writer *writer)
{
    writer->retry_us = backoff_next(writer->retry_us, writer->settings.retry_min_us,
                                    writer->settings.retry_max_us, loop_random());
    loop_timer_after(writer->retry, writer->retry_us);
}

static void
on_retry(void *ctx)
{
    struct writer *writer = ctx;
    struct error err = ERROR_INIT;

    if (writer->state != WRITER_DOWN) {
        pump(writer);
    } else if (!pgconn_open(writer->conn, &err)) {
        log_error(writer->log, LOG_LEVEL_ERROR, NULL, &err, "cannot connect to the database");
        retry_later(writer);
    }
}

static void
start_query(struct writer *writer)
{
    struct query *query = container_of(writer->queries.next, struct query, link);

    list_remove(&query->link);
    writer->query = query;
    error_clear(&query->error);
    writer->state = WRITER_QUERYING;
    if (pgconn_send(writer->conn, &query->rowset))
        (void)!pgconn_sync(writer->conn);
}

/*
 * An error may be the connection's last words (a server that shuts down, a session that was ended):
 * whether it is the query's own is known at the sync.
 */
static void
on_query_result(struct writer *writer, const struct pgconn_result *result)
{
    struct query *query = writer->query;
    const struct error *err = pgconn_result_error(result);

    if (err != NULL) {
        query->error = *err;
    } else if (query->fn != NULL) {
        query->answered = true;
        query->fn(query->ctx, result, NULL);
    }
}

static void
on_query_synced(struct writer *writer)
{
    struct query *query = TAKE(writer->query);

    writer->state = WRITER_IDLE;
    if (error_is_set(&query->error) && query->fn != NULL)
        query->fn(query->ctx, NULL, &query->error);
    else if (error_is_set(&query->error))
        log_error(writer->log, LOG_LEVEL_WARNING, NULL, &query->error, "a query was refused");
    query_free(query);
    pump(writer);
}

/* Pages of one government (the lock statement takes one), alone where a page failed in company. */
static void
take_group(struct writer *writer)
{
    size_t bytes = 0;

    writer->group_count = 0;
    while (writer->group_count < TRANSACTION_PAGES_MAX && !list_is_empty(&writer->pages)) {
        struct page *page = container_of(writer->pages.next, struct page, link);
        bytes += page->bytes;
        if (writer->group_count > 0 &&
            (page->alone || page->government_id != writer->group[0]->government_id ||
             bytes > TRANSACTION_BYTES_MAX))
            break;
        list_remove(&page->link);
        writer->page_count--;
        writer->group[writer->group_count++] = page;
        if (page->alone)
            break;
    }
}

static void
start_group(struct writer *writer)
{
    take_group(writer);
    writer->state = WRITER_WRITING;
    transaction_start(writer->transaction, writer->group, writer->group_count);
}

static void
finish_group(struct writer *writer, enum page_outcome outcome)
{
    struct page *pages[TRANSACTION_PAGES_MAX];
    size_t count = writer->group_count;

    memcpy(pages, writer->group, count * sizeof(*pages));
    writer->group_count = 0;
    for (size_t i = 0; i < count; i++)
        pages[i]->done(pages[i]->ctx, outcome, pages[i]->changed,
                       outcome == PAGE_COMMITTED ? NULL : transaction_error(writer->transaction));
}

static void
settle_failure(struct writer *writer)
{
    counter_add(writer->counters, COUNTER_TRANSACTIONS_FAILED, 1);
    writer->state = WRITER_IDLE;
    if (transaction_may_pass(writer->transaction)) {
        const char *reason = transaction_error(writer->transaction)->text;
        log_trouble_because(
            writer->log, &(struct log_trouble){ LOG_LEVEL_WARNING, "database write", reason }, NULL,
            "the database does not take writes now, polling waits: %s", reason);
        /* What the server ended again and again because it took too long may be quick alone. */
        requeue(writer, strcmp(transaction_sqlstate(writer->transaction), "57014") == 0 &&
                            ++writer->slow_tries >= SLOW_TRIES);
        retry_later(writer);
    } else if (writer->group_count > 1) {
        requeue(writer, true);
        pump(writer);
    } else {
        bool fenced = strcmp(transaction_sqlstate(writer->transaction), "PT001") == 0;
        finish_group(writer, fenced ? PAGE_FENCED : PAGE_REFUSED);
        pump(writer);
    }
}

static void
settle_success(struct writer *writer)
{
    counter_add(writer->counters, COUNTER_TRANSACTIONS, 1);
    log_trouble_over(writer->log, "database write", NULL, "the database takes writes again");
    writer->retry_us = 0;
    writer->slow_tries = 0;
    writer->state = WRITER_IDLE;
    finish_group(writer, PAGE_COMMITTED);
    pump(writer);
}

static void
on_synced(struct writer *writer)
{
    switch (writer->state) {
    case WRITER_QUERYING:
        on_query_synced(writer);
        break;
    case WRITER_WRITING:
        switch (transaction_on_synced(writer->transaction)) {
        case TRANSACTION_RUNS:
            break;
        case TRANSACTION_COMMITTED:
            settle_success(writer);
            break;
        case TRANSACTION_FAILED:
            settle_failure(writer);
            break;
        }
        break;
    case WRITER_DOWN:
    case WRITER_IDLE:
        break; /* the sync that ended the handshake */
    }
}

static void
on_result(struct writer *writer, const struct pgconn_result *result)
{
    if (writer->state == WRITER_QUERYING)
        on_query_result(writer, result);
    else if (writer->state == WRITER_WRITING)
        transaction_on_result(writer->transaction, result);
}

/* The first result of a connection, before UP. */
static void
on_handshake(struct writer *writer, const struct pgconn_result *result)
{
    struct error err = ERROR_INIT;

    if (pgconn_result_error(result) != NULL || writer->events.handshake == NULL ||
        writer->events.handshake(writer->events.ctx, result, &err))
        return;
    log_trouble_because(writer->log,
                        &(struct log_trouble){ LOG_LEVEL_ERROR, "handshake", err.text }, NULL,
                        "%s. %s", err.text, err.hint);
    pgconn_close(writer->conn);
    retry_later(writer);
}

static void
on_up(struct writer *writer)
{
    writer->state = WRITER_IDLE;
    writer->retry_us = 0;
    log_trouble_over(writer->log, "handshake", NULL, "the database fits again");
    log_trouble_over(writer->log, "database", NULL, "the database is back, polling goes on");
    if (writer->events.up != NULL)
        writer->events.up(writer->events.ctx);
    if (writer->events.room != NULL)
        writer->events.room(writer->events.ctx);
    pump(writer);
}

static void
on_down(struct writer *writer, const struct error *err)
{
    bool unfit = err->hint[0] != '\0';

    counter_add(writer->counters, COUNTER_DATABASE_LOST, 1);
    requeue(writer, false);
    writer->state = WRITER_DOWN;
    retry_later(writer);
    log_trouble_because(
        writer->log, &(struct log_trouble){ LOG_LEVEL_ERROR, "database", err->text }, NULL,
        "the database %s, polling pauses and nothing is lost: %s%s%s",
        unfit ? "does not fit" : "is away", err->text, unfit ? ". " : "", err->hint);
}

static void
on_news(void *ctx, const struct pgconn_news *news)
{
    struct writer *writer = ctx;

    switch (news->event) {
    case PGCONN_UP:
        on_up(writer);
        break;
    case PGCONN_RESULT:
        if (writer->state == WRITER_DOWN)
            on_handshake(writer, news->result);
        else
            on_result(writer, news->result);
        break;
    case PGCONN_SYNCED:
        on_synced(writer);
        break;
    case PGCONN_NOTIFIED:
        if (writer->events.notified != NULL)
            writer->events.notified(writer->events.ctx, news->channel, news->payload);
        break;
    case PGCONN_DOWN:
        on_down(writer, news->error);
        break;
    }
}

/* Starts the next thing when nothing is under way: queries first, they are short and others wait
 * for them. */
static void
pump(struct writer *writer)
{
    counter_set(writer->counters, COUNTER_BATCHES_QUEUED, (int64_t)writer->page_count);
    if (writer->was_full && writer_has_room(writer)) {
        writer->was_full = false;
        if (writer->events.room != NULL)
            writer->events.room(writer->events.ctx);
    }
    if (writer->state != WRITER_IDLE || loop_timer_is_set(writer->retry))
        return;
    if (!list_is_empty(&writer->queries))
        start_query(writer);
    else if (!list_is_empty(&writer->pages))
        start_group(writer);
}

static void
pump_later(void *ctx)
{
    pump(ctx);
}

struct writer *
writer_new(struct loop *loop, struct log *log, struct counters *counters,
           const struct writer_settings *settings, const struct writer_events *events)
{
    struct writer *writer = xcalloc(1, sizeof(*writer));

    writer->loop = loop;
    writer->log = log;
    writer->counters = counters;
    writer->settings = *settings;
    writer->events = *events;
    writer->conn = pgconn_new(loop, &settings->connection, on_news, writer);
    writer->retry = loop_timer_new(loop, on_retry, writer);
    writer->transaction = transaction_new(writer->conn);
    list_init(&writer->pages);
    list_init(&writer->queries);
    return writer;
}

/* Nothing may start here any more: the program ends. */
static void
drop_everything(struct writer *writer)
{
    struct error err = ERROR_INIT;

    error_set(&err, ERROR_DATABASE, "it was stopped meanwhile");
    requeue(writer, false);
    while (!list_is_empty(&writer->pages)) {
        struct page *page = container_of(list_take_first(&writer->pages), struct page, link);

        page->done(page->ctx, PAGE_DROPPED, 0, NULL);
    }
    while (!list_is_empty(&writer->queries)) {
        struct query *query = container_of(list_take_first(&writer->queries), struct query, link);

        if (query->fn != NULL)
            query->fn(query->ctx, NULL, &err);
        query_free(query);
    }
}

void
writer_free(struct writer *writer)
{
    if (writer == NULL)
        return;
    drop_everything(writer);
    pgconn_free(writer->conn);
    loop_timer_free(writer->retry);
    transaction_free(writer->transaction);
    free(writer);
}

bool
writer_start(struct writer *writer, struct error *err)
{
    return pgconn_open(writer->conn, err);
}

static size_t
bytes_of(const struct page *page)
{
    size_t bytes = 0;

    for (size_t i = 0; i < page->upsert_count; i++) {
        for (unsigned p = 0; p < page->upserts[i].parameter_count; p++)
            bytes += (size_t)page->upserts[i].lengths[p];
    }
    return bytes;
}

void
writer_submit(struct writer *writer, struct page *page)
{
    memset(page->keys, 0, sizeof(page->keys));
    page->bytes = bytes_of(page);
    page->alone = false;
    list_append(&writer->pages, &page->link);
    writer->page_count++;
    if (!writer_has_room(writer))
        writer->was_full = true;
    loop_defer(writer->loop, pump_later, writer);
}

/* Parameters are copied: the caller's arena may be reset before the query's turn comes. */
static void
copy_rowset(struct query *query, const struct rowset *rowset)
{
    struct str copy;

    query->rowset = *rowset;
    for (unsigned i = 0; i < rowset->parameter_count; i++) {
        if (rowset->values[i] == NULL)
            continue;
        must(arena_str(query->arena, (struct str){ rowset->values[i], (size_t)rowset->lengths[i] },
                       &copy));
        query->rowset.values[i] = copy.p;
    }
}

void
writer_query(struct writer *writer, const struct rowset *rowset, writer_answer_fn fn, void *ctx)
{
    struct query *query = xcalloc(1, sizeof(*query));

    query->arena = arena_new(SIZE_MAX);
    query->fn = fn;
    query->ctx = ctx;
    copy_rowset(query, rowset);
    list_append(&writer->queries, &query->link);
    loop_defer(writer->loop, pump_later, writer);
}

bool
writer_has_room(const struct writer *writer)
{
    return writer->state != WRITER_DOWN && writer->page_count < writer->settings.queue_limit;
}

bool
writer_is_idle(const struct writer *writer)
{
    return writer->state == WRITER_IDLE && list_is_empty(&writer->pages) &&
           list_is_empty(&writer->queries);
}

bool
writer_is_up(const struct writer *writer)
{
    return writer->state != WRITER_DOWN;
}
