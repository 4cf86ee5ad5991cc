/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The channel and its videos. The uploads playlist says when each video became public, videos.list
 * how often it was seen; both give the same post, so that a video whose counters are withheld is
 * held all the same. What only its owner sees is no post: an owner's token lists it too.
 */

#include "source/youtube.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "record/absent.h"
#include "source/fields.h"
#include "source/named.h"

struct channel { /* has an own struct because a sample has no id */
    struct str id;
    struct account_sample sample;
    struct str privacy;
    enum tri hides_followers;
};

static const struct field channel_fields[] = {
    { "id", FIELD_ID, offsetof(struct channel, id), false },
    { "snippet.title", FIELD_LINE, offsetof(struct channel, sample.name), false },
    { "snippet.customUrl", FIELD_ID, offsetof(struct channel, sample.handle), false },
    { "statistics.subscriberCount", FIELD_COUNT, offsetof(struct channel, sample.followers),
      false },
    { "statistics.videoCount", FIELD_COUNT, offsetof(struct channel, sample.posts), false },
    { "statistics.viewCount", FIELD_COUNT, offsetof(struct channel, sample.views), false },
    { "statistics.hiddenSubscriberCount", FIELD_FLAG, offsetof(struct channel, hides_followers),
      false },
    { "status.privacyStatus", FIELD_LINE, offsetof(struct channel, privacy), false },
};

/* A video as either list has it. */
struct video {
    struct str id, title, description, privacy;
    int64_t public_at_us, added_at_us;
    struct post post;
    struct post_sample sample;
};

static const struct field upload_fields[] = {
    { "contentDetails.videoId|snippet.resourceId.videoId", FIELD_ID, offsetof(struct video, id),
      true },
    { "contentDetails.videoPublishedAt", FIELD_TIME, offsetof(struct video, public_at_us), false },
    { "snippet.publishedAt", FIELD_TIME, offsetof(struct video, added_at_us), false },
    { "snippet.title", FIELD_TEXT, offsetof(struct video, title), false },
    { "snippet.description", FIELD_TEXT, offsetof(struct video, description), false },
    { "status.privacyStatus", FIELD_LINE, offsetof(struct video, privacy), false },
};

static const struct field video_fields[] = {
    { "id", FIELD_ID, offsetof(struct video, id), true },
    { "snippet.publishedAt", FIELD_TIME, offsetof(struct video, public_at_us), false },
    { "snippet.title", FIELD_TEXT, offsetof(struct video, title), false },
    { "snippet.description", FIELD_TEXT, offsetof(struct video, description), false },
    { "snippet.defaultLanguage|snippet.defaultAudioLanguage", FIELD_ID,
      offsetof(struct video, post.language), false },
    { "status.privacyStatus", FIELD_LINE, offsetof(struct video, privacy), false },
    { "statistics.viewCount", FIELD_COUNT, offsetof(struct video, sample.views), false },
    { "statistics.likeCount", FIELD_COUNT, offsetof(struct video, sample.likes), false },
    { "statistics.commentCount", FIELD_COUNT, offsetof(struct video, sample.comments), false },
};

static const struct video no_video = {
    .public_at_us = WHEN_NONE,
    .added_at_us = WHEN_NONE,
    .post = ABSENT_POST(FORMAT_VIDEO),
    .sample = ABSENT_POST_SAMPLE,
};

/* The channel that was asked for; where the answer holds one alone, that one. */
static struct jdoc_node
find_channel(const struct youtube_page *page)
{
    for (size_t i = 0; i < jdoc_size(page->items); i++) {
        struct jdoc_node item = jdoc_at(page->items, i);
        struct str id;
        if (jdoc_get_str(jdoc_member(item, "id"), &id) &&
            str_equal(id, page->view->account.external_id))
            return item;
    }
    return jdoc_at(page->items, 0);
}

/* Unlisted is for whoever has the address; all else that is not public is for the owner. */
static bool
is_open(struct str privacy)
{
    return str_equal(privacy, STR("public")) || str_equal(privacy, STR("unlisted"));
}

/* The sample's is_private: a word of tomorrow's says nothing of who is let in. */
static enum tri
is_private(struct str privacy)
{
    if (is_open(privacy))
        return TRI_NO;
    return str_equal(privacy, STR("private")) ? TRI_YES : TRI_UNKNOWN;
}

bool
youtube_read_channel(struct youtube_page *page)
{
    struct jdoc_node item = find_channel(page);
    struct channel channel = { .sample = ABSENT_ACCOUNT_SAMPLE, .hides_followers = TRI_UNKNOWN };
    struct error err = ERROR_INIT;
    struct record *record;
    bool ok;

    if (!jdoc_is_object(item))
        return false;
    ok = fields_read(FIELD_TABLE(channel_fields), item, &channel, page->batch, "$.items", &err);
    if (channel.hides_followers == TRI_YES)
        channel.sample.followers = -1;
    channel.sample.is_private = is_private(channel.privacy);
    if (str_starts(channel.sample.handle, STR("@")))
        channel.sample.handle = str_sub(channel.sample.handle, 1, channel.sample.handle.n);
    record = ok ? batch_add(page->batch, RECORD_ACCOUNT_SAMPLE) : NULL;
    if (record != NULL)
        record->of.account_sample = channel.sample;
    answer_keep(page->batch, 0, "$.items", ok, &err);
    return true;
}

/* The title is the first line of what a video says. */
static bool
set_text(struct arena *arena, struct video *video)
{
    struct str text;

    if (video->title.n == 0 || video->description.n == 0) {
        video->post.text = video->title.n > 0 ? video->title : video->description;
        return true;
    }
    if (!arena_printf(arena, &text, "%.*s\n\n%.*s", STR_ARGS(video->title),
                      STR_ARGS(video->description)))
        return false;
    video->post.text = utf8_cut(text, RECORD_TEXT_MAX);
    return true;
}

