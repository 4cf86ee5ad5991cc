/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "dump.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum form {
    FORM_STR,
    FORM_TIME,
    FORM_COUNT,
    FORM_NUMBER,
    FORM_TRI,
    FORM_BOOL,
    FORM_KIND,
    FORM_FORMAT,
    FORM_REMOVED
};

struct member {
    const char *name;
    enum form form;
    size_t offset;
};
#define MEMBER(type, field, form)                  \
    {                                              \
#field, form, offsetof(struct type, field) \
    }

static const struct member account_members[] = {
    MEMBER(account_sample, name, FORM_STR),        MEMBER(account_sample, handle, FORM_STR),
    MEMBER(account_sample, fans, FORM_COUNT),      MEMBER(account_sample, followers, FORM_COUNT),
    MEMBER(account_sample, following, FORM_COUNT), MEMBER(account_sample, posts, FORM_COUNT),
    MEMBER(account_sample, views, FORM_COUNT),     MEMBER(account_sample, is_private, FORM_TRI),
    MEMBER(account_sample, is_withheld, FORM_TRI),
};
static const struct member post_members[] = {
    MEMBER(post, external_id, FORM_STR),      MEMBER(post, alias_id, FORM_STR),
    MEMBER(post, published_at_us, FORM_TIME), MEMBER(post, edited_at_us, FORM_TIME),
    MEMBER(post, format, FORM_FORMAT),        MEMBER(post, text, FORM_STR),
    MEMBER(post, permalink, FORM_STR),        MEMBER(post, address_name, FORM_STR),
    MEMBER(post, language, FORM_STR),         MEMBER(post, announced_comments, FORM_COUNT),
    MEMBER(post, hidden, FORM_TRI),           MEMBER(post, comments_off, FORM_TRI),
};
static const struct member post_sample_members[] = {
    MEMBER(post_sample, post_external_id, FORM_STR), MEMBER(post_sample, likes, FORM_COUNT),
    MEMBER(post_sample, comments, FORM_COUNT),       MEMBER(post_sample, shares, FORM_COUNT),
    MEMBER(post_sample, views, FORM_COUNT),          MEMBER(post_sample, saves, FORM_COUNT),
    MEMBER(post_sample, reach, FORM_COUNT),
};
static const struct member message_members[] = {
    MEMBER(message, external_id, FORM_STR),
    MEMBER(message, kind, FORM_KIND),
    MEMBER(message, post_external_id, FORM_STR),
    MEMBER(message, thread_key, FORM_STR),
    MEMBER(message, parent_external_id, FORM_STR),
    MEMBER(message, author_id, FORM_STR),
    MEMBER(message, author_handle, FORM_STR),
    MEMBER(message, sent_at_us, FORM_TIME),
    MEMBER(message, edited_at_us, FORM_TIME),
    MEMBER(message, text, FORM_STR),
    MEMBER(message, permalink, FORM_STR),
    MEMBER(message, address_name, FORM_STR),
    MEMBER(message, language, FORM_STR),
    MEMBER(message, likes, FORM_COUNT),
    MEMBER(message, hidden, FORM_TRI),
    MEMBER(message, automatic, FORM_BOOL),
    MEMBER(message, truncated, FORM_BOOL),
    MEMBER(message, thread_guessed, FORM_BOOL),
};
static const struct member mention_members[] = {
    MEMBER(mention, message_external_id, FORM_STR),
    MEMBER(mention, post_external_id, FORM_STR),
    MEMBER(mention, sent_at_us, FORM_TIME),
    MEMBER(mention, mentioned_external_id, FORM_STR),
    MEMBER(mention, mentioned_handle, FORM_STR),
};
static const struct member reference_members[] = {
    MEMBER(reference, external_id, FORM_STR),
    MEMBER(reference, in_post, FORM_BOOL),
    MEMBER(reference, channel, FORM_STR),
    MEMBER(reference, key, FORM_STR),
};
static const struct member gone_members[] = {
    MEMBER(message_gone, external_id, FORM_STR),
    MEMBER(message_gone, last_seen_at_us, FORM_TIME),
    MEMBER(message_gone, first_missed_at_us, FORM_TIME),
    MEMBER(message_gone, removed_by, FORM_REMOVED),
};
static const struct member complaint_members[] = {
    MEMBER(complaint, external_id, FORM_STR),
    MEMBER(complaint, status, FORM_STR),
    MEMBER(complaint, status_raw, FORM_STR),
    MEMBER(complaint, closed_by, FORM_STR),
    MEMBER(complaint, class_name, FORM_STR),
    MEMBER(complaint, visibility, FORM_STR),
    MEMBER(complaint, topic, FORM_STR),
    MEMBER(complaint, title, FORM_STR),
    MEMBER(complaint, text, FORM_STR),
    MEMBER(complaint, truncated, FORM_BOOL),
    MEMBER(complaint, permalink, FORM_STR),
    MEMBER(complaint, unit_ref, FORM_STR),
    MEMBER(complaint, district_code, FORM_STR),
    MEMBER(complaint, village_code, FORM_STR),
    MEMBER(complaint, district_name, FORM_STR),
    MEMBER(complaint, village_name, FORM_STR),
    MEMBER(complaint, received_at_us, FORM_TIME),
    MEMBER(complaint, verified_at_us, FORM_TIME),
    MEMBER(complaint, disposed_at_us, FORM_TIME),
    MEMBER(complaint, last_activity_at_us, FORM_TIME),
    MEMBER(complaint, closed_at_us, FORM_TIME),
    MEMBER(complaint, precision_s, FORM_COUNT),
    MEMBER(complaint, latitude, FORM_NUMBER),
    MEMBER(complaint, longitude, FORM_NUMBER),
    MEMBER(complaint, rating, FORM_NUMBER),
};
static const struct member event_members[] = {
    MEMBER(complaint_event, complaint_external_id, FORM_STR),
    MEMBER(complaint_event, kind, FORM_STR),
    MEMBER(complaint_event, event_key, FORM_STR),
    MEMBER(complaint_event, at_earliest_us, FORM_TIME),
    MEMBER(complaint_event, at_latest_us, FORM_TIME),
    MEMBER(complaint_event, precision_s, FORM_COUNT),
    MEMBER(complaint_event, ordinal, FORM_COUNT),
    MEMBER(complaint_event, unit_ref, FORM_STR),
    MEMBER(complaint_event, from_unit_ref, FORM_STR),
    MEMBER(complaint_event, actor, FORM_STR),
    MEMBER(complaint_event, text, FORM_STR),
    MEMBER(complaint_event, rule, FORM_STR),
    MEMBER(complaint_event, confidence, FORM_NUMBER),
    MEMBER(complaint_event, attached, FORM_TRI),
};

