/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The fields of pages, posts and comments. */

#ifndef SIMULATOR_FACEBOOK_ITEM_H
#define SIMULATOR_FACEBOOK_ITEM_H

#include "graph_view.h"

void facebook_address(const struct post *post, const struct message *message, struct blob *text);

extern const struct getter facebook_account[], facebook_post[], facebook_message[];

#endif
