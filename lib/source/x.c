/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * X, API v2 (OpenAPI 2.168). The account's counters, its timeline (posts, and its answers to
 * others), what names it, the conversations below its posts, and items by id. Nothing is asked of X
 * until the configuration names the plan: the terms want a government to have one of its own.
 * Users are never expanded: they are paid for one by one, and nothing of a citizen is kept.
 */

#include "source/x.h"

#include <inttypes.h>
#include <stdio.h>

#include "config/setting.h"
#include "http/url.h"
#include "record/absent.h"
#include "source/ask.h"
#include "source/fields.h"

#define URL_MAX  8192 /* a hundred ids of 20 bytes, and a place of CURSOR_AFTER_SIZE */
#define IDS_MAX  4096
#define MINUTE_S INT64_C(60)
#define DAY_S    (INT64_C(24) * 60 * MINUTE_S)

/* The API's first day is that of the ids with a time in them. */
#define FIRST_US INT64_C(1289001600000000) /* 2010-11-06 */

static const char *const plans[] = { [X_PLAN_NONE] = "none",
                                     [X_PLAN_ENTERPRISE] = "enterprise",
                                     [X_PLAN_NO_GOVERNMENT] = "no_government",
                                     NULL };
static const char *const names[] = { [X_NAMES_TWEET] = "tweet", [X_NAMES_POST] = "post", NULL };
static const char *const windows[] = {
    [X_WINDOW_TIME] = "start_time", [X_WINDOW_ID] = "since_id", NULL
};

