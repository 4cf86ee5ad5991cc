/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/collector: what single steps decide, with the clock, chance and the database by a script.
 * When the sweep asks, which visits prove that something is missing, what a refusal outlasts, which
 * look-up is given up, what is no trouble of the platform's, how long a part of the history waits
 * after a page that failed.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "collector_backfill_inside.h"
#include "pgconn_answer.h"

#define NOW   (1000 * WHEN_HOUR)        /* monotonic */
#define TODAY INT64_C(1795000000000000) /* 2026-11-18, wall */
#define Y2000 INT64_C(946684800)        /* where PostgreSQL's times begin */
#define MIN   (60 * WHEN_SECOND)        /* collector.retry_min */
#define MAX   (1000 * WHEN_SECOND)      /* collector.retry_max */

enum slot { POSTS, COMMENTS, NEWEST, LOOKUPS, SLOTS };

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

static struct {
    struct loop *loop;
    struct log *log;
    struct counters counters;
    struct collector *collector;
    struct channel channel;
    struct allowance platform, credential;
    struct account account;
    uint32_t by_id[1];
    struct stream streams[SLOTS];
    struct roster roster;
    int64_t now_us;
    /* The last question to the database. */
    unsigned asked;
    enum statement_id statement;
    char values[ROWSET_PARAMETERS_MAX][16]; /* the beginning of each */
    writer_answer_fn answer;
    void *answer_ctx;
} world;

/* ---- what the linker sends here ---- */

int64_t __wrap_loop_now_us(void);
int64_t __wrap_loop_wall_us(void);
uint64_t __wrap_loop_random(void);
bool __wrap_writer_is_up(const struct writer *writer);
void __wrap_writer_note(struct writer *writer, const struct rowset *rowset);
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
    return TODAY + world.now_us - NOW;
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
    return true;
}

void
__wrap_writer_note(struct writer *writer, const struct rowset *rowset)
{
    (void)writer;
    (void)rowset;
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
            memcpy(world.values[i], rowset->values[i], length < 16 ? length : 16);
    }
    world.answer = fn;
    world.answer_ctx = ctx;
}

/* ---- the world ---- */

static int
set_up(void **state)
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
    world.collector->settings.retry_min_us = MIN;
    world.collector->settings.retry_max_us = MAX;
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < world.account.lookup_count; i++) {
        free(world.account.lookups[i].external_id);
        free(world.account.lookups[i].post_external_id);
    }
    free(world.account.lookups);
    free(world.account.quota);
    target_set_done(&world.account.posts);
    world.collector->draining = true;
    loop_settle(world.loop);        /* it was woken */
    world.collector->roster = NULL; /* it is not from the heap */
    collector_free(world.collector);
    loop_free(world.loop);
    log_free(world.log);
    return 0;
}

/* Texts of rows; NULL is null. */
static void
answer(const char *const *values, int rows, int columns)
{
    PGresult *result = PQmakeEmptyPGresult(NULL, PGRES_TUPLES_OK);
    PGresAttDesc *described = xcalloc((size_t)columns, sizeof(*described));
    struct pgconn_result view = { .result = result };
    char name[] = "x";

    for (int i = 0; i < columns; i++)
        described[i].name = name;
    assert_int_equal(PQsetResultAttrs(result, columns, described), 1);
    for (int i = 0; i < rows * columns; i++) {
        char *value = values[i] == NULL ? NULL : strdup(values[i]);
        int length = value == NULL ? -1 : (int)strlen(value);
        assert_int_equal(PQsetvalue(result, i / columns, i % columns, value, length), 1);
        free(value);
    }
    world.answer(world.answer_ctx, &view, NULL);
    PQclear(result);
    free(described);
}

static void
answer_failed(void)
{
    struct error err = ERROR_INIT;

    (void)error_set(&err, ERROR_DATABASE, "it is away");
    world.answer(world.answer_ctx, NULL, &err);
}

/* ---- the sweep of collector_sweep.c ---- */

static void
add_lookup(char *id, bool swept)
{
    struct lookup lookup = { .external_id = id,
                             .last_seen_at_us = WHEN_NONE,
                             .first_missed_at_us = WHEN_NONE,
                             .swept = swept };

    assert_true(collector_lookup_add(&world.account, &lookup));
}

