/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the end of a visit means. A success moves due times, targets and look-ups; a failure reaches
 * as far as its scope says and no further: nothing that fails may starve what works.
 */

#include "collector_inside.h"

#include <stdlib.h>
#include <string.h>

#include "sched/backoff.h"

#define COMMENTS_OFF_US   WHEN_DAY /* a post that takes no comments */
#define REMEMBERED_MAX_US (7 * WHEN_DAY)

/* ---- what comes next ---- */

static struct target_clock
clock_of(const struct collector *collector, uint32_t slot, const struct job_report *report)
{
    return (struct target_clock){ loop_now_us(), report->started_us,
                                  collector->roster->streams[slot].interval_s * WHEN_SECOND };
}

/*
 * The posts were listed and the comments of none are due, each at its own pace: that is a look at
 * the comments' stream, noted no more often than coverage needs. Without it a page whose posts grow
 * old, or that has none, would count as unwatched between two visits.
 */
static void
note_idle(struct collector *collector, const struct job_report *report, uint32_t slot)
{
    struct stream *stream = &collector->roster->streams[slot];
    const struct account *account = roster_account(collector->roster, stream);
    bool fresh =
        stream->last_complete_us != WHEN_NONE &&
        report->started_us - stream->last_complete_us < stream->interval_s * WHEN_SECOND / 2;
    struct job_report idle = *report;

    if (!report->complete || fresh || stream->failing || stream->state != JOB_IDLE ||
        target_next_due(&account->posts) <= loop_now_us())
        return;
    idle.slot = slot;
    collector_save_progress(collector, &idle, STR_NONE);
    stream->last_complete_us = report->started_us;
}

/* Posts were seen and written: their comments' stream learns of them. */
static void
announce(struct collector *collector, const struct job_report *report)
{
    struct roster *roster = collector->roster;
    struct account *account = roster_account(roster, &roster->streams[report->slot]);
    uint32_t slot = roster_find_stream(roster, account, STR("comments"));
    struct target_clock clock;

    if (slot == ROSTER_NONE)
        return;
    clock = clock_of(collector, slot, report);
    for (size_t i = 0; i < report->announcement_count; i++) {
        const struct job_announcement *item = &report->announcements[i];
        target_announce(&account->posts, item->external_id, item->published_at_us, item->announced,
                        &clock);
    }
    if (roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, target_next_due(&account->posts));
    if (strcmp(roster_source_stream(roster, &roster->streams[report->slot])->name, "posts") == 0)
        note_idle(collector, report, slot);
}

static void
finish_target(struct collector *collector, const struct job_report *report)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    struct target_clock clock = clock_of(collector, report->slot, report);
    size_t index = target_find(&account->posts, report->target);

    account->posts_refused = 0;
    if (index == TARGET_NONE)
        return;
    if (!report->complete) {
        target_failed(&account->posts, index, loop_now_us(), 0);
        return;
    }
    if (report->outcome.announced >= 0)
        account->posts.items[index].announced = report->outcome.announced;
    collector_ask_missing(collector, report, &account->posts.items[index]);
    target_visited(&account->posts, index, report->changed > 0, &clock);
    index = target_find(&account->posts, report->target);
    if (collector->settings.once && index != TARGET_NONE)
        account->posts.items[index].due_us = INT64_MAX;
}

static void
queue_next(struct collector *collector, const struct job_report *report)
{
    struct stream *stream = &collector->roster->streams[report->slot];
    const struct account *account = roster_account(collector->roster, stream);
    unsigned flags = roster_source_stream(collector->roster, stream)->flags;
    int64_t interval_us = stream->interval_s * WHEN_SECOND;
    int64_t at_us;

    if (flags & SOURCE_TARGETS_MESSAGES)
        at_us = account->lookup_count > 0 ? loop_now_us() : INT64_MAX;
    else if (flags & SOURCE_TARGETS_POSTS)
        at_us = target_next_due(&account->posts);
    else if (!report->complete)
        at_us = loop_now_us();
    else if (collector->settings.once)
        at_us = INT64_MAX;
    else
        at_us = loop_now_us() + backoff_spread(interval_us, interval_us, 0.02, loop_random());
    collector_queue(collector, report->slot, at_us);
}

