/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Comments. A page of threads shows up to five replies of each; of a thread that has more, all are
 * asked for, so its id becomes part of where the visit goes on. YouTube knows two levels: a reply's
 * parent is the top comment, and its id is the parent's, a dot, and its own.
 */

#include "source/youtube.h"

#include <stdio.h>
#include <string.h>

#include "record/absent.h"
#include "source/fields.h"
#include "source/html.h"

/*
 * Bytes of the threads that wait: more make the page smaller. Places in a list have been 1,600
 * letters long, and 600 are left for the place in a thread's own.
 */
#define PENDING_MAX  1500u
#define PLACES_BYTES 3300u
#define THREAD_MAX   100u /* of one of them; they have 26 */

struct comment {
    struct str id, parent_id, video_id, text, display, moderation;
    int64_t updated_at_us;
    struct message message;
};

static const struct field comment_fields[] = {
    { "id", FIELD_ID, offsetof(struct comment, id), true },
    { "snippet.publishedAt", FIELD_TIME, offsetof(struct comment, message.sent_at_us), true },
    { "snippet.updatedAt", FIELD_TIME, offsetof(struct comment, updated_at_us), false },
    { "snippet.authorChannelId.value|snippet.authorChannelId", FIELD_ID,
      offsetof(struct comment, message.author_id), false },
    { "snippet.parentId", FIELD_ID, offsetof(struct comment, parent_id), false },
    { "snippet.videoId", FIELD_ID, offsetof(struct comment, video_id), false },
    { "snippet.textOriginal", FIELD_TEXT, offsetof(struct comment, text), false },
    { "snippet.textDisplay", FIELD_TEXT, offsetof(struct comment, display), false },
    { "snippet.likeCount", FIELD_COUNT, offsetof(struct comment, message.likes), false },
    { "snippet.moderationStatus", FIELD_LINE, offsetof(struct comment, moderation), false },
};

static const struct comment no_comment = {
    .updated_at_us = WHEN_NONE,
    .message = ABSENT_MESSAGE,
};

/* Where a comment stands, for what it does not say itself. */
struct place {
    struct str thread; /* absent: a list of comments of any threads */
    struct str video;
};

/* The video of a look-up's comment; of other streams the target is the video. */
static struct str
video_of(const struct source_view *view, struct str comment_id)
{
    for (size_t i = 0; i < view->target_count; i++) {
        const struct source_target *target = &view->targets[i];
        if (str_equal(target->external_id, comment_id))
            return target->post_external_id;
    }
    return view->target_count == 1 && str_is_none(view->targets[0].post_external_id)
               ? view->targets[0].external_id
               : STR_NONE;
}

/* Kind, thread and parent. */
static void
set_thread(struct comment *comment, const struct place *place)
{
    size_t dot = str_find(comment->id, STR("."), 0);
    struct str parent = comment->parent_id;

    if (str_is_none(parent) && dot != SIZE_MAX && dot > 0)
        parent = str_sub(comment->id, 0, dot);
    if (str_is_none(parent))
        parent = place->thread;
    comment->message.kind = MESSAGE_COMMENT;
    comment->message.thread_key = comment->id;
    if (str_is_none(parent) || str_equal(parent, comment->id))
        return;
    comment->message.kind = MESSAGE_REPLY;
    comment->message.thread_key = comment->message.parent_external_id = parent;
}

/* The raw text where it is given; else what is shown, plain because it was asked for so. */
static bool
set_text(struct arena *arena, struct jdoc_node item, struct comment *comment)
{
    bool raw = !str_is_none(comment->text);

    comment->message.truncated =
        fields_is_cut(jdoc_member(item, "snippet"), raw ? "textOriginal" : "textDisplay");
    comment->message.text = raw ? comment->text : comment->display;
    return raw || !html_is_rendered(comment->display) ||
           html_plain(arena, comment->display, &comment->message.text);
}

/* Names the video and the comment: no address of a person. */
static bool
set_permalink(struct arena *arena, struct comment *comment)
{
    if (str_is_none(comment->message.post_external_id))
        return true;
    return arena_printf(arena, &comment->message.permalink,
                        "https://www.youtube.com/watch?v=%.*s&lc=%.*s",
                        STR_ARGS(comment->message.post_external_id), STR_ARGS(comment->id));
}

