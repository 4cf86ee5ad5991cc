/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * YouTube: the behaviours of the list in tests/README.md, by their numbers; when the units of the
 * day come back; and pages too large for a fixture.
 */

#include "check.h"

#include "source/youtube.h"

static struct look
expect_outcome(const char *name, enum verdict verdict, enum verdict_scope scope, enum cause cause)
{
    struct look look = look_at(name);

    if (look.run.outcome.verdict != verdict || look.run.outcome.scope != scope ||
        look.run.outcome.cause != cause)
        fail_msg("%s: %s %s %s", name, verdict_name(look.run.outcome.verdict),
                 verdict_scope_name(look.run.outcome.scope), cause_name(look.run.outcome.cause));
    return look;
}

static void
outcome_is(const char *name, enum verdict verdict, enum verdict_scope scope, enum cause cause)
{
    struct look look = expect_outcome(name, verdict, scope, cause);

    look_done(&look);
}

static void
quirk_42_an_author_may_be_absent(void **state)
{
    struct look look =
        expect_outcome("youtube/comments/007_authors_withheld", VERDICT_DONE, SCOPE_TARGET, 0);

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_true(str_is_none(message_at(&look, i)->author_id));
    /* The fourth has the channel's display name, and is another. */
    assert_false(
        str_equal(message_at(&look, 3)->author_id, look.fixture->view.account.external_id));
    assert_int_equal(look.run.batch.reject_count, 0);
    look_done(&look);
}

