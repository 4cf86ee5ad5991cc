/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Comments of one video. At most three replies stand inside their comment; those of a comment that
 * says it has more are read by a list of their own, before the comments go on. A visit's place has
 * up to three frames: where the comments go on, whose replies are read and where those go on, and
 * whose replies come after.
 *
 * Who wrote: TikTok's "owner" is the account itself. All others have an id that only our app knows
 * them by, and the name that registered accounts are recognised by.
 */

#include "source/tiktok.h"

#include <stdio.h>

#include "source/fields.h"
#include "source/id_set.h"
#include "source/named.h"

#define COMMENTS    "comments"
#define REPLIES     "replies"
#define WAITING     "waiting"
#define WAITING_MAX (CURSOR_AFTER_SIZE - 1)

struct comment {
    struct str id, parent_id, author_id, author_handle, text, status;
    struct str thread; /* the comment at its beginning, where it is a reply */
    int64_t sent_at_us, likes, replies;
    enum tri owner;
};
#define COMMENT(member) offsetof(struct comment, member)

/* user_id ends with the API's next version; unique_identifier is its successor. */
static const struct field comment_fields[] = {
    { "comment_id|id", FIELD_ID, COMMENT(id), true },
    { "create_time", FIELD_EPOCH, COMMENT(sent_at_us), true },
    { "parent_comment_id", FIELD_ID, COMMENT(parent_id), false },
    { "unique_identifier|user_id", FIELD_ID, COMMENT(author_id), false },
    { "username", FIELD_ID, COMMENT(author_handle), false },
    { "text", FIELD_TEXT, COMMENT(text), false },
    { "status", FIELD_ID, COMMENT(status), false },
    { "likes", FIELD_COUNT, COMMENT(likes), false },
    { "replies", FIELD_COUNT, COMMENT(replies), false },
    { "owner", FIELD_FLAG, COMMENT(owner), false },
};

/* What one answer is read with. */
struct page {
    const struct source_view *view;
    const struct cursor *at;
    struct batch *batch;
    struct id_set *seen;
    struct str parent; /* whose replies these are; absent: comments of the video */
    char waiting[WAITING_MAX +
                 1]; /* ids of comments whose replies are to be read, joined by blanks */
    size_t waiting_n;
};

static enum tri
hidden_of(struct str status)
{
    if (str_is_none(status))
        return TRI_UNKNOWN;
    return str_equal_nocase(status, STR("PUBLIC")) ? TRI_NO : TRI_YES;
}

static struct str
video_id(const struct page *page)
{
    const struct source_target *target = page->view->targets;

    return target->post_external_id.n > 0 ? target->post_external_id : target->external_id;
}

/* A list of replies is one comment's, whichever of them a reply answers. The video is no parent. */
static void
set_parent(const struct page *page, struct str listed_below, struct comment *comment)
{
    if (str_equal_c(comment->parent_id, "0") || str_equal(comment->parent_id, video_id(page)))
        comment->parent_id = STR_NONE;
    if (str_is_none(comment->parent_id))
        comment->parent_id = listed_below;
    comment->thread = str_is_none(listed_below) ? comment->parent_id : listed_below;
}

static void
fill_message(const struct page *page, const struct comment *comment, struct jdoc_node item,
             struct message *message)
{
    bool is_reply = !str_is_none(comment->parent_id);

    message->external_id = comment->id;
    message->kind = is_reply ? MESSAGE_REPLY : MESSAGE_COMMENT;
    message->post_external_id = video_id(page);
    message->parent_external_id = comment->parent_id;
    message->thread_key = is_reply ? comment->thread : comment->id;
    message->author_id =
        comment->owner == TRI_YES ? page->view->account.external_id : comment->author_id;
    message->author_handle = comment->owner == TRI_YES ? STR_NONE : comment->author_handle;
    message->text = comment->text;
    message->truncated = fields_is_cut(item, "text");
    message->sent_at_us = when_floor(comment->sent_at_us, WHEN_SECOND);
    message->edited_at_us = WHEN_NONE;
    message->likes = comment->likes;
    message->hidden = hidden_of(comment->status);
}

