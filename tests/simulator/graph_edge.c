/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A cursor is the place of an item in the list of everything that will ever be in it, so it stays
 * valid whatever appears or disappears. Outside it is opaque.
 */

#include "graph_edge.h"

#include "graph_item.h"
#include "platform.h"

#include <event2/http.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void
cursor_write(char ret_cursor[GRAPH_CURSOR_BYTES], long index, unsigned salt)
{
    char plain[40];
    size_t i, n = 0;
    unsigned bits = 0, have = 0;

    snprintf(plain, sizeof(plain), "sim:%08ld:%u", index, salt);
    for (i = 0; plain[i] != '\0'; i++) {
        bits = bits << 8 | (unsigned char)plain[i];
        for (have += 8; have >= 6; have -= 6)
            ret_cursor[n++] = digits[bits >> (have - 6) & 63];
    }
    if (have > 0)
        ret_cursor[n++] = digits[bits << (6 - have) & 63];
    memcpy(ret_cursor + n, "ZD", 3); /* as the real ones often end */
}

static bool
cursor_read(const char *cursor, size_t n_items, long *ret_index, unsigned *ret_salt)
{
    char again[GRAPH_CURSOR_BYTES];
    char plain[GRAPH_CURSOR_BYTES] = "";
    size_t i, n = 0;
    unsigned bits = 0, have = 0;

    for (i = 0; cursor[i] != '\0' && n + 1 < sizeof(plain); i++) {
        const char *digit = strchr(digits, cursor[i]);

        if (digit == NULL)
            return false;
        bits = bits << 6 | (unsigned)(digit - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            plain[n++] = (char)(bits >> have & 255);
        }
    }
    if (sscanf(plain, "sim:%ld:%u", ret_index, ret_salt) != 2 || *ret_index < -1 ||
        *ret_index >= (long)n_items)
        return false;
    cursor_write(again, *ret_index, *ret_salt);
    return strcmp(again, cursor) == 0;
}

static bool
is_post(const struct edge *edge)
{
    return edge->kind == NODE_POST || edge->kind == NODE_CONVERSATION;
}

static int64_t
item_time(const struct edge *edge, size_t index)
{
    if (is_post(edge))
        return ((struct post *)edge->items->at[index])->created_at;
    return ((struct message *)edge->items->at[index])->sent_at;
}

static bool
belongs(const struct view *view, const struct edge *edge, size_t index)
{
    const struct message *message;

    if (edge->since > 0 && item_time(edge, index) < edge->since)
        return false;
    if (edge->until > 0 && item_time(edge, index) > edge->until)
        return false;
    if (edge->only != NULL && !edge->only(view, edge->items->at[index]))
        return false;
    if (is_post(edge))
        return post_visible(edge->items->at[index], view->at);
    message = edge->items->at[index];
    if (edge->parent != NULL && message->parent != edge->parent)
        return false;
    if (edge->top_only && message->parent != NULL)
        return false;
    return message_visible(message, view->at);
}

static int64_t
count(const struct view *view, const struct edge *edge)
{
    int64_t n = 0;
    size_t i;

    for (i = 0; i < edge->items->n; i++)
        n += belongs(view, edge, i);
    return n;
}

static json_t *
item(struct view *view, const struct edge *edge, size_t index)
{
    return graph_item(view, edge->kind, edge->items->at[index], edge->fields);
}

static void
serves(struct view *view, const struct edge *edge, size_t index)
{
    if (edge->path == NULL)
        return;
    if (is_post(edge))
        answer_serves(view->answer, ((struct post *)edge->items->at[index])->id);
    else
        answer_serves(view->answer, ((struct message *)edge->items->at[index])->id);
}

