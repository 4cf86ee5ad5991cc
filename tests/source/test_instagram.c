/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Instagram: one test per behaviour that has broken other collectors, by the numbers of the table
 * in tests/README.md, and what the adapter promises beside them. What Meta's platforms share is
 * tested with Facebook's answers.
 */

#include "check.h"

#include "dump.h"

#define DUMP_MAX (1u << 20)

static void
expect_outcome(const struct look *look, enum verdict verdict, enum verdict_scope scope,
               enum cause cause)
{
    const struct source_outcome *got = &look->run.outcome;

    if (got->verdict != verdict || got->scope != scope || got->cause != cause)
        fail_msg("%s: %s %s %s, expected %s %s %s", look->fixture->name, verdict_name(got->verdict),
                 verdict_scope_name(got->scope), cause_name(got->cause), verdict_name(verdict),
                 verdict_scope_name(scope), cause_name(cause));
}

static void
outcome_of(const char *name, enum verdict verdict, enum verdict_scope scope, enum cause cause)
{
    struct look look = look_at(name);

    expect_outcome(&look, verdict, scope, cause);
    look_done(&look);
}

static void
quirk_03_after_on_the_last_page_is_not_followed(void **state)
{
    (void)state;
    outcome_of("instagram/posts/002_last_page_with_after", VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome_of("instagram/comments/001_replies_inside", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
}

static void
quirk_04_data_alone_is_the_end(void **state)
{
    (void)state;
    outcome_of("instagram/posts/022_data_alone", VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome_of("instagram/comments/010_without_paging", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
}

/* Places of other lists are kept beside the one that is read: none of them holds the token. */
static void
quirk_07_the_token_in_next_goes_nowhere(void **state)
{
    static const char *const names[] = {
        "instagram/posts/001_kinds_and_next_page", "instagram/comments/003_more_replies_than_shown",
        "instagram/comments/005_further_replies",
        "instagram/comments/019_next_without_a_place_among_replies", "instagram/mentions/001_tagged"
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP(buf_done) struct buf out = BUF_INIT(DUMP_MAX);
        struct look look = look_at(names[i]);
        assert_true(str_find(buf_str(&look.fixture->raw), STR("EAAsecret"), 0) != SIZE_MAX);
        dump_run(look.fixture, &look.run, &out);
        assert_true(str_find(buf_str(&out), STR("EAAsecret"), 0) == SIZE_MAX);
        look_done(&look);
    }
}

/* The list is empty, the post announced some: a complete visit of nothing, and no zero. */
static void
quirk_17_announced_but_not_listed(void **state)
{
    struct look look = look_at("instagram/comments/009_announced_but_empty");

    (void)state;
    expect_outcome(&look, VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    assert_int_equal(look.run.batch.count, 0);
    assert_int_equal(look.run.outcome.announced, -1);
    look_done(&look);
    look = look_at("instagram/posts/001_kinds_and_next_page");
    assert_int_equal(look.run.batch.records[0].of.post.announced_comments, 3);
    look_done(&look);
}

static void
quirk_18_from_is_asked_for_at_each_level(void **state)
{
    struct look look = look_at("instagram/comments/002_from_missing_inside_replies");

    (void)state;
    /* Twice: of comments, and inside replies{}. */
    assert_true(url_holds(&look, "from%7Bid%2Cusername%7D%2Cuser%7Bid%7D%2Clike_count%2Chidden%2C"
                                 "parent_id%2Creplies.limit%2850%29%7Bid%2Ctext%2Ctimestamp%2C"
                                 "username%2Cfrom%7Bid%2Cusername%7D%2Cuser%7Bid%7D"));
    /* And where it is missing all the same, nobody is guessed. */
    assert_true(str_is_none(message_at(&look, 2)->author_id));
    assert_true(str_is_none(message_at(&look, 2)->author_handle));
    look_done(&look);
    look = look_at("instagram/comments/005_further_replies");
    assert_true(url_holds(&look, "17900000000000011/replies?fields=id%2Ctext%2Ctimestamp%2C"
                                 "username%2Cfrom%7Bid%2Cusername%7D%2Cuser%7Bid%7D"));
    look_done(&look);
}

static void
quirk_19_two_spaces_of_ids(void **state)
{
    struct look look = look_at("instagram/comments/011_two_spaces_of_ids");

    (void)state;
    EXPECT_TEXT(message_at(&look, 0)->external_id, "17900000000000011");
    look_done(&look);
    look = look_at("instagram/posts/009_two_spaces_of_ids");
    EXPECT_TEXT(look.run.batch.records[0].of.post.external_id, "18000000000000501");
    EXPECT_TEXT(look.run.batch.records[0].of.post.alias_id, "2626274342904627384");
    look_done(&look);
}

static void
quirk_20_media_url_may_be_absent(void **state)
{
    struct look look = look_at("instagram/posts/003_hidden_likes_and_no_media_url");

    (void)state;
    assert_false(url_holds(&look, "media_url"));
    assert_int_equal(look.run.batch.reject_count, 0);
    assert_int_equal(look.run.batch.records[1].of.post_sample.likes, -1); /* hidden, not none */
    assert_int_equal(look.run.batch.records[1].of.post_sample.comments, 4);
    look_done(&look);
}

static void
quirk_21_a_field_of_the_other_login(void **state)
{
    struct look look = look_at("instagram/account/006_a_field_of_the_other_login");

    (void)state;
    assert_false(url_holds(&look, "account_type"));
    expect_outcome(&look, VERDICT_DENIED, SCOPE_STREAM, CAUSE_OUR_REQUEST);
    look_done(&look);
}

static void
quirk_24_the_wrong_kind_of_id_is_no_deletion(void **state)
{
    (void)state;
    outcome_of("instagram/account/007_wrong_kind_of_id", VERDICT_DENIED, SCOPE_ACCOUNT,
               CAUSE_WRONG_ID);
    outcome_of("instagram/account/008_nobody_of_that_handle", VERDICT_DENIED, SCOPE_ACCOUNT,
               CAUSE_WRONG_ID);
}

/* Further replies halve as the list itself does, and stay where they are. */
static void
quirk_25_too_much_data_halves(void **state)
{
    struct look look = look_at("instagram/comments/018_too_much_of_replies");

    (void)state;
    expect_outcome(&look, VERDICT_SMALLER, SCOPE_TARGET, CAUSE_TOO_MUCH);
    assert_int_equal(look.run.outcome.next.page_limit, 25);
    assert_int_equal(look.run.outcome.next.frame_count, 2);
    look_done(&look);
    outcome_of("instagram/posts/008_html_500", VERDICT_SMALLER, SCOPE_STREAM, CAUSE_TOO_MUCH);
}

static void
quirk_36_no_insights_are_asked_for(void **state)
{
    static const char *const names[] = { "instagram/posts/001_kinds_and_next_page",
                                         "instagram/stories/001_two",
                                         "instagram/posts/012_of_another" };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct look look = look_at(names[i]);
        assert_false(url_holds(&look, "insights"));
        assert_false(url_holds(&look, "shares"));
        assert_false(url_holds(&look, "saved"));
        look_done(&look);
    }
}

static void
quirk_37_media_older_than_the_conversion(void **state)
{
    (void)state;
    /* No deletion of the account, though the request named none of its media. */
    outcome_of("instagram/posts/011_posted_before_conversion", VERDICT_GONE, SCOPE_STREAM,
               CAUSE_GONE);
}

/* One carousel, one post, one request: its children are neither asked for nor posts. */
static void
quirk_41_children_of_carousels_multiply_nothing(void **state)
{
    struct look look = look_at("instagram/posts/001_kinds_and_next_page");

    (void)state;
    assert_false(url_holds(&look, "children"));
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_POST), 5);
    assert_int_equal(look.run.batch.records[4].of.post.format, FORMAT_PHOTO);
    look_done(&look);
}

/* ---- official replies ---- */

static void
test_official_replies(void **state)
{
    struct look look = look_at("instagram/comments/001_replies_inside");

    (void)state;
    /* user.id, and the name in another case; from.id is of no use: it is another for each app. */
    EXPECT_TEXT(message_at(&look, 1)->author_id, "17841400000000001");
    assert_true(str_is_none(message_at(&look, 1)->author_handle));
    EXPECT_TEXT(message_at(&look, 1)->thread_key, "17900000000000011");
    assert_int_equal(message_at(&look, 1)->kind, MESSAGE_REPLY);
    EXPECT_TEXT(message_at(&look, 0)->author_id, "9100000000000001");
    EXPECT_TEXT(message_at(&look, 0)->author_handle, "warga.satu");
    look_done(&look);
    look = look_at("instagram/comments/002_from_missing_inside_replies");
    EXPECT_TEXT(message_at(&look, 1)->author_id, "17841400000000001"); /* a former name alone */
    EXPECT_TEXT(message_at(&look, 3)->author_id, "17841400000000001"); /* user.id alone */
    look_done(&look);
}

/* ---- replies on further pages ---- */

static void
test_a_visit_through_further_replies(void **state)
{
    static const char *const last =
        "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"
        "{\"data\":[{\"id\":\"17900000000000031\",\"timestamp\":\"2026-11-19T06:00:00+0000\"}]}";
    struct look look = look_at("instagram/comments/004_more_replies_on_the_last_page");
    struct fixture *fixture = fixture_make("made", "instagram", "comments", str_from(last),
                                           "given account 17841400000000001 bapendakota\n"
                                           "given target 18000000000000501\n");
    struct arena *arena = arena_new(CHECK_ARENA_BYTES);
    struct run run;

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_MORE);
    fixture->at = look.run.outcome.next;
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    assert_true(str_find(run.request.url, STR("/17900000000000011/replies?"), 0) != SIZE_MAX);
    EXPECT_TEXT(run.batch.records[0].of.message.thread_key, "17900000000000011");
    assert_int_equal(run.outcome.verdict, VERDICT_MORE);
    fixture->at = run.outcome.next;
    arena_reset(arena);
    fixture_run(fixture, buf_str(&fixture->raw), arena, &run);
    assert_true(str_find(run.request.url, STR("/17900000000000010/replies?"), 0) != SIZE_MAX);
    EXPECT_TEXT(run.batch.records[0].of.message.thread_key, "17900000000000010");
    assert_int_equal(run.outcome.verdict, VERDICT_DONE); /* the list had no next page */
    arena_free(arena);
    fixture_free(fixture);
    look_done(&look);
}

/* ---- accounts of others ---- */

static void
test_no_request_without_a_handle_or_an_own_account(void **state)
{
    static const char *const views[] = {
        "given account 17841400000000002 \ngiven public 17841400000000001\n",
        "given account 17841400000000002 dlh){id}\ngiven public 17841400000000001\n",
        "given account 17841400000000002 dlh.kota\ngiven public \n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(views); i++) {
        struct look look =
            look_made("instagram", "posts", "HTTP/1.1 200 OK\n\n{\"data\":[]}", views[i]);
        assert_false(look.run.planned);
        look_done(&look);
        look = look_made("instagram", "account", "HTTP/1.1 200 OK\n\n{}", views[i]);
        assert_false(look.run.planned);
        look_done(&look);
    }
}

static void
test_a_handle_that_went_to_somebody_else_is_told(void **state)
{
    struct look look = look_at("instagram/posts/017_the_handle_went_to_somebody_else");

    (void)state;
    assert_int_equal(look.run.batch.reject_count, 1);
    EXPECT_TEXT(look.run.batch.rejects[0].path, "$.business_discovery.id");
    look_done(&look);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quirk_03_after_on_the_last_page_is_not_followed),
        cmocka_unit_test(quirk_04_data_alone_is_the_end),
        cmocka_unit_test(quirk_07_the_token_in_next_goes_nowhere),
        cmocka_unit_test(quirk_17_announced_but_not_listed),
        cmocka_unit_test(quirk_18_from_is_asked_for_at_each_level),
        cmocka_unit_test(quirk_19_two_spaces_of_ids),
        cmocka_unit_test(quirk_20_media_url_may_be_absent),
        cmocka_unit_test(quirk_21_a_field_of_the_other_login),
        cmocka_unit_test(quirk_24_the_wrong_kind_of_id_is_no_deletion),
        cmocka_unit_test(quirk_25_too_much_data_halves),
        cmocka_unit_test(quirk_36_no_insights_are_asked_for),
        cmocka_unit_test(quirk_37_media_older_than_the_conversion),
        cmocka_unit_test(quirk_41_children_of_carousels_multiply_nothing),
        cmocka_unit_test(test_official_replies),
        cmocka_unit_test(test_a_visit_through_further_replies),
        cmocka_unit_test(test_no_request_without_a_handle_or_an_own_account),
        cmocka_unit_test(test_a_handle_that_went_to_somebody_else_is_told),
    };

    return cmocka_run_group_tests_name("instagram", tests, NULL, NULL);
}
