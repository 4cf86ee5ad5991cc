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
#define LOOKUPS_MAX        1000u /* of one account; more are found again by the next visit */

struct question {
    struct collector *collector;
    int32_t government_id, account_id;
    char *post;
    int64_t last_seen_at_us, first_missed_at_us;
};

static uint32_t
lookup_slot(const struct roster *roster, const struct account *account)
{
    for (uint32_t slot = account->first_slot; slot != ROSTER_NONE;
         slot = roster->streams[slot].next_slot) {
        if (roster_source_stream(roster, &roster->streams[slot])->flags & SOURCE_TARGETS_MESSAGES)
            return slot;
    }
    return ROSTER_NONE;
}

static void
add_lookup(struct account *account, const struct question *question, struct str external_id)
{
    struct lookup *lookup;

    for (uint32_t i = 0; i < account->lookup_count; i++) {
        if (str_equal_c(external_id, account->lookups[i].external_id))
            return;
    }
    if (account->lookup_count >= LOOKUPS_MAX)
        return;
    if (account->lookup_count == account->lookup_size) {
        account->lookup_size =
            account->lookup_size == 0 ? LOOKUPS_FIRST_SIZE : account->lookup_size * 2;
        account->lookups =
            xrealloc(account->lookups, account->lookup_size * sizeof(*account->lookups));
    }
    lookup = &account->lookups[account->lookup_count++];
    *lookup = (struct lookup){ .last_seen_at_us = question->last_seen_at_us,
                               .first_missed_at_us = question->first_missed_at_us,
                               .post_external_id = xstrdup(question->post) };
    lookup->external_id = xcalloc(external_id.n + 1, 1);
    memcpy(lookup->external_id, external_id.p, external_id.n);
}

static void
on_missing(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct question *question = ctx;
    struct collector *collector = question->collector;
    struct account *account =
        roster_find_id(collector->roster, question->government_id, question->account_id);
    size_t rows = err != NULL || account == NULL ? 0 : pgconn_result_rows(result);
    uint32_t slot = account == NULL ? ROSTER_NONE : lookup_slot(collector->roster, account);

    for (size_t row = 0; row < rows; row++)
        add_lookup(account, question, pgconn_get_str(result, row, 0));
    if (rows > 0 && slot != ROSTER_NONE && collector->roster->streams[slot].state == JOB_IDLE)
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
    struct str *seen, id, rest = ids;

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
           rowset_time(rowset, arena, question->first_missed_at_us);
}

void
collector_ask_missing(struct collector *collector, const struct job_report *report,
                      const struct target *target)
{
    const struct account *account =
        roster_account(collector->roster, &collector->roster->streams[report->slot]);
    CLEANUP(arena_freep) struct arena *arena = NULL;
    struct question *question;
    struct rowset rowset;

    if (report->all_known || str_is_none(report->ids) || target->last_complete_at_us == WHEN_NONE ||
        lookup_slot(collector->roster, account) == ROSTER_NONE ||
        (report->ids.n == 0 && target->announced > 0))
        return;
    arena = arena_new(64u << 20);
    question = xcalloc(1, sizeof(*question));
    *question = (struct question){ .collector = collector,
                                   .government_id = account->government_id,
                                   .account_id = account->account_id,
                                   .post = xstrdup(target->external_id),
                                   .last_seen_at_us = target->last_complete_at_us,
                                   .first_missed_at_us = report->started_us };
    must(encode_question(question, report->ids, arena, &rowset));
    collector->questions++;
    writer_query(collector->parts.writer, &rowset, on_missing, question);
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
