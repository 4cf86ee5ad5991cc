/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

#include "reveal.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

struct pin {
    double real;
    int64_t until;
};

double
reveal_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void
reveal_init(struct reveal *reveal, int64_t begin, int64_t end, double seconds)
{
    *reveal = (struct reveal){ .begin = begin, .end = end, .seconds = seconds };
    reveal->started = reveal_clock();
}

void
reveal_done(struct reveal *reveal)
{
    size_t i;

    for (i = 0; i < reveal->pins.n; i++)
        free(reveal->pins.at[i]);
    list_done(&reveal->pins);
}

static int64_t
running(const struct reveal *reveal, double real)
{
    double passed = real - reveal->started;

    if (reveal->seconds < 0)
        return reveal->begin;
    if (passed >= reveal->seconds)
        return reveal->end;
    if (passed <= 0)
        return reveal->begin;
    return reveal->begin +
           (int64_t)((double)(reveal->end - reveal->begin) * passed / reveal->seconds);
}

int64_t
reveal_until(const struct reveal *reveal, double real)
{
    size_t i = reveal->pins.n;

    while (i > 0) {
        const struct pin *pin = reveal->pins.at[--i];

        if (pin->real <= real)
            return pin->until;
    }
    return running(reveal, real);
}

void
reveal_pin(struct reveal *reveal, int64_t until)
{
    struct pin *pin = mem_heap(sizeof(*pin));
    int64_t sofar;

    pin->real = reveal_clock();
    sofar = reveal_until(reveal, pin->real);
    pin->until = until > reveal->end ? reveal->end : until;
    if (pin->until < sofar)
        pin->until = sofar;
    list_add(&reveal->pins, pin);
}

double
reveal_when(const struct reveal *reveal, int64_t at)
{
    double now = reveal_clock();
    double span = (double)(reveal->end - reveal->begin);
    double first_pin = reveal->pins.n > 0 ? ((struct pin *)reveal->pins.at[0])->real : INFINITY;
    double real = reveal->started;
    size_t i;

    if (at > reveal->end)
        return -1;
    if (reveal->seconds > 0 && at > reveal->begin)
        real += reveal->seconds * (double)(at - reveal->begin) / span;
    if ((reveal->seconds >= 0 || at <= reveal->begin) && real <= now && real < first_pin)
        return real;
    for (i = 0; i < reveal->pins.n; i++) {
        const struct pin *pin = reveal->pins.at[i];

        if (pin->until >= at)
            return pin->real;
    }
    return -1;
}
