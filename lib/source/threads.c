/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Threads, through its own API, version 1.0: the profile and its followers, posts, the conversation
 * below one post with the post's numbers behind it, posts of others that name the account, and the
 * look-up of one message by id. Of a public profile that gave no token: profile and posts.
 */

#include "source/threads.h"

#include "config/setting.h"
#include "http/url.h"

#define MINUTE_S INT64_C(60)
#define DAY_S    (INT64_C(24) * 60 * MINUTE_S)
/* The first second that a list may start at: 5 July 2023, when Threads began. */
#define FIRST_S INT64_C(1688540400)

#define POST_FIELDS "id,text,timestamp,permalink,media_type"
#define MESSAGE_FIELDS                                                                \
    "id,text,timestamp,username,permalink,shortcode,media_type,root_post,replied_to," \
    "is_reply_owned_by_me,hide_status"

static const struct setting settings[] = {
    { .path = "posts_page",
      .type = &setting_integer,
      .offset = offsetof(struct threads_settings, posts_page),
      .fallback = "50",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Posts, own or of others that name the account, asked for in one request." },
    { .path = "comments_page",
      .type = &setting_integer,
      .offset = offsetof(struct threads_settings, comments_page),
      .fallback = "100",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Replies asked for in one request." },
    { .path = "posts_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct threads_settings, posts_overlap_us),
      .fallback = "2d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the posts of this long before the last one." },
    { .path = "mentions_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct threads_settings, mentions_overlap_us),
      .fallback = "7d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "The same for posts of others that name the account: they can appear late." },
    { .path = "metrics",
      .type = &setting_text,
      .offset = offsetof(struct threads_settings, metrics),
      .fallback = "views,likes,replies,reposts",
      .flags = SETTING_RELOAD,
      .doc = "Numbers of a post that are asked for behind its conversation, in one request. Empty: "
             "none. One that Threads does not know makes it refuse all of them." },
    { .path = "follower_count",
      .type = &setting_boolean,
      .offset = offsetof(struct threads_settings, follower_count),
      .fallback = "true",
      .flags = SETTING_RELOAD,
      .doc = "The daily look at the account also asks for the number of followers." },
    { .path = NULL },
};

static const struct ask_parameter profile_query[] = { { "fields", "id,username,name" } };
static const struct ask_parameter lookup_query[] = {
    { "fields", "username,name,follower_count" },
};
static const struct ask_parameter followers_query[] = { { "metric", "followers_count" } };
static const struct ask_parameter posts_query[] = { { "fields", POST_FIELDS } };
static const struct ask_parameter mentions_query[] = { { "fields", MESSAGE_FIELDS } };
static const struct ask_parameter replies_query[] = {
    { "reverse", "false" },
    { "fields", MESSAGE_FIELDS },
};

/* base/edge?username=…: profiles that gave no token are known by name. */
static bool
add_public(struct buf *url, const struct source_view *view, const char *edge)
{
    return view->account.handle.n > 0 && graph_add_path(url, view, str_from(edge), NULL) &&
           url_add_query(url, STR("username"), view->account.handle);
}

static bool
plan_account(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    struct str id = view->account.external_id;
    bool ok;

    if (view->account.is_public)
        ok = add_public(&url, view, "profile_lookup") &&
             ask_add_parameters(&url, lookup_query, ARRAY_SIZE(lookup_query));
    else if (threads_is_at_numbers(at))
        ok = graph_add_path(&url, view, id, "threads_insights") &&
             ask_add_parameters(&url, followers_query, ARRAY_SIZE(followers_query));
    else
        ok = graph_add_path(&url, view, id, NULL) &&
             ask_add_parameters(&url, profile_query, ARRAY_SIZE(profile_query));
    return graph_request(view, &url, ok, ret_request, err);
}

/* What is common to lists that start at a time. */
static bool
add_since(struct buf *url, const struct source_view *view, const struct cursor *at, int64_t limit,
          int64_t overlap_us)
{
    int64_t since_s = graph_since_s(view, at, overlap_us);

    if (since_s > 0 && since_s < FIRST_S)
        since_s = 0;
    return ask_add_number(url, STR("limit"), ask_limit(at, limit)) &&
           (since_s == 0 || ask_add_number(url, STR("since"), since_s)) &&
           graph_add_until(url, view) && graph_page_query(url, at);
}

static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    const struct threads_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = view->account.is_public
                  ? add_public(&url, view, "profile_posts")
                  : graph_add_path(&url, view, view->account.external_id, "threads");

    ok = ok && ask_add_parameters(&url, posts_query, ARRAY_SIZE(posts_query)) &&
         add_since(&url, view, at, set->posts_page, set->posts_overlap_us);
    return graph_request(view, &url, ok, ret_request, err);
}

static bool
plan_mentions(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    const struct threads_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = graph_add_path(&url, view, view->account.external_id, "mentions") &&
              ask_add_parameters(&url, mentions_query, ARRAY_SIZE(mentions_query)) &&
              add_since(&url, view, at, set->posts_page, set->mentions_overlap_us);

    return graph_request(view, &url, ok, ret_request, err);
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
    const struct threads_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok;

    if (threads_is_at_numbers(at))
        ok = graph_add_path(&url, view, target_id(view), "insights") &&
             url_add_query(&url, STR("metric"), set->metrics);
    else
        ok = graph_add_path(&url, view, target_id(view), "conversation") &&
             ask_add_parameters(&url, replies_query, ARRAY_SIZE(replies_query)) &&
             ask_add_number(&url, STR("limit"), ask_limit(at, set->comments_page)) &&
             graph_page_query(&url, at);
    return graph_request(view, &url, ok, ret_request, err);
}

static bool
plan_lookup(const struct source_view *view, const struct cursor *at,
            struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(GRAPH_URL_MAX);
    bool ok = graph_add_path(&url, view, target_id(view), NULL) &&
              ask_add_parameters(&url, mentions_query, ARRAY_SIZE(mentions_query));

    (void)at;
    return graph_request(view, &url, ok, ret_request, err);
}

/* Versions of the Graph API that stand in the headers are none of this one's. */
static struct source_outcome
close_page(struct graph_page *page, const struct http_response *answer)
{
    struct source_outcome outcome = graph_page_close(page, answer);

    outcome.served_version = STR_NONE;
    return outcome;
}

static struct source_outcome
digest_account(const struct source_view *view, const struct cursor *at,
               const struct http_response *answer, struct batch *batch, struct error *err)
{
    return threads_is_at_numbers(at) ? threads_read_followers(view, at, answer, batch, err)
                                     : threads_read_profile(view, at, answer, batch, err);
}

static struct source_outcome
digest_posts(const struct source_view *view, const struct cursor *at,
             const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct threads_settings *set = view->settings;
    struct graph_page page = graph_page_new(view, at, batch, set->posts_page, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    page.full_goes_on = true;
    if (!graph_page_open(&page, answer, &doc, &outcome))
        return outcome;
    threads_read_posts(&page);
    return close_page(&page, answer);
}

static struct source_outcome
digest_mentions(const struct source_view *view, const struct cursor *at,
                const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct threads_settings *set = view->settings;
    struct graph_page page = graph_page_new(view, at, batch, set->posts_page, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    page.full_goes_on = true;
    if (!graph_page_open(&page, answer, &doc, &outcome))
        return outcome;
    threads_read_mentions(&page);
    return close_page(&page, answer);
}

static struct source_outcome
digest_comments(const struct source_view *view, const struct cursor *at,
                const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct threads_settings *set = view->settings;
    struct graph_page page = graph_page_new(view, at, batch, set->comments_page, err);
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (threads_is_at_numbers(at))
        return threads_read_metrics(view, at, answer, batch, err);
    page.full_goes_on = true;
    if (!graph_page_open(&page, answer, &doc, &outcome))
        return outcome;
    threads_read_replies(&page, target_id(view));
    outcome = close_page(&page, answer);
    if (outcome.verdict == VERDICT_DONE && set->metrics.n > 0) {
        outcome.verdict = VERDICT_MORE;
        must(cursor_push(&outcome.next, THREADS_NUMBERS, STR(""), STR("-")));
    }
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
    threads_read_one(&page, jdoc_root(doc),
                     view->target_count > 0 ? view->targets[0].post_external_id : STR_NONE);
    if (batch->count == 0 && batch->reject_count > 0)
        return answer_malformed(view, at, err, "$.%.*s", STR_ARGS(batch->rejects[0].why));
    return answer_finish(outcome, view, at, batch, 0, err);
}

static const struct source_stream streams[] = {
    { .name = "account",
      .doc = "Name, handle and followers of the profile.",
      .interval_s = DAY_S,
      .cost = 1,
      .plan = plan_account,
      .digest = digest_account },
    { .name = "posts",
      .doc = "The profile's posts; what it passed on of others is none.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .plan = plan_posts,
      .digest = digest_posts },
    { .name = "comments",
      .doc = "All replies below a post, at any depth, and the post's numbers behind them.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .targets_max = 1,
      .flags = SOURCE_COUNTERS | SOURCE_TARGETS_POSTS | SOURCE_COMPLETE | SOURCE_OWNED_ONLY,
      .plan = plan_comments,
      .digest = digest_comments },
    { .name = "mentions",
      .doc = "Public posts of others that name the profile.",
      .interval_s = 10 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_OWNED_ONLY,
      .plan = plan_mentions,
      .digest = digest_mentions },
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
    { "What private profiles write below a post is not shown; likes of replies are not "
      "told.",
      "Tulisan profil privat di bawah kiriman tidak ditampilkan; suka pada balasan tidak "
      "diberitahukan." },
    { NULL, NULL },
};

const struct source source_threads = {
    .name = "threads",
    .doc = "Threads profiles through the Threads API, version 1.0.",
    .default_base_url = "https://graph.threads.net/v1.0",
    .names_authors = true,
    .ids = { .digits = true },
    .settings = settings,
    .settings_size = sizeof(struct threads_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .limits = limits,
    .links = &threads_links,
    .profiles = &threads_profiles,
    .renewal = threads_renewal,
    .authorization = threads_authorization,
    .discovery = threads_discovery,
    .notes = graph_notes,
};
