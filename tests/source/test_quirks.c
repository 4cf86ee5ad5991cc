/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * One test per behaviour of the platforms that has broken other collectors, by the numbers of the
 * table in tests/README.md; the answers are recorded in the folders beside. The golden files hold
 * these answers line by line as well: here stands why each of them exists.
 */

#include "check.h"

#include "dump.h"

#define DUMP_MAX (1u << 20)

static const struct message *
message_at(const struct look *look, size_t index)
{
    size_t seen = 0;

    for (size_t i = 0; i < look->run.batch.count; i++) {
        const struct record *record = &look->run.batch.records[i];
        if (record->kind == RECORD_MESSAGE && seen++ == index)
            return &record->of.message;
    }
    fail_msg("%s: no message %zu", look->fixture->name, index);
    return NULL;
}

static size_t
count_of(const struct look *look, enum record_kind kind)
{
    return batch_count_kind(&look->run.batch, kind);
}

/* A fixture must end in this verdict with so many records. */
static struct look
expect_verdict(const char *name, enum verdict verdict, size_t records)
{
    struct look look = look_at(name);

    if (look.run.outcome.verdict != verdict || look.run.batch.count != records)
        fail_msg("%s: %s with %zu records, expected %s with %zu", name,
                 verdict_name(look.run.outcome.verdict), look.run.batch.count,
                 verdict_name(verdict), records);
    return look;
}

static void
verdict_of(const char *name, enum verdict verdict, size_t records)
{
    struct look look = expect_verdict(name, verdict, records);

    look_done(&look);
}

static bool
url_holds(const struct look *look, const char *text)
{
    return str_find(look->run.request.url, str_from(text), 0) != SIZE_MAX;
}

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
    (void)state;
    verdict_of("facebook/posts/016_html_with_503", VERDICT_BUSY, 0);
    verdict_of("facebook/comments/011_html_with_200", VERDICT_BUSY, 0);
    verdict_of("facebook/comments/012_html_404", VERDICT_BUSY, 0);
    verdict_of("lapor/complaints/011_html_with_200", VERDICT_BUSY, 0);
    verdict_of("lapor/complaints/017_html_with_500", VERDICT_BUSY, 0);
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
    (void)state;
    verdict_of("facebook/comments/016_transient", VERDICT_BUSY, 0);
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

/* ---- G: text ---- */

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

/* ---- The rest of the list drawn from them ---- */

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

#define QUIRK(name) cmocka_unit_test(name)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        QUIRK(quirk_01_an_empty_page_with_next_goes_on),
        QUIRK(quirk_02_before_may_equal_after),
        QUIRK(quirk_03_after_on_the_last_page_is_not_followed),
        QUIRK(quirk_04_data_alone_is_the_end),
        QUIRK(quirk_05_a_cursor_that_repeats_fails),
        QUIRK(quirk_06_the_same_comments_again_are_the_same_records),
        QUIRK(quirk_07_the_token_in_next_goes_nowhere),
        QUIRK(quirk_08_an_empty_next_is_the_end),
        QUIRK(quirk_09_announced_and_delivered_are_both_told),
        QUIRK(quirk_10_ids_with_colons_are_ids),
        QUIRK(quirk_11_one_comment_under_two_ids_can_be_told),
        QUIRK(quirk_12_a_post_has_one_id_and_an_alias),
        QUIRK(quirk_13_a_withheld_author_is_absent),
        QUIRK(quirk_14_names_are_neither_needed_nor_kept),
        QUIRK(quirk_15_comments_are_asked_for_by_post),
        QUIRK(quirk_16_more_than_twenty_five_comments),
        QUIRK(quirk_17_announced_but_not_listed),
        QUIRK(quirk_22_replies_at_all_levels),
        QUIRK(quirk_24_the_wrong_kind_of_id_is_no_deletion),
        QUIRK(quirk_25_too_much_data_halves_and_grows_again),
        QUIRK(quirk_26_html_is_no_answer),
        QUIRK(quirk_27_html_with_500_wants_a_smaller_page),
        QUIRK(quirk_28_transient_is_tried_again),
        QUIRK(quirk_29_a_token_unused_for_90_days),
        QUIRK(quirk_30_a_changed_password),
        QUIRK(quirk_31_a_token_that_ends_on_page_two),
        QUIRK(quirk_34_a_refused_field_stops_its_stream_only),
        QUIRK(quirk_37_codes_decide_and_not_titles),
        QUIRK(quirk_38_another_version_answered),
        QUIRK(quirk_39_nothing_that_v26_dropped_is_asked_for),
        QUIRK(quirk_78_nul_does_not_reach_the_database),
        QUIRK(quirk_79_nor_that_of_a_complaint),
        QUIRK(quirk_81_a_lone_surrogate_costs_one_character),
        QUIRK(quirk_82_repair_respects_escapes),
        QUIRK(quirk_83_pairs_of_surrogates_are_characters),
        QUIRK(list_empty_and_cut_bodies),
        QUIRK(list_long_numbers_stay_exact),
        QUIRK(list_more_rows_than_announced),
        QUIRK(list_an_error_beside_data_wins),
        QUIRK(list_a_late_mention_is_still_asked_for),
        QUIRK(list_a_parent_that_is_gone),
        QUIRK(list_forms_of_time),
        QUIRK(list_the_clock_jumped),
        QUIRK(list_a_text_over_the_bound_is_cut_and_marked),
        QUIRK(list_many_items_in_one_page),
    };

    return cmocka_run_group_tests_name("quirks", tests, NULL, NULL);
}
