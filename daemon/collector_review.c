/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Which posts are worth a visit is asked again once a day, because it changes without us: an
 * inquiry may begin to wait through a correction, and old posts have their turn to be looked at for
 * late comments. Some accounts at a time, so that no question is a large one.
 */

#include "collector_inside.h"

#include "sync.h"

#define ARENA_BYTES_MAX   (1u << 20)
#define FIRST_US          (10 * WHEN_MINUTE)
#define AGAIN_US          WHEN_MINUTE
#define ROUNDS_IN_A_SWEEP 4 /* at least, where a sweep is shorter than so many days */
#define SPREAD_MAX_US     WHEN_HOUR

/* Of one round over all accounts. */
static int64_t
round_us(const struct collector *collector)
{
    int64_t part_us = collector->settings.sweep_interval_us / ROUNDS_IN_A_SWEEP;

    return part_us < WHEN_DAY ? part_us : WHEN_DAY;
}

/* What waits soon, what is swept over the whole round. */
static void
take_row(struct collector *collector, const struct pgconn_result *result, size_t row)
{
    struct target_known known;
    struct account *account = sync_review(collector->roster, result, row, &known);
    int64_t spread_us = round_us(collector);
    uint32_t slot = account == NULL
                        ? ROSTER_NONE
                        : roster_find_stream(collector->roster, account, STR("comments"));

    if (slot == ROSTER_NONE)
        return;
    if (!known.swept && spread_us > SPREAD_MAX_US)
        spread_us = SPREAD_MAX_US;
    known.due_us = loop_now_us() + (int64_t)(loop_random() % (uint64_t)(spread_us + 1));
    target_review(&account->posts, &known);
    if (collector->roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, target_next_due(&account->posts));
}

static void
on_reviewed(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct collector *collector = ctx;
    size_t rows = err != NULL ? 0 : pgconn_result_rows(result);

    collector->reviewing = false;
    if (collector->draining)
        return;
    if (err != NULL)
        log_trouble(collector->parts.log, LOG_LEVEL_WARNING, "review", NULL,
                    "which posts are worth another visit could not be asked, those known go on: %s",
                    err->text);
    else
        log_trouble_over(collector->parts.log, "review", NULL,
                         "which posts are worth another visit is known again");
    for (size_t row = 0; row < rows; row++)
        take_row(collector, result, row);
    collector_wake(collector);
}

bool
collector_review_accounts(const struct collector *collector, uint32_t *next, struct arena *arena,
                          struct rowset *rowset)
{
    const struct roster *roster = collector->roster;
    int32_t *governments = arena_array(arena, COLLECTOR_ACCOUNTS_MAX, sizeof(*governments));
    int32_t *accounts = arena_array(arena, COLLECTOR_ACCOUNTS_MAX, sizeof(*accounts));
    size_t count = 0;

    must(governments != NULL && accounts != NULL);
    for (; *next < roster->by_id_count && count < COLLECTOR_ACCOUNTS_MAX; count++) {
        const struct account *account = &roster->accounts[roster->by_id[(*next)++]];
        governments[count] = account->government_id;
        accounts[count] = account->account_id;
    }
    if (*next >= roster->by_id_count)
        *next = 0;
    return rowset_int4_array(rowset, arena, governments, count) &&
           rowset_int4_array(rowset, arena, accounts, count);
}

static bool
encode(struct collector *collector, struct arena *arena, struct rowset *rowset)
{
    rowset_start(rowset, STATEMENT_TARGET_REVIEW);
    return collector_review_accounts(collector, &collector->review_next, arena, rowset) &&
           rowset_int8(rowset, arena, collector->settings.sweep_interval_us / WHEN_SECOND);
}

void
collector_review(void *ctx)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct collector *collector = ctx;
    int64_t questions =
        (collector->roster->by_id_count + COLLECTOR_ACCOUNTS_MAX - 1) / COLLECTOR_ACCOUNTS_MAX;
    struct rowset rowset;

    if (collector->draining || collector->reviewing || !writer_is_up(collector->parts.writer)) {
        loop_timer_after(collector->review_timer, AGAIN_US);
        return;
    }
    loop_timer_after(collector->review_timer,
                     round_us(collector) / (questions > 0 ? questions : 1));
    must(encode(collector, arena, &rowset));
    collector->reviewing = true;
    writer_query(collector->parts.writer, &rowset, on_reviewed, collector);
}

void
collector_review_start(struct collector *collector)
{
    int64_t first_us = round_us(collector);

    collector->review_next = 0;
    if (!collector->settings.once)
        loop_timer_after(collector->review_timer, first_us < FIRST_US ? first_us : FIRST_US);
}
