/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "sync.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "record/batch.h"
#include "source/source.h"
#include "json/jout.h"

#define HEX_MAX (2 * PSEUDONYM_SIZE + 1)

/* Columns of STATEMENT_STREAM_LIST and STATEMENT_TARGET_LIST, in order (store/statement.h). */
enum stream_column {
    STREAM_GOVERNMENT,
    STREAM_ACCOUNT,
    STREAM_CHANNEL,
    STREAM_EXTERNAL_ID,
    STREAM_NAME,
    STREAM_FENCE,
    STREAM_CURSOR,
    STREAM_LAST_COMPLETE,
    STREAM_FAILING,
    STREAM_GOVERNMENT_CODE,
};
enum target_column {
    TARGET_GOVERNMENT,
    TARGET_ACCOUNT,
    TARGET_STREAM,
    TARGET_EXTERNAL_ID,
    TARGET_PUBLISHED,
    TARGET_ANNOUNCED,
    TARGET_HELD,
    TARGET_LAST_SUCCESS,
    TARGET_WAITING,
    TARGET_SWEPT,
};

/* ---- the document ---- */

static void
write_hex_key(struct jout *out, const char *name, const struct pseudonym *pseudonym,
              struct str channel, struct str id)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char key[PSEUDONYM_SIZE];
    char hex[HEX_MAX];

    pseudonym_author(pseudonym, channel, id, key);
    for (size_t i = 0; i < PSEUDONYM_SIZE; i++) {
        hex[2 * i] = digits[key[i] >> 4];
        hex[2 * i + 1] = digits[key[i] & 15];
    }
    hex[2 * PSEUDONYM_SIZE] = '\0';
    jout_str(out, name, str_from(hex));
}

static void
write_governments(struct jout *out, const struct config *config)
{
    jout_array(out, "governments");
    for (size_t i = 0; i < config->government_count; i++) {
        const struct config_government *government = &config->governments[i];
        jout_object(out, NULL);
        jout_str(out, "code", government->code);
        jout_str(out, "name", government->name);
        jout_str(out, "kind", government->kind);
        jout_str(out, "timezone", government->timezone);
        jout_str(out, "calendar", government->calendar);
        jout_close_object(out);
    }
    jout_close_array(out);
}

static void
write_units(struct jout *out, const struct config *config)
{
    jout_array(out, "units");
    for (size_t i = 0; i < config->unit_count; i++) {
        const struct config_unit *unit = &config->units[i];
        jout_object(out, NULL);
        jout_str(out, "code", unit->code);
        jout_str(out, "government", unit->government->code);
        jout_str(out, "name", unit->name);
        jout_str(out, "kind", unit->kind);
        jout_str(out, "parent", unit->parent);
        jout_str(out, "calendar", unit->calendar);
        jout_close_object(out);
    }
    jout_close_array(out);
}

/*
 * What coverage may expect: comments at the pace of the posts at least, since a look at those says
 * whether comments are due at all.
 */
static int64_t
longest_interval_s(const struct source *source, const struct config_account *listing,
                   const struct config_schedule *schedule, const void *settings,
                   const struct source_stream *stream)
{
    const struct source_stream *posts = source_stream_find(source, STR("posts"));
    int64_t interval_s = roster_interval_s(listing, schedule, settings, stream);
    int64_t posts_s = posts == NULL ? 0 : roster_interval_s(listing, schedule, settings, posts);

    if (interval_s == 0 || !(stream->flags & SOURCE_TARGETS_POSTS))
        return interval_s;
    return posts_s > interval_s ? posts_s : interval_s;
}

static void
write_streams(struct jout *out, const struct source *source, const struct config_account *listing,
              const struct config_schedule *schedule, const void *settings)
{
    jout_object(out, "streams");
    for (size_t i = 0; i < source->stream_count; i++) {
        const struct source_stream *stream = &source->streams[i];
        int64_t interval_s = longest_interval_s(source, listing, schedule, settings, stream);
        if (!(stream->flags & SOURCE_INTERNAL) && interval_s > 0)
            jout_int(out, stream->name, interval_s);
    }
    jout_close_object(out);
}

struct owner { /* of a group of accounts: a unit, or a leader's position */
    struct str government, unit, position;
};

/* There are many accounts: what is absent is left out. */
static void
write_given(struct jout *out, const char *name, struct str value)
{
    if (!str_is_none(value))
        jout_str(out, name, value);
}

