/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * YouTube's Data API v3: any key reads all channels. Counters are texts, those of comments numbers;
 * a thread shows five replies at most; what is not there is missing from a list of ids.
 */

#include "platform.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define INLINE_MAX   5
#define VIDEOS_MAX   50
#define COMMENTS_MAX 100
#define TIME_SIZE    24

struct look {
    struct channel *channel;
    const struct request *request;
    struct answer *answer;
    int64_t at;
    const struct account *owner; /* whose token asks; NULL: a key does */
    bool may_comments;           /* the token was granted youtube.force-ssl */
};

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    account->id = mem_format(mem, "UCsimulated%013llu", number);
    account->handle = mem_format(mem, second ? "%s-kota-info" : "%s-kota", code);
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->id = post->number = mem_format(mem, "v%010llu", number * 4099u);
}

static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    if (message->parent != NULL)
        message->id = mem_format(mem, "%s.%022llu", message->root->id, number * 1009u);
    else
        message->id = mem_format(mem, "Ugx%019lluAaAB", number * 1009u);
    message->number = message->id;
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    person->id = mem_format(mem, "UCwarga%08zu%09u", near->index, chance);
    person->handle = mem_format(mem, "warga-%zu-%u", near->index, chance);
}

/* Items */

static json_t *
time_json(int64_t when)
{
    time_t seconds = (time_t)when;
    char text[TIME_SIZE];
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
    return json_string(text);
}

static json_t *
count_json(int64_t n)
{
    return json_sprintf("%lld", (long long)n);
}

static json_int_t
listed(const struct post *post, int64_t at)
{
    json_int_t n = post->ghosts;
    size_t i;

    for (i = 0; i < post->messages.n; i++)
        n += message_visible(post->messages.at[i], at);
    return n;
}

/* What a video and a place in a playlist have in common. */
static json_t *
snippet_json(const struct look *look, const struct post *post)
{
    return json_pack("{s:o, s:s, s:s, s:s}", "publishedAt", time_json(post->created_at),
                     "channelId", post->account->id, "title", post_text(post, look->at),
                     "description", "");
}

static json_t *
upload_json(const struct look *look, const struct post *post)
{
    return json_pack("{s:s, s:s, s:o, s:{s:s, s:o}, s:{s:s}}", "kind", "youtube#playlistItem", "id",
                     post->id, "snippet", snippet_json(look, post), "contentDetails", "videoId",
                     post->id, "videoPublishedAt", time_json(post->created_at), "status",
                     "privacyStatus", "public");
}

static json_t *
video_json(const struct look *look, const struct post *post)
{
    json_t *statistics =
        json_pack("{s:o, s:o, s:o, s:s}", "viewCount",
                  count_json(counter_at(post->views, post->created_at, look->at)), "likeCount",
                  count_json(counter_at(post->reactions[0], post->created_at, look->at)),
                  "commentCount", count_json(listed(post, look->at)), "favoriteCount", "0");

    return json_pack("{s:s, s:s, s:o, s:o, s:{s:s}}", "kind", "youtube#video", "id", post->id,
                     "snippet", snippet_json(look, post), "statistics", statistics, "status",
                     "privacyStatus", "public");
}

static json_t *
comment_json(const struct look *look, const struct message *message)
{
    const struct version *version = message_version(message, look->at);
    const char *text = version->text != NULL ? version->text : "";
    json_t *snippet =
        json_pack("{s:s, s:s, s:s, s:s, s:I, s:o, s:o}", "videoId", message->post->id,
                  "textDisplay", text, "textOriginal", text, "authorDisplayName",
                  message->author.handle != NULL ? message->author.handle : "", "likeCount",
                  (json_int_t)counter_at(message->likes, message->sent_at, look->at), "publishedAt",
                  time_json(message->sent_at), "updatedAt",
                  time_json(version == &message->versions[0] ? message->sent_at : version->at));

    if (message->parent != NULL)
        json_object_set_new(snippet, "parentId", json_string(message->root->id));
    if (message->role != ROLE_UNKNOWN) /* else it is withheld */
        json_object_set_new(snippet, "authorChannelId",
                            json_pack("{s:s}", "value", message->author.id));
    answer_serves(look->answer, message->id);
    return json_pack("{s:s, s:s, s:o}", "kind", "youtube#comment", "id", message->id, "snippet",
                     snippet);
}

