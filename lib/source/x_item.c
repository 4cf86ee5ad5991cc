/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The fields of one item, under the names of before and after 2026 (tweet, retweet; post, repost).
 * An edit is a new item with a new id; the list of its ids begins with the first, which stays the
 * item's name here. The time of an item can be read out of its id where created_at is not there.
 */

#include "source/x.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"
#include "source/fields.h"
#include "source/reference.h"

#define TEXT_PATHS   "note_tweet.text|note_post.text|text"
#define VERSIONS_MAX 16u /* of one item that are read; X allows six */

/* Ids hold the milliseconds since this instant, above 22 bits of the machine that gave them. */
#define ID_EPOCH_MS   INT64_C(1288834974657)
#define ID_TIME_SHIFT 22
#define ID_FIRST      INT64_C(29700859247) /* of 4 November 2010; older ones are a mere count */

static const struct field fields[] = {
    { "id", FIELD_ID, offsetof(struct x_item, id), true },
    { "created_at", FIELD_TIME, offsetof(struct x_item, created_us), false },
    { TEXT_PATHS, FIELD_TEXT, offsetof(struct x_item, text), false },
    { "author_id", FIELD_ID, offsetof(struct x_item, author_id), false },
    { "conversation_id", FIELD_ID, offsetof(struct x_item, conversation_id), false },
    { "in_reply_to_user_id", FIELD_ID, offsetof(struct x_item, in_reply_to_user_id), false },
    { "lang", FIELD_ID, offsetof(struct x_item, language), false },
    { "attachments.media_keys.0", FIELD_ID, offsetof(struct x_item, media_key), false },
    { "public_metrics.like_count", FIELD_COUNT, offsetof(struct x_item, likes), false },
    { "public_metrics.reply_count", FIELD_COUNT, offsetof(struct x_item, replies), false },
    { "public_metrics.retweet_count|public_metrics.repost_count", FIELD_COUNT,
      offsetof(struct x_item, reposts), false },
    { "public_metrics.impression_count", FIELD_COUNT, offsetof(struct x_item, views), false },
    { "public_metrics.bookmark_count", FIELD_COUNT, offsetof(struct x_item, saves), false },
};

static const struct x_item no_item = {
    .created_us = WHEN_NONE,
    .published_us = WHEN_NONE,
    .edited_us = WHEN_NONE,
    .likes = -1,
    .replies = -1,
    .reposts = -1,
    .views = -1,
    .saves = -1,
    .err = ERROR_INIT,
};

/* The list under either name; absent where it is no list. */
static struct jdoc_node
list_of(struct jdoc_node node, const char *name, const char *later_name)
{
    struct jdoc_node list = jdoc_path(node, name);

    return jdoc_is_array(list) ? list : jdoc_path(node, later_name);
}

static struct jdoc_node
versions_of(struct jdoc_node node)
{
    return list_of(node, "edit_history_tweet_ids", "edit_history_post_ids");
}

static size_t
version_count(struct jdoc_node versions)
{
    size_t count = jdoc_size(versions);

    return count < VERSIONS_MAX ? count : VERSIONS_MAX;
}

/* False at the arena's ceiling only; what is no id is absent. */
static bool
copy_id(struct arena *arena, struct jdoc_node node, struct str *ret_id)
{
    char digits[JDOC_DIGITS_SIZE];
    struct str id;

    *ret_id = STR_NONE;
    return !jdoc_get_id(node, digits, &id) || id.n == 0 || id.n > RECORD_ID_MAX ||
           arena_str(arena, id, ret_id);
}

/* When an id was given out, from the id itself; WHEN_NONE for ids of before November 2010. */
static int64_t
time_of_id(struct str id)
{
    int64_t number;

    if (!parse_int(id, &number) || number < ID_FIRST)
        return WHEN_NONE;
    return when_floor(((number >> ID_TIME_SHIFT) + ID_EPOCH_MS) * 1000, WHEN_SECOND);
}

bool
x_id_of_time(int64_t us, struct arena *arena, struct str *ret_id)
{
    int64_t ms = us / 1000 - ID_EPOCH_MS;

    return arena_printf(arena, ret_id, "%" PRId64, ms < 0 ? 1 : ms << ID_TIME_SHIFT);
}

/* The id that most of X's codes of languages mean; "in" is Indonesian to it. */
static struct str
language_of(struct str code)
{
    static const char *const none[] = { "und", "zxx", "art" };

    if (str_equal_c(code, "in"))
        return STR("id");
    if (str_equal_c(code, "iw"))
        return STR("he");
    for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
        if (str_equal_c(code, none[i]))
            return STR_NONE;
    }
    /* qme, qst, qht …: only pictures, only tags. */
    return code.n == 3 && code.p[0] == 'q' ? STR_NONE : code;
}

