/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What a daemon needs to look at this city: pantau.yaml and a credentials directory. */

#ifndef SIMULATOR_SETUP_H
#define SIMULATOR_SETUP_H

#include "world.h"

/* base: the server's. dsn: of the database; NULL: not written. False with errno set. */
bool setup_write(const struct world *world, const char *out, const char *base, const char *dsn);

#endif
