/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Messages that a complete visit did not show, though the database holds them: polling cannot see a
 * deletion, so each is looked up by its id before it is called gone.
 */

#include "collector_inside.h"

#include <stdlib.h>
#include <string.h>

#define LOOKUPS_FIRST_SIZE 8
#define QUESTION_BYTES     (64u << 20)
#define LOOKUPS_MAX        1000u /* of one account; more are found again by the next visit */

struct question {
    struct collector *collector;
    int32_t government_id, account_id;
    char *post;
    int64_t started_at_us;      /* of the visit: what was sent before it should have been shown */
    int64_t first_missed_at_us; /* its end: by then it was not shown */
    int64_t listed_at_us;       /* of the visit before that is settled, or WHEN_NONE */
};

static uint32_t
lookup_slot(const struct roster *roster, const struct account *account)
{
    for (uint32_t slot = account->first_slot; slot < account->first_slot + account->slot_count;
         slot++) {
        if (roster_source_stream(roster, &roster->streams[slot])->flags & SOURCE_TARGETS_MESSAGES)
            return slot;
    }
    return ROSTER_NONE;
}

/* False when there is no room: then nothing is known of it until the next visit asks again. */
static bool
add_lookup(struct account *account, const struct question *question, struct str external_id,
           int64_t seen_at_us)
{
    struct lookup *lookup;

    for (uint32_t i = 0; i < account->lookup_count; i++) {
        if (str_equal_c(external_id, account->lookups[i].external_id))
            return true; /* with the interval of the visit that missed it first */
    }
    if (account->lookup_count >= LOOKUPS_MAX)
        return false;
    if (account->lookup_count == account->lookup_size) {
        account->lookup_size =
            account->lookup_size == 0 ? LOOKUPS_FIRST_SIZE : account->lookup_size * 2;
        account->lookups =
            xrealloc(account->lookups, account->lookup_size * sizeof(*account->lookups));
    }
    lookup = &account->lookups[account->lookup_count++];
    *lookup = (struct lookup){ .last_seen_at_us = question->listed_at_us > seen_at_us
                                                      ? question->listed_at_us
                                                      : seen_at_us,
                               .first_missed_at_us = question->first_missed_at_us,
                               .post_external_id = xstrdup(question->post) };
    lookup->external_id = xcalloc(external_id.n + 1, 1);
    memcpy(lookup->external_id, external_id.p, external_id.n);
    return true;
}

/* result NULL: it was not answered, so the next visit asks, though it may show the very same. */
static void
settle(const struct question *question, struct account *account, const struct pgconn_result *result)
{
    size_t rows = result == NULL ? 0 : pgconn_result_rows(result);
    size_t index = target_find(&account->posts, str_from(question->post));
    bool settled = result != NULL;

    for (size_t row = 0; row < rows; row++)
        settled &= add_lookup(account, question, pgconn_get_str(result, row, 0),
                              pgconn_get_time(result, row, 2));
    if (index != TARGET_NONE)
        account->posts.items[index].listed_at_us = settled ? question->started_at_us : WHEN_NONE;
}

static void
on_missing(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct question *question = ctx;
    struct collector *collector = question->collector;
    struct account *account =
        roster_find_id(collector->roster, question->government_id, question->account_id);
    uint32_t slot = account == NULL ? ROSTER_NONE : lookup_slot(collector->roster, account);

    if (account != NULL)
        settle(question, account, err == NULL ? result : NULL);
    if (slot != ROSTER_NONE && account->lookup_count > 0 &&
        collector->roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, loop_now_us());
    collector->questions--;
    free(question->post);
    free(question);
    collector_wake(collector);
}

static bool
encode_question(const struct question *question, struct str ids, struct arena *arena,
                struct rowset *rowset)
{
    size_t count = 0;
    struct str *seen;
    struct str id;
    struct str rest = ids;

    while (str_split(&rest, '\n', &id))
        count += id.n > 0;
    seen = arena_array(arena, count, sizeof(*seen));
    count = 0;
    for (rest = ids; str_split(&rest, '\n', &id);) {
        if (id.n > 0)
            seen[count++] = id;
    }
    rowset_start(rowset, STATEMENT_MESSAGE_MISSING);
    return rowset_int4(rowset, arena, question->government_id) &&
           rowset_int4(rowset, arena, question->account_id) &&
           rowset_text(rowset, arena, str_from(question->post)) &&
           rowset_text_array(rowset, arena, seen, count) &&
           rowset_time(rowset, arena, question->started_at_us);
}

void
collector_ask_missing(struct collector *collector, const struct job_report *report,
                      struct target *target)
{
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    CLEANUP(arena_freep) struct arena *arena = NULL;
    struct question *question;
    struct rowset rowset;

    if (report->same_messages && target->listed_at_us != WHEN_NONE) {
        target->listed_at_us = report->started_us; /* the same answers: the same messages */
        return;
    }
    if (str_is_none(report->ids) || lookup_slot(collector->roster, account) == ROSTER_NONE)
        return;
    arena = arena_new(QUESTION_BYTES);
    question = xcalloc(1, sizeof(*question));
    *question = (struct question){ .collector = collector,
                                   .government_id = account->government_id,
                                   .account_id = account->account_id,
                                   .post = xstrdup(target->external_id),
                                   .started_at_us = report->started_us,
                                   .first_missed_at_us = loop_wall_us(),
                                   .listed_at_us = target->listed_at_us };
    must(encode_question(question, report->ids, arena, &rowset));
    collector->questions++;
    writer_query(collector->parts.writer, &rowset, on_missing, question);
}

static void
mark_gone(struct collector *collector, const struct account *account,
          const struct job_report *report)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct rowset rowset;

    rowset_start(&rowset, STATEMENT_POST_GONE);
    must(rowset_int4(&rowset, arena, account->government_id));
    must(rowset_int4(&rowset, arena, account->account_id));
    must(rowset_text(&rowset, arena, report->target));
    must(rowset_time(&rowset, arena, loop_wall_us()));
    writer_note(collector->parts.writer, &rowset);
}

void
collector_post_gone(struct collector *collector, const struct job_report *report)
{
    struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    uint32_t slot = roster_find_stream(collector->roster, account, STR("posts"));
    const struct stream *posts = slot == ROSTER_NONE ? NULL : &collector->roster->streams[slot];
    size_t index = target_find(&account->posts, report->target);
    struct job_report empty = *report;

    if (index == TARGET_NONE)
        return;
    if (posts != NULL && !posts->given_up && (!posts->visited || posts->failures > 0)) {
        target_failed(&account->posts, index, loop_now_us() + collector->settings.retry_min_us, 0);
        return;
    }
    if (posts != NULL && !posts->given_up) {
        log_write(collector->parts.log, LOG_LEVEL_INFO,
                  LOG_FIELDS({ "channel", account->channel->name },
                             { "account", account->external_id }, { "target", report->target }),
                  "a post is gone, what was held under it is looked up");
        mark_gone(collector, account, report);
        empty.ids = STR("");
        empty.same_messages = false;
        collector_ask_missing(collector, &empty, &account->posts.items[index]);
    }
    collector_say_gone(collector, report);
    target_drop(&account->posts, index);
}

void
collector_lookup_drop(struct account *account, struct str external_id)
{
    for (uint32_t i = 0; i < account->lookup_count; i++) {
        if (!str_equal_c(external_id, account->lookups[i].external_id))
            continue;
        free(account->lookups[i].external_id);
        free(account->lookups[i].post_external_id);
        account->lookups[i] = account->lookups[--account->lookup_count];
        return;
    }
}
