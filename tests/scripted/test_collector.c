/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * daemon/collector: what single steps decide, with the clock, chance and the database by a script.
 * Which visits prove that something is missing, what a refusal outlasts, what is no trouble of the
 * platform's, how long a part of the history waits after a page that failed. The sweep: test_sweep.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <endian.h>
#include <string.h>

#include "collector_backfill_inside.h"
#include "world.h"

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
    world_answer(NULL, 0, 5);
}

/* A list of seven days: what is an hour from leaving it may have left while it was read. */
static void
test_what_leaves_a_list_is_not_missed(void **state)
{
    (void)state;
    assert_true(asks_missing(COMMENTS));
    assert_int_equal(asked_time(4), TODAY);
    assert_int_equal(asked_time(5), TODAY - 7 * WHEN_DAY + WHEN_HOUR);
    world_answer(NULL, 0, 5);
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
    world_answer(rows, 2, 5);
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
    world_answer(NULL, 0, 5);
    assert_false(log_is_trouble(world.log, "ids made_up 100"));
    assert_true(asks_missing(COMMENTS));
    world_answer(rows, 2, 5);
    assert_true(log_is_trouble(world.log, "ids made_up 100"));
    assert_int_equal(world.account.lookup_count, 0);
    collector_forget_troubles(world.collector);
    assert_false(log_is_trouble(world.log, "ids made_up 100"));
}

/* ---- what a refusal outlasts, of collector_end.c ---- */

static struct job_report
refusal(enum slot slot, enum verdict_scope scope, struct error *err)
{
    (void)error_set(err, ERROR_DENIED, "no");
    return (struct job_report){
        .slot = slot,
        .target = STR_NONE,
        .started_us = TODAY,
        .asked_us = world.now_us,
        .http_status = 400,
        .action = POLICY_SUSPEND,
        .outcome = { .verdict = VERDICT_DENIED, .scope = scope, .cause = CAUSE_PERMISSION },
        .error = err
    };
}

static void
refuse(enum verdict_scope scope)
{
    struct error err = ERROR_INIT;
    struct job_report report = refusal(POSTS, scope, &err);

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

/* The token was renewed while its last refusal was on its way: that is asked again, at once. */
static void
test_a_refusal_of_the_token_before(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        world.streams[POSTS].state = JOB_FETCHING;
        collector_poll_credential(world.collector, STR("office"));
        world.streams[POSTS].state = JOB_IDLE;
        refuse(i == 0 ? SCOPE_CREDENTIAL : SCOPE_ACCOUNT);
        assert_false(world.credential.suspended || world.account.suspended);
        assert_int_equal(world.streams[POSTS].failures, 0);
        assert_true(due_is_queued(&world.collector->due, POSTS));
        assert_int_equal(due_at(&world.collector->due, POSTS), world.now_us);
    }
    world.now_us++;
    refuse(SCOPE_CREDENTIAL);
    assert_true(world.credential.suspended);
    assert_int_equal(world.streams[POSTS].failures, 1);
}

/* A post whose comments were being asked for is asked for again, and not only when it is listed. */
static void
test_a_post_refused_with_the_token_before(void **state)
{
    struct error err = ERROR_INIT;
    struct job_report report = refusal(COMMENTS, SCOPE_CREDENTIAL, &err);
    size_t index =
        target_add(&world.account.posts, STR("100_1"), TODAY - 10 * WHEN_DAY, WHEN_NONE, -1, false);

    (void)state;
    report.target = STR("100_1");
    world.account.posts.items[index].due_us = INT64_MAX; /* under way */
    world.now_us++;
    collector_poll_credential(world.collector, STR("office"));
    collector_visit_over(world.collector, &report);
    assert_int_equal(world.account.posts.items[index].due_us, world.now_us);
    assert_int_equal(due_at(&world.collector->due, COMMENTS), world.now_us);
}

/* Nothing but a look-up had failed: what waits for its credential goes on, and so does it. */
static void
test_a_look_up_refused_before_the_renewal(void **state)
{
    struct stream *stream = &world.streams[LOOKUPS];

    (void)state;
    world_add_lookup("1", false);
    world.credential.suspended = world.account.suspended = true;
    world.credential.second_look_us = world.account.second_look_us = NOW + WHEN_DAY;
    stream->failures = 1;
    collector_queue(world.collector, LOOKUPS, NOW + WHEN_DAY);
    collector_poll_credential(world.collector, STR("office"));
    assert_false(world.credential.suspended || world.account.suspended);
    assert_int_equal(due_at(&world.collector->due, LOOKUPS), NOW);
}

