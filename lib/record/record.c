/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "record/record.h"

#include <assert.h>

#include "base/utf8.h"

/*
 * What must hold of each text of a record, as a table: where it stands, how long it may be, whether
 * it must be there. The lengths are those of the check constraints in sql/, so that PostgreSQL
 * never refuses a row that passed here.
 */
struct text_rule {
    const char *name;
    size_t offset;
    size_t max;
    bool required;
};
struct time_rule {
    const char *name;
    size_t offset;
    bool required;
};
struct kind_rule {
    const char *name;
    const struct text_rule *texts;
    size_t text_count;
    const struct time_rule *times;
    size_t time_count;
};

#define TEXT(type, field, max, required)                    \
    {                                                       \
#field, offsetof(struct type, field), max, required \
    }
#define TIME(type, field, required)                    \
    {                                                  \
#field, offsetof(struct type, field), required \
    }

static const struct text_rule account_texts[] = {
    TEXT(account_sample, name, RECORD_LINE_MAX, false),
    TEXT(account_sample, handle, RECORD_ID_MAX, false),
};
static const struct text_rule post_texts[] = {
    TEXT(post, external_id, RECORD_ID_MAX, true),   TEXT(post, alias_id, RECORD_ID_MAX, false),
    TEXT(post, text, RECORD_TEXT_MAX, false),       TEXT(post, permalink, RECORD_LINE_MAX, false),
    TEXT(post, language, RECORD_ID_MAX, false),     TEXT(post, links, RECORD_TEXT_MAX, false),
    TEXT(post, address_name, RECORD_ID_MAX, false),
};
static const struct time_rule post_times[] = {
    TIME(post, published_at_us, true),
    TIME(post, edited_at_us, false),
};
static const struct text_rule post_sample_texts[] = {
    TEXT(post_sample, post_external_id, RECORD_ID_MAX, true),
};
static const struct text_rule message_texts[] = {
    TEXT(message, external_id, RECORD_ID_MAX, true),
    TEXT(message, post_external_id, RECORD_ID_MAX, false),
    TEXT(message, thread_key, RECORD_ID_MAX, true),
    TEXT(message, parent_external_id, RECORD_ID_MAX, false),
    TEXT(message, author_id, RECORD_ID_MAX, false),
    TEXT(message, author_handle, RECORD_ID_MAX, false),
    TEXT(message, permalink, RECORD_LINE_MAX, false),
    TEXT(message, text, RECORD_TEXT_MAX, false),
    TEXT(message, language, RECORD_ID_MAX, false),
    TEXT(message, links, RECORD_TEXT_MAX, false),
    TEXT(message, address_name, RECORD_ID_MAX, false),
};
static const struct time_rule message_times[] = {
    TIME(message, sent_at_us, true),
    TIME(message, edited_at_us, false),
};
static const struct text_rule mention_texts[] = {
    TEXT(mention, message_external_id, RECORD_ID_MAX, true),
    TEXT(mention, post_external_id, RECORD_ID_MAX, false),
    TEXT(mention, mentioned_external_id, RECORD_ID_MAX, false),
    TEXT(mention, mentioned_handle, RECORD_ID_MAX, false),
};
static const struct time_rule mention_times[] = {
    TIME(mention, sent_at_us, true),
};
static const struct text_rule reference_texts[] = {
    TEXT(reference, external_id, RECORD_ID_MAX, true),
    TEXT(reference, channel, RECORD_ID_MAX, true),
    TEXT(reference, key, RECORD_ID_MAX, true),
};
static const struct text_rule message_gone_texts[] = {
    TEXT(message_gone, external_id, RECORD_ID_MAX, true),
};
static const struct time_rule message_gone_times[] = {
    TIME(message_gone, last_seen_at_us, false),
    TIME(message_gone, first_missed_at_us, true),
};
static const struct text_rule complaint_texts[] = {
    TEXT(complaint, external_id, RECORD_ID_MAX, true),
    TEXT(complaint, topic, RECORD_LINE_MAX, false),
    TEXT(complaint, title, RECORD_LINE_MAX, false),
    TEXT(complaint, text, RECORD_TEXT_MAX, false),
    TEXT(complaint, permalink, RECORD_LINE_MAX, false),
    TEXT(complaint, unit_ref, RECORD_ID_MAX, false),
    TEXT(complaint, class_name, RECORD_ID_MAX, false),
    TEXT(complaint, visibility, RECORD_ID_MAX, false),
    TEXT(complaint, status, RECORD_ID_MAX, true),
    TEXT(complaint, status_raw, RECORD_ID_MAX, false),
    TEXT(complaint, closed_by, RECORD_ID_MAX, false),
    TEXT(complaint, district_code, RECORD_ID_MAX, false),
    TEXT(complaint, village_code, RECORD_ID_MAX, false),
    TEXT(complaint, district_name, RECORD_ID_MAX, false),
    TEXT(complaint, village_name, RECORD_ID_MAX, false),
    TEXT(complaint, language, RECORD_ID_MAX, false),
};
static const struct time_rule complaint_times[] = {
    TIME(complaint, received_at_us, false), TIME(complaint, verified_at_us, false),
    TIME(complaint, disposed_at_us, false), TIME(complaint, last_activity_at_us, false),
    TIME(complaint, closed_at_us, false),
};
static const struct text_rule complaint_event_texts[] = {
    TEXT(complaint_event, complaint_external_id, RECORD_ID_MAX, true),
    TEXT(complaint_event, event_key, RECORD_ID_MAX, true),
    TEXT(complaint_event, kind, RECORD_ID_MAX, true),
    TEXT(complaint_event, unit_ref, RECORD_ID_MAX, false),
    TEXT(complaint_event, from_unit_ref, RECORD_ID_MAX, false),
    TEXT(complaint_event, actor, RECORD_ID_MAX, false),
    TEXT(complaint_event, text, RECORD_TEXT_MAX, false),
    TEXT(complaint_event, rule, RECORD_ID_MAX, false),
};
static const struct time_rule complaint_event_times[] = {
    TIME(complaint_event, at_earliest_us, false),
    TIME(complaint_event, at_latest_us, true),
};

