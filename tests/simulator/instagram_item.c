/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "instagram_item.h"

#include "graph_edge.h"
#include "graph_item.h"
#include "platform.h"

#include <stdlib.h>
#include <string.h>

#define WEB "https://www.instagram.com"

/* Accounts */

static json_t *
account_id(const struct get *get)
{
    return json_string(get->account->id);
}

/* The old id: another space, and a number. */
static json_t *
account_old_id(const struct get *get)
{
    return json_integer((json_int_t)(8070000000 + get->account->index));
}

static json_t *
account_name(const struct get *get)
{
    return json_string(get->account->name);
}

static json_t *
account_username(const struct get *get)
{
    return json_string(get->account->handle);
}

static json_t *
account_biography(const struct get *get)
{
    return json_sprintf("Akun resmi %s", get->account->name);
}

static json_t *
account_followers_count(const struct get *get)
{
    return json_integer(account_followers(get->view->world, get->account, get->view->at));
}

static json_t *
account_follows(const struct get *get)
{
    return json_integer(get->account->following);
}

static bool
is_media(const struct view *view, const void *item)
{
    const struct post *post = item;

    return post->listed_until == 0 && post_visible(post, view->at);
}

static json_t *
account_media_count(const struct get *get)
{
    json_int_t n = 0;
    size_t i;

    for (i = 0; i < get->account->posts.n; i++)
        n += is_media(get->view, get->account->posts.at[i]);
    return json_integer(n);
}

/* The list inside of another answer, and where it goes on by itself; path NULL: only by after(). */
static json_t *
nested(const struct get *get, struct edge *edge, const char *path)
{
    const struct field *field = get->field;

    edge->limit = field->limit >= 0 ? field->limit : 25;
    edge->limit = edge->limit > 50 ? 50 : edge->limit;
    edge->after = field->after;
    edge->fields = &field->sub;
    edge->path = path;
    return graph_edge(get->view, edge);
}

static json_t *
account_media(const struct get *get)
{
    struct edge edge = { .kind = NODE_POST,
                         .items = &get->account->posts,
                         .only = is_media,
                         .newest_first = true,
                         .cursor_ends = true };

    return nested(get, &edge, NULL);
}

/* What everybody may know of an account that its owner gave no token for. */
static json_t *
account_discovery(const struct get *get)
{
    static const struct graph_error nobody = { 110, 2207013, "Invalid user id" };
    const char *handle = get->field->username;
    void *node = NULL;

    if (handle == NULL)
        return NULL;
    if (world_find(get->view->reader->channel, handle, &node) != NODE_ACCOUNT) {
        get->view->refusal = &nobody;
        return NULL;
    }
    return graph_item(get->view, NODE_ACCOUNT, node, &get->field->sub);
}

const struct getter instagram_account[] = {
    { "id", account_id },
    { "ig_id", account_old_id },
    { "name", account_name },
    { "username", account_username },
    { "biography", account_biography },
    { "followers_count", account_followers_count },
    { "follows_count", account_follows },
    { "media_count", account_media_count },
    { "media", account_media },
    { "business_discovery", account_discovery },
    { "website", NULL },
    { "profile_picture_url", NULL },
    { "mentioned_media", NULL },
    { "mentioned_comment", NULL },
    { NULL, NULL },
};

/* Media */

static bool
is_own(const struct get *get)
{
    return get->post->account != NULL && get->post->account == get->view->reader;
}

static json_t *
post_id(const struct get *get)
{
    return json_string(get->post->id);
}

/* Who is no administrator of the account gets it without the at signs. */
static json_t *
post_caption(const struct get *get)
{
    const char *text = post_text(get->post, get->view->at);
    struct blob plain = { 0 };
    json_t *caption;

    if (is_own(get))
        return json_string(text);
    for (; *text != '\0'; text++)
        if (*text != '@')
            blob_add(&plain, text, 1);
    caption = json_string(plain.at);
    blob_done(&plain);
    return caption;
}

static bool
is_carousel(const struct post *post)
{
    return strcmp(post->format, "photo") == 0 && post->reactions[2] % 3 == 0;
}

static json_t *
post_type(const struct get *get)
{
    const char *format = get->post->format;

    if (is_carousel(get->post))
        return json_string("CAROUSEL_ALBUM");
    return json_string(strcmp(format, "reel") == 0 || strcmp(format, "video") == 0 ? "VIDEO"
                                                                                   : "IMAGE");
}

static json_t *
post_product(const struct get *get)
{
    if (get->post->listed_until != 0)
        return json_string("STORY");
    return json_string(strcmp(get->post->format, "reel") == 0 ? "REELS" : "FEED");
}

static json_t *
post_shortcode(const struct get *get)
{
    return json_sprintf("S%s", get->post->number + 4);
}

void
instagram_address(const struct post *post, const struct message *message, struct blob *text)
{
    if (post->listed_until != 0)
        blob_format(text, "%s/stories/%s/%s", WEB, post->author.handle, post->number);
    else
        blob_format(text, "%s/%s/S%s/", WEB, strcmp(post->format, "reel") == 0 ? "reel" : "p",
                    post->number + 4);
    if (message != NULL)
        blob_format(text, "c/%s/", message->root->number);
    if (message != NULL && message->parent != NULL)
        blob_format(text, "r/%s/", message->number);
}

static json_t *
post_permalink(const struct get *get)
{
    struct blob text = { 0 };
    json_t *json;

    instagram_address(get->post, NULL, &text);
    json = json_string(text.at);
    blob_done(&text);
    return json;
}

