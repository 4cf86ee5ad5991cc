/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What an answer means: the adapter reads it, unless it is the same as last time; what comes out is
 * checked against what no adapter can see (loops over the whole visit, watermarks, look-ups).
 */

#include "job_inside.h"

#include <string.h>

struct stream *
job_stream(const struct job *job)
{
    return &job->context->roster->streams[job->slot];
}

struct account *
job_account(const struct job *job)
{
    return roster_account(job->context->roster, job_stream(job));
}

const struct source_stream *
job_source(const struct job *job)
{
    return roster_source_stream(job->context->roster, job_stream(job));
}

struct source_view
job_view(const struct job *job)
{
    const struct account *account = job_account(job);
    int64_t now_us = loop_wall_us();
    int64_t since_us = job->range.is_set ? job->range.from_us : now_us - job->context->history_us;
    int64_t last_complete_us = job->range.is_set ? WHEN_NONE : job_stream(job)->last_complete_us;

    return (struct source_view){
        .settings = account->channel->settings,
        .base_url = account->channel->base_url,
        .account = roster_view(account),
        .targets = job->target.all,
        .target_count = job->target.count,
        .now_us = now_us,
        .since_us = job->target.is_set ? WHEN_NONE : since_us,
        .until_us = job->range.until_us,
        .last_complete_us = job->target.is_set ? job->target.last_complete_us : last_complete_us,
        .reach_us = job->report.reach_us,
        .skip = job->skip,
        .arena = job->page_arena,
    };
}

static struct memo **
memo_place(const struct job *job)
{
    struct account *account = job_account(job);
    size_t index;

    if (job->range.is_set)
        return NULL;
    if (!(job_source(job)->flags & SOURCE_TARGETS_POSTS))
        return &job_stream(job)->memo;
    index = target_find(&account->posts, job->target.of.external_id);
    return index == TARGET_NONE ? NULL : (struct memo **)&account->posts.items[index].memory;
}

void
job_remember(struct job *job)
{
    struct memo **place = memo_place(job);
    const struct source_outcome *outcome = &job->report.outcome;
    struct memo_page page = { .verdict = outcome->verdict };
    struct str next;
    struct str ids;

    if (place == NULL || job_source(job)->flags & SOURCE_INTERNAL)
        return;
    if (job->notes.ids_overflowed ||
        (outcome->verdict != VERDICT_DONE && outcome->verdict != VERDICT_MORE) ||
        !cursor_format(&outcome->next, job->page_arena, &next)) {
        if (*place != NULL)
            memo_cut(*place, job->report.pages - 1);
        return;
    }
    if (*place == NULL)
        *place = memo_new(job->context->memo_pool);
    if (arena_str(job->page_arena, job_notes_page_ids(&job->notes), &ids))
        page.ids = (char *)(uintptr_t)ids.p;
    page.next = (char *)(uintptr_t)next.p;
    page.items = job->cut.items;
    page.item_count = job->cut.items == NULL ? 0 : job->cut.list.count;
    memcpy(page.digest, job->digest, sizeof(page.digest));
    memo_keep(*place, job->report.pages - 1, &page);
}

void
job_remember_all(struct job *job)
{
    struct memo **place = memo_place(job);

    job->report.same_messages =
        place != NULL && *place != NULL && memo_complete(*place, (size_t)job->report.pages);
}

