/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A visit is a chain of small steps, each started by the end of the one before:
 *
 *   ask → on_answer → read_answer → (write_page → on_written) → go_on → ask … or finish
 *
 * An answer of more records than a batch may hold goes through the middle of the chain again, batch
 * after batch (read_rest), and moves the cursor with the last one alone. The page's arena holds one
 * batch's records and rows and is reset before the next one; what must last to the end of the visit
 * is in its notes.
 */

#include "job_inside.h"

#include <assert.h>
#include <stdlib.h>

#include "source/answer.h"

#define PAGE_ARENA_BYTES  (256u << 20) /* 4 MiB of answer at most 60 times as records and rows */
#define POSTS_REFUSED_MAX 3            /* in a row: then nobody's comments are shown to us */

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
    bool is_kept = false;

    report->action = action;
    report->error = error_is_set(&job->error) ? &job->error : NULL;
    report->ids = job_notes_all_ids(&job->notes);
    report->oldest_us = job->notes.oldest_us;
    report->announcements = job->notes.announcements;
    report->announcement_count = job->notes.announcement_count;
    report->handle = job->notes.handle;
    report->is_private = job->notes.is_private;
    report->is_withheld = job->notes.is_withheld;
    if (!job->abandoned)
        is_kept = job->context->over(job->context->ctx, job, report);
    if (!is_kept)
        loop_defer(job->context->loop, free_job, job);
}

/*
 * The comments of one post may be closed to us where those of others are not: shared from
 * elsewhere, kept to one country, under review. So a refusal is the post's own, until it is one of
 * several in a row or of all there are.
 */
static bool
is_posts_own(struct job *job)
{
    const struct source_outcome *outcome = &job->report.outcome;
    struct account *account = job_account(job);

    if (outcome->verdict != VERDICT_DENIED || outcome->scope != SCOPE_STREAM ||
        (job_source(job)->flags & SOURCE_TARGETS_POSTS) == 0)
        return false;
    if (account->posts_refused < POSTS_REFUSED_MAX)
        account->posts_refused++;
    return account->posts_refused < POSTS_REFUSED_MAX &&
           account->posts_refused < account->posts.count;
}

static void
fail(struct job *job, const struct policy *policy)
{
    enum job_state to = policy->action == POLICY_SUSPEND ? JOB_DISABLED : JOB_WAITING;

    if (is_posts_own(job))
        job->report.outcome.scope = SCOPE_TARGET;
    if (job->report.outcome.scope == SCOPE_TARGET || job->range.is_set)
        to = JOB_IDLE; /* the stream is well, and its other targets wait for nothing */
    if (!error_is_set(&job->error) && job->report.http_status != 0)
        error_set(&job->error, ERROR_PEER, "%s (HTTP status %d)", policy->why,
                  job->report.http_status);
    enter(job, to);
    finish(job, policy->action);
}

static void
fail_request(struct job *job, enum verdict_scope scope)
{
    const struct policy *policy = policy_for_error(job->error.kind);

    if (job->error.kind == ERROR_LIMIT)
        answer_hint_smaller(&job->error);
    job->report.outcome = (struct source_outcome){
        .verdict = VERDICT_BUSY,
        .scope = scope,
        .cause = job->error.kind == ERROR_DENIED ? CAUSE_OUR_REQUEST : CAUSE_PEER_TROUBLE,
        .not_before_us = WHEN_NONE,
        .announced = -1,
    };
    fail(job, policy);
}

/* ---- one request ---- */

/* The chain of the essay above is a ring: an answer may ask again. */
static void on_answer(void *ctx, const struct fetch_result *result);

/* A request that cannot be made fails from the loop, like one that was answered badly: rule 1 of
 * loop.h. */
static void
fail_later(void *ctx)
{
    struct job *job = ctx;

    if (!job->ending)
        fail_request(job, SCOPE_STREAM);
}

