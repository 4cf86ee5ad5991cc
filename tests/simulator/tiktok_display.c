/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * TikTok's Display API v2: an account's own numbers and videos, and nothing that is said below
 * them. Failures have a status of their own and a word; what went well has the word "ok". Fields
 * stand in the query, all else in a JSON body; times are seconds and numbers, places milliseconds.
 */

#include "tiktok.h"

#include <string.h>

#define PAGE_USUAL 10

static const char *const account_fields[] = {
    "open_id",        "display_name",    "username",    "bio_description", "is_verified",
    "follower_count", "following_count", "likes_count", "video_count",     NULL,
};
static const char *const video_fields[] = {
    "id",         "create_time",   "title",       "video_description", "share_url", "duration",
    "like_count", "comment_count", "share_count", "view_count",        NULL,
};

struct look {
    const struct channel *channel;
    const struct account *reader;
    const char *fields;
    int64_t at;
    struct answer *answer;
};

static json_t *
error_json(const char *code, const char *message)
{
    return json_pack("{s:s, s:s, s:s}", "code", code, "message", message, "log_id",
                     "2026SIMULATED0000000000000000000000");
}

static void
refuse(struct answer *answer, int status, const char *code, const char *message)
{
    tiktok_refuse(answer, status, json_pack("{s:o}", "error", error_json(code, message)));
}

static void
refuse_parameter(struct answer *answer, const char *message)
{
    refuse(answer, 400, "invalid_params", message);
}

static void
reply(const struct look *look, json_t *data)
{
    answer_json(look->answer, 200,
                json_pack("{s:o, s:o}", "data", data, "error", error_json("ok", "")));
}

/* Fields */

static bool
is_among(const char *name, size_t n, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strlen(*names) == n && strncmp(*names, name, n) == 0)
            return true;
    return false;
}

/* Whether fields were asked for, and none that does not exist. */
static bool
are_fields(const char *fields, const char *const *names)
{
    while (fields != NULL && *fields != '\0') {
        size_t n = strcspn(fields, ",");

        if (!is_among(fields, n, names))
            return false;
        if (fields[n] == '\0')
            return true;
        fields += n + 1;
    }
    return false;
}

/* Of the object, whose reference it takes, what was asked for. */
static json_t *
asked_for(const struct look *look, json_t *whole)
{
    json_t *part = json_object();
    const char *name;
    json_t *value;

    json_object_foreach(whole, name, value)
    {
        const char *const one[] = { name, NULL };
        const char *at = look->fields;

        while (*at != '\0' && !is_among(at, strcspn(at, ","), one)) {
            at += strcspn(at, ",");
            at += *at == ',';
        }
        if (*at != '\0')
            json_object_set(part, name, value);
    }
    json_decref(whole);
    return part;
}

static json_int_t
number_at(const struct look *look, const struct post *post, int64_t final)
{
    return (json_int_t)counter_at(final, post->created_at, look->at);
}

static json_t *
video_json(const struct look *look, const struct post *post)
{
    const char *text = post_text(post, look->at);
    bool is_photo = strcmp(post->format, "photo") == 0;

    answer_serves(look->answer, post->id);
    return asked_for(look,
                     json_pack("{s:s, s:I, s:s, s:s, s:o, s:i, s:I, s:I, s:I, s:I}", "id", post->id,
                               "create_time", (json_int_t)post->created_at, "title", "",
                               "video_description", text, "share_url",
                               tiktok_share_url(look->reader, post), "duration", is_photo ? 0 : 31,
                               "like_count", number_at(look, post, post->reactions[0]),
                               "comment_count", tiktok_comments(post, look->at), "share_count",
                               number_at(look, post, post->shares), "view_count",
                               number_at(look, post, post->views)));
}

/* Answers */

static void
user_answer(const struct look *look)
{
    const struct list *posts = &look->reader->posts;
    json_int_t videos = 0, likes = 0;
    json_t *user;
    size_t i;

    for (i = 0; i < posts->n; i++) {
        const struct post *post = posts->at[i];

        if (!post_visible(post, look->at))
            continue;
        videos++;
        likes += number_at(look, post, post->reactions[0]);
    }
    user = json_pack("{s:s, s:s, s:s, s:s, s:b, s:I, s:i, s:I, s:I}", "open_id", look->reader->id,
                     "display_name", look->reader->name, "username", look->reader->handle,
                     "bio_description", "", "is_verified", 0, "follower_count",
                     (json_int_t)account_followers(look->channel->world, look->reader, look->at),
                     "following_count", 12, "likes_count", likes, "video_count", videos);
    reply(look, json_pack("{s:o}", "user", asked_for(look, user)));
}

