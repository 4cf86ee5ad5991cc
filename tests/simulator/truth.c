/* SPDX-FileCopyrightText: The Pantau authors
 * SPDX-License-Identifier: Apache-2.0
 */
#include "truth.h"

#include <string.h>

json_t *
truth_json(const struct world *world, const struct reveal *reveal)
{
    int64_t at = reveal_until(reveal, reveal_clock());

    return json_pack("{s:I, s:I}", "seed", (json_int_t)world->seed, "revealed_until",
                     (json_int_t)at);
}
