/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One test per behaviour of the platforms that has broken other collectors, by the numbers of the
 * table in tests/README.md; of texts in test_quirks_rest.c. The answers are recorded in the folders
 * beside. The golden files hold these answers line by line as well: here stands why each of them
 * exists.
 */

#include "check.h"

#include "dump.h"

#define DUMP_MAX (1u << 20)

/* Everything that leaves the adapter, in words, holds none of the words. */
static void
expect_nowhere(const char *name, const char *words)
{
    CLEANUP(buf_done) struct buf out = BUF_INIT(DUMP_MAX);
    struct look look = look_at(name);

    dump_run(look.fixture, &look.run, &out);
    if (str_find(buf_str(&out), str_from(words), 0) != SIZE_MAX)
        fail_msg("%s: \"%s\" came through", name, words);
    look_done(&look);
}

/* ---- A: paging ---- */

static void
quirk_01_an_empty_page_with_next_goes_on(void **state)
{
    (void)state;
    verdict_of("facebook/posts/004_empty_page_with_next", VERDICT_MORE, 0);
}

static void
quirk_02_before_may_equal_after(void **state)
{
    (void)state;
    verdict_of("facebook/posts/006_before_equals_after", VERDICT_MORE, 1);
}

static void
quirk_03_after_on_the_last_page_is_not_followed(void **state)
{
    struct look look = expect_verdict("facebook/posts/002_last_page_with_after", VERDICT_DONE, 2);

    (void)state;
    assert_int_equal(look.run.outcome.next.frame_count, 0);
    look_done(&look);
    /* A full one, too. */
    look = look_made("facebook", "posts",
                     "HTTP/1.1 200 OK\n\n{\"data\":[{\"id\":\"1000_1\",\"created_time\":"
                     "\"2026-11-19T03:00:00Z\"}],\"paging\":{\"cursors\":{\"after\":\"QVFI\"}}}",
                     "given limit 1\n");
    assert_int_equal(look.run.outcome.verdict, VERDICT_DONE);
    look_done(&look);
}

static void
quirk_04_data_alone_is_the_end(void **state)
{
    (void)state;
    verdict_of("facebook/posts/005_data_alone", VERDICT_DONE, 0);
}

static void
quirk_05_a_cursor_that_repeats_fails(void **state)
{
    struct look look = look_at("facebook/posts/007_the_same_after_again");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_MALFORMED);
    assert_int_equal(look.run.outcome.cause, CAUSE_BAD_ANSWER);
    look_done(&look);
}

static void
quirk_06_the_same_comments_again_are_the_same_records(void **state)
{
    struct look look =
        expect_verdict("facebook/comments/006_page_prefix_and_repeats", VERDICT_DONE, 2);

    (void)state;
    EXPECT_TEXT(message_at(&look, 0)->external_id, "501_7");
    EXPECT_TEXT(message_at(&look, 1)->external_id, "501_8");
    look_done(&look);
    verdict_of("lapor/complaints/005_same_page_again", VERDICT_DONE, 3);
}

static void
quirk_07_the_token_in_next_goes_nowhere(void **state)
{
    (void)state;
    expect_nowhere("facebook/posts/001_formats_and_next_page", "EAAsecret");
    expect_nowhere("facebook/posts/003_paging_by_time", "EAAsecret");
    expect_nowhere("facebook/posts/018_next_without_a_place", "EAAsecret");
    expect_nowhere("facebook/posts/029_after_in_next_only", "EAAsecret");
    expect_nowhere("facebook/comments/001_two_levels", "access_token");
}

static void
quirk_08_an_empty_next_is_the_end(void **state)
{
    (void)state;
    verdict_of("facebook/posts/008_next_is_empty", VERDICT_DONE, 1);
}

/* ---- B: completeness and identity ---- */

static void
quirk_09_announced_and_delivered_are_both_told(void **state)
{
    struct look look = look_at("facebook/comments/001_two_levels");

    (void)state;
    assert_int_equal(look.run.outcome.announced, 6);
    assert_int_equal(count_of(&look, RECORD_MESSAGE), 4);
    look_done(&look);
}

