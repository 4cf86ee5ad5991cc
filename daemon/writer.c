/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The queue, and what is next: on each lane one thing at a time, a query or a transaction of up to
 * TRANSACTION_PAGES_MAX pages. Pages of one account are written in the order they came, so an
 * account is never on two lanes.
 */

#include "writer_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LOOKS_MAX 256u /* pages of a long queue that are looked at for a group */
/* Of the upserts of all lanes; one page alone may have more. With larger groups a lane that is done
 * finds nothing left where few accounts are polled. */
#define BYTES_UNDER_WAY (768u << 10)

void
writer_query_free(struct query *query)
{
    if (query == NULL)
        return;
    if (query->noted != NULL)
        query->noted(query->noted_ctx, query->taken);
    arena_free(query->arena);
    free(query);
}

void
writer_requeue(struct lane *lane)
{
    struct writer *writer = lane->writer;
    struct list *place = &writer->queries;

    while (lane->group_count > 0) {
        list_prepend(&writer->pages, &lane->group[--lane->group_count]->link);
        writer->page_count++;
    }
    while (!list_is_empty(&lane->queries)) {
        struct query *query = container_of(list_take_first(&lane->queries), struct query, link);
        if (query->answered) {
            writer_query_free(query);
            continue;
        }
        list_insert(place, &query->link);
        place = &query->link;
    }
}

/* ---- what is next ---- */

static bool
is_under_way(const struct writer *writer, const struct page *page)
{
    for (size_t i = 0; i < writer->settings.lanes; i++) {
        const struct lane *lane = &writer->lanes[i];
        for (size_t k = 0; lane->state == LANE_WRITING && k < lane->group_count; k++) {
            if (lane->group[k]->account_id == page->account_id &&
                lane->group[k]->government_id == page->government_id)
                return true;
        }
    }
    return false;
}

/* Pages of one government (the lock statement takes one), alone where a page failed in company;
 * without those of accounts that another lane is writing. */
static void
take_group(struct writer *writer, struct lane *lane)
{
    struct list *link = writer->pages.next;
    size_t looks = 0;
    size_t bytes = 0;

    assert(lane->group_count == 0);
    while (lane->group_count < TRANSACTION_PAGES_MAX && link != &writer->pages &&
           looks++ < LOOKS_MAX) {
        struct page *page = container_of(link, struct page, link);
        link = link->next;
        if (is_under_way(writer, page))
            continue;
        bytes += page->bytes;
        if (lane->group_count > 0 &&
            (page->alone || page->government_id != lane->group[0]->government_id ||
             bytes > BYTES_UNDER_WAY / writer->settings.lanes))
            break;
        list_remove(&page->link);
        writer->page_count--;
        lane->group[lane->group_count++] = page;
        if (page->alone)
            break;
    }
}

static bool
is_writing(const struct writer *writer)
{
    for (size_t i = 0; i < writer->settings.lanes; i++) {
        if (writer->lanes[i].state == LANE_WRITING)
            return true;
    }
    return false;
}

/* Queries first: they are short and others wait for them. All that wait are sent at once, for a
 * round trip of each would take a turn of the loop. */
static void
start_queries(struct writer *writer)
{
    struct lane *first = &writer->lanes[0];

    while ((first->state == LANE_IDLE || first->state == LANE_QUERYING) &&
           !list_is_empty(&writer->queries)) {
        struct query *query = container_of(list_take_first(&writer->queries), struct query, link);
        if (!writer_note_holds(writer, query))
            writer_lane_ask(first, query);
    }
}

static void
start_pages(struct writer *writer)
{
    for (size_t i = 0; i < writer->settings.lanes; i++) {
        struct lane *lane = &writer->lanes[i];
        if (lane->state != LANE_IDLE)
            continue;
        take_group(writer, lane);
        if (lane->group_count > 0)
            writer_lane_write(lane);
    }
}

void
writer_pump(struct writer *writer)
{
    counter_set(writer->counters, COUNTER_BATCHES_QUEUED, (int64_t)writer->page_count);
    if (writer->was_full && writer_has_room(writer)) {
        writer->was_full = false;
        if (writer->events.room != NULL)
            writer->events.room(writer->events.ctx);
    }
    if (!writer_is_up(writer))
        return;
    start_queries(writer); /* also in a pause: the lease is one of them */
    if (!loop_timer_is_set(writer->pause))
        start_pages(writer);
}

static void
pump_later(void *ctx)
{
    writer_pump(ctx);
}

/* ---- its life ---- */