/* False where it could not be kept. */
static bool
read_comment(struct page *page, struct jdoc_node item, struct str parent, const char *path,
             struct comment *comment)
{
    struct error why = ERROR_INIT;
    size_t first = page->batch->count;
    struct record *record;
    bool ok = jdoc_is_object(item) ||
              error_set(&why, ERROR_PEER, "expected an object, got %s", jdoc_type_name(item));

    *comment = (struct comment){
        .sent_at_us = WHEN_NONE, .likes = -1, .replies = -1, .owner = TRI_UNKNOWN
    };
    ok = ok && fields_read(FIELD_TABLE(comment_fields), item, comment, page->batch, path, &why);
    set_parent(page, parent, comment);
    if (ok && !id_set_put(page->seen, comment->id, first))
        return true;
    if (ok) {
        record = batch_add(page->batch, RECORD_MESSAGE);
        if (record != NULL)
            fill_message(page, comment, item, &record->of.message);
        named_add_mentions(page->batch, &page->view->account, comment->text, comment->id,
                           when_floor(comment->sent_at_us, WHEN_SECOND));
    }
    return answer_keep(page->batch, first, path, ok, &why);
}

/* A list that does not fit is not read: the visit must not pass for a whole one then. */
static void
add_waiting(struct page *page, struct str id)
{
    int n = snprintf(page->waiting + page->waiting_n, sizeof(page->waiting) - page->waiting_n,
                     "%s%.*s", page->waiting_n > 0 ? " " : "", STR_ARGS(id));

    if (n < 0 || (size_t)n >= sizeof(page->waiting) - page->waiting_n)
        page->batch->overflowed = true;
    else
        page->waiting_n += (size_t)n;
}

static struct jdoc_node
inline_replies(struct jdoc_node item)
{
    struct jdoc_node list = jdoc_member(item, "reply_list");

    return jdoc_is_array(list) ? list : jdoc_member(item, "replies_list");
}

static void
read_top(struct page *page, struct jdoc_node item, const char *path)
{
    struct jdoc_node replies = inline_replies(item);
    struct comment comment;
    struct comment reply;
    char at[2 * ANSWER_PATH_MAX];

    if (!read_comment(page, item, page->parent, path, &comment))
        return;
    for (size_t i = 0; i < jdoc_size(replies) && !page->batch->overflowed; i++) {
        snprintf(at, sizeof(at), "%s.reply_list[%zu]", path, i);
        read_comment(page, jdoc_at(replies, i), comment.id, at, &reply);
    }
    if (str_is_none(page->parent) && comment.replies > (int64_t)jdoc_size(replies))
        add_waiting(page, comment.id);
}

/* Comments of the list and the replies inside them. */
static size_t
count_all(struct jdoc_node comments)
{
    size_t count = jdoc_size(comments);

    for (size_t i = 0; i < jdoc_size(comments); i++)
        count += jdoc_size(inline_replies(jdoc_at(comments, i)));
    return count;
}

static void
read_list(struct page *page, struct jdoc_node comments)
{
    char path[ANSWER_PATH_MAX];

    page->seen = id_set_new(page->view->arena, count_all(comments));
    if (page->seen == NULL)
        page->batch->overflowed = true;
    for (size_t i = 0; i < jdoc_size(comments) && !page->batch->overflowed; i++) {
        snprintf(path, sizeof(path), "$.data.comments[%zu]", i);
        read_top(page, jdoc_at(comments, i), path);
    }
}

/* Where the visit goes on: comments (absent: they are read), whose replies, who comes after. */
struct step {
    struct str comments, of, replies, waiting;
};

