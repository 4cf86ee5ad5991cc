/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Platforms whose terms say that what is kept must be confirmed there again and again, or that
 * tell in no other way what is gone (confirm_s of source.h): the database names what is next, some
 * at a time, and each is looked up by its id as if it had been missed. What is settled is written
 * down with the next question, and beside it what the platform passed over, so a restart goes on
 * there. Accounts take turns, so that no question is a large one.
 */

#include "collector_inside.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES_MAX (1u << 20)
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

/* Nobody can ask for a message where posts alone are looked up: it is left out. */
static bool
is_left_out(const struct collector *collector, uint32_t slot, const struct pgconn_result *result,
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

/* ---- what was passed over ---- */

void
collector_sweep_passed(const struct collector *collector, struct account *account,
                       const struct lookup *lookup)
{
    struct lookup *passed;

    if (!lookup->swept ||
        confirm_s(collector, collector_lookup_slot(collector->roster, account)) == 0)
        return;
    account->passed =
        xrealloc(account->passed, (account->passed_count + 1) * sizeof(*account->passed));
    passed = &account->passed[account->passed_count++];
    *passed =
        (struct lookup){ .external_id = xstrdup(lookup->external_id), .is_post = lookup->is_post };
}

static void
forget_passed(struct account *account)
{
    while (account->passed_count > 0)
        free(account->passed[--account->passed_count].external_id);
}

/* Those of one kind. */
static bool
encode_passed(const struct account *account, bool is_post, struct arena *arena,
              struct rowset *rowset)
{
    struct str *ids = arena_array(arena, account->passed_count, sizeof(*ids));
    size_t count = 0;

    must(ids);
    for (uint32_t i = 0; i < account->passed_count; i++) {
        if (account->passed[i].is_post == is_post)
            ids[count++] = str_from(account->passed[i].external_id);
    }
    return rowset_text_array(rowset, arena, ids, count);
}

/* Once a round, at its end. */
static void
say_unconfirmed(const struct collector *collector, const struct account *account,
                const struct pgconn_result *result, size_t row)
{
    long long days = (long long)(account->channel->source->keeps_s * WHEN_SECOND / WHEN_DAY);
    char since[WHEN_FORMAT_MAX];
    char then[64] = "";

    if (days > 0)
        snprintf(then, sizeof(then), "; a text goes %lld days after it was confirmed last", days);
    log_write(
        collector->parts.log, LOG_LEVEL_WARNING,
        LOG_FIELDS({ "channel", account->channel->name }, { "account", account->external_id }),
        "%lld posts and messages that are kept were asked for by id, and the platform "
        "neither showed them nor called them gone: not confirmed since %s, asked for again "
        "with each round%s",
        (long long)pgconn_get_int(result, row, 3, 0),
        when_format(pgconn_get_time(result, row, 4), since), then);
}

/* ---- what is next ---- */

/* Settled is what was named only if each is asked for; else all of it is named again. */
static size_t
take_named(struct collector *collector, struct account *account, uint32_t slot,
           const struct pgconn_result *result)
{
    size_t rows = pgconn_result_rows(result);
    size_t left_out = 0;
    bool is_taken = rows > 0;

    for (size_t row = 0; row < rows; row++) {
        if (str_is_none(pgconn_get_str(result, row, 0)))
            say_unconfirmed(collector, account, result, row);
        else if (slot != ROSTER_NONE && is_left_out(collector, slot, result, row))
            left_out++;
        else
            is_taken &= slot != ROSTER_NONE && add_swept(account, result, row);
    }
    if (is_taken)
        account->sweep_batch = pgconn_get_int(result, 0, 5, 0);
    return left_out;
}

static void
on_named(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct question *question = ctx;
    struct collector *collector = question->collector;
    struct account *account =
        roster_find_id(collector->roster, question->government_id, question->account_id);
    size_t left_out = 0;
    uint32_t slot;

    free(question);
    collector->sweeps--;
    if (account == NULL)
        return;
    account->sweep_asked = false;
    if (!collector->draining)
        tell(collector, err);
    slot = collector_lookup_slot(collector->roster, account);
    account->sweep_batch = 0;
    if (err == NULL)
        left_out = take_named(collector, account, slot, result);
    if (account->swept_count == 0 && left_out > 0)
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
    must(account->sweep_batch == 0 ? rowset_null(&rowset)
                                   : rowset_int8(&rowset, arena, account->sweep_batch));
    must(encode_passed(account, true, arena, &rowset));
    must(encode_passed(account, false, arena, &rowset));
    forget_passed(account); /* where this is not answered all of it is named again */
    account->sweep_asked = true;
    collector->sweeps++;
    writer_query(collector->parts.writer, &rowset, on_named, question);
}

static void
sweep_account(struct collector *collector, struct account *account)
{
    uint32_t slot;

    if (account->sweep_asked || account->swept_count > 0 || account->gone_notes > 0 ||
        account->sweep_at_us > loop_now_us())
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
    if (account->swept_count == 0 && account->sweep_batch != 0 && !account->sweep_asked &&
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
