/* SPDX-FileCopyrightText: The Pantau authors */
/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A turn is one pass of libevent plus what was deferred in it. Deferred calls run outside libevent,
 * so they may free anything. A turn's length is counted from its first callback, not from its wait.
 */

#include "loop.h"

#include <stdlib.h>
#include <time.h>

#include <event2/event.h>
#include <sys/random.h>

struct deferred {
    loop_fn fn;
    void *ctx;
};

struct loop {
    struct event_base *base;
    struct deferred *deferred;
    size_t deferred_count, deferred_size;
    bool stopping;
    int64_t turn_began_us; /* 0: no callback yet in this turn */
    int64_t longest_turn_us;
};

struct loop_timer {
    struct loop *loop;
    struct event *event;
    loop_fn fn;
    void *ctx;
};

struct loop_watch {
    struct loop *loop;
    struct event *event;
    int fd;
    unsigned interest;
    loop_ready_fn fn;
    void *ctx;
};

struct loop_signal {
    struct loop *loop;
    struct event *event;
    loop_fn fn;
    void *ctx;
};

static int64_t
clock_us(clockid_t clock)
{
    struct timespec now;

    must(clock_gettime(clock, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static struct timeval
timeval_from(int64_t us)
{
    return (struct timeval){ .tv_sec = us / 1000000, .tv_usec = us % 1000000 };
}

static void
turn_begin(struct loop *loop)
{
    if (loop->turn_began_us == 0)
        loop->turn_began_us = loop_now_us();
}

/* What a deferred call defers stays for the next turn: nothing can keep the loop here. */
static void
turn_end(struct loop *loop)
{
    struct deferred *list = loop->deferred;
    size_t count = loop->deferred_count;

    loop->deferred = NULL;
    loop->deferred_count = loop->deferred_size = 0;
    if (count > 0)
        turn_begin(loop);
    for (size_t i = 0; i < count; i++)
        list[i].fn(list[i].ctx);
    free(list);
    if (loop->turn_began_us != 0) {
        int64_t length_us = loop_now_us() - loop->turn_began_us;

        if (length_us > loop->longest_turn_us)
            loop->longest_turn_us = length_us;
    }
    loop->turn_began_us = 0;
}

static void
on_timer(evutil_socket_t fd, short what, void *ctx)
{
    struct loop_timer *timer = ctx;

    (void)fd;
    (void)what;
    turn_begin(timer->loop);
    timer->fn(timer->ctx);
}

static void
on_ready(evutil_socket_t fd, short what, void *ctx)
{
    struct loop_watch *watch = ctx;

    (void)fd;
    turn_begin(watch->loop);
    watch->fn(watch->ctx, ((what & EV_READ) != 0 ? LOOP_READ : 0u) |
                              ((what & EV_WRITE) != 0 ? LOOP_WRITE : 0u));
}

static void
on_signal(evutil_socket_t fd, short what, void *ctx)
{
    struct loop_signal *signal = ctx;

    (void)fd;
    (void)what;
    turn_begin(signal->loop);
    signal->fn(signal->ctx);
}

struct loop *
loop_new(void)
{
    struct loop *loop = xcalloc(1, sizeof(*loop));
    struct event_config *config;

    event_set_mem_functions(xmalloc, xrealloc, free);
    must(config = event_config_new());
    /*
     * Without these, timers fire by a coarse or cached clock: milliseconds before loop_now_us()
     * reaches their time.
     */
    must(event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER) == 0);
    must(event_config_set_flag(config, EVENT_BASE_FLAG_NO_CACHE_TIME) == 0);
    must(event_config_set_flag(config, EVENT_BASE_FLAG_IGNORE_ENV) == 0);
    must(loop->base = event_base_new_with_config(config));
    event_config_free(config);
    return loop;
}

void
loop_settle(struct loop *loop)
{
    while (loop->deferred_count > 0) {
        (void)event_base_loop(loop->base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
        turn_end(loop);
    }
}

void
loop_free(struct loop *loop)
{
    if (loop == NULL)
        return;
    loop_settle(loop);
    event_base_free(loop->base);
    free(loop->deferred);
    free(loop);
}

void
loop_run(struct loop *loop)
{
    bool empty = false;

    loop->stopping = false;
    while (!loop->stopping && !empty) {
        int wait = loop->deferred_count > 0 ? EVLOOP_NONBLOCK : 0;
        int result = event_base_loop(loop->base, EVLOOP_ONCE | wait);

        must(result >= 0);
        empty = result == 1 && loop->deferred_count == 0;
        turn_end(loop);
    }
}

void
loop_stop(struct loop *loop)
{
    loop->stopping = true;
}

int64_t
loop_now_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

int64_t
loop_wall_us(void)
{
    return clock_us(CLOCK_REALTIME);
}

uint64_t
loop_random(void)
{
    uint64_t value;

    /* The kernel gives up to 256 bytes whole, once it is seeded (getrandom(2)). */
    must(getrandom(&value, sizeof(value), 0) == (ssize_t)sizeof(value));
    return value;
}

void
loop_defer(struct loop *loop, loop_fn fn, void *ctx)
{
    if (loop->deferred_count == loop->deferred_size) {
        loop->deferred_size = loop->deferred_size == 0 ? 16 : loop->deferred_size * 2;
        loop->deferred = xrealloc(loop->deferred, loop->deferred_size * sizeof(loop->deferred[0]));
    }
    loop->deferred[loop->deferred_count++] = (struct deferred){ fn, ctx };
}

void
loop_forget(struct loop *loop, const void *ctx)
{
    size_t kept = 0;

    for (size_t i = 0; i < loop->deferred_count; i++) {
        if (loop->deferred[i].ctx != ctx)
            loop->deferred[kept++] = loop->deferred[i];
    }
    loop->deferred_count = kept;
}

struct loop_timer *
loop_timer_new(struct loop *loop, loop_fn fn, void *ctx)
{
    struct loop_timer *timer = xcalloc(1, sizeof(*timer));

    *timer = (struct loop_timer){ .loop = loop, .fn = fn, .ctx = ctx };
    must(timer->event = evtimer_new(loop->base, on_timer, timer));
    return timer;
}

void
loop_timer_free(struct loop_timer *timer)
{
    if (timer == NULL)
        return;
    event_free(timer->event);
    free(timer);
}

void
loop_timer_after(struct loop_timer *timer, int64_t delay_us)
{
    struct timeval delay = timeval_from(delay_us > 0 ? delay_us : 0);

    must(event_add(timer->event, &delay) == 0);
}

void
loop_timer_at(struct loop_timer *timer, int64_t at_us)
{
    loop_timer_after(timer, at_us - loop_now_us());
}

void
loop_timer_stop(struct loop_timer *timer)
{
    must(event_del(timer->event) == 0);
}

bool
loop_timer_is_set(const struct loop_timer *timer)
{
    return event_pending(timer->event, EV_TIMEOUT, NULL) != 0;
}

struct loop_watch *
loop_watch_new(struct loop *loop, int fd, loop_ready_fn fn, void *ctx)
{
    struct loop_watch *watch = xcalloc(1, sizeof(*watch));

    *watch = (struct loop_watch){ .loop = loop, .fd = fd, .fn = fn, .ctx = ctx };
    must(watch->event = event_new(loop->base, fd, EV_READ | EV_PERSIST, on_ready, watch));
    return watch;
}

void
loop_watch_free(struct loop_watch *watch)
{
    if (watch == NULL)
        return;
    event_free(watch->event);
    free(watch);
}

void
loop_watch_want(struct loop_watch *watch, unsigned interest)
{
    short what = EV_PERSIST;

    if (interest == watch->interest)
        return;
    must(event_del(watch->event) == 0);
    watch->interest = interest;
    if (interest == 0)
        return;
    what |= (interest & LOOP_READ) != 0 ? EV_READ : 0;
    what |= (interest & LOOP_WRITE) != 0 ? EV_WRITE : 0;
    must(event_assign(watch->event, watch->loop->base, watch->fd, what, on_ready, watch) == 0);
    must(event_add(watch->event, NULL) == 0);
}

struct loop_signal *
loop_signal_new(struct loop *loop, int signal_number, loop_fn fn, void *ctx)
{
    struct loop_signal *signal = xcalloc(1, sizeof(*signal));

    *signal = (struct loop_signal){ .loop = loop, .fn = fn, .ctx = ctx };
    must(signal->event = evsignal_new(loop->base, signal_number, on_signal, signal));
    must(event_add(signal->event, NULL) == 0);
    return signal;
}

void
loop_signal_free(struct loop_signal *signal)
{
    if (signal == NULL)
        return;
    event_free(signal->event);
    free(signal);
}

int64_t
loop_take_longest_turn_us(struct loop *loop)
{
    int64_t longest_us = loop->longest_turn_us;

    loop->longest_turn_us = 0;
    return longest_us;
}

struct event_base *
loop_base(struct loop *loop)
{
    return loop->base;
}
