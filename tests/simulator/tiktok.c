/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * TikTok, and its Business API (tiktok_display.c has the other): every answer has status 200 and a
 * code. Lists hold places for what is not to be seen, so that pages come short though more follow;
 * times are seconds, quoted in every other video and in all comments; places in the list of videos
 * are milliseconds. Only the account itself is marked as such; everybody else is 64 hexadecimal
 * digits and a name.
 */

#include "tiktok.h"

#include <stdlib.h>
#include <string.h>

#define INLINE_MAX   3
#define COMMENTS_MAX 30

struct look {
    struct channel *channel;
    const struct request *request;
    struct answer *answer;
    const struct account *reader;
    const char *fields; /* asked for, a JSON array; NULL: none */
    int64_t at;
};

static void
name_account(struct mem *mem, struct account *account, const char *code, bool second,
             unsigned long long number)
{
    char *handle = mem_format(mem, second ? "%s.kota.info" : "%s.kota", code);
    char *at;

    account->id = mem_format(mem, "_000SIMULATED%019llu", number);
    account->handle = handle;
    for (at = handle; *at != '\0'; at++)
        *at = *at == '-' ? '_' : *at;
}

static void
name_post(struct mem *mem, struct post *post, unsigned long long number)
{
    post->id = post->number = mem_format(mem, "73%017llu", 9000000001u + number * 4099u);
}

static void
name_message(struct mem *mem, struct message *message, unsigned long long number)
{
    message->id = message->number = mem_format(mem, "74%017llu", 5000000001u + number * 1009u);
}

static void
name_person(struct mem *mem, struct person *person, const struct account *near, unsigned chance)
{
    person->id = mem_format(mem, "%016zx%016x%032x", near->index + 1, chance, 7u);
    person->handle = mem_format(mem, "warga.%zu.%u", near->index, chance);
}

/* Items */

/* Of what can be asked for: only what was. */
static void
put(const struct look *look, json_t *object, const char *name, json_t *value)
{
    char quoted[64];
    size_t n = strlen(name);

    quoted[0] = '"';
    memcpy(quoted + 1, name, n);
    memcpy(quoted + 1 + n, "\"", 2);
    if (look->fields != NULL && strstr(look->fields, quoted) != NULL)
        json_object_set_new(object, name, value);
    else
        json_decref(value);
}

json_int_t
tiktok_comments(const struct post *post, int64_t at)
{
    json_int_t n = post->ghosts;
    size_t i;

    for (i = 0; i < post->messages.n; i++)
        n += message_visible(post->messages.at[i], at);
    return n;
}

json_t *
tiktok_share_url(const struct account *account, const struct post *post)
{
    const char *kind = strcmp(post->format, "photo") == 0 ? "photo" : "video";

    return json_sprintf("https://www.tiktok.com/@%s/%s/%s?utm_source=simulator", account->handle,
                        kind, post->id);
}

static json_t *
number_at(const struct look *look, const struct post *post, int64_t final)
{
    return json_integer((json_int_t)counter_at(final, post->created_at, look->at));
}

static json_t *
video_json(const struct look *look, const struct post *post, bool quoted)
{
    json_t *video = json_object();

    put(look, video, "item_id", json_string(post->id));
    put(look, video, "create_time",
        quoted ? json_sprintf("%lld", (long long)post->created_at)
               : json_integer((json_int_t)post->created_at));
    put(look, video, "caption", json_string(post_text(post, look->at)));
    put(look, video, "share_url", tiktok_share_url(look->reader, post));
    put(look, video, "likes", number_at(look, post, post->reactions[0]));
    put(look, video, "comments", json_integer(tiktok_comments(post, look->at)));
    put(look, video, "shares", number_at(look, post, post->shares));
    put(look, video, "video_views", number_at(look, post, post->views));
    put(look, video, "reach", number_at(look, post, post->views / 2));
    return video;
}

/* An account's id as a user's, which only this app knows it by. */
static json_t *
user_id(const struct message *message)
{
    if (message->speaker == NULL)
        return json_string(message->author.id);
    return json_sprintf("%032x%032zx", 0xacc0u, message->speaker->index);
}

static json_t *
comment_json(const struct look *look, const struct message *message)
{
    const struct version *version = message_version(message, look->at);
    json_t *comment = json_pack(
        "{s:s, s:s, s:o, s:s, s:s, s:s, s:o, s:I, s:b, s:b, s:b, s:s}", "comment_id", message->id,
        "video_id", message->post->id, "user_id", user_id(message), "username",
        message->author.handle, "text", version->text != NULL ? version->text : "", "status",
        message_hidden(message, look->at) ? "HIDDEN" : "PUBLIC", "create_time",
        json_sprintf("%lld", (long long)message->sent_at), "likes",
        (json_int_t)counter_at(message->likes, message->sent_at, look->at), "owner",
        message->speaker != NULL && message->speaker == look->reader, "liked", 0, "pinned", 0,
        "profile_image", "https://p16.example/user.jpg");

    if (message->parent != NULL)
        json_object_set_new(comment, "parent_comment_id", json_string(message->root->id));
    answer_serves(look->answer, message->id);
    return comment;
}