/* Replies to this comment that are to be seen, the first of them beside it. */
static json_t *
thread_json(const struct look *look, const struct message *root)
{
    const struct list *all = &root->post->messages;
    json_t *comments = json_array();
    json_int_t n = 0;
    json_t *thread;
    size_t i;

    thread = json_pack("{s:s, s:s, s:{s:s, s:o, s:i}}", "kind", "youtube#commentThread", "id",
                       root->id, "snippet", "videoId", root->post->id, "topLevelComment",
                       comment_json(look, root), "totalReplyCount", 0);
    for (i = 0; i < all->n; i++) {
        const struct message *message = all->at[i];

        if (message == root || message->root != root || !message_visible(message, look->at))
            continue;
        if (n++ < INLINE_MAX)
            json_array_append_new(comments, comment_json(look, message));
    }
    json_object_set_new(json_object_get(thread, "snippet"), "totalReplyCount", json_integer(n));
    if (n > 0)
        json_object_set_new(thread, "replies", json_pack("{s:O}", "comments", comments));
    json_decref(comments);
    return thread;
}

/* Answers */

static void
refuse(struct answer *answer, int status, const char *reason, const char *message)
{
    json_decref(answer->ids);
    answer->ids = NULL;
    blob_done(&answer->body);
    answer_json(answer, status,
                json_pack("{s:{s:i, s:s, s:[{s:s, s:s, s:s}]}}", "error", "code", status, "message",
                          message, "errors", "message", message, "domain", "youtube.simulated",
                          "reason", reason));
}

/* next: place of the next page; 0: there is none. */
static void
reply(const struct look *look, const char *kind, json_t *items, int64_t next)
{
    json_t *root = json_pack("{s:s, s:s, s:{s:I}}", "kind", kind, "etag", "SIMULATED", "pageInfo",
                             "totalResults", (json_int_t)json_array_size(items));

    if (next > 0)
        json_object_set_new(root, "nextPageToken", json_sprintf("T%lld", (long long)next));
    json_object_set_new(root, "items", items);
    answer_json(look->answer, 200, root);
}

static const char *
asked(const struct look *look, const char *name)
{
    const char *value = request_parameter(look->request, name);

    return value != NULL ? value : "";
}

/* False: it was refused. */
static bool
asked_page(const struct look *look, int64_t max, int64_t *ret_rows, int64_t *ret_from)
{
    const char *token = asked(look, "pageToken");

    *ret_rows = request_number(look->request, "maxResults", 5);
    *ret_from = token[0] == 'T' ? atoll(token + 1) : 0;
    if (*ret_rows >= 1 && *ret_rows <= max && (token[0] == '\0' || *ret_from > 0))
        return true;
    refuse(look->answer, 400, "invalidPageToken", "The request specifies an invalid page token.");
    return false;
}

static const struct account *
account_of(const struct look *look, const char *id)
{
    void *node = NULL;

    return world_find(look->channel, id, &node) == NODE_ACCOUNT ? node : NULL;
}

static void
channels_answer(const struct look *look)
{
    const struct account *account =
        asked(look, "mine")[0] != '\0' ? look->owner : account_of(look, asked(look, "id"));
    json_t *items = json_array();

    if (account != NULL)
        json_array_append_new(
            items, json_pack("{s:s, s:{s:s, s:o}, s:{s:o, s:b}, s:{s:s}}", "id", account->id,
                             "snippet", "title", account->name, "customUrl",
                             json_sprintf("@%s", account->handle), "statistics", "subscriberCount",
                             count_json(account_followers(look->channel->world, account, look->at)),
                             "hiddenSubscriberCount", 0, "status", "privacyStatus", "public"));
    reply(look, "youtube#channelListResponse", items, 0);
}

