/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The fields of Instagram accounts, media and comments. */

#ifndef SIMULATOR_INSTAGRAM_ITEM_H
#define SIMULATOR_INSTAGRAM_ITEM_H

#include "graph_view.h"

void instagram_address(const struct post *post, const struct message *message, struct blob *text);

extern const struct getter instagram_account[], instagram_post[], instagram_message[];

#endif
