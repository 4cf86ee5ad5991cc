/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Posts of a page: the post, its counters, and the visitors' posts that the feed edge mixes in
 * (those are messages to the page). Comments that an answer carries inside a post are read too,
 * though the request asks for none: some versions send them unasked.
 */

#include "source/facebook.h"

#include <stdio.h>
#include <string.h>

#include "record/absent.h"
#include "source/fields.h"
#include "source/named.h"
#include "source/reference.h"

struct item { /* a post as the answer has it */
    struct str id, author_id, status_type, media_type, attachment_type, type, address;
    struct post post;
    struct post_sample sample;
};

static const struct field fields[] = {
    { "id", FIELD_ID, offsetof(struct item, id), true },
    { "created_time", FIELD_TIME, offsetof(struct item, post.published_at_us), true },
    { "message", FIELD_TEXT, offsetof(struct item, post.text), false },
    { "permalink_url", FIELD_LINE, offsetof(struct item, post.permalink), false },
    { "is_hidden", FIELD_FLAG, offsetof(struct item, post.hidden), false },
    { "from.id", FIELD_ID, offsetof(struct item, author_id), false },
    { "status_type", FIELD_LINE, offsetof(struct item, status_type), false },
    { "attachments.data.0.media_type", FIELD_LINE, offsetof(struct item, media_type), false },
    { "attachments.data.0.type", FIELD_LINE, offsetof(struct item, attachment_type), false },
    { "attachments.data.0.unshimmed_url", FIELD_LINE, offsetof(struct item, address), false },
    { "type", FIELD_LINE, offsetof(struct item, type), false }, /* before version 3.3 */
    { "reactions.summary.total_count|likes.summary.total_count|reactions.count|likes.count|likes",
      FIELD_COUNT, offsetof(struct item, sample.likes), false },
    { "comments.summary.total_count|comments.count|comments", FIELD_COUNT,
      offsetof(struct item, sample.comments), false },
    { "shares.count|shares", FIELD_COUNT, offsetof(struct item, sample.shares), false },
};

/*
 * Words that attachments and status_type use, most telling first; prefixes, because video_inline
 * and video_autoplay are videos too.
 */
static const struct format_word {
    const char *word;
    enum post_format format;
} format_words[] = {
    { "video", FORMAT_VIDEO },
    { "animated_image", FORMAT_VIDEO },
    { "photo", FORMAT_PHOTO },
    { "album", FORMAT_PHOTO },
    { "new_album", FORMAT_PHOTO },
    { "cover_photo", FORMAT_PHOTO },
    { "profile_media", FORMAT_PHOTO },
    { "added_video", FORMAT_VIDEO },
    { "added_photos", FORMAT_PHOTO },
    { "event", FORMAT_EVENT },
    { "created_event", FORMAT_EVENT },
    { "link", FORMAT_LINK },
    { "share", FORMAT_LINK },
    { "shared_story", FORMAT_LINK },
    { "mobile_status_update", FORMAT_TEXT },
    { "wall_post", FORMAT_TEXT },
    { "published_story", FORMAT_TEXT },
    { "status", FORMAT_TEXT },
};

static bool
find_format(struct str word, enum post_format *ret_format)
{
    for (size_t i = 0; i < ARRAY_SIZE(format_words); i++) {
        if (str_starts(word, str_from(format_words[i].word))) {
            *ret_format = format_words[i].format;
            return true;
        }
    }
    return false;
}

static enum post_format
format_of(const struct item *item)
{
    enum post_format format;

    if (str_find(item->post.permalink, STR("/reel/"), 0) != SIZE_MAX ||
        str_find(item->post.permalink, STR("/reels/"), 0) != SIZE_MAX)
        return FORMAT_REEL;
    if (find_format(item->media_type, &format) || find_format(item->attachment_type, &format) ||
        find_format(item->status_type, &format) || find_format(item->type, &format))
        return format;
    return item->post.text.n > 0 ? FORMAT_TEXT : FORMAT_OTHER;
}

/*
 * PAGE_POST is the id and POST its alias: the same post is known by both, and comments name it by
 * the second.
 */