static bool
sweeps(void)
{
    unsigned before = world.asked;

    collector_sweep(world.collector);
    assert_true(world.asked == before || world.statement == STATEMENT_SWEEP_NEXT);
    return world.asked > before;
}

static bool
says_settled(void)
{
    return world.values[5][0] != 0;
}

static void
answer_lookup(const char *id)
{
    struct source_target target = { .external_id = str_from(id) };
    struct job_report report = { .slot = LOOKUPS, .targets = &target, .target_count = 1 };

    collector_lookups_answered(world.collector, &report);
}

static void
test_sweep_of_a_suspended_account(void **state)
{
    (void)state;
    world.account.suspended = true;
    assert_false(sweeps());
    world.account.suspended = false;
    world.now_us = NOW + WHEN_HOUR - 1;
    assert_false(sweeps()); /* it rests for an hour */
    world.now_us++;
    assert_true(sweeps());
    answer(NULL, 0, 3);
}

static void
test_sweep_while_a_quota_is_half_used(void **state)
{
    (void)state;
    quota_note(&world.platform.quota, "app", 0.5, WHEN_NONE, TODAY);
    assert_false(sweeps());
    world.now_us = NOW + WHEN_HOUR;
    quota_note(&world.platform.quota, "app", 0.49, WHEN_NONE, TODAY + WHEN_HOUR);
    assert_true(sweeps());
    answer(NULL, 0, 3);
}

/* What was named before is not called confirmed by a question that nobody answered. */
static void
test_sweep_after_an_answer_that_failed(void **state)
{
    (void)state;
    assert_true(sweeps());
    assert_false(says_settled()); /* nothing was named since the start */
    answer(NULL, 0, 3);
    world.now_us += WHEN_HOUR;
    assert_true(sweeps());
    assert_true(says_settled());
    answer_failed();
    world.now_us += WHEN_HOUR;
    assert_true(sweeps());
    assert_false(says_settled());
    answer((const char *const[]){ "555", "f", NULL }, 1, 3);
    assert_int_equal(world.account.swept_count, 1);
    world.now_us += WHEN_HOUR;
    assert_false(sweeps()); /* what was named has its turn first */
}

/* Two were named and there was room for one: neither is called confirmed, both are named again. */
static void
test_sweep_of_what_found_no_room(void **state)
{
    char id[16];

    (void)state;
    for (unsigned i = 0; i < 999; i++) { /* 1,000 of an account wait at most */
        snprintf(id, sizeof(id), "%u", 1000 + i);
        add_lookup(id, false);
    }
    assert_true(sweeps());
    answer((const char *const[]){ "1", "f", NULL, "2", "f", NULL }, 2, 3);
    assert_int_equal(world.account.lookup_count, 1000);
    assert_int_equal(world.account.swept_count, 1);
    answer_lookup("1");
    assert_true(sweeps());
    assert_false(says_settled());
    answer_lookup("1000");
    answer((const char *const[]){ "1", "f", NULL, "2", "f", NULL }, 2, 3);
    assert_int_equal(world.account.swept_count, 2);
    answer_lookup("1");
    answer_lookup("2");
    assert_true(sweeps());
    assert_true(says_settled());
    answer(NULL, 0, 3);
}

/* A reload took the stream that would have asked. */
static void
test_sweep_of_what_nothing_asks_for(void **state)
{
    char before[] = "5";

    (void)state;
    assert_true(sweeps());
    add_lookup(before, true); /* of a question before */
    world.account.slot_count = LOOKUPS;
    answer((const char *const[]){ "1", "f", NULL }, 1, 3);
    assert_int_equal(world.account.lookup_count, 1);
    answer_lookup("5");
    world.account.slot_count = SLOTS;
    world.now_us += WHEN_HOUR;
    assert_true(sweeps());
    assert_false(says_settled());
    answer(NULL, 0, 3);
}

/* ---- what a visit did not show, of collector_missing.c ---- */