static void
ask(struct job *job)
{
    const struct account *account = job_account(job);
    struct source_view view;
    struct http_request request = { .method = HTTP_GET };
    struct fetch_order order = { .request = &request,
                                 .secret = account->secret,
                                 .origin = account->channel->origin,
                                 .timeout_us = job->context->timeout_us,
                                 .max_bytes = job->context->max_response_bytes };

    arena_reset(job->page_arena);
    job->skip = 0;
    job->asked_at_us = loop_wall_us();
    job->report.asked_us = loop_now_us();
    view = job_view(job);
    if (job_source(job)->plan(&view, &job->at, &request, &job->error))
        job->fetch = fetch_start(job->context->fetch, &order, on_answer, job, &job->error);
    if (job->fetch == NULL) {
        if (!error_is_set(&job->error))
            error_set(&job->error, ERROR_INTERNAL, "the request could not be made");
        loop_defer(job->context->loop, fail_later, job);
        return;
    }
    counter_add(job->context->counters, COUNTER_REQUESTS, 1);
    job->context->asked(job->context->ctx, job->slot);
}

/* ---- after an answer was read, and written where it held something ---- */

/*
 * The second half of a visit proves nothing about what the first half would show now: what came
 * while the daemon was away stands at the beginning of the list, so a whole visit follows at once.
 */
static bool
is_whole(const struct job *job)
{
    return !job->resumed;
}

static void read_rest(void *ctx); /* the ring: another batch of the same answer */

