/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* A post as such: its ids, text, format and counters. */

#ifndef SIMULATOR_POST_H
#define SIMULATOR_POST_H

#include "world.h"

/* In world->posts and under both its ids; not yet on anybody's page. Its author has an id, and the
 * caller gives him a name. */
struct post *post_new(struct channel *channel, struct rng *rng, const char *author_id, int64_t at);
/* What the post is to the page that it tags; a leader's is that of whose page it stands on. */
void post_mention(struct post *post, enum role role);
/* Oldest first. */
void post_order(struct list *posts);

#endif
