/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Comments of a post. The list has those at the top, newest first; what answers them hangs below
 * each, one level deep, as a list with pages of its own. Comments with more replies than fit there
 * are remembered in the cursor and their replies are read before the list goes on: frame 0 is where
 * the list goes on (its parameter in object; nowhere: empty), frame 1 the ids of those comments,
 * frame 2 the place in the replies of the first of them.
 *
 * Who wrote: user{} is given for the account itself alone; from.id is another one for each app that
 * asks; the name is everybody's.
 */

#include "source/instagram.h"

#include <stdio.h>
#include <string.h>

#include "http/url.h"
#include "source/fields.h"
#include "source/named.h"

#define COMMENT_FIELDS \
    "id,text,timestamp,username,from{id,username},user{id},like_count,hidden,parent_id"
#define FIELDS_MAX  512u
#define QUEUE_BYTES 1024u /* fifty ids; a cursor holds it with a list's place beside it */

#define EDGE_LIST  "list"
#define EDGE_QUEUE "queue"

const char instagram_comment_fields[] = COMMENT_FIELDS;

struct comment {
    struct str id, parent_id, text, username, from_id, user_id;
    int64_t sent_at_us, likes;
    enum tri hidden;
};

static const struct field comment_fields[] = {
    { "id", FIELD_ID, offsetof(struct comment, id), true },
    { "timestamp", FIELD_TIME, offsetof(struct comment, sent_at_us), true },
    { "text", FIELD_TEXT, offsetof(struct comment, text), false },
    { "username|from.username", FIELD_ID, offsetof(struct comment, username), false },
    { "from.id", FIELD_ID, offsetof(struct comment, from_id), false },
    { "user.id", FIELD_ID, offsetof(struct comment, user_id), false },
    { "parent_id", FIELD_ID, offsetof(struct comment, parent_id), false },
    { "like_count", FIELD_COUNT, offsetof(struct comment, likes), false },
    { "hidden", FIELD_FLAG, offsetof(struct comment, hidden), false },
};

struct reading {
    struct graph_page page; /* first: the items' reader is given this */
    struct id_set *seen;
    struct str post_id;
    struct str parent_id; /* of a list of replies */
    struct buf queue;     /* ids, separated by blanks, of comments with more replies */
};

/* ---- requests ---- */

static bool
is_walking(const struct cursor *at)
{
    return at->frame_count >= 2 && strcmp(at->frames[1].edge, EDGE_QUEUE) == 0;
}

/* The comment whose replies are being read; *ret_rest is what waits behind it. */
static struct str
first_waiting(const struct cursor *at, struct str *ret_rest)
{
    struct str id = STR_NONE;

    *ret_rest = str_from(at->frames[1].after);
    (void)str_split(ret_rest, ' ', &id);
    return id;
}

static unsigned
page_limit(const struct source_view *view, const struct cursor *at)
{
    const struct instagram_settings *set = view->settings;

    return ask_limit(at, set->comments_page);
}

static bool
add_replies(struct buf *url, const struct source_view *view, const struct cursor *at)
{
    struct str rest;

    return graph_add_path(url, view, first_waiting(at, &rest), "replies") &&
           url_add_query(url, STR("fields"), STR(COMMENT_FIELDS)) &&
           ask_add_number(url, STR("limit"), page_limit(view, at)) &&
           (at->frame_count < 3 ||
            url_add_query(url, str_from(at->frames[2].edge), str_from(at->frames[2].after)));
}

bool
instagram_add_comments(struct buf *url, const struct source_view *view, const struct cursor *at)
{
    unsigned limit = page_limit(view, at);
    char fields[FIELDS_MAX];

    if (is_walking(at))
        return add_replies(url, view, at);
    snprintf(fields, sizeof(fields), COMMENT_FIELDS ",replies.limit(%u){" COMMENT_FIELDS "}",
             limit);
    return view->target_count > 0 &&
           graph_add_path(url, view, view->targets[0].external_id, "comments") &&
           url_add_query(url, STR("fields"), str_from(fields)) &&
           ask_add_number(url, STR("limit"), limit) && graph_page_query(url, at);
}

