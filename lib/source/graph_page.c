/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Paging of the Graph API. The end is where paging.next is absent or empty; the value of the next
 * page is cursors.after. next is a whole URL with the token inside: it is never requested, stored
 * or logged. Where a list pages by time and gives no cursors, the known parameters of next's query
 * are taken out of it, each becomes a frame of the cursor, and the request is rebuilt from those.
 */

#include "source/graph.h"

#include <stdio.h>
#include <string.h>

#include "http/url.h"

/*
 * Parameters that say where a list goes on, in the order of the frames. Nothing else of next is
 * looked at: not the token, not the host.
 */
static const char *const place_parameters[] = { "after", "until", "__paging_token", "offset" };

/*
 * The frame of a list without the list: a missing "data" beside paging or a summary is an empty one
 * (README.md, D17).
 */
static bool
is_empty_list(struct jdoc_node root, struct jdoc_node data)
{
    struct jdoc_node paging = jdoc_member(root, "paging");
    struct jdoc_node summary = jdoc_member(root, "summary");

    return (jdoc_is_absent(data) || jdoc_is_null(data)) &&
           (jdoc_is_object(paging) || jdoc_is_object(summary));
}

struct graph_page
graph_page_new(const struct source_view *view, const struct cursor *at, struct batch *batch,
               int64_t usual_limit, struct error *err)
{
    return (struct graph_page){ .view = view,
                                .at = at,
                                .batch = batch,
                                .err = err,
                                .limit = ask_limit(at, usual_limit),
                                .usual_limit = (unsigned)usual_limit };
}

/*
 * "false" is the whole answer where what was asked for is there, but not to be seen by who asks: no
 * JSON that can be read, and no fault of the platform's.
 */
static bool
is_hidden(const struct http_response *answer)
{
    return answer->status < 500 && str_equal_c(str_trim(answer->body), "false");
}

/* The JSON of an answer that is no refusal; or NULL, and what the digest returns. */
static struct jdoc *
open_answer(const struct source_view *view, const struct cursor *at,
            const struct http_response *answer, unsigned limit, struct source_outcome *ret_outcome,
            struct error *err)
{
    CLEANUP(jdoc_freep) struct jdoc *doc = NULL;

    if (is_hidden(answer)) {
        error_set(err, ERROR_DENIED, "the answer is false: the token may not see this");
        error_hint(err, "Give it the Page's own token: a Page that is limited to countries or to "
                        "an age is hidden from all others.");
        *ret_outcome = answer_outcome(at, VERDICT_DENIED, answer_scope(view), CAUSE_PERMISSION);
        return NULL;
    }
    doc = answer_open(view, at, answer, ret_outcome, err);
    if (doc == NULL) {
        /*
         * Gateways in front of the API answer in HTML when a page was too much for it: a smaller
         * one went through.
         */
        if (answer->status == 500 && limit > 1)
            *ret_outcome = answer_halve(view, at, limit);
        return NULL;
    }
    if (graph_is_error(jdoc_root(doc), answer)) {
        *ret_outcome = graph_error(view, at, answer, jdoc_root(doc), limit, err);
        return NULL;
    }
    return TAKE(doc);
}

bool
graph_page_open(struct graph_page *page, const struct http_response *answer, struct jdoc **ret_doc,
                struct source_outcome *ret_outcome)
{
    CLEANUP(jdoc_freep)
    struct jdoc *doc =
        open_answer(page->view, page->at, answer, page->limit, ret_outcome, page->err);

    if (doc == NULL)
        return false;
    page->root = jdoc_root(doc);
    page->items = jdoc_member(page->root, "data");
    if (!jdoc_is_array(page->items) && !is_empty_list(page->root, page->items)) {
        *ret_outcome =
            answer_malformed(page->view, page->at, page->err, "$.data: expected a list, got %s",
                             jdoc_type_name(page->items));
        return false;
    }
    *ret_doc = TAKE(doc);
    return true;
}

/* Frames from next's query. False when it names no place, or one that does not fit. */
static bool
push_query_place(struct cursor *next, struct str url)
{
    struct str query = url_query(url);

    for (size_t i = 0; i < ARRAY_SIZE(place_parameters); i++) {
        CLEANUP(buf_done) struct buf value = BUF_INIT(CURSOR_AFTER_SIZE - 1);
        struct str escaped = url_parameter(query, str_from(place_parameters[i]));
        if (escaped.n == 0)
            continue;
        if (!url_unescape(&value, escaped) ||
            !cursor_push(next, place_parameters[i], STR(""), buf_str(&value)))
            return false;
    }
    return next->frame_count > 0;
}