/* What was asked for before the refusal proves nothing about it. */
static bool
outlasts(int64_t second_look_us, int64_t asked_us)
{
    return second_look_us - COLLECTOR_SECOND_LOOK_US > asked_us;
}

static void
lift_refusals(struct account *account, int64_t asked_us)
{
    struct allowance *allowances[] = { account->credential, account->platform };

    account->suspended = account->suspended && outlasts(account->second_look_us, asked_us);
    for (size_t i = 0; i < ARRAY_SIZE(allowances); i++) {
        struct allowance *allowance = allowances[i];
        if (allowance != NULL)
            allowance->suspended =
                allowance->suspended && outlasts(allowance->second_look_us, asked_us);
    }
}

/*
 * The list was to go back once as far as posts that reached an age. A visit that began before they
 * were named did not, and remembered its pages since they were forgotten for that: the next one
 * does.
 */
static void
end_reach(const struct stream *stream, struct account *account, const struct job_report *report)
{
    if (report->reach_us != 0 && report->reach_us <= account->reach_us)
        account->reach_us = 0;
    else if (account->reach_us != 0)
        memo_cut(stream->memo, 0);
}

static void
on_success(struct collector *collector, const struct job_report *report)
{
    struct stream *stream = &collector->roster->streams[report->slot];
    struct account *account = roster_account(collector->roster, stream);
    unsigned flags = roster_source_stream(collector->roster, stream)->flags;

    stream->failures = 0;
    stream->backoff_s = 0;
    stream->visited = true;
    lift_refusals(account, report->asked_us);
    if (report->complete)
        stream->last_complete_us = report->started_us;
    collector_say_over(collector, report);
    collector_say_version(collector, report);
    collector_say_account(collector, report);
    collector_save_success(collector, report);
    if (flags & SOURCE_TARGETS_MESSAGES)
        collector_lookups_answered(collector, report);
    else if (flags & SOURCE_TARGETS_POSTS)
        finish_target(collector, report);
    else if (report->complete && flags & SOURCE_COUNTERS)
        end_reach(stream, account, report);
    announce(collector, report);
    queue_next(collector, report);
}

/* ---- failures ---- */

static struct quota *
quota_of_scope(struct account *account, enum verdict_scope scope)
{
    switch (scope) {
    case SCOPE_APP:
    case SCOPE_PLATFORM:
        return &account->platform->quota;
    case SCOPE_CREDENTIAL:
        return account->credential != NULL ? &account->credential->quota : NULL;
    case SCOPE_ACCOUNT:
        return roster_quota(account);
    case SCOPE_TARGET:
    case SCOPE_STREAM:
        break;
    }
    return NULL;
}

static void
block_quota(struct account *account, struct quota *quota, enum verdict_scope scope,
            int64_t until_us)
{
    quota_block(quota, until_us);
    account->noted = account->noted || scope == SCOPE_ACCOUNT;
    account->platform->noted = account->platform->noted || quota == &account->platform->quota;
    if (account->credential != NULL)
        account->credential->noted =
            account->credential->noted || quota == &account->credential->quota;
}

static void
suspend(struct account *account, const struct job_report *report, int64_t second_look_us)
{
    enum verdict_scope scope = report->outcome.scope;
    struct allowance *allowance = NULL;

    if (scope == SCOPE_ACCOUNT) {
        account->suspended = true;
        account->refusal = report->outcome.cause;
        account->second_look_us = second_look_us;
    } else if (scope == SCOPE_CREDENTIAL) {
        allowance = account->credential;
    } else if (scope == SCOPE_APP || scope == SCOPE_PLATFORM) {
        allowance = account->platform;
    }
    if (allowance == NULL)
        return;
    allowance->suspended = true;
    allowance->refusal = report->outcome.cause;
    allowance->second_look_us = second_look_us;
}

/* Of the target, where nothing but it fails. */
static int64_t
waited_before(const struct collector *collector, const struct stream *stream,
              const struct job_report *report)
{
    const struct target_set *posts = &roster_account(collector->roster, stream)->posts;
    size_t index = target_find(posts, report->target);

    if (report->outcome.scope == SCOPE_TARGET && index != TARGET_NONE)
        return posts->items[index].backoff_us;
    return stream->backoff_s * WHEN_SECOND;
}