/* ---- items ---- */

/* A look-up names the post beside the comment, the list of a post is the post's. */
static struct str
post_id(const struct source_view *view)
{
    const struct source_target *target = &view->targets[0];

    return target->post_external_id.n > 0 ? target->post_external_id : target->external_id;
}

static bool
is_own(const struct source_account *account, const struct comment *comment)
{
    return str_equal(comment->user_id, account->external_id) ||
           str_equal(comment->from_id, account->external_id) ||
           named_is_own(account, comment->username);
}

static void
add_comment(struct reading *reading, struct jdoc_node node, const struct comment *comment)
{
    struct graph_page *page = &reading->page;
    const struct source_account *account = &page->view->account;
    struct record *record = batch_add(page->batch, RECORD_MESSAGE);
    struct message *message;

    if (record == NULL)
        return; /* overflowed: answer_keep() looks */
    message = &record->of.message;
    message->external_id = comment->id;
    message->post_external_id = reading->post_id;
    message->parent_external_id = comment->parent_id;
    message->kind = comment->parent_id.n > 0 ? MESSAGE_REPLY : MESSAGE_COMMENT;
    message->thread_key = comment->parent_id.n > 0 ? comment->parent_id : comment->id;
    if (is_own(account, comment)) {
        message->author_id = account->external_id;
    } else {
        message->author_id = comment->from_id;
        message->author_handle = comment->username;
    }
    message->text = comment->text;
    message->truncated = fields_is_cut(node, "text");
    message->sent_at_us = when_floor(comment->sent_at_us, WHEN_SECOND);
    message->likes = comment->likes;
    message->hidden = comment->hidden;
    named_add_mentions(page->batch, &page->view->account, comment->text, comment->id,
                       message->sent_at_us);
}

/* Its id, or absent where it has none. */
static struct str
read_comment(struct reading *reading, struct jdoc_node node, const char *path, struct str parent_id)
{
    struct batch *batch = reading->page.batch;
    struct comment comment = { .sent_at_us = WHEN_NONE, .likes = -1, .hidden = TRI_UNKNOWN };
    struct error err = ERROR_INIT;
    size_t first = batch->count;
    bool ok = fields_read(FIELD_TABLE(comment_fields), node, &comment, batch, path, &err);

    if (ok && !id_set_put(reading->seen, comment.id, first))
        return comment.id;
    /* The list that it stands in is surer than what it says, and the post is no parent. */
    if (parent_id.n > 0)
        comment.parent_id = parent_id;
    if (str_equal(comment.parent_id, comment.id) || str_equal(comment.parent_id, reading->post_id))
        comment.parent_id = STR_NONE;
    if (ok)
        add_comment(reading, node, &comment);
    answer_keep(batch, first, path, ok, &err);
    return comment.id;
}

static bool
has_more(struct jdoc_node list)
{
    struct str next;

    return jdoc_get_str(jdoc_path(list, "paging.next"), &next) && next.n > 0;
}

/* False when a cursor has no room for it: then the page must be smaller. */
static bool
put_in_queue(struct buf *queue, struct str id)
{
    /* An id with a blank in it is none of the platform's. */
    if (str_find(id, STR(" "), 0) != SIZE_MAX)
        return true;
    return (queue->used == 0 || buf_append_str(queue, STR(" "))) && buf_append_str(queue, id);
}

