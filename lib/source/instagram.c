/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Instagram accounts of businesses, through the Graph API with Facebook Login, v26. Of an account
 * that gave its token: counters, posts, stories, comments, tags, times of direct messages. Of one
 * that gave none: counters and posts, which the token of an own account may ask for by the other's
 * handle (business_discovery).
 */

#include "source/instagram.h"

#include <stdio.h>

#include "base/ascii.h"
#include "config/setting.h"
#include "http/url.h"
#include "record/absent.h"
#include "source/fields.h"
#include "source/graph_conversations.h"

#define MINUTE_S   INT64_C(60)
#define HOUR_S     (60 * MINUTE_S)
#define DAY_S      (24 * HOUR_S)
#define FIELDS_MAX 4096u

#define ACCOUNT_FIELDS "id,name,username,followers_count,follows_count,media_count"
#define PUBLIC_FIELDS                                                          \
    "id,caption,media_type,media_product_type,permalink,timestamp,like_count," \
    "comments_count"
#define MEDIA_FIELDS PUBLIC_FIELDS ",username,is_comment_enabled"
#define TAG_FIELDS   "id,caption,permalink,timestamp,username"

static const char *const inboxes[] = {
    [INSTAGRAM_INBOX_ME] = "me", [INSTAGRAM_INBOX_ACCOUNT] = "account", NULL
};

static const struct setting settings[] = {
    { .path = "posts_page",
      .type = &setting_integer,
      .offset = offsetof(struct instagram_settings, posts_page),
      .fallback = "50",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Posts, stories or tagged posts asked for in one request. It is halved by itself when "
             "Instagram finds the answer too large." },
    { .path = "comments_page",
      .type = &setting_integer,
      .offset = offsetof(struct instagram_settings, comments_page),
      .fallback = "50",
      .min = 1,
      .max = 50,
      .flags = SETTING_RELOAD,
      .doc = "Comments asked for in one request, and replies to each of them. Instagram gives 50 "
             "at most." },
    { .path = "posts_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct instagram_settings, posts_overlap_us),
      .fallback = "14d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the posts of this long before the last one: their counters "
             "are kept up to date so." },
    { .path = "mentions_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct instagram_settings, mentions_overlap_us),
      .fallback = "28d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "The same for posts of others that tag the account: a tag may be put on a post that "
             "is older." },
    { .path = "messages_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct instagram_settings, messages_overlap_us),
      .fallback = "1d",
      .min = WHEN_HOUR,
      .max = 28 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "The same for direct messages." },
    { .path = "inbox",
      .type = &setting_choice,
      .offset = offsetof(struct instagram_settings, inbox),
      .fallback = "me",
      .choices = inboxes,
      .flags = SETTING_RELOAD,
      .doc = "Whose list of conversations is asked for: \"me\" is the page that the token belongs "
             "to and that the account is linked with; \"account\" the Instagram account itself, "
             "for tokens that are not a page's." },
    { .path = NULL },
};

static bool
add_fields(struct buf *url, const char *fields)
{
    return url_add_query(url, STR("fields"), str_from(fields));
}

bool
instagram_is_plain(struct str text, const char *others)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!ascii_is_alphanumeric(text.p[i]) &&
            str_find(str_from(others), str_sub(text, i, 1), 0) == SIZE_MAX)
            return false;
    }
    return text.n > 0;
}

/* Asks an own account about the one of that handle. */
static bool
add_discovery(struct buf *url, const struct source_view *view, const char *fields)
{
    char all[FIELDS_MAX];
    int n = snprintf(all, sizeof(all), "business_discovery.username(%.*s){%s}",
                     STR_ARGS(view->account.handle), fields);

    return instagram_is_plain(view->account.handle, "._") && n > 0 && (size_t)n < sizeof(all) &&
           graph_add_path(url, view, view->account.via_id, NULL) && add_fields(url, all);
}

static bool
plan_account(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = view->account.is_public
                  ? add_discovery(&url, view, ACCOUNT_FIELDS)
                  : graph_add_path(&url, view, view->account.external_id, NULL) &&
                        add_fields(&url, ACCOUNT_FIELDS);

    (void)at;
    return graph_request(view, &url, ok, ret_request, err);
}

static bool
add_discovered_posts(struct buf *url, const struct source_view *view, const struct cursor *at,
                     unsigned limit)
{
    struct str after = at->frame_count > 0 ? str_from(at->frames[0].after) : STR("");
    char fields[FIELDS_MAX];
    int n;

    if (after.n > 0 && !instagram_is_plain(after, INSTAGRAM_PLACE_BYTES))
        return false;
    n = snprintf(fields, sizeof(fields), "id,media.limit(%u)%s%.*s%s{" PUBLIC_FIELDS "}", limit,
                 after.n > 0 ? ".after(" : "", STR_ARGS(after), after.n > 0 ? ")" : "");
    return n > 0 && (size_t)n < sizeof(fields) && add_discovery(url, view, fields);
}