/* Replies to this comment that are to be seen, the first of them inside it. */
static void
put_replies(const struct look *look, const struct message *root, json_t *comment)
{
    const struct list *all = &root->post->messages;
    json_t *inside = json_array();
    json_int_t n = 0;
    size_t i;

    for (i = 0; i < all->n; i++) {
        const struct message *message = all->at[i];

        if (message == root || message->root != root || !message_visible(message, look->at))
            continue;
        if (n++ < INLINE_MAX)
            json_array_append_new(inside, comment_json(look, message));
    }
    json_object_set_new(comment, "replies", json_integer(n));
    if (n > 0)
        json_object_set(comment, "reply_list", inside);
    json_decref(inside);
}

/* Answers */

static void
reply(const struct look *look, json_t *data)
{
    answer_json(look->answer, 200,
                json_pack("{s:i, s:s, s:s, s:o}", "code", 0, "message", "OK", "request_id",
                          "2026SIMULATED", "data", data));
}

void
tiktok_refuse(struct answer *answer, int status, json_t *root)
{
    json_decref(answer->ids);
    answer->ids = NULL;
    blob_done(&answer->body);
    answer_json(answer, status, root);
}

static void
refuse(struct answer *answer, int code, const char *message)
{
    tiktok_refuse(answer, 200,
                  json_pack("{s:i, s:s, s:s, s:{}}", "code", code, "message", message, "request_id",
                            "2026SIMULATED", "data"));
}

static void
account_answer(const struct look *look)
{
    json_t *data = json_object();

    put(look, data, "username", json_string(look->reader->handle));
    put(look, data, "display_name", json_string(look->reader->name));
    put(look, data, "followers_count",
        json_integer((json_int_t)account_followers(look->channel->world, look->reader, look->at)));
    reply(look, data);
}

/* A place among the videos: milliseconds, which tell two of one second apart. */
static int64_t
place_of(const struct post *post, size_t i)
{
    return post->created_at * 1000 + (int64_t)(i % 1000);
}

void
tiktok_page_read(const struct account *account, int64_t at, int64_t before, int64_t max,
                 struct tiktok_page *ret_page)
{
    const struct list *posts = &account->posts;
    size_t i = posts->n;

    *ret_page = (struct tiktok_page){ .n = 0 };
    for (; i > 0 && max > 0; i--) {
        const struct post *post = posts->at[i - 1];

        if (before > 0 && place_of(post, i - 1) >= before)
            continue;
        ret_page->last = place_of(post, i - 1);
        max--;
        if (post_visible(post, at))
            ret_page->posts[ret_page->n++] = post;
    }
    ret_page->more = i > 0;
}

static void
videos_answer(const struct look *look)
{
    int64_t max = request_number(look->request, "max_count", 10);
    int64_t cursor = request_number(look->request, "cursor", 0);
    json_t *videos;
    struct tiktok_page page;
    size_t i;

    if (max < 1 || max > TIKTOK_VIDEOS_MAX) {
        refuse(look->answer, 40002, "max_count: must be between 1 and 20");
        return;
    }
    tiktok_page_read(look->reader, look->at, cursor, max, &page);
    videos = json_array();
    for (i = 0; i < page.n; i++) {
        json_array_append_new(videos, video_json(look, page.posts[i], i % 2 == 0));
        answer_serves(look->answer, page.posts[i]->id);
    }
    reply(look, json_pack("{s:o, s:I, s:b}", "videos", videos, "cursor",
                          (json_int_t)(page.more ? page.last : 0), "has_more", page.more));
}

/* The reader's own video that is there; NULL: it was refused. */
static const struct post *
asked_video(const struct look *look)
{
    const char *id = request_parameter(look->request, "video_id");
    void *node = NULL;

    if (id == NULL || world_find(look->channel, id, &node) != NODE_POST ||
        ((struct post *)node)->account != look->reader || !post_visible(node, look->at)) {
        refuse(look->answer, 40002,
               "video_id: the video does not exist or is not owned by the business account");
        return NULL;
    }
    return node;
}

static bool
belongs(const struct look *look, const struct message *message, const struct message *root)
{
    const char *ids = request_parameter(look->request, "comment_ids");

    if (!message_visible(message, look->at))
        return false;
    if (ids != NULL)
        return strstr(ids, message->id) != NULL;
    return root != NULL ? message->root == root && message != root : message->parent == NULL;
}

/* Newest first. A place counts all that was ever said here, so pages are short and go on. */
static void
comments_answer(const struct look *look, const struct post *post, const struct message *root)
{
    const struct list *all = &post->messages;
    bool with_replies = request_parameter(look->request, "include_replies") != NULL;
    int64_t max = request_number(look->request, "max_count", COMMENTS_MAX);
    int64_t cursor = request_number(look->request, "cursor", 0);
    json_t *comments = json_array();
    int64_t at = cursor;

    if (max < 1 || max > COMMENTS_MAX || cursor < 0) {
        json_decref(comments);
        refuse(look->answer, 40002, "max_count: must be between 1 and 30");
        return;
    }
    if (request_parameter(look->request, "comment_ids") != NULL)
        max = (int64_t)all->n;
    for (; at < (int64_t)all->n && at < cursor + max; at++) {
        const struct message *message = all->at[all->n - 1 - (size_t)at];
        json_t *comment;

        if (!belongs(look, message, root))
            continue;
        comment = comment_json(look, message);
        if (with_replies)
            put_replies(look, message, comment);
        json_array_append_new(comments, comment);
    }
    reply(look, json_pack("{s:o, s:I, s:b}", "comments", comments, "cursor", (json_int_t)at,
                          "has_more", at < (int64_t)all->n));
}