static const struct setting settings[] = {
    { .path = "plan",
      .type = &setting_choice,
      .offset = offsetof(struct x_settings, plan),
      .fallback = "none",
      .choices = plans,
      .flags = SETTING_RELOAD,
      .doc = "Accounts of X are refused until this is set. \"enterprise\": X has granted an "
             "Enterprise plan that names the government, as the clause Government Use of its "
             "Developer Agreement demands of a government and of whoever acts for one. "
             "\"no_government\": no government sees what is collected." },
    { .path = "names",
      .type = &setting_choice,
      .offset = offsetof(struct x_settings, names),
      .fallback = "tweet",
      .choices = names,
      .flags = SETTING_RELOAD,
      .doc = "Names of the request's parameters and fields: tweet.fields and referenced_tweets, or "
             "post.fields and referenced_posts, to which X has been changing since July 2026. "
             "Answers are read in both." },
    { .path = "window",
      .type = &setting_choice,
      .offset = offsetof(struct x_settings, window),
      .fallback = "start_time",
      .choices = windows,
      .flags = SETTING_RELOAD,
      .doc = "How a list is told where to begin; never both. X once answered requests with times "
             "by status 503 for weeks: then since_id goes on working." },
    { .path = "page",
      .type = &setting_integer,
      .offset = offsetof(struct x_settings, page),
      .fallback = "100",
      .min = 10,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Items asked for in one request." },
    { .path = "posts_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct x_settings, posts_overlap_us),
      .fallback = "2d",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "Each visit asks again for the posts of this long before the last one: their counters "
             "are kept up to date so. X takes money for an item once in a day." },
    { .path = "mentions_overlap",
      .type = &setting_duration,
      .offset = offsetof(struct x_settings, mentions_overlap_us),
      .fallback = "12h",
      .min = WHEN_HOUR,
      .max = 365 * WHEN_DAY,
      .flags = SETTING_RELOAD,
      .doc = "The same for what names the account: mentions appear hours late." },
    { .path = "retweets",
      .type = &setting_boolean,
      .offset = offsetof(struct x_settings, retweets),
      .fallback = "false",
      .flags = SETTING_RELOAD,
      .doc = "Whether what the account repeats of others counts as a post of its own." },
    { .path = NULL },
};

/* What differs between the names of before and after 2026. */
static const struct spelling {
    const char *parameter, *fields, *expansion;
} spellings[] = {
    [X_NAMES_TWEET] = { "tweet.fields",
                        "created_at,author_id,conversation_id,in_reply_to_user_id,"
                        "referenced_tweets,public_metrics,lang,entities,attachments,note_tweet,"
                        "withheld",
                        "referenced_tweets.id" },
    [X_NAMES_POST] = { "post.fields",
                       "created_at,author_id,conversation_id,in_reply_to_user_id,"
                       "referenced_posts,public_metrics,lang,entities,attachments,note_post,"
                       "withheld",
                       "referenced_posts.id" },
};

static bool
add_fields(struct buf *url, const struct source_view *view, bool expands)
{
    const struct x_settings *set = view->settings;
    const struct spelling *spelling = &spellings[set->names];

    return url_add_query(url, str_from(spelling->parameter), str_from(spelling->fields)) &&
           (!expands || url_add_query(url, STR("expansions"), str_from(spelling->expansion)));
}

/* base/users/ID or base/users/ID/edge. */
static bool
add_user_path(struct buf *url, const struct source_view *view, const char *edge)
{
    return view->account.external_id.n > 0 && buf_append_str(url, view->base_url) &&
           url_add_segment(url, STR("users")) && url_add_segment(url, view->account.external_id) &&
           (edge == NULL || url_add_segment(url, str_from(edge)));
}

static bool
finish_request(const struct source_view *view, const struct buf *url, bool ok,
               struct http_request *ret_request, struct error *err)
{
    struct http_request request = {
        .method = HTTP_GET,
        .secrets = { { .place = HTTP_SECRET_HEADER,
                       .transform = HTTP_SECRET_BEARER,
                       .name = "Authorization",
                       .part = "token" } },
        .secret_count = 1,
    };

    return ask_finish(view, url, ok, &request, ret_request, err);
}

static unsigned
limit_of(const struct source_view *view, const struct cursor *at)
{
    const struct x_settings *set = view->settings;

    return ask_limit(at, set->page);
}

/* When a list is to begin, or WHEN_NONE for all of it. */
static int64_t
list_start(const struct source_view *view, const struct cursor *at, int64_t overlap_us)
{
    int64_t start_us = ask_since_us(view, at, overlap_us);

    return start_us > FIRST_US ? when_floor(start_us, WHEN_SECOND) : WHEN_NONE;
}

static bool
add_window(struct buf *url, const struct source_view *view, int64_t start_us)
{
    const struct x_settings *set = view->settings;
    char text[WHEN_FORMAT_MAX];
    struct str id;

    if (view->until_us > FIRST_US &&
        !url_add_query(url, STR("end_time"),
                       str_from(when_format(when_floor(view->until_us, WHEN_SECOND), text))))
        return false;
    if (start_us == WHEN_NONE)
        return true;
    if (set->window == X_WINDOW_TIME)
        return url_add_query(url, STR("start_time"), str_from(when_format(start_us, text)));
    return x_id_of_time(start_us, view->arena, &id) && url_add_query(url, STR("since_id"), id);
}

/* The place that x_digest_list() took out of the last page. */
static bool
add_place(struct buf *url, const struct cursor *at)
{
    return at->frame_count == 0 ||
           url_add_query(url, str_from(at->frames[0].edge), str_from(at->frames[0].after));
}

static bool
plan_account(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok = add_user_path(&url, view, NULL) &&
              url_add_query(&url, STR("user.fields"),
                            STR("id,name,username,protected,withheld,public_metrics"));

    (void)at;
    return finish_request(view, &url, ok, ret_request, err);
}

static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    const struct x_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok = add_user_path(&url, view, "tweets") &&
              (set->retweets || url_add_query(&url, STR("exclude"), STR("retweets"))) &&
              ask_add_number(&url, STR("max_results"), limit_of(view, at)) &&
              add_fields(&url, view, true) &&
              add_window(&url, view, list_start(view, at, set->posts_overlap_us)) &&
              add_place(&url, at);

    return finish_request(view, &url, ok, ret_request, err);
}

static bool
plan_mentions(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    const struct x_settings *set = view->settings;
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok = add_user_path(&url, view, "mentions") &&
              ask_add_number(&url, STR("max_results"), limit_of(view, at)) &&
              add_fields(&url, view, true) &&
              add_window(&url, view, list_start(view, at, set->mentions_overlap_us)) &&
              add_place(&url, at);

    return finish_request(view, &url, ok, ret_request, err);
}

static struct str
target_id(const struct source_view *view)
{
    return view->target_count > 0 ? view->targets[0].external_id : STR_NONE;
}

