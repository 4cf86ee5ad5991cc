/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Posts of the mayor that tag a page and point to a case: a citizen's comment there, the post above
 * it, a complaint. What the unit says in the case afterwards is an answer to the mayor, too.
 */

#ifndef SIMULATOR_REFER_H
#define SIMULATOR_REFER_H

#include "world.h"

/* Comes last, with ids behind all others and chance of its own: the rest of the city stays. */
void refer_build(struct world *world);

#endif