#define RULES(name, kind_texts, kind_times)                                          \
    {                                                                                \
        name, kind_texts, ARRAY_SIZE(kind_texts), kind_times, ARRAY_SIZE(kind_times) \
    }

static const struct kind_rule kind_rules[RECORD_KIND_COUNT] = {
    [RECORD_ACCOUNT_SAMPLE] = { "account_sample", account_texts, ARRAY_SIZE(account_texts), NULL,
                                0 },
    [RECORD_POST] = RULES("post", post_texts, post_times),
    [RECORD_POST_SAMPLE] = { "post_sample", post_sample_texts, ARRAY_SIZE(post_sample_texts), NULL,
                             0 },
    [RECORD_MESSAGE] = RULES("message", message_texts, message_times),
    [RECORD_MENTION] = RULES("mention", mention_texts, mention_times),
    [RECORD_REFERENCE] = { "reference", reference_texts, ARRAY_SIZE(reference_texts), NULL, 0 },
    [RECORD_MESSAGE_GONE] = RULES("message_gone", message_gone_texts, message_gone_times),
    [RECORD_COMPLAINT] = RULES("complaint", complaint_texts, complaint_times),
    [RECORD_COMPLAINT_EVENT] =
        RULES("complaint_event", complaint_event_texts, complaint_event_times),
};