static bool
asks_missing(enum slot slot)
{
    char post[] = "100_1";
    struct target target = { .external_id = post, .listed_at_us = WHEN_NONE };
    struct job_report report = { .slot = slot, .started_us = TODAY, .ids = STR("1\n2\n") };
    unsigned before = world.asked;

    collector_ask_missing(world.collector, &report, &target);
    assert_true(world.asked == before || world.statement == STATEMENT_MESSAGE_MISSING);
    return world.asked > before;
}

static int64_t
asked_time(unsigned parameter)
{
    uint64_t bytes;

    memcpy(&bytes, world.values[parameter], sizeof(bytes));
    return (int64_t)be64toh(bytes) + Y2000 * WHEN_SECOND;
}

static void
test_only_a_list_that_shows_all_misses(void **state)
{
    (void)state;
    assert_false(asks_missing(NEWEST));
    assert_true(asks_missing(COMMENTS));
    answer(NULL, 0, 5);
}

/* A list of seven days: what is an hour from leaving it may have left while it was read. */
static void
test_what_leaves_a_list_is_not_missed(void **state)
{
    (void)state;
    assert_true(asks_missing(COMMENTS));
    assert_int_equal(asked_time(4), TODAY);
    assert_int_equal(asked_time(5), TODAY - 7 * WHEN_DAY + WHEN_HOUR);
    answer(NULL, 0, 5);
}

/* A post went whose list of seven days was read at TODAY: it said nothing of what was older. */
static void
test_a_list_of_days_saw_nothing_older(void **state)
{
    static const char *const rows[] = {
        "1", "2026-11-10 00:00:00+00", "2026-11-10 00:05:00+00", "t", "f",
        "2", "2026-11-17 00:00:00+00", "2026-11-17 00:05:00+00", "t", "f",
    };
    struct job_report report = { .slot = COMMENTS, .target = STR("100_1") };
    size_t index = target_add(&world.account.posts, report.target, TODAY - 10 * WHEN_DAY, WHEN_NONE,
                              -1, false);

    (void)state;
    world.account.posts.items[index].listed_at_us = TODAY;
    world.streams[POSTS].visited = true;
    collector_post_gone(world.collector, &report);
    assert_int_equal(world.statement, STATEMENT_MESSAGE_MISSING);
    answer(rows, 2, 5);
    assert_int_equal(world.account.lookup_count, 2);
    assert_int_equal(world.account.lookups[0].last_seen_at_us, INT64_C(1794269100) * WHEN_SECOND);
    assert_int_equal(world.account.lookups[1].last_seen_at_us, TODAY);
}

/* Both are there: nothing is looked up, and the operator learns of it. */
static void
test_one_comment_under_two_ids_is_told(void **state)
{
    static const char *const rows[] = {
        "1", "2026-11-17 00:00:00+00", "2026-11-17 00:05:00+00", "f", "t",
        "2", "2026-11-17 00:00:00+00", "2026-11-17 00:05:00+00", "f", "t",
    };

    (void)state;
    assert_true(asks_missing(COMMENTS));
    answer(NULL, 0, 5);
    assert_false(log_is_trouble(world.log, "ids made_up 100"));
    assert_true(asks_missing(COMMENTS));
    answer(rows, 2, 5);
    assert_true(log_is_trouble(world.log, "ids made_up 100"));
    assert_int_equal(world.account.lookup_count, 0);
    collector_forget_troubles(world.collector);
    assert_false(log_is_trouble(world.log, "ids made_up 100"));
}

/* ---- look-ups that fail ---- */

static void
fail_lookups(const char *first, const char *second, enum verdict_scope scope)
{
    struct source_target targets[] = { { .external_id = str_from(first) },
                                       { .external_id = str_from(second) } };
    struct job_report report = { .slot = LOOKUPS,
                                 .targets = targets,
                                 .target_count = second == NULL ? 1 : 2,
                                 .outcome.scope = scope };

    collector_lookups_failed(world.collector, &report);
}