/* The search has the last seven days and needs no window for it. */
static bool
plan_comments(const struct source_view *view, const struct cursor *at,
              struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    CLEANUP(buf_done) struct buf query = BUF_INIT(512); /* the most that X takes */
    bool ok = target_id(view).n > 0 &&
              buf_printf(&query, "conversation_id:%.*s", STR_ARGS(target_id(view))) &&
              buf_append_str(&url, view->base_url) && url_add_segment(&url, STR("tweets")) &&
              url_add_segment(&url, STR("search")) && url_add_segment(&url, STR("recent")) &&
              url_add_query(&url, STR("query"), buf_str(&query)) &&
              ask_add_number(&url, STR("max_results"), limit_of(view, at)) &&
              add_fields(&url, view, true) && add_place(&url, at);

    return finish_request(view, &url, ok, ret_request, err);
}

static bool
plan_lookup(const struct source_view *view, const struct cursor *at,
            struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    CLEANUP(buf_done) struct buf ids = BUF_INIT(IDS_MAX);
    bool ok = target_id(view).n > 0 && x_lookup_ids(view, at, &ids) &&
              buf_append_str(&url, view->base_url) && url_add_segment(&url, STR("tweets")) &&
              url_add_query(&url, STR("ids"), buf_str(&ids)) && add_fields(&url, view, false);

    return finish_request(view, &url, ok, ret_request, err);
}

static const struct field user_fields[] = {
    { "id", FIELD_ID, offsetof(struct account_sample, external_id), true },
    { "name", FIELD_LINE, offsetof(struct account_sample, name), false },
    { "username", FIELD_ID, offsetof(struct account_sample, handle), false },
    { "protected", FIELD_FLAG, offsetof(struct account_sample, is_private), false },
    { "public_metrics.followers_count", FIELD_COUNT, offsetof(struct account_sample, followers),
      false },
    { "public_metrics.following_count", FIELD_COUNT, offsetof(struct account_sample, following),
      false },
    { "public_metrics.tweet_count|public_metrics.post_count", FIELD_COUNT,
      offsetof(struct account_sample, posts), false },
};

/* Accounts are listed where several are asked for; then the one of this id. */
static struct jdoc_node
find_account(const struct source_view *view, struct jdoc_node data)
{
    char digits[JDOC_DIGITS_SIZE];
    struct str id;

    for (size_t i = 0; jdoc_is_array(data) && i < jdoc_size(data); i++) {
        struct jdoc_node entry = jdoc_at(data, i);
        if (jdoc_get_id(jdoc_member(entry, "id"), digits, &id) &&
            str_equal(id, view->account.external_id))
            return entry;
    }
    return data;
}

static struct source_outcome
digest_account(const struct source_view *view, const struct cursor *at,
               const struct http_response *response, struct batch *batch, struct error *err)
{
    struct source_outcome outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, response, &outcome, err);
    struct account_sample sample = ABSENT_ACCOUNT_SAMPLE;
    struct error why = ERROR_INIT;
    struct jdoc_node data;
    struct record *record;

    if (doc == NULL)
        return outcome;
    if (x_is_refusal(jdoc_root(doc), response))
        return x_refusal(view, at, response, jdoc_root(doc), err);
    data = find_account(view, jdoc_member(jdoc_root(doc), "data"));
    if (!jdoc_is_object(data))
        return answer_malformed(view, at, err, "$.data: expected an object, got %s",
                                jdoc_type_name(data));
    if (!fields_read(FIELD_TABLE(user_fields), data, &sample, batch, "$.data", &why))
        return answer_malformed(view, at, err, "$.data.%s", why.text);
    sample.is_withheld = x_is_withheld(data) ? TRI_YES : TRI_NO; /* no word of it: it is not */
    record = batch_add(batch, RECORD_ACCOUNT_SAMPLE);
    if (record != NULL)
        record->of.account_sample = sample;
    answer_keep(batch, 0, "$.data", true, &why);
    return answer_finish(outcome, view, at, batch, 0, err);
}

static struct x_answer
new_answer(const struct source_view *view, const struct cursor *at, struct batch *batch,
           struct error *err)
{
    return (struct x_answer){
        .view = view, .at = at, .batch = batch, .err = err, .own_post_id = STR_NONE
    };
}

static struct source_outcome
digest_posts(const struct source_view *view, const struct cursor *at,
             const struct http_response *response, struct batch *batch, struct error *err)
{
    struct x_answer answer = new_answer(view, at, batch, err);

    answer.is_own_timeline = true;
    return x_digest_list(&answer, response, limit_of(view, at), "pagination_token");
}