/* The three characters that X escapes; nothing else is an escape. */
static bool
unescape(struct arena *arena, struct str *text)
{
    static const struct escape {
        const char *written;
        char meant;
    } escapes[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };
    size_t n = 0;
    char *out;

    if (str_find(*text, STR("&"), 0) == SIZE_MAX)
        return true;
    out = arena_alloc(arena, text->n);
    if (out == NULL)
        return false;
    for (size_t i = 0; i < text->n;) {
        struct str rest = str_sub(*text, i, text->n);
        size_t k = 0;
        while (k < ARRAY_SIZE(escapes) && !str_starts(rest, str_from(escapes[k].written)))
            k++;
        out[n++] = k < ARRAY_SIZE(escapes) ? escapes[k].meant : rest.p[0];
        i += k < ARRAY_SIZE(escapes) ? strlen(escapes[k].written) : 1;
    }
    *text = (struct str){ out, n };
    return true;
}

bool
x_is_withheld(struct jdoc_node node)
{
    static const char *const places[] = { "ID", "XX", "XY" };
    struct jdoc_node codes = jdoc_path(node, "withheld.country_codes");
    struct str code;

    for (size_t i = 0; i < jdoc_size(codes); i++) {
        for (size_t k = 0; k < ARRAY_SIZE(places); k++) {
            if (jdoc_get_str(jdoc_at(codes, i), &code) && str_equal_c(code, places[k]))
                return true;
        }
    }
    return false;
}

/* What the item answers, and what it repeats. */
static bool
read_references(struct arena *arena, struct x_item *item)
{
    struct jdoc_node list = list_of(item->node, "referenced_tweets", "referenced_posts");
    struct str type;

    for (size_t i = 0; i < jdoc_size(list); i++) {
        struct jdoc_node entry = jdoc_at(list, i);
        struct jdoc_node id = jdoc_member(entry, "id");
        struct str *to = NULL;
        if (!jdoc_get_str(jdoc_member(entry, "type"), &type))
            continue;
        if (str_equal_c(type, "replied_to"))
            to = &item->parent_id;
        else if (str_equal_c(type, "retweeted") || str_equal_c(type, "reposted"))
            to = &item->retweeted_id;
        else if (str_equal_c(type, "quoted"))
            to = &item->quoted_id;
        if (to != NULL && !copy_id(arena, id, to))
            return false;
    }
    return true;
}

/* The addresses for which short ones stand in the text, and what it quotes. */
static bool
read_links(struct arena *arena, struct x_item *item)
{
    static const char *const paths[] = { "entities.urls", "note_tweet.entities.urls",
                                         "note_post.entities.urls" };
    struct str url;

    for (size_t k = 0; k < ARRAY_SIZE(paths); k++) {
        struct jdoc_node urls = jdoc_path(item->node, paths[k]);
        for (size_t i = 0; i < jdoc_size(urls) && i < X_URLS_MAX; i++) {
            if (jdoc_get_str(jdoc_member(jdoc_at(urls, i), "expanded_url"), &url) &&
                !reference_add_link(arena, &item->links, url))
                return false;
        }
    }
    if (str_is_none(item->quoted_id))
        return true;
    return arena_printf(arena, &url, "https://x.com/i/web/status/%.*s",
                        STR_ARGS(item->quoted_id)) &&
           reference_add_link(arena, &item->links, url);
}

static bool
read_versions(struct arena *arena, struct x_item *item)
{
    struct jdoc_node versions = versions_of(item->node);
    size_t count = jdoc_size(versions);
    struct str first;
    struct str last;

    item->key = item->id;
    if (count < 2)
        return true;
    if (!copy_id(arena, jdoc_at(versions, 0), &first) ||
        !copy_id(arena, jdoc_at(versions, count - 1), &last))
        return false;
    if (str_is_none(first) || str_is_none(last) || str_equal(first, last))
        return true;
    item->key = first;
    item->alias_id = last;
    item->is_stale = !str_equal(item->id, last);
    item->edited_us = time_of_id(last);
    return true;
}

static void
set_time(struct x_item *item)
{
    int64_t of_key_us = time_of_id(item->key);
    bool is_first = str_equal(item->id, item->key);

    item->published_us = item->created_us;
    if (of_key_us != WHEN_NONE && (!is_first || item->created_us == WHEN_NONE))
        item->published_us = of_key_us;
}

/* A parent is not always told, but a conversation of another name than the item's own is. */
static bool
is_reply(const struct x_item *item)
{
    struct str begun = item->conversation_id;

    if (!str_is_none(item->parent_id))
        return true;
    return !str_is_none(begun) && str_is_none(item->retweeted_id) && !str_equal(begun, item->id) &&
           !str_equal(begun, item->key) && !str_equal(begun, item->alias_id);
}