static void
test_a_swept_one_is_given_up_when_it_fails_alone(void **state)
{
    char first[] = "1";
    char second[] = "2";

    (void)state;
    add_lookup(first, true);
    add_lookup(second, true);
    fail_lookups("1", "2", SCOPE_TARGET); /* which of them it was nobody knows */
    assert_int_equal(world.account.lookup_count, 2);
    assert_true(world.account.lookup_alone);
    fail_lookups("1", NULL, SCOPE_STREAM); /* nothing is wrong with this one */
    assert_int_equal(world.account.lookup_count, 2);
    fail_lookups("1", NULL, SCOPE_TARGET);
    assert_int_equal(world.account.lookup_count, 1);
    assert_string_equal(world.account.lookups[0].external_id, "2");
}

static void
test_once_gives_a_missed_one_up_at_the_third_time(void **state)
{
    char first[] = "1";
    char second[] = "2";

    (void)state;
    world.collector->settings.once = true;
    add_lookup(first, false);
    add_lookup(second, false);
    for (int i = 0; i < 5; i++)
        fail_lookups("1", "2", SCOPE_TARGET);
    for (int i = 0; i < 5; i++)
        fail_lookups("1", NULL, SCOPE_CREDENTIAL);
    for (int i = 0; i < 2; i++)
        fail_lookups("1", NULL, SCOPE_TARGET);
    assert_int_equal(world.account.lookup_count, 2);
    assert_int_equal(world.collector->targets_given_up, 0);
    fail_lookups("1", NULL, SCOPE_TARGET);
    assert_int_equal(world.account.lookup_count, 1);
    assert_int_equal(world.collector->targets_given_up, 1);
}

/* ---- what a refusal outlasts, of collector_end.c ---- */

static void
refuse(enum verdict_scope scope)
{
    struct error err = ERROR_INIT;
    struct job_report report = {
        .slot = POSTS,
        .target = STR_NONE,
        .started_us = TODAY,
        .asked_us = world.now_us,
        .http_status = 400,
        .action = POLICY_SUSPEND,
        .outcome = { .verdict = VERDICT_DENIED, .scope = scope, .cause = CAUSE_PERMISSION },
        .error = &err
    };

    (void)error_set(&err, ERROR_DENIED, "no");
    collector_visit_over(world.collector, &report);
}

static void
succeed(int64_t asked_us)
{
    struct job_report report = { .slot = POSTS,
                                 .target = STR_NONE,
                                 .started_us = TODAY,
                                 .asked_us = asked_us,
                                 .http_status = 200,
                                 .action = POLICY_NEXT_VISIT,
                                 .saved = true,
                                 .outcome = { .verdict = VERDICT_DONE, .announced = -1 } };

    collector_visit_over(world.collector, &report);
}

static bool
is_refused(enum verdict_scope scope)
{
    return scope == SCOPE_ACCOUNT      ? world.account.suspended
           : scope == SCOPE_CREDENTIAL ? world.credential.suspended
                                       : world.platform.suspended;
}

/* An answer that was on its way when the token died proves nothing; one to a later request does. */
static void
test_a_refusal_outlasts_what_was_asked_before(void **state)
{
    static const enum verdict_scope scopes[] = { SCOPE_ACCOUNT, SCOPE_CREDENTIAL, SCOPE_APP };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(scopes); i++) {
        refuse(scopes[i]);
        assert_true(is_refused(scopes[i]));
        succeed(world.now_us - 1);
        assert_true(is_refused(scopes[i]));
        succeed(world.now_us + 1);
        assert_false(is_refused(scopes[i]));
    }
}

/* ---- what befalls a platform, of collector_platform.c ---- */

/* The page came whole and another session holds its account: nothing is wrong with the platform. */
static void
test_a_held_page_is_an_answer(void **state)
{
    struct job_report report = {
        .slot = POSTS,
        .http_status = 200,
        .action = POLICY_HOLD,
        .outcome = { .verdict = VERDICT_BUSY, .scope = SCOPE_STREAM, .cause = CAUSE_DATABASE }
    };

    (void)state;
    world.platform.unanswered = 7;
    assert_int_equal(collector_platform_judge(world.collector, &report), SCOPE_STREAM);
    assert_int_equal(world.platform.unanswered, 0);
}

/* ---- a part of the history, of collector_backfill.c ---- */

