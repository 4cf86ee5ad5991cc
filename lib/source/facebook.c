/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Facebook Page, Graph API v26. Six streams: the page's counters, its posts, the comments of one
 * post, posts of others that tag the page or stand on it, the times of its direct messages, and the
 * look-up of one message by id (to tell deleted from unlisted). Written for the protocol as it is
 * since 2026-10-27: no ETag, no date_format, no ?ids= bundles.
 */

#include "source/facebook.h"

#include "config/setting.h"
#include "record/absent.h"
#include "source/fields.h"
#include "source/graph_conversations.h"

#define MINUTE_S INT64_C(60)
#define DAY_S    (INT64_C(24) * 60 * MINUTE_S)

/* url is an address of l.facebook.com, which tells nothing of where it leads. */
#define COMMENT_FIELDS                                                      \
    "id,message,created_time,from{id},parent{id},comment_count,like_count," \
    "is_hidden,permalink_url,attachment{type,unshimmed_url,url,target{url}},message_tags"

static const char *const edges[] = { [FACEBOOK_EDGE_PUBLISHED] = "published_posts",
                                     [FACEBOOK_EDGE_POSTS] = "posts",
                                     [FACEBOOK_EDGE_FEED] = "feed",
                                     NULL };

static const struct setting settings[] = {
    { .path = "posts_edge",
      .type = &setting_choice,
      .offset = offsetof(struct facebook_settings, posts_edge),
      .fallback = "published_posts",
      .choices = edges,
      .flags = SETTING_RELOAD,
      .doc =
          "The list that a page's posts are taken from. \"feed\" also has what visitors wrote on "
          "the page; those count as mentions." },
    { .path = "posts_page",
      .type = &setting_integer,
      .offset = offsetof(struct facebook_settings, posts_page),
      .fallback = "25",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc =
          "Posts asked for in one request. It is halved by itself when Facebook finds the answer "
          "too large." },
    { .path = "comments_page",
      .type = &setting_integer,
      .offset = offsetof(struct facebook_settings, comments_page),
      .fallback = "100",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Comments, or posts that tag the page, asked for in one request." },
    { .path = "posts_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct facebook_settings, posts_overlap_us),
      .fallback = "14d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the posts of this long before the last one: their counters "
             "are kept up to date so." },
    { .path = "mentions_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct facebook_settings, mentions_overlap_us),
      .fallback = "7d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "The same for posts of others that tag the page: they can appear late." },
    { .path = "visitor_posts",
      .type = &setting_boolean,
      .offset = offsetof(struct facebook_settings, visitor_posts),
      .fallback = "true",
      .flags = SETTING_RELOAD,
      .doc = "Each look at the mentions also asks for what visitors wrote on the page. With "
             "posts_edge feed the list of posts has that already." },
    { .path = "mention_answers",
      .type = &setting_boolean,
      .offset = offsetof(struct facebook_settings, mention_answers),
      .fallback = "true",
      .flags = SETTING_RELOAD,
      .doc =
          "Mentions and visitors' posts are asked for with the newest comments below them, which "
          "show what the page answered. False where Facebook refuses them." },
    { .path = "conversations_page",
      .type = &setting_integer,
      .offset = offsetof(struct facebook_settings, conversations_page),
      .fallback = "25",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Conversations asked for in one request, each with the times and the senders of its "
             "newest 20 messages. No text is asked for." },
    { .path = "direct_messages_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct facebook_settings, direct_messages_overlap_us),
      .fallback = "1d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the conversations that changed within this long before "
             "the last one." },
    { .path = "absent_shares_are_zero",
      .type = &setting_boolean,
      .offset = offsetof(struct facebook_settings, absent_shares_are_zero),
      .fallback = "false",
      .flags = SETTING_RELOAD,
      .doc = "Facebook seems to leave the number of shares out where it is 0, which is not "
             "documented. With true a missing number is stored as 0, with false as unknown." },
    { .path = NULL },
};

#define PUBLIC_FIELDS "id,name,username,followers_count,fan_count"
static const struct ask_parameter account_query[] = { { "fields", PUBLIC_FIELDS ",is_published" } };
/* Page Public Content Access reads the others; whom one of it shows, everybody sees. */
static const struct ask_parameter public_query[] = { { "fields", PUBLIC_FIELDS } };
#define POST_FIELDS(attachments)                                                   \
    "id,message,created_time,permalink_url,from{id},status_type,is_hidden,shares," \
    "attachments{" attachments "},comments.filter(stream).limit(0).summary(true)," \
    "reactions.limit(0).summary(total_count)"
static const struct ask_parameter posts_query[] = { { "fields", POST_FIELDS("media_type,type") } };
/* What leaders share and whom they tag: their posts ask. */
static const struct ask_parameter leader_posts_query[] = {
    { "fields", POST_FIELDS("media_type,type,unshimmed_url") ",message_tags" },
};
static const struct ask_parameter comments_query[] = {
    { "filter", "stream" },
    { "order", "chronological" },
    { "summary", "true" },
    { "fields", COMMENT_FIELDS },
};
#define MENTION_FIELDS "id,message,created_time,from{id},permalink_url,message_tags"
/* The newest: an answer is seen soon after it was written. */
#define ANSWERS                                                   \
    ",comments.filter(stream).order(reverse_chronological).limit" \
    "(25){id,message,created_time,from{id},like_count,is_hidden,message_tags}"

static const struct ask_parameter tagged_query[] = {
    { "fields", MENTION_FIELDS ",tagged_time" },
    { "fields", MENTION_FIELDS ",tagged_time" ANSWERS },
};
static const struct ask_parameter visitors_query[] = {
    { "fields", MENTION_FIELDS },
    { "fields", MENTION_FIELDS ANSWERS },
};
static const struct ask_parameter comment_query[] = { { "fields", COMMENT_FIELDS } };
static const struct ask_parameter mention_query[] = { { "fields", MENTION_FIELDS } };

static bool
plan_account(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = graph_add_path(&url, view, view->account.external_id, NULL) &&
              ask_add_parameters(&url, view->account.is_public ? public_query : account_query, 1);

    (void)at;
    return graph_request(view, &url, ok, ret_request, err);
}

/* A list of the account that starts at a time. */
struct timed_list {
    const char *edge;
    const struct ask_parameter *parameters;
    size_t parameter_count;
    int64_t limit, overlap_us;
};

static bool
plan_timed(const struct source_view *view, const struct cursor *at, const struct timed_list *list,
           struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    const struct cursor place = facebook_mention_place(at);
    int64_t since = graph_since_s(view, at, list->overlap_us);
    bool ok = graph_add_path(&url, view, view->account.external_id, list->edge) &&
              ask_add_parameters(&url, list->parameters, list->parameter_count) &&
              ask_add_number(&url, STR("limit"), ask_limit(at, list->limit)) &&
              (since == 0 || ask_add_number(&url, STR("since"), since)) &&
              graph_add_until(&url, view) && graph_page_query(&url, &place);

    return graph_request(view, &url, ok, ret_request, err);
}

static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    const struct facebook_settings *set = view->settings;
    const struct timed_list list = { edges[set->posts_edge],
                                     view->account.is_leader ? leader_posts_query : posts_query, 1,
                                     set->posts_page, set->posts_overlap_us };

    return plan_timed(view, at, &list, ret_request, err);
}

static bool
plan_mentions(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    const struct facebook_settings *set = view->settings;
    struct timed_list list = { "tagged", &tagged_query[set->mention_answers], 1, set->comments_page,
                               set->mentions_overlap_us };

    if (facebook_is_of_visitors(at)) {
        list.edge = FACEBOOK_VISITORS;
        list.parameters = &visitors_query[set->mention_answers];
    }
    return plan_timed(view, at, &list, ret_request, err);
}

static struct graph_conversations
conversations_of(const struct source_view *view)
{
    const struct facebook_settings *set = view->settings;

    return (struct graph_conversations){ .owner_id = view->account.external_id,
                                         .platform = "messenger",
                                         .overlap_us = set->direct_messages_overlap_us,
                                         .limit = set->conversations_page };
}

static bool
plan_direct_messages(const struct source_view *view, const struct cursor *at,
                     struct http_request *ret_request, struct error *err)
{
    const struct graph_conversations of = conversations_of(view);

    return graph_conversations_plan(&of, view, at, ret_request, err);
}

static struct str
target_id(const struct source_view *view)
{
    return view->target_count > 0 ? view->targets[0].external_id : STR_NONE;
}

static bool
plan_comments(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    const struct facebook_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = graph_add_path(&url, view, target_id(view), "comments") &&
              ask_add_parameters(&url, comments_query, ARRAY_SIZE(comments_query)) &&
              ask_add_number(&url, STR("limit"), ask_limit(at, set->comments_page)) &&
              graph_page_query(&url, at);

    return graph_request(view, &url, ok, ret_request, err);
}

/* A comment has fields that a post refuses, and the other way round. */
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
    bool ok = graph_add_path(&url, view, target_id(view), NULL) &&
              ask_add_parameters(&url, is_comment_lookup(view) ? comment_query : mention_query, 1);

    (void)at;
    return graph_request(view, &url, ok, ret_request, err);
}