static void
replies_answer(const struct look *look, const struct post *post)
{
    const char *id = request_parameter(look->request, "comment_id");
    void *node = NULL;

    if (id == NULL || world_find(look->channel, id, &node) != NODE_MESSAGE ||
        !message_visible(node, look->at))
        reply(look, json_pack("{s:[], s:i, s:b}", "comments", "cursor", 0, "has_more", 0));
    else
        comments_answer(look, post, node);
}

static const struct account *
reader_of(const struct channel *channel, const struct request *request)
{
    const char *token = request_header(request, "Access-Token");
    size_t i;

    for (i = 0; token != NULL && i < channel->accounts.n; i++) {
        const struct account *account = channel->accounts.at[i];

        if (strcmp(account->token, token) == 0)
            return account;
    }
    return NULL;
}

static void
answer_path(const struct look *look, const char *path)
{
    bool comments = strcmp(path, "business/comment/list/") == 0;
    bool replies = strcmp(path, "business/comment/reply/list/") == 0;
    const struct post *post = comments || replies ? asked_video(look) : NULL;

    if (strcmp(path, "business/get/") == 0)
        account_answer(look);
    else if (strcmp(path, "business/video/list/") == 0)
        videos_answer(look);
    else if (comments && post != NULL)
        comments_answer(look, post, NULL);
    else if (replies && post != NULL)
        replies_answer(look, post);
    else if (!comments && !replies)
        refuse(look->answer, 40000, "no such path");
}

static bool
is_display(const struct request *request)
{
    return strncmp(request->path, TIKTOK_DISPLAY_BASE, strlen(TIKTOK_DISPLAY_BASE)) == 0;
}

static void
answer(struct channel *channel, const struct request *request, struct answer *ret_answer)
{
    const char *base = "/tt/open_api/v1.3/";
    struct look look = { .channel = channel,
                         .request = request,
                         .answer = ret_answer,
                         .reader = reader_of(channel, request),
                         .fields = request_parameter(request, "fields"),
                         .at = request->at };
    const char *id = request_parameter(request, "business_id");

    if (is_display(request)) {
        tiktok_display_answer(channel, request, ret_answer);
        return;
    }
    if (look.reader == NULL) {
        refuse(ret_answer, 40105, "Access token is incorrect or has been revoked.");
        return;
    }
    ret_answer->account = look.reader->id;
    if (id == NULL || strcmp(id, look.reader->id) != 0)
        refuse(ret_answer, 40001, "You don't have permission to access this business_id");
    else if (strncmp(request->path, base, strlen(base)) != 0)
        refuse(ret_answer, 40000, "no such path");
    else
        answer_path(&look, request->path + strlen(base));
}

/* Faults */

static const struct {
    const char *kind;
    int code;
    const char *message;
} refusals[] = {
    { "tiktok_limit", 40100, "Request too frequently. Please retry later" },
    { "tiktok_expired", 40105, "Access token is expired" },
    { "tiktok_permission", 40001, "You don't have permission to do this" },
    { "tiktok_trouble", 50000, "Internal time out. Please retry" },
};

static bool
spoil(const char *kind, json_t *rule, const struct request *request, struct answer *answer)
{
    size_t i;

    (void)rule;
    if (is_display(request))
        return tiktok_display_spoil(kind, answer);
    for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (strcmp(refusals[i].kind, kind) == 0) {
            refuse(answer, refusals[i].code, refusals[i].message);
            return true;
        }
    }
    return false;
}

static json_t *
items(json_t *root)
{
    json_t *data = json_object_get(root, "data");
    json_t *videos = json_object_get(data, "videos");

    return videos != NULL ? videos : json_object_get(data, "comments");
}

static const char *const formats[] = { "video", "video", "photo", NULL };
static const char *const faults[] = {
    "tiktok_limit", "tiktok_expired", "tiktok_permission", "tiktok_scope", "tiktok_trouble", NULL,
};

const struct platform platform_tiktok = {
    .channel = "tiktok",
    .prefix = "/tt/",
    .base = "/tt/open_api/v1.3",
    .credential = "tt",
    .schedule = "account: 5s, posts: 2s, comments: 2s",
    .has = HAS_HIDDEN,
    .late_max_s = 2 * 86400,
    .formats = formats,
    .name_account = name_account,
    .name_post = name_post,
    .name_message = name_message,
    .name_person = name_person,
    .answer = answer,
    .faults = faults,
    .spoil = spoil,
    .items = items,
};