static void
quirk_10_ids_with_colons_are_ids(void **state)
{
    struct look look = look_at("facebook/comments/004_ids_with_colons");

    (void)state;
    assert_true(url_holds(&look, "/1000_501%3A501%3A63/comments?"));
    EXPECT_TEXT(message_at(&look, 0)->external_id, "501:501:63_271");
    EXPECT_TEXT(message_at(&look, 1)->thread_key, "501:501:63_271");
    look_done(&look);
}

/* Author, time and text stay equal: by these the double is found in the database. */
static void
quirk_11_one_comment_under_two_ids_can_be_told(void **state)
{
    struct look look =
        expect_verdict("facebook/comments/018_same_comment_under_two_ids", VERDICT_DONE, 2);
    const struct message *first = message_at(&look, 0), *second = message_at(&look, 1);

    (void)state;
    assert_false(str_equal(first->external_id, second->external_id));
    assert_true(str_equal(first->author_id, second->author_id));
    assert_true(str_equal(first->text, second->text));
    assert_int_equal(first->sent_at_us, second->sent_at_us);
    look_done(&look);
}

static void
quirk_12_a_post_has_one_id_and_an_alias(void **state)
{
    struct look look = look_at("facebook/posts/009_bare_id");
    const struct post *post = &look.run.batch.records[0].of.post;

    (void)state;
    EXPECT_TEXT(post->external_id, "1000_501");
    EXPECT_TEXT(post->alias_id, "501");
    look_done(&look);
    look = look_at("facebook/posts/003_paging_by_time");
    post = &look.run.batch.records[0].of.post;
    EXPECT_TEXT(post->external_id, "1000_501");
    EXPECT_TEXT(post->alias_id, "501");
    look_done(&look);
}

static void
quirk_13_a_withheld_author_is_absent(void **state)
{
    struct look look = look_at("facebook/comments/002_no_ids_no_from");

    (void)state;
    assert_true(str_is_none(message_at(&look, 0)->author_id));
    look_done(&look);
}

static void
quirk_14_names_are_neither_needed_nor_kept(void **state)
{
    struct look look = look_at("facebook/comments/017_names_of_people_dropped");

    (void)state;
    EXPECT_TEXT(message_at(&look, 0)->author_id, "2001");
    assert_false(url_holds(&look, "name"));
    look_done(&look);
    expect_nowhere("facebook/comments/017_names_of_people_dropped", "Warga Contoh");
    expect_nowhere("facebook/comments/005_pictures_and_tags", "2009");
}

static void
quirk_15_comments_are_asked_for_by_post(void **state)
{
    struct look look = look_made("facebook", "comments", "HTTP/1.1 200 OK\n\n{\"data\":[]}",
                                 "given since 2026-11-01T00:00:00Z\n"
                                 "given watermark 2026-11-19T00:00:00Z\n");

    (void)state;
    assert_true(url_holds(&look, "/1000_501/comments?"));
    assert_false(url_holds(&look, "since="));
    assert_true(look.fixture->stream->flags & SOURCE_TARGETS_POSTS);
    look_done(&look);
}

static void
quirk_16_more_than_twenty_five_comments(void **state)
{
    struct look look =
        expect_verdict("facebook/comments/019_more_than_twenty_five", VERDICT_DONE, 30);

    (void)state;
    assert_true(url_holds(&look, "limit=100"));
    look_done(&look);
}

static void
quirk_17_announced_but_not_listed(void **state)
{
    struct look look = expect_verdict("facebook/comments/015_announced_but_empty", VERDICT_DONE, 0);

    (void)state;
    assert_int_equal(look.run.outcome.announced, 8);
    look_done(&look);
}

static void
quirk_22_replies_at_all_levels(void **state)
{
    struct look look = look_at("facebook/comments/003_parents_only");

    (void)state;
    assert_true(url_holds(&look, "filter=stream"));
    EXPECT_TEXT(message_at(&look, 2)->parent_external_id, "501_8");
    EXPECT_TEXT(message_at(&look, 2)->thread_key, "501_7");
    look_done(&look);
}

static void
quirk_24_the_wrong_kind_of_id_is_no_deletion(void **state)
{
    struct look look = expect_verdict("facebook/account/006_wrong_kind_of_id", VERDICT_DENIED, 0);

    (void)state;
    assert_int_equal(look.run.outcome.cause, CAUSE_WRONG_ID);
    look_done(&look);
}

/* ---- C: errors, tokens, versions ---- */

