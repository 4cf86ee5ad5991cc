/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * TikTok. Two APIs give an account's own videos: the Business API v1.3 with comments and replies,
 * and the Display API v2 with counters alone. Nothing here is public: every stream needs the
 * owner's token.
 */

#include "source/tiktok.h"

#include <inttypes.h>
#include <stdio.h>

#include "config/setting.h"
#include "http/url.h"
#include "source/ask.h"

#define URL_MAX  8192
#define BODY_MAX 2304 /* a place may have CURSOR_AFTER_SIZE bytes */
#define MINUTE_S INT64_C(60)
#define DAY_S    (INT64_C(24) * 60 * MINUTE_S)

#define BUSINESS_ACCOUNT_FIELDS "[\"username\",\"display_name\",\"followers_count\"]"
#define BUSINESS_VIDEO_FIELDS                                                 \
    "[\"item_id\",\"create_time\",\"caption\",\"share_url\",\"video_views\"," \
    "\"likes\",\"comments\",\"shares\",\"reach\"]"
#define DISPLAY_ACCOUNT_FIELDS \
    "open_id,display_name,username,follower_count,following_count,video_count"
#define DISPLAY_OWNER_FIELDS "open_id,username"
#define DISPLAY_VIDEO_FIELDS                                                                 \
    "id,create_time,title,video_description,share_url,like_count,comment_count,share_count," \
    "view_count"

static const char *const apis[] = {
    [TIKTOK_BUSINESS] = "business", [TIKTOK_DISPLAY] = "display", NULL
};

static const struct setting settings[] = {
    { .path = "api",
      .type = &setting_choice,
      .offset = offsetof(struct tiktok_settings, api),
      .fallback = "business",
      .choices = apis,
      .flags = SETTING_RELOAD,
      .doc = "Which of TikTok's APIs is asked. display knows no comments, so nobody asks for them; "
             "its base_url is https://open.tiktokapis.com/v2." },
    { .path = "apis",
      .type = &setting_words,
      .offset = offsetof(struct tiktok_settings, apis),
      .choices = apis,
      .flags = SETTING_RELOAD,
      .sample = "{ tt-dbmsda: display }",
      .doc = "Credentials of owners who granted the other API: which, for each." },
    { .path = "other_url",
      .type = &setting_url,
      .offset = offsetof(struct tiktok_settings, other_url),
      .fallback = "",
      .flags = SETTING_RELOAD,
      .doc = "Address of the API that api does not name, for credentials of apis; empty: TikTok's "
             "own." },
    { .path = "posts_page",
      .type = &setting_integer,
      .offset = offsetof(struct tiktok_settings, posts_page),
      .fallback = "20",
      .min = 1,
      .max = 20,
      .flags = SETTING_RELOAD,
      .doc = "Videos asked for in one request." },
    { .path = "comments_page",
      .type = &setting_integer,
      .offset = offsetof(struct tiktok_settings, comments_page),
      .fallback = "30",
      .min = 1,
      .max = 30,
      .flags = SETTING_RELOAD,
      .doc = "Comments, or replies, asked for in one request." },
    { .path = "posts_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct tiktok_settings, posts_overlap_us),
      .fallback = "14d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the videos of this long before the last one: their "
             "counters are kept up to date so." },
    { .path = NULL },
};

static bool
has_comments(const void *of)
{
    const struct tiktok_settings *set = of;

    return set->api == TIKTOK_BUSINESS;
}

static bool
differs(const void *of, struct str credential)
{
    const struct tiktok_settings *set = of;
    struct str api = credential.n > 0 ? setting_words_find(set->apis, credential) : STR_NONE;

    return !str_is_none(api) && !str_equal_c(api, apis[set->api]);
}

static void
apply(void *to, struct str *base_url)
{
    struct tiktok_settings *set = to;

    set->api = set->api == TIKTOK_BUSINESS ? TIKTOK_DISPLAY : TIKTOK_BUSINESS;
    *base_url = set->other_url;
    if (base_url->n == 0)
        *base_url =
            str_from(set->api == TIKTOK_BUSINESS ? TIKTOK_BUSINESS_URL : TIKTOK_DISPLAY_URL);
}

static struct str
named(const void *of)
{
    return ((const struct tiktok_settings *)of)->apis;
}

/* With the Display API. */
static bool
speaks_alone(const void *of, struct str credential)
{
    return has_comments(of) == differs(of, credential);
}

static const struct source_grant grant = {
    .differs = differs,
    .apply = apply,
    .setting = "apis",
    .named = named,
    .speaks_alone = speaks_alone,
};

static bool
has_no_comments(const void *of)
{
    return !has_comments(of);
}

/* The path ends in a slash, which is TikTok's. */
static bool
start_url(struct buf *url, const struct source_view *view, const char *path)
{
    return buf_append_str(url, view->base_url) && buf_append_str(url, str_from(path));
}