static bool
has_counters(const struct post_sample *sample)
{
    return sample->likes >= 0 || sample->comments >= 0 || sample->views >= 0;
}

static bool
add_video(struct youtube_page *page, struct video *video, struct error *err)
{
    struct record *record;

    video->post.external_id = video->sample.post_external_id = video->id;
    video->post.published_at_us = video->public_at_us;
    video->post.announced_comments = video->sample.comments;
    if (video->privacy.n > 0)
        video->post.hidden = str_equal(video->privacy, STR("public")) ? TRI_NO : TRI_YES;
    if (!set_text(page->view->arena, video) ||
        !arena_printf(page->view->arena, &video->post.permalink,
                      "https://www.youtube.com/watch?v=%.*s", STR_ARGS(video->id)))
        return error_set(err, ERROR_LIMIT, "no memory for a text");
    record = video->public_at_us != WHEN_NONE ? batch_add(page->batch, RECORD_POST) : NULL;
    if (record != NULL) {
        record->of.post = video->post;
        named_add_in_post(page->batch, &page->view->account, video->post.text, video->id,
                          video->public_at_us);
    }
    record = has_counters(&video->sample) ? batch_add(page->batch, RECORD_POST_SAMPLE) : NULL;
    if (record != NULL)
        record->of.post_sample = video->sample;
    return true;
}

static bool
is_post(const struct video *video)
{
    return video->privacy.n == 0 || is_open(video->privacy);
}

/*
 * A deleted video has no time of publication in a playlist, and one that is to come has none yet.
 * Where the part that tells was not asked for, it was public when it was added.
 */
static bool
is_published(struct jdoc_node item, struct video *video)
{
    if (video->public_at_us == WHEN_NONE && !jdoc_is_object(jdoc_member(item, "contentDetails")))
        video->public_at_us = video->added_at_us;
    return video->public_at_us != WHEN_NONE;
}

/* What one page of the uploads came to. */
struct uploads {
    struct buf *ids;
    int64_t newest_us;
};

static bool
note_upload(struct uploads *uploads, const struct video *video)
{
    if (video->public_at_us > uploads->newest_us)
        uploads->newest_us = video->public_at_us;
    return str_find(video->id, STR(","), 0) != SIZE_MAX ||
           ((uploads->ids->used == 0 || buf_append_str(uploads->ids, STR(","))) &&
            buf_append_str(uploads->ids, video->id));
}

static void
read_upload(struct youtube_page *page, size_t index, struct uploads *uploads, struct id_set *seen)
{
    struct jdoc_node item = jdoc_at(page->items, index);
    struct error err = ERROR_INIT;
    struct video video = no_video;
    size_t first = page->batch->count;
    char path[ANSWER_PATH_MAX];
    bool ok;

    snprintf(path, sizeof(path), "$.items[%zu]", index);
    if (!jdoc_is_object(item)) {
        batch_reject(page->batch, str_from(path), "expected an object, got %s",
                     jdoc_type_name(item));
        return;
    }
    ok = fields_read(FIELD_TABLE(upload_fields), item, &video, page->batch, path, &err);
    if (ok && (!is_post(&video) || !id_set_put(seen, video.id, 0)))
        return;
    if (ok && !is_published(item, &video)) {
        /* Where nothing says that it is no post, its own entry tells. */
        if (video.privacy.n == 0 && !note_upload(uploads, &video))
            page->batch->overflowed = true;
        return;
    }
    ok = ok && add_video(page, &video, &err);
    if (!answer_keep(page->batch, first, path, ok, &err))
        return;
    if (!note_upload(uploads, &video))
        page->batch->overflowed = true; /* a page of fewer videos has room for its ids */
}

struct str
youtube_read_uploads(struct youtube_page *page, int64_t since_us)
{
    CLEANUP(buf_done) struct buf ids = BUF_INIT(CURSOR_AFTER_SIZE - 1);
    struct uploads uploads = { .ids = &ids, .newest_us = WHEN_NONE };
    struct id_set *seen = id_set_new(page->view->arena, jdoc_size(page->items));
    struct str copy = STR_NONE;

    if (seen == NULL)
        page->batch->overflowed = true;
    for (size_t i = 0; i < jdoc_size(page->items) && !page->batch->overflowed; i++)
        read_upload(page, i, &uploads, seen);
    /* Newest first: behind a page of old ones all is older. One without any tells nothing. */
    if (uploads.newest_us != WHEN_NONE && uploads.newest_us < since_us)
        page->token = STR_NONE;
    if (ids.used > 0 && !arena_str(page->view->arena, buf_str(&ids), &copy))
        page->batch->overflowed = true;
    return copy;
}

static void
read_video(struct youtube_page *page, struct jdoc_node item, const char *path, struct id_set *seen)
{
    struct error err = ERROR_INIT;
    struct video video = no_video;
    size_t first = page->batch->count;
    bool ok;

    ok = fields_read(FIELD_TABLE(video_fields), item, &video, page->batch, path, &err);
    if (ok && (!id_set_put(seen, video.id, 0) || !is_post(&video)))
        return;
    if (ok && video.public_at_us == WHEN_NONE && !has_counters(&video.sample))
        ok = error_set(&err, ERROR_PEER, "expected a video, got neither its time nor counters");
    ok = ok && add_video(page, &video, &err);
    answer_keep(page->batch, first, path, ok, &err);
}

void
youtube_read_videos(struct youtube_page *page, struct id_set *seen)
{
    youtube_page_each(page, read_video, seen);
}
