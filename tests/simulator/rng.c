/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "rng.h"

#include <math.h>

struct rng
rng_make(uint64_t seed, const char *stream, uint64_t index)
{
    struct rng rng = { .state = seed * 0x9E3779B97F4A7C15u + index * 0xD1B54A32D192ED03u };

    for (; *stream != '\0'; stream++)
        rng.state = (rng.state ^ (unsigned char)*stream) * 0x100000001B3u;
    (void)rng_next(&rng);
    return rng;
}

uint64_t
rng_next(struct rng *rng)
{
    uint64_t z = rng->state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

size_t
rng_below(struct rng *rng, size_t n)
{
    return (size_t)(rng_next(rng) % n);
}

int64_t
rng_between(struct rng *rng, int64_t low, int64_t high)
{
    if (high <= low)
        return low;
    return low + (int64_t)(rng_next(rng) % (uint64_t)(high - low + 1));
}

double
rng_real(struct rng *rng)
{
    return (double)(rng_next(rng) >> 11) * 0x1.0p-53;
}

int
rng_chance(struct rng *rng, double percent)
{
    return rng_real(rng) * 100 < percent;
}

int64_t
rng_wait(struct rng *rng, double median_s, double sigma)
{
    /* The sum of twelve uniforms is normal enough here and needs no logarithm of the C library. */
    double z = -6;
    int i;

    for (i = 0; i < 12; i++)
        z += rng_real(rng);
    z = median_s * exp(z * sigma);
    return z < 1 ? 1 : (int64_t)z;
}
