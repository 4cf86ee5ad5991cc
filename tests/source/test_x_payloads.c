/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Real answers of X that lie beside the source tree (../shared/payloads, or the folder that
 * PANTAU_PAYLOADS names) and are not ours to copy; skipped where they are absent. The sums were
 * made from the files by an independent reading with Python's json.
 */

#include "check.h"

#include <sys/stat.h>

#define JSON "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"

static char folder[512];

static struct look
look_at_payload(const char *stream, const char *file, const char *given)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(FIXTURE_BYTES_MAX);
    char path[1024];
    struct look look;

    snprintf(path, sizeof(path), "%s/x/%s.json", folder, file);
    assert_true(buf_printf(&raw, JSON));
    if (!fixture_read_file(path, &raw))
        fail_msg("%s cannot be read", path);
    look.fixture = fixture_make(file, "x", stream, buf_str(&raw), given);
    look_run(&look);
    return look;
}

struct payload {
    const char *file, *stream;
    size_t messages, posts;
    int64_t time_s, likes;
    enum verdict verdict;
};

/* Times and likes as a sum over messages and posts. */
static void
expect_payload(const struct payload *want)
{
    struct look look = look_at_payload(want->stream, want->file, "given account 2244994945\n");
    int64_t time_s = 0;
    int64_t likes = 0;

    for (size_t i = 0; i < look.run.batch.count; i++) {
        const struct record *record = &look.run.batch.records[i];
        if (record->kind == RECORD_MESSAGE) {
            time_s += record->of.message.sent_at_us / WHEN_SECOND;
            likes += record->of.message.likes > 0 ? record->of.message.likes : 0;
        } else if (record->kind == RECORD_POST) {
            time_s += record->of.post.published_at_us / WHEN_SECOND;
        } else if (record->kind == RECORD_POST_SAMPLE) {
            likes += record->of.post_sample.likes;
        }
    }
    assert_int_equal(look.run.outcome.verdict, want->verdict);
    assert_int_equal(look.run.batch.reject_count, 0);
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_MESSAGE), want->messages);
    assert_int_equal(batch_count_kind(&look.run.batch, RECORD_POST), want->posts);
    assert_int_equal(time_s, want->time_s);
    assert_int_equal(likes, want->likes);
    look_done(&look);
}

static void
test_payloads(void **state)
{
    static const struct payload payloads[] = {
        { "apis__searches__search_tweets_for_nyc", "comments", 10, 0, INT64_C(15930191448), 0,
          VERDICT_MORE },
        { "apis__searches__search_tweets_query", "comments", 4, 0, INT64_C(6372069868), 0,
          VERDICT_DONE },
        { "apis__timeline__timeline_mentions", "mentions", 5, 0, INT64_C(8070641412), 0,
          VERDICT_MORE },
        { "apis__timeline__timeline_reverse_chronological", "posts", 0, 5, INT64_C(8260520908), 0,
          VERDICT_MORE },
        { "apis__timeline__timeline_tweets", "posts", 0, 5, INT64_C(8068871192), 186,
          VERDICT_MORE },
        { "apis__tweet__tweet_quote_tweets_resp", "mentions", 15, 0, INT64_C(24537179992), 2,
          VERDICT_MORE },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(payloads); i++)
        expect_payload(&payloads[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_payloads) };
    const char *given = getenv("PANTAU_PAYLOADS");
    struct stat there;

    snprintf(folder, sizeof(folder), "%s",
             given != NULL ? given : TEST_ROOT_DIR "/../shared/payloads");
    if (stat(folder, &there) != 0) {
        printf("1..0 # SKIP no recorded answers in %s\n", folder);
        return 0; /* TAP's way: a plan of none with the reason */
    }
    return cmocka_run_group_tests_name("x_payloads", tests, NULL, NULL);
}
