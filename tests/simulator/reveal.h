/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * How far the world is revealed. World time runs from its beginning to its end while real time runs
 * for some seconds, or stands until somebody moves it on; it never goes back. Nobody's clock is
 * faked: the world's end is the real now at the start.
 */

#ifndef SIMULATOR_REVEAL_H
#define SIMULATOR_REVEAL_H

#include "mem.h"

#include <stdbool.h>
#include <stdint.h>

#define REVEAL_BY_HAND (-1.0)

struct reveal {
    int64_t begin, end;
    double started; /* real epoch seconds */
    double seconds; /* 0: all at once; REVEAL_BY_HAND: stands at the beginning */
    struct list pins;
};

void reveal_init(struct reveal *reveal, int64_t begin, int64_t end, double seconds);
void reveal_done(struct reveal *reveal);
/* Real epoch seconds now. */
double reveal_clock(void);
/* World time revealed at this real moment. */
int64_t reveal_until(const struct reveal *reveal, double real);
/* Moves to `until`, if that is ahead, and stands there from now on. */
void reveal_pin(struct reveal *reveal, int64_t until);
/* The real moment at which world time `at` came into sight; negative when it has not. */
double reveal_when(const struct reveal *reveal, int64_t at);

#endif
