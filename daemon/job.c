/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A visit is a chain of small steps, each started by the end of the one before:
 *
 *   ask → on_answer → read_answer → (write_page → on_written) → go_on → ask … or finish
 *
 * The page's arena holds one answer's records and rows and is reset before the next request; what
 * must last to the end of the visit is in its notes.
 */

#include "job.h"

#include <assert.h>
#include <stdlib.h>

#include "page_rows.h"

#define PAGE_ARENA_BYTES (256u << 20) /* 4 MiB of answer at most 60 times as records and rows */

struct job {
    const struct job_context *context;
    uint32_t slot;
    struct arena *page_arena;
    struct job_notes notes;
    struct job_target target;
    struct cursor at;
    int64_t asked_at_us; /* wall time: what the answer shows was there then, or came later */
    struct fetch_handle *fetch;
    struct batch batch;
    unsigned char digest[MEMO_DIGEST_BYTES];
    struct page page;
    struct page_rows rows;
    struct job_report report;
    struct error error;
    bool looped;  /* the platform gave a cursor again: the visit fails, the page is kept */
    bool resumed; /* went on in the middle of a visit that a restart cut off */
    bool cancelled;
};

static struct stream *
stream_of(const struct job *job)
{
    return &job->context->roster->streams[job->slot];
}

static struct account *
account_of(const struct job *job)
{
    return roster_account(job->context->roster, stream_of(job));
}

static const struct source_stream *
source_of(const struct job *job)
{
    return roster_source_stream(job->context->roster, stream_of(job));
}

static void
enter(const struct job *job, enum job_state to)
{
    roster_enter(job->context->roster, job->context->log, job->slot, to);
}

static void
free_job(void *ctx)
{
    struct job *job = ctx;

    fetch_close(job->fetch);
    job_notes_done(&job->notes);
    arena_free(job->page_arena);
    free(job);
}

/* ---- the end of a visit ---- */

static void
finish(struct job *job, enum policy_action action)
{
    struct job_report *report = &job->report;

    report->action = action;
    report->error = error_is_set(&job->error) ? &job->error : NULL;
    report->ids = job_notes_all_ids(&job->notes);
    report->announcements = job->notes.announcements;
    report->announcement_count = job->notes.announcement_count;
    if (!job->cancelled)
        job->context->over(job->context->ctx, job, report);
    loop_defer(job->context->loop, free_job, job);
}

static void
fail(struct job *job, const struct policy *policy)
{
    enum job_state to = policy->action == POLICY_SUSPEND ? JOB_DISABLED : JOB_WAITING;

    if (policy->action == POLICY_SUSPEND && job->report.outcome.scope == SCOPE_TARGET)
        to = JOB_IDLE; /* the post is gone, the stream is well */
    enter(job, to);
    finish(job, policy->action);
}

static void
fail_request(struct job *job)
{
    const struct policy *policy = policy_for_error(job->error.kind);

    job->report.outcome = (struct source_outcome){
        .verdict = VERDICT_BUSY,
        .scope = SCOPE_STREAM,
        .cause = job->error.kind == ERROR_DENIED ? CAUSE_OUR_REQUEST : CAUSE_PEER_TROUBLE,
        .not_before_us = WHEN_NONE,
        .announced = -1,
    };
    fail(job, policy);
}

/* ---- one request ---- */

static struct source_view
view_of(const struct job *job)
{
    const struct account *account = account_of(job);
    int64_t now_us = loop_wall_us();

    return (struct source_view){
        .settings = account->settings,
        .base_url = account->base_url,
        .account = { .external_id = account->external_id, .handle = account->handle },
        .targets = job->target.is_set ? &job->target.of : NULL,
        .target_count = job->target.is_set,
        .now_us = now_us,
        .since_us = job->target.is_set ? WHEN_NONE : now_us - job->context->history_us,
        .last_complete_us =
            job->target.is_set ? job->target.last_complete_us : stream_of(job)->last_complete_us,
        .arena = job->page_arena,
    };
}

static void on_answer(void *ctx, const struct fetch_result *result);

/* A request that cannot be made fails from the loop, like one that was answered badly: rule 1 of
 * loop.h. */
static void
fail_later(void *ctx)
{
    struct job *job = ctx;

    if (!job->cancelled)
        fail_request(job);
}