static bool
add_comment(struct youtube_page *page, struct jdoc_node item, struct comment *comment,
            const struct place *place, struct error *err)
{
    struct message *message = &comment->message;
    struct record *record;

    message->external_id = comment->id;
    message->post_external_id = !str_is_none(comment->video_id) ? comment->video_id : place->video;
    if (str_is_none(message->post_external_id))
        message->post_external_id = video_of(page->view, comment->id);
    set_thread(comment, place);
    if (comment->updated_at_us > message->sent_at_us)
        message->edited_at_us = comment->updated_at_us;
    /* Those of before 2020 have thousandths. */
    message->sent_at_us = when_floor(message->sent_at_us, WHEN_SECOND);
    if (comment->moderation.n > 0)
        message->hidden = str_equal(comment->moderation, STR("published")) ? TRI_NO : TRI_YES;
    if (!set_text(page->view->arena, item, comment) || !set_permalink(page->view->arena, comment))
        return error_set(err, ERROR_LIMIT, "no memory for a text");
    record = batch_add(page->batch, RECORD_MESSAGE);
    if (record != NULL)
        record->of.message = *message;
    return true;
}

/* Its id, or absent where it cannot be used. */
static struct str
read_comment(struct youtube_page *page, struct jdoc_node item, const char *path,
             const struct place *place, struct id_set *seen)
{
    struct error err = ERROR_INIT;
    struct comment comment = no_comment;
    size_t first = page->batch->count;
    bool ok;

    ok = fields_read(FIELD_TABLE(comment_fields), item, &comment, page->batch, path, &err);
    if (ok && !id_set_put(seen, comment.id, 0))
        return comment.id;
    ok = ok && add_comment(page, item, &comment, place, &err);
    return answer_keep(page->batch, first, path, ok, &err) ? comment.id : STR_NONE;
}

static void
read_listed(struct youtube_page *page, struct jdoc_node item, const char *path, struct id_set *seen)
{
    const struct cursor_frame *frame = youtube_frame(page->at, YOUTUBE_AT_REPLIES);
    const struct place place = { .thread = frame == NULL ? STR_NONE : str_from(frame->object),
                                 .video = STR_NONE };

    read_comment(page, item, path, &place, seen);
}

void
youtube_read_comments(struct youtube_page *page, struct id_set *seen)
{
    youtube_page_each(page, read_listed, seen);
}

/* Threads of which more is to be asked for. */
struct pending {
    struct buf *ids;
    bool full; /* the page has more of them than a cursor may hold */
};

/* A thread that has more replies than stand beside it. */
static void
note_pending(struct youtube_page *page, struct pending *pending, struct jdoc_node item,
             struct str thread, const char *path)
{
    int64_t total = 0;
    size_t shown = jdoc_size(jdoc_path(item, "replies.comments"));

    if (!fields_get_whole(jdoc_path(item, "snippet.totalReplyCount"), &total) ||
        total <= (int64_t)shown)
        return;
    if (thread.n > THREAD_MAX || str_find(thread, STR(","), 0) != SIZE_MAX)
        batch_reject(page->batch, str_from(path), "replies cannot be asked for: an id too long");
    else if ((pending->ids->used > 0 && !buf_append_str(pending->ids, STR(","))) ||
             !buf_append_str(pending->ids, thread))
        pending->full = true;
}

static void
read_replies(struct youtube_page *page, struct jdoc_node replies, const char *path,
             const struct place *place, struct id_set *seen)
{
    char below[ANSWER_PATH_MAX];

    for (size_t i = 0; i < jdoc_size(replies) && !page->batch->overflowed; i++) {
        struct jdoc_node item = jdoc_at(replies, i);
        snprintf(below, sizeof(below), "%.24s.replies.comments[%zu]", path, i);
        if (jdoc_is_object(item))
            read_comment(page, item, below, place, seen);
        else
            batch_reject(page->batch, str_from(below), "expected an object, got %s",
                         jdoc_type_name(item));
    }
}

