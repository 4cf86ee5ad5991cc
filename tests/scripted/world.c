/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pgconn_answer.h"
#include "rows.h"

static const struct source_stream streams[SLOTS] = {
    [POSTS] = { .name = "posts" },
    [COMMENTS] = { .name = "comments",
                   .flags = SOURCE_TARGETS_POSTS | SOURCE_COMPLETE,
                   .shows_s = 7 * 86400 },
    [NEWEST] = { .name = "mentions", .flags = SOURCE_TARGETS_POSTS },
    [LOOKUPS] = { .name = "confirm",
                  .flags = SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL,
                  .targets_max = 5,
                  .confirm_s = 86400 },
};
static const struct source source = {
    .name = "made_up",
    .streams = streams,
    .stream_count = SLOTS,
};

struct world world;

/* ---- what the linker sends here ---- */

int64_t __wrap_loop_now_us(void);
int64_t __wrap_loop_wall_us(void);
uint64_t __wrap_loop_random(void);
bool __wrap_writer_is_up(const struct writer *writer);
bool __wrap_writer_has_room(const struct writer *writer);
void __wrap_writer_note(struct writer *writer, const struct rowset *rowset);
void __wrap_writer_note_and_tell(struct writer *writer, const struct rowset *rowset,
                                 writer_noted_fn fn, void *ctx);
void __wrap_writer_query(struct writer *writer, const struct rowset *rowset, writer_answer_fn fn,
                         void *ctx);

int64_t
__wrap_loop_now_us(void)
{
    return world.now_us;
}

int64_t
__wrap_loop_wall_us(void)
{
    return TODAY + world.now_us - NOW + world.asleep_us;
}

/* The longest wait that chance allows. */
uint64_t
__wrap_loop_random(void)
{
    return UINT64_MAX;
}

bool
__wrap_writer_is_up(const struct writer *writer)
{
    (void)writer;
    return !world.is_down;
}

bool
__wrap_writer_has_room(const struct writer *writer)
{
    (void)writer;
    return true;
}

void
__wrap_writer_note(struct writer *writer, const struct rowset *rowset)
{
    (void)writer;
    if (rowset->statement == STATEMENT_BACKFILL_SAVE)
        snprintf(world.told, sizeof(world.told), "%.*s", rowset->lengths[4], rowset->values[4]);
}

void
__wrap_writer_note_and_tell(struct writer *writer, const struct rowset *rowset, writer_noted_fn fn,
                            void *ctx)
{
    (void)writer;
    assert_int_equal(rowset->statement, STATEMENT_POST_GONE);
    world.noted = fn;
    world.noted_ctx = ctx;
}

void
__wrap_writer_query(struct writer *writer, const struct rowset *rowset, writer_answer_fn fn,
                    void *ctx)
{
    (void)writer;
    world.asked++;
    world.statement = rowset->statement;
    memset(world.values, 0, sizeof(world.values));
    for (unsigned i = 0; i < rowset->parameter_count; i++) {
        size_t length = (size_t)rowset->lengths[i];
        if (rowset->values[i] != NULL)
            memcpy(world.values[i], rowset->values[i],
                   length < WORLD_VALUE_BYTES ? length : WORLD_VALUE_BYTES);
    }
    world.answer = fn;
    world.answer_ctx = ctx;
}

/* ---- the world ---- */

int
world_set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof(world));
    world.now_us = NOW;
    world.loop = loop_new();
    world.log = log_new(STDERR_FILENO, LOG_LEVEL_ERROR, NULL);
    quota_init(&world.platform.quota);
    quota_init(&world.credential.quota);
    world.platform.name = STR("made_up");
    world.credential.name = STR("office");
    world.channel =
        (struct channel){ .name = STR("made_up"), .source = &source, .allowance = &world.platform };
    world.account = (struct account){ .government_id = 1,
                                      .account_id = 7,
                                      .channel = &world.channel,
                                      .external_id = STR("100"),
                                      .platform = &world.platform,
                                      .credential = &world.credential,
                                      .slot_count = SLOTS };
    for (unsigned i = 0; i < SLOTS; i++)
        world.streams[i] =
            (struct stream){ .interval_s = 300, .number = i & 15, .last_complete_us = WHEN_NONE };
    world.roster = (struct roster){ .accounts = &world.account,
                                    .account_count = 1,
                                    .by_id = world.by_id,
                                    .by_id_count = 1,
                                    .streams = world.streams,
                                    .stream_count = SLOTS };
    world.collector = collector_new(&(struct collector_parts){
        .loop = world.loop, .log = world.log, .counters = &world.counters, .instance = "here" });
    world.collector->roster = &world.roster;
    due_reserve(&world.collector->due, SLOTS);
    world.collector->settings.max_in_flight = SLOTS;
    world.collector->settings.retry_min_us = MIN;
    world.collector->settings.retry_max_us = MAX;
    return 0;
}

int
world_tear_down(void **state)
{
    (void)state;
    world.collector->draining = true;
    if (world.noted != NULL)
        world_note_ends(true); /* a writer that ends tells all who wait */
    for (uint32_t i = 0; i < world.account.lookup_count; i++) {
        free(world.account.lookups[i].external_id);
        free(world.account.lookups[i].post_external_id);
    }
    free(world.account.lookups);
    for (uint32_t i = 0; i < world.account.passed_count; i++)
        free(world.account.passed[i].external_id);
    free(world.account.passed);
    free(world.account.quota);
    target_set_done(&world.account.posts);
    loop_settle(world.loop);        /* it was woken */
    world.collector->roster = NULL; /* it is not from the heap */
    collector_free(world.collector);
    loop_free(world.loop);
    log_free(world.log);
    return 0;
}

/* ---- what the test says ---- */

void
world_answer(const char *const *values, int rows, int columns)
{
    PGresult *made = rows_make(values, rows, columns);
    struct pgconn_result result = { .result = made };

    world.answer(world.answer_ctx, &result, NULL);
    PQclear(made);
}

void
world_answer_failed(void)
{
    struct error err = ERROR_INIT;

    (void)error_set(&err, ERROR_DATABASE, "it is away");
    world.answer(world.answer_ctx, NULL, &err);
}

void
world_note_ends(bool taken)
{
    writer_noted_fn noted = TAKE(world.noted);

    noted(world.noted_ctx, taken);
}

void
world_add_lookup(const char *id, bool swept)
{
    char own[RECORD_ID_MAX + 1];
    struct lookup lookup = { .external_id = own,
                             .last_seen_at_us = WHEN_NONE,
                             .first_missed_at_us = swept ? WHEN_NONE : TODAY,
                             .swept = swept };

    snprintf(own, sizeof(own), "%s", id);
    assert_true(collector_lookup_add(&world.account, &lookup));
}