struct page_account {
    struct account_sample sample;
    enum tri is_published; /* and to be seen by others than its administrators */
};

static const struct field account_fields[] = {
    { "id", FIELD_ID, offsetof(struct page_account, sample.external_id), false },
    { "name", FIELD_LINE, offsetof(struct page_account, sample.name), false },
    { "username", FIELD_ID, offsetof(struct page_account, sample.handle), false },
    { "followers_count|fan_count|likes", FIELD_COUNT,
      offsetof(struct page_account, sample.followers), false },
    { "fan_count|likes", FIELD_COUNT, offsetof(struct page_account, sample.fans), false },
    { "is_published", FIELD_FLAG, offsetof(struct page_account, is_published), false },
};

static struct source_outcome
digest_account(const struct source_view *view, const struct cursor *at,
               const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    CLEANUP(jdoc_freep) struct jdoc *doc = graph_open_object(view, at, answer, &outcome, err);
    struct page_account page = { .sample = ABSENT_ACCOUNT_SAMPLE, .is_published = TRI_UNKNOWN };
    struct record *record;
    struct error why = ERROR_INIT;

    if (doc == NULL)
        return outcome;
    outcome.served_version = graph_served_version(view, answer);
    if (!fields_read(FIELD_TABLE(account_fields), jdoc_root(doc), &page, batch, "$", &why))
        return answer_malformed(view, at, err, "$.%s", why.text);
    if (str_is_none(page.sample.name) && page.sample.followers < 0)
        return answer_malformed(view, at, err,
                                "$: expected a page, got neither name nor followers");
    if (page.is_published != TRI_UNKNOWN)
        page.sample.is_private = page.is_published == TRI_NO ? TRI_YES : TRI_NO;
    record = batch_add(batch, RECORD_ACCOUNT_SAMPLE);
    if (record != NULL)
        record->of.account_sample = page.sample;
    answer_keep(batch, 0, "$", true, &why);
    return answer_finish(outcome, view, at, batch, 0, err);
}

