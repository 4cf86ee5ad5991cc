/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * YouTube channels, Data API v3. The channel's counters; its videos through the playlist of its
 * uploads, whose id is the channel's with another beginning, with the counters of each page's
 * videos in one request more; the threads of one video with all their replies; comments by id, to
 * tell deleted from unlisted. Every request costs one unit of the project's day, so no request
 * asks for what another has told. Conditional requests are not made: an answer 304 costs the same.
 */

#include "source/youtube.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "config/setting.h"
#include "http/url.h"
#include "source/ask.h"

#define URL_MAX  8192
#define MINUTE_S INT64_C(60)
#define HOUR_S   (60 * MINUTE_S)
#define DAY_S    (24 * HOUR_S)

static const struct setting settings[] = {
    { .path = "posts_page",
      .type = &setting_integer,
      .offset = offsetof(struct youtube_settings, posts_page),
      .fallback = "50",
      .min = 1,
      .max = YOUTUBE_IDS_MAX,
      .flags = SETTING_RELOAD,
      .doc = "Videos asked for in one request. Each costs the same, so more is cheaper." },
    { .path = "comments_page",
      .type = &setting_integer,
      .offset = offsetof(struct youtube_settings, comments_page),
      .fallback = "100",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Threads, or replies of one thread, asked for in one request." },
    { .path = "posts_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct youtube_settings, posts_overlap_us),
      .fallback = "14d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the videos of this long before the last one: their "
             "counters are kept up to date so." },
    { .path = NULL },
};

struct parameter {
    const char *name, *value;
};

static const struct parameter channel_query[] = { { "part", "snippet,statistics,status" } };
static const struct parameter uploads_query[] = { { "part", "snippet,contentDetails,status" } };
static const struct parameter videos_query[] = {
    { "part", "snippet,statistics,status" },
};
static const struct parameter threads_query[] = {
    { "part", "snippet,replies" },
    { "order", "time" },
    { "textFormat", "plainText" },
};
static const struct parameter comments_query[] = {
    { "part", "snippet" },
    { "textFormat", "plainText" },
};

/* A call of the API with what it is always asked with. */
struct call {
    const char *name;
    const struct parameter *parameters;
    size_t parameter_count;
};
#define CALL(name, parameters)                       \
    {                                                \
        (name), (parameters), ARRAY_SIZE(parameters) \
    }

static const struct call channels_call = CALL("channels", channel_query);
static const struct call uploads_call = CALL("playlistItems", uploads_query);
static const struct call videos_call = CALL("videos", videos_query);
static const struct call threads_call = CALL("commentThreads", threads_query);
static const struct call comments_call = CALL("comments", comments_query);

static bool
add_query(struct buf *url, const char *name, struct str value)
{
    return url_add_query(url, str_from(name), value);
}

/* base/call?what is always asked&name=id. */
static bool
add_call(struct buf *url, const struct source_view *view, const struct call *call, const char *name,
         struct str id)
{
    bool ok = id.n > 0 && buf_append_str(url, view->base_url) &&
              url_add_segment(url, str_from(call->name));

    for (size_t i = 0; i < call->parameter_count; i++)
        ok = ok && add_query(url, call->parameters[i].name, str_from(call->parameters[i].value));
    return ok && add_query(url, name, id);
}

static bool
add_page(struct buf *url, int64_t rows, const struct cursor_frame *frame)
{
    return ask_add_number(url, STR("maxResults"), rows) &&
           (frame == NULL || frame->after[0] == '\0' ||
            add_query(url, "pageToken", str_from(frame->after)));
}

/*
 * ok is false when a part did not fit. A key and an owner's token go into headers so that they stay
 * out of logs; a credential has the one or the other.
 */
static bool
finish_request(const struct source_view *view, const struct buf *url, bool ok,
               struct http_request *ret_request, struct error *err)
{
    struct http_request request = {
        .method = HTTP_GET,
        .secrets = { { .place = HTTP_SECRET_HEADER,
                       .transform = HTTP_SECRET_AS_IS,
                       .name = "X-Goog-Api-Key",
                       .part = "key",
                       .optional = true },
                     { .place = HTTP_SECRET_HEADER,
                       .transform = HTTP_SECRET_BEARER,
                       .name = "Authorization",
                       .part = "token",
                       .optional = true } },
        .secret_count = 2,
    };

    return ask_finish(view, url, ok, &request, ret_request, err);
}

static struct str
target_id(const struct source_view *view)
{
    return view->target_count > 0 ? view->targets[0].external_id : STR_NONE;
}

static bool
plan_account(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok = add_call(&url, view, &channels_call, "id", view->account.external_id);

    (void)at;
    return finish_request(view, &url, ok, ret_request, err);
}

#define CHANNEL_ID_BEGINS "UC"
#define CHANNEL_ID_BYTES  24

static bool
is_channel_id(struct str id)
{
    return id.n == CHANNEL_ID_BYTES && str_starts(id, STR(CHANNEL_ID_BEGINS));
}

/* The playlist of a channel's uploads: UC… becomes UU…. */
static bool
uploads_id(const struct source_view *view, struct str *ret_id)
{
    struct str id = view->account.external_id;

    if (!is_channel_id(id)) {
        *ret_id = id;
        return true;
    }
    return arena_printf(view->arena, ret_id, "UU%.*s", STR_ARGS(str_sub(id, 2, id.n)));
}

static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    const struct youtube_settings *set = view->settings;
    const struct cursor_frame *videos = youtube_frame(at, YOUTUBE_AT_VIDEOS);
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    struct str playlist;
    bool ok;

    if (videos != NULL)
        ok = add_call(&url, view, &videos_call, "id", str_from(videos->after));
    else
        ok = uploads_id(view, &playlist) &&
             add_call(&url, view, &uploads_call, "playlistId", playlist) &&
             add_page(&url, ask_limit(at, set->posts_page), youtube_frame(at, YOUTUBE_AT_PAGE));
    return finish_request(view, &url, ok, ret_request, err);
}