/* A whole number of the body, or `absent`; -1: something else stands there. */
static int64_t
body_number(const json_t *body, const char *name, int64_t absent)
{
    const json_t *value = json_object_get(body, name);

    if (value == NULL)
        return absent;
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : -1;
}

static void
list_answer(const struct look *look, const json_t *body)
{
    int64_t max = body_number(body, "max_count", PAGE_USUAL);
    int64_t before = body_number(body, "cursor", 0);
    json_t *videos;
    struct tiktok_page page;
    size_t i;

    if (max < 1 || max > TIKTOK_VIDEOS_MAX || before < 0) {
        refuse_parameter(look->answer, "Max count or cursor is invalid");
        return;
    }
    tiktok_page_read(look->reader, look->at, before, max, &page);
    videos = json_array();
    for (i = 0; i < page.n; i++)
        json_array_append_new(videos, video_json(look, page.posts[i]));
    reply(look, json_pack("{s:o, s:I, s:b}", "videos", videos, "cursor",
                          (json_int_t)(page.last > 0 ? page.last : before), "has_more", page.more));
}

/* What is gone, or another's, is missing. */
static void
query_answer(const struct look *look, const json_t *body)
{
    const json_t *ids = json_object_get(json_object_get(body, "filters"), "video_ids");
    json_t *videos;
    size_t i;

    if (json_array_size(ids) < 1 || json_array_size(ids) > TIKTOK_VIDEOS_MAX) {
        refuse_parameter(look->answer, "Video ids is invalid");
        return;
    }
    videos = json_array();
    for (i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        void *node = NULL;

        if (id != NULL && world_find(look->channel, id, &node) == NODE_POST &&
            ((struct post *)node)->account == look->reader && post_visible(node, look->at))
            json_array_append_new(videos, video_json(look, node));
    }
    reply(look, json_pack("{s:o}", "videos", videos));
}

static void
answer_video(const struct look *look, const struct request *request, bool is_list)
{
    const char *type = request_header(request, "Content-Type");
    json_t *body = NULL;

    if (type != NULL && strncmp(type, "application/json", strlen("application/json")) == 0 &&
        request->body != NULL)
        body = json_loads(request->body, 0, NULL);
    if (!json_is_object(body))
        refuse_parameter(look->answer, "Request body is not JSON");
    else if (is_list)
        list_answer(look, body);
    else
        query_answer(look, body);
    json_decref(body);
}

void
tiktok_display_answer(const struct channel *channel, const struct request *request,
                      struct answer *ret_answer)
{
    const char *path = request->path + strlen(TIKTOK_DISPLAY_BASE);
    bool is_user = strcmp(path, "user/info/") == 0;
    bool is_list = strcmp(path, "video/list/") == 0;
    struct look look = { .channel = channel,
                         .reader = platform_reader(channel, request),
                         .fields = request_parameter(request, "fields"),
                         .at = request->at,
                         .answer = ret_answer };

    if ((!is_user && !is_list && strcmp(path, "video/query/") != 0) ||
        strcmp(request->method, is_user ? "GET" : "POST") != 0) {
        refuse(ret_answer, 404, "unsupported_path", "Unsupported path(Janus)");
        return;
    }
    if (look.reader == NULL) {
        refuse(ret_answer, 401, "access_token_invalid",
               "The access token is invalid or not found in the request.");
        return;
    }
    ret_answer->account = look.reader->id;
    if (!are_fields(look.fields, is_user ? account_fields : video_fields))
        refuse_parameter(ret_answer, "Fields is invalid");
    else if (is_user)
        user_answer(&look);
    else
        answer_video(&look, request, is_list);
}

/* Faults */

static const struct {
    const char *kind;
    int status;
    const char *code, *message;
} refusals[] = {
    { "tiktok_limit", 429, "rate_limit_exceeded",
      "The API rate limit was exceeded. Please try again later." },
    { "tiktok_expired", 401, "access_token_invalid",
      "The access token is invalid or not found in the request." },
    { "tiktok_permission", 401, "scope_not_authorized",
      "The user did not authorize the scope required for completing this request." },
    { "tiktok_scope", 400, "scope_permission_missed",
      "Additional scope permissions are required for the requested fields: user.info.stats" },
    { "tiktok_trouble", 500, "internal_error", "Something is wrong. Please try again later." },
};

bool
tiktok_display_spoil(const char *kind, struct answer *answer)
{
    size_t i;

    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (strcmp(refusals[i].kind, kind) == 0) {
            refuse(answer, refusals[i].status, refusals[i].code, refusals[i].message);
            return true;
        }
    }
    return false;
}