/*
 * The top comment, whose id is the thread's. Where it cannot be read, or is withheld, the thread is
 * known by its own id, and its replies are read all the same.
 */
static struct str
read_top(struct youtube_page *page, struct jdoc_node item, const char *path,
         const struct place *place, struct id_set *seen)
{
    struct jdoc_node top = jdoc_path(item, "snippet.topLevelComment");
    struct str id = STR_NONE;

    if (jdoc_is_object(top))
        id = read_comment(page, top, path, place, seen);
    else
        batch_reject(page->batch, str_from(path), "expected a thread, got none");
    if (str_is_none(id) && jdoc_get_str(jdoc_member(item, "id"), &id) &&
        !arena_str(page->view->arena, id, &id))
        page->batch->overflowed = true;
    return id;
}

static void
read_thread(struct youtube_page *page, size_t index, struct pending *pending, struct id_set *seen)
{
    struct jdoc_node item = jdoc_at(page->items, index);
    struct place place = { .thread = STR_NONE, .video = STR_NONE };
    char path[ANSWER_PATH_MAX];
    struct str id;

    snprintf(path, sizeof(path), "$.items[%zu]", index);
    jdoc_get_str(jdoc_path(item, "snippet.videoId"), &place.video);
    if (!arena_str(page->view->arena, place.video, &place.video)) {
        page->batch->overflowed = true;
        return;
    }
    id = read_top(page, item, path, &place, seen);
    if (str_is_none(id))
        return;
    place.thread = id;
    read_replies(page, jdoc_path(item, "replies.comments"), path, &place, seen);
    note_pending(page, pending, item, id, path);
}

/* Threads, with the replies inside them. */
static size_t
count_all(struct jdoc_node items)
{
    size_t count = jdoc_size(items);

    for (size_t i = 0; i < jdoc_size(items); i++)
        count += jdoc_size(jdoc_path(jdoc_at(items, i), "replies.comments"));
    return count;
}

/* The first of the list goes on with its replies, the others after it. */
static bool
push_pending(struct youtube_page *page, struct str ids)
{
    struct str first;

    if (!str_split(&ids, ',', &first) || first.n == 0)
        return true;
    return youtube_push(page, YOUTUBE_AT_REPLIES, first, STR("")) &&
           (ids.n == 0 || youtube_push(page, YOUTUBE_AT_PENDING, STR(""), ids));
}

struct source_outcome
youtube_read_threads(struct youtube_page *page)
{
    size_t room = page->token.n < PLACES_BYTES ? PLACES_BYTES - page->token.n : 0;
    CLEANUP(buf_done) struct buf ids = BUF_INIT(room < PENDING_MAX ? room : PENDING_MAX);
    struct pending pending = { .ids = &ids };
    struct id_set *seen = id_set_new(page->view->arena, count_all(page->items));
    bool fits;

    if (seen == NULL)
        page->batch->overflowed = true;
    for (size_t i = 0; i < jdoc_size(page->items) && !page->batch->overflowed; i++)
        read_thread(page, i, &pending, seen);
    if (pending.full && page->limit > 1)
        return answer_halve(page->view, page->at, page->limit);
    fits = !pending.full && push_pending(page, buf_str(&ids)) &&
           (str_is_none(page->token) || youtube_push(page, YOUTUBE_AT_PAGE, STR(""), page->token));
    return fits ? youtube_page_close(page) : youtube_no_place(page);
}

struct source_outcome
youtube_end_replies(struct youtube_page *page)
{
    const struct cursor_frame *frame = youtube_frame(page->at, YOUTUBE_AT_REPLIES);
    const struct cursor_frame *pending = youtube_frame(page->at, YOUTUBE_AT_PENDING);
    bool fits;

    if (!str_is_none(page->token))
        fits = youtube_push(page, YOUTUBE_AT_REPLIES, str_from(frame->object), page->token) &&
               youtube_keep(page, YOUTUBE_AT_PENDING);
    else
        fits = pending == NULL || push_pending(page, str_from(pending->after));
    fits = fits && youtube_keep(page, YOUTUBE_AT_PAGE);
    return fits ? youtube_page_close(page) : youtube_no_place(page);
}
