/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * Scheduling: lib/sched/due behind one libevent timer, as the daemon has it, beside one libevent
 * timer for each account. Both fire every account again and again after a random interval, so short
 * that the loop is always behind: what is measured is CPU for a firing, not waiting.
 *
 *     scheduler [ACCOUNTS [FIRINGS]]
 *
 * Ends with 1 when a target is missed.
 */

#include <event2/event.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/base.h"
#include "sched/due.h"

#define ACCOUNTS        100000u
#define FIRINGS         3000000u
#define INTERVAL_US     20000 /* on average */
#define ROUNDS          3     /* the best of them counts */
#define SHARE_TARGET    0.25
#define STATE_TARGET    64.0
#define MICROS_A_SECOND 1000000

struct bench {
    struct event_base *base;
    struct due due;
    struct event *timer; /* the one behind which due stands */
    uint32_t accounts;
    uint64_t fired, firings, random;
};

static double
cpu_us(void)
{
    struct rusage usage;

    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * MICROS_A_SECOND +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static int64_t
now_us(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * MICROS_A_SECOND + now.tv_nsec / 1000;
}

/* xorshift: the same for both, and next to nothing. */
static int64_t
interval_us(struct bench *bench)
{
    bench->random ^= bench->random << 13;
    bench->random ^= bench->random >> 7;
    bench->random ^= bench->random << 17;
    return INTERVAL_US / 2 + (int64_t)(bench->random % INTERVAL_US);
}

static struct timeval
timeval_of(int64_t us)
{
    return (struct timeval){ us / MICROS_A_SECOND, us % MICROS_A_SECOND };
}

static bool
count(struct bench *bench)
{
    if (++bench->fired < bench->firings)
        return true;
    (void)event_base_loopbreak(bench->base);
    return false;
}

/* ---- one timer for each account ---- */

struct account_timer {
    struct bench *bench;
    struct event *event;
};

static void
on_account(evutil_socket_t fd, short what, void *arg)
{
    struct account_timer *timer = arg;
    struct timeval wait = timeval_of(interval_us(timer->bench));

    (void)fd;
    (void)what;
    (void)event_add(timer->event, &wait);
    (void)count(timer->bench);
}

static double
run_events(struct bench *bench)
{
    struct account_timer *timers = xcalloc(bench->accounts, sizeof(*timers));
    double spent;

    for (uint32_t i = 0; i < bench->accounts; i++) {
        struct timeval wait = timeval_of(interval_us(bench));
        timers[i].bench = bench;
        timers[i].event = event_new(bench->base, -1, 0, on_account, &timers[i]);
        (void)event_add(timers[i].event, &wait);
    }
    spent = cpu_us();
    (void)event_base_dispatch(bench->base);
    spent = cpu_us() - spent;
    for (uint32_t i = 0; i < bench->accounts; i++)
        event_free(timers[i].event);
    free(timers);
    return spent;
}

/* ---- the heap behind one timer ---- */

static void
on_due(evutil_socket_t fd, short what, void *arg)
{
    struct bench *bench = arg;
    int64_t now = now_us();
    struct timeval wait;
    uint32_t slot;

    (void)fd;
    (void)what;
    while (due_pop(&bench->due, now, &slot)) {
        due_set(&bench->due, slot, now + interval_us(bench));
        if (!count(bench))
            return;
    }
    now = due_next(&bench->due) - now_us();
    wait = timeval_of(now > 0 ? now : 0);
    (void)event_add(bench->timer, &wait);
}

static double
run_due(struct bench *bench)
{
    struct timeval at_once = { 0, 0 };
    int64_t now = now_us();
    double spent;

    due_init(&bench->due);
    due_reserve(&bench->due, bench->accounts);
    for (uint32_t i = 0; i < bench->accounts; i++)
        due_set(&bench->due, i, now + interval_us(bench));
    bench->timer = event_new(bench->base, -1, 0, on_due, bench);
    (void)event_add(bench->timer, &at_once);
    spent = cpu_us();
    (void)event_base_dispatch(bench->base);
    spent = cpu_us() - spent;
    event_free(bench->timer);
    due_done(&bench->due);
    return spent;
}

/* µs of CPU for a firing, the best of some rounds. */
static double
measure(double (*run)(struct bench *bench), uint32_t accounts, uint64_t firings)
{
    double best = 0;

    for (int round = 0; round < ROUNDS; round++) {
        struct bench bench = { .accounts = accounts,
                               .firings = firings,
                               .random = UINT64_C(88172645463325252),
                               .base = event_base_new() };
        double spent = run(&bench) / (double)firings;
        event_base_free(bench.base);
        best = round == 0 || spent < best ? spent : best;
    }
    return best;
}

static bool
tell(const char *what, double own, double peer, double value, double target)
{
    bool met = value <= target;

    printf("%-46s %12.2f %12.2f %8.2f  ≤ %g  %s\n", what, own, peer, value, target,
           met ? "met" : "MISSED");
    return met;
}

int
main(int argc, char **argv)
{
    uint32_t accounts = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : ACCOUNTS;
    uint64_t firings = argc > 2 ? strtoull(argv[2], NULL, 10) : FIRINGS;
    double own = measure(run_due, accounts, firings);
    double peer = measure(run_events, accounts, firings);
    double own_bytes = (double)(sizeof(struct due_entry) + sizeof(uint32_t));
    double peer_bytes = (double)(event_get_struct_event_size() + sizeof(struct event *));
    bool met;

    printf("%" PRIu32 " accounts, %" PRIu64 " firings\n", accounts, firings);
    printf("%-46s %12s %12s %8s  target\n", "", "due", "libevent", "ratio");
    met = tell("µs of CPU for a firing", own, peer, own / peer, SHARE_TARGET);
    met = tell("bytes an account", own_bytes, peer_bytes, own_bytes, STATE_TARGET) && met;
    return met ? 0 : 1;
}
