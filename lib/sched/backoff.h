/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Decorrelated jitter: next = min(max, uniform(min, 3 × last)). The random number is an argument.
 */

#ifndef SCHED_BACKOFF_H
#define SCHED_BACKOFF_H

#include "base/base.h"

/* last_us: the previous delay, 0 at the first failure. random: uniform over all 64-bit values.
 * Result in [min_us, max_us]. */
int64_t backoff_next(int64_t last_us, int64_t min_us, int64_t max_us, uint64_t random);
/* at_us moved by up to ± share of interval_us, so that streams of one interval do not march in
 * step. */
int64_t backoff_spread(int64_t at_us, int64_t interval_us, double share, uint64_t random);

#endif
