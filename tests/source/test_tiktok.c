/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * TikTok over several answers: a whole visit to a video with hundreds of comments and replies, and
 * the behaviours of our list that concern it, by their numbers (README.md of tests/).
 */

#include "check.h"

#include "base/parse.h"
#include "source/tiktok.h"

#define COMMENTS    95
#define REPLIES_MAX 40
#define START       INT64_C(1795000000)
#define ASKED_MAX   200
#define VIDEO       "7300000000000000622"
#define ARENA_BYTES (64u << 20)

/* How many replies the nth comment has: none, few, more than stand inline, more than a page. */
static size_t
replies_of(size_t comment)
{
    static const size_t counts[] = { 0, 2, 3, 4, 0, 35, 1 };

    return counts[comment % ARRAY_SIZE(counts)];
}

static int64_t
comment_id(size_t comment)
{
    return INT64_C(7310000000000000001) + (int64_t)comment * 100;
}

static int64_t
number_of(struct str url, const char *name)
{
    size_t at = str_find(url, str_from(name), 0);
    int64_t number = 0;

    if (at == SIZE_MAX)
        return 0;
    for (at += strlen(name); at < url.n && url.p[at] >= '0' && url.p[at] <= '9'; at++)
        number = number * 10 + (url.p[at] - '0');
    return number;
}

static void
put_reply(struct buf *out, size_t comment, size_t reply)
{
    bool owner = reply == 1;

    assert_true(buf_printf(out,
                           "%s{\"comment_id\":\"%lld\",\"parent_comment_id\":\"%lld\","
                           "\"create_time\":\"%lld\",\"text\":\"r\",\"owner\":%s,"
                           "\"user_id\":\"u%zu\",\"username\":\"w%zu\",\"status\":\"PUBLIC\"}",
                           out->data[out->used - 1] == '[' ? "" : ",",
                           (long long)(comment_id(comment) + 1 + (int64_t)reply),
                           (long long)comment_id(comment), (long long)(START + (int64_t)reply),
                           owner ? "true" : "false", reply, reply));
}

static void
put_comment(struct buf *out, size_t comment)
{
    assert_true(buf_printf(out,
                           "%s{\"comment_id\":\"%lld\",\"create_time\":\"%lld\",\"text\":\"c\","
                           "\"owner\":false,\"user_id\":\"u\",\"username\":\"w\",\"replies\":%zu,"
                           "\"status\":\"PUBLIC\",\"reply_list\":[",
                           out->data[out->used - 1] == '[' ? "" : ",",
                           (long long)comment_id(comment), (long long)START, replies_of(comment)));
    for (size_t i = 0; i < replies_of(comment) && i < 3; i++)
        put_reply(out, comment, i);
    assert_true(buf_printf(out, "]}"));
}

/* Ten elements at a time, and every third page of comments is empty though more follow. */
static void
answer_page(struct str url, struct buf *out)
{
    size_t from = (size_t)number_of(url, "&cursor=");
    bool replies = str_find(url, STR("/reply/list/"), 0) != SIZE_MAX;
    size_t comment = (size_t)(number_of(url, "&comment_id=") - comment_id(0)) / 100;
    size_t total = replies ? replies_of(comment) : COMMENTS + COMMENTS / 2;
    size_t end = from + 10 < total ? from + 10 : total;

    assert_true(buf_printf(out, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"
                                "{\"code\":0,\"message\":\"OK\",\"data\":{\"comments\":["));
    for (size_t i = from; i < end; i++) {
        if (replies)
            put_reply(out, comment, i);
        else if (i / 10 % 3 != 2 && i - i / 30 * 10 < COMMENTS)
            put_comment(out, i - i / 30 * 10);
    }
    assert_true(
        buf_printf(out, "],\"cursor\":%zu,\"has_more\":%s}}", end, end < total ? "true" : "false"));
}

