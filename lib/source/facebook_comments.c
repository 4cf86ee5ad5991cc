/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Comments of a post, all levels in one list (filter=stream).
 *
 * The thread of a comment is found in this order: the comment_id of its permalink, which is the top
 * comment's; its parent, and the parent's parent as far as they stand on the same page; its own id.
 * A comment without an id (recorded answers have such) gets POST_COMMENT from its permalink. A
 * permalink whose ids do not end as the comment's own id does is in a form we do not know and is
 * not used for threads.
 */

#include "source/facebook.h"

#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "source/fields.h"
#include "source/id_set.h"
#include "source/reference.h"

#define PARENT_HOPS_MAX 8 /* Facebook shows three levels */
#define LEVELS_MAX      3 /* of lists inside lists; count_all() knows as many */

struct comment {
    struct str id, parent_id, author_id, text, permalink;
    struct str address, target; /* of a page that the comment shows a card of */
    int64_t sent_at_us, likes;
    enum tri hidden;
};

static const struct field comment_fields[] = {
    { "id", FIELD_ID, offsetof(struct comment, id), false },
    { "created_time", FIELD_TIME, offsetof(struct comment, sent_at_us), true },
    { "message", FIELD_TEXT, offsetof(struct comment, text), false },
    { "from.id", FIELD_ID, offsetof(struct comment, author_id), false },
    { "parent.id", FIELD_ID, offsetof(struct comment, parent_id), false },
    { "like_count|likes.summary.total_count|reactions.summary.total_count|likes.count|likes",
      FIELD_COUNT, offsetof(struct comment, likes), false },
    { "is_hidden", FIELD_FLAG, offsetof(struct comment, hidden), false },
    { "permalink_url", FIELD_LINE, offsetof(struct comment, permalink), false },
    { "attachment.unshimmed_url|attachment.url", FIELD_LINE, offsetof(struct comment, address),
      false },
    { "attachment.target.url", FIELD_LINE, offsetof(struct comment, target), false },
};

static const struct comment no_comment = { .sent_at_us = WHEN_NONE,
                                           .likes = -1,
                                           .hidden = TRI_UNKNOWN };

/* PAGE_POST_COMMENT is POST_COMMENT: the page's own prefix goes, everything else stays. */
static struct str
message_id(const struct source_view *view, struct str id)
{
    struct str page = view->account.external_id;
    size_t rest = page.n + 1;

    if (page.n > 0 && id.n > rest && str_starts(id, page) && id.p[page.n] == '_' &&
        str_find(id, STR("_"), rest) != SIZE_MAX)
        return str_sub(id, rest, id.n);
    return id;
}

struct str
facebook_last_part(struct str id)
{
    size_t start = id.n;

    while (start > 0 && id.p[start - 1] != '_')
        start--;
    return str_sub(id, start, id.n);
}

/*
 * Digits of name=… in a permalink, the last ones of POST_COMMENT; absent when there are none. Other
 * forms than digits are not for us.
 */
static struct str
permalink_id(struct str permalink, struct str name)
{
    size_t at = str_find(permalink, name, 0);
    size_t end;

    /* "comment_id=" also stands inside "reply_comment_id="; ';' ends an "&amp;" of HTML. */
    while (at != SIZE_MAX && at > 0 && strchr("?&;", permalink.p[at - 1]) == NULL)
        at = str_find(permalink, name, at + 1);
    if (at == SIZE_MAX)
        return STR_NONE;
    at += name.n;
    for (end = at; end < permalink.n; end++) {
        if (permalink.p[end] == '_')
            at = end + 1;
        else if (!ascii_is_digit(permalink.p[end]))
            break;
    }
    return end > at ? str_sub(permalink, at, end - at) : STR_NONE;
}

struct permalink_ids {
    struct str root, reply; /* comment_id and reply_comment_id */
};

static struct permalink_ids
read_permalink(struct str permalink)
{
    return (struct permalink_ids){ permalink_id(permalink, STR("comment_id=")),
                                   permalink_id(permalink, STR("reply_comment_id=")) };
}

static bool
join(struct arena *arena, struct str prefix, struct str part, struct str *ret_id)
{
    if (prefix.n == 0)
        return arena_printf(arena, ret_id, "%.*s", STR_ARGS(part));
    return arena_printf(arena, ret_id, "%.*s_%.*s", STR_ARGS(prefix), STR_ARGS(part));
}

