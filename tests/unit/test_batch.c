/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * record/batch: records start at "absent", bounds set overflowed, rejects are counted and the first
 * ones kept.
 */

#include "unit.h"

#include "base/utf8.h"
#include "record/batch.h"

#include <math.h>
#include <string.h>

/* The arena's memory is dirty, so that a field that is not set shows. */
static struct record *
add(struct batch *batch, enum record_kind kind)
{
    struct record *record = batch_add(batch, kind);
    assert_non_null(record);
    assert_int_equal(record->kind, kind);
    return record;
}

static void
test_absent(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    struct batch batch;
    batch_init(&batch, arena);
    /* One of each is made, spoiled and dropped, so that the next in its place must be cleaned. */
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        memset(add(&batch, (enum record_kind)kind), 0x55, sizeof(struct record));
        batch_drop_last(&batch);
        add(&batch, (enum record_kind)kind);
    }
    const struct account_sample *account = &batch.records[RECORD_ACCOUNT_SAMPLE].of.account_sample;
    assert_true(str_is_none(account->name) && str_is_none(account->handle));
    assert_true(account->followers == -1 && account->following == -1 && account->fans == -1);
    assert_true(account->posts == -1 && account->views == -1);

    const struct post *post = &batch.records[RECORD_POST].of.post;
    assert_true(str_is_none(post->external_id) && str_is_none(post->text));
    assert_true(post->published_at_us == WHEN_NONE && post->edited_at_us == WHEN_NONE);
    assert_true(post->format == FORMAT_OTHER && post->announced_comments == -1);
    assert_int_equal(post->hidden, TRI_UNKNOWN);

    const struct post_sample *sample = &batch.records[RECORD_POST_SAMPLE].of.post_sample;
    assert_true(sample->likes == -1 && sample->comments == -1 && sample->shares == -1);
    assert_true(sample->views == -1 && sample->saves == -1 && sample->reach == -1);

    const struct message *message = &batch.records[RECORD_MESSAGE].of.message;
    assert_true(message->sent_at_us == WHEN_NONE && message->edited_at_us == WHEN_NONE);
    assert_true(message->likes == -1 && message->hidden == TRI_UNKNOWN);
    assert_false(message->automatic || message->truncated);

    assert_true(batch.records[RECORD_MENTION].of.mention.sent_at_us == WHEN_NONE);
    const struct message_gone *gone = &batch.records[RECORD_MESSAGE_GONE].of.message_gone;
    assert_true(gone->last_seen_at_us == WHEN_NONE && gone->first_missed_at_us == WHEN_NONE);
    assert_int_equal(gone->removed_by, REMOVED_BY_UNKNOWN);
}

static void
test_absent_complaints(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    struct batch batch;
    batch_init(&batch, arena);
    add(&batch, RECORD_COMPLAINT);
    add(&batch, RECORD_COMPLAINT_EVENT);
    const struct complaint *complaint = &batch.records[0].of.complaint;
    assert_true(complaint->received_at_us == WHEN_NONE && complaint->verified_at_us == WHEN_NONE);
    assert_true(complaint->disposed_at_us == WHEN_NONE && complaint->closed_at_us == WHEN_NONE);
    assert_true(complaint->last_activity_at_us == WHEN_NONE && complaint->precision_s == -1);
    assert_true(isnan(complaint->latitude) && isnan(complaint->longitude));
    assert_true(isnan(complaint->rating));
    const struct complaint_event *event = &batch.records[1].of.complaint_event;
    assert_true(event->at_earliest_us == WHEN_NONE && event->at_latest_us == WHEN_NONE);
    assert_true(event->precision_s == -1 && event->confidence == 1 && event->ordinal == 0);
}

static void
test_count_bound(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(64u << 20);
    struct batch batch;
    batch_init(&batch, arena);
    for (unsigned i = 0; i < BATCH_RECORDS_MAX; i++) {
        struct record *record = add(&batch, i % 2 == 0 ? RECORD_POST : RECORD_MENTION);
        record->of.post.announced_comments = i % 2 == 0 ? (int64_t)i : -1;
    }
    assert_false(batch.overflowed);
    assert_null(batch_add(&batch, RECORD_POST));
    assert_true(batch.overflowed);
    assert_int_equal(batch.count, BATCH_RECORDS_MAX);
    assert_int_equal(batch_count_kind(&batch, RECORD_POST), BATCH_RECORDS_MAX / 2);
    assert_int_equal(batch_count_kind(&batch, RECORD_MESSAGE), 0);
    assert_int_equal(batch.records[4444].of.post.announced_comments, 4444);
}

static void
test_memory_bound(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(sizeof(struct record));
    struct batch batch;
    batch_init(&batch, arena);
    assert_null(batch_add(&batch, RECORD_POST));
    assert_true(batch.overflowed);
    assert_int_equal(batch.count, 0);
}

static void
test_rejects(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    struct batch batch;
    batch_init(&batch, arena);
    for (int i = 0; i < 10; i++) {
        char path[] = "$.data[0]";
        path[7] = (char)('0' + i);
        batch_reject(&batch, str_from(path), "expected %s", "a time");
    }
    assert_int_equal(batch.reject_count, 10);
    EXPECT_STR("last kept", batch.rejects[7].path, STR("$.data[7]"));
    EXPECT_STR("why", batch.rejects[7].why, STR("expected a time"));
}

/* Reasons may quote what a platform sent: they are cut at a character, and dropped without room. */
static void
test_long_rejects(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
    CLEANUP(arena_freep) struct arena *small = arena_new(3);
    struct batch batch;
    char text[601] = "";
    for (int i = 0; i < 300; i++) {
        memcpy(text + 2 * i, "é", 3);
    }
    batch_init(&batch, arena);
    batch_reject(&batch, STR("$"), "%s", text);
    batch_reject(&batch, STR("$"), "x%s", text);
    for (int i = 0; i < 2; i++) {
        assert_true(utf8_is_valid(batch.rejects[i].why));
        assert_in_range(batch.rejects[i].why.n, 253, 254);
    }
    batch_init(&batch, small);
    batch_reject(&batch, STR("$.data"), "why");
    assert_int_equal(batch.reject_count, 1);
    assert_true(str_is_none(batch.rejects[0].path) && str_is_none(batch.rejects[0].why));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_absent),      cmocka_unit_test(test_absent_complaints),
        cmocka_unit_test(test_count_bound), cmocka_unit_test(test_memory_bound),
        cmocka_unit_test(test_rejects),     cmocka_unit_test(test_long_rejects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
