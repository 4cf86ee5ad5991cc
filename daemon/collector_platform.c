/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A platform that cannot be reached, or that is in trouble as a whole, slows as a whole: its
 * streams are held together, and one visit at a time tries whether it works again. So it takes no
 * slot and no line of the log from those that work.
 */

#include "collector_inside.h"

#include "sched/backoff.h"

/* One try costs nothing, and its end is to be seen soon, however long a stream may wait. */
#define TRY_EVERY_MAX_US (5 * WHEN_MINUTE)
/* So many visits in a row without an answer of the platform are no accident of one stream. */
#define UNANSWERED_MAX 8u

static struct allowance *
platform_of(const struct collector *collector, uint32_t slot)
{
    return roster_account(collector->roster, &collector->roster->streams[slot])->platform;
}

/* What came is a page for people, or an error of the server's own. */
static bool
is_their_trouble(const struct job_report *report)
{
    return report->http_status != 0 && report->outcome.verdict == VERDICT_BUSY &&
           report->outcome.cause != CAUSE_DATABASE;
}

static void
set_unanswered(struct allowance *platform, uint32_t last, uint32_t before)
{
    platform->unanswered_slots[0] = last;
    platform->unanswered_slots[1] = before;
}

/*
 * Where something answers, one post or list may be all that ails it: the same stream again says
 * nothing new, nor do two in turns. None at all is each time the platform's.
 */
static void
count_unanswered(struct allowance *platform, const struct job_report *report)
{
    uint32_t last = platform->unanswered_slots[0];
    bool is_last = report->slot == last;

    if (!is_their_trouble(report) || (!is_last && report->slot != platform->unanswered_slots[1]))
        platform->unanswered++;
    if (!is_last)
        set_unanswered(platform, report->slot, last);
}

enum verdict_scope
collector_platform_judge(struct collector *collector, const struct job_report *report)
{
    struct allowance *platform = platform_of(collector, report->slot);

    if (report->http_status != 0 && !is_their_trouble(report)) {
        platform->unanswered = 0;
        set_unanswered(platform, ROSTER_NONE, ROSTER_NONE);
    } else if (report->action == POLICY_RETRY) {
        count_unanswered(platform, report);
        if (platform->unanswered >= UNANSWERED_MAX || platform->backoff_us > 0)
            return SCOPE_PLATFORM; /* of one in trouble already, each try is its own */
    }
    return report->outcome.scope;
}

bool
collector_is_platform_trouble(const struct job_report *report)
{
    return report->outcome.scope == SCOPE_PLATFORM && report->action == POLICY_RETRY;
}

int64_t
collector_platform_failed(struct collector *collector, const struct job_report *report)
{
    const struct collector_settings *settings = &collector->settings;
    struct allowance *platform = platform_of(collector, report->slot);
    int64_t max_us =
        settings->retry_max_us < TRY_EVERY_MAX_US ? settings->retry_max_us : TRY_EVERY_MAX_US;

    /* What was under way before is no second failure. */
    if (report->started_us >= platform->failed_at_us) {
        if (max_us < settings->retry_min_us)
            max_us = settings->retry_min_us;
        if (platform->backoff_us == 0)
            platform->trouble_since_us = loop_wall_us();
        platform->trouble = report->outcome.cause;
        platform->failures++;
        platform->failed_at_us = loop_wall_us();
        platform->failed_now_us = loop_now_us();
        platform->backoff_us =
            backoff_next(platform->backoff_us, settings->retry_min_us, max_us, loop_random());
        platform->hold_until_us = loop_now_us() + platform->backoff_us;
    }
    /* Never at once: a host clock that went back makes every failure look like an old one. */
    return platform->hold_until_us > loop_now_us() ? platform->hold_until_us - loop_now_us()
                                                   : settings->retry_min_us;
}

bool
collector_platform_gives_up(struct collector *collector, const struct job_report *report)
{
    struct roster *roster = collector->roster;
    const struct allowance *platform = platform_of(collector, report->slot);

    if (!collector->settings.once || platform->failures < COLLECTOR_ONCE_TRIES_MAX)
        return false;
    for (uint32_t slot = 0; slot < roster->stream_count; slot++) {
        if (platform_of(collector, slot) != platform || !due_is_queued(&collector->due, slot))
            continue;
        roster->streams[slot].given_up = true;
        collector_queue(collector, slot, INT64_MAX);
    }
    return true;
}

void
collector_platform_try(struct collector *collector, uint32_t slot)
{
    struct allowance *platform = platform_of(collector, slot);

    if (platform->backoff_us > 0)
        platform->hold_until_us = loop_now_us() + collector->settings.timeout_us;
}

bool
collector_platform_works(struct collector *collector, const struct job_report *report)
{
    const struct roster *roster = collector->roster;
    struct allowance *platform = platform_of(collector, report->slot);
    uint64_t spread_us = collector->settings.once ? 0 : (uint64_t)platform->backoff_us;

    if (platform->backoff_us == 0)
        return false;
    platform->backoff_us = 0;
    platform->hold_until_us = 0;
    platform->failures = 0;
    for (uint32_t slot = 0; slot < roster->stream_count; slot++) {
        const struct stream *stream = &roster->streams[slot];
        if (platform_of(collector, slot) == platform && stream->state == JOB_WAITING &&
            stream->backoff_s == 0 && !stream->given_up)
            collector_queue(collector, slot,
                            loop_now_us() + (int64_t)(loop_random() % (spread_us + 1)));
    }
    return true;
}
