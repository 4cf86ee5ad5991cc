/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* The log of what was served: one JSON line a request. No token and no proof is ever in it. */

#ifndef SIMULATOR_SERVED_H
#define SIMULATOR_SERVED_H

#include "effect.h"

#include <stdio.h>

/* file may be NULL: nothing is written. started: real epoch seconds when the request came in. */
void served_write(FILE *file, const struct request *request, const struct answer *answer,
                  const struct fault_effect *effect, double started);

#endif
