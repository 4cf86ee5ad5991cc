/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Real answers of Instagram that lie beside the source tree (see test_payloads.c). The sums were
 * made from the files by an independent reading with Python's json.
 */

#include "check.h"

#include <sys/stat.h>

#define OWNER  "given account 17841406338772941 ikroskun\n"
#define OTHER  "given account 17841407673135339 facebookfordevelopers\n"
#define PUBLIC OTHER "given public 17841406338772941\n"
#define POST   OWNER "given target 17846368219941692\n"

static char folder[512];

static struct look
look_at_payload(const char *stream, const char *file, const char *given)
{
    CLEANUP(buf_done) struct buf raw = BUF_INIT(FIXTURE_BYTES_MAX);
    char path[1024];
    struct look look;

    snprintf(path, sizeof(path), "%s/instagram/%s.json", folder, file);
    assert_true(buf_printf(&raw, "HTTP/1.1 200 OK\nContent-Type: application/json\n\n"));
    if (!fixture_read_file(path, &raw))
        fail_msg("%s cannot be read", path);
    look.fixture = fixture_make(file, "instagram", stream, buf_str(&raw), given);
    look_run(&look);
    return look;
}

/* One answer, and what it sums up to. */
struct row {
    const char *stream, *file, *given;
    enum verdict verdict;
    size_t items, bytes;
    int64_t time_s, likes, comments;
};

static const struct row rows[] = {
    { "posts", "apidata__users__medias_p1", OWNER, VERDICT_MORE, 2, 0, INT64_C(3257684888), 2, 6 },
    { "posts", "apidata__users__medias_p2", OWNER, VERDICT_DONE, 2, 14, INT64_C(3250528369), 2, 0 },
    { "posts", "apidata__discovery__medias_p1", PUBLIC, VERDICT_MORE, 2, 636, INT64_C(3258362152),
      273, 27 },
    { "posts", "apidata__discovery__medias_p2", PUBLIC "given at after after\n", VERDICT_DONE, 2,
      906, INT64_C(3257326464), 136, 8 },
    { "stories", "apidata__stories__stories_default", OWNER, VERDICT_DONE, 3, 9,
      INT64_C(4808559143), 0, 0 },
    { "stories", "apidata__users__stories", OWNER, VERDICT_DONE, 2, 0, INT64_C(3258736706), 0, 0 },
    { "mentions", "apidata__users__tagged_medias", OWNER, VERDICT_DONE, 5, 72, INT64_C(7891409452),
      17, 0 },
    { "comments", "apidata__medias__comments_p1", POST, VERDICT_MORE, 2, 20, INT64_C(3182015611), 0,
      0 },
    { "comments", "apidata__medias__comments_p2", POST, VERDICT_DONE, 2, 29, INT64_C(3165071176), 0,
      0 },
    { "comments", "apidata__comments__replies",
      POST "given at list after x\ngiven at queue 17892250648466172\n", VERDICT_MORE, 1, 22,
      INT64_C(1596771006), 0, 0 },
    { "lookup", "models__ig_reply", OWNER "given target 18107567341036926 17955956875141196\n",
      VERDICT_DONE, 1, 12, INT64_C(1571123169), 0, 0 },
    { "lookup", "apidata__comments__comment_fields",
      OWNER "given target 17892250648466172 17846368219941692\n", VERDICT_DONE, 1, 19,
      INT64_C(1582535716), 1, 0 },
};

static int64_t
known(int64_t count)
{
    return count > 0 ? count : 0;
}

static void
sum_up(const struct look *look, struct row *sum)
{
    for (size_t i = 0; i < look->run.batch.count; i++) {
        const struct record *record = &look->run.batch.records[i];
        if (record->kind == RECORD_POST) {
            sum->items++;
            sum->bytes += record->of.post.text.n;
            sum->time_s += record->of.post.published_at_us / WHEN_SECOND;
        } else if (record->kind == RECORD_MESSAGE) {
            sum->items++;
            sum->bytes += record->of.message.text.n;
            sum->time_s += record->of.message.sent_at_us / WHEN_SECOND;
            sum->likes += known(record->of.message.likes);
        } else if (record->kind == RECORD_POST_SAMPLE) {
            sum->likes += known(record->of.post_sample.likes);
            sum->comments += known(record->of.post_sample.comments);
        }
    }
}