static const char *const message_kind_names[MESSAGE_KIND_COUNT] = {
    [MESSAGE_COMMENT] = "comment",
    [MESSAGE_REPLY] = "reply",
    [MESSAGE_MENTION] = "mention",
    [MESSAGE_DIRECT] = "direct_message",
};
static const char *const removed_by_names[REMOVED_BY_COUNT] = {
    [REMOVED_BY_AUTHOR] = "author",
    [REMOVED_BY_UNIT] = "unit",
    [REMOVED_BY_PLATFORM] = "platform",
    [REMOVED_BY_UNKNOWN] = "unknown",
};
static const char *const format_names[POST_FORMAT_COUNT] = {
    [FORMAT_TEXT] = "text",   [FORMAT_PHOTO] = "photo", [FORMAT_VIDEO] = "video",
    [FORMAT_REEL] = "reel",   [FORMAT_STORY] = "story", [FORMAT_LINK] = "link",
    [FORMAT_EVENT] = "event", [FORMAT_OTHER] = "other",
};

static bool
check_text(const struct text_rule *rule, const void *object, struct error *err)
{
    const struct str *text = (const struct str *)((const char *)object + rule->offset);

    if (rule->required && text->n == 0)
        return error_set(err, ERROR_PEER, "%s is missing", rule->name);
    if (text->n > rule->max)
        return error_set(err, ERROR_LIMIT, "%s has %zu bytes, more than %zu", rule->name, text->n,
                         rule->max);
    if (!utf8_is_valid(*text))
        return error_set(err, ERROR_PEER, "%s is not valid UTF-8", rule->name);
    return true;
}

static bool
check_time(const struct time_rule *rule, const void *object, struct error *err)
{
    int64_t us = *(const int64_t *)(const void *)((const char *)object + rule->offset);

    if (us == WHEN_NONE) {
        if (rule->required)
            return error_set(err, ERROR_PEER, "%s is missing", rule->name);
        return true;
    }
    if (us < WHEN_MIN || us >= WHEN_MAX)
        return error_set(err, ERROR_PEER, "%s is out of range", rule->name);
    return true;
}

/* What no table can say: relations between fields. */
static bool
check_relations(const struct record *record, struct error *err)
{
    const struct mention *mention = &record->of.mention;
    const struct complaint_event *event = &record->of.complaint_event;

    if (record->kind == RECORD_MENTION && mention->mentioned_external_id.n == 0 &&
        mention->mentioned_handle.n == 0)
        return error_set(err, ERROR_PEER, "a mention names nobody");
    if (record->kind == RECORD_MESSAGE && record->of.message.sent_at_us % WHEN_SECOND != 0)
        return error_set(err, ERROR_INTERNAL, "sent_at_us is not cut to the second");
    if (record->kind == RECORD_COMPLAINT_EVENT && event->at_earliest_us != WHEN_NONE &&
        event->at_earliest_us > event->at_latest_us)
        return error_set(err, ERROR_PEER, "at_earliest_us is after at_latest_us");
    if (record->kind == RECORD_COMPLAINT_EVENT &&
        !(event->confidence >= 0 && event->confidence <= 1))
        return error_set(err, ERROR_INTERNAL, "confidence is outside 0 to 1");
    return true;
}

bool
record_check(const struct record *record, struct error *err)
{
    const struct kind_rule *rule = &kind_rules[record->kind];

    for (size_t i = 0; i < rule->text_count; i++) {
        if (!check_text(&rule->texts[i], &record->of, err))
            return false;
    }
    for (size_t i = 0; i < rule->time_count; i++) {
        if (!check_time(&rule->times[i], &record->of, err))
            return false;
    }
    return check_relations(record, err);
}

const char *
record_kind_name(enum record_kind kind)
{
    assert((unsigned)kind < RECORD_KIND_COUNT);
    return kind_rules[kind].name;
}

const char *
record_message_kind_name(enum message_kind kind)
{
    assert((unsigned)kind < MESSAGE_KIND_COUNT);
    return message_kind_names[kind];
}

const char *
record_removed_by_name(enum removed_by by)
{
    assert((unsigned)by < REMOVED_BY_COUNT);
    return removed_by_names[by];
}

const char *
record_format_name(enum post_format format)
{
    assert((unsigned)format < POST_FORMAT_COUNT);
    return format_names[format];
}