/* since 0: a list that knows no time. */
static bool
add_media(struct buf *url, const struct source_view *view, const struct cursor *at,
          const char *edge, int64_t since)
{
    const struct instagram_settings *set = view->settings;
    const char *fields = str_equal_c(STR("tags"), edge) ? TAG_FIELDS : MEDIA_FIELDS;

    return graph_add_path(url, view, view->account.external_id, edge) && add_fields(url, fields) &&
           ask_add_number(url, STR("limit"), ask_limit(at, set->posts_page)) &&
           (since == 0 ||
            (ask_add_number(url, STR("since"), since) && graph_add_until(url, view))) &&
           graph_page_query(url, at);
}

static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    const struct instagram_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok =
        view->account.is_public
            ? add_discovered_posts(&url, view, at, ask_limit(at, set->posts_page))
            : add_media(&url, view, at, "media", graph_since_s(view, at, set->posts_overlap_us));

    return graph_request(view, &url, ok, ret_request, err);
}

static bool
plan_stories(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = add_media(&url, view, at, "stories", 0);

    return graph_request(view, &url, ok, ret_request, err);
}

static bool
plan_mentions(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = add_media(&url, view, at, "tags", 0);

    return graph_request(view, &url, ok, ret_request, err);
}

static bool
plan_comments(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = instagram_add_comments(&url, view, at);

    return graph_request(view, &url, ok, ret_request, err);
}

/* A comment has fields that a medium refuses, and the other way round. */
static bool
is_comment_lookup(const struct source_view *view)
{
    return view->target_count > 0 && view->targets[0].post_external_id.n > 0;
}

static bool
plan_lookup(const struct source_view *view, const struct cursor *at,
            struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = view->target_count > 0 &&
              graph_add_path(&url, view, view->targets[0].external_id, NULL) &&
              add_fields(&url, is_comment_lookup(view) ? instagram_comment_fields : TAG_FIELDS);

    (void)at;
    return graph_request(view, &url, ok, ret_request, err);
}

static struct graph_conversations
conversations_of(const struct source_view *view)
{
    const struct instagram_settings *set = view->settings;

    return (struct graph_conversations){
        .owner_id = set->inbox == INSTAGRAM_INBOX_ME ? STR("me") : view->account.external_id,
        .platform = "instagram",
        .overlap_us = set->messages_overlap_us,
        .limit = set->posts_page,
    };
}

static bool
plan_messages(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    struct graph_conversations of = conversations_of(view);

    return graph_conversations_plan(&of, view, at, ret_request, err);
}

static const struct field account_fields[] = {
    { "id", FIELD_ID, offsetof(struct account_sample, external_id), false },
    { "name", FIELD_LINE, offsetof(struct account_sample, name), false },
    { "username", FIELD_ID, offsetof(struct account_sample, handle), false },
    { "followers_count", FIELD_COUNT, offsetof(struct account_sample, followers), false },
    { "follows_count", FIELD_COUNT, offsetof(struct account_sample, following), false },
    { "media_count", FIELD_COUNT, offsetof(struct account_sample, posts), false },
};

static struct source_outcome
digest_account(const struct source_view *view, const struct cursor *at,
               const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    CLEANUP(jdoc_freep) struct jdoc *doc = graph_open_object(view, at, answer, &outcome, err);
    const char *path = view->account.is_public ? "$.business_discovery" : "$";
    struct account_sample sample = ABSENT_ACCOUNT_SAMPLE;
    struct error why = ERROR_INIT;
    struct jdoc_node node;
    struct record *record;

    if (doc == NULL)
        return outcome;
    outcome.served_version = graph_served_version(view, answer);
    node = jdoc_root(doc);
    if (view->account.is_public)
        node = jdoc_member(node, "business_discovery");
    else if (jdoc_size(jdoc_member(node, "data")) == 1)
        node = jdoc_path(node, "data.0"); /* some wrap it into a list of one */
    if (!jdoc_is_object(node) ||
        !fields_read(FIELD_TABLE(account_fields), node, &sample, batch, path, &why) ||
        (str_is_none(sample.name) && str_is_none(sample.handle) && sample.followers < 0))
        return answer_malformed(view, at, err, "%s: expected an account", path);
    record = batch_add(batch, RECORD_ACCOUNT_SAMPLE);
    if (record != NULL)
        record->of.account_sample = sample;
    answer_keep(batch, 0, path, true, &why);
    return answer_finish(outcome, view, at, batch, 0, err);
}

