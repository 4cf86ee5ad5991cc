/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * record/record: what may be stored and what not, field by field; the words of the enums.
 */

#include "unit.h"

#include "record/batch.h"
#include "record/record.h"

#include <math.h>
#include <string.h>

#define AT (INT64_C(1628621103) * WHEN_SECOND)

/* A record of that kind with what is required, and no more. */
static struct record *
make_record(struct arena *arena, enum record_kind kind)
{
    struct batch batch;
    batch_init(&batch, arena);
    struct record *record = batch_add(&batch, kind);
    switch (kind) {
    case RECORD_ACCOUNT_SAMPLE:
        break;
    case RECORD_POST:
        record->of.post.external_id = STR("1");
        record->of.post.published_at_us = AT + 1;
        break;
    case RECORD_POST_SAMPLE:
        record->of.post_sample.post_external_id = STR("1");
        break;
    case RECORD_MESSAGE:
        record->of.message.external_id = record->of.message.thread_key = STR("1");
        record->of.message.sent_at_us = AT;
        break;
    case RECORD_MENTION:
        record->of.mention.message_external_id = record->of.mention.mentioned_handle = STR("1");
        record->of.mention.sent_at_us = AT;
        break;
    case RECORD_REFERENCE:
        record->of.reference.external_id = STR("1");
        record->of.reference.channel = record->of.reference.key = STR("1");
        break;
    case RECORD_MESSAGE_GONE:
        record->of.message_gone.external_id = STR("1");
        record->of.message_gone.first_missed_at_us = AT;
        break;
    case RECORD_COMPLAINT:
        record->of.complaint.external_id = record->of.complaint.status = STR("1");
        break;
    case RECORD_COMPLAINT_EVENT:
        record->of.complaint_event.complaint_external_id = STR("1");
        record->of.complaint_event.event_key = record->of.complaint_event.kind = STR("1");
        record->of.complaint_event.at_latest_us = AT;
        break;
    }
    return record;
}

#define FIELD(kind, type, field) kind, #field, offsetof(struct record, of.type.field)
#define ID                       RECORD_ID_MAX
#define LINE                     RECORD_LINE_MAX
#define TEXT                     RECORD_TEXT_MAX

static const struct {
    enum record_kind kind;
    const char *name;
    size_t offset;
    size_t max;
    bool required;
} texts[] = {
    { FIELD(RECORD_ACCOUNT_SAMPLE, account_sample, name), LINE, false },
    { FIELD(RECORD_ACCOUNT_SAMPLE, account_sample, handle), ID, false },
    { FIELD(RECORD_POST, post, external_id), ID, true },
    { FIELD(RECORD_POST, post, alias_id), ID, false },
    { FIELD(RECORD_POST, post, text), TEXT, false },
    { FIELD(RECORD_POST, post, permalink), LINE, false },
    { FIELD(RECORD_POST, post, language), ID, false },
    { FIELD(RECORD_POST, post, links), TEXT, false },
    { FIELD(RECORD_POST, post, address_name), ID, false },
    { FIELD(RECORD_POST_SAMPLE, post_sample, post_external_id), ID, true },
    { FIELD(RECORD_MESSAGE, message, external_id), ID, true },
    { FIELD(RECORD_MESSAGE, message, post_external_id), ID, false },
    { FIELD(RECORD_MESSAGE, message, thread_key), ID, true },
    { FIELD(RECORD_MESSAGE, message, parent_external_id), ID, false },
    { FIELD(RECORD_MESSAGE, message, author_id), ID, false },
    { FIELD(RECORD_MESSAGE, message, author_handle), ID, false },
    { FIELD(RECORD_MESSAGE, message, permalink), LINE, false },
    { FIELD(RECORD_MESSAGE, message, text), TEXT, false },
    { FIELD(RECORD_MESSAGE, message, language), ID, false },
    { FIELD(RECORD_MESSAGE, message, links), TEXT, false },
    { FIELD(RECORD_MESSAGE, message, address_name), ID, false },
    { FIELD(RECORD_MENTION, mention, message_external_id), ID, true },
    { FIELD(RECORD_MENTION, mention, post_external_id), ID, false },
    { FIELD(RECORD_MENTION, mention, mentioned_external_id), ID, false },
    { FIELD(RECORD_MENTION, mention, mentioned_handle), ID, false },
    { FIELD(RECORD_REFERENCE, reference, external_id), ID, true },
    { FIELD(RECORD_REFERENCE, reference, channel), ID, true },
    { FIELD(RECORD_REFERENCE, reference, key), ID, true },
    { FIELD(RECORD_MESSAGE_GONE, message_gone, external_id), ID, true },
    { FIELD(RECORD_COMPLAINT, complaint, external_id), ID, true },
    { FIELD(RECORD_COMPLAINT, complaint, topic), LINE, false },
    { FIELD(RECORD_COMPLAINT, complaint, title), LINE, false },
    { FIELD(RECORD_COMPLAINT, complaint, text), TEXT, false },
    { FIELD(RECORD_COMPLAINT, complaint, permalink), LINE, false },
    { FIELD(RECORD_COMPLAINT, complaint, unit_ref), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, class_name), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, visibility), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, status), ID, true },
    { FIELD(RECORD_COMPLAINT, complaint, status_raw), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, closed_by), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, district_code), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, village_code), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, district_name), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, village_name), ID, false },
    { FIELD(RECORD_COMPLAINT, complaint, language), ID, false },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, complaint_external_id), ID, true },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, event_key), ID, true },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, kind), ID, true },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, unit_ref), ID, false },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, from_unit_ref), ID, false },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, actor), ID, false },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, text), TEXT, false },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, rule), ID, false },
};

