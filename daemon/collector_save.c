/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the database is told of visits beside their pages: failures, ends, cursors that moved
 * without a row. Successes that changed nothing are gathered and written together.
 */

#include "collector_inside.h"

#include <stdlib.h>
#include <string.h>

#include "page_rows.h"

#define NOTE_ROWS_MAX 500u /* each target whose row is missing takes a lock of its account */

enum progress_kind {
    PROGRESS_STREAMS,
    PROGRESS_TARGETS,
};

/* Of one kind, from a place on, as many as one note has; gives the place behind them. */
static size_t
encode_progress(const struct collector *collector, enum progress_kind kind, size_t at,
                struct arena *arena, struct rowset *rowset)
{
    int32_t *governments = arena_array(arena, NOTE_ROWS_MAX, sizeof(*governments));
    int32_t *accounts = arena_array(arena, NOTE_ROWS_MAX, sizeof(*accounts));
    struct str *streams = arena_array(arena, NOTE_ROWS_MAX, sizeof(*streams));
    struct str *targets = arena_array(arena, NOTE_ROWS_MAX, sizeof(*targets));
    int64_t *times = arena_array(arena, NOTE_ROWS_MAX, sizeof(*times));
    bool *complete = arena_array(arena, NOTE_ROWS_MAX, sizeof(*complete));
    size_t count = 0;

    must(governments != NULL && accounts != NULL && streams != NULL && targets != NULL &&
         times != NULL && complete != NULL);
    for (; at < collector->progress_count && count < NOTE_ROWS_MAX; at++) {
        const struct collector_progress *item = &collector->progress[at];
        if ((item->target == NULL) != (kind == PROGRESS_STREAMS))
            continue;
        governments[count] = item->government_id;
        accounts[count] = item->account_id;
        streams[count] = str_from(item->stream);
        targets[count] = str_from(item->target);
        times[count] = item->success_at_us;
        complete[count++] = item->complete;
    }
    rowset_start(rowset, STATEMENT_PROGRESS_FLUSH);
    rowset->row_count = count;
    must(rowset_int4_array(rowset, arena, governments, count) &&
         rowset_int4_array(rowset, arena, accounts, count) &&
         rowset_text_array(rowset, arena, streams, count) &&
         rowset_text_array(rowset, arena, targets, count) &&
         rowset_time_array(rowset, arena, times, count) &&
         rowset_bool_array(rowset, arena, complete, count));
    return at;
}

static void
note_progress(struct collector *collector, enum progress_kind kind)
{
    for (size_t at = 0; at < collector->progress_count;) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(SIZE_MAX);
        struct rowset rowset;

        at = encode_progress(collector, kind, at, arena, &rowset);
        if (rowset.row_count > 0)
            writer_note(collector->parts.writer, &rowset);
    }
}

/* Apart: what is held of targets is noted once more, and a success of a stream must not be, for it
 * would end a failure that came behind it. */
void
collector_flush(struct collector *collector)
{
    note_progress(collector, PROGRESS_STREAMS);
    note_progress(collector, PROGRESS_TARGETS);
    for (size_t i = 0; i < collector->progress_count; i++)
        free(collector->progress[i].target);
    collector->progress_count = 0;
}

static struct page_closing
closing_of(const struct collector *collector, const struct job_report *report)
{
    const struct roster *roster = collector->roster;
    const struct stream *stream = &roster->streams[report->slot];
    const struct stream *fenced = roster_fenced(stream);
    const struct account *account = roster_account(roster, stream);

    return (struct page_closing){
        .government_id = account->government_id,
        .account_id = account->account_id,
        .stream = roster_source_stream(roster, fenced)->name,
        .fence = fenced->fence,
        .target = report->target,
        .started_us = report->started_us,
        .finished_us = loop_wall_us(),
        .pages = report->pages,
        .items = report->items,
        .changed = report->changed,
        .rejected = report->rejected,
        .bytes = report->bytes,
        .http_status = report->http_status,
        .outcome = &report->outcome,
        .error = report->error,
    };
}

/*
 * Of a visit that failed, or that changed something or left something out though its last page
 * changed nothing, and so was not closed by a transaction.
 */
void
collector_save_run(struct collector *collector, const struct job_report *report)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    struct page_closing closing = closing_of(collector, report);
    struct rowset rowset;

    if (page_rows_run(&closing, arena, &rowset))
        writer_note(collector->parts.writer, &rowset);
}

void
collector_save_failure(struct collector *collector, const struct job_report *report)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    struct page_closing closing = closing_of(collector, report);
    struct rowset rowset;

    collector_save_run(collector, report);
    if (report->outcome.scope == SCOPE_TARGET || !page_rows_fail(&closing, arena, &rowset))
        return;
    if (!collector->roster->streams[report->slot].failing)
        collector_flush(collector); /* successes of before, which would end the failure */
    collector->roster->streams[report->slot].failing = true;
    writer_note(collector->parts.writer, &rowset);
}

void
collector_save_progress(struct collector *collector, const struct job_report *report,
                        struct str target)
{
    struct page_closing closing = closing_of(collector, report);
    struct collector_progress *item;

    if (collector->progress_count == collector->progress_size) {
        collector->progress_size =
            collector->progress_size == 0 ? 64 : collector->progress_size * 2;
        collector->progress =
            xrealloc(collector->progress, collector->progress_size * sizeof(*collector->progress));
    }
    item = &collector->progress[collector->progress_count++];
    *item = (struct collector_progress){ .government_id = closing.government_id,
                                         .account_id = closing.account_id,
                                         .stream = closing.stream,
                                         .success_at_us = report->started_us,
                                         .complete = report->complete };
    if (target.p != NULL) {
        item->target = xcalloc(target.n + 1, 1);
        memcpy(item->target, target.p, target.n);
    }
}

static void
save_cursor(struct collector *collector, const struct job_report *report)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    struct page_closing closing = closing_of(collector, report);
    struct rowset rowset;

    closing.is_last = true;
    closing.is_complete = report->complete;
    if (page_rows_save(&closing, arena, &rowset))
        writer_note(collector->parts.writer, &rowset);
}

void
collector_save_success(struct collector *collector, const struct job_report *report)
{
    struct stream *stream = &collector->roster->streams[report->slot];

    if (roster_source_stream(collector->roster, stream)->flags & SOURCE_INTERNAL)
        return;
    if (!report->saved && (report->changed > 0 || report->rejected > 0))
        collector_save_run(collector, report);
    if (!report->saved && report->cursor_moved)
        save_cursor(collector, report);
    else if (!report->saved)
        collector_save_progress(collector, report, STR_NONE);
    if (!report->saved && report->complete && !str_is_none(report->target))
        collector_save_progress(collector, report, report->target);
    if (stream->failing && !report->saved)
        collector_flush(collector); /* the database still calls it failing */
    stream->failing = false;
}