static void
finish_visit(struct job *job, bool complete)
{
    struct stream *stream = job_stream(job);
    struct str cursor;

    job->report.complete = complete;
    if (complete)
        job_remember_all(job);
    if (!job->target.is_set && !job->range.is_set &&
        cursor_format(&job->report.outcome.next, job->page_arena, &cursor)) {
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

    if (job->report.outcome.rest_from > 0 && !job->ending) {
        loop_defer(job->context->loop, read_rest, job);
        return;
    }
    if (policy->action == POLICY_NEXT_PAGE || policy->action == POLICY_SHRINK) {
        job->at = job->report.outcome.next;
        fetch_close(TAKE(job->fetch));
        if (job->ending || job->report.pages >= job->pages_max ||
            !job->context->may_ask(job->context->ctx, job->slot)) {
            job->report.goes_on = !job->ending;
            finish_visit(job, false);
            return;
        }
        enter(job, JOB_FETCHING);
        ask(job);
    } else if (policy->action == POLICY_NEXT_VISIT) {
        finish_visit(job, is_whole(job));
    } else {
        fail(job, policy);
    }
}

static void
close_page(void *ctx, int64_t changed, struct page_closing *ret_closing)
{
    const struct job *job = ctx;
    const struct job_report *report = &job->report;

    *ret_closing = (struct page_closing){
        .government_id = job_account(job)->government_id,
        .account_id = job_account(job)->account_id,
        .stream = job->page.stream,
        .fence = job->page.fence,
        .target = job->target.is_set ? job->target.of.external_id : STR_NONE,
        .is_lookup = (job_source(job)->flags & SOURCE_TARGETS_MESSAGES) != 0,
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
}

static void
on_written(void *ctx, enum page_outcome outcome, int64_t changed, const struct error *err)
{
    struct job *job = ctx;

    if (outcome == PAGE_COMMITTED) {
        job->report.changed += changed;
        job->report.saved = job->report.outcome.verdict == VERDICT_DONE;
        job_notes_posts(&job->notes, &job->batch); /* what is not held has nothing under it */
        if (job->report.outcome.rest_from == 0)
            job_remember(job); /* also when it ends: what was known before is stored no more */
        else
            enter(job, JOB_DIGESTED);
        go_on(job);
        return;
    }
    if (outcome == PAGE_DROPPED) {
        enter(job, JOB_IDLE);
        finish(job, POLICY_RETRY);
        return;
    }
    job->error = *err;
    job->report.fenced = outcome == PAGE_FENCED;
    job->report.outcome.verdict = VERDICT_MALFORMED;
    job->report.outcome.scope = job->target.is_set ? SCOPE_TARGET : SCOPE_STREAM;
    job->report.outcome.cause = CAUSE_DATABASE; /* no fault of the platform's */
    if (outcome == PAGE_HELD) {
        job->report.outcome.verdict = VERDICT_BUSY;
        job->report.outcome.scope = SCOPE_STREAM; /* no page of the account would be written now */
        fail(job, policy_for_error(ERROR_DATABASE));
        return;
    }
    error_hint(&job->error,
               "The database refused this page: mend what it names, the page is asked for again.");
    if (!job->report.fenced) {
        fail(job, policy_for_verdict(VERDICT_MALFORMED));
        return;
    }
    enter(job, JOB_DISABLED);
    finish(job, POLICY_RETRY);
}

static void
write_page(struct job *job)
{
    const struct stream *fenced = roster_fenced(job_stream(job));
    const struct account *account = job_account(job);
    struct rowset_head head = { account->government_id, account->account_id, job->asked_at_us };
    const struct page_people people = { account->channel->name, job->context->pseudonym,
                                        &job->context->roster->handles,
                                        account->channel->source->erases_text };

    if (!page_rows_encode(&job->rows, &job->batch, &head, &people)) {
        error_set(&job->error, ERROR_LIMIT, "the page's rows are too large");
        fail_request(job, SCOPE_STREAM);
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
        .close = job->range.is_set ? NULL : close_page,
        .done = on_written,
        .ctx = job,
    };
    enter(job, JOB_WRITING);
    writer_submit(job->context->writer, &job->page);
}

static void
on_answer(void *ctx, const struct fetch_result *result)
{
    struct job *job = ctx;
    bool has_records;

    job->report.pages++;
    job->report.bytes += result->wire_bytes;
    counter_add(job->context->counters, COUNTER_BYTES_RECEIVED, result->wire_bytes);
    if (!result->ok) {
        counter_add(job->context->counters, COUNTER_REQUESTS_FAILED, 1);
        job->error = result->error;
        job->report.http_status = 0; /* an earlier page's says nothing of this one */
        fail_request(job, result->reached ? SCOPE_STREAM : SCOPE_PLATFORM);
        return;
    }
    job->report.http_status = result->response.status;
    job->response = &result->response;
    has_records = job_read(job);
    enter(job, JOB_DIGESTED);
    if (has_records)
        write_page(job);
    else
        go_on(job);
}

static void
read_rest(void *ctx)
{
    struct job *job = ctx;

    if (job->ending)
        return;
    job->skip = job->report.outcome.rest_from;
    arena_reset(job->page_arena);
    if (job_read_rest(job))
        write_page(job);
    else
        go_on(job);
}

/* ---- the beginning ---- */

struct job *
job_start(const struct job_context *context, uint32_t slot, struct job_choice choice)
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
    job_notes_target(&job->notes, job_account(job), job_source(job), choice, &job->target);
    job->report.target = job->target.of.external_id;
    job->report.targets = job->target.all;
    job->report.target_count = job->target.count;
    job->range = choice.range;
    job->report.beside = choice.range.is_set;
    if (choice.range.is_set)
        job->at = *choice.range.at;
    else if (!job->target.is_set && cursor != NULL && !cursor_parse(str_from(cursor), &job->at))
        job->at = (struct cursor)CURSOR_INIT;
    job->resumed = job->at.frame_count > 0;
    job->pages_max = choice.range.is_set ? 1 : context->pages_per_visit;
    if (!choice.range.is_set && job_source(job)->flags & SOURCE_COUNTERS)
        job->report.reach_us = job_account(job)->reach_us;
    (void)job_notes_repeats(&job->notes, &job->at);
    counter_add(context->counters, COUNTER_VISITS, 1);
    enter(job, JOB_FETCHING);
    ask(job);
    return job;
}

void
job_go_on(struct job *job)
{
    struct job_report *report = &job->report;

    report->changed = report->items = report->rejected = report->bytes = 0;
    report->saved = report->cursor_moved = report->goes_on = false;
    job->pages_max = report->pages + job->context->pages_per_visit;
    counter_add(job->context->counters, COUNTER_VISITS, 1);
    enter(job, JOB_FETCHING);
    ask(job);
}

void
job_drop(struct job *job)
{
    loop_defer(job->context->loop, free_job, job);
}

struct str
job_target_id(const struct job *job)
{
    return job->report.target;
}

/* It was taken out of those that are due when the visit began. */
static void
give_target_back(const struct job *job)
{
    struct target_set *posts = &job_account(job)->posts;
    size_t index = target_find(posts, job->report.target);

    if ((job_source(job)->flags & SOURCE_TARGETS_POSTS) != 0 && index != TARGET_NONE)
        posts->items[index].due_us = loop_now_us();
}

void
job_cancel(struct job *job)
{
    job->ending = true;
    if (job_stream(job)->state == JOB_WRITING)
        return;
    give_target_back(job);
    fetch_close(TAKE(job->fetch));
    enter(job, JOB_IDLE);
    loop_defer(job->context->loop, free_job, job);
}

void
job_abandon(struct job *job)
{
    job->abandoned = true;
    job_cancel(job);
}
