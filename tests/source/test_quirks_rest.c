/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The behaviours of texts by the numbers of the table in tests/README.md, and the rest of the list
 * that is drawn from all of them: bodies, numbers, times. test_quirks.c has those of Meta.
 */

#include "check.h"

/* ---- text ---- */

static void
quirk_78_nul_does_not_reach_the_database(void **state)
{
    struct look look = look_at("facebook/posts/024_lone_surrogate_and_nul");
    const struct post *post = &look.run.batch.records[0].of.post;

    (void)state;
    assert_null(memchr(post->text.p, '\0', post->text.n));
    assert_int_equal(count_of(&look, RECORD_POST), 1);
    look_done(&look);
}

static void
quirk_79_nor_that_of_a_complaint(void **state)
{
    struct look look = look_at("lapor/complaints/018_nul_and_surrogate");
    const struct complaint *complaint = &look.run.batch.records[0].of.complaint;

    (void)state;
    EXPECT_TEXT(complaint->title, "\xef\xbf\xbd \xef\xbf\xbd");
    look_done(&look);
}

static void
quirk_81_a_lone_surrogate_costs_one_character(void **state)
{
    struct look look = look_at("facebook/posts/024_lone_surrogate_and_nul");
    struct str text = look.run.batch.records[0].of.post.text;

    (void)state;
    assert_true(str_starts(text, STR("Air \xef\xbf\xbd mati")));
    look_done(&look);
}

/* The six characters \u0000 behind an escaped backslash are text. */
static void
quirk_82_repair_respects_escapes(void **state)
{
    struct look look = look_at("facebook/posts/024_lone_surrogate_and_nul");
    struct str text = look.run.batch.records[0].of.post.text;

    (void)state;
    assert_true(str_ends(text, STR("\\u0000")));
    look_done(&look);
}

static void
quirk_83_pairs_of_surrogates_are_characters(void **state)
{
    struct look look = look_at("facebook/posts/024_lone_surrogate_and_nul");
    struct str text = look.run.batch.records[0].of.post.text;

    (void)state;
    assert_true(str_find(text, STR("\xf0\x9f\x98\x95"), 0) != SIZE_MAX);
    look_done(&look);
}

/* ---- the rest ---- */

static void
list_empty_and_cut_bodies(void **state)
{
    (void)state;
    verdict_of("facebook/comments/010_zero_bytes", VERDICT_MALFORMED, 0);
    verdict_of("facebook/posts/027_cut", VERDICT_MALFORMED, 0);
    verdict_of("lapor/complaints/016_cut", VERDICT_MALFORMED, 0);
    verdict_of("facebook/posts/019_no_data", VERDICT_MALFORMED, 0);
    verdict_of("facebook/posts/030_paging_without_data", VERDICT_DONE, 0);
    verdict_of("facebook/comments/021_summary_without_data", VERDICT_DONE, 0);
}

static void
list_long_numbers_stay_exact(void **state)
{
    struct look look = look_at("facebook/posts/023_numbers_as_text_and_text_as_numbers");

    (void)state;
    EXPECT_TEXT(look.run.batch.records[0].of.post.alias_id, "1234567890123456789");
    assert_int_equal(look.run.batch.records[1].of.post_sample.shares, 3);
    look_done(&look);
}

static void
list_more_rows_than_announced(void **state)
{
    struct look look = look_made("facebook", "comments",
                                 "HTTP/1.1 200 OK\n\n{\"data\":[{\"id\":\"501_1\",\"created_time\":"
                                 "\"2026-11-19T03:00:00Z\"}],\"summary\":{\"total_count\":0}}",
                                 "");

    (void)state;
    assert_int_equal(look.run.outcome.announced, 0);
    assert_int_equal(look.run.batch.count, 1);
    look_done(&look);
}

static void
list_an_error_beside_data_wins(void **state)
{
    struct look look = look_made("facebook", "posts",
                                 "HTTP/1.1 200 OK\n\n{\"data\":[],\"error\":{\"message\":\"x\","
                                 "\"code\":4}}",
                                 "");

    (void)state;
    assert_int_equal(look.run.outcome.verdict, VERDICT_LIMITED);
    assert_int_equal(look.run.outcome.scope, SCOPE_APP);
    look_done(&look);
}