static const struct {
    enum record_kind kind;
    const char *name;
    size_t offset;
    bool required;
} times[] = {
    { FIELD(RECORD_POST, post, published_at_us), true },
    { FIELD(RECORD_POST, post, edited_at_us), false },
    { FIELD(RECORD_MESSAGE, message, sent_at_us), true },
    { FIELD(RECORD_MESSAGE, message, edited_at_us), false },
    { FIELD(RECORD_MENTION, mention, sent_at_us), true },
    { FIELD(RECORD_MESSAGE_GONE, message_gone, last_seen_at_us), false },
    { FIELD(RECORD_MESSAGE_GONE, message_gone, first_missed_at_us), true },
    { FIELD(RECORD_COMPLAINT, complaint, received_at_us), false },
    { FIELD(RECORD_COMPLAINT, complaint, verified_at_us), false },
    { FIELD(RECORD_COMPLAINT, complaint, disposed_at_us), false },
    { FIELD(RECORD_COMPLAINT, complaint, last_activity_at_us), false },
    { FIELD(RECORD_COMPLAINT, complaint, closed_at_us), false },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, at_earliest_us), false },
    { FIELD(RECORD_COMPLAINT_EVENT, complaint_event, at_latest_us), true },
};

/* kind and text of the error are what is wanted; ERROR_NONE: the record may be stored. */
static void
expect(const char *row, const struct record *record, enum error_kind kind, const char *end)
{
    struct error err = ERROR_INIT;
    EXPECT_INT(row, record_check(record, &err), kind == ERROR_NONE);
    EXPECT_INT(row, err.kind, kind);
    EXPECT(row, str_ends(str_from(err.text), str_from(end)));
    EXPECT(row, kind == ERROR_NONE || kind == ERROR_INTERNAL ||
                    str_starts(str_from(err.text), str_from(row)));
}

static void
test_texts(void **state)
{
    (void)state;
    static char large[RECORD_TEXT_MAX + 1];
    memset(large, 'a', sizeof(large));
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
        struct record *record = make_record(arena, texts[i].kind);
        struct str *text = (struct str *)(void *)((char *)record + texts[i].offset);
        expect(texts[i].name, record, ERROR_NONE, "");
        *text = (struct str){ large, texts[i].max };
        expect(texts[i].name, record, ERROR_NONE, "");
        *text = (struct str){ large, texts[i].max + 1 };
        expect(texts[i].name, record, ERROR_LIMIT, "");
        *text = STR("a\xff");
        expect(texts[i].name, record, ERROR_PEER, " is not valid UTF-8");
        *text = STR("a\0");
        expect(texts[i].name, record, ERROR_PEER, " is not valid UTF-8");
        if (texts[i].required) {
            *text = STR("");
            expect(texts[i].name, record, ERROR_PEER, " is missing");
            *text = STR_NONE;
            expect(texts[i].name, record, ERROR_PEER, " is missing");
        }
    }
}

