/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Real answers of YouTube that lie beside the source tree (see test_payloads.c). The sums were made
 * from the files by an independent reading with Python's json.
 */

#include "check.h"

#include <sys/stat.h>

static char folder[512];

static struct look
look_at_payload(const char *stream, const char *file, const char *head, const char *given)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(FIXTURE_BYTES_MAX);
    char path[1024];
    struct look look;

    snprintf(path, sizeof(path), "%s/youtube/%s.json", folder, file);
    assert_true(buf_printf(&raw, "HTTP/1.1 %s\nContent-Type: application/json\n\n", head));
    if (!fixture_read_file(path, &raw))
        fail_msg("%s cannot be read", path);
    look.fixture = fixture_make(file, "youtube", stream, buf_str(&raw), given);
    look_run(&look);
    return look;
}

/* One answer, and what it sums up to. */
struct row {
    const char *stream, *file, *given;
    enum verdict verdict;
    size_t items, bytes;
    int64_t time_s, likes;
    const char *next; /* edge of the first frame; NULL: the visit ends */
};

static const struct row rows[] = {
    { "comments", "apidata__comment_threads__comment_thread_single", "", VERDICT_DONE, 1, 146,
      INT64_C(1555722219), 0, NULL },
    { "comments", "apidata__comment_threads__comment_threads_all_to_me", "", VERDICT_MORE, 4, 69,
      INT64_C(6300335363), 1, "replies" },
    { "comments", "apidata__comment_threads__comment_threads_by_channel", "", VERDICT_DONE, 2, 25,
      INT64_C(3088623630), 0, NULL },
    { "comments", "apidata__comment_threads__comment_threads_by_video_paged_1", "", VERDICT_MORE, 5,
      561, INT64_C(7870846943), 6, "replies" },
    { "comments", "apidata__comment_threads__comment_threads_multi", "", VERDICT_DONE, 2, 151,
      INT64_C(3110073503), 0, NULL },
    { "comments", "modeldata__comments__comment_thread_api_response", "", VERDICT_DONE, 2, 273,
      INT64_C(3133171105), 0, NULL },
    { "comments", "apidata__comments__comments_by_parent_paged_1",
      "given version 1\ngiven at replies Ugw5zYU6n9pmIgAZWvN4AaABAg \n", VERDICT_MORE, 2, 49,
      INT64_C(3150351171), 0, "replies" },
    { "comments", "apidata__comments__comments_by_parent_paged_2",
      "given version 1\ngiven at replies Ugw5zYU6n9pmIgAZWvN4AaABAg Q\n", VERDICT_DONE, 1, 23,
      INT64_C(1575175560), 0, NULL },
    { "lookup", "apidata__comments__comments_multi",
      "given target UgyUBI0HsgL9emxcZpR4AaABAg x\ngiven also Ugzi3lkqDPfIOirGFLh4AaABAg x\n",
      VERDICT_DONE, 2, 25, INT64_C(3088623630), 0, NULL },
    { "posts", "apidata__playlist_items__playlist_items_paged_1", "", VERDICT_MORE, 10, 0,
      INT64_C(15744596148), 0, "videos" },
    { "posts", "apidata__playlist_items__playlist_items_paged_2", "", VERDICT_MORE, 3, 0,
      INT64_C(4723410185), 0, "videos" },
    { "posts", "modeldata__playlist_items__playlist_item_api_response", "", VERDICT_MORE, 3, 0,
      INT64_C(4672606532), 0, "videos" },
    { "posts", "apidata__videos__videos_info_multi", "given version 1\ngiven at videos a,b\n",
      VERDICT_DONE, 2, 0, INT64_C(3121443474), 0, NULL },
    { "posts", "modeldata__videos__video_api_response", "given version 1\ngiven at videos a\n",
      VERDICT_DONE, 1, 0, INT64_C(1553200669), 190, NULL },
};

