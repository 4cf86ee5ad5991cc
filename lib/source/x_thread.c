/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Where a message belongs (README.md, D41). Under the account's own post each answer to the
 * post begins a thread, as a comment does elsewhere. In a conversation that somebody else began all
 * of it is one thread: one person complains, others join in, the unit answers once. Who began a
 * conversation is told by its first item, or by what answers that: in_reply_to_user_id is then the
 * beginner. Where nothing on the page tells, the thread is guessed, and the store puts the message
 * where the one that it answers stands.
 */

#include "source/x.h"

#include "source/named.h"

#define HOPS_MAX     256u /* up a conversation, and never more than there are items */
#define MENTIONS_MAX 50u  /* of one text */

static enum x_root
root_by(const struct x_answer *answer, struct str user_id)
{
    if (str_is_none(user_id))
        return X_ROOT_UNKNOWN;
    return x_is_own(answer, user_id) ? X_ROOT_OWN : X_ROOT_OTHER;
}

/* What this item alone tells. */
static enum x_root
root_told(const struct x_answer *answer, const struct x_item *item)
{
    if (!item->is_reply)
        return root_by(answer, item->author_id);
    if (!str_is_none(item->parent_id) && str_equal(item->parent_id, item->conversation_id))
        return root_by(answer, item->in_reply_to_user_id);
    return X_ROOT_UNKNOWN;
}

bool
x_read_roots(struct x_answer *answer)
{
    for (size_t i = 0; i < answer->item_count; i++) {
        const struct x_item *item = &answer->items[i];
        enum x_root root = X_ROOT_UNKNOWN;
        if (item->is_readable && !str_is_none(item->conversation_id))
            root = root_told(answer, item);
        if (root != X_ROOT_UNKNOWN)
            id_set_put(answer->roots, item->conversation_id, (size_t)root);
    }
    return true;
}

enum x_root
x_root_of(const struct x_answer *answer, const struct x_item *item)
{
    size_t root;

    if (str_is_none(item->conversation_id))
        return X_ROOT_UNKNOWN;
    if (str_equal(item->conversation_id, answer->own_post_id))
        return X_ROOT_OWN;
    root = id_set_find(answer->roots, item->conversation_id);
    return root == X_ROOT_OWN || root == X_ROOT_OTHER ? (enum x_root)root : X_ROOT_UNKNOWN;
}

/* Up to the answer to the post itself, or as far as the page shows. */
static void
place_below_post(const struct x_answer *answer, const struct x_item *item, struct message *message)
{
    const struct x_item *top = item;

    for (size_t hop = 0; hop < HOPS_MAX && !str_equal(top->parent_id, item->conversation_id);
         hop++) {
        const struct x_item *above = x_find(answer, top->parent_id);
        if (above == NULL || str_is_none(above->parent_id))
            break; /* not shown, or it tells nothing */
        top = above;
    }
    message->post_external_id = item->conversation_id;
    message->kind = top == item ? MESSAGE_COMMENT : MESSAGE_REPLY;
    message->thread_key = top->key;
    /* Also where it is told: what was put under this message's own name follows it. */
    message->thread_guessed = top != item;
    if (top == item && str_is_none(item->parent_id))
        return; /* nobody tells what it answers */
    if (top == item && str_equal(top->parent_id, item->conversation_id))
        message->parent_external_id = STR_NONE; /* the top of its thread */
    if (str_equal(top->parent_id, item->conversation_id))
        return;
    message->kind = MESSAGE_REPLY;
    message->thread_key = top->parent_id;
    message->thread_guessed = true;
}

/*
 * In a conversation of which the page does not tell whose it is. The account's answer goes where
 * the message stands that it answers, if that can be one of the account's.
 */
static void
place_unknown(const struct x_answer *answer, const struct x_item *item, struct message *message)
{
    const struct x_item *parent = x_find(answer, item->parent_id);
    bool is_own = x_is_own(answer, item->author_id);
    bool follows =
        is_own && !str_is_none(item->parent_id) &&
        (parent == NULL || x_is_own(answer, parent->author_id) || x_names_account(answer, parent));

    if (follows || str_is_none(item->conversation_id)) /* then the parent is told */
        message->thread_key = item->parent_id;
    else
        message->thread_key = item->conversation_id;
    message->kind = is_own ? MESSAGE_REPLY : MESSAGE_MENTION;
    message->thread_guessed = true;
}

