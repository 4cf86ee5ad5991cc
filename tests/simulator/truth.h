/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The ground truth as JSON: what is in the world, what was to be seen when, and what follows from
 * it. README.md documents the format.
 */

#ifndef SIMULATOR_TRUTH_H
#define SIMULATOR_TRUTH_H

#include "reveal.h"
#include "world.h"

#include <jansson.h>

/* As of what is revealed now; a new reference. */
json_t *truth_json(const struct world *world, const struct reveal *reveal);

#endif
