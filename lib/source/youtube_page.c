/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Answers of the API as lists, and where a visit goes on. One visit asks different things in turn
 * (a page of uploads, the counters of its videos, the next page …), so the cursor's frames are what
 * is still to be asked, the next one first.
 */

#include "source/youtube.h"

#include <stdio.h>
#include <string.h>

/* Of a cursor's stored form: its head, and the marks around a frame's three parts. */
#define HEAD_BYTES 64u
#define MARK_BYTES 3u

struct youtube_page
youtube_page_new(const struct source_view *view, const struct cursor *at, struct batch *batch,
                 unsigned limit, struct error *err)
{
    return (
        struct youtube_page){ .view = view, .at = at, .batch = batch, .err = err, .limit = limit };
}

const struct cursor_frame *
youtube_frame(const struct cursor *at, const char *edge)
{
    for (unsigned i = 0; i < at->frame_count; i++) {
        if (strcmp(at->frames[i].edge, edge) == 0)
            return &at->frames[i];
    }
    return NULL;
}

bool
youtube_push(struct youtube_page *page, const char *edge, struct str object, struct str after)
{
    size_t used = HEAD_BYTES + strlen(edge) + object.n + after.n + MARK_BYTES;

    for (unsigned i = 0; i < page->next.frame_count; i++) {
        const struct cursor_frame *frame = &page->next.frames[i];
        used += strlen(frame->edge) + strlen(frame->object) + strlen(frame->after) + MARK_BYTES;
    }
    return used <= CURSOR_BYTES_MAX && cursor_push(&page->next, edge, object, after);
}

bool
youtube_keep(struct youtube_page *page, const char *edge)
{
    const struct cursor_frame *frame = youtube_frame(page->at, edge);

    return frame == NULL ||
           youtube_push(page, edge, str_from(frame->object), str_from(frame->after));
}

/* A list without its frame: what is empty is left out, by a channel that was closed too. */
static bool
is_list(struct jdoc_node root, struct jdoc_node items)
{
    if (jdoc_is_array(items))
        return true;
    return (jdoc_is_absent(items) || jdoc_is_null(items)) &&
           (!jdoc_is_absent(jdoc_member(root, "kind")) ||
            !jdoc_is_absent(jdoc_member(root, "pageInfo")));
}

bool
youtube_page_open(struct youtube_page *page, const struct http_response *answer,
                  struct jdoc **ret_doc, struct source_outcome *ret_outcome)
{
    CLEANUP(jdoc_freep)
    struct jdoc *doc = answer_open(page->view, page->at, answer, ret_outcome, page->err);

    if (doc == NULL)
        return false;
    page->root = jdoc_root(doc);
    page->next = (struct cursor)CURSOR_INIT;
    page->next.version = 1;
    page->next.since_us = page->at->since_us;
    page->token = STR_NONE;
    if (youtube_is_error(page->root, answer)) {
        *ret_outcome = youtube_error(page->view, page->at, answer, page->root, page->err);
        return false;
    }
    page->items = jdoc_member(page->root, "items");
    if (!is_list(page->root, page->items)) {
        *ret_outcome =
            answer_malformed(page->view, page->at, page->err, "$.items: expected a list, got %s",
                             jdoc_type_name(page->items));
        return false;
    }
    if (!jdoc_get_str(jdoc_member(page->root, "nextPageToken"), &page->token) || page->token.n == 0)
        page->token = STR_NONE;
    *ret_doc = TAKE(doc);
    return true;
}

struct source_outcome
youtube_again(struct youtube_page *page, struct source_outcome outcome,
              const struct http_response *answer)
{
    if (answer->status != 400 || outcome.verdict != VERDICT_MALFORMED || page->at->frame_count == 0)
        return outcome;
    error_clear(page->err);
    outcome.verdict = VERDICT_MORE;
    outcome.cause = CAUSE_NONE;
    return outcome;
}

struct source_outcome
youtube_no_place(const struct youtube_page *page)
{
    return answer_malformed(page->view, page->at, page->err,
                            "$.nextPageToken: a next page without a place that can be kept");
}

struct source_outcome
youtube_page_close(struct youtube_page *page)
{
    struct source_outcome outcome =
        answer_outcome(page->at, VERDICT_DONE, answer_scope(page->view), CAUSE_NONE);
    struct cursor at = *page->at;

    if (page->next.frame_count > 0) {
        outcome.verdict = VERDICT_MORE;
        at.page_limit = page->next.page_limit;
        at.version = page->next.version;
        if (cursor_equal(&page->next, &at))
            return answer_malformed(page->view, page->at, page->err,
                                    "$.nextPageToken: the same as the page before");
        outcome.next = page->next;
    } else if (page->view->target_count == 0) {
        outcome.next.since_us = page->view->now_us;
    }
    return answer_finish(outcome, page->view, page->at, page->batch, page->limit, page->err);
}

static bool
is_asked_for(const struct youtube_page *page, struct jdoc_node item)
{
    struct str id;

    return page->asked_to == 0 || !jdoc_get_str(jdoc_member(item, "id"), &id) ||
           answer_is_asked_for(page->view, page->asked_from, page->asked_to, id);
}

void
youtube_page_each(struct youtube_page *page, youtube_item_fn read, struct id_set *seen)
{
    char path[ANSWER_PATH_MAX];

    if (seen == NULL)
        page->batch->overflowed = true;
    for (size_t i = 0; i < jdoc_size(page->items) && !page->batch->overflowed; i++) {
        struct jdoc_node item = jdoc_at(page->items, i);
        snprintf(path, sizeof(path), "$.items[%zu]", i);
        if (!jdoc_is_object(item))
            batch_reject(page->batch, str_from(path), "expected an object, got %s",
                         jdoc_type_name(item));
        else if (!is_asked_for(page, item))
            batch_reject(page->batch, str_from(path), "it was not asked for");
        else
            read(page, item, path, seen);
    }
}
