/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "collector_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define RUNS_FIRST_SIZE   16
#define SWEEP_PUT_OFF_US  (15 * WHEN_MINUTE)
#define ONCE_WAITS_MAX_US (2 * WHEN_MINUTE) /* --once does not wait for a quota's next day */

/* ---- when ---- */

static void
arm(struct collector *collector)
{
    int64_t next_us = due_next(&collector->due);

    if (next_us == INT64_MAX)
        loop_timer_stop(collector->timer);
    else
        loop_timer_at(collector->timer, next_us);
}

void
collector_queue(struct collector *collector, uint32_t slot, int64_t at_us)
{
    if (at_us == INT64_MAX)
        due_remove(&collector->due, slot);
    else
        due_set(&collector->due, slot, at_us);
}

static int64_t
later(int64_t a_us, int64_t b_us)
{
    return a_us > b_us ? a_us : b_us;
}

int64_t
collector_ready_at(const struct collector *collector, uint32_t slot)
{
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[slot]);
    int64_t now_us = loop_now_us();
    int64_t wall_us = loop_wall_us();
    int64_t ready_us = collector_quota_ready_at(collector, slot, wall_us);
    int64_t look_us = now_us;

    if (account->suspended)
        look_us = later(look_us, account->second_look_us);
    if (account->credential != NULL && account->credential->suspended)
        look_us = later(look_us, account->credential->second_look_us);
    look_us = later(look_us, account->platform->hold_until_us);
    if (account->platform->suspended)
        look_us = later(look_us, account->platform->second_look_us);
    return later(now_us + (ready_us - wall_us), look_us);
}

/* ---- starting visits ---- */

void
collector_run_start(struct collector *collector, uint32_t slot, struct job *job)
{
    if (collector->run_count == collector->run_size) {
        collector->run_size = collector->run_size == 0 ? RUNS_FIRST_SIZE : collector->run_size * 2;
        collector->runs = xrealloc(collector->runs, collector->run_size * sizeof(*collector->runs));
    }
    collector->runs[collector->run_count++] = (struct collector_run){ slot, job };
}

/*
 * What nothing but its age speaks for is asked while neither quotas nor the visits under way are
 * half used up.
 */
static void
put_off_sweep(const struct collector *collector, uint32_t slot, struct target_set *posts)
{
    bool has_room = (int64_t)collector->run_count * 2 < collector->settings.max_in_flight &&
                    collector_quota_is_ample(collector, slot);

    for (size_t i = 0; !has_room && i < posts->count; i++) {
        if (posts->items[i].swept && posts->items[i].due_us <= loop_now_us())
            posts->items[i].due_us = loop_now_us() + SWEEP_PUT_OFF_US;
    }
}

/* The target to ask about, or false when there is none that is due; then the slot was queued again.
 */
static bool
choose_target(struct collector *collector, uint32_t slot, struct job_choice *ret_choice)
{
    struct stream *stream = &collector->roster->streams[slot];
    struct account *account = roster_account(collector->roster, stream);
    const struct source_stream *source = roster_source_stream(collector->roster, stream);
    unsigned flags = source->flags;
    int64_t due_us;

    *ret_choice = (struct job_choice){ .index = 0 };
    if (flags & SOURCE_TARGETS_MESSAGES) {
        /* After a failure one by one: one id that cannot be asked for must not cost the others. */
        ret_choice->max = account->lookup_alone ? 1 : source->targets_max;
        return account->lookup_count > 0;
    }
    if (!(flags & SOURCE_TARGETS_POSTS))
        return true;
    put_off_sweep(collector, slot, &account->posts);
    due_us = target_next_due(&account->posts);
    if (due_us > loop_now_us()) {
        collector_queue(collector, slot, due_us);
        return false;
    }
    ret_choice->index = target_next(&account->posts);
    account->posts.items[ret_choice->index].due_us = INT64_MAX;
    return true;
}

static void
start_visit(struct collector *collector, uint32_t slot)
{
    struct stream *stream = &collector->roster->streams[slot];
    int64_t ready_us = collector_ready_at(collector, slot);
    struct job *job;
    struct job_choice choice;

    if (ready_us > loop_now_us()) {
        if (stream->state == JOB_IDLE)
            roster_enter(collector->roster, collector->parts.log, slot, JOB_WAITING);
        stream->given_up = collector->settings.once && ready_us > loop_now_us() + ONCE_WAITS_MAX_US;
        collector_queue(collector, slot, stream->given_up ? INT64_MAX : ready_us);
        collector_poll_held(collector, slot, ready_us);
        return;
    }
    if (!choose_target(collector, slot, &choice))
        return;
    if (stream->state == JOB_DISABLED)
        roster_enter(collector->roster, collector->parts.log, slot, JOB_IDLE);
    collector_platform_try(collector, slot);
    job = collector_kept_take(collector, slot, choice.index);
    if (job != NULL)
        job_go_on(job);
    else
        job = job_start(&collector->context, slot, choice);
    collector_run_start(collector, slot, job);
}

