/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The streams behind an account that is there. Where a platform tells nothing of tokens, whether
 * one is allowed what is asked with it shows in the answers alone: each stream of the schedule is
 * asked for one page, and comments for those of the newest post that came.
 */

#include "online_inside.h"

#include <string.h>

#include "base/when.h"
#include "loop.h"

/* Where items cost money: one second that is over, in which hardly ever something was written. */
#define BILLED_BACK_US WHEN_HOUR
#define BILLED_LONG_US WHEN_SECOND
#define BILLED_PAGE    10 /* and no more than that if something was */

static bool
is_polled(const struct account *account, const struct source_stream *stream)
{
    return (stream->flags & SOURCE_INTERNAL) == 0 &&
           roster_interval_s(account->listing, account->schedule, account->channel->settings,
                             stream) > 0;
}

static struct online_look *
look_new(struct online *online, const struct account *account, const struct source_stream *stream)
{
    struct online_look *look = arena_alloc(online->arena, sizeof(*look));

    must(look);
    *look = (struct online_look){
        .online = online,
        .account = account,
        .stream = stream,
        .at = CURSOR_INIT,
        .since_us = WHEN_NONE,
        .is_stream = true,
    };
    if (account->channel->source->bills_items) {
        look->at.page_limit = BILLED_PAGE;
        look->since_us = loop_wall_us() - BILLED_BACK_US;
        look->until_us = look->since_us + BILLED_LONG_US;
    }
    return look;
}

/* ---- comments ---- */

static void
read_comments(struct online_look *look, struct arena *arena, const struct http_response *response)
{
    struct online_page page;
    enum online_answer answer = online_look_read(look, arena, response, &page);

    /* That one post is gone or closed says nothing of the token. */
    if (answer == ONLINE_GOOD || page.outcome.cause == CAUSE_GONE ||
        page.outcome.cause == CAUSE_COMMENTS_OFF)
        return;
    online_look_tell(look, answer, &page.outcome, &page.error);
}

static const struct post *
newest_post(const struct batch *batch)
{
    const struct post *newest = NULL;

    for (size_t i = 0; i < batch->count; i++) {
        const struct post *post = &batch->records[i].of.post;

        if (batch->records[i].kind == RECORD_POST &&
            (newest == NULL || post->published_at_us > newest->published_at_us))
            newest = post;
    }
    return newest;
}

static void
ask_comments(const struct online_look *posts, const struct post *post)
{
    const struct source *source = posts->account->channel->source;

    for (size_t i = 0; i < source->stream_count; i++) {
        const struct source_stream *stream = &source->streams[i];
        struct online_look *look;

        if ((stream->flags & SOURCE_TARGETS_POSTS) == 0 || !is_polled(posts->account, stream))
            continue;
        look = look_new(posts->online, posts->account, stream);
        look->read = read_comments;
        look->has_target = true;
        look->target = (struct source_target){ .post_external_id = STR_NONE,
                                               .published_at_us = post->published_at_us,
                                               .last_seen_at_us = WHEN_NONE,
                                               .is_post = true };
        must(arena_str(posts->online->arena, post->external_id, &look->target.external_id));
        online_look_ask(look);
    }
}

/* ---- streams without targets ---- */

static void
read_page(struct online_look *look, struct arena *arena, const struct http_response *response)
{
    struct online_page page;
    enum online_answer answer = online_look_read(look, arena, response, &page);
    const struct post *post;

    if (answer != ONLINE_GOOD) {
        online_look_tell(look, answer, &page.outcome, &page.error);
        return;
    }
    if (!look->account->channel->source->bills_items && online_look_goes_on(look, &page))
        return;
    post = strcmp(look->stream->name, "posts") == 0 ? newest_post(&page.batch) : NULL;
    /* A whole conversation has no second that could be asked for. */
    if (post != NULL && !look->account->channel->source->bills_items)
        ask_comments(look, post);
}

void
online_streams_ask(struct online *online, const struct account *account)
{
    const unsigned needs_target = SOURCE_TARGETS_POSTS | SOURCE_TARGETS_MESSAGES;
    const struct source *source = account->channel->source;

    if (source->inspection != NULL || account->listing == NULL || account->credential == NULL)
        return;
    for (size_t i = 0; i < source->stream_count; i++) {
        const struct source_stream *stream = &source->streams[i];
        struct online_look *look;

        if ((stream->flags & needs_target) != 0 || !is_polled(account, stream) ||
            stream == online_first_stream(account))
            continue;
        look = look_new(online, account, stream);
        look->read = read_page;
        online_look_ask(look);
    }
}