static void
test_times(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(times); i++) {
        CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 16);
        struct record *record = make_record(arena, times[i].kind);
        int64_t *us = (int64_t *)(void *)((char *)record + times[i].offset);
        *us = AT;
        expect(times[i].name, record, ERROR_NONE, "");
        *us = WHEN_MIN - 1;
        expect(times[i].name, record, ERROR_PEER, " is out of range");
        *us = WHEN_MAX;
        expect(times[i].name, record, ERROR_PEER, " is out of range");
        *us = 0;
        expect(times[i].name, record, ERROR_NONE, "");
        *us = WHEN_NONE;
        expect(times[i].name, record, times[i].required ? ERROR_PEER : ERROR_NONE,
               times[i].required ? " is missing" : "");
    }
}

static void
test_relations(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *arena = arena_new(1u << 20);
    struct record *mention = make_record(arena, RECORD_MENTION);
    mention->of.mention.mentioned_handle = STR("");
    expect("a mention names nobody", mention, ERROR_PEER, "");
    mention->of.mention.mentioned_external_id = STR("1");
    expect("a mention by id", mention, ERROR_NONE, "");

    struct record *message = make_record(arena, RECORD_MESSAGE);
    message->of.message.sent_at_us = AT + 1;
    expect("fraction of a second", message, ERROR_INTERNAL, "sent_at_us is not cut to the second");

    struct record *record = make_record(arena, RECORD_COMPLAINT_EVENT);
    struct complaint_event *event = &record->of.complaint_event;
    event->at_earliest_us = event->at_latest_us;
    expect("an instant", record, ERROR_NONE, "");
    event->at_earliest_us++;
    expect("at_earliest_us is after at_latest_us", record, ERROR_PEER, "");
    event->at_earliest_us = WHEN_NONE;
    const double outside[] = { -0.01, 1.01, (double)NAN };
    for (size_t i = 0; i < ARRAY_SIZE(outside); i++) {
        event->confidence = outside[i];
        expect("confidence", record, ERROR_INTERNAL, "confidence is outside 0 to 1");
    }
    event->confidence = 0;
    expect("no confidence", record, ERROR_NONE, "");
}

static void
test_names(void **state)
{
    (void)state;
    static const char *const kinds[] = { "account_sample", "post",      "post_sample",
                                         "message",        "mention",   "reference",
                                         "message_gone",   "complaint", "complaint_event" };
    static const char *const messages[] = { "comment", "reply", "mention", "direct_message" };
    static const char *const removed[] = { "author", "unit", "platform", "unknown" };
    static const char *const formats[] = { "text",  "photo", "video", "reel",
                                           "story", "link",  "event", "other" };
    assert_int_equal(ARRAY_SIZE(kinds), RECORD_KIND_COUNT);
    assert_int_equal(ARRAY_SIZE(messages), MESSAGE_KIND_COUNT);
    assert_int_equal(ARRAY_SIZE(removed), REMOVED_BY_COUNT);
    assert_int_equal(ARRAY_SIZE(formats), POST_FORMAT_COUNT);
    for (int i = 0; i < RECORD_KIND_COUNT; i++) {
        assert_string_equal(record_kind_name((enum record_kind)i), kinds[i]);
    }
    for (int i = 0; i < MESSAGE_KIND_COUNT; i++) {
        assert_string_equal(record_message_kind_name((enum message_kind)i), messages[i]);
    }
    for (int i = 0; i < REMOVED_BY_COUNT; i++) {
        assert_string_equal(record_removed_by_name((enum removed_by)i), removed[i]);
    }
    for (int i = 0; i < POST_FORMAT_COUNT; i++) {
        assert_string_equal(record_format_name((enum post_format)i), formats[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_relations),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
