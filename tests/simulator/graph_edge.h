/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Lists of the Graph API: what belongs to them at a moment, paging by opaque cursors, summaries. */

#ifndef SIMULATOR_GRAPH_EDGE_H
#define SIMULATOR_GRAPH_EDGE_H

#include "graph_view.h"

#define GRAPH_CURSOR_BYTES 64

/* {"data":[…],"paging":{…},"summary":{…}}; NULL with view->wrong set when a cursor means nothing.
 * */
json_t *graph_edge(struct view *view, const struct edge *edge);
/* Another cursor with the same meaning as this one; NULL means the beginning. */
void graph_edge_cursor_again(const char *after, char ret_cursor[GRAPH_CURSOR_BYTES]);

#endif