static struct source_outcome
digest_posts(const struct source_view *view, const struct cursor *at,
             const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct instagram_settings *set = view->settings;
    const struct instagram_list list = { INSTAGRAM_POSTS, set->posts_page, set->posts_overlap_us };

    if (view->account.is_public)
        return instagram_read_discovery(&list, view, at, answer, batch, err);
    return instagram_read_media(&list, view, at, answer, batch, err);
}

static struct source_outcome
digest_stories(const struct source_view *view, const struct cursor *at,
               const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct instagram_settings *set = view->settings;
    const struct instagram_list list = { INSTAGRAM_STORIES, set->posts_page, 0 };

    return instagram_read_media(&list, view, at, answer, batch, err);
}

static struct source_outcome
digest_mentions(const struct source_view *view, const struct cursor *at,
                const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct instagram_settings *set = view->settings;
    const struct instagram_list list = { INSTAGRAM_TAGS, set->posts_page,
                                         set->mentions_overlap_us };

    return instagram_read_media(&list, view, at, answer, batch, err);
}

/* One message that stands gives its record; one that does not is an error body, and GONE. */
static struct source_outcome
digest_lookup(const struct source_view *view, const struct cursor *at,
              const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    struct graph_page page = graph_page_new(view, at, batch, 1, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = graph_open_object(view, at, answer, &outcome, err);

    if (doc == NULL)
        return outcome;
    outcome.served_version = graph_served_version(view, answer);
    if (is_comment_lookup(view))
        instagram_read_comment(&page, jdoc_root(doc));
    else
        instagram_read_tag(&page, jdoc_root(doc));
    if (batch->count == 0 && batch->reject_count > 0)
        return answer_malformed(view, at, err, "$.%.*s", STR_ARGS(batch->rejects[0].why));
    return answer_finish(outcome, view, at, batch, 0, err);
}

static struct source_outcome
digest_messages(const struct source_view *view, const struct cursor *at,
                const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct graph_conversations of = conversations_of(view);

    return graph_conversations_digest(&of, view, at, answer, batch, err);
}

static const struct source_stream streams[] = {
    { .name = "account",
      .doc = "Name, handle, followers, followed accounts and posts of the account.",
      .interval_s = DAY_S,
      .cost = 1,
      .plan = plan_account,
      .digest = digest_account },
    { .name = "posts",
      .doc = "The account's posts, reels and carousels with their likes and comments.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_COUNTERS,
      .plan = plan_posts,
      .digest = digest_posts },
    { .name = "stories",
      .doc = "The account's stories, which the platform shows for a day.",
      .interval_s = 3 * HOUR_S,
      .cost = 1,
      .flags = SOURCE_OWNED_ONLY,
      .plan = plan_stories,
      .digest = digest_stories },
    { .name = "comments",
      .doc = "Comments and replies under the account's posts, one post per request.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_POSTS | SOURCE_COMPLETE | SOURCE_OWNED_ONLY,
      .plan = plan_comments,
      .digest = instagram_read_comments },
    { .name = "mentions",
      .doc = "Posts of others in which the account is tagged.",
      .interval_s = 30 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_OWNED_ONLY,
      .plan = plan_mentions,
      .digest = digest_mentions },
    { .name = "direct_messages",
      .doc = "Times and sides of direct messages, never their text.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_OWNED_ONLY,
      .plan = plan_messages,
      .digest = digest_messages },
    { .name = "lookup",
      .doc = "One message by its id: does it still stand?",
      .interval_s = DAY_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL | SOURCE_OWNED_ONLY,
      .plan = plan_lookup,
      .digest = digest_lookup },
};

static const struct source_limit limits[] = {
    { "The number of comments includes what is not listed: of restricted people, hidden "
      "ones, those under advertisements and age limits.",
      "Jumlah komentar mencakup yang tidak ditampilkan: dari orang yang dibatasi, yang "
      "disembunyikan, di bawah iklan dan batas usia." },
    { "Comments under posts of others are not seen; of accounts without a token none at "
      "all.",
      "Komentar di kiriman akun lain tidak terlihat; untuk akun tanpa token tidak ada sama "
      "sekali." },
    { NULL, NULL },
};

const struct source source_instagram = {
    .name = "instagram",
    .doc = "Instagram accounts of businesses through the Graph API with Facebook Login, version "
           "26.",
    .default_base_url = "https://graph.facebook.com/v26.0",
    .names_authors = true,
    .asks_via = true,
    .ids = { .digits = true },
    .settings = settings,
    .settings_size = sizeof(struct instagram_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .counts_posts = true,
    .limits = limits,
    .links = &instagram_links,
    .profiles = &instagram_profiles,
    .renewal = graph_renewal,
    .authorization = graph_authorization_instagram,
    .discovery = graph_discovery,
    .inspection = &graph_instagram_inspection,
    .notes = graph_notes,
};