static void
add_link(const struct view *view, const struct edge *edge, json_t *paging, const char *name,
         const char *cursor)
{
    static const char *const kept[] = { "fields", "filter", "order", "summary", "since", "until" };
    struct blob url = { 0 };
    size_t i;

    if (edge->path == NULL)
        return;
    /* The token is in the URL: the platform does that, and nobody may store or follow it as given.
     * */
    blob_format(&url, "%s%s/%s?access_token=%s", view->request->base,
                view->reader->channel->platform->base, edge->path, view->reader->token);
    for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        const char *value = request_parameter(view->request, kept[i]);
        char *encoded = value != NULL ? evhttp_encode_uri(value) : NULL;

        if (encoded != NULL)
            blob_format(&url, "&%s=%s", kept[i], encoded);
        free(encoded);
    }
    blob_format(&url, "&limit=%lld&%s=%s", (long long)edge->limit,
                strcmp(name, "next") == 0 ? "after" : "before", cursor);
    json_object_set_new(paging, name, json_string(url.at));
    blob_done(&url);
}

struct walk {
    json_t *data;
    size_t first, last; /* indexes of what was listed */
    bool more, less;    /* something follows, something precedes */
};

static bool
walk_start(struct view *view, const struct edge *edge, long *ret_at)
{
    unsigned salt;
    long from;

    *ret_at = edge->newest_first ? (long)edge->items->n - 1 : 0;
    if (edge->after == NULL || *edge->after == '\0')
        return true;
    if (!cursor_read(edge->after, edge->items->n, &from, &salt)) {
        view->wrong = "Invalid cursors values were passed";
        return false;
    }
    if (from >= 0)
        *ret_at = edge->newest_first ? from - 1 : from + 1;
    return true;
}

static bool
walk(struct view *view, const struct edge *edge, struct walk *ret_walk)
{
    long at;

    if (!walk_start(view, edge, &at))
        return false;
    ret_walk->less = edge->after != NULL && *edge->after != '\0';
    for (; at >= 0 && (size_t)at < edge->items->n; at += edge->newest_first ? -1 : 1) {
        if (!belongs(view, edge, (size_t)at))
            continue;
        if ((int64_t)json_array_size(ret_walk->data) >= edge->limit) {
            ret_walk->more = true;
            break;
        }
        if (json_array_size(ret_walk->data) == 0)
            ret_walk->first = (size_t)at;
        ret_walk->last = (size_t)at;
        json_array_append_new(ret_walk->data, item(view, edge, (size_t)at));
        serves(view, edge, (size_t)at);
    }
    return true;
}

static json_t *
paging_of(const struct view *view, const struct edge *edge, const struct walk *walked)
{
    char before[GRAPH_CURSOR_BYTES], after[GRAPH_CURSOR_BYTES];
    json_t *paging = json_object();

    cursor_write(before, (long)walked->first, 0);
    cursor_write(after, (long)walked->last, 0);
    json_object_set_new(paging, "cursors", json_pack("{s:s}", "before", before));
    if (walked->more || !edge->cursor_ends)
        json_object_set_new(json_object_get(paging, "cursors"), "after", json_string(after));
    if (walked->more)
        add_link(view, edge, paging, "next", after);
    if (walked->less)
        add_link(view, edge, paging, "previous", before);
    return paging;
}

json_t *
graph_edge(struct view *view, const struct edge *edge)
{
    struct walk walked = { .data = json_array() };
    json_t *root = json_object();

    if (!walk(view, edge, &walked)) {
        json_decref(walked.data);
        json_decref(root);
        return NULL;
    }
    json_object_set_new(root, "data", walked.data);
    if (json_array_size(walked.data) > 0)
        json_object_set_new(root, "paging", paging_of(view, edge, &walked));
    if (edge->summary)
        json_object_set_new(root, "summary",
                            json_pack("{s:s, s:I, s:b}", "order", edge->order, "total_count",
                                      (json_int_t)(count(view, edge) + edge->ghosts), "can_comment",
                                      1));
    return root;
}

void
graph_edge_cursor_again(const char *after, char ret_cursor[GRAPH_CURSOR_BYTES])
{
    unsigned salt = 0;
    long index = -1;

    if (after != NULL && *after != '\0')
        (void)cursor_read(after, LONG_MAX, &index, &salt);
    cursor_write(ret_cursor, index, salt + 1);
}