static json_t *
post_timestamp(const struct get *get)
{
    return graph_time(get->post->created_at);
}

static json_t *
post_username(const struct get *get)
{
    if (get->post->mention != NULL && get->post->mention->role == ROLE_UNKNOWN)
        return NULL;
    return json_string(get->post->author.handle);
}

static json_t *
post_owner(const struct get *get)
{
    return is_own(get) ? json_pack("{s:s}", "id", get->post->author.id) : NULL;
}

static json_t *
post_likes(const struct get *get)
{
    if (get->post->secret_likes)
        return NULL;
    return json_integer(counter_at(get->post->reactions[0], get->post->created_at, get->view->at));
}

/* With replies, and with what no list has. */
static json_t *
post_comments_count(const struct get *get)
{
    json_int_t n = get->post->ghosts;
    size_t i;

    for (i = 0; i < get->post->messages.n; i++)
        n += message_visible(get->post->messages.at[i], get->view->at);
    return json_integer(n);
}

static json_t *
post_children(const struct get *get)
{
    if (!is_carousel(get->post))
        return NULL;
    return json_pack("{s:[{s:s+, s:s}, {s:s+, s:s}]}", "data", "id", get->post->id, "1",
                     "media_type", "IMAGE", "id", get->post->id, "2", "media_type", "VIDEO");
}

static json_t *
post_comments(const struct get *get)
{
    struct edge edge = {
        .kind = NODE_MESSAGE, .items = &get->post->messages, .top_only = true, .newest_first = true
    };
    struct blob path = { 0 };
    json_t *list;

    blob_format(&path, "%s/comments", get->post->id);
    list = nested(get, &edge, path.at);
    blob_done(&path);
    return list;
}

static json_t *
true_always(const struct get *get)
{
    (void)get;
    return json_true();
}

const struct getter instagram_post[] = {
    { "id", post_id },
    { "caption", post_caption },
    { "media_type", post_type },
    { "media_product_type", post_product },
    { "permalink", post_permalink },
    { "shortcode", post_shortcode },
    { "timestamp", post_timestamp },
    { "username", post_username },
    { "owner", post_owner },
    { "like_count", post_likes },
    { "comments_count", post_comments_count },
    { "is_comment_enabled", true_always },
    { "children", post_children },
    { "comments", post_comments },
    { "ig_id", NULL },
    { "media_url", NULL },
    { "thumbnail_url", NULL },
    { NULL, NULL },
};

/* Comments */

static json_t *
message_id(const struct get *get)
{
    return json_string(get->message->id);
}

static json_t *
message_text(const struct get *get)
{
    return json_string(message_version(get->message, get->view->at)->text);
}

static json_t *
message_timestamp(const struct get *get)
{
    return graph_time(get->message->sent_at);
}

static json_t *
message_username(const struct get *get)
{
    if (get->message->role == ROLE_UNKNOWN)
        return NULL;
    return json_string(get->message->author.handle);
}

static bool
is_readers(const struct get *get)
{
    return get->message->speaker != NULL && get->message->speaker == get->view->reader;
}

/* The id is another one for each who asks: of an account it is not the account's own. */
static json_t *
message_from(const struct get *get)
{
    const struct message *message = get->message;
    json_t *from;

    if (message->role == ROLE_UNKNOWN)
        return NULL;
    from = json_object();
    if (graph_wants(get->field, "id")) {
        bool own = is_readers(get) || message->speaker == NULL;

        json_object_set_new(
            from, "id",
            own ? json_string(message->author.id)
                : json_sprintf("8%03zu%s", get->view->reader->index, message->author.id + 5));
    }
    if (graph_wants(get->field, "username"))
        json_object_set_new(from, "username", json_string(message->author.handle));
    return from;
}

/* Only of what the account itself wrote. */
static json_t *
message_user(const struct get *get)
{
    return is_readers(get) ? json_pack("{s:s}", "id", get->view->reader->id) : NULL;
}

static json_t *
message_likes(const struct get *get)
{
    return json_integer(counter_at(get->message->likes, get->message->sent_at, get->view->at));
}

static json_t *
message_is_hidden(const struct get *get)
{
    return json_boolean(message_hidden(get->message, get->view->at));
}

static json_t *
message_parent(const struct get *get)
{
    return get->message->parent != NULL ? json_string(get->message->parent->id) : NULL;
}

static json_t *
message_media(const struct get *get)
{
    return json_pack("{s:s}", "id", get->message->post->id);
}

static json_t *
message_replies(const struct get *get)
{
    struct edge edge = { .kind = NODE_MESSAGE,
                         .items = &get->message->post->messages,
                         .parent = get->message };
    struct blob path = { 0 };
    json_t *list;

    blob_format(&path, "%s/replies", get->message->id);
    list = nested(get, &edge, path.at);
    blob_done(&path);
    if (json_array_size(json_object_get(list, "data")) > 0)
        return list;
    json_decref(list); /* no replies: no such member */
    return NULL;
}

const struct getter instagram_message[] = {
    { "id", message_id },
    { "text", message_text },
    { "timestamp", message_timestamp },
    { "username", message_username },
    { "from", message_from },
    { "user", message_user },
    { "like_count", message_likes },
    { "hidden", message_is_hidden },
    { "parent_id", message_parent },
    { "media", message_media },
    { "replies", message_replies },
    { "legacy_instagram_comment_id", NULL },
    { NULL, NULL },
};