/* The comment's own id, canonical; from the permalink where the answer has none. */
static bool
set_id(const struct source_view *view, struct comment *comment, struct str post, struct error *err)
{
    struct permalink_ids ids = read_permalink(comment->permalink);
    struct str own = str_is_none(ids.reply) ? ids.root : ids.reply;

    if (!str_is_none(comment->id)) {
        comment->id = message_id(view, comment->id);
        return true;
    }
    if (str_is_none(own))
        return error_set(err, ERROR_PEER, "id: expected an id, got none");
    if (!join(view->arena, facebook_last_part(post), own, &comment->id))
        return error_set(err, ERROR_LIMIT, "no memory for an id");
    return true;
}

/* Root of the thread by the permalink; absent when it does not say. */
static bool
permalink_root(const struct source_view *view, const struct comment *comment, struct str *ret_root)
{
    struct permalink_ids ids = read_permalink(comment->permalink);
    struct str own = facebook_last_part(comment->id);
    size_t prefix = comment->id.n - own.n;

    *ret_root = STR_NONE;
    if (str_is_none(ids.root))
        return true;
    if (str_equal(ids.root, own) && str_is_none(ids.reply))
        *ret_root = comment->id;
    else if (str_equal(ids.reply, own))
        return join(view->arena, str_sub(comment->id, 0, prefix > 0 ? prefix - 1 : 0), ids.root,
                    ret_root);
    return true;
}

static bool
add_comment(struct graph_page *page, struct jdoc_node node, struct comment *comment,
            struct str post, struct error *err)
{
    struct record *record;
    struct message *message;
    struct str root;

    if (!permalink_root(page->view, comment, &root))
        return error_set(err, ERROR_LIMIT, "no memory for an id");
    record = batch_add(page->batch, RECORD_MESSAGE);
    if (record == NULL)
        return true; /* overflowed: answer_keep() looks */
    message = &record->of.message;
    message->external_id = comment->id;
    message->post_external_id = post;
    message->thread_key = root;
    message->parent_external_id = message_id(page->view, comment->parent_id);
    message->author_id = comment->author_id;
    message->permalink = comment->permalink;
    message->text = comment->text;
    message->truncated = fields_is_cut(node, "message");
    message->sent_at_us = when_floor(comment->sent_at_us, WHEN_SECOND);
    message->likes = comment->likes;
    message->hidden = comment->hidden;
    /* A picture or a sticker alone: a text that is empty, not one that is unknown. */
    if (str_is_none(message->text) && jdoc_is_object(jdoc_member(node, "attachment")))
        message->text = STR("");
    if (!reference_add_link(page->batch->arena, &message->links, comment->address) ||
        !reference_add_link(page->batch->arena, &message->links, comment->target) ||
        !facebook_add_mentions(page, node, comment->id, message->sent_at_us))
        return error_set(err, ERROR_LIMIT, "no memory for a tag");
    return true;
}

/*
 * Until its thread is known, a message's thread_key may be absent; record_check() wants one, so its
 * own id stands in.
 */
static void
keep_comment(struct graph_page *page, size_t first, const char *path, bool ok, struct error *err)
{
    struct message *message;
    struct str known;

    if (!ok || first >= page->batch->count) {
        answer_keep(page->batch, first, path, ok, err);
        return;
    }
    message = &page->batch->records[first].of.message;
    known = message->thread_key;
    if (str_is_none(known))
        message->thread_key = message->external_id;
    if (answer_keep(page->batch, first, path, true, err))
        page->batch->records[first].of.message.thread_key = known;
}

/* A list of comments of which one holds the next list. */
struct level {
    struct jdoc_node items;
    size_t next;
    struct str parent_id; /* of the comment that holds it; absent outermost */
    char path[ANSWER_PATH_MAX];
};

/* Some name the post as the parent of a top comment, as PAGE_POST or as POST. */
static bool
is_post(struct str parent_id, struct str post)
{
    return str_equal(parent_id, post) || str_equal(parent_id, facebook_last_part(post));
}

/* Reads one item of the list. Its id, or absent where it has none that can be used. */
static struct str
read_comment(struct graph_page *page, struct jdoc_node node, const struct level *level,
             struct str post, struct id_set *seen)
{
    struct error err = ERROR_INIT;
    struct comment comment = no_comment;
    size_t first = page->batch->count;
    bool ok;