static bool
start_business(struct buf *url, const struct source_view *view, const char *path)
{
    return view->account.external_id.n > 0 && start_url(url, view, path) &&
           url_add_query(url, STR("business_id"), view->account.external_id);
}

/* ok is false when a part did not fit. */
static bool
finish(const struct source_view *view, const struct buf *url, bool ok,
       struct http_request *ret_request, struct error *err)
{
    struct http_request request = {
        .method = HTTP_GET,
        .secrets = { { .place = HTTP_SECRET_HEADER,
                       .transform =
                           tiktok_is_display(view) ? HTTP_SECRET_BEARER : HTTP_SECRET_AS_IS,
                       .name = tiktok_is_display(view) ? "Authorization" : "Access-Token",
                       .part = "token" } },
        .secret_count = 1,
    };

    if (tiktok_is_display(view) && str_equal_c(view->base_url, TIKTOK_BUSINESS_URL)) {
        error_set(err, ERROR_CONFIG, "the Display API has another address than the Business API");
        return error_hint(err, "Set base_url to https://open.tiktokapis.com/v2.");
    }
    return ask_finish(view, url, ok, &request, ret_request, err);
}

static bool
plan_user(const struct source_view *view, const char *fields, struct http_request *ret_request,
          struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok = start_url(&url, view, "/user/info/") &&
              url_add_query(&url, STR("fields"), str_from(fields));

    return finish(view, &url, ok, ret_request, err);
}

static bool
plan_account(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok;

    (void)at;
    if (tiktok_is_display(view))
        return plan_user(view, DISPLAY_ACCOUNT_FIELDS, ret_request, err);
    ok = start_business(&url, view, "/business/get/") &&
         url_add_query(&url, STR("fields"), STR(BUSINESS_ACCOUNT_FIELDS));
    return finish(view, &url, ok, ret_request, err);
}

static struct str
place_of(const struct cursor *at, unsigned frame)
{
    return frame < at->frame_count ? str_from(at->frames[frame].after) : STR_NONE;
}

static bool
add_cursor(struct buf *url, struct str cursor)
{
    return cursor.n == 0 || url_add_query(url, STR("cursor"), cursor);
}

static bool
set_body(const struct source_view *view, const struct buf *body, struct http_request *request)
{
    request->method = HTTP_POST;
    request->content_type = "application/json";
    return arena_str(view->arena, buf_str(body), &request->body);
}

/* The Display API takes its list's place in a JSON body. Places are digits (tiktok_next_read()). */
static bool
add_body(const struct source_view *view, const struct cursor *at, struct http_request *request)
{
    const struct tiktok_settings *set = view->settings;
    CLEANUP(buf_done) struct buf body = BUF_INIT(BODY_MAX);
    struct str cursor = place_of(at, 0);

    return buf_printf(&body, "{\"max_count\":%" PRId64, set->posts_page) &&
           (cursor.n == 0 || buf_printf(&body, ",\"cursor\":%.*s", STR_ARGS(cursor))) &&
           buf_append_str(&body, STR("}")) && set_body(view, &body, request);
}

static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    const struct tiktok_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok;

    if (tiktok_asks_owner(view, at))
        return plan_user(view, DISPLAY_OWNER_FIELDS, ret_request, err);
    if (tiktok_is_display(view)) {
        ok = start_url(&url, view, "/video/list/") &&
             url_add_query(&url, STR("fields"), STR(DISPLAY_VIDEO_FIELDS));
        return finish(view, &url, ok, ret_request, err) &&
               (add_body(view, at, ret_request) ||
                error_set(err, ERROR_CONFIG, "no request can be made"));
    }
    ok = start_business(&url, view, "/business/video/list/") &&
         url_add_query(&url, STR("fields"), STR(BUSINESS_VIDEO_FIELDS)) &&
         ask_add_number(&url, STR("max_count"), set->posts_page) &&
         add_cursor(&url, place_of(at, 0));
    return finish(view, &url, ok, ret_request, err);
}

/* All comments, hidden ones too, or the replies to one that has more than stand inside it. */
static bool
plan_comments(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    const struct tiktok_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool replies = at->frame_count > 1;
    struct str video = view->target_count > 0 ? view->targets[0].external_id : STR_NONE;
    bool ok;

    ok = video.n > 0 &&
         start_business(&url, view,
                        replies ? "/business/comment/reply/list/" : "/business/comment/list/") &&
         url_add_query(&url, STR("video_id"), video) &&
         (replies ? url_add_query(&url, STR("comment_id"), str_from(at->frames[1].object))
                  : url_add_query(&url, STR("include_replies"), STR("true"))) &&
         url_add_query(&url, STR("status"), STR("ALL")) &&
         url_add_query(&url, STR("sort_field"), STR("create_time")) &&
         url_add_query(&url, STR("sort_order"), STR("desc")) &&
         ask_add_number(&url, STR("max_count"), set->comments_page) &&
         add_cursor(&url, place_of(at, replies ? 1 : 0));
    return finish(view, &url, ok, ret_request, err);
}