static void
tell_quotas(struct job *job, const struct http_response *response)
{
    struct source_quota_note notes[SOURCE_NOTES_MAX];
    const struct source *source = job_account(job)->channel->source;
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

/* One look-up alone was answered by a refusal: it is gone. That is a record like any other. */
static void
confirm_gone(struct job *job)
{
    struct source_outcome *outcome = &job->report.outcome;
    struct record *record;

    if (!(job_source(job)->flags & SOURCE_TARGETS_MESSAGES) || job->target.count != 1 ||
        outcome->verdict != VERDICT_GONE || outcome->scope != SCOPE_TARGET)
        return;
    record = batch_add(&job->batch, RECORD_MESSAGE_GONE);
    must(record);
    record->of.message_gone.external_id = job->target.of.external_id;
    record->of.message_gone.removed_by = REMOVED_BY_UNKNOWN;
    error_clear(&job->error);
    *outcome = (struct source_outcome){
        .verdict = VERDICT_DONE, .scope = SCOPE_STREAM, .not_before_us = WHEN_NONE, .next = job->at
    };
}

/* NULL where it was not asked for. */
static const struct source_target *
asked_for(const struct job *job, struct str external_id)
{
    for (size_t i = 0; i < job->target.count; i++) {
        if (str_equal(job->target.all[i].external_id, external_id))
            return &job->target.all[i];
    }
    return NULL;
}

/* Each once, whatever the pages of the visit repeat: so there is room for them. */
static void
note_gone_post(struct job *job, struct str external_id)
{
    struct job_report *report = &job->report;
    struct str *posts;

    if (report->gone_posts == NULL)
        report->gone_posts =
            arena_array(job->notes.arena, job->target.count, sizeof(*report->gone_posts));
    must(report->gone_posts);
    posts = (struct str *)(uintptr_t)report->gone_posts;
    for (size_t i = 0; i < report->gone_post_count; i++) {
        if (str_equal(posts[i], external_id))
            return;
    }
    posts[report->gone_post_count++] = external_id;
}

/* When it was missed is known here alone. False: nothing of ours, or a post, which is noted. */
static bool
date_gone(struct job *job, struct message_gone *gone)
{
    const struct source_target *target = asked_for(job, gone->external_id);
    int64_t missed_us;

    if (target == NULL)
        return false;
    if (target->is_post) {
        note_gone_post(job, target->external_id);
        return false;
    }
    missed_us = job->target.first_missed_at_us[target - job->target.all];
    gone->last_seen_at_us = target->last_seen_at_us;
    gone->first_missed_at_us = missed_us == WHEN_NONE ? job->asked_at_us : missed_us;
    return true;
}

static void
date_all_gone(struct job *job)
{
    struct batch *batch = &job->batch;
    size_t kept = 0;

    if (!(job_source(job)->flags & SOURCE_TARGETS_MESSAGES))
        return;
    for (size_t i = 0; i < batch->count; i++) {
        struct record *record = &batch->records[i];
        if (record->kind == RECORD_MESSAGE_GONE && !date_gone(job, &record->of.message_gone))
            continue;
        batch->records[kept++] = *record;
    }
    batch->count = kept;
}

/* Whichever page of the visit did. */
static void
note_passed(struct job *job)
{
    const struct source_outcome *outcome = &job->report.outcome;
    size_t bytes = job->target.count * sizeof(bool);
    bool *passed = (bool *)(uintptr_t)job->report.passed;

    if (outcome->passed_count == 0)
        return;
    if (passed == NULL) {
        passed = arena_alloc(job->notes.arena, bytes);
        must(passed);
        memset(passed, 0, bytes);
    }
    for (size_t i = 0; i < outcome->passed_count; i++) {
        must(outcome->passed[i] < job->target.count);
        passed[outcome->passed[i]] = true;
    }
    job->report.passed = passed;
}

static void
digest(struct job *job, const struct http_response *response)
{
    struct source_view view = job_view(job);
    struct http_response changed = *response;
    struct memo **place = memo_place(job);

    job_cut(job, place == NULL ? NULL : *place, &changed);
    batch_init(&job->batch, job->page_arena);
    job->report.outcome =
        job_source(job)->digest(&view, &job->at, &changed, &job->batch, &job->error);
    note_passed(job);
    confirm_gone(job);
    date_all_gone(job);
    unknown_tell(job->context->unknown, job->context->log, job_account(job)->channel->name,
                 job_account(job)->external_id, &job->batch);
    job->report.items += (int64_t)job->batch.count;
    job->report.rejected += (int64_t)job->batch.reject_count;
    counter_add(job->context->counters, COUNTER_ITEMS, (int64_t)job->batch.count);
    counter_add(job->context->counters, COUNTER_ITEMS_REJECTED, (int64_t)job->batch.reject_count);
    for (size_t i = 0; i < job->batch.reject_count && i < BATCH_REJECTS_KEPT; i++)
        log_write(job->context->log, LOG_LEVEL_WARNING,
                  LOG_FIELDS({ "channel", job_account(job)->channel->name },
                             { "account", job_account(job)->external_id },
                             { "stream", str_from(job_source(job)->name) }),
                  "an item was left out, the rest of the page is kept: %.*s: %.*s",
                  STR_ARGS(job->batch.rejects[i].path), STR_ARGS(job->batch.rejects[i].why));
}

/* No adapter can loop, whatever a platform answers. */
static void
check_progress(struct job *job)
{
    struct source_outcome *outcome = &job->report.outcome;
    bool same_page;

    if (outcome->verdict != VERDICT_MORE && outcome->verdict != VERDICT_SMALLER)
        return;
    if (outcome->rest_from > job->skip) /* no page more; and a list has an end */
        return;
    /* Both are asked, because both remember. */
    same_page = outcome->verdict == VERDICT_MORE && job_notes_same_page(&job->notes);
    if (!job_notes_repeats(&job->notes, &outcome->next) && !same_page)
        return;
    job->looped = true;
    error_set(&job->error, ERROR_PEER, "the platform gives the same page again and again");
    outcome->rest_from = 0;
    outcome->verdict = VERDICT_MALFORMED;
    outcome->scope = job->target.is_set ? SCOPE_TARGET : SCOPE_STREAM;
    outcome->cause = CAUSE_BAD_ANSWER;
}

/*
 * A watermark never passes the newest item that was seen, on whichever page: what a platform shows
 * late, with a time that has passed, is asked for again. Nor the visit's beginning: what came
 * afterwards may stand at the head of a list that was read through before the next one was.
 */
static void
hold_watermark(struct job *job)
{
    struct cursor *next = &job->report.outcome.next;
    int64_t held_us;

    if (job->target.is_set)
        return;
    job_notes_newest(&job->notes, &job->batch);
    held_us = job->notes.newest_us < job->report.started_us ? job->notes.newest_us
                                                            : job->report.started_us;
    if (held_us < job->at.since_us)
        held_us = job->at.since_us;
    if (next->since_us > held_us)
        next->since_us = held_us;
}

/* A looping cursor spoils the visit, not the page: what it brought is kept. */
static bool
is_worth_writing(const struct job *job)
{
    if (job->batch.count == 0 || job->batch.overflowed)
        return false;
    return job->looped || !policy_for_verdict(job->report.outcome.verdict)->drops_page;
}

bool
job_read(struct job *job)
{
    tell_quotas(job, job->response);
    job_notes_page(&job->notes);
    if (recall(job, job->response)) {
        check_progress(job);
        return false;
    }
    return job_read_rest(job);
}

bool
job_read_rest(struct job *job)
{
    digest(job, job->response);
    job_notes_account(&job->notes, &job->batch);
    job_cut_note(job);
    hold_watermark(job);
    check_progress(job);
    if (is_worth_writing(job))
        return true;
    job_remember(job);
    return false;
}