static struct source_outcome
digest_mentions(const struct source_view *view, const struct cursor *at,
                const struct http_response *response, struct batch *batch, struct error *err)
{
    struct x_answer answer = new_answer(view, at, batch, err);

    return x_digest_list(&answer, response, limit_of(view, at), "pagination_token");
}

static struct source_outcome
digest_comments(const struct source_view *view, const struct cursor *at,
                const struct http_response *response, struct batch *batch, struct error *err)
{
    struct x_answer answer = new_answer(view, at, batch, err);

    answer.own_post_id = target_id(view);
    return x_digest_list(&answer, response, limit_of(view, at), "next_token");
}

/* Off until somebody who knows the contract says otherwise. */
static const char *
fault(const void *set_up, size_t nth, struct error *err)
{
    const struct x_settings *set = set_up;

    if (set->plan != X_PLAN_NONE || nth > 0)
        return NULL;
    error_set(err, ERROR_CONFIG,
              "X is off: its terms prohibit use by a government without a plan "
              "that names it");
    error_hint(err, "Set platforms.x.plan to enterprise once X has granted an Enterprise plan for "
                    "the government; see pantau-x(7).");
    return "plan";
}

static const struct source_stream streams[] = {
    { .name = "account",
      .doc = "Name, handle, followers, accounts followed and number of posts.",
      .interval_s = DAY_S,
      .cost = 1,
      .plan = plan_account,
      .digest = digest_account },
    { .name = "posts",
      .doc = "The account's posts with their counters, and its answers to others.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .flags = SOURCE_COUNTERS,
      .plan = plan_posts,
      .digest = digest_posts },
    { .name = "comments",
      .doc = "The conversation below a post of the account: what was written in the last seven "
             "days, one post per request.",
      .interval_s = 15 * MINUTE_S,
      .cost = 1,
      .shows_s = 7 * DAY_S,
      .targets_max = 1,
      .flags = SOURCE_TARGETS_POSTS | SOURCE_COMPLETE,
      .plan = plan_comments,
      .digest = digest_comments },
    { .name = "mentions",
      .doc = "What others write that names the account.",
      .interval_s = 10 * MINUTE_S,
      .cost = 1,
      .plan = plan_mentions,
      .digest = digest_mentions },
    { .name = "lookup",
      .doc =
          "Posts and messages by their ids, up to a hundred in one request: do they still stand? "
          "Everything that is kept, each day.",
      .interval_s = DAY_S,
      .cost = 1,
      .targets_max = X_LOOKUP_MAX,
      .confirm_s = DAY_S, /* what is gone at X must go here within a day */
      .flags = SOURCE_COUNTERS | SOURCE_TARGETS_MESSAGES | SOURCE_INTERNAL,
      .plan = plan_lookup,
      .digest = x_digest_lookup },
};

static const struct source_limit limits[] = {
    { "Answers of the last seven days only; what was deleted before it was seen is unknown.",
      "Hanya balasan tujuh hari terakhir; yang dihapus sebelum terlihat tidak diketahui." },
    { NULL, NULL },
};

const struct source source_x = {
    .name = "x",
    .doc = "X (Twitter) through its API, version 2. The terms want a plan of its own for a "
           "government: see pantau-x(7).",
    .default_base_url = "https://api.x.com/2",
    .ids = { .digits = true },
    /* X's Developer Policy and Agreement: what was deleted, protected, suspended or withheld goes
     * "as soon as reasonably possible", within 24 hours after a request of X. For what cannot be
     * looked at any more they name no time: a week outlasts a failure over a long weekend. */
    .keeps_s = 7 * DAY_S,
    /* What an outage held up may be confirmed first: an account rests for an hour at most before it
     * is asked for, and has an hour then. */
    .spares_s = 2 * 60 * MINUTE_S,
    .erases_text = true,
    .bills_items = true,
    .settings = settings,
    .settings_size = sizeof(struct x_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .limits = limits,
    .links = &x_links,
    .profiles = &x_profiles,
    .fault = fault,
    .renewal = x_renewal,
    .authorization = x_authorization,
    .discovery = x_discovery,
    .notes = x_notes,
};