/* Messages or posts; bytes of messages alone, because the text of a video is made of two. */
static void
add_record(struct row *sum, const struct record *record)
{
    if (record->kind == RECORD_MESSAGE) {
        sum->items++;
        sum->bytes += record->of.message.text.n;
        sum->time_s += record->of.message.sent_at_us / WHEN_SECOND;
        sum->likes += record->of.message.likes;
        assert_false(str_is_none(record->of.message.author_id));
    } else if (record->kind == RECORD_POST) {
        sum->items++;
        sum->time_s += record->of.post.published_at_us / WHEN_SECOND;
        assert_true(record->of.post.text.n > 0);
    } else if (record->kind == RECORD_POST_SAMPLE) {
        sum->likes += record->of.post_sample.likes;
    }
}

static void
test_items(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct row *want = &rows[i];
        struct look look = look_at_payload(want->stream, want->file, "200 OK", want->given);
        const struct cursor *next = &look.run.outcome.next;
        struct row got = { .items = 0 };
        for (size_t k = 0; k < look.run.batch.count; k++)
            add_record(&got, &look.run.batch.records[k]);
        if (look.run.outcome.verdict != want->verdict || got.items != want->items ||
            got.bytes != want->bytes || got.time_s != want->time_s || got.likes != want->likes)
            fail_msg("%s: %s, %zu items, %zu bytes, %lld s, %lld likes", want->file,
                     verdict_name(look.run.outcome.verdict), got.items, got.bytes,
                     (long long)got.time_s, (long long)got.likes);
        assert_int_equal(look.run.batch.reject_count, 0);
        assert_int_equal(next->frame_count > 0, want->next != NULL);
        if (want->next != NULL)
            assert_string_equal(next->frames[0].edge, want->next);
        look_done(&look);
    }
}

static void
test_account(void **state)
{
    static const struct {
        const char *file;
        int64_t followers, posts, views;
    } channels[] = {
        { "apidata__channel_info_single", 1927873, 5026, 160361638 },
        { "apidata__channels__info_multiple", 2260000, 5652, 208790084 },
        { "modeldata__channels__channel_api_response", 1927873, 5026, 160361638 },
        { "apidata__channels__info", -1, -1, -1 }, /* without its statistics */
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(channels); i++) {
        struct look look = look_at_payload("account", channels[i].file, "200 OK",
                                           "given account UC_x5XG1OV2P6uZZ5FSM9Ttw\n");
        const struct account_sample *sample = &look.run.batch.records[0].of.account_sample;
        assert_int_equal(look.run.outcome.verdict, VERDICT_DONE);
        EXPECT_TEXT(sample->name, "Google Developers");
        assert_int_equal(sample->followers, channels[i].followers);
        assert_int_equal(sample->posts, channels[i].posts);
        assert_int_equal(sample->views, channels[i].views);
        look_done(&look);
    }
}

static void
test_refusals(void **state)
{
    static const struct {
        const char *file, *head;
        enum verdict_scope scope;
        enum cause cause;
    } refusals[] = {
        { "error_response", "400 Bad Request", SCOPE_CREDENTIAL, CAUSE_TOKEN_INVALID },
        { "apidata__error_permission_resp", "403 Forbidden", SCOPE_STREAM, CAUSE_PERMISSION },
        { "error_response_simple", "400 Bad Request", SCOPE_STREAM, CAUSE_OUR_REQUEST },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        struct look look = look_at_payload("posts", refusals[i].file, refusals[i].head, "");
        assert_int_equal(look.run.outcome.verdict, VERDICT_DENIED);
        assert_int_equal(look.run.outcome.scope, refusals[i].scope);
        assert_int_equal(look.run.outcome.cause, refusals[i].cause);
        look_done(&look);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_account),
        cmocka_unit_test(test_refusals),
    };
    const char *named = getenv("PANTAU_PAYLOADS");
    struct stat found;

    snprintf(folder, sizeof(folder), "%s",
             named != NULL ? named : TEST_ROOT_DIR "/../shared/payloads");
    if (stat(folder, &found) != 0) {
        printf("1..0 # SKIP no recorded answers in %s\n", folder);
        return 0; /* TAP's way: a plan of none with the reason */
    }
    return cmocka_run_group_tests_name("youtube_payloads", tests, NULL, NULL);
}
