/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Posts, the replies below them, and posts of others that name the account.
 *
 * A conversation is one flat list of all depths, oldest first, so what a reply answers stands
 * before it or on an earlier page. The thread of a reply is the first one below the post.
 * Authors are told by their name alone, and the address of a post holds it: addresses of others are
 * made of the post's short code instead.
 */

#include "source/threads.h"

#include <stdio.h>
#include <string.h>

#include "source/fields.h"
#include "source/named.h"

#define PARENT_HOPS_MAX 64
#define SHORT_ADDRESS   "https://www.threads.com/t/%.*s"

struct item { /* a post or a reply as the answer has it */
    struct str id, text, username, permalink, shortcode, media_type, parent_id, hide_status;
    int64_t sent_at_us;
    enum tri is_ours;
};

static const struct field fields[] = {
    { "id", FIELD_ID, offsetof(struct item, id), true },
    { "timestamp", FIELD_TIME, offsetof(struct item, sent_at_us), true },
    { "text", FIELD_TEXT, offsetof(struct item, text), false },
    { "username", FIELD_ID, offsetof(struct item, username), false },
    { "permalink", FIELD_LINE, offsetof(struct item, permalink), false },
    { "shortcode", FIELD_ID, offsetof(struct item, shortcode), false },
    { "media_type", FIELD_LINE, offsetof(struct item, media_type), false },
    { "replied_to.id", FIELD_ID, offsetof(struct item, parent_id), false },
    { "hide_status", FIELD_LINE, offsetof(struct item, hide_status), false },
    { "is_reply_owned_by_me", FIELD_FLAG, offsetof(struct item, is_ours), false },
};

static bool
read_item(struct graph_page *page, struct jdoc_node node, const char *path, struct item *ret_item,
          struct error *err)
{
    *ret_item = (struct item){ .sent_at_us = WHEN_NONE, .is_ours = TRI_UNKNOWN };
    if (!fields_read(FIELD_TABLE(fields), node, ret_item, page->batch, path, err))
        return false;
    /* A picture alone: a text that is empty, not one that is unknown. */
    if (str_is_none(ret_item->text) && !str_is_none(ret_item->media_type))
        ret_item->text = STR("");
    return true;
}

/* ---- posts ---- */

static enum post_format
format_of(struct str media_type)
{
    static const struct {
        const char *word;
        enum post_format format;
    } words[] = {
        { "TEXT_POST", FORMAT_TEXT },       { "TEXT", FORMAT_TEXT },   { "IMAGE", FORMAT_PHOTO },
        { "CAROUSEL_ALBUM", FORMAT_PHOTO }, { "VIDEO", FORMAT_VIDEO },
    };

    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (str_equal_c(media_type, words[i].word))
            return words[i].format;
    }
    return FORMAT_OTHER;
}

static void
read_post(struct graph_page *page, struct jdoc_node node, const char *path, struct id_set *seen)
{
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    struct record *record;
    struct item item;
    bool ok = read_item(page, node, path, &item, &err);

    if (ok && !id_set_put(seen, item.id, 0))
        return;
    /* What another wrote and the account only passed on. */
    if (ok && str_equal_c(item.media_type, "REPOST_FACADE"))
        return;
    record = ok ? batch_add(page->batch, RECORD_POST) : NULL;
    if (record != NULL) {
        record->of.post.external_id = item.id;
        record->of.post.text = item.text;
        record->of.post.permalink = item.permalink;
        record->of.post.published_at_us = item.sent_at_us;
        record->of.post.format = format_of(item.media_type);
        named_add_in_post(page->batch, &page->view->account, item.text, item.id, item.sent_at_us);
    }
    answer_keep(page->batch, first, path, ok, &err);
}

void
threads_read_posts(struct graph_page *page)
{
    graph_page_each(page, read_post);
}

/* ---- what others write ---- */

static enum tri
is_hidden(struct str status)
{
    static const char *const hidden[] = { "HIDDEN", "COVERED", "BLOCKED", "RESTRICTED" };

    for (size_t i = 0; i < ARRAY_SIZE(hidden); i++) {
        if (str_equal_c(status, hidden[i]))
            return TRI_YES;
    }
    return str_equal_c(status, "NOT_HUSHED") || str_equal_c(status, "UNHUSHED") ? TRI_NO
                                                                                : TRI_UNKNOWN;
}

/* The short code of an address, where no other member tells it. */
static struct str
code_of(const struct item *item)
{
    size_t at = str_find(item->permalink, STR("/post/"), 0);
    size_t end;

    if (!str_is_none(item->shortcode))
        return item->shortcode;
    if (at == SIZE_MAX)
        return STR_NONE;
    at += strlen("/post/");
    for (end = at; end < item->permalink.n && strchr("/?#", item->permalink.p[end]) == NULL;)
        end++;
    return end > at ? str_sub(item->permalink, at, end - at) : STR_NONE;
}

/* False at the arena's ceiling only. */
static bool
add_message(struct graph_page *page, struct jdoc_node node, const struct item *item,
            struct error *err)
{
    const struct source_account *account = &page->view->account;
    struct record *record = batch_add(page->batch, RECORD_MESSAGE);
    struct str code = code_of(item);
    struct message *message;