void
x_place(const struct x_answer *answer, const struct x_item *item, struct message *message)
{
    enum x_root root = x_root_of(answer, item);
    bool is_own = x_is_own(answer, item->author_id);

    message->parent_external_id = item->parent_id;
    if (!str_is_none(item->retweeted_id)) {
        message->thread_key = message->parent_external_id = item->retweeted_id;
        message->kind = MESSAGE_MENTION;
        message->thread_guessed = true;
    } else if (!item->is_reply) {
        message->thread_key = item->key;
        message->kind = MESSAGE_MENTION;
    } else if (root == X_ROOT_OWN) {
        place_below_post(answer, item, message);
    } else if (root == X_ROOT_OTHER) {
        message->thread_key = item->conversation_id;
        message->kind = is_own ? MESSAGE_REPLY : MESSAGE_MENTION;
        /* Guessed only in so far as what was put under this message's own name follows it. */
        message->thread_guessed = !is_own;
    } else {
        place_unknown(answer, item, message);
    }
}

/* The lists of names in the text and in the rest of a long one. */
static const char *const name_lists[] = { "entities.mentions", "note_tweet.entities.mentions",
                                          "note_post.entities.mentions" };

/* What is too long to be one is none: a name must not cost the message. */
struct name {
    char digits[JDOC_DIGITS_SIZE];
    struct str id, handle;
};

static bool
read_name(struct jdoc_node entry, struct name *ret_name)
{
    ret_name->id = ret_name->handle = STR_NONE;
    if (!jdoc_get_id(jdoc_member(entry, "id"), ret_name->digits, &ret_name->id) ||
        ret_name->id.n > RECORD_ID_MAX)
        ret_name->id = STR_NONE;
    if (!jdoc_get_str(jdoc_member(entry, "username"), &ret_name->handle) ||
        ret_name->handle.n > RECORD_ID_MAX)
        ret_name->handle = STR_NONE;
    return ret_name->id.n > 0 || ret_name->handle.n > 0;
}

/* By its id; by its name only where no id is told: names change hands. */
static bool
is_account(const struct x_answer *answer, const struct name *name)
{
    if (name->id.n > 0)
        return x_is_own(answer, name->id);
    return str_equal_nocase(name->handle, answer->view->account.handle);
}

bool
x_names_account(const struct x_answer *answer, const struct x_item *item)
{
    struct name name;

    for (size_t k = 0; k < ARRAY_SIZE(name_lists); k++) {
        struct jdoc_node list = jdoc_path(item->node, name_lists[k]);
        for (size_t i = 0; i < jdoc_size(list) && i < MENTIONS_MAX; i++) {
            if (read_name(jdoc_at(list, i), &name) && is_account(answer, &name))
                return true;
        }
    }
    return false;
}

/* False at the arena's ceiling. A name that was there already is no second mention. */
static bool
add_mention(struct x_answer *answer, const struct name *name, const struct message *message,
            size_t first)
{
    struct mention mention = { .message_external_id = message->external_id,
                               .sent_at_us = message->sent_at_us };
    struct batch *batch = answer->batch;
    struct record *record;

    for (size_t i = first; i < batch->count; i++) {
        const struct mention *other = &batch->records[i].of.mention;
        if (name->id.n > 0 ? str_equal(other->mentioned_external_id, name->id)
                           : str_equal_nocase(other->mentioned_handle, name->handle))
            return true;
    }
    if (!arena_str(batch->arena, name->id, &mention.mentioned_external_id) ||
        !arena_str(batch->arena, name->handle, &mention.mentioned_handle))
        return false;
    record = batch_add(batch, RECORD_MENTION);
    if (record != NULL)
        record->of.mention = mention;
    return true;
}

bool
x_add_mentions(struct x_answer *answer, const struct x_item *item, const struct message *message)
{
    size_t first = answer->batch->count;
    struct name name;

    for (size_t k = 0; k < ARRAY_SIZE(name_lists); k++) {
        struct jdoc_node list = jdoc_path(item->node, name_lists[k]);
        for (size_t i = 0; i < jdoc_size(list) && i < MENTIONS_MAX; i++) {
            if (!read_name(jdoc_at(list, i), &name) || is_account(answer, &name))
                continue;
            if (!add_mention(answer, &name, message, first))
                return false;
        }
    }
    return true;
}

bool
x_add_mentions_in_post(struct x_answer *answer, const struct x_item *item)
{
    struct message post = { .external_id = item->key,
                            .sent_at_us = when_floor(item->published_us, WHEN_SECOND) };
    size_t first = answer->batch->count;

    if (!named_is_asking(&answer->view->account, item->published_us))
        return true;
    if (!x_add_mentions(answer, item, &post))
        return false;
    for (size_t i = first; i < answer->batch->count; i++)
        answer->batch->records[i].of.mention.post_external_id = item->key;
    return true;
}
