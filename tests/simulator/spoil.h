/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/* What each kind of fault does to an answer. */

#ifndef SIMULATOR_SPOIL_H
#define SIMULATOR_SPOIL_H

#include "effect.h"

#include <stdbool.h>

bool spoil_known(const char *kind);
/* False when this kind finds nothing to spoil in this answer, which is then left as it was. */
bool spoil_answer(const char *kind, json_t *rule, const struct request *request,
                  struct answer *answer, struct fault_effect *effect);

#endif
