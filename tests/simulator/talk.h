/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What is said in the city: the pages' posts, the comments and replies under them, and the posts by
 * others that tag a page.
 */

#ifndef SIMULATOR_TALK_H
#define SIMULATOR_TALK_H

#include "world.h"

/* Fills the pages' posts and world->messages; needs the accounts. */
void talk_build(struct world *world, size_t posts_per_page, size_t threads_per_post);

/* This account answers below the post at that time. */
void talk_answer(struct post *post, struct account *speaker, struct rng *rng, int64_t at);

#endif
