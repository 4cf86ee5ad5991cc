/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Platforms whose terms say that what is kept must be confirmed there again and again, or that
 * tell in no other way what is gone (confirm_s of source.h): the database names what is next, some
 * at a time, and each is looked up by its id as if it had been missed. What is settled is written
 * down with the next question, so a restart goes on there. Accounts take turns, so that no question
 * is a large one.
 */

#include "collector_inside.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES_MAX (1u << 16)
#define TURN_US         WHEN_SECOND
#define ACCOUNTS_MAX    1000u /* looked at in one turn */
#define QUESTIONS_MAX   4u    /* open at a time: the writer has other work */
/* A finished sweep is asked about this often; the database knows when the next one is due. */
#define REST_US WHEN_HOUR

struct question {
    struct collector *collector;
    int32_t government_id, account_id;
};

/* How often what is kept is confirmed by the look-up of that slot; 0: never. */
static int64_t
confirm_s(const struct collector *collector, uint32_t slot)
{
    const struct roster *roster = collector->roster;

    return slot == ROSTER_NONE ? 0
                               : roster_source_stream(roster, &roster->streams[slot])->confirm_s;
}

/* Nobody can ask for a message where posts alone are looked up: it is passed over. */
static bool
is_passed(const struct collector *collector, uint32_t slot, const struct pgconn_result *result,
          size_t row)
{
    const struct roster *roster = collector->roster;

    return roster_source_stream(roster, &roster->streams[slot])->flags & SOURCE_POSTS_ALONE &&
           !pgconn_get_bool(result, row, 1, false);
}

/* False when there is no room. */
static bool
add_swept(struct account *account, const struct pgconn_result *result, size_t row)
{
    char external_id[RECORD_ID_MAX + 1];
    char post[RECORD_ID_MAX + 1];
    struct str post_id = pgconn_get_str(result, row, 2);
    struct lookup lookup = { .external_id = external_id,
                             .post_external_id = str_is_none(post_id) ? NULL : post,
                             .last_seen_at_us = WHEN_NONE,
                             .first_missed_at_us = WHEN_NONE,
                             .is_post = pgconn_get_bool(result, row, 1, false),
                             .swept = true };

    snprintf(external_id, sizeof(external_id), "%.*s", STR_ARGS(pgconn_get_str(result, row, 0)));
    snprintf(post, sizeof(post), "%.*s", STR_ARGS(post_id));
    return collector_lookup_add(account, &lookup);
}

/* A round that is over, or whose items wait already. */
static void
rest(struct account *account, int64_t every_s)
{
    int64_t rest_us = every_s * WHEN_SECOND / 4;

    account->sweep_at_us = loop_now_us() + (rest_us < REST_US ? rest_us : REST_US);
}

static void
tell(struct collector *collector, const struct error *err)
{
    if (err != NULL)
        log_trouble(
            collector->parts.log, LOG_LEVEL_WARNING, "sweep", NULL,
            "what is to be confirmed at its platform could not be asked, asked again within "
            "the hour: %s",
            err->text);
    else
        log_trouble_over(collector->parts.log, "sweep", NULL,
                         "what is to be confirmed at its platform is known again");
}

static void
on_named(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct question *question = ctx;
    struct collector *collector = question->collector;
    struct account *account =
        roster_find_id(collector->roster, question->government_id, question->account_id);
    size_t rows = err != NULL ? 0 : pgconn_result_rows(result);
    size_t passed = 0;
    uint32_t slot;

    free(question);
    collector->sweeps--;
    if (account == NULL)
        return;
    account->sweep_asked = false;
    if (!collector->draining)
        tell(collector, err);
    slot = collector_lookup_slot(collector->roster, account);
    /* Confirmed is what was named only if each is asked for; else all of it is named again. */
    account->sweep_settled = err == NULL && slot != ROSTER_NONE;
    for (size_t row = 0; row < rows && slot != ROSTER_NONE; row++) {
        if (is_passed(collector, slot, result, row))
            passed++;
        else
            account->sweep_settled &= add_swept(account, result, row);
    }
    if (account->swept_count == 0 && passed > 0)
        collector_sweep_wake(collector, account); /* for the next ones */
    else if (account->swept_count == 0)
        rest(account, confirm_s(collector, slot));
    else if (slot != ROSTER_NONE && collector->roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, loop_now_us());
    collector_wake(collector);
}

static void
ask_next(struct collector *collector, struct account *account, const struct source_stream *source)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct question *question = xcalloc(1, sizeof(*question));
    struct rowset rowset;

    *question = (struct question){ collector, account->government_id, account->account_id };
    rowset_start(&rowset, STATEMENT_SWEEP_NEXT);
    must(rowset_int4(&rowset, arena, account->government_id));
    must(rowset_int4(&rowset, arena, account->account_id));
    must(rowset_time(&rowset, arena, loop_wall_us()));
    must(rowset_int8(&rowset, arena, source->confirm_s));
    must(rowset_int4(&rowset, arena, (int32_t)source->targets_max));
    must(rowset_bool(&rowset, arena, account->sweep_settled));
    account->sweep_asked = true;
    collector->sweeps++;
    writer_query(collector->parts.writer, &rowset, on_named, question);
}

static void
sweep_account(struct collector *collector, struct account *account)
{
    uint32_t slot;

    if (account->sweep_asked || account->swept_count > 0 || account->sweep_at_us > loop_now_us())
        return;
    slot = collector_lookup_slot(collector->roster, account);
    if (confirm_s(collector, slot) == 0)
        return;
    /* What is asked for by its age alone waits for an account in good order, and for room. */
    if (account->suspended || !collector_quota_is_ample(collector, slot)) {
        rest(account, confirm_s(collector, slot));
        return;
    }
    ask_next(collector, account,
             roster_source_stream(collector->roster, &collector->roster->streams[slot]));
}

void
collector_sweep(void *ctx)
{
    struct collector *collector = ctx;
    const struct roster *roster = collector->roster;
    uint32_t looked_at = 0;

    loop_timer_after(collector->sweep_timer, TURN_US);
    if (collector->draining || !writer_is_up(collector->parts.writer))
        return;
    for (; looked_at < ACCOUNTS_MAX && looked_at < roster->by_id_count; looked_at++) {
        if (collector->sweeps >= QUESTIONS_MAX)
            return;
        if (collector->sweep_next >= roster->by_id_count)
            collector->sweep_next = 0;
        sweep_account(collector, &roster->accounts[roster->by_id[collector->sweep_next++]]);
    }
}

void
collector_sweep_wake(struct collector *collector, struct account *account)
{
    if (account->swept_count == 0 && account->sweep_settled && !account->sweep_asked &&
        account->sweep_at_us <= loop_now_us() && !collector->settings.once)
        loop_timer_after(collector->sweep_timer, 0);
}

void
collector_sweep_start(struct collector *collector)
{
    collector->sweep_next = 0;
    if (!collector->settings.once)
        loop_timer_after(collector->sweep_timer, TURN_US);
}
