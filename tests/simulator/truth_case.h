/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The complaints' part of the ground truth. */

#ifndef SIMULATOR_TRUTH_CASE_H
#define SIMULATOR_TRUTH_CASE_H

#include "reveal.h"
#include "world.h"

#include <jansson.h>

/* "complaints" and "complaint_events" into the object. */
void truth_case_add(const struct world *world, const struct reveal *reveal, int64_t at,
                    json_t *root);

#endif