static void
quirk_43_a_closed_channel_is_an_answer_without_items(void **state)
{
    (void)state;
    outcome_is("youtube/account/003_terminated_without_items", VERDICT_GONE, SCOPE_ACCOUNT,
               CAUSE_GONE);
    outcome_is("youtube/posts/021_without_items", VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome_is("youtube/account/011_neither_kind_nor_items", VERDICT_MALFORMED, SCOPE_STREAM,
               CAUSE_BAD_ANSWER);
}

static void
quirk_44_an_error_where_items_were_expected(void **state)
{
    (void)state;
    outcome_is("youtube/account/007_api_not_enabled", VERDICT_DENIED, SCOPE_CREDENTIAL,
               CAUSE_PERMISSION);
    outcome_is("youtube/posts/026_error_with_status_200", VERDICT_LIMITED, SCOPE_CREDENTIAL,
               CAUSE_QUOTA);
}

static void
quirk_45_replies_beyond_the_first_five_are_asked_for(void **state)
{
    struct look look = expect_outcome("youtube/comments/002_more_replies_than_shown", VERDICT_MORE,
                                      SCOPE_TARGET, CAUSE_NONE);
    const struct cursor *next = &look.run.outcome.next;

    (void)state;
    assert_string_equal(next->frames[0].edge, YOUTUBE_AT_REPLIES);
    EXPECT_TEXT(message_at(&look, 0)->external_id, next->frames[0].object);
    assert_int_equal(next->frame_count, 3); /* a second thread, and the next page */
    look_done(&look);
    look = look_at("youtube/comments/003_replies_first_page");
    assert_true(url_holds(&look, "/comments?"));
    assert_true(url_holds(&look, "parentId="));
    look_done(&look);
}

/* All that are announced: thread by thread, page by page, until nothing is left to ask for. */
static void
quirk_46_no_thread_and_no_page_is_left_out(void **state)
{
    (void)state;
    outcome_is("youtube/comments/004_replies_last_page", VERDICT_MORE, SCOPE_TARGET, CAUSE_NONE);
    outcome_is("youtube/comments/005_last_replies_then_the_next_page", VERDICT_MORE, SCOPE_TARGET,
               CAUSE_NONE);
    outcome_is("youtube/comments/006_last_replies_of_all", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    outcome_is("youtube/comments/011_thread_gone_meanwhile", VERDICT_MORE, SCOPE_TARGET,
               CAUSE_NONE);
}

/* The core asks such a target again after a day, whatever it is closed for. */
static void
quirk_47_and_48_closed_comments_are_one_videos_own(void **state)
{
    (void)state;
    outcome_is("youtube/comments/008_comments_off", VERDICT_DENIED, SCOPE_TARGET,
               CAUSE_COMMENTS_OFF);
    outcome_is("youtube/comments/019_private_video", VERDICT_DENIED, SCOPE_TARGET,
               CAUSE_PERMISSION);
}

static void
quirk_49_a_missing_number_of_comments_is_unknown(void **state)
{
    struct look look =
        expect_outcome("youtube/posts/003_videos", VERDICT_MORE, SCOPE_STREAM, CAUSE_NONE);

    (void)state;
    assert_int_equal(look.run.batch.records[0].of.post.announced_comments, 7);
    assert_int_equal(look.run.batch.records[2].of.post.announced_comments, -1);
    assert_int_equal(look.run.batch.records[3].of.post_sample.comments, -1);
    assert_int_equal(look.run.batch.records[4].of.post.announced_comments, 0);
    look_done(&look);
}

static void
quirk_50_a_processing_failure_is_theirs(void **state)
{
    (void)state;
    outcome_is("youtube/comments/010_processing_failure", VERDICT_BUSY, SCOPE_TARGET,
               CAUSE_PEER_TROUBLE);
    /* Of one thread: the others are not held up by it. */
    outcome_is("youtube/comments/012_one_thread_stumbles", VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
}

static void
quirk_51_no_markup_of_a_message_reaches_an_error(void **state)
{
    struct look look = look_at("youtube/comments/008_comments_off");

    (void)state;
    assert_null(strpbrk(look.run.err.text, "<>"));
    assert_non_null(strstr(look.run.err.text, "the videoId parameter has disabled comments"));
    look_done(&look);
    look = look_at("youtube/account/012_key_blotted_out");
    assert_null(strstr(look.run.err.text, "AIza"));
    look_done(&look);
}

static void
quirk_52_an_empty_channel_is_no_dead_one(void **state)
{
    (void)state;
    outcome_is("youtube/posts/008_empty_channel", VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome_is("youtube/posts/020_wrong_address", VERDICT_MALFORMED, SCOPE_STREAM,
               CAUSE_BAD_ANSWER);
}

static void
quirk_54_deleted_and_private_videos_are_no_posts(void **state)
{
    struct look look = expect_outcome("youtube/posts/001_uploads_and_next_page", VERDICT_MORE,
                                      SCOPE_STREAM, CAUSE_NONE);

    (void)state;
    assert_int_equal(count_of(&look, RECORD_POST), 3); /* of five titles */
    assert_int_equal(look.run.batch.reject_count, 0);
    look_done(&look);
}

static void
quirk_56_the_raw_text_is_kept(void **state)
{
    struct look look = look_at("youtube/comments/014_html_in_what_is_shown");

    (void)state;
    assert_true(url_holds(&look, "textFormat=plainText"));
    EXPECT_TEXT(message_at(&look, 0)->text, "a < b & c");
    EXPECT_TEXT(message_at(&look, 1)->text, "Lihat contoh.example\nPak's");
    EXPECT_TEXT(message_at(&look, 2)->text, "1 < 2 dan 3 > 2");
    look_done(&look);
}

static void
quirk_57_the_total_of_a_page_is_no_total(void **state)
{
    struct look look = expect_outcome("youtube/comments/020_totals_of_the_page", VERDICT_MORE,
                                      SCOPE_TARGET, CAUSE_NONE);

    (void)state;
    assert_int_equal(look.run.outcome.announced, -1);
    assert_int_equal(count_of(&look, RECORD_MESSAGE), 2); /* totalResults says 2, and goes on */
    look_done(&look);
}

static void
quirk_58_counts_are_numbers_or_texts(void **state)
{
    struct look look = look_at("youtube/posts/003_videos");

    (void)state;
    assert_int_equal(look.run.batch.records[1].of.post_sample.views, 1520);
    look_done(&look);
    look = look_at("youtube/comments/001_two_levels");
    assert_int_equal(message_at(&look, 1)->likes, 2);
    look_done(&look);
}

/* Computed with Python's zoneinfo for America/Los_Angeles. */
static void
test_units_come_back_at_midnight_pacific(void **state)
{
    static const struct {
        const char *now, *reset;
    } rows[] = {
        { "2026-01-15T12:00:00Z", "2026-01-16T08:00:00Z" },
        { "2026-01-15T07:59:59Z", "2026-01-15T08:00:00Z" },
        { "2026-01-15T08:00:00Z", "2026-01-16T08:00:00Z" },
        { "2026-07-01T06:59:59Z", "2026-07-01T07:00:00Z" },
        { "2026-07-01T07:00:00Z", "2026-07-02T07:00:00Z" },
        /* Summer time began on 2026-03-08 and ended on 2026-11-01, at 2 in the morning. */
        { "2026-03-08T07:00:00Z", "2026-03-08T08:00:00Z" },
        { "2026-03-08T12:00:00Z", "2026-03-09T07:00:00Z" },
        { "2026-11-01T06:00:00Z", "2026-11-01T07:00:00Z" },
        { "2026-11-01T12:00:00Z", "2026-11-02T08:00:00Z" },
        { "2026-12-31T20:00:00Z", "2027-01-01T08:00:00Z" },
        { "2027-03-14T09:00:00Z", "2027-03-15T07:00:00Z" }, /* a month that begins on a Monday */
        { "2026-02-28T09:00:00Z", "2026-03-01T08:00:00Z" },
        { "2037-11-01T07:00:00Z", "2037-11-02T08:00:00Z" }, /* a November that begins on Sunday */
    };
    char text[WHEN_FORMAT_MAX];
    int64_t now_us;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_true(when_parse_rfc3339(str_from(rows[i].now), &now_us));
        assert_string_equal(when_format(youtube_units_reset_us(now_us), text), rows[i].reset);
    }
}

/* Threads with more replies than are shown. */
static void
make_threads(struct buf *raw, int count)
{
    assert_true(buf_printf(raw, "HTTP/1.1 200 OK\n\n{\"nextPageToken\":\"QURT\",\"items\":["));
    for (int i = 0; i < count; i++)
        assert_true(
            buf_printf(raw,
                       "%s{\"id\":\"UgxContoh%09d4AaABAg\",\"snippet\":{\"totalReplyCount\":7,"
                       "\"topLevelComment\":{\"id\":\"UgxContoh%09d4AaABAg\",\"snippet\":{"
                       "\"publishedAt\":\"2026-11-19T03:00:00Z\",\"textOriginal\":\"Ramai\"}}}}",
                       i > 0 ? "," : "", i, i));
    assert_true(buf_printf(raw, "]}"));
}

static enum verdict
verdict_of_threads(int count, const char *given)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(1u << 20);
    enum verdict verdict;
    struct look look;

    make_threads(&raw, count);
    look = look_made("youtube", "comments", raw.data, given);
    verdict = look.run.outcome.verdict;
    look_done(&look);
    return verdict;
}

/* A cursor has room for so many threads; with fewer on a page every one of them has its turn. */
static void
test_more_threads_than_a_cursor_holds(void **state)
{
    (void)state;
    assert_int_equal(verdict_of_threads(50, ""), VERDICT_MORE);
    assert_int_equal(verdict_of_threads(100, ""), VERDICT_SMALLER);
    assert_int_equal(verdict_of_threads(100, "given limit 1\n"), VERDICT_MALFORMED);
}

/* A text that only shows what it was asked for plain is cut, and says so. */
static void
test_a_long_text_is_marked(void **state)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(1u << 20);
    struct look look;

    (void)state;
    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\n\n{\"items\":[{\"id\":\"Ugx.1\",\"snippet\":{"
                                 "\"publishedAt\":\"2026-11-19T03:00:00Z\",\"textDisplay\":\""));
    for (int i = 0; i < 70000; i++)
        assert_true(buf_append(&raw, "x", 1));
    assert_true(buf_printf(&raw, "\"}}]}"));
    look = look_made("youtube", "lookup", raw.data, "given target Ugx.1 vid00000001\n");
    assert_true(message_at(&look, 0)->truncated);
    assert_int_equal(message_at(&look, 0)->text.n, RECORD_TEXT_MAX);
    look_done(&look);
}

