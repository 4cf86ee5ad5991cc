/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Builds a world of a certain size. */

#ifndef SIMULATOR_BUILD_H
#define SIMULATOR_BUILD_H

#include "world.h"

/* Nothing but a time, a seed and the city's name; the caller's world must be zeroed. */
void build_empty(struct world *world, uint64_t seed, int64_t begin, int64_t end);
/* Channels, or feeds, by name with commas between, or "all"; in the order of the tables. False:
 * there is none of such a name. */
bool build_channels(struct world *world, const char *names);
bool build_feeds(struct world *world, const char *names);
/* "WIB", "WITA", "WIT"; false: unknown zone. */
bool build_zone(struct world *world, const char *name);
/* Fills a world that has its channels and feeds. Sizes: "small", "medium", "large"; false: unknown
 * size. */
bool build_city(struct world *world, const char *size);

#endif