static void
note_seen(const struct batch *batch, bool seen[COMMENTS][REPLIES_MAX + 1])
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct message *message = &batch->records[i].of.message;
        int64_t id;
        size_t comment;
        size_t reply;
        assert_int_equal(batch->records[i].kind, RECORD_MESSAGE);
        assert_true(parse_int(message->external_id, &id));
        comment = (size_t)(id - comment_id(0)) / 100;
        reply = (size_t)(id - comment_id(comment));
        assert_true(comment < COMMENTS && reply <= REPLIES_MAX);
        seen[comment][reply] = true;
        assert_true(parse_int(message->thread_key, &id));
        assert_int_equal(id, comment_id(comment));
        assert_int_equal(message->kind, reply > 0 ? MESSAGE_REPLY : MESSAGE_COMMENT);
        assert_int_equal(str_equal_c(message->author_id, "9f3a_biz"), reply == 2);
    }
}

static void
test_all_replies_of_all_comments(void **state)
{
    static bool seen[COMMENTS][REPLIES_MAX + 1];
    struct fixture *fixture =
        fixture_make("walk", "tiktok", "comments", STR(""),
                     "given account 9f3a_biz dinasair\ngiven target " VIDEO "\n");
    bool more = true;
    struct run run;

    (void)state;
    for (size_t asked = 0; more; asked++) {
        CLEANUP(buf_done) struct buf raw = BUF_INIT(FIXTURE_BYTES_MAX);
        struct arena *arena = arena_new(ARENA_BYTES);
        struct http_request request;
        struct error err = ERROR_INIT;
        fixture->view.arena = arena;
        assert_true(fixture->stream->plan(&fixture->view, &fixture->at, &request, &err));
        answer_page(request.url, &raw);
        fixture_run(fixture, buf_str(&raw), arena, &run);
        note_seen(&run.batch, seen);
        more = run.outcome.verdict == VERDICT_MORE;
        assert_true(more || run.outcome.verdict == VERDICT_DONE);
        fixture->at = run.outcome.next;
        arena_free(arena);
        assert_true(asked < ASKED_MAX);
    }
    for (size_t i = 0; i < COMMENTS; i++) {
        for (size_t k = 0; k <= replies_of(i); k++)
            assert_true(seen[i][k]);
    }
    fixture_free(fixture);
}

static void
quirk_75_seconds_quoted_in_comments_and_whole_in_videos(void **state)
{
    struct look comments = look_at("tiktok/comments/001_comments_with_inline_replies");
    struct look videos = look_at("tiktok/posts/001_videos_and_next_page");
    const struct message *message = &comments.run.batch.records[0].of.message;

    (void)state;
    assert_true(message->sent_at_us == (INT64_C(1795161600) - 5000) * WHEN_SECOND);
    assert_int_equal(message->author_id.n, 64);
    /* The first one quoted, the second one not. */
    assert_true(videos.run.batch.records[0].of.post.published_at_us ==
                INT64_C(1795075200) * WHEN_SECOND);
    assert_true(videos.run.batch.records[2].of.post.published_at_us ==
                INT64_C(1794988800) * WHEN_SECOND);
    look_done(&comments);
    look_done(&videos);
}

static void
quirk_76_a_short_page_is_not_the_last(void **state)
{
    struct look comments = look_at("tiktok/comments/007_short_page_though_more_follow");
    struct look videos = look_at("tiktok/posts/002_short_page_though_more_follow");

    (void)state;
    assert_int_equal(comments.run.outcome.verdict, VERDICT_MORE);
    assert_int_equal(videos.run.outcome.verdict, VERDICT_MORE);
    look_done(&comments);
    look_done(&videos);
}

static void
quirk_77_places_in_milliseconds_times_in_seconds(void **state)
{
    struct look look = look_at("tiktok/posts/001_videos_and_next_page");

    (void)state;
    assert_string_equal(look.run.outcome.next.frames[0].after, "1794988800000");
    assert_true(look.run.batch.records[2].of.post.published_at_us ==
                INT64_C(1794988800) * WHEN_SECOND);
    look_done(&look);
}

