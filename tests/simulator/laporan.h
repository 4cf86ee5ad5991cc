/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The admin site's export "Laporan Ringkas" of one feed of SP4N-LAPOR!, as CSV: preamble, headings,
 * one row a case. It tells of a case when it came and in which state it is, no other time.
 */

#ifndef SIMULATOR_LAPORAN_H
#define SIMULATOR_LAPORAN_H

#include "answer.h"
#include "feed.h"
#include "world.h"

/*
 * The cases that came from `from` on and before `to` (seconds, of the query), as they stand at the
 * request's moment; `columns` 17, or 20 with the institution's id and the place below the city.
 */
void laporan_answer(const struct world *world, const struct feed *feed,
                    const struct request *request, struct answer *ret_answer);

#endif
