/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "facebook_item.h"

#include "graph_edge.h"
#include "graph_item.h"

#include <string.h>

#define WEB "https://www.facebook.com"

static const char *const reaction_names[REACTIONS] = { "LIKE", "LOVE",  "WOW", "HAHA",
                                                       "SAD",  "ANGRY", "CARE" };

static json_t *
person(const struct get *get, const char *id, const char *name)
{
    json_t *object = json_object();

    if (graph_wants(get->field, "name"))
        json_object_set_new(object, "name", json_string(name));
    if (graph_wants(get->field, "id"))
        json_object_set_new(object, "id", json_string(id));
    return object;
}

static json_t *
true_always(const struct get *get)
{
    (void)get;
    return json_true();
}

/* Pages */

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
account_link(const struct get *get)
{
    return json_sprintf("%s/%s", WEB, get->account->handle);
}

static json_t *
account_fans(const struct get *get)
{
    int64_t followers = account_followers(get->view->world, get->account, get->view->at);

    return json_integer(followers - followers / 20);
}

static json_t *
account_followed(const struct get *get)
{
    return json_integer(account_followers(get->view->world, get->account, get->view->at));
}

static json_t *
account_verification(const struct get *get)
{
    (void)get;
    return json_string("not_verified");
}

const struct getter facebook_account[] = {
    { "id", account_id },
    { "name", account_name },
    { "username", account_username },
    { "link", account_link },
    { "fan_count", account_fans },
    { "followers_count", account_followed },
    { "verification_status", account_verification },
    { "about", NULL },
    { "category", NULL },
    { "is_published", true_always }, /* until a fault says otherwise */
    { "talking_about_count", NULL },
    { "website", NULL },
    { "instagram_business_account", NULL },
    { NULL, NULL },
};

/* Posts */

static json_t *
post_id(const struct get *get)
{
    return json_string(get->post->id);
}

static json_t *
post_message(const struct get *get)
{
    return json_string(post_text(get->post, get->view->at));
}

static json_t *
post_created(const struct get *get)
{
    return graph_time(get->post->created_at);
}

static json_t *
post_updated(const struct get *get)
{
    int64_t at = get->post->created_at;
    size_t i;

    if (get->post->edited_at > 0 && get->post->edited_at <= get->view->at)
        at = get->post->edited_at;
    for (i = get->post->messages.n; i > 0; i--) {
        const struct message *message = get->post->messages.at[i - 1];

        if (message_visible(message, get->view->at) && message->sent_at > at)
            at = message->sent_at;
    }
    return graph_time(at);
}

/* One path for all of them; the parameter that tells them apart has no id. */
static bool
is_named_by_query(const struct post *post)
{
    return strchr("369", post->number[strlen(post->number) - 1]) != NULL;
}

void
facebook_address(const struct post *post, const struct message *message, struct blob *text)
{
    if (message == NULL && strcmp(post->format, "reel") == 0)
        blob_format(text, "%s/reel/%s/", WEB, post->number);
    else if (is_named_by_query(post))
        blob_format(text, "%s/permalink.php?story_fbid=pfbid0%s&id=%s", WEB, post->number,
                    post->author.id);
    else
        blob_format(text, "%s/%s/posts/%s%s", WEB, post->author.id, post->number,
                    message != NULL ? "/" : "");
    if (message != NULL)
        blob_format(text, "%ccomment_id=%s", is_named_by_query(post) ? '&' : '?',
                    message->root->number);
    if (message != NULL && message->parent != NULL)
        blob_format(text, "&reply_comment_id=%s", message->number);
}

static json_t *
address_json(const struct post *post, const struct message *message)
{
    struct blob text = { 0 };
    json_t *json;

    facebook_address(post, message, &text);
    json = json_string(text.at);
    blob_done(&text);
    return json;
}

static json_t *
post_permalink(const struct get *get)
{
    return address_json(get->post, NULL);
}

static json_t *
post_from(const struct get *get)
{
    /* A citizen's name needs a permission that a page rarely has. */
    if (get->post->mention != NULL && get->post->mention->role == ROLE_UNKNOWN)
        return NULL;
    return person(get, get->post->author.id, get->post->author.name);
}

static json_t *
post_status_type(const struct get *get)
{
    static const char *const types[][2] = {
        { "photo", "added_photos" }, { "video", "added_video" },   { "reel", "added_video" },
        { "link", "shared_story" },  { "event", "created_event" },
    };
    size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i][0], get->post->format) == 0)
            return json_string(types[i][1]);
    return json_string("mobile_status_update");
}

static json_t *
post_attachments(const struct get *get)
{
    static const char *const types[][3] = {
        { "photo", "photo", "photo" },       { "video", "video", "video_inline" },
        { "reel", "video", "video_inline" }, { "link", "link", "share" },
        { "event", "event", "event" },
    };
    size_t i;

    for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strcmp(types[i][0], get->post->format) == 0)
            return json_pack("{s:[{s:s, s:s, s:o}]}", "data", "media_type", types[i][1], "type",
                             types[i][2], "url", post_permalink(get));
    return NULL; /* plain text has none */
}

static json_t *
post_shares(const struct get *get)
{
    int64_t n = counter_at(get->post->shares, get->post->created_at, get->view->at);

    return n > 0 ? json_pack("{s:I}", "count", (json_int_t)n) : NULL;
}