static bool
plan_comments(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    const struct youtube_settings *set = view->settings;
    const struct cursor_frame *replies = youtube_frame(at, YOUTUBE_AT_REPLIES);
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok;

    if (replies != NULL)
        ok = add_call(&url, view, &comments_call, "parentId", str_from(replies->object)) &&
             add_page(&url, ask_limit(at, set->comments_page), replies);
    else
        ok = add_call(&url, view, &threads_call, "videoId", target_id(view)) &&
             add_page(&url, ask_limit(at, set->comments_page), youtube_frame(at, YOUTUBE_AT_PAGE));
    return finish_request(view, &url, ok, ret_request, err);
}

bool
youtube_plan_ids(const struct source_view *view, bool videos, struct str ids,
                 struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok = add_call(&url, view, videos ? &videos_call : &comments_call, "id", ids);

    return finish_request(view, &url, ok, ret_request, err);
}

/* No channel of that id: closed, or never one. Names and handles are asked for in another way. */
static struct source_outcome
no_channel(const struct source_view *view, const struct cursor *at, struct error *err)
{
    if (!is_channel_id(view->account.external_id)) {
        error_set(err, ERROR_DENIED, "\"%.*s\" is no id of a channel",
                  STR_ARGS(view->account.external_id));
        error_hint(err, "It begins with UC and has 24 letters; the page of the channel shows it "
                        "under \"Share channel\".");
        return answer_outcome(at, VERDICT_DENIED, SCOPE_ACCOUNT, CAUSE_WRONG_ID);
    }
    error_set(err, ERROR_PEER, "no channel has this id (any more)");
    return answer_outcome(at, VERDICT_GONE, SCOPE_ACCOUNT, CAUSE_GONE);
}

static struct source_outcome
digest_account(const struct source_view *view, const struct cursor *at,
               const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct youtube_page page = youtube_page_new(view, at, batch, 0, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (!youtube_page_open(&page, answer, &doc, &outcome))
        return outcome;
    if (jdoc_size(page.items) == 0)
        return no_channel(view, at, err);
    if (!youtube_read_channel(&page))
        return answer_malformed(view, at, err, "$.items: expected a channel");
    if (batch->count == 0 && batch->reject_count > 0)
        return answer_malformed(view, at, err, "$.items: %.*s", STR_ARGS(batch->rejects[0].why));
    return youtube_page_close(&page);
}

static struct source_outcome
digest_videos(struct youtube_page *page, const struct http_response *answer)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (!youtube_page_open(page, answer, &doc, &outcome))
        return outcome;
    youtube_read_videos(page, id_set_new(page->view->arena, jdoc_size(page->items)));
    return youtube_keep(page, YOUTUBE_AT_PAGE) ? youtube_page_close(page) : youtube_no_place(page);
}

/*
 * A channel that never uploaded has no playlist of uploads; whether there is a channel at all, its
 * account stream tells.
 */
static bool
is_empty_channel(const struct source_outcome *outcome, const struct http_response *answer)
{
    return answer->status == 404 && outcome->verdict == VERDICT_GONE &&
           outcome->scope == SCOPE_STREAM;
}