/* Who an account is and whose, from when to when: also of one that is not polled. */
static void
write_listing(struct jout *out, const struct config_account *account, const struct owner *owner,
              const struct pseudonym *pseudonym)
{
    struct str channel = str_from(account->platform->name);

    jout_str(out, "government", owner->government);
    jout_str(out, "channel", channel);
    jout_str(out, "external_id", account->external_id);
    write_given(out, "handle", account->handle);
    if (account->former_handle_count > 0) {
        jout_array(out, "former_handles");
        for (size_t i = 0; i < account->former_handle_count; i++)
            jout_str(out, NULL, account->former_handles[i]);
        jout_close_array(out);
    }
    write_given(out, "unit", owner->unit);
    write_given(out, "valid_from", account->valid_from);
    write_given(out, "valid_to", account->valid_to);
    write_hex_key(out, "author_key", pseudonym, channel, account->external_id);
}

static void
write_account(struct jout *out, const struct roster *roster, const struct config_account *account,
              const struct owner *owner, const struct pseudonym *pseudonym)
{
    const struct account *polled = roster_polled(roster, account, owner->government);

    jout_object(out, NULL);
    write_listing(out, account, owner, pseudonym);
    jout_str(out, "access", account->access);
    write_given(out, "leader_position", owner->position);
    write_given(out, "answered_by", account->answered_by);
    write_given(out, "credential", account->credential);
    if (polled != NULL)
        write_streams(out, polled->channel->source, account, account->schedule,
                      polled->channel->settings);
    jout_close_object(out);
}

static const struct config_account *
next_account(struct sync_walk *walk, struct owner *ret_owner)
{
    const struct config *config = walk->config;

    for (; walk->owner < config->unit_count; walk->owner++, walk->account = 0) {
        const struct config_unit *unit = &config->units[walk->owner];
        *ret_owner = (struct owner){ unit->government->code, unit->code, STR_NONE };
        if (walk->account < unit->account_count)
            return &unit->accounts[walk->account++];
    }
    for (; walk->owner < config->unit_count + config->leader_count;
         walk->owner++, walk->account = 0) {
        const struct config_leader *leader = &config->leaders[walk->owner - config->unit_count];
        *ret_owner = (struct owner){ leader->government->code, STR_NONE, leader->position };
        if (walk->account < leader->account_count)
            return &leader->accounts[walk->account++];
    }
    return NULL;
}

static bool
buf_cstr(struct buf *name, struct str text)
{
    buf_clear(name);
    return buf_append_str(name, text);
}

static bool
shows_answers(const struct source *source, const struct config_feed *feed)
{
    return source->shows_answers == NULL || source->shows_answers(feed->settings);
}

static bool
shows_ended(const struct source *source, const struct config_feed *feed)
{
    return source->shows_ended == NULL || source->shows_ended(feed->settings);
}

static void
write_feeds(struct jout *out, const struct config *config)
{
    CLEANUP(buf_done) struct buf name = BUF_INIT(RECORD_ID_MAX);

    jout_array(out, "feeds");
    for (size_t i = 0; i < config->feed_count; i++) {
        const struct config_feed *feed = &config->feeds[i];
        const struct source *source = source_find(str_from(feed->kind->name));
        jout_object(out, NULL);
        jout_str(out, "government", feed->government->code);
        jout_str(out, "name", feed->name);
        jout_str(out, "kind", str_from(feed->kind->name));
        jout_bool(out, "shows_answers", shows_answers(source, feed));
        jout_bool(out, "shows_ended", shows_ended(source, feed));
        write_given(out, "credential", feed->credential);
        jout_object(out, "units");
        for (size_t k = 0; k < feed->unit_count; k++) {
            if (buf_cstr(&name, feed->units[k].ref))
                jout_str(out, name.data, feed->units[k].unit_code);
        }
        jout_close_object(out);
        if (feed->enabled)
            write_streams(out, source, NULL, feed->schedule, feed->settings);
        jout_close_object(out);
    }
    jout_close_array(out);
}

static void
write_delegates(struct jout *out, const struct config *config, const struct pseudonym *pseudonym)
{
    jout_array(out, "delegates");
    for (size_t i = 0; i < config->unit_count; i++) {
        const struct config_unit *unit = &config->units[i];
        const struct owner owner = { unit->government->code, unit->code, STR_NONE };
        for (size_t k = 0; k < unit->delegate_count; k++) {
            jout_object(out, NULL);
            write_listing(out, &unit->delegates[k], &owner, pseudonym);
            jout_close_object(out);
        }
    }
    jout_close_array(out);
}