static void
list_a_late_mention_is_still_asked_for(void **state)
{
    struct look look = look_at("facebook/mentions/002_late_one_is_asked_for");

    (void)state;
    assert_true(url_holds(&look, "since=1794556200")); /* 7 days before the watermark */
    assert_int_equal(count_of(&look, RECORD_MESSAGE), 1);
    look_done(&look);
}

static void
list_a_parent_that_is_gone(void **state)
{
    struct look look = look_at("facebook/comments/003_parents_only");

    (void)state;
    EXPECT_TEXT(message_at(&look, 3)->thread_key, "501_6");
    assert_int_equal(message_at(&look, 3)->kind, MESSAGE_REPLY);
    look_done(&look);
}

static void
list_forms_of_time(void **state)
{
    struct look look = expect_verdict("facebook/posts/022_forms_of_time", VERDICT_DONE, 8);

    (void)state;
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(look.run.batch.records[i].of.post.published_at_us,
                         INT64_C(1795055400) * WHEN_SECOND);
    look_done(&look);
}

/* A watermark from a clock that was ahead must not hide what comes until then. */
static void
list_the_clock_jumped(void **state)
{
    struct look look = look_at("facebook/posts/026_watermark_ahead_of_the_clock");

    (void)state;
    assert_true(url_holds(&look, "since=1794988800")); /* two days before now */
    look_done(&look);
}

static void
list_a_text_over_the_bound_is_cut_and_marked(void **state)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(1u << 20);
    struct look look;

    (void)state;
    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\n\n{\"data\":[{\"id\":\"501_7\",\"created_time\":"
                                 "\"2026-11-19T03:00:00+0000\",\"message\":\"x"));
    for (int i = 0; i < 40000; i++)
        assert_true(buf_append(&raw, "\xc3\xa9", 2));
    assert_true(buf_printf(&raw, "\"}]}"));
    look = look_made("facebook", "comments", raw.data, "");
    assert_true(message_at(&look, 0)->truncated);
    assert_int_equal(message_at(&look, 0)->text.n, RECORD_TEXT_MAX - 1); /* no half character */
    look_done(&look);
}

/*
 * Ids chosen to collide must not make reading slow: 20,000 of one hash would be 200 million probes.
 */
static void
list_many_items_in_one_page(void **state)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(4u << 20);
    struct look look;

    (void)state;
    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\n\n{\"data\":["));
    for (int i = 0; i < 25000; i++)
        assert_true(buf_printf(&raw,
                               "%s{\"id\":\"501_%d\",\"created_time\":\"2026-11-19T03:00:00Z\"}",
                               i > 0 ? "," : "", i));
    assert_true(buf_printf(&raw, "]}"));
    look = look_made("facebook", "comments", raw.data, "");
    assert_int_equal(look.run.outcome.verdict, VERDICT_SMALLER); /* over the bound of a batch */
    look_done(&look);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quirk_78_nul_does_not_reach_the_database),
        cmocka_unit_test(quirk_79_nor_that_of_a_complaint),
        cmocka_unit_test(quirk_81_a_lone_surrogate_costs_one_character),
        cmocka_unit_test(quirk_82_repair_respects_escapes),
        cmocka_unit_test(quirk_83_pairs_of_surrogates_are_characters),
        cmocka_unit_test(list_empty_and_cut_bodies),
        cmocka_unit_test(list_long_numbers_stay_exact),
        cmocka_unit_test(list_more_rows_than_announced),
        cmocka_unit_test(list_an_error_beside_data_wins),
        cmocka_unit_test(list_a_late_mention_is_still_asked_for),
        cmocka_unit_test(list_a_parent_that_is_gone),
        cmocka_unit_test(list_forms_of_time),
        cmocka_unit_test(list_the_clock_jumped),
        cmocka_unit_test(list_a_text_over_the_bound_is_cut_and_marked),
        cmocka_unit_test(list_many_items_in_one_page),
    };

    return cmocka_run_group_tests_name("quirks_rest", tests, NULL, NULL);
}