/* Its first page was written: what it showed is known, whoever asks for the second once more. */
static void
test_what_was_written_before_a_refusal(void **state)
{
    struct job_announcement announced = { .external_id = STR("100_9"),
                                          .published_at_us = TODAY - WHEN_DAY,
                                          .announced = 1 };
    struct error err = ERROR_INIT;
    struct job_report report = refusal(POSTS, SCOPE_CREDENTIAL, &err);

    (void)state;
    report.announcements = &announced;
    report.announcement_count = 1;
    collector_poll_credential(world.collector, STR("office"));
    collector_visit_over(world.collector, &report);
    assert_true(target_find(&world.account.posts, STR("100_9")) != TARGET_NONE);
}

/* --once gives up what was refused before the renewal, and takes that back. */
static void
test_once_what_was_refused_before_the_renewal(void **state)
{
    struct stream *comments = &world.streams[COMMENTS];
    struct stream *lookups = &world.streams[LOOKUPS];
    struct error err = ERROR_INIT;
    struct job_report report = refusal(COMMENTS, SCOPE_CREDENTIAL, &err);
    size_t index =
        target_add(&world.account.posts, STR("100_1"), TODAY - WHEN_DAY, WHEN_NONE, -1, false);

    (void)state;
    world.collector->settings.once = true;
    world.account.posts.items[index].due_us = INT64_MAX; /* under way */
    report.target = STR("100_1");
    collector_visit_over(world.collector, &report);
    assert_true(comments->given_up);
    world_add_lookup("1", false);
    lookups->state = JOB_WAITING;
    lookups->given_up = true; /* and in no queue */
    world.now_us++;
    collector_poll_credential(world.collector, STR("office"));
    assert_false(comments->given_up || lookups->given_up);
    assert_int_equal(world.account.posts.items[index].due_us, world.now_us);
    assert_int_equal(due_at(&world.collector->due, COMMENTS), world.now_us);
    assert_int_equal(due_at(&world.collector->due, LOOKUPS), world.now_us);
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
begin_history(const char *stream)
{
    const char *const row[] = { "1",
                                "7",
                                stream,
                                "2026-10-01 00:00:00+00",
                                "2026-11-01 00:00:00+00",
                                "2026-11-18 00:00:00+00",
                                NULL,
                                "0" };
    struct backfill *backfill;

    collector_backfill_look(world.collector);
    assert_int_equal(world.statement, STATEMENT_BACKFILL_LIST);
    world_answer(row, 1, ARRAY_SIZE(row));
    backfill =
        collector_backfill_find(world.collector, 1, 7, stream, INT64_C(1790812800) * WHEN_SECOND,
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
    struct backfill *backfill = begin_history("posts");

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

/*
 * Its posts were visited and the program was killed before it told of them: none is left of the six
 * that the database still counts.
 */
static void
test_history_of_comments_read_before_a_kill(void **state)
{
    struct backfill *backfill = begin_history("comments");

    (void)state;
    assert_false(collector_backfill_posts(world.collector, backfill));
    assert_int_equal(world.statement, STATEMENT_BACKFILL_POSTS);
    world_answer(NULL, 0, 6);
    assert_true(collector_backfill_posts(world.collector, backfill));
    collector_backfill_save(world.collector, backfill,
                            &(struct backfill_step){ .state = "done", .oldest_us = WHEN_NONE });
    assert_non_null(strstr(world.told, "\"posts_left\":0"));
    assert_null(strstr(world.told, "posts_total")); /* the database keeps what it knows */
}

/* The day after which a refusal is looked at again is the credential's, not the history's. */
static void
test_history_of_a_refused_credential(void **state)
{
    struct backfill *backfill = begin_history("posts");

    (void)state;
    end_page(backfill, POLICY_SUSPEND, SCOPE_CREDENTIAL);
    assert_int_equal(waits_s(backfill), 180);
}

int
main(void)
{
#define STEP(name) cmocka_unit_test_setup_teardown(name, world_set_up, world_tear_down)
    const struct CMUnitTest tests[] = {
        STEP(test_only_a_list_that_shows_all_misses),
        STEP(test_what_leaves_a_list_is_not_missed),
        STEP(test_a_list_of_days_saw_nothing_older),
        STEP(test_one_comment_under_two_ids_is_told),
        STEP(test_a_refusal_outlasts_what_was_asked_before),
        STEP(test_a_refusal_of_the_token_before),
        STEP(test_a_post_refused_with_the_token_before),
        STEP(test_a_look_up_refused_before_the_renewal),
        STEP(test_what_was_written_before_a_refusal),
        STEP(test_once_what_was_refused_before_the_renewal),
        STEP(test_a_held_page_is_an_answer),
        STEP(test_history_waits_longer_each_time),
        STEP(test_history_of_a_refused_credential),
        STEP(test_history_of_comments_read_before_a_kill),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
