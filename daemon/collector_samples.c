/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Counters of posts at growing ages. Posts are listed often, but an answer that is the same as last
 * time is not read again, and lists are asked back for some days only. So the database names once
 * an hour, of some accounts at a time, the posts that reached an age and were not looked at since:
 * they are looked up by id where the platform can, else the stream that shows their counters
 * forgets what it knows and goes back as far as they are old.
 */

#include "collector_inside.h"

#include <stdio.h>

#define ARENA_BYTES_MAX (1u << 20)
#define ROUND_US        WHEN_HOUR /* over all accounts: no age comes sooner */
#define FIRST_US        (5 * WHEN_SECOND)
#define AGAIN_US        WHEN_MINUTE

/* By id goes before by post, and that before a list. */
static unsigned
rank_of(const struct source_stream *source)
{
    if (!(source->flags & SOURCE_COUNTERS))
        return 0;
    return source->flags & SOURCE_TARGETS_MESSAGES ? 3
           : source->flags & SOURCE_TARGETS_POSTS  ? 2
                                                   : 1;
}

/* The stream that shows the account's counters, or ROSTER_NONE. */
static uint32_t
counters_slot(const struct roster *roster, const struct account *account)
{
    uint32_t best = ROSTER_NONE;
    unsigned best_rank = 0;

    for (uint32_t slot = account->first_slot; slot < account->first_slot + account->slot_count;
         slot++) {
        unsigned rank = rank_of(roster_source_stream(roster, &roster->streams[slot]));
        if (rank > best_rank) {
            best_rank = rank;
            best = slot;
        }
    }
    return best;
}

static void
look_up(struct collector *collector, struct account *account, uint32_t slot, struct str post)
{
    char external_id[RECORD_ID_MAX + 1];
    struct lookup lookup = { .external_id = external_id,
                             .last_seen_at_us = WHEN_NONE,
                             .first_missed_at_us = WHEN_NONE,
                             .is_post = true,
                             .swept = true };

    snprintf(external_id, sizeof(external_id), "%.*s", STR_ARGS(post));
    (void)collector_lookup_add(account, &lookup); /* no room: it is named again */
    if (collector->roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, loop_now_us());
}

/* A post that is worth no visits any more has one more, as the sweep's have. */
static void
visit(struct collector *collector, struct account *account, uint32_t slot,
      const struct target_known *known)
{
    size_t index;
    struct target *target;

    target_review(&account->posts, known);
    index = target_find(&account->posts, known->external_id);
    must(index != TARGET_NONE);
    target = &account->posts.items[index];
    memo_cut(target->memory, 0);
    if (target->due_us == INT64_MAX)
        return; /* under way: it is named again if that did not read it */
    target->due_us = known->due_us;
    if (collector->roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, target_next_due(&account->posts));
}

static void
take_row(struct collector *collector, const struct pgconn_result *result, size_t row)
{
    struct roster *roster = collector->roster;
    struct account *account = roster_find_id(roster, (int32_t)pgconn_get_int(result, row, 0, 0),
                                             (int32_t)pgconn_get_int(result, row, 1, 0));
    uint32_t slot = account == NULL ? ROSTER_NONE : counters_slot(roster, account);
    struct str post = pgconn_get_str(result, row, 2);
    int64_t published_us = pgconn_get_time(result, row, 3);
    unsigned flags;

    if (slot == ROSTER_NONE)
        return;
    flags = roster_source_stream(roster, &roster->streams[slot])->flags;
    if (flags & SOURCE_TARGETS_MESSAGES) {
        look_up(collector, account, slot, post);
    } else if (flags & SOURCE_TARGETS_POSTS) {
        visit(collector, account, slot,
              &(struct target_known){ .external_id = post,
                                      .published_at_us = published_us,
                                      .last_complete_at_us = WHEN_NONE,
                                      .announced = -1,
                                      .due_us = loop_now_us(),
                                      .swept = true });
    } else {
        memo_cut(roster->streams[slot].memo, 0);
        if (account->reach_us == 0 || account->reach_us > published_us)
            account->reach_us = published_us;
    }
}

static void
on_named(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct collector *collector = ctx;
    size_t rows = err != NULL ? 0 : pgconn_result_rows(result);

    collector->sampling = false;
    if (collector->draining)
        return;
    if (err != NULL)
        log_trouble(
            collector->parts.log, LOG_LEVEL_WARNING, "samples", NULL,
            "which posts reached an age at which their counters are kept could not be asked, "
            "the others go on: %s",
            err->text);
    else
        log_trouble_over(collector->parts.log, "samples", NULL,
                         "which posts reached an age at which their counters are kept is known "
                         "again");
    for (size_t row = 0; row < rows; row++)
        take_row(collector, result, row);
    collector_wake(collector);
}

static bool
encode(struct collector *collector, struct arena *arena, struct rowset *rowset)
{
    rowset_start(rowset, STATEMENT_SAMPLE_NEXT);
    return collector_review_accounts(collector, &collector->sample_next, arena, rowset) &&
           rowset_time(rowset, arena, loop_wall_us());
}

void
collector_samples(void *ctx)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct collector *collector = ctx;
    int64_t questions =
        (collector->roster->by_id_count + COLLECTOR_ACCOUNTS_MAX - 1) / COLLECTOR_ACCOUNTS_MAX;
    struct rowset rowset;

    if (collector->draining || collector->sampling || !writer_is_up(collector->parts.writer)) {
        loop_timer_after(collector->sample_timer, AGAIN_US);
        return;
    }
    loop_timer_after(collector->sample_timer, ROUND_US / (questions > 0 ? questions : 1));
    must(encode(collector, arena, &rowset));
    collector->sampling = true;
    writer_query(collector->parts.writer, &rowset, on_named, collector);
}

void
collector_samples_start(struct collector *collector)
{
    collector->sample_next = 0;
    if (!collector->settings.once)
        loop_timer_after(collector->sample_timer, FIRST_US);
}