static void
ask(struct job *job)
{
    const struct account *account = account_of(job);
    struct source_view view;
    struct http_request request = { .method = HTTP_GET };
    struct fetch_order order = { .request = &request,
                                 .secret = account->secret,
                                 .origin = account->origin,
                                 .timeout_us = job->context->timeout_us,
                                 .max_bytes = job->context->max_response_bytes };

    arena_reset(job->page_arena);
    job->asked_at_us = loop_wall_us();
    view = view_of(job);
    if (source_of(job)->plan(&view, &job->at, &request, &job->error))
        job->fetch = fetch_start(job->context->fetch, &order, on_answer, job, &job->error);
    if (job->fetch == NULL) {
        if (!error_is_set(&job->error))
            error_set(&job->error, ERROR_INTERNAL, "the request could not be made");
        loop_defer(job->context->loop, fail_later, job);
        return;
    }
    counter_add(job->context->counters, COUNTER_REQUESTS, 1);
}

/* ---- what a page leaves behind ---- */

static struct memo **
memo_place(const struct job *job)
{
    struct account *account = account_of(job);
    size_t index;

    if (!(source_of(job)->flags & SOURCE_TARGETS_POSTS))
        return &stream_of(job)->memo;
    index = target_find(&account->posts, job->target.of.external_id);
    return index == TARGET_NONE ? NULL : (struct memo **)&account->posts.items[index].memory;
}

static void
remember(struct job *job)
{
    struct memo **place = memo_place(job);
    const struct source_outcome *outcome = &job->report.outcome;
    struct str next;

    if (place == NULL || job->notes.ids_overflowed || source_of(job)->flags & SOURCE_INTERNAL)
        return;
    if (outcome->verdict != VERDICT_DONE && outcome->verdict != VERDICT_MORE)
        return;
    if (!cursor_format(&outcome->next, job->page_arena, &next))
        return;
    if (*place == NULL)
        *place = memo_new();
    memo_keep(*place, job->report.pages - 1, job->digest, outcome->verdict, next,
              job_notes_page_ids(&job->notes));
}

/* ---- after an answer was read, and written where it held something ---- */

/* The second half of a visit proves nothing about what the first half would show now. */
static bool
is_whole(const struct job *job)
{
    return !job->resumed || !(source_of(job)->flags & SOURCE_COMPLETE);
}

static void
finish_visit(struct job *job, bool complete)
{
    struct stream *stream = stream_of(job);
    struct str cursor;

    job->report.complete = complete;
    if (!job->target.is_set && cursor_format(&job->report.outcome.next, job->page_arena, &cursor)) {
        job->report.cursor_moved = stream->cursor == NULL || !str_equal_c(cursor, stream->cursor);
        free(stream->cursor);
        stream->cursor = xstrdup(cursor.p);
    }
    enter(job, JOB_IDLE);
    finish(job, POLICY_NEXT_VISIT);
}

static void
go_on(struct job *job)
{
    const struct policy *policy = policy_for_verdict(job->report.outcome.verdict);

    if (policy->action == POLICY_NEXT_PAGE || policy->action == POLICY_SHRINK) {
        if (job->report.pages >= job->context->pages_per_visit) {
            finish_visit(job, false);
            return;
        }
        job->at = job->report.outcome.next;
        fetch_close(TAKE(job->fetch));
        enter(job, JOB_FETCHING);
        ask(job);
    } else if (policy->action == POLICY_NEXT_VISIT) {
        finish_visit(job, is_whole(job));
    } else {
        fail(job, policy);
    }
}

static size_t
close_page(void *ctx, int64_t changed, const struct rowset **ret_rowsets)
{
    struct job *job = ctx;
    struct job_report *report = &job->report;
    struct page_closing closing = {
        .government_id = account_of(job)->government_id,
        .account_id = account_of(job)->account_id,
        .stream = job->page.stream,
        .fence = job->page.fence,
        .target = job->target.is_set ? job->target.of.external_id : STR_NONE,
        .is_lookup = (source_of(job)->flags & SOURCE_TARGETS_MESSAGES) != 0,
        .started_us = report->started_us,
        .finished_us = loop_wall_us(),
        .pages = report->pages,
        .items = report->items,
        .changed = report->changed + changed,
        .rejected = report->rejected,
        .bytes = report->bytes,
        .http_status = report->http_status,
        .outcome = &report->outcome,
        .is_last = report->outcome.verdict == VERDICT_DONE,
        .is_complete = report->outcome.verdict == VERDICT_DONE && is_whole(job),
    };

    return page_rows_close(&job->rows, &closing, job->page_arena, ret_rowsets);
}