static bool
push_place(struct cursor *next, struct jdoc_node paging, struct str url)
{
    struct str after;

    if (jdoc_get_str(jdoc_path(paging, "cursors.after"), &after) && after.n > 0)
        return cursor_push(next, "after", STR(""), after);
    return push_query_place(next, url);
}

/* After a page that had to be small, twice as much is tried again, up to the usual size. */
static unsigned
grown_limit(const struct graph_page *page)
{
    if (page->at->page_limit == 0 || page->limit * 2 >= page->usual_limit)
        return 0;
    return page->limit * 2;
}

static bool
same_place(const struct cursor *a, const struct cursor *b)
{
    struct cursor left = *a;
    struct cursor right = *b;

    left.page_limit = right.page_limit = 0;
    left.version = right.version = 0;
    return cursor_equal(&left, &right);
}

/*
 * *ret_url is where, or absent: then a cursor tells. Only answers in the documentation of Threads
 * have a cursor and no "next"; a full page is believed to go on, at the price of an empty one.
 */
static bool
goes_on(const struct graph_page *page, struct jdoc_node paging, struct str *ret_url)
{
    struct str after;

    *ret_url = STR_NONE;
    if (jdoc_get_str(jdoc_member(paging, "next"), ret_url) && ret_url->n > 0)
        return true;
    return page->full_goes_on && jdoc_size(page->items) >= page->limit &&
           jdoc_get_str(jdoc_path(paging, "cursors.after"), &after) && after.n > 0;
}

struct source_outcome
graph_page_close(struct graph_page *page, const struct http_response *answer)
{
    struct jdoc_node paging = jdoc_member(page->root, "paging");
    struct source_outcome outcome =
        answer_outcome(page->at, VERDICT_DONE, answer_scope(page->view), CAUSE_NONE);
    struct str url;

    outcome.served_version = graph_served_version(page->view, answer);
    if (goes_on(page, paging, &url)) {
        outcome.verdict = VERDICT_MORE;
        outcome.next.page_limit = grown_limit(page);
        if (!push_place(&outcome.next, paging, url))
            return answer_malformed(page->view, page->at, page->err,
                                    "$.paging: a next page without a cursor that can be used");
        if (same_place(&outcome.next, page->at))
            return answer_malformed(page->view, page->at, page->err,
                                    "$.paging.cursors.after: the same as the page before");
    } else if (page->view->target_count == 0) {
        outcome.next.since_us = page->view->now_us;
    }
    return answer_finish(outcome, page->view, page->at, page->batch, page->limit, page->err);
}

bool
graph_page_query(struct buf *url, const struct cursor *at)
{
    for (unsigned i = 0; i < at->frame_count; i++) {
        if (!url_add_query(url, str_from(at->frames[i].edge), str_from(at->frames[i].after)))
            return false;
    }
    return true;
}

void
graph_page_each(struct graph_page *page, graph_item_fn read)
{
    size_t count = jdoc_size(page->items);
    struct id_set *seen = id_set_new(page->view->arena, count);
    char path[ANSWER_PATH_MAX];

    if (seen == NULL) {
        page->batch->overflowed = true;
        return;
    }
    for (size_t i = 0; i < count && !page->batch->overflowed; i++) {
        struct jdoc_node item = jdoc_at(page->items, i);
        snprintf(path, sizeof(path), "$.data[%zu]", i);
        if (jdoc_is_object(item))
            read(page, item, path, seen);
        else
            batch_reject(page->batch, str_from(path), "expected an object, got %s",
                         jdoc_type_name(item));
    }
}

struct jdoc *
graph_open_object(const struct source_view *view, const struct cursor *at,
                  const struct http_response *answer, struct source_outcome *ret_outcome,
                  struct error *err)
{
    CLEANUP(jdoc_freep)
    struct jdoc *doc = open_answer(view, at, answer, 0, ret_outcome, err);
    struct jdoc_node root;

    if (doc == NULL)
        return NULL;
    root = jdoc_root(doc);
    if (!jdoc_is_object(root)) {
        *ret_outcome =
            answer_malformed(view, at, err, "$: expected an object, got %s", jdoc_type_name(root));
        return NULL;
    }
    return TAKE(doc);
}
