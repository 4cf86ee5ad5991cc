/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The simulator's own random numbers (splitmix64): the same seed and stream give the same world on
 * every machine, whatever the C library.
 */

#ifndef SIMULATOR_RNG_H
#define SIMULATOR_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

/* Streams with different names are independent: adding complaints does not move the comments. */
struct rng rng_make(uint64_t seed, const char *stream, uint64_t index);
uint64_t rng_next(struct rng *rng);
/* 0 … n − 1; n must be positive. */
size_t rng_below(struct rng *rng, size_t n);
/* low … high, both included. */
int64_t rng_between(struct rng *rng, int64_t low, int64_t high);
/* True in `percent` of a hundred cases. */
int rng_chance(struct rng *rng, double percent);
/* [0, 1) */
double rng_real(struct rng *rng);
/* Log-normal seconds with this median; sigma in natural logarithms; at least 1. */
int64_t rng_wait(struct rng *rng, double median_s, double sigma);

#endif