    if (!jdoc_is_object(node)) {
        batch_reject(page->batch, str_from(level->path), "expected an object, got %s",
                     jdoc_type_name(node));
        return STR_NONE;
    }
    ok = fields_read(FIELD_TABLE(comment_fields), node, &comment, page->batch, level->path, &err) &&
         set_id(page->view, &comment, post, &err);
    if (ok && !id_set_put(seen, comment.id, first))
        return comment.id;
    if (str_is_none(comment.parent_id) || is_post(comment.parent_id, post))
        comment.parent_id = level->parent_id;
    ok = ok && add_comment(page, node, &comment, post, &err);
    keep_comment(page, first, level->path, ok, &err);
    return ok ? comment.id : STR_NONE;
}

/*
 * Follows parents on the page to the top one: its thread, or its own id, or the last parent that is
 * named but does not stand here.
 */
static struct str
chase_root(const struct batch *batch, const struct id_set *seen, const struct message *message)
{
    for (int hop = 0; hop < PARENT_HOPS_MAX; hop++) {
        size_t index;
        if (!str_is_none(message->thread_key))
            return message->thread_key;
        if (str_is_none(message->parent_external_id))
            return message->external_id;
        index = id_set_find(seen, message->parent_external_id);
        if (index >= batch->count || batch->records[index].kind != RECORD_MESSAGE ||
            !str_equal(batch->records[index].of.message.external_id, message->parent_external_id))
            return message->parent_external_id;
        message = &batch->records[index].of.message;
    }
    return message->external_id;
}

static void
set_thread(const struct batch *batch, const struct id_set *seen, struct message *message)
{
    message->thread_guessed = str_is_none(message->thread_key);
    message->thread_key = chase_root(batch, seen, message);
    message->kind = MESSAGE_COMMENT;
    if (str_equal(message->thread_key, message->external_id) &&
        str_is_none(message->parent_external_id)) {
        message->thread_guessed = false;
        return;
    }
    message->kind = MESSAGE_REPLY;
    if (str_is_none(message->parent_external_id))
        message->parent_external_id = message->thread_key;
}

static void
set_threads(const struct graph_page *page, const struct id_set *seen, size_t first)
{
    for (size_t i = first; i < page->batch->count; i++) {
        if (page->batch->records[i].kind == RECORD_MESSAGE)
            set_thread(page->batch, seen, &page->batch->records[i].of.message);
    }
}

void
facebook_read_comment(struct graph_page *page, struct jdoc_node item, struct str post_external_id)
{
    size_t first = page->batch->count;
    struct id_set *seen = id_set_new(page->view->arena, 1);
    const struct level whole = { .parent_id = STR_NONE, .path = "$" };

    if (seen == NULL) {
        page->batch->overflowed = true;
        return;
    }
    read_comment(page, item, &whole, post_external_id, seen);
    set_threads(page, seen, first);
}

/* Comments of a list, with those inside them. */
static size_t
count_all(struct jdoc_node items)
{
    size_t count = jdoc_size(items);

    for (size_t i = 0; i < jdoc_size(items); i++) {
        struct jdoc_node replies = jdoc_path(jdoc_at(items, i), "comments.data");
        count += jdoc_size(replies);
        for (size_t k = 0; k < jdoc_size(replies); k++)
            count += jdoc_size(jdoc_path(jdoc_at(replies, k), "comments.data"));
    }
    return count;
}

/*
 * The list and, where an answer holds replies inside their comments, those: LEVELS_MAX lists at
 * most are open at once.
 */
static void
read_levels(struct graph_page *page, struct level levels[LEVELS_MAX], const char *path,
            struct str post, struct id_set *seen)
{
    size_t depth = 1;

    while (depth > 0 && !page->batch->overflowed) {
        struct level *level = &levels[depth - 1];
        struct jdoc_node node = jdoc_at(level->items, level->next);
        struct jdoc_node below = jdoc_path(node, "comments.data");
        struct str id;

        if (level->next >= jdoc_size(level->items)) {
            depth--;
            continue;
        }
        snprintf(level->path, sizeof(level->path), "%s%s[%zu]", path,
                 depth == 1 ? "" : "..comments.data", level->next++);
        id = read_comment(page, node, level, post, seen);
        if (jdoc_size(below) > 0 && depth < LEVELS_MAX)
            levels[depth++] = (struct level){ .items = below, .parent_id = id };
    }
}

void
facebook_read_comments(struct graph_page *page, struct jdoc_node items, const char *path,
                       struct str post_external_id)
{
    size_t first = page->batch->count;
    struct id_set *seen = id_set_new(page->view->arena, count_all(items));
    struct level levels[LEVELS_MAX] = { { .items = items, .parent_id = STR_NONE } };

    if (seen == NULL) {
        page->batch->overflowed = true;
        return;
    }
    read_levels(page, levels, path, post_external_id, seen);
    set_threads(page, seen, first);
}