static struct source_outcome
digest_posts(const struct source_view *view, const struct cursor *at,
             const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct facebook_settings *set = view->settings;
    struct graph_page page = graph_page_new(view, at, batch, set->posts_page, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (!graph_page_open(&page, answer, &doc, &outcome))
        return outcome;
    facebook_read_posts(&page);
    return graph_page_close(&page, answer);
}

static struct source_outcome
digest_direct_messages(const struct source_view *view, const struct cursor *at,
                       const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct graph_conversations of = conversations_of(view);

    return graph_conversations_digest(&of, view, at, answer, batch, err);
}

static struct source_outcome
digest_comments(const struct source_view *view, const struct cursor *at,
                const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct facebook_settings *set = view->settings;
    struct graph_page page = graph_page_new(view, at, batch, set->comments_page, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;
    int64_t announced;

    if (!graph_page_open(&page, answer, &doc, &outcome))
        return outcome;
    facebook_read_comments(&page, page.items, "$.data", target_id(view));
    outcome = graph_page_close(&page, answer);
    if (jdoc_get_int(jdoc_path(page.root, "summary.total_count"), &announced) && announced >= 0)
        outcome.announced = announced;
    return outcome;
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
        facebook_read_comment(&page, jdoc_root(doc), view->targets[0].post_external_id);
    else
        facebook_read_mention(&page, jdoc_root(doc), "$");
    if (batch->count == 0 && batch->reject_count > 0)
        return answer_malformed(view, at, err, "$.%.*s", STR_ARGS(batch->rejects[0].why));
    return answer_finish(outcome, view, at, batch, 0, err);
}

static const struct source_stream streams[] = {
    { .name = "account",
      .doc = "Name, handle, followers and fans of the page.",
      .interval_s = DAY_S,
      .cost = 1,
      .plan = plan_account,
      .digest = digest_account },
    { .name = "posts",
      .doc = "The page's posts with their reactions, comments and shares.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_COUNTERS,
      .plan = plan_posts,
      .digest = digest_posts },
    { .name = "comments",
      .doc = "Comments and replies under the page's posts, one post per request.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_POSTS | SOURCE_COMPLETE,
      .list = "data",
      .list_linked_by = "\"parent\"",
      .plan = plan_comments,
      .digest = digest_comments },
    { .name = "mentions",
      .doc = "Posts of others that tag the page, and what visitors wrote on it.",
      .interval_s = 10 * MINUTE_S,
      .cost = 1,
      .plan = plan_mentions,
      .digest = facebook_digest_mentions },
    { .name = "direct_messages",
      .doc = "Times and sides of the page's conversations, never their text.",
      .interval_s = 10 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_OWNED_ONLY,
      .plan = plan_direct_messages,
      .digest = digest_direct_messages },
    { .name = "lookup",
      .doc = "One message by its id: does it still stand?",
      .interval_s = DAY_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL,
      .plan = plan_lookup,
      .digest = digest_lookup },
};

static const struct source_limit limits[] = {
    { "Comments are counted that are not listed: hidden by Facebook, of people who blocked "
      "the Page, of deleted accounts. Pairs of 18 counted and 15 listed are usual, some "
      "posts list a tenth.",
      "Sebagian komentar dihitung tetapi tidak ditampilkan: disembunyikan Facebook, dari "
      "pemblokir Halaman atau akun terhapus. Lazim 18 dihitung dan 15 tampil; pada sebagian"
      " kiriman hanya sepersepuluh." },
    { "Who deleted a comment, and when one was edited, is not told.",
      "Siapa penghapus komentar dan kapan komentar disunting tidak diberitahukan." },
    { "Authors are withheld where they did not allow the app to see them: opener unknown.",
      "Penulis yang tidak mengizinkan aplikasi melihatnya disembunyikan: pembuka unknown." },
    { NULL, NULL },
};

const struct source source_facebook = {
    .name = "facebook",
    .doc = "Facebook Pages through the Graph API, version 26.",
    .default_base_url = "https://graph.facebook.com/v26.0",
    .ids = { .digits = true },
    .settings = settings,
    .settings_size = sizeof(struct facebook_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .limits = limits,
    .links = &facebook_links,
    .profiles = &facebook_profiles,
    .renewal = graph_renewal,
    .authorization = graph_authorization_facebook,
    .discovery = graph_discovery,
    .inspection = &graph_facebook_inspection,
    .notes = graph_notes,
};