struct writer *
writer_new(struct loop *loop, struct log *log, struct counters *counters,
           const struct writer_settings *settings, const struct writer_events *events)
{
    struct writer *writer = xcalloc(1, sizeof(*writer));

    assert(settings->lanes > 0 && settings->lanes <= WRITER_LANES_MAX);
    writer->loop = loop;
    writer->log = log;
    writer->counters = counters;
    writer->settings = *settings;
    writer->events = *events;
    writer->pause = loop_timer_new(loop, pump_later, writer);
    for (size_t i = 0; i < settings->lanes; i++)
        writer_lane_init(&writer->lanes[i], writer);
    list_init(&writer->pages);
    list_init(&writer->queries);
    writer_note_init(writer);
    return writer;
}

/* Nothing may start here any more: the program ends. */
static void
drop_everything(struct writer *writer)
{
    struct error err = ERROR_INIT;

    error_set(&err, ERROR_DATABASE, "it was stopped meanwhile");
    for (size_t i = 0; i < writer->settings.lanes; i++)
        writer_requeue(&writer->lanes[i]);
    while (!list_is_empty(&writer->pages)) {
        struct page *page = container_of(list_take_first(&writer->pages), struct page, link);

        page->done(page->ctx, PAGE_DROPPED, 0, NULL);
    }
    while (!list_is_empty(&writer->queries)) {
        struct query *query = container_of(list_take_first(&writer->queries), struct query, link);

        if (query->fn != NULL)
            query->fn(query->ctx, NULL, &err);
        writer_query_free(query);
    }
}

void
writer_free(struct writer *writer)
{
    if (writer == NULL)
        return;
    drop_everything(writer);
    loop_forget(writer->loop, writer);
    for (size_t i = 0; i < writer->settings.lanes; i++)
        writer_lane_end(&writer->lanes[i]);
    writer_note_done(writer);
    loop_timer_free(writer->pause);
    free(writer);
}

bool
writer_start(struct writer *writer, struct error *err)
{
    for (size_t i = 0; i < writer->settings.lanes; i++) {
        if (!writer_lane_open(&writer->lanes[i], err))
            return false;
    }
    return true;
}

/* ---- what is asked of it ---- */

static size_t
bytes_of(const struct rowset *rowset)
{
    size_t bytes = 0;

    for (unsigned i = 0; i < rowset->parameter_count; i++)
        bytes += (size_t)rowset->lengths[i];
    return bytes;
}

void
writer_submit(struct writer *writer, struct page *page)
{
    memset(page->keys, 0, sizeof(page->keys));
    page->bytes = 0;
    for (size_t i = 0; i < page->upsert_count; i++)
        page->bytes += bytes_of(&page->upserts[i]);
    page->alone = page->is_failing = false;
    page->tries = page->slow = 0;
    page->waited_us = 0;
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

static struct query *
submit_query(struct writer *writer, const struct rowset *rowset)
{
    struct query *query = xcalloc(1, sizeof(*query));

    query->arena = arena_new(SIZE_MAX);
    copy_rowset(query, rowset);
    list_append(&writer->queries, &query->link);
    loop_defer(writer->loop, pump_later, writer);
    return query;
}

void
writer_query(struct writer *writer, const struct rowset *rowset, writer_answer_fn fn, void *ctx)
{
    struct query *query = submit_query(writer, rowset);

    query->fn = fn;
    query->ctx = ctx;
}

void
writer_note(struct writer *writer, const struct rowset *rowset)
{
    writer_note_and_tell(writer, rowset, NULL, NULL);
}

void
writer_note_and_tell(struct writer *writer, const struct rowset *rowset, writer_noted_fn fn,
                     void *ctx)
{
    struct query *query = submit_query(writer, rowset);

    query->is_note = true;
    query->noted = fn;
    query->noted_ctx = ctx;
    query->number = ++writer->note_count;
    query->bytes = sizeof(*query) + bytes_of(rowset);
}

bool
writer_has_room(const struct writer *writer)
{
    return writer_is_up(writer) && writer->page_count < writer->settings.queue_limit;
}

bool
writer_is_idle(const struct writer *writer)
{
    return writer->lanes[0].state == LANE_IDLE && !is_writing(writer) &&
           list_is_empty(&writer->pages) && list_is_empty(&writer->queries) &&
           list_is_empty(&writer->kept) && !writer_note_is_left(writer);
}

bool
writer_holds_notes(const struct writer *writer)
{
    return !list_is_empty(&writer->held);
}

int64_t
writer_writing_us(const struct writer *writer)
{
    int64_t sum_us = 0;

    assert(writer->settings.lanes > 0);

    for (size_t i = 0; i < writer->settings.lanes; i++) {
        const struct lane *lane = &writer->lanes[i];
        sum_us += lane->writing_us;
        if (lane->state == LANE_WRITING)
            sum_us += loop_now_us() - lane->began_us;
    }
    return sum_us / (int64_t)writer->settings.lanes;
}

bool
writer_is_up(const struct writer *writer)
{
    return writer->lanes[0].state != LANE_DOWN;
}