/* How long until the next try, by what the policy asks for. */
static int64_t
wait_of(const struct collector *collector, const struct stream *stream,
        const struct job_report *report)
{
    const struct collector_settings *settings = &collector->settings;
    int64_t wait_us = backoff_next(waited_before(collector, stream, report), settings->retry_min_us,
                                   settings->retry_max_us, loop_random());
    int64_t told_us = report->outcome.not_before_us;

    if (report->action == POLICY_SUSPEND)
        return COLLECTOR_SECOND_LOOK_US;
    if (report->action == POLICY_WAIT && told_us != WHEN_NONE) {
        told_us -= loop_wall_us();
        return told_us > wait_us ? (told_us < REMEMBERED_MAX_US ? told_us : REMEMBERED_MAX_US)
                                 : wait_us;
    }
    return wait_us;
}

/*
 * --once tries a target a few times, and one that is closed or refused no more; where more than it
 * is refused, that is given up, or lifted.
 */
static bool
is_last_try(const struct collector *collector, const struct job_report *report,
            const struct target *target)
{
    bool is_closed = report->action == POLICY_SUSPEND && report->outcome.scope == SCOPE_TARGET;

    return collector->settings.once && !collector_is_platform_trouble(report) &&
           (is_closed || target->failures + 1 >= COLLECTOR_ONCE_TRIES_MAX);
}

/* Alone: others of its stream may be shown to us. */
static bool
is_refused(const struct job_report *report)
{
    return report->outcome.verdict == VERDICT_DENIED && report->outcome.scope == SCOPE_TARGET;
}

static void
fail_target(struct collector *collector, const struct job_report *report, int64_t wait_us)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    unsigned flags =
        roster_source_stream(collector->roster, &collector->roster->streams[report->slot])->flags;
    size_t index = target_find(&account->posts, report->target);

    if (flags & SOURCE_TARGETS_MESSAGES) {
        collector_lookups_failed(collector, report);
    } else if (index == TARGET_NONE) {
        return;
    } else if (is_last_try(collector, report, &account->posts.items[index])) {
        collector->targets_given_up += report->action != POLICY_SUSPEND || is_refused(report);
        account->posts.items[index].due_us = INT64_MAX; /* kept, so that no list brings it back */
    } else {
        account->posts.items[index].in_trouble = report->outcome.scope == SCOPE_STREAM;
        target_failed(&account->posts, index,
                      loop_now_us() +
                          (report->action == POLICY_SUSPEND ? COMMENTS_OFF_US : wait_us),
                      wait_us);
        account->posts.items[index].failures -= collector_is_platform_trouble(report);
    }
}

/* --once does not wait for what is refused or held by another session, and tries the rest a few
 * times. */
static bool
gives_up(struct collector *collector, const struct stream *stream, const struct job_report *report)
{
    if (collector_is_platform_trouble(report))
        return collector_platform_gives_up(collector, report);
    return collector->settings.once &&
           (report->action == POLICY_SUSPEND || report->action == POLICY_WAIT ||
            report->action == POLICY_HOLD || stream->failures >= COLLECTOR_ONCE_TRIES_MAX);
}

/*
 * A first request without any answer, or with their trouble for one, is told when the next one has
 * no better: by then it is the platform's, or it was nothing.
 */
static bool
may_be_chance(const struct collector *collector, const struct job_report *report)
{
    const struct stream *stream = &collector->roster->streams[report->slot];
    const struct target_set *posts = &roster_account(collector->roster, stream)->posts;
    const struct error *err = report->error;
    size_t index = target_find(posts, report->target);
    bool is_silence = report->http_status == 0 && err != NULL &&
                      (err->kind == ERROR_IO || err->kind == ERROR_TIMEOUT);

    if (report->action != POLICY_RETRY || stream->failures > 0 ||
        (!is_silence && report->outcome.verdict != VERDICT_BUSY))
        return false;
    return report->outcome.scope == SCOPE_STREAM ||
           (report->outcome.scope == SCOPE_TARGET && index != TARGET_NONE &&
            posts->items[index].failures == 0);
}

int64_t
collector_hold_back(struct collector *collector, const struct job_report *report)
{
    struct stream *stream = &collector->roster->streams[report->slot];
    struct account *account = roster_account(collector->roster, stream);
    struct quota *quota = quota_of_scope(account, report->outcome.scope);
    int64_t wait_us = wait_of(collector, stream, report);

    if (collector_is_platform_trouble(report))
        return collector_platform_failed(collector, report);
    if (report->action == POLICY_WAIT && quota != NULL)
        block_quota(account, quota, report->outcome.scope, loop_wall_us() + wait_us);
    return wait_us;
}

