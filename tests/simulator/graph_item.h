/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Pages, posts and comments in the Graph API's JSON: only fields that were asked for are answered.
 */

#ifndef SIMULATOR_GRAPH_ITEM_H
#define SIMULATOR_GRAPH_ITEM_H

#include "graph_view.h"

/* A new object. Which fields a node of each kind gives when none are asked for is the platform's.
 * */
json_t *graph_item_account(struct view *view, const struct account *account,
                           const struct list *fields);
json_t *graph_item_post(struct view *view, const struct post *post, const struct list *fields);
json_t *graph_item_message(struct view *view, const struct message *message,
                           const struct list *fields);
const char *graph_default_fields(enum node kind);
/* "2026-01-31T08:00:00+0000" */
json_t *graph_time(int64_t at);

#endif