static bool
set_ids(const struct source_view *view, struct item *item)
{
    size_t mark = str_find(item->id, STR("_"), 0);

    if (mark != SIZE_MAX) {
        item->post.external_id = item->id;
        if (mark + 1 < item->id.n)
            item->post.alias_id = str_sub(item->id, mark + 1, item->id.n);
        return true;
    }
    item->post.alias_id = item->id;
    return arena_printf(view->arena, &item->post.external_id, "%.*s_%.*s",
                        STR_ARGS(view->account.external_id), STR_ARGS(item->id));
}

static struct item
new_item(void)
{
    return (struct item){
        .post = ABSENT_POST(FORMAT_OTHER),
        .sample = ABSENT_POST_SAMPLE,
    };
}

static bool
has_counters(const struct post_sample *sample)
{
    return sample->likes >= 0 || sample->comments >= 0 || sample->shares >= 0;
}

static bool
add_post(struct graph_page *page, struct item *item, struct error *err)
{
    const struct facebook_settings *settings = page->view->settings;
    struct record *record;

    if (!set_ids(page->view, item) ||
        !reference_add_link(page->batch->arena, &item->post.links, item->address))
        return error_set(err, ERROR_LIMIT, "no memory for an id");
    item->post.format = format_of(item);
    item->post.announced_comments = item->sample.comments;
    item->sample.post_external_id = item->post.external_id;
    if (settings->absent_shares_are_zero && item->sample.shares < 0 && has_counters(&item->sample))
        item->sample.shares = 0;
    record = batch_add(page->batch, RECORD_POST);
    if (record == NULL)
        return true; /* overflowed: the caller looks */
    record->of.post = item->post;
    if (!has_counters(&item->sample))
        return true;
    record = batch_add(page->batch, RECORD_POST_SAMPLE);
    if (record != NULL)
        record->of.post_sample = item->sample;
    return true;
}

/* Written by someone else on the page's wall: only the feed edge lists those. */
static bool
is_visitors(const struct source_view *view, const struct item *item)
{
    const struct facebook_settings *settings = view->settings;

    return settings->posts_edge == FACEBOOK_EDGE_FEED && !str_is_none(item->author_id) &&
           !str_equal(item->author_id, view->account.external_id);
}

/* The pages that a leader's post tags: they list it, too, by the last part of its id. */
static bool
add_tags(struct graph_page *page, struct jdoc_node node, const struct item *item, struct error *err)
{
    size_t first = page->batch->count;

    if (!named_is_asking(&page->view->account, item->post.published_at_us))
        return true;
    if (!facebook_add_mentions(page, node, facebook_last_part(item->post.external_id),
                               when_floor(item->post.published_at_us, WHEN_SECOND)))
        return error_set(err, ERROR_LIMIT, "no memory for a tag");
    for (size_t i = first; i < page->batch->count; i++)
        page->batch->records[i].of.mention.post_external_id = item->post.external_id;
    return true;
}

/* Post, counters, tags and inline comments of one item. */
static void
read_post(struct graph_page *page, struct jdoc_node node, const char *path, struct id_set *seen)
{
    struct error err = ERROR_INIT;
    struct item item = new_item();
    struct jdoc_node comments = jdoc_path(node, "comments.data");
    size_t first = page->batch->count;
    char below[ANSWER_PATH_MAX];
    bool ok;

    ok = fields_read(FIELD_TABLE(fields), node, &item, page->batch, path, &err);
    if (ok && !id_set_put(seen, item.id, 0))
        return;
    if (ok && is_visitors(page->view, &item)) {
        facebook_read_mention(page, node, path);
        return;
    }
    ok = ok && add_post(page, &item, &err) && add_tags(page, node, &item, &err);
    if (!answer_keep(page->batch, first, path, ok, &err) || jdoc_size(comments) == 0)
        return;
    snprintf(below, sizeof(below), "%s.comments.data", path);
    facebook_read_comments(page, comments, below, item.post.external_id);
}

void
facebook_read_posts(struct graph_page *page)
{
    graph_page_each(page, read_post);
}