static void
on_written(void *ctx, enum page_outcome outcome, int64_t changed, const struct error *err)
{
    struct job *job = ctx;

    if (outcome == PAGE_COMMITTED) {
        job->report.changed += changed;
        job->report.saved = job->report.outcome.verdict == VERDICT_DONE;
        if (job->cancelled) {
            enter(job, JOB_IDLE);
            finish(job, POLICY_NEXT_VISIT);
            return;
        }
        remember(job);
        go_on(job);
        return;
    }
    job->error = *err;
    job->report.fenced = outcome == PAGE_FENCED;
    job->report.outcome.verdict = VERDICT_MALFORMED;
    job->report.outcome.scope = SCOPE_STREAM;
    job->report.outcome.cause = CAUSE_BAD_ANSWER;
    enter(job, job->report.fenced ? JOB_DISABLED : JOB_WAITING);
    finish(job, POLICY_RETRY);
}

static void
write_page(struct job *job)
{
    const struct stream *fenced = &job->context->roster->streams[stream_of(job)->fence_slot];
    const struct account *account = account_of(job);
    struct rowset_head head = { account->government_id, account->account_id, job->asked_at_us };

    if (!page_rows_encode(&job->rows, &job->batch, &head, account->channel,
                          job->context->pseudonym)) {
        error_set(&job->error, ERROR_LIMIT, "the page's rows are too large");
        fail_request(job);
        return;
    }
    job->page = (struct page){
        .government_id = account->government_id,
        .account_id = account->account_id,
        .stream = roster_source_stream(job->context->roster, fenced)->name,
        .fence = fenced->fence,
        .upserts = job->rows.upserts,
        .upsert_count = job->rows.upsert_count,
        .arena = job->page_arena,
        .close = close_page,
        .done = on_written,
        .ctx = job,
    };
    enter(job, JOB_WRITING);
    writer_submit(job->context->writer, &job->page);
}

/* ---- reading an answer ---- */

static void
tell_quotas(struct job *job, const struct http_response *response)
{
    struct source_quota_note notes[SOURCE_NOTES_MAX];
    const struct source *source = account_of(job)->source;
    size_t count = source->notes == NULL ? 0 : source->notes(response, loop_wall_us(), notes);

    for (size_t i = 0; i < count; i++)
        job->context->quota(job->context->ctx, job->slot, &notes[i]);
}

/* The same answer to the same question as last time: what it meant is known, and its rows are
 * there. */
static bool
recall(struct job *job, const struct http_response *response)
{
    struct memo **place = memo_place(job);
    const struct memo_page *page;

    memo_digest(&job->at, response, job->digest);
    if (place == NULL || response->status != 200)
        return false;
    page = memo_find(*place, job->report.pages - 1, job->digest);
    if (page == NULL || !cursor_parse(str_from(page->next), &job->report.outcome.next))
        return false;
    job->report.outcome.verdict = page->verdict;
    job->report.outcome.scope = SCOPE_STREAM;
    job->report.outcome.cause = CAUSE_NONE;
    job->report.outcome.announced = -1;
    job->report.outcome.served_version = STR_NONE;
    job_notes_ids(&job->notes, page->ids);
    return true;
}

/* What a look-up was asked for: the message is gone. That is a record like any other. */
static void
confirm_gone(struct job *job)
{
    struct source_outcome *outcome = &job->report.outcome;
    struct record *record;

    if (!(source_of(job)->flags & SOURCE_TARGETS_MESSAGES) || outcome->verdict != VERDICT_GONE ||
        outcome->scope != SCOPE_TARGET)
        return;
    record = batch_add(&job->batch, RECORD_MESSAGE_GONE);
    must(record);
    record->of.message_gone.external_id = job->target.of.external_id;
    record->of.message_gone.last_seen_at_us = job->target.last_seen_at_us;
    record->of.message_gone.first_missed_at_us = job->target.first_missed_at_us;
    error_clear(&job->error);
    *outcome = (struct source_outcome){
        .verdict = VERDICT_DONE, .scope = SCOPE_STREAM, .not_before_us = WHEN_NONE, .next = job->at
    };
}

static void
digest(struct job *job, const struct http_response *response)
{
    struct source_view view = view_of(job);

    batch_init(&job->batch, job->page_arena);
    job->report.outcome =
        source_of(job)->digest(&view, &job->at, response, &job->batch, &job->error);
    confirm_gone(job);
    job->report.items += (int64_t)job->batch.count;
    job->report.rejected += (int64_t)job->batch.reject_count;
    counter_add(job->context->counters, COUNTER_ITEMS, (int64_t)job->batch.count);
    counter_add(job->context->counters, COUNTER_ITEMS_REJECTED, (int64_t)job->batch.reject_count);
    for (size_t i = 0; i < job->batch.reject_count && i < BATCH_REJECTS_KEPT; i++)
        log_write(job->context->log, LOG_LEVEL_WARNING,
                  LOG_FIELDS({ "channel", account_of(job)->channel },
                             { "account", account_of(job)->external_id },
                             { "stream", str_from(source_of(job)->name) }),
                  "an item was left out, the rest of the page is kept: %.*s: %.*s",
                  STR_ARGS(job->batch.rejects[i].path), STR_ARGS(job->batch.rejects[i].why));
}