static struct source_outcome
go_to(const struct page *page, const struct step *step, struct error *err)
{
    struct source_outcome outcome =
        answer_outcome(page->at, VERDICT_MORE, SCOPE_TARGET, CAUSE_NONE);
    struct cursor here = *page->at;
    bool ok = cursor_push(&outcome.next, COMMENTS, STR(""), step->comments);

    if (step->of.n > 0)
        ok = ok && cursor_push(&outcome.next, REPLIES, step->of, step->replies) &&
             cursor_push(&outcome.next, WAITING, STR(""), step->waiting);
    else if (step->comments.n == 0)
        return answer_outcome(page->at, VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    here.version = outcome.next.version;
    if (!ok || cursor_equal(&outcome.next, &here))
        return answer_malformed(page->view, page->at, err,
                                "$.data: the list goes on where it began");
    return outcome;
}

/* The first of the ids, which is taken off the list. */
static void
take_waiting(struct str waiting, struct step *step)
{
    step->waiting = waiting;
    if (waiting.n == 0 || !str_split(&step->waiting, ' ', &step->of))
        step->of = STR_NONE;
    if (str_is_none(step->waiting))
        step->waiting = STR("");
    step->replies = STR("");
}

static struct source_outcome
next_step(const struct page *page, const struct tiktok_next *next, struct error *err)
{
    struct str place = next->has_more ? next->cursor : STR("");
    struct step step = { .comments = place };

    if (next->has_more && next->cursor.n == 0)
        return answer_malformed(page->view, page->at, err,
                                "$.data: more is said to follow, but not where");
    if (str_is_none(page->parent)) {
        take_waiting((struct str){ page->waiting, page->waiting_n }, &step);
        return go_to(page, &step, err);
    }
    step.comments = str_from(page->at->frames[0].after);
    if (next->has_more) {
        step.of = page->parent;
        step.replies = place;
        step.waiting = str_from(page->at->frame_count > 2 ? page->at->frames[2].after : "");
    } else {
        take_waiting(str_from(page->at->frame_count > 2 ? page->at->frames[2].after : ""), &step);
    }
    return go_to(page, &step, err);
}

struct source_outcome
tiktok_digest_comments(const struct source_view *view, const struct cursor *at,
                       const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct page page = { .view = view, .at = at, .batch = batch };
    struct tiktok_answer open = { .doc = NULL };
    struct error why = ERROR_INIT;
    struct source_outcome outcome;
    struct tiktok_next next;

    if (at->frame_count > 1)
        page.parent = str_from(at->frames[1].object);
    if (!tiktok_open(view, at, answer, &open, &outcome, err))
        return outcome;
    if (tiktok_has_list(open.data, "comments", &why)) {
        read_list(&page, jdoc_member(open.data, "comments"));
        tiktok_next_read(open.data, &next);
        outcome = next_step(&page, &next, err);
    } else {
        outcome = answer_malformed(view, at, err, "%s", why.text);
    }
    jdoc_free(open.doc);
    return answer_finish(outcome, view, at, batch, 0, err);
}

struct source_outcome
tiktok_digest_lookup(const struct source_view *view, const struct cursor *at,
                     const struct http_response *answer, struct batch *batch, struct error *err)
{
    struct page page = { .view = view, .at = at, .batch = batch };
    struct source_outcome outcome;
    struct tiktok_answer open = { .doc = NULL };
    struct error why = ERROR_INIT;
    struct jdoc_node comments;

    if (!tiktok_open(view, at, answer, &open, &outcome, err))
        return outcome;
    comments = jdoc_member(open.data, "comments");
    outcome = answer_outcome(at, VERDICT_DONE, SCOPE_TARGET, CAUSE_NONE);
    if (jdoc_size(comments) > 0) {
        read_list(&page, comments);
    } else if (!tiktok_has_list(open.data, "comments", &why)) {
        outcome = answer_malformed(view, at, err, "%s", why.text);
    } else {
        outcome = answer_outcome(at, VERDICT_GONE, SCOPE_TARGET, CAUSE_GONE);
        error_set(err, ERROR_PEER, "no comment of that id is listed");
    }
    jdoc_free(open.doc);
    return answer_finish(outcome, view, at, batch, 0, err);
}
