/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Notes that the database refused for a reason that passes: a poll that is forgotten would be a gap
 * of coverage that never was. The oldest is sent alone until it is taken, then all others follow in
 * their order; so a full disk costs one try at a time, however many wait. Notes of what another
 * session holds (a rebuild may, for an hour) wait beside them: nothing else depends on these.
 */

#include "writer_inside.h"

#include "base/when.h"
#include "sched/backoff.h"

#define KEPT_BYTES_MAX ((size_t)16 << 20) /* hours of notes of a large daemon */
#define HELD_AGAIN_US  (5 * WHEN_SECOND)
#define HELD_ONCE_US   WHEN_SECOND /* while somebody waits for the end */
#define NOTE_BYTES_MIN 4096u       /* what the smallest one takes in fact */

static void
drop_oldest(struct writer *writer)
{
    struct query *query = container_of(list_take_first(&writer->kept), struct query, link);

    writer->kept_bytes -= query->bytes;
    writer_query_free(query);
}

/* By their numbers: those that were under way come back one by one. */
static void
insert(struct writer *writer, struct query *query)
{
    struct list *place = writer->kept.prev;

    while (place != &writer->kept &&
           container_of(place, struct query, link)->number > query->number)
        place = place->prev;
    list_insert(place, &query->link);
    if (query->bytes < NOTE_BYTES_MIN)
        query->bytes = NOTE_BYTES_MIN;
    writer->kept_bytes += query->bytes;
    if (writer->kept_bytes <= KEPT_BYTES_MAX)
        return;
    log_trouble(writer->log, LOG_LEVEL_WARNING, "notes", NULL,
                "the database has refused notes for so long that the oldest are dropped: some "
                "polls of that time will be missing in coverage");
    while (writer->kept_bytes > KEPT_BYTES_MAX)
        drop_oldest(writer);
}

static void
try_later(struct writer *writer)
{
    if (loop_timer_is_set(writer->again))
        return;
    writer->again_us = backoff_next(writer->again_us, writer->settings.retry_min_us,
                                    writer->settings.retry_max_us, loop_random());
    loop_timer_after(writer->again, writer->again_us);
}

static void
on_again(void *ctx)
{
    struct writer *writer = ctx;
    struct query *query;

    if (list_is_empty(&writer->kept))
        return;
    query = container_of(list_take_first(&writer->kept), struct query, link);
    writer->kept_bytes -= query->bytes;
    query->is_probe = true;
    list_prepend(&writer->queries, &query->link);
    writer_pump(writer);
}

/* The next visit of each target says the same, later; nobody says again that a post is gone. */
static bool
is_said_again(const struct query *query)
{
    return query->rowset.statement == STATEMENT_PROGRESS_FLUSH;
}

bool
writer_note_was_held(const struct query *query, const struct pgconn_result *result)
{
    if (query->rowset.statement == STATEMENT_POST_GONE)
        return pgconn_get_int(result, 0, 0, -1) < 0;
    return query->rowset.statement == STATEMENT_PROGRESS_FLUSH &&
           pgconn_get_int(result, 0, 0, 0) < (int64_t)query->rowset.row_count;
}

static struct query *
take_held(struct writer *writer, struct list *link)
{
    struct query *query = container_of(link, struct query, link);

    list_remove(link);
    if (is_said_again(query))
        writer->held_bytes -= query->bytes;
    return query;
}

static void
drop_held(struct writer *writer)
{
    struct list *link = writer->held.next;

    while (!is_said_again(container_of(link, struct query, link)))
        link = link->next;
    writer_query_free(take_held(writer, link));
}

static void
on_held_again(void *ctx)
{
    struct writer *writer = ctx;

    while (!list_is_empty(&writer->held))
        list_append(&writer->queries, &take_held(writer, writer->held.next)->link);
    writer_pump(writer);
}

void
writer_note_hold(struct writer *writer, struct query *query)
{
    query->is_probe = false;
    if (query->bytes < NOTE_BYTES_MIN)
        query->bytes = NOTE_BYTES_MIN;
    list_append(&writer->held, &query->link);
    if (is_said_again(query))
        writer->held_bytes += query->bytes;
    if (writer->held_bytes > KEPT_BYTES_MAX)
        log_trouble(writer->log, LOG_LEVEL_WARNING, "held notes", NULL,
                    "another session has held rows for so long that the oldest notes of them are "
                    "dropped: some polls of that time will be missing in coverage");
    while (writer->held_bytes > KEPT_BYTES_MAX)
        drop_held(writer);
    if (!loop_timer_is_set(writer->held_again))
        loop_timer_after(writer->held_again, writer->settings.once ? HELD_ONCE_US : HELD_AGAIN_US);
}

bool
writer_note_is_left(const struct writer *writer)
{
    for (struct list *link = writer->held.next; link != &writer->held; link = link->next)
        if (!is_said_again(container_of(link, struct query, link)))
            return true;
    return false;
}

void
writer_note_init(struct writer *writer)
{
    list_init(&writer->kept);
    list_init(&writer->held);
    writer->again = loop_timer_new(writer->loop, on_again, writer);
    writer->held_again = loop_timer_new(writer->loop, on_held_again, writer);
}

void
writer_note_done(struct writer *writer)
{
    while (!list_is_empty(&writer->kept))
        drop_oldest(writer);
    while (!list_is_empty(&writer->held))
        writer_query_free(take_held(writer, writer->held.next));
    loop_timer_free(writer->again);
    loop_timer_free(writer->held_again);
}

bool
writer_note_holds(struct writer *writer, struct query *query)
{
    if (!query->is_note || query->is_probe || list_is_empty(&writer->kept))
        return false;
    insert(writer, query);
    return true;
}

void
writer_note_keep(struct writer *writer, struct query *query)
{
    query->is_probe = false;
    insert(writer, query);
    try_later(writer);
}

void
writer_note_release(struct writer *writer)
{
    struct list *place = &writer->queries;

    if (writer->again_us == 0)
        return;
    log_trouble_over(writer->log, "notes", NULL, "the database takes notes again");
    loop_timer_stop(writer->again);
    writer->again_us = 0;
    writer->kept_bytes = 0;
    while (!list_is_empty(&writer->kept)) {
        struct list *link = list_take_first(&writer->kept);

        list_insert(place, link);
        place = link;
    }
}
