/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Each account and feed by one visit of its first stream, and what its answer shows. */

#include "online_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "loop.h"

#define HISTORY_US  WHEN_DAY
#define REFS_SHOWN  8u
#define REFS_MAX    200u
#define NAMES_BYTES 260

/* ---- the account that answered ---- */

static bool
is_former(const struct config_account *listing, struct str handle)
{
    for (size_t i = 0; i < listing->former_handle_count; i++) {
        if (str_equal_nocase(listing->former_handles[i], handle))
            return true;
    }
    return false;
}

static void
judge_account(const struct online_look *look, const struct account_sample *sample)
{
    const struct config_account *listing = look->account->listing;
    struct error err = ERROR_INIT;

    if (sample->external_id.n > 0 && !str_equal(sample->external_id, look->account->external_id)) {
        (void)error_set(&err, ERROR_CONFIG, "it has the id %.*s at the platform",
                        STR_ARGS(sample->external_id));
        (void)online_look_find(look, ONLINE_WRONG, CAUSE_WRONG_ID, &err);
        return;
    }
    if (sample->handle.n > 0 && listing->handle.n > 0 &&
        !str_equal_nocase(sample->handle, listing->handle) && !is_former(listing, sample->handle)) {
        (void)error_set(&err, ERROR_CONFIG, "the id belongs to \"%.*s\" (%.*s)",
                        STR_ARGS(sample->handle), STR_ARGS(sample->name));
        (void)error_hint(&err, "If that is the unit, put the new handle there and the old one "
                               "under former_handles; if not, the id is somebody else's.");
        (void)online_look_find(look, ONLINE_WRONG, CAUSE_WRONG_ID, &err);
    }
    if (sample->is_private == TRI_YES) {
        (void)error_set(&err, ERROR_DENIED, "it is private: only those it lets in see its posts");
        (void)error_hint(&err, "Ask the unit to make it public; a private account answers nobody.");
        (void)online_look_find(look, ONLINE_WRONG, CAUSE_NONE, &err);
    }
    if (sample->is_withheld == TRI_YES) {
        (void)error_set(&err, ERROR_DENIED, "the platform shows it to nobody in Indonesia");
        (void)error_hint(&err, "The unit must ask the platform why.");
        (void)online_look_find(look, ONLINE_WRONG, CAUSE_POLICY, &err);
    }
}

/* The token of one account cannot ask what another's owner may. */
static void
judge_owner(const struct online_look *look)
{
    const struct source *source = look->account->channel->source;
    const struct online_token *token = online_token_of(look->online, look->account);
    struct error err = ERROR_INIT;

    if (token == NULL || token->answer != ONLINE_GOOD || source->inspection == NULL ||
        source->inspection->owner == NULL || token->news.owner.n == 0 ||
        roster_is_public(look->account->listing) ||
        str_equal(token->news.owner, look->account->external_id))
        return;
    (void)error_set(&err, ERROR_DENIED, "the token of credential \"%.*s\" is that of account %.*s",
                    STR_ARGS(token->credential), STR_ARGS(token->news.owner));
    (void)online_look_find(look, ONLINE_WRONG, CAUSE_TOKEN_INVALID, &err);
}

/* ---- the feed that answered ---- */

static const struct config_feed *
feed_of(const struct online_look *look)
{
    const struct config *config = look->online->generation->file.config;

    for (size_t i = 0; i < config->feed_count; i++) {
        if (str_equal(config->feeds[i].name, look->account->external_id))
            return &config->feeds[i];
    }
    return NULL;
}

/* Or a list of names, which the database takes apart. */
static bool
is_known(const struct config_feed *feed, struct str ref)
{
    for (size_t i = 0; i < feed->unit_count; i++) {
        if (str_equal(feed->units[i].ref, ref))
            return true;
    }
    for (size_t i = 0; i < ref.n; i++) {
        if (memchr(",;/&+", ref.p[i], 5) != NULL)
            return true;
    }
    return ref.n == 0;
}

struct refs { /* that the configuration does not name; views into the batch's arena */
    struct str items[REFS_MAX];
    size_t count;
};

static void
note_ref(struct refs *refs, const struct config_feed *feed, struct str ref)
{
    if (refs->count == REFS_MAX || is_known(feed, ref))
        return;
    for (size_t i = 0; i < refs->count; i++) {
        if (str_equal(refs->items[i], ref))
            return;
    }
    refs->items[refs->count++] = ref;
}