/* What can never be asked is refused in words before it is. */
static void
expect_refused(const char *stream, const char *given, const char *words)
{
    struct look look = look_made("tiktok", stream, "HTTP/1.1 200 OK\n\n{}", given);

    assert_false(look.run.planned);
    assert_int_equal(look.run.err.kind, ERROR_CONFIG);
    if (strstr(look.run.err.text, words) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", look.run.err.text, words);
    look_done(&look);
}

static void
test_the_address_of_the_display_api(void **state)
{
    (void)state;
    expect_refused("account",
                   "given base https://business-api.tiktok.com/open_api/v1.3\n"
                   "given set api=display\n",
                   "another address");
}

/* Credentials of owners who granted the other API, and where that is. */
static void
test_either_api(void **state)
{
    static const struct {
        const char *api, *other_url, *credential, *base_url;
        int asked;
    } rows[] = {
        { "business", "", "tt-a", "https://open.tiktokapis.com/v2", TIKTOK_DISPLAY },
        { "business", "https://proxy.example/v2", "tt-a", "https://proxy.example/v2",
          TIKTOK_DISPLAY },
        { "business", "", "tt-b", NULL, 0 },
        { "business", "", "tt-c", NULL, 0 },
        { "business", "", NULL, NULL, 0 },
        { "display", "", "tt-b", "https://business-api.tiktok.com/open_api/v1.3", TIKTOK_BUSINESS },
        { "display", "", "tt-a", NULL, 0 },
    };
    const struct source *source = source_find(STR("tiktok"));
    const struct setting *apis = setting_find(source->settings, STR("apis"));

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct arena *arena = arena_new(1u << 16);
        struct tiktok_settings set = { .api = 0 };
        struct error err = ERROR_INIT;
        struct str base_url = STR("https://of.the.platform");

        assert_true(setting_defaults(source->settings, &set, arena, &err));
        assert_true(setting_set_entry(apis, STR("tt-a"), STR("display"), &set, arena, &err));
        assert_true(setting_set_entry(apis, STR("tt-b"), STR("business"), &set, arena, &err));
        assert_false(setting_set_entry(apis, STR("tt-c"), STR("both"), &set, arena, &err));
        assert_true(setting_set(setting_find(source->settings, STR("api")), str_from(rows[i].api),
                                &set, arena, &err));
        set.other_url = str_from(rows[i].other_url);
        assert_int_equal(source->grant->differs(&set, str_from(rows[i].credential)),
                         rows[i].base_url != NULL);
        if (rows[i].base_url != NULL) {
            source->grant->apply(&set, &base_url);
            assert_true(str_equal_c(base_url, rows[i].base_url));
            assert_int_equal(set.api, rows[i].asked);
        }
        arena_free(arena);
    }
}

static void
test_ids_that_are_none(void **state)
{
    (void)state;
    expect_refused("account", "given account  dinasair\n", "no request can be made");
    expect_refused("lookup", "given target 7\"1 " VIDEO "\n", "no request can be made");
    expect_refused("lookup", "given target 7310000000000000001\n", "no request can be made");
    expect_refused("video_lookup",
                   "given base https://open.example/v2\ngiven set api=display\n"
                   "given target " VIDEO "\ngiven also 7\"1\n",
                   "no request can be made");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_replies_of_all_comments),
        cmocka_unit_test(quirk_75_seconds_quoted_in_comments_and_whole_in_videos),
        cmocka_unit_test(quirk_76_a_short_page_is_not_the_last),
        cmocka_unit_test(quirk_77_places_in_milliseconds_times_in_seconds),
        cmocka_unit_test(test_the_address_of_the_display_api),
        cmocka_unit_test(test_either_api),
        cmocka_unit_test(test_ids_that_are_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
