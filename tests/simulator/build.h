/* SPDX-FileCopyrightText: The Pantau authors
 * SPDX-License-Identifier: Apache-2.0
 *
 * Builds a world of a certain size.
 */
#ifndef SIMULATOR_BUILD_H
#define SIMULATOR_BUILD_H

#include "world.h"

/* Sizes: "small", "medium", "large"; false: unknown size. The caller's world must be zeroed. */
bool build_world(struct world *world, uint64_t seed, const char *size, int64_t begin, int64_t end);

#endif
