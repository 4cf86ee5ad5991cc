/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "threads_item.h"

#include "graph_item.h"

#include <string.h>

#define WEB "https://www.threads.com"

static json_t *
false_always(const struct get *get)
{
    (void)get;
    return json_false();
}

static json_t *
true_always(const struct get *get)
{
    (void)get;
    return json_true();
}

static json_t *
product(const struct get *get)
{
    (void)get;
    return json_string("THREADS");
}

void
threads_address(const struct post *post, const struct message *message, struct blob *text)
{
    const struct person *author = message != NULL ? &message->author : &post->author;
    const char *number = message != NULL ? message->number : post->number;

    blob_format(text, "%s/@%s/post/T%s", WEB, author->handle, number + 4);
}

static json_t *
permalink(const struct post *post, const struct message *message)
{
    struct blob text = { 0 };
    json_t *json;

    threads_address(post, message, &text);
    json = json_string(text.at);
    blob_done(&text);
    return json;
}

/* Accounts */

static json_t *
account_id(const struct get *get)
{
    return json_string(get->account->id);
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

const struct getter threads_account[] = {
    { "id", account_id },
    { "name", account_name },
    { "username", account_username },
    { "threads_biography", account_biography },
    { "is_verified", false_always },
    { "threads_profile_picture_url", NULL },
    { NULL, NULL },
};

/* Posts */

static json_t *
post_id(const struct get *get)
{
    return json_string(get->post->id);
}

static json_t *
post_type(const struct get *get)
{
    static const char *const types[][2] = { { "photo", "IMAGE" }, { "video", "VIDEO" } };
    size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i][0], get->post->format) == 0)
            return json_string(types[i][1]);
    return json_string("TEXT_POST");
}

static bool
is_private(const struct post *post)
{
    return post->mention != NULL && post->mention->role == ROLE_UNKNOWN;
}

static json_t *
post_permalink(const struct get *get)
{
    return is_private(get->post) ? NULL : permalink(get->post, NULL);
}

static json_t *
post_username(const struct get *get)
{
    return is_private(get->post) ? NULL : json_string(get->post->author.handle);
}

static json_t *
post_owner(const struct get *get)
{
    return get->post->account != NULL && get->post->account == get->view->reader
               ? json_pack("{s:s}", "id", get->view->reader->id)
               : NULL;
}

static json_t *
post_words(const struct get *get)
{
    return json_string(post_text(get->post, get->view->at));
}

static json_t *
post_timestamp(const struct get *get)
{
    return graph_time(get->post->created_at);
}

static json_t *
post_shortcode(const struct get *get)
{
    return json_sprintf("T%s", get->post->number + 4);
}

static json_t *
post_has_replies(const struct get *get)
{
    size_t i;

    for (i = 0; i < get->post->messages.n; i++)
        if (message_visible(get->post->messages.at[i], get->view->at))
            return json_true();
    return json_false();
}

const struct getter threads_post[] = {
    { "id", post_id },
    { "media_product_type", product },
    { "media_type", post_type },
    { "permalink", post_permalink },
    { "owner", post_owner },
    { "username", post_username },
    { "text", post_words },
    { "timestamp", post_timestamp },
    { "shortcode", post_shortcode },
    { "has_replies", post_has_replies },
    { "is_quote_post", false_always },
    { "is_reply", false_always },
    { "is_reply_owned_by_me", false_always },
    { "root_post", NULL },
    { "replied_to", NULL },
    { "hide_status", NULL },
    { "reply_audience", NULL },
    { "quoted_post", NULL },
    { "reposted_post", NULL },
    { "children", NULL },
    { "alt_text", NULL },
    { "media_url", NULL },
    { "thumbnail_url", NULL },
    { "link_attachment_url", NULL },
    { "gif_url", NULL },
    { "topic_tag", NULL },
    { NULL, NULL },
};

/* Replies */

static json_t *
message_id(const struct get *get)
{
    return json_string(get->message->id);
}

static json_t *
message_words(const struct get *get)
{
    return json_string(message_version(get->message, get->view->at)->text);
}

static json_t *
message_timestamp(const struct get *get)
{
    return graph_time(get->message->sent_at);
}

/* Not of a private profile. */
static json_t *
message_username(const struct get *get)
{
    if (get->message->role == ROLE_UNKNOWN)
        return NULL;
    return json_string(get->message->author.handle);
}

static json_t *
message_permalink(const struct get *get)
{
    if (get->message->role == ROLE_UNKNOWN)
        return NULL;
    return permalink(get->message->post, get->message);
}

static json_t *
message_type(const struct get *get)
{
    (void)get;
    return json_string("TEXT_POST");
}

static json_t *
message_has_replies(const struct get *get)
{
    const struct list *all = &get->message->post->messages;
    size_t i;

    for (i = 0; i < all->n; i++) {
        const struct message *other = all->at[i];

        if (other->parent == get->message && message_visible(other, get->view->at))
            return json_true();
    }
    return json_false();
}

static json_t *
message_root_post(const struct get *get)
{
    return json_pack("{s:s}", "id", get->message->post->id);
}

static json_t *
message_replied_to(const struct get *get)
{
    const struct message *parent = get->message->parent;

    return json_pack("{s:s}", "id", parent != NULL ? parent->id : get->message->post->id);
}

static json_t *
message_is_mine(const struct get *get)
{
    return json_boolean(get->message->speaker != NULL &&
                        get->message->speaker == get->view->reader);
}

static json_t *
message_hide_status(const struct get *get)
{
    return json_string(message_hidden(get->message, get->view->at) ? "HIDDEN" : "NOT_HUSHED");
}

const struct getter threads_message[] = {
    { "id", message_id },
    { "media_product_type", product },
    { "media_type", message_type },
    { "permalink", message_permalink },
    { "username", message_username },
    { "text", message_words },
    { "timestamp", message_timestamp },
    { "has_replies", message_has_replies },
    { "root_post", message_root_post },
    { "replied_to", message_replied_to },
    { "is_reply", true_always },
    { "is_reply_owned_by_me", message_is_mine },
    { "hide_status", message_hide_status },
    { "is_quote_post", false_always },
    { "is_verified", false_always },
    { "reply_audience", NULL },
    { "shortcode", NULL },
    { "quoted_post", NULL },
    { "reposted_post", NULL },
    { "children", NULL },
    { "media_url", NULL },
    { "thumbnail_url", NULL },
    { "gif_url", NULL },
    { "topic_tag", NULL },
    { "profile_picture_url", NULL },
    { NULL, NULL },
};
