/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The fields of Threads accounts, posts and replies. */

#ifndef SIMULATOR_THREADS_ITEM_H
#define SIMULATOR_THREADS_ITEM_H

#include "graph_view.h"

/* Of a message as of a post: nothing but its own name tells which it is. */
void threads_address(const struct post *post, const struct message *message, struct blob *text);

extern const struct getter threads_account[], threads_post[], threads_message[];

#endif