static json_t *
post_reactions(const struct get *get)
{
    const char *type = strcmp(get->field->name, "likes") == 0 ? "LIKE" : get->field->type;
    json_int_t n = 0;
    int i;

    for (i = 0; i < REACTIONS; i++)
        if (type == NULL || strcmp(type, "NONE") == 0 || strcmp(type, reaction_names[i]) == 0)
            n += counter_at(get->post->reactions[i], get->post->created_at, get->view->at);
    return json_pack("{s:[], s:{s:I, s:s}}", "data", "summary", "total_count", n, "viewer_reaction",
                     "NONE");
}

static json_t *
comments_of(const struct get *get, const struct post *post, const struct message *parent)
{
    const struct field *field = get->field;
    struct edge edge = {
        .kind = NODE_MESSAGE,
        .items = &post->messages,
        .parent = parent,
        .top_only =
            parent == NULL && (field->filter == NULL || strcmp(field->filter, "stream") != 0),
        .newest_first = field->order != NULL && strcmp(field->order, "reverse_chronological") == 0,
        .limit = field->limit >= 0 ? field->limit : 25,
        .after = field->after,
        .fields = &field->sub,
        .summary = field->summary,
        .ghosts = parent == NULL ? post->ghosts : 0,
        .order = "chronological",
    };

    return graph_edge(get->view, &edge);
}

static json_t *
post_comments(const struct get *get)
{
    return comments_of(get, get->post, NULL);
}

static json_t *
false_always(const struct get *get)
{
    (void)get;
    return json_false();
}

static json_t *
tagged_page(const char *text, const struct account *page)
{
    const char *at = strstr(text, page->name);
    json_int_t offset = 0;

    if (at == NULL)
        return NULL;
    for (; text < at; text++)
        offset += ((unsigned char)*text & 0xC0) != 0x80; /* characters, not bytes */
    return json_pack("[{s:s, s:s, s:s, s:I, s:I}]", "id", page->id, "name", page->name, "type",
                     "page", "offset", offset, "length", (json_int_t)strlen(page->name));
}

static json_t *
post_tags(const struct get *get)
{
    return get->post->tags != NULL
               ? tagged_page(post_text(get->post, get->view->at), get->post->tags)
               : NULL;
}

static json_t *
post_tagged(const struct get *get)
{
    return get->post->tags != NULL ? graph_time(get->post->created_at) : NULL;
}

const struct getter facebook_post[] = {
    { "id", post_id },
    { "message", post_message },
    { "created_time", post_created },
    { "updated_time", post_updated },
    { "permalink_url", post_permalink },
    { "from", post_from },
    { "status_type", post_status_type },
    { "attachments", post_attachments },
    { "shares", post_shares },
    { "reactions", post_reactions },
    { "likes", post_reactions },
    { "comments", post_comments },
    { "is_hidden", false_always },
    { "is_published", true_always },
    { "message_tags", post_tags },
    { "tagged_time", post_tagged },
    { "to", NULL },
    { "story", NULL },
    { "full_picture", NULL },
    { "parent_id", NULL },
    { "place", NULL },
    { "properties", NULL },
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
    const char *text = message_version(get->message, get->view->at)->text;

    return json_string(text != NULL ? text : "");
}

static json_t *
message_created(const struct get *get)
{
    return graph_time(get->message->sent_at);
}

static json_t *
message_from(const struct get *get)
{
    if (get->message->role == ROLE_UNKNOWN)
        return NULL;
    return person(get, get->message->author.id, get->message->author.name);
}

static json_t *
message_parent(const struct get *get)
{
    if (get->message->parent == NULL)
        return NULL;
    return graph_item(get->view, NODE_MESSAGE, get->message->parent, &get->field->sub);
}

static json_t *
message_comment_count(const struct get *get)
{
    const struct list *all = &get->message->post->messages;
    json_int_t n = 0;
    size_t i;

    for (i = 0; i < all->n; i++) {
        const struct message *other = all->at[i];

        n += other->parent == get->message && message_visible(other, get->view->at);
    }
    return json_integer(n);
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
message_permalink(const struct get *get)
{
    return address_json(get->message->post, get->message);
}

static json_t *
message_attachment(const struct get *get)
{
    if (message_version(get->message, get->view->at)->text != NULL)
        return NULL;
    return json_pack("{s:s, s:{s:s}, s:o}", "type", "photo", "target", "id", get->message->number,
                     "url", json_sprintf("%s/photo.php?fbid=%s", WEB, get->message->number));
}

static json_t *
message_tags(const struct get *get)
{
    const char *text = message_version(get->message, get->view->at)->text;

    return get->message->tags != NULL && text != NULL ? tagged_page(text, get->message->tags)
                                                      : NULL;
}

static json_t *
message_comments(const struct get *get)
{
    return comments_of(get, get->message->post, get->message);
}

const struct getter facebook_message[] = {
    { "id", message_id },
    { "message", message_text },
    { "created_time", message_created },
    { "from", message_from },
    { "parent", message_parent },
    { "comment_count", message_comment_count },
    { "like_count", message_likes },
    { "is_hidden", message_is_hidden },
    { "is_private", false_always },
    { "can_reply_privately", false_always },
    { "can_hide", true_always },
    { "can_remove", true_always },
    { "permalink_url", message_permalink },
    { "attachment", message_attachment },
    { "message_tags", message_tags },
    { "comments", message_comments },
    { "object", NULL },
    { "private_reply_conversation", NULL },
    { "user_likes", false_always },
    { NULL, NULL },
};
