/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Conversations and their messages in the Graph API. */

#ifndef SIMULATOR_GRAPH_DIRECT_H
#define SIMULATOR_GRAPH_DIRECT_H

#include "graph_view.h"

/* The conversations of an account, last changed first, or the messages of one, newest first. */
bool graph_direct_edge(struct view *view, enum node kind, const void *node, const char *name,
                       struct edge *edge);

extern const struct graph_kind graph_conversation, graph_direct_message;

#endif
