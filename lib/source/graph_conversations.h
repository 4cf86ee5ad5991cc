/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Direct messages of a page or of the Instagram account behind it: when who wrote, never what. No
 * text is asked for, and none that comes unasked is read. It knows nobody's settings.
 *
 * The list of conversations shows the newest messages of each. Where those do not reach back far
 * enough, the conversation's own list is read next, page by page, before the list goes on.
 */

#ifndef SOURCE_GRAPH_CONVERSATIONS_H
#define SOURCE_GRAPH_CONVERSATIONS_H

#include "source/source.h"

struct graph_conversations {
    struct str owner_id;  /* in whose path the list stands: the page, or the Instagram account */
    const char *platform; /* "messenger" or "instagram" */
    int64_t overlap_us;   /* asked again before the last finished visit */
    int64_t limit;        /* conversations of one request */
};

bool graph_conversations_plan(const struct graph_conversations *of, const struct source_view *view,
                              const struct cursor *at, struct http_request *ret_request,
                              struct error *err) MUST_CHECK;
/*
 * One record for each message whose side is known: MESSAGE_DIRECT, the conversation as its thread.
 * A message from the account's id, or from one of its names where the platform tells names, has the
 * account's id as author.
 */
struct source_outcome graph_conversations_digest(const struct graph_conversations *of,
                                                 const struct source_view *view,
                                                 const struct cursor *at,
                                                 const struct http_response *answer,
                                                 struct batch *batch, struct error *err);

#endif