static void
test_items(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct look look = look_at_payload(rows[i].stream, rows[i].file, rows[i].given);
        struct row got = { .items = 0 };

        sum_up(&look, &got);
        if (look.run.outcome.verdict != rows[i].verdict || look.run.batch.reject_count > 0 ||
            got.items != rows[i].items || got.bytes != rows[i].bytes ||
            got.time_s != rows[i].time_s || got.likes != rows[i].likes ||
            got.comments != rows[i].comments)
            fail_msg("%s: %s, %zu items, %zu bytes, %lld s, %lld likes, %lld comments",
                     rows[i].file, verdict_name(look.run.outcome.verdict), got.items, got.bytes,
                     (long long)got.time_s, (long long)got.likes, (long long)got.comments);
        look_done(&look);
    }
}

/* Who wrote as the account is known by user.id, and by its name where that is all there is. */
static void
test_authors(void **state)
{
    struct look look = look_at_payload("lookup", "models__ig_reply",
                                       "given account 17841406338772941 renamed\n"
                                       "given target 18107567341036926 17955956875141196\n");

    (void)state;
    EXPECT_TEXT(look.run.batch.records[0].of.message.author_id, "17841406338772941");
    look_done(&look);
    look = look_at_payload("lookup", "apidata__comments__comment_fields",
                           OWNER "given target 17892250648466172 17846368219941692\n");
    EXPECT_TEXT(look.run.batch.records[0].of.message.author_id, "17841406338772941");
    look_done(&look);
    look = look_at_payload("lookup", "apidata__comments__comment_fields",
                           OTHER "given target 17892250648466172 17846368219941692\n");
    assert_true(str_is_none(look.run.batch.records[0].of.message.author_id));
    EXPECT_TEXT(look.run.batch.records[0].of.message.author_handle, "ikroskun");
    look_done(&look);
}

static void
test_account(void **state)
{
    static const struct {
        const char *file, *given;
        int64_t followers, following, posts;
    } accounts[] = {
        { "apidata__users__user_fields", OTHER, 64363, -1, 427 },
        { "models__ig_user", OTHER, 64361, 16, 427 },
        { "apidata__discovery__user_fields", PUBLIC, 64976, -1, 436 },
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(accounts); i++) {
        struct look look = look_at_payload("account", accounts[i].file, accounts[i].given);
        const struct account_sample *sample = &look.run.batch.records[0].of.account_sample;
        assert_int_equal(look.run.outcome.verdict, VERDICT_DONE);
        EXPECT_TEXT(sample->name, "Facebook for Developers");
        EXPECT_TEXT(sample->handle, "facebookfordevelopers");
        assert_int_equal(sample->followers, accounts[i].followers);
        assert_int_equal(sample->following, accounts[i].following);
        assert_int_equal(sample->posts, accounts[i].posts);
        look_done(&look);
    }
}

/* Stories that were asked for without their times cannot be placed in time. */
static void
test_stories_without_time(void **state)
{
    struct look look = look_at_payload("stories", "apidata__stories__stories_fields_p1", OWNER);

    (void)state;
    assert_int_equal(look.run.batch.count, 0);
    assert_int_equal(look.run.batch.reject_count, 2);
    look_done(&look);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_items),
        cmocka_unit_test(test_authors),
        cmocka_unit_test(test_account),
        cmocka_unit_test(test_stories_without_time),
    };
    const char *named = getenv("PANTAU_PAYLOADS");
    struct stat found;

    snprintf(folder, sizeof(folder), "%s",
             named != NULL ? named : TEST_ROOT_DIR "/../shared/payloads");
    if (stat(folder, &found) != 0) {
        printf("1..0 # SKIP no recorded answers in %s\n", folder);
        return 0; /* TAP's way: a plan of none with the reason */
    }
    return cmocka_run_group_tests_name("instagram_payloads", tests, NULL, NULL);
}