#define MEMBERS(array)           \
    {                            \
        array, ARRAY_SIZE(array) \
    }
static const struct members {
    const struct member *items;
    size_t count;
} members[RECORD_KIND_COUNT] = {
    [RECORD_ACCOUNT_SAMPLE] = MEMBERS(account_members),
    [RECORD_POST] = MEMBERS(post_members),
    [RECORD_POST_SAMPLE] = MEMBERS(post_sample_members),
    [RECORD_MESSAGE] = MEMBERS(message_members),
    [RECORD_MENTION] = MEMBERS(mention_members),
    [RECORD_REFERENCE] = MEMBERS(reference_members),
    [RECORD_MESSAGE_GONE] = MEMBERS(gone_members),
    [RECORD_COMPLAINT] = MEMBERS(complaint_members),
    [RECORD_COMPLAINT_EVENT] = MEMBERS(event_members),
};

static void line(struct buf *out, const char *format, ...) PRINTF_LIKE(2, 3);

static void
line(struct buf *out, const char *format, ...)
{
    char text[2048];
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (n < 0 || !buf_append(out, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1))
        abort();
}

/*
 * In quotes, with control bytes, quotes and backslashes as escapes; what is longer than a line is
 * told by its length.
 */
static void
quoted(struct buf *out, struct str text)
{
    line(out, "\"");
    for (size_t i = 0; i < text.n && i < 400; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\')
            line(out, "\\%c", c);
        else if (c == '\n')
            line(out, "\\n");
        else if (c < 0x20 || c == 0x7f)
            line(out, "\\x%02x", c);
        else
            line(out, "%c", c);
    }
    line(out, text.n > 400 ? "\"… (%zu bytes)\n" : "\"\n", text.n);
}

static void
dump_text(const char *name, struct str text, struct buf *out)
{
    if (str_is_none(text))
        return;
    line(out, "  %s ", name);
    quoted(out, text);
}

static void
dump_time(const char *name, int64_t us, struct buf *out)
{
    char text[WHEN_FORMAT_MAX];

    if (us != WHEN_NONE)
        line(out, "  %s %s\n", name, when_format(us, text));
}

