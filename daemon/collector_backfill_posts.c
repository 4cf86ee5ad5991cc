/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The comments of a part of the history: its posts join those that the sweep visits, some at a
 * time, and are visited as these are, at the same low rank. Which of them are left the database
 * knows, so that a restart asks for none twice.
 */

#include "collector_backfill_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BYTES_MAX (1u << 16)
#define AGAIN_US        (10 * WHEN_SECOND)
#define TRIES_MAX       3u /* of a post alone */

struct question {
    struct collector *collector;
    int32_t government_id, account_id;
    int64_t from_us, until_us;
};

/* Columns of STATEMENT_BACKFILL_POSTS. */
enum post_column { POST_ID, POST_PUBLISHED, POST_ANNOUNCED, POST_SUCCESS, POST_LEFT, POST_TOTAL };

/* Or refused, until the daily second look: its comments are off. */
static bool
is_given_up(const struct target *target)
{
    return target->failures >= TRIES_MAX ||
           (target->failures > 0 && target->backoff_us >= COLLECTOR_SECOND_LOOK_US);
}

/*
 * Not yet visited to its end, and nothing says that it never will be. What was before somebody
 * asked, by its schedule, will be again at its own pace: that is not waited for.
 */
static bool
is_pending(const struct account *account, const struct stream *stream, const char *post)
{
    size_t index = target_find(&account->posts, str_from(post));
    const struct target *target;

    if (index == TARGET_NONE)
        return false;
    target = &account->posts.items[index];
    return (target->swept || target->last_complete_at_us == WHEN_NONE) && !target->retired &&
           (!is_given_up(target) || stream->failures > 0);
}

static void
drop_posts(struct backfill *backfill)
{
    for (size_t i = 0; i < backfill->post_count; i++)
        free(backfill->posts[i]);
    backfill->post_count = 0;
}

/* What is polled by its schedule anyway is left to that: it is visited to its end there, too. */
static void
take_post(struct backfill *backfill, struct account *account, const struct pgconn_result *result,
          size_t row)
{
    struct target_known known = { .external_id = pgconn_get_str(result, row, POST_ID),
                                  .published_at_us = pgconn_get_time(result, row, POST_PUBLISHED),
                                  .announced = pgconn_get_int(result, row, POST_ANNOUNCED, -1),
                                  .last_complete_at_us = pgconn_get_time(result, row, POST_SUCCESS),
                                  .due_us = loop_now_us(),
                                  .swept = true };
    size_t size = known.external_id.n + 1;

    if (backfill->post_count == BACKFILL_POSTS_MAX || size > sizeof(backfill->last_id))
        return;
    target_review(&account->posts, &known);
    backfill->last_us = known.published_at_us;
    snprintf(backfill->last_id, sizeof(backfill->last_id), "%.*s", STR_ARGS(known.external_id));
    backfill->posts[backfill->post_count] = xcalloc(size, 1);
    memcpy(backfill->posts[backfill->post_count++], known.external_id.p, known.external_id.n);
}

static void
take_posts(struct collector *collector, struct backfill *backfill,
           const struct pgconn_result *result)
{
    struct account *account =
        roster_find_id(collector->roster, backfill->government_id, backfill->account_id);
    uint32_t slot = account == NULL
                        ? ROSTER_NONE
                        : roster_find_stream(collector->roster, account, STR("comments"));
    size_t rows = pgconn_result_rows(result);

    if (slot == ROSTER_NONE)
        return;
    if (rows == 0) {
        backfill->posts_left = backfill->given_up;
        backfill->next_us = INT64_MAX; /* none is left: its next turn ends it */
        return;
    }
    backfill->posts_left = pgconn_get_int(result, 0, POST_LEFT, 0);
    backfill->posts_total = pgconn_get_int(result, 0, POST_TOTAL, 0);
    for (size_t row = 0; row < rows; row++)
        take_post(backfill, account, result, row);
    if (collector->roster->streams[slot].state == JOB_IDLE)
        collector_queue(collector, slot, target_next_due(&account->posts));
    collector_backfill_save(collector, backfill,
                            &(struct backfill_step){ .state = "running", .oldest_us = WHEN_NONE });
    collector_wake(collector);
}

