/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The complaints of the city and their ways through its offices. */

#ifndef SIMULATOR_CASES_H
#define SIMULATOR_CASES_H

#include "world.h"

/* What complaints are about; the id of a topic is its place here, from TOPIC_ID_FIRST on. */
#define TOPIC_COUNT    5
#define TOPIC_ID_FIRST 12
extern const char *const case_topics[TOPIC_COUNT];
int case_topic_id(const char *topic);

/* Fills world->complaints, n of them dealt out to the first two feeds, and n / 2 for each further
 * feed; needs the units. */
void cases_build(struct world *world, size_t n);

#endif