/* Nothing under way, nothing queued, nothing asked: --once is done. */
static void
check_caught_up(struct collector *collector)
{
    struct collector_given_up given_up = { .targets = collector->targets_given_up };

    if (!collector->settings.once || collector->caught_up == NULL || collector->draining ||
        collector->run_count > 0 || collector->due.count > 0 || collector->questions > 0 ||
        collector_expire_last(collector))
        return;
    for (uint32_t slot = 0; slot < collector->roster->stream_count; slot++)
        given_up.streams += collector->roster->streams[slot].given_up;
    collector_flush(collector);
    collector->caught_up(collector->caught_up_ctx, &given_up);
}

static void
start_due(struct collector *collector)
{
    uint32_t slot;

    collector->kicked = false;
    if (collector->draining || collector->roster == NULL)
        return;
    while ((int64_t)collector->run_count < collector->settings.max_in_flight &&
           writer_has_room(collector->parts.writer) &&
           due_pop(&collector->due, loop_now_us(), &slot))
        start_visit(collector, slot);
    counter_set(collector->parts.counters, COUNTER_REQUESTS_IN_FLIGHT,
                (int64_t)collector->run_count);
    if ((int64_t)collector->run_count < collector->settings.max_in_flight &&
        writer_has_room(collector->parts.writer))
        arm(collector);
    else
        loop_timer_stop(
            collector->timer); /* the end of a visit, or room in the queue, comes back here */
    check_caught_up(collector);
}

static void
on_kick(void *ctx)
{
    start_due(ctx);
}

void
collector_wake(struct collector *collector)
{
    if (collector->kicked)
        return;
    collector->kicked = true;
    loop_defer(collector->parts.loop, on_kick, collector);
}

/* ---- the end of visits ---- */

static void
forget_run(struct collector *collector, const struct job *job)
{
    for (size_t i = 0; i < collector->run_count; i++) {
        if (collector->runs[i].job == job) {
            collector->runs[i] = collector->runs[--collector->run_count];
            return;
        }
    }
}

static void
tell_drained(struct collector *collector)
{
    if (!collector->draining || collector->run_count > 0 || collector->drained == NULL)
        return;
    loop_defer(collector->parts.loop, collector->drained, collector->drained_ctx);
    collector->drained = NULL;
}

static bool
on_over(void *ctx, struct job *job, const struct job_report *report)
{
    struct collector *collector = ctx;

    const struct stream *stream = &collector->roster->streams[report->slot];

    forget_run(collector, job);
    collector_visit_over(collector, report);
    if (collector->parts.visited != NULL)
        collector->parts.visited(collector->parts.visited_ctx,
                                 roster_account(collector->roster, stream),
                                 roster_source_stream(collector->roster, stream)->name, report);
    tell_drained(collector);
    collector_wake(collector);
    return report->goes_on && !report->beside && !collector->draining &&
           collector_keep(collector, report->slot, job);
}

static void
on_quota(void *ctx, uint32_t slot, const struct source_quota_note *note)
{
    collector_quota_note(ctx, slot, note);
}

static bool
may_ask(void *ctx, uint32_t slot)
{
    int64_t now_us = loop_wall_us();

    return collector_quota_ready_at(ctx, slot, now_us) == now_us;
}

static void
on_asked(void *ctx, uint32_t slot)
{
    collector_spend(ctx, slot);
}

static void
on_flush(void *ctx)
{
    struct collector *collector = ctx;

    collector_flush(collector);
    collector_quotas_save(collector);
    loop_timer_after(collector->flush_timer, collector->settings.flush_interval_us);
}

/* ---- life ---- */

struct collector *
collector_new(const struct collector_parts *parts)
{
    struct collector *collector = xcalloc(1, sizeof(*collector));

    collector->parts = *parts;
    due_init(&collector->due);
    memo_pool_init(&collector->memo_pool);
    collector->unknown = unknown_new();
    collector->timer = loop_timer_new(parts->loop, on_kick, collector);
    collector->flush_timer = loop_timer_new(parts->loop, on_flush, collector);
    collector->review_timer = loop_timer_new(parts->loop, collector_review, collector);
    collector->sweep_timer = loop_timer_new(parts->loop, collector_sweep, collector);
    collector->expiry = collector_expiry_new(collector);
    collector->backfills = collector_backfills_new(collector);
    collector->sample_timer = loop_timer_new(parts->loop, collector_samples, collector);
    return collector;
}