static void
on_posts(void *ctx, const struct pgconn_result *result, const struct error *err)
{
    struct question *question = ctx;
    struct collector *collector = question->collector;
    struct backfill *backfill =
        collector_backfill_find(collector, question->government_id, question->account_id,
                                "comments", question->from_us, question->until_us);

    free(question);
    if (backfill == NULL || !backfill->asked)
        return;
    backfill->asked = false;
    backfill->next_us = loop_now_us() + AGAIN_US;
    if (collector->draining)
        return;
    collector_backfill_say_asked(collector, err);
    if (err != NULL)
        return;
    backfill->next_us = loop_now_us();
    take_posts(collector, backfill, result);
}

static void
ask(struct collector *collector, struct backfill *backfill)
{
    CLEANUP(arena_freep) struct arena *arena = arena_new(ARENA_BYTES_MAX);
    struct question *question = xcalloc(1, sizeof(*question));
    struct rowset rowset;

    *question = (struct question){ collector, backfill->government_id, backfill->account_id,
                                   backfill->from_us, backfill->until_us };
    rowset_start(&rowset, STATEMENT_BACKFILL_POSTS);
    must(rowset_int4(&rowset, arena, backfill->government_id));
    must(rowset_int4(&rowset, arena, backfill->account_id));
    must(rowset_time(&rowset, arena, backfill->from_us));
    must(rowset_time(&rowset, arena, backfill->until_us));
    must(rowset_time(&rowset, arena, backfill->requested_us));
    must(rowset_time(&rowset, arena, backfill->before_us));
    must(rowset_text(&rowset, arena,
                     backfill->before_us == WHEN_NONE ? STR_NONE : str_from(backfill->before_id)));
    must(rowset_int4(&rowset, arena, (int32_t)BACKFILL_POSTS_MAX));
    backfill->asked = true;
    writer_query(collector->parts.writer, &rowset, on_posts, question);
}

/* All of them were visited, or given up: the list goes on behind them. */
static void
pass(struct collector *collector, struct backfill *backfill, const struct account *account)
{
    int64_t visited = (int64_t)backfill->post_count;

    if (visited == 0)
        return;
    for (size_t i = 0; i < backfill->post_count; i++) {
        size_t index = target_find(&account->posts, str_from(backfill->posts[i]));
        backfill->given_up += index != TARGET_NONE && is_given_up(&account->posts.items[index]);
    }
    backfill->posts_left -= visited < backfill->posts_left ? visited : backfill->posts_left;
    backfill->before_us = backfill->last_us;
    memcpy(backfill->before_id, backfill->last_id, sizeof(backfill->before_id));
    drop_posts(backfill);
    collector_backfill_save(collector, backfill,
                            &(struct backfill_step){ .state = "running",
                                                     .requests = visited,
                                                     .oldest_us = backfill->before_us });
}

bool
collector_backfill_posts(struct collector *collector, struct backfill *backfill)
{
    struct account *account =
        roster_find_id(collector->roster, backfill->government_id, backfill->account_id);
    uint32_t slot = roster_find_stream(collector->roster, account, STR("comments"));

    if (backfill->next_us == INT64_MAX)
        return true;
    if (slot == ROSTER_NONE || backfill->asked || backfill->next_us > loop_now_us())
        return false;
    for (size_t i = 0; i < backfill->post_count; i++) {
        if (is_pending(account, &collector->roster->streams[slot], backfill->posts[i]))
            return false;
    }
    pass(collector, backfill, account);
    if (collector_backfill_has_room(collector, slot))
        ask(collector, backfill);
    return false;
}