static void
on_failure(struct collector *collector, const struct job_report *report)
{
    struct stream *stream = &collector->roster->streams[report->slot];
    struct account *account = roster_account(collector->roster, stream);
    int64_t wait_us = wait_of(collector, stream, report);
    struct quota *quota = quota_of_scope(account, report->outcome.scope);
    int64_t at_us;

    if (collector_is_platform_trouble(report))
        wait_us = collector_platform_failed(collector, report);
    at_us = loop_now_us() + wait_us;

    if (!may_be_chance(collector, report))
        collector_say_trouble(collector, report, wait_us);
    collector_save_failure(collector, report);
    announce(collector, report); /* what was written is known: the next visit reads no more of it */
    fail_target(collector, report, wait_us);
    if (report->outcome.scope == SCOPE_TARGET && stream->state != JOB_WAITING) {
        queue_next(collector, report);
        return;
    }
    if (stream->failures < UINT16_MAX)
        stream->failures++;
    if (!collector_is_platform_trouble(report))
        stream->backoff_s = (uint32_t)(wait_us / WHEN_SECOND);
    if (report->action == POLICY_SUSPEND)
        suspend(account, report, at_us);
    else if (quota != NULL && !collector_is_platform_trouble(report))
        block_quota(account, quota, report->outcome.scope, loop_wall_us() + wait_us);
    stream->given_up = gives_up(collector, stream, report);
    collector_queue(collector, report->slot, stream->given_up ? INT64_MAX : at_us);
}

/* Asked with a token that was renewed before the answer came: it says nothing of the one in use. */
static bool
is_of_token_before(const struct collector *collector, const struct job_report *report)
{
    const struct allowance *credential =
        roster_account(collector->roster, &collector->roster->streams[report->slot])->credential;

    return report->action == POLICY_SUSPEND && credential != NULL &&
           report->asked_us <= credential->renewed_us;
}

static void
ask_again(struct collector *collector, const struct job_report *report)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    size_t index = target_find(&account->posts, report->target);

    if (index != TARGET_NONE)
        target_failed(&account->posts, index, loop_now_us(), 0);
    collector_save_run(collector, report);
    announce(collector, report);
    queue_next(collector, report);
}

/* No trouble of the stream's: posts come and go. */
static bool
is_gone_post(const struct collector *collector, const struct job_report *report)
{
    const struct stream *stream = &collector->roster->streams[report->slot];

    return report->outcome.verdict == VERDICT_GONE && report->outcome.scope == SCOPE_TARGET &&
           (roster_source_stream(collector->roster, stream)->flags & SOURCE_TARGETS_POSTS) != 0;
}

/*
 * Any answer, even a bad one, proves that the platform can be reached; but not one that was on its
 * way when it could not be reached any more.
 */
static void
note_answer(struct collector *collector, const struct job_report *report)
{
    const struct allowance *platform =
        roster_account(collector->roster, &collector->roster->streams[report->slot])->platform;

    if (report->http_status == 0 || collector_is_platform_trouble(report) ||
        report->asked_us < platform->failed_now_us || !collector_platform_works(collector, report))
        return;
    collector_say_reached(collector, report);
}

void
collector_visit_over(struct collector *collector, const struct job_report *ended)
{
    struct job_report judged = *ended;
    const struct job_report *report = &judged;

    judged.outcome.scope = collector_platform_judge(collector, ended);
    note_answer(collector, report);
    if (report->beside) {
        collector_backfill_over(collector, report);
        return;
    }
    if (report->fenced) {
        log_write(collector->parts.log, LOG_LEVEL_WARNING, NULL,
                  "another daemon polls this stream now, this one lets go of it");
        return;
    }
    if (report->action == POLICY_NEXT_VISIT) {
        on_success(collector, report);
    } else if (is_gone_post(collector, report)) {
        collector_save_run(collector, report);
        collector_post_gone(collector, report);
        queue_next(collector, report);
    } else if (is_of_token_before(collector, report)) {
        ask_again(collector, report);
    } else {
        on_failure(collector, report);
    }
}