static void
read_reply_list(struct reading *reading, struct jdoc_node list, const char *path, struct str id)
{
    struct jdoc_node items = jdoc_member(list, "data");
    char below[ANSWER_PATH_MAX];

    for (size_t i = 0; i < jdoc_size(items) && !reading->page.batch->overflowed; i++) {
        snprintf(below, sizeof(below), "%s.replies.data[%zu]", path, i);
        if (jdoc_is_object(jdoc_at(items, i)))
            read_comment(reading, jdoc_at(items, i), below, id);
        else
            batch_reject(reading->page.batch, str_from(below), "expected an object, got %s",
                         jdoc_type_name(jdoc_at(items, i)));
    }
    if (has_more(list) && !put_in_queue(&reading->queue, id))
        reading->page.batch->overflowed = true;
}

static void
read_reply(struct graph_page *page, struct jdoc_node item, const char *path, struct id_set *seen)
{
    struct reading *reading = container_of(page, struct reading, page);

    reading->seen = seen;
    read_comment(reading, item, path, reading->parent_id);
}

void
instagram_read_comment(struct graph_page *page, struct jdoc_node item)
{
    struct reading reading = { .page = *page,
                               .seen = id_set_new(page->view->arena, 1),
                               .post_id = post_id(page->view) };

    if (reading.seen == NULL)
        page->batch->overflowed = true;
    else
        read_comment(&reading, item, "$", STR_NONE);
}

/* A comment and its replies. */
static void
read_thread(struct reading *reading, struct jdoc_node item, const char *path)
{
    struct str id = read_comment(reading, item, path, STR_NONE);

    if (id.n > 0)
        read_reply_list(reading, jdoc_member(item, "replies"), path, id);
}

/* Those of the list and those below them: the room that their ids need. */
static size_t
count_all(struct jdoc_node items)
{
    size_t count = jdoc_size(items);

    for (size_t i = 0; i < jdoc_size(items); i++)
        count += jdoc_size(jdoc_path(jdoc_at(items, i), "replies.data"));
    return count;
}

void
instagram_read_inside(struct graph_page *page, struct jdoc_node post, const char *path,
                      struct str post_external_id)
{
    struct jdoc_node items = jdoc_path(post, "comments.data");
    struct reading reading = { .page = *page,
                               .post_id = post_external_id,
                               .queue = BUF_INIT(QUEUE_BYTES) };
    char below[ANSWER_PATH_MAX];

    if (jdoc_size(items) == 0)
        return;
    reading.seen = id_set_new(page->view->arena, count_all(items));
    if (reading.seen == NULL)
        page->batch->overflowed = true;
    for (size_t i = 0; i < jdoc_size(items) && !page->batch->overflowed; i++) {
        snprintf(below, sizeof(below), "%s.comments.data[%zu]", path, i);
        if (jdoc_is_object(jdoc_at(items, i)))
            read_thread(&reading, jdoc_at(items, i), below);
    }
    buf_done(&reading.queue); /* the comments' own stream asks for the rest */
}

static void
read_top(struct graph_page *page, struct jdoc_node item, const char *path, struct id_set *seen)
{
    (void)seen; /* has no room for the replies */
    read_thread(container_of(page, struct reading, page), item, path);
}

/* ---- lists ---- */

struct place {
    const char *edge;
    struct str after; /* empty: nowhere */
};

/* The replies that wait, then the list. */
static struct source_outcome
go_on(const struct reading *reading, const struct source_outcome *so_far, struct place list,
      struct str queue)
{
    const struct graph_page *page = &reading->page;
    struct source_outcome outcome =
        answer_outcome(page->at, VERDICT_MORE, SCOPE_TARGET, CAUSE_NONE);
    bool ok = true;

    outcome.served_version = so_far->served_version;
    outcome.next.page_limit = so_far->next.page_limit;
    if (queue.n > 0)
        ok = cursor_push(&outcome.next, EDGE_LIST, str_from(list.edge), list.after) &&
             cursor_push(&outcome.next, EDGE_QUEUE, STR(""), queue);
    else if (list.after.n > 0)
        ok = cursor_push(&outcome.next, list.edge, STR(""), list.after);
    else
        outcome.verdict = VERDICT_DONE;
    if (!ok)
        return answer_malformed(page->view, page->at, page->err, "$.data: ids that do not fit");
    return outcome;
}