/* How far back the list of comments reaches; 0: all there is. */
static int64_t
comments_shown_s(const struct source *source)
{
    const struct source_stream *comments = source_stream_find(source, STR("comments"));

    return comments == NULL ? 0 : comments->shows_s;
}

static void
write_limits(struct jout *out, const struct source *source)
{
    jout_array(out, "limits");
    for (const struct source_limit *each = source->limits; each->en != NULL; each++) {
        jout_object(out, NULL);
        jout_str(out, "en", str_from(each->en));
        jout_str(out, "id", str_from(each->id));
        jout_close_object(out);
    }
    jout_close_array(out);
}

/* What the database has to know of platforms comes from their adapters alone. */
static void
write_sources(struct jout *out)
{
    jout_array(out, "sources");
    for (size_t i = 0; sources[i] != NULL; i++) {
        jout_object(out, NULL);
        jout_str(out, "source", str_from(sources[i]->name));
        jout_bool(out, "counts_posts", sources[i]->counts_posts);
        if (comments_shown_s(sources[i]) > 0)
            jout_int(out, "comments_shown_s", comments_shown_s(sources[i]));
        write_limits(out, sources[i]);
        jout_close_object(out);
    }
    jout_close_array(out);
}

int32_t
sync_parts(const struct config *config)
{
    size_t count = 0;

    for (size_t i = 0; i < config->unit_count; i++)
        count += config->units[i].account_count;
    for (size_t i = 0; i < config->leader_count; i++)
        count += config->leaders[i].account_count;
    return count == 0 ? 1 : (int32_t)((count - 1) / SYNC_PART_ACCOUNTS + 1);
}

bool
sync_part(struct sync_walk *walk, const struct roster *roster, const struct pseudonym *pseudonym,
          struct buf *out)
{
    const struct config_account *account;
    struct owner owner;
    struct jout json;

    jout_init(&json, out);
    jout_array(&json, NULL);
    for (size_t i = 0; i < SYNC_PART_ACCOUNTS; i++) {
        account = next_account(walk, &owner);
        if (account == NULL)
            break;
        write_account(&json, roster, account, &owner, pseudonym);
    }
    jout_close_array(&json);
    return jout_end(&json);
}

bool
sync_document(const struct config *config, const struct pseudonym *pseudonym, struct buf *out)
{
    struct jout json;

    jout_init(&json, out);
    jout_object(&json, NULL);
    jout_int(&json, "parts", sync_parts(config));
    write_hex_key(&json, "key_check", pseudonym, STR(""), STR("key check")); /* no channel's */
    write_governments(&json, config);
    write_units(&json, config);
    write_delegates(&json, config, pseudonym);
    write_feeds(&json, config);
    write_sources(&json);
    jout_close_object(&json);
    return jout_end(&json);
}

/* ---- streams and targets ---- */

static void
set_cursor(struct stream *stream, const struct pgconn_result *result, size_t row)
{
    char bytes[CURSOR_BYTES_MAX + 1];
    size_t n = pgconn_get_bytes(result, row, STREAM_CURSOR, bytes, CURSOR_BYTES_MAX);

    if (n == 0 || n == SIZE_MAX)
        return;
    bytes[n] = '\0';
    stream->cursor = xstrdup(bytes);
}

/* Look-ups write under the fence of the stream that missed the messages, or lists the posts. */
static bool
is_fence(const struct source_stream *stream, const struct source_stream *lookup)
{
    if (!(lookup->flags & SOURCE_TARGETS_MESSAGES) || stream->flags & SOURCE_TARGETS_MESSAGES)
        return false;
    if (lookup->flags & SOURCE_POSTS_ALONE)
        return str_equal_c(str_from(stream->name), "posts");
    return (stream->flags & SOURCE_TARGETS_POSTS) != 0;
}

static void
add_lookup_stream(struct roster *roster, struct account *account, uint32_t fence_slot)
{
    const struct source *source = account->channel->source;
    const struct source_stream *fence = roster_source_stream(roster, &roster->streams[fence_slot]);

    for (size_t i = 0; i < source->stream_count; i++) {
        const struct source_stream *stream = &source->streams[i];
        uint32_t slot;
        if (!is_fence(fence, stream))
            continue;
        slot = roster_add_stream(roster, account, str_from(stream->name));
        if (slot != ROSTER_NONE)
            /* roster_add_stream() takes at most 16 streams of an account. */
            roster->streams[slot].fence_back = (slot - fence_slot) & 15;
    }
}