static void
quirk_25_too_much_data_halves_and_grows_again(void **state)
{
    struct look look = expect_verdict("facebook/posts/013_too_much", VERDICT_SMALLER, 0);

    (void)state;
    assert_int_equal(look.run.outcome.next.page_limit, 12);
    look_done(&look);
    verdict_of("facebook/posts/014_too_much_for_one", VERDICT_BUSY, 0);
    look = expect_verdict("facebook/posts/017_grows_again", VERDICT_MORE, 1);
    assert_int_equal(look.run.outcome.next.page_limit, 12);
    look_done(&look);
}

static void
quirk_26_html_is_no_answer(void **state)
{
    struct look look;

    (void)state;
    verdict_of("facebook/posts/016_html_with_503", VERDICT_BUSY, 0);
    verdict_of("facebook/comments/011_html_with_200", VERDICT_BUSY, 0);
    verdict_of("facebook/comments/012_html_404", VERDICT_BUSY, 0);
    verdict_of("lapor/complaints/011_html_with_200", VERDICT_BUSY, 0);
    verdict_of("lapor/complaints/017_html_with_500", VERDICT_BUSY, 0);
    /* The header alone says so. */
    look = look_made("facebook", "comments",
                     "HTTP/1.1 200 OK\nContent-Type: text/html\n\nService unavailable", "");
    assert_int_equal(look.run.outcome.verdict, VERDICT_BUSY);
    look_done(&look);
}

static void
quirk_27_html_with_500_wants_a_smaller_page(void **state)
{
    struct look look = expect_verdict("facebook/posts/015_html_with_500", VERDICT_SMALLER, 0);

    (void)state;
    assert_int_equal(look.run.outcome.next.page_limit, 6);
    assert_string_equal(look.run.outcome.next.frames[0].after, "QVFI-after");
    look_done(&look);
}

static void
quirk_28_transient_is_tried_again(void **state)
{
    struct look look = look_made("facebook", "comments",
                                 "HTTP/1.1 400 X\n\n{\"error\":{\"message\":\"x\",\"code\":4711,"
                                 "\"is_transient\":true}}",
                                 "");

    (void)state;
    verdict_of("facebook/comments/016_transient", VERDICT_BUSY, 0); /* by its code */
    assert_int_equal(look.run.outcome.verdict, VERDICT_BUSY);       /* by its word alone */
    look_done(&look);
}

/*
 * A refusal of the token: the cause tells the operator what to do, the scope stops all that use it.
 */
static void
expect_token(int subcode, enum cause cause)
{
    char raw[512];
    struct look look;

    snprintf(raw, sizeof(raw),
             "HTTP/1.1 400 X\n\n{\"error\":{\"message\":\"x\",\"code\":190,\"error_subcode\":%d}}",
             subcode);
    look = look_made("facebook", "comments", raw, "");
    assert_int_equal(look.run.outcome.verdict, VERDICT_DENIED);
    assert_int_equal(look.run.outcome.scope, SCOPE_CREDENTIAL);
    assert_int_equal(look.run.outcome.cause, cause);
    look_done(&look);
}

static void
quirk_29_a_token_unused_for_90_days(void **state)
{
    (void)state;
    expect_token(493, CAUSE_TOKEN_EXPIRED);
}

static void
quirk_30_a_changed_password(void **state)
{
    (void)state;
    expect_token(460, CAUSE_TOKEN_REVOKED);
}

static void
quirk_31_a_token_that_ends_on_page_two(void **state)
{
    struct look look =
        expect_verdict("facebook/comments/009_token_dies_on_page_two", VERDICT_DENIED, 0);

    (void)state;
    assert_int_equal(look.run.outcome.cause, CAUSE_TOKEN_EXPIRED);
    look_done(&look);
}

static void
quirk_34_a_refused_field_stops_its_stream_only(void **state)
{
    struct look look =
        look_made("facebook", "posts",
                  "HTTP/1.1 400 X\n\n{\"error\":{\"message\":\"(#100) The value must "
                  "be a valid insights metric\",\"code\":100}}",
                  "");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_DENIED);
    assert_int_equal(look.run.outcome.scope, SCOPE_STREAM);
    assert_int_equal(look.run.outcome.cause, CAUSE_OUR_REQUEST);
    assert_false(url_holds(&look, "insights"));
    look_done(&look);
}