static struct source_outcome
close_list(struct reading *reading, const struct http_response *answer)
{
    struct source_outcome outcome = graph_page_close(&reading->page, answer);
    const struct cursor_frame *frame = &outcome.next.frames[0];
    struct str queue = buf_str(&reading->queue);
    struct place list = { "", STR("") };

    if (queue.n == 0 || (outcome.verdict != VERDICT_MORE && outcome.verdict != VERDICT_DONE))
        return outcome;
    if (outcome.verdict == VERDICT_MORE)
        list = (struct place){ frame->edge, str_from(frame->after) };
    return go_on(reading, &outcome, list, queue);
}

/* The next comment that waits; behind the last, the list. */
static struct source_outcome
leave(const struct reading *reading, const struct source_outcome *so_far)
{
    const struct cursor *at = reading->page.at;
    const struct cursor_frame *frame = &at->frames[0];
    struct str rest;

    (void)first_waiting(at, &rest);
    return go_on(reading, so_far, (struct place){ frame->object, str_from(frame->after) }, rest);
}

/* More replies of the same comment: its place goes behind the other two frames. */
static struct source_outcome
stay(const struct reading *reading, const struct source_outcome *closed)
{
    const struct graph_page *page = &reading->page;
    struct source_outcome outcome = *closed;
    struct cursor_frame place = closed->next.frames[0];

    outcome.next.frame_count = 2;
    outcome.next.frames[0] = page->at->frames[0];
    outcome.next.frames[1] = page->at->frames[1];
    if (!cursor_push(&outcome.next, place.edge, STR(""), str_from(place.after)))
        return answer_malformed(page->view, page->at, page->err, "$.paging: a place too long");
    if (page->at->frame_count == 3 && strcmp(page->at->frames[2].after, place.after) == 0)
        return answer_malformed(page->view, page->at, page->err,
                                "$.paging.cursors.after: the same as the page before");
    return outcome;
}

static struct source_outcome
read_more_replies(struct reading *reading, const struct http_response *answer)
{
    struct graph_page *page = &reading->page;
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;
    struct str rest;

    if (!graph_page_open(page, answer, &doc, &outcome)) {
        if (outcome.verdict != VERDICT_GONE)
            return outcome;
        /* The comment, meanwhile: the post still stands. */
        error_clear(page->err);
        outcome = answer_outcome(page->at, VERDICT_MORE, SCOPE_TARGET, CAUSE_NONE);
        return leave(reading, &outcome);
    }
    reading->parent_id = first_waiting(page->at, &rest);
    graph_page_each(page, read_reply);
    outcome = graph_page_close(page, answer);
    if (outcome.verdict == VERDICT_MORE)
        return stay(reading, &outcome);
    return outcome.verdict == VERDICT_DONE ? leave(reading, &outcome) : outcome;
}

static struct source_outcome
read_list(struct reading *reading, const struct http_response *answer)
{
    struct graph_page *page = &reading->page;
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;
    struct source_outcome outcome;

    if (!graph_page_open(page, answer, &doc, &outcome))
        return outcome;
    reading->seen = id_set_new(page->view->arena, count_all(page->items));
    if (reading->seen == NULL)
        page->batch->overflowed = true;
    else
        graph_page_each(page, read_top);
    return close_list(reading, answer);
}

struct source_outcome
instagram_read_comments(const struct source_view *view, const struct cursor *at,
                        const struct http_response *answer, struct batch *batch, struct error *err)
{
    const struct instagram_settings *set = view->settings;
    struct reading reading = { .page = graph_page_new(view, at, batch, set->comments_page, err),
                               .post_id = post_id(view),
                               .queue = BUF_INIT(QUEUE_BYTES) };
    struct source_outcome outcome =
        is_walking(at) ? read_more_replies(&reading, answer) : read_list(&reading, answer);

    buf_done(&reading.queue);
    return outcome;
}
