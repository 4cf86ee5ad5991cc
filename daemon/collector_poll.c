/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What operators ask for: visits that begin after they asked, or a word of what they wait for.
 */

#include "collector_inside.h"

/* All that are looked at. */
static size_t
poll_targets(struct target_set *posts)
{
    size_t count = 0;

    for (size_t i = 0; i < posts->count; i++) {
        if (posts->items[i].due_us == INT64_MAX)
            continue;
        posts->items[i].due_us = loop_now_us();
        count++;
    }
    return count;
}

static struct collector_asked
poll_slot(struct collector *collector, uint32_t slot)
{
    struct stream *stream = &collector->roster->streams[slot];
    struct account *account = roster_account(collector->roster, stream);
    const struct source_stream *source = roster_source_stream(collector->roster, stream);
    struct collector_asked asked = { source->name, 1, false };

    if (stream->state == JOB_FETCHING || stream->state == JOB_DIGESTED ||
        stream->state == JOB_WRITING) {
        asked.after_this = true;
        return asked;
    }
    stream->backoff_s = 0;
    stream->given_up = false;
    account->platform->hold_until_us = 0;
    account->suspended = false;
    if (account->credential != NULL)
        account->credential->suspended = false;
    if (stream->state != JOB_IDLE)
        roster_enter(collector->roster, collector->parts.log, slot, JOB_IDLE);
    if (source->flags & SOURCE_TARGETS_POSTS)
        asked.visits = poll_targets(&account->posts);
    if (asked.visits > 0)
        collector_queue(collector, slot, loop_now_us());
    return asked;
}

size_t
collector_poll_now(struct collector *collector, int32_t government_id, int32_t account_id,
                   struct str name, struct collector_asked ret_asked[])
{
    const struct account *account;
    size_t count = 0;
    uint32_t end;

    if (collector->roster == NULL || collector->draining)
        return 0;
    account = roster_find_id(collector->roster, government_id, account_id);
    if (account == NULL)
        return 0;
    end = account->first_slot + account->slot_count;
    for (uint32_t slot = account->first_slot; slot < end && count < COLLECTOR_ASKED_MAX; slot++) {
        const struct stream *stream = &collector->roster->streams[slot];
        const struct source_stream *source = roster_source_stream(collector->roster, stream);
        if (source->flags & SOURCE_INTERNAL ||
            (!str_is_none(name) && !str_equal_c(name, source->name)))
            continue;
        ret_asked[count++] = poll_slot(collector, slot);
    }
    collector_wake(collector);
    return count;
}

/* The first stream that is asked for with it; ROSTER_NONE: none of those that are held here. */
static uint32_t
find_slot(const struct roster *roster, struct str credential)
{
    for (uint32_t slot = 0; roster != NULL && slot < roster->stream_count; slot++) {
        const struct account *account = roster_account(roster, &roster->streams[slot]);
        if (account->credential != NULL && str_equal(account->credential->name, credential))
            return slot;
    }
    return ROSTER_NONE;
}

bool
collector_polls_with(const struct collector *collector, struct str credential)
{
    return find_slot(collector->roster, credential) != ROSTER_NONE;
}

bool
collector_may_ask(struct collector *collector, struct str credential)
{
    const struct roster *roster = collector->roster;
    uint32_t slot = find_slot(roster, credential);
    int64_t now_us = loop_wall_us();

    return slot != ROSTER_NONE &&
           roster_account(roster, &roster->streams[slot])->platform->hold_until_us <=
               loop_now_us() &&
           collector_quota_ready_at(collector, slot, now_us) <= now_us;
}

/* Look-ups have no schedule: what they ask for is still in their list. */
static void
poll_renewed(struct collector *collector, uint32_t slot)
{
    struct stream *stream = &collector->roster->streams[slot];

    if (stream->state == JOB_IDLE && stream->failures == 0)
        return;
    if (!(roster_source_stream(collector->roster, stream)->flags & SOURCE_INTERNAL))
        (void)poll_slot(collector, slot);
    else if (due_is_queued(&collector->due, slot) || stream->given_up)
        collector_queue(collector, slot, loop_now_us());
    stream->given_up = false;
}

void
collector_poll_credential(struct collector *collector, struct str credential)
{
    struct roster *roster = collector->roster;

    if (roster == NULL || collector->draining)
        return;
    for (uint32_t slot = 0; slot < roster->stream_count; slot++) {
        struct account *account = roster_account(roster, &roster->streams[slot]);
        if (account->credential == NULL || !str_equal(account->credential->name, credential))
            continue;
        account->suspended = false;
        account->credential->suspended = false;
        account->credential->renewed_us = loop_now_us();
        poll_renewed(collector, slot);
    }
    collector_wake(collector);
}

/* ---- what must wait ---- */

/* Why it was refused; CAUSE_NONE where nothing of it was. */
static enum cause
refusal_of(const struct account *account)
{
    int64_t now_us = loop_now_us();

    if (account->suspended && account->second_look_us > now_us)
        return account->refusal;
    if (account->credential != NULL && account->credential->suspended &&
        account->credential->second_look_us > now_us)
        return account->credential->refusal;
    if (account->platform->suspended && account->platform->second_look_us > now_us)
        return account->platform->refusal;
    return CAUSE_NONE;
}

/* Tells who asked for a visit that it waits, and why. */
static void
tell_held(const struct collector *collector, const struct account *account, uint32_t slot,
          int64_t wait_us)
{
    const struct stream *stream = &collector->roster->streams[slot];
    enum cause refusal = refusal_of(account);
    struct error err = ERROR_INIT;
    struct job_report report = { .slot = slot, .held = true, .action = POLICY_WAIT, .error = &err };
    const char *why = "its quota is used up";
    char until[WHEN_FORMAT_MAX];

    report.outcome = (struct source_outcome){ .verdict = VERDICT_LIMITED,
                                              .scope = SCOPE_STREAM,
                                              .cause = CAUSE_QUOTA,
                                              .not_before_us = WHEN_NONE };
    if (refusal != CAUSE_NONE) {
        why = "another stream was refused meanwhile";
        report.outcome.verdict = VERDICT_DENIED;
        report.outcome.cause = refusal;
    } else if (account->platform->hold_until_us >= loop_now_us() + wait_us) {
        why = "the platform is in trouble";
        report.outcome.verdict = VERDICT_BUSY;
        report.outcome.cause = CAUSE_PEER_TROUBLE;
    }
    when_format(loop_wall_us() + wait_us, until);
    error_set(&err, ERROR_PEER, "not asked, for %s; it waits until %s", why, until);
    collector->parts.visited(collector->parts.visited_ctx, account,
                             roster_source_stream(collector->roster, stream)->name, &report);
}

void
collector_poll_held(const struct collector *collector, uint32_t slot, int64_t ready_us)
{
    int64_t wait_us = ready_us - loop_now_us();

    if (wait_us > collector->settings.timeout_us && collector->parts.visited != NULL)
        tell_held(collector, roster_account(collector->roster, &collector->roster->streams[slot]),
                  slot, wait_us);
}
