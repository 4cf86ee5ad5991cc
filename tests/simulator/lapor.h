/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * SP4N-LAPOR! in the two public shapes: the flat log under /lapor/flat/complaints and the four
 * stage times under /lapor/stages/complaints. README.md shows both.
 */

#ifndef SIMULATOR_LAPOR_H
#define SIMULATOR_LAPOR_H

#include "answer.h"
#include "world.h"

/* Always fills the answer. */
void lapor_answer(const struct world *world, const struct request *request,
                  struct answer *ret_answer);
/* The status phrase a feed shows at this moment. */
const char *lapor_status(const struct complaint *complaint, int64_t at);

#endif
