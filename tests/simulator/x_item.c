/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "x_item.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define FIRST_MARK  '3' /* what the names of posts begin with, and those of their second versions */
#define SECOND_MARK '4'

int64_t
x_item_time(const struct x_item *item)
{
    return item->message != NULL ? item->message->sent_at : item->post->created_at;
}

const char *
x_item_id(const struct x_item *item)
{
    return item->message != NULL ? item->message->id : item->post->id;
}

bool
x_item_is_edited(const struct post *post, int64_t at)
{
    return post->edited_at > 0 && post->edited_at <= at;
}

bool
x_item_first_id(const char *id, char *ret_id, size_t size)
{
    if (id[0] != SECOND_MARK)
        return false;
    snprintf(ret_id, size, "%c%s", FIRST_MARK, id + 1);
    return true;
}

static json_t *
time_json(int64_t at)
{
    char text[40];
    time_t seconds = (time_t)at;
    struct tm tm;

    gmtime_r(&seconds, &tm);
    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S.000Z", &tm);
    return json_string(text);
}

static json_t *
escaped(const char *text)
{
    struct blob out = { .n = 0 };
    json_t *json;

    for (; *text != '\0'; text++) {
        if (*text == '&')
            blob_text(&out, "&amp;");
        else if (*text == '<')
            blob_text(&out, "&lt;");
        else if (*text == '>')
            blob_text(&out, "&gt;");
        else
            blob_add(&out, text, 1);
    }
    json = json_string(out.at != NULL ? out.at : "");
    blob_done(&out);
    return json;
}

static json_t *
name_json(const struct account *account)
{
    return json_pack("{s:i, s:i, s:s, s:s}", "start", 0, "end", (int)strlen(account->handle) + 1,
                     "username", account->handle, "id", account->id);
}

/* An answer names whom it answers by itself; a text names whom it says. */
static json_t *
names_json(const struct x_item *item)
{
    const struct message *message = item->message;
    const struct account *tags = message != NULL ? message->tags : item->post->tags;
    json_t *names = json_array();

    if (message != NULL && message->speaker != item->post->account)
        json_array_append_new(names, name_json(item->post->account));
    if (tags != NULL)
        json_array_append_new(names, name_json(tags));
    return names;
}

static json_int_t
likes_at(const struct x_item *item, int64_t at)
{
    if (item->message != NULL)
        return (json_int_t)counter_at(item->message->likes, item->message->sent_at, at);
    return (json_int_t)counter_at(item->post->reactions[0], item->post->created_at, at);
}

static json_t *
counters_json(const struct x_item *item, int64_t at)
{
    const struct post *post = item->post;
    json_int_t replies = 0;
    size_t i;

    if (item->message != NULL)
        return json_pack("{s:i, s:i, s:I, s:i}", "retweet_count", 0, "reply_count", 0, "like_count",
                         likes_at(item, at), "quote_count", 0);
    for (i = 0; i < post->messages.n; i++)
        replies += message_visible(post->messages.at[i], at);
    return json_pack("{s:I, s:I, s:I, s:i, s:I}", "retweet_count",
                     (json_int_t)counter_at(post->shares, post->created_at, at), "reply_count",
                     replies, "like_count", likes_at(item, at), "quote_count", 0,
                     "impression_count", (json_int_t)counter_at(post->views, post->created_at, at));
}

static void
add_format(const struct post *post, json_t *object, json_t *entities)
{
    static const char *const keys[][2] = { { "photo", "3_" }, { "video", "7_" } };
    size_t i;

    for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        if (strcmp(post->format, keys[i][0]) == 0)
            json_object_set_new(
                object, "attachments",
                json_pack("{s:[o]}", "media_keys", json_sprintf("%s%s", keys[i][1], post->id)));
    if (post->link != NULL || strcmp(post->format, "link") == 0)
        json_object_set_new(
            entities, "urls",
            json_pack("[{s:s}]", "expanded_url",
                      post->link != NULL ? post->link : "https://kota.example/kabar"));
}

/* Each version has an id of its own; each names all there are. */
static void
add_versions(const struct x_item *item, int64_t at, json_t *object)
{
    json_t *versions = json_pack("[s]", item->post->id);
    json_t *last;

    if (x_item_is_edited(item->post, at)) {
        last = json_sprintf("%c%s", SECOND_MARK, item->post->id + 1);
        if (!item->first)
            json_object_set(object, "id", last);
        json_array_append_new(versions, last);
    }
    json_object_set_new(object, "edit_history_tweet_ids", versions);
}

static void
add_answered(const struct message *message, json_t *object)
{
    const struct message *parent = message->parent;
    const char *id = parent != NULL ? parent->id : message->post->id;
    const char *whom = parent != NULL ? parent->author.id : message->post->author.id;

    json_object_set_new(object, "in_reply_to_user_id", json_string(whom));
    json_object_set_new(object, "referenced_tweets",
                        json_pack("[{s:s, s:s}]", "type", "replied_to", "id", id));
}

json_t *
x_item_json(const struct x_item *item, int64_t at)
{
    const struct message *message = item->message;
    /* What was edited stands as it stood then, its counters too. */
    bool is_old = item->first && x_item_is_edited(item->post, at);
    int64_t as_of = is_old ? item->post->edited_at - 1 : at;
    const char *text =
        message != NULL ? message_version(message, at)->text : post_text(item->post, as_of);
    const char *author = message != NULL ? message->author.id : item->post->author.id;
    json_t *entities = json_pack("{s:o}", "mentions", names_json(item));
    json_t *object =
        json_pack("{s:s, s:o, s:s, s:o, s:s, s:s}", "id", x_item_id(item), "text",
                  escaped(text != NULL ? text : ""), "author_id", author, "created_at",
                  time_json(x_item_time(item)), "conversation_id", item->post->id, "lang", "in");

    if (message != NULL) {
        add_answered(message, object);
    } else {
        add_versions(item, at, object);
        add_format(item->post, object, entities);
    }
    json_object_set_new(object, "public_metrics", counters_json(item, as_of));
    json_object_set_new(object, "entities", entities);
    return object;
}

void
x_item_add_parent(const struct x_item *item, int64_t at, json_t *list)
{
    const struct message *message = item->message;
    struct x_item parent = { .post = item->post };
    json_t *object;
    size_t i;

    if (message == NULL)
        return;
    parent.message = message->parent;
    if (parent.message != NULL ? !message_visible(parent.message, at)
                               : !post_visible(parent.post, at))
        return;
    object = x_item_json(&parent, at);
    for (i = 0; i < json_array_size(list); i++) {
        if (json_equal(json_object_get(json_array_get(list, i), "id"),
                       json_object_get(object, "id"))) {
            json_decref(object);
            return;
        }
    }
    json_array_append_new(list, object);
}

void
x_address(const struct post *post, const struct message *message, struct blob *text)
{
    blob_format(text, "https://x.com/%s/status/%s",
                message != NULL ? message->author.handle : post->author.handle,
                message != NULL ? message->id : post->id);
}

json_t *
x_account_json(const struct account *account, int64_t at)
{
    return json_pack(
        "{s:{s:s, s:s, s:s, s:{s:I, s:I, s:I}}}", "data", "id", account->id, "name", account->name,
        "username", account->handle, "public_metrics", "followers_count",
        (json_int_t)account_followers(account->channel->world, account, at), "following_count",
        (json_int_t)account->following, "tweet_count", (json_int_t)account->posts.n);
}