/* Ids of the targets as a JSON list. An id is digits: what would need an escape in JSON is none. */
static bool
append_targets(struct buf *list, const struct source_view *view)
{
    bool ok = buf_append_str(list, STR("["));

    for (size_t i = 0; i < view->target_count; i++) {
        struct str id = view->targets[i].external_id;

        ok = ok && str_find(id, STR("\""), 0) == SIZE_MAX &&
             str_find(id, STR("\\"), 0) == SIZE_MAX &&
             buf_printf(list, "%s\"%.*s\"", i > 0 ? "," : "", STR_ARGS(id));
    }
    return ok && buf_append_str(list, STR("]"));
}

static bool
plan_lookup(const struct source_view *view, const struct cursor *at,
            struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    CLEANUP(buf_done) struct buf ids = BUF_INIT(URL_MAX);
    const struct source_target *target = view->targets;
    bool ok;

    (void)at;
    ok = view->target_count > 0 && target->post_external_id.n > 0 && append_targets(&ids, view) &&
         start_business(&url, view, "/business/comment/list/") &&
         url_add_query(&url, STR("video_id"), target->post_external_id) &&
         url_add_query(&url, STR("comment_ids"), buf_str(&ids)) &&
         url_add_query(&url, STR("status"), STR("ALL"));
    return finish(view, &url, ok, ret_request, err);
}

static bool
plan_video_lookup(const struct source_view *view, const struct cursor *at,
                  struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    CLEANUP(buf_done) struct buf body = BUF_INIT(URL_MAX);
    bool ok = view->target_count > 0 && start_url(&url, view, "/video/query/") &&
              url_add_query(&url, STR("fields"), STR(DISPLAY_VIDEO_FIELDS)) &&
              buf_append_str(&body, STR("{\"filters\":{\"video_ids\":")) &&
              append_targets(&body, view) && buf_append_str(&body, STR("}}"));

    if (ok && tiktok_asks_owner(view, at))
        return plan_user(view, DISPLAY_OWNER_FIELDS, ret_request, err);
    return finish(view, &url, ok, ret_request, err) &&
           (set_body(view, &body, ret_request) ||
            error_set(err, ERROR_CONFIG, "no request can be made"));
}

static const struct source_stream streams[] = {
    { .name = "account",
      .doc = "Name and counters of the account.",
      .interval_s = DAY_S,
      .cost = 1,
      .flags = SOURCE_OWNED_ONLY,
      .plan = plan_account,
      .digest = tiktok_digest_account },
    { .name = "posts",
      .doc = "Videos with their counters, back to posts_overlap before the last visit.",
      .interval_s = 30 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_COUNTERS | SOURCE_OWNED_ONLY,
      .plan = plan_posts,
      .digest = tiktok_digest_posts },
    { .name = "comments",
      .doc = "All comments of one video with all replies, those beyond the three that stand inside "
             "a comment by a list of their own.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_POSTS | SOURCE_COMPLETE | SOURCE_OWNED_ONLY,
      .is_there = has_comments,
      .plan = plan_comments,
      .digest = tiktok_digest_comments },
    { .name = "lookup",
      .doc = "One comment or reply by its id, to tell what is gone from what is not listed.",
      .interval_s = DAY_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL | SOURCE_OWNED_ONLY,
      .is_there = has_comments,
      .plan = plan_lookup,
      .digest = tiktok_digest_lookup },
    { .name = "video_lookup",
      .doc = "Videos by their ids, where no comments tell that one is gone: which still stand?",
      .interval_s = DAY_S,
      .cost = 1,
      .targets_max = TIKTOK_IDS_MAX,
      .confirm_s = 7 * DAY_S,
      .flags = SOURCE_COUNTERS | SOURCE_TARGETS_MESSAGES | SOURCE_POSTS_ALONE | SOURCE_INTERNAL |
               SOURCE_OWNED_ONLY,
      .is_there = has_no_comments,
      .plan = plan_video_lookup,
      .digest = tiktok_digest_video_lookup },
};

static const struct source_limit limits[] = {
    { "No mentions elsewhere; of accounts without a token of the Business API no comments.",
      "Tanpa sebutan di tempat lain; tanpa komentar untuk akun tanpa token Business API." },
    { NULL, NULL },
};

const struct source source_tiktok = {
    .name = "tiktok",
    .doc = "TikTok accounts through the Business API v1.3, or their counters alone through the "
           "Display API v2.",
    .default_base_url = TIKTOK_BUSINESS_URL,
    .names_authors = true,
    .settings = settings,
    .settings_size = sizeof(struct tiktok_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .counts_posts = true,
    .limits = limits,
    .links = &tiktok_links,
    .profiles = &tiktok_profiles,
    .grant = &grant,
    .renewal = tiktok_renewal,
    .authorization = tiktok_authorization,
    .discovery = tiktok_discovery,
};