/* Newest first; a place counts all there ever were. */
static void
uploads_answer(const struct look *look)
{
    const char *playlist = asked(look, "playlistId");
    char id[64] = "UC";
    const struct account *account;
    json_t *items;
    int64_t rows;
    int64_t at;

    if (strncmp(playlist, "UU", 2) == 0 && strlen(playlist) < sizeof(id))
        memcpy(id + 2, playlist + 2, strlen(playlist) - 1);
    account = account_of(look, id);
    if (account == NULL) {
        refuse(look->answer, 404, "playlistNotFound",
               "The playlist identified with the request's <code>playlistId</code> parameter "
               "cannot be found.");
        return;
    }
    if (!asked_page(look, VIDEOS_MAX, &rows, &at))
        return;
    items = json_array();
    for (; at < (int64_t)account->posts.n && (int64_t)json_array_size(items) < rows; at++) {
        const struct post *post = account->posts.at[account->posts.n - 1 - (size_t)at];

        if (!post_visible(post, look->at))
            continue;
        json_array_append_new(items, upload_json(look, post));
        answer_serves(look->answer, post->id);
    }
    reply(look, "youtube#playlistItemListResponse", items, at < (int64_t)account->posts.n ? at : 0);
}

/* Of a list of ids with commas, those that are there. */
static void
by_ids(const struct look *look, bool videos)
{
    char *ids = strdup(asked(look, "id"));
    json_t *items = json_array();
    char *rest = ids;
    char *id;

    while ((id = strsep(&rest, ",")) != NULL) {
        void *node = NULL;
        enum node kind = world_find(look->channel, id, &node);

        if (videos && kind == NODE_POST && post_visible(node, look->at)) {
            json_array_append_new(items, video_json(look, node));
            answer_serves(look->answer, id);
        } else if (!videos && kind == NODE_MESSAGE && message_visible(node, look->at)) {
            json_array_append_new(items, comment_json(look, node));
        }
    }
    free(ids);
    reply(look, videos ? "youtube#videoListResponse" : "youtube#commentListResponse", items, 0);
}

/* Threads of a video, or the replies of one thread, newest first. */
static void
comments_answer(const struct look *look, const struct post *post, const struct message *root)
{
    const struct list *all = &post->messages;
    json_t *items;
    int64_t rows;
    int64_t at;

    if (!asked_page(look, COMMENTS_MAX, &rows, &at))
        return;
    items = json_array();
    for (; at < (int64_t)all->n && (int64_t)json_array_size(items) < rows; at++) {
        const struct message *message = all->at[all->n - 1 - (size_t)at];
        bool belongs =
            root == NULL ? message->parent == NULL : message->root == root && message != root;

        if (!belongs || !message_visible(message, look->at))
            continue;
        json_array_append_new(items, root == NULL ? thread_json(look, message)
                                                  : comment_json(look, message));
    }
    reply(look, root == NULL ? "youtube#commentThreadListResponse" : "youtube#commentListResponse",
          items, at < (int64_t)all->n ? at : 0);
}

static void
threads_answer(const struct look *look)
{
    void *node = NULL;

    if (world_find(look->channel, asked(look, "videoId"), &node) == NODE_POST &&
        post_visible(node, look->at))
        comments_answer(look, node, NULL);
    else
        refuse(look->answer, 404, "videoNotFound",
               "The video identified by the <code>videoId</code> parameter could not be found.");
}

static void
replies_answer(const struct look *look)
{
    const struct message *root;
    void *node = NULL;

    if (world_find(look->channel, asked(look, "parentId"), &node) != NODE_MESSAGE ||
        !message_visible(node, look->at)) {
        refuse(look->answer, 404, "commentNotFound", "The comment cannot be found.");
        return;
    }
    root = node;
    comments_answer(look, root->post, root);
}

static void
answer_call(const struct look *look, const char *call)
{
    bool by_parent = asked(look, "parentId")[0] != '\0';

    if (strncmp(call, "comment", 7) == 0 && !look->may_comments)
        refuse(look->answer, 403, "insufficientPermissions",
               "Request had insufficient authentication scopes.");
    else if (strcmp(call, "channels") == 0)
        channels_answer(look);
    else if (strcmp(call, "playlistItems") == 0)
        uploads_answer(look);
    else if (strcmp(call, "videos") == 0)
        by_ids(look, true);
    else if (strcmp(call, "commentThreads") == 0)
        threads_answer(look);
    else if (strcmp(call, "comments") == 0 && by_parent)
        replies_answer(look);
    else if (strcmp(call, "comments") == 0)
        by_ids(look, false);
    else
        refuse(look->answer, 400, "badRequest", "no such call");
}