static struct backfill *
begin_history(void)
{
    static const char *const row[] = { "1",
                                       "7",
                                       "posts",
                                       "2026-10-01 00:00:00+00",
                                       "2026-11-01 00:00:00+00",
                                       "2026-11-18 00:00:00+00",
                                       NULL,
                                       "0" };
    struct backfill *backfill;

    collector_backfill_look(world.collector);
    assert_int_equal(world.statement, STATEMENT_BACKFILL_LIST);
    answer(row, 1, ARRAY_SIZE(row));
    backfill =
        collector_backfill_find(world.collector, 1, 7, "posts", INT64_C(1790812800) * WHEN_SECOND,
                                INT64_C(1793491200) * WHEN_SECOND);
    assert_non_null(backfill);
    return backfill;
}

static void
end_page(struct backfill *backfill, enum policy_action action, enum verdict_scope scope)
{
    struct error err = ERROR_INIT;
    struct job_report report = { .slot = POSTS,
                                 .target = STR_NONE,
                                 .started_us = TODAY,
                                 .asked_us = world.now_us,
                                 .http_status = 200,
                                 .beside = true,
                                 .action = action,
                                 .oldest_us = WHEN_NONE,
                                 .outcome = { .verdict = VERDICT_MALFORMED,
                                              .scope = scope,
                                              .cause = CAUSE_BAD_ANSWER,
                                              .not_before_us = WHEN_NONE },
                                 .error = &err };

    (void)error_set(&err, ERROR_PEER, "not that");
    if (action == POLICY_NEXT_VISIT) {
        report.outcome = (struct source_outcome){ .verdict = VERDICT_MORE, .next = CURSOR_INIT };
        assert_true(cursor_push(&report.outcome.next, "after", STR(""), STR("zz")));
    }
    backfill->is_running = true;
    collector_visit_over(world.collector, &report);
}

/* In seconds, rounded: chance's largest value is not quite 1. */
static int64_t
waits_s(const struct backfill *backfill)
{
    return (backfill->next_us - world.now_us + WHEN_SECOND / 2) / WHEN_SECOND;
}

/* Thrice the wait before, between retry_min and retry_max; from the start again after a page. */
static void
test_history_waits_longer_each_time(void **state)
{
    struct backfill *backfill = begin_history();

    (void)state;
    end_page(backfill, POLICY_RETRY, SCOPE_STREAM);
    assert_int_equal(waits_s(backfill), 180);
    end_page(backfill, POLICY_RETRY, SCOPE_STREAM);
    assert_int_equal(waits_s(backfill), 540);
    end_page(backfill, POLICY_RETRY, SCOPE_STREAM);
    assert_int_equal(waits_s(backfill), 1000);
    end_page(backfill, POLICY_NEXT_VISIT, SCOPE_STREAM);
    end_page(backfill, POLICY_RETRY, SCOPE_STREAM);
    assert_int_equal(waits_s(backfill), 180);
}

/* The day after which a refusal is looked at again is the credential's, not the history's. */
static void
test_history_of_a_refused_credential(void **state)
{
    struct backfill *backfill = begin_history();

    (void)state;
    end_page(backfill, POLICY_SUSPEND, SCOPE_CREDENTIAL);
    assert_int_equal(waits_s(backfill), 180);
}

int
main(void)
{
#define STEP(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STEP(test_sweep_of_a_suspended_account),
        STEP(test_sweep_while_a_quota_is_half_used),
        STEP(test_sweep_after_an_answer_that_failed),
        STEP(test_sweep_of_what_found_no_room),
        STEP(test_sweep_of_what_nothing_asks_for),
        STEP(test_only_a_list_that_shows_all_misses),
        STEP(test_what_leaves_a_list_is_not_missed),
        STEP(test_a_list_of_days_saw_nothing_older),
        STEP(test_one_comment_under_two_ids_is_told),
        STEP(test_a_swept_one_is_given_up_when_it_fails_alone),
        STEP(test_once_gives_a_missed_one_up_at_the_third_time),
        STEP(test_a_refusal_outlasts_what_was_asked_before),
        STEP(test_a_held_page_is_an_answer),
        STEP(test_history_waits_longer_each_time),
        STEP(test_history_of_a_refused_credential),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