static void
dump_member(const struct member *member, const void *object, struct buf *out)
{
    const void *at = (const char *)object + member->offset;

    switch (member->form) {
    case FORM_STR:
        dump_text(member->name, *(const struct str *)at, out);
        break;
    case FORM_TIME:
        dump_time(member->name, *(const int64_t *)at, out);
        break;
    case FORM_COUNT:
        if (*(const int64_t *)at >= 0)
            line(out, "  %s %lld\n", member->name, (long long)*(const int64_t *)at);
        break;
    case FORM_NUMBER:
        if (!isnan(*(const double *)at))
            line(out, "  %s %g\n", member->name, *(const double *)at);
        break;
    case FORM_TRI:
        if (*(const enum tri *)at != TRI_UNKNOWN)
            line(out, "  %s %s\n", member->name, *(const enum tri *)at == TRI_YES ? "yes" : "no");
        break;
    case FORM_BOOL:
        if (*(const bool *)at)
            line(out, "  %s\n", member->name);
        break;
    case FORM_KIND:
        line(out, "  %s %s\n", member->name,
             record_message_kind_name(*(const enum message_kind *)at));
        break;
    case FORM_FORMAT:
        line(out, "  %s %s\n", member->name, record_format_name(*(const enum post_format *)at));
        break;
    case FORM_REMOVED:
        line(out, "  %s %s\n", member->name, record_removed_by_name(*(const enum removed_by *)at));
        break;
    }
}

static void
dump_request(const struct http_request *request, struct buf *out)
{
    static const char *const places[] = { "header", "query", "form", "json" };
    static const char *const transforms[] = { "as is", "bearer", "hmac" };

    line(out, "request %s %.*s\n", request->method == HTTP_GET ? "GET" : "POST",
         STR_ARGS(request->url));
    if (!str_is_none(request->body))
        line(out, "  body %s %.*s\n", request->content_type, STR_ARGS(request->body));
    for (size_t i = 0; i < request->secret_count; i++) {
        const struct http_secret *secret = &request->secrets[i];
        line(out, "  secret %s %s = %s %s%s%s%s\n", places[secret->place], secret->name,
             transforms[secret->transform], secret->part, secret->key_part != NULL ? " " : "",
             secret->key_part != NULL ? secret->key_part : "",
             secret->optional ? " (optional)" : "");
    }
}

static void
dump_cursor(const struct cursor *cursor, struct buf *out)
{
    line(out, "  next version %u limit %u\n", cursor->version, cursor->page_limit);
    dump_time("  since", cursor->since_us, out);
    for (unsigned i = 0; i < cursor->frame_count; i++)
        line(out, "    %s \"%s\" \"%s\"\n", cursor->frames[i].edge, cursor->frames[i].object,
             cursor->frames[i].after);
}

static void
dump_outcome(const struct run *run, struct buf *out)
{
    const struct source_outcome *outcome = &run->outcome;

    line(out, "outcome %s %s %s\n", verdict_name(outcome->verdict),
         verdict_scope_name(outcome->scope), cause_name(outcome->cause));
    dump_time("not_before", outcome->not_before_us, out);
    dump_cursor(&outcome->next, out);
    if (outcome->announced >= 0)
        line(out, "  announced %lld\n", (long long)outcome->announced);
    dump_text("served_version", outcome->served_version, out);
    for (size_t i = 0; i < outcome->passed_count; i++)
        line(out, "  passed %zu\n", outcome->passed[i]);
    if (error_is_set(&run->err))
        line(out, "  error %s: %s\n", error_kind_name(run->err.kind), run->err.text);
}

static void
dump_notes(const struct fixture *fixture, const struct run *run, struct buf *out)
{
    struct source_quota_note notes[SOURCE_NOTES_MAX];
    const struct source *source = fixture->source;
    size_t count =
        source->notes == NULL ? 0 : source->notes(&run->answer, fixture->view.now_us, notes);

    for (size_t i = 0; i < count; i++) {
        line(out, "note %s %s %g\n", verdict_scope_name(notes[i].scope), notes[i].name,
             notes[i].used_share);
        dump_time("regain", notes[i].regain_at_us, out);
    }
}

static void
dump_batch(const struct batch *batch, struct buf *out)
{
    for (size_t i = 0; i < batch->count; i++) {
        const struct record *record = &batch->records[i];
        const struct members *list = &members[record->kind];
        line(out, "%s\n", record_kind_name(record->kind));
        for (size_t k = 0; k < list->count; k++)
            dump_member(&list->items[k], &record->of, out);
    }
    for (size_t i = 0; i < batch->reject_count && i < BATCH_REJECTS_KEPT; i++)
        line(out, "reject %.*s: %.*s\n", STR_ARGS(batch->rejects[i].path),
             STR_ARGS(batch->rejects[i].why));
    if (batch->overflowed)
        line(out, "overflowed\n");
}

void
dump_run(const struct fixture *fixture, const struct run *run, struct buf *out)
{
    if (!run->planned) {
        line(out, "no request\n  error %s: %s\n", error_kind_name(run->err.kind), run->err.text);
        return;
    }
    dump_request(&run->request, out);
    if (!run->parsed) {
        line(out, "no answer\n");
        return;
    }
    dump_outcome(run, out);
    dump_notes(fixture, run, out);
    dump_batch(&run->batch, out);
}
