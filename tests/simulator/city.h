/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The institutions of the city: units of every kind with their accounts on every channel, and the
 * mayor's.
 */

#ifndef SIMULATOR_CITY_H
#define SIMULATOR_CITY_H

#include "world.h"

/* Fills world->units, and the accounts of each channel, the leader's last. */
void city_build(struct world *world, size_t n_units);
/* The stream of chance of this name that belongs to this channel: what happens on others does not
 * move it. */
struct rng city_chance(const struct channel *channel, const char *name, size_t index);

#endif
