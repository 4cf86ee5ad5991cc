/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* Direct messages: conversations between a citizen and an account of a unit. */

#ifndef SIMULATOR_DIRECT_H
#define SIMULATOR_DIRECT_H

#include "world.h"

/* Fills the accounts' conversations where a platform has them; needs the accounts. */
void direct_build(struct world *world);

#endif
