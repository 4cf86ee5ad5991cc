/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What happens to messages after they were written: shown late, edited, hidden, deleted. */

#ifndef SIMULATOR_FATE_H
#define SIMULATOR_FATE_H

#include "world.h"

/* The thread's messages, top first, complete; called once a thread. */
void fate_of_thread(struct world *world, struct rng *rng, const struct list *thread);
/* n of the pages' posts vanish with everything below them, seen for a tenth of the time before. */
void fate_of_posts(struct world *world, size_t n);

#endif
