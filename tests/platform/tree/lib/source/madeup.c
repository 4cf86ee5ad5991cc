/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A platform that is made up: an account with a name and followers, and one page of posts. What a
 * refusal means, its status says.
 */

#include "source/madeup.h"

#include <stdio.h>

#include "config/setting.h"
#include "http/url.h"
#include "record/absent.h"
#include "source/answer.h"
#include "source/ask.h"
#include "source/fields.h"

#define URL_MAX 8192
#define HOUR_S  INT64_C(3600)

struct madeup_settings {
    int64_t posts_page;
};

static const struct setting settings[] = {
    { .path = "posts_page",
      .type = &setting_integer,
      .offset = offsetof(struct madeup_settings, posts_page),
      .fallback = "20",
      .min = 1,
      .max = 100,
      .flags = SETTING_RELOAD,
      .doc = "Posts asked for in one request." },
    { .path = NULL },
};

struct madeup_post {
    struct post post;
    struct post_sample sample;
};
static const struct field account_fields[] = {
    { "name", FIELD_LINE, offsetof(struct account_sample, name), true },
    { "followers", FIELD_COUNT, offsetof(struct account_sample, followers), false },
};
static const struct field post_fields[] = {
    { "id", FIELD_ID, offsetof(struct madeup_post, post.external_id), true },
    { "time", FIELD_TIME, offsetof(struct madeup_post, post.published_at_us), true },
    { "text", FIELD_TEXT, offsetof(struct madeup_post, post.text), false },
    { "likes", FIELD_COUNT, offsetof(struct madeup_post, sample.likes), false },
};

/* ok is false when a part did not fit. */
static bool
finish(const struct source_view *view, const struct buf *url, bool ok,
       struct http_request *ret_request, struct error *err)
{
    const struct http_request request = {
        .method = HTTP_GET,
        .secrets = { { .place = HTTP_SECRET_HEADER,
                       .transform = HTTP_SECRET_BEARER,
                       .name = "Authorization",
                       .part = "token" } },
        .secret_count = 1,
    };

    return ask_finish(view, url, ok, &request, ret_request, err);
}

static bool
plan_account(const struct source_view *view, const struct cursor *at,
             struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    bool ok =
        buf_append_str(&url, view->base_url) && url_add_segment(&url, view->account.external_id);

    (void)at;
    return finish(view, &url, ok, ret_request, err);
}

static bool
plan_posts(const struct source_view *view, const struct cursor *at,
           struct http_request *ret_request, struct error *err)
{
    CLEANUP(buf_done) struct buf url = BUF_INIT(URL_MAX);
    const struct madeup_settings *set = view->settings;
    bool ok = buf_append_str(&url, view->base_url) &&
              url_add_segment(&url, view->account.external_id) &&
              url_add_segment(&url, STR("posts")) &&
              ask_add_number(&url, STR("limit"), ask_limit(at, set->posts_page));

    return finish(view, &url, ok, ret_request, err);
}

static struct source_outcome
digest_account(const struct source_view *view, const struct cursor *at,
               const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct account_sample sample = ABSENT_ACCOUNT_SAMPLE;
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, answer, &outcome, err);
    struct error why = ERROR_INIT;
    struct record *record;

    if (doc == NULL)
        return outcome;
    if (answer->status >= 300)
        return answer_by_status(view, at, answer, NULL, err);
    if (!fields_read(FIELD_TABLE(account_fields), jdoc_root(doc), &sample, batch, "$", &why))
        return answer_malformed(view, at, err, "an account of nobody");
    record = batch_add(batch, RECORD_ACCOUNT_SAMPLE);
    if (record != NULL)
        record->of.account_sample = sample;
    outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    return answer_finish(outcome, view, at, batch, 0, err);
}

static bool
add_post(struct batch *batch, const struct madeup_post *read)
{
    struct record *post = batch_add(batch, RECORD_POST);
    struct record *sample;

    if (post == NULL)
        return false;
    post->of.post = read->post;
    sample = batch_add(batch, RECORD_POST_SAMPLE);
    if (sample == NULL)
        return false;
    sample->of.post_sample = read->sample;
    sample->of.post_sample.post_external_id = read->post.external_id;
    return true;
}

static void
read_post(struct batch *batch, struct jdoc_node item, const char *path)
{
    struct madeup_post read = {
        .post = ABSENT_POST(FORMAT_TEXT),
        .sample = ABSENT_POST_SAMPLE,
    };
    struct error why = ERROR_INIT;
    size_t first = batch->count;
    bool ok = fields_read(FIELD_TABLE(post_fields), item, &read, batch, path, &why);

    if (ok)
        add_post(batch, &read);
    answer_keep(batch, first, path, ok, &why);
}

static struct source_outcome
digest_posts(const struct source_view *view, const struct cursor *at,
             const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct madeup_settings *set = view->settings;
    struct source_outcome outcome;
    CLEANUP(jdoc_freep) struct jdoc *doc = answer_open(view, at, answer, &outcome, err);
    struct jdoc_node list;
    char path[ANSWER_PATH_MAX];

    if (doc == NULL)
        return outcome;
    if (answer->status >= 300)
        return answer_by_status(view, at, answer, NULL, err);
    list = jdoc_member(jdoc_root(doc), "posts");
    if (!jdoc_is_array(list))
        return answer_malformed(view, at, err, "a list of nothing");
    for (size_t i = 0; i < jdoc_size(list) && !batch->overflowed; i++) {
        snprintf(path, sizeof(path), "$.posts[%zu]", i);
        read_post(batch, jdoc_at(list, i), path);
    }
    outcome = answer_outcome(at, VERDICT_DONE, SCOPE_STREAM, CAUSE_NONE);
    outcome.next.since_us = view->now_us;
    return answer_finish(outcome, view, at, batch, ask_limit(at, set->posts_page), err);
}

static const struct source_stream streams[] = {
    { .name = "account",
      .doc = "Name and followers.",
      .interval_s = 24 * HOUR_S,
      .cost = 1,
      .plan = plan_account,
      .digest = digest_account },
    { .name = "posts",
      .doc = "The newest posts with their likes.",
      .interval_s = HOUR_S,
      .cost = 1,
      .plan = plan_posts,
      .digest = digest_posts },
};

static const struct source_limit limits[] = {
    { "Comments are not told.", "Komentar tidak diberitahukan." },
    { NULL, NULL },
};

const struct source source_madeup = {
    .name = "madeup",
    .doc = "A platform that is made up (API v1).",
    .default_base_url = "https://api.madeup.example/v1",
    .ids = { .begins = "MU", .bytes = 10 },
    .settings = settings,
    .settings_size = sizeof(struct madeup_settings),
    .streams = streams,
    .stream_count = ARRAY_SIZE(streams),
    .links = &madeup_links,
    .profiles = &madeup_profiles,
    .counts_posts = true,
    .limits = limits,
};