static bool
finish_item(struct x_answer *answer, struct x_item *item)
{
    struct arena *arena = answer->batch->arena;

    if (!unescape(arena, &item->text) || !read_references(arena, item) ||
        !read_versions(arena, item) || !read_links(arena, item))
        return error_set(&item->err, ERROR_LIMIT, "no memory for an item");
    item->language = language_of(item->language);
    item->is_withheld = x_is_withheld(item->node);
    set_time(item);
    if (item->published_us == WHEN_NONE)
        return error_set(&item->err, ERROR_PEER, "created_at: expected a time, got none");
    if (answer->is_own_timeline && !item->is_included && str_is_none(item->author_id))
        item->author_id = answer->view->account.external_id;
    /* A conversation that was asked for by its name is whose each item of it is. */
    if (!item->is_included && str_is_none(item->conversation_id))
        item->conversation_id = answer->own_post_id;
    item->is_reply = is_reply(item);
    if (!item->is_reply && str_is_none(item->retweeted_id))
        item->conversation_id = item->key;
    return true;
}

/* The item and its versions by their ids; of two of the same id the first is found. */
static void
put_ids(struct x_answer *answer, size_t index)
{
    const struct x_item *item = &answer->items[index];
    struct jdoc_node versions = versions_of(item->node);
    struct str id;

    if (!item->is_readable)
        return;
    id_set_put(answer->by_id, item->id, index);
    for (size_t i = 0; i < version_count(versions); i++) {
        if (copy_id(answer->batch->arena, jdoc_at(versions, i), &id) && !str_is_none(id))
            id_set_put(answer->by_id, id, index);
    }
}

static void
read_item(struct x_answer *answer, size_t index, struct jdoc_node node)
{
    struct x_item *item = &answer->items[index];

    *item = no_item;
    item->node = node;
    item->is_included = index >= answer->listed_count;
    snprintf(item->path, sizeof(item->path), "$.%s[%zu]", item->is_included ? "includes" : "data",
             item->is_included ? index - answer->listed_count : index);
    if (!jdoc_is_object(node))
        error_set(&item->err, ERROR_PEER, "expected an object, got %s", jdoc_type_name(node));
    else
        item->is_readable =
            fields_read(FIELD_TABLE(fields), node, item, answer->batch, item->path, &item->err) &&
            finish_item(answer, item);
    if (!item->is_readable && item->err.kind == ERROR_LIMIT)
        answer->batch->overflowed = true;
}

const struct x_item *
x_find(const struct x_answer *answer, struct str id)
{
    size_t index = str_is_none(id) ? SIZE_MAX : id_set_find(answer->by_id, id);

    return index < answer->item_count ? &answer->items[index] : NULL;
}

bool
x_is_own(const struct x_answer *answer, struct str author_id)
{
    return !str_is_none(author_id) && str_equal(author_id, answer->view->account.external_id);
}

/*
 * References to any version become the first one's id; what repeats another has its whole text,
 * which is cut in the repetition.
 */
static void
link_item(const struct x_answer *answer, struct x_item *item)
{
    struct str *const links[] = { &item->parent_id, &item->conversation_id, &item->retweeted_id };
    const struct x_item *found;

    for (size_t i = 0; i < ARRAY_SIZE(links); i++) {
        found = x_find(answer, *links[i]);
        if (found != NULL)
            *links[i] = found->key;
    }
    found = x_find(answer, item->retweeted_id);
    if (found != NULL && !str_is_none(found->text))
        item->text = found->text;
    item->is_withheld |= found != NULL && found->is_withheld;
}

bool
x_read_items(struct x_answer *answer)
{
    struct jdoc_node data = jdoc_member(answer->root, "data");
    struct jdoc_node also = list_of(jdoc_member(answer->root, "includes"), "tweets", "posts");
    struct arena *arena = answer->batch->arena;
    size_t versions = 0;

    answer->listed_count = jdoc_size(data);
    answer->item_count = answer->listed_count + jdoc_size(also);
    answer->items = arena_array(arena, answer->item_count, sizeof(*answer->items));
    if (answer->items == NULL)
        return false;
    for (size_t i = 0; i < answer->item_count; i++) {
        read_item(answer, i,
                  i < answer->listed_count ? jdoc_at(data, i)
                                           : jdoc_at(also, i - answer->listed_count));
        versions += 1 + version_count(versions_of(answer->items[i].node));
    }
    answer->by_id = id_set_new(arena, versions);
    answer->roots = id_set_new(arena, answer->item_count);
    answer->placed = id_set_new(arena, answer->item_count);
    if (answer->by_id == NULL || answer->roots == NULL || answer->placed == NULL)
        return false;
    for (size_t i = 0; i < answer->item_count; i++)
        put_ids(answer, i);
    for (size_t i = 0; i < answer->item_count; i++)
        link_item(answer, &answer->items[i]);
    return true;
}