    if (record == NULL)
        return true; /* overflowed: answer_keep() looks */
    message = &record->of.message;
    message->external_id = message->thread_key = item->id;
    if (item->is_ours == TRI_YES)
        message->author_id = account->external_id;
    else if (item->username.n > 0)
        message->author_handle = item->username;
    message->text = item->text;
    message->truncated = fields_is_cut(node, "text");
    message->sent_at_us = when_floor(item->sent_at_us, WHEN_SECOND);
    message->hidden = is_hidden(item->hide_status);
    message->kind = MESSAGE_MENTION;
    if (!str_is_none(code) &&
        !arena_printf(page->batch->arena, &message->permalink, SHORT_ADDRESS, STR_ARGS(code)))
        return error_set(err, ERROR_LIMIT, "no memory for an address");
    return true;
}

static void
read_mention(struct graph_page *page, struct jdoc_node node, const char *path, struct id_set *seen)
{
    struct error err = ERROR_INIT;
    size_t first = page->batch->count;
    struct item item;
    bool ok = read_item(page, node, path, &item, &err);

    if (ok && (!id_set_put(seen, item.id, 0) || item.is_ours == TRI_YES ||
               named_is_own(&page->view->account, item.username)))
        return; /* who names himself asks nobody */
    ok = ok && add_message(page, node, &item, &err);
    if (ok && page->batch->count > first)
        named_add_mentions(page->batch, &page->view->account, item.text, item.id,
                           page->batch->records[first].of.message.sent_at_us);
    answer_keep(page->batch, first, path, ok, &err);
}

void
threads_read_mentions(struct graph_page *page)
{
    graph_page_each(page, read_mention);
}

/* ---- replies ---- */

struct conversation {
    struct graph_page *page;
    struct str post_external_id;
    struct id_set *seen; /* id → index of its message */
};

static void
read_reply(struct conversation *of, struct jdoc_node node, const char *path)
{
    struct batch *batch = of->page->batch;
    struct error err = ERROR_INIT;
    size_t first = batch->count;
    struct item item;
    bool ok = read_item(of->page, node, path, &item, &err);

    /* What stands above the conversation is no part of it. */
    if (ok && (str_equal(item.id, of->post_external_id) || !id_set_put(of->seen, item.id, first)))
        return;
    ok = ok && add_message(of->page, node, &item, &err);
    if (ok && batch->count > first) {
        struct message *message = &batch->records[first].of.message;
        message->post_external_id = of->post_external_id;
        message->kind = MESSAGE_COMMENT;
        if (!str_is_none(item.parent_id) && !str_equal(item.parent_id, of->post_external_id) &&
            !str_equal(item.parent_id, item.id))
            message->parent_external_id = item.parent_id;
        named_add_mentions(batch, &of->page->view->account, item.text, item.id,
                           message->sent_at_us);
    }
    answer_keep(batch, first, path, ok, &err);
}

/* The message of that id on this page, or NULL. */
static const struct message *
find_message(const struct conversation *of, struct str id)
{
    const struct batch *batch = of->page->batch;
    size_t index = id_set_find(of->seen, id);

    if (index >= batch->count || batch->records[index].kind != RECORD_MESSAGE ||
        !str_equal(batch->records[index].of.message.external_id, id))
        return NULL;
    return &batch->records[index].of.message;
}

/* The first one below the post, as far as it stands on this page. */
static void
set_thread(const struct conversation *of, struct message *message)
{
    const struct message *top = message;
    struct str key = message->external_id;

    if (str_is_none(message->parent_external_id))
        return;
    message->kind = MESSAGE_REPLY;
    /* Also where the first one is found: what was put under this message's own name follows it. */
    message->thread_guessed = true;
    for (int hop = 0; hop < PARENT_HOPS_MAX && top != NULL; hop++) {
        key = top->external_id;
        if (str_is_none(top->parent_external_id))
            break;
        key = top->parent_external_id;
        top = find_message(of, key);
    }
    message->thread_key = key;
}

static void
set_threads(const struct conversation *of)
{
    struct batch *batch = of->page->batch;

    for (size_t i = 0; i < batch->count; i++) {
        if (batch->records[i].kind == RECORD_MESSAGE)
            set_thread(of, &batch->records[i].of.message);
    }
}

void
threads_read_replies(struct graph_page *page, struct str post_external_id)
{
    size_t count = jdoc_size(page->items);
    struct conversation of = { page, post_external_id, id_set_new(page->view->arena, count) };
    char path[ANSWER_PATH_MAX];

    if (of.seen == NULL) {
        page->batch->overflowed = true;
        return;
    }
    for (size_t i = 0; i < count && !page->batch->overflowed; i++) {
        struct jdoc_node node = jdoc_at(page->items, i);
        snprintf(path, sizeof(path), "$.data[%zu]", i);
        if (jdoc_is_object(node))
            read_reply(&of, node, path);
        else
            batch_reject(page->batch, str_from(path), "expected an object, got %s",
                         jdoc_type_name(node));
    }
    set_threads(&of);
}

void
threads_read_one(struct graph_page *page, struct jdoc_node item, struct str post_external_id)
{
    struct conversation of = { page, post_external_id, id_set_new(page->view->arena, 1) };

    if (of.seen == NULL) {
        page->batch->overflowed = true;
        return;
    }
    if (post_external_id.n == 0) {
        read_mention(page, item, "$", of.seen);
        return;
    }
    read_reply(&of, item, "$");
    set_threads(&of);
}