void
collector_abandon(struct collector *collector)
{
    if (collector == NULL)
        return;
    collector->draining = true;
    collector_kept_drop(collector);
    for (size_t i = 0; i < collector->run_count; i++)
        job_abandon(collector->runs[i].job);
    collector->run_count = 0;
}

void
collector_free(struct collector *collector)
{
    if (collector == NULL)
        return;
    assert(collector->run_count == 0);
    for (size_t i = 0; i < collector->progress_count; i++)
        free(collector->progress[i].target);
    free(collector->progress);
    free(collector->runs);
    collector_holds_forget(collector);
    due_done(&collector->due);
    loop_timer_free(collector->timer);
    loop_timer_free(collector->flush_timer);
    loop_timer_free(collector->review_timer);
    loop_timer_free(collector->sweep_timer);
    collector_expiry_free(collector->expiry);
    collector_backfills_free(collector->backfills);
    loop_timer_free(collector->sample_timer);
    roster_free(collector->roster);
    unknown_free(collector->unknown);
    free(collector);
}

static void
set_context(struct collector *collector)
{
    const struct collector_settings *settings = &collector->settings;

    collector->context = (struct job_context){
        .loop = collector->parts.loop,
        .log = collector->parts.log,
        .counters = collector->parts.counters,
        .fetch = collector->parts.fetch,
        .writer = collector->parts.writer,
        .roster = collector->roster,
        .memo_pool = &collector->memo_pool,
        .unknown = collector->unknown,
        .timeout_us = settings->timeout_us,
        .history_us = settings->history_us,
        .max_response_bytes = (size_t)settings->max_response_bytes,
        .pages_per_visit = (unsigned)settings->pages_per_visit,
        .over = on_over,
        .quota = on_quota,
        .may_ask = may_ask,
        .asked = on_asked,
        .ctx = collector,
    };
}

void
collector_adopt(struct collector *collector, struct roster *roster,
                const struct pseudonym *pseudonym, const struct collector_settings *settings)
{
    struct roster *before = collector->roster;
    struct due due = collector->due;

    assert(collector->run_count == 0);
    if (before != NULL) {
        roster_adopt(roster, before);
        collector_forget_troubles(collector);
    }
    collector->roster = roster;
    collector->settings = *settings;
    collector->draining = false;
    due_init(&collector->due);
    set_context(collector);
    collector->context.pseudonym = pseudonym;
    collector_holds_forget(collector);
    collector_queue_all(collector, before, &due);
    due_done(&due);
    roster_free(before);
    counter_set(collector->parts.counters, COUNTER_STREAMS, roster->stream_count);
    loop_timer_after(collector->flush_timer, settings->flush_interval_us);
    collector_review_start(collector);
    collector_sweep_start(collector);
    collector_expire_start(collector);
    collector_backfill_start(collector);
    collector_samples_start(collector);
    collector_wake(collector);
}

void
collector_drain(struct collector *collector, loop_fn drained, void *ctx)
{
    size_t kept = 0;

    collector->draining = true;
    collector_kept_drop(collector);
    collector->drained = drained;
    collector->drained_ctx = ctx;
    for (size_t i = 0; i < collector->run_count; i++) {
        const struct collector_run run = collector->runs[i];
        if (collector->roster->streams[run.slot].state == JOB_WRITING)
            collector->runs[kept++] = run;
        job_cancel(run.job);
    }
    collector->run_count = kept;
    collector_flush(collector);
    collector_quotas_save(collector);
    tell_drained(collector);
}

void
collector_on_caught_up(struct collector *collector,
                       void (*fn)(void *ctx, const struct collector_given_up *given_up), void *ctx)
{
    collector->caught_up = fn;
    collector->caught_up_ctx = ctx;
}

bool
collector_is_draining(const struct collector *collector)
{
    return collector->draining;
}

struct roster *
collector_roster(struct collector *collector)
{
    return collector->roster;
}

void
collector_summarize(const struct collector *collector, struct collector_summary *ret_summary)
{
    const struct roster *roster = collector->roster;

    *ret_summary = (struct collector_summary){ .in_flight = collector->run_count,
                                               .next_due_us = due_next(&collector->due) };
    if (roster == NULL)
        return;
    ret_summary->accounts = roster->account_count;
    for (uint32_t slot = 0; slot < roster->stream_count; slot++) {
        if (roster->streams[slot].fence_back != 0)
            continue; /* look-ups are the comments' own */
        ret_summary->streams++;
        ret_summary->failing += roster->streams[slot].failures > 0;
        ret_summary->disabled += roster->streams[slot].state == JOB_DISABLED;
    }
}