/* No adapter can loop, whatever a platform answers. */
static void
check_progress(struct job *job)
{
    struct source_outcome *outcome = &job->report.outcome;

    if (outcome->verdict != VERDICT_MORE && outcome->verdict != VERDICT_SMALLER)
        return;
    if (!job_notes_repeats(&job->notes, &outcome->next))
        return;
    job->looped = true;
    error_set(&job->error, ERROR_PEER, "the platform gives the same page again and again");
    outcome->verdict = VERDICT_MALFORMED;
    outcome->scope = job->target.is_set ? SCOPE_TARGET : SCOPE_STREAM;
    outcome->cause = CAUSE_BAD_ANSWER;
}

/*
 * A watermark never passes the newest item that was seen: what a platform shows late, with a time that
 * has passed, is asked for again.
 */
static void
hold_watermark(struct job *job)
{
    struct cursor *next = &job->report.outcome.next;

    if (next->since_us == WHEN_NONE || job->target.is_set)
        return;
    job_notes_newest(&job->notes, &job->batch);
    if (job->notes.newest_us < job->at.since_us)
        job->notes.newest_us = job->at.since_us;
    if (next->since_us > job->notes.newest_us)
        next->since_us = job->notes.newest_us;
}

/* A looping cursor spoils the visit, not the page: what it brought is kept. */
static bool
is_worth_writing(const struct job *job)
{
    if (job->batch.count == 0 || job->batch.overflowed)
        return false;
    return job->looped || !policy_for_verdict(job->report.outcome.verdict)->drops_page;
}

static void
read_answer(struct job *job, const struct http_response *response)
{
    bool is_known;

    tell_quotas(job, response);
    job_notes_page(&job->notes);
    is_known = recall(job, response);
    if (!is_known) {
        digest(job, response);
        hold_watermark(job);
    }
    job->report.all_known = job->report.all_known && is_known;
    check_progress(job);
    enter(job, JOB_DIGESTED);
    if (is_known) {
        go_on(job);
    } else if (!is_worth_writing(job)) {
        remember(job);
        go_on(job);
    } else {
        job_notes_records(&job->notes, &job->batch);
        write_page(job);
    }
}

static void
on_answer(void *ctx, const struct fetch_result *result)
{
    struct job *job = ctx;

    job->report.pages++;
    job->report.bytes += result->wire_bytes;
    counter_add(job->context->counters, COUNTER_BYTES_RECEIVED, result->wire_bytes);
    if (!result->ok) {
        counter_add(job->context->counters, COUNTER_REQUESTS_FAILED, 1);
        job->error = result->error;
        fail_request(job);
        return;
    }
    job->report.http_status = result->response.status;
    read_answer(job, &result->response);
}

/* ---- the beginning ---- */

struct job *
job_start(const struct job_context *context, uint32_t slot, size_t target)
{
    struct job *job = xcalloc(1, sizeof(*job));
    const char *cursor = context->roster->streams[slot].cursor;

    job->context = context;
    job->slot = slot;
    job->page_arena = arena_new(PAGE_ARENA_BYTES);
    job_notes_init(&job->notes);
    job->at = (struct cursor)CURSOR_INIT;
    job->report.slot = slot;
    job->report.started_us = loop_wall_us();
    job->report.all_known = true;
    job_notes_target(&job->notes, account_of(job), source_of(job)->flags, target, &job->target);
    job->report.target = job->target.of.external_id;
    if (!job->target.is_set && cursor != NULL && !cursor_parse(str_from(cursor), &job->at))
        job->at = (struct cursor)CURSOR_INIT;
    job->resumed = job->at.frame_count > 0;
    (void)job_notes_repeats(&job->notes, &job->at);
    counter_add(context->counters, COUNTER_VISITS, 1);
    enter(job, JOB_FETCHING);
    ask(job);
    return job;
}

void
job_cancel(struct job *job)
{
    const struct stream *stream = stream_of(job);

    job->cancelled = true;
    if (stream->state == JOB_WRITING)
        return;
    fetch_close(TAKE(job->fetch));
    enter(job, JOB_IDLE);
    loop_defer(job->context->loop, free_job, job);
}
