/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "sched/backoff.h"

/* Uniform in [low, high]; the top 53 bits are enough for microseconds over 285 years. */
static int64_t
between(int64_t low, int64_t high, uint64_t random)
{
    double share = (double)(random >> 11) / (double)(UINT64_C(1) << 53);

    return low + (int64_t)(share * (double)(high - low));
}

int64_t
backoff_next(int64_t last_us, int64_t min_us, int64_t max_us, uint64_t random)
{
    int64_t high = last_us < min_us ? min_us * 3 : last_us * 3;

    if (high > max_us)
        high = max_us;
    if (high <= min_us)
        return min_us;
    return between(min_us, high, random);
}

int64_t
backoff_spread(int64_t at_us, int64_t interval_us, double share, uint64_t random)
{
    int64_t reach = (int64_t)((double)interval_us * share);

    return at_us + between(-reach, reach, random);
}