#define REFUSAL(status, reason) \
    "HTTP/1.1 " status " x\n\n{\"error\":{\"code\":1,\"errors\":[{\"reason\":\"" reason "\"}]}}"
#define DETAIL(status, detail)                                      \
    "HTTP/1.1 " status " x\n\n{\"error\":{\"status\":\"NEW_WORD\"," \
    "\"details\":[{\"@type\":\"Help\"},{\"reason\":\"" detail "\"}]}}"

/* Every word of the table, as the documentation of the calls explains it. */
static void
test_words_of_refusals(void **state)
{
    static const struct {
        const char *raw;
        enum verdict verdict;
        enum verdict_scope scope;
        enum cause cause;
    } rows[] = {
        { REFUSAL("403", "dailyLimitExceeded"), VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
        { REFUSAL("403", "userRateLimitExceeded"), VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
        { REFUSAL("429", "somethingNew"), VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
        { DETAIL("429", "RATE_LIMIT_EXCEEDED"), VERDICT_LIMITED, SCOPE_CREDENTIAL, CAUSE_QUOTA },
        { REFUSAL("400", "keyInvalid"), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
        { REFUSAL("400", "keyExpired"), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED },
        { REFUSAL("403", "dailyLimitExceededUnreg"), VERDICT_DENIED, SCOPE_CREDENTIAL,
          CAUSE_TOKEN_INVALID },
        { REFUSAL("403", "ipRefererBlocked"), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_PERMISSION },
        { DETAIL("403", "API_KEY_HTTP_REFERRER_BLOCKED"), VERDICT_DENIED, SCOPE_CREDENTIAL,
          CAUSE_PERMISSION },
        { REFUSAL("401", "authError"), VERDICT_DENIED, SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
        { DETAIL("401", "ACCESS_TOKEN_EXPIRED"), VERDICT_DENIED, SCOPE_CREDENTIAL,
          CAUSE_TOKEN_EXPIRED },
        { REFUSAL("403", "authenticatedUserAccountClosed"), VERDICT_DENIED, SCOPE_CREDENTIAL,
          CAUSE_TOKEN_REVOKED },
        { REFUSAL("403", "insufficientPermissions"), VERDICT_DENIED, SCOPE_STREAM,
          CAUSE_PERMISSION },
        { REFUSAL("403", "playlistItemsNotAccessible"), VERDICT_DENIED, SCOPE_STREAM,
          CAUSE_PERMISSION },
        { REFUSAL("403", "SERVICE_UNAVAILABLE"), VERDICT_DENIED, SCOPE_STREAM, CAUSE_PERMISSION },
        { REFUSAL("404", "channelNotFound"), VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE },
        { REFUSAL("403", "channelSuspended"), VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE },
        { REFUSAL("400", "missingRequiredParameter"), VERDICT_DENIED, SCOPE_STREAM,
          CAUSE_OUR_REQUEST },
        { REFUSAL("500", "somethingNew"), VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE },
        { REFUSAL("503", "backendError"), VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE },
        { REFUSAL("409", "SERVICE_UNAVAILABLE"), VERDICT_BUSY, SCOPE_STREAM, CAUSE_PEER_TROUBLE },
        { REFUSAL("418", "teapot"), VERDICT_MALFORMED, SCOPE_STREAM, CAUSE_BAD_ANSWER },
        { "HTTP/1.1 200 OK\n\n{\"error\":{\"code\":403,\"message\":\"x\"}}", VERDICT_DENIED,
          SCOPE_STREAM, CAUSE_PERMISSION },
        { "HTTP/1.1 403 Forbidden\n\n{\"message\":\"x\"}", VERDICT_DENIED, SCOPE_STREAM,
          CAUSE_PERMISSION },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct look look = look_made("youtube", "posts", rows[i].raw, "");
        if (look.run.outcome.verdict != rows[i].verdict ||
            look.run.outcome.scope != rows[i].scope || look.run.outcome.cause != rows[i].cause)
            fail_msg("%s: %s %s %s", rows[i].raw, verdict_name(look.run.outcome.verdict),
                     verdict_scope_name(look.run.outcome.scope),
                     cause_name(look.run.outcome.cause));
        look_done(&look);
    }
}

#define WORDS(status, reason, message)                                                          \
    "HTTP/1.1 " status " x\n\n{\"error\":{\"code\":1,\"message\":\"" message "\",\"errors\":[{" \
    "\"reason\":\"" reason "\"}]}}"

/*
 * Without details only the words tell a key's trouble from a request's; that it has ended, even
 * with them.
 */
static void
test_words_about_keys(void **state)
{
    static const struct {
        const char *raw;
        enum verdict_scope scope;
        enum cause cause;
    } rows[] = {
        { WORDS("400", "badRequest", "API key not valid. Please pass a valid API key."),
          SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
        { WORDS("403", "forbidden", "The request is missing a valid API key."), SCOPE_CREDENTIAL,
          CAUSE_TOKEN_INVALID },
        { WORDS("400", "badRequest", "API key expired. Please renew the API key."),
          SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED },
        { "HTTP/1.1 400 x\n\n{\"error\":{\"code\":400,\"message\":\"API key expired.\",\"details\":"
          "[{\"reason\":\"API_KEY_INVALID\"}]}}",
          SCOPE_CREDENTIAL, CAUSE_TOKEN_EXPIRED },
        { WORDS("403", "forbidden", "Permission denied: Consumer 'x' has been suspended."),
          SCOPE_CREDENTIAL, CAUSE_POLICY },
        { WORDS("403", "forbidden", "Requests from referer empty are blocked."), SCOPE_CREDENTIAL,
          CAUSE_PERMISSION },
        { WORDS("403", "forbidden", "The comments could not be retrieved."), SCOPE_STREAM,
          CAUSE_PERMISSION },
        { WORDS("400", "badRequest", "Invalid value for maxResults."), SCOPE_STREAM,
          CAUSE_OUR_REQUEST },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct look look = look_made("youtube", "posts", rows[i].raw, "");
        if (look.run.outcome.verdict != VERDICT_DENIED || look.run.outcome.scope != rows[i].scope ||
            look.run.outcome.cause != rows[i].cause)
            fail_msg("%s: %s %s", rows[i].raw, verdict_scope_name(look.run.outcome.scope),
                     cause_name(look.run.outcome.cause));
        look_done(&look);
    }
}

/* A day's limit is over at the next midnight Pacific time, however it is named. */
static void
test_a_days_limit_by_its_name(void **state)
{
    struct look look =
        look_made("youtube", "posts",
                  "HTTP/1.1 429 x\n\n{\"error\":{\"code\":429,\"details\":[{\"reason\":"
                  "\"RATE_LIMIT_EXCEEDED\",\"metadata\":{\"quota_limit\":"
                  "\"defaultPerDayPerProject\"}}]}}",
                  "given now 2026-11-20T09:00:00Z\n");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_LIMITED);
    assert_int_equal(look.run.outcome.not_before_us / WHEN_SECOND, 1795248000); /* 21st, 08:00Z */
    look_done(&look);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quirk_42_an_author_may_be_absent),
        cmocka_unit_test(quirk_43_a_closed_channel_is_an_answer_without_items),
        cmocka_unit_test(quirk_44_an_error_where_items_were_expected),
        cmocka_unit_test(quirk_45_replies_beyond_the_first_five_are_asked_for),
        cmocka_unit_test(quirk_46_no_thread_and_no_page_is_left_out),
        cmocka_unit_test(quirk_47_and_48_closed_comments_are_one_videos_own),
        cmocka_unit_test(quirk_49_a_missing_number_of_comments_is_unknown),
        cmocka_unit_test(quirk_50_a_processing_failure_is_theirs),
        cmocka_unit_test(quirk_51_no_markup_of_a_message_reaches_an_error),
        cmocka_unit_test(quirk_52_an_empty_channel_is_no_dead_one),
        cmocka_unit_test(quirk_54_deleted_and_private_videos_are_no_posts),
        cmocka_unit_test(quirk_56_the_raw_text_is_kept),
        cmocka_unit_test(quirk_57_the_total_of_a_page_is_no_total),
        cmocka_unit_test(quirk_58_counts_are_numbers_or_texts),
        cmocka_unit_test(test_units_come_back_at_midnight_pacific),
        cmocka_unit_test(test_more_threads_than_a_cursor_holds),
        cmocka_unit_test(test_a_long_text_is_marked),
        cmocka_unit_test(test_words_of_refusals),
        cmocka_unit_test(test_words_about_keys),
        cmocka_unit_test(test_a_days_limit_by_its_name),
    };

    return cmocka_run_group_tests_name("youtube", tests, NULL, NULL);
}
