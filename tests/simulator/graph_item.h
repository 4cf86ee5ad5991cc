/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Nodes in the Graph API's JSON: only fields that were asked for are answered. */

#ifndef SIMULATOR_GRAPH_ITEM_H
#define SIMULATOR_GRAPH_ITEM_H

#include "graph_view.h"

/* A new object with these fields; an empty list: those that are given when none are asked for. */
json_t *graph_item(struct view *view, enum node kind, const void *node, const struct list *fields);
/* "2026-01-31T08:00:00+0000" */
json_t *graph_time(int64_t at);
/* Whether the braces of this field name another one; true when there are none. */
bool graph_wants(const struct field *field, const char *name);
/* The kind's fields of the platform that is asked. */
const struct graph_kind *graph_kind(const struct graph_api *api, enum node kind);

#endif