/* A key, or a token with what it was not granted behind it (oauth.c). */
static const struct account *
holder_of(const struct channel *channel, const char *key)
{
    size_t i;

    for (i = 0; key != NULL && i < channel->accounts.n; i++) {
        const struct account *account = channel->accounts.at[i];
        size_t n = strlen(account->token);

        if (strncmp(account->token, key, n) == 0 &&
            (key[n] == '\0' || strcmp(key + n, "-readonly") == 0))
            return account;
    }
    return NULL;
}

static void
answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    const char *base = "/yt/youtube/v3/";
    const char *bearer = request_header(request, "Authorization");
    struct look look = { channel, request, ret_answer, request->at, NULL, true };

    if (bearer != NULL && strncmp(bearer, "Bearer ", 7) == 0) {
        look.owner = holder_of(channel, bearer + 7);
        look.may_comments = strstr(bearer, "-readonly") == NULL;
    }
    if (bearer != NULL && look.owner == NULL)
        refuse(ret_answer, 401, "authError", "Invalid Credentials");
    else if (bearer == NULL &&
             holder_of(channel, request_header(request, "X-Goog-Api-Key")) == NULL)
        refuse(ret_answer, 400, "keyInvalid", "API key not valid. Please pass a valid API key.");
    else if (strncmp(request->path, base, strlen(base)) != 0)
        refuse(ret_answer, 400, "badRequest", "no such path");
    else
        answer_call(&look, request->path + strlen(base));
}

static void
credential_text(const struct account *account, struct blob *text)
{
    blob_format(text, "key=%s\n", account->token);
}

/* Faults */

static const struct {
    const char *kind;
    int status;
    const char *reason, *message;
} refusals[] = {
    { "youtube_quota", 403, "quotaExceeded",
      "The request cannot be completed because you have exceeded your <a "
      "href=\"/youtube/v3/getting-started#quota\">quota</a>." },
    { "youtube_rate", 403, "rateLimitExceeded", "Rate Limit Exceeded" },
    { "youtube_comments_off", 403, "commentsDisabled",
      "The video identified by the <code>videoId</code> parameter has disabled comments." },
    { "youtube_processing", 400, "processingFailure",
      "The API server failed to successfully process the request." },
    { "youtube_key", 400, "keyInvalid", "API key not valid. Please pass a valid API key." },
    { "youtube_not_enabled", 403, "accessNotConfigured",
      "YouTube Data API v3 has not been used in this project before or it is disabled." },
};

/* A channel that its owner has made private, in an answer that has one. */
static bool
make_private(const struct request *request, struct answer *answer)
{
    json_t *root =
        strstr(request->path, "/channels") == NULL ? NULL : json_loads(answer->body.at, 0, NULL);
    json_t *channel = json_array_get(json_object_get(root, "items"), 0);

    if (channel == NULL) {
        json_decref(root);
        return false;
    }
    json_object_set_new(json_object_get(channel, "status"), "privacyStatus",
                        json_string("private"));
    answer_json(answer, 200, root);
    return true;
}

static bool
spoil(const char *kind, json_t *rule, const struct request *request, struct answer *answer)
{
    size_t i;

    (void)rule;
    if (strcmp(kind, "youtube_private") == 0)
        return make_private(request, answer);
    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (strcmp(refusals[i].kind, kind) == 0) {
            refuse(answer, refusals[i].status, refusals[i].reason, refusals[i].message);
            return true;
        }
    }
    return false;
}

static json_t *
items_of(json_t *root)
{
    return json_object_get(root, "items");
}

static const char *const formats[] = { "video", NULL };
static const char *const faults[] = {
    "youtube_quota", "youtube_rate",        "youtube_comments_off", "youtube_processing",
    "youtube_key",   "youtube_not_enabled", "youtube_private",      NULL,
};

const struct platform platform_youtube = {
    .channel = "youtube",
    .prefix = "/yt/",
    .base = "/yt/youtube/v3",
    .credential = "yt",
    .schedule = "account: 5s, posts: 2s, comments: 2s",
    .has = HAS_EDITS | HAS_WITHHELD | HAS_GHOSTS,
    .late_max_s = 2 * 86400,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .answer = answer,
    .credential_text = credential_text,
    .faults = faults,
    .spoil = spoil,
    .items = items_of,
};