static void
judge_refs(const struct online_look *look, const struct batch *batch)
{
    const struct config_feed *feed = feed_of(look);
    CLEANUP(buf_done) struct buf names = BUF_INIT(NAMES_BYTES);
    struct refs refs = { .count = 0 };
    struct error err = ERROR_INIT;

    for (size_t i = 0; i < batch->count && feed != NULL; i++) {
        const struct record *record = &batch->records[i];

        if (record->kind == RECORD_COMPLAINT)
            note_ref(&refs, feed, record->of.complaint.unit_ref);
        else if (record->kind == RECORD_COMPLAINT_EVENT)
            note_ref(&refs, feed, record->of.complaint_event.unit_ref);
    }
    if (refs.count == 0)
        return;
    for (size_t i = 0; i < refs.count && i < REFS_SHOWN; i++) {
        if (!buf_printf(&names, "%s\"%.*s\"", i > 0 ? ", " : "", STR_ARGS(refs.items[i])))
            break;
    }
    (void)error_set(&err, ERROR_CONFIG, "%zu institution%s that units: does not name: %.*s%s",
                    refs.count, refs.count == 1 ? "" : "s", STR_ARGS(buf_str(&names)),
                    refs.count > REFS_SHOWN ? " …" : "");
    (void)error_hint(&err, "Their complaints are kept, and counted for no unit until units: of the "
                           "feed says whose they are.");
    (void)online_look_find(look, ONLINE_GOOD, CAUSE_NONE, &err);
}

static void
judge_feed(const struct online_look *look, const struct batch *batch)
{
    struct error err = ERROR_INIT;

    judge_refs(look, batch);
    if (batch->reject_count == 0)
        return;
    (void)error_set(&err, ERROR_PEER, "%zu things of its answer cannot be read: %.*s: %.*s",
                    batch->reject_count, STR_ARGS(batch->rejects[0].path),
                    STR_ARGS(batch->rejects[0].why));
    (void)error_hint(&err, "Compare the feed's profile and settings with what it answers.");
    (void)online_look_find(look, batch->count > 0 ? ONLINE_GOOD : ONLINE_WRONG, CAUSE_BAD_ANSWER,
                           &err);
}

static const struct account_sample *
sample_of(const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (batch->records[i].kind == RECORD_ACCOUNT_SAMPLE)
            return &batch->records[i].of.account_sample;
    }
    return NULL;
}

static void
read_answer(struct online_look *look, struct arena *arena, const struct http_response *response)
{
    struct online_page page;
    enum online_answer answer = online_look_read(look, arena, response, &page);
    const struct account_sample *sample = sample_of(&page.batch);

    /* Nobody but those it lets in sees the streams of one that is private: that is told already. */
    *online_is_there(look->online, look->account) =
        answer == ONLINE_GOOD && (sample == NULL || sample->is_private != TRI_YES);
    if (answer != ONLINE_GOOD) {
        online_look_tell(look, answer, &page.outcome, &page.error);
        return;
    }
    online_look_note_token(look, answer, &page.outcome, &page.error);
    if (look->account->listing == NULL)
        judge_feed(look, &page.batch);
    else if (sample != NULL)
        judge_account(look, sample);
    else
        (void)online_look_goes_on(look, &page);
}

/* ---- asking ---- */

const struct source_stream *
online_first_stream(const struct account *account)
{
    const unsigned not_alone = SOURCE_TARGETS_POSTS | SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL;
    const struct source *source = account->channel->source;
    bool is_public = account->listing != NULL && roster_is_public(account->listing);

    for (size_t i = 0; i < source->stream_count; i++) {
        unsigned flags = source->streams[i].flags;

        if ((flags & not_alone) == 0 && !(is_public && (flags & SOURCE_OWNED_ONLY) != 0))
            return &source->streams[i];
    }
    return NULL;
}

void
online_account_ask(struct online *online, const struct account *account)
{
    struct online_look *look = arena_alloc(online->arena, sizeof(*look));

    must(look);
    *look = (struct online_look){
        .online = online,
        .account = account,
        .stream = online_first_stream(account),
        .at = CURSOR_INIT,
        .since_us = loop_wall_us() - HISTORY_US,
        .read = read_answer,
    };
    if (account->listing != NULL)
        judge_owner(look);
    if (look->stream != NULL)
        online_look_ask(look);
}