static struct source_outcome
digest_posts(const struct source_view *view, const struct cursor *at,
             const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct youtube_settings *set = view->settings;
    struct youtube_page page =
        youtube_page_new(view, at, batch, ask_limit(at, set->posts_page), err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;
    struct str ids;
    bool fits;

    if (youtube_frame(at, YOUTUBE_AT_VIDEOS) != NULL)
        return digest_videos(&page, answer);
    if (!youtube_page_open(&page, answer, &doc, &outcome)) {
        if (!is_empty_channel(&outcome, answer))
            return youtube_again(&page, outcome, answer);
        error_clear(err);
        return youtube_page_close(&page);
    }
    ids = youtube_read_uploads(&page, ask_since_us(view, at, set->posts_overlap_us));
    fits = (ids.n == 0 || youtube_push(&page, YOUTUBE_AT_VIDEOS, STR(""), ids)) &&
           (str_is_none(page.token) || youtube_push(&page, YOUTUBE_AT_PAGE, STR(""), page.token));
    return fits ? youtube_page_close(&page) : youtube_no_place(&page);
}

/*
 * The replies of one thread are refused: it was deleted meanwhile, or YouTube stumbles over it (for
 * days, at times). The others are not held up by it.
 */
static bool
is_one_threads_own(const struct source_outcome *outcome, const struct http_response *answer)
{
    if (outcome->scope != SCOPE_TARGET)
        return false;
    return outcome->verdict == VERDICT_GONE ||
           (outcome->verdict == VERDICT_DENIED && outcome->cause == CAUSE_PERMISSION) ||
           (outcome->verdict == VERDICT_BUSY && answer->status == 400);
}

static struct source_outcome
digest_replies(struct youtube_page *page, const struct http_response *answer)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (youtube_page_open(page, answer, &doc, &outcome))
        youtube_read_comments(page, id_set_new(page->view->arena, jdoc_size(page->items)));
    else if (is_one_threads_own(&outcome, answer))
        error_clear(page->err);
    else
        return youtube_again(page, outcome, answer);
    return youtube_end_replies(page);
}

static struct source_outcome
digest_comments(const struct source_view *view, const struct cursor *at,
                const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct youtube_settings *set = view->settings;
    struct youtube_page page =
        youtube_page_new(view, at, batch, ask_limit(at, set->comments_page), err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (youtube_frame(at, YOUTUBE_AT_REPLIES) != NULL)
        return digest_replies(&page, answer);
    if (!youtube_page_open(&page, answer, &doc, &outcome))
        return youtube_again(&page, outcome, answer);
    return youtube_read_threads(&page);
}

static const struct source_stream streams[] = {
    { .name = "account",
      .doc = "Name, handle, subscribers, videos and views of the channel.",
      .interval_s = DAY_S,
      .cost = 1,
      .plan = plan_account,
      .digest = digest_account },
    { .name = "posts",
      .doc = "The channel's videos with their views, likes and comments.",
      .interval_s = 30 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_COUNTERS,
      .plan = plan_posts,
      .digest = digest_posts },
    { .name = "comments",
      .doc = "Comments of the channel's videos with all their replies, one video per visit.",
      .interval_s = 30 * MINUTE_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_POSTS | SOURCE_COMPLETE,
      .plan = plan_comments,
      .digest = digest_comments },
    { .name = "lookup",
      .doc = "Comments or videos by their ids: which of them still stand?",
      .interval_s = DAY_S,
      .cost = 1,
      .targets_max = YOUTUBE_IDS_MAX,
      .confirm_s = 25 * DAY_S, /* the terms say 30 */
      .flags = SOURCE_COUNTERS | SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL,
      .plan = youtube_plan_lookup,
      .digest = youtube_digest_lookup },
};

static const struct source_limit limits[] = {
    { "Comments held for review and spam are not listed; the number of comments includes "
      "some of them.",
      "Komentar yang ditahan untuk ditinjau dan spam tidak ditampilkan; sebagian ikut "
      "dihitung." },
    { "Subscribers are rounded to three digits; no posts of the community tab, no chats of "
      "live streams.",
      "Pelanggan dibulatkan tiga angka; tanpa kiriman komunitas dan obrolan siaran "
      "langsung." },
    { NULL, NULL },
};

const struct source source_youtube = {
    .name = "youtube",
    .doc = "YouTube channels through the Data API, version 3.",
    .default_base_url = "https://www.googleapis.com/youtube/v3",
    .ids = { .begins = CHANNEL_ID_BEGINS, .bytes = CHANNEL_ID_BYTES },
    .keeps_s = 29 * DAY_S, /* whatever it takes to find and erase it, within the 30 */
    .erases_text = true,
    .settings = settings,
    .settings_size = sizeof(struct youtube_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .counts_posts = true,
    .limits = limits,
    .links = &youtube_links,
    .profiles = &youtube_profiles,
    .renewal = youtube_renewal,
    .authorization = youtube_authorization,
    .discovery = youtube_discovery,
};