static void
quirk_37_codes_decide_and_not_titles(void **state)
{
    static const char *const titles[] = { "Media Posted Before Business Account Conversion",
                                          "Media posted before business account conversion" };
    char raw[512];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(titles); i++) {
        struct look look;
        snprintf(raw, sizeof(raw),
                 "HTTP/1.1 400 X\n\n{\"error\":{\"message\":\"Invalid parameter\",\"code\":100,"
                 "\"error_subcode\":2108006,\"error_user_title\":\"%s\"}}",
                 titles[i]);
        look = look_made("facebook", "comments", raw, "");
        assert_int_equal(look.run.outcome.verdict, VERDICT_GONE);
        assert_int_equal(look.run.outcome.scope, SCOPE_TARGET);
        look_done(&look);
    }
}

static void
quirk_38_another_version_answered(void **state)
{
    struct look look = look_at("facebook/account/005_another_version");

    (void)state;
    EXPECT_TEXT(look.run.outcome.served_version, "v27.0");
    look_done(&look);
    look = look_at("facebook/account/001_all_fields");
    assert_true(str_is_none(look.run.outcome.served_version));
    look_done(&look);
}

static void
quirk_39_nothing_that_v26_dropped_is_asked_for(void **state)
{
    static const char *const dropped[] = { "pretty=", "debug=", "date_format", "?ids=", "&ids=" };
    size_t count;
    char **names = fixture_names(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct look look = look_at(names[i]);
        for (size_t k = 0; k < ARRAY_SIZE(dropped); k++)
            assert_false(strncmp(names[i], "x/", 2) != 0 && url_holds(&look, dropped[k]));
        assert_int_equal(look.run.request.header_count, 0); /* If-None-Match */
        look_done(&look);
        free(names[i]);
    }
    free(names);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quirk_01_an_empty_page_with_next_goes_on),
        cmocka_unit_test(quirk_02_before_may_equal_after),
        cmocka_unit_test(quirk_03_after_on_the_last_page_is_not_followed),
        cmocka_unit_test(quirk_04_data_alone_is_the_end),
        cmocka_unit_test(quirk_05_a_cursor_that_repeats_fails),
        cmocka_unit_test(quirk_06_the_same_comments_again_are_the_same_records),
        cmocka_unit_test(quirk_07_the_token_in_next_goes_nowhere),
        cmocka_unit_test(quirk_08_an_empty_next_is_the_end),
        cmocka_unit_test(quirk_09_announced_and_delivered_are_both_told),
        cmocka_unit_test(quirk_10_ids_with_colons_are_ids),
        cmocka_unit_test(quirk_11_one_comment_under_two_ids_can_be_told),
        cmocka_unit_test(quirk_12_a_post_has_one_id_and_an_alias),
        cmocka_unit_test(quirk_13_a_withheld_author_is_absent),
        cmocka_unit_test(quirk_14_names_are_neither_needed_nor_kept),
        cmocka_unit_test(quirk_15_comments_are_asked_for_by_post),
        cmocka_unit_test(quirk_16_more_than_twenty_five_comments),
        cmocka_unit_test(quirk_17_announced_but_not_listed),
        cmocka_unit_test(quirk_22_replies_at_all_levels),
        cmocka_unit_test(quirk_24_the_wrong_kind_of_id_is_no_deletion),
        cmocka_unit_test(quirk_25_too_much_data_halves_and_grows_again),
        cmocka_unit_test(quirk_26_html_is_no_answer),
        cmocka_unit_test(quirk_27_html_with_500_wants_a_smaller_page),
        cmocka_unit_test(quirk_28_transient_is_tried_again),
        cmocka_unit_test(quirk_29_a_token_unused_for_90_days),
        cmocka_unit_test(quirk_30_a_changed_password),
        cmocka_unit_test(quirk_31_a_token_that_ends_on_page_two),
        cmocka_unit_test(quirk_34_a_refused_field_stops_its_stream_only),
        cmocka_unit_test(quirk_37_codes_decide_and_not_titles),
        cmocka_unit_test(quirk_38_another_version_answered),
        cmocka_unit_test(quirk_39_nothing_that_v26_dropped_is_asked_for),
    };

    return cmocka_run_group_tests_name("quirks", tests, NULL, NULL);
}
