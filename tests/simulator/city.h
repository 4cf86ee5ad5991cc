/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The institutions of the city: units of every kind with their Facebook pages, and the mayor's
 * page.
 */

#ifndef SIMULATOR_CITY_H
#define SIMULATOR_CITY_H

#include "world.h"

/* Fills world->units and world->accounts; the leader's page is the last account. */
void city_build(struct world *world, size_t n_units);

#endif