static bool
add_stream_row(struct roster *roster, const struct pgconn_result *result, size_t row)
{
    struct account *account =
        roster_find(roster, pgconn_get_str(result, row, STREAM_GOVERNMENT_CODE),
                    pgconn_get_str(result, row, STREAM_CHANNEL),
                    pgconn_get_str(result, row, STREAM_EXTERNAL_ID));
    uint32_t slot;

    if (account == NULL)
        return false;
    account->government_id = (int32_t)pgconn_get_int(result, row, STREAM_GOVERNMENT, 0);
    account->account_id = (int32_t)pgconn_get_int(result, row, STREAM_ACCOUNT, 0);
    slot = roster_add_stream(roster, account, pgconn_get_str(result, row, STREAM_NAME));
    if (slot == ROSTER_NONE)
        return false;
    roster->streams[slot].fence = pgconn_get_int(result, row, STREAM_FENCE, 0);
    roster->streams[slot].failing = pgconn_get_bool(result, row, STREAM_FAILING, false);
    roster->streams[slot].last_complete_us = pgconn_get_time(result, row, STREAM_LAST_COMPLETE);
    set_cursor(&roster->streams[slot], result, row);
    add_lookup_stream(roster, account, slot);
    return true;
}

size_t
sync_streams(struct roster *roster, const struct pgconn_result *result, struct sync_key *after)
{
    size_t rows = pgconn_result_rows(result);
    size_t polled = 0;
    struct str name;

    for (size_t row = 0; row < rows; row++)
        polled += add_stream_row(roster, result, row);
    if (rows == 0)
        return polled;
    after->government_id = (int32_t)pgconn_get_int(result, rows - 1, STREAM_GOVERNMENT, 0);
    after->account_id = (int32_t)pgconn_get_int(result, rows - 1, STREAM_ACCOUNT, 0);
    name = pgconn_get_str(result, rows - 1, STREAM_NAME);
    snprintf(after->stream, sizeof(after->stream), "%.*s", STR_ARGS(name));
    return polled;
}

struct roster_lease
sync_lease(const struct pgconn_result *result)
{
    return (struct roster_lease){ .taken = pgconn_get_int(result, 0, 0, -1),
                                  .held = pgconn_get_int(result, 0, 1, -1) };
}

size_t
sync_targets(struct roster *roster, const struct pgconn_result *result)
{
    size_t rows = pgconn_result_rows(result);
    size_t added = 0;

    for (size_t row = 0; row < rows; row++) {
        struct account *account =
            roster_find_id(roster, (int32_t)pgconn_get_int(result, row, TARGET_GOVERNMENT, 0),
                           (int32_t)pgconn_get_int(result, row, TARGET_ACCOUNT, 0));
        if (account == NULL)
            continue;
        target_add(&account->posts, pgconn_get_str(result, row, TARGET_EXTERNAL_ID),
                   pgconn_get_time(result, row, TARGET_PUBLISHED),
                   pgconn_get_time(result, row, TARGET_LAST_SUCCESS),
                   pgconn_get_int(result, row, TARGET_ANNOUNCED, -1),
                   pgconn_get_bool(result, row, TARGET_WAITING, false));
        added++;
    }
    return added;
}

struct account *
sync_review(const struct roster *roster, const struct pgconn_result *result, size_t row,
            struct target_known *ret_known)
{
    *ret_known = (struct target_known){
        .external_id = pgconn_get_str(result, row, TARGET_EXTERNAL_ID),
        .published_at_us = pgconn_get_time(result, row, TARGET_PUBLISHED),
        .last_complete_at_us = pgconn_get_time(result, row, TARGET_LAST_SUCCESS),
        .announced = pgconn_get_int(result, row, TARGET_ANNOUNCED, -1),
        .waiting = pgconn_get_bool(result, row, TARGET_WAITING, false),
        .swept = pgconn_get_bool(result, row, TARGET_SWEPT, false),
    };
    return roster_find_id(roster, (int32_t)pgconn_get_int(result, row, TARGET_GOVERNMENT, 0),
                          (int32_t)pgconn_get_int(result, row, TARGET_ACCOUNT, 0));
}
